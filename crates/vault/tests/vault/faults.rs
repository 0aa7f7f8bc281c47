//! The store fails, lies or is away.

use crate::houses::{MIB, SIZE_MAX, in_pieces, s3, s3_config, sample};
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use kernel::{Kind, SeededChance};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, UploadPart,
};
use std::fmt;
use std::sync::Arc;
use vault::Vault;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// The disk is full at the first byte.
    FullAtOnce,
    /// The disk is full at the second part.
    FullLater,
    /// The last request fails.
    Completing,
    /// What is written is not what was given.
    Lies,
    /// The store cannot be read.
    Reading,
}

/// A store in memory that has one fault.
#[derive(Debug)]
struct Faulty(Arc<InMemory>, Fault);

fn full() -> object_store::Error {
    object_store::Error::Generic {
        store: "faulty",
        source: Box::new(std::io::Error::from(std::io::ErrorKind::StorageFull)),
    }
}

fn lied(payload: &PutPayload) -> PutPayload {
    let mut bytes: Vec<u8> = payload.iter().flatten().copied().collect();
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    bytes.into()
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "faulty store")
    }
}

#[keys::async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, at: &Path, what: PutPayload, how: PutOptions) -> Result<PutResult> {
        match self.1 {
            Fault::FullAtOnce | Fault::Completing => Err(full()),
            Fault::Lies => self.0.put_opts(at, lied(&what), how).await,
            _ => self.0.put_opts(at, what, how).await,
        }
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        how: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        if self.1 == Fault::FullAtOnce {
            return Err(full());
        }
        let upload = self.0.put_multipart_opts(at, how).await?;
        Ok(Box::new(FaultyUpload(upload, self.1, 0)))
    }

    async fn get_opts(&self, at: &Path, how: GetOptions) -> Result<GetResult> {
        match self.1 {
            Fault::Reading => Err(full()),
            _ => self.0.get_opts(at, how).await,
        }
    }

    fn delete_stream(
        &self,
        at: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(at)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, how: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, how).await
    }
}

#[derive(Debug)]
struct FaultyUpload(Box<dyn MultipartUpload>, Fault, usize);

#[keys::async_trait]
impl MultipartUpload for FaultyUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.2 += 1;
        match self.1 {
            Fault::FullLater if self.2 == 2 => Box::pin(async { Err(full()) }),
            Fault::Lies => self.0.put_part(lied(&data)),
            _ => self.0.put_part(data),
        }
    }

    async fn complete(&mut self) -> Result<PutResult> {
        match self.1 {
            Fault::Completing => Err(full()),
            _ => self.0.complete().await,
        }
    }

    async fn abort(&mut self) -> Result<()> {
        self.0.abort().await
    }
}

#[tokio::test]
async fn a_full_or_lying_disk_acknowledges_nothing_and_leaves_nothing() {
    let faults = [
        (Fault::FullAtOnce, Kind::Unavailable),
        (Fault::FullLater, Kind::Unavailable),
        (Fault::Completing, Kind::Unavailable),
        (Fault::Lies, Kind::Fault),
        (Fault::Reading, Kind::Unavailable),
    ];
    for (fault, kind) in faults {
        for size in [100, 20 * MIB] {
            if (fault, size) == (Fault::FullLater, 100) {
                continue;
            }
            let disk = Arc::new(InMemory::new());
            let vault = Vault::over(Arc::new(Faulty(disk.clone(), fault)));
            let bytes = sample(size);
            let chance = SeededChance::new(3);
            let put = vault.put(&chance, SIZE_MAX, in_pieces(&bytes, 70_001));
            let error = put.await.expect_err("refused");
            assert_eq!(error.kind(), kind, "{fault:?}: {}", error.log_text());
            let left: Vec<_> = disk.list(None).try_collect().await.expect("listed");
            assert!(left.is_empty(), "{fault:?} {left:?}");
        }
    }
}

#[tokio::test]
async fn an_s3_that_is_away_is_unavailable() {
    let away = Vault::at(&s3_config(1, "s3-secret")).expect("a vault");
    let error = away.check().await.expect_err("away");
    assert_eq!(error.kind(), Kind::Unavailable);
    let bytes = sample(10);
    let put = away
        .put(&SeededChance::new(4), 10, in_pieces(&bytes, 10))
        .await;
    assert_eq!(put.expect_err("away").kind(), Kind::Unavailable);
}

#[tokio::test]
async fn a_wrong_secret_is_unavailable_and_shown_to_nobody() {
    let house = s3().await;
    let stored = house.stores(b"a result").await;
    let port = house.port.expect("S3 has a port");
    let stranger = Vault::at(&s3_config(port, "guessed-secret")).expect("a vault");
    let error = stranger.open(&stored).await.err().expect("refused");
    assert_eq!(error.kind(), Kind::Unavailable);
    assert!(!error.log_text().contains("guessed-secret"));
    assert!(!format!("{:?}", s3_config(port, "guessed-secret")).contains("guessed"));
}
