//! Results in words: what was found, what is usual, how one stands to the other.

use crate::chart::{self, LINE_WIDTH, NumberLine};
use crate::rules::{Reading, Series, Standing, Test};
use documents::shelf::{Finding, Found, Limit};
use edge::Page;
use edge::chart::{AXIS, Curve, HEIGHT};
use kernel::{Date, Lang};

/// How wide a curve is on a desk, and how many of its points are told.
const WIDE: (i32, usize) = (740, 6);
/// On a telephone.
const NARROW: (i32, usize) = (320, 3);

/// A number as this language writes it.
pub(super) fn digits(page: &Page, written: &str) -> String {
    match page.lang {
        Lang::Fr => written.replace('.', ","),
        Lang::En => written.replace(',', "."),
    }
}

/// What was found.
pub(super) fn value(page: &Page, finding: &Finding) -> String {
    match &finding.value {
        Found::Number { number, unit } => {
            let number = digits(page, number);
            match unit {
                Some(unit) => format!("{number}\u{a0}{unit}"),
                None => number,
            }
        }
        Found::Words(words) => words.clone(),
    }
}

/// The same without its unit, for a table that tells the unit once.
pub(super) fn found(page: &Page, finding: &Finding) -> String {
    match &finding.value {
        Found::Number { number, .. } => digits(page, number),
        Found::Words(words) => words.clone(),
    }
}

/// What the laboratory calls usual; nothing, if it does not say.
pub(super) fn usual(page: &Page, finding: &Finding) -> Option<String> {
    let unit = match &finding.value {
        Found::Number { unit, .. } => unit.as_deref().unwrap_or_default(),
        Found::Words(_) => "",
    };
    let with_unit = |limit: &Limit| {
        let number = digits(page, &limit.number);
        format!("{number}\u{a0}{unit}").trim_end().to_owned()
    };
    match (&finding.low, &finding.high) {
        (Some(low), Some(high)) => Some(page.ta(
            "results-usual-between",
            &[
                ("low", &digits(page, &low.number)),
                ("high", &with_unit(high)),
            ],
        )),
        (None, Some(high)) => {
            let key = if high.inclusive {
                "results-usual-up-to"
            } else {
                "results-usual-under"
            };
            Some(page.t1(key, "high", with_unit(high)))
        }
        (Some(low), None) => {
            let key = if low.inclusive {
                "results-usual-from"
            } else {
                "results-usual-over"
            };
            Some(page.t1(key, "low", with_unit(low)))
        }
        (None, None) => finding.usual.clone(),
    }
}

/// Where a result stands, as a badge says it.
#[derive(Clone)]
pub(super) struct Badge {
    /// What it says.
    pub text: String,
    /// A sign that is not a colour.
    pub sign: &'static str,
    /// It stands out.
    pub out: bool,
}

/// The badge of a result; nothing, if its laboratory says nothing.
pub(super) fn badge(page: &Page, reading: &Reading) -> Option<Badge> {
    let (text, sign) = match reading.standing() {
        Standing::Above => (page.t("results-above"), "↑"),
        Standing::Below => (page.t("results-below"), "↓"),
        Standing::Within => (page.t("results-within"), "✓"),
        Standing::Marked(words) => (page.t1("results-marked", "words", words), "!"),
        Standing::Untold => return None,
    };
    Some(Badge {
        text,
        sign,
        out: reading.standing().stands_out(),
    })
}

/// One result, ready to be shown.
pub(super) struct Line {
    pub href: String,
    pub name: String,
    pub value: String,
    pub badge: Option<Badge>,
    pub usual: Option<String>,
    pub numbers: Option<NumberLine>,
    pub before: Option<String>,
    pub day: String,
    pub laboratory: Option<String>,
    pub new: bool,
}

impl Line {
    /// Whether the last result stands out.
    pub(super) fn out(&self) -> bool {
        self.badge.as_ref().is_some_and(|badge| badge.out)
    }

    /// The last result of a test; the page that tells more is below `base`.
    pub(super) fn of(page: &Page, test: &Test, base: &str) -> Self {
        let series = &test.series[0];
        let last = test.last();
        Self {
            href: page.href(&format!("{base}/{}/{}", last.document, last.place)),
            name: test.name.clone(),
            value: value(page, &last.finding),
            badge: badge(page, last),
            usual: usual(page, &last.finding),
            numbers: number_line(page, &last.finding),
            before: before(page, series),
            day: page.day(last.day),
            laboratory: last.laboratory.clone(),
            new: last.new,
        }
    }
}

/// The result before the last one of a series.
fn before(page: &Page, series: &Series) -> Option<String> {
    let before = series.readings.get(1)?;
    let (value, day) = (value(page, &before.finding), page.day(before.day));
    Some(page.ta("results-before", &[("value", &value), ("day", &day)]))
}

/// A series, ready to be shown.
pub(super) struct Shown {
    /// What tells it from the others: unit, specimen, method.
    pub title: String,
    pub id: String,
    pub value: String,
    pub badge: Option<Badge>,
    /// How the result stands to what is usual, in a sentence.
    pub sentence: String,
    pub numbers: Option<NumberLine>,
    pub before: Option<String>,
    pub comments: Vec<String>,
    pub day: String,
    pub laboratory: Option<String>,
    pub curves: Vec<Drawn>,
    pub rows: Vec<Row>,
}

