//! How machines ask for documents: FHIR R4 under `/fhir`, as the public draft
//! of the DMP's interface says (PDSm4DMP 0.1.0).
//!
//! | request | what |
//! | --- | --- |
//! | `GET /fhir/metadata` | CapabilityStatement, for anybody |
//! | `POST /fhir` | TD2: ITI-65 Provide Document Bundle, all or nothing |
//! | `POST /fhir/DocumentReference` | TD2: ITI-105 Simplified Publish |
//! | `GET /fhir/DocumentReference?…` | TD3.1a and b: ITI-67, also by form |
//! | `GET /fhir/DocumentReference/{id}` | one description |
//! | `GET /fhir/DocumentReference/{id}/_history`, `…/_history/{vid}` | what it said before |
//! | `PATCH /fhir/DocumentReference…` | TD3.3: by id, or by identifier and person |
//! | `GET /fhir/List…` | ITI-66: what came at once |
//! | `GET /fhir/Binary/{id}` | TD3.2: ITI-68 Retrieve Document |
//! | `GET /fhir/Patient?identifier=` | TD0.2: is there an open space? |
//! | `GET /fhir/AuditEvent?…` | ITI-81: what one did oneself |
//!
//! Who asks is an institution's software, or the professional behind it whom
//! their provider vouches for; then every decision is theirs, as on the site. Or a
//! service of the catalogue, in the one record whose holder let it in.
//!
//! Every error is an OperationOutcome. An unknown person, a space that is not
//! open and one that refused are answered alike; so are a document that never
//! existed and one that may not be seen.
//!
//! A document that says it replaces another (TD2.1) does so, whichever comes
//! first. Not here: XML, other patches, keeping submission sets and folders,
//! addresses in a caller's own base. `docs/pdsm4dmp.md` says it point by point.

mod audit;
mod deposit;
mod describe;
mod patch;
mod read;
mod search;
mod versions;

pub(crate) use describe::{Described, described, standing};

use crate::actions::{Documents, Elsewhere};
use axum::extract::State;
use axum::response::Response;
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use edge::Locale;
use fhir::{Capability, ForPeople, Issue, IssueType, Outcome};
use http::HeaderMap;
use identity::clients::Clients;
use spaces::Spaces;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The sentences machines are answered with: ours, those of FHIR's reading and
/// those of file formats.
pub const API_TEXTS: [Locale; 4] = [
    rest::TEXTS,
    Locale {
        name: "documents-api",
        fr: include_str!("../locales/api.fr.ftl"),
        en: include_str!("../locales/api.en.ftl"),
    },
    Locale {
        name: "fhir",
        fr: fhir::TEXTS.0,
        en: fhir::TEXTS.1,
    },
    Locale {
        name: "formats",
        fr: formats::TEXTS.0,
        en: formats::TEXTS.1,
    },
];

/// What the interface needs.
#[derive(Clone)]
pub struct Api {
    documents: Documents,
    spaces: Spaces,
    clients: Clients,
    /// Finds what software works on in a record that is no document.
    elsewhere: Elsewhere,
    /// `https://…/fhir`, without a final slash.
    base: Arc<str>,
    /// Long messages are read few at a time: permits are mebibytes.
    room: Arc<Semaphore>,
}

impl Api {
    /// The interface at `origin`, such as `https://carnet.example`; `elsewhere` finds
    /// what software works on in a record that is no document.
    pub fn new(
        documents: Documents,
        spaces: Spaces,
        clients: Clients,
        elsewhere: Elsewhere,
        origin: &str,
    ) -> Self {
        Self {
            documents,
            spaces,
            clients,
            elsewhere,
            base: format!("{}/fhir", origin.trim_end_matches('/')).into(),
            room: Arc::new(Semaphore::new(deposit::ROOM_MIB)),
        }
    }
}

/// The routes of the interface.
pub fn routes(api: Api) -> Router {
    let clients = api.clients.clone();
    Router::new()
        .route("/fhir", post(deposit::transaction))
        .route("/fhir/", post(deposit::transaction))
        .route("/fhir/metadata", get(metadata))
        .route(
            "/fhir/DocumentReference",
            get(search::documents)
                .post(deposit::simplified)
                .patch(patch::by_identifier),
        )
        .route("/fhir/DocumentReference/_search", post(search::documents))
        .route("/fhir/List", get(search::lists))
        .route("/fhir/List/_search", post(search::lists))
        .route("/fhir/List/{id}", get(search::one_list))
        .route(
            "/fhir/DocumentReference/{id}",
            get(read::document_reference).patch(patch::by_id),
        )
        .route(
            "/fhir/DocumentReference/{id}/_history",
            get(versions::history),
        )
        .route(
            "/fhir/DocumentReference/{id}/_history/{vid}",
            get(versions::version),
        )
        .route("/fhir/AuditEvent", get(audit::events))
        .route("/fhir/AuditEvent/_search", post(audit::events))
        .route("/fhir/Binary/{id}", get(read::binary))
        .route("/fhir/Patient", get(read::patient))
        .route("/fhir/{*rest}", any(nothing_here))
        .method_not_allowed_fallback(wrong_method)
        .layer(Extension(clients))
        .with_state(api)
}

async fn metadata(State(api): State<Api>) -> Response {
    let token_url = api.clients.token_endpoint();
    let addresses = api.clients.for_people();
    let for_people = addresses.as_ref().map(|[ask, look, give_back]| ForPeople {
        authorize_url: ask,
        introspect_url: look,
        revoke_url: give_back,
    });
    let statement = fhir::capability_statement(&Capability {
        base: &api.base,
        token_url: &token_url,
        for_people,
        version: env!("CARGO_PKG_VERSION"),
        date: "2026-11-29",
    });
    rest::resource(http::StatusCode::OK, &statement)
}

async fn nothing_here(headers: HeaderMap) -> Response {
    rest::refuse(&headers, &(&kernel::Error::not_found()).into())
}

async fn wrong_method(headers: HeaderMap) -> Response {
    let issue = Issue::error(IssueType::NotSupported, "rest-method");
    rest::refuse(&headers, &Outcome::new(405, issue))
}
