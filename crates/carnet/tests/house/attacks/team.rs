//! The team of the service before the records: no act, no page, no code of
//! theirs comes near one, and nobody signs in as somebody else.

use super::{UNKNOWN, checkout, files};
use crate::routes::{BEHIND_PROVIDER, DEMO_ONLY, ROUTES};
use crate::town::Town;
use documents::{Incoming, Shelf};
use http::Method;
use identity::Caller;
use kernel::{DocumentId, Kind, SpaceId};
use sharing::{Change, HistoryPlace, Manner, OnDocuments};
use std::collections::BTreeSet;
use std::path::Path;

#[tokio::test]
async fn opr_01_every_act_on_every_record_is_refused_to_the_team() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        let known: DocumentId = id.parse().expect("an id");
        let unknown: DocumentId = UNKNOWN.parse().expect("an id");
        let nowhere: SpaceId = UNKNOWN.parse().expect("an id");
        let sharing = &town.house.sharing;
        let documents = &town.house.documents;
        for colleague in town.team().await {
            let caller = Caller::Staff(colleague.staff);
            for (space, kind) in [(ana.space, Kind::Forbidden), (nowhere, Kind::NotFound)] {
                let mut refusals = vec![
                    sharing.permit_record(&caller, space).await.err(),
                    sharing.permit_history(&caller, space).await.err(),
                    documents.list(&caller, space).await.err(),
                ];
                // Whether a document is there is not told either.
                for id in [known, unknown] {
                    for manner in [Manner::Seen, Manner::Downloaded, Manner::Fetched] {
                        let opened = documents.open(&caller, space, id, manner).await;
                        refusals.push(opened.err());
                    }
                    let all = documents::rules::Audience::Everyone;
                    refusals.push(documents.hide(&caller, space, &[id], &all).await.err());
                    refusals.push(documents.show(&caller, space, &[id], &all).await.err());
                    let ids = [id];
                    for act in OnDocuments::ALL {
                        let changed = sharing.change_documents(
                            &caller,
                            space,
                            act,
                            &ids,
                            |book, id| {
                                let found = book.state::<Shelf>()?.find(id);
                                Ok(found.map(|document| &document.sealed))
                            },
                            |_| unreachable!("nothing is drafted for the team"),
                        );
                        refusals.push(changed.await.err());
                    }
                }
                for change in Change::ALL {
                    refusals.push(sharing.check(&caller, space, change).await.err());
                    let changed = sharing.change(&caller, space, change, |_| {
                        unreachable!("nothing is drafted for the team")
                    });
                    refusals.push(changed.await.err());
                }
                let rpps = &doctor.professional.rpps;
                refusals.push(sharing.stop_reading(&caller, space, rpps).await.err());
                let incoming = Incoming {
                    file_name: String::from("note.txt"),
                    mime: None,
                    bytes: futures_util::stream::iter([Ok(bytes::Bytes::from_static(b"Bonjour"))]),
                };
                let shelved = documents.shelve(&caller, space, incoming).await;
                refusals.push(shelved.err());
                for refusal in refusals {
                    let refusal = refusal.expect("the team was let in");
                    assert_eq!(refusal.kind(), kind, "{refusal:?}");
                }
            }
        }
        // And nothing of it was written.
        let holder = super::reads::keeper(ana.space);
        let permit = sharing.permit_history(&holder, ana.space).await;
        let permit = permit.expect("a history");
        let told = sharing.history(&permit, HistoryPlace::default(), 100).await;
        let (lines, _) = told.expect("lines");
        for line in lines {
            for name in ["Jeanne Roux", "Paul Petit", "Odile Marchand"] {
                assert!(!format!("{:?}", line.by()).contains(name));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn opr_01_no_page_with_a_record_answers_the_team_otherwise_than_one_that_never_was() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        let own = [(ana.space.to_string(), id.clone())];
        let never = [(UNKNOWN.to_owned(), UNKNOWN.to_owned())];
        let at = |route: &str, [(space, id)]: &[(String, String); 1]| {
            route
                .replace("{space}", space)
                .replace("{document}", id)
                .replace("{frame}", "1")
                .replace("{place}", "0")
                .replace("{link}", UNKNOWN)
                .replace("{q}", &"0".repeat(32))
                .replace("{id}", &format!("{space}-{id}"))
                .replace("{*rest}", "Observation")
        };
        let medical = ROUTES.iter().filter(|route| {
            ["/espace", "/pro", "/fhir"]
                .iter()
                .any(|area| route.starts_with(area))
        });
        let team = town.team().await;
        let mut asked = 0;
        for route in medical {
            for method in [Method::GET, Method::POST] {
                let headers = [
                    ("content-type", "application/x-www-form-urlencoded"),
                    ("origin", "http://localhost:8080"),
                ];
                let (path, other) = (at(route, &own), at(route, &never));
                let nobody = town.with(method.clone(), "", &path, &headers).await;
                for colleague in &team {
                    let cookie = &*colleague.cookie;
                    let real = town.with(method.clone(), cookie, &path, &headers).await;
                    let none = town.with(method.clone(), cookie, &other, &headers).await;
                    asked += 1;
                    assert_eq!(real.status, none.status, "{method} {route}");
                    let same = real
                        .text()
                        .replace(&own[0].0, UNKNOWN)
                        .replace(&own[0].1, UNKNOWN);
                    assert_eq!(same, none.text(), "{method} {route}");
                    // Programs know nobody by a cookie; people get no page.
                    match route.starts_with("/fhir") {
                        true => assert_eq!(real.status, nobody.status, "{method} {route}"),
                        false => assert!(
                            real.status == 404 || real.status == 405,
                            "{method} {route}: {}",
                            real.status
                        ),
                    }
                }
            }
        }
        assert!(asked > 100, "{asked}");
    })
    .await;
}

