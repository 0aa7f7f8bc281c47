//! Professionals look for a person: by birth date and letters, by matricule.

use crate::DAY;
use crate::house::{House, matricule};
use http::StatusCode;
use spaces::{Channel, Fate, FoundPeople, How, Search};
use std::time::Duration;
use testkit::for_each_store;

async fn open(house: &House, n: u32, name: &str, first: &str) -> crate::house::Person {
    let person = house.person(n, name, first).await;
    let long_ago = house.time.now().minus(DAY * 60);
    house
        .spaces
        .announce_at(person.id, Channel::Letter, long_ago)
        .await
        .expect("announced");
    house
        .spaces
        .open_by_silence(person.id, house.time.now())
        .await
        .expect("opened");
    person
}

#[tokio::test]
async fn a_professional_finds_an_open_space_by_birth_date_and_letters() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        open(&house, 1, "ÉLAN", "ZOÉ").await;
        house.person(2, "ELANDE", "NON").await;
        let doctor = house.professional("99700218896");
        let page = doctor.get("/pro").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(" autofocus"), "one types at once");
        let fields = [
            ("naissance-jour", "4"),
            ("naissance-mois", "5"),
            ("naissance-annee", "1969"),
            ("lettres", "Éla"),
        ];
        let sent = doctor.post("/pro", &fields).await;
        let to = sent.to.expect("a result");
        assert!(
            to.starts_with("/pro/resultats/") && !to.contains("la") && !to.contains("1969"),
            "{to}"
        );
        let page = doctor.get(&to).await;
        assert_eq!(page.status, StatusCode::OK);
        for trait_ in [
            "ÉLAN",
            "ZOÉ",
            "4 mai 1969",
            "Femme",
            "33063",
            "/pro/patients/",
        ] {
            assert!(page.body.contains(trait_), "{trait_}");
        }
        assert!(!page.body.contains("ELANDE"), "no space, no trace");
        // The same in one line, in any order; all that is typed must fit.
        for (line, finds) in [
            ("Zoé ÉLAN 4/5/1969", true),
            ("04051969 ela", true),
            ("élan Paul 4/5/1969", false),
            ("élan 5/5/1969", false),
        ] {
            let sent = doctor.post("/pro", &[("recherche", line)]).await;
            let body = doctor.get(&sent.to.expect("a result")).await.body;
            assert_eq!(body.contains("ÉLAN"), finds, "{line}");
            assert!(!body.contains("ELANDE"), "{line}: no space, no trace");
        }
        let other = house.professional("10000000009");
        assert_eq!(
            other.get(&to).await.status,
            StatusCode::NOT_FOUND,
            "a result is for who searched"
        );
        house.time.advance(Duration::from_secs(600));
        assert_eq!(
            doctor.get(&to).await.status,
            StatusCode::NOT_FOUND,
            "ten minutes"
        );
        assert!(house.spaces.sweep().await.expect("swept") >= 1);
    })
    .await;
}

#[tokio::test]
async fn a_professional_finds_an_open_space_by_matricule() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let zoe = open(&house, 1, "ÉLAN", "ZOÉ").await;
        let told = house.person(2, "MORI", "BEN").await;
        house.announce(&told).await;
        let doctor = house.professional("99700218896");
        let found = doctor
            .post("/pro", &[("matricule", &zoe.matricule)])
            .await
            .to
            .expect("a result");
        assert!(doctor.get(&found).await.body.contains("ÉLAN"));
        let mut pages = Vec::new();
        for field in ["matricule", "recherche"] {
            for number in [told.matricule.clone(), matricule(77)] {
                let to = doctor
                    .post("/pro", &[(field, &number)])
                    .await
                    .to
                    .expect("a result");
                pages.push(doctor.get(&to).await.body.replace(to.as_str(), ""));
            }
        }
        let first = &pages[0];
        let same = pages.iter().all(|page| page == first);
        assert!(same, "announced and unknown are the same, however typed");
        assert!(pages[0].contains("Personne ne correspond"));
        let wrong = doctor
            .post(
                "/pro",
                &[("matricule", &format!("{}98", &zoe.matricule[..13]))],
            )
            .await;
        assert!(wrong.body.contains("2 derniers chiffres"));
    })
    .await;
}

#[tokio::test]
async fn pro_15_a_vague_search_is_refused() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        open(&house, 1, "ÉLAN", "ZOÉ").await;
        let doctor = house.professional("99700218896");
        for letters in ["%", "_", "*", "", "É", "%%", "E%", "...", "elan"] {
            let fields = [
                ("naissance-jour", "4"),
                ("naissance-mois", "5"),
                ("naissance-annee", "1969"),
                ("lettres", letters),
            ];
            let answer = doctor.post("/pro", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{letters}");
            assert!(answer.body.contains("href=\"#lettres\""));
        }
        for line in [
            "",
            "élan",
            "4/5/1969",
            "é 4/5/1969",
            "% 4/5/1969",
            "7K3M 9QTX",
        ] {
            let answer = doctor.post("/pro", &[("recherche", line)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{line}");
            assert!(answer.body.contains("href=\"#recherche\""), "{line}");
            assert!(!answer.body.contains(" autofocus"), "mistakes come first");
        }
        let no_date = doctor.post("/pro", &[("lettres", "ela")]).await;
        assert!(no_date.body.contains("href=\"#naissance\""));
        let nobody = house.visitor("192.0.2.1").get("/pro").await;
        assert!(nobody.to.expect("to sign in").starts_with("/pro/connexion"));
    })
    .await;
}

#[tokio::test]
async fn more_than_twenty_people_are_too_many() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=21 {
            open(&house, n, "MARTIN", "ANA").await;
        }
        let search = |letters: &str| Search::Birth {
            date: kernel::Date::new(1969, 5, 4).expect("a day"),
            letters: letters.to_owned(),
        };
        assert!(matches!(
            house
                .spaces
                .find_people(&search("mar"))
                .await
                .expect("asked"),
            FoundPeople::TooMany
        ));
        let first = house
            .spaces
            .find_person(&matricule(1).parse().expect("right"))
            .await
            .expect("asked")
            .expect("known");
        house
            .spaces
            .close(first, Fate::Delete, How::Site, house.time.now())
            .await
            .expect("closed");
        match house
            .spaces
            .find_people(&search("ma"))
            .await
            .expect("asked")
        {
            FoundPeople::These(faces) => assert_eq!(faces.len(), 20),
            FoundPeople::TooMany => panic!("twenty are not too many, and closed ones do not count"),
        }
    })
    .await;
}
