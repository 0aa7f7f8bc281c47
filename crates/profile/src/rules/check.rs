//! What was typed, judged: all that is wrong at once, or a line.

use super::field::{Field, Sort, Spec, Tense, Values};
use super::heading::Heading;
use super::measure::Measure;
use super::usual;
use kernel::{Date, Error, FieldError, Result, When};
use std::collections::BTreeMap;

/// What was typed: the text of a part of a form, by its name.
pub trait Typed {
    /// The text, without space around it; empty when there is none.
    fn text(&self, name: &str) -> &str;
}

/// What says that a measure which is hardly one of anybody, or of that age, is meant.
pub const MEANT: &str = "verifie";

/// Judges a line of this heading, typed by or for somebody born that day.
///
/// # Errors
/// Invalid, with every field to mend.
pub fn check(heading: Heading, typed: &impl Typed, born: Date, today: Date) -> Result<Values> {
    let mut values = BTreeMap::new();
    let mut wrong = Vec::new();
    for spec in heading.fields() {
        match read(spec, typed, born, today) {
            Ok(Some(value)) => {
                values.insert(spec.field, value);
            }
            Ok(None) if spec.required => wrong.push(mistake(spec.field, required(spec.sort))),
            Ok(None) => {}
            Err(code) => wrong.push(mistake(spec.field, code)),
        }
    }
    let values = Values(values);
    if wrong.is_empty() {
        wrong.extend(together(heading, &values));
    }
    let measured = heading == Heading::Measures && wrong.is_empty();
    if measured
        && typed.text(MEANT).is_empty()
        && let Some(code) = usual::doubt(&values, born)
    {
        wrong.push(FieldError { field: MEANT, code });
    }
    match wrong.is_empty() {
        true => Ok(values),
        false => Err(Error::fields(wrong)),
    }
}

pub(super) const fn mistake(field: Field, code: &'static str) -> FieldError {
    FieldError {
        field: field.name(),
        code,
    }
}

const fn required(sort: Sort) -> &'static str {
    match sort {
        Sort::When(_) => "profile-required-when",
        Sort::Choice(_) | Sort::Choices(_) => "profile-required-choice",
        Sort::Tick => "profile-required-tick",
        _ => "profile-required",
    }
}

pub(super) type Read = std::result::Result<Option<String>, &'static str>;

fn read(spec: &Spec, typed: &impl Typed, born: Date, today: Date) -> Read {
    let name = spec.field.name();
    let text = typed.text(name);
    match spec.sort {
        Sort::Text(most) => line(&kernel::visible(text), most),
        Sort::Long(most) => {
            let lines: Vec<String> = text.lines().map(kernel::visible).collect();
            line(&lines.join("\n"), most)
        }
        Sort::When(tense) => when(name, typed, tense, born, today),
        Sort::Choice(all) => match text {
            "" => Ok(None),
            text if all.contains(&text) => Ok(Some(text.to_owned())),
            _ => Err("profile-choice"),
        },
        Sort::Choices(all) => {
            let ticked = all
                .iter()
                .filter(|choice| !typed.text(&format!("{name}-{choice}")).is_empty());
            let ticked: Vec<&str> = ticked.copied().collect();
            Ok((!ticked.is_empty()).then(|| ticked.join(" ")))
        }
        Sort::Number => number(text),
        Sort::Count(most) => match text {
            "" => Ok(None),
            text => match text.parse::<u32>() {
                Ok(count) if (1..=most).contains(&count) => Ok(Some(count.to_string())),
                _ => Err("profile-count"),
            },
        },
        Sort::Hour => hour(text),
        Sort::Phone => phone(text),
        Sort::Email => match text {
            "" => Ok(None),
            text if text.len() <= 254
                && text.split_once('@').is_some_and(|(who, at)| {
                    !who.is_empty() && at.contains('.') && !at.contains('@')
                })
                && !text
                    .chars()
                    .any(|c| c.is_whitespace() || kernel::is_unseen(c)) =>
            {
                Ok(Some(text.to_owned()))
            }
            _ => Err("profile-email"),
        },
        Sort::Tick => Ok((!text.is_empty()).then(|| String::from("oui"))),
    }
}

