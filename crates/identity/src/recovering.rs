//! Getting back in: a forgotten password is chosen anew by who proved otherwise
//! who they are, and a second factor that was lost is taken away after a delay,
//! to be set up anew before anything else.
//!
//! Who may, and who is told, is for `spaces` to say.
//!
//! INVARIANT: a new password takes no second factor away and opens no session;
//! an account without a second factor opens nothing but the page where one is
//! set up.

use crate::Identity;
use crate::accounts::ConfirmedTotp;
use crate::layer::Device;
use crate::password;
use crate::queries;
use crate::steps::{self, Step};
use crate::tokens::{self, STEP_COOKIE};
use crate::totp::{TotpPart, TotpSecret};
use edge::Audience;
use http::{HeaderMap, HeaderValue};
use kernel::{AccountId, Error, Result, Secret, SessionId, SpaceId, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::Tx;

/// The way between the right password and a second factor that is set up.
const FACTOR_STEP: steps::Kind = steps::Kind {
    name: "factor",
    life: Duration::from_mins(10),
};
/// Codes of the app that is set up, in one such way.
const TRIES_MAX: i64 = 10;
/// Where the password leads on to, below the door: to the code, or to a new
/// second factor.
pub(crate) const ON_TO_CODE: &str = "/code";
pub(crate) const ON_TO_FACTOR: &str = "/facteur";

/// The account that a space is reached by.
pub struct Reached {
    /// The account.
    pub account: AccountId,
    /// Its username; none for who comes in otherwise.
    pub username: Option<String>,
    /// Whether somebody gets in with two factors: else a password alone would
    /// be all.
    pub stands: bool,
}

/// A password that was checked and hashed, before the transaction that keeps it.
pub struct NewPassword {
    account: AccountId,
    folded: String,
    hash: String,
}

/// A second factor that works, of somebody who showed their password.
pub struct NewFactor {
    /// Whose.
    pub account: AccountId,
    /// What their account reaches.
    pub spaces: Vec<SpaceId>,
    totp: ConfirmedTotp,
    step: [u8; 32],
    pending: Pending,
}

/// What is kept between the password and the new factor.
#[derive(Serialize, Deserialize)]
struct Pending {
    shared: bool,
    back: String,
    secret: Vec<u8>,
}

impl Identity {
    /// The account of the holder of a space: the one that has had it since last.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn reached(&self, space: SpaceId) -> Result<Option<Reached>> {
        for account in queries::list_accounts_of(self.store(), space).await? {
            let Some(row) = queries::find_account(self.store(), account).await? else {
                continue;
            };
            if row.door == Some(Audience::Holder) {
                return Ok(Some(Reached {
                    account,
                    username: row.password.and(row.username),
                    stands: self.ways(account).await?.may_stand(),
                }));
            }
        }
        Ok(None)
    }

    /// Checks and hashes a new password; `known` is what others know about the
    /// person.
    ///
    /// # Errors
    /// Invalid on `mot-de-passe`; not found for an account without a password.
    pub async fn prepare_password(
        &self,
        account: AccountId,
        mut known: Vec<String>,
        new: &Secret<String>,
    ) -> Result<NewPassword> {
        let row = self.account(account).await?;
        let (Some(username), Some(_)) = (row.username, row.password) else {
            return Err(Error::not_found());
        };
        known.push(username.clone());
        password::check(new, &known).map_err(|error| Error::field("mot-de-passe", error.code()))?;
        let place = self.hasher().place()?;
        Ok(NewPassword {
            account,
            folded: kernel::unaccented(&username),
            hash: self.hasher().hash(&place, new, self.world()).await?,
        })
    }

    /// Keeps a new password in the caller's transaction, ends every session and
    /// every way begun, and lets the username be tried again. Second factors
    /// stay as they are.
    ///
    /// # Errors
    /// Conflict, when no second factor would be left to be asked for.
    pub async fn reset_password(&self, tx: &mut Tx, new: &NewPassword) -> Result<()> {
        queries::hold_account(tx, new.account).await?;
        if !self.ways_in(tx, new.account).await?.may_stand() {
            return Err(Error::conflict("identity-factor-first"));
        }
        queries::update_password(tx, new.account, &new.hash, self.now()).await?;
        queries::delete_sessions(tx, new.account).await?;
        queries::delete_ceremonies(tx, new.account).await?;
        let subject = self.subject("username", new.folded.as_bytes());
        let brake = queries::hold_brake(tx, subject, self.now()).await?;
        queries::update_brake(tx, subject, brake.forgiven()).await
    }

    /// Takes the second factors of an account away in the caller's transaction,
    /// and ends its sessions; `false`, and nothing is taken, when no password
    /// would be left, or it was chosen since this was asked for.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn drop_factors(
        &self,
        tx: &mut Tx,
        account: AccountId,
        asked_at: Timestamp,
    ) -> Result<bool> {
        queries::hold_account(tx, account).await?;
        match queries::password_since_in(tx, account).await? {
            Some(since) if since <= asked_at => {}
            _ => return Ok(false),
        }
        for row in queries::list_credentials_in(tx, account).await? {
            queries::delete_credential(tx, account, row.credential).await?;
        }
        queries::insert_factor_lost(tx, account, self.now()).await?;
        queries::delete_sessions(tx, account).await?;
        queries::delete_ceremonies(tx, account).await?;
        Ok(true)
    }

    /// Ends the sessions of whoever reaches a space, in the caller's transaction,
    /// but this one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_sessions_of(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        kept: Option<SessionId>,
    ) -> Result<()> {
        for account in queries::list_accounts_of(self.store(), space).await? {
            match kept {
                Some(kept) => queries::delete_other_sessions(tx, account, kept).await?,
                None => queries::delete_sessions(tx, account).await?,
            };
            queries::delete_ceremonies(tx, account).await?;
        }
        Ok(())
    }

    /// Begins the way to a new second factor, if this account lost its own.
    pub(crate) async fn begin_factor(
        &self,
        tx: &mut Tx,
        account: AccountId,
        shared: bool,
        back: &str,
    ) -> Result<Option<HeaderValue>> {
        let lost = queries::is_factor_lost(tx, account).await?;
        if !lost || !queries::list_credentials_in(tx, account).await?.is_empty() {
            return Ok(None);
        }
        let pending = Pending {
            shared,
            back: back.to_owned(),
            secret: self.new_totp().expose().to_vec(),
        };
        let body = serde_json::to_vec(&pending)
            .map_err(|cause| Error::fault("writing a way begun").because(cause))?;
        let cookie = self.begin_step_in(tx, FACTOR_STEP, Some(account), &body);
        cookie.await.map(Some)
    }

    /// What the page shows to set up the app; nothing, without such a way.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn factor_part(&self, headers: &HeaderMap) -> Result<Option<TotpPart>> {
        let cookie = tokens::cookie(headers, STEP_COOKIE);
        let begun = self.find_step(FACTOR_STEP, cookie).await?;
        let Some(begun) = begun.filter(|begun| begun.tries < TRIES_MAX) else {
            return Ok(None);
        };
        let account = begun.account.ok_or_else(Error::not_found)?;
        let username = self.account(account).await?.username.unwrap_or_default();
        secret(&begun)?.part(&username).map(Some)
    }

    /// Whether this is the code of the app that is set up. The outer result is a
    /// failure of ours; the inner one is for the person, and the try stays
    /// counted: commit either way.
    ///
    /// # Errors
    /// Not found, when the way is over.
    pub async fn try_factor(
        &self,
        tx: &mut Tx,
        headers: &HeaderMap,
        code: &str,
    ) -> Result<Result<NewFactor>> {
        let cookie = tokens::cookie(headers, STEP_COOKIE);
        let begun = self.try_step(tx, FACTOR_STEP, cookie).await?;
        let begun = begun
            .filter(|begun| begun.tries <= TRIES_MAX)
            .ok_or_else(Error::not_found)?;
        let account = begun.account.ok_or_else(Error::not_found)?;
        let totp = match self.confirm_totp(&secret(&begun)?, code) {
            Ok(totp) => totp,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(Ok(NewFactor {
            account,
            spaces: queries::list_spaces_of(tx, account).await?,
            totp,
            step: begun.token_hash,
            pending: pending(&begun)?,
        }))
    }

    /// Keeps the new factor, ends every other session and opens one, in the
    /// caller's transaction: the cookies to set, and where to go on to. What the
    /// account reached before is kept back until then.
    ///
    /// # Errors
    /// Not found, when somebody set one up meanwhile.
    pub async fn enter_with_factor(
        &self,
        tx: &mut Tx,
        new: &NewFactor,
        headers: &HeaderMap,
        until: Timestamp,
    ) -> Result<(Vec<HeaderValue>, String)> {
        queries::hold_account(tx, new.account).await?;
        queries::delete_ceremony(tx, new.step).await?;
        if !queries::delete_factor_lost(tx, new.account).await? {
            return Err(Error::not_found());
        }
        self.insert_totp(tx, new.account, &new.totp).await?;
        queries::delete_sessions(tx, new.account).await?;
        queries::delete_ceremonies(tx, new.account).await?;
        for space in &new.spaces {
            self.put_on_probation(tx, new.account, *space, until)
                .await?;
        }
        let device = Device::of(headers, new.pending.shared);
        let old = tokens::earlier_session(headers);
        let door = Audience::Holder;
        let cookies = self.enter(tx, new.account, door, old, &device).await?;
        let back = crate::pages::back_of_holder(&new.pending.back).to_owned();
        Ok((cookies, back))
    }
}

fn pending(begun: &Step) -> Result<Pending> {
    serde_json::from_slice(&begun.body)
        .map_err(|cause| Error::fault("reading a way begun").because(cause))
}

fn secret(begun: &Step) -> Result<TotpSecret> {
    TotpSecret::from_slice(&pending(begun)?.secret)
}
