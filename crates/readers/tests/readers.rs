//! The child and its readers, as the service uses them.

#[path = "readers/cda.rs"]
mod cda;
#[path = "readers/corpus.rs"]
mod corpus;
#[path = "readers/dicom.rs"]
mod dicom;
#[path = "readers/fence.rs"]
mod fence;
#[path = "readers/made.rs"]
mod made;
#[path = "readers/pdf.rs"]
mod pdf;
#[path = "readers/pdf_hostile.rs"]
mod pdf_hostile;
#[path = "readers/picture.rs"]
mod picture;
#[path = "readers/words.rs"]
mod words;

use bytes::Bytes;
use futures_util::stream;
use readers::{Desk, Job, Reading};
use std::path::PathBuf;

/// A desk whose children can be told to misbehave.
pub fn desk() -> Desk {
    Desk::with(PathBuf::from(env!("CARGO_BIN_EXE_unruly-reader")))
}

/// A file as the vault gives it, in pieces.
pub async fn read(job: &Job, file: &[u8]) -> Reading {
    let pieces: Vec<_> = file
        .chunks(64 * 1024)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    desk()
        .read(job, stream::iter(pieces))
        .await
        .expect("the desk works")
}
