//! A no at the telephone around its deadline, and at the telephone and on the
//! site at once.

use crate::house::{House, matricule, operator, said, shown};
use crate::{DAY, SECOND};
use http::StatusCode;
use kernel::{Kind, PersonId};
use spaces::{CardSerial, Code, Event, Happened, How, Life, Sitting, Try};
use std::time::Duration;
use store::Tx;
use testkit::{for_each_store_at, is_sqlite};

const EXPIRED: &str = "phone-code-expired";

#[tokio::test]
async fn a_no_by_phone_is_taken_a_second_before_the_deadline_and_in_the_call_that_began_then() {
    for_each_store_at(async |store, _| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, code_a) = house.told(1).await;
        let (ben, code_b) = house.told(2).await;
        let deadline = house.time.now().plus(DAY * 42);
        // A call begins a second after this.
        house.time.set(deadline.minus(SECOND * 3));
        house.calls(&jeanne, 1, Some(&code_a)).await.expect("fits");
        house.time.advance(SECOND);
        house.line.refuse(&jeanne, &[ana]).await.expect("in time");
        house.time.set(deadline.minus(SECOND * 2));
        house.calls(&jeanne, 2, Some(&code_b)).await.expect("fits");
        house.time.advance(SECOND * 2);
        assert_eq!(house.time.now(), deadline.plus(SECOND));
        // Said in time, read back and confirmed after it: nothing is open yet.
        let refused = house.line.refuse(&jeanne, &[ben]).await;
        refused.expect("begun in time");
        for person in [ana, ben] {
            let life = house.life(person).await;
            assert!(matches!(life, Some(Life::Refused { .. })), "{life:?}");
        }
        house.time.advance(DAY * 10);
        let due = house.spaces.open_by_silence(ben, house.time.now()).await;
        assert_eq!(said(due), "space-refused");
    })
    .await;
}

#[tokio::test]
async fn a_second_after_its_deadline_a_code_by_phone_is_told_as_too_old_and_counts_nothing() {
    for_each_store_at(async |store, _| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, code) = house.told(1).await;
        house.time.advance(DAY * 42);
        house.begins(&jeanne).await;
        let counted = "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM activation_brake";
        for _ in 0..6 {
            let late = house.line.recognize(&jeanne, &shown(1, Some(&code))).await;
            assert_eq!(said(late), EXPIRED);
        }
        assert_eq!(house.count(counted).await, 0, "against nobody");
        let tries = "SELECT tries FROM person_code";
        assert_eq!(house.count(tries).await, 0, "nor against the code");
        let call = house.line.call(&jeanne).await.expect("asked");
        let call = call.expect("it goes on");
        assert!(!call.is_spent() && call.person().is_none());
        assert_eq!(house.count("SELECT count(*) FROM op_act").await, 0);

        // What else does not fit is not told from a wrong code.
        let mut wrong_card = shown(1, Some(&code));
        wrong_card.card = CardSerial::read("8025000099").expect("a serial");
        let mut wrong_day = shown(1, Some(&code));
        wrong_day.birth_date = "1969-05-05".parse().expect("a day");
        for shown in [wrong_card, wrong_day] {
            let wrong = house.line.recognize(&jeanne, &shown).await;
            assert_eq!(said(wrong), "phone-no-match");
        }
        // In the same call: without it, then a new one, and the no is recorded.
        let without = house.line.recognize(&jeanne, &shown(1, None)).await;
        without.expect("it fits");
        let refused = house.line.refuse(&jeanne, &[ana]).await;
        assert_eq!(said(refused), "op-needs-code");
        house.line.send_code(&jeanne).await.expect("it may be had");
        // With the e-mail went a text message, of the same instant.
        let mails = house.mail().await;
        let is_code = |word: &&str| word.len() == 14 && Code::read(word).is_ok();
        let mut words = mails.iter().flat_map(|sent| sent.text.split_whitespace());
        let fresh = words.find(is_code).expect("a code").to_owned();
        house.calls(&jeanne, 1, Some(&fresh)).await.expect("fits");
        house.line.refuse(&jeanne, &[ana]).await.expect("theirs");
        assert!(matches!(house.life(ana).await, Some(Life::Refused { .. })));
    })
    .await;
}

