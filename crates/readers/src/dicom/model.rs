//! What is in a DICOM file, in our words: study, series, frames.
//!
//! A document is one file, and so one series, or an archive of a whole study.
//! INVARIANT: nothing here prints what it holds: names and findings are in it.

use super::Refusal;
use minicbor::{Decode, Encode};
use std::fmt;

/// A study: what was examined, of whom, when and where.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Study {
    /// The person, as the file says.
    #[n(0)]
    pub person: Person,
    /// What was examined, in the words of the department.
    #[n(1)]
    pub description: Option<String>,
    /// The day, `YYYY-MM-DD`.
    #[n(2)]
    pub date: Option<String>,
    /// Where.
    #[n(3)]
    pub institution: Option<String>,
    /// What there is to see.
    #[n(4)]
    pub content: Content,
    /// How many files of an archive are not shown: what has no picture, or one that
    /// cannot be drawn.
    #[n(5)]
    pub unseen: u32,
}

impl fmt::Debug for Study {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Study(‹personal›)")
    }
}

/// The identity traits in the file, as they are written there: to be compared,
/// not to be believed.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Person {
    /// Family name, given names.
    #[n(0)]
    pub name: Option<String>,
    /// Numbers that departments gave; one may be the INS.
    #[n(1)]
    pub numbers: Vec<String>,
    /// The day of birth, `YYYY-MM-DD`.
    #[n(2)]
    pub birth_date: Option<String>,
    /// `M`, `F` or `O`.
    #[n(3)]
    pub sex: Option<String>,
    /// The family name: of birth, in use, or both in one.
    #[n(4)]
    pub family_name: Option<String>,
    /// The first names.
    #[n(5)]
    pub first_names: Option<String>,
}

impl Person {
    /// Somebody of whom nothing is said.
    pub const fn nobody() -> Self {
        Self {
            name: None,
            numbers: Vec::new(),
            birth_date: None,
            sex: None,
            family_name: None,
            first_names: None,
        }
    }
}

/// What there is to see in a file.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub enum Content {
    /// Pictures.
    #[n(0)]
    Images(#[n(0)] Vec<Series>),
    /// A structured report, as text.
    #[n(1)]
    Report(#[n(0)] Report),
    /// Something that has no picture.
    #[n(2)]
    Other(#[n(0)] Other),
    /// Files of an archive of which none can be shown, for this reason.
    #[n(3)]
    Refused(#[n(0)] Refusal),
}

/// A series: the frames of one sweep, in its order. Of several files, what is said
/// here is said by the first; `frames` and `edges` by all together, `marked` and
/// `lossy` by any.
#[derive(Clone, PartialEq, Encode, Decode)]
pub struct Series {
    /// The kind of machine: `CT`, `MR`, `CR`, `US`…
    #[n(0)]
    pub modality: String,
    /// What the department calls it.
    #[n(1)]
    pub description: Option<String>,
    /// The part of the body, in the standard's words.
    #[n(2)]
    pub body_part: Option<String>,
    /// Its number in the study.
    #[n(3)]
    pub number: Option<String>,
    /// How many frames it has.
    #[n(4)]
    pub frames: u32,
    /// Lines of a frame.
    #[n(5)]
    pub rows: u16,
    /// Points of a line.
    #[n(6)]
    pub columns: u16,
    /// What the numbers mean, in the standard's words.
    #[n(7)]
    pub photometric: String,
    /// How many bits a number has.
    #[n(8)]
    pub bits: u16,
    /// What a number is multiplied with: densities of a CT, for example.
    #[n(9)]
    pub slope: f64,
    /// What is added then.
    #[n(10)]
    pub intercept: f64,
    /// The windows to choose from, the usual one first; none for colours.
    #[n(11)]
    pub windows: Vec<Window>,
    /// Millimetres between lines and between points.
    #[n(12)]
    pub spacing: Option<(f64, f64)>,
    /// Which side of the body lies at which edge.
    #[n(13)]
    pub edges: Option<Edges>,
    /// The file has marks drawn over the picture; they are not shown.
    #[n(14)]
    pub marked: bool,
    /// The numbers were made coarser to take less room.
    #[n(15)]
    pub lossy: bool,
    /// In which files of an archive its frames are, in their order; none for a file
    /// alone.
    #[n(16)]
    pub files: Vec<Held>,
}

/// A file of an archive, and how many frames of a series are in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Held {
    /// Which file, folders not counted, from 1.
    #[n(0)]
    pub place: u32,
    /// How many frames.
    #[n(1)]
    pub frames: u32,
}

impl Held {
    /// In which file a frame is, and which it is of that one, counted from 1; none, if
    /// there is no such frame, or no archive.
    pub fn find(files: &[Self], frame: u32) -> Option<(u32, u32)> {
        let mut left = frame;
        for file in files {
            if left <= file.frames {
                return (left > 0).then_some((file.place, left));
            }
            left -= file.frames;
        }
        None
    }
}

// Only numbers are read as numbers.
impl Eq for Series {}
impl Eq for Window {}

impl Series {
    /// Whether light and dark can be chosen.
    pub fn is_grey(&self) -> bool {
        self.photometric.starts_with("MONOCHROME")
    }

    /// Whether its files hold as many frames as it has.
    pub(super) fn is_where_it_says(&self) -> bool {
        let held: u64 = self.files.iter().map(|file| u64::from(file.frames)).sum();
        self.files.is_empty() || held == u64::from(self.frames)
    }
}

/// A window: which densities are spread from black to white.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
pub struct Window {
    /// What it shows well.
    #[n(0)]
    pub name: WindowName,
    /// The density in the middle of grey.
    #[n(1)]
    pub center: f64,
    /// From black to white.
    #[n(2)]
    pub width: f64,
}

/// What a window shows well.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum WindowName {
    /// What the machine or the department chose, with its name for it.
    #[n(0)]
    File(#[n(0)] Option<String>),
    /// Soft tissue.
    #[n(1)]
    Soft,
    /// Lungs.
    #[n(2)]
    Lung,
    /// Bones.
    #[n(3)]
    Bone,
    /// The brain.
    #[n(4)]
    Brain,
}

/// A side of the body (PS3.3, C.7.6.1.1.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Edge {
    /// The person's right.
    #[n(0)]
    Right,
    /// The person's left.
    #[n(1)]
    Left,
    /// The front.
    #[n(2)]
    Anterior,
    /// The back.
    #[n(3)]
    Posterior,
    /// Towards the head.
    #[n(4)]
    Head,
    /// Towards the feet.
    #[n(5)]
    Foot,
}

impl Edge {
    /// The side across.
    pub const fn opposite(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            Self::Anterior => Self::Posterior,
            Self::Posterior => Self::Anterior,
            Self::Head => Self::Foot,
            Self::Foot => Self::Head,
        }
    }
}

