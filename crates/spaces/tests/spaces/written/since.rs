//! Letters that are read in after their space was opened: what came in time wins.

use super::{STREET, left, letter, reads, receipts, told, tries};
use crate::DAY;
use crate::house::{House, matricule};
use crate::receipts::printed;
use journal::Standing;
use kernel::Timestamp;
use spaces::{Event, How, Life, SILENCE, Unrecorded, What};
use testkit::{for_each_store, for_each_store_at};

/// The letter of the n-th person, received on the day of this instant.
fn letter_on(n: u32, at: Timestamp, reference: &str) -> String {
    let day = at.in_paris().date();
    format!("{},1969-05-04,{day},{reference}\n", matricule(n))
}

#[tokio::test]
async fn act_13_a_letter_that_came_by_the_deadline_ends_what_silence_opened_since() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut people = Vec::new();
        for n in 1..=4 {
            people.push(told(&house, n, "p@exemple.fr", STREET).await);
        }
        let Life::Announced { deadline, .. } = house.life(people[0].id).await else {
            panic!("they are told");
        };
        house.time.set(deadline.plus(SILENCE));
        // One alone, as a fund would by hand; the others by the batch.
        let now = house.time.now();
        let alone = house.spaces.open_by_silence(people[3].id, now).await;
        alone.expect("due");
        assert_eq!(house.opens_due(now).await, 3);
        house.time.advance(DAY * 20);
        // The third has an account by now.
        let code = house.announce(&people[2]).await;
        let mut visitor = house.visitor("192.0.2.7");
        visitor.tries(&code, &people[2]).await;
        visitor.goes_on("ana.leca").await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);

        let file = [
            letter_on(1, deadline, "C-1"),
            letter_on(2, deadline.plus(DAY), "C-2"),
            letter_on(3, deadline, "C-3"),
            letter_on(4, deadline, "C-4"),
        ]
        .concat();
        let (would, _) = tries(&house, &file, true).await;
        assert!(house.life(people[0].id).await.is_open(), "nothing is done");
        let (read, said) = reads(&house, &file).await;
        assert_eq!(would, read);
        assert_eq!(read.recorded, 2, "{said}");
        assert_eq!(
            read.left,
            left([(Unrecorded::Open, 1), (Unrecorded::InUse, 1)])
        );
        let said = said.replace('"', "");
        assert!(said.contains("\n3,,espace ouvert"), "{said}");
        assert!(said.contains("un compte gère cet espace"), "{said}");
        for n in [0, 3] {
            let person = &people[n];
            assert!(matches!(house.life(person.id).await, Life::Refused { .. }));
            let space = house.space(person.id).await;
            let events = house.spaces.events(space).await.expect("events");
            house.journal.forget(space);
            let book = house.journal.open(space).await.expect("its journal");
            assert_eq!(book.standing(), Standing::Shut, "nothing is read any more");
            let no = events.iter().find(|e| e.what == Event::Refused);
            assert_eq!(no.map(|e| e.how), Some(How::Post), "{events:?}");
        }
        let mail = house.mail().await;
        let of_it: Vec<_> = mail
            .iter()
            .filter(|sent| sent.subject.contains("opposition") && sent.has_pdf)
            .collect();
        assert_eq!(of_it.len(), 2);
        for sent in of_it {
            let text = printed(&house, sent).await;
            assert!(text.contains("ouvert, du"), "since when it was: {text}");
        }
        assert!(matches!(house.life(people[1].id).await, Life::Open { .. }));
        assert!(matches!(
            house.life(people[2].id).await,
            Life::Active { .. }
        ));
        let (again, _) = reads(&house, &file).await;
        assert_eq!((again.recorded, again.before), (0, 2));
        house.time.advance(DAY * 60);
        assert_eq!(house.opens_due(house.time.now()).await, 0);
    })
    .await;
}

#[tokio::test]
async fn act_13_a_letter_ends_what_a_campaign_opened_before_the_deadline_was_kept_with_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=2 {
            told(&house, n, "p@exemple.fr", STREET).await;
        }
        let ana = house.person_known(1).await;
        let Life::Announced { deadline, .. } = house.life(ana.id).await else {
            panic!("they are told");
        };
        // As a campaign tells, and as it opened then.
        let changes = async |sql| {
            let done = house.store.execute(sql, vec![]).await;
            assert_eq!(done.expect("the register"), 2, "{sql}");
        };
        changes("UPDATE space SET told_at = at").await;
        house.time.set(deadline.plus(SILENCE));
        assert_eq!(house.opens_due(house.time.now()).await, 2);
        changes("UPDATE space SET deadline = NULL WHERE state = 1").await;
        let file = [
            letter_on(1, deadline, "C-1"),
            letter_on(2, deadline.plus(DAY), "C-2"),
        ]
        .concat();
        let (read, said) = reads(&house, &file).await;
        assert_eq!(read.recorded, 1, "{said}");
        assert_eq!(read.left, left([(Unrecorded::Open, 1)]));
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
    })
    .await;
}

