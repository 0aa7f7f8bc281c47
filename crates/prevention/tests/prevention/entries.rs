//! Every payload ever written stays readable: frozen bytes, folded.

use journal::{By, Entry, NewEntry, Slice as _};
use kernel::When;
use kernel::{AccountId, DocumentId, Result, SpaceId, Timestamp};
use prevention::Notes;
use prevention::entries::{examination_noted, examination_withdrawn};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn fold(notes: &mut Notes, by: &By, version: u16, payload: &[u8]) -> Result<()> {
    let entry = Entry {
        space: SpaceId::from_bytes([9; 16]),
        seq: 1,
        at: Timestamp::from_millis(1_000),
        by,
        slice: Notes::CODE,
        version,
        payload,
    };
    Notes::fold(notes, &entry)
}

fn doctor() -> By {
    By::Professional {
        rpps: "99700218896".parse().expect("a number"),
        name: "Dr B".into(),
        profession: "10".into(),
        place: None,
    }
}

fn holder() -> By {
    By::Holder {
        account: AccountId::from_bytes([7; 16]),
        name: "Ana".into(),
        represents: false,
    }
}

#[test]
fn golden_notes_of_version_1_are_made_and_taken_back() {
    let mut notes = Notes::default();
    let mut next = |name: &str, by: &By, entry: NewEntry| {
        let payload = testkit::frozen(GOLDEN, name, &entry.payload);
        fold(&mut notes, by, entry.version, &payload).expect("readable");
        notes.all().map(|it| it.facts().clone()).collect::<Vec<_>>()
    };
    let (one, other) = (
        DocumentId::from_bytes([1; 16]),
        DocumentId::from_bytes([2; 16]),
    );
    let on = When::Month(2026, 5);
    let noted = examination_noted(one, "colorectal", on, false);
    let facts = next("noted-1", &holder(), noted);
    assert_eq!(facts[0].type_code, "DOCPAT06");
    assert!(!facts[0].hiding.is_hidden());
    let noted = examination_noted(other, "breast", When::Year(2025), true);
    let facts = next("noted-hidden-1", &doctor(), noted);
    assert_eq!((facts.len(), facts[1].type_code.as_str()), (2, "75492-9"));
    assert!(facts[1].hiding.from_all);
    let facts = next(
        "withdrawn-1",
        &holder(),
        examination_withdrawn(one, String::from("Dépistage")),
    );
    assert_eq!((facts.len(), facts[0].id), (1, other));
}

#[test]
fn an_item_that_no_calendar_has_any_more_is_still_read() {
    let mut notes = Notes::default();
    let old = examination_noted(
        DocumentId::from_bytes([3; 16]),
        "old",
        When::Year(2024),
        false,
    );
    fold(&mut notes, &holder(), old.version, &old.payload).expect("readable");
    assert_eq!(notes.count(), 1);
}

#[test]
fn an_entry_of_a_later_version_is_an_error_and_never_skipped() {
    assert!(fold(&mut Notes::default(), &holder(), 99, &[]).is_err());
}
