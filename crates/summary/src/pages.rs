//! The page.

use crate::print;
use crate::rules::rank;
use crate::urgent::urgent;
use askama::Template;
use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use documents::rules::kinds;
use documents::{Documents, Listed, Row};
use edge::{Answer, Asked, Page};
use kernel::Result;
use profile::Block;
use profile::rules::Heading;
use results::Brief;
use sharing::{InRecord, Permit, Sharing};
use spaces::{Face, Spaces};

/// Lines of a heading.
const LINES: usize = 12;
/// Results told.
pub(crate) const RESULTS: usize = 8;
/// Documents told.
const DOCUMENTS: usize = 5;

/// What must be known before anything is done.
pub(crate) const FIRST: [Heading; 1] = [Heading::Allergies];
/// What is going on: from what somebody has one understands what they take.
pub(crate) const CARE: [Heading; 4] = [
    Heading::Conditions,
    Heading::Treatments,
    Heading::Devices,
    Heading::Pregnancies,
];
/// What one also wants to know.
pub(crate) const REST: [Heading; 6] = [
    Heading::Vaccinations,
    Heading::Stays,
    Heading::Measures,
    Heading::BloodGroup,
    Heading::Contacts,
    Heading::Directives,
];

/// What the page needs.
#[derive(Clone)]
pub struct Pages {
    /// The documents, and the gate.
    pub documents: Documents,
    /// The register, for whose record it is.
    pub spaces: Spaces,
}

impl FromRef<Pages> for Sharing {
    fn from_ref(pages: &Pages) -> Self {
        pages.documents.sharing().clone()
    }
}

impl FromRef<Pages> for Spaces {
    fn from_ref(pages: &Pages) -> Self {
        pages.spaces.clone()
    }
}

/// The routes.
pub fn routes(pages: Pages) -> Router {
    Router::new()
        .route("/pro/patients/{space}/resume", get(summary))
        .route("/pro/patients/{space}/urgence/fiche", get(urgent))
        .route("/pro/patients/{space}/resume.pdf", get(print::summary_of))
        .route("/espace/moi/profil/resume.pdf", get(print::own_summary))
        .route(
            "/espace/moi/profil/carnet-de-vaccination.pdf",
            get(print::vaccination_card),
        )
        .with_state(pages)
}

#[derive(Template)]
#[template(path = "summary.html")]
struct Summary {
    page: Page,
    face: Face,
    age: i16,
    first: Vec<Block>,
    care: Vec<Block>,
    rest: Vec<Block>,
    /// Headings that say nothing: in one line, at the end.
    silent: Vec<Block>,
    results: Vec<Brief>,
    rows: Vec<Row>,
    record: String,
}

/// The last documents that a permit shows, by what they are to this profession.
pub(crate) fn last(permit: &Permit, profession: &str) -> Result<Vec<Listed>> {
    let today = permit.now().in_paris().date();
    let mut listed = Documents::listed(permit)?;
    listed.retain(|listed| !listed.archived);
    listed.iter_mut().for_each(Listed::disarrange);
    listed.sort_by_cached_key(|it| {
        let category = kinds::find(&it.label.type_code).map(|kind| kind.category);
        rank(category, it.label.act_date, today, profession)
    });
    listed.truncate(DOCUMENTS);
    Ok(listed)
}

async fn summary(
    asked: Asked,
    InRecord {
        professional,
        space,
        permit,
        face,
    }: InRecord,
) -> Answer {
    let today = permit.now().in_paris().date();
    let record = format!("/pro/patients/{space}");
    let base = format!("{record}/profil");
    let page = asked.page("summary-title");
    // The name is in the title, so that two patients in two tabs are told apart.
    let page = asked.titled(page.t1("summary-of", "name", face.name()));
    let page = sharing::in_emergency(page, &permit)?;
    let listed = last(&permit, professional.profession.code())?;
    let blocks = |headings: &[Heading]| profile::blocks(&page, &permit, &base, headings, LINES);
    let says = |block: &Block| !block.lines.is_empty() || block.nothing;
    let (care, mut silent): (Vec<Block>, Vec<Block>) = blocks(&CARE)?.into_iter().partition(says);
    let (rest, also): (Vec<Block>, Vec<Block>) = blocks(&REST)?.into_iter().partition(says);
    silent.extend(also);
    Ok(edge::show(&Summary {
        first: blocks(&FIRST)?,
        care,
        rest,
        silent,
        results: results::latest(
            &page,
            &permit,
            &face,
            &format!("{record}/resultats"),
            RESULTS,
        )?,
        rows: documents::professional_rows(&page, &listed, &face),
        age: face.age_on(today),
        record: page.href(&record),
        face,
        page,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allergies_come_before_conditions_and_these_before_treatments() {
        let order = [&FIRST[..], &CARE].concat();
        let first = [Heading::Allergies, Heading::Conditions, Heading::Treatments];
        assert_eq!(order[..3], first);
    }
}
