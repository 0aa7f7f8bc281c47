//! Versions: one document replaces another of the same author. They come in any
//! order and make the same chain; what is hidden is hidden in all of them.

use super::{Document, FromAuthor, Shelf};
use kernel::{DocumentId, Rpps};
use sharing::rules::DocumentState;

/// What a new document replaces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Original {
    /// A document of the record.
    Known(DocumentId),
    /// What its author called it: it may not be there yet.
    Named(String),
}

impl Shelf {
    /// All versions of a document, the oldest first, it among them.
    pub fn versions(&self, id: DocumentId) -> Vec<&Document> {
        let mut versions: Vec<&Document> = Vec::new();
        let mut last = self.find(id);
        // Chains have an end: `link` makes no ring.
        while let Some(next) = last
            .and_then(|it| it.replaced_by)
            .and_then(|id| self.find(id))
        {
            last = Some(next);
        }
        while let Some(document) = last {
            versions.push(document);
            last = document.replaces.and_then(|id| self.find(id));
        }
        versions.reverse();
        versions
    }

    /// Whether this author announced a replacement of what they call so.
    pub fn awaits(&self, unique_id: &str, author: &sharing::WrittenBy) -> Option<DocumentId> {
        let name = (unique_id.to_owned(), FromAuthor::from(author));
        self.awaited.get(&name).copied()
    }

    /// A document came that replaces another, there or not yet.
    pub(crate) fn replace(&mut self, id: DocumentId, original: Original) {
        let Some(author) = self.find(id).map(|new| new.facts().author.clone()) else {
            return;
        };
        if let Some(aside) = self.find_mut(id).filter(|new| new.is_aside()) {
            aside.to_replace = Some(original);
            return;
        }
        match original {
            Original::Known(original) => self.link(original, id),
            Original::Named(name) => {
                let there = self.find_unique(&name, &author);
                match there.map(|document| document.facts().id) {
                    Some(original) => self.link(original, id),
                    None => {
                        let name = (name, FromAuthor::from(&author));
                        self.awaited.entry(name).or_insert(id);
                    }
                }
            }
        }
    }

    /// One is the next version of the other. What cannot be (rules refuse it)
    /// changes nothing.
    pub(super) fn link(&mut self, original: DocumentId, replacement: DocumentId) {
        let ring = self
            .versions(original)
            .iter()
            .any(|version| version.facts().id == replacement);
        let (Some(old), Some(new)) = (self.find(original), self.find(replacement)) else {
            return;
        };
        if ring || old.replaced_by.is_some() || new.replaces.is_some() {
            return;
        }
        if new.is_aside() {
            if let Some(new) = self.find_mut(replacement) {
                new.to_replace = Some(Original::Known(original));
            }
            return;
        }
        let (pinned, folder) = (old.pinned, old.folder);
        let gone = new.facts().state == DocumentState::Withdrawn;
        let mut hiding = old.facts().hiding.clone();
        hiding.from_all |= new.facts().hiding.from_all;
        hiding.from.extend(new.facts().hiding.from.iter().cloned());
        if let Some(old) = self.find_mut(original) {
            old.replaced_by = Some(replacement);
        }
        if let Some(new) = self.find_mut(replacement) {
            new.replaces = Some(original);
        }
        let of_all = self.ids_of_versions(original);
        for id in &of_all {
            if let Some(version) = self.find_mut(*id) {
                version.change_facts(|facts| facts.hiding.clone_from(&hiding));
            }
        }
        // The place it has in the holder's order is that of the last version.
        if let Some(last) = of_all.last().and_then(|id| self.find_mut(*id)) {
            last.pinned |= pinned;
            last.folder = last.folder.or(folder);
        }
        if gone {
            self.withdraw(original);
        }
    }

    pub(super) fn ids_of_versions(&self, id: DocumentId) -> Vec<DocumentId> {
        let versions = self.versions(id).into_iter();
        versions.map(|version| version.facts().id).collect()
    }

    /// Its author took a document back, and with it what it replaced.
    pub(crate) fn withdraw(&mut self, id: DocumentId) {
        for version in self.ids_of_versions(id) {
            if let Some(document) = self.find_mut(version) {
                document.change_facts(|facts| facts.state = DocumentState::Withdrawn);
            }
            if version == id {
                break;
            }
        }
    }

    /// A document was hidden or shown, in all its versions.
    pub(crate) fn hide(&mut self, id: DocumentId, from: Option<&Rpps>, hide: bool) {
        for version in self.ids_of_versions(id) {
            if let Some(document) = self.find_mut(version) {
                document.change_facts(|facts| {
                    let hiding = &mut facts.hiding;
                    match (from, hide) {
                        (None, hide) => hiding.from_all = hide,
                        (Some(rpps), true) => drop(hiding.from.insert(rpps.clone())),
                        (Some(rpps), false) => drop(hiding.from.remove(rpps)),
                    }
                });
            }
        }
    }
}
