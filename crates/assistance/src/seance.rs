//! Sessions of help: a volunteer opens one, the helped person types its six
//! letters, and what is done in that browser from then on is done by the person
//! and written with the place and the volunteer's name.
//!
//! INVARIANTS: in a browser with a session nothing is answered but
//! [`rules::SHOWN`]; signing in there gives a session within its bounds
//! (`identity::Bounds`); it ends by the volunteer, by the person or by time, for
//! everything begun in it at once; the volunteer sees what was done by kind, and
//! never for whom.

mod demo;
mod layer;
mod pages;
mod queries;
pub mod rules;

pub use layer::layer;
pub(crate) use pages::routes;

use crate::Assistance;
use identity::staff::Staff;
use kernel::{Error, Personal, Result, Secret, Timestamp};
use keys::mac;
use queries::{NewSeance, SeanceRow};
use spaces::{Event, Help, Helper};
use std::net::IpAddr;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How often letters that somebody else has at this moment are drawn anew.
const DRAWS_MAX: usize = 5;

/// One session, as its volunteer sees it.
pub(crate) struct Seen {
    pub row: SeanceRow,
    /// The six letters, while nobody typed them.
    pub letters: Option<String>,
    pub done: Vec<(Event, Timestamp)>,
}

/// Where the session of a browser stands.
pub(crate) enum Standing {
    /// It goes on.
    Open(SeanceRow),
    /// It is over.
    Over(SeanceRow),
    /// There never was one.
    Unknown,
}

