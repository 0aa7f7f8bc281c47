//! The tables of prevention: how far the night's work went, and with which calendars.

use kernel::{BUCKETS, Date, Error, Result, Timestamp};
use std::ops::Range;
use store::{Many, Migration, Store, Value};

#[derive(Clone)]
pub(crate) struct Tables(Store);

/// Into how many parts the country is cut, of as many buckets each.
const PARTS: u16 = 64;

/// A part of the country, which this process and no other looks at now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Turn {
    part: u16,
    /// The last day that it was done for.
    pub since: Date,
    /// Until when it is this process's.
    pub until: Timestamp,
    /// The number of the calendars it was done with; 0, if nobody knows.
    pub calendar: i64,
    /// The number of the last ones of which all had begun by then; 0, if nobody knows.
    pub begun: i64,
}

impl Turn {
    /// The buckets of this part.
    pub const fn buckets(&self) -> Range<u16> {
        let many = BUCKETS / PARTS;
        self.part * many..(self.part + 1) * many
    }
}

impl Tables {
    pub async fn open(store: Store) -> Result<Self> {
        const TABLES: [Migration; 2] = [
            Migration::both("0001_rounds", include_str!("../migrations/0001_rounds.sql")),
            Migration::both(
                "0002_calendar",
                include_str!("../migrations/0002_calendar.sql"),
            ),
        ];
        store.migrate("prevention", &TABLES).await?;
        Ok(Self(store))
    }

    /// The number of these calendars: the same for the same, whoever asks.
    pub async fn number(&self, files: &str) -> Result<i64> {
        const FIND: &str = "SELECT n FROM prevention_calendar WHERE files = $1 ORDER BY n LIMIT 1";
        const KEEP: &str = "INSERT INTO prevention_calendar (n, files) \
             SELECT coalesce(max(n), 0) + 1, $1 FROM prevention_calendar WHERE true \
             ON CONFLICT DO NOTHING";
        loop {
            let found = self.0.query(FIND, vec![files.to_owned().into()]).await?;
            if let Some(row) = found.first() {
                return row.int(0);
            }
            self.0.execute(KEEP, vec![files.to_owned().into()]).await?;
        }
    }

    /// The calendars of this number, as they were.
    pub async fn calendar(&self, n: i64) -> Result<Option<String>> {
        const FILES: &str = "SELECT files FROM prevention_calendar WHERE n = $1";
        let rows = self.0.query(FILES, vec![n.into()]).await?;
        let files = rows.first().map(|row| row.text(0).map(str::to_owned));
        files.transpose()
    }

    /// Parts that were never looked at count as looked at on that day, with these
    /// calendars: what stands so already is no news.
    pub async fn begin(&self, day: Date, calendar: i64) -> Result<()> {
        const COUNT: &str = "SELECT count(*) FROM prevention_round";
        const BEGIN: Many = Many {
            sqlite: "INSERT INTO prevention_round (part, looked_on, calendar, begun, until) \
                 VALUES ($1, $2, $3, $3, 0) ON CONFLICT DO NOTHING",
            postgres: "INSERT INTO prevention_round (part, looked_on, calendar, begun, until) \
                 SELECT p, d, c, c, 0 FROM unnest($1::int8[], $2::text[], $3::int8[]) AS new (p, d, c) \
                 ON CONFLICT DO NOTHING",
        };
        let rows = self.0.query(COUNT, Vec::new()).await?;
        let known = rows.first().map(|row| row.int(0)).transpose()?;
        if known == Some(i64::from(PARTS)) {
            return Ok(());
        }
        let row = |part: u16| {
            let part = Value::from(i64::from(part));
            vec![part, day.to_string().into(), calendar.into()]
        };
        let mut tx = self.0.begin("begin rounds of prevention").await?;
        tx.run_many(&BEGIN, (0..PARTS).map(row).collect()).await?;
        tx.commit().await
    }

