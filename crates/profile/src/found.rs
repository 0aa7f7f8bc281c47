//! What a document says once more for machines, as lines that its holder may add:
//! judged by the very rules of the forms, and nothing added by itself. Pure.

mod blood;

use crate::fhir::reading::in_our_unit;
use crate::rules::{Field, Heading, MEANT, Measure, Typed, Values, check};
use kernel::{Date, When};
use readers::cda::{Allergy, Code, Entries, Period, Statement, Treatment, Vaccination, Value};
use std::collections::BTreeMap;

/// The most lines that one document proposes.
pub(crate) const FOUND_MAX: usize = 80;
/// The longest name of a line.
const NAME: usize = 100;
/// LOINC, as HL7 numbers it.
const LOINC: &str = "2.16.840.1.113883.6.1";
const SYSTOLIC: &str = "8480-6";
const DIASTOLIC: &str = "8462-4";

/// A line that a document proposes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// Under which heading.
    pub heading: Heading,
    /// What it would say.
    pub values: Values,
    /// The day of the result that says it, where a line has no place for one.
    pub on: Option<When>,
}

/// A form as a document fills it in.
#[derive(Default)]
struct Filled(BTreeMap<String, String>);

impl Typed for Filled {
    fn text(&self, name: &str) -> &str {
        // Its holder reads what is proposed, and adds it or not.
        if name == MEANT {
            return "oui";
        }
        self.0.get(name).map_or("", |text| text.trim())
    }
}

impl Filled {
    fn say(&mut self, field: Field, text: &str, most: usize) {
        let text: String = text.chars().take(most).collect();
        self.0.insert(field.name().to_owned(), text);
    }

    /// A moment of HL7, to the day: `201105120930` is the 12th of May 2011.
    fn on(&mut self, field: Field, moment: Option<&str>) {
        let Some(moment) = moment else { return };
        let digits: String = moment.chars().take_while(char::is_ascii_digit).collect();
        let parts = [("annee", 0, 4), ("mois", 4, 6), ("jour", 6, 8)];
        for (part, from, to) in parts {
            if let Some(text) = digits.get(from..to) {
                let name = format!("{}-{part}", field.name());
                self.0.insert(name, text.to_owned());
            }
        }
    }

    fn line(&self, heading: Heading, born: Date, today: Date) -> Option<Found> {
        let values = check(heading, self, born, today).ok()?;
        Some(Found {
            heading,
            values,
            on: None,
        })
    }
}

/// The lines that a document proposes to somebody born that day, each once. What it
/// denies, what it says of somebody else and what is yet to be is none.
pub(crate) fn lines(entries: &Entries, born: Date, today: Date) -> Vec<Found> {
    let filled = entries
        .allergies
        .iter()
        .filter_map(allergy)
        .map(|it| (Heading::Allergies, it));
    let filled = filled.chain(
        entries
            .treatments
            .iter()
            .filter_map(treatment)
            .map(|it| (Heading::Treatments, it)),
    );
    let filled = filled.chain(
        entries
            .vaccinations
            .iter()
            .filter_map(vaccination)
            .map(|it| (Heading::Vaccinations, it)),
    );
    let filled = filled.chain(measures(entries).map(|it| (Heading::Measures, it)));
    let mut lines: Vec<Found> = Vec::new();
    for (heading, filled) in filled {
        if let Some(found) = filled.line(heading, born, today)
            && !lines.contains(&found)
        {
            lines.push(found);
        }
        if lines.len() == FOUND_MAX {
            break;
        }
    }
    if let Some(found) = blood_group(entries, born, today) {
        lines.truncate(FOUND_MAX - 1);
        lines.push(found);
    }
    lines
}

/// The group that is noted where a document tells another one; none, where the same is
/// noted, or nothing. Which of the two is right, no document decides.
pub(crate) fn contradicted<'a>(
    noted: impl IntoIterator<Item = &'a Values>,
    found: &Found,
) -> Option<&'a str> {
    let said = found.values.get(Field::Group)?;
    let noted = noted.into_iter();
    let noted: Vec<&str> = noted.filter_map(|it| it.get(Field::Group)).collect();
    let same = noted.contains(&said);
    noted.first().copied().filter(|_| !same)
}

/// The blood group, with the day of its result: none that is before birth, yet to be,
/// or unclear.
fn blood_group(entries: &Entries, born: Date, today: Date) -> Option<Found> {
    let (group, moment) = blood::group(entries)?;
    let on = match moment {
        Some(moment) => {
            let on = day(moment)?;
            on.within(born, today)?;
            Some(on)
        }
        None => None,
    };
    let mut filled = Filled::default();
    filled.say(Field::Group, &group, 3);
    let found = filled.line(Heading::BloodGroup, born, today)?;
    Some(Found { on, ..found })
}

