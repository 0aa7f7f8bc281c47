//! Dates as searches compare them: each is a stretch of time, as long as it was
//! written exactly (R4, search.html#date).

use crate::datatypes::Moment;
use kernel::{Date, Timestamp};
use serde_json::Value;

/// A stretch of time: from its beginning to just before its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Interval {
    begins: i64,
    ends: i64,
}

impl Interval {
    fn read(text: &str) -> Option<Self> {
        if text.contains('T') {
            return Self::of_instant(text);
        }
        let begins = Moment::from_text(text)?;
        let (year, month) = (begins.day.year(), begins.day.month());
        let after = match text.len() {
            4 => Date::new(year.checked_add(1)?, 1, 1).ok()?,
            7 if month == 12 => Date::new(year.checked_add(1)?, 1, 1).ok()?,
            7 => Date::new(year, month + 1, 1).ok()?,
            _ => begins.day.tomorrow().ok()?,
        };
        Some(Self {
            begins: begins.at.millis(),
            ends: Timestamp::midnight_in_paris(after)?.millis(),
        })
    }

    fn of_instant(text: &str) -> Option<Self> {
        // A plus that was not escaped in the address came as a space.
        let text = text.replace(' ', "+");
        let (day, time) = text.split_once('T')?;
        let offset = time.find(['Z', '+', '-']);
        let (clock, offset) = match offset {
            Some(at) => time.split_at(at),
            None => (time, "Z"),
        };
        let (clock, lasts) = match clock.len() {
            5 => (format!("{clock}:00"), 60_000),
            8 => (clock.to_owned(), 1_000),
            _ => (clock.to_owned(), 1),
        };
        let begins = Timestamp::parse_rfc3339(&format!("{day}T{clock}{offset}"))?.millis();
        Some(Self {
            begins,
            ends: begins.saturating_add(lasts),
        })
    }

    /// A date, an instant, or a Period, which may be open.
    fn of(value: &Value) -> Option<Self> {
        if let Some(text) = value.as_str() {
            return Self::read(text);
        }
        let side = |name: &str| match value.get(name) {
            None => Some(None),
            Some(text) => Self::read(text.as_str()?).map(Some),
        };
        let (start, end) = (side("start")?, side("end")?);
        if start.is_none() && end.is_none() {
            return None;
        }
        Some(Self {
            begins: start.map_or(i64::MIN, |start| start.begins),
            ends: end.map_or(i64::MAX, |end| end.ends),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Prefix {
    Equal,
    Not,
    After,
    Before,
    From,
    To,
    StartsAfter,
    EndsBefore,
}

/// A date that is searched for, with its prefix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated {
    prefix: Prefix,
    wanted: Interval,
}

impl Dated {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (prefix, rest) = match text.get(..2) {
            Some("eq") => (Prefix::Equal, &text[2..]),
            Some("ne") => (Prefix::Not, &text[2..]),
            Some("gt") => (Prefix::After, &text[2..]),
            Some("lt") => (Prefix::Before, &text[2..]),
            Some("ge") => (Prefix::From, &text[2..]),
            Some("le") => (Prefix::To, &text[2..]),
            Some("sa") => (Prefix::StartsAfter, &text[2..]),
            Some("eb") => (Prefix::EndsBefore, &text[2..]),
            _ => (Prefix::Equal, text),
        };
        let wanted = Interval::read(rest)?;
        Some(Self { prefix, wanted })
    }

    /// Before this moment nothing is searched for; nothing, if there is no bound.
    /// (None is less than any: of several dates, one without a bound has none.)
    pub(super) fn since(&self) -> Option<Timestamp> {
        match self.prefix {
            Prefix::Not | Prefix::Before | Prefix::To | Prefix::EndsBefore => None,
            Prefix::Equal | Prefix::After | Prefix::From | Prefix::StartsAfter => {
                Some(Timestamp::from_millis(self.wanted.begins))
            }
        }
    }

    /// Whether this date of a resource is searched for.
    pub(super) fn holds(&self, value: &Value) -> bool {
        let Some(found) = Interval::of(value) else {
            return false;
        };
        let wanted = self.wanted;
        let within = wanted.begins <= found.begins && found.ends <= wanted.ends;
        match self.prefix {
            Prefix::Equal => within,
            Prefix::Not => !within,
            Prefix::After => found.ends > wanted.ends,
            Prefix::Before => found.begins < wanted.begins,
            Prefix::From => found.ends > wanted.begins,
            Prefix::To => found.begins < wanted.ends,
            Prefix::StartsAfter => found.begins >= wanted.ends,
            Prefix::EndsBefore => found.ends <= wanted.begins,
        }
    }
}
