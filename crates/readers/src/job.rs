//! What can be asked of a file.

use crate::{cda, dicom, gist, pdf, picture, words};
use minicbor::{Decode, Encode};

/// What is asked of a file. The variant says what the file is taken for: the
/// reader refuses one that is something else.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Job {
    /// Of a PDF.
    #[n(0)]
    Pdf(#[n(0)] pdf::Ask),
    /// Of a picture.
    #[n(1)]
    Picture(#[n(0)] picture::Ask),
    /// Of a text.
    #[n(2)]
    Words(#[n(0)] words::Ask),
    /// Of a CDA document.
    #[n(10)]
    Cda(#[n(0)] cda::Ask),
    /// Of a DICOM file.
    #[n(11)]
    Dicom(#[n(0)] dicom::Ask),
    /// Of any of these with words in it: what it is about.
    #[n(12)]
    Gist(#[n(0)] gist::Ask),
}
