//! Attacks on the whole house, named by their ids; docs/attacks.md says which
//! test answers which attack, and is checked here.

use super::routes::{BEHIND_PROVIDER, DEMO_ONLY, ROUTES, written_routes};
use super::town::{Holder, PDF, Town, multipart};
use axum::body::Body;
use http::{Method, StatusCode};
use sharing::{HistoryPlace, Told};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const UNKNOWN: &str = "00000000000000000000000001";
const ADD: &str = "/espace/moi/documents/ajouter";
const LIST: &str = "/espace/moi/documents";
const DATED: [(&str, &str); 3] = [
    ("date-jour", "20"),
    ("date-mois", "11"),
    ("date-annee", "2026"),
];

/// A field of a form as a browser writes it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The files under a folder of the checkout.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let path = entry.path();
        match path.is_dir() {
            true if name == "target" || name == "node_modules" || name == ".git" => {}
            true => found.append(&mut files(&path)),
            false => found.push(path),
        }
    }
    found
}

fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// How many lines of the access history say that this professional was given
/// the content of this document.
async fn lines_of(town: &Town, space: kernel::SpaceId) -> BTreeMap<(String, String), usize> {
    let holder = town
        .house
        .sharing
        .permit_history(&keeper(space), space)
        .await
        .expect("a history");
    let mut lines = BTreeMap::new();
    let mut place = HistoryPlace::default();
    loop {
        let (told, next) = town
            .house
            .sharing
            .history(&holder, place, 100)
            .await
            .expect("lines");
        for line in told {
            let (Told::Read(read), true) = (&line, line.act().starts_with("document-")) else {
                continue;
            };
            let who = match line.by() {
                journal::By::Professional { name, .. } | journal::By::Holder { name, .. } => {
                    name.clone()
                }
                _ => String::new(),
            };
            let about = read.about.map(|id| id.to_string()).unwrap_or_default();
            *lines.entry((who, about)).or_default() += 1;
        }
        match next {
            Some(next) => place = next,
            None => return lines,
        }
    }
}

/// Whoever holds this space.
fn keeper(space: kernel::SpaceId) -> identity::Caller {
    identity::Caller::Holder(identity::Holder {
        account: kernel::AccountId::from_bytes([9; 16]),
        name: kernel::Personal("Contrôle".into()),
        session: kernel::SessionId::from_bytes([9; 16]),
        spaces: vec![space],
        proved_at: kernel::Timestamp::default(),
    })
}

#[test]
fn api_01_every_route_of_the_sources_has_its_rows() {
    let mut listed: Vec<&str> = ROUTES.iter().chain(&BEHIND_PROVIDER).copied().collect();
    listed.extend(DEMO_ONLY);
    listed.sort_unstable();
    listed.dedup();
    let written = written_routes(&checkout());
    assert_eq!(
        written, listed,
        "a route of the sources is missing in the list of routes, or the other way round"
    );
}

#[tokio::test]
async fn api_01_every_route_answers_every_actor_as_the_golden_list_says() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        town.consents(&doctor, &ana).await;
        let token = format!("Bearer {}", town.institution("690000002").await);
        let actors = [
            ("nobody", "", ""),
            ("holder", &*ana.cookie, ""),
            ("other holder", &*louis.cookie, ""),
            ("linked professional", &*doctor.cookie, ""),
            ("unlinked professional", &*other.cookie, ""),
            ("institution", "", &*token),
        ];
        let mut text = String::new();
        for method in [Method::GET, Method::POST] {
            for route in ROUTES {
                let path = route
                    .replace("{space}", &ana.space.to_string())
                    .replace("{document}", &id)
                    .replace("{link}", UNKNOWN)
                    .replace("{q}", &"0".repeat(32))
                    .replace("{id}", &format!("{}-{id}", ana.space))
                    .replace("{*rest}", "Observation")
                    .replace("{file}", "nothing.js");
                for (who, cookie, token) in actors {
                    let form = ("content-type", "application/x-www-form-urlencoded");
                    let own = ("origin", "http://localhost:8080");
                    let bearer = ("authorization", token);
                    let mut headers = vec![form, own];
                    headers.extend((!token.is_empty()).then_some(bearer));
                    let answer = town.with(method.clone(), cookie, &path, &headers).await;
                    assert!(
                        !answer.status.is_server_error(),
                        "{method} {route} {who}: {}",
                        answer.text()
                    );
                    let sees = who == "holder" || who == "linked professional";
                    assert!(
                        sees || !answer.text().contains("CANARITITRE"),
                        "{method} {route} shows a title to: {who}"
                    );
                    let to = answer.location().split('?').next().unwrap_or_default();
                    let to = to.replace(&ana.space.to_string(), "{space}");
                    let line = format!("{method} {route} | {who} | {}", answer.status.as_u16());
                    text.push_str(format!("{line} {to}").trim_end());
                    text.push('\n');
                }
            }
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        testkit::golden(folder, "routes.txt", &text);
    })
    .await;
}

