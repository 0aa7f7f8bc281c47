//! How a provider of the demonstration answers: its description, its one page,
//! and what programs ask.

use super::desk::Used;
use super::{CLIENT_ID, DemoProvider, Party, Row, TOKEN_LIFE};
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use edge::{Answer, Asked, Form, Page};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderMap};
use http::{HeaderValue, StatusCode};
use kernel::Error;
use keys::sha256;
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) async fn metadata(State(provider): State<DemoProvider>) -> Json<Value> {
    Json(provider.issuer().metadata())
}

pub(super) async fn jwks(State(provider): State<DemoProvider>) -> Json<Value> {
    Json(provider.issuer().jwks.clone())
}

/// An authorization request, checked.
struct Wanted {
    to: Party,
    state: String,
    nonce: String,
    challenge: String,
}

impl DemoProvider {
    /// OpenID Connect Core §3.1.2.2; PKCE is compulsory, and the address to go
    /// back to is compared as text.
    fn wanted(&self, param: impl Fn(&str) -> String) -> Result<Wanted, Error> {
        let to = self.party(&param("client_id"), param("redirect_uri"));
        let right = param("response_type") == "code"
            && param("code_challenge_method") == "S256"
            && param("scope").split(' ').any(|scope| scope == "openid");
        let wrong = || Error::invalid("demo-provider-request-wrong");
        let wanted = Wanted {
            to: to.ok_or_else(wrong)?,
            state: param("state"),
            nonce: param("nonce"),
            challenge: param("code_challenge"),
        };
        let given = [&wanted.state, &wanted.nonce, &wanted.challenge];
        if right
            && given
                .iter()
                .all(|text| !text.is_empty() && text.len() <= 200)
        {
            Ok(wanted)
        } else {
            Err(wrong())
        }
    }

    /// Who asks: the site, or software on somebody's own machine, which has no
    /// secret and waits for its answer there (RFC 8252, 7.3).
    fn party(&self, client_id: &str, redirect_uri: String) -> Option<Party> {
        let at_home = redirect_uri.starts_with("http://127.0.0.1:") && redirect_uri.len() <= 100;
        match client_id {
            CLIENT_ID if redirect_uri == self.issuer().redirect_uri() => Some(Party {
                client_id: CLIENT_ID,
                redirect_uri,
            }),
            other if at_home && self.manner().software == Some(other) => Some(Party {
                client_id: self.manner().software?,
                redirect_uri,
            }),
            _ => None,
        }
    }

    fn back(&self, party: &Party, state: &str, what: &str) -> Response {
        let to = &party.redirect_uri;
        let (state, iss) = (escape(state), escape(self.issuer().address()));
        Redirect::to(&format!("{to}?{what}&state={state}&iss={iss}")).into_response()
    }

    /// Whether the site shows its secret, in the way of this provider.
    fn knows(&self, headers: &HeaderMap, form: &Form) -> bool {
        let secret = &self.issuer().client_secret;
        let (shown, expected) = match self.manner().france_connect {
            true => (
                format!("{}:{}", form.raw("client_id"), form.raw("client_secret")).into_bytes(),
                format!("{CLIENT_ID}:{secret}"),
            ),
            false => {
                let shown = headers.get(AUTHORIZATION);
                let pair = BASE64_STANDARD.encode(format!("{CLIENT_ID}:{secret}"));
                (
                    shown.map_or(&b""[..], HeaderValue::as_bytes).to_vec(),
                    format!("Basic {pair}"),
                )
            }
        };
        sha256(&shown) == sha256(expected.as_bytes())
    }
}

