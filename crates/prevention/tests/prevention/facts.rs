//! The official facts, where they are at hand: no row of them is lost in our data
//! files, none is added, and each names its source.

use super::cases::{calendar, day};
use kernel::Lang;
use prevention::{Age, Course, Kind, Rule};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// One file of facts.
fn facts(name: &str) -> Option<Value> {
    let Some(corpus) = std::env::var_os("CARNET_CORPUS").map(PathBuf::from) else {
        say("CARNET_CORPUS IS NOT SET: THE CALENDARS WERE NOT COMPARED WITH THE OFFICIAL FACTS");
        return None;
    };
    let bytes = std::fs::read(corpus.join("facts").join(name)).expect("a file of facts");
    Some(serde_json::from_slice(&bytes).expect("JSON"))
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().expect("rows")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> i32 {
    let number = value.as_i64().expect("a number");
    i32::try_from(number).expect("a small number")
}

fn age(unit: &str, number: i32) -> Age {
    match unit {
        "day" => Age::Days(number),
        "month" => Age::Months(number),
        "year" => Age::Years(number),
        other => panic!("{other} is no unit of age"),
    }
}

fn years(value: &Value) -> Age {
    Age::Years(number(value))
}

/// The year after this one: both are *révolus* in the texts.
fn after(value: &Value) -> Age {
    years(value).plus_years(1)
}

fn find(id: &str) -> &'static Rule {
    calendar().find(id).expect("a rule of this name")
}

/// Where a rule is from, and from which day on.
fn is_from(rule: &Rule, source: &str, since: &str) {
    assert_eq!(calendar().source(rule).code, source, "{}", rule.id);
    assert_eq!(calendar().pack(rule).from, day(since), "{}", rule.id);
    assert_eq!(calendar().pack(rule).version, "2025", "{}", rule.id);
}

/// Sources that a file of facts names in these words stand in ours in those.
fn are_named(facts: &Value, all: &[(&str, &str, &str)]) {
    let facts = facts.to_string();
    for (named, code, told) in all {
        assert!(facts.contains(named), "the facts name {named} no more");
        let mut sources = calendar()
            .rules()
            .iter()
            .map(|rule| calendar().source(rule));
        let source = sources
            .find(|source| source.code == *code)
            .expect("a source");
        let title = source.title(Lang::Fr);
        assert!(title.contains(told), "{told} is not in {title}");
    }
}

fn against(vaccine: &str) -> &'static str {
    match vaccine {
        "DTCaP-Hib-HepB" => "diphtheria tetanus polio pertussis hib hepatitis-b",
        "DTCaP" | "dTcaP" => "diphtheria tetanus polio pertussis",
        "dTP" => "diphtheria tetanus polio",
        "PCV" | "PCV20/21" => "pneumococcus",
        "MenB" => "meningococcus-b",
        "MenACWY" => "meningococcus-acwy",
        "ROR" => "measles mumps rubella",
        "Rota" => "rotavirus",
        "BCG" => "tuberculosis",
        "HPV" => "hpv",
        "Flu" => "influenza",
        "Covid-19" => "covid-19",
        "Zona" => "zoster",
        "RSV" => "rsv",
        other => panic!("{other} is a vaccine that our data do not know"),
    }
}

/// How many doses there are with the one of this row: *R* comes after those that have a
/// number.
fn doses_with(schedule: &[Value], row: &Value) -> i32 {
    match row["dose"].as_str() {
        None => number(&row["dose"]),
        Some("R") => {
            let same = schedule
                .iter()
                .filter(|it| it["vaccine"] == row["vaccine"] && it["unit"] == row["unit"]);
            let numbered = same.filter(|it| it["dose"].is_number());
            1 + numbered.map(|it| number(&it["dose"])).max().unwrap_or(0)
        }
        Some(range) => {
            let last = range.rsplit('-').next().unwrap_or_default();
            last.parse().expect("a number of doses")
        }
    }
}