#[tokio::test]
async fn web_04_vis_06_every_page_has_the_headers_and_nothing_personal_is_kept() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        town.consents(&doctor, &ana).await;
        let probes = ["/health", "/ready", "/metrics"];
        for route in ROUTES.iter().filter(|route| !probes.contains(*route)) {
            let path = route
                .replace("{space}", &ana.space.to_string())
                .replace("{document}", &id);
            for cookie in ["", &ana.cookie, &doctor.cookie] {
                let answer = town.get(cookie, &path).await;
                let header = |name: &str| {
                    let value = answer.headers.get(name).and_then(|v| v.to_str().ok());
                    value.unwrap_or_default().to_owned()
                };
                let policy = header("content-security-policy");
                for part in [
                    "default-src 'none'",
                    "base-uri 'none'",
                    "frame-ancestors 'none'",
                ] {
                    assert!(policy.contains(part), "{route}: {policy}");
                }
                assert!(!policy.contains("unsafe"), "{route}: {policy}");
                assert_eq!(header("x-content-type-options"), "nosniff", "{route}");
                assert!(!header("referrer-policy").is_empty(), "{route}");
                assert!(!header("cross-origin-opener-policy").is_empty(), "{route}");
                assert!(!answer.headers.contains_key("server"), "{route}");
                assert!(
                    cookie.is_empty() || header("cache-control").contains("no-store"),
                    "{route}: {}",
                    header("cache-control")
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn log_01_whatever_is_read_on_any_walk_has_its_line() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let mut ids = Vec::new();
        for n in 0..3 {
            ids.push(town.deposits(&other, &ana, &format!("Document{n}")).await);
        }
        town.consents(&doctor, &ana).await;
        let before = lines_of(&town, ana.space).await;
        let mut given: BTreeMap<(String, String), usize> = BTreeMap::new();
        let dice: [u8; 240] = town.house.world.random();
        for three in dice.chunks(3) {
            let id = &ids[usize::from(three[0]) % ids.len()];
            let (name, cookie, base) = match three[1] % 3 {
                0 => ("Ana Martin", &ana.cookie, format!("{LIST}/{id}")),
                1 => (
                    "Dr Benali",
                    &doctor.cookie,
                    format!("/pro/patients/{}/documents/{id}", ana.space),
                ),
                _ => (
                    "Dr Petit",
                    &other.cookie,
                    format!("/pro/patients/{}/documents/{id}", ana.space),
                ),
            };
            match three[2] % 6 {
                0 | 1 => {
                    let act = ["masquer", "montrer"][usize::from(three[2] % 2)];
                    let whom = ["tous", "99700218896"][usize::from(three[0] % 2)];
                    let path = format!("{LIST}/{id}/{act}");
                    town.post(&ana.cookie, &path, &format!("qui={whom}")).await;
                }
                last => {
                    let last = ["", "/telecharger", "/image", ""][usize::from(last - 2)];
                    let answer = town.get(cookie, &format!("{base}{last}")).await;
                    if answer.text().contains("Compte rendu : Document") {
                        *given.entry((name.into(), id.clone())).or_default() += 1;
                    }
                }
            }
        }
        let after = lines_of(&town, ana.space).await;
        assert!(given.len() >= 4, "the walk read too little: {given:?}");
        for (key, times) in &given {
            let lines = after.get(key).unwrap_or(&0) - before.get(key).unwrap_or(&0);
            assert!(lines >= *times, "{key:?}: {times} readings, {lines} lines");
        }
    })
    .await;
}

