//! What software writes: `POST`, `PUT`, `DELETE`. The form is judged first, then
//! whether they may write there at all, then what the resource says; nothing is kept
//! of what is refused. What is of one room alone: [`WayIn`].

mod appointments;
mod lines;

pub(crate) use lines::without_links;

use crate::kinds::Kind;
use crate::{Api, record};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use fhir::{Identifier, Issue, IssueType, Limits, Outcome, sent};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, IF_MATCH, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use identity::Caller;
use identity::clients::{Authorised, Bearer, Part, Unauthorised, Verb};
use kernel::{DocumentId, Error, Kind as ErrorKind, SpaceId};
use rest::{Refusal, names};
use serde_json::Value;
use sharing::sending::{Received, Sending, TakesIn};
use std::future::ready;

/// The longest message: a resource, and the space in it.
const BODY_BYTES_MAX: usize = 4 * sent::SENT_BYTES_MAX;

/// A room that software writes into: what is its own of how a resource is read.
pub(crate) trait WayIn: TakesIn + Sized + 'static {
    /// The room, for this type of resource.
    fn of(api: &Api, kind: &'static Kind) -> Self;

    /// Decides whether they find anything of theirs there, before the body of a change is
    /// judged: a closed space judges none.
    fn finds_theirs(
        _api: &Api,
        _caller: &Caller,
        _space: SpaceId,
    ) -> impl Future<Output = Result<(), Refusal>> + Send {
        ready(Ok(()))
    }

    /// Whom it is of, whether they may write there, and what it says.
    fn judge(
        api: &Api,
        caller: &Caller,
        value: Value,
    ) -> impl Future<Output = Result<(SpaceId, Sending<Self::Says>), Refusal>> + Send;

    /// What is kept, as it is read by whoever sent it.
    fn given_back(kept: &[u8], space: SpaceId, source: &str) -> Option<Value>;

    /// A refusal, told where it stands in the resource.
    fn told(error: Error) -> Refusal {
        error.into()
    }
}

/// `POST /fhir/{type}`.
pub(crate) fn of_a_type<R: WayIn>(
    kind: &'static Kind,
    door: MethodRouter<Api>,
) -> MethodRouter<Api> {
    door.post(
        move |State(api): State<Api>, bearer: Bearer, request: Request| async move {
            let headers = request.headers().clone();
            let created = create::<R>(kind, &api, bearer, request).await;
            created.unwrap_or_else(|refusal| refusal.answer(&headers))
        },
    )
}

/// `PUT /fhir/{type}/{id}`, never a way to make one; `DELETE /fhir/{type}/{id}`.
pub(crate) fn of_one<R: WayIn>(kind: &'static Kind, door: MethodRouter<Api>) -> MethodRouter<Api> {
    let put = move |State(api): State<Api>,
                    bearer: Bearer,
                    Path(id): Path<String>,
                    request: Request| async move {
        let headers = request.headers().clone();
        let updated = update::<R>(kind, &api, bearer, &id, request).await;
        updated.unwrap_or_else(|refusal| refusal.answer(&headers))
    };
    let delete = move |State(api): State<Api>,
                       bearer: Bearer,
                       headers: HeaderMap,
                       Path(id): Path<String>| async move {
        let deleted = delete::<R>(kind, &api, bearer, &id, &headers).await;
        deleted.unwrap_or_else(|refusal| refusal.answer(&headers))
    };
    door.put(put).delete(delete)
}

/// Refuses what the scopes do not open. Of observations, measures alone are written.
pub(crate) fn may_write(who: &Authorised, kind: &Kind, verb: Verb) -> Result<(), Unauthorised> {
    let extent = who.scopes.extent(kind.searched.resource, verb);
    match extent.has(Part::VitalSigns) {
        true => Ok(()),
        false => Err(Unauthorised::Scope),
    }
}

async fn create<R: WayIn>(
    kind: &'static Kind,
    api: &Api,
    bearer: Bearer,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let who = bearer.0?;
    may_write(&who, kind, Verb::Create)?;
    let caller = &rest::reader(&who)?;
    let value = receive(kind, request).await?;
    let (space, sending) = R::judge(api, caller, value).await?;
    let conditional = condition(&headers, &sending.identifiers)?;
    if matches!(caller, Caller::Service(_)) {
        api.connected.note_news(space).await?;
    }
    let (room, sharing) = (R::of(api, kind), &api.sharing);
    let taken_in = sharing.take_in(&room, caller, space, &sending, conditional);
    let received = taken_in.await.map_err(refused::<R>)?;
    let status = match received {
        Received::Added(_) => StatusCode::CREATED,
        Received::Same(_) => StatusCode::OK,
    };
    // What was there already may say more than what came now.
    let maybe_more = conditional && status == StatusCode::OK;
    let said = (!maybe_more && !is_minimal(&headers)).then_some(&*sending.resource);
    answer(
        api,
        kind,
        &room,
        caller,
        (space, received.id()),
        status,
        said,
    )
    .await
}

async fn update<R: WayIn>(
    kind: &'static Kind,
    api: &Api,
    bearer: Bearer,
    id: &str,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let who = bearer.0?;
    may_write(&who, kind, Verb::Update)?;
    let caller = &rest::reader(&who)?;
    let value = receive(kind, request).await?;
    same_id(kind, &value, Some(id))?;
    let seen = rest::seen(&headers)?;
    let (space, id) = names::read::<DocumentId>(id)?;
    R::finds_theirs(api, caller, space).await?;
    let value = without_links(api, &who, kind, (space, id), value).await?;
    let (of, sending) = R::judge(api, caller, value).await?;
    if of != space {
        return Err(Error::not_found().into());
    }
    let (room, sharing) = (R::of(api, kind), &api.sharing);
    let amended = sharing.amend_sent(&room, caller, space, (id, seen), &sending);
    amended.await.map_err(refused::<R>)?;
    let said = (!is_minimal(&headers)).then_some(&*sending.resource);
    answer(api, kind, &room, caller, (space, id), StatusCode::OK, said).await
}

