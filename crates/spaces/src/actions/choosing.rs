//! A holder chooses what they are told of, and how.

use crate::Spaces;
use crate::notices::Addressee;
use crate::queries;
use crate::rules::choosing::{Channels, Peace, Topic, Wish};
use crate::rules::weekly::{Week, Weekly};
use kernel::{Error, PersonId, Result, SpaceId, Timestamp};
use store::Statement;

impl Spaces {
    /// How the holder of this space is told of each topic.
    ///
    /// # Errors
    /// As the store.
    pub async fn choices(&self, space: SpaceId) -> Result<Vec<(Topic, Channels)>> {
        let kept = queries::list_choices(self.store(), space).await?;
        let choice = |topic: Topic| {
            let chosen = kept.get(&topic).copied();
            (topic, chosen.unwrap_or(topic.at_first()))
        };
        Ok(Topic::ALL.into_iter().map(choice).collect())
    }

    /// The hours in which the holder of this space is left in peace.
    ///
    /// # Errors
    /// As the store.
    pub async fn peace(&self, space: SpaceId) -> Result<Peace> {
        let chosen = queries::find_peace(self.store(), space).await?;
        Ok(chosen.unwrap_or(Peace::AT_FIRST))
    }

    /// Until when the holder of this space is left in peace, if they are now: what may
    /// wait is told then.
    ///
    /// # Errors
    /// As the store.
    pub async fn in_peace(&self, space: SpaceId, now: Timestamp) -> Result<Option<Timestamp>> {
        Ok(self.peace(space).await?.over(now))
    }

    /// Of what the holder of this space is told once a week, and when.
    ///
    /// # Errors
    /// As the store.
    pub async fn weekly(&self, space: SpaceId) -> Result<Weekly> {
        let week = queries::find_week(self.store(), space).await?;
        Ok(Weekly {
            topics: queries::list_weekly(self.store(), space).await?,
            week: week.unwrap_or(Week::AT_FIRST),
        })
    }

    /// The holder chooses. What waited for the e-mail of the week, and is to wait no
    /// more, is told by the next run.
    ///
    /// # Errors
    /// As the store.
    pub async fn choose(
        &self,
        space: SpaceId,
        choices: &[(Topic, Channels)],
        peace: Peace,
        weekly: &Weekly,
    ) -> Result<()> {
        let now = self.world().now();
        let before = queries::list_weekly(self.store(), space).await?;
        let next = weekly.tells(&before, peace, now);
        let put = |(topic, channels): &(Topic, Channels)| {
            queries::put_choice(space, *topic, *channels, weekly.has(*topic))
        };
        let mut tx = self.store().begin("choose notices").await?;
        // The week first, as everybody else who writes it.
        tx.run(vec![
            queries::put_week(space, weekly.week, next, now),
            queries::put_peace(space, peace),
        ])
        .await?;
        tx.run(choices.iter().map(put).collect()).await?;
        tx.commit().await
    }

    /// Whether a letter would find them: the fund has an address of theirs, which can be
    /// printed.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn has_address(&self, person: PersonId) -> Result<bool> {
        let insured = self.insured(person).await?;
        Ok(Addressee::of(&insured).takes_letters())
    }

    /// As [`Self::has_address`], of whose space this is.
    ///
    /// # Errors
    /// As the store; not found, without such a space.
    pub(crate) async fn letters_arrive(&self, space: SpaceId) -> Result<bool> {
        let kept = queries::find_space(self.store(), space).await?;
        self.has_address(kept.ok_or_else(Error::not_found)?.person)
            .await
    }

    pub(crate) async fn channels(&self, space: SpaceId, topic: Topic) -> Result<Channels> {
        let choices = self.choices(space).await?;
        let mut choices = choices.into_iter();
        let chosen = choices.find(|(it, _)| *it == topic);
        Ok(chosen.map_or(topic.at_first(), |(_, channels)| channels))
    }
}

/// What a wish chooses of a space, for every topic. Where it is the usual, what
/// somebody chose before goes.
pub(super) fn wished(space: SpaceId, wish: Wish) -> Vec<Statement> {
    match wish.channels() {
        None => queries::delete_choices(space).into(),
        Some(channels) => Topic::ALL
            .map(|topic| queries::put_choice(space, topic, channels, false))
            .into(),
    }
}
