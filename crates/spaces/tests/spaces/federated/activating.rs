//! Opening an account by a proof: alone, or with a username and a password.

use super::{ACTIVATE, ana, begins, comes, of_ana, pivot, sits};
use crate::DAY;
use crate::house::House;
use http::StatusCode;
use identity::france_connect::Pivot;
use kernel::Timestamp;
use spaces::{Draft, Way};
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test]
async fn a_person_opens_their_space_without_a_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        let code = house.announce(&ana).await;
        let visitor = house.visitor("192.0.2.7");
        let page = visitor.get("/activer").await;
        assert!(page.body.contains("href=\"/activer/franceconnect\""));

        let mut visitor = sits(&house, &of_ana(), 1).await;
        let page = visitor.get("/activer/choix").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("Votre code"), "{}", page.body);
        let early = visitor.get("/activer/partage").await;
        let contact = Some("/activer/contact");
        assert_eq!(early.to.as_deref(), contact, "a contact comes first");
        let early = visitor.post("/activer/partage", &[]).await;
        assert_eq!(early.to.as_deref(), contact);
        let on = visitor.gives_contact("ana@exemple.fr").await;
        assert_eq!(on, "/activer/partage");
        let page = visitor.get("/activer/partage").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body
                .contains("Vous vous connecterez avec FranceConnect")
        );
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        assert!(done.cookies.iter().any(|c| c.starts_with("__Host-carnet=")));
        let bound = "SELECT count(*) FROM federated_subject";
        assert_eq!(house.count(bound).await, 1);
        let without = "SELECT count(*) FROM account WHERE password = '' AND username = ''";
        assert_eq!(house.count(without).await, 1);
        assert_eq!(house.count("SELECT count(*) FROM username").await, 0);
        assert_eq!(house.count("SELECT count(*) FROM activation").await, 0);
        let contacts = "SELECT count(*) FROM contact";
        assert_eq!(house.count(contacts).await, 1);

        // The activation is over, and the letter's code with it.
        let again = visitor.post("/activer/partage", &[]).await;
        assert_eq!(again.to.as_deref(), Some("/activer"));
        let tried = visitor.tries(&code, &ana).await;
        assert!(
            tried.body.contains("Ce code a déjà servi"),
            "{}",
            tried.body
        );
        assert_eq!(comes(&house, &of_ana(), 2).await.to, "/activer?fin=actif");
    })
    .await;
}

#[tokio::test]
async fn a_space_opened_by_silence_is_activated_without_a_code_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        house.time.advance(DAY * 46);
        let now = house.time.now();
        let opened = house.spaces.open_by_silence(ana.id, now).await;
        opened.expect("opened");
        // The register knows fewer first names than FranceConnect.
        let pivot = pivot("Leca", &["Ana", "Marie", "Lucia"]);
        let visitor = begins(&house, &pivot, 1).await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
    })
    .await;
}

#[tokio::test]
async fn before_sixteen_a_proof_opens_no_account_and_on_the_birthday_it_does() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.person(1, "LECA", "ANA").await;
        house.child(2, "HUGO", 1, "2010-12-01").await;
        let hugo = house.person_known(2).await;
        house.announce(&hugo).await;
        let birthday = "2026-12-01".parse().expect("a day");
        let birthday = Timestamp::midnight_in_paris(birthday).expect("a midnight");
        let pivot = Pivot {
            birthdate: "2010-12-01".into(),
            ..pivot("LECA", &["Hugo"])
        };
        house.time.set(birthday.minus(Duration::from_secs(1)));
        let early = sits(&house, &pivot, 1).await;
        let choice = early.get("/activer/choix").await.body;
        assert!(choice.contains("Avant 16 ans"), "{choice}");
        assert!(!choice.contains("value=\"activer\""), "{choice}");
        let answer = early.post("/activer/choix", ACTIVATE).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        // Nor by the addresses of the steps that follow.
        early.gives_contact("hugo@exemple.fr").await;
        let refused = early.post("/activer/partage", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        assert!(refused.body.contains("Avant 16 ans"), "{}", refused.body);
        for question in [
            "SELECT count(*) FROM account",
            "SELECT count(*) FROM federated_subject",
            "SELECT count(*) FROM account_space",
        ] {
            assert_eq!(house.count(question).await, 0, "{question}");
        }
        house.time.set(birthday);
        let done = early.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
    })
    .await;
}

