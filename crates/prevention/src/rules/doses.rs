//! Doses of vaccines: counted for each disease, within the ages that count.

use super::{Caution, Person, Reason, Record, Standing, Status, Vaccination, Window, before};
use crate::age::{Age, years_on};
use crate::calendar::{Doses, Level, Repeat};
use kernel::Date;
use kernel::When;

/// The round that a day is in: where doses come back at fixed ages, each has
/// its own.
struct Round {
    window: Window,
    counted: Window,
    late_until: Option<Date>,
    early_from: Option<Date>,
}

impl Round {
    fn of(doses: &Doses, born: Date, today: Date) -> Self {
        let (counted_from, counted_to) = doses.counted;
        let reached = |age: Age| age.reached(born);
        let Some(Repeat::ByAge(every)) = doses.repeat else {
            return Self {
                window: Window::of(born, doses.from, doses.until),
                counted: Window::of(born, counted_from, counted_to),
                late_until: doses.late_until.map(reached),
                early_from: doses.early_from.map(reached),
            };
        };
        let first = match doses.from {
            Age::Years(years) => years,
            Age::Months(_) | Age::Days(_) => 0,
        };
        let passed = (years_on(born, today).unwrap_or(0) - first).max(0) / every;
        let more = passed * every;
        let next = doses.from.plus_years(more + every).reached(born);
        let early_from = if passed == 0 {
            doses.early_from
        } else {
            let until = doses.until.unwrap_or(doses.from);
            Some(until.plus_years(more - every))
        };
        Self {
            window: Window::of(
                born,
                doses.from.plus_years(more),
                doses.until.map(|age| age.plus_years(more)),
            ),
            counted: Window {
                from: counted_from.plus_years(more).reached(born),
                until: Some(next),
            },
            late_until: Some(next),
            early_from: early_from.map(reached),
        }
    }
}

pub(super) fn assess(doses: &Doses, person: &Person, record: &Record, today: Date) -> Standing {
    let born = person.born;
    if let Some(Repeat::ByLast(every)) = doses.repeat {
        return by_last(doses, every, person, record, today);
    }
    let round = Round::of(doses, born, today);
    let given = Given {
        doses,
        all: &record.vaccinations,
        born,
        today,
    };
    let counted = given.count(&round.counted);
    let needs = needs(doses, &given, &round, today);
    let mut standing = match needs {
        Needs::Doses(needs) if counted >= needs => {
            let on = given.nth(needs, &round.counted);
            let reason = on.map_or(Reason::Age, Reason::Noted);
            let mut done = Standing::new(Status::Done, reason, round.window);
            done.doses = several(needs, needs);
            return done;
        }
        Needs::Doses(_) => undone(doses, born, &round, today),
        Needs::Unsaid => {
            let mut standing = undone(doses, born, &round, today);
            if matches!(standing.status, Status::Late | Status::Due) {
                standing.status = Status::Ask;
                standing.reason = Reason::DosesUnsaid;
            }
            standing
        }
    };
    if let Needs::Doses(needs) = needs {
        standing.doses = several(counted, needs);
    }
    if !matches!(standing.status, Status::NotConcerned) {
        standing.caution = given.caution(&round);
    }
    standing
}

/// One dose is not counted aloud.
fn several(counted: u8, needs: u8) -> Option<(u8, u8)> {
    (needs > 1).then_some((counted, needs))
}

/// How many doses it takes.
enum Needs {
    Doses(u8),
    /// The calendar does not say.
    Unsaid,
}

/// Who begins late needs more doses, where the calendar says so. Who began in
/// time and went on late: the calendar does not say.
fn needs(doses: &Doses, given: &Given<'_>, round: &Round, today: Date) -> Needs {
    let Some((age, more)) = doses.catch_up else {
        return Needs::Doses(doses.needs);
    };
    let late = age.reached(given.born);
    let in_time = given.count(&Window {
        from: round.counted.from,
        until: Some(late),
    });
    let counted = given.count(&round.counted);
    if in_time >= doses.needs {
        Needs::Doses(doses.needs)
    } else if counted >= more || (in_time == 0 && today >= late) {
        Needs::Doses(more)
    } else if counted >= doses.needs {
        Needs::Unsaid
    } else {
        Needs::Doses(doses.needs)
    }
}

