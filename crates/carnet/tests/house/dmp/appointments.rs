//! The appointments that a professional makes, by their software: those of their
//! pages and no others, taken in and given back without a care link.

mod standing;

use super::{DOCTOR, Dmp, FHIR, OTHER, json, reading};
use crate::agenda::LIST;
use crate::town::{Answer, Holder, Pro};
use http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::for_each_store_at;

const BODY: (http::HeaderName, &str) = (CONTENT_TYPE, "application/fhir+json");
const SECOND: Duration = Duration::from_secs(1);

/// An appointment that begins then, and lasts an hour.
fn appointment(holder: &Holder, day: u8, hour: u8) -> Value {
    let at = |hour: u8| format!("2026-12-{day:02}T{hour:02}:30:00+01:00");
    json!({
        "resourceType": "Appointment",
        "identifier": [{"system": "urn:lilas:rdv", "value": at(hour)}],
        "extension": [{"url": "urn:lilas:salle", "valueString": "B12"}],
        "status": "booked",
        "description": "Contrôle annuel",
        "start": at(hour),
        "end": at(hour + 1),
        "patientInstruction": "À jeun",
        "participant": [
            {"actor": {"reference": format!("Patient/{}", holder.space)}, "status": "accepted"},
            {"actor": {"reference": "Location/1", "display": "4 quai des Brumes"}, "status": "accepted"},
        ],
    })
}

fn code(answer: &Answer) -> String {
    let code = &json(answer)["issue"][0]["details"]["coding"][0]["code"];
    code.as_str().unwrap_or_default().to_owned()
}

fn tag_of(answer: &Answer) -> String {
    let tag = answer.headers.get(ETAG).expect("a version");
    tag.to_str().expect("text").to_owned()
}

fn item_of(path: &str) -> &str {
    path.rsplit('-').next().expect("an id")
}

/// Without what is the server's to say.
fn told(mut value: Value) -> Value {
    for ours in ["id", "meta"] {
        value.as_object_mut().map(|it| it.remove(ours));
    }
    value
}

fn search(holder: &Holder) -> String {
    format!("/fhir/Appointment?patient={}", holder.space)
}

impl Dmp {
    async fn books_in_fhir(&self, token: &str, value: &Value) -> Answer {
        let (path, body) = ("/fhir/Appointment", value.to_string());
        self.ask(Method::POST, path, Some(token), &[FHIR, BODY], body)
            .await
    }

    /// Where a new one is, and its version.
    async fn booked(&self, token: &str, value: &Value) -> (String, String) {
        let made = self.books_in_fhir(token, value).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let location = made.headers[LOCATION].to_str().expect("text");
        let path = location.strip_prefix("http://localhost:8080");
        (path.expect("ours").to_owned(), tag_of(&made))
    }

    /// Puts another in its place: the next version, or why not.
    async fn rebooks(&self, token: &str, path: &str, tag: &str, value: &Value) -> (u16, String) {
        let mut value = value.clone();
        value["id"] = json!(path.rsplit('/').next().expect("an id"));
        let mut headers = vec![FHIR, BODY];
        if !tag.is_empty() {
            headers.push((IF_MATCH, tag));
        }
        let body = value.to_string();
        let put = self.ask(Method::PUT, path, Some(token), &headers, body);
        let put = put.await;
        let said = match put.status {
            StatusCode::OK => tag_of(&put),
            _ => code(&put),
        };
        (put.status.as_u16(), said)
    }

    async fn unbooks(&self, token: &str, path: &str) -> StatusCode {
        let gone = self.ask(Method::DELETE, path, Some(token), &[FHIR], String::new());
        gone.await.status
    }

    /// Whether a professional opens this record.
    async fn opens(&self, pro: &Pro, holder: &Holder) -> bool {
        let path = format!("/pro/patients/{}", holder.space);
        self.town.get(&pro.cookie, &path).await.status == StatusCode::OK
    }
}

