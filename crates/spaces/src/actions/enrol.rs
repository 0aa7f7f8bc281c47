//! The steps of an activation that make an account: username and password, the
//! authenticator app, and the end, which does everything at once.

use crate::Spaces;
use crate::actions::activate::Sitting;
use crate::queries;
use crate::rules::life::How;
use http::HeaderValue;
use identity::{Device, NewAccount, PreparedAccount, TotpPart, TotpSecret};
use kernel::{AccountId, Error, PersonId, Personal, Result, Secret};

impl Spaces {
    /// Three usernames that are free, made of the person's names.
    ///
    /// # Errors
    /// As the store.
    pub async fn propose_usernames(&self, person: PersonId) -> Result<Vec<String>> {
        let insured = self.insured(person).await?;
        let first = insured.given_names.0.first().cloned().unwrap_or_default();
        let last = match insured.used_name.0.as_str() {
            "" => &insured.birth_name.0,
            used => used,
        };
        self.identity().propose_usernames(&first, last).await
    }

    /// Keeps the username and the password, once they are such as the account
    /// will need, and makes the secret of the app.
    ///
    /// # Errors
    /// Invalid, with the fields to mend (`identifiant`, `mot-de-passe`).
    pub async fn choose_sign_in(
        &self,
        sitting: &mut Sitting,
        username: &str,
        password: &Secret<String>,
    ) -> Result<()> {
        let secret = match &sitting.draft.totp {
            Some(kept) => TotpSecret::from_slice(kept)?,
            None => self.identity().new_totp(),
        };
        // Checked now as it will be at the end; the end hashes again.
        self.prepare(sitting.person, username, password, &secret)
            .await?;
        sitting.draft.username = Some(username.to_owned());
        sitting.draft.password = Some(password.expose().clone());
        sitting.draft.totp = Some(secret.expose().to_vec());
        self.keep_draft(sitting).await
    }

    /// What the page shows to set up the app.
    ///
    /// # Errors
    /// Not found, before a username was chosen.
    pub fn app_part(&self, sitting: &Sitting) -> Result<TotpPart> {
        let (username, _, secret) = chosen(sitting)?;
        secret.part(username)
    }

    /// The person shows that their app works.
    ///
    /// # Errors
    /// Invalid on `code`, when this is not its code now.
    pub async fn prove_app(&self, sitting: &mut Sitting, code: &str) -> Result<()> {
        let (_, _, secret) = chosen(sitting)?;
        self.identity().confirm_totp(&secret, code)?;
        sitting.draft.app_proven = true;
        self.keep_draft(sitting).await
    }

    /// The last step, in one transaction: the account, its link, the state, the
    /// code, the journal, the event and the first session, whose cookie is the
    /// answer. Of many at once, one succeeds.
    ///
    /// # Errors
    /// Not found, when the activation is over; invalid on `identifiant`, when
    /// the username was taken meanwhile; conflict, when the space may not be
    /// activated any more.
    pub async fn finish_activation(
        &self,
        sitting: &Sitting,
        device: &Device,
    ) -> Result<HeaderValue> {
        let now = self.world().now();
        let (username, password, secret) = chosen(sitting)?;
        if !sitting.draft.app_proven {
            return Err(Error::not_found());
        }
        let prepared = self
            .prepare(sitting.person, username, &password, &secret)
            .await?;
        let mut tx = self.store().begin("activate").await?;
        let underway =
            queries::finish_activation(&mut tx, sitting.person, sitting.token, now).await?;
        let underway = underway.ok_or_else(Error::not_found)?;
        queries::update_code_used(&mut tx, sitting.person, underway.code_hash, now).await?;
        let account = self.identity().open_account(&mut tx, prepared).await?;
        self.activate_in(&mut tx, sitting.person, account, How::Site, now)
            .await?;
        let cookie = self
            .identity()
            .start_session(&mut tx, account, device)
            .await?;
        kernel::kill_point("activate-before-commit");
        tx.commit().await?;
        Ok(cookie)
    }

    async fn prepare(
        &self,
        person: PersonId,
        username: &str,
        password: &Secret<String>,
        secret: &TotpSecret,
    ) -> Result<PreparedAccount> {
        let insured = self.insured(person).await?;
        let mut known = vec![insured.birth_name.0.clone(), insured.used_name.0.clone()];
        known.extend(insured.given_names.0.iter().cloned());
        known.extend(identity::birth_date_facts(insured.birth_date.0));
        // The person has shown a code of it (`prove_app`), or will before the
        // account is opened: the code that counts as used is the present one.
        let present = secret.code_at(self.world().now());
        let new = NewAccount {
            account: AccountId::new(&*self.world().chance),
            name: Personal(insured.shown_name()),
            username: username.to_owned(),
            password: password.clone(),
            known,
            totp: Some(self.identity().confirm_totp(secret, &present)?),
            passkey: None,
        };
        self.identity().prepare_account(new).await
    }
}

fn chosen(sitting: &Sitting) -> Result<(&str, Secret<String>, TotpSecret)> {
    let draft = &sitting.draft;
    match (&draft.username, &draft.password, &draft.totp) {
        (Some(username), Some(password), Some(totp)) => Ok((
            username,
            Secret::new(password.clone()),
            TotpSecret::from_slice(totp)?,
        )),
        _ => Err(Error::not_found()),
    }
}
