//! A no in writing: a file of letters, each of which is one person's, once.

mod since;

use crate::DAY;
use crate::house::{HEADER, House, Person, line, matricule};
use kernel::{Kind, Timestamp};
use post::Channel;
use spaces::{Event, Format, How, Life, SILENCE, Unrecorded, What, Written};
use std::collections::BTreeMap;
use std::process::Command;
use testkit::{TestWorld, for_each_store, for_each_store_at};

const COLUMNS: &str = "matricule,birth_date,received_on,reference\n";

/// The letter of the n-th person, who was born on the day of all of them, received today.
fn letter(house: &House, n: u32, reference: &str) -> String {
    letter_of(house, n, "1969-05-04", reference)
}

fn letter_of(house: &House, n: u32, born: &str, reference: &str) -> String {
    let today = house.time.now().in_paris().date();
    format!("{},{born},{today},{reference}\n", matricule(n))
}

/// Reads a file of these lines; what became of it, and what was said of which line.
async fn reads(house: &House, lines: &str) -> (Written, String) {
    tries(house, lines, false).await
}

async fn tries(house: &House, lines: &str, dry_run: bool) -> (Written, String) {
    let mut told = Vec::new();
    let file = format!("{COLUMNS}{lines}");
    let read = house
        .spaces
        .record_letters(file.as_bytes(), dry_run, &mut told)
        .await;
    (read.expect("read"), String::from_utf8(told).expect("text"))
}

fn left<const N: usize>(of: [(Unrecorded, u64); N]) -> BTreeMap<Unrecorded, u64> {
    BTreeMap::from(of)
}

/// How the receipts of refusals left, to whom.
async fn receipts(house: &House) -> Vec<(Channel, String)> {
    let mut sent: Vec<(Channel, String)> = house
        .mail()
        .await
        .into_iter()
        .filter(|sent| sent.subject.contains("opposition"))
        .map(|sent| (sent.channel, sent.to))
        .collect();
    sent.sort();
    sent
}

/// The n-th person, told of their space, whom the fund reaches so.
async fn told(house: &House, n: u32, email: &str, street: &str) -> Person {
    let all = line(n, "LECA", "ANA")
        .replace(&format!("p{n}@exemple.invalid"), email)
        .replace("1 rue des Lilas,33000,Bordeaux", street);
    let (report, refused) = house.import(&format!("{HEADER}{all}"), Format::Csv).await;
    assert_eq!(report.rejected, 0, "{refused}");
    let person = house.person_known(n).await;
    house.announce(&person).await;
    person
}

const STREET: &str = "1 rue des Lilas,33000,Bordeaux";

