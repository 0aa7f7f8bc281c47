//! Medicines and vaccinations.

use super::allergies::says;
use super::values::{code, numbers, rhythm, when};
use super::{Element, Scope, observations, performer, statement};
use crate::cda::context::Context;
use crate::cda::tree::{at, attr, child, children, said};
use crate::cda::{Code, Dose, Product, Treatment, Vaccination};

/// Which dose of a series, in LOINC.
const RANK: &str = "30973-2";
/// What was brought about, and why it was done or not.
const CAUSED: &str = "CAUS";
const REASON: &str = "RSON";

fn product<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Product {
    let made = at(node, &["consumable", "manufacturedProduct"]);
    let material = made.and_then(|made| {
        child(made, "manufacturedMaterial").or_else(|| child(made, "manufacturedLabeledDrug"))
    });
    let Some(material) = material else {
        return Product::default();
    };
    let code = child(material, "code").and_then(|node| code(context, node));
    let named = code.as_ref().and_then(Code::label).map(str::to_owned);
    Product {
        name: said(material, "name").or(named),
        code,
        lot: said(material, "lotNumberText"),
    }
}

fn mood(node: Element<'_, '_>) -> String {
    attr(node, "moodCode").unwrap_or_else(|| "EVN".to_owned())
}

pub(super) fn treatment<'a>(
    context: &Context<'a, '_>,
    node: Element<'a, '_>,
    scope: &Scope,
) -> Treatment {
    let statement = statement(context, node, scope);
    let steps = children(node, "entryRelationship")
        .filter(|link| link.attribute("typeCode") == Some("COMP"))
        .filter_map(|link| child(link, "substanceAdministration"));
    let mut doses: Vec<Dose> = steps.filter_map(|step| dose(context, step)).collect();
    if doses.is_empty() {
        doses.extend(dose(context, node));
    }
    // The line's own words are its origin's: they name the medicine.
    if let [only] = doses.as_mut_slice()
        && only.words == statement.origin.words
    {
        only.words = None;
    }
    Treatment {
        statement,
        mood: mood(node),
        kind: child(node, "code").and_then(|node| code(context, node)),
        product: product(context, node),
        doses,
        route: child(node, "routeCode").and_then(|node| code(context, node)),
    }
}

fn dose<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Option<Dose> {
    let (every, moments) = rhythm(node);
    let condition = at(node, &["precondition", "criterion", "text"]);
    let dose = Dose {
        words: child(node, "text").and_then(|text| context.said(text)),
        quantity: child(node, "doseQuantity").and_then(numbers),
        every,
        moments,
        when: when(node),
        condition: condition.and_then(|text| context.said(text)),
    };
    (dose != Dose::default()).then_some(dose)
}

pub(super) fn vaccination<'a>(
    context: &Context<'a, '_>,
    node: Element<'a, '_>,
    scope: &Scope,
) -> Vaccination {
    let mut done = Vaccination {
        statement: statement(context, node, scope),
        mood: mood(node),
        kind: child(node, "code").and_then(|node| code(context, node)),
        product: product(context, node),
        targets: Vec::new(),
        rank: None,
        route: child(node, "routeCode").and_then(|node| code(context, node)),
        site: child(node, "approachSiteCode").and_then(|node| code(context, node)),
        performer: performer(node),
        reactions: Vec::new(),
    };
    for (link, below) in observations(node) {
        let about = child(below, "code");
        let is_rank = about.is_some_and(|code| code.attribute("code") == Some(RANK));
        let said = says(context, below);
        match link {
            _ if is_rank => done.rank = said,
            CAUSED => done.reactions.extend(said),
            // Why not, told by a code without a value.
            REASON if done.statement.negated => {
                let reason = about.and_then(|node| code(context, node));
                let reason = reason.as_ref().and_then(Code::label).map(str::to_owned);
                done.statement.comments.extend(said.or(reason));
            }
            REASON => done.targets.extend(said),
            _ => {}
        }
    }
    done
}
