//! How a person who was confirmed comes in: by a code, once.

use super::{DAY, ENROL, enters, proposed};
use crate::house::{House, PASSWORD, proposal};
use identity::staff::{Proposal, Stage};
use identity::{Code, Limits, Role};
use kernel::Personal;
use std::time::Duration;
use testkit::for_each_store;

const REFUSED: &str = "demandez-en un autre";

/// Whether a code opens the second step, and if not, that the one sentence for
/// all that is wrong with a code says so.
async fn opens(house: &House, code: &str) -> bool {
    let mut browser = house.browser();
    let fields = [
        ("code", code),
        ("identifiant", "somebody.new"),
        ("mot-de-passe", PASSWORD),
    ];
    let answer = browser.post(ENROL, &fields).await;
    match answer.status.as_u16() {
        303 => {
            answer.goes_to("/equipe/activer/facteur");
            true
        }
        status => {
            assert_eq!(status, 422);
            assert!(answer.text.contains(REFUSED), "{}", answer.text);
            assert!(!answer.text.contains(PASSWORD));
            false
        }
    }
}

/// The secret that a page shows to be written by hand.
fn from_key(key: &str) -> identity::TotpSecret {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = 0_u64;
    let mut count = 0;
    let mut bytes = Vec::new();
    for c in key.bytes().filter(u8::is_ascii_alphanumeric) {
        let value = ALPHABET.iter().position(|a| *a == c).unwrap();
        bits = (bits << 5) | u64::try_from(value).unwrap();
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    identity::TotpSecret::from_slice(&bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_proposed_confirmed_and_comes_in_through_the_pages() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let [odile, karim] = house.administrators().await;
        let mut first = house.browser();
        first.comes_in(&odile).await;
        first.get("/admin").await.is(200);
        let fields = [
            ("nom", "Jeanne Roux"),
            ("role", "operator"),
            ("lieu", ""),
            ("email", ""),
        ];
        let wrong = first.post("/admin/equipe/proposer", &fields).await;
        wrong.is(422);
        assert!(wrong.text.contains("Jeanne Roux") && wrong.text.contains("lieu-erreur"));
        let fields = [
            ("nom", "Jeanne Roux"),
            ("role", "operator"),
            ("lieu", "Centre de Caen"),
            ("email", "jeanne.roux@fonds.example"),
        ];
        first
            .post("/admin/equipe/proposer", &fields)
            .await
            .goes_to("/admin/equipe?fin=propose");
        let (waiting, _) = house
            .identity
            .list_staff(Stage::Proposed, None, None)
            .await
            .unwrap();
        let id = waiting[0].account.to_string();
        let (confirm, code_page) = (
            format!("/admin/equipe/{id}/confirmer"),
            format!("/admin/equipe/{id}/code"),
        );
        // Whoever proposed is told that another must confirm, and cannot.
        let page = first.get("/admin/equipe").await;
        assert!(page.text.contains("Un autre administrateur doit confirmer"));
        assert!(!page.text.contains(&confirm));
        first.get(&confirm).await.is(403);
        first.post(&confirm, &[]).await.is(403);

        let mut second = house.browser();
        second.comes_in(&karim).await;
        assert!(second.get("/admin/equipe").await.text.contains(&confirm));
        let page = second.get(&confirm).await;
        page.is(200);
        for told in [
            "Jeanne Roux",
            "Centre de Caen",
            "jeanne.roux@fonds.example",
            "Odile Marchand",
        ] {
            assert!(page.text.contains(told), "{told}");
        }
        second.post(&confirm, &[]).await.goes_to(&code_page);
        // Nobody else sees the code, and nobody twice.
        let mut thief = first.clone();
        thief.get(&code_page).await.goes_to("/admin/equipe");
        let shown = second.get(&code_page).await;
        shown.is(200);
        let code = shown.text.split("class=\"code\">").nth(1).unwrap();
        let code = code.split('<').next().unwrap().to_owned();
        assert!(Code::read(&code).is_ok(), "{code}");
        second.get(&code_page).await.goes_to("/admin/equipe");

        let mut own = house.browser();
        own.get(ENROL).await.is(200);
        own.get("/equipe/activer/facteur")
            .await
            .goes_to("/equipe/activer?fin=etape");
        assert_eq!(enters(&mut own, &code, "jeanne.r").await, 303);
        let page = own.get("/equipe/activer/facteur").await;
        page.is(200);
        let key = page.text.split("class=\"code\">").nth(1).unwrap();
        let key = key.split('<').next().unwrap();
        let wrong = own
            .post("/equipe/activer/facteur", &[("code", "000000")])
            .await;
        wrong.is(422);
        let totp = from_key(key);
        let shown = totp.code_at(house.world.now());
        own.post("/equipe/activer/facteur", &[("code", &shown)])
            .await
            .goes_to("/op");
        assert_eq!(own.get("/op").await.text, "Jeanne Roux Centre de Caen");
        // And again, at her door.
        house.next_code();
        let mut later = house.browser();
        later.knocks("/op/connexion", "jeanne.r", PASSWORD).await;
        let shown = totp.code_at(house.world.now());
        later
            .post("/op/connexion/code", &[("code", &shown)])
            .await
            .goes_to("/op");
        // The way of the enrolment is over.
        own.get("/equipe/activer/facteur")
            .await
            .goes_to("/equipe/activer?fin=etape");
        let page = second.get("/admin/equipe?role=operator").await;
        assert!(page.text.contains("Jeanne Roux"));
        assert!(!page.text.contains(">Odile Marchand</th>"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_code_opens_once_and_for_seven_days() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let [odile, karim] = [&both[0].staff, &both[1].staff];
        let account = proposed(&house, odile, Role::Operator, "Jeanne Roux").await;
        let code = house.identity.confirm_staff(karim, account).await.unwrap();
        let code = code.in_groups();
        let made = house.world.now();
        // However it is typed, until the last second of its week.
        assert!(opens(&house, &code.to_lowercase().replace('-', " ")).await);
        house.world.set(made.plus(DAY * 7 - Duration::from_secs(1)));
        assert!(opens(&house, &code).await);
        house.world.set(made.plus(DAY * 7));
        assert!(!opens(&house, &code).await);
        // A new one; the older is dead even within its own week.
        house.world.set(made.plus(DAY));
        let newer = house.identity.confirm_staff(karim, account).await.unwrap();
        assert!(!opens(&house, &code).await);
        assert!(opens(&house, &newer.in_groups()).await);
        // Used once.
        let sign_in = |username: &str| house.new_sign_in(username).0;
        house
            .identity
            .enrol_staff(&newer, sign_in("jeanne.r"))
            .await
            .unwrap();
        let again = house
            .identity
            .enrol_staff(&newer, sign_in("jeanne.b"))
            .await;
        assert_eq!(
            again.unwrap_err().field_errors()[0].code,
            "staff-code-refused"
        );
        assert!(!opens(&house, &newer.in_groups()).await);
        // Withdrawn before it was used.
        let account = proposed(&house, odile, Role::Volunteer, "Paul Petit").await;
        let code = house.identity.confirm_staff(karim, account).await.unwrap();
        house.identity.end_staff(odile, account).await.unwrap();
        assert!(!opens(&house, &code.in_groups()).await);
        // One that was never made, in the right form.
        let never = Code::generate(&kernel::SeededChance::new(99));
        assert!(!opens(&house, &never.in_groups()).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_withdrawn_or_replaced_between_the_two_steps_opens_nothing() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let [odile, karim] = [&both[0].staff, &both[1].staff];
        for replaced in [false, true] {
            let account = proposed(&house, odile, Role::Operator, "Jeanne Roux").await;
            let code = house.identity.confirm_staff(karim, account).await.unwrap();
            let mut browser = house.browser();
            assert_eq!(
                enters(&mut browser, &code.in_groups(), "jeanne.r").await,
                303
            );
            let page = browser.get("/equipe/activer/facteur").await;
            let key = page.text.split("class=\"code\">").nth(1).unwrap();
            let totp = from_key(key.split('<').next().unwrap());
            match replaced {
                true => drop(house.identity.confirm_staff(karim, account).await.unwrap()),
                false => house.identity.end_staff(karim, account).await.unwrap(),
            }
            let shown = totp.code_at(house.world.now());
            browser
                .post("/equipe/activer/facteur", &[("code", &shown)])
                .await
                .goes_to("/equipe/activer?fin=etape");
            browser.get("/op").await.goes_to("/op/connexion?retour=/op");
            house.next_code();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_are_braked_and_mistyped_ones_are_no_tries() {
    for_each_store(|store| async {
        let limits = Limits {
            address_max: 5,
            ..Limits::default()
        };
        let house = House::limited(store, limits).await;
        let both = house.administrators().await;
        let account = proposed(&house, &both[0].staff, Role::Operator, "Jeanne Roux").await;
        let code = house
            .identity
            .confirm_staff(&both[1].staff, account)
            .await
            .unwrap()
            .in_groups();
        let mut browser = house.browser();
        for typed in ["", "x", "0000-0000-0001"].repeat(5) {
            assert_eq!(enters(&mut browser, typed, "jeanne.r").await, 422);
        }
        let wrong = Code::generate(&kernel::SeededChance::new(99)).in_groups();
        let before = house.identity.passwords_hashed();
        for _ in 0..5 {
            assert_eq!(enters(&mut browser, &wrong, "jeanne.r").await, 422);
        }
        assert_eq!(enters(&mut browser, &wrong, "jeanne.r").await, 429);
        assert_eq!(enters(&mut browser, &code, "jeanne.r").await, 429);
        assert_eq!(
            house.identity.passwords_hashed(),
            before,
            "nothing is hashed"
        );
        // From elsewhere, or later.
        let mut other = house.browser();
        other.address = [198, 51, 100, 7].into();
        assert_eq!(enters(&mut other, &code, "jeanne.r").await, 303);
        house.world.advance(Limits::default().address_window);
        assert_eq!(enters(&mut browser, &code, "jeanne.r").await, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_from_everywhere_ring_and_stop() {
    for_each_store(|store| async {
        let limits = Limits {
            population_max: 4,
            ..Limits::default()
        };
        let house = House::limited(store, limits).await;
        for n in 0..6_u8 {
            let mut browser = house.browser();
            browser.address = [203, 0, 113, n].into();
            let wrong = Code::generate(&kernel::SeededChance::new(n.into())).in_groups();
            let status = enters(&mut browser, &wrong, "jeanne.r").await;
            assert_eq!(status, if n < 4 { 422 } else { 429 });
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_member_chooses_as_everybody_does() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let both = house.administrators().await;
        let asked = Proposal {
            email: Some(Personal("jeanne.roux@fonds.example".into())),
            ..proposal(Role::Operator, "Jeanne Roux")
        };
        let account = house.identity.propose_staff(&both[0].staff, &asked).await;
        let code = house
            .identity
            .confirm_staff(&both[1].staff, account.unwrap())
            .await
            .unwrap()
            .in_groups();
        let mut browser = house.browser();
        for (username, password, field) in [
            ("", PASSWORD, "identifiant"),
            ("jeanne.r", "", "mot-de-passe"),
            ("jeanne@roux", PASSWORD, "identifiant"),
            // The names of both kinds of account are in one list.
            (ana.username.as_str(), PASSWORD, "identifiant"),
            ("jeanne.r", "motdepasse2024", "mot-de-passe"),
            ("jeanne.r", "Jeanne Roux est ici", "mot-de-passe"),
        ] {
            let fields = [
                ("code", code.as_str()),
                ("identifiant", username),
                ("mot-de-passe", password),
            ];
            let answer = browser.post(ENROL, &fields).await;
            answer.is(422);
            assert!(
                answer.text.contains(&format!("id=\"{field}-erreur\"")),
                "{field}"
            );
        }
        // Somebody takes the username between the two steps.
        assert_eq!(enters(&mut browser, &code, "jeanne.r").await, 303);
        let page = browser.get("/equipe/activer/facteur").await;
        let key = page.text.split("class=\"code\">").nth(1).unwrap();
        let totp = from_key(key.split('<').next().unwrap());
        house.person("Jeanne.R", "Somebody").await;
        let shown = totp.code_at(house.world.now());
        let answer = browser
            .post("/equipe/activer/facteur", &[("code", &shown)])
            .await;
        answer.is(422);
        assert!(answer.text.contains("identifiant-erreur"));
        // The code is not lost with it.
        assert_eq!(enters(&mut browser, &code, "jeanne.roux").await, 303);
    })
    .await;
}
