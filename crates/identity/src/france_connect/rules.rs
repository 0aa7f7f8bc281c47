//! Why FranceConnect does not let somebody in, and where they go then. Pure.

use crate::oidc;

/// Why a holder is not let in through FranceConnect.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Refused {
    /// They gave up there.
    Cancelled,
    /// The answer belongs to no way under way in this browser.
    Stale,
    /// FranceConnect does not answer.
    Unreachable,
    /// Its answer cannot be believed.
    Token,
    /// The proof is weaker than asked for.
    Assurance,
    /// No account is bound to this identity.
    Unbound,
    /// It is another identity than that of the account.
    Another,
    /// The proof was made too long ago.
    Old,
}

impl Refused {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Cancelled,
        Self::Stale,
        Self::Unreachable,
        Self::Token,
        Self::Assurance,
        Self::Unbound,
        Self::Another,
        Self::Old,
    ];

    /// The key of the sentence for the person.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Cancelled => "fc-refused-cancelled",
            Self::Stale => "fc-refused-stale",
            Self::Unreachable => "fc-refused-unreachable",
            Self::Token => "fc-refused-token",
            Self::Assurance => "fc-refused-assurance",
            Self::Unbound => "fc-refused-unbound",
            Self::Another => "fc-refused-another",
            Self::Old => "fc-refused-old",
        }
    }
}

impl From<oidc::Refused> for Refused {
    fn from(refused: oidc::Refused) -> Self {
        match refused {
            oidc::Refused::Cancelled => Self::Cancelled,
            oidc::Refused::Stale => Self::Stale,
            oidc::Refused::Unreachable => Self::Unreachable,
            oidc::Refused::Token => Self::Token,
            oidc::Refused::Assurance => Self::Assurance,
        }
    }
}