fn undone(doses: &Doses, born: Date, round: &Round, today: Date) -> Standing {
    let window = round.window;
    let is = |status, reason| Standing::new(status, reason, window);
    let over = is(Status::NotConcerned, Reason::Over);
    let late_until = round.late_until.or(window.until);
    let ask_until = doses.ask_until.map(|age| age.reached(born)).or(late_until);
    let is_over = ask_until.is_some_and(|until| until <= today);
    if let Some(since) = doses.born_from.filter(|since| born < *since) {
        let infant = doses.ask_born_from.is_some_and(|from| from <= born);
        return if infant && !is_over {
            is(Status::Ask, Reason::BornShortlyBefore(since))
        } else {
            is(Status::NotConcerned, Reason::BornBefore(since))
        };
    }
    if today < window.from {
        let at_risk = doses.ask_from.map(|age| age.reached(born));
        return if at_risk.is_some_and(|from| from <= today) {
            is(Status::Ask, Reason::AtRisk)
        } else {
            before(window, today)
        };
    }
    if !window.is_before(today) {
        return match doses.level {
            Level::Mandatory | Level::Recommended => is(Status::Due, Reason::Age),
            Level::Offered => is(Status::Ask, Reason::Offered),
            Level::AtRisk => is(Status::Ask, Reason::AtRisk),
            Level::Depends => is(Status::Ask, Reason::Product),
        };
    }
    match late_until {
        Some(until) if today < until && doses.catch_up.is_some() => {
            is(Status::Late, Reason::CatchUp(until))
        }
        Some(until) if today < until => is(Status::Late, Reason::Passed),
        _ if is_over => over,
        _ => is(Status::Ask, Reason::CatchUpUnsaid),
    }
}

/// Doses that come back so many years after the last.
fn by_last(doses: &Doses, every: i32, person: &Person, record: &Record, today: Date) -> Standing {
    let window = Window::of(person.born, doses.from, doses.until);
    let given = Given {
        doses,
        all: &record.vaccinations,
        born: person.born,
        today,
    };
    let last = given.all_covering().max_by_key(|(days, _)| days.0);
    let Some(((day, _), on)) = last else {
        let round = Round::of(doses, person.born, today);
        return undone(doses, person.born, &round, today);
    };
    let next = Age::Years(every).reached(day);
    if today < next {
        let mut done = Standing::new(Status::Done, Reason::Noted(on), window);
        done.next = Some(next.max(window.from));
        return done;
    }
    let round = Round {
        window: Window {
            from: next.max(window.from),
            until: window.until,
        },
        counted: window,
        late_until: None,
        early_from: None,
    };
    let mut again = undone(doses, person.born, &round, today);
    if again.status == Status::Due {
        again.reason = Reason::Again(on);
    }
    again
}

/// The doses of somebody.
struct Given<'a> {
    doses: &'a Doses,
    all: &'a [Vaccination],
    born: Date,
    today: Date,
}

impl Given<'_> {
    fn days(&self, one: &Vaccination) -> Option<(Date, Date)> {
        one.on.within(self.born, self.today)
    }

    /// The dates of doses surely given within these days against one disease.
    /// Two notes of one date are one dose.
    fn dates(&self, place: u32, days: Window) -> impl Iterator<Item = When> {
        let against = move |one: &&Vaccination| one.against.has(place);
        let all = self.all;
        let first = move |(i, one): &(usize, &Vaccination)| {
            let mut before = all[..*i].iter().filter(against);
            !before.any(|other| other.on == one.on)
        };
        let given = all.iter().enumerate();
        given
            .filter(move |(_, one)| against(one))
            .filter(move |(_, one)| self.days(one).is_some_and(|it| days.holds(it)))
            .filter(first)
            .map(|(_, one)| one.on)
    }

    /// Doses surely given within these days: of each disease, and the fewest of
    /// them.
    fn count(&self, days: &Window) -> u8 {
        let of = |place| u8::try_from(self.dates(place, *days).count()).unwrap_or(u8::MAX);
        self.doses.against.places().map(of).min().unwrap_or(0)
    }

    /// When the n-th of these was given, of the disease that came last.
    fn nth(&self, n: u8, days: &Window) -> Option<When> {
        let of = |place| {
            let mut given: Vec<When> = self.dates(place, *days).collect();
            given.sort_by_key(|on| (on.last(), *on));
            given.get(usize::from(n).checked_sub(1)?).copied()
        };
        let places = self.doses.against.places();
        places.filter_map(of).max_by_key(|on| on.last())
    }

    fn all_covering(&self) -> impl Iterator<Item = ((Date, Date), When)> {
        let all = self.all.iter();
        let covering = all.filter(|one| one.against.covers(self.doses.against));
        covering.filter_map(|one| Some((self.days(one)?, one.on)))
    }

    /// A dose that may be the one that is missing.
    fn caution(&self, round: &Round) -> Option<Caution> {
        let vague = self
            .all_covering()
            .filter(|(days, _)| round.counted.touches(*days) && !round.counted.holds(*days))
            .map(|(_, on)| on)
            .max();
        if let Some(on) = vague {
            return Some(Caution::Vague(on));
        }
        let early = Window {
            from: round.early_from?,
            until: Some(round.counted.from),
        };
        let early = self.all_covering().filter(|(days, _)| early.holds(*days));
        early.map(|(_, on)| on).max().map(Caution::Early)
    }
}
