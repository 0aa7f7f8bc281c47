//! The rules of mail, one by one.

use super::*;
use crate::mailbox::{Message, Party, Posted};
use crate::rules::State;
use journal::By;
use kernel::{AccountId, Rpps};
use proptest::prelude::*;
use std::sync::Arc;

const DOMAIN: &str = "patient.exemple";

fn key() -> Key {
    Key::from_bytes([7; 32])
}

fn doctor() -> Rpps {
    "99700218896".parse().expect("a number")
}

fn message(n: u8, by_holder: bool, posted: Option<&str>) -> Message {
    let by = match by_holder {
        true => By::Holder {
            account: AccountId::from_bytes([1; 16]),
            name: "Ana".into(),
            represents: false,
        },
        false => By::Professional {
            rpps: doctor(),
            name: "Dr Benali".into(),
            profession: "10".into(),
            place: None,
        },
    };
    Message {
        id: MessageId::from_bytes([n; 16]),
        at: Timestamp::from_millis(i64::from(n) * 1_000),
        by,
        text: "Bonjour".into(),
        attached: Vec::new(),
        posted: posted.map(|address| Posted {
            address: address.to_owned(),
            reference: format!("{n}@medecin.exemple"),
            asks: false,
        }),
        undone: false,
        confirmed: false,
        came_with: 1,
        before: State::Open,
    }
}

fn thread(messages: Vec<Message>) -> Thread {
    let parties = vec![Party {
        who: "99700218896".parse().expect("a number"),
        name: "Dr Benali".into(),
        profession: "10".into(),
    }];
    let began = (Timestamp::from_millis(0), 1);
    Thread {
        messages: messages.into_iter().map(Arc::new).collect(),
        ..Thread::begun(
            MessageId::from_bytes([9; 16]),
            "Suivi".into(),
            parties,
            began,
        )
    }
}

#[test]
fn an_address_is_fifteen_characters_with_their_key_at_our_domain() {
    let read = |text: &str| addressed(text, DOMAIN).map(|it| it.as_str().to_owned());
    let right = "255081416802538";
    for address in [
        format!("{right}@{DOMAIN}"),
        format!("{right}@PATIENT.exemple"),
    ] {
        assert_eq!(read(&address).as_deref(), Some(right), "{address}");
    }
    let matricule: Matricule = right.parse().expect("a number");
    assert_eq!(address_of(&matricule, DOMAIN), format!("{right}@{DOMAIN}"));
    for wrong in [
        String::new(),
        right.to_owned(),
        format!("{right}@elsewhere.exemple"),
        format!("{right}@a@{DOMAIN}"),
        format!("2550814168025@{DOMAIN}"),
        format!("255081416802539@{DOMAIN}"),
        format!("25508141680253 8@{DOMAIN}"),
        format!("2 55 08 14 168 025 38@{DOMAIN}"),
        format!("{right}@{DOMAIN}.evil.exemple"),
    ] {
        assert_eq!(read(&wrong), None, "{wrong}");
    }
}

#[test]
fn a_domain_is_believed_from_the_servers_that_the_list_names() {
    let text = "domain,certificate\n# remark\nmedecin.exemple, mx.medecin.exemple\n\
                chb.exemple,mta.chb.exemple\nchb.exemple,mta2.chb.exemple\n";
    let trusted = Trusted::read(text).expect("a list");
    assert_eq!(trusted.len(), 2);
    assert!(trusted.knows("Dr@MEDECIN.exemple") && !trusted.is_empty());
    assert!(trusted.speaks_for("MX.medecin.exemple", "dr@medecin.exemple"));
    assert!(trusted.speaks_for("mta2.chb.exemple", "a@chb.exemple"));
    for (certificate, address) in [
        ("mx.medecin.exemple", "a@chb.exemple"),
        ("mta.chb.exemple", "dr@medecin.exemple"),
        ("mx.medecin.exemple", "dr@sub.medecin.exemple"),
        ("mx.medecin.exemple", "dr@exemple"),
        ("", "dr@medecin.exemple"),
    ] {
        let speaks = trusted.speaks_for(certificate, address);
        assert!(!speaks, "{certificate} {address}");
    }
    for (line, wrong) in [
        (1, "medecin.exemple"),
        (1, "*.exemple,mx.exemple"),
        (2, "a.exemple,b.exemple\nmedecin,mx.exemple"),
        (1, "medecin.exemple,*.exemple"),
        (1, "a b.exemple,mx.exemple"),
    ] {
        assert_eq!(Trusted::read(wrong), Err(line), "{wrong}");
    }
    assert!(Trusted::read("").expect("nobody").is_empty());
}

#[test]
fn what_machines_put_before_a_subject_is_left_off() {
    let is = |typed: &str, read| assert_eq!(subject(typed).as_deref(), read, "{typed}");
    is("Suivi", Some("Suivi"));
    let echo = "XDM/1.0/DDM+ECHOGRAPHIE Ana 12/10/1988";
    is(echo, Some("ECHOGRAPHIE Ana 12/10/1988"));
    is("  ", None);
    is("XDM/1.0/DDM+", None);
    is("a\u{202e}b", Some("ab"));
    let long = subject(&"é".repeat(500)).expect("a subject");
    assert_eq!(long.chars().count(), SUBJECT_MAX);
}

