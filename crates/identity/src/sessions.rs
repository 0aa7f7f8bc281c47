//! Sessions: how long they last, who is behind a token, and ending them.
//!
//! | whose | idle | in all |
//! |---|---|---|
//! | holder | 30 min (10 on a shared computer) | 12 h |
//! | professional | 15 min | 12 h |
//!
//! A session is seen to the minute, so it may end up to a minute early, never
//! late. Nothing is kept in memory: ended here is ended everywhere at once.

use crate::Identity;
use crate::caller::{Caller, Holder, Place, Profession, Professional};
use crate::france_connect::Proof;
use crate::provider::{Arrived, Reception};
use crate::queries::{self, NewSessionRow, SessionRow};
use crate::tokens::{self, Token};
use crate::{device, layer::Device};
use async_trait::async_trait;
use http::HeaderValue;
use kernel::{AccountId, Error, Personal, Result, Secret, SessionId, SpaceId, Timestamp};
use std::time::Duration;
use store::Tx;

/// How long any session lasts in all.
pub const SESSION_MAX: Duration = Duration::from_hours(12);
const HOLDER_IDLE: Duration = Duration::from_mins(30);
const SHARED_IDLE: Duration = Duration::from_mins(10);
const PROFESSIONAL_IDLE: Duration = Duration::from_mins(15);
const SEEN_EVERY: Duration = Duration::from_mins(1);
/// How long a proof of two factors counts as fresh.
pub const PROOF_FRESH: Duration = Duration::from_mins(5);

const HOLDER: &str = "holder";
const PROFESSIONAL: &str = "professional";

/// One open session, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionLine {
    /// The session.
    pub session: SessionId,
    /// The browser, if it is a known one.
    pub browser: Option<&'static str>,
    /// The system, if it is a known one.
    pub system: Option<&'static str>,
    /// When it was opened.
    pub created: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// Whether it is on a shared computer.
    pub shared: bool,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Whether both factors were shown within the last five minutes. If not, send
/// the person through [`crate::proof_first`].
pub fn fresh_proof(holder: &Holder, now: Timestamp) -> bool {
    now.since(holder.proved_at) <= PROOF_FRESH && holder.proved_at <= now
}

fn is_over(row: &SessionRow, now: Timestamp) -> bool {
    let idle = match (row.account, row.shared) {
        (None, _) => PROFESSIONAL_IDLE,
        (Some(_), true) => SHARED_IDLE,
        (Some(_), false) => HOLDER_IDLE,
    };
    now >= row.created.plus(SESSION_MAX) || now >= row.seen.plus(idle)
}

impl Identity {
    /// Who is behind a session token, and their session is seen now.
    pub(crate) async fn caller_of_token(&self, token: &str) -> Result<Option<Caller>> {
        let Some(token_hash) = tokens::hash(token) else {
            return Ok(None);
        };
        let Some(row) = queries::find_session(self.store(), token_hash).await? else {
            return Ok(None);
        };
        let now = self.now();
        if is_over(&row, now) {
            let mut tx = self.store().begin("end a session that is over").await?;
            queries::delete_session_by_token(&mut tx, token_hash).await?;
            tx.commit().await?;
            return Ok(None);
        }
        if now.since(row.seen) >= SEEN_EVERY {
            queries::touch_session(self.store(), token_hash, now).await?;
        }
        let caller = self.caller(row)?;
        if let Caller::Professional(who) = &caller {
            // Asked at every request: somebody struck off is out at once.
            let place = who.place.as_ref().map(|place| &place.finess);
            if crate::professionals::must_leave(self.store(), &who.rpps, place).await? {
                self.end_token(token).await?;
                return Ok(None);
            }
        }
        Ok(Some(caller))
    }

    fn caller(&self, row: SessionRow) -> Result<Caller> {
        match (row.account, row.body) {
            (Some(account), _) => {
                let name = row
                    .name
                    .ok_or_else(|| Error::fault("a session has no account"))?;
                Ok(Caller::Holder(Holder {
                    account,
                    name: Personal(self.open_name(account, &name)?),
                    session: row.session,
                    spaces: row.spaces,
                    proved_at: row.proved,
                }))
            }
            (None, Some(body)) => {
                let body = keys::open(&self.keys().session, &row.session.to_bytes(), &body)?;
                professional(row.session, &body).map(Caller::Professional)
            }
            (None, None) => Err(Error::fault("a session is nobody's")),
        }
    }

