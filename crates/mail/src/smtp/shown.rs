//! A line on which we show a certificate of our own.
//!
//! lettre cannot: under rustls it takes the PEM of a certificate for its bytes,
//! and those that vouch for it are lost. So the line is opened here, and given
//! to it when it is secret.

use super::{Proof, Unusable};
use lettre::transport::smtp::client::AsyncTokioStream;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// The longest line of an answer, and the most lines of one.
const LINE_BYTES_MAX: usize = 2_000;
const LINES_MAX: usize = 100;
/// What stands for a greeting, once a server that greeted in clear is spoken to
/// in secret.
const GREETED: &[u8] = b"220 secret\r\n";

/// How lines are opened.
#[derive(Clone)]
pub(super) struct Shown {
    connector: TlsConnector,
    name: ServerName<'static>,
}

/// The certificates in a PEM, one at least.
pub(super) fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    found.ok().filter(|found| !found.is_empty())
}

impl Shown {
    /// Shows `proof` to the server of this name, if `authority` vouches for it.
    ///
    /// # Errors
    /// What cannot be used.
    pub(super) fn new(host: &str, authority: &[u8], proof: &Proof) -> Result<Self, Unusable> {
        let mut roots = RootCertStore::empty();
        for root in certificates(authority).ok_or(Unusable::Authority)? {
            roots.add(root).map_err(|_| Unusable::Authority)?;
        }
        let chain = certificates(&proof.chain).ok_or(Unusable::Proof)?;
        let key = PrivateKeyDer::from_pem_slice(&proof.key).map_err(|_| Unusable::Proof)?;
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| Unusable::Tls)?
            .with_root_certificates(roots)
            .with_client_auth_cert(chain, key)
            .map_err(|_| Unusable::Proof)?;
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            name: ServerName::try_from(host.to_owned()).map_err(|_| Unusable::Tls)?,
        })
    }

    /// Makes this line secret, from its first byte or once asked (STARTTLS).
    pub(super) async fn opens(
        &self,
        mut socket: TcpStream,
        starttls: Option<&str>,
    ) -> io::Result<SecretLine> {
        let mut first: &[u8] = &[];
        if let Some(hello) = starttls {
            asks(&mut socket, hello).await?;
            first = GREETED;
        }
        let stream = self.connector.connect(self.name.clone(), socket).await?;
        Ok(SecretLine { first, stream })
    }
}

/// Asks for TLS. Nothing behind the answer is read: words that somebody adds
/// there reach the handshake, which ends (CVE-2021-38371 and its kin).
async fn asks(socket: &mut TcpStream, hello: &str) -> io::Result<()> {
    answered(socket, "220").await?;
    socket
        .write_all(format!("EHLO {hello}\r\n").as_bytes())
        .await?;
    let can = answered(socket, "250").await?;
    let starttls = |line: &String| {
        line.get(4..)
            .is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"))
    };
    if !can.iter().any(starttls) {
        return Err(io::Error::other("no STARTTLS"));
    }
    socket.write_all(b"STARTTLS\r\n").await?;
    answered(socket, "220").await.map(drop)
}

async fn answered(socket: &mut TcpStream, code: &str) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    while lines.len() < LINES_MAX {
        let mut line = Vec::new();
        while !line.ends_with(b"\n") && line.len() < LINE_BYTES_MAX {
            line.push(socket.read_u8().await?);
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        if !line.starts_with(code) {
            break;
        }
        let goes_on = line.as_bytes().get(3) == Some(&b'-');
        lines.push(line);
        if !goes_on {
            return Ok(lines);
        }
    }
    Err(io::Error::other("another answer"))
}

/// A line that is secret.
pub(super) struct SecretLine {
    first: &'static [u8],
    stream: TlsStream<TcpStream>,
}

impl AsyncRead for SecretLine {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.first.is_empty() {
            let (now, later) = self.first.split_at(self.first.len().min(to.remaining()));
            to.put_slice(now);
            self.first = later;
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(cx, to)
    }
}

impl AsyncWrite for SecretLine {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl fmt::Debug for SecretLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretLine")
    }
}

impl AsyncTokioStream for SecretLine {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.get_ref().0.peer_addr()
    }
}
