//! How sharing looks: *Qui voit quoi*, the access history, and the page where a
//! professional states a care link.

mod emergency;
mod here;
mod history;
mod link;
mod overview;
mod person;
mod presence;
mod record;
mod report;
mod switches;
mod team;

pub use emergency::in_emergency;
pub use here::Here;
pub use history::{HistoryTable, LastSeen, Seen, Words, in_words, last_seen};
pub use link::to_care_link;
pub use record::InRecord;

use crate::actions::{Change, Sharing};
use axum::Router;
use axum::routing::{get, post};
use edge::{Locale, Page};
use identity::professionals::Professionals;
use identity::{Caller, Profession, Professional};
use kernel::{Result, Rpps, SpaceId};
use reports::Reports;
use spaces::{Face, Spaces};
use std::collections::BTreeSet;

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
    /// The national directory.
    pub people: Professionals,
    /// Who reviews emergency accesses.
    pub supervisors: BTreeSet<Rpps>,
    /// What holders say of lines they do not recognise.
    pub reports: Reports,
}

impl Pages {
    /// The routes.
    pub fn routes(self) -> Router {
        Router::new()
            .route("/espace/moi/acces", get(overview::overview))
            .route("/espace/moi/acces/journal", get(history::history))
            .route("/espace/moi/acces/journal/csv", get(history::export::csv))
            .route("/espace/moi/acces/journal/pdf", get(history::export::pdf))
            .route(
                "/espace/moi/acces/signaler",
                get(report::form).post(report::send),
            )
            .route("/espace/moi/acces/pro/{rpps}", get(person::person))
            .route("/espace/moi/acces/pro/{rpps}/decider", post(person::decide))
            .route("/espace/moi/acces/pro/{rpps}/fin", post(person::move_end))
            .route(
                "/espace/moi/acces/reglages",
                get(switches::switches).post(switches::set_switches),
            )
            .route(
                "/espace/moi/acces/urgence",
                get(switches::emergencies).post(switches::set_emergencies),
            )
            .route(
                "/espace/moi/acces/presence",
                get(presence::explain).post(presence::show),
            )
            .route(
                "/pro/patients/{space}/lien",
                get(link::form).post(link::send),
            )
            .route(
                "/pro/patients/{space}/urgence",
                get(emergency::form).post(emergency::open),
            )
            .route(
                "/pro/patients/{space}/urgence/fermer",
                post(emergency::close),
            )
            .route(
                "/pro/patients/{space}/equipe",
                get(team::form).post(team::send),
            )
            .route("/pro/urgences", get(emergency::of_patients))
            .route(
                "/pro/controle",
                get(emergency::reviews).post(emergency::review),
            )
            .with_state(self)
    }
}

impl Pages {
    /// Whose record it is, for somebody who may do this in it. Who was blocked
    /// learns nothing here that a closed space would not tell.
    async fn patient(
        &self,
        professional: &Professional,
        space: SpaceId,
        change: Change,
    ) -> Result<Face> {
        let caller = Caller::Professional(professional.clone());
        self.sharing.check(&caller, space, change).await?;
        self.spaces.open_face(space).await
    }
}

fn profession(page: &Page, code: &str) -> String {
    Profession::from_code(code).map_or_else(
        |_| code.to_owned(),
        |profession| profession.label(page.lang).to_owned(),
    )
}
