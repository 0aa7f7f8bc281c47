//! A no and an activation of one space at the same instant, on two nodes.

use crate::DAY;
use crate::house::{Answer, HEADER, House, Person, Visitor, line};
use http::StatusCode;
use journal::Standing;
use kernel::{Kind, Result, SpaceId};
use spaces::{Event, Format, Happened, How, Life, Receipt};
use std::time::{Duration, Instant};
use testkit::{for_each_store_at, is_sqlite};

/// Rounds on each store; `CARNET_RACE_ROUNDS` asks for as many as 900.
fn rounds() -> u32 {
    let asked = std::env::var("CARNET_RACE_ROUNDS").ok();
    asked.and_then(|rounds| rounds.parse().ok()).unwrap_or(40)
}

/// The n-th person at the last screen of an activation at this node.
async fn about_to_activate<'a>(house: &'a House, n: u32) -> (Person, Visitor<'a>) {
    let ana = house.person(n, "LECA", "ANA").await;
    let code = house.announce(&ana).await;
    let mut visitor = house.visitor(&format!("203.0.113.{}", n % 250));
    if n.is_multiple_of(15) {
        // An address begins twenty activations a day.
        house.time.advance(DAY);
    }
    let begun = visitor.tries(&code, &ana).await;
    assert_eq!(begun.to.as_deref(), Some("/activer/choix"), "{n}");
    visitor.goes_on(&format!("ana.leca{n}")).await;
    (ana, visitor)
}

/// What the history says of an event, if it says it at all; at most once.
fn one(events: &[Happened], what: Event) -> Option<&Happened> {
    let mut all = events.iter().filter(|event| event.what == what);
    let first = all.next();
    assert!(all.next().is_none(), "{what:?} twice: {events:?}");
    first
}

/// Both receipts agree with the one order there was; the space is refused.
async fn agree(house: &House, ana: &Person, activated: &Answer, refused: &Receipt) -> bool {
    let (space, life) = house.found(ana.id).await;
    assert!(matches!(life, Life::Refused { .. }), "{life:?}");
    let events = house.spaces.events(space).await.expect("events");
    let no = one(&events, Event::Refused).expect("it is in the history");
    assert_eq!((&no.receipt, no.at), (&refused.number, refused.at));
    let yes = one(&events, Event::Activated);
    match activated.to.as_deref() {
        // It came first, and the no after it stands.
        Some("/espace/moi") => {
            let order = [no, yes.expect("it is in the history")];
            let of = |what: &Happened| events.iter().position(|event| event == what);
            assert!(of(order[0]) < of(order[1]), "newest first: {events:?}");
        }
        // It came second, and did nothing.
        _ => {
            assert!(activated.status.is_client_error(), "{}", activated.body);
            assert_ne!(activated.status, StatusCode::NOT_FOUND);
            assert!(yes.is_none(), "{events:?}");
        }
    }
    let owners = house.store.query(
        "SELECT count(*) FROM account_space WHERE space = $1",
        vec![space.into()],
    );
    let owners = owners.await.expect("asked")[0].int(0).expect("a number");
    assert_eq!(owners, 0, "nobody reaches it");
    let book = house.journal.open(space).await;
    let shut = |book: &journal::Book| book.standing() == Standing::Shut;
    assert!(book.is_err() || book.is_ok_and(|book| shut(&book)));
    let face = house.spaces.open_face(space).await;
    assert_eq!(face.expect_err("not open").kind(), Kind::NotFound);
    yes.is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn act_12_a_refusal_and_an_activation_at_once_on_two_nodes_have_one_order() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        let (mut yes_first, rounds) = (0, rounds());
        let (mut took, mut no_took) = (Duration::ZERO, Duration::ZERO);
        for n in 1..=rounds {
            let (ana, visitor) = about_to_activate(&house, n).await;
            let (spaces, person, now) = (node.spaces.clone(), ana.id, node.time.now());
            // At each point of what the activation does, the no comes in; and by turns, the
            // activation at each point of what the no does, which writes a letter first.
            let (waits, holds) = match n % 2 {
                0 => (took * (n % 9) / 8, Duration::ZERO),
                _ => (Duration::ZERO, no_took * (n % 9) / 8),
            };
            let says_no = async move {
                tokio::time::sleep(waits).await;
                let began = Instant::now();
                let refused = spaces.refuse(person, How::Phone, now).await;
                (refused, began.elapsed())
            };
            let refused = tokio::spawn(says_no);
            tokio::time::sleep(holds).await;
            let began = Instant::now();
            let activated = visitor.post("/activer/partage", &[]).await;
            took = began.elapsed();
            let (refused, elapsed) = refused.await.expect("it ends");
            no_took = elapsed;
            let refused: Result<Receipt> = refused;
            let refused = refused.expect("a no in time is always recorded");
            let both = agree(&house, &ana, &activated, &refused).await;
            yes_first += u32::from(both);
            if n.is_multiple_of(10) {
                assert!(agree(&node, &ana, &activated, &refused).await == both);
            }
        }
        // Silence opens none of them later.
        house.time.advance(DAY * 50);
        assert_eq!(house.opens_due(house.time.now()).await, 0);
        assert!((1..rounds).contains(&yes_first), "{yes_first} of {rounds}");
    })
    .await;
}

