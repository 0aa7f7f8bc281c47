//! The insured people of the country: families, their numbers, their schemes,
//! where they live. Nothing medical here.

mod households;

use crate::dice::Dice;
use crate::names::{
    ABROAD, Birthplace, COMMUNES, CORSICA, CORSICA_BEFORE_1976, MEN, OVERSEAS, STREETS, TOWNS,
    WOMEN, plain,
};
use crate::numbers::nir;
use households::Draft;
use jiff::civil::date;
use kernel::Date;
use std::collections::HashSet;

/// How many people live in the country.
pub(crate) const PEOPLE: usize = 240;

/// The OID written beside each matricule: NIR for tests (ANS).
pub const TEST_NIR_OID: &str = "1.2.250.1.213.1.4.10";

/// Sex, as on the national identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sex {
    /// Woman.
    F,
    /// Man.
    M,
}

impl Sex {
    /// `F` or `M`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::M => "M",
        }
    }
}

/// The scheme that insures a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scheme {
    /// General scheme, employees.
    General,
    /// Farmers and farm workers (MSA).
    Agricultural,
    /// Self-employed.
    Independent,
    /// Students.
    Student,
    /// State medical aid (AME).
    StateMedicalAid,
    /// Civil servants.
    CivilServants,
    /// Armed forces.
    Military,
    /// Railway.
    Railway,
    /// Sailors.
    Maritime,
    /// Electricity and gas.
    Energy,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::General,
        Self::Agricultural,
        Self::Independent,
        Self::Student,
        Self::StateMedicalAid,
        Self::CivilServants,
        Self::Military,
        Self::Railway,
        Self::Maritime,
        Self::Energy,
    ];

    /// The word of the import file.
    pub const fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Agricultural => "agricultural",
            Self::Independent => "independent",
            Self::Student => "student",
            Self::StateMedicalAid => "state_medical_aid",
            Self::CivilServants => "civil_servants",
            Self::Military => "military",
            Self::Railway => "railway",
            Self::Maritime => "maritime",
            Self::Energy => "energy",
        }
    }
}

/// A person known to the health insurance fund.
#[derive(Clone, PartialEq, Debug)]
pub struct Insured {
    /// Family name at birth.
    pub birth_name: String,
    /// Name used in daily life, when it differs.
    pub used_name: Option<String>,
    /// First names at birth, in order.
    pub first_names: Vec<String>,
    /// Day of birth.
    pub birth_date: Date,
    /// Sex.
    pub sex: Sex,
    /// INSEE code of the commune, or 99 and the country.
    pub birthplace: String,
    /// Name of that place.
    pub birthplace_name: String,
    /// Registration number with its key: 15 characters.
    pub matricule: String,
    /// What kind of matricule: [`TEST_NIR_OID`].
    pub oid: String,
    /// Scheme.
    pub scheme: Scheme,
    /// Serial number of the health card: ten digits.
    pub vitale_serial: String,
    /// E-mail, for most.
    pub email: Option<String>,
    /// Mobile phone (`+33639980000` and on, kept for fiction), for most.
    pub phone: Option<String>,
    /// First line of the address.
    pub address_line: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Who lives together has the same number.
    pub household: usize,
    /// The treating doctor: index in `professionals`; none for small children.
    pub treating_doctor: Option<usize>,
}

impl Insured {
    /// The name on letters: used name, else birth name.
    pub fn family_name(&self) -> &str {
        self.used_name.as_deref().unwrap_or(&self.birth_name)
    }

    /// The first first name.
    pub fn first_name(&self) -> &str {
        self.first_names.first().map_or("", String::as_str)
    }

    /// First name and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name(), self.family_name())
    }

    /// Whole years on that day; 0 before birth.
    pub fn age(&self, on: Date) -> i32 {
        let b = self.birth_date;
        let years = i32::from(on.year()) - i32::from(b.year());
        let before_birthday = (on.month(), on.day()) < (b.month(), b.day());
        (years - i32::from(before_birthday)).max(0)
    }
}

fn birthplace(dice: &mut Dice, draft: &Draft, birth: Date) -> Birthplace {
    if let Some(place) = draft.place {
        return place;
    }
    if draft.scheme == Scheme::StateMedicalAid {
        return *dice.pick(ABROAD);
    }
    match dice.below(100) {
        0..=3 if birth.year() < 1976 => *dice.pick(CORSICA_BEFORE_1976),
        0..=3 => *dice.pick(CORSICA),
        4..=8 => *dice.pick(OVERSEAS),
        9..=15 if draft.age > 3 => *dice.pick(ABROAD),
        _ => *dice.pick(COMMUNES),
    }
}

