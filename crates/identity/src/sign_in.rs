//! Signing in with a username, a password and the code of an app.
//!
//! Whoever the username names, and whether or not it names anybody, the same
//! is done in the same order: a place in the pool, the brakes, one hash, one
//! sentence. A try is counted before it is checked, so that a hundred at once
//! are a hundred.
//!
//! Holders and the team come through doors of their own, and each account
//! through one. At another it does not exist: its right password is a wrong one.
//!
//! Between the password and the code there is no session: only a way begun,
//! in a table of its own, that opens nothing but the code page of its door.

pub(crate) mod counting;
mod doubtful;

use crate::Identity;
use crate::accounts::TOTP;
use crate::france_connect::Proof;
use crate::layer::Device;
use crate::password;
use crate::queries::{self, CredentialRow};
use crate::recovering::{ON_TO_CODE, ON_TO_FACTOR};
use crate::sessions::Own;
use crate::staff::Role;
use crate::steps;
use crate::tokens::{self, Token};
use crate::totp::TotpSecret;
use counting::{Subjects, braked, forgive};
pub use doubtful::DoubtfulSignIn;
use edge::Audience;
use http::HeaderValue;
use kernel::{AccountId, Error, Kind, Result, Secret, Timestamp};
use std::net::IpAddr;
use std::time::Duration;
use store::Tx;

/// The one sentence for all that goes wrong at the password.
pub(crate) const REFUSED: &str = "identity-sign-in-refused";
/// The one sentence for all that goes wrong at the code.
pub(crate) const CODE_REFUSED: &str = "identity-code-refused";
/// The way begun is over: begin again.
pub(crate) const STEP_OVER: &str = "identity-step-over";

const CODE_TRIES_MAX: i64 = 5;

/// The way begun at this door, between the password and the code.
const fn code_step(door: Audience) -> steps::Kind {
    steps::Kind {
        name: match door {
            Audience::Holder | Audience::Professional | Audience::Helped | Audience::Locked => {
                "code"
            }
            Audience::Operator => "code-operator",
            Audience::Volunteer => "code-volunteer",
            Audience::Administrator => "code-administrator",
        },
        life: Duration::from_mins(10),
    }
}

/// A username and a password, from somewhere.
pub(crate) struct Attempt<'a> {
    pub door: Audience,
    pub username: &'a str,
    pub password: Secret<String>,
    pub client: Option<IpAddr>,
    pub device_cookie: Option<&'a str>,
    pub shared: bool,
    pub back: &'a str,
}

/// Whom a way begun leads to.
pub(crate) struct Pending {
    pub shared: bool,
    pub back: String,
}

/// A session that was opened, and where to go on to.
pub(crate) struct Opened {
    pub cookies: Vec<HeaderValue>,
    pub back: String,
}

impl Identity {
    /// The password step. The answer is the cookie of the next step, and where
    /// it is below the door: the code, or a new second factor in place of one
    /// that was lost.
    pub(crate) async fn try_password(
        &self,
        attempt: Attempt<'_>,
    ) -> Result<(HeaderValue, &'static str)> {
        if attempt.password.expose().len() > password::BYTES_MAX {
            return Err(Error::invalid(REFUSED));
        }
        let place = self.hasher().place()?;
        let folded = kernel::unaccented(attempt.username.trim());
        let found = match folded.len() {
            0..=200 => queries::find_account_by_username(self.store(), &folded).await?,
            _ => None,
        };
        let known = self.knows_device(found.as_ref().map(|a| a.account), attempt.device_cookie);
        let subjects = Subjects {
            account: match &known {
                Some(device) => Some(self.subject("device", device)),
                None => Some(self.subject("username", folded.as_bytes())),
            },
            address: self.address(attempt.client),
            population: known.is_none().then(|| self.subject("population", b"")),
            failing: Some(match &found {
                Some(account) => self.failing(account.account),
                // Of a name that nobody has the same is kept.
                None => self.subject("failing", folded.as_bytes()),
            }),
        };
        self.count_try(&subjects).await?;
        let kept = found.as_ref().and_then(|kept| kept.password.as_deref());
        let right = self
            .hasher()
            .verify(&place, &attempt.password, kept)
            .await?;
        let account = match (right, found) {
            (true, Some(account)) if account.door == Some(attempt.door) => account.account,
            _ => {
                self.count_failure(&subjects).await?;
                return Err(Error::invalid(REFUSED));
            }
        };
        let body = serde_json::json!({ "shared": attempt.shared, "back": attempt.back });
        let body = body.to_string();
        let kind = code_step(attempt.door);
        let mut tx = self.store().begin("right password").await?;
        forgive(&mut tx, &subjects, self).await?;
        let factor = self
            .begin_factor(&mut tx, account, attempt.shared, attempt.back)
            .await?;
        let next = match factor {
            Some(cookie) => (cookie, ON_TO_FACTOR),
            None => {
                let cookie = self
                    .begin_step_in(&mut tx, kind, Some(account), body.as_bytes())
                    .await?;
                (cookie, ON_TO_CODE)
            }
        };
        tx.commit().await?;
        Ok(next)
    }

