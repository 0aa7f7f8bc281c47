//! What a child understood of a file, made into what the record keeps of it:
//! shorter, and in a form of our own that stays readable for ever.

use crate::rules::search;
use crate::shelf::{Finding, Found, Gist, Limit, Named};
use readers::cda::{Bound, Code, LabResult, Patient, Period, ReferenceRange, Value};
use readers::gist::{Answer, Ask};

/// Words beyond these, folded, are not searched.
const WORDS_BYTES_MAX: usize = 32 * 1024;
/// Of the text as it stands, no more is kept: a record is held in memory whole.
const TEXT_BYTES_MAX: usize = 20 * 1024;
/// A word of more letters is a number, or none.
const WORD_CHARS_MAX: usize = 40;
/// A name or a unit is no longer.
const LABEL_CHARS_MAX: usize = 200;
/// Nor a comment, of which there are not more than [`COMMENTS_MAX`].
const COMMENT_CHARS_MAX: usize = 1_000;
const COMMENTS_MAX: usize = 4;
const FLAGS_MAX: usize = 4;
/// No document has more results that are kept,
const RESULTS_MAX: usize = 300;
/// nor do they say more, in bytes: a record is held in memory whole.
const RESULTS_BYTES_MAX: usize = 96 * 1024;
/// A person has no more numbers.
const NUMBERS_MAX: usize = 10;

/// What to ask of a file of this type; nothing, if it has no words.
pub(crate) fn ask(mime: &str) -> Option<Ask> {
    match mime {
        "application/pdf" => Some(Ask::Pdf),
        "application/xml" => Some(Ask::Cda),
        "text/plain" => Some(Ask::Plain),
        "text/rtf" => Some(Ask::Rtf),
        _ => None,
    }
}

/// What the record keeps of it.
pub(crate) fn kept(answer: &Answer) -> Gist {
    let (words, all) = words_once(&answer.text);
    let told = answer.results().iter().filter(|it| is_told(it));
    let (mut results, mut bytes, mut more) = (Vec::new(), 0, false);
    for finding in told.flat_map(findings) {
        bytes += size(&finding);
        more = results.len() == RESULTS_MAX || bytes > RESULTS_BYTES_MAX;
        if more {
            break;
        }
        results.push(finding);
    }
    Gist {
        words,
        text: beginning(&answer.text),
        results,
        patient: answer
            .patient
            .as_ref()
            .map(|patient| named(patient, answer.others)),
        partial: answer.cut || !all || more,
    }
}

/// About how many bytes a finding takes.
fn size(finding: &Finding) -> usize {
    const AROUND: usize = 100;
    let labels = [
        &finding.panel,
        &finding.specimen,
        &finding.method,
        &finding.usual,
    ];
    let labels = labels.into_iter().flatten().map(String::len);
    let flags = finding
        .flags
        .iter()
        .map(|(code, words)| code.len() + words.as_deref().map_or(0, str::len));
    let value = match &finding.value {
        Found::Number { number, .. } => number.len(),
        Found::Words(words) => words.len(),
    };
    let comments = finding.comments.iter().map(String::len);
    AROUND + finding.name.len() + value + labels.chain(flags).chain(comments).sum::<usize>()
}