#[tokio::test]
async fn pro_21_each_of_many_downloads_has_its_line() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        town.consents(&doctor, &ana).await;
        let path = format!("/pro/patients/{}/documents/{id}/telecharger", ana.space);
        for _ in 0..40 {
            assert_eq!(town.get(&doctor.cookie, &path).await.status, StatusCode::OK);
        }
        let lines = lines_of(&town, ana.space).await;
        assert_eq!(lines[&(String::from("Dr Benali"), id)], 40);
    })
    .await;
}

#[tokio::test]
async fn pro_01_without_a_care_link_nothing_is_read() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = (
            town.holder(0).await,
            town.doctor().await,
            town.other_doctor().await,
        );
        let id = town.deposits(&other, &ana, "CANARITITRE").await;
        let record = format!("/pro/patients/{}", ana.space);
        let document = format!("{record}/documents/{id}");
        let paths = [
            record.clone(),
            document.clone(),
            format!("{document}/telecharger"),
            format!("{document}/image"),
            // Neither does the author of a document read it without a link.
            format!("{record}/lien"),
            format!("{record}/ajouter"),
        ];
        for path in &paths {
            for cookie in [&doctor.cookie, &other.cookie] {
                let answer = town.get(cookie, path).await;
                assert!(!answer.text().contains("CANARITITRE"), "{path}");
                assert!(!answer.text().contains("Compte rendu :"), "{path}");
            }
        }
        // A link is stated with a word, and for one person.
        let link = format!("{record}/lien");
        let silent = town.post(&doctor.cookie, &link, "").await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.consents(&doctor, &ana).await;
        assert_eq!(
            town.get(&other.cookie, &record).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn azp_05_doc_42_fields_that_are_not_in_the_form_are_refused() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let intruders = [
            "space_id",
            "owner",
            "author",
            "auteur",
            "visibility",
            "created_at",
            "verified",
            "by",
        ];
        for intruder in intruders {
            let mut fields = vec![("title", "Note"), ("type", "DOCPAT03")];
            fields.extend(DATED);
            fields.push((intruder, "Dr Benali"));
            let file = ("n.txt", &b"bonjour"[..]);
            let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
            assert!(sent.status.is_client_error(), "{intruder}: {}", sent.status);
            let link = format!("/pro/patients/{}/lien", ana.space);
            let form = format!("accord=oui&{intruder}=1");
            let sent = town.post(&doctor.cookie, &link, &form).await;
            assert!(sent.status.is_client_error(), "{intruder}: {}", sent.status);
        }
        let list = town.get(&ana.cookie, LIST).await.text();
        assert!(list.contains("Aucun document."));
        let record = town
            .get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        assert_eq!(record.status, StatusCode::SEE_OTHER, "no link was made");
    })
    .await;
}

