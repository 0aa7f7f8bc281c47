//! What is asked without the code of the letter: it waits three days, is told
//! on every channel, and can be called off.

use crate::house::{House, operator, said};
use crate::{DAY, MINUTE, TICK};
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
