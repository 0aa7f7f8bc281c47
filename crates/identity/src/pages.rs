//! The pages of signing in, of sessions and of factors. Those of the team are in
//! [`crate::staff`].
//!
//! | path | who | what |
//! |---|---|---|
//! | `/connexion` | anybody | username and password, or a passkey |
//! | `/connexion/code` | a way begun | the six digits |
//! | `/connexion/cle`, `…/debut` | anybody | the passkey's answer, its challenge |
//! | `/op/…`, `/accompagnement/…`, `/admin/connexion` | anybody | the same three, for the team |
//! | `/connexion/preuve`, `…/cle` | a holder | both factors again |
//! | `/admin/connexion/preuve`, `…/cle` | an administrator | the same |
//! | `/pro/verrou` | a professional | POST: locks the session; GET: where it stands locked |
//! | `/deconnexion` | anybody | POST: ends the session |
//! | `/session` | anybody | 204 while the session is open, which renews it; else 401 |
//! | `/espace/moi/reglages/appareils` | a holder | their open sessions |
//! | `/espace/moi/reglages/connexion` | a holder | password, app, passkeys |
//!
//! A door's pages are the same for all: the path says whose door it is
//! ([`Audience::at`]), and only that audience's accounts come in there.

mod devices;
mod factors;
pub(crate) mod lock;
mod proof;
mod sign_in;

pub(crate) use factors::again as settings_again;

use crate::Identity;
use crate::caller::{Caller, Holder};
use crate::over;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use edge::{Asked, Audience, Failure};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, StatusCode};
use kernel::{Error, Kind};

pub(crate) fn routes(identity: Identity) -> Router {
    Router::new()
        .route("/connexion", get(sign_in::page).post(sign_in::send))
        .route(
            "/connexion/code",
            get(sign_in::code_page).post(sign_in::send_code),
        )
        .route("/connexion/cle/debut", post(sign_in::begin_passkey))
        .route("/connexion/cle", post(sign_in::send_passkey))
        .route("/connexion/preuve", get(proof::page).post(proof::send))
        .route("/connexion/preuve/cle", post(proof::send_passkey))
        .merge(doors_of_the_team())
        .merge(crate::staff::routes())
        .route("/pro/verrou", get(lock::page).post(lock::send))
        .route("/deconnexion", post(sign_in::sign_out))
        .route("/session", get(session))
        .route(
            "/espace/moi/reglages/appareils",
            get(devices::page).post(devices::end),
        )
        .route("/espace/moi/reglages/connexion", get(factors::page))
        .route(
            "/espace/moi/reglages/connexion/mot-de-passe",
            post(factors::change_password),
        )
        .route(
            "/espace/moi/reglages/connexion/cle/debut",
            post(factors::begin_passkey),
        )
        .route(
            "/espace/moi/reglages/connexion/cle",
            post(factors::add_passkey),
        )
        .route(
            "/espace/moi/reglages/connexion/retirer",
            post(factors::remove),
        )
        .with_state(identity)
}

fn doors_of_the_team() -> Router<Identity> {
    Router::new()
        .route("/op/connexion", get(sign_in::page).post(sign_in::send))
        .route(
            "/op/connexion/code",
            get(sign_in::code_page).post(sign_in::send_code),
        )
        .route("/op/connexion/cle", post(sign_in::send_passkey))
        .route(
            "/accompagnement/connexion",
            get(sign_in::page).post(sign_in::send),
        )
        .route(
            "/accompagnement/connexion/code",
            get(sign_in::code_page).post(sign_in::send_code),
        )
        .route("/accompagnement/connexion/cle", post(sign_in::send_passkey))
        .route("/admin/connexion", get(sign_in::page).post(sign_in::send))
        .route(
            "/admin/connexion/code",
            get(sign_in::code_page).post(sign_in::send_code),
        )
        .route("/admin/connexion/cle", post(sign_in::send_passkey))
        .route(
            "/admin/connexion/preuve",
            get(proof::page).post(proof::send),
        )
        .route("/admin/connexion/preuve/cle", post(proof::send_passkey))
}

