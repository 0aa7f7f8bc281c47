//! A server of LMTP (RFC 2033), for the mail server in front of us: one answer
//! for each recipient, and 250 only for what is kept.
//!
//! Memory is bounded: as many mails as [`Limits::messages_max`] are in it at
//! once, each no longer than [`Limits::message_bytes_max`]; who brings one more
//! waits at DATA. A mail ends with `<CR><LF>.<CR><LF>` alone, and one with a
//! bare CR or LF is refused: two servers that disagree on where a line ends let
//! a second mail be smuggled into the first.

mod command;
mod data;
mod talk;

use crate::Refusal;
use async_trait::async_trait;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// How long the listener rests after it could not take a connection: out of
/// files, most likely.
const REST_AFTER_FAILURE: Duration = Duration::from_millis(200);

/// Who decides what is taken, and keeps it.
#[async_trait]
pub trait Room: Send + Sync + 'static {
    /// Whether this sender may begin a mail of this size; a report that comes
    /// back has none.
    async fn sender(&self, from: Option<&str>, size: Option<u64>) -> Result<(), Refusal>;

    /// Whether there is such a recipient for this sender.
    async fn recipient(&self, from: Option<&str>, to: &str) -> Result<(), Refusal>;

    /// Keeps a mail; one answer for each recipient, in their order, and `Ok`
    /// only once it is durable. The same mail may come again: when the answer
    /// was lost, or when this took so long that it was dropped.
    async fn deliver(
        &self,
        from: Option<&str>,
        to: &[String],
        message: Vec<u8>,
    ) -> Vec<Result<(), Refusal>>;
}

/// What a server takes at most, and how long it waits.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The name we greet with.
    pub host: String,
    /// The longest mail.
    pub message_bytes_max: usize,
    /// How many mails may be in memory at once.
    pub messages_max: usize,
    /// How many connections at once; one more is sent away.
    pub connections_max: usize,
    /// How many recipients a mail may have.
    pub recipients_max: usize,
    /// How long a client may take for its next command, and to take an answer.
    pub wait_command: Duration,
    /// How long it may be silent within a mail.
    pub wait_data: Duration,
    /// How long a whole mail may take; also how long one waits for memory.
    pub wait_message: Duration,
    /// How long the room may take for one answer.
    pub wait_room: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            host: String::from("localhost"),
            message_bytes_max: 36_700_160,
            messages_max: 4,
            connections_max: 32,
            recipients_max: 100,
            wait_command: Duration::from_secs(5 * 60),
            wait_data: Duration::from_secs(60),
            wait_message: Duration::from_secs(5 * 60),
            wait_room: Duration::from_secs(2 * 60),
        }
    }
}

/// Where a server listens.
#[derive(Debug)]
pub enum Listener {
    /// An address.
    Tcp(TcpListener),
    /// A socket in the file system.
    Unix(UnixListener),
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Self::Tcp(listener)
    }
}

impl From<UnixListener> for Listener {
    fn from(listener: UnixListener) -> Self {
        Self::Unix(listener)
    }
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

impl Listener {
    async fn accept(&self) -> io::Result<Box<dyn Line>> {
        Ok(match self {
            Self::Tcp(listener) => {
                let (socket, _) = listener.accept().await?;
                socket.set_nodelay(true)?;
                Box::new(socket)
            }
            Self::Unix(listener) => Box::new(listener.accept().await?.0),
        })
    }
}

/// What all connections of a server share.
struct Server {
    room: Arc<dyn Room>,
    limits: Limits,
    memory: Arc<Semaphore>,
    stop: watch::Receiver<bool>,
}

/// Serves until `shutdown`; then no connection is taken, those that are silent
/// are closed, and a mail that is being taken is answered first.
pub async fn serve(
    listener: impl Into<Listener>,
    room: Arc<dyn Room>,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send,
) {
    let listener = listener.into();
    let (stopping, stop) = watch::channel(false);
    let places = Arc::new(Semaphore::new(limits.connections_max.max(1)));
    let server = Arc::new(Server {
        room,
        memory: Arc::new(Semaphore::new(limits.messages_max.max(1))),
        limits,
        stop,
    });
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            accepted = listener.accept() => accepted,
        };
        let mut line = match accepted {
            Ok(line) => line,
            Err(error) => {
                tracing::warn!(%error, "LMTP: a connection could not be taken");
                tokio::time::sleep(REST_AFTER_FAILURE).await;
                continue;
            }
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let server = Arc::clone(&server);
                connections.spawn(async move {
                    talk::talk(line, &server).await;
                    drop(place);
                });
            }
            Err(_) => {
                connections.spawn(async move {
                    let sorry = b"421 4.3.2 Too many connections\r\n";
                    drop(tokio::time::timeout(talk::GOODBYE, line.write_all(sorry)).await);
                });
            }
        }
    }
    drop(listener);
    stopping.send_replace(true);
    while connections.join_next().await.is_some() {}
}
