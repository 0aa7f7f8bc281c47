//! What is due, done or late for one person on one day. Pure: a calendar, a
//! person, a record and a day in; items out. Total: every date has an answer.

mod doses;
mod examinations;

use crate::age::Age;
use crate::calendar::{Calendar, Course, Diseases, Rule};
use kernel::Date;
use kernel::When;

/// How long before its time something is told of, in months.
const SOON: i32 = 6;

/// Sex, as far as a calendar asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sex {
    /// Woman.
    Female,
    /// Man.
    Male,
    /// The identity does not tell.
    Unknown,
}

/// Whom it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    /// Day of birth.
    pub born: Date,
    /// Sex.
    pub sex: Sex,
}

/// A vaccination that was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vaccination {
    /// Against what: a combined vaccine counts for each.
    pub against: Diseases,
    /// When.
    pub on: When,
}

/// An examination that was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Examination {
    /// The rule it was done for.
    pub item: String,
    /// When.
    pub on: When,
}

/// What is recorded.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Record {
    /// Vaccinations given.
    pub vaccinations: Vec<Vaccination>,
    /// Examinations done.
    pub examinations: Vec<Examination>,
}

/// How an item stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// Its time is over, and it can still be done.
    Late,
    /// Its time is now.
    Due,
    /// The calendar does not decide: a doctor or pharmacist does.
    Ask,
    /// Its time begins within six months.
    Soon,
    /// It was done.
    Done,
    /// It is not for this person now.
    NotConcerned,
}

impl Status {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 6] = [
        Self::Due,
        Self::Late,
        Self::Ask,
        Self::Soon,
        Self::Done,
        Self::NotConcerned,
    ];

    /// Its name in data and sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Due => "due",
            Self::Ask => "ask",
            Self::Soon => "soon",
            Self::Done => "done",
            Self::NotConcerned => "not-concerned",
        }
    }
}

/// Why an item stands as it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// It was done then.
    Noted(When),
    /// It is the age for it.
    Age,
    /// It was done then, and its time has come again.
    Again(When),
    /// The age for it has passed, and nothing is noted.
    Passed,
    /// It can be caught up until that day, excluded.
    CatchUp(Date),
    /// Its time has not come.
    Later,
    /// Its time is over, and nothing is noted.
    Over,
    /// The calendar asks for it of people born since that day.
    BornBefore(Date),
    /// The same, and this person was an infant on that day.
    BornShortlyBefore(Date),
    /// It is for women.
    OtherSex,
    /// It depends on sex, which the identity does not tell.
    SexUnknown,
    /// It is for people at risk.
    AtRisk,
    /// It is offered to those who wish.
    Offered,
    /// It depends on the product that was used.
    Product,
    /// The calendar does not say how to catch it up.
    CatchUpUnsaid,
    /// The calendar does not say how many doses are still needed.
    DosesUnsaid,
    /// The calendar does not say how long after another test it comes.
    IntervalUnsaid,
    /// The calendar began on that day.
    Begins(Date),
}

impl Reason {
    /// Its name in sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Noted(_) => "noted",
            Self::Age => "age",
            Self::Again(_) => "again",
            Self::Passed => "passed",
            Self::CatchUp(_) => "catch-up",
            Self::Later => "later",
            Self::Over => "over",
            Self::BornBefore(_) => "born-before",
            Self::BornShortlyBefore(_) => "born-shortly-before",
            Self::OtherSex => "other-sex",
            Self::SexUnknown => "sex-unknown",
            Self::AtRisk => "at-risk",
            Self::Offered => "offered",
            Self::Product => "product",
            Self::CatchUpUnsaid => "catch-up-unsaid",
            Self::DosesUnsaid => "doses-unsaid",
            Self::IntervalUnsaid => "interval-unsaid",
            Self::Begins(_) => "begins",
        }
    }
}

/// Something recorded that may be this item, and that nobody but a professional
/// can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caution {
    /// It was given before the age of the calendar.
    Early(When),
    /// Its date is too vague to tell.
    Vague(When),
}

/// The days of an item: the last is excluded; none, if it has no end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub until: Option<Date>,
}

