//! The profile in FHIR R4: one resource for each line, as the International
//! Patient Summary wants them (HL7 IPS 2.0.0). What a line does not say is not
//! in it; words stay words: nothing is coded that nobody coded.

mod care;
mod earlier;
pub mod ips;
mod person;
pub mod reading;
mod target;

pub use earlier::{Earlier, is_gone, versions};
pub use target::targets;

use crate::actions::{Profiles, Shown, Told};
use crate::rules::{Field, Heading, Values};
use crate::shelf::{Line, LineId};
use documents::Listed;
use edge::texts;
use identity::Caller;
use journal::By;
use kernel::{DocumentId, Lang, Result, Timestamp, When};
use serde_json::{Value, json};
use sharing::Permit;

/// What helps to understand an event (HL7, Extensions Pack).
const SUPPORTING: &str = "http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo";
const ABSENT: &str = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";

/// A line in FHIR.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The id of the line.
    pub id: LineId,
    /// When what it says was last written, or confirmed.
    pub at: Timestamp,
    /// Its version.
    pub version: u64,
    /// What one reads of it.
    pub words: String,
    /// The resource.
    pub value: Value,
}

/// What a permit shows of a heading, in FHIR.
#[derive(Clone, Debug)]
pub enum InFhir {
    /// These lines.
    Lines(Vec<Resource>),
    /// That there is nothing.
    Nothing(Nothing),
    /// It was not filled in.
    NotFilledIn,
}

/// That there is nothing under a heading.
#[derive(Clone, Debug)]
pub struct Nothing {
    /// As a resource, where the standard has one.
    pub value: Option<Value>,
    /// In words.
    pub words: String,
    /// When it was said.
    pub at: Timestamp,
}

/// How resources refer to others.
pub struct Naming<'a> {
    /// In which language words are.
    pub lang: Lang,
    /// The reference of the patient.
    pub patient: &'a str,
    /// The reference of a line, as a resource of this type.
    pub line: &'a (dyn Fn(&str, LineId) -> String + Sync),
    /// The reference of a document of this official type, which the permit shows; none,
    /// where it is not for whoever reads.
    pub document: &'a (dyn Fn(DocumentId, &str) -> Option<String> + Sync),
}

impl Naming<'_> {
    /// The references of the documents that a line rests on, of those that a permit
    /// shows: of any other there is no trace.
    fn documents(&self, permit: &Permit, line: &Line) -> Result<Vec<String>> {
        let shown = Profiles::documents(permit, line)?.into_iter();
        let named = |it: Listed| (self.document)(it.label.id, &it.label.type_code);
        Ok(shown.filter_map(named).collect())
    }
}

/// A heading of the profile in FHIR.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn heading(permit: &Permit, naming: &Naming<'_>, heading: Heading) -> Result<InFhir> {
    Ok(match Profiles::told(permit, heading)? {
        Told::NotFilledIn => InFhir::NotFilledIn,
        Told::Nothing(by, at) => InFhir::Nothing(Nothing {
            value: nothing(heading, &by, at, naming.patient),
            words: texts::say(naming.lang, "profile-fhir-none", &[]),
            at,
        }),
        Told::Lines(lines) => {
            let conditions = match heading {
                Heading::Treatments => Profiles::told(permit, Heading::Conditions)?,
                _ => Told::NotFilledIn,
            };
            let made = lines.iter().map(|shown| {
                let documents = naming.documents(permit, &shown.line)?;
                Ok(resource(shown, (&conditions, &documents), naming))
            });
            InFhir::Lines(made.collect::<Result<_>>()?)
        }
    })
}

/// The conditions that a treatment is for, whichever of the two names the other.
fn reasons<'a>(treatment: &Line, conditions: &'a Told) -> impl Iterator<Item = &'a Shown> {
    let conditions = match conditions {
        Told::Lines(lines) => lines.as_slice(),
        Told::Nothing(..) | Told::NotFilledIn => &[],
    };
    let (id, links) = (treatment.id, treatment.links.clone());
    let linked = move |it: &&Shown| links.contains(&it.line.id) || it.line.links.contains(&id);
    conditions.iter().filter(linked)
}

