//! Several requests in one Bundle: a batch, where each is answered by itself, and a
//! transaction, which is done as a whole or leaves nothing.

use super::EVERYTHING;
use super::booking::december;
use super::verdicts::{KINDS, corpus, files, of};
use super::writing::{allergy, header, reason, weight};
use crate::agenda::LIST;
use crate::dmp::{DOCTOR, Dmp, json};
use crate::town::{Answer, Holder, Town};
use http::header::{ETAG, LOCATION};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::for_each_store_at;

/// A Bundle of these entries.
fn bundle(kind: &str, entries: &[Value]) -> Value {
    json!({"resourceType": "Bundle", "type": kind, "entry": entries})
}

fn batch(entries: &[Value]) -> Value {
    bundle("batch", entries)
}

fn post(resource: &Value) -> Value {
    let url = &resource["resourceType"];
    json!({"resource": resource, "request": {"method": "POST", "url": url}})
}

fn get(url: &str) -> Value {
    json!({"request": {"method": "GET", "url": url}})
}

/// A weight of that day.
fn weighed(holder: &Holder, day: &str, kilograms: f64) -> Value {
    let mut value = weight(holder, kilograms);
    value["identifier"][0]["value"] = json!(day);
    value["effectiveDateTime"] = json!(format!("{day}T08:30:00+01:00"));
    value
}

/// The statuses of the answers, and why the refused were.
fn statuses(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let bundle = json(answer);
    let all = bundle["entry"].as_array().expect("entries").iter();
    all.map(|entry| {
        let status = entry["response"]["status"].as_str().expect("a status");
        let why = &entry["response"]["outcome"]["issue"][0]["details"]["coding"][0]["code"];
        let number = status.split(' ').next().unwrap_or_default();
        format!("{number} {}", why.as_str().unwrap_or_default())
            .trim_end()
            .to_owned()
    })
    .collect()
}

fn places(answer: &Answer) -> Vec<String> {
    let told = json(answer);
    let issues = told["issue"].as_array().cloned().unwrap_or_default();
    let places = issues.iter().map(|it| it["expression"][0].as_str());
    places.map(|it| it.unwrap_or_default().to_owned()).collect()
}

impl Town {
    async fn bundled(&self, token: &str, bundle: &Value) -> Answer {
        self.bundled_in(token, bundle, "fr").await
    }

    /// As a client sends it: with its length.
    async fn bundled_in(&self, token: &str, bundle: &Value, lang: &str) -> Answer {
        let body = bundle.to_string();
        let long = body.len().to_string();
        let headers = [("content-length", &*long), ("accept-language", lang)];
        self.requests(Method::POST, token, "/fhir", &headers, body)
            .await
    }

    /// How many rows somebody's journal has.
    pub(super) async fn journal_rows(&self, holder: &Holder) -> u64 {
        let journal = &self.house.journal;
        let book = journal.open(holder.space).await.expect("a book");
        journal.refresh(&book).await.expect("the book").version()
    }
}

