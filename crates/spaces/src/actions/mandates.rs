//! Who answers for a child's space: an adult whom the fund says the child is attached
//! to, and one more, whom the first invited. Each is one transaction that holds the
//! child's space, with the event that the child reads.

use super::life::Tries;
use super::telling::{By, Receipt};
use crate::Spaces;
use crate::alerts::{Alert, MandateNews, Mandated};
use crate::queries::{self, Insured, Kept, Moved};
use crate::rules::age;
use crate::rules::life::{Event, Life, Why};
use identity::{Caller, Mandate, Origin, of_age};
use kernel::{AccountId, Date, Error, PersonId, Personal, Result, SpaceId, Timestamp};
use std::time::Duration;
use store::{Statement, Tx};

/// What a reading of the fund's file said first, and none of them to its end, is believed
/// after so long.
pub(crate) const FILE_READ: Duration = Duration::from_hours(24);
/// And not while one may still be read: longer than the reading of any file takes.
pub(crate) const FILE_LASTS: Duration = Duration::from_hours(12);

/// Children looked at in one go.
const AT_ONCE: i64 = 200;

/// A child, as an adult to whom the fund attaches them sees them.
#[derive(Clone, Debug)]
pub struct Child {
    /// Who, in the register.
    pub person: PersonId,
    /// First name and name.
    pub name: Personal<String>,
    /// Their first name.
    pub first_name: Personal<String>,
    /// When they were born.
    pub born: Personal<Date>,
    /// Their space and its state, if somebody was told of one.
    pub space: Option<(SpaceId, Life)>,
}

/// An adult with an account of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Adult {
    /// Their account.
    pub account: AccountId,
    /// Who, in the register.
    pub person: PersonId,
    /// Their own space, where they are told.
    pub own: SpaceId,
}

/// How somebody was invited to answer for a child.
#[derive(Clone, Debug)]
pub struct Invited {
    /// By whom.
    pub by: AccountId,
    /// The inviter's own space, if they have one.
    pub own: Option<SpaceId>,
    /// What takes the invitation away: where it changes nothing, it is over.
    pub used_up: Statement,
}

impl Spaces {
    /// The children whom the fund attaches to somebody, who live and are not of age,
    /// by name.
    ///
    /// # Errors
    /// As the store.
    pub async fn children(&self, person: PersonId) -> Result<Vec<Child>> {
        let now = self.world().now();
        let mut children = Vec::new();
        for person in queries::list_attached(self.store(), person).await? {
            let insured = self.insured(person).await?;
            if is_child(&insured, now) {
                let space = self.life_of(person).await?;
                children.push(child(&insured, space));
            }
        }
        children.sort_by(|a, b| a.name.0.cmp(&b.name.0));
        Ok(children)
    }

    /// As [`Identity::still_acts`](identity::Identity::still_acts).
    ///
    /// # Errors
    /// Not found, if they are no representative any more.
    pub async fn still_acts(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        self.identity().still_acts(caller, space).await
    }

    /// Whether the fund attaches this child to this adult.
    ///
    /// # Errors
    /// As the store.
    pub async fn is_attached(&self, adult: PersonId, child: PersonId) -> Result<bool> {
        let attached = queries::list_attached(self.store(), adult).await?;
        Ok(attached.contains(&child))
    }

    /// The child whose space this is, whoever asks.
    ///
    /// # Errors
    /// Not found.
    pub async fn child_of(&self, space: SpaceId) -> Result<Child> {
        let kept = queries::find_space(self.store(), space).await?;
        let kept = kept.ok_or_else(Error::not_found)?;
        let insured = self.insured(kept.person).await?;
        Ok(child(&insured, Some((kept.space, kept.life))))
    }

    /// Somebody answers for a child attached to them, for whom nobody does: their
    /// space is open from then on.
    ///
    /// # Errors
    /// Not found, for a child who is not attached to them; conflict, where somebody
    /// answers for the child already, or the space was refused or closed.
    pub async fn answer_for(&self, adult: Adult, child: PersonId) -> Result<Receipt> {
        self.answering(adult, child, None).await
    }

    /// As [`Self::answer_for`], of a child under sixteen whose space was refused at this
    /// instant: that is taken back by the same act, as an adult does who opens an account
    /// after all. Another refusal than the one they saw stands.
    ///
    /// # Errors
    /// As [`Self::answer_for`]; conflict, from sixteen on: they do that themselves.
    pub async fn answer_after_all(
        &self,
        adult: Adult,
        child: PersonId,
        refused_at: Timestamp,
    ) -> Result<Receipt> {
        self.answering(adult, child, Some(refused_at)).await
    }

