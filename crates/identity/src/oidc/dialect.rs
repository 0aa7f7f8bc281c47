//! In what one provider differs from another: what it says of people, whether
//! it signs that, and with which signatures.

use openidconnect::AdditionalClaims;
use openidconnect::core::{CoreGenderClaim, CoreJwsSigningAlgorithm};
use openidconnect::{IdTokenClaims, UserInfoClaims};
use serde::{Deserialize, Serialize};

/// How one provider speaks.
pub(crate) trait Dialect: Send + Sync + 'static {
    /// Its claims beyond those of OpenID Connect.
    type More: AdditionalClaims + Clone + Send + Sync;
    /// What we keep of all it says.
    type Claims: Send;
    /// The signatures that it uses: never a shared secret, never none.
    const SIGNATURES: &'static [CoreJwsSigningAlgorithm];
    /// Whether what it says of people must be signed. Unsigned, it comes over
    /// the same TLS as the access token went.
    const SIGNS_PEOPLE: bool;

    /// What we keep.
    fn claims(said: Said, more: &Self::More) -> Self::Claims;
}

/// The claims of OpenID Connect that some provider of ours uses. There is no
/// e-mail among them: nobody is recognised by one.
#[derive(Clone, Default)]
pub(crate) struct Said {
    pub(crate) preferred_username: Option<String>,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
    pub(crate) birthdate: Option<String>,
    pub(crate) gender: Option<String>,
}

/// The two forms in which a provider says the same have the same readers, and
/// no type in common.
macro_rules! said {
    ($claims:expr) => {{
        let claims = $claims;
        Said {
            preferred_username: claims.preferred_username().map(|name| name.to_string()),
            given_name: claims
                .given_name()
                .and_then(|name| name.get(None))
                .map(|name| name.to_string()),
            family_name: claims
                .family_name()
                .and_then(|name| name.get(None))
                .map(|name| name.to_string()),
            birthdate: claims.birthdate().map(|date| date.to_string()),
            gender: claims.gender().map(|gender| gender.to_string()),
        }
    }};
}

/// What stood in an unsigned answer.
pub(super) fn said_plainly<D: Dialect>(
    user: &UserInfoClaims<D::More, CoreGenderClaim>,
) -> D::Claims {
    D::claims(said!(user), user.additional_claims())
}

/// What stood in a signed answer.
pub(super) fn said_signed<D: Dialect>(user: &IdTokenClaims<D::More, CoreGenderClaim>) -> D::Claims {
    D::claims(said!(user), user.additional_claims())
}

/// Claims of an ID token beyond those of OpenID Connect: those that make it
/// something else, and the name of the session that it came from.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct IdClaims {
    /// Not before, in seconds.
    #[serde(default)]
    pub(super) nbf: Option<i64>,
    /// A logout token has it, an ID token never.
    #[serde(default)]
    pub(super) events: Option<serde_json::Value>,
    /// Of the session there; whatever is no text names none.
    #[serde(default)]
    pub(super) sid: Option<serde_json::Value>,
}

impl AdditionalClaims for IdClaims {}

/// What stands in an ID token that the provider gave to somebody else: what it
/// says of the person is in it, for there is no answer beside it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(bound(deserialize = "M: AdditionalClaims"))]
pub(super) struct VouchedClaims<M: AdditionalClaims> {
    #[serde(flatten)]
    pub(super) id: IdClaims,
    /// Keycloak's own word for what a token is.
    #[serde(default)]
    pub(super) typ: Option<String>,
    #[serde(flatten, bound = "")]
    pub(super) more: M,
}

impl<M: AdditionalClaims> AdditionalClaims for VouchedClaims<M> {}

/// What stood in it.
pub(super) fn said_vouched<D: Dialect>(
    user: &IdTokenClaims<VouchedClaims<D::More>, CoreGenderClaim>,
) -> D::Claims {
    D::claims(said!(user), &user.additional_claims().more)
}
