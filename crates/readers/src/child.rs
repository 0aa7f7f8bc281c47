//! The child: gives up its rights, reads one file, says what it read.
//!
//! It has no files, nothing of our environment and no network; it cannot get any.
//! What it is told and what it says go through two pipes.

mod fence;

use crate::answer::{Answer, Reading};
use crate::job::Job;
use crate::refusal::Refusal;
use crate::wire;
use crate::{Limits, cda, dicom, gist, pdf, picture, words};
use std::env;
use std::io::{self, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

/// The word that makes the program a child, before its two limits.
pub(crate) const SUBCOMMAND: &str = "reader";

/// The whole life of a child with our readers, if this program was started to
/// be one. To be called before anything else.
pub fn main() -> Option<ExitCode> {
    serve(read)
}

/// The whole life of a child with this reader, if this program was started to
/// be one.
pub fn serve(read: fn(&Job, &[u8]) -> Reading) -> Option<ExitCode> {
    let mut words = env::args().skip(1);
    if words.next().as_deref() != Some(SUBCOMMAND) {
        return None;
    }
    let mut number = || words.next().and_then(|word| word.parse().ok());
    // A limit that is not given is none, and without limits nothing is read.
    let (memory, seconds) = (number().unwrap_or(0), number().unwrap_or(0));
    Some(live(memory, seconds, read))
}

fn live(memory: u64, seconds: u64, read: fn(&Job, &[u8]) -> Reading) -> ExitCode {
    // A fault is told by the answer; what it would print is the file's own.
    panic::set_hook(Box::new(|_| {}));
    let reading = match fence::raise(memory, seconds) {
        Ok(()) => answer(&mut io::stdin().lock(), read),
        Err(fence::NotRaised) => Err(Refusal::Unprotected),
    };
    let said = wire::reading_out(reading).is_some_and(|bytes| {
        let mut out = io::stdout().lock();
        out.write_all(&bytes).and_then(|()| out.flush()).is_ok()
    });
    if said {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn answer(input: &mut impl Read, read: fn(&Job, &[u8]) -> Reading) -> Reading {
    let job = job(input).ok_or(Refusal::Died)?;
    let most = Limits::of(&job).input;
    let mut bytes = Vec::new();
    input
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|_| Refusal::TooLarge)?;
    if bytes.len() as u64 > most {
        return Err(Refusal::TooLarge);
    }
    panic::catch_unwind(AssertUnwindSafe(|| read(&job, &bytes))).unwrap_or(Err(Refusal::Damaged))
}

fn job(input: &mut impl Read) -> Option<Job> {
    let mut length = [0; 4];
    input.read_exact(&mut length).ok()?;
    let length = usize::try_from(u32::from_be_bytes(length)).ok()?;
    if length > wire::JOB_BYTES_MAX {
        return None;
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    wire::job_in(&body)
}

/// Each job to its reader. Only ever called in a child.
///
/// # Errors
/// Why the file is not shown.
pub fn read(job: &Job, bytes: &[u8]) -> Reading {
    match job {
        Job::Pdf(ask) => pdf::read(ask, bytes).map(Answer::Pdf),
        Job::Picture(ask) => picture::read(ask, bytes).map(Answer::Picture),
        Job::Words(ask) => words::read(ask, bytes).map(Answer::Words),
        Job::Cda(ask) => cda::read(ask, bytes).map(Answer::Cda),
        Job::Dicom(ask) => dicom::read(ask, bytes).map(Answer::Dicom),
        Job::Gist(ask) => gist::read(*ask, bytes).map(|gist| Answer::Gist(Box::new(gist))),
    }
}
