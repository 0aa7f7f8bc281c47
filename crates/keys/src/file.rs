//! The default holder: the master key in a file that only its owner reads.
//!
//! Good for one machine and for the demo. Whoever reads the file reads
//! everything, so it belongs neither in the database nor in its backups.

use crate::{Key, KeyHolder, keyfile, open, seal};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Chance, Error, Result};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What the file starts with; the key follows in base64.
const HEAD: &str = "carnet-master-key-1 ";
/// The first byte of every key wrapped by this holder.
const VERSION: u8 = 1;

/// Keeps the master key in a file of mode 600.
pub struct FileHolder {
    master: Key,
    chance: Arc<dyn Chance>,
}

impl FileHolder {
    /// Takes the key from the file, which is made if there is none.
    ///
    /// # Errors
    /// A fault when others may read the file or it holds no key; Unavailable
    /// when the disk refuses.
    pub fn open_or_create(path: impl AsRef<Path>, chance: Arc<dyn Chance>) -> Result<Self> {
        let path = path.as_ref();
        if keyfile::find(path)?.is_none() {
            let text = written(&Key::random(&*chance));
            if keyfile::create(path, text.as_bytes(), &*chance)? {
                tracing::info!("made a new master key file");
            }
        }
        // Read back even when just made: another process may have come first.
        let text = keyfile::find(path)?
            .ok_or_else(|| Error::fault("the master key file went away while it was made"))?;
        let master = read(&text)?;
        Ok(Self { master, chance })
    }
}

fn written(key: &Key) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(128));
    text.push_str(HEAD);
    STANDARD.encode_string(key.expose(), &mut text);
    text.push('\n');
    text
}

fn read(text: &[u8]) -> Result<Key> {
    let wrong = || Error::fault("the master key file holds no master key");
    let text = std::str::from_utf8(text).map_err(|_| wrong())?;
    let key = text.trim_end().strip_prefix(HEAD).ok_or_else(wrong)?;
    let key = Zeroizing::new(STANDARD.decode(key).map_err(|_| wrong())?);
    Key::from_slice(&key).map_err(|_| wrong())
}

fn bound(context: &[u8]) -> Vec<u8> {
    [b"carnet wrapped key\0", context].concat()
}

#[async_trait]
impl KeyHolder for FileHolder {
    async fn wrap(&self, key: &Key, context: &[u8]) -> Result<Vec<u8>> {
        let sealed = seal(&self.master, &*self.chance, &bound(context), key.expose());
        Ok([&[VERSION], sealed.as_slice()].concat())
    }

    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key> {
        let sealed = match wrapped.split_first() {
            Some((&VERSION, sealed)) => sealed,
            _ => return Err(Error::fault("wrapped key is of no known version")),
        };
        let plain = open(&self.master, &bound(context), sealed)
            .map_err(|e| e.note("wrapped key does not open"))?;
        Key::from_slice(&Zeroizing::new(plain))
    }

    fn name(&self) -> &'static str {
        "file"
    }
}
