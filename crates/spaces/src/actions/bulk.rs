//! What a national campaign does to the register, thousands at a time, each in
//! the transaction of whoever runs the campaign.

use super::announce::{Channel, beside};
use super::telling::By;
use crate::Spaces;
use crate::notices::Addressee;
use crate::queries::{self, InUse, NewTold, Place, Wave};
use crate::rules::code::{self, Code};
use crate::rules::life::{DEADLINE, Event, Life, SILENCE};
use kernel::{Error, PersonId, Result, SpaceId, Timestamp};
use std::ops::Range;
use store::Tx;

/// Somebody whom a campaign may tell: alive, with a final number, without a
/// space.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where they stand in the register.
    pub place: Place,
    /// Whom to write to.
    pub to: Addressee,
    /// Whether their number is provisional: for people, not for a campaign.
    pub for_people: bool,
}

/// Somebody whom a campaign tells now.
#[derive(Debug)]
pub struct Telling {
    /// Who.
    pub person: PersonId,
    /// How.
    pub channel: Channel,
    /// Their code, in clear.
    pub code: Code,
}

/// How many spaces are in each state.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[allow(missing_docs, reason = "the states, by their names")]
pub struct Count {
    pub announced: u64,
    pub open: u64,
    pub active: u64,
    pub refused: u64,
    pub closed: u64,
    pub erased: u64,
}

impl Spaces {
    /// Looks at the next people of the register: those without a space, in the
    /// order of the register, and the place that was reached. There may be none
    /// of them before the end; without a place, this is the end.
    ///
    /// # Errors
    /// As the store.
    pub async fn candidates(&self, after: Place) -> Result<(Vec<Candidate>, Option<Place>)> {
        let (untold, reached) = queries::list_untold(self.store(), after).await?;
        let candidates = untold
            .into_iter()
            .map(|one| {
                let number = self
                    .keys()
                    .open_matricule(one.place.person, &one.matricule_sealed)?;
                Ok(Candidate {
                    place: one.place,
                    for_people: number.is_provisional(),
                    to: Addressee {
                        name: one.name,
                        contact: one.contact,
                    },
                })
            })
            .collect::<Result<_>>()?;
        Ok((candidates, reached))
    }

    /// Tells these people, who lived and had no space when they were read, in the
    /// caller's transaction.
    ///
    /// # Errors
    /// Conflict, if one of them has a space by now, because they refused or were told
    /// otherwise, or has died; then nobody is told.
    pub async fn tell_many(
        &self,
        tx: &mut Tx,
        told: &[Telling],
        campaign: i64,
        at: Timestamp,
    ) -> Result<()> {
        let chance = &*self.world().chance;
        let rows: Vec<NewTold> = told
            .iter()
            .map(|one| NewTold {
                person: one.person,
                space: beside(one.person, chance),
                code_hash: self.keys().code(&one.code),
                channel: one.channel.number(),
            })
            .collect();
        let wave = Wave {
            at,
            deadline: at.plus(DEADLINE),
            code_until: code::expires_at(at),
            campaign,
        };
        let spaces = rows.iter().map(|one| one.space).collect();
        let hashing = self.commit_to_all(spaces, Event::Announced, at);
        queries::insert_told(tx, &rows, wave).await?;
        self.queue_all(tx, hashing).await?;
        // Last: a death that is told while the rows are written is seen as well.
        let people: Vec<PersonId> = told.iter().map(|one| one.person).collect();
        match queries::has_died(tx, &people).await? {
            true => Err(Error::conflict("error-conflict").note("somebody died since")),
            false => Ok(()),
        }
    }