async fn delete<R: WayIn>(
    kind: &'static Kind,
    api: &Api,
    bearer: Bearer,
    id: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let who = bearer.0?;
    may_write(&who, kind, Verb::Delete)?;
    let caller = rest::reader(&who)?;
    let seen = match headers.contains_key(IF_MATCH) {
        true => Some(rest::seen(headers)?),
        false => None,
    };
    let (space, id) = names::read::<DocumentId>(id)?;
    let (room, sharing) = (R::of(api, kind), &api.sharing);
    let taken = sharing.take_away_sent(&room, &caller, space, id, seen);
    taken.await.map_err(refused::<R>)?;
    Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]).into_response())
}

/// The message: a resource of this type, of the form that the standard gives it.
async fn receive(kind: &Kind, request: Request) -> Result<Value, Refusal> {
    let headers = request.headers();
    rest::sent_json(headers)?;
    rest::speaks_json(headers)?;
    let announced = headers.get(CONTENT_LENGTH);
    let announced = announced.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|long| long > BODY_BYTES_MAX) {
        return Err(sent::too_long().into());
    }
    let bytes = axum::body::to_bytes(request.into_body(), BODY_BYTES_MAX).await;
    let bytes = bytes.map_err(|error| {
        let causes = std::iter::successors(std::error::Error::source(&error), |it| it.source());
        match causes
            .into_iter()
            .any(|it| it.to_string().contains("length limit"))
        {
            true => sent::too_long(),
            false => Outcome::new(400, Issue::error(IssueType::Structure, "rest-broken-off")),
        }
    })?;
    let limits = Limits {
        bytes_max: BODY_BYTES_MAX,
        ..Limits::default()
    };
    let value = fhir::parse(&bytes, limits)?;
    checked(kind, &value)?;
    Ok(value)
}

/// Refuses what is not of this type, or not of its form.
pub(crate) fn checked(kind: &Kind, value: &Value) -> Result<(), Outcome> {
    if value["resourceType"] != kind.searched.resource {
        let issue = Issue::error(IssueType::Structure, "rest-type-differs").at("resourceType");
        return Err(Outcome::new(400, issue));
    }
    fhir::shape::check(value)
}

/// Refuses a resource of another id than that of the address, where that has one.
pub(crate) fn same_id(kind: &Kind, value: &Value, id: Option<&str>) -> Result<(), Outcome> {
    if id.is_none() || value["id"].as_str() == id {
        return Ok(());
    }
    let issue = Issue::error(IssueType::Value, "rest-id-differs");
    let place = format!("{}.id", kind.searched.resource);
    Err(Outcome::new(400, issue.at(place)))
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

/// Whether software asks for no more than where it is.
pub(crate) fn is_minimal(headers: &HeaderMap) -> bool {
    headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split([',', ';']))
        .any(|wish| wish.trim() == "return=minimal")
}

/// Says our own address, which is a way to name somebody here, as searches do.
fn at_home(api: &Api, named: &mut Value) {
    let Some(reference) = named["reference"].as_str() else {
        return;
    };
    let ours = reference.strip_prefix(&*api.base);
    if let Some(rest) = ours.and_then(|it| it.strip_prefix('/')).map(str::to_owned) {
        named["reference"] = Value::from(rest);
    }
}

/// What changed meanwhile was not seen.
pub(crate) fn refused<R: WayIn>(error: Error) -> Refusal {
    match error.kind() {
        ErrorKind::Conflict if error.code() == R::REFUSALS.meanwhile => rest::stale(),
        _ => R::told(error),
    }
}

/// The resource as it is read from now on; or only where it is.
pub(crate) async fn answer<R: WayIn>(
    api: &Api,
    kind: &'static Kind,
    room: &R,
    caller: &Caller,
    (space, id): (SpaceId, DocumentId),
    status: StatusCode,
    said: Option<&[u8]>,
) -> Result<Response, Refusal> {
    let stands = api.sharing.sent_stands(room, caller, space, id).await?;
    let bare = at_its_place(api, kind, (space, id), status)?;
    let Some(kept) = said else {
        return Ok(rest::versioned(bare, stands.version));
    };
    let value = R::given_back(kept, space, &profile::fhir::source_of(caller));
    let mut value = value.ok_or_else(|| Error::fault("what was sent is no resource"))?;
    record::identify(
        &mut value,
        &names::write(space, id),
        stands.at,
        stands.version,
    );
    let mut response = rest::resource(status, &value);
    if let Some(location) = bare.headers().get(LOCATION) {
        response.headers_mut().insert(LOCATION, location.clone());
    }
    Ok(rest::versioned(response, stands.version))
}

/// Only where it is.
///
/// # Errors
/// A fault, if our address is none.
pub(crate) fn at_its_place(
    api: &Api,
    kind: &'static Kind,
    (space, id): (SpaceId, DocumentId),
    status: StatusCode,
) -> Result<Response, Refusal> {
    let name = names::write(space, id);
    let location = format!("{}/{}/{name}", api.base, kind.searched.resource);
    let location = HeaderValue::try_from(location)
        .map_err(|error| Error::fault("writing a location").because(error))?;
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (LOCATION, location),
    ];
    Ok((status, headers).into_response())
}
