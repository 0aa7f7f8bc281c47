//! PDF: how many pages, what they say, how they look, and what the file would
//! have liked to do.

mod draw;
mod signs;
mod text;

pub use signs::Signs;

use crate::answer::Picture;
use crate::refusal::Refusal;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use minicbor::{Decode, Encode};

/// Pages beyond these are not shown; the file can be downloaded.
pub const PAGES_MAX: u32 = 2_000;
/// A page drawn is not wider, nor higher.
pub const SIDE_MAX: u32 = 4_000;

/// What is asked of a PDF. Pages are counted from zero.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Ask {
    /// What there is, and the text of some pages.
    #[n(0)]
    Look {
        /// The first page whose text is wanted.
        #[n(0)]
        first: u32,
        /// Of how many pages the text is wanted.
        #[n(1)]
        pages: u32,
    },
    /// One page as a picture.
    #[n(1)]
    Draw {
        /// Which page.
        #[n(0)]
        page: u32,
        /// How wide, in pixels.
        #[n(1)]
        width: u32,
    },
}

/// What is answered.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Answer {
    /// What there is.
    #[n(0)]
    Look(#[n(0)] Look),
    /// A page.
    #[n(1)]
    Drawn(#[n(0)] Picture),
}

/// What there is in a PDF.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Look {
    /// How many pages the file has.
    #[n(0)]
    pub pages: u32,
    /// What it would have liked to do.
    #[n(1)]
    pub signs: Signs,
    /// The pages that were asked for.
    #[n(2)]
    pub told: Vec<Told>,
}

/// One page, in words.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Told {
    /// Its number, from zero.
    #[n(0)]
    pub page: u32,
    /// Its height for a width of 1,000.
    #[n(1)]
    pub height: u32,
    /// What it says, a line for each of its lines.
    #[n(2)]
    pub text: String,
}

/// Reads a PDF.
///
/// # Errors
/// Why it is not shown.
pub fn read(ask: &Ask, bytes: &[u8]) -> Result<Answer, Refusal> {
    let pdf = open(bytes)?;
    match *ask {
        Ask::Look { first, pages } => look(&pdf, first, pages).map(Answer::Look),
        Ask::Draw { page, width } => draw::page(&pdf, page, width).map(Answer::Drawn),
    }
}

fn open(bytes: &[u8]) -> Result<Pdf, Refusal> {
    // A file that only becomes a PDF further down is something else as well.
    if !bytes.starts_with(b"%PDF-") {
        return Err(Refusal::OtherType);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected
            | DecryptionError::UnsupportedAlgorithm
            | DecryptionError::MissingIDEntry
            | DecryptionError::InvalidEncryption,
        ) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    if pdf.pages().is_empty() {
        return Err(Refusal::Damaged);
    }
    Ok(pdf)
}

fn look(pdf: &Pdf, first: u32, pages: u32) -> Result<Look, Refusal> {
    let all = pdf.pages();
    let count = u32::try_from(all.len()).map_err(|_| Refusal::TooLarge)?;
    let shown = count.min(PAGES_MAX);
    let until = first.saturating_add(pages).min(shown);
    let mut budget = text::Budget::new();
    let told = (first..until)
        .filter_map(|number| Some((number, all.get(usize::try_from(number).ok()?)?)))
        .map(|(page, found)| Told {
            page,
            height: draw::height(found.render_dimensions(), 1_000),
            text: text::of(found, &mut budget),
        })
        .collect();
    Ok(Look {
        pages: count,
        signs: signs::of(pdf),
        told,
    })
}
