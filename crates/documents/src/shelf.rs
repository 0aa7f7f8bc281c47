//! The documents of a space as the fold of the journal knows them. A title, an
//! author and the key to the bytes are [`Sealed`]: only a permit opens them.

use crate::rules::kinds;
use journal::By;
use kernel::{Date, DocumentId, ObjectId, Rpps, Timestamp};
use keys::Key;
use sharing::{DocumentFacts, Sealed, Titled, WrittenBy};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What lists show of a document.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Its official type.
    pub type_code: String,
    /// The day of the act it is about.
    pub act_date: Date,
    /// When it was added.
    pub added_at: Timestamp,
    /// Who added it.
    pub by: By,
    /// The person who wrote it, when an institution's software added it.
    pub author_name: Option<String>,
    /// Its media type, checked.
    pub mime: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Titled for Label {
    fn what(&self) -> &str {
        &self.title
    }
}

/// The document itself: where its bytes are and what opens them.
#[derive(Clone)]
pub struct Body {
    /// The object in the vault.
    pub object: ObjectId,
    /// The key of these bytes alone.
    pub key: Key,
    /// Their number.
    pub size: u64,
    /// Their hash.
    pub sha256: [u8; 32],
    /// The name the file came with.
    pub file_name: String,
    /// The media type.
    pub mime: String,
    /// The identifier its producer gave it.
    pub unique_id: Option<String>,
    /// The resource a machine sent, as it came.
    pub resource: Option<Vec<u8>>,
}

/// One document of the record.
#[derive(Clone)]
pub struct Document {
    /// Its content.
    pub sealed: Sealed<Label, Body>,
    /// The holder has opened it, or added it.
    pub seen: bool,
}

impl Document {
    /// What rights depend on.
    pub const fn facts(&self) -> &DocumentFacts {
        self.sealed.facts()
    }
}

/// All documents of a space, in the order they were added.
#[derive(Clone, Default)]
pub struct Shelf {
    documents: Vec<Arc<Document>>,
    places: HashMap<DocumentId, usize>,
    by_unique_id: HashMap<String, Vec<DocumentId>>,
    by_hash: HashMap<[u8; 32], Vec<DocumentId>>,
    authors: BTreeMap<Rpps, Author>,
    objects: Vec<ObjectId>,
}

/// A professional who wrote a document of the record, as their last one says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Author {
    /// Their name.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
}

/// A document on its way to the shelf, and what it is found by.
pub(crate) struct New {
    pub document: Document,
    pub object: ObjectId,
    pub unique_id: Option<String>,
    pub sha256: [u8; 32],
}

impl Shelf {
    /// Every document, the first added first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Document> {
        self.documents.iter().map(AsRef::as_ref)
    }

    /// One document.
    pub fn find(&self, id: DocumentId) -> Option<&Document> {
        self.places
            .get(&id)
            .map(|place| self.documents[*place].as_ref())
    }

    /// The document that this author calls so. What others call so is none of
    /// their business, not even that it is there.
    pub fn find_unique(&self, unique_id: &str, author: &WrittenBy) -> Option<&Document> {
        let mut called_so = self
            .by_unique_id
            .get(unique_id)?
            .iter()
            .filter_map(|id| self.find(*id));
        called_so.find(|document| document.facts().author == *author)
    }

    /// Whether this document has these very bytes.
    pub fn has_bytes(&self, id: DocumentId, sha256: &[u8; 32]) -> bool {
        self.by_hash
            .get(sha256)
            .is_some_and(|same| same.contains(&id))
    }

    /// The first document with these very bytes.
    pub fn find_same(&self, sha256: &[u8; 32]) -> Option<&Document> {
        self.by_hash
            .get(sha256)?
            .first()
            .and_then(|id| self.find(*id))
    }

    /// The professionals who wrote one of them: for the holder's eyes, for some
    /// of it may be hidden from others.
    pub(crate) const fn authors(&self) -> &BTreeMap<Rpps, Author> {
        &self.authors
    }

    /// The vault's objects of all of them: names that open nothing and tell
    /// nothing, for whoever must remove them.
    pub(crate) fn objects(&self) -> &[ObjectId] {
        &self.objects
    }

    pub(crate) fn find_mut(&mut self, id: DocumentId) -> Option<&mut Document> {
        self.places
            .get(&id)
            .map(|place| Arc::make_mut(&mut self.documents[*place]))
    }

    pub(crate) fn add(&mut self, new: New, by: &By) {
        let id = new.document.facts().id;
        self.places.insert(id, self.documents.len());
        if let Some(unique_id) = new.unique_id {
            self.by_unique_id.entry(unique_id).or_default().push(id);
        }
        self.by_hash.entry(new.sha256).or_default().push(id);
        self.objects.push(new.object);
        self.documents.push(Arc::new(new.document));
        if let By::Professional {
            rpps,
            name,
            profession,
            ..
        } = by
        {
            let author = Author {
                name: name.clone(),
                profession: profession.clone(),
            };
            self.authors.insert(rpps.clone(), author);
        }
    }
}

impl Label {
    /// The category the document is shown under.
    pub fn category(&self) -> kinds::Category {
        kinds::find(&self.type_code).map_or(kinds::Category::Other, |kind| kind.category)
    }
}
