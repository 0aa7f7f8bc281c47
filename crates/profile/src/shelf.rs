//! The profile as the fold of the journal knows it: what a line says is
//! [`Sealed`], and only a permit opens it.

mod corrections;

pub use corrections::{Correction, Request, Verdict};

use crate::rules::{Field, Heading, Standing, Target, Values};
use journal::By;
use kernel::{DocumentId, SpaceId, Timestamp};
use sharing::rules::DocumentState;
use sharing::sending::{Names, Stands, version};
use sharing::{DocumentFacts, Hiding, Sealed, Titled, WrittenBy};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The id of a line. It has the form of a document's: a line is sealed like one.
pub type LineId = DocumentId;

/// What a line of the profile says.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: LineId,
    /// Under which heading it stands.
    pub heading: Heading,
    /// What it says.
    pub values: Values,
    /// The lines it goes with.
    pub links: Vec<LineId>,
    /// The documents of the record that it rests on.
    pub documents: Vec<DocumentId>,
    /// Who wrote it.
    pub by: By,
    /// When it was last written.
    pub at: Timestamp,
    /// What software sent, where it says no more than that: JSON.
    pub sent: Option<Arc<[u8]>>,
}

impl Titled for Line {
    fn what(&self) -> &str {
        self.values
            .get(Field::Name)
            .unwrap_or_else(|| self.heading.word())
    }
}

/// That there is nothing under a heading, said once.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Of which heading.
    pub heading: Heading,
    /// Who said so.
    pub by: By,
    /// When.
    pub at: Timestamp,
}

impl Titled for Declared {
    fn what(&self) -> &str {
        self.heading.word()
    }
}

/// What the holder asks to have mended in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked(pub String);

impl Titled for Asked {
    fn what(&self) -> &str {
        &self.0
    }
}

/// What a measure should be, as somebody said once.
#[derive(Clone, Debug)]
pub struct Aimed {
    /// Its id.
    pub id: LineId,
    /// What it should be.
    pub target: Target,
    /// Who said so.
    pub by: By,
    /// When.
    pub at: Timestamp,
}

impl Titled for Aimed {
    fn what(&self) -> &str {
        Heading::Measures.word()
    }
}

/// A line as the record keeps it.
#[derive(Clone)]
pub struct Kept {
    /// Under which heading it stands.
    pub heading: Heading,
    /// What it says.
    pub sealed: Sealed<Line, ()>,
    /// When it was last written.
    pub written: Timestamp,
    /// The professional who confirmed it as it stands, and when.
    pub confirmed: Option<(By, Timestamp)>,
    /// What the holder asks to have mended.
    pub correction: Option<Correction>,
    /// How often it was written anew.
    pub changes: u32,
    /// Whether it names the trusted person, of whom there is one: whoever was named
    /// before is so no more, whatever their line said (CSP L1111-6).
    pub(crate) trusted: bool,
    /// Since when it stands as it does: written, confirmed or not, put back.
    pub(crate) stood: Timestamp,
    /// How often that changed.
    turns: u32,
    /// The documents that it rests on: each is shown to those alone who may see it.
    pub(crate) documents: Vec<DocumentId>,
    /// The lines that it goes with.
    pub(crate) links: Vec<LineId>,
    /// What it says and when, as a hash: to know the same again.
    pub(crate) same: [u8; 32],
    /// Of what software sent: to know the same again.
    pub(crate) sent: Option<Trace>,
}

/// What is known of a resource that was sent, without what it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Trace {
    pub(crate) hash: [u8; 32],
    pub(crate) bytes: usize,
}

impl Trace {
    pub(crate) fn of(sent: &[u8]) -> Self {
        Self {
            hash: keys::sha256(sent),
            bytes: sent.len(),
        }
    }
}

impl Kept {
    /// Whose it is, seen by this one.
    pub fn standing(&self, asks: &WrittenBy) -> Standing {
        let author = &self.sealed.facts().author;
        let confirmed = self.confirmed.as_ref().map(|(by, _)| WrittenBy::from(by));
        match (asks, &confirmed) {
            (WrittenBy::Holder, None)
                if author == asks || matches!(author, WrittenBy::Service(_)) =>
            {
                Standing::HoldersOwn
            }
            (WrittenBy::Service(_), None) if author == asks => Standing::Services,
            (WrittenBy::Holder, _) => Standing::HoldersLocked,
            (WrittenBy::Professional(_), _) if author == asks => Standing::Authors,
            (WrittenBy::Professional(_), Some(by)) if by == asks => Standing::Confirmers,
            (WrittenBy::Professional(_), None)
                if matches!(author, WrittenBy::Holder | WrittenBy::Service(_)) =>
            {
                Standing::Unconfirmed
            }
            _ => Standing::Others,
        }
    }

