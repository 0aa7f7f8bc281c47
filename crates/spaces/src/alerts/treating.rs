//! What the treating doctor of somebody is told when their record is opened in an
//! emergency: at once, with the holder (domain rules, §3). Who they are is hidden in the
//! table, and so is whose record it was.

use super::Review;
use crate::Spaces;
use crate::queries::{self, DueTreating, ToldTreating};
use kernel::{Result, Rpps, SpaceId, Timestamp};
use store::Statement;

/// An emergency access that a treating doctor is told of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldReview {
    /// The access, and what its review found.
    pub review: Review,
    /// They looked at it.
    pub looked: bool,
}

/// That a treating doctor is to be written to of one. Whether they still are one is for
/// the caller to ask.
#[derive(Clone, Debug)]
pub struct Telling {
    /// The space that was opened.
    pub space: SpaceId,
    /// When it was opened.
    pub at: Timestamp,
    /// What tells it from any other: for the name of a mail.
    pub occasion: [u8; 32],
    doctor: [u8; 32],
    id: [u8; 16],
    mail_at: Timestamp,
}

fn treating_place(id: [u8; 16]) -> Vec<u8> {
    [b"treating".as_slice(), &id].concat()
}

impl Spaces {
    /// The emergency accesses since then of which this treating doctor is told, the
    /// newest first: all, or those that they did not look at yet. Whether they still treat the person is for the caller to ask.
    ///
    /// # Errors
    /// As the store.
    pub async fn told_treating(
        &self,
        rpps: &Rpps,
        since: Timestamp,
        (all, limit): (bool, i64),
    ) -> Result<Vec<ToldReview>> {
        let (store, doctor) = (self.store(), self.keys().treating(rpps));
        let mut reviews = Vec::new();
        for told in queries::list_treating(store, doctor, since, (all, limit)).await? {
            let space = self.treating_space(told.id, &told.place)?;
            if let Some(review) = queries::find_review(self.store(), space, told.id).await? {
                reviews.push(ToldReview {
                    review: self.open_review(review)?,
                    looked: told.looked,
                });
            }
        }
        Ok(reviews)
    }

    /// This treating doctor looked at these. Twice is once.
    ///
    /// # Errors
    /// As the store.
    pub async fn look_at_told(&self, rpps: &Rpps, ids: &[[u8; 16]]) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let (doctor, now) = (self.keys().treating(rpps), self.world().now());
        let looked = ids
            .iter()
            .map(|id| queries::update_looked(doctor, *id, now));
        let mut tx = self.store().begin("look at emergencies").await?;
        tx.run(looked.collect()).await?;
        tx.commit().await
    }

    /// Of what happened then or before, treating doctors are written to no more: it is no
    /// news. They find it where they look.
    ///
    /// # Errors
    /// As the store.
    pub async fn tell_no_more(&self, then: Timestamp) -> Result<()> {
        let now = self.world().now();
        let stale = queries::update_treating_stale(self.store(), now, then).await?;
        if stale > 0 {
            tracing::info!(stale, "treating doctors were not written to in time");
        }
        Ok(())
    }

    /// Of what treating doctors are to be written to by now.
    ///
    /// # Errors
    /// As the store.
    pub async fn tellings_due(&self, limit: i64) -> Result<Vec<Telling>> {
        let now = self.world().now();
        let mut tellings = Vec::new();
        for due in queries::list_treating_due(self.store(), now, limit).await? {
            let (place, at) = ((due.doctor, due.id), due.mail_at);
            match self.telling(due) {
                Ok(telling) => tellings.push(telling),
                // One that does not open keeps no other waiting.
                Err(error) => {
                    let error = error.log_text();
                    tracing::error!(error, "that a treating doctor is told does not open");
                    queries::update_treating_mail(self.store(), place, at, None).await?;
                }
            }
        }
        Ok(tellings)
    }

    fn telling(&self, due: DueTreating) -> Result<Telling> {
        Ok(Telling {
            space: self.treating_space(due.id, &due.place)?,
            at: due.at,
            occasion: keys::sha256(&[due.doctor.as_slice(), &due.id].concat()),
            doctor: due.doctor,
            id: due.id,
            mail_at: due.mail_at,
        })
    }

    /// Whether it is this professional who is to be told.
    pub fn is_told(&self, telling: &Telling, rpps: &Rpps) -> bool {
        self.keys().treating(rpps) == telling.doctor
    }

    /// It is next looked at then, or never; `false`, if somebody else took it meanwhile, or
    /// they looked by themselves.
    ///
    /// # Errors
    /// As the store.
    pub async fn tell_next(&self, telling: &mut Telling, then: Option<Timestamp>) -> Result<bool> {
        let (place, before) = ((telling.doctor, telling.id), telling.mail_at);
        let taken = queries::update_treating_mail(self.store(), place, before, then).await?;
        if let Some(then) = then {
            telling.mail_at = then;
        }
        Ok(taken)
    }

    fn treating_space(&self, id: [u8; 16], place: &[u8]) -> Result<SpaceId> {
        SpaceId::from_slice(&self.keys().open_for(&treating_place(id), place)?)
    }

    pub(super) fn told_of(
        &self,
        rpps: &Rpps,
        space: SpaceId,
        id: [u8; 16],
        at: Timestamp,
    ) -> Statement {
        let (keys, chance) = (self.keys(), &*self.world().chance);
        queries::insert_treating(ToldTreating {
            doctor: keys.treating(rpps),
            id,
            at,
            place: keys.seal_for(chance, &treating_place(id), &space.to_bytes()),
            inside: keys.inside(space),
        })
    }
}
