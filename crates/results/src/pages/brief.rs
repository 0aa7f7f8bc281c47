//! The last results in a few words, for a summary.

use super::told;
use super::words::{badge, digits, found, value};
use crate::rules::Test;
use edge::Page;
use kernel::Result;
use sharing::Permit;
use spaces::Face;

/// The last result of a test, with the one before.
#[derive(Clone, Debug)]
pub struct Brief {
    /// The page of the test.
    pub href: String,
    /// What was looked for.
    pub name: String,
    /// What was found, with its unit.
    pub value: String,
    /// A sign, when the laboratory says that it stands out.
    pub sign: &'static str,
    /// What the sign says.
    pub words: String,
    /// What was found before.
    pub before: Option<String>,
    /// The day.
    pub day: String,
}

/// The last results that a permit shows: what stands out before the rest, the
/// latest first; the pages of tests are below `base`.
///
/// # Errors
/// A fault, if documents are not part of this journal.
pub fn latest(
    page: &Page,
    permit: &Permit,
    face: &Face,
    base: &str,
    most: usize,
) -> Result<Vec<Brief>> {
    let mut tests = told(permit, face)?.tests;
    // The order within is kept: the latest first.
    tests.sort_by_key(|test| !test.last().standing().stands_out());
    Ok(tests
        .iter()
        .take(most)
        .map(|test| brief(page, test, base))
        .collect())
}

fn brief(page: &Page, test: &Test, base: &str) -> Brief {
    let last = test.last();
    let badge = badge(page, last).filter(|badge| badge.out);
    let before = test.series[0].readings.get(1);
    Brief {
        href: page.href(&format!("{base}/{}/{}", last.document, last.place)),
        name: test.name.clone(),
        value: value(page, &last.finding),
        sign: badge.as_ref().map_or("", |badge| badge.sign),
        words: badge.map_or_else(String::new, |badge| badge.text),
        before: before.map(|reading| digits(page, &found(page, &reading.finding))),
        day: page.day(last.day),
    }
}
