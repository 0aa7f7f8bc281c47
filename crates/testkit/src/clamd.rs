//! A scanner that is none: it speaks as `clamd` does, finds one word of our own,
//! and can be slow or die.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinHandle;

/// What the scanner finds: a word that no other part of the house minds.
pub const HARMFUL: &[u8] = b"CARNET-TEST-OF-HARMFUL-SOFTWARE";

/// How a scanner behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// It looks, and says what it found.
    Honest,
    /// It listens and never answers.
    Silent,
    /// It dies in the middle of the file.
    Dies,
    /// It takes no file that is longer than this, and says so.
    Short(usize),
}

/// A scanner on a free port or a socket; dropped, it listens no more.
pub struct Clamd {
    /// Where it is: `tcp:…` or `unix:…`.
    pub place: String,
    files: Arc<AtomicUsize>,
    server: JoinHandle<()>,
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Clamd {
    /// A scanner on a free port.
    ///
    /// # Panics
    /// When loopback refuses.
    pub async fn on_port(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let files = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&files);
        let server = tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(serve(line, manner, Arc::clone(&count)));
            }
        });
        Self {
            place: format!("tcp:127.0.0.1:{port}"),
            files,
            server,
        }
    }

    /// A scanner on this socket.
    ///
    /// # Panics
    /// When the socket cannot be made.
    pub fn on_socket(path: &Path, manner: Manner) -> Self {
        let listener = UnixListener::bind(path).expect("a socket");
        let files = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&files);
        let server = tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(serve(line, manner, Arc::clone(&count)));
            }
        });
        Self {
            place: format!("unix:{}", path.display()),
            files,
            server,
        }
    }

    /// How many files it was brought.
    pub fn files(&self) -> usize {
        self.files.load(Ordering::Relaxed)
    }
}

async fn serve<L>(mut line: L, manner: Manner, count: Arc<AtomicUsize>)
where
    L: AsyncRead + AsyncWrite + Unpin,
{
    let mut command = [0; 10];
    if line.read_exact(&mut command).await.is_err() || &command != b"zINSTREAM\0" {
        let _closed = line.write_all(b"UNKNOWN COMMAND\0").await;
        return;
    }
    count.fetch_add(1, Ordering::Relaxed);
    let mut file = Vec::new();
    loop {
        let Ok(length) = line.read_u32().await else {
            return;
        };
        if length == 0 {
            break;
        }
        let mut piece = vec![0; length as usize];
        if line.read_exact(&mut piece).await.is_err() {
            return;
        }
        file.extend_from_slice(&piece);
        match manner {
            Manner::Dies => return,
            Manner::Short(most) if file.len() > most => {
                let said = b"INSTREAM size limit exceeded. ERROR\0";
                let _closed = line.write_all(said).await;
                return;
            }
            _ => {}
        }
    }
    if manner == Manner::Silent {
        tokio::time::sleep(Duration::from_secs(3600)).await;
    }
    let found = file.windows(HARMFUL.len()).any(|part| part == HARMFUL);
    let said: &[u8] = match found {
        true => b"stream: Carnet-Test-Signature FOUND\0",
        false => b"stream: OK\0",
    };
    let _closed = line.write_all(said).await;
}
