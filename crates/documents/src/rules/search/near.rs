//! Words near to those that were searched and not found, among what the reader may
//! see: a slip of the finger, and what says more.

use super::{Query, ways, words};
use kernel::unaccented;
use std::collections::BTreeMap;

/// No more are proposed.
const PROPOSED_MAX: usize = 5;
/// Nor more words looked at: whoever searches waits.
const LOOKED_MAX: usize = 100_000;
/// A shorter word is near to too many.
const LETTERS_MIN: usize = 4;
/// From so many letters on, two of them may differ.
const LETTERS_LONG: usize = 8;

/// Collects words near to what was searched.
pub struct Near {
    /// Each searched word that may have a slip in it.
    searched: Vec<Vec<char>>,
    /// What says more, if a text says it.
    broader: Vec<(&'static str, Query)>,
    /// Proposals, the nearest first.
    found: BTreeMap<(usize, String), ()>,
    looked: usize,
}

impl Near {
    /// Near to what was typed.
    pub fn to(typed: &str) -> Self {
        let plain = unaccented(typed);
        let typed: Vec<&str> = words(&plain).collect();
        let broader = ways::broader(&typed);
        let letters = typed.iter().map(|word| word.chars().collect::<Vec<_>>());
        Self {
            searched: letters.filter(|it| it.len() >= LETTERS_MIN).collect(),
            broader: broader.into_iter().map(|it| (it, Query::of(it))).collect(),
            found: BTreeMap::new(),
            looked: 0,
        }
    }

    /// Looks at a folded text that the reader may see.
    pub fn look(&mut self, text: &str) {
        let broader = self.broader.iter().filter(|(_, query)| query.matches(text));
        let broader: Vec<String> = broader.map(|(word, _)| (*word).to_owned()).collect();
        self.found
            .extend(broader.into_iter().map(|it| ((0, it), ())));
        for word in words(text) {
            self.looked += 1;
            if self.looked > LOOKED_MAX {
                return;
            }
            let letters: Vec<char> = word.chars().collect();
            let near = self.searched.iter().filter_map(|it| distance(it, &letters));
            if let Some(near) = near.min().filter(|near| *near > 0) {
                self.found.insert((near, word.to_owned()), ());
            }
        }
    }

    /// What is proposed, the nearest first.
    pub fn proposed(self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for ((_, word), ()) in self.found {
            if !words.contains(&word) && words.len() < PROPOSED_MAX {
                words.push(word);
            }
        }
        words
    }
}

/// How many letters differ, if few enough do: one more, one less, another one, or
/// two that changed places.
fn distance(one: &[char], other: &[char]) -> Option<usize> {
    let most = if one.len() >= LETTERS_LONG { 2 } else { 1 };
    if one.len().abs_diff(other.len()) > most || other.len() < LETTERS_MIN {
        return None;
    }
    let mut two_before: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, theirs) in other.iter().enumerate() {
            let changed = before[j] + usize::from(letter != theirs);
            let mut least = changed.min(before[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *theirs {
                least = least.min(two_before[j - 1] + 1);
            }
            row.push(least);
        }
        two_before = std::mem::replace(&mut before, row);
    }
    before.last().copied().filter(|many| *many <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::search::folded;

    fn near(typed: &str, texts: &[&str]) -> Vec<String> {
        let mut near = Near::to(typed);
        texts.iter().for_each(|text| near.look(&folded(text)));
        near.proposed()
    }

    #[test]
    fn a_slip_of_the_finger_and_what_says_more_are_proposed() {
        for (typed, text, proposed) in [
            ("genuo", "IRM du genou gauche", &["genou"][..]),
            ("ordonance", "Ordonnance du Dr Petit", &["ordonnance"]),
            ("echographei", "Échographie", &["echographie"]),
            ("irm", "Imagerie du genou", &["imagerie"]),
            ("irm", "Ordonnance", &[]),
            ("xyz", "abc", &[]),
            ("genou", "poumon", &[]),
        ] {
            assert_eq!(near(typed, &[text]), proposed, "{typed}");
        }
        let many = "genoa genob genoc genod genoe genof";
        assert_eq!(near("genou", &[many]).len(), PROPOSED_MAX);
    }
}
