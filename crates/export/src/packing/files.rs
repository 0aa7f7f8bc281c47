//! The files of the zip, sent on as they are written; and what each hashes to.

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use documents::Zip;
use kernel::{Date, Error, Result};
use std::fmt::Write as _;
use tokio::sync::mpsc;

/// Small pieces are sent together.
const PIECE_BYTES: usize = 64 * 1024;

/// A zip on its way.
pub(super) struct Files<'a> {
    sender: &'a mpsc::Sender<Result<Bytes>>,
    zip: Zip,
    waiting: Vec<u8>,
    open: Option<(String, Context)>,
    /// Lines as `sha256sum -c` reads them.
    sums: String,
    day: Date,
}

impl<'a> Files<'a> {
    pub(super) fn new(sender: &'a mpsc::Sender<Result<Bytes>>, day: Date) -> Self {
        Self {
            sender,
            zip: Zip::default(),
            waiting: Vec::new(),
            open: None,
            sums: String::new(),
            day,
        }
    }

    pub(super) async fn begin(&mut self, path: String, day: Date) -> Result<()> {
        let head = self.zip.begin(path.clone(), day)?;
        self.open = Some((path, Context::new(&SHA256)));
        self.send(&head).await
    }

    pub(super) async fn write(&mut self, bytes: Bytes) -> Result<()> {
        if let Some((_, hash)) = &mut self.open {
            hash.update(&bytes);
        }
        self.zip.feed(&bytes);
        match bytes.len() < PIECE_BYTES {
            true => self.send(&bytes).await,
            false => {
                self.flush().await?;
                self.pass(bytes).await
            }
        }
    }

    pub(super) async fn end(&mut self) -> Result<()> {
        if let Some((path, hash)) = self.open.take() {
            for byte in hash.finish().as_ref() {
                let _ = write!(self.sums, "{byte:02x}");
            }
            let _ = writeln!(self.sums, "  {path}");
        }
        let tail = self.zip.end()?;
        self.send(&tail).await
    }

    /// A file that is there already.
    pub(super) async fn whole(&mut self, path: &str, bytes: Bytes, day: Date) -> Result<()> {
        self.begin(path.to_owned(), day).await?;
        self.write(bytes).await?;
        self.end().await
    }

    pub(super) async fn finish(mut self) -> Result<()> {
        let sums = std::mem::take(&mut self.sums);
        let day = self.day;
        self.whole("SHA256SUMS", sums.into(), day).await?;
        let list = self.zip.finish()?;
        self.send(&list).await?;
        self.flush().await
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.waiting.extend_from_slice(bytes);
        match self.waiting.len() < PIECE_BYTES {
            true => Ok(()),
            false => self.flush().await,
        }
    }

    async fn flush(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        match waiting.is_empty() {
            true => Ok(()),
            false => self.pass(waiting.into()).await,
        }
    }

    async fn pass(&self, bytes: Bytes) -> Result<()> {
        let gone = |_| Error::unavailable("the vault takes no more of an export");
        self.sender.send(Ok(bytes)).await.map_err(gone)
    }
}
