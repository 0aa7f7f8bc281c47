//! Who is behind the token of a session.

use super::Locked;
use super::limits::{SEEN_EVERY, is_locked, is_over};
use super::professional::professional;
use crate::Identity;
use crate::bounds::{self, Bounds};
use crate::caller::{Caller, Capacity, Holder};
use crate::queries::{self, SessionRow};
use crate::staff::{Role, Staff, rules};
use crate::tokens;
use edge::Audience;
use kernel::{AccountId, Error, Personal, Result, Secret, SessionId, Timestamp};

/// What a session token leads to.
pub(crate) enum Found {
    /// Nobody: there is no such session, or none any more.
    Nobody,
    /// Nobody: the session of this holder, on a computer of their own, is over.
    Over(AccountId),
    /// Somebody who is signed in.
    In(Caller),
    /// A professional's session, locked: nobody is in it.
    Locked(Locked),
}

impl Identity {
    /// Who is behind a session token, and their session is seen now. Within
    /// bounds, only who came in within them; and those nowhere else.
    pub(crate) async fn caller_of_token(
        &self,
        token: &str,
        bounds: Option<Bounds>,
    ) -> Result<Found> {
        let Some(token_hash) = tokens::hash(token) else {
            return Ok(Found::Nobody);
        };
        let Some(mut row) = queries::find_session(self.store(), token_hash).await? else {
            return Ok(Found::Nobody);
        };
        let now = self.now();
        if !bounds::fits(&row, bounds) {
            if row.helped.is_some() {
                self.end_token(token).await?;
            }
            return Ok(Found::Nobody);
        }
        if is_over(&row, now) {
            let own = row.whose == Audience::Holder && !row.shared && row.helped.is_none();
            if let Some(account) = row.account.filter(|_| own) {
                // It stays until it is swept away: a form may still come from it.
                return Ok(Found::Over(account));
            }
            let mut tx = self.store().begin("end a session that is over").await?;
            queries::delete_session_by_token(&mut tx, token_hash).await?;
            tx.commit().await?;
            return Ok(Found::Nobody);
        }
        let locked = is_locked(&row, now);
        let lock = row.lock.take();
        if !locked && now.since(row.seen) >= SEEN_EVERY {
            queries::touch_session(self.store(), token_hash, now).await?;
        }
        let Some(caller) = self.caller(row)? else {
            // Whose role ended is out at once, whatever ended it.
            self.end_token(token).await?;
            return Ok(Found::Nobody);
        };
        if let Caller::Professional(who) = &caller {
            // Asked at every request: somebody struck off is out at once.
            let place = who.place.as_ref().map(|place| &place.finess);
            if crate::professionals::must_leave(self.store(), &who.rpps, place).await? {
                self.end_token(token).await?;
                return Ok(Found::Nobody);
            }
        }
        match caller {
            Caller::Professional(who) if locked => {
                self.locked(who, lock, token_hash).map(Found::Locked)
            }
            caller => Ok(Found::In(caller)),
        }
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
                probations: row.probations,
                proved_at: row.proved,
                capacity: Capacity::Holder,
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

    /// The holder of an account as they are now, in no session: for what goes on
    /// after they asked for it. They proved nothing lately.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn holder_away(&self, account: AccountId) -> Result<Option<Holder>> {
        let found = queries::find_reach(self.store(), account).await?;
        let Some((name, spaces, probations)) = found else {
            return Ok(None);
        };
        Ok(Some(Holder {
            account,
            name: Personal(self.open_name(account, &name)?),
            session: SessionId::from_bytes([0; 16]),
            spaces,
            probations,
            proved_at: Timestamp::default(),
            capacity: Capacity::Holder,
        }))
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
}
