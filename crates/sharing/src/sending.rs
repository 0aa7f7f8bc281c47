//! What software writes into a record, and what becomes of it: kept as it was sent,
//! beside what people read. What comes again is the same one, by its identifiers or
//! word for word; whoever sent it changes it, as they saw it, and takes it away.
//!
//! A room says what it holds, and how that is written down ([`TakesIn`]).

mod together;

pub use together::{Foretelling, Together};

use crate::actions::{Change, Sharing};
use crate::facts::{DocumentFacts, WrittenBy};
use crate::leave::Leave;
use identity::Caller;
use journal::{NewEntry, Slice};
use kernel::{DocumentId, Error, Kind, Result, SpaceId, Timestamp};
use std::collections::BTreeMap;
use std::future::{Future, ready};
use std::sync::{Arc, Mutex, PoisonError};

/// Something on its way into a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sending<S> {
    /// What people read of it.
    pub says: S,
    /// The resource, without what is ours to say of it: JSON.
    pub resource: Arc<[u8]>,
    /// What the software calls it, as `system|value`.
    pub identifiers: Vec<String>,
}

/// One of several things that are done together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Deed<S> {
    /// Take it in; `conditional`: whatever what is called so says.
    Add {
        /// What is on its way.
        sending: Sending<S>,
        /// Whether one of this name is enough.
        conditional: bool,
    },
    /// Put it in the place of this one, as it was seen.
    Amend {
        /// Which one.
        id: DocumentId,
        /// Its version, as it was seen.
        seen: u64,
        /// What is on its way.
        sending: Sending<S>,
    },
    /// Take it away; if it was seen, as it was.
    TakeAway {
        /// Which one.
        id: DocumentId,
        /// Its version, if it was seen.
        seen: Option<u64>,
    },
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// It is in the record now.
    Added(DocumentId),
    /// It was there already.
    Same(DocumentId),
}

impl Received {
    /// Which one it is.
    pub const fn id(self) -> DocumentId {
        match self {
            Self::Added(id) | Self::Same(id) => id,
        }
    }
}

/// How one stands, for whoever sent it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stands {
    /// When it was last written.
    pub at: Timestamp,
    /// Its version.
    pub version: u64,
}

/// The version of what was last written then, after so many changes: it never stands
/// still when something changes.
pub fn version(at: Timestamp, changes: u32) -> u64 {
    let at = at.millis().unsigned_abs();
    at.saturating_add(u64::from(changes))
}

/// What software calls what it sent, whatever became of it: as hashes.
#[derive(Clone, Default)]
pub struct Names(BTreeMap<[u8; 32], DocumentId>);

impl Names {
    /// The one that this software once called so.
    pub fn find(&self, author: &WrittenBy, identifier: &str) -> Option<DocumentId> {
        self.0.get(&hashed(author, identifier)).copied()
    }

    /// This software calls it so, if it called none so before.
    pub fn give(&mut self, author: &WrittenBy, identifier: &str, id: DocumentId) {
        self.0.entry(hashed(author, identifier)).or_insert(id);
    }
}

fn hashed(author: &WrittenBy, identifier: &str) -> [u8; 32] {
    let author = match author {
        WrittenBy::Holder => String::from("h"),
        WrittenBy::Professional(rpps) => format!("p{rpps}"),
        WrittenBy::Institution(finess) => format!("i{finess}"),
        WrittenBy::Service(id) => format!("s{id}"),
    };
    keys::sha256(format!("{author}\n{identifier}").as_bytes())
}

/// The sentences in which a room refuses, by their keys.
pub struct Refusals {
    /// The identifier is of something else already.
    pub differs: &'static str,
    /// What had this identifier is gone, or no longer theirs.
    pub gone: &'static str,
    /// They see it, and did not send it.
    pub not_yours: &'static str,
    /// It is no longer as they saw it.
    pub meanwhile: &'static str,
}

