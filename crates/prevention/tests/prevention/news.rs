//! What becomes due by itself, from one day to the next.

use super::cases::day;
use kernel::When;
use prevention::Calendar;
use prevention::rules::{Examination, Person, Record, Sex, Status, assess, has_news};
use proptest::prelude::*;

fn news(born: &str, record: &Record, since: &str, today: &str) -> bool {
    let calendar = Calendar::in_force().expect("the calendars");
    let person = Person {
        born: day(born),
        sex: Sex::Female,
    };
    has_news(calendar, &person, record, day(since), day(today))
}

#[test]
fn what_becomes_due_is_news_on_its_day_and_on_no_other() {
    // Screening of breast cancer begins at fifty.
    let (born, nothing) = ("1976-12-05", Record::default());
    assert!(!news(born, &nothing, "2026-12-03", "2026-12-04"));
    assert!(news(born, &nothing, "2026-12-04", "2026-12-05"));
    assert!(!news(born, &nothing, "2026-12-05", "2026-12-06"));
    // A house that stood still for a month tells of it all the same.
    assert!(news(born, &nothing, "2026-11-20", "2026-12-20"));
    assert!(
        !news(born, &nothing, "2026-12-20", "2026-12-20"),
        "the same day"
    );
}

#[test]
fn what_was_done_comes_again_in_its_time() {
    let record = Record {
        examinations: vec![Examination {
            item: "breast".to_owned(),
            on: When::Day(day("2024-12-05")),
        }],
        ..Record::default()
    };
    let born = "1970-03-01";
    assert!(!news(born, &record, "2026-12-03", "2026-12-04"));
    assert!(news(born, &record, "2026-12-04", "2026-12-05"));
    // Recorded since, it is nothing to tell of.
    let mut again = record;
    again.examinations.push(Examination {
        item: "breast".to_owned(),
        on: When::Day(day("2026-12-04")),
    });
    assert!(!news(born, &again, "2026-12-04", "2026-12-05"));
}

#[test]
fn that_a_calendar_begins_is_no_news_of_a_person() {
    let first = Calendar::in_force().expect("the calendars");
    let begins = first.rules().iter().map(|rule| first.pack(rule).from).max();
    let begins = begins.expect("a calendar");
    let before = begins.yesterday().expect("a day").to_string();
    assert!(!news(
        "1976-03-01",
        &Record::default(),
        &before,
        &begins.to_string()
    ));
}

proptest! {
    /// Told on each day of a life, one is told of whatever stands there in the end.
    #[test]
    fn nothing_comes_to_be_due_without_having_been_news(age in 0i32..36_000, over in 1i32..400) {
        let calendar = Calendar::in_force().expect("the calendars");
        let since = day("2026-01-01");
        let born = since.checked_sub(jiff::Span::new().days(age)).expect("a day");
        let today = since.checked_add(jiff::Span::new().days(over)).expect("a day");
        let (person, record) = (Person { born, sex: Sex::Female }, Record::default());
        let to_do = |day| {
            assess(calendar, &person, &record, day)
                .into_iter()
                .map(|item| item.standing.status)
                .map(|it| matches!(it, Status::Due | Status::Late).then_some(it))
                .collect::<Vec<_>>()
        };
        let (was, now) = (to_do(since), to_do(today));
        let new = was.iter().zip(&now).any(|(was, now)| now.is_some() && was != now);
        prop_assert_eq!(has_news(calendar, &person, &record, since, today), new);
        let mut day = since;
        let mut told = false;
        while day < today {
            let next = day.tomorrow().expect("a day");
            told |= has_news(calendar, &person, &record, day, next);
            day = next;
        }
        prop_assert!(told || !new);
    }
}
