//! The blood group that a laboratory tells in a document: said by its code or in words,
//! clearly, and the same wherever the document tells it. What is not clear is none:
//! nothing is guessed. Pure.

use super::{LOINC, is_theirs, loinc, since};
use readers::cda::{Code, Entries, LabResult, Value};

/// SNOMED CT, as HL7 numbers it.
const SNOMED: &str = "2.16.840.1.113883.6.96";

/// The tests, in LOINC: whether one tells the group, and whether it tells the rhesus.
const TESTS: [(&str, bool, bool); 3] = [
    ("882-1", true, true),
    ("883-9", true, false),
    ("10331-7", false, true),
];

/// Whole groups, in SNOMED CT and as LOINC answers.
const WHOLE: [(&str, &str, &str); 16] = [
    ("278149003", "A", "+"),
    ("278152006", "A", "-"),
    ("278150003", "B", "+"),
    ("278153001", "B", "-"),
    ("278151004", "AB", "+"),
    ("278154007", "AB", "-"),
    ("278147001", "O", "+"),
    ("278148006", "O", "-"),
    ("LA21325-8", "A", "+"),
    ("LA21326-6", "A", "-"),
    ("LA21327-4", "B", "+"),
    ("LA21328-2", "B", "-"),
    ("LA21323-3", "AB", "+"),
    ("LA21324-1", "AB", "-"),
    ("LA21321-7", "O", "+"),
    ("LA21322-5", "O", "-"),
];

/// Groups alone.
const GROUPS: [(&str, &str); 8] = [
    ("112144000", "A"),
    ("112149005", "B"),
    ("165743006", "AB"),
    ("58460004", "O"),
    ("LA19710-5", "A"),
    ("LA19709-7", "B"),
    ("LA28449-9", "AB"),
    ("LA19708-9", "O"),
];

/// The rhesus alone; also the mere *positive* and *negative*.
const SIGNS: [(&str, &str); 6] = [
    ("165747007", "+"),
    ("165746003", "-"),
    ("10828004", "+"),
    ("260385009", "-"),
    ("LA6576-8", "+"),
    ("LA6577-6", "-"),
];

/// Words that say nothing of which it is.
const NEUTRAL: [&str; 14] = [
    "groupe", "group", "sanguin", "blood", "type", "abo", "rh", "rhesus", "rhd", "rh1", "d",
    "facteur", "factor", "finding",
];

type Part = Option<&'static str>;

/// What something says of a blood group.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Said {
    group: Part,
    rhesus: Part,
}

impl Said {
    const fn group(group: &'static str) -> Self {
        Self {
            group: Some(group),
            rhesus: None,
        }
    }

    const fn rhesus(rhesus: &'static str) -> Self {
        Self {
            group: None,
            rhesus: Some(rhesus),
        }
    }

    /// Both; none, where they contradict each other.
    fn and(self, other: Self) -> Option<Self> {
        let one = |ours: Part, theirs: Part| match (ours, theirs) {
            (Some(ours), Some(theirs)) if ours != theirs => None,
            _ => Some(ours.or(theirs)),
        };
        Some(Self {
            group: one(self.group, other.group)?,
            rhesus: one(self.rhesus, other.rhesus)?,
        })
    }
}

/// The blood group that a document tells, as the profile spells it, and the moment of
/// its latest result, if it says one.
pub(super) fn group(entries: &Entries) -> Option<(String, Option<&str>)> {
    let mut all = Said::default();
    let (mut grouped, mut signed) = (false, false);
    let mut latest: Option<&str> = None;
    for result in entries.results.iter().filter(|it| is_told(it)) {
        let code = loinc(&result.test);
        let test = TESTS.iter().find(|(test, ..)| code == Some(*test));
        let Some(&(_, is_group, is_rhesus)) = test else {
            continue;
        };
        let mut values = result.values.iter();
        let said = values.try_fold(Said::default(), |said, it| said.and(value(it)?))?;
        let half = (is_group && said.group.is_none()) || (is_rhesus && said.rhesus.is_none());
        if half {
            return None;
        }
        all = all.and(said)?;
        grouped |= is_group;
        signed |= is_rhesus;
        latest = latest.max(since(&result.statement.when));
    }
    if !grouped || !signed {
        return None;
    }
    Some((format!("{}{}", all.group?, all.rhesus?), latest))
}

/// Whether it was found, and of this person.
fn is_told(result: &LabResult) -> bool {
    let status = result.statement.status.as_deref();
    let done = status.is_none_or(|status| status == "completed");
    done && is_theirs(&result.statement) && !result.values.is_empty()
}

fn value(value: &Value) -> Option<Said> {
    match value {
        Value::Code(code) => coded(code),
        Value::Text(text) => words(text),
        _ => None,
    }
}