#[test]
fn no_row_of_the_vaccination_calendar_is_lost_and_none_is_added() {
    let Some(facts) = facts("vaccination_calendar_2025.json") else {
        return;
    };
    let schedule = rows(&facts["schedule"]);
    let mut met = BTreeSet::new();
    for row in schedule {
        let set = calendar().against(against(text(&row["vaccine"])));
        let set = set.expect("diseases");
        let (unit, needs) = (text(&row["unit"]), doses_with(schedule, row));
        let from = age(unit, number(&row["age"]));
        let mut same = calendar().rules().iter().filter(|rule| match &rule.course {
            Course::Doses(it) => {
                it.against == set && it.from == from && i32::from(it.needs) == needs
            }
            _ => false,
        });
        let rule = same.next().unwrap_or_else(|| panic!("lost: {row}"));
        assert!(met.insert(rule.id.as_str()), "{} twice: {row}", rule.id);
        let Course::Doses(doses) = &rule.course else {
            panic!("{row}")
        };
        if !row["age_to"].is_null() {
            let until = age(unit, number(&row["age_to"]) + 1);
            assert_eq!(doses.until, Some(until), "{row}");
        }
        let (status, note) = (text(&row["status_2025"]), text(&row["note"]));
        let level = match status {
            "mandatory" => "Mandatory",
            "recommended" if needs == 3 && row["vaccine"] == "Rota" => "Depends",
            "recommended" | "recommended-yearly" => "Recommended",
            "recommended-at-risk" => "AtRisk",
            "offered" => "Offered",
            other => panic!("{other} is no status"),
        };
        assert_eq!(format!("{:?}", doses.level), level, "{row}");
        let repeat = match (status, note) {
            ("recommended-yearly", _) => "Some(ByLast(1))",
            (_, "65, 75, 85 ...") => "Some(ByAge(10))",
            _ => "None",
        };
        assert_eq!(format!("{:?}", doses.repeat), repeat, "{row}");
        // How long one may catch up, and with how many doses.
        let catch_up = note.contains("catch-up 3 doses 15-");
        let catch_up = catch_up.then_some((Age::Years(15), 3));
        assert_eq!(doses.catch_up, catch_up, "{row}");
        let until = match note {
            note if note.contains("extended to 26 included") => Some(Age::Years(27)),
            note if note.contains("catch-up 15-24") => Some(Age::Years(25)),
            _ => doses.late_until,
        };
        assert_eq!(doses.late_until, until, "{row}");
        let of_2025 = note.contains("mandatory since 2025-01-01");
        if status == "mandatory" {
            let since = if of_2025 { "2025-01-01" } else { "2018-01-01" };
            assert_eq!(doses.born_from, Some(day(since)), "{row}");
        }
        let source = match (of_2025, note.contains("2025-12-09")) {
            (true, _) => "decree-694",
            (_, true) => "hpv-2025",
            _ => "calendar",
        };
        is_from(rule, source, "2025-01-01");
    }
    let ours = calendar().rules().iter();
    let ours = ours.filter(|rule| rule.kind == Kind::Vaccination);
    let ours: BTreeSet<&str> = ours.map(|rule| rule.id.as_str()).collect();
    assert_eq!(met, ours);

    // What the law asks for, disease by disease.
    let rules = calendar().rules().iter();
    let by_law: Vec<_> = rules
        .filter_map(|rule| match &rule.course {
            Course::Doses(it) if format!("{:?}", it.level) == "Mandatory" => Some(it.against),
            _ => None,
        })
        .collect();
    let ours: BTreeSet<&str> = (0..)
        .zip(calendar().diseases())
        .filter(|(place, _)| by_law.iter().any(|set| set.has(*place)))
        .map(|(_, disease)| disease.name(Lang::Fr))
        .collect();
    let named = rows(&facts["mandatory_born_from_2018"]).iter();
    assert_eq!(named.map(text).collect::<BTreeSet<_>>(), ours);
    are_named(
        &facts,
        &[
            (
                "Ordre des pharmaciens, 2025-12-23",
                "calendar",
                "23 décembre 2025",
            ),
            (
                "Décret 2024-694 du 5 juillet 2024",
                "decree-694",
                "Décret 2024-694 du 5 juillet 2024",
            ),
            (
                "arrêté of 2025-12-09",
                "hpv-2025",
                "arrêté du 9 décembre 2025",
            ),
        ],
    );
}

