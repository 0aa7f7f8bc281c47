//! How the team is made: by two persons and a code, with a line for each act.

use crate::house::{Browser, Colleague, House, PASSWORD, proposal};
use identity::staff::{Deed, NewSignIn, Proposal, Stage};
use identity::{Code, Limits, Role, Staff};
use kernel::{AccountId, Kind, Personal, Secret};
use std::time::Duration;
use testkit::for_each_store;

const DAY: Duration = Duration::from_hours(24);
const ENROL: &str = "/equipe/activer";
const REFUSED: &str = "demandez-en un autre";

async fn proposed(house: &House, by: &Staff, role: Role, name: &str) -> AccountId {
    let account = house
        .identity
        .propose_staff(by, &proposal(role, name))
        .await;
    account.expect("proposed")
}

async fn enters(browser: &mut Browser, code: &str, username: &str) -> u16 {
    let fields = [
        ("code", code),
        ("identifiant", username),
        ("mot-de-passe", PASSWORD),
    ];
    browser.post(ENROL, &fields).await.status.as_u16()
}

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
async fn opr_12_it_takes_two_persons_neither_of_whom_is_the_one_concerned() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let [odile, karim] = [&both[0].staff, &both[1].staff];
        let operator = house
            .colleague(&both, Role::Operator, "Jeanne Roux", "jeanne.r")
            .await;
        let volunteer = house
            .colleague(&both, Role::Volunteer, "Paul Petit", "paul.p")
            .await;
        let kind = |error: kernel::Error| (error.kind(), error.code());
        for role in Role::ALL {
            // Nobody proposes themself, for any role.
            for name in ["Odile Marchand", "marchand ODILE"] {
                let own = proposal(role, name);
                let error = house.identity.propose_staff(odile, &own).await;
                let error = error.unwrap_err();
                assert_eq!(error.field_errors()[0].code, "staff-propose-self");
            }
            // The proposer does not confirm; another does.
            let account = proposed(&house, odile, role, "Nadia Blin").await;
            let alone = house.identity.confirm_staff(odile, account).await;
            assert_eq!(
                kind(alone.unwrap_err()),
                (Kind::Forbidden, "staff-two-persons")
            );
            // The one concerned does not confirm either, whoever proposed them.
            let karims = proposed(&house, odile, role, "Lebrun Karim").await;
            let own = house.identity.confirm_staff(karim, karims).await;
            assert_eq!(
                kind(own.unwrap_err()),
                (Kind::Forbidden, "staff-two-persons")
            );
            // Nobody of another role proposes, confirms or ends anything.
            for other in [&operator.staff, &volunteer.staff] {
                let proposal = proposal(role, "Nadia Blin");
                let wanted = house.identity.propose_staff(other, &proposal).await;
                assert_eq!(wanted.unwrap_err().kind(), Kind::NotFound);
                let confirmed = house.identity.confirm_staff(other, account).await;
                assert_eq!(confirmed.unwrap_err().kind(), Kind::NotFound);
                let ended = house.identity.end_staff(other, account).await;
                assert_eq!(ended.unwrap_err().kind(), Kind::NotFound);
            }
            house.identity.confirm_staff(karim, account).await.unwrap();
            // One is enough to take away.
            house.identity.end_staff(odile, account).await.unwrap();
            let late = house.identity.confirm_staff(karim, account).await;
            assert_eq!(late.unwrap_err().kind(), Kind::Conflict);
            house.identity.end_staff(karim, karims).await.unwrap();
        }
        // Who is in post is not confirmed anew.
        let again = house.identity.confirm_staff(karim, operator.staff.account);
        assert_eq!(again.await.unwrap_err().kind(), Kind::Conflict);
        let nobody = AccountId::from_bytes([9; 16]);
        let unknown = house.identity.confirm_staff(karim, nobody).await;
        assert_eq!(unknown.unwrap_err().kind(), Kind::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_12_no_page_changes_a_role() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let operator = house
            .colleague(&both, Role::Operator, "Jeanne Roux", "jeanne.r")
            .await;
        let mut browser = house.browser();
        browser.comes_in(&operator).await;
        let own = operator.staff.account.to_string();
        let fields = [("nom", "Jeanne Roux"), ("role", "administrator")];
        browser
            .post("/admin/equipe/proposer", &fields)
            .await
            .is(404);
        for act in ["confirmer", "terminer", "code"] {
            let path = format!("/admin/equipe/{own}/{act}");
            browser.get(&path).await.is(404);
        }
        for act in ["confirmer", "terminer"] {
            let path = format!("/admin/equipe/{own}/{act}");
            browser.post(&path, &[]).await.is(404);
        }
        // Another role is another proposal and another account; both may be.
        let account = proposed(&house, &both[0].staff, Role::Volunteer, "Jeanne Roux").await;
        assert_ne!(account, operator.staff.account);
        let member = house.identity.member(operator.staff.account).await.unwrap();
        assert_eq!((member.role, member.stage), (Role::Operator, Stage::InPost));
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
        let totp = house.identity.new_totp();
        let sign_in = |username: &str| NewSignIn {
            username: username.to_owned(),
            password: Secret::new(PASSWORD.to_owned()),
            totp: house
                .identity
                .confirm_totp(&totp, &totp.code_at(house.world.now()))
                .unwrap(),
        };
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

#[tokio::test(flavor = "multi_thread")]
async fn each_act_on_the_team_leaves_a_line_that_nobody_can_change() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        house
            .colleague(&both, Role::Volunteer, "Paul Petit", "paul.p")
            .await;
        let account = proposed(&house, &both[0].staff, Role::Operator, "Jeanne Roux").await;
        house.world.advance(Duration::from_secs(1));
        house
            .identity
            .end_staff(&both[1].staff, account)
            .await
            .unwrap();
        let told = |count| {
            let identity = house.identity.clone();
            async move { identity.staff_events(None, count).await.unwrap() }
        };
        let (lines, more) = told(50).await;
        assert!(!more);
        let deeds: Vec<(Deed, Option<&str>, &str)> = lines
            .iter()
            .map(|line| {
                let actor = line.actor.as_ref().map(|name| name.0.as_str());
                (line.deed, actor, line.about.0.as_str())
            })
            .collect();
        let odile = Some("Odile Marchand");
        let karim = Some("Karim Lebrun");
        // The latest first; those of one instant in any order.
        assert_eq!(deeds[0], (Deed::Ended, karim, "Jeanne Roux"));
        for line in [
            (Deed::Proposed, None, "Odile Marchand"),
            (Deed::Confirmed, None, "Odile Marchand"),
            (Deed::Enrolled, odile, "Odile Marchand"),
            (Deed::Enrolled, karim, "Karim Lebrun"),
            (Deed::Proposed, odile, "Paul Petit"),
            (Deed::Confirmed, karim, "Paul Petit"),
            (Deed::Enrolled, Some("Paul Petit"), "Paul Petit"),
            (Deed::Proposed, odile, "Jeanne Roux"),
        ] {
            assert_eq!(
                deeds.iter().filter(|deed| **deed == line).count(),
                1,
                "{line:?}"
            );
        }
        assert_eq!(deeds.len(), 11);
        // Page by page it is the same.
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let (lines, more) = house.identity.staff_events(before, 4).await.unwrap();
            before = lines.last().map(|line| line.place);
            paged.extend(lines);
            if !more {
                break;
            }
        }
        assert_eq!(paged, lines);
        for sql in [
            "UPDATE staff_event SET actor = NULL",
            "DELETE FROM staff_event",
        ] {
            assert!(house.store.execute(sql, Vec::new()).await.is_err(), "{sql}");
        }
        assert_eq!(told(50).await.0, lines);
        // The pages tell it in words.
        let mut browser = house.browser();
        browser.comes_in(&both[0]).await;
        for page in ["/admin/equipe", "/admin/equipe/journal"] {
            let text = browser
                .get(page)
                .await
                .text
                .replace(['\u{a0}', '\u{202f}'], " ");
            for told in [
                "Karim Lebrun a fermé l’accès de Jeanne Roux (Téléconseiller).",
                "Odile Marchand a proposé Paul Petit (Bénévole).",
            ] {
                let told = told.replace('’', "&#39;");
                let text = text.replace('’', "&#39;");
                assert!(text.contains(&told), "{told} in {page}: {text}");
            }
        }
        let last = &lines.last().unwrap().place;
        let path = format!("/admin/equipe/journal?avant={last}");
        let page = browser.get(&path).await;
        page.is(200);
        assert!(page.text.contains("class=\"empty\""));
        browser.get("/admin/equipe/journal?avant=x").await.is(404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_two_administrators_come_from_the_command_line_only_while_there_is_none() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let first = |names| {
            let identity = house.identity.clone();
            async move { identity.first_administrators(names).await }
        };
        for wrong in [
            ["Odile Marchand", "marchand odile"],
            ["Odile Marchand", "7"],
        ] {
            assert_eq!(first(wrong).await.unwrap_err().kind(), Kind::Invalid);
        }
        let names = ["Odile Marchand", "Karim Lebrun"];
        first(names).await.unwrap();
        assert_eq!(first(names).await.unwrap_err().kind(), Kind::Conflict);
        // Neither used their code in time: there is nobody, and it may be done again.
        house.world.advance(DAY * 7);
        let [one, _] = first(names).await.unwrap();
        let totp = house.identity.new_totp();
        let sign_in = NewSignIn {
            username: String::from("odile.m"),
            password: Secret::new(PASSWORD.to_owned()),
            totp: house
                .identity
                .confirm_totp(&totp, &totp.code_at(house.world.now()))
                .unwrap(),
        };
        let odile = house.identity.enrol_staff(&one, sign_in).await.unwrap();
        house.world.advance(DAY * 30);
        assert_eq!(first(names).await.unwrap_err().kind(), Kind::Conflict);
        // One alone may still make the other's code anew: the command line proposed.
        let member = house.identity.member(odile).await.unwrap();
        let who = Staff {
            account: odile,
            role: member.role,
            name: member.name,
            place: None,
            session: kernel::SessionId::from_bytes([0; 16]),
            proved_at: house.world.now(),
            charter_signed: false,
        };
        let (waiting, _) = house
            .identity
            .list_staff(Stage::Confirmed, None, None)
            .await
            .unwrap();
        let karim = waiting.last().unwrap();
        assert_eq!(karim.name.0, "Karim Lebrun");
        house
            .identity
            .confirm_staff(&who, karim.account)
            .await
            .unwrap();
        // Once all have gone there is nobody again.
        house.identity.end_staff(&who, karim.account).await.unwrap();
        house.identity.end_staff(&who, odile).await.unwrap();
        first(names).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_command_lines_at_once_make_two_administrators() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let tries = (0..4).map(|_| {
            let identity = house.identity.clone();
            let names = ["Odile Marchand", "Karim Lebrun"];
            tokio::spawn(async move { identity.first_administrators(names).await.is_ok() })
        });
        let mut made = 0;
        for answer in tries.collect::<Vec<_>>() {
            made += u32::from(answer.await.unwrap());
        }
        assert_eq!(made, 1);
        let rows = house
            .store
            .query("SELECT COUNT(*) FROM staff", Vec::new())
            .await
            .unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 2);
    })
    .await;
}

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
async fn an_administrator_ends_a_role_through_the_pages_even_their_own() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let jeanne = house
            .colleague(&both, Role::Operator, "Jeanne Roux", "jeanne.r")
            .await;
        let mut browser = house.browser();
        browser.comes_in(&both[0]).await;
        let end = |who: &Colleague| format!("/admin/equipe/{}/terminer", who.staff.account);
        let page = browser.get(&end(&jeanne)).await;
        page.is(200);
        assert!(page.text.contains("Jeanne Roux"));
        browser
            .post(&end(&jeanne), &[])
            .await
            .goes_to("/admin/equipe?fin=termine");
        browser.get(&end(&jeanne)).await.is(404);
        browser.post(&end(&jeanne), &[]).await.is(409);
        let page = browser.get("/admin/equipe").await;
        assert!(!page.text.contains(">Jeanne Roux</th>"));
        browser.post(&end(&both[0]), &[]).await.is(303);
        browser
            .get("/admin/equipe")
            .await
            .goes_to("/admin/connexion?retour=/admin/equipe");
        // One is left, who is told what that means.
        let mut other = house.browser();
        other.comes_in(&both[1]).await;
        let page = other.get("/admin/equipe").await;
        assert!(page.text.contains("deux administrateurs en poste"));
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
