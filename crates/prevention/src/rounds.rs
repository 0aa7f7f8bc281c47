//! What happens every night: the calendars are worked out for everybody whose space is
//! in use, and whoever has something new to do is told in the morning, that they have
//! and not what. Several processes share the work, part by part, and each is at as many
//! parts at once as it has processors; one that dies leaves its parts to another, and
//! nobody is told twice of one day.

use crate::calendar::Calendar;
use crate::pages::recorded;
use crate::queries::{Tables, Turn};
use crate::rules::{On, Person, Record, Sex, has_news};
use identity::ins;
use kernel::{Date, Error, Kind, Result, SpaceId};
use sharing::{Permit, Sharing};
use spaces::alerts::{Alert, of_day};
use spaces::{InUse, Spaces};
use std::thread::available_parallelism;
use std::time::Duration;
use store::Store;
use tokio::task::JoinSet;

/// How long a process has a part to itself before it says that it goes on.
const TURN: Duration = Duration::from_secs(15 * 60);

/// The nightly rounds. Cheap to clone.
#[derive(Clone)]
pub struct Rounds {
    tables: Tables,
    sharing: Sharing,
    spaces: Spaces,
    workers: usize,
}

/// What a round did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Round {
    /// Records that were worked out.
    pub people: u64,
    /// Of these, those whose holders are told.
    pub told: u64,
}

impl Round {
    /// With what another one did.
    const fn and(self, other: Self) -> Self {
        Self {
            people: self.people + other.people,
            told: self.told + other.told,
        }
    }
}

/// What is asked of one record.
#[derive(Clone, Copy)]
struct Question<'a> {
    person: Person,
    since: Date,
    former: Former<'a>,
}

/// Calendars of before, where they are others than those of today.
#[derive(Clone, Copy)]
struct Former<'a> {
    /// Those of the last time.
    last: Option<&'a Calendar>,
    /// The last of which all had begun by then.
    begun: Option<&'a Calendar>,
}

