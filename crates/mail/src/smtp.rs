//! The server that mails leave by (RFC 5321), step by step: which step was
//! refused says whether it is about this mail or about us.
//!
//! Lines are kept and used again, never after a step that did not end: what
//! such a line says next may be about another mail. (lettre's own pool takes
//! lines back from a caller who stopped waiting; so it is not used.)

mod envelope;
mod line;
mod shown;

use envelope::envelope;
use kernel::Secret;
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Noop, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use line::OneLine;
use shown::Shown;
use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};

/// How long a line may rest before it is opened anew.
const REST_MAX: Duration = Duration::from_secs(60);
/// A server may look at a whole message longer than at a command, RFC 5321
/// §4.5.3.2.6: this many times.
const MESSAGE_WAITS: u32 = 3;
/// The longest words of a server that are passed on.
const WORDS_CHARS_MAX: usize = 200;

/// How the line to a server is kept from others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Security {
    /// TLS from the first byte (port 465).
    #[default]
    Tls,
    /// TLS after a first exchange in clear, or nothing is sent (port 587).
    Starttls,
    /// In clear: on this machine alone (port 25).
    None,
}

/// Who we are to a server: a certificate of our own (mutual TLS).
#[derive(Clone)]
pub struct Proof {
    /// The certificate and those that vouch for it, PEM.
    pub chain: Vec<u8>,
    /// Its key, PEM.
    pub key: Vec<u8>,
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof")
    }
}

/// The server that mails leave by.
#[derive(Clone, Debug)]
pub struct SendConfig {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port; by default that of `security`.
    pub port: Option<u16>,
    /// How the line is kept from others.
    pub security: Security,
    /// The one certificate authority that is believed, PEM; none, and those of
    /// the machine are.
    pub authority: Option<Vec<u8>>,
    /// Our certificate; none, and we show none.
    pub proof: Option<Proof>,
    /// A name and a password; none, and we do not sign in.
    pub credentials: Option<(String, Secret<String>)>,
    /// The name we greet with.
    pub hello: String,
    /// How many lines rest between mails, at most.
    pub lines: usize,
    /// How long the server may take to answer one command.
    pub wait: Duration,
}

impl SendConfig {
    /// A server that is spoken to by TLS, with what is usual.
    pub fn new(host: impl Into<String>, hello: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            port: None,
            security: Security::default(),
            authority: None,
            proof: None,
            credentials: None,
            hello: hello.into(),
            lines: 4,
            wait: Duration::from_secs(20),
        }
    }
}

/// What of a set-up cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unusable {
    /// In clear is for this machine alone.
    Clear,
    /// The authority is no PEM.
    Authority,
    /// Our certificate or its key is no PEM, or they do not fit.
    Proof,
    /// A certificate without TLS is shown to nobody.
    ProofInClear,
    /// Nor to a server for which no authority of ours vouches.
    ProofToAnybody,
    /// TLS cannot be set up.
    Tls,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear => "a line in clear may lead to this machine alone",
            Self::Authority => "the certificate authority is no PEM",
            Self::Proof => "the certificate or its key is no PEM, or they do not fit",
            Self::ProofInClear => "a certificate is for a line with TLS",
            Self::ProofToAnybody => "a certificate is for a server of a named authority",
            Self::Tls => "TLS cannot be set up",
        })
    }
}

impl std::error::Error for Unusable {}

/// A server.
pub struct Server {
    host: String,
    port: u16,
    tls: Option<TlsParameters>,
    shown: Option<Shown>,
    security: Security,
    credentials: Option<Credentials>,
    hello: ClientId,
    lines: usize,
    wait: Duration,
    resting: Mutex<Vec<Resting>>,
}

struct Resting {
    line: AsyncSmtpConnection,
    since: Instant,
}

/// Why a step did not end well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// The step: `"MAIL"`, `"RCPT"`, `"the message"`.
    pub step: &'static str,
    /// Whether the server had come to this mail's recipient: before, it is
    /// about us.
    pub about_mail: bool,
    /// The code, when the server answered.
    pub code: Option<u16>,
    /// The enhanced status (RFC 3463), when it said one.
    pub status: Option<String>,
    /// Whether it is for good.
    pub permanent: bool,
    /// What the server said, on one line, without an address. Still not for a
    /// log.
    pub text: String,
}

