//! Brakes on failed proofs, per address, kept in the store so that neither a
//! restart nor a second process forgets them. A right proof is never counted,
//! and one client cannot be locked out by somebody elsewhere who knows its id.

use kernel::{Error, Result, Timestamp};
use std::net::IpAddr;
use std::time::Duration;
use store::{Statement, Store};

/// How many failures an address has in one window.
pub const FAILURES_MAX: i64 = 20;
/// How long a window is.
pub const WINDOW: Duration = Duration::from_secs(5 * 60);

fn origin_hash(address: Option<IpAddr>) -> [u8; 32] {
    let text = address.map_or_else(String::new, |address| match address {
        // One subscriber has a whole /64.
        IpAddr::V6(v6) => format!("{:?}", &v6.segments()[..4]),
        IpAddr::V4(v4) => v4.to_string(),
    });
    keys::sha256(format!("client failure {text}").as_bytes())
}

/// Refuses an address that failed too often.
///
/// # Errors
/// Too many, with the time to wait; or the store does not answer.
pub(super) async fn check(store: &Store, address: Option<IpAddr>, now: Timestamp) -> Result<()> {
    let rows = store
        .query(
            "SELECT failures, ends_at FROM client_failure
             WHERE origin_hash = $1 AND ends_at > $2",
            vec![origin_hash(address).into(), now.into()],
        )
        .await?;
    match rows.first() {
        Some(row) if row.int(0)? >= FAILURES_MAX => Err(Error::too_many(
            "error-too-many",
            row.timestamp(1)?.since(now),
        )),
        _ => Ok(()),
    }
}

/// Counts a failure.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn count(store: &Store, address: Option<IpAddr>, now: Timestamp) -> Result<()> {
    let mut tx = store.begin("count a client's failure").await?;
    tx.run(vec![
        Statement {
            sql: "DELETE FROM client_failure WHERE ends_at <= $1",
            params: vec![now.into()],
        },
        Statement {
            sql: "INSERT INTO client_failure (origin_hash, failures, ends_at) VALUES ($1, 1, $2)
                  ON CONFLICT (origin_hash)
                  DO UPDATE SET failures = client_failure.failures + 1",
            params: vec![origin_hash(address).into(), now.plus(WINDOW).into()],
        },
    ])
    .await?;
    tx.commit().await
}
