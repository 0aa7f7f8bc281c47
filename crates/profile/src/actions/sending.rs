//! What software writes: services that the holder let in, and the software of
//! professionals. How it is taken in, changed and taken away: `sharing::sending`.

use super::{room, what};
use crate::entries;
use crate::rules::{Heading, SENT_BYTES_IN_ALL, SENT_MAX, SENT_MEASURES_MAX, Values, Wanted, may};
use crate::shelf::{Kept, Line, LineId, Profile, Trace};
use identity::Caller;
use journal::NewEntry;
use kernel::{Error, Result};
use sharing::sending::{Names, Refusals, Sending, Stands, TakesIn};
use sharing::{Change, DocumentFacts, Leave, WrittenBy};
use std::sync::Arc;

/// What a resource says, as a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsLine {
    /// Under which heading it stands.
    pub heading: Heading,
    /// What people read.
    pub values: Values,
}

/// The lines under these headings: a type of resource.
#[derive(Clone, Copy)]
pub struct Lines(pub &'static [Heading]);

impl TakesIn for Lines {
    type Slice = Profile;
    type Kept = Kept;
    type Says = AsLine;

    const REFUSALS: Refusals = Refusals {
        differs: "profile-sent-differs",
        gone: "profile-sent-gone",
        not_yours: "profile-sent-not-yours",
        meanwhile: "profile-changed-meanwhile",
    };

    /// A service by what its holder ticked, anybody else as on the site.
    fn right(caller: &Caller) -> Result<Change> {
        Ok(match caller {
            Caller::Service(_) => Change::FeedByService,
            _ => Change::KeepProfile,
        })
    }

    fn names(profile: &Profile) -> &Names {
        profile.names()
    }

    fn find(profile: &Profile, id: LineId) -> Option<&Kept> {
        profile.line(id)
    }

    fn alike<'a>(profile: &'a Profile, says: &AsLine) -> impl Iterator<Item = &'a Kept> {
        profile.under(says.heading)
    }

    fn facts(kept: &Kept) -> &DocumentFacts {
        kept.sealed.facts()
    }

    fn stands(kept: &Kept) -> Stands {
        kept.stands()
    }

    fn is_as_sent(kept: &Kept, resource: &[u8]) -> bool {
        kept.sent == Some(Trace::of(resource))
    }

    fn fits(&self, kept: &Kept, says: Option<&AsLine>) -> bool {
        self.0.contains(&kept.heading) && says.is_none_or(|it| it.heading == kept.heading)
    }

    fn is_theirs(leave: &Leave, kept: &Kept) -> bool {
        let standing = kept.standing(&WrittenBy::from(leave.by()));
        may(standing, Wanted::Change)
    }

    fn written(
        leave: &Leave,
        id: LineId,
        before: Option<&Kept>,
        sending: &Sending<AsLine>,
    ) -> Result<NewEntry> {
        let profile = leave.state::<Profile>()?;
        if before.is_none() {
            room(leave, profile, sending.says.heading)?;
        }
        let sent = before.and_then(|kept| kept.sent);
        room_to_send(leave, profile, sending, sent.map_or(0, |sent| sent.bytes))?;
        let line = Line {
            id,
            heading: sending.says.heading,
            values: sending.says.values.clone(),
            // What it goes with and rests on is for people to say.
            links: before.map_or_else(Vec::new, |kept| kept.links.clone()),
            documents: before.map_or_else(Vec::new, |kept| kept.documents.clone()),
            by: leave.by().clone(),
            at: leave.now(),
            sent: Some(Arc::clone(&sending.resource)),
        };
        let (named, what) = (&sending.identifiers, what(&line));
        Ok(entries::line_sent(&line, named, before.is_some(), what))
    }

    fn taken_away(kept: &Kept) -> Option<NewEntry> {
        let what = kept.heading.word().to_owned();
        Some(entries::line_removed(kept.sealed.facts().id, what))
    }
}

/// One software leaves room for others.
fn room_to_send(
    leave: &Leave,
    profile: &Profile,
    sending: &Sending<AsLine>,
    before: usize,
) -> Result<()> {
    let author = WrittenBy::from(leave.by());
    let theirs = profile
        .under(sending.says.heading)
        .filter(|kept| kept.sent.is_some() && kept.sealed.facts().author == author);
    let most = match sending.says.heading {
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
