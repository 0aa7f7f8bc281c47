//! What is asked without the code of the letter: it waits three days, is told
//! on every channel, and can be called off.

use crate::house::{House, operator, said};
use crate::{DAY, MINUTE, TICK};
use http::StatusCode;
use post::Channel;
use spaces::{By, Code, Fate, How, Life, What};
use testkit::for_each_store;

#[tokio::test]
async fn opr_07_without_the_code_of_the_letter_no_refusal_is_recorded() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, _) = house.told(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let before = house.rows().await;
        let refused = house.line.refuse(&jeanne, &[ana]).await;
        assert_eq!(said(refused), "op-needs-code");
        assert_eq!(house.rows().await, before);
        assert!(matches!(
            house.life(ana).await,
            Some(Life::Announced { .. })
        ));
    })
    .await;
}

#[tokio::test]
async fn opr_07_a_closing_is_told_on_every_channel_and_done_after_three_days() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let ana = house.opened(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let before = house.mail().await.len();
        let what = What::Close(Fate::Delete);
        house.line.hold(&jeanne, what).await.expect("open");
        assert!(house.life(ana).await.is_some_and(Life::is_open));
        let (space, _) = house
            .spaces
            .life_of(ana)
            .await
            .expect("asked")
            .expect("one");
        let held = house.spaces.held(space).await.expect("asked").remove(0);

        let mut told = house.mail().await;
        told.truncate(told.len() - before);
        told.sort_by_key(|sent| sent.channel);
        let ways: Vec<Channel> = told.iter().map(|sent| sent.channel).collect();
        assert_eq!(ways, [Channel::Email, Channel::Sms, Channel::Letter]);
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        let due = plain(&edge::moment(kernel::Lang::Fr, held.due_at));
        for sent in &told[..2] {
            assert!(plain(&sent.text).contains(&due), "{}", sent.text);
            let words = sent.text.split_whitespace();
            let mut codes = words.filter(|word| Code::read(word).is_ok());
            assert!(codes.all(|code| code == held.receipt), "no code is in it");
        }

        house.time.advance(DAY * 3 - TICK);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 0);
        assert!(house.life(ana).await.is_some_and(Life::is_open));
        house.time.advance(TICK);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        assert!(matches!(house.life(ana).await, Some(Life::Closed { .. })));
        let now = house.time.now();
        let late = house
            .spaces
            .reopen(ana, How::Site, now.plus(DAY * 30))
            .await;
        late.expect_err("after thirty days");
        let last = now.plus(DAY * 30).minus(TICK);
        let again = house.spaces.reopen(ana, How::Site, last).await;
        again.expect("to the last instant");
    })
    .await;
}

#[tokio::test]
async fn opr_07_what_waits_is_called_off_on_the_site_and_by_phone() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let ana = house.opened(1).await;
        let (space, _) = house
            .spaces
            .life_of(ana)
            .await
            .expect("asked")
            .expect("one");
        for by_phone in [true, false] {
            house.calls(&jeanne, 1, None).await.expect("it fits");
            let what = What::Close(Fate::Archive);
            house.line.hold(&jeanne, what).await.expect("open");
            house.time.advance(MINUTE);
            if by_phone {
                house.line.call_off(&jeanne).await.expect("it waits");
            } else {
                let act = house.spaces.held(space).await.expect("asked").remove(0);
                let off = house.spaces.call_off(space, act.act, By::HOLDER).await;
                off.expect("it waits");
            }
            house.time.advance(DAY * 4);
            assert_eq!(house.spaces.do_held(10).await.expect("asked"), 0);
            assert!(house.life(ana).await.is_some_and(Life::is_open));
        }
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_taken_back_three_days_after_the_call_and_nothing_reopens_what_is_not_closed()
{
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, code) = house.told(1).await;
        house.calls(&jeanne, 1, Some(&code)).await.expect("it fits");
        house.line.refuse(&jeanne, &[ana]).await.expect("theirs");
        let what = What::WithdrawRefusal;
        house.line.hold(&jeanne, what).await.expect("refused");
        house.time.advance(DAY * 3);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        assert!(matches!(
            house.life(ana).await,
            Some(Life::Announced { .. })
        ));
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let nothing = house.line.hold(&jeanne, What::Reopen).await;
        assert_eq!(said(nothing), "space-not-closed");
    })
    .await;
}

