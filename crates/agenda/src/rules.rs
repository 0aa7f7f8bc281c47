//! What is true of appointments and reminders: pure. Who may change what is
//! decided by `sharing`, on the facts of each; what a change makes is here.

pub mod hours;
pub mod visit;

use crate::diary::{Diary, Item};
use jiff::civil::DateTime;
use kernel::{Date, Error, FieldError, Result, Timestamp, visible};
use sharing::WrittenBy;
use std::time::Duration;

/// Characters of a title.
pub const TITLE_MAX: usize = 100;
/// Characters of whom it is with, and of where.
pub const PLACE_MAX: usize = 200;
/// Characters of a note, and of the questions to ask.
pub const NOTE_MAX: usize = 1_000;
/// Reminders of one day; and appointments that one professional makes for one.
pub const A_DAY_MAX: usize = 10;
/// Documents to bring to one appointment.
pub const BRING_MAX: usize = 50;
/// Appointments of one service in one agenda, whatever became of them; and of one
/// professional, those to come, beyond which their software notes no more.
pub const SENT_MAX: usize = 500;
/// Bytes of all that is kept in one agenda as one service, or one professional, sent it.
pub const SENT_BYTES_IN_ALL: usize = 4 * 1024 * 1024;
/// How long an appointment is taken to last where nobody says.
pub const LASTS: Duration = Duration::from_secs(30 * 60);

/// What an item is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Somebody waits for them.
    Appointment,
    /// They remind themselves.
    Reminder,
}

/// How it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It is to come, or nobody said what became of it.
    Planned,
    /// They went there.
    Done,
    /// It does not take place.
    Cancelled,
    /// They did not go there.
    Missed,
    /// It was never meant to be.
    ByMistake,
}

impl Kind {
    /// Its name in sentences and addresses of this crate.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Appointment => "appointment",
            Self::Reminder => "reminder",
        }
    }
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Planned,
        Self::Done,
        Self::Cancelled,
        Self::Missed,
        Self::ByMistake,
    ];

    /// Its name in sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Missed => "missed",
            Self::ByMistake => "mistaken",
        }
    }

    /// The status of this name.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    /// Whether it takes up its hour: what was called off does not.
    pub const fn stands(self) -> bool {
        !matches!(self, Self::Cancelled | Self::ByMistake)
    }
}

/// What an item says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
    /// What it is.
    pub kind: Kind,
    /// When, as clocks in France show it.
    pub at: DateTime,
    /// Whether that is the second of two hours, the night clocks are put back.
    pub second: bool,
    /// How many minutes it lasts, where its source says so.
    pub minutes: Option<u16>,
    /// Its title; an appointment may have none.
    pub title: String,
    /// Whom it is with.
    pub with: String,
    /// Where.
    pub place: String,
    /// A note.
    pub note: String,
}

impl Content {
    /// When it begins; never, for an hour that clocks pass over.
    pub fn moment(&self) -> Option<Timestamp> {
        match hours::shown(self.at) {
            hours::Shown::Twice(first) if self.second => Some(first.plus(hours::PUT_BACK)),
            shown => shown.first(),
        }
    }

    /// How long it lasts.
    pub fn lasts(&self) -> Duration {
        let minutes = self
            .minutes
            .map(|it| Duration::from_secs(60 * u64::from(it)));
        minutes.unwrap_or(LASTS)
    }
}

/// What somebody typed.
#[derive(Debug)]
pub struct Draft<'a> {
    /// What it is.
    pub kind: Kind,
    /// The day, or what is wrong with it.
    pub day: Result<Option<Date>>,
    /// The hour.
    pub hour: &'a str,
    /// The title.
    pub title: &'a str,
    /// Whom it is with.
    pub with: &'a str,
    /// Where.
    pub place: &'a str,
    /// A note.
    pub note: &'a str,
    /// They know that the day is over.
    pub past_is_meant: bool,
}

impl Draft<'_> {
    /// What it says, if it can be kept so.
    ///
    /// # Errors
    /// Field errors, all that there are.
    pub fn check(self, now: Timestamp) -> Result<Content> {
        let mut wrong = Vec::new();
        let mut refuse = |field, code| wrong.push(FieldError { field, code });
        let day = match &self.day {
            Ok(None) => {
                refuse("date", "agenda-day-missing");
                None
            }
            Ok(Some(day)) if *day >= hours::horizon(now.in_paris().date()) => {
                refuse("date", "agenda-day-too-far");
                None
            }
            Ok(Some(day)) => Some(*day),
            Err(error) => {
                let code = error.field_errors().first().map(|field| field.code);
                refuse("date", code.unwrap_or("error-date"));
                None
            }
        };
        let time = hours::typed(self.hour);
        match time {
            None if self.hour.trim().is_empty() => refuse("heure", "agenda-hour-missing"),
            None => refuse("heure", "agenda-hour-wrong"),
            Some(_) => {}
        }
        let at = day.zip(time).map(|(day, time)| day.to_datetime(time));
        if let Some(at) = at {
            match hours::shown(at).first() {
                None => refuse("heure", "agenda-hour-not-that-night"),
                Some(moment) if moment < now && !self.past_is_meant => {
                    refuse("passe", "agenda-past");
                }
                Some(_) => {}
            }
        }
        let mut line = |text: &str, field, code, most: usize| {
            let text = visible(text).trim().to_owned();
            if text.chars().count() > most {
                refuse(field, code);
            }
            text
        };
        let title = line(self.title, "titre", "agenda-title-too-long", TITLE_MAX);
        let with = line(self.with, "avec", "agenda-with-too-long", PLACE_MAX);
        let place = line(self.place, "lieu", "agenda-place-too-long", PLACE_MAX);
        if title.is_empty() && self.kind == Kind::Reminder {
            refuse("titre", "agenda-title-missing");
        }
        let note = lines(self.note);
        if note.chars().count() > NOTE_MAX {
            refuse("note", "agenda-note-too-long");
        }
        match at {
            Some(at) if wrong.is_empty() => Ok(Content {
                kind: self.kind,
                at,
                second: false,
                minutes: None,
                title,
                with,
                place,
                note,
            }),
            _ => Err(Error::fields(wrong)),
        }
    }
}