    /// The code step: opens the session.
    pub(crate) async fn try_code(
        &self,
        door: Audience,
        step_cookie: Option<&str>,
        code: &str,
        old_session: Option<&str>,
        device: Device,
    ) -> Result<Opened> {
        let over = || Error::forbidden(STEP_OVER);
        let mut tx = self.store().begin("try a code").await?;
        let begun = self.try_step(&mut tx, code_step(door), step_cookie).await?;
        let begun = begun
            .filter(|begun| begun.tries <= CODE_TRIES_MAX)
            .ok_or_else(over)?;
        let account = begun.account.ok_or_else(over)?;
        let pending = read_pending(&begun.body)?;
        if let Err(refusal) = self.check_code(&mut tx, account, code).await? {
            if refusal.kind() == Kind::Invalid {
                let failing = self.failing(account);
                self.count_failing(&mut tx, failing).await?;
            }
            // The try stays counted.
            tx.commit().await?;
            return Err(refusal);
        }
        queries::delete_ceremony(&mut tx, begun.token_hash).await?;
        let device = Device {
            shared: pending.shared,
            ..device
        };
        let entered = self.enter(&mut tx, account, door, old_session, &device);
        let cookies = match entered.await {
            // The role ended since the password.
            Err(error) if error.kind() == Kind::NotFound => return Err(over()),
            entered => entered?,
        };
        tx.commit().await?;
        Ok(Opened {
            cookies,
            back: pending.back,
        })
    }

    /// Opens a session, ends the one that this browser had, and gives all the
    /// cookies to set. No token from before signing in is of use after it.
    pub(crate) async fn enter(
        &self,
        tx: &mut Tx,
        account: AccountId,
        door: Audience,
        old_session: Option<&str>,
        device: &Device,
    ) -> Result<Vec<HeaderValue>> {
        self.end_earlier_session(tx, old_session).await?;
        match Role::of(door) {
            None => {
                self.look_back(tx, account, device).await?;
                let session = self.start_session(tx, account, device).await?;
                Ok(self.cookies_of(session, account, device))
            }
            Some(role) => {
                let session = self.start_staff_session(tx, account, role, device).await?;
                Ok(vec![session, tokens::unset(tokens::STEP_COOKIE)])
            }
        }
    }

    /// As [`Self::enter`], for a holder who proved who they are at a provider.
    pub(crate) async fn enter_proven(
        &self,
        tx: &mut Tx,
        account: AccountId,
        old_session: Option<&str>,
        device: &Device,
        proof: &Proof,
    ) -> Result<Vec<HeaderValue>> {
        self.end_earlier_session(tx, old_session).await?;
        self.look_back(tx, account, device).await?;
        let session = self
            .start_proven_session(tx, account, device, proof)
            .await?;
        Ok(self.cookies_of(session, account, device))
    }

    /// The cookies of a holder who comes in. The team gets no cookie by which a
    /// device is known again: theirs end with the browser, wherever they work.
    fn cookies_of(
        &self,
        session: HeaderValue,
        account: AccountId,
        device: &Device,
    ) -> Vec<HeaderValue> {
        let mut cookies = vec![session, tokens::unset(tokens::STEP_COOKIE)];
        if !device.shared {
            cookies.push(self.device_cookie(account));
        }
        cookies
    }

