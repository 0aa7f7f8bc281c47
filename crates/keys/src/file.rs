//! The default holder: the master key in a file that only its owner reads.
//!
//! Good for one machine and for the demo. Whoever reads the file reads
//! everything, so it belongs neither in the database nor in its backups.
//!
//! Each generation is a line: `carnet-master-key-1 KEY` is the first, as it always
//! was, `carnet-master-key-2 NUMBER KEY` a later one; oldest first. A process looks
//! at each use whether another file stands in the place of the one it read, and
//! then reads that: it takes up a new generation, and lets go of a retired one.

use crate::generation::{FILE, bound, missing};
use crate::holder::room_for_one_more;
use crate::keyfile::change::Change;
use crate::keyfile::{self, Stamp};
use crate::{Generation, Key, KeyHolder, open, seal};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Chance, Error, Kind, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use zeroize::Zeroizing;

/// What the line of the first generation starts with; the key follows in base64.
const HEAD: &str = "carnet-master-key-1 ";
/// And that of a later one; its number and the key follow.
const HEAD_LATER: &str = "carnet-master-key-2 ";

/// Keeps the master key in a file of mode 600.
pub struct FileHolder {
    path: PathBuf,
    chance: Arc<dyn Chance>,
    known: RwLock<Known>,
}

/// What the file said when it was last read.
struct Known {
    stamp: Option<Stamp>,
    keys: Keys,
}

/// The generations, oldest first; never none.
type Keys = BTreeMap<Generation, Key>;

impl FileHolder {
    /// Takes the key from the file, which is made if there is none.
    ///
    /// # Errors
    /// A fault when others may read the file or it holds no key; Unavailable
    /// when the disk refuses.
    pub fn open_or_create(path: impl AsRef<Path>, chance: Arc<dyn Chance>) -> Result<Self> {
        let path = path.as_ref();
        if keyfile::find(path)?.is_none() {
            let keys = BTreeMap::from([(Generation::FIRST, Key::random(&*chance))]);
            if keyfile::create(path, written(&keys).as_bytes(), &*chance)? {
                tracing::info!("made a new master key file");
            }
        }
        // Read back even when just made: another process may have come first.
        let (keys, stamp) = find(path)?;
        Ok(Self {
            path: path.to_owned(),
            chance,
            known: RwLock::new(Known {
                stamp: Some(stamp),
                keys,
            }),
        })
    }

    /// The key of a generation.
    fn key(&self, generation: Generation) -> Result<Key> {
        self.follow();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let key = known.keys.get(&generation);
        key.cloned()
            .ok_or_else(|| missing(generation, known.keys.keys().copied()))
    }

    /// Reads the file again if it is another one. One that is away, or cannot be
    /// taken up, changes nothing: what was read goes on being used.
    fn follow(&self) {
        let stamp = Stamp::at(&self.path);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let same = stamp.is_none() || stamp == known.stamp;
        drop(known);
        if same {
            return;
        }
        if let Err(error) = self.look() {
            // What the disk refused may go well the next time; a file that is wrong is
            // wrong until it changes.
            if error.kind() == Kind::Fault {
                let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
                known.stamp = stamp;
            }
            let error = error.log_text();
            tracing::error!(error, "the master key file changed and is not taken up");
        }
    }

    /// Reads the file and takes it up; what it says is durable.
    fn look(&self) -> Result<Vec<Generation>> {
        let (keys, stamp) = find(&self.path)?;
        let generations = keys.keys().copied().collect();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if !follows(&keys, &known.keys) {
            return Err(Error::fault(
                "the master key file is not the one that was read before, nor follows it",
            ));
        }
        if keys.keys().ne(known.keys.keys()) {
            tracing::info!("the master key file changed and was read again");
        }
        *known = Known {
            stamp: Some(stamp),
            keys,
        };
        Ok(generations)
    }
}

fn find(path: &Path) -> Result<(Keys, Stamp)> {
    let (text, stamp) = keyfile::find_stamped(path)?
        .ok_or_else(|| Error::fault("the master key file went away"))?;
    let keys = read(&text)?;
    // Who put a second generation there may have died before it was sure to stay.
    if keys.len() > 1 {
        Change::settle(path)?;
    }
    Ok((keys, stamp))
}

/// Whether one file can come after another: it goes on to the newest that was
/// there, or beyond, brings back none that was retired, and what both have is the
/// same.
fn follows(after: &Keys, before: &Keys) -> bool {
    let same = |(generation, key): (&Generation, &Key)| {
        before.get(generation).is_none_or(|before| before == key)
    };
    after.keys().next() >= before.keys().next()
        && after.keys().next_back() >= before.keys().next_back()
        && after.iter().all(same)
}

fn written(keys: &Keys) -> Zeroizing<String> {
    // Room from the start, so that no growing leaves a copy behind.
    let mut text = Zeroizing::new(String::with_capacity(128 * keys.len()));
    for (generation, key) in keys {
        match *generation {
            Generation::FIRST => text.push_str(HEAD),
            later => {
                text.push_str(HEAD_LATER);
                text.push_str(&later.to_string());
                text.push(' ');
            }
        }
        STANDARD.encode_string(key.expose(), &mut text);
        text.push('\n');
    }
    text
}

fn read(text: &[u8]) -> Result<Keys> {
    let wrong = || Error::fault("the master key file holds no master key");
    let text = std::str::from_utf8(text).map_err(|_| wrong())?;
    let mut keys = Keys::new();
    for line in text.trim_end().lines() {
        let (generation, key) = read_line(line).ok_or_else(wrong)?;
        let newest = keys.last_key_value();
        if newest.is_some_and(|(newest, _)| *newest >= generation) {
            return Err(wrong());
        }
        keys.insert(generation, key);
    }
    match keys.is_empty() {
        true => Err(wrong()),
        false => Ok(keys),
    }
}

