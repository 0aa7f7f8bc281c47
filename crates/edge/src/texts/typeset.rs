//! How French is set: the spaces that must not break.
//!
//! Done on the sentences themselves, before any variable comes in, so that
//! what people wrote is never touched.

const UNBROKEN: char = '\u{a0}';

/// The same sentences, with unbreakable spaces before `: ; ? ! » %`, after
/// `«`, and between a number and what it counts.
pub fn french(source: &str) -> String {
    let letters: Vec<char> = source.chars().collect();
    let at = |place: Option<usize>| place.and_then(|p| letters.get(p)).copied();
    letters
        .iter()
        .enumerate()
        .map(|(place, letter)| {
            let before = at(place.checked_sub(1)).unwrap_or('\n');
            let after = at(Some(place + 1)).unwrap_or('\n');
            if *letter == ' ' && must_not_break(before, after) {
                UNBROKEN
            } else {
                *letter
            }
        })
        .collect()
}

fn must_not_break(before: char, after: char) -> bool {
    let punctuation = matches!(after, ':' | ';' | '?' | '!' | '»' | '%') && !before.is_whitespace();
    let quote = before == '«';
    let number = before.is_ascii_digit() && (after.is_alphanumeric() || after == '€');
    punctuation || quote || number
}

#[cfg(test)]
mod tests {
    use super::french;

    #[test]
    fn spaces_that_must_not_break_do_not() {
        assert_eq!(
            french("Qui ? « Moi » : le 4 mai 2026, 12 ans."),
            "Qui\u{a0}? «\u{a0}Moi\u{a0}»\u{a0}: le 4\u{a0}mai 2026, 12\u{a0}ans."
        );
    }

    #[test]
    fn the_syntax_around_the_sentences_is_left_alone() {
        let source = "# one : two\nkey = { $n ->\n    [one] un\n   *[other] { $n } choses\n}\n";
        assert_eq!(french(source).replace('\u{a0}', " "), source);
        assert!(french("a =\n    suite").contains("\n    suite"));
    }
}