#[tokio::test]
async fn azp_18_no_header_and_no_cookie_makes_somebody_another() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        town.adds(&ana, "CANARITITRE").await;
        let space = ana.space.to_string();
        let headers = [
            ("x-acting-for", &*space),
            ("x-user-id", &*space),
            ("x-rpps", "99700218896"),
            ("x-original-url", LIST),
        ];
        let cookie = format!("{}; espace={space}; acting-for={space}", louis.cookie);
        let answer = town.with(Method::GET, &cookie, LIST, &headers).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("Aucun document."));
        let nobody = town.with(Method::GET, "", LIST, &headers).await;
        assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn api_10_what_is_typed_is_never_a_statement() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.adds(&ana, "Temoin").await;
        let payloads = [
            "' OR '1'='1",
            "\"; DROP TABLE access; --",
            "x'); DELETE FROM journal; --",
            "%",
            "_",
            "\\",
            "$1",
            "?1",
            "{\"$gt\": \"\"}",
            "' UNION SELECT wrapped FROM register_key --",
            "ARRAY[1]::text[]",
        ];
        for payload in payloads {
            let typed = encoded(payload);
            let forms = [
                (
                    "",
                    "/connexion",
                    format!("identifiant={typed}&mot-de-passe={typed}"),
                ),
                (
                    "",
                    "/activer",
                    format!("code={typed}&matricule={typed}&carte={typed}"),
                ),
                (&doctor.cookie, "/pro", format!("matricule={typed}")),
                (
                    &doctor.cookie,
                    "/pro",
                    format!(
                        "naissance-jour=1&naissance-mois=1&naissance-annee=1980&lettres={typed}"
                    ),
                ),
                (
                    &ana.cookie,
                    "/connexion/preuve",
                    format!("mot-de-passe={typed}"),
                ),
            ];
            for (cookie, path, form) in forms {
                let answer = town.post(cookie, path, &form).await;
                assert!(
                    answer.status.is_client_error(),
                    "{path} {payload}: {}",
                    answer.status
                );
            }
            let searched = town.get(&ana.cookie, &format!("{LIST}?q={typed}")).await;
            assert_eq!(searched.status, StatusCode::OK, "{payload}");
            assert!(
                !searched.text().contains(">Temoin</a>"),
                "{payload} is a pattern"
            );
            for path in [
                format!("{LIST}?categorie={typed}&voir={typed}"),
                format!("/espace/moi/acces/journal?l={typed}&c={typed}&filtre={typed}"),
                format!("{LIST}/{typed}"),
                format!("/pro/patients/{typed}"),
                format!("/pro/resultats/{typed}"),
            ] {
                for cookie in [&ana.cookie, &doctor.cookie] {
                    let answer = town.get(cookie, &path).await;
                    assert!(
                        !answer.status.is_server_error(),
                        "{path}: {}",
                        answer.status
                    );
                }
            }
            // As a title it is a title.
            let mut fields = vec![("title", payload), ("type", "DOCPAT03"), ("garder", "oui")];
            fields.extend(DATED);
            let file = ("n.txt", &b"bonjour"[..]);
            let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{payload}");
        }
        let list = town.get(&ana.cookie, LIST).await.text();
        assert!(list.contains(">Temoin</a>"));
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn web_01_what_is_typed_is_never_markup() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let doctor = town
            .pro("10", "99700218896", "<img src=x onerror=alert(1)>")
            .await;
        let script = "<script>alert(1)</script>\"'><svg onload=alert(1)>";
        let mut fields = vec![("title", script), ("type", "11488-4")];
        fields.extend(DATED);
        let path = format!("/pro/patients/{}/ajouter", ana.space);
        let file = ("a.txt", &b"bonjour"[..]);
        let sent = town.upload(&doctor.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        town.consents(&doctor, &ana).await;
        let list = town.get(&ana.cookie, LIST).await.text();
        let at = list
            .find("/espace/moi/documents/0")
            .or(list.find("href=\"/espace/moi/documents/"));
        let mut pages = vec![
            (&ana.cookie, String::from("/espace/moi")),
            (&ana.cookie, String::from(LIST)),
            (&ana.cookie, format!("{LIST}?q={}", encoded(script))),
            (&ana.cookie, String::from("/espace/moi/acces")),
            (&ana.cookie, String::from("/espace/moi/acces/journal")),
            (&doctor.cookie, format!("/pro/patients/{}", ana.space)),
            (&doctor.cookie, format!("/pro/{}", encoded(script))),
        ];
        if let Some(at) = at {
            let link: String = list[at..]
                .chars()
                .skip_while(|c| *c != '/')
                .take_while(|c| *c != '"')
                .collect();
            pages.push((&ana.cookie, link));
        }
        for (cookie, path) in pages {
            let text = town.get(cookie, &path).await.text();
            for markup in ["<script>alert", "<svg onload", "<img src=x"] {
                assert!(!text.contains(markup), "{path}: {markup}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn web_24_doc_31_deceiving_signs_and_paths_in_names_are_taken_out() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut fields = vec![("title", "Bi\u{202e}lan\u{2066} x"), ("type", "DOCPAT03")];
        fields.extend(DATED);
        let name = "../../etc/\u{2067}re\u{202e}fdp\u{200f}<img onerror=1>.txt";
        let file = (name, &b"bonjour"[..]);
        let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let id = town
            .id_of(&ana.cookie, LIST, "Bilan x")
            .await
            .expect("listed plainly");
        let answer = town
            .get(&ana.cookie, &format!("{LIST}/{id}/telecharger"))
            .await;
        let header = answer.headers["content-disposition"]
            .to_str()
            .expect("ASCII");
        assert_eq!(
            header,
            "attachment; filename*=UTF-8''refdpimg%20onerror%3D1.txt"
        );
    })
    .await;
}

#[tokio::test]
async fn doc_16_doc_19_a_document_is_never_a_page_of_ours() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut fields = vec![("title", "Actif"), ("type", "DOCPAT03")];
        fields.extend(DATED);
        let html = b"<!doctype html><html><script>alert(1)</script></html>";
        for (name, content) in [("a.html", &html[..]), ("a.txt", &html[..]), ("a.pdf", PDF)] {
            let file = (name, content);
            let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
            if sent.status != StatusCode::SEE_OTHER {
                continue;
            }
            let id = town
                .id_of(&ana.cookie, LIST, "Actif")
                .await
                .expect("listed");
            let path = format!("{LIST}/{id}/telecharger");
            let answer = town.get(&ana.cookie, &path).await;
            let header = |name: &str| answer.headers[name].to_str().unwrap_or_default().to_owned();
            assert!(
                header("content-disposition").starts_with("attachment"),
                "{name}"
            );
            assert!(!header("content-type").contains("html"), "{name}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{name}");
            assert!(header("content-security-policy").contains("default-src 'none'"));
            let picture = town.get(&ana.cookie, &format!("{LIST}/{id}/image")).await;
            assert_eq!(picture.status, StatusCode::NOT_FOUND, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn vis_19_no_other_way_of_asking_shows_what_is_hidden() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        let token = format!("Bearer {}", town.institution("690000002").await);
        let name = format!("{}-{id}", ana.space);
        let never = format!("{}-{UNKNOWN}", ana.space);
        let asks = |name: &str| {
            [
                format!("/fhir/DocumentReference/{name}?_summary=true"),
                format!("/fhir/DocumentReference/{name}?_elements=content"),
                format!("/fhir/DocumentReference/{name}/_history"),
                format!("/fhir/DocumentReference/{name}/_history/1"),
                format!("/fhir/DocumentReference?_id={name}&_include=*"),
                format!(
                    "/fhir/DocumentReference?patient={}&_revinclude=*",
                    ana.space
                ),
                format!("/fhir/Patient/{}/$everything", ana.space),
                format!("/fhir/List?_has:DocumentReference:item:_id={name}"),
                format!("/fhir/Binary/{name}"),
                format!("/fhir/Binary/{name}?_format=xml"),
            ]
        };
        for (there, nowhere) in asks(&name).iter().zip(asks(&never)) {
            let headers = [("authorization", &*token)];
            let answer = town.with(Method::GET, "", there, &headers).await;
            let nothing = town.with(Method::GET, "", &nowhere, &headers).await;
            assert!(
                answer.status.is_client_error(),
                "{there}: {}",
                answer.status
            );
            assert_eq!(answer.shape(), nothing.shape(), "{there}");
        }
    })
    .await;
}

