//! AuditEvents: one's own acts at one's own place, and nobody else's.

use super::changing::{label, letter, named};
use super::marks::{MASKED, archive};
use super::{DOCTOR, Dmp, LILAS, OTHER, json};
use crate::town::Holder;
use http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

fn path(holder: &Holder) -> String {
    Dmp::search(holder).replace("DocumentReference?", "AuditEvent?")
}

fn acts(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let code = |entry: &Value| entry["resource"]["subtype"][1]["code"].clone();
    let codes = entries.iter().map(code);
    codes
        .map(|code| code.as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn balp_a_professional_finds_what_they_did_and_nothing_of_others() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        let tick = || dmp.town.world.advance(Duration::from_secs(60));
        let theirs = dmp.town.deposits(&other, &ana, "CANARI").await;
        tick();
        dmp.town.consents(&doctor, &ana).await;
        tick();
        let token = dmp.token(DOCTOR).await;
        dmp.get(&token, &Dmp::search(&ana)).await;
        tick();
        let file = format!("/fhir/Binary/{}-{theirs}", ana.space);
        assert_eq!(dmp.get(&token, &file).await.status, StatusCode::OK);
        let found = dmp.get(&token, &path(&ana)).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
        let own = json(&found);
        assert_eq!(
            acts(&own),
            ["document-downloaded", "record-read", "link-made"]
        );
        assert!(!found.text().contains("CANARI") && !found.text().contains("Petit"));
        let read = &own["entry"][0]["resource"];
        let profile =
            "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead";
        assert_eq!(read["meta"]["profile"][0], profile);
        assert_eq!(
            read["agent"][2]["who"]["identifier"]["value"],
            format!("8{DOCTOR}")
        );
        let what = &read["entity"][1]["what"]["reference"];
        assert_eq!(what, &format!("DocumentReference/{}-{theirs}", ana.space));
        // Looking at one's own acts is none.
        assert_eq!(acts(&json(&dmp.get(&token, &path(&ana)).await)).len(), 3);

        // Page by page, and since a day.
        let first = json(&dmp.get(&token, &format!("{}&_count=2", path(&ana))).await);
        let next = super::reading::next(&first).expect("a next page");
        assert_eq!(acts(&json(&dmp.get(&token, &next).await)), ["link-made"]);
        let since = read["recorded"].as_str().expect("a moment");
        let since = format!("{}&date=ge{since}", path(&ana));
        assert_eq!(acts(&json(&dmp.get(&token, &since).await)).len(), 1);
        let reads = format!("{}&action=R", path(&ana));
        assert_eq!(acts(&json(&dmp.get(&token, &reads).await)).len(), 1);

        // What is hidden now leaves no trace there either; a colleague finds none.
        let hide = format!("/espace/moi/documents/{theirs}/masquer");
        dmp.town.post(&ana.cookie, &hide, "qui=tous").await;
        let left = json(&dmp.get(&token, &path(&ana)).await);
        assert_eq!(acts(&left), ["record-read", "link-made"]);
        let colleague = dmp.token(OTHER).await;
        let found = json(&dmp.get(&colleague, &path(&ana)).await);
        assert_eq!(acts(&found), ["document-added"]);

        // Blocked is as if there were no space.
        let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
        dmp.town.post(&ana.cookie, &decide, "quoi=bloquer").await;
        let nobody = path(&ana).replace(ana.matricule(), "184027505612389");
        let (hers, nobodys) = (
            dmp.get(&token, &path(&ana)).await,
            dmp.get(&token, &nobody).await,
        );
        assert_eq!(hers.status, StatusCode::NOT_FOUND);
        assert_eq!(hers.shape(), nobodys.shape());
    })
    .await;
}

#[tokio::test]
async fn vis_01_the_acts_of_others_move_nothing_in_ones_own() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        dmp.get(&token, &Dmp::search(&ana)).await;
        let before = dmp.get(&token, &format!("{}&_count=1", path(&ana))).await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        let id = dmp.town.deposits(&other, &ana, "Secret").await;
        let hide = format!("/espace/moi/documents/{id}/masquer");
        dmp.town.post(&ana.cookie, &hide, "qui=tous").await;
        let after = dmp.get(&token, &format!("{}&_count=1", path(&ana))).await;
        assert_eq!(before.shape(), after.shape());
    })
    .await;
}

/// What a doctor finds of what they did, since they last looked.
struct Watch<'a> {
    dmp: &'a Dmp,
    token: &'a str,
    holder: &'a Holder,
    known: BTreeSet<String>,
}

impl Watch<'_> {
    /// The new events; a second goes by, so that the next ones are of another moment.
    async fn looks(&mut self) -> Vec<Value> {
        let found = self.dmp.get(self.token, &path(self.holder)).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
        self.dmp.town.world.advance(Duration::from_secs(1));
        let entries = json(&found)["entry"].as_array().cloned();
        let events = entries.unwrap_or_default().into_iter();
        let events = events.map(|entry| entry["resource"].clone());
        let mut events: Vec<Value> = events.collect();
        events.retain(|event| self.known.insert(event["id"].to_string()));
        events
    }
}