impl Trouble {
    const fn silent(step: &'static str) -> Self {
        Self {
            step,
            about_mail: false,
            code: None,
            status: None,
            permanent: false,
            text: String::new(),
        }
    }

    fn of(error: &lettre::transport::smtp::Error, step: &'static str) -> Self {
        let words = match error.status() {
            Some(_) => std::error::Error::source(error).map(ToString::to_string),
            None => None,
        };
        let words = words.unwrap_or_default();
        let (first, rest) = words.split_once(' ').unwrap_or((&words, ""));
        let status = is_status(first).then(|| first.to_owned());
        Self {
            step,
            about_mail: false,
            code: error.status().map(u16::from),
            permanent: error.is_permanent(),
            text: plain(if status.is_some() { rest } else { &words }),
            status,
        }
    }

    /// Whether the server closes its line to everybody (421).
    pub fn closes(&self) -> bool {
        self.code == Some(421)
    }

    /// Whether the server refuses by policy (5.7.x).
    pub fn is_policy(&self) -> bool {
        self.status
            .as_deref()
            .is_some_and(|s| s.starts_with("5.7."))
    }
}

/// `5.1.1`
fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 3
        && matches!(parts[0], "2" | "4" | "5")
        && parts[1..]
            .iter()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// What a server said, without what may be an address.
fn plain(words: &str) -> String {
    let words = words
        .split_whitespace()
        .map(|word| match word.contains('@') {
            true => "...",
            false => word,
        });
    let text = kernel::visible(&words.collect::<Vec<_>>().join(" "));
    text.chars().take(WORDS_CHARS_MAX).collect()
}

