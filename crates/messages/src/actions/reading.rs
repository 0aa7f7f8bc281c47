//! Reading conversations: the holder's list, one of them, what is attached to it. The
//! line in the history comes first.

use super::{finding, found, side};
use crate::mailbox::{Correspondent, Kept, Mailbox, Side, Summary, Thread, ThreadId};
use crate::{Messages, entries, rules};
use documents::{Opened, Shelf};
use identity::Caller;
use journal::Book;
use kernel::{DocumentId, Error, Result, SpaceId};
use sharing::rules::DocumentState;
use sharing::{Manner, Permit, Rights};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Messages {
    /// What lists show of all conversations to its holder: the unread first, then
    /// the last said first.
    pub(crate) fn listed(permit: &Permit) -> Result<Vec<Summary>> {
        let (mailbox, shelf) = (permit.state::<Mailbox>()?, permit.state::<Shelf>()?);
        let summary = |kept: &Kept| {
            let copy = kept.copy(&Side::Holder)?;
            let label = copy.label(permit).ok()?;
            let is_shown = |document| !is_kept_from_them(permit, shelf, document);
            let mut summary = label.summary(&Side::Holder, permit.now(), is_shown)?;
            // What the holder has read is theirs to know.
            if permit.is_carers() {
                summary.unread = 0;
            }
            Some(summary)
        };
        let mut listed: Vec<Summary> = mailbox.all().filter_map(summary).collect();
        listed.sort_by_key(|it| std::cmp::Reverse((it.unread > 0, it.at, it.id)));
        Ok(listed)
    }

    /// Opens a conversation for reading; the line says so first, and what was unread
    /// is marked as read.
    ///
    /// # Errors
    /// As [`sharing::Sharing::permit_thread`].
    pub async fn open(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
    ) -> Result<(Permit, Arc<Thread>)> {
        let (side, now) = (side(caller)?, self.now());
        let permit = self
            .sharing()
            .permit_thread(caller, space, |book| found(book, id, &side, now))
            .await?;
        let kept = permit.state::<Mailbox>()?.find(id);
        let copy = kept.and_then(|kept| kept.copy(&side));
        let thread = Arc::clone(copy.ok_or_else(Error::not_found)?.body(&permit)?);
        let unread = thread.unread(&side, now).next().is_some();
        let news = unread || thread.news(&side).next().is_some();
        // What a carer reads is as new to the holder as before.
        if news && !permit.is_carers() {
            self.mark(caller, space, id).await;
        }
        if let Side::Other(Correspondent::Professional(rpps)) = &side {
            self.0.tables.read(rpps, id, now).await?;
        }
        Ok((permit, thread))
    }

    /// Opens a document through the conversation that it is attached to, for whoever
    /// sees the message; the line says so first.
    ///
    /// # Errors
    /// Not found, if it is attached to nothing that they see in it.
    pub(crate) async fn open_attached(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        document: DocumentId,
    ) -> Result<Opened> {
        let (side, now) = (side(caller)?, self.now());
        let thread = finding(move |book: &Book| {
            let kept = book.state::<Mailbox>()?.find(id);
            let hidden = is_hidden(book, document, &side)?;
            let attached = kept.filter(|kept| {
                let mut shown = kept.thread.shown(&side, now);
                shown.any(|message| {
                    message.attached.contains(&document)
                        && rules::may_read_attached(&kept.thread, message, &side, hidden)
                })
            });
            Ok(attached.and_then(|kept| kept.copy(&side)))
        });
        let documents = &self.0.parts.documents;
        documents
            .open_attached(caller, space, document, Manner::Downloaded, thread)
            .await
    }

    /// What is attached to a thread that who answers for a child, or a carer, does not see;
    /// of its holder, nothing.
    pub(crate) fn kept_from_them(permit: &Permit, thread: &Thread) -> Result<BTreeSet<DocumentId>> {
        let shelf = permit.state::<Shelf>()?;
        let shown = thread.shown(&Side::Holder, permit.now());
        let attached = shown.flat_map(|message| message.attached.iter().copied());
        Ok(attached
            .filter(|document| is_kept_from_them(permit, shelf, *document))
            .collect())
    }

    /// What is attached to a thread that this side does not read through it: what
    /// its holder hides from whoever came later, and what is kept aside.
    pub(crate) fn kept_back(
        permit: &Permit,
        thread: &Thread,
        side: &Side,
    ) -> Result<BTreeSet<DocumentId>> {
        let mut kept_back = BTreeSet::new();
        let shelf = permit.state::<Shelf>()?;
        let aside = |id: DocumentId| {
            let state = shelf.find(id).map(|it| it.facts().state);
            state == Some(DocumentState::Aside)
        };
        for message in thread.shown(side, permit.now()) {
            for document in &message.attached {
                let hidden = hides(shelf, permit.state::<Rights>()?, *document, side);
                if aside(*document) || !rules::may_read_attached(thread, message, side, hidden) {
                    kept_back.insert(*document);
                }
            }
        }
        Ok(kept_back)
    }

    async fn mark(&self, caller: &Caller, space: SpaceId, id: ThreadId) {
        let marked = self.change(caller, space, id, |_, _| {
            Ok(vec![entries::thread_marked(id)])
        });
        if let Err(error) = marked.await {
            // The mark is a comfort; the read itself is in the access log.
            let error = error.log_text();
            tracing::warn!(error, "a conversation was not marked as read");
        }
    }
}

/// Whether who answers for a child was let in, or a carer, and does not see this document.
fn is_kept_from_them(permit: &Permit, shelf: &Shelf, document: DocumentId) -> bool {
    let found = shelf.find(document);
    let another = permit.is_representatives() || permit.is_carers();
    another && !found.is_some_and(|found| permit.sees(found.facts()))
}

fn is_hidden(book: &Book, document: DocumentId, side: &Side) -> Result<bool> {
    let (shelf, rights) = (book.state::<Shelf>()?, book.state::<Rights>()?);
    Ok(hides(shelf, rights, document, side))
}

/// Whether the holder hides a document from this side, as records are read.
fn hides(shelf: &Shelf, rights: &Rights, document: DocumentId, side: &Side) -> bool {
    let found = shelf.find(document);
    let hiding = found.map(|found| &found.facts().hiding);
    let named = match side {
        Side::Other(who) => who.rpps(),
        Side::Holder => None,
    };
    hiding.is_some_and(|hiding| {
        let from_them = named.is_some_and(|rpps| hiding.from.contains(rpps));
        hiding.is_from_all() || from_them || rights.switches().hide_all
    })
}
