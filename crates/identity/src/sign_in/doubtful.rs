//! A right sign-in after many that failed, from a device not seen before: whoever
//! guessed for long and was right in the end. Both factors were shown; its holder is
//! told all the same.
//!
//! What failed is counted apart from the brakes, for an account or for a name that
//! nobody has, from the last sign-in on, whatever it was made with.

use crate::brakes::{self, Brake};
use crate::layer::Device;
use crate::{Identity, queries};
use kernel::{AccountId, Result, SpaceId, Timestamp};
use store::Tx;

/// A sign-in of which its holder is to be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DoubtfulSignIn {
    /// Its id: it is told of once.
    pub id: [u8; 16],
    /// Whose account it is.
    pub account: AccountId,
    /// Their own space; none, where the account reaches none any more.
    pub space: Option<SpaceId>,
    /// When it was.
    pub at: Timestamp,
    /// How many failed before it, since the last that did not.
    pub failures: u32,
}

impl Identity {
    /// Where the failures of an account are counted.
    pub(super) fn failing(&self, account: AccountId) -> [u8; 32] {
        self.subject("failing", &account.to_bytes())
    }

    /// Counts one more, in the caller's transaction.
    pub(super) async fn count_failing(&self, tx: &mut Tx, subject: [u8; 32]) -> Result<()> {
        let brake = queries::hold_brake(tx, subject, self.now()).await?;
        queries::update_brake(tx, subject, brake.noted()).await
    }

    /// Somebody comes in: what failed before is over, and is kept to be told where it
    /// was much.
    pub(super) async fn look_back(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
    ) -> Result<()> {
        let subject = self.failing(account);
        if queries::find_brake_in(tx, subject).await?.row == 0 {
            return Ok(());
        }
        let now = self.now();
        let failed = queries::hold_brake(tx, subject, now).await?.row;
        queries::update_brake(tx, subject, Brake::default()).await?;
        let known = self.knows_device(Some(account), device.cookie.as_deref());
        if brakes::is_doubtful(failed, known.is_some()) {
            let id = self.world().random::<16>();
            queries::insert_doubtful(tx, id, account, failed, now).await?;
        }
        Ok(())
    }

    /// The sign-ins of which their holders are to be told, the oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn doubtful_sign_ins(&self, limit: i64) -> Result<Vec<DoubtfulSignIn>> {
        queries::list_doubtful(self.store(), limit).await
    }

    /// Its holder was told, or there is nobody to tell. Twice is harmless.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget_doubtful(&self, id: [u8; 16]) -> Result<()> {
        queries::delete_doubtful(self.store(), id).await
    }
}
