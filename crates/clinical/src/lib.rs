//! What a record says of a person's health, for machines: FHIR R4 under `/fhir`.
//!
//! | request | what |
//! | --- | --- |
//! | `GET /fhir/{type}?patient=…` | search, also by form (`_search`) |
//! | `GET /fhir/{type}/{id}` | one resource |
//! | `GET /fhir/{type}/{id}/_history`, `…/_history/{vid}` | its versions: of the types that software writes |
//! | `GET /fhir/Patient/{id}` | the person, as far as the one who asks is told |
//! | `GET /fhir/Patient/{id}/$summary` | the International Patient Summary (HL7 IPS 2.0.0), a document |
//!
//! Types: AllergyIntolerance, Condition, MedicationStatement, Immunization,
//! Observation (measures of the profile and results of laboratories), Encounter,
//! DeviceUseStatement, FamilyMemberHistory, CareTeam, RelatedPerson, Consent
//! (advance directives) and Appointment (to a professional, those that they made).
//!
//! INVARIANTS: whoever asks is let in as on the site, by one permit and one line
//! of history for each answer. A resource is made anew of what that permit shows;
//! searches compare nothing else. What may not be seen is not found, like what
//! never existed.
//!
//! | `POST /fhir/{type}` | one is added, by a service or a professional's software |
//! | `PUT`, `DELETE /fhir/{type}/{id}` | it is changed or taken away, by whoever added it |
//!
//! INVARIANT: what is written is what the pages would take, all of it or nothing; it
//! is read back as it was sent, with our id, version, person and source.
//!
//! | `GET /fhir/AuditEvent?patient=…`, `GET /fhir/AuditEvent/{id}` | a service: who did what, as its holder’s history tells it |
//!
//! | `POST /fhir` | several of these at once: each by itself, or all or none |
//!
//! Not here: what a line says in FHIR, and how one is read (`profile::fhir`,
//! `results::fhir`, `agenda::fhir`), documents (`documents::api`).

mod bundles;
mod histories;
mod kinds;
mod record;
mod versions;
mod writing;

pub use bundles::bundles;
pub use histories::histories;
pub use record::is_added_to;

use crate::kinds::{Kind, Written};
use agenda::Agenda;
use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use connections::Connected;
use edge::Asked;
use fhir::{Issue, IssueType, Outcome};
use http::{HeaderMap, StatusCode};
use identity::clients::{Bearer, Clients, Part, Verb};
use kernel::SpaceId;
use keys::{Key, RegisterKeys};
use profile::actions::Lines;
use profile::fhir::ips;
use rest::{Refusal, asked, names, page};
use sharing::Sharing;
use spaces::Spaces;
use std::sync::Arc;

/// What the interface needs.
#[derive(Clone)]
pub struct Api {
    sharing: Sharing,
    spaces: Spaces,
    clients: Clients,
    agenda: Agenda,
    connected: Connected,
    /// For the names of events.
    naming: Key,
    /// `https://…/fhir`, without a final slash.
    base: Arc<str>,
}

impl Api {
    /// The interface at `origin`, such as `https://carnet.example`.
    pub fn new(
        sharing: Sharing,
        spaces: Spaces,
        clients: Clients,
        agenda: Agenda,
        connected: Connected,
        register: &RegisterKeys,
        origin: &str,
    ) -> Self {
        Self {
            sharing,
            spaces,
            clients,
            agenda,
            connected,
            naming: register.derive(histories::NAMING),
            base: format!("{}/fhir", origin.trim_end_matches('/')).into(),
        }
    }
}