#[tokio::test]
async fn each_entry_of_a_batch_is_answered_as_if_it_had_come_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        let there = town.adds_in_fhir(token, &allergy(&ana, "Latex")).await;
        let id = json(&there)["id"].as_str().expect("an id").to_owned();
        let (url, tag) = (format!("AllergyIntolerance/{id}"), header(&there, ETAG));
        let mut changed = allergy(&ana, "Latex naturel");
        changed["id"] = json!(id);
        let put = |tag: &str| {
            json!({
                "resource": changed,
                "request": {"method": "PUT", "url": url, "ifMatch": tag},
            })
        };
        let mut unsafe_put = put("");
        unsafe_put["request"] = json!({"method": "PUT", "url": url});
        let mut named = post(&weighed(&ana, "2026-11-01", 90.0));
        named["request"]["ifNoneExist"] = json!("identifier=urn:souffle:balance|2026-11-01");
        let never = format!("Condition/{}-00000000000000000000000001", ana.space);
        let entries = [
            post(&weighed(&ana, "2026-11-01", 72.5)),
            post(&weighed(&ana, "2026-11-02", 1_240.0)),
            post(&json!({"resourceType": "Device"})),
            get(&never),
            unsafe_put,
            put("W/\"1\""),
            put(&tag),
            get(&url),
            get(&format!("http://localhost:8080/fhir/{url}")),
            named,
            get(&format!("AllergyIntolerance?patient={}", ana.space)),
            json!({"request": {"method": "PATCH", "url": url}}),
            json!({"request": {"method": "DELETE", "url": url}}),
            get(&url),
        ];
        let answer = town.bundled(token, &bundle("batch", &entries)).await;
        let expected = [
            "201",
            "422 profile-too-high",
            "400 clinical-bundle-request",
            "404 error-not-found",
            "428 rest-if-match",
            "412 rest-stale",
            "200",
            "200",
            "200",
            "200",
            "400 clinical-bundle-request",
            "400 clinical-bundle-request",
            "204",
            "410 clinical-gone",
        ];
        let told = statuses(&answer);
        for (n, (told, expected)) in told.iter().zip(expected).enumerate() {
            let starts = told.split(' ').next() == expected.split(' ').next();
            assert!(starts, "{n}: {told}, not {expected}");
        }
        assert_eq!(told[5..10], expected[5..10]);
        assert_eq!(told.len(), expected.len());
        let all = json(&answer);
        assert_eq!(all["type"], "batch-response");
        let of = |n: usize| &all["entry"][n];
        // Where it is, and what it says: as it would be by itself.
        let location = of(0)["response"]["location"].as_str().expect("a place");
        let path = location
            .strip_prefix("http://localhost:8080")
            .expect("ours");
        assert_eq!(json(&town.served(token, path).await), of(0)["resource"]);
        assert_eq!(of(7)["resource"]["code"]["text"], "Latex naturel");
        assert_eq!(of(7), of(8));
        assert!(
            of(9).get("resource").is_none(),
            "it may say more: {}",
            of(9)
        );
        let place = &of(2)["response"]["outcome"]["issue"][0]["expression"][0];
        assert_eq!(*place, "Bundle.entry[2].request.url");
        // In English too.
        let some = bundle("batch", &entries[3..4]);
        let answer = town.bundled_in(token, &some, "en").await;
        assert!(answer.text().contains("found"), "{}", answer.text());
    })
    .await;
}