#[tokio::test]
async fn act_13_a_written_no_is_recorded_once_with_its_receipt_and_silence_opens_nothing() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = told(&house, 1, "p1@exemple.fr", STREET).await;
        let ben = told(&house, 2, "", STREET).await;
        let eva = told(&house, 3, "", ",,").await;
        let liu = told(&house, 4, "", "1 rue 王秀英,33000,Bordeaux").await;
        house.time.advance(DAY * 41);
        let file: String = (1..=4).map(|n| letter(&house, n, "C-17")).collect();
        let (read, said) = reads(&house, &file).await;
        assert_eq!((read.recorded, read.before), (4, 0), "{said}");
        assert_eq!((read.unreached, read.left.len()), (2, 0), "{said}");
        for line in ["\n4,,", "\n5,,"] {
            assert!(said.contains(line), "whom nothing reaches: {said}");
        }
        let mut numbers = Vec::new();
        for person in [&ana, &ben, &eva, &liu] {
            assert!(matches!(house.life(person.id).await, Life::Refused { .. }));
            let space = house.space(person.id).await;
            let events = house.spaces.events(space).await.expect("events");
            let told: Vec<_> = events.iter().filter(|e| e.what == Event::Refused).collect();
            assert_eq!(told.len(), 1, "{events:?}");
            assert_eq!((told[0].who.as_str(), told[0].how), ("holder", How::Post));
            numbers.push(told[0].receipt.clone());
        }
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 4, "each has a number of their own");
        let sent = receipts(&house).await;
        let by: Vec<Channel> = sent.iter().map(|(channel, _)| *channel).collect();
        assert_eq!(by, [Channel::Email, Channel::Letter], "{sent:?}");
        // In the public log, as what happens by any other way.
        let queued = "SELECT count(*) FROM space_event WHERE what = 3 AND how = 2";
        assert_eq!(house.count(queued).await, 4);

        // The same file again, and after the deadline.
        for _ in 0..2 {
            let (read, _) = reads(&house, &file).await;
            assert_eq!((read.recorded, read.before, read.unreached), (0, 4, 2));
            house.time.advance(DAY * 5);
            assert_eq!(house.opens_due(house.time.now()).await, 0);
        }
        assert_eq!(receipts(&house).await.len(), 2, "nothing more leaves");
        assert_eq!(house.count(queued).await, 4);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_recorded_changes_nothing_and_each_line_says_what_to_do() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let wrong = told(&house, 1, "p1@exemple.fr", STREET).await;
        let code = house.announce(&wrong).await;
        house.person(2, "LECA", "UNTOLD").await;
        let refused = told(&house, 3, "p3@exemple.fr", STREET).await;
        let by_phone = house.refused_by_phone(refused.id, &[refused.id]).await;
        by_phone.expect("in time");
        let open = house.opened(4).await;
        let closed = house.opened(5).await;
        let now = house.time.now();
        let spaces = &house.spaces;
        let fate = spaces::Fate::Archive;
        let done = spaces.close(closed.id, fate, How::Site, now).await;
        done.expect("open");
        let before = receipts(&house).await.len();
        let today = now.in_paris().date();
        let number = matricule(1);
        let file = [
            format!("{}9,1969-05-04,{today},C-1\n", &number[..14]),
            letter_of(&house, 1, "04/05/1969", "C-2"),
            format!("{number},1969-05-04,2099-01-01,C-3\n"),
            format!("{number},1969-05-04,{today},\n"),
            format!("{number},1969-05-04,{today}\n"),
            letter(&house, 77, "C-6"),
            letter_of(&house, 1, "1969-05-05", "C-7"),
            letter(&house, 2, "C-8"),
            letter(&house, 3, "C-9"),
            letter(&house, 4, "C-10"),
            letter(&house, 5, "C-11"),
        ]
        .concat();
        for dry_run in [true, false, false] {
            let (read, said) = tries(&house, &file, dry_run).await;
            let said = said.replace('"', "");
            assert_eq!((read.recorded, read.before, read.unreached), (0, 0, 0));
            assert_eq!(
                read.left,
                left([
                    (Unrecorded::Wrong, 5),
                    (Unrecorded::Unknown, 1),
                    (Unrecorded::BirthDate, 1),
                    (Unrecorded::Untold, 1),
                    (Unrecorded::Refused, 1),
                    (Unrecorded::Open, 1),
                    (Unrecorded::Closed, 1),
                ])
            );
            for told in [
                "\n2,matricule,clé",
                "\n3,birth_date,date de naissance fausse",
                "\n4,received_on,",
                "\n5,reference,",
                "\n6,,nombre de colonnes",
                "\n7,matricule,personne",
                "\n8,birth_date,une autre",
                "\n9,,pas encore",
                "\n10,,opposition déjà",
                "\n11,,espace ouvert",
                "\n12,,espace déjà fermé",
            ] {
                let line = said
                    .lines()
                    .find(|line| format!("\n{line}").starts_with(told));
                let line = line.unwrap_or_else(|| panic!("{told}: {said}"));
                assert!(line.split(',').count() >= 4, "in both languages: {line}");
            }
            for personal in [&number[..13], "1969", "C-7", "LECA"] {
                assert!(!said.contains(personal), "{personal}: {said}");
            }
        }
        assert!(matches!(house.life(wrong.id).await, Life::Announced { .. }));
        assert!(matches!(house.life(open.id).await, Life::Open { .. }));
        assert!(matches!(house.life(closed.id).await, Life::Closed { .. }));
        assert_eq!(receipts(&house).await.len(), before);
        let by_post = "SELECT count(*) FROM space_event WHERE how = 2";
        assert_eq!(house.count(by_post).await, 0);
        assert_eq!(house.count("SELECT count(*) FROM refusal_letter").await, 0);
        assert_eq!(house.count("SELECT count(*) FROM space").await, 4);
        house.time.set(now.minus(DAY * 80));
        let mut visitor = house.visitor("192.0.2.1");
        let begun = visitor.tries(&code, &wrong).await;
        assert!(begun.to.is_some(), "their code is as good as before");
    })
    .await;
}

