//! The words everyone uses: ids, time, chance, errors, languages, personal and
//! secret values.
//!
//! Nothing here knows about storage, HTTP or a feature. It should take an
//! afternoon to read for ever: a word comes here when three crates need it.

mod error;
mod id;
mod kill;
mod lang;
mod privacy;
mod text;
mod when;
mod world;

pub use error::{Error, FieldError, Kind, Result, UNCERTAIN};
pub use id::{
    AccountId, BUCKETS, CarerId, ConnectionId, CredentialId, DocumentId, EmergencyId, Finess,
    LinkId, NoticeId, ObjectId, PersonId, ReadId, Rpps, SessionId, ShareId, SpaceId,
};
pub use kill::kill_point;
pub use lang::Lang;
pub use privacy::{Personal, Secret};
pub use text::{is_unseen, unaccented, visible};
pub use when::When;
pub use world::{Chance, Clock, FixedClock, SeededChance, Timestamp, World};

/// A day of the civil calendar, without a time zone.
pub use jiff::civil::Date;
