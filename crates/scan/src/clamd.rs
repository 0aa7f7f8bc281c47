//! How `clamd` is spoken with: `zINSTREAM`, the file in pieces with their
//! lengths, an empty piece, one answer.

use crate::{Place, Verdict, rules};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use kernel::Result;
use std::pin::pin;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

/// What is sent at once, at most.
const PIECE: usize = 256 * 1024;
/// An answer is not longer than that.
const ANSWER_MAX: u64 = 4096;

trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// Asks; what is wrong with the line is an absence, what is wrong with the bytes
/// is an error.
pub(crate) async fn ask<S>(place: &Place, bytes: S) -> Result<Verdict>
where
    S: Stream<Item = Result<Bytes>> + Send,
{
    let line: Option<Box<dyn Line>> = match place {
        Place::Socket(path) => match UnixStream::connect(path).await {
            Ok(line) => Some(Box::new(line)),
            Err(_) => None,
        },
        Place::Tcp(address) => match TcpStream::connect(address).await {
            Ok(line) => Some(Box::new(line)),
            Err(_) => None,
        },
    };
    let Some(mut line) = line else {
        return Ok(Verdict::Absent("it does not listen"));
    };
    let mut bytes = pin!(bytes);
    let mut sent = line.write_all(b"zINSTREAM\0").await.is_ok();
    while sent && let Some(piece) = bytes.next().await {
        let mut piece = piece?;
        // An empty piece would be the end.
        while sent && !piece.is_empty() {
            let part = piece.split_to(piece.len().min(PIECE));
            sent = send(&mut line, &part).await;
        }
    }
    if sent {
        sent = line.write_all(&[0; 4]).await.is_ok() && line.flush().await.is_ok();
    }
    // It may have hung up because of what it says: that the file is too long.
    let mut answer = Vec::new();
    let read = line.take(ANSWER_MAX).read_to_end(&mut answer).await;
    Ok(match (sent, read) {
        (true, Ok(_)) => rules::read(&answer),
        (false, Ok(_)) if !answer.is_empty() => match rules::read(&answer) {
            // Of a part of the file.
            Verdict::Clean => Verdict::Absent("it hangs up"),
            said => said,
        },
        _ => Verdict::Absent("it hangs up"),
    })
}

async fn send(line: &mut Box<dyn Line>, part: &[u8]) -> bool {
    let length = u32::try_from(part.len()).unwrap_or_default().to_be_bytes();
    line.write_all(&length).await.is_ok() && line.write_all(part).await.is_ok()
}
