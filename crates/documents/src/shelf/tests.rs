//! The life of a document, folded in every order.

use super::*;
use crate::entries::{self, Added, Reason};
use journal::{Entry, Slice};
use kernel::{AccountId, SpaceId};
use proptest::prelude::*;

pub(crate) fn id(n: u8) -> DocumentId {
    DocumentId::from_bytes([n; 16])
}

pub(crate) fn doctor() -> By {
    By::Professional {
        rpps: "99700218896".parse().expect("a number"),
        name: "Dr B".into(),
        profession: "10".into(),
        place: None,
    }
}

pub(crate) fn holder() -> By {
    By::Holder {
        account: AccountId::from_bytes([1; 16]),
        name: "Ana".into(),
        represents: false,
    }
}

pub(crate) fn added(n: u8) -> Added {
    Added {
        id: id(n),
        type_code: "11488-4".into(),
        title: format!("Titre {n}"),
        act_date: Date::constant(2026, 5, 4),
        author_name: None,
        hidden: false,
        body: Body {
            object: ObjectId::from_bytes([n; 16]),
            key: Key::from_bytes([n; 32]),
            size: 1,
            sha256: [n; 32],
            file_name: "a.pdf".into(),
            mime: "application/pdf".into(),
            unique_id: Some(name(n)),
            resource: None,
        },
        gist: None,
        names_another: false,
    }
}

pub(super) fn name(n: u8) -> String {
    format!("urn:oid:1.2|{n}")
}

pub(crate) fn write(shelf: &mut Shelf, by: &By, at: i64, entry: &journal::NewEntry) {
    let entry = Entry {
        space: SpaceId::from_bytes([9; 16]),
        seq: 1,
        at: Timestamp::from_millis(at),
        by,
        slice: Shelf::CODE,
        version: entry.version,
        payload: &entry.payload,
    };
    Shelf::fold(shelf, &entry).expect("readable");
}

pub(super) fn deposit(shelf: &mut Shelf, n: u8) {
    write(shelf, &doctor(), 0, &entries::document_added(&added(n)));
    if n > 0 {
        let original = Original::Named(name(n - 1));
        let entry = entries::document_replaces(id(n), &original, String::new());
        write(shelf, &doctor(), 0, &entry);
    }
}

fn chain(shelf: &Shelf, n: u8) -> Vec<DocumentId> {
    shelf.ids_of_versions(id(n))
}

