//! The five strict traits: birth name, first birth names, birth date, sex,
//! birthplace; with the matricule they are an identity.

use super::{Issuer, Matricule};
use kernel::{Date, Error, FieldError, Personal, Result};
use std::fmt;
use std::str::FromStr;

const NAME_CHARS_MAX: usize = 100;

/// Administrative sex, as the identity service writes it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sex {
    /// M.
    Male,
    /// F.
    Female,
    /// I, indeterminate.
    Indeterminate,
}

impl Sex {
    /// One letter: M, F or I.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "M",
            Self::Female => "F",
            Self::Indeterminate => "I",
        }
    }

    /// The word of HL7 FHIR (AdministrativeGender).
    pub const fn fhir(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Indeterminate => "unknown",
        }
    }
}

impl FromStr for Sex {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "M" | "m" | "male" => Ok(Self::Male),
            "F" | "f" | "female" => Ok(Self::Female),
            "I" | "i" | "U" | "unknown" => Ok(Self::Indeterminate),
            _ => Err(Error::invalid("identity-sex-wrong")),
        }
    }
}

/// Where a person was born: the official geographical code (COG) of the
/// commune, or 99 and the country.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BirthPlace(String);

impl BirthPlace {
    /// The five characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BirthPlace {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let code = text.trim().to_ascii_uppercase();
        let right = code.len() == 5
            && code
                .bytes()
                .enumerate()
                .all(|(place, b)| b.is_ascii_digit() || (place == 1 && matches!(b, b'A' | b'B')))
            && (code.as_bytes()[1].is_ascii_digit() || code.starts_with('2'));
        if right {
            Ok(Self(code))
        } else {
            Err(Error::invalid("identity-birth-place-wrong"))
        }
    }
}

impl fmt::Debug for BirthPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹birthplace›")
    }
}

/// What somebody wrote or sent, not yet an identity.
#[derive(Clone, Debug, Default)]
pub struct InsInput<'a> {
    /// The matricule.
    pub matricule: Personal<&'a str>,
    /// Its OID; empty means the NIR.
    pub oid: &'a str,
    /// The birth name.
    pub birth_name: Personal<&'a str>,
    /// The first names of birth, all, separated by spaces.
    pub given_names: Personal<&'a str>,
    /// The birth date, `2026-05-04`.
    pub birth_date: Personal<&'a str>,
    /// M, F or I.
    pub sex: &'a str,
    /// The code of the birthplace.
    pub birth_place: Personal<&'a str>,
}

/// An identity: the matricule and the five strict traits, each in the right
/// form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InsIdentity {
    /// The matricule.
    pub matricule: Matricule,
    /// Which list the matricule belongs to.
    pub issuer: Issuer,
    /// The birth name.
    pub birth_name: Personal<String>,
    /// The first names of birth, in their order.
    pub given_names: Personal<Vec<String>>,
    /// The birth date.
    pub birth_date: Personal<Date>,
    /// The administrative sex.
    pub sex: Sex,
    /// The birthplace.
    pub birth_place: BirthPlace,
}

impl InsIdentity {
    /// Checks every trait, and names all that are wrong at once.
    ///
    /// # Errors
    /// Invalid, with one field error for each wrong trait.
    pub fn check(input: &InsInput<'_>) -> Result<Self> {
        let mut wrong = Vec::new();
        let mut refuse = |field, code| wrong.push(FieldError { field, code });
        let matricule = input.matricule.0.parse::<Matricule>();
        if let Err(error) = &matricule {
            refuse("matricule", error.code());
        }
        let issuer = match input.oid {
            "" => Some(Issuer::Nir),
            oid => Issuer::from_oid(oid),
        };
        if issuer.is_none() {
            refuse("oid", "identity-oid-wrong");
        }
        let birth_name = name(input.birth_name.0);
        if birth_name.is_none() {
            refuse("birth_name", "identity-name-wrong");
        }
        let given_names = name(input.given_names.0);
        if given_names.is_none() {
            refuse("given_names", "identity-name-wrong");
        }
        let birth_date = input.birth_date.0.trim().parse::<Date>();
        if birth_date.is_err() {
            refuse("birth_date", "identity-date-wrong");
        }
        let sex = input.sex.trim().parse::<Sex>();
        if sex.is_err() {
            refuse("sex", "identity-sex-wrong");
        }
        let birth_place = input.birth_place.0.parse::<BirthPlace>();
        if birth_place.is_err() {
            refuse("birth_place", "identity-birth-place-wrong");
        }
        match (
            matricule,
            issuer,
            birth_name,
            given_names,
            birth_date,
            sex,
            birth_place,
        ) {
            (
                Ok(matricule),
                Some(issuer),
                Some(birth_name),
                Some(given),
                Ok(date),
                Ok(sex),
                Ok(place),
            ) => Ok(Self {
                matricule,
                issuer,
                birth_name: Personal(birth_name),
                given_names: Personal(given.split(' ').map(str::to_owned).collect()),
                birth_date: Personal(date),
                sex,
                birth_place: place,
            }),
            _ => Err(Error::fields(wrong)),
        }
    }
}

/// A name with single spaces, or nothing if it is not one.
fn name(text: &str) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = name.chars().count() <= NAME_CHARS_MAX;
    let letters = name.chars().any(char::is_alphabetic)
        && name
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'));
    (short && letters).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> InsInput<'static> {
        InsInput {
            matricule: Personal("2 69 05 2B 033 077 90"),
            oid: "1.2.250.1.213.1.4.10",
            birth_name: Personal("D’ORNANO  LECA"),
            given_names: Personal("ANA MARIE-LOUISE"),
            birth_date: Personal("1969-05-04"),
            sex: "F",
            birth_place: Personal("2b033"),
        }
    }

    #[test]
    fn five_right_traits_are_an_identity() {
        let ana = InsIdentity::check(&ana()).expect("right");
        assert_eq!(ana.birth_name.0, "D’ORNANO LECA");
        assert_eq!(ana.given_names.0, ["ANA", "MARIE-LOUISE"]);
        assert_eq!(ana.birth_place.as_str(), "2B033");
        assert_eq!(ana.issuer, Issuer::Test);
        assert!(!format!("{ana:?}").contains("ORNANO"));
    }

    #[test]
    fn every_wrong_trait_is_named_at_once() {
        let input = InsInput {
            matricule: Personal("269052B03307791"),
            oid: "1.2.3",
            birth_name: Personal("  "),
            given_names: Personal("4N4"),
            birth_date: Personal("1969-02-30"),
            sex: "X",
            birth_place: Personal("1A001"),
        };
        let error = InsIdentity::check(&input).expect_err("all wrong");
        let fields: Vec<_> = error.field_errors().iter().map(|f| f.field).collect();
        assert_eq!(
            fields,
            [
                "matricule",
                "oid",
                "birth_name",
                "given_names",
                "birth_date",
                "sex",
                "birth_place"
            ]
        );
        assert_eq!(error.field_errors()[0].code, "identity-nir-key");
    }
}
