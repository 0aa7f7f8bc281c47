//! What software writes: `POST`, `PUT`, `DELETE`. The form is judged first, then
//! whether they may write there at all, then what the resource says; nothing is kept
//! of what is refused.

use crate::kinds::Kind;
use crate::{Api, record};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use fhir::mhd::patient_of;
use fhir::{Identifier, Issue, IssueType, Limits, Outcome};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, IF_MATCH, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use identity::Caller;
use identity::clients::{Bearer, Verb};
use kernel::{Error, Kind as ErrorKind, SpaceId};
use profile::actions::{Received, Sending, Stands};
use profile::fhir::reading::{AsLine, Writing, given_back, read};
use profile::rules::SENT_BYTES_MAX;
use profile::{LineId, Profiles};
use rest::{Refusal, names};
use serde_json::Value;

/// The longest message: a resource, and the space in it.
const BODY_BYTES_MAX: usize = 4 * SENT_BYTES_MAX;

/// A resource whose form is right, and who brought it.
struct Brought {
    caller: Caller,
    space: SpaceId,
    value: Value,
    line: AsLine,
}

impl Brought {
    fn sending(&self) -> Sending {
        Sending {
            heading: self.line.heading,
            values: self.line.values.clone(),
            resource: self.line.resource.as_slice().into(),
            identifiers: self.line.identifiers.clone(),
        }
    }
}