#[derive(Template)]
#[template(path = "demo_provider.html")]
struct WhoAreYou {
    page: Page,
    action: String,
    hidden: Vec<(&'static str, String)>,
    field: &'static str,
    words: [&'static str; 4],
    people: Vec<Row>,
}

const KEPT_PARAMS: [&str; 8] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

pub(super) async fn ask_who(State(provider): State<DemoProvider>, asked: Asked) -> Answer {
    let mut given = HashMap::new();
    for name in KEPT_PARAMS {
        given.insert(name, asked.param(name)?.unwrap_or_default());
    }
    provider.wanted(|name| given.get(name).cloned().unwrap_or_default())?;
    let manner = provider.manner();
    let page = asked.page("demo-provider-title");
    Ok(edge::show(&WhoAreYou {
        action: page.href(&format!("{}/authorize", manner.path)),
        hidden: given.into_iter().collect(),
        field: manner.field,
        words: manner.words,
        people: provider.cast().rows(&page).await?,
        page,
    }))
}

pub(super) async fn be_somebody(State(provider): State<DemoProvider>, form: Form) -> Answer {
    let wanted = provider.wanted(|name| form.raw(name).to_owned())?;
    if form.has("cancel") {
        return Ok(provider.back(&wanted.to, &wanted.state, "error=access_denied"));
    }
    let who = form.raw(provider.manner().field).to_owned();
    let world = &provider.issuer().world;
    let Wanted {
        to,
        state,
        nonce,
        challenge,
    } = wanted;
    let code = provider
        .desk()
        .give(world, (who, to.clone()), nonce, challenge);
    Ok(provider.back(&to, &state, &format!("code={code}")))
}

pub(super) async fn token(
    State(provider): State<DemoProvider>,
    headers: HeaderMap,
    form: Form,
) -> Response {
    let party = provider.party(form.raw("client_id"), form.raw("redirect_uri").to_owned());
    let software = party.filter(|party| party.client_id != CLIENT_ID);
    if software.is_none() && !provider.knows(&headers, &form) {
        return answer(StatusCode::UNAUTHORIZED, json!({"error": "invalid_client"}));
    }
    if form.raw("grant_type") != "authorization_code" {
        return answer(
            StatusCode::BAD_REQUEST,
            json!({"error": "unsupported_grant_type"}),
        );
    }
    let world = &provider.issuer().world;
    let party = software.unwrap_or_else(|| Party {
        client_id: CLIENT_ID,
        redirect_uri: provider.issuer().redirect_uri(),
    });
    let right = form.raw("redirect_uri") == party.redirect_uri;
    let used = right
        .then(|| {
            let mut desk = provider.desk();
            desk.take(world, form.raw("code"), form.raw("code_verifier"))
        })
        .flatten()
        .filter(|used| used.to == party);
    let Some(Used {
        who, nonce, token, ..
    }) = used
    else {
        return answer(StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"}));
    };
    let subject = provider.cast().subject(&who);
    // Software is told in the token who it is: it asks nothing further.
    let more = match party.client_id {
        CLIENT_ID => json!({}),
        _ => provider.cast().claims(&who).await.unwrap_or_default(),
    };
    match provider
        .issuer()
        .id_token(party.client_id, &subject, &nonce, more)
    {
        Ok(id_token) => answer(
            StatusCode::OK,
            json!({
                "access_token": token, "token_type": "Bearer",
                "expires_in": TOKEN_LIFE.as_secs(), "id_token": id_token,
            }),
        ),
        Err(_) => in_trouble(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

pub(super) async fn userinfo(State(provider): State<DemoProvider>, headers: HeaderMap) -> Response {
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = shown.and_then(|text| text.strip_prefix("Bearer "));
    let now = provider.issuer().world.now();
    let Some(who) = token.and_then(|token| provider.desk().whose(token, now)) else {
        return answer(StatusCode::UNAUTHORIZED, json!({"error": "invalid_token"}));
    };
    let Ok(mut claims) = provider.cast().claims(&who).await else {
        return in_trouble(StatusCode::SERVICE_UNAVAILABLE);
    };
    claims["sub"] = json!(provider.cast().subject(&who));
    if !provider.manner().france_connect {
        return answer(StatusCode::OK, claims);
    }
    match provider.issuer().sign(CLIENT_ID, claims) {
        Ok(signed) => {
            let headers = [
                (CONTENT_TYPE, "application/jwt"),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, signed).into_response()
        }
        Err(_) => in_trouble(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// There is no session to end; the browser goes back to the site alone.
pub(super) async fn end_session(State(provider): State<DemoProvider>, asked: Asked) -> Answer {
    let wrong = || Error::invalid("demo-provider-request-wrong");
    let param = |name| Ok::<_, Error>(asked.param(name)?.unwrap_or_default());
    let signed_out = provider.manner().signed_out.ok_or_else(wrong)?;
    let back = format!("{}{signed_out}", provider.issuer().origin());
    if param("post_logout_redirect_uri")? != back || param("id_token_hint")?.is_empty() {
        return Err(wrong().into());
    }
    let state = escape(&param("state")?);
    Ok(Redirect::to(&format!("{back}?state={state}")).into_response())
}

fn in_trouble(status: StatusCode) -> Response {
    answer(status, json!({"error": "server_error"}))
}

fn answer(status: StatusCode, body: Value) -> Response {
    let uncached = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, uncached, Json(body)).into_response()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}
