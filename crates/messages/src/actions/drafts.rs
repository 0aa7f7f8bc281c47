//! What somebody has not sent yet: kept for their eyes alone, beside the journal,
//! under the key of the space. It writes no line: nobody else learns that there is
//! one.

use super::To;
use super::sending::writing;
use crate::Messages;
use crate::mailbox::ThreadId;
use crate::queries::Whose;
use identity::Caller;
use kernel::{Error, Result, SpaceId};
use minicbor::{Decode, Encode};
use sharing::Change;

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
    /// A professional ticked that nobody is to answer.
    #[n(3)]
    #[cbor(default)]
    pub no_reply: bool,
    /// And to whom else.
    #[n(4)]
    #[cbor(default)]
    pub with: Vec<String>,
}

/// What stands between two drafts in one.
const BETWEEN: &str = "\n\n----------\n\n";

/// A text with its lines ended as we end them: a browser sends them back otherwise.
pub(crate) fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

impl Draft {
    /// Whether nothing was typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.subject.trim().is_empty() && self.text.trim().is_empty()
    }

    /// With what was kept before, below: no word of either is lost. What is there
    /// already is not put there again.
    pub(crate) fn above(self, kept: Option<Self>) -> Self {
        let Some(kept) = kept.filter(|kept| !kept.text.trim().is_empty()) else {
            return self;
        };
        if plain_lines(&kept.text).starts_with(&plain_lines(&self.text)) {
            return kept;
        }
        let other = kept.subject != self.subject && !kept.subject.trim().is_empty();
        let subject = if other {
            format!("{}\n", kept.subject)
        } else {
            String::new()
        };
        Self {
            text: format!("{}{BETWEEN}{subject}{}", self.text, kept.text),
            no_reply: self.no_reply || kept.no_reply,
            ..self
        }
    }
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

    /// Keeps what somebody typed, where they may write: in a thread of which they see
    /// something, or in a new one.
    ///
    /// # Errors
    /// Not found, for whoever may not.
    pub(crate) async fn keep_typed(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: &To,
        draft: &Draft,
    ) -> Result<()> {
        let thread = self.thread_of(caller, space, to).await?;
        self.keep_draft(caller, space, thread, draft).await
    }

    /// Discards what somebody kept, where they emptied it.
    ///
    /// # Errors
    /// As [`Self::keep_typed`].
    pub(crate) async fn clear_typed(&self, caller: &Caller, space: SpaceId, to: &To) -> Result<()> {
        let thread = self.thread_of(caller, space, to).await?;
        self.drop_draft(caller, space, thread).await
    }

    /// The thread in which somebody may write; none for a new one.
    async fn thread_of(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: &To,
    ) -> Result<Option<ThreadId>> {
        match to {
            To::Thread(id) => {
                self.sees(caller, space, *id).await?;
                Ok(Some(*id))
            }
            To::New(_) => {
                // Whoever may state a link may write: an open space that does not
                // block them.
                let change = match caller {
                    Caller::Professional(_) => Change::StateLink,
                    _ => writing(caller),
                };
                self.sharing().check(caller, space, change).await?;
                Ok(None)
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(subject: &str, text: &str) -> Draft {
        Draft {
            to: None,
            subject: subject.into(),
            text: text.into(),
            no_reply: false,
            with: Vec::new(),
        }
    }

    #[test]
    fn what_was_kept_before_a_draft_had_several_addressees_is_read() {
        #[derive(Encode)]
        struct Former {
            #[n(0)]
            to: Option<String>,
            #[n(1)]
            subject: String,
            #[n(2)]
            text: String,
            #[n(3)]
            no_reply: bool,
        }
        let of = draft("Suivi", "Un");
        let former = Former {
            to: of.to.clone(),
            subject: of.subject.clone(),
            text: of.text.clone(),
            no_reply: of.no_reply,
        };
        let kept = minicbor::to_vec(former).expect("written");
        let read: Draft = minicbor::decode(&kept).expect("read");
        assert_eq!(read, of);
    }

    #[test]
    fn what_is_taken_back_stands_above_what_was_kept_and_once() {
        let taken = draft("Suivi", "Un");
        assert_eq!(taken.clone().above(None), taken);
        assert_eq!(taken.clone().above(Some(draft("Autre", " "))), taken);
        let both = taken.clone().above(Some(draft("Suivi", "Deux")));
        assert_eq!(both, draft("Suivi", "Un\n\n----------\n\nDeux"));
        assert_eq!(taken.clone().above(Some(both.clone())), both);
        let lines = draft("Suivi", "Un\r\nDeux");
        assert_eq!(draft("Suivi", "Un\nDeux").above(Some(lines.clone())), lines);
        let both = taken.above(Some(draft("Autre", "Deux")));
        assert_eq!(both.text, "Un\n\n----------\n\nAutre\nDeux");
    }

    proptest! {
        #[test]
        fn no_word_of_either_is_lost(one in "\\PC{1,40}", two in "\\PC{0,40}", subject in "[a-z]{0,8}") {
            let both = draft("Suivi", &one).above(Some(draft(&subject, &two)));
            prop_assert!(both.text.contains(&one));
            prop_assert!(two.trim().is_empty() || both.text.contains(&two));
        }
    }
}