#[tokio::test]
async fn a_file_without_one_of_its_columns_is_not_read_and_unknown_ones_are_named() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 1, "", STREET).await;
        let spaces = &house.spaces;
        let mut told = Vec::new();
        let file = "matricule;birth_date;received_on\n";
        let read = spaces.record_letters(file.as_bytes(), false, &mut told);
        let missing = read.await.expect_err("no reference");
        assert_eq!(missing.kind(), Kind::Invalid);
        assert_eq!(missing.code(), "import-column-missing");
        let today = house.time.now().in_paris().date();
        let file = format!(
            "\u{feff}reference;note;received_on;birth_date;matricule\nC;x;{today};1969-05-04;{}\n",
            matricule(1)
        );
        let read = spaces.record_letters(file.as_bytes(), false, &mut told);
        let read = read.await.expect("read");
        assert_eq!((read.recorded, read.unknown), (1, vec!["note".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn a_stray_quotation_mark_hides_none_of_the_letters_after_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=3 {
            told(&house, n, "p@exemple.fr", STREET).await;
        }
        let file = [
            letter(&house, 1, "\"C-1"),
            letter(&house, 2, "C-2"),
            letter(&house, 3, "\"C-3\""),
        ]
        .concat();
        let (read, said) = reads(&house, &file).await;
        assert_eq!(read.recorded, 2, "{said}");
        assert_eq!(read.left, left([(Unrecorded::Wrong, 1)]));
        assert!(said.contains("\n2,,"), "{said}");
        assert!(said.contains("guillemet"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn a_run_that_does_nothing_says_what_the_next_one_does() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 1, "p1@exemple.fr", STREET).await;
        told(&house, 2, "", ",,").await;
        let file = [
            letter(&house, 1, "C-1"),
            letter(&house, 2, "C-2"),
            // The same letter twice, and a second letter of the same person.
            letter(&house, 1, "C-1"),
            letter(&house, 1, "C-4"),
        ]
        .concat();
        let (would, said) = tries(&house, &file, true).await;
        for sql in [
            "SELECT count(*) FROM space WHERE state = 3",
            "SELECT count(*) FROM refusal_letter",
            "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt'",
        ] {
            assert_eq!(house.count(sql).await, 0, "{sql}");
        }
        assert_eq!((would.recorded, would.before, would.unreached), (2, 1, 1));
        assert_eq!(would.left, left([(Unrecorded::Refused, 1)]));
        let (did, also) = reads(&house, &file).await;
        assert_eq!((did, also), (would, said));
    })
    .await;
}

#[tokio::test]
async fn a_line_speaks_for_one_person_and_a_child_has_a_line_of_their_own() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = told(&house, 1, "p1@exemple.fr", STREET).await;
        let hugo = house.child(2, "HUGO", 1, "2015-03-01").await;
        let announced = house.spaces.announce(hugo, spaces::Channel::Letter).await;
        announced.expect("told");
        let (read, _) = reads(&house, &letter(&house, 1, "C-1")).await;
        assert_eq!(read.recorded, 1);
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
        assert!(matches!(house.life(hugo).await, Life::Announced { .. }));
        // One letter may speak for both.
        let of_hugo = letter_of(&house, 2, "2015-03-01", "C-1");
        let (read, said) = reads(&house, &of_hugo).await;
        assert_eq!(read.recorded, 1, "{said}");
        assert!(matches!(house.life(hugo).await, Life::Refused { .. }));
        let to: Vec<String> = receipts(&house)
            .await
            .into_iter()
            .map(|one| one.1)
            .collect();
        assert_eq!(to, ["p1@exemple.fr", "p2@exemple.invalid"]);
    })
    .await;
}

