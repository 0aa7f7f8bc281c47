//! Which passwords are refused, and why: too short, too long, common, or made
//! of what others know about the person. No rule of composition.
//!
//! Pure: how a password is kept is in [`crate::hashing`].

use kernel::{Error, Result, Secret, unaccented};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The fewest characters of a password.
pub const CHARS_MIN: usize = 12;
/// The most bytes that are looked at; more is refused before any hashing.
pub const BYTES_MAX: usize = 1000;
/// What is known about a person weighs only from this many characters on.
const KNOWN_CHARS_MIN: usize = 3;

const COMMON: &str = include_str!("../../../data/common_passwords.txt");

/// Checks a new password; `known` is what others know about the person: the
/// username, the names, the birth date.
///
/// # Errors
/// Invalid, with the reason.
pub fn check(password: &Secret<String>, known: &[String]) -> Result<()> {
    let text = password.expose();
    let refuse = |code| Err(Error::invalid(code));
    if text.len() > BYTES_MAX {
        return refuse("identity-password-long");
    }
    if text.contains('\0') {
        return refuse("identity-password-nul");
    }
    if text.chars().count() < CHARS_MIN {
        return refuse("identity-password-short");
    }
    if is_common(text) {
        return refuse("identity-password-common");
    }
    if known.iter().any(|fact| holds(text, fact)) {
        return refuse("identity-password-known");
    }
    Ok(())
}

/// Letters and digits only, lower case, without accents.
fn plain(text: &str) -> String {
    unaccented(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Digits and signs read as the letters they stand for.
fn letters(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        other => other,
    };
    unaccented(text)
        .chars()
        .map(letter)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

struct Common {
    plain: HashSet<&'static str>,
    letters: HashSet<String>,
}

fn common() -> &'static Common {
    static LIST: OnceLock<Common> = OnceLock::new();
    LIST.get_or_init(|| {
        let lines = || COMMON.lines().filter(|line| !line.starts_with('#'));
        Common {
            plain: lines().collect(),
            letters: lines()
                .filter(|line| line.bytes().any(|b| b.is_ascii_alphabetic()))
                .map(letters)
                .collect(),
        }
    })
}

/// Whether a password is on the list of common ones, however it is spelt, or
/// one short thing again and again.
fn is_common(text: &str) -> bool {
    let plain = plain(text);
    let bare = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let list = common();
    list.plain.contains(plain.as_str())
        || list.plain.contains(bare)
        || list.letters.contains(&letters(text))
        || repeats(text)
        || repeats(&plain)
}

/// Whether a text is a piece of at most four characters, repeated.
fn repeats(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.len() >= 8 && (1..=4).any(|n| chars.iter().zip(chars.iter().skip(n)).all(|(a, b)| a == b))
}

fn holds(text: &str, fact: &str) -> bool {
    let fact = plain(fact);
    fact.chars().count() >= KNOWN_CHARS_MIN
        && (plain(text).contains(&fact) || letters(text).contains(&letters(&fact)))
}

/// What others know of a birth date: the ways people write it.
pub fn birth_date_facts(date: kernel::Date) -> Vec<String> {
    let (y, m, d) = (date.year(), date.month(), date.day());
    vec![
        format!("{d:02}{m:02}{y:04}"),
        format!("{y:04}{m:02}{d:02}"),
        format!("{d:02}{m:02}{:02}", y.rem_euclid(100)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str, known: &[&str]) -> &'static str {
        let known: Vec<String> = known.iter().map(|k| (*k).to_owned()).collect();
        match check(&Secret::new(text.to_owned()), &known) {
            Ok(()) => "ok",
            Err(error) => error.code(),
        }
    }

    #[test]
    fn the_list_has_thousands_of_different_entries_of_twelve_or_more() {
        let lines: Vec<&str> = COMMON.lines().filter(|l| !l.starts_with('#')).collect();
        assert!(lines.len() >= 3_000, "{}", lines.len());
        assert!(lines.iter().all(|l| l.len() >= CHARS_MIN));
        assert!(lines.iter().all(|l| plain(l) == *l), "entries are plain");
        let different: HashSet<&&str> = lines.iter().collect();
        assert_eq!(different.len(), lines.len());
    }

    #[test]
    fn common_ones_are_refused_however_they_are_spelt() {
        for common in [
            "motdepasse123",
            "MotDePasse2024!",
            "M0td3p4sse2024",
            "P@ssw0rd-password",
            "azertyuiopqs",
            "AZERTYUIOP123",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "!?!?!?!?!?!?",
            "123456789012",
            "correct horse battery staple",
            "Numéro de sécurité sociale",
            "je t'aime mon amour",
        ] {
            assert_eq!(verdict(common, &[]), "identity-password-common", "{common}");
        }
        for good in [
            "trois girafes sous la pluie",
            "kL9-vv8q.22Wz",
            "пять жирафов 12",
        ] {
            assert_eq!(verdict(good, &[]), "ok", "{good}");
        }
    }

    #[test]
    fn aut_19_length_is_counted_and_nothing_is_cut() {
        assert_eq!(verdict("girafe sous", &[]), "identity-password-short");
        assert_eq!(verdict("ééééàààà", &[]), "identity-password-short");
        assert_eq!(
            verdict("trois gira\0fes sous", &[]),
            "identity-password-nul"
        );
        assert_eq!(
            verdict(&"gh7 ".repeat(16_384), &[]),
            "identity-password-long"
        );
        let hundred: String = (0..100u8).map(|n| char::from(b'!' + n % 90)).collect();
        assert_eq!(verdict(&hundred, &[]), "ok");
    }

    #[test]
    fn what_others_know_is_no_secret() {
        let date = kernel::Date::new(1969, 5, 4).expect("a day");
        let mut known = vec![String::from("ana.leca"), String::from("Léca")];
        known.extend(birth_date_facts(date));
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for wrong in [
            "j'aime ana.leca ici",
            "sentier LÉCA perdu",
            "sentier l3ca perdu",
            "girafe 04/05/1969 pluie",
            "girafe 1969-05-04 pluie",
            "girafe 040569 pluie",
        ] {
            assert_eq!(verdict(wrong, &known), "identity-password-known", "{wrong}");
        }
        assert_eq!(verdict("girafe 05041968 pluie", &known), "ok");
        assert_eq!(verdict("girafe sous la pluie", &["", "la"]), "ok");
    }
}
