//! Services that holders connected to their spaces: what was consented to, whether
//! it is paused, and when it ended. The decision asks here at each read, so an end
//! holds in every process from the moment it is written.

use crate::entries::entry;
use crate::facts::{CARD, CONVERSATION};
use journal::{By, Entry, NewEntry, Slice};
pub use kernel::ConnectionId;
use kernel::{AccountId, Error, Result, Timestamp};
use minicbor::{Decode, Encode};

/// A service, connected by the holder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// The id of the service.
    pub service: String,
    /// Its name when it was connected.
    pub name: String,
    /// What was consented to, as scopes.
    pub scopes: String,
    /// The account that consented.
    pub account: AccountId,
    /// Since when.
    pub since: Timestamp,
    /// Whether the holder paused it.
    pub paused: bool,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

impl Connection {
    /// Whether any reading was consented to.
    pub fn reads(&self) -> bool {
        any(&self.scopes, &['r', 's'])
    }

    /// Whether reading who did what was: a kind of its own.
    pub fn reads_history(&self) -> bool {
        let mut all = verbs(&self.scopes);
        all.any(|(kind, letters)| kind.ends_with("/AuditEvent") && letters.contains('s'))
    }

    /// Whether any adding was.
    pub fn writes(&self) -> bool {
        any(&self.scopes, &['c', 'u', 'd'])
    }
}

/// Whether scopes have one of these verbs.
fn any(scopes: &str, wanted: &[char]) -> bool {
    verbs(scopes).any(|(_, letters)| letters.contains(wanted))
}

/// The kinds of scopes and their verbs; whatever narrows one comes behind both.
fn verbs(scopes: &str) -> impl Iterator<Item = (&str, &str)> {
    let all = scopes.split(' ');
    all.filter_map(|it| it.split('?').next().unwrap_or_default().rsplit_once('.'))
}

/// All connections of a space, the oldest first.
#[derive(Clone, Default, Debug)]
pub struct Connections(Vec<Connection>);

impl Connections {
    /// All of them, ended ones included.
    pub fn all(&self) -> &[Connection] {
        &self.0
    }

    /// Those that did not end, paused ones included.
    pub fn standing(&self) -> impl Iterator<Item = &Connection> {
        self.0.iter().filter(|it| it.ended.is_none())
    }

    /// The one of this id, if it did not end.
    pub fn find(&self, id: ConnectionId) -> Option<&Connection> {
        self.standing().find(|it| it.id == id)
    }

    /// The one of this id, if the service may read by it now.
    pub fn in_force(&self, id: ConnectionId) -> Option<&Connection> {
        self.find(id).filter(|it| !it.paused)
    }
}

/// Whether a service may be given what is of this type, if its holder ticked it:
/// conversations are between people.
pub(crate) fn is_given(type_code: &str) -> bool {
    type_code != CONVERSATION && type_code != CARD
}

/// Why a connection ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The holder took it back.
    Holder,
    /// The service gave it back.
    Service,
    /// Somebody had a copy of its access.
    Copied,
}

#[derive(Encode, Decode)]
struct MadeForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    service: String,
    #[n(2)]
    name: String,
    #[n(3)]
    scopes: String,
}

#[derive(Encode, Decode)]
struct OneForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

const MADE_1: u16 = 1;
const PAUSED_1: u16 = 2;
const RESUMED_1: u16 = 3;
const ENDED_1: u16 = 4;

/// The entry of a service connected, by the holder who writes it.
pub fn connection_made(id: ConnectionId, service: &str, name: &str, scopes: &str) -> NewEntry {
    let form = MadeForm {
        id: id.to_bytes().to_vec(),
        service: service.to_owned(),
        name: name.to_owned(),
        scopes: scopes.to_owned(),
    };
    let act = match any(scopes, &['c', 'u', 'd']) {
        true => "connection-made-adds",
        false => "connection-made",
    };
    entry::<Connections>(MADE_1, form, act, name, "")
}

fn of_one(version: u16, act: &'static str, one: &Connection) -> NewEntry {
    let form = OneForm {
        id: one.id.to_bytes().to_vec(),
    };
    entry::<Connections>(version, form, act, &one.name, "")
}

/// The entry of one paused.
pub fn connection_paused(one: &Connection) -> NewEntry {
    of_one(PAUSED_1, "connection-paused", one)
}

/// The entry of one that goes on after a pause.
pub fn connection_resumed(one: &Connection) -> NewEntry {
    of_one(RESUMED_1, "connection-resumed", one)
}

/// The entry of one that ended.
pub fn connection_ended(one: &Connection, ending: Ending) -> NewEntry {
    let act = match ending {
        Ending::Holder => "connection-ended",
        Ending::Service => "connection-left",
        Ending::Copied => "connection-copied",
    };
    of_one(ENDED_1, act, one)
}

