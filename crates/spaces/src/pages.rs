//! How it looks: activating, refusing, closing, and the search of
//! professionals. Pages call actions and nothing else.

mod activate;
mod ask;
mod choice;
mod choosing;
mod closing;
mod contact;
mod factor;
pub mod facts;
mod federated;
mod given;
mod helping;
mod recover;
mod search;
mod settings;

pub use activate::ACTIVATION_COOKIE;
pub use closing::step_words;
pub(crate) use search::SEARCH_LIFE;
pub use search::{Desk, Today, search, search_again, search_page};

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
            "/activer/choix",
            get(choice::choice_page).post(choice::send_choice),
        )
        .route(
            "/opposition",
            get(choice::code_page).post(choice::send_code),
        )
        .route(
            "/opposition/pour",
            get(choice::who_page).post(choice::send_who),
        )
        .route(
            "/opposition/fermer",
            get(choice::close_page).post(choice::send_close),
        )
        .route(
            "/opposition/recu",
            get(choice::receipt_page).post(choice::post_receipt),
        )
        .route("/opposition/recu/justificatif", get(choice::receipt_pdf))
        .route("/code", get(ask::page).post(ask::send))
        .route("/code/envoye", get(ask::sent))
        .route("/activer/contact", get(contact::page).post(contact::send))
        .route(
            "/espace/moi/fermeture",
            get(closing::page).post(closing::choose),
        )
        .route(
            "/espace/moi/fermeture/confirmer",
            get(closing::confirm_page).post(closing::close),
        )
        .route("/espace/moi/ferme", get(closing::closed_page))
        .route("/espace/moi/ferme/justificatif", get(closing::closed_pdf))
        .route(
            "/espace/moi/reglages/notifications",
            get(choosing::page).post(choosing::choose),
        )
        .route("/espace/moi/reglages", get(settings::index))
        .route(
            "/espace/moi/reglages/coordonnees",
            get(settings::page).post(settings::change),
        )
        .route(
            "/espace/moi/reglages/coordonnees/revenir",
            post(settings::restore),
        )
        .route("/connexion/oubli", get(recover::page).post(recover::send))
        .route(
            "/connexion/oubli/code",
            get(recover::code_page).post(recover::send_code),
        )
        .route(
            "/connexion/oubli/mot-de-passe",
            get(recover::password_page).post(recover::choose),
        )
        .route("/connexion/facteur", get(factor::page).post(factor::send))
        .route("/espace/moi/notifications", get(given::page))
        .route("/espace/moi/rouvrir", post(closing::reopen))
        .route("/espace/moi/acces/espace", get(closing::life_page))
        .route(
            "/espace/moi/acces/espace/{act}/annuler",
            post(closing::call_off),
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
        .route("/pro/resultats/{q}", get(search::results_page))
        .with_state(spaces)
}
