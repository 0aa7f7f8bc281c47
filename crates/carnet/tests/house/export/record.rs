//! What the record in FHIR holds of what laboratories found and of the agenda: what
//! whoever takes it away sees, about them, and nothing else.

use super::content::resources;
use super::text;
use crate::results::{ANA, HAEMOGLOBIN, UNSURE, report};
use crate::town::{Pro, Town};
use http::StatusCode;
use kernel::SpaceId;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::for_each_store_at;

const SECOND: Duration = Duration::from_secs(1);

impl Town {
    /// A laboratory's report, with more said in the form.
    pub(super) async fn lays_down(
        &self,
        pro: &Pro,
        (space, title): (SpaceId, &str),
        file: &[u8],
        more: &[(&str, &str)],
    ) {
        let fields = [
            ("title", title),
            ("type", "11502-2"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = format!("/pro/patients/{space}/ajouter");
        let fields = [&fields, more].concat();
        let file = ("bilan.xml", file);
        let sent = self.upload(&pro.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.world.advance(SECOND);
    }
}

pub(super) fn record(files: &BTreeMap<String, Vec<u8>>) -> Value {
    serde_json::from_str(&text(files, "fhir/dossier.json")).expect("JSON")
}

/// What laboratories found, of all observations.
pub(super) fn found(record: &Value) -> Vec<&Value> {
    let mut all = resources(record, "Observation");
    all.retain(|it| it["category"][0]["coding"][0]["code"] == "laboratory");
    all
}

fn leads_to<'a>(record: &'a Value, reference: &Value) -> &'a Value {
    let entries = record["entry"].as_array().expect("entries");
    let entry = entries.iter().find(|entry| entry["fullUrl"] == *reference);
    &entry.unwrap_or_else(|| panic!("{reference} leads nowhere"))["resource"]
}

#[tokio::test]
async fn vis_15_results_go_along_as_observations_and_not_those_that_wait_or_are_anothers() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let leucocytes = ("Leucocytes", "6690-2", "17.3", "G/L", "H");
        let two = report(ANA, "20260504", &[HAEMOGLOBIN, leucocytes]);
        let shown = town.reports(&doctor, &ana, "Bilan", &two).await;
        town.world.advance(SECOND);
        let ferritin = ("Ferritine", "2276-4", "31", "ug/L", "N");
        let hidden = report(ANA, "20260505", &[ferritin]);
        let masked = town.reports(&doctor, &ana, "Masqué", &hidden).await;
        crate::hiding::hides(&town, &ana, &masked, "tous").await;
        town.world.advance(SECOND);
        // What who treats her says of a result, and of the whole.
        town.consents(&doctor, &ana).await;
        let say = format!("/pro/patients/{}/documents/{shown}/commentaires", ana.space);
        for form in [
            "text=Nous+le+reverrons+ensemble&analyse=1",
            "text=Nous+en+parlerons+jeudi",
        ] {
            town.does(&doctor.cookie, &say, form).await;
            town.world.advance(SECOND);
        }
        // What waits for a consultation, and what names somebody else.
        let glucose = ("Glycémie", "2345-7", "9.9", "mmol/L", "H");
        let waits = report(ANA, "20260506", &[glucose]);
        let wait = [("annonce", "oui")];
        town.lays_down(&doctor, (ana.space, "Attente"), &waits, &wait)
            .await;
        let sodium = ("Natrémie", "2951-2", "139", "mmol/L", "N");
        let unsure = report(UNSURE, "20260507", &[sodium]);
        town.lays_down(&doctor, (ana.space, "Douteux"), &unsure, &[])
            .await;
        let files = town.exports(&ana).await;
        let record = record(&files);
        let whose = &record["entry"][0]["fullUrl"];
        let mut names = Vec::new();
        for it in found(&record) {
            assert_eq!(it["subject"]["reference"], *whose, "{it}");
            let document = leads_to(&record, &it["derivedFrom"][0]["reference"]);
            assert_eq!(document["resourceType"], "DocumentReference", "{it}");
            names.push(it["code"]["text"].as_str().expect("a name"));
        }
        names.sort_unstable();
        assert_eq!(names, ["Ferritine", "Hémoglobine", "Leucocytes"]);
        let high = found(&record);
        let high = high.iter().find(|it| it["code"]["text"] == "Leucocytes");
        let high = high.expect("there");
        assert_eq!(high["valueQuantity"]["value"], 17.3);
        assert_eq!(high["effectiveDateTime"], "2026-05-04");
        assert_eq!(high["interpretation"][0]["coding"][0]["code"], "H");
        let notes = high["note"].as_array().expect("a note");
        assert_eq!(
            (notes.len(), &notes[0]["authorString"]),
            (1, &Value::from("Dr Benali"))
        );
        assert_eq!(notes[0]["text"], "Nous le reverrons ensemble");
        let index = text(&files, "index.html");
        let told = resources(&record, "Communication");
        for (n, words) in ["Nous le reverrons ensemble", "Nous en parlerons jeudi"]
            .into_iter()
            .enumerate()
        {
            assert_eq!(told[n]["payload"][0]["contentString"], words);
            assert_eq!(told[n]["sender"]["display"], "Dr Benali");
            assert!(index.contains(words), "{words}: {index}");
        }
        for (path, bytes) in &files {
            let said = String::from_utf8_lossy(bytes);
            assert!(
                !said.contains("Glyc") && !path.contains("Attente"),
                "{path}"
            );
        }
        // What lies in the bin or was taken back tells no result any more.
        let take_back = format!("/pro/depots/{}/{shown}/retirer", ana.space);
        let gone = town.post(&doctor.cookie, &take_back, "motif=content").await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        let files = town.exports(&ana).await;
        assert_eq!(found(&self::record(&files)).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn appointments_go_along_whoever_made_them_and_reminders_do_not() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let add = "/espace/moi/agenda/ajouter";
        let day = "date-jour=4&date-mois=12&date-annee=2026&heure=9%3A00";
        for form in [
            format!("{day}&titre=Genou&avec=Dr+Roux&lieu=Caen"),
            format!("{day}&titre=Ordonnance&genre=rappel"),
        ] {
            town.does(&ana.cookie, add, &form).await;
        }
        let day = (5, 12, 2026);
        let id = town.is_to_see(&doctor, ana.space, day, "10:00").await;
        let path = format!("/espace/moi/agenda/{id}/preparer");
        town.does(&ana.cookie, &path, "questions=CANARIQUESTION")
            .await;
        let path = format!("/pro/patients/{}/rendez-vous/{id}/etat", ana.space);
        town.does(&doctor.cookie, &path, "etat=cancelled").await;
        let files = town.exports(&ana).await;
        let record = record(&files);
        let whose = &record["entry"][0]["fullUrl"];
        let appointments = resources(&record, "Appointment");
        let told: Vec<(&Value, &Value, &Value)> = appointments
            .iter()
            .map(|it| (&it["description"], &it["status"], &it["start"]))
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0].0, "Genou");
        assert_eq!(told[0].1, "booked");
        assert_eq!(told[0].2, "2026-12-04T08:00:00.000Z");
        assert_eq!(
            (told[1].0, told[1].1),
            (&"Suivi".into(), &"cancelled".into())
        );
        for it in &appointments {
            let person = &it["participant"][0]["actor"]["reference"];
            assert_eq!(person, whose, "{it}");
        }
        assert!(!record.to_string().contains("CANARIQUESTION"));
    })
    .await;
}