/// A text of several lines, without the signs that nobody sees.
pub(crate) fn lines(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| visible(line).trim_end().to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The questions to ask, if they can be kept so.
///
/// # Errors
/// A field error on `questions`.
pub fn questions(typed: &str) -> Result<String> {
    let text = lines(typed);
    match text.chars().count() > NOTE_MAX {
        true => Err(Error::field("questions", "agenda-questions-too-long")),
        false => Ok(text),
    }
}

/// Whether two things that stand take place at once: a notice, no error.
pub fn overlap(one: &Content, other: &Content) -> bool {
    let appointments = [one, other].map(|it| it.kind) == [Kind::Appointment; 2];
    let spans = [one, other].map(|it| it.moment().map(|at| (at, at.plus(it.lasts()))));
    let [Some(one), Some(other)] = spans else {
        return false;
    };
    appointments && one.0 < other.1 && other.0 < one.1
}

/// What is to be made anew is made, once: what is there already is not made again.
///
/// # Errors
/// Too many, for the day.
pub(crate) fn may_make(diary: &Diary, new: &Item) -> Result<bool> {
    let author = &new.facts().author;
    let mut theirs = diary.all().filter(|item| item.facts().author == *author);
    if theirs.any(|item| item.status.stands() && item.content == new.content) {
        return Ok(false);
    }
    has_room(diary, new, &new.content).map(|()| true)
}

/// Whether the day of this content has room for it, beside what its source has
/// there already. What its holder took off a professional's day still fills it, so that
/// no refusal, and none that fails to come, tells of that.
///
/// # Errors
/// Too many.
pub(crate) fn has_room(diary: &Diary, item: &Item, content: &Content) -> Result<()> {
    let facts = item.facts();
    if content.kind == Kind::Appointment && facts.author == WrittenBy::Holder {
        return Ok(());
    }
    let of_professional = matches!(facts.author, WrittenBy::Professional(_));
    let same_day = diary.noted().filter(|other| {
        (of_professional || !other.is_off())
            && other.facts().id != facts.id
            && other.facts().author == facts.author
            && other.content.kind == content.kind
            && other.content.at.date() == content.at.date()
            && other.status.stands()
    });
    match same_day.count() >= A_DAY_MAX {
        true => Err(Error::field("date", "agenda-too-many-that-day")),
        false => Ok(()),
    }
}

/// Whether a status follows from how the item stands. Each leads from *planned*
/// and back there; what has not begun is neither done nor missed. Nothing new is
/// nothing to write.
///
/// # Errors
/// A conflict, if it does not follow.
pub(crate) fn may_become(item: &Item, status: Status, now: Timestamp) -> Result<bool> {
    if item.status == status {
        return Ok(false);
    }
    let begun = item.content.moment().is_none_or(|at| at <= now);
    match (item.status, status) {
        (Status::Planned, Status::Done | Status::Missed) if !begun => {
            Err(Error::conflict("agenda-not-yet"))
        }
        (Status::Planned, _) | (_, Status::Planned) => Ok(true),
        _ => Err(Error::conflict("agenda-not-planned")),
    }
}

/// Whether software may send this in the place of an item: what by hand takes one step or
/// two. What is planned, or becomes so by this, may say anything else; what is over or
/// called off stays as it is.
///
/// # Errors
/// A conflict, if it does not follow.
pub(crate) fn may_be_sent(item: &Item, content: &Content, status: Status) -> Result<()> {
    let same = item.status == status && *item.content == *content;
    match same || item.status == Status::Planned || status == Status::Planned {
        true => Ok(()),
        false => Err(Error::conflict("agenda-not-planned")),
    }
}

/// Whether an item may be changed: as long as it is planned.
///
/// # Errors
/// A conflict, once it is over or called off.
pub(crate) fn may_change(item: &Item) -> Result<()> {
    match item.status {
        Status::Planned => Ok(()),
        _ => Err(Error::conflict("agenda-not-planned")),
    }
}

#[cfg(test)]
mod tests;
