//! The matricule: fifteen characters, the last two a key.

use kernel::{Error, Result};
use std::fmt;
use std::str::FromStr;

const LENGTH: usize = 15;
const BODY: usize = 13;
/// What a person may put between the groups without meaning anything by it:
/// spaces of all kinds, hyphens, dots.
const IGNORED: [char; 7] = [' ', '\t', '\u{a0}', '\u{202f}', '\u{2009}', '-', '.'];

/// A matricule (NIR or NIA) whose form and key are right: 13 characters and a
/// key of two digits, always together. Letters only in Corsica (2A, 2B).
///
/// `Debug` shows nothing: the number names a person.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Matricule(String);

impl Matricule {
    /// The fifteen characters, without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In the groups of the Vitale card, for a page: `2 55 08 14 168 025 38`.
    pub fn grouped(&self) -> String {
        let n = &self.0;
        let groups = [
            &n[..1],
            &n[1..3],
            &n[3..5],
            &n[5..7],
            &n[7..10],
            &n[10..13],
            &n[13..],
        ];
        groups.join("\u{a0}")
    }

    /// Whether this is a number given while waiting for the final one, or a
    /// temporary one (first digit 3, 4, 7 or 8).
    pub fn is_provisional(&self) -> bool {
        matches!(self.0.as_bytes()[0], b'3' | b'4' | b'7' | b'8')
    }

    /// The key that goes with thirteen characters in the right form: 97 minus
    /// the remainder by 97, with 19 for 2A and 18 for 2B.
    pub fn key_of(body: &str) -> Option<u8> {
        if body.len() != BODY || !body.is_ascii() {
            return None;
        }
        let number: u64 = body.replace("2A", "19").replace("2B", "18").parse().ok()?;
        let corsican = body.contains(['A', 'B']);
        if corsican && !matches!(&body[5..7], "2A" | "2B") {
            return None;
        }
        u8::try_from(97 - number % 97).ok()
    }
}

impl FromStr for Matricule {
    type Err = Error;

    /// Forgives spaces, hyphens, dots and lower case.
    ///
    /// # Errors
    /// Invalid: `identity-nir-length`, `identity-nir-form`, or
    /// `identity-nir-key` when only the key is wrong.
    fn from_str(text: &str) -> Result<Self> {
        if text.len() > 64 {
            return Err(Error::invalid("identity-nir-length"));
        }
        let number: String = text
            .chars()
            .filter(|c| !IGNORED.contains(c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if number.chars().count() != LENGTH {
            return Err(Error::invalid("identity-nir-length"));
        }
        if !has_the_form(&number) {
            return Err(Error::invalid("identity-nir-form"));
        }
        let key = number[BODY..].parse::<u8>().ok();
        if key.is_none() || key != Self::key_of(&number[..BODY]) {
            return Err(Error::invalid("identity-nir-key"));
        }
        Ok(Self(number))
    }
}

fn has_the_form(number: &str) -> bool {
    let allowed = number
        .bytes()
        .enumerate()
        .all(|(place, b)| b.is_ascii_digit() || (place == 6 && matches!(b, b'A' | b'B')));
    if !allowed {
        return false;
    }
    let two = |from: usize| number[from..from + 2].parse::<u8>().ok();
    let sex = matches!(
        number.as_bytes()[0],
        b'1' | b'2' | b'3' | b'4' | b'7' | b'8'
    );
    let month = matches!(two(3), Some(1..=12 | 20 | 30..=42 | 50..=99));
    let department =
        matches!(&number[5..7], "2A" | "2B") || matches!(two(5), Some(1..=95 | 97..=99));
    sex && month && department && &number[10..13] != "000"
}

impl fmt::Debug for Matricule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹matricule›")
    }
}

/// Which list a matricule belongs to, told by its OID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Issuer {
    /// INS-NIR, of real people.
    Nir,
    /// INS-NIA, of real people waiting for a NIR.
    Nia,
    /// Test matricules.
    Test,
    /// Demonstration matricules.
    Demo,
}