/// What lies at the edges of a frame; across is the opposite.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Edges {
    /// At the end of each line.
    #[n(0)]
    pub right: Edge,
    /// Under the last line.
    #[n(1)]
    pub bottom: Edge,
}

/// A structured report as text.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Report {
    /// Its title.
    #[n(0)]
    pub title: Option<String>,
    /// Its lines, in order.
    #[n(1)]
    pub lines: Vec<Line>,
    /// It was too long: its end is missing.
    #[n(2)]
    pub cut: bool,
}

/// A line of a report.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Line {
    /// How far it is under the title.
    #[n(0)]
    pub depth: u8,
    /// What it is about.
    #[n(1)]
    pub label: Option<String>,
    /// What it says; a heading says nothing.
    #[n(2)]
    pub text: Option<String>,
}

/// What has no picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Other {
    /// Curves over time: an ECG, sound.
    #[n(0)]
    Waveform,
    /// A plan, structures or a record of radiotherapy.
    #[n(1)]
    Radiotherapy,
    /// The index of a disc.
    #[n(2)]
    Directory,
    /// A document in an envelope: a PDF, a model.
    #[n(3)]
    Enclosed,
    /// Anything else.
    #[n(4)]
    Unknown,
}

impl Other {
    /// The key of the sentence that says so.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waveform => "dicom-other-waveform",
            Self::Radiotherapy => "dicom-other-radiotherapy",
            Self::Directory => "dicom-other-directory",
            Self::Enclosed => "dicom-other-enclosed",
            Self::Unknown => "dicom-other-unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(frames: u32, files: &[(u32, u32)]) -> Series {
        let held = |(place, frames): &(u32, u32)| Held {
            place: *place,
            frames: *frames,
        };
        Series {
            modality: String::from("CT"),
            description: None,
            body_part: None,
            number: None,
            frames,
            rows: 2,
            columns: 4,
            photometric: String::from("MONOCHROME2"),
            bits: 12,
            slope: 1.0,
            intercept: 0.0,
            windows: Vec::new(),
            spacing: None,
            edges: None,
            marked: false,
            lossy: false,
            files: files.iter().map(held).collect(),
        }
    }

    #[test]
    fn the_files_of_a_series_hold_its_frames_no_more_and_no_fewer() {
        assert!(series(3, &[]).is_where_it_says());
        assert!(series(3, &[(9, 1), (2, 2)]).is_where_it_says());
        for wrong in [[(9, 1), (2, 1)], [(9, 1), (2, 3)], [(1, u32::MAX), (2, 4)]] {
            assert!(!series(3, &wrong).is_where_it_says(), "{wrong:?}");
        }
    }
}
