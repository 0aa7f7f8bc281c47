//! Appointments that a connected service makes: changed by it alone, taken off by
//! their holder, and theirs to change once the service is connected no more.

use super::Tokens;
use super::writing::{header, reason};
use crate::agenda::LIST;
use crate::dmp::json;
use crate::town::{Holder, Town};
use http::header::{ETAG, LOCATION};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::for_each_store_at;

const ADDING: [&str; 1] = ["ajouter-agenda"];
const BOTH: [&str; 2] = ["ajouter-agenda", "lire-agenda"];

fn appointment(holder: &Holder, start: &str, end: &str) -> Value {
    json!({
        "resourceType": "Appointment",
        "identifier": [{"system": "urn:souffle:rdv", "value": start}],
        "extension": [{"url": "urn:souffle:salle", "valueString": "B12"}],
        "status": "booked",
        "specialty": [{"text": "Médecine générale"}],
        "description": "Contrôle annuel",
        "start": start,
        "end": end,
        "patientInstruction": "À jeun",
        "participant": [
            {"actor": {"reference": format!("Patient/{}", holder.space)}, "status": "accepted"},
            {"actor": {"reference": "Practitioner/7", "display": "Dr Nour"}, "status": "accepted"},
            {"actor": {"reference": "Location/1", "display": "4 quai des Brumes"}, "status": "accepted"},
        ],
    })
}

pub(super) fn december(holder: &Holder) -> Value {
    appointment(
        holder,
        "2026-12-04T09:30:00+01:00",
        "2026-12-04T10:30:00+01:00",
    )
}

fn path_of(location: &str) -> String {
    let path = location.strip_prefix("http://localhost:8080");
    path.expect("ours").to_owned()
}

fn item_of(path: &str) -> String {
    path.rsplit('-').next().expect("an id").to_owned()
}

/// Without what is the server's to say.
fn told(mut value: Value) -> Value {
    for ours in ["id", "meta"] {
        value.as_object_mut().map(|it| it.remove(ours));
    }
    value
}

impl Town {
    /// A service makes an appointment: where it is, and its version.
    async fn books(&self, token: &str, value: &Value) -> (String, String) {
        let made = self.adds_in_fhir(token, value).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        (path_of(&header(&made, LOCATION)), header(&made, ETAG))
    }

    async fn puts(&self, token: &str, path: &str, tag: &str, value: &Value) -> (u16, String) {
        let mut value = value.clone();
        value["id"] = json!(path.rsplit('/').next().expect("an id"));
        let headers = [("if-match", tag)];
        let headers = if tag.is_empty() {
            &headers[..0]
        } else {
            &headers[..]
        };
        let body = value.to_string();
        let answer = self.requests(Method::PUT, token, path, headers, body).await;
        let said = match answer.status {
            StatusCode::OK => header(&answer, ETAG),
            _ => reason(&answer),
        };
        (answer.status.as_u16(), said)
    }
}

