//! What is true of profiles, held: every heading, every field, any text.

use super::*;
use kernel::{Date, FieldError, When};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const BORN: Date = Date::constant(1955, 8, 12);
const TODAY: Date = Date::constant(2026, 11, 20);

struct Form(BTreeMap<String, String>);

impl Form {
    fn of(fields: &[(&str, &str)]) -> Self {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Self(fields.iter().map(own).collect())
    }
}

impl Typed for Form {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }
}

fn refusals(heading: Heading, fields: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
    match check(heading, &Form::of(fields), BORN, TODAY) {
        Ok(values) => panic!("taken: {values:?}"),
        Err(error) => {
            let wrong = error.field_errors().iter();
            wrong.map(|wrong| (wrong.field, wrong.code)).collect()
        }
    }
}

fn taken(heading: Heading, fields: &[(&str, &str)]) -> Values {
    check(heading, &Form::of(fields), BORN, TODAY).expect("taken")
}

#[test]
fn numbers_and_words_of_headings_fields_and_measures_are_told_apart_and_frozen() {
    let codes: Vec<u8> = Heading::ALL.map(Heading::code).to_vec();
    assert_eq!(codes, (1..=16).collect::<Vec<u8>>());
    let slugs: BTreeSet<&str> = Heading::ALL.map(Heading::slug).into();
    assert_eq!(slugs.len(), Heading::ALL.len());
    let names: BTreeSet<&str> = Field::ALL.map(Field::name).into();
    assert_eq!(names.len(), Field::ALL.len());
    for field in Field::ALL {
        assert_eq!(Field::from_code(field.code()), Some(field));
    }
    // The places that journals name: never moved.
    assert_eq!((Field::Name.code(), Field::Comment.code()), (0, 5));
    assert_eq!((Field::Measure.code(), Field::Informed.code()), (25, 37));
    for measure in Measure::ALL {
        assert_eq!(Measure::from_slug(measure.slug()), Some(measure));
    }
    assert!(
        !Measure::TYPED.contains(&Measure::Bmi.slug()),
        "it is computed"
    );
}

#[test]
fn what_professionals_see_at_first_is_what_the_rules_name() {
    let shared: Vec<Heading> = Heading::ALL
        .into_iter()
        .filter(|heading| heading.is_shared_at_first())
        .collect();
    assert_eq!(
        shared,
        [
            Heading::Allergies,
            Heading::Treatments,
            Heading::Vaccinations,
            Heading::Contacts,
            Heading::Directives,
        ]
    );
}

#[test]
fn every_type_that_stands_for_a_heading_is_in_the_official_table() {
    for heading in Heading::ALL {
        let table = include_str!("../../../../data/access_matrix.csv");
        let row = format!("\n{},", heading.type_code());
        assert!(table.contains(&row), "{heading:?}");
    }
}

#[test]
fn all_that_is_wrong_with_a_line_is_told_at_once() {
    let wrong = refusals(
        Heading::Contacts,
        &[("telephone", "x"), ("courriel", "paul@"), ("lien", "roi")],
    );
    let fields: Vec<&str> = wrong.iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, ["nom", "roles", "lien", "telephone", "courriel"]);
}

#[test]
fn measures_are_what_a_person_can_be() {
    let day = [
        ("date-jour", "1"),
        ("date-mois", "5"),
        ("date-annee", "2026"),
    ];
    let measure = |fields: &[(&'static str, &'static str)]| [fields, &day].concat();
    let wrong =
        |fields: &[(&'static str, &'static str)]| refusals(Heading::Measures, &measure(fields));
    assert_eq!(
        wrong(&[("mesure", "poids"), ("valeur", "1240")]),
        [("valeur", "profile-beyond-poids")]
    );
    assert_eq!(
        wrong(&[("mesure", "poids"), ("valeur", "72,555")]),
        [("valeur", "profile-beyond-poids")]
    );
    assert_eq!(
        wrong(&[("mesure", "pas"), ("valeur", "10,5")]),
        [("valeur", "profile-beyond-pas")]
    );
    assert_eq!(
        wrong(&[("mesure", "tension"), ("valeur", "80"), ("seconde", "120")]),
        [("seconde", "profile-pressure-turned")]
    );
    assert_eq!(
        wrong(&[("mesure", "tension"), ("valeur", "12"), ("seconde", "8")]),
        [("valeur", "profile-beyond-tension")]
    );
    assert_eq!(
        wrong(&[("mesure", "poids"), ("valeur", "70"), ("seconde", "8")]),
        [("seconde", "profile-one-number")]
    );
    let values = taken(
        Heading::Measures,
        &measure(&[("mesure", "poids"), ("valeur", "072,50")]),
    );
    assert_eq!(values.get(Field::Value), Some("72.5"));
    let values = taken(
        Heading::Measures,
        &measure(&[
            ("mesure", "tension"),
            ("valeur", "120"),
            ("seconde", "80"),
            ("heure", "8 h 5"),
        ]),
    );
    assert_eq!(
        (values.get(Field::Second), values.get(Field::Hour)),
        (Some("80"), Some("08:05"))
    );
}

