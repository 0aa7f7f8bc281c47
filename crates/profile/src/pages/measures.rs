//! Measures as curves, and the last of each kind in a line.

use super::shown::{measured, number, who, word};
use super::targets::aimed_at;
use crate::actions::{Profiles, Shown};
use crate::rules::{Against, Field, Measure, Values, bmi};
use crate::shelf::Aimed;
use edge::Page;
use edge::chart::{AXIS, Curve, HEIGHT, Mark, Stretch, TOP, curve};
use kernel::{Date, When};

/// How wide a curve is on a desk, and how many of its points are told.
const WIDE: (i32, usize) = (740, 6);
/// On a telephone.
const NARROW: (i32, usize) = (320, 3);

/// A kind of measure over time.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) kind: Measure,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) curves: Vec<Drawn>,
    /// What is said under it.
    pub(super) hint: String,
    /// What it should be, in a sentence.
    pub(super) aim: Option<String>,
}

/// A curve with its words.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) curve: Curve,
    pub(super) class: &'static str,
    /// What it shows, in a sentence.
    pub(super) label: String,
    /// For each point that is told: place, number, day.
    pub(super) told: Vec<(i32, i32, String, String)>,
    /// The ends of what it should be: from, to, height.
    pub(super) edges: Vec<(i32, i32, i32)>,
    /// Where the band of what it should be is named.
    pub(super) named: Option<(i32, i32)>,
}

impl Figure {
    #[expect(clippy::unused_self, reason = "asked by the template")]
    pub(super) const fn height(&self) -> i32 {
        HEIGHT
    }

    #[expect(clippy::unused_self, reason = "asked by the template")]
    pub(super) const fn axis(&self) -> i32 {
        AXIS
    }
}

/// The day of a measure.
pub(super) fn day(values: &Values) -> Option<Date> {
    match values.when(Field::On)? {
        When::Day(day) => Some(day),
        When::Month(..) | When::Year(_) => None,
    }
}

/// The numbers of a field, of measures of this kind, the latest first.
pub(super) fn marks(lines: &[Shown], kind: Measure, field: Field) -> Vec<Mark> {
    let of_kind = lines
        .iter()
        .enumerate()
        .filter(|(_, shown)| Measure::of(&shown.line.values) == Some(kind));
    let mark = |(place, shown): (usize, &Shown)| {
        Some(Mark {
            day: day(&shown.line.values)?,
            value: shown.line.values.number(field)?,
            low: None,
            high: None,
            out: false,
            place,
        })
    };
    of_kind.filter_map(mark).collect()
}

/// The index of each weight with the height known then, for adults: a child's
/// says nothing without its curve of reference.
pub(super) fn indexes(lines: &[Shown], adult_since: Date) -> Vec<Mark> {
    let heights = marks(lines, Measure::Height, Field::Value);
    let weights = marks(lines, Measure::Weight, Field::Value);
    let index = |weight: Mark| {
        let height = heights.iter().find(|height| height.day <= weight.day);
        let height = height.filter(|height| height.day >= adult_since)?;
        let value = bmi(weight.value, height.value)?;
        let value = (value * 10.0).round() / 10.0;
        Some(Mark { value, ..weight })
    };
    weights.into_iter().filter_map(index).collect()
}

/// The curves of what was measured twice at least, with what they should be.
pub(super) fn figures(
    page: &Page,
    lines: &[Shown],
    adult_since: Date,
    targets: &[Aimed],
) -> Vec<Figure> {
    let mut figures = Vec::new();
    for kind in Measure::ALL {
        if kind == Measure::Bmi {
            let marks = indexes(lines, adult_since);
            figures.extend(figure(page, kind, Field::Value, &marks, None));
            continue;
        }
        for field in [Field::Value, Field::Second] {
            let mut marks = marks(lines, kind, field);
            let latest = aim(&mut marks, kind, field, targets);
            figures.extend(figure(page, kind, field, &marks, latest));
        }
    }
    figures
}

/// Gives each mark what it should have been that day; what the last one should be.
fn aim<'a>(
    marks: &mut [Mark],
    kind: Measure,
    field: Field,
    targets: &'a [Aimed],
) -> Option<&'a Aimed> {
    for mark in &mut *marks {
        let Some(aimed) = Profiles::target_on(targets, kind, mark.day) else {
            continue;
        };
        let bounds = aimed.target.of(field);
        (mark.low, mark.high) = bounds.ends();
        let stands = bounds.against(mark.value);
        mark.out = matches!(stands, Some(Against::Above | Against::Below));
    }
    let last = marks.iter().max_by_key(|mark| mark.day)?;
    let aimed = Profiles::target_on(targets, kind, last.day)?;
    (!aimed.target.of(field).is_empty()).then_some(aimed)
}

