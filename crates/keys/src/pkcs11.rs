//! The outside holder: a PKCS#11 token (an HSM, or SoftHSM) that keeps the
//! master key and never gives it out.
//!
//! Other keys are encrypted and decrypted inside the token with `CKM_AES_GCM`
//! (PKCS #11 3.0, §2.12.3), not with `CKM_AES_KEY_WRAP`: only the former binds
//! the context, as associated data. The nonce comes from the token's own
//! source of chance.
//!
//! A wrapped key is `version (1) ‖ nonce (12) ‖ ciphertext (32) ‖ tag (16)`.

mod token;

use crate::{Key, KeyHolder};
use async_trait::async_trait;
use kernel::{Error, Result, Secret};
use std::path::PathBuf;
use std::sync::Arc;
use token::Token;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// The first byte of every key wrapped by this holder; not that of the file.
const VERSION: u8 = 2;
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
    async fn wrap(&self, key: &Key, context: &[u8]) -> Result<Vec<u8>> {
        let (key, aad) = (key.clone(), bound(context));
        self.call(move |token| {
            let (nonce, sealed) = token.encrypt(&aad, key.expose())?;
            Ok([&[VERSION], nonce.as_slice(), sealed.as_slice()].concat())
        })
        .await
    }

    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key> {
        let unknown = || Error::fault("wrapped key is of no known version");
        let sealed = wrapped.strip_prefix(&[VERSION]).ok_or_else(unknown)?;
        let (nonce, sealed) = sealed.split_first_chunk().ok_or_else(unknown)?;
        let (nonce, sealed, aad) = (*nonce, sealed.to_vec(), bound(context));
        self.call(move |token| {
            let plain = Zeroizing::new(token.decrypt(nonce, &aad, &sealed)?);
            Key::from_slice(&plain)
        })
        .await
    }

    fn name(&self) -> &'static str {
        "pkcs11"
    }
}

fn bound(context: &[u8]) -> Vec<u8> {
    [b"carnet wrapped key\0", context].concat()
}