    /// Since when it stands as it does, and its version: that never stands still when
    /// the line changes, and none comes back.
    pub fn stands(&self) -> Stands {
        Stands {
            at: self.stood,
            version: version(self.stood, self.turns),
        }
    }

    /// What it was, seen as what it is now: kept from whom it is kept from now, and
    /// whoever wrote it then stays its author.
    pub(crate) fn as_kept_now(&self, now: &Self) -> Self {
        let mut then = self.clone();
        let author = then.sealed.facts().author.clone();
        *then.sealed.facts_mut() = DocumentFacts {
            author,
            ..now.sealed.facts().clone()
        };
        then.correction = None;
        then
    }

    fn turn(&mut self, at: Timestamp) {
        self.stood = at.max(self.stood);
        self.turns = self.turns.saturating_add(1);
    }

    fn facts_mut(&mut self, change: impl Fn(&mut DocumentFacts)) {
        change(self.sealed.facts_mut());
        if let Some(correction) = &mut self.correction {
            correction.facts_mut(&change);
        }
    }
}

/// The medical profile of one space.
#[derive(Clone, Default)]
pub struct Profile {
    lines: BTreeMap<LineId, Arc<Kept>>,
    /// Taken away, to be put back.
    removed: BTreeMap<LineId, Arc<Kept>>,
    none: BTreeMap<Heading, Arc<Sealed<Declared, ()>>>,
    /// Headings that are shared, or kept, against the way they come.
    turned: BTreeSet<Heading>,
    /// What software calls its lines, whatever became of them.
    names: Names,
    /// What measures should be: shared or kept with them.
    targets: BTreeMap<LineId, Arc<Sealed<Aimed, ()>>>,
}

impl Profile {
    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &Kept> {
        self.lines.values().map(AsRef::as_ref)
    }

    /// The lines under a heading.
    pub fn under(&self, heading: Heading) -> impl Iterator<Item = &Kept> {
        self.lines().filter(move |line| line.heading == heading)
    }

    /// One line.
    pub fn line(&self, id: LineId) -> Option<&Kept> {
        self.lines.get(&id).map(AsRef::as_ref)
    }

    /// One that was taken away.
    pub fn removed(&self, id: LineId) -> Option<&Kept> {
        self.removed.get(&id).map(AsRef::as_ref)
    }

    /// That there is nothing under a heading, if it was said.
    pub fn none(&self, heading: Heading) -> Option<&Sealed<Declared, ()>> {
        self.none.get(&heading).map(AsRef::as_ref)
    }

    /// Whether professionals are shown a heading: for the holder to know, and
    /// nobody else.
    pub(crate) fn is_shared(&self, heading: Heading) -> bool {
        heading.is_shared_at_first() != self.turned.contains(&heading)
    }

    /// What software calls its lines, whatever became of them.
    pub(crate) const fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn name(&mut self, author: &WrittenBy, identifier: &str, id: LineId) {
        self.names.give(author, identifier, id);
    }

    /// How many bytes are kept as they were sent.
    pub(crate) fn sent_bytes(&self) -> usize {
        let all = self.lines.values().chain(self.removed.values());
        all.filter_map(|kept| kept.sent)
            .map(|sent| sent.bytes)
            .sum()
    }

    fn facts(&self, space: SpaceId, id: LineId, heading: Heading, said: Said<'_>) -> DocumentFacts {
        DocumentFacts {
            space,
            id,
            type_code: heading.type_code().to_owned(),
            author: WrittenBy::from(said.by),
            hiding: Hiding {
                from_all: !self.is_shared(heading),
                ..Hiding::default()
            },
            added_at: said.at,
            state: DocumentState::Kept,
        }
    }

