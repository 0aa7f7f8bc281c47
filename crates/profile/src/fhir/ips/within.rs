//! A document stands by itself: what a resource of it refers to is in it, or is no
//! reference any more. What software sent names things that only it can open.

use serde_json::{Map, Value};

/// What of a document can be referred to.
pub(super) struct Within<'a> {
    /// The person, as they are named elsewhere and here.
    pub(super) patient: (&'a str, &'a str),
    /// The names of all that is in it.
    pub(super) names: &'a [String],
    /// What is said of something that is not in it and has no name.
    pub(super) elsewhere: &'a str,
}

impl Within<'_> {
    /// Makes what a resource refers to stand in the document, or be words.
    pub(super) fn settle(&self, resource: &mut Value) {
        let contained = resource["contained"].as_array();
        let ids = contained.into_iter().flatten();
        let ids: Vec<String> = ids
            .filter_map(|it| Some(format!("#{}", it["id"].as_str()?)))
            .collect();
        self.walk(resource, &ids);
    }

    fn walk(&self, value: &mut Value, contained: &[String]) {
        match value {
            Value::Array(all) => all.iter_mut().for_each(|it| self.walk(it, contained)),
            Value::Object(fields) => {
                self.mend(fields, contained);
                for (name, value) in fields {
                    // What one is taught at a vaccination is an address, and no reference.
                    if name != "education" {
                        self.walk(value, contained);
                    }
                }
            }
            _ => {}
        }
    }

    fn mend(&self, fields: &mut Map<String, Value>, contained: &[String]) {
        let Some(reference) = fields.get("reference").and_then(Value::as_str) else {
            return;
        };
        let (elsewhere, here) = self.patient;
        let inside = reference == "#"
            || self.names.iter().any(|it| it == reference)
            || contained.iter().any(|it| it == reference);
        if reference == elsewhere {
            fields.insert(String::from("reference"), Value::from(here));
        } else if !inside {
            fields.remove("reference");
            // Of the type alone nobody learns that there was something.
            if !fields.contains_key("display") && !fields.contains_key("identifier") {
                fields.insert(String::from("display"), Value::from(self.elsewhere));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_document_does_not_hold_is_words_in_it_and_what_it_holds_stays() {
        let within = Within {
            patient: ("Patient/1", "urn:uuid:person"),
            names: &["urn:uuid:person", "urn:uuid:line"].map(String::from),
            elsewhere: "Elsewhere",
        };
        let mut resource = json!({
            "contained": [{"resourceType": "Device", "id": "d", "owner": {"reference": "Organization/9"}}],
            "subject": {"reference": "urn:uuid:person"},
            "performer": [{"reference": "Patient/1"}, {"reference": "Practitioner/7", "display": "Dr B"}],
            "device": {"reference": "#d"},
            "specimen": {"reference": "#gone"},
            "encounter": {"reference": "Encounter/7", "type": "Encounter"},
            "basedOn": [{"reference": "https://elsewhere.example/fhir/CarePlan/1", "identifier": {"value": "7"}}],
            "derivedFrom": [{"reference": "urn:uuid:line"}],
            "extension": [{"url": "urn:x", "valueReference": {"reference": "Group/1"}}],
            "education": [{"reference": "https://elsewhere.example/leaflet"}],
        });
        within.settle(&mut resource);
        assert_eq!(
            resource,
            json!({
                "contained": [{"resourceType": "Device", "id": "d", "owner": {"display": "Elsewhere"}}],
                "subject": {"reference": "urn:uuid:person"},
                "performer": [{"reference": "urn:uuid:person"}, {"display": "Dr B"}],
                "device": {"reference": "#d"},
                "specimen": {"display": "Elsewhere"},
                "encounter": {"type": "Encounter", "display": "Elsewhere"},
                "basedOn": [{"identifier": {"value": "7"}}],
                "derivedFrom": [{"reference": "urn:uuid:line"}],
                "extension": [{"url": "urn:x", "valueReference": {"display": "Elsewhere"}}],
                "education": [{"reference": "https://elsewhere.example/leaflet"}],
            })
        );
    }
}