/// The code, its names and its translations say the same, or nothing clear.
fn coded(code: &Code) -> Option<Said> {
    let mut each = std::iter::once(code).chain(&code.others);
    each.try_fold(Said::default(), |said, code| {
        let names = [&code.display, &code.original].into_iter().flatten();
        let mut names = names.filter(|name| !name.trim().is_empty());
        let said = names.try_fold(said, |said, name| said.and(words(name)?))?;
        said.and(known(code).unwrap_or_default())
    })
}

/// What a code says by itself.
fn known(code: &Code) -> Option<Said> {
    let system = code.system.as_deref()?;
    if system != SNOMED && system != LOINC {
        return None;
    }
    let code = code.code.as_deref()?;
    let whole = WHOLE.iter().find(|(known, ..)| *known == code);
    if let Some(&(_, group, rhesus)) = whole {
        return Said::group(group).and(Said::rhesus(rhesus));
    }
    let among = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(known, _)| *known == code);
        found.map(|(_, said)| *said)
    };
    let group = among(&GROUPS).map(Said::group);
    group.or_else(|| among(&SIGNS).map(Said::rhesus))
}

/// What words say: none, if there is one among them that is not known here.
fn words(text: &str) -> Option<Said> {
    let plain = kernel::unaccented(text);
    let mut said = Said::default();
    let mut rest = plain.as_str();
    // The word that a sign touches.
    let mut before = "";
    while let Some(first) = rest.chars().next() {
        let long = rest.find(|c: char| !c.is_alphanumeric());
        let long = long.unwrap_or(rest.len());
        let (piece, after) = rest.split_at(long.max(first.len_utf8()));
        let more = match first {
            _ if long > 0 => word(piece)?,
            '+' => Said::rhesus("+"),
            // `D--` is a rare group that has the D.
            _ if is_hyphen(first) && after.starts_with(is_hyphen) => return None,
            _ if is_hyphen(first) && is_minus(before, after) => Said::rhesus("-"),
            _ if is_hyphen(first) => Said::default(),
            '(' | ')' | '[' | ']' | ',' | '.' | ':' | ';' | '/' | '=' => Said::default(),
            _ if first.is_whitespace() => Said::default(),
            _ => return None,
        };
        said = said.and(more)?;
        before = if long > 0 { piece } else { "" };
        rest = after;
    }
    Some(said)
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}')
}

/// Whether a hyphen after this word, or after none, says *negative*: `O-`, `Rh -`,
/// `(-)`; not that of `Rh-positif`.
fn is_minus(before: &str, after: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, ')' | ']' | '.');
    let last = after.trim_start_matches(ends).is_empty();
    let touches = !before.is_empty() && !after.starts_with(char::is_alphanumeric);
    last || touches || letter(before).is_some()
}

fn word(word: &str) -> Option<Said> {
    if NEUTRAL.contains(&word) {
        return Some(Said::default());
    }
    let whole = letter(word).map(Said::group);
    if let Some(said) = whole.or_else(|| sign(word).map(Said::rhesus)) {
        return Some(said);
    }
    // Written as one: `opos`, `rhneg`.
    let mut ends = ["pos", "neg"].into_iter();
    let (group, sign) = ends.find_map(|end| Some((word.strip_suffix(end)?, sign(end)?)))?;
    let group = match letter(group) {
        Some(letter) => Said::group(letter),
        None if NEUTRAL.contains(&group) => Said::default(),
        None => return None,
    };
    group.and(Said::rhesus(sign))
}

fn letter(word: &str) -> Part {
    Some(match word {
        "a" => "A",
        "b" => "B",
        "ab" => "AB",
        "o" | "0" => "O",
        _ => return None,
    })
}

