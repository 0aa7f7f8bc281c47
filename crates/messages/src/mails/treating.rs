//! The treating doctor of somebody whose record was opened in an emergency is written to
//! by their own mail, at once: that there is something to look at, and where. Not whose
//! record it was, nor why: they sign in for that.
//!
//! Not here: who is told (`sharing`, `spaces::alerts`), and what they then read.

use super::Mails;
use crate::Messages;
use kernel::{Error, Lang, Result, Rpps};
use mail::{Outgoing as Written, SendError, send, write};
use spaces::alerts::Telling;
use std::time::Duration;

/// Tellings looked at in one go.
const AT_ONCE: i64 = 50;
/// How long one process has one for itself.
const LEASE: Duration = Duration::from_secs(10 * 60);
/// When one that did not leave is tried again.
const REST: Duration = Duration::from_secs(15 * 60);
/// For how long it is tried, with mail or without: after that it has not just happened.
/// They find it on their first page all the same.
const TRIED_FOR: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// Professionals are written to in French.
const LANG: Lang = Lang::Fr;
/// Who it is from: nobody who answers.
const FROM: &str = "ne-pas-repondre";

impl Messages {
    /// Writes to treating doctors who are to be told by now, and have a mailbox. Twice is
    /// harmless: a mail has one name.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell_treating(&self) -> Result<()> {
        let spaces = &self.0.parts.spaces;
        spaces.tell_no_more(self.now().minus(TRIED_FOR)).await?;
        let Some(mails) = self.mails() else {
            return Ok(());
        };
        loop {
            let due = spaces.tellings_due(AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for mut telling in due {
                let now = self.now();
                let lease = Some(now.plus(LEASE));
                if !spaces.tell_next(&mut telling, lease).await? {
                    continue;
                }
                let left = self.tell_treating_of(mails, &telling).await;
                let again = left.inspect_err(|error| {
                    let error = error.log_text();
                    tracing::warn!(error, "a treating doctor was not written to this time");
                });
                let then = again.unwrap_or(true).then(|| now.plus(REST));
                let then = then.filter(|then| *then < telling.at.plus(TRIED_FOR));
                spaces.tell_next(&mut telling, then).await?;
            }
        }
    }

    /// Whether it is to be tried again.
    async fn tell_treating_of(&self, mails: &Mails, telling: &Telling) -> Result<bool> {
        let spaces = &self.0.parts.spaces;
        // Whoever treats them no more is told nothing.
        let Some(rpps) = self.sharing().still_told(spaces, telling).await? else {
            return Ok(false);
        };
        let Some(to) = first_mailbox(mails, &rpps).await? else {
            return Ok(false);
        };
        let from = format!("{FROM}@{}", mails.domain);
        let bytes = letter(mails, spaces.origin(), (&from, &to), telling)?;
        match send(&mails.relay, Some(&from), &to, &bytes).await {
            Ok(()) => Ok(false),
            Err(SendError::Later(why)) => {
                tracing::warn!(why, "the mail server did not take a notice this time");
                Ok(true)
            }
            Err(SendError::Never { status, .. }) => {
                tracing::warn!(status, "the mail server refused a notice");
                Ok(false)
            }
        }
    }
}

/// Where this professional is written to: the first that the directory tells of.
async fn first_mailbox(mails: &Mails, rpps: &Rpps) -> Result<Option<String>> {
    let listed = mails.professionals.find(rpps).await?;
    if !listed.is_some_and(|listed| listed.active) {
        return Ok(None);
    }
    let theirs = mails.professionals.mailboxes(rpps).await?;
    let mut theirs = theirs.into_iter();
    Ok(theirs.find(|address| mails.trusted.knows(address)))
}

fn letter(
    mails: &Mails,
    origin: &str,
    (from, to): (&str, &str),
    telling: &Telling,
) -> Result<Vec<u8>> {
    let say = |key: &str| edge::texts::say(LANG, key, &[("origin", origin)]);
    let name: String = telling
        .occasion
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let bytes = write(&Written {
        from,
        from_name: Some(&say("edge-site-name")),
        to,
        subject: &say("messages-treating-subject"),
        text: &say("messages-treating-text"),
        message_id: &format!("{name}@{}", mails.domain),
        answers: &[],
        written_at: telling.at,
        enclosed: &[],
        receipt_to: None,
    });
    bytes.map_err(|error| Error::fault("a notice cannot be written").because(error))
}
