//! What is in the file.

use super::{text, third_party};
use crate::town::Town;
use carnet::verify;
use clap::Parser;
use serde_json::Value;
use std::collections::BTreeMap;
use testkit::for_each_store_at;

const LIST: &str = "/espace/moi/documents";

/// The command as it is typed.
#[derive(Parser)]
struct Typed {
    #[command(flatten)]
    args: verify::Args,
}

pub(super) fn resources<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
    let entries = bundle["entry"].as_array().expect("entries");
    let all = entries.iter().map(|entry| &entry["resource"]);
    all.filter(|resource| resource["resourceType"] == kind)
        .collect()
}

/// A relative link as the file it leads to.
fn follow(link: &str) -> String {
    let (mut path, mut rest) = (Vec::new(), link.bytes());
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next().expect("two"), rest.next().expect("two")];
                let digits = std::str::from_utf8(&digits).expect("digits");
                path.push(u8::from_str_radix(digits, 16).expect("a byte"));
            }
            byte => path.push(byte),
        }
    }
    String::from_utf8(path).expect("a path")
}

#[tokio::test]
async fn all_documents_come_out_byte_for_byte_and_everything_points_at_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        let fields = [
            ("title", "Ma note <à moi>"),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let add = format!("{LIST}/ajouter");
        town.upload(&ana.cookie, &add, &fields, ("n.txt", b"Bonjour."))
            .await;
        town.deposits(&doctor, &ana, "Bilan").await;
        let hidden = town.deposits(&doctor, &ana, "Secret").await;
        town.post(&ana.cookie, &format!("{LIST}/{hidden}/masquer"), "qui=tous")
            .await;
        let binned = town.adds(&ana, "Vieille note").await;
        town.post(&ana.cookie, &format!("{LIST}/{binned}/jeter"), "")
            .await;
        town.post(&ana.cookie, "/espace/moi/dossiers", "nom=Mon+genou")
            .await;
        let page = town.get(&ana.cookie, "/espace/moi/dossiers").await.text();
        let folder = page
            .split("/espace/moi/dossiers/")
            .nth(1)
            .expect("a folder");
        let order = format!("geste=ranger&dossier={}&d-{hidden}=oui", &folder[..26]);
        town.post(&ana.cookie, &format!("{LIST}/ensemble"), &order)
            .await;
        let pin = format!("geste=epingler&d-{hidden}=oui");
        town.post(&ana.cookie, &format!("{LIST}/ensemble"), &pin)
            .await;
        let ask = format!("{LIST}/{hidden}/correction");
        town.post(&ana.cookie, &ask, "text=Le+genou+gauche").await;
        let files = town.exports(&ana).await;
        for (path, content) in [
            ("documents/2026-11-20 Bilan.txt", "Compte rendu : Bilan."),
            ("documents/2026-11-20 Secret.txt", "Compte rendu : Secret."),
            (
                "documents/corbeille/2026-11-20 Vieille note.txt",
                "Bonjour, ceci est le document Vieille note.",
            ),
        ] {
            assert_eq!(text(&files, path), content, "{path}");
        }
        // Each file is what the list of sums says.
        let sums = text(&files, "SHA256SUMS");
        assert_eq!(sums.lines().count(), files.len() - 1, "all but itself");
        for line in sums.lines() {
            let (sum, path) = line.split_once("  ").expect("two columns");
            let hash = keys::sha256(&files[path]);
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(sum, hash, "{path}");
        }
        // The page leads to all of them, runs nothing and asks nobody.
        let index = text(&files, "index.html");
        let mut links: Vec<String> = index
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|link| !link.starts_with('#'))
            .map(follow)
            .collect();
        links.sort_unstable();
        for link in &links {
            assert!(files.contains_key(link), "{link} leads nowhere");
        }
        assert_eq!(links.len(), files.len() - 2, "all but itself and the sums");
        assert!(
            !index.contains("<script") && !index.contains("http:"),
            "{index}"
        );
        assert!(index.contains("Ma note &#60;à moi&#62;"), "{index}");
        for said in ["Ana Martin", "Dans la corbeille", "Dossier", "Mon genou"] {
            assert!(index.contains(said), "{said}: {index}");
        }
        record_points_at(&files);
    })
    .await;
}

