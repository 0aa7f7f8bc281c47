//! Reading one object: chunk by chunk, each proved before it is handed out.

use crate::Stored;
use crate::chunks::{CHUNK_BYTES, Chunks, HEADER_BYTES, TAG_BYTES, sealed_bytes};
use aws_lc_rs::digest;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use kernel::{Error, Result};
use object_store::{GetResult, GetResultPayload};
use tokio_util::io::ReaderStream;

/// The bytes of an object in clear. It ends with an error, and without the
/// chunk in question, at the first thing that is not as it was stored.
pub type Content = BoxStream<'static, Result<Bytes>>;

pub struct Download {
    source: BoxStream<'static, Result<Bytes>>,
    /// What the source gave beyond the chunk at hand.
    ahead: Bytes,
    chunks: Chunks,
    hash: digest::Context,
    sha256: [u8; 32],
    /// How many bytes in clear are still to come; `None` after the last.
    left: Option<u64>,
}

impl Download {
    /// Looks at the length and the header of what was found.
    pub async fn start(found: GetResult, stored: &Stored) -> Result<Self> {
        let length = found.meta.size;
        Self::begin(length, source(found), stored).await
    }

    /// The same of what is in memory already.
    pub async fn of_bytes(sealed: Bytes, stored: &Stored) -> Result<Self> {
        let length = sealed.len() as u64;
        let source = stream::iter([Ok(sealed)]).boxed();
        Self::begin(length, source, stored).await
    }

    async fn begin(
        length: u64,
        mut source: BoxStream<'static, Result<Bytes>>,
        stored: &Stored,
    ) -> Result<Self> {
        if length != sealed_bytes(stored.size) {
            return Err(Error::fault("vault object has the wrong length"));
        }
        let mut ahead = Bytes::new();
        let header = exactly(HEADER_BYTES, &mut source, &mut ahead).await?;
        let header = header.try_into().map_err(|_| cut_short())?;
        Ok(Self {
            source,
            ahead,
            chunks: Chunks::new(&stored.key, stored.object, header)?,
            hash: digest::Context::new(&digest::SHA256),
            sha256: stored.sha256,
            left: Some(stored.size),
        })
    }

    /// The next chunk in clear; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let Some(left) = self.left else {
            return Ok(None);
        };
        let last = left <= CHUNK_BYTES as u64;
        let plain_bytes = if last { left as usize } else { CHUNK_BYTES };
        let mut chunk = exactly(plain_bytes + TAG_BYTES, &mut self.source, &mut self.ahead).await?;
        self.chunks.open(&mut chunk, last)?;
        self.hash.update(&chunk);
        if last {
            self.check_the_whole().await?;
            self.left = None;
        } else {
            self.left = Some(left - plain_bytes as u64);
        }
        Ok(Some(Bytes::from(chunk)))
    }

    async fn check_the_whole(&mut self) -> Result<()> {
        let more = !self.ahead.is_empty() || self.source.try_next().await?.is_some();
        if more {
            return Err(Error::fault("vault object is longer than it was"));
        }
        if self.hash.clone().finish().as_ref() != self.sha256 {
            return Err(Error::fault("vault object has another hash than it had"));
        }
        Ok(())
    }

    /// As a stream, with `first` already taken from it.
    pub fn into_content(self, first: Option<Bytes>) -> Content {
        let rest = stream::try_unfold(self, |mut download| async move {
            Ok(download.next().await?.map(|chunk| (chunk, download)))
        });
        stream::iter(first.filter(|chunk| !chunk.is_empty()).map(Ok))
            .chain(rest)
            .boxed()
    }
}

fn source(found: GetResult) -> BoxStream<'static, Result<Bytes>> {
    let failed = || Error::unavailable("reading from the vault");
    match found.payload {
        // One hop to the blocking threads for each chunk, not for each 8 KiB.
        GetResultPayload::File(file, _) => {
            let file = tokio::fs::File::from_std(file);
            ReaderStream::with_capacity(file, CHUNK_BYTES)
                .map_err(move |e| failed().because(e))
                .boxed()
        }
        GetResultPayload::Stream(stream) => stream.map_err(move |e| failed().because(e)).boxed(),
    }
}

async fn exactly(
    count: usize,
    source: &mut BoxStream<'static, Result<Bytes>>,
    ahead: &mut Bytes,
) -> Result<Vec<u8>> {
    let mut taken = Vec::with_capacity(count);
    loop {
        let part = ahead.split_to(ahead.len().min(count - taken.len()));
        taken.extend_from_slice(&part);
        if taken.len() == count {
            return Ok(taken);
        }
        *ahead = source.try_next().await?.ok_or_else(cut_short)?;
    }
}

fn cut_short() -> Error {
    Error::fault("vault object is shorter than it was")
}
