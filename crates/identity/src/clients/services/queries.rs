//! The tables of services that are let in. Codes and tokens are kept as keyed
//! hashes, and erased when they end; whose they are is sealed.

use super::{Kind, NewService};
use kernel::{Result, Timestamp};
use store::{Row, Statement, Store, Tx};

/// A service that may be let in now.
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) redirects: Vec<String>,
    pub(super) jwks: Option<String>,
    pub(super) scopes: String,
}

/// What a code or a token stands for.
pub(super) struct Held {
    pub(super) family: [u8; 16],
    pub(super) client_id: String,
    /// The name of the service; none, while it is not listed.
    pub(super) name: Option<String>,
    pub(super) inside: Vec<u8>,
    /// Of the code or token.
    pub(super) scopes: String,
    /// Of all that was consented to.
    pub(super) consented: String,
    pub(super) offline: bool,
    pub(super) ended: bool,
    pub(super) bound: String,
    pub(super) used: bool,
    pub(super) expires_at: Timestamp,
}

/// A family that ended without its holder.
pub(super) struct Left {
    pub(super) family: [u8; 16],
    pub(super) client_id: String,
    pub(super) inside: Vec<u8>,
    pub(super) why: i64,
    pub(super) again: bool,
}

pub(super) async fn upsert(tx: &mut Tx, service: &NewService) -> Result<()> {
    tx.execute(
        "INSERT INTO service (client_id, name, redirects, jwks, scopes, listed, until)
         VALUES ($1, $2, $3, $4, $5, 1, $6)
         ON CONFLICT (client_id) DO UPDATE SET name = excluded.name,
           redirects = excluded.redirects, jwks = excluded.jwks, scopes = excluded.scopes,
           listed = 1, until = excluded.until",
        vec![
            service.client_id.as_str().into(),
            service.name.as_str().into(),
            service.redirects.join("\n").into(),
            service.jwks.as_deref().into(),
            service.scopes.to_string().into(),
            service.until.into(),
        ],
    )
    .await
    .map(drop)
}

pub(super) async fn update_listed(tx: &mut Tx, client_id: &str, listed: bool) -> Result<()> {
    tx.execute(
        "UPDATE service SET listed = $2 WHERE client_id = $1",
        vec![client_id.into(), listed.into()],
    )
    .await
    .map(drop)
}

/// Other keys in the place of those a service had; no, where it has others by now.
pub(super) async fn update_jwks(
    tx: &mut Tx,
    client_id: &str,
    had: &str,
    has: &str,
) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE service SET jwks = $3 WHERE client_id = $1 AND jwks = $2",
        vec![client_id.into(), had.into(), has.into()],
    );
    Ok(changed.await? == 1)
}

/// Whether a service still has these keys, and keeps them until this transaction ends.
pub(super) async fn hold_jwks(tx: &mut Tx, client_id: &str, jwks: &str) -> Result<bool> {
    update_jwks(tx, client_id, jwks, jwks).await
}

/// Takes from a service all that it holds of this kind.
pub(super) async fn remove_all(tx: &mut Tx, client_id: &str, kind: Kind) -> Result<()> {
    tx.execute(
        "DELETE FROM service_token WHERE kind = $2 AND family IN
           (SELECT family FROM service_family WHERE client_id = $1)",
        vec![client_id.into(), kind.number().into()],
    )
    .await
    .map(drop)
}

/// Whether a service is listed, and stays so until this transaction ends.
pub(super) async fn hold_listed(tx: &mut Tx, client_id: &str) -> Result<bool> {
    let held = tx.execute(
        "UPDATE service SET listed = 1 WHERE client_id = $1 AND listed = 1",
        vec![client_id.into()],
    );
    Ok(held.await? > 0)
}

pub(super) async fn find(store: &Store, client_id: &str, now: Timestamp) -> Result<Option<Kept>> {
    let rows = store
        .query(
            "SELECT name, redirects, jwks, scopes FROM service
             WHERE client_id = $1 AND listed = 1 AND until > $2",
            vec![client_id.into(), now.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Kept {
        name: row.text(0)?.to_owned(),
        redirects: row.text(1)?.lines().map(str::to_owned).collect(),
        jwks: row.opt_text(2)?.map(str::to_owned),
        scopes: row.text(3)?.to_owned(),
    }))
}

