//! What was asked for by phone: it waits, can be called off, and is done once,
//! unless something else was decided meanwhile.

use crate::DAY;
use crate::house::{HEADER, House, line};
use kernel::Kind;
use spaces::{By, Event, Fate, Format, How, Life, What};
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
