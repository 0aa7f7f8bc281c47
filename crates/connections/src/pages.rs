//! How connections look: the page where a service asks, and the holder's list.

mod consent;
mod list;

use crate::Connected;
use axum::Router;
use axum::routing::{get, post};
use catalogue::kinds::{Kind, kinds_read, kinds_written};
use edge::Page;
use identity::clients::Scopes;

/// Where the holder's services are.
const LIST: &str = "/espace/moi/services";

pub(crate) fn routes(connected: Connected) -> Router {
    Router::new()
        .route("/autoriser", get(consent::ask).post(consent::answer))
        .route("/espace/moi/services", get(list::show))
        .route("/espace/moi/services/{id}/pause", post(list::pause))
        .route("/espace/moi/services/{id}/reprendre", post(list::resume))
        .route("/espace/moi/services/{id}/retirer", post(list::end))
        .route("/espace/moi/services/{id}/signaler", post(list::report))
        .with_state(connected)
}

/// What a kind of data is called, and what is in it.
fn words(page: &Page, kind: Kind) -> (String, String) {
    let key = kind.key();
    let name = page.t(&format!("catalogue-kind-{key}"));
    (name, page.t(&format!("catalogue-kind-{key}-hint")))
}

/// The kinds that scopes read, and those that they add to, in words.
fn named(page: &Page, scopes: &str) -> (Vec<String>, Vec<String>) {
    let scopes = Scopes::parse(scopes).unwrap_or_default();
    let named = |kinds: Vec<Kind>| {
        let kinds = kinds.into_iter();
        kinds.map(|kind| words(page, kind).0).collect()
    };
    (named(kinds_read(&scopes)), named(kinds_written(&scopes)))
}
