//! The official calendars, as data: `data/prevention`, with its sources beside
//! it.

mod read;

use crate::age::Age;
use kernel::{Date, Error, Lang, Result};
use std::collections::HashMap;
use std::sync::OnceLock;

/// What a calendar asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A vaccination.
    Vaccination,
    /// Looking for an illness in people who are well.
    Screening,
    /// One of the twenty examinations of a child.
    ChildExamination,
    /// A prevention check-up at a key age.
    PreventionCheck,
    /// A dental examination.
    Dental,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Vaccination,
        Self::Screening,
        Self::ChildExamination,
        Self::PreventionCheck,
        Self::Dental,
    ];

    /// Its name in data and sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Vaccination => "vaccination",
            Self::Screening => "screening",
            Self::ChildExamination => "child",
            Self::PreventionCheck => "check",
            Self::Dental => "dental",
        }
    }
}

/// How strongly a vaccination is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// By law.
    Mandatory,
    /// By the calendar, of everybody of this age.
    Recommended,
    /// Offered to those who wish.
    Offered,
    /// Of those at risk alone.
    AtRisk,
    /// It depends on the product that was used.
    Depends,
}

/// How a vaccination comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeat {
    /// At ages that are so many years apart.
    ByAge(i32),
    /// So many years after the last.
    ByLast(i32),
}

/// Diseases: a set.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Diseases(u64);

impl Diseases {
    /// Whether this one is among them.
    pub const fn has(self, place: u32) -> bool {
        self.0 & (1 << place) != 0
    }

    /// Whether all of the others are among them.
    pub const fn covers(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether any of the others is.
    pub const fn meets(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// All places in the list of diseases.
    pub fn places(self) -> impl Iterator<Item = u32> {
        (0..64).filter(move |place| self.has(*place))
    }

    /// Nothing is among them.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn with(self, place: u32) -> Self {
        Self(self.0 | 1 << place)
    }
}

/// Something to be vaccinated against.
#[derive(Clone, Debug)]
pub struct Disease {
    /// Its name in data.
    pub code: String,
    /// Its name in a medical profile.
    pub in_profile: String,
    name_fr: String,
    name_en: String,
}

impl Disease {
    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        of(lang, &self.name_fr, &self.name_en)
    }
}

/// Doses of a vaccine.
#[derive(Clone, Debug)]
pub struct Doses {
    /// Against which diseases, all of them.
    pub against: Diseases,
    /// How many doses there are when this one is done.
    pub needs: u8,
    /// From which age.
    pub from: Age,
    /// Until which age, excluded; none: from then on.
    pub until: Option<Age>,
    /// Doses of these ages count.
    pub counted: (Age, Option<Age>),
    /// How strongly.
    pub level: Level,
    /// Until which age it is late; afterwards its time is over.
    pub late_until: Option<Age>,
    /// Until which age one should still ask, the calendar being silent.
    pub ask_until: Option<Age>,
    /// Asked of those born since.
    pub born_from: Option<Date>,
    /// Those born since then, and before that, should ask.
    pub ask_born_from: Option<Date>,
    /// From this age those at risk should ask.
    pub ask_from: Option<Age>,
    /// A dose since this age, and before those that count, may be this one.
    pub early_from: Option<Age>,
    /// How it comes back.
    pub repeat: Option<Repeat>,
    /// Begun from this age on, it needs so many doses.
    pub catch_up: Option<(Age, u8)>,
}

/// Something that is done every so many years.
#[derive(Clone, Debug)]
pub struct Rounds {
    /// From which age.
    pub from: Age,
    /// Until which age, excluded.
    pub until: Age,
    /// Years from one to the next.
    pub every: i32,
    /// Years from the first to the second, where it is another number.
    pub first_every: Option<i32>,
    /// Another one, and for how many years nobody says when this follows it.
    pub after: Option<(String, i32)>,
}

/// How a rule goes.
#[derive(Clone, Debug)]
pub enum Course {
    /// Doses of a vaccine.
    Doses(Box<Doses>),
    /// Once, between two ages; it is late until a third, if there is one.
    Once {
        /// From which age.
        from: Age,
        /// Until which age, excluded.
        until: Age,
        /// Until which age it is late.
        late_until: Option<Age>,
    },
    /// Every so many years.
    Rounds(Box<Rounds>),
    /// Once in every year of age.
    YearOfAge {
        /// From which age.
        from: Age,
        /// Until which age, excluded.
        until: Age,
    },
}