#[tokio::test]
async fn opr_07_without_the_code_of_the_letter_no_space_is_opened_by_phone() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        house.told(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let before = house.rows().await;
        let held = house.line.hold(&jeanne, What::Open).await;
        assert_eq!(said(held), "op-open-needs-code");
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(!body.contains("value=\"ouvrir\"") && body.contains("il faut le code"));
        assert_eq!(house.rows().await, before);
    })
    .await;
}

#[tokio::test]
async fn who_has_the_letter_and_no_computer_says_yes_in_one_screen_and_is_opened_once() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, code) = house.told(1).await;
        house.calls(&jeanne, 1, Some(&code)).await.expect("it fits");
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(body.contains("Votre espace sera ouvert dans trois jours"));
        let unread = [("demande", "ouvrir")];
        let (status, body) = house.sends(&jeanne, "/op/attente", &unread).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Lisez la phrase"));
        assert_eq!(house.count("SELECT count(*) FROM held_act").await, 0);
        let read = [("demande", "ouvrir"), ("oui-lu", "oui")];
        let done = house.sends(&jeanne, "/op/attente", &read).await;
        assert_eq!(done.0, StatusCode::SEE_OTHER, "{}", done.1);
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(body.contains("Numéro à lire") && body.contains("Une demande attend"));
        assert!(body.contains("Ouverture sans compte demandée"));
        assert!(!body.contains("value=\"ouvrir\""), "it is asked for once");

        // Who calls twice is told that it waits.
        house.calls(&jeanne, 1, Some(&code)).await.expect("it fits");
        let (status, body) = house.sends(&jeanne, "/op/attente", &read).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Une demande attend déjà"));
        assert_eq!(house.count("SELECT count(*) FROM held_act").await, 1);
        house.time.advance(DAY * 3);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        assert!(matches!(house.life(ana).await, Some(Life::Open { .. })));

        // What is open is opened no more, and what its holder closed neither.
        house.calls(&jeanne, 1, Some(&code)).await.expect("it fits");
        let again = house.line.hold(&jeanne, What::Open).await;
        assert_eq!(said(again), "space-already-open");
        let now = house.time.now();
        let closed = house.spaces.close(ana, Fate::Archive, How::Site, now).await;
        closed.expect("open");
        let (status, body) = house.sends(&jeanne, "/op/attente", &read).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Cet espace est fermé"));
    })
    .await;
}

#[tokio::test]
async fn a_yes_by_phone_is_called_off_by_phone_and_ended_by_a_no_in_the_same_call() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        for (n, refuses) in [(1, false), (2, true)] {
            let (ana, code) = house.told(n).await;
            house.calls(&jeanne, n, Some(&code)).await.expect("it fits");
            house.line.hold(&jeanne, What::Open).await.expect("told");
            house.time.advance(MINUTE);
            match refuses {
                true => house.line.refuse(&jeanne, &[ana]).await.expect("theirs"),
                false => house.line.call_off(&jeanne).await.expect("it waits"),
            }
            let (_, body) = house.get(&jeanne, "/op").await;
            assert!(!body.contains("Une demande attend"), "nothing waits");
            house.time.advance(DAY * 3);
            assert_eq!(house.spaces.do_held(10).await.expect("asked"), 0);
            let life = house.life(ana).await.expect("told");
            assert_eq!(matches!(life, Life::Refused { .. }), refuses);
            assert!(!life.is_open());
        }
    })
    .await;
}