#[test]
fn a_party_is_answered_where_they_wrote_last() {
    let now = Timestamp::from_millis(1_000_000);
    let theirs = ["a@medecin.exemple", "b@medecin.exemple"].map(str::to_owned);
    let answered = |messages, theirs: &[String]| {
        let found = mailbox_of(&thread(messages), &Side::from(&doctor()), theirs, now);
        found.map(|it| (it.address, it.reference))
    };
    let mailed = |n, address| message(n, false, Some(address));
    // They wrote by mail: there, and it answers that.
    let one = answered(vec![mailed(1, "b@medecin.exemple")], &theirs);
    let reference = Some("1@medecin.exemple".to_owned());
    assert_eq!(one, Some(("b@medecin.exemple".to_owned(), reference)));
    // They wrote here since: here.
    let here = vec![mailed(1, "b@medecin.exemple"), message(2, false, None)];
    assert_eq!(answered(here, &theirs), None);
    // They never wrote: to the first mailbox that the directory tells of.
    let first = answered(vec![message(1, true, None)], &theirs);
    assert_eq!(first, Some(("a@medecin.exemple".to_owned(), None)));
    // They left that mailbox: to another; without any, nowhere.
    let left = answered(vec![mailed(1, "old@medecin.exemple")], &theirs);
    assert_eq!(left.map(|it| it.0).as_deref(), Some("a@medecin.exemple"));
    assert_eq!(answered(vec![mailed(1, "old@medecin.exemple")], &[]), None);
    assert_eq!(answered(vec![message(1, true, None)], &[]), None);
}

#[test]
fn what_cannot_be_delivered_is_tried_ever_less_often_for_two_days() {
    let noted = Timestamp::from_millis(0);
    let (mut now, mut tries, mut rests) = (noted, 0, Vec::new());
    while let Some(next) = again(noted, tries, now) {
        rests.push(next.since(now));
        (now, tries) = (next, tries + 1);
        assert!(tries < 100, "it ends");
    }
    assert_eq!(rests[0], FIRST_REST);
    assert!(rests.is_sorted() && rests.iter().all(|rest| *rest <= LONGEST_REST));
    assert!(now.plus(LONGEST_REST) >= noted.plus(TRIED_FOR));
}

proptest! {
    #[test]
    fn nobody_makes_up_the_name_of_a_message(
        id in any::<[u8; 16]>(),
        seat in 0..SEATS_MAX,
        other in "[0-9a-f]{32}\\.[0-9a-f]{20}",
        at in 0_usize..53,
    ) {
        let (leaving, key) = ((MessageId::from_bytes(id), seat), key());
        let name = reference(&key, leaving, DOMAIN);
        prop_assert_eq!(referred(&key, &name, DOMAIN), Some(leaving));
        prop_assert_eq!(referred(&key, &format!(" <{name}> "), DOMAIN), Some(leaving));
        prop_assert_eq!(referred(&Key::from_bytes([8; 32]), &name, DOMAIN), None);
        prop_assert_eq!(referred(&key, &name, "other.exemple"), None);
        prop_assert_eq!(referred(&key, &format!("{other}@{DOMAIN}"), DOMAIN), None);
        let mut changed = name.into_bytes();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).expect("ascii");
        prop_assert_eq!(referred(&key, &changed, DOMAIN), None);
    }

    #[test]
    fn no_text_at_all_is_a_name_of_ours(text in ".{0,80}") {
        prop_assert_eq!(referred(&key(), &text, DOMAIN), None);
    }

    #[test]
    fn one_mail_is_one_message_and_two_are_two(
        space in any::<[u8; 16]>(),
        from in "[a-z@.]{1,20}",
        name in "[a-z0-9@.]{1,20}",
        more in "[a-z]{1,3}",
    ) {
        let (other, key) = (SpaceId::from_bytes([0; 16]), key());
        let space = SpaceId::from_bytes(space);
        prop_assume!(space != other);
        let id = id_of(&key, space, &from, &name);
        prop_assert_eq!(id_of(&key, space, &from, &name), id);
        prop_assert_ne!(id_of(&key, other, &from, &name), id);
        prop_assert_ne!(id_of(&key, space, &from, &format!("{name}{more}")), id);
        // What ends one and begins the other is not the same mail.
        let one = id_of(&key, space, &format!("{from}{more}"), &name);
        prop_assert_ne!(one, id_of(&key, space, &from, &format!("{more}{name}")));
    }
}

#[test]
fn a_mail_asks_for_a_receipt_where_it_came_from_and_by_a_person_alone() {
    let from = "dr.benali@medecin.exemple";
    let letter = Letter {
        from: from.to_owned(),
        from_name: None,
        message_id: Some("1@medecin.exemple".to_owned()),
        answers: Vec::new(),
        subject: "Suivi".to_owned(),
        text: "Bonjour".to_owned(),
        ends: false,
        receipt_to: Some(from.to_owned()),
        automatic: false,
        enclosed: Vec::new(),
        certificate: None,
    };
    assert!(asks(&letter, from));
    let named = |name: &str| Letter {
        message_id: Some(name.to_owned()),
        ..letter.clone()
    };
    for (why, other) in [
        (
            "nobody asks",
            Letter {
                receipt_to: None,
                ..letter.clone()
            },
        ),
        (
            "elsewhere",
            Letter {
                receipt_to: Some("autre@medecin.exemple".to_owned()),
                ..letter.clone()
            },
        ),
        (
            "a machine",
            Letter {
                automatic: true,
                ..letter.clone()
            },
        ),
        ("no name", named(&name_of(b"Bonjour"))),
        ("a name too long", named(&"a".repeat(251))),
        ("a name that is none", named("1>@medecin.exemple")),
    ] {
        assert!(!asks(&other, from), "{why}");
    }
}
