//! Who somebody is, for a service that they let know: `GET /fhir/Patient/{id}`. No
//! national number, and no place: a name, a birth date, a sex.

use crate::Connected;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use identity::clients::{Authorised, Bearer, Unauthorised, Verb};
use kernel::{Error, Kind, Lang, Result, SpaceId};
use serde_json::{Value, json};

pub(crate) fn routes(connected: Connected) -> Router {
    let clients = connected.0.parts.clients.clone();
    Router::new()
        .route("/fhir/Patient/{id}", get(patient))
        .method_not_allowed_fallback(wrong_method)
        .with_state(connected)
        .layer(Extension(clients))
}

async fn wrong_method(headers: HeaderMap) -> Response {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    outcome(&headers, status, "not-supported", "documents-fhir-method")
}

async fn patient(
    State(connected): State<Connected>,
    bearer: Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let who = match bearer.0 {
        Ok(who) => who,
        Err(why) => return door(&headers, &why),
    };
    if let Err(why) = who.need("Patient", Verb::Read) {
        return door(&headers, &why);
    }
    match connected.person(&who, &id).await {
        Ok(person) => answer(StatusCode::OK, &person),
        Err(error) => {
            if matches!(error.kind(), Kind::Fault | Kind::Unavailable) {
                tracing::error!(error = error.log_text(), "a person was not told");
            }
            let code = match error.kind() {
                Kind::NotFound => "not-found",
                Kind::Forbidden => "forbidden",
                _ => "transient",
            };
            outcome(&headers, edge::status(&error), code, error.code())
        }
    }
}

impl Connected {
    async fn person(&self, who: &Authorised, id: &str) -> Result<Value> {
        // Whose software looks people up by number learns no name from an id.
        who.service().ok_or_else(Error::not_found)?;
        let space: SpaceId = id.parse()?;
        let permit = self.sharing().permit_record(&who.caller(), space).await?;
        let face = self.0.parts.spaces.open_face(permit.space()).await?;
        let mut name = json!({
            "use": "usual",
            "family": face.last_name(),
            "given": [face.first_name()],
        });
        if face.first_name().is_empty() {
            name["given"] = json!([]);
        }
        Ok(json!({
            "resourceType": "Patient",
            "id": space.to_string(),
            "active": true,
            "name": [name],
            "gender": face.identity.sex.fhir(),
            "birthDate": face.identity.birth_date.0.to_string(),
        }))
    }
}

fn door(headers: &HeaderMap, why: &Unauthorised) -> Response {
    let key = match why {
        Unauthorised::Missing => "documents-fhir-token-missing",
        Unauthorised::Invalid => "documents-fhir-token-invalid",
        Unauthorised::Scope => "documents-fhir-scope",
        Unauthorised::Failed(error) => {
            tracing::warn!(error = error.log_text(), "a token was not checked");
            error.code()
        }
    };
    let mut response = outcome(headers, why.status(), why.issue_code(), key);
    if let Some(challenge) = why.challenge() {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn outcome(headers: &HeaderMap, status: StatusCode, code: &str, key: &str) -> Response {
    let wanted = headers.get(http::header::ACCEPT_LANGUAGE);
    let english = wanted.is_some_and(|value| value.as_bytes().starts_with(b"en"));
    let lang = if english { Lang::En } else { Lang::Fr };
    let text = edge::texts::say(lang, key, &[]);
    let value = json!({
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "details": {"text": text}}],
    });
    answer(status, &value)
}

fn answer(status: StatusCode, value: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/fhir+json; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Accept-Language, Authorization"),
    ];
    (status, headers, value.to_string()).into_response()
}
