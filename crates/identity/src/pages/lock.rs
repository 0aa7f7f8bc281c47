//! `/pro/verrou`: a professional locks their session, and finds it locked. The way
//! on is at their provider's ([`crate::provider`]).

use crate::Identity;
use crate::layer::{LockedIn, ProfessionalIn};
use crate::sessions::Locked;
use crate::tokens;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use http::{HeaderMap, StatusCode};

#[derive(Template)]
#[template(path = "pro_verrou.html")]
struct LockPage {
    page: Page,
    name: String,
    place: Option<String>,
    lost: bool,
}

/// The page of a locked session, with what is to be said of a proof that failed.
pub(crate) fn show(asked: Asked, locked: &Locked, said: Option<(StatusCode, String)>) -> Response {
    let mut page = super::at(asked, "/pro/verrou").page("pro-lock-title");
    let mut status = StatusCode::OK;
    if let Some((told, text)) = said {
        status = told;
        page = page.with_status(Tone::Warning, text);
    }
    let template = LockPage {
        page,
        name: locked.who.name.0.clone(),
        place: locked.who.place.as_ref().map(|place| place.name.clone()),
        lost: locked.lost,
    };
    edge::render(status, &template)
}

/// Where a session stands locked; who is in goes on.
pub(super) async fn page(
    LockedIn(locked): LockedIn,
    asked: Asked,
    who: Result<ProfessionalIn, Response>,
) -> Response {
    match (locked, who) {
        (Some(locked), _) => {
            let mut asked = asked;
            asked.query = None;
            show(asked, &locked, None)
        }
        (None, Ok(_)) => asked.go("/pro"),
        (None, Err(turned)) => turned,
    }
}

/// Locks the session that asks. Twice is harmless.
pub(super) async fn send(
    State(identity): State<Identity>,
    LockedIn(locked): LockedIn,
    asked: Asked,
    headers: HeaderMap,
    who: Result<ProfessionalIn, Response>,
    form: Form,
) -> Answer {
    form.only(&["retour"])?;
    if locked.is_none() {
        let who = match who {
            Ok(ProfessionalIn(who)) => who,
            Err(turned) => return Ok(turned),
        };
        let token = tokens::earlier_session(&headers).and_then(tokens::hash);
        if let Some(token_hash) = token {
            let back = crate::provider::back(Some(form.text("retour")));
            identity.lock(token_hash, &who, back).await?;
        }
    }
    Ok(asked.go("/pro/verrou"))
}
