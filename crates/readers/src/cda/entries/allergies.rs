//! Allergies and intolerances.

use super::values::{code, values};
use super::{Element, Scope, observations, statement};
use crate::cda::context::Context;
use crate::cda::tree::{at, child, children, said};
use crate::cda::{Allergy, Code, Statement, Value};

/// What an observation below says, by its code in LOINC or in HL7.
const STATUS: &str = "33999-4";
const CRITICALITY: &str = "82606-5";
const SEVERITY: &str = "SEV";

pub(super) fn allergy<'a>(
    context: &Context<'a, '_>,
    node: Element<'a, '_>,
    scope: &Scope,
) -> Allergy {
    let kind = child(node, "code").and_then(|node| code(context, node));
    let mut allergy = Allergy {
        // Its status is said below, and not by the code of the statement.
        statement: Statement {
            status: None,
            ..statement(context, node, scope)
        },
        kind: kind.unwrap_or_default(),
        values: values(context, node),
        agents: agents(context, node),
        reactions: Vec::new(),
        severity: Vec::new(),
    };
    for (link, below) in observations(node) {
        let about = child(below, "code").and_then(|code| code.attribute("code"));
        let Some(says) = says(context, below) else {
            continue;
        };
        match (link, about) {
            (_, Some(STATUS)) => allergy.statement.status = Some(says),
            (_, Some(SEVERITY | CRITICALITY)) => allergy.severity.push(says),
            ("MFST", _) => {
                allergy.reactions.push(says);
                // How severe it was is told below the reaction.
                let severity = observations(below).filter(|(_, node)| is_severity(*node));
                let severity = severity.filter_map(|(_, node)| self::says(context, node));
                allergy.severity.extend(severity);
            }
            _ => {}
        }
    }
    allergy
}

fn is_severity(node: Element<'_, '_>) -> bool {
    child(node, "code").is_some_and(|code| code.attribute("code") == Some(SEVERITY))
}

fn agents<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Vec<Code> {
    let consumables = children(node, "participant")
        .filter(|participant| participant.attribute("typeCode") == Some("CSM"));
    consumables
        .filter_map(|participant| {
            let entity = at(participant, &["participantRole", "playingEntity"])?;
            let mut agent = child(entity, "code")
                .and_then(|node| code(context, node))
                .unwrap_or_default();
            agent.original = agent.original.or_else(|| said(entity, "name"));
            (agent != Code::default()).then_some(agent)
        })
        .collect()
}

/// What an observation says, in a few words: its value, or else its text.
pub(super) fn says<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Option<String> {
    let value = values(context, node)
        .into_iter()
        .find_map(|value| match value {
            Value::Code(code) => code.label().map(str::to_owned),
            Value::Text(text) => Some(text),
            Value::Quantity(bound) => Some(bound.value),
            _ => None,
        });
    value.or_else(|| child(node, "text").and_then(|text| context.said(text)))
}
