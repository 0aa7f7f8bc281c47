//! `/accompagnement/demo…`: a whole record to walk through in workshops. The person, the
//! documents, the messages and the readings are invented, and written here and in
//! `locales/demo_*.ftl`: there is nothing to look up, and nothing is kept.

use askama::Template;
use axum::extract::Path;
use edge::{Answer, Asked, Page};
use identity::VolunteerIn;
use kernel::Error;

/// The first page of it.
const DEMO: &str = "/accompagnement/demo";

/// Its pages, after the address of the first one, and what leads to each.
const WAYS: [(&str, &str); 6] = [
    ("", "demo-home"),
    (DOCUMENTS_AT, "demo-documents"),
    ("/profil", "demo-profile"),
    ("/messages", "demo-messages"),
    ("/acces", "demo-readings"),
    ("/pro", "demo-pro"),
];
const DOCUMENTS_AT: &str = "/documents";

/// A document of the invented person.
struct Document {
    /// In its address, which says nothing of health.
    number: &'static str,
    name: &'static str,
    /// How many paragraphs it has.
    paragraphs: usize,
    /// What was measured.
    values: &'static [&'static str],
    is_new: bool,
    /// From all but its holder.
    hidden: bool,
}

/// What the invented person has, the latest first.
const DOCUMENTS: [Document; 4] = [
    Document {
        number: "1",
        name: "results",
        paragraphs: 2,
        values: &["glucose", "cholesterol", "haemoglobin", "creatinine"],
        is_new: true,
        hidden: false,
    },
    Document {
        number: "2",
        name: "letter",
        paragraphs: 3,
        values: &[],
        is_new: false,
        hidden: false,
    },
    Document {
        number: "3",
        name: "prescription",
        paragraphs: 3,
        values: &[],
        is_new: false,
        hidden: false,
    },
    Document {
        number: "4",
        name: "own",
        paragraphs: 2,
        values: &[],
        is_new: false,
        hidden: true,
    },
];
/// The one value that is not a usual one.
const OUT: &str = "cholesterol";
/// The headings of the profile, and how many lines each has.
const PROFILE: [(&str, usize); 4] = [
    ("allergies", 2),
    ("treatments", 2),
    ("vaccinations", 3),
    ("contact", 1),
];
/// The line that nobody may overlook.
const SERIOUS: &str = "allergies-1";
/// Who wrote in the one conversation, in its order.
const MESSAGES: [&str; 3] = ["ask", "answer", "thanks"];
/// What the history of the invented space tells, the latest first.
const READINGS: [&str; 4] = ["doctor", "hidden", "laboratory", "opened"];

#[derive(Template)]
#[template(path = "accompany_demo.html")]
struct HomePage {
    page: Page,
    ways: Vec<Way>,
    /// Where the new document is.
    new: String,
}

#[derive(Template)]
#[template(path = "sample_documents.html")]
struct DocumentsPage {
    page: Page,
    ways: Vec<Way>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "sample_document.html")]
struct DocumentPage {
    page: Page,
    ways: Vec<Way>,
    row: Row,
    paragraphs: Vec<String>,
    values: Vec<Value>,
}

#[derive(Template)]
#[template(path = "sample_profile.html")]
struct ProfilePage {
    page: Page,
    ways: Vec<Way>,
    headings: Vec<Heading>,
}

#[derive(Template)]
#[template(path = "sample_messages.html")]
struct MessagesPage {
    page: Page,
    ways: Vec<Way>,
    messages: Vec<Said>,
}

#[derive(Template)]
#[template(path = "sample_readings.html")]
struct ReadingsPage {
    page: Page,
    ways: Vec<Way>,
    readings: Vec<Reading>,
}

#[derive(Template)]
#[template(path = "sample_pro.html")]
struct ProPage {
    page: Page,
    ways: Vec<Way>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
}

/// One of the pages, from any of them.
struct Way {
    href: String,
    label: String,
    current: bool,
}

/// A line of the list of documents.
struct Row {
    href: String,
    title: String,
    from: String,
    when: String,
    /// Who can see it; empty for all but its holder.
    seen: String,
    is_new: bool,
    hidden: bool,
}

/// A value of a laboratory.
struct Value {
    what: String,
    value: String,
    usual: String,
    verdict: String,
    out: bool,
}

/// A heading of the profile.
struct Heading {
    title: String,
    lines: Vec<Line>,
}

/// A line of it: what, and from whom.
struct Line {
    text: String,
    origin: String,
    serious: bool,
}

/// A message.
struct Said {
    who: String,
    when: String,
    text: String,
}

/// A line of the history: who, when, what, and why.
struct Reading {
    who: String,
    when: String,
    what: String,
    why: String,
}

pub(super) async fn home(VolunteerIn(_): VolunteerIn, asked: Asked) -> Answer {
    let page = asked.page("demo-title");
    let new = DOCUMENTS.iter().find(|it| it.is_new);
    Ok(edge::show(&HomePage {
        ways: ways(&page, ""),
        new: page.href(&new.map_or_else(|| at(DOCUMENTS_AT), address)),
        page,
    }))
}