/// The day of a moment of HL7, or its month, or its year.
fn day(moment: &str) -> Option<When> {
    let digits: String = moment.chars().take_while(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    When::typed(part(6, 8), part(4, 6), part(0, 4))
}

const fn is_theirs(statement: &Statement) -> bool {
    !statement.negated && statement.origin.subject.is_none()
}

fn since(when: &Period) -> Option<&str> {
    when.from.as_deref().or(when.at.as_deref())
}

fn allergy(allergy: &Allergy) -> Option<Filled> {
    // Without an agent it may be that there is none.
    let agents: Vec<&str> = allergy.agents.iter().filter_map(Code::label).collect();
    if agents.is_empty() || !is_theirs(&allergy.statement) {
        return None;
    }
    let mut filled = Filled::default();
    filled.say(Field::Name, &agents.join(", "), NAME);
    filled.say(Field::Reaction, &allergy.reactions.join(" ; "), 300);
    filled.on(Field::Since, since(&allergy.statement.when));
    Some(filled)
}

fn treatment(treatment: &Treatment) -> Option<Filled> {
    let statement = &treatment.statement;
    let meant = matches!(treatment.mood.as_str(), "EVN" | "INT" | "");
    let product = &treatment.product;
    let code = product.code.as_ref().and_then(Code::label);
    let name = product.name.as_deref().or(code)?;
    if !meant || !is_theirs(statement) {
        return None;
    }
    let mut filled = Filled::default();
    filled.say(Field::Name, name, NAME);
    let doses = treatment.doses.iter();
    let doses: Vec<&str> = doses.filter_map(|dose| dose.words.as_deref()).collect();
    filled.say(Field::Dose, &doses.join(" ; "), 1_000);
    filled.on(Field::Since, since(&statement.when));
    filled.on(Field::Until, statement.when.to.as_deref());
    Some(filled)
}

fn vaccination(done: &Vaccination) -> Option<Filled> {
    let code = done.product.code.as_ref().and_then(Code::label);
    let name = done.product.name.as_deref().or(code)?;
    if done.mood != "EVN" || !is_theirs(&done.statement) {
        return None;
    }
    let mut filled = Filled::default();
    filled.say(Field::Name, name, NAME);
    filled.on(Field::On, since(&done.statement.when));
    filled.say(
        Field::Lot,
        done.product.lot.as_deref().unwrap_or_default(),
        100,
    );
    filled.say(
        Field::Giver,
        done.performer.as_deref().unwrap_or_default(),
        100,
    );
    Some(filled)
}

/// Measures with their unit; the two numbers of a pressure are one.
fn measures(entries: &Entries) -> impl Iterator<Item = Filled> + '_ {
    let vitals = &entries.vitals;
    vitals.iter().filter_map(move |vital| {
        if !is_theirs(&vital.statement) {
            return None;
        }
        let code = loinc(&vital.what)?;
        let mut filled = Filled::default();
        filled.on(Field::On, since(&vital.statement.when));
        let measure = match code {
            SYSTOLIC => Measure::Pressure,
            code => Measure::ALL.into_iter().find(|it| it.loinc() == code)?,
        };
        filled.say(Field::Measure, measure.slug(), 50);
        filled.say(Field::Value, &number(measure, &vital.values)?, 20);
        if measure == Measure::Pressure {
            let second = vitals.iter().find(|other| {
                loinc(&other.what) == Some(DIASTOLIC)
                    && other.statement.when == vital.statement.when
                    && is_theirs(&other.statement)
            })?;
            filled.say(Field::Second, &number(measure, &second.values)?, 20);
        }
        Some(filled)
    })
}

fn loinc(code: &Code) -> Option<&str> {
    let all = std::iter::once(code).chain(&code.others);
    let mut of_loinc = all.filter(|it| it.system.as_deref() == Some(LOINC));
    of_loinc.find_map(|it| it.code.as_deref())
}

