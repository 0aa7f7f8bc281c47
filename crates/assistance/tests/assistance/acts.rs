//! What is done in a call: never without one, and written down with it.

use crate::house::{House, line, matricule, operator, said, shown};
use crate::{CALL_MAX, DAY, MINUTE, TICK};
use identity::staff::Staff;
use kernel::{PersonId, Timestamp};
use post::Channel;
use spaces::{Code, Fate, Life, What};
use std::process::Command;
use testkit::{TestWorld, for_each_store, for_each_store_at};

/// What each act answers that needs somebody who was recognised.
async fn all(house: &House, operator: &Staff, person: PersonId) -> [&'static str; 4] {
    let line = &house.line;
    [
        said(line.refuse(operator, &[person]).await),
        said(line.send_code(operator).await),
        said(line.hold(operator, What::Close(Fate::Delete)).await),
        said(line.call_off(operator).await),
    ]
}

#[tokio::test]
async fn opr_04_nothing_is_done_without_a_call_in_which_somebody_was_recognised() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (jeanne, other) = (operator(&house, 1), operator(&house, 2));
        let ana = house.opened(1).await;
        house.calls(&other, 1, None).await.expect("it fits");
        let held = house.line.hold(&other, What::Close(Fate::Delete)).await;
        held.expect("open");
        let before = house.rows().await;
        let no_call = ["op-no-call"; 4];

        let tried = house.line.recognize(&jeanne, &shown(1, None)).await;
        assert_eq!(said(tried), "op-no-call");
        // The call of somebody else goes on, and is of no use.
        assert_eq!(all(&house, &jeanne, ana).await, no_call);
        house.begins(&jeanne).await;
        assert_eq!(all(&house, &jeanne, ana).await, ["op-nobody"; 4]);
        house.line.hang_up(&jeanne).await.expect("asked");
        assert_eq!(all(&house, &jeanne, ana).await, no_call);
        assert_eq!(house.rows().await, before);

        house.calls(&jeanne, 1, None).await.expect("it fits");
        house.line.hang_up(&jeanne).await.expect("asked");
        assert_eq!(all(&house, &jeanne, ana).await, no_call);
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let recognised = house.rows().await;
        house.time.advance(CALL_MAX - TICK);
        let call = house.line.call(&jeanne).await.expect("asked");
        assert!(call.is_some(), "to the last instant");
        house.time.advance(TICK);
        assert_eq!(all(&house, &jeanne, ana).await, no_call);
        let tried = house.line.recognize(&jeanne, &shown(1, None)).await;
        assert_eq!(said(tried), "op-no-call");
        assert_eq!(house.rows().await, recognised);
    })
    .await;
}

#[tokio::test]
async fn opr_04_what_is_done_is_written_down_with_the_operator_and_the_call() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        house.opened(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        for what in [What::Close(Fate::Archive), What::Reopen] {
            drop(house.line.hold(&jeanne, what).await);
        }
        house.line.call_off(&jeanne).await.expect("it waits");
        house.line.send_code(&jeanne).await.expect("it may be had");
        let acts = house.store.query(
            "SELECT a.what, c.number, a.receipt FROM op_act a JOIN op_call c ON c.id = a.call \
             WHERE c.operator = $1 ORDER BY a.what",
            vec![jeanne.account.into()],
        );
        let acts = acts.await.expect("asked");
        let what: Vec<i64> = acts.iter().map(|row| row.int(0).expect("one")).collect();
        // Recognised, a new code, a closing, called off: what was refused is not there.
        assert_eq!(what, [0, 2, 3, 6]);
        for row in &acts {
            assert_eq!(row.text(1).expect("a number"), "2026-11-25/0042");
        }
        let held = house.store.query("SELECT receipt FROM held_act", vec![]);
        let held = held.await.expect("asked");
        assert_eq!(
            acts[2].text(2).expect("a receipt"),
            held[0].text(0).expect("a receipt")
        );
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_called_off_and_each_receipt_is_kept() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let ana = house.opened(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        // Twice in the same instant: as many numbers were read out.
        for _ in 0..2 {
            let what = What::Close(Fate::Archive);
            house.line.hold(&jeanne, what).await.expect("open");
            house.line.call_off(&jeanne).await.expect("it waits");
        }
        let noted = "SELECT count(DISTINCT receipt) FROM op_act WHERE what IN (3, 6)";
        assert_eq!(house.count(noted).await, 4);
        assert_eq!(said(house.line.call_off(&jeanne).await), "error-not-found");
        assert!(house.life(ana).await.is_some_and(Life::is_open));
    })
    .await;
}

