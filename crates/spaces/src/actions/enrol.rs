//! The steps of an activation that make an account: username and password, the
//! authenticator app, and the end, which does everything at once.

use super::federated::Way;
use crate::Spaces;
use crate::actions::activate::{PasskeyDraft, Sitting};
use crate::actions::life::is_race;
use crate::queries;
use crate::rules::activation::CodeStanding;
use crate::rules::age;
use http::HeaderValue;
use identity::{ConfirmedTotp, Device, NewAccount, PreparedAccount, TotpPart, TotpSecret};
use kernel::{AccountId, Error, PersonId, Personal, Result, Secret, Timestamp};
use std::time::Duration;

/// The browser in which an activation ends.
#[derive(Clone, Copy)]
pub struct Browser<'a> {
    /// What it is.
    pub device: &'a Device,
    /// The token of the session that it has still; that one ends.
    pub old_session: Option<&'a str>,
}

/// How long a browser may take to make a passkey.
const PASSKEY_WAIT: Duration = Duration::from_secs(300);

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
        let account = sitting.draft.account.map_or_else(
            || AccountId::new(&*self.world().chance),
            AccountId::from_bytes,
        );
        // Checked now as it will be at the end; the end hashes again.
        let mut new = self
            .new_account(sitting.person, account, username, password)
            .await?;
        new.totp = Some(self.present_code(&secret)?);
        self.identity().prepare_account(new).await?;
        if sitting.draft.username.as_deref() != Some(username) {
            // A passkey carries the username.
            sitting.draft.passkey = None;
        }
        sitting.draft.account = Some(account.to_bytes());
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

    /// Asks the browser for a passkey: what the script hands to it.
    ///
    /// # Errors
    /// Not found, where passkeys are not offered.
    pub async fn ask_passkey(&self, sitting: &mut Sitting) -> Result<String> {
        let (username, ..) = chosen(sitting)?;
        let account = sitting.draft.account.ok_or_else(Error::not_found)?;
        let challenge = self
            .identity()
            .begin_passkey(AccountId::from_bytes(account), username)?;
        sitting.draft.passkey = Some(PasskeyDraft {
            state: challenge.state,
            asked_at: self.world().now().millis(),
            answer: None,
            user_agent: String::new(),
        });
        self.keep_draft(sitting).await?;
        Ok(challenge.options)
    }

    /// Takes the browser's passkey.
    ///
    /// # Errors
    /// Invalid on `reponse`, when it does not answer what was asked.
    pub async fn take_passkey(
        &self,
        sitting: &mut Sitting,
        answer: &str,
        device: &Device,
    ) -> Result<()> {
        let refused = || Error::field("reponse", "identity-passkey-refused");
        let now = self.world().now();
        let passkey = sitting.draft.passkey.as_mut().ok_or_else(refused)?;
        if now.since(Timestamp::from_millis(passkey.asked_at)) > PASSKEY_WAIT {
            return Err(refused());
        }
        self.identity()
            .finish_passkey(&passkey.state, answer, device)?;
        passkey.answer = Some(answer.to_owned());
        passkey.user_agent.clone_from(&device.user_agent);
        self.keep_draft(sitting).await
    }

    /// Whether the page may offer a passkey.
    pub fn passkeys_offered(&self) -> bool {
        self.identity().passkeys_offered()
    }

    /// Whether this person may have an account of their own yet.
    ///
    /// # Errors
    /// As the store.
    pub async fn may_have_account(&self, person: PersonId) -> Result<bool> {
        let born = self.insured(person).await?.birth_date.0;
        let today = self.world().now().in_paris().date();
        Ok(age::may_have_account(born, today))
    }

    /// The last step, in one transaction: the account, its link, the state, the
    /// code, the journal, the event and the first session, whose cookie is the
    /// answer. Of many at once, one succeeds.
    ///
    /// # Errors
    /// Not found, when the activation is over; invalid on `identifiant`, when
    /// the username was taken meanwhile; conflict, when the space may not be
    /// activated any more, or by nobody so young.
    pub async fn finish_activation(
        &self,
        sitting: &Sitting,
        browser: Browser<'_>,
    ) -> Result<HeaderValue> {
        match self.try_activation(sitting, browser).await {
            // Somebody moved the space at this very moment: decided again.
            Err(error) if is_race(&error) => self.try_activation(sitting, browser).await,
            done => done,
        }
    }

    async fn try_activation(&self, sitting: &Sitting, browser: Browser<'_>) -> Result<HeaderValue> {
        let now = self.world().now();
        if !self.may_have_account(sitting.person).await? {
            return Err(Error::conflict("activate-under-16"));
        }
        let prepared = self.prepare(sitting).await?;
        let mut tx = self.store().begin("activate").await?;
        let underway =
            queries::finish_activation(&mut tx, sitting.person, sitting.token, now).await?;
        let underway = underway.ok_or_else(Error::not_found)?;
        let way = &sitting.draft.way;
        let began = match way {
            Way::Code => {
                let code = underway.code_hash;
                queries::update_code_used(&mut tx, sitting.person, code, now).await?;
                None
            }
            // No code is used up, but one that was sent dies all the same.
            Way::FranceConnect(_) => {
                let used = queries::end_code(sitting.person, CodeStanding::Used, now);
                tx.run(vec![used]).await?;
                Some(underway.started_at)
            }
        };
        let account = self.identity().open_account(&mut tx, prepared).await?;
        let activated = self
            .activate_in(&mut tx, sitting.person, account, sitting.by(), began, now)
            .await?;
        if sitting.draft.begins_on_probation() {
            self.begin_probation(&mut tx, sitting.person, account, activated.space)
                .await?;
        }
        if let Some(contact) = &sitting.draft.contact {
            self.keep_contact(&mut tx, activated.space, contact, now)
                .await?;
        }
        let wished = super::choosing::wished(activated.space, sitting.draft.wish);
        if !wished.is_empty() {
            tx.run(wished).await?;
        }
        let identity = self.identity();
        identity
            .end_earlier_session(&mut tx, browser.old_session)
            .await?;
        let cookie = self
            .enter_first(&mut tx, account, way, browser.device)
            .await?;
        kernel::kill_point("activate-before-commit");
        tx.commit().await?;
        Ok(cookie)
    }

    async fn prepare(&self, sitting: &Sitting) -> Result<PreparedAccount> {
        let draft = &sitting.draft;
        if !(draft.is_ready() && draft.has_contact()) {
            return Err(Error::not_found());
        }
        if draft.username.is_none() {
            return self.prepare_bare(sitting).await;
        }
        let (username, password, secret) = chosen(sitting)?;
        let account = draft.account.ok_or_else(Error::not_found)?;
        let account = AccountId::from_bytes(account);
        let mut new = self
            .new_account(sitting.person, account, username, &password)
            .await?;
        if draft.app_proven {
            new.totp = Some(self.present_code(&secret)?);
        }
        if let Some(PasskeyDraft {
            state,
            answer: Some(answer),
            user_agent,
            ..
        }) = &draft.passkey
        {
            let device = Device {
                user_agent: user_agent.clone(),
                ..Device::default()
            };
            new.passkey = Some(self.identity().finish_passkey(state, answer, &device)?);
        }
        self.identity().prepare_account(new).await
    }

    /// The secret as proven, with its present code as the one that was used:
    /// the person showed one (`prove_app`), or will before it counts.
    fn present_code(&self, secret: &TotpSecret) -> Result<ConfirmedTotp> {
        let code = secret.code_at(self.world().now());
        self.identity().confirm_totp(secret, &code)
    }

    async fn new_account(
        &self,
        person: PersonId,
        account: AccountId,
        username: &str,
        password: &Secret<String>,
    ) -> Result<NewAccount> {
        let insured = self.insured(person).await?;
        let mut known = vec![insured.birth_name.0.clone(), insured.used_name.0.clone()];
        known.extend(insured.given_names.0.iter().cloned());
        known.extend(identity::birth_date_facts(insured.birth_date.0));
        Ok(NewAccount {
            account,
            name: Personal(insured.shown_name()),
            username: username.to_owned(),
            password: password.clone(),
            known,
            totp: None,
            passkey: None,
        })
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
