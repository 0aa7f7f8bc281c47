//! TD3.1a and b: a professional behind software searches the record of a person
//! (ITI-67), and what came together in it (ITI-66). The same permit as for the
//! site's list, one line of history for each page, and only what the decision
//! lets this professional see is compared with anything. A service of the catalogue
//! searches the record whose holder let it in, in the same way.
//!
//! Software by itself finds its institution's own documents again, by the name
//! it gave them (TD3.1b), and nothing else.

use super::Api;
use super::describe::{VERSION, authors, describe};
use super::read::opened;
use crate::actions::{Documents, Found};
use crate::rules::kinds::is_opened;
use axum::extract::{Request, State};
use axum::response::Response;
use fhir::mhd::AuthorKind;
use fhir::search::{self, Search, Searched};
use fhir::{Issue, IssueType, Outcome};
use http::{HeaderMap, StatusCode};
use identity::clients::{Authorised, Bearer, Verb};
use kernel::{DocumentId, Error, Kind, SpaceId};
use rest::{Draw, Findable, Refusal, asked, names, page};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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
    let wanted = asked(&api.base, request, searched).await?;
    let space = names::space_of(&api.spaces, &wanted.patient).await?;
    if !who.looks() {
        let all = own(api, &who, space, searched, &wanted).await?;
        return page(&api.base, searched, &wanted, space, all);
    }
    let permit = api.documents.sharing();
    let permit = permit.permit_record(&who.caller(), space).await?;
    let extent = who.scopes.extent(searched.resource, Verb::Search);
    let mut found = Documents::found(&permit)?;
    // Neither counted nor compared: it is as if they were not there.
    found.retain(|it| is_opened(&extent, &it.label.type_code));
    match searched.resource {
        "List" => page(&api.base, searched, &wanted, space, sets(space, &found)),
        _ => page(
            &api.base,
            searched,
            &wanted,
            space,
            described(space, &found),
        ),
    }
}

fn described<'a>(space: SpaceId, found: &'a [Found<'a>]) -> Vec<Findable<impl Draw + 'a>> {
    let here: BTreeSet<DocumentId> = found.iter().map(|it| it.label.id).collect();
    let of = |found: &'a Found<'a>| {
        let replaces = found.replaces.filter(|id| here.contains(id));
        Findable {
            at: found.label.added_at,
            key: found.label.id.to_string(),
            resource: move || {
                let (edition, marks) = (found.edition, found.marks);
                let described = describe(space, found.label, replaces, edition, marks)?;
                Ok(described.0)
            },
        }
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
        let issue = Issue::error(IssueType::Forbidden, "rest-professional");
        return Err(Outcome::new(403, issue).into());
    };
    let caller = who.caller();
    let extent = who.scopes.extent(searched.resource, Verb::Search);
    let name = format!("{}|{}", name.system, name.value);
    let Some(id) = api.documents.own_named(&caller, space, &name).await? else {
        return Ok(Vec::new());
    };
    match opened(api, &caller, space, (id, &extent)).await {
        Ok((resource, _, at)) => Ok(vec![Findable {
            at,
            key: id.to_string(),
            resource,
        }]),
        // Taken back meanwhile, there for nobody; or not what these scopes open.
        Err(error) if error.kind() == Kind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// Documents that came at once are a set, as far as this reader sees it: it is
/// named after the first of them that they see, so that a hidden one changes
/// nothing but for whom it is shown to.
fn sets(space: SpaceId, found: &[Found<'_>]) -> Vec<Findable> {
    let mut sets: BTreeMap<u64, Vec<&Found<'_>>> = BTreeMap::new();
    for one in found {
        sets.entry(one.came_with).or_default().push(one);
    }
    let of = |members: Vec<&Found<'_>>| {
        let first = members.iter().min_by_key(|it| it.label.id)?;
        let label = first.label;
        Some(Findable {
            at: label.added_at,
            key: label.id.to_string(),
            resource: set(space, first, &members),
        })
    };
    sets.into_values().filter_map(of).collect()
}

fn set(space: SpaceId, first: &Found<'_>, members: &[&Found<'_>]) -> Value {
    let label = first.label;
    let items: Vec<Value> = members
        .iter()
        .map(|it| names::write(space, it.label.id))
        .map(|id| json!({"item": {"reference": format!("DocumentReference/{id}")}}))
        .collect();
    let mut list = json!({
        "resourceType": "List",
        "id": names::write(space, label.id),
        "meta": {"versionId": "1", "lastUpdated": label.added_at.rfc3339()},
        "identifier": [{
            "use": "usual", "system": fhir::IDENTIFIER_SYSTEM_URI, "value": fhir::urn(label.id.to_bytes()),
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
        rest::speaks_json(&headers)?;
        let (space, _): (_, DocumentId) = names::read(&id)?;
        let caller = rest::reader(&who)?;
        let permit = api
            .documents
            .sharing()
            .permit_record(&caller, space)
            .await?;
        let mut all = sets(space, &Documents::found(&permit)?).into_iter();
        let set = all.find(|set| set.resource["id"] == id.as_str());
        let set = set.ok_or_else(Error::not_found)?;
        Ok::<_, Refusal>(rest::resource(StatusCode::OK, &set.resource))
    };
    match read.await {
        Ok(response) => rest::versioned(response, VERSION),
        Err(refusal) => refusal.answer(&headers),
    }
}
