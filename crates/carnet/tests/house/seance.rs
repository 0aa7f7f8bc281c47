//! Beside a volunteer: what a person does themself in half an hour, what is
//! shown of it, and what nobody is shown.

mod acts;
mod bounds;
pub(crate) mod browser;
mod demo;
mod ending;
mod settings;

use crate::town::Town;
use browser::Browser;

/// Where the volunteers of these tests are.
pub(crate) const PLACE: &str = "Médiathèque de Caen";

#[test]
fn the_sentences_are_complete_in_both_languages() {
    edge::texts::check(&assistance::TEXTS);
    edge::texts::check(&assistance::SEANCE_TEXTS);
    edge::texts::check(&assistance::DEMO_TEXTS);
}

/// A volunteer who has signed the charter of the year.
pub(crate) async fn volunteer(town: &Town) -> Browser<'_> {
    let [_, volunteer, _] = town.team().await;
    let mut browser = Browser::new(town);
    browser.holds(&volunteer.cookie);
    let signed = browser.post("/accompagnement/charte", "accord=oui").await;
    assert_eq!(signed.location(), "/accompagnement/charte");
    browser
}

/// Opens a session: where its page is, and its letters.
pub(crate) async fn opens(volunteer: &mut Browser<'_>) -> (String, String) {
    let place = "lieu=M%C3%A9diath%C3%A8que+de+Caen";
    let opened = volunteer.post("/accompagnement", place).await;
    let path = opened.location().to_owned();
    assert!(path.starts_with("/accompagnement/seance/"), "{path}");
    let page = volunteer.get(&path).await.text();
    let letters = page.split("class=\"code big\">").nth(1).expect("letters");
    (path, letters.chars().take(6).collect())
}

/// A browser in which somebody is helped.
pub(crate) async fn helped<'a>(town: &'a Town, letters: &str) -> Browser<'a> {
    let mut browser = Browser::new(town);
    let typed = format!("code={}", letters.to_lowercase());
    let entered = browser.post("/seance", &typed).await;
    assert_eq!(entered.location(), "/seance/menu", "{}", entered.text());
    browser
}

#[tokio::test]
async fn a_session_is_opened_with_a_charter_and_a_place_and_its_letters_work_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [_, unsigned, _] = town.team().await;
        let mut browser = Browser::new(&town);
        browser.holds(&unsigned.cookie);
        for answer in [
            browser.get("/accompagnement").await,
            browser.post("/accompagnement", "lieu=Caen").await,
        ] {
            assert_eq!(answer.location(), "/accompagnement/charte");
        }
        browser.post("/accompagnement/charte", "accord=oui").await;
        let home = browser.get("/accompagnement").await;
        assert!(home.text().contains("La personne tient le clavier"));
        let nowhere = browser.post("/accompagnement", "lieu=+1+").await;
        assert_eq!(nowhere.status, 422);
        let (path, letters) = opens(&mut browser).await;
        let page = browser.get(&path).await.text();
        assert!(page.contains("Il reste 30 minutes") && page.contains("<svg"));
        let mut person = helped(&town, &letters).await;
        let menu = person.get("/seance/menu").await.text();
        assert!(menu.contains(PLACE) && menu.contains("Activer mon espace"));
        let mut second = Browser::new(&town);
        let late = second.post("/seance", &format!("code={letters}")).await;
        assert_eq!(late.status, 422);
        assert!(late.text().contains("Ces lettres ne marchent pas"));
        let page = browser.get(&path).await.text();
        assert!(!page.contains(&letters) && page.contains("La personne est entrée"));

        // One at a time: the first is over with the second.
        let (_, letters) = opens(&mut browser).await;
        assert_eq!(person.get("/seance/menu").await.location(), "/seance/fin");
        helped(&town, &letters).await;
    })
    .await;
}

#[tokio::test]
async fn wrong_letters_are_one_sentence_and_ten_of_them_wait() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut volunteer = volunteer(&town).await;
        let (_, letters) = opens(&mut volunteer).await;
        let mut person = Browser::new(&town);
        for typed in ["", "ABC", "O0O0O0", "ABCDEF", "é"].iter().cycle().take(10) {
            let answer = person.post("/seance", &format!("code={typed}")).await;
            assert_eq!(answer.status, 422, "{typed}");
            assert!(answer.text().contains("Ces lettres ne marchent pas"));
        }
        let stopped = person.post("/seance", &format!("code={letters}")).await;
        assert_eq!(stopped.status, 429);
        town.world.advance(std::time::Duration::from_secs(3600));
        volunteer = self::volunteer_again(&town, volunteer).await;
        let (_, letters) = opens(&mut volunteer).await;
        helped(&town, &letters).await;
    })
    .await;
}

/// The same volunteer, whose session was idle for long: signs in anew.
async fn volunteer_again<'a>(town: &'a Town, before: Browser<'a>) -> Browser<'a> {
    let account = town.account_of_volunteer().await;
    let mut browser = before;
    browser.holds(&town.enters_as_volunteer(account).await);
    browser
}

#[tokio::test]
async fn a_volunteer_opens_twenty_sessions_a_day_and_sees_only_their_own() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut volunteer = volunteer(&town).await;
        for n in 0..assistance::seance::rules::SEANCES_A_DAY_MAX {
            town.world.advance(std::time::Duration::from_secs(60));
            let opened = volunteer.post("/accompagnement", "lieu=Caen").await;
            assert_eq!(opened.status, 303, "{n}");
        }
        let stopped = volunteer.post("/accompagnement", "lieu=Caen").await;
        assert_eq!(stopped.status, 429);
        for path in [
            format!("/accompagnement/seance/{}", "0".repeat(32)),
            String::from("/accompagnement/seance/x"),
        ] {
            assert_eq!(volunteer.get(&path).await.status, 404);
        }
    })
    .await;
}
