//! How many people a professional sees in a day without their having shown
//! that they are there: one stolen credential opens 150 at most. And how many an
//! institution sees, through its software and its professionals together.
//!
//! Counted in the store, so that several processes count as one; remembered
//! here, so that a person who was counted costs no question more.

use crate::days::Days;
use crate::rules::{self, Ceiling, InstitutionCeilings};
use identity::professionals;
use kernel::{Chance, Date, Error, Finess, Result, Rpps, SpaceId, Timestamp};
use keys::RegisterKeys;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Migration, Store, Tx, Value};

/// Remembered at most; beyond, forgotten and asked again.
const REMEMBERED_MAX: usize = 100_000;

/// Whoever is about to see somebody: a professional, at an institution or at none;
/// or an institution's software by itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Looks {
    pub rpps: Option<Rpps>,
    pub finess: Option<Finess>,
    /// In an emergency the ceiling of an institution stops nobody.
    pub emergency: bool,
}

/// The ceilings of a house.
pub struct Ceilings {
    store: Store,
    institutions: InstitutionCeilings,
    counted: Mutex<(String, HashSet<(Looks, SpaceId)>)>,
    days: Option<Days>,
}

impl Ceilings {
    /// The ceilings counted in this store; its tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn open(store: Store) -> Result<Self> {
        const TABLES: [Migration; 3] = [
            Migration::both(
                "0001_ceiling",
                include_str!("../migrations/0001_ceiling.sql"),
            ),
            Migration::both(
                "0002_institution_ceiling",
                include_str!("../migrations/0002_institution_ceiling.sql"),
            ),
            Migration::both(
                "0003_day_patient",
                include_str!("../migrations/0003_day_patient.sql"),
            ),
        ];
        store.migrate("sharing", &TABLES).await?;
        Ok(Self {
            store,
            institutions: InstitutionCeilings::default(),
            counted: Mutex::default(),
            days: None,
        })
    }

    /// The same, and who was opened, or is expected, is noted for the professional
    /// whose day it is.
    #[must_use]
    pub fn noting_days(mut self, register: &RegisterKeys, chance: Arc<dyn Chance>) -> Self {
        self.days = Some(Days::new(self.store.clone(), register, chance));
        self
    }

    pub(crate) const fn days(&self) -> Option<&Days> {
        self.days.as_ref()
    }

    /// The same, with these ceilings of institutions.
    #[must_use]
    pub fn of_institutions(mut self, institutions: InstitutionCeilings) -> Self {
        self.institutions = institutions;
        self
    }

    /// Somebody is about to see this person.
    ///
    /// # Errors
    /// Too many, when the day has no more room; nothing is counted then.
    pub(crate) async fn pass(&self, looks: Looks, space: SpaceId, now: Timestamp) -> Result<()> {
        let date = now.in_paris().date();
        let day = date.to_string();
        if self.remembers(&day, &looks, space) {
            return Ok(());
        }
        let who = keys::sha256(format!("carnet ceiling\0{space}\0{day}").as_bytes());
        let today = Today {
            date,
            day: &day,
            who: &who,
            now,
        };
        let mut tx = self.store.begin("count who was seen").await?;
        if let Some(rpps) = &looks.rpps {
            self.pass_professional(&mut tx, rpps, &today).await?;
        }
        // The row of the institution is held last, and for the shortest time.
        if let Some(finess) = &looks.finess {
            let emergency = looks.emergency;
            self.pass_institution(&mut tx, finess, &today, emergency)
                .await?;
        }
        tx.commit().await?;
        self.remember(day, looks, space);
        Ok(())
    }

    async fn pass_professional(&self, tx: &mut Tx, rpps: &Rpps, today: &Today<'_>) -> Result<()> {
        let key = || today.key(rpps.as_str());
        let hold = "INSERT INTO day_of (rpps, day, at) VALUES ($1, $2, $3) \
                    ON CONFLICT (rpps, day) DO UPDATE SET at = excluded.at";
        let mut row = key();
        row.push(today.now.into());
        tx.execute(hold, row).await?;
        let insert = "INSERT INTO seen_on_day (rpps, day, who, at) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT DO NOTHING";
        let mut row = key();
        row.extend([today.who.to_vec().into(), today.now.into()]);
        if tx.execute(insert, row).await? == 0 {
            return Ok(());
        }
        let counted = "SELECT count(*), max(CASE WHEN who = $3 THEN 0 ELSE at END) \
                       FROM seen_on_day WHERE rpps = $1 AND day = $2";
        let mut asked = key();
        asked.push(today.who.to_vec().into());
        let rows = tx.query(counted, asked).await?;
        let row = rows
            .first()
            .ok_or_else(|| Error::fault("a count counted nothing"))?;
        let people = u64::try_from(row.int(0)?).unwrap_or(u64::MAX);
        let last = Timestamp::from_millis(row.opt_int(1)?.unwrap_or_default());
        match rules::ceiling(people, last, today.now) {
            Ceiling::Below => Ok(()),
            Ceiling::Alarm => {
                let insert = "INSERT INTO ceiling_alarm (rpps, day, at) VALUES ($1, $2, $3) \
                              ON CONFLICT DO NOTHING";
                let said = "a professional saw more people today than is usual";
                alarm(tx, insert, key(), today.now, said).await
            }
            Ceiling::Wait(wait) => Err(Error::too_many("sharing-ceiling-slow", wait)),
            Ceiling::Stop => Err(today.stop("sharing-ceiling-stop")),
        }
    }

    async fn pass_institution(
        &self,
        tx: &mut Tx,
        finess: &Finess,
        today: &Today<'_>,
        emergency: bool,
    ) -> Result<()> {
        let key = || today.key(finess.as_str());
        let insert = "INSERT INTO seen_at_institution (finess, day, who, at) \
                      VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let mut row = key();
        row.extend([today.who.to_vec().into(), today.now.into()]);
        if tx.execute(insert, row).await? == 0 {
            return Ok(());
        }
        let count = "INSERT INTO day_of_institution (finess, day, people) VALUES ($1, $2, 1) \
                     ON CONFLICT (finess, day) DO UPDATE \
                     SET people = day_of_institution.people + 1 RETURNING people";
        let rows = tx.query(count, key()).await?;
        let row = rows
            .first()
            .ok_or_else(|| Error::fault("a count counted nothing"))?;
        let people = u64::try_from(row.int(0)?).unwrap_or(u64::MAX);
        let kind = professionals::kind_of(tx, finess).await?;
        match rules::institution_ceiling(people, self.institutions.of(kind), emergency) {
            Ceiling::Below => Ok(()),
            Ceiling::Stop => Err(today.stop("sharing-ceiling-institution")),
            _ => {
                let insert = "INSERT INTO institution_alarm (finess, day, at) \
                              VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
                let said = "an institution saw more people today than is usual";
                alarm(tx, insert, key(), today.now, said).await
            }
        }
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

    /// The institutions whose ceiling was reached since then, the last first.
    ///
    /// # Errors
    /// As the store.
    pub async fn institution_alarms(&self, since: Timestamp) -> Result<Vec<(Finess, Timestamp)>> {
        let rows = self
            .store
            .query(
                "SELECT finess, at FROM institution_alarm WHERE at >= $1 \
                 ORDER BY at DESC, finess",
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
            ("DELETE FROM seen_at_institution WHERE day < $1", day(1)),
            ("DELETE FROM day_of_institution WHERE day < $1", day(1)),
            ("DELETE FROM institution_alarm WHERE day < $1", day(365)),
        ] {
            swept += self.store.execute(delete, vec![before.into()]).await?;
        }
        if let Some(days) = &self.days {
            // Not yesterday's: a clock that is a little ahead takes nobody's day.
            swept += days.sweep(day(1)).await?;
        }
        Ok(swept)
    }

    fn remembers(&self, day: &str, looks: &Looks, space: SpaceId) -> bool {
        self.counted
            .lock()
            .is_ok_and(|counted| counted.0 == day && counted.1.contains(&(looks.clone(), space)))
    }

    fn remember(&self, day: String, looks: Looks, space: SpaceId) {
        if let Ok(mut counted) = self.counted.lock() {
            if counted.0 != day || counted.1.len() >= REMEMBERED_MAX {
                *counted = (day, HashSet::new());
            }
            counted.1.insert((looks, space));
        }
    }
}

/// The day on which somebody is counted.
struct Today<'a> {
    date: Date,
    day: &'a str,
    who: &'a [u8],
    now: Timestamp,
}

impl Today<'_> {
    fn key(&self, whose: &str) -> Vec<Value> {
        vec![whose.into(), self.day.into()]
    }

    /// No more room until midnight.
    fn stop(&self, code: &'static str) -> Error {
        Error::too_many(code, until_tomorrow(self.date, self.now))
    }
}

async fn alarm(
    tx: &mut Tx,
    insert: &'static str,
    mut key: Vec<Value>,
    now: Timestamp,
    said: &'static str,
) -> Result<()> {
    key.push(now.into());
    if tx.execute(insert, key).await? == 1 {
        tracing::warn!("{said}");
    }
    Ok(())
}

fn until_tomorrow(today: Date, now: Timestamp) -> Duration {
    let tomorrow = today.tomorrow().ok().and_then(Timestamp::midnight_in_paris);
    tomorrow.map_or(Duration::from_secs(60 * 60), |midnight| midnight.since(now))
}
