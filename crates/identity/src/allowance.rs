//! How often something may be done in a while, counted in the store: several
//! processes count as one, and a restart forgets nothing.

use crate::brakes::{Brake, Refusal};
use crate::{Identity, queries};
use kernel::{Error, Result};
use std::time::Duration;

/// So often, in so long, by one of whatever `of` names.
#[derive(Clone, Copy, Debug)]
pub struct Allowance<'a> {
    /// What is counted: each has its own.
    pub what: &'static str,
    /// Whose it is; a keyed hash alone is kept.
    pub of: &'a [u8],
    /// How often.
    pub most: u32,
    /// In how long, from the first time on.
    pub each: Duration,
    /// The sentence for whoever comes too often.
    pub code: &'static str,
}

impl Allowance<'_> {
    fn told(&self, refusal: Refusal) -> Error {
        match refusal {
            Refusal::Wait(wait) => Error::too_many(self.code, wait),
            Refusal::Off => Error::too_many(self.code, self.each),
        }
    }
}

impl Identity {
    /// Whether something is left of an allowance. Nothing is counted.
    ///
    /// # Errors
    /// Too many, with the time to wait; as the store.
    pub async fn check_allowance(&self, allowance: &Allowance<'_>) -> Result<()> {
        let brake = queries::find_brake(self.store(), self.allowed(allowance)).await?;
        let left = brake.check_allowance(self.now());
        left.map_err(|refusal| allowance.told(refusal))
    }

    /// Takes one of an allowance.
    ///
    /// # Errors
    /// Too many, with the time to wait, if nothing is left of it; as the store.
    pub async fn spend(&self, allowance: &Allowance<'_>) -> Result<()> {
        // A look without holding anything: a flood does not reach the writer.
        self.check_allowance(allowance).await?;
        let (subject, now) = (self.allowed(allowance), self.now());
        let mut tx = self.store().begin("count what is allowed").await?;
        let brake: Brake = queries::hold_brake(&mut tx, subject, now).await?;
        let spent = brake.spend(allowance.most, allowance.each, now);
        let spent = spent.map_err(|refusal| allowance.told(refusal))?;
        queries::update_brake(&mut tx, subject, spent).await?;
        tx.commit().await
    }

    fn allowed(&self, allowance: &Allowance<'_>) -> [u8; 32] {
        self.subject(allowance.what, allowance.of)
    }
}