    /// A part that was not looked at on this day, and that nobody is at; none, if
    /// there is none. Each is one's who asks: where somebody else was quicker, the next.
    pub async fn take(
        &self,
        today: Date,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Turn>> {
        const FREE: &str = "SELECT part, looked_on, calendar, begun FROM prevention_round \
             WHERE looked_on < $1 AND until <= $2 ORDER BY part LIMIT 1";
        const TAKE: &str = "UPDATE prevention_round SET until = $4 \
             WHERE part = $1 AND looked_on = $2 AND until <= $3";
        loop {
            let free = vec![today.to_string().into(), now.into()];
            let rows = self.0.query(FREE, free).await?;
            let Some(row) = rows.first() else {
                return Ok(None);
            };
            let (part, since) = (row.int(0)?, row.text(1)?.to_owned());
            let wrong = || Error::fault("a round of prevention on no day, or of no part");
            let turn = Turn {
                part: u16::try_from(part).map_err(|_| wrong())?,
                since: since.parse().map_err(|_| wrong())?,
                until,
                calendar: row.int(2)?,
                begun: row.int(3)?,
            };
            let take = vec![part.into(), since.into(), now.into(), until.into()];
            if self.0.execute(TAKE, take).await? == 1 {
                return Ok(Some(turn));
            }
        }
    }

    /// It goes on for longer; none, if it took so long that somebody else has it.
    pub async fn keep(&self, turn: Turn, until: Timestamp) -> Result<Option<Turn>> {
        const KEEP: &str = "UPDATE prevention_round SET until = $3 WHERE part = $1 AND until = $2";
        let part = i64::from(turn.part).into();
        let keep = vec![part, turn.until.into(), until.into()];
        let kept = self.0.execute(KEEP, keep).await? == 1;
        Ok(kept.then_some(Turn { until, ..turn }))
    }

    /// It was done for this day with these calendars, and those are the last of which all
    /// have begun; unless somebody else has it.
    pub async fn done(&self, turn: Turn, today: Date, [calendar, begun]: [i64; 2]) -> Result<()> {
        const DONE: &str = "UPDATE prevention_round \
             SET looked_on = $3, calendar = $4, begun = $5, until = 0 \
             WHERE part = $1 AND until = $2";
        let part = i64::from(turn.part).into();
        let today = today.to_string().into();
        let done = vec![
            part,
            turn.until.into(),
            today,
            calendar.into(),
            begun.into(),
        ];
        self.0.execute(DONE, done).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn whoever_asks_at_once_gets_a_part_of_their_own_and_all_are_given_once() {
        testkit::for_each_store(async |store| {
            let now = Timestamp::parse_rfc3339("2026-12-03T01:30:00Z").expect("a moment");
            let today = now.in_paris().date();
            let until = now.plus(Duration::from_secs(900));
            let tables = Tables::open(store).await.expect("tables");
            let yesterday = today.yesterday().expect("a day");
            let calendar = tables.number("One").await.expect("a number");
            let (same, other) = tokio::join!(tables.number("One"), tables.number("Two"));
            assert_eq!(
                (same.expect("found"), other.expect("a number")),
                (calendar, 2)
            );
            let kept = tables.calendar(calendar).await.expect("asked");
            assert_eq!(kept.as_deref(), Some("One"));
            assert_eq!(tables.calendar(3).await.expect("asked"), None);
            tables.begin(yesterday, calendar).await.expect("begun");
            let mut given = Vec::new();
            for _ in 0..PARTS / 2 {
                // Neither goes away without one, while there is one.
                let take = || tables.take(today, now, until);
                let (one, other) = tokio::join!(take(), take());
                for turn in [one, other] {
                    let turn = turn.expect("taken").expect("a part");
                    let with = (turn.since, turn.calendar, turn.begun);
                    assert_eq!(with, (yesterday, calendar, calendar));
                    given.push(turn.part);
                }
            }
            given.sort_unstable();
            assert_eq!(given, (0..PARTS).collect::<Vec<_>>());
            assert_eq!(tables.take(today, now, until).await.expect("taken"), None);
        })
        .await;
    }
}
