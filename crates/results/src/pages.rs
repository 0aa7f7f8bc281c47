//! How results look: the holder's pages, and the professional's.

mod brief;
mod holder;
mod professional;
mod words;

pub use brief::{Brief, latest};

use crate::rules::{self, Reading, Test};
use axum::Router;
use axum::routing::get;
use documents::shelf::Named;
use documents::{CommentRow, Commented, Documents};
use edge::Page;
use kernel::{DocumentId, Error, Result};
use sharing::{Permit, WrittenBy};
use spaces::{Face, Spaces};

/// What the pages need.
#[derive(Clone)]
pub struct Pages {
    /// The documents, which tell the results.
    pub documents: Documents,
    /// The register, for whose results they are.
    pub spaces: Spaces,
}

/// The routes of the pages.
pub fn routes(pages: Pages) -> Router {
    Router::new()
        .route("/espace/moi/resultats", get(holder::list))
        .route(
            "/espace/moi/resultats/{document}/{place}",
            get(holder::test),
        )
        .route("/pro/patients/{space}/resultats", get(professional::table))
        .route(
            "/pro/patients/{space}/resultats/{document}/{place}",
            get(professional::test),
        )
        .with_state(pages)
}

/// All results that a permit shows, by test.
struct Told {
    tests: Vec<Test>,
    /// Documents whose results are left out: they name somebody else, or one
    /// has to look.
    aside: usize,
}

/// The results of this person that a permit shows.
fn told(permit: &Permit, face: &Face) -> Result<Told> {
    let (readings, aside) = readings(permit, face)?;
    Ok(Told {
        tests: rules::by_test(readings),
        aside,
    })
}

/// Every result that a permit shows of this person, document by document; and
/// how many documents are left out, because they name somebody else or because
/// one has to look.
///
/// # Errors
/// A fault, if documents are not part of this journal.
pub fn readings(permit: &Permit, face: &Face) -> Result<(Vec<Reading>, usize)> {
    let mut readings = Vec::new();
    let mut aside = 0;
    for (listed, gist) in Documents::understood(permit)? {
        if gist.results.is_empty() {
            continue;
        }
        if !is_about(gist.patient.as_ref(), face) {
            aside += 1;
            continue;
        }
        // Who is at home in the space is no laboratory.
        let writer = match listed.facts.author {
            WrittenBy::Holder => None,
            _ => listed.label.writer(),
        };
        let laboratory = listed.label.place().or(writer);
        let said = Documents::comments(permit, listed.label.id)?;
        let of = |place: usize| -> Vec<Commented> {
            let of_it = said.iter().filter(|it| it.of.is_none_or(|of| of == place));
            of_it.cloned().collect()
        };
        for (place, finding) in gist.results.iter().enumerate() {
            let said_at = Documents::commented_at(permit, listed.label.id, place)?;
            let day = rules::day(finding.when.as_deref());
            readings.push(Reading {
                document: listed.label.id,
                place,
                day: day.unwrap_or(listed.label.act_date),
                laboratory: laboratory.map(str::to_owned),
                new: !listed.seen && permit.is_at_home(),
                came_at: said_at.map_or(listed.label.added_at, |at| at.max(listed.label.added_at)),
                finding: finding.clone(),
                said: of(place),
            });
        }
    }
    Ok((readings, aside))
}

/// What professionals say of the results of a test, ready to be shown.
fn comments(page: &Page, test: &Test) -> Vec<CommentRow> {
    let said = test.said().into_iter();
    said.map(|said| CommentRow::of(page, said)).collect()
}

/// Whether a document surely names this person. Where it does not, its results
/// are in no curve: the document itself says why.
fn is_about(named: Option<&Named>, face: &Face) -> bool {
    named.is_some() && !documents::is_doubtful(face, named)
}

/// The test of the result at this place of this document.
fn find(tests: Vec<Test>, document: &str, place: &str) -> Result<Test> {
    let document: DocumentId = document.parse()?;
    let place: usize = place.parse().map_err(|_| Error::not_found())?;
    let is_it = |reading: &Reading| reading.document == document && reading.place == place;
    let found = tests.into_iter().find(|test| {
        let mut readings = test.series.iter().flat_map(|series| &series.readings);
        readings.any(is_it)
    });
    found.ok_or_else(Error::not_found)
}
