//! What forms and accounts refuse.

use crate::house::{House, PASSWORD};
use identity::NewAccount;
use kernel::{AccountId, Kind, Personal, Secret};
use testkit::for_each_store;

fn new_account(house: &House, username: &str, password: &str) -> NewAccount {
    let totp = house.identity.new_totp();
    let code = totp.code_at(house.world.now());
    NewAccount {
        account: AccountId::new(&*house.world.world().chance),
        name: Personal("Ana Léca".into()),
        username: username.to_owned(),
        password: Secret::new(password.to_owned()),
        known: Vec::new(),
        totp: Some(house.identity.confirm_totp(&totp, &code).unwrap()),
        passkey: None,
    }
}

async fn refusal(
    house: &House,
    username: &str,
    password: &str,
) -> Vec<(&'static str, &'static str)> {
    let new = new_account(house, username, password);
    let Err(error) = house.identity.prepare_account(new).await else {
        return Vec::new();
    };
    assert_eq!(error.kind(), Kind::Invalid);
    error
        .field_errors()
        .iter()
        .map(|f| (f.field, f.code))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_23_an_email_or_a_number_is_refused_whoever_has_it() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for (username, code) in [
            ("ana@example.fr", "identity-username-email"),
            ("255081416802538", "identity-username-number"),
            ("a", "identity-username-length"),
        ] {
            let before = house.identity.passwords_hashed();
            assert_eq!(
                refusal(&house, username, PASSWORD).await,
                [("identifiant", code)]
            );
            assert_eq!(house.identity.passwords_hashed(), before);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_of_a_new_account_is_named() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.person("zoe.muller", "Zoé").await;
        let both = refusal(&house, "Zoé.Müller", "bonjour").await;
        assert_eq!(
            both,
            [
                ("mot-de-passe", "identity-password-short"),
                ("identifiant", "identity-username-taken")
            ]
        );
        let known = refusal(&house, "ana.leca", "le chat de leca dort").await;
        assert_eq!(known, [("mot-de-passe", "identity-password-known")]);
        let mut bare = new_account(&house, "ana.leca", PASSWORD);
        bare.totp = None;
        let error = house.identity.prepare_account(bare).await.err().unwrap();
        assert_eq!(error.code(), "identity-second-factor-missing");
        let names = house
            .identity
            .propose_usernames("Zoé", "Müller")
            .await
            .unwrap();
        assert_eq!(names.len(), 3);
        assert!(!names.contains(&String::from("zoe.muller")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_take_one_username_at_once_one_gets_it() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let prepare = async || {
            let new = new_account(&house, "ana.leca", PASSWORD);
            house.identity.prepare_account(new).await.unwrap()
        };
        let (first, second) = (prepare().await, prepare().await);
        let mut tx = house.store.begin("first").await.unwrap();
        house.identity.open_account(&mut tx, first).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = house.store.begin("second").await.unwrap();
        let error = house
            .identity
            .open_account(&mut tx, second)
            .await
            .unwrap_err();
        assert_eq!(error.field_errors()[0].code, "identity-username-taken");
        drop(tx);
        assert_eq!(house.count("SELECT COUNT(*) FROM account").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_19_an_oversized_password_is_refused_before_hashing() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let before = house.identity.passwords_hashed();
        let mut browser = house.browser();
        let long = "x".repeat(1001);
        let answer = browser.gives_password(&ana.username, &long).await;
        answer.is(422);
        assert!(answer.text.contains("ne vont pas ensemble"));
        browser
            .gives_password(&ana.username, &"x".repeat(65_536))
            .await
            .is(413);
        let nul = format!("{PASSWORD}\0");
        browser.gives_password(&ana.username, &nul).await.is(422);
        assert_eq!(house.identity.passwords_hashed(), before);
        // Nothing is cut: one more character is another password.
        let more = format!("{PASSWORD} ");
        browser.gives_password(&ana.username, &more).await.is(422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_24_another_site_cannot_sign_anybody_in_or_out() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mallory = house.person("mallory", "Mallory").await;
        let mut victim = house.signed_in(&ana).await;
        victim.site = "cross-site";
        victim
            .gives_password(&mallory.username, PASSWORD)
            .await
            .is(403);
        let code = mallory.totp.code_at(house.world.now());
        victim.gives_code(&code).await.is(403);
        victim
            .post("/connexion/cle", &[("reponse", "{}")])
            .await
            .is(403);
        victim.post("/deconnexion", &[]).await.is(403);
        victim.site = "same-origin";
        assert_eq!(victim.get("/espace/moi").await.text, "Ana 1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn web_10_signing_in_never_leads_off_the_site() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        for evil in [
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "/en//evil.example",
        ] {
            let mut browser = house.browser();
            let fields = [
                ("identifiant", ana.username.as_str()),
                ("mot-de-passe", PASSWORD),
                ("retour", evil),
            ];
            browser
                .post("/connexion", &fields)
                .await
                .goes_to("/connexion/code");
            let code = ana.totp.code_at(house.world.now());
            browser.gives_code(&code).await.goes_to("/espace/moi");
            house.next_code();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_holds_no_name_no_secret_and_no_token_in_clear() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana Très-Unique").await;
        let browser = house.signed_in(&ana).await;
        let rows = house
            .store
            .query(
                "SELECT a.name, c.body, s.token_hash FROM account a, credential c, session s",
                Vec::new(),
            )
            .await
            .unwrap();
        let row = rows.first().unwrap();
        let holds = |column: usize, part: &[u8]| {
            row.blob(column).unwrap().windows(part.len()).any(|w| w == part)
        };
        assert!(!holds(0, b"Unique"));
        assert!(!holds(1, ana.totp.expose()));
        let token = browser.session().unwrap();
        assert!(!holds(2, &token.as_bytes()[..16]));
        // A credential moved to another account does not open.
        let bob = house.person("bob.leca", "Bob").await;
        house
            .store
            .execute(
                "UPDATE credential SET body = (SELECT c.body FROM credential c WHERE c.account = $1) \
                 WHERE account = $2",
                vec![bob.account.into(), ana.account.into()],
            )
            .await
            .unwrap();
        let mut thief = house.browser();
        thief.gives_password(&ana.username, PASSWORD).await;
        let code = bob.totp.code_at(house.world.now());
        thief.gives_code(&code).await.is(500);
        assert!(!thief.is_in().await);
        assert_ne!(ana.space, bob.space);
        testkit::space_keyed_tables_start_with_bucket(&house.store).await;
    })
    .await;
}
