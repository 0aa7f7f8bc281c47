//! Reading for an appointment: a care link that the holder alone gives, to whoever made
//! the appointment with them, and that ends with it. It is written along with what the
//! agenda writes, on the same record.
//!
//! Not here: appointments, and until when a right is given for one (`agenda`).

use super::deciding::proved;
use super::links::link;
use crate::entries::{self, Basis, CareLink, CareLinks};
use crate::leave::Leave;
use crate::rights::{Person, Rights};
use identity::Holder;
use journal::NewEntry;
use kernel::{DocumentId, Error, LinkId, Result, Rpps, Timestamp};

/// An appointment for which somebody is let read.
#[derive(Clone, Debug)]
pub struct Visit<'a> {
    /// Its id.
    pub id: DocumentId,
    /// Who made it.
    pub rpps: &'a Rpps,
    /// The same, by name.
    pub person: &'a Person,
    /// Until when they may read: no longer than any care link of theirs lasts.
    pub until: Timestamp,
}

impl Leave {
    /// Whoever made an appointment may read for it from now on, in a link of this id.
    /// Given twice is given once.
    ///
    /// # Errors
    /// Forbidden, for anybody but the holder, in the first days of an account, and
    /// [`super::PROOF_FIRST`], if they did not prove of late who they are; invalid, for
    /// somebody whom they block.
    pub fn lets_for_visit(
        &self,
        holder: &Holder,
        id: LinkId,
        visit: &Visit<'_>,
    ) -> Result<Vec<NewEntry>> {
        self.widens()?;
        if self.state::<Rights>()?.blocked().contains_key(visit.rpps) {
            return Err(Error::invalid("sharing-unblock-first"));
        }
        if self.of_visit(visit.id)?.is_some() {
            return Ok(Vec::new());
        }
        proved(holder, self)?;
        let link = link(self, id, visit.rpps, visit.person, Basis::Visit);
        Ok(vec![entries::link_made(&CareLink {
            until: visit.until.min(link.until),
            visit: Some(visit.id),
            ..link
        })])
    }

    /// What was given for an appointment ends: it is called off, or its holder says so.
    ///
    /// # Errors
    /// A fault, if the slices are not registered.
    pub fn ends_visit(&self, visit: DocumentId) -> Result<Vec<NewEntry>> {
        let link = self.of_visit(visit)?;
        Ok(link.map(entries::link_cut).into_iter().collect())
    }

    /// The appointment is at another time, for which somebody could be let read until
    /// then: what was given for it lasts no longer, and never longer than it was given.
    /// An end that its holder set by themself stands: theirs to move, and nobody else's.
    ///
    /// # Errors
    /// A fault, if the slices are not registered.
    pub fn moves_visit(
        &self,
        visit: DocumentId,
        until: Option<Timestamp>,
    ) -> Result<Vec<NewEntry>> {
        let given = self.of_visit(visit)?.filter(|link| !link.set_by_holder);
        let earlier = until.filter(|until| *until > self.now());
        Ok(match (given, earlier) {
            (Some(_), None) => self.ends_visit(visit)?,
            (Some(link), Some(until)) if until < link.until => {
                vec![entries::link_moved(link, until)]
            }
            _ => Vec::new(),
        })
    }

    fn of_visit(&self, visit: DocumentId) -> Result<Option<&CareLink>> {
        Ok(self.state::<CareLinks>()?.for_visit(visit, self.now()))
    }
}
