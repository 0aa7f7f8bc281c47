//! Whether this database is the one we left; and what is done when it is not.

use crate::checkpoint::Checkpoint;
use crate::client::Seen;
use crate::log::{Head, Ledger, signed};
use crate::note::{Note, PublicKey};
use crate::publish::{KEPT, STORED};
use kernel::{Error, Result};
use std::sync::atomic::Ordering;

/// What may be done about a witness alone.
const UNLESS_IT_LIES: &str = "If you know that this witness is wrong, take it out of \
     [[log.witnesses]] and start again";

/// Why this log is not gone on with.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The database is older than what was signed, or became another one: what
    /// somebody may answer for.
    Lost(Error),
    /// Anything else: nobody can answer for a wrong key, a damaged tree or a
    /// disk that is away.
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Lost(error) | Refusal::Other(error) => error,
        }
    }
}

/// What is said of a database that came back from the past.
pub(crate) fn older(who: &str, signed: u64, here: u64, more: &str) -> Error {
    Error::fault(format!(
        "this database is older than its own log: {who} has seen {signed} entries, it holds {here}. \
         What is missing may be refusals, closures and reads, so nothing is served. Restore a later \
         backup, or replay what is missing; if it is lost for good, say so with `carnet log \
         accept-loss`. {more}"
    ))
}

/// What was accepted as lost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// Entries that were signed.
    pub signed: u64,
    /// Entries that are here.
    pub here: u64,
    /// The key of the log that begins now: witnesses and whoever checks must
    /// be given it.
    pub key: PublicKey,
}

impl Ledger {
    /// Refuses a database that is older than what we signed, as the file beside
    /// the keys knows, or than what a witness has seen. A witness that does not
    /// answer stops nobody. What was given out before is given out from then on.
    ///
    /// # Errors
    /// A fault, which says what to do.
    pub async fn check_start(&self) -> Result<()> {
        self.examine().await?;
        let kept = self.0.kept.load().await?;
        let head = self.head().await?;
        self.show(&head, kept.as_ref()).await?;
        self.0.started.store(true, Ordering::Release);
        Ok(())
    }

    /// The same, once: nothing is signed in a database nobody looked at.
    pub(crate) async fn check_started(&self) -> Result<()> {
        match self.0.started.load(Ordering::Acquire) {
            true => Ok(()),
            false => self.check_start().await,
        }
    }

    async fn examine(&self) -> Result<(), Refusal> {
        const TRIES: usize = 3;
        let mut checked = Ok(());
        for _ in 0..TRIES {
            let (at, found) = self.check_now().await?;
            checked = found;
            // Another process serves meanwhile, and was faster: once more.
            if checked.is_ok() || self.head().await?.size == at {
                return checked;
            }
        }
        checked
    }

    /// At what size it looked, and what it found.
    async fn check_now(&self) -> Result<(u64, Result<(), Refusal>)> {
        let kept = self.0.kept.load().await?;
        let head = self.head().await?;
        Ok((head.size, self.check_head(kept, &head).await))
    }

    /// Whether what was given out and what was kept are of our name and our key:
    /// with another one, another log would begin without a word.
    fn check_key(&self, kept: Option<&(Note, Checkpoint)>, head: &Head) -> Result<()> {
        let other = |what: &str, theirs: &str, ours: &str| {
            Error::fault(format!(
                "{what} is one of {theirs}, and this house signs as {ours}: log.key or [log] origin \
                 is not the one this log began with. Put back that key and that name; another log \
                 would begin, which nobody could compare with this one"
            ))
        };
        if let Some((note, published)) = &head.published {
            let ours = self.signer(head.epoch)?;
            if published.origin != ours.public().name() || !note.is_signed_by(ours.public()) {
                let what = "the last checkpoint in the database";
                return Err(other(what, &published.origin, ours.public().name()));
            }
        }
        let Some((note, kept)) = kept else {
            if head.published.is_some() {
                tracing::warn!(
                    "the checkpoint kept beside the keys ([log] checkpoint) is gone: only the \
                     witnesses can tell now whether this database is older than its log"
                );
            }
            return Ok(());
        };
        let ours = match self.epoch_of(&kept.origin) {
            Some(epoch) => self.signer(epoch)?,
            None => self.signer(head.epoch)?,
        };
        match kept.origin == ours.public().name() && note.is_signed_by(ours.public()) {
            true => Ok(()),
            false => {
                let what = "the last checkpoint kept beside the keys";
                Err(other(what, &kept.origin, ours.public().name()))
            }
        }
    }

