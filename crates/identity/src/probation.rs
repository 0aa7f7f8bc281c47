//! The first days of an account that a letter alone opened, or that got back in
//! without the second factor it had: it does not reach what was in the space
//! before then, so that who took the letter out of a mailbox
//! finds nothing, and the right person has time to say so (domain rules, §2.4).

use crate::{Holder, Identity, queries};
use kernel::{AccountId, Result, SpaceId, Timestamp};
use store::Tx;

/// What an account does not reach yet of one of its spaces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Probation {
    /// The space.
    pub space: SpaceId,
    /// Since when the account has it, or got back in: what is older is kept back.
    pub since: Timestamp,
    /// Until when: excluded.
    pub until: Timestamp,
}

impl Holder {
    /// What is kept back from them in this space now.
    pub fn probation(&self, space: SpaceId, now: Timestamp) -> Option<Probation> {
        let mut all = self.probations.iter().copied();
        all.find(|probation| probation.space == space && now < probation.until)
    }
}

impl Identity {
    /// Keeps what is in a space already from an account that was just linked to
    /// it, or got back in, in the caller's transaction.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn put_on_probation(
        &self,
        tx: &mut Tx,
        account: AccountId,
        space: SpaceId,
        until: Timestamp,
    ) -> Result<()> {
        queries::update_probation(tx, account, space, self.now(), until).await
    }

    /// Keeps it back until then, from whoever is on probation in this space now:
    /// somebody said that the account is not theirs.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn prolong_probations(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        until: Timestamp,
    ) -> Result<()> {
        queries::prolong_probations(tx, space, self.now(), until).await
    }
}
