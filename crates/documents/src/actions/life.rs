//! The life of a document: what its author, and what its holder does with it.

use super::deposits::DepositState;
use super::finding::author;
use super::{Documents, Listed};
use crate::entries::Reason;
use crate::ledgers::Due;
use crate::rules::life::{Expected, InBin};
use crate::rules::{self, Draft};
use crate::shelf::{Document, Original, Shelf, Standing};
use identity::Caller;
use kernel::{DocumentId, Error, Kind, Result, SpaceId, Timestamp};
use sharing::{OnDocuments, Permit, WrittenBy};
use std::time::Duration;

/// Documents of bins looked at in one go.
const DUE_AT_ONCE: i64 = 500;
/// Bytes go this much later than the thirty days are over: no process whose
/// clock is behind takes a document out of a bin that was emptied.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// A document in the bin.
#[derive(Clone, Debug)]
pub struct Binned {
    /// What it says of itself.
    pub listed: Listed,
    /// From when on nothing brings it back.
    pub until: Timestamp,
}

/// One version of a document, as a page of another one names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Version {
    /// Its id.
    pub id: DocumentId,
    /// When it was added.
    pub added_at: Timestamp,
}

/// A request to correct a document, as its holder sees it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What should be corrected.
    pub text: String,
    /// When it was sent.
    pub at: Timestamp,
    /// How far it is.
    pub standing: Standing,
    /// What the author answered, and when.
    pub reply: Option<(String, Timestamp)>,
}

impl Documents {
    /// Its author lets the patient see a document that waited for a
    /// consultation. Twice is once.
    ///
    /// # Errors
    /// Not found, if it is not theirs.
    pub async fn release(&self, caller: &Caller, space: SpaceId, id: DocumentId) -> Result<()> {
        self.note_letting_go(space, id).await?;
        self.change_each(
            caller,
            space,
            OnDocuments::Release,
            &[id],
            rules::life::release,
        )
        .await
    }

    /// Its author takes a document back, and what it replaced with it: as it
    /// stands, or only while it is the current version. Twice is once.
    ///
    /// # Errors
    /// Not found, if it is not theirs; a conflict, if it is not current any more
    /// and had to be.
    pub async fn withdraw(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        reason: Reason,
        expected: Expected,
    ) -> Result<()> {
        let done = self
            .change_each(
                caller,
                space,
                OnDocuments::Withdraw,
                &[id],
                |shelf, leave, id| rules::life::withdraw(shelf, leave, id, reason, expected),
            )
            .await;
        match done {
            // What was taken back is there for nobody, but whoever did it hears
            // so again.
            Err(error) if error.kind() == Kind::NotFound => {
                match (self.own_state(caller, space, id).await?, expected) {
                    (Some(DepositState::Withdrawn), Expected::Anything) => Ok(()),
                    (Some(DepositState::Withdrawn), Expected::Current) => {
                        Err(Error::conflict("documents-not-current"))
                    }
                    _ => Err(error),
                }
            }
            done => done,
        }
    }

    /// How a document of the caller's own stands; none, if it is not theirs. No
    /// more than they are told when they deposit it again.
    ///
    /// # Errors
    /// As the store.
    pub async fn own_state(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
    ) -> Result<Option<DepositState>> {
        let Some(author) = author(caller) else {
            return Ok(None);
        };
        let book = self.journal.open(space).await?;
        if book.standing() != journal::Standing::Open {
            return Ok(None);
        }
        let own = book.state::<Shelf>()?.find(id);
        let own = own.filter(|document| document.facts().author == author);
        Ok(own.map(DepositState::of))
    }

    /// These documents, but for those of the holder's own that are in the bin
    /// already: these are there for nothing else, and to throw them away twice is
    /// to do it once.
    async fn not_binned(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
    ) -> Result<Vec<DocumentId>> {
        let mut left = ids.to_vec();
        match caller {
            Caller::Holder(holder) if holder.spaces.contains(&space) => {
                let book = self.journal.open(space).await?;
                let book = self.journal.refresh(&book).await?;
                if book.standing() == journal::Standing::Open {
                    let (shelf, now) = (book.state::<Shelf>()?, self.sharing.world().now());
                    left.retain(|id| !rules::life::is_binned(shelf, *id, now));
                }
            }
            _ => {}
        }
        Ok(left)
    }

