//! Another e-mail address or mobile.

use super::{CONTACTS, HOURS_72, INSTANT, KNOWN, OLD_PASSWORD, code_to, facts, signs_in, told};
use crate::seance::browser::Browser;
use crate::town::{Holder, Town};
use http::StatusCode;
use spaces::Channel;
use spaces::alerts::Alert;
use std::time::Duration;
use testkit::for_each_store_at;

const NEW: &str = "neuve@exemple.fr";
const FIRST: &str = "premiere@exemple.fr";

/// A holder with a contact of their own, proven, three days old.
async fn settled(town: &Town) -> Browser<'_> {
    let person = town.insured(0, KNOWN).await;
    let told = town.house.spaces.announce(person, Channel::Letter).await;
    let code = told.expect("announced").code.in_groups();
    let cookie = town.moves_in(0, &code, FIRST).await;
    let mut browser = Browser::new(town);
    browser.holds(&cookie);
    browser
}

/// Changes the e-mail address to this one.
async fn changes(browser: &mut Browser<'_>, to: &str) {
    let form = format!("courriel={to}");
    let sent = browser.post(CONTACTS, &form).await;
    assert_eq!(sent.location(), CONTACTS, "{}", sent.text());
    let code = code_to(browser.town, to).await.expect("a code was sent");
    let page = browser.get(CONTACTS).await.text();
    assert!(page.contains("Le code reçu"), "{page}");
    let form = format!("geste=verifier&code={code}");
    let done = browser.post(CONTACTS, &form).await;
    assert!(done.location().ends_with("fait=change"), "{}", done.text());
}

async fn ana(town: &Town) -> Holder {
    town.holder_reached(0, KNOWN).await
}

#[tokio::test]
async fn a_contact_is_changed_with_a_code_and_what_it_was_is_told_and_can_come_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = ana(&town).await;
        let mut browser = Browser::new(&town);
        browser.holds(&ana.cookie);
        let index = town.reads(&browser.line(), "/espace/moi/reglages").await;
        for path in ["coordonnees", "notifications", "connexion", "appareils"] {
            assert!(
                index.contains(&format!("/espace/moi/reglages/{path}")),
                "{path}"
            );
        }
        changes(&mut browser, FIRST).await;
        town.world.advance(HOURS_72);
        let mut browser = signs_in(&town, &ana, OLD_PASSWORD).await;
        changes(&mut browser, NEW).await;

        let to = told(&town, "Vos coordonnées ont été changées").await;
        // Of the second change too, and the letter of each.
        for (address, times) in [(KNOWN, 2), (FIRST, 1), (NEW, 0)] {
            let count = to.iter().filter(|to| *to == address).count();
            assert_eq!(count, times, "{address}: {to:?}");
        }
        let page = browser.get(CONTACTS).await.text();
        assert!(
            page.contains(NEW) && page.contains("Revenir aux anciennes"),
            "{page}"
        );
        let english = town.reads(&browser.line(), &format!("/en{CONTACTS}")).await;
        assert!(english.contains("Go back to the former ones"));
        let life = town
            .reads(&browser.line(), "/espace/moi/acces/espace")
            .await;
        assert!(life.contains("Coordonnées changées"));

        // What is sent goes to both, for three days.
        let spaces = &town.house.spaces;
        let alert = Alert::NewReader([1; 16]);
        spaces.alert(ana.space, alert).await.expect("told");
        let to = told(&town, "Un nouvel accès").await;
        for address in [KNOWN, FIRST, NEW] {
            assert!(to.iter().any(|to| to == address), "{address}: {to:?}");
        }

        let back = browser.post(&format!("{CONTACTS}/revenir"), "").await;
        assert!(back.location().ends_with("fait=retour"), "{}", back.text());
        let page = browser.get(CONTACTS).await.text();
        assert!(page.contains(FIRST) && !page.contains(NEW), "{page}");
        assert!(!page.contains("Revenir aux anciennes"));
        let to = told(&town, "coordonnées d’avant ont été remises").await;
        assert!(to.iter().any(|to| to == NEW) && to.iter().any(|to| to == FIRST));
    })
    .await;
}