/// The type of resource that a line of this heading is.
pub const fn resource_type(heading: Heading) -> &'static str {
    match heading {
        Heading::Allergies => "AllergyIntolerance",
        Heading::Conditions | Heading::Disabilities => "Condition",
        Heading::Treatments => "MedicationStatement",
        Heading::Vaccinations => "Immunization",
        Heading::Stays => "Encounter",
        Heading::Devices => "DeviceUseStatement",
        Heading::Family => "FamilyMemberHistory",
        Heading::Pregnancies
        | Heading::Habits
        | Heading::BloodGroup
        | Heading::Measures
        | Heading::OrganDonation => "Observation",
        Heading::Professionals => "CareTeam",
        Heading::Contacts => "RelatedPerson",
        Heading::Directives => "Consent",
    }
}

/// What is built of a line.
struct Source<'a> {
    shown: &'a Shown,
    lang: Lang,
    patient: &'a str,
}

fn resource(
    shown: &Shown,
    (conditions, documents): (&Told, &[String]),
    naming: &Naming<'_>,
) -> Resource {
    let source = Source {
        shown,
        lang: naming.lang,
        patient: naming.patient,
    };
    if let Some(value) = as_sent(shown, naming.patient) {
        return named(&source, value);
    }
    let mut value = match shown.line.heading {
        Heading::Allergies => care::allergy(&source),
        Heading::Conditions => care::condition(&source),
        Heading::Treatments => care::treatment(&source),
        Heading::Vaccinations => care::vaccination(&source),
        Heading::Stays => care::stay(&source),
        Heading::Devices => care::device(&source),
        Heading::Pregnancies => person::pregnancy(&source),
        Heading::Disabilities => person::disability(&source),
        Heading::Family => person::relative(&source),
        Heading::Habits => person::habit(&source),
        Heading::BloodGroup => person::blood_group(&source),
        Heading::Measures => person::measure(&source),
        Heading::Professionals => person::professional(&source),
        Heading::Contacts => person::contact(&source),
        Heading::Directives => person::directives(&source),
        Heading::OrganDonation => person::informed(&source),
    };
    let reasons: Vec<Value> = reasons(&shown.line, conditions)
        .map(|reason| json!({"reference": (naming.line)("Condition", reason.line.id)}))
        .collect();
    if !reasons.is_empty() {
        value["reasonReference"] = json!(reasons);
    }
    rest_on(&mut value, documents);
    prune(&mut value);
    named(&source, value)
}

/// Says which documents a line rests on, where its type has a place for them. R4 has
/// none, and no extension that fits, in AllergyIntolerance and Immunization.
fn rest_on(value: &mut Value, documents: &[String]) {
    let Some(latest) = documents.last() else {
        return;
    };
    let reference = |it: &String| json!({"reference": it});
    let all: Vec<Value> = documents.iter().map(reference).collect();
    match value["resourceType"].as_str().unwrap_or_default() {
        "Condition" => value["evidence"] = json!([{"detail": all}]),
        "MedicationStatement" | "DeviceUseStatement" => value["derivedFrom"] = json!(all),
        // There is room for one.
        "Consent" => value["sourceReference"] = reference(latest),
        "Encounter" => {
            let each = all.into_iter();
            let each = each.map(|it| json!({"url": SUPPORTING, "valueReference": it}));
            value["extension"] = each.collect();
        }
        _ => {}
    }
}

/// Where a resource that software may write says links of ours.
fn linking(resource: &Value) -> &'static [&'static str] {
    match resource["resourceType"].as_str().unwrap_or_default() {
        "Condition" => &["evidence"],
        "MedicationStatement" => &["derivedFrom", "reasonReference"],
        _ => &[],
    }
}

/// Whether software sends what may be links of ours, as it read them.
pub fn has_links(sent: &Value) -> bool {
    linking(sent).iter().any(|name| sent.get(name).is_some())
}

