//! What a service adds: as the pages would take it, read back as it was sent, changed
//! and taken away by that service, and its holder's to take away. What is refused:
//! `refusing`.

use super::{EVERYTHING, Tokens, code_of, encoded, service};
use crate::dmp::json;
use crate::town::{Answer, Holder, Town};
use ::catalogue::kinds::{Kind, reaching};
use axum::body::Body;
use http::header::{ETAG, LOCATION};
use http::{Method, Request, StatusCode};
use identity::clients::services::NewService;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::for_each_store_at;

const ALL: [&str; 6] = [
    "AllergyIntolerance",
    "Appointment",
    "Condition",
    "Immunization",
    "MedicationStatement",
    "Observation",
];

/// A service that may be let add.
fn scale(id: &str) -> NewService {
    NewService {
        scopes: reaching(&Kind::ALL, &Kind::to_add()),
        ..service(id)
    }
}

fn scopes() -> String {
    let each = ALL.iter().map(|kind| format!("patient/{kind}.cruds"));
    let each: Vec<String> = each.collect();
    format!("launch/patient offline_access {}", each.join(" "))
}

impl Town {
    /// Somebody lets a service do what they tick: its tokens.
    pub(super) async fn lets(&self, holder: &Holder, id: &str, ticked: &[&str]) -> Tokens {
        self.lists(scale(id)).await;
        let scopes = scopes();
        let path = Self::asks_at(id, &[("scope", &scopes)]);
        let page = self.get(&holder.cookie, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let ticks = ticked.iter().map(|name| (*name, "oui"));
        let form: Vec<(&str, &str)> = ticks.collect();
        let done = self
            .post(&holder.cookie, &path, &self.yes(&encoded(&form)))
            .await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        Tokens::of(&self.trades(id, &code_of(&done), &[]).await)
    }

    /// A service asks with a body.
    pub(super) async fn requests(
        &self,
        method: Method,
        token: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost:8080")
            .header("authorization", format!("Bearer {token}"))
            .header("accept", "application/fhir+json");
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/fhir+json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.into()).expect("a request"))
            .await
    }

    pub(super) async fn adds_in_fhir(&self, token: &str, resource: &Value) -> Answer {
        let kind = resource["resourceType"].as_str().expect("a type");
        let path = format!("/fhir/{kind}");
        self.requests(Method::POST, token, &path, &[], resource.to_string())
            .await
    }
}

pub(super) fn reason(answer: &Answer) -> String {
    let code = &json(answer)["issue"][0]["details"]["coding"][0]["code"];
    code.as_str().unwrap_or_default().to_owned()
}

pub(super) fn header(answer: &Answer, name: http::HeaderName) -> String {
    let value = answer.headers.get(&name).expect("a header");
    value.to_str().expect("text").to_owned()
}

pub(super) fn weight(holder: &Holder, kilograms: f64) -> Value {
    json!({
        "resourceType": "Observation",
        "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/bodyweight"]},
        "identifier": [{"system": "urn:souffle:balance", "value": "2026-11-01"}],
        "status": "final",
        "category": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "vital-signs",
        }]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": format!("Patient/{}", holder.space)},
        "effectiveDateTime": "2026-11-01T08:30:00+01:00",
        "device": {"display": "Balance de salle de bains"},
        "valueQuantity": {
            "value": kilograms, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg",
        },
    })
}

pub(super) fn allergy(holder: &Holder, name: &str) -> Value {
    json!({
        "resourceType": "AllergyIntolerance",
        "code": {"text": name},
        "patient": {"reference": format!("Patient/{}", holder.space)},
        "criticality": "high",
    })
}

/// Without what is the server's to say.
pub(super) fn told(mut value: Value) -> Value {
    for ours in ["id", "meta", "subject", "patient"] {
        value.as_object_mut().map(|it| it.remove(ours));
    }
    value
}

