//! What moves a space from one state to the next. Each is one sentence: load,
//! decide, save with its event, commit; and decide again when somebody else
//! moved the space meanwhile.

use super::telling::{By, Receipt};
use crate::Spaces;
use crate::queries;
use crate::rules::activation::stands;
use crate::rules::life::{Event, Fate, How, Life, Why};
use journal::Standing;
use kernel::{AccountId, Error, PersonId, Result, SpaceId, Timestamp};
use store::Tx;

/// How often something is decided again when a space was moved meanwhile.
const TRIES_MAX: usize = 5;

/// A space that was moved.
pub(crate) struct Moved {
    pub space: SpaceId,
    pub was: Life,
    pub is: Life,
}

impl Spaces {
    /// Opens a space whose deadline passed three days ago or more without a no.
    ///
    /// # Errors
    /// Conflict, when it may not be opened.
    pub async fn open_by_silence(&self, person: PersonId, at: Timestamp) -> Result<Receipt> {
        self.moved(person, Event::OpenedBySilence, By::FUND, at, |life| {
            life.open_by_silence(at)
        })
        .await
    }

    /// Closes a space otherwise than on the site (demonstrations): from the commit on,
    /// nobody reads or feeds it.
    ///
    /// # Errors
    /// Conflict, when it is not open.
    pub async fn close(
        &self,
        person: PersonId,
        fate: Fate,
        by: impl Into<By>,
        at: Timestamp,
    ) -> Result<Receipt> {
        self.moved(person, Event::Closed, by.into(), at, |life| {
            life.close(at, fate)
        })
        .await
    }

    /// Undoes a closing, or opens an archive again.
    ///
    /// # Errors
    /// Conflict, when it is not closed, or its time is over.
    pub async fn reopen(
        &self,
        person: PersonId,
        by: impl Into<By>,
        at: Timestamp,
    ) -> Result<Receipt> {
        self.moved(person, Event::Reopened, by.into(), at, |life| {
            life.reopen(at)
        })
        .await
    }

    /// Activates a space for an account that was made otherwise than on the
    /// site (demonstrations, imports), and links the two.
    ///
    /// # Errors
    /// Conflict, when it may not be activated.
    pub async fn activate_for(
        &self,
        person: PersonId,
        account: AccountId,
        how: How,
        at: Timestamp,
    ) -> Result<Receipt> {
        let mut tx = self.store().begin("activate for an account").await?;
        let receipt = self
            .activate_in(&mut tx, person, account, By::holder(how), None, at)
            .await?;
        tx.commit().await?;
        Ok(receipt)
    }

    /// Activates a space for an account. Where no code is used up by it, it
    /// says when it `began`: what was decided since then stands, and is asked
    /// of the very state that is moved.
    pub(crate) async fn activate_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        account: AccountId,
        by: By,
        began: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Receipt> {
        let was = queries::find_space_of_in(tx, person)
            .await?
            .ok_or_else(Error::not_found)?;
        let stands = |life| began.map_or(Ok(()), |began| stands(life, began));
        // Who refused or closed and comes back with a newer code changes their
        // mind by this very act.
        match was.life {
            Life::Refused { .. } => {
                let event = Event::RefusalWithdrawn;
                self.moved_in(tx, person, event, by, at, |life| {
                    stands(life)?;
                    life.withdraw_refusal(at)
                })
                .await?;
            }
            Life::Closed { .. } => {
                self.moved_in(tx, person, Event::Reopened, by, at, |life| {
                    stands(life)?;
                    life.reopen(at)
                })
                .await?;
            }
            _ => {}
        }
        let moved = self.move_in(tx, person, |life| life.activate(at)).await?;
        tx.run(vec![queries::end_yes(moved.space, at)]).await?;
        self.identity().link_space(tx, account, moved.space).await?;
        self.tell(tx, moved.space, Event::Activated, by, at).await
    }

    pub(crate) async fn moved(
        &self,
        person: PersonId,
        what: Event,
        by: By,
        at: Timestamp,
        transition: impl Fn(Life) -> Result<Life, Why> + Send + Sync,
    ) -> Result<Receipt> {
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("move a space").await?;
            let moved = self
                .moved_in(&mut tx, person, what, by, at, &transition)
                .await;
            if let Some(receipt) = tries.end(tx, moved).await? {
                return Ok(receipt);
            }
        }
    }

    pub(crate) async fn moved_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        what: Event,
        by: By,
        at: Timestamp,
        transition: impl Fn(Life) -> Result<Life, Why> + Send + Sync,
    ) -> Result<Receipt> {
        let moved = self.move_in(tx, person, transition).await?;
        self.tell(tx, moved.space, what, by, at).await
    }

    /// Moves a space on and, with it, what its journal lets through.
    pub(crate) async fn move_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        transition: impl FnOnce(Life) -> Result<Life, Why> + Send,
    ) -> Result<Moved> {
        let was = queries::find_space_of_in(tx, person)
            .await?
            .ok_or_else(Error::not_found)?;
        let next = transition(was.life)?;
        queries::update_space(tx, was, next).await?;
        match (was.life.is_open(), next.is_open()) {
            (false, true) => self.journal().open_many(tx, &[was.space]).await?,
            (true, false) => {
                self.no_more_care_in(tx, was.space, person).await?;
                self.journal()
                    .set_standing(tx, was.space, Standing::Shut)
                    .await?
            }
            _ => {}
        }
        Ok(Moved {
            space: was.space,
            was: was.life,
            is: next,
        })
    }
}

/// The times that something was decided, in a transaction each.
#[derive(Default)]
pub(crate) struct Tries(usize);

impl Tries {
    /// Commits what was decided; nothing, when somebody else moved the space
    /// meanwhile, or the store undid it for another's sake, and it is to be decided
    /// again.
    pub(crate) async fn end<T>(&mut self, tx: Tx, decided: Result<T>) -> Result<Option<T>> {
        self.0 += 1;
        match decided {
            Ok(done) => match tx.commit().await {
                Ok(()) => Ok(Some(done)),
                Err(error) if is_race(&error) && self.0 < TRIES_MAX => Ok(None),
                Err(error) => Err(error),
            },
            Err(error) if is_race(&error) && self.0 < TRIES_MAX => {
                tx.rollback().await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether somebody else moved the space between our reading and our writing, or stood
/// in our way.
pub(crate) fn is_race(error: &Error) -> bool {
    error.may_be_repeated()
}
