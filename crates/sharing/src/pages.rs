//! How sharing looks: *Qui voit quoi*, the access history, and the page where a
//! professional states a care link.

mod history;
mod link;
mod overview;

pub use history::{LastSeen, last_seen};

use crate::actions::Sharing;
use axum::Router;
use axum::routing::{get, post};
use edge::{Locale, Page};
use identity::Profession;
use kernel::{Error, Result, SpaceId};
use spaces::Spaces;

/// The sentences of this crate.
pub const TEXTS: Locale = Locale {
    name: "sharing",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What the pages need.
#[derive(Clone)]
pub struct Pages {
    /// The gate.
    pub sharing: Sharing,
    /// The register, for the names above a professional's pages.
    pub spaces: Spaces,
}

impl Pages {
    /// The routes.
    pub fn routes(self) -> Router {
        Router::new()
            .route("/espace/moi/acces", get(overview::overview))
            .route("/espace/moi/acces/journal", get(history::history))
            .route("/espace/moi/acces/lien/{link}/arreter", post(overview::cut))
            .route(
                "/pro/patients/{space}/lien",
                get(link::form).post(link::send),
            )
            .with_state(self)
    }
}

fn own_space(caller: &identity::Holder) -> Result<SpaceId> {
    caller.spaces.first().copied().ok_or_else(Error::not_found)
}

fn profession(page: &Page, code: &str) -> String {
    Profession::from_code(code).map_or_else(
        |_| code.to_owned(),
        |profession| profession.label(page.lang).to_owned(),
    )
}