#[tokio::test]
async fn a_service_makes_an_appointment_that_its_holder_sees_and_that_comes_back_as_it_was_sent() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &BOTH).await;
        let sent = december(&ana);
        let (path, tag) = town.books(&tokens.access, &sent).await;
        let read = town.served(&tokens.access, &path).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.text());
        assert_eq!(header(&read, ETAG), tag);
        let back = json(&read);
        assert_eq!(told(back.clone()), told(sent.clone()));
        assert_eq!(back["meta"]["source"], "urn:carnet:service:souffle");
        let search = format!(
            "/fhir/Appointment?patient=Patient/{}&date=ge2026-12-04&status=booked",
            ana.space
        );
        let found = json(&town.served(&tokens.access, &search).await);
        assert_eq!(found["total"], 1, "{found}");
        assert_eq!(found["entry"][0]["resource"], back);
        // Sent again it is the same; the same name for something else is not.
        let again = town.adds_in_fhir(&tokens.access, &sent).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        let mut other = sent.clone();
        other["description"] = json!("Autre");
        let refused = town.adds_in_fhir(&tokens.access, &other).await;
        assert_eq!(reason(&refused), "agenda-sent-differs");
        let named = [(
            "if-none-exist",
            "identifier=urn:souffle:rdv%7C2026-12-04T09:30:00+01:00",
        )];
        let there = town
            .requests(
                Method::POST,
                &tokens.access,
                "/fhir/Appointment",
                &named,
                other.to_string(),
            )
            .await;
        assert_eq!(
            (there.status, there.body.is_empty()),
            (StatusCode::OK, true),
            "{}",
            there.text()
        );
        // What its holder sees, and may not do.
        let list = town.get(&ana.cookie, LIST).await.text();
        for words in [
            "Contrôle annuel",
            "4 décembre 2026 à 9 h 30",
            "le service Souffle",
            "4 quai des Brumes",
        ] {
            assert!(list.contains(words), "{words}: {list}");
        }
        let here = format!("{LIST}/{}", item_of(&path));
        let page = town.get(&ana.cookie, &here).await.text();
        for words in [
            "Dr Nour",
            "À jeun",
            "Retirer de mon agenda",
            "se change là où il a été pris",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        for words in ["/modifier", "/etat", "/lecture"] {
            assert!(!page.contains(words), "{words}: {page}");
        }
        let change = format!("{here}/modifier");
        assert_eq!(
            town.get(&ana.cookie, &change).await.status,
            StatusCode::NOT_FOUND
        );
        // Whoever it is with is no professional who made it: nobody reads for it.
        for (deed, form) in [
            ("etat", "etat=cancelled"),
            ("lecture", "quoi=laisser&jour=2026-12-07"),
        ] {
            let path = format!("{here}/{deed}");
            let refused = town.post(&ana.cookie, &path, form).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{deed}");
        }
        // Something at the same time is told as for any other.
        let form =
            "date-jour=4&date-mois=12&date-annee=2026&heure=10:15&titre=Dentiste&genre=rendez-vous";
        let made = town
            .post(&ana.cookie, &format!("{LIST}/ajouter"), form)
            .await;
        let said = town.get(&ana.cookie, made.location()).await.text();
        assert!(
            said.contains("« Contrôle annuel »"),
            "an hour, not half of one: {said}"
        );
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal?qui=ssouffle")
            .await
            .text();
        assert!(
            history.contains("A noté le rendez-vous « Contrôle annuel »"),
            "{history}"
        );
        let twin = town.twin().await;
        assert!(
            twin.get(&ana.cookie, &here)
                .await
                .text()
                .contains("Dr Nour")
        );
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn what_a_service_made_goes_along_as_it_was_sent_but_for_whose_it_is() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &ADDING).await;
        let sent = december(&ana);
        town.books(&tokens.access, &sent).await;
        let files = town.exports(&ana).await;
        let record: Value = serde_json::from_slice(&files["fhir/dossier.json"]).expect("JSON");
        let entries = record["entry"].as_array().expect("entries");
        let resources = entries.iter().map(|entry| &entry["resource"]);
        let mut all = resources.filter(|it| it["resourceType"] == "Appointment");
        let mut expected = sent.clone();
        expected["participant"][0]["actor"]["reference"] = entries[0]["fullUrl"].clone();
        expected["meta"] = json!({"source": "urn:carnet:service:souffle"});
        assert_eq!(all.next(), Some(&expected));
        assert_eq!(all.next(), None);
    })
    .await;
}

