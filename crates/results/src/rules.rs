//! What may be said of results, and what belongs together. Pure.

use documents::Commented;
use documents::shelf::{Finding, Found, Limit};
use kernel::{Date, DocumentId, Timestamp};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Where a result stands among what its laboratory calls usual.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Above.
    Above,
    /// Below.
    Below,
    /// Within.
    Within,
    /// The laboratory marks it, in these words.
    Marked(String),
    /// The laboratory says nothing of it.
    Untold,
}

impl Standing {
    /// Whether a person should look at it first.
    pub const fn stands_out(&self) -> bool {
        matches!(self, Self::Above | Self::Below | Self::Marked(_))
    }
}

/// Codes of HL7 v3 *ObservationInterpretation*.
const ABOVE: [&str; 4] = ["H", "HH", "HU", "HX"];
const BELOW: [&str; 4] = ["L", "LL", "LU", "LX"];

/// What the laboratory says: its own mark, else its number beside its limits.
pub fn standing(finding: &Finding) -> Standing {
    if let Some((code, words)) = finding.flags.first() {
        return match code.as_str() {
            code if ABOVE.contains(&code) => Standing::Above,
            code if BELOW.contains(&code) => Standing::Below,
            "N" => Standing::Within,
            code => Standing::Marked(words.clone().unwrap_or_else(|| code.to_owned())),
        };
    }
    let Some(number) = number(finding) else {
        return Standing::Untold;
    };
    let beyond = |limit: &Limit, wrong: Ordering| {
        let end = parse(&limit.number)?;
        let order = number.partial_cmp(&end)?;
        Some(order == wrong || (order == Ordering::Equal && !limit.inclusive))
    };
    let low = finding
        .low
        .as_ref()
        .and_then(|it| beyond(it, Ordering::Less));
    let high = finding
        .high
        .as_ref()
        .and_then(|it| beyond(it, Ordering::Greater));
    match (low, high) {
        (Some(true), _) => Standing::Below,
        (_, Some(true)) => Standing::Above,
        (None, None) => Standing::Untold,
        _ => Standing::Within,
    }
}

/// The number of a finding, if it is one.
pub fn number(finding: &Finding) -> Option<f64> {
    match &finding.value {
        Found::Number { number, .. } => parse(number),
        Found::Words(_) => None,
    }
}

/// A number as laboratories write them, with a point or a comma.
pub fn parse(written: &str) -> Option<f64> {
    let number: f64 = written.trim().replace(',', ".").parse().ok()?;
    (number.is_finite() && number.abs() < 1e12).then_some(number)
}

/// One result, with its day and where it stands.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document that tells it.
    pub document: DocumentId,
    /// Its place among the document's results.
    pub place: usize,
    /// The day of the result; of the document, if it does not say.
    pub day: Date,
    /// Who did it, in words.
    pub laboratory: Option<String>,
    /// The holder has not opened the document yet.
    pub new: bool,
    /// When the document came, or something was said of it last.
    pub came_at: Timestamp,
    /// What it says.
    pub finding: Finding,
    /// What professionals say of it, or of its whole document, to whom it is about.
    pub said: Vec<Commented>,
}

impl Reading {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        standing(&self.finding)
    }
}

/// Results that may be compared, the latest first.
#[derive(Clone, Debug)]
pub struct Series {
    /// Their unit.
    pub unit: Option<String>,
    /// In what.
    pub specimen: Option<String>,
    /// By which method.
    pub method: Option<String>,
    /// The latest first; never empty.
    pub readings: Vec<Reading>,
}

/// One thing looked for, in all its series.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its name, as the last result calls it.
    pub name: String,
    /// The heading it stands under.
    pub group: Option<String>,
    /// The series with the latest result first; never empty.
    pub series: Vec<Series>,
}

impl Test {
    /// What professionals say of its results and of the documents that tell them, the latest
    /// first, each once.
    pub fn said(&self) -> Vec<&Commented> {
        let readings = self.series.iter().flat_map(|series| &series.readings);
        let said = readings.flat_map(|reading| &reading.said);
        let once: BTreeMap<(DocumentId, u32), &Commented> =
            said.map(|it| ((it.document, it.number), it)).collect();
        let mut said: Vec<&Commented> = once.into_values().collect();
        said.sort_by_key(|it| std::cmp::Reverse(it.at));
        said
    }

    /// The latest result.
    pub fn last(&self) -> &Reading {
        &self.series[0].readings[0]
    }
}

/// What tells one test from another: its code and whose code it is, or its name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum What {
    Coded(String, String),
    Named(String),
}

fn what(finding: &Finding) -> What {
    match &finding.test {
        Some((code, system)) => What::Coded(system.clone(), code.clone()),
        None => What::Named(kernel::unaccented(finding.name.trim())),
    }
}

type Alike = (Option<String>, Option<String>, Option<String>);

fn alike(finding: &Finding) -> Alike {
    let unit = match &finding.value {
        Found::Number { unit, .. } => unit.clone(),
        Found::Words(_) => None,
    };
    (unit, finding.specimen.clone(), finding.method.clone())
}

/// Results by test: those with the latest first, then by name.
pub fn by_test(readings: Vec<Reading>) -> Vec<Test> {
    let mut sorted: BTreeMap<What, BTreeMap<Alike, Vec<Reading>>> = BTreeMap::new();
    for reading in readings {
        let series = sorted.entry(what(&reading.finding)).or_default();
        let alike = alike(&reading.finding);
        series.entry(alike).or_default().push(reading);
    }
    let mut tests: Vec<Test> = sorted
        .into_values()
        .filter_map(|series| test(series.into_iter()))
        .collect();
    tests.sort_by(|one, other| {
        let latest = other.last().day.cmp(&one.last().day);
        latest.then_with(|| one.last().place.cmp(&other.last().place))
    });
    tests
}

fn test(series: impl Iterator<Item = (Alike, Vec<Reading>)>) -> Option<Test> {
    let mut series: Vec<Series> = series
        .map(|((unit, specimen, method), mut readings)| {
            readings.sort_by_key(|it| std::cmp::Reverse((it.day, it.document, it.place)));
            Series {
                unit,
                specimen,
                method,
                readings,
            }
        })
        .filter(|series| !series.readings.is_empty())
        .collect();
    // Of two units of one result, the one the laboratory tells first.
    series.sort_by(|one, other| {
        let (one, other) = (&one.readings[0], &other.readings[0]);
        other.day.cmp(&one.day).then(one.place.cmp(&other.place))
    });
    let last = series.first()?.readings.first()?;
    let finding = &last.finding;
    Some(Test {
        name: finding.name.clone(),
        group: finding.panel.clone().or_else(|| finding.specimen.clone()),
        series,
    })
}

/// The day of a result as HL7 writes moments, if it says one.
pub fn day(when: Option<&str>) -> Option<Date> {
    let digits = when?;
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok()
}

#[cfg(test)]
pub(crate) mod tests;