impl Window {
    fn of(born: Date, from: Age, until: Option<Age>) -> Self {
        Self {
            from: from.reached(born),
            until: until.map(|age| age.reached(born)),
        }
    }

    fn is_before(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until <= today)
    }

    /// Whether the whole of these days is within.
    fn holds(&self, (first, last): (Date, Date)) -> bool {
        self.from <= first && self.until.is_none_or(|until| last < until)
    }

    /// Whether any of these days is within.
    fn touches(&self, (first, last): (Date, Date)) -> bool {
        self.from <= last && self.until.is_none_or(|until| first < until)
    }
}

/// How a rule stands for somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// How it stands.
    pub status: Status,
    /// When it is for this person.
    pub window: Window,
    /// Why.
    pub reason: Reason,
    /// What a professional should look at.
    pub caution: Option<Caution>,
    /// How many of how many doses are noted.
    pub doses: Option<(u8, u8)>,
    /// When it comes again, after it was done.
    pub next: Option<Date>,
}

impl Standing {
    const fn new(status: Status, reason: Reason, window: Window) -> Self {
        Self {
            status,
            window,
            reason,
            caution: None,
            doses: None,
            next: None,
        }
    }
}

/// A rule as it stands for somebody.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// How it stands.
    pub standing: Standing,
}

/// All rules of the calendars, as they stand for this person today.
pub fn assess<'a>(
    calendar: &'a Calendar,
    person: &Person,
    record: &Record,
    today: Date,
) -> Vec<Item<'a>> {
    let rules = calendar.rules().iter();
    rules
        .map(|rule| Item {
            rule,
            standing: assess_one(calendar, rule, person, record, today),
        })
        .collect()
}

/// A day, with the calendars of then, and what is recorded as they read it.
#[derive(Clone, Copy, Debug)]
pub struct On<'a> {
    /// The day.
    pub day: Date,
    /// The calendars.
    pub calendar: &'a Calendar,
    /// What is recorded: today, whatever the day.
    pub record: &'a Record,
}

/// Whether something is to be done today, or is late, that did not stand so on that
/// earlier day: it became so by itself, or by calendars of another year, whatever was
/// recorded meanwhile. That a calendar began is no news of a person.
///
/// It is held against the calendars of the last time where the one of the rule had begun
/// by then, and against the last of which all had begun where it had not: each of those of
/// a year to come is news on the day it begins, and once.
pub fn has_news(person: &Person, [last, begun]: [On<'_>; 2], now: On<'_>) -> bool {
    let stands = |rule: &Rule, on: On<'_>| assess_one(on.calendar, rule, person, on.record, on.day);
    now.calendar.rules().iter().any(|rule| {
        let status = stands(rule, now).status;
        let before = match now.calendar.pack(rule).from <= last.day {
            true => last,
            false => begun,
        };
        let was = || match std::ptr::eq(before.calendar, now.calendar) {
            true => Some(stands(rule, before)),
            false => before.calendar.find(&rule.id).map(|it| stands(it, before)),
        };
        matches!(status, Status::Due | Status::Late)
            && !was()
                .is_some_and(|was| was.status == status || matches!(was.reason, Reason::Begins(_)))
    })
}

/// One rule, as it stands for this person today.
pub fn assess_one(
    calendar: &Calendar,
    rule: &Rule,
    person: &Person,
    record: &Record,
    today: Date,
) -> Standing {
    let begins = calendar.pack(rule).from;
    let standing = match &rule.course {
        Course::Doses(doses) => doses::assess(doses, person, record, today),
        course => examinations::assess(rule, course, person, record, today),
    };
    // Nothing is asked by a calendar that has not begun, nor of the unborn.
    match standing.status {
        Status::Done | Status::NotConcerned => standing,
        _ if today < person.born => {
            Standing::new(Status::NotConcerned, Reason::Later, standing.window)
        }
        _ if today < begins => Standing::new(
            Status::NotConcerned,
            Reason::Begins(begins),
            standing.window,
        ),
        _ => standing,
    }
}

/// What is not yet its time: soon, or not at all.
fn before(window: Window, today: Date) -> Standing {
    let status = if window.from <= Age::Months(SOON).reached(today) {
        Status::Soon
    } else {
        Status::NotConcerned
    };
    Standing::new(status, Reason::Later, window)
}
