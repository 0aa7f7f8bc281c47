//! Announcing, opening by silence, refusing, closing.

use crate::Spaces;
use crate::queries::{self, Happened, Kept};
use crate::rules::code::{self, Code};
use crate::rules::life::{Event, Fate, How, Life, Why};
use journal::Standing;
use kernel::{AccountId, Chance, Error, PersonId, Result, SpaceId, Timestamp};
use store::Tx;

/// How a notice goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Channel {
    /// By post.
    Letter,
    /// By e-mail, to the address on file.
    Email,
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

impl Spaces {
    /// Makes a code for a person and kills the older ones. The caller sends
    /// the notice.
    ///
    /// # Errors
    /// Not found, for nobody; conflict, if the person died or their space has
    /// no use for a code.
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
        let insured = self.insured(person).await?;
        if insured.deceased
            || self
                .keys()
                .open_matricule(person, &insured.matricule_sealed)?
                .is_provisional()
        {
            return Err(Error::conflict("space-person-for-people"));
        }
        let chance = &*self.world().chance;
        let code = Code::generate(chance);
        let expires_at = code::expires_at(at);
        let mut tx = self.store().begin("announce").await?;
        let space = match queries::find_space_of_in(&mut tx, person).await? {
            Some(kept) => kept.life.announced_again().map(|_| kept.space)?,
            None => {
                let space = beside(person, chance);
                queries::insert_space(
                    &mut tx,
                    Kept {
                        space,
                        person,
                        life: Life::announced(at),
                    },
                )
                .await?;
                space
            }
        };
        let channel = match channel {
            Channel::Letter => 0,
            Channel::Email => 1,
        };
        tx.run(queries::insert_code(
            person,
            self.keys().code(&code),
            channel,
            at,
            expires_at,
        ))
        .await?;
        let receipt = self
            .tell(&mut tx, space, Event::Announced, "fund", How::Batch, at)
            .await?;
        tx.commit().await?;
        Ok(Announced {
            space,
            code,
            expires_at,
            receipt,
        })
    }

    /// Opens a space whose deadline passed three days ago or more without a no.
    ///
    /// # Errors
    /// Conflict, when it may not be opened.
    pub async fn open_by_silence(&self, person: PersonId, at: Timestamp) -> Result<Receipt> {
        self.moved(
            person,
            Event::OpenedBySilence,
            "fund",
            How::Batch,
            at,
            |life| life.open_by_silence(at),
        )
        .await
    }

    /// Records a refusal; open codes of the person die with it.
    ///
    /// # Errors
    /// Conflict, when the space is open already, refused or closed.
    pub async fn refuse(&self, person: PersonId, how: How, at: Timestamp) -> Result<Receipt> {
        self.moved(person, Event::Refused, "holder", how, at, |life| {
            life.refuse(at)
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
        how: How,
        at: Timestamp,
    ) -> Result<Receipt> {
        self.moved(person, Event::Closed, "holder", how, at, |life| {
            life.close(at, fate)
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
        let receipt = self.activate_in(&mut tx, person, account, how, at).await?;
        tx.commit().await?;
        Ok(receipt)
    }

    pub(crate) async fn activate_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        account: AccountId,
        how: How,
        at: Timestamp,
    ) -> Result<Receipt> {
        let space = self.move_in(tx, person, |life| life.activate(at)).await?;
        self.identity().link_space(tx, account, space).await?;
        self.tell(tx, space, Event::Activated, "holder", how, at)
            .await
    }

    async fn moved(
        &self,
        person: PersonId,
        what: Event,
        who: &str,
        how: How,
        at: Timestamp,
        transition: impl FnOnce(Life) -> Result<Life, Why> + Send,
    ) -> Result<Receipt> {
        let mut tx = self.store().begin("move a space").await?;
        let space = self.move_in(&mut tx, person, transition).await?;
        let receipt = self.tell(&mut tx, space, what, who, how, at).await?;
        tx.commit().await?;
        Ok(receipt)
    }

    /// Moves a space on and, with it, what its journal lets through.
    async fn move_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        transition: impl FnOnce(Life) -> Result<Life, Why> + Send,
    ) -> Result<SpaceId> {
        let was = queries::find_space_of_in(tx, person)
            .await?
            .ok_or_else(Error::not_found)?;
        let next = transition(was.life)?;
        queries::update_space(tx, was, next).await?;
        match (was.life.is_open(), next.is_open()) {
            (false, true) => {
                self.journal().create(tx, was.space, Standing::Open).await?;
                self.journal()
                    .set_standing(tx, was.space, Standing::Open)
                    .await?;
            }
            (true, false) => {
                self.journal()
                    .set_standing(tx, was.space, Standing::Shut)
                    .await?
            }
            _ => {}
        }
        Ok(was.space)
    }

    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        what: Event,
        who: &str,
        how: How,
        at: Timestamp,
    ) -> Result<Receipt> {
        let number = code::receipt_number(&*self.world().chance);
        let event = Happened {
            at,
            what,
            who: who.to_owned(),
            how,
            receipt: number.clone(),
        };
        tx.run(vec![queries::insert_event(space, &event)]).await?;
        Ok(Receipt { space, at, number })
    }

    /// What happened to a space, newest first, for its holder.
    ///
    /// # Errors
    /// As the store.
    pub async fn events(&self, space: SpaceId) -> Result<Vec<Happened>> {
        queries::list_events(self.store(), space).await
    }
}

/// A new space in its person's bucket, so that what belongs together lies
/// together. The other 116 bits are random.
fn beside(person: PersonId, chance: &dyn Chance) -> SpaceId {
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