impl Rounds {
    /// On this store, whose tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn open(store: Store, sharing: Sharing, spaces: Spaces) -> Result<Self> {
        Ok(Self {
            tables: Tables::open(store).await?,
            sharing,
            spaces,
            workers: available_parallelism().map_or(1, usize::from),
        })
    }

    /// The same, at so many parts at once; at one, for none.
    #[must_use]
    pub fn at_once(self, workers: usize) -> Self {
        Self {
            workers: workers.max(1),
            ..self
        }
    }

    /// At how many parts it is at once.
    pub const fn workers(&self) -> usize {
        self.workers
    }

    /// As if everybody had been looked at on this day, and never since: for a house
    /// that is new.
    ///
    /// # Errors
    /// As the store.
    pub async fn begin(&self, day: Date) -> Result<()> {
        let calendar = self.tables.number(&Calendar::carried()).await?;
        self.tables.begin(day, calendar).await
    }

    /// Does what is left of today's round. To be called again and again, by every
    /// process; once it is done there is nothing to do until tomorrow.
    ///
    /// # Errors
    /// As the store; what was not done is done by a later call.
    pub async fn go(&self) -> Result<Round> {
        self.begin(self.sharing.world().now().in_paris().date())
            .await?;
        let mut workers = JoinSet::new();
        for _ in 0..self.workers {
            let rounds = self.clone();
            workers.spawn(async move { rounds.work().await });
        }
        let (mut round, mut failed) = (Round::default(), None);
        // What one could not do is no reason for the others to stop.
        while let Some(worker) = workers.join_next().await {
            match worker {
                Ok(Ok(did)) => round = round.and(did),
                Ok(Err(error)) => failed = Some(error),
                Err(died) => {
                    failed = Some(Error::fault("a worker of prevention died").because(died));
                }
            }
        }
        match failed {
            None => Ok(round),
            Some(error) => Err(error),
        }
    }

    /// Takes part after part, until none is left.
    async fn work(&self) -> Result<Round> {
        let mut round = Round::default();
        let current = self.tables.number(&Calendar::carried()).await?;
        loop {
            let now = self.sharing.world().now();
            let today = now.in_paris().date();
            let Some(turn) = self.tables.take(today, now, now.plus(TURN)).await? else {
                return Ok(round);
            };
            let last = self.other(turn.calendar, current).await?;
            let before = self.other(turn.begun, current).await?;
            let former = Former {
                last: last.as_ref(),
                begun: before.as_ref(),
            };
            // Those of a year to come say nothing yet: until they do, what they are held
            // against is what was said before.
            let begun = match Calendar::in_force()?.has_begun(today) {
                true => current,
                false => turn.begun,
            };
            let with = (former, [current, begun]);
            self.part(turn, today, with, &mut round).await?;
        }
    }

    /// The calendars of this number, if they are others than the current ones; none, too,
    /// where nobody knows what they said, or this release cannot read it: then what they
    /// alone change is no news.
    async fn other(&self, n: i64, current: i64) -> Result<Option<Calendar>> {
        if n == current {
            return Ok(None);
        }
        let Some(files) = self.tables.calendar(n).await? else {
            return Ok(None);
        };
        Ok(match Calendar::of(&files) {
            Ok(calendar) => Some(calendar),
            Err(error) => {
                tracing::warn!(error = error.log_text(), "former calendars are unreadable");
                None
            }
        })
    }

    /// Looks at a part, to its end or until somebody else has it: against those calendars
    /// of before; it is noted with the ones of these numbers.
    async fn part(
        &self,
        mut turn: Turn,
        today: Date,
        (former, with): (Former<'_>, [i64; 2]),
        round: &mut Round,
    ) -> Result<()> {
        let mut after = None;
        loop {
            // Three questions to the store for these hundreds of people, wherever a bucket
            // has as many: what they cost whatever is asked weighs little on each of them.
            // A worker holds their books open meanwhile: some fifty megabytes, where they
            // have thirty entries each.
            let some = self.spaces.in_use(turn.buckets(), after).await?;
            let Some(last) = some.last() else {
                return self.tables.done(turn, today, with).await;
            };
            after = Some(last.space);
            let bucket = |one: &InUse| one.space.bucket();
            for some in some.chunk_by(|one, other| bucket(one) == bucket(other)) {
                round.people += some.len() as u64;
                round.told += self.told(some, (turn.since, former), today).await?;
            }
            let now = self.sharing.world().now();
            if turn.until.since(now) < TURN / 2 {
                match self.tables.keep(turn, now.plus(TURN)).await? {
                    Some(kept) => turn = kept,
                    None => return Ok(()),
                }
            }
        }
    }

    /// Tells those of one bucket who have something new; how many.
    async fn told(
        &self,
        some: &[InUse],
        (since, former): (Date, Former<'_>),
        today: Date,
    ) -> Result<u64> {
        let question = |one: &InUse| {
            let question = Question {
                person: person(one),
                since,
                former,
            };
            (one.space, question)
        };
        let asked: Vec<(SpaceId, Question<'_>)> = some.iter().map(question).collect();
        let mut told = 0;
        for space in self.sharing.reckon(&asked, has_something_new).await? {
            let alert = Alert::Prevention(of_day(space, today));
            match self.spaces.alert(space, alert).await {
                Ok(()) => told += 1,
                // It was closed or erased meanwhile.
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(told)
    }
}

/// Whether what is recorded in the space makes something new to be done.
fn has_something_new(permit: &Permit, of: Question<'_>) -> Result<bool> {
    let calendar = Calendar::in_force()?;
    let record = &recorded(permit, calendar)?;
    let now = On {
        day: permit.now().in_paris().date(),
        calendar,
        record,
    };
    // They number the diseases of a vaccine each in their own way.
    let read = |other: Option<&Calendar>| other.map(|it| recorded(permit, it)).transpose();
    let (last, begun) = (read(of.former.last)?, read(of.former.begun)?);
    let last = then(of.since, of.former.last.zip(last.as_ref()), now);
    let begun = then(of.since, of.former.begun.zip(begun.as_ref()), now);
    Ok(has_news(&of.person, [last, begun], now))
}

/// The same on an earlier day, with the calendars of then where they were others.
fn then<'a>(day: Date, former: Option<(&'a Calendar, &'a Record)>, now: On<'a>) -> On<'a> {
    let (calendar, record) = former.unwrap_or((now.calendar, now.record));
    On {
        day,
        calendar,
        record,
    }
}

fn person(of: &InUse) -> Person {
    Person {
        born: of.born,
        sex: sex(of.sex),
    }
}

/// As the register has it.
pub(crate) const fn sex(of: ins::Sex) -> Sex {
    match of {
        ins::Sex::Female => Sex::Female,
        ins::Sex::Male => Sex::Male,
        ins::Sex::Indeterminate => Sex::Unknown,
    }
}
