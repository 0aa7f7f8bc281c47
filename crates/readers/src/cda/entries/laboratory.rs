//! Results and measures.

use super::values::{code, codes, value, values, when};
use super::{Element, Scope, observations, statement};
use crate::cda::context::Context;
use crate::cda::tree::{child, children};
use crate::cda::{LabResult, Previous, ReferenceRange, VitalSign};

pub(super) fn result<'a>(
    context: &Context<'a, '_>,
    node: Element<'a, '_>,
    scope: &Scope,
) -> LabResult {
    let test = child(node, "code").and_then(|node| code(context, node));
    let method = child(node, "methodCode").and_then(|node| code(context, node));
    let copied = |word: &Option<std::rc::Rc<str>>| word.as_deref().map(str::to_owned);
    LabResult {
        statement: statement(context, node, scope),
        test: test.unwrap_or_default(),
        panel: copied(&scope.panel),
        values: values(context, node),
        interpretation: codes(context, node, "interpretationCode"),
        ranges: ranges(context, node),
        specimen: copied(&scope.specimen),
        method,
        previous: previous(context, node),
        performer: copied(&scope.performer),
    }
}

fn ranges<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Vec<ReferenceRange> {
    let ranges = children(node, "referenceRange").filter_map(|range| {
        let range = child(range, "observationRange")?;
        Some(ReferenceRange {
            words: child(range, "text").and_then(|text| context.said(text)),
            values: children(range, "value")
                .filter_map(|node| value(context, node))
                .collect(),
            meaning: codes(context, range, "interpretationCode"),
        })
    });
    ranges.collect()
}

fn previous<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Vec<Previous> {
    let earlier = observations(node).filter(|(link, _)| *link == "REFR");
    earlier
        .map(|(_, node)| Previous {
            values: values(context, node),
            when: when(node),
        })
        .collect()
}

pub(super) fn vital<'a>(
    context: &Context<'a, '_>,
    node: Element<'a, '_>,
    scope: &Scope,
) -> VitalSign {
    let what = child(node, "code").and_then(|node| code(context, node));
    VitalSign {
        statement: statement(context, node, scope),
        what: what.unwrap_or_default(),
        values: values(context, node),
        interpretation: codes(context, node, "interpretationCode"),
    }
}
