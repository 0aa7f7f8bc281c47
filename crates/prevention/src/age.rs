//! Ages in whole units.

use jiff::ToSpan as _;
use kernel::{Date, Error};
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
