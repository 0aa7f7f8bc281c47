//! The rules of conversations, one by one.

use super::*;
use crate::mailbox::{Change, Posted, ThreadId};
use journal::{By, Entry, Slice};
use kernel::{AccountId, SpaceId};
use proptest::prelude::*;
use std::sync::Arc;

fn doctor() -> Rpps {
    "99700218896".parse().expect("a number")
}

fn by(side: &Side) -> By {
    match side {
        Side::Holder => By::Holder {
            account: AccountId::from_bytes([1; 16]),
            name: "Ana".into(),
            represents: false,
        },
        Side::Other(Correspondent::Institution(finess)) => By::Institution {
            finess: finess.clone(),
            name: "Hôpital".into(),
        },
        Side::Other(Correspondent::Professional(rpps)) => By::Professional {
            rpps: rpps.clone(),
            name: "Dr Benali".into(),
            profession: "10".into(),
            place: None,
        },
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

fn message(n: u8, side: &Side, seconds: i64) -> Message {
    Message {
        id: ThreadId::from_bytes([n; 16]),
        at: at(seconds),
        by: by(side),
        text: "Bonjour".into(),
        attached: Vec::new(),
        posted: None,
        undone: false,
        confirmed: false,
        came_with: 1,
        before: State::Open,
    }
}

fn party(number: &str, name: &str) -> Party {
    Party {
        who: number.parse().expect("a number"),
        name: name.into(),
        profession: "10".into(),
    }
}

fn thread(messages: Vec<Message>) -> Thread {
    let parties = vec![party("99700218896", "Dr Benali")];
    Thread {
        messages: messages.into_iter().map(Arc::new).collect(),
        ..Thread::begun(
            ThreadId::from_bytes([9; 16]),
            "Suivi".into(),
            parties,
            (at(0), 1),
        )
    }
}

/// Somebody came, or was taken off.
fn change(n: u8, side: &Side, who: &Party, joined: bool, seconds: i64) -> Change {
    Change {
        id: ThreadId::from_bytes([n; 16]),
        at: at(seconds),
        by: by(side),
        party: who.clone(),
        joined,
    }
}

fn codes(typed: Typed<'_>) -> Vec<&'static str> {
    let error = typed.check().expect_err("refused");
    error.field_errors().iter().map(|it| it.code).collect()
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_lengths_are_counted_in_characters() {
    let (subject, text) = ("é".repeat(151), "é".repeat(20_001));
    let typed = Typed {
        subject: Some(&subject),
        text: &text,
    };
    assert_eq!(
        codes(typed),
        ["messages-subject-too-long", "messages-text-too-long"]
    );
    let typed = Typed {
        subject: Some("\u{200b} "),
        text: " \n\u{202e}\n ",
    };
    assert_eq!(
        codes(typed),
        ["messages-subject-missing", "messages-text-missing"]
    );
    let (subject, text) = ("é".repeat(150), "é".repeat(20_000));
    let typed = Typed {
        subject: Some(&subject),
        text: &text,
    };
    assert_eq!(typed.check().expect("fits").text, text);
    let typed = Typed {
        subject: None,
        text: " Bonjour \r\nà\u{7} vous\t! ",
    };
    assert_eq!(typed.check().expect("fits").text, "Bonjour\nà vous !");
}

#[test]
fn what_is_held_or_was_taken_back_only_its_author_can_see() {
    let (holder, doctor) = (Side::Holder, Side::from(&doctor()));
    let mut said = message(1, &doctor, 100);
    for (seconds, shown) in [(100, false), (129, false), (130, true), (1_000, true)] {
        assert_eq!(is_shown(&said, &holder, at(seconds)), shown, "{seconds}");
        assert!(is_shown(&said, &doctor, at(seconds)));
    }
    said.undone = true;
    assert!(!is_shown(&said, &holder, at(1_000)) && !is_shown(&said, &doctor, at(1_000)));
}

#[test]
fn its_author_alone_takes_a_message_back_and_for_thirty_seconds() {
    let (holder, doctor) = (Side::Holder, Side::from(&doctor()));
    let mut said = message(1, &doctor, 100);
    assert_eq!(may_undo(&said, &by(&doctor), at(129)).ok(), Some(true));
    let late = may_undo(&said, &by(&doctor), at(130)).expect_err("late");
    assert_eq!(late.code(), "messages-too-late");
    let other = may_undo(&said, &by(&holder), at(101)).expect_err("not theirs");
    assert_eq!(other.kind(), kernel::Kind::NotFound);
    said.undone = true;
    assert_eq!(may_undo(&said, &by(&doctor), at(999)).ok(), Some(false));
    // Somebody else of the same space did not write it.
    let hers = message(2, &holder, 100);
    let carer = By::Holder {
        account: AccountId::from_bytes([2; 16]),
        name: "Marie".into(),
        represents: false,
    };
    assert!(may_undo(&hers, &carer, at(101)).is_err());
}

#[test]
fn a_holder_answers_an_open_thread_and_a_professional_any() {
    let rights = Rights::default();
    let (holder, doctor) = (Side::Holder, Side::from(&doctor()));
    let mut thread = thread(vec![message(1, &doctor, 0)]);
    for (state, refusal) in [
        (State::Open, None),
        (State::Closed, Some("messages-closed")),
        (State::NoReply, Some("messages-no-reply")),
    ] {
        thread.state = state;
        let answer = may_answer(&thread, &holder, &rights).err();
        assert_eq!(answer.map(|error| error.code()), refusal);
        assert!(may_answer(&thread, &doctor, &rights).is_ok());
        assert!(
            may_set(&thread, &holder, State::Open).is_err(),
            "only professionals close"
        );
        assert_eq!(
            may_set(&thread, &doctor, State::Closed).ok(),
            Some(state != State::Closed)
        );
        assert_eq!(State::find(state.key()), Some(state));
    }
}

#[test]
fn one_writes_so_much_in_a_day_and_no_other_is_counted() {
    let side = Side::Holder;
    let (holder, doctor) = (by(&side), by(&Side::from(&doctor())));
    let parent = By::Holder {
        account: AccountId::from_bytes([77; 16]),
        name: "Louis".into(),
        represents: true,
    };
    let many = |count: u8| {
        let mut mailbox = Mailbox::default();
        let said = (0..count).map(|n| message(n, &side, 100)).collect();
        mailbox.begin(SpaceId::from_bytes([1; 16]), thread(said));
        mailbox
    };
    assert!(has_room(&many(49), &holder, at(200)).is_ok());
    assert!(has_room(&many(50), &holder, at(200)).is_err());
    assert!(has_room(&many(50), &doctor, at(200)).is_ok());
    assert!(has_room(&many(50), &parent, at(200)).is_ok());
    assert!(
        has_room(&many(50), &holder, at(100 + 86_400)).is_ok(),
        "a day later"
    );
}

#[test]
fn what_a_professional_writes_opens_a_thread_again_and_what_a_holder_writes_does_not() {
    for (side, state) in [
        (Side::from(&doctor()), State::Open),
        (Side::Holder, State::Closed),
    ] {
        let mut mailbox = Mailbox::default();
        let closed = Thread {
            state: State::Closed,
            ..thread(Vec::new())
        };
        let id = closed.id;
        mailbox.begin(SpaceId::from_bytes([1; 16]), closed);
        mailbox.say(id, message(1, &side, 100));
        let found = mailbox.find(id).expect("there");
        assert_eq!(found.thread.state, state);
        assert_eq!(
            mailbox
                .message(message(1, &side, 0).id)
                .expect("there")
                .0
                .id,
            id
        );
    }
}

#[test]
fn what_is_attached_is_25_mb_in_all_at_most_and_meant_where_it_is_hidden() {
    let of = |size, hidden| ToAttach { size, hidden };
    let code = |documents: &[ToAttach], meant| {
        let error = may_attach(documents, meant).err()?;
        error.field_errors().first().map(|it| it.code)
    };
    assert_eq!(code(&[of(25_000_000, false)], false), None);
    assert_eq!(
        code(&[of(25_000_000, false), of(1, false)], false),
        Some("messages-attached-too-big")
    );
    assert_eq!(
        code(&[of(u64::MAX, false), of(2, false)], true),
        Some("messages-attached-too-big")
    );
    assert_eq!(code(&[of(1, true)], false), Some("messages-attach-hidden"));
    assert_eq!(code(&[of(1, true)], true), None);
    assert_eq!(code(&[of(1, false); 20], false), None);
    assert_eq!(
        code(&[of(1, false); 21], true),
        Some("messages-attached-too-many")
    );
}

#[test]
fn what_came_with_a_message_that_is_taken_back_goes_with_it() {
    use crate::entries;
    use journal::{Entry, Slice};
    let doctor = Side::from(&doctor());
    let (thread, message) = (ThreadId::from_bytes([9; 16]), ThreadId::from_bytes([1; 16]));
    let mut mailbox = Mailbox::default();
    let author = by(&doctor);
    let mut next = |seq: u64, new: journal::NewEntry| {
        let entry = Entry {
            space: SpaceId::from_bytes([1; 16]),
            seq,
            at: at(100),
            by: &author,
            slice: Mailbox::CODE,
            version: new.version,
            payload: &new.payload,
        };
        Mailbox::fold(&mut mailbox, &entry).expect("folded");
        mailbox.find(thread).expect("there").thread.state
    };
    let parties = [Party {
        who: "99700218896".parse().expect("a number"),
        name: "Dr Benali".into(),
        profession: "10".into(),
    }];
    next(1, entries::thread_begun(thread, "Suivi", &parties));
    assert_eq!(
        next(2, entries::thread_stands(thread, State::Closed)),
        State::Closed
    );
    assert_eq!(
        next(3, entries::message_sent(thread, message, "a", &[], None)),
        State::Open
    );
    assert_eq!(
        next(3, entries::thread_stands(thread, State::NoReply)),
        State::NoReply
    );
    assert_eq!(
        next(4, entries::message_undone(thread, message)),
        State::Closed
    );
    // What was decided after it stays.
    let other = ThreadId::from_bytes([2; 16]);
    assert_eq!(
        next(5, entries::message_sent(thread, other, "a", &[], None)),
        State::Open
    );
    assert_eq!(
        next(6, entries::thread_stands(thread, State::NoReply)),
        State::NoReply
    );
    assert_eq!(
        next(7, entries::message_undone(thread, other)),
        State::NoReply
    );
}

#[test]
fn a_mark_covers_what_could_be_read_then_and_not_what_was_held() {
    let (holder, doctor) = (Side::Holder, Side::from(&doctor()));
    let mut thread = thread(vec![message(1, &doctor, 100), message(2, &doctor, 150)]);
    assert_eq!(thread.unread(&holder, at(120)).count(), 0);
    assert_eq!(thread.unread(&holder, at(160)).count(), 1);
    thread.read.insert(holder.clone(), at(160));
    assert_eq!(thread.unread(&holder, at(170)).count(), 0);
    assert_eq!(
        thread.unread(&holder, at(180)).count(),
        1,
        "the second came later"
    );
    assert!(thread.was_read(&thread.messages[0]));
    assert!(!thread.was_read(&thread.messages[1]));
    assert_eq!(thread.unread(&doctor, at(999)).count(), 0, "one's own");
    assert_eq!(thread.last_at(&holder, at(99)), None);
    assert_eq!(thread.last_at(&doctor, at(150)), Some(at(150)));
}

#[test]
fn eight_take_part_at_most_and_whom_the_holder_took_off_they_alone_bring_back() {
    let (holder, doctor) = (Side::Holder, Side::from(&doctor()));
    let mut thread = thread(Vec::new());
    let petit = party("99700000005", "Dr Petit");
    let code = |thread: &Thread, side: &Side| {
        let error = may_join(thread, side, &petit).err()?;
        error.field_errors().first().map(|it| it.code)
    };
    let already = thread.parties[0].clone();
    assert_eq!(may_join(&thread, &doctor, &already).ok(), Some(false));
    assert_eq!(may_join(&thread, &doctor, &petit).ok(), Some(true));
    thread.changes.push(change(1, &holder, &petit, false, 10));
    assert_eq!(code(&thread, &doctor), Some("messages-add-nobody"));
    assert_eq!(code(&thread, &holder), None);
    // Brought back and taken off by nobody since: as before.
    thread.changes.push(change(2, &holder, &petit, true, 20));
    assert_eq!(code(&thread, &doctor), None);
    while thread.parties.len() < PARTIES_MAX {
        thread.parties.push(already.clone());
    }
    for side in [&holder, &doctor] {
        assert_eq!(code(&thread, side), Some("messages-parties-too-many"));
    }
    thread.parties.truncate(1);
    thread.seats = vec![already.who.clone(); SEATS_MAX];
    assert_eq!(code(&thread, &holder), Some("messages-parties-too-many"));
    // A seat that they had before is theirs.
    thread.seats[3] = petit.who.clone();
    assert_eq!(code(&thread, &holder), None);
}

#[test]
fn the_holder_alone_takes_somebody_off() {
    let thread = thread(Vec::new());
    let who = thread.parties[0].who.clone();
    let other = party("99700000005", "Dr Petit").who;
    let taken = may_remove(&thread, &Side::Holder, &who).expect("may");
    assert_eq!(taken.map(|it| it.who.clone()), Some(who.clone()));
    assert!(may_remove(&thread, &Side::Holder, &other).is_ok_and(|it| it.is_none()));
    let refused = may_remove(&thread, &Side::from(&doctor()), &who).expect_err("not theirs");
    assert_eq!(refused.kind(), kernel::Kind::NotFound);
}

#[test]
fn its_holder_writes_to_nobody_where_nobody_is_left() {
    let mut thread = thread(Vec::new());
    thread.parties.clear();
    let refused = may_answer(&thread, &Side::Holder, &Rights::default()).expect_err("alone");
    assert_eq!(refused.code(), "messages-nobody-left");
}

#[test]
fn its_holder_is_told_who_came_until_they_read_it_and_not_of_what_they_did() {
    let (holder, doctor) = (Side::Holder, Side::from(&doctor()));
    let petit = party("99700000005", "Dr Petit");
    let mut thread = thread(vec![message(1, &doctor, 0)]);
    thread.changes.push(change(1, &holder, &petit, true, 10));
    thread.changes.push(change(2, &holder, &petit, false, 20));
    assert_eq!(thread.news(&holder).count(), 0);
    thread.changes.push(change(3, &doctor, &petit, true, 30));
    assert_eq!(thread.news(&holder).count(), 1);
    assert_eq!(thread.news(&doctor).count(), 0);
    thread.read.insert(holder.clone(), at(31));
    assert_eq!(thread.news(&holder).count(), 0);
}

#[test]
fn what_is_hidden_is_read_by_those_who_took_part_when_it_was_attached() {
    let petit = party("99700000005", "Dr Petit");
    let mut thread = thread(vec![
        message(1, &Side::Holder, 10),
        message(2, &Side::Holder, 50),
    ]);
    thread
        .changes
        .push(change(1, &Side::Holder, &petit, true, 30));
    let reads = |n: usize, who: &str, hidden| {
        let side = Side::Other(who.parse().expect("a number"));
        may_read_attached(&thread, &thread.messages[n], &side, hidden)
    };
    for hidden in [true, false] {
        assert!(reads(0, "99700218896", hidden) && reads(1, "99700218896", hidden));
        assert!(reads(1, "99700000005", hidden), "they were there");
    }
    assert!(reads(0, "99700000005", false), "the whole conversation");
    assert!(!reads(0, "99700000005", true), "nobody meant them");
    assert!(may_read_attached(
        &thread,
        &thread.messages[0],
        &Side::Holder,
        true
    ));
}

#[test]
fn a_file_is_called_by_the_subject_and_by_its_own_name_beside_others() {
    assert_eq!(title_of("Suivi", "a.pdf", true), "Suivi");
    assert_eq!(
        title_of("Suivi", "radio du genou.pdf", false),
        "Suivi — radio du genou"
    );
    assert_eq!(title_of("Suivi", "sans point", false), "Suivi — sans point");
    assert_eq!(title_of("Suivi", "\u{202e}.pdf", false), "Suivi");
    assert_eq!(title_of("", "radio.pdf", true), "—");
    let long = title_of(&"é".repeat(150), &"x".repeat(300), false);
    assert_eq!(long.chars().count(), documents::rules::TITLE_CHARS_MAX);
}

proptest! {
    #[test]
    fn what_is_kept_of_a_text_fits_and_has_no_sign_that_nobody_sees(text in "\\PC{0,40}[\\x00-\\x1f\u{202e}\u{200b}]{0,4}\\PC{0,40}") {
        if let Ok(said) = (Typed { subject: Some(&text), text: &text }).check() {
            prop_assert!(said.subject.chars().count() <= SUBJECT_MAX);
            prop_assert!(!said.subject.chars().any(kernel::is_unseen));
            prop_assert!(!said.text.is_empty() && said.text.chars().count() <= TEXT_MAX);
            prop_assert!(!said.text.chars().any(|c| c != '\n' && kernel::is_unseen(c)));
            let again = Typed { subject: Some(&said.subject), text: &said.text }.check();
            prop_assert_eq!(again.expect("kept as it is"), said);
        }
    }

    #[test]
    fn nobody_but_its_author_ever_sees_what_was_taken_back(
        sent in 0_i64..1_000, undo in 0_i64..1_100, look in 0_i64..2_000,
    ) {
        let (holder, doctor) = (Side::Holder, Side::from(&doctor()));
        let mut said = message(1, &doctor, sent);
        if undo >= sent && may_undo(&said, &by(&doctor), at(undo)).is_ok_and(|write| write) {
            // Before it was taken back it was still held.
            if (sent..=undo).contains(&look) {
                prop_assert!(!is_shown(&said, &holder, at(look)));
            }
            said.undone = true;
            prop_assert!(!is_shown(&said, &holder, at(look)));
        }
    }
}

#[test]
fn only_a_mail_that_asks_for_it_is_said_to_be_read_and_once() {
    let theirs = Side::from(&doctor());
    let posted = |asks| Posted {
        address: "dr.benali@medecin.exemple".into(),
        reference: "1@medecin.exemple".into(),
        asks,
    };
    let mail = |asks| Message {
        posted: Some(posted(asks)),
        ..message(1, &theirs, 0)
    };
    let of = thread(vec![mail(true)]);
    let rights = Rights::default();
    let new = |message: &Message, seconds| {
        let told = may_confirm(&of, message, &rights, at(seconds));
        told.map(|(party, new)| (party.name.clone(), new)).ok()
    };
    let name = of.parties[0].name.clone();
    assert_eq!(new(&mail(true), 60), Some((name.clone(), true)));
    let said = Message {
        confirmed: true,
        ..mail(true)
    };
    assert_eq!(new(&said, 60), Some((name, false)));
    // Not what is held, what asks for nothing or was said here; nor by their own side.
    assert_eq!(new(&mail(true), 10), None);
    assert_eq!(new(&mail(false), 60), None);
    assert_eq!(new(&message(1, &theirs, 0), 60), None);
    let own = Message {
        by: by(&Side::Holder),
        ..mail(true)
    };
    assert_eq!(new(&own, 60), None);
    let mut left = of.clone();
    left.parties.clear();
    let refused = may_confirm(&left, &mail(true), &rights, at(60));
    assert!(refused.is_err(), "whoever was taken off is told nothing");
}

/// A space in whose journal somebody is blocked.
fn blocking(rpps: &Rpps) -> Rights {
    let person = sharing::Person {
        name: "Dr Petit".into(),
        profession: "10".into(),
    };
    let new = sharing::rights::entries::blocked(rpps, &person);
    let entry = Entry {
        space: SpaceId::from_bytes([1; 16]),
        seq: 1,
        at: at(0),
        by: &by(&Side::Holder),
        slice: Rights::CODE,
        version: new.version,
        payload: &new.payload,
    };
    let mut rights = Rights::default();
    Rights::fold(&mut rights, &entry).expect("readable");
    rights
}

fn mailbox(threads: impl IntoIterator<Item = Thread>) -> Mailbox {
    let mut mailbox = Mailbox::default();
    for thread in threads {
        mailbox.begin(SpaceId::from_bytes([1; 16]), thread);
    }
    mailbox
}

#[test]
fn msg_03_who_lets_patients_write_is_reached_by_who_looks_for_them_and_by_no_carer() {
    let (petit, seen) = (party("99700000005", "Dr Petit"), at(1_000));
    let number: Rpps = "99700000005".parse().expect("a number");
    let wrote = mailbox([thread(vec![message(1, &Side::from(&doctor()), 0)])]);
    let benali = party("99700218896", "Dr Benali of the directory");
    for (sought, carers, blocks, sees, expected) in [
        (vec![], false, false, true, vec!["Dr Benali"]),
        (
            vec![&petit],
            false,
            false,
            true,
            vec!["Dr Petit", "Dr Benali"],
        ),
        (vec![&petit], true, false, true, vec!["Dr Benali"]),
        (vec![&petit], false, true, true, vec!["Dr Benali"]),
        // Who is known bears the name that the record has.
        (vec![&benali], false, false, true, vec!["Dr Benali"]),
        // What is kept back tells of nobody, and keeps nobody from being found.
        (vec![&petit], false, false, false, vec!["Dr Petit"]),
        (vec![], false, false, false, vec![]),
    ] {
        let letting = Letting {
            known: BTreeSet::new(),
            sought: sought.into_iter().cloned().collect(),
            carers,
        };
        let rights = match blocks {
            true => blocking(&number),
            false => Rights::default(),
        };
        let (links, shelf) = (CareLinks::default(), Shelf::default());
        let found = reachable(&wrote, &links, &shelf, &rights, &letting, seen, |_| sees);
        let names: Vec<&str> = found.values().map(|party| party.name.as_str()).collect();
        assert_eq!(names, expected, "{letting:?} {blocks} {sees}");
    }
}

#[test]
fn msg_03_five_conversations_a_day_begin_with_strangers_and_no_other_is_counted() {
    let (petit, other) = (party("99700000005", "Dr P"), party("99700000013", "Dr O"));
    let number: Rpps = "99700000005".parse().expect("a number");
    let begun = |n: u8, who: &Party, said: Vec<Message>| Thread {
        messages: said.into_iter().map(Arc::new).collect(),
        ..Thread::begun(
            ThreadId::from_bytes([n; 16]),
            "Suivi".into(),
            vec![who.clone()],
            (at(100), 1),
        )
    };
    let hers = |n| message(n, &Side::Holder, 100);
    let many = |count: u8| mailbox((0..count).map(|n| begun(n, &petit, vec![hers(n)])));
    let nobody = BTreeSet::new();
    let refused = |mailbox: &Mailbox, known: &BTreeSet<Rpps>, with: &Party, seconds, sees| {
        let with = std::slice::from_ref(with);
        let met = may_meet(mailbox, known, with, at(seconds), |_| sees);
        met.err().map(|error| error.field_errors()[0].code)
    };
    let full = Some("messages-strangers-too-many");
    assert_eq!(refused(&many(4), &nobody, &petit, 200, true), None);
    for with in [&petit, &other] {
        assert_eq!(refused(&many(5), &nobody, with, 200, true), full);
    }
    let day_later = 100 + 86_400;
    assert_eq!(
        refused(&many(5), &nobody, &petit, day_later - 1, true),
        full
    );
    assert_eq!(refused(&many(5), &nobody, &petit, day_later, true), None);
    // With whom the record knows, conversations begin as they did, and none counts.
    let known = BTreeSet::from([number]);
    assert_eq!(refused(&many(5), &known, &petit, 200, true), None);
    assert_eq!(refused(&many(5), &known, &other, 200, true), None);
    // Nor does what is kept back from whoever begins one.
    assert_eq!(refused(&many(5), &nobody, &other, 200, false), None);
    // Who answered is no stranger any more.
    let answer = message(99, &petit.side(), 101);
    let answered = begun(50, &petit, vec![hers(50), answer]);
    let answered = mailbox(
        (0..5)
            .map(|n| begun(n, &petit, vec![hers(n)]))
            .chain([answered]),
    );
    assert_eq!(refused(&answered, &nobody, &petit, 200, true), None);
    assert_eq!(refused(&answered, &nobody, &other, 200, true), None);
    // What was taken back reached nobody, and an institution is reached by its mail alone.
    let undone = |n| Message {
        undone: true,
        ..hers(n)
    };
    let back = mailbox((0..5).map(|n| begun(n, &petit, vec![undone(n)])));
    assert_eq!(refused(&back, &nobody, &petit, 200, true), None);
    let hospital = party("750000001", "Hôpital");
    assert_eq!(refused(&many(5), &nobody, &hospital, 200, true), None);
    // Whom somebody else brought into a conversation later did not begin it.
    let joined = (0..5).map(|n| {
        let mut thread = begun(n, &hospital, vec![hers(n)]);
        thread.seats.push(petit.who.clone());
        thread
            .changes
            .push(change(n, &Side::from(&doctor()), &petit, true, 150));
        thread
    });
    assert_eq!(refused(&mailbox(joined), &nobody, &petit, 200, true), None);
}
