//! How somebody confirmed by two administrators opens their account: the code,
//! a username and a password; then a second factor. Between the two, what was
//! chosen is kept sealed, the password as its hash alone.
//!
//! A wrong, used, dead or withdrawn code gets one answer. A try counts against
//! the address and a failure against everybody, as at the doors: a code of 55
//! bits that is wrong has no account to count on.

use super::{Deed, Member, Role, queries};
use crate::Identity;
use crate::accounts::{ConfirmedTotp, PreparedAccount, PreparedSignIn};
use crate::code::Code;
use crate::layer::Device;
use crate::sign_in::STEP_OVER;
use crate::sign_in::counting::{Subjects, forgive};
use crate::steps;
use crate::totp::{TotpPart, TotpSecret};
use http::HeaderValue;
use kernel::{AccountId, Error, Kind, Result, Secret};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use store::Tx;

const STEP: steps::Kind = steps::Kind {
    name: "enrolment",
    life: Duration::from_mins(30),
};
/// The one sentence for all that is wrong with a code.
const REFUSED: &str = "staff-code-refused";

/// What somebody chooses to sign in with.
#[derive(Debug)]
pub struct NewSignIn {
    /// The username, as typed.
    pub username: String,
    /// The password, as typed.
    pub password: Secret<String>,
    /// The authenticator app.
    pub totp: ConfirmedTotp,
}

/// A second factor that was just shown.
pub(super) enum Shown<'a> {
    /// A code of the app.
    App(&'a str),
    /// The browser's answer.
    Passkey(&'a str),
}

/// Somebody in the middle of their enrolment.
pub(super) struct Sitting {
    account: AccountId,
    token_hash: [u8; 32],
    draft: Draft,
}

/// What was chosen so far, sealed between requests.
#[derive(Serialize, Deserialize)]
struct Draft {
    code: [u8; 32],
    username: String,
    /// Its hash, as it will be kept.
    password: String,
    totp: Vec<u8>,
    /// What the server must keep of a passkey's challenge.
    passkey: Option<Vec<u8>>,
}

impl Draft {
    fn written(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self)
            .map_err(|cause| Error::fault("writing an enrolment").because(cause))
    }
}

impl Identity {
    /// The first step: the code and what to sign in with. The answer is the
    /// cookie of the second.
    pub(super) async fn begin_enrolment(
        &self,
        code: &Code,
        username: &str,
        password: &Secret<String>,
        client: Option<IpAddr>,
    ) -> Result<HeaderValue> {
        let member = self.person_of_code(code, client).await?;
        let chosen = self.prepare(&member, username, password).await?;
        let draft = Draft {
            code: self.hash_of_code(code),
            username: username.to_owned(),
            password: chosen.hash,
            totp: self.new_totp().expose().to_vec(),
            passkey: None,
        };
        self.begin_step(STEP, Some(member.account), &draft.written()?)
            .await
    }

    /// Who is in the middle of their enrolment, if that is still open.
    pub(super) async fn enrolment(&self, step_cookie: Option<&str>) -> Result<Option<Sitting>> {
        let begun = self.find_step(STEP, step_cookie).await?;
        let Some((account, begun)) = begun.and_then(|begun| Some((begun.account?, begun))) else {
            return Ok(None);
        };
        let draft = serde_json::from_slice(&begun.body)
            .map_err(|cause| Error::fault("reading an enrolment").because(cause))?;
        Ok(Some(Sitting {
            account,
            token_hash: begun.token_hash,
            draft,
        }))
    }

    /// What the page shows to set up the app.
    pub(super) fn enrolment_part(&self, sitting: &Sitting) -> Result<TotpPart> {
        TotpSecret::from_slice(&sitting.draft.totp)?.part(&sitting.draft.username)
    }

    /// Asks the browser for a passkey: what the script hands to it.
    pub(super) async fn ask_enrolment_passkey(&self, sitting: &mut Sitting) -> Result<String> {
        let challenge = self.begin_passkey(sitting.account, &sitting.draft.username)?;
        sitting.draft.passkey = Some(challenge.state);
        self.change_step(sitting.token_hash, &sitting.draft.written()?)
            .await?;
        Ok(challenge.options)
    }