#[tokio::test]
async fn act_12_in_either_order_both_receipts_say_which_it_was() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        for (n, yes_first) in [(1, true), (2, false)] {
            let (ana, visitor) = about_to_activate(&house, n).await;
            let now = house.time.now();
            let refuse = async || {
                let refused = node.spaces.refuse(ana.id, How::Phone, now).await;
                refused.expect("in time")
            };
            let (activated, refused) = if yes_first {
                let activated = visitor.post("/activer/partage", &[]).await;
                (activated, refuse().await)
            } else {
                let refused = refuse().await;
                (visitor.post("/activer/partage", &[]).await, refused)
            };
            let both = agree(&house, &ana, &activated, &refused).await;
            assert_eq!(both, yes_first, "{}", activated.body);
        }
    })
    .await;
}

/// Until another transaction waits for what is held here; where one writes at a time,
/// it waits from its start.
async fn until_one_waits(house: &House) {
    const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..250 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if is_sqlite(&house.store) {
            return;
        }
        let rows = house.store.query(WAITING, Vec::new()).await;
        if rows.expect("asked")[0].int(0).expect("a number") > 0 {
            return;
        }
    }
    panic!("nobody waits");
}

const HOLD: &str = "UPDATE space SET state = state WHERE space = $1";

#[tokio::test]
async fn a_no_for_several_waits_for_one_space_without_holding_one_that_comes_after_it() {
    for_each_store_at(async |store, _| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let lea = house.child(2, "LEA", 1, "2016-03-02").await;
        let mut spaces: Vec<(SpaceId, kernel::PersonId)> = Vec::new();
        for n in [1, 2] {
            let one = house.person_known(n).await;
            house.announce(&one).await;
            spaces.push((house.space(one.id).await, one.id));
        }
        spaces.sort();
        let [(first, early), (second, late)] = [spaces[0], spaces[1]];
        // Who takes up a child holds both, in this order.
        let mut tx = house.store.begin("a test").await.expect("begun");
        let held = tx.execute(HOLD, vec![first.into()]).await;
        assert_eq!(held.expect("held"), 1);
        let chosen = [late, early];
        let refused = house.refused_by_phone(ana.id, &chosen);
        let taken = async {
            until_one_waits(&house).await;
            let held = tx.execute(HOLD, vec![second.into()]).await;
            assert_eq!(held.expect("nobody holds it"), 1);
            tx.commit().await.expect("committed");
        };
        let (refused, ()) = tokio::join!(refused, taken);
        refused.expect("a timely no");
        for person in [ana.id, lea] {
            let life = house.life(person).await;
            assert!(matches!(life, Life::Refused { .. }), "{life:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_is_read_to_its_end_though_somebody_in_it_decides_at_that_moment() {
    for_each_store_at(async |store, _| {
        let house = House::on(store).await;
        let ana = house.opened(1).await;
        let alive = line(1, "LECA", "ANA");
        let dead = format!("{HEADER}{}2026-11-20\n", alive.trim_end());
        house.import(&dead, Format::Csv).await;
        assert!(matches!(house.life(ana.id).await, Life::Closed { .. }));
        // She lives after all, and her space moves while the file is read.
        let space = house.space(ana.id).await;
        let mut tx = house.store.begin("a test").await.expect("begun");
        let moves = "UPDATE space SET at = at + 1 WHERE space = $1";
        let moved = tx.execute(moves, vec![space.into()]).await;
        assert_eq!(moved.expect("moved"), 1);
        let new = line(2, "BLANC", "PAUL");
        let file = format!("{HEADER}{alive}{new}");
        let mut refused = Vec::new();
        let read = house
            .spaces
            .import_insured(file.as_bytes(), Format::Csv, &mut refused);
        let decided = async {
            until_one_waits(&house).await;
            tx.commit().await.expect("committed");
        };
        let (report, ()) = tokio::join!(read, decided);
        let report = report.expect("read to its end");
        let counts = (report.added, report.updated, report.rejected);
        assert_eq!(counts, (1, 1, 0), "once each");
        assert!(matches!(house.life(ana.id).await, Life::Open { .. }));
        house.person_known(2).await;
    })
    .await;
}

#[tokio::test]
async fn a_no_that_the_store_undoes_for_another_s_sake_is_decided_again_and_recorded_once() {
    for_each_store_at(async |store, _| {
        if is_sqlite(&store) {
            return;
        }
        let house = House::on(store).await;
        for (n, code) in [(1, "40P01"), (2, "40001")] {
            let ana = house.person(n, "LECA", "ANA").await;
            house.announce(&ana).await;
            // Once for each: what a sequence gave is not taken back.
            let undoes = format!(
                "CREATE SEQUENCE once{n}; \
                 CREATE FUNCTION undoes{n}() RETURNS trigger LANGUAGE plpgsql AS $do$ BEGIN \
                 IF nextval('once{n}') = 1 THEN RAISE EXCEPTION 'so' USING ERRCODE = '{code}'; END IF; \
                 RETURN NEW; END $do$; \
                 CREATE TRIGGER undoes{n} BEFORE UPDATE ON space FOR EACH ROW EXECUTE FUNCTION undoes{n}()"
            );
            for statement in undoes.split("; CREATE").enumerate() {
                let text = match statement {
                    (0, text) => text.to_owned(),
                    (_, text) => format!("CREATE{text}"),
                };
                let made = house.store.execute(text.leak(), vec![]).await;
                made.expect("a trigger");
            }
            let now = house.time.now();
            let refused = house.spaces.refuse(ana.id, How::Site, now).await;
            let refused = refused.expect("decided again");
            let events = house.spaces.events(refused.space).await.expect("events");
            let no = one(&events, Event::Refused).expect("it is in the history");
            assert_eq!(no.receipt, refused.number, "{code}");
            let told = "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt' AND channel = 0";
            assert_eq!(house.count(told).await, i64::from(n), "{code}");
        }
    })
    .await;
}