    /// Opens a session for this account, in the caller's transaction; the
    /// answer is the cookie to set. Both factors were shown just now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn start_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
    ) -> Result<HeaderValue> {
        self.open_session(tx, account, device, None).await
    }

    /// As [`Self::start_session`], for who proved who they are at a provider:
    /// the proof is as old as the provider says.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn start_proven_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
        proof: &Proof,
    ) -> Result<HeaderValue> {
        self.open_session(tx, account, device, Some(proof)).await
    }

    pub(crate) async fn open_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
        proof: Option<&Proof>,
    ) -> Result<HeaderValue> {
        let now = self.now();
        let token = Token::random(self.world());
        let session = SessionId::new(&*self.world().chance);
        let id_token = proof.and_then(Proof::id_token);
        let new = NewSessionRow {
            token_hash: token.hash(),
            session,
            kind: HOLDER,
            account: Some(account),
            body: id_token.map(|id_token| self.seal_session(session, id_token.as_bytes())),
            created: now,
            shared: device.shared,
            device: &device::kind_of(&device.user_agent),
            proved: proof.map_or(now, |proof| proof.proved_at(now)),
            now,
        };
        queries::insert_session(tx, new).await?;
        Ok(session_cookie(&token, device.shared))
    }

    /// Opens a session for a professional whose provider has told who they
    /// are. The session in `who` is ignored: a new one is made.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn start_professional_session(
        &self,
        tx: &mut Tx,
        who: &Professional,
    ) -> Result<HeaderValue> {
        let now = self.now();
        let token = Token::random(self.world());
        let session = SessionId::new(&*self.world().chance);
        let body = serde_json::json!({
            "rpps": who.rpps.as_str(),
            "name": who.name.0,
            "profession": who.profession.code(),
            "finess": who.place.as_ref().map(|place| place.finess.as_str()),
            "place": who.place.as_ref().map(|place| place.name.as_str()),
        })
        .to_string();
        let sealed = self.seal_session(session, body.as_bytes());
        let new = NewSessionRow {
            token_hash: token.hash(),
            session,
            kind: PROFESSIONAL,
            account: None,
            body: Some(sealed),
            created: now,
            shared: false,
            device: "other other",
            proved: now,
            now,
        };
        queries::insert_session(tx, new).await?;
        Ok(session_cookie(&token, true))
    }

    fn seal_session(&self, session: SessionId, body: &[u8]) -> Vec<u8> {
        let chance = &*self.world().chance;
        keys::seal(&self.keys().session, chance, &session.to_bytes(), body)
    }

    /// The ID token of a holder's session that began at a provider.
    pub(crate) async fn id_token_of(&self, token: &str) -> Result<Option<Secret<String>>> {
        let Some(token_hash) = tokens::hash(token) else {
            return Ok(None);
        };
        let row = queries::find_session(self.store(), token_hash).await?;
        let Some((session, sealed)) = row.and_then(|row| match row {
            SessionRow {
                account: Some(_),
                body: Some(sealed),
                session,
                ..
            } => Some((session, sealed)),
            _ => None,
        }) else {
            return Ok(None);
        };
        let plain = keys::open(&self.keys().session, &session.to_bytes(), &sealed)?;
        let text = String::from_utf8(plain).map_err(|_| Error::fault("a kept token is no text"))?;
        Ok(Some(Secret::new(text)))
    }

    /// The open sessions of a holder, the newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn list_sessions(&self, holder: &Holder) -> Result<Vec<SessionLine>> {
        let now = self.now();
        let rows = queries::list_sessions(self.store(), holder.account).await?;
        let open = rows.into_iter().filter(|row| !is_over(row, now));
        Ok(open
            .map(|row| {
                let (browser, system) = device::names(&row.device);
                SessionLine {
                    session: row.session,
                    browser,
                    system,
                    created: row.created,
                    seen: row.seen,
                    shared: row.shared,
                    current: row.session == holder.session,
                }
            })
            .collect())
    }

    /// Ends one session of a holder; those of others do not exist for them.
    ///
    /// # Errors
    /// Not found, unless it is an open session of this holder.
    pub async fn end_session(&self, holder: &Holder, session: SessionId) -> Result<()> {
        let mut tx = self.store().begin("end a session").await?;
        let ended = queries::delete_session(&mut tx, holder.account, session).await?;
        tx.commit().await?;
        match ended {
            0 => Err(Error::not_found()),
            _ => Ok(()),
        }
    }

    /// Ends all sessions of a holder but the one that asks.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_other_sessions(&self, holder: &Holder) -> Result<u64> {
        let mut tx = self.store().begin("end other sessions").await?;
        let ended = queries::delete_other_sessions(&mut tx, holder.account, holder.session).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends the session of a token, whoever's it is.
    pub(crate) async fn end_token(&self, token: &str) -> Result<()> {
        let Some(token_hash) = tokens::hash(token) else {
            return Ok(());
        };
        let mut tx = self.store().begin("sign out").await?;
        queries::delete_session_by_token(&mut tx, token_hash).await?;
        tx.commit().await
    }

    /// Links a space to an account, in the caller's transaction; twice is as
    /// once.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn link_space(&self, tx: &mut Tx, account: AccountId, space: SpaceId) -> Result<()> {
        queries::insert_account_space(tx, account, space, self.now()).await
    }

    /// Takes a space from an account, in the caller's transaction.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn unlink_space(
        &self,
        tx: &mut Tx,
        account: AccountId,
        space: SpaceId,
    ) -> Result<()> {
        queries::delete_account_space(tx, account, space).await
    }
}

