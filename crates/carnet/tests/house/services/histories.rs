//! Who did what, for a service whose holder ticked that: BALP, and never more than the
//! service may see.

use super::{encoded, service};
use crate::dmp;
use crate::town::{Holder, Town};
use ::catalogue::kinds::{Kind, reading};
use http::StatusCode;
use identity::clients::services::NewService;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::for_each_store_at;

const SCOPE: &str =
    "launch/patient patient/AuditEvent.rs patient/DocumentReference.rs offline_access";

impl Town {
    /// A holder lets a service see who did what, and what else they tick.
    async fn tells_history(&self, holder: &Holder, ticked: &[&str]) -> String {
        self.lists(NewService {
            scopes: reading(&Kind::ALL),
            ..service("souffle")
        })
        .await;
        let path = Self::asks_at("souffle", &[("scope", SCOPE)]);
        let page = self.get(&holder.cookie, &path).await.text();
        assert!(
            page.contains("Qui a consulté ou modifié mon dossier"),
            "{page}"
        );
        let ticks = ticked.iter().map(|name| (*name, "oui"));
        let form: Vec<(&str, &str)> = ticks.collect();
        let done = self
            .post(&holder.cookie, &path, &self.yes(&encoded(&form)))
            .await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let traded = self.trades("souffle", &super::code_of(&done), &[]).await;
        super::Tokens::of(&traded).access
    }

