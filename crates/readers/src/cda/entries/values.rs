//! Codes, quantities, ranges and moments, as written.

use super::Element;
use crate::cda::context::Context;
use crate::cda::tree::{attr, child, children, is};
use crate::cda::{Bound, Code, Period, Range, Value};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// More translations of one code are not kept.
const TRANSLATIONS_MAX: usize = 16;

/// A code, if it says anything.
pub(in crate::cda) fn code<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Option<Code> {
    let mut code = bare_code(node);
    code.original = child(node, "originalText").and_then(|text| context.said(text));
    let translations = children(node, "translation").take(TRANSLATIONS_MAX);
    code.others = translations
        .map(bare_code)
        .filter(|other| *other != Code::default())
        .collect();
    (code != Code::default()).then_some(code)
}

fn bare_code(node: Element<'_, '_>) -> Code {
    Code {
        code: attr(node, "code"),
        system: attr(node, "codeSystem"),
        display: attr(node, "displayName"),
        original: None,
        others: Vec::new(),
    }
}

/// All codes under a name.
pub(super) fn codes<'a>(
    context: &Context<'a, '_>,
    node: Element<'a, '_>,
    name: &'a str,
) -> Vec<Code> {
    children(node, name)
        .filter_map(|node| code(context, node))
        .collect()
}

/// All values of a statement.
pub(super) fn values<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Vec<Value> {
    children(node, "value")
        .filter_map(|node| value(context, node))
        .collect()
}

/// A value by its type, or by what it looks like.
pub(super) fn value<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Option<Value> {
    let written = node.attribute((XSI, "type")).unwrap_or_default();
    let kind = written.rsplit(':').next().unwrap_or_default().trim();
    let found = match kind {
        "CD" | "CE" | "CV" | "CS" | "CO" => code(context, node).map(Value::Code),
        "BL" => attr(node, "value").map(|value| Value::Truth(value == "true")),
        "TS" | "IVL_TS" | "PIVL_TS" => Some(period(node))
            .filter(|period| !period.is_empty())
            .map(Value::When),
        _ if kind.starts_with("RTO") => ratio(node),
        _ => numbers(node).or_else(|| code(context, node).map(Value::Code)),
    };
    found
        .or_else(|| context.said(node).map(Value::Text))
        .or_else(|| attr(node, "nullFlavor").map(Value::None))
}

/// A number, or a range of numbers.
pub(super) fn numbers(node: Element<'_, '_>) -> Option<Value> {
    if let Some(bound) = bound(node) {
        return Some(Value::Quantity(bound));
    }
    let end = |name| child(node, name).and_then(bound);
    let range = Range {
        low: end("low"),
        high: end("high"),
    };
    match (&range.low, &range.high) {
        (None, None) => end("center").map(Value::Quantity),
        _ => Some(Value::Range(range)),
    }
}

fn ratio(node: Element<'_, '_>) -> Option<Value> {
    let part = |name| child(node, name).and_then(bound);
    Some(Value::Ratio(part("numerator")?, part("denominator")?))
}

/// A number and its unit; `1` is HL7's word for none.
pub(super) fn bound(node: Element<'_, '_>) -> Option<Bound> {
    Some(Bound {
        value: attr(node, "value")?,
        unit: attr(node, "unit").filter(|unit| unit != "1"),
        inclusive: node.attribute("inclusive") != Some("false"),
    })
}

/// A moment or a period.
pub(in crate::cda) fn period(node: Element<'_, '_>) -> Period {
    let end = |name| child(node, name).and_then(|end| attr(end, "value"));
    let during = child(node, "width").and_then(bound);
    Period {
        at: attr(node, "value").or_else(|| end("center")),
        from: end("low"),
        to: end("high"),
        during: during.map(|bound| match bound.unit {
            Some(unit) => format!("{} {unit}", bound.value),
            None => bound.value,
        }),
    }
}

/// When a statement holds: the first time that is not a rhythm.
pub(super) fn when(node: Element<'_, '_>) -> Period {
    let periods = children(node, "effectiveTime").map(|time| match child(time, "comp") {
        Some(first) if !time.has_attribute("value") => period(first),
        _ => period(time),
    });
    let mut said = periods.filter(|period| !period.is_empty());
    said.next().unwrap_or_default()
}

/// The rhythms of a statement: every so much, and at which moments of the day.
pub(super) fn rhythm(node: Element<'_, '_>) -> (Vec<Bound>, Vec<String>) {
    let mut every = Vec::new();
    let mut moments = Vec::new();
    for time in children(node, "effectiveTime").flat_map(|time| time.descendants()) {
        if is(time, "period") {
            every.extend(bound(time));
        } else if is(time, "event") {
            moments.extend(attr(time, "code"));
        }
    }
    (every, moments)
}