#[tokio::test]
async fn del_01_a_closed_space_is_shut_in_every_process_within_a_second() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        town.consents(&doctor, &ana).await;
        let token = format!("Bearer {}", town.institution("690000002").await);
        let record = format!("/pro/patients/{}", ana.space);
        let asks = [
            (&ana.cookie, String::from("/espace/moi")),
            (&ana.cookie, format!("{LIST}/{id}")),
            (&ana.cookie, format!("{LIST}/{id}/telecharger")),
            (&ana.cookie, String::from("/espace/moi/acces/journal")),
            (&doctor.cookie, record.clone()),
            (
                &doctor.cookie,
                format!("{record}/documents/{id}/telecharger"),
            ),
            (&doctor.cookie, format!("{record}/lien")),
            (&doctor.cookie, format!("{record}/ajouter")),
        ];
        for (cookie, path) in &asks {
            assert_eq!(
                twin.get(cookie, path).await.status,
                StatusCode::OK,
                "{path}"
            );
        }
        let matricule = "255081416802538".parse().expect("a matricule");
        let person = town.house.spaces.find_person(&matricule).await;
        let person = person.expect("asked").expect("a person");
        let closed = town.house.spaces.close(
            person,
            spaces::Fate::Delete,
            spaces::How::Site,
            town.world.now(),
        );
        closed.await.expect("closed");
        let begun = Instant::now();
        for house in [&twin, &town] {
            for (cookie, path) in &asks {
                let answer = house.get(cookie, path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
            let patient = "/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.8%7C255081416802538";
            let headers = [("authorization", &*token)];
            let found = house.with(Method::GET, "", patient, &headers).await;
            assert!(!found.text().contains(&ana.space.to_string()));
        }
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );
    })
    .await;
}

