//! Every payload ever written stays readable: frozen bytes, folded.

use super::entries::*;
use super::*;
use crate::frozen;
use crate::rules::{Claim, Lasting};
use journal::NewEntry;
use kernel::ShareId;

fn fold(rights: &mut Rights, name: &str, new: &NewEntry, at: i64) {
    frozen::fold::<Rights>(rights, name, new, at);
}

fn somebody() -> (Rpps, Person) {
    let person = Person {
        name: "Dr B".into(),
        profession: "10".into(),
    };
    ("99700218896".parse().expect("a number"), person)
}

#[test]
fn golden_people_are_blocked_and_named_and_not_any_more() {
    let (mut rights, (rpps, person)) = (Rights::default(), somebody());
    fold(&mut rights, "blocked-1", &blocked(&rpps, &person), 1);
    assert_eq!(rights.blocked().get(&rpps), Some(&person));
    fold(&mut rights, "unblocked-1", &unblocked(&rpps, &person), 2);
    assert!(rights.blocked().is_empty());
    let named = administrator_named(&rpps, &person);
    fold(&mut rights, "administrator-named-1", &named, 3);
    assert_eq!(rights.administrators().get(&rpps), Some(&person));
    let removed = administrator_removed(&rpps, &person);
    fold(&mut rights, "administrator-removed-1", &removed, 4);
    assert!(rights.administrators().is_empty());
}

#[test]
fn golden_switches_are_set() {
    let mut rights = Rights::default();
    assert_eq!(rights.switches(), Switches::default());
    let all = Switches {
        hide_new: true,
        hide_all: true,
        emergency_dispatch: false,
        emergency_others: false,
        emergency_hidden: true,
    };
    fold(&mut rights, "switched-1", &switched(all), 1);
    assert_eq!(rights.switches(), all);
}

#[test]
fn golden_a_presence_code_serves_once_and_before_its_end() {
    let mut rights = Rights::default();
    let shown = Presence {
        proof: [7; 32],
        until: Timestamp::from_millis(9_000),
    };
    fold(&mut rights, "presence-shown-1", &presence_shown(shown), 1);
    let proves = |rights: &Rights, proof: [u8; 32], at| {
        rights.proves_presence(&proof, Timestamp::from_millis(at))
    };
    assert!(proves(&rights, [7; 32], 8_999));
    assert!(!proves(&rights, [7; 32], 9_000));
    assert!(!proves(&rights, [8; 32], 8_999));
    fold(&mut rights, "presence-used-1", &presence_used(), 2);
    assert!(!proves(&rights, [7; 32], 8_999));
}

#[test]
fn golden_an_emergency_is_in_force_until_it_ends_or_is_closed() {
    let (mut rights, (rpps, person)) = (Rights::default(), somebody());
    let access = EmergencyAccess {
        id: EmergencyId::from_bytes([5; 16]),
        rpps: rpps.clone(),
        name: person.name,
        profession: person.profession,
        reason: EmergencyReason::CannotSpeak,
        words: "inconscient, seul chez lui".into(),
        dispatch: false,
        since: Timestamp::from_millis(1_000),
        until: Timestamp::from_millis(9_000),
    };
    fold(
        &mut rights,
        "emergency-opened-1",
        &emergency_opened(&access),
        1_000,
    );
    assert_eq!(rights.emergencies(), std::slice::from_ref(&access));
    let at = |rights: &Rights, at| {
        let at = Timestamp::from_millis(at);
        rights.emergency(&rpps, at).is_some()
    };
    assert!(!at(&rights, 999) && at(&rights, 1_000) && at(&rights, 8_999));
    assert!(!at(&rights, 9_000));
    let closed = emergency_closed(&access);
    fold(&mut rights, "emergency-closed-1", &closed, 4_000);
    assert!(at(&rights, 3_999) && !at(&rights, 4_000));
}

#[test]
fn golden_a_document_is_reserved_for_a_month_or_until_it_is_released() {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let (mut rights, document) = (Rights::default(), DocumentId::from_bytes([4; 16]));
    let day = |n: i64| Timestamp::from_millis(n * DAY);
    assert!(!rights.was_reserved(document));
    fold(
        &mut rights,
        "document-reserved-1",
        &document_reserved(document, None),
        0,
    );
    assert!(rights.reserved(document, day(29)) && !rights.reserved(document, day(30)));
    let waits = |rights: &Rights, now| rights.somebody_waits(now, |id| id == document).count() == 1;
    assert!(!waits(&rights, day(13)) && waits(&rights, day(14)));
    assert_eq!(rights.somebody_waits(day(14), |_| false).count(), 0);
    let released = document_released(document, "Biopsie");
    fold(&mut rights, "document-released-1", &released, DAY);
    assert!(!rights.reserved(document, day(2)) && !waits(&rights, day(15)));
    assert!(rights.was_reserved(document), "and is known to have waited");
    // A later version waits since the first one did.
    let later = document_reserved(document, Some(day(1)));
    fold(&mut rights, "document-reserved-since-1", &later, 20 * DAY);
    assert_eq!(rights.reserved_since(document, day(30)), Some(day(1)));
    assert!(!rights.reserved(document, day(31)));
}

