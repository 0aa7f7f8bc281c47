//! The team's doors: who comes in where, for how long, and what is not theirs.

use crate::house::{Colleague, House, PASSWORD, proposal};
use crate::soft_key::SoftKey;
use http::StatusCode;
use identity::staff::Stage;
use identity::{Device, Role};
use kernel::Kind;
use std::time::Duration;
use testkit::for_each_store;

const WRONG: &str = "quatre loutres au soleil";

/// One of each role.
async fn team(house: &House) -> [Colleague; 3] {
    let both = house.administrators().await;
    let operator = house
        .colleague(&both, Role::Operator, "Jeanne Roux", "jeanne.r")
        .await;
    let volunteer = house
        .colleague(&both, Role::Volunteer, "Paul Petit", "paul.p")
        .await;
    let [administrator, _] = both;
    [operator, volunteer, administrator]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_team_comes_in_at_their_own_door_with_two_factors() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for who in team(&house).await {
            let (door, home) = (who.door(), who.home());
            let mut browser = house.browser();
            browser
                .get(home)
                .await
                .goes_to(&format!("{door}?retour={home}"));
            let page = browser.get(door).await;
            page.is(200);
            assert!(page.text.contains(&format!("action=\"{door}\"")));
            assert!(page.text.contains("/equipe/activer"));
            assert!(!page.text.contains("name=\"partage\""));
            browser
                .knocks(door, &who.username, PASSWORD)
                .await
                .goes_to(&format!("{door}/code"));
            assert!(!browser.works(&who).await, "a password alone opens nothing");
            browser.get(&format!("{door}/code")).await.is(200);
            let step = format!("{door}/code");
            browser.post(&step, &[("code", "000000")]).await.is(422);
            let code = who.totp.code_at(house.world.now());
            browser.post(&step, &[("code", &code)]).await.goes_to(home);
            assert!(browser.works(&who).await);
            browser.get(door).await.goes_to(home);
            browser.get("/session").await.is(204);
            browser
                .post("/deconnexion", &[])
                .await
                .goes_to(&format!("{door}?fin=sortie"));
            assert!(!browser.works(&who).await);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_any_other_door_an_account_does_not_exist() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let team = team(&house).await;
        let mut people = vec![(ana.username.clone(), "/connexion")];
        people.extend(team.iter().map(|who| (who.username.clone(), who.door())));
        for (_, door) in &people {
            let nobody = house.browser().knocks(door, "nobody.here", PASSWORD).await;
            nobody.is(422);
            for (username, own) in &people {
                let before = house.identity.passwords_hashed();
                let answer = house.browser().knocks(door, username, PASSWORD).await;
                assert_eq!(house.identity.passwords_hashed() - before, 1);
                if own == door {
                    answer.goes_to(&format!("{door}/code"));
                } else {
                    answer.is(422);
                    let same = nobody.text.replace("nobody.here", username);
                    assert_eq!(answer.text, same, "{username} at {door}");
                }
                // Wrong tries slow down the next: let the brake go.
                house.world.advance(Duration::from_mins(5));
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_begun_at_one_door_ends_at_no_other() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let [operator, ..] = team(&house).await;
        let mut browser = house.browser();
        browser
            .knocks(operator.door(), &operator.username, PASSWORD)
            .await;
        let way = browser.cookies.clone();
        let code = operator.totp.code_at(house.world.now());
        for other in [
            "/connexion",
            "/admin/connexion",
            "/accompagnement/connexion",
        ] {
            browser.cookies.clone_from(&way);
            browser
                .get(&format!("{other}/code"))
                .await
                .goes_to(&format!("{other}?fin=etape"));
            browser.cookies.clone_from(&way);
            browser
                .post(&format!("{other}/code"), &[("code", &code)])
                .await
                .goes_to(&format!("{other}?fin=etape"));
        }
        browser.cookies = way;
        browser
            .post("/op/connexion/code", &[("code", &code)])
            .await
            .goes_to("/op");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_09_signing_in_again_ends_the_session_before_where_there_is_one_at_a_time() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let second_node = house.second_node().await;
        for who in team(&house).await {
            let mut first = house.browser();
            first.comes_in(&who).await;
            house.next_code();
            let mut second = second_node.browser();
            second.comes_in(&who).await;
            house.next_code();
            assert!(second.works(&who).await);
            let both = who.staff.role == Role::Volunteer;
            assert_eq!(first.works(&who).await, both, "{:?}", who.staff.role);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_09_of_two_sign_ins_at_once_one_session_is_left() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let [operator, ..] = team(&house).await;
        let now = house.world.now();
        let mut tries = Vec::new();
        for at in [now, now.plus(Duration::from_secs(30))] {
            let mut browser = house.browser();
            browser
                .knocks(operator.door(), &operator.username, PASSWORD)
                .await;
            let code = operator.totp.code_at(at);
            tries.push(tokio::spawn(async move {
                let fields = [("code", code.as_str())];
                browser.post("/op/connexion/code", &fields).await.status
            }));
        }
        let mut opened = 0;
        for answer in tries {
            opened += u32::from(answer.await.unwrap() == StatusCode::SEE_OTHER);
        }
        assert!(opened >= 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM session").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_09_sessions_of_the_team_end_at_their_idle_and_at_their_absolute_limit() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let second = Duration::from_secs(1);
        for who in team(&house).await {
            let idle = match who.staff.role {
                Role::Volunteer => Duration::from_mins(30),
                Role::Operator | Role::Administrator => Duration::from_mins(10),
            };
            let mut browser = house.browser();
            browser.comes_in(&who).await;
            house.world.advance(idle - second);
            assert!(browser.works(&who).await, "{:?}", who.staff.role);
            house.world.advance(idle);
            assert!(!browser.works(&who).await, "{:?}", who.staff.role);

            browser.comes_in(&who).await;
            let step = Duration::from_mins(8);
            for _ in 0..59 {
                house.world.advance(step);
                assert!(browser.works(&who).await, "{:?}", who.staff.role);
            }
            house.world.advance(step);
            assert!(!browser.works(&who).await, "eight hours");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookies_of_the_team_end_with_the_browser() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for who in team(&house).await {
            let mut browser = house.browser();
            let door = who.door();
            browser.knocks(door, &who.username, PASSWORD).await;
            let code = who.totp.code_at(house.world.now());
            let answer = browser
                .post(&format!("{door}/code"), &[("code", &code)])
                .await;
            let set = answer.headers.get_all("set-cookie").iter();
            let mut names = Vec::new();
            for line in set.map(|line| line.to_str().unwrap()) {
                names.push(line.split('=').next().unwrap());
                let age = line.contains("Max-Age") && !line.contains("Max-Age=0");
                assert!(!age, "{line}");
            }
            assert!(names.contains(&"__Host-carnet"));
            let device = "__Host-appareil";
            assert!(!names.contains(&device) && !browser.cookies.contains_key(device));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_others_do_not_exist_for_anyone() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browsers = vec![(house.signed_in(&ana).await, "/espace/moi")];
        for who in team(&house).await {
            let mut browser = house.browser();
            browser.comes_in(&who).await;
            browsers.push((browser, who.home()));
        }
        let homes = ["/espace/moi", "/op", "/accompagnement", "/admin"];
        for (browser, own) in &mut browsers {
            for home in homes {
                let status = if home == *own { 200 } else { 404 };
                browser.get(home).await.is(status);
            }
            let beside = [
                ("/admin/equipe", "/admin"),
                ("/admin/equipe/journal", "/admin"),
                ("/admin/equipe/proposer", "/admin"),
                ("/admin/connexion/preuve", "/admin"),
                ("/connexion/preuve", "/espace/moi"),
                ("/espace/moi/reglages/appareils", "/espace/moi"),
                ("/pro", "nobody’s here"),
            ];
            for (page, home) in beside {
                let status = if home == *own { 200 } else { 404 };
                browser.get(page).await.is(status);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_slow_down_at_the_team_s_doors_too() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let [operator, ..] = team(&house).await;
        let (door, username) = (operator.door(), operator.username.as_str());
        let mut browser = house.browser();
        for _ in 0..3 {
            browser.knocks(door, username, WRONG).await.is(422);
        }
        let before = house.identity.passwords_hashed();
        browser.knocks(door, username, PASSWORD).await.is(429);
        // The username has one brake, whatever the door.
        browser
            .knocks("/connexion", username, PASSWORD)
            .await
            .is(429);
        assert_eq!(house.identity.passwords_hashed(), before);
        house.world.advance(Duration::from_secs(10));
        browser.comes_in(&operator).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_ended_is_out_at_once_everywhere() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let who = house
            .colleague(&both, Role::Operator, "Jeanne Roux", "jeanne.r")
            .await;
        let mut desk = house.browser();
        desk.comes_in(&who).await;
        house.next_code();
        let mut half = house.browser();
        half.knocks(who.door(), &who.username, PASSWORD).await;
        let mut other = house.second_node().await.browser();
        other.cookies.clone_from(&desk.cookies);
        assert!(other.works(&who).await);

        let ended = house.identity.end_staff(&both[0].staff, who.staff.account);
        ended.await.unwrap();
        assert!(!desk.works(&who).await);
        assert!(!other.works(&who).await);
        let code = who.totp.code_at(house.world.now());
        half.post("/op/connexion/code", &[("code", &code)])
            .await
            .goes_to("/op/connexion?fin=etape");
        let mut stranger = house.browser();
        let answer = stranger
            .knocks("/op/connexion", &who.username, PASSWORD)
            .await;
        let nobody = stranger
            .knocks("/op/connexion", "nobody.here", PASSWORD)
            .await;
        answer.is(422);
        assert_eq!(
            answer.text,
            nobody.text.replace("nobody.here", &who.username)
        );
        // Nor is it an account of anybody else's door now.
        house
            .browser()
            .knocks("/connexion", &who.username, PASSWORD)
            .await
            .is(422);
        let again = house.identity.end_staff(&both[0].staff, who.staff.account);
        assert_eq!(again.await.unwrap_err().kind(), Kind::Conflict);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_role_ended_otherwise_is_nobodys() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let [operator, ..] = team(&house).await;
        let mut browser = house.browser();
        browser.comes_in(&operator).await;
        // As if another version of the program had ended the role, sessions left.
        house
            .store
            .execute(
                "UPDATE staff SET ended_at = 1 WHERE account = $1",
                vec![operator.staff.account.into()],
            )
            .await
            .unwrap();
        browser.get("/op").await.goes_to("/op/connexion?retour=/op");
        assert_eq!(
            browser.get("/session").await.status,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_opens_the_door_of_its_owner_and_no_other() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let account = house
            .identity
            .propose_staff(&both[0].staff, &proposal(Role::Operator, "Jeanne Roux"))
            .await
            .unwrap();
        let code = house.identity.confirm_staff(&both[1].staff, account).await;
        let mut browser = house.browser();
        let fields = [
            ("code", code.unwrap().in_groups()),
            ("identifiant", String::from("jeanne.r")),
            ("mot-de-passe", String::from(PASSWORD)),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        browser
            .post("/equipe/activer", &fields)
            .await
            .goes_to("/equipe/activer/facteur");
        let mut key = SoftKey::new(crate::house::ORIGIN);
        let begun = browser.post("/equipe/activer/facteur/cle/debut", &[]).await;
        begun.is(200);
        let answer = key.creates(&begun.text);
        browser
            .post("/equipe/activer/facteur/cle", &[("reponse", &answer)])
            .await
            .goes_to("/op");
        browser.get("/op").await.is(200);
        for (door, status) in [
            ("/connexion", 422),
            ("/admin/connexion", 422),
            ("/accompagnement/connexion", 422),
            ("/op/connexion", 303),
        ] {
            let mut other = house.browser();
            let begun = other.post("/connexion/cle/debut", &[]).await;
            let answer = key.signs(&begun.text);
            let fields = [("reponse", answer.as_str()), ("retour", "")];
            other.post(&format!("{door}/cle"), &fields).await.is(status);
            assert_eq!(other.get("/op").await.status.as_u16() == 200, status == 303);
        }
        let (found, _) = house
            .identity
            .list_staff(Stage::InPost, Some(Role::Operator), None)
            .await
            .unwrap();
        assert_eq!(found.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_12_what_weighs_asks_administrators_for_both_factors_again() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let [administrator, other] = house.administrators().await;
        let asked = proposal(Role::Operator, "Paul Petit");
        let waiting = house.identity.propose_staff(&other.staff, &asked).await;
        let waiting = waiting.unwrap();
        let mut browser = house.browser();
        browser.comes_in(&administrator).await;
        browser.get("/admin/equipe/proposer").await.is(200);
        house.world.advance(Duration::from_secs(5 * 60 + 1));
        let proof = "/admin/connexion/preuve?retour=/admin/equipe/proposer";
        browser.get("/admin/equipe/proposer").await.goes_to(proof);
        let fields = [("nom", "Jeanne Roux"), ("role", "administrator")];
        let sent = browser.post("/admin/equipe/proposer", &fields).await;
        sent.goes_to(proof);
        for act in ["confirmer", "terminer"] {
            let path = format!("/admin/equipe/{waiting}/{act}");
            let proof = format!("/admin/connexion/preuve?retour={path}");
            browser.get(&path).await.goes_to(&proof);
            browser.post(&path, &[]).await.goes_to(&proof);
        }
        let member = house.identity.member(waiting).await.unwrap();
        assert_eq!(member.stage, Stage::Proposed);
        // To look is not to act.
        browser.get("/admin/equipe").await.is(200);
        browser.get(proof).await.is(200);
        let before = browser.session().unwrap();
        let code = administrator.totp.code_at(house.world.now());
        let wrong = [("mot-de-passe", WRONG), ("code", code.as_str())];
        browser
            .post("/admin/connexion/preuve", &wrong)
            .await
            .is(422);
        let right = [
            ("mot-de-passe", PASSWORD),
            ("code", code.as_str()),
            ("retour", "/admin/equipe/proposer"),
        ];
        browser
            .post("/admin/connexion/preuve", &right)
            .await
            .goes_to("/admin/equipe/proposer");
        browser.get("/admin/equipe/proposer").await.is(200);
        let mut old = house.browser();
        old.cookies.insert("__Host-carnet".into(), before);
        assert!(!old.works(&administrator).await, "the token was renewed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_01_an_account_of_the_team_is_never_linked_to_a_space() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        for who in team(&house).await {
            let mut tx = house.store.begin("test").await.unwrap();
            let linked = house
                .identity
                .link_space(&mut tx, who.staff.account, ana.space);
            assert_eq!(linked.await.unwrap_err().kind(), Kind::Fault);
            tx.rollback().await.unwrap();
            // Nor does it come in as a holder does.
            let mut tx = house.store.begin("test").await.unwrap();
            let device = Device::default();
            let opened = house
                .identity
                .start_session(&mut tx, who.staff.account, &device);
            assert_eq!(opened.await.unwrap_err().kind(), Kind::Fault);
            tx.rollback().await.unwrap();
        }
    })
    .await;
}