#[tokio::test]
async fn a_doctors_software_notes_an_appointment_that_comes_back_as_sent_and_stands_on_both_pages()
{
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        let sent = appointment(&ana, 4, 9);
        let (path, tag) = dmp.booked(&token, &sent).await;
        let read = dmp.get(&token, &path).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.text());
        assert_eq!(tag_of(&read), tag);
        let back = json(&read);
        assert_eq!(told(back.clone()), told(sent.clone()));
        let source = format!("urn:oid:1.2.250.1.71.4.2.1:8{DOCTOR}");
        assert_eq!(back["meta"]["source"], source);
        let known = [FHIR, (IF_NONE_MATCH, tag.as_str())];
        let again = dmp.ask(Method::GET, &path, Some(&token), &known, String::new());
        assert_eq!(again.await.status, StatusCode::NOT_MODIFIED);
        // It gives no right to read, and none was asked for.
        let record = format!("/fhir/AllergyIntolerance?patient={}", ana.space);
        let refused = dmp.get(&token, &record).await;
        assert_eq!(code(&refused), "error-no-care-link");
        assert!(!dmp.opens(&doctor, &ana).await);
        // What comes again is there already; its name is of nothing else.
        let again = dmp.books_in_fhir(&token, &sent).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        let mut other = sent.clone();
        other["description"] = json!("Autre");
        let refused = dmp.books_in_fhir(&token, &other).await;
        assert_eq!(code(&refused), "agenda-sent-differs");
        // Searched, page by page.
        town.world.advance(SECOND);
        dmp.booked(&token, &appointment(&ana, 5, 9)).await;
        let number = format!(
            "/fhir/Appointment?patient.identifier=urn:oid:1.2.250.1.213.1.4.8%7C{}",
            ana.matricule()
        );
        let all = search(&ana);
        let id = back["id"].as_str().expect("an id");
        for (path, many) in [
            (all.clone(), 2),
            (number, 2),
            (format!("{all}&date=2026-12-04"), 1),
            (format!("{all}&date=ge2026-12-05"), 1),
            (format!("{all}&status=booked"), 2),
            (format!("{all}&status=cancelled"), 0),
            (format!("{all}&_id={id}"), 1),
        ] {
            let found = json(&dmp.get(&token, &path).await);
            assert_eq!(found["total"], many, "{path}: {found}");
        }
        let first = json(&dmp.get(&token, &format!("{all}&_count=1")).await);
        let next = reading::next(&first).expect("a next page");
        let second = json(&dmp.get(&token, &next).await);
        assert_eq!(second["entry"].as_array().map(Vec::len), Some(1));
        assert_ne!(first["entry"][0], second["entry"][0]);
        let wrong = dmp.get(&token, &format!("{all}&praticien=x")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.text());
        // Its holder reads who noted it, and with whom, as from a page.
        let here = format!("{LIST}/{}", item_of(&path));
        let page = town.reads(&ana.cookie, &here).await;
        for words in [
            "4 décembre 2026 à 9 h 30",
            "Samira Bénali, Cabinet des Lilas",
            "4 quai des Brumes",
            "À jeun",
            "Retirer de mon agenda",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("/modifier"), "{page}");
        let form =
            "date-jour=4&date-mois=12&date-annee=2026&heure=10:00&titre=Dentiste&genre=rendez-vous";
        let add = format!("{LIST}/ajouter");
        let made = town.post(&ana.cookie, &add, form).await;
        let said = town.get(&ana.cookie, made.location()).await.text();
        assert!(said.contains("« Contrôle annuel »"), "at once: {said}");
        // So does its author, on their pages, where it is theirs to change.
        let list = format!("/pro/patients/{}/rendez-vous", ana.space);
        let page = town.reads(&doctor.cookie, &list).await;
        assert!(page.contains(item_of(&path)), "{page}");
        let own = format!("{list}/{}", item_of(&path));
        let page = town.reads(&doctor.cookie, &own).await;
        assert!(page.contains("Annuler le rendez-vous"), "{page}");
        let noted = "A noté le rendez-vous « Contrôle annuel »";
        assert_eq!(dmp.lines_saying(&ana, noted).await, 2);
        // Twice by its id, and once on the page; seven searches and two pages.
        let one = "A relu le rendez-vous « Contrôle annuel »";
        assert_eq!(dmp.lines_saying(&ana, one).await, 3);
        let of_all = "A cherché ses propres rendez-vous";
        assert_eq!(dmp.lines_saying(&ana, of_all).await, 9);
        // Among her own acts each is what it was.
        let acts = Dmp::search(&ana).replace("DocumentReference?", "AuditEvent?");
        let acts = json(&dmp.get(&token, &acts).await);
        let entries = acts["entry"].as_array().cloned().unwrap_or_default();
        for (act, action, about) in [
            ("appointment-made", "C", true),
            ("appointment-read", "R", true),
            ("appointments-read", "E", false),
        ] {
            let mut events = entries.iter().map(|entry| &entry["resource"]);
            let event = events.find(|event| event["subtype"][1]["code"] == act);
            let event = event.unwrap_or_else(|| panic!("{act}: {acts}"));
            assert_eq!(event["action"], action, "{event}");
            let what = event["entity"][1]["what"]["reference"].as_str();
            let is_one = what.is_some_and(|it| it.starts_with("Appointment/"));
            assert_eq!(is_one, about, "{event}");
        }
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn azp_04_a_doctors_software_finds_and_changes_its_doctors_appointments_and_nobody_elses() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let petit = town.pro("10", OTHER, "Luc Petit").await;
        let (hers, his) = (dmp.token(DOCTOR).await, dmp.token(OTHER).await);
        // One of the patient's own, one of another doctor's page, one of this software.
        let form = "date-jour=7&date-mois=12&date-annee=2026&heure=9:00&titre=CANARI";
        let add = format!("{LIST}/ajouter");
        let own = format!("{form}&genre=rendez-vous");
        town.does(&ana.cookie, &add, &own).await;
        let list = format!("/pro/patients/{}/rendez-vous", ana.space);
        town.does(&petit.cookie, &list, form).await;
        let (path, tag) = dmp.booked(&hers, &appointment(&ana, 4, 9)).await;
        let found = json(&dmp.get(&his, &search(&ana)).await);
        let id = found["entry"][0]["resource"]["id"].as_str();
        let noted = format!("/fhir/Appointment/{}", id.expect("an id"));
        // A care link shows no more of an agenda than none.
        for linked in [false, true] {
            if linked {
                town.consents(&doctor, &ana).await;
                town.consents(&petit, &ana).await;
            }
            let found = dmp.get(&hers, &search(&ana)).await;
            assert_eq!(json(&found)["total"], 1, "{}", found.text());
            assert!(!found.text().contains("CANARI"), "{}", found.text());
            // What was noted on a page is made anew, and read by its author.
            let found = json(&dmp.get(&his, &search(&ana)).await);
            assert_eq!(found["total"], 1, "{found}");
            assert_eq!(found["entry"][0]["resource"]["description"], "CANARI");
            for (token, path) in [(&his, &path), (&hers, &noted)] {
                let read = dmp.get(token, path).await;
                assert_eq!(read.status, StatusCode::NOT_FOUND, "{}", read.text());
                let same = appointment(&ana, 4, 9);
                let put = dmp.rebooks(token, path, &tag, &same).await;
                assert_eq!(put.0, 404);
                let gone = dmp.unbooks(token, path).await;
                assert_eq!(gone, StatusCode::NOT_FOUND);
            }
        }
        // As it was seen, and no otherwise.
        let mut moved = appointment(&ana, 4, 14);
        moved["identifier"] = appointment(&ana, 4, 9)["identifier"].clone();
        assert_eq!(dmp.rebooks(&hers, &path, "", &moved).await.0, 428);
        let (status, next) = dmp.rebooks(&hers, &path, &tag, &moved).await;
        assert_eq!(status, 200, "{next}");
        assert_eq!(dmp.rebooks(&hers, &path, &tag, &moved).await.0, 412);
        // Written anew on the page, it is what the page says.
        let here = format!("{list}/{}", item_of(&path));
        let anew = "date-jour=6&date-mois=12&date-annee=2026&heure=11:30&titre=Suivi";
        town.does(&doctor.cookie, &format!("{here}/modifier"), anew)
            .await;
        let read = dmp.get(&hers, &path).await;
        let page = json(&read);
        assert_eq!(page["description"], "Suivi", "{page}");
        assert!(page.get("extension").is_none(), "{page}");
        assert!(page["meta"].get("source").is_none(), "{page}");
        assert_eq!(dmp.rebooks(&hers, &path, &next, &moved).await.0, 412);
        let tag = tag_of(&read);
        let (status, tag) = dmp.rebooks(&hers, &path, &tag, &moved).await;
        assert_eq!(status, 200, "{tag}");
        assert_eq!(
            told(json(&dmp.get(&hers, &path).await)),
            told(moved.clone())
        );
        let theirs = format!("{LIST}/{}", item_of(&path));
        let page = town.reads(&ana.cookie, &theirs).await;
        assert!(page.contains("4 décembre 2026 à 14 h 30"), "{page}");
        // Others by their number, and not whoever writes: nobody's to note here.
        let mut another = appointment(&ana, 8, 9);
        another["participant"][1]["actor"] = json!({
            "identifier": {"system": "https://rpps.esante.gouv.fr", "value": OTHER},
            "display": "Luc Petit",
        });
        let refused = dmp.books_in_fhir(&hers, &another).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(code(&refused), "agenda-fhir-not-with-you");
        dmp.booked(&his, &another).await;
        // What was noted on a page is hers to take off too: then nobody finds it.
        let off = format!("{LIST}/{}/retirer", item_of(&noted));
        town.does(&ana.cookie, &off, "").await;
        let read = dmp.get(&his, &noted).await;
        assert_eq!(read.status, StatusCode::NOT_FOUND, "{}", read.text());
        let page = town.reads(&petit.cookie, &list).await;
        assert!(!page.contains(item_of(&noted)), "{page}");
        // Taken away, it does not come back by its name.
        assert_eq!(dmp.unbooks(&hers, &path).await, StatusCode::NO_CONTENT);
        let again = dmp.books_in_fhir(&hers, &moved).await;
        assert_eq!(code(&again), "agenda-sent-differs");
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn pro_16_a_blocked_doctors_software_finds_a_closed_agenda_and_may_still_note_in_it() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        // Somebody whom she knows.
        town.consents(&doctor, &ana).await;
        let first = appointment(&ana, 4, 9);
        let (path, tag) = dmp.booked(&token, &first).await;
        let (kept, _) = dmp.booked(&token, &appointment(&ana, 4, 11)).await;
        let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
        town.does(&ana.cookie, &decide, "quoi=bloquer").await;
        let nowhere = "00000000000000000000000001";
        for path in [&search(&ana), &path] {
            let found = dmp.get(&token, path).await;
            let shut = path.replace(&ana.space.to_string(), nowhere);
            let shut = dmp.get(&token, &shut).await;
            assert_eq!(found.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(found.shape(), shut.shape(), "{path}");
        }
        assert_eq!(dmp.rebooks(&token, &path, &tag, &first).await.0, 404);
        // Whatever it says: nobody judges what comes to a closed space.
        let mut nothing = first.clone();
        nothing["start"] = json!("2026-12-04T12:30:00+01:00");
        nothing["end"] = nothing["start"].clone();
        let shut = path.replace(&ana.space.to_string(), nowhere);
        let mut shapes = Vec::new();
        for place in [&path, &shut] {
            for body in [&first, &nothing] {
                let mut body = body.clone();
                body["id"] = json!(place.rsplit('/').next().expect("an id"));
                let headers = [FHIR, BODY, (IF_MATCH, tag.as_str())];
                let body = body.to_string();
                let put = dmp.ask(Method::PUT, place, Some(&token), &headers, body);
                shapes.push(put.await.shape());
            }
        }
        assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:?}");
        let gone = dmp.unbooks(&token, &path).await;
        assert_eq!(gone, StatusCode::NOT_FOUND);
        // What became of it is told in no other way: on the agenda or off it, the answer
        // to the same again is the same.
        let there = dmp.books_in_fhir(&token, &first).await;
        let off = format!("{LIST}/{}/retirer", item_of(&path));
        town.does(&ana.cookie, &off, "").await;
        let taken_off = dmp.books_in_fhir(&token, &first).await;
        assert_eq!(code(&there), "agenda-sent-gone");
        assert_eq!(
            (there.status, there.text()),
            (taken_off.status, taken_off.text())
        );
        // A new one is taken, as any deposit of theirs, and found by them no more.
        let (new, _) = dmp.booked(&token, &appointment(&ana, 5, 9)).await;
        let read = dmp.get(&token, &new).await;
        assert_eq!(read.status, StatusCode::NOT_FOUND);
        let agenda = town.reads(&ana.cookie, LIST).await;
        assert!(agenda.contains("5 décembre 2026 à 9 h 30"), "{agenda}");
        // Unblocked they find all but what she took off.
        town.does(&ana.cookie, &decide, "quoi=debloquer").await;
        let found = json(&dmp.get(&token, &search(&ana)).await);
        assert_eq!(found["total"], 2, "{found}");
        for path in [&kept, &new] {
            assert_eq!(dmp.get(&token, path).await.status, StatusCode::OK);
        }
        let put = dmp.rebooks(&token, &path, &tag, &first).await;
        assert_eq!(put.0, 404, "{}", put.1);
        let back = format!("{LIST}/{}/remettre", item_of(&path));
        town.does(&ana.cookie, &back, "").await;
        assert_eq!(dmp.get(&token, &path).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn pro_01_what_a_holder_gave_for_an_appointment_ends_with_it_whoever_ends_it() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        let given = async |hour: u8| {
            let (path, tag) = dmp.booked(&token, &appointment(&ana, 4, hour)).await;
            assert!(!dmp.opens(&doctor, &ana).await, "{hour}");
            let reading = format!("{LIST}/{}/lecture", item_of(&path));
            let form = "quoi=laisser&jour=2026-12-07";
            town.does(&ana.cookie, &reading, form).await;
            assert!(dmp.opens(&doctor, &ana).await, "{hour}");
            (path, tag)
        };
        // Called off by its software.
        let (path, tag) = given(8).await;
        let mut off = appointment(&ana, 4, 8);
        off["status"] = json!("cancelled");
        let (status, said) = dmp.rebooks(&token, &path, &tag, &off).await;
        assert_eq!(status, 200, "{said}");
        assert!(!dmp.opens(&doctor, &ana).await, "called off");
        // Taken away by it.
        let (path, _) = given(10).await;
        assert_eq!(dmp.unbooks(&token, &path).await, StatusCode::NO_CONTENT);
        assert!(!dmp.opens(&doctor, &ana).await, "taken away");
        // Taken off by her.
        let (path, _) = given(12).await;
        let off = format!("{LIST}/{}/retirer", item_of(&path));
        town.does(&ana.cookie, &off, "").await;
        assert!(!dmp.opens(&doctor, &ana).await, "taken off");
        // And put back it gives nothing.
        let back = format!("{LIST}/{}/remettre", item_of(&path));
        town.does(&ana.cookie, &back, "").await;
        assert!(!dmp.opens(&doctor, &ana).await, "put back");
        // At an earlier moment it ends earlier.
        let (path, tag) = given(15).await;
        let (status, said) = dmp
            .rebooks(&token, &path, &tag, &appointment(&ana, 1, 9))
            .await;
        assert_eq!(status, 200, "{said}");
        let here = format!("/pro/patients/{}/rendez-vous", ana.space);
        let here = format!("{here}/{}", item_of(&path));
        let page = town.reads(&doctor.cookie, &here).await;
        assert!(page.contains("jusqu’au 4 décembre 2026 inclus"), "{page}");
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn an_eleventh_appointment_of_one_day_by_a_doctors_software_is_refused_where_it_stands() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        // Those of the page are counted among them.
        let list = format!("/pro/patients/{}/rendez-vous", ana.space);
        let form = "date-jour=4&date-mois=12&date-annee=2026&heure=7:00&titre=Suivi";
        town.does(&doctor.cookie, &list, form).await;
        let (path, tag) = dmp.booked(&token, &appointment(&ana, 4, 8)).await;
        let (off, _) = dmp.booked(&token, &appointment(&ana, 4, 9)).await;
        for hour in 10..17 {
            dmp.booked(&token, &appointment(&ana, 4, hour)).await;
        }
        let full = dmp.books_in_fhir(&token, &appointment(&ana, 4, 18)).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(code(&full), "agenda-too-many-that-day");
        let place = &json(&full)["issue"][0]["expression"][0];
        assert_eq!(*place, "Appointment.start");
        dmp.booked(&token, &appointment(&ana, 5, 18)).await;
        // What she takes off makes no room that would tell of it; what they call off does.
        let off = format!("{LIST}/{}/retirer", item_of(&off));
        town.does(&ana.cookie, &off, "").await;
        let full = dmp.books_in_fhir(&token, &appointment(&ana, 4, 18)).await;
        assert_eq!(code(&full), "agenda-too-many-that-day");
        let mut cancelled = appointment(&ana, 4, 8);
        cancelled["status"] = json!("cancelled");
        let (status, said) = dmp.rebooks(&token, &path, &tag, &cancelled).await;
        assert_eq!(status, 200, "{said}");
        dmp.booked(&token, &appointment(&ana, 4, 18)).await;
    })
    .await;
}

#[tokio::test]
async fn software_by_itself_notes_and_reads_no_appointment() {
    let dmp = Dmp::alone().await;
    let ana = dmp.town.holder(0).await;
    let form = [
        ("grant_type", "client_credentials"),
        ("subject_token", ""),
        ("subject_token_type", ""),
    ];
    let own = json(&dmp.exchange("", &form).await)["access_token"].clone();
    let own = own.as_str().expect("a token");
    let noted = dmp.books_in_fhir(own, &appointment(&ana, 4, 9)).await;
    for answer in [noted, dmp.get(own, &search(&ana)).await] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
        assert_eq!(code(&answer), "rest-professional");
    }
    let agenda = dmp.town.reads(&ana.cookie, LIST).await;
    assert!(!agenda.contains("Contrôle"), "{agenda}");
}
