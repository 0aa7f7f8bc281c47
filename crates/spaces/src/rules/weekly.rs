//! What holders are told of once a week, in one e-mail, instead of at once; and when.

use super::choosing::{Peace, Topic};
use kernel::Timestamp;

/// The hour of the week, as clocks in France show it, at which somebody is written to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Week {
    day: i8,
    hour: i8,
}

impl Week {
    /// On Monday at eight in the morning, before anybody chose.
    pub const AT_FIRST: Self = Self { day: 1, hour: 8 };
    /// Its days, Monday first.
    pub const DAYS: [i8; 7] = [1, 2, 3, 4, 5, 6, 7];

    /// On this day, 1 being Monday, at this hour; none, if they are no day and no hour.
    pub fn new(day: i64, hour: i64) -> Option<Self> {
        let (day, hour) = (i8::try_from(day).ok()?, i8::try_from(hour).ok()?);
        let there = Self::DAYS.contains(&day) && (0..24).contains(&hour);
        there.then_some(Self { day, hour })
    }

    /// Its day: 1 Monday to 7 Sunday.
    pub const fn day(self) -> i8 {
        self.day
    }

    /// Its hour.
    pub const fn hour(self) -> i8 {
        self.hour
    }

    /// When it next comes after now: once the hours of peace are over, where it falls
    /// into them. None, at the end of the calendar.
    pub fn next(self, peace: Peace, now: Timestamp) -> Option<Timestamp> {
        // Yesterday's may still be to come, put off over midnight.
        let mut day = now.in_paris().date().yesterday().ok()?;
        for _ in 0..=8 {
            if day.weekday().to_monday_one_offset() == self.day {
                let at = Timestamp::hour_in_paris(day, self.hour)?;
                let told = peace.over(at).unwrap_or(at);
                if told > now {
                    return Some(told);
                }
            }
            day = day.tomorrow().ok()?;
        }
        None
    }
}

/// What somebody is told of once a week, and when that is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weekly {
    /// Of what: the e-mails of these topics wait for the one of the week.
    pub topics: Vec<Topic>,
    /// When.
    pub week: Week,
}

impl Weekly {
    /// Of nothing: all is told at once.
    pub const fn never() -> Self {
        Self {
            topics: Vec::new(),
            week: Week::AT_FIRST,
        }
    }

    /// Whether the e-mails of this topic wait.
    pub fn has(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }

    /// When what waits already is told, from the moment on which this is chosen in place
    /// of what was: as soon as peace allows, if any of that is to wait no more.
    pub fn tells(&self, before: &[Topic], peace: Peace, now: Timestamp) -> Timestamp {
        let next = match before.iter().all(|topic| self.has(*topic)) {
            true => self.week.next(peace, now),
            false => peace.over(now),
        };
        next.unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    const DAY: Duration = Duration::from_secs(24 * 3_600);
    const HOUR: Duration = Duration::from_secs(3_600);

    fn utc(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).expect("a moment")
    }

    fn week(day: i64, hour: i64) -> Week {
        Week::new(day, hour).expect("an hour of the week")
    }

    #[test]
    fn an_hour_of_the_week_is_one_of_seven_days_and_of_twenty_four_hours() {
        for (day, hour) in [(1, 0), (7, 23), (3, 12)] {
            let it = week(day, hour);
            assert_eq!((i64::from(it.day()), i64::from(it.hour())), (day, hour));
        }
        for (day, hour) in [(0, 8), (8, 8), (1, 24), (1, -1), (-1, 8), (i64::MAX, 8)] {
            assert_eq!(Week::new(day, hour), None, "{day} {hour}");
        }
        assert_eq!(Week::AT_FIRST, week(1, 8));
    }