/// The addresses to which services that are let in now may send people back.
pub(super) async fn redirects(store: &Store, now: Timestamp) -> Result<Vec<String>> {
    let sql = "SELECT redirects FROM service WHERE listed = 1 AND until > $1";
    let rows = store.query(sql, vec![now.into()]).await?;
    let mut all = Vec::new();
    for row in &rows {
        all.extend(row.text(0)?.lines().map(str::to_owned));
    }
    Ok(all)
}

/// Counts a request of a family in this hour; how many there were, with it.
pub(super) async fn count(
    store: &Store,
    family: [u8; 16],
    hour: i64,
    ends_at: Timestamp,
) -> Result<i64> {
    let mut tx = store.begin("count what a service asks").await?;
    let key = || vec![family.into(), hour.into()];
    let mut row: Vec<store::Value> = key();
    row.push(ends_at.into());
    tx.execute(
        "INSERT INTO service_asked (family, hour, asked, ends_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (family, hour) DO UPDATE SET asked = service_asked.asked + 1",
        row,
    )
    .await?;
    let asked = "SELECT asked FROM service_asked WHERE family = $1 AND hour = $2";
    let rows = tx.query(asked, key()).await?;
    let asked = rows.first().map(|row| row.int(0)).transpose()?;
    tx.commit().await?;
    Ok(asked.unwrap_or_default())
}

pub(super) async fn insert_family(
    tx: &mut Tx,
    family: [u8; 16],
    client_id: &str,
    inside: Vec<u8>,
    scopes: &str,
    offline: bool,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO service_family
           (family, client_id, inside, scopes, offline, begun_at, ended_at, why, told)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, 0, 0)",
        vec![
            family.into(),
            client_id.into(),
            inside.into(),
            scopes.into(),
            offline.into(),
            now.into(),
        ],
    )
    .await
    .map(drop)
}

/// A code or a token to keep.
pub(super) struct New<'a> {
    pub(super) hash: [u8; 32],
    pub(super) kind: Kind,
    pub(super) family: [u8; 16],
    pub(super) scopes: &'a str,
    pub(super) bound: &'a str,
    pub(super) expires_at: Timestamp,
}

pub(super) async fn insert(tx: &mut Tx, new: New<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO service_token (hash, kind, family, scopes, bound, used, expires_at)
         VALUES ($1, $2, $3, $4, $5, 0, $6)",
        vec![
            new.hash.into(),
            new.kind.number().into(),
            new.family.into(),
            new.scopes.into(),
            new.bound.into(),
            new.expires_at.into(),
        ],
    )
    .await
    .map(drop)
}

pub(super) async fn held(
    store: &Store,
    hash: [u8; 32],
    kind: Kind,
    now: Timestamp,
) -> Result<Option<Held>> {
    let rows = store
        .query(
            "SELECT t.family, f.client_id, s.name, f.inside, t.scopes, f.scopes, f.offline,
               f.ended_at, t.bound, t.used, t.expires_at
             FROM service_token t
             JOIN service_family f ON f.family = t.family
             LEFT JOIN service s
               ON s.client_id = f.client_id AND s.listed = 1 AND s.until > $3
             WHERE t.hash = $1 AND t.kind = $2",
            vec![hash.into(), kind.number().into(), now.into()],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Held {
            family: row.bytes(0)?,
            client_id: row.text(1)?.to_owned(),
            name: row.opt_text(2)?.map(str::to_owned),
            inside: row.blob(3)?.to_owned(),
            scopes: row.text(4)?.to_owned(),
            consented: row.text(5)?.to_owned(),
            offline: row.bool(6)?,
            ended: row.opt_timestamp(7)?.is_some(),
            bound: row.text(8)?.to_owned(),
            used: row.bool(9)?,
            expires_at: row.timestamp(10)?,
        })
    };
    rows.first().map(read).transpose()
}

/// Uses a code or a refresh token up; no when it was used before.
pub(super) async fn use_up(tx: &mut Tx, hash: [u8; 32]) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE service_token SET used = 1 WHERE hash = $1 AND used = 0",
            vec![hash.into()],
        )
        .await?;
    Ok(changed == 1)
}

pub(super) async fn remove(store: &Store, hash: [u8; 32]) -> Result<()> {
    store
        .execute(
            "DELETE FROM service_token WHERE hash = $1",
            vec![hash.into()],
        )
        .await
        .map(drop)
}