proptest! {
    /// Version n replaces version n-1, whatever came first; what was hidden or
    /// withdrawn on the way ends alike.
    #[test]
    fn replacements_in_any_order_make_the_same_chain(
        order in Just((0..5u8).collect::<Vec<_>>()).prop_shuffle(),
        hidden_after in 0..5usize,
    ) {
        let mut shelf = Shelf::default();
        for (at, n) in order.iter().enumerate() {
            deposit(&mut shelf, *n);
            if at == hidden_after {
                let hide = entries::document_hidden(id(*n), None, String::new());
                write(&mut shelf, &holder(), 0, &hide);
            }
        }
        let whole: Vec<DocumentId> = (0..5).map(id).collect();
        for n in 0..5 {
            prop_assert_eq!(&chain(&shelf, n), &whole);
        }
        prop_assert_eq!(shelf.all().filter(|it| it.is_current()).count(), 1);
        // One version hidden, and none is seen, the one that came later neither.
        let last = usize::from(order[hidden_after]);
        let linked_to_it = shelf.all().all(|it| it.facts().hiding.from_all);
        prop_assert!(linked_to_it, "hidden at {}", last);
    }

    #[test]
    fn what_its_author_withdraws_takes_along_what_it_replaced_in_any_order(
        order in Just((0..5u8).collect::<Vec<_>>()).prop_shuffle(),
        withdrawn in 0..5u8,
    ) {
        let mut shelf = Shelf::default();
        for n in order {
            deposit(&mut shelf, n);
            if n == withdrawn {
                let entry = entries::document_withdrawn(id(n), Reason::Other, String::new());
                write(&mut shelf, &doctor(), 0, &entry);
            }
        }
        for n in 0..5 {
            let gone = shelf.find(id(n)).expect("there").facts().state;
            let expected = match n <= withdrawn {
                true => DocumentState::Withdrawn,
                false => DocumentState::Kept,
            };
            prop_assert_eq!(gone, expected, "version {}", n);
        }
    }

    /// Any replacements at all, wrong ones too: no ring, and each version has
    /// one successor at most.
    #[test]
    fn whatever_replaces_whatever_chains_have_an_end(
        pairs in proptest::collection::vec((0..6u8, 0..6u8), 0..20)
    ) {
        let mut shelf = Shelf::default();
        for n in 0..6 {
            write(&mut shelf, &doctor(), 0, &entries::document_added(&added(n)));
        }
        for (new, old) in pairs {
            let original = Original::Known(id(old));
            let entry = entries::document_replaces(id(new), &original, String::new());
            write(&mut shelf, &doctor(), 0, &entry);
        }
        let all: usize = shelf
            .all()
            .filter(|document| document.replaced_by.is_none())
            .map(|last| shelf.versions(last.facts().id).len())
            .sum();
        prop_assert_eq!(all, 6);
    }

    #[test]
    fn the_bin_and_out_of_it_again_changes_nothing(pinned in any::<bool>(), hidden in any::<bool>()) {
        let mut shelf = Shelf::default();
        write(&mut shelf, &holder(), 0, &entries::document_added(&added(1)));
        write(&mut shelf, &holder(), 0, &entries::document_pinned(id(1), pinned));
        if hidden {
            let hide = entries::document_hidden(id(1), None, String::new());
            write(&mut shelf, &holder(), 0, &hide);
        }
        let before = shelf.find(id(1)).expect("there").clone();
        write(&mut shelf, &holder(), 5, &entries::document_binned(id(1), String::new()));
        let binned = shelf.find(id(1)).expect("there");
        prop_assert_eq!(binned.facts().state, DocumentState::Binned);
        prop_assert_eq!(binned.binned_at, Some(Timestamp::from_millis(5)));
        prop_assert!(!binned.is_current());
        write(&mut shelf, &holder(), 6, &entries::document_restored(id(1), String::new()));
        let after = shelf.find(id(1)).expect("there");
        prop_assert_eq!(after.facts(), before.facts());
        prop_assert_eq!((after.pinned, after.binned_at), (before.pinned, before.binned_at));
    }
}

#[test]
fn a_replacement_of_another_authors_document_by_name_waits_for_ones_own() {
    let mut shelf = Shelf::default();
    let other = By::Institution {
        finess: "690000002".parse().expect("a number"),
        name: "Hôpital".into(),
    };
    write(&mut shelf, &other, 0, &entries::document_added(&added(0)));
    deposit(&mut shelf, 1);
    assert_eq!(chain(&shelf, 0), [id(0)]);
    assert_eq!(chain(&shelf, 1), [id(1)]);
    assert!(shelf.find(id(0)).expect("there").is_current());
}

#[test]
fn a_request_to_correct_goes_its_way_and_stands_where_its_document_stands() {
    let mut shelf = Shelf::default();
    deposit(&mut shelf, 0);
    let standing = |shelf: &Shelf| {
        let document = shelf.find(id(0)).expect("there");
        document.corrections.last().map(Correction::standing)
    };
    assert_eq!(standing(&shelf), None);
    let asked = entries::correction_asked(id(0), "Le côté est faux", String::new());
    write(&mut shelf, &holder(), 1, &asked);
    assert_eq!(standing(&shelf), Some(Standing::Sent));
    assert!(shelf.waiting(id(0)).is_some());
    write(&mut shelf, &doctor(), 2, &entries::correction_seen(id(0)));
    assert_eq!(standing(&shelf), Some(Standing::Seen));
    let answered =
        entries::correction_answered(id(0), Answer::Refused, "Il est juste", String::new());
    write(&mut shelf, &doctor(), 3, &answered);
    assert_eq!(standing(&shelf), Some(Standing::Refused));
    assert!(shelf.waiting(id(0)).is_none());
    let gone = entries::document_withdrawn(id(0), Reason::WrongPerson, String::new());
    write(&mut shelf, &doctor(), 4, &gone);
    let document = shelf.find(id(0)).expect("there");
    let text = document.corrections[0].text.facts();
    assert_eq!(text.state, DocumentState::Withdrawn);
}

