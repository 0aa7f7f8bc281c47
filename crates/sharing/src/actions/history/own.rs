//! What somebody did themselves in a record, before their own eyes again: no
//! line of anybody else, no title, and nothing of a document that they may not
//! see now.

use super::{HistoryPlace, Told, merged};
use crate::actions::{Sharing, by};
use crate::asking::{decide, granted};
use crate::facts::{DocumentFacts, WrittenBy};
use crate::rules::{Act, Decision};
use identity::Caller;
use journal::{Book, By};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};

/// Lines read at once.
const LINES_READ: u32 = 500;
/// Lines looked at, whoever wrote them.
const LOOKED_MAX: usize = 20_000;

impl Sharing {
    /// What the caller did in this record since then, at the place where they
    /// are; newest first. `find` says what rights on a document, or on an appointment,
    /// depend on, and each is decided again: what they may not see now is not told,
    /// unless they wrote it; nor is what is not found.
    ///
    /// It shows no content, and writes no line.
    ///
    /// # Errors
    /// Not found or forbidden, as decided; invalid, where too much happened
    /// since then.
    pub async fn own_acts<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        since: Option<Timestamp>,
        find: F,
    ) -> Result<Vec<Told>>
    where
        F: Fn(&Book, DocumentId) -> Result<Option<&DocumentFacts>> + Send + Sync,
    {
        let (journal, now) = (&self.0.journal, self.0.world.now());
        let book = journal.refresh(&journal.open(space).await?).await?;
        let asker = self.asker(caller, now);
        let decided = |act, facts| decide(&book, &asker, act, facts, &self.0.matrix, now);
        granted(decided(Act::ReadOwnActs, None)?)?;
        let (own, author) = (by(caller)?, WrittenBy::from(&by(caller)?));
        let told_now = |told: &Told| -> Result<bool> {
            if told.act().is_empty() || !is_same(&own, told.by()) {
                return Ok(false);
            }
            let Some(id) = told.about() else {
                return Ok(true);
            };
            let Some(facts) = find(&book, id)? else {
                return Ok(false);
            };
            let seen = decided(Act::ReadDocument, Some(facts))? == Decision::Allowed;
            Ok(seen || facts.author == author)
        };
        let (mut place, mut looked, mut all) = (HistoryPlace::default(), 0, Vec::new());
        loop {
            let reads = self.0.pen.reads(&book, place.reads, LINES_READ + 1).await?;
            let changes = self.0.pen.changes(&book, place.changes, LINES_READ + 1);
            let (lines, more) = merged(reads, changes.await?, LINES_READ as usize);
            place = lines.iter().fold(place, HistoryPlace::behind);
            for line in lines {
                if since.is_some_and(|since| line.at() < since) {
                    return Ok(all);
                }
                looked += 1;
                if told_now(&line)? {
                    all.push(line);
                }
            }
            if !more {
                return Ok(all);
            }
            if looked >= LOOKED_MAX {
                return Err(Error::invalid("sharing-own-acts-too-many"));
            }
        }
    }
}

/// The same person at the same place, or the same institution.
fn is_same(own: &By, other: &By) -> bool {
    let finess = |place: &Option<_>| {
        place
            .as_ref()
            .map(|(finess, _): &(_, String)| finess)
            .cloned()
    };
    match (own, other) {
        (
            By::Professional { rpps, place, .. },
            By::Professional {
                rpps: other,
                place: at,
                ..
            },
        ) => rpps == other && finess(place) == finess(at),
        (By::Institution { finess, .. }, By::Institution { finess: other, .. }) => finess == other,
        (By::Service { id, .. }, By::Service { id: other, .. }) => id == other,
        _ => false,
    }
}