#[test]
fn golden_a_document_is_a_secret_until_that_is_lifted() {
    let (mut rights, document) = (Rights::default(), DocumentId::from_bytes([4; 16]));
    let kept = secret_kept(document, "Consultation");
    fold(&mut rights, "secret-kept-1", &kept, 1);
    let another = DocumentId::from_bytes([5; 16]);
    assert!(rights.is_secret(document) && !rights.is_secret(another));
    let lifted = secret_lifted(document, "Consultation");
    fold(&mut rights, "secret-lifted-1", &lifted, 2);
    assert!(!rights.is_secret(document));
    // The line is of the document: so nobody is told of it who does not see that.
    assert!(kept.about == Some(document) && lifted.about == Some(document));
    assert!(
        [kept.act, lifted.act]
            .iter()
            .all(|act| act.starts_with(OF_SECRETS))
    );
}

#[test]
fn golden_a_conversation_is_of_the_family_if_that_was_said() {
    let (mut rights, thread) = (Rights::default(), DocumentId::from_bytes([4; 16]));
    assert!(!rights.is_of_the_family(thread));
    let shared = conversation_of_the_family(thread);
    fold(&mut rights, "conversation-of-the-family-1", &shared, 1);
    let another = DocumentId::from_bytes([5; 16]);
    assert!(rights.is_of_the_family(thread) && !rights.is_of_the_family(another));
    // The line of its beginning tells of it; this one tells nobody.
    assert_eq!((shared.act, shared.what.as_str()), ("", ""));
}

#[test]
fn golden_a_share_is_of_its_documents_and_with_the_first_who_took_it_until_it_is_stopped() {
    let (mut rights, (rpps, person)) = (Rights::default(), somebody());
    let other: Rpps = "99700000005".parse().expect("a number");
    let (id, at) = (ShareId::from_bytes([6; 16]), Timestamp::from_millis);
    let (document, another) = (
        DocumentId::from_bytes([4; 16]),
        DocumentId::from_bytes([5; 16]),
    );
    let made = share_made(id, &[7; 32], Lasting::Week);
    fold(&mut rights, "share-made-1", &made, 1_000);
    let shared = document_shared(id, document, "IRM du genou");
    fold(&mut rights, "document-shared-1", &shared, 1_000);
    // The line of its documents tells of it, to whoever sees them; the code is nowhere.
    assert_eq!((made.act, made.what.as_str()), ("", ""));
    assert_eq!(shared.about, Some(document));
    assert!(rights.share_by(&[8; 32]).is_none());
    let claim = |rights: &Rights, rpps: &Rpps, now| {
        let share = rights.share_by(&[7; 32]).expect("made");
        share.claim(rpps, at(now))
    };
    assert_eq!(claim(&rights, &rpps, 1_000), Claim::Binds);
    assert!(!rights.is_shared(document, &rpps, at(2_000)), "not yet");
    let taken = share_taken(id, &rpps, &person);
    fold(&mut rights, "share-taken-1", &taken, 2_000);
    let reads =
        |rights: &Rights, document, rpps: &Rpps, now| rights.is_shared(document, rpps, at(now));
    assert!(reads(&rights, document, &rpps, 2_000));
    assert!(!reads(&rights, another, &rpps, 2_000));
    assert!(!reads(&rights, document, &other, 2_000));
    assert_eq!(claim(&rights, &other, 3_000), Claim::Unknown);
    assert_eq!(claim(&rights, &rpps, 3_000), Claim::Theirs);
    // Whoever comes second takes nothing, were it written down all the same.
    let late = share_taken(id, &other, &person);
    frozen::fold_payload::<Rights>(&mut rights, late.version, &late.payload, 3_000)
        .expect("readable");
    assert!(!reads(&rights, document, &other, 3_000));
    let stopped = share_stopped(&rights.shares()[0]);
    assert_eq!(stopped.what, person.name);
    fold(&mut rights, "share-stopped-1", &stopped, 4_000);
    assert!(reads(&rights, document, &rpps, 3_999));
    assert!(!reads(&rights, document, &rpps, 4_000));
    assert_eq!(claim(&rights, &rpps, 4_000), Claim::Unknown);
}

#[test]
fn an_entry_of_a_later_version_is_an_error_and_never_skipped() {
    let read = frozen::fold_payload::<Rights>(&mut Rights::default(), 99, &[], 1);
    assert!(read.is_err());
}