/// The beginning of a text, line by line, with one space where there were several.
fn beginning(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split_whitespace() {
        if kept.len() + word.len() + 1 > TEXT_BYTES_MAX {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.extend(word.chars().filter(|c| !c.is_control()));
    }
    kept
}

/// Each word once, folded, and whether all are there.
fn words_once(text: &str) -> (String, bool) {
    let folded = search::folded(text);
    let mut seen = std::collections::HashSet::new();
    let mut words = String::new();
    for word in folded.split('\n') {
        if word.is_empty() || word.chars().count() > WORD_CHARS_MAX || !seen.insert(word) {
            continue;
        }
        if words.len() + word.len() + 1 > WORDS_BYTES_MAX {
            return (words, false);
        }
        words.push('\n');
        words.push_str(word);
    }
    (words, true)
}

/// A result of the patient's own, that was found. What was not, or was called
/// off, or is somebody else's, is told by the document alone.
fn is_told(result: &LabResult) -> bool {
    let statement = &result.statement;
    let called_off = ["aborted", "cancelled", "nullified"];
    let status = statement.status.as_deref().unwrap_or_default();
    !statement.negated
        && statement.origin.subject.is_none()
        && !called_off.contains(&status)
        && result.test.label().is_some()
}

/// One finding for each value: two units are two.
fn findings(result: &LabResult) -> Vec<Finding> {
    let name = result.test.label().unwrap_or_default();
    let flags = result.interpretation.iter().filter_map(flag);
    let comments = &result.statement.comments;
    let one = Finding {
        test: code(&result.test),
        name: cut(name, LABEL_CHARS_MAX),
        panel: label(result.panel.as_deref()),
        specimen: label(result.specimen.as_deref()),
        method: label(result.method.as_ref().and_then(Code::label)),
        flags: flags.take(FLAGS_MAX).collect(),
        when: moment(&result.statement.when),
        comments: comments
            .iter()
            .take(COMMENTS_MAX)
            .map(|text| cut(text, COMMENT_CHARS_MAX))
            .collect(),
        ..Finding::default()
    };
    let found = result.values.iter().filter_map(found);
    found
        .map(|value| {
            let usual = usual(&result.ranges, &value);
            Finding {
                value,
                low: usual.0,
                high: usual.1,
                usual: usual.2,
                ..one.clone()
            }
        })
        .collect()
}

/// A code, with whose it is: its own, or that of a translation.
fn code(code: &Code) -> Option<(String, String)> {
    let with_system = |code: &Code| {
        let (code, system) = code.code.as_deref().zip(code.system.as_deref())?;
        Some((cut(code, LABEL_CHARS_MAX), cut(system, LABEL_CHARS_MAX)))
    };
    with_system(code).or_else(|| code.others.iter().find_map(with_system))
}

fn flag(code: &Code) -> Option<(String, Option<String>)> {
    let letter = code.code.as_deref()?;
    let words = code.display.as_deref().or(code.original.as_deref());
    Some((cut(letter, LABEL_CHARS_MAX), label(words)))
}

fn found(value: &Value) -> Option<Found> {
    Some(match value {
        Value::Quantity(Bound { value, unit, .. }) => Found::Number {
            number: cut(value, LABEL_CHARS_MAX),
            unit: label(unit.as_deref().filter(|unit| *unit != "1")),
        },
        Value::Text(words) => Found::Words(cut(words, COMMENT_CHARS_MAX)),
        Value::Code(code) => Found::Words(cut(code.label()?, COMMENT_CHARS_MAX)),
        Value::Ratio(one, other) => Found::Words(format!("{} / {}", bound(one), bound(other))),
        Value::Range(range) => Found::Words(match (&range.low, &range.high) {
            (Some(low), Some(high)) => format!("{} – {}", bound(low), bound(high)),
            (Some(low), None) => format!("{} {}", sign('>', low), bound(low)),
            (None, Some(high)) => format!("{} {}", sign('<', high), bound(high)),
            (None, None) => return None,
        }),
        // Of yes, of a moment and of nothing, the document tells more.
        Value::Truth(_) | Value::When(_) | Value::None(_) => return None,
    })
}

fn sign(than: char, bound: &Bound) -> &'static str {
    match (than, bound.inclusive) {
        ('>', true) => "≥",
        ('>', false) => ">",
        (_, true) => "≤",
        (_, false) => "<",
    }
}

fn bound(bound: &Bound) -> String {
    let unit = bound.unit.as_deref().filter(|unit| *unit != "1");
    let both = format!("{} {}", bound.value, unit.unwrap_or_default());
    cut(both.trim(), LABEL_CHARS_MAX)
}

type Usual = (Option<Limit>, Option<Limit>, Option<String>);