#[tokio::test]
async fn azp_04_a_service_changes_its_appointment_as_it_saw_it_and_nobody_elses() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let tokens = town.lets(&ana, "souffle", &ADDING).await;
        let token = &tokens.access;
        let (path, tag) = town.books(token, &december(&ana)).await;
        // It reads its own, though reading was not ticked.
        assert_eq!(
            town.served(token, &path).await.status,
            StatusCode::FORBIDDEN,
            "no scope to read"
        );
        let mut moved = december(&ana);
        moved["start"] = json!("2026-12-05T09:30:00+01:00");
        moved["end"] = json!("2026-12-05T10:30:00+01:00");
        assert_eq!(town.puts(token, &path, "", &moved).await.0, 428);
        let (status, next) = town.puts(token, &path, &tag, &moved).await;
        assert_eq!(status, 200, "{next}");
        assert_ne!(next, tag, "even in the same moment");
        assert_eq!(town.puts(token, &path, &tag, &moved).await.0, 412);
        moved["status"] = json!("cancelled");
        moved["cancelationReason"] = json!({"text": "Cabinet fermé"});
        let (status, next) = town.puts(token, &path, &next, &moved).await;
        assert_eq!(status, 200, "{next}");
        let page = town
            .get(&ana.cookie, &format!("{LIST}/{}", item_of(&path)))
            .await
            .text();
        for words in ["5 décembre 2026 à 9 h 30", "Annulé", "Cabinet fermé"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Another service of the same person, a space that is not the token's, nobody's.
        let stranger = town.lets(&ana, "autre", &BOTH).await;
        let foreign = town.puts(&stranger.access, &path, &next, &moved).await;
        assert_eq!(
            foreign.0, 403,
            "it reads it, and it is not its own: {}",
            foreign.1
        );
        let blind = town.lets(&ana, "encore", &ADDING).await;
        assert_eq!(town.puts(&blind.access, &path, &next, &moved).await.0, 404);
        // Whoever reads it reads what it said before.
        let history = format!("{path}/_history");
        let before = json(&town.served(&stranger.access, &history).await);
        assert_eq!(
            (&before["type"], &before["total"]),
            (&json!("history"), &json!(3))
        );
        let said = |n: usize| {
            let one = &before["entry"][n];
            (
                one["request"]["method"].clone(),
                one["resource"]["status"].clone(),
                one["resource"]["start"].clone(),
            )
        };
        let (fourth, fifth) = ("2026-12-04T09:30:00+01:00", "2026-12-05T09:30:00+01:00");
        for (n, method, status, start) in [
            (0, "PUT", "cancelled", fifth),
            (1, "PUT", "booked", fifth),
            (2, "POST", "booked", fourth),
        ] {
            assert_eq!(said(n), (json!(method), json!(status), json!(start)));
        }
        let now = town.served(&stranger.access, &path).await;
        assert_eq!(json(&now), before["entry"][0]["resource"]);
        assert_eq!(before["entry"][0]["response"]["etag"], next);
        let first = &before["entry"][2]["resource"];
        let version = first["meta"]["versionId"].as_str().expect("a version");
        let oldest = format!("{history}/{version}");
        let read = town.served(&stranger.access, &oldest).await;
        assert_eq!(
            (header(&read, ETAG), json(&read)),
            (tag.clone(), first.clone())
        );
        assert_eq!(
            town.served(&blind.access, &history).await.status,
            StatusCode::FORBIDDEN
        );
        let gone = town
            .requests(Method::DELETE, &blind.access, &path, &[], "")
            .await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        let hers = town.adds_in_fhir(token, &december(&louis)).await;
        let mut nobodys = december(&louis);
        nobodys["participant"][0]["actor"]["reference"] =
            json!(format!("Patient/{}", "7".repeat(32)));
        let nobodys = town.adds_in_fhir(token, &nobodys).await;
        assert_eq!(hers.status, StatusCode::NOT_FOUND, "{}", hers.text());
        assert_eq!((hers.status, hers.text()), (nobodys.status, nobodys.text()));
        assert!(
            !town
                .get(&louis.cookie, LIST)
                .await
                .text()
                .contains("Contrôle")
        );
        // It takes its own away, and by its name it does not come back.
        let gone = town
            .requests(Method::DELETE, token, &path, &[("if-match", &next)], "")
            .await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
        for gone in [&path, &history, &oldest] {
            let read = town.served(&stranger.access, gone).await;
            assert_eq!(read.status, StatusCode::GONE, "{gone}: {}", read.text());
        }
        assert!(
            !town
                .get(&ana.cookie, LIST)
                .await
                .text()
                .contains("Contrôle")
        );
        let again = town.adds_in_fhir(token, &december(&ana)).await;
        assert_eq!(reason(&again), "agenda-sent-gone");
    })
    .await;
}