#[tokio::test]
async fn a_username_and_a_password_may_be_chosen_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        visitor.chooses_sign_in("ana.leca").await;
        let page = visitor.get("/activer/partage").await;
        assert!(
            !page
                .body
                .contains("Vous vous connecterez avec FranceConnect")
        );
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        assert_eq!(house.count("SELECT count(*) FROM username").await, 1);
        assert_eq!(house.count("SELECT count(*) FROM credential").await, 1);
        assert_eq!(house.count("SELECT count(*) FROM federated").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_password_is_not_made_without_a_second_factor() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        let fields = [
            ("identifiant", "ana.leca"),
            ("mot-de-passe", "trois girafes sous la pluie"),
        ];
        let kept = visitor.post("/activer/connexion", &fields).await;
        assert_eq!(kept.to.as_deref(), Some("/activer/facteur"));
        for answer in [
            visitor.get("/activer/partage").await,
            visitor.post("/activer/partage", &[]).await,
        ] {
            assert_eq!(answer.to.as_deref(), Some("/activer/facteur"));
        }
        // With FranceConnect alone it goes on.
        let page = visitor.get("/activer/connexion").await;
        assert!(page.body.contains("Continuer avec FranceConnect seul"));
        let alone = visitor.post("/activer/sans-mot-de-passe", &[]).await;
        assert_eq!(alone.to.as_deref(), Some("/activer/partage"));
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
        assert_eq!(house.count("SELECT count(*) FROM username").await, 0);
    })
    .await;
}

#[tokio::test]
async fn who_came_with_a_code_needs_a_password_or_a_passkey() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.7");
        visitor.tries(&code, &ana).await;
        visitor.proves_contact("ana@exemple.fr").await;
        let page = visitor.get("/activer/connexion").await;
        assert!(!page.body.contains("FranceConnect"), "{}", page.body);
        let alone = visitor.post("/activer/sans-mot-de-passe", &[]).await;
        assert_eq!(alone.status, StatusCode::NOT_FOUND);
        let shared = visitor.post("/activer/partage", &[]).await;
        assert_eq!(shared.to.as_deref(), Some("/activer/connexion"));
        // Nor does anybody without an activation go on.
        let stranger = house.visitor("192.0.2.8");
        let alone = stranger.post("/activer/sans-mot-de-passe", &[]).await;
        assert_eq!(alone.to.as_deref(), Some("/activer"));
    })
    .await;
}

#[tokio::test]
async fn of_many_ends_at_once_one_succeeds() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        let (one, two, three) = tokio::join!(
            visitor.post("/activer/partage", &[]),
            visitor.post("/activer/partage", &[]),
            visitor.post("/activer/partage", &[]),
        );
        let to = [one, two, three].map(|answer| answer.to.unwrap_or_default());
        let succeeded = to.iter().filter(|to| *to == "/espace/moi").count();
        assert_eq!(succeeded, 1, "{to:?}");
        assert_eq!(house.count("SELECT count(*) FROM account").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_activation_lasts_half_an_hour() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        house.time.advance(Duration::from_secs(30 * 60));
        let late = visitor.post("/activer/partage", &[]).await;
        assert_eq!(late.to.as_deref(), Some("/activer"));
        assert_eq!(house.count("SELECT count(*) FROM account").await, 0);
    })
    .await;
}

#[test]
fn a_draft_of_before_began_by_a_code() {
    let draft: Draft = serde_json::from_str("{\"app_proven\": false}").expect("a draft");
    assert!(matches!(draft.way, Way::Code) && !draft.is_ready());
}
