//! Who may give a role and end it: two persons, of whom neither is concerned,
//! and a line for each act.

use super::{DAY, proposed};
use crate::house::{Colleague, House, proposal};
use identity::Role;
use identity::staff::{Deed, Stage};
use kernel::{AccountId, Kind};
use std::time::Duration;
use testkit::for_each_store;

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
        let role = Role::Administrator;
        let odile = house.enrols(&one, role, names[0], "odile.m").await.staff;
        house.world.advance(DAY * 30);
        assert_eq!(first(names).await.unwrap_err().kind(), Kind::Conflict);
        // Nobody may make the other's code anew, for they would come in as them:
        // nobody in the team proposed, so nobody is the second of two.
        let (waiting, _) = house
            .identity
            .list_staff(Stage::Confirmed, None, None)
            .await
            .unwrap();
        let karim = waiting.last().unwrap();
        assert_eq!(karim.name.0, "Karim Lebrun");
        // Their own code died long ago: none can come in who was not given one.
        let anew = house.identity.confirm_staff(&odile, karim.account).await;
        assert_eq!(anew.unwrap_err().kind(), Kind::Conflict);
        // Once all have gone there is nobody again.
        house
            .identity
            .end_staff(&odile, karim.account)
            .await
            .unwrap();
        assert_eq!(first(names).await.unwrap_err().kind(), Kind::Conflict);
        house
            .identity
            .end_staff(&odile, odile.account)
            .await
            .unwrap();
        first(names).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_12_nobody_makes_a_new_code_for_who_comes_from_the_command_line() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let third = house
            .colleague(&both, Role::Administrator, "Nadia Blin", "nadia.b")
            .await;
        for who in &both {
            let end = house.identity.end_staff(&third.staff, who.staff.account);
            end.await.unwrap();
        }
        house
            .identity
            .end_staff(&third.staff, third.staff.account)
            .await
            .unwrap();
        // Two again from the command line; only one of them enrols.
        let names = ["Odile Marchand", "Karim Lebrun"];
        let [one, karims] = house.identity.first_administrators(names).await.unwrap();
        let odile = house
            .enrols(&one, Role::Administrator, names[0], "odile.n")
            .await;
        let (waiting, _) = house
            .identity
            .list_staff(Stage::Confirmed, None, None)
            .await
            .unwrap();
        let karim = waiting[0].account;
        let anew = house.identity.confirm_staff(&odile.staff, karim).await;
        let error = anew.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::Forbidden, "staff-two-persons")
        );
        let mut browser = house.browser();
        browser.comes_in(&odile).await;
        let confirm = format!("/admin/equipe/{karim}/confirmer");
        browser.get(&confirm).await.is(403);
        browser.post(&confirm, &[]).await.is(403);
        let page = browser.get("/admin/equipe").await;
        assert!(page.text.contains("Karim Lebrun") && !page.text.contains(&confirm));
        // The code of the command line is untouched.
        house
            .enrols(&karims, Role::Administrator, names[1], "karim.n")
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_agreed_to_within_thirty_days_or_never() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let [odile, karim] = [&both[0].staff, &both[1].staff];
        let at = house.world.now();
        let early = proposed(&house, odile, Role::Operator, "Jeanne Roux").await;
        let late = proposed(&house, odile, Role::Operator, "Paul Petit").await;
        let confirm = |account| house.identity.confirm_staff(karim, account);
        house.world.set(at.plus(DAY * 30 - Duration::from_secs(1)));
        confirm(early).await.unwrap();
        confirm(early).await.unwrap();
        house.world.set(at.plus(DAY * 30));
        for account in [early, late] {
            let error = confirm(account).await.unwrap_err();
            assert_eq!(
                (error.kind(), error.code()),
                (Kind::Conflict, "staff-too-late")
            );
        }
        // The pages say so, and offer what is left to do.
        let mut browser = house.browser();
        browser.comes_in(&both[1]).await;
        let page = browser.get("/admin/equipe").await;
        assert!(page.text.contains("plus de 30"));
        for account in [early, late] {
            let path = format!("/admin/equipe/{account}");
            assert!(!page.text.contains(&format!("{path}/confirmer")));
            assert!(page.text.contains(&format!("{path}/terminer")));
            browser.get(&format!("{path}/confirmer")).await.is(409);
            browser
                .post(&format!("{path}/confirmer"), &[])
                .await
                .is(409);
        }
        house.world.advance(DAY * 7);
        browser.comes_in(&both[1]).await;
        let page = browser.get("/admin/equipe").await;
        assert!(page.text.contains("Code périmé. Retirez la proposition"));
        house.identity.end_staff(odile, late).await.unwrap();
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
        assert_eq!(house.count("SELECT COUNT(*) FROM staff").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_who_end_each_other_at_once_one_is_left() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let end = |by: usize| {
            let (identity, who) = (house.identity.clone(), both[by].staff.clone());
            let other = both[1 - by].staff.account;
            tokio::spawn(async move { identity.end_staff(&who, other).await })
        };
        let (one, two) = (end(0), end(1));
        let ends = [one.await.unwrap(), two.await.unwrap()];
        let refused: Vec<Kind> = ends
            .iter()
            .filter_map(|end| end.as_ref().err().map(kernel::Error::kind))
            .collect();
        assert_eq!(refused, [Kind::NotFound]);
        let role = Some(Role::Administrator);
        let left = house.identity.list_staff(Stage::InPost, role, None).await;
        assert_eq!(left.unwrap().0.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opr_12_a_request_that_comes_after_its_author_s_end_does_nothing() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let both = house.administrators().await;
        let [odile, karim] = [&both[0].staff, &both[1].staff];
        let waiting = proposed(&house, odile, Role::Operator, "Jeanne Roux").await;
        house.world.advance(Duration::from_secs(1));
        house
            .identity
            .end_staff(odile, karim.account)
            .await
            .unwrap();
        // As the request found him before it was decided.
        let nobody = |error: kernel::Error| assert_eq!(error.kind(), Kind::NotFound);
        let proposal = proposal(Role::Operator, "Paul Petit");
        nobody(
            house
                .identity
                .propose_staff(karim, &proposal)
                .await
                .unwrap_err(),
        );
        nobody(
            house
                .identity
                .confirm_staff(karim, waiting)
                .await
                .unwrap_err(),
        );
        nobody(house.identity.end_staff(karim, waiting).await.unwrap_err());
        nobody(
            house
                .identity
                .end_staff(karim, odile.account)
                .await
                .unwrap_err(),
        );
        let (lines, _) = house.identity.staff_events(None, 1).await.unwrap();
        assert_eq!(lines[0].about.0, "Karim Lebrun");
        let member = house.identity.member(waiting).await.unwrap();
        assert_eq!(member.stage, Stage::Proposed);
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