#[tokio::test]
async fn a_holder_takes_a_services_appointment_off_and_puts_it_back_and_it_is_theirs_once_the_service_left()
 {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &BOTH).await;
        let token = &tokens.access;
        let (path, tag) = town.books(token, &december(&ana)).await;
        let here = format!("{LIST}/{}", item_of(&path));
        let off = town.post(&ana.cookie, &format!("{here}/retirer"), "").await;
        assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.text());
        let said = town.get(&ana.cookie, off.location()).await.text();
        assert!(
            said.contains("n’est pas annulé") && !said.contains("Contrôle annuel"),
            "{said}"
        );
        assert_eq!(
            town.get(&ana.cookie, &here).await.status,
            StatusCode::NOT_FOUND
        );
        // Nor does the service see it, change it or bring it back.
        for off in [&path, &format!("{path}/_history")] {
            let read = town.served(token, off).await;
            assert_eq!(read.status, StatusCode::NOT_FOUND, "{off}");
        }
        assert_eq!(town.puts(token, &path, &tag, &december(&ana)).await.0, 404);
        assert_eq!(
            reason(&town.adds_in_fhir(token, &december(&ana)).await),
            "agenda-sent-gone"
        );
        let louis = town.holder(1).await;
        let foreign = town
            .post(&louis.cookie, &format!("{here}/remettre"), "")
            .await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let back = town
            .post(&ana.cookie, &format!("{here}/remettre"), "")
            .await;
        assert_eq!(back.location(), format!("{here}?fait=remis"));
        let history = format!("{path}/_history");
        let versions = json(&town.served(token, &history).await);
        assert_eq!(versions["total"], 2, "put back, it is one more: {versions}");
        // What she made herself is not taken off: it is called off.
        let form =
            "date-jour=6&date-mois=12&date-annee=2026&heure=9:00&titre=Dentiste&genre=rendez-vous";
        let made = town
            .post(&ana.cookie, &format!("{LIST}/ajouter"), form)
            .await;
        let own = made
            .location()
            .rsplit('=')
            .next()
            .expect("an id")
            .to_owned();
        let refused = town
            .post(&ana.cookie, &format!("{LIST}/{own}/retirer"), "")
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        // The service is connected no more: she changes it, and it is hers.
        let page = town.get(&ana.cookie, "/espace/moi/services").await.text();
        let (_, rest) = page
            .split_once("/espace/moi/services/")
            .expect("a connection");
        let id = rest.split('/').next().expect("an id");
        let ended = town
            .post(
                &ana.cookie,
                &format!("/espace/moi/services/{id}/retirer"),
                "",
            )
            .await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
        let page = town.get(&ana.cookie, &here).await.text();
        assert!(
            page.contains("n’est plus relié") && page.contains("/modifier"),
            "{page}"
        );
        let form =
            "date-jour=7&date-mois=12&date-annee=2026&heure=11:00&titre=Ailleurs&genre=rendez-vous";
        let changed = town
            .post(&ana.cookie, &format!("{here}/modifier"), form)
            .await;
        assert_eq!(
            changed.location(),
            format!("{here}?fait=modifie"),
            "{}",
            changed.text()
        );
        let again = town.lets(&ana, "souffle", &BOTH).await;
        let read = json(&town.served(&again.access, &path).await);
        assert_eq!(read["description"], "Ailleurs", "{read}");
        let versions = json(&town.served(&again.access, &history).await);
        let whose: Vec<&Value> = versions["entry"]
            .as_array()
            .expect("entries")
            .iter()
            .map(|it| &it["resource"]["meta"]["source"])
            .collect();
        let service = json!("urn:carnet:service:souffle");
        assert_eq!(whose, [&Value::Null, &service, &service], "{versions}");
        assert!(
            read.get("extension").is_none() && read["meta"].get("source").is_none(),
            "{read}"
        );
        let (tag, value) = (
            read["meta"]["versionId"].as_str().expect("a version"),
            december(&ana),
        );
        let refused = town
            .puts(&again.access, &path, &format!("W/\"{tag}\""), &value)
            .await;
        assert_eq!(refused, (403, String::from("agenda-sent-not-yours")));
        assert_eq!(
            reason(&town.adds_in_fhir(&again.access, &value).await),
            "agenda-sent-gone"
        );
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn what_people_could_not_read_and_an_eleventh_of_one_day_are_refused_where_they_stand() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let Tokens { access: token, .. } = town.lets(&ana, "souffle", &BOTH).await;
        for (name, value, status, why) in [
            ("status", json!("proposed"), 422, "agenda-fhir-status"),
            ("status", json!("fulfilled"), 422, "agenda-not-yet"),
            (
                "end",
                json!("2026-12-04T09:29:00+01:00"),
                422,
                "agenda-fhir-end-before",
            ),
            ("start", json!("2026-12-04T09:30:00"), 422, "fhir-date"),
            ("start", json!("2026-12-04"), 400, "fhir-value"),
            ("priorité", json!(5), 400, "fhir-element-unknown"),
            ("participant", json!([]), 400, "fhir-value"),
        ] {
            let mut wrong = december(&ana);
            wrong[name] = value;
            let refused = town.adds_in_fhir(&token, &wrong).await;
            let found = (refused.status.as_u16(), reason(&refused));
            assert_eq!(
                found,
                (status, why.to_owned()),
                "{name}: {}",
                refused.text()
            );
        }
        for hour in 8..18 {
            let (start, end) = (
                format!("2026-12-04T{hour:02}:00:00+01:00"),
                format!("2026-12-04T{hour:02}:15:00+01:00"),
            );
            town.books(&token, &appointment(&ana, &start, &end)).await;
        }
        let more = appointment(
            &ana,
            "2026-12-04T18:00:00+01:00",
            "2026-12-04T18:15:00+01:00",
        );
        let full = town.adds_in_fhir(&token, &more).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reason(&full), "agenda-too-many-that-day");
        // Called off it takes no place; the next day has room.
        let mut off = more.clone();
        off["status"] = json!("cancelled");
        town.books(&token, &off).await;
        let next = appointment(
            &ana,
            "2026-12-05T18:00:00+01:00",
            "2026-12-05T18:15:00+01:00",
        );
        town.books(&token, &next).await;
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_hours_is_kept_and_an_hour_that_does_not_exist_is_the_one_that_clocks_show()
 {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let Tokens { access: token, .. } = town.lets(&ana, "souffle", &BOTH).await;
        let spring = appointment(
            &ana,
            "2027-03-28T02:30:00+01:00",
            "2027-03-28T04:00:00+02:00",
        );
        let (path, _) = town.books(&token, &spring).await;
        let page = town
            .get(&ana.cookie, &format!("{LIST}/{}", item_of(&path)))
            .await
            .text();
        assert!(page.contains("28 mars 2027 à 3 h 30"), "{page}");
        let first = appointment(
            &ana,
            "2027-10-31T02:30:00+02:00",
            "2027-10-31T02:45:00+02:00",
        );
        let second = appointment(
            &ana,
            "2027-10-31T02:30:00+01:00",
            "2027-10-31T02:45:00+01:00",
        );
        for (value, words, utc) in [
            (
                first,
                "il s’agit de la première",
                "DTSTART:20271031T003000Z",
            ),
            (
                second,
                "il s’agit de la seconde",
                "DTSTART:20271031T013000Z",
            ),
        ] {
            let (path, _) = town.books(&token, &value).await;
            let here = format!("{LIST}/{}", item_of(&path));
            let page = town.get(&ana.cookie, &here).await.text();
            assert!(
                page.contains(words) && page.contains("31 octobre 2027 à 2 h 30"),
                "{page}"
            );
            // An hour apart, they are not at once.
            assert!(!page.contains("presque au même moment"), "{page}");
            let file = town
                .get(&ana.cookie, &format!("{here}/agenda.ics"))
                .await
                .text();
            assert!(file.contains(utc), "{file}");
        }
    })
    .await;
}

