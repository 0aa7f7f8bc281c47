//! What measures should be, as goals: for the export. Nobody asks for them by
//! FHIR: the professional and the holder read them on the pages.

use super::person::loinc;
use super::{Naming, prune, who};
use crate::actions::Profiles;
use crate::rules::{Bounds, Field, Measure};
use crate::shelf::LineId;
use edge::texts;
use kernel::Result;
use serde_json::{Number, Value, json};
use sharing::Permit;

/// What measures should be, of what a permit shows: one `Goal` each.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn targets(permit: &Permit, naming: &Naming<'_>) -> Result<Vec<(LineId, Value)>> {
    let targets = Profiles::targets(permit)?;
    let goal = |aimed: &crate::shelf::Aimed| {
        let target = &aimed.target;
        let measure = target.measure;
        let key = format!("profile-{}-{}", Field::Measure.name(), measure.slug());
        let parts = match measure {
            Measure::Pressure => vec![("8480-6", &target.first), ("8462-4", &target.second)],
            _ => vec![(measure.loinc(), &target.first)],
        };
        let parts = parts.into_iter().filter(|(_, bounds)| !bounds.is_empty());
        let parts: Vec<Value> = parts
            .map(|(code, bounds)| json!({"measure": loinc(code), "detailRange": range(bounds, measure)}))
            .collect();
        let mut value = json!({
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": texts::say(naming.lang, &key, &[])},
            "subject": {"reference": naming.patient},
            "startDate": target.from.to_string(),
            "target": parts,
            "statusDate": aimed.at.in_paris().date().to_string(),
            "expressedBy": who(&aimed.by, naming.patient),
        });
        prune(&mut value);
        (aimed.id, value)
    };
    Ok(targets.iter().map(goal).collect())
}

fn range(bounds: &Bounds, measure: Measure) -> Value {
    let (low, high) = bounds.ends();
    let quantity = |number: Option<f64>| {
        number.and_then(Number::from_f64).map(|number| {
            json!({
                "value": number,
                "unit": if measure.unit().is_empty() { measure.ucum() } else { measure.unit() },
                "system": "http://unitsofmeasure.org",
                "code": measure.ucum(),
            })
        })
    };
    json!({"low": quantity(low), "high": quantity(high)})
}