#[tokio::test]
async fn enu_05_ids_tell_neither_time_nor_order() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut ids = Vec::new();
        for n in 0..8 {
            ids.push(town.adds(&ana, &format!("Note{n}")).await);
        }
        let starts: std::collections::BTreeSet<&str> = ids.iter().map(|id| &id[..4]).collect();
        assert_eq!(starts.len(), ids.len(), "ids begin alike: {ids:?}");
        assert!(!ids.is_sorted(), "ids come in order: {ids:?}");
    })
    .await;
}

static CANARIES_LOGGED: AtomicUsize = AtomicUsize::new(0);

/// Planted strings: a title, a content, a search, a password, a name, a number.
const PLANTED: [&str; 6] = [
    "SERINTITRE",
    "SERINCONTENU",
    "SERINCHERCHE",
    "SERINSECRET",
    "Rossi",
    "269052B03307790",
];

/// Where log lines go in this test: nowhere, but read on the way.
struct Reader;

impl std::io::Write for Reader {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        if PLANTED.iter().any(|canary| text.contains(canary)) {
            CANARIES_LOGGED.fetch_add(1, Ordering::SeqCst);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn faults_around(town: &Town, maria: &Holder, cookie: &str, id: &str) -> Vec<String> {
    let mut said = Vec::new();
    let paths = [
        String::from("/espace/moi"),
        String::from(LIST),
        format!("{LIST}/{id}/telecharger"),
        format!("{LIST}/{UNKNOWN}"),
        format!("{LIST}?q=SERINCHERCHE%"),
        format!("/pro/patients/{}", maria.space),
        format!("/pro/patients/{}/documents/{id}", maria.space),
        String::from("/nulle-part/SERINCHERCHE"),
    ];
    for path in paths {
        for cookie in [&*maria.cookie, cookie, ""] {
            let answer = town.get(cookie, &path).await;
            if !answer.status.is_success() {
                said.push(answer.text());
            }
        }
    }
    said
}

#[tokio::test]
async fn log_14_api_13_planted_strings_are_in_no_log_no_error_page_and_no_measure() {
    let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG);
    drop(lines.with_writer(|| Reader).try_init());
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (maria, doctor) = (town.holder(2).await, town.doctor().await);
        let id = town.adds(&maria, "SERINTITRE SERINCONTENU").await;
        town.consents(&doctor, &maria).await;
        let form = "identifiant=SERINCHERCHE&mot-de-passe=SERINSECRET";
        town.post("", "/connexion", form).await;
        let form = "matricule=269052B03307790";
        town.post(&doctor.cookie, "/pro", form).await;
        let mut said = faults_around(&town, &maria, &doctor.cookie, &id).await;
        let tables = [
            (
                "ALTER TABLE access RENAME TO gone",
                "ALTER TABLE gone RENAME TO access",
            ),
            (
                "ALTER TABLE session RENAME TO gone",
                "ALTER TABLE gone RENAME TO session",
            ),
        ];
        for (away, back) in tables {
            if store.execute(away, vec![]).await.is_ok() {
                said.extend(faults_around(&town, &maria, &doctor.cookie, &id).await);
                store.execute(back, vec![]).await.expect("back");
            }
        }
        assert!(said.len() > 20);
        for page in &said {
            // A person's own name may stand in the head of their own page.
            for canary in [
                "SERINTITRE",
                "SERINCONTENU",
                "SERINSECRET",
                "269052B03307790",
            ] {
                assert!(!page.contains(canary), "{canary}: {page}");
            }
            for word in ["SELECT", "panicked", "src/", ".rs:", "sqlite", "postgres"] {
                assert!(!page.contains(word), "{word}: {page}");
            }
        }
        let measures = town.get("", "/metrics").await.text();
        assert!(PLANTED.iter().all(|canary| !measures.contains(canary)));
    })
    .await;
    let logged = CANARIES_LOGGED.load(Ordering::SeqCst);
    assert_eq!(logged, 0, "planted strings were logged");
}

