//! The load: browsers with one connection each, which ask and wait for the
//! answer, on a thread of their own.

use crate::drive::{self, Duel, Effort, Worker};
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What to ask for next.
pub trait Itinerary: Send + Sync + 'static {
    /// The request, given a random number.
    fn next(&self, random: u64) -> Ask;
}

/// What is asked for.
pub struct Ask {
    /// Method and path.
    pub what: String,
    /// Headers beside the host, a line each.
    pub headers: String,
    /// The body, with its media type.
    pub body: Option<(&'static str, String)>,
    /// The status that is right.
    pub status: u16,
}

impl Ask {
    /// A page, for whom this cookie stands for.
    pub fn page(path: &str, cookie: &str) -> Self {
        Self {
            what: format!("GET {path}"),
            headers: format!("Cookie: {cookie}\r\n"),
            body: None,
            status: 200,
        }
    }
}

/// One connection, kept alive.
pub struct Browser<I> {
    stream: TcpStream,
    host: String,
    itinerary: Arc<I>,
    random: u64,
    answer: Vec<u8>,
}

impl<I: Itinerary> Browser<I> {
    /// Connects; `seed` makes it go its own way.
    pub async fn open(address: SocketAddr, itinerary: &Arc<I>, seed: u64) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            host: address.to_string(),
            itinerary: Arc::clone(itinerary),
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            answer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Asks once; the answer must be as it should. Gives its body.
    pub async fn ask(&mut self) -> Result<&[u8]> {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let ask = self.itinerary.next(self.random);
        let (media, body) = ask.body.unwrap_or_default();
        let length = match media {
            "" => String::new(),
            media => format!(
                "Content-Type: {media}\r\nContent-Length: {}\r\n",
                body.len()
            ),
        };
        let request = format!(
            "{} HTTP/1.1\r\nHost: {}\r\n{}{length}\r\n{body}",
            ask.what, self.host, ask.headers
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.answer.clear();
        let body = loop {
            self.read_some().await?;
            if let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = std::str::from_utf8(&self.answer[..body])?;
        let status = head.lines().next().unwrap_or_default();
        ensure!(
            status.contains(&format!(" {} ", ask.status)),
            "{} was answered {status}",
            ask.what
        );
        let length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .context("an answer without length")?;
        let whole = body + length.1.trim().parse::<usize>()?;
        while self.answer.len() < whole {
            self.read_some().await?;
        }
        Ok(&self.answer[body..])
    }

    async fn read_some(&mut self) -> Result<()> {
        let read = self.stream.read_buf(&mut self.answer).await?;
        ensure!(read > 0, "the server closed a connection");
        Ok(())
    }
}

impl<I: Itinerary> Worker for Browser<I> {
    async fn turn(&mut self) -> Result<()> {
        self.ask().await.map(drop)
    }
}

/// Lets `clients` ask for ours and for the limit by turns, from a thread of
/// their own.
pub async fn duel<A: Itinerary, B: Itinerary>(
    effort: Effort,
    address: SocketAddr,
    clients: usize,
    ours: Arc<A>,
    limit: Arc<B>,
) -> Result<Duel> {
    let asking = move || -> Result<Duel> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async move {
            let (mut of_ours, mut of_limit) = (Vec::new(), Vec::new());
            for seed in 1..=clients as u64 {
                of_ours.push(Browser::open(address, &ours, seed).await?);
                of_limit.push(Browser::open(address, &limit, seed).await?);
            }
            drive::duel(&effort, of_ours, of_limit).await
        })
    };
    tokio::task::spawn_blocking(asking)
        .await
        .context("the load panicked")?
}
