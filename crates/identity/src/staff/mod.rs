//! The team of the service: operators of the phone line, volunteers who help
//! people on site, administrators of the fund.
//!
//! Their accounts are of a kind of their own: opened by two administrators and
//! a code instead of an activation, entered through a door of their own, never
//! linked to a space. They have no medical capacity at all: `sharing` refuses
//! them everything, and no page of theirs holds anything medical.
//!
//! Passwords, factors, brakes and sessions are those of everybody
//! ([`crate::sign_in`]). Not here: what operators and volunteers do for people.

mod actions;
mod enrol;
mod pages;
mod queries;
pub mod rules;

pub use enrol::NewSignIn;
pub use pages::Witnesses;
pub use rules::{Draft, Proposal, Role, Stage};

pub(crate) use pages::routes;
pub(crate) use queries::{enter, not_of_the_team};

use edge::Audience;
use kernel::{AccountId, Error, Personal, Result, SessionId, Timestamp};
use std::str::FromStr;
use store::Migration;

/// Every sentence of these pages.
pub const STAFF_TEXTS: edge::Locale = edge::Locale {
    name: "staff",
    fr: include_str!("../../locales/staff_fr.ftl"),
    en: include_str!("../../locales/staff_en.ftl"),
};

/// The tables of the team.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration::each(
    "0301_staff",
    include_str!("../../migrations/0301_staff.sqlite.sql"),
    include_str!("../../migrations/0301_staff.postgres.sql"),
)];

impl Role {
    /// Whose pages are theirs.
    pub const fn audience(self) -> Audience {
        match self {
            Self::Operator => Audience::Operator,
            Self::Volunteer => Audience::Volunteer,
            Self::Administrator => Audience::Administrator,
        }
    }

    /// Those whose pages these are, if they are of the team.
    pub fn of(audience: Audience) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.audience() == audience)
    }
}

/// Somebody of the team who is signed in. They reach no space, ever.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Staff {
    /// Their account.
    pub account: AccountId,
    /// What they are there for.
    pub role: Role,
    /// How pages and histories name them.
    pub name: Personal<String>,
    /// A volunteer's site, an operator's call centre.
    pub place: Option<String>,
    /// The session this request belongs to.
    pub session: SessionId,
    /// When they last proved who they are, with two factors.
    pub proved_at: Timestamp,
    /// Of a volunteer: whether they signed this year's charter.
    pub charter_signed: bool,
}

/// Somebody of the team, as administrators see them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Their account: it is open from the enrolment on.
    pub account: AccountId,
    /// What they are there for.
    pub role: Role,
    /// First name and name.
    pub name: Personal<String>,
    /// A volunteer's site, an operator's call centre.
    pub place: Option<String>,
    /// Where to reach them.
    pub email: Option<Personal<String>>,
    /// Where they stand.
    pub stage: Stage,
    /// When they were proposed.
    pub proposed_at: Timestamp,
    /// By which account; none at the command line.
    pub proposed_by: Option<AccountId>,
    /// And whose that is.
    pub proposer: Option<Personal<String>>,
    /// When their code dies, once there is one.
    pub code_until: Option<Timestamp>,
    /// Since when they are in post.
    pub since: Option<Timestamp>,
    /// When they last signed in.
    pub entered_at: Option<Timestamp>,
}

/// One line of what was done to the team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventLine {
    /// Where it stands in the list.
    pub place: EventPlace,
    /// What was done.
    pub deed: Deed,
    /// Who did it; none at the command line.
    pub actor: Option<Personal<String>>,
    /// To whom.
    pub about: Personal<String>,
    /// Their role.
    pub role: Role,
}

/// A place in the list of what was done: the next page begins after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EventPlace {
    /// When.
    pub at: Timestamp,
    pub(crate) event: [u8; 16],
}

/// What was done to the team.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Proposed for a role.
    Proposed,
    /// Confirmed by a second administrator; a code was made.
    Confirmed,
    /// Opened their account with the code.
    Enrolled,
    /// Signed the charter of volunteers.
    CharterSigned,
    /// Ended their role, or dropped the proposal.
    Ended,
}

impl Deed {
    const ALL: [Self; 5] = [
        Self::Proposed,
        Self::Confirmed,
        Self::Enrolled,
        Self::CharterSigned,
        Self::Ended,
    ];

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Enrolled => "enrolled",
            Self::CharterSigned => "charter-signed",
            Self::Ended => "ended",
        }
    }
}

impl FromStr for Deed {
    type Err = Error;
    /// # Errors
    /// A fault: what the store holds is no deed.
    fn from_str(word: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|deed| deed.as_str() == word)
            .ok_or_else(|| Error::fault("a kept act of the team is unknown"))
    }
}

impl std::fmt::Display for EventPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let event = u128::from_be_bytes(self.event);
        write!(f, "{}-{event:032x}", self.at.millis())
    }
}

impl FromStr for EventPlace {
    type Err = Error;
    /// # Errors
    /// Not found, for a text that is no place.
    fn from_str(text: &str) -> Result<Self> {
        let read = |text: &str| {
            let (at, event) = text.split_once('-')?;
            let event = u128::from_str_radix(event, 16).ok()?;
            Some(Self {
                at: Timestamp::from_millis(at.parse().ok()?),
                event: event.to_be_bytes(),
            })
        };
        read(text).ok_or_else(Error::not_found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_and_its_pages_are_one() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.audience()), Some(role));
            assert!(role.audience().is_staff());
        }
        assert_eq!(Role::of(Audience::Holder), None);
        assert_eq!(Role::of(Audience::Professional), None);
    }

    #[test]
    fn a_place_in_the_list_is_read_as_it_is_written() {
        let place = EventPlace {
            at: Timestamp::from_millis(1_795_424_400_000),
            event: [7; 16],
        };
        assert_eq!(place.to_string().parse::<EventPlace>().ok(), Some(place));
        for wrong in ["", "1", "x-00", "1795424400000-zz"] {
            assert!(wrong.parse::<EventPlace>().is_err(), "{wrong}");
        }
    }
}