/// Whether this host is this very machine.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Server {
    /// A server that is not spoken to yet.
    ///
    /// # Errors
    /// What of the set-up cannot be used.
    pub fn new(config: SendConfig) -> Result<Self, Unusable> {
        let (port, tls) = match config.security {
            Security::Tls => (465, Some(tls(&config)?)),
            Security::Starttls => (587, Some(tls(&config)?)),
            Security::None if !is_loopback(&config.host) => return Err(Unusable::Clear),
            Security::None if config.proof.is_some() => return Err(Unusable::ProofInClear),
            Security::None => (25, None),
        };
        let shown = match (&config.proof, &config.authority) {
            (None, _) => None,
            (Some(_), None) => return Err(Unusable::ProofToAnybody),
            (Some(proof), Some(authority)) => Some(Shown::new(&config.host, authority, proof)?),
        };
        Ok(Self {
            port: config.port.unwrap_or(port),
            host: config.host,
            tls,
            shown,
            security: config.security,
            credentials: config
                .credentials
                .map(|(name, password)| Credentials::new(name, password.expose().clone())),
            hello: ClientId::Domain(config.hello),
            lines: config.lines.max(1),
            wait: config.wait,
            resting: Mutex::default(),
        })
    }

    /// How many lines rest, at most.
    pub const fn lines(&self) -> usize {
        self.lines
    }

    /// Hands one mail over. What is accepted is the server's to deliver.
    ///
    /// # Errors
    /// At which step it was not, and why.
    pub async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Trouble> {
        let mut line = self.line().await?;
        let from = MailFrom::new(envelope.from().cloned(), Vec::new());
        self.step(self.wait, line.command(from), "MAIL").await?;
        match self.hand_over(&mut line, envelope, bytes).await {
            Ok(()) => {
                self.rest(line);
                Ok(())
            }
            Err(trouble) => {
                if trouble.code.is_some() && !trouble.closes() {
                    let reset = self.step(self.wait, line.command(Rset), "RSET").await;
                    if reset.is_ok() {
                        self.rest(line);
                    }
                }
                Err(Trouble {
                    about_mail: true,
                    ..trouble
                })
            }
        }
    }

    /// As far as the recipient, and no further.
    async fn asks(&self, envelope: &Envelope) -> Result<(), Trouble> {
        let mut line = self.line().await?;
        let from = MailFrom::new(envelope.from().cloned(), Vec::new());
        self.step(self.wait, line.command(from), "MAIL").await?;
        let named = self.names(&mut line, envelope).await;
        drop(self.step(self.wait, line.command(Quit), "QUIT").await);
        named.map_err(|trouble| Trouble {
            about_mail: true,
            ..trouble
        })
    }

    async fn names(
        &self,
        line: &mut AsyncSmtpConnection,
        envelope: &Envelope,
    ) -> Result<(), Trouble> {
        for to in envelope.to() {
            let to = Rcpt::new(to.clone(), Vec::new());
            self.step(self.wait, line.command(to), "RCPT").await?;
        }
        Ok(())
    }

    async fn hand_over(
        &self,
        line: &mut AsyncSmtpConnection,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<(), Trouble> {
        self.names(line, envelope).await?;
        self.step(self.wait, line.command(Data), "DATA").await?;
        let wait = self.wait.saturating_mul(MESSAGE_WAITS);
        self.step(wait, line.message(bytes), "the message").await
    }

    /// A line that is ready for a message.
    async fn line(&self) -> Result<AsyncSmtpConnection, Trouble> {
        while let Some(mut line) = self.rested() {
            let asked = self.step(self.wait, line.command(Noop), "NOOP").await;
            if asked.is_ok() {
                return Ok(line);
            }
        }
        let mut line = self.connect().await?;
        if let Some(credentials) = &self.credentials {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            let auth = line.auth(&mechanisms, credentials);
            self.step(self.wait, auth, "AUTH").await?;
        }
        Ok(line)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        // Of several addresses, one that is mute leaves time for another.
        let (each, all) = (self.wait / 2, self.wait * 2);
        if let Some(shown) = &self.shown {
            let opened = async {
                let socket = self.dial(each).await?;
                let hello = self.hello.to_string();
                let asked = (self.security == Security::Starttls).then_some(&*hello);
                shown.opens(socket, asked).await.ok()
            };
            let Ok(Some(line)) = timeout(all, opened).await else {
                return Err(Trouble::silent("connecting"));
            };
            let line = AsyncSmtpConnection::connect_with_transport(Box::new(line), &self.hello);
            return self.step_for(self.wait, line, "greeting").await;
        }
        if self.security == Security::Tls {
            let place = (self.host.as_str(), self.port);
            let (tls, hello) = (self.tls.clone(), &self.hello);
            let line = AsyncSmtpConnection::connect_tokio1(place, Some(each), hello, tls, None);
            return self.step_for(all, line, "connecting").await;
        }
        let socket = match timeout(all, self.dial(each)).await {
            Ok(Some(socket)) => Box::new(OneLine::new(socket)),
            _ => return Err(Trouble::silent("connecting")),
        };
        let line = AsyncSmtpConnection::connect_with_transport(socket, &self.hello);
        let mut line = self.step_for(self.wait, line, "greeting").await?;
        if let Some(tls) = &self.tls {
            let started = line.starttls(tls.clone(), &self.hello);
            self.step(self.wait, started, "STARTTLS").await?;
        }
        Ok(line)
    }

    async fn dial(&self, each: Duration) -> Option<TcpStream> {
        let place = (self.host.as_str(), self.port);
        for address in lookup_host(place).await.ok()? {
            if let Ok(Ok(socket)) = timeout(each, TcpStream::connect(address)).await {
                return Some(socket);
            }
        }
        None
    }

    async fn step<T>(
        &self,
        wait: Duration,
        step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
        what: &'static str,
    ) -> Result<(), Trouble> {
        self.step_for(wait, step, what).await.map(drop)
    }

    async fn step_for<T>(
        &self,
        wait: Duration,
        step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
        what: &'static str,
    ) -> Result<T, Trouble> {
        match timeout(wait, step).await {
            Ok(done) => done.map_err(|error| Trouble::of(&error, what)),
            Err(_) => Err(Trouble::silent(what)),
        }
    }

    fn rested(&self) -> Option<AsyncSmtpConnection> {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.retain(|resting| resting.since.elapsed() < REST_MAX);
        resting.pop().map(|resting| resting.line)
    }

    /// INVARIANT: only a line whose last step ended is given back.
    fn rest(&self, line: AsyncSmtpConnection) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.len() < self.lines {
            let since = Instant::now();
            resting.push(Resting { line, since });
        }
    }

    /// Says goodbye on the lines that rest.
    pub async fn close(&self) {
        while let Some(mut line) = self.rested() {
            drop(self.step(self.wait, line.command(Quit), "QUIT").await);
        }
    }
}

