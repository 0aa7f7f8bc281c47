//! Contacts of holders, and requests for a new code.

use super::{of_person, of_space, with};
use crate::register_keys::Hash;
use crate::rules::life::Event;
use kernel::{PersonId, Result, SpaceId, Timestamp};
use std::time::Duration;
use store::{Statement, Store, Tx};

/// How long it counts that an address failed: two years.
const BOUNCED_FOR: Duration = Duration::from_secs(2 * 365 * 24 * 3600);

/// A contact as kept.
pub(crate) struct KeptContact {
    /// 0 e-mail, 1 mobile.
    pub kind: i64,
    pub sealed: Vec<u8>,
}

pub(crate) fn put_contact(
    space: SpaceId,
    kept: KeptContact,
    verified_at: Timestamp,
    on_file: bool,
) -> Statement {
    Statement {
        sql: "INSERT INTO contact (bucket, space, kind, sealed, verified_at, on_file) \
              VALUES ($1, $2, $3, $4, $5, $6) \
              ON CONFLICT (bucket, space, kind) DO UPDATE SET sealed = excluded.sealed, \
                verified_at = excluded.verified_at, on_file = excluded.on_file",
        params: with(
            of_space(space),
            [
                kept.kind.into(),
                kept.sealed.into(),
                verified_at.into(),
                on_file.into(),
            ],
        ),
    }
}

pub(crate) async fn list_contacts(store: &Store, space: SpaceId) -> Result<Vec<KeptContact>> {
    let rows = store
        .query(
            "SELECT kind, sealed FROM contact WHERE bucket = $1 AND space = $2 ORDER BY kind",
            with(of_space(space), []),
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(KeptContact {
                kind: row.int(0)?,
                sealed: row.blob(1)?.to_vec(),
            })
        })
        .collect()
}

/// Forgets how the holder of a space was reached, and was before.
pub(crate) fn delete_contacts(space: SpaceId) -> [Statement; 3] {
    [
        "DELETE FROM contact WHERE bucket = $1 AND space = $2",
        "DELETE FROM contact_change WHERE bucket = $1 AND space = $2",
        "DELETE FROM contact_before WHERE bucket = $1 AND space = $2",
    ]
    .map(|sql| Statement {
        sql,
        params: with(of_space(space), []),
    })
}

/// Whether a notice to this person did not arrive in the last two years, to whatever
/// address.
pub(crate) async fn came_back(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<bool> {
    let rows = tx
        .query(
            "SELECT e.at FROM space_of_person o \
             JOIN space_event e ON e.bucket = o.bucket AND e.space = o.space \
             WHERE o.bucket = $1 AND o.person = $2 AND e.what = $3 AND e.at > $4 LIMIT 1",
            with(
                of_person(person),
                [
                    Event::NoticeReturned.number().into(),
                    now.minus(BOUNCED_FOR).into(),
                ],
            ),
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Keeps that a notice to this address of a person did not arrive.
pub(crate) fn put_bounced(person: PersonId, email: Hash, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO bounced (bucket, person, email, at) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (bucket, person, email) DO UPDATE SET at = excluded.at",
        params: with(of_person(person), [email.into(), at.into()]),
    }
}

/// The addresses of a person of which a notice did not arrive.
pub(crate) async fn list_bounced(tx: &mut Tx, person: PersonId) -> Result<Vec<Hash>> {
    let rows = tx
        .query(
            "SELECT email FROM bounced WHERE bucket = $1 AND person = $2",
            with(of_person(person), []),
        )
        .await?;
    rows.iter().map(|row| row.bytes(0)).collect()
}

/// Keeps that the fund has another e-mail address for a person from now on.
pub(crate) fn put_email_changed(person: PersonId, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO email_changed (bucket, person, at) VALUES ($1, $2, $3) \
              ON CONFLICT (bucket, person) DO UPDATE SET at = excluded.at",
        params: with(of_person(person), [at.into()]),
    }
}

/// Since when the fund has the e-mail address that it has for a person, if it had another.
pub(crate) async fn email_changed_at(tx: &mut Tx, person: PersonId) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT at FROM email_changed WHERE bucket = $1 AND person = $2",
            with(of_person(person), []),
        )
        .await?;
    rows.first().map_or(Ok(None), |row| row.opt_timestamp(0))
}

/// Forgets addresses that failed long ago, and long ago changed: they are tried again.
pub(crate) async fn sweep_bounced(store: &Store, now: Timestamp) -> Result<u64> {
    let mut swept = 0;
    for sql in [
        "DELETE FROM bounced WHERE at <= $1",
        "DELETE FROM email_changed WHERE at <= $1",
    ] {
        swept += store
            .execute(sql, vec![now.minus(BOUNCED_FOR).into()])
            .await?;
    }
    Ok(swept)
}

/// A request for a new code.
pub(crate) struct CodeRequest {
    pub id: [u8; 16],
    pub at: Timestamp,
    pub sealed: Vec<u8>,
}

pub(crate) fn insert_code_request(request: &CodeRequest) -> Statement {
    Statement {
        sql: "INSERT INTO code_request (id, at, sealed) VALUES ($1, $2, $3)",
        params: vec![
            request.id.into(),
            request.at.into(),
            request.sealed.clone().into(),
        ],
    }
}

/// The oldest requests.
pub(crate) async fn list_code_requests(store: &Store, limit: i64) -> Result<Vec<CodeRequest>> {
    let rows = store
        .query(
            "SELECT id, at, sealed FROM code_request ORDER BY at, id LIMIT $1",
            vec![limit.into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(CodeRequest {
                id: row.bytes(0)?,
                at: row.timestamp(1)?,
                sealed: row.blob(2)?.to_vec(),
            })
        })
        .collect()
}

/// Takes a request away; one row, for whoever answers it.
pub(crate) fn delete_code_request(id: [u8; 16]) -> Statement {
    Statement {
        sql: "DELETE FROM code_request WHERE id = $1",
        params: vec![id.into()],
    }
}
