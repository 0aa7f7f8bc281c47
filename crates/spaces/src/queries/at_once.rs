//! What was done to many spaces at once, as the public log holds it: one tree for each
//! bucket and instant.

use super::{of_space, with};
use crate::rules::life::Event;
use kernel::{Error, Result, SpaceId, Timestamp};
use ledger::Hash;
use store::{Statement, Store};

/// What was done in a bucket as of one instant.
#[derive(Clone, Copy)]
pub(crate) struct AtOnce {
    pub bucket: u16,
    /// Announced, or opened by silence.
    pub what: Event,
    pub at: Timestamp,
    pub spaces: u64,
    /// When the commitment for all of it was queued.
    pub queued_at: Timestamp,
    /// That commitment.
    pub entry: Hash,
}

pub(crate) fn insert_at_once(of: AtOnce) -> Statement {
    Statement {
        // Done twice as of one instant, there is no one tree over all of them.
        sql: "INSERT INTO at_once (bucket, what, at, spaces, queued_at, entry) \
              VALUES ($1, $2, $3, $4, $5, $6) \
              ON CONFLICT (bucket, what, at) DO UPDATE SET spaces = 0",
        params: vec![
            of.bucket.into(),
            of.what.number().into(),
            of.at.into(),
            i64::try_from(of.spaces).unwrap_or(0).into(),
            of.queued_at.into(),
            of.entry.into(),
        ],
    }
}

/// Keeps that who was told as of one instant, in this bucket, and did not decide, is told
/// as of another.
pub(crate) fn move_at_once(bucket: u16, was: Timestamp, at: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE at_once SET moved_to = $3 \
              WHERE bucket = $1 AND what = 0 AND at = $2",
        params: vec![bucket.into(), was.into(), at.into()],
    }
}

/// Keeps when silence opened a space, before it may do so again; nothing, where it did not.
pub(crate) fn keep_silent(space: SpaceId) -> Statement {
    Statement {
        sql: "INSERT INTO at_once_before (bucket, space, what, at) \
              SELECT bucket, space, 2, silent_at FROM space \
              WHERE bucket = $1 AND space = $2 AND silent_at IS NOT NULL \
              ON CONFLICT DO NOTHING",
        params: with(of_space(space), []),
    }
}

/// Keeps when a campaign told whose space goes away.
pub(crate) fn keep_told(space: SpaceId, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO at_once_before (bucket, space, what, at) VALUES ($1, $2, $3, $4) \
              ON CONFLICT DO NOTHING",
        params: with(
            of_space(space),
            [Event::Announced.number().into(), at.into()],
        ),
    }
}

/// What was done to a space among others, each time, of which the public log holds
/// something. Not that it was told, while that may yet be moved to another day: what is
/// once proved stays so.
pub(crate) async fn list_at_once(store: &Store, space: SpaceId) -> Result<Vec<AtOnce>> {
    const OF_SPACE: &str = "SELECT o.what, o.at, o.spaces, o.queued_at, o.entry \
         FROM at_once o \
         WHERE o.bucket = $1 AND (\
           o.what = $3 AND o.at IN (\
             SELECT told_at FROM space WHERE bucket = $1 AND space = $2 \
             AND (state <> 0 OR at <> told_at)) \
           OR o.what = $4 AND o.at IN (\
             SELECT silent_at FROM space WHERE bucket = $1 AND space = $2 \
             UNION SELECT at FROM at_once_before \
             WHERE bucket = $1 AND space = $2 AND what = $4)) \
         ORDER BY o.at, o.what";
    let whats = [Event::Announced, Event::OpenedBySilence].map(|what| what.number().into());
    let rows = store.query(OF_SPACE, with(of_space(space), whats)).await?;
    let wrong = || Error::fault("the register holds an event of no known kind");
    let read = |row: &store::Row| {
        Ok(AtOnce {
            bucket: space.bucket(),
            what: Event::from_number(row.int(0)?).ok_or_else(wrong)?,
            at: row.timestamp(1)?,
            spaces: u64::try_from(row.int(2)?).unwrap_or(0),
            queued_at: row.timestamp(3)?,
            entry: row.bytes(4)?,
        })
    };
    rows.iter().map(read).collect()
}

