//! Lines about somebody whom an earlier line of the same file is about: each is told with
//! the number of that line, and with what was done.
//!
//! Not here: the whole of a country. Of a longer file the last million or two of lines are
//! remembered, so that reading needs no more memory than that; what a line farther behind
//! means for the register is the same, only that its number is not told.

use crate::register_keys::Hash;
use lists::{Refusal, refusal};
use std::collections::HashMap;

/// Half of the lines that are remembered, at most.
const LINES_MAX: usize = 1_000_000;

/// The second line was read: whoever made the file must know that there were two.
pub(super) const LATER_COUNTS: Refusal = refusal(
    "matricule",
    "matricule déjà à la ligne {line} : c'est cette ligne-ci, la dernière, qui compte",
    "matricule already on line {line}: this line, the later one, counts",
);
/// It was not: two people cannot have one number.
pub(super) const TWO_IDENTITIES: Refusal = refusal(
    "matricule",
    "matricule déjà à la ligne {line}, connu sous une autre identité : rien n'a été pris de \
     cette ligne, à examiner par des personnes",
    "matricule already on line {line}, known under another identity: nothing was taken from \
     this line, to be looked at by people",
);

/// The lines of a file that were seen, by whom they are about.
pub(super) struct Seen {
    half: usize,
    late: HashMap<u64, u64>,
    early: HashMap<u64, u64>,
}

impl Seen {
    /// None yet.
    pub(super) fn none() -> Self {
        Self::of(LINES_MAX)
    }

    fn of(half: usize) -> Self {
        Self {
            half,
            late: HashMap::new(),
            early: HashMap::new(),
        }
    }

    /// The line before this one that is about the same person.
    pub(super) fn see(&mut self, hash: &Hash, number: u64) -> Option<u64> {
        // A part of a keyed hash is as good as all of it to tell a million people apart.
        let [a, b, c, d, e, f, g, h, ..] = *hash;
        let person = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let before = self.late.get(&person).or_else(|| self.early.get(&person));
        let before = before.copied();
        if self.late.len() >= self.half {
            self.early = std::mem::take(&mut self.late);
        }
        self.late.insert(person, number);
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_before_is_found_as_long_as_it_is_not_too_far_behind() {
        let mut seen = Seen::of(2);
        let person = |n: u8| {
            let mut hash = [0; 32];
            hash[7] = n;
            hash
        };
        let lines = [
            (1, None),
            (1, Some(2)),
            (2, None),
            (1, Some(3)),
            (3, None),
            (4, None),
            // The line before about two is by now too far behind, that about three is not.
            (2, None),
            (3, Some(6)),
        ];
        for (number, (who, before)) in (2..).zip(lines) {
            assert_eq!(seen.see(&person(who), number), before, "line {number}");
        }
    }
}