#[tokio::test]
async fn a_change_of_mind_stands_against_the_letters_before_it_and_not_against_a_newer_one() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = told(&house, 1, "p1@exemple.fr", STREET).await;
        let recorded = letter(&house, 1, "C-1");
        let older = letter(&house, 1, "C-2");
        reads(&house, &recorded).await;
        house.time.advance(DAY);
        let held = house.spaces.hold(ana.id, What::WithdrawRefusal).await;
        held.expect("refused");
        house.time.advance(SILENCE);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        assert!(matches!(house.life(ana.id).await, Life::Announced { .. }));
        house.time.advance(DAY);
        let (read, _) = reads(&house, &recorded).await;
        assert_eq!((read.recorded, read.before), (0, 1), "it was once");
        let (read, said) = reads(&house, &older).await;
        assert_eq!(read.left, left([(Unrecorded::ChangedMind, 1)]));
        assert!(said.contains("a changé d'avis depuis"), "{said}");
        assert!(matches!(house.life(ana.id).await, Life::Announced { .. }));
        let (read, _) = reads(&house, &letter(&house, 1, "C-3")).await;
        assert_eq!(read.recorded, 1);
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_by_phone_of_who_cannot_be_written_to_is_refused_at_once() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // A text message would reach them, but carries no code.
        for (n, street) in [(1, ",,"), (2, "1 rue 王秀英,33000,Bordeaux")] {
            let liu = told(&house, n, "", street).await;
            let (read, _) = reads(&house, &letter(&house, n, "C-1")).await;
            assert_eq!((read.recorded, read.unreached), (1, 1));
            let told = "SELECT (SELECT count(*) FROM space_event) + (SELECT count(*) FROM outbox)";
            let before = house.count(told).await;
            let held = house.spaces.hold(liu.id, What::WithdrawRefusal).await;
            let error = held.expect_err("its end could not be written to them");
            assert_eq!(
                (error.kind(), error.code()),
                (Kind::Conflict, "held-unreachable")
            );
            assert_eq!(house.count(told).await, before, "and nothing is told of it");
            house.time.advance(SILENCE);
            assert_eq!(house.spaces.do_held(10).await.expect("asked"), 0);
            assert_eq!(house.count("SELECT count(*) FROM held_act").await, 0);
            assert!(matches!(house.life(liu.id).await, Life::Refused { .. }));
        }
    })
    .await;
}

/// The n-th person, who refused two days ago, and of whom somebody asked by telephone a
/// day later to take that back.
async fn wavering(house: &House, n: u32) -> Person {
    let ana = told(house, n, "p@exemple.fr", STREET).await;
    let refused = house.refused_by_phone(ana.id, &[ana.id]).await;
    refused.expect("in time");
    house.time.advance(DAY);
    let held = house.spaces.hold(ana.id, What::WithdrawRefusal).await;
    held.expect("refused");
    house.time.advance(DAY);
    ana
}

#[tokio::test]
async fn a_letter_ends_what_was_asked_for_by_telephone_before_it_whenever_it_is_read() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // Read while it waits: what was asked for is called off.
        let ana = wavering(&house, 1).await;
        let space = house.space(ana.id).await;
        let file = letter(&house, 1, "C-1");
        let day = house.time.now().minus(DAY * 2).in_paris().date();
        let older = format!("{},1969-05-04,{day},C-0\n", matricule(1));
        let before = receipts(&house).await.len();
        let (read, said) = reads(&house, &older).await;
        assert_eq!(read.left, left([(Unrecorded::ChangedMind, 1)]));
        assert!(said.contains("a changé d'avis depuis"), "{said}");
        // In one file, the newer one ends what waits before the older one is read.
        let file = [file, older].concat();
        let (would, _) = tries(&house, &file, true).await;
        assert_eq!(would.recorded, 1);
        assert_eq!(would.left, left([(Unrecorded::Refused, 1)]));
        let waits = house.spaces.held(space).await.expect("asked");
        assert_eq!(waits.len(), 1, "neither ends it");
        for (recorded, again) in [(1, 0), (0, 1)] {
            let (read, said) = reads(&house, &file).await;
            assert_eq!((read.recorded, read.before), (recorded, again), "{said}");
            assert_eq!(read.left, left([(Unrecorded::Refused, 1)]), "{said}");
        }
        let waits = house.spaces.held(space).await.expect("asked");
        assert!(waits.is_empty(), "{waits:?}");
        let events = house.spaces.events(space).await.expect("events");
        let ended = events.iter().filter(|e| e.what == Event::HeldCancelled);
        let by: Vec<_> = ended.map(|e| (e.who.as_str(), e.how)).collect();
        assert_eq!(by, [("holder", How::Post)]);
        assert_eq!(receipts(&house).await.len(), before + 1, "they are told");
        house.time.advance(SILENCE);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 0);
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));

        // Read after it was done: it counts from when it was asked for.
        let ben = wavering(&house, 2).await;
        let file = letter(&house, 2, "C-2");
        house.time.advance(SILENCE);
        assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
        assert!(matches!(house.life(ben.id).await, Life::Announced { .. }));
        let (read, said) = reads(&house, &file).await;
        assert_eq!(read.recorded, 1, "{said}");
        house.time.advance(DAY * 60);
        assert_eq!(house.opens_due(house.time.now()).await, 0);
        for person in [ana, ben] {
            assert!(matches!(house.life(person.id).await, Life::Refused { .. }));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_and_what_it_ends_at_once_on_two_nodes_end_in_a_no() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        for n in 1..=6 {
            let ana = wavering(&house, n).await;
            let file = letter(&house, n, "C-1");
            house.time.advance(DAY * 2);
            let (done, (read, said)) = tokio::join!(node.spaces.do_held(10), reads(&house, &file));
            done.expect("asked");
            assert_eq!(read.recorded, 1, "{n}: {said}");
            assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
        }
    })
    .await;
}

