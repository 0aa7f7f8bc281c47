//! Whom a notice reaches, and with which code; whom none reaches is left to
//! people, and silence opens nothing of theirs.

use crate::house::{HEADER, House, codes_in, codes_on, line, matricule};
use campaigns::{Aside, Doubt, Name, Plan};
use kernel::Kind;
use keys::{Key, RegisterKeys};
use post::{PostConfig, Security, SmtpConfig};
use spaces::{Candidate, Channel, Code, Life, Telling};
use std::time::Duration;
use testkit::{TestWorld, for_each_store, for_each_store_at};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Who a campaign left to people, by their numbers.
async fn left(house: &House, name: &str, people: &[u32]) -> Vec<(u32, Aside)> {
    let name: Name = name.parse().expect("a name");
    let aside = house.campaigns.for_people(&name).await.expect("listed");
    let mut left = Vec::new();
    for n in people {
        let person = house.person(*n).await;
        left.extend(
            aside
                .iter()
                .filter(|one| one.0 == person)
                .map(|one| (*n, one.1)),
        );
    }
    assert_eq!(left.len(), aside.len());
    left
}

async fn life(house: &House, n: u32) -> Option<Life> {
    let person = house.person(n).await;
    let found = house.spaces.life_of(person).await.expect("asked");
    found.map(|found| found.1)
}

#[tokio::test]
async fn who_has_no_address_or_one_that_cannot_be_printed_is_not_told_but_left_to_people() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut lines: Vec<String> = (1..=10).map(line).collect();
        lines[2] = lines[2].replace("rue des Lilas", "улица Ленина");
        lines[5] = lines[5].replace("6 rue des Lilas", "");
        // Who has an e-mail needs none.
        lines[6] = lines[6].replace("7 rue des Lilas", "");
        house.insured(&lines).await;
        house.tell("a", 5).await;
        house.tell("b", 100).await;
        let mut aside = left(&house, "a", &[3, 6]).await;
        aside.extend(left(&house, "b", &[3, 6]).await);
        aside.sort_by_key(|one| one.0);
        aside.dedup();
        assert_eq!(aside, [(3, Aside::Unprintable), (6, Aside::NoAddress)]);
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.batches, done.letters, done.emails), (2, 1, 7));
        house.post.deliver(9).await.expect("delivered");
        house.days(45).await;
        let opened = house.campaigns.open_due().await.expect("due");
        assert_eq!(opened.opened, 8);
        for n in [3, 6] {
            assert_eq!(life(&house, n).await, None, "{n} was never told");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_was_told_is_stepped_over_some_thousands_at_a_time() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(3).await;
        let start = spaces::Place::START;
        let (untold, reached) = house.spaces.candidates(start).await.expect("listed");
        assert_eq!(untold.len(), 3);
        assert_eq!(untold.last().map(|one| one.place), reached);
        read_before_one_died(&house, &untold).await;
        house.tell("a", 100).await;
        let (untold, again) = house.spaces.candidates(start).await.expect("listed");
        assert!(untold.is_empty());
        assert_eq!(again, reached, "looked at, and not the end");
        let last = again.expect("a place");
        let (untold, end) = house.spaces.candidates(last).await.expect("listed");
        assert!(untold.is_empty() && end.is_none());
        house.tell("b", 100).await;
        assert_eq!(house.count("SELECT count(*) FROM space").await, 3);
    })
    .await;
}

