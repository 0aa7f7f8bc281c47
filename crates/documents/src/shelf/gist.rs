//! What was understood of a document when it came: the words the search finds it
//! by, the results it tells, and whom it names. A child read it; nothing here
//! was seen by anybody, and only a permit opens it.

use super::Shelf;
use kernel::DocumentId;
use readers::cda::{Identifier, Patient};
use readers::gist;
use readers::identity::{Sameness, Traits};
use sharing::{Sealed, Titled};

/// What a document is about, in short.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Gist {
    /// Its words, folded as the search wants them, each once.
    pub words: String,
    /// The beginning of what it says, as it stands: for a passage around what was
    /// searched. Empty, where it was understood before that was kept.
    pub text: String,
    /// Results of a laboratory, in its order.
    pub results: Vec<Finding>,
    /// Whom it names.
    pub patient: Option<Named>,
    /// It could not be read, or says more than is kept.
    pub partial: bool,
}

/// What was understood of a file, held against the person it is put with.
#[derive(Clone, Default)]
pub(crate) struct Understood {
    /// What it is about.
    pub gist: Option<Gist>,
    /// It surely names somebody else.
    pub names_another: bool,
}

impl Titled for Gist {
    fn what(&self) -> &str {
        ""
    }
}

/// One result of a laboratory, as it is written. Numbers are the laboratory's
/// own letters.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The code of what was looked for, with the OID of its system.
    pub test: Option<(String, String)>,
    /// Its name.
    pub name: String,
    /// The heading it stands under.
    pub panel: Option<String>,
    /// In what: blood, urine.
    pub specimen: Option<String>,
    /// By which method.
    pub method: Option<String>,
    /// What was found.
    pub value: Found,
    /// What the laboratory calls usual, in numbers.
    pub low: Option<Limit>,
    /// Up to.
    pub high: Option<Limit>,
    /// The same in words.
    pub usual: Option<String>,
    /// How the laboratory reads it: HL7's letter (`H`, `L`, `N` …), and its words.
    pub flags: Vec<(String, Option<String>)>,
    /// When, as HL7 writes moments: `YYYYMMDDHHMM`, cut anywhere.
    pub when: Option<String>,
    /// What the laboratory adds.
    pub comments: Vec<String>,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// A number, and its unit.
    Number {
        /// The number, as written.
        number: String,
        /// The unit, as written.
        unit: Option<String>,
    },
    /// Anything else, in words.
    Words(String),
}

impl Default for Found {
    fn default() -> Self {
        Self::Words(String::new())
    }
}

/// An end of what is usual.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limit {
    /// The number, as written.
    pub number: String,
    /// Whether it is itself usual.
    pub inclusive: bool,
}

/// Whom a document names as its patient.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Numbers, each with whose it is.
    pub numbers: Vec<(String, Option<String>)>,
    /// The birth name.
    pub birth_name: Option<String>,
    /// The first first name.
    pub first_name: Option<String>,
    /// `YYYYMMDD`, cut anywhere.
    pub birth_date: Option<String>,
    /// M, F or another letter.
    pub sex: Option<String>,
    /// How many other people it names.
    pub others: u32,
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Named")
    }
}

impl Named {
    /// Whether it is this person.
    pub fn compare(&self, traits: &Traits<'_>) -> Sameness {
        gist::compare(&self.patient(), self.others, traits)
    }

    /// Whether it is surely somebody else.
    pub(crate) fn is_another(&self, traits: &Traits<'_>) -> bool {
        gist::names_another(&self.patient(), self.others, traits)
    }

    fn patient(&self) -> Patient {
        let ids = self.numbers.iter().map(|(root, extension)| Identifier {
            root: root.clone(),
            extension: extension.clone(),
        });
        Patient {
            ids: ids.collect(),
            birth_name: self.birth_name.clone(),
            first_name: self.first_name.clone(),
            birth_date: self.birth_date.clone(),
            sex: self.sex.clone(),
            ..Patient::default()
        }
    }
}

impl Shelf {
    /// A child understood this of a document.
    pub(crate) fn understand(&mut self, id: DocumentId, gist: Gist) {
        if let Some(document) = self.find_mut(id) {
            let facts = document.facts().clone();
            document.results = gist.results.len();
            document.gist = Some(Sealed::new(facts, gist, ()));
        }
    }
}
