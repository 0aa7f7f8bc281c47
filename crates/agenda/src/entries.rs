//! What the agenda writes in the journal, and the fold that reads it back.
//! Payloads are CBOR with numbered fields; golden files in `tests/golden` keep
//! every version readable.

mod sent;

pub(crate) use sent::{item_put_back, item_sent, item_taken_off};

use crate::diary::{Channels, Diary, Feed, Item, ItemId, Preparation, TYPE_CODE};
use crate::rules::{Content, Kind, Status};
use journal::{By, Entry, NewEntry, Slice};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use minicbor::{Decode, Encode};
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Hiding, WrittenBy};

#[derive(Encode, Decode)]
struct ContentForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    /// 0 an appointment, 1 a reminder.
    #[n(1)]
    kind: u8,
    /// As clocks in France show it: `2026-05-04T09:30`.
    #[n(2)]
    at: String,
    #[n(3)]
    title: String,
    #[n(4)]
    with: String,
    #[n(5)]
    place: String,
    #[n(6)]
    note: String,
}

#[derive(Encode, Decode)]
struct StatusForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    /// 0 planned, 1 done, 2 cancelled, 3 missed, 4 by mistake.
    #[n(1)]
    status: u8,
}

#[derive(Encode, Decode)]
struct PreparedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    questions: String,
    /// Ids, one behind the other.
    #[cbor(n(2), with = "minicbor::bytes")]
    documents: Vec<u8>,
}

#[derive(Encode, Decode)]
struct ChannelsForm {
    #[n(0)]
    email: bool,
    #[n(1)]
    sms: bool,
}

#[derive(Encode, Decode)]
struct FeedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    hash: Vec<u8>,
    #[n(1)]
    words: bool,
}

const MADE_1: u16 = 1;
const CHANGED_1: u16 = 2;
const STATUS_1: u16 = 3;
const PREPARED_1: u16 = 4;
const CHANNELS_1: u16 = 5;
const FEED_MADE_1: u16 = 6;
const FEED_ENDED_1: u16 = 7;
const SENT_1: u16 = 8;
const TAKEN_OFF_1: u16 = 9;
const PUT_BACK_1: u16 = 10;

fn entry(version: u16, payload: Vec<u8>, act: &'static str) -> NewEntry {
    NewEntry {
        slice: Diary::CODE,
        version,
        payload,
        act,
        about: None,
        what: String::new(),
        why: String::new(),
    }
}

fn of_item(entry: NewEntry, id: ItemId, what: String) -> NewEntry {
    NewEntry {
        about: Some(id),
        what,
        ..entry
    }
}

fn cbor(form: impl Encode<()>) -> Vec<u8> {
    minicbor::to_vec(form).expect("writing CBOR to memory cannot fail")
}

fn form(id: ItemId, content: &Content) -> ContentForm {
    ContentForm {
        id: id.to_bytes().to_vec(),
        kind: match content.kind {
            Kind::Appointment => 0,
            Kind::Reminder => 1,
        },
        at: content.at.strftime("%Y-%m-%dT%H:%M").to_string(),
        title: content.title.clone(),
        with: content.with.clone(),
        place: content.place.clone(),
        note: content.note.clone(),
    }
}

/// The entry of an appointment or a reminder made; `what` is what it is called.
pub fn item_made(id: ItemId, content: &Content, what: String) -> NewEntry {
    let act = match content.kind {
        Kind::Appointment => "appointment-made",
        Kind::Reminder => "reminder-made",
    };
    of_item(entry(MADE_1, cbor(form(id, content)), act), id, what)
}

/// The entry of one changed.
pub fn item_changed(id: ItemId, content: &Content, what: String) -> NewEntry {
    let act = match content.kind {
        Kind::Appointment => "appointment-changed",
        Kind::Reminder => "reminder-changed",
    };
    of_item(entry(CHANGED_1, cbor(form(id, content)), act), id, what)
}

/// The entry of one that stands otherwise.
pub fn item_stands(id: ItemId, kind: Kind, status: Status, what: String) -> NewEntry {
    let form = StatusForm {
        id: id.to_bytes().to_vec(),
        status: written(status),
    };
    let act = act(kind, status);
    of_item(entry(STATUS_1, cbor(form), act), id, what)
}

const fn written(status: Status) -> u8 {
    match status {
        Status::Planned => 0,
        Status::Done => 1,
        Status::Cancelled => 2,
        Status::Missed => 3,
        Status::ByMistake => 4,
    }
}

