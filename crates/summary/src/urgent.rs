//! The page of an emergency: what counts in the first minute, to be read standing.
//!
//! Decided, sealed and noted as the summary, of which it is the part that cannot wait.

use crate::pages::last;
use askama::Template;
use documents::Row;
use edge::{Answer, Asked, Page};
use profile::Block;
use profile::rules::Heading;
use sharing::InRecord;
use spaces::Face;

/// Lines of a heading.
const LINES: usize = 12;
/// Documents told.
const DOCUMENTS: usize = 3;

/// In the order in which one asks for them.
const HEADINGS: [Heading; 7] = [
    Heading::Allergies,
    Heading::Treatments,
    Heading::Conditions,
    Heading::Devices,
    Heading::Pregnancies,
    Heading::BloodGroup,
    Heading::Contacts,
];

#[derive(Template)]
#[template(path = "urgent.html")]
struct Urgent {
    page: Page,
    face: Face,
    age: i16,
    blocks: Vec<Block>,
    directives: Vec<Block>,
    rows: Vec<Row>,
    record: String,
}

/// `GET /pro/patients/{space}/urgence/fiche`.
pub(crate) async fn urgent(
    asked: Asked,
    InRecord {
        professional,
        space,
        permit,
        face,
    }: InRecord,
) -> Answer {
    let record = format!("/pro/patients/{space}");
    let base = format!("{record}/profil");
    let page = asked.page("summary-urgent-title");
    let page = asked.titled(page.t1("summary-urgent-of", "name", face.name()));
    let page = sharing::in_emergency(page, &permit)?;
    let mut blocks = profile::blocks(&page, &permit, &base, &HEADINGS, LINES)?;
    for (heading, block) in HEADINGS.iter().zip(&mut blocks) {
        // What is over waits for the summary, unless there is nothing else to say; it is
        // counted all the same. What somebody once had, one wants to know at once.
        let current = block.lines.iter().any(|line| !line.over);
        if current && *heading != Heading::Conditions {
            let all = block.lines.len();
            block.lines.retain(|line| !line.over);
            block.more += all - block.lines.len();
        }
    }
    let directives = profile::blocks(&page, &permit, &base, &[Heading::Directives], 1)?;
    let mut listed = last(&permit, professional.profession.code())?;
    listed.truncate(DOCUMENTS);
    Ok(edge::show(&Urgent {
        age: face.age_on(permit.now().in_paris().date()),
        blocks,
        directives,
        rows: documents::professional_rows(&page, &listed, &face),
        record: page.href(&record),
        face,
        page,
    }))
}
