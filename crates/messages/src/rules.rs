//! What is true of conversations: pure. Who takes part in one is decided by
//! `sharing`, on the facts of each; what may be said in it, and when, is here.

pub mod manner;

use crate::mailbox::{Correspondent, Mailbox, Message, Party, Side, Thread};
use documents::Shelf;
use documents::rules::TITLE_CHARS_MAX;
use kernel::{Error, FieldError, Result, Rpps, Timestamp, visible};
use sharing::rights::Rights;
use sharing::{CareLinks, DocumentFacts};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Characters of a subject.
pub const SUBJECT_MAX: usize = 150;
/// Characters of a message.
pub const TEXT_MAX: usize = 20_000;
/// How long a message can be taken back, and is seen by its author alone.
pub const UNDO_FOR: Duration = Duration::from_secs(30);
/// Bytes of all that is attached to one message.
pub const ATTACHED_MAX: u64 = 25_000_000;
/// Documents attached to one message.
pub const ATTACHED_COUNT_MAX: usize = 20;
/// Who takes part in one conversation beside its holder, at most.
pub const PARTIES_MAX: usize = 8;
/// Who ever takes part in one, at most.
pub(crate) const SEATS_MAX: usize = 32;
/// Messages that one person, or one mailbox, writes in one space within a day.
pub const A_DAY_MAX: usize = 50;
/// Conversations that are begun in one space, within a day, with professionals to whom
/// it is unknown.
pub const WITH_STRANGERS_MAX: usize = 5;
/// A day, for the most that one writes.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// TRE_G15 code of pharmacists.
const PHARMACIST: &str = "21";

/// How a thread stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Every side may write.
    Open,
    /// A professional closed it: its holder writes no more in it.
    Closed,
    /// A professional wrote something that takes no reply.
    NoReply,
}

impl State {
    /// Its name in sentences and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::NoReply => "no-reply",
        }
    }

    /// The state of this name.
    pub fn find(key: &str) -> Option<Self> {
        let mut all = [Self::Open, Self::Closed, Self::NoReply].into_iter();
        all.find(|state| state.key() == key)
    }
}

/// A text of several lines, without the signs that nobody sees.
pub(crate) fn lines(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| visible(&line.replace('\t', " ")).trim_end().to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// What somebody typed: a subject, where a thread begins, and a text.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// The subject; none in a thread that is there.
    pub subject: Option<&'a str>,
    /// The text.
    pub text: &'a str,
}

/// What it says, if it can be sent so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The subject; empty in a thread that is there.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl Typed<'_> {
    /// What it says, if it can be sent so.
    ///
    /// # Errors
    /// Field errors, all that there are.
    pub fn check(self) -> Result<Said> {
        let mut wrong = Vec::new();
        let mut refuse = |field, code| wrong.push(FieldError { field, code });
        let subject = self.subject.map(|typed| visible(typed).trim().to_owned());
        match subject.as_deref() {
            Some("") => refuse("sujet", "messages-subject-missing"),
            Some(subject) if subject.chars().count() > SUBJECT_MAX => {
                refuse("sujet", "messages-subject-too-long");
            }
            _ => {}
        }
        let text = lines(self.text);
        match text.chars().count() {
            0 => refuse("texte", "messages-text-missing"),
            1..=TEXT_MAX => {}
            _ => refuse("texte", "messages-text-too-long"),
        }
        match wrong.is_empty() {
            true => Ok(Said {
                subject: subject.unwrap_or_default(),
                text,
            }),
            false => Err(Error::fields(wrong)),
        }
    }
}

/// A document that is to be attached, as far as that is decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToAttach {
    /// Bytes of its file.
    pub size: u64,
    /// Its holder hides it from somebody.
    pub hidden: bool,
}

