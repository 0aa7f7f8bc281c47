//! What FranceConnect says of a person: the *pivot identity*, as it came. What
//! it means, and whom, is for the register to say.

use crate::oidc::{Dialect, Said};
use openidconnect::AdditionalClaims;
use openidconnect::core::CoreJwsSigningAlgorithm as Alg;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest text and the most names that are looked at.
const TEXT_BYTES_MAX: usize = 200;
const NAMES_MAX: usize = 30;

/// The pivot identity: the traits that FranceConnect has from the national
/// register of people. Each may be empty; none is an e-mail address.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pivot {
    /// The birth name.
    pub family_name: String,
    /// The first names of birth, each by itself.
    pub given_names: Vec<String>,
    /// The birth date, `1969-05-04`; a month or a day may be `00`.
    pub birthdate: String,
    /// `male` or `female`.
    pub gender: String,
    /// The code of the commune of birth (COG); empty for who was born abroad.
    pub birthplace: String,
    /// The code of the country of birth; `99100` is France.
    pub birthcountry: String,
}

impl fmt::Debug for Pivot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pivot(‹personal›)")
    }
}

/// How FranceConnect speaks (version 2): what it says of people is signed as
/// the ID token is, with ES256 or RS256.
pub(super) struct FranceConnectClaims;

impl Dialect for FranceConnectClaims {
    type More = MoreClaims;
    type Claims = Pivot;
    const SIGNATURES: &'static [Alg] = &[Alg::EcdsaP256Sha256, Alg::RsaSsaPkcs1V15Sha256];
    const SIGNS_PEOPLE: bool = true;

    fn claims(said: Said, more: &MoreClaims) -> Pivot {
        let short = |text: Option<String>| {
            text.filter(|text| text.len() <= TEXT_BYTES_MAX)
                .unwrap_or_default()
        };
        let given = short(said.given_name);
        let given_names = match &more.given_name_array {
            Some(names) if names.len() <= NAMES_MAX => {
                names.iter().cloned().map(Some).map(short).collect()
            }
            Some(_) => Vec::new(),
            None => given.split_whitespace().map(str::to_owned).collect(),
        };
        Pivot {
            family_name: short(said.family_name),
            given_names,
            birthdate: short(said.birthdate),
            gender: short(said.gender),
            birthplace: short(more.birthplace.clone()),
            birthcountry: short(more.birthcountry.clone()),
        }
    }
}

/// Claims of FranceConnect beyond those of OpenID Connect.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct MoreClaims {
    #[serde(default)]
    given_name_array: Option<Vec<String>>,
    #[serde(default)]
    birthplace: Option<String>,
    #[serde(default)]
    birthcountry: Option<String>,
}

impl AdditionalClaims for MoreClaims {}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(given: &str) -> Said {
        Said {
            given_name: Some(given.to_owned()),
            family_name: Some("DUBOIS".into()),
            ..Said::default()
        }
    }

    #[test]
    fn first_names_are_told_one_by_one_or_in_one_text() {
        let both = MoreClaims {
            given_name_array: Some(vec!["Marie Claire".into(), "Louise".into()]),
            ..MoreClaims::default()
        };
        let pivot = FranceConnectClaims::claims(said("Marie Claire Louise"), &both);
        assert_eq!(pivot.given_names, ["Marie Claire", "Louise"]);
        let text = FranceConnectClaims::claims(said(" Angela  Claire "), &MoreClaims::default());
        assert_eq!(text.given_names, ["Angela", "Claire"]);
    }

    #[test]
    fn what_is_too_long_is_as_if_it_had_not_been_said() {
        let many = MoreClaims {
            given_name_array: Some(vec!["Ana".into(); NAMES_MAX + 1]),
            birthplace: Some("7".repeat(TEXT_BYTES_MAX + 1)),
            ..MoreClaims::default()
        };
        let pivot = FranceConnectClaims::claims(said("Ana"), &many);
        assert!(pivot.given_names.is_empty() && pivot.birthplace.is_empty());
        assert_eq!(pivot.family_name, "DUBOIS");
    }
}
