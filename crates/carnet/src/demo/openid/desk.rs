//! What a provider of the demonstration gave out and may still be used: codes,
//! each once, and tokens, all by their hash.

use super::{Party, TOKEN_LIFE};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Timestamp, World};
use keys::sha256;
use std::collections::HashMap;
use std::time::Duration;

const CODE_LIFE: Duration = Duration::from_secs(60);
const KEPT_MAX: usize = 1000;

/// What was given out.
#[derive(Default)]
pub(super) struct Desk {
    codes: HashMap<[u8; 32], Given>,
    tokens: HashMap<[u8; 32], (String, Timestamp)>,
}

struct Given {
    who: String,
    to: Party,
    nonce: String,
    challenge: String,
    until: Timestamp,
    /// The token that this code already gave: a second use ends it.
    token: Option<[u8; 32]>,
}

/// What a code was good for.
pub(super) struct Used {
    pub who: String,
    /// To whom it was given.
    pub to: Party,
    pub nonce: String,
    pub token: String,
}

impl Desk {
    /// A code for somebody.
    pub(super) fn give(
        &mut self,
        world: &World,
        (who, to): (String, Party),
        nonce: String,
        challenge: String,
    ) -> String {
        let code = BASE64_URL_SAFE_NO_PAD.encode(world.random::<32>());
        let now = world.now();
        self.forget(now);
        self.codes.insert(
            sha256(code.as_bytes()),
            Given {
                who,
                to,
                nonce,
                challenge,
                until: now.plus(CODE_LIFE),
                token: None,
            },
        );
        code
    }

    /// Uses a code: once, with the verifier of its challenge.
    pub(super) fn take(&mut self, world: &World, code: &str, verifier: &str) -> Option<Used> {
        let now = world.now();
        self.forget(now);
        let given = self.codes.get_mut(&sha256(code.as_bytes()))?;
        if let Some(earlier) = given.token {
            self.tokens.remove(&earlier);
            return None;
        }
        let shown = BASE64_URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        if shown != given.challenge {
            return None;
        }
        let token = BASE64_URL_SAFE_NO_PAD.encode(world.random::<32>());
        let hash = sha256(token.as_bytes());
        given.token = Some(hash);
        self.tokens
            .insert(hash, (given.who.clone(), now.plus(TOKEN_LIFE)));
        Some(Used {
            who: given.who.clone(),
            to: given.to.clone(),
            nonce: given.nonce.clone(),
            token,
        })
    }

    /// Whose token this is, while it lasts.
    pub(super) fn whose(&self, token: &str, now: Timestamp) -> Option<String> {
        let (who, until) = self.tokens.get(&sha256(token.as_bytes()))?;
        (*until > now).then(|| who.clone())
    }

    fn forget(&mut self, now: Timestamp) {
        self.codes.retain(|_, given| given.until > now);
        self.tokens.retain(|_, (_, until)| *until > now);
        if self.codes.len() + self.tokens.len() > KEPT_MAX {
            self.codes.clear();
            self.tokens.clear();
        }
    }
}
