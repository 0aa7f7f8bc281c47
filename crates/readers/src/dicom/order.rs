//! In which order the slices of a series stand: as they lie in the body, where their
//! files say so, for numbers are missing, begin anew or follow the time of the scan.

use super::elements::{Elements, Tag};
use super::words;

/// Cosines are written with a few digits: what differs by less is one direction.
const COSINE: f64 = 1e-3;
/// Millimetres under which two slices lie at one place: seen twice, at two moments or
/// in two ways, and then only their numbers tell them apart.
const APART: f64 = 1e-2;
/// How much of the usual step the shortest is at least: what lies closer is one place,
/// seen twice by a machine or a person that moved by a hair meanwhile.
const STEP_LEAST: f64 = 0.25;

/// Where a slice lies in the body, in millimetres (DICOM PS3.3, C.7.6.2.1.1).
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Plane {
    /// The middle of its first point.
    at: [f64; 3],
    /// Across its lines and columns.
    normal: [f64; 3],
}

impl Plane {
    /// Of a file of one frame, if it says so.
    pub fn of(top: &Elements<'_>) -> Option<Self> {
        let at = words::decimals(top, Tag(0x0020, 0x0032))?;
        let cosines = words::decimals(top, Tag(0x0020, 0x0037))?;
        let [x, y, z] = at[..] else {
            return None;
        };
        let [a, b, c, d, e, f] = cosines[..] else {
            return None;
        };
        let normal = [b * f - c * e, c * d - a * f, a * e - b * d];
        // Lines and columns that lie along each other are no plane.
        let length = dot(normal, normal);
        (0.9..=1.1).contains(&length).then_some(Self {
            at: [x, y, z],
            normal,
        })
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Whether slices at these depths, in order, lie each at its own place.
///
/// The usual step is the one in the middle of the way, not of the list: half of the way
/// goes by steps as long or longer. Where all is seen at several moments, most steps of
/// the list are hairs, but they make little of the way; and so does a hole in a scan.
fn are_apart(sorted: &[f64]) -> bool {
    let mut steps: Vec<f64> = sorted.windows(2).map(|two| two[1] - two[0]).collect();
    steps.sort_by(f64::total_cmp);
    let Some(shortest) = steps.first() else {
        return true;
    };
    let mut left = steps.iter().sum::<f64>() / 2.0;
    let usual = steps.iter().rev().find(|step| {
        left -= **step;
        left <= 0.0
    });
    // Written so that what is no number is not apart either.
    usual.is_some_and(|usual| *shortest > APART && *shortest >= STEP_LEAST * usual)
}

/// How deep each of these slices lies, so that the least comes first; none, unless
/// they lie behind each other, each at its own place. They come in the order of their
/// numbers, of which the first so many have one: whichever end the machine counts
/// from is the first.
pub(super) fn depths(planes: &[Plane], numbered: usize) -> Option<Vec<f64>> {
    let first = planes.first()?;
    let same = |plane: &Plane| {
        let mut sides = plane.normal.iter().zip(first.normal);
        sides.all(|(a, b)| (a - b).abs() < COSINE)
    };
    if !planes.iter().all(same) {
        return None;
    }
    let depths: Vec<f64> = planes.iter().map(|it| dot(it.at, first.normal)).collect();
    let mut sorted = depths.clone();
    sorted.sort_by(f64::total_cmp);
    if !are_apart(&sorted) {
        return None;
    }
    let last = numbered.checked_sub(1).and_then(|at| depths.get(at));
    let backwards = last.is_some_and(|last| *last < depths[0]);
    Some(match backwards {
        true => depths.into_iter().map(|depth| -depth).collect(),
        false => depths,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ACROSS: [f64; 3] = [0.0, 0.0, 1.0];

    fn at(depth: f64) -> Plane {
        Plane {
            at: [-120.0, 80.5, depth],
            normal: ACROSS,
        }
    }

    #[test]
    fn slices_lie_behind_each_other_from_the_end_that_is_counted_from() {
        let planes = [at(3.0), at(-2.0), at(1.0)];
        // From the first to the third it goes down.
        assert_eq!(depths(&planes, 3), Some(vec![-3.0, 2.0, -1.0]));
        assert_eq!(depths(&planes, 1), Some(vec![3.0, -2.0, 1.0]));
        assert_eq!(depths(&planes, 0), Some(vec![3.0, -2.0, 1.0]));
        let up = [at(-2.0), at(3.0), at(1.0)];
        assert_eq!(depths(&up, 3), Some(vec![-2.0, 3.0, 1.0]));
    }

    #[test]
    fn slices_at_one_place_or_in_several_directions_have_no_depth() {
        assert_eq!(depths(&[at(1.0), at(2.0), at(1.005)], 3), None);
        let along = Plane {
            normal: [1.0, 0.0, 0.0],
            ..at(2.0)
        };
        assert_eq!(depths(&[at(1.0), along], 2), None);
        // As machines round.
        let rounded = Plane {
            normal: [0.0, 0.0004, 0.9999],
            ..at(2.0)
        };
        assert!(depths(&[at(1.0), rounded], 2).is_some());
        assert_eq!(depths(&[], 0), None);
        assert_eq!(depths(&[at(1.0), at(f64::NAN)], 2), None);
        assert_eq!(depths(&[at(f64::INFINITY), at(f64::INFINITY)], 2), None);
    }

    #[test]
    fn a_hair_between_slices_is_no_step_and_a_hole_in_a_scan_is_no_other_moment() {
        let are_apart = |depths: &[f64]| {
            let planes: Vec<Plane> = depths.iter().map(|depth| at(*depth)).collect();
            super::depths(&planes, planes.len()).is_some()
        };
        assert!(!are_apart(&[1.0, 2.0, 1.03, 2.03]));
        assert!(!are_apart(&[0.0, 5.0, 10.0, 0.3, 5.2, 10.1]));
        assert!(!are_apart(&[0.0, 5.0, 10.0, 5.02]));
        // Thin slices at the base of the skull; a part of the body left out.
        assert!(are_apart(&[0.0, 2.5, 5.0, 7.5, 15.0, 22.5, 30.0]));
        let holed = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 12.0, 13.0, 14.0, 15.0];
        assert!(are_apart(&holed));
        assert!(are_apart(&[3.0]));
    }

    proptest! {
        #[test]
        fn what_is_seen_at_several_moments_has_no_depth(
            (count, step) in (2_u32..20, 1.6..10.0_f64),
            hairs in proptest::collection::vec(0.0..0.3_f64, 40..120),
        ) {
            let places = (0..count).cycle().zip(hairs);
            let planes = places.map(|(place, hair)| at(f64::from(place) * step + hair));
            let planes: Vec<Plane> = planes.collect();
            prop_assert_eq!(depths(&planes, planes.len()), None);
        }

        #[test]
        fn however_a_file_is_numbered_its_neighbours_are_those_in_the_body(
            first in -400_i32..400,
            steps in proptest::collection::vec(4_i32..=16, 1..40),
            turn in 0_usize..40,
        ) {
            let mut place = first;
            let mut places = vec![first];
            places.extend(steps.iter().map(|step| {
                place += step;
                place
            }));
            let turn = turn % places.len();
            places.rotate_left(turn);
            let planes: Vec<Plane> = places.iter().map(|place| at(f64::from(*place))).collect();
            let depths = depths(&planes, planes.len()).expect("each at its place");
            let mut order: Vec<usize> = (0..places.len()).collect();
            order.sort_by(|a, b| depths[*a].total_cmp(&depths[*b]));
            let told: Vec<i32> = order.iter().map(|at| places[*at]).collect();
            let mut up = places.clone();
            up.sort_unstable();
            let down: Vec<i32> = up.iter().rev().copied().collect();
            prop_assert!(told == up || told == down);
            // The first number stands before the last one.
            let first = told.iter().position(|it| *it == places[0]);
            let last = told.iter().position(|it| *it == places[places.len() - 1]);
            prop_assert!(first < last);
        }
    }
}