fn record_points_at(files: &BTreeMap<String, Vec<u8>>) {
    let record: Value = serde_json::from_str(&text(files, "fhir/dossier.json")).expect("JSON");
    assert_eq!(record["type"], "collection");
    let mut full: Vec<&str> = record["entry"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| entry["fullUrl"].as_str().expect("an address"))
        .collect();
    let many = full.len();
    full.sort_unstable();
    full.dedup();
    assert_eq!(full.len(), many, "each entry has an address of its own");
    let [patient] = resources(&record, "Patient")[..] else {
        panic!("one person")
    };
    assert_eq!(patient["name"][0]["family"], "Martin");
    assert_eq!(patient["birthDate"], "1955-08-12");
    assert_eq!(patient["identifier"][0]["value"], "255081416802538");
    let documents = resources(&record, "DocumentReference");
    assert_eq!(documents.len(), 4);
    let whose = &record["entry"][0]["fullUrl"];
    for document in &documents {
        assert_eq!(document["subject"]["reference"], *whose);
        let attachment = &document["content"][0]["attachment"];
        let url = attachment["url"].as_str().expect("an address");
        let path = follow(url.strip_prefix("../").expect("beside it"));
        let file = files.get(&path).unwrap_or_else(|| panic!("no {path}"));
        assert_eq!(attachment["size"], file.len());
    }
    let authors = documents.iter().filter(|document| {
        document["author"][0]["identifier"]["value"] == "899700218896"
            && document["author"][0]["display"] == "Dr Benali"
    });
    assert_eq!(authors.count(), 2);
    // What she made of them.
    let lists = resources(&record, "List");
    let titles: Vec<&Value> = lists.iter().map(|list| &list["title"]).collect();
    assert_eq!(titles, ["Mon genou", "Documents épinglés"]);
    for list in lists {
        let inside = list["entry"][0]["item"]["reference"].as_str();
        assert!(full.contains(&inside.expect("a document")));
    }
    let [asked] = resources(&record, "Communication")[..] else {
        panic!("one request")
    };
    assert_eq!(asked["payload"][0]["contentString"], "Le genou gauche");
    // One link in force, one document hidden from all.
    let consents = resources(&record, "Consent");
    let kinds: Vec<&Value> = consents.iter().map(|it| &it["provision"]["type"]).collect();
    assert_eq!(kinds, ["permit", "deny"]);
    let denied = consents[1]["provision"]["data"][0]["reference"]["reference"].as_str();
    assert!(full.contains(&denied.expect("a document")));
    let events = resources(&record, "AuditEvent");
    let said = |act: &str| {
        let of = |event: &&&Value| event["subtype"][0]["code"] == act;
        events.iter().filter(of).count()
    };
    assert_eq!((said("document-hidden"), said("export-asked")), (1, 1));
    // The summary says what is not known, and invents nothing.
    let summary = text(files, "fhir/resume-patient.json");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    assert_eq!(summary["type"], "document");
    let composition = &summary["entry"][0]["resource"];
    assert_eq!(composition["type"]["coding"][0]["code"], "60591-5");
    let sections = composition["section"].as_array().expect("sections");
    let codes: Vec<&Value> = sections
        .iter()
        .map(|section| &section["code"]["coding"][0]["code"])
        .collect();
    assert_eq!(codes, ["48765-2", "11450-4", "10160-0"]);
    for section in sections {
        assert_eq!(section["emptyReason"]["coding"][0]["code"], "unavailable");
        assert!(section["entry"].is_null());
    }
}

