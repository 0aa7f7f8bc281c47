//! What is true of a medical profile: its headings, what stands on a line of
//! each, what may be typed there, and who may change what. Pure.

mod check;
mod field;
mod heading;
mod life;
mod measure;
mod target;
mod usual;

pub use check::{MEANT, Typed, check};
pub use field::{DISEASES, Field, Sort, Spec, Tense, Values};
pub use heading::Heading;
pub use life::{
    LINES_MAX, MEASURES_MAX, SENT_BYTES_IN_ALL, SENT_MAX, SENT_MEASURES_MAX, Standing, Wanted, may,
};
pub use measure::{Measure, bmi};
pub use target::{Against, Bounds, TARGETS_MAX, Target, check_target, in_force};

#[cfg(test)]
mod tests;
