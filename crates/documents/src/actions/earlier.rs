//! What the description of a document said before: its editions. Another one begins as
//! its holder writes title, type or day anew, and as a newer version replaces it.
//!
//! INVARIANT: an edition is given with the marks of now, to whoever reads the document
//! now and may read what it then was. So nothing here tells that something was hidden,
//! kept secret or archived once, or that a newer version was there that is no more.

use super::{Documents, Opened};
use crate::shelf::{Document, Label, Shelf};
use kernel::{Error, Result, Timestamp};
use sharing::Permit;

/// How the description of a document stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edition {
    /// A newer version replaced the document.
    pub is_superseded: bool,
    /// How often its title, type or day was written anew.
    pub headings: u32,
    /// Since when it stands so, as far as its reader may know.
    pub at: Timestamp,
}

impl Edition {
    /// As it came.
    pub(crate) const fn first(label: &Label) -> Self {
        Self {
            is_superseded: false,
            headings: 0,
            at: label.added_at,
        }
    }

    pub(super) fn of(shelf: &Shelf, document: &Document, permit: &Permit) -> Self {
        let (headings, headed_at) = document.headed();
        Self {
            is_superseded: document.replaced_by.is_some(),
            headings,
            at: since(headed_at, replaced_at(shelf, document, permit)),
        }
    }
}

/// When what replaced a document came: whoever may not read that is not told.
fn replaced_at(shelf: &Shelf, document: &Document, permit: &Permit) -> Option<Timestamp> {
    let newer = shelf.find(document.replaced_by?)?.facts();
    permit.sees(newer).then_some(newer.added_at)
}

/// The later of both; it may have been replaced by what came before it.
fn since(headed_at: Timestamp, replaced_at: Option<Timestamp>) -> Timestamp {
    replaced_at.map_or(headed_at, |at| at.max(headed_at))
}

impl Opened {
    /// How its description stands.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn edition(&self) -> Result<Edition> {
        let shelf = self.permit.state::<Shelf>()?;
        let document = shelf.find(self.listed.label.id);
        let document = document.ok_or_else(Error::not_found)?;
        Ok(Edition::of(shelf, document, &self.permit))
    }
}

impl Documents {
    /// The editions of what was opened, the newest first: the first is how it stands.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn editions(&self, opened: &Opened) -> Result<Vec<(Label, Edition)>> {
        let (label, now) = (&opened.listed.label, opened.edition()?);
        let mut all = vec![(label.clone(), now)];
        match (now.headings, now.is_superseded) {
            (0, false) => {}
            // Nobody has to look for what it said: the same.
            (0, true) => all.push((label.clone(), Edition::first(label))),
            // What it was called before is around what a code opens, not in it.
            _ if !opened.permit.opens_record() => {}
            _ => all.append(&mut self.editions_before(opened, now).await?),
        }
        Ok(all)
    }

    /// Those before this one, the newest first.
    async fn editions_before(
        &self,
        opened: &Opened,
        now: Edition,
    ) -> Result<Vec<(Label, Edition)>> {
        let permit = &opened.permit;
        let shelf = permit.state::<Shelf>()?;
        let document = shelf.find(opened.listed.label.id);
        let document = document.ok_or_else(Error::not_found)?;
        let (facts, replaced_at) = (document.facts(), replaced_at(shelf, document, permit));
        let (mut last, mut all) = (None, Vec::<(Label, Edition)>::new());
        let look = |shelf: &Shelf| {
            let Some(then) = shelf.find(facts.id) else {
                return;
            };
            let (headings, headed_at) = then.headed();
            let is_superseded = now.is_superseded && then.replaced_by.is_some();
            let stood = (headings, is_superseded);
            if last.replace(stood) == Some(stood) {
                return;
            }
            let then = then.as_kept_now(facts);
            let Ok(label) = then.label(permit) else {
                return;
            };
            let at = since(headed_at, replaced_at.filter(|_| is_superseded));
            let edition = Edition {
                is_superseded,
                headings,
                at,
            };
            all.retain(|(_, it)| (it.headings, it.is_superseded) != stood);
            all.push((label.clone(), edition));
        };
        self.sharing.retrace::<Shelf>(permit, look).await?;
        let stands = (now.headings, now.is_superseded);
        all.retain(|(_, it)| (it.headings, it.is_superseded) != stands);
        all.reverse();
        Ok(all)
    }
}