fn line(text: &str, most: usize) -> Read {
    let text = text.trim();
    match text.chars().count() {
        0 => Ok(None),
        long if long > most => Err("profile-too-long"),
        _ => Ok(Some(text.to_owned())),
    }
}

fn when(name: &str, typed: &impl Typed, tense: Tense, born: Date, today: Date) -> Read {
    let part = |which: &str| typed.text(&format!("{name}-{which}"));
    let (day, month, year) = (part("jour"), part("mois"), part("annee"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    let when = When::typed(day, month, year).ok_or("profile-when")?;
    if when.last() < born {
        return Err("profile-before-birth");
    }
    if tense == Tense::Past && when.first() > today {
        return Err("profile-future");
    }
    Ok(Some(when.to_string()))
}

/// A decimal number as people type it, in its one spelling.
pub(super) fn number(text: &str) -> Read {
    if text.is_empty() {
        return Ok(None);
    }
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || part.len() > 3 || !digits(whole) || !digits(part) {
        return Err("profile-number");
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let part = part.trim_end_matches('0');
    Ok(Some(match part {
        "" => whole.to_owned(),
        part => format!("{whole}.{part}"),
    }))
}

/// `8:05`, `08h05` or `8 h` in its one spelling, `08:05`.
fn hour(text: &str) -> Read {
    if text.is_empty() {
        return Ok(None);
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.to_ascii_lowercase().replace('h', ":");
    let (hour, minute) = plain.split_once(':').unwrap_or((&plain, ""));
    let minute = if minute.is_empty() { "0" } else { minute };
    let small = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
    match (small(hour), small(minute)) {
        (Some(hour @ 0..=23), Some(minute @ 0..=59)) => Ok(Some(format!("{hour:02}:{minute:02}"))),
        _ => Err("profile-hour"),
    }
}

/// A number of four to fifteen digits, perhaps of another country.
fn phone(text: &str) -> Read {
    if text.is_empty() {
        return Ok(None);
    }
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')' | '/'))
        .collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    let is_number = digits.bytes().all(|b| b.is_ascii_digit()) && (4..=15).contains(&digits.len());
    is_number.then_some(Some(plain)).ok_or("profile-phone")
}

/// What holds between the fields of a line.
fn together(heading: Heading, values: &Values) -> Option<FieldError> {
    let (since, until) = (values.when(Field::Since), values.when(Field::Until));
    if let (Some(since), Some(until)) = (since, until)
        && until.last() < since.first()
    {
        return Some(mistake(Field::Until, "profile-ends-before"));
    }
    match heading {
        Heading::Vaccinations => {
            let says = values.get(Field::Name).or(values.get(Field::Diseases));
            says.is_none()
                .then(|| mistake(Field::Name, "profile-vaccine-which"))
        }
        Heading::Stays => match (values.get(Field::Lasted), values.get(Field::Unit)) {
            (Some(_), None) => Some(mistake(Field::Unit, "profile-unit")),
            (None, Some(_)) => Some(mistake(Field::Lasted, "profile-lasted")),
            _ => None,
        },
        Heading::Measures => measured(values),
        _ => None,
    }
}

fn measured(values: &Values) -> Option<FieldError> {
    let Some(measure) = Measure::of(values) else {
        return Some(mistake(Field::Measure, "profile-choice"));
    };
    if !matches!(values.when(Field::On), Some(When::Day(_))) {
        return Some(mistake(Field::On, "profile-measure-day"));
    }
    let fits = |field| values.get(field).is_some_and(|text| measure.can_be(text));
    if !fits(Field::Value) {
        return Some(mistake(Field::Value, measure.beyond()));
    }
    match (measure, values.number(Field::Second)) {
        (Measure::Pressure, None) => Some(mistake(Field::Second, "profile-pressure-both")),
        (Measure::Pressure, Some(low)) => {
            if !fits(Field::Second) {
                return Some(mistake(Field::Second, measure.beyond()));
            }
            let high = values.number(Field::Value).unwrap_or_default();
            (low >= high).then(|| mistake(Field::Second, "profile-pressure-turned"))
        }
        (_, Some(_)) => Some(mistake(Field::Second, "profile-one-number")),
        (_, None) => None,
    }
}
