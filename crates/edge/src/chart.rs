//! Where the points of a curve stand in a picture. Pure: numbers in, places out.
//! Everything is a whole number of pixels, so that the page holds no style.

use kernel::Date;

/// A stretch of numbers on a stretch of pixels.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// From and to which number.
    pub from: (f64, f64),
    /// From and to which pixel.
    pub to: (i32, i32),
}

impl Scale {
    /// The pixel of a number; the nearest end, beyond.
    pub fn place(self, number: f64) -> i32 {
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
    /// What is usual, from point to point.
    pub usual: Vec<Stretch>,
}

/// A number in a curve.
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
    /// What it is of: [`Mark::place`].
    pub place: usize,
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
/// Where numbers begin, from the top.
pub const TOP: i32 = 40;
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

/// A number on a day.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// The day.
    pub day: Date,
    /// The number.
    pub value: f64,
    /// The least that is usual.
    pub low: Option<f64>,
    /// The most that is usual.
    pub high: Option<f64>,
    /// It stands out.
    pub out: bool,
    /// Its place among whatever it was taken from.
    pub place: usize,
}

/// The curve of at least two numbers, the latest first; with room for so many
/// labels.
pub fn curve(marks: &[Mark], width: i32, labels: usize) -> Option<Curve> {
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.reverse();
    if marks.len() < 2 {
        return None;
    }
    let told = marks.iter().flat_map(|mark| {
        let all = [Some(mark.value), mark.low, mark.high];
        all.into_iter().flatten()
    });
    let (least, most) = told.fold((f64::MAX, f64::MIN), |(least, most), it| {
        (least.min(it), most.max(it))
    });
    let room = ((most - least) * 0.1).max(most.abs() * 0.01);
    let up = Scale {
        from: (least - room, most + room),
        to: (BOTTOM, TOP),
    };
    let (first, last) = (days(marks[0].day), days(marks[marks.len() - 1].day));
    let margin = if width < 500 { 44 } else { 60 };
    let along = Scale {
        from: (first, last),
        to: (margin, width - margin),
    };
    let count = marks.len();
    let points: Vec<Point> = marks
        .iter()
        .enumerate()
        .map(|(at, mark)| Point {
            x: along.place(days(mark.day)),
            y: up.place(mark.value),
            out: mark.out,
            told: is_told(at, count, labels),
            place: mark.place,
        })
        .collect();
    let usual = marks.iter().enumerate().filter_map(|(at, mark)| {
        (mark.low.or(mark.high))?;
        let half = |one: i32, other: i32| i32::midpoint(one, other);
        let from = at
            .checked_sub(1)
            .map_or(margin / 2, |before| half(points[before].x, points[at].x));
        let to = points
            .get(at + 1)
            .map_or(width - margin / 2, |next| half(points[at].x, next.x));
        let top = mark.high.map_or(TOP / 2, |high| up.place(high));
        let bottom = mark.low.map_or(AXIS, |low| up.place(low));
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

fn days(day: Date) -> f64 {
    f64::from(i32::from(day.year()) * 366 + i32::from(day.day_of_year()))
}