    /// Tells somebody anew whose notice came back: a new code, and six weeks
    /// from now. Nothing, if they decided meanwhile. `queued_at`: when the notice was
    /// queued, if its address is to blame.
    ///
    /// # Errors
    /// As the store; conflict, if they decide at this very moment.
    pub async fn tell_anew(
        &self,
        tx: &mut Tx,
        person: PersonId,
        queued_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Option<(Code, Addressee)>> {
        let Some(kept) = queries::find_space_of_in(tx, person).await? else {
            return Ok(None);
        };
        if kept.life.told_anew(at).is_err() {
            return Ok(None);
        }
        let (code, _) = self.new_code(tx, person, Channel::Letter, at).await?;
        self.moved_in(tx, person, Event::NoticeReturned, By::FUND, at, |life| {
            life.told_anew(at)
        })
        .await?;
        self.note_bounce(tx, person, queued_at, at).await?;
        let insured = self.insured(person).await?;
        Ok(Some((code, Addressee::of(&insured))))
    }

    /// Whom to write to.
    ///
    /// # Errors
    /// Not found, for nobody.
    pub async fn addressee(&self, person: PersonId) -> Result<Addressee> {
        Ok(Addressee::of(&self.insured(person).await?))
    }

    /// Moves the six weeks of people told at `was` to another instant, because
    /// their notices leave only then. Whoever decided meanwhile keeps what they
    /// decided.
    ///
    /// # Errors
    /// As the store.
    pub async fn tell_later(
        &self,
        tx: &mut Tx,
        people: &[PersonId],
        was: Timestamp,
        at: Timestamp,
    ) -> Result<()> {
        let (deadline, code_until) = (at.plus(DEADLINE), code::expires_at(at));
        queries::update_told_at(tx, people, was, at, deadline, code_until).await?;
        // What stands in the public log for them says the former instant.
        let moved = queries::list_told_later(tx, people, was, at).await?;
        let hashing = self.commit_to_all(moved, Event::Announced, at);
        self.queue_all(tx, hashing).await
    }

    /// Takes back that a campaign told somebody whom no notice can reach: they
    /// have no space again, which no silence opens. Whether it was taken back:
    /// nothing is done to whoever decided, or was in touch otherwise.
    ///
    /// # Errors
    /// As the store.
    pub async fn untell(&self, tx: &mut Tx, person: PersonId) -> Result<bool> {
        let Some(kept) = queries::find_space_of_in(tx, person).await? else {
            return Ok(false);
        };
        let Life::Announced { at, .. } = kept.life else {
            return Ok(false);
        };
        queries::delete_told(tx, person, kept.space, at).await
    }

    /// How many spaces of these buckets silence may open at this instant.
    ///
    /// # Errors
    /// As the store.
    pub async fn count_due(
        &self,
        tx: &mut Tx,
        buckets: std::ops::Range<u16>,
        now: Timestamp,
    ) -> Result<u64> {
        queries::count_due(tx, buckets, now.minus(SILENCE)).await
    }

    /// Opens, in these buckets, every space whose deadline passed three days
    /// ago or more without a no; how many.
    ///
    /// # Errors
    /// As the store.
    pub async fn open_due(
        &self,
        tx: &mut Tx,
        buckets: std::ops::Range<u16>,
        now: Timestamp,
    ) -> Result<u64> {
        let opened = queries::update_due(tx, buckets, now.minus(SILENCE), now).await?;
        if opened.is_empty() {
            return Ok(0);
        }
        let hashing = self.commit_to_all(opened.clone(), Event::OpenedBySilence, now);
        for some in opened.chunks(store::ROWS_MAX) {
            self.journal().open_many(tx, some).await?;
        }
        self.queue_all(tx, hashing).await?;
        Ok(opened.len() as u64)
    }

    /// The spaces of these buckets that are in use, in their order, after that one; 800
    /// at most: what is then read of each is asked for at once, and they are few enough
    /// to be held together.
    ///
    /// # Errors
    /// As the store.
    pub async fn in_use(&self, buckets: Range<u16>, after: Option<SpaceId>) -> Result<Vec<InUse>> {
        queries::list_in_use(self.store(), buckets, after).await
    }

    /// How many spaces there are in each state.
    ///
    /// # Errors
    /// As the store.
    pub async fn count(&self) -> Result<Count> {
        let [announced, open, active, refused, closed, erased] =
            queries::count_states(self.store()).await?;
        Ok(Count {
            announced,
            open,
            active,
            refused,
            closed,
            erased,
        })
    }
}
