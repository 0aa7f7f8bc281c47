//! What a holder confides to carers: begun by the two, moved by the holder, ended by
//! either. Each is one transaction that holds the space of who is helped, with the event
//! that they read.

use super::life::Tries;
use super::mandates::{Adult, is_child};
use super::telling::{By, Receipt};
use crate::Spaces;
use crate::alerts::Mandated;
use crate::queries;
use crate::rules::life::Event;
use identity::{CarerInvited, Helper};
use kernel::{AccountId, CarerId, Error, PersonId, Personal, Result, SpaceId, Timestamp};
use store::Tx;

impl Spaces {
    /// Keeps an invitation to help, where there is room for one.
    ///
    /// # Errors
    /// Conflict, where there are three carers, who are invited among them, and where the
    /// space is not open.
    pub async fn invite_to_help(&self, invited: &CarerInvited) -> Result<()> {
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("invite to help").await?;
            let done = self.invite_to_help_in(&mut tx, invited).await;
            if tries.end(tx, done).await?.is_some() {
                return Ok(());
            }
        }
    }

    async fn invite_to_help_in(&self, tx: &mut Tx, invited: &CarerInvited) -> Result<()> {
        queries::hold_space(tx, invited.space).await?;
        let kept = queries::find_space_in(tx, invited.space).await?;
        if !kept.is_some_and(|kept| kept.life.is_open()) {
            return Err(Error::conflict("carer-space-closed"));
        }
        self.identity().invite_carer(tx, invited).await
    }

    /// Somebody who was invited helps from now on; both are told.
    ///
    /// # Errors
    /// Not found, where the invitation does not stand, or either is not of age or lives no
    /// more; conflict, where they help five already, or this very person.
    pub async fn help(&self, adult: Adult, invited: &CarerInvited) -> Result<Receipt> {
        let kept = queries::find_space(self.store(), invited.space).await?;
        let helped = kept.ok_or_else(Error::not_found)?.person;
        let told = [
            (adult.own, Mandated::Helps),
            (invited.space, Mandated::Helped),
        ];
        let news = self.news(&told).await?;
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("help somebody").await?;
            tx.run(news.clone()).await?;
            let done = self.help_in(&mut tx, adult, helped, invited).await;
            if let Some(receipt) = tries.end(tx, done).await? {
                return Ok(receipt);
            }
        }
    }

    async fn help_in(
        &self,
        tx: &mut Tx,
        adult: Adult,
        helped: PersonId,
        invited: &CarerInvited,
    ) -> Result<Receipt> {
        // Both spaces are held before they are read: whatever closes either takes away
        // what is confided once it holds that space, and sees what was accepted before.
        let mut both = [invited.space, adult.own];
        queries::hold_spaces(tx, &mut both).await?;
        let now = self.world().now();
        for person in [helped, adult.person] {
            let insured = queries::find_insured_in(tx, person).await?;
            let kept = queries::find_space_of_in(tx, person).await?;
            let lives = insured.is_some_and(|it| !it.deceased && !is_child(&it, now));
            if !lives || !kept.is_some_and(|kept| kept.life.is_open()) {
                return Err(Error::not_found());
            }
        }
        let by = Helper {
            account: adult.account,
            person: adult.person,
            since: now,
        };
        self.identity().accept_to_help(tx, invited, by).await?;
        if invited.messages {
            self.tell(tx, invited.space, Event::CareMessages, By::CARER, now)
                .await?;
        }
        self.tell(tx, invited.space, Event::CareBegun, By::CARER, now)
            .await
    }

    /// The holder moves the end of what they confide.
    ///
    /// # Errors
    /// Not found, where nothing is.
    pub async fn move_care(&self, space: SpaceId, id: CarerId, until: Timestamp) -> Result<()> {
        let mut tx = self.store().begin("move what is confided").await?;
        queries::hold_space(&mut tx, space).await?;
        let moved = self.identity().move_carer(&mut tx, space, id, until);
        if !moved.await? {
            return Err(Error::not_found());
        }
        let now = self.world().now();
        self.tell(&mut tx, space, Event::CareMoved, By::HOLDER, now)
            .await?;
        tx.commit().await
    }

    /// The holder confides conversations too, or no more; what is so already is told to
    /// nobody.
    ///
    /// # Errors
    /// As the store.
    pub async fn confide_messages(
        &self,
        space: SpaceId,
        id: CarerId,
        messages: bool,
    ) -> Result<()> {
        let mut tx = self.store().begin("confide messages").await?;
        queries::hold_space(&mut tx, space).await?;
        let identity = self.identity();
        if !identity
            .confide_messages(&mut tx, space, id, messages)
            .await?
        {
            return tx.rollback().await;
        }
        let event = match messages {
            true => Event::CareMessages,
            false => Event::CareMessagesEnded,
        };
        let now = self.world().now();
        self.tell(&mut tx, space, event, By::HOLDER, now).await?;
        tx.commit().await
    }

    /// Either ends what is confided to this account, or the holder an invitation; the
    /// other is told.
    ///
    /// # Errors
    /// Not found, where nothing is; conflict, where it was accepted meanwhile: then
    /// somebody else is to be told.
    pub async fn end_care(
        &self,
        (space, id): (SpaceId, CarerId),
        account: Option<AccountId>,
        by: By,
        told: &[(SpaceId, Mandated)],
    ) -> Result<()> {
        let news = self.news(told).await?;
        let mut tx = self.store().begin("end what is confided").await?;
        tx.run(news).await?;
        queries::hold_space(&mut tx, space).await?;
        let ended = self.identity().end_carer(&mut tx, space, id, account);
        ended.await?;
        let now = self.world().now();
        self.tell(&mut tx, space, Event::CareEnded, by, now).await?;
        tx.commit().await
    }

    /// The carers of a space, by name.
    ///
    /// # Errors
    /// As the store.
    pub async fn carers_by_name(&self, space: SpaceId) -> Result<Vec<Personal<String>>> {
        let mut names = Vec::new();
        for carer in self.identity().carers_of(space).await? {
            let Some(by) = carer.by else { continue };
            names.extend(self.identity().name_of(by.account).await?);
        }
        Ok(names)
    }

    /// A space is open no more, or its person lives no more: nobody helps them, and they
    /// help nobody. Who calls it holds the space.
    pub(super) async fn no_more_care_in(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        person: PersonId,
    ) -> Result<()> {
        let now = self.world().now();
        for helped in self.identity().end_care(tx, space, person).await? {
            self.tell(tx, helped, Event::CareEnded, By::CARER, now)
                .await?;
        }
        Ok(())
    }
}