/// What the laboratory calls usual for this value: the interval in its unit.
/// Where there are several, nobody knows which is the person's, and only words
/// are told.
fn usual(ranges: &[ReferenceRange], value: &Found) -> Usual {
    let words = || {
        let words = ranges.iter().filter_map(|range| range.words.as_deref());
        label(Some(words.collect::<Vec<_>>().join(" ; ").as_str()))
    };
    let Found::Number { unit, .. } = value else {
        return (None, None, words());
    };
    let usual_only = |range: &&ReferenceRange| {
        let meaning = range.meaning.iter().filter_map(|code| code.code.as_deref());
        meaning.clone().next().is_none() || meaning.clone().any(|code| code == "N")
    };
    let in_unit = |bound: &Bound| {
        bound
            .unit
            .as_deref()
            .is_none_or(|it| Some(it) == unit.as_deref())
    };
    let intervals = ranges.iter().filter(usual_only).flat_map(|range| {
        range.values.iter().filter_map(|value| match value {
            Value::Range(range) => Some(range),
            _ => None,
        })
    });
    let mut intervals = intervals.filter(|range| {
        let mut ends = [&range.low, &range.high].into_iter().flatten();
        ends.all(in_unit)
    });
    match (intervals.next(), intervals.next()) {
        (Some(one), None) => {
            let limit = |bound: &Bound| Limit {
                number: cut(&bound.value, LABEL_CHARS_MAX),
                inclusive: bound.inclusive,
            };
            let (low, high) = (one.low.as_ref().map(limit), one.high.as_ref().map(limit));
            (low, high, words())
        }
        _ => (None, None, words()),
    }
}

/// The moment of a result; of a period, its end.
fn moment(when: &Period) -> Option<String> {
    let told = [&when.at, &when.to, &when.from];
    let told = told.into_iter().flatten().next()?;
    let digits: String = told
        .chars()
        .take_while(char::is_ascii_digit)
        .take(14)
        .collect();
    (digits.len() >= 4).then_some(digits)
}

fn named(patient: &Patient, others: u32) -> Named {
    let numbers = patient.ids.iter().take(NUMBERS_MAX).map(|id| {
        let root = cut(&id.root, LABEL_CHARS_MAX);
        (root, label(id.extension.as_deref()))
    });
    Named {
        numbers: numbers.collect(),
        birth_name: label(patient.birth_name.as_deref()),
        first_name: label(patient.first_name.as_deref()),
        birth_date: label(patient.birth_date.as_deref()),
        sex: label(patient.sex.as_deref()),
        others,
    }
}

fn label(text: Option<&str>) -> Option<String> {
    text.map(|text| cut(text.trim(), LABEL_CHARS_MAX))
        .filter(|text| !text.is_empty())
}

fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use readers::cda::{Entries, Origin, Range, Statement};

    fn quantity(value: &str, unit: &str) -> Bound {
        Bound {
            value: value.to_owned(),
            unit: Some(unit.to_owned()),
            inclusive: true,
        }
    }

    fn interval(low: &str, high: &str, unit: &str) -> ReferenceRange {
        ReferenceRange {
            words: None,
            values: vec![Value::Range(Range {
                low: Some(quantity(low, unit)),
                high: Some(quantity(high, unit)),
            })],
            meaning: Vec::new(),
        }
    }

    fn result(values: Vec<Value>, ranges: Vec<ReferenceRange>) -> LabResult {
        LabResult {
            statement: Statement::default(),
            test: Code {
                code: Some(String::from("2345-7")),
                system: Some(String::from("2.16.840.1.113883.6.1")),
                display: Some(String::from("Glucose")),
                ..Code::default()
            },
            panel: None,
            values,
            interpretation: Vec::new(),
            ranges,
            specimen: None,
            method: None,
            previous: Vec::new(),
            performer: None,
        }
    }

    fn of(results: Vec<LabResult>) -> Gist {
        kept(&Answer {
            entries: Box::new(Entries {
                results,
                ..Entries::default()
            }),
            ..Answer::default()
        })
    }

    fn limits(finding: &Finding) -> (Option<&str>, Option<&str>) {
        let (low, high) = (finding.low.as_ref(), finding.high.as_ref());
        (
            low.map(|it| it.number.as_str()),
            high.map(|it| it.number.as_str()),
        )
    }

    #[test]
    fn a_value_in_two_units_is_two_findings_each_with_its_own_limits() {
        let values = vec![
            Value::Quantity(quantity("0.9", "g/L")),
            Value::Quantity(quantity("5", "mmol/L")),
        ];
        let ranges = vec![
            interval("0.7", "1.1", "g/L"),
            interval("3.9", "6.1", "mmol/L"),
        ];
        let gist = of(vec![result(values, ranges)]);
        let [mass, moles] = gist.results.as_slice() else {
            panic!("two findings")
        };
        assert_eq!(limits(mass), (Some("0.7"), Some("1.1")));
        assert_eq!(limits(moles), (Some("3.9"), Some("6.1")));
        assert_eq!(mass.test, moles.test);
    }

    #[test]
    fn of_several_intervals_none_is_chosen_for_the_person() {
        let value = vec![Value::Quantity(quantity("5", "g/L"))];
        let ranges = vec![interval("1", "2", "g/L"), interval("3", "4", "g/L")];
        let gist = of(vec![result(value.clone(), ranges)]);
        assert_eq!(limits(&gist.results[0]), (None, None));
        let mut critical = interval("1", "2", "g/L");
        critical.meaning = vec![Code {
            code: Some(String::from("HH")),
            ..Code::default()
        }];
        let gist = of(vec![result(
            value,
            vec![critical, interval("3", "4", "g/L")],
        )]);
        assert_eq!(limits(&gist.results[0]), (Some("3"), Some("4")));
    }

    #[test]
    fn what_is_somebody_elses_or_called_off_or_not_so_is_no_finding() {
        let value = || vec![Value::Text(String::from("positif"))];
        let mut newborn = result(value(), Vec::new());
        newborn.statement.origin = Origin {
            subject: Some(String::from("nouveau-né")),
            ..Origin::default()
        };
        let mut called_off = result(value(), Vec::new());
        called_off.statement.status = Some(String::from("aborted"));
        let mut not_so = result(value(), Vec::new());
        not_so.statement.negated = true;
        let unknown = result(vec![Value::None(String::from("UNK"))], Vec::new());
        let told = result(value(), Vec::new());
        let gist = of(vec![newborn, called_off, not_so, unknown, told]);
        assert_eq!(gist.results.len(), 1);
        assert_eq!(gist.results[0].value, Found::Words(String::from("positif")));
    }

    #[test]
    fn words_are_kept_once_and_no_more_than_are_searched() {
        let (words, all) = words_once("Œdème œdème OEDEME des chevilles");
        assert_eq!((words.as_str(), all), ("\noedeme\ndes\nchevilles", true));
        let many: String = (0..20_000).map(|n| format!("mot{n} ")).collect();
        let (words, all) = words_once(&many);
        assert!(words.len() <= WORDS_BYTES_MAX && !all);
        let endless = "x".repeat(10_000);
        assert_eq!(words_once(&endless).0, "");
    }

    #[test]
    fn the_beginning_of_a_text_is_kept_as_it_stands_and_no_more() {
        assert_eq!(
            beginning("  Œdème\n des\tchevilles\u{7} "),
            "Œdème des chevilles"
        );
        let long = beginning(&"été ".repeat(20_000));
        assert!(long.len() <= TEXT_BYTES_MAX && long.ends_with("été"));
        assert_eq!(beginning(&"x".repeat(TEXT_BYTES_MAX + 1)), "");
    }

    #[test]
    fn no_document_keeps_more_results_than_there_is_room_for() {
        let one = |words: &str| result(vec![Value::Text(words.to_owned())], Vec::new());
        let gist = of((0..900).map(|_| one("x")).collect());
        assert!(gist.partial);
        assert_eq!(gist.results.len(), RESULTS_MAX);
        let long = "x".repeat(900);
        let gist = of((0..250).map(|_| one(&long)).collect());
        assert!(gist.partial);
        assert!((80..120).contains(&gist.results.len()));
        assert!(!of((0..50).map(|_| one(&long)).collect()).partial);
    }
}