/// A room that takes in what software sends.
pub trait TakesIn: Send + Sync {
    /// Its slice of the record.
    type Slice: Slice;
    /// One of what it holds.
    type Kept: 'static;
    /// What people read of one.
    type Says: Send + Sync;

    /// How it refuses.
    const REFUSALS: Refusals;
    /// Whether something is noted before one is written ([`Self::foretell`]).
    const FORETELLS: bool = false;

    /// By what right they write here.
    ///
    /// # Errors
    /// Forbidden, for whoever never does.
    fn right(caller: &Caller) -> Result<Change>;

    /// What software calls what is there, and what was.
    fn names(state: &<Self::Slice as Slice>::State) -> &Names;

    /// One that is there.
    fn find(state: &<Self::Slice as Slice>::State, id: DocumentId) -> Option<&Self::Kept>;

    /// Those that may say the same; and those that would come back so, though
    /// [`Self::find`] finds them no more: they do not.
    fn alike<'a>(
        state: &'a <Self::Slice as Slice>::State,
        says: &Self::Says,
    ) -> impl Iterator<Item = &'a Self::Kept>;

    /// What rights depend on.
    fn facts(kept: &Self::Kept) -> &DocumentFacts;

    /// How it stands.
    fn stands(kept: &Self::Kept) -> Stands;

    /// Whether it is still what was sent, and that is this, to the letter.
    fn is_as_sent(kept: &Self::Kept, resource: &[u8]) -> bool;

    /// Whether it is of the kind that is asked for, and of what this says.
    fn fits(&self, _kept: &Self::Kept, _says: Option<&Self::Says>) -> bool {
        true
    }

    /// Whether they find one of these facts, to change it: what is not found is as if
    /// it were not there.
    fn finds(leave: &Leave, facts: &DocumentFacts) -> bool {
        leave.amends(facts) || leave.sees(facts)
    }

    /// Whether they are told again of what they sent before. Who is not learns nothing
    /// of what became of it: its name stays taken, and that is all.
    fn recalls(_leave: &Leave) -> bool {
        true
    }

    /// Whether they may change it, who may see it or sent it.
    fn is_theirs(leave: &Leave, kept: &Self::Kept) -> bool;

    /// The entry of a new one, or of one in the place of another.
    ///
    /// # Errors
    /// Invalid, where there is no room.
    fn written(
        leave: &Leave,
        id: DocumentId,
        before: Option<&Self::Kept>,
        sending: &Sending<Self::Says>,
    ) -> Result<NewEntry>;

    /// The entry of one that is taken away; none, if nothing is left to write of it.
    fn taken_away(kept: &Self::Kept) -> Option<NewEntry>;

    /// What else is written as one that was there comes to say this, or, without, as it
    /// is taken away.
    ///
    /// # Errors
    /// A fault, if a slice is not registered.
    fn along(
        _leave: &Leave,
        _kept: &Self::Kept,
        _says: Option<&Self::Says>,
    ) -> Result<Vec<NewEntry>> {
        Ok(Vec::new())
    }

    /// Notes what may have to follow, before it is written: never after.
    fn foretell(
        &self,
        _caller: &Caller,
        _space: SpaceId,
        _id: DocumentId,
        _says: &Self::Says,
    ) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }
}