#[test]
fn a_folder_that_goes_leaves_its_documents_in_none() {
    let mut shelf = Shelf::default();
    write(
        &mut shelf,
        &holder(),
        0,
        &entries::document_added(&added(1)),
    );
    write(
        &mut shelf,
        &holder(),
        0,
        &entries::folder_named(id(7), "Genou"),
    );
    write(
        &mut shelf,
        &holder(),
        0,
        &entries::document_moved(id(1), Some(id(7))),
    );
    assert_eq!(shelf.find(id(1)).expect("there").folder, Some(id(7)));
    write(&mut shelf, &holder(), 0, &entries::folder_removed(id(7)));
    assert_eq!(shelf.find(id(1)).expect("there").folder, None);
    assert_eq!(shelf.folders().count(), 0);
    // One that is not there takes nothing in.
    write(
        &mut shelf,
        &holder(),
        0,
        &entries::document_moved(id(1), Some(id(7))),
    );
    assert_eq!(shelf.find(id(1)).expect("there").folder, None);
}

#[test]
fn only_a_holders_own_document_gets_another_heading() {
    let mut shelf = Shelf::default();
    write(
        &mut shelf,
        &holder(),
        0,
        &entries::document_added(&added(1)),
    );
    write(
        &mut shelf,
        &doctor(),
        0,
        &entries::document_added(&added(2)),
    );
    let heading = Heading {
        title: "Autre".into(),
        type_code: "DOCPAT04".into(),
        act_date: Date::constant(2025, 1, 2),
    };
    for n in [1, 2] {
        let entry = entries::document_headed(id(n), &heading, String::new());
        write(&mut shelf, &holder(), 0, &entry);
    }
    let code = |n| shelf.find(id(n)).expect("there").facts().type_code.clone();
    assert_eq!(
        (code(1).as_str(), code(2).as_str()),
        ("DOCPAT04", "11488-4")
    );
}

#[test]
fn one_successor_each_and_no_ring_and_nobody_elses() {
    use crate::rules::life::may_replace;
    let mut shelf = Shelf::default();
    deposit(&mut shelf, 0);
    let author = WrittenBy::from(&doctor());
    let known = |n| Original::Known(id(n));
    let named = |n| Original::Named(name(n));
    let own = name(9);
    let refused = |shelf: &Shelf, unique: Option<&str>, original: &Original| {
        may_replace(shelf, &author, unique, original)
            .err()
            .map(|error| error.code().to_owned())
    };
    assert_eq!(refused(&shelf, None, &known(0)), None);
    assert_eq!(refused(&shelf, Some(&own), &named(0)), None);
    // Somebody else's is not there for them, and what is not there may be awaited.
    let other = WrittenBy::Institution("690000002".parse().expect("a number"));
    assert!(may_replace(&shelf, &other, None, &known(0)).is_err());
    assert!(may_replace(&shelf, &other, None, &named(0)).is_ok());
    assert!(refused(&shelf, None, &known(5)).is_some());
    assert_eq!(refused(&shelf, None, &named(5)), None);
    // Itself it does not replace.
    assert!(refused(&shelf, Some(&own), &named(9)).is_some());
    deposit(&mut shelf, 1);
    assert!(refused(&shelf, None, &known(0)).is_some());
    assert!(refused(&shelf, None, &named(0)).is_some());
    // 3 waits for 2: nothing else may, and 2 may not replace 3.
    deposit(&mut shelf, 3);
    let two = name(2);
    assert!(refused(&shelf, Some(&own), &named(2)).is_some());
    assert!(refused(&shelf, Some(&two), &known(3)).is_some());
    assert_eq!(refused(&shelf, Some(&two), &known(1)), None);
}

#[test]
fn what_is_written_of_a_correction_has_words_and_bounds() {
    use crate::rules::life::{BIN, correction_text, is_over};
    assert_eq!(
        correction_text(" Le genou\r\ngauche ").expect("words"),
        "Le genou\ngauche"
    );
    assert!(correction_text(" \n\t").is_err());
    assert!(correction_text(&"é".repeat(500)).is_ok());
    assert!(correction_text(&"é".repeat(501)).is_err());
    let since = Timestamp::from_millis(0);
    let end = since.plus(BIN);
    assert!(is_over(since, end) && !is_over(since, Timestamp::from_millis(end.millis() - 1)));
}

