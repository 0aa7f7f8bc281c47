//! What stands on a line, and in which form.

use super::heading::Heading;
use kernel::When;
use std::collections::BTreeMap;

/// One thing that a line says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// What it is: a condition, a medicine, an allergen, a person.
    Name,
    /// How bad the reaction was.
    Severity,
    /// What the reaction was.
    Reaction,
    /// Since when.
    Since,
    /// Until when; none is *still*.
    Until,
    /// In one's own words.
    Comment,
    /// How much, how often.
    Dose,
    /// Against what a vaccine protects.
    Diseases,
    /// The day of it.
    On,
    /// First dose or booster.
    Stage,
    /// The batch of the product.
    Lot,
    /// Who gave it.
    Giver,
    /// The day of admission.
    Admitted,
    /// How long it lasted, in [`Field::Unit`].
    Lasted,
    /// Days, weeks, months or years.
    Unit,
    /// Where.
    Place,
    /// A number on the thing.
    Number,
    /// When a child is expected, or came.
    Due,
    /// Kinds of disability.
    Kinds,
    /// The recognised rate of incapacity.
    Rate,
    /// A technical aid.
    Aid,
    /// Whether somebody helps.
    Helped,
    /// Which relative.
    Relative,
    /// Which habit.
    Habit,
    /// The blood group.
    Group,
    /// What was measured.
    Measure,
    /// The number measured.
    Value,
    /// The second number, of a blood pressure.
    Second,
    /// The hour of it.
    Hour,
    /// Whom one is to the person.
    Relation,
    /// What one is for the person.
    Roles,
    /// A profession.
    Profession,
    /// A telephone number.
    Phone,
    /// Another.
    OtherPhone,
    /// An e-mail address.
    Email,
    /// A postal address.
    Address,
    /// What is wanted, in one's own words.
    Words,
    /// That one knows the law.
    Informed,
}

impl Field {
    /// All of them: the place is the number in the journal, never used again.
    pub const ALL: [Self; 38] = [
        Self::Name,
        Self::Severity,
        Self::Reaction,
        Self::Since,
        Self::Until,
        Self::Comment,
        Self::Dose,
        Self::Diseases,
        Self::On,
        Self::Stage,
        Self::Lot,
        Self::Giver,
        Self::Admitted,
        Self::Lasted,
        Self::Unit,
        Self::Place,
        Self::Number,
        Self::Due,
        Self::Kinds,
        Self::Rate,
        Self::Aid,
        Self::Helped,
        Self::Relative,
        Self::Habit,
        Self::Group,
        Self::Measure,
        Self::Value,
        Self::Second,
        Self::Hour,
        Self::Relation,
        Self::Roles,
        Self::Profession,
        Self::Phone,
        Self::OtherPhone,
        Self::Email,
        Self::Address,
        Self::Words,
        Self::Informed,
    ];

    /// Its number in the journal.
    pub fn code(self) -> u8 {
        let place = Self::ALL.iter().position(|field| *field == self);
        place
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(u8::MAX)
    }

    /// The field of this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Its name in forms, and in the keys of its sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "nom",
            Self::Severity => "gravite",
            Self::Reaction => "reaction",
            Self::Since => "depuis",
            Self::Until => "fin",
            Self::Comment => "commentaire",
            Self::Dose => "posologie",
            Self::Diseases => "protege",
            Self::On => "date",
            Self::Stage => "injection",
            Self::Lot => "lot",
            Self::Giver => "vaccinateur",
            Self::Admitted => "entree",
            Self::Lasted => "duree",
            Self::Unit => "unite",
            Self::Place => "lieu",
            Self::Number => "numero",
            Self::Due => "terme",
            Self::Kinds => "types",
            Self::Rate => "taux",
            Self::Aid => "aide-technique",
            Self::Helped => "aide-humaine",
            Self::Relative => "parent",
            Self::Habit => "sujet",
            Self::Group => "groupe",
            Self::Measure => "mesure",
            Self::Value => "valeur",
            Self::Second => "seconde",
            Self::Hour => "heure",
            Self::Relation => "lien",
            Self::Roles => "roles",
            Self::Profession => "profession",
            Self::Phone => "telephone",
            Self::OtherPhone => "autre-telephone",
            Self::Email => "courriel",
            Self::Address => "adresse",
            Self::Words => "texte",
            Self::Informed => "informe",
        }
    }
}

/// Which days may be typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tense {
    /// Today or before.
    Past,
    /// Any.
    Any,
}

/// In which form something stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// A line of at most so many characters.
    Text(usize),
    /// Several lines, of at most so many characters.
    Long(usize),
    /// A day, a month or a year.
    When(Tense),
    /// One of these.
    Choice(&'static [&'static str]),
    /// Some of these.
    Choices(&'static [&'static str]),
    /// A decimal number.
    Number,
    /// A whole number from one to this.
    Count(u32),
    /// An hour of the day.
    Hour,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A box to tick.
    Tick,
}

/// A field of a heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spec {
    /// Which.
    pub field: Field,
    /// Its form.
    pub sort: Sort,
    /// A line without it is none.
    pub required: bool,
}

