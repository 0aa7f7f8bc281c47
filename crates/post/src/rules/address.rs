//! Where something can be sent: an e-mail address, a French mobile, a postal
//! address. What is not one is refused; nothing is mended in silence that
//! could change who receives it.

use kernel::{Error, Result, is_unseen};
use std::fmt;
use std::str::FromStr;

/// RFC 5321 §4.5.3.1.3 leaves 254 characters to an address.
const EMAIL_CHARS_MAX: usize = 254;
/// RFC 5321 §4.5.3.1.1.
const LOCAL_CHARS_MAX: usize = 64;
/// RFC 1035 §2.3.4.
const LABEL_CHARS_MAX: usize = 63;
/// The printer's window.
const LINES: std::ops::RangeInclusive<usize> = 2..=7;
const LINE_CHARS_MAX: usize = 60;

/// An e-mail address: ASCII, without quotes, comments or display name. Its
/// domain is in lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the @.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after it.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for Email {
    type Err = Error;

    /// # Errors
    /// Invalid, unless it is `local@domain` in the plain form of RFC 5322
    /// (dot-atoms); neither quotes nor letters beyond ASCII.
    fn from_str(text: &str) -> Result<Self> {
        let right = |text: &str| -> Option<Self> {
            let (local, domain) = text.split_once('@')?;
            let fits = text.len() <= EMAIL_CHARS_MAX && local.len() <= LOCAL_CHARS_MAX;
            let named = domain.contains('.') && domain.split('.').all(is_label);
            (fits && named && local.split('.').all(is_atom))
                .then(|| Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        };
        right(text.trim_matches(' ')).ok_or_else(|| Error::invalid("post-email-wrong"))
    }
}

/// RFC 5322 §3.2.3.
fn is_atom(text: &str) -> bool {
    let in_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    !text.is_empty() && text.bytes().all(in_atom)
}

fn is_label(text: &str) -> bool {
    (1..=LABEL_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A French mobile, in international form: `+33612345678`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// The number, `+` first.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Mobile numbers of the overseas departments keep their own country code.
/// Source: ARCEP, numbering plan.
const OVERSEAS: [(&str, &str); 8] = [
    ("639", "262"), // Mayotte
    ("690", "590"), // Guadeloupe, Saint-Martin, Saint-Barthélemy
    ("691", "590"),
    ("692", "262"), // La Réunion
    ("693", "262"),
    ("694", "594"), // Guyane
    ("696", "596"), // Martinique
    ("697", "596"),
];

impl FromStr for Phone {
    type Err = Error;

    /// Reads it as people write it: `06 12 34 56 78`, `+33 (0)6.12.34.56.78`,
    /// `0690-12-34-56`, `+590 690 12 34 56`.
    ///
    /// # Errors
    /// Invalid, unless it is the number of a French mobile.
    fn from_str(text: &str) -> Result<Self> {
        french_mobile(text).ok_or_else(|| Error::invalid("post-phone-wrong"))
    }
}

fn french_mobile(text: &str) -> Option<Phone> {
    let dialled: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '/'))
        .collect();
    let (code, number) = match dialled.strip_prefix('+').or(dialled.strip_prefix("00")) {
        Some(abroad) => abroad.split_at_checked(if abroad.starts_with("33") { 2 } else { 3 })?,
        None => ("33", dialled.strip_prefix('0')?),
    };
    // The zero to be dialled at home, as in +33 (0)6.
    let number = number.strip_prefix("(0)").unwrap_or(number);
    let mobile = number.len() == 9
        && number.bytes().all(|b| b.is_ascii_digit())
        && number.starts_with(['6', '7']);
    let home = OVERSEAS
        .iter()
        .find(|(start, _)| number.starts_with(start))
        .map_or("33", |(_, code)| *code);
    (mobile && (code == "33" || code == home)).then(|| Phone(format!("+{home}{number}")))
}

/// A postal address as it stands on the envelope: two to seven lines, the name
/// first.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(Vec<String>);

impl Address {
    /// # Errors
    /// Invalid, unless these are two to seven lines of at most 60 visible
    /// characters; empty ones are left out.
    pub fn new(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self> {
        let lines: Vec<String> = lines
            .into_iter()
            .map(|line| line.as_ref().trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        let fits =
            |line: &String| line.chars().count() <= LINE_CHARS_MAX && !line.chars().any(is_unseen);
        if LINES.contains(&lines.len()) && lines.iter().all(fits) {
            Ok(Self(lines))
        } else {
            Err(Error::invalid("post-address-wrong"))
        }
    }

    /// The lines.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

macro_rules! personal {
    ($($name:ident),+) => {$(
        /// Somebody's: shown on purpose, never by accident.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(‹personal›)"))
            }
        }
    )+};
}
personal!(Email, Phone, Address);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_read_and_its_domain_lowered() {
        for (given, kept) in [
            ("claire.martin@exemple.fr", "claire.martin@exemple.fr"),
            ("Claire+carnet@Exemple.FR", "Claire+carnet@exemple.fr"),
            (" o'brien@mail.exemple-1.fr ", "o'brien@mail.exemple-1.fr"),
        ] {
            assert_eq!(given.parse::<Email>().expect(given).as_str(), kept);
        }
    }

