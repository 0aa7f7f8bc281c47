//! The outside holder: a PKCS#11 token (an HSM, or SoftHSM) that keeps the
//! master key and never gives it out.
//!
//! Other keys are encrypted and decrypted inside the token with `CKM_AES_GCM`
//! (PKCS #11 3.0, §2.12.3), not with `CKM_AES_KEY_WRAP`: only the former binds
//! the context, as associated data. The nonce comes from the token's own
//! source of chance.
//!
//! A wrapped key is `head ‖ nonce (12) ‖ ciphertext (32) ‖ tag (16)`; the head is
//! one byte for what generation 1 wraps, and says the generation from then on.
//! Each generation is a key of its own in the token: the first has the configured
//! label, a later one that label and ` generation N`.

mod token;

use crate::generation::{TOKEN, bound};
use crate::holder::room_for_one_more;
use crate::{Generation, Key, KeyHolder};
use async_trait::async_trait;
use kernel::{Error, Result, Secret};
use std::path::PathBuf;
use std::sync::Arc;
use token::Token;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Tokens have few sessions and do not get faster with more callers.
const CALLS_AT_ONCE_MAX: usize = 8;

/// Which token, and which key in it.
#[derive(Clone, Debug)]
pub struct Pkcs11Config {
    /// The maker's library, a `.so`.
    pub module: PathBuf,
    /// The label of the token.
    pub token_label: String,
    /// The user's PIN.
    pub pin: Secret<String>,
    /// The label of the master key in the token; made if there is none.
    pub key_label: String,
}

/// Keeps the master key in a PKCS#11 token. Calls into the token block, so
/// they are made on blocking threads, a few at a time.
pub struct Pkcs11Holder {
    token: Arc<Token>,
    calls: Semaphore,
}

impl Pkcs11Holder {
    /// Logs in and finds the master key, or makes it inside the token:
    /// AES-256, sensitive, not extractable.
    ///
    /// # Errors
    /// Unavailable when the token does not answer or the PIN is refused; a
    /// fault when the key is not one that the token keeps to itself.
    pub async fn open(config: Pkcs11Config) -> Result<Self> {
        let token = blocking(move || Token::open(config)).await?;
        Ok(Self {
            token: Arc::new(token),
            calls: Semaphore::new(CALLS_AT_ONCE_MAX),
        })
    }

    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Token) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.calls.acquire().await;
        let _turn = turn.map_err(|e| Error::unavailable("waiting for the token").because(e))?;
        let token = self.token.clone();
        blocking(move || work(&token)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::fault("calling the PKCS#11 token").because(e))?
}

#[async_trait]
impl KeyHolder for Pkcs11Holder {
    async fn wrap_by(&self, generation: Generation, key: &Key, context: &[u8]) -> Result<Vec<u8>> {
        let (key, aad) = (key.clone(), bound(generation, context));
        self.call(move |token| {
            let (nonce, sealed) = token.encrypt(generation, &aad, key.expose())?;
            Ok([&TOKEN.head(generation), nonce.as_slice(), sealed.as_slice()].concat())
        })
        .await
    }

    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key> {
        let unknown = || Error::fault("wrapped key is of no known version");
        let (generation, sealed) = TOKEN.split(wrapped)?;
        let (nonce, sealed) = sealed.split_first_chunk().ok_or_else(unknown)?;
        let (nonce, sealed, aad) = (*nonce, sealed.to_vec(), bound(generation, context));
        self.call(move |token| {
            let plain = Zeroizing::new(token.decrypt(generation, nonce, &aad, &sealed)?);
            Key::from_slice(&plain)
        })
        .await
    }

    async fn generations(&self) -> Result<Vec<Generation>> {
        self.call(Token::generations).await
    }

    async fn make_generation(&self) -> Result<Generation> {
        self.call(|token| {
            let here = token.generations()?;
            room_for_one_more(&here)?;
            let newest = here.last().copied();
            let next = newest.unwrap_or(Generation::FIRST).next()?;
            token.make(next)?;
            Ok(next)
        })
        .await
    }

    async fn retire_before(&self, generation: Generation) -> Result<()> {
        self.call(move |token| token.destroy_before(generation))
            .await
    }

    fn name(&self) -> &'static str {
        "pkcs11"
    }
}
