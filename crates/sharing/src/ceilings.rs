//! How many people a professional sees in a day without their having shown
//! that they are there: one stolen credential opens 150 at most.
//!
//! Counted in the store, so that several processes count as one; remembered
//! here, so that a person who was counted costs no question more.

use crate::rules::{self, Ceiling};
use kernel::{Date, Error, Result, Rpps, SpaceId, Timestamp};
use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;
use store::{Migration, Store};

/// Remembered at most; beyond, forgotten and asked again.
const REMEMBERED_MAX: usize = 100_000;

/// The ceilings of a house.
pub struct Ceilings {
    store: Store,
    counted: Mutex<(String, HashSet<(Rpps, SpaceId)>)>,
}

impl Ceilings {
    /// The ceilings counted in this store; its tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn open(store: Store) -> Result<Self> {
        const TABLES: Migration = Migration::both(
            "0001_ceiling",
            include_str!("../migrations/0001_ceiling.sql"),
        );
        store.migrate("sharing", &[TABLES]).await?;
        let counted = Mutex::default();
        Ok(Self { store, counted })
    }

    /// A professional is about to see this person.
    ///
    /// # Errors
    /// Too many, when the day has no more room; nothing is counted then.
    pub(crate) async fn pass(&self, rpps: &Rpps, space: SpaceId, now: Timestamp) -> Result<()> {
        let date = now.in_paris().date();
        let day = date.to_string();
        if self.remembers(&day, rpps, space) {
            return Ok(());
        }
        let who = keys::sha256(format!("carnet ceiling\0{space}\0{day}").as_bytes());
        let key = || vec![rpps.as_str().into(), day.as_str().into()];
        let mut tx = self.store.begin("count who was seen").await?;
        let hold = "INSERT INTO day_of (rpps, day, at) VALUES ($1, $2, $3) \
                    ON CONFLICT (rpps, day) DO UPDATE SET at = excluded.at";
        let mut row = key();
        row.push(now.into());
        tx.execute(hold, row).await?;
        let insert = "INSERT INTO seen_on_day (rpps, day, who, at) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT DO NOTHING";
        let mut row = key();
        row.extend([who.to_vec().into(), now.into()]);
        if tx.execute(insert, row).await? == 1 {
            let counted = "SELECT count(*), max(CASE WHEN who = $3 THEN 0 ELSE at END) \
                           FROM seen_on_day WHERE rpps = $1 AND day = $2";
            let mut asked = key();
            asked.push(who.to_vec().into());
            let rows = tx.query(counted, asked).await?;
            let row = rows
                .first()
                .ok_or_else(|| Error::fault("a count counted nothing"))?;
            let people = u64::try_from(row.int(0)?).unwrap_or(u64::MAX);
            let last = Timestamp::from_millis(row.opt_int(1)?.unwrap_or_default());
            match rules::ceiling(people, last, now) {
                Ceiling::Below => {}
                Ceiling::Alarm => self.alarm(&mut tx, key(), now).await?,
                Ceiling::Wait(wait) => {
                    return Err(Error::too_many("sharing-ceiling-slow", wait));
                }
                Ceiling::Stop => {
                    return Err(Error::too_many(
                        "sharing-ceiling-stop",
                        until_tomorrow(date, now),
                    ));
                }
            }
        }
        tx.commit().await?;
        self.remember(day, rpps, space);
        Ok(())
    }

    async fn alarm(
        &self,
        tx: &mut store::Tx,
        mut key: Vec<store::Value>,
        now: Timestamp,
    ) -> Result<()> {
        key.push(now.into());
        let insert = "INSERT INTO ceiling_alarm (rpps, day, at) VALUES ($1, $2, $3) \
                      ON CONFLICT DO NOTHING";
        if tx.execute(insert, key).await? == 1 {
            tracing::warn!("a professional saw more people today than is usual");
        }
        Ok(())
    }

    /// The professionals whose ceiling was reached since then, the last first.
    ///
    /// # Errors
    /// As the store.
    pub async fn alarms(&self, since: Timestamp) -> Result<Vec<(Rpps, Timestamp)>> {
        let rows = self
            .store
            .query(
                "SELECT rpps, at FROM ceiling_alarm WHERE at >= $1 ORDER BY at DESC, rpps",
                vec![since.into()],
            )
            .await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?.parse()?, row.timestamp(1)?)))
            .collect()
    }

    /// Forgets whom anybody saw before yesterday, and alarms of a year ago; how
    /// many lines.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64> {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let day = |ago: u32| now.minus(DAY * ago).in_paris().date().to_string();
        let mut swept = 0;
        for (delete, before) in [
            ("DELETE FROM seen_on_day WHERE day < $1", day(1)),
            ("DELETE FROM day_of WHERE day < $1", day(1)),
            ("DELETE FROM ceiling_alarm WHERE day < $1", day(365)),
        ] {
            swept += self.store.execute(delete, vec![before.into()]).await?;
        }
        Ok(swept)
    }

    fn remembers(&self, day: &str, rpps: &Rpps, space: SpaceId) -> bool {
        self.counted
            .lock()
            .is_ok_and(|counted| counted.0 == day && counted.1.contains(&(rpps.clone(), space)))
    }

    fn remember(&self, day: String, rpps: &Rpps, space: SpaceId) {
        if let Ok(mut counted) = self.counted.lock() {
            if counted.0 != day || counted.1.len() >= REMEMBERED_MAX {
                *counted = (day, HashSet::new());
            }
            counted.1.insert((rpps.clone(), space));
        }
    }
}

fn until_tomorrow(today: Date, now: Timestamp) -> Duration {
    let tomorrow = today.tomorrow().ok().and_then(Timestamp::midnight_in_paris);
    tomorrow.map_or(Duration::from_secs(60 * 60), |midnight| midnight.since(now))
}