/// The routes of the interface.
pub fn routes(api: Api) -> Router {
    let clients = api.clients.clone();
    Router::new()
        .route("/fhir/AllergyIntolerance", found(&kinds::ALLERGIES))
        .route(
            "/fhir/AllergyIntolerance/_search",
            by_form(&kinds::ALLERGIES),
        )
        .route("/fhir/AllergyIntolerance/{id}", one(&kinds::ALLERGIES))
        .route(
            "/fhir/AllergyIntolerance/{id}/_history",
            earlier(&kinds::ALLERGIES),
        )
        .route(
            "/fhir/AllergyIntolerance/{id}/_history/{vid}",
            version(&kinds::ALLERGIES),
        )
        .route("/fhir/Appointment", found(&kinds::APPOINTMENTS))
        .route("/fhir/Appointment/_search", by_form(&kinds::APPOINTMENTS))
        .route("/fhir/Appointment/{id}", one(&kinds::APPOINTMENTS))
        .route(
            "/fhir/Appointment/{id}/_history",
            earlier(&kinds::APPOINTMENTS),
        )
        .route(
            "/fhir/Appointment/{id}/_history/{vid}",
            version(&kinds::APPOINTMENTS),
        )
        .route("/fhir/CareTeam", found(&kinds::TEAM))
        .route("/fhir/CareTeam/_search", by_form(&kinds::TEAM))
        .route("/fhir/CareTeam/{id}", one(&kinds::TEAM))
        .route("/fhir/Condition", found(&kinds::CONDITIONS))
        .route("/fhir/Condition/_search", by_form(&kinds::CONDITIONS))
        .route("/fhir/Condition/{id}", one(&kinds::CONDITIONS))
        .route("/fhir/Condition/{id}/_history", earlier(&kinds::CONDITIONS))
        .route(
            "/fhir/Condition/{id}/_history/{vid}",
            version(&kinds::CONDITIONS),
        )
        .route("/fhir/Consent", found(&kinds::WISHES))
        .route("/fhir/Consent/_search", by_form(&kinds::WISHES))
        .route("/fhir/Consent/{id}", one(&kinds::WISHES))
        .route("/fhir/DeviceUseStatement", found(&kinds::DEVICES))
        .route("/fhir/DeviceUseStatement/_search", by_form(&kinds::DEVICES))
        .route("/fhir/DeviceUseStatement/{id}", one(&kinds::DEVICES))
        .route("/fhir/Encounter", found(&kinds::STAYS))
        .route("/fhir/Encounter/_search", by_form(&kinds::STAYS))
        .route("/fhir/Encounter/{id}", one(&kinds::STAYS))
        .route("/fhir/FamilyMemberHistory", found(&kinds::FAMILY))
        .route("/fhir/FamilyMemberHistory/_search", by_form(&kinds::FAMILY))
        .route("/fhir/FamilyMemberHistory/{id}", one(&kinds::FAMILY))
        .route("/fhir/Immunization", found(&kinds::VACCINATIONS))
        .route("/fhir/Immunization/_search", by_form(&kinds::VACCINATIONS))
        .route("/fhir/Immunization/{id}", one(&kinds::VACCINATIONS))
        .route(
            "/fhir/Immunization/{id}/_history",
            earlier(&kinds::VACCINATIONS),
        )
        .route(
            "/fhir/Immunization/{id}/_history/{vid}",
            version(&kinds::VACCINATIONS),
        )
        .route("/fhir/MedicationStatement", found(&kinds::TREATMENTS))
        .route(
            "/fhir/MedicationStatement/_search",
            by_form(&kinds::TREATMENTS),
        )
        .route("/fhir/MedicationStatement/{id}", one(&kinds::TREATMENTS))
        .route(
            "/fhir/MedicationStatement/{id}/_history",
            earlier(&kinds::TREATMENTS),
        )
        .route(
            "/fhir/MedicationStatement/{id}/_history/{vid}",
            version(&kinds::TREATMENTS),
        )
        .route("/fhir/Observation", found(&kinds::OBSERVATIONS))
        .route("/fhir/Observation/_search", by_form(&kinds::OBSERVATIONS))
        .route("/fhir/Observation/{id}", one(&kinds::OBSERVATIONS))
        .route(
            "/fhir/Observation/{id}/_history",
            earlier(&kinds::OBSERVATIONS),
        )
        .route(
            "/fhir/Observation/{id}/_history/{vid}",
            version(&kinds::OBSERVATIONS),
        )
        .route("/fhir/RelatedPerson", found(&kinds::CIRCLE))
        .route("/fhir/RelatedPerson/_search", by_form(&kinds::CIRCLE))
        .route("/fhir/RelatedPerson/{id}", one(&kinds::CIRCLE))
        .route("/fhir/AuditEvent/{id}", get(histories::one))
        .route("/fhir/Patient/{id}", get(person))
        .route("/fhir/Patient/{id}/$summary", get(summary))
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::Extension(clients))
        .with_state(api)
}

fn found(kind: &'static Kind) -> MethodRouter<Api> {
    let door = get(move |State(api), bearer, request| search(kind, api, bearer, request));
    match kind.written {
        Written::Line => writing::of_a_type::<Lines>(kind, door),
        Written::Appointment => writing::of_a_type::<Agenda>(kind, door),
        Written::No => door,
    }
}

fn by_form(kind: &'static Kind) -> MethodRouter<Api> {
    post(move |State(api), bearer, request| search(kind, api, bearer, request))
}

