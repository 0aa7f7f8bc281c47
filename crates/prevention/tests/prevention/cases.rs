//! Cases, each from a sentence of an official text (`tests/cases.csv`); and what
//! holds for any life.

use kernel::Date;
use kernel::When;
use prevention::Calendar;
use prevention::rules::{Examination, Person, Record, Sex, Vaccination, Window, assess_one};

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

#[test]
fn a_dose_that_may_be_the_missing_one_is_told_and_not_counted() {
    use prevention::rules::Caution;
    let standing = |born: &str, all: &str, today: &str, id: &str| {
        let person = Person {
            born: day(born),
            sex: Sex::Male,
        };
        let rule = calendar().find(id).expect("a rule");
        assess_one(calendar(), rule, &person, &record(all), day(today))
    };
    let early = "Infanrix Tetra@2025-12-30";
    let found = standing("2019-12-31", early, "2026-01-02", "dtcap-6").caution;
    assert_eq!(found, Some(Caution::Early(When::Day(day("2025-12-30")))));
    let vague = "Infanrix Tetra@2025";
    let found = standing("2019-12-31", vague, "2026-01-02", "dtcap-6").caution;
    assert_eq!(found, Some(Caution::Vague(When::Year(2025))));
    // Those of an infant are not the booster of six years.
    let infant = "Hexyon@2020-03-02; Hexyon@2020-05-04; Hexyon@2020-12-01";
    let found = standing("2019-12-31", infant, "2026-01-02", "dtcap-6").caution;
    assert_eq!(found, None);
    let teeth = standing("2015-06-15", "dental@2025", "2025-07-15", "dental").caution;
    assert_eq!(teeth, Some(Caution::Vague(When::Year(2025))));
}

#[test]
fn what_comes_again_says_when_it_was_done_last_and_when_it_comes_next() {
    use prevention::rules::Reason;
    let person = Person {
        born: day("1960-05-04"),
        sex: Sex::Female,
    };
    let rule = calendar().find("breast").expect("a rule");
    let all = record("breast@2022-05-04; breast@2024-06-01");
    let standing = |today| assess_one(calendar(), rule, &person, &all, day(today));
    let last = When::Day(day("2024-06-01"));
    assert_eq!(standing("2026-05-31").reason, Reason::Noted(last));
    assert_eq!(standing("2026-05-31").next, Some(day("2026-06-01")));
    assert_eq!(standing("2026-06-01").reason, Reason::Again(last));
    assert_eq!(standing("2026-06-01").next, None);
}

#[test]
fn a_vaccine_is_known_by_its_name_however_it_is_typed_and_never_guessed() {
    let hexa = "diphtheria tetanus polio pertussis hib hepatitis-b";
    let hexa = calendar().against(hexa).expect("diseases");
    for typed in [
        "Infanrix Hexa",
        "infanrix-hexa",
        "INFANRIXHEXA",
        " Infanrix  hexa ",
    ] {
        assert_eq!(calendar().product(typed), Some(hexa), "{typed}");
    }
    for typed in ["Infanrix", "Hexa", "", "Vaccin inconnu", "Engerix"] {
        assert_eq!(calendar().product(typed), None, "{typed}");
    }
}

#[test]
fn every_disease_has_its_name_in_a_medical_profile() {
    for disease in calendar().diseases() {
        let known = profile::rules::DISEASES.contains(&disease.in_profile.as_str());
        assert!(known, "{}", disease.code);
        let set = calendar().in_profile([disease.in_profile.as_str()].into_iter());
        assert_eq!(Ok(set), calendar().against(&disease.code).map_err(drop));
    }
    for name in profile::rules::DISEASES {
        let set = calendar().in_profile([name].into_iter());
        assert_eq!(set.is_empty(), name == "autre", "{name}");
    }
}

#[test]
fn every_rule_is_named_in_both_languages_and_has_its_source_and_calendar() {
    use kernel::Lang;
    let mut ids = std::collections::BTreeSet::new();
    for rule in calendar().rules() {
        assert!(ids.insert(&rule.id), "{} twice", rule.id);
        for lang in [Lang::Fr, Lang::En] {
            assert!(!rule.name(lang).is_empty());
            assert!(!calendar().source(rule).title(lang).is_empty());
            assert!(!calendar().pack(rule).title(lang).is_empty());
        }
        assert_eq!(rule.note(Lang::Fr).is_some(), rule.note(Lang::En).is_some());
        assert_eq!(calendar().pack(rule).version, "2025");
    }
    let over = calendar().packs()[0].is_over(day("2025-12-31"));
    assert!(!over && calendar().packs()[0].is_over(day("2026-01-01")));
}
