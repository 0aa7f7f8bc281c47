//! What a person may call themselves to sign in.
//!
//! A username says nothing by itself: never an e-mail address nor a
//! registration number, which others know. Two that look alike are one.

use kernel::{Error, Result, unaccented};
use std::fmt;
use std::str::FromStr;

const CHARS_MIN: usize = 3;
const CHARS_MAX: usize = 40;
/// From this many digits on, a username could be a registration number, a
/// telephone or a card.
const DIGITS_MAX: usize = 9;

/// A username in the right form, as typed and as compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Username {
    shown: String,
    folded: String,
}

impl Username {
    /// As the person typed it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// As it is compared: lower case, without accents.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Some usernames made of a person's names, to try in this order. The
    /// numbers come from `salt`, so that two people are not offered the same.
    pub fn proposals(first: &str, last: &str, salt: u32) -> Vec<Self> {
        let part = |text: &str| -> String {
            unaccented(text)
                .chars()
                .filter(|c| c.is_ascii_lowercase())
                .take(12)
                .collect()
        };
        let (first, last) = match (part(first), part(last)) {
            (first, last) if first.len() + last.len() < 2 => ("carnet".into(), "espace".into()),
            names => names,
        };
        let number = |step: u32| 10 + (salt.wrapping_add(step.wrapping_mul(37)) % 90);
        let initial: String = first.chars().take(1).collect();
        let mut texts = vec![
            format!("{first}.{last}"),
            format!("{initial}{last}"),
            format!("{last}.{first}"),
        ];
        for step in 0..6 {
            texts.push(format!("{first}.{last}{}", number(step)));
            texts.push(format!("{first}{}", number(step + 1)));
        }
        texts.iter().filter_map(|text| text.parse().ok()).collect()
    }
}

impl FromStr for Username {
    type Err = Error;

    /// # Errors
    /// Invalid, with the reason; nothing in it depends on who exists.
    fn from_str(text: &str) -> Result<Self> {
        let shown = text.trim();
        let wrong = |code| Err(Error::invalid(code));
        if shown.contains('@') {
            return wrong("identity-username-email");
        }
        let count = shown.chars().count();
        if !(CHARS_MIN..=CHARS_MAX).contains(&count) {
            return wrong("identity-username-length");
        }
        if shown.chars().filter(char::is_ascii_digit).count() > DIGITS_MAX {
            return wrong("identity-username-number");
        }
        let folded = unaccented(shown);
        let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let allowed = folded
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        if !allowed || !ends(folded.chars().next()) || !ends(folded.chars().last()) {
            return wrong("identity-username-chars");
        }
        Ok(Self {
            shown: shown.to_owned(),
            folded,
        })
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹username›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_is_3_to_40_letters_digits_and_a_little_more() {
        for right in [
            "ana",
            "Ana.Léca",
            "zoé_2026",
            "x".repeat(40).as_str(),
            "a-b",
        ] {
            assert!(right.parse::<Username>().is_ok(), "{right}");
        }
        for (wrong, code) in [
            ("", "identity-username-length"),
            ("ab", "identity-username-length"),
            (&"x".repeat(41), "identity-username-length"),
            ("ana leca", "identity-username-chars"),
            ("-ana", "identity-username-chars"),
            ("аna", "identity-username-chars"),
            ("an\u{200b}a", "identity-username-chars"),
            ("<b>ana", "identity-username-chars"),
        ] {
            let error = wrong.parse::<Username>().expect_err(wrong);
            assert_eq!(error.code(), code, "{wrong}");
        }
    }

    #[test]
    fn aut_23_an_email_or_a_number_is_no_username() {
        for (wrong, code) in [
            ("ana@example.fr", "identity-username-email"),
            ("ana@", "identity-username-email"),
            ("255081416802538", "identity-username-number"),
            ("2550814168025", "identity-username-number"),
            ("2-55-08-14-168-025-38", "identity-username-number"),
            ("269052B03307790", "identity-username-number"),
            ("0612345678", "identity-username-number"),
        ] {
            let error = wrong.parse::<Username>().expect_err(wrong);
            assert_eq!(error.code(), code, "{wrong}");
        }
    }

    #[test]
    fn two_that_look_alike_are_one() {
        let folded = |text: &str| {
            let name: Username = text.parse().expect("right");
            name.folded().to_owned()
        };
        assert_eq!(folded("Zoé.Müller"), folded("zoe.muller"));
        assert_eq!(folded("Zoe\u{301}"), folded("ZOÉ"));
    }

    #[test]
    fn proposals_are_usernames_made_of_the_names() {
        let all = Username::proposals("Ana-Lucía", "d’Ornano", 5);
        assert!(all.len() >= 3);
        assert_eq!(all[0].folded(), "analucia.dornano");
        assert!(!Username::proposals("", "", 1).is_empty());
    }
}