/// What the profile of an event is called: it has all that the profile asks for.
fn profiled(event: &Value, holder: &Holder) -> String {
    let profile = event["meta"]["profile"][0].as_str().expect("a profile");
    let kind = profile.rsplit('.').next().expect("a name").to_owned();
    let (action, interaction) = match kind.as_str() {
        "PatientQuery" => ("E", "search"),
        "PatientRead" => ("R", "read"),
        "PatientCreate" => ("C", "create"),
        "PatientUpdate" => ("U", "update"),
        other => panic!("{other}: {event}"),
    };
    assert_eq!(event["type"]["code"], "rest");
    assert_eq!(event["subtype"][0]["code"], interaction, "{event}");
    assert_eq!(event["action"], action, "{event}");
    assert_eq!(event["outcome"], "0", "{event}");
    assert!(event["recorded"].is_string(), "{event}");
    assert_eq!(event["source"]["observer"]["display"], "Carnet");
    // Their software, the house, and the professional, who asked.
    let agents = event["agent"].as_array().expect("agents");
    let asked: Vec<&Value> = agents.iter().map(|agent| &agent["requestor"]).collect();
    assert_eq!(asked, [false, false, true], "{event}");
    let number = |place: usize| &agents[place]["who"]["identifier"]["value"];
    assert_eq!(number(0), &format!("1{LILAS}"), "{event}");
    assert_eq!(agents[1]["who"]["display"], "Carnet", "{event}");
    assert_eq!(number(2), &format!("8{DOCTOR}"), "{event}");
    // What is read goes from the house to the software, and all else the other way.
    let [from, to] = match kind.as_str() {
        "PatientRead" => [1, 0],
        _ => [0, 1],
    };
    let side = |place: usize| &agents[place]["type"]["coding"][0]["code"];
    assert_eq!(side(from), "110153", "the source: {event}");
    assert_eq!(side(to), "110152", "the destination: {event}");
    // Whose record, and what of it.
    let entities = event["entity"].as_array().expect("entities");
    let whose = format!("Patient/{}", holder.space);
    assert_eq!(entities[0]["what"]["reference"], whose, "{event}");
    match kind.as_str() {
        "PatientQuery" => assert_eq!(entities[1]["role"]["code"], "24", "{event}"),
        _ => {
            let what = entities[1]["what"]["reference"].as_str().expect("what");
            let begins = format!("DocumentReference/{}-", holder.space);
            assert!(what.starts_with(&begins), "{event}");
        }
    }
    kind
}

#[tokio::test]
async fn balp_each_of_the_ten_transactions_leaves_its_event_and_a_refused_one_leaves_none() {
    let dmp = Dmp::alone().await;
    let (ana, doctor) = dmp.people().await;
    dmp.town.consents(&doctor, &ana).await;
    let token = dmp.token(DOCTOR).await;
    let mut watch = Watch {
        dmp: &dmp,
        token: &token,
        holder: &ana,
        known: BTreeSet::new(),
    };
    watch.looks().await;
    let mut done = Vec::new();

    let known = Dmp::search(&ana).replace("DocumentReference?patient.", "Patient?");
    assert_eq!(dmp.get(&token, &known).await.status, StatusCode::OK);
    let nothing = watch.looks().await;
    assert!(
        nothing.is_empty(),
        "TD0.2 tells nothing of a record: {nothing:?}"
    );

    let sent = dmp.sends(&token, &letter(&ana, 1, &[])).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    done.push(("TD2", "PatientCreate", watch.looks().await));
    let mut newer = letter(&ana, 2, &[]);
    let id = json(&sent)["id"].as_str().expect("an id").to_owned();
    let target = json!({"reference": format!("DocumentReference/{id}")});
    newer["relatesTo"] = json!([{"code": "replaces", "target": target}]);
    let sent = dmp.sends(&token, &newer).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    done.push(("TD2.1", "PatientCreate", watch.looks().await));

    let file = format!(
        "/fhir/Binary/{}",
        json(&sent)["id"].as_str().expect("an id")
    );
    for (transaction, asked, kind) in [
        ("TD3.1a", Dmp::search(&ana), "PatientQuery"),
        ("TD3.1b", named(&ana, 2), "PatientQuery"),
        ("TD3.2", file, "PatientRead"),
    ] {
        let found = dmp.get(&token, &asked).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
        done.push((transaction, kind, watch.looks().await));
    }

    let waits = letter(&ana, 3, &["N", "INVISIBLE_PATIENT"]);
    let sent = dmp.sends(&token, &waits).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    watch.looks().await;
    let gone = json!([{"op": "replace", "path": "/status", "value": "entered-in-error"}]);
    for (transaction, n, patch) in [
        ("TD3.3a", 2, label(MASKED)),
        ("TD3.3d", 2, archive(true)),
        ("TD3.3b", 3, label("N")),
        ("TD3.3c", 3, gone),
    ] {
        let marked = dmp.patches(&token, &named(&ana, n), &patch).await;
        assert!(marked.status.is_success(), "{}", marked.text());
        done.push((transaction, "PatientUpdate", watch.looks().await));
    }

    assert_eq!(done.len(), 9, "and TD0.2");
    for (transaction, kind, events) in done {
        let kinds: Vec<String> = events.iter().map(|event| profiled(event, &ana)).collect();
        assert!(
            kinds.iter().any(|it| it == kind),
            "{transaction}: {kinds:?}"
        );
    }

    // What is refused showed nothing.
    let never = format!("/fhir/Binary/{}-{}", ana.space, "0".repeat(26));
    let refused = dmp.get(&token, &never).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
    let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
    dmp.town.does(&ana.cookie, &decide, "quoi=arreter").await;
    let refused = dmp.get(&token, &Dmp::search(&ana)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    let left = watch.looks().await;
    assert!(left.is_empty(), "{left:?}");
}
