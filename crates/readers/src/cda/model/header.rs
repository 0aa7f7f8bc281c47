//! Who and when, as the header writes them.

use super::Code;
use minicbor::{Decode, Encode};
use std::fmt;

/// A number and whose it is.
#[derive(Clone, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Identifier {
    /// The OID or UUID.
    #[n(0)]
    pub root: String,
    /// The number under it, if the root is not all.
    #[n(1)]
    pub extension: Option<String>,
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({})", self.root)
    }
}

/// A document that this one follows.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Parent {
    /// `RPLC` replaces it, `APND` adds to it, `XFRM` was made from it.
    #[n(0)]
    pub link: String,
    /// Its number.
    #[n(1)]
    pub id: Option<Identifier>,
    /// The number its versions share.
    #[n(2)]
    pub set: Option<Identifier>,
    /// Which version it was.
    #[n(3)]
    pub version: Option<String>,
}

/// Whom the document says it is about. `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Patient {
    /// All numbers, in order.
    #[n(0)]
    pub ids: Vec<Identifier>,
    /// The birth name.
    #[n(1)]
    pub birth_name: Option<String>,
    /// The name in use.
    #[n(2)]
    pub used_name: Option<String>,
    /// All first names of the birth certificate, in one.
    #[n(3)]
    pub first_names: Option<String>,
    /// The first of them.
    #[n(4)]
    pub first_name: Option<String>,
    /// The first name in use.
    #[n(5)]
    pub used_first_name: Option<String>,
    /// M, F or another letter.
    #[n(6)]
    pub sex: Option<String>,
    /// `YYYYMMDD`, cut anywhere.
    #[n(7)]
    pub birth_date: Option<String>,
    /// The official code of the birthplace.
    #[n(8)]
    pub birth_place_code: Option<String>,
    /// Its name.
    #[n(9)]
    pub birth_place: Option<String>,
}

impl Patient {
    /// First name and name, as they are used.
    pub fn display(&self) -> Option<String> {
        let first = [&self.used_first_name, &self.first_name, &self.first_names];
        let last = [&self.used_name, &self.birth_name];
        let first = first.into_iter().flatten().next();
        let last = last.into_iter().flatten().next();
        let both: Vec<&str> = [first, last]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        (!both.is_empty()).then(|| both.join(" "))
    }
}

impl fmt::Debug for Patient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Patient")
    }
}

/// Somebody who did something, or software that did.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Person {
    /// The name, as written.
    #[n(0)]
    pub name: Option<String>,
    /// The number, for professionals that of the national directory.
    #[n(1)]
    pub id: Option<Identifier>,
    /// The profession and speciality.
    #[n(2)]
    pub profession: Option<Code>,
    /// For whom.
    #[n(3)]
    pub institution: Option<String>,
    /// When.
    #[n(4)]
    pub when: Period,
}

/// A moment, or from one to another; each as HL7 writes it.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Period {
    /// At.
    #[n(0)]
    pub at: Option<String>,
    /// From.
    #[n(1)]
    pub from: Option<String>,
    /// To.
    #[n(2)]
    pub to: Option<String>,
    /// For how long, value and unit.
    #[n(3)]
    pub during: Option<String>,
}

impl Period {
    /// Nothing is said.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}
