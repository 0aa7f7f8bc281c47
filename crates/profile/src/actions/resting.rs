//! Lines that rest on documents of the record: what may be named, and what is added
//! of what a document says.

use super::{Profiles, room, what};
use crate::entries;
use crate::found::Found;
use crate::rules::{Heading, LINES_MAX, MEASURES_MAX, Values};
use crate::shelf::{Kept, Line, LineId, Profile};
use documents::{Listed, Shelf};
use identity::Caller;
use kernel::{DocumentId, Error, Result, SpaceId};
use sharing::rules::DocumentState;
use sharing::{Leave, Permit};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most documents that somebody has one line rest on.
const DOCUMENTS_MAX: usize = 20;

impl Profiles {
    /// The documents that a line rests on, of those that a permit shows.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn documents(permit: &Permit, line: &Line) -> Result<Vec<Listed>> {
        let each = line.documents.iter();
        let each = each.map(|id| documents::Documents::one(permit, *id));
        each.filter_map(Result::transpose).collect()
    }

    /// Adds what a document says, as its holder ticked it: how many lines were added,
    /// and how many were there already.
    ///
    /// # Errors
    /// Not found, where they may not write, or do not see the document; invalid, when
    /// a heading is full, or another blood group is noted.
    pub(crate) async fn add_found(
        &self,
        caller: &Caller,
        space: SpaceId,
        document: DocumentId,
        found: &[Found],
    ) -> Result<(usize, usize)> {
        let chance = &*self.sharing.world().chance;
        let ids: Vec<LineId> = found.iter().map(|_| LineId::new(chance)).collect();
        let added = AtomicUsize::new(0);
        self.change(caller, space, |leave| {
            let profile = leave.state::<Profile>()?;
            if !sees(leave, document)? {
                return Err(Error::not_found());
            }
            let mut new = Vec::new();
            for (found, id) in found.iter().zip(&ids) {
                let Found {
                    heading, values, ..
                } = found;
                if stands_there(leave, profile, *heading, values) {
                    continue;
                }
                // Of two blood groups one is wrong: which, no document decides.
                let mut noted = profile.under(*heading);
                if *heading == Heading::BloodGroup
                    && noted.any(|kept| leave.sees(kept.sealed.facts()))
                {
                    return Err(Error::invalid("profile-found-other-group"));
                }
                room(leave, profile, *heading)?;
                let line = Line {
                    id: *id,
                    heading: *heading,
                    values: values.clone(),
                    links: Vec::new(),
                    documents: vec![document],
                    by: leave.by().clone(),
                    at: leave.now(),
                    sent: None,
                };
                let what = what(&line);
                new.push((*heading, entries::line_written(&line, false, what)));
            }
            for heading in Heading::ALL {
                let more = new.iter().filter(|(of, _)| *of == heading).count();
                let most = match heading {
                    Heading::Measures => MEASURES_MAX,
                    _ => LINES_MAX,
                };
                if more > 0 && profile.under(heading).count() + more > most {
                    return Err(Error::invalid("profile-full"));
                }
            }
            added.store(new.len(), Ordering::Relaxed);
            Ok(new.into_iter().map(|(_, entry)| entry).collect())
        })
        .await?;
        let added = added.into_inner();
        Ok((added, found.len().saturating_sub(added)))
    }
}

/// Whether whoever changes sees this document, and it is there.
fn sees(leave: &Leave, id: DocumentId) -> Result<bool> {
    let document = leave.state::<Shelf>()?.find(id);
    let facts = document.map(documents::shelf::Document::facts);
    Ok(facts.is_some_and(|facts| facts.state == DocumentState::Kept && leave.sees(facts)))
}

/// Whether a line that whoever changes sees says the same already.
pub(super) fn stands_there(
    leave: &Leave,
    profile: &Profile,
    heading: Heading,
    values: &Values,
) -> bool {
    let same = values.sameness(heading);
    let mut under = profile.under(heading);
    under.any(|kept| kept.same == same && leave.sees(kept.sealed.facts()))
}

/// The documents that a line is to rest on: those named that they see, and those it
/// rested on that they do not see, which they cannot know of.
pub(super) fn resting(
    leave: &Leave,
    heading: Heading,
    before: Option<&Kept>,
    named: &[DocumentId],
) -> Result<Vec<DocumentId>> {
    let mut resting = Vec::new();
    if !heading.rests_on_documents() {
        return Ok(resting);
    }
    for id in named {
        if !sees(leave, *id)? {
            return Err(Error::not_found());
        }
        resting.push(*id);
    }
    resting.sort_unstable();
    resting.dedup();
    // What they do not see is not counted: it would tell them how much there is.
    if resting.len() > DOCUMENTS_MAX {
        return Err(Error::invalid("profile-documents-many"));
    }
    for id in before.into_iter().flat_map(|kept| &kept.documents) {
        if !sees(leave, *id)? {
            resting.push(*id);
        }
    }
    resting.sort_unstable();
    resting.dedup();
    Ok(resting)
}
