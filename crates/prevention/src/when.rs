//! Ages in whole units, and dates of which only a year or a month is known.

use jiff::ToSpan as _;
use kernel::{Date, Error};
use std::fmt;
use std::str::FromStr;

/// An age, in whole units: `8d`, `2m`, `11y`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Age {
    /// Days.
    Days(i32),
    /// Months.
    Months(i32),
    /// Years.
    Years(i32),
}

impl Age {
    /// The day on which somebody born on that day reaches this age. Where the
    /// month has no such day, it is the day after its last: who was born on 29
    /// February is a year older on 1 March. At the end of the calendar it stops.
    pub fn reached(self, born: Date) -> Date {
        match self {
            Self::Days(days) => born.checked_add(days.days()).unwrap_or(Date::MAX),
            Self::Months(months) => later(born, months),
            Self::Years(years) => later(born, years.saturating_mul(12)),
        }
    }

    /// This many years more.
    #[must_use]
    pub const fn plus_years(self, years: i32) -> Self {
        match self {
            Self::Days(days) => Self::Days(days + years * 365),
            Self::Months(months) => Self::Months(months + years * 12),
            Self::Years(own) => Self::Years(own + years),
        }
    }
}

fn later(born: Date, months: i32) -> Date {
    let month = i32::from(born.month()) - 1 + months;
    let year = i32::from(born.year()) + month.div_euclid(12);
    let (Ok(year), Ok(month)) = (i16::try_from(year), i8::try_from(month.rem_euclid(12) + 1))
    else {
        return Date::MAX;
    };
    let Ok(first) = Date::new(year, month, 1) else {
        return Date::MAX;
    };
    match Date::new(year, month, born.day()) {
        Ok(day) => day,
        Err(_) => first.last_of_month().tomorrow().unwrap_or(Date::MAX),
    }
}

/// Whole years of age on a day; none before birth.
pub fn years_on(born: Date, day: Date) -> Option<i32> {
    let before = (day.month(), day.day()) < (born.month(), born.day());
    let years = i32::from(day.year()) - i32::from(born.year()) - i32::from(before);
    (years >= 0).then_some(years)
}

impl FromStr for Age {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::fault(format!("{text:?} is no age"));
        let unit = text.chars().last().ok_or_else(wrong)?;
        let number = text.strip_suffix(unit).unwrap_or_default();
        let number = number.parse().map_err(|_| wrong())?;
        match unit {
            'd' => Ok(Self::Days(number)),
            'm' => Ok(Self::Months(number)),
            'y' => Ok(Self::Years(number)),
            _ => Err(wrong()),
        }
    }
}

/// A date of which the day, or the day and the month, may not be known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum When {
    /// A year alone.
    Year(i16),
    /// A month of a year.
    Month(i16, i8),
    /// A day.
    Day(Date),
}

impl When {
    /// A date of these parts; what is not known is left out from its end.
    ///
    /// # Errors
    /// Invalid, for a day without its month, or for what is no date.
    pub fn of(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, Error> {
        let wrong = || Error::field("date", "error-date");
        let date = |month, day| Date::new(year, month, day).map_err(|_| wrong());
        match (month, day) {
            (Some(month), Some(day)) => date(month, day).map(Self::Day),
            (Some(month), None) => date(month, 1).map(|_| Self::Month(year, month)),
            (None, None) => date(1, 1).map(|_| Self::Year(year)),
            (None, Some(_)) => Err(wrong()),
        }
    }

    /// The first day it may have been.
    pub fn first(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::MAX),
            Self::Month(year, month) => Date::new(year, month, 1).unwrap_or(Date::MAX),
            Self::Day(day) => day,
        }
    }

    /// The last day it may have been.
    pub fn last(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 12, 31).unwrap_or(Date::MAX),
            Self::Month(..) => self.first().last_of_month(),
            Self::Day(day) => day,
        }
    }

    /// The days of a life it may have been on: not before birth, not after today.
    pub fn within(self, born: Date, today: Date) -> Option<(Date, Date)> {
        let (first, last) = (self.first().max(born), self.last().min(today));
        (first <= last).then_some((first, last))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

impl FromStr for When {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::fault(format!("{text:?} is no date"));
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| part.parse().ok());
        let month = parts.next().map(str::parse).transpose();
        let day = parts.next().map(str::parse).transpose();
        match (year, month, day, parts.next()) {
            (Some(year), Ok(month), Ok(day), None) => {
                Self::of(year, month, day).map_err(|_| wrong())
            }
            _ => Err(wrong()),
        }
    }
}