fn birth_date(dice: &mut Dice, age: i32, year: i16) -> Date {
    // Always before the first of January of `year`, so that the country does
    // not change with the day it is told on, only with the year.
    match age {
        0 => date(year - 1, 12, i8::try_from(dice.between(1, 24)).unwrap_or(1)),
        _ => {
            let back = i16::try_from(age).unwrap_or(40);
            let month = i8::try_from(dice.between(1, 12)).unwrap_or(1);
            date(
                year - back,
                month,
                i8::try_from(dice.between(1, 28)).unwrap_or(1),
            )
        }
    }
}

fn first_names(dice: &mut Dice, draft: &Draft, birth: Date) -> Vec<String> {
    let generation = match birth.year() {
        ..=1954 => 0,
        1955..=1980 => 1,
        1981..=2005 => 2,
        _ => 3,
    };
    let list = match draft.sex {
        Sex::F => WOMEN[generation],
        Sex::M => MEN[generation],
    };
    let mut names = vec![(*draft.first.as_ref().unwrap_or_else(|| dice.pick(list))).to_owned()];
    for _ in 0..dice.between(0, 2) {
        let second = (*dice.pick(list)).to_owned();
        if !names.contains(&second) {
            names.push(second);
        }
    }
    names
}

/// Everybody, families together, the told ones first.
pub(crate) fn invent(seed: u64, today: Date, doctors: &[usize]) -> Vec<Insured> {
    let mut dice = Dice::of(seed, "people", 0);
    let mut drafts: Vec<(usize, Draft)> = Vec::new();
    for (number, told) in households::told().into_iter().enumerate() {
        drafts.extend(told.into_iter().map(|draft| (number, draft)));
    }
    drafts.push((9, Draft::new(Sex::F, 31, "Hoarau", Scheme::Military)));
    drafts.push((9, Draft::new(Sex::M, 0, "Hoarau", Scheme::Military)));
    let mut number = 10;
    while drafts.len() < PEOPLE {
        let people = households::household(&mut dice, number);
        drafts.extend(people.into_iter().map(|draft| (number, draft)));
        number += 1;
    }
    drafts.truncate(PEOPLE);

    let mut taken = HashSet::new();
    drafts
        .into_iter()
        .enumerate()
        .map(|(index, (household, draft))| {
            person(seed, today, doctors, index, household, &draft, &mut taken)
        })
        .collect()
}

fn person(
    seed: u64,
    today: Date,
    doctors: &[usize],
    index: usize,
    household: usize,
    draft: &Draft,
    taken: &mut HashSet<String>,
) -> Insured {
    let number = index as u64;
    let mut dice = Dice::of(seed, "person", number);
    let mut home = Dice::of(seed, "home", household as u64);
    let birth_date = birth_date(&mut dice, draft.age, today.year());
    let place = birthplace(&mut dice, draft, birth_date);
    let first_names = first_names(&mut dice, draft, birth_date);
    let matricule = loop {
        let order = dice.below(899) + 1;
        let matricule = nir(draft.sex == Sex::F, birth_date, place.0, order);
        if taken.insert(matricule.clone()) {
            break matricule;
        }
    };
    let vitale_serial = loop {
        let serial = format!("{:010}", dice.next() % 10_000_000_000);
        if taken.insert(serial.clone()) {
            break serial;
        }
    };
    let adult = draft.age >= 16;
    let reachable = if draft.age > 80 { 45 } else { 88 };
    let told = draft.first.is_some() && adult && draft.age < 90;
    let family = draft.used_name.as_deref().unwrap_or(&draft.birth_name);
    let email = (adult && (told || dice.percent(reachable))).then(|| {
        let mut address = format!("{}.{}", plain(&first_names[0]), plain(family));
        if !taken.insert(address.clone()) {
            address = format!("{address}{index}");
        }
        format!("{address}@courriel.example")
    });
    let phone = (adult && (told || dice.percent(reachable + 5)))
        .then(|| format!("+3363998{:04}", (index * 37 + 11) % 10_000));
    let (postcode, city) = *home.pick(TOWNS);
    let address_line = format!("{} {}", home.between(1, 148), home.pick(STREETS));
    Insured {
        birth_name: draft.birth_name.clone(),
        used_name: draft
            .used_name
            .clone()
            .filter(|name| *name != draft.birth_name),
        first_names,
        birth_date,
        sex: draft.sex,
        birthplace: place.0.to_owned(),
        birthplace_name: place.1.to_owned(),
        matricule,
        oid: TEST_NIR_OID.to_owned(),
        scheme: draft.scheme,
        vitale_serial,
        email,
        phone,
        address_line,
        postcode: postcode.to_owned(),
        city: city.to_owned(),
        household,
        treating_doctor: (!doctors.is_empty()).then(|| doctors[household % doctors.len()]),
    }
}
