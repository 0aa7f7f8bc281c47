//! What conversations write in the journal, and the fold that reads it back.
//! Payloads are CBOR with numbered fields; golden files in `tests/golden` keep
//! every version readable.
//!
//! What is said stands in the payload alone, and the subject too: while a message is
//! held, and when it was taken back, the history tells that there was one and not what
//! about.

use crate::mailbox::{
    Change, Correspondent, Kept, Mailbox, Message, MessageId, Party, Posted, Side, Thread, ThreadId,
};
use crate::rules::State;
use journal::{Entry, NewEntry, Slice};
use kernel::{DocumentId, Error, Result};
use minicbor::{Decode, Encode};
use sharing::Leave;
use std::sync::Arc;

#[derive(Encode, Decode)]
struct PartyForm {
    #[n(0)]
    rpps: String,
    #[n(1)]
    name: String,
    #[n(2)]
    profession: String,
    /// Of an institution, which has no number of a professional.
    #[n(3)]
    finess: Option<String>,
}

#[derive(Encode, Decode)]
struct BegunForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    subject: String,
    #[n(2)]
    parties: Vec<PartyForm>,
}

#[derive(Encode, Decode)]
struct SentForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    thread: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(2)]
    text: String,
    /// Ids, one behind the other.
    #[cbor(n(3), with = "minicbor::bytes")]
    attached: Vec<u8>,
    /// The mailbox that it came from, if it came by mail.
    #[n(4)]
    address: Option<String>,
    /// Its name there.
    #[n(5)]
    reference: Option<String>,
    /// It asks to be told when it was read; none, if it does not.
    #[n(6)]
    asks: Option<bool>,
}

#[derive(Encode, Decode)]
struct UndoneForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    thread: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    id: Vec<u8>,
}

#[derive(Encode, Decode)]
struct ConfirmedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    thread: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    id: Vec<u8>,
}

#[derive(Encode, Decode)]
struct StateForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    thread: Vec<u8>,
    /// 0 open, 1 closed, 2 without reply.
    #[n(1)]
    state: u8,
}

#[derive(Encode, Decode)]
struct ReadForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    thread: Vec<u8>,
}

#[derive(Encode, Decode)]
struct JoinedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    thread: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(2)]
    party: PartyForm,
}

#[derive(Encode, Decode)]
struct LeftForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    thread: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    id: Vec<u8>,
    /// Of a professional or of an institution.
    #[n(2)]
    number: String,
}

const BEGUN_1: u16 = 1;
const SENT_1: u16 = 2;
const UNDONE_1: u16 = 3;
const STATE_1: u16 = 4;
const READ_1: u16 = 5;
const JOINED_1: u16 = 6;
const LEFT_1: u16 = 7;
const CONFIRMED_1: u16 = 8;

fn entry(version: u16, form: impl Encode<()>, thread: ThreadId, act: &'static str) -> NewEntry {
    NewEntry {
        slice: Mailbox::CODE,
        version,
        payload: minicbor::to_vec(form).expect("writing CBOR to memory cannot fail"),
        act,
        about: Some(thread),
        what: String::new(),
        why: String::new(),
    }
}

impl From<&Party> for PartyForm {
    fn from(party: &Party) -> Self {
        let (rpps, finess) = match &party.who {
            Correspondent::Professional(rpps) => (rpps.to_string(), None),
            Correspondent::Institution(finess) => (String::new(), Some(finess.to_string())),
        };
        Self {
            rpps,
            name: party.name.clone(),
            profession: party.profession.clone(),
            finess,
        }
    }
}

impl PartyForm {
    fn read(self) -> Result<Party> {
        let number = self.finess.as_deref().unwrap_or(&self.rpps);
        Ok(Party {
            who: correspondent(number)?,
            name: self.name,
            profession: self.profession,
        })
    }
}

fn correspondent(number: &str) -> Result<Correspondent> {
    number
        .parse()
        .map_err(|_| Error::fault("a party without a number"))
}

/// The entry of a thread begun.
pub fn thread_begun(id: ThreadId, subject: &str, parties: &[Party]) -> NewEntry {
    let form = BegunForm {
        id: id.to_bytes().to_vec(),
        subject: subject.to_owned(),
        parties: parties.iter().map(PartyForm::from).collect(),
    };
    entry(BEGUN_1, form, id, "thread-begun")
}