/// Ends a family. `told` says whether the record knows already.
pub(super) async fn end(
    store: &Store,
    family: [u8; 16],
    why: i64,
    told: bool,
    now: Timestamp,
) -> Result<()> {
    store
        .execute(
            "UPDATE service_family SET ended_at = $2, why = $3, told = $4
             WHERE family = $1 AND ended_at IS NULL",
            vec![family.into(), now.into(), why.into(), told.into()],
        )
        .await
        .map(drop)
}

/// Ends a family of a service that left; its record does not know yet.
pub(super) async fn end_in(tx: &mut Tx, family: [u8; 16], now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE service_family SET ended_at = $2, why = 1, told = 0 WHERE family = $1",
        vec![family.into(), now.into()],
    )
    .await
    .map(drop)
}

/// Ends all families of a service, which gave them back; their records do not know yet.
pub(super) async fn end_all(tx: &mut Tx, client_id: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE service_family SET ended_at = $2, why = 1, told = 0
         WHERE client_id = $1 AND ended_at IS NULL",
        vec![client_id.into(), now.into()],
    )
    .await
    .map(drop)
}

pub(super) async fn left(store: &Store, now: Timestamp, most: i64) -> Result<Vec<Left>> {
    let rows = store
        .query(
            "SELECT family, client_id, inside, why, again_at FROM service_family
             WHERE told = 0 AND ended_at IS NOT NULL AND again_at <= $1
             ORDER BY why DESC, ended_at, family LIMIT $2",
            vec![now.into(), most.into()],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Left {
            family: row.bytes(0)?,
            client_id: row.text(1)?.to_owned(),
            inside: row.blob(2)?.to_owned(),
            why: row.int(3)?,
            again: row.int(4)? != 0,
        })
    };
    rows.iter().map(read).collect()
}

pub(super) async fn tell_later(store: &Store, family: [u8; 16], again: Timestamp) -> Result<()> {
    store
        .execute(
            "UPDATE service_family SET again_at = $2 WHERE family = $1",
            vec![family.into(), again.into()],
        )
        .await
        .map(drop)
}

pub(super) async fn set_told(store: &Store, family: [u8; 16]) -> Result<()> {
    store
        .execute(
            "UPDATE service_family SET told = 1 WHERE family = $1",
            vec![family.into()],
        )
        .await
        .map(drop)
}

/// The name of a service, listed or not.
pub(super) async fn name(store: &Store, client_id: &str) -> Result<Option<String>> {
    let sql = "SELECT name FROM service WHERE client_id = $1";
    let rows = store.query(sql, vec![client_id.into()]).await?;
    rows.first()
        .map(|row| Ok(row.text(0)?.to_owned()))
        .transpose()
}

/// Uses the id of an assertion up; no when it was used before.
pub(super) async fn use_assertion(
    tx: &mut Tx,
    client_id: &str,
    jti_hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "INSERT INTO service_assertion (client_id, jti_hash, expires_at)
             VALUES ($1, $2, $3) ON CONFLICT (client_id, jti_hash) DO NOTHING",
            vec![client_id.into(), jti_hash.into(), expires_at.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Erases what is over: tokens and ids after their end, families long ended or
/// without anything left of them.
pub(super) async fn purge(store: &Store, now: Timestamp, before: Timestamp) -> Result<()> {
    let mut tx = store.begin("purge what services had").await?;
    tx.run(vec![
        Statement {
            sql: "DELETE FROM service_assertion WHERE expires_at <= $1",
            params: vec![now.into()],
        },
        Statement {
            sql: "DELETE FROM service_asked WHERE ends_at <= $1",
            params: vec![now.into()],
        },
        Statement {
            sql: "DELETE FROM service_token WHERE expires_at <= $1",
            params: vec![before.into()],
        },
        Statement {
            sql: "DELETE FROM service_token WHERE family IN
                  (SELECT family FROM service_family WHERE ended_at <= $1 AND told = 1)",
            params: vec![before.into()],
        },
        Statement {
            sql: "DELETE FROM service_family WHERE ended_at <= $1 AND told = 1",
            params: vec![before.into()],
        },
    ])
    .await?;
    tx.commit().await
}
