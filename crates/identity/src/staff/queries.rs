//! The tables of the team and of what was done to it.
//!
//! Nothing is decided here. Names come and go sealed.

use super::{Deed, EventPlace, Role, Stage};
use kernel::{AccountId, Date, Error, Result, Timestamp};
use store::{Engine, Row, Store, Tx, Value};

/// What was proposed, to be kept.
pub(super) struct NewRow {
    pub account: AccountId,
    pub role: Role,
    pub proposed_by: Option<AccountId>,
    pub name: Vec<u8>,
    pub email: Option<Vec<u8>>,
    pub place: Option<String>,
}

/// Somebody of the team as they are kept.
pub(super) struct StaffRow {
    pub account: AccountId,
    pub role: Role,
    pub name: Vec<u8>,
    pub email: Option<Vec<u8>>,
    pub place: Option<String>,
    pub proposed_at: Timestamp,
    pub proposed_by: Option<AccountId>,
    pub confirmed_at: Option<Timestamp>,
    pub code_until: Option<Timestamp>,
    pub since: Option<Timestamp>,
    pub entered_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// The sealed name of who proposed them.
    pub proposer_name: Option<Vec<u8>>,
}

impl StaffRow {
    /// Where they stand.
    pub fn stage(&self) -> Stage {
        match (self.ended_at, self.since, self.confirmed_at) {
            (Some(_), _, _) => Stage::Ended,
            (None, Some(_), _) => Stage::InPost,
            (None, None, Some(_)) => Stage::Confirmed,
            (None, None, None) => Stage::Proposed,
        }
    }
}

macro_rules! select_staff {
    ($($rest:tt)*) => {
        concat!(
            "SELECT s.account, s.role, s.name, s.email, s.place, s.proposed_at, s.proposed_by, \
                    s.confirmed_at, s.code_until, s.since, s.entered_at, s.ended_at, p.name \
             FROM staff s LEFT JOIN staff p ON p.account = s.proposed_by ",
            $($rest)*
        )
    };
}

fn role(row: &Row, column: usize) -> Result<Role> {
    let word = row.text(column)?.parse();
    word.map_err(|_| Error::fault("a kept role is unknown"))
}

fn account(row: &Row, column: usize) -> Result<Option<AccountId>> {
    row.opt_blob(column)?.map(AccountId::from_slice).transpose()
}

fn staff(row: &Row) -> Result<StaffRow> {
    Ok(StaffRow {
        account: AccountId::from_slice(row.blob(0)?)?,
        role: role(row, 1)?,
        name: row.blob(2)?.to_vec(),
        email: row.opt_blob(3)?.map(<[u8]>::to_vec),
        place: row.opt_text(4)?.map(str::to_owned),
        proposed_at: row.timestamp(5)?,
        proposed_by: account(row, 6)?,
        confirmed_at: row.opt_timestamp(7)?,
        code_until: row.opt_timestamp(8)?,
        since: row.opt_timestamp(9)?,
        entered_at: row.opt_timestamp(10)?,
        ended_at: row.opt_timestamp(11)?,
        proposer_name: row.opt_blob(12)?.map(<[u8]>::to_vec),
    })
}

pub(super) async fn insert_staff(tx: &mut Tx, new: NewRow, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO staff (account, role, proposed_at, proposed_by, name, email, place) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        vec![
            new.account.into(),
            new.role.as_str().into(),
            now.into(),
            new.proposed_by.into(),
            new.name.into(),
            new.email.into(),
            new.place.into(),
        ],
    )
    .await
    .map(drop)
}

pub(super) async fn find_staff(store: &Store, account: AccountId) -> Result<Option<StaffRow>> {
    let sql = select_staff!("WHERE s.account = $1");
    let rows = store.query(sql, vec![account.into()]).await?;
    rows.first().map(staff).transpose()
}