fn tls(config: &SendConfig) -> Result<TlsParameters, Unusable> {
    let mut tls = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.authority {
        shown::certificates(pem).ok_or(Unusable::Authority)?;
        let authority = Certificate::from_pem(pem).map_err(|_| Unusable::Authority)?;
        tls = tls
            .certificate_store(CertificateStore::None)
            .add_root_certificate(authority);
    }
    tls.build().map_err(|_| Unusable::Tls)
}

/// Why a mail did not leave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SendError {
    /// Not now, or the trouble is ours: it can be tried again.
    Later(String),
    /// The server will never take it.
    Never {
        /// The enhanced status, or the code when it said none.
        status: String,
        /// What it said, on one line, without an address. Not for a log.
        text: String,
    },
}

impl From<Trouble> for SendError {
    /// What is refused for good once the server has our name (MAIL) is refused
    /// for good, but for a closing server and, before a recipient was named, a
    /// refusal by policy: that is about us, and somebody can mend it.
    fn from(trouble: Trouble) -> Self {
        let ours = !trouble.about_mail && (trouble.step != "MAIL" || trouble.is_policy());
        if !trouble.permanent || ours || trouble.closes() {
            let code = trouble.code.map(|code| code.to_string());
            let why = code.as_deref().unwrap_or("no answer");
            return Self::Later(format!("{}: {why}", trouble.step));
        }
        let code = trouble.code.unwrap_or_default();
        Self::Never {
            status: trouble.status.unwrap_or_else(|| code.to_string()),
            text: trouble.text,
        }
    }
}

/// Hands one mail over on a line of its own.
///
/// # Errors
/// [`SendError::Later`], also when the set-up cannot be used;
/// [`SendError::Never`].
pub async fn send(
    config: &SendConfig,
    from: Option<&str>,
    to: &str,
    bytes: &[u8],
) -> Result<(), SendError> {
    let server =
        Server::new(config.clone()).map_err(|error| SendError::Later(error.to_string()))?;
    let sent = server.send_to(from, to, bytes).await;
    server.close().await;
    sent
}

/// Asks whether a mail of this sender would be taken for this recipient now, and says
/// nothing of what it is.
///
/// # Errors
/// As [`send`].
pub async fn takes(config: &SendConfig, from: Option<&str>, to: &str) -> Result<(), SendError> {
    let server =
        Server::new(config.clone()).map_err(|error| SendError::Later(error.to_string()))?;
    Ok(server.asks(&envelope(from, to)?).await?)
}

impl Server {
    /// Hands one mail over to one recipient; without a sender, it is a report
    /// that nobody answers.
    ///
    /// # Errors
    /// As [`send`].
    pub async fn send_to(
        &self,
        from: Option<&str>,
        to: &str,
        bytes: &[u8],
    ) -> Result<(), SendError> {
        let envelope = envelope(from, to)?;
        Ok(self.send(&envelope, bytes).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.exemple.fr",
            "192.0.2.1",
            "127.0.0.1.exemple.fr",
            "0.0.0.0",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn the_words_of_a_server_name_nobody() {
        let said = "<a@b.fr>:\tno\r\nsuch\u{202e} mailbox (a@b.fr)";
        assert_eq!(plain(said), "... no such mailbox ...");
        assert!(plain(&"x ".repeat(900)).chars().count() <= WORDS_CHARS_MAX);
        for (word, right) in [
            ("5.1.1", true),
            ("4.7.650", true),
            ("5.1", false),
            ("5.a.1", false),
            ("9.1.1", false),
            ("", false),
        ] {
            assert_eq!(is_status(word), right, "{word}");
        }
    }
}
