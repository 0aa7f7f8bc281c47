//! Why a DICOM file, or one of its frames, is not shown.

use minicbor::{Decode, Encode};
use std::fmt;

/// Why it is not shown. Each has a sentence; the file can still be downloaded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// Its header is not DICOM's: no mark, no transfer syntax, an element of
    /// no known kind, a number that is none.
    #[n(0)]
    Header,
    /// It hides a program.
    #[n(1)]
    Disguised,
    /// It announces more than it holds.
    #[n(2)]
    Incomplete,
    /// It is nested too deeply, has too many elements, or unpacks to too much.
    #[n(3)]
    Overgrown,
    /// It has more frames than are shown.
    #[n(4)]
    Frames,
    /// A frame has more pixels than are shown.
    #[n(5)]
    Dimensions,
    /// Its pixels are packed in a way that is not read here.
    #[n(6)]
    Packing,
    /// Its pixels are of a kind that is not shown: one bit, 32 bits, floating
    /// point, an unknown colour space.
    #[n(7)]
    Pixels,
    /// Its packed pixels cannot be unpacked, or are not what the header says.
    #[n(8)]
    Broken,
    /// It has no picture at all.
    #[n(9)]
    NoPicture,
    /// There is no such frame.
    #[n(10)]
    NoSuchFrame,
    /// It is an archive that is damaged, or made to be misread.
    #[n(11)]
    Archive,
    /// It is an archive of something else, or with something else in it.
    #[n(12)]
    Foreign,
    /// It is an archive of more than one study.
    #[n(13)]
    SeveralStudies,
    /// It is an archive of the images of more than one person.
    #[n(14)]
    SeveralPeople,
    /// It is an archive of more files than are taken.
    #[n(15)]
    Crowded,
    /// It is an archive that only a password opens.
    #[n(16)]
    Locked,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Header,
        Self::Disguised,
        Self::Incomplete,
        Self::Overgrown,
        Self::Frames,
        Self::Dimensions,
        Self::Packing,
        Self::Pixels,
        Self::Broken,
        Self::NoPicture,
        Self::NoSuchFrame,
        Self::Archive,
        Self::Foreign,
        Self::SeveralStudies,
        Self::SeveralPeople,
        Self::Crowded,
        Self::Locked,
    ];

    /// The key of the sentence for the person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Header => "dicom-header",
            Self::Disguised => "dicom-disguised",
            Self::Incomplete => "dicom-incomplete",
            Self::Overgrown => "dicom-overgrown",
            Self::Frames => "dicom-frames",
            Self::Dimensions => "dicom-dimensions",
            Self::Packing => "dicom-packing",
            Self::Pixels => "dicom-pixels",
            Self::Broken => "dicom-broken",
            Self::NoPicture => "dicom-no-picture",
            Self::NoSuchFrame => "dicom-no-such-frame",
            Self::Archive => "dicom-archive",
            Self::Foreign => "dicom-foreign",
            Self::SeveralStudies => "dicom-several-studies",
            Self::SeveralPeople => "dicom-several-people",
            Self::Crowded => "dicom-crowded",
            Self::Locked => "dicom-locked",
        }
    }

    /// Whether an archive is refused for it when it comes: it is no study of one
    /// person. Of anything else, that it cannot be shown is no reason not to keep it.
    pub const fn is_no_study(self) -> bool {
        matches!(
            self,
            Self::Archive
                | Self::Foreign
                | Self::SeveralStudies
                | Self::SeveralPeople
                | Self::Crowded
                | Self::Locked
                | Self::Disguised
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}
