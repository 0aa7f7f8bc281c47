//! The tables of accounts, sessions, ways begun and brakes.
//!
//! Nothing is decided here. What is sealed comes and goes sealed.

mod accounts;
mod brakes;
mod carers;
mod credentials;
mod doubtful;
mod federated;
mod mandates;
mod recovering;
mod sessions;
mod steps;
mod whence;

pub(crate) use accounts::*;
pub(crate) use brakes::*;
pub(crate) use carers::*;
pub(crate) use credentials::*;
pub(crate) use doubtful::*;
pub(crate) use federated::*;
pub(crate) use mandates::*;
pub(crate) use recovering::*;
pub(crate) use sessions::*;
pub(crate) use steps::*;
pub(crate) use whence::*;

use kernel::{AccountId, Result, Timestamp};
use store::{Migration, Row, Store, Value};

/// The migrations of accounts and sessions.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![
        Migration::both(
            "0101_accounts",
            include_str!("../migrations/0101_accounts.sql"),
        ),
        Migration::both(
            "0302_federated",
            include_str!("../migrations/0302_federated.sql"),
        ),
        Migration::both("0304_links", include_str!("../migrations/0304_links.sql")),
        Migration::both(
            "0305_probation",
            include_str!("../migrations/0305_probation.sql"),
        ),
        Migration::both("0306_helped", include_str!("../migrations/0306_helped.sql")),
        Migration::both("0310_locks", include_str!("../migrations/0310_locks.sql")),
        Migration::both(
            "0311_recovering",
            include_str!("../migrations/0311_recovering.sql"),
        ),
        Migration::both(
            "0313_provider_sessions",
            include_str!("../migrations/0313_provider_sessions.sql"),
        ),
        Migration::both(
            "0315_doubtful",
            include_str!("../migrations/0315_doubtful.sql"),
        ),
        Migration::both(
            "0317_mandates",
            include_str!("../migrations/0317_mandates.sql"),
        ),
        Migration::both("0318_carers", include_str!("../migrations/0318_carers.sql")),
        Migration::both(
            "0320_carer_messages",
            include_str!("../migrations/0320_carer_messages.sql"),
        ),
        Migration::both(
            "0321_carer_told",
            include_str!("../migrations/0321_carer_told.sql"),
        ),
    ]
}

fn bucket(account: AccountId) -> Value {
    Value::Int(i64::from(account.bucket()))
}

fn id(row: &Row, column: usize) -> Result<AccountId> {
    AccountId::from_slice(row.blob(column)?)
}

/// Removes what has no use any more: ways and sessions that are over, brakes
/// that have been loose for long. Of a holder's session on their own computer it stays
/// for a while whose it was, and nothing else.
pub(crate) async fn purge(
    store: &Store,
    now: Timestamp,
    [over_before, unknown_before]: [Timestamp; 2],
    brakes_before: Timestamp,
    row_max: u32,
) -> Result<()> {
    let mut tx = store.begin("purge sessions").await?;
    tx.execute("DELETE FROM ceremony WHERE expires <= $1", vec![now.into()])
        .await?;
    tx.execute(
        "DELETE FROM session WHERE created < $1 OR (created < $2 AND NOT \
         (kind = 'holder' AND shared = 0 AND helped IS NULL))",
        vec![unknown_before.into(), over_before.into()],
    )
    .await?;
    tx.execute(
        "UPDATE session SET body = NULL, device = '' WHERE created < $1 \
         AND (body IS NOT NULL OR device <> '')",
        vec![over_before.into()],
    )
    .await?;
    tx.execute(
        "DELETE FROM brake WHERE changed < $1 AND row_failures < $2",
        vec![brakes_before.into(), i64::from(row_max).into()],
    )
    .await?;
    tx.commit().await
}