/// The spaces of a bucket to which this was done, in no order.
pub(crate) async fn list_done(store: &Store, of: AtOnce) -> Result<Vec<SpaceId>> {
    // All of a bucket is walked through: some thousands. Their notices may have left late
    // more than once: whoever decided between keeps the day of then.
    const TOLD: &str = "SELECT space FROM (\
           WITH RECURSIVE instants (at) AS (\
             SELECT at FROM at_once WHERE bucket = $1 AND what = $2 AND at = $3 \
             UNION SELECT o.moved_to FROM at_once o JOIN instants i ON o.at = i.at \
             WHERE o.bucket = $1 AND o.what = $2 AND o.moved_to IS NOT NULL) \
           SELECT space FROM space \
           WHERE bucket = $1 AND told_at IN (SELECT at FROM instants) \
           UNION SELECT space FROM at_once_before \
           WHERE bucket = $1 AND what = $2 AND at IN (SELECT at FROM instants)) done";
    const SILENT: &str = "SELECT space FROM space WHERE bucket = $1 AND silent_at = $3 \
         UNION SELECT space FROM at_once_before \
         WHERE bucket = $1 AND what = $2 AND at = $3";
    let sql = match of.what {
        Event::Announced => TOLD,
        _ => SILENT,
    };
    let what = of.what.number();
    let params = vec![of.bucket.into(), what.into(), of.at.into()];
    let rows = store.query(sql, params).await?;
    let read = |row: &store::Row| SpaceId::from_slice(row.blob(0)?);
    rows.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::PersonId;
    use testkit::for_each_store;

    /// Of bucket 0.
    fn id(n: u8) -> SpaceId {
        let mut id = [0; 16];
        id[0] = n;
        SpaceId::from_bytes(id)
    }

    async fn runs(store: &Store, statement: Statement) {
        let mut tx = store.begin("write").await.expect("begins");
        tx.run(vec![statement]).await.expect("written");
        tx.commit().await.expect("kept");
    }

    #[tokio::test]
    async fn to_whom_something_was_done_at_once_is_found_again_though_their_space_says_it_no_more()
    {
        for_each_store(async |store| {
            let migrated = store.migrate("spaces", &super::super::migrations()).await;
            migrated.expect("tables");
            let instant = |millis: i64| Timestamp::from_millis(millis);
            for (n, at) in [(1, 5_i64), (2, 5), (3, 5), (4, 9)] {
                let sql = "INSERT INTO space (bucket, space, person, state, at, silent_at) \
                           VALUES (0, $1, $2, 1, $3, $3)";
                let person = PersonId::from_bytes([n; 16]);
                let params = vec![id(n).into(), person.into(), at.into()];
                store.execute(sql, params).await.expect("opened");
            }
            let of = |at, spaces| AtOnce {
                bucket: 0,
                what: Event::OpenedBySilence,
                at: instant(at),
                spaces,
                queued_at: instant(at + 1),
                entry: [7; 32],
            };
            runs(&store, insert_at_once(of(5, 3))).await;
            // The first one said no later, took that back, and said nothing again.
            for _ in 0..2 {
                runs(&store, keep_silent(id(1))).await;
            }
            let again = "UPDATE space SET silent_at = 9 WHERE bucket = 0 AND space = $1";
            let again = store.execute(again, vec![id(1).into()]).await;
            assert_eq!(again.expect("opened"), 1);
            let opened = async |at| {
                let mut opened = list_done(&store, of(at, 0)).await.expect("asked");
                opened.sort_unstable();
                opened
            };
            assert_eq!(opened(5).await, [1, 2, 3].map(id));
            assert_eq!(opened(9).await, [1, 4].map(id));
            let times = async |n| {
                let times = list_at_once(&store, id(n))
                    .await
                    .expect("asked")
                    .into_iter();
                let said = times.map(|it| (it.at, it.spaces, it.queued_at));
                said.collect::<Vec<_>>()
            };
            let first = (instant(5), 3, instant(6));
            assert_eq!(
                times(1).await,
                [first],
                "of the second nothing is committed"
            );
            assert!(times(4).await.is_empty());
            runs(&store, insert_at_once(of(9, 2))).await;
            assert_eq!(times(1).await, [first, (instant(9), 2, instant(10))]);
            // As of one instant twice: no one tree is over all of them.
            runs(&store, insert_at_once(of(9, 1))).await;
            assert_eq!(times(4).await, [(instant(9), 0, instant(10))]);
            // Of two who were told one could not be reached, and has no space any more.
            let told = "UPDATE space SET told_at = 2 WHERE bucket = 0 AND space = $1";
            let told = store.execute(told, vec![id(4).into()]).await;
            assert_eq!(told.expect("told"), 1);
            let told = AtOnce {
                what: Event::Announced,
                ..of(2, 2)
            };
            runs(&store, insert_at_once(told)).await;
            runs(&store, keep_told(id(7), instant(2))).await;
            let mut known = list_done(&store, told).await.expect("asked");
            known.sort_unstable();
            assert_eq!(known, [4, 7].map(id));
            let (first, then) = ((instant(2), 2, instant(3)), (instant(9), 0, instant(10)));
            assert_eq!(times(4).await, [first, then]);
            // Their notices left late, twice: who had decided keeps the day, among all.
            let say_told = async |n, at: i64| {
                let sql = "UPDATE space SET told_at = $2 WHERE bucket = 0 AND space = $1";
                let params = vec![id(n).into(), at.into()];
                assert_eq!(store.execute(sql, params).await.expect("told"), 1);
            };
            for (was, at) in [(2, 4), (4, 6)] {
                runs(&store, move_at_once(0, instant(was), instant(at))).await;
                let again = AtOnce {
                    what: Event::Announced,
                    ..of(at, 2)
                };
                runs(&store, insert_at_once(again)).await;
            }
            say_told(3, 4).await;
            say_told(2, 6).await;
            for (at, among) in [(2, &[2, 3, 4, 7][..]), (4, &[2, 3][..]), (6, &[2][..])] {
                let told = AtOnce {
                    at: instant(at),
                    ..told
                };
                let mut known = list_done(&store, told).await.expect("asked");
                known.sort_unstable();
                let among: Vec<SpaceId> = among.iter().map(|n| id(*n)).collect();
                assert_eq!(known, among, "{at}");
            }
            // While nobody has decided, the day may move: it is not said yet.
            let undecided = "UPDATE space SET state = 0, at = told_at, silent_at = NULL \
                             WHERE bucket = 0 AND space = $1";
            let undecided = store.execute(undecided, vec![id(2).into()]).await;
            assert_eq!(undecided.expect("written"), 1);
            assert!(times(2).await.is_empty());
            assert_eq!(times(3).await[0], (instant(4), 2, instant(5)));
        })
        .await;
    }
}
