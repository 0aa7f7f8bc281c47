//! Appointments that services write. As `writing`, in an agenda: the form first, then
//! whose it is and whether they may write there, then what it says.

use crate::kinds::Kind;
use crate::writing::{condition, is_minimal, receive};
use crate::{Api, record};
use agenda::fhir::given_back;
use agenda::fhir::reading::{AsItem, person, read};
use agenda::rules::SENT_BYTES_MAX;
use agenda::{Received, Sending, Stands};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use fhir::mhd::patient_of;
use fhir::{Issue, IssueType, Outcome};
use http::header::{CACHE_CONTROL, IF_MATCH, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use identity::Caller;
use identity::clients::{Bearer, Verb};
use kernel::{DocumentId, Error, Kind as ErrorKind, SpaceId};
use rest::{Refusal, names};
use serde_json::{Value, json};

/// An appointment whose form is right, and who brought it.
struct Brought {
    caller: Caller,
    space: SpaceId,
    item: AsItem,
}

impl Brought {
    fn sending(&self) -> Sending {
        Sending {
            content: self.item.content.clone(),
            status: self.item.status,
            resource: self.item.resource.as_slice().into(),
            identifiers: self.item.identifiers.clone(),
        }
    }
}

pub(crate) async fn create(kind: &Kind, api: Api, bearer: Bearer, request: Request) -> Response {
    let headers = request.headers().clone();
    let created = async {
        let who = bearer.0?;
        who.need(kind.searched.resource, Verb::Create)?;
        let caller = rest::reader(&who)?;
        let value = receive(kind, request).await?;
        let brought = judge(&api, caller, value).await?;
        let conditional = condition(&headers, &brought.item.identifiers)?;
        let (caller, space) = (&brought.caller, brought.space);
        let sending = brought.sending();
        api.connected.note_news(space).await?;
        let sent = api.agenda.send(caller, space, &sending, conditional);
        let received = sent.await.map_err(told)?;
        let status = match received {
            Received::Added(_) => StatusCode::CREATED,
            Received::Same(_) => StatusCode::OK,
        };
        let id = received.id();
        let stands = api.agenda.stands(caller, space, id).await?;
        // What was there already may say more than what came now.
        let said = !(conditional && status == StatusCode::OK);
        answer(&api, &headers, &brought, (id, stands), status, said)
    };
    created
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

pub(crate) async fn update(
    kind: &Kind,
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
            return Err(Outcome::new(400, issue.at("Appointment.id")).into());
        }
        let seen = rest::seen(&headers)?;
        let (space, item) = names::read::<DocumentId>(&id)?;
        let brought = judge(&api, caller, value).await?;
        if brought.space != space {
            return Err(Error::not_found().into());
        }
        let sending = brought.sending();
        let amended = api
            .agenda
            .amend(&brought.caller, space, item, seen, &sending);
        amended.await.map_err(told)?;
        let stands = api.agenda.stands(&brought.caller, space, item).await?;
        let stands = (item, stands);
        answer(&api, &headers, &brought, stands, StatusCode::OK, true)
    };
    updated
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

pub(crate) async fn delete(
    kind: &Kind,
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
        let (space, item) = names::read::<DocumentId>(&id)?;
        api.agenda.may_send(&caller, space).await?;
        let taken = api.agenda.take_away(&caller, space, item, seen);
        taken.await.map_err(told)?;
        let kept_by_nobody = [(CACHE_CONTROL, "no-store")];
        Ok::<_, Refusal>((StatusCode::NO_CONTENT, kept_by_nobody).into_response())
    };
    deleted
        .await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

/// Whose it is, whether they may write there, and what it says.
async fn judge(api: &Api, caller: Caller, mut value: Value) -> Result<Brought, Refusal> {
    let place = person(&value)?;
    let actor = &mut value["participant"][place]["actor"];
    // Our own address is a way to say it, as in searches.
    if let Some(reference) = actor["reference"].as_str() {
        let ours = reference.strip_prefix(&*api.base);
        if let Some(rest) = ours.and_then(|it| it.strip_prefix('/')).map(str::to_owned) {
            actor["reference"] = Value::from(rest);
        }
    }
    let whose = json!({"resourceType": "Appointment", "actor": actor});
    let space = names::space_of(&api.spaces, &patient_of(&whose, "actor")?).await?;
    api.agenda.may_send(&caller, space).await?;
    let now = api.sharing.world().now();
    let item = read(&value, place, &format!("Patient/{space}"), now)?;
    if item.resource.len() > SENT_BYTES_MAX {
        let issue = Issue::error(IssueType::TooLong, "fhir-too-long");
        return Err(Outcome::new(413, issue).into());
    }
    Ok(Brought {
        caller,
        space,
        item,
    })
}

/// What changed meanwhile was not seen; a full day is told where it stands.
fn told(error: Error) -> Refusal {
    match (error.kind(), error.code()) {
        (ErrorKind::Conflict, "agenda-changed-meanwhile") => rest::stale(),
        (ErrorKind::Invalid, _) => {
            let field = error.field_errors().first().map(|wrong| wrong.code);
            match field {
                Some(code) => {
                    let issue = Issue::error(IssueType::BusinessRule, code);
                    Outcome::new(422, issue.at("Appointment.start")).into()
                }
                None => error.into(),
            }
        }
        _ => error.into(),
    }
}

/// The resource as it is read from now on; or only where it is.
fn answer(
    api: &Api,
    headers: &HeaderMap,
    brought: &Brought,
    (id, stands): (DocumentId, Stands),
    status: StatusCode,
    said: bool,
) -> Result<Response, Refusal> {
    let name = names::write(brought.space, id);
    let mut response = match is_minimal(headers) || !said {
        true => (status, [(CACHE_CONTROL, "no-store")]).into_response(),
        false => {
            let Caller::Service(service) = &brought.caller else {
                return Err(Error::not_found().into());
            };
            let value = given_back(&brought.item.resource, &service.client_id);
            let mut value = value.ok_or_else(|| Error::fault("what was sent is no resource"))?;
            record::identify(&mut value, &name, stands.at, stands.version);
            rest::resource(status, &value)
        }
    };
    let location = format!("{}/Appointment/{name}", api.base);
    let location = HeaderValue::try_from(location)
        .map_err(|error| Error::fault("writing a location").because(error))?;
    response.headers_mut().insert(LOCATION, location);
    Ok(rest::versioned(response, stands.version))
}