#[tokio::test]
async fn a_service_adds_what_was_ticked_and_it_is_read_back_as_it_was_sent() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let sent = weight(&ana, 72.5);
        let created = town.adds_in_fhir(&tokens.access, &sent).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
        let location = header(&created, LOCATION);
        let path = location
            .strip_prefix("http://localhost:8080")
            .expect("ours");
        let read = town.served(&tokens.access, path).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.text());
        assert_eq!(header(&read, ETAG), header(&created, ETAG));
        assert_eq!(json(&read), json(&created));
        let back = json(&read);
        assert_eq!(told(back.clone()), told(sent.clone()));
        assert_eq!(back["meta"]["source"], "urn:carnet:service:souffle");
        assert_eq!(back["meta"]["profile"], sent["meta"]["profile"]);
        let search = format!("/fhir/Observation?patient={}&code=29463-7", ana.space);
        let found = json(&town.served(&tokens.access, &search).await);
        assert_eq!(found["total"], 1, "{found}");
        assert_eq!(found["entry"][0]["resource"], back);
        // Its holder sees it, with where it comes from, and what the service did.
        let page = town
            .get(&ana.cookie, "/espace/moi/profil/mesures")
            .await
            .text();
        for said in ["72,5 kg", "Ajouté par le service Souffle"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let history = "/espace/moi/acces/journal?qui=ssouffle";
        let history = town.get(&ana.cookie, history).await.text();
        assert!(
            history.contains("A noté dans le profil médical"),
            "{history}"
        );
        let all = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(
            all.contains("où il peut aussi ajouter des données"),
            "{all}"
        );
        let list = town.get(&ana.cookie, "/espace/moi/services").await.text();
        assert!(list.contains("Ce service peut ajouter"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn what_comes_twice_is_one_line_and_what_was_taken_away_does_not_come_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        let first = town.adds_in_fhir(token, &weight(&ana, 72.5)).await;
        let again = town.adds_in_fhir(token, &weight(&ana, 72.5)).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        assert_eq!(header(&again, LOCATION), header(&first, LOCATION));
        // The same name for something else.
        let other = town.adds_in_fhir(token, &weight(&ana, 80.0)).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert_eq!(reason(&other), "profile-sent-differs");
        let named = [(
            "if-none-exist",
            "identifier=urn:souffle:balance%7C2026-11-01",
        )];
        let body = weight(&ana, 80.0).to_string();
        let path = "/fhir/Observation";
        let there = town
            .requests(Method::POST, token, path, &named, body.clone())
            .await;
        assert_eq!(there.status, StatusCode::OK);
        assert!(there.body.is_empty(), "{}", there.text());
        let wide = [("if-none-exist", "code=29463-7")];
        let refused = town.requests(Method::POST, token, path, &wide, body).await;
        assert_eq!(reason(&refused), "rest-condition");
        // Without a name, the same word for word.
        let allergies = [allergy(&ana, "Arachide"), allergy(&ana, "Arachide")];
        let mut places = Vec::new();
        for one in &allergies {
            places.push(header(&town.adds_in_fhir(token, one).await, LOCATION));
        }
        assert_eq!(places[0], places[1]);
        // Its holder takes the weight away: nobody brings it back.
        let line = header(&first, LOCATION);
        let line = line.rsplit('-').next().expect("an id").to_owned();
        let form = format!("/espace/moi/profil/mesures/{line}/retirer");
        let removed = town.post(&ana.cookie, &form, "").await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text());
        let gone = town.adds_in_fhir(token, &weight(&ana, 72.5)).await;
        assert_eq!(reason(&gone), "profile-sent-gone");
        // Another service's names are its own.
        let other = town.lets(&ana, "autre", &EVERYTHING).await;
        let theirs = town.adds_in_fhir(&other.access, &weight(&ana, 72.5)).await;
        assert_eq!(theirs.status, StatusCode::CREATED, "{}", theirs.text());
    })
    .await;
}

