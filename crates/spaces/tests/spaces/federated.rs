//! Deciding about a space without a code. Who comes back from FranceConnect stands at
//! the register's door with a proof; how one is come by is `identity`'s to
//! test.

use crate::DAY;
use crate::house::{HEADER, House, Person, Visitor, line, matricule};
use http::StatusCode;
use identity::france_connect::{Arrived, Onward, Pivot, Proof, Register as _};
use kernel::Kind;
use serde_json::json;
use spaces::{Draft, Fate, Format, How, Life, Way};
use std::time::Duration;
use testkit::for_each_store;

const NOBODY: &str = "/activer?fin=inconnu";
const ACTIVATE: &[(&str, &str)] = &[("choix", "activer")];

/// What FranceConnect tells of somebody born as the people of these tests are.
fn pivot(name: &str, first: &[&str]) -> Pivot {
    Pivot {
        family_name: name.into(),
        given_names: first.iter().map(|name| (*name).to_owned()).collect(),
        birthdate: "1969-05-04".into(),
        gender: "female".into(),
        birthplace: "33063".into(),
        birthcountry: "99100".into(),
    }
}

/// The proof of a subject, made now.
fn proof(house: &House, subject: u8) -> Proof {
    let at = house.time.now().millis();
    let subject_hash = vec![subject; 32];
    let proof = json!({"subject_hash": subject_hash, "at": at, "id_token": "a.b.c"});
    serde_json::from_value(proof).expect("a proof")
}

async fn comes(house: &House, pivot: &Pivot, subject: u8) -> Onward {
    let arrived = Arrived {
        pivot: pivot.clone(),
        proof: proof(house, subject),
        client: None,
    };
    house.spaces.welcome(arrived).await.expect("an answer")
}

/// Somebody at their browser, in a sitting that began so.
async fn sits<'h>(house: &'h House, pivot: &Pivot, subject: u8) -> Visitor<'h> {
    let onward = comes(house, pivot, subject).await;
    assert_eq!(onward.to, "/activer/choix");
    let cookie = onward.cookie.expect("a cookie");
    let cookie = cookie.to_str().expect("text");
    // A stricter one would not be sent with the page that comes next.
    assert!(cookie.contains("SameSite=Lax"), "{cookie}");
    let mut visitor = house.visitor("192.0.2.7");
    visitor.cookie = cookie.split(';').next().expect("a value").to_owned();
    visitor
}

/// As [`sits`], on the last page of an activation.
async fn begins<'h>(house: &'h House, pivot: &Pivot, subject: u8) -> Visitor<'h> {
    let visitor = sits(house, pivot, subject).await;
    let chosen = visitor.post("/activer/choix", ACTIVATE).await;
    assert_eq!(chosen.to.as_deref(), Some("/activer/contact"));
    let email = format!("ana{subject}@exemple.fr");
    assert_eq!(visitor.gives_contact(&email).await, "/activer/partage");
    visitor
}

async fn ana(house: &House) -> Person {
    house.person(1, "LECA", "ANA MARIE").await
}

fn of_ana() -> Pivot {
    pivot("LECA", &["Ana", "Marie"])
}

#[test]
fn a_draft_of_before_began_by_a_code() {
    let draft: Draft = serde_json::from_str("{\"app_proven\": false}").expect("a draft");
    assert!(matches!(draft.way, Way::Code) && !draft.is_ready());
}

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
async fn whoever_is_not_found_goes_to_the_same_page() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // Unknown, and known without a space.
        assert_eq!(comes(&house, &pivot("NULLE", &["Ana"]), 1).await.to, NOBODY);
        house.person(2, "LECA", "SANS").await;
        assert_eq!(comes(&house, &pivot("LECA", &["Sans"]), 1).await.to, NOBODY);
        // Dead.
        let dead = house.person(4, "LECA", "ANAAAAA").await;
        house.announce(&dead).await;
        let told = line(4, "LECA", "ANAAAAA").replace(",\n", ",2026-01-02\n");
        let (report, refused) = house.import(&format!("{HEADER}{told}"), Format::Csv).await;
        assert_eq!(report.updated, 1, "{refused}");
        let of_dead = pivot("LECA", &["AnaAAAA"]);
        assert_eq!(comes(&house, &of_dead, 1).await.to, NOBODY);
        assert_eq!(dead.matricule, matricule(4));
        // Two people with the very same traits.
        for n in [5, 6] {
            let person = house.person(n, "PAREILLE", "ANA").await;
            house.announce(&person).await;
        }
        let alike = pivot("PAREILLE", &["Ana"]);
        assert_eq!(comes(&house, &alike, 1).await.to, NOBODY);
        // Traits that are not told.
        let vague = Pivot {
            birthplace: String::new(),
            ..of_ana()
        };
        ana(&house).await;
        assert_eq!(comes(&house, &vague, 1).await.to, NOBODY);

        assert_eq!(house.count("SELECT count(*) FROM activation").await, 0);
        let page = house.visitor("192.0.2.7").get(NOBODY).await;
        assert!(
            page.body.contains("nous ne trouvons pas d’espace"),
            "{}",
            page.body
        );
    })
    .await;
}