#[test]
fn an_index_is_computed_from_what_a_person_can_be() {
    let index = bmi(70.0, 175.0).expect("an index");
    assert!((index - 22.857).abs() < 0.001);
    assert_eq!(bmi(70.0, 0.0), None);
    assert_eq!(bmi(400.0, 20.0), None);
}

#[test]
fn what_one_may_do_with_a_line_depends_on_whose_it_is() {
    use Standing::{Authors, Confirmers, HoldersLocked, HoldersOwn, Others, Unconfirmed};
    let all = [
        HoldersOwn,
        HoldersLocked,
        Authors,
        Unconfirmed,
        Confirmers,
        Others,
    ];
    let allowed = |wanted| {
        all.into_iter()
            .filter(|it| may(*it, wanted))
            .collect::<Vec<_>>()
    };
    assert_eq!(allowed(Wanted::Change), [HoldersOwn, Authors]);
    assert_eq!(allowed(Wanted::Remove), [HoldersOwn, Authors]);
    assert_eq!(allowed(Wanted::Confirm), [Unconfirmed]);
    assert_eq!(allowed(Wanted::Release), [Confirmers]);
    assert_eq!(allowed(Wanted::Settle), [Authors, Confirmers]);
    assert_eq!(allowed(Wanted::AskCorrection), [HoldersLocked]);
}

#[test]
fn unseen_signs_are_taken_out_of_what_is_typed() {
    let values = taken(
        Heading::Allergies,
        &[
            ("nom", "Péni\u{202e}cilline"),
            ("commentaire", "un\r\ndeux\u{200b}"),
        ],
    );
    assert_eq!(values.get(Field::Name), Some("Pénicilline"));
    assert_eq!(values.get(Field::Comment), Some("un\ndeux"));
}

proptest! {
    #[test]
    fn whatever_is_typed_is_refused_or_can_be_read_back(
        place in 0..Heading::ALL.len(),
        texts in proptest::collection::vec("\\PC{0,12}|[0-9]{1,4}|oui|poids|A\\+", 38 * 4),
    ) {
        let heading = Heading::ALL[place];
        let mut fields = BTreeMap::new();
        let mut texts = texts.into_iter();
        for spec in heading.fields() {
            let name = spec.field.name();
            let mut put = |name: String| {
                if let Some(text) = texts.next() {
                    fields.insert(name, text);
                }
            };
            match spec.sort {
                Sort::When(_) => {
                    for part in ["jour", "mois", "annee"] {
                        put(format!("{name}-{part}"));
                    }
                }
                Sort::Choices(all) => all.iter().for_each(|choice| put(format!("{name}-{choice}"))),
                _ => put(name.to_owned()),
            }
        }
        match check(heading, &Form(fields), BORN, TODAY) {
            Err(error) => {
                prop_assert!(!error.field_errors().is_empty());
                let known: Vec<&str> = heading.fields().iter().map(|spec| spec.field.name()).collect();
                for wrong in error.field_errors() {
                    let is_known = known.contains(&wrong.field) || wrong.field == MEANT;
                    prop_assert!(is_known, "{}", wrong.field);
                }
            }
            Ok(values) => {
                for spec in heading.fields() {
                    let text = values.get(spec.field);
                    prop_assert!(text.is_some() || !spec.required);
                    if let (Sort::When(_), Some(text)) = (spec.sort, text) {
                        let when = text.parse::<When>().expect("read back");
                        prop_assert_eq!(when.to_string(), text);
                        prop_assert!(when.first() <= when.last());
                    }
                }
            }
        }
    }
}