fn figure(
    page: &Page,
    kind: Measure,
    field: Field,
    marks: &[Mark],
    aimed: Option<&Aimed>,
) -> Option<Figure> {
    let name = word(page, Field::Measure, kind.slug());
    let title = match (kind, field) {
        (Measure::Pressure, Field::Second) => page.t("profile-pressure-second"),
        (Measure::Pressure, _) => page.t("profile-pressure-first"),
        _ => name,
    };
    let draw = |(width, labels): (i32, usize), class| {
        let curve = curve(marks, width, labels)?;
        Some(drawn(page, kind, &title, marks, curve, class))
    };
    let aim = aimed.map(|aimed| {
        let aim = aimed_at(page, &aimed.target);
        let (from, who) = (page.day(aimed.target.from), who(page, &aimed.by));
        let told = [("aim", &*aim), ("from", &*from), ("who", &*who)];
        page.ta("profile-target-drawn", &told)
    });
    let curves: Vec<Drawn> = [draw(NARROW, "narrow"), draw(WIDE, "wide")]
        .into_iter()
        .flatten()
        .collect();
    (!curves.is_empty()).then(|| Figure {
        kind,
        id: format!("courbe-{}-{}", kind.slug(), field.name()),
        hint: match kind {
            Measure::Bmi => page.t("profile-bmi-hint"),
            _ => page.t("profile-curve-hint"),
        },
        aim,
        title,
        curves,
    })
}

fn drawn(
    page: &Page,
    kind: Measure,
    title: &str,
    marks: &[Mark],
    curve: Curve,
    class: &'static str,
) -> Drawn {
    let of = |place: usize| marks.iter().find(|mark| mark.place == place);
    let text = |mark: &Mark| number(page, &mark.value.to_string());
    let told = curve.points.iter().filter(|point| point.told);
    let told = told.filter_map(|point| {
        let mark = of(point.place)?;
        let short = format!("{:02}/{}", mark.day.month(), mark.day.year());
        Some((point.x, point.y - 12, text(mark), short))
    });
    let told = told.collect();
    let ends = curve.points.first().zip(curve.points.last());
    let ends = ends.and_then(|(first, last)| of(first.place).zip(of(last.place)));
    let label = ends.map_or_else(String::new, |(first, last)| {
        let with_unit = |mark: &Mark| format!("{} {}", text(mark), kind.unit());
        page.ta(
            "profile-curve",
            &[
                ("what", title),
                ("count", &curve.points.len().to_string()),
                ("first", &with_unit(first)),
                ("since", &page.day(first.day)),
                ("last", &with_unit(last)),
                ("day", &page.day(last.day)),
            ],
        )
    });
    let edges: Vec<(i32, i32, i32)> = curve.usual.iter().flat_map(edges).collect();
    // In the corner, above all numbers.
    let named = (!curve.usual.is_empty()).then_some((curve.width - 8, 14));
    Drawn {
        curve,
        class,
        label,
        told,
        edges,
        named,
    }
}

/// Where a band ends because what is aimed at ends there, and not the picture.
fn edges(part: &Stretch) -> impl Iterator<Item = (i32, i32, i32)> + use<> {
    let (from, to) = (part.x, part.x + part.width);
    let ends = [part.y, part.y + part.height];
    let within = ends.into_iter().filter(|y| (TOP..AXIS).contains(y));
    within.map(move |y| (from, to, y))
}

/// The last of each kind, with the one before it: for summaries.
pub(super) fn latest(page: &Page, lines: &[Shown]) -> Vec<(usize, String)> {
    let last = |kind: Measure| {
        let mut of_kind = lines
            .iter()
            .enumerate()
            .filter(|(_, shown)| Measure::of(&shown.line.values) == Some(kind));
        let (place, last) = of_kind.next()?;
        let values = &last.line.values;
        let before = of_kind.next().map(|(_, before)| {
            let value = measured(page, &before.line.values);
            page.t1("profile-measure-before", "value", value)
        });
        let name = word(page, Field::Measure, kind.slug());
        let value = measured(page, values);
        let text = page.ta("profile-colon", &[("what", &name), ("value", &value)]);
        let day = day(values).map(|day| page.day(day)).unwrap_or_default();
        let text = match before {
            Some(before) => format!("{text} {before} — {day}"),
            None => format!("{text} — {day}"),
        };
        Some((place, text))
    };
    Measure::ALL.into_iter().filter_map(last).collect()
}
