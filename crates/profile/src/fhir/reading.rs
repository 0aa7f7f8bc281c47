//! A resource that software sends, read into a line: by the rules of the pages, and
//! with every mistake told where it stands in the resource. What a line has no place
//! for is kept with the resource where it only describes (a category, a device, an
//! extension), and refused where it says something that people would then not read,
//! or that whoever writes may not say.

mod care;
mod measure;

pub(crate) use measure::in_our_unit;

use crate::actions::AsLine;
use crate::rules::{Field, Heading, MEANT, Typed, check};
use fhir::{Issue, IssueType, Moment, Outcome, sent};
use kernel::{Date, Error, Rpps, Timestamp};
use serde_json::{Map, Value};
use sharing::sending::Sending;
use std::collections::BTreeMap;

/// Who writes, of whom, and when.
pub struct Writing<'a> {
    /// The reference of the patient: `Patient/…`.
    pub patient: &'a str,
    /// The professional who writes; none, and a service does.
    pub professional: Option<&'a Rpps>,
    /// When the person was born.
    pub born: Date,
    /// Now.
    pub now: Timestamp,
}

/// Reads a resource whose form was checked ([`fhir::shape`]).
///
/// # Errors
/// 422, with every mistake and how to mend it.
pub fn read(resource: &Value, writing: &Writing<'_>) -> Result<Sending<AsLine>, Outcome> {
    let kind = resource["resourceType"].as_str().unwrap_or_default();
    let mut reading = Reading {
        kind,
        value: resource,
        writing,
        said: BTreeMap::new(),
        wrong: Vec::new(),
    };
    let heading = match kind {
        "Observation" => reading.measure(),
        "AllergyIntolerance" => reading.allergy(),
        "Condition" => reading.condition(),
        "MedicationStatement" => reading.treatment(),
        "Immunization" => reading.vaccination(),
        _ => {
            let issue = Issue::error(IssueType::NotSupported, "fhir-entry-unknown");
            return Err(issue.at("resourceType").into());
        }
    };
    reading.labels();
    let today = writing.now.in_paris().date();
    let values = match check(heading, &reading, writing.born, today) {
        Ok(values) => Some(values),
        Err(error) => {
            reading.judged(heading, &error);
            None
        }
    };
    match values.filter(|_| reading.wrong.is_empty()) {
        Some(values) => Ok(Sending {
            says: AsLine { heading, values },
            resource: sent::kept(&canonical(resource))?.into(),
            identifiers: sent::identifiers(resource),
        }),
        None => Err(Outcome {
            status: 422,
            issues: reading.wrong,
        }),
    }
}

/// The resource as it is kept: without what is ours to say.
fn canonical(resource: &Value) -> Value {
    let mut value = sent::canonical(resource);
    if let Some(fields) = value.as_object_mut() {
        for ours in ["subject", "patient"] {
            fields.remove(ours);
        }
    }
    value
}

/// The resource as it is given back: with our id, version, person, and by whom it
/// came. Nothing, if what is kept is none.
pub fn given_back(kept: &[u8], patient: &str, source: &str) -> Option<Value> {
    let mut value = sent::given_back(kept, source)?;
    let name = names_person(value["resourceType"].as_str()?);
    value[name] = serde_json::json!({ "reference": patient });
    Some(value)
}

/// By which element a resource of this type names the person.
pub fn names_person(resource_type: &str) -> &'static str {
    match resource_type {
        "AllergyIntolerance" | "Immunization" => "patient",
        _ => "subject",
    }
}

struct Reading<'a> {
    kind: &'a str,
    value: &'a Value,
    writing: &'a Writing<'a>,
    said: BTreeMap<String, String>,
    wrong: Vec<Issue>,
}

impl Typed for Reading<'_> {
    fn text(&self, name: &str) -> &str {
        // Nobody is there to be asked: what was measured is what the software says.
        match name {
            MEANT => "oui",
            _ => self.said.get(name).map_or("", |text| text.trim()),
        }
    }
}

