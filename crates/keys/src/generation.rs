//! Generations of the master key: which one wrapped a key, as its bytes say.
//!
//! What generation 1 wraps has the form from before there were generations:
//! `version ‖ sealed`. What a later one wraps is `version ‖ generation (4,
//! big-endian) ‖ sealed`, under a version of its own for each kind of holder, and
//! its number is bound to it with the context.

use kernel::{Error, Result};
use std::fmt;

/// The first byte of what a holder wraps.
#[derive(Clone, Copy)]
pub struct Versions {
    /// By generation 1.
    pub first: u8,
    /// By a later one.
    pub later: u8,
}

/// Of the file.
pub const FILE: Versions = Versions { first: 1, later: 3 };
/// Of a PKCS#11 token.
pub const TOKEN: Versions = Versions { first: 2, later: 4 };

/// Which master key: the first made is 1, the one that follows it 2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Generation(u32);

impl Generation {
    /// That of a house which never changed its master key.
    pub const FIRST: Self = Self(1);

    /// The generation of this number; there is none below 1.
    pub fn from_number(number: i64) -> Option<Self> {
        let number = u32::try_from(number).ok().filter(|number| *number > 0);
        number.map(Self)
    }

    /// Its number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The one that follows it.
    ///
    /// # Errors
    /// A fault after four thousand million of them.
    pub fn next(self) -> Result<Self> {
        let next = self.0.checked_add(1);
        next.map(Self)
            .ok_or_else(|| Error::fault("there is no later generation of the master key"))
    }

    /// By which generation this was wrapped, of whichever kind of holder.
    ///
    /// # Errors
    /// A fault when it is no wrapped key.
    pub fn of(wrapped: &[u8]) -> Result<Self> {
        let (generation, _) = FILE.split(wrapped).or_else(|_| TOKEN.split(wrapped))?;
        Ok(generation)
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Versions {
    /// What stands before the sealed bytes.
    pub fn head(self, generation: Generation) -> Vec<u8> {
        match generation {
            Generation::FIRST => vec![self.first],
            Generation(number) => [&[self.later][..], &number.to_be_bytes()].concat(),
        }
    }

    /// Takes the head off; one generation has one form.
    pub fn split(self, wrapped: &[u8]) -> Result<(Generation, &[u8])> {
        let unknown = || Error::fault("wrapped key is of no known version");
        match wrapped.split_first() {
            Some((version, sealed)) if *version == self.first => Ok((Generation::FIRST, sealed)),
            Some((version, rest)) if *version == self.later => {
                let (number, sealed) = rest.split_first_chunk().ok_or_else(unknown)?;
                match u32::from_be_bytes(*number) {
                    0 | 1 => Err(unknown()),
                    number => Ok((Generation(number), sealed)),
                }
            }
            _ => Err(unknown()),
        }
    }
}

/// What a wrapped key is bound to.
pub fn bound(generation: Generation, context: &[u8]) -> Vec<u8> {
    match generation {
        Generation::FIRST => [b"carnet wrapped key\0", context].concat(),
        Generation(number) => [
            &b"carnet wrapped key of generation\0"[..],
            &number.to_be_bytes(),
            context,
        ]
        .concat(),
    }
}

/// Why a generation is asked for in vain: it may still come, or is over.
pub fn missing(generation: Generation, here: impl IntoIterator<Item = Generation>) -> Error {
    match here.into_iter().max() {
        Some(newest) if generation < newest => Error::fault(format!(
            "generation {generation} of the master key was retired here: \
             what it wrapped opens only with a copy of it"
        )),
        _ => Error::unavailable(format!(
            "generation {generation} of the master key is not here: \
             bring the key file, or the token, that has it"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_generation_one_wraps_has_the_form_it_always_had() {
        assert_eq!(FILE.head(Generation::FIRST), [1]);
        assert_eq!(TOKEN.head(Generation::FIRST), [2]);
        assert_eq!(bound(Generation::FIRST, b"x"), b"carnet wrapped key\0x");
    }

    #[test]
    fn a_later_generation_says_its_number() {
        let second = Generation::FIRST.next().expect("a second");
        assert_eq!(FILE.head(second), [3, 0, 0, 0, 2]);
        assert_eq!(TOKEN.head(second), [4, 0, 0, 0, 2]);
        for (wrapped, number) in [
            (&[1, 9][..], 1),
            (&[2, 9], 1),
            (&[3, 0, 0, 0, 2, 9], 2),
            (&[4, 0, 0, 1, 0, 9], 256),
        ] {
            let generation = Generation::of(wrapped).expect("a generation");
            assert_eq!(generation.number(), number);
        }
    }

    #[test]
    fn what_says_no_generation_is_no_wrapped_key() {
        for wrapped in [
            &b""[..],
            &[0],
            &[5, 0, 0, 0, 2],
            &[3, 0, 0, 0],
            &[3, 0, 0, 0, 0, 9],
            &[3, 0, 0, 0, 1, 9],
            &[4, 0, 0, 0, 1, 9],
            b"S",
        ] {
            assert!(Generation::of(wrapped).is_err(), "{wrapped:?}");
        }
        for number in [i64::MIN, -1, 0, 1 << 32] {
            assert!(Generation::from_number(number).is_none());
        }
    }
}
