//! The vault itself: put, open, remove, and list what is old.

use crate::chunks::{CHUNK_BYTES, Chunks, HEADER_BYTES, TAG_BYTES, new_header};
use crate::config::{Place, VaultConfig};
use crate::download::{Content, Download};
use crate::packs::{Packs, SMALL_MAX};
use crate::stored::Stored;
use crate::upload::Upload;
use aws_lc_rs::digest;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use kernel::{Chance, Error, ObjectId, Result, Timestamp};
use keys::Key;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;

/// S3 takes no part below 5 MiB but the last; this is also what one upload
/// holds in memory.
const S3_PART_BYTES: usize = 8 * CHUNK_BYTES;
/// A folder takes what there is.
const FOLDER_PART_BYTES: usize = CHUNK_BYTES + TAG_BYTES;

/// Sealed objects in a local folder or in S3. Clones are the same vault.
#[derive(Clone)]
pub struct Vault {
    store: Arc<dyn ObjectStore>,
    part_bytes: usize,
    /// The folder, when it is one: some things object stores do not promise.
    folder: Option<Arc<PathBuf>>,
    /// Where small objects lie, in a folder.
    packs: Option<Arc<Packs>>,
}

impl Vault {
    /// The vault at this place. A folder is made if there is none; S3 is not
    /// asked yet ([`Self::check`] does).
    ///
    /// # Errors
    /// A fault when the configuration cannot be used; Unavailable when the
    /// folder cannot be made.
    pub fn at(config: &VaultConfig) -> Result<Self> {
        match Place::parse(&config.url)? {
            Place::Folder(path) => Self::in_folder(path),
            Place::S3(bucket) => {
                let s3 = bucket.connect(config.credentials.as_ref())?;
                let store: Arc<dyn ObjectStore> = match bucket.prefix.as_str() {
                    "" => Arc::new(s3),
                    prefix => Arc::new(PrefixStore::new(s3, prefix)),
                };
                Ok(Self::over(store))
            }
        }
    }

