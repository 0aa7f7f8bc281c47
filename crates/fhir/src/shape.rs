//! Whether what software writes has the form of its type: no element that R4 does
//! not know, no list where one thing stands, no day that there never was. What an
//! extension holds is its own business; one that changes the meaning of what it
//! stands in is not taken.

mod table;

use crate::datatypes::Moment;
use crate::outcome::{Issue, IssueType, Outcome};
use serde_json::{Map, Value};
use table::{RESOURCE, TYPES};

/// No more is said at once.
const ISSUES_MAX: usize = 20;
/// No text is longer.
const TEXT_MAX: usize = 64 * 1024;

/// Whether this resource is one of its type: one of those that can be written.
///
/// # Errors
/// 400 with every element that is unknown, missing or of the wrong form; 422 where
/// only values are wrong, such as a day that there never was.
pub fn check(resource: &Value) -> Result<(), Outcome> {
    let kind = resource["resourceType"].as_str().unwrap_or_default();
    let mut seen = Check::default();
    match (elements(kind), resource) {
        (Some(own), Value::Object(fields)) => {
            let own = format!("{RESOURCE} {own}");
            seen.object(kind, fields, &own, true);
        }
        _ => seen.say(
            IssueType::NotSupported,
            "fhir-entry-unknown",
            "resourceType",
        ),
    }
    if seen.0.is_empty() {
        return Ok(());
    }
    let only_values = seen.0.iter().all(|issue| issue.kind == IssueType::Value);
    let mut outcome = Outcome {
        status: if only_values { 422 } else { 400 },
        issues: seen.0,
    };
    outcome.issues.truncate(ISSUES_MAX);
    Err(outcome)
}

fn elements(kind: &str) -> Option<&'static str> {
    let found = TYPES.iter().find(|(name, _)| *name == kind);
    found.map(|(_, elements)| *elements)
}

/// An element of a type.
struct Element<'a> {
    name: &'a str,
    kind: &'a str,
    list: bool,
    required: bool,
}

fn split(element: &str) -> Element<'_> {
    let (name, kind) = element.split_once(':').unwrap_or((element, "string"));
    let required = name.ends_with('!');
    let name = name.trim_end_matches('!');
    let list = name.ends_with('*');
    Element {
        name: name.trim_end_matches('*'),
        kind,
        list,
        required,
    }
}

#[derive(Default)]
struct Check(Vec<Issue>);

impl Check {
    fn say(&mut self, kind: IssueType, key: &'static str, at: &str) {
        // The last is cut off: there may be many more.
        if self.0.len() <= ISSUES_MAX {
            self.0.push(Issue::error(kind, key).at(at));
        }
    }

    fn wrong(&mut self, at: &str) {
        self.say(IssueType::Structure, "fhir-value", at);
    }

    fn object(&mut self, path: &str, fields: &Map<String, Value>, own: &str, is_resource: bool) {
        if fields.is_empty() {
            self.wrong(path);
        }
        let all: Vec<Element<'_>> = own.split_whitespace().map(split).collect();
        for (name, value) in fields {
            let at = format!("{path}.{}", said(name));
            match name.as_str() {
                "resourceType" if is_resource => {}
                "extension" => self.extensions(&at, value),
                "modifierExtension" | "implicitRules" => {
                    self.say(IssueType::NotSupported, "fhir-modifier", &at);
                }
                "id" if !is_resource => self.primitive(&at, value, "string"),
                _ => match name.strip_prefix('_') {
                    Some(name) => self.companion(&at, value, find(&all, name)),
                    None => match find(&all, name) {
                        Some(element) => self.element(&at, value, element, fields),
                        None => self.say(IssueType::Structure, "fhir-element-unknown", &at),
                    },
                },
            }
        }
        for element in all.iter().filter(|element| element.required) {
            let companion = format!("_{}", element.name);
            if !fields.contains_key(element.name) && !fields.contains_key(&companion) {
                let at = format!("{path}.{}", element.name);
                self.say(IssueType::Required, "fhir-missing", &at);
            }
        }
        self.choices(path, fields, &all);
    }

