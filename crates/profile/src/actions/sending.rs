//! What software writes: services that the holder let in, and the software of
//! professionals. The resource is kept as it was sent, beside the line that people
//! read; and what comes again is the same line.

use super::{Profiles, room, what};
use crate::entries;
use crate::rules::{Heading, SENT_BYTES_IN_ALL, SENT_MAX, SENT_MEASURES_MAX, Values, Wanted, may};
use crate::shelf::{Kept, Line, LineId, Profile, Trace};
use identity::Caller;
use kernel::{Error, Result, SpaceId, Timestamp};
use sharing::{Change, Leave, WrittenBy};
use std::sync::{Arc, Mutex, PoisonError};

/// A resource on its way into a profile.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Under which heading it stands.
    pub heading: Heading,
    /// What people read of it.
    pub values: Values,
    /// The resource, without id, version and person: JSON.
    pub resource: Arc<[u8]>,
    /// What the software calls it, as `system|value`.
    pub identifiers: Vec<String>,
}

/// What became of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// It is a line now.
    Added(LineId),
    /// It was one already.
    Same(LineId),
}

impl Received {
    /// The line.
    pub const fn id(self) -> LineId {
        match self {
            Self::Added(id) | Self::Same(id) => id,
        }
    }
}

/// How a line stands, for whoever wrote it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stands {
    /// When it was last written.
    pub at: Timestamp,
    /// Its version.
    pub version: u64,
}

/// By what right software writes: a service by what its holder ticked, anybody else
/// as on the site.
const fn right(caller: &Caller) -> Change {
    match caller {
        Caller::Service(_) => Change::FeedByService,
        _ => Change::KeepProfile,
    }
}

