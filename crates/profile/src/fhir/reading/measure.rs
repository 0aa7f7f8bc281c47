//! Measures: which one it is, and the number in the unit that people read here.

use super::Reading;
use crate::rules::{Field, Heading, Measure};
use kernel::Timestamp;
use serde_json::Value;
use std::time::Duration;

const SYSTOLIC: &str = "8480-6";
const DIASTOLIC: &str = "8462-4";
/// How much a clock of somebody's device may be fast.
const FAST: Duration = Duration::from_secs(10 * 60);

/// Codes that say the same as those we write.
const ALIASES: [(&str, Measure); 4] = [
    ("55284-4", Measure::Pressure),
    ("3141-9", Measure::Weight),
    ("15074-8", Measure::Glucose),
    ("14745-4", Measure::Interstitial),
];

impl Reading<'_> {
    pub(super) fn measure(&mut self) -> Heading {
        self.status("status", &["final", "amended", "corrected"]);
        self.not_kept(&[
            "basedOn",
            "partOf",
            "focus",
            "specimen",
            "hasMember",
            "derivedFrom",
            "dataAbsentReason",
            "effectiveTiming",
        ]);
        self.authors(&["performer"]);
        self.notes(" — ");
        self.moment();
        let codes = self.value.get("code").map(codes).unwrap_or_default();
        let mut found: Vec<Measure> = codes.into_iter().filter_map(known).collect();
        found.dedup();
        match found.as_slice() {
            // It is drawn from weight and height.
            [Measure::Bmi] => self.refuse("code", "profile-fhir-computed"),
            [Measure::Pressure] => self.pressure(),
            [measure] => self.single(*measure),
            _ => self.refuse("code", "profile-fhir-measure"),
        }
        Heading::Measures
    }

    fn moment(&mut self) {
        let period = self.get("effectivePeriod");
        let text = match (
            self.code("effectiveDateTime"),
            self.code("effectiveInstant"),
        ) {
            ("", "") => period
                .and_then(|it| it["start"].as_str())
                .unwrap_or_default(),
            ("", instant) => instant,
            (moment, _) => moment,
        };
        let Some(moment) = self.when(text, Field::On) else {
            return;
        };
        if text.contains('T') {
            let local = moment.at.in_paris();
            if period.is_none() {
                let hour = format!("{:02}:{:02}", local.hour(), local.minute());
                self.say(Field::Hour, hour);
            }
            let at: Timestamp = moment.at;
            let future = at > self.writing.now.plus(FAST);
            if future && moment.day <= self.writing.now.in_paris().date() {
                self.refuse("effectiveDateTime", "profile-future");
            }
        }
        // A period stands for its day, as steps have it.
        let end = period.and_then(|it| it["end"].as_str());
        let end = end.and_then(fhir::Moment::from_text);
        let whole = period.is_none() || end.is_some_and(|end| end.day == moment.day);
        if !whole {
            self.refuse("effectivePeriod", "profile-fhir-one-day");
        }
    }

    fn single(&mut self, measure: Measure) {
        self.say(Field::Measure, measure.slug());
        self.not_kept(&["component"]);
        self.only_quantity("value", self.value);
        match self.get("valueQuantity") {
            Some(quantity) => self.number(measure, quantity, "valueQuantity", Field::Value),
            None => self.refuse("valueQuantity", "profile-fhir-quantity"),
        }
    }

    fn pressure(&mut self) {
        self.say(Field::Measure, Measure::Pressure.slug());
        for value in ["valueQuantity", "valueString", "valueCodeableConcept"] {
            self.not_kept(&[value]);
        }
        let parts = self.list("component");
        let mut places = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            let at = format!("component[{n}]");
            let of = codes(&part["code"]);
            let field = match () {
                () if of.contains(&SYSTOLIC) => Field::Value,
                () if of.contains(&DIASTOLIC) => Field::Second,
                // What is computed of the two says nothing more.
                () if of.contains(&"8478-0") => continue,
                () => {
                    self.refuse(&at, "profile-fhir-not-kept");
                    continue;
                }
            };
            if places.contains(&field) {
                self.refuse(&at, "profile-fhir-not-kept");
            }
            places.push(field);
            let at = format!("{at}.valueQuantity");
            match part.get("valueQuantity") {
                Some(quantity) => self.number(Measure::Pressure, quantity, &at, field),
                None => self.refuse(&at, "profile-fhir-quantity"),
            }
        }
        if places.len() < 2 {
            self.refuse("component", "profile-fhir-components");
        }
    }

    /// A measure is a number with its unit, and nothing else.
    fn only_quantity(&mut self, start: &str, of: &Value) {
        let fields = of.as_object().into_iter().flatten();
        let others = fields.filter(|(name, _)| {
            name.starts_with(start) && *name != "valueQuantity" && !name.starts_with('_')
        });
        let others: Vec<String> = others.map(|(name, _)| name.clone()).collect();
        for name in others {
            self.refuse(&name, "profile-fhir-quantity");
        }
    }

    fn number(&mut self, measure: Measure, quantity: &Value, at: &str, field: Field) {
        if quantity.get("comparator").is_some() {
            return self.refuse(&format!("{at}.comparator"), "profile-fhir-comparator");
        }
        let Some(value) = quantity["value"].as_f64() else {
            return self.refuse(&format!("{at}.value"), "profile-fhir-quantity");
        };
        let text = |name: &str| quantity[name].as_str();
        let ucum = text("system").is_none_or(|it| it == "http://unitsofmeasure.org");
        let unit = text("code").or(text("unit")).unwrap_or_default();
        match in_our_unit(measure, unit, value).filter(|_| ucum) {
            // As precise as people read it; the resource is kept as it came.
            Some(number) => self.say(field, format!("{number:.*}", measure.decimals())),
            None => self.refuse(at, "profile-fhir-unit"),
        }
    }
}

