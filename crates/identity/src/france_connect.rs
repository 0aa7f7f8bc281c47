//! How a holder comes in without a code: FranceConnect, the State's provider of
//! identities (OpenID Connect, version 2), at the level *substantial*.
//!
//! A subject of FranceConnect means an account once the two are bound. It is
//! bound when a space is opened through FranceConnect, or from inside the
//! account; each time the traits that FranceConnect tells must be those of the
//! person in the register. Who that is, `spaces` knows ([`Register`]).
//!
//! INVARIANT: nobody is recognised by an e-mail address, none is even asked
//! for; issuer and subject are kept as one keyed hash; the traits are not kept.

mod binding;
mod claims;
mod config;
mod pages;
mod rules;
mod steps;

pub use claims::Pivot;
pub use config::FranceConnectConfig;
pub use pages::routes;
pub use rules::Refused;
pub(crate) use steps::offer;

use crate::Identity;
use crate::oidc::{self, Demand, Envelope, Proven, Speaker};
use crate::sessions::Whence;
use async_trait::async_trait;
use claims::FranceConnectClaims;
use http::HeaderValue;
use kernel::{Result, SpaceId, Timestamp};
use keys::mac;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

/// The sentences of FranceConnect's pages.
pub const FRANCE_CONNECT_TEXTS: edge::Locale = edge::Locale {
    name: "identity-france-connect",
    fr: include_str!("../locales/france_connect_fr.ftl"),
    en: include_str!("../locales/france_connect_en.ftl"),
};

/// The longest ID token that is kept: it comes back in an address.
const ID_TOKEN_BYTES_MAX: usize = 4096;

/// That somebody proved who they are at FranceConnect: whom it means, and when.
/// It opens nothing by itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Keyed hash of issuer and subject.
    subject_hash: [u8; 32],
    /// When, in milliseconds, if FranceConnect says so.
    at: Option<i64>,
    /// The ID token: it names the session to end there.
    id_token: String,
    /// The session there; none in a proof from before that was kept.
    #[serde(default)]
    whence: Option<Whence>,
}

impl Proof {
    /// The keyed hash of issuer and subject.
    pub fn subject_hash(&self) -> [u8; 32] {
        self.subject_hash
    }

    /// When the two factors were shown; long ago, where nobody says.
    pub(crate) fn proved_at(&self, now: Timestamp) -> Timestamp {
        self.at
            .map_or_else(Timestamp::default, Timestamp::from_millis)
            .min(now)
    }

    /// The session at FranceConnect in which it was made.
    pub(crate) fn whence(&self) -> Option<Whence> {
        self.whence
    }

    pub(crate) fn id_token(&self) -> Option<&str> {
        Some(self.id_token.as_str()).filter(|token| token.len() <= ID_TOKEN_BYTES_MAX)
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof(‹secret›)")
    }
}

/// Somebody who proved who they are, and whom no account knows yet.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Whom FranceConnect tells of.
    pub pivot: Pivot,
    /// The proof.
    pub proof: Proof,
    /// The address of their machine, where it is known.
    pub client: Option<IpAddr>,
}

/// Where somebody goes on, and with what cookie.
#[derive(Clone, Debug)]
pub struct Onward {
    /// A path of ours, without the language.
    pub to: &'static str,
    /// The cookie to set.
    pub cookie: Option<HeaderValue>,
}

/// The register of insured people, as far as it is asked who somebody is.
#[async_trait]
pub trait Register: Send + Sync {
    /// Somebody wants to open their space, and goes on accordingly. Whoever is
    /// not found, for whatever reason, goes to the same page.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn welcome(&self, arrived: Arrived) -> Result<Onward>;

    /// Whether these are the traits of the person of this space.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn is_person_of(&self, space: SpaceId, pivot: &Pivot) -> Result<bool>;
}

/// Coming in through FranceConnect. Cheap to clone.
#[derive(Clone)]
pub struct FranceConnect(Arc<Inner>);

struct Inner {
    speaker: Speaker<FranceConnectClaims>,
    /// To which FranceConnect addresses what it says, where it does so.
    envelope: Envelope,
    /// Where FranceConnect sends the browser after its session ended there.
    signed_out_uri: String,
    identity: Identity,
    register: Arc<dyn Register>,
}

impl FranceConnect {
    /// Coming in through this provider.
    ///
    /// # Errors
    /// Invalid, when an address of the configuration is none, or when it asks
    /// for less than the level *substantial*.
    pub fn new(
        config: &FranceConnectConfig,
        identity: Identity,
        register: Arc<dyn Register>,
    ) -> Result<Self> {
        let envelope = Envelope::of(&identity.keys().envelope)?;
        Ok(Self(Arc::new(Inner {
            speaker: Speaker::new(config.registration()?, Some(envelope.clone()))?,
            envelope,
            signed_out_uri: config.signed_out_uri(),
            identity,
            register,
        })))
    }

    fn speaker(&self) -> &Speaker<FranceConnectClaims> {
        &self.0.speaker
    }

    fn identity(&self) -> &Identity {
        &self.0.identity
    }

    /// The proof of somebody, and what is told of them.
    fn proof_of(&self, proven: Proven<Pivot>) -> (Proof, Pivot) {
        // No issuer and no subject contains a zero byte, so that no two pairs
        // are one text.
        let (issuer, sid) = (self.speaker().issuer(), proven.sid.as_deref());
        let who = [issuer, proven.subject.as_str()].join("\0");
        let key = &self.identity().keys().federated;
        let proof = Proof {
            subject_hash: mac(key, "issuer and subject", who.as_bytes()),
            at: proven.proved_at.map(Timestamp::millis),
            id_token: proven.id_token.expose().clone(),
            whence: Some(self.identity().whence_of(issuer, &proven.subject, sid)),
        };
        (proof, proven.claims)
    }
}

/// What a way through FranceConnect is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Purpose {
    /// To sign in.
    Enter,
    /// To open one's space.
    Activate,
    /// To prove again who one is.
    Prove,
    /// To bind FranceConnect to one's account.
    Bind,
}

impl Purpose {
    const ALL: [Self; 4] = [Self::Enter, Self::Activate, Self::Prove, Self::Bind];

    /// The word in the store.
    const fn word(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Activate => "activate",
            Self::Prove => "prove",
            Self::Bind => "bind",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }

    /// What is asked of the person there. Who binds has just shown both
    /// factors here, and shows there whose identity it is.
    const fn demand(self) -> Demand {
        match self {
            Self::Prove | Self::Bind => Demand::Again(crate::sessions::PROOF_FRESH),
            Self::Enter | Self::Activate => Demand::Proof,
        }
    }
}

type Stop = oidc::Stop<Refused>;
