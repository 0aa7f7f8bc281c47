//! Hearing from a provider that somebody's session there ended: OpenID Connect
//! Back-Channel Logout 1.0, §2.5 to §2.8, for the provider of professionals and
//! for FranceConnect alike.
//!
//! | what came | answer |
//! |---|---|
//! | its word, whoever's session it was and whether or not one was open | 200 |
//! | anything else, whatever is wrong with it | 400 `invalid_request` |
//! | too much of that from one address | 429 |
//! | no keys of the provider to check it with, or not the newest, or no store | 503 |
//!
//! No answer tells whether anybody was signed in.

use crate::clients::{failing, uncached};
use crate::oidc::{Dialect, Refused, Speaker, Stop, Unheard};
use crate::provider::Reception;
use crate::sessions::Word;
use axum::response::{IntoResponse as _, Response};
use edge::{Failure, Form};
use http::header::{CACHE_CONTROL, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use kernel::Timestamp;
use serde_json::json;
use std::net::IpAddr;

/// Where the two tell it. Programs alone ask there and no cookie opens anything, so
/// that what protects our own forms has nothing to protect. Nothing lies below.
pub const ENDED_THERE: [&str; 2] = ["/pro/connexion/fin", "/connexion/franceconnect/fin"];

/// How long a provider should wait whom we cannot check just now, in seconds.
const AGAIN: u32 = 30;

/// Hears a provider: ends what came from the session that it names.
pub(crate) async fn hear<D: Dialect>(
    speaker: &Speaker<D>,
    reception: &dyn Reception,
    form: Result<Form, Failure>,
    client: Option<IpAddr>,
    now: Timestamp,
) -> Response {
    let token = form.as_ref().map_or("", |form| form.raw("logout_token"));
    answer(heard(speaker, reception, token, client, now).await)
}

async fn heard<D: Dialect>(
    speaker: &Speaker<D>,
    reception: &dyn Reception,
    token: &str,
    client: Option<IpAddr>,
    now: Timestamp,
) -> Result<(), Stop<Refused>> {
    reception.check_word(client).await?;
    let refused = match speaker.ended(token, now).await {
        Ok(ended) => {
            let issuer = speaker.issuer();
            match reception.end_whence(&Word { issuer, ended }).await? {
                true => return Ok(()),
                false => Unheard::Refused(Refused::Stale),
            }
        }
        Err(refused) => refused,
    };
    // A provider that does not answer proves nothing against whoever called.
    if refused != Unheard::Refused(Refused::Unreachable) {
        reception.count_false_word(client).await?;
    }
    Err(match refused {
        Unheard::Refused(refused) => refused.into(),
        Unheard::Untested => Refused::Unreachable.into(),
    })
}

fn answer(heard: Result<(), Stop<Refused>>) -> Response {
    match heard {
        Ok(()) => {
            let uncached = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (StatusCode::OK, uncached).into_response()
        }
        Err(Stop::Refused(Refused::Unreachable)) => {
            let body = json!({"error": "temporarily_unavailable"});
            let mut response = uncached(StatusCode::SERVICE_UNAVAILABLE, body);
            response.headers_mut().insert(RETRY_AFTER, AGAIN.into());
            response
        }
        Err(Stop::Refused(_)) => {
            uncached(StatusCode::BAD_REQUEST, json!({"error": "invalid_request"}))
        }
        Err(Stop::Failed(error)) => failing(&error),
    }
}