/// Whether the session is open; asking renews it. Gone says that it is over, and that
/// what is sent from its pages is held: no page need be left at once.
async fn session(State(_): State<Identity>, request: Request) -> Response {
    let asks = request.extensions();
    let status = match (asks.get::<Caller>(), asks.get::<over::Known>()) {
        (Some(_), _) => StatusCode::NO_CONTENT,
        (None, Some(_)) => StatusCode::GONE,
        (None, None) => StatusCode::UNAUTHORIZED,
    };
    status.into_response()
}

pub(crate) fn with_cookies(response: Response, cookies: Vec<HeaderValue>) -> Response {
    cookies.into_iter().fold(response, edge::with_cookie)
}

fn with_header(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    let value = HeaderValue::from_static(value);
    response.headers_mut().insert(name, value);
    response
}

pub(crate) fn json(text: String) -> Response {
    with_header(text.into_response(), CONTENT_TYPE, "application/json")
}

/// The door of a page, as its forms know it.
#[derive(Clone, Copy)]
pub(crate) struct Door(pub(crate) Audience);

impl Door {
    fn of(asked: &Asked) -> Self {
        Self(Audience::at(&asked.path))
    }

    fn is_staff(self) -> bool {
        self.0.is_staff()
    }

    /// Its first page.
    fn path(self) -> &'static str {
        self.0.sign_in()
    }

    /// A page of it.
    fn below(self, rest: &str) -> String {
        format!("{}{rest}", self.path())
    }
}

/// A path of ours to go on to, without the language, or the home of those who
/// come in at this door.
pub(crate) fn back(door: Door, wanted: &str) -> &str {
    let path = edge::local_path(wanted);
    let path = match path.strip_prefix("/en") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    };
    match path.split(['?', '#']).next().unwrap_or_default() {
        "/" => door.0.home(),
        bare if edge::is_under(bare, door.path()) => door.0.home(),
        _ => path,
    }
}

/// As [`back`], for holders.
pub(crate) fn back_of_holder(wanted: &str) -> &str {
    back(Door(Audience::Holder), wanted)
}

/// Whether this holder's computer is shared: the new cookie must end with the
/// browser too.
pub(crate) async fn is_shared(identity: &Identity, holder: &Holder) -> Result<bool, Error> {
    let lines = identity.list_sessions(holder).await?;
    let own = lines.iter().find(|line| line.current);
    Ok(own.is_none_or(|line| line.shared))
}

/// What a form says about an error: nothing typed is lost but the password.
/// With brakes, the same sentence stands in the same place, as 429.
pub(crate) struct Refusal {
    error: Error,
    status: StatusCode,
    retry_after: Option<HeaderValue>,
}

impl Refusal {
    /// # Errors
    /// What is not for the person to mend on this page.
    pub(crate) fn of(error: Error, field: &'static str) -> Result<Self, Failure> {
        let wait = error.retry_after();
        let seconds = wait.map(|wait| HeaderValue::from(wait.as_secs().max(1)));
        match error.kind() {
            Kind::Invalid if error.field_errors().is_empty() => Ok(Self {
                error: Error::field(field, error.code()),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                retry_after: None,
            }),
            Kind::Invalid => Ok(Self {
                error,
                status: StatusCode::UNPROCESSABLE_ENTITY,
                retry_after: None,
            }),
            Kind::TooMany => Ok(Self {
                error: Error::field(field, error.code()),
                status: StatusCode::TOO_MANY_REQUESTS,
                retry_after: seconds,
            }),
            _ => Err(error.into()),
        }
    }

    pub(crate) fn answer(
        self,
        page: impl FnOnce(Error, StatusCode) -> Result<Response, Failure>,
    ) -> Response {
        let mut response = match page(self.error, self.status) {
            Ok(response) => response,
            Err(failure) => return failure.into_response(),
        };
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// The query's `retour`, or nothing.
pub(crate) fn wanted(asked: &Asked) -> String {
    asked.param("retour").ok().flatten().unwrap_or_default()
}

/// As if this path had been asked for: a form that posts elsewhere shows its
/// own page again.
pub(crate) fn at(mut asked: Asked, path: &str) -> Asked {
    path.clone_into(&mut asked.path);
    asked
}