impl Assistance {
    /// Opens a session; one that this volunteer had open ends.
    ///
    /// # Errors
    /// Forbidden, without this year's charter; invalid on `lieu`, without a
    /// place; too many in a day.
    pub async fn open_seance(&self, volunteer: &Staff, place: &str) -> Result<[u8; 16]> {
        if !volunteer.charter_signed {
            return Err(Error::forbidden("seance-charter-first"));
        }
        let place = rules::place(place).ok_or_else(|| Error::field("lieu", "seance-place-form"))?;
        let now = self.world().now();
        if let Some(before) = queries::find_unended(self.store(), volunteer.account).await? {
            self.end_seance(before.id).await?;
        }
        let mut tx = self.store().begin("open a session of help").await?;
        let since = now.minus(DAY);
        let opened = queries::count_opened(&mut tx, volunteer.account, since).await?;
        if opened >= rules::SEANCES_A_DAY_MAX {
            tracing::error!(
                account = %volunteer.account,
                "a volunteer opened as many sessions of help as a day allows and was stopped"
            );
            return Err(Error::too_many("seance-too-many", DAY));
        }
        let mut id: [u8; 16] = self.world().random();
        let mut draws = 1;
        while queries::code_waits(&mut tx, self.hash_of(&self.letters(id)), now).await? {
            draws += 1;
            if draws > DRAWS_MAX {
                return Err(Error::unavailable("no letters are free for a session"));
            }
            id = self.world().random();
        }
        let new = NewSeance {
            id,
            volunteer: volunteer.account,
            place: &place,
            code: self.hash_of(&self.letters(id)),
            now,
        };
        tx.run(vec![queries::insert_seance(&new)]).await?;
        let helper = Helper {
            place: place.clone(),
            volunteer: Personal(volunteer.name.0.clone()),
        };
        self.spaces()
            .begin_help(&mut tx, Help(id), &helper, rules::until(now))
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The session of this volunteer that goes on, if one does.
    pub(crate) async fn open_seance_of(&self, volunteer: &Staff) -> Result<Option<SeanceRow>> {
        let now = self.world().now();
        let row = queries::find_unended(self.store(), volunteer.account).await?;
        Ok(row.filter(|row| rules::goes_on(row.opened_at, row.ended_at, now)))
    }

    /// One session of this volunteer, with what was done in it.
    pub(crate) async fn see_seance(&self, volunteer: &Staff, id: [u8; 16]) -> Result<Seen> {
        let row = queries::find_own(self.store(), volunteer.account, id)
            .await?
            .ok_or_else(Error::not_found)?;
        Ok(Seen {
            letters: row.entered_at.is_none().then(|| self.letters(id)),
            done: self.spaces().done_in(Help(id)).await?,
            row,
        })
    }

    /// Ends a session of this volunteer.
    ///
    /// # Errors
    /// Not found, when it is not theirs.
    pub async fn end_own_seance(&self, volunteer: &Staff, id: [u8; 16]) -> Result<()> {
        queries::find_own(self.store(), volunteer.account, id)
            .await?
            .ok_or_else(Error::not_found)?;
        self.end_seance(id).await
    }

    /// Ends a session, with every sign-in and every step begun in it. Twice is
    /// as once.
    pub(crate) async fn end_seance(&self, id: [u8; 16]) -> Result<()> {
        let now = self.world().now();
        let mut tx = self.store().begin("end a session of help").await?;
        tx.run(vec![queries::end_seance(id, now)]).await?;
        self.spaces().end_help(&mut tx, Help(id), now).await?;
        self.identity().end_within(&mut tx, id).await?;
        tx.commit().await
    }

    /// Ties this browser to the session of six letters: the value of its
    /// cookie. The letters are of no more use then.
    ///
    /// # Errors
    /// Invalid on `code`: wrong, used or over, in one sentence; too many tries
    /// from this address.
    pub async fn enter_seance(&self, typed: &str, from: Option<IpAddr>) -> Result<Secret<String>> {
        let now = self.world().now();
        let address = self.hash_of_address(from);
        let token: [u8; 32] = self.world().random();
        let mut tx = self.store().begin("type the letters of a session").await?;
        let (since, tries) = queries::begin_try(&mut tx, address, now).await?;
        if tries >= rules::LETTERS_TRIES_MAX {
            let wait = since.plus(rules::LETTERS_WINDOW).since(now);
            return Err(Error::too_many("seance-tries", wait));
        }
        let taken = match rules::read_letters(typed) {
            Some(letters) => {
                let code = self.hash_of(&letters);
                queries::take_seance(&mut tx, code, self.hash_of_token(&token), now).await?
            }
            None => false,
        };
        if !taken {
            tx.run(vec![queries::count_try(address)]).await?;
        }
        tx.commit().await?;
        match taken {
            true => Ok(Secret::new(hex(&token))),
            false => Err(Error::field("code", "seance-wrong")),
        }
    }

    /// Where the session of a cookie stands. One whose time is over is ended.
    pub(crate) async fn seance_of(&self, cookie: &str) -> Result<Standing> {
        let Some(token) = unhex::<32>(cookie) else {
            return Ok(Standing::Unknown);
        };
        let token = self.hash_of_token(&token);
        let Some(row) = queries::find_by_token(self.store(), token).await? else {
            return Ok(Standing::Unknown);
        };
        if rules::goes_on(row.opened_at, row.ended_at, self.world().now()) {
            return Ok(Standing::Open(row));
        }
        if row.ended_at.is_none() {
            self.end_seance(row.id).await?;
        }
        Ok(Standing::Over(row))
    }

    /// Throws away what is over. Twice is harmless.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self) -> Result<()> {
        queries::sweep_tries(self.store(), self.world().now()).await
    }

    /// The letters of a session: computed, so that they are shown again and
    /// never kept.
    fn letters(&self, id: [u8; 16]) -> String {
        rules::letters(&mac(self.seance_key(), "letters", &id))
    }

    fn hash_of(&self, letters: &str) -> [u8; 32] {
        mac(self.seance_key(), "code", letters.as_bytes())
    }

    fn hash_of_token(&self, token: &[u8; 32]) -> [u8; 32] {
        mac(self.seance_key(), "token", token)
    }

    /// Of an address; of its network of 64 bits, for IPv6.
    fn hash_of_address(&self, address: Option<IpAddr>) -> [u8; 32] {
        let bytes = match address.map(|address| address.to_canonical()) {
            None => Vec::new(),
            Some(IpAddr::V4(v4)) => v4.octets().to_vec(),
            Some(IpAddr::V6(v6)) => v6.octets()[..8].to_vec(),
        };
        mac(self.seance_key(), "address", &bytes)
    }
}

/// Bytes as paths and cookies carry them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What [`hex`] wrote.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, at) in bytes.iter_mut().zip((0..text.len()).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_a_path_read_back() {
        assert_eq!(unhex::<3>(&hex(&[0, 127, 255])), Some([0, 127, 255]));
        for wrong in ["", "00", "00ff0", "00ff0g", "é0ff0"] {
            assert_eq!(unhex::<3>(wrong), None, "{wrong}");
        }
    }
}
