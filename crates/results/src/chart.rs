//! Where points and lines stand in a picture. Pure: numbers in, places out.
//! Everything is a whole number of pixels, so that the page holds no style.

use crate::rules::{Reading, number, parse};
use documents::shelf::{Finding, Limit};
use edge::chart::{Curve, Mark, Scale};

/// A line of numbers: the usual part, and where the result is on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberLine {
    /// Where the usual part begins.
    pub from: i32,
    /// How long it is.
    pub length: i32,
    /// Where the result is.
    pub at: i32,
    /// It is further than the line goes.
    pub beyond: bool,
    /// The lower limit, as written, and where it stands.
    pub low: Option<(String, i32)>,
    /// The upper.
    pub high: Option<(String, i32)>,
}

/// How long a line is.
pub const LINE_WIDTH: i32 = 280;
const LINE_MARGIN: i32 = 10;

/// The line of a result whose laboratory gives a limit in numbers.
pub fn number_line(finding: &Finding) -> Option<NumberLine> {
    let value = number(finding)?;
    let end = |limit: &Option<Limit>| limit.as_ref().and_then(|it| parse(&it.number));
    let (low, high) = (end(&finding.low), end(&finding.high));
    let (start, stop) = match (low, high) {
        (Some(low), Some(high)) if high > low => {
            let half = (high - low) / 2.0;
            (low - half, high + half)
        }
        (None, Some(high)) if high > 0.0 => (0.0, high * 1.5),
        (Some(low), None) if low > 0.0 => (low * 0.5, low * 2.0),
        _ => return None,
    };
    let scale = Scale {
        from: (start, stop),
        to: (LINE_MARGIN, LINE_WIDTH - LINE_MARGIN),
    };
    let begins = low.map_or(LINE_MARGIN, |low| scale.place(low));
    let ends = high.map_or(LINE_WIDTH - LINE_MARGIN, |high| scale.place(high));
    let told = |limit: &Option<Limit>, at: i32| limit.as_ref().map(|it| (it.number.clone(), at));
    Some(NumberLine {
        from: begins,
        length: ends - begins,
        at: scale.place(value),
        beyond: value < start || value > stop,
        low: told(&finding.low, begins),
        high: told(&finding.high, ends),
    })
}

/// The curve of at least two numbers of one series, the latest first; with room
/// for so many labels.
pub fn curve(readings: &[Reading], width: i32, labels: usize) -> Option<Curve> {
    let end = |limit: &Option<Limit>| limit.as_ref().and_then(|it| parse(&it.number));
    let mark = |(place, reading): (usize, &Reading)| {
        Some(Mark {
            day: reading.day,
            value: number(&reading.finding)?,
            low: end(&reading.finding.low),
            high: end(&reading.finding.high),
            out: reading.standing().stands_out(),
            place,
        })
    };
    let marks: Vec<Mark> = readings.iter().enumerate().filter_map(mark).collect();
    edge::chart::curve(&marks, width, labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{finding, reading};
    use edge::chart::AXIS;
    use proptest::prelude::*;

    #[test]
    fn a_line_of_numbers_shows_the_usual_part_and_where_the_result_is() {
        let line = number_line(&finding("5", Some("4"), Some("8"))).expect("a line");
        // From 2 to 10 on 10 to 270.
        assert_eq!((line.from, line.length, line.at), (75, 130, 108));
        assert!(!line.beyond);
        let far = number_line(&finding("80", Some("4"), Some("8"))).expect("a line");
        assert!(far.beyond && far.at == LINE_WIDTH - LINE_MARGIN);
        assert_eq!(number_line(&finding("5", None, None)), None);
        assert_eq!(number_line(&finding("beaucoup", Some("4"), None)), None);
    }

    #[test]
    fn one_number_is_no_curve_and_two_are() {
        let one = reading(1, "2026-05-04", finding("5", Some("4"), Some("8")));
        assert_eq!(curve(std::slice::from_ref(&one), 320, 3), None);
        let other = reading(2, "2025-05-04", finding("9", Some("4"), Some("8")));
        let curve = curve(&[one, other], 320, 3).expect("a curve");
        let [first, last] = curve.points.as_slice() else {
            panic!("two points")
        };
        assert!(
            first.x < last.x && first.y < last.y,
            "the oldest is left, the greatest is high"
        );
        assert!(first.out && !last.out);
        assert_eq!((first.place, last.place), (1, 0));
        assert_eq!(
            curve.usual.len(),
            1,
            "the same laboratory's limits are one band"
        );
    }

    #[test]
    fn limits_that_change_are_told_apart() {
        let one = reading(1, "2026-05-04", finding("5", Some("4"), Some("8")));
        let other = reading(2, "2025-05-04", finding("9", Some("3"), Some("8")));
        let none = reading(3, "2024-05-04", finding("9", None, None));
        let curve = curve(&[one, other, none], 740, 6).expect("a curve");
        let [older, newer] = curve.usual.as_slice() else {
            panic!("two bands, and none where the laboratory says nothing")
        };
        assert_eq!(older.x + older.width, newer.x);
        assert!(older.height > newer.height && older.x > curve.points[0].x);
    }

    proptest! {
        #[test]
        fn nothing_is_ever_drawn_outside_of_the_picture(
            told in proptest::collection::vec((0_u16..3_000, -1e11_f64..1e11, -10.0_f64..10.0, 0.0_f64..1e6), 2..40),
            width in prop_oneof![Just(320), Just(740)],
        ) {
            let readings: Vec<Reading> = told.iter().enumerate().map(|(n, (day, value, low, more))| {
                let day = kernel::Date::constant(2020, 1, 1).checked_add(std::time::Duration::from_secs(u64::from(*day) * 86_400)).expect("a day");
                let (low, high) = (low.to_string(), (low + more).to_string());
                reading(u8::try_from(n).expect("few"), &day.to_string(), finding(&value.to_string(), Some(&low), Some(&high)))
            }).collect();
            let drawn = curve(&readings, width, 5).expect("two at least");
            for point in &drawn.points {
                prop_assert!((0..=width).contains(&point.x) && (0..=AXIS).contains(&point.y));
            }
            for part in &drawn.usual {
                prop_assert!(part.height >= 0 && part.y >= 0 && part.y + part.height <= AXIS);
                prop_assert!(part.x >= 0 && part.x + part.width <= width);
            }
            prop_assert!(drawn.points[0].told && drawn.points.last().expect("two").told);
        }
    }
}
