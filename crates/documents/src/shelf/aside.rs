//! What is kept aside: a document that surely names somebody else is taken in and
//! not filed. As long as it is there, the record is as it was before it came; what
//! it was to replace is the last version still.

use super::{Document, Shelf};
use kernel::DocumentId;
use sharing::rules::DocumentState;

/// What became of a document that surely names somebody else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aside {
    /// Its holder did not say yet.
    Waits,
    /// Its holder says it is theirs: it is filed, and the mark stays.
    Filed,
}

impl Document {
    /// Whether it is kept aside, wherever it lies.
    pub(crate) fn is_aside(&self) -> bool {
        self.aside == Some(Aside::Waits)
    }

    /// Whether it is kept aside and its author replaced it: nobody is asked about it
    /// any more.
    pub(crate) fn is_past(&self) -> bool {
        self.is_aside() && self.replaced_by.is_some()
    }

    /// Where it is when it lies in no bin.
    pub(super) fn out_of_the_bin(&self) -> DocumentState {
        match self.is_aside() {
            true => DocumentState::Aside,
            false => DocumentState::Kept,
        }
    }
}

impl Shelf {
    /// It surely names somebody else. What it replaced is current again, unless
    /// there is a later version.
    pub(crate) fn set_aside(&mut self, id: DocumentId) {
        let Some(document) = self.find_mut(id) else {
            return;
        };
        document.aside = Some(Aside::Waits);
        if document.facts().state == DocumentState::Kept {
            document.change_facts(|facts| facts.state = DocumentState::Aside);
        }
        self.settle(id);
    }

    /// Its holder says that it is theirs.
    pub(crate) fn file(&mut self, id: DocumentId) {
        let Some(document) = self.find_mut(id).filter(|it| it.is_aside()) else {
            return;
        };
        document.aside = Some(Aside::Filed);
        if document.facts().state == DocumentState::Aside {
            document.change_facts(|facts| facts.state = DocumentState::Kept);
        }
        self.settle(id);
    }
}
