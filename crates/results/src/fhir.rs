//! A result as an Observation of FHIR R4: what its laboratory wrote, and nothing
//! that it did not; beside it, as notes with their author and their moment, what
//! professionals say of this very result. Numbers keep the laboratory's own unit, as
//! it wrote it.

use crate::rules::{self, Reading};
use documents::shelf::{Found, Limit};
use serde_json::{Map, Number, Value, json};

/// LOINC, as documents name it (ISO OID), and as FHIR does.
const LOINC: (&str, &str) = ("2.16.840.1.113883.6.1", "http://loinc.org");
const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";

/// The Observation of a reading, about this patient, found in this document, if it is for
/// whoever reads.
pub fn observation(reading: &Reading, patient: &str, document: Option<&str>) -> Value {
    let finding = &reading.finding;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("resourceType", json!("Observation"));
    put("status", json!("final"));
    put(
        "category",
        json!([{"coding": [{"system": CATEGORY, "code": "laboratory"}]}]),
    );
    put("code", code(reading));
    put("subject", json!({"reference": patient}));
    put("effectiveDateTime", json!(reading.day.to_string()));
    if let Some(document) = document {
        put("derivedFrom", json!([{"reference": document}]));
    }
    if let Some(laboratory) = &reading.laboratory {
        put("performer", json!([{"display": laboratory}]));
    }
    match &finding.value {
        Found::Number { number, unit } => match quantity(number, unit.as_deref()) {
            Some(value) => put("valueQuantity", value),
            None => put("valueString", json!(number)),
        },
        Found::Words(words) => put("valueString", json!(words)),
    }
    let flags = finding.flags.iter().map(|(code, words)| {
        json!({
            "coding": [{"system": INTERPRETATION, "code": code}],
            "text": words.as_deref().unwrap_or(code),
        })
    });
    put("interpretation", flags.collect());
    put("referenceRange", usual(reading).into_iter().collect());
    if let Some(specimen) = &finding.specimen {
        put("specimen", json!({"display": specimen}));
    }
    if let Some(method) = &finding.method {
        put("method", json!({"text": method}));
    }
    let notes = finding.comments.iter().map(|text| json!({"text": text}));
    // Words on a document are for whoever may read that.
    let told = document.is_some();
    let said = reading.said.iter().filter(|it| told && it.of.is_some());
    let said = said.map(|it| {
        json!({
            "authorString": it.author,
            "time": it.at.rfc3339(),
            "text": it.text,
        })
    });
    put("note", notes.chain(said).collect());
    // An empty list is no valid JSON in FHIR (json.html#repeat).
    fields.retain(|_, value| value.as_array().is_none_or(|items| !items.is_empty()));
    Value::Object(fields)
}

fn code(reading: &Reading) -> Value {
    let finding = &reading.finding;
    let mut code = json!({"text": finding.name});
    if let Some((test, system)) = &finding.test {
        let system = match system.as_str() {
            oid if oid == LOINC.0 => LOINC.1.to_owned(),
            oid => format!("urn:oid:{oid}"),
        };
        code["coding"] = json!([{"system": system, "code": test}]);
    }
    code
}

fn quantity(number: &str, unit: Option<&str>) -> Option<Value> {
    let number = rules::parse(number).and_then(Number::from_f64)?;
    let mut quantity = json!({"value": number});
    if let Some(unit) = unit {
        quantity["unit"] = json!(unit);
    }
    Some(quantity)
}

