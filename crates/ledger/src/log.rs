//! The log in the store: opening it, its head, its tiles.

use crate::checkpoint::Checkpoint;
use crate::client::Witnesses;
use crate::kept::Kept;
use crate::note::{Note, PublicKey, Role, Signer};
use crate::tile::{Edge, TileId, Tiles, WIDTH, tile_root};
use crate::tree::{Hash, Range, empty_root, leaf_hash};
use kernel::{Error, Result, World};
use keys::SigningKey;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Migration, Row, Store};

/// How the log is kept.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// Its name, in every checkpoint; none, and it is named after its key.
    pub origin: Option<String>,
    /// The file of the key that signs, made with mode 600 when absent.
    pub key: PathBuf,
    /// The file of the last checkpoint, outside the database and its backups.
    pub checkpoint: PathBuf,
    /// Who looks on: the address of each, and its public key.
    pub witnesses: Vec<(String, PublicKey)>,
}

const TABLES: [Migration; 1] = [Migration::both(
    "0001_ledger",
    include_str!("../migrations/0001_ledger.sql"),
)];

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) world: World,
    key: Arc<SigningKey>,
    name: String,
    pub(crate) kept: Kept,
    pub(crate) accepted: Kept,
    pub(crate) witnesses: Witnesses,
    /// The checkpoint that is given out: kept before.
    published: Mutex<Option<(Note, Checkpoint)>>,
    /// Whether the store was seen to be the one we left.
    pub(crate) started: AtomicBool,
    /// Whether it was seen, since then, to be older or another one.
    pub(crate) lost: AtomicBool,
}

/// The log of this house. Cheap to clone.
#[derive(Clone)]
pub struct Ledger(pub(crate) Arc<Inner>);

/// The one row that says what the tree is.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub epoch: u32,
    pub size: u64,
    pub root: Hash,
    /// The checkpoint that was given out last.
    pub published: Option<(Note, Checkpoint)>,
}

pub(crate) fn unsigned(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(|_| Error::fault("a place in the log below zero"))
}

pub(crate) fn signed(n: u64) -> Result<i64> {
    i64::try_from(n).map_err(|_| Error::fault("a place in the log beyond 63 bits"))
}

/// Makes the tables of the log, where they are missing: for whoever queues.
///
/// # Errors
/// As the store.
pub async fn migrate(store: &Store) -> Result<()> {
    store.migrate("ledger", &TABLES).await
}

impl Ledger {
    /// Opens the log of a store, running its migrations. Whether the store is
    /// the one we left is for [`Self::check_start`]: before that, nothing is
    /// signed and nothing given out.
    ///
    /// # Errors
    /// As the store and the key file.
    pub async fn open(store: Store, world: World, config: LogConfig) -> Result<Self> {
        const FIRST: &str = "INSERT INTO ledger_head (one, epoch, size, root, published, checkpoint) \
             VALUES (1, 1, 0, $1, -1, '') ON CONFLICT DO NOTHING";
        migrate(&store).await?;
        store.execute(FIRST, vec![empty_root().into()]).await?;
        let kept = Kept::at(config.checkpoint.clone(), &world);
        if !is_there(&config.key)? && (kept.read()?.is_some() || begun(&store).await?) {
            return Err(Error::fault(format!(
                "the key that signs the public log, {}, is gone, and this log has begun: put it back \
                 from its backup ([log] key). A new key would be another log, which nobody could \
                 compare with this one",
                config.key.display()
            )));
        }
        let key = Arc::new(SigningKey::open_or_create(&config.key, &*world.chance)?);
        let name = config.origin.unwrap_or_else(|| {
            let id = crate::note::hex(&keys::sha256(key.public())[..6]);
            format!("carnet/{id}")
        });
        // The name is one that a key can have.
        PublicKey::new(&name, Role::Log, *key.public())?;
        let accepted = Kept::at(config.checkpoint.with_extension("accepted"), &world);
        let ledger = Self(Arc::new(Inner {
            store,
            world,
            key,
            name,
            kept,
            accepted,
            witnesses: Witnesses::new(config.witnesses)?,
            published: Mutex::new(None),
            started: AtomicBool::new(false),
            lost: AtomicBool::new(false),
        }));
        Ok(ledger)
    }

    /// The name of the log in its so-manieth life.
    pub(crate) fn origin(&self, epoch: u32) -> String {
        match epoch {
            1 => self.0.name.clone(),
            later => format!("{}/{later}", self.0.name),
        }
    }

