//! Which types of resource there are, and what of the record each is made of.

use fhir::search::{Searched, clinical};
use profile::rules::Heading;

/// A type of resource.
pub(crate) struct Kind {
    /// Its name, and what it is searched by.
    pub(crate) searched: Searched,
    /// The headings of the medical profile whose lines are such resources.
    pub(crate) headings: &'static [Heading],
    /// Whether results of laboratories are, too.
    pub(crate) results: bool,
}

const fn kind(searched: Searched, headings: &'static [Heading]) -> Kind {
    Kind {
        searched,
        headings,
        results: false,
    }
}

pub(crate) static ALLERGIES: Kind = kind(clinical::ALLERGIES, &[Heading::Allergies]);
pub(crate) static CONDITIONS: Kind = kind(
    clinical::CONDITIONS,
    &[Heading::Conditions, Heading::Disabilities],
);
pub(crate) static TREATMENTS: Kind = kind(clinical::TREATMENTS, &[Heading::Treatments]);
pub(crate) static VACCINATIONS: Kind = kind(clinical::VACCINATIONS, &[Heading::Vaccinations]);
pub(crate) static OBSERVATIONS: Kind = Kind {
    results: true,
    ..kind(
        clinical::OBSERVATIONS,
        &[
            Heading::Measures,
            Heading::BloodGroup,
            Heading::Habits,
            Heading::Pregnancies,
            Heading::OrganDonation,
        ],
    )
};
pub(crate) static STAYS: Kind = kind(clinical::STAYS, &[Heading::Stays]);
pub(crate) static DEVICES: Kind = kind(clinical::DEVICES, &[Heading::Devices]);
pub(crate) static FAMILY: Kind = kind(clinical::FAMILY, &[Heading::Family]);
pub(crate) static TEAM: Kind = kind(clinical::TEAM, &[Heading::Professionals]);
pub(crate) static CIRCLE: Kind = kind(clinical::CIRCLE, &[Heading::Contacts]);
pub(crate) static WISHES: Kind = kind(clinical::WISHES, &[Heading::Directives]);

/// The types that a patient summary may hold.
pub(crate) const SUMMARISED: [&str; 8] = [
    "Patient",
    "AllergyIntolerance",
    "Condition",
    "MedicationStatement",
    "Immunization",
    "DeviceUseStatement",
    "Observation",
    "Consent",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_is_a_resource_of_one_type() {
        let kinds = [
            &ALLERGIES,
            &CONDITIONS,
            &TREATMENTS,
            &VACCINATIONS,
            &OBSERVATIONS,
            &STAYS,
            &DEVICES,
            &FAMILY,
            &TEAM,
            &CIRCLE,
            &WISHES,
        ];
        for heading in Heading::ALL {
            let of = kinds.iter().filter(|kind| kind.headings.contains(&heading));
            assert_eq!(of.count(), 1, "{}", heading.slug());
        }
    }
}
