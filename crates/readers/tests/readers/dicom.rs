//! DICOM files, honest and hostile, made here; and the public ones, when they
//! are at hand.

#[path = "dicom/archives.rs"]
mod archives;
#[path = "dicom/corpus.rs"]
mod corpus;
#[path = "dicom/hostile.rs"]
mod hostile;
#[path = "dicom/identity.rs"]
mod identity;
#[path = "dicom/made.rs"]
mod made;
#[path = "dicom/placed.rs"]
mod placed;
#[path = "dicom/shown.rs"]
mod shown;

use readers::dicom::{Light, View};

/// A frame as the file wishes it to be seen.
fn view(frame: u32) -> View {
    View {
        series: 1,
        frame,
        light: Light::Usual,
        invert: false,
        side_max: 2_048,
        file: None,
    }
}
