//! How a professional's appointments stand after what their software, their holder and
//! another process do to them.

use super::{BODY, appointment, code, item_of, search};
use crate::agenda::LIST;
use crate::dmp::{DOCTOR, Dmp, FHIR, OTHER, json};
use crate::town::Town;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, IF_MATCH};
use http::{Method, Request, StatusCode};
use kernel::Timestamp;
use serde_json::json;
use testkit::for_each_store_at;

/// What this process answers to software, about a resource as it was seen.
async fn answers(
    town: &Town,
    (method, path): (Method, &str),
    token: &str,
    tag: &str,
    body: String,
) -> StatusCode {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, "localhost:8080")
        .header(AUTHORIZATION, format!("Bearer {token}"));
    for (name, value) in [FHIR, BODY] {
        request = request.header(name, value);
    }
    if !tag.is_empty() {
        request = request.header(IF_MATCH, tag);
    }
    let request = request.body(Body::from(body)).expect("a request");
    town.ask(request).await.status
}

#[tokio::test]
async fn what_a_doctors_software_takes_away_stays_as_a_mistake_with_what_its_holder_prepared() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        let mut answers = Vec::new();
        for prepared in [false, true] {
            let hour = if prepared { 9 } else { 14 };
            let (path, _) = dmp.booked(&token, &appointment(&ana, 4, hour)).await;
            let theirs = format!("{LIST}/{}", item_of(&path));
            if prepared {
                let prepare = format!("{theirs}/preparer");
                town.does(&ana.cookie, &prepare, "questions=CANARI").await;
            }
            // Twice is once.
            for _ in 0..2 {
                let gone = dmp.unbooks(&token, &path).await;
                assert_eq!(gone, StatusCode::NO_CONTENT);
            }
            let read = dmp.get(&token, &path).await;
            assert_eq!(json(&read)["status"], "entered-in-error");
            assert!(!read.text().contains("CANARI"), "{}", read.text());
            answers.push(read.status);
            let page = town.reads(&ana.cookie, &theirs).await;
            assert!(page.contains("Contrôle annuel"), "{page}");
            assert_eq!(page.contains("CANARI"), prepared, "{page}");
            // As on their page, and there too it is planned again by its author.
            let list = format!("/pro/patients/{}/rendez-vous", ana.space);
            let own = format!("{list}/{}/etat", item_of(&path));
            town.does(&doctor.cookie, &own, "etat=planned").await;
            let back = json(&dmp.get(&token, &path).await);
            assert_eq!(back["status"], "booked", "{back}");
        }
        // Whether she prepared anything is told by nothing.
        assert_eq!(answers, [StatusCode::OK; 2]);
        let line = "A marqué comme noté par erreur le rendez-vous « Contrôle annuel »";
        assert_eq!(dmp.lines_saying(&ana, line).await, 2);
    })
    .await;
}

#[tokio::test]
async fn what_its_holder_took_off_does_not_come_back_sent_again_without_a_name() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, _)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        let mut nameless = appointment(&ana, 4, 9);
        nameless.as_object_mut().map(|it| it.remove("identifier"));
        let (path, _) = dmp.booked(&token, &nameless).await;
        let same = dmp.books_in_fhir(&token, &nameless).await;
        assert_eq!(same.status, StatusCode::OK, "{}", same.text());
        let here = format!("{LIST}/{}", item_of(&path));
        town.does(&ana.cookie, &format!("{here}/retirer"), "").await;
        let again = dmp.books_in_fhir(&token, &nameless).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
        assert_eq!(code(&again), "agenda-sent-gone");
        let agenda = town.reads(&ana.cookie, LIST).await;
        assert!(!agenda.contains("Contrôle annuel"), "{agenda}");
        // Put back, it is the same again; another is another.
        town.does(&ana.cookie, &format!("{here}/remettre"), "")
            .await;
        let same = dmp.books_in_fhir(&token, &nameless).await;
        assert_eq!(same.status, StatusCode::OK, "{}", same.text());
        nameless["description"] = json!("Autre");
        dmp.booked(&token, &nameless).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_planned_no_more_is_set_back_before_a_doctors_software_changes_it() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let token = dmp.token(DOCTOR).await;
        let sent = appointment(&ana, 4, 9);
        let (path, tag) = dmp.booked(&token, &sent).await;
        let as_it = |status: &str, title: &str| {
            let mut value = sent.clone();
            value["status"] = json!(status);
            value["description"] = json!(title);
            value
        };
        let off = as_it("cancelled", "Contrôle annuel");
        let (status, tag) = dmp.rebooks(&token, &path, &tag, &off).await;
        assert_eq!(status, 200, "{tag}");
        // As on their page: neither another mistake nor other words.
        for (status, title) in [
            ("entered-in-error", "Contrôle annuel"),
            ("cancelled", "Autre"),
        ] {
            let put = as_it(status, title);
            let (refused, why) = dmp.rebooks(&token, &path, &tag, &put).await;
            assert_eq!((refused, &*why), (409, "agenda-not-planned"), "{put}");
        }
        let back = as_it("booked", "Autre");
        let (status, tag) = dmp.rebooks(&token, &path, &tag, &back).await;
        assert_eq!(status, 200, "{tag}");
        let read = json(&dmp.get(&token, &path).await);
        assert_eq!(read["description"], "Autre", "{read}");
    })
    .await;
}

