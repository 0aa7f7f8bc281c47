//! Whether this database is the one we left; and what is done when it is not.

use crate::checkpoint::Checkpoint;
use crate::client::Seen;
use crate::log::{Head, Ledger, signed};
use crate::note::{Note, PublicKey};
use crate::sequence::older;
use kernel::{Error, Result};

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
    /// answer stops nobody.
    ///
    /// # Errors
    /// A fault, which says what to do.
    pub async fn check_start(&self) -> Result<()> {
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
    async fn check_now(&self) -> Result<(u64, Result<()>)> {
        let kept = self.0.kept.checkpoint()?;
        let head = self.head().await?;
        Ok((head.size, self.check_head(kept, &head).await))
    }

    async fn check_head(&self, kept: Option<(Note, Checkpoint)>, head: &Head) -> Result<()> {
        self.edge(head).await?;
        let now = Checkpoint {
            origin: self.origin(head.epoch),
            size: head.size,
            root: head.root,
        };
        self.check_continues(kept, &now).await?;
        let mut note = now.note();
        self.signer(head.epoch)?.sign(&mut note, self.0.world.now());
        for (witness, seen) in self.ask_witnesses(&note, &now).await {
            match seen {
                Seen::More(theirs) => return Err(older(theirs, now.size)),
                Seen::Other => {
                    return Err(Error::fault(format!(
                        "the witness {witness} has seen another log of {} entries under our name: \
                         this database is not the one we left",
                        now.size
                    )));
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
        if self.check_start().await.is_ok() {
            return Err(invalid(
                "nothing is missing: this log continues what was signed",
            ));
        }
        let head = self.head().await?;
        let kept = self.0.kept.checkpoint()?;
        let former = kept
            .as_ref()
            .map_or(1, |(_, kept)| self.epoch_of(&kept.origin));
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
        self.give_out(None);
        Ok(Accepted {
            signed: kept.map_or(head.size, |(_, kept)| kept.size),
            here: head.size,
            key: self.signer(epoch)?.public().clone(),
        })
    }

    fn epoch_of(&self, origin: &str) -> u32 {
        let first = self.origin(1);
        let later = origin
            .strip_prefix(&*first)
            .and_then(|o| o.strip_prefix('/'));
        later.and_then(|epoch| epoch.parse().ok()).unwrap_or(1)
    }
}
