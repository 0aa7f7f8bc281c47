//! A day that may be known by its month or its year alone.

use kernel::Date;
use std::cmp::Ordering;

/// Which days may be typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tense {
    /// Today or before.
    Past,
    /// Any.
    Any,
}

/// A day, a month or a year.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum When {
    /// A year alone.
    Year(i16),
    /// A month of a year.
    Month(i16, i8),
    /// A day.
    Day(Date),
}

impl When {
    /// Of what was typed as day, month and year: the year is needed, and the
    /// month when there is a day.
    pub fn of(day: &str, month: &str, year: &str) -> Option<Self> {
        let whole = |text: &str| -> Option<Option<i16>> {
            match text {
                "" => Some(None),
                text if text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) => {
                    text.parse().ok().map(Some)
                }
                _ => None,
            }
        };
        let year = whole(year)?.filter(|year| (1850..=2200).contains(year))?;
        let narrow = |number: i16| i8::try_from(number).ok();
        match (whole(day)?, whole(month)?) {
            (None, None) => Some(Self::Year(year)),
            (None, Some(month)) if (1..=12).contains(&month) => {
                Some(Self::Month(year, narrow(month)?))
            }
            (Some(day), Some(month)) => {
                let date = Date::new(year, narrow(month)?, narrow(day)?).ok()?;
                Some(Self::Day(date))
            }
            _ => None,
        }
    }

    /// The canonical spelling, read back.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next(), parts.next());
        Self::of(day.unwrap_or(""), month.unwrap_or(""), year)
    }

    /// The first day it can mean.
    pub fn earliest(self) -> Date {
        match self {
            Self::Year(year) => Date::constant(year, 1, 1),
            Self::Month(year, month) => Date::constant(year, month, 1),
            Self::Day(date) => date,
        }
    }

    /// The last day it can mean.
    pub fn latest(self) -> Date {
        match self {
            Self::Year(year) => Date::constant(year, 12, 31),
            Self::Month(..) => self.earliest().last_of_month(),
            Self::Day(date) => date,
        }
    }

    /// Sorts by the first day, and what is known less well after.
    pub fn order(self, other: Self) -> Ordering {
        let key = |when: Self| (when.earliest(), when.latest());
        key(self).cmp(&key(other))
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}