#[tokio::test]
async fn a_transaction_is_one_row_of_the_journal_or_nothing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        let there = town.adds_in_fhir(token, &allergy(&ana, "Latex")).await;
        let gone = town.adds_in_fhir(token, &allergy(&ana, "Gluten")).await;
        let id = |answer: &Answer| json(answer)["id"].as_str().expect("an id").to_owned();
        let mut changed = allergy(&ana, "Latex naturel");
        changed["id"] = json!(id(&there));
        let url = format!("AllergyIntolerance/{}", id(&there));
        let put = json!({
            "resource": changed,
            "request": {"method": "PUT", "url": url, "ifMatch": header(&there, ETAG)},
        });
        let delete = json!({"request": {
            "method": "DELETE", "url": format!("AllergyIntolerance/{}", id(&gone)),
        }});
        let good = vec![
            put,
            post(&weighed(&ana, "2026-11-01", 72.5)),
            delete,
            post(&weighed(&ana, "2026-11-02", 72.0)),
            post(&december(&ana)),
        ];
        // Of another room, and refused there.
        let mut endless = december(&ana);
        endless.as_object_mut().map(|it| it.remove("end"));
        // One entry that is refused, wherever it stands, and nothing is done.
        let before = town.journal_rows(&ana).await;
        let wrong = [
            (post(&weighed(&ana, "2026-11-03", 1_240.0)), 422),
            // The same name for something else, as the entry before leaves the record.
            (post(&weighed(&ana, "2026-11-02", 80.0)), 409),
            (post(&json!({"resourceType": "Device"})), 400),
            (post(&endless), 422),
            (get(&url), 422),
        ];
        for (entry, status) in wrong {
            let mut all = good.clone();
            all.push(entry.clone());
            let refused = town.bundled(token, &bundle("transaction", &all)).await;
            assert_eq!(
                refused.status.as_u16(),
                status,
                "{entry}: {}",
                refused.text()
            );
            let place = places(&refused).join(" ");
            assert!(place.starts_with("Bundle.entry[5]"), "{entry}: {place}");
            assert_eq!(json(&refused)["resourceType"], "OperationOutcome");
        }
        assert_eq!(town.journal_rows(&ana).await, before, "nothing was written");
        let done = town.bundled(token, &bundle("transaction", &good)).await;
        assert_eq!(
            statuses(&done),
            ["200", "201", "204", "201", "201"],
            "{}",
            done.text()
        );
        assert_eq!(town.journal_rows(&ana).await, before + 1, "one row");
        let all = json(&done);
        assert_eq!(all["type"], "transaction-response");
        for n in [0, 1, 3, 4] {
            let entry = &all["entry"][n];
            let location = entry["response"]["location"].as_str().expect("a place");
            let path = location
                .strip_prefix("http://localhost:8080")
                .expect("ours");
            let read = town.served(token, path).await;
            assert_eq!(json(&read), entry["resource"], "{n}");
            assert_eq!(entry["response"]["etag"], header(&read, ETAG));
        }
        let taken = header(&gone, LOCATION);
        let taken = taken.strip_prefix("http://localhost:8080").expect("ours");
        assert_eq!(town.served(token, taken).await.status, StatusCode::GONE);
        let list = town.get(&ana.cookie, LIST).await.text();
        assert!(list.contains("4 décembre 2026 à 9 h 30"), "{list}");
        // It is moved as it was seen, beside a weight, or neither is done.
        let booked = &all["entry"][4];
        let id = booked["resource"]["id"].as_str().expect("an id");
        let mut moved = december(&ana);
        moved["id"] = json!(id);
        moved["start"] = json!("2026-12-05T09:30:00+01:00");
        moved["end"] = json!("2026-12-05T10:30:00+01:00");
        let moves = |tag: &Value| {
            json!({"resource": moved, "request": {
                "method": "PUT", "url": format!("Appointment/{id}"), "ifMatch": tag,
            }})
        };
        let tag = &booked["response"]["etag"];
        let heavy = post(&weighed(&ana, "2026-11-04", 72.5));
        let stale = [heavy.clone(), moves(&json!("W/\"1\""))];
        let refused = town.bundled(token, &bundle("transaction", &stale)).await;
        assert_eq!(reason(&refused), "rest-stale");
        assert_eq!(places(&refused), ["Bundle.entry[1]"]);
        let done = town
            .bundled(token, &bundle("transaction", &[heavy, moves(tag)]))
            .await;
        assert_eq!(statuses(&done), ["201", "200"], "{}", done.text());
        let list = town.get(&ana.cookie, LIST).await.text();
        assert!(list.contains("5 décembre 2026 à 9 h 30"), "{list}");
        // One of its name is there, whatever this one says.
        let mut named = post(&december(&ana));
        let name = &named["resource"]["identifier"][0]["value"];
        let name = name.as_str().expect("a name").to_owned();
        named["request"]["ifNoneExist"] = json!(format!("identifier=urn:souffle:rdv|{name}"));
        let done = town.bundled(token, &bundle("transaction", &[named])).await;
        assert_eq!(statuses(&done), ["200"], "{}", done.text());
        // Sent again, what was added is there already; what changed, changed since.
        let again = town
            .bundled(token, &bundle("transaction", &good[1..2]))
            .await;
        assert_eq!(statuses(&again), ["200"]);
        let again = town.bundled(token, &bundle("transaction", &good)).await;
        assert!(again.status.is_client_error(), "{}", again.text());
    })
    .await;
}

