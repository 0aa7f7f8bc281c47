//! What is kept of the members: their charter, the list of them, and nothing in
//! clear.

use super::{enters, proposed};
use crate::house::{Browser, House, PASSWORD, proposal};
use identity::Role;
use identity::staff::{Deed, Proposal, Stage};
use kernel::{AccountId, Kind, Personal};
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test(flavor = "multi_thread")]
async fn a_volunteer_signs_the_charter_each_year() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let paul = house
            .colleague(&both, Role::Volunteer, "Paul Petit", "paul.p")
            .await;
        let mut browser = house.browser();
        browser.comes_in(&paul).await;
        let path = "/accompagnement/charte";
        let says = |browser: &mut Browser| {
            let mut browser = browser.clone();
            async move { browser.get("/accompagnement").await.text }
        };
        assert_eq!(says(&mut browser).await, "Paul Petit charter false");
        let page = browser.get(path).await;
        page.is(200);
        assert!(page.text.contains("name=\"accord\""));
        let unsigned = browser.post(path, &[]).await;
        unsigned.is(422);
        assert!(unsigned.text.contains("accord-erreur"));
        browser.post(path, &[("accord", "oui")]).await.goes_to(path);
        assert_eq!(says(&mut browser).await, "Paul Petit charter true");
        let page = browser.get(path).await;
        assert!(page.text.contains("2026") && !page.text.contains("name=\"accord\""));
        // Twice is as once.
        browser.post(path, &[("accord", "oui")]).await.goes_to(path);
        let (lines, _) = house.identity.staff_events(None, 50).await.unwrap();
        let signed = lines.iter().filter(|line| line.deed == Deed::CharterSigned);
        assert_eq!(signed.count(), 1);
        // The year ends, in Paris.
        let eve = kernel::Timestamp::parse_rfc3339("2026-12-31T22:59:00Z").unwrap();
        house.world.set(eve);
        browser.comes_in(&paul).await;
        assert_eq!(says(&mut browser).await, "Paul Petit charter true");
        house.world.advance(Duration::from_mins(1));
        assert_eq!(says(&mut browser).await, "Paul Petit charter false");
        let page = browser.get(path).await;
        assert!(page.text.contains("name=\"accord\""));
        // Others have no charter to sign.
        let signed = house.identity.sign_charter(&both[0].staff).await;
        assert_eq!(signed.unwrap_err().kind(), Kind::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_is_listed_page_by_page() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        for n in 0..52 {
            let name = format!("Bénévole Numéro{n}");
            house
                .colleague(&both, Role::Volunteer, &name, &format!("volunteer{n}"))
                .await;
        }
        let role = Some(Role::Volunteer);
        let list = |after| house.identity.list_staff(Stage::InPost, role, after);
        let (first, next) = list(None).await.unwrap();
        assert_eq!(first.len(), 50);
        let (second, end) = list(next).await.unwrap();
        assert_eq!((second.len(), end), (2, None));
        let mut all: Vec<_> = first.iter().chain(&second).map(|m| m.account).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 52);
        let mut browser = house.browser();
        browser.comes_in(&both[0]).await;
        let page = browser.get("/admin/equipe?role=volunteer").await;
        let more = page
            .text
            .split("href=\"/admin/equipe?role=volunteer&")
            .nth(1);
        let more = more.unwrap().split('"').next().unwrap();
        let more = more.trim_start_matches("amp;").trim_start_matches("#38;");
        let page = browser
            .get(&format!("/admin/equipe?role=volunteer&{more}"))
            .await;
        page.is(200);
        assert!(page.text.contains("Numéro51</th>") && !page.text.contains("Numéro49</th>"));
        for wrong in ["role=director", "apres=x", "apres=1-x"] {
            browser.get(&format!("/admin/equipe?{wrong}")).await.is(404);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_proposed_and_those_confirmed_are_listed_page_by_page_too() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        for n in 0..52 {
            for confirmed in [false, true] {
                let word = if confirmed { "Confirmé" } else { "Proposé" };
                let name = format!("{word} Numéro{n:02}");
                let account = proposed(&house, &both[0].staff, Role::Volunteer, &name).await;
                if confirmed {
                    let code = house.identity.confirm_staff(&both[1].staff, account);
                    code.await.unwrap();
                }
            }
            house.world.advance(Duration::from_millis(1));
        }
        let mut browser = house.browser();
        browser.comes_in(&both[1]).await;
        let home = browser.get("/admin").await.text.replace('\u{a0}', " ");
        assert!(home.contains("Personnes à confirmer : 52."), "{home}");
        let page = browser.get("/admin/equipe").await;
        let shown =
            |text: &str, word: &str, n: u8| text.contains(&format!("<h3>{word} Numéro{n:02}</h3>"));
        for (word, after) in [
            ("Proposé", "apres-proposes"),
            ("Confirmé", "apres-confirmes"),
        ] {
            assert!(shown(&page.text, word, 49) && !shown(&page.text, word, 50));
            let link = format!("/admin/equipe?{after}=");
            let more = page.text.split(&format!("href=\"{link}")).nth(1).unwrap();
            let more = more.split('"').next().unwrap();
            let next = browser.get(&format!("{link}{more}")).await;
            next.is(200);
            for n in 0..52 {
                assert_eq!(shown(&next.text, word, n), n > 49, "{word} {n}");
            }
            let third = format!("href=\"{link}");
            assert!(!next.text.contains(&third), "there is no third page");
            browser.get(&format!("{link}x")).await.is(404);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_holds_no_name_no_address_and_no_code_of_the_team_in_clear() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let asked = Proposal {
            email: Some(Personal("tres.unique@fonds.example".into())),
            ..proposal(Role::Operator, "Jeanne Très-Unique")
        };
        let account = house.identity.propose_staff(&both[0].staff, &asked).await;
        let account = account.unwrap();
        let code = house
            .identity
            .confirm_staff(&both[1].staff, account)
            .await
            .unwrap();
        let mut browser = house.browser();
        assert_eq!(
            enters(&mut browser, &code.in_groups(), "jeanne.r").await,
            303
        );
        let rows = house
            .store
            .query(
                "SELECT s.name, s.email, s.code, c.body FROM staff s \
                 JOIN ceremony c ON c.account = s.account WHERE s.account = $1",
                vec![account.into()],
            )
            .await
            .unwrap();
        let symbols = code.symbols();
        for column in 0..4 {
            let kept = rows[0].blob(column).unwrap();
            for clear in [
                b"nique".as_slice(),
                &symbols,
                PASSWORD.as_bytes(),
                b"jeanne.r",
            ] {
                let there = kept.windows(clear.len()).any(|part| part == clear);
                assert!(!there, "column {column}");
            }
        }
        let errors = house.identity.member(AccountId::from_bytes([9; 16])).await;
        assert!(!errors.unwrap_err().log_text().contains("nique"));
        let member = house.identity.member(account).await.unwrap();
        assert!(!format!("{member:?}").contains("nique"));
    })
    .await;
}