/// Those who stand at this stage, of one role or of all, the first proposed
/// first, from after a place on.
pub(super) async fn list_staff(
    store: &Store,
    stage: Stage,
    role: Option<Role>,
    after: Option<(Timestamp, AccountId)>,
    limit: i64,
) -> Result<Vec<StaffRow>> {
    macro_rules! at_stage {
        ($stage:literal) => {
            select_staff!(
                "WHERE ",
                $stage,
                " AND ($1 = '' OR s.role = $1) AND (s.proposed_at > $2 \
                 OR (s.proposed_at = $2 AND s.account > $3)) \
                 ORDER BY s.proposed_at, s.account LIMIT $4"
            )
        };
    }
    let sql = match stage {
        Stage::Proposed => {
            at_stage!("s.ended_at IS NULL AND s.since IS NULL AND s.confirmed_at IS NULL")
        }
        Stage::Confirmed => {
            at_stage!("s.ended_at IS NULL AND s.since IS NULL AND s.confirmed_at IS NOT NULL")
        }
        Stage::InPost => at_stage!("s.ended_at IS NULL AND s.since IS NOT NULL"),
        Stage::Ended => at_stage!("s.ended_at IS NOT NULL"),
    };
    let (at, last) = after.unwrap_or((Timestamp::default(), AccountId::from_bytes([0; 16])));
    let params = vec![
        role.map_or("", Role::as_str).into(),
        at.into(),
        last.into(),
        Value::Int(limit),
    ];
    let rows = store.query(sql, params).await?;
    rows.iter().map(staff).collect()
}

/// How many were proposed and neither confirmed nor dropped.
pub(super) async fn count_proposed(store: &Store) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM staff \
               WHERE ended_at IS NULL AND since IS NULL AND confirmed_at IS NULL";
    let rows = store.query(sql, Vec::new()).await?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

