//! A document as lists show it.

use super::{Aside, Document, FolderId, Gist, Label, Named};
use crate::rules::search::Piece;
use sharing::DocumentFacts;

/// A document as its list shows it, to somebody with a permit.
#[derive(Clone, Debug)]
pub struct Listed {
    /// What it says of itself.
    pub label: Label,
    /// What rights depend on; from whom it is hidden is told to the holder only.
    pub facts: DocumentFacts,
    /// The holder has opened it, or added it, and what was said of it too.
    pub seen: bool,
    /// The holder pinned it.
    pub pinned: bool,
    /// The holder's folder it lies in.
    pub folder: Option<FolderId>,
    /// It surely names somebody else: what became of that.
    pub aside: Option<Aside>,
    /// It is archived: the first list leaves it out, once it was read.
    pub archived: bool,
    /// Whom its file names as its patient, if it names somebody for machines.
    pub named: Option<Named>,
    /// What was searched is found in its words, not in its heading.
    pub in_words: bool,
    /// A passage around it, if the text is at hand.
    pub passage: Option<Vec<Piece>>,
}

impl Listed {
    pub(crate) fn of(document: &Document, label: Label) -> Self {
        Self {
            label,
            facts: document.facts().clone(),
            seen: !document.is_unseen(),
            pinned: document.pinned,
            folder: document.folder,
            aside: document.aside,
            archived: document.is_archived(),
            named: None,
            in_words: false,
            passage: None,
        }
    }

    /// The same, with whom the file names.
    pub(crate) fn naming(self, gist: Option<&Gist>) -> Self {
        Self {
            named: gist.and_then(|gist| gist.patient.clone()),
            ..self
        }
    }

    /// Whether it leaves the first list: archived, but not before it was read.
    pub const fn is_put_away(&self) -> bool {
        self.archived && self.seen
    }

    /// Without the holder's own order, which is nobody else's business.
    pub fn disarrange(&mut self) {
        self.pinned = false;
        self.folder = None;
        self.seen = true;
    }
}
