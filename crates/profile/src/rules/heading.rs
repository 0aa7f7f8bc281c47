//! The headings of the profile (domain rules, §5).

use super::field::{
    AIDS, BLOOD, DISABILITIES, DISEASES, Field, HABITS, RATES, RELATIONS, RELATIVES, ROLES,
    SEVERITIES, STAGES, Sort, Spec, Tense, UNITS,
};
use super::measure::Measure;

/// A heading of the medical profile: shared with professionals as a whole, or
/// not at all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Heading {
    /// Allergies and intolerances.
    Allergies,
    /// Conditions, and matters of health.
    Conditions,
    /// Treatments, current and past.
    Treatments,
    /// Vaccinations received.
    Vaccinations,
    /// Hospitalisations and surgery.
    Stays,
    /// Devices and implants.
    Devices,
    /// Pregnancies.
    Pregnancies,
    /// Disabilities.
    Disabilities,
    /// What close relatives had.
    Family,
    /// Habits of life.
    Habits,
    /// Blood group.
    BloodGroup,
    /// Measures: weight, blood pressure…
    Measures,
    /// Professionals around the person.
    Professionals,
    /// Whom to call, and the trusted person (CSP L1111-6).
    Contacts,
    /// Advance directives (CSP L1111-11).
    Directives,
    /// Organ donation: that one knows the law.
    OrganDonation,
}

