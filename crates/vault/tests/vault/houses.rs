//! Two houses with a vault in each: a folder, and an S3 server in this process.

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use kernel::{ObjectId, Result, Secret, SeededChance};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use vault::{Content, Credentials, Stored, Vault, VaultConfig};

pub const MIB: usize = 1 << 20;
pub const SIZE_MAX: u64 = 200 * MIB as u64;
/// What stands before an object in a pack.
pub const HEAD: usize = 24;

pub struct House {
    pub name: &'static str,
    pub vault: Vault,
    pub root: TempDir,
    /// Where the objects lie as files.
    objects: PathBuf,
    chance: SeededChance,
    /// Where S3 listens.
    pub port: Option<u16>,
}

/// Runs the test in each house.
pub async fn in_each_house<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    test(folder()).await;
    test(s3().await).await;
}

pub fn folder() -> House {
    let root = tempfile::tempdir().expect("a folder");
    let objects = root.path().join("vault");
    let config = VaultConfig::new(format!("file:{}", objects.display()));
    House {
        name: "folder",
        vault: Vault::at(&config).expect("a vault"),
        root,
        objects,
        chance: SeededChance::new(1),
        port: None,
    }
}

pub async fn s3() -> House {
    let root = tempfile::tempdir().expect("a folder");
    let objects = root.path().join("documents");
    fs::create_dir(&objects).expect("a bucket");
    let server = s3s_fs::FileSystem::new(root.path()).expect("an S3 server");
    let mut service = S3ServiceBuilder::new(server);
    service.set_auth(SimpleAuth::from_single("carnet", "s3-secret"));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let http = Builder::new(TokioExecutor::new());
                let _ = http.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    House {
        name: "s3",
        vault: Vault::at(&s3_config(port, "s3-secret")).expect("a vault"),
        root,
        objects: objects.join("kept"),
        chance: SeededChance::new(2),
        port: Some(port),
    }
}

pub fn s3_config(port: u16, secret: &str) -> VaultConfig {
    VaultConfig {
        url: format!(
            "s3://documents/kept?endpoint=http://127.0.0.1:{port}&region=fr-1&allow_http=true"
        ),
        credentials: Some(Credentials {
            access_key: "carnet".into(),
            secret_key: Secret::new(secret.into()),
            session_token: None,
        }),
    }
}

impl House {
    pub async fn puts<S>(&self, size_max: u64, bytes: S) -> Result<Stored>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        self.vault.put(&self.chance, size_max, bytes).await
    }

    pub async fn stores(&self, bytes: &[u8]) -> Stored {
        let stored = self.puts(SIZE_MAX, in_pieces(bytes, 70_001)).await;
        stored.unwrap_or_else(|e| panic!("{}: {}", self.name, e.log_text()))
    }

    pub async fn reads(&self, stored: &Stored) -> Result<Vec<u8>> {
        let (bytes, error) = everything(self.vault.open(stored).await?).await;
        error.map_or(Ok(bytes), Err)
    }

    /// The file in which the object lies.
    pub fn file(&self, object: ObjectId) -> PathBuf {
        let name = object.to_string();
        self.objects.join(&name[..2]).join(name)
    }

    /// The object as it lies there, in a file of its own or among others.
    pub fn sealed(&self, object: ObjectId) -> Vec<u8> {
        match self.pack(object) {
            Some((pack, place)) => {
                let bytes = fs::read(pack).expect("a pack");
                let head = &bytes[place..place + HEAD];
                let length = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
                bytes[place + HEAD..][..length as usize].to_vec()
            }
            None => fs::read(self.file(object)).expect("a file"),
        }
    }

    /// The pack in which the object lies, and where in it its record begins.
    pub fn pack(&self, object: ObjectId) -> Option<(PathBuf, usize)> {
        let bytes = object.to_bytes();
        let hex: String = bytes[..12].iter().map(|b| format!("{b:02x}")).collect();
        let pack = self.packs().join(hex);
        let place = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
        pack.exists().then_some((pack, place as usize))
    }

    pub fn packs(&self) -> PathBuf {
        self.objects.join("packs")
    }

    /// All that is left of objects and drafts: files, and packs with something in them.
    pub fn left(&self) -> Vec<PathBuf> {
        let files = files_below(&self.objects).into_iter();
        let mut files: Vec<PathBuf> = files
            .filter(|file| {
                let is_pack = file.starts_with(self.packs());
                let bytes = fs::read(file).unwrap_or_default();
                !is_pack || bytes.chunks(64).any(|step| step.starts_with(b"CARP"))
            })
            .collect();
        files.extend(files_below(self.root.path()).into_iter().filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(".upload") || name.starts_with(".tmp")
        }));
        files
    }

    /// Waits for what happens in the background.
    pub async fn is_soon_empty(&self) {
        for _ in 0..500 {
            if self.left().is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{}: left behind: {:?}", self.name, self.left());
    }
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// What the stream gave, and the error it ended with.
pub async fn everything(mut content: Content) -> (Vec<u8>, Option<kernel::Error>) {
    let mut bytes = Vec::new();
    while let Some(part) = content.next().await {
        match part {
            Ok(part) => bytes.extend_from_slice(&part),
            Err(error) => {
                assert!(content.next().await.is_none(), "an error is the end");
                return (bytes, Some(error));
            }
        }
    }
    (bytes, None)
}

pub fn in_pieces(
    bytes: &[u8],
    piece: usize,
) -> impl Stream<Item = Result<Bytes>> + Send + Unpin + use<> {
    let pieces: Vec<_> = bytes
        .chunks(piece)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    stream::iter(pieces)
}

/// Bytes that differ everywhere, so that a piece in the wrong place shows.
pub fn sample(size: usize) -> Vec<u8> {
    (0..size as u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect()
}
