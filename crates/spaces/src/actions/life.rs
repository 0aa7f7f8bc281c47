//! What moves a space from one state to the next. Each is one sentence: load,
//! decide, save with its event, commit; and decide again when somebody else
//! moved the space meanwhile.

use super::help::Help;
use crate::Spaces;
use crate::queries::{self, Happened, Insured, Kept, NewCode};
use crate::rules::activation::stands;
use crate::rules::code::{self, Code};
use crate::rules::life::{Event, Fate, How, Life, Why};
use journal::Standing;
use kernel::{AccountId, Chance, Error, Kind, PersonId, Result, SpaceId, Timestamp};
use store::Tx;

/// How often something is decided again when a space was moved meanwhile.
const TRIES_MAX: usize = 5;

/// How a notice goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Channel {
    /// By post.
    Letter,
    /// By e-mail, to the address on file.
    Email,
}

impl Channel {
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Letter => 0,
            Self::Email => 1,
        }
    }
}

/// Who asked for something, in a word that names nobody, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    /// `holder`, `fund`, `operator`, `unknown`.
    pub who: &'static str,
    /// How.
    pub how: How,
    /// The help on site with which it was done.
    pub help: Option<Help>,
}

impl By {
    /// The holder, on the site.
    pub const HOLDER: Self = Self {
        who: "holder",
        how: How::Site,
        help: None,
    };
    /// The fund's batch.
    pub const FUND: Self = Self {
        who: "fund",
        how: How::Batch,
        help: None,
    };
    /// The holder, by phone: an operator typed it.
    pub const PHONE: Self = Self {
        who: "holder",
        how: How::Phone,
        help: None,
    };
    /// Whoever was on the site with what they should not have had.
    pub const UNKNOWN: Self = Self {
        who: "unknown",
        how: How::Site,
        help: None,
    };

    /// The holder, in this way.
    pub const fn holder(how: How) -> Self {
        Self {
            who: "holder",
            how,
            help: None,
        }
    }

    /// The holder on the site, with this help if there is one.
    pub const fn helped(help: Option<Help>) -> Self {
        let how = match help {
            Some(_) => How::Assistance,
            None => How::Site,
        };
        Self {
            help,
            ..Self::holder(how)
        }
    }
}

impl From<How> for By {
    /// The holder, in this way.
    fn from(how: How) -> Self {
        Self::holder(how)
    }
}

/// A notice to send: the code is in it once, and nowhere else.
#[derive(Debug)]
pub struct Announced {
    /// The space that will open.
    pub space: SpaceId,
    /// The code in clear, for the letter or the e-mail.
    pub code: Code,
    /// Until when it may be used.
    pub expires_at: Timestamp,
    /// What happened, for the record.
    pub receipt: Receipt,
}

/// What was done, and its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The space.
    pub space: SpaceId,
    /// When.
    pub at: Timestamp,
    /// The number to quote.
    pub number: String,
}

/// A space that was moved.
pub(crate) struct Moved {
    pub space: SpaceId,
    pub was: Life,
    pub is: Life,
}

impl Spaces {
    /// Makes a code for a person, who has a space from then on; an older code
    /// dies. The caller sends the notice.
    ///
    /// # Errors
    /// Not found, for nobody; conflict, if the person died or a code would
    /// open nothing.
    pub async fn announce(&self, person: PersonId, channel: Channel) -> Result<Announced> {
        self.announce_at(person, channel, self.world().now()).await
    }

    /// As [`Self::announce`], as of another instant: for demonstrations and
    /// for what was sent before.
    ///
    /// # Errors
    /// As [`Self::announce`].
    pub async fn announce_at(
        &self,
        person: PersonId,
        channel: Channel,
        at: Timestamp,
    ) -> Result<Announced> {
        let mut tx = self.store().begin("announce").await?;
        let announced = self.announce_in(&mut tx, person, channel, at).await?;
        tx.commit().await?;
        Ok(announced)
    }

