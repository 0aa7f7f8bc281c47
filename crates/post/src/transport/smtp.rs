//! The server that e-mails leave by. How it is spoken to is the business of
//! `mail`; here stands what its refusals mean to the outbox.
//!
//! | step                                | refused for good | refused for now, silent, closed |
//! |-------------------------------------|------------------|---------------------------------|
//! | connect, greet, TLS, sign in, MAIL  | no way           | no way                          |
//! | RCPT, DATA, the message             | refused          | not now                         |
//!
//! Two exceptions, both about us and not about a recipient: 421 (the server
//! closes) is no way, and a refusal by policy (5.7.x) is not now.

use super::eml::Mail;
use crate::config::{Security, SmtpConfig, wrong};
use crate::rules::retry::Answer;
use kernel::{Error, Result};
use mail::smtp::{SendConfig, Trouble, Unusable};
use std::time::Duration;

/// A server.
pub(crate) struct Server(mail::smtp::Server);

impl Server {
    /// # Errors
    /// A fault: the configuration cannot be used.
    pub(crate) fn new(config: &SmtpConfig, domain: &str) -> Result<Self> {
        let credentials = match (&config.username, &config.password) {
            (Some(name), Some(password)) => Some((name.clone(), password.clone())),
            (None, None) => None,
            _ => return Err(wrong("[post.smtp]", "has a username without a password")),
        };
        let authority = match &config.authority {
            Some(path) => {
                let key = "[post.smtp] authority";
                let pem = std::fs::read(path);
                Some(pem.map_err(|e| wrong(key, "cannot be read").because(e))?)
            }
            None => None,
        };
        let server = mail::smtp::Server::new(SendConfig {
            port: config.port,
            security: match config.security {
                Security::Tls => mail::smtp::Security::Tls,
                Security::Starttls => mail::smtp::Security::Starttls,
                Security::None => mail::smtp::Security::None,
            },
            authority,
            credentials,
            lines: config.connections,
            wait: Duration::from_millis(config.wait_ms_max),
            ..SendConfig::new(config.host.clone(), domain)
        });
        server.map(Self).map_err(|why| match why {
            Unusable::Clear => wrong("[post.smtp] security", "may be none on this machine alone"),
            Unusable::Authority => wrong("[post.smtp] authority", "is no PEM"),
            Unusable::Proof | Unusable::ProofInClear | Unusable::ProofToAnybody | Unusable::Tls => {
                Error::fault("setting up TLS for [post.smtp]").because(why)
            }
        })
    }

    pub(crate) fn lines(&self) -> usize {
        self.0.lines()
    }

    /// Hands one message over. What is accepted is the server's to deliver.
    pub(crate) async fn send(&self, mail: &Mail) -> Answer {
        let Err(trouble) = self.0.send(&mail.envelope, &mail.bytes).await else {
            return Answer::Accepted;
        };
        let answer = match trouble {
            _ if !trouble.about_mail || trouble.closes() => Answer::NoWay,
            _ if trouble.is_policy() || !trouble.permanent => Answer::NotNow,
            _ => Answer::Refused,
        };
        told(&trouble, answer);
        answer
    }

    /// Says goodbye on the lines that rest.
    pub(crate) async fn close(&self) {
        self.0.close().await;
    }
}

/// Notes it in the log, without the server's words, which may hold the
/// recipient. What is about one notice is no news to who keeps the system.
fn told(trouble: &Trouble, answer: Answer) {
    let (step, status) = (trouble.step, trouble.code);
    match answer {
        Answer::NoWay => tracing::warn!(step, status, "the SMTP server takes nothing"),
        _ => tracing::info!(step, status, "the SMTP server did not take a message"),
    }
}