/// The extractors and callers of the team's pages.
const TEAMS: [&str; 4] = [
    "OperatorIn",
    "VolunteerIn",
    "AdministratorIn",
    "FreshAdministrator",
];
/// The crates that hold or open records.
const RECORDS: [&str; 4] = ["documents", "sharing", "journal", "vault"];

#[test]
fn opr_01_no_crate_with_a_page_of_the_team_can_reach_a_record() {
    let mut found = BTreeSet::new();
    for folder in std::fs::read_dir(checkout().join("crates")).expect("the crates") {
        let folder = folder.expect("a crate").path();
        let pages = sources(&folder.join("src"));
        let teams = |text: &String| TEAMS.iter().any(|extractor| text.contains(extractor));
        if !pages.iter().any(|(_, text)| teams(text)) {
            continue;
        }
        let name = folder.file_name().unwrap_or_default();
        found.insert(name.to_string_lossy().into_owned());
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        let wanted = manifest
            .split("[dev-dependencies]")
            .next()
            .unwrap_or_default();
        for record in RECORDS {
            let line = |line: &str| {
                line.starts_with(&format!("{record}.")) || line.starts_with(&format!("{record} "))
            };
            assert!(!wanted.lines().any(line), "{name:?} depends on {record}");
        }
    }
    assert!(found.contains("identity"), "{found:?}");
}

/// The sources under a folder: where, and the text without its tests.
fn sources(folder: &Path) -> Vec<(String, String)> {
    files(folder)
        .into_iter()
        .filter(|file| {
            let name = file.to_string_lossy();
            let kinds = [".rs", ".html", ".ftl", ".sql", ".js"];
            kinds.iter().any(|kind| name.ends_with(kind)) && !name.contains("tests")
        })
        .map(|file| {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let text = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default();
            let name = file.strip_prefix(checkout()).unwrap_or(&file);
            (name.display().to_string(), text.to_owned())
        })
        .collect()
}

#[test]
fn opr_13_there_is_no_way_to_sign_in_as_somebody_else() {
    let words = [
        "impersonat",
        "login_as",
        "login-as",
        "loginas",
        "sign_in_as",
        "sign-in-as",
        "signinas",
        "act_as",
        "act-as",
        "become_user",
        "switch_user",
        "switch-user",
        "masquerad",
        "sudo",
        "usurp",
        "incarner",
        "en-tant-que",
        "prendre-la-place",
        "on_behalf",
        "on-behalf",
    ];
    for route in ROUTES.iter().chain(&BEHIND_PROVIDER).chain(&DEMO_ONLY) {
        for word in words {
            assert!(!route.contains(word), "{word} in the route {route}");
        }
    }
    let mut opened = BTreeSet::new();
    let crates = std::fs::read_dir(checkout().join("crates")).expect("the crates");
    for folder in crates.flatten() {
        for (file, text) in sources(&folder.path()) {
            let lower = text.to_lowercase();
            for word in words {
                assert!(!lower.contains(word), "{word} in {file}");
            }
            for start in [
                ".start_session(",
                ".start_staff_session(",
                ".start_professional_session(",
                ".open_professional_session(",
                ".start_proven_session(",
                "insert_session(",
                "INSERT INTO session ",
            ] {
                if text.contains(start) && !file.starts_with("crates/bench/") {
                    opened.insert(format!("{start} {file}"));
                }
            }
        }
    }
    // Every place that opens a session, each for whoever has just shown both
    // factors or whom a provider vouched for. Another one must say why here.
    let doors = [
        ".open_professional_session( crates/identity/src/sessions/professional.rs",
        ".start_proven_session( crates/identity/src/sign_in.rs",
        ".start_proven_session( crates/spaces/src/actions/federated.rs",
        ".start_session( crates/identity/src/sign_in.rs",
        ".start_session( crates/spaces/src/actions/federated.rs",
        ".start_staff_session( crates/identity/src/sign_in.rs",
        "INSERT INTO session  crates/identity/src/queries/sessions.rs",
        "insert_session( crates/identity/src/queries/sessions.rs",
        "insert_session( crates/identity/src/sessions/opening.rs",
        "insert_session( crates/identity/src/sessions/professional.rs",
    ];
    assert_eq!(opened.iter().map(String::as_str).collect::<Vec<_>>(), doors);
}
