//! How the post is set up: by default everything goes into a folder, where the
//! demonstration shows it and a test reads it. A channel with a section of its
//! own leaves for good.

use crate::rules::address::Email;
use kernel::{Error, Result, Secret};
use lettre::message::Mailbox;
use serde::{Deserialize, Deserializer};
use std::path::{Path, PathBuf};

/// The whole set-up.
#[derive(Clone, Deserialize, Debug)]
#[serde(default, deny_unknown_fields)]
pub struct PostConfig {
    /// Where what has no other way is written, in clear; made for its owner
    /// alone.
    pub folder: PathBuf,
    /// Who our e-mails are from: `Carnet <ne-pas-repondre@carnet.exemple>`.
    pub from: String,
    /// Where answers go; none, and they go to `from`.
    pub reply_to: Option<String>,
    /// Where messages come back to: `rebond@carnet.exemple`. Each is sent as
    /// from `rebond+ID@carnet.exemple`. None, and they come back to `from`.
    pub bounce: Option<String>,
    /// The Maildir in which they arrive; none, and they are not read.
    pub returns: Option<PathBuf>,
    /// Where letters are put for the printer; none, and they go to `folder`.
    pub letters: Option<PathBuf>,
    /// The server that e-mails leave by.
    pub smtp: Option<SmtpConfig>,
    /// The gateway that text messages leave by.
    pub sms: Option<SmsConfig>,
}

/// The server that e-mails leave by.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// Its name.
    pub host: String,
    /// Its port; by default that of `security`.
    pub port: Option<u16>,
    /// How the line is kept from others.
    #[serde(default)]
    pub security: Security,
    /// A certificate authority of one's own, PEM; none, and those of the
    /// machine are believed.
    pub authority: Option<PathBuf>,
    /// Who we are to it; none, and we do not say.
    pub username: Option<String>,
    /// And the proof.
    #[serde(default, deserialize_with = "secret")]
    pub password: Option<Secret<String>>,
    /// How many lines at once, at most.
    #[serde(default = "connections_default")]
    pub connections: usize,
    /// How long it may take to answer one command.
    #[serde(default = "wait_default")]
    pub wait_ms_max: u64,
}

/// How the line to the server is kept from others.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug, Default)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (port 465).
    #[default]
    Tls,
    /// TLS after a first exchange in clear, or nothing is sent (port 587).
    Starttls,
    /// In clear: on this machine alone (port 25).
    None,
}

/// The gateway that text messages leave by.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SmsConfig {
    /// Where `{"to", "text", "reference"}` is posted; https, but on this
    /// machine.
    pub url: String,
    /// The bearer token.
    #[serde(default, deserialize_with = "secret")]
    pub token: Option<Secret<String>>,
    /// How many at once, at most.
    #[serde(default = "connections_default")]
    pub connections: usize,
    /// How long it may take to answer.
    #[serde(default = "wait_default")]
    pub wait_ms_max: u64,
}

const fn connections_default() -> usize {
    4
}

const fn wait_default() -> u64 {
    20_000
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret<String>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Secret::new))
}

impl PostConfig {
    /// Everything in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            from: String::from("Carnet <ne-pas-repondre@carnet.invalid>"),
            reply_to: None,
            bounce: None,
            returns: None,
            letters: None,
            smtp: None,
            sms: None,
        }
    }
}

impl Default for PostConfig {
    fn default() -> Self {
        Self::in_folder(Path::new("data/post"))
    }
}

/// The addresses of the set-up, checked.
pub(crate) struct Sender {
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    pub bounce: Option<Email>,
}

impl Sender {
    /// The domain of our Message-IDs, and the name we greet servers with.
    pub(crate) fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// # Errors
    /// A fault: the configuration cannot be used.
    pub(crate) fn of(config: &PostConfig) -> Result<Self> {
        let mailbox = |text: &str, key: &str| {
            let mailbox: Option<Mailbox> = text.parse().ok();
            let plain = |mailbox: &Mailbox| mailbox.email.to_string().parse::<Email>().is_ok();
            mailbox
                .filter(plain)
                .ok_or_else(|| wrong(key, "is no address such as Carnet <carnet@exemple.fr>"))
        };
        Ok(Self {
            from: mailbox(&config.from, "[post] from")?,
            reply_to: match &config.reply_to {
                Some(text) => Some(mailbox(text, "[post] reply_to")?),
                None => None,
            },
            bounce: match &config.bounce {
                Some(text) => Some(bounce(text)?),
                None => None,
            },
        })
    }
}

fn bounce(text: &str) -> Result<Email> {
    let wrong = || wrong("[post] bounce", "is no address such as rebond@exemple.fr");
    let bounce: Email = text.parse().map_err(|_| wrong())?;
    // A + and an id of 26 characters are put into it.
    if bounce.local().len() > 64 - 27 || bounce.local().contains('+') {
        return Err(wrong());
    }
    Ok(bounce)
}

pub(crate) fn wrong(key: &str, why: &str) -> Error {
    Error::fault(format!("{key} of the configuration {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_set_up_are_checked() {
        let with = |from: &str, bounce: Option<&str>| PostConfig {
            from: from.to_owned(),
            bounce: bounce.map(str::to_owned),
            ..PostConfig::default()
        };
        assert!(Sender::of(&PostConfig::default()).is_ok());
        for (from, bounce) in [
            ("Carnet", None),
            ("Carnet <carnet@exemple>", None),
            ("carnet@exemple.fr\r\nBcc: x@exemple.fr", None),
            ("carnet@exemple.fr", Some("Rebond <rebond@exemple.fr>")),
            ("carnet@exemple.fr", Some("rebond+1@exemple.fr")),
            (
                "carnet@exemple.fr",
                Some("un-rebond-au-nom-beaucoup-trop-long-pour-cela@exemple.fr"),
            ),
        ] {
            assert!(
                Sender::of(&with(from, bounce)).is_err(),
                "{from} {bounce:?}"
            );
        }
    }
}
