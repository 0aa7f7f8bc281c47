//! What was asked for by phone: it waits, can be called off, and is done once,
//! unless something else was decided meanwhile.

use crate::DAY;
use crate::house::House;
use kernel::Kind;
use spaces::{By, Event, Fate, How, Life, What};
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test]
async fn what_is_asked_by_phone_waits_three_days_is_told_and_done_once() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.opened(1).await;
        let spaces = &house.spaces;
        let act = spaces
            .hold(ana.id, What::Close(Fate::Archive))
            .await
            .expect("open");
        assert!(house.life(ana.id).await.is_open());
        assert_eq!(spaces.held(act.space).await.expect("asked").len(), 1);
        house.time.advance(DAY * 3 - Duration::from_millis(1));
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        house.time.advance(Duration::from_millis(1));
        assert_eq!(spaces.do_held(10).await.expect("asked"), 1);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        assert!(matches!(
            house.life(ana.id).await,
            Life::Closed {
                fate: Fate::Archive,
                ..
            }
        ));
        let events = spaces.events(act.space).await.expect("events");
        let what: Vec<_> = events.iter().map(|e| (e.what, e.how)).collect();
        assert!(what.contains(&(Event::Held, How::Phone)));
        assert!(what.contains(&(Event::Closed, How::Phone)));
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_called_off_or_put_aside_when_it_has_become_impossible() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.opened(1).await;
        let spaces = &house.spaces;
        let what = What::Close(Fate::Delete);
        let act = spaces.hold(ana.id, what).await.expect("open");
        spaces
            .call_off(act.space, act.act, By::HOLDER)
            .await
            .expect("it waits");
        let twice = spaces.call_off(act.space, act.act, By::HOLDER).await;
        assert_eq!(twice.expect_err("over").kind(), Kind::NotFound);
        house.time.advance(DAY * 4);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        assert!(house.life(ana.id).await.is_open());

        let act = spaces.hold(ana.id, what).await.expect("open");
        let now = house.time.now();
        spaces
            .close(ana.id, Fate::Archive, How::Site, now)
            .await
            .expect("open");
        house.time.advance(DAY * 4);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        assert!(spaces.held(act.space).await.expect("asked").is_empty());
        assert!(matches!(
            house.life(ana.id).await,
            Life::Closed {
                fate: Fate::Archive,
                ..
            }
        ));
        let refused = spaces.hold(ana.id, What::WithdrawRefusal).await;
        assert_eq!(
            refused.expect_err("nothing to withdraw").code(),
            "space-not-refused"
        );
    })
    .await;
}

#[tokio::test]
async fn who_takes_a_refusal_back_by_phone_is_told_anew_with_a_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let spaces = &house.spaces;
        let now = house.time.now();
        spaces.refuse(ana.id, How::Site, now).await.expect("told");
        let act = spaces.hold(ana.id, What::WithdrawRefusal).await;
        let act = act.expect("refused");
        house.time.advance(DAY * 3);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 1);
        let Life::Announced { deadline, .. } = house.life(ana.id).await else {
            panic!("ana is announced");
        };
        assert_eq!(deadline, house.time.now().plus(DAY * 42));
        let events = spaces.events(act.space).await.expect("events");
        for what in [Event::RefusalWithdrawn, Event::Announced] {
            let at = house.time.now();
            assert!(
                events.iter().any(|e| e.what == what && e.at == at),
                "{what:?}"
            );
        }
        let code = house.notified_code("p1@exemple.invalid").await;
        let begun = house.visitor("192.0.2.1").tries(&code, &ana).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_stands_when_nothing_could_tell_of_its_end() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let spaces = &house.spaces;
        for (n, street, town) in [(1, "", ""), (2, "1 rue 王秀英", "Bordeaux")] {
            let ana = house.person(n, "LECA", "ANA").await;
            house.announce(&ana).await;
            let now = house.time.now();
            spaces.refuse(ana.id, How::Site, now).await.expect("told");
            let act = spaces.hold(ana.id, What::WithdrawRefusal).await;
            let act = act.expect("refused");
            // Before its time comes, the fund has no address of theirs any more, or one
            // that cannot be printed.
            let moved = house.store.execute(
                "UPDATE insured SET email = '', address_line = $2, postcode = '', city = $3 \
                 WHERE person = $1",
                vec![ana.id.into(), street.into(), town.into()],
            );
            assert_eq!(moved.await.expect("the register"), 1);
            house.time.advance(DAY * 3);
            assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
            assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
            assert!(spaces.held(act.space).await.expect("asked").is_empty());
            let impossible = "SELECT count(*) FROM held_act WHERE state = 3";
            assert_eq!(house.count(impossible).await, i64::from(n));
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_decided_after_a_call_is_not_undone_by_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.opened(1).await;
        let spaces = &house.spaces;
        let close = async |fate| {
            let now = house.time.now();
            spaces.close(ana.id, fate, How::Site, now).await
        };
        close(Fate::Archive).await.expect("open");
        let act = spaces.hold(ana.id, What::Reopen).await.expect("closed");
        house.time.advance(DAY);
        let now = house.time.now();
        let reopened = spaces.reopen(ana.id, How::Site, now).await;
        reopened.expect("closed");
        house.time.advance(DAY);
        close(Fate::Delete).await.expect("open again");
        house.time.advance(DAY);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        assert!(matches!(
            house.life(ana.id).await,
            Life::Closed {
                fate: Fate::Delete,
                ..
            }
        ));
        assert!(spaces.held(act.space).await.expect("asked").is_empty());

        // Asked for after all that, it is done.
        spaces.hold(ana.id, What::Reopen).await.expect("closed");
        house.time.advance(DAY * 3);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 1);
        assert!(matches!(house.life(ana.id).await, Life::Open { .. }));
    })
    .await;
}

#[tokio::test]
async fn one_act_waits_for_a_space_at_a_time() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.opened(1).await;
        let spaces = &house.spaces;
        let what = What::Close(Fate::Archive);
        let (one, two) = tokio::join!(spaces.hold(ana.id, what), spaces.hold(ana.id, what));
        let (held, refused) = match (one, two) {
            (Ok(held), Err(refused)) | (Err(refused), Ok(held)) => (held, refused),
            other => panic!("one of two: {other:?}"),
        };
        assert_eq!(refused.code(), "space-held-already");
        let off = spaces.call_off(held.space, held.act, By::HOLDER).await;
        off.expect("it waits");
        let what = What::Close(Fate::Delete);
        spaces.hold(ana.id, what).await.expect("nothing waits");
    })
    .await;
}