/// The entry of somebody who takes part from now on; the history names them.
pub fn thread_joined(thread: ThreadId, id: MessageId, party: &Party) -> NewEntry {
    let form = JoinedForm {
        thread: thread.to_bytes().to_vec(),
        id: id.to_bytes().to_vec(),
        party: party.into(),
    };
    NewEntry {
        what: party.name.clone(),
        ..entry(JOINED_1, form, thread, "thread-joined")
    }
}

/// The entry of somebody who takes no part any more; the history names them.
pub fn thread_left(thread: ThreadId, id: MessageId, party: &Party) -> NewEntry {
    let form = LeftForm {
        thread: thread.to_bytes().to_vec(),
        id: id.to_bytes().to_vec(),
        number: party.who.to_string(),
    };
    NewEntry {
        what: party.name.clone(),
        ..entry(LEFT_1, form, thread, "thread-left")
    }
}

/// The entry of a message sent.
pub fn message_sent(
    thread: ThreadId,
    id: MessageId,
    text: &str,
    attached: &[DocumentId],
    posted: Option<&Posted>,
) -> NewEntry {
    let form = SentForm {
        thread: thread.to_bytes().to_vec(),
        id: id.to_bytes().to_vec(),
        text: text.to_owned(),
        attached: attached.iter().flat_map(|id| id.to_bytes()).collect(),
        address: posted.map(|posted| posted.address.clone()),
        reference: posted.map(|posted| posted.reference.clone()),
        asks: posted.filter(|posted| posted.asks).map(|_| true),
    };
    entry(SENT_1, form, thread, "message-sent")
}

/// The entry of a message taken back.
pub fn message_undone(thread: ThreadId, id: MessageId) -> NewEntry {
    let form = UndoneForm {
        thread: thread.to_bytes().to_vec(),
        id: id.to_bytes().to_vec(),
    };
    entry(UNDONE_1, form, thread, "message-undone")
}

/// The entry of a message that came by mail, to whose author is said that it was read.
pub fn message_confirmed(thread: ThreadId, id: MessageId) -> NewEntry {
    let form = ConfirmedForm {
        thread: thread.to_bytes().to_vec(),
        id: id.to_bytes().to_vec(),
    };
    entry(CONFIRMED_1, form, thread, "message-confirmed")
}

/// The entry of a thread that stands otherwise.
pub fn thread_stands(thread: ThreadId, state: State) -> NewEntry {
    let (code, act) = match state {
        State::Open => (0, "thread-opened"),
        State::Closed => (1, "thread-closed"),
        State::NoReply => (2, "thread-no-reply"),
    };
    let form = StateForm {
        thread: thread.to_bytes().to_vec(),
        state: code,
    };
    entry(STATE_1, form, thread, act)
}

/// The entry of a thread marked as read by whoever writes it.
pub fn thread_marked(thread: ThreadId) -> NewEntry {
    let form = ReadForm {
        thread: thread.to_bytes().to_vec(),
    };
    entry(READ_1, form, thread, "thread-marked")
}

/// A thread as the fold will make it of what is about to be written: so that it is
/// decided on before.
pub(crate) fn foreseen(leave: &Leave, id: ThreadId, subject: &str, parties: Vec<Party>) -> Kept {
    let thread = Thread::begun(id, subject.to_owned(), parties, (leave.now(), 0));
    Kept::new(leave.space(), thread)
}

fn unreadable(error: minicbor::decode::Error) -> Error {
    Error::fault("an entry of messages is unreadable").because(error)
}

fn form<'b, F: Decode<'b, ()>>(payload: &'b [u8]) -> Result<F> {
    minicbor::decode(payload).map_err(unreadable)
}

impl Slice for Mailbox {
    const CODE: u16 = 40;
    type State = Self;

