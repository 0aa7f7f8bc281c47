//! The history of a space: what its holder is told of reads and changes, line
//! by line; and the whole of it, for an inspection.

use super::Sharing;
use crate::permit::{Permit, Scope};
use journal::{By, NewRead, Read, Written};
use kernel::{Error, Result, SpaceId, Timestamp};

/// One line of the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// A read.
    Read(Read),
    /// A change.
    Change(Written),
}

/// Where the next page of the history begins.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct HistoryPlace {
    /// Reads before this line.
    pub reads: Option<u64>,
    /// Changes before this row.
    pub changes: Option<u64>,
}

impl Told {
    /// Who.
    pub const fn by(&self) -> &By {
        match self {
            Self::Read(read) => &read.by,
            Self::Change(change) => &change.by,
        }
    }

    /// What, as a key of the history's sentences; empty for what the history
    /// does not tell.
    pub fn act(&self) -> &str {
        match self {
            Self::Read(read) => &read.act,
            Self::Change(change) => &change.act,
        }
    }

    /// Without the title of the document it is about, which may be kept back.
    fn untitled(&mut self) {
        let (about, what) = match self {
            Self::Read(read) => (read.about, &mut read.what),
            Self::Change(change) => (change.about, &mut change.what),
        };
        if about.is_some() {
            what.clear();
            what.push('…');
        }
    }

    /// When.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Read(read) => read.at,
            Self::Change(change) => change.at,
        }
    }
}

impl Sharing {
    /// The history, newest first: at most `limit` lines from `place` on, and
    /// where the next page begins.
    ///
    /// # Errors
    /// Not found, with a permit for something else; else as the store.
    pub async fn history(
        &self,
        permit: &Permit,
        place: HistoryPlace,
        limit: u32,
    ) -> Result<(Vec<Told>, Option<HistoryPlace>)> {
        // The holder's home shows the last lines too: the titles in them are
        // labels, which its permit opens.
        let own = permit.scope == Scope::Labels && permit.is_holders();
        if permit.scope != Scope::History && !own {
            return Err(Error::not_found());
        }
        let reads = self
            .0
            .pen
            .reads(&permit.book, place.reads, limit + 1)
            .await?;
        let changes = self
            .0
            .pen
            .changes(&permit.book, place.changes, limit + 1)
            .await?;
        let mut all: Vec<Told> = reads
            .into_iter()
            .map(Told::Read)
            .chain(changes.into_iter().map(Told::Change))
            .collect();
        all.sort_by_key(|told| std::cmp::Reverse(told.at()));
        let mut more = all.len() > limit as usize;
        all.truncate(limit as usize);
        if let Some(since) = permit.asker.since(permit.space()) {
            let told = all.len();
            all.retain(|told| told.at() >= since);
            more &= all.len() == told;
            all.iter_mut().for_each(Told::untitled);
        }
        let mut next = place;
        for told in &all {
            match told {
                Told::Read(read) => next.reads = Some(read.n),
                Told::Change(change) => next.changes = Some(change.seq),
            }
        }
        Ok((all, more.then_some(next)))
    }

    /// The whole journal in clear, as JSON lines, for those entitled to it
    /// outside all rights. The act is written first, for the holder to read.
    ///
    /// # Errors
    /// Not found, without such a space; unavailable, if the act could not be
    /// written; then nothing is given.
    pub async fn dump(&self, space: SpaceId, by: &str, reason: &str) -> Result<Vec<String>> {
        if by.trim().is_empty() || reason.trim().is_empty() {
            return Err(Error::invalid("error-form").note("a dump needs a name and a reason"));
        }
        let book = self.0.journal.open(space).await?;
        let read = NewRead {
            by: By::Keeper {
                name: by.to_owned(),
            },
            act: "journal-dumped",
            about: None,
            what: reason.to_owned(),
            why: String::new(),
        };
        self.0.journal.note(&book, read).await?;
        let changes = self.0.pen.changes(&book, None, u32::MAX).await?;
        Ok(changes.iter().rev().map(line_of_dump).collect())
    }
}

fn line_of_dump(change: &Written) -> String {
    let payload: String = change
        .payload
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    serde_json::json!({
        "seq": change.seq,
        "at": change.at.rfc3339(),
        "by": format!("{:?}", change.by),
        "act": change.act,
        "about": change.about.map(|id| id.to_string()),
        "what": change.what,
        "why": change.why,
        "slice": change.slice,
        "version": change.version,
        "payload": payload,
    })
    .to_string()
}
