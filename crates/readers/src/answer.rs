//! What a child says.

use crate::job::Job;
use crate::picture::Kind;
use crate::refusal::Refusal;
use crate::{cda, dicom, gist, pdf, words};
use minicbor::{Decode, Encode};

/// What was asked, or why it cannot be had.
pub type Reading = Result<Answer, Refusal>;

/// What was read. Each variant answers the job of the same name.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Answer {
    /// Of a PDF.
    #[n(0)]
    Pdf(#[n(0)] pdf::Answer),
    /// Of a picture.
    #[n(1)]
    Picture(#[n(0)] Picture),
    /// Of a text.
    #[n(2)]
    Words(#[n(0)] words::Answer),
    /// Of a CDA document.
    #[n(10)]
    Cda(#[n(0)] cda::Answer),
    /// Of a DICOM file.
    #[n(11)]
    Dicom(#[n(0)] dicom::Answer),
    /// What a file is about.
    #[n(12)]
    Gist(#[n(0)] Box<gist::Answer>),
}

impl Answer {
    /// Whether this can be the answer to this question.
    pub(crate) fn fits(&self, job: &Job) -> bool {
        match (job, self) {
            (Job::Pdf(ask), Self::Pdf(answer)) => answer.fits(ask),
            (Job::Picture(ask), Self::Picture(picture)) => picture.is_within(ask.side()),
            (Job::Words(_), Self::Words(answer)) => answer.is_within_bounds(),
            (Job::Cda(ask), Self::Cda(answer)) => answer.fits(ask),
            (Job::Dicom(ask), Self::Dicom(answer)) => answer.fits(ask),
            (Job::Gist(ask), Self::Gist(answer)) => answer.fits(*ask),
            _ => false,
        }
    }
}

/// A picture made anew, pixel by pixel: nothing of the file it came from is in
/// it, no metadata either.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Picture {
    /// Its width in pixels.
    #[n(0)]
    pub width: u32,
    /// Its height in pixels.
    #[n(1)]
    pub height: u32,
    /// Whether [`Picture::bytes`] is a JPEG; else it is a PNG.
    #[n(2)]
    pub jpeg: bool,
    /// The file.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

impl Picture {
    /// Its media type.
    pub const fn mime(&self) -> &'static str {
        if self.jpeg { "image/jpeg" } else { "image/png" }
    }

    /// Whether the bytes begin as their type says. What a child says is not
    /// believed further than it can be seen.
    pub fn is_what_it_says(&self) -> bool {
        let kind = if self.jpeg { Kind::Jpeg } else { Kind::Png };
        Kind::of(&self.bytes) == Some(kind)
    }

    /// Whether it is, and no side of it is longer than so many pixels.
    pub(crate) fn is_within(&self, side: u32) -> bool {
        let sides = 1..=side.max(1);
        self.is_what_it_says() && sides.contains(&self.width) && sides.contains(&self.height)
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { width, height, .. } = self;
        write!(f, "Picture({} {width} × {height})", self.mime())
    }
}