    #[test]
    fn web_21_an_address_that_says_more_than_an_address_is_refused() {
        let long = format!("claire@{}.fr", "a.".repeat(124));
        let longer = format!("{}@exemple.fr", "a".repeat(65));
        for wrong in [
            "",
            "claire",
            "@exemple.fr",
            "claire@",
            "claire@exemple",
            "claire@@exemple.fr",
            "claire@exemple..fr",
            "claire@-exemple.fr",
            "claire@exemple.fr.",
            ".claire@exemple.fr",
            "claire..martin@exemple.fr",
            "claire martin@exemple.fr",
            "claire@exemple.fr\r\nBcc: autre@exemple.fr",
            "claire@exemple.fr\n",
            "claire@exemple.fr\r",
            "claire\0@exemple.fr",
            "claire@exemple.fr,autre@exemple.fr",
            "Claire <claire@exemple.fr>",
            "\"claire\"@exemple.fr",
            "claire(la vraie)@exemple.fr",
            "claire@[192.0.2.1]",
            "hélène@exemple.fr",
            "claire@exémple.fr",
            "claire\u{200b}@exemple.fr",
            &long,
            &longer,
        ] {
            let refused = wrong.parse::<Email>().expect_err(wrong);
            assert_eq!(refused.kind(), kernel::Kind::Invalid, "{wrong}");
        }
    }

    #[test]
    fn a_french_mobile_is_read_however_it_is_written() {
        for (given, kept) in [
            ("0612345678", "+33612345678"),
            ("06 12 34 56 78", "+33612345678"),
            ("07.12.34.56.78", "+33712345678"),
            ("06-12-34-56-78", "+33612345678"),
            ("+33 6 12 34 56 78", "+33612345678"),
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("0033612345678", "+33612345678"),
            ("0695 12 34 56", "+33695123456"),
            ("0639 12 34 56", "+262639123456"),
            ("0690 12 34 56", "+590690123456"),
            ("0691 12 34 56", "+590691123456"),
            ("0692 12 34 56", "+262692123456"),
            ("0693 12 34 56", "+262693123456"),
            ("0694 12 34 56", "+594694123456"),
            ("0696 12 34 56", "+596696123456"),
            ("0697 12 34 56", "+596697123456"),
            ("+590 690 12 34 56", "+590690123456"),
            ("+33 690 12 34 56", "+590690123456"),
            ("00262 639 12 34 56", "+262639123456"),
        ] {
            assert_eq!(given.parse::<Phone>().expect(given).as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_french_mobile_is_refused() {
        for wrong in [
            "",
            "06",
            "01 23 45 67 89",
            "09 12 34 56 78",
            "061234567",
            "06123456789",
            "0612345678\n",
            "0612345678\r\nX",
            "06 12 34 56 7a",
            "+44 7911 123456",
            "+590 696 12 34 56",
            "+590 612 34 56 78",
            "+3361234567",
            "+336123456780",
            "++33612345678",
            "٠٦١٢٣٤٥٦٧٨",
            "3400 612 345 678",
            "06(0)12345678",
            "(0)612345678",
        ] {
            assert!(wrong.parse::<Phone>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_postal_address_has_two_to_seven_visible_lines() {
        let right = Address::new(["Claire Martin", "", " 1 rue des Lilas ", "44000 Nantes"]);
        assert_eq!(
            right.expect("right").lines(),
            ["Claire Martin", "1 rue des Lilas", "44000 Nantes"]
        );
        let eight = ["x"; 8];
        let long = ["Claire Martin".to_owned(), "x".repeat(61)];
        assert!(Address::new(["Claire Martin"]).is_err());
        assert!(Address::new(eight).is_err());
        assert!(Address::new(&long).is_err());
        assert!(Address::new(["Claire", "44000\nNantes"]).is_err());
        assert!(Address::new(["Claire", "\u{202e}setnaN 00044"]).is_err());
    }

    #[test]
    fn contacts_are_not_shown_by_accident() {
        let email: Email = "claire@exemple.fr".parse().expect("right");
        let phone: Phone = "0612345678".parse().expect("right");
        let address = Address::new(["Claire", "Nantes"]).expect("right");
        let shown = format!("{email:?} {phone:?} {address:?}");
        for personal in ["claire", "6123", "Nantes"] {
            assert!(!shown.contains(personal), "{shown}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_for_an_address_never_breaks_a_line(text in any::<String>()) {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert!(email.as_str().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(email.as_str().matches('@').count(), 1);
                prop_assert!(email.as_str().len() <= EMAIL_CHARS_MAX);
                prop_assert!(lettre::Address::new(email.local(), email.domain()).is_ok());
            }
        }

        #[test]
        fn what_looks_like_an_address_is_one_for_the_library_too(
            text in "[a-z0-9.+'!-]{1,10}@[a-zA-Z0-9-]{1,8}\\.[a-z.-]{2,6}",
        ) {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert!(lettre::Address::new(email.local(), email.domain()).is_ok());
            }
        }

        #[test]
        fn a_number_is_its_own_reading(text in "0[67][0-9]{8}") {
            let phone: Phone = text.parse().expect("a mobile");
            prop_assert!(phone.as_str().starts_with('+'));
            prop_assert_eq!(phone.as_str().parse::<Phone>().expect("itself"), phone);
        }
    }
}
