//! Opening accounts, and changing how one signs in.
//!
//! Hashing comes before the transaction, never inside: one writer must not
//! wait for Argon2.

use crate::Identity;
use crate::caller::Holder;
use crate::passkeys::NewPasskey;
use crate::password;
use crate::queries::{self, AccountRow, CredentialRow, NewAccountRow, NewSignIn};
use crate::staff;
use crate::totp::{Step, TotpSecret};
use crate::username::Username;
use kernel::{
    AccountId, CredentialId, Error, FieldError, Kind, Personal, Result, Secret, SpaceId, Timestamp,
};
use store::Tx;

pub(crate) const TOTP: &str = "totp";
pub(crate) const PASSKEY: &str = "passkey";

/// The fields of the form, for errors of [`Identity::prepare_account`].
const USERNAME_FIELD: &str = "identifiant";
const PASSWORD_FIELD: &str = "mot-de-passe";

/// A secret whose owner has shown a right code of it.
#[derive(Clone, Debug)]
pub struct ConfirmedTotp {
    secret: TotpSecret,
    step: Step,
}

/// What a person chose for their account. At least one second factor.
#[derive(Debug)]
pub struct NewAccount {
    /// The account's id, made beforehand because a passkey knows it.
    pub account: AccountId,
    /// How pages call the person.
    pub name: Personal<String>,
    /// The username, as typed.
    pub username: String,
    /// The password, as typed.
    pub password: Secret<String>,
    /// What others know about the person, which a password may not contain:
    /// names, birth date (see [`crate::birth_date_facts`]). The username counts
    /// by itself.
    pub known: Vec<String>,
    /// The authenticator app.
    pub totp: Option<ConfirmedTotp>,
    /// The passkey.
    pub passkey: Option<NewPasskey>,
}

/// A username and the hash of a password, both checked.
pub(crate) struct PreparedSignIn {
    pub username: Username,
    pub hash: String,
}

/// A new account, checked and hashed, to be opened in a transaction.
pub struct PreparedAccount {
    account: AccountId,
    /// None for who comes in through a provider alone.
    sign_in: Option<PreparedSignIn>,
    name: Vec<u8>,
    totp: Option<ConfirmedTotp>,
    passkey: Option<NewPasskey>,
}

/// A way of signing in, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Factor {
    /// Its id.
    pub credential: CredentialId,
    /// Whether it is a passkey; else it is an authenticator app.
    pub passkey: bool,
    /// The browser it was made with, if it is a known one.
    pub browser: Option<&'static str>,
    /// The system, if it is a known one.
    pub system: Option<&'static str>,
    /// Since when.
    pub created: Timestamp,
}

