//! Reading a conversation that one takes part in. It needs no care link and gives
//! none; it is decided, counted and written first like any read.

use super::Sharing;
use super::letting::{Manner, Target};
use crate::asking::{Asker, decide, granted};
use crate::permit::{Permit, Scope, Sealed, Titled};
use crate::rights::Rights;
use crate::rules::{Act, DocumentState};
use identity::Caller;
use journal::Book;
use kernel::{Error, Result, SpaceId, Timestamp};

impl Sharing {
    /// Lets somebody read a conversation, which `find` points at in the record: the
    /// copy that is sealed for them.
    ///
    /// # Errors
    /// Not found, for whoever takes no part in it; else as
    /// [`Self::permit_record`].
    pub async fn permit_thread<L, B, F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        find: F,
    ) -> Result<Permit>
    where
        L: Titled + 'static,
        B: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
    {
        self.permit(caller, space, Act::Converse, |book| {
            Target::of(find(book)?, Scope::Thread, "thread-read")
        })
        .await
    }

    /// Lets what somebody wrote in a conversation leave for the mailboxes of others
    /// who take part: decided as if its author looked themselves, without a session;
    /// the line says what was done.
    ///
    /// # Errors
    /// As [`Self::permit_thread`].
    pub async fn permit_mailing<L, B, F>(
        &self,
        author: &Caller,
        space: SpaceId,
        find: F,
    ) -> Result<Permit>
    where
        L: Titled + 'static,
        B: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
    {
        self.permit(author, space, Act::Converse, |book| {
            Target::of(find(book)?, Scope::Thread, "message-mailed")
        })
        .await
    }

    /// Lets somebody read a document that is attached to a conversation, which the
    /// first finder points at if the document is attached there: it is decided as the
    /// conversation is, and the line names the document.
    ///
    /// # Errors
    /// As [`Self::permit_thread`]; not found, once the document is gone.
    pub async fn permit_attached<L, B, M, C, F, G>(
        &self,
        caller: &Caller,
        space: SpaceId,
        manner: Manner,
        thread: F,
        document: G,
    ) -> Result<Permit>
    where
        L: Titled + 'static,
        B: 'static,
        M: Titled + 'static,
        C: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
        G: Fn(&Book) -> Result<Option<&Sealed<M, C>>> + Send + Sync,
    {
        let now = self.0.world.now();
        let asker = self.asker(caller, now);
        let answers = matches!(asker, Asker::Representative { .. });
        self.permit(caller, space, Act::Converse, |book| {
            let thread = thread(book)?.ok_or_else(Error::not_found)?;
            let target = Target::of(document(book)?, Scope::Attached, manner.act())?;
            let facts = target.facts.as_ref();
            if facts.is_none_or(|facts| facts.state != DocumentState::Kept) {
                return Err(Error::not_found());
            }
            // A minor's secret is one also where it is attached.
            let rights = book.state::<Rights>()?;
            if answers && facts.is_some_and(|facts| rights.is_secret(facts.id)) {
                return Err(Error::not_found());
            }
            // A carer reads, and sends on, what they see in the documents.
            if matches!(asker, Asker::Carer { .. }) {
                let (act, matrix) = (Act::ReadDocument, &self.0.matrix);
                granted(decide(book, &asker, act, facts, matrix, now)?)?;
            }
            Ok(Target {
                facts: Some(thread.facts().clone()),
                ..target
            })
        })
        .await
    }

    /// Decides whether somebody takes part in a conversation now, without showing
    /// anything of it: for lists that name nothing else of a record.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub async fn converses<L, B, F>(&self, caller: &Caller, space: SpaceId, find: F) -> Result<()>
    where
        L: Titled + 'static,
        B: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
    {
        let decided = |book: &Book, asker: &Asker, now: Timestamp| {
            let found = find(book)?.ok_or_else(Error::not_found)?;
            let facts = Some(found.facts());
            granted(decide(
                book,
                asker,
                Act::Converse,
                facts,
                &self.0.matrix,
                now,
            )?)
        };
        self.leave(caller, space, &[], &decided).await.map(drop)
    }
}