#[tokio::test]
async fn ops_01_what_the_demonstration_brings_is_not_in_the_served_house() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        for route in DEMO_ONLY.iter().filter(|route| route.len() > 1) {
            let path = format!("/demo/psc{route}");
            for method in [Method::GET, Method::POST] {
                let headers = [("origin", "http://localhost:8080")];
                let answer = town.with(method, "", &path, &headers).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        // Without a provider configured no professional comes in.
        for path in BEHIND_PROVIDER {
            let answer = town.get("", path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        }
    })
    .await;
    let main = include_str!("../../src/main.rs");
    let uses: Vec<&str> = main
        .lines()
        .filter(|line| line.contains("demo::"))
        .collect();
    assert!(
        uses.iter().all(|line| line.contains("Demo(")),
        "only the demo command may reach for the demonstration: {uses:?}"
    );
}

#[tokio::test]
async fn dos_02_an_upload_without_a_session_is_not_even_read() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let body = multipart(&[("title", "x")], ("a.pdf", PDF));
        let read = std::sync::Arc::new(AtomicUsize::new(0));
        let counted = std::sync::Arc::clone(&read);
        let pieces =
            futures_util::stream::iter(body.chunks(16).map(<[u8]>::to_vec).collect::<Vec<_>>());
        let pieces = futures_util::StreamExt::map(pieces, move |piece| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(piece)
        });
        let answer = town.send("", ADD, Body::from_stream(pieces)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(read.load(Ordering::SeqCst), 0);
    })
    .await;
}

#[test]
fn key_15_no_secret_is_in_the_sources() {
    let marks = [
        concat!("AKI", "AIOSF"),
        concat!("gh", "p_"),
        concat!("glp", "at-"),
        concat!("xox", "b-"),
    ];
    for file in files(&checkout().join("crates")) {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap_or_default()).into_owned();
        for mark in marks {
            assert!(!text.contains(mark), "{mark} in {}", file.display());
        }
        // A key file: its head, then a line of base64.
        for after in text.split("PRIVATE KEY-----\n").skip(1) {
            let line = after.lines().next().unwrap_or_default();
            let key = line.len() > 40
                && line
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
            assert!(!key, "a private key in {}", file.display());
        }
    }
}

#[test]
fn web_20_no_script_of_ours_keeps_anything_in_the_browser() {
    let keepers = [
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "serviceWorker",
        "caches.",
    ];
    let scripts = files(&checkout().join("crates"));
    let scripts = scripts
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "js" || e == "html"));
    for file in scripts {
        let text = std::fs::read_to_string(file).expect("a script");
        for keeper in keepers {
            assert!(!text.contains(keeper), "{keeper} in {}", file.display());
        }
    }
}

#[test]
fn every_test_that_the_list_of_attacks_names_exists() {
    let list = std::fs::read_to_string(checkout().join("docs/attacks.md")).expect("the list");
    let mut sources = String::new();
    for file in files(&checkout().join("crates")) {
        if file.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(&file).unwrap_or_default());
        }
    }
    let named: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter_map(|path| path.rsplit("::").next())
        .collect();
    assert!(named.len() > 80, "{}", named.len());
    for test in named {
        assert!(sources.contains(&format!("fn {test}(")), "no test {test}");
    }
}
