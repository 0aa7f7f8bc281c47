//! What is true of an emergency card: what can be ticked, what of that is on the
//! card, and how often it is read. Pure.

use kernel::{Date, Error, Result, When};
use profile::LineId;
use profile::rules::{Field, Heading};
use std::collections::BTreeSet;
use std::time::Duration;

/// The most lines on a card: what a rescuer reads, and what fits into a wallet.
pub const LINES_MAX: usize = 40;
/// Reads of one card in an hour. More is nobody's emergency, and would fill the
/// history.
pub const READS_MAX: i64 = 20;
/// How long reads of a card are counted.
pub const READS_WINDOW: Duration = Duration::from_secs(60 * 60);
/// How often cards are asked for from one network, found or not. Many phones share
/// one.
pub const ASKED_MAX: i64 = 120;
/// How long asking is counted.
pub const ASKED_WINDOW: Duration = Duration::from_secs(15 * 60);
/// How long after the day a child is expected a pregnancy may go on.
const TERM_PAST: i32 = 21;

/// The headings that can be on a card, in the order of what may hurt soonest.
/// Measures are not: they are old the next day.
pub const HEADINGS: [Heading; 13] = [
    Heading::Allergies,
    Heading::Treatments,
    Heading::Conditions,
    Heading::Devices,
    Heading::Pregnancies,
    Heading::BloodGroup,
    Heading::Contacts,
    Heading::Professionals,
    Heading::Stays,
    Heading::Disabilities,
    Heading::Vaccinations,
    Heading::Family,
    Heading::Habits,
];

/// Wishes: of these a card tells that they were said, wherever that stands.
pub const WISHES: [Heading; 2] = [Heading::Directives, Heading::OrganDonation];

/// Something that goes on the card.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tick {
    /// First name and last name.
    Name,
    /// The day of birth, and the age.
    Birth,
    /// A line of the medical profile.
    Line(LineId),
    /// That there is nothing under a heading, where that was said.
    Nothing(Heading),
    /// That there are advance directives: not their words.
    Directives,
    /// What was said of organ donation.
    OrganDonation,
}

impl Tick {
    /// Its word in forms.
    pub fn key(self) -> String {
        match self {
            Self::Name => String::from("nom"),
            Self::Birth => String::from("naissance"),
            Self::Line(id) => format!("ligne-{id}"),
            Self::Nothing(heading) => format!("rien-{}", heading.slug()),
            Self::Directives => String::from("directives"),
            Self::OrganDonation => String::from("don"),
        }
    }

    /// The tick of this word.
    pub fn read(key: &str) -> Option<Self> {
        match key {
            "nom" => Some(Self::Name),
            "naissance" => Some(Self::Birth),
            "directives" => Some(Self::Directives),
            "don" => Some(Self::OrganDonation),
            _ => match key.split_once('-')? {
                ("ligne", id) => id.parse().ok().map(Self::Line),
                ("rien", slug) => Heading::from_slug(slug).map(Self::Nothing),
                _ => None,
            },
        }
    }

    /// The tick for the wish under this heading.
    pub const fn of_wish(heading: Heading) -> Option<Self> {
        match heading {
            Heading::Directives => Some(Self::Directives),
            Heading::OrganDonation => Some(Self::OrganDonation),
            _ => None,
        }
    }
}

/// Something of the record that can be on the card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Present {
    /// What is ticked for it.
    pub tick: Tick,
    /// It is over: no card says it.
    pub over: bool,
}

/// Whether this is on the card: ticked, there, and not over.
pub fn is_on_card(ticks: &BTreeSet<Tick>, present: Present) -> bool {
    ticks.contains(&present.tick) && !present.over
}

/// What is ticked from now on, of what was wanted: what is there to be ticked.
///
/// # Errors
/// Invalid, when that is more than a card holds.
pub fn chosen(wanted: &BTreeSet<Tick>, present: &[Present]) -> Result<BTreeSet<Tick>> {
    let there = present.iter().map(|present| present.tick);
    let ticks: BTreeSet<Tick> = there.filter(|tick| wanted.contains(tick)).collect();
    match ticks.len() <= LINES_MAX {
        true => Ok(ticks),
        false => Err(Error::invalid("card-too-many")),
    }
}

/// Whether a line is over on this day: a treatment that ended, a child that came.
/// `when` is what stands in its fields.
pub fn is_over(heading: Heading, when: impl Fn(Field) -> Option<When>, today: Date) -> bool {
    let until = when(Field::Until);
    let ended = until.is_some_and(|until| until.last() < today);
    let due = when(Field::Due).filter(|_| heading == Heading::Pregnancies);
    let came = due.is_some_and(|due| {
        let past = due.last().until(today);
        past.is_ok_and(|past| past.get_days() > TERM_PAST)
    });
    ended || came
}

#[cfg(test)]
mod tests;
