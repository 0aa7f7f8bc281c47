//! The search: every word asked for begins a word of the document, whatever the
//! case and the accents. Pure; what may be searched was decided before.

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

/// What somebody searches.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Query(Vec<String>);

impl Query {
    /// Reads what was typed.
    pub fn of(typed: &str) -> Self {
        let plain = unaccented(typed);
        let begins = words(&plain).take(WORDS_MAX).map(|word| {
            let letters = word.chars().count();
            let one = word.strip_suffix(['s', 'x']);
            let one = one.filter(|_| letters > PLURAL_BEYOND).unwrap_or(word);
            format!("\n{one}")
        });
        let mut begins: Vec<String> = begins.collect();
        // Signs alone are in no document: no text has two line ends in a row.
        if begins.is_empty() && !typed.trim().is_empty() {
            begins.push(String::from("\n\n"));
        }
        Self(begins)
    }

    /// Nothing is searched: everything matches.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every word begins a word of this folded text.
    pub fn matches(&self, text: &str) -> bool {
        self.matches_in(&[text])
    }

    /// Whether every word begins a word of one of these folded texts.
    pub fn matches_in(&self, texts: &[&str]) -> bool {
        let said = |begin: &String| texts.iter().any(|text| text.contains(begin.as_str()));
        self.0.iter().all(said)
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