pub(super) async fn documents(VolunteerIn(_): VolunteerIn, asked: Asked) -> Answer {
    let page = inner(&asked, "demo-documents-title");
    Ok(edge::show(&DocumentsPage {
        ways: ways(&page, DOCUMENTS_AT),
        rows: DOCUMENTS.iter().map(|it| row(&page, it)).collect(),
        page,
    }))
}

pub(super) async fn document(
    VolunteerIn(_): VolunteerIn,
    Path(n): Path<String>,
    asked: Asked,
) -> Answer {
    let it = DOCUMENTS.iter().find(|it| it.number == n);
    let it = it.ok_or_else(Error::not_found)?;
    let list = asked.page("demo-documents-title").title;
    let page = inner(&asked, &format!("demo-document-{}-what", it.name));
    let page = page.under(list, &at(DOCUMENTS_AT));
    let said = |n: usize| page.t(&format!("demo-document-{}-{n}", it.name));
    Ok(edge::show(&DocumentPage {
        ways: ways(&page, DOCUMENTS_AT),
        row: row(&page, it),
        paragraphs: (1..=it.paragraphs).map(said).collect(),
        values: it.values.iter().map(|name| value(&page, name)).collect(),
        page,
    }))
}

pub(super) async fn profile(VolunteerIn(_): VolunteerIn, asked: Asked) -> Answer {
    let page = inner(&asked, "demo-profile-title");
    Ok(edge::show(&ProfilePage {
        ways: ways(&page, "/profil"),
        headings: headings(&page),
        page,
    }))
}

pub(super) async fn messages(VolunteerIn(_): VolunteerIn, asked: Asked) -> Answer {
    let page = inner(&asked, "demo-messages-title");
    let said = |name: &str, part: &str| page.t(&format!("demo-message-{name}-{part}"));
    let message = |name: &&str| Said {
        who: said(name, "who"),
        when: said(name, "when"),
        text: said(name, "text"),
    };
    let messages = MESSAGES.iter().map(message).collect();
    Ok(edge::show(&MessagesPage {
        ways: ways(&page, "/messages"),
        messages,
        page,
    }))
}

pub(super) async fn readings(VolunteerIn(_): VolunteerIn, asked: Asked) -> Answer {
    let page = inner(&asked, "demo-readings-title");
    let said = |name: &str, part: &str| page.t(&format!("demo-reading-{name}-{part}"));
    let reading = |name: &&str| Reading {
        who: said(name, "who"),
        when: said(name, "when"),
        what: said(name, "what"),
        why: said(name, "note"),
    };
    let readings = READINGS.iter().map(reading).collect();
    Ok(edge::show(&ReadingsPage {
        ways: ways(&page, "/acces"),
        readings,
        page,
    }))
}

/// What the doctor of the invented person sees: nothing of what is hidden from them, not
/// even that it exists.
pub(super) async fn pro(VolunteerIn(_): VolunteerIn, asked: Asked) -> Answer {
    let page = inner(&asked, "demo-pro-title");
    let seen = DOCUMENTS.iter().filter(|it| !it.hidden);
    // Nor are they told who else sees what they see.
    let row = |it| Row {
        seen: String::new(),
        ..row(&page, it)
    };
    let rows = seen.map(row).collect();
    Ok(edge::show(&ProPage {
        ways: ways(&page, "/pro"),
        headings: headings(&page),
        rows,
        page,
    }))
}

/// The address of one of its pages.
fn at(below: &str) -> String {
    format!("{DEMO}{below}")
}

fn address(document: &Document) -> String {
    format!("{DEMO}{DOCUMENTS_AT}/{}", document.number)
}

/// A page below the first one.
fn inner(asked: &Asked, title: &str) -> Page {
    let first = asked.page("demo-title").title;
    asked.page(title).under(first, DEMO)
}

fn ways(page: &Page, here: &str) -> Vec<Way> {
    let way = |(below, label): &(&str, &str)| Way {
        href: page.href(&at(below)),
        label: page.t(label),
        current: *below == here,
    };
    WAYS.iter().map(way).collect()
}

fn row(page: &Page, document: &Document) -> Row {
    let said = |part: &str| page.t(&format!("demo-document-{}-{part}", document.name));
    Row {
        href: page.href(&address(document)),
        title: said("what"),
        from: said("who"),
        when: said("when"),
        seen: said("note"),
        is_new: document.is_new,
        hidden: document.hidden,
    }
}

fn value(page: &Page, name: &str) -> Value {
    let said = |part: &str| page.t(&format!("demo-value-{name}-{part}"));
    let out = name == OUT;
    Value {
        what: said("what"),
        value: said("value"),
        usual: said("usual"),
        verdict: page.t(if out {
            "demo-value-above"
        } else {
            "demo-value-within"
        }),
        out,
    }
}

fn headings(page: &Page) -> Vec<Heading> {
    let heading = |(name, lines): &(&str, usize)| Heading {
        title: page.t(&format!("demo-profile-{name}")),
        lines: (1..=*lines)
            .map(|n| line(page, &format!("{name}-{n}")))
            .collect(),
    };
    PROFILE.iter().map(heading).collect()
}

fn line(page: &Page, name: &str) -> Line {
    Line {
        text: page.t(&format!("demo-profile-{name}")),
        origin: page.t(&format!("demo-profile-{name}-from")),
        serious: name == SERIOUS,
    }
}