impl Sharing {
    /// Decides whether they may send anything here, before it is judged.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub async fn may_send<R: TakesIn>(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        self.check(caller, space, R::right(caller)?).await
    }

    /// Takes something in. What comes again, by its identifiers or word for word, is
    /// there already; `conditional`: whatever it says.
    ///
    /// # Errors
    /// As decided; a conflict, for an identifier of something else, or of what is
    /// gone; invalid, when there is no room.
    pub async fn take_in<R: TakesIn>(
        &self,
        room: &R,
        caller: &Caller,
        space: SpaceId,
        sending: &Sending<R::Says>,
        conditional: bool,
    ) -> Result<Received> {
        let id = DocumentId::new(&*self.world().chance);
        let received = Mutex::new(Received::Added(id));
        let draft = |leave: &Leave| {
            let known = known(room, leave, sending, conditional)?;
            let became = known.map_or(Received::Added(id), Received::Same);
            *received.lock().unwrap_or_else(PoisonError::into_inner) = became;
            match known {
                Some(_) => Ok(Vec::new()),
                None => Ok(vec![R::written(leave, id, None, sending)?]),
            }
        };
        let right = R::right(caller)?;
        if R::FORETELLS {
            // Nothing is noted of what is refused, or there already.
            self.drafted(caller, space, right, &draft).await?;
            let became = *received.lock().unwrap_or_else(PoisonError::into_inner);
            if let Received::Same(_) = became {
                return Ok(became);
            }
            room.foretell(caller, space, id, &sending.says).await?;
        }
        self.change(caller, space, right, &draft).await?;
        let received = received.into_inner();
        Ok(received.unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts something in the place of what the same software sent, as it was seen.
    ///
    /// # Errors
    /// Not found, where they see none; forbidden, where it is not theirs; a conflict
    /// [`Refusals::meanwhile`], if it is no longer as they saw it.
    pub async fn amend_sent<R: TakesIn>(
        &self,
        room: &R,
        caller: &Caller,
        space: SpaceId,
        (id, seen): (DocumentId, u64),
        sending: &Sending<R::Says>,
    ) -> Result<()> {
        let draft = |leave: &Leave| amended(room, leave, (id, seen), sending);
        let right = R::right(caller)?;
        if R::FORETELLS {
            self.drafted(caller, space, right, &draft).await?;
            room.foretell(caller, space, id, &sending.says).await?;
        }
        self.change(caller, space, right, &draft).await
    }

    /// Takes away what the same software sent; if it was seen, as it was.
    ///
    /// # Errors
    /// As [`Self::amend_sent`].
    pub async fn take_away_sent<R: TakesIn>(
        &self,
        room: &R,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        seen: Option<u64>,
    ) -> Result<()> {
        let draft = |leave: &Leave| taken_away(room, leave, id, seen);
        self.change(caller, space, R::right(caller)?, draft).await
    }

    /// How one stands that they sent just now, or change: it shows nothing of what it
    /// says.
    ///
    /// # Errors
    /// As [`Self::amend_sent`].
    pub async fn sent_stands<R: TakesIn>(
        &self,
        room: &R,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
    ) -> Result<Stands> {
        let leave = self.allowed(caller, space, R::right(caller)?).await?;
        let author = WrittenBy::from(leave.by());
        let sent = R::find(leave.state::<R::Slice>()?, id);
        let sent = sent.filter(|kept| R::facts(kept).author == author);
        match (theirs(room, &leave, id, None), sent) {
            // Whoever sent it is answered, also where they find it no more from then on.
            (Err(error), Some(kept)) if error.kind() == Kind::NotFound => Ok(R::stands(kept)),
            (found, _) => found.map(R::stands),
        }
    }

    /// Decides and drafts, and writes nothing.
    async fn drafted<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        right: Change,
        draft: F,
    ) -> Result<()>
    where
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let leave = self.allowed(caller, space, right).await?;
        draft(&leave).map(drop)
    }
}

/// What one deed writes, and what becomes of it; `id`, for something new.
fn drafted<R: TakesIn>(
    room: &R,
    leave: &Leave,
    id: DocumentId,
    deed: &Deed<R::Says>,
) -> Result<(Received, Vec<NewEntry>)> {
    Ok(match deed {
        Deed::Add {
            sending,
            conditional,
        } => match known(room, leave, sending, *conditional)? {
            Some(known) => (Received::Same(known), Vec::new()),
            None => {
                let entry = R::written(leave, id, None, sending)?;
                (Received::Added(id), vec![entry])
            }
        },
        Deed::Amend { id, seen, sending } => {
            let entries = amended(room, leave, (*id, *seen), sending)?;
            (Received::Same(*id), entries)
        }
        Deed::TakeAway { id, seen } => {
            let entries = taken_away(room, leave, *id, *seen)?;
            (Received::Same(*id), entries)
        }
    })
}

