//! What is given out, when: signed and kept before anybody sees it, with the
//! witnesses that sign and without those that do not, and nothing of a store that
//! is no longer the one we left.

use crate::{House, Served, answering, backup, config, queue, restore, signer, told};
use kernel::Kind;
use ledger::{Checkpoint, Due, Ledger, Note, PublicKey, Role, Witness};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;
use testkit::for_each_store;

/// What a witness answers, to be changed while it runs.
#[derive(Clone)]
struct Answers(Arc<Mutex<(u16, String)>>);

impl Answers {
    async fn as_witness() -> (Self, (String, PublicKey)) {
        let answers = Self(Arc::new(Mutex::new((503, String::new()))));
        let (url, _served) = {
            let answers = answers.clone();
            answering(move |_| {
                let answer = answers.0.lock().expect("a lock").clone();
                async move { answer }
            })
            .await
        };
        let key = signer("liar.example", Role::Witness, 33).public().clone();
        (answers, (url, key))
    }

    fn say(&self, status: u16, text: &str) {
        *self.0.lock().expect("a lock") = (status, text.to_owned());
    }
}

async fn honest(house: &House, folder: &tempfile::TempDir) -> Served {
    let log = house.ledger.public_key().await.expect("a key");
    let own = signer("w.example", Role::Witness, 9);
    let world = house.time.world();
    Served::of(Witness::open(folder.path(), own, vec![log], world).expect("a witness")).await
}

fn note_of(ledger: &Ledger) -> Note {
    Note::parse(&ledger.checkpoint().expect("one")).expect("a note")
}

fn size_of(note: &Note) -> u64 {
    Checkpoint::of(note).expect("a checkpoint").size
}

fn kept(house: &House) -> Option<Note> {
    let file = std::fs::read_to_string(house.folder.path().join("log.checkpoint"));
    file.ok().map(|text| Note::parse(&text).expect("a note"))
}

#[tokio::test]
async fn log_06_a_witness_that_lies_holds_nothing_up_and_is_named_at_the_start() {
    for_each_store(async |store| {
        let folder = tempfile::tempdir().expect("a folder");
        let house = House::on(store, vec![]).await;
        let honest = honest(&house, &folder).await;
        let (liar, known) = Answers::as_witness().await;
        let witnesses = vec![known.clone(), honest.known()];
        let ledger = house.another(witnesses.clone()).await;
        ledger.check_start().await.expect("as it was left");
        let lies = [
            (409, "999999\n"),
            (409, "20\n"),
            (409, ""),
            (409, "many"),
            (422, ""),
            (200, "— liar.example AAAA\n"),
            (200, ""),
        ];
        for (n, (status, text)) in (1_u64..).zip(lies) {
            liar.say(status, text);
            house.queue(&format!("lie {n}"), 10).await;
            ledger.tick().await.expect("given out");
            let note = note_of(&ledger);
            assert_eq!(size_of(&note), 10 * n, "{status} {text}");
            assert!(note.is_signed_by(&honest.key) && !note.is_signed_by(&known.1));
            let counts = ledger.witness_counts();
            assert_eq!((counts[0].cosigned, counts[0].failed), (0, n));
            assert_eq!(counts[1].failed, 0);
            house.time.advance(Duration::from_secs(31));
        }
        liar.say(409, "999999\n");
        let why = told(house.another(witnesses.clone()).await.check_start().await);
        assert!(
            why.contains("the witness liar.example") && why.contains("[[log.witnesses]]"),
            "{why}"
        );
        // The same size with another root, as it says; and what says nothing.
        liar.say(409, "70\n");
        let why = told(house.another(witnesses.clone()).await.check_start().await);
        assert!(
            why.contains("the witness liar.example has seen another log"),
            "{why}"
        );
        for (status, text) in [(409, ""), (409, "0\n"), (422, ""), (500, "no")] {
            liar.say(status, text);
            let again = house.another(witnesses.clone()).await;
            again.check_start().await.expect("it says nothing");
        }
    })
    .await;
}

#[tokio::test]
async fn a_witness_that_another_process_told_more_is_no_alarm() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        // At every question another process goes ahead, and has its head signed.
        let (url, _served) = {
            let (ledger, store, world) = (
                house.ledger.clone(),
                house.store.clone(),
                house.time.world(),
            );
            answering(move |_| {
                let (ledger, store, world) = (ledger.clone(), store.clone(), world.clone());
                async move {
                    let more = crate::commitments("meanwhile", 5);
                    queue(&store, &world, &more).await;
                    ledger.tick().await.expect("a tick there");
                    (409, format!("{}\n", ledger.size()))
                }
            })
            .await
        };
        let key = signer("w.example", Role::Witness, 9).public().clone();
        let slow = house.another(vec![(url, key)]).await;
        slow.check_start().await.expect("no alarm");
        for _ in 0..3 {
            house.queue("one", 3).await;
            slow.tick().await.expect("no alarm");
            assert_eq!(slow.witness_counts()[0].failed, 0);
        }
        slow.ready().expect("ready");
    })
    .await;
}