    async fn events(&self, token: &str, holder: &Holder, more: &str) -> Vec<Value> {
        let path = format!("/fhir/AuditEvent?patient=Patient/{}{more}", holder.space);
        let found = self.served(token, &path).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
        let all = dmp::json(&found)["entry"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        all.into_iter().map(|it| it["resource"].clone()).collect()
    }
}

fn acts(events: &[Value]) -> Vec<String> {
    let act = |it: &Value| {
        it["subtype"][1]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    events.iter().map(act).collect()
}

#[tokio::test]
async fn azp_06_a_line_that_a_parent_wrote_names_them_and_never_the_patient() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let lea = town.girl(1, "Lea", 2010).await;
        let parent = town.parent_called("Jean Roux", &[&lea]).await;
        let parent = town.signs_in(parent).await;
        let allergy = lea.of("/profil/allergies/ajouter");
        town.does(&parent, &allergy, "nom=Arachide").await;
        let lea = lea.holder();
        town.adds(&lea, "Ma note").await;
        // What a service reads, and what is in what she takes away.
        let token = town.tells_history(&lea, &["lire-historique"]).await;
        let told = town.events(&token, &lea, "&_count=100").await;
        let files = town.exports(&lea).await;
        let record: Value = serde_json::from_slice(&files["fhir/dossier.json"]).expect("JSON");
        let entries = record["entry"].as_array().expect("entries").iter();
        let taken = entries.map(|it| it["resource"].clone());
        let taken: Vec<Value> = taken
            .filter(|it| it["resourceType"] == "AuditEvent")
            .collect();
        let of_parent = json!({"type": "RelatedPerson", "display": "Jean Roux"});
        for (events, code) in [(told, 1), (taken, 0)] {
            let of = |act: &str| {
                let mut all = events
                    .iter()
                    .filter(|it| it["subtype"][code]["code"] == act);
                all.next().unwrap_or_else(|| panic!("no {act}: {events:?}"))
            };
            assert_eq!(of("profile-written")["agent"][0]["who"], of_parent);
            let own = &of("document-added")["agent"][0]["who"];
            assert!(
                own["reference"].is_string() && own["display"].is_null(),
                "{own}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_service_reads_who_did_what_and_that_is_a_line_itself() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        town.deposits(&doctor, &ana, "Biopsie").await;
        let record = format!("/pro/patients/{}", ana.space);
        assert_eq!(
            town.get(&doctor.cookie, &record).await.status,
            StatusCode::OK
        );
        let token = town.tells_history(&ana, &["lire-historique"]).await;
        let events = town.events(&token, &ana, "&_count=100").await;
        let of = |act: &str| events.iter().find(|it| it["subtype"][1]["code"] == act);
        let added = of("document-added").expect("a deposit");
        assert_eq!(added["action"], "C");
        assert_eq!(
            added["meta"]["profile"][0],
            "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientCreate"
        );
        let who = &added["agent"][0]["who"];
        assert!(
            who["display"]
                .as_str()
                .is_some_and(|it| it.contains("Benali") || it.contains("Bénali")),
            "{who}"
        );
        assert!(
            who["identifier"]["value"]
                .as_str()
                .is_some_and(|it| it.starts_with('8')),
            "{who}"
        );
        assert_eq!(of("record-read").expect("a read")["action"], "E");
        // No title without the documents.
        let all = serde_json::to_string(&events).expect("text");
        assert!(!all.contains("Biopsie"), "{all}");
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal?qui=ssouffle")
            .await;
        assert!(
            history.text().contains("A consulté cette page"),
            "{}",
            history.text()
        );
        // Each of its reads is in what it reads the next time; pages follow one another.
        let again = town.events(&token, &ana, "&_count=1").await;
        assert_eq!(acts(&again), ["history-read"]);
        assert_eq!(again[0]["agent"][0]["who"]["display"], "Souffle");
        let path = format!("/fhir/AuditEvent?patient=Patient/{}&_count=1", ana.space);
        let first = dmp::json(&town.served(&token, &path).await);
        let links = first["link"].as_array().cloned().unwrap_or_default();
        let next = links
            .iter()
            .find(|it| it["relation"] == "next")
            .expect("a page more");
        let next = next["url"].as_str().expect("an address");
        let next = next.strip_prefix("http://localhost:8080").expect("ours");
        let second = dmp::json(&town.served(&token, next).await);
        assert_ne!(
            first["entry"][0]["resource"]["id"],
            second["entry"][0]["resource"]["id"]
        );
        assert_eq!(
            second["entry"][0]["resource"]["subtype"][1]["code"],
            "history-read"
        );
        // By days.
        let today = town.world.now().in_paris().date();
        let yesterday = today.yesterday().expect("a day");
        let before = town
            .events(&token, &ana, &format!("&date=lt{yesterday}"))
            .await;
        assert!(before.is_empty(), "{before:?}");
        let since = town
            .events(&token, &ana, &format!("&date=ge{yesterday}&_count=100"))
            .await;
        assert!(since.len() > events.len(), "{since:?}");
        // By who did it, and by what it was done to.
        let number = ["system", "value"].map(|name| who["identifier"][name].as_str());
        let [Some(system), Some(value)] = number else {
            panic!("{who}")
        };
        let hers = format!("&_count=100&agent.identifier={system}%7C{value}");
        let hers = town.events(&token, &ana, &hers).await;
        assert!(
            hers.len() >= 2 && hers.iter().all(|it| &it["agent"][0]["who"] == who),
            "{hers:?}"
        );
        let what = &added["entity"][1]["what"]["reference"];
        let what = what.as_str().expect("a document");
        let done = format!("&_count=100&entity={what}");
        let done = town.events(&token, &ana, &done).await;
        assert!(acts(&done).iter().any(|act| act == "document-added"));
        assert!(
            done.iter()
                .all(|it| it["entity"][1]["what"]["reference"] == what),
            "{done:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn app_14_a_hidden_document_and_what_hides_it_are_in_no_event() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let seen = town.adds(&ana, "Ordonnance").await;
        let hidden = town.adds(&ana, "Psychiatrie").await;
        let token = town
            .tells_history(&ana, &["lire-historique", "lire-documents"])
            .await;
        let before = town.events(&token, &ana, "&_count=100").await;
        let text = serde_json::to_string(&before).expect("text");
        assert!(
            text.contains("Ordonnance") && text.contains("Psychiatrie"),
            "{text}"
        );
        let path = format!("/espace/moi/documents/{hidden}/masquer");
        let done = town.post(&ana.cookie, &path, "qui=tous").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let after = town.events(&token, &ana, "&_count=100").await;
        let text = serde_json::to_string(&after).expect("text");
        assert!(
            text.contains("Ordonnance") && text.contains(&seen),
            "{text}"
        );
        assert!(
            !text.contains("Psychiatrie") && !text.contains(&hidden),
            "{text}"
        );
        assert!(
            !acts(&after)
                .iter()
                .any(|act| act.starts_with("document-hidden")),
            "{text}"
        );
    })
    .await;
}

#[tokio::test]
async fn app_01_without_the_tick_after_a_pause_and_of_another_person_no_history_is_told() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let token = town.tells_history(&ana, &["lire-documents"]).await;
        let path = |who: &Holder| format!("/fhir/AuditEvent?patient=Patient/{}", who.space);
        let refused = town.served(&token, &path(&ana)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let token = town.tells_history(&ana, &["lire-historique"]).await;
        assert_eq!(
            town.served(&token, &path(&ana)).await.status,
            StatusCode::OK
        );
        let foreign = town.served(&token, &path(&louis)).await;
        let nobody = format!("/fhir/AuditEvent?patient=Patient/{}", "7".repeat(32));
        let nobody = town.served(&token, &nobody).await;
        assert_eq!(
            (foreign.status, foreign.text()),
            (nobody.status, nobody.text())
        );
        let page = town.get(&ana.cookie, "/espace/moi/services").await.text();
        let (_, rest) = page
            .split_once("/espace/moi/services/")
            .expect("a connection");
        let id = rest.split('/').next().expect("an id");
        let paused = town
            .post(&ana.cookie, &format!("/espace/moi/services/{id}/pause"), "")
            .await;
        assert_eq!(paused.status, StatusCode::SEE_OTHER, "{}", paused.text());
        assert_eq!(
            town.served(&token, &path(&ana)).await.status,
            StatusCode::FORBIDDEN
        );
    })
    .await;
}

