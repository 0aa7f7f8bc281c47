//! The token endpoint (RFC 6749 §4.4, RFC 7523 §2.2, RFC 8693) and the metadata
//! of SMART App Launch 2.2.0, "Conformance". Professionals prove who they are at
//! their provider; the page where people are asked is the room's that knows
//! records.

use super::exchange::{ACCESS_TOKEN, TOKEN_EXCHANGE, said};
use super::scopes::Part;
use super::{
    Brought, CODE, Clients, NoToken, REFRESH, Subject, Token, TokenRequest, keys, services,
};
use crate::{oidc, provider};
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use edge::{Asked, Failure, Form};
use http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use kernel::{Error, Kind};
use serde_json::{Value, json};
use std::time::Duration;

/// The routes of software: `/oauth/…` and `/fhir/.well-known/smart-configuration`.
pub fn routes(clients: Clients) -> Router {
    Router::new()
        .merge(services::routes())
        .route("/oauth/token", post(give_token))
        .route("/fhir/.well-known/smart-configuration", get(configuration))
        .with_state(clients)
}

async fn give_token(
    State(clients): State<Clients>,
    asked: Asked,
    form: Result<Form, Failure>,
) -> Response {
    let Ok(form) = form else {
        return refuse(&NoToken::InvalidRequest);
    };
    let request = request_of(&form, &asked);
    match clients.token(&request).await {
        Ok(token) => give(&token),
        Err(no_token) => refuse(&no_token),
    }
}

/// What a form asks of us.
pub(super) fn request_of(form: &Form, asked: &Asked) -> TokenRequest {
    TokenRequest {
        grant_type: form.raw("grant_type").to_owned(),
        assertion_type: form.raw("client_assertion_type").to_owned(),
        assertion: form.raw("client_assertion").to_owned(),
        client_id: form.raw("client_id").to_owned(),
        scope: form.raw("scope").to_owned(),
        address: asked.client,
        subject: Subject {
            token: form.raw("subject_token").to_owned(),
            token_type: form.raw("subject_token_type").to_owned(),
            requested_type: form.raw("requested_token_type").to_owned(),
            has_actor: form.has("actor_token") || form.has("actor_token_type"),
        },
        brought: Brought {
            code: form.raw("code").to_owned(),
            redirect: form.raw("redirect_uri").to_owned(),
            verifier: form.raw("code_verifier").to_owned(),
            refresh: form.raw("refresh_token").to_owned(),
        },
    }
}

fn give(token: &Token) -> Response {
    let mut body = json!({
        "access_token": token.token,
        "token_type": "Bearer",
        "expires_in": token.life.as_secs(),
        "scope": token.scopes,
    });
    if token.of_a_professional {
        body["issued_token_type"] = json!(ACCESS_TOKEN);
    }
    if let Some(patient) = token.patient {
        body["patient"] = json!(patient.to_string());
    }
    if let Some(refresh) = &token.refresh {
        body["refresh_token"] = json!(refresh);
    }
    uncached(StatusCode::OK, body)
}

/// | what        | status | error                     |
/// |-------------|--------|---------------------------|
/// | request     | 400    | `invalid_request`         |
/// | client      | 401    | `invalid_client`          |
/// | code, token | 400    | `invalid_grant`           |
/// | grant       | 400    | `unsupported_grant_type`  |
/// | scope       | 400    | `invalid_scope`           |
/// | no party    | 400    | `unauthorized_client`     |
/// | subject     | 400    | `invalid_request`, said   |
/// | provider    | 503    | `temporarily_unavailable` |
/// | too many    | 429    | `temporarily_unavailable` |
/// | the store   | 503    | `temporarily_unavailable` |
/// | a fault     | 500    | `server_error`            |
pub(super) fn refuse(no_token: &NoToken) -> Response {
    let (status, code) = match no_token {
        NoToken::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
        NoToken::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
        NoToken::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant"),
        NoToken::UnsupportedGrant => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        NoToken::InvalidScope => (StatusCode::BAD_REQUEST, "invalid_scope"),
        NoToken::UnauthorizedClient => (StatusCode::BAD_REQUEST, "unauthorized_client"),
        NoToken::Subject(provider::Refused::Provider(oidc::Refused::Unreachable)) => {
            (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
        }
        // RFC 8693, §2.2.2.
        NoToken::Subject(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
        NoToken::Failed(error) => return failing(error),
    };
    let mut body = json!({ "error": code });
    if let NoToken::Subject(refused) = no_token {
        body["error_description"] = json!(said(*refused));
    }
    uncached(status, body)
}

/// A program is told that we fail, or that it asks too often.
pub(crate) fn failing(error: &Error) -> Response {
    let (status, code) = match error.kind() {
        Kind::TooMany => (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable"),
        Kind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
    };
    if error.kind() != Kind::TooMany {
        tracing::error!(error = error.log_text(), "a program could not be answered");
    }
    let mut response = uncached(status, json!({ "error": code }));
    let wait = error
        .retry_after()
        .map(|wait| wait.max(Duration::from_secs(1)));
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(RETRY_AFTER, wait.as_secs().into());
    }
    response
}

/// What the site around refuses by itself under `/oauth`, in OAuth's words.
pub fn refused_outside(error: &Error) -> Response {
    let code = match error.kind() {
        Kind::TooMany | Kind::Unavailable => "temporarily_unavailable",
        Kind::Fault => "server_error",
        _ => "invalid_request",
    };
    uncached(edge::status(error), json!({ "error": code }))
}

/// An answer for a program, which nobody keeps.
pub(crate) fn uncached(status: StatusCode, body: Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

async fn configuration(State(clients): State<Clients>) -> Json<Value> {
    let algorithms: Vec<&str> = keys::ALGORITHMS.iter().map(|(name, _)| *name).collect();
    let mut grants = vec!["client_credentials"];
    let parts = Part::ALL.map(|part| format!("patient/{}.rs?{}", part.kind(), part.param()));
    let mut scopes = vec!["system/*.cruds"];
    let mut methods = vec!["private_key_jwt"];
    let mut capabilities = vec![
        "client-confidential-asymmetric",
        "permission-v1",
        "permission-v2",
    ];
    if clients.takes_professionals() {
        grants.push(TOKEN_EXCHANGE);
        scopes.push("user/*.cruds");
    }
    let for_people = clients.for_people();
    if for_people.is_some() {
        grants.extend([CODE, REFRESH]);
        scopes.extend(["patient/*.cruds", "launch/patient", "offline_access"]);
        scopes.extend(parts.iter().map(String::as_str));
        // A service without keys has its proof key alone.
        methods.push("none");
        capabilities.extend([
            "launch-standalone",
            "client-public",
            "context-standalone-patient",
            "permission-patient",
            "permission-offline",
        ]);
    }
    let mut body = json!({
        "token_endpoint": clients.token_endpoint(),
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "grant_types_supported": grants,
        "scopes_supported": scopes,
        "capabilities": capabilities,
    });
    if let Some([ask, look, give_back]) = for_people {
        body["authorization_endpoint"] = json!(ask);
        body["introspection_endpoint"] = json!(look);
        body["revocation_endpoint"] = json!(give_back);
        body["response_types_supported"] = json!(["code"]);
        body["code_challenge_methods_supported"] = json!(["S256"]);
    }
    Json(body)
}
