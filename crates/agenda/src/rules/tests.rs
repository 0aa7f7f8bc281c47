//! The rules of the agenda, held: who may change what, how many a day, which hours.

use super::*;
use crate::diary::ItemId;
use crate::entries;
use jiff::civil::datetime;
use journal::By;
use kernel::{AccountId, SpaceId};
use proptest::prelude::*;

const SPACE: SpaceId = SpaceId::from_bytes([9; 16]);

/// Monday 23 November 2026, ten o'clock in Paris.
fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-11-23T09:00:00Z").expect("an instant")
}

fn holder() -> By {
    By::Holder {
        account: AccountId::from_bytes([7; 16]),
        name: "Ana".into(),
        represents: false,
    }
}

fn doctor() -> By {
    By::Professional {
        rpps: "99700218896".parse().expect("a number"),
        name: "Dr B".into(),
        profession: "10".into(),
        place: None,
    }
}

fn content(kind: Kind, day: i8, hour: i8, title: &str) -> Content {
    Content {
        kind,
        at: datetime(2026, 12, day, hour, 0, 0, 0),
        second: false,
        minutes: None,
        title: title.to_owned(),
        with: String::new(),
        place: String::new(),
        note: String::new(),
    }
}

fn item(n: u8, content: Content, by: &By) -> Item {
    entries::item(SPACE, ItemId::from_bytes([n; 16]), content, by, now())
}

fn draft(day: Result<Option<Date>>) -> Draft<'static> {
    Draft {
        kind: Kind::Appointment,
        day,
        hour: "9:00",
        title: "",
        with: "",
        place: "",
        note: "",
        past_is_meant: false,
    }
}

fn codes(error: &Error) -> Vec<(&'static str, &'static str)> {
    let fields = error.field_errors().iter();
    fields.map(|wrong| (wrong.field, wrong.code)).collect()
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let long = "é".repeat(NOTE_MAX + 1);
    let wrong = Draft {
        hour: "25",
        title: &long,
        with: &long,
        place: &long,
        note: &long,
        ..draft(Ok(None))
    };
    let error = wrong.check(now()).expect_err("wrong");
    let fields = ["date", "heure", "titre", "avec", "lieu", "note"];
    assert_eq!(
        codes(&error).iter().map(|it| it.0).collect::<Vec<_>>(),
        fields
    );
}

#[test]
fn lengths_count_characters_and_unseen_signs_are_left_out() {
    let (title, note) = ("é".repeat(TITLE_MAX), "é".repeat(NOTE_MAX));
    let day = Ok(Some(Date::constant(2026, 12, 4)));
    let said = Draft {
        title: &title,
        note: &note,
        ..draft(day)
    };
    let said = said.check(now()).expect("right");
    assert_eq!((said.title, said.note), (title, note));
    let day = Ok(Some(Date::constant(2026, 12, 4)));
    let said = Draft {
        title: " Con\u{202e}trôle\u{200b} ",
        note: "Un\r\n\u{202e}deux\u{7}\r\n\r\n",
        ..draft(day)
    };
    let said = said.check(now()).expect("right");
    assert_eq!(
        (said.title.as_str(), said.note.as_str()),
        ("Contrôle", "Un\ndeux")
    );
}

#[test]
fn what_is_past_is_kept_only_if_it_is_meant() {
    let yesterday = || Ok(Some(Date::constant(2026, 11, 22)));
    let error = draft(yesterday()).check(now()).expect_err("past");
    assert_eq!(codes(&error), [("passe", "agenda-past")]);
    let meant = Draft {
        past_is_meant: true,
        ..draft(yesterday())
    };
    assert!(meant.check(now()).is_ok());
    // The same day, an hour ago, too.
    let error = draft(Ok(Some(Date::constant(2026, 11, 23)))).check(now());
    assert_eq!(codes(&error.expect_err("past")), [("passe", "agenda-past")]);
    let far = draft(Ok(Some(Date::constant(2036, 11, 1)))).check(now());
    assert_eq!(
        codes(&far.expect_err("far")),
        [("date", "agenda-day-too-far")]
    );
}

#[test]
fn the_same_is_made_once_and_ten_reminders_fill_a_day() {
    let mut diary = Diary::default();
    for n in 0..10 {
        let new = item(
            n,
            content(Kind::Reminder, 4, 9, &format!("R{n}")),
            &holder(),
        );
        assert_eq!(may_make(&diary, &new).ok(), Some(true));
        diary.add(new);
    }
    let again = item(90, content(Kind::Reminder, 4, 9, "R3"), &holder());
    assert_eq!(may_make(&diary, &again).ok(), Some(false));
    let more = item(91, content(Kind::Reminder, 4, 18, "R11"), &holder());
    let refused = may_make(&diary, &more).expect_err("full");
    assert_eq!(codes(&refused), [("date", "agenda-too-many-that-day")]);
    // Another day, and appointments, are not in it; what was called off neither.
    let other = item(92, content(Kind::Reminder, 5, 9, "R11"), &holder());
    assert_eq!(may_make(&diary, &other).ok(), Some(true));
    let appointment = item(93, content(Kind::Appointment, 4, 9, "A"), &holder());
    assert_eq!(may_make(&diary, &appointment).ok(), Some(true));
    let first = diary.find_mut(ItemId::from_bytes([0; 16])).expect("there");
    first.change(None, Status::Cancelled, now());
    assert_eq!(may_make(&diary, &more).ok(), Some(true));
    // One that is moved within its day takes no second place.
    let kept = diary.find(ItemId::from_bytes([5; 16])).expect("there");
    assert!(has_room(&diary, kept, &content(Kind::Reminder, 4, 20, "R5")).is_ok());
}