    fn fold(mailbox: &mut Self, entry: &Entry<'_>) -> Result<()> {
        match entry.version {
            BEGUN_1 => {
                let form: BegunForm = form(entry.payload)?;
                let parties = form.parties.into_iter().map(PartyForm::read);
                let thread = Thread::begun(
                    ThreadId::from_slice(&form.id)?,
                    form.subject,
                    parties.collect::<Result<_>>()?,
                    (entry.at, entry.seq),
                );
                mailbox.begin(entry.space, thread);
            }
            SENT_1 => {
                let form: SentForm = form(entry.payload)?;
                let ids = form.attached.chunks(16).map(DocumentId::from_slice);
                let message = Message {
                    id: MessageId::from_slice(&form.id)?,
                    at: entry.at,
                    by: entry.by.clone(),
                    text: form.text,
                    attached: ids.collect::<Result<_>>()?,
                    posted: form.address.map(|address| Posted {
                        address,
                        reference: form.reference.unwrap_or_default(),
                        asks: form.asks.unwrap_or_default(),
                    }),
                    undone: false,
                    confirmed: false,
                    came_with: entry.seq,
                    before: State::Open,
                };
                mailbox.say(ThreadId::from_slice(&form.thread)?, message);
            }
            UNDONE_1 => {
                let form: UndoneForm = form(entry.payload)?;
                let id = MessageId::from_slice(&form.id)?;
                mailbox.change(ThreadId::from_slice(&form.thread)?, |thread| {
                    let mut messages = thread.messages.iter_mut();
                    if let Some(message) = messages.find(|message| message.id == id) {
                        let message = Arc::make_mut(message);
                        // Nothing of it is kept in memory but that it was there.
                        message.text = String::new();
                        message.attached = Vec::new();
                        message.undone = true;
                        // What came with it goes with it.
                        if thread.stands_with == message.came_with {
                            thread.state = message.before;
                        }
                    }
                });
            }
            CONFIRMED_1 => {
                let form: ConfirmedForm = form(entry.payload)?;
                let id = MessageId::from_slice(&form.id)?;
                mailbox.change(ThreadId::from_slice(&form.thread)?, |thread| {
                    let mut messages = thread.messages.iter_mut();
                    if let Some(message) = messages.find(|message| message.id == id) {
                        Arc::make_mut(message).confirmed = true;
                    }
                });
            }
            STATE_1 => {
                let form: StateForm = form(entry.payload)?;
                let state = match form.state {
                    0 => State::Open,
                    1 => State::Closed,
                    2 => State::NoReply,
                    _ => return Err(Error::fault("a thread of no known state")),
                };
                let seq = entry.seq;
                mailbox.change(ThreadId::from_slice(&form.thread)?, |thread| {
                    thread.state = state;
                    thread.stands_with = seq;
                });
            }
            READ_1 => {
                let form: ReadForm = form(entry.payload)?;
                let (side, at) = (Side::of(entry.by), entry.at);
                mailbox.change(ThreadId::from_slice(&form.thread)?, |thread| {
                    thread.read.insert(side, at);
                });
            }
            JOINED_1 => {
                let form: JoinedForm = form(entry.payload)?;
                let party = form.party.read()?;
                let change = Change {
                    id: MessageId::from_slice(&form.id)?,
                    at: entry.at,
                    by: entry.by.clone(),
                    party: party.clone(),
                    joined: true,
                };
                mailbox.change(ThreadId::from_slice(&form.thread)?, |thread| {
                    if !thread.seats.contains(&party.who) {
                        thread.seats.push(party.who.clone());
                    }
                    thread.parties.retain(|it| it.who != party.who);
                    thread.parties.push(party);
                    thread.changes.push(change);
                });
            }
            LEFT_1 => {
                let form: LeftForm = form(entry.payload)?;
                let (id, who) = (
                    MessageId::from_slice(&form.id)?,
                    correspondent(&form.number)?,
                );
                let (at, by) = (entry.at, entry.by.clone());
                mailbox.change(ThreadId::from_slice(&form.thread)?, |thread| {
                    let place = thread.parties.iter().position(|it| it.who == who);
                    if let Some(place) = place {
                        thread.changes.push(Change {
                            id,
                            at,
                            by,
                            party: thread.parties.remove(place),
                            joined: false,
                        });
                    }
                });
            }
            later => {
                return Err(Error::fault(format!(
                    "an entry of messages of unknown version {later}"
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
    use journal::By;
    use kernel::{AccountId, SpaceId, Timestamp};

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    #[test]
    fn golden_messages_of_version_1_are_read_as_they_were_written() {
        let mut mailbox = Mailbox::default();
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
                slice: Mailbox::CODE,
                version: new.version,
                payload: &payload,
            };
            Mailbox::fold(&mut mailbox, &entry).expect("readable");
            mailbox.clone()
        };
        let id = ThreadId::from_bytes([1; 16]);
        let party = Party {
            who: "99700218896".parse().expect("a number"),
            name: "Dr Benali".into(),
            profession: "10".into(),
        };
        let parties = [party];
        let begun = next("begun-1", thread_begun(id, "Suivi", &parties));
        let thread = &begun.find(id).expect("there").thread;
        assert_eq!(
            (thread.subject.as_str(), &thread.parties[..]),
            ("Suivi", &parties[..])
        );
        let other = ThreadId::from_bytes([6; 16]);
        let hospital = [Party {
            who: "750000001".parse().expect("a number"),
            name: "Hôpital".into(),
            profession: String::new(),
        }];
        let with = next(
            "begun-with-institution-1",
            thread_begun(other, "Suivi", &hospital),
        );
        let thread = &with.find(other).expect("there").thread;
        assert_eq!(&thread.parties[..], &hospital[..]);
        let message = MessageId::from_bytes([2; 16]);
        let attached = [
            DocumentId::from_bytes([3; 16]),
            DocumentId::from_bytes([4; 16]),
        ];
        let sent = next(
            "sent-1",
            message_sent(id, message, "Bonjour\nà vous", &attached, None),
        );
        let (_, read) = sent.message(message).expect("there");
        assert_eq!(
            (read.text.as_str(), &read.attached[..]),
            ("Bonjour\nà vous", &attached[..])
        );
        assert_eq!((&read.by, read.undone, &read.posted), (&by, false, &None));
        let posted = Posted {
            address: "dr.benali@medecin.exemple".into(),
            reference: "1@medecin.exemple".into(),
            asks: false,
        };
        let other = MessageId::from_bytes([5; 16]);
        let mailed = next(
            "sent-by-mail-1",
            message_sent(id, other, "Bonjour", &[], Some(&posted)),
        );
        let (_, read) = mailed.message(other).expect("there");
        assert_eq!(read.posted.as_ref(), Some(&posted));
        let posted = Posted {
            asks: true,
            ..posted
        };
        let asking = MessageId::from_bytes([10; 16]);
        let mailed = next(
            "sent-by-mail-asking-1",
            message_sent(id, asking, "Bonjour", &[], Some(&posted)),
        );
        let (_, read) = mailed.message(asking).expect("there");
        assert_eq!(read.posted.as_ref(), Some(&posted));
        assert!(!read.confirmed);
        let said = next("confirmed-1", message_confirmed(id, asking));
        let confirmed = |id| said.message(id).expect("there").1.confirmed;
        assert!(confirmed(asking) && !confirmed(other));
        for state in [State::Closed, State::NoReply, State::Open] {
            let name = format!("{}-1", state.key());
            let stands = next(&name, thread_stands(id, state));
            assert_eq!(stands.find(id).expect("there").thread.state, state);
        }
        let marked = next("marked-1", thread_marked(id));
        let read = marked.find(id).expect("there").thread.read.clone();
        assert_eq!(read[&Side::Holder], Timestamp::from_millis(1_000));
        let colleague = Party {
            who: "99700000005".parse().expect("a number"),
            name: "Dr Petit".into(),
            profession: "10".into(),
        };
        let change = MessageId::from_bytes([8; 16]);
        let joined = next("joined-1", thread_joined(id, change, &colleague));
        let thread = &joined.find(id).expect("there").thread;
        assert_eq!(thread.parties, [parties[0].clone(), colleague.clone()]);
        assert_eq!((thread.changes.len(), thread.seats.len()), (1, 2));
        let clinic = Party {
            who: "750000001".parse().expect("a number"),
            name: "Hôpital".into(),
            profession: String::new(),
        };
        let joined = next("joined-institution-1", thread_joined(id, change, &clinic));
        assert_eq!(joined.find(id).expect("there").thread.parties.len(), 3);
        let left = next("left-1", thread_left(id, change, &colleague));
        let thread = &left.find(id).expect("there").thread;
        assert_eq!(thread.parties, [parties[0].clone(), clinic]);
        assert_eq!((thread.changes.len(), thread.seats.len()), (3, 3));
        let undone = next("undone-1", message_undone(id, message));
        let (_, gone) = undone.message(message).expect("there");
        assert!(gone.undone && gone.text.is_empty() && gone.attached.is_empty());
    }
}