#[tokio::test]
async fn a_parent_with_the_code_refuses_for_a_child_too_and_the_receipt_goes_by_post() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, code) = house.told(1).await;
        let mut children = Vec::new();
        for (n, born) in [(2, "2015-03-01"), (3, "2000-03-01")] {
            let file = line(n, "HUGO").replace("1969-05-04", born);
            let file = format!("{}{}\n", file.trim_end(), matricule(1));
            house.import(&file).await;
            children.push(house.known(n).await);
        }
        let [child, grown] = children[..] else {
            panic!("two children");
        };
        house.calls(&jeanne, 1, Some(&code)).await.expect("it fits");
        for chosen in [vec![ana, grown], vec![]] {
            let refused = house.line.refuse(&jeanne, &chosen).await;
            let error = refused.expect_err("not theirs to decide");
            assert_eq!(error.field_errors()[0].field, "pour");
        }
        assert!(matches!(
            house.life(ana).await,
            Some(Life::Announced { .. })
        ));
        let refused = house.line.refuse(&jeanne, &[ana, child]).await;
        refused.expect("theirs to decide");
        let mut numbers = Vec::new();
        for person in [ana, child] {
            let found = house.spaces.life_of(person).await.expect("asked");
            let (space, life) = found.expect("told");
            assert!(matches!(life, Life::Refused { .. }));
            let events = house.spaces.events(space).await.expect("events");
            numbers.push(events[0].receipt.clone());
        }
        let noted = house
            .store
            .query("SELECT receipt FROM op_act WHERE what = 1", vec![]);
        let noted = noted.await.expect("asked");
        let noted = noted[0].text(0).expect("a number");
        assert_eq!(numbers, [noted, noted], "one number for both");
        let mail = house.mail().await;
        let receipt: Vec<_> = mail
            .iter()
            .filter(|sent| sent.subject.contains("opposition"))
            .collect();
        assert_eq!(receipt.len(), 2, "on paper and by e-mail");
        for sent in receipt {
            assert!(sent.has_pdf);
            match sent.channel {
                Channel::Letter => assert!(sent.to.contains("1 rue des Lilas")),
                _ => assert!(sent.text.contains(&numbers[0]), "{}", sent.text),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_receipt_of_a_refusal_goes_by_email_where_there_is_no_address() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let file = line(1, "ANA").replace("1 rue des Lilas,33000,Bordeaux", ",,");
        house.import(&file).await;
        let ana = house.known(1).await;
        let code = house.announce(ana).await;
        house.calls(&jeanne, 1, Some(&code)).await.expect("it fits");
        let refused = house.line.refuse(&jeanne, &[ana]).await;
        refused.expect("theirs to decide");
        let mail = house.mail().await;
        let receipt = mail.first().expect("something left");
        assert_eq!(receipt.channel, Channel::Email);
        assert_eq!(receipt.to, "p1@exemple.invalid");
        assert!(receipt.has_pdf && receipt.text.contains("opposition"));
    })
    .await;
}

#[tokio::test]
async fn a_new_code_goes_to_the_contact_on_file_kills_the_old_one_and_comes_once_a_day() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (_, old) = house.told(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let soon = house.line.send_code(&jeanne).await;
        assert_eq!(said(soon), "phone-code-again", "one left just now");
        house.time.advance(DAY);
        house.calls(&jeanne, 1, None).await.expect("it fits");
        house.line.send_code(&jeanne).await.expect("a day later");
        let again = house.line.send_code(&jeanne).await;
        assert_eq!(said(again), "phone-code-again");
        let mail = house.mail().await;
        let words = |text: &str| -> Vec<String> {
            let words = text.split_whitespace().filter(|word| word.len() == 14);
            let codes = words.filter(|word| Code::read(word).is_ok());
            codes.map(str::to_owned).collect()
        };
        let codes: Vec<_> = mail.iter().filter(|s| !words(&s.text).is_empty()).collect();
        assert_eq!(codes.len(), 1);
        assert_eq!(codes[0].to, "p1@exemple.invalid", "the contact on file");
        let fresh = words(&codes[0].text).remove(0);
        let dead = house.calls(&jeanne, 1, Some(&old)).await;
        assert_eq!(said(dead), "phone-no-match");
        house.calls(&jeanne, 1, Some(&fresh)).await.expect("alive");
    })
    .await;
}

const URL: &str = "CARNET_TEST_LINE_URL";
const FOLDER: &str = "CARNET_TEST_LINE_FOLDER";
const AT: &str = "CARNET_TEST_LINE_AT";
const WHO: &str = "CARNET_TEST_LINE_WHO";

/// A process of the test below: records the refusal of who is on the line, and
/// dies where it is told.
#[tokio::test]
async fn child_of_the_test_of_acts_that_die() {
    let told = |name| std::env::var(name).expect("told");
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let store = store::Store::open(&url).await.expect("a store");
    let time = TestWorld::seeded(std::process::id().into());
    time.set(Timestamp::from_millis(
        told(AT).parse().expect("an instant"),
    ));
    let house = House::at(store, told(FOLDER).as_ref(), time).await;
    let who = house.known(told(WHO).parse().expect("a number")).await;
    drop(house.line.refuse(&operator(&house, 1), &[who]).await);
}

#[tokio::test]
async fn opr_04_an_act_of_a_process_that_dies_is_done_and_written_down_or_neither() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        for (n, point, done) in [(1, "phone-before-commit", 0), (2, "phone-after-commit", 1)] {
            let (_, code) = house.told(n).await;
            house.calls(&jeanne, n, Some(&code)).await.expect("it fits");
            house.time.advance(MINUTE);
            let died = Command::new(std::env::current_exe().expect("this program"))
                .args(["--exact", "acts::child_of_the_test_of_acts_that_die"])
                .env(URL, &url)
                .env(FOLDER, &house.folder)
                .env(AT, house.time.now().millis().to_string())
                .env(WHO, n.to_string())
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("it runs");
            assert!(!died.status.success(), "{point}");
            for sql in [
                "SELECT count(*) FROM space WHERE state = 3",
                "SELECT count(*) FROM op_act WHERE what = 1",
                "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt' AND channel = 2",
                "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt' AND channel = 0",
            ] {
                assert_eq!(house.count(sql).await, done, "{point}: {sql}");
            }
        }
    })
    .await;
}
