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
}
