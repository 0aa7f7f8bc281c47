//! Professionals' software: the DMP's interface on FHIR, for a professional whom
//! their own provider vouches for.

mod acts;
mod appointments;
pub(crate) mod changing;
mod hidden;
mod marks;
mod provider;
mod reading;
mod tokens;

pub(crate) use provider::{Provider, Software};

use crate::town::{Answer, Holder, Town};
use axum::body::Body;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

/// A doctor, as the directory knows her.
pub(crate) const DOCTOR: &str = "99700218896";
/// Another doctor of the same place.
pub(crate) const OTHER: &str = "99700000005";
/// A doctor of another place.
pub(crate) const ELSEWHERE: &str = "99700366240";
/// A doctor who was struck off.
pub(crate) const GONE: &str = "10000000009";
/// Where they work.
pub(crate) const LILAS: &str = "750000001";

/// A town whose practice has software, for which a provider vouches.
pub(crate) struct Dmp {
    pub town: Town,
    pub provider: Provider,
    pub software: Software,
    _store: Option<TempDir>,
}

impl Dmp {
    /// For what no store changes.
    pub async fn alone() -> Self {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("store.db").display());
        Self {
            _store: Some(folder),
            ..Self::on(&url).await
        }
    }

    pub async fn on(url: &str) -> Self {
        Self::within(Town::on(url).await).await
    }

    /// In a town that is set up a little differently.
    pub async fn within(mut town: Town) -> Self {
        let provider = Provider::start(town.world.clone()).await;
        let vouching = town.house.provider(provider.config()).expect("a provider");
        town.router = carnet::site::router(&town.house, Some(vouching), axum::Router::new());
        let software = Software::registered(&town).await;
        Self {
            town,
            provider,
            software,
            _store: None,
        }
    }

    /// An access token for this doctor, by exchange.
    pub async fn token(&self, rpps: &str) -> String {
        let id_token = self.provider.id_token(&self.provider.claims(rpps));
        let answer = self.exchange(&id_token, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    /// Asks for a token for whom this token is about; other parameters replace
    /// those of the same name.
    pub async fn exchange(&self, subject: &str, other: &[(&str, &str)]) -> Answer {
        let assertion = self.software.assertion(&self.town);
        let mut form = vec![
            ("grant_type", provider::EXCHANGE),
            ("client_assertion_type", provider::ASSERTION),
            ("client_assertion", &assertion),
            ("subject_token", subject),
            (
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:id_token",
            ),
        ];
        for (name, value) in other {
            form.retain(|(known, _)| known != name);
            form.push((name, value));
        }
        let form: Vec<String> = form
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| {
                format!("{name}={}", value.replace(':', "%3A").replace('+', "%2B"))
            })
            .collect();
        self.ask(Method::POST, "/oauth/token", None, &[FORM], form.join("&"))
            .await
    }

    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.ask(Method::GET, path, Some(token), &[FHIR], String::new())
            .await
    }

    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        headers: &[(http::HeaderName, &str)],
        body: String,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost:8080");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.town
            .ask(request.body(Body::from(body)).expect("a request"))
            .await
    }

    /// The holder, and where this doctor searches their documents.
    pub fn search(holder: &Holder) -> String {
        format!(
            "/fhir/DocumentReference?patient.identifier=urn:oid:1.2.250.1.213.1.4.8%7C{}",
            holder.matricule()
        )
    }
}

pub(crate) const FHIR: (http::HeaderName, &str) = (ACCEPT, "application/fhir+json");
pub(crate) const FORM: (http::HeaderName, &str) =
    (CONTENT_TYPE, "application/x-www-form-urlencoded");

pub(crate) fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// The titles of what a search found, in its order.
pub(crate) fn titles(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    entries
        .iter()
        .map(|entry| &entry["resource"]["content"][0]["attachment"]["title"])
        .map(|title| title.as_str().unwrap_or_default().to_owned())
        .collect()
}
