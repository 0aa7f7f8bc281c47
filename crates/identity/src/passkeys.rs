//! Passkeys (WebAuthn): a device that signs, and asks for a finger, a face or
//! a PIN before. That is two factors, so a passkey alone signs a person in.
//!
//! The relying party is the host of the configured origin. Browsers take no
//! address there, so at `http://127.0.0.1:8080` no passkey is offered; at
//! `http://localhost:8080` it is. Challenges are made by the library from the
//! system's random source, kept sealed on the server, and used once.

use crate::Identity;
use crate::accounts::PASSKEY;
use crate::caller::Holder;
use crate::layer::Device;
use crate::queries::{self, CredentialRow};
use crate::sessions::Own;
use crate::sign_in::Opened;
use crate::steps;
use edge::Audience;
use http::HeaderValue;
use kernel::{AccountId, Error, Kind, Result};
use std::fmt;
use std::time::Duration;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};
use webauthn_rs_proto::ResidentKeyRequirement;

/// The script that asks the browser; a page with a passkey form includes it.
pub const PASSKEY_SCRIPT: edge::Asset = edge::Asset {
    name: "passkey.js",
    bytes: include_bytes!("../static/passkey.js"),
    mime: "text/javascript; charset=utf-8",
};

const REFUSED: &str = "identity-passkey-refused";
const SIGN_IN_STEP: steps::Kind = steps::Kind {
    name: "passkey",
    life: Duration::from_mins(5),
};
const REGISTER_STEP: steps::Kind = steps::Kind {
    name: "passkey-new",
    life: Duration::from_mins(5),
};
const RESPONSE_BYTES_MAX: usize = 16 * 1024;

/// A challenge to a browser, and what the server must keep for its answer.
pub struct PasskeyChallenge {
    /// What the script hands to the browser, as JSON.
    pub options: String,
    /// To be kept on the server, for five minutes at most, for one answer.
    pub state: Vec<u8>,
}

/// A passkey that was just made, not yet of any account.
#[derive(Clone)]
pub struct NewPasskey {
    pub(crate) id_hash: [u8; 32],
    pub(crate) body: Vec<u8>,
    pub(crate) device: String,
}

impl fmt::Debug for NewPasskey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPasskey")
    }
}

/// The relying party at this origin; none where browsers would refuse it.
pub(crate) fn relying_party(origin: &str) -> Option<Webauthn> {
    let origin = Url::parse(origin).ok()?;
    let host = origin.domain()?.to_owned();
    let secure = origin.scheme() == "https" || host == "localhost";
    if !secure {
        return None;
    }
    let builder = WebauthnBuilder::new(&host, &origin).ok()?;
    builder.rp_name("Carnet").build().ok()
}

impl Identity {
    /// Whether a passkey can be offered at the configured origin.
    pub fn passkeys_offered(&self) -> bool {
        self.webauthn().is_some()
    }

    /// Begins to make a passkey for an account, existing or to come.
    ///
    /// # Errors
    /// Not found where passkeys are not offered.
    pub fn begin_passkey(&self, account: AccountId, username: &str) -> Result<PasskeyChallenge> {
        let webauthn = self.webauthn().ok_or_else(Error::not_found)?;
        let user = Uuid::from_bytes(account.to_bytes());
        let (mut options, state) = webauthn
            .start_passkey_registration(user, username, username, None)
            .map_err(|cause| Error::fault("beginning a passkey").because(cause))?;
        // So that it can be found without a username being typed.
        if let Some(choice) = &mut options.public_key.authenticator_selection {
            choice.resident_key = Some(ResidentKeyRequirement::Required);
            choice.require_resident_key = true;
        }
        Ok(PasskeyChallenge {
            options: json(&options)?,
            state: json(&state)?.into_bytes(),
        })
    }

    /// The passkey that a browser made in answer to [`Self::begin_passkey`].
    ///
    /// # Errors
    /// A field error on `reponse`.
    pub fn finish_passkey(
        &self,
        state: &[u8],
        response: &str,
        device: &Device,
    ) -> Result<NewPasskey> {
        let webauthn = self.webauthn().ok_or_else(Error::not_found)?;
        let state: PasskeyRegistration = serde_json::from_slice(state)
            .map_err(|cause| Error::fault("reading a passkey's state").because(cause))?;
        let response: RegisterPublicKeyCredential = answer(response)?;
        let passkey = webauthn
            .finish_passkey_registration(&response, &state)
            .map_err(refused)?;
        Ok(NewPasskey {
            id_hash: keys::sha256(passkey.cred_id().as_ref()),
            body: json(&passkey)?.into_bytes(),
            device: crate::device::kind_of(&device.user_agent),
        })
    }

    /// Begins to sign in with a passkey, whoever's: nothing is said of who
    /// exists. The answer is the challenge and the cookie of the way begun.
    pub(crate) async fn begin_passkey_sign_in(&self) -> Result<(String, HeaderValue)> {
        let webauthn = self.webauthn().ok_or_else(Error::not_found)?;
        let (mut options, state) = webauthn
            .start_discoverable_authentication()
            .map_err(|cause| Error::fault("beginning a passkey sign-in").because(cause))?;
        options.mediation = None;
        let state = json(&state)?;
        let cookie = self.begin_step(SIGN_IN_STEP, None, state.as_bytes());
        Ok((json(&options)?, cookie.await?))
    }

