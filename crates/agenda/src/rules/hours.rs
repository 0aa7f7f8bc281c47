//! Hours as clocks in France have them: two nights a year they are moved, so one
//! hour does not exist and another exists twice. And the hours at which people
//! are told of a day.

use jiff::civil::{DateTime, Time, date};
use jiff::tz::{AmbiguousOffset, TimeZone};
use kernel::{Date, Timestamp};
use std::time::Duration;

/// When the clocks of France show something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// Once.
    Once(Timestamp),
    /// Twice, the night they are put back: this is the first time.
    Twice(Timestamp),
    /// Never: they are put forward over it.
    Never,
}

impl Shown {
    /// The moment; the first, if there are two.
    pub const fn first(self) -> Option<Timestamp> {
        match self {
            Self::Once(moment) | Self::Twice(moment) => Some(moment),
            Self::Never => None,
        }
    }
}

/// When clocks in France show this.
pub fn shown(at: DateTime) -> Shown {
    let Ok(paris) = TimeZone::get("Europe/Paris") else {
        return Shown::Never;
    };
    let moment = |offset: jiff::tz::Offset| {
        let instant = offset.to_timestamp(at).ok()?;
        Some(Timestamp::from_millis(instant.as_millisecond()))
    };
    let (offset, shown): (_, fn(Timestamp) -> Shown) = match paris.to_ambiguous_zoned(at).offset() {
        AmbiguousOffset::Unambiguous { offset } => (offset, Shown::Once),
        AmbiguousOffset::Fold { before, .. } => (before, Shown::Twice),
        AmbiguousOffset::Gap { .. } => return Shown::Never,
    };
    moment(offset).map_or(Shown::Never, shown)
}

/// By how much clocks are put back, once a year.
pub(crate) const PUT_BACK: Duration = Duration::from_secs(60 * 60);

/// The first hour for which a notice is planned …
const FIRST_NOTICE: Time = jiff::civil::time(8, 0, 0, 0);
/// … and the last: one before the quiet ones, as they are before anybody chooses.
const LAST_NOTICE: Time = jiff::civil::time(20, 0, 0, 0);

/// When people are told of what stands at this hour: the day before, at the same
/// hour, if it is no quiet one. Nothing, at the beginning of the calendar.
pub fn notice_at(at: DateTime) -> Option<Timestamp> {
    let day = at.date().yesterday().ok()?;
    let time = at.time().clamp(FIRST_NOTICE, LAST_NOTICE);
    shown(day.to_datetime(time)).first()
}

/// An hour as people type it: `9`, `9h`, `9 h 30`, `09:30`, `9.30`.
pub fn typed(text: &str) -> Option<Time> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.to_lowercase();
    let (hour, minute) = plain
        .split_once(['h', ':', '.'])
        .unwrap_or((plain.as_str(), ""));
    let number = |text: &str, digits: usize| -> Option<i8> {
        let fits = (1..=digits).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse().ok())?
    };
    let minute = match minute {
        "" => 0,
        minute if minute.len() == 2 => number(minute, 2)?,
        _ => return None,
    };
    Time::new(number(hour, 2)?, minute, 0, 0).ok()
}

/// The last Sunday of a month of 31 days.
#[cfg(test)]
fn last_sunday(year: i16, month: i8) -> Date {
    let last = date(year, month, 31);
    let past = last.weekday().to_sunday_zero_offset();
    last.saturating_sub(jiff::Span::new().days(i64::from(past)))
}

