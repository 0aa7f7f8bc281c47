//! Which types of resource there are, and what of the record each is made of.

use fhir::search::{Searched, clinical};
use profile::rules::Heading;

/// A type of resource.
pub(crate) struct Kind {
    /// Its name, and what it is searched by.
    pub(crate) searched: Searched,
    /// The headings of the medical profile whose lines are such resources.
    pub(crate) headings: &'static [Heading],
    /// What else is.
    pub(crate) also: Option<Also>,
    /// What software may write of such resources.
    pub(crate) written: Written,
}

/// What becomes of a resource that software writes.
#[derive(Clone, Copy)]
pub(crate) enum Written {
    /// It is not taken.
    No,
    /// A line of the profile.
    Line,
    /// An appointment.
    Appointment,
}

/// What is not in the profile.
#[derive(Clone, Copy)]
pub(crate) enum Also {
    /// Results of laboratories.
    Results,
    /// Appointments.
    Agenda,
}

const fn kind(searched: Searched, headings: &'static [Heading]) -> Kind {
    Kind {
        searched,
        headings,
        also: None,
        written: Written::No,
    }
}

const fn written(kind: Kind) -> Kind {
    Kind {
        written: Written::Line,
        ..kind
    }
}

pub(crate) static ALLERGIES: Kind = written(kind(clinical::ALLERGIES, &[Heading::Allergies]));
pub(crate) static CONDITIONS: Kind = written(kind(
    clinical::CONDITIONS,
    &[Heading::Conditions, Heading::Disabilities],
));
pub(crate) static TREATMENTS: Kind = written(kind(clinical::TREATMENTS, &[Heading::Treatments]));
pub(crate) static VACCINATIONS: Kind =
    written(kind(clinical::VACCINATIONS, &[Heading::Vaccinations]));
pub(crate) static OBSERVATIONS: Kind = Kind {
    also: Some(Also::Results),
    written: Written::Line,
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

pub(crate) static APPOINTMENTS: Kind = Kind {
    also: Some(Also::Agenda),
    written: Written::Appointment,
    ..kind(clinical::APPOINTMENTS, &[])
};

#[cfg(test)]
mod tests {
    use super::*;

    fn of_lines(kinds: &[&Kind], heading: Heading) -> bool {
        let mut of = kinds.iter().filter(|kind| kind.headings.contains(&heading));
        of.any(|kind| matches!(kind.written, Written::Line))
    }

    #[test]
    fn every_heading_is_a_resource_of_its_type() {
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
            let types: Vec<&str> = of.map(|kind| kind.searched.resource).collect();
            let written = of_lines(&kinds, heading);
            assert_eq!(heading.is_told_in_versions(), written, "{}", heading.slug());
            assert_eq!(
                types,
                [profile::fhir::resource_type(heading)],
                "{}",
                heading.slug()
            );
        }
    }
}