fn read_status(written: u8) -> Result<Status> {
    match written {
        0 => Ok(Status::Planned),
        1 => Ok(Status::Done),
        2 => Ok(Status::Cancelled),
        3 => Ok(Status::Missed),
        4 => Ok(Status::ByMistake),
        _ => Err(Error::fault("an agenda entry of no known status")),
    }
}

/// What the history says of one that stands otherwise.
const fn act(kind: Kind, status: Status) -> &'static str {
    match (kind, status) {
        (Kind::Appointment, Status::Planned) => "appointment-planned",
        (Kind::Appointment, Status::Done) => "appointment-done",
        (Kind::Appointment, Status::Cancelled) => "appointment-cancelled",
        (Kind::Appointment, Status::Missed) => "appointment-missed",
        (Kind::Appointment, Status::ByMistake) => "appointment-mistaken",
        (Kind::Reminder, Status::Planned) => "reminder-planned",
        (Kind::Reminder, Status::Done) => "reminder-done",
        (Kind::Reminder, Status::Cancelled) => "reminder-cancelled",
        (Kind::Reminder, Status::Missed) => "reminder-missed",
        (Kind::Reminder, Status::ByMistake) => "reminder-mistaken",
    }
}

/// The entry of an appointment prepared by the holder.
pub fn item_prepared(id: ItemId, preparation: &Preparation, what: String) -> NewEntry {
    let ids = preparation.documents.iter();
    let form = PreparedForm {
        id: id.to_bytes().to_vec(),
        questions: preparation.questions.clone(),
        documents: ids.flat_map(|id| id.to_bytes()).collect(),
    };
    of_item(
        entry(PREPARED_1, cbor(form), "appointment-prepared"),
        id,
        what,
    )
}

/// The entry of channels chosen for notices.
pub fn channels_chosen(channels: Channels) -> NewEntry {
    let form = ChannelsForm {
        email: channels.email,
        sms: channels.sms,
    };
    entry(CHANNELS_1, cbor(form), "agenda-channels")
}

/// The entry of a feed made: with this hash of its secret, in force from now on
/// instead of any before.
pub fn feed_made(hash: &[u8; 32], words: bool) -> NewEntry {
    let form = FeedForm {
        hash: hash.to_vec(),
        words,
    };
    let act = match words {
        true => "agenda-feed-made-words",
        false => "agenda-feed-made",
    };
    entry(FEED_MADE_1, cbor(form), act)
}

/// The entry of the feed ended.
pub fn feed_ended() -> NewEntry {
    entry(FEED_ENDED_1, Vec::new(), "agenda-feed-ended")
}

/// An item as the fold makes it of what somebody wrote.
pub(crate) fn item(space: SpaceId, id: ItemId, content: Content, by: &By, at: Timestamp) -> Item {
    let facts = DocumentFacts {
        space,
        id,
        type_code: TYPE_CODE.to_owned(),
        author: WrittenBy::from(by),
        hiding: Hiding::default(),
        added_at: at,
        state: DocumentState::Kept,
    };
    Item::new(facts, content, by.clone())
}

fn unreadable(error: minicbor::decode::Error) -> Error {
    Error::fault("an agenda entry is unreadable").because(error)
}

fn read_content(form: ContentForm) -> Result<(ItemId, Content)> {
    let content = Content {
        kind: match form.kind {
            0 => Kind::Appointment,
            1 => Kind::Reminder,
            _ => return Err(Error::fault("an agenda entry of no known kind")),
        },
        at: form
            .at
            .parse()
            .map_err(|_| Error::fault("an agenda entry has no moment"))?,
        second: false,
        minutes: None,
        title: form.title,
        with: form.with,
        place: form.place,
        note: form.note,
    };
    Ok((ItemId::from_slice(&form.id)?, content))
}

impl Slice for Diary {
    const CODE: u16 = 30;
    type State = Self;

