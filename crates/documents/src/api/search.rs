//! TD3.1a and b: a professional behind software searches the record of a person
//! (ITI-67), and what came together in it (ITI-66). The same permit as for the
//! site's list, one line of history for each page, and only what the decision
//! lets this professional see is compared with anything.
//!
//! Software by itself finds its institution's own documents again, by the name
//! it gave them (TD3.1b), and nothing else.
//!
//! A page begins after a place that is written in its address: nothing is kept
//! between pages, and what comes meanwhile moves none of them.

use super::answer::{self, Refusal};
use super::describe::{authors, describe, uuid};
use super::read::opened;
use super::{Api, names};
use crate::actions::{Documents, Found};
use axum::extract::{Request, State};
use axum::response::Response;
use fhir::mhd::AuthorKind;
use fhir::search::{self, Search, Searched};
use fhir::{Issue, IssueType, Outcome};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use identity::Caller;
use identity::clients::{Authorised, Bearer, Verb};
use kernel::{Error, Kind, SpaceId, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A form of a search is no longer.
const FORM_BYTES_MAX: usize = 16 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// `GET /fhir/DocumentReference?…` and `POST /fhir/DocumentReference/_search`.
pub(super) async fn documents(
    State(api): State<Api>,
    bearer: Bearer,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    match find(&api, bearer, request, &search::DOCUMENTS).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(&headers),
    }
}

/// `GET /fhir/List?…` and `POST /fhir/List/_search`.
pub(super) async fn lists(State(api): State<Api>, bearer: Bearer, request: Request) -> Response {
    let headers = request.headers().clone();
    match find(&api, bearer, request, &search::LISTS).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(&headers),
    }
}

async fn find(
    api: &Api,
    bearer: Bearer,
    request: Request,
    searched: &Searched,
) -> Result<Response, Refusal> {
    let who = bearer.0?;
    who.need(searched.resource, Verb::Search)?;
    let wanted = asked(api, request, searched).await?;
    let space = names::space_of(&api.spaces, &wanted.patient).await?;
    let all = match &who.professional {
        Some(_) => {
            let permit = api.documents.sharing();
            let permit = permit.permit_record(&who.caller(), space).await?;
            let found = Documents::found(&permit)?;
            match searched.resource {
                "List" => sets(space, &found),
                _ => described(space, &found)?,
            }
        }
        None => own(api, &who, space, searched, &wanted).await?,
    };
    page(api, searched, &wanted, space, all)
}

/// Reads the search, wherever it stands.
pub(super) async fn asked(
    api: &Api,
    request: Request,
    searched: &Searched,
) -> Result<Search, Refusal> {
    let headers = request.headers().clone();
    answer::speaks_json(&headers)?;
    let unreadable = || Outcome::new(400, Issue::error(IssueType::Invalid, "fhir-search-value"));
    let query = request.uri().query().unwrap_or_default();
    let mut given = search::pairs(query).ok_or_else(unreadable)?;
    if request.method() == Method::POST {
        is_form(&headers)?;
        let body = axum::body::to_bytes(request.into_body(), FORM_BYTES_MAX).await;
        let too_long = || Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"));
        let body = body.map_err(|_| too_long())?;
        let body = std::str::from_utf8(&body).map_err(|_| unreadable())?;
        given.append(&mut search::pairs(body).ok_or_else(unreadable)?);
    }
    let lenient = headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split([',', ';']))
        .any(|wish| wish.trim() == "handling=lenient");
    Ok(Search::read(searched, &given, &api.base, lenient)?)
}

fn is_form(headers: &HeaderMap) -> Result<(), Refusal> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media.unwrap_or_default().split(';').next();
    match essence
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case(FORM)
    {
        true => Ok(()),
        false => {
            let issue = Issue::error(IssueType::NotSupported, "documents-fhir-form");
            Err(Outcome::new(415, issue).into())
        }
    }
}

/// A resource that may be found: its place in the order, and itself.
pub(super) struct Findable {
    pub(super) at: Timestamp,
    /// Its place among those of one moment.
    pub(super) key: String,
    pub(super) resource: Value,
}

fn described(space: SpaceId, found: &[Found]) -> Result<Vec<Findable>, Error> {
    let of = |found: &Found| {
        let label = &found.listed.label;
        Ok(Findable {
            at: label.added_at,
            key: label.id.to_string(),
            resource: describe(space, label, found.is_superseded, found.is_reserved)?.0,
        })
    };
    found.iter().map(of).collect()
}

