//! How passwords are kept: Argon2id over a keyed hash of the password, in a
//! pool that never does more than a few at once.
//!
//! The keyed hash (the pepper) makes a stolen database useless without the
//! register's keys, and a password of any length 32 bytes. Beyond the pool and
//! its short queue the answer is *unavailable*, at once: signing in may wait,
//! the rest of the house may not.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use kernel::{Error, Result, Secret, World};
use keys::Key;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

const HASH_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// What a hash costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HashCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for HashCost {
    /// 64 MiB, two passes: above the OWASP and ASVS floors.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 2,
        }
    }
}

/// The pool that hashes.
pub(crate) struct Hasher {
    cost: HashCost,
    pepper: Key,
    /// INVARIANT: `places` = running + waiting; nobody runs without a place.
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
    /// A hash that no password has, for people who do not exist.
    nobody: String,
    hashed: Arc<AtomicU64>,
}

/// A place in the pool, kept for one try.
pub(crate) struct PoolPlace(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Hasher {
    pub fn new(cost: HashCost, pool: usize, queue: usize, pepper: Key, world: &World) -> Self {
        let salt = world.random::<SALT_BYTES>();
        let hash = world.random::<HASH_BYTES>();
        Self {
            cost,
            pepper,
            places: Arc::new(Semaphore::new(pool + queue)),
            running: Arc::new(Semaphore::new(pool)),
            nobody: write(cost, &salt, &hash),
            hashed: Arc::new(AtomicU64::new(0)),
        }
    }

    /// A place in the pool or its queue.
    ///
    /// # Errors
    /// Unavailable when both are full.
    pub fn place(&self) -> Result<PoolPlace> {
        let place = self.places.clone().try_acquire_owned();
        place
            .map(PoolPlace)
            .map_err(|_| Error::unavailable("the password pool is full"))
    }

    /// The text to keep for a new password.
    pub async fn hash(
        &self,
        _place: &PoolPlace,
        password: &Secret<String>,
        world: &World,
    ) -> Result<String> {
        let salt = world.random::<SALT_BYTES>();
        let hash = self.argon2(password, salt.to_vec(), self.cost).await?;
        Ok(write(self.cost, &salt, &*hash))
    }

    /// Whether this is the password that `kept` was made of. Without `kept` the
    /// same work is done, and the answer is no.
    pub async fn verify(
        &self,
        _place: &PoolPlace,
        password: &Secret<String>,
        kept: Option<&str>,
    ) -> Result<bool> {
        let (cost, salt, right) = read(kept.unwrap_or(&self.nobody))
            .ok_or_else(|| Error::fault("a kept password hash cannot be read"))?;
        let hash = self.argon2(password, salt, cost).await?;
        let same: bool = subtle::ConstantTimeEq::ct_eq(hash.as_slice(), right.as_slice()).into();
        Ok(same && kept.is_some())
    }

    /// How many hashes were made: for tests of uniform work.
    pub fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::SeqCst)
    }

    async fn argon2(
        &self,
        password: &Secret<String>,
        salt: Vec<u8>,
        cost: HashCost,
    ) -> Result<Zeroizing<[u8; HASH_BYTES]>> {
        let bytes = password.expose().as_bytes();
        let keyed = Zeroizing::new(keys::mac(&self.pepper, "password", bytes));
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(HASH_BYTES))
            .map_err(|cause| Error::fault("Argon2 parameters").because(cause.to_string()))?;
        let running = self.running.clone().acquire_owned().await;
        let running = running.map_err(|_| Error::unavailable("the password pool is closed"))?;
        self.hashed.fetch_add(1, Ordering::SeqCst);
        let work = move || {
            let mut hash = Zeroizing::new([0; HASH_BYTES]);
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let done = argon2.hash_password_into(&*keyed, &salt, &mut *hash);
            drop(running);
            done.map(|()| hash)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|cause| Error::fault("hashing a password").because(cause))?
            .map_err(|cause| Error::fault("hashing a password").because(cause.to_string()))
    }
}

/// The PHC text: `$argon2id$v=19$m=65536,t=2,p=1$salt$hash`.
fn write(cost: HashCost, salt: &[u8], hash: &[u8]) -> String {
    format!(
        "$argon2id$v=19$m={},t={},p=1${}${}",
        cost.memory_kib,
        cost.passes,
        BASE64.encode(salt),
        BASE64.encode(hash)
    )
}

fn read(text: &str) -> Option<(HashCost, Vec<u8>, Vec<u8>)> {
    let rest = text.strip_prefix("$argon2id$v=19$m=")?;
    let mut parts = rest.split('$');
    let (memory, rest) = parts.next()?.split_once(",t=")?;
    let cost = HashCost {
        memory_kib: memory.parse().ok()?,
        passes: rest.strip_suffix(",p=1")?.parse().ok()?,
    };
    let salt = BASE64.decode(parts.next()?).ok()?;
    let hash = BASE64.decode(parts.next()?).ok()?;
    (parts.next().is_none() && hash.len() == HASH_BYTES).then_some((cost, salt, hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{FixedClock, SeededChance, Timestamp};

    const SMALL: HashCost = HashCost {
        memory_kib: 64,
        passes: 1,
    };

    fn world() -> World {
        World {
            clock: Arc::new(FixedClock::new(Timestamp::default())),
            chance: Arc::new(SeededChance::new(1)),
        }
    }

    fn hasher(pepper: u8) -> Hasher {
        Hasher::new(SMALL, 1, 1, Key::from_bytes([pepper; 32]), &world())
    }

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn aut_19_a_password_opens_only_with_itself_to_the_last_character() {
        let hasher = hasher(1);
        let place = hasher.place().expect("free");
        let long = "x".repeat(100);
        let other = format!("{}y{}", &long[..80], &long[81..]);
        let kept = hasher
            .hash(&place, &secret(&long), &world())
            .await
            .expect("hashed");
        assert!(kept.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        let verify = async |text: &str, kept: Option<&str>| {
            hasher
                .verify(&place, &secret(text), kept)
                .await
                .expect("verified")
        };
        assert!(verify(&long, Some(&kept)).await);
        assert!(!verify(&other, Some(&kept)).await);
        assert!(!verify(&long, None).await);
        assert_eq!(hasher.hashed(), 4, "nobody costs as much as somebody");
    }

    #[tokio::test]
    async fn a_stolen_table_is_useless_without_the_pepper() {
        let (ours, theirs) = (hasher(1), hasher(2));
        let place = ours.place().expect("free");
        let kept = ours
            .hash(&place, &secret("girafe"), &world())
            .await
            .expect("hashed");
        let opened = theirs.verify(&place, &secret("girafe"), Some(&kept)).await;
        assert!(!opened.expect("verified"));
    }

    #[tokio::test]
    async fn dos_01_beyond_the_queue_the_answer_is_at_once() {
        let hasher = hasher(1);
        let (first, _second) = (
            hasher.place().expect("runs"),
            hasher.place().expect("waits"),
        );
        let refused = hasher.place().err().expect("full");
        assert_eq!(refused.kind(), kernel::Kind::Unavailable);
        drop(first);
        assert!(hasher.place().is_ok());
    }
}
