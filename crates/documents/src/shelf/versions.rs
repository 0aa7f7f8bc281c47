//! Versions: one document replaces another of the same author. They come in any
//! order and make the same chain; what is hidden is hidden in all of them.

use super::{Document, FromAuthor, Shelf};
use journal::By;
use kernel::{DocumentId, Rpps};
use sharing::rules::DocumentState;
use sharing::{Hiding, WrittenBy};

/// What a new document replaces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Original {
    /// A document of the record.
    Known(DocumentId),
    /// What its author called it: it may not be there yet.
    Named(String),
}

impl Shelf {
    /// All versions of a document, the oldest first, it among them. What is kept
    /// aside stands alone.
    pub fn versions(&self, id: DocumentId) -> Vec<&Document> {
        let ids = self.ids_of_versions(id).into_iter();
        ids.filter_map(|id| self.find(id)).collect()
    }

    /// What its author made the versions of one document, those that are kept aside
    /// too: what is kept from somebody is in all of them.
    pub(crate) fn lineage(&self, id: DocumentId) -> Vec<&Document> {
        self.chain(id)
            .into_iter()
            .filter_map(|id| self.find(id))
            .collect()
    }

    pub(super) fn ids_of_versions(&self, id: DocumentId) -> Vec<DocumentId> {
        match self.find(id) {
            None => Vec::new(),
            Some(document) if document.is_aside() => vec![id],
            Some(_) => {
                let mut all = self.chain(id);
                all.retain(|id| !self.stands_aside(*id));
                all
            }
        }
    }

    /// All versions that go with a document when its author takes it back or lets it
    /// be read: those of [`Self::versions`], and what is kept aside and was replaced.
    pub fn versions_and_aside(&self, id: DocumentId) -> Vec<&Document> {
        let ids = self.ids_with_aside(id).into_iter();
        ids.filter_map(|id| self.find(id)).collect()
    }

    pub(super) fn ids_with_aside(&self, id: DocumentId) -> Vec<DocumentId> {
        if self.stands_aside(id) {
            return vec![id];
        }
        let mut all = self.chain(id);
        all.retain(|id| {
            self.find(*id)
                .is_some_and(|it| !it.is_aside() || it.is_past())
        });
        all
    }

    /// What its author made the versions of one document, aside or not, the oldest
    /// first.
    fn chain(&self, id: DocumentId) -> Vec<DocumentId> {
        let before = |id: DocumentId| self.find(id)?.before;
        let after = |id: DocumentId| self.find(id)?.after;
        // Chains have an end: `link` makes no ring.
        let mut first = id;
        while let Some(id) = before(first) {
            first = id;
        }
        std::iter::successors(Some(first), |id| after(*id)).collect()
    }

    fn stands_aside(&self, id: DocumentId) -> bool {
        self.find(id).is_some_and(Document::is_aside)
    }

    /// Whether this author announced a replacement of what they call so.
    pub fn awaits(&self, unique_id: &str, author: &WrittenBy) -> Option<DocumentId> {
        let mut all = self.awaiting(unique_id, author).iter().copied();
        all.find(|id| !self.stands_aside(*id))
    }

    /// All that came from this author to replace what they call so, aside or not.
    pub(crate) fn awaiting(&self, unique_id: &str, author: &WrittenBy) -> &[DocumentId] {
        let name = (unique_id.to_owned(), FromAuthor::from(author));
        self.awaited.get(&name).map_or(&[], Vec::as_slice)
    }

    /// Whether what came to replace a new document, which its author calls so, is
    /// itself a version of what the new one replaces.
    pub(crate) fn would_be_a_ring(
        &self,
        unique_id: &str,
        author: &WrittenBy,
        original: DocumentId,
    ) -> bool {
        let chain = self.chain(original);
        let mut waiting = self.awaiting(unique_id, author).iter();
        waiting.any(|id| chain.contains(id))
    }

    /// What was waited for came: what replaces it follows it in the order in which it
    /// came itself.
    pub(super) fn follow(&mut self, original: DocumentId, waiting: Vec<DocumentId>) {
        let mut last = original;
        for next in waiting {
            self.link(last, next);
            last = next;
        }
    }

    /// A document came that replaces another, there or not yet.
    pub(crate) fn replace(&mut self, id: DocumentId, original: Original) {
        let Some(author) = self.find(id).map(|new| new.facts().author.clone()) else {
            return;
        };
        match original {
            Original::Known(original) => self.link(original, id),
            Original::Named(name) => {
                let there = self.find_unique(&name, &author);
                match there.map(|document| document.facts().id) {
                    Some(original) => self.link(original, id),
                    None => {
                        let name = (name, FromAuthor::from(&author));
                        self.awaited.entry(name).or_default().push(id);
                    }
                }
            }
        }
    }