#[test]
fn what_is_kept_aside_replaces_nothing_until_it_is_filed_in_any_order() {
    for original_first in [true, false] {
        let mut shelf = Shelf::default();
        let aside = entries::document_set_aside(id(1), String::new());
        if original_first {
            deposit(&mut shelf, 0);
        }
        deposit(&mut shelf, 1);
        write(&mut shelf, &doctor(), 0, &aside);
        if !original_first {
            deposit(&mut shelf, 0);
        }
        let state = |shelf: &Shelf, n: u8| shelf.find(id(n)).expect("there").facts().state;
        assert!(shelf.find(id(0)).expect("there").is_current());
        assert_eq!(chain(&shelf, 0), [id(0)], "{original_first}");
        assert_eq!(state(&shelf, 1), DocumentState::Aside);
        // What becomes of the one does not become of the other.
        let hide = entries::document_hidden(id(0), None, String::new());
        write(&mut shelf, &holder(), 0, &hide);
        assert!(!shelf.find(id(1)).expect("there").facts().hiding.from_all);
        // Out of the bin it is aside as before.
        let binned = entries::document_binned(id(1), String::new());
        write(&mut shelf, &holder(), 0, &binned);
        assert_eq!(state(&shelf, 1), DocumentState::Binned);
        assert_eq!(state(&shelf, 0), DocumentState::Kept);
        let restored = entries::document_restored(id(1), String::new());
        write(&mut shelf, &holder(), 0, &restored);
        assert_eq!(state(&shelf, 1), DocumentState::Aside);
        for _ in 0..2 {
            let filed = entries::document_filed(id(1), String::new());
            write(&mut shelf, &holder(), 0, &filed);
        }
        assert_eq!(chain(&shelf, 0), [id(0), id(1)]);
        let last = shelf.find(id(1)).expect("there");
        // And what was hidden meanwhile is hidden in both.
        assert!(last.is_current() && last.facts().hiding.from_all);
        assert_eq!(last.aside, Some(Aside::Filed));
    }
}

proptest! {
    /// Versions are set aside and filed at any moment, and come in any order: what
    /// is not aside is one chain all the time, hidden whole as soon as one of it
    /// was; at the end the chain is as if nothing had been aside.
    #[test]
    fn what_is_aside_is_passed_over_and_goes_back_to_its_place(
        order in Just((0..5u8).collect::<Vec<_>>()).prop_shuffle(),
        aside in proptest::collection::vec((0..5usize, 0..5u8), 0..5),
        back in Just((0..5u8).collect::<Vec<_>>()).prop_shuffle(),
        hidden in 0..5u8,
    ) {
        let mut shelf = Shelf::default();
        let set_aside = |shelf: &mut Shelf, n: u8| {
            if shelf.find(id(n)).is_some_and(|it| it.aside.is_none()) {
                let entry = entries::document_set_aside(id(n), String::new());
                write(shelf, &doctor(), 0, &entry);
            }
        };
        for (at, n) in order.iter().enumerate() {
            write(&mut shelf, &doctor(), 0, &entries::document_added(&added(*n)));
            if *n == hidden {
                let hide = entries::document_hidden(id(*n), None, String::new());
                write(&mut shelf, &holder(), 0, &hide);
            }
            // Also before it is said what it replaces.
            for (_, which) in aside.iter().filter(|(when, which)| *when == at && which == n) {
                set_aside(&mut shelf, *which);
            }
            if *n > 0 {
                let original = Original::Named(name(n - 1));
                let entry = entries::document_replaces(id(*n), &original, String::new());
                write(&mut shelf, &doctor(), 0, &entry);
            }
            for (_, which) in aside.iter().filter(|(when, _)| *when == at) {
                set_aside(&mut shelf, *which);
            }
        }
        for n in back {
            let filed: Vec<DocumentId> = (0..5)
                .map(id)
                .filter(|it| !shelf.find(*it).expect("there").is_aside())
                .collect();
            for it in &filed {
                prop_assert_eq!(&shelf.ids_of_versions(*it), &filed);
            }
            prop_assert_eq!(
                shelf.all().filter(|it| it.is_current()).count(),
                usize::from(!filed.is_empty())
            );
            let of_chain = |n: u8| filed.contains(&id(n));
            if of_chain(hidden) {
                let all = filed.iter().all(|it| {
                    shelf.find(*it).expect("there").facts().hiding.from_all
                });
                prop_assert!(all, "one is shown of a chain of which one was hidden");
            }
            write(&mut shelf, &holder(), 0, &entries::document_filed(id(n), String::new()));
        }
        let whole: Vec<DocumentId> = (0..5).map(id).collect();
        for n in 0..5 {
            prop_assert_eq!(&chain(&shelf, n), &whole);
            prop_assert!(shelf.find(id(n)).expect("there").facts().hiding.from_all);
        }
    }
}