fn sign(word: &str) -> Part {
    Some(match word {
        "positif" | "positive" | "pos" | "plus" => "+",
        "negatif" | "negative" | "neg" | "moins" => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use readers::cda::{Period, Statement};

    fn text(words: &str) -> Value {
        Value::Text(words.into())
    }

    fn code(code: &str, system: &str, display: &str) -> Value {
        Value::Code(Code {
            code: Some(code.into()),
            system: Some(system.into()),
            display: Some(display.into()).filter(|it: &String| !it.is_empty()),
            ..Code::default()
        })
    }

    fn result(test: &str, value: Value) -> LabResult {
        LabResult {
            statement: Statement {
                when: Period {
                    at: Some("20260501".into()),
                    ..Period::default()
                },
                status: Some("completed".into()),
                ..Statement::default()
            },
            test: Code {
                code: Some(test.into()),
                system: Some(LOINC.into()),
                ..Code::default()
            },
            panel: None,
            values: vec![value],
            interpretation: Vec::new(),
            ranges: Vec::new(),
            specimen: None,
            method: None,
            previous: Vec::new(),
            performer: None,
        }
    }

    fn told(results: Vec<LabResult>) -> Option<String> {
        let entries = Entries {
            results,
            ..Entries::default()
        };
        group(&entries).map(|(group, _)| group)
    }

    #[test]
    fn a_group_is_read_from_codes_and_from_words_and_what_is_unclear_is_none() {
        for (words, expected) in [
            ("A POS", Some("A+")),
            ("O Rh négatif", Some("O-")),
            ("B+", Some("B+")),
            ("AB -", Some("AB-")),
            ("A-", Some("A-")),
            ("A\u{a0}Positif", Some("A+")),
            ("O Rh(D) positif", Some("O+")),
            ("B Rh (-)", Some("B-")),
            ("O Rh-positif", Some("O+")),
            ("A - Rh positif", Some("A+")),
            ("0 RH1 négatif", Some("O-")),
            ("ONEG", Some("O-")),
            ("groupe sanguin AB positif", Some("AB+")),
            ("Groupe sanguin ABO-RH1 : B Rhésus D −", Some("B-")),
            ("Blood group A Rh(D) positive (finding)", Some("A+")),
            ("", None),
            ("A", None),
            ("Rh positif", None),
            ("A Rh D faible positif", None),
            ("A ou B positif", None),
            ("A- Rh+", None),
            ("A+ B+", None),
            ("A+ ?", None),
            ("non O+", None),
            ("indéterminé", None),
            ("Kell négatif", None),
            ("A1 positif", None),
            ("A+ C-", None),
            ("A D--", None),
        ] {
            let found = told(vec![result("882-1", text(words))]);
            assert_eq!(found.as_deref(), expected, "{words}");
        }
        for (value, expected) in [
            (code("278149003", SNOMED, "groupe sanguin A positif"), "A+"),
            (code("278148006", SNOMED, ""), "O-"),
            (code("LA21324-1", LOINC, "AB Neg"), "AB-"),
            (code("local", "1.2.3", "B Rh nég"), "B-"),
        ] {
            let found = told(vec![result("882-1", value)]);
            assert_eq!(found.as_deref(), Some(expected));
        }
        for value in [
            // The code says one thing, its name another.
            code("278149003", SNOMED, "groupe sanguin A négatif"),
            code("278149003", "1.2.3", ""),
            code("112144000", SNOMED, "Groupe A"),
            Value::None("UNK".into()),
            Value::Truth(true),
        ] {
            assert_eq!(
                told(vec![result("882-1", value.clone())]),
                None,
                "{value:?}"
            );
        }
        for (code, group, rhesus) in WHOLE {
            let others = WHOLE.iter().filter(|it| (it.1, it.2) == (group, rhesus));
            assert_eq!(others.count(), 2, "one of each list: {code}");
        }
    }

    #[test]
    fn a_group_and_a_rhesus_of_two_tests_are_one_and_all_that_is_told_agrees() {
        let group = |value| result("883-9", value);
        let rhesus = |value| result("10331-7", value);
        let whole = |words| result("882-1", text(words));
        let o = || group(code("LA19708-9", LOINC, "Group O"));
        for (results, expected) in [
            (vec![o(), rhesus(text("Positif"))], Some("O+")),
            (
                vec![
                    group(code("112149005", SNOMED, "")),
                    rhesus(code("165746003", SNOMED, "RhD negative")),
                ],
                Some("B-"),
            ),
            (vec![whole("O+"), o(), rhesus(text("Rh +"))], Some("O+")),
            (vec![o()], None),
            (vec![rhesus(text("Positif"))], None),
            // Each test answers for what it tests.
            (vec![group(text("O+"))], None),
            (vec![group(text("O-")), rhesus(text("Rh +"))], None),
            (vec![o(), rhesus(text("en cours"))], None),
            (vec![whole("O+"), whole("A+")], None),
            (vec![whole("O+"), whole("voir commentaire")], None),
            (vec![result("718-7", text("O+"))], None),
        ] {
            assert_eq!(told(results.clone()).as_deref(), expected, "{results:?}");
        }
    }

    #[test]
    fn what_is_denied_not_done_or_of_somebody_else_is_no_group_of_this_person() {
        let spoilt = |spoil: fn(&mut LabResult)| {
            let mut one = result("882-1", text("O+"));
            spoil(&mut one);
            told(vec![one])
        };
        assert_eq!(spoilt(|_| {}).as_deref(), Some("O+"));
        let spoils: [fn(&mut LabResult); 5] = [
            |it| it.statement.negated = true,
            |it| it.statement.status = Some("aborted".into()),
            |it| it.statement.origin.subject = Some("nouveau-né".into()),
            |it| it.values.clear(),
            |it| it.test.system = Some("1.2.3".into()),
        ];
        for spoil in spoils {
            assert_eq!(spoilt(spoil), None);
        }
        // The group of a newborn does not hide that of the mother.
        let mut newborns = result("882-1", text("A+"));
        newborns.statement.origin.subject = Some("nouveau-né".into());
        let found = told(vec![newborns, result("882-1", text("O+"))]);
        assert_eq!(found.as_deref(), Some("O+"));
    }
}