impl Issuer {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Nir, Self::Nia, Self::Test, Self::Demo];

    /// The OID.
    pub const fn oid(self) -> &'static str {
        match self {
            Self::Nir => "1.2.250.1.213.1.4.8",
            Self::Nia => "1.2.250.1.213.1.4.9",
            Self::Test => "1.2.250.1.213.1.4.10",
            Self::Demo => "1.2.250.1.213.1.4.11",
        }
    }

    /// The issuer whose OID this is, with or without `urn:oid:` before it.
    pub fn from_oid(text: &str) -> Option<Self> {
        let oid = text.strip_prefix("urn:oid:").unwrap_or(text);
        Self::ALL.into_iter().find(|issuer| issuer.oid() == oid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The official examples, and their neighbours that are wrong.
    const VECTORS: [(&str, Result<&str, &str>); 21] = [
        ("255081416802538", Ok("255081416802538")),
        ("184027505612389", Ok("184027505612389")),
        ("269052B03307790", Ok("269052B03307790")),
        ("156012000400351", Ok("156012000400351")),
        ("193049873502134", Ok("193049873502134")),
        ("264099935000724", Ok("264099935000724")),
        ("399017505600238", Ok("399017505600238")),
        ("185057800006497", Ok("185057800006497")),
        ("255081416802539", Err("identity-nir-key")),
        ("18402750561238", Err("identity-nir-length")),
        ("100122C00401279", Err("identity-nir-form")),
        ("269052b03307790", Ok("269052B03307790")),
        ("2 55 08 14 168 025 38", Ok("255081416802538")),
        ("2\u{202f}55-08.14 168\u{a0}025 38", Ok("255081416802538")),
        ("185057800006498", Err("identity-nir-key")),
        ("555081416802538", Err("identity-nir-form")),
        ("255131416802538", Err("identity-nir-form")),
        ("255089616802538", Err("identity-nir-form")),
        ("255081416800038", Err("identity-nir-form")),
        ("2550814168025é8", Err("identity-nir-form")),
        ("", Err("identity-nir-length")),
    ];

    #[test]
    fn a_matricule_has_fifteen_characters_and_a_right_key() {
        for (text, expected) in VECTORS {
            match (text.parse::<Matricule>(), expected) {
                (Ok(matricule), Ok(number)) => assert_eq!(matricule.as_str(), number),
                (Err(error), Err(code)) => assert_eq!(error.code(), code, "{text}"),
                (got, wanted) => panic!("{text}: {got:?}, expected {wanted:?}"),
            }
        }
    }

    #[test]
    fn one_wrong_digit_is_always_seen() {
        let right = "255081416802538";
        for place in 0..LENGTH {
            for digit in '0'..='9' {
                let mut wrong: Vec<char> = right.chars().collect();
                if wrong[place] == digit {
                    continue;
                }
                wrong[place] = digit;
                let wrong: String = wrong.into_iter().collect();
                assert!(wrong.parse::<Matricule>().is_err(), "{wrong}");
            }
        }
    }

    #[test]
    fn a_matricule_is_shown_in_groups_and_never_in_a_log() {
        let matricule: Matricule = "255081416802538".parse().expect("a right one");
        assert_eq!(
            matricule.grouped().replace('\u{a0}', " "),
            "2 55 08 14 168 025 38"
        );
        assert!(!format!("{matricule:?}").contains("255"));
    }

    #[test]
    fn the_oid_tells_the_issuer() {
        for issuer in Issuer::ALL {
            assert_eq!(Issuer::from_oid(issuer.oid()), Some(issuer));
            assert_eq!(
                Issuer::from_oid(&format!("urn:oid:{}", issuer.oid())),
                Some(issuer)
            );
        }
        assert_eq!(Issuer::from_oid("1.2.250.1.213.1.4.2"), None);
    }
}