#[tokio::test]
async fn azp_04_a_service_changes_what_it_added_as_it_saw_it_and_nothing_else() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        let created = town.adds_in_fhir(token, &weight(&ana, 72.5)).await;
        let (path, tag) = (header(&created, LOCATION), header(&created, ETAG));
        let path = path
            .strip_prefix("http://localhost:8080")
            .expect("ours")
            .to_owned();
        let with_id = |kilograms| {
            let mut value = weight(&ana, kilograms);
            value["id"] = json(&created)["id"].clone();
            value.to_string()
        };
        let put = async |token: &str, tag: &str, kilograms| {
            let headers = [("if-match", tag)];
            let headers = if tag.is_empty() {
                &headers[..0]
            } else {
                &headers[..]
            };
            town.requests(Method::PUT, token, &path, headers, with_id(kilograms))
                .await
        };
        assert_eq!(put(token, "", 73.0).await.status.as_u16(), 428);
        let changed = put(token, &tag, 73.0).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_ne!(header(&changed, ETAG), tag, "even in the same moment");
        assert_eq!(json(&changed)["valueQuantity"]["value"], 73.0);
        assert_eq!(
            put(token, &tag, 74.0).await.status,
            StatusCode::PRECONDITION_FAILED
        );
        let tag = header(&changed, ETAG);
        // Another type, another id, nobody's.
        let mut other = allergy(&ana, "Latex");
        other["id"] = json(&created)["id"].clone();
        let elsewhere = path.replace("Observation", "AllergyIntolerance");
        let matched = [("if-match", tag.as_str())];
        let wrong = town.requests(Method::PUT, token, &elsewhere, &matched, other.to_string());
        assert_eq!(wrong.await.status, StatusCode::NOT_FOUND);
        // Another service of the same person: as if it were not there, or not its own.
        let stranger = town.lets(&ana, "autre", &EVERYTHING).await;
        let foreign = put(&stranger.access, &tag, 99.0).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.text());
        let deleted = town
            .requests(Method::DELETE, &stranger.access, &path, &[], "")
            .await;
        assert_eq!(deleted.status, StatusCode::NOT_FOUND);
        // What the holder wrote anew is theirs.
        let line = path.rsplit('-').next().expect("an id");
        let form = "mesure=poids&valeur=71&date-jour=1&date-mois=11&date-annee=2026";
        let page = format!("/espace/moi/profil/mesures/{line}");
        let theirs = town.post(&ana.cookie, &page, form).await;
        assert_eq!(theirs.status, StatusCode::SEE_OTHER, "{}", theirs.text());
        let refused = put(token, &tag, 75.0).await;
        assert!(refused.status.is_client_error(), "{}", refused.text());
        let page = town
            .get(&ana.cookie, "/espace/moi/profil/mesures")
            .await
            .text();
        assert!(page.contains("71 kg") && !page.contains("75 kg"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_service_takes_away_what_it_added() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        let created = town.adds_in_fhir(token, &allergy(&ana, "Arachide")).await;
        let path = header(&created, LOCATION);
        let path = path.strip_prefix("http://localhost:8080").expect("ours");
        let stale = [("if-match", "W/\"1\"")];
        let stale = town.requests(Method::DELETE, token, path, &stale, "").await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let done = town.requests(Method::DELETE, token, path, &[], "").await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text());
        assert_eq!(town.served(token, path).await.status, StatusCode::GONE);
        let again = town.requests(Method::DELETE, token, path, &[], "").await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        let page = town
            .get(&ana.cookie, "/espace/moi/profil/allergies")
            .await
            .text();
        assert!(!page.contains("Arachide"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_a_service_added_is_not_confirmed_until_a_professional_does() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let created = town
            .adds_in_fhir(&tokens.access, &allergy(&ana, "Arachide"))
            .await;
        let path = header(&created, LOCATION);
        let path = path.strip_prefix("http://localhost:8080").expect("ours");
        let line = path.rsplit('-').next().expect("an id");
        let seen = format!("/pro/patients/{}/profil/allergies", ana.space);
        let page = town.get(&doctor.cookie, &seen).await.text();
        assert!(page.contains("Ajouté par le service Souffle"), "{page}");
        let written = page
            .split("name=\"vu\" value=\"")
            .nth(1)
            .map(|it| it.split('"').next().unwrap_or_default().to_owned());
        town.world.advance(Duration::from_secs(60));
        let form = format!("vu={}&quoi=confirmer", written.unwrap_or_default());
        let confirmed = town
            .post(&doctor.cookie, &format!("{seen}/{line}/decider"), &form)
            .await;
        assert_eq!(
            confirmed.status,
            StatusCode::SEE_OTHER,
            "{}",
            confirmed.text()
        );
        let search = format!("/fhir/AllergyIntolerance?patient={}", ana.space);
        let found = json(&town.served(&tokens.access, &search).await);
        let status = &found["entry"][0]["resource"]["verificationStatus"];
        assert_eq!(status["coding"][0]["code"], "confirmed", "{found}");
        // It is locked now, for the service as for the holder.
        let deleted = town
            .requests(Method::DELETE, &tokens.access, path, &[], "")
            .await;
        assert_eq!(deleted.status, StatusCode::FORBIDDEN, "{}", deleted.text());
        assert_eq!(reason(&deleted), "profile-sent-not-yours");
    })
    .await;
}