    /// The holder puts documents of their own in the bin. Twice is once.
    ///
    /// # Errors
    /// Not found, if one is not theirs to throw away; a conflict, if a newer version
    /// replaced one since they saw it. Then none is.
    pub async fn bin(&self, caller: &Caller, space: SpaceId, ids: &[DocumentId]) -> Result<()> {
        let ids = &*self.not_binned(caller, space, ids).await?;
        let due_at = self.sharing.world().now().plus(rules::life::BIN);
        // Nobody but whoever may is given a line to remember: it is decided
        // once without a word.
        self.change_each(caller, space, OnDocuments::Bin, ids, |shelf, leave, id| {
            rules::life::bin(shelf, leave, id).map(|_| Vec::new())
        })
        .await?;
        self.ledgers.bin(space, ids, due_at).await?;
        kernel::kill_point("documents-before-bin");
        self.change_each(caller, space, OnDocuments::Bin, ids, rules::life::bin)
            .await?;
        // Noted again: a clock that was wrong then let a sweep pass over it.
        let due_at = self.sharing.world().now().plus(rules::life::BIN);
        self.ledgers.bin(space, ids, due_at).await
    }

    /// The holder takes documents out of the bin.
    ///
    /// # Errors
    /// Not found, if one is not there, or no more; then none is taken out.
    pub async fn restore(&self, caller: &Caller, space: SpaceId, ids: &[DocumentId]) -> Result<()> {
        self.change_each(
            caller,
            space,
            OnDocuments::Restore,
            ids,
            |shelf, leave, id| rules::life::restore(shelf, leave, id, leave.now()),
        )
        .await
    }

    /// What is in the bin, the last thrown away first.
    ///
    /// # Errors
    /// Not found, unless it was the holder who was let in, or who answers for them.
    pub fn binned(&self, permit: &Permit) -> Result<Vec<Binned>> {
        if !permit.is_at_home() {
            return Err(Error::not_found());
        }
        let now = self.sharing.world().now();
        let there = permit.state::<Shelf>()?.all().filter_map(|document| {
            let since = document.binned_at?;
            let last = document.replaced_by.is_none();
            if !last || rules::life::is_over(since, now) {
                return None;
            }
            let label = document.sealed.label(permit).ok()?;
            Some(Binned {
                listed: Listed::of(document, label.clone()),
                until: since.plus(rules::life::BIN),
            })
        });
        let mut binned: Vec<Binned> = there.collect();
        binned.sort_by_key(|binned| std::cmp::Reverse(binned.until));
        Ok(binned)
    }

    /// The holder gives their own document a better title, type or day.
    ///
    /// # Errors
    /// Invalid, with every field to mend; not found, if it is not theirs.
    pub async fn head(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        draft: &Draft,
    ) -> Result<()> {
        self.change_each(
            caller,
            space,
            OnDocuments::Arrange,
            &[id],
            |shelf, leave, id| {
                let today = leave.now().in_paris().date();
                rules::life::head(shelf, leave, id, draft, today)
            },
        )
        .await
    }

    /// Checks that whoever wrote a document may put a new version in its place, before
    /// its file is taken in; nothing is written.
    ///
    /// # Errors
    /// Not found, if it is not theirs or not in the record; a conflict, if a newer
    /// version replaced it.
    pub async fn may_replace(&self, caller: &Caller, space: SpaceId, id: DocumentId) -> Result<()> {
        let act = OnDocuments::Replace;
        self.change_each(caller, space, act, &[id], |shelf, leave, id| {
            let author = WrittenBy::from(leave.by());
            rules::life::may_replace(shelf, &author, None, &Original::Known(id))?;
            Ok(Vec::new())
        })
        .await
    }

