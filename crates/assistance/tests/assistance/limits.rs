//! How many people an operator recognises in an hour.

use crate::house::{House, operator, said, shown};
use crate::{MINUTE, SECOND, TICK};
use testkit::for_each_store;

#[tokio::test]
async fn opr_06_the_twenty_first_person_within_an_hour_is_not_recognised() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (jeanne, other) = (operator(&house, 1), operator(&house, 2));
        for n in 1..=21 {
            house.person(n).await;
        }
        // The first call is long: who called is known after 29 minutes.
        house.begins(&jeanne).await;
        house.time.advance(MINUTE * 29);
        let first = house.time.now();
        let found = house.line.recognize(&jeanne, &shown(1, None)).await;
        found.expect("it fits");
        for n in 2..=20 {
            house.calls(&jeanne, n, None).await.expect("it fits");
        }
        let stopped = async || {
            assert_eq!(said(house.calls(&jeanne, 21, None).await), "op-too-many");
            let call = house.line.call(&jeanne).await.expect("asked");
            assert_eq!(call.expect("it goes on").person(), None);
        };
        stopped().await;
        // Whether it fits or not, the answer is one.
        let mut wrong = shown(21, None);
        wrong.birth_date = "1969-05-05".parse().expect("a day");
        let answer = house.line.recognize(&jeanne, &wrong).await;
        assert_eq!(said(answer), "op-too-many");
        house.calls(&other, 21, None).await.expect("another's hour");
        // An hour after the first call began, not after it was recognised.
        house.time.set(first.plus(MINUTE * 32));
        stopped().await;
        house.time.set(first.plus(MINUTE * 60).minus(TICK + SECOND));
        stopped().await;
        house.time.set(first.plus(MINUTE * 60).minus(SECOND));
        house.calls(&jeanne, 21, None).await.expect("an hour later");
    })
    .await;
}

#[tokio::test]
async fn opr_06_of_two_recognised_at_once_in_one_call_one_is() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        for n in 1..=2 {
            house.person(n).await;
        }
        house.begins(&jeanne).await;
        let (ana, ben) = (shown(1, None), shown(2, None));
        let (one, two) = tokio::join!(
            house.line.recognize(&jeanne, &ana),
            house.line.recognize(&jeanne, &ben),
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
        let noted = house.count("SELECT count(*) FROM op_act").await;
        assert_eq!(noted, 1);
        let call = house.line.call(&jeanne).await.expect("asked");
        let person = call.expect("it goes on").person();
        let n = if one.is_ok() { 1 } else { 2 };
        assert_eq!(person, Some(house.known(n).await));
    })
    .await;
}

#[tokio::test]
async fn opr_06_the_follow_up_lists_calls_and_nobody() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        house.person(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let (status, body) = house.get(&jeanne, "/op/suivi").await;
        assert_eq!(status, http::StatusCode::OK);
        assert!(body.contains("2026-11-25/0042") && body.contains("Identité vérifiée"));
        let number = crate::house::matricule(1);
        for personal in ["Leca", "LECA", "Ana", &number, &number[..13], "1969"] {
            assert!(!body.contains(personal), "{personal}");
        }
        let (_, foreign) = house.get(&operator(&house, 2), "/op/suivi").await;
        assert!(!foreign.contains("2026-11-25/0042"), "only one's own");
    })
    .await;
}