    /// Signs in with the browser's answer.
    pub(crate) async fn try_passkey(
        &self,
        door: Audience,
        step_cookie: Option<&str>,
        response: &str,
        old_session: Option<&str>,
        device: &Device,
    ) -> Result<Opened> {
        let account = self.passkey_account(step_cookie, response).await?;
        // At another door the account does not exist.
        if self.account(account).await?.door != Some(door) {
            return Err(Error::field("reponse", REFUSED));
        }
        let mut tx = self.store().begin("sign in with a passkey").await?;
        let entered = self.enter(&mut tx, account, door, old_session, device);
        let cookies = match entered.await {
            Err(error) if error.kind() == Kind::NotFound => {
                return Err(Error::field("reponse", REFUSED));
            }
            entered => entered?,
        };
        tx.commit().await?;
        Ok(Opened {
            cookies,
            back: String::from("/"),
        })
    }

    /// Shows both factors again by one's own passkey.
    pub(crate) async fn try_passkey_proof(
        &self,
        own: Own,
        step_cookie: Option<&str>,
        response: &str,
        shared: bool,
    ) -> Result<HeaderValue> {
        let account = self.passkey_account(step_cookie, response).await?;
        if account != own.account {
            return Err(Error::field("reponse", REFUSED));
        }
        let mut tx = self.store().begin("show a passkey again").await?;
        let cookie = self.renew(&mut tx, own, shared, self.now()).await?;
        tx.commit().await?;
        Ok(cookie)
    }

    /// Begins to add a passkey to the holder's account.
    pub(crate) async fn begin_own_passkey(&self, holder: &Holder) -> Result<(String, HeaderValue)> {
        let username = self.account(holder.account).await?.username;
        let username = username.as_ref().unwrap_or(&holder.name.0);
        let challenge = self.begin_passkey(holder.account, username)?;
        let account = Some(holder.account);
        let cookie = self.begin_step(REGISTER_STEP, account, &challenge.state);
        Ok((challenge.options, cookie.await?))
    }

    /// Adds the passkey that the holder's browser made.
    pub(crate) async fn finish_own_passkey(
        &self,
        holder: &Holder,
        step_cookie: Option<&str>,
        response: &str,
        device: &Device,
    ) -> Result<()> {
        let step = self.end_step(REGISTER_STEP, step_cookie).await?;
        let step = step
            .filter(|step| step.account == Some(holder.account))
            .ok_or_else(|| Error::field("reponse", REFUSED))?;
        let passkey = self.finish_passkey(&step.body, response, device)?;
        self.add_passkey(holder, &passkey)
            .await
            .map_err(|error| match error.kind() {
                Kind::Conflict => Error::field("reponse", REFUSED),
                _ => error,
            })
    }

    /// Whose passkey gave this answer to our challenge. The challenge is used
    /// up, whatever the answer.
    async fn passkey_account(
        &self,
        step_cookie: Option<&str>,
        response: &str,
    ) -> Result<AccountId> {
        let webauthn = self.webauthn().ok_or_else(Error::not_found)?;
        let step = self.end_step(SIGN_IN_STEP, step_cookie).await?;
        let step = step.ok_or_else(|| Error::field("reponse", REFUSED))?;
        let state: DiscoverableAuthentication = serde_json::from_slice(&step.body)
            .map_err(|cause| Error::fault("reading a passkey's state").because(cause))?;
        let response: PublicKeyCredential = answer(response)?;
        let (user, id) = webauthn
            .identify_discoverable_authentication(&response)
            .map_err(refused)?;
        let (account, row) = self.passkey_row(user, id).await?;
        let kept: Passkey = serde_json::from_slice(&self.open_credential(account, &row)?)
            .map_err(|cause| Error::fault("reading a kept passkey").because(cause))?;
        let mut passkey = kept;
        let result = webauthn
            .finish_discoverable_authentication_v2(&response, state, &passkey)
            .map_err(refused)?;
        if !result.user_verified() {
            return Err(Error::field("reponse", REFUSED));
        }
        passkey.update_credential(&result);
        let body = self.seal_credential(account, row.credential, json(&passkey)?.as_bytes());
        let mut tx = self.store().begin("note the use of a passkey").await?;
        queries::update_credential_body(&mut tx, account, row.credential, body, self.now()).await?;
        tx.commit().await?;
        Ok(account)
    }

    async fn passkey_row(&self, user: Uuid, id: &[u8]) -> Result<(AccountId, CredentialRow)> {
        let unknown = || Error::field("reponse", REFUSED);
        let found = queries::find_passkey(self.store(), keys::sha256(id)).await?;
        let (account, credential) = found.ok_or_else(unknown)?;
        if account.to_bytes() != *user.as_bytes() {
            return Err(unknown());
        }
        let rows = queries::list_credentials(self.store(), account).await?;
        let row = rows
            .into_iter()
            .find(|row| row.credential == credential && row.kind == PASSKEY);
        Ok((account, row.ok_or_else(unknown)?))
    }
}

fn answer<T: serde::de::DeserializeOwned>(response: &str) -> Result<T> {
    let refuse = || Error::field("reponse", REFUSED);
    if response.len() > RESPONSE_BYTES_MAX {
        return Err(refuse());
    }
    serde_json::from_str(response).map_err(|_| refuse())
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::fault("writing a passkey").because(cause))
}

/// Whatever is wrong with an answer, the person can only try again.
fn refused(cause: webauthn_rs::prelude::WebauthnError) -> Error {
    Error::field("reponse", REFUSED).because(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name_and_a_secure_origin() {
        assert!(relying_party("https://carnet.example").is_some());
        assert!(relying_party("http://localhost:8080").is_some());
        assert!(relying_party("http://127.0.0.1:8080").is_none());
        assert!(relying_party("https://[::1]").is_none());
        assert!(relying_party("http://carnet.example").is_none());
        assert!(relying_party("carnet.example").is_none());
    }
}