/// What the institution calls so itself. Each is opened, and its line written,
/// as by its id.
async fn own(
    api: &Api,
    who: &Authorised,
    space: SpaceId,
    searched: &Searched,
    wanted: &Search,
) -> Result<Vec<Findable>, Refusal> {
    let called = match searched.resource {
        "DocumentReference" => wanted.identifiers("identifier"),
        _ => Vec::new(),
    };
    let [name] = called.as_slice() else {
        let issue = Issue::error(IssueType::Forbidden, "documents-fhir-professional");
        return Err(Outcome::new(403, issue).into());
    };
    let caller = who.caller();
    let name = format!("{}|{}", name.system, name.value);
    let Some(id) = api.documents.own_named(&caller, space, &name).await? else {
        return Ok(Vec::new());
    };
    match opened(api, &caller, space, id).await {
        Ok((resource, _, at)) => Ok(vec![Findable {
            at,
            key: id.to_string(),
            resource,
        }]),
        // Taken back meanwhile: there for nobody.
        Err(error) if error.kind() == Kind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// Documents that came at once are a set, as far as this reader sees it: it is
/// named after the first of them that they see, so that a hidden one changes
/// nothing but for whom it is shown to.
fn sets(space: SpaceId, found: &[Found]) -> Vec<Findable> {
    let mut sets: BTreeMap<u64, Vec<&Found>> = BTreeMap::new();
    for one in found {
        sets.entry(one.came_with).or_default().push(one);
    }
    let of = |members: Vec<&Found>| {
        let first = members.iter().min_by_key(|it| it.listed.label.id)?;
        let label = &first.listed.label;
        Some(Findable {
            at: label.added_at,
            key: label.id.to_string(),
            resource: set(space, first, &members),
        })
    };
    sets.into_values().filter_map(of).collect()
}

fn set(space: SpaceId, first: &Found, members: &[&Found]) -> Value {
    let label = &first.listed.label;
    let items: Vec<Value> = members
        .iter()
        .map(|it| names::write(space, it.listed.label.id))
        .map(|id| json!({"item": {"reference": format!("DocumentReference/{id}")}}))
        .collect();
    let mut list = json!({
        "resourceType": "List",
        "id": names::write(space, label.id),
        "meta": {"versionId": "1", "lastUpdated": label.added_at.rfc3339()},
        "identifier": [{
            "use": "usual", "system": fhir::IDENTIFIER_SYSTEM_URI, "value": uuid(label.id),
        }],
        "status": "current",
        "mode": "working",
        "code": {"coding": [{
            "system": "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes",
            "code": "submissionset",
        }]},
        "subject": {"reference": format!("Patient/{space}")},
        "date": label.added_at.rfc3339(),
        "entry": items,
    });
    let source = authors(label).into_iter().next();
    let source = source.filter(|author| author.kind != AuthorKind::Unknown);
    if let Some(source) = source {
        list["source"] = source.to_reference();
    }
    list
}

/// A page of what is searched for.
pub(super) fn page(
    api: &Api,
    searched: &Searched,
    wanted: &Search,
    space: SpaceId,
    mut all: Vec<Findable>,
) -> Result<Response, Refusal> {
    all.retain(|one| wanted.finds(&one.resource));
    all.sort_by(|one, two| (two.at, &two.key).cmp(&(one.at, &one.key)));
    let total = all.len();
    let behind = |one: &Findable, (at, key): &(Timestamp, String)| (one.at, &one.key) < (*at, key);
    if let Some(after) = &wanted.after {
        let after = read_place(after).ok_or_else(|| {
            let issue = Issue::error(IssueType::Value, "fhir-search-value").at("http._after");
            Outcome::new(400, issue)
        })?;
        all.retain(|one| behind(one, &after));
    }
    let more = all.len() > wanted.count && wanted.count > 0;
    all.truncate(wanted.count);
    let last = all.last().map(|one| written_place(one.at, &one.key));
    let place = format!("{}/{}", api.base, searched.resource);
    let person = space.to_string();
    let own_address = wanted.address(&place, &person, wanted.after.as_deref());
    let next = last.filter(|_| more);
    let next = next.map(|last| wanted.address(&place, &person, Some(&last)));
    let resources: Vec<(String, Value)> = all
        .into_iter()
        .map(|one| {
            let id = one.resource["id"].as_str().unwrap_or_default().to_owned();
            (format!("{place}/{id}"), one.resource)
        })
        .collect();
    let bundle = fhir::searchset(&fhir::Page {
        own_address: &own_address,
        next: next.as_deref(),
        total,
        resources: &resources,
    });
    Ok(answer::resource(StatusCode::OK, &bundle))
}

fn written_place(at: Timestamp, key: &str) -> String {
    format!("{}-{key}", at.millis())
}

fn read_place(text: &str) -> Option<(Timestamp, String)> {
    let (at, key) = text.split_once('-')?;
    let right = at.bytes().all(|b| b.is_ascii_digit())
        && (1..=32).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric());
    let at = at.parse().ok().filter(|_| right)?;
    Some((Timestamp::from_millis(at), key.to_owned()))
}

/// `GET /fhir/List/{id}`.
pub(super) async fn one_list(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    axum::extract::Path(id): axum::extract::Path<String>,
) -> Response {
    let read = async {
        let who = bearer.0?;
        who.need("List", Verb::Read)?;
        answer::speaks_json(&headers)?;
        let (space, _) = names::read(&id)?;
        let caller = professional(&who)?;
        let permit = api
            .documents
            .sharing()
            .permit_record(&caller, space)
            .await?;
        let mut all = sets(space, &Documents::found(&permit)?).into_iter();
        let set = all.find(|set| set.resource["id"] == id.as_str());
        let set = set.ok_or_else(Error::not_found)?;
        Ok::<_, Refusal>(answer::resource(StatusCode::OK, &set.resource))
    };
    match read.await {
        Ok(response) => answer::versioned(response, answer::VERSION),
        Err(refusal) => refusal.answer(&headers),
    }
}

/// The professional, where software by itself has nothing to look for.
pub(super) fn professional(who: &Authorised) -> Result<Caller, Refusal> {
    match who.professional {
        Some(_) => Ok(who.caller()),
        None => {
            let issue = Issue::error(IssueType::Forbidden, "documents-fhir-professional");
            Err(Outcome::new(403, issue).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let (at, key) = (Timestamp::from_millis(12), String::from("0a"));
        assert_eq!(read_place(&written_place(at, &key)), Some((at, key)));
        for wrong in ["", "12", "-1-x", "+12-a", "12-", "12-a b", "x-a"] {
            assert!(read_place(wrong).is_none(), "{wrong}");
        }
    }
}
