//! What a holder was told of: a sentence each, when, and where to look.

use crate::Spaces;
use crate::queries::Given;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Page};
use identity::HolderIn;

struct Line {
    what: String,
    when: String,
    is_new: bool,
    /// Where it is, and the words of the link.
    link: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "given.html")]
struct AllPage {
    page: Page,
    lines: Vec<Line>,
}

/// The key of the sentence of each kind, and where it leads.
fn said(kind: &str) -> (&'static str, Option<&'static str>) {
    match kind {
        "sharing-emergency" => ("given-emergency", Some("/espace/moi/acces")),
        "sharing-new-reader" => ("given-new-reader", Some("/espace/moi/acces")),
        "sharing-share-taken" => ("given-share", Some("/espace/moi/acces/partages")),
        "export-ready" => ("given-export", Some("/espace/moi/export")),
        "export-child" => ("given-child-export", Some("/espace/moi/proches")),
        "agenda-day" => ("given-diary", Some("/espace/moi/agenda")),
        "service-copied" => ("given-copied", Some("/espace/moi/services")),
        "services-connected" => ("given-services", Some("/espace/moi/services")),
        "services-added" => ("given-added", Some("/espace/moi/services")),
        "messages-new" => ("given-message", Some("/espace/moi/messages")),
        "messages-failed" => ("given-undelivered", Some("/espace/moi/messages")),
        "messages-child" => ("given-child-message", Some("/espace/moi/proches")),
        "messages-child-failed" => ("given-child-undelivered", Some("/espace/moi/proches")),
        "documents-new" => ("given-documents", Some("/espace/moi/documents")),
        "documents-awaiting" => ("given-awaiting", Some("/espace/moi/documents")),
        "prevention-due" => ("given-prevention", Some("/espace/moi/prevention")),
        "card-read" => ("given-card", Some("/espace/moi/carte")),
        "card-child" => ("given-child-card", Some("/espace/moi/proches")),
        "mandate-child" => ("given-mandate-child", Some("/espace/moi/acces/espace")),
        "mandate-adult" => ("given-mandate-adult", Some("/espace/moi/proches")),
        "mandate-second" => ("given-mandate-second", Some("/espace/moi/proches")),
        "mandate-ends" => ("given-mandate-ends", Some("/espace/moi/proches")),
        "mandate-ended" => ("given-mandate-ended", None),
        "mandate-of-age" => ("given-mandate-of-age", Some("/espace/moi/acces/espace")),
        "care-helped" => ("given-care-helped", Some("/espace/moi/proches")),
        "care-helps" => ("given-care-helps", Some("/espace/moi/proches")),
        "care-helped-ended" => ("given-care-helped-ended", Some("/espace/moi/proches")),
        "care-helps-ended" => ("given-care-helps-ended", None),
        "care-helped-until" => ("given-care-helped-until", Some("/espace/moi/proches")),
        "care-helps-until" => ("given-care-helps-until", Some("/espace/moi/proches")),
        "sign-in-doubtful" => ("given-sign-in", Some("/espace/moi/reglages/appareils")),
        "reports-answer" => ("given-report", Some("/espace/moi/acces")),
        "spaces-held" => ("given-held", Some("/espace/moi/acces/espace")),
        "spaces-closed" => ("given-closed", Some("/espace/moi/acces/espace")),
        "spaces-password" => ("given-password", Some("/espace/moi/reglages/connexion")),
        "spaces-contact" => ("given-contact", Some("/espace/moi/reglages/coordonnees")),
        "spaces-contact-back" => (
            "given-contact-back",
            Some("/espace/moi/reglages/coordonnees"),
        ),
        "spaces-factors" => ("given-factors", Some("/espace/moi/reglages/connexion")),
        "spaces-factor-new" => ("given-factor-new", Some("/espace/moi/reglages/connexion")),
        "spaces-probation" => ("given-probation", Some("/espace/moi/reglages/connexion")),
        "spaces-code-asked" => ("given-code-asked", Some("/espace/moi/acces/espace")),
        "spaces-code-killed" => ("given-code-killed", Some("/espace/moi/acces/espace")),
        "spaces-code-misused" => ("given-code-misused", Some("/espace/moi/acces/espace")),
        // A later house told of something that this one has no words for.
        _ => ("given-other", None),
    }
}

fn line(page: &Page, given: &Given, is_new: bool) -> Line {
    let (key, href) = said(&given.kind);
    let (what, when) = (page.t(key), page.moment(given.at));
    let label = page.ta("given-see", &[("what", &what), ("when", &when)]);
    Line {
        is_new,
        link: href.map(|href| (page.href(href), label)),
        what,
        when,
    }
}

pub(super) async fn page(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let page = asked.page("given-title");
    let all = spaces.given(holder.own_space()?).await?;
    let lines = all.given.iter();
    Ok(edge::show(&AllPage {
        lines: lines
            .map(|given| line(&page, given, all.is_new(given)))
            .collect(),
        page,
    }))
}