fn amended<R: TakesIn>(
    room: &R,
    leave: &Leave,
    (id, seen): (DocumentId, u64),
    sending: &Sending<R::Says>,
) -> Result<Vec<NewEntry>> {
    let kept = theirs(room, leave, id, Some(&sending.says))?;
    as_seen::<R>(kept, Some(seen))?;
    let names = R::names(leave.state::<R::Slice>()?);
    let author = WrittenBy::from(leave.by());
    let mut named = sending.identifiers.iter();
    if named.any(|it| names.find(&author, it).is_some_and(|other| other != id)) {
        return Err(Error::conflict(R::REFUSALS.differs));
    }
    if R::is_as_sent(kept, &sending.resource) {
        return Ok(Vec::new());
    }
    let mut entries = vec![R::written(leave, id, Some(kept), sending)?];
    entries.extend(R::along(leave, kept, Some(&sending.says))?);
    Ok(entries)
}

fn taken_away<R: TakesIn>(
    room: &R,
    leave: &Leave,
    id: DocumentId,
    seen: Option<u64>,
) -> Result<Vec<NewEntry>> {
    let kept = theirs(room, leave, id, None)?;
    as_seen::<R>(kept, seen)?;
    let mut entries: Vec<NewEntry> = R::taken_away(kept).into_iter().collect();
    entries.extend(R::along(leave, kept, None)?);
    Ok(entries)
}

/// What this is already.
fn known<R: TakesIn>(
    room: &R,
    leave: &Leave,
    sending: &Sending<R::Says>,
    conditional: bool,
) -> Result<Option<DocumentId>> {
    let state = leave.state::<R::Slice>()?;
    let author = WrittenBy::from(leave.by());
    let recalls = R::recalls(leave);
    let own = |kept: &&R::Kept| recalls && R::facts(kept).author == author;
    let same = |kept: &&R::Kept| R::is_as_sent(kept, &sending.resource);
    let mut called = sending.identifiers.iter();
    if let Some(id) = called.find_map(|name| R::names(state).find(&author, name)) {
        // Whoever took it away, or wrote it anew, meant that.
        let kept = R::find(state, id).filter(own);
        let kept = kept.ok_or_else(|| Error::conflict(R::REFUSALS.gone))?;
        let fits = room.fits(kept, Some(&sending.says));
        return match fits && (conditional || same(&kept)) {
            true => Ok(Some(id)),
            false => Err(Error::conflict(R::REFUSALS.differs)),
        };
    }
    let mut gone = false;
    for kept in R::alike(state, &sending.says).filter(own).filter(same) {
        let id = R::facts(kept).id;
        if R::find(state, id).is_some() {
            return Ok(Some(id));
        }
        gone = true;
    }
    match gone {
        true => Err(Error::conflict(R::REFUSALS.gone)),
        false => Ok(None),
    }
}

/// One that whoever asks sent, and may change.
fn theirs<'a, R: TakesIn>(
    room: &R,
    leave: &'a Leave,
    id: DocumentId,
    says: Option<&R::Says>,
) -> Result<&'a R::Kept> {
    let kept = R::find(leave.state::<R::Slice>()?, id).filter(|kept| room.fits(kept, says));
    let kept = kept.ok_or_else(Error::not_found)?;
    match R::finds(leave, R::facts(kept)) {
        true if R::is_theirs(leave, kept) => Ok(kept),
        true => Err(Error::forbidden(R::REFUSALS.not_yours)),
        false => Err(Error::not_found()),
    }
}

fn as_seen<R: TakesIn>(kept: &R::Kept, seen: Option<u64>) -> Result<()> {
    match seen.is_none_or(|seen| seen == R::stands(kept).version) {
        true => Ok(()),
        false => Err(Error::conflict(R::REFUSALS.meanwhile)),
    }
}