impl Slice for Connections {
    const CODE: u16 = 50;
    type State = Self;

    fn fold(state: &mut Self, entry: &Entry<'_>) -> Result<()> {
        let unreadable = |error: minicbor::decode::Error| {
            Error::fault("an entry of a connection is unreadable").because(error)
        };
        if entry.version == MADE_1 {
            let made: MadeForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            let By::Holder { account, .. } = entry.by else {
                return Err(Error::fault("a connection that no holder made"));
            };
            state.0.push(Connection {
                id: ConnectionId::from_slice(&made.id)?,
                service: made.service,
                name: made.name,
                scopes: made.scopes,
                account: *account,
                since: entry.at,
                paused: false,
                ended: None,
            });
            return Ok(());
        }
        if !matches!(entry.version, PAUSED_1 | RESUMED_1 | ENDED_1) {
            let version = entry.version;
            return Err(Error::fault(format!(
                "an entry of a connection of unknown version {version}"
            )));
        }
        let form: OneForm = minicbor::decode(entry.payload).map_err(unreadable)?;
        let id = ConnectionId::from_slice(&form.id)?;
        let mut all = state.0.iter_mut();
        let Some(one) = all.find(|one| one.id == id && one.ended.is_none()) else {
            return Ok(());
        };
        match entry.version {
            PAUSED_1 => one.paused = true,
            RESUMED_1 => one.paused = false,
            _ => one.ended = Some(entry.at),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use kernel::SpaceId;

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn fold(state: &mut Connections, name: &str, new: &NewEntry, at: i64) -> Result<()> {
        let payload = testkit::frozen(GOLDEN, name, &new.payload);
        let by = By::Holder {
            account: AccountId::from_bytes([7; 16]),
            name: "Ana".into(),
            represents: false,
        };
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(at),
            by: &by,
            slice: Connections::CODE,
            version: new.version,
            payload: &payload,
        };
        Connections::fold(state, &entry)
    }

    #[test]
    fn no_service_is_given_a_conversation_or_the_address_of_a_card() {
        assert!(!is_given(CONVERSATION) && !is_given(CARD));
        assert!(is_given("11502-2") && is_given("agenda"));
    }

    #[test]
    fn golden_connections_of_version_1_are_made_paused_resumed_and_ended() {
        let mut all = Connections::default();
        let id = ConnectionId::from_bytes([5; 16]);
        let scopes = "system/DocumentReference.rs system/Patient.rs";
        let made = connection_made(id, "souffle", "Souffle", scopes);
        fold(&mut all, "connection-made-1", &made, 1_000).expect("readable");
        let one = Connection {
            id,
            service: "souffle".into(),
            name: "Souffle".into(),
            scopes: scopes.into(),
            account: AccountId::from_bytes([7; 16]),
            since: Timestamp::from_millis(1_000),
            paused: false,
            ended: None,
        };
        assert_eq!(all.in_force(id), Some(&one));
        assert!(one.reads() && !one.writes());
        let both = Connection {
            scopes: "system/Observation.cud".into(),
            ..one.clone()
        };
        assert!(both.writes() && !both.reads());
        let (made, adds) = (made.act, connection_made(id, "s", "S", &both.scopes).act);
        assert_eq!((made, adds), ("connection-made", "connection-made-adds"));
        let paused = connection_paused(&one);
        fold(&mut all, "connection-paused-1", &paused, 2_000).expect("readable");
        assert!(all.in_force(id).is_none() && all.find(id).is_some());
        let resumed = connection_resumed(&one);
        fold(&mut all, "connection-resumed-1", &resumed, 3_000).expect("readable");
        assert!(all.in_force(id).is_some());
        for ending in [Ending::Holder, Ending::Service, Ending::Copied] {
            let mut all = all.clone();
            let ended = connection_ended(&one, ending);
            fold(&mut all, "connection-ended-1", &ended, 4_000).expect("readable");
            assert_eq!(all.all()[0].ended, Some(Timestamp::from_millis(4_000)));
            assert!(all.find(id).is_none() && all.in_force(id).is_none());
            // What ended is not begun again by what comes late.
            fold(&mut all, "connection-resumed-1", &resumed, 5_000).expect("readable");
            assert!(all.in_force(id).is_none());
        }
    }

    #[test]
    fn an_entry_of_a_later_version_is_an_error_and_never_skipped() {
        let later = NewEntry {
            version: 99,
            ..connection_made(ConnectionId::from_bytes([5; 16]), "s", "S", "")
        };
        let by = By::Keeper { name: "x".into() };
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::default(),
            by: &by,
            slice: Connections::CODE,
            version: later.version,
            payload: &later.payload,
        };
        assert!(Connections::fold(&mut Connections::default(), &entry).is_err());
    }
}