/// `POST /fhir/{type}`.
pub(crate) async fn create(
    kind: &'static Kind,
    api: Api,
    bearer: Bearer,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let created = async {
        let who = bearer.0?;
        who.need(kind.searched.resource, Verb::Create)?;
        let caller = rest::reader(&who)?;
        let value = receive(kind, request).await?;
        let brought = judge(&api, caller, value).await?;
        let conditional = condition(&headers, &brought.line.identifiers)?;
        let (caller, space) = (&brought.caller, brought.space);
        let profiles = api.profiles();
        let sending = brought.sending();
        if matches!(caller, Caller::Service(_)) {
            api.connected.note_news(space).await?;
        }
        let received = profiles.send(caller, space, &sending, conditional).await?;
        let status = match received {
            Received::Added(_) => StatusCode::CREATED,
            Received::Same(_) => StatusCode::OK,
        };
        let id = received.id();
        let stands = profiles.stands(caller, space, id).await?;
        // What was there already may say more than what came now.
        let said = !(conditional && status == StatusCode::OK);
        answer(&api, &headers, &brought, (id, stands), status, said)
    };
    created
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

/// `PUT /fhir/{type}/{id}`: never a way to make one.
pub(crate) async fn update(
    kind: &'static Kind,
    api: Api,
    bearer: Bearer,
    id: String,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let updated = async {
        let who = bearer.0?;
        who.need(kind.searched.resource, Verb::Update)?;
        let caller = rest::reader(&who)?;
        let value = receive(kind, request).await?;
        if value["id"].as_str() != Some(&id) {
            let issue = Issue::error(IssueType::Value, "rest-id-differs");
            return Err(
                Outcome::new(400, issue.at(format!("{}.id", kind.searched.resource))).into(),
            );
        }
        let seen = rest::seen(&headers)?;
        let (space, line) = names::read::<LineId>(&id)?;
        let brought = judge(&api, caller, value).await?;
        if brought.space != space || !kind.headings.contains(&brought.line.heading) {
            return Err(Error::not_found().into());
        }
        let (caller, profiles) = (&brought.caller, api.profiles());
        let sending = brought.sending();
        let amended = profiles.amend(caller, space, line, seen, &sending);
        amended.await.map_err(meanwhile)?;
        let stands = profiles.stands(caller, space, line).await?;
        let stands = (line, stands);
        answer(&api, &headers, &brought, stands, StatusCode::OK, true)
    };
    updated
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

/// `DELETE /fhir/{type}/{id}`.
pub(crate) async fn delete(
    kind: &'static Kind,
    api: Api,
    bearer: Bearer,
    id: String,
    headers: HeaderMap,
) -> Response {
    let deleted = async {
        let who = bearer.0?;
        who.need(kind.searched.resource, Verb::Delete)?;
        let caller = rest::reader(&who)?;
        let seen = match headers.contains_key(IF_MATCH) {
            true => Some(rest::seen(&headers)?),
            false => None,
        };
        let (space, line) = names::read::<LineId>(&id)?;
        let profiles = api.profiles();
        let taken = profiles.take_away(&caller, space, line, kind.headings, seen);
        taken.await.map_err(meanwhile)?;
        let kept_by_nobody = [(CACHE_CONTROL, "no-store")];
        Ok::<_, Refusal>((StatusCode::NO_CONTENT, kept_by_nobody).into_response())
    };
    deleted
        .await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

/// The message: a resource of this type, of the form that the standard gives it.
pub(crate) async fn receive(kind: &Kind, request: Request) -> Result<Value, Refusal> {
    let headers = request.headers();
    rest::sent_json(headers)?;
    rest::speaks_json(headers)?;
    let too_long = || Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"));
    let announced = headers.get(CONTENT_LENGTH);
    let announced = announced.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|long| long > BODY_BYTES_MAX) {
        return Err(too_long().into());
    }
    let bytes = axum::body::to_bytes(request.into_body(), BODY_BYTES_MAX).await;
    let bytes = bytes.map_err(|error| {
        let causes = std::iter::successors(std::error::Error::source(&error), |it| it.source());
        match causes
            .into_iter()
            .any(|it| it.to_string().contains("length limit"))
        {
            true => too_long(),
            false => Outcome::new(400, Issue::error(IssueType::Structure, "rest-broken-off")),
        }
    })?;
    let limits = Limits {
        bytes_max: BODY_BYTES_MAX,
        ..Limits::default()
    };
    let value = fhir::parse(&bytes, limits)?;
    if value["resourceType"] != kind.searched.resource {
        let issue = Issue::error(IssueType::Structure, "rest-type-differs").at("resourceType");
        return Err(Outcome::new(400, issue).into());
    }
    fhir::shape::check(&value)?;
    Ok(value)
}

/// Whom it is of, whether they may write there, and what it says.
async fn judge(api: &Api, caller: Caller, mut value: Value) -> Result<Brought, Refusal> {
    let name = match value["resourceType"].as_str() {
        Some("AllergyIntolerance" | "Immunization") => "patient",
        _ => "subject",
    };
    // Our own address is a way to say it, as in searches.
    if let Some(reference) = value[name]["reference"].as_str() {
        let ours = reference.strip_prefix(&*api.base);
        if let Some(rest) = ours.and_then(|it| it.strip_prefix('/')).map(str::to_owned) {
            value[name]["reference"] = Value::from(rest);
        }
    }
    let patient = patient_of(&value, name)?;
    let space = names::space_of(&api.spaces, &patient).await?;
    api.profiles().may_send(&caller, space).await?;
    let face = api.spaces.open_face(space).await?;
    let professional = match &caller {
        Caller::Professional(professional) => Some(&professional.rpps),
        _ => None,
    };
    let writing = Writing {
        patient: &format!("Patient/{space}"),
        professional,
        born: face.identity.birth_date.0,
        now: api.sharing.world().now(),
    };
    let line = read(&value, &writing)?;
    if line.resource.len() > SENT_BYTES_MAX {
        let issue = Issue::error(IssueType::TooLong, "fhir-too-long");
        return Err(Outcome::new(413, issue).into());
    }
    Ok(Brought {
        caller,
        space,
        value,
        line,
    })
}

/// `If-None-Exist` may name the resource itself by its identifier, and nothing else.
pub(crate) fn condition(headers: &HeaderMap, identifiers: &[String]) -> Result<bool, Issue> {
    let Some(condition) = headers.get("if-none-exist") else {
        return Ok(false);
    };
    let token = condition.to_str().ok();
    let token = token.and_then(|it| it.trim_start_matches('?').strip_prefix("identifier="));
    let token = token.map(|it| {
        let it = it.replace("%7C", "|").replace("%7c", "|");
        it.replace("%3A", ":")
            .replace("%3a", ":")
            .replace("%2F", "/")
    });
    let named = token.filter(|it| Identifier::from_token(it).is_some());
    match named.is_some_and(|it| identifiers.contains(&it)) {
        true => Ok(true),
        false => Err(Issue::error(IssueType::NotSupported, "rest-condition")),
    }
}

/// What changed meanwhile was not seen.
fn meanwhile(error: Error) -> Refusal {
    match (error.kind(), error.code()) {
        (ErrorKind::Conflict, "profile-changed-meanwhile") => rest::stale(),
        _ => error.into(),
    }
}

/// Whether software asks for no more than where it is.
pub(crate) fn is_minimal(headers: &HeaderMap) -> bool {
    headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split([',', ';']))
        .any(|wish| wish.trim() == "return=minimal")
}

/// The resource as it is read from now on; or only where it is.
fn answer(
    api: &Api,
    headers: &HeaderMap,
    brought: &Brought,
    (id, stands): (LineId, Stands),
    status: StatusCode,
    said: bool,
) -> Result<Response, Refusal> {
    let (space, kind) = (brought.space, &brought.value["resourceType"]);
    let name = names::write(space, id);
    let mut response = match is_minimal(headers) || !said {
        true => (status, [(CACHE_CONTROL, "no-store")]).into_response(),
        false => {
            let (caller, patient) = (&brought.caller, format!("Patient/{space}"));
            let source = profile::fhir::source_of(caller);
            let value = given_back(&brought.line.resource, &patient, &source);
            let mut value = value.ok_or_else(|| Error::fault("what was sent is no resource"))?;
            record::identify(&mut value, &name, stands.at, stands.version);
            rest::resource(status, &value)
        }
    };
    let kind = kind.as_str().unwrap_or_default();
    let location = format!("{}/{kind}/{name}", api.base);
    let location = HeaderValue::try_from(location)
        .map_err(|error| Error::fault("writing a location").because(error))?;
    response.headers_mut().insert(LOCATION, location);
    Ok(rest::versioned(response, stands.version))
}

impl Api {
    fn profiles(&self) -> Profiles {
        Profiles::new(self.sharing.clone())
    }
}
