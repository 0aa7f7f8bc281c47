//! The tables of institutions' software. Tokens and ids of assertions are kept
//! as hashes, and erased when they end.

use kernel::{Finess, Result, Rpps, Timestamp};
use store::{Migration, Statement, Store, Tx};

/// The tables of institutions' software, and of services.
pub const MIGRATIONS: [Migration; 6] = {
    // Taken apart, so that one that is added there cannot be forgotten here.
    let [services, asked, clients, untold] = super::services::MIGRATIONS;
    [
        Migration {
            name: "0203_clients",
            sqlite: include_str!("../../migrations/0203_clients.sqlite.sql"),
            postgres: include_str!("../../migrations/0203_clients.postgres.sql"),
        },
        Migration::both(
            "0307_client_professionals",
            include_str!("../../migrations/0307_client_professionals.sql"),
        ),
        services,
        asked,
        clients,
        untold,
    ]
};

/// A client as it is kept.
pub(super) struct Kept {
    pub(super) jwks: String,
    pub(super) scopes: String,
    pub(super) finess: Finess,
    /// Who it is at the provider of professionals.
    pub(super) provider_client: Option<String>,
}

/// What an access token stands for.
pub(super) struct Granted {
    pub(super) client_id: String,
    pub(super) finess: Finess,
    pub(super) institution: String,
    pub(super) scopes: String,
    /// The professional it was given for.
    pub(super) rpps: Option<Rpps>,
}

/// A token to keep.
pub(super) struct NewToken<'a> {
    pub(super) hash: [u8; 32],
    pub(super) client_id: &'a str,
    pub(super) scopes: &'a str,
    pub(super) rpps: Option<&'a Rpps>,
    pub(super) expires_at: Timestamp,
}

/// Whether another client is the same one at the provider.
pub(super) async fn is_taken(
    store: &Store,
    provider_client: &str,
    client_id: &str,
) -> Result<bool> {
    let rows = store
        .query(
            "SELECT 1 FROM client WHERE provider_client = $1 AND client_id <> $2",
            vec![provider_client.into(), client_id.into()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Keeps a client; none is changed that is another institution's.
pub(super) async fn upsert_client(
    store: &Store,
    client: &super::NewClient,
    now: Timestamp,
) -> Result<u64> {
    store
        .execute(
            "INSERT INTO client
               (client_id, finess, name, jwks, scopes, active, created_at, provider_client)
             VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
             ON CONFLICT (client_id) DO UPDATE SET
               name = excluded.name, jwks = excluded.jwks, scopes = excluded.scopes,
               provider_client = excluded.provider_client
             WHERE client.finess = excluded.finess",
            vec![
                client.client_id.as_str().into(),
                client.finess.as_str().into(),
                client.name.as_str().into(),
                client.jwks.as_str().into(),
                client.scopes.to_string().into(),
                now.into(),
                client.provider_client.as_deref().into(),
            ],
        )
        .await
}

pub(super) async fn list(store: &Store) -> Result<Vec<super::Listed>> {
    let rows = store
        .query(
            "SELECT c.client_id, c.finess, i.name, c.name, c.scopes, c.active, c.created_at
             FROM client c JOIN institution i ON i.finess = c.finess
             ORDER BY c.client_id",
            vec![],
        )
        .await?;
    let listed = rows.iter().map(|row| {
        Ok(super::Listed {
            client_id: row.text(0)?.to_owned(),
            finess: row.text(1)?.parse()?,
            institution: row.text(2)?.to_owned(),
            name: row.text(3)?.to_owned(),
            scopes: row.text(4)?.to_owned(),
            active: row.int(5)? == 1,
            since: row.timestamp(6)?,
        })
    });
    listed.collect()
}

pub(super) async fn update_active(store: &Store, client_id: &str, active: bool) -> Result<u64> {
    store
        .execute(
            "UPDATE client SET active = $2 WHERE client_id = $1",
            vec![client_id.into(), active.into()],
        )
        .await
}

pub(super) async fn find_active_client(store: &Store, client_id: &str) -> Result<Option<Kept>> {
    let rows = store
        .query(
            "SELECT jwks, scopes, finess, provider_client FROM client
             WHERE client_id = $1 AND active = 1",
            vec![client_id.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Kept {
        jwks: row.text(0)?.to_owned(),
        scopes: row.text(1)?.to_owned(),
        finess: row.text(2)?.parse()?,
        provider_client: row.opt_text(3)?.map(str::to_owned),
    }))
}

/// Uses the id of an assertion up; no when it was used before.
pub(super) async fn use_assertion(
    tx: &mut Tx,
    client_id: &str,
    jti_hash: [u8; 32],
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let outcomes = tx
        .run(vec![
            Statement {
                sql: "DELETE FROM client_assertion WHERE expires_at <= $1",
                params: vec![now.into()],
            },
            Statement {
                sql: "DELETE FROM client_token WHERE expires_at <= $1",
                params: vec![now.into()],
            },
            Statement {
                sql: "INSERT INTO client_assertion (client_id, jti_hash, expires_at)
                      VALUES ($1, $2, $3) ON CONFLICT (client_id, jti_hash) DO NOTHING",
                params: vec![client_id.into(), jti_hash.into(), expires_at.into()],
            },
        ])
        .await?;
    Ok(outcomes.last().is_some_and(|insert| insert.changed == 1))
}

pub(super) async fn insert_token(tx: &mut Tx, token: NewToken<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO client_token (token_hash, client_id, scopes, expires_at, rpps)
         VALUES ($1, $2, $3, $4, $5)",
        vec![
            token.hash.into(),
            token.client_id.into(),
            token.scopes.into(),
            token.expires_at.into(),
            token.rpps.map(Rpps::as_str).into(),
        ],
    )
    .await
    .map(drop)
}

/// A token of a client that was switched off opens nothing from then on.
pub(super) async fn find_granted(
    store: &Store,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Granted>> {
    let rows = store
        .query(
            "SELECT c.client_id, c.finess, i.name, t.scopes, t.rpps
             FROM client_token t
             JOIN client c ON c.client_id = t.client_id
             JOIN institution i ON i.finess = c.finess
             WHERE t.token_hash = $1 AND t.expires_at > $2 AND c.active = 1",
            vec![token_hash.into(), now.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Granted {
        client_id: row.text(0)?.to_owned(),
        finess: row.text(1)?.parse()?,
        institution: row.text(2)?.to_owned(),
        scopes: row.text(3)?.to_owned(),
        rpps: row.opt_text(4)?.map(str::parse).transpose()?,
    }))
}
