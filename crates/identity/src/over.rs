//! What a holder sends after their session was over: nothing of it is done, and nothing
//! typed is lost. The page that answers holds it, out of sight, in that browser alone,
//! until they have signed in again beside it and send it once more; it is taken from
//! nobody else. No password and no file is held, and nothing on a shared computer: then
//! the sign-in page says that it was not recorded.

use crate::Identity;
use crate::caller::Caller;
use crate::pages;
use askama::Template;
use axum::extract::{FromRequest as _, Request};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use edge::{Acting, As, Asked, Audience, LongForm, Page, encode, is_under};
use http::{Method, StatusCode};
use kernel::{AccountId, Error, SpaceId};

/// The name under which an address says who sent something the first time.
const WHOSE: &str = "de";
/// Where everything is for whoever is signed in.
const THEIRS: &str = "/espace";
/// What no page repeats.
const UNREPEATED: [&str; 4] = ["mot-de-passe", "code", "secret", "reponse"];

/// The page of ours that something was sent from, as the browser says it.
#[derive(Clone)]
pub(crate) struct CameFrom(pub Option<String>);

/// Whoever asks comes from a session that is over, and known: a form of theirs is held.
#[derive(Clone, Copy)]
pub(crate) struct Known;

#[derive(Template)]
#[template(path = "id_over.html")]
struct OverPage {
    page: Page,
    action: String,
    fields: Vec<(String, String)>,
}

/// Whose something is that comes from nobody: of the session that was over when it came,
/// or as its address says.
pub(crate) fn whose(
    identity: &Identity,
    over: Option<AccountId>,
    request: &Request,
) -> Option<String> {
    let path = request.uri().path();
    if *request.method() != Method::POST || !is_under(path, THEIRS) {
        return None;
    }
    // An address that names somebody already is never given another name.
    said(request).or_else(|| over.map(|account| tag(identity, account)))
}

/// Refuses what somebody else sent the first time.
///
/// # Errors
/// Forbidden `identity-over-other`.
pub(crate) fn is_theirs(
    identity: &Identity,
    caller: &Caller,
    request: &Request,
) -> Result<(), Error> {
    let Caller::Holder(holder) = caller else {
        return Ok(());
    };
    let sends = *request.method() == Method::POST;
    match said(request) {
        Some(tag_said) if sends && tag_said != tag(identity, holder.account) => {
            Err(Error::forbidden("identity-over-other"))
        }
        _ => Ok(()),
    }
}

/// Holds what came, in the page that answers.
pub(crate) async fn hold(whose: &str, child: Option<SpaceId>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = crate::layer::asked(&mut parts, &()).await;
    let came_from = parts.extensions.get::<CameFrom>().cloned();
    let came = LongForm::from_request(Request::from_parts(parts, body), &()).await;
    let Ok(LongForm(form)) = came else {
        return lost(&asked, came_from);
    };
    let names: Vec<&str> = form.names("").collect();
    let unrepeated = |name: &&str| UNREPEATED.iter().any(|one| name.starts_with(one));
    if names.iter().any(unrepeated) {
        return lost(&asked, came_from);
    }
    let mut there = asked.clone();
    let page = pages::at(asked, Audience::Holder.sign_in()).page("identity-over-title");
    there.acting = child.map(|space| Acting {
        space,
        name: String::new(),
        // Both have their addresses alike.
        capacity: As::Representative,
    });
    let template = OverPage {
        action: page.own_href(&format!("{}?{WHOSE}={whose}", there.turned(&there.path))),
        page,
        fields: names
            .into_iter()
            .map(|name| (name.to_owned(), form.raw(name).to_owned()))
            .collect(),
    };
    edge::render(StatusCode::UNAUTHORIZED, &template)
}

/// To the door, which says that what was sent is lost; and from there to the page that
/// sent it.
pub(crate) fn lost(asked: &Asked, came_from: Option<CameFrom>) -> Response {
    let door = Audience::at(&asked.path).sign_in();
    let back = came_from.and_then(|CameFrom(page)| page);
    let back = back.map(|page| format!("&retour={}", encode(&page)));
    asked.go(&format!("{door}?fin=perdu{}", back.unwrap_or_default()))
}

fn tag(identity: &Identity, account: AccountId) -> String {
    let tag = keys::mac(&identity.keys().over, "whose", &account.to_bytes());
    BASE64.encode(&tag[..16])
}

/// Whom the address names; only what can be a name of ours is looked at.
fn said(request: &Request) -> Option<String> {
    let pairs = request.uri().query()?.split('&');
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    let (_, said) = pairs.find(|(name, _)| *name == WHOSE)?;
    let is_ours = BASE64.decode(said).is_ok_and(|bytes| bytes.len() == 16);
    is_ours.then(|| said.to_owned())
}