#[test]
fn what_its_holder_took_off_still_fills_a_professionals_day_and_what_they_called_off_does_not() {
    let mut diary = Diary::default();
    for n in 0..10 {
        let it = content(Kind::Appointment, 4, 9, &format!("A{n}"));
        diary.add(item(n, it, &doctor()));
    }
    let more = item(91, content(Kind::Appointment, 4, 18, "A11"), &doctor());
    diary.take_off(ItemId::from_bytes([0; 16]), WrittenBy::Holder);
    let refused = may_make(&diary, &more).expect_err("full");
    assert_eq!(codes(&refused), [("date", "agenda-too-many-that-day")]);
    let called_off = diary.find_mut(ItemId::from_bytes([1; 16]));
    let called_off = called_off.expect("there");
    called_off.change(None, Status::Cancelled, now());
    assert_eq!(may_make(&diary, &more).ok(), Some(true));
}

#[test]
fn software_says_something_else_only_of_what_is_planned_or_is_so_by_that() {
    let mut it = item(1, content(Kind::Appointment, 4, 9, "A"), &doctor());
    let (same, other) = (
        content(Kind::Appointment, 4, 9, "A"),
        content(Kind::Appointment, 5, 9, "B"),
    );
    for from in Status::ALL {
        it.change(None, from, now());
        for to in Status::ALL {
            for (content, changes) in [(&same, false), (&other, true)] {
                let by_hand = [from, to].contains(&Status::Planned);
                let may = by_hand || (from == to && !changes);
                let sent = may_be_sent(&it, content, to);
                assert_eq!(sent.is_ok(), may, "{from:?} {to:?} {changes}");
            }
        }
    }
}

#[test]
fn statuses_lead_from_planned_and_back_and_nothing_is_done_before_it_began() {
    let mut it = item(1, content(Kind::Appointment, 4, 9, "A"), &doctor());
    let begun = hours::shown(it.content.at).first().expect("a moment");
    let early = begun.minus(Duration::from_millis(1));
    for status in Status::ALL {
        let (at_once, later) = (
            may_become(&it, status, early),
            may_become(&it, status, begun),
        );
        match status {
            Status::Planned => assert_eq!((at_once.ok(), later.ok()), (Some(false), Some(false))),
            Status::Done | Status::Missed => {
                assert_eq!(at_once.expect_err("early").code(), "agenda-not-yet");
                assert_eq!(later.ok(), Some(true));
            }
            Status::Cancelled | Status::ByMistake => {
                assert_eq!((at_once.ok(), later.ok()), (Some(true), Some(true)));
            }
        }
    }
    for from in [
        Status::Done,
        Status::Cancelled,
        Status::Missed,
        Status::ByMistake,
    ] {
        it.change(None, from, begun);
        assert_eq!(
            may_change(&it).expect_err("over").code(),
            "agenda-not-planned"
        );
        for to in Status::ALL {
            let follows = may_become(&it, to, begun);
            match to {
                Status::Planned => assert_eq!(follows.ok(), Some(true)),
                to if to == from => assert_eq!(follows.ok(), Some(false)),
                _ => assert_eq!(follows.expect_err("over").code(), "agenda-not-planned"),
            }
        }
    }
}

#[test]
fn what_overlaps_is_told_over_the_change_of_the_clocks_too() {
    let at = |month, day, hour, minute| Content {
        at: datetime(2027, month, day, hour, minute, 0, 0),
        ..content(Kind::Appointment, 1, 0, "")
    };
    assert!(overlap(&at(5, 3, 9, 0), &at(5, 3, 9, 29)));
    assert!(!overlap(&at(5, 3, 9, 0), &at(5, 3, 9, 30)));
    // One minute apart: the hour between is not there.
    assert!(overlap(&at(3, 28, 1, 59), &at(3, 28, 3, 0)));
    // An hour and a minute apart, though clocks say one minute.
    assert!(!overlap(&at(10, 31, 2, 59), &at(10, 31, 3, 0)));
    let reminder = Content {
        kind: Kind::Reminder,
        ..at(5, 3, 9, 0)
    };
    assert!(!overlap(&reminder, &at(5, 3, 9, 0)));
}

proptest! {
    /// What was checked is checked again without a change, and fits.
    #[test]
    fn what_is_kept_can_be_kept_again(
        title in "(?s).{0,120}", note in "(?s).{0,1100}", place in ".{0,220}", hour in 0u8..24,
    ) {
        let hour = format!("{hour}h30");
        let day = || Ok(Some(Date::constant(2026, 12, 4)));
        let typed = Draft { hour: &hour, title: &title, note: &note, place: &place, ..draft(day()) };
        if let Ok(kept) = typed.check(now()) {
            prop_assert!(kept.title.chars().count() <= TITLE_MAX);
            prop_assert!(kept.note.chars().count() <= NOTE_MAX);
            prop_assert!(!kept.title.chars().any(kernel::is_unseen));
            prop_assert!(!kept.note.chars().any(|c| c != '\n' && kernel::is_unseen(c)));
            let again = Draft {
                hour: &hour, title: &kept.title, note: &kept.note, place: &kept.place, ..draft(day())
            };
            prop_assert_eq!(again.check(now()).ok(), Some(kept));
        }
    }
}