#[test]
fn a_weight_that_no_child_of_three_has_is_asked_about_and_taken_once_it_is_meant() {
    let judged = |kind, value, meant, year| {
        let fields = [
            ("mesure", kind),
            ("valeur", value),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", year),
            ("verifie", meant),
        ];
        let born = Date::constant(2023, 8, 12);
        let today = Date::constant(2040, 11, 20);
        let judged = check(Heading::Measures, &Form::of(&fields), born, today);
        judged.map_err(|error| error.field_errors().to_vec())
    };
    let doubt = |told: Result<Values, Vec<FieldError>>| told.map_err(|wrong| wrong[0].code);
    for (kind, value) in [
        ("poids", "124"),
        ("poids", "1,4"),
        ("taille", "195"),
        ("taille", "40"),
    ] {
        let asked = doubt(judged(kind, value, "", "2026"));
        assert_eq!(asked.err(), Some("profile-doubtful"), "{kind} {value}");
        assert!(judged(kind, value, "oui", "2026").is_ok(), "{kind} {value}");
    }
    for (kind, value, year) in [
        ("poids", "14,2", "2026"),
        ("poids", "31", "2026"),
        ("taille", "95", "2026"),
        ("temperature", "41", "2026"),
        // Of age ten on nobody is asked because of their age.
        ("poids", "124", "2033"),
    ] {
        assert!(
            judged(kind, value, "", year).is_ok(),
            "{kind} {value} {year}"
        );
    }
    // What nobody can be is still refused, meant or not.
    let beyond = doubt(judged("poids", "1240", "oui", "2026"));
    assert_eq!(beyond.err(), Some("profile-beyond-poids"));
}

#[test]
fn of_every_kind_what_nobody_can_be_is_refused_and_what_hardly_anybody_is_is_asked_about() {
    // Nobody is that, then hardly anybody, then many, hardly anybody, nobody.
    let kinds: [(Measure, [&str; 5]); 13] = [
        (Measure::Weight, ["0,1", "14", "72,5", "420", "651"]),
        (Measure::Height, ["19", "89", "165", "272", "281"]),
        (Measure::Waist, ["14", "19", "90", "302", "321"]),
        (Measure::Head, ["14", "19", "55", "94", "101"]),
        (
            Measure::Temperature,
            ["9,9", "13,7", "37,2", "46,5", "47,1"],
        ),
        (Measure::HeartRate, ["14", "29", "72", "240", "301"]),
        (Measure::Pressure, ["19", "39", "120", "270", "301"]),
        (Measure::Steps, ["", "", "8000", "250000", "300001"]),
        (Measure::Pain, ["", "", "4", "", "11"]),
        (Measure::Glucose, ["0,09", "0,2", "0,95", "26,6", "30,1"]),
        (Measure::Interstitial, ["0,09", "0,2", "1,1", "8", "10,1"]),
        (Measure::Hba1c, ["1,9", "3,4", "6,5", "19", "25,1"]),
        (Measure::Gmi, ["1,9", "3,9", "6,8", "16", "25,1"]),
    ];
    let typed = kinds.map(|(measure, _)| measure.slug());
    assert_eq!(typed, Measure::TYPED, "all that are typed");
    for (measure, values) in kinds {
        let beyond = Some(measure.beyond());
        let asked = Some("profile-doubtful-any");
        for (value, expected) in values.into_iter().zip([beyond, asked, None, asked, beyond]) {
            let second = if measure == Measure::Pressure {
                "30"
            } else {
                ""
            };
            let judged = |meant| {
                let fields = [
                    ("mesure", measure.slug()),
                    ("valeur", value),
                    ("seconde", second),
                    ("date-jour", "1"),
                    ("date-mois", "5"),
                    ("date-annee", "2026"),
                    ("verifie", meant),
                ];
                let judged = check(Heading::Measures, &Form::of(&fields), BORN, TODAY);
                judged.err().map(|error| error.field_errors()[0].code)
            };
            if value.is_empty() {
                continue;
            }
            assert_eq!(judged(""), expected, "{measure:?} {value}");
            let meant = expected.filter(|_| expected == beyond);
            assert_eq!(judged("oui"), meant, "{measure:?} {value}, meant");
        }
    }
    // The second number of a blood pressure too.
    let pressure = [
        ("mesure", "tension"),
        ("valeur", "200"),
        ("seconde", "170"),
        ("date-jour", "1"),
        ("date-mois", "5"),
        ("date-annee", "2026"),
    ];
    assert_eq!(
        refusals(Heading::Measures, &pressure),
        [("verifie", "profile-doubtful-any")]
    );
}

#[test]
fn the_limits_that_sentences_tell_are_those_that_are_held() {
    for measure in Measure::ALL {
        // It is computed, and nobody types it.
        if measure == Measure::Bmi {
            continue;
        }
        let (low, high) = measure.limits();
        let told = |text: &'static str| {
            let key = format!("{} = ", measure.beyond());
            let mut lines = text.lines();
            lines.find_map(move |line| line.strip_prefix(key.as_str()))
        };
        let french = told(crate::TEXTS.fr).expect("a sentence");
        let french: String = french.chars().filter(|c| !c.is_whitespace()).collect();
        let french = french.replace(',', ".");
        let english = told(crate::TEXTS.en).expect("a sentence").replace(',', "");
        for limit in [low, high].map(|limit| limit.to_string()) {
            assert!(french.contains(&limit), "{measure:?} {limit}: {french}");
            assert!(english.contains(&limit), "{measure:?} {limit}: {english}");
        }
    }
}
