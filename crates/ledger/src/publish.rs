//! From the head of the tree to the checkpoint that everybody is given: signed,
//! kept, shown to the witnesses, given out, in this order. Several processes may
//! be at it, each with its own file or with the same one.

use crate::checkpoint::Checkpoint;
use crate::log::{Head, Ledger, signed};
use crate::note::Note;
use crate::start::{Refusal, older};
use crate::tree::{check_consistency, consistency};
use kernel::{Error, Kind, Result};
use std::sync::atomic::Ordering;

type Signed = (Note, Checkpoint);

pub(crate) const KEPT: &str = "the last checkpoint kept beside the keys";
pub(crate) const SHOWN: &str = "the last checkpoint that this process gave out";
pub(crate) const STORED: &str = "the last checkpoint in the database";

impl Ledger {
    /// Signs the head and gives it out, if it is new; or gives out what another
    /// process signed. A witness that does not sign, whatever it says, holds
    /// nothing up: its signature is missing, and it is asked again later.
    ///
    /// # Errors
    /// Conflict, if another process is at it; a fault, if the head does not
    /// continue what was signed before: then it is not signed.
    pub async fn publish(&self) -> Result<()> {
        self.check_started().await?;
        let published = self.publish_now().await;
        match &published {
            Ok(()) => self.0.lost.store(false, Ordering::Release),
            Err(Refusal::Lost(_)) => self.0.lost.store(true, Ordering::Release),
            // That a disk is away, or another process faster, says nothing of it.
            Err(Refusal::Other(_)) => {}
        }
        Ok(published?)
    }

    /// Whether the store is still the one that this process began with, as far as
    /// its last look showed: no older one took its place.
    ///
    /// # Errors
    /// Unavailable, if it is not.
    pub fn ready(&self) -> Result<()> {
        if !self.0.started.load(Ordering::Acquire) {
            return Err(Error::unavailable("the public log was not looked at yet"));
        }
        match self.0.lost.load(Ordering::Acquire) {
            true => Err(Error::unavailable(
                "the database is older than its public log, or another one",
            )),
            false => Ok(()),
        }
    }

    async fn publish_now(&self) -> Result<(), Refusal> {
        const TRIES: usize = 2;
        for _ in 0..TRIES {
            // The head last: whoever signs meanwhile keeps and gives out what is
            // newer than a head that was read before. The file may be gone.
            let (shown, kept) = (self.published_now(), self.0.kept.load().await?);
            let head = self.head().await?;
            let now = self.checkpoint_of(&head);
            self.check_continues(KEPT, kept.as_ref(), &now).await?;
            // Most often the two are one.
            if shown != kept {
                self.check_continues(SHOWN, shown.as_ref(), &now).await?;
            }
            let stored = head.published.as_ref().map(|(_, stored)| stored.size);
            if stored == Some(head.size) {
                self.show(&head, kept.as_ref()).await?;
                return Ok(self.complete(&head).await?);
            }
            if self.sign_and_give_out(&head, now).await? {
                return Ok(());
            }
            // Another process gave out as much or more: everybody is given that.
        }
        let busy = Error::conflict("error-conflict").note("another process kept the log");
        Err(busy.into())
    }

    /// Whether it was given out: not, if another process gave out as much.
    async fn sign_and_give_out(&self, head: &Head, now: Checkpoint) -> Result<bool> {
        const GIVE_OUT: &str = "UPDATE ledger_head SET published = $1, checkpoint = $2 \
             WHERE one = 1 AND epoch = $3 AND published < $1";
        let mut note = now.note();
        self.signer(head.epoch)?.sign(&mut note, self.0.world.now());
        // Kept before anybody sees it: never two of one size.
        self.0.kept.keep_waiting(&note).await?;
        kernel::kill_point("ledger-after-kept");
        self.have_witnessed(&mut note, &now).await;
        let params = vec![
            signed(head.size)?.into(),
            note.to_string().into(),
            head.epoch.into(),
        ];
        if self.0.store.execute(GIVE_OUT, params).await? == 0 {
            return Ok(false);
        }
        kernel::kill_point("ledger-after-publish");
        let missing = self.missing(&note);
        if !missing.is_empty() {
            tracing::warn!(
                size = now.size,
                missing = missing.join(", "),
                "a checkpoint is given out without the signature of every witness"
            );
        }
        self.give_out(note, now);
        Ok(true)
    }