fn one(kind: &'static Kind) -> MethodRouter<Api> {
    let door =
        get(move |State(api), bearer, headers, Path(id)| read(kind, api, bearer, headers, id));
    match kind.written {
        Written::Line => writing::of_one::<Lines>(kind, door),
        Written::Appointment => writing::of_one::<Agenda>(kind, door),
        Written::No => door,
    }
}

fn earlier(kind: &'static Kind) -> MethodRouter<Api> {
    get(
        move |State(api): State<Api>,
              bearer: Bearer,
              headers: HeaderMap,
              RawQuery(query): RawQuery,
              id: Path<String>| {
            versions::history(kind, api, bearer, (headers, query), id)
        },
    )
}

fn version(kind: &'static Kind) -> MethodRouter<Api> {
    get(
        move |State(api): State<Api>,
              bearer: Bearer,
              headers: HeaderMap,
              ids: Path<(String, String)>| {
            versions::version(kind, api, bearer, headers, ids)
        },
    )
}

async fn search(kind: &'static Kind, api: Api, bearer: Bearer, request: Request) -> Response {
    let headers = request.headers().clone();
    let lang = rest::language(&headers);
    let searched = async {
        let who = bearer.0?;
        let name = kind.searched.resource;
        who.need(name, Verb::Search)?;
        let reader = rest::reader(&who)?;
        let wanted = asked(&api.base, request, &kind.searched).await?;
        let space = names::space_of(&api.spaces, &wanted.patient).await?;
        let extent = who.scopes.extent(name, Verb::Search);
        let here = (space, None);
        let asks = (&who, &reader, &extent);
        let (_, all) = record::shown(&api, kind, asks, here, lang).await?;
        page(&api.base, &kind.searched, &wanted, space, all)
    };
    searched
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

async fn read(
    kind: &'static Kind,
    api: Api,
    bearer: Bearer,
    headers: HeaderMap,
    id: String,
) -> Response {
    let lang = rest::language(&headers);
    let read = async {
        let who = bearer.0?;
        who.need(kind.searched.resource, Verb::Read)?;
        rest::speaks_json(&headers)?;
        let reader = rest::reader(&who)?;
        let space = record::space_in(&id)?;
        let extent = who.scopes.extent(kind.searched.resource, Verb::Read);
        let here = (space, Some(&*id));
        let asks = (&who, &reader, &extent);
        let (permit, all) = record::shown(&api, kind, asks, here, lang).await?;
        let found = all.into_iter().find(|one| one.resource["id"] == id);
        if found.is_none()
            && let Some(line) = versions::line_in(&id).filter(|_| extent.has(Part::VitalSigns))
        {
            versions::refuse_gone(&permit, kind, line)?;
        }
        let found = found.ok_or_else(kernel::Error::not_found)?;
        let version = record::version_told(&found.resource);
        Ok::<_, Refusal>(match rest::is_known(&headers, version) {
            true => rest::unchanged(version),
            false => rest::versioned(rest::resource(StatusCode::OK, &found.resource), version),
        })
    };
    read.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

async fn person(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let read = async {
        let who = bearer.0?;
        who.need("Patient", Verb::Read)?;
        rest::speaks_json(&headers)?;
        let reader = rest::reader(&who)?;
        let space: SpaceId = id.parse()?;
        // Whoever may open the record knows whose it is.
        api.sharing.permit_record(&reader, space).await?;
        let face = api.spaces.open_face(space).await?;
        Ok::<_, Refusal>(rest::resource(
            StatusCode::OK,
            &rest::patient_for(&who, &face),
        ))
    };
    read.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

async fn summary(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
    given: Asked,
) -> Response {
    let lang = rest::language(&headers);
    let made = async {
        let who = bearer.0?;
        // What a summary must have: without it, it would look as if there were
        // nothing.
        for kind in ips::REQUIRED.into_iter().chain(["Patient"]) {
            who.need(kind, Verb::Read)?;
        }
        rest::speaks_json(&headers)?;
        if given
            .query
            .as_deref()
            .is_some_and(|query| !query.is_empty())
        {
            let issue = Issue::error(IssueType::NotSupported, "clinical-summary-params");
            return Err(Outcome::new(400, issue).into());
        }
        let space: SpaceId = id.parse()?;
        let document = record::summary(&api, &who, space, lang).await?;
        Ok::<_, Refusal>(rest::resource(StatusCode::OK, &document))
    };
    made.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

async fn wrong_method(headers: HeaderMap) -> Response {
    let issue = Issue::error(IssueType::NotSupported, "rest-method");
    rest::refuse(&headers, &Outcome::new(405, issue))
}

/// The sentences of this interface.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "clinical",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};
