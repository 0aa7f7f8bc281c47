//! Medicines and vaccinations.

use super::allergies::says;
use super::values::{code, numbers, rhythm, when};
use super::{Element, comments, is_negated, observations, performer, status};
use crate::cda::context::Context;
use crate::cda::tree::{at, attr, child, children, said};
use crate::cda::{Code, Dose, Origin, Treatment, Vaccination};

/// Which dose of a series, in LOINC.
const RANK: &str = "30973-2";
/// What was brought about, and why it was done or not.
const CAUSED: &str = "CAUS";
const REASON: &str = "RSON";

struct Product {
    name: Option<String>,
    code: Option<Code>,
    lot: Option<String>,
}

fn product<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Product {
    let made = at(node, &["consumable", "manufacturedProduct"]);
    let material = made.and_then(|made| {
        child(made, "manufacturedMaterial").or_else(|| child(made, "manufacturedLabeledDrug"))
    });
    let Some(material) = material else {
        return Product {
            name: None,
            code: None,
            lot: None,
        };
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
    origin: Origin,
) -> Treatment {
    let product = product(context, node);
    let steps = children(node, "entryRelationship")
        .filter(|link| link.attribute("typeCode") == Some("COMP"))
        .filter_map(|link| child(link, "substanceAdministration"));
    let mut doses: Vec<Dose> = steps.filter_map(|step| dose(context, step)).collect();
    if doses.is_empty() {
        doses.extend(dose(context, node));
    }
    // The line's own words are its origin's: they name the medicine.
    if let [only] = doses.as_mut_slice()
        && only.words == origin.words
    {
        only.words = None;
    }
    Treatment {
        origin,
        mood: mood(node),
        kind: child(node, "code").and_then(|node| code(context, node)),
        name: product.name,
        product: product.code,
        doses,
        route: child(node, "routeCode").and_then(|node| code(context, node)),
        when: when(node),
        status: status(node),
        instructions: comments(context, node),
        negated: is_negated(node),
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
    origin: Origin,
) -> Vaccination {
    let product = product(context, node);
    let negated = is_negated(node);
    let mut done = Vaccination {
        origin,
        mood: mood(node),
        kind: child(node, "code").and_then(|node| code(context, node)),
        name: product.name,
        product: product.code,
        targets: Vec::new(),
        lot: product.lot,
        rank: None,
        when: when(node),
        route: child(node, "routeCode").and_then(|node| code(context, node)),
        site: child(node, "approachSiteCode").and_then(|node| code(context, node)),
        performer: performer(node),
        status: status(node),
        reactions: Vec::new(),
        comments: comments(context, node),
        negated,
    };
    for (link, below) in observations(node) {
        let about = child(below, "code");
        let is_rank = about.is_some_and(|code| code.attribute("code") == Some(RANK));
        let said = says(context, below);
        match link {
            _ if is_rank => done.rank = said,
            CAUSED => done.reactions.extend(said),
            // Why not, told by a code without a value.
            REASON if negated => {
                let reason = about.and_then(|node| code(context, node));
                let reason = reason.as_ref().and_then(Code::label).map(str::to_owned);
                done.comments.extend(said.or(reason));
            }
            REASON => done.targets.extend(said),
            _ => {}
        }
    }
    done
}