    pub(crate) fn signer(&self, epoch: u32) -> Result<Signer> {
        Signer::new(&self.origin(epoch), Role::Log, Arc::clone(&self.0.key))
    }

    /// The public key by which everybody checks the checkpoints of today.
    ///
    /// # Errors
    /// As the store.
    pub async fn public_key(&self) -> Result<PublicKey> {
        let head = self.head().await?;
        Ok(self.signer(head.epoch)?.public().clone())
    }

    /// The checkpoint in the store, as a signed note, compared with nothing: for
    /// the operator.
    ///
    /// # Errors
    /// As the store.
    pub async fn stored_checkpoint(&self) -> Result<Option<String>> {
        let published = self.head().await?.published;
        Ok(published.map(|(note, _)| note.to_string()))
    }

    /// The checkpoint that everybody is given, as a signed note.
    pub fn checkpoint(&self) -> Option<String> {
        let published = self.published_now();
        published.map(|(note, _)| note.to_string())
    }

    /// How many entries everybody may see.
    pub fn size(&self) -> u64 {
        self.published_now()
            .map_or(0, |(_, checkpoint)| checkpoint.size)
    }

    pub(crate) fn published_now(&self) -> Option<(Note, Checkpoint)> {
        let published = self.0.published.lock();
        published.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on everybody is given this, unless it is older than what they are
    /// given.
    pub(crate) fn give_out(&self, note: Note, checkpoint: Checkpoint) {
        let published = self.0.published.lock();
        let mut published = published.unwrap_or_else(PoisonError::into_inner);
        let later =
            |shown: &Checkpoint| shown.origin == checkpoint.origin && shown.size > checkpoint.size;
        if !published.as_ref().is_some_and(|(_, shown)| later(shown)) {
            *published = Some((note, checkpoint));
        }
    }

    /// From now on nobody is given anything.
    pub(crate) fn give_nothing_out(&self) {
        let published = self.0.published.lock();
        *published.unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What the head says of the tree.
    pub(crate) fn checkpoint_of(&self, head: &Head) -> Checkpoint {
        Checkpoint {
            origin: self.origin(head.epoch),
            size: head.size,
            root: head.root,
        }
    }

    pub(crate) async fn head(&self) -> Result<Head> {
        const HEAD: &str =
            "SELECT epoch, size, root, published, checkpoint FROM ledger_head WHERE one = 1";
        let rows = self.0.store.query(HEAD, Vec::new()).await?;
        let row = rows.first();
        let row = row.ok_or_else(|| Error::fault("the log has no head"))?;
        let published = match row.int(3)? {
            -1 => None,
            _ => {
                let damaged = |_| Error::fault("the checkpoint in the database was damaged");
                let note = Note::parse(row.text(4)?).map_err(damaged)?;
                let checkpoint = Checkpoint::of(&note).map_err(damaged)?;
                Some((note, checkpoint))
            }
        };
        Ok(Head {
            epoch: u32::try_from(row.int(0)?).map_err(|_| Error::fault("the log has no epoch"))?,
            size: unsigned(row.int(1)?)?,
            root: row.bytes(2)?,
            published,
        })
    }

    /// The right edge of the tree, checked against its root.
    pub(crate) async fn edge(&self, head: &Head) -> Result<Edge> {
        let mut tiles = BTreeMap::new();
        for id in Edge::tiles(head.size) {
            if let Some(hashes) = self.kept_tile(id).await? {
                tiles.insert(id, hashes);
            }
        }
        match Edge::from_tiles(head.size, tiles) {
            Some(edge) if edge.root() == head.root => Ok(edge),
            _ => Err(Error::fault(
                "the tree in the database is not the one whose root it names: it was changed by other hands",
            )),
        }
    }

    /// A tile as it is kept: entries at level 0, hashes above.
    pub(crate) async fn kept_tile(&self, id: TileId) -> Result<Option<Vec<Hash>>> {
        const TILE: &str = "SELECT body FROM ledger_tile WHERE level = $1 AND n = $2";
        let params = vec![id.level.into(), signed(id.n)?.into()];
        let rows = self.0.store.query(TILE, params).await?;
        rows.first().map(|row| hashes_in(row, 0)).transpose()
    }

    /// A tile of hashes, cut to its width in the tree of `size` entries.
    pub(crate) async fn tile_of_hashes(&self, id: TileId, size: u64) -> Result<Vec<Hash>> {
        let gone = || {
            Error::fault(format!(
                "tile {} of level {} of the log is gone",
                id.n, id.level
            ))
        };
        let mut hashes = self.kept_tile(id).await?.ok_or_else(gone)?;
        let width = id.width_in(size);
        if hashes.len() < width {
            return Err(gone());
        }
        hashes.truncate(width);
        if id.level == 0 {
            hashes = hashes.iter().map(|entry| leaf_hash(entry)).collect();
        }
        Ok(hashes)
    }

    /// The hashes that a proof names, in the tree of `size` entries.
    pub(crate) async fn proof(&self, ranges: &[Range], size: u64) -> Result<Vec<Hash>> {
        let nodes: Vec<_> = ranges.iter().map(|range| range.nodes()).collect();
        let needed: BTreeSet<TileId> = nodes.iter().flatten().map(|n| TileId::of(*n)).collect();
        let mut tiles = Tiles::default();
        for id in needed {
            tiles.put(id, self.tile_of_hashes(id, size).await?);
        }
        let hash = |nodes: &Vec<_>| {
            let joined = tiles.joined(nodes);
            joined.ok_or_else(|| Error::fault("a tile of the log is too short"))
        };
        nodes.iter().map(hash).collect()
    }

    /// A tile of the public tree, as it is served: so many hashes; nothing, if
    /// the tree has not so many there.
    ///
    /// # Errors
    /// A fault, if what is kept is not what was signed: nothing of it is given.
    pub async fn tile(&self, id: TileId, width: usize) -> Result<Option<Vec<u8>>> {
        let size = self.size();
        if id.width_in(size) < width {
            return Ok(None);
        }
        let mut hashes = self.tile_of_hashes(id, size).await?;
        self.check_tile(id, &hashes, size).await?;
        hashes.truncate(width);
        Ok(Some(hashes.concat()))
    }

    /// A bundle of entries of the public tree: each is a commitment of 32 bytes,
    /// with its length before it.
    ///
    /// # Errors
    /// As [`Self::tile`].
    pub async fn entries(&self, n: u64, width: usize) -> Result<Option<Vec<u8>>> {
        let (id, size) = (TileId { level: 0, n }, self.size());
        if id.width_in(size) < width {
            return Ok(None);
        }
        let Some(mut entries) = self.kept_tile(id).await? else {
            return Err(Error::fault(format!("tile {n} of the log is gone")));
        };
        let hashed = id.width_in(size).min(entries.len());
        let hashes: Vec<Hash> = entries[..hashed].iter().map(|e| leaf_hash(e)).collect();
        self.check_tile(id, &hashes, size).await?;
        entries.truncate(width);
        let bundle = entries
            .iter()
            .flat_map(|entry| [&[0, 32][..], entry].concat());
        Ok(Some(bundle.collect()))
    }

    /// A full tile must have the root that stands above it.
    async fn check_tile(&self, id: TileId, hashes: &[Hash], size: u64) -> Result<()> {
        let Some(root) = tile_root(hashes) else {
            return Ok(());
        };
        let above = TileId {
            level: id.level + 1,
            n: id.n / WIDTH as u64,
        };
        let place = usize::try_from(id.n % WIDTH as u64).unwrap_or(WIDTH);
        let known = self.tile_of_hashes(above, size).await?;
        if known.get(place) == Some(&root) {
            return Ok(());
        }
        tracing::error!(
            level = id.level,
            tile = id.n,
            "a tile of the log is not what was signed; it is not served"
        );
        Err(Error::fault("a tile of the log is not what was signed"))
    }
}

fn is_there(path: &Path) -> Result<bool> {
    let failed =
        |error| Error::unavailable(format!("looking for {}", path.display())).because(error);
    path.try_exists().map_err(failed)
}

/// Whether a checkpoint was ever given out from this store.
async fn begun(store: &Store) -> Result<bool> {
    const PUBLISHED: &str = "SELECT published FROM ledger_head WHERE published >= 0 OR epoch > 1";
    Ok(!store.query(PUBLISHED, Vec::new()).await?.is_empty())
}

pub(crate) fn hashes_in(row: &Row, column: usize) -> Result<Vec<Hash>> {
    let (hashes, rest) = row.blob(column)?.as_chunks::<32>();
    match rest.is_empty() {
        true => Ok(hashes.to_vec()),
        false => Err(Error::fault("hashes of the log were cut")),
    }
}