    /// One is the next version of the other, after what was to be that and is kept
    /// aside. What cannot be (rules refuse it) changes nothing.
    pub(super) fn link(&mut self, original: DocumentId, replacement: DocumentId) {
        if self.find(original).is_none() {
            return;
        }
        let chain = self.chain(original);
        let later = chain.iter().skip_while(|id| **id != original);
        let later: Vec<DocumentId> = later.copied().collect();
        let (Some(last), Some(new)) = (later.last(), self.find(replacement)) else {
            return;
        };
        let replaced = later.iter().skip(1).any(|id| !self.stands_aside(*id));
        if replaced || chain.contains(&replacement) || new.before.is_some() {
            return;
        }
        let last = *last;
        // What was to be a version, and was replaced, hides what came in its place.
        let passed = later.iter().filter(|id| self.stands_aside(**id));
        let passed = self.hidden_in(passed);
        if let Some(old) = self.find_mut(last) {
            old.after = Some(replacement);
        }
        if let Some(new) = self.find_mut(replacement) {
            new.before = Some(last);
            new.change_facts(|facts| facts.hiding.join(&passed));
        }
        self.settle(replacement);
    }

    fn hidden_in<'a>(&self, ids: impl Iterator<Item = &'a DocumentId>) -> Hiding {
        let mut hiding = Hiding::default();
        for document in ids.filter_map(|id| self.find(*id)) {
            hiding.join(&document.facts().hiding);
        }
        hiding
    }

    /// Something of a chain changed: each version that is not aside replaces the one
    /// before it, and all are hidden as one of them is.
    pub(super) fn settle(&mut self, id: DocumentId) {
        let chain = self.chain(id);
        let (aside, there): (Vec<_>, Vec<_>) = chain.iter().partition(|id| self.stands_aside(**id));
        let hiding = self.hidden_in(there.iter());
        let archived = self.archived_in(&there);
        let mut before: Option<DocumentId> = None;
        // The place in the holder's order goes on to the last version.
        let mut place = None;
        for id in &there {
            let old = before.and_then(|id| self.find(id));
            let of_old = old.map(|old| (old.pinned, old.folder));
            let Some(document) = self.find_mut(*id) else {
                continue;
            };
            if document.replaces != before {
                place = of_old;
            }
            document.replaces = before;
            document.replaced_by = None;
            document.archived = archived;
            document.change_facts(|facts| facts.hiding.clone_from(&hiding));
            if let Some(old) = before.and_then(|id| self.find_mut(id)) {
                old.replaced_by = Some(*id);
            }
            before = Some(*id);
        }
        if let Some(((pinned, folder), last)) = place.zip(before.and_then(|id| self.find_mut(id))) {
            last.pinned |= pinned;
            last.folder = last.folder.or(folder);
        }
        for id in aside {
            let after = chain.iter().skip_while(|it| **it != id);
            let next = after.copied().find(|it| there.contains(it));
            if let Some(document) = self.find_mut(id) {
                (document.replaces, document.replaced_by) = (None, next);
            }
        }
        let gone = |id: &&DocumentId| {
            let state = self.find(**id).map(|it| it.facts().state);
            state == Some(DocumentState::Withdrawn)
        };
        if let Some(gone) = there.iter().rev().find(gone).copied() {
            self.withdraw(gone);
        }
    }

    /// Its author took a document back, and with it what it replaced, aside or not.
    pub(crate) fn withdraw(&mut self, id: DocumentId) {
        for version in self.ids_with_aside(id) {
            if let Some(document) = self.find_mut(version) {
                document.change_facts(|facts| facts.state = DocumentState::Withdrawn);
            }
            if version == id {
                break;
            }
        }
    }

    /// A document was hidden or shown, in all its versions.
    pub(crate) fn hide(&mut self, id: DocumentId, whom: Option<&Rpps>, by: &By) {
        self.change_hiding(id, |hiding| hiding.hide(whom, by));
    }

    pub(crate) fn show(&mut self, id: DocumentId, whom: Option<&Rpps>, by: &By) {
        self.change_hiding(id, |hiding| hiding.show(whom, by));
    }

    pub(super) fn change_hiding(&mut self, id: DocumentId, change: impl Fn(&mut Hiding)) {
        for version in self.ids_of_versions(id) {
            if let Some(document) = self.find_mut(version) {
                document.change_facts(|facts| change(&mut facts.hiding));
            }
        }
    }
}
