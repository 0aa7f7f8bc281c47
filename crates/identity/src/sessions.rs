//! Sessions: how long they last, who is behind a token, and ending them.
//!
//! | whose | idle | in all | at once |
//! |---|---|---|---|
//! | holder | 30 min (10 on a shared computer) | 12 h | many |
//! | professional | 15 min | 12 h | many |
//! | operator, administrator | 10 min | 8 h | one: signing in again ends the one before |
//! | volunteer | 30 min | 8 h | many |
//!
//! A session is seen to the minute, so it may end up to a minute early, never
//! late. Nothing is kept in memory: ended here is ended everywhere at once.

use crate::Identity;
use crate::caller::{Caller, Holder, Place, Profession, Professional};
use crate::france_connect::Proof;
use crate::provider::{Arrived, Reception, Visit};
use crate::queries::{self, NewSessionRow, SessionRow};
use crate::staff::{self, Role, Staff, rules};
use crate::tokens::{self, Token};
use crate::{device, layer::Device};
use async_trait::async_trait;
use edge::Audience;
use http::HeaderValue;
use kernel::{AccountId, Error, Personal, Result, Secret, SessionId, SpaceId, Timestamp};
use std::net::IpAddr;
use std::time::Duration;
use store::Tx;

/// How long any session lasts in all.
pub const SESSION_MAX: Duration = Duration::from_hours(12);
/// How long a session of the team lasts in all.
pub const STAFF_SESSION_MAX: Duration = Duration::from_hours(8);
const SHARED_IDLE: Duration = Duration::from_mins(10);
const SEEN_EVERY: Duration = Duration::from_mins(1);
/// How long a proof of two factors counts as fresh.
pub const PROOF_FRESH: Duration = Duration::from_mins(5);

/// An account, in one of its sessions: what a proof is about.
#[derive(Clone, Copy)]
pub(crate) struct Own {
    pub account: AccountId,
    pub session: SessionId,
}

impl From<&Holder> for Own {
    fn from(holder: &Holder) -> Self {
        Self {
            account: holder.account,
            session: holder.session,
        }
    }
}

impl From<&Staff> for Own {
    fn from(staff: &Staff) -> Self {
        Self {
            account: staff.account,
            session: staff.session,
        }
    }
}

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
    is_fresh(holder.proved_at, now)
}

pub(crate) fn is_fresh(proved_at: Timestamp, now: Timestamp) -> bool {
    now.since(proved_at) <= PROOF_FRESH && proved_at <= now
}

