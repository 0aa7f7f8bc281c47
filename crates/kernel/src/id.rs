//! Ids are types, made at random by the application: they tell neither order
//! nor time, and no table hands them out.

use crate::{Chance, Error};
use std::fmt;
use std::str::FromStr;

/// How many buckets the space-keyed tables are cut into. A bucket is the first
/// column of each of them, so that one database can become many.
pub const BUCKETS: u16 = 4096;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LEN: usize = 26;

fn encode(mut n: u128) -> String {
    let mut text = [b'0'; TEXT_LEN];
    for place in text.iter_mut().rev() {
        *place = ALPHABET[(n & 31) as usize];
        n >>= 5;
    }
    text.iter().map(|b| char::from(*b)).collect()
}

fn decode(text: &str) -> Option<u128> {
    if text.len() != TEXT_LEN || text.as_bytes()[0] > b'7' {
        return None;
    }
    text.bytes().try_fold(0u128, |n, byte| {
        let digit = ALPHABET.iter().position(|a| *a == byte)?;
        Some((n << 5) | digit as u128)
    })
}

macro_rules! random_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        ///
        /// 128 random bits; written as 26 characters of lower-case Crockford base32.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u128);

        impl $name {
            /// A new id, from the given source of chance.
            pub fn new(chance: &dyn Chance) -> Self {
                let mut bytes = [0; 16];
                chance.fill(&mut bytes);
                Self(u128::from_be_bytes(bytes))
            }

            /// The id whose stored form is these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(u128::from_be_bytes(bytes))
            }

            /// As [`Self::from_bytes`], for bytes of unknown length.
            ///
            /// # Errors
            /// A fault: what the store holds is not an id.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
                bytes.try_into().map(Self::from_bytes)
                    .map_err(|_| Error::fault(concat!("stored ", stringify!($name), " is not 16 bytes")))
            }

            /// The stored form.
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0.to_be_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = Error;
            /// Only the exact text that `Display` writes is an id; anything else
            /// is *not found*, as an id that never existed.
            fn from_str(text: &str) -> Result<Self, Error> {
                decode(text).map(Self).ok_or_else(Error::not_found)
            }
        }
    )+};
}

random_id! {
    /// One insured person's health space.
    SpaceId,
    /// One insured person in the register.
    PersonId,
    /// A login of a natural person.
    AccountId,
    /// An open session of somebody signed in.
    SessionId,
    /// A second factor or passkey of an account.
    CredentialId,
    /// A document of a space.
    DocumentId,
    /// The sealed bytes of a document in the vault.
    ObjectId,
    /// A care link between a professional and a space.
    LinkId,
    /// An emergency access.
    EmergencyId,
    /// A few documents, shared by a one-time code.
    ShareId,
    /// A service of the catalogue, let into a space by its holder.
    ConnectionId,
    /// What a holder confides of their space to a carer.
    CarerId,
    /// One line of an access log.
    ReadId,
    /// Something that leaves the house: an e-mail, an SMS, a letter.
    NoticeId,
}

impl SpaceId {
    /// The bucket of this space, from 0 to [`BUCKETS`] − 1. The id is random,
    /// so its low bits spread evenly.
    pub const fn bucket(self) -> u16 {
        (self.0 % BUCKETS as u128) as u16
    }
}

impl PersonId {
    /// The bucket of this person in the register, as for spaces.
    pub const fn bucket(self) -> u16 {
        (self.0 % BUCKETS as u128) as u16
    }
}

impl NoticeId {
    /// The bucket of this notice: that of the person it is about, if it is
    /// about somebody.
    pub const fn bucket(self) -> u16 {
        (self.0 % BUCKETS as u128) as u16
    }
}

impl AccountId {
    /// The bucket of this account.
    pub const fn bucket(self) -> u16 {
        (self.0 % BUCKETS as u128) as u16
    }
}

/// A professional's number in the national directory (RPPS): eleven digits,
/// the last a Luhn check. Source: ANS, *Annuaire Santé*.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Rpps(String);

impl Rpps {
    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Rpps {
    type Err = Error;
    /// # Errors
    /// Invalid, unless these are eleven digits whose Luhn sum is right.
    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.len() == 11 && text.bytes().all(|b| b.is_ascii_digit());
        if digits && luhn_is_right(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid("rpps-wrong"))
        }
    }
}

impl fmt::Display for Rpps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn luhn_is_right(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, twice) if twice > 9 => twice - 9,
                (_, twice) => twice,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// An institution's number in the national file (FINESS): nine characters,
/// digits except for the second, which is a letter in Corsica.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Finess(String);

impl Finess {
    /// The nine characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Finess {
    type Err = Error;
    /// # Errors
    /// Invalid, unless the text has the form of a FINESS number.
    fn from_str(text: &str) -> Result<Self, Error> {
        let right = text.len() == 9
            && text
                .bytes()
                .enumerate()
                .all(|(place, b)| b.is_ascii_digit() || (place == 1 && matches!(b, b'A' | b'B')));
        if right {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid("finess-wrong"))
        }
    }
}

impl fmt::Display for Finess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededChance;

    #[test]
    fn an_id_written_and_read_is_the_same_id() {
        let chance = SeededChance::new(7);
        for _ in 0..1000 {
            let id = DocumentId::new(&chance);
            assert_eq!(id.to_string().parse::<DocumentId>().expect("own text"), id);
            assert_eq!(
                DocumentId::from_slice(&id.to_bytes()).expect("own bytes"),
                id
            );
        }
    }

    #[test]
    fn only_the_exact_text_is_an_id() {
        let id = DocumentId::from_bytes([0xab; 16]).to_string();
        for wrong in [
            id.to_uppercase(),
            format!("{id}0"),
            id[1..].to_owned(),
            id.replace('b', "é"),
            "z".repeat(26),
        ] {
            assert!(wrong.parse::<DocumentId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn rpps_needs_eleven_digits_and_a_right_key() {
        assert!("99700218896".parse::<Rpps>().is_ok());
        for wrong in ["99700218897", "9970021889", "9970021889a", ""] {
            assert!(wrong.parse::<Rpps>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn finess_is_nine_characters() {
        assert!("750000001".parse::<Finess>().is_ok());
        assert!("2A0000014".parse::<Finess>().is_ok());
        for wrong in ["75000000", "7500000011", "75O000001", "A50000001"] {
            assert!(wrong.parse::<Finess>().is_err(), "{wrong}");
        }
    }
}
