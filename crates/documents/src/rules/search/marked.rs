//! What was found, shown where it stands: marked in a line, or in a passage.

use super::{Query, folded};
use kernel::unaccented;

/// Letters of a passage before what was found, and in all.
const BEFORE: usize = 60;
const PASSAGE: usize = 200;

/// A piece of a text, found or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Its words, as they stand.
    pub text: String,
    /// It is what was searched.
    pub found: bool,
}

/// A text in pieces, those that were searched marked; nothing, if none was found.
pub fn marked(text: &str, query: &Query) -> Option<Vec<Piece>> {
    let whole = folded(text);
    let begins = query.said_in(&whole);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut say = |text: &str, found: bool| match pieces.last_mut() {
        Some(last) if last.found == found => last.text.push_str(text),
        _ => pieces.push(Piece {
            text: text.to_owned(),
            found,
        }),
    };
    for (word, is_word) in cut(text) {
        let plain = if is_word {
            unaccented(word)
        } else {
            String::new()
        };
        say(
            word,
            is_word && begins.iter().any(|it| plain.starts_with(it)),
        );
    }
    pieces.iter().any(|piece| piece.found).then_some(pieces)
}

/// Words and what stands between them, in turn.
fn cut(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = in_a_word(first);
        let end = rest.find(|c| in_a_word(c) != is_word);
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some((word, is_word))
    })
}

/// A letter, or an accent that belongs to the one before it.
fn in_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36F}')
}

/// A short passage of a text around the first of what was searched in it; nothing,
/// if it is not there.
pub fn passage(text: &str, query: &Query) -> Option<Vec<Piece>> {
    let pieces = marked(text, query)?;
    let first = pieces.iter().position(|piece| piece.found)?;
    let before: String = pieces[..first].iter().map(|it| it.text.as_str()).collect();
    let before = tidy(&before);
    let from = before.chars().count().saturating_sub(BEFORE);
    let shown: String = before.chars().skip(from).collect();
    // A word that was cut is left out.
    let shown = match (from, shown.split_once(' ')) {
        (0, _) => shown,
        (_, Some((_, whole))) => format!("… {whole}"),
        (_, None) => String::from("… "),
    };
    let mut left = PASSAGE;
    let mut passage = vec![Piece {
        text: shown,
        found: false,
    }];
    for piece in &pieces[first..] {
        let text = tidy(&piece.text);
        let many = text.chars().count();
        if many > left {
            let cut: String = text.chars().take(left).collect();
            let whole = cut.rsplit_once(' ').map_or("", |(whole, _)| whole);
            passage.push(Piece {
                text: format!("{whole} …"),
                found: false,
            });
            break;
        }
        left -= many;
        passage.push(Piece {
            text,
            found: piece.found,
        });
    }
    passage.retain(|piece| !piece.text.is_empty());
    Some(passage)
}

/// On one line, with one space where there were several.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() {
            true if tidy.ends_with(' ') => {}
            true => tidy.push(' '),
            false if c.is_control() => {}
            false => tidy.push(c),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(pieces: Option<Vec<Piece>>) -> String {
        let pieces = pieces.unwrap_or_default();
        let show = |piece: &Piece| match piece.found {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        };
        pieces.iter().map(show).collect()
    }

    #[test]
    fn what_was_searched_is_marked_as_it_stands() {
        for (typed, text, expected) in [
            ("coeur", "Échographie du Cœur", "Échographie du [Cœur]"),
            ("echo", "Écho, échographie", "[Écho], [échographie]"),
            ("imagerie", "IRM du genou", "[IRM] du genou"),
            (
                "prise de sang",
                "Prise de sang de mai",
                "[Prise] de [sang] de mai",
            ),
            ("genou", "Radio du coude", ""),
            ("", "Radio du coude", ""),
            (
                "e",
                "e\u{301}te\u{301} et hiver",
                "[e\u{301}te\u{301}] [et] hiver",
            ),
        ] {
            assert_eq!(shown(marked(text, &Query::of(typed))), expected, "{typed}");
        }
    }

    #[test]
    fn a_passage_is_short_and_around_the_first_word_that_was_found() {
        let text = format!(
            "{}le   rein\ndroit {}",
            "mot ".repeat(40),
            "suite ".repeat(80)
        );
        let passage = shown(passage(&text, &Query::of("rein")));
        assert!(passage.starts_with("… mot mot"), "{passage}");
        assert!(passage.contains("le [rein] droit suite"), "{passage}");
        assert!(passage.ends_with("suite …"), "{passage}");
        assert!(passage.chars().count() <= BEFORE + PASSAGE + 8, "{passage}");
    }

    proptest! {
        #[test]
        fn marking_loses_no_letter(text in "\\PC{0,60}", typed in "[a-z]{1,2}") {
            if let Some(pieces) = marked(&text, &Query::of(&typed)) {
                let again: String = pieces.iter().map(|it| it.text.as_str()).collect();
                prop_assert_eq!(again, text);
            }
        }

        #[test]
        fn a_passage_of_anything_is_short(text in "\\PC{0,600}", typed in "[a-z]{1,2}") {
            if let Some(pieces) = passage(&text, &Query::of(&typed)) {
                let many: usize = pieces.iter().map(|it| it.text.chars().count()).sum();
                prop_assert!(many <= BEFORE + PASSAGE + 8);
            }
        }
    }
}
