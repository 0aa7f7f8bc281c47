//! *Proches*: the children, each with what can be done for them; and accepting an
//! invitation.

mod carer;
mod child;
mod join;
mod list;

pub use list::{Card, cards};

use crate::Mandates;
use axum::Router;
use axum::routing::get;

/// Where people close to somebody are.
const LIST: &str = "/espace/moi/proches";

pub(crate) fn routes(mandates: Mandates) -> Router {
    Router::new()
        .route("/espace/moi/proches", get(list::show))
        .route(
            "/espace/moi/proches/rejoindre",
            get(join::form).post(join::join),
        )
        .route(
            "/espace/moi/proches/inviter",
            get(carer::form).post(carer::invite),
        )
        .route(
            "/espace/moi/proches/aidants/{carer}",
            get(carer::show).post(carer::act),
        )
        .route(
            "/espace/moi/proches/{child}",
            get(child::show).post(child::act),
        )
        .with_state(mandates)
}