/// Whether these can be attached to one message: `meant` says that its author knows
/// that those who take part will read what is hidden.
///
/// # Errors
/// A field error: too many, too big together, or hidden and not said to be meant.
pub(crate) fn may_attach(documents: &[ToAttach], meant: bool) -> Result<()> {
    if documents.len() > ATTACHED_COUNT_MAX {
        return Err(Error::field("joindre", "messages-attached-too-many"));
    }
    let all = documents
        .iter()
        .try_fold(0_u64, |sum, it| sum.checked_add(it.size));
    if all.is_none_or(|all| all > ATTACHED_MAX) {
        return Err(Error::field("joindre", "messages-attached-too-big"));
    }
    match documents.iter().any(|it| it.hidden) && !meant {
        true => Err(Error::field("confirmer", "messages-attach-hidden")),
        false => Ok(()),
    }
}

/// What a file that comes with a message is called: by the subject of the
/// conversation, and by its own name too where others come with it.
pub(crate) fn title_of(subject: &str, file: &str, alone: bool) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = visible(stem);
    let subject = if subject.trim().is_empty() {
        "—"
    } else {
        subject
    };
    let title = match alone || stem.trim().is_empty() {
        true => subject.to_owned(),
        false => format!("{subject} — {}", stem.trim()),
    };
    title.chars().take(TITLE_CHARS_MAX).collect()
}

/// Whether a side may read through a message what is attached to it. Whoever came
/// later reads all that was said; but what its holder hides from them, they meant for
/// those who took part when they attached it.
pub(crate) fn may_read_attached(
    thread: &Thread,
    message: &Message,
    side: &Side,
    hidden: bool,
) -> bool {
    let Side::Other(who) = side else { return true };
    let joined = thread.joined_at(who);
    !hidden || joined.is_none_or(|joined| message.at >= joined)
}

/// Whether a message is still held: its author can take it back, and nobody else
/// sees it.
pub fn is_held(at: Timestamp, now: Timestamp) -> bool {
    now < at.plus(UNDO_FOR)
}

/// Whether this side sees the message now.
pub(crate) fn is_shown(message: &Message, side: &Side, now: Timestamp) -> bool {
    !message.undone && (message.side() == *side || !is_held(message.at, now))
}

/// Whether a side may write in a thread: professionals do, and what they write opens
/// it again; its holder does while it is open and none of its parties is blocked.
///
/// # Errors
/// A conflict that says why not.
pub(crate) fn may_answer(thread: &Thread, side: &Side, rights: &Rights) -> Result<()> {
    if !matches!(side, Side::Holder) {
        return Ok(());
    }
    if thread.parties.is_empty() {
        return Err(Error::conflict("messages-nobody-left"));
    }
    let mut parties = thread.parties.iter();
    if parties.any(|party| party.is_blocked(rights)) {
        return Err(Error::conflict(match thread.parties.len() {
            1 => "messages-blocked",
            _ => "messages-one-blocked",
        }));
    }
    match thread.state {
        State::Open => Ok(()),
        State::Closed => Err(Error::conflict("messages-closed")),
        State::NoReply => Err(Error::conflict("messages-no-reply")),
    }
}

/// Whether they have written as much as one writes in a day. Whoever else writes for the
/// same space is not counted: how much that is tells of what one may not see.
///
/// # Errors
/// A conflict, then.
pub(crate) fn has_room(mailbox: &Mailbox, by: &journal::By, now: Timestamp) -> Result<()> {
    let since = now.minus(DAY);
    let theirs = mailbox
        .threads()
        .flat_map(|thread| thread.messages.iter())
        .filter(|message| message.at > since && message.is_by(by));
    match theirs.count() >= A_DAY_MAX {
        true => Err(Error::conflict("messages-too-many")),
        false => Ok(()),
    }
}