#[tokio::test]
async fn the_operator_reads_in_both_languages_that_a_code_is_too_old_and_what_to_do() {
    for_each_store_at(async |store, _| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (_, code) = house.told(1).await;
        house.time.advance(DAY * 42);
        house.begins(&jeanne).await;
        let number = matricule(1);
        let fields = [
            ("nir", number.as_str()),
            ("naissance-jour", "4"),
            ("naissance-mois", "5"),
            ("naissance-annee", "1969"),
            ("serie", "80250000000001"),
            ("code", code.as_str()),
        ];
        for (path, sentence) in [
            ("/op/verifier", "ce code a plus de six semaines"),
            ("/en/op/verifier", "this code is more than six weeks old"),
        ] {
            let (status, body) = house.sends(&jeanne, path, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(body.contains(sentence), "{path}: {body}");
            assert!(!body.contains("Leca"), "nobody is recognised yet");
        }
    })
    .await;
}

/// Which of the two came first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum First {
    Phone,
    Site,
    AtOnce,
    /// Both at once, and the phone is the first to wait for what both need.
    PhoneWaits,
    /// Both at once, and the site is.
    SiteWaits,
}

/// A transaction that holds the code of somebody, which whoever refuses needs.
async fn holds_the_code(house: &House, person: PersonId) -> Tx {
    let mut tx = house.store.begin("a test").await.expect("begun");
    let hold = "UPDATE person_code SET tries = tries WHERE person = $1";
    let held = tx.execute(hold, vec![person.into()]).await;
    assert_eq!(held.expect("held"), 1);
    tx
}

/// Until so many wait for what is held; where one writes at a time, they wait from
/// their start.
async fn until_they_wait(house: &House, many: i64) {
    const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..500 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if is_sqlite(&house.store) || house.count(WAITING).await >= many {
            return;
        }
    }
    panic!("{many} never wait");
}

/// The n-th person begins to refuse on the site of this house.
async fn sits(house: &House, n: u32, code: &str) -> (String, Sitting) {
    let typed = Try {
        code: Code::read(code).expect("a code"),
        matricule: matricule(n).parse().expect("right"),
        card: CardSerial::read(&format!("80250000{n:06}")).expect("a serial"),
    };
    let begun = house.spaces.begin_sitting(&typed, None, None).await;
    let cookie = begun.expect("it fits").cookie.expose().clone();
    let sitting = house.spaces.sitting(&cookie).await.expect("it goes on");
    (cookie, sitting)
}

