//! Whose an export is: the account's that asked for it, in the capacity in which it
//! did. Who answers for a child is asked for their mandate again at every step, for it
//! ends without a word in the journal.

use crate::Exports;
use identity::{Caller, Capacity, Holder};
use kernel::{AccountId, Error, Result, SpaceId, Timestamp};
use store::Tx;

/// Who asked for an export, of which space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Whose {
    pub space: SpaceId,
    pub account: AccountId,
    /// When the mandate was given for which they asked; none, of its holder.
    pub mandate: Option<Timestamp>,
}

impl Exports {
    /// Whoever asks, as the one whose exports are theirs.
    ///
    /// # Errors
    /// Not found, for a space that is not theirs, or for which they answer no more.
    pub(crate) async fn whose(&self, holder: &Holder, space: SpaceId) -> Result<Whose> {
        if !holder.spaces.contains(&space) {
            return Err(Error::not_found());
        }
        let account = holder.account;
        let mandate = match holder.capacity {
            Capacity::Holder => None,
            // Whom a part of a space is confided to takes none of it out (domain rules, §9).
            Capacity::Carer { .. } => return Err(Error::not_found()),
            Capacity::Representative => {
                let mandates = self.0.identity.mandates_in(space).await?;
                let mut theirs = mandates.iter().filter(|it| it.account == account);
                Some(theirs.next().ok_or_else(Error::not_found)?.since)
            }
        };
        Ok(Whose {
            space,
            account,
            mandate,
        })
    }

    /// Whoever asked, while they are away.
    ///
    /// # Errors
    /// Not found, if they are gone, or answer for the child no more.
    pub(crate) async fn asker(&self, whose: Whose) -> Result<Caller> {
        let identity = &self.0.identity;
        let found = match whose.mandate {
            None => identity.holder_away(whose.account).await?,
            Some(_) => {
                let (account, space) = (whose.account, whose.space);
                identity.representative_away(account, space).await?
            }
        };
        let holder = found.ok_or_else(Error::not_found)?;
        match self.whose(&holder, whose.space).await? == whose {
            true => Ok(Caller::Holder(holder)),
            // Another mandate is none that this one was asked for under.
            false => Err(Error::not_found()),
        }
    }

    /// That who asked still answers for the child, as this transaction sees it.
    ///
    /// # Errors
    /// Not found, if they do no more.
    pub(crate) async fn still_theirs(&self, tx: &mut Tx, whose: Whose) -> Result<()> {
        let Some(since) = whose.mandate else {
            return Ok(());
        };
        let mandates = self.0.identity.mandates_within(tx, whose.space).await?;
        let stands = |it: &identity::Mandate| it.account == whose.account && it.since == since;
        match mandates.iter().any(stands) {
            true => Ok(()),
            false => Err(Error::not_found()),
        }
    }
}
