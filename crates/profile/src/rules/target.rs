//! What a measure should be, from a day on: a range, or one end of it, within
//! what a person can be. Pure.

use super::check::{Typed, mistake, number};
use super::field::Field;
use super::measure::Measure;
use jiff::Span;
use kernel::{Date, Error, FieldError, Result, When};

/// The most targets of one profile.
pub const TARGETS_MAX: usize = 60;

/// From what to what, as people write numbers with a point. One end at least is
/// there, in what [`check_target`] makes of a first number.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bounds {
    /// The least.
    pub low: Option<String>,
    /// The most.
    pub high: Option<String>,
}

impl Bounds {
    /// The least and the most, as numbers.
    pub fn ends(&self) -> (Option<f64>, Option<f64>) {
        let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        (number(&self.low), number(&self.high))
    }

    /// Whether neither end is there.
    pub const fn is_empty(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }

    /// How a number stands to it; nothing, where nothing is aimed at.
    pub fn against(&self, value: f64) -> Option<Against> {
        match self.ends() {
            (None, None) => None,
            (Some(low), _) if value < low => Some(Against::Below),
            (_, Some(high)) if value > high => Some(Against::Above),
            _ => Some(Against::Within),
        }
    }
}

/// How a number stands to a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Against {
    /// Less.
    Below,
    /// As aimed at.
    Within,
    /// More.
    Above,
}

impl Against {
    /// Its word in the keys of sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Within => "within",
            Self::Above => "above",
        }
    }
}

/// What a measure should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Of which measure.
    pub measure: Measure,
    /// Its number, or the first of two.
    pub first: Bounds,
    /// The second number, of a blood pressure.
    pub second: Bounds,
    /// From this day on.
    pub from: Date,
}

impl Target {
    /// What is aimed at for a number of a measure.
    pub const fn of(&self, field: Field) -> &Bounds {
        match field {
            Field::Second => &self.second,
            _ => &self.first,
        }
    }
}

impl Measure {
    /// Those that somebody may aim at: not what one does not decide oneself, and
    /// not what is computed.
    pub const AIMED: [Self; 10] = [
        Self::Weight,
        Self::Waist,
        Self::HeartRate,
        Self::Pressure,
        Self::Steps,
        Self::Pain,
        Self::Glucose,
        Self::Interstitial,
        Self::Hba1c,
        Self::Gmi,
    ];
}

/// Of targets with the moment they were set, the one that holds for a measure on
/// a day: the latest to begin, and of those the latest set.
pub fn in_force<'a, T>(
    targets: impl IntoIterator<Item = &'a T>,
    measure: Measure,
    day: Date,
    read: impl Fn(&'a T) -> (&'a Target, kernel::Timestamp),
) -> Option<&'a T> {
    let held = targets.into_iter().filter(|one| {
        let (target, _) = read(one);
        target.measure == measure && target.from <= day
    });
    held.max_by_key(|one| {
        let (target, at) = read(one);
        (target.from, at)
    })
}

/// Judges a target that was typed, by or for somebody born that day.
///
/// # Errors
/// Invalid, with every field to mend.
pub fn check_target(typed: &impl Typed, born: Date, today: Date) -> Result<Target> {
    let mut wrong = Vec::new();
    let measure = Measure::AIMED
        .into_iter()
        .find(|measure| measure.slug() == typed.text("mesure"));
    let mut read = |name: &'static str| match bound(typed.text(name), measure) {
        Ok(number) => number,
        Err(code) => {
            wrong.push(FieldError { field: name, code });
            None
        }
    };
    let first = Bounds {
        low: read("min"),
        high: read("max"),
    };
    let second = Bounds {
        low: read("seconde-min"),
        high: read("seconde-max"),
    };
    let from = begins(typed, born, today);
    if let Err(code) = from {
        wrong.push(mistake(Field::On, code));
    }
    let Some(measure) = measure else {
        wrong.insert(0, mistake(Field::Measure, "profile-required-choice"));
        return Err(Error::fields(wrong));
    };
    if wrong.is_empty() {
        wrong.extend(together(measure, &first, &second));
    }
    match from {
        Ok(from) if wrong.is_empty() => Ok(Target {
            measure,
            first,
            second,
            from,
        }),
        _ => Err(Error::fields(wrong)),
    }
}

