//! A second factor that was lost, said by phone.

use super::{
    CONTACTS, HOURS_72, INSTANT, KNOWN, NEW_PASSWORD, OLD_PASSWORD, facts, shows_password,
    signs_in, told,
};
use crate::seance::browser::Browser;
use crate::town::{Colleague, Holder, Town};
use http::StatusCode;
use identity::Role;
use testkit::for_each_store_at;

const FACTOR: &str = "/op/second-facteur";

/// An operator recognises somebody on the line, by what is on their card.
pub(super) async fn recognises(town: &Town, operator: &str, who: &Holder) {
    town.does(operator, "/op/appel", "appel=2026-11-25%2F0042")
        .await;
    let form = facts(who.n, who.matricule());
    town.does(operator, "/op/verifier", &form).await;
}

/// It is said by phone that their factor is lost.
async fn says_lost(town: &Town, operator: &str, who: &Holder) {
    recognises(town, operator, who).await;
    let done = town.post(operator, FACTOR, "lu=oui").await;
    assert_eq!(done.location(), "/op", "{}", done.text());
    let spaces = &town.house.spaces;
    assert_eq!(spaces.held(who.space).await.expect("asked").len(), 1);
}

/// The operator signs in again: their session ended meanwhile.
async fn enters(town: &Town, operator: &Colleague) -> String {
    town.enters_as(Role::Operator, operator.staff.account).await
}

async fn does_held(town: &Town) -> u64 {
    town.house.spaces.do_held(10).await.expect("done")
}

/// Signs in after it was taken away, and sets up a new one.
async fn sets_up<'a>(town: &'a Town, n: usize) -> Browser<'a> {
    let mut browser = Browser::new(town);
    let to = shows_password(&mut browser, n, OLD_PASSWORD).await;
    assert_eq!(to, "/connexion/facteur");
    let page = browser.get(&to).await.text();
    let code = town.app_code(&page);
    let done = browser.post(&to, &format!("code={code}")).await;
    assert_eq!(done.location(), "/espace/moi", "{}", done.text());
    browser
}

#[tokio::test]
async fn opr_02_a_lost_factor_waits_three_days_is_told_everywhere_and_asks_for_the_password() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let [operator, ..] = town.team().await;
        let unread = {
            recognises(&town, &operator.cookie, &ana).await;
            let page = town.reads(&operator.cookie, FACTOR).await;
            assert!(page.contains("dans trois jours") || page.contains("Dans trois jours"));
            assert!(!page.contains("personne0"), "{page}");
            town.post(&operator.cookie, FACTOR, "").await
        };
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        says_lost(&town, &operator.cookie, &ana).await;
        let page = town.reads(&operator.cookie, "/op").await;
        assert!(page.contains("Retrait du second code demandé"), "{page}");
        assert!(!page.contains("personne0"));
        let to = told(&town, "Une demande par téléphone attend").await;
        assert_eq!(to.len(), 2, "an e-mail and a letter: {to:?}");
        let life = town.reads(&ana.cookie, "/espace/moi/acces/espace").await;
        assert!(life.contains("que votre second code est perdu"), "{life}");

        // Nothing is taken before, nor by who knows no password after.
        town.world.advance(HOURS_72 - INSTANT);
        assert_eq!(does_held(&town).await, 0);
        signs_in(&town, &ana, OLD_PASSWORD).await;
        town.world.advance(INSTANT);
        assert_eq!(does_held(&town).await, 1);
        assert_eq!(told(&town, "Votre second code a été retiré").await.len(), 2);
        let home = town.get(&ana.cookie, "/espace/moi").await;
        assert!(home.location().starts_with("/connexion"));
        let mut stranger = Browser::new(&town);
        assert_eq!(shows_password(&mut stranger, 0, NEW_PASSWORD).await, "");
        let none = stranger.get("/connexion/facteur").await;
        assert_eq!(none.location(), "/connexion?fin=etape");

        // Between the password and the new factor nothing opens.
        let to = shows_password(&mut stranger, 0, OLD_PASSWORD).await;
        assert_eq!(to, "/connexion/facteur");
        for path in ["/espace/moi", "/session", CONTACTS] {
            let closed = stranger.get(path).await;
            let out = closed.location().starts_with("/connexion?");
            assert!(out || closed.status == StatusCode::UNAUTHORIZED, "{path}");
        }
        let wrong = stranger.post("/connexion/facteur", "code=000000").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let browser = sets_up(&town, 0).await;
        assert_eq!(told(&town, "Un nouveau second code protège").await.len(), 2);
        let life = town
            .reads(&browser.line(), "/espace/moi/acces/espace")
            .await;
        assert!(life.contains("Second code retiré") && life.contains("Nouveau second code"));

        // The old app is of no use, and no second new one is set up.
        let late = stranger.get("/connexion/facteur").await;
        assert_eq!(late.location(), "/connexion?fin=etape");
        let to = shows_password(&mut stranger, 0, OLD_PASSWORD).await;
        assert_eq!(to, "/connexion/code");
        let code = ana.secret.code_at(town.world.now());
        let old = stranger.post(&to, &format!("code={code}")).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn act_23_who_got_back_in_reads_nothing_older_and_changes_nothing_for_three_days() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        let old = town.deposits(&doctor, &ana, "CANARITITRE").await;
        let path = format!("/espace/moi/documents/{old}");
        assert_eq!(town.get(&ana.cookie, &path).await.status, StatusCode::OK);
        let [operator, ..] = town.team().await;
        says_lost(&town, &operator.cookie, &ana).await;
        town.world.advance(HOURS_72);
        assert_eq!(does_held(&town).await, 1);
        let mut browser = sets_up(&town, 0).await;
        let read = browser.get(&path).await;
        assert_eq!(read.status, StatusCode::NOT_FOUND);
        for list in ["/espace/moi", "/espace/moi/documents", "/espace/moi/acces"] {
            let page = browser.get(list).await.text();
            assert!(!page.contains("CANARITITRE"), "{list}");
        }
        let contact = browser.post(CONTACTS, "courriel=neuve%40exemple.fr").await;
        assert_eq!(contact.status, StatusCode::UNPROCESSABLE_ENTITY);
        let export = browser.post("/espace/moi/export", "").await;
        assert_ne!(export.status, StatusCode::OK, "{}", export.location());

        town.world.advance(HOURS_72);
        let home = browser.get("/espace/moi").await;
        assert!(
            home.location().starts_with("/connexion"),
            "the session is over"
        );
        let identity = &town.house.identity;
        let reached = identity.reached(ana.space).await.expect("asked");
        let account = reached.expect("an account").account;
        let away = identity.holder_away(account).await.expect("asked");
        let away = away.expect("a holder");
        assert!(away.probation(ana.space, town.world.now()).is_none());
    })
    .await;
}