/// The codes of LOINC in a concept, as LOINC's or as the French list has them.
fn codes(concept: &Value) -> Vec<&str> {
    const LOINC: [&str; 2] = [
        "http://loinc.org",
        "https://mos.esante.gouv.fr/NOS/TRE_A04-Loinc/FHIR/TRE-A04-Loinc",
    ];
    let codings = concept["coding"].as_array().into_iter().flatten();
    let of_loinc = codings.filter(|it| LOINC.contains(&it["system"].as_str().unwrap_or_default()));
    of_loinc.filter_map(|it| it["code"].as_str()).collect()
}

fn known(code: &str) -> Option<Measure> {
    let ours = Measure::ALL.into_iter().find(|it| it.loinc() == code);
    let alias = ALIASES.iter().find(|(alias, _)| *alias == code);
    ours.or(alias.map(|(_, measure)| *measure))
}

/// The number in the unit of ours.
pub(crate) fn in_our_unit(measure: Measure, unit: &str, value: f64) -> Option<f64> {
    if unit == measure.ucum() || (unit == measure.unit() && !unit.is_empty()) {
        return Some(value);
    }
    Some(match (measure, unit) {
        (Measure::Weight, "g") => value / 1000.0,
        (Measure::Weight, "[lb_av]") => value * 0.453_592_37,
        (Measure::Height | Measure::Waist | Measure::Head, "m") => value * 100.0,
        (Measure::Height | Measure::Waist | Measure::Head, "mm") => value / 10.0,
        (Measure::Height | Measure::Waist | Measure::Head, "[in_i]") => value * 2.54,
        (Measure::Temperature, "[degF]") => (value - 32.0) / 1.8,
        (Measure::HeartRate, "{beats}/min" | "{Beats}/min" | "1/min") => value,
        (Measure::Steps, "1" | "{count}" | "{steps}/d" | "/d") => value,
        (Measure::Pain, "1" | "{0-10}") => value,
        (Measure::Glucose | Measure::Interstitial, "mg/dL") => value / 100.0,
        // The molar mass of glucose.
        (Measure::Glucose | Measure::Interstitial, "mmol/L") => value * 0.180_156,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_elsewhere_become_ours_and_others_are_none() {
        for (measure, unit, value, expected) in [
            (Measure::Weight, "kg", 72.5, Some(72.5)),
            (Measure::Weight, "g", 3400.0, Some(3.4)),
            (Measure::Weight, "[lb_av]", 160.0, Some(72.57)),
            (Measure::Height, "m", 1.75, Some(175.0)),
            (Measure::Height, "[in_i]", 69.0, Some(175.26)),
            (Measure::Temperature, "[degF]", 98.6, Some(37.0)),
            (Measure::Glucose, "mg/dL", 92.0, Some(0.92)),
            (Measure::Glucose, "mmol/L", 5.5, Some(0.99)),
            (Measure::Hba1c, "mg/dL", 92.0, None),
            (Measure::Weight, "cm", 72.5, None),
            (Measure::Weight, "", 72.5, None),
            (Measure::Steps, "", 7_000.0, None),
            (Measure::Steps, "{steps}", 7_000.0, Some(7_000.0)),
        ] {
            let found = in_our_unit(measure, unit, value).map(|it| (it * 100.0).round() / 100.0);
            assert_eq!(found, expected, "{unit}");
        }
    }
}
