//! A key that signs in public: Ed25519 (RFC 8032), in a file of its own.
//!
//! What it signs is for everybody to check; whoever reads the file can sign in
//! our name. It belongs neither in the database nor in its backups.

use crate::{Key, keyfile};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Chance, Error, Result};
use std::path::Path;
use zeroize::Zeroizing;

/// What the file starts with; the seed follows in base64.
const HEAD: &str = "carnet-signing-key-1 ";

/// An Ed25519 key pair.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: [u8; 32],
}

impl SigningKey {
    /// Takes the key from the file, which is made with mode 600 if there is none.
    ///
    /// # Errors
    /// A fault when others may read the file or it holds no key; Unavailable
    /// when the disk refuses.
    pub fn open_or_create(path: impl AsRef<Path>, chance: &dyn Chance) -> Result<Self> {
        let path = path.as_ref();
        if keyfile::find(path)?.is_none() {
            let mut text = Zeroizing::new(String::with_capacity(128));
            text.push_str(HEAD);
            STANDARD.encode_string(Key::random(chance).expose(), &mut text);
            text.push('\n');
            if keyfile::create(path, text.as_bytes(), chance)? {
                tracing::info!("made a new signing key file");
            }
        }
        // Read back even when just made: another process may have come first.
        let text = keyfile::find(path)?
            .ok_or_else(|| Error::fault("the signing key file went away while it was made"))?;
        Self::read(&text)
    }

    fn read(text: &[u8]) -> Result<Self> {
        let wrong = || Error::fault("the signing key file holds no signing key");
        let text = std::str::from_utf8(text).map_err(|_| wrong())?;
        let seed = text.trim_end().strip_prefix(HEAD).ok_or_else(wrong)?;
        let seed = Zeroizing::new(STANDARD.decode(seed).map_err(|_| wrong())?);
        Self::from_seed(&Key::from_slice(&seed).map_err(|_| wrong())?)
    }

    /// The key made of this seed.
    ///
    /// # Errors
    /// A fault: the library takes any 32 bytes.
    pub fn from_seed(seed: &Key) -> Result<Self> {
        let wrong = || Error::fault("a seed makes no signing key");
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose()).map_err(|_| wrong())?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| wrong())?;
        Ok(Self { pair, public })
    }

    /// The public half.
    pub const fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// Signs.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

/// Whether the holder of this public key signed this message.
pub fn is_signed_by(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    let key = UnparsedPublicKey::new(&ED25519, public);
    key.verify(message, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    #[test]
    fn a_key_signs_as_the_standard_says() {
        // RFC 8032, §7.1, test 2.
        let seed = [
            0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11,
            0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed,
            0x4f, 0xb8, 0xa6, 0xfb,
        ];
        let key = SigningKey::from_seed(&Key::from_bytes(seed)).expect("a key");
        assert_eq!(key.public()[..4], [0x3d, 0x40, 0x17, 0xc3]);
        let signature = key.sign(&[0x72]);
        assert_eq!(signature[..4], [0x92, 0xa0, 0x09, 0xa9]);
        assert!(is_signed_by(key.public(), &[0x72], &signature));
        assert!(!is_signed_by(key.public(), &[0x73], &signature));
    }

    #[test]
    fn the_file_is_made_once_for_the_owner_alone_and_gives_the_same_key() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/log.key");
        let open = |n| SigningKey::open_or_create(&path, &SeededChance::new(n));
        let first = open(1).expect("made");
        assert_eq!(open(2).expect("found").public(), first.public());
        let mode = std::fs::metadata(&path).expect("a file").mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&path, "carnet-signing-key-1 c2hvcnQ=\n").expect("written");
        assert!(open(3).is_err());
    }
}