    async fn check_head(
        &self,
        kept: Option<(Note, Checkpoint)>,
        head: &Head,
    ) -> Result<(), Refusal> {
        self.check_key(kept.as_ref(), head)?;
        self.edge(head).await?;
        let now = self.checkpoint_of(head);
        self.check_continues(KEPT, kept.as_ref(), &now).await?;
        let stored = head.published.as_ref();
        self.check_continues(STORED, stored, &now).await?;
        if !self.has_witnesses() {
            return Ok(());
        }
        let mut note = now.note();
        self.signer(head.epoch)?.sign(&mut note, self.0.world.now());
        // Kept before a witness sees it.
        if kept.is_none_or(|(_, kept)| kept != now) {
            self.0.kept.keep_waiting(&note).await?;
        }
        for (witness, seen) in self.ask_witnesses(&note, &now).await {
            let who = format!("the witness {witness}");
            match seen {
                // Another process serves, and was faster.
                Seen::More(theirs) if self.head().await?.size >= theirs => {}
                Seen::More(theirs) => {
                    let error = older(&who, theirs, now.size, UNLESS_IT_LIES);
                    return Err(Refusal::Lost(error));
                }
                Seen::Other => {
                    let error = Error::fault(format!(
                        "{who} has seen another log of {} entries under our name: this database is \
                         not the one we left. {UNLESS_IT_LIES}",
                        now.size
                    ));
                    return Err(Refusal::Lost(error));
                }
                Seen::Cosigned(_) => {}
                Seen::Nothing(why) => {
                    tracing::warn!(witness, why, "a witness does not say what it has seen");
                }
            }
        }
        Ok(())
    }

    /// Goes on with an older database, what is missing being lost for good. The
    /// log begins anew, under a new name: nobody can take the two for one. Who
    /// did it, why, and the last checkpoint of the former log stay in a file
    /// beside the keys.
    ///
    /// # Errors
    /// Invalid, without a name or a reason, or if nothing is missing.
    pub async fn accept_loss(&self, by: &str, reason: &str) -> Result<Accepted> {
        const ANEW: &str = "UPDATE ledger_head SET epoch = $1, published = -1, checkpoint = '' \
             WHERE one = 1 AND size = $2 AND epoch = $3";
        let invalid = |note: &str| Error::invalid("ledger-not-accepted").note(note.to_owned());
        if by.trim().is_empty() || reason.trim().is_empty() {
            return Err(invalid("who accepts the loss, and why?"));
        }
        match self.examine().await {
            Err(Refusal::Lost(_)) => {}
            // What nobody looked at, nobody answers for.
            Err(Refusal::Other(error)) => return Err(error),
            Ok(()) => {
                return Err(invalid(
                    "nothing is missing: this log continues what was signed",
                ));
            }
        }
        let head = self.head().await?;
        let kept = self.0.kept.load().await?;
        let former = kept
            .as_ref()
            .and_then(|(_, kept)| self.epoch_of(&kept.origin))
            .unwrap_or(1);
        let epoch = former.max(head.epoch) + 1;
        let line = serde_json::json!({
            "at": self.0.world.now().rfc3339(),
            "by": by.trim(),
            "reason": reason.trim(),
            "here": head.size,
            "lost": kept.as_ref().map(|(note, _)| note.to_string()),
            "epoch": epoch,
        });
        self.0.accepted.append(&format!("{line}\n"))?;
        let params = vec![epoch.into(), signed(head.size)?.into(), head.epoch.into()];
        if self.0.store.execute(ANEW, params).await? != 1 {
            return Err(Error::conflict("error-conflict"));
        }
        self.0.kept.remove()?;
        self.give_nothing_out();
        self.0.started.store(false, Ordering::Release);
        Ok(Accepted {
            signed: kept.map_or(head.size, |(_, kept)| kept.size),
            here: head.size,
            key: self.signer(epoch)?.public().clone(),
        })
    }

    /// In which of its lives a log of ours has this name.
    fn epoch_of(&self, origin: &str) -> Option<u32> {
        let first = self.origin(1);
        match origin.strip_prefix(&*first)? {
            "" => Some(1),
            later => {
                let epoch = later.strip_prefix('/')?.parse().ok()?;
                (self.origin(epoch) == origin).then_some(epoch)
            }
        }
    }
}
