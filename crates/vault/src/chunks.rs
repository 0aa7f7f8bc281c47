//! The sealed form of an object, byte by byte, and nothing that reads or
//! writes it.
//!
//! ```text
//! "CARNET" ‖ version (1) ‖ log2 of the chunk size (1) ‖ nonce prefix (7)
//! then chunks of 1 MiB, the last of 0 to 1 MiB, each followed by its tag (16)
//! ```
//!
//! The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: *Online
//! Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance*, 2015, §7)
//! over AES-256-GCM: the nonce of a chunk is `prefix ‖ counter (4) ‖ last (1)`,
//! so chunks cannot be reordered, doubled, dropped or cut off. The associated
//! data are the header and the id of the object, so that neither a whole blob
//! nor a chunk can stand in for another.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use kernel::{Chance, Error, ObjectId, Result};
use keys::Key;

pub const CHUNK_BYTES: usize = 1 << CHUNK_LOG2;
pub const TAG_BYTES: usize = 16;
pub const HEADER_BYTES: usize = 15;

const CHUNK_LOG2: u8 = 20;
const VERSION: u8 = 1;
const START: [u8; 8] = [b'C', b'A', b'R', b'N', b'E', b'T', VERSION, CHUNK_LOG2];

/// The header of a new object.
pub fn new_header(chance: &dyn Chance) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..START.len()].copy_from_slice(&START);
    chance.fill(&mut header[START.len()..]);
    header
}

/// How long the sealed form of `size` bytes is.
pub const fn sealed_bytes(size: u64) -> u64 {
    HEADER_BYTES as u64 + size + chunk_count(size) * TAG_BYTES as u64
}

const fn chunk_count(size: u64) -> u64 {
    match size.div_ceil(CHUNK_BYTES as u64) {
        0 => 1,
        count => count,
    }
}

/// Seals or opens the chunks of one object, in order.
pub struct Chunks {
    key: LessSafeKey,
    header: [u8; HEADER_BYTES],
    object: ObjectId,
    next: u32,
}

impl Chunks {
    /// Starts at the first chunk.
    ///
    /// # Errors
    /// A fault when the header is not one that this program writes.
    pub fn new(key: &Key, object: ObjectId, header: [u8; HEADER_BYTES]) -> Result<Self> {
        if !header.starts_with(&START) {
            return Err(Error::fault("vault object is of no known version"));
        }
        let key = UnboundKey::new(&AES_256_GCM, key.expose()).expect("AES-256 takes any 32 bytes");
        Ok(Self {
            key: LessSafeKey::new(key),
            header,
            object,
            next: 0,
        })
    }

    /// Seals the next chunk in place; the tag is added at its end.
    pub fn seal(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<()> {
        let (nonce, aad) = (self.nonce(last)?, self.aad());
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(aad), chunk)
            .map_err(|_| Error::fault("sealing a chunk"))
    }

    /// Opens the next chunk in place; the tag is cut off.
    pub fn open(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<()> {
        let (nonce, aad) = (self.nonce(last)?, self.aad());
        let plain_bytes = self
            .key
            .open_in_place(nonce, Aad::from(aad), chunk)
            .map_err(|_| Error::fault("vault object does not open: it was altered"))?
            .len();
        chunk.truncate(plain_bytes);
        Ok(())
    }

    fn nonce(&mut self, last: bool) -> Result<Nonce> {
        let mut nonce = [0; 12];
        nonce[..7].copy_from_slice(&self.header[START.len()..]);
        nonce[7..11].copy_from_slice(&self.next.to_be_bytes());
        nonce[11] = u8::from(last);
        self.next = self
            .next
            .checked_add(1)
            .ok_or_else(|| Error::fault("vault object has too many chunks"))?;
        Ok(Nonce::assume_unique_for_key(nonce))
    }

    fn aad(&self) -> [u8; HEADER_BYTES + 16] {
        let mut aad = [0; HEADER_BYTES + 16];
        aad[..HEADER_BYTES].copy_from_slice(&self.header);
        aad[HEADER_BYTES..].copy_from_slice(&self.object.to_bytes());
        aad
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    const MIB: u64 = 1 << 20;

    #[test]
    fn the_sealed_length_has_one_tag_for_each_begun_mebibyte() {
        for (size, tags) in [(0, 1), (1, 1), (MIB, 1), (MIB + 1, 2), (5 * MIB, 5)] {
            assert_eq!(sealed_bytes(size), 15 + size + 16 * tags, "{size}");
        }
    }

    #[test]
    fn a_chunk_opens_only_at_its_place() {
        let chance = SeededChance::new(1);
        let (key, header) = (Key::random(&chance), new_header(&chance));
        let object = ObjectId::new(&chance);
        let start = |object| Chunks::new(&key, object, header).expect("our header");
        let mut sealed = [vec![1; 40], vec![2; 40], vec![3; 40]];
        let mut chunks = start(object);
        for (place, chunk) in sealed.iter_mut().enumerate() {
            chunks.seal(chunk, place == 2).expect("sealed");
        }
        let opens = |object, order: &[(usize, bool)]| {
            let mut chunks = start(object);
            order
                .iter()
                .all(|(place, last)| chunks.open(&mut sealed[*place].clone(), *last).is_ok())
        };
        assert!(opens(object, &[(0, false), (1, false), (2, true)]));
        assert!(!opens(object, &[(1, false)]), "reordered");
        assert!(!opens(object, &[(0, false), (0, false)]), "doubled");
        assert!(!opens(object, &[(0, false), (2, true)]), "one dropped");
        assert!(!opens(object, &[(0, false), (1, true)]), "cut off");
        assert!(!opens(object, &[(0, false), (1, false), (2, false)]));
        assert!(!opens(ObjectId::new(&chance), &[(0, false)]), "swapped");
    }

    #[test]
    fn another_version_is_refused() {
        let chance = SeededChance::new(2);
        let mut header = new_header(&chance);
        header[6] = 2;
        let key = Key::random(&chance);
        assert!(Chunks::new(&key, ObjectId::new(&chance), header).is_err());
    }
}