/// Nobody of these is told while one of them is dead, though they were read before.
async fn read_before_one_died(house: &House, people: &[Candidate]) {
    const DIES: &str = "UPDATE insured SET deceased_on = $2 WHERE person = $1";
    let told: Vec<Telling> = people
        .iter()
        .map(|one| Telling {
            person: one.place.person,
            channel: Channel::Letter,
            code: Code::generate(&*house.time.world().chance),
        })
        .collect();
    let last = told.last().expect("somebody").person;
    for (day, refused) in [("2026-11-01", Some(Kind::Conflict)), ("", None)] {
        let died = house.store.execute(DIES, vec![last.into(), day.into()]);
        assert_eq!(died.await.expect("said"), 1);
        let mut tx = house.store.begin("tell").await.expect("begins");
        let now = house.time.now();
        let done = house.spaces.tell_many(&mut tx, &told, 1, now).await;
        assert_eq!(done.err().map(|error| error.kind()), refused);
        tx.rollback().await.expect("undone");
    }
}

/// The name of the first letter of a sealed dispatch file becomes another one.
fn renames_in_spool(house: &House, name: &str) -> String {
    let key = RegisterKeys::from_root(Key::from_bytes([7; 32])).derive("campaigns spool 1");
    let file = house.files("spool").remove(0);
    let path = house.folder.join("campaigns/spool").join(&file);
    let place = format!("batch {}", file.trim_end_matches(".sealed"));
    let sealed = std::fs::read(&path).expect("a file");
    let plain = keys::open(&key, place.as_bytes(), &sealed).expect("ours");
    let mut batch: serde_json::Value = serde_json::from_slice(&plain).expect("JSON");
    let lines = batch["lines"].as_array_mut().expect("lines");
    let letter = lines
        .iter_mut()
        .find(|line| line["email"] == "")
        .expect("a letter");
    letter["name"] = name.into();
    let person = letter["person"].as_str().expect("a person").to_owned();
    let plain = serde_json::to_vec(&batch).expect("JSON");
    let chance = house.time.world().chance;
    let sealed = keys::seal(&key, &*chance, place.as_bytes(), &plain);
    std::fs::write(&path, sealed).expect("written");
    person
}

#[tokio::test]
async fn one_letter_that_cannot_be_printed_stops_neither_its_batch_nor_the_next() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(10).await;
        house.tell("a", 9).await;
        house.tell("b", 9).await;
        let person = renames_in_spool(&house, "Ana \u{fffd}eca");
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.batches, done.letters, done.emails), (2, 2, 7));
        assert_eq!(done.refused, 1);
        let name: Name = "a".parse().expect("a name");
        let aside = house.campaigns.for_people(&name).await.expect("listed");
        assert_eq!(aside.len(), 1);
        assert_eq!(
            (aside[0].0.to_string(), aside[0].1),
            (person, Aside::Unprintable)
        );
        let found = house.spaces.life_of(aside[0].0).await.expect("asked");
        assert!(found.is_none(), "not told, so not opened by silence");
        assert_eq!(house.count("SELECT count(*) FROM person_code").await, 9);
        assert!(
            house
                .files("letters")
                .contains(&String::from("a-000001.refused.csv"))
        );
        let status = house.campaigns.status().await.expect("status");
        let a = status.iter().find(|one| one.name == "a").expect("a");
        assert_eq!((a.letters + a.emails, a.for_people), (8, 1));
    })
    .await;
}

#[tokio::test]
async fn an_email_that_comes_back_from_somebody_without_an_address_is_left_to_people() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let lines: Vec<String> = (1..=2)
            .map(|n| line(n).replace("1 rue des Lilas", ""))
            .collect();
        house.insured(&lines).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.emails_fail().await;
        let written = house.campaigns.take_over_returned().await.expect("taken");
        assert_eq!(written, 1, "the other one has an address");
        assert_eq!(left(&house, "a", &[1, 2]).await, [(1, Aside::NoAddress)]);
        assert_eq!(life(&house, 1).await, None);
        assert!(life(&house, 2).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn all_that_came_back_is_taken_over_before_silence_opens() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // One more than are taken over in one go, each with an e-mail.
        let with_email = (1..=751).filter(|n| n % 3 != 0);
        let lines: Vec<String> = with_email.map(line).collect();
        assert_eq!(lines.len(), 501);
        house.insured(&lines).await;
        house.tell("a", 1_000).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.emails_fail().await;
        let written = house.campaigns.take_over_returned().await.expect("taken");
        assert_eq!(written, 501);
    })
    .await;
}

