//! How documents look: the holder's pages, and the professional's.
//!
//! The owner of a record is in the address, never in the session. Professional
//! addresses carry the space's opaque id; the holder's say `moi`.

mod add;
mod arrivals;
mod as_them;
mod aside;
mod bin;
mod carer;
mod cda;
mod comments;
mod deposits;
mod folders;
mod holder;
mod images;
mod life;
mod professional;
mod professions;
mod replacing;
mod rows;
mod sameness;
mod sending;
mod share;
mod shown;
mod together;
mod visibility;
mod wish;

use crate::actions::{Documents, Listed};
use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use edge::{Locale, Page};
use identity::Holder;
use kernel::Result;
use sharing::{Permit, Sharing};
use spaces::{Face, Spaces};

pub use comments::CommentRow;
pub use holder::{kept_back, something_waits};
pub use rows::{Badge, Row};
pub use sameness::is_doubtful;

/// The sentences of this crate.
pub const TEXTS: Locale = Locale {
    name: "documents",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What the pages need.
#[derive(Clone)]
pub struct Pages {
    /// The documents.
    pub documents: Documents,
    /// The register, for the names above a professional's pages.
    pub spaces: Spaces,
}

impl Pages {
    /// Whether the holder proved within the last minutes that it is they.
    fn has_fresh_proof(&self, holder: &Holder) -> bool {
        identity::fresh_proof(holder, self.documents.sharing().world().now())
    }
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

/// The routes of the pages.
pub fn routes(pages: Pages) -> Router {
    Router::new()
        .route("/espace/moi/documents", get(holder::list))
        .route("/espace/moi/documents/{document}", get(holder::document))
        .route(
            "/espace/moi/documents/{document}/images",
            get(images::holder),
        )
        .route(
            "/espace/moi/documents/{document}/images/{frame}",
            get(images::holder_frame),
        )
        .route(
            "/espace/moi/documents/{document}/contenu/{place}",
            get(holder::inside),
        )
        .route(
            "/espace/moi/documents/{document}/telecharger",
            get(holder::download),
        )
        .route(
            "/espace/moi/documents/{document}/visibilite",
            get(visibility::page),
        )
        .route(
            "/espace/moi/documents/{document}/masquer",
            post(visibility::hide),
        )
        .route(
            "/espace/moi/documents/{document}/montrer",
            post(visibility::show),
        )
        .route(
            "/espace/moi/documents/{document}/parents",
            post(visibility::parents),
        )
        .route("/espace/moi/voir-comme/{rpps}", get(as_them::page))
        .route("/espace/moi/acces/professions", get(professions::page))
        .route("/pro/patients/{space}", get(professional::record))
        .route(
            "/pro/patients/{space}/documents/{document}",
            get(professional::document),
        )
        .route(
            "/pro/patients/{space}/documents/{document}/images",
            get(images::professional),
        )
        .route(
            "/pro/patients/{space}/documents/{document}/images/{frame}",
            get(images::professional_frame),
        )
        .route(
            "/pro/patients/{space}/documents/{document}/contenu/{place}",
            get(professional::inside),
        )
        .route(
            "/pro/patients/{space}/documents/{document}/telecharger",
            get(professional::download),
        )
        .merge(add::routes())
        .merge(arrivals::routes())
        .merge(life::routes())
        .merge(comments::routes())
        .merge(replacing::routes())
        .merge(bin::routes())
        .merge(folders::routes())
        .merge(together::routes())
        .merge(share::routes())
        .merge(deposits::routes())
        .with_state(pages)
}

/// Lines of documents for their holder, each with its true badge.
///
/// # Errors
/// Not found, unless the permit is the holder's.
pub fn holder_rows<'a>(
    page: &Page,
    permit: &Permit,
    listed: impl IntoIterator<Item = &'a Listed>,
) -> Result<Vec<Row>> {
    let people = visibility::People::of(permit)?;
    let row = |listed| Row::for_holder(page, listed, &people);
    Ok(listed.into_iter().map(row).collect())
}

/// Lines of documents for a professional, held against the person they are of.
pub fn professional_rows<'a>(
    page: &Page,
    listed: impl IntoIterator<Item = &'a Listed>,
    face: &Face,
) -> Vec<Row> {
    let row = |it: &'a Listed| Row::for_professional(page, it).held_against(it, face);
    listed.into_iter().map(row).collect()
}
