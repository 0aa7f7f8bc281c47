//! What is read has its line, and what is hidden is nowhere.

use super::{LIST, UNKNOWN};
use crate::town::Town;
use http::{Method, StatusCode};
use sharing::{HistoryPlace, Told};
use std::collections::BTreeMap;

/// How many lines of the access history say that this professional was given
/// the content of this document.
pub(crate) async fn lines_of(
    town: &Town,
    space: kernel::SpaceId,
) -> BTreeMap<(String, String), usize> {
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
pub(super) fn keeper(space: kernel::SpaceId) -> identity::Caller {
    identity::Caller::Holder(identity::Holder {
        account: kernel::AccountId::from_bytes([9; 16]),
        name: kernel::Personal("Contrôle".into()),
        session: kernel::SessionId::from_bytes([9; 16]),
        spaces: vec![space],
        probations: Vec::new(),
        proved_at: kernel::Timestamp::default(),
        capacity: identity::Capacity::Holder,
    })
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
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&other, &ana, "CANARITITRE").await;
        let record = format!("/pro/patients/{}", ana.space);
        let document = format!("{record}/documents/{id}");
        let paths = [
            record.clone(),
            document.clone(),
            format!("{document}/telecharger"),
            format!("{document}/image"),
            format!("{document}/images"),
            format!("{document}/images/1"),
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