#[tokio::test]
async fn what_was_said_by_phone_is_called_off_on_the_site_and_by_phone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let [operator, ..] = town.team().await;
        says_lost(&town, &operator.cookie, &ana).await;
        let life = town.reads(&ana.cookie, "/espace/moi/acces/espace").await;
        let path = life
            .split("action=\"")
            .map(|part| part.split('"').next().unwrap_or_default())
            .find(|path| path.ends_with("/annuler"))
            .expect("a way to call it off")
            .to_owned();
        town.does(&ana.cookie, &path, "").await;
        town.world.advance(HOURS_72);
        assert_eq!(does_held(&town).await, 0);

        let cookie = enters(&town, &operator).await;
        says_lost(&town, &cookie, &ana).await;
        town.does(&cookie, "/op/annuler", "").await;
        town.world.advance(HOURS_72);
        assert_eq!(does_held(&town).await, 0);
        signs_in(&town, &ana, OLD_PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn opr_02_a_call_and_a_forgotten_password_never_add_up() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let [operator, ..] = town.team().await;
        let spaces = &town.house.spaces;
        let form = format!("{}&moyen=courriel", facts(0, ana.matricule()));

        // A password chosen since the call: the factor stays.
        says_lost(&town, &operator.cookie, &ana).await;
        town.world.advance(INSTANT);
        let mut thief = Browser::new(&town);
        thief.post("/connexion/oubli", &form).await;
        spaces.answer_forgotten(10).await.expect("answered");
        let code = super::code_to(&town, KNOWN).await.expect("a code");
        thief
            .post("/connexion/oubli/code", &format!("code={code}"))
            .await;
        let chosen = format!("mot-de-passe={NEW_PASSWORD}");
        let done = thief.post("/connexion/oubli/mot-de-passe", &chosen).await;
        assert_eq!(done.location(), "/connexion?fin=oubli");
        town.world.advance(HOURS_72);
        assert_eq!(does_held(&town).await, 0);
        assert!(spaces.held(ana.space).await.expect("asked").is_empty());
        signs_in(&town, &ana, NEW_PASSWORD).await;

        // A factor that was taken away: no code for a forgotten password.
        says_lost(&town, &enters(&town, &operator).await, &ana).await;
        town.world.advance(HOURS_72);
        assert_eq!(does_held(&town).await, 1);
        thief.post("/connexion/oubli", &form).await;
        assert_eq!(spaces.answer_forgotten(10).await.expect("answered"), 0);
    })
    .await;
}

#[tokio::test]
async fn opr_04_nobody_recognised_or_without_an_account_has_no_factor_taken_away() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let [operator, ..] = town.team().await;
        let stays = async |why: &str| {
            let page = town.get(&operator.cookie, FACTOR).await;
            assert_eq!(page.location(), "/op", "{why}");
            town.post(&operator.cookie, FACTOR, "lu=oui").await;
            let held = town.house.spaces.held(ana.space).await.expect("asked");
            assert!(held.is_empty(), "{why}");
        };
        stays("without a call").await;
        town.does(&operator.cookie, "/op/appel", "appel=2026-11-25%2F0042")
            .await;
        stays("without a person").await;
        // Who knows the number and the date, and has not the card.
        let wrong = facts(0, ana.matricule()).replace("1234567890", "9999999990");
        town.is_told(&operator.cookie, "/op/verifier", &wrong, "Ne concorde pas")
            .await;
        stays("without the card").await;
        // Somebody whose space has no account.
        let louis = town.told(1).await;
        town.does(&operator.cookie, "/op/appel", "appel=2026-11-25%2F0043")
            .await;
        let form = facts(1, &louis.matricule);
        town.does(&operator.cookie, "/op/verifier", &form).await;
        let page = town.reads(&operator.cookie, "/op").await;
        assert!(!page.contains(FACTOR), "{page}");
        stays("without an account").await;

        // A doubt ends the call, and is written down.
        let done = town.post(&operator.cookie, "/op/doute", "").await;
        assert_eq!(done.location(), "/op");
        let page = town.reads(&operator.cookie, "/op/suivi").await;
        assert!(page.contains("Appel arrêté sur un doute"), "{page}");
        stays("after the call").await;
    })
    .await;
}
