//! What was asked for by phone: it waits, can be called off, and is done once,
//! unless something else was decided meanwhile.

use crate::DAY;
use crate::house::{HEADER, House, Person, line};
use crate::receipts::printed;
use journal::Standing;
use kernel::Kind;
use post::{Channel, Sent};
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

        // Who has no account has the number on paper, until when it can be undone and
        // where, whatever else they were told.
        let closed = events.iter().find(|e| e.what == Event::Closed);
        let number = &closed.expect("it is in the history").receipt;
        let mut told = house.mail().await;
        told.retain(|sent| sent.subject == "La fermeture de votre espace est enregistrée");
        told.sort_by_key(|sent| sent.channel);
        let ways: Vec<Channel> = told.iter().map(|sent| sent.channel).collect();
        assert_eq!(ways, [Channel::Email, Channel::Letter]);
        let undo = house.time.now().plus(DAY * 30);
        let undo = edge::day(kernel::Lang::Fr, undo.in_paris().date());
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let letter = printed(&house, &told[1]).await;
        for text in [&told[0].text, &letter] {
            for said in [number.as_str(), "dix ans"] {
                let (text, said) = (squeezed(text), squeezed(said));
                assert!(text.contains(&said), "{said}: {text}");
            }
        }
        assert!(squeezed(&told[0].text).contains(&squeezed(&undo)), "{undo}");
        assert!(squeezed(&letter).contains("carnet.test/code"), "{letter}");
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
        // Who refused has no account to sign in to.
        let mail = house.mail().await;
        let told = mail
            .iter()
            .filter(|it| it.to == "p1@exemple.invalid")
            .find(|it| it.subject == "Une demande par téléphone attend");
        let told = &told.expect("it waits").text;
        assert!(told.contains("Si vous avez un compte"), "{told}");
        assert!(!told.contains("onnectez"), "{told}");
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

/// The n-th person, told of their space, who says yes on the telephone.
async fn says_yes(house: &House, n: u32) -> (Person, String) {
    let ana = house.person(n, "LECA", "ANA").await;
    let code = house.announce(&ana).await;
    house.spaces.hold(ana.id, What::Open).await.expect("told");
    (ana, code)
}

#[tokio::test]
async fn who_says_yes_by_phone_has_a_space_three_days_later_and_no_account() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, code) = says_yes(&house, 1).await;
        let (space, spaces) = (house.space(ana.id).await, &house.spaces);
        let twice = spaces.hold(ana.id, What::Open).await;
        assert_eq!(twice.expect_err("once").code(), "space-held-already");
        let told = house.mail().await;
        let of_it = told.iter().filter(|sent| sent.subject.contains("attend"));
        assert!(of_it.count() >= 1, "they are told that it waits");
        house.time.advance(DAY * 3 - Duration::from_millis(1));
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        assert!(matches!(house.life(ana.id).await, Life::Announced { .. }));
        house.time.advance(Duration::from_millis(1));
        assert_eq!(spaces.do_held(10).await.expect("asked"), 1);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        assert!(matches!(house.life(ana.id).await, Life::Open { .. }));
        let owners = "SELECT count(*) FROM account_space";
        assert_eq!(house.count(owners).await, 0);
        let book = house.journal.open(space).await.expect("its journal");
        assert_eq!(book.standing(), Standing::Open, "it is fed from now on");

        // The holder reads it, with the number of the receipt that left.
        let events = spaces.events(space).await.expect("events");
        let opened: Vec<_> = events
            .iter()
            .filter(|event| event.what == Event::OpenedOnYes)
            .collect();
        assert_eq!(opened.len(), 1, "{events:?}");
        assert_eq!(
            (opened[0].who.as_str(), opened[0].how),
            ("holder", How::Phone)
        );
        let sent = house.mail().await;
        let receipts = sent
            .iter()
            .filter(|sent| sent.subject == "Votre espace de santé est ouvert");
        let mut ways: Vec<Channel> = receipts.clone().map(|sent| sent.channel).collect();
        ways.sort();
        assert_eq!(ways, [Channel::Email, Channel::Letter]);
        let said = |sent: &Sent| sent.text.contains(&opened[0].receipt);
        assert!(receipts.clone().any(said), "its number is in it");

        // Their code is as good as before, and silence opens nothing more.
        let begun = house.visitor("192.0.2.1").tries(&code, &ana).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        house.time.advance(DAY * 60);
        assert_eq!(house.opens_due(house.time.now()).await, 0);
    })
    .await;
}