#[async_trait]
impl Reception for Identity {
    async fn open(&self, tx: &mut Tx, arrived: &Arrived) -> Result<HeaderValue> {
        let place = arrived.place.as_ref().map(|place| Place {
            finess: place.finess.clone(),
            name: place.name.clone(),
        });
        let who = Professional {
            rpps: arrived.listed.rpps.clone(),
            name: Personal(arrived.listed.name()),
            profession: arrived.listed.profession,
            place,
            session: SessionId::new(&*self.world().chance),
        };
        self.start_professional_session(tx, &who).await
    }
}

pub(crate) fn session_cookie(token: &Token, until_closed: bool) -> HeaderValue {
    let age = (!until_closed).then_some(SESSION_MAX);
    tokens::set(tokens::SESSION_COOKIE, token.text(), age)
}

fn professional(session: SessionId, body: &[u8]) -> Result<Professional> {
    let wrong = || Error::fault("a professional's session cannot be read");
    let body: serde_json::Value = serde_json::from_slice(body).map_err(|_| wrong())?;
    let text = |name: &str| body.get(name).and_then(|value| value.as_str());
    let place = match (text("finess"), text("place")) {
        (Some(finess), Some(name)) => Some(Place {
            finess: finess.parse().map_err(|_| wrong())?,
            name: name.to_owned(),
        }),
        _ => None,
    };
    let rpps = text("rpps").and_then(|rpps| rpps.parse().ok());
    let profession = text("profession").and_then(|code| Profession::from_code(code).ok());
    Ok(Professional {
        rpps: rpps.ok_or_else(wrong)?,
        name: Personal(text("name").ok_or_else(wrong)?.to_owned()),
        profession: profession.ok_or_else(wrong)?,
        place,
        session,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_over_at_its_idle_and_at_its_absolute_limit() {
        let start = Timestamp::from_millis(1_795_424_400_000);
        let row = |account: bool, shared, seen: Duration| SessionRow {
            session: SessionId::from_bytes([1; 16]),
            account: account.then(|| AccountId::from_bytes([2; 16])),
            body: None,
            created: start,
            shared,
            device: String::new(),
            seen: start.plus(seen),
            proved: start,
            name: None,
            spaces: Vec::new(),
        };
        let zero = Duration::ZERO;
        let second = Duration::from_secs(1);
        for (account, shared, idle) in [(true, false, 30), (true, true, 10), (false, false, 15)] {
            let limit = start.plus(Duration::from_mins(idle));
            assert!(!is_over(&row(account, shared, zero), limit.minus(second)));
            assert!(is_over(&row(account, shared, zero), limit));
            let last = SESSION_MAX - second;
            assert!(!is_over(&row(account, shared, last), start.plus(last)));
            assert!(is_over(
                &row(account, shared, last),
                start.plus(SESSION_MAX)
            ));
        }
    }
}