/// Keeps a new code of somebody who has no account yet, in place of any older
/// one; false when they have one, or when it ended.
pub(super) async fn update_code(
    tx: &mut Tx,
    account: AccountId,
    by: Option<AccountId>,
    code: [u8; 32],
    (now, until): (Timestamp, Timestamp),
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE staff SET confirmed_at = $2, confirmed_by = $3, code = $4, code_until = $5 \
             WHERE account = $1 AND since IS NULL AND ended_at IS NULL",
            vec![
                account.into(),
                now.into(),
                by.into(),
                code.into(),
                until.into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Whom a code is for, if it still opens something.
pub(super) async fn find_by_code(
    store: &Store,
    code: [u8; 32],
    now: Timestamp,
) -> Result<Option<StaffRow>> {
    let sql = select_staff!(
        "WHERE s.code = $1 AND s.code_until > $2 AND s.since IS NULL AND s.ended_at IS NULL"
    );
    let rows = store.query(sql, vec![code.into(), now.into()]).await?;
    rows.first().map(staff).transpose()
}

/// Uses a code up; false when it opens nothing any more.
pub(super) async fn use_code(
    tx: &mut Tx,
    account: AccountId,
    code: [u8; 32],
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE staff SET since = $3, code = NULL \
             WHERE account = $1 AND code = $2 AND code_until > $3 \
               AND since IS NULL AND ended_at IS NULL",
            vec![account.into(), code.into(), now.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// False when it ended already.
pub(super) async fn update_ended(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE staff SET ended_at = $2, code = NULL WHERE account = $1 AND ended_at IS NULL",
            vec![account.into(), now.into()],
        )
        .await?;
    Ok(changed == 1)
}

pub(super) async fn update_charter(tx: &mut Tx, account: AccountId, day: Date) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE staff SET charter_signed_on = $2 WHERE account = $1 AND ended_at IS NULL",
            vec![account.into(), day.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Notes that somebody in post signs in, which holds their row until the
/// transaction ends: of two sign-ins at once, one comes after the other. False
/// when they are not in post.
pub(crate) async fn enter(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE staff SET entered_at = $2 \
             WHERE account = $1 AND since IS NOT NULL AND ended_at IS NULL",
            vec![account.into(), now.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// That the account is none of the team's, whatever became of it: those have
/// no space, no session of a holder, and no provider that opens them.
pub(crate) async fn not_of_the_team(tx: &mut Tx, account: AccountId) -> Result<()> {
    let sql = "SELECT 1 FROM staff WHERE account = $1";
    let rows = tx.query(sql, vec![account.into()]).await?;
    match rows.is_empty() {
        true => Ok(()),
        false => Err(Error::fault("an account of the team taken for a holder's")),
    }
}

/// Holds the team until the transaction ends, so that what was counted stays
/// true. On SQLite a transaction holds the one writer anyway.
pub(super) async fn hold_team(tx: &mut Tx, engine: Engine) -> Result<()> {
    if engine == Engine::Postgres {
        tx.execute("LOCK TABLE staff IN EXCLUSIVE MODE", Vec::new())
            .await?;
    }
    Ok(())
}

/// Whether somebody is an administrator in post.
pub(super) async fn is_administrator(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let sql = "SELECT 1 FROM staff WHERE account = $1 AND role = 'administrator' \
               AND since IS NOT NULL AND ended_at IS NULL";
    let rows = tx.query(sql, vec![account.into()]).await?;
    Ok(!rows.is_empty())
}

/// Whether the team has, or ever had, anybody.
pub(super) async fn is_anybody_there(store: &Store) -> Result<bool> {
    let rows = store
        .query("SELECT 1 FROM staff LIMIT 1", Vec::new())
        .await?;
    Ok(!rows.is_empty())
}

/// The administrators who are in post or may still enrol.
pub(super) async fn count_administrators(tx: &mut Tx, now: Timestamp) -> Result<i64> {
    let rows = tx
        .query(
            "SELECT COUNT(*) FROM staff WHERE role = 'administrator' AND ended_at IS NULL \
             AND (since IS NOT NULL OR code_until > $1)",
            vec![now.into()],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

pub(super) async fn insert_event(
    tx: &mut Tx,
    place: EventPlace,
    deed: Deed,
    actor: Option<AccountId>,
    about: AccountId,
) -> Result<()> {
    tx.execute(
        "INSERT INTO staff_event (at, event, act, actor, about) VALUES ($1, $2, $3, $4, $5)",
        vec![
            place.at.into(),
            place.event.into(),
            deed.as_str().into(),
            actor.into(),
            about.into(),
        ],
    )
    .await
    .map(drop)
}

/// One line of what was done, with the sealed names of those concerned.
pub(super) struct EventRow {
    pub place: EventPlace,
    pub deed: Deed,
    pub actor: Option<(AccountId, Vec<u8>)>,
    pub about: (AccountId, Vec<u8>),
    pub role: Role,
}

/// What was done, the latest first, from before a place on.
pub(super) async fn list_events(
    store: &Store,
    before: Option<EventPlace>,
    limit: i64,
) -> Result<Vec<EventRow>> {
    let before = before.unwrap_or(EventPlace {
        at: Timestamp::from_millis(i64::MAX),
        event: [0xff; 16],
    });
    let rows = store
        .query(
            "SELECT e.at, e.event, e.act, e.actor, a.name, e.about, b.name, b.role \
             FROM staff_event e \
             LEFT JOIN staff a ON a.account = e.actor \
             JOIN staff b ON b.account = e.about \
             WHERE e.at < $1 OR (e.at = $1 AND e.event < $2) \
             ORDER BY e.at DESC, e.event DESC LIMIT $3",
            vec![before.at.into(), before.event.into(), Value::Int(limit)],
        )
        .await?;
    let read = |row: &Row| {
        let actor = match (account(row, 3)?, row.opt_blob(4)?) {
            (Some(account), Some(name)) => Some((account, name.to_vec())),
            _ => None,
        };
        Ok(EventRow {
            place: EventPlace {
                at: row.timestamp(0)?,
                event: row.bytes(1)?,
            },
            deed: row.text(2)?.parse()?,
            actor,
            about: (AccountId::from_slice(row.blob(5)?)?, row.blob(6)?.to_vec()),
            role: role(row, 7)?,
        })
    };
    rows.iter().map(read).collect()
}