/// One thing that a calendar asks for.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name in data, addresses and journals.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Of women alone.
    pub women: bool,
    /// How it goes.
    pub course: Course,
    pub(crate) pack: usize,
    pub(crate) source: usize,
    name_fr: String,
    name_en: String,
    note_fr: String,
    note_en: String,
}

impl Rule {
    /// What it is called.
    pub fn name(&self, lang: Lang) -> &str {
        of(lang, &self.name_fr, &self.name_en)
    }

    /// What is to be known of it; perhaps nothing.
    pub fn note(&self, lang: Lang) -> Option<&str> {
        let note = of(lang, &self.note_fr, &self.note_en);
        (!note.is_empty()).then_some(note)
    }
}

/// Where a rule is from.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name in data.
    pub code: String,
    title_fr: String,
    title_en: String,
}

impl Source {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &str {
        of(lang, &self.title_fr, &self.title_en)
    }
}

/// One calendar of one year.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its name in data.
    pub code: String,
    /// Its version: a year.
    pub version: String,
    /// The first day it is for.
    pub from: Date,
    /// The last day it is for.
    pub until: Date,
    title_fr: String,
    title_en: String,
}

impl Pack {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &str {
        of(lang, &self.title_fr, &self.title_en)
    }

    /// Whether its year is over.
    pub fn is_over(&self, today: Date) -> bool {
        today > self.until
    }
}

/// The calendars.
#[derive(Clone, Debug)]
pub struct Calendar {
    rules: Vec<Rule>,
    packs: Vec<Pack>,
    sources: Vec<Source>,
    diseases: Vec<Disease>,
    products: HashMap<String, Diseases>,
}

impl Calendar {
    /// The calendars in force, from the project's data.
    ///
    /// # Errors
    /// A fault, if the data files are not well formed: a test reads them.
    pub fn in_force() -> Result<&'static Self> {
        static CALENDAR: OnceLock<Result<Calendar>> = OnceLock::new();
        let read = CALENDAR.get_or_init(read::all);
        read.as_ref()
            .map_err(|error| Error::fault(error.log_text()))
    }

    /// The project's data, as one text: to tell later what it said.
    pub fn carried() -> String {
        read::carried()
    }

    /// The calendars that such a text tells of, of this release or of another.
    ///
    /// # Errors
    /// A fault, if it is not well formed.
    pub fn of(carried: &str) -> Result<Self> {
        read::of(carried)
    }

    /// Whether all of its calendars have begun.
    pub fn has_begun(&self, today: Date) -> bool {
        self.packs.iter().all(|pack| pack.from <= today)
    }

    /// All rules, in the order of the calendars.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this name.
    pub fn find(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The calendars.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The calendar of a rule.
    pub fn pack(&self, rule: &Rule) -> &Pack {
        &self.packs[rule.pack]
    }

    /// Where a rule is from.
    pub fn source(&self, rule: &Rule) -> &Source {
        &self.sources[rule.source]
    }

    /// All diseases, by place.
    pub fn diseases(&self) -> &[Disease] {
        &self.diseases
    }

    /// The diseases of these names in data.
    ///
    /// # Errors
    /// A fault, for a name that is none.
    pub fn against(&self, codes: &str) -> Result<Diseases> {
        read::diseases(&self.diseases, codes)
    }

    /// The diseases of these names in a medical profile; others are left out.
    pub fn in_profile<'a>(&self, names: impl Iterator<Item = &'a str>) -> Diseases {
        names.fold(Diseases::default(), |set, name| {
            let mut known = (0..).zip(&self.diseases);
            let place = known.find(|(_, disease)| disease.in_profile == name);
            place.map_or(set, |(place, _)| set.with(place))
        })
    }

    /// What a vaccine of this name, as people write it, is against; nothing, if
    /// it is not in the list: nothing is guessed.
    pub fn product(&self, name: &str) -> Option<Diseases> {
        self.products.get(&folded(name)).copied()
    }
}

/// A name without capitals, accents, hyphens and spaces.
fn folded(name: &str) -> String {
    let plain = kernel::unaccented(name);
    plain.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn of<'a>(lang: Lang, fr: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}