    pub(crate) fn write(&mut self, space: SpaceId, line: Line) {
        let (id, heading) = (line.id, line.heading);
        let said = Said {
            by: &line.by,
            at: line.at,
        };
        let mut facts = self.facts(space, id, heading, said);
        let (mut changes, mut turns, mut stood) = (0, 0, line.at);
        let mut correction = Self::after(self.line(id), &line.by, line.at);
        if let Some(correction) = &mut correction {
            // Beside the line as it stands now.
            *correction = correction.clone().beside(&facts);
        }
        if let Some(before) = self.line(id) {
            changes = before.changes.saturating_add(1);
            turns = before.turns.saturating_add(1);
            stood = before.stood.max(line.at);
            // It is kept back as long as it was there before the account.
            facts.added_at = before.sealed.facts().added_at;
        }
        if heading.is_single() {
            self.lines.retain(|_, kept| kept.heading != heading);
        }
        self.none.remove(&heading);
        let kept = Kept {
            heading,
            written: line.at,
            documents: line.documents.clone(),
            links: line.links.clone(),
            same: line.values.sameness(heading),
            trusted: line.values.trusts(),
            sent: line.sent.as_deref().map(Trace::of),
            sealed: Sealed::new(facts, line, ()),
            confirmed: None,
            correction,
            changes,
            stood,
            turns,
        };
        let (trusted, at) = (kept.trusted, kept.written);
        self.lines.insert(id, Arc::new(kept));
        if trusted {
            self.trust_alone(id, at);
        }
    }

    /// The trusted person is this one and nobody else, nor who was taken away and may
    /// be put back.
    fn trust_alone(&mut self, id: LineId, at: Timestamp) {
        let all = self.lines.iter_mut().chain(self.removed.iter_mut());
        for (_, kept) in all.filter(|(other, kept)| **other != id && kept.trusted) {
            let kept = Arc::make_mut(kept);
            kept.trusted = false;
            kept.turn(at);
        }
    }

    pub(crate) fn remove(&mut self, id: LineId) {
        if let Some(mut kept) = self.lines.remove(&id) {
            Arc::make_mut(&mut kept).facts_mut(|facts| facts.state = DocumentState::Binned);
            self.removed.insert(id, kept);
        }
    }

    pub(crate) fn restore(&mut self, id: LineId, at: Timestamp) {
        if let Some(mut kept) = self.removed.remove(&id) {
            let back = Arc::make_mut(&mut kept);
            back.facts_mut(|facts| facts.state = DocumentState::Kept);
            back.turn(at);
            self.none.remove(&kept.heading);
            self.lines.insert(id, kept);
        }
    }

    pub(crate) fn confirm(&mut self, id: LineId, by: &By, at: Timestamp) {
        if let Some(kept) = self.lines.get_mut(&id) {
            let kept = Arc::make_mut(kept);
            kept.confirmed = Some((by.clone(), at));
            kept.turn(at);
        }
    }

    pub(crate) fn release(&mut self, id: LineId, at: Timestamp) {
        if let Some(kept) = self.lines.get_mut(&id) {
            let kept = Arc::make_mut(kept);
            kept.confirmed = None;
            kept.correction = None;
            kept.turn(at);
        }
    }

    pub(crate) fn declare(&mut self, space: SpaceId, id: LineId, declared: Declared) {
        let heading = declared.heading;
        let said = Said {
            by: &declared.by,
            at: declared.at,
        };
        let facts = self.facts(space, id, heading, said);
        self.none
            .insert(heading, Arc::new(Sealed::new(facts, declared, ())));
    }

    /// What measures should be, whoever said so.
    pub fn targets(&self) -> impl Iterator<Item = &Sealed<Aimed, ()>> {
        self.targets.values().map(AsRef::as_ref)
    }

    /// One of these.
    pub(crate) fn target(&self, id: LineId) -> Option<&Sealed<Aimed, ()>> {
        self.targets.get(&id).map(AsRef::as_ref)
    }

    pub(crate) fn aim(&mut self, space: SpaceId, aimed: Aimed) {
        let said = Said {
            by: &aimed.by,
            at: aimed.at,
        };
        let facts = self.facts(space, aimed.id, Heading::Measures, said);
        self.targets
            .insert(aimed.id, Arc::new(Sealed::new(facts, aimed, ())));
    }

    pub(crate) fn aim_no_more(&mut self, id: LineId) {
        self.targets.remove(&id);
    }

    pub(crate) fn share(&mut self, heading: Heading, shared: bool) {
        if heading.is_shared_at_first() == shared {
            self.turned.remove(&heading);
        } else {
            self.turned.insert(heading);
        }
        let turn = |facts: &mut DocumentFacts| facts.hiding.from_all = !shared;
        for kept in self.lines.values_mut().chain(self.removed.values_mut()) {
            if kept.heading == heading {
                Arc::make_mut(kept).facts_mut(turn);
            }
        }
        if let Some(none) = self.none.get_mut(&heading) {
            turn(Arc::make_mut(none).facts_mut());
        }
        if heading == Heading::Measures {
            for target in self.targets.values_mut() {
                turn(Arc::make_mut(target).facts_mut());
            }
        }
    }
}

/// Who said something, and when.
#[derive(Clone, Copy)]
struct Said<'a> {
    by: &'a By,
    at: Timestamp,
}