    /// Of an element that may be of several types there is one.
    fn choices(&mut self, path: &str, fields: &Map<String, Value>, all: &[Element<'_>]) {
        const CHOICES: [&str; 12] = [
            "effective",
            "value",
            "onset",
            "abatement",
            "medication",
            "occurrence",
            "asNeeded",
            "dose",
            "rate",
            "author",
            "bounds",
            "doseNumber",
        ];
        for choice in CHOICES {
            let of = |name: &str| {
                let rest = name.strip_prefix(choice);
                rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
                    && !(choice == "dose" && rest.is_some_and(|it| it.starts_with("Number")))
            };
            let there = all.iter().filter(|it| of(it.name));
            if there.filter(|it| fields.contains_key(it.name)).count() > 1 {
                self.say(
                    IssueType::Structure,
                    "fhir-one-of",
                    &format!("{path}.{choice}"),
                );
            }
        }
    }

    fn element(
        &mut self,
        at: &str,
        value: &Value,
        element: &Element<'_>,
        fields: &Map<String, Value>,
    ) {
        if !element.list {
            return self.value(at, value, element.kind);
        }
        let Value::Array(values) = value else {
            return self.wrong(at);
        };
        if values.is_empty() {
            self.wrong(at);
        }
        let companion = fields.get(&format!("_{}", element.name));
        for (n, value) in values.iter().enumerate() {
            let at = format!("{at}[{n}]");
            // Where a primitive is not known, its extension says why.
            let told = companion.is_some_and(|it| it.get(n).is_some_and(Value::is_object));
            if !(value.is_null() && told) {
                self.value(&at, value, element.kind);
            }
        }
    }

    fn value(&mut self, at: &str, value: &Value, kind: &str) {
        if kind == "Resource" {
            return self.say(IssueType::NotSupported, "fhir-contained", at);
        }
        match (elements(kind), value) {
            (Some(own), Value::Object(fields)) => self.object(at, fields, own, false),
            (Some(_), _) => self.wrong(at),
            (None, value) => self.primitive(at, value, kind),
        }
    }

    /// What stands beside a primitive: its id and its extensions.
    fn companion(&mut self, at: &str, value: &Value, element: Option<&Element<'_>>) {
        let primitive = element.filter(|element| elements(element.kind).is_none());
        let Some(element) = primitive else {
            return self.say(IssueType::Structure, "fhir-element-unknown", at);
        };
        match (element.list, value) {
            (true, Value::Array(values)) => {
                for value in values.iter().filter(|value| !value.is_null()) {
                    self.beside(at, value);
                }
            }
            (false, value) => self.beside(at, value),
            (true, _) => self.wrong(at),
        }
    }

    fn beside(&mut self, at: &str, value: &Value) {
        match value {
            Value::Object(fields) => self.object(at, fields, "", false),
            _ => self.wrong(at),
        }
    }

    fn extensions(&mut self, at: &str, value: &Value) {
        let Value::Array(all) = value else {
            return self.wrong(at);
        };
        if all.is_empty() {
            self.wrong(at);
        }
        for (n, one) in all.iter().enumerate() {
            let url = one["url"].as_str().unwrap_or_default();
            if url.is_empty() || url.len() > 1024 || url.chars().any(char::is_whitespace) {
                self.wrong(&format!("{at}[{n}].url"));
            }
        }
    }

    fn primitive(&mut self, at: &str, value: &Value, kind: &str) {
        let form = match (kind, value) {
            ("boolean", Value::Bool(_)) | ("decimal", Value::Number(_)) => return,
            ("integer", Value::Number(it)) => {
                it.as_i64().is_some_and(|it| i32::try_from(it).is_ok())
            }
            ("unsignedInt", Value::Number(it)) => {
                it.as_u64().is_some_and(|it| i32::try_from(it).is_ok())
            }
            ("positiveInt", Value::Number(it)) => it
                .as_u64()
                .is_some_and(|it| it > 0 && i32::try_from(it).is_ok()),
            ("boolean" | "decimal" | "integer" | "unsignedInt" | "positiveInt", _) => false,
            (_, Value::String(text)) => return self.text(at, text, kind),
            _ => false,
        };
        if !form {
            self.wrong(at);
        }
    }

    fn text(&mut self, at: &str, text: &str, kind: &str) {
        let sound = !text.trim().is_empty()
            && text.len() <= TEXT_MAX
            && !text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
        if !sound {
            return self.wrong(at);
        }
        let right = match kind {
            "code" => text.trim() == text && !text.contains("  ") && !text.contains(['\n', '\t']),
            "uri" | "canonical" => !text.chars().any(char::is_whitespace),
            "id" => {
                text.len() <= 64
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            }
            "date" if !text.contains('T') => return self.moment(at, text),
            "instant" if text.contains('T') => return self.moment(at, text),
            "dateTime" => return self.moment(at, text),
            "date" | "instant" => false,
            "time" => is_time(text),
            "xhtml" => is_narrative(text),
            _ => true,
        };
        if !right {
            self.wrong(at);
        }
    }

    /// A day that there never was is a value, not a form.
    fn moment(&mut self, at: &str, text: &str) {
        if Moment::from_text(text).is_none() {
            self.say(IssueType::Value, "fhir-date", at);
        }
    }
}

fn find<'a, 'b>(all: &'a [Element<'b>], name: &str) -> Option<&'a Element<'b>> {
    all.iter().find(|element| element.name == name)
}