/// Whether its author may take a message back; nothing to write, if they did.
///
/// # Errors
/// Not found, if it is not theirs; a conflict, once the other side may see it.
pub(crate) fn may_undo(message: &Message, by: &journal::By, now: Timestamp) -> Result<bool> {
    if !message.is_by(by) {
        return Err(Error::not_found());
    }
    match (message.undone, is_held(message.at, now)) {
        (true, _) => Ok(false),
        (false, true) => Ok(true),
        (false, false) => Err(Error::conflict("messages-too-late")),
    }
}

/// Whether a message is one of which its holder may say that they read it, who is told,
/// and whether that is new: it came by mail and asks for it, its author takes part, and
/// its holder does not block them.
///
/// # Errors
/// Not found, else.
pub(crate) fn may_confirm<'a>(
    thread: &'a Thread,
    message: &Message,
    rights: &Rights,
    now: Timestamp,
) -> Result<(&'a Party, bool)> {
    let asks = message.posted.as_ref().is_some_and(|posted| posted.asks);
    let mut parties = thread.parties.iter();
    let author = parties.find(|party| party.side() == message.side());
    match author.filter(|author| asks && !author.is_blocked(rights)) {
        Some(author) if is_shown(message, &Side::Holder, now) => Ok((author, !message.confirmed)),
        _ => Err(Error::not_found()),
    }
}

/// Whether a side may let a thread stand so; nothing to write, if it does.
///
/// # Errors
/// Not found, for its holder: only professionals close.
pub(crate) fn may_set(thread: &Thread, side: &Side, state: State) -> Result<bool> {
    match side {
        Side::Holder => Err(Error::not_found()),
        Side::Other(_) => Ok(thread.state != state),
    }
}

/// Whether a side may bring somebody into a thread; nothing to write, if they take
/// part already. Whom its holder took off, they alone bring back.
///
/// # Errors
/// A field error: too many, or nobody for them to bring in.
pub(crate) fn may_join(thread: &Thread, side: &Side, party: &Party) -> Result<bool> {
    let who = &party.who;
    if thread.party(who).is_some() {
        return Ok(false);
    }
    let taken_off = thread.last_change(who).is_some_and(|it| !it.joined);
    if *side != Side::Holder && taken_off {
        return Err(Error::field("qui", "messages-add-nobody"));
    }
    let seats = thread.seats.len() < SEATS_MAX || thread.seats.contains(who);
    match thread.parties.len() < PARTIES_MAX && seats {
        true => Ok(true),
        false => Err(Error::field("qui", "messages-parties-too-many")),
    }
}

/// Whom a side takes off a thread; nobody, if they take no part.
///
/// # Errors
/// Not found, unless it is its holder.
pub(crate) fn may_remove<'a>(
    thread: &'a Thread,
    side: &Side,
    who: &Correspondent,
) -> Result<Option<&'a Party>> {
    match side {
        Side::Holder => Ok(thread.party(who)),
        Side::Other(_) => Err(Error::not_found()),
    }
}

/// Who may write to a professional first, of those to whom they never wrote: what they
/// chose. Each is said by itself: who lets their patients write lets nobody else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// Nobody.
    Nobody,
    /// Patients whose record knows them.
    Known,
    /// And whoever looks for them, by name or number.
    Anybody,
}

/// Those who let patients write to them first.
#[derive(Clone, Default, Debug)]
pub(crate) struct Letting {
    /// Of those whom the record names, these let their patients write.
    pub known: BTreeSet<Rpps>,
    /// Of the directory these let whoever looks for them write, and somebody did, or
    /// named them.
    pub sought: Vec<Party>,
    /// It is a carer who writes: for the holder, to nobody whom they would find
    /// themselves. Whom the holder blocks, and would not find, is not theirs to learn.
    pub carers: bool,
}

