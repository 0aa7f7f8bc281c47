//! What waits to be told once a week, and when.
//!
//! INVARIANT: whoever puts something there, or takes it, writes the row of the space in
//! `notice_week` before anything else. So one waits for the other, and nothing that comes
//! while an e-mail is written is taken for written.

use super::{of_space, with};
use crate::rules::choosing::Topic;
use crate::rules::weekly::Week;
use kernel::{Error, Result, SpaceId, Timestamp};
use store::{Row, Statement, Store, Tx};

/// Of what the holder of a space is told once a week.
pub(crate) async fn list_weekly(store: &Store, space: SpaceId) -> Result<Vec<Topic>> {
    let rows = store
        .query(
            "SELECT topic FROM notice_choice \
             WHERE bucket = $1 AND space = $2 AND weekly = 1 ORDER BY topic",
            with(of_space(space), []),
        )
        .await?;
    let mut topics = Vec::new();
    for row in &rows {
        topics.extend(Topic::from_number(row.int(0)?));
    }
    Ok(topics)
}

/// At which hour of the week, if they chose one.
pub(crate) async fn find_week(store: &Store, space: SpaceId) -> Result<Option<Week>> {
    let rows = store
        .query(
            "SELECT weekday, hour FROM notice_week WHERE bucket = $1 AND space = $2",
            with(of_space(space), []),
        )
        .await?;
    match rows.first() {
        Some(row) => Ok(Week::new(row.int(0)?, row.int(1)?)),
        None => Ok(None),
    }
}

/// The holder chose this hour. What waits is told `next`, unless it is due by `now`.
pub(crate) fn put_week(space: SpaceId, week: Week, next: Timestamp, now: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO notice_week (bucket, space, weekday, hour, due) \
              VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (bucket, space) DO UPDATE \
              SET weekday = excluded.weekday, hour = excluded.hour, \
                due = CASE WHEN notice_week.due > $6 THEN $5 ELSE notice_week.due END",
        params: with(
            of_space(space),
            [
                i64::from(week.day()).into(),
                i64::from(week.hour()).into(),
                next.into(),
                now.into(),
            ],
        ),
    }
}

/// Something that waits for the e-mail of the week.
#[derive(Clone, Copy)]
pub(crate) struct Waiting<'a> {
    pub space: SpaceId,
    /// What kind of notice the post knows it as.
    pub kind: &'a str,
    pub occasion: &'a str,
    pub at: Timestamp,
    /// The hour that was chosen, and when it next comes.
    pub week: Week,
    pub due: Timestamp,
}

/// It waits from now on: once, whatever became of it since.
pub(crate) fn put_waiting(it: Waiting<'_>) -> [Statement; 2] {
    let due = Statement {
        sql: "INSERT INTO notice_week (bucket, space, weekday, hour, due) \
              VALUES ($1, $2, $3, $4, $5) ON CONFLICT (bucket, space) DO UPDATE \
              SET due = COALESCE(notice_week.due, excluded.due)",
        params: with(
            of_space(it.space),
            [
                i64::from(it.week.day()).into(),
                i64::from(it.week.hour()).into(),
                it.due.into(),
            ],
        ),
    };
    let waits = Statement {
        sql: "INSERT INTO notice_given (bucket, space, kind, occasion, at, waits) \
              VALUES ($1, $2, $3, $4, $5, 1) \
              ON CONFLICT (bucket, space, kind, occasion) DO NOTHING",
        params: with(
            of_space(it.space),
            [it.kind.into(), it.occasion.into(), it.at.into()],
        ),
    };
    [due, waits]
}

/// A space of which something waits, and is to be told by then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DueWeek {
    pub space: SpaceId,
    pub due: Timestamp,
}

macro_rules! due {
    () => {
        "SELECT space, due FROM notice_week WHERE due <= $1 ORDER BY due LIMIT $2"
    };
}