#[tokio::test]
async fn twins_are_told_apart() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, first) in [(1, "ANA MARIE"), (2, "EVA MARIE")] {
            let twin = house.person(n, "LECA", first).await;
            house.announce(&twin).await;
        }
        for (subject, first) in [(1, "Ana"), (2, "Eva")] {
            let visitor = begins(&house, &pivot("LECA", &[first, "Marie"]), subject).await;
            let done = visitor.post("/activer/partage", &[]).await;
            assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{first}");
        }
        let active = "SELECT count(*) FROM space WHERE state = 2";
        assert_eq!(house.count(active).await, 2);
    })
    .await;
}

#[tokio::test]
async fn who_has_an_account_is_told_the_truth() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
        let onward = comes(&house, &of_ana(), 2).await;
        assert!(onward.cookie.is_none());
        let page = house.visitor("192.0.2.7").get(onward.to).await;
        assert!(
            page.body.contains("Votre espace est déjà actif"),
            "{}",
            page.body
        );

        let now = house.time.now();
        let closed = house.spaces.close(ana.id, Fate::Archive, How::Site, now);
        closed.await.expect("closed");
        let onward = comes(&house, &of_ana(), 2).await;
        assert!(onward.cookie.is_none());
        let page = house.visitor("192.0.2.7").get(onward.to).await;
        assert!(page.body.contains("Cet espace est fermé"), "{}", page.body);
        // Whatever else stands in the address says nothing.
        let page = house.visitor("192.0.2.7").get("/activer?fin=%3Cb%3E").await;
        assert!(!page.body.contains("<b>"));
    })
    .await;
}

#[tokio::test]
async fn who_refused_may_change_their_mind_without_a_new_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        let code = house.announce(&ana).await;
        let visitor = sits(&house, &of_ana(), 1).await;
        let chosen = visitor
            .post("/activer/choix", &[("choix", "refuser")])
            .await;
        assert_eq!(chosen.to.as_deref(), Some("/opposition/pour"));
        let own = format!("pour-{}", ana.id);
        let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        // The letter's code died with the refusal.
        let tried = house.visitor("192.0.2.8").tries(&code, &ana).await;
        assert!(
            tried.body.contains("Vous avez refusé l’ouverture"),
            "{}",
            tried.body
        );

        house.time.advance(DAY);
        let again = sits(&house, &of_ana(), 1).await;
        let page = again.get("/activer/choix").await;
        assert!(
            page.body.contains("Vous pouvez changer d’avis"),
            "{}",
            page.body
        );
        let visitor = begins(&house, &of_ana(), 1).await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
    })
    .await;
}

#[tokio::test]
async fn who_closed_without_an_account_may_open_again_without_a_new_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        house.time.advance(DAY * 46);
        let now = house.time.now();
        let opened = house.spaces.open_by_silence(ana.id, now).await;
        opened.expect("opened");
        let visitor = sits(&house, &of_ana(), 1).await;
        let fate = [("suite", "archiver")];
        let done = visitor.post("/opposition/fermer", &fate).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));

        house.time.advance(DAY);
        let visitor = sits(&house, &of_ana(), 1).await;
        let done = visitor
            .post("/activer/choix", &[("choix", "rouvrir")])
            .await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        let (_, life) = house
            .spaces
            .life_of(ana.id)
            .await
            .expect("asked")
            .expect("a space");
        assert!(matches!(life, Life::Open { .. }), "{life:?}");
    })
    .await;
}

#[tokio::test]
async fn a_timely_no_wins_over_an_activation_begun_by_franceconnect() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        let now = house.time.now();
        house
            .spaces
            .refuse(ana.id, How::Phone, now)
            .await
            .expect("refused");
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.status, StatusCode::CONFLICT, "{}", done.body);
        for table in [
            "SELECT count(*) FROM account",
            "SELECT count(*) FROM federated_subject",
            "SELECT count(*) FROM session",
        ] {
            assert_eq!(house.count(table).await, 0, "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_letter_does_not_stand_in_the_way_of_a_proof() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        let code = house.announce(&ana).await;
        // Somebody begins with the letter and waits.
        let mut thief = house.visitor("198.51.100.1");
        let begun = thief.tries(&code, &ana).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        let visitor = begins(&house, &of_ana(), 1).await;
        let gone = thief.get("/activer/connexion").await;
        assert_eq!(gone.to.as_deref(), Some("/activer"));
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
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

#[tokio::test]
async fn the_traits_of_a_space_are_those_of_its_person() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let (space, _) = house
            .spaces
            .life_of(ana.id)
            .await
            .expect("asked")
            .expect("a space");
        let is = async |pivot: &Pivot| house.spaces.is_person_of(space, pivot).await;
        assert!(is(&of_ana()).await.expect("asked"));
        assert!(!is(&pivot("LECA", &["Eva", "Marie"])).await.expect("asked"));
        assert!(!is(&Pivot::default()).await.expect("asked"));
        let nowhere = kernel::SpaceId::from_bytes([3; 16]);
        let asked = house.spaces.is_person_of(nowhere, &of_ana()).await;
        assert!(
            !asked
                .map_err(|error| error.kind() == Kind::Fault)
                .expect("asked")
        );
    })
    .await;
}
