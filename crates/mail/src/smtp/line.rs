//! A line in clear that gives out one line of text at a time.
//!
//! Whoever sits between us and the server may add words behind its answer to
//! STARTTLS, to be taken for the first answers under TLS (CVE-2021-38371 and its
//! kin). Here, nothing behind the end of a line is read ahead: such words reach
//! the TLS handshake, which ends there.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

const READ_BYTES: usize = 4096;

/// The line.
pub(super) struct OneLine {
    socket: TcpStream,
    waiting: VecDeque<u8>,
}

impl OneLine {
    pub(super) fn new(socket: TcpStream) -> Self {
        Self {
            socket,
            waiting: VecDeque::new(),
        }
    }
}

impl AsyncRead for OneLine {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.waiting.is_empty() {
            let mut bytes = [0; READ_BYTES];
            let mut read = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.socket).poll_read(cx, &mut read))?;
            self.waiting.extend(read.filled());
        }
        let line = self.waiting.iter().position(|byte| *byte == b'\n');
        let length = line.map_or(self.waiting.len(), |end| end + 1);
        for byte in self.waiting.drain(..length.min(to.remaining())) {
            to.put_slice(&[byte]);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for OneLine {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

impl fmt::Debug for OneLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneLine")
    }
}

impl AsyncTokioStream for OneLine {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.socket.peer_addr()
    }
}
