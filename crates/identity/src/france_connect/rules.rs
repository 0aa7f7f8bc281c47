//! Why FranceConnect does not let somebody in, and where they go then. Pure.

use crate::oidc;

/// Why a holder is not let in through FranceConnect.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Refused {
    /// The provider lets nobody in, whoever it is about.
    Provider(oidc::Refused),
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
        Self::Provider(oidc::Refused::Cancelled),
        Self::Provider(oidc::Refused::Stale),
        Self::Provider(oidc::Refused::Unreachable),
        Self::Provider(oidc::Refused::Token),
        Self::Provider(oidc::Refused::Assurance),
        Self::Unbound,
        Self::Another,
        Self::Old,
    ];

    /// The key of the sentence for the person.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Provider(refused) => match refused {
                oidc::Refused::Cancelled => "fc-refused-cancelled",
                oidc::Refused::Stale => "fc-refused-stale",
                oidc::Refused::Unreachable => "fc-refused-unreachable",
                oidc::Refused::Token => "fc-refused-token",
                oidc::Refused::Assurance => "fc-refused-assurance",
            },
            Self::Unbound => "fc-refused-unbound",
            Self::Another => "fc-refused-another",
            Self::Old => "fc-refused-old",
        }
    }
}

impl From<oidc::Refused> for Refused {
    fn from(refused: oidc::Refused) -> Self {
        Self::Provider(refused)
    }
}
