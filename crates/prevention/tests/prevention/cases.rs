//! Cases, each from a sentence of an official text (`tests/cases.csv`); and what
//! holds for any life.

use kernel::Date;
use prevention::rules::{Examination, Person, Record, Sex, Vaccination, Window, assess_one};
use prevention::{Calendar, When};

pub fn calendar() -> &'static Calendar {
    Calendar::in_force().expect("the data files are well formed")
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// `Hexyon@2025-05-12; breast@2024`: a vaccine by its name, or an examination.
fn record(text: &str) -> Record {
    let mut record = Record::default();
    for one in text.split("; ").filter(|one| !one.is_empty()) {
        let (what, on) = one.split_once('@').expect("what and when");
        let on: When = on.parse().expect("a date");
        match (calendar().find(what), calendar().product(what)) {
            (Some(_), _) => record.examinations.push(Examination {
                item: what.to_owned(),
                on,
            }),
            (None, Some(against)) => record.vaccinations.push(Vaccination { against, on }),
            (None, None) => panic!("{what} is neither an examination nor a vaccine"),
        }
    }
    record
}

#[test]
fn every_case_of_the_official_texts_stands_as_they_say() {
    let mut file = csv::Reader::from_reader(include_str!("../cases.csv").as_bytes());
    let (mut count, mut wrong) = (0, Vec::new());
    for line in file.records() {
        let line = line.expect("a case");
        let cell = |place: usize| line.get(place).expect("a cell");
        let person = Person {
            born: day(cell(0)),
            sex: match cell(1) {
                "F" => Sex::Female,
                "M" => Sex::Male,
                _ => Sex::Unknown,
            },
        };
        let rule = calendar().find(cell(4)).expect("a rule");
        let all = record(cell(2));
        let standing = assess_one(calendar(), rule, &person, &all, day(cell(3)));
        let window = Window {
            from: day(cell(6)),
            until: (!cell(7).is_empty()).then(|| day(cell(7))),
        };
        if standing.status.key() != cell(5) || standing.window != window {
            wrong.push(format!("{line:?}\n  but {standing:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 150, "{count}");
}

#[test]
fn every_rule_has_its_cases() {
    let cases = include_str!("../cases.csv");
    for rule in calendar().rules() {
        let has = cases.contains(&format!(",{},", rule.id));
        assert!(has, "{} has no case", rule.id);
    }
}