#[tokio::test]
async fn web_23_the_day_before_a_holder_is_told_of_what_a_service_made_without_its_name() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let Tokens { access: token, .. } = town.lets(&ana, "souffle", &BOTH).await;
        let (_, tag) = town.books(&token, &december(&ana)).await;
        assert!(tag.starts_with("W/"));
        let at = |text: &str| kernel::Timestamp::parse_rfc3339(text).expect("an instant");
        let eve = at("2026-12-03T08:31:00Z").since(town.world.now());
        town.world.advance(Duration::from_secs(eve.as_secs()));
        town.house.agenda.tell().await.expect("told");
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let told: Vec<String> = sent
            .iter()
            .filter(|it| it.text.contains("4 décembre") || it.subject.contains("agenda"))
            .map(|it| format!("{} {}", it.subject, it.text))
            .collect();
        assert_eq!(told.len(), 1, "{told:?}");
        for word in ["Souffle", "Contrôle", "Nour", "jeun"] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn app_01_a_service_without_the_tick_writes_no_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let Tokens { access: token, .. } = town.lets(&ana, "souffle", &["lire-agenda"]).await;
        let refused = town.adds_in_fhir(&token, &december(&ana)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        assert!(
            !town
                .get(&ana.cookie, LIST)
                .await
                .text()
                .contains("Contrôle")
        );
    })
    .await;
}