#[tokio::test]
async fn what_is_written_together_is_not_answered_as_refused() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        let there = town.adds_in_fhir(token, &allergy(&ana, "Latex")).await;
        let id = json(&there)["id"].as_str().expect("an id").to_owned();
        // One that is there already and one that changes it are of one line.
        let mut changed = allergy(&ana, "Latex naturel");
        changed["id"] = json!(id);
        let url = format!("AllergyIntolerance/{id}");
        let put = json!({
            "resource": changed,
            "request": {"method": "PUT", "url": url, "ifMatch": header(&there, ETAG)},
        });
        let both = [post(&allergy(&ana, "Latex")), put];
        let refused = town.bundled(token, &bundle("transaction", &both)).await;
        assert_eq!(reason(&refused), "sharing-sent-twice");
        assert_eq!(refused.status, StatusCode::CONFLICT);
        // Somebody confirmed it meanwhile: it is not the service's any more.
        town.world.advance(std::time::Duration::from_secs(1));
        let line = id.rsplit('-').next().expect("an id");
        let page = format!("/pro/patients/{}/profil/allergies", ana.space);
        let shown = town.get(&doctor.cookie, &page).await.text();
        let seen = shown.split("name=\"vu\" value=\"").nth(1);
        let seen = seen.and_then(|it| it.split('"').next()).expect("a time");
        let decide = format!("{page}/{line}/decider");
        let form = format!("quoi=confirmer&vu={seen}");
        town.does(&doctor.cookie, &decide, &form).await;
        let sent = [
            post(&allergy(&ana, "Latex")),
            post(&weighed(&ana, "2026-11-01", 72.5)),
        ];
        let before = town.journal_rows(&ana).await;
        let done = town.bundled(token, &bundle("transaction", &sent)).await;
        assert_eq!(statuses(&done), ["200", "201"], "{}", done.text());
        assert_eq!(town.journal_rows(&ana).await, before + 1);
        let all = json(&done);
        let place = all["entry"][0]["response"]["location"].as_str();
        assert!(place.is_some_and(|it| it.contains(&id)), "{all}");
        assert_eq!(all["entry"][0]["resource"], Value::Null);
        assert_eq!(all["entry"][1]["resource"]["resourceType"], "Observation");
    })
    .await;
}

#[tokio::test]
async fn a_transaction_is_of_one_person_and_of_lines_and_touches_each_once() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let town = &dmp.town;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
        for holder in [&ana, &louis] {
            town.consents(&doctor, holder).await;
        }
        let token = &dmp.token(DOCTOR).await;
        let both = [
            post(&allergy(&ana, "Latex")),
            post(&allergy(&louis, "Pollen")),
        ];
        let refused = town.bundled(token, &bundle("transaction", &both)).await;
        assert_eq!(reason(&refused), "clinical-transaction-people");
        assert_eq!(places(&refused), ["Bundle.entry[1].request"]);
        // In a batch each is of whom it is of.
        let done = town.bundled(token, &bundle("batch", &both)).await;
        assert_eq!(statuses(&done), ["201", "201"], "{}", done.text());
        let id = json(&done)["entry"][0]["resource"]["id"].clone();
        let url = format!("AllergyIntolerance/{}", id.as_str().expect("an id"));
        let delete = json!({"request": {"method": "DELETE", "url": url}});
        let twice = [delete.clone(), delete];
        let refused = town.bundled(token, &bundle("transaction", &twice)).await;
        assert_eq!(reason(&refused), "clinical-transaction-twice");
        let refused = bundle("transaction", &[get(&url)]);
        let refused = town.bundled(token, &refused).await;
        assert_eq!(reason(&refused), "clinical-transaction-lines");
        // A line asks for a care link, and an appointment for none.
        let both = [post(&allergy(&ana, "Soja")), post(&december(&ana))];
        let done = town.bundled(token, &bundle("transaction", &both)).await;
        assert_eq!(statuses(&done), ["201", "201"], "{}", done.text());
        // Somebody whom she does not treat, among those whom she does.
        let unknown = json!({"reference": "Patient/00000000000000000000000001"});
        let mut nobody = allergy(&ana, "Iode");
        nobody["patient"] = unknown;
        let mixed = [post(&allergy(&ana, "Iode")), post(&nobody)];
        let refused = town.bundled(token, &bundle("transaction", &mixed)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
        let page = town.get(&ana.cookie, "/espace/moi/profil/allergies").await;
        assert!(page.text().contains("Latex") && !page.text().contains("Iode"));
    })
    .await;
}

