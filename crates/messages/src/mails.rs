//! Conversations with professionals who write from their own mailboxes, in the
//! health sector's mail.
//!
//! A mail server of ours speaks with that world, and hands each mail over; what came
//! is a message of the conversation like any, decided like any, before the server is
//! told that it was taken. What a holder answers leaves for the mailbox that they
//! were written to from, once it cannot be taken back any more.
//!
//! INVARIANTS: a mail is taken from a mailbox of the directory alone, of a domain of
//! the list, by a server that proved to be that domain's; it is a message of the
//! record once, or it was refused; no answer tells whether a person has a space; a
//! holder's words are sealed in the record and nowhere else, until they leave.

mod confirming;
mod receiving;
pub mod rules;
mod sending;
mod treating;

pub(crate) use confirming::{Confirmation, Confirmations};
pub(crate) use sending::Fates;

use crate::Messages;
use async_trait::async_trait;
use identity::professionals::Professionals;
use mail::Refusal;
use mail::lmtp::Room;
use mail::smtp::SendConfig;
use rules::Trusted;

/// How mail comes and goes.
pub struct Mails {
    /// The domain of the holders' addresses: `patient.mssante.fr`.
    pub domain: String,
    /// The name of our mail server, in the traces that it writes.
    pub received_by: String,
    /// Which domains are believed, and whose servers speak for them.
    pub trusted: Trusted,
    /// The directory of mailboxes.
    pub professionals: Professionals,
    /// The server that mails leave by.
    pub relay: SendConfig,
}

/// Who takes what our mail server hands over.
struct Mailroom(Messages);

/// The conversations, as our mail server sees them.
pub fn room(messages: Messages) -> impl Room {
    Mailroom(messages)
}

#[async_trait]
impl Room for Mailroom {
    async fn sender(&self, from: Option<&str>, _size: Option<u64>) -> Result<(), Refusal> {
        self.0.mail_sender(from).await
    }

    async fn recipient(&self, from: Option<&str>, to: &str) -> Result<(), Refusal> {
        self.0.mail_recipient(from, to).await
    }

    async fn deliver(
        &self,
        from: Option<&str>,
        to: &[String],
        message: Vec<u8>,
    ) -> Vec<Result<(), Refusal>> {
        self.0.mail_deliver(from, to, message).await
    }
}
