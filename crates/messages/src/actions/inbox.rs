//! A professional's inbox over all their patients: found in a table, decided again
//! thread by thread before a name is said. Of what is said in them it shows nothing.

use super::found;
use crate::Messages;
use crate::mailbox::{Mailbox, Side, ThreadId};
use crate::queries::Line;
use crate::rules::{Reach, State, UNDO_FOR};
use identity::{Caller, Professional};
use journal::{Book, Standing};
use kernel::{Kind, Result, SpaceId, Timestamp};
use spaces::Face;
use std::time::Duration;

/// What is left of a thread that nobody sees any more is dropped after this.
const LEFT: Duration = UNDO_FOR.saturating_mul(4);

/// A conversation in a professional's inbox: with whom, when, and who wrote for a child;
/// not what about.
pub(crate) struct Waiting {
    pub space: SpaceId,
    pub thread: ThreadId,
    pub face: Face,
    pub at: Timestamp,
    /// Who wrote last, where they wrote for the child whose space it is.
    pub for_child: Option<String>,
    pub unread: bool,
    pub state: State,
}

/// From before what the next page of an inbox goes on.
pub(crate) type Before = (Timestamp, ThreadId);

/// A conversation of a professional with a patient, without a word of it.
pub(crate) struct Theirs {
    pub(crate) id: ThreadId,
    /// In the order in which they began: it stays when somebody answers.
    pub(crate) number: usize,
    /// When the last message came.
    pub(crate) at: Timestamp,
    /// Something of it is unread.
    pub(crate) new: bool,
    pub(crate) state: State,
}

impl Messages {
    /// Conversations of a professional, the last said first, and where the next page
    /// begins. Those that they may not see any more are left out.
    pub(crate) async fn inbox(
        &self,
        professional: &Professional,
        before: Option<Before>,
        page: usize,
    ) -> Result<(Vec<Waiting>, Option<Before>)> {
        let most = i64::try_from(page).unwrap_or(i64::MAX).saturating_add(1);
        let tables = &self.0.tables;
        let mut lines = tables.inbox(&professional.rpps, before, most).await?;
        let more = lines.len() > page;
        lines.truncate(page);
        let next = lines.last().filter(|_| more);
        let next = next.map(|line| (line.at, line.thread));
        let mut waiting = Vec::new();
        for line in lines {
            match self.waiting(professional, line).await {
                Ok(found) => waiting.extend(found),
                // Closed, erased or blocked: as if it were not there.
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok((waiting, next))
    }

    async fn waiting(&self, professional: &Professional, line: Line) -> Result<Option<Waiting>> {
        let (rpps, now) = (&professional.rpps, self.now());
        let caller = Caller::Professional(professional.clone());
        let side = Side::from(rpps);
        let (space, thread) = (line.space, line.thread);
        let decided = self
            .sharing()
            .converses(&caller, space, |book: &Book| {
                found(book, thread, &side, now)
            })
            .await;
        let journal = &self.0.parts.journal;
        let book = journal.open(space).await?;
        let kept = book.state::<Mailbox>()?.find(thread);
        let kept = kept.filter(|kept| kept.shown_to(&side, now).is_some());
        let last = kept.and_then(|kept| kept.thread.last_at(&side, now));
        let (Some(kept), Some(at)) = (kept, last) else {
            // It was taken back, never came to be, or they were taken off.
            if line.at.plus(LEFT) < now && book.standing() == Standing::Open {
                self.0.tables.drop_line(rpps, line).await?;
            }
            return Ok(None);
        };
        if let Err(error) = decided {
            if error.kind() == Kind::NotFound {
                // Closed or blocked: it is not counted as unread any more.
                self.0.tables.read(rpps, thread, now).await?;
            }
            return Err(error);
        }
        let unread = kept.thread.unread(&side, now).next().is_some();
        if !unread {
            self.0.tables.read(rpps, thread, now).await?;
        }
        let last = kept.thread.shown(&side, now).last();
        let for_child = last.filter(|message| message.by.acts_for_another());
        Ok(Some(Waiting {
            for_child: for_child.map(|message| message.by.name().to_owned()),
            face: self.face(space).await?,
            space,
            thread,
            at,
            unread,
            state: kept.thread.state,
        }))
    }

    /// In how many conversations something waits for this professional.
    pub(crate) async fn waiting_for(&self, professional: &Professional) -> Result<u64> {
        let tables = &self.0.tables;
        tables.count_unread(&professional.rpps, self.now()).await
    }

    /// The conversations of a professional in one space, the last said first: when,
    /// and nothing of what is said in them.
    ///
    /// # Errors
    /// Not found, in a space that is not open, and for a professional who is blocked.
    pub(crate) async fn with_patient(
        &self,
        professional: &Professional,
        space: SpaceId,
    ) -> Result<Vec<Theirs>> {
        let caller = Caller::Professional(professional.clone());
        // Whoever may state a link may write: an open space that does not block them.
        let change = sharing::Change::StateLink;
        self.sharing().check(&caller, space, change).await?;
        let now = self.now();
        let side = Side::from(&professional.rpps);
        let book = self.0.parts.journal.open(space).await?;
        let mailbox = book.state::<Mailbox>()?;
        let theirs = mailbox.all().filter(|kept| kept.copy(&side).is_some());
        let shown = theirs.filter_map(|kept| {
            let at = kept.thread.last_at(&side, now)?;
            Some((&kept.thread, at))
        });
        let mut listed: Vec<Theirs> = (1..)
            .zip(shown)
            .map(|(number, (thread, at))| Theirs {
                id: thread.id,
                number,
                at,
                new: thread.unread(&side, now).next().is_some(),
                state: thread.state,
            })
            .collect();
        listed.sort_by_key(|it| std::cmp::Reverse((it.at, it.id)));
        Ok(listed)
    }

    /// Who may write to this professional first.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn reach_of(&self, professional: &Professional) -> Result<Reach> {
        self.0.tables.reach_of(&professional.rpps).await
    }

    /// They choose.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn set_reach(&self, professional: &Professional, reach: Reach) -> Result<()> {
        let tables = &self.0.tables;
        tables.reach(&professional.rpps, reach, self.now()).await
    }
}
