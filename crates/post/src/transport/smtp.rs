//! The server that e-mails leave by (RFC 5321), step by step: which step was
//! refused says whether it is about this notice or about us.
//!
//! | step                                | refused for good | refused for now, silent, closed |
//! |-------------------------------------|------------------|---------------------------------|
//! | connect, greet, TLS, sign in, MAIL  | no way           | no way                          |
//! | RCPT, DATA, the message             | refused          | not now                         |
//!
//! Two exceptions, both about us and not about a recipient: 421 (the server
//! closes) is no way, and a refusal by policy (5.7.x) is not now.
//!
//! Lines are kept and used again, never after a step that did not end: what
//! such a line says next may be about another notice. (lettre's own pool takes
//! lines back from a caller who stopped waiting; so it is not used.)

mod line;

use super::eml::Mail;
use crate::config::{Security, SmtpConfig, is_loopback, wrong};
use crate::rules::retry::Answer;
use kernel::{Error, Result};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Noop, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use line::OneLine;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};

/// How long a line may rest before it is opened anew.
const REST_MAX: Duration = Duration::from_secs(60);
/// A server may look at a whole message longer than at a command, RFC 5321
/// §4.5.3.2.6: this many times.
const MESSAGE_WAITS: u32 = 3;

/// A server.
pub(crate) struct Server {
    host: String,
    port: u16,
    tls: Option<TlsParameters>,
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

/// Why a step did not end well. It says nothing of what was sent.
struct Trouble {
    /// The status, when the server answered.
    status: Option<u16>,
    /// The class of the enhanced status (RFC 3463), 5.7 for policy.
    by_policy: bool,
    /// Whether it is for good.
    permanent: bool,
    what: &'static str,
}

impl Server {
    /// # Errors
    /// A fault: the configuration cannot be used.
    pub(crate) fn new(config: &SmtpConfig, domain: &str) -> Result<Self> {
        let here = is_loopback(&config.host);
        if config.security == Security::None && !here {
            let key = "[post.smtp] security";
            return Err(wrong(key, "may be none on this machine alone"));
        }
        let credentials = match (&config.username, &config.password) {
            (Some(name), Some(password)) => {
                Some(Credentials::new(name.clone(), password.expose().clone()))
            }
            (None, None) => None,
            _ => return Err(wrong("[post.smtp]", "has a username without a password")),
        };
        let (port, tls) = match config.security {
            Security::Tls => (465, Some(tls(config)?)),
            Security::Starttls => (587, Some(tls(config)?)),
            Security::None => (25, None),
        };
        Ok(Self {
            host: config.host.clone(),
            port: config.port.unwrap_or(port),
            tls,
            security: config.security,
            credentials,
            hello: ClientId::Domain(domain.to_owned()),
            lines: config.connections.max(1),
            wait: Duration::from_millis(config.wait_ms_max),
            resting: Mutex::default(),
        })
    }

    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// Hands one message over. What is accepted is the server's to deliver.
    pub(crate) async fn send(&self, mail: &Mail) -> Answer {
        let mut line = match self.line().await {
            Ok(line) => line,
            Err(trouble) => return trouble.told(Answer::NoWay),
        };
        let from = MailFrom::new(mail.envelope.from().cloned(), Vec::new());
        if let Err(trouble) = self.step(self.wait, line.command(from), "MAIL").await {
            return trouble.told(Answer::NoWay);
        }
        match self.hand_over(&mut line, mail).await {
            Ok(()) => {
                self.rest(line);
                Answer::Accepted
            }
            Err(trouble) => {
                let answer = match (trouble.status, trouble.by_policy, trouble.permanent) {
                    (Some(421), _, _) => Answer::NoWay,
                    (_, true, _) | (_, _, false) => Answer::NotNow,
                    (_, false, true) => Answer::Refused,
                };
                if trouble.status.is_some() && answer != Answer::NoWay {
                    let reset = self.step(self.wait, line.command(Rset), "RSET").await;
                    if reset.is_ok() {
                        self.rest(line);
                    }
                }
                trouble.told(answer)
            }
        }
    }

    async fn hand_over(&self, line: &mut AsyncSmtpConnection, mail: &Mail) -> Result<(), Trouble> {
        for to in mail.envelope.to() {
            let to = Rcpt::new(to.clone(), Vec::new());
            self.step(self.wait, line.command(to), "RCPT").await?;
        }
        self.step(self.wait, line.command(Data), "DATA").await?;
        let wait = self.wait.saturating_mul(MESSAGE_WAITS);
        self.step(wait, line.message(&mail.bytes), "the message")
            .await
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
            let asked = line.auth(&mechanisms, credentials);
            self.step(self.wait, asked, "AUTH").await?;
        }
        Ok(line)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        // Of several addresses, one that is mute leaves time for another.
        let (each, all) = (self.wait / 2, self.wait * 2);
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
    pub(crate) async fn close(&self) {
        while let Some(mut line) = self.rested() {
            drop(self.step(self.wait, line.command(Quit), "QUIT").await);
        }
    }
}

impl Trouble {
    const fn silent(what: &'static str) -> Self {
        Self {
            status: None,
            by_policy: false,
            permanent: false,
            what,
        }
    }

    fn of(error: &lettre::transport::smtp::Error, what: &'static str) -> Self {
        // The server's words may hold the recipient: only their first, the
        // enhanced status, is looked at.
        let words = std::error::Error::source(error).map(ToString::to_string);
        let enhanced = words.as_deref().and_then(|words| words.split(' ').next());
        Self {
            status: error.status().map(u16::from),
            by_policy: enhanced.is_some_and(|first| first.starts_with("5.7.")),
            permanent: error.is_permanent(),
            what,
        }
    }

    /// Notes it in the log, and answers. What is about one notice is no news to
    /// who keeps the system.
    fn told(self, answer: Answer) -> Answer {
        let (step, status) = (self.what, self.status);
        match answer {
            Answer::NoWay => tracing::warn!(step, status, "the SMTP server takes nothing"),
            _ => tracing::info!(step, status, "the SMTP server did not take a message"),
        }
        answer
    }
}

fn tls(config: &SmtpConfig) -> Result<TlsParameters> {
    let mut tls = TlsParameters::builder(config.host.clone());
    if let Some(path) = &config.authority {
        let key = "[post.smtp] authority";
        let pem = std::fs::read(path).map_err(|e| wrong(key, "cannot be read").because(e))?;
        let authority = Certificate::from_pem(&pem).map_err(|_| wrong(key, "is no PEM"))?;
        tls = tls
            .certificate_store(CertificateStore::None)
            .add_root_certificate(authority);
    }
    tls.build()
        .map_err(|e| Error::fault("setting up TLS for [post.smtp]").because(e))
}
