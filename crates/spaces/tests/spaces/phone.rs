//! What is asked for by phone: who is told of it, and by which way.

use crate::DAY;
use crate::house::{HEADER, House, Person, line};
use kernel::{AccountId, Kind};
use post::Channel;
use spaces::{Code, Fate, Format, How, What};
use std::time::Duration;
use testkit::for_each_store;

/// The n-th person, told of their space, whom the fund can reach so.
async fn told(house: &House, n: u32, reached: [&str; 3]) -> Person {
    let [email, phone, street] = reached;
    let all = line(n, "LECA", "ANA")
        .replace(&format!("p{n}@exemple.invalid"), email)
        .replace("0600000000", phone)
        .replace("1 rue des Lilas,33000,Bordeaux", street);
    let (report, refused) = house.import(&format!("{HEADER}{all}"), Format::Csv).await;
    assert_eq!(report.rejected, 0, "{refused}");
    let ana = house.person_known(n).await;
    house.announce(&ana).await;
    ana
}

/// As [`told`], with their space open.
async fn opened(house: &House, n: u32, reached: [&str; 3]) -> Person {
    let ana = told(house, n, reached).await;
    house.time.advance(DAY * 45);
    let now = house.time.now();
    let done = house.spaces.open_by_silence(ana.id, now).await;
    done.expect("due");
    ana
}

const STREET: &str = "1 rue des Lilas,33000,Bordeaux";

#[tokio::test]
async fn opr_07_a_held_act_is_told_by_email_by_text_message_and_by_post() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let all = vec![Channel::Email, Channel::Sms, Channel::Letter];
        for (n, reached, ways) in [
            (1, ["a@exemple.invalid", "0612345678", STREET], all),
            (2, ["", "", STREET], vec![Channel::Letter]),
            (3, ["c@exemple.invalid", "", ",,"], vec![Channel::Email]),
        ] {
            let ana = opened(&house, n, reached).await;
            let before: Vec<_> = house.mail().await.iter().map(|sent| sent.id).collect();
            let act = house.spaces.hold(ana.id, What::Close(Fate::Delete)).await;
            let act = act.expect("open");
            let mut told = house.mail().await;
            told.retain(|sent| !before.contains(&sent.id));
            told.sort_by_key(|sent| sent.channel);
            let by: Vec<_> = told.iter().map(|sent| sent.channel).collect();
            assert_eq!(by, ways, "{n}");
            let due = edge::moment(kernel::Lang::Fr, act.due_at);
            for sent in &told {
                assert_eq!(sent.has_pdf, sent.channel == Channel::Letter);
                if sent.channel != Channel::Letter {
                    assert!(plain(&sent.text).contains(&plain(&due)), "{}", sent.text);
                }
                // No code, but the number of the request.
                let words = sent.text.split_whitespace();
                let codes: Vec<&str> = words.filter(|word| Code::read(word).is_ok()).collect();
                assert!(codes.iter().all(|code| *code == act.receipt), "{codes:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn opr_07_whatever_is_held_is_told_on_every_channel_and_by_email_what_it_is() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let spaces = &house.spaces;
        let reached = ["a@exemple.invalid", "0612345678", STREET];
        let acts = [
            (What::Close(Fate::Archive), "fermer votre espace"),
            (What::Reopen, "rouvrir votre espace"),
            (What::DropFactors, "retirer votre second code"),
            (What::WithdrawRefusal, "annuler votre refus"),
            (What::Open, "ouvrir votre espace, sans compte"),
        ];
        for (n, (what, said)) in (1..).zip(acts) {
            let ana = match what {
                What::WithdrawRefusal | What::Open => told(&house, n, reached).await,
                _ => opened(&house, n, reached).await,
            };
            house.time.advance(Duration::from_secs(1));
            let (now, how) = (house.time.now(), How::Site);
            let before = match what {
                What::Reopen => Some(spaces.close(ana.id, Fate::Archive, how, now).await),
                What::WithdrawRefusal => Some(spaces.refuse(ana.id, how, now).await),
                What::DropFactors => {
                    let account = AccountId::from_bytes([3; 16]);
                    Some(spaces.activate_for(ana.id, account, how, now).await)
                }
                What::Close(_) | What::Open => None,
            };
            before.transpose().expect("what the act is about");
            house.time.advance(Duration::from_secs(1));
            let earlier: Vec<_> = house.mail().await.iter().map(|sent| sent.id).collect();
            spaces.hold(ana.id, what).await.expect("it waits");
            let mut sent = house.mail().await;
            sent.retain(|sent| !earlier.contains(&sent.id));
            sent.sort_by_key(|sent| sent.channel);
            let ways: Vec<Channel> = sent.iter().map(|sent| sent.channel).collect();
            let all = [Channel::Email, Channel::Sms, Channel::Letter];
            assert_eq!(ways, all, "{what:?}");
            assert!(plain(&sent[0].text).contains(said), "{}", sent[0].text);
        }
    })
    .await;
}

/// As people read it, whatever spaces may not break.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test]
async fn opr_07_what_nobody_can_be_told_of_is_not_held() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = opened(&house, 1, ["", "", ",,"]).await;
        let sql = "SELECT (SELECT count(*) FROM held_act) + (SELECT count(*) FROM space_event)";
        let before = house.count(sql).await;
        let refused = house.spaces.hold(ana.id, What::Close(Fate::Archive)).await;
        let error = refused.expect_err("nobody would know");
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::Conflict, "held-unreachable")
        );
        assert_eq!(house.count(sql).await, before);
    })
    .await;
}

#[tokio::test]
async fn one_act_that_fails_keeps_no_other_waiting() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut held = Vec::new();
        for n in 1..=2 {
            let ana = opened(&house, n, ["", "", STREET]).await;
            let act = house.spaces.hold(ana.id, What::Close(Fate::Archive)).await;
            held.push(act.expect("open"));
            house.time.advance(Duration::from_secs(1));
        }
        let damaged = house.store.execute(
            "UPDATE space SET state = 99 WHERE space = $1",
            vec![held[0].space.into()],
        );
        assert_eq!(damaged.await.expect("the register"), 1);
        house.time.advance(DAY * 3);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        let left = house.spaces.held(held[0].space).await.expect("asked");
        assert_eq!(left.len(), 1, "what failed is not forgotten");
    })
    .await;
}