/// The one refusal in the history of a person.
async fn refusal(house: &House, person: PersonId) -> Happened {
    let found = house.spaces.life_of(person).await.expect("asked");
    let (space, life) = found.expect("told");
    assert!(matches!(life, Life::Refused { .. }), "{life:?}");
    let mut events = house.spaces.events(space).await.expect("events");
    events.retain(|event| event.what == Event::Refused);
    assert_eq!(events.len(), 1, "one refusal: {events:?}");
    events.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_by_phone_and_on_the_site_at_once_is_one_refusal_with_one_receipt() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let other = store::Store::open(&url).await.expect("another node");
        let site = House::at(other, &house.folder, house.time.clone()).await;
        let jeanne = operator(&house, 1);
        for n in 1..=18u32 {
            let first = match n % 6 {
                0 => First::Phone,
                1 => First::Site,
                2 => First::PhoneWaits,
                3 => First::SiteWaits,
                _ => First::AtOnce,
            };
            let (ana, code) = house.told(n).await;
            // Both begin in time, and end a second before the deadline or a second after.
            let deadline = house.time.now().plus(DAY * 42);
            house.time.set(deadline.minus(SECOND * 3));
            house.calls(&jeanne, n, Some(&code)).await.expect("it fits");
            let (cookie, mut sitting) = sits(&site, n, &code).await;
            house.time.set(match (n / 6).is_multiple_of(2) {
                true => deadline.minus(SECOND),
                false => deadline.plus(SECOND),
            });
            let (line, by, spaces) = (house.line.clone(), jeanne.clone(), site.spaces.clone());
            let called = async move { line.refuse(&by, &[ana]).await };
            let typed = async move {
                spaces
                    .refuse_for(&mut sitting, &[ana], kernel::Lang::Fr)
                    .await
            };
            let (phone, typed) = match first {
                First::Phone => {
                    let phone = called.await;
                    (phone, typed.await)
                }
                First::Site => {
                    let typed = typed.await;
                    (called.await, typed)
                }
                First::PhoneWaits => {
                    let held = holds_the_code(&house, ana).await;
                    let phone = tokio::spawn(called);
                    until_they_wait(&house, 1).await;
                    let typed = tokio::spawn(typed);
                    until_they_wait(&house, 2).await;
                    held.commit().await.expect("let go");
                    (phone.await.expect("ends"), typed.await.expect("ends"))
                }
                First::SiteWaits => {
                    let held = holds_the_code(&house, ana).await;
                    let typed = tokio::spawn(typed);
                    until_they_wait(&house, 1).await;
                    let phone = tokio::spawn(called);
                    until_they_wait(&house, 2).await;
                    held.commit().await.expect("let go");
                    (phone.await.expect("ends"), typed.await.expect("ends"))
                }
                First::AtOnce => {
                    let (phone, typed) = (tokio::spawn(called), tokio::spawn(typed));
                    (phone.await.expect("ends"), typed.await.expect("ends"))
                }
            };
            let refused = refusal(&house, ana).await;
            let number = refused.receipt.clone();
            let noted = house.store.query(
                "SELECT count(*) FROM op_act a JOIN op_call c ON c.id = a.call \
                 WHERE a.what = 1 AND a.receipt = $1 AND c.operator = $2 \
                   AND c.number = '2026-11-25/0042'",
                vec![number.as_str().into(), jeanne.account.into()],
            );
            let noted = noted.await.expect("asked")[0].int(0).expect("a number");
            let kept = site.spaces.sitting(&cookie).await.expect("it goes on");
            let kept = kept.draft.decided.map(|decided| decided.number);
            match (phone, typed) {
                (Ok(()), Err(late)) => {
                    assert_ne!(first, First::Site);
                    assert_eq!((refused.how, noted), (How::Phone, 1), "{n}");
                    assert_eq!(kept, None, "{n}: the site shows no receipt of its own");
                    told(&late);
                }
                (Err(late), Ok(decided)) => {
                    assert_ne!(first, First::Phone);
                    assert_eq!((refused.how, noted), (How::Site, 0), "{n}");
                    assert_eq!(decided.number, number, "{n}");
                    assert_eq!(kept, Some(number), "{n}");
                    told(&late);
                }
                (phone, site) => panic!("{n}: one of them refuses: {phone:?} {:?}", site.err()),
            }
        }
        // As many letters with a receipt as refusals by phone, an e-mail with each
        // refusal, and no more acts.
        let by_phone = "SELECT count(*) FROM space_event WHERE what = 3 AND how = 1";
        let by_phone = house.count(by_phone).await;
        let letters = "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt' AND channel = 2";
        assert_eq!(house.count(letters).await, by_phone);
        let emails = "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt' AND channel = 0";
        assert_eq!(house.count(emails).await, 18);
        let acts = "SELECT count(*) FROM op_act WHERE what = 1";
        assert_eq!(house.count(acts).await, by_phone);
    })
    .await;
}

/// Whoever came second is told so, and not that something went wrong.
fn told(late: &kernel::Error) {
    let said = match late.field_errors() {
        [] => late.code(),
        [field, ..] => field.code,
    };
    assert!(
        matches!(said, "space-refused" | "object-not-yours"),
        "{late:?}"
    );
    assert!(matches!(late.kind(), Kind::Conflict | Kind::Invalid));
}