    /// The second step: everything in one transaction. The answer is the role
    /// and the cookies of the first session.
    pub(super) async fn finish_enrolment(
        &self,
        sitting: &Sitting,
        shown: Shown<'_>,
        old_session: Option<&str>,
        device: &Device,
    ) -> Result<(Role, Vec<HeaderValue>)> {
        let draft = &sitting.draft;
        let (mut totp, mut passkey) = (None, None);
        match shown {
            Shown::App(code) => {
                let secret = TotpSecret::from_slice(&draft.totp)?;
                totp = Some(self.confirm_totp(&secret, code)?);
            }
            Shown::Passkey(answer) => {
                let asked = draft.passkey.as_deref();
                let asked =
                    asked.ok_or_else(|| Error::field("reponse", "identity-passkey-refused"))?;
                passkey = Some(self.finish_passkey(asked, answer, device)?);
            }
        }
        let member = self.member(sitting.account).await?;
        let chosen = PreparedSignIn {
            username: draft.username.parse()?,
            hash: draft.password.clone(),
        };
        let prepared = self.prepared(member.account, &member.name, chosen, totp, passkey);
        let mut tx = self.store().begin("enrol").await?;
        self.open_post(&mut tx, &member, draft.code, prepared)
            .await?;
        let door = member.role.audience();
        let cookies = self
            .enter(&mut tx, member.account, door, old_session, device)
            .await?;
        crate::queries::delete_ceremony(&mut tx, sitting.token_hash).await?;
        tx.commit().await?;
        Ok((member.role, cookies))
    }

    /// Enrols in one go somebody whose app is set up already: the
    /// demonstration's people.
    ///
    /// # Errors
    /// Invalid, with the fields to mend (`code`, `identifiant`,
    /// `mot-de-passe`); too many; unavailable when the password pool is full.
    pub async fn enrol_staff(&self, code: &Code, new: NewSignIn) -> Result<AccountId> {
        let member = self.person_of_code(code, None).await?;
        let chosen = self.prepare(&member, &new.username, &new.password).await?;
        let totp = Some(new.totp);
        let prepared = self.prepared(member.account, &member.name, chosen, totp, None);
        let mut tx = self.store().begin("enrol").await?;
        let code = self.hash_of_code(code);
        self.open_post(&mut tx, &member, code, prepared).await?;
        tx.commit().await?;
        Ok(member.account)
    }

    /// Whom a code is for. A try is counted before it is made, and given back
    /// to the address when it was right.
    async fn person_of_code(&self, code: &Code, client: Option<IpAddr>) -> Result<Member> {
        let subjects = Subjects {
            failing: None,
            account: None,
            address: self.address(client),
            population: Some(self.subject("population", b"")),
        };
        let counted = self.count_try(&subjects).await;
        counted.map_err(|error| match error.retry_after() {
            Some(wait) => Error::too_many(REFUSED, wait),
            None => error,
        })?;
        let hash = self.hash_of_code(code);
        let found = queries::find_by_code(self.store(), hash, self.now()).await?;
        let Some(row) = found else {
            self.count_failure(&subjects).await?;
            return Err(Error::field("code", REFUSED));
        };
        let mut tx = self.store().begin("right enrolment code").await?;
        forgive(&mut tx, &subjects, self).await?;
        tx.commit().await?;
        self.open_member(row)
    }

    async fn prepare(
        &self,
        member: &Member,
        username: &str,
        password: &Secret<String>,
    ) -> Result<PreparedSignIn> {
        let known = [
            member.email.as_ref().map(|email| &email.0),
            member.place.as_ref(),
        ];
        let known = known.into_iter().flatten().cloned().collect();
        self.prepare_sign_in(&member.name, username, password, known)
            .await
    }

    /// Uses the code up and opens the account: of many at once, one succeeds.
    async fn open_post(
        &self,
        tx: &mut Tx,
        member: &Member,
        code: [u8; 32],
        prepared: PreparedAccount,
    ) -> Result<()> {
        if !queries::use_code(tx, member.account, code, self.now()).await? {
            return Err(Error::forbidden(STEP_OVER));
        }
        let opened = self.open_account(tx, prepared).await;
        opened.map_err(|error| match error.kind() {
            Kind::Conflict => Error::field("reponse", "identity-passkey-refused"),
            _ => error,
        })?;
        let who = member.account;
        self.note_deed(tx, Deed::Enrolled, Some(who), who).await
    }
}
