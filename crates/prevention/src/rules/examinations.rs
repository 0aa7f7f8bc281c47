//! Examinations, check-ups and screenings: what was noted of each.

use super::{Caution, Examination, Person, Reason, Record, Sex, Standing, Status, Window, before};
use crate::age::{Age, years_on};
use crate::calendar::{Course, Rounds, Rule};
use kernel::Date;
use kernel::When;

pub(super) fn assess(
    rule: &Rule,
    course: &Course,
    person: &Person,
    record: &Record,
    today: Date,
) -> Standing {
    let born = person.born;
    let standing = match course {
        Course::Doses(_) => return super::before(Window::of(born, Age::Days(0), None), today),
        Course::Once {
            from,
            until,
            late_until,
        } => {
            let window = Window::of(born, *from, Some(*until));
            let late_until = late_until.map(|age| age.reached(born));
            once(
                window,
                late_until,
                notes(&rule.id, born, record, today),
                today,
            )
        }
        Course::YearOfAge { from, until } => {
            let whole = Window::of(born, *from, Some(*until));
            year_of_age(whole, born, &notes(&rule.id, born, record, today), today)
        }
        Course::Rounds(rounds) => self::rounds(rounds, &rule.id, born, record, today),
    };
    let asked = !matches!(standing.status, Status::Done | Status::NotConcerned);
    let noted = record.examinations.iter().any(|it| it.item == rule.id);
    match person.sex {
        // What somebody had done, they know better than a register.
        _ if !rule.women || noted => standing,
        Sex::Female => standing,
        Sex::Male => Standing::new(Status::NotConcerned, Reason::OtherSex, standing.window),
        Sex::Unknown if asked => Standing::new(Status::Ask, Reason::SexUnknown, standing.window),
        Sex::Unknown => standing,
    }
}

/// What was noted of this, with the days it may have been: the latest last.
fn notes(id: &str, born: Date, record: &Record, today: Date) -> Vec<((Date, Date), When)> {
    let of = |it: &Examination| (it.item == id).then_some(it.on);
    let noted = record.examinations.iter().filter_map(of);
    let mut noted: Vec<_> = noted
        .filter_map(|on| Some((on.within(born, today)?, on)))
        .collect();
    noted.sort();
    // Twice the same day is once.
    noted.dedup_by_key(|(days, _)| *days);
    noted
}

fn once(
    window: Window,
    late_until: Option<Date>,
    noted: Vec<((Date, Date), When)>,
    today: Date,
) -> Standing {
    let is = |status, reason| Standing::new(status, reason, window);
    if let Some((_, on)) = noted.first() {
        is(Status::Done, Reason::Noted(*on))
    } else if today < window.from {
        before(window, today)
    } else if !window.is_before(today) {
        is(Status::Due, Reason::Age)
    } else if late_until.is_some_and(|until| today < until) {
        is(Status::Late, Reason::Passed)
    } else {
        is(Status::NotConcerned, Reason::Over)
    }
}

/// Once in each year of age; a year that is over is not caught up.
fn year_of_age(whole: Window, born: Date, noted: &[((Date, Date), When)], today: Date) -> Standing {
    if today < whole.from {
        return before(whole, today);
    }
    if whole.is_before(today) {
        return Standing::new(Status::NotConcerned, Reason::Over, whole);
    }
    let years = years_on(born, today).unwrap_or(0);
    let window = Window::of(born, Age::Years(years), Some(Age::Years(years + 1)));
    let done = noted.iter().rev().find(|(days, _)| window.holds(*days));
    if let Some((_, on)) = done {
        let mut done = Standing::new(Status::Done, Reason::Noted(*on), window);
        done.next = window.until.filter(|next| !whole.is_before(*next));
        return done;
    }
    let vague = noted.iter().rev().find(|(days, _)| window.touches(*days));
    let mut due = Standing::new(Status::Due, Reason::Age, window);
    due.caution = vague.map(|(_, on)| Caution::Vague(*on));
    due
}

/// Every so many years; a round lasts as long as it is to the next.
fn rounds(rounds: &Rounds, id: &str, born: Date, record: &Record, today: Date) -> Standing {
    let whole = Window::of(born, rounds.from, Some(rounds.until));
    if whole.is_before(today) {
        return Standing::new(Status::NotConcerned, Reason::Over, whole);
    }
    let noted = notes(id, born, record, today);
    let every = match (rounds.first_every, noted.len()) {
        (Some(first), 1) => first,
        _ => rounds.every,
    };
    // Of a vague date, the earliest: nothing is put off because of it.
    let last = noted.last().map(|((day, _), on)| (*day, *on));
    let next = last.map(|(day, _)| Age::Years(every).reached(day));
    if let (Some((_, on)), Some(next)) = (last, next)
        && today < next
    {
        let mut done = Standing::new(Status::Done, Reason::Noted(on), whole);
        done.next = Some(next.max(whole.from)).filter(|next| !whole.is_before(*next));
        return done;
    }
    if today < whole.from {
        return before(whole, today);
    }
    let from = next.unwrap_or(whole.from).max(whole.from);
    let until = Age::Years(every).reached(from);
    let window = Window {
        from,
        until: Some(whole.until.map_or(until, |end| until.min(end))),
    };
    let waits = rounds.after.as_ref().is_some_and(|(other, years)| {
        let others = notes(other, born, record, today);
        let last = others.last().map(|((day, _), _)| *day);
        last.is_some_and(|day| noted.is_empty() && today < Age::Years(*years).reached(day))
    });
    if waits {
        Standing::new(Status::Ask, Reason::IntervalUnsaid, window)
    } else {
        let (status, reason) = if window.is_before(today) {
            (Status::Late, Reason::Passed)
        } else {
            (Status::Due, Reason::Age)
        };
        let reason = last.map_or(reason, |(_, on)| Reason::Again(on));
        Standing::new(status, reason, window)
    }
}
