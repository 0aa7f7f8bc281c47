//! PDF: how many pages, what they say, how they look, and what the file would
//! have liked to do.

mod draw;
mod signs;
mod text;

pub use signs::Signs;

use crate::answer::Picture;
use crate::refusal::Refusal;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use minicbor::{Decode, Encode};
use std::ops::Range;

/// How a PDF begins.
pub(crate) const MARK: &[u8] = b"%PDF-";
/// Pages beyond these are not shown; the file can be downloaded.
pub const PAGES_MAX: u32 = 2_000;
/// Pages drawn in one answer.
pub const DRAWN_MAX: u32 = 4;
/// A page drawn is not wider, nor higher.
pub const SIDE_MAX: u32 = 4_000;

/// What is asked of a PDF.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Ask {
    /// The first page wanted, counted from zero.
    #[n(0)]
    pub first: u32,
    /// How many pages; of those to be drawn, [`DRAWN_MAX`] at most.
    #[n(1)]
    pub pages: u32,
    /// How wide the pages are to be drawn, in pixels; none, and they are not.
    #[n(2)]
    pub width: Option<u32>,
}

impl Ask {
    /// The numbers of the pages that are answered, of a file with so many.
    fn of(&self, count: u32) -> Range<u32> {
        let wanted = self.width.map_or(self.pages, |_| self.pages.min(DRAWN_MAX));
        let end = self.first.saturating_add(wanted);
        self.first..end.min(count.min(PAGES_MAX))
    }
}

/// What there is in a PDF.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Answer {
    /// How many pages the file has.
    #[n(0)]
    pub count: u32,
    /// What it would have liked to do.
    #[n(1)]
    pub signs: Signs,
    /// The pages that were asked for.
    #[n(2)]
    pub pages: Vec<Shown>,
}

impl Answer {
    /// Whether these are the pages that were asked for, drawn only if that was
    /// asked.
    pub(crate) fn fits(&self, ask: &Ask) -> bool {
        let drawn = |picture: &Picture| ask.width.is_some() && picture.is_within(SIDE_MAX);
        ask.first < self.count.min(PAGES_MAX)
            && self
                .pages
                .iter()
                .map(|page| page.number)
                .eq(ask.of(self.count))
            && self
                .pages
                .iter()
                .all(|page| page.picture.as_ref().is_none_or(drawn))
    }
}

/// One page, in words and as a picture.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Shown {
    /// Its number, from zero.
    #[n(0)]
    pub number: u32,
    /// What it says, a line for each of its lines.
    #[n(1)]
    pub text: String,
    /// How it looks; none, if that was not asked or it cannot be drawn.
    #[n(2)]
    pub picture: Option<Picture>,
    /// How wide and how high it is, in points; none, if it has no shape.
    #[n(3)]
    pub shape: Option<(u32, u32)>,
}

impl Shown {
    /// How high it is when it is drawn so wide; none, if it is not drawn then.
    pub fn height_at(&self, width: u32) -> Option<u32> {
        let (across, down) = self.shape?;
        let high = u64::from(down) * u64::from(width);
        let high = u32::try_from(high.checked_div(u64::from(across))?).ok()?;
        (1..=SIDE_MAX).contains(&high).then_some(high)
    }
}

/// Reads a PDF.
///
/// # Errors
/// Why it is not shown.
pub fn read(ask: &Ask, bytes: &[u8]) -> Result<Answer, Refusal> {
    let pdf = open(bytes)?;
    let all = pdf.pages();
    let count = u32::try_from(all.len()).map_err(|_| Refusal::TooLarge)?;
    let wanted = ask.of(count);
    if ask.first >= count.min(PAGES_MAX) {
        return Err(Refusal::NoSuchPage);
    }
    let mut budget = text::Budget::new();
    let mut pages = Vec::new();
    for number in wanted {
        let place = usize::try_from(number).map_err(|_| Refusal::TooLarge)?;
        let page = all.get(place).ok_or(Refusal::NoSuchPage)?;
        pages.push(Shown {
            number,
            text: text::of(page, &mut budget),
            picture: ask.width.and_then(|width| draw::page(page, width)),
            shape: draw::shape(page),
        });
    }
    Ok(Answer {
        count,
        signs: signs::of(&pdf),
        pages,
    })
}

fn open(bytes: &[u8]) -> Result<Pdf, Refusal> {
    // A file that only becomes a PDF further down is something else as well.
    if !bytes.starts_with(MARK) {
        return Err(Refusal::OtherType);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        // What is locked and broken as well is locked first of all.
        LoadPdfError::Invalid if names_a_lock(bytes) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    if pdf.pages().is_empty() {
        return Err(Refusal::Damaged);
    }
    Ok(pdf)
}

fn names_a_lock(bytes: &[u8]) -> bool {
    let lock = b"/Encrypt";
    bytes.windows(lock.len()).any(|window| window == lock)
}