#[tokio::test]
async fn act_12_a_written_no_and_an_activation_at_once_on_two_nodes_end_in_a_no() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        for n in 1..=8 {
            let ana = told(&house, n, "p@exemple.fr", STREET).await;
            let code = house.announce(&ana).await;
            let mut visitor = house.visitor(&format!("203.0.113.{n}"));
            visitor.tries(&code, &ana).await;
            visitor.goes_on(&format!("ana.leca{n}")).await;
            let file = letter(&house, n, "C-1");
            let (activated, (read, said)) =
                tokio::join!(visitor.post("/activer/partage", &[]), reads(&node, &file),);
            assert_eq!(read.recorded, 1, "{n}: {said}");
            assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
            let owners = "SELECT count(*) FROM account_space";
            assert_eq!(house.count(owners).await, 0, "{n}: {}", activated.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_that_read_the_same_letters_each_is_recorded_by_one() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        let mut file = String::new();
        for n in 1..=10 {
            told(&house, n, "p@exemple.fr", STREET).await;
            file.push_str(&letter(&house, n, "C-1"));
        }
        let ((one, _), (two, _)) = tokio::join!(reads(&house, &file), reads(&node, &file));
        assert_eq!(one.recorded + two.recorded, 10, "{one:?} {two:?}");
        assert_eq!(one.before + two.before, 10, "{one:?} {two:?}");
        for sql in [
            "SELECT count(*) FROM space_event WHERE what = 3",
            "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt'",
        ] {
            assert_eq!(house.count(sql).await, 10, "{sql}");
        }
    })
    .await;
}

const URL: &str = "CARNET_TEST_LETTERS_URL";
const FOLDER: &str = "CARNET_TEST_LETTERS_FOLDER";
const AT: &str = "CARNET_TEST_LETTERS_AT";
const FILE: &str = "CARNET_TEST_LETTERS_FILE";

/// A process of the test below: reads letters, and dies where it is told.
#[tokio::test]
async fn child_of_the_test_of_letters_that_die() {
    let told = |name| std::env::var(name).expect("told");
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let store = store::Store::open(&url).await.expect("a store");
    let time = TestWorld::seeded(std::process::id().into());
    let at = told(AT).parse().expect("an instant");
    time.set(Timestamp::from_millis(at));
    let house = House::at(store, told(FOLDER).as_ref(), time).await;
    reads(&house, &told(FILE)).await;
}

#[tokio::test]
async fn act_15_a_file_of_letters_killed_anywhere_records_each_once() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let mut file = String::new();
        for n in 1..=4 {
            told(&house, n, "p@exemple.fr", STREET).await;
            file.push_str(&letter(&house, n, "C-1"));
        }
        let refused = "SELECT count(*) FROM space_event WHERE what = 3";
        let letters = "SELECT count(*) FROM refusal_letter";
        let sent = "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt'";
        for (point, done) in [("letter-before-commit", 0), ("letter-after-commit", 1)] {
            let died = Command::new(std::env::current_exe().expect("this program"))
                .args(["--exact", "written::child_of_the_test_of_letters_that_die"])
                .env(URL, &url)
                .env(FOLDER, &house.folder)
                .env(AT, house.time.now().millis().to_string())
                .env(FILE, &file)
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("it runs");
            assert!(!died.status.success(), "{point}");
            for sql in [refused, letters, sent] {
                assert_eq!(house.count(sql).await, done, "{point}: {sql}");
            }
        }
        let (read, _) = reads(&house, &file).await;
        assert_eq!((read.recorded, read.before), (3, 1));
        for sql in [refused, letters, sent] {
            assert_eq!(house.count(sql).await, 4, "{sql}");
        }
    })
    .await;
}