    /// The vault over any object store: for tests that make it fail.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            store,
            part_bytes: S3_PART_BYTES,
            folder: None,
            packs: None,
        }
    }

    fn in_folder(path: PathBuf) -> Result<Self> {
        let failed = || Error::unavailable("making the vault's folder");
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path)
            .map_err(|e| failed().because(e))?;
        let path = path.canonicalize().map_err(|e| failed().because(e))?;
        let local = LocalFileSystem::new_with_prefix(&path)
            .map_err(|e| failed().because(e))?
            .with_fsync(true);
        let packs = Packs::within(&path).map_err(|e| failed().because(e))?;
        Ok(Self {
            store: Arc::new(local),
            part_bytes: FOLDER_PART_BYTES,
            folder: Some(Arc::new(path)),
            packs: Some(Arc::new(packs)),
        })
    }

    /// Whether the vault answers.
    ///
    /// # Errors
    /// Unavailable when it does not.
    pub async fn check(&self) -> Result<()> {
        match self.store.head(&Path::from("00/nothing")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::unavailable("asking the vault").because(error)),
        }
    }

    /// Stores what `bytes` gives, sealed under a fresh key, and reads it back
    /// before answering: what is answered is there, durable, and whole.
    ///
    /// Nothing is left behind when it fails, or when the caller stops waiting.
    ///
    /// # Errors
    /// Invalid `file-too-big` beyond `size_max` bytes; the error of `bytes`;
    /// Unavailable when the store does not answer or is full.
    pub async fn put<S>(&self, chance: &dyn Chance, size_max: u64, bytes: S) -> Result<Stored>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let mut bytes = bytes;
        let mut parts: Vec<Bytes> = Vec::new();
        let mut size = 0;
        if let Some(packs) = &self.packs {
            while size <= SMALL_MAX {
                match bytes.try_next().await? {
                    Some(part) => {
                        size += part.len();
                        parts.push(part);
                    }
                    None => return self.put_small(packs, chance, size_max, &parts).await,
                }
            }
        }
        let bytes = stream::iter(parts.into_iter().map(Ok)).chain(bytes);
        self.put_as(ObjectId::new(chance), chance, size_max, bytes)
            .await
    }

    /// Stores an object that is small enough for a pack.
    async fn put_small(
        &self,
        packs: &Arc<Packs>,
        chance: &dyn Chance,
        size_max: u64,
        parts: &[Bytes],
    ) -> Result<Stored> {
        let size: usize = parts.iter().map(Bytes::len).sum();
        if size as u64 > size_max {
            return Err(Error::invalid("file-too-big"));
        }
        let mut chunk = Vec::with_capacity(size + TAG_BYTES);
        for part in parts {
            chunk.extend_from_slice(part);
        }
        let sha256 = digest::digest(&digest::SHA256, &chunk);
        let sha256 = sha256.as_ref().try_into();
        let (key, header) = (Key::random(chance), new_header(chance));
        let reserved = packs.reserve(chance, size);
        let object = reserved.object;
        Chunks::new(&key, object, header)?.seal(&mut chunk, true)?;
        let sealed = [&header[..], &chunk].concat();
        let mut placed = Placed {
            packs,
            object,
            wanted: false,
        };
        packs.write(&reserved, &sealed).await?;
        let stored = Stored {
            object,
            key,
            size: size as u64,
            sha256: sha256.expect("SHA-256 gives 32 bytes"),
        };
        self.read_back(&stored).await?;
        placed.wanted = true;
        Ok(stored)
    }

    /// As [`Self::put`], under a name that the caller has written down before:
    /// should the process die on the way, whoever comes after knows what to
    /// [`Self::remove`]. A name is used once.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn put_as<S>(
        &self,
        object: ObjectId,
        chance: &dyn Chance,
        size_max: u64,
        bytes: S,
    ) -> Result<Stored>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let draft = Draft {
            object,
            key: Key::random(chance),
            header: new_header(chance),
        };
        let path = path(draft.object);
        let mut upload = Upload::new(self.store.clone(), path, self.part_bytes);
        let written = async {
            let stored = draft.write(&mut upload, size_max, bytes).await?;
            self.read_back(&stored).await?;
            Ok(stored)
        };
        match written.await {
            Ok(stored) => {
                upload.keep();
                Ok(stored)
            }
            Err(error) => {
                upload.undo().await;
                Err(error)
            }
        }
    }

    async fn read_back(&self, stored: &Stored) -> Result<()> {
        let mut download = self.download(stored).await?;
        while download.next().await?.is_some() {}
        Ok(())
    }

    /// The bytes of an object. Its first chunk is proved before this answers,
    /// so that most damage is known before anything was sent to anyone.
    ///
    /// # Errors
    /// A fault when it is missing or not what was stored; Unavailable when the
    /// store does not answer. The same may come later, within the stream.
    pub async fn open(&self, stored: &Stored) -> Result<Content> {
        let mut download = self.download(stored).await?;
        let first = download.next().await?;
        Ok(download.into_content(first))
    }

    async fn download(&self, stored: &Stored) -> Result<Download> {
        if let Some(sealed) = self.find_small(stored).await? {
            return Download::of_bytes(sealed, stored).await;
        }
        let found = self.store.get(&path(stored.object)).await;
        let found = found.map_err(|error| match error {
            object_store::Error::NotFound { .. } => {
                Error::fault("vault object missing").because(error)
            }
            error => Error::unavailable("reading from the vault").because(error),
        })?;
        Download::start(found, stored).await
    }

    /// What lies in a pack, if this does.
    async fn find_small(&self, stored: &Stored) -> Result<Option<Bytes>> {
        let packs = self.packs.as_ref();
        let Some(packs) = packs.filter(|_| stored.size <= SMALL_MAX as u64) else {
            return Ok(None);
        };
        let (packs, object) = (Arc::clone(packs), stored.object);
        let found = blocking("reading from the vault", move || packs.read(object)).await?;
        Ok(found.map(Bytes::from))
    }

    /// Removes an object; that it is gone already is well too.
    ///
    /// # Errors
    /// Unavailable when the store does not answer.
    pub async fn remove(&self, object: ObjectId) -> Result<()> {
        if let Some(packs) = &self.packs {
            packs.remove(object).await?;
        }
        let path = path(object);
        match self.store.delete(&path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => self.settle(&path).await,
            Err(error) => Err(Error::unavailable("removing from the vault").because(error)),
        }
    }

    /// Makes a removal durable, where the store does not do it by itself.
    async fn settle(&self, path: &Path) -> Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let file = folder.join(path.as_ref());
        blocking("removing from the vault", move || {
            let parent = file.parent().ok_or(io::ErrorKind::NotFound)?;
            match File::open(parent) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                parent => parent?.sync_all(),
            }
        })
        .await
    }

    /// The objects last written before `instant`, in no order: those that
    /// nothing refers to are orphans. Leave a day at least, so that none is
    /// taken whose entry is just being written.
    pub fn list_older_than(&self, instant: Timestamp) -> BoxStream<'static, Result<ObjectId>> {
        let packs = self.packs.clone();
        let small = async move {
            match packs {
                Some(packs) => {
                    blocking("listing the vault", move || packs.list_older_than(instant)).await
                }
                None => Ok(Vec::new()),
            }
        };
        let small = stream::once(small)
            .map_ok(|objects| stream::iter(objects.into_iter().map(Ok)))
            .try_flatten();
        let files = self
            .store
            .list(None)
            .filter_map(move |meta| async move {
                match meta {
                    Ok(meta) if meta.last_modified.timestamp_millis() >= instant.millis() => None,
                    Ok(meta) => Some(Ok(meta)),
                    // Removed while the list was made.
                    Err(object_store::Error::NotFound { .. }) => None,
                    Err(error) => Some(Err(Error::unavailable("listing the vault").because(error))),
                }
            })
            .try_filter_map(|meta| async move { Ok(object_at(&meta.location)) });
        small.chain(files).boxed()
    }

    /// Removes what processes that died left half-written before `instant`,
    /// and says how many. In S3 a rule of the bucket does this
    /// (`AbortIncompleteMultipartUpload`), and the answer is 0.
    ///
    /// # Errors
    /// Unavailable when the folder cannot be read.
    pub async fn remove_drafts_older_than(&self, instant: Timestamp) -> Result<u64> {
        let Some(folder) = self.folder.clone() else {
            return Ok(0);
        };
        blocking("removing drafts from the vault", move || {
            let mut removed = 0;
            for fan in fs::read_dir(&*folder)? {
                let fan = fan?;
                if !fan.file_type()?.is_dir() {
                    continue;
                }
                for file in fs::read_dir(fan.path())? {
                    let file = file?;
                    // `object#1`: how object_store names what is being written.
                    let is_draft = file.file_name().to_string_lossy().contains('#');
                    if is_draft && modified_millis(&file)? < instant.millis() {
                        fs::remove_file(file.path())?;
                        removed += 1;
                    }
                }
            }
            Ok(removed)
        })
        .await
    }
}

