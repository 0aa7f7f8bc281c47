//! In which order the slices of a series stand: as they lie in the body, where their
//! files say so, for numbers are missing, begin anew or follow the time of the scan.

use super::elements::{Elements, Tag};
use super::words;

/// Cosines are written with a few digits: what differs by less is one direction.
const COSINE: f64 = 1e-3;
/// Millimetres under which two slices lie at one place: seen twice, at two moments or
/// in two ways, and then only their numbers tell them apart.
const APART: f64 = 1e-2;

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
    // Written so that what is no number is not apart either.
    if !sorted.windows(2).all(|two| two[1] - two[0] > APART) {
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

    proptest! {
        #[test]
        fn however_a_file_is_numbered_its_neighbours_are_those_in_the_body(
            places in proptest::collection::btree_set(-400_i32..400, 2..40),
            turn in 0_usize..40,
        ) {
            let mut places: Vec<i32> = places.into_iter().collect();
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