impl Identity {
    /// Whether nobody has this username, or one that looks alike.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn username_free(&self, username: &Username) -> Result<bool> {
        Ok(!queries::username_exists(self.store(), username.folded()).await?)
    }

    /// Three usernames that are free, made of a person's names.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn propose_usernames(&self, first: &str, last: &str) -> Result<Vec<String>> {
        let salt = u32::from_be_bytes(self.world().random());
        let mut free = Vec::new();
        for proposal in Username::proposals(first, last, salt) {
            if self.username_free(&proposal).await? {
                free.push(proposal.shown().to_owned());
            }
            if free.len() == 3 {
                break;
            }
        }
        Ok(free)
    }

    /// A new secret for an authenticator app.
    pub fn new_totp(&self) -> TotpSecret {
        TotpSecret::random(&*self.world().chance)
    }

    /// The secret as one's own, if this is its code now.
    ///
    /// # Errors
    /// A field error on `code`.
    pub fn confirm_totp(&self, secret: &TotpSecret, code: &str) -> Result<ConfirmedTotp> {
        match secret.step_of(code, 0, self.now()) {
            Some(step) => Ok(ConfirmedTotp {
                secret: secret.clone(),
                step,
            }),
            None => Err(Error::field("code", "identity-code-wrong")),
        }
    }

    /// Checks what a person chose and hashes the password: before the
    /// transaction that opens the account.
    ///
    /// # Errors
    /// Invalid, with the fields to mend (`identifiant`, `mot-de-passe`);
    /// Unavailable when the password pool is full.
    pub async fn prepare_account(&self, new: NewAccount) -> Result<PreparedAccount> {
        if new.totp.is_none() && new.passkey.is_none() {
            return Err(Error::invalid("identity-second-factor-missing"));
        }
        let sign_in = self
            .prepare_sign_in(&new.name, &new.username, &new.password, new.known)
            .await?;
        Ok(self.prepared(new.account, &new.name, sign_in, new.totp, new.passkey))
    }

    /// The same account once what it is entered with is ready.
    pub(crate) fn prepared(
        &self,
        account: AccountId,
        name: &Personal<String>,
        sign_in: PreparedSignIn,
        totp: Option<ConfirmedTotp>,
        passkey: Option<NewPasskey>,
    ) -> PreparedAccount {
        PreparedAccount {
            account,
            sign_in: Some(sign_in),
            name: self.seal_name(account, &name.0),
            totp,
            passkey,
        }
    }

    /// As [`Self::prepare_account`], for the username and the password alone.
    pub(crate) async fn prepare_sign_in(
        &self,
        name: &Personal<String>,
        username: &str,
        password: &Secret<String>,
        mut known: Vec<String>,
    ) -> Result<PreparedSignIn> {
        let mut wrong = Vec::new();
        known.push(username.to_owned());
        let username = username.parse::<Username>();
        if let Err(error) = &username {
            wrong.push(FieldError {
                field: USERNAME_FIELD,
                code: error.code(),
            });
        }
        known.push(name.0.clone());
        known.extend(name.0.split_whitespace().map(str::to_owned));
        if let Err(error) = password::check(password, &known) {
            wrong.push(FieldError {
                field: PASSWORD_FIELD,
                code: error.code(),
            });
        }
        if let Ok(username) = &username
            && !self.username_free(username).await?
        {
            wrong.push(taken());
        }
        let Ok(username) = username else {
            return Err(Error::fields(wrong));
        };
        if !wrong.is_empty() {
            return Err(Error::fields(wrong));
        }
        let place = self.hasher().place()?;
        let hash = self.hasher().hash(&place, password, self.world()).await?;
        Ok(PreparedSignIn { username, hash })
    }

    /// A new account without username, password or second factor, whose holder
    /// comes in through a provider. Bind it ([`Self::bind`]) in the transaction
    /// that opens it: nobody could enter it otherwise.
    pub fn prepare_bare_account(
        &self,
        account: AccountId,
        name: &Personal<String>,
    ) -> PreparedAccount {
        PreparedAccount {
            account,
            sign_in: None,
            name: self.seal_name(account, &name.0),
            totp: None,
            passkey: None,
        }
    }

    /// Opens a prepared account in the caller's transaction. After an error the
    /// transaction must be dropped.
    ///
    /// # Errors
    /// Invalid on `identifiant` when somebody took the username meanwhile;
    /// Conflict when the passkey belongs to another account.
    pub async fn open_account(&self, tx: &mut Tx, prepared: PreparedAccount) -> Result<AccountId> {
        let account = prepared.account;
        let sign_in = prepared.sign_in.as_ref();
        let row = NewAccountRow {
            account,
            sign_in: sign_in.map(|PreparedSignIn { username, hash }| NewSignIn {
                username: username.shown(),
                folded: username.folded(),
                password: hash,
            }),
            name: prepared.name,
            now: self.now(),
        };
        queries::insert_account(tx, row)
            .await
            .map_err(|error| match error.kind() {
                Kind::Conflict => Error::fields(vec![taken()]),
                _ => error,
            })?;
        if let Some(totp) = &prepared.totp {
            self.insert_totp(tx, account, totp).await?;
        }
        if let Some(passkey) = &prepared.passkey {
            self.insert_passkey(tx, account, passkey).await?;
        }
        Ok(account)
    }

    pub(crate) async fn insert_totp(
        &self,
        tx: &mut Tx,
        account: AccountId,
        totp: &ConfirmedTotp,
    ) -> Result<()> {
        let credential = CredentialId::new(&*self.world().chance);
        let row = CredentialRow {
            credential,
            kind: TOTP.to_owned(),
            label: String::from("other other"),
            body: self.seal_credential(account, credential, totp.secret.expose()),
            // The code that confirmed it is used.
            last_step: totp.step,
            created: self.now(),
        };
        queries::insert_credential(tx, account, &row).await
    }

    async fn insert_passkey(
        &self,
        tx: &mut Tx,
        account: AccountId,
        passkey: &NewPasskey,
    ) -> Result<()> {
        let credential = CredentialId::new(&*self.world().chance);
        let row = CredentialRow {
            credential,
            kind: PASSKEY.to_owned(),
            label: passkey.device.clone(),
            body: self.seal_credential(account, credential, &passkey.body),
            last_step: 0,
            created: self.now(),
        };
        queries::insert_credential(tx, account, &row).await?;
        queries::insert_passkey(tx, passkey.id_hash, account, credential).await
    }

    /// Adds a passkey to the holder's account. Ask for a fresh proof before.
    ///
    /// # Errors
    /// Conflict when the passkey is known already.
    pub async fn add_passkey(&self, holder: &Holder, passkey: &NewPasskey) -> Result<()> {
        let mut tx = self.store().begin("add a passkey").await?;
        self.insert_passkey(&mut tx, holder.account, passkey)
            .await?;
        queries::delete_other_sessions(&mut tx, holder.account, holder.session).await?;
        queries::delete_ceremonies(&mut tx, holder.account).await?;
        tx.commit().await
    }

    /// The second factors of a holder, the oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn list_factors(&self, holder: &Holder) -> Result<Vec<Factor>> {
        let rows = queries::list_credentials(self.store(), holder.account).await?;
        let factor = |row: &CredentialRow| {
            let (browser, system) = crate::device::names(&row.label);
            Factor {
                credential: row.credential,
                passkey: row.kind == PASSKEY,
                browser,
                system,
                created: row.created,
            }
        };
        Ok(rows.iter().map(factor).collect())
    }

    /// Takes a second factor away, and ends the other sessions. Ask for a fresh
    /// proof before.
    ///
    /// # Errors
    /// Invalid when it is the last one; not found when there is none such.
    pub async fn remove_factor(&self, holder: &Holder, credential: CredentialId) -> Result<()> {
        let mut tx = self.store().begin("remove a second factor").await?;
        queries::hold_account(&mut tx, holder.account).await?;
        if !queries::delete_credential(&mut tx, holder.account, credential).await? {
            return Err(Error::not_found());
        }
        if !self.ways_in(&mut tx, holder.account).await?.may_stand() {
            return Err(Error::invalid("identity-factor-last"));
        }
        queries::delete_other_sessions(&mut tx, holder.account, holder.session).await?;
        queries::delete_ceremonies(&mut tx, holder.account).await?;
        tx.commit().await
    }

    /// Changes the password and ends the other sessions. Ask for a fresh proof
    /// before.
    ///
    /// # Errors
    /// Invalid, with the field to mend (`mot-de-passe`); not found for an
    /// account that has no password.
    pub async fn change_password(&self, holder: &Holder, new: &Secret<String>) -> Result<()> {
        let account = self.account(holder.account).await?;
        let (Some(username), Some(_)) = (account.username, account.password) else {
            return Err(Error::not_found());
        };
        let mut known = vec![username, holder.name.0.clone()];
        known.extend(holder.name.0.split_whitespace().map(str::to_owned));
        password::check(new, &known).map_err(|error| Error::field(PASSWORD_FIELD, error.code()))?;
        let place = self.hasher().place()?;
        let hash = self.hasher().hash(&place, new, self.world()).await?;
        let mut tx = self.store().begin("change a password").await?;
        queries::update_password(&mut tx, holder.account, &hash, self.now()).await?;
        queries::delete_other_sessions(&mut tx, holder.account, holder.session).await?;
        queries::delete_ceremonies(&mut tx, holder.account).await?;
        tx.commit().await
    }

    /// Links a space to an account, in the caller's transaction; twice is as
    /// once.
    ///
    /// # Errors
    /// A fault for an account of the team: those reach no space, ever.
    pub async fn link_space(&self, tx: &mut Tx, account: AccountId, space: SpaceId) -> Result<()> {
        staff::not_of_the_team(tx, account).await?;
        queries::insert_account_space(tx, account, space, self.now()).await
    }

    /// Takes a space from every account, in the caller's transaction. An
    /// account that reaches nothing any more is left by FranceConnect too: its
    /// subject may open another one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn unlink_space(&self, tx: &mut Tx, space: SpaceId) -> Result<()> {
        for account in queries::delete_links(tx, space).await? {
            if !queries::reaches_any(tx, account).await? {
                queries::delete_federated(tx, account).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn account(&self, account: AccountId) -> Result<AccountRow> {
        let found = queries::find_account(self.store(), account).await?;
        found.ok_or_else(|| Error::fault("an account is gone"))
    }

    pub(crate) fn seal_name(&self, account: AccountId, name: &str) -> Vec<u8> {
        let chance = &*self.world().chance;
        keys::seal(
            &self.keys().name,
            chance,
            &account.to_bytes(),
            name.as_bytes(),
        )
    }

    pub(crate) fn open_name(&self, account: AccountId, sealed: &[u8]) -> Result<String> {
        let name = keys::open(&self.keys().name, &account.to_bytes(), sealed)?;
        String::from_utf8(name).map_err(|_| Error::fault("a kept name is not text"))
    }

    pub(crate) fn seal_credential(
        &self,
        account: AccountId,
        credential: CredentialId,
        body: &[u8],
    ) -> Vec<u8> {
        let place = place_of(account, credential);
        keys::seal(&self.keys().credential, &*self.world().chance, &place, body)
    }

    pub(crate) fn open_credential(
        &self,
        account: AccountId,
        row: &CredentialRow,
    ) -> Result<Vec<u8>> {
        let place = place_of(account, row.credential);
        keys::open(&self.keys().credential, &place, &row.body)
    }
}

fn place_of(account: AccountId, credential: CredentialId) -> Vec<u8> {
    [account.to_bytes(), credential.to_bytes()].concat()
}

fn taken() -> FieldError {
    FieldError {
        field: USERNAME_FIELD,
        code: "identity-username-taken",
    }
}
