//! How the catalogue looks: `/services` for everybody, `/admin/catalogue` for the
//! team. Publishers send what they ask at `/services/proposer`, and follow it at an
//! address of their own; what comes on paper, the team takes in.

mod admin;
mod fields;
mod keys;
mod public;
mod publisher;

use crate::Catalogue;
use crate::kinds::Kind;
use crate::queries::Kept;
use crate::rules::{PRICES, THEMES};
use axum::Router;
use axum::routing::{get, post};
use edge::Page;

pub(crate) fn routes(catalogue: Catalogue) -> Router {
    Router::new()
        .route("/services", get(public::list))
        .route(
            "/services/proposer",
            get(publisher::submit).post(publisher::send),
        )
        .route("/services/proposer/envoye", get(publisher::sent))
        .route("/services/demandes/{secret}", get(publisher::follow))
        .route(
            "/services/demandes/{secret}/confirmer",
            post(publisher::confirm),
        )
        .route(
            "/services/demandes/{secret}/corriger",
            get(publisher::correction).post(publisher::correct),
        )
        .route(
            "/services/demandes/{secret}/cles",
            get(keys::turning).post(keys::turn),
        )
        .route(
            "/services/demandes/{secret}/retirer",
            post(publisher::take_back),
        )
        .route(
            "/services/demandes/{secret}/terminer",
            get(publisher::leaving).post(publisher::leave),
        )
        .route(
            "/services/demandes/{secret}/renouveler",
            post(publisher::renew),
        )
        .route("/services/{id}", get(public::one))
        .route("/admin/catalogue", get(admin::list))
        .route(
            "/admin/catalogue/nouveau",
            get(admin::new).post(admin::take_in),
        )
        .route("/admin/catalogue/{id}", get(admin::one))
        .route("/admin/catalogue/{id}/examiner", post(admin::examine))
        .route("/admin/catalogue/{id}/referencer", post(admin::list_it))
        .route("/admin/catalogue/{id}/renouveler", post(admin::renew))
        .route("/admin/catalogue/{id}/suspendre", post(admin::suspend))
        .route("/admin/catalogue/{id}/retirer", post(admin::withdraw))
        .with_state(catalogue)
}

/// Choices with the words of each.
fn choices(page: &Page, name: &str, keys: &[&str]) -> Vec<(String, String)> {
    let of = |key: &&str| {
        (
            (*key).to_owned(),
            page.t(&format!("catalogue-{name}-{key}")),
        )
    };
    keys.iter().map(of).collect()
}

/// Why a service is suspended, in words, and what else its publisher reads of that.
fn reason_of(page: &Page, kept: &Kept) -> Option<(String, String)> {
    let (key, note) = kept.reason.as_ref()?;
    let words = page.t(&format!("catalogue-reason-{key}"));
    Some((words, note.clone()))
}

fn themes(page: &Page) -> Vec<(String, String)> {
    choices(page, "theme", &THEMES)
}

fn prices(page: &Page) -> Vec<(String, String)> {
    choices(page, "price", &PRICES)
}

/// What kinds of data are called.
fn named(page: &Page, kinds: &[Kind]) -> Vec<String> {
    let of = |kind: &Kind| page.t(&format!("catalogue-kind-{}", kind.key()));
    kinds.iter().map(of).collect()
}
