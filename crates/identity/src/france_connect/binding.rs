//! Which account a subject of FranceConnect means: binding the two, and
//! unbinding them.

use super::Proof;
use crate::caller::Holder;
use crate::ways::Ways;
use crate::{Identity, queries, staff};
use kernel::{AccountId, Error, Result, Timestamp};
use store::Tx;

impl Identity {
    /// Binds an account to the subject of a proof, in the caller's transaction;
    /// whoever proves who they are is on probation no more. Whose identity it is
    /// must be known: ask the register before.
    ///
    /// # Errors
    /// Conflict, when the subject is another account's; a fault for an account
    /// of the team: no provider opens those.
    pub async fn bind(&self, tx: &mut Tx, account: AccountId, proof: &Proof) -> Result<()> {
        staff::not_of_the_team(tx, account).await?;
        queries::insert_federated(tx, account, proof.subject_hash(), self.now()).await?;
        queries::end_probations(tx, account).await
    }

    /// Binds FranceConnect to the account of a holder, and ends its other
    /// sessions.
    ///
    /// # Errors
    /// Conflict, when the subject is another account's.
    pub(super) async fn bind_own(&self, holder: &Holder, proof: &Proof) -> Result<()> {
        let mut tx = self.store().begin("bind FranceConnect").await?;
        self.bind(&mut tx, holder.account, proof).await?;
        queries::delete_other_sessions(&mut tx, holder.account, holder.session).await?;
        queries::delete_ceremonies(&mut tx, holder.account).await?;
        tx.commit().await
    }

    /// Unbinds FranceConnect from the account of a holder, and ends its other
    /// sessions. Ask for a fresh proof before.
    ///
    /// # Errors
    /// Invalid when it is the last way in; not found when it is not bound.
    pub(super) async fn unbind_own(&self, holder: &Holder) -> Result<()> {
        let mut tx = self.store().begin("unbind FranceConnect").await?;
        queries::hold_account(&mut tx, holder.account).await?;
        if !queries::delete_federated(&mut tx, holder.account).await? {
            return Err(Error::not_found());
        }
        if !self.ways_in(&mut tx, holder.account).await?.may_stand() {
            return Err(Error::invalid("fc-last-way"));
        }
        queries::delete_other_sessions(&mut tx, holder.account, holder.session).await?;
        queries::delete_ceremonies(&mut tx, holder.account).await?;
        tx.commit().await
    }

    /// Since when FranceConnect opens an account, if it does.
    pub(crate) async fn bound_since(&self, account: AccountId) -> Result<Option<Timestamp>> {
        queries::find_federated(self.store(), account).await
    }

    /// The account of the subject of a proof.
    pub(super) async fn account_of(&self, proof: &Proof) -> Result<Option<AccountId>> {
        queries::find_account_by_subject(self.store(), proof.subject_hash()).await
    }

    /// All that opens an account, as this transaction sees it. A binding opens
    /// nothing while FranceConnect is not offered.
    pub(crate) async fn ways_in(&self, tx: &mut Tx, account: AccountId) -> Result<Ways> {
        let credentials = queries::list_credentials_in(tx, account).await?;
        Ok(Ways::of(
            queries::has_password_in(tx, account).await?,
            &credentials,
            self.offers_france_connect()
                && queries::find_federated_in(tx, account).await?.is_some(),
        ))
    }

    /// All that opens an account now.
    pub(crate) async fn ways(&self, account: AccountId) -> Result<Ways> {
        let credentials = queries::list_credentials(self.store(), account).await?;
        Ok(Ways::of(
            self.account(account).await?.password.is_some(),
            &credentials,
            self.offers_france_connect() && self.bound_since(account).await?.is_some(),
        ))
    }
}
