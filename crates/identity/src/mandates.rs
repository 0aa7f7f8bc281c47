//! Mandates: who answers for a child's space (domain rules, §9). One is between an
//! account and a space; it gives none further, for it is looked up for the one space
//! that an address names, and what it makes is a [`Holder`] of that space and no other.
//!
//! INVARIANTS: two at most for one space; in force until the child is of age, whether
//! or not any job ran; asked anew with every request.

use crate::caller::{Caller, Capacity, Holder};
use crate::probation::Probation;
use crate::{Identity, queries};
use kernel::{AccountId, Date, Error, PersonId, Personal, Result, SpaceId, Timestamp};
use store::Tx;

/// The age from which nobody answers for somebody.
const OF_AGE: i16 = 18;

/// How a mandate came to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The fund says that the child is attached to this adult.
    Told,
    /// The other representative invited them.
    Invited,
}

impl Origin {
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Told => 0,
            Self::Invited => 1,
        }
    }

    pub(crate) fn from_number(number: i64) -> Result<Self> {
        match number {
            0 => Ok(Self::Told),
            1 => Ok(Self::Invited),
            _ => Err(Error::fault("a kept mandate is of no known origin")),
        }
    }
}

/// That an account answers for a child's space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mandate {
    /// The child's space.
    pub space: SpaceId,
    /// The adult's account.
    pub account: AccountId,
    /// The adult, in the register.
    pub person: PersonId,
    /// Since when.
    pub since: Timestamp,
    /// Until when: excluded.
    pub until: Timestamp,
    /// How it came to be.
    pub origin: Origin,
}

/// When somebody born that day is of age: at midnight in Paris. Who was born on a 29th
/// of February is on the 1st of March, where that year has none: a year is over when
/// its last day is.
pub fn of_age(born: Date) -> Option<Timestamp> {
    let year = born.year().checked_add(OF_AGE)?;
    let day = Date::new(year, born.month(), born.day());
    let day = day.or_else(|_| Date::new(year, 3, 1)).ok()?;
    Timestamp::midnight_in_paris(day)
}

impl Identity {
    /// Whoever asks, as a representative of the child whose space it is, or as whom its
    /// holder confided a part of it to.
    ///
    /// # Errors
    /// Not found: for whoever is neither, as for an id of nothing, and for what they do
    /// not have.
    pub(crate) async fn acting(
        &self,
        caller: Caller,
        space: SpaceId,
        path: &str,
        reads: bool,
    ) -> Result<Caller> {
        let Caller::Holder(holder) = caller else {
            return Err(Error::not_found());
        };
        let answers = self.answers(space, holder.account).await?;
        let cares = match answers {
            true => None,
            false => self.cares(space, holder.account).await?,
        };
        let messages = cares.as_ref().and_then(|care| care.messages_since);
        let capacity = match (answers, cares) {
            (true, _) if edge::is_for_representatives(path) => Capacity::Representative,
            // Nothing that a carer has is written, but for messages.
            (_, Some(_)) if reads && edge::is_for_carers(path) => Capacity::Carer { messages },
            (_, Some(_)) if messages.is_some() && edge::is_for_carers_who_write(path) => {
                Capacity::Carer { messages }
            }
            _ => {
                tracing::debug!(account = %holder.account, %space, "a space of somebody else");
                return Err(Error::not_found());
            }
        };
        Ok(Caller::Holder(self.acting_as(holder, space, capacity)))
    }

    /// That whoever came to somebody else's space, as who answers for a child or as a
    /// carer, still may; of whoever came otherwise, nothing is asked.
    ///
    /// # Errors
    /// Not found, if they may no more.
    pub async fn still_acts(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        match caller {
            Caller::Holder(holder) => {
                let there = match holder.capacity {
                    Capacity::Holder => true,
                    Capacity::Representative => self.answers(space, holder.account).await?,
                    Capacity::Carer { .. } => self.cares(space, holder.account).await?.is_some(),
                };
                there.then_some(()).ok_or_else(Error::not_found)
            }
            _ => Ok(()),
        }
    }

    /// Whether this account answers for the child whose space it is, now.
    async fn answers(&self, space: SpaceId, account: AccountId) -> Result<bool> {
        let mandate = queries::find_mandate(self.store(), space, account).await?;
        Ok(mandate.is_some_and(|mandate| self.now() < mandate.until))
    }

