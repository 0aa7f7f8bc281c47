//! Mail with professionals' own mailboxes: how it is set up, and the door by which our
//! mail server hands over what came.

use crate::config::{Config, MailSection};
use crate::house::House;
use anyhow::{Context, Result};
use identity::professionals::Professionals;
use kernel::Error;
use mail::lmtp::{self, Limits};
use mail::smtp::{Proof, Security, SendConfig, Server};
use messages::Mails;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How mail comes and goes, if it does.
///
/// # Errors
/// Invalid: a file that cannot be read, or says something else.
pub(crate) fn mails(
    config: &Config,
    professionals: &Professionals,
) -> kernel::Result<Option<Mails>> {
    let Some(section) = &config.mail else {
        return Ok(None);
    };
    let read = |section: &MailSection| -> Result<Mails> {
        Ok(Mails {
            domain: section.domain.to_ascii_lowercase(),
            received_by: section.received_by.clone(),
            trusted: section.read_trusted()?,
            professionals: professionals.clone(),
            relay: relay(section)?,
        })
    };
    match read(section) {
        Ok(mails) => Ok(Some(mails)),
        Err(error) => Err(Error::invalid("mail-config").note(format!("{error:#}"))),
    }
}

fn relay(section: &MailSection) -> Result<SendConfig> {
    let relay = &section.relay;
    let file = |path: &Path, key: &str| {
        std::fs::read(path)
            .with_context(|| format!("reading {} ([mail.relay] {key})", path.display()))
    };
    let proof = match (&relay.certificate, &relay.key) {
        (Some(chain), Some(key)) => Some(Proof {
            chain: file(chain, "certificate")?,
            key: file(key, "key")?,
        }),
        (None, None) => None,
        _ => anyhow::bail!("[mail.relay] needs certificate and key, or neither"),
    };
    let authority = relay.authority.as_deref();
    let config = SendConfig {
        port: relay.port,
        security: match relay.security {
            post::Security::Tls => Security::Tls,
            post::Security::Starttls => Security::Starttls,
            post::Security::None => Security::None,
        },
        authority: authority.map(|path| file(path, "authority")).transpose()?,
        proof,
        ..SendConfig::new(&relay.host, &section.domain)
    };
    // Better no start than a start that sends nothing.
    match Server::new(config.clone()) {
        Ok(_) => Ok(config),
        Err(unusable) => anyhow::bail!("[mail.relay]: {unusable}"),
    }
}

/// Takes mail until asked to stop; what is being kept then is kept.
///
/// # Errors
/// An address that cannot be listened at.
pub fn start(house: &House, mut stop: watch::Receiver<bool>) -> Result<JoinHandle<()>> {
    let Some((listen, host)) = house.mail.clone() else {
        return Ok(tokio::spawn(async {}));
    };
    let listener = TcpListener::bind(listen)
        .with_context(|| format!("listening on {listen} ([mail] listen)"))?;
    listener.set_nonblocking(true).context("listening")?;
    let listener = tokio::net::TcpListener::from_std(listener).context("listening")?;
    let limits = Limits {
        host,
        ..Limits::default()
    };
    let room = Arc::new(messages::room(house.messages.clone()));
    let stopped = async move {
        // Whoever would say so is gone: that says it too.
        drop(stop.wait_for(|stop| *stop).await);
    };
    Ok(tokio::spawn(lmtp::serve(listener, room, limits, stopped)))
}
