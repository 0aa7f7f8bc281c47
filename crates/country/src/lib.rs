//! A small invented country from a seed: people, professionals, places, and
//! five years of their medical life as files that look real.
//!
//! Plain data and bytes: no store, no clock, no network. The same seed and the
//! same day give the same bytes; within a calendar year a later day only adds
//! documents. Nobody here exists: names are drawn from lists, numbers are in
//! ranges kept for tests or fiction, every file says that it is fictitious.
//!
//! # Import files
//!
//! [`Country::insured_csv`] and [`Country::professionals_csv`] write what
//! `carnet import` reads: UTF-8, a header line, commas, quotes where needed,
//! an empty field for what is not known, dates as `2026-11-23`.
//!
//! - insured: `matricule,oid,birth_name,used_name,first_names,birth_date,sex,`
//!   `birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city,`
//!   `attached_to` (of a child: the matricules of one or two adults).
//!   `first_names` are separated by spaces; `used_name` is empty when it is the
//!   birth name; `sex` is `F` or `M`; `scheme` is a [`Scheme::code`];
//!   `vitale_serial` has ten digits; `phone` is in international form.
//! - professionals: `rpps,last_name,first_name,profession_code,`
//!   `speciality_label,place_finess,place_name,place_city`.

mod clinical;
mod daily;
mod dice;
mod events;
mod lives;
mod names;
mod numbers;
mod paper;
mod people;
mod pictures;
mod professionals;
mod said;
mod tables;
mod written;

pub use daily::Planned;
pub use events::{Author, Event, Mime};
pub use people::{Insured, Scheme, Sex, TEST_NIR_OID};
pub use professionals::{Place, Professional};
pub use said::Said;
pub use written::{Exchange, Words};

use kernel::Date;

/// A small country.
pub struct Country {
    /// What everything comes from.
    pub seed: u64,
    /// The day it is told on.
    pub today: Date,
    /// The people; those of [`Country::samples`] come first.
    pub insured: Vec<Insured>,
    /// The professionals.
    pub professionals: Vec<Professional>,
    /// The institutions whose software talks to Carnet: hospital, laboratory,
    /// imaging centre, pharmacy, in this order.
    pub institutions: Vec<Place>,
    /// The documents of each person, oldest first; as many as `insured`.
    pub lives: Vec<Vec<Event>>,
}

/// A few people whose story the demonstration tells: indexes in
/// [`Country::insured`] and, at the end, in [`Country::professionals`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Samples {
    /// Claire Martin, who has a code to activate her space.
    pub announced: usize,
    /// Bernard Lefèvre, active, diabetic with high blood pressure.
    pub active: usize,
    /// Odette Garnier, 84, active, with many documents.
    pub elderly: usize,
    /// Nadia Benaïm, active, mother of two.
    pub parent: usize,
    /// Her son Adam, who has asthma.
    pub child: usize,
    /// Marcel Petitjean, whose space was opened by silence, never activated.
    pub open: usize,
    /// Hélène Vasseur, who refused.
    pub refused: usize,
    /// Antoine Roche, who closed his space.
    pub closed: usize,
    /// A parent who was told a few days ago, with everybody at home.
    pub family: usize,
    /// Dr Amélie Fontanel, general practitioner.
    pub doctor: usize,
    /// Corinne Barthez, nurse.
    pub nurse: usize,
    /// Dr Anne-Laure Desrosiers, pharmacist.
    pub pharmacist: usize,
}

impl Country {
    /// The country of this seed, as it stands on `today`: nothing in it is
    /// dated of that day or after.
    pub fn invent(seed: u64, today: Date) -> Self {
        let professionals = professionals::professionals();
        let doctors: Vec<usize> = professionals
            .iter()
            .enumerate()
            .filter(|(_, p)| p.speciality == "Médecine générale")
            .map(|(index, _)| index)
            .collect();
        let insured = people::invent(seed, today, &doctors);
        let lives = lives::invent(seed, today, &insured, &professionals);
        Self {
            seed,
            today,
            insured,
            professionals,
            institutions: professionals::institutions(),
            lives,
        }
    }

    /// Every document, person by person, oldest first.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.lives.iter().flatten()
    }

    /// The bytes of a document: made when asked, always the same.
    pub fn file(&self, event: &Event) -> Vec<u8> {
        match &event.content {
            events::Content::Paper(paper) => paper::pdf(self, event, paper),
            events::Content::Clinical(report) => clinical::cda(self, event, report),
            events::Content::Picture(picture) => pictures::bytes(self, event, picture),
        }
    }

    /// The people the demonstration tells about.
    pub fn samples(&self) -> Samples {
        Samples {
            announced: 0,
            active: 4,
            elderly: 6,
            parent: 7,
            child: 8,
            open: 10,
            refused: 11,
            closed: 12,
            family: self.family(),
            doctor: self.staff("Fontanel"),
            nurse: self.staff("Barthez"),
            pharmacist: self.staff("Desrosiers"),
        }
    }

    /// The first parent of a minor, after the people of the samples.
    fn family(&self) -> usize {
        const SAMPLES: usize = 13;
        let age = |index: usize| self.insured[index].age(self.today);
        let with_minor = |index: &usize| {
            let home = self.insured[*index].household;
            let minor = |n: &usize| self.insured[*n].household == home && age(*n) < 18;
            (25..60).contains(&age(*index)) && (SAMPLES..self.insured.len()).any(|n| minor(&n))
        };
        (SAMPLES..self.insured.len())
            .find(with_minor)
            .unwrap_or(SAMPLES)
    }

    fn staff(&self, last_name: &str) -> usize {
        let found = |p: &Professional| p.last_name == last_name;
        self.professionals.iter().position(found).unwrap_or(0)
    }

    /// The professional who signs a document; none if the holder added it.
    pub fn signatory(&self, event: &Event) -> Option<&Professional> {
        match event.author {
            Author::Professional(index) => self.professionals.get(index),
            Author::Institution { signatory, .. } => self.professionals.get(signatory),
            Author::Holder => None,
        }
    }

    /// All insured people, as `carnet import insured` reads them.
    pub fn insured_csv(&self) -> String {
        tables::insured(&self.insured, self.today)
    }

    /// All professionals, as `carnet import professionals` reads them.
    pub fn professionals_csv(&self) -> String {
        tables::professionals(&self.professionals)
    }
}