#[tokio::test]
async fn act_23_the_first_days_of_an_account_that_a_letter_opened_change_no_contact() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut thief = settled(&town).await;
        let form = format!("courriel={NEW}");
        let refused = thief.post(CONTACTS, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("trois premiers jours"));
        assert_eq!(code_to(&town, NEW).await, None);
        assert!(
            !thief
                .get(CONTACTS)
                .await
                .text()
                .contains("name=\"courriel\"")
        );
    })
    .await;
}

#[tokio::test]
async fn aut_16_a_contact_is_changed_by_who_proved_who_they_are_just_now() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = ana(&town).await;
        let mut browser = Browser::new(&town);
        browser.holds(&ana.cookie);
        town.world.advance(Duration::from_secs(301));
        let form = format!("courriel={NEW}");
        let first = browser.post(CONTACTS, &form).await;
        assert!(
            first.location().starts_with("/connexion/preuve?"),
            "{}",
            first.location()
        );
        assert_eq!(code_to(&town, NEW).await, None);
        let back = browser.post(&format!("{CONTACTS}/revenir"), "").await;
        assert!(back.location().starts_with("/connexion/preuve?"));

        // The code is of use in the session that asked alone, five times.
        let mut one = signs_in(&town, &ana, OLD_PASSWORD).await;
        let mut other = signs_in(&town, &ana, OLD_PASSWORD).await;
        one.post(CONTACTS, &form).await;
        let code = code_to(&town, NEW).await.expect("a code");
        let right = format!("geste=verifier&code={code}");
        let elsewhere = other.post(CONTACTS, &right).await;
        assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        for _ in 0..5 {
            let wrong = one.post(CONTACTS, "geste=verifier&code=").await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let dead = one.post(CONTACTS, &right).await;
        assert_eq!(dead.status, StatusCode::UNPROCESSABLE_ENTITY);
        let soon = one.post(CONTACTS, &form).await;
        assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(
            !one.get(CONTACTS)
                .await
                .text()
                .contains(&format!("<dd>{NEW}"))
        );
    })
    .await;
}

#[tokio::test]
async fn act_09_a_code_to_get_back_in_goes_to_what_a_contact_was_until_three_days_after() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = ana(&town).await;
        let mut browser = Browser::new(&town);
        browser.holds(&ana.cookie);
        changes(&mut browser, NEW).await;
        let form = format!("{}&moyen=courriel", facts(0, ana.matricule()));
        for (waits, to) in [(HOURS_72 - INSTANT, KNOWN), (INSTANT, NEW)] {
            town.world.advance(waits);
            town.post("", "/connexion/oubli", &form).await;
            let spaces = &town.house.spaces;
            assert_eq!(spaces.answer_forgotten(10).await.expect("answered"), 1);
            let sent = told(&town, "pour un mot de passe oublié").await;
            assert_eq!(sent.first().map(String::as_str), Some(to), "{sent:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_changed_contact_is_put_back_by_phone_and_nobody_stays_in() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = ana(&town).await;
        let mut thief = Browser::new(&town);
        thief.holds(&ana.cookie);
        changes(&mut thief, NEW).await;
        let [operator, ..] = town.team().await;
        super::factors::recognises(&town, &operator.cookie, &ana).await;
        let page = town.reads(&operator.cookie, "/op").await;
        assert!(page.contains("Coordonnées changées"), "{page}");
        assert!(!page.contains(NEW) && !page.contains(KNOWN), "{page}");
        let done = town.post(&operator.cookie, "/op/coordonnees", "").await;
        assert_eq!(done.location(), "/op", "{}", done.text());
        let page = town.reads(&operator.cookie, "/op").await;
        assert!(page.contains("Anciennes coordonnées remises"));
        let home = thief.get("/espace/moi").await;
        assert!(home.location().starts_with("/connexion"));
        let browser = signs_in(&town, &ana, OLD_PASSWORD).await;
        let page = town.reads(&browser.line(), CONTACTS).await;
        assert!(!page.contains(NEW) && page.contains(KNOWN), "{page}");
    })
    .await;
}
