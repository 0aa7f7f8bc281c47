//! The browser of a sign-in under way: its secret, in a cookie of its own, and
//! what it brings back from the provider.

use super::SentKey;
use super::proof::Secrets;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use edge::Asked;
use http::HeaderValue;
use http::header::HeaderMap;
use kernel::World;
use keys::{Key, mac, sha256};

/// The longest state and code that are looked at.
const STATE_BYTES_MAX: usize = 100;
const CODE_BYTES_MAX: usize = 4096;

/// The secret of one browser, for as long as a sign-in is under way.
#[derive(Clone)]
pub(crate) struct Browser([u8; 32]);

impl Browser {
    pub(crate) fn new(world: &World) -> Self {
        Self(world.random())
    }

    /// The browser of this cookie, if it has begun a sign-in.
    pub(crate) fn of(headers: &HeaderMap, cookie: &str) -> Option<Self> {
        let text = crate::tokens::cookie(headers, cookie)?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        sha256(&self.0)
    }

    /// Under which a sign-in of this browser with this state is kept.
    pub(crate) fn key(&self, state: &str) -> SentKey {
        SentKey {
            state_hash: sha256(state.as_bytes()),
            browser_hash: self.hash(),
        }
    }

    /// The nonce and the PKCE verifier come from the browser's secret and the
    /// state, so that the store holds neither.
    pub(super) fn secrets(&self, state: String) -> Secrets {
        let key = Key::from_bytes(self.0);
        let derive = |purpose| BASE64_URL_SAFE_NO_PAD.encode(mac(&key, purpose, state.as_bytes()));
        Secrets {
            nonce: derive("sign-in at a provider: nonce"),
            verifier: derive("sign-in at a provider: PKCE"),
            state,
        }
    }

    /// The `Set-Cookie` that keeps the secret while a sign-in is under way;
    /// `Lax`, for the browser comes back from another site.
    pub(crate) fn cookie(&self, name: &str) -> HeaderValue {
        let value = BASE64_URL_SAFE_NO_PAD.encode(self.0);
        crate::tokens::set(name, &value, Some(super::SIGNIN_LIFE))
    }
}

/// What the browser brought back from the provider.
pub(crate) struct Answered {
    pub(crate) code: Option<String>,
    pub(crate) state: String,
    pub(crate) iss: Option<String>,
    pub(crate) error: bool,
}

impl Answered {
    /// From the query; nothing without a state, which no provider leaves out.
    pub(crate) fn of(asked: &Asked) -> Option<Self> {
        let param = |name| asked.param(name).ok().flatten();
        let within = |most: usize| move |text: &String| !text.is_empty() && text.len() <= most;
        Some(Self {
            state: param("state").filter(within(STATE_BYTES_MAX))?,
            code: param("code").filter(within(CODE_BYTES_MAX)),
            iss: param("iss"),
            error: param("error").is_some(),
        })
    }
}