/// A curve with its words.
pub(super) struct Drawn {
    pub curve: Curve,
    pub class: &'static str,
    /// What it shows, in a sentence.
    pub label: String,
    /// For each point that is told: its number and its day.
    pub told: Vec<(i32, i32, String, String)>,
}

/// A result as a row of the table.
pub(super) struct Row {
    pub day: String,
    pub value: String,
    pub usual: String,
    pub badge: Option<Badge>,
    pub laboratory: String,
    pub document: String,
}

impl Shown {
    /// Whether the last result stands out.
    pub(super) fn out(&self) -> bool {
        self.badge.as_ref().is_some_and(|badge| badge.out)
    }

    /// A series; its documents are below `base`.
    pub(super) fn of(page: &Page, test: &Test, place: usize, base: &str) -> Self {
        let series = &test.series[place];
        let last = &series.readings[0];
        let curve = |(width, labels): (i32, usize), class| {
            let curve = chart::curve(&series.readings, width, labels)?;
            Some(drawn(page, &test.name, series, curve, class))
        };
        let rows = series.readings.iter().map(|reading| Row {
            day: page.day(reading.day),
            value: value(page, &reading.finding),
            usual: usual(page, &reading.finding).unwrap_or_else(|| page.t("results-usual-none")),
            badge: badge(page, reading),
            laboratory: reading.laboratory.clone().unwrap_or_default(),
            document: page.href(&format!("{base}/documents/{}", reading.document)),
        });
        Self {
            title: apart(page, series),
            id: format!("serie-{place}"),
            value: value(page, &last.finding),
            badge: badge(page, last),
            sentence: sentence(page, last),
            numbers: number_line(page, &last.finding),
            before: before(page, series),
            comments: last.finding.comments.clone(),
            day: page.day(last.day),
            laboratory: last.laboratory.clone(),
            curves: [curve(NARROW, "narrow"), curve(WIDE, "wide")]
                .into_iter()
                .flatten()
                .collect(),
            rows: rows.collect(),
        }
    }

    /// How high a curve is.
    #[expect(clippy::unused_self, reason = "asked by the template")]
    pub(super) const fn height(&self) -> i32 {
        HEIGHT
    }

    /// Where its axis lies.
    #[expect(clippy::unused_self, reason = "asked by the template")]
    pub(super) const fn axis(&self) -> i32 {
        AXIS
    }
}

/// What tells a series from the others.
fn apart(page: &Page, series: &Series) -> String {
    let parts = [&series.unit, &series.specimen, &series.method];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    match parts.is_empty() {
        true => page.t("results-no-unit"),
        false => parts.join(" — "),
    }
}

/// How a result stands to what is usual.
fn sentence(page: &Page, reading: &Reading) -> String {
    let usual = usual(page, &reading.finding);
    let key = match (reading.standing(), &usual) {
        (Standing::Above, Some(_)) => "results-sentence-above",
        (Standing::Below, Some(_)) => "results-sentence-below",
        (Standing::Within, Some(_)) => "results-sentence-within",
        (Standing::Above, None) => "results-sentence-above-only",
        (Standing::Below, None) => "results-sentence-below-only",
        (Standing::Within, None) => "results-sentence-within-only",
        (Standing::Marked(words), _) => {
            return page.t1("results-sentence-marked", "words", words);
        }
        (Standing::Untold, Some(_)) => "results-sentence-usual",
        (Standing::Untold, None) => "results-sentence-none",
    };
    page.t1(key, "usual", usual.unwrap_or_default())
}

fn drawn(page: &Page, name: &str, series: &Series, curve: Curve, class: &'static str) -> Drawn {
    let of = |point: &edge::chart::Point| &series.readings[point.place];
    let told = curve.points.iter().filter(|point| point.told).map(|point| {
        let reading = of(point);
        let number = found(page, &reading.finding);
        (point.x, point.y - 12, number, short(reading.day))
    });
    let told = told.collect();
    let ends = curve.points.first().zip(curve.points.last());
    let label = ends.map_or_else(String::new, |(first, last)| {
        let (first, last) = (of(first), of(last));
        page.ta(
            "results-curve",
            &[
                ("test", name),
                ("count", &curve.points.len().to_string()),
                ("first", &value(page, &first.finding)),
                ("since", &page.day(first.day)),
                ("last", &value(page, &last.finding)),
                ("day", &page.day(last.day)),
            ],
        )
    });
    Drawn {
        curve,
        class,
        label,
        told,
    }
}

/// The line of numbers, in the page's language.
fn number_line(page: &Page, finding: &Finding) -> Option<NumberLine> {
    let line = chart::number_line(finding)?;
    let told = |end: Option<(String, i32)>| end.map(|(text, x)| (digits(page, &text), x));
    Some(NumberLine {
        low: told(line.low),
        high: told(line.high),
        ..line
    })
}

/// A day under a curve: its month and year.
pub(super) fn short(day: Date) -> String {
    format!("{:02}/{}", day.month(), day.year())
}

/// How wide a line of numbers is.
pub(super) const fn line_width() -> i32 {
    LINE_WIDTH
}