    /// The holder asks the author to correct a document.
    ///
    /// # Errors
    /// Invalid, for a text that is none; a conflict, while another waits; not
    /// found, if it is their own.
    pub async fn ask_correction(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        typed: &str,
    ) -> Result<()> {
        let text = rules::life::correction_text(typed)?;
        self.change_each(
            caller,
            space,
            OnDocuments::AskCorrection,
            &[id],
            |shelf, leave, id| rules::life::ask_correction(shelf, leave, id, &text),
        )
        .await
    }

    /// The versions of a document that the holder of a permit may see, the
    /// newest first.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn versions(permit: &Permit, id: DocumentId) -> Result<Vec<Version>> {
        let versions = permit.state::<Shelf>()?.versions(id).into_iter().rev();
        // What is kept aside is no version of anything, but before their eyes.
        let filed = |it: &&Document| !it.is_aside() || it.facts().id == id;
        let visible = versions
            .filter(filed)
            .filter(|version| permit.sees(version.facts()));
        Ok(visible
            .map(|version| Version {
                id: version.facts().id,
                added_at: version.facts().added_at,
            })
            .collect())
    }

    /// The requests to correct a document, the newest first, for its holder.
    ///
    /// # Errors
    /// Not found, for anybody else.
    pub fn corrections(permit: &Permit, id: DocumentId) -> Result<Vec<Asked>> {
        if !permit.is_at_home() {
            return Err(Error::not_found());
        }
        let document = permit.state::<Shelf>()?.find(id);
        let document = document.ok_or_else(Error::not_found)?;
        let corrections = document.corrections.iter().rev();
        corrections
            .map(|it| {
                let reply = match (&it.reply, it.answer) {
                    (Some(reply), Some((_, at))) => Some((reply.label(permit)?.0.clone(), at)),
                    _ => None,
                };
                Ok(Asked {
                    text: it.text.label(permit)?.0.clone(),
                    at: it.asked_at,
                    standing: it.standing(),
                    reply,
                })
            })
            .collect()
    }

    /// Forgets what is noted beside the journal of a space that was erased: what
    /// was deposited in it, what was in its bin, what was on its way into it, with
    /// the bytes of that. Its objects go with the space.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.forget_arrivals(space).await?;
        self.ledgers.forget(space).await
    }

    /// Removes the bytes of what was in a bin for thirty days, as the journals
    /// say. To be called again and again; what one space refuses stops no other.
    ///
    /// # Errors
    /// The last refusal.
    pub async fn empty_bins(&self) -> Result<u64> {
        let now = self.sharing.world().now().minus(MARGIN);
        let (mut removed, mut refused, mut behind) = (0, None, None);
        loop {
            let due = self.ledgers.due(now, behind, DUE_AT_ONCE).await?;
            let Some(last) = due.last().copied() else {
                break;
            };
            for one in due {
                match self.empty_bin(one, now).await {
                    Ok(objects) => removed += objects,
                    Err(error) => {
                        let log = error.log_text();
                        tracing::warn!(error = log, "a document stays in the bin");
                        refused = Some(error);
                    }
                }
            }
            behind = Some(last);
        }
        refused.map_or(Ok(removed), Err)
    }

    async fn empty_bin(&self, due: Due, now: Timestamp) -> Result<u64> {
        match self.in_bin(due, now).await? {
            InBin::Gone(objects) => {
                for object in &objects {
                    self.vault.remove(*object).await?;
                    kernel::kill_point("documents-after-bin-object");
                }
                self.ledgers.done(due).await?;
                Ok(objects.len() as u64)
            }
            InBin::Out => self.ledgers.done(due).await.map(|()| 0),
            InBin::Until(later) => self.ledgers.due_later(due, later).await.map(|()| 0),
        }
    }

    async fn in_bin(&self, due: Due, now: Timestamp) -> Result<InBin> {
        // If the whole space was erased, this was with it.
        let Some(book) = self.journal.look(due.space).await? else {
            return Ok(InBin::Out);
        };
        Ok(rules::life::in_bin(
            book.state::<Shelf>()?,
            due.document,
            now,
        ))
    }
}
