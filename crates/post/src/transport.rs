//! The ways out. Each takes one message and says what came of it; none knows
//! the outbox, and none says to a log whom it was for.

mod eml;
mod folder;
mod sms;
mod smtp;

pub(crate) use folder::{Cover, Folder, named};

use crate::config::{PostConfig, Sender};
use crate::notice::{Channel, Message};
use crate::rules::retry::Answer;
use kernel::{NoticeId, Result, Timestamp};
use sms::Gateway;
use smtp::Server;
use std::time::Duration;

/// A try ends by then, whatever the other side does. Shorter than the lease of
/// a claim.
const TRY_WAIT_MAX: Duration = Duration::from_secs(5 * 60);

/// What is tried.
pub(crate) struct Sending<'a> {
    /// Its id, which stands in the Message-ID, the reference or the name of the
    /// file: whoever gets it twice can tell.
    pub id: NoticeId,
    /// What it is for those who handle it.
    pub kind: &'a str,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When it is sent.
    pub now: Timestamp,
    /// What it says, to whom.
    pub message: &'a Message,
}

/// The ways out of this house.
pub(crate) struct Transports {
    folder: Folder,
    letters: Folder,
    smtp: Option<Server>,
    sms: Option<Gateway>,
    sender: Sender,
}

impl Transports {
    /// # Errors
    /// A fault: the configuration cannot be used.
    pub(crate) fn new(config: &PostConfig) -> Result<Self> {
        let sender = Sender::of(config)?;
        Ok(Self {
            folder: Folder::at(&config.folder),
            letters: Folder::at(config.letters.as_ref().unwrap_or(&config.folder)),
            smtp: match &config.smtp {
                Some(smtp) => Some(Server::new(smtp, sender.domain())?),
                None => None,
            },
            sms: config.sms.as_ref().map(Gateway::new).transpose()?,
            sender,
        })
    }

    /// How many of a channel may be on their way at once.
    pub(crate) fn lines(&self, channel: Channel) -> usize {
        let lines = match channel {
            Channel::Email => self.smtp.as_ref().map(Server::lines),
            Channel::Sms => self.sms.as_ref().map(Gateway::lines),
            Channel::Letter => None,
        };
        lines.unwrap_or(folder::LINES)
    }

    /// Whether e-mails leave for good.
    pub(crate) const fn emails_leave(&self) -> bool {
        self.smtp.is_some()
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.sender
    }

    /// The folders that things are put into.
    pub(crate) fn folders(&self) -> Vec<Folder> {
        let mut folders = vec![self.folder.clone()];
        if self.letters.path() != self.folder.path() {
            folders.push(self.letters.clone());
        }
        folders
    }

    /// Says goodbye to the servers.
    pub(crate) async fn close(&self) {
        if let Some(server) = &self.smtp {
            server.close().await;
        }
    }

    /// Sends one message, and always says what came of it.
    pub(crate) async fn send(&self, sending: &Sending<'_>) -> Answer {
        let tried = tokio::time::timeout(TRY_WAIT_MAX, self.try_once(sending)).await;
        tried.unwrap_or(Answer::NotNow)
    }

    async fn try_once(&self, sending: &Sending<'_>) -> Answer {
        match (sending.message.channel(), &self.smtp, &self.sms) {
            (Channel::Email, Some(server), _) => match eml::write(&self.sender, sending) {
                Ok(mail) => server.send(&mail).await,
                Err(error) => unwritable(sending, &error),
            },
            (Channel::Email, None, _) => match eml::write(&self.sender, sending) {
                Ok(mail) => self.folder.keep_email(sending, mail.bytes).await,
                Err(error) => unwritable(sending, &error),
            },
            (Channel::Sms, _, Some(gateway)) => gateway.send(sending).await,
            (Channel::Sms, _, None) => self.folder.keep_sms(sending).await,
            (Channel::Letter, _, _) => self.letters.keep_letter(sending).await,
        }
    }
}

fn unwritable(sending: &Sending<'_>, error: &kernel::Error) -> Answer {
    let error = error.log_text();
    tracing::error!(notice = %sending.id, error, "an e-mail cannot be written");
    Answer::Refused
}
