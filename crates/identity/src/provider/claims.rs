//! What the provider says of a professional: the claims of Pro Santé Connect,
//! and the few of them that we use. E-mail and names are not among them:
//! nobody is recognised by those.

use crate::oidc::{Dialect, Said};
use kernel::Finess;
use openidconnect::AdditionalClaims;
use openidconnect::core::CoreJwsSigningAlgorithm as Alg;
use serde::{Deserialize, Serialize};

/// The most entries that are read of each list.
const LIST_MAX: usize = 50;

/// The claims that we use, in plain words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The national identifier: `8` and the RPPS number.
    pub preferred_username: Option<String>,
    /// The same, under Pro Santé Connect's own name.
    pub subject_name_id: Option<String>,
    /// The codes of the professions that they exercise.
    pub professions: Vec<String>,
    /// The numbers of the places where they work.
    pub places: Vec<String>,
}

impl Claims {
    fn new(preferred_username: Option<String>, psc: &PscClaims) -> Self {
        let exercises = psc.professional.iter().flat_map(|p| &p.exercises);
        let exercises = exercises.take(LIST_MAX);
        Self {
            preferred_username,
            subject_name_id: psc.subject_name_id.clone(),
            professions: exercises
                .clone()
                .map(|exercise| exercise.profession.clone())
                .filter(|code| !code.is_empty())
                .collect(),
            places: exercises
                .flat_map(|exercise| exercise.activities.iter().take(LIST_MAX))
                .map(|activity| activity.finess.clone())
                .filter(|finess| !finess.is_empty())
                .collect(),
        }
    }

    /// The places that are written as FINESS numbers; others are passed over.
    pub fn named_places(&self) -> Vec<Finess> {
        self.places.iter().filter_map(|p| p.parse().ok()).collect()
    }
}

/// How Pro Santé Connect speaks: it signs ID tokens alone, and some answers
/// about a person, then with RS256.
pub(super) struct ProSanteConnect;

impl Dialect for ProSanteConnect {
    type More = PscClaims;
    type Claims = Claims;
    const SIGNATURES: &'static [Alg] = &[
        Alg::RsaSsaPkcs1V15Sha256,
        Alg::RsaSsaPkcs1V15Sha384,
        Alg::RsaSsaPkcs1V15Sha512,
        Alg::RsaSsaPssSha256,
        Alg::RsaSsaPssSha384,
        Alg::RsaSsaPssSha512,
        Alg::EcdsaP256Sha256,
        Alg::EcdsaP384Sha384,
        Alg::EdDsa,
    ];
    const SIGNS_PEOPLE: bool = false;

    fn claims(said: Said, more: &PscClaims) -> Claims {
        Claims::new(said.preferred_username, more)
    }
}

/// Claims of Pro Santé Connect beyond those of OpenID Connect.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct PscClaims {
    #[serde(rename = "SubjectNameID", default)]
    subject_name_id: Option<String>,
    #[serde(rename = "SubjectRefPro", default)]
    professional: Option<SubjectRefPro>,
}

impl AdditionalClaims for PscClaims {}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct SubjectRefPro {
    #[serde(rename = "exercices", default)]
    exercises: Vec<Exercise>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Exercise {
    #[serde(rename = "codeProfession", default)]
    profession: String,
    #[serde(default)]
    activities: Vec<Activity>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Activity {
    #[serde(rename = "numeroFinessSite", default)]
    finess: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn professions_and_places_are_read_from_the_exercises() {
        let psc: PscClaims = serde_json::from_value(serde_json::json!({
            "SubjectNameID": "899700218896",
            "SubjectRefPro": {"codeCivilite": "M", "exercices": [{
                "codeProfession": "10", "codeSavoirFaire": "SM26",
                "activities": [
                    {"numeroFinessSite": "", "raisonSocialeSite": "CABINET"},
                    {"numeroFinessSite": "750000001"},
                    {"numeroFinessSite": "not a number"}]}]}
        }))
        .expect("the claims");
        let claims = Claims::new(None, &psc);
        assert_eq!(claims.subject_name_id.as_deref(), Some("899700218896"));
        assert_eq!(claims.professions, ["10"]);
        assert_eq!(claims.named_places().len(), 1);
    }
}
