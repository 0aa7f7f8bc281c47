//! What somebody has not sent yet: kept for their eyes alone, beside the journal,
//! under the key of the space. It writes no line: nobody else learns that there is
//! one.

use crate::Messages;
use crate::mailbox::ThreadId;
use crate::queries::Whose;
use identity::Caller;
use kernel::{Error, Result, SpaceId};
use minicbor::{Decode, Encode};

const PURPOSE: &str = "messages-draft";

/// A draft.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct Draft {
    /// To whom, for a new conversation of its holder.
    #[n(0)]
    pub to: Option<String>,
    /// The subject, for a new conversation.
    #[n(1)]
    pub subject: String,
    /// The text.
    #[n(2)]
    pub text: String,
}

fn whose(caller: &Caller) -> Result<Whose<'_>> {
    match caller {
        Caller::Holder(holder) => Ok(Whose::Account(holder.account)),
        Caller::Professional(professional) => Ok(Whose::Professional(&professional.rpps)),
        Caller::Institution(_) | Caller::Service(_) | Caller::Staff(_) => Err(Error::not_found()),
    }
}

impl Messages {
    /// Keeps a draft, for a thread or for a new one, in the place of one before. That
    /// they may write there was decided by who calls.
    pub(crate) async fn keep_draft(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<ThreadId>,
        draft: &Draft,
    ) -> Result<()> {
        let plain = minicbor::to_vec(draft).expect("writing CBOR to memory cannot fail");
        let journal = &self.0.parts.journal;
        let body = journal.seal_beside(space, PURPOSE, &plain).await?;
        let place = (space, thread);
        let tables = &self.0.tables;
        tables
            .keep_draft(&whose(caller)?, place, body, self.now())
            .await
    }

    /// The draft of whoever asks.
    pub(crate) async fn draft(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<ThreadId>,
    ) -> Result<Option<Draft>> {
        let kept = self.0.tables.draft(&whose(caller)?, space, thread).await?;
        let Some(body) = kept else { return Ok(None) };
        let journal = &self.0.parts.journal;
        let plain = journal.open_beside(space, PURPOSE, &body).await?;
        let unreadable = |cause| Error::fault("a draft is unreadable").because(cause);
        minicbor::decode(&plain).map(Some).map_err(unreadable)
    }

    /// Discards it.
    pub(crate) async fn drop_draft(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<ThreadId>,
    ) -> Result<()> {
        self.0
            .tables
            .drop_draft(&whose(caller)?, space, thread)
            .await
    }
}