fn is_over(row: &SessionRow, now: Timestamp) -> bool {
    let idle = match (row.whose, row.shared) {
        (Audience::Holder, true) => SHARED_IDLE,
        (whose, _) => whose.idle(),
    };
    let max = match row.whose.is_staff() {
        true => STAFF_SESSION_MAX,
        false => SESSION_MAX,
    };
    now >= row.created.plus(max) || now >= row.seen.plus(idle)
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
        let Some(caller) = self.caller(row)? else {
            // Whose role ended is out at once, whatever ended it.
            self.end_token(token).await?;
            return Ok(None);
        };
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

    /// Who a session is for; nobody, for a role of the team that is over.
    fn caller(&self, row: SessionRow) -> Result<Option<Caller>> {
        if row.whose == Audience::Professional {
            let body = row
                .body
                .ok_or_else(|| Error::fault("a session is nobody's"))?;
            let body = keys::open(&self.keys().session, &row.session.to_bytes(), &body)?;
            return professional(row.session, &body)
                .map(Caller::Professional)
                .map(Some);
        }
        let (Some(account), Some(name)) = (row.account, row.name) else {
            return Err(Error::fault("a session has no account"));
        };
        let name = Personal(self.open_name(account, &name)?);
        let Some(role) = Role::of(row.whose) else {
            return Ok(Some(Caller::Holder(Holder {
                account,
                name,
                session: row.session,
                spaces: row.spaces,
                proved_at: row.proved,
            })));
        };
        let post = row.post.filter(|post| post.role == role);
        let today = self.now().in_paris().date();
        Ok(post.map(|post| {
            Caller::Staff(Staff {
                account,
                role,
                name,
                charter_signed: rules::charter_holds(post.charter_signed_on, today),
                place: post.place,
                session: row.session,
                proved_at: row.proved,
            })
        }))
    }

    /// Opens a session for this account, in the caller's transaction; the
    /// answer is the cookie to set. Both factors were shown just now.
    ///
    /// # Errors
    /// A fault for an account of the team: those are no holders.
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
    /// A fault for an account of the team: those are no holders.
    pub async fn start_proven_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
        proof: &Proof,
    ) -> Result<HeaderValue> {
        self.open_session(tx, account, device, Some(proof)).await
    }

    async fn open_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
        proof: Option<&Proof>,
    ) -> Result<HeaderValue> {
        staff::not_of_the_team(tx, account).await?;
        let now = self.now();
        let token = Token::random(self.world());
        let session = SessionId::new(&*self.world().chance);
        let id_token = proof.and_then(Proof::id_token);
        let new = NewSessionRow {
            token_hash: token.hash(),
            session,
            whose: Audience::Holder,
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

    /// Opens a session for somebody of the team in this role, in the caller's
    /// transaction, and ends the one before where a role has one at a time. The
    /// answer is the cookie to set; it goes with the browser.
    ///
    /// # Errors
    /// Not found, when they are not in post.
    pub async fn start_staff_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        role: Role,
        device: &Device,
    ) -> Result<HeaderValue> {
        let now = self.now();
        if !staff::enter(tx, account, now).await? {
            return Err(Error::not_found());
        }
        if role.has_one_session() {
            queries::delete_sessions(tx, account).await?;
        }
        let token = Token::random(self.world());
        let new = NewSessionRow {
            token_hash: token.hash(),
            session: SessionId::new(&*self.world().chance),
            whose: role.audience(),
            account: Some(account),
            body: None,
            created: now,
            shared: true,
            device: &device::kind_of(&device.user_agent),
            proved: now,
            now,
        };
        queries::insert_session(tx, new).await?;
        Ok(session_cookie(&token, true))
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
            whose: Audience::Professional,
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
                whose: Audience::Holder,
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

    /// Ends the session whose token a browser had before it comes in anew, in
    /// the caller's transaction: no token from before is of use after it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_earlier_session(&self, tx: &mut Tx, token: Option<&str>) -> Result<()> {
        match token.and_then(tokens::hash) {
            Some(old) => queries::delete_session_by_token(tx, old).await,
            None => Ok(()),
        }
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
    async fn count_way(&self, client: Option<IpAddr>) -> Result<()> {
        Self::count_way(self, client).await
    }

    async fn open(&self, tx: &mut Tx, arrived: &Arrived, visit: Visit<'_>) -> Result<HeaderValue> {
        self.end_earlier_session(tx, visit.old_session).await?;
        self.forgive_way(tx, visit.client).await?;
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
        let row = |whose, shared, seen: Duration| SessionRow {
            session: SessionId::from_bytes([1; 16]),
            whose,
            account: Some(AccountId::from_bytes([2; 16])),
            body: None,
            created: start,
            shared,
            device: String::new(),
            seen: start.plus(seen),
            proved: start,
            name: None,
            spaces: Vec::new(),
            post: None,
        };
        let zero = Duration::ZERO;
        let second = Duration::from_secs(1);
        for (whose, shared, idle, hours) in [
            (Audience::Holder, false, 30, 12),
            (Audience::Holder, true, 10, 12),
            (Audience::Professional, false, 15, 12),
            (Audience::Operator, true, 10, 8),
            (Audience::Administrator, true, 10, 8),
            (Audience::Volunteer, true, 30, 8),
        ] {
            let limit = start.plus(Duration::from_mins(idle));
            assert!(!is_over(&row(whose, shared, zero), limit.minus(second)));
            assert!(is_over(&row(whose, shared, zero), limit), "{whose:?}");
            let max = Duration::from_hours(hours);
            let last = max - second;
            assert!(!is_over(&row(whose, shared, last), start.plus(last)));
            assert!(is_over(&row(whose, shared, last), start.plus(max)));
        }
    }
}
