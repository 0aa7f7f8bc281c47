//! What a file is about, in short: the words the search finds it by, the results
//! a laboratory tells for machines, and whom it names. All of it in one job, so
//! that one child is enough when a document arrives.

use crate::cda::{self, Entries, LabResult, Patient};
use crate::identity::{Sameness, Traits};
use crate::refusal::Refusal;
use crate::{pdf, words};
use minicbor::{Decode, Encode};

/// No more words are told, in bytes; what a search looks at is less still.
pub const TEXT_BYTES_MAX: usize = 512 * 1024;
/// Nor more pages of a PDF.
const PAGES_MAX: u32 = 200;
/// Nor more results: a long report has a hundred.
pub const RESULTS_MAX: usize = 1_000;

/// What the file is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Ask {
    /// A PDF.
    #[n(0)]
    Pdf,
    /// Plain text in UTF-8.
    #[n(1)]
    Plain,
    /// Rich Text Format.
    #[n(2)]
    Rtf,
    /// A CDA document.
    #[n(3)]
    Cda,
}

/// What was understood. `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Answer {
    /// Its words.
    #[n(0)]
    pub text: String,
    /// Whom it names; nobody, if it is of a kind that names nobody for machines.
    #[n(1)]
    pub patient: Option<Patient>,
    /// How many other people it names as its patient.
    #[n(2)]
    pub others: u32,
    /// What it tells for machines: results alone are kept.
    #[n(3)]
    #[cbor(with = "cda::wire")]
    pub entries: Box<Entries>,
    /// Whether it says more than this.
    #[n(4)]
    pub cut: bool,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gist({} results)", self.results().len())
    }
}

impl Answer {
    /// The results of a laboratory, in the order of the document.
    pub fn results(&self) -> &[LabResult] {
        &self.entries.results
    }

    /// Whether a reader says so much, of such a file.
    pub(crate) fn fits(&self, ask: Ask) -> bool {
        let of_a_cda = ask == Ask::Cda;
        self.text.len() <= TEXT_BYTES_MAX
            && self.entries.count() <= RESULTS_MAX
            && self.entries.count() == self.results().len()
            && (of_a_cda || (self.patient.is_none() && self.results().is_empty()))
    }
}

/// Whether a document that names this patient, and so many others, is about a
/// person.
pub fn compare(patient: &Patient, others: u32, traits: &Traits<'_>) -> Sameness {
    cda::compare_patient(patient, others, traits)
}

/// Whether a document that names this patient, and so many others, surely names
/// somebody else.
pub fn names_another(patient: &Patient, others: u32, traits: &Traits<'_>) -> bool {
    cda::names_another(patient, others, traits)
}

/// Reads what a file is about.
///
/// # Errors
/// Why it cannot be told.
pub fn read(ask: Ask, bytes: &[u8]) -> Result<Answer, Refusal> {
    match ask {
        Ask::Pdf => of_pages(&all_pages(bytes)?),
        Ask::Plain => read_plain(bytes),
        Ask::Rtf => of_paragraphs(words::Ask::Rtf, bytes),
        Ask::Cda => of_cda(bytes),
    }
}

/// Reads what a plain text is about. It is the one kind of file without a form
/// to take apart, so that no child is needed for it.
///
/// # Errors
/// Why it cannot be told.
pub fn read_plain(bytes: &[u8]) -> Result<Answer, Refusal> {
    of_paragraphs(words::Ask::Plain, bytes)
}

fn all_pages(bytes: &[u8]) -> Result<pdf::Answer, Refusal> {
    let ask = pdf::Ask {
        first: 0,
        pages: PAGES_MAX,
        width: None,
    };
    pdf::read(&ask, bytes)
}

fn of_pages(pages: &pdf::Answer) -> Result<Answer, Refusal> {
    let mut gist = Answer {
        cut: pages.count > PAGES_MAX,
        ..Answer::default()
    };
    for page in &pages.pages {
        gist.say(&page.text);
    }
    Ok(gist)
}

fn of_paragraphs(ask: words::Ask, bytes: &[u8]) -> Result<Answer, Refusal> {
    let told = words::read(&ask, bytes)?;
    let mut gist = Answer {
        cut: told.cut,
        ..Answer::default()
    };
    for paragraph in &told.paragraphs {
        gist.say(paragraph);
    }
    Ok(gist)
}

/// A CDA document; of one that is nothing but a PDF, the words of that one.
fn of_cda(bytes: &[u8]) -> Result<Answer, Refusal> {
    let (document, entries, file) = cda::whole(bytes)?;
    let mut gist = Answer {
        patient: Some(document.patient.clone()),
        others: document.others,
        ..Answer::default()
    };
    gist.say(document.title.as_deref().unwrap_or_default());
    gist.say(&document.text());
    // A PDF that cannot be read takes nothing from what the document says.
    if let Some(pages) = file.and_then(|file| all_pages(&file).ok()) {
        gist.cut |= pages.count > PAGES_MAX;
        for page in &pages.pages {
            gist.say(&page.text);
        }
    }
    let mut results = entries.results;
    gist.cut |= results.len() > RESULTS_MAX;
    results.truncate(RESULTS_MAX);
    gist.entries = Box::new(Entries {
        results,
        ..Entries::default()
    });
    Ok(gist)
}

impl Answer {
    /// Some more words, as far as there is room.
    fn say(&mut self, words: &str) {
        for line in words.lines() {
            if self.text.len() + line.len() + 1 > TEXT_BYTES_MAX {
                self.cut = true;
                return;
            }
            self.text.push_str(line);
            self.text.push('\n');
        }
    }
}