    /// Has the witnesses that were missed sign the checkpoint that is given out:
    /// while nothing new comes, it stays the last one.
    async fn complete(&self, head: &Head) -> Result<()> {
        const MORE: &str = "UPDATE ledger_head SET checkpoint = $1 \
             WHERE one = 1 AND epoch = $2 AND published = $3 AND checkpoint = $4";
        let Some((note, checkpoint)) = &head.published else {
            return Ok(());
        };
        let mut more = note.clone();
        if !self.have_witnessed(&mut more, checkpoint).await {
            return Ok(());
        }
        let params = vec![
            more.to_string().into(),
            head.epoch.into(),
            signed(checkpoint.size)?.into(),
            note.to_string().into(),
        ];
        // If not, another process did: it is shown with the next look.
        if self.0.store.execute(MORE, params).await? == 1 {
            self.keep_unless_later(&more).await?;
            self.give_out(more, checkpoint.clone());
        }
        Ok(())
    }

    /// Gives out what stands in the database, signed with our key by whatever
    /// process, once it is kept here.
    pub(crate) async fn show(&self, head: &Head, kept: Option<&Signed>) -> Result<(), Refusal> {
        let Some((note, checkpoint)) = &head.published else {
            return Ok(());
        };
        let shown = self.published_now();
        let later = |shown: &Signed| shown.1.size > checkpoint.size;
        if shown == head.published || shown.as_ref().is_some_and(later) {
            return Ok(());
        }
        if !note.is_signed_by(self.signer(head.epoch)?.public()) {
            let fault = Error::fault("the checkpoint in the database is not signed by our key");
            return Err(fault.into());
        }
        let now = self.checkpoint_of(head);
        let stored = head.published.as_ref();
        self.check_continues(STORED, stored, &now).await?;
        if kept != stored {
            self.keep_unless_later(note).await?;
        }
        self.give_out(note.clone(), checkpoint.clone());
        Ok(())
    }

    /// Keeps it, unless another process keeps a later one already: that is as
    /// good.
    async fn keep_unless_later(&self, note: &Note) -> Result<()> {
        match self.0.kept.keep_waiting(note).await {
            Err(error) if error.kind() == Kind::Conflict => Ok(()),
            kept => kept,
        }
    }

    /// Whether this checkpoint of the tree continues one that was signed before
    /// it was read.
    pub(crate) async fn check_continues(
        &self,
        which: &str,
        before: Option<&Signed>,
        now: &Checkpoint,
    ) -> Result<(), Refusal> {
        let Some((_, before)) = before else {
            return Ok(());
        };
        if before.origin != now.origin {
            return Err(Refusal::Lost(Error::fault(format!(
                "{which} is one of {}, and this database keeps {}: it is an older or another one. \
                 Restore a later backup; if what is missing is lost for good, say so with `carnet log \
                 accept-loss`",
                before.origin, now.origin
            ))));
        }
        if before.size > now.size {
            return Err(Refusal::Lost(older(which, before.size, now.size, "")));
        }
        let ranges = consistency(before.size, now.size).unwrap_or_default();
        let proof = self.proof(&ranges, now.size).await?;
        let (old, new) = ((before.size, &before.root), (now.size, &now.root));
        check_consistency(&proof, old, new).map_err(|_| {
            Refusal::Lost(Error::fault(format!(
                "the log in the database has {} entries and does not continue the {} that were \
                 signed before: its history was changed",
                now.size, before.size
            )))
        })
    }
}