    /// What the first days of their account keep back from somebody, they keep back
    /// here too.
    pub(crate) fn acting_as(&self, holder: Holder, space: SpaceId, capacity: Capacity) -> Holder {
        let now = self.now();
        let running = holder.probations.iter().filter(|it| now < it.until);
        let probations = running.map(|it| Probation { space, ..*it }).collect();
        Holder {
            spaces: vec![space],
            probations,
            capacity,
            ..holder
        }
    }

    /// Who answers for the child whose space this is, by this account, in no session: for
    /// what goes on after they asked for it. Nobody, once they do no more.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn representative_away(
        &self,
        account: AccountId,
        space: SpaceId,
    ) -> Result<Option<Holder>> {
        let ever = Timestamp::from_millis(i64::MAX);
        self.representative_since(account, space, ever).await
    }

    /// As [`Self::representative_away`], by a mandate that was in force at that moment
    /// already: what ended with one is not taken up by the next.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn representative_since(
        &self,
        account: AccountId,
        space: SpaceId,
        then: Timestamp,
    ) -> Result<Option<Holder>> {
        let mandate = queries::find_mandate(self.store(), space, account).await?;
        if mandate.is_none_or(|it| self.now() >= it.until || it.since > then) {
            return Ok(None);
        }
        let holder = self.holder_away(account).await?;
        Ok(holder.map(|holder| self.acting_as(holder, space, Capacity::Representative)))
    }

    /// The mandates of an account that are in force.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mandates_of(&self, account: AccountId) -> Result<Vec<Mandate>> {
        queries::list_mandates_of(self.store(), account, self.now()).await
    }

    /// The mandates in force for a space, the first one first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mandates_in(&self, space: SpaceId) -> Result<Vec<Mandate>> {
        queries::list_mandates(self.store(), space, self.now()).await
    }

    /// As [`Self::mandates_in`], as this transaction sees them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mandates_within(&self, tx: &mut Tx, space: SpaceId) -> Result<Vec<Mandate>> {
        queries::list_mandates_in(tx, space, self.now()).await
    }

    /// Gives a mandate, in the caller's transaction, which holds the child's space.
    ///
    /// # Errors
    /// Conflict, where there are two already; a fault, for an account of the team.
    pub async fn give_mandate(&self, tx: &mut Tx, mandate: &Mandate) -> Result<()> {
        crate::staff::not_of_the_team(tx, mandate.account).await?;
        let there = queries::list_places(tx, mandate.space).await?;
        let free = [1, 2].into_iter().find(|place| !there.contains(place));
        let place = free.ok_or_else(|| Error::conflict("mandate-two-already"))?;
        queries::insert_mandate(tx, mandate, place).await
    }

    /// Ends a mandate, in the caller's transaction; whether there was one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_mandate(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        account: AccountId,
    ) -> Result<bool> {
        queries::delete_mandate(tx, space, account).await
    }

    /// Ends all mandates for a space, in the caller's transaction.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_mandates(&self, tx: &mut Tx, space: SpaceId) -> Result<()> {
        queries::delete_mandates(tx, space).await
    }

    /// Ends all mandates that somebody has, in the caller's transaction; the spaces for
    /// which they had one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_mandates_of(&self, tx: &mut Tx, person: PersonId) -> Result<Vec<SpaceId>> {
        queries::delete_mandates_of(tx, person).await
    }

    /// Mandates that end by then, and of whose end less than so many announcements were
    /// made: `limit` of them, the first to end first, after this one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mandates_to_announce(
        &self,
        by: Timestamp,
        told: i64,
        after: Option<Mandate>,
        limit: i64,
    ) -> Result<Vec<Mandate>> {
        queries::list_to_announce(self.store(), by, told, after, limit).await
    }

    /// So many announcements of its end were made.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mandate_announced(&self, mandate: &Mandate, told: i64) -> Result<()> {
        queries::update_told(self.store(), mandate, told).await
    }

    /// How pages call the person of an account.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn name_of(&self, account: AccountId) -> Result<Option<Personal<String>>> {
        let found = queries::find_reach(self.store(), account).await?;
        let name = found.map(|(name, ..)| self.open_name(account, &name));
        Ok(name.transpose()?.map(Personal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_of_age_at_midnight_of_their_eighteenth_birthday_in_paris() {
        for (born, moment) in [
            ((2008, 6, 15), "2026-06-14T22:00:00Z"),
            ((2008, 12, 1), "2026-11-30T23:00:00Z"),
            // A year without a 29th of February.
            ((2008, 2, 29), "2026-02-28T23:00:00Z"),
        ] {
            let (year, month, day) = born;
            let born = Date::new(year, month, day).expect("a day");
            assert_eq!(of_age(born), Timestamp::parse_rfc3339(moment), "{born}");
        }
    }
}