/// A small object that is or will be in its place. Dropped before anybody wants it, it
/// is removed in the background.
struct Placed<'a> {
    packs: &'a Packs,
    object: ObjectId,
    wanted: bool,
}

impl Drop for Placed<'_> {
    fn drop(&mut self) {
        if !self.wanted {
            self.packs.remove_in_time(self.object);
        }
    }
}

/// What an object will be called and sealed with.
struct Draft {
    object: ObjectId,
    key: Key,
    header: [u8; HEADER_BYTES],
}

impl Draft {
    async fn write<S>(self, upload: &mut Upload, size_max: u64, mut bytes: S) -> Result<Stored>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let mut chunks = Chunks::new(&self.key, self.object, self.header)?;
        let mut hash = digest::Context::new(&digest::SHA256);
        let mut size = 0u64;
        let mut chunk = empty_chunk();
        upload.write(Bytes::copy_from_slice(&self.header)).await?;
        while let Some(mut part) = bytes.try_next().await? {
            size = size.saturating_add(part.len() as u64);
            if size > size_max {
                return Err(Error::invalid("file-too-big"));
            }
            hash.update(&part);
            while !part.is_empty() {
                // A full chunk waits until it is known whether it is the last.
                if chunk.len() == CHUNK_BYTES {
                    let mut full = std::mem::replace(&mut chunk, empty_chunk());
                    chunks.seal(&mut full, false)?;
                    upload.write(full.into()).await?;
                }
                let room = CHUNK_BYTES - chunk.len();
                chunk.extend_from_slice(&part.split_to(room.min(part.len())));
            }
        }
        chunks.seal(&mut chunk, true)?;
        upload.write(chunk.into()).await?;
        upload.finish().await?;
        let sha256 = hash.finish().as_ref().try_into();
        Ok(Stored {
            object: self.object,
            key: self.key,
            size,
            sha256: sha256.expect("SHA-256 gives 32 bytes"),
        })
    }
}

fn empty_chunk() -> Vec<u8> {
    Vec::with_capacity(CHUNK_BYTES + TAG_BYTES)
}

/// `7k/7k…`: two letters spread the objects over some hundred folders.
fn path(object: ObjectId) -> Path {
    let name = object.to_string();
    Path::from(format!("{}/{name}", &name[..2]))
}

fn object_at(location: &Path) -> Option<ObjectId> {
    let object = location.filename()?.parse().ok()?;
    (path(object) == *location).then_some(object)
}

pub(crate) fn modified_millis(file: &fs::DirEntry) -> io::Result<i64> {
    let since = file.metadata()?.modified()?;
    let since = since.duration_since(std::time::UNIX_EPOCH);
    Ok(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}

async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Error::unavailable(doing).because(error)),
        Err(error) => Err(Error::fault(doing).because(error)),
    }
}