    async fn answering(
        &self,
        adult: Adult,
        child: PersonId,
        refused_at: Option<Timestamp>,
    ) -> Result<Receipt> {
        let mut told = vec![(adult.own, Mandated::Adult)];
        if let Some((space, _)) = self.life_of(child).await? {
            told.push((space, Mandated::Child));
        }
        let news = self.news(&told).await?;
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("answer for a child").await?;
            tx.run(news.clone()).await?;
            let done = self.answer_for_in(&mut tx, adult, child, refused_at).await;
            if let Some(receipt) = tries.end(tx, done).await? {
                return Ok(receipt);
            }
        }
    }

    async fn answer_for_in(
        &self,
        tx: &mut Tx,
        adult: Adult,
        child: PersonId,
        refused_at: Option<Timestamp>,
    ) -> Result<Receipt> {
        let kept = self.held_for(tx, adult, child).await;
        // Asked once the space is held: who takes a child from somebody looks at who
        // answers for the child afterwards.
        if !queries::is_attached(tx, adult.person, child).await? {
            return Err(Error::not_found());
        }
        let kept = kept?;
        if !self
            .identity()
            .mandates_within(tx, kept.space)
            .await?
            .is_empty()
        {
            return Err(Error::conflict("mandate-somebody-already"));
        }
        if let Some(refused_at) = refused_at {
            self.take_back_in(tx, child, refused_at).await?;
        }
        self.name_in(tx, adult, kept, Origin::Told).await
    }

    async fn take_back_in(
        &self,
        tx: &mut Tx,
        child: PersonId,
        refused_at: Timestamp,
    ) -> Result<()> {
        let now = self.world().now();
        let known = queries::find_insured_in(tx, child).await?;
        let born = known.ok_or_else(Error::not_found)?.birth_date.0;
        if age::may_have_account(born, now.in_paris().date()) {
            return Err(Error::conflict("mandate-refused"));
        }
        let (what, by) = (Event::RefusalWithdrawn, By::REPRESENTATIVE);
        let receipt = self
            .moved_in(tx, child, what, by, now, |life| match life {
                Life::Refused { at } if at != refused_at => Err(Why::DecidedSince),
                life => life.withdraw_refusal(now),
            })
            .await?;
        tx.run(vec![queries::end_taking_back(receipt.space, now)])
            .await?;
        Ok(())
    }

    /// Somebody who was invited answers for the child too, and the invitation is used up
    /// by that alone.
    ///
    /// # Errors
    /// Not found, where the invitation is over, or the one who invited answers for the
    /// child no more; conflict, where two do already.
    pub async fn answer_too(
        &self,
        adult: Adult,
        space: SpaceId,
        invited: &Invited,
    ) -> Result<Receipt> {
        let person = queries::find_space(self.store(), space).await?;
        let child = person.ok_or_else(Error::not_found)?.person;
        let mut told = vec![(adult.own, Mandated::Adult), (space, Mandated::Child)];
        told.extend(invited.own.map(|own| (own, Mandated::Second)));
        let news = self.news(&told).await?;
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("answer for a child too").await?;
            tx.run(news.clone()).await?;
            let done = self.answer_too_in(&mut tx, adult, child, invited).await;
            if let Some(receipt) = tries.end(tx, done).await? {
                return Ok(receipt);
            }
        }
    }

    /// What tells these people of what happened, each on their channels.
    pub(super) async fn news(&self, told: &[(SpaceId, Mandated)]) -> Result<Vec<Statement>> {
        let id = self.world().uuid();
        let mut statements = Vec::new();
        for (space, what) in told {
            let news = MandateNews {
                id,
                what: *what,
                day: None,
                found: false,
            };
            statements.extend(self.alerting(*space, Alert::Mandate(news)).await?);
        }
        Ok(statements)
    }

    async fn answer_too_in(
        &self,
        tx: &mut Tx,
        adult: Adult,
        child: PersonId,
        invited: &Invited,
    ) -> Result<Receipt> {
        let kept = self.held_for(tx, adult, child).await?;
        let there = self.identity().mandates_within(tx, kept.space).await?;
        if there.iter().any(|mandate| mandate.account == adult.account) {
            return Err(Error::conflict("mandate-yours-already"));
        }
        if !there.iter().any(|mandate| mandate.account == invited.by) {
            return Err(Error::not_found());
        }
        let used = tx.run(vec![invited.used_up.clone()]).await?;
        if !used.iter().any(|used| used.changed > 0) {
            return Err(Error::not_found());
        }
        self.name_in(tx, adult, kept, Origin::Invited).await
    }

    /// Somebody answers for a child no more, of their own will.
    ///
    /// # Errors
    /// Not found, if they do not.
    pub async fn answer_no_more(&self, account: AccountId, space: SpaceId) -> Result<Receipt> {
        let mut tx = self.store().begin("answer for a child no more").await?;
        queries::hold_space(&mut tx, space).await?;
        if !self.identity().end_mandate(&mut tx, space, account).await? {
            return Err(Error::not_found());
        }
        let now = self.world().now();
        let receipt = self
            .tell(
                &mut tx,
                space,
                Event::RepresentationEnded,
                By::REPRESENTATIVE,
                now,
            )
            .await?;
        tx.commit().await?;
        Ok(receipt)
    }

    /// Looks at the children whom the fund attaches to others than before: who answers
    /// for one because it said so, and whom it names no more, does so no more. To be
    /// called once a file is read whole, of what this very reading moved, and now and then of
    /// what some that died left: before, an adult's new number may stand in a line that is still
    /// to come. Twice is harmless.
    ///
    /// # Errors
    /// As the store; what was not looked at is the next time.
    pub(crate) async fn settle_attachments(&self, which: Moved) -> Result<()> {
        loop {
            let moved = queries::list_moved(self.store(), which, AT_ONCE).await?;
            if moved.is_empty() {
                return Ok(());
            }
            for child in moved {
                let mut tx = self.store().begin("look at an attachment").await?;
                self.settle_in(&mut tx, child, which).await?;
                tx.commit().await?;
            }
        }
    }

    async fn settle_in(&self, tx: &mut Tx, child: PersonId, which: Moved) -> Result<()> {
        if !queries::delete_moved(tx, child, which).await? {
            return Ok(());
        }
        let Some(kept) = queries::find_space_of_in(tx, child).await? else {
            return Ok(());
        };
        queries::hold_space(tx, kept.space).await?;
        for mandate in self.identity().mandates_within(tx, kept.space).await? {
            let told = mandate.origin == Origin::Told;
            if !told || queries::is_attached(tx, mandate.person, child).await? {
                continue;
            }
            let (space, account) = (kept.space, mandate.account);
            self.identity().end_mandate(tx, space, account).await?;
            self.ended_in(tx, space, By::FUND).await?;
        }
        Ok(())
    }

    /// Somebody answers for nobody any more: they died, or whoever came as them was
    /// not they.
    pub(super) async fn answers_for_nobody_in(
        &self,
        tx: &mut Tx,
        adult: PersonId,
        by: By,
    ) -> Result<()> {
        for space in self.identity().end_mandates_of(tx, adult).await? {
            self.ended_in(tx, space, by).await?;
        }
        Ok(())
    }

    async fn ended_in(&self, tx: &mut Tx, space: SpaceId, by: By) -> Result<()> {
        let now = self.world().now();
        self.tell(tx, space, Event::RepresentationEnded, by, now)
            .await?;
        Ok(())
    }

    /// The space of a child, held until the transaction ends.
    async fn held_for(&self, tx: &mut Tx, adult: Adult, child: PersonId) -> Result<Kept> {
        let untold = || Error::conflict("mandate-no-space");
        let kept = queries::find_space_of_in(tx, child).await?;
        // The adult's too: a death or a refusal that comes meanwhile takes away what they
        // answer for once it holds that one.
        let mut both = [kept.ok_or_else(untold)?.space, adult.own];
        queries::hold_spaces(tx, &mut both).await?;
        let kept = queries::find_space_of_in(tx, child).await?;
        kept.ok_or_else(untold)
    }

    async fn name_in(
        &self,
        tx: &mut Tx,
        adult: Adult,
        kept: Kept,
        origin: Origin,
    ) -> Result<Receipt> {
        let now = self.world().now();
        let child = queries::find_insured_in(tx, kept.person).await?;
        let child = child.filter(|child| is_child(child, now));
        let child = child.ok_or_else(Error::not_found)?;
        let them = queries::find_insured_in(tx, adult.person).await?;
        // Nobody answers for a child who is one themselves.
        them.filter(|them| !them.deceased && !is_child(them, now))
            .ok_or_else(Error::not_found)?;
        let own = queries::find_space_of_in(tx, adult.person).await?;
        own.filter(|own| !matches!(own.life, Life::Refused { .. }))
            .ok_or_else(Error::not_found)?;
        let until = of_age(child.birth_date.0).ok_or_else(Error::not_found)?;
        let by = By::REPRESENTATIVE;
        if !kept.life.is_open() {
            self.moved_in(tx, kept.person, Event::OpenedForChild, by, now, |life| {
                life.answered_for(now)
            })
            .await?;
        }
        let mandate = Mandate {
            space: kept.space,
            account: adult.account,
            person: adult.person,
            since: now,
            until,
            origin,
        };
        self.identity().give_mandate(tx, &mandate).await?;
        self.tell(tx, kept.space, Event::Represented, by, now).await
    }
}

/// Whether somebody lives, and others may answer for them.
pub(super) fn is_child(insured: &Insured, now: Timestamp) -> bool {
    let until = of_age(insured.birth_date.0);
    !insured.deceased && until.is_some_and(|until| now < until)
}

fn child(insured: &Insured, space: Option<(SpaceId, Life)>) -> Child {
    let first = insured.given_names.0.first();
    let first = first.map_or_else(String::new, |name| super::as_name(name));
    Child {
        person: insured.person,
        name: Personal(insured.shown_name()),
        first_name: Personal(first),
        born: insured.birth_date.clone(),
        space,
    }
}
