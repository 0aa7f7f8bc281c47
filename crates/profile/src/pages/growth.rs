//! A child's measures on reference curves, where somebody set up a pack of these:
//! drawn in two widths, and told in a table. Nothing is judged.

use super::measures::{day, marks};
use super::shown::{number, word};
use crate::actions::Shown;
use crate::growth::{Band, GROWN, Growth, Table, months};
use crate::rules::{Field, Measure};
use edge::Page;
use edge::chart::{AXIS, HEIGHT, Mark, Scale, TOP};
use kernel::Date;
use spaces::Face;

/// Where numbers end, from the top.
const BOTTOM: i32 = 196;
/// What is drawn before the first and after the last measure, in months.
const AROUND: f64 = 6.0;
/// Measures that are drawn and told.
const MOST: usize = 200;

/// A measure on its curves.
#[derive(Clone, Debug)]
pub(super) struct Grown {
    pub(super) id: String,
    pub(super) title: String,
    /// Which reference it is, and what the picture shows.
    pub(super) hint: String,
    pub(super) label: String,
    pub(super) drawn: Vec<Drawn>,
    /// Age, number, between which centiles.
    pub(super) rows: Vec<[String; 4]>,
}

/// One picture.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) class: &'static str,
    pub(super) width: i32,
    /// Each centile: its line, its name, and where that stands.
    pub(super) lines: Vec<(String, String, i32)>,
    pub(super) path: String,
    pub(super) points: Vec<(i32, i32)>,
    /// Ages along the axis.
    pub(super) ages: Vec<(i32, String)>,
}

impl Grown {
    #[expect(clippy::unused_self, reason = "asked by the template")]
    pub(super) const fn height(&self) -> i32 {
        HEIGHT
    }

    #[expect(clippy::unused_self, reason = "asked by the template")]
    pub(super) const fn axis(&self) -> i32 {
        AXIS
    }
}

/// The measures that the pack has curves for, of the age that it reaches.
pub(super) fn grown(page: &Page, growth: &Growth, face: &Face, lines: &[Shown]) -> Vec<Grown> {
    let born = face.identity.birth_date.0;
    let of = |measure: Measure| {
        let table = growth.table(face.identity.sex.code(), measure)?;
        one(page, table, measure, born, lines)
    };
    GROWN.into_iter().filter_map(of).collect()
}

fn one(page: &Page, table: &Table, measure: Measure, born: Date, lines: &[Shown]) -> Option<Grown> {
    let of_age = |mark: &Mark| {
        let days = mark.day.since(born).ok()?.get_days();
        let age = months(days);
        table.band(age, mark.value).map(|band| (age, band))
    };
    let marks = marks(lines, measure, Field::Value);
    let within: Vec<(Mark, f64, Band)> = marks
        .into_iter()
        .filter_map(|mark| of_age(&mark).map(|(age, band)| (mark, age, band)))
        .take(MOST)
        .collect();
    let (youngest, oldest) = (within.last()?.1, within.first()?.1);
    let (first, last) = table.reach();
    let span = ((youngest - AROUND).max(first), (oldest + AROUND).min(last));
    let title = word(page, Field::Measure, measure.slug());
    let rows = within.iter().map(|(mark, age, band)| {
        let value = format!(
            "{}\u{a0}{}",
            number(page, &mark.value.to_string()),
            measure.unit()
        );
        [
            page.day(mark.day),
            aged(page, *age),
            value,
            banded(page, *band),
        ]
    });
    let count = within.len().to_string();
    let told = [
        ("what", &*title),
        ("count", &*count),
        ("name", &*table.name),
    ];
    Some(Grown {
        id: format!("croissance-{}", measure.slug()),
        hint: page.t1("profile-growth-hint", "name", &table.name),
        label: page.ta("profile-growth-label", &told),
        drawn: [(320, "narrow", 3), (740, "wide", 6)]
            .into_iter()
            .map(|(width, class, ages)| draw(page, table, &within, span, (width, class, ages)))
            .collect(),
        rows: rows.collect(),
        title,
    })
}