fn number(measure: Measure, values: &[Value]) -> Option<String> {
    let [Value::Quantity(one)] = values else {
        return None;
    };
    let value = one.value.parse::<f64>().ok()?;
    let unit = one.unit.as_deref().unwrap_or_default();
    let number = in_our_unit(measure, unit, value)?;
    Some(format!("{number:.*}", measure.decimals()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use readers::cda::{Bound, Product};

    const BORN: Date = Date::constant(1955, 8, 12);
    const TODAY: Date = Date::constant(2026, 11, 20);

    fn named(name: &str) -> Code {
        Code {
            display: Some(name.into()),
            ..Code::default()
        }
    }

    fn at(moment: &str) -> Statement {
        Statement {
            when: Period {
                at: Some(moment.into()),
                ..Period::default()
            },
            ..Statement::default()
        }
    }

    fn to(agent: &str, statement: Statement) -> Allergy {
        Allergy {
            statement,
            kind: named("Allergie"),
            values: Vec::new(),
            agents: vec![named(agent)],
            reactions: vec!["Urticaire".into()],
            severity: Vec::new(),
        }
    }

    fn vital(code: &str, value: &str, unit: &str) -> readers::cda::VitalSign {
        readers::cda::VitalSign {
            statement: at("20260501"),
            what: Code {
                code: Some(code.into()),
                system: Some(LOINC.into()),
                ..Code::default()
            },
            values: vec![Value::Quantity(Bound {
                value: value.into(),
                unit: Some(unit.into()),
                inclusive: true,
            })],
            interpretation: Vec::new(),
        }
    }

    #[test]
    fn what_is_denied_or_said_of_others_or_yet_to_be_is_not_proposed() {
        let denied = Statement {
            negated: true,
            ..at("2011")
        };
        let mut mothers = at("2011");
        mothers.origin.subject = Some("mère".into());
        let none = Allergy {
            agents: Vec::new(),
            ..to("", at("2011"))
        };
        let planned = Vaccination {
            statement: at("20270101"),
            mood: "INT".into(),
            kind: None,
            product: Product {
                name: Some("Repevax".into()),
                ..Product::default()
            },
            targets: Vec::new(),
            rank: None,
            route: None,
            site: None,
            performer: None,
            reactions: Vec::new(),
        };
        let entries = Entries {
            allergies: vec![
                to("Latex", denied),
                to("Noix", mothers),
                none,
                to("Pénicilline", at("201105")),
                to("Pénicilline", at("201105")),
            ],
            vaccinations: vec![planned],
            ..Entries::default()
        };
        let found = lines(&entries, BORN, TODAY);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].heading, Heading::Allergies);
        assert_eq!(found[0].values.get(Field::Name), Some("Pénicilline"));
        assert_eq!(found[0].values.get(Field::Since), Some("2011-05"));
        assert_eq!(found[0].values.get(Field::Reaction), Some("Urticaire"));
    }

    #[test]
    fn measures_come_in_our_units_within_what_a_person_can_be() {
        let entries = Entries {
            vitals: vec![
                vital("29463-7", "72500", "g"),
                vital("29463-7", "1240", "kg"),
                vital("8302-2", "1.75", "m"),
                vital("8480-6", "120", "mm[Hg]"),
                vital("8462-4", "80", "mm[Hg]"),
                vital("29463-7", "72", ""),
            ],
            ..Entries::default()
        };
        let found = lines(&entries, BORN, TODAY);
        let said: Vec<_> = found
            .iter()
            .map(|it| {
                [Field::Measure, Field::Value, Field::Second].map(|field| it.values.get(field))
            })
            .collect();
        assert_eq!(
            said,
            [
                [Some("poids"), Some("72.5"), None],
                [Some("taille"), Some("175"), None],
                [Some("tension"), Some("120"), Some("80")],
            ]
        );
    }

    #[test]
    fn a_blood_group_is_proposed_with_the_day_of_its_result_and_never_over_another() {
        let of = |moment: Option<&str>| {
            let mut statement = at(moment.unwrap_or_default());
            statement.when.at = moment.map(str::to_owned);
            let result = readers::cda::LabResult {
                statement,
                test: Code {
                    code: Some("882-1".into()),
                    system: Some(LOINC.into()),
                    ..Code::default()
                },
                panel: None,
                values: vec![Value::Text("O Rh négatif".into())],
                interpretation: Vec::new(),
                ranges: Vec::new(),
                specimen: None,
                method: None,
                previous: Vec::new(),
                performer: None,
            };
            let entries = Entries {
                results: vec![result],
                ..Entries::default()
            };
            lines(&entries, BORN, TODAY)
        };
        let may = When::Day(Date::constant(2026, 5, 1));
        for (moment, expected) in [
            (Some("202605011030+0200"), Some(may)),
            (Some("2026"), Some(When::Year(2026))),
            (None, None),
        ] {
            let found = of(moment);
            assert_eq!(found.len(), 1, "{moment:?}");
            assert_eq!(found[0].heading, Heading::BloodGroup);
            assert_eq!(found[0].values.get(Field::Group), Some("O-"));
            assert_eq!(found[0].on, expected, "{moment:?}");
        }
        // Before birth, yet to be, and no day.
        for moment in ["1950", "2099", "20261399", "hier"] {
            assert_eq!(of(Some(moment)), [], "{moment}");
        }
        let found = of(None).remove(0);
        let group = |text: &str| {
            let mut filled = Filled::default();
            filled.say(Field::Group, text, 3);
            let line = filled.line(Heading::BloodGroup, BORN, TODAY);
            line.expect("a group").values
        };
        let noted = ["O-", "A+"].map(group);
        assert_eq!(contradicted(&[], &found), None);
        assert_eq!(contradicted(&noted[..1], &found), None);
        assert_eq!(contradicted(&noted[1..], &found), Some("A+"));
        assert_eq!(contradicted(&noted, &found), None, "the same is noted too");
        let other = Found {
            heading: Heading::Allergies,
            values: Values::default(),
            on: None,
        };
        assert_eq!(contradicted(&noted, &other), None);
    }

    #[test]
    fn what_the_forms_would_refuse_is_not_proposed() {
        // Before birth, and in the future.
        let entries = Entries {
            allergies: vec![to("Latex", at("1900")), to("Noix", at("2099"))],
            ..Entries::default()
        };
        assert_eq!(lines(&entries, BORN, TODAY), []);
    }
}
