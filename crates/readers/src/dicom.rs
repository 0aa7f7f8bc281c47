//! X-rays, CT and MRI series: a DICOM file in, a small model and PNG frames out.
//!
//! [`study`] says what is in a file, as *study, series, frames*; [`frame`] gives
//! one frame as a PNG of 8 bits, in one window. Both are pure, read the file
//! where it lies, and decode no more than the frame asked for. A file is shown
//! right or refused with a sentence: what is not certain is not guessed. A file
//! may be a zip of the files of one study, as it leaves a department (PS3.12, V).
//!
//! Deliberately absent: JPEG-LS, JPEG XL, JPEG of 12 bits, video, dose maps and
//! segmentations (each has its refusal), overlays and the drawing of ECGs.
//!
//! INVARIANT: nothing is made larger than the file because the file says so:
//! lengths are checked against the bytes there are, frames against
//! [`FRAMES_MAX`], pixels against [`PIXELS_MAX`], nesting and elements too.

mod archive;
mod describe;
mod elements;
mod file;
mod groups;
mod light;
mod model;
mod order;
mod pixels;
mod refusal;
mod report;
mod words;

pub use light::{Light, View};
pub use model::{
    Content, Edge, Edges, Held, Line, Other, Person, Report, Series, Study, Window, WindowName,
};
pub use refusal::Refusal;

use crate::answer::Picture;
use crate::identity::{self, Sameness, Told, Traits};
use minicbor::{Decode, Encode};

/// How many frames a file may have: the longest CT that is kept in one file
/// has some 3,000.
pub const FRAMES_MAX: u32 = 5_000;

/// How many series a study may have.
pub const SERIES_MAX: usize = 200;

/// How many files an archive may have: a heart that beats, or a brain at work, is some
/// ten thousand.
pub const FILES_MAX: usize = 20_000;

/// How many pixels a frame may have: the finest mammograph makes 30 million.
pub const PIXELS_MAX: usize = 40_000_000;

/// What is asked of a DICOM file.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Ask {
    /// What there is.
    #[n(0)]
    Look,
    /// One frame as a picture.
    #[n(1)]
    Draw(#[n(0)] View),
}

/// What a DICOM file is, shows, or is not shown for.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Answer {
    /// What there is.
    #[n(0)]
    Study(#[n(0)] Box<Study>),
    /// The frame.
    #[n(1)]
    Frame(#[n(0)] Picture),
    /// Why not, more exactly than other files have it.
    #[n(2)]
    Refused(#[n(0)] Refusal),
}

impl Answer {
    /// Whether this can be the answer to this question.
    pub(crate) fn fits(&self, ask: &Ask) -> bool {
        match (ask, self) {
            (Ask::Look, Self::Study(study)) => match &study.content {
                Content::Images(series) => {
                    let (count, frames) = (1..=SERIES_MAX, 1..=FRAMES_MAX);
                    count.contains(&series.len())
                        && series.iter().all(|one| frames.contains(&one.frames))
                        && series.iter().all(Series::is_where_it_says)
                        && series.iter().map(|one| one.files.len()).sum::<usize>() <= FILES_MAX
                }
                Content::Report(report) => report.lines.len() <= report::LINES_MAX,
                Content::Other(_) | Content::Refused(_) => true,
            },
            (Ask::Draw(view), Self::Frame(picture)) => picture.is_within(view.side()),
            (_, Self::Refused(_)) => true,
            _ => false,
        }
    }
}

/// Whether a file is about a person. Of its numbers, those with the key of an
/// official one are taken for it: any other is its department's.
pub fn compare(person: &Person, traits: &Traits<'_>) -> Sameness {
    told(person, |told| identity::compare(told, traits))
}

/// Whether a file surely names somebody else.
pub fn names_another(person: &Person, traits: &Traits<'_>) -> bool {
    told(person, |told| identity::names_another(told, traits))
}

fn told<T>(person: &Person, ask: impl FnOnce(&Told<'_>) -> T) -> T {
    let numbers = person.numbers.iter().map(|number| number.trim());
    let numbers = numbers.filter(|number| identity::key_is_right(number));
    let birth_date = person.birth_date.as_deref().map(|day| day.replace('-', ""));
    let told = Told {
        numbers: numbers.map(|number| (None, number)).collect(),
        birth_date: birth_date.as_deref(),
        sex: person.sex.as_deref(),
        family_name: person.family_name.as_deref(),
        first_names: person.first_names.as_deref(),
        ..Told::default()
    };
    ask(&told)
}

/// Says what is in a file, or in an archive of the files of one study.
///
/// # Errors
/// The reason why it is not shown.
pub fn study(bytes: &[u8]) -> Result<Study, Refusal> {
    match archive::is_one(bytes) {
        true => archive::study(bytes),
        false => describe::study(bytes),
    }
}

/// Shows one frame of a file, or of an archive of the files of one study.
///
/// # Errors
/// The reason why it is not shown.
pub fn frame(bytes: &[u8], view: &View) -> Result<Picture, Refusal> {
    match archive::is_one(bytes) {
        true => archive::frame(bytes, view),
        false if view.series == 1 && view.file.is_none() => light::frame(bytes, view),
        false => Err(Refusal::NoSuchFrame),
    }
}

/// Answers what is asked.
///
/// # Errors
/// A file that is something else.
pub fn read(ask: &Ask, bytes: &[u8]) -> Result<Answer, crate::Refusal> {
    let answer = match ask {
        Ask::Look => study(bytes).map(|study| Answer::Study(Box::new(study))),
        Ask::Draw(view) => frame(bytes, view).map(Answer::Frame),
    };
    match answer {
        Err(Refusal::Disguised) if !archive::is_one(bytes) => Err(crate::Refusal::OtherType),
        answer => Ok(answer.unwrap_or_else(Answer::Refused)),
    }
}