#[test]
fn no_examination_of_a_child_is_lost_and_none_is_added() {
    let Some(facts) = facts("child_exams_2025.json") else {
        return;
    };
    let exams = rows(&facts["exams"]);
    for row in exams {
        let rule = find(&format!("child-{}", number(&row["n"])));
        let unit = text(&row["unit"]);
        let Course::Once { from, until, .. } = &rule.course else {
            panic!("{row}")
        };
        assert_eq!(*from, age(unit, number(&row["from"])), "{row}");
        assert_eq!(*until, age(unit, number(&row["to"])), "{row}");
        let label = text(&row["label_fr"]).to_lowercase();
        assert!(rule.name(Lang::Fr).ends_with(&label), "{row}");
        let certificate = !row["certificate"].is_null();
        assert_eq!(rule.note(Lang::Fr).is_some(), certificate, "{row}");
        let source = match row["new_in_2025"] == true {
            true => "exams-2025",
            false => "exams-2019",
        };
        is_from(rule, source, "2025-01-01");
    }
    let ours = calendar().rules().iter();
    let ours = ours.filter(|rule| rule.kind == Kind::ChildExamination);
    assert_eq!(ours.count(), exams.len());
    are_named(
        &facts,
        &[
            (
                "arrêté du 26 février 2019",
                "exams-2019",
                "Arrêté du 26 février 2019",
            ),
            ("NOR SSAP1833603A", "exams-2019", "NOR SSAP1833603A"),
            (
                "Service-Public, Dec 2024",
                "exams-2025",
                "Service-Public.fr, décembre 2024",
            ),
        ],
    );
}

#[test]
fn no_screening_and_no_check_is_lost_and_none_is_added() {
    let Some(facts) = facts("screening_2025.json") else {
        return;
    };
    let mut met = BTreeSet::new();
    for row in rows(&facts["cancer"]) {
        let bands: Vec<(&str, &Value)> = match text(&row["id"]) {
            "sein" => vec![("breast", row)],
            "colorectal" => vec![("colorectal", row)],
            "col_uterus" => vec![
                ("cervix-cytology", &row["bands"][0]),
                ("cervix-hpv", &row["bands"][1]),
            ],
            other => panic!("{other} is a screening that our data do not know"),
        };
        if !row["bands"].is_null() {
            assert_eq!(rows(&row["bands"]).len(), bands.len(), "{row}");
        }
        for (id, band) in bands {
            let rule = find(id);
            assert_eq!(rule.women, row["sex"] == "F", "{row}");
            let Course::Rounds(rounds) = &rule.course else {
                panic!("{row}")
            };
            assert_eq!(rounds.from, years(&band["from"]), "{band}");
            assert_eq!(rounds.until, after(&band["to"]), "{band}");
            assert_eq!(rounds.every, number(&band["every_years"]), "{band}");
            let apart = band["rule"].as_str().unwrap_or_default();
            let first = apart.contains("two first tests one year apart");
            assert_eq!(rounds.first_every, first.then_some(1), "{band}");
            is_from(rule, "organised", "2025-01-01");
            met.insert(id);
        }
    }
    for pair in rows(&facts["mon_bilan_prevention"]) {
        let rule = find(&format!("check-{}", number(&pair[0])));
        let Course::Once { from, until, .. } = &rule.course else {
            panic!("{pair}")
        };
        assert_eq!((*from, *until), (years(&pair[0]), after(&pair[1])));
        is_from(rule, "bilan", "2025-01-01");
        met.insert(rule.id.as_str());
    }
    let (dental, teeth) = (&facts["mt_dents"], find("dental"));
    let Course::YearOfAge { from, until } = &teeth.course else {
        panic!("{dental}")
    };
    assert_eq!(
        (*from, *until),
        (years(&dental["from"]), after(&dental["to"]))
    );
    assert_eq!(number(&dental["every_years"]), 1);
    is_from(teeth, "mtdents", text(&dental["since"]));
    met.insert(teeth.id.as_str());
    let others = [Kind::Vaccination, Kind::ChildExamination];
    let ours = calendar().rules().iter();
    let ours = ours.filter(|rule| !others.contains(&rule.kind));
    let ours: BTreeSet<&str> = ours.map(|rule| rule.id.as_str()).collect();
    assert_eq!(met, ours);
    are_named(
        &facts,
        &[(
            "Service-Public.fr 2025-03-26",
            "mtdents",
            "Service-Public.fr, 26 mars 2025",
        )],
    );
}
