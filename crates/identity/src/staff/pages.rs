//! The pages of the team.
//!
//! | path | who | what |
//! |---|---|---|
//! | `/equipe/activer` | anybody with a code | the code, a username, a password |
//! | `/equipe/activer/facteur`, `…/cle` | a way begun | the second factor |
//! | `/accompagnement/charte` | a volunteer | this year's charter |
//! | `/admin` | an administrator | where to go; who did not sign the public log |
//! | `/admin/equipe`, `…/journal` | an administrator | who is of the team, what was done |
//! | `/admin/equipe/proposer`, `…/{account}/…` | the same, after a fresh proof | propose, confirm, end |
//!
//! Signing in is at the doors, in [`crate::pages`].

mod charter;
mod enrol;
mod people;
mod team;

pub use team::Witnesses;

use crate::Identity;
use crate::staff::Role;
use axum::Router;
use axum::routing::{get, post};

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
        .route("/equipe/activer", get(enrol::page).post(enrol::send))
        .route(
            "/equipe/activer/facteur",
            get(enrol::factor_page).post(enrol::send_factor),
        )
        .route("/equipe/activer/facteur/cle", post(enrol::send_passkey))
        .route(
            "/equipe/activer/facteur/cle/debut",
            post(enrol::begin_passkey),
        )
        .route(
            "/accompagnement/charte",
            get(charter::page).post(charter::sign),
        )
        .route("/admin", get(team::home))
        .route("/admin/equipe", get(team::page))
        .route("/admin/equipe/journal", get(team::journal))
        .route(
            "/admin/equipe/proposer",
            get(people::draft_page).post(people::propose),
        )
        .route(
            "/admin/equipe/{account}/confirmer",
            get(people::confirm_page).post(people::confirm),
        )
        .route("/admin/equipe/{account}/code", get(people::show_code))
        .route(
            "/admin/equipe/{account}/terminer",
            get(people::end_page).post(people::end),
        )
}

/// What a role is called.
const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Operator => "staff-role-operator",
        Role::Volunteer => "staff-role-volunteer",
        Role::Administrator => "staff-role-administrator",
    }
}
