//! Sessions of professionals: who they are and where they work is kept sealed
//! in the session itself, for they have no account.

use super::session_cookie;
use super::{Locked, Whence, Word};
use crate::Identity;
use crate::caller::{Place, Profession, Professional};
use crate::provider::{Arrived, Reception, Visit};
use crate::queries::{self, NewSessionRow};
use crate::tokens::Token;
use async_trait::async_trait;
use edge::Audience;
use http::HeaderValue;
use kernel::{Error, Personal, Result, SessionId};
use std::net::IpAddr;
use store::Tx;

impl Identity {
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
        self.open_professional_session(tx, who, None).await
    }

    async fn open_professional_session(
        &self,
        tx: &mut Tx,
        who: &Professional,
        whence: Option<Whence>,
    ) -> Result<HeaderValue> {
        let now = self.now();
        let token = Token::random(self.world());
        let session = SessionId::new(&*self.world().chance);
        let sealed = self.seal_session(session, body(who).as_bytes());
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
            whence,
            now,
        };
        queries::insert_session(tx, new).await?;
        Ok(session_cookie(&token, true))
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
        self.open_professional_session(tx, &who, arrived.whence)
            .await
    }

    async fn resume(
        &self,
        tx: &mut Tx,
        locked: &Locked,
        whence: Option<Whence>,
        client: Option<IpAddr>,
    ) -> Result<Option<HeaderValue>> {
        self.forgive_way(tx, client).await?;
        self.unlock(tx, locked, whence).await
    }

    async fn count_failure(&self, locked: &Locked) -> Result<Option<i64>> {
        self.count_lock_try(locked).await
    }

    async fn end(&self, locked: &Locked) -> Result<()> {
        self.end_locked_session(locked).await
    }

    fn whence(&self, issuer: &str, subject: &str, sid: Option<&str>) -> Option<Whence> {
        Some(self.whence_of(issuer, subject, sid))
    }

    async fn check_word(&self, client: Option<IpAddr>) -> Result<()> {
        Self::check_word(self, client).await
    }

    async fn count_false_word(&self, client: Option<IpAddr>) -> Result<()> {
        Self::count_false_word(self, client).await
    }

    async fn end_whence(&self, word: &Word<'_>) -> Result<bool> {
        Self::end_whence(self, word).await
    }
}

/// What is kept of somebody.
fn body(who: &Professional) -> String {
    let place = who.place.as_ref();
    serde_json::json!({
        "rpps": who.rpps.as_str(),
        "name": who.name.0,
        "profession": who.profession.code(),
        "finess": place.map(|place| place.finess.as_str()),
        "place": place.map(|place| place.name.as_str()),
    })
    .to_string()
}

/// Who it is of whom this was kept.
pub(super) fn professional(session: SessionId, body: &[u8]) -> Result<Professional> {
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
    fn what_is_kept_of_a_professional_is_read_back_with_a_place_and_without() {
        let session = SessionId::from_bytes([1; 16]);
        let place = Place {
            finess: "750000001".parse().expect("a number"),
            name: String::from("Cabinet \"des Lilas\""),
        };
        for place in [Some(place), None] {
            let who = Professional {
                rpps: "99700218896".parse().expect("a number"),
                name: Personal("Samir Bénali".into()),
                profession: Profession::from_code("10").expect("a profession"),
                place,
                session,
            };
            let read = professional(session, body(&who).as_bytes()).expect("read");
            assert_eq!(read.rpps, who.rpps);
            assert_eq!(read.name.0, who.name.0);
            assert_eq!(read.profession, who.profession);
            let where_to = |who: &Professional| {
                let place = who.place.as_ref();
                place.map(|place| (place.finess.to_string(), place.name.clone()))
            };
            assert_eq!(where_to(&read), where_to(&who));
            assert_eq!(read.session, session);
        }
        for wrong in ["", "{}", "[]", "{\"rpps\": \"99700218896\"}"] {
            assert!(professional(session, wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