#[tokio::test]
async fn app_14_an_event_read_by_id_is_the_one_found_and_an_untold_one_never_was() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let pass = || town.world.advance(Duration::from_secs(1));
        pass();
        let document = town.adds(&ana, "Ordonnance").await;
        pass();
        let token = town
            .tells_history(&ana, &["lire-historique", "lire-documents"])
            .await;
        pass();
        let all = town.events(&token, &ana, "&_count=100").await;
        for event in &all {
            pass();
            let id = event["id"].as_str().expect("an id");
            let read = town.served(&token, &format!("/fhir/AuditEvent/{id}")).await;
            assert_eq!(read.status, StatusCode::OK, "{}", read.text());
            assert_eq!(read.body, event.to_string());
        }
        // Each read is a line itself.
        let since = town.events(&token, &ana, "&_count=100").await;
        let reads = |events: &[Value]| {
            acts(events)
                .iter()
                .filter(|it| *it == "history-read")
                .count()
        };
        assert_eq!(reads(&since), reads(&all) + all.len() + 1);
        // What is hidden since is not found, as what never was, of whomever.
        let added = all
            .iter()
            .find(|it| it["subtype"][1]["code"] == "document-added");
        let added = added
            .and_then(|it| it["id"].as_str())
            .expect("a deposit")
            .to_owned();
        pass();
        let path = format!("/espace/moi/documents/{document}/masquer");
        let done = town.post(&ana.cookie, &path, "qui=tous").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let hid = town.world.now().millis();
        pass();
        let of = async |id: &str| {
            let answer = town.served(&token, &format!("/fhir/AuditEvent/{id}")).await;
            (answer.status, answer.text())
        };
        let never = of(&format!("{}-1-0", ana.space)).await;
        assert_eq!(never.0, StatusCode::NOT_FOUND);
        let foreign = added.replace(&ana.space.to_string(), &louis.space.to_string());
        let nobody = added.replace(&ana.space.to_string(), &"7".repeat(32));
        // The line of the hiding itself, whose moment is its own.
        let hiding = format!("{}-{hid}-0123456789abcdef", ana.space);
        for id in [&*added, &foreign, &nobody, &hiding, "x", "x-y-z"] {
            assert_eq!(of(id).await, never, "{id}");
        }
        // Nothing without the tick.
        let unticked = town.tells_history(&ana, &["lire-documents"]).await;
        let refused = town
            .served(&unticked, &format!("/fhir/AuditEvent/{added}"))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    })
    .await;
}