#[tokio::test]
async fn a_checkpoint_that_lacks_a_witness_is_signed_by_it_later_though_nothing_new_comes() {
    for_each_store(async |store| {
        let folder = tempfile::tempdir().expect("a folder");
        let house = House::on(store, vec![]).await;
        let world = house.time.world();
        let log = house.ledger.public_key().await.expect("a key");
        let own = signer("w.example", Role::Witness, 9);
        let key = own.public().clone();
        let witness = Witness::open(folder.path(), own, vec![log], world).expect("a witness");
        let awake = Arc::new(Mutex::new(false));
        let (url, _served) = {
            let (witness, awake) = (Arc::new(witness), awake.clone());
            answering(move |body| {
                let answer = match *awake.lock().expect("a lock") {
                    true => witness.add_checkpoint(&body).expect("answered"),
                    false => ledger::Answer::Unknown,
                };
                async move {
                    match answer {
                        ledger::Answer::Cosigned(lines) => (200, lines),
                        ledger::Answer::OtherSize(size) => (409, format!("{size}\n")),
                        _ => (404, String::new()),
                    }
                }
            })
            .await
        };
        let ledger = house.another(vec![(url, key.clone())]).await;
        house.queue("entries", 10).await;
        ledger.tick().await.expect("a tick");
        let before = note_of(&ledger);
        assert!(!before.is_signed_by(&key));
        *awake.lock().expect("a lock") = true;
        ledger.tick().await.expect("a tick");
        assert_eq!(note_of(&ledger), before, "it is left alone for a while");
        house.time.advance(Duration::from_secs(31));
        ledger.tick().await.expect("a tick");
        let after = note_of(&ledger);
        assert!(after.is_signed_by(&key) && after.text() == before.text());
        // Kept like that, and shown like that by a process that asks nobody.
        assert_eq!(kept(&house), Some(after.clone()));
        house.ledger.tick().await.expect("a tick");
        assert_eq!(note_of(&house.ledger), after);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_shown_to_anybody_before_it_is_kept() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.queue("entries", 300).await;
        house.ledger.tick().await.expect("a tick");
        let file = house.folder.path().join("log.checkpoint");
        // Another machine, with the same key: it keeps for itself what it gives out.
        std::fs::remove_file(&file).expect("removed");
        let other = house.another(vec![]).await;
        assert_eq!(other.checkpoint(), None);
        other.check_start().await.expect("as it was left");
        assert_eq!(
            kept(&house).map(|note| note.to_string()),
            other.checkpoint()
        );
        std::fs::remove_file(&file).expect("removed");
        // Nor is a witness shown anything that is not kept, at the start neither.
        let missed = Arc::new(Mutex::new(Vec::new()));
        let (url, _served) = {
            let (file, missed) = (file.clone(), missed.clone());
            answering(move |body: String| {
                let shown = body.split_once("\n\n").map(|(_, note)| note.to_owned());
                let shown = Note::parse(&shown.expect("a request")).expect("a note");
                let kept = std::fs::read_to_string(&file).unwrap_or_default();
                let kept = Note::parse(&kept).map(|kept| kept.text() == shown.text());
                missed.lock().expect("a lock").push(kept.unwrap_or(false));
                async { (503, String::new()) }
            })
            .await
        };
        let key = signer("w.example", Role::Witness, 9).public().clone();
        house.queue("not signed yet", 5).await;
        house.ledger.sequence().await.expect("sequenced");
        let asks = house.another(vec![(url, key)]).await;
        asks.check_start().await.expect("as it was left");
        house.queue("more", 5).await;
        asks.tick().await.expect("a tick");
        assert_eq!(*missed.lock().expect("a lock"), [true, true]);
    })
    .await;
}