#[tokio::test]
async fn act_13_a_no_wins_against_a_yes_by_phone_while_it_waits_and_until_the_deadline() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, _) = says_yes(&house, 1).await;
        let (ben, _) = says_yes(&house, 2).await;
        let (eva, _) = says_yes(&house, 3).await;
        let spaces = &house.spaces;
        house.time.advance(DAY);
        let refused = house.refused_by_phone(ana.id, &[ana.id]).await;
        refused.expect("in time");
        let space = house.space(ana.id).await;
        let waits = spaces.held(space).await.expect("asked");
        assert!(waits.is_empty(), "nothing waits any more: {waits:?}");
        house.time.advance(DAY * 3);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 2);
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));

        // Somebody else may have said yes: the person says no when they read of it.
        house.time.advance(DAY * 30);
        let refused = house.refused_by_phone(ben.id, &[ben.id]).await;
        refused.expect("before the deadline");
        assert!(matches!(house.life(ben.id).await, Life::Refused { .. }));
        house.time.advance(DAY * 30);
        assert_eq!(house.opens_due(house.time.now()).await, 0);
        let late = house.refused_by_phone(eva.id, &[eva.id]).await;
        late.expect_err("it is closed instead");
        assert!(house.life(eva.id).await.is_open());
        for person in [&ana, &ben] {
            assert!(matches!(house.life(person.id).await, Life::Refused { .. }));
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_or_a_death_since_makes_a_yes_by_phone_moot() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, code) = says_yes(&house, 1).await;
        let (ben, _) = says_yes(&house, 2).await;
        let spaces = &house.spaces;
        house.time.advance(Duration::from_secs(60));
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.goes_on("ana.leca").await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        let space = house.space(ana.id).await;
        assert!(spaces.held(space).await.expect("asked").is_empty());
        let dead = line(2, "LECA", "ANA");
        let dead = format!("{HEADER}{}2026-11-20\n", dead.trim_end());
        let (report, refused) = house.import(&dead, Format::Csv).await;
        assert_eq!(report.updated, 1, "{refused}");
        house.time.advance(DAY * 3);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 0);
        assert!(matches!(house.life(ana.id).await, Life::Active { .. }));
        assert!(matches!(house.life(ben.id).await, Life::Closed { .. }));
        for (person, why) in [(&ana, "space-already-open"), (&ben, "space-closed")] {
            let again = spaces.hold(person.id, What::Open).await;
            assert_eq!(again.expect_err("not any more").code(), why);
        }
    })
    .await;
}

#[tokio::test]
async fn act_13_a_death_told_by_mistake_after_a_yes_takes_no_no_away() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, _) = says_yes(&house, 1).await;
        house.time.advance(DAY * 3);
        let spaces = &house.spaces;
        assert_eq!(spaces.do_held(10).await.expect("asked"), 1);
        let alive = line(1, "LECA", "ANA");
        let dead = format!("{}2026-11-20\n", alive.trim_end());
        for (file, open) in [(dead, false), (alive, true)] {
            house.time.advance(DAY);
            let (report, refused) = house.import(&format!("{HEADER}{file}"), Format::Csv).await;
            assert_eq!(report.updated, 1, "{refused}");
            assert_eq!(house.life(ana.id).await.is_open(), open);
        }
        let now = house.time.now();
        let refused = spaces.refuse(ana.id, How::Post, now).await;
        refused.expect("before the deadline");
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
    })
    .await;
}

#[tokio::test]
async fn who_has_the_letter_opts_out_on_the_site_of_what_a_yes_opened_and_of_no_other() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ben = house.opened(2).await;
        let of_ben = house.announce(&ben).await;
        let refuser = "value=\"refuser\"";
        let mut silent = house.visitor("192.0.2.2");
        silent.tries(&of_ben, &ben).await;
        let page = silent.get("/activer/choix").await.body;
        assert!(page.contains("value=\"fermer\""), "{page}");
        assert!(!page.contains(refuser), "{page}");

        let (ana, code) = says_yes(&house, 1).await;
        house.time.advance(DAY * 3);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        let page = visitor.get("/activer/choix").await.body;
        assert!(page.contains(refuser), "{page}");
        let chosen = [("choix", "refuser")];
        let next = visitor.post("/activer/choix", &chosen).await;
        assert_eq!(next.to.as_deref(), Some("/opposition/pour"));
        let own = format!("pour-{}", ana.id);
        assert!(visitor.get("/opposition/pour").await.body.contains(&own));
        let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
    })
    .await;
}