#[tokio::test]
async fn who_is_known_not_to_have_had_their_email_is_written_to_and_not_opened() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.insured(&[line(1), line(2), line(3)]).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.days(45).await;
        house.emails_fail().await;
        let done = house.campaigns.open_due().await.expect("the letter is due");
        assert_eq!((done.letters, done.opened), (2, 1));
        for n in [1, 2] {
            let Some(Life::Announced { deadline, .. }) = life(&house, n).await else {
                panic!("{n}: still to be decided");
            };
            assert_eq!(deadline, house.time.now().plus(DAY * 42), "{n}");
        }
        assert!(matches!(life(&house, 3).await, Some(Life::Open { .. })));
    })
    .await;
}

/// A server that nobody answers for.
fn no_server(folder: &std::path::Path) -> PostConfig {
    PostConfig {
        smtp: Some(SmtpConfig {
            host: String::from("127.0.0.1"),
            port: Some(9),
            security: Security::None,
            authority: None,
            username: None,
            password: None,
            connections: 1,
            wait_ms_max: 1_000,
        }),
        ..PostConfig::in_folder(folder)
    }
}

#[tokio::test]
async fn emails_that_could_not_leave_for_days_become_letters_with_six_weeks_of_their_own() {
    for_each_store_at(async |store, _| {
        let own = tempfile::tempdir().expect("a folder");
        let time = TestWorld::new();
        let post = no_server(&own.path().join("post"));
        let plan = Plan::default();
        let house = House::with_post(store, own.path(), time, plan, post).await;
        house.people(3).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        let first = house.time.now().plus(DAY * 42);
        for day in 0..3 {
            house.post.deliver(10).await.expect("asked");
            let left = house.campaigns.take_over_returned().await;
            assert_eq!(left.expect("asked"), 0, "day {day}: it may yet leave");
            house.days(1).await;
        }
        house.days(1).await;
        house.post.deliver(10).await.expect("asked");
        let written = house.campaigns.take_over_returned().await;
        assert_eq!(written.expect("taken over"), 2);
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (2, 0));
        for (n, deadline) in [(1, house.time.now().plus(DAY * 42)), (3, first)] {
            let Some(Life::Announced { deadline: has, .. }) = life(&house, n).await else {
                panic!("{n}: still to be decided");
            };
            assert_eq!(has, deadline, "{n}");
        }
    })
    .await;
}

#[tokio::test]
async fn where_nothing_sends_the_emails_no_silence_opens() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(3).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.days(4).await;
        let nothing = house.campaigns.open_due().await.expect("it may yet leave");
        assert_eq!(nothing.opened, 0);
        // Six weeks and three days without anybody who sends.
        house.days(41).await;
        let stopped = house.campaigns.open_due().await;
        assert_eq!(stopped.expect_err("they wait").code(), "opening-stopped");
        let stop = house.campaigns.stopped().await.expect("asked");
        let stop = stop.expect("stopped");
        assert_eq!((stop.why, stop.due), (Doubt::Undispatched, 3));
        for n in 1..=3 {
            let still = life(&house, n).await;
            assert!(matches!(still, Some(Life::Announced { .. })), "{n}");
        }
        // The post is back: what is over is not sent, but becomes a letter.
        house.post.deliver(10).await.expect("asked");
        let done = house.campaigns.open_due().await.expect("in order again");
        assert_eq!((done.letters, done.opened), (2, 1));
    })
    .await;
}

/// Stopped for this, and two persons looked and let it go on.
async fn looked_at(house: &House, why: Doubt) {
    let stopped = house.campaigns.open_due().await;
    assert_eq!(stopped.expect_err("in doubt").code(), "opening-stopped");
    let stop = house.campaigns.stopped().await.expect("asked");
    assert_eq!(stop.expect("stopped").why, why);
    for who in ["Un", "Deux"] {
        house.campaigns.release(who).await.expect("looked");
    }
}

