//! Carers: to whom a holder confides that they see their space (domain rules, §9). As a
//! mandate it is looked up for the one space that an address names, with every request;
//! it lets nobody further in.
//!
//! INVARIANTS: three at most for one space, who are invited among them, and five at most
//! of one carer, by places that the tables give once; in force until its end, whatever
//! job ran.

use crate::caller::{Capacity, Holder};
use crate::{Identity, queries};
use kernel::{AccountId, CarerId, Error, PersonId, Result, SpaceId, Timestamp};
use std::time::Duration;
use store::Tx;

/// Carers of one person, who are invited among them.
pub const CARERS_MAX: i64 = 3;
/// People whom one carer helps.
pub const HELPED_MAX: i64 = 5;

/// Somebody to whom a part of a space is confided, or who is invited to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carer {
    /// What addresses call it.
    pub id: CarerId,
    /// The space of who is helped.
    pub space: SpaceId,
    /// Until when: excluded.
    pub until: Timestamp,
    /// Who helps; nobody yet, who is invited.
    pub by: Option<Helper>,
    /// Until when it can be accepted.
    pub invited_until: Timestamp,
    /// Since when conversations are confided too; of an invitation, since when it offers
    /// them.
    pub messages_since: Option<Timestamp>,
}

/// Who helps somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Helper {
    /// Their account.
    pub account: AccountId,
    /// Who, in the register.
    pub person: PersonId,
    /// Since when.
    pub since: Timestamp,
}

/// An invitation to help, as it is kept.
#[derive(Clone, Debug)]
pub struct CarerInvited {
    /// What addresses call it.
    pub id: CarerId,
    /// The space of who invites.
    pub space: SpaceId,
    /// The end of what is confided.
    pub until: Timestamp,
    /// A keyed hash of its code.
    pub code_hash: [u8; 32],
    /// A keyed hash of whom it names.
    pub traits: [u8; 32],
    /// Until when it can be accepted.
    pub invited_until: Timestamp,
    /// Whether conversations are confided too.
    pub messages: bool,
}

impl Carer {
    /// Whether it stands: confided and not at its end, or an invitation that can still
    /// be accepted.
    pub fn stands(&self, now: Timestamp) -> bool {
        now < self.until && (self.by.is_some() || now < self.invited_until)
    }
}

impl Identity {
    /// What of this space is confided to this account, if it is its carer now.
    pub(crate) async fn cares(&self, space: SpaceId, account: AccountId) -> Result<Option<Carer>> {
        let found = queries::find_carer(self.store(), space, account).await?;
        Ok(found.filter(|carer| carer.stands(self.now())))
    }

