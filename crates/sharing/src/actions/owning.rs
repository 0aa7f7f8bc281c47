//! What somebody deposited, before their own eyes again. No care link is needed
//! for what is one's own; it is decided, counted and written first like any read.

use super::Sharing;
use super::letting::Target;
use crate::asking::{decide, granted};
use crate::permit::{Permit, Scope, Sealed, Titled};
use crate::rules::Act;
use identity::Caller;
use journal::Book;
use kernel::{Result, SpaceId};

/// What an author looks at: the history says which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owned {
    /// What they deposited, and in whose record.
    Deposit,
    /// What the patient asks them to correct in it.
    Correction,
    /// An appointment they made.
    Appointment,
    /// All appointments they made.
    Appointments,
}

impl Owned {
    const fn act(self) -> &'static str {
        match self {
            Self::Deposit => "deposit-read",
            Self::Correction => "correction-read",
            Self::Appointment => "appointment-read",
            Self::Appointments => "appointments-read",
        }
    }
}

impl Sharing {
    /// Lets the author of a document, which `find` points at in the record, see
    /// what it is called and what they were asked of it: never its bytes.
    ///
    /// # Errors
    /// Not found, for anybody else, and once it was taken back; else as
    /// [`Self::permit_record`].
    pub async fn permit_own<L, B, F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        owned: Owned,
        find: F,
    ) -> Result<Permit>
    where
        L: Titled + 'static,
        B: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
    {
        self.permit(caller, space, Act::AnswerCorrection, |book| {
            Target::of(find(book)?, Scope::Own, owned.act())
        })
        .await
    }

    /// Lets somebody see what lists show of all of this type that they wrote themself
    /// here, and of nothing else: with a care link or without. Whom its holder blocked
    /// finds nothing.
    ///
    /// # Errors
    /// Not found, for a closed space, for a blocked professional, and for who is neither a
    /// professional nor an institution; refused, at the ceiling of the people that one
    /// sees in a day; unavailable, if the line could not be written first.
    pub async fn permit_all_own(
        &self,
        caller: &Caller,
        space: SpaceId,
        owned: Owned,
        type_code: &'static str,
    ) -> Result<Permit> {
        self.permit(caller, space, Act::ReadOwnActs, |_| {
            Ok(Target {
                scope: Scope::AllOwn(type_code),
                act: owned.act(),
                about: None,
                what: String::new(),
                facts: None,
            })
        })
        .await
    }

    /// Whether somebody finds what they wrote themself in this space. Whom its holder
    /// blocked does not: reading, it is as if it were closed; they may still add.
    ///
    /// # Errors
    /// Not found, where they do not; else as the store.
    pub async fn check_own(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        let (journal, now) = (&self.0.journal, self.world().now());
        // As it is now: another process may have written that they are blocked.
        let book = journal.refresh(&journal.open(space).await?).await?;
        let asker = self.asker(caller, now);
        let act = Act::ReadOwnActs;
        granted(decide(&book, &asker, act, None, &self.0.matrix, now)?)
    }
}