/// What the laboratory calls usual. A limit that is not itself usual has no place
/// among FHIR's, which are: it stays in words.
fn usual(reading: &Reading) -> Option<Value> {
    let finding = &reading.finding;
    let unit = match &finding.value {
        Found::Number { unit, .. } => unit.as_deref(),
        Found::Words(_) => None,
    };
    let mut range = Map::new();
    let mut words: Vec<String> = finding.usual.iter().cloned().collect();
    let mut limit = |name: &str, sign: &str, limit: &Option<Limit>| {
        let Some(limit) = limit else { return };
        match quantity(&limit.number, unit) {
            Some(value) if limit.inclusive => {
                range.insert(name.to_owned(), value);
            }
            _ => words.push(format!("{sign} {}", limit.number)),
        }
    };
    limit("low", ">", &finding.low);
    limit("high", "<", &finding.high);
    if !words.is_empty() {
        range.insert(String::from("text"), json!(words.join(" ; ")));
    }
    (!range.is_empty()).then_some(Value::Object(range))
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::Commented;
    use documents::shelf::Finding;
    use kernel::{Date, DocumentId, Timestamp};

    fn reading(value: Found) -> Reading {
        Reading {
            document: DocumentId::from_bytes([1; 16]),
            place: 0,
            day: Date::constant(2026, 3, 4),
            laboratory: None,
            new: false,
            came_at: Timestamp::default(),
            finding: Finding {
                test: Some((String::from("718-7"), LOINC.0.to_owned())),
                name: String::from("Hémoglobine"),
                panel: None,
                specimen: None,
                method: None,
                value,
                low: Some(Limit {
                    number: String::from("13,0"),
                    inclusive: true,
                }),
                high: Some(Limit {
                    number: String::from("17,0"),
                    inclusive: false,
                }),
                usual: None,
                flags: vec![(String::from("L"), Some(String::from("bas")))],
                when: None,
                comments: Vec::new(),
            },
            said: Vec::new(),
        }
    }

    #[test]
    fn a_result_says_in_fhir_what_its_laboratory_wrote() {
        let found = Found::Number {
            number: String::from("11,4"),
            unit: Some(String::from("g/dL")),
        };
        let made = observation(&reading(found), "Patient/1", Some("DocumentReference/2"));
        assert_eq!(
            made["code"],
            json!({"text": "Hémoglobine", "coding": [{"system": "http://loinc.org", "code": "718-7"}]})
        );
        assert_eq!(
            made["valueQuantity"],
            json!({"value": 11.4, "unit": "g/dL"})
        );
        assert_eq!(made["effectiveDateTime"], "2026-03-04");
        assert_eq!(made["interpretation"][0]["coding"][0]["code"], "L");
        assert_eq!(
            made["referenceRange"],
            json!([{"low": {"value": 13.0, "unit": "g/dL"}, "text": "< 17,0"}])
        );
        assert_eq!(made["derivedFrom"][0]["reference"], "DocumentReference/2");
        assert!(made.get("note").is_none() && made.get("performer").is_none());
    }

    #[test]
    fn what_professionals_say_of_this_very_result_is_a_note_of_theirs() {
        let said = |number, of, text: &str| Commented {
            document: DocumentId::from_bytes([1; 16]),
            number,
            text: text.to_owned(),
            author: String::from("Dr B"),
            profession: Some(String::from("10")),
            at: Timestamp::from_millis(0),
            of,
            test: None,
            own: false,
        };
        let mut reading = reading(Found::Words("positif".into()));
        reading.finding.comments = vec![String::from("À jeun")];
        reading.said = vec![said(0, None, "Du tout"), said(1, Some(0), "De celui-ci")];
        assert_eq!(
            observation(&reading, "P", Some("D"))["note"],
            json!([
                {"text": "À jeun"},
                {"authorString": "Dr B", "time": Timestamp::from_millis(0).rfc3339(), "text": "De celui-ci"},
            ])
        );
        // Whoever may not read the document has the laboratory's words alone.
        let apart = observation(&reading, "P", None);
        assert_eq!(apart["note"], json!([{"text": "À jeun"}]));
        assert!(apart.get("derivedFrom").is_none());
    }

    #[test]
    fn what_is_no_number_stays_in_words() {
        let words = observation(&reading(Found::Words("positif".into())), "P", None);
        assert_eq!(words["valueString"], "positif");
        assert!(words.get("derivedFrom").is_none());
        let odd = Found::Number {
            number: String::from("> 1 000"),
            unit: None,
        };
        let odd = observation(&reading(odd), "P", None);
        assert_eq!(odd["valueString"], "> 1 000");
        assert!(odd.get("valueQuantity").is_none());
    }
}