#[tokio::test]
async fn the_history_taken_out_of_the_file_is_accepted_by_whoever_checks_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        town.deposits(&doctor, &ana, "Bilan").await;
        town.get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        let files = town.exports(&ana).await;
        let table = text(&files, "historique/historique.csv");
        for said in ["Dr Benali", "A ajouté « Bilan »", "A demandé l’export"] {
            assert!(
                table.replace('\u{a0}', " ").contains(said),
                "{said}: {table}"
            );
        }
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path.display().to_string()
        };
        let proofs = text(&files, "historique/preuves.jsonl");
        town.house.ledger.tick().await.expect("a tick");
        let key = town
            .house
            .ledger
            .public_key()
            .await
            .expect("a key")
            .to_string();
        let verdict = |proofs: &str| {
            let history = write("preuves.jsonl", proofs);
            let typed = Typed::parse_from(["x", &history, "--key", &key]);
            typed.args.check().expect("checked")
        };
        let whole = verdict(&proofs);
        assert!(whole.holds, "{:?}", whole.lines);
        // Not when a line is taken out.
        let less: Vec<&str> = proofs.lines().collect();
        let cut = [&less[..1], &less[2..]].concat().join("\n");
        assert!(!verdict(&cut).holds);
        // And a program that has no line of ours says the same.
        if let Some((yes, words)) = third_party::says(&proofs, None, &key) {
            assert!(yes, "{words}");
            assert!(proofs.contains("{\"step\":1,"), "{proofs}");
            let moved = proofs.replacen("{\"step\":1,", "{\"step\":4,", 1);
            for wrong in [&cut, &third_party::altered(&proofs), &moved] {
                let (yes, words) = third_party::says(wrong, None, &key).expect("Python");
                assert!(!yes, "{words}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_file_speaks_the_language_of_whoever_asked() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Ma note").await;
        town.post(&ana.cookie, "/en/espace/moi/export", "").await;
        town.house.exports.work().await.expect("packed");
        let taken = town.get(&ana.cookie, super::FILE).await;
        let files = super::zip::read(&taken.body);
        let index = text(&files, "index.html");
        assert!(index.contains("<html lang=\"en\">") && index.contains("My health record"));
    })
    .await;
}

