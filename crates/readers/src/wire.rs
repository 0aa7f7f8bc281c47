//! How parent and child speak: the job's length and the job, then the file to
//! its end; back comes the answer, to its end.

use crate::answer::{Answer, Reading};
use crate::job::Job;
use crate::refusal::Refusal;
use minicbor::{Decode, Encode};

/// A job may not be longer.
pub(crate) const JOB_BYTES_MAX: usize = 4096;

#[allow(
    clippy::large_enum_variant,
    reason = "one is made, and written at once"
)]
#[derive(Encode, Decode)]
enum Said {
    #[n(0)]
    Read(#[n(0)] Answer),
    #[n(1)]
    Refused(#[n(0)] Refusal),
}

/// The job with its length before it.
pub(crate) fn job_out(job: &Job) -> Option<Vec<u8>> {
    let body = minicbor::to_vec(job).ok()?;
    let length = u32::try_from(body.len()).ok()?;
    (body.len() <= JOB_BYTES_MAX).then(|| [length.to_be_bytes().as_slice(), &body].concat())
}

/// The job in these bytes.
pub(crate) fn job_in(body: &[u8]) -> Option<Job> {
    minicbor::decode(body).ok()
}

/// The answer as the child writes it.
pub(crate) fn reading_out(reading: Reading) -> Option<Vec<u8>> {
    let said = match reading {
        Ok(answer) => Said::Read(answer),
        Err(refusal) => Said::Refused(refusal),
    };
    minicbor::to_vec(said).ok()
}

/// The answer, if these bytes are one and nothing else.
pub(crate) fn reading_in(bytes: &[u8]) -> Option<Reading> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let said = decoder.decode::<Said>().ok()?;
    (decoder.position() == bytes.len()).then_some(match said {
        Said::Read(answer) => Ok(answer),
        Said::Refused(refusal) => Err(refusal),
    })
}
