//! The vault through its front door: one suite, on a local folder and on S3.
//! Attack tests bear the numbers of the project's list of attacks.

mod attacks;
mod faults;
mod houses;
mod journeys;
mod memory;
mod packs;