impl Profiles {
    /// Decides whether they may write here at all, before what they send is judged.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub async fn may_send(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        self.sharing.check(caller, space, right(caller)).await
    }

    /// Takes a resource in. What comes again, by its identifiers or word for word, is
    /// there already; `conditional`: whatever it says.
    ///
    /// # Errors
    /// As decided; a conflict, for an identifier of something else, or of what is
    /// gone; invalid, when there is no room.
    pub async fn send(
        &self,
        caller: &Caller,
        space: SpaceId,
        sending: &Sending,
        conditional: bool,
    ) -> Result<Received> {
        let id = LineId::new(&*self.sharing.world().chance);
        let received = Mutex::new(Received::Added(id));
        let draft = |leave: &Leave| {
            let profile = leave.state::<Profile>()?;
            let known = known(leave, profile, sending, conditional)?;
            let became = known.map_or(Received::Added(id), Received::Same);
            *received.lock().unwrap_or_else(PoisonError::into_inner) = became;
            if known.is_some() {
                return Ok(Vec::new());
            }
            room(leave, profile, sending.heading)?;
            room_to_send(leave, profile, sending, 0)?;
            let line = line(leave, sending, id, Vec::new());
            let what = what(&line);
            let named = &sending.identifiers;
            Ok(vec![entries::line_sent(&line, named, false, what)])
        };
        self.sharing
            .change(caller, space, right(caller), draft)
            .await?;
        Ok(received
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a resource in the place of one that the same software sent, as it was
    /// seen.
    ///
    /// # Errors
    /// Not found, where they see none; forbidden, where it is not theirs; a conflict
    /// `profile-changed-meanwhile`, if it is no longer as they saw it.
    pub async fn amend(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: LineId,
        seen: u64,
        sending: &Sending,
    ) -> Result<()> {
        let draft = |leave: &Leave| {
            let profile = leave.state::<Profile>()?;
            let kept = theirs(leave, profile.line(id), &[sending.heading])?;
            if kept.version() != seen {
                return Err(Error::conflict("profile-changed-meanwhile"));
            }
            let author = WrittenBy::from(leave.by());
            for identifier in &sending.identifiers {
                if profile
                    .called(&author, identifier)
                    .is_some_and(|it| it != id)
                {
                    return Err(Error::conflict("profile-sent-differs"));
                }
            }
            let sent = Trace::of(&sending.resource);
            if kept.sent == Some(sent) {
                return Ok(Vec::new());
            }
            let before = kept.sent.map_or(0, |sent| sent.bytes);
            room_to_send(leave, profile, sending, before)?;
            let mut line = line(leave, sending, id, Vec::new());
            line.documents.clone_from(&kept.documents);
            let what = what(&line);
            let named = &sending.identifiers;
            Ok(vec![entries::line_sent(&line, named, true, what)])
        };
        self.sharing
            .change(caller, space, right(caller), draft)
            .await
    }

    /// Takes away what the same software sent; if it was seen, as it was.
    ///
    /// # Errors
    /// As [`Self::amend`].
    pub async fn take_away(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: LineId,
        headings: &[Heading],
        seen: Option<u64>,
    ) -> Result<()> {
        let draft = |leave: &Leave| {
            let profile = leave.state::<Profile>()?;
            let kept = theirs(leave, profile.line(id), headings)?;
            if seen.is_some_and(|seen| seen != kept.version()) {
                return Err(Error::conflict("profile-changed-meanwhile"));
            }
            let what = kept.heading.word().to_owned();
            Ok(vec![entries::line_removed(id, what)])
        };
        self.sharing
            .change(caller, space, right(caller), draft)
            .await
    }

    /// How a line stands that they wrote: it shows nothing of what it says.
    ///
    /// # Errors
    /// As [`Self::amend`].
    pub async fn stands(&self, caller: &Caller, space: SpaceId, id: LineId) -> Result<Stands> {
        let found = Mutex::new(None);
        let draft = |leave: &Leave| {
            let profile = leave.state::<Profile>()?;
            let kept = theirs(leave, profile.line(id), &Heading::ALL)?;
            let stands = Stands {
                at: kept.written,
                version: kept.version(),
            };
            *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(stands);
            Ok(Vec::new())
        };
        self.sharing
            .change(caller, space, right(caller), draft)
            .await?;
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.ok_or_else(Error::not_found)
    }
}

fn line(leave: &Leave, sending: &Sending, id: LineId, links: Vec<LineId>) -> Line {
    Line {
        id,
        heading: sending.heading,
        values: sending.values.clone(),
        links,
        documents: Vec::new(),
        by: leave.by().clone(),
        at: leave.now(),
        sent: Some(Arc::clone(&sending.resource)),
    }
}

/// The line that this is already.
fn known(
    leave: &Leave,
    profile: &Profile,
    sending: &Sending,
    conditional: bool,
) -> Result<Option<LineId>> {
    let author = WrittenBy::from(leave.by());
    let sent = Trace::of(&sending.resource);
    let own = |kept: &&Kept| kept.sealed.facts().author == author;
    let mut called = sending.identifiers.iter();
    if let Some(id) = called.find_map(|name| profile.called(&author, name)) {
        // Whoever took it away, or wrote it anew, meant that.
        let kept = profile.line(id).filter(own);
        let kept = kept.ok_or_else(|| Error::conflict("profile-sent-gone"))?;
        let same = kept.heading == sending.heading && (conditional || kept.sent == Some(sent));
        return match same {
            true => Ok(Some(id)),
            false => Err(Error::conflict("profile-sent-differs")),
        };
    }
    let mut under = profile.under(sending.heading).filter(own);
    let same = under.find(|kept| kept.sent == Some(sent));
    Ok(same.map(|kept| kept.sealed.facts().id))
}

/// A line that whoever asks wrote, and may change.
fn theirs<'a>(leave: &Leave, kept: Option<&'a Kept>, headings: &[Heading]) -> Result<&'a Kept> {
    let seen = kept.filter(|kept| {
        let facts = kept.sealed.facts();
        headings.contains(&kept.heading) && (leave.amends(facts) || leave.sees(facts))
    });
    let kept = seen.ok_or_else(Error::not_found)?;
    match may(kept.standing(&WrittenBy::from(leave.by())), Wanted::Change) {
        true => Ok(kept),
        false => Err(Error::forbidden("profile-sent-not-yours")),
    }
}

/// One software leaves room for others.
fn room_to_send(leave: &Leave, profile: &Profile, sending: &Sending, before: usize) -> Result<()> {
    let author = WrittenBy::from(leave.by());
    let theirs = profile
        .under(sending.heading)
        .filter(|kept| kept.sent.is_some() && kept.sealed.facts().author == author);
    let most = match sending.heading {
        Heading::Measures => SENT_MEASURES_MAX,
        _ => SENT_MAX,
    };
    // One that is written anew is among them.
    let lines = theirs.count().saturating_sub(usize::from(before > 0));
    let bytes = profile.sent_bytes().saturating_sub(before) + sending.resource.len();
    match lines < most && bytes <= SENT_BYTES_IN_ALL {
        true => Ok(()),
        false => Err(Error::invalid("profile-sent-full")),
    }
}