    /// What the code page needs: whether the way begun is still open.
    pub(crate) async fn pending(
        &self,
        door: Audience,
        step_cookie: Option<&str>,
    ) -> Result<Option<Pending>> {
        match self.find_step(code_step(door), step_cookie).await? {
            Some(begun) if begun.tries < CODE_TRIES_MAX => read_pending(&begun.body).map(Some),
            _ => Ok(None),
        }
    }

    /// Shows both factors again: a new token for the same session.
    pub(crate) async fn try_proof(
        &self,
        own: Own,
        password: Secret<String>,
        code: &str,
        shared: bool,
    ) -> Result<HeaderValue> {
        let refused = || Error::invalid("identity-proof-refused");
        if password.expose().len() > password::BYTES_MAX {
            return Err(refused());
        }
        let place = self.hasher().place()?;
        let subjects = Subjects {
            account: Some(self.subject("proof", &own.account.to_bytes())),
            address: None,
            population: None,
            failing: None,
        };
        self.count_try(&subjects).await?;
        let kept = self.account(own.account).await?;
        let right = self
            .hasher()
            .verify(&place, &password, kept.password.as_deref())
            .await?;
        let mut tx = self.store().begin("show both factors again").await?;
        if !right {
            return Err(refused());
        }
        if let Err(refusal) = self.check_code(&mut tx, own.account, code).await? {
            tx.commit().await?;
            return Err(match refusal.kind() {
                Kind::Invalid => refused(),
                _ => refusal,
            });
        }
        forgive(&mut tx, &subjects, self).await?;
        let cookie = self.renew(&mut tx, own, shared, self.now()).await?;
        tx.commit().await?;
        Ok(cookie)
    }

    /// A new token for the session of somebody who showed both factors then.
    pub(crate) async fn renew(
        &self,
        tx: &mut Tx,
        Own { account, session }: Own,
        shared: bool,
        proved: Timestamp,
    ) -> Result<HeaderValue> {
        let token = Token::random(self.world());
        let renewal = queries::Renewal {
            token_hash: token.hash(),
            proved,
            now: self.now(),
        };
        let renewed = queries::renew_session(tx, session, account, renewal).await?;
        match renewed {
            true => Ok(crate::sessions::session_cookie(&token, shared)),
            false => Err(Error::not_found()),
        }
    }

    /// Whether this is a code of an app of the account, not used before. The
    /// outer result is a failure of ours; the inner one is for the person.
    async fn check_code(&self, tx: &mut Tx, account: AccountId, code: &str) -> Result<Result<()>> {
        let now = self.now();
        let subject = self.subject("code", &account.to_bytes());
        let brake = queries::hold_brake(tx, subject, now).await?;
        let counted = match brake.try_account(&self.config().limits, now) {
            Ok(counted) => counted,
            Err(refusal) => return Ok(Err(braked(refusal, CODE_REFUSED))),
        };
        queries::update_brake(tx, subject, counted).await?;
        let kept = queries::list_credentials_in(tx, account).await?;
        let apps = kept.iter().filter(|row| row.kind == TOTP);
        for row in apps {
            if self.code_fits(tx, account, row, code).await? {
                queries::update_brake(tx, subject, counted.forgiven()).await?;
                return Ok(Ok(()));
            }
        }
        Ok(Err(Error::field("code", CODE_REFUSED)))
    }

    async fn code_fits(
        &self,
        tx: &mut Tx,
        account: AccountId,
        row: &CredentialRow,
        code: &str,
    ) -> Result<bool> {
        let secret = TotpSecret::from_slice(&self.open_credential(account, row)?)?;
        let now = self.now();
        match secret.step_of(code, row.last_step, now) {
            Some(step) => queries::use_step(tx, account, row.credential, step, now).await,
            None => Ok(false),
        }
    }
}

fn read_pending(body: &[u8]) -> Result<Pending> {
    let body: serde_json::Value = serde_json::from_slice(body)
        .map_err(|cause| Error::fault("reading a way begun").because(cause))?;
    Ok(Pending {
        shared: body["shared"].as_bool().unwrap_or(true),
        back: body["back"].as_str().unwrap_or("/").to_owned(),
    })
}