impl<'a> Reading<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.value.get(name)
    }

    fn list(&self, name: &str) -> &'a [Value] {
        let list = self.get(name).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    fn code(&self, name: &str) -> &'a str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn refuse(&mut self, at: &str, key: &'static str) {
        let at = format!("{}.{at}", self.kind);
        let same = |issue: &Issue| issue.expression.as_deref() == Some(&*at);
        if !self.wrong.iter().any(same) {
            self.wrong
                .push(Issue::error(IssueType::BusinessRule, key).at(at));
        }
    }

    /// Refuses what a line has no place for, though people would have to read it.
    fn not_kept(&mut self, names: &[&str]) {
        for name in names {
            if self.get(name).is_some() || self.get(&format!("_{name}")).is_some() {
                self.refuse(name, "profile-fhir-not-kept");
            }
        }
    }

    /// Refuses a status that is none of these.
    fn status(&mut self, name: &str, allowed: &[&str]) {
        if !allowed.contains(&self.code(name)) {
            self.refuse(name, "profile-fhir-status");
        }
    }

    /// The one code of a concept in HL7's system of this name; none, without it.
    fn coded(&self, name: &str) -> Option<&'a str> {
        let coding = self.get(name)?["coding"].as_array()?.first()?;
        coding["code"].as_str()
    }

    fn say(&mut self, field: Field, text: impl Into<String>) {
        self.said.insert(field.name().to_owned(), text.into());
    }

    /// What people read of the concept of this name.
    fn words(&mut self, name: &str, field: Field) {
        let Some(concept) = self.get(name) else {
            return;
        };
        match words_of(concept) {
            Some(words) => self.say(field, words),
            None => self.refuse(name, "profile-fhir-words"),
        }
    }

    /// A day, a month or a year, perhaps with an hour.
    fn when(&mut self, text: &str, field: Field) -> Option<Moment> {
        let moment = Moment::from_text(text)?;
        let whole = match text.contains('T') {
            true => moment.day.to_string(),
            false => text.to_owned(),
        };
        let parts = ["annee", "mois", "jour"].iter().zip(whole.split('-'));
        for (part, text) in parts {
            self.said
                .insert(format!("{}-{part}", field.name()), text.to_owned());
        }
        Some(moment)
    }

    fn day(&mut self, name: &str, field: Field) {
        let text = self.code(name);
        if !text.is_empty() {
            self.when(text, field);
        }
    }

    /// All notes in one text.
    fn notes(&mut self, between: &str) {
        let notes = self.list("note").iter();
        let texts: Vec<&str> = notes.filter_map(|note| note["text"].as_str()).collect();
        if !texts.is_empty() {
            self.say(Field::Comment, texts.join(between));
        }
        for (n, note) in self.list("note").iter().enumerate() {
            for author in ["authorReference", "authorString"] {
                if note.get(author).is_some() {
                    self.refuse(&format!("note[{n}].{author}"), "profile-fhir-author");
                }
            }
        }
    }

    /// Nobody is named as the one who says so but the person, and who writes.
    fn authors(&mut self, names: &[&str]) {
        for name in names {
            let all = match self.get(name) {
                None => continue,
                Some(Value::Array(all)) => all.as_slice(),
                Some(one) => std::slice::from_ref(one),
            };
            if !all.iter().all(|one| self.is_author(one)) {
                self.refuse(name, "profile-fhir-author");
            }
        }
    }

    fn is_author(&self, reference: &Value) -> bool {
        if reference["reference"].as_str() == Some(self.writing.patient) {
            return true;
        }
        let identifier = &reference["identifier"];
        let text = |name: &str| identifier[name].as_str().unwrap_or_default();
        let named = fhir::Identifier::new(text("system"), text("value")).rpps();
        reference.get("reference").is_none()
            && named.is_some()
            && named.as_ref() == self.writing.professional
    }

    /// What only a professional confirms.
    fn verified(&mut self) {
        const NAME: &str = "verificationStatus";
        match (self.coded(NAME), self.writing.professional) {
            (None, _) if self.get(NAME).is_none() => {}
            (Some("unconfirmed" | "provisional" | "differential"), _)
            | (Some("confirmed"), Some(_)) => {}
            (Some("confirmed"), None) => self.refuse(NAME, "profile-fhir-confirmed"),
            _ => self.refuse(NAME, "profile-fhir-status"),
        }
    }

    /// A label that would keep something from somebody is not taken: taking it and
    /// showing it all the same would betray whoever sent it.
    fn labels(&mut self) {
        let meta = self.get("meta").and_then(Value::as_object);
        if meta.is_some_and(|meta: &Map<String, Value>| meta.contains_key("security")) {
            self.refuse("meta.security", "profile-fhir-security");
        }
    }

    /// What the rules of the pages say, where it stands in the resource.
    fn judged(&mut self, heading: Heading, error: &Error) {
        let said: Vec<String> = self
            .wrong
            .iter()
            .filter_map(|issue| issue.expression.clone())
            .collect();
        for wrong in error.field_errors() {
            let at = format!("{}.{}", self.kind, place(heading, wrong.field));
            // What was refused before is why it is missing now.
            let told = said
                .iter()
                .any(|it| it.starts_with(&at) || at.starts_with(it));
            if !told {
                let issue = Issue::error(IssueType::BusinessRule, wrong.code);
                self.wrong.push(issue.at(at));
            }
        }
        if self.wrong.is_empty() {
            let issue = Issue::error(IssueType::BusinessRule, error.code());
            self.wrong.push(issue.at(self.kind));
        }
    }
}

/// What a concept is called: in words, or by the first of its codes that has a name.
fn words_of(concept: &Value) -> Option<String> {
    let text = concept["text"].as_str();
    let named = || {
        let codings = concept["coding"].as_array()?;
        codings.iter().find_map(|coding| coding["display"].as_str())
    };
    text.or_else(named).map(str::to_owned)
}

/// Where what stands in a field is in a resource.
fn place(heading: Heading, field: &str) -> &'static str {
    match (heading, field) {
        (Heading::Measures, "mesure") => "code",
        (Heading::Measures, "seconde") => "component",
        (Heading::Measures, "date" | "heure") => "effectiveDateTime",
        (Heading::Measures, _) if field != "commentaire" => "valueQuantity",
        (Heading::Treatments, "nom") => "medicationCodeableConcept",
        (Heading::Treatments, "posologie") => "dosage",
        (Heading::Treatments, "fin") => "effectivePeriod.end",
        (Heading::Treatments, "depuis") => "effectivePeriod.start",
        (Heading::Vaccinations, "nom" | "protege") => "vaccineCode",
        (Heading::Vaccinations, "date") => "occurrenceDateTime",
        (Heading::Vaccinations, "lot") => "lotNumber",
        (Heading::Vaccinations, "vaccinateur") => "performer",
        (Heading::Vaccinations, "injection") => "protocolApplied",
        (_, "nom") => "code",
        (_, "gravite") => "criticality",
        (_, "reaction") => "reaction",
        (_, "depuis") => "onsetDateTime",
        (_, "fin") => "abatementDateTime",
        _ => "note",
    }
}

#[cfg(test)]
mod tests;
