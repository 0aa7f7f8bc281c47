//! A day that may be known by its month, or its year, alone.

use crate::Error;
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// A day, a month or a year; written `2026-05-04`, `2026-05` or `2026`.
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
    /// Of these parts: what is not known is left out from its end. None, for a day
    /// without its month, or for what is in no calendar.
    pub fn of(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        let date = |month, day| Date::new(year, month, day).ok();
        match (month, day) {
            (Some(month), Some(day)) => date(month, day).map(Self::Day),
            (Some(month), None) => date(month, 1).map(|_| Self::Month(year, month)),
            (None, None) => date(1, 1).map(|_| Self::Year(year)),
            (None, Some(_)) => None,
        }
    }

    /// Of what people type, between 1850 and 2200: the year is needed, and the
    /// month when there is a day; digits alone.
    pub fn typed(day: &str, month: &str, year: &str) -> Option<Self> {
        let small = |text: &str| match text {
            "" => Some(None),
            text if text.len() <= 2 && is_digits(text) => text.parse().ok().map(Some),
            _ => None,
        };
        let is_year = year.len() == 4 && is_digits(year);
        let year: i16 = is_year.then(|| year.parse().ok()).flatten()?;
        let year = (1850..=2200).contains(&year).then_some(year)?;
        Self::of(year, small(month)?, small(day)?)
    }

    /// The first day it may be.
    pub fn first(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::MAX),
            Self::Month(year, month) => Date::new(year, month, 1).unwrap_or(Date::MAX),
            Self::Day(day) => day,
        }
    }

    /// The last day it may be.
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

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
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

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| part.parse().ok());
        let month = parts.next().map(str::parse).transpose();
        let day = parts.next().map(str::parse).transpose();
        let read = match (year, month, day, parts.next()) {
            (Some(year), Ok(month), Ok(day), None) => Self::of(year, month, day),
            _ => None,
        };
        // No text in the note: what people say of themselves is in no log.
        read.ok_or_else(|| Error::fault("a text is no date, month or year"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_a_month_and_a_year_are_typed_and_the_thirtieth_of_february_is_none() {
        assert_eq!(When::typed("", "", "2015"), Some(When::Year(2015)));
        assert_eq!(When::typed("", "5", "2015"), Some(When::Month(2015, 5)));
        let leap = Date::constant(2024, 2, 29);
        assert_eq!(When::typed("29", "02", "2024"), Some(When::Day(leap)));
        assert_eq!(When::Month(2024, 2).last(), leap);
        for (day, month, year) in [
            ("30", "2", "2020"),
            ("29", "2", "2023"),
            ("4", "", "2020"),
            ("", "13", "2020"),
            ("", "0", "2020"),
            ("", "", ""),
            ("4", "5", ""),
            ("", "", "15"),
            ("-4", "5", "2015"),
            ("+4", "5", "2015"),
            ("", "", "٢٠١٥"),
            ("4", "5", "20155"),
            ("", "", "1849"),
        ] {
            assert_eq!(When::typed(day, month, year), None, "{day} {month} {year}");
        }
    }

    proptest! {
        #[test]
        fn a_date_is_read_back_as_it_was_written(
            year in 1850_i16..=2200, month in 1_i8..=12, day in 1_i8..=31,
        ) {
            for (month, day) in [(None, None), (Some(month), None), (Some(month), Some(day))] {
                if let Some(when) = When::of(year, month, day) {
                    prop_assert_eq!(when.to_string().parse::<When>().ok(), Some(when));
                    prop_assert!(when.first() <= when.last());
                }
            }
        }
    }
}
