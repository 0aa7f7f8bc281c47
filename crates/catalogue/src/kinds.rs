//! The kinds of data that people consent to, in words of theirs, and what each is
//! in FHIR. A resource that is in none is given to no service.

use identity::clients::{Scopes, Verb};
use serde::{Deserialize, Serialize};

/// A kind of data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// Name, birth date and sex.
    Identity,
    /// The documents.
    Documents,
    /// Results and measures.
    Results,
    /// Allergies.
    Allergies,
    /// Conditions, now and before, of the person and their family.
    Conditions,
    /// Treatments.
    Treatments,
    /// Vaccinations.
    Vaccinations,
    /// Appointments.
    Agenda,
    /// Who read and changed the record, and when.
    History,
}

impl Kind {
    /// All of them, in the order in which people are asked.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Documents,
        Self::Results,
        Self::Allergies,
        Self::Conditions,
        Self::Treatments,
        Self::Vaccinations,
        Self::Agenda,
        Self::History,
    ];

    /// The key of its words, and its name in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Identity => "identite",
            Self::Documents => "documents",
            Self::Results => "resultats",
            Self::Allergies => "allergies",
            Self::Conditions => "maladies",
            Self::Treatments => "traitements",
            Self::Vaccinations => "vaccinations",
            Self::Agenda => "agenda",
            Self::History => "historique",
        }
    }

    /// The kind of this key.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// What it is in FHIR.
    pub const fn resources(self) -> &'static [&'static str] {
        match self {
            Self::Identity => &["Patient"],
            Self::Documents => &["DocumentReference", "Binary", "List"],
            Self::Results => &["Observation", "DiagnosticReport"],
            Self::Allergies => &["AllergyIntolerance"],
            Self::Conditions => &["Condition", "Encounter", "Procedure", "FamilyMemberHistory"],
            Self::Treatments => &["MedicationStatement", "Device", "DeviceUseStatement"],
            Self::Vaccinations => &["Immunization"],
            Self::Agenda => &["Appointment"],
            Self::History => &["AuditEvent"],
        }
    }

    /// What of it a service may add, change and take away again: nothing of who
    /// people are, and no document.
    pub const fn written(self) -> &'static [&'static str] {
        match self {
            Self::Identity | Self::Documents | Self::History => &[],
            Self::Results => &["Observation"],
            Self::Allergies => &["AllergyIntolerance"],
            Self::Conditions => &["Condition"],
            Self::Treatments => &["MedicationStatement"],
            Self::Vaccinations => &["Immunization"],
            Self::Agenda => &["Appointment"],
        }
    }

    /// The kinds that can be added at all.
    pub fn to_add() -> Vec<Self> {
        let all = Self::ALL.into_iter();
        all.filter(|kind| !kind.written().is_empty()).collect()
    }

    /// The kind that a resource is of.
    pub fn of(resource: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.resources().contains(&resource))
    }
}

/// The kinds that scopes read, in the order in which people are asked.
pub fn kinds_read(scopes: &Scopes) -> Vec<Kind> {
    kinds_of(scopes, &[Verb::Read, Verb::Search])
}

/// The kinds that scopes add to, in the same order.
pub fn kinds_written(scopes: &Scopes) -> Vec<Kind> {
    kinds_of(scopes, &[Verb::Create, Verb::Update, Verb::Delete])
}

fn kinds_of(scopes: &Scopes, verbs: &[Verb]) -> Vec<Kind> {
    let some = |resource: &&str| verbs.iter().any(|verb| scopes.allow(resource, *verb));
    let mut kinds: Vec<Kind> = scopes.kinds().filter(some).filter_map(Kind::of).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The scopes to read the ones, and to add to the others.
pub fn reaching(read: &[Kind], written: &[Kind]) -> Scopes {
    let adds = written.iter().flat_map(|kind| kind.written());
    let adds: Vec<String> = adds.map(|it| format!("system/{it}.cud")).collect();
    let text = format!("{} {}", reading(read), adds.join(" "));
    Scopes::parse(&text).unwrap_or_default()
}

/// The scopes to read these kinds.
pub fn reading(kinds: &[Kind]) -> Scopes {
    let resources = kinds.iter().flat_map(|kind| kind.resources());
    let text: Vec<String> = resources.map(|it| format!("system/{it}.rs")).collect();
    Scopes::parse(&text.join(" ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_resource_is_of_one_kind_and_is_only_read() {
        let all = reading(&Kind::ALL);
        assert_eq!(kinds_read(&all), Kind::ALL);
        assert!(kinds_written(&all).is_empty());
        for kind in Kind::ALL {
            assert_eq!(Kind::find(kind.key()), Some(kind));
            assert_eq!(kinds_read(&reading(&[kind])), [kind]);
            for resource in kind.resources() {
                assert_eq!(Kind::of(resource), Some(kind));
                assert!(all.allow(resource, Verb::Read) && all.allow(resource, Verb::Search));
                for verb in [Verb::Create, Verb::Update, Verb::Delete] {
                    assert!(!all.allow(resource, verb), "{resource}");
                }
            }
        }
        let adds = reaching(&[Kind::Identity], &Kind::to_add());
        assert_eq!(kinds_written(&adds), Kind::to_add());
        assert_eq!(kinds_read(&adds), [Kind::Identity]);
        let both = reaching(&Kind::ALL, &Kind::ALL);
        assert_eq!(kinds_read(&both), Kind::ALL);
        assert_eq!(kinds_written(&both), Kind::to_add());
        for resource in [
            "Patient",
            "DocumentReference",
            "Binary",
            "Encounter",
            "AuditEvent",
        ] {
            assert!(!both.allow(resource, Verb::Create), "{resource}");
        }
        // What says whom others are is in none.
        for resource in ["Consent", "RelatedPerson", "*"] {
            assert_eq!(Kind::of(resource), None);
        }
        assert!(reading(&[]).is_empty());
    }
}
