//! What is asked without the code of the letter: it waits three days, is told
//! on every channel, and can be called off.

use crate::house::{House, line, matricule, operator, said, shown};
use crate::{DAY, MINUTE, TICK};
use http::StatusCode;
use post::Channel;
use spaces::{By, Code, Event, Fate, How, Life, Shown, What};
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

#[tokio::test]
async fn a_parent_takes_back_the_no_said_for_a_child_without_a_card_and_it_waits_three_days() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, code) = house.told(1).await;
        // On the card of a parent, as children are; and one old enough for a card.
        for (n, first, born) in [(2, "HUGO", "2015-03-01"), (3, "EVE", "2009-03-01")] {
            let card = format!("80250000{n:06}");
            let file = line(n, first).replace("1969-05-04", born);
            let file = file.replace(&card, "");
            let file = format!("{}{}\n", file.trim_end(), matricule(1));
            house.import(&file).await;
        }
        let (hugo, eve) = (house.known(2).await, house.known(3).await);
        house.calls(&jeanne, 1, Some(&code)).await.expect("it fits");
        let refused = house.line.refuse(&jeanne, &[hugo, eve]).await;
        refused.expect("theirs to decide");
        house.time.advance(MINUTE);

        house.calls(&jeanne, 1, None).await.expect("it fits");
        let (_, english) = house.get(&jeanne, "/en/op").await;
        assert!(english.contains("A change of mind for a child under 16"));
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(
            body.contains("le refus fait pour votre enfant sera annulé"),
            "{body}"
        );
        let [hugos, eves, anas] = [hugo, eve, ana].map(|person| format!("pour-{person}"));
        assert!(body.contains(&hugos) && !body.contains(&eves), "{body}");
        let read = ("retour-lu", "oui");
        for (fields, why) in [
            (vec![(hugos.as_str(), "oui")], "Lisez la phrase"),
            (vec![read], "Cochez au moins une personne"),
            (vec![(eves.as_str(), "oui"), read], "Cette liste a changé"),
            (vec![(anas.as_str(), "oui"), read], "Cette liste a changé"),
        ] {
            let mut form = vec![("demande", "retrait-enfant")];
            form.extend(fields);
            let (status, body) = house.sends(&jeanne, "/op/attente", &form).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(body.contains(why), "{why}: {body}");
        }
        let waiting = "SELECT count(*) FROM held_act WHERE state = 0";
        assert_eq!(house.count(waiting).await, 0);
        let form = [("demande", "retrait-enfant"), (hugos.as_str(), "oui"), read];
        for called_off in [true, false] {
            house.calls(&jeanne, 1, None).await.expect("it fits");
            let before = house.mail().await.len();
            let (status, body) = house.sends(&jeanne, "/op/attente", &form).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
            assert_eq!(house.count(waiting).await, 1);
            let (_, body) = house.get(&jeanne, "/op").await;
            assert!(
                body.contains("Le refus fait pour Hugo Leca sera annulé"),
                "{body}"
            );
            let mut told = house.mail().await;
            told.truncate(told.len() - before);
            for sent in told.iter().filter(|sent| sent.channel != Channel::Letter) {
                // An adult reads it, and the child has no account to sign in to.
                let text = &sent.text;
                assert!(text.contains("enfant"), "{text}");
                assert!(
                    !text.contains("votre refus") && !text.contains("connectez"),
                    "{text}"
                );
            }
            let told = told.iter().map(|sent| sent.channel);
            let told: std::collections::BTreeSet<Channel> = told.collect();
            assert_eq!(told.len(), 3, "on every channel of the child's: {told:?}");
            if called_off {
                house.time.advance(MINUTE);
                let no = [(hugos.as_str(), "oui")];
                let (status, body) = house.sends(&jeanne, "/op/annuler", &no).await;
                assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
                assert_eq!(house.count(waiting).await, 0);
            }
            house.time.advance(DAY * 3 - TICK);
            assert_eq!(house.spaces.do_held(10).await.expect("asked"), 0);
            let life = house.life(hugo).await;
            assert!(matches!(life, Some(Life::Refused { .. })), "{life:?}");
        }
        house.time.advance(TICK);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        let (space, life) = house
            .spaces
            .life_of(hugo)
            .await
            .expect("asked")
            .expect("one");
        assert!(matches!(life, Life::Announced { .. }), "{life:?}");
        let events = house.spaces.events(space).await.expect("events");
        for (what, count) in [
            (Event::Held, 2),
            (Event::HeldCancelled, 1),
            (Event::RefusalWithdrawn, 1),
        ] {
            let told = events.iter().filter(|it| it.what == what);
            let told: Vec<_> = told.map(|it| (it.who.as_str(), it.how)).collect();
            assert_eq!(
                told,
                vec![("representative", How::Phone); count],
                "{what:?}"
            );
        }
        assert!(matches!(house.life(eve).await, Some(Life::Refused { .. })));

        // Who is under age themself answers for nobody.
        let lena = line(4, "LENA").replace("1969-05-04", "2009-03-01");
        let noe = line(5, "NOE").replace("1969-05-04", "2026-01-10");
        let noe = format!("{}{}\n", noe.trim_end(), matricule(4));
        house.import(&format!("{lena}{noe}")).await;
        let noe = house.known(5).await;
        house.announce(noe).await;
        let now = house.time.now();
        let refused = house.spaces.refuse(noe, How::Phone, now).await;
        refused.expect("told");
        let says = Shown {
            birth_date: "2009-03-01".parse().expect("a day"),
            ..shown(4, None)
        };
        house.begins(&jeanne).await;
        house.line.recognize(&jeanne, &says).await.expect("it fits");
        let noes = format!("pour-{noe}");
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(
            body.contains("Lena Leca") && !body.contains(&noes),
            "{body}"
        );
        let before = house.rows().await;
        let form = [("demande", "retrait-enfant"), (noes.as_str(), "oui"), read];
        let (status, body) = house.sends(&jeanne, "/op/attente", &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Cette liste a changé"), "{body}");
        assert_eq!(house.rows().await, before);
        assert_eq!(house.life(noe).await, Some(Life::Refused { at: now }));
    })
    .await;
}