fn draw(
    page: &Page,
    table: &Table,
    within: &[(Mark, f64, Band)],
    span: (f64, f64),
    (width, class, ages): (i32, &'static str, u8),
) -> Drawn {
    let inside = table.ages().filter(|age| *age > span.0 && *age < span.1);
    let at: Vec<f64> = std::iter::once(span.0)
        .chain(inside)
        .chain(std::iter::once(span.1))
        .collect();
    let values: Vec<(f64, Vec<f64>)> = at
        .into_iter()
        .filter_map(|age| Some((age, table.at(age)?)))
        .collect();
    let all = values.iter().flat_map(|(_, values)| values.iter().copied());
    let all = all.chain(within.iter().map(|(mark, ..)| mark.value));
    let (least, most) = all.fold((f64::MAX, f64::MIN), |(least, most), value| {
        (least.min(value), most.max(value))
    });
    let up = Scale {
        from: (least, most),
        to: (BOTTOM, TOP),
    };
    let along = Scale {
        from: span,
        to: (28, width - 52),
    };
    let lines = table.centiles.iter().enumerate().map(|(n, centile)| {
        let places = values
            .iter()
            .map(|(age, values)| format!("{},{}", along.place(*age), up.place(values[n])));
        let end = values.last().map_or(TOP, |(_, values)| up.place(values[n]));
        (
            places.collect::<Vec<_>>().join(" "),
            format!("P{centile}"),
            end + 5,
        )
    });
    let points: Vec<(i32, i32)> = within
        .iter()
        .rev()
        .map(|(mark, age, _)| (along.place(*age), up.place(mark.value)))
        .collect();
    let path: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let step = (span.1 - span.0) / f64::from(ages);
    let ages = (0..=ages).map(|n| {
        let age = span.0 + step * f64::from(n);
        (along.place(age), short(page, age))
    });
    Drawn {
        class,
        width,
        lines: lines.collect(),
        path: path.join(" "),
        ages: ages.collect(),
        points,
    }
}

fn whole(months: f64) -> (i32, i32) {
    #[expect(clippy::cast_possible_truncation, reason = "months of a child")]
    let months = months.max(0.0).floor() as i32;
    (months / 12, months % 12)
}

/// An age under the axis: `2 ans`, or `7 m.`.
fn short(page: &Page, age: f64) -> String {
    let (years, months) = whole(age);
    match (years, months) {
        (0, months) => page.t1("profile-growth-months-short", "months", months),
        (years, 0) => page.t1("profile-growth-years-short", "years", years),
        (years, months) => {
            let (years, months) = (years.to_string(), months.to_string());
            page.ta(
                "profile-growth-both-short",
                &[("years", &years), ("months", &months)],
            )
        }
    }
}

/// An age in words.
fn aged(page: &Page, age: f64) -> String {
    let (years, months) = whole(age);
    let of_months = page.t1("profile-growth-months", "months", months);
    let of_years = page.t1("profile-growth-years", "years", years);
    match (years, months) {
        (0, _) => of_months,
        (_, 0) => of_years,
        _ => page.ta(
            "profile-growth-age",
            &[("years", &of_years), ("months", &of_months)],
        ),
    }
}

fn banded(page: &Page, band: Band) -> String {
    let centile = |centile: f64| number(page, &centile.to_string());
    match band {
        Band::Under(first) => page.t1("profile-growth-under", "centile", centile(first)),
        Band::Over(last) => page.t1("profile-growth-over", "centile", centile(last)),
        Band::Between(one, other) => {
            let (low, high) = (centile(one), centile(other));
            page.ta("profile-growth-between", &[("low", &low), ("high", &high)])
        }
    }
}

/// Whether a measure of this kind is drawn on reference curves already.
pub(super) fn has(grown: &[Grown], kind: Measure) -> bool {
    let id = format!("croissance-{}", kind.slug());
    grown.iter().any(|one| one.id == id)
}

/// The day of a measure, where it is of somebody under age.
pub(super) fn of_a_child(lines: &[Shown], adult_since: Date) -> bool {
    lines
        .iter()
        .filter_map(|shown| day(&shown.line.values))
        .any(|day| day < adult_since)
}
