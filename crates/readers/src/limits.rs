//! How much a child may have for a job.

use crate::cda::{Ask, FILE_BYTES_MAX};
use crate::dicom;
use crate::job::Job;
use std::time::Duration;

const MIB: u64 = 1024 * 1024;
/// What an answer says around the bytes of a file.
const AROUND: u64 = 64;

/// How much a child may have for one job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of memory, the program included.
    pub memory: u64,
    /// Seconds of processor.
    pub seconds: u64,
    /// How long the whole may last, the file's way to the child included.
    pub patience: Duration,
    /// Bytes of the file.
    pub input: u64,
    /// Bytes of the answer.
    pub output: u64,
}

impl Limits {
    /// What is enough for a document of a letter's size, and for the largest
    /// file that can be deposited.
    pub const DOCUMENT: Self = Self {
        memory: 1024 * MIB,
        seconds: 10,
        patience: Duration::from_secs(20),
        input: 100 * MIB,
        output: 16 * MIB,
    };

    /// The limits of a job.
    pub const fn of(job: &Job) -> Self {
        let output = match job {
            // A few pages, drawn and in words; a document with its pictures.
            Job::Pdf(_) | Job::Cda(Ask::Document { .. } | Ask::Pdf(..)) => 16 * MIB,
            Job::Cda(Ask::File(_)) => FILE_BYTES_MAX + AROUND,
            // What its quotations and its labels may add up to.
            Job::Cda(Ask::Entries) | Job::Gist(_) => 8 * MIB,
            // The longest side of a picture, and the least order in it.
            Job::Picture(_) | Job::Cda(Ask::Picture(..)) => 12 * MIB,
            Job::Words(_) => 2 * MIB,
            Job::Dicom(dicom::Ask::Look) => 2 * MIB,
            Job::Dicom(dicom::Ask::Draw(_)) => 14 * MIB,
        };
        Self {
            output,
            ..Self::DOCUMENT
        }
    }
}