impl Spec {
    pub(super) const fn must(field: Field, sort: Sort) -> Self {
        Self {
            field,
            sort,
            required: true,
        }
    }

    pub(super) const fn may(field: Field, sort: Sort) -> Self {
        Self {
            field,
            sort,
            required: false,
        }
    }
}

/// What stands on a line, each in its one canonical spelling: days as
/// `2026`, `2026-05` or `2026-05-04`, numbers with a point, choices by their
/// word, several by a space between. Made by [`super::check`] alone, or read
/// back from the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Values(pub(crate) BTreeMap<Field, String>);

impl Values {
    /// What stands in this field.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// The day, month or year in this field.
    pub fn when(&self, field: Field) -> Option<When> {
        self.get(field).and_then(|text| text.parse().ok())
    }

    /// The number in this field.
    pub fn number(&self, field: Field) -> Option<f64> {
        self.get(field).and_then(|text| text.parse().ok())
    }

    /// What makes a line of this heading the same as another: the words, without
    /// case and accents, and the day; not what is told beside them. As a hash.
    pub fn sameness(&self, heading: Heading) -> [u8; 32] {
        const WORDS: [Field; 10] = [
            Field::Name,
            Field::Diseases,
            Field::Relative,
            Field::Habit,
            Field::Group,
            Field::Measure,
            Field::Value,
            Field::Second,
            Field::Hour,
            Field::Words,
        ];
        const DAYS: [Field; 4] = [Field::On, Field::Since, Field::Admitted, Field::Due];
        let said = WORDS.iter().chain(&DAYS);
        let said = said.filter_map(|field| Some((field, self.get(*field)?)));
        let said: Vec<String> = said
            .map(|(field, text)| format!("{}={}", field.name(), kernel::unaccented(text)))
            .collect();
        keys::sha256(format!("{}\n{}", heading.slug(), said.join("\n")).as_bytes())
    }

    /// The choices in this field.
    pub fn choices(&self, field: Field) -> impl Iterator<Item = &str> {
        self.get(field).unwrap_or_default().split_whitespace()
    }

    /// Whether they name the trusted person (CSP L1111-6).
    pub fn trusts(&self) -> bool {
        self.choices(Field::Roles).any(|role| role == TRUSTED)
    }

    /// The same of somebody who was the trusted person and is no more.
    pub(crate) fn trusts_no_more(&mut self) {
        let left = self.choices(Field::Roles).filter(|role| *role != TRUSTED);
        let left = left.collect::<Vec<_>>().join(" ");
        if left.is_empty() {
            self.0.remove(&Field::Roles);
        } else {
            self.0.insert(Field::Roles, left);
        }
    }
}

pub(super) const SEVERITIES: [&str; 3] = ["grave", "moderee", "inconnue"];
pub(super) const STAGES: [&str; 3] = ["premiere", "rappel", "inconnue"];
pub(super) const UNITS: [&str; 4] = ["jours", "semaines", "mois", "ans"];
pub(super) const DISABILITIES: [&str; 7] = [
    "sensoriel",
    "neurodeveloppement",
    "psychique",
    "moteur",
    "polyhandicap",
    "maladie-invalidante",
    "autre",
];
pub(super) const RATES: [&str; 4] = ["moins-50", "50-79", "80-plus", "inconnu"];
pub(super) const AIDS: [&str; 2] = ["oui", "non"];
pub(super) const RELATIVES: [&str; 11] = [
    "mere",
    "pere",
    "soeur",
    "frere",
    "fille",
    "fils",
    "grand-mere",
    "grand-pere",
    "tante",
    "oncle",
    "autre",
];
pub(super) const HABITS: [&str; 6] = [
    "alimentation",
    "activite-physique",
    "sommeil",
    "ecrans",
    "alcool",
    "tabac",
];
pub(super) const BLOOD: [&str; 8] = ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"];
pub(super) const RELATIONS: [&str; 9] = [
    "conjoint",
    "mere",
    "pere",
    "enfant",
    "frere-soeur",
    "ami",
    "voisin",
    "tuteur",
    "autre",
];
/// The role that one person has at most.
const TRUSTED: &str = "confiance";
pub(super) const ROLES: [&str; 3] = ["prevenir", TRUSTED, "aidant"];

/// The diseases that vaccines protect from.
pub const DISEASES: [&str; 30] = [
    "diphterie",
    "tetanos",
    "poliomyelite",
    "coqueluche",
    "haemophilus-b",
    "hepatite-b",
    "pneumocoque",
    "meningocoque-acwy",
    "meningocoque-b",
    "meningocoque-c",
    "rougeole",
    "oreillons",
    "rubeole",
    "varicelle",
    "zona",
    "papillomavirus",
    "grippe",
    "covid-19",
    "rotavirus",
    "vrs",
    "hepatite-a",
    "fievre-jaune",
    "rage",
    "typhoide",
    "encephalite-tiques",
    "encephalite-japonaise",
    "tuberculose",
    "chikungunya",
    "dengue",
    "autre",
];