/// Takes out of what software sends the links that its line is read with: they are ours,
/// and stay as they are. Any other is left there, to be refused.
pub fn take_out_links(sent: &mut Value, read: &Value) {
    for name in linking(sent) {
        let Some(ours) = read[*name].as_array() else {
            continue;
        };
        let Some(links) = sent.get_mut(name).and_then(Value::as_array_mut) else {
            continue;
        };
        // Documents stand one level deeper in an evidence.
        let details: Vec<&Value> = ours
            .iter()
            .filter_map(|it| it["detail"].as_array())
            .flatten()
            .collect();
        for link in links.iter_mut() {
            if let Some(own) = link.get_mut("detail").and_then(Value::as_array_mut) {
                own.retain(|it| !details.contains(&it));
            }
        }
        let nothing = json!({"detail": []});
        links.retain(|it| *it != nothing && !ours.contains(it));
        if links.is_empty()
            && let Some(fields) = sent.as_object_mut()
        {
            fields.remove(*name);
        }
    }
}

fn named(source: &Source<'_>, value: Value) -> Resource {
    let shown = source.shown;
    Resource {
        id: shown.line.id,
        at: shown.stands.at,
        version: shown.stands.version,
        words: source.words(),
        value,
    }
}

/// What software sent, as long as nobody else stands for it.
fn as_sent(shown: &Shown, patient: &str) -> Option<Value> {
    let sent = shown.line.sent.as_deref()?;
    let unconfirmed = shown.confirmed.is_none();
    let back = reading::given_back(sent, patient, &source(&shown.line.by));
    back.filter(|_| unconfirmed)
}

/// By whom a resource comes, as the `source` of its `meta`.
pub fn source_of(caller: &Caller) -> String {
    match caller {
        Caller::Service(service) => format!("urn:carnet:service:{}", service.client_id),
        Caller::Professional(professional) => {
            format!("{}:8{}", fhir::PROFESSIONAL_SYSTEM, professional.rpps)
        }
        Caller::Institution(institution) => {
            format!("{}:1{}", fhir::STRUCTURE_SYSTEM, institution.finess)
        }
        Caller::Holder(_) | Caller::Staff(_) => String::from("urn:carnet"),
    }
}

/// The same, once it stands there.
fn source(by: &By) -> String {
    match by {
        By::Service { id, .. } => format!("urn:carnet:service:{id}"),
        By::Professional { rpps, .. } => format!("{}:8{rpps}", fhir::PROFESSIONAL_SYSTEM),
        By::Institution { finess, .. } => format!("{}:1{finess}", fhir::STRUCTURE_SYSTEM),
        By::Holder { .. } | By::Carer { .. } | By::Keeper { .. } | By::Finder => {
            String::from("urn:carnet")
        }
    }
}