fn read_line(line: &str) -> Option<(Generation, Key)> {
    let (generation, key) = match line.strip_prefix(HEAD) {
        Some(key) => (Generation::FIRST, key),
        None => {
            let (number, key) = line.strip_prefix(HEAD_LATER)?.split_once(' ')?;
            let generation = Generation::from_number(number.parse().ok()?)?;
            // One generation has one line, written in one way.
            if generation == Generation::FIRST || generation.to_string() != number {
                return None;
            }
            (generation, key)
        }
    };
    let key = Zeroizing::new(STANDARD.decode(key).ok()?);
    Some((generation, Key::from_slice(&key).ok()?))
}

#[async_trait]
impl KeyHolder for FileHolder {
    async fn wrap_by(&self, generation: Generation, key: &Key, context: &[u8]) -> Result<Vec<u8>> {
        let master = self.key(generation)?;
        let bound = bound(generation, context);
        let sealed = seal(&master, &*self.chance, &bound, key.expose());
        Ok([FILE.head(generation), sealed].concat())
    }

    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key> {
        let (generation, sealed) = FILE.split(wrapped)?;
        let master = self.key(generation)?;
        let plain = open(&master, &bound(generation, context), sealed)
            .map_err(|e| e.note("wrapped key does not open"))?;
        Key::from_slice(&Zeroizing::new(plain))
    }

    async fn generations(&self) -> Result<Vec<Generation>> {
        self.look()
    }

    async fn make_generation(&self) -> Result<Generation> {
        let change = Change::begin(&self.path)?;
        let (mut keys, _) = find(&self.path)?;
        let here: Vec<_> = keys.keys().copied().collect();
        room_for_one_more(&here)?;
        let newest = here.last().copied();
        let next = newest.unwrap_or(Generation::FIRST).next()?;
        keys.insert(next, Key::random(&*self.chance));
        change.replace(written(&keys).as_bytes())?;
        self.look()?;
        Ok(next)
    }

    async fn retire_before(&self, generation: Generation) -> Result<()> {
        let change = Change::begin(&self.path)?;
        let (mut keys, _) = find(&self.path)?;
        let kept = keys.split_off(&generation);
        if !kept.contains_key(&generation) {
            return Err(missing(generation, keys.into_keys()));
        }
        if !keys.is_empty() {
            change.replace(written(&kept).as_bytes())?;
        }
        drop(change);
        self.look().map(drop)
    }

    async fn unfinished(&self) -> Result<bool> {
        Change::left(&self.path)
    }

    fn name(&self) -> &'static str {
        "file"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    fn second() -> Generation {
        Generation::FIRST.next().expect("a second")
    }

    #[test]
    fn the_file_of_one_generation_is_the_line_it_always_was() {
        let key = Key::from_bytes([7; 32]);
        let text = written(&BTreeMap::from([(Generation::FIRST, key.clone())]));
        let line = "carnet-master-key-1 BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n";
        assert_eq!(*text, line);
        let both = BTreeMap::from([(Generation::FIRST, key.clone()), (second(), key)]);
        let text = written(&both);
        let later = "carnet-master-key-2 2 BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n";
        assert_eq!(*text, format!("{line}{later}"));
        assert!(read(text.as_bytes()).expect("read") == both);
    }

    #[test]
    fn a_file_is_read_as_it_is_written_or_not_at_all() {
        let key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
        for text in [
            String::new(),
            format!("carnet-master-key-2 1 {key}"),
            format!("carnet-master-key-2 0 {key}"),
            format!("carnet-master-key-2 02 {key}"),
            format!("carnet-master-key-2 +2 {key}"),
            format!("carnet-master-key-2 {key}"),
            format!("carnet-master-key-2 3 {key}\ncarnet-master-key-2 2 {key}"),
            format!("carnet-master-key-2 2 {key}\ncarnet-master-key-2 2 {key}"),
            format!("carnet-master-key-2 2 {key}\ncarnet-master-key-1 {key}"),
            format!("carnet-master-key-1 {key}\n\ncarnet-master-key-2 2 {key}"),
            format!("carnet-master-key-1 {key}\nsomething else"),
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        let alone = format!("carnet-master-key-2 2 {key}\n");
        assert_eq!(read(alone.as_bytes()).expect("read").len(), 1);
    }

    #[test]
    fn a_file_follows_another_when_it_goes_on_and_contradicts_nothing() {
        let chance = SeededChance::new(5);
        let (one, two) = (Key::random(&chance), Key::random(&chance));
        let keys = |keys: &[(u32, &Key)]| -> Keys {
            let generation = |n: u32| Generation::from_number(n.into()).expect("a generation");
            let pair = |(n, key): &(u32, &Key)| (generation(*n), (*key).clone());
            keys.iter().map(pair).collect()
        };
        let (first, both) = (keys(&[(1, &one)]), keys(&[(1, &one), (2, &two)]));
        let last = keys(&[(2, &two)]);
        for (after, before) in [(&both, &first), (&last, &both), (&last, &first)] {
            assert!(follows(after, before));
            assert!(!follows(before, after), "never back");
        }
        assert!(!follows(&keys(&[(1, &two)]), &first), "another key");
        assert!(!follows(&keys(&[(1, &two), (2, &two)]), &first));
        assert!(!follows(&keys(&[(2, &one)]), &both));
    }
}
