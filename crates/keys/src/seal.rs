//! Sealing and hashing of whole values in memory.
//!
//! A sealed value is `nonce (12) ‖ ciphertext ‖ tag (16)`, AES-256-GCM (NIST
//! SP 800-38D) with a random nonce: a counter would repeat when two processes
//! race. At most 2³² values under one key keep a repeat below 2⁻³² (§8.3).

use crate::Key;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hmac};
use kernel::{Chance, Error, Result};

const TAG_LEN: usize = 16;

fn cipher(key: &Key) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, key.expose()).expect("AES-256 takes any 32 bytes");
    LessSafeKey::new(key)
}

/// Seals `plain`, bound to `aad`, with a nonce from `chance`.
pub fn seal(key: &Key, chance: &dyn Chance, aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    chance.fill(&mut nonce);
    let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + TAG_LEN);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let tag = cipher(key)
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(aad),
            &mut sealed[NONCE_LEN..],
        )
        .expect("a value in memory is below the 64 GiB that AES-GCM takes");
    sealed.extend_from_slice(tag.as_ref());
    sealed
}

/// Opens what [`seal`] sealed under the same key and `aad`.
///
/// # Errors
/// A fault when the value was altered, moved, cut, or sealed under another key.
pub fn open(key: &Key, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let wrong = || Error::fault("sealed value does not open");
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(wrong)?;
    if rest.len() < TAG_LEN {
        return Err(wrong());
    }
    let mut plain = rest.to_vec();
    let plain_len = cipher(key)
        .open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(aad),
            &mut plain,
        )
        .map_err(|_| wrong())?
        .len();
    plain.truncate(plain_len);
    Ok(plain)
}

/// HMAC-SHA-256 over `purpose ‖ 0 ‖ data`: a keyed hash that is of no use for
/// any other purpose.
pub fn mac(key: &Key, purpose: &'static str, data: &[u8]) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose());
    let mut context = hmac::Context::with_key(&key);
    context.update(purpose.as_bytes());
    context.update(&[0]);
    context.update(data);
    bytes_32(context.sign().as_ref())
}

/// SHA-256.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    bytes_32(digest::digest(&digest::SHA256, data).as_ref())
}

fn bytes_32(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().expect("SHA-256 gives 32 bytes")
}