#[tokio::test]
async fn the_medical_profile_goes_along_in_fhir_and_in_words_and_the_agenda_too() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let profile = "/espace/moi/profil";
        let letter = town.adds(&ana, "Lettre").await;
        let device = format!("nom=Pompe&document-{letter}=oui");
        for (path, form) in [
            (
                "allergies/ajouter",
                "nom=P%C3%A9nicilline+%3Ci%3E&gravite=grave",
            ),
            ("traitements/aucun", ""),
            ("famille/aucun", ""),
            (
                "mesures/ajouter",
                "mesure=poids&valeur=72,5&date-jour=1&date-mois=5&date-annee=2026",
            ),
            ("vaccins/ajouter", "protege-tetanos=oui&date-annee=2020"),
            ("dispositifs/ajouter", &*device),
        ] {
            let sent = town
                .post(&ana.cookie, &format!("{profile}/{path}"), form)
                .await;
            assert_eq!(
                sent.status,
                http::StatusCode::SEE_OTHER,
                "{path}: {}",
                sent.text()
            );
        }
        let appointment = "date-jour=4&date-mois=12&date-annee=2026&heure=9%3A00&titre=Genou";
        let made = town.post(&ana.cookie, "/espace/moi/agenda/ajouter", appointment);
        assert_eq!(made.await.status, http::StatusCode::SEE_OTHER);
        let doctor = town.doctor().await;
        let path = format!("/pro/patients/{}/messages", ana.space);
        let form = format!(
            "jeton={:0>26}&geste=envoyer&sujet=Genou&texte=Bonjour+Ana",
            "1"
        );
        let sent = town.post(&doctor.cookie, &path, &form).await;
        assert_eq!(sent.status, http::StatusCode::SEE_OTHER, "{}", sent.text());
        town.world.advance(std::time::Duration::from_secs(31));
        // Who came to it and was taken off stands in it.
        let other = town.other_doctor().await;
        let form = format!("jeton={:0>26}&geste=envoyer&sujet=Avis&texte=Avis", "3");
        town.post(&other.cookie, &path, &form).await;
        town.world.advance(std::time::Duration::from_secs(31));
        let thread = format!("/espace/moi/messages/{:0>26}", "1");
        for (deed, token) in [("ajouter", "4"), ("retirer", "5")] {
            let form = format!("jeton={token:0>26}&qui=99700000005");
            let there = format!("{thread}/{deed}");
            let done = town.post(&ana.cookie, &there, &form).await;
            assert_eq!(done.status, http::StatusCode::SEE_OTHER, "{}", done.text());
        }
        let held = format!(
            "jeton={:0>26}&geste=envoyer&sujet=G&texte=CANARIRETENU",
            "2"
        );
        town.post(&doctor.cookie, &path, &held).await;
        let files = town.exports(&ana).await;
        let messages = text(&files, "messages/messages.txt");
        for words in [
            "Genou",
            "Dr Benali",
            "Bonjour Ana",
            "a ajouté Dr Petit à la conversation. — ",
            "a retiré Dr Petit de la conversation. — ",
        ] {
            assert!(messages.contains(words), "{words}: {messages}");
        }
        assert!(!messages.contains("CANARI"), "what is held is nobody's yet");
        let agenda = text(&files, "agenda/agenda.ics");
        assert!(
            agenda.contains("SUMMARY:Genou") && agenda.contains("20261204T090000"),
            "{agenda}"
        );
        let record: Value = serde_json::from_str(&text(&files, "fhir/dossier.json")).expect("JSON");
        let allergies = resources(&record, "AllergyIntolerance");
        assert_eq!(allergies.len(), 1);
        assert_eq!(allergies[0]["code"]["text"], "Pénicilline <i>");
        assert_eq!(
            resources(&record, "Observation")[0]["valueQuantity"]["value"],
            72.5
        );
        assert_eq!(
            resources(&record, "Immunization")[0]["occurrenceDateTime"],
            "2020"
        );
        // A line names the document that it rests on, which is there.
        let rests = resources(&record, "DeviceUseStatement")[0]["derivedFrom"][0].clone();
        let all = record["entry"].as_array().expect("entries");
        let there = all.iter().find(|it| it["fullUrl"] == rests["reference"]);
        let there = &there.expect("there")["resource"];
        assert_eq!(there["resourceType"], "DocumentReference", "{rests}");
        let summary = text(&files, "fhir/resume-patient.json");
        // It stands by itself.
        assert!(!summary.contains("derivedFrom"), "{summary}");
        let summary: Value = serde_json::from_str(&summary).expect("JSON");
        let sections = summary["entry"][0]["resource"]["section"]
            .as_array()
            .expect("sections");
        let section = |code: &str| {
            let of = |section: &&Value| section["code"]["coding"][0]["code"] == code;
            sections.iter().find(of)
        };
        // Filled, declared to be none, and not filled in are three things.
        let allergies = section("48765-2").expect("allergies");
        let referred = &allergies["entry"][0]["reference"];
        let entries = summary["entry"].as_array().expect("entries");
        let found = entries
            .iter()
            .find(|entry| entry["fullUrl"] == *referred)
            .expect("there");
        assert_eq!(found["resource"]["criticality"], "high");
        assert!(
            allergies["text"]["div"]
                .as_str()
                .expect("words")
                .contains("Pénicilline &lt;i&gt;")
        );
        let treatments = section("10160-0").expect("treatments");
        let referred = &treatments["entry"][0]["reference"];
        let found = entries
            .iter()
            .find(|entry| entry["fullUrl"] == *referred)
            .expect("there");
        let code = &found["resource"]["medicationCodeableConcept"]["coding"][0]["code"];
        assert_eq!(code, "no-known-medications");
        let problems = section("11450-4").expect("problems");
        assert_eq!(problems["emptyReason"]["coding"][0]["code"], "unavailable");
        assert!(section("29762-2").is_none(), "habits were not filled in");
        let index = text(&files, "index.html");
        assert!(
            index.contains("Pénicilline &#60;i&#62;") || index.contains("Pénicilline &lt;i&gt;"),
            "{index}"
        );
        assert!(index.contains("Rien à déclarer") && index.contains("72,5"));
        assert!(index.contains("agenda/agenda.ics"));
        assert!(index.contains("messages/messages.txt"));
    })
    .await;
}