/// What is to be told by now, the longest due first; among those due at the same moment,
/// in no order.
pub(crate) async fn list_weeks_due(
    store: &Store,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<DueWeek>> {
    let rows = store.query(due!(), vec![now.into(), limit.into()]).await?;
    let due = |row: &Row| {
        Ok(DueWeek {
            space: SpaceId::from_slice(row.blob(0)?)?,
            due: row.timestamp(1)?,
        })
    };
    rows.iter().map(due).collect()
}

/// It is told then and not before; nothing, where somebody else said so meanwhile.
pub(crate) async fn put_off_week(store: &Store, week: DueWeek, then: Timestamp) -> Result<()> {
    store
        .execute(
            "UPDATE notice_week SET due = $4 WHERE bucket = $1 AND space = $2 AND due = $3",
            with(of_space(week.space), [week.due.into(), then.into()]),
        )
        .await
        .map(drop)
}

/// This transaction tells it; `false`, if another did.
pub(crate) async fn take_week(tx: &mut Tx, week: DueWeek) -> Result<bool> {
    let taken = tx
        .execute(
            "UPDATE notice_week SET due = NULL WHERE bucket = $1 AND space = $2 AND due = $3",
            with(of_space(week.space), [week.due.into()]),
        )
        .await?;
    Ok(taken == 1)
}

/// How many of each kind wait that the holder has not looked at, and none waits after
/// that: to be asked once [`take_week`] took the row.
pub(crate) async fn take_waiting(tx: &mut Tx, space: SpaceId) -> Result<Vec<(String, u64)>> {
    let rows = tx
        .query(
            "SELECT kind, COUNT(*) FROM notice_given \
             WHERE bucket = $1 AND space = $2 AND waits = 1 AND at > \
             COALESCE((SELECT at FROM notice_looked WHERE bucket = $1 AND space = $2), 0) \
             GROUP BY kind ORDER BY kind",
            with(of_space(space), []),
        )
        .await?;
    tx.execute(
        "UPDATE notice_given SET waits = NULL WHERE bucket = $1 AND space = $2 AND waits = 1",
        with(of_space(space), []),
    )
    .await?;
    let count = |row: &Row| {
        let count = u64::try_from(row.int(1)?)
            .map_err(|cause| Error::fault("counting what waits").because(cause))?;
        Ok((row.text(0)?.to_owned(), count))
    };
    rows.iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use testkit::for_each_store;

    fn space(n: u8) -> SpaceId {
        SpaceId::from_bytes([n; 16])
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    async fn waits(store: &Store, n: u8, occasion: &str, (told, due): (i64, i64)) {
        let statements = put_waiting(Waiting {
            space: space(n),
            kind: "documents-new",
            occasion,
            at: at(told),
            week: Week::AT_FIRST,
            due: at(due),
        });
        let mut tx = store.begin("wait").await.expect("begun");
        tx.run(statements.into()).await.expect("put");
        tx.commit().await.expect("kept");
    }

    async fn due(store: &Store, now: i64) -> BTreeSet<(SpaceId, Timestamp)> {
        let due = list_weeks_due(store, at(now), 100).await.expect("listed");
        due.iter().map(|it| (it.space, it.due)).collect()
    }

    async fn takes(store: &Store, n: u8, due: i64) -> Option<Vec<(String, u64)>> {
        let week = DueWeek {
            space: space(n),
            due: at(due),
        };
        let mut tx = store.begin("take").await.expect("begun");
        if !take_week(&mut tx, week).await.expect("asked") {
            return None;
        }
        let waiting = take_waiting(&mut tx, space(n)).await.expect("taken");
        tx.commit().await.expect("kept");
        Some(waiting)
    }

    #[tokio::test]
    async fn what_waits_is_due_once_is_taken_once_and_comes_again_with_something_new() {
        for_each_store(async |store| {
            let migrated = store.migrate("spaces", &super::super::migrations()).await;
            migrated.expect("tables");
            waits(&store, 1, "a", (100, 1_000)).await;
            // The second does not put it off, and the first again is nothing new.
            waits(&store, 1, "b", (200, 2_000)).await;
            waits(&store, 1, "a", (300, 3_000)).await;
            waits(&store, 2, "a", (100, 5_000)).await;
            assert_eq!(due(&store, 999).await, BTreeSet::new());
            let first = (space(1), at(1_000));
            assert_eq!(due(&store, 1_000).await, BTreeSet::from([first]));
            assert_eq!(takes(&store, 1, 999).await, None, "another moment");
            // Of a process that dies before it commits, all waits on.
            let week = DueWeek {
                space: space(1),
                due: at(1_000),
            };
            let mut tx = store.begin("die").await.expect("begun");
            assert!(take_week(&mut tx, week).await.expect("asked"));
            let taken = take_waiting(&mut tx, space(1)).await.expect("taken");
            assert_eq!(taken.len(), 1);
            tx.rollback().await.expect("undone");
            assert_eq!(due(&store, 1_000).await, BTreeSet::from([first]));
            let told = takes(&store, 1, 1_000).await;
            assert_eq!(told, Some(vec![("documents-new".to_owned(), 2)]));
            assert_eq!(takes(&store, 1, 1_000).await, None, "taken");
            assert_eq!(due(&store, 4_999).await, BTreeSet::new());

            // What is put off is due then; what was looked at is not told.
            let second = DueWeek {
                space: space(2),
                due: at(5_000),
            };
            let off = put_off_week(&store, second, at(6_000)).await;
            off.expect("put off");
            assert_eq!(due(&store, 5_999).await, BTreeSet::new());
            waits(&store, 2, "b", (300, 7_000)).await;
            let mut tx = store.begin("look").await.expect("begun");
            let looked = super::super::put_looked(space(2), at(200));
            tx.run(vec![looked]).await.expect("looked");
            tx.commit().await.expect("kept");
            let told = takes(&store, 2, 6_000).await;
            assert_eq!(told, Some(vec![("documents-new".to_owned(), 1)]));

            // What was told once never waits again, and the row is free for what is new.
            waits(&store, 2, "b", (400, 8_000)).await;
            assert_eq!(takes(&store, 2, 8_000).await, Some(vec![]));
            waits(&store, 2, "c", (500, 9_000)).await;
            let again = BTreeSet::from([(space(2), at(9_000))]);
            assert_eq!(due(&store, 9_000).await, again);

            // Another hour moves what is still to come, and nothing that is due.
            for (next, now, found) in [(9_500, 8_999, 9_500), (20_000, 9_500, 9_500)] {
                let week = Week::new(5, 18).expect("an hour");
                let mut tx = store.begin("choose").await.expect("begun");
                let put = put_week(space(2), week, at(next), at(now));
                tx.run(vec![put]).await.expect("put");
                tx.commit().await.expect("kept");
                let kept = find_week(&store, space(2)).await.expect("asked");
                assert_eq!(kept, Some(week));
                let moved = BTreeSet::from([(space(2), at(found))]);
                assert_eq!(due(&store, 30_000).await, moved, "{next}");
            }
            // Where nothing waits, choosing makes nothing due.
            let mut tx = store.begin("choose").await.expect("begun");
            let put = put_week(space(1), Week::AT_FIRST, at(1), at(0));
            tx.run(vec![put]).await.expect("put");
            tx.commit().await.expect("kept");
            assert_eq!(due(&store, 30_000).await.len(), 1);
        })
        .await;
    }

    #[tokio::test]
    async fn what_is_due_is_found_without_looking_at_who_waits_for_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("spaces.db").display());
        let store = Store::open(&url).await.expect("a store");
        let migrated = store.migrate("spaces", &super::super::migrations()).await;
        migrated.expect("tables");
        let sql = concat!("EXPLAIN QUERY PLAN ", due!());
        let given = vec![1_000_i64.into(), 10_i64.into()];
        let rows = store.query(sql, given).await.expect("a plan");
        let steps = rows.iter().map(|row| row.text(3).expect("a step"));
        let plan = steps.collect::<Vec<_>>().join("; ");
        assert!(plan.contains("notice_week_due"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