/// One end: within the very limits of the measure, with the same sentence.
fn bound(
    text: &str,
    measure: Option<Measure>,
) -> std::result::Result<Option<String>, &'static str> {
    let Some(number) = number(text)? else {
        return Ok(None);
    };
    match measure {
        Some(measure) if !measure.can_be(&number) => Err(measure.beyond()),
        _ => Ok(Some(number)),
    }
}

fn begins(typed: &impl Typed, born: Date, today: Date) -> std::result::Result<Date, &'static str> {
    let part = |which: &str| typed.text(&format!("date-{which}"));
    let (day, month, year) = (part("jour"), part("mois"), part("annee"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Err("profile-target-day");
    }
    match When::typed(day, month, year) {
        Some(When::Day(day)) if day < born => Err("profile-before-birth"),
        Some(When::Day(day)) if day > today.saturating_add(Span::new().years(1)) => {
            Err("profile-target-later")
        }
        Some(When::Day(day)) => Ok(day),
        Some(When::Month(..) | When::Year(_)) => Err("profile-target-day"),
        None => Err("profile-when"),
    }
}

fn together(measure: Measure, first: &Bounds, second: &Bounds) -> Option<FieldError> {
    let wrong = |field, code| Some(FieldError { field, code });
    if measure != Measure::Pressure && !second.is_empty() {
        let field = match second.low {
            Some(_) => "seconde-min",
            None => "seconde-max",
        };
        return wrong(field, "profile-one-number");
    }
    if first.is_empty() && second.is_empty() {
        return wrong("min", "profile-target-empty");
    }
    for (bounds, field) in [(first, "max"), (second, "seconde-max")] {
        if let (Some(low), Some(high)) = bounds.ends()
            && low > high
        {
            return wrong(field, "profile-target-turned");
        }
    }
    // The second number of a pressure is below the first.
    let turned = |one: Option<f64>, other: Option<f64>| one.zip(other).is_some_and(|(a, b)| b >= a);
    let (one, other) = (first.ends(), second.ends());
    if turned(one.0, other.0) {
        return wrong("seconde-min", "profile-pressure-turned");
    }
    if turned(one.1, other.1) {
        return wrong("seconde-max", "profile-pressure-turned");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;
    use std::collections::BTreeMap;

    const BORN: Date = Date::constant(1955, 8, 12);
    const TODAY: Date = Date::constant(2026, 11, 20);

    struct Form(BTreeMap<&'static str, &'static str>);

    impl Typed for Form {
        fn text(&self, name: &str) -> &str {
            self.0.get(name).copied().unwrap_or_default()
        }
    }

    fn checked(fields: &[(&'static str, &'static str)]) -> Result<Target> {
        let day = [
            ("date-jour", "1"),
            ("date-mois", "5"),
            ("date-annee", "2026"),
        ];
        let fields = day.iter().chain(fields).copied().collect();
        check_target(&Form(fields), BORN, TODAY)
    }

    fn refused(fields: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
        let error = checked(fields).expect_err("refused");
        let wrong = error.field_errors().iter();
        wrong.map(|wrong| (wrong.field, wrong.code)).collect()
    }

    #[test]
    fn a_target_is_a_range_or_one_end_of_it() {
        let range = checked(&[("mesure", "poids"), ("min", "60"), ("max", "70,5")]).expect("taken");
        assert_eq!(range.first.ends(), (Some(60.0), Some(70.5)));
        assert_eq!(range.from, Date::constant(2026, 5, 1));
        let one = checked(&[("mesure", "pas"), ("min", "8000")]).expect("taken");
        assert_eq!(one.first.ends(), (Some(8_000.0), None));
        let two = [("mesure", "tension"), ("max", "140"), ("seconde-max", "90")];
        let two = checked(&two).expect("taken");
        assert_eq!(two.of(Field::Second).ends(), (None, Some(90.0)));
        assert_eq!(two.of(Field::Value).ends(), (None, Some(140.0)));
    }

    #[test]
    fn what_nobody_can_be_is_refused_with_the_sentence_of_the_measure() {
        for (fields, why) in [
            (
                &[("mesure", "poids"), ("max", "1240")][..],
                ("max", "profile-beyond-poids"),
            ),
            (
                &[("mesure", "poids"), ("min", "60,123")],
                ("min", "profile-beyond-poids"),
            ),
            (
                &[("mesure", "tension"), ("max", "14")],
                ("max", "profile-beyond-tension"),
            ),
            (
                &[("mesure", "poids"), ("max", "beaucoup")],
                ("max", "profile-number"),
            ),
            (&[("mesure", "poids")], ("min", "profile-target-empty")),
            (
                &[("mesure", "poids"), ("min", "70"), ("max", "60")],
                ("max", "profile-target-turned"),
            ),
            (
                &[("mesure", "poids"), ("max", "60"), ("seconde-max", "50")],
                ("seconde-max", "profile-one-number"),
            ),
            (
                &[("mesure", "tension"), ("max", "90"), ("seconde-max", "140")],
                ("seconde-max", "profile-pressure-turned"),
            ),
            (
                &[("mesure", "taille"), ("max", "170")],
                ("mesure", "profile-required-choice"),
            ),
            (
                &[("mesure", "imc"), ("max", "25")],
                ("mesure", "profile-required-choice"),
            ),
            (
                &[("mesure", "poids"), ("max", "60"), ("date-annee", "1900")],
                ("date", "profile-before-birth"),
            ),
            (
                &[("mesure", "poids"), ("max", "60"), ("date-annee", "2099")],
                ("date", "profile-target-later"),
            ),
            (
                &[("mesure", "poids"), ("max", "60"), ("date-jour", "")],
                ("date", "profile-target-day"),
            ),
        ] {
            assert_eq!(refused(fields), [why], "{fields:?}");
        }
    }

    #[test]
    fn both_ends_are_within_the_target_and_what_is_beyond_is_not() {
        let bounds = Bounds {
            low: Some("60".into()),
            high: Some("70".into()),
        };
        for (value, stands) in [
            (59.9, Against::Below),
            (60.0, Against::Within),
            (70.0, Against::Within),
            (70.1, Against::Above),
        ] {
            assert_eq!(bounds.against(value), Some(stands), "{value}");
        }
        let open = Bounds {
            low: None,
            ..bounds
        };
        assert_eq!(open.against(1.0), Some(Against::Within));
        assert_eq!(Bounds::default().against(1.0), None);
    }

    #[test]
    fn the_latest_to_begin_holds_and_of_one_day_the_latest_set() {
        let target = |day: i8, measure| Target {
            measure,
            first: Bounds::default(),
            second: Bounds::default(),
            from: Date::constant(2026, 5, day),
        };
        let at = Timestamp::from_millis;
        let all = [
            (target(1, Measure::Weight), at(9)),
            (target(3, Measure::Weight), at(1)),
            (target(3, Measure::Weight), at(2)),
            (target(2, Measure::Pain), at(3)),
        ];
        let held = |measure, day| {
            let day = Date::constant(2026, 5, day);
            let held = in_force(&all, measure, day, |(target, at)| (target, *at));
            held.map(|(_, at)| at.millis())
        };
        assert_eq!(held(Measure::Weight, 1), Some(9));
        assert_eq!(held(Measure::Weight, 2), Some(9));
        assert_eq!(held(Measure::Weight, 4), Some(2));
        assert_eq!(held(Measure::Pain, 1), None);
        assert_eq!(held(Measure::Steps, 9), None);
    }
}
