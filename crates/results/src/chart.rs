//! Where points and lines stand in a picture. Pure: numbers in, places out.
//! Everything is a whole number of pixels, so that the page holds no style.

use crate::rules::{Reading, number, parse};
use documents::shelf::{Finding, Limit};

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

/// A stretch of numbers on a stretch of pixels.
#[derive(Clone, Copy)]
struct Scale {
    from: (f64, f64),
    to: (i32, i32),
}

impl Scale {
    /// The pixel of a number; the nearest end, beyond.
    fn place(self, number: f64) -> i32 {
        let (low, high) = self.from;
        let (start, stop) = self.to;
        let length = high - low;
        let part = if length > 0.0 {
            ((number - low) / length).clamp(0.0, 1.0)
        } else {
            0.5
        };
        let pixels = part * f64::from(stop - start);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "between two pixels of a picture"
        )]
        let pixels = pixels.round() as i32;
        start + pixels
    }
}

/// A curve in a picture of one width.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Curve {
    /// The picture's width.
    pub width: i32,
    /// The points, in order.
    pub points: Vec<Point>,
    /// What the laboratory calls usual, from point to point.
    pub usual: Vec<Stretch>,
}

/// A result in a curve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Above, below or marked: another shape.
    pub out: bool,
    /// The number and the day are written beside it.
    pub told: bool,
    /// Its place among the readings, the latest first.
    pub reading: usize,
}

/// What is usual, along a part of the curve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// How wide.
    pub width: i32,
    /// How high.
    pub height: i32,
}

/// How high a curve is.
pub const HEIGHT: i32 = 240;
const TOP: i32 = 40;
const BOTTOM: i32 = 196;
/// Where the axis lies.
pub const AXIS: i32 = 204;

impl Curve {
    /// The points of a line through them, as SVG wants them.
    pub fn path(&self) -> String {
        let points = self
            .points
            .iter()
            .map(|point| format!("{},{}", point.x, point.y));
        points.collect::<Vec<_>>().join(" ")
    }
}

/// The curve of at least two numbers of one series, the latest first; with room
/// for so many labels.
pub fn curve(readings: &[Reading], width: i32, labels: usize) -> Option<Curve> {
    let mut numbers: Vec<(usize, &Reading, f64)> = readings
        .iter()
        .enumerate()
        .filter_map(|(place, reading)| Some((place, reading, number(&reading.finding)?)))
        .collect();
    numbers.reverse();
    if numbers.len() < 2 {
        return None;
    }
    let end = |limit: &Option<Limit>| limit.as_ref().and_then(|it| parse(&it.number));
    let limits = |reading: &Reading| [end(&reading.finding.low), end(&reading.finding.high)];
    let told = numbers.iter().flat_map(|(_, reading, value)| {
        let [low, high] = limits(reading);
        [Some(*value), low, high].into_iter().flatten()
    });
    let (least, most) = told.fold((f64::MAX, f64::MIN), |(least, most), it| {
        (least.min(it), most.max(it))
    });
    let room = ((most - least) * 0.1).max(most.abs() * 0.01);
    let up = Scale {
        from: (least - room, most + room),
        to: (BOTTOM, TOP),
    };
    let day = |reading: &Reading| f64::from(days(reading));
    let (first, last) = (day(numbers[0].1), day(numbers[numbers.len() - 1].1));
    let margin = if width < 500 { 44 } else { 60 };
    let along = Scale {
        from: (first, last),
        to: (margin, width - margin),
    };
    let count = numbers.len();
    let points: Vec<Point> = numbers
        .iter()
        .enumerate()
        .map(|(at, (place, reading, value))| Point {
            x: along.place(day(reading)),
            y: up.place(*value),
            out: reading.standing().stands_out(),
            told: is_told(at, count, labels),
            reading: *place,
        })
        .collect();
    let usual = numbers
        .iter()
        .enumerate()
        .filter_map(|(at, (_, reading, _))| {
            let [low, high] = limits(reading);
            (low.or(high))?;
            let half = |one: i32, other: i32| i32::midpoint(one, other);
            let from = at
                .checked_sub(1)
                .map_or(margin / 2, |before| half(points[before].x, points[at].x));
            let to = points
                .get(at + 1)
                .map_or(width - margin / 2, |next| half(points[at].x, next.x));
            let top = high.map_or(TOP / 2, |high| up.place(high));
            let bottom = low.map_or(AXIS, |low| up.place(low));
            Some(Stretch {
                x: from,
                y: top,
                width: to - from,
                height: bottom - top,
            })
        });
    Some(Curve {
        width,
        usual: joined(usual),
        points,
    })
}

/// Neighbours that are alike are one.
fn joined(parts: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last)
                if (last.y, last.height, last.x + last.width) == (part.y, part.height, part.x) =>
            {
                last.width += part.width;
            }
            _ => joined.push(part),
        }
    }
    joined
}

/// Of many points the first and the last are told, and some between, evenly.
const fn is_told(at: usize, count: usize, labels: usize) -> bool {
    if count <= labels || at == 0 || at + 1 == count {
        return true;
    }
    let step = (count - 1).div_ceil(if labels > 1 { labels - 1 } else { 1 });
    // Not too near the last one.
    at.is_multiple_of(step) && at + step / 2 < count - 1
}

fn days(reading: &Reading) -> i32 {
    let day = reading.day;
    i32::from(day.year()) * 366 + i32::from(day.day_of_year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{finding, reading};
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
        assert_eq!((first.reading, last.reading), (1, 0));
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
