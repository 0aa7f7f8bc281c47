//! Announcing: a code for somebody, and a space where they had none. The
//! caller sends the notice.

use super::telling::{By, Receipt};
use crate::Spaces;
use crate::queries::{self, Insured, Kept, NewCode};
use crate::rules::code::{self, Code};
use crate::rules::life::{Event, Life};
use kernel::{Chance, Error, PersonId, Result, SpaceId, Timestamp};
use store::Tx;

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
}

/// A new space in its person's bucket, so that what belongs together lies
/// together. The other 116 bits are random.
pub fn beside(person: PersonId, chance: &dyn Chance) -> SpaceId {
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
