//! A second factor that was lost: three days after it was said by phone it is
//! taken away, and who signs in with the password sets up a new one before
//! anything else. What was there before is kept back for three days more: a call
//! alone never suffices to read.

use super::help::Help;
use super::telling::By;
use crate::Spaces;
use crate::queries::{self, HeldAct};
use crate::rules::activation::PROBATION;
use crate::rules::held::Standing;
use crate::rules::life::{Event, How};
use http::{HeaderMap, HeaderValue};
use kernel::{Error, Result};

/// What kinds of notice the post knows these as.
const DROPPED: &str = "spaces-factors";
const SET_UP: &str = "spaces-factor-new";

/// What opens after a new factor: the cookies to set, and where to go on to.
pub(crate) type Entered = (Vec<HeaderValue>, String);

impl Spaces {
    /// Takes the second factors away, when the time has come; `false`, when it
    /// became impossible: no account, no password, or one chosen since.
    pub(super) async fn drop_factors(&self, act: &HeldAct) -> Result<bool> {
        let now = self.world().now();
        let Some(kept) = queries::find_space(self.store(), act.space).await? else {
            return Ok(false);
        };
        let possible = act.what.when_due(kept.life, act.asked_at, now).is_ok();
        let reached = match possible {
            true => self.identity().reached(act.space).await?,
            false => None,
        };
        let mut tx = self.store().begin("take second factors away").await?;
        let done = match reached {
            Some(reached) => {
                let identity = self.identity();
                identity
                    .drop_factors(&mut tx, reached.account, act.asked_at)
                    .await?
            }
            None => false,
        };
        let standing = match done {
            true => Standing::Done,
            false => Standing::Impossible,
        };
        if !queries::end_held(&mut tx, act.space, act.act, standing, now).await? {
            // Called off, or done by another process: nothing is taken.
            tx.rollback().await?;
            return Ok(false);
        }
        if done {
            let told = (Event::FactorsDropped, By::holder(How::Phone));
            self.tell_of_account(&mut tx, act.space, told, DROPPED, "factors-dropped")
                .await?;
        }
        tx.commit().await?;
        Ok(done)
    }

    /// The code of the app that is set up in place of what was lost: a session,
    /// in which what was there before is kept back for three days.
    ///
    /// # Errors
    /// Invalid on `code`; not found, when the way is over.
    pub(crate) async fn set_up_factor(
        &self,
        headers: &HeaderMap,
        code: &str,
        help: Option<Help>,
    ) -> Result<Entered> {
        let identity = self.identity();
        let mut tx = self.store().begin("set up a second factor").await?;
        let new = match identity.try_factor(&mut tx, headers, code).await? {
            Ok(new) => new,
            Err(refusal) => {
                // The try stays counted.
                tx.commit().await?;
                return Err(refusal);
            }
        };
        let until = self.world().now().plus(PROBATION);
        let entered = identity
            .enter_with_factor(&mut tx, &new, headers, until)
            .await?;
        for space in &new.spaces {
            let told = (Event::FactorSetUp, By::helped(help));
            self.tell_of_account(&mut tx, *space, told, SET_UP, "factor-set-up")
                .await?;
        }
        tx.commit().await?;
        Ok(entered)
    }

    /// What the page shows to set up the app.
    ///
    /// # Errors
    /// Not found, when the way is over.
    pub(crate) async fn new_factor_part(&self, headers: &HeaderMap) -> Result<identity::TotpPart> {
        let part = self.identity().factor_part(headers).await?;
        part.ok_or_else(Error::not_found)
    }
}