#[tokio::test]
async fn what_its_holder_closed_and_opened_again_is_ended_by_no_older_letter() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = told(&house, 1, "p@exemple.fr", STREET).await;
        let file = letter(&house, 1, "C-1");
        house.time.advance(DAY * 50);
        assert_eq!(house.opens_due(house.time.now()).await, 1);
        house.time.advance(DAY);
        let (spaces, now) = (&house.spaces, house.time.now());
        let closed = spaces.close(ana.id, spaces::Fate::Archive, How::Site, now);
        closed.await.expect("open");
        house.time.advance(DAY);
        let reopened = spaces.reopen(ana.id, How::Site, house.time.now()).await;
        reopened.expect("closed");
        let (read, _) = reads(&house, &file).await;
        assert_eq!(read.left, left([(Unrecorded::Open, 1)]));
        assert!(house.life(ana.id).await.is_open());
    })
    .await;
}

#[tokio::test]
async fn act_13_a_letter_of_before_a_yes_by_telephone_ends_it_whether_it_waits_or_is_done() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=2 {
            told(&house, n, "p@exemple.fr", STREET).await;
        }
        let older = [1, 2].map(|n| letter(&house, n, "C-1"));
        house.time.advance(DAY * 2);
        for n in 1..=2 {
            let ana = house.person_known(n).await;
            let held = house.spaces.hold(ana.id, What::Open).await;
            held.expect("told");
        }
        let (read, said) = reads(&house, &older[0]).await;
        assert_eq!(read.recorded, 1, "it waits: {said}");
        house.time.advance(SILENCE);
        let done = house.spaces.do_held(10).await.expect("asked");
        assert_eq!(done, 1, "only the other's");
        let ben = house.person_known(2).await;
        assert!(house.life(ben.id).await.is_open());
        // Read long after the deadline, it came in time all the same.
        house.time.advance(DAY * 60);
        let (read, said) = reads(&house, &older.concat()).await;
        assert_eq!((read.recorded, read.before), (1, 1), "it is done: {said}");
        for n in 1..=2 {
            let ana = house.person_known(n).await;
            assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
        }
        let sent = receipts(&house).await;
        assert_eq!(sent.len(), 2, "each has a receipt: {sent:?}");

        // Who said yes themselves takes it back as any no.
        for n in 1..=2 {
            let ana = house.person_known(n).await;
            let held = house.spaces.hold(ana.id, What::WithdrawRefusal).await;
            held.expect("refused");
        }
        house.time.advance(SILENCE);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 2);
        for n in 1..=2 {
            let ana = house.person_known(n).await;
            assert!(matches!(house.life(ana.id).await, Life::Announced { .. }));
        }
    })
    .await;
}

#[tokio::test]
async fn act_13_a_yes_that_is_due_and_a_no_at_once_on_two_nodes_end_in_a_no() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        for n in 1..=6 {
            let ana = told(&house, n, "p@exemple.fr", STREET).await;
            let held = house.spaces.hold(ana.id, What::Open).await;
            held.expect("told");
            house.time.advance(SILENCE);
            let refused = house.spaces.refuse(ana.id, How::Post, house.time.now());
            let (done, refused) = tokio::join!(node.spaces.do_held(10), refused);
            done.expect("asked");
            refused.expect("before the deadline");
            assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
            let space = house.space(ana.id).await;
            house.journal.forget(space);
            let book = house.journal.open(space).await;
            let shut = |book: &journal::Book| book.standing() == Standing::Shut;
            assert!(book.is_err() || book.is_ok_and(|book| shut(&book)), "{n}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_a_yes_that_is_asked_for_and_a_no_at_once_on_two_nodes_nothing_waits() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        for n in 1..=6 {
            let ana = told(&house, n, "p@exemple.fr", STREET).await;
            let refused = house.spaces.refuse(ana.id, How::Post, house.time.now());
            // It waits until the no ends it, or comes too late.
            let (_, refused) = tokio::join!(node.spaces.hold(ana.id, What::Open), refused);
            refused.expect("in time");
            let space = house.space(ana.id).await;
            let waiting = house.spaces.held(space).await.expect("asked");
            assert!(waiting.is_empty(), "{n}: {waiting:?}");
            assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
        }
    })
    .await;
}