/// A name that could stand in an expression; any other is not repeated.
fn said(name: &str) -> &str {
    let plain = name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain { name } else { "?" }
}

fn is_time(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    let parts: Vec<&str> = whole.split(':').collect();
    let two = |part: &str, most: u8| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse().is_ok_and(|it: u8| it <= most)
    };
    matches!(parts.as_slice(), [h, m, s] if two(h, 23) && two(m, 59) && two(s, 60))
}

/// Tags of a narrative (R4, narrative.html, txt-1): nothing that runs, loads or asks.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "var",
];

fn is_narrative(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let begins = lower.starts_with("<div");
    let running = ["javascript:", "vbscript:", "data:", "<!", "<?"];
    begins
        && !running.iter().any(|it| lower.contains(it))
        && lower.split('<').skip(1).all(|part| {
            let tag = part.trim_start_matches('/');
            let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
            let (name, rest) = tag.split_at(end.unwrap_or(tag.len()));
            let inside = rest.split('>').next().unwrap_or_default();
            // Nothing that begins with `on` is an attribute there.
            let runs = inside
                .split(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\''))
                .any(|it| it.starts_with("on") && it.contains('='));
            TAGS.contains(&name) && rest.contains('>') && !runs
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn weight() -> Value {
        json!({
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "subject": {"reference": "Patient/1"},
            "effectiveDateTime": "2026-02-28T08:00:00+01:00",
            "valueQuantity": {"value": 72.5, "unit": "kg"},
        })
    }

    fn refused(spoil: impl Fn(&mut Value)) -> (u16, &'static str, String) {
        let mut value = weight();
        spoil(&mut value);
        let outcome = check(&value).expect_err("refused");
        let issue = &outcome.issues[0];
        (
            outcome.status,
            issue.key,
            issue.expression.clone().unwrap_or_default(),
        )
    }

    #[test]
    fn every_type_in_the_table_is_known() {
        const PRIMITIVES: &str = "string markdown code uri canonical id boolean integer positiveInt \
             unsignedInt decimal date dateTime instant time xhtml Resource";
        for (_, own) in TYPES.iter().chain([&("Resource", RESOURCE)]) {
            for element in own.split_whitespace().map(split) {
                let known = elements(element.kind).is_some()
                    || PRIMITIVES.split_whitespace().any(|it| it == element.kind);
                assert!(known, "{}", element.kind);
            }
        }
    }

    #[test]
    fn a_resource_of_its_form_is_taken() {
        assert_eq!(check(&weight()), Ok(()));
        let mut value = weight();
        value["extension"] = json!([{"url": "urn:x", "valueAnything": {"foo": 1}}]);
        value["_status"] = json!({"extension": [{"url": "urn:x", "valueString": "y"}]});
        value["text"] = json!({"status": "generated", "div":
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Poids &lt; 73</p><br/></div>"});
        assert_eq!(check(&value), Ok(()));
    }

    #[test]
    fn what_the_standard_does_not_know_is_named() {
        let unknown = "fhir-element-unknown";
        for (found, expected) in [
            (
                refused(|it| it["favouriteColour"] = json!("blue")),
                (400, unknown, "Observation.favouriteColour"),
            ),
            (
                refused(|it| it["valueQuantity"]["units"] = json!("kg")),
                (400, unknown, "Observation.valueQuantity.units"),
            ),
            (
                refused(|it| it["code"]["coding"][0]["<b>"] = json!(1)),
                (400, unknown, "Observation.code.coding[0].?"),
            ),
            (
                refused(|it| it["_subject"] = json!({"id": "x"})),
                (400, unknown, "Observation._subject"),
            ),
            (
                refused(|it| it["modifierExtension"] = json!([{"url": "urn:not"}])),
                (400, "fhir-modifier", "Observation.modifierExtension"),
            ),
            (
                refused(|it| it["contained"] = json!([{"resourceType": "Patient"}])),
                (400, "fhir-contained", "Observation.contained[0]"),
            ),
            (
                refused(|it| it["valueString"] = json!("x")),
                (400, "fhir-one-of", "Observation.value"),
            ),
            (
                refused(|it| drop(it.as_object_mut().map(|all| all.remove("status")))),
                (400, "fhir-missing", "Observation.status"),
            ),
            (
                refused(|it| it["category"] = json!({"text": "x"})),
                (400, "fhir-value", "Observation.category"),
            ),
            (
                refused(|it| it["category"] = json!([])),
                (400, "fhir-value", "Observation.category"),
            ),
            (
                refused(|it| it["issued"] = json!("2026")),
                (400, "fhir-value", "Observation.issued"),
            ),
            (
                refused(|it| it["valueQuantity"]["value"] = json!("72")),
                (400, "fhir-value", "Observation.valueQuantity.value"),
            ),
            (
                refused(|it| it["effectiveDateTime"] = json!("2026-02-30")),
                (422, "fhir-date", "Observation.effectiveDateTime"),
            ),
            (
                refused(|it| it["resourceType"] = json!("Basic")),
                (400, "fhir-entry-unknown", "resourceType"),
            ),
        ] {
            let (status, key, at) = &found;
            assert_eq!((*status, *key, at.as_str()), expected);
        }
    }

    #[test]
    fn a_narrative_that_runs_is_none() {
        for (text, taken) in [
            ("<div>Poids</div>", true),
            ("<div><a href=\"https://x.example\">x</a></div>", true),
            ("<div><script>alert(1)</script></div>", false),
            ("<div><img src=\"x\" onerror=\"alert(1)\"/></div>", false),
            ("<div><a href=\"javascript:alert(1)\">x</a></div>", false),
            ("<div><iframe src=\"x\"/></div>", false),
            ("<div><b", false),
            ("Poids", false),
        ] {
            assert_eq!(is_narrative(text), taken, "{text}");
        }
    }

    #[test]
    fn an_hour_of_the_clock_is_one() {
        assert!(is_time("08:00:00") && is_time("23:59:59.123"));
        for wrong in ["8:00:00", "24:00:00", "08:00", "aa:00:00", ""] {
            assert!(!is_time(wrong), "{wrong}");
        }
    }
}