#[tokio::test]
async fn log_06_a_store_that_falls_back_under_a_running_process_makes_it_not_ready() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let ready = |ledger: &Ledger| ledger.ready().map_err(|error| error.kind());
        assert_eq!(
            ready(&house.ledger),
            Err(Kind::Unavailable),
            "not looked yet"
        );
        house.queue("before", 300).await;
        house.ledger.tick().await.expect("a tick");
        let old = backup(&house.store).await;
        house.queue("a closure", 5).await;
        house.ledger.tick().await.expect("a tick");
        let new = backup(&house.store).await;
        assert_eq!(ready(&house.ledger), Ok(()));
        let shown = note_of(&house.ledger);
        // With the file beside the keys, or without it.
        for gone in [false, true] {
            if gone {
                let file = house.folder.path().join("log.checkpoint");
                std::fs::remove_file(file).expect("removed");
            }
            restore(&house.store, &old).await;
            house.ledger.tick().await.expect_err("older");
            assert_eq!(ready(&house.ledger), Err(Kind::Unavailable));
            // It grows again, and is another one.
            house.queue("something else", 50).await;
            house.ledger.tick().await.expect_err("still older");
            let size = house.count("SELECT size FROM ledger_head").await;
            assert_eq!(size, 300, "nothing is written there");
            let elsewhere = house.another(vec![]).await;
            elsewhere.sequence().await.expect("grown");
            house.ledger.tick().await.expect_err("another one");
            assert_eq!(ready(&house.ledger), Err(Kind::Unavailable));
            assert_eq!(note_of(&house.ledger), shown);
            restore(&house.store, &new).await;
            house.ledger.tick().await.expect("the one we left");
            assert_eq!(ready(&house.ledger), Ok(()));
        }
    })
    .await;
}

#[tokio::test]
async fn a_full_queue_does_not_keep_the_head_from_being_signed_and_an_export_waits_for_all() {
    for_each_store(async |store: Store| {
        let house = House::on(store, vec![]).await;
        const ROWS: u64 = 16 * 256 + 5;
        let world = house.time.world();
        let mut tx = house.store.begin("write").await.expect("a transaction");
        for entry in crate::commitments("rows", ROWS) {
            let statement = Due::new(7, &world).queue(&[entry]);
            tx.run(vec![statement]).await.expect("queued");
        }
        tx.commit().await.expect("committed");
        house.ledger.tick().await.expect("a tick");
        assert_eq!(house.published().size, ROWS - 5);
        house.ledger.catch_up().await.expect("all");
        assert_eq!(house.published().size, ROWS);
        // One mark for a minute, whatever comes in it.
        house.time.advance(Duration::from_secs(60));
        for n in 0..5 {
            house.queue(&format!("more {n}"), 3).await;
            house.ledger.tick().await.expect("a tick");
        }
        assert_eq!(house.count("SELECT count(*) FROM ledger_mark").await, 2);
        // Two that export at once both find all of theirs.
        let others = [house.another(vec![]).await, house.another(vec![]).await];
        house.queue("for both", 5).await;
        let (one, two) = tokio::join!(others[0].catch_up(), others[1].catch_up());
        one.and(two).expect("all");
        assert_eq!([others[0].size(), others[1].size()], [ROWS + 20; 2]);
    })
    .await;
}

#[tokio::test]
async fn an_accepted_loss_is_gone_on_with_after_a_start_only() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.queue("before", 10).await;
        house.ledger.tick().await.expect("a tick");
        let old = backup(&house.store).await;
        house.queue("lost", 5).await;
        house.ledger.tick().await.expect("a tick");
        restore(&house.store, &old).await;
        let config = config(house.folder.path(), vec![]);
        let command = Ledger::open(house.store.clone(), house.time.world(), config).await;
        let command = command.expect("opened");
        command
            .accept_loss("Ana", "a fire")
            .await
            .expect("accepted");
        // What this process read is newer than what is there.
        let why = told(house.ledger.tick().await);
        assert!(why.contains("that this process gave out"), "{why}");
        assert!(house.ledger.ready().is_err());
        let again = house.another(vec![]).await;
        again.tick().await.expect("a tick");
        again.ready().expect("ready");
    })
    .await;
}

#[tokio::test]
async fn two_that_keep_the_log_in_one_process_take_each_other_for_no_older_store() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.ledger.tick().await.expect("a tick");
        let mut size = 0;
        for round in 0..20 {
            house.queue(&format!("round {round}"), 3).await;
            let (one, two) = tokio::join!(house.ledger.tick(), house.ledger.catch_up());
            if let Err(error) = one {
                assert_eq!(error.kind(), Kind::Conflict, "{}", error.log_text());
            }
            two.expect("all");
            house.ledger.ready().expect("ready");
            assert!(house.ledger.size() > size, "it never goes back");
            size = house.ledger.size();
        }
    })
    .await;
}