#[tokio::test]
async fn act_17_a_clock_that_two_persons_believe_opens_nobody_whose_email_did_not_leave() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(3).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        // Nobody serves for weeks: no clock is seen, and nothing is sent.
        house.time.advance(DAY * 50);
        looked_at(&house, Doubt::ClockAhead).await;
        // That it is this late is settled; that e-mails wait is another doubt.
        let stopped = house.campaigns.open_due().await;
        assert_eq!(stopped.expect_err("they wait").code(), "opening-stopped");
        let stop = house.campaigns.stopped().await.expect("asked");
        assert_eq!(stop.expect("stopped").why, Doubt::Undispatched);
        for n in 1..=3 {
            let still = life(&house, n).await;
            assert!(matches!(still, Some(Life::Announced { .. })), "{n}");
        }
    })
    .await;
}

#[tokio::test]
async fn act_17_a_clock_that_two_persons_believe_opens_nobody_whose_email_came_back() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(3).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.emails_fail().await;
        house.time.advance(DAY * 50);
        looked_at(&house, Doubt::ClockAhead).await;
        let done = house.campaigns.open_due().await.expect("released");
        assert_eq!((done.letters, done.opened), (2, 1), "the letter's alone");
    })
    .await;
}

/// Two a day may be opened, and no more.
fn two_a_day() -> Plan {
    Plan {
        open_max: 2,
        ..Plan::default()
    }
}

async fn nobody_is_opened(house: &House, people: u32) {
    for n in 1..=people {
        let still = life(house, n).await;
        assert!(matches!(still, Some(Life::Announced { .. })), "{n}");
    }
}

#[tokio::test]
async fn act_17_who_looks_at_too_many_is_shown_that_their_notices_did_not_leave() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        house.people(3).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.days(45).await;
        let house = House::at(store, &house.folder, house.time.clone(), two_a_day()).await;
        looked_at(&house, Doubt::TooManyUndispatched).await;
        // Before it is gone on with, the clock leaps: both are asked again, together.
        house.time.advance(DAY * 50);
        looked_at(&house, Doubt::ClockAhead).await;
        looked_at(&house, Doubt::TooManyUndispatched).await;
        let done = house.campaigns.open_due().await.expect("both were shown");
        assert_eq!(done.opened, 3);
    })
    .await;
}

#[tokio::test]
async fn act_17_two_persons_who_saw_too_many_alone_open_nobody_once_notices_do_not_leave() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        house.people(3).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.post.deliver(9).await.expect("delivered");
        house.days(45).await;
        let house = House::at(store, &house.folder, house.time.clone(), two_a_day()).await;
        looked_at(&house, Doubt::TooMany).await;
        // A batch that nobody prints, of a day and more ago.
        house.insured(&[line(4)]).await;
        house.tell("b", 100).await;
        house.days(2).await;
        looked_at(&house, Doubt::TooManyUndispatched).await;
        nobody_is_opened(&house, 4).await;
        let done = house.campaigns.open_due().await.expect("both were shown");
        assert_eq!(done.opened, 3);
    })
    .await;
}