/// The first day on which nothing is written any more: ten years from a day.
pub fn horizon(today: Date) -> Date {
    Date::new(today.year().saturating_add(10), today.month(), 1)
        .unwrap_or_else(|_| date(9999, 12, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;
    use proptest::prelude::*;

    const HOUR: Duration = PUT_BACK;

    fn utc(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).expect("an instant")
    }

    #[test]
    fn an_hour_that_clocks_pass_over_does_not_exist_and_one_that_comes_twice_is_the_first() {
        // 28 March 2027: 2:00 becomes 3:00. 31 October 2027: 3:00 becomes 2:00.
        let at = |day, month, hour, minute| shown(datetime(2027, month, day, hour, minute, 0, 0));
        assert_eq!(at(28, 3, 1, 59), Shown::Once(utc("2027-03-28T00:59:00Z")));
        for minute in [0, 30, 59] {
            assert_eq!(at(28, 3, 2, minute), Shown::Never, "{minute}");
        }
        assert_eq!(at(28, 3, 3, 0), Shown::Once(utc("2027-03-28T01:00:00Z")));
        assert_eq!(at(31, 10, 1, 59), Shown::Once(utc("2027-10-30T23:59:00Z")));
        for (minute, first) in [(0, "2027-10-31T00:00:00Z"), (59, "2027-10-31T00:59:00Z")] {
            assert_eq!(at(31, 10, 2, minute), Shown::Twice(utc(first)));
        }
        assert_eq!(at(31, 10, 3, 0), Shown::Once(utc("2027-10-31T02:00:00Z")));
    }

    #[test]
    fn a_notice_comes_the_day_before_at_the_same_hour_but_never_in_quiet_ones() {
        let notice = |at: DateTime| notice_at(at).map(Timestamp::rfc3339);
        for (at, told) in [
            (
                datetime(2026, 12, 4, 9, 30, 0, 0),
                "2026-12-03T08:30:00.000Z",
            ),
            (
                datetime(2026, 12, 4, 6, 0, 0, 0),
                "2026-12-03T07:00:00.000Z",
            ),
            (
                datetime(2026, 12, 4, 23, 0, 0, 0),
                "2026-12-03T19:00:00.000Z",
            ),
            (
                datetime(2026, 12, 4, 0, 0, 0, 0),
                "2026-12-03T07:00:00.000Z",
            ),
            // Over the change of the clocks it stays the same hour of the clock.
            (
                datetime(2027, 3, 28, 9, 0, 0, 0),
                "2027-03-27T08:00:00.000Z",
            ),
            (
                datetime(2027, 3, 29, 9, 0, 0, 0),
                "2027-03-28T07:00:00.000Z",
            ),
        ] {
            assert_eq!(notice(at).as_deref(), Some(told), "{at}");
        }
    }

    #[test]
    fn hours_are_read_as_people_type_them() {
        let at = |hour, minute| Some(jiff::civil::time(hour, minute, 0, 0));
        for (text, read) in [
            ("9", at(9, 0)),
            ("9h", at(9, 0)),
            (" 9 h 30 ", at(9, 30)),
            ("9\u{a0}H\u{a0}05", at(9, 5)),
            ("09:30", at(9, 30)),
            ("23.59", at(23, 59)),
            ("0:00", at(0, 0)),
            ("24:00", None),
            ("9h5", None),
            ("9:60", None),
            ("-1:00", None),
            ("+9", None),
            ("930", None),
            ("", None),
            ("midi", None),
            ("9h30h", None),
        ] {
            assert_eq!(typed(text), read, "{text:?}");
        }
    }

    proptest! {
        /// The European rule, written down once more: clocks move on the last
        /// Sundays of March and October, at one o'clock UTC.
        #[test]
        fn hours_are_those_of_the_european_rule(
            year in 2000i16..2037, day in 1i16..=365, hour in 0i8..24, minute in 0i8..60,
        ) {
            let day = date(year, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day - 1)));
            let at = day.at(hour, minute, 0, 0);
            let (forward, back) = (last_sunday(year, 3), last_sunday(year, 10));
            let summer = at >= forward.at(3, 0, 0, 0) && at < back.at(3, 0, 0, 0);
            let found = shown(at);
            let missing = day == forward && hour == 2;
            let twice = day == back && hour == 2;
            prop_assert_eq!(found == Shown::Never, missing);
            prop_assert_eq!(matches!(found, Shown::Twice(_)), twice);
            if let Some(moment) = found.first() {
                let offset = if summer { 2 } else { 1 };
                let wall = moment.plus(HOUR * offset).rfc3339();
                prop_assert!(wall.starts_with(&at.strftime("%Y-%m-%dT%H:%M").to_string()));
                // The clocks show it then, and what they show is read back.
                prop_assert_eq!(moment.in_paris(), at);
            }
        }

        #[test]
        fn no_notice_is_in_quiet_hours_nor_after_what_it_tells(
            year in 2000i16..2100, day in 1i16..=365, hour in 0i8..24, minute in 0i8..60,
        ) {
            let day = date(year, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day - 1)));
            let at = day.at(hour, minute, 0, 0);
            let notice = notice_at(at).expect("a moment");
            prop_assert_eq!(spaces::Peace::AT_FIRST.over(notice), None);
            prop_assert_eq!(notice.in_paris().date(), day.yesterday().expect("a day"));
            if let Some(moment) = shown(at).first() {
                prop_assert!(notice < moment);
            }
        }

        /// Whatever hours of peace somebody chose, they are told in none of them, and before
        /// what they are told of: at the latest at midnight, when that begins then.
        #[test]
        fn no_hours_of_peace_put_a_notice_off_until_it_is_too_late(
            year in 2000i16..2037, day in 1i16..=365, hour in 0i8..24, minute in 0i8..60,
            from in 0i64..24, until in 0i64..24,
        ) {
            let Some(peace) = spaces::Peace::new(from, until) else { return Ok(()) };
            let day = date(year, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day - 1)));
            let at = day.at(hour, minute, 0, 0);
            let notice = notice_at(at).expect("a moment");
            let told = peace.over(notice).unwrap_or(notice);
            prop_assert_eq!(peace.over(told), None);
            if let Some(moment) = shown(at).first() {
                prop_assert!(told < moment || (told == moment && hour == 0 && minute == 0));
            }
        }

        #[test]
        fn what_people_type_is_never_read_as_something_else(text in "\\PC{0,8}") {
            if let Some(time) = typed(&text) {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                let hour = format!("{}", time.hour());
                prop_assert!(digits.trim_start_matches('0').is_empty() || digits.contains(&hour));
            }
        }
    }
}