    #[test]
    fn the_week_comes_at_its_hour_of_the_clock_also_when_clocks_change_and_in_leap_years() {
        let by_night = Peace::AT_FIRST;
        // Paris is two hours ahead in summer, one in winter. 23 November 2026 is a Monday.
        for ((day, hour), now, next) in [
            ((1, 8), "2026-11-23T06:59:59Z", "2026-11-23T07:00:00.000Z"),
            ((1, 8), "2026-11-23T07:00:00Z", "2026-11-30T07:00:00.000Z"),
            ((1, 10), "2026-11-23T09:00:00Z", "2026-11-30T09:00:00.000Z"),
            ((7, 18), "2026-11-23T09:00:00Z", "2026-11-29T17:00:00.000Z"),
            // Over 28 March 2027, when two o'clock becomes three, and 31 October, when
            // three becomes two.
            ((1, 8), "2027-03-22T07:00:00Z", "2027-03-29T06:00:00.000Z"),
            ((1, 8), "2027-10-25T06:00:00Z", "2027-11-01T07:00:00.000Z"),
            ((7, 8), "2027-03-27T12:00:00Z", "2027-03-28T06:00:00.000Z"),
            // 29 February 2028 is a Tuesday.
            ((2, 9), "2028-02-22T08:00:00Z", "2028-02-29T08:00:00.000Z"),
            ((2, 9), "2028-02-29T08:00:00Z", "2028-03-07T08:00:00.000Z"),
            // In hours of peace it waits until they are over, over midnight too.
            ((1, 3), "2026-11-23T05:00:00Z", "2026-11-23T07:00:00.000Z"),
            ((7, 22), "2026-11-23T05:00:00Z", "2026-11-23T07:00:00.000Z"),
            ((7, 22), "2026-11-23T07:00:00Z", "2026-11-30T07:00:00.000Z"),
        ] {
            let told = week(day, hour).next(by_night, utc(now));
            let told = told.map(Timestamp::rfc3339);
            assert_eq!(told.as_deref(), Some(next), "{day} {hour}: {now}");
        }
        // An hour that clocks pass over is the one after it; that comes twice, the first.
        let by_day = Peace::new(9, 17).expect("hours of peace");
        for (now, next) in [
            ("2027-03-27T12:00:00Z", "2027-03-28T01:00:00.000Z"),
            ("2027-10-30T12:00:00Z", "2027-10-31T00:00:00.000Z"),
        ] {
            let told = week(7, 2).next(by_day, utc(now)).map(Timestamp::rfc3339);
            assert_eq!(told.as_deref(), Some(next), "{now}");
        }
    }

    #[test]
    fn what_waits_and_is_to_wait_no_more_is_told_as_soon_as_peace_allows() {
        let weekly = |topics: &[Topic]| Weekly {
            topics: topics.to_vec(),
            week: week(5, 10),
        };
        let (documents, messages) = (Topic::Documents, Topic::Messages);
        let (day, night) = (utc("2026-11-23T09:00:00Z"), utc("2026-11-23T22:00:00Z"));
        let friday = "2026-11-27T09:00:00.000Z";
        for (before, after, now, told) in [
            (vec![], vec![], day, friday),
            (vec![documents], vec![documents], day, friday),
            (vec![documents], vec![messages, documents], night, friday),
            (
                vec![documents],
                vec![messages],
                day,
                "2026-11-23T09:00:00.000Z",
            ),
            (
                vec![documents, messages],
                vec![messages],
                night,
                "2026-11-24T07:00:00.000Z",
            ),
        ] {
            let tells = weekly(&after).tells(&before, Peace::AT_FIRST, now);
            assert_eq!(tells.rfc3339(), told, "{before:?} {after:?}");
        }
        assert!(!Weekly::never().has(documents));
    }

    proptest! {
        /// Whatever day, hour and peace somebody chose, whenever it is from 2000 to 2037.
        #[test]
        fn the_week_comes_once_in_seven_days_in_no_hour_of_peace_and_at_the_hour_chosen(
            day in 1_i64..=7, hour in 0_i64..24, from in 0_i64..24, until in 0_i64..24,
            half_hours in 0_i64..640_000,
        ) {
            let Some(peace) = Peace::new(from, until) else { return Ok(()) };
            let week = week(day, hour);
            let now = Timestamp::from_millis(946_684_800_000 + half_hours * 1_800_000);
            let next = week.next(peace, now).expect("a moment");
            prop_assert!(next > now);
            prop_assert_eq!(peace.over(next), None);
            // At two o'clock a Sunday in March has no hour, one in October has two.
            if hour == 2 || until == 2 {
                prop_assert!(next <= now.plus(DAY * 8));
                return Ok(());
            }
            prop_assert!(next <= now.plus(DAY * 7 + HOUR));
            // It comes again a week later by the clock, an hour more or less by the sun.
            let after = week.next(peace, next).expect("a moment");
            prop_assert!(after >= next.plus(DAY * 7).minus(HOUR));
            prop_assert!(after <= next.plus(DAY * 7 + HOUR));
            prop_assert_eq!(after.in_paris().time(), next.in_paris().time());
            let here = next.in_paris();
            let at_peace = (hour - from).rem_euclid(24) < (until - from).rem_euclid(24);
            match at_peace {
                true => prop_assert_eq!(i64::from(here.hour()), until),
                false => {
                    let weekday = here.date().weekday().to_monday_one_offset();
                    prop_assert_eq!((i64::from(weekday), i64::from(here.hour())), (day, hour));
                }
            }
        }
    }
}