    /// The carer of this space to whom conversations are confided, by this account, in no
    /// session: for what they wrote at that moment and leaves now. Nobody, where that is
    /// confided no more, or was given anew since.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carer_away(
        &self,
        account: AccountId,
        space: SpaceId,
        then: Timestamp,
    ) -> Result<Option<Holder>> {
        let care = self.cares(space, account).await?;
        let messages = care.and_then(|care| care.messages_since);
        if messages.is_none_or(|since| since > then) {
            return Ok(None);
        }
        let holder = self.holder_away(account).await?;
        Ok(holder.map(|holder| self.acting_as(holder, space, Capacity::Carer { messages })))
    }

    /// Whether conversations of this space that began at this moment are read by a carer
    /// too.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carers_read(&self, space: SpaceId, began: Timestamp) -> Result<bool> {
        let all = self.carers_of(space).await?;
        let since = |carer: &Carer| carer.by.and(carer.messages_since);
        Ok(all.iter().filter_map(since).any(|since| since <= began))
    }

    /// The carers of a space and who is invited, as they stand, in the order of their
    /// places.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carers_of(&self, space: SpaceId) -> Result<Vec<Carer>> {
        let mut all = queries::list_carers(self.store(), space).await?;
        all.retain(|carer| carer.stands(self.now()));
        Ok(all)
    }

    /// Whom somebody helps now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn helped_by(&self, account: AccountId) -> Result<Vec<Carer>> {
        let mut all = queries::list_helped(self.store(), account).await?;
        all.retain(|carer| carer.stands(self.now()));
        Ok(all)
    }

    /// The invitation of this code that stands, and whom it names.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carer_invited(&self, code_hash: &[u8; 32]) -> Result<Option<CarerInvited>> {
        let found = queries::find_carer_invited(self.store(), code_hash).await?;
        let now = self.now();
        Ok(found.filter(|it| now < it.invited_until && now < it.until))
    }

    /// Keeps an invitation, in the caller's transaction, in a place that is free.
    ///
    /// # Errors
    /// Conflict, where there are three already.
    pub async fn invite_carer(&self, tx: &mut Tx, new: &CarerInvited) -> Result<()> {
        queries::sweep_carers(tx, new.space, self.now()).await?;
        let there = queries::list_carer_places(tx, new.space).await?;
        let free = (1..=CARERS_MAX).find(|place| !there.contains(place));
        let place = free.ok_or_else(|| Error::conflict("carer-three-already"))?;
        queries::insert_carer(tx, new, place, self.now()).await
    }

    /// Somebody helps from now on, by this invitation, in the caller's transaction.
    ///
    /// # Errors
    /// Not found, where the invitation does not stand any more; conflict, where they help
    /// five already, or this very person.
    pub async fn accept_to_help(
        &self,
        tx: &mut Tx,
        invited: &CarerInvited,
        by: Helper,
    ) -> Result<()> {
        crate::staff::not_of_the_team(tx, by.account).await?;
        let now = self.now();
        queries::sweep_helped(tx, by.account, now).await?;
        let helped = queries::list_helped_in(tx, by.account).await?;
        if helped.iter().any(|(space, _)| *space == invited.space) {
            return Err(Error::conflict("carer-yours-already"));
        }
        let free = (1..=HELPED_MAX).find(|place| !helped.iter().any(|(_, it)| it == place));
        let place = free.ok_or_else(|| Error::conflict("carer-five-already"))?;
        match queries::accept_carer(tx, invited, by, place, now).await? {
            true => Ok(()),
            false => Err(Error::not_found()),
        }
    }

    /// Moves the end of what is confided, in the caller's transaction; whether there was
    /// something.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn move_carer(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        id: CarerId,
        until: Timestamp,
    ) -> Result<bool> {
        queries::update_carer(tx, space, id, until).await
    }

    /// Confides conversations too, from now on, or no more, in the caller's transaction;
    /// whether that changed something.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn confide_messages(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        id: CarerId,
        messages: bool,
    ) -> Result<bool> {
        let since = messages.then_some(self.now());
        queries::update_carer_messages(tx, space, id, since).await
    }

    /// Ends what is confided to this account, or an invitation that nobody accepted, in
    /// the caller's transaction.
    ///
    /// # Errors
    /// Not found, where nothing is; conflict, where it is somebody else's by now: it was
    /// accepted meanwhile.
    pub async fn end_carer(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        id: CarerId,
        account: Option<AccountId>,
    ) -> Result<()> {
        let gone = queries::delete_carer(tx, space, id).await?;
        match gone.ok_or_else(Error::not_found)? == account {
            true => Ok(()),
            false => Err(Error::conflict("error-conflict")),
        }
    }

    /// Ends all that is confided of a space, and all that its person helps, in the
    /// caller's transaction; the spaces of those whom they helped. Who helped in it is to
    /// be told ([`Self::carers_untold`]).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_care(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        person: PersonId,
    ) -> Result<Vec<SpaceId>> {
        queries::hold_carers(tx, space, person).await?;
        queries::delete_carers(tx, space, self.now()).await?;
        queries::delete_helped(tx, person).await
    }

    /// What is confided and ends by then, of whose end less than so many announcements
    /// were made: `limit` of them, the first to end first, after this one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carers_to_announce(
        &self,
        news: Duration,
        by: Timestamp,
        told: i64,
        after: Option<&Carer>,
        limit: i64,
    ) -> Result<Vec<Carer>> {
        let after = match after {
            Some(last) => (last.until, Some(last.id)),
            None => (self.now().minus(news), None),
        };
        queries::list_carers_to_announce(self.store(), by, told, after, limit).await
    }

    /// So many announcements of this end were made.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carer_announced(&self, carer: &Carer, told: i64) -> Result<()> {
        queries::update_carer_told(self.store(), carer, told).await
    }

    /// Accounts that helped somebody whose space is open no more, and were not told yet
    /// that it ended, each with what that was called: `limit` of them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carers_untold(&self, limit: i64) -> Result<Vec<(CarerId, AccountId)>> {
        queries::list_carers_untold(self.store(), limit).await
    }

    /// They were told.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn carer_told(&self, id: CarerId) -> Result<()> {
        queries::delete_carer_untold(self.store(), id).await
    }
}
