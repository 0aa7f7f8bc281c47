//! The search: every word asked for begins a word of the document, whatever the
//! case and the accents, or is said there in another way. Pure; what may be
//! searched was decided before.

mod marked;
mod near;
mod ways;

pub use marked::{Piece, marked, passage};
pub use near::Near;

use kernel::unaccented;

/// The most words of a search; more are left out.
const WORDS_MAX: usize = 20;
/// Beyond so many letters a final `s` or `x` is a plural's.
const PLURAL_BEYOND: usize = 3;

/// Folds a text into what [`Query::matches`] looks at: each word on a line,
/// lower case, without accents.
pub fn folded(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + 1);
    for word in words(&unaccented(text)) {
        lines.push('\n');
        lines.push_str(word);
    }
    lines
}

fn words(plain: &str) -> impl Iterator<Item = &str> {
    let parts = plain.split(|c: char| !c.is_alphanumeric());
    parts.filter(|word| !word.is_empty())
}

/// A word without the mark of its plural.
fn singular(word: &str) -> &str {
    let letters = word.chars().count();
    let one = word.strip_suffix(['s', 'x']);
    one.filter(|_| letters > PLURAL_BEYOND).unwrap_or(word)
}

/// How words begin that say one thing in one way: each after a line end.
type Way = Vec<String>;

fn way(words: &[&str]) -> Way {
    let begin = |word: &&str| format!("\n{}", singular(word));
    words.iter().map(begin).collect()
}

fn says(text: &[&str], way: &Way) -> bool {
    let said = |begin: &String| text.iter().any(|text| text.contains(begin.as_str()));
    way.iter().all(said)
}

/// What somebody searches: each thing in the ways it is said, the typed one first.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Query(Vec<Vec<Way>>);

impl Query {
    /// Reads what was typed.
    pub fn of(typed: &str) -> Self {
        let plain = unaccented(typed);
        let typed_words: Vec<&str> = words(&plain).take(WORDS_MAX).collect();
        let (mut things, mut rest) = (Vec::new(), typed_words.as_slice());
        while !rest.is_empty() {
            let (many, others) = ways::said_otherwise(rest);
            let mut all = vec![way(&rest[..many])];
            all.extend(
                others
                    .iter()
                    .map(|other| way(&words(other).collect::<Vec<_>>())),
            );
            things.push(all);
            rest = &rest[many..];
        }
        // Signs alone are in no document: no text has two line ends in a row.
        if things.is_empty() && !typed.trim().is_empty() {
            things.push(vec![vec![String::from("\n\n")]]);
        }
        Self(things)
    }

    /// Nothing is searched: everything matches.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all that is searched is said in this folded text.
    pub fn matches(&self, text: &str) -> bool {
        self.matches_in(&[text])
    }

    /// Whether all that is searched is said in these folded texts.
    pub fn matches_in(&self, texts: &[&str]) -> bool {
        let said = |ways: &Vec<Way>| ways.iter().any(|way| says(texts, way));
        self.0.iter().all(said)
    }

    /// Whether the typed words themselves, or some of what stands for them, are
    /// said in this folded text: those that are, to be marked.
    fn said_in(&self, text: &str) -> Vec<&str> {
        /// Shorter words of a way of several mark too much: *de*, *of*.
        const ALONE_MAX: usize = 3;
        let ways = self.0.iter().flatten();
        let said = ways.filter(|way| !way.is_empty() && says(&[text], way));
        let marks = said.flat_map(|way| {
            let alone = way.len() == 1;
            let begins = way.iter().map(|begin| begin.trim_start_matches('\n'));
            begins.filter(move |begin| alone || begin.chars().count() >= ALONE_MAX)
        });
        marks.filter(|begin| !begin.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_word_must_begin_a_word_whatever_case_and_accents() {
        let text = folded("Échographie du cœur — Dr Lefèvre, sténose");
        for (typed, found) in [
            ("", true),
            ("  ", true),
            ("%", false),
            ("echo", true),
            ("ÉCHOGRAPHIES", true),
            ("coeur dr", true),
            ("lefevre, coeur", true),
            ("sténose echo", true),
            ("graphie", false),
            ("coeur poumon", false),
            ("echo\ncoeur", true),
        ] {
            assert_eq!(Query::of(typed).matches(&text), found, "{typed}");
        }
    }

    #[test]
    fn what_is_said_otherwise_is_found_in_both_languages() {
        for (typed, text, found) in [
            ("imagerie", "IRM du genou", true),
            ("imagerie genou", "Scanner du genou", true),
            ("irm", "Scanner du genou", false),
            ("prise de sang", "Biologie du 4 mai", true),
            ("prises de sang", "Hémogramme", true),
            ("blood test", "Bilan sanguin", true),
            ("ordonnances", "Prescription de kinésithérapie", true),
            ("prescription", "Ordonnance", true),
            ("vaccin", "Vaccination contre la grippe", true),
            ("prise de vue", "Biologie du 4 mai", false),
        ] {
            assert_eq!(
                Query::of(typed).matches(&folded(text)),
                found,
                "{typed}: {text}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_word_of_the_text_is_always_found(text in "\\PC{0,40}") {
            let text = folded(&text);
            for word in text.split('\n').filter(|word| !word.is_empty()) {
                prop_assert!(Query::of(word).matches(&text));
            }
        }
    }
}