/// To whom a holder may write first: whoever wrote to them before, whoever lets
/// patients write (`letting`), and pharmacists whom the record knows: a pharmacist with
/// a care link now or once, or who deposited something that the holder sees, is one
/// whose pharmacy they used. Nobody whom they blocked.
///
/// Whom the record does not know, and who lets whoever looks for them write, is found so
/// and stands in no list: how many conversations begin so is braked by [`may_meet`].
pub(crate) fn reachable(
    mailbox: &Mailbox,
    links: &CareLinks,
    shelf: &Shelf,
    rights: &Rights,
    letting: &Letting,
    now: Timestamp,
    sees: impl Fn(&DocumentFacts) -> bool,
) -> BTreeMap<Correspondent, Party> {
    let known = documents::rules::known(links, shelf, |document| sees(document.facts()));
    let mut parties: BTreeMap<Correspondent, Party> = known
        .into_iter()
        .filter(|(rpps, author)| author.profession == PHARMACIST || letting.known.contains(rpps))
        .map(|(rpps, author)| {
            let who = Correspondent::Professional(rpps);
            let party = Party {
                who: who.clone(),
                name: author.name,
                profession: author.profession,
            };
            (who, party)
        })
        .collect();
    parties.extend(wrote(mailbox, now, sees));
    if !letting.carers {
        for party in &letting.sought {
            let theirs = parties.entry(party.who.clone());
            theirs.or_insert_with(|| party.clone());
        }
    }
    parties.retain(|_, party| !party.is_blocked(rights));
    parties
}

/// Whoever wrote in a conversation that is seen. What is kept back from somebody tells
/// them of nobody.
fn wrote(
    mailbox: &Mailbox,
    now: Timestamp,
    sees: impl Fn(&DocumentFacts) -> bool,
) -> BTreeMap<Correspondent, Party> {
    let mut parties = BTreeMap::new();
    for thread in seen(mailbox, &sees) {
        for party in thread.ever() {
            let theirs = party.side();
            let mut messages = thread.messages.iter();
            let wrote = messages.any(|it| it.side() == theirs && is_shown(it, &Side::Holder, now));
            if wrote {
                parties.insert(party.who.clone(), party.clone());
            }
        }
    }
    parties
}

/// The conversations that somebody at home sees.
fn seen<'a>(
    mailbox: &'a Mailbox,
    sees: &impl Fn(&DocumentFacts) -> bool,
) -> impl Iterator<Item = &'a Thread> {
    let all = mailbox.all().filter(move |kept| {
        let copy = kept.copy(&Side::Holder);
        copy.is_some_and(|copy| sees(copy.facts()))
    });
    all.map(|kept| kept.thread.as_ref())
}

/// Whether a holder may begin a conversation with these today: with people to whom the
/// space is unknown, who never wrote to it, no more than so many begin within a day, or
/// anybody could fill all inboxes. Of conversations that are kept back from whoever
/// begins this one, none is counted.
///
/// # Errors
/// A field error, if as many began.
pub(crate) fn may_meet(
    mailbox: &Mailbox,
    known: &BTreeSet<Rpps>,
    parties: &[Party],
    now: Timestamp,
    sees: impl Fn(&DocumentFacts) -> bool,
) -> Result<()> {
    let wrote = wrote(mailbox, now, &sees);
    let is_stranger = |who: &Correspondent| {
        let unknown = who.rpps().is_some_and(|rpps| !known.contains(rpps));
        unknown && !wrote.contains_key(who)
    };
    if !parties.iter().any(|party| is_stranger(&party.who)) {
        return Ok(());
    }
    let since = now.minus(DAY);
    let begun = seen(mailbox, &sees).filter(|thread| {
        let by_holder = thread.messages.first();
        let by_holder = by_holder.is_some_and(|it| it.side() == Side::Holder);
        // What was taken back reached nobody.
        let stands = thread.messages.iter().any(|it| !it.undone);
        let mut with = thread.seats.iter();
        let strangers = with.any(|who| is_stranger(who) && thread.began_with(who));
        thread.began_at > since && by_holder && stands && strangers
    });
    match begun.count() >= WITH_STRANGERS_MAX {
        true => Err(Error::field("a", "messages-strangers-too-many")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