    pub(crate) async fn announce_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        channel: Channel,
        at: Timestamp,
    ) -> Result<Announced> {
        self.may_be_told(person).await?;
        let space = match queries::find_space_of_in(tx, person).await? {
            Some(kept) => {
                kept.life.may_have_code()?;
                kept.space
            }
            None => self.insert_told(tx, person, at).await?,
        };
        let (code, expires_at) = self.new_code(tx, person, channel, at).await?;
        let receipt = self.tell(tx, space, Event::Announced, By::FUND, at).await?;
        Ok(Announced {
            space,
            code,
            expires_at,
            receipt,
        })
    }

    /// A space for somebody who had none, told of it at this instant.
    pub(crate) async fn insert_told(
        &self,
        tx: &mut Tx,
        person: PersonId,
        at: Timestamp,
    ) -> Result<SpaceId> {
        let space = beside(person, &*self.world().chance);
        let life = Life::announced(at);
        let new = Kept {
            space,
            person,
            life,
        };
        queries::insert_space(tx, new).await?;
        Ok(space)
    }

    async fn may_be_told(&self, person: PersonId) -> Result<()> {
        match self.is_for_people(&self.insured(person).await?)? {
            true => Err(Error::conflict("space-person-for-people")),
            false => Ok(()),
        }
    }

    /// A death and a provisional number are for people to look at, not for a
    /// notice.
    pub(crate) fn is_for_people(&self, insured: &Insured) -> Result<bool> {
        let sealed = &insured.matricule_sealed;
        let matricule = self.keys().open_matricule(insured.person, sealed)?;
        Ok(insured.deceased || matricule.is_provisional())
    }

    pub(crate) async fn new_code(
        &self,
        tx: &mut Tx,
        person: PersonId,
        channel: Channel,
        at: Timestamp,
    ) -> Result<(Code, Timestamp)> {
        let code = Code::generate(&*self.world().chance);
        let expires_at = code::expires_at(at);
        tx.run(vec![queries::put_code(NewCode {
            person,
            hash: self.keys().code(&code),
            channel: channel.number(),
            sent_at: at,
            expires_at,
        })])
        .await?;
        Ok((code, expires_at))
    }

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

    /// Closes a space: from the commit on, nobody reads or feeds it.
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

    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        what: Event,
        by: By,
        at: Timestamp,
    ) -> Result<Receipt> {
        let number = code::receipt_number(&*self.world().chance);
        self.tell_as(tx, space, what, by, at, number).await
    }

    /// As [`Self::tell`], with a number given for several spaces at once.
    pub(crate) async fn tell_as(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        what: Event,
        by: By,
        at: Timestamp,
        number: String,
    ) -> Result<Receipt> {
        let event = Happened {
            at,
            what,
            who: by.who.to_owned(),
            how: by.how,
            receipt: number.clone(),
        };
        let mut writes = vec![queries::insert_event(space, &event)];
        if let Some(Help(help)) = by.help {
            writes.push(queries::insert_space_help(space, &number, help));
            // That a code was asked for is noted when it is: that one was sent
            // would tell the volunteer that the person exists.
            if !matches!(what, Event::CodeAsked | Event::Announced) {
                writes.push(queries::insert_help_act(help, what, at));
            }
        }
        tx.run(writes).await?;
        Ok(Receipt { space, at, number })
    }

    /// What happened to a space, newest first, for its holder.
    ///
    /// # Errors
    /// As the store.
    pub async fn events(&self, space: SpaceId) -> Result<Vec<Happened>> {
        let mut events = queries::list_events(self.store(), space).await?;
        let (told, opened) = queries::find_batch_events(self.store(), space).await?;
        let batch = [(Event::Announced, told), (Event::OpenedBySilence, opened)];
        for (what, at) in batch {
            let Some(at) = at else { continue };
            let hash = self.keys().receipt(space, what.number(), at);
            events.push(Happened {
                at,
                what,
                who: By::FUND.who.to_owned(),
                how: By::FUND.how,
                receipt: code::receipt_number_of(&hash),
            });
        }
        events.sort_by_key(|happened| std::cmp::Reverse(happened.at));
        Ok(events)
    }
}

/// The times that something was decided, in a transaction each.
#[derive(Default)]
pub(crate) struct Tries(usize);

impl Tries {
    /// Commits what was decided; nothing, when somebody else moved the space
    /// meanwhile and it is to be decided again.
    pub(crate) async fn end<T>(&mut self, tx: Tx, decided: Result<T>) -> Result<Option<T>> {
        self.0 += 1;
        match decided {
            Ok(done) => {
                tx.commit().await?;
                Ok(Some(done))
            }
            Err(error) if is_race(&error) && self.0 < TRIES_MAX => {
                tx.rollback().await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether somebody else moved the space between our reading and our writing.
pub(crate) fn is_race(error: &Error) -> bool {
    error.kind() == Kind::Conflict && error.code() == "error-conflict"
}

/// A new space in its person's bucket, so that what belongs together lies
/// together. The other 116 bits are random.
pub(crate) fn beside(person: PersonId, chance: &dyn Chance) -> SpaceId {
    let of = person.to_bytes();
    let mut bytes = SpaceId::new(chance).to_bytes();
    bytes[15] = of[15];
    bytes[14] = (bytes[14] & 0xF0) | (of[14] & 0x0F);
    SpaceId::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    #[test]
    fn a_space_lies_in_the_bucket_of_its_person_and_tells_no_more_of_them() {
        let chance = SeededChance::new(5);
        for _ in 0..200 {
            let person = PersonId::new(&chance);
            let space = beside(person, &chance);
            assert_eq!(space.bucket(), person.bucket());
            assert_ne!(space.to_bytes()[..14], person.to_bytes()[..14]);
        }
    }
}
