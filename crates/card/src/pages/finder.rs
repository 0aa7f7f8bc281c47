//! Before whoever found a card: its lines, without an account, a cookie or a form.
//! Where there is none, one same page says so, whatever was asked for.

use super::said;
use crate::Cards;
use crate::actions::Found;
use crate::lines::Group;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use edge::{Answer, Asked, Page};
use http::header::{HeaderName, REFERRER_POLICY, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use kernel::{Error, Kind, Result};

/// What search machines may do with it: nothing.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

#[derive(Template)]
#[template(path = "finder.html")]
struct FinderPage {
    page: Page,
    groups: Vec<Group>,
    /// When it was read: now, as the history has it.
    read_at: String,
}

#[derive(Template)]
#[template(path = "finder_none.html")]
struct NonePage {
    page: Page,
    /// Why nothing is shown, and what to do then.
    sentences: [String; 2],
}

/// A page of nobody's: it shows nothing of a session, and its own address only to
/// whoever has it.
fn page(asked: &Asked, title: &str) -> Page {
    let mut nobody = asked.clone();
    nobody.who = None;
    nobody.path = String::from("/u");
    nobody.query = None;
    nobody.page(title)
}

/// Neither found by search machines, nor told to other sites.
fn discreet(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let robots = HeaderValue::from_static("noindex, nofollow, noarchive, nosnippet");
    headers.insert(ROBOTS, robots);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// There is no card here: never made, ended, of a space that is not open.
pub(super) async fn none(asked: Asked) -> Response {
    let page = page(&asked, "card-none-title");
    let sentences = ["card-none", "card-none-more"].map(|key| page.t(key));
    discreet(edge::render(
        StatusCode::NOT_FOUND,
        &NonePage { page, sentences },
    ))
}

/// It is asked for too often.
fn slow(asked: &Asked, error: &Error) -> Response {
    let page = page(asked, "card-slow-title");
    let sentences = ["card-slow", "card-slow-more"].map(|key| page.t(key));
    let template = NonePage { page, sentences };
    let mut response = edge::render(StatusCode::TOO_MANY_REQUESTS, &template);
    let wait = error.retry_after().map_or(1, |wait| wait.as_secs().max(1));
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from(wait));
    discreet(response)
}

pub(super) async fn show(
    asked: Asked,
    secret: Result<Path<String>, PathRejection>,
    State(cards): State<Cards>,
) -> Answer {
    let secret = secret.map_or_else(|_| String::new(), |Path(secret)| secret);
    let found = cards.find(&secret, asked.client).await;
    match found.and_then(|found| shown(&asked, &secret, &found)) {
        Ok(response) => Ok(response),
        Err(error) => match error.kind() {
            Kind::NotFound | Kind::Forbidden => Ok(none(asked).await),
            Kind::TooMany => Ok(slow(&asked, &error)),
            _ => Err(error.into()),
        },
    }
}

fn shown(asked: &Asked, secret: &str, found: &Found) -> Result<Response> {
    let mut page = page(asked, "card-found-title");
    let groups = said(&page, &found.permit, &found.face)?;
    let other = page.other_lang().prefix();
    page.other_lang_href = format!("{other}/u/{secret}");
    Ok(discreet(edge::show(&FinderPage {
        groups,
        read_at: page.moment(found.permit.now()),
        page,
    })))
}
