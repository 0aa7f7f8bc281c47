//! `/accompagnement/demo`: what a space looks like, for workshops. The person,
//! the documents and the readings are invented, and written here: there is
//! nothing to look up.

use askama::Template;
use edge::{Answer, Asked, Page};
use identity::VolunteerIn;

#[derive(Template)]
#[template(path = "accompany_demo.html")]
struct DemoPage {
    page: Page,
    documents: Vec<Row>,
    readings: Vec<Row>,
}

/// A line of a table: what, by whom, when, and who may or did what.
struct Row {
    what: String,
    who: String,
    when: String,
    note: String,
}

/// What the invented person has, the latest first.
const DOCUMENTS: [&str; 4] = ["results", "letter", "prescription", "own"];
/// What the history of the invented space tells, the latest first.
const READINGS: [&str; 4] = ["doctor", "hidden", "laboratory", "opened"];

pub(super) async fn show(VolunteerIn(_): VolunteerIn, asked: Asked) -> Answer {
    let page = asked.page("demo-title");
    Ok(edge::show(&DemoPage {
        documents: rows(&page, "document", &DOCUMENTS),
        readings: rows(&page, "reading", &READINGS),
        page,
    }))
}

fn rows(page: &Page, kind: &str, names: &[&str]) -> Vec<Row> {
    let said = |name: &str, part: &str| page.t(&format!("demo-{kind}-{name}-{part}"));
    let row = |name: &&str| Row {
        what: said(name, "what"),
        who: said(name, "who"),
        when: said(name, "when"),
        note: said(name, "note"),
    };
    names.iter().map(row).collect()
}
