//! The kinds of data that people consent to, in words of theirs, and what each is
//! in FHIR. A resource that is in none is given to no service.

use identity::clients::{Part, Scopes, Verb};
use serde::{Deserialize, Serialize};

/// A kind of data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// Name, birth date and sex.
    Identity,
    /// The documents.
    Documents,
    /// Reports and summaries alone, of the documents.
    Reports,
    /// Documents of imaging alone.
    Imaging,
    /// Prescriptions and documents of care alone.
    Prescriptions,
    /// Certificates alone.
    Certificates,
    /// Administrative documents alone.
    Papers,
    /// The documents that are of no other of these kinds.
    Others,
    /// Results and measures.
    Results,
    /// Measures alone.
    Measures,
    /// Results of laboratories alone.
    Laboratory,
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
    pub const ALL: [Self; 17] = [
        Self::Identity,
        Self::Documents,
        Self::Reports,
        Self::Imaging,
        Self::Prescriptions,
        Self::Certificates,
        Self::Papers,
        Self::Others,
        Self::Results,
        Self::Measures,
        Self::Laboratory,
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
            Self::Reports => "comptes-rendus",
            Self::Imaging => "imagerie",
            Self::Prescriptions => "ordonnances",
            Self::Certificates => "certificats",
            Self::Papers => "papiers",
            Self::Others => "autres",
            Self::Results => "resultats",
            Self::Measures => "mesures",
            Self::Laboratory => "laboratoire",
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
            // Whoever reads a description reads what it describes.
            Self::Reports
            | Self::Imaging
            | Self::Prescriptions
            | Self::Certificates
            | Self::Papers
            | Self::Others => &["DocumentReference"],
            Self::Results => &["Observation", "DiagnosticReport"],
            Self::Measures | Self::Laboratory => &["Observation"],
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
            Self::Identity
            | Self::Documents
            | Self::Reports
            | Self::Imaging
            | Self::Prescriptions
            | Self::Certificates
            | Self::Papers
            | Self::Others
            | Self::Laboratory
            | Self::History => &[],
            Self::Results | Self::Measures => &["Observation"],
            Self::Allergies => &["AllergyIntolerance"],
            Self::Conditions => &["Condition"],
            Self::Treatments => &["MedicationStatement"],
            Self::Vaccinations => &["Immunization"],
            Self::Agenda => &["Appointment"],
        }
    }

    /// The parts of its resource that it is; none, where it is all of it.
    const fn parts(self) -> &'static [Part] {
        match self {
            Self::Reports => &[Part::Reports, Part::Summaries],
            Self::Imaging => &[Part::Imaging],
            Self::Prescriptions => &[
                Part::Prescriptions,
                Part::Dispensings,
                Part::CarePlans,
                Part::Treatments,
            ],
            Self::Certificates => &[Part::Certificates],
            Self::Papers => &[Part::Reimbursements, Part::Papers],
            Self::Others => &[Part::Others],
            Self::Measures => &[Part::VitalSigns],
            Self::Laboratory => &[Part::Laboratory],
            _ => &[],
        }
    }

    /// Whether it is this part of its resources, or all of them.
    fn is(self, part: Option<Part>) -> bool {
        match part {
            Some(part) => self.parts().contains(&part),
            None => self.parts().is_empty(),
        }
    }

    /// The kinds that can be added at all.
    pub fn to_add() -> Vec<Self> {
        let all = Self::ALL.into_iter();
        all.filter(|kind| !kind.written().is_empty()).collect()
    }

    /// The kind that a resource is of, or a part of one.
    pub fn of(resource: &str, part: Option<Part>) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.resources().contains(&resource) && kind.is(part))
    }

    /// The scopes of these of its resources, by these verbs.
    fn scopes(self, resources: &'static [&'static str], verbs: &str) -> Vec<String> {
        let params = self.parts().iter().map(|part| format!("?{}", part.param()));
        let mut params: Vec<String> = params.collect();
        if params.is_empty() {
            params.push(String::new());
        }
        let of = |it: &&str| -> Vec<String> {
            let each = params.iter();
            each.map(|param| format!("system/{it}.{verbs}{param}"))
                .collect()
        };
        resources.iter().flat_map(of).collect()
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
    let opened = scopes.opened(verbs);
    let kinds = opened.filter_map(|(resource, part)| Kind::of(resource, part));
    let mut kinds: Vec<Kind> = kinds.collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The scopes to read the ones, and to add to the others.
pub fn reaching(read: &[Kind], written: &[Kind]) -> Scopes {
    let adds = written
        .iter()
        .map(|kind| kind.scopes(kind.written(), "cud"));
    let adds: Vec<String> = adds.flatten().collect();
    let text = format!("{} {}", reading(read), adds.join(" "));
    Scopes::parse(&text).unwrap_or_default()
}

/// The scopes to read these kinds.
pub fn reading(kinds: &[Kind]) -> Scopes {
    let text = kinds.iter().map(|kind| kind.scopes(kind.resources(), "rs"));
    let text: Vec<String> = text.flatten().collect();
    Scopes::parse(&text.join(" ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_resource_is_of_one_kind_and_is_only_read() {
        let all = reading(&Kind::ALL);
        // Measures and results of laboratories are among results, and documents of one
        // kind among documents.
        let parts = [
            Kind::Reports,
            Kind::Imaging,
            Kind::Prescriptions,
            Kind::Certificates,
            Kind::Papers,
            Kind::Others,
            Kind::Measures,
            Kind::Laboratory,
        ];
        let whole: Vec<Kind> = Kind::ALL
            .into_iter()
            .filter(|it| !parts.contains(it))
            .collect();
        let whole_to_add: Vec<Kind> = Kind::to_add()
            .into_iter()
            .filter(|it| !parts.contains(it))
            .collect();
        assert_eq!(kinds_read(&all), whole);
        assert!(kinds_written(&all).is_empty());
        assert_eq!(kinds_read(&reading(&parts)), parts);
        for kind in Kind::ALL {
            assert_eq!(Kind::find(kind.key()), Some(kind));
            assert_eq!(kinds_read(&reading(&[kind])), [kind]);
            for resource in kind.resources() {
                let parts = kind.parts().iter().copied().map(Some);
                let parts: Vec<Option<Part>> = match kind.parts().is_empty() {
                    true => vec![None],
                    false => parts.collect(),
                };
                for part in parts {
                    assert_eq!(Kind::of(resource, part), Some(kind));
                }
                assert!(all.allow(resource, Verb::Read) && all.allow(resource, Verb::Search));
                for verb in [Verb::Create, Verb::Update, Verb::Delete] {
                    assert!(!all.allow(resource, verb), "{resource}");
                }
            }
        }
        let adds = reaching(&[Kind::Identity], &Kind::to_add());
        assert_eq!(kinds_written(&adds), whole_to_add);
        let measures = reaching(&[], &[Kind::Measures]);
        assert_eq!(kinds_written(&measures), [Kind::Measures]);
        assert_eq!(kinds_read(&adds), [Kind::Identity]);
        let both = reaching(&Kind::ALL, &Kind::ALL);
        assert_eq!(kinds_read(&both), whole);
        assert_eq!(kinds_written(&both), whole_to_add);
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
            assert_eq!(Kind::of(resource, None), None);
        }
        assert!(reading(&[]).is_empty());
    }

    #[test]
    fn every_part_that_may_be_asked_for_is_of_a_kind_that_people_are_told() {
        for part in Part::ALL {
            let kind = Kind::of(part.kind(), Some(part));
            assert!(kind.is_some_and(|kind| kind.is(Some(part))), "{part:?}");
        }
    }
}