#[tokio::test]
async fn app_01_a_bundle_opens_nothing_that_its_entries_would_not_by_themselves() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let ticked = ["lire-resultats", "ajouter-allergies"];
        let tokens = town.lets(&ana, "souffle", &ticked).await;
        let token = &tokens.access;
        let all = [
            post(&allergy(&ana, "Latex")),
            post(&weighed(&ana, "2026-11-01", 72.5)),
        ];
        let batch = town.bundled(token, &bundle("batch", &all)).await;
        assert_eq!(statuses(&batch), ["201", "403 rest-scope"]);
        let url = json(&batch)["entry"][0]["resource"]["id"].clone();
        let url = format!("AllergyIntolerance/{}", url.as_str().expect("an id"));
        let read = town.bundled(token, &bundle("batch", &[get(&url)])).await;
        assert_eq!(
            statuses(&read),
            ["403 rest-scope"],
            "it may add, and not read"
        );
        let other = [
            post(&allergy(&ana, "Pollen")),
            post(&weighed(&ana, "2026-11-01", 72.5)),
            post(&december(&ana)),
        ];
        let refused = town.bundled(token, &bundle("transaction", &other)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(places(&refused), ["Bundle.entry[1]", "Bundle.entry[2]"]);
        let nobody = town.bundled("nobody", &bundle("batch", &all)).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        let page = town.get(&ana.cookie, "/espace/moi/profil/allergies").await;
        assert!(page.text().contains("Latex") && !page.text().contains("Pollen"));
        // Once the holder ends it, so does this.
        let address = super::address(&town, &ana).await;
        town.post(&ana.cookie, &format!("{address}/retirer"), "")
            .await;
        for kind in ["batch", "transaction"] {
            let ended = town.bundled(token, &bundle(kind, &all)).await;
            assert_eq!(ended.status, StatusCode::UNAUTHORIZED, "{}", ended.text());
        }
    })
    .await;
}

#[tokio::test]
async fn each_entry_of_a_bundle_counts_as_a_request() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| config.services.asks_an_hour = 8).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let never = format!("Condition/{}-00000000000000000000000001", ana.space);
        let all: Vec<Value> = (0..9).map(|_| get(&never)).collect();
        let answer = town.bundled(&tokens.access, &bundle("batch", &all)).await;
        let told = statuses(&answer);
        assert_eq!(told.iter().filter(|it| it.starts_with("404")).count(), 7);
        assert!(
            told[7].starts_with("429") && told[8].starts_with("429"),
            "{told:?}"
        );
        // An hour later as many again; and the ninth of one whole is one too many.
        town.world.advance(std::time::Duration::from_secs(3_600));
        let ana = town.later(ana).await;
        let days = (1..=9).map(|n| format!("2026-10-0{n}"));
        let all: Vec<Value> = days.map(|day| post(&weighed(&ana, &day, 72.5))).collect();
        let tokens = town.lets(&ana, "autre", &EVERYTHING).await;
        let whole = town
            .bundled(&tokens.access, &bundle("transaction", &all))
            .await;
        assert_eq!(
            whole.status,
            StatusCode::TOO_MANY_REQUESTS,
            "{}",
            whole.text()
        );
        let page = town.get(&ana.cookie, "/espace/moi/profil/mesures").await;
        assert!(!page.text().contains("72,5 kg"), "nothing was kept");
    })
    .await;
}

