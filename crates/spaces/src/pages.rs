//! How it looks: the activation of a space in four screens, and the search of
//! professionals. Pages call actions and nothing else.

mod activate;
mod federated;
mod search;

pub(crate) use search::SEARCH_LIFE;

use crate::Spaces;
use axum::Router;
use axum::routing::{get, post};

pub(crate) fn routes(spaces: Spaces) -> Router {
    Router::new()
        .route(
            "/activer",
            get(activate::code_page).post(activate::send_code),
        )
        .route(
            "/activer/connexion",
            get(activate::sign_in_page).post(activate::send_sign_in),
        )
        .route(
            "/activer/facteur",
            get(activate::factor_page).post(activate::send_factor),
        )
        .route(
            "/activer/sans-mot-de-passe",
            post(federated::without_password),
        )
        .route("/activer/facteur/cle", post(activate::send_passkey))
        .route("/activer/facteur/cle/debut", post(activate::ask_passkey))
        .route(
            "/activer/partage",
            get(activate::sharing_page).post(activate::finish),
        )
        .route("/pro", get(search::search_page).post(search::send_search))
        .route("/pro/resultats/{q}", get(search::results_page))
        .with_state(spaces)
}
