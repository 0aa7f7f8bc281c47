//! The holder's order: folders and pins.

use super::Shelf;
use kernel::{DocumentId, SpaceId, Timestamp};
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Hiding, Sealed, Titled, WrittenBy};
use std::sync::Arc;

/// The id of a folder. It has the form of a document's: a folder's name is
/// sealed like one.
pub type FolderId = DocumentId;

/// A text that is sealed by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words(pub String);

impl Titled for Words {
    fn what(&self) -> &str {
        &self.0
    }
}

/// A folder of the holder's.
#[derive(Clone)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its name, for the holder's eyes alone.
    pub name: Sealed<Words, ()>,
}

impl Shelf {
    /// The holder's folders.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values().map(AsRef::as_ref)
    }

    /// One folder.
    pub fn folder(&self, id: FolderId) -> Option<&Folder> {
        self.folders.get(&id).map(AsRef::as_ref)
    }

    pub(crate) fn pin(&mut self, id: DocumentId, pinned: bool) {
        if let Some(document) = self.find_mut(id) {
            document.pinned = pinned;
        }
    }

    pub(crate) fn name_folder(
        &mut self,
        space: SpaceId,
        id: FolderId,
        at: Timestamp,
        name: String,
    ) {
        let facts = DocumentFacts {
            space,
            id,
            type_code: String::new(),
            author: WrittenBy::Holder,
            hiding: Hiding {
                from_all: true,
                ..Hiding::default()
            },
            // It is kept back as long as it was there before the account.
            added_at: self
                .folder(id)
                .map_or(at, |folder| folder.name.facts().added_at),
            state: DocumentState::Kept,
        };
        let name = Sealed::new(facts, Words(name), ());
        self.folders.insert(id, Arc::new(Folder { id, name }));
    }

    pub(crate) fn remove_folder(&mut self, id: FolderId) {
        self.folders.remove(&id);
        let inside: Vec<DocumentId> = self
            .all()
            .filter(|document| document.folder == Some(id))
            .map(|document| document.facts().id)
            .collect();
        for document in inside {
            self.put_in(document, None);
        }
    }

    pub(crate) fn put_in(&mut self, id: DocumentId, folder: Option<FolderId>) {
        let there = folder.filter(|folder| self.folders.contains_key(folder));
        if let Some(document) = self.find_mut(id) {
            document.folder = there;
        }
    }
}
