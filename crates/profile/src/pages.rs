//! How the profile looks: the holder's pages, the professional's, and the blocks
//! that other pages show of it.

mod corrections;
mod form;
mod found;
mod growth;
mod holder;
mod holder_acts;
mod measures;
mod professional;
mod shown;
mod targets;

pub use shown::{Block, LineView, blocks};

use crate::actions::{Corrections, Profiles};
use crate::growth::Growth;
use crate::rules::Heading;
use axum::Router;
use axum::routing::{get, post};
use documents::Documents;
use kernel::{Error, Result};
use spaces::Spaces;
use std::sync::Arc;

/// What the pages need.
#[derive(Clone)]
pub struct Pages {
    /// The profiles.
    pub profiles: Profiles,
    /// The documents that lines rest on.
    pub documents: Documents,
    /// What professionals are asked to correct.
    pub corrections: Corrections,
    /// Reference curves of growth, where somebody set them up.
    pub growth: Option<Arc<Growth>>,
    /// The register, for whose profile it is.
    pub spaces: Spaces,
}

/// The routes of the pages.
pub fn routes(pages: Pages) -> Router {
    Router::new()
        .route("/espace/moi/profil", get(holder::overview))
        .route(
            "/espace/moi/profil/depuis/{document}",
            get(found::page).post(found::add),
        )
        .route("/espace/moi/profil/{heading}", get(holder::heading))
        .route(
            "/espace/moi/profil/{heading}/ajouter",
            get(holder::add).post(holder::add_sent),
        )
        .route(
            "/espace/moi/profil/{heading}/aucun",
            post(holder_acts::nothing),
        )
        .route(
            "/espace/moi/profil/{heading}/partage",
            post(holder_acts::share),
        )
        .route(
            "/espace/moi/profil/{heading}/{line}",
            get(holder::change).post(holder::change_sent),
        )
        .route(
            "/espace/moi/profil/{heading}/{line}/retirer",
            post(holder_acts::remove),
        )
        .route(
            "/espace/moi/profil/{heading}/{line}/remettre",
            post(holder_acts::restore),
        )
        .route(
            "/espace/moi/profil/{heading}/{line}/correction",
            get(holder_acts::correction).post(holder_acts::ask_correction),
        )
        .route(
            "/espace/moi/profil/objectifs",
            get(targets::list).post(targets::set),
        )
        .route(
            "/espace/moi/profil/objectifs/{target}/retirer",
            post(targets::remove),
        )
        .route(
            "/pro/patients/{space}/objectifs",
            get(targets::pro_list).post(targets::pro_set),
        )
        .route(
            "/pro/patients/{space}/objectifs/{target}/retirer",
            post(targets::pro_remove),
        )
        .route("/pro/corrections", get(corrections::list))
        .route(
            "/pro/corrections/{space}/{line}",
            get(corrections::request).post(corrections::answer),
        )
        .route("/pro/patients/{space}/profil", get(professional::overview))
        .route(
            "/pro/patients/{space}/profil/{heading}",
            get(professional::heading),
        )
        .route(
            "/pro/patients/{space}/profil/{heading}/ajouter",
            get(professional::add).post(professional::add_sent),
        )
        .route(
            "/pro/patients/{space}/profil/{heading}/{line}",
            get(professional::change).post(professional::change_sent),
        )
        .route(
            "/pro/patients/{space}/profil/{heading}/{line}/decider",
            post(professional::decide),
        )
        .with_state(pages)
}

/// The heading of an address.
fn named(slug: &str) -> Result<Heading> {
    Heading::from_slug(slug).ok_or_else(Error::not_found)
}