#[tokio::test]
async fn a_bundle_of_nothing_of_too_much_or_with_what_it_does_not_know_is_refused() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    let town = Town::on(&url).await;
    let ana = town.holder(0).await;
    let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
    let token = &tokens.access;
    let one = post(&allergy(&ana, "Latex"));
    let many: Vec<Value> = (0..51).map(|_| one.clone()).collect();
    let past: Vec<Value> = (0..6)
        .map(|n| get(&format!("AllergyIntolerance/a/_history/{n}")))
        .collect();
    let mut signed = bundle("batch", std::slice::from_ref(&one));
    signed["signature"] = json!({});
    let mut absent = bundle("batch", &[]);
    absent.as_object_mut().map(|it| it.remove("entry"));
    for (body, status, why) in [
        (bundle("batch", &[]), 422, "clinical-bundle-entries"),
        (absent, 400, "fhir-missing"),
        (bundle("batch", &many), 422, "clinical-bundle-entries"),
        (bundle("transaction", &many), 422, "clinical-bundle-entries"),
        (signed, 400, "fhir-element-unknown"),
        (bundle("batch", &past), 422, "clinical-bundle-versions"),
        // What brings no request at all is still a deposit, which services do not make.
        (
            bundle("collection", std::slice::from_ref(&one)),
            403,
            "rest-scope",
        ),
    ] {
        let refused = town.bundled(token, &body).await;
        assert_eq!(refused.status.as_u16(), status, "{why}: {}", refused.text());
        assert_eq!(reason(&refused), why);
    }
    for (name, value) in [
        ("method", json!("PATCH")),
        ("url", json!("Patient")),
        ("url", json!("../AllergyIntolerance")),
        ("url", json!("AllergyIntolerance?code=x")),
        (
            "url",
            json!("https://elsewhere.example/fhir/AllergyIntolerance"),
        ),
        ("ifModifiedSince", json!("2026-11-01T00:00:00Z")),
        ("ifNoneExist", json!(7)),
        ("ifNoneExist", json!("code=x")),
    ] {
        let mut entry = one.clone();
        entry["request"][name] = value.clone();
        let answer = town.bundled(token, &bundle("batch", &[entry])).await;
        let told = statuses(&answer).remove(0);
        assert!(told.starts_with('4'), "{name} {value}: {told}");
    }
    let page = town.get(&ana.cookie, "/espace/moi/profil/allergies").await;
    assert!(!page.text().contains("Latex"), "nothing was kept");
}

#[tokio::test]
async fn public_bundles_are_answered_entry_by_entry_as_each_would_be_by_itself() {
    let Some(corpus) = corpus() else { return };
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let one = town.lets(&ana, "souffle", &EVERYTHING).await.access;
    let other = town.lets(&ana, "autre", &EVERYTHING).await.access;
    let is_ours = |it: &Value| KINDS.contains(&it["resourceType"].as_str().unwrap_or_default());
    let (mut taken, mut refused) = (0, 0);
    for file in files(&corpus) {
        let bytes = std::fs::read(&file).expect("read");
        let bundle: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if !matches!(bundle["type"].as_str(), Some("transaction" | "batch")) {
            continue;
        }
        // As it came it is of other people, or brings what nobody keeps here.
        let whole = town.bundled(&one, &bundle).await;
        let (name, text) = (file.display(), whole.text());
        assert!(whole.status.is_client_error(), "{name}: {text}");
        assert!(!reason(&whole).is_empty(), "{name}: {text}");
        if file.ends_with("ans-mesures/Bundle-bundle-example.json") {
            assert!(places(&whole)[0].starts_with("Bundle.entry[0]"), "{text}");
        }
        let long = name.to_string();
        if long.contains("Tobie") || long.contains("Janene") {
            continue;
        }
        let entries = bundle["entry"].as_array().expect("entries").iter();
        let resources: Vec<Value> = entries
            .map(|entry| match is_ours(&entry["resource"]) {
                true => of(&ana, None, entry["resource"].clone()),
                false => entry["resource"].clone(),
            })
            .collect();
        for part in resources.chunks(50) {
            let all: Vec<Value> = part.iter().map(post).collect();
            let answer = town.bundled(&one, &batch(&all)).await;
            for (resource, told) in part.iter().zip(statuses(&answer)) {
                if !is_ours(resource) {
                    assert_eq!(told, "400 clinical-bundle-request", "{resource}");
                    continue;
                }
                let alone = town.adds_in_fhir(&other, resource).await;
                let expected = format!("{} {}", alone.status.as_u16(), reason(&alone));
                assert_eq!(told, expected.trim_end(), "{resource}");
                taken += usize::from(told == "201");
                refused += usize::from(told.starts_with('4'));
            }
        }
    }
    assert!(
        taken > 20 && refused > 20,
        "{taken} taken, {refused} refused"
    );
}
