//! The public pages that belong to no feature: help, accessibility, data,
//! legal notice.

use crate::asked::Asked;
use crate::page::{Page, show};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

/// One part of a page of text: a title and its paragraphs, by their keys.
struct Part {
    title: &'static str,
    paragraphs: &'static [&'static str],
}

#[derive(Template)]
#[template(path = "text.html")]
struct TextPage {
    page: Page,
    lead: &'static str,
    sections: &'static [Part],
}

const HELP: &[Part] = &[
    Part {
        title: "edge-help-start-title",
        paragraphs: &["edge-help-start-1", "edge-help-start-2"],
    },
    Part {
        title: "edge-help-see-title",
        paragraphs: &["edge-help-see-1", "edge-help-see-2"],
    },
    Part {
        title: "edge-help-session-title",
        paragraphs: &["edge-help-session-1"],
    },
    Part {
        title: "edge-help-scam-title",
        paragraphs: &["edge-help-scam-1", "edge-help-scam-2"],
    },
];

const ACCESSIBILITY: &[Part] = &[
    Part {
        title: "edge-access-state-title",
        paragraphs: &["edge-access-state-1", "edge-access-state-2"],
    },
    Part {
        title: "edge-access-done-title",
        paragraphs: &["edge-access-done-1", "edge-access-done-2"],
    },
    Part {
        title: "edge-access-tell-title",
        paragraphs: &["edge-access-tell-1", "edge-access-tell-2"],
    },
];

const DATA: &[Part] = &[
    Part {
        title: "edge-data-what-title",
        paragraphs: &["edge-data-what-1", "edge-data-what-2"],
    },
    Part {
        title: "edge-data-who-title",
        paragraphs: &["edge-data-who-1", "edge-data-who-2"],
    },
    Part {
        title: "edge-data-cookies-title",
        paragraphs: &["edge-data-cookies-1"],
    },
    Part {
        title: "edge-data-rights-title",
        paragraphs: &["edge-data-rights-1"],
    },
];

const NOTICE: &[Part] = &[
    Part {
        title: "edge-notice-site-title",
        paragraphs: &["edge-notice-site-1", "edge-notice-site-2"],
    },
    Part {
        title: "edge-notice-code-title",
        paragraphs: &["edge-notice-code-1", "edge-notice-code-2"],
    },
];

/// The routes of these pages. Merge them inside identity's layer, so that the
/// header shows who is signed in.
pub fn routes() -> Router {
    Router::new()
        .route("/aide", get(help))
        .route("/accessibilite", get(accessibility))
        .route("/confidentialite", get(data))
        .route("/mentions", get(notice))
}

fn text(asked: &Asked, title: &str, lead: &'static str, parts: &'static [Part]) -> Response {
    show(&TextPage {
        page: asked.page(title),
        lead,
        sections: parts,
    })
}

async fn help(asked: Asked) -> Response {
    text(&asked, "edge-help-title", "edge-help-lead", HELP)
}

async fn accessibility(asked: Asked) -> Response {
    text(
        &asked,
        "edge-access-title",
        "edge-access-lead",
        ACCESSIBILITY,
    )
}

async fn data(asked: Asked) -> Response {
    text(&asked, "edge-data-title", "edge-data-lead", DATA)
}

async fn notice(asked: Asked) -> Response {
    text(&asked, "edge-notice-title", "edge-notice-lead", NOTICE)
}
