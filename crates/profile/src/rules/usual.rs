//! Between what measures lie, of a child of some age or of anybody, with much room: what
//! lies beyond is more often a slip of the hand than a person, and is asked about once.
//! Nothing is said of health by it.
//!
//! For children, made of the 2000 CDC Growth Charts, which are in the public domain
//! (Kuczmarski RJ et al., *2000 CDC Growth Charts for the United States: Methods and
//! Development*, Vital and Health Statistics, series 11, no. 246, 2002; files *wtageinf*,
//! *wtage*, *lenageinf*, *statage*): the median of boys, and half of the way to two
//! standard deviations as one step, from five steps below to eight above for a weight and
//! four for a height, as the CDC calls values that are biologically implausible; then a
//! tenth more on both sides for a weight, a twentieth for a height, so that it holds for
//! girls. The least of the first year is lower by our own choice: a child who was born at
//! 23 weeks is counted from its birth here, as any other.

use super::field::{Field, Values};
use super::measure::Measure;
use kernel::{Date, When};

/// From so many months on: the least and the most in kilograms, and in centimetres.
const USUAL: [(i32, [f64; 2], [f64; 2]); 16] = [
    (0, [0.3, 8.1], [25.0, 63.0]),
    (1, [0.4, 11.2], [27.0, 71.0]),
    (3, [0.8, 14.6], [32.0, 77.0]),
    (6, [2.0, 18.4], [42.0, 83.0]),
    (9, [3.2, 21.1], [50.0, 89.0]),
    (12, [4.8, 23.1], [59.0, 93.0]),
    (18, [5.5, 25.8], [63.0, 101.0]),
    (24, [6.0, 27.9], [66.0, 106.0]),
    (36, [6.8, 33.1], [73.0, 117.0]),
    (48, [7.5, 40.3], [77.0, 126.0]),
    (60, [8.1, 48.9], [81.0, 134.0]),
    (72, [8.6, 58.8], [86.0, 143.0]),
    (84, [9.3, 70.6], [90.0, 151.0]),
    (96, [9.9, 84.9], [95.0, 159.0]),
    (108, [10.3, 101.6], [98.0, 167.0]),
    // Not asked about any more: up to here alone.
    (120, [10.3, 119.7], [101.0, 174.0]),
];

/// The sentence that asks whether a measure is meant, if hardly anybody has it: at that
/// age, for a weight or a height before ten years; else at any.
pub(super) fn doubt(values: &Values, born: Date) -> Option<&'static str> {
    let measure = Measure::of(values)?;
    let beyond = |field: Field, [low, high]: [f64; 2]| {
        let number = values.number(field);
        number.is_some_and(|number| number < low || number > high)
    };
    let on = values.when(Field::On).map(When::first);
    let age = on.and_then(|on| months(born, on));
    if let Some(usual) = age.and_then(|age| bounds(measure, age)) {
        return beyond(Field::Value, usual).then_some("profile-doubtful");
    }
    let mut numbers = [Field::Value, Field::Second].into_iter();
    let is_rare = |field| rare(measure, field).is_some_and(|usual| beyond(field, usual));
    numbers.any(is_rare).then_some("profile-doubtful-any")
}

/// Between what a number of a measure lies, at any age, but for a weight and a height:
/// these from ten years on. Our own choice, far wider than what is well or ill by any
/// rule: what lies beyond is mostly a slip (a comma, another unit, the other field).
/// Of pain, which is rated, and of what is computed nothing is asked.
const fn rare(measure: Measure, field: Field) -> Option<[f64; 2]> {
    Some(match (measure, field) {
        (Measure::Pressure, Field::Second) => [20.0, 160.0],
        (Measure::Weight, _) => [15.0, 300.0],
        (Measure::Height, _) => [90.0, 220.0],
        (Measure::Waist, _) => [20.0, 200.0],
        (Measure::Head, _) => [20.0, 66.0],
        (Measure::Temperature, _) => [33.0, 42.0],
        (Measure::HeartRate, _) => [30.0, 230.0],
        (Measure::Pressure, _) => [40.0, 260.0],
        (Measure::Steps, _) => [0.0, 80_000.0],
        (Measure::Glucose, _) => [0.3, 8.0],
        (Measure::Interstitial, _) => [0.3, 6.0],
        (Measure::Hba1c, _) => [3.5, 18.0],
        (Measure::Gmi, _) => [4.0, 15.5],
        (Measure::Bmi | Measure::Pain, _) => return None,
    })
}

/// Between what it lies at so many months: what is least at the last of the ages that
/// are over, and most at the next.
fn bounds(measure: Measure, months: i32) -> Option<[f64; 2]> {
    let of = |row: &(i32, [f64; 2], [f64; 2])| match measure {
        Measure::Weight => Some(row.1),
        Measure::Height => Some(row.2),
        _ => None,
    };
    let next = USUAL.iter().position(|(from, ..)| *from > months)?;
    let [low, _] = of(USUAL.get(next.checked_sub(1)?)?)?;
    let [_, high] = of(USUAL.get(next)?)?;
    Some([low, high])
}

/// Whole months between two days; none, if the second is before the first.
fn months(born: Date, on: Date) -> Option<i32> {
    let whole = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let short = i32::from(on.day() < born.day());
    let months = whole(on) - whole(born) - short;
    (months >= 0).then_some(months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_grow_with_age_and_hold_the_medians_of_both_sexes() {
        for pair in USUAL.windows(2) {
            let [before, after] = pair else { continue };
            assert!(before.0 < after.0);
            for (one, two) in [(before.1, after.1), (before.2, after.2)] {
                assert!(one[0] <= two[0] && one[1] < two[1], "{pair:?}");
            }
        }
        // Medians of girls, CDC 2000.
        for (months, height) in [(0, 49.3), (6, 65.3), (12, 73.8), (24, 85.8), (35, 94.4)] {
            let [low, high] = bounds(Measure::Height, months).expect("a child");
            assert!(low < height && height < high, "{months}");
        }
        // Born at 23 weeks, and three months later.
        for (months, measure, number) in [
            (0, Measure::Weight, 0.5),
            (0, Measure::Height, 28.0),
            (3, Measure::Weight, 1.6),
            (3, Measure::Height, 38.0),
        ] {
            let [low, _] = bounds(measure, months).expect("a child");
            assert!(low < number, "{months}");
        }
    }

    #[test]
    fn months_are_whole_and_a_child_is_asked_about_until_ten() {
        let born = Date::constant(2023, 11, 30);
        let rows = [
            ((2023, 11, 29), None),
            ((2023, 12, 29), Some(0)),
            ((2024, 2, 29), Some(2)),
            ((2026, 11, 30), Some(36)),
        ];
        for ((year, month, day), expected) in rows {
            assert_eq!(months(born, Date::constant(year, month, day)), expected);
        }
        assert!(bounds(Measure::Weight, 119).is_some());
        assert_eq!(bounds(Measure::Weight, 120), None);
        assert_eq!(bounds(Measure::Temperature, 36), None);
    }
}