#[tokio::test]
async fn another_process_changes_nothing_that_was_taken_off_or_is_of_whom_was_blocked_elsewhere() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        // Somebody whom she knows.
        town.consents(&doctor, &ana).await;
        let twin = town.twin().await;
        let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
        for (hour, blocked) in [(9, false), (11, true)] {
            let sent = appointment(&ana, 4, hour);
            let (path, tag) = dmp.booked(&token, &sent).await;
            // It knows the record as it is now.
            let get = (Method::GET, path.as_str());
            let read = answers(&twin, get, &token, "", String::new()).await;
            assert_eq!(read, StatusCode::OK);
            let here = format!("{LIST}/{}", item_of(&path));
            match blocked {
                true => town.does(&ana.cookie, &decide, "quoi=bloquer").await,
                false => town.does(&ana.cookie, &format!("{here}/retirer"), "").await,
            }
            let mut other = sent.clone();
            other["id"] = json!(path.rsplit('/').next().expect("an id"));
            other["description"] = json!("Autre");
            for (method, body) in [
                (Method::PUT, other.to_string()),
                (Method::DELETE, String::new()),
            ] {
                let deed = (method.clone(), path.as_str());
                let answer = answers(&twin, deed, &token, &tag, body).await;
                assert_eq!(answer, StatusCode::NOT_FOUND, "{method} {blocked}");
            }
            // What was to be changed is as it was.
            match blocked {
                true => town.does(&ana.cookie, &decide, "quoi=debloquer").await,
                false => {
                    town.does(&ana.cookie, &format!("{here}/remettre"), "")
                        .await
                }
            }
            let read = json(&dmp.get(&token, &path).await);
            assert_eq!(read["description"], "Contrôle annuel", "{read}");
            assert_eq!(read["status"], "booked", "{read}");
        }
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn what_was_given_for_an_appointment_ends_as_software_says_it_was_missed_or_a_mistake() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (town, (ana, doctor)) = (&dmp.town, dmp.people().await);
        let token = dmp.token(DOCTOR).await;
        let given = async |hour: u8| {
            let (path, tag) = dmp.booked(&token, &appointment(&ana, 4, hour)).await;
            let reading = format!("{LIST}/{}/lecture", item_of(&path));
            let form = "quoi=laisser&jour=2026-12-07";
            town.does(&ana.cookie, &reading, form).await;
            assert!(dmp.opens(&doctor, &ana).await, "{hour}");
            (path, tag)
        };
        let (path, tag) = given(9).await;
        let mut mistaken = appointment(&ana, 4, 9);
        mistaken["status"] = json!("entered-in-error");
        let (status, said) = dmp.rebooks(&token, &path, &tag, &mistaken).await;
        assert_eq!(status, 200, "{said}");
        assert!(!dmp.opens(&doctor, &ana).await, "a mistake");
        // Nobody missed what has not begun.
        let (path, tag) = given(11).await;
        let mut missed = appointment(&ana, 4, 11);
        missed["status"] = json!("noshow");
        let (early, why) = dmp.rebooks(&token, &path, &tag, &missed).await;
        assert_eq!((early, &*why), (422, "agenda-not-yet"));
        assert!(dmp.opens(&doctor, &ana).await, "to come");
        let then = Timestamp::parse_rfc3339("2026-12-04T13:00:00Z").expect("an instant");
        town.world.advance(then.since(town.world.now()));
        let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
        let token = dmp.token(DOCTOR).await;
        assert!(dmp.opens(&doctor, &ana).await, "over");
        let (status, said) = dmp.rebooks(&token, &path, &tag, &missed).await;
        assert_eq!(status, 200, "{said}");
        assert!(!dmp.opens(&doctor, &ana).await, "missed");
    })
    .await;
}

#[tokio::test]
async fn a_batch_of_a_doctors_software_notes_finds_and_calls_off_appointments_one_by_one() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let token = dmp.token(DOCTOR).await;
        let bundled = async |entries: serde_json::Value| {
            let bundle = json!({"resourceType": "Bundle", "type": "batch", "entry": entries});
            let body = bundle.to_string();
            let long = body.len().to_string();
            let headers = [FHIR, BODY, (CONTENT_LENGTH, long.as_str())];
            let done = dmp.ask(Method::POST, "/fhir", Some(&token), &headers, body);
            let done = done.await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.text());
            json(&done)
        };
        let status = |done: &serde_json::Value, n: usize| {
            let status = done["entry"][n]["response"]["status"].as_str();
            let number = status.and_then(|it| it.split(' ').next());
            number.unwrap_or_default().to_owned()
        };
        let mut another = appointment(&ana, 5, 9);
        another["participant"][1]["actor"] = json!({
            "identifier": {"system": "https://rpps.esante.gouv.fr", "value": OTHER},
            "display": "Luc Petit",
        });
        let post = json!({"method": "POST", "url": "Appointment"});
        let done = bundled(json!([
            {"resource": appointment(&ana, 4, 9), "request": post},
            {"resource": another, "request": post},
        ]))
        .await;
        assert_eq!(
            [status(&done, 0), status(&done, 1)],
            ["201", "422"],
            "{done}"
        );
        let id = done["entry"][0]["resource"]["id"].as_str().expect("an id");
        let url = format!("Appointment/{id}");
        let done = bundled(json!([
            {"request": {"method": "GET", "url": url}},
            {"request": {"method": "DELETE", "url": url}},
            {"request": {"method": "GET", "url": url}},
        ]))
        .await;
        let all = [0, 1, 2].map(|n| status(&done, n));
        assert_eq!(all, ["200", "204", "200"], "{done}");
        let stands = [0, 2].map(|n| done["entry"][n]["resource"]["status"].clone());
        assert_eq!(stands, ["booked", "entered-in-error"], "{done}");
        let found = json(&dmp.get(&token, &search(&ana)).await);
        assert_eq!(found["total"], 1, "{found}");
    })
    .await;
}