impl Heading {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 16] = [
        Self::Allergies,
        Self::Conditions,
        Self::Treatments,
        Self::Vaccinations,
        Self::Stays,
        Self::Devices,
        Self::Pregnancies,
        Self::Disabilities,
        Self::Family,
        Self::Habits,
        Self::BloodGroup,
        Self::Measures,
        Self::Professionals,
        Self::Contacts,
        Self::Directives,
        Self::OrganDonation,
    ];

    /// Its number in the journal: never used again for another.
    pub const fn code(self) -> u8 {
        match self {
            Self::Allergies => 1,
            Self::Conditions => 2,
            Self::Treatments => 3,
            Self::Vaccinations => 4,
            Self::Stays => 5,
            Self::Devices => 6,
            Self::Pregnancies => 7,
            Self::Disabilities => 8,
            Self::Family => 9,
            Self::Habits => 10,
            Self::BloodGroup => 11,
            Self::Measures => 12,
            Self::Professionals => 13,
            Self::Contacts => 14,
            Self::Directives => 15,
            Self::OrganDonation => 16,
        }
    }

    /// The heading of this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|heading| heading.code() == code)
    }

    /// Its word in addresses, and in the keys of its sentences.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Allergies => "allergies",
            Self::Conditions => "maladies",
            Self::Treatments => "traitements",
            Self::Vaccinations => "vaccins",
            Self::Stays => "hospitalisations",
            Self::Devices => "dispositifs",
            Self::Pregnancies => "grossesses",
            Self::Disabilities => "handicaps",
            Self::Family => "famille",
            Self::Habits => "mode-de-vie",
            Self::BloodGroup => "groupe-sanguin",
            Self::Measures => "mesures",
            Self::Professionals => "professionnels",
            Self::Contacts => "entourage",
            Self::Directives => "directives",
            Self::OrganDonation => "don-organes",
        }
    }

    /// The heading of this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|heading| heading.slug() == slug)
    }

    /// What the history of the space calls it: in the country's language, for
    /// ever, as it does titles.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allergies => "Allergies",
            Self::Conditions => "Maladies et sujets de santé",
            Self::Treatments => "Traitements",
            Self::Vaccinations => "Vaccins",
            Self::Stays => "Hospitalisations et opérations",
            Self::Devices => "Dispositifs et implants",
            Self::Pregnancies => "Grossesses",
            Self::Disabilities => "Handicaps",
            Self::Family => "Antécédents familiaux",
            Self::Habits => "Habitudes de vie",
            Self::BloodGroup => "Groupe sanguin",
            Self::Measures => "Mesures",
            Self::Professionals => "Professionnels",
            Self::Contacts => "Personnes à prévenir",
            Self::Directives => "Directives anticipées",
            Self::OrganDonation => "Don d’organes",
        }
    }

    /// The official type of document that stands for it: whoever may read that
    /// may read this (order of 26 October 2023, annex).
    pub const fn type_code(self) -> &'static str {
        match self {
            // Vaccination history.
            Self::Vaccinations => "11369-6",
            // Advance directives.
            Self::Directives => "EXPPAT_3",
            // The patient's wishes and rights.
            Self::Contacts | Self::OrganDonation => "EXPPAT_1",
            // The medical profile.
            _ => "DOCPAT08",
        }
    }

    /// Whether professionals see it before the holder decides anything (domain
    /// rules, §5).
    pub const fn is_shared_at_first(self) -> bool {
        matches!(
            self,
            Self::Allergies
                | Self::Treatments
                | Self::Vaccinations
                | Self::Directives
                | Self::Contacts
        )
    }

    /// Whether *none* can be said of it, dated, which is not *not filled in*.
    pub const fn may_be_none(self) -> bool {
        matches!(
            self,
            Self::Allergies
                | Self::Conditions
                | Self::Treatments
                | Self::Stays
                | Self::Devices
                | Self::Disabilities
                | Self::Family
        )
    }

    /// Whether it has one line at most: a new one takes the place of the old.
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Directives | Self::OrganDonation)
    }

    /// Whether it is for adults alone: directives are (CSP L1111-11).
    pub const fn is_for_adults(self) -> bool {
        matches!(self, Self::Directives)
    }

    /// Whether what its lines said before is read by software: what is in FHIR of a
    /// type that software writes.
    pub const fn is_told_in_versions(self) -> bool {
        !matches!(
            self,
            Self::Stays
                | Self::Devices
                | Self::Family
                | Self::Professionals
                | Self::Contacts
                | Self::Directives
        )
    }

    /// Whether it is the holder's own will or circle, which nobody writes for
    /// them.
    pub const fn is_holders_alone(self) -> bool {
        matches!(
            self,
            Self::Directives | Self::OrganDonation | Self::Contacts | Self::Professionals
        )
    }

    /// The headings whose lines one of this heading may be linked with.
    pub const fn links(self) -> &'static [Self] {
        match self {
            Self::Conditions | Self::Stays | Self::Devices => &[Self::Treatments],
            Self::Treatments => &[Self::Conditions, Self::Allergies],
            Self::Allergies => &[Self::Treatments],
            _ => &[],
        }
    }

    /// Whether its lines may name documents of the record that they rest on.
    pub const fn rests_on_documents(self) -> bool {
        matches!(
            self,
            Self::Allergies
                | Self::Conditions
                | Self::Treatments
                | Self::Vaccinations
                | Self::Stays
                | Self::Devices
                | Self::Directives
        )
    }

    /// The field that the day of a document stands in, when a line is made of it.
    pub const fn day_of_document(self) -> Option<Field> {
        match self {
            Self::Allergies | Self::Conditions | Self::Treatments | Self::Devices => {
                Some(Field::Since)
            }
            Self::Vaccinations => Some(Field::On),
            Self::Stays => Some(Field::Admitted),
            _ => None,
        }
    }

    /// What stands on a line of it, in the order of its form.
    pub const fn fields(self) -> &'static [Spec] {
        const NAME: Spec = Spec::must(Field::Name, Sort::Text(100));
        const SINCE: Spec = Spec::may(Field::Since, Sort::When(Tense::Past));
        const UNTIL: Spec = Spec::may(Field::Until, Sort::When(Tense::Any));
        const COMMENT: Spec = Spec::may(Field::Comment, Sort::Long(3_000));
        match self {
            Self::Allergies => {
                const {
                    &[
                        NAME,
                        Spec::may(Field::Severity, Sort::Choice(&SEVERITIES)),
                        Spec::may(Field::Reaction, Sort::Text(300)),
                        SINCE,
                        COMMENT,
                    ]
                }
            }
            Self::Conditions => const { &[NAME, SINCE, UNTIL, COMMENT] },
            Self::Treatments => {
                const {
                    &[
                        NAME,
                        Spec::may(Field::Dose, Sort::Text(1_000)),
                        SINCE,
                        UNTIL,
                        COMMENT,
                    ]
                }
            }
            Self::Vaccinations => {
                const {
                    &[
                        Spec::may(Field::Name, Sort::Text(100)),
                        Spec::may(Field::Diseases, Sort::Choices(&DISEASES)),
                        Spec::must(Field::On, Sort::When(Tense::Past)),
                        Spec::may(Field::Stage, Sort::Choice(&STAGES)),
                        Spec::may(Field::Lot, Sort::Text(100)),
                        Spec::may(Field::Giver, Sort::Text(100)),
                        COMMENT,
                    ]
                }
            }
            Self::Stays => {
                const {
                    &[
                        NAME,
                        Spec::must(Field::Admitted, Sort::When(Tense::Past)),
                        Spec::may(Field::Lasted, Sort::Count(999)),
                        Spec::may(Field::Unit, Sort::Choice(&UNITS)),
                        Spec::may(Field::Place, Sort::Text(100)),
                        COMMENT,
                    ]
                }
            }
            Self::Devices => {
                const {
                    &[
                        NAME,
                        SINCE,
                        Spec::may(Field::Place, Sort::Text(100)),
                        Spec::may(Field::Number, Sort::Text(100)),
                        COMMENT,
                    ]
                }
            }
            Self::Pregnancies => {
                const {
                    &[
                        Spec::may(Field::Since, Sort::When(Tense::Past)),
                        Spec::must(Field::Due, Sort::When(Tense::Any)),
                        COMMENT,
                    ]
                }
            }
            Self::Disabilities => {
                const {
                    &[
                        NAME,
                        Spec::may(Field::Kinds, Sort::Choices(&DISABILITIES)),
                        Spec::may(Field::Rate, Sort::Choice(&RATES)),
                        Spec::may(Field::Aid, Sort::Text(50)),
                        Spec::may(Field::Helped, Sort::Choice(&AIDS)),
                        COMMENT,
                    ]
                }
            }
            Self::Family => {
                const {
                    &[
                        NAME,
                        Spec::must(Field::Relative, Sort::Choice(&RELATIVES)),
                        COMMENT,
                    ]
                }
            }
            Self::Habits => {
                const {
                    &[
                        Spec::must(Field::Habit, Sort::Choice(&HABITS)),
                        Spec::must(Field::Comment, Sort::Long(3_000)),
                    ]
                }
            }
            Self::BloodGroup => const { &[Spec::must(Field::Group, Sort::Choice(&BLOOD))] },
            Self::Measures => {
                const {
                    &[
                        Spec::must(Field::Measure, Sort::Choice(&Measure::TYPED)),
                        Spec::must(Field::Value, Sort::Number),
                        Spec::may(Field::Second, Sort::Number),
                        Spec::must(Field::On, Sort::When(Tense::Past)),
                        Spec::may(Field::Hour, Sort::Hour),
                        Spec::may(Field::Comment, Sort::Text(150)),
                    ]
                }
            }
            Self::Professionals => {
                const {
                    &[
                        NAME,
                        Spec::may(Field::Profession, Sort::Text(100)),
                        Spec::may(Field::Place, Sort::Text(100)),
                        Spec::may(Field::Phone, Sort::Phone),
                    ]
                }
            }
            Self::Contacts => {
                const {
                    &[
                        NAME,
                        Spec::must(Field::Roles, Sort::Choices(&ROLES)),
                        Spec::may(Field::Relation, Sort::Choice(&RELATIONS)),
                        Spec::must(Field::Phone, Sort::Phone),
                        Spec::may(Field::OtherPhone, Sort::Phone),
                        Spec::may(Field::Email, Sort::Email),
                        Spec::may(Field::Address, Sort::Text(200)),
                    ]
                }
            }
            Self::Directives => {
                const {
                    &[
                        Spec::must(Field::Words, Sort::Long(20_000)),
                        Spec::may(Field::Place, Sort::Text(100)),
                    ]
                }
            }
            Self::OrganDonation => const { &[Spec::must(Field::Informed, Sort::Tick)] },
        }
    }
}