impl Source<'_> {
    fn values(&self) -> &Values {
        &self.shown.line.values
    }

    fn get(&self, field: Field) -> Option<&str> {
        self.values().get(field)
    }

    fn word(&self, field: Field, choice: &str) -> String {
        texts::say(
            self.lang,
            &format!("profile-{}-{choice}", field.name()),
            &[],
        )
    }

    /// The word of a single choice.
    fn chosen(&self, field: Field) -> Option<String> {
        self.get(field).map(|choice| self.word(field, choice))
    }

    fn title(&self) -> String {
        let slug = self.shown.line.heading.slug();
        texts::say(self.lang, &format!("profile-heading-{slug}"), &[])
    }

    /// One sentence that a person reads.
    fn words(&self) -> String {
        use sharing::Titled as _;
        let line = &self.shown.line;
        let parts = [
            self.chosen(Field::Measure)
                .or_else(|| self.chosen(Field::Habit)),
            self.get(Field::Name).map(str::to_owned),
            self.get(Field::Group).map(str::to_owned),
            self.get(Field::Dose).map(str::to_owned),
            self.get(Field::Reaction).map(str::to_owned),
            self.measured(),
            self.get(Field::Phone).map(str::to_owned),
            self.get(Field::Words).map(str::to_owned),
            [Field::On, Field::Since, Field::Admitted, Field::Due]
                .iter()
                .find_map(|field| self.get(*field))
                .map(str::to_owned),
            self.get(Field::Comment).map(str::to_owned),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        match parts.is_empty() {
            true => line.what().to_owned(),
            false => parts.join(" — "),
        }
    }

    fn measured(&self) -> Option<String> {
        let measure = crate::rules::Measure::of(self.values())?;
        let value = self.get(Field::Value)?;
        let both = match self.get(Field::Second) {
            Some(second) => format!("{value}/{second}"),
            None => value.to_owned(),
        };
        Some(format!("{both} {}", measure.unit()).trim_end().to_owned())
    }

    fn patient(&self) -> Value {
        json!({"reference": self.patient})
    }

    fn recorded(&self) -> String {
        self.shown.line.at.rfc3339()
    }

    /// Who says so.
    fn author(&self) -> Value {
        who(&self.shown.line.by, self.patient)
    }

    fn notes(&self) -> Value {
        match self.get(Field::Comment) {
            Some(text) => json!([{"text": text}]),
            None => Value::Null,
        }
    }

    /// Whether somebody of the profession stands for it.
    fn is_confirmed(&self) -> bool {
        let said = matches!(self.shown.line.by, By::Holder { .. } | By::Service { .. });
        self.shown.confirmed.is_some() || !said
    }

    /// Whether it is over, on the day it was last written.
    fn is_over(&self) -> bool {
        let until = self.values().when(Field::Until).map(When::last);
        until.is_some_and(|until| until < self.shown.line.at.in_paris().date())
    }

    fn date(&self, field: Field) -> Value {
        // Partial dates are written as FHIR writes them.
        self.get(field).map_or(Value::Null, |text| json!(text))
    }
}

fn who(by: &By, patient: &str) -> Value {
    match by {
        // By name alone: not every element may refer to a RelatedPerson.
        By::Holder {
            name,
            represents: true,
            ..
        } => json!({"display": name}),
        By::Holder { .. } => json!({"reference": patient}),
        By::Professional { rpps, name, .. } => json!({
            "identifier": {"system": fhir::PROFESSIONAL_SYSTEM, "value": format!("8{rpps}")},
            "display": name,
        }),
        By::Institution { name, .. }
        | By::Service { name, .. }
        | By::Carer { name, .. }
        | By::Keeper { name } => {
            json!({"display": name})
        }
        By::Finder => Value::Null,
    }
}

/// That there is nothing, where IPS has a code for it.
fn nothing(heading: Heading, by: &By, at: Timestamp, patient: &str) -> Option<Value> {
    let coded = |code: &str| json!({"coding": [{"system": ABSENT, "code": code}]});
    let subject = json!({"reference": patient});
    let mut value = match heading {
        Heading::Allergies => json!({
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": care::status("allergyintolerance-clinical", "active"),
            "code": coded("no-known-allergies"),
            "patient": subject,
            "recordedDate": at.rfc3339(),
            "asserter": who(by, patient),
        }),
        Heading::Conditions => json!({
            "resourceType": "Condition",
            "clinicalStatus": care::status("condition-clinical", "active"),
            "code": coded("no-known-problems"),
            "subject": subject,
            "recordedDate": at.rfc3339(),
            "asserter": who(by, patient),
        }),
        Heading::Treatments => json!({
            "resourceType": "MedicationStatement",
            "status": "active",
            "medicationCodeableConcept": coded("no-known-medications"),
            "subject": subject,
            // There is no day of not taking anything: IPS wants one all the same.
            "effectiveDateTime": at.in_paris().date().to_string(),
            "dateAsserted": at.rfc3339(),
            "informationSource": who(by, patient),
        }),
        _ => return None,
    };
    prune(&mut value);
    Some(value)
}

/// Takes out what says nothing: nulls, and what is empty without them.
fn prune(value: &mut Value) {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    };
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, field| says(field));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(prune);
            items.retain(says);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
