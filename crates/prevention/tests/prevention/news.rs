//! What becomes due by itself, from one day to the next.

use super::cases::day;
use kernel::When;
use prevention::Calendar;
use prevention::rules::{Examination, On, Person, Record, Sex, Status, assess, has_news};
use proptest::prelude::*;

fn news(born: &str, record: &Record, since: &str, today: &str) -> bool {
    let calendar = Calendar::in_force().expect("the calendars");
    news_since(calendar, born, record, since, today)
}

/// The same, where other calendars were in force before.
fn news_since(former: &Calendar, born: &str, record: &Record, since: &str, today: &str) -> bool {
    let calendar = Calendar::in_force().expect("the calendars");
    let person = Person {
        born: day(born),
        sex: Sex::Female,
    };
    let on = |calendar, of: &str| On {
        day: day(of),
        calendar,
        record,
    };
    has_news(&person, [on(former, since); 2], on(calendar, today))
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

#[test]
fn what_calendars_of_another_year_alone_make_due_is_news_and_nothing_else_of_them() {
    let carried = Calendar::carried();
    let breast = "breast,screening,screening,every,50y,75y";
    assert!(carried.contains(breast));
    let later = carried.replace(breast, "breast,screening,screening,every,60y,75y");
    let former = Calendar::of(&later).expect("calendars");
    let nothing = Record::default();
    let (since, today) = ("2026-06-10", "2026-06-11");
    // Nothing of hers changes that day but the calendars: at 52, at 65.
    assert!(!news("1974-03-01", &nothing, since, today));
    assert!(news_since(&former, "1974-03-01", &nothing, since, today));
    assert!(!news_since(&former, "1961-03-01", &nothing, since, today));
    // A rule that was not there before is one that changed.
    let line = carried.lines().find(|line| line.starts_with("breast,"));
    let without = carried.replace(&format!("{}\n", line.expect("a rule")), "");
    let former = Calendar::of(&without).expect("calendars");
    assert!(former.find("breast").is_none());
    assert!(news_since(&former, "1961-03-01", &nothing, since, today));
    // The very same ones are no news, nor is what they ask for less.
    let same = Calendar::of(&carried).expect("calendars");
    assert!(!news_since(&same, "1974-03-01", &nothing, since, today));
    let earlier = carried.replace(breast, "breast,screening,screening,every,40y,75y");
    let former = Calendar::of(&earlier).expect("calendars");
    assert!(!news_since(&former, "1983-03-01", &nothing, since, today));
    assert!(Calendar::of("packs").is_err(), "no calendars at all");
}

#[test]
fn what_calendars_that_begin_one_after_the_other_ask_for_is_news_on_the_first_day_of_each() {
    let carried = Calendar::carried();
    let breast = "breast,screening,screening,every,50y,75y";
    let later = carried.replace(breast, "breast,screening,screening,every,60y,75y");
    let former = &Calendar::of(&later).expect("calendars");
    let screening = "screening,2025,2025-01-01,";
    let dental = "dental,2025,2025-04-01,";
    assert!(carried.contains(screening) && carried.contains(dental));
    let coming = carried.replace(screening, "screening,2025,2026-06-11,");
    let coming = coming.replace(dental, "dental,2025,2026-09-01,");
    let coming = &Calendar::of(&coming).expect("calendars");
    assert!(!coming.has_begun(day("2026-08-31")) && coming.has_begun(day("2026-09-01")));
    let record = &Record::default();
    // What is asked for at 52 by those that are coming alone.
    let person = Person {
        born: day("1974-03-01"),
        sex: Sex::Female,
    };
    let on = |calendar, of: &str| On {
        day: day(of),
        calendar,
        record,
    };
    let is_news = |last, since: &str, today: &str| {
        let before = [on(last, since), on(former, since)];
        has_news(&person, before, on(coming, today))
    };
    assert!(!is_news(former, "2026-06-08", "2026-06-09"));
    assert!(!is_news(coming, "2026-06-09", "2026-06-10"));
    assert!(is_news(coming, "2026-06-10", "2026-06-11"), "it begins");
    // While others are yet to begin, it is none on each of the days.
    assert!(!is_news(coming, "2026-06-11", "2026-06-12"));
    // A release that came late tells it late, and once.
    assert!(is_news(former, "2026-06-12", "2026-06-13"));
    assert!(!is_news(coming, "2026-06-13", "2026-06-14"));
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
        let is_news = |since, today| {
            let on = |day| On { day, calendar, record: &record };
            has_news(&person, [on(since); 2], on(today))
        };
        prop_assert_eq!(is_news(since, today), new);
        let mut day = since;
        let mut told = false;
        while day < today {
            let next = day.tomorrow().expect("a day");
            told |= is_news(day, next);
            day = next;
        }
        prop_assert!(told || !new);
    }
}