#[test]
fn the_correction_of_a_version_kept_aside_is_hidden_as_what_that_was_to_replace() {
    let mut shelf = Shelf::default();
    deposit(&mut shelf, 0);
    let hide = entries::document_hidden(id(0), None, String::new());
    write(&mut shelf, &holder(), 0, &hide);
    deposit(&mut shelf, 1);
    let aside = entries::document_set_aside(id(1), String::new());
    write(&mut shelf, &doctor(), 0, &aside);
    deposit(&mut shelf, 2);
    assert_eq!(chain(&shelf, 2), [id(0), id(2)]);
    let document = |shelf: &Shelf, n: u8| shelf.find(id(n)).expect("there").clone();
    assert!(!document(&shelf, 0).is_current() && document(&shelf, 2).is_current());
    assert!(document(&shelf, 2).facts().hiding.from_all);
    // Taken back, the mistaken one takes nothing along.
    let gone = entries::document_withdrawn(id(1), Reason::WrongPerson, String::new());
    write(&mut shelf, &doctor(), 0, &gone);
    assert!(document(&shelf, 2).is_current());
    assert_eq!(document(&shelf, 0).facts().state, DocumentState::Kept);
}

#[test]
fn what_stands_aside_and_was_replaced_goes_with_what_replaced_it() {
    let mut shelf = Shelf::default();
    deposit(&mut shelf, 0);
    deposit(&mut shelf, 1);
    let aside = entries::document_set_aside(id(1), String::new());
    write(&mut shelf, &doctor(), 0, &aside);
    let with_aside = |shelf: &Shelf, n: u8| shelf.ids_with_aside(id(n));
    assert_eq!(with_aside(&shelf, 0), [id(0)], "nothing replaced it yet");
    assert!(shelf.keeps(id(1)));
    deposit(&mut shelf, 2);
    assert_eq!(with_aside(&shelf, 2), [id(0), id(1), id(2)]);
    assert_eq!(with_aside(&shelf, 1), [id(1)]);
    assert!(!shelf.keeps(id(1)), "nobody waits for it any more");
    let gone = entries::document_withdrawn(id(2), Reason::WrongPerson, String::new());
    write(&mut shelf, &doctor(), 0, &gone);
    for n in 0..3 {
        let state = shelf.find(id(n)).expect("there").facts().state;
        assert_eq!(state, DocumentState::Withdrawn, "version {n}");
    }
}

#[test]
fn what_stands_aside_takes_no_place_of_what_is_still_to_come() {
    use crate::rules::life::may_replace;
    let mut shelf = Shelf::default();
    let author = WrittenBy::from(&doctor());
    deposit(&mut shelf, 1);
    let aside = entries::document_set_aside(id(1), String::new());
    write(&mut shelf, &doctor(), 0, &aside);
    let original = Original::Named(name(0));
    let own = name(9);
    may_replace(&shelf, &author, Some(&own), &original).expect("the right one may");
    write(
        &mut shelf,
        &doctor(),
        0,
        &entries::document_added(&added(9)),
    );
    let entry = entries::document_replaces(id(9), &original, String::new());
    write(&mut shelf, &doctor(), 0, &entry);
    may_replace(&shelf, &author, Some("another"), &original).expect_err("one alone");
    // What waits for the original, aside or not, is not replaced by it.
    let zero = name(0);
    for waits in [1, 9] {
        let waits = Original::Known(id(waits));
        may_replace(&shelf, &author, Some(&zero), &waits).expect_err("a ring");
    }
    deposit(&mut shelf, 0);
    assert_eq!(chain(&shelf, 0), [id(0), id(9)]);
    assert!(shelf.find(id(9)).expect("there").is_current());
    let filed = entries::document_filed(id(1), String::new());
    write(&mut shelf, &holder(), 0, &filed);
    assert_eq!(chain(&shelf, 0), [id(0), id(1), id(9)]);
    let current = shelf.all().filter(|it| it.is_current()).count();
    assert_eq!(current, 1);
}
