//! Recognising who is on the line: one answer, whatever does not fit, and the
//! brakes of the site.

use crate::house::{House, line, matricule, numbered, operator, said, shown};
use crate::{DAY, MINUTE};
use spaces::{CardSerial, Code};
use testkit::for_each_store;

const NO_MATCH: &str = "phone-no-match";

#[tokio::test]
async fn enu_01_whatever_does_not_fit_has_one_answer_on_the_phone() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let mut codes = Vec::new();
        for n in 1..=8 {
            codes.push(house.told(n).await.1);
        }
        let code = |n: usize| codes[n - 1].as_str();
        let dead = line(5, "ANA").replace(",Bordeaux,,", ",Bordeaux,2026-11-20,");
        house.import(&dead).await;
        // A code that was used.
        house.calls(&jeanne, 6, Some(code(6))).await.expect("fits");
        let six = house.known(6).await;
        house.line.refuse(&jeanne, &[six]).await.expect("theirs");

        let unknown = shown(500, None);
        let mut wrong_day = shown(1, None);
        wrong_day.birth_date = "1969-05-05".parse().expect("a day");
        let mut wrong_card = shown(2, None);
        wrong_card.card = CardSerial::read("8025000099").expect("a serial");
        let guessed = Code::generate(&kernel::SeededChance::new(77)).in_groups();
        let wrong_code = shown(3, Some(&guessed));
        let others_code = shown(4, Some(code(3)));
        let mut provisional = shown(7, None);
        let number = numbered("7690533063007");
        provisional.matricule = number.parse().expect("right");
        let used = shown(6, Some(code(6)));
        for (what, shown) in [
            ("an unknown number", unknown),
            ("another day", wrong_day),
            ("another card", wrong_card),
            ("another code", wrong_code),
            ("somebody else's code", others_code),
            ("a used code", used),
            ("somebody who died", shown(5, None)),
            ("a provisional number", provisional),
        ] {
            house.begins(&jeanne).await;
            let answer = house.line.recognize(&jeanne, &shown).await;
            let error = answer.expect_err(what);
            assert_eq!(error.code(), NO_MATCH, "{what}");
            assert!(error.field_errors().is_empty(), "{what}");
            let call = house.line.call(&jeanne).await.expect("asked");
            assert_eq!(call.expect("it goes on").person(), None, "{what}");
        }
        // One that expired, beside the number of somebody else.
        house.time.advance(DAY * 42);
        let expired = house.calls(&jeanne, 7, Some(code(8))).await;
        assert_eq!(said(expired), NO_MATCH);
        house.calls(&jeanne, 8, None).await.expect("without it");
    })
    .await;
}

#[tokio::test]
async fn after_three_wrong_tries_nobody_is_recognised_in_a_call() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        house.person(1).await;
        house.begins(&jeanne).await;
        for n in 100..103 {
            let wrong = house.line.recognize(&jeanne, &shown(n, None)).await;
            assert_eq!(said(wrong), NO_MATCH);
        }
        let fourth = house.line.recognize(&jeanne, &shown(1, None)).await;
        assert_eq!(said(fourth), "op-call-spent");
        house.calls(&jeanne, 1, None).await.expect("another call");
        let again = house.line.recognize(&jeanne, &shown(1, None)).await;
        assert_eq!(said(again), "op-call-spent", "one person in a call");
    })
    .await;
}

#[tokio::test]
async fn wrong_tries_by_phone_count_against_the_number_the_code_everybody_and_the_operator() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (jeanne, other) = (operator(&house, 1), operator(&house, 2));
        let (_, code) = house.told(1).await;
        let guess = |n: u64| Code::generate(&kernel::SeededChance::new(n)).in_groups();
        for n in 0..10 {
            let wrong = house.calls(&jeanne, 1, Some(&guess(n))).await;
            assert_eq!(said(wrong), NO_MATCH);
            house.time.advance(MINUTE * 15);
        }
        let dead = house.calls(&jeanne, 1, Some(&code)).await;
        assert_eq!(said(dead), NO_MATCH, "the tenth wrong one killed the code");

        // Of many numbers, an operator tries thirty wrongly in an hour.
        house.time.advance(DAY);
        let everybody = "SELECT n FROM activation_brake WHERE scope = 3";
        for n in 100..130 {
            let wrong = house.calls(&jeanne, n, None).await;
            assert_eq!(said(wrong), NO_MATCH, "{n}");
        }
        assert_eq!(house.count(everybody).await, 30);
        let stopped = house.calls(&jeanne, 1, None).await;
        assert_eq!(said(stopped), "activate-too-many");
        let unknown = house.calls(&jeanne, 131, None).await;
        assert_eq!(said(unknown), "activate-too-many", "known or not");
        house.calls(&other, 1, None).await.expect("another's tries");
        house.time.advance(MINUTE * 60);
        house.calls(&jeanne, 1, None).await.expect("an hour later");
    })
    .await;
}

#[tokio::test]
async fn the_sixth_wrong_try_for_one_number_waits_whoever_picks_up() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.person(1).await;
        let number = matricule(1).parse().expect("right");
        for known in [true, false] {
            let tried = |n: u8| {
                let mut wrong = shown(if known { 1 } else { 500 }, None);
                wrong.card = CardSerial::read("8025000099").expect("a serial");
                let operator = operator(&house, n);
                let house = &house;
                async move {
                    house.begins(&operator).await;
                    said(house.line.recognize(&operator, &wrong).await)
                }
            };
            for n in 1..=5 {
                assert_eq!(tried(n).await, NO_MATCH);
            }
            assert_eq!(tried(6).await, "activate-too-many");
        }
        let found = house.spaces.find_person(&number).await.expect("asked");
        assert!(found.is_some());
    })
    .await;
}
