//! Speaking OpenID Connect to a provider of identities: what the provider of
//! professionals and the one of holders have in common, and the little in
//! which they differ ([`Dialect`]).
//!
//! Not here: who is let in, and what becomes of them. That is `provider` for
//! professionals and `france_connect` for holders.
//!
//! INVARIANT: what a provider says counts only once its signature, issuer,
//! audience, times, nonce and strength were checked; a refusal keeps nothing.

mod browser;
mod dialect;
mod ended;
mod envelope;
mod metadata;
mod outbound;
mod proof;
mod rules;
mod sent;
mod token;

pub(crate) use browser::{Answered, Browser};
pub(crate) use dialect::{Dialect, Said};
pub(crate) use ended::{Ended, Unheard};
pub(crate) use envelope::Envelope;
pub(crate) use proof::{Demand, Proven, Speaker};
pub(crate) use rules::{SKEW, in_language, is_recent};
pub(crate) use sent::{Sent, SentKey, Taken, insert_sent, take_sent};

use edge::Tone;
use http::StatusCode;
use kernel::{Error, Secret};
use std::time::Duration;
use store::Migration;

/// How long a sign-in may be under way.
pub(crate) const SIGNIN_LIFE: Duration = Duration::from_secs(10 * 60);

/// The longest path to come back to that is kept.
pub(crate) const BACK_BYTES_MAX: usize = 200;

/// The tables of sign-ins under way.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0202_provider",
        sqlite: include_str!("../migrations/0202_provider.sqlite.sql"),
        postgres: include_str!("../migrations/0202_provider.postgres.sql"),
    },
    Migration::both(
        "0303_signins",
        include_str!("../migrations/0303_signins.sql"),
    ),
    Migration::both(
        "0314_provider_choices",
        include_str!("../migrations/0314_provider_choices.sql"),
    ),
];

/// Where a provider is, and who we are to it.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    /// The issuer, as its own metadata names it, without a final `/`.
    pub issuer: String,
    /// The name under which we are registered there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Secret<String>,
    /// Where the provider sends the browser back.
    pub redirect_uri: String,
    /// The least proof that is asked for and accepted.
    pub acr: String,
    /// The scopes asked for beside `openid`.
    pub scopes: Vec<String>,
}

impl Registration {
    /// A provider on this very machine may be spoken to without TLS: the
    /// demonstration's, and those of tests.
    fn is_loopback(&self) -> bool {
        ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
            .iter()
            .any(|origin| self.issuer.starts_with(origin))
    }
}

/// Why the provider's answer lets nobody in, whoever it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Refused {
    /// They gave up at the provider.
    Cancelled,
    /// The answer belongs to no sign-in under way in this browser.
    Stale,
    /// The provider does not answer.
    Unreachable,
    /// The provider's answer cannot be believed.
    Token,
    /// The proof is weaker than asked for.
    Assurance,
}

/// How a refusal is told that is none of those below.
pub(crate) const FORBIDDEN: (StatusCode, Tone) = (StatusCode::FORBIDDEN, Tone::Error);

impl Refused {
    /// How it is told.
    ///
    /// | refusal     | status |
    /// |-------------|--------|
    /// | gave up     | 200    |
    /// | no such way | 400    |
    /// | no answer   | 503    |
    /// | all others  | 403    |
    pub(crate) const fn told(self) -> (StatusCode, Tone) {
        match self {
            Self::Cancelled => (StatusCode::OK, Tone::Info),
            Self::Stale => (StatusCode::BAD_REQUEST, Tone::Warning),
            Self::Unreachable => (StatusCode::SERVICE_UNAVAILABLE, Tone::Warning),
            Self::Token | Self::Assurance => FORBIDDEN,
        }
    }
}

/// What keeps a sign-in from going on: a refusal for the person, or ourselves.
#[derive(Debug)]
pub(crate) enum Stop<R> {
    Refused(R),
    Failed(Error),
}

impl<R: From<Refused>> From<Refused> for Stop<R> {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.into())
    }
}

impl<R> From<Error> for Stop<R> {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