    fn fold(diary: &mut Self, entry: &Entry<'_>) -> Result<()> {
        match entry.version {
            MADE_1 => {
                let (id, content) =
                    read_content(minicbor::decode(entry.payload).map_err(unreadable)?)?;
                diary.add(item(entry.space, id, content, entry.by, entry.at));
            }
            CHANGED_1 => {
                let (id, content) =
                    read_content(minicbor::decode(entry.payload).map_err(unreadable)?)?;
                if let Some(item) = diary.find_mut(id) {
                    item.adopt(entry.by);
                    item.change(Some(content), item.status, entry.at);
                }
            }
            STATUS_1 => {
                let form: StatusForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let status = read_status(form.status)?;
                if let Some(item) = diary.find_mut(ItemId::from_slice(&form.id)?) {
                    item.adopt(entry.by);
                    item.change(None, status, entry.at);
                }
            }
            PREPARED_1 => {
                let form: PreparedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let ids = form.documents.chunks(16).map(DocumentId::from_slice);
                let preparation = Preparation {
                    questions: form.questions,
                    documents: ids.collect::<Result<_>>()?,
                };
                if let Some(item) = diary.find_mut(ItemId::from_slice(&form.id)?) {
                    item.prepare(preparation);
                }
            }
            CHANNELS_1 => {
                let form: ChannelsForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                diary.channels = Channels {
                    email: form.email,
                    sms: form.sms,
                };
            }
            FEED_MADE_1 => {
                let form: FeedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let By::Holder { account, .. } = entry.by else {
                    return Err(Error::fault("a feed that no holder made"));
                };
                diary.feed = Some(Feed {
                    hash: (*form.hash)
                        .try_into()
                        .map_err(|_| Error::fault("a feed's hash is not 32 bytes"))?,
                    words: form.words,
                    account: *account,
                    since: entry.at,
                });
            }
            FEED_ENDED_1 => diary.feed = None,
            SENT_1 | TAKEN_OFF_1 | PUT_BACK_1 => sent::fold(diary, entry)?,
            later => {
                return Err(Error::fault(format!(
                    "an agenda entry of unknown version {later}"
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use kernel::AccountId;

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    #[test]
    fn golden_agendas_of_version_1_are_read_as_they_were_written() {
        let mut diary = Diary::default();
        let by = By::Holder {
            account: AccountId::from_bytes([7; 16]),
            name: "Ana".into(),
            represents: false,
        };
        let mut next = |name: &str, new: NewEntry| {
            let payload = testkit::frozen(GOLDEN, name, &new.payload);
            let entry = Entry {
                space: SpaceId::from_bytes([9; 16]),
                seq: 1,
                at: Timestamp::from_millis(1_000),
                by: &by,
                slice: Diary::CODE,
                version: new.version,
                payload: &payload,
            };
            Diary::fold(&mut diary, &entry).expect("readable");
            diary.clone()
        };
        let id = ItemId::from_bytes([1; 16]);
        let content = Content {
            kind: Kind::Appointment,
            at: jiff::civil::datetime(2026, 12, 4, 9, 30, 0, 0),
            second: false,
            minutes: None,
            title: "Contrôle".into(),
            with: "Dr C".into(),
            place: "1 rue des Lilas".into(),
            note: "À jeun".into(),
        };
        let made = next("made-1", item_made(id, &content, String::new()));
        assert_eq!(*made.find(id).expect("there").content, content);
        assert_eq!(made.find(id).expect("there").facts().type_code, TYPE_CODE);
        let other = Content {
            kind: Kind::Reminder,
            title: "Ordonnance".into(),
            ..content.clone()
        };
        let second = ItemId::from_bytes([2; 16]);
        let made = next("made-reminder-1", item_made(second, &other, String::new()));
        assert_eq!(*made.find(second).expect("there").content, other);
        let moved = Content {
            at: jiff::civil::datetime(2026, 12, 5, 0, 5, 0, 0),
            ..content
        };
        let changed = next("changed-1", item_changed(id, &moved, String::new()));
        assert_eq!(*changed.find(id).expect("there").content, moved);
        for status in Status::ALL {
            let name = format!("{}-1", status.key());
            let entry = item_stands(id, Kind::Appointment, status, String::new());
            assert_eq!(next(&name, entry).find(id).expect("there").status, status);
        }
        let preparation = Preparation {
            questions: "Faut-il\nrevenir ?".into(),
            documents: vec![
                DocumentId::from_bytes([3; 16]),
                DocumentId::from_bytes([4; 16]),
            ],
        };
        let prepared = next("prepared-1", item_prepared(id, &preparation, String::new()));
        let prepared = prepared.find(id).and_then(|item| item.prepared.as_ref());
        let facts = prepared.expect("prepared").facts();
        assert_eq!((facts.id, &facts.author), (id, &WrittenBy::Holder));
        let channels = Channels {
            email: false,
            sms: true,
        };
        assert_eq!(
            next("channels-1", channels_chosen(channels)).channels,
            channels
        );
        let fed = next("feed-made-1", feed_made(&[5; 32], true)).feed;
        let fed = fed.expect("made");
        assert_eq!((fed.hash, fed.words), ([5; 32], true));
        assert_eq!(fed.account, AccountId::from_bytes([7; 16]));
        assert_eq!(next("feed-ended-1", feed_ended()).feed, None);
    }
}
