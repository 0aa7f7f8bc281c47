//! What a professional may search for: a whole birth date with two or three
//! letters of the name (the national rule of identification, RNIV 1), or the
//! matricule. Nothing vaguer: a search must not be a way to list people.

use identity::ins::Matricule;
use identity::professionals::fold;
use kernel::{Date, Error, Result};

/// The most people a search shows.
pub const FOUND_MAX: usize = 20;
/// The fewest and the most letters of a name.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=3;

/// A search that may be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Search {
    /// By birth date and the first letters of the birth name or of the name in
    /// use.
    Birth {
        /// The date.
        date: Date,
        /// The letters, folded.
        letters: String,
    },
    /// By birth date and what is known of the names, in any order: whoever has a name
    /// that one of these words begins, and all of them somewhere. It finds nobody whom
    /// the first letters of one of them would not find.
    Names {
        /// The date.
        date: Date,
        /// The words, folded; one of them has two letters.
        words: Vec<String>,
    },
    /// By matricule.
    Matricule(Matricule),
}

/// Folds the letters of a name for the search.
///
/// # Errors
/// A field error, unless these are two or three letters and nothing else.
pub fn letters(typed: &str) -> Result<String> {
    let typed = typed.trim();
    let plain = typed
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'));
    // "L'H…" is typed as it is written, and is one word as it is kept.
    let folded = name_key(typed);
    if plain && LETTERS.contains(&folded.chars().count()) {
        Ok(folded)
    } else {
        Err(Error::field("lettres", "pro-search-letters"))
    }
}

/// A name as the search compares it: folded, without spaces.
pub fn name_key(name: &str) -> String {
    fold(name).replace(' ', "")
}

/// The letters that these words are searched by, the most exact first: up to three of
/// each, and none of an initial.
pub(crate) fn beginnings(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for word in words {
        let letters: String = word.chars().take(*LETTERS.end()).collect();
        if letters.len() >= *LETTERS.start() && !found.contains(&letters) {
            found.push(letters);
        }
    }
    found.sort_by_key(|letters| std::cmp::Reverse(letters.len()));
    found
}

/// Whether each of these words, folded, begins one of the names or a part of it.
pub(crate) fn fits(words: &[String], names: &[&str]) -> bool {
    let keys: Vec<String> = names.iter().flat_map(|name| parts(name)).collect();
    let begins = |word: &String| keys.iter().any(|key| key.starts_with(word.as_str()));
    words.iter().all(begins)
}

/// A name from each of its parts on: "Le Goff" is found as Le Goff, LeGoff and Goff.
fn parts(name: &str) -> Vec<String> {
    let folded = fold(name);
    let parts: Vec<&str> = folded.split(' ').collect();
    (0..parts.len())
        .map(|from| parts[from..].concat())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pro_15_only_two_or_three_letters_are_searched() {
        for wrong in [
            "", " ", "%", "_", "*", "ma%", "m_", "a*", "m", "mart", ".*", "[a-z]", "m1", "\\d",
            "' '",
        ] {
            assert!(letters(wrong).is_err(), "{wrong}");
        }
        for (typed, kept) in [
            ("Mar", "mar"),
            ("DÉ", "de"),
            ("d'O", "do"),
            ("Œu", "oeu"),
            (" li ", "li"),
        ] {
            assert_eq!(letters(typed).expect(typed), kept);
        }
    }

    #[test]
    fn names_are_compared_without_accents_spaces_and_hyphens() {
        assert_eq!(name_key("D’ORNANO  LECA"), "dornanoleca");
        assert_eq!(name_key("Le Goff-Ménard"), "legoffmenard");
    }

    #[test]
    fn all_that_is_typed_of_the_names_must_fit_whatever_their_order() {
        let names = ["LE GOFF-MÉNARD", "", "ANA MARIE-LOUISE"];
        let words = |typed: &str| typed.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for typed in [
            "le",
            "legoff",
            "goff",
            "men",
            "ana legoff",
            "legoffmenard a",
            "louise ana goff",
        ] {
            assert!(fits(&words(typed), &names), "{typed}");
        }
        for typed in ["off", "legoffs", "ana legoff paul", "na", "legoff zoe"] {
            assert!(!fits(&words(typed), &names), "{typed}");
        }
    }

    #[test]
    fn pro_15_what_is_searched_by_is_never_an_initial_nor_longer_than_three_letters() {
        let words = ["de", "goff", "j", "goffman", "ana"].map(str::to_owned);
        assert_eq!(beginnings(&words), ["gof", "ana", "de"]);
    }
}
