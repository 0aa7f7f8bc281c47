//! What is written of targets of measures.

use super::{AIMED_1, AIMED_NO_MORE_1, entry, line_form, unreadable};
use crate::rules::{Bounds, Measure, Target};
use crate::shelf::{Aimed, LineId};
use journal::{Entry, NewEntry};
use kernel::{Error, Result};
use minicbor::{Decode, Encode};

#[derive(Encode, Decode)]
struct TargetForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    measure: u8,
    /// The day from which it holds.
    #[n(2)]
    from: String,
    #[n(3)]
    low: Option<String>,
    #[n(4)]
    high: Option<String>,
    #[n(5)]
    second_low: Option<String>,
    #[n(6)]
    second_high: Option<String>,
}

/// The entry of a target that holds from a day on.
pub(crate) fn target_set(id: LineId, target: &Target, what: String) -> NewEntry {
    let form = TargetForm {
        id: id.to_bytes().to_vec(),
        measure: target.measure.code(),
        from: target.from.to_string(),
        low: target.first.low.clone(),
        high: target.first.high.clone(),
        second_low: target.second.low.clone(),
        second_high: target.second.high.clone(),
    };
    entry(AIMED_1, form, "profile-target-set", what)
}

/// The entry of a target that nobody aims at any more.
pub(crate) fn target_removed(id: LineId, what: String) -> NewEntry {
    entry(
        AIMED_NO_MORE_1,
        line_form(id),
        "profile-target-removed",
        what,
    )
}

pub(super) fn read(entry: &Entry<'_>) -> Result<Aimed> {
    let form: TargetForm = minicbor::decode(entry.payload).map_err(unreadable)?;
    let code = form.measure;
    let measure = Measure::from_code(code);
    let from = form.from.parse();
    Ok(Aimed {
        id: LineId::from_slice(&form.id)?,
        target: Target {
            measure: measure
                .ok_or_else(|| Error::fault(format!("a target of unknown measure {code}")))?,
            first: Bounds {
                low: form.low,
                high: form.high,
            },
            second: Bounds {
                low: form.second_low,
                high: form.second_high,
            },
            from: from.map_err(|error| Error::fault("a target of no day").because(error))?,
        },
        by: entry.by.clone(),
        at: entry.at,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fold, frozen, id};
    use super::*;
    use crate::Profile;
    use crate::entries::heading_shared;
    use crate::rules::Heading;
    use kernel::Date;

    #[test]
    fn golden_a_target_is_set_follows_its_heading_and_is_taken_away() {
        let mut profile = Profile::default();
        let target = Target {
            measure: Measure::Pressure,
            first: Bounds {
                low: None,
                high: Some("140".into()),
            },
            second: Bounds {
                low: Some("50".into()),
                high: Some("90".into()),
            },
            from: Date::constant(2026, 5, 1),
        };
        let set = target_set(id(5), &target, String::new());
        frozen(&mut profile, "target-set-1", &set);
        assert_eq!(Measure::Pressure.code(), 7, "a number that journals name");
        let kept = |profile: &Profile| {
            profile
                .targets()
                .map(|it| it.facts().hiding.from_all)
                .next()
        };
        assert_eq!(kept(&profile), Some(true), "measures are kept at first");
        let shared = heading_shared(Heading::Measures, true);
        fold(&mut profile, shared.version, &shared.payload).expect("readable");
        assert_eq!(kept(&profile), Some(false));
        let removed = target_removed(id(5), String::new());
        frozen(&mut profile, "target-removed-1", &removed);
        assert_eq!(kept(&profile), None);
    }

    #[test]
    fn a_target_of_an_unknown_measure_is_a_fault() {
        let form = TargetForm {
            id: id(5).to_bytes().to_vec(),
            measure: 99,
            from: "2026-05-01".into(),
            low: None,
            high: None,
            second_low: None,
            second_high: None,
        };
        let strange = entry(AIMED_1, form, "profile-target-set", String::new());
        let read = fold(&mut Profile::default(), strange.version, &strange.payload);
        assert_eq!(read.expect_err("unknown").kind(), kernel::Kind::Fault);
    }
}