#[tokio::test]
async fn the_code_in_each_email_and_on_each_letter_is_the_one_of_its_person() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(6).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.post.deliver(100).await.expect("delivered");
        let mails = house.post.sent(100).await.expect("listed");
        assert_eq!(mails.len(), 4);
        for mail in mails {
            let n = mail.to.trim_start_matches('p').split('@').next();
            let n: u32 = n.expect("a name").parse().expect("a number");
            let codes = codes_in(&mail.text);
            assert_eq!(codes.len(), 1, "{n}");
            assert!(house.fits(n, &codes[0]).await, "{n}");
        }
        let file = house.campaigns.letters_folder().join("a-000001-01.pdf");
        let pdf = lopdf::Document::load(file).expect("a PDF file");
        let mut read = 0;
        for row in house.printed() {
            let first: u32 = row.split(',').nth(2).expect("a page").parse().expect("one");
            let text = pdf.extract_text(&[first]).expect("text");
            let n = text.split(" rue des Lilas").next().expect("an address");
            let n: String = n.chars().rev().take_while(char::is_ascii_digit).collect();
            let n: u32 = n
                .chars()
                .rev()
                .collect::<String>()
                .parse()
                .expect("a number");
            let codes = codes_on(&text);
            assert_eq!(codes.len(), 1, "{text}");
            assert!(house.fits(n, &codes[0]).await, "{n}");
            read += 1;
        }
        assert_eq!(read, 2);
    })
    .await;
}

/// What the fund says of somebody whose number is given while they wait for
/// theirs, or is a temporary one.
fn waiting(first: char, n: u32) -> String {
    let number = provisional(first, n);
    line(n).replace(&matricule(n), &number)
}

fn provisional(first: char, n: u32) -> String {
    let body = format!("{first}{}", &matricule(n)[1..13]);
    let key = identity::ins::Matricule::key_of(&body).expect("thirteen digits");
    format!("{body}{key:02}")
}

#[tokio::test]
async fn act_18_who_waits_for_their_number_is_left_to_people_and_told_once_it_is_final() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // Registration under way (7, 8), temporary (3, 4); with an e-mail or
        // an address, of whichever scheme.
        let firsts = ['7', '8', '3', '4'];
        let mut lines: Vec<String> = firsts
            .into_iter()
            .zip(1..)
            .map(|(first, n)| waiting(first, n))
            .collect();
        lines.extend([line(5), line(6)]);
        house.insured(&lines).await;
        house.tell("a", 100).await;
        let name: Name = "a".parse().expect("a name");
        let aside = house.campaigns.for_people(&name).await.expect("listed");
        assert_eq!(aside.len(), 4);
        assert!(aside.iter().all(|one| one.1 == Aside::Provisional));
        let status = house.campaigns.status().await.expect("status");
        let (told, left) = (status[0].letters + status[0].emails, status[0].for_people);
        assert_eq!((told, left), (2, 4));
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (1, 1));
        house.post.deliver(9).await.expect("delivered");
        assert_eq!(house.post.sent(9).await.expect("listed").len(), 1);
        for sql in [
            "SELECT count(*) FROM space",
            "SELECT count(*) FROM person_code",
        ] {
            assert_eq!(house.count(sql).await, 2, "{sql}");
        }
        house.days(45).await;
        let opened = house.campaigns.open_due().await.expect("due");
        assert_eq!(opened.opened, 2, "silence opens nothing of theirs");
        assert_eq!(house.count("SELECT count(*) FROM space").await, 2);

        // Their number is final now: the same people, with six weeks of their own.
        let header = HEADER.trim_end();
        let mut file = format!("{header},previous_matricule\n");
        for (first, n) in firsts.into_iter().zip(1..) {
            let previous = provisional(first, n);
            file.push_str(&format!("{},{previous}\n", line(n).trim_end()));
        }
        let mut refused = Vec::new();
        let read = house
            .spaces
            .import_insured(file.as_bytes(), spaces::Format::Csv, &mut refused)
            .await;
        assert_eq!(read.expect("read").rejected, 0, "{refused:?}");
        let known = "SELECT count(*) FROM insured";
        assert_eq!(house.count(known).await, 6, "nobody is there twice");
        house.tell("b", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        for n in 1..=4 {
            let Some(Life::Announced { deadline, .. }) = life(&house, n).await else {
                panic!("{n}: told by now");
            };
            assert_eq!(deadline, house.time.now().plus(DAY * 42), "{n}");
        }
    })
    .await;
}
