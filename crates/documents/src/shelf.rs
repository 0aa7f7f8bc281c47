//! The documents of a space as the fold of the journal knows them. A title, an
//! author and the key to the bytes are [`Sealed`]: only a permit opens them.

mod aside;
mod comments;
mod corrections;
mod gist;
mod listed;
mod marks;
mod order;
mod versions;

pub use aside::Aside;
pub use comments::{Comment, Said};
pub use corrections::{Answer, Correction, Standing};
pub(crate) use gist::Understood;
pub use gist::{Finding, Found, Gist, Limit, Named};
pub use listed::Listed;
pub use marks::Archived;
pub use order::{Folder, FolderId, Words};
pub use versions::Original;

use crate::rules::{kinds, search};
use journal::By;
use kernel::{Date, DocumentId, ObjectId, Rpps, Timestamp};
use keys::Key;
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Sealed, Titled, WrittenBy};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use vault::Stored;

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
    /// The name its file came with.
    pub file_name: String,
    /// Its media type, checked.
    pub mime: String,
    /// Its size in bytes.
    pub size: u64,
    /// The identifier its producer gave it.
    pub unique_id: Option<String>,
    /// The description a machine sent with it, as it came.
    pub resource: Option<Arc<[u8]>>,
    /// The setting of care that the description tells, by its official code.
    pub setting: Option<String>,
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
    pub resource: Option<Arc<[u8]>>,
}

impl Body {
    /// Where the vault keeps it.
    pub(crate) fn stored(&self) -> Stored {
        Stored {
            object: self.object,
            key: self.key.clone(),
            size: self.size,
            sha256: self.sha256,
        }
    }
}

/// What a document is called, and under what it is found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// Its title.
    pub title: String,
    /// Its official type.
    pub type_code: String,
    /// The day of the act it is about.
    pub act_date: Date,
}

/// One document of the record.
#[derive(Clone)]
pub struct Document {
    /// Its content.
    pub sealed: Sealed<Label, Body>,
    /// The holder has opened it, or added it.
    pub seen: bool,
    /// The version it replaced.
    pub replaces: Option<DocumentId>,
    /// The version that replaced it: lists leave it out.
    pub replaced_by: Option<DocumentId>,
    /// Since when it is in the holder's bin.
    pub binned_at: Option<Timestamp>,
    /// The holder pinned it.
    pub pinned: bool,
    /// The holder's folder it lies in.
    pub folder: Option<FolderId>,
    /// Requests to correct it, the oldest first.
    pub corrections: Vec<Correction>,
    /// What professionals say of it, to whom it is about, the first first.
    pub comments: Vec<Comment>,
    /// It surely names somebody else: what became of that.
    pub aside: Option<Aside>,
    /// Whether it stands out of the first list.
    pub archived: Archived,
    /// The version its author replaced by it, aside or not; and by what they replaced
    /// it.
    before: Option<DocumentId>,
    after: Option<DocumentId>,
    /// How often its heading was written anew, and when it last was.
    headings: u32,
    headed_at: Timestamp,
    /// What was understood of it; nothing, as long as nobody read it.
    pub gist: Option<Sealed<Gist, ()>>,
    /// How many results were understood of it.
    results: usize,
    /// The entry it came with: what came at once has the same.
    pub came_with: u64,
    /// How many bytes its file has: told to nobody, only added up.
    size: u64,
    /// The vault's object: a name that opens nothing.
    object: ObjectId,
    /// What a better heading of the holder's own document is made with. What is
    /// sealed does not open, not even to be sealed again; nothing but
    /// [`Shelf::head`] reads this.
    own: Option<Arc<(Label, Body)>>,
}

impl Document {
    pub(crate) fn new(facts: DocumentFacts, label: Label, body: Body, came_with: u64) -> Self {
        let own = facts.author == WrittenBy::Holder;
        Self {
            size: body.size,
            object: body.object,
            headings: 0,
            headed_at: facts.added_at,
            own: own.then(|| Arc::new((label.clone(), body.clone()))),
            sealed: Sealed::new(facts, label, body),
            seen: own,
            replaces: None,
            replaced_by: None,
            binned_at: None,
            pinned: false,
            folder: None,
            corrections: Vec::new(),
            comments: Vec::new(),
            aside: None,
            archived: Archived::default(),
            before: None,
            after: None,
            gist: None,
            results: 0,
            came_with,
        }
    }

    /// What rights depend on.
    pub const fn facts(&self) -> &DocumentFacts {
        self.sealed.facts()
    }

    /// How often its heading was written anew, and when it last was: at first, as it
    /// came.
    pub(crate) const fn headed(&self) -> (u32, Timestamp) {
        (self.headings, self.headed_at)
    }

    /// What it was, seen as what it is now: kept from whom it is kept from now, and of
    /// the type that it then was.
    pub(crate) fn as_kept_now(&self, now: &DocumentFacts) -> Sealed<Label, Body> {
        let mut then = self.sealed.clone();
        let type_code = then.facts().type_code.clone();
        *then.facts_mut() = DocumentFacts {
            type_code,
            ..now.clone()
        };
        then
    }

    /// How many bytes its file has: for adding up what is attached at once.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The vault's object: a name that opens nothing and tells nothing.
    pub(crate) const fn object(&self) -> ObjectId {
        self.object
    }

    /// Whether it is in the record or kept aside, neither binned nor withdrawn.
    pub(crate) fn is_there(&self) -> bool {
        matches!(
            self.facts().state,
            DocumentState::Kept | DocumentState::Aside
        )
    }

    /// Whether lists show it, to whoever may see it: the last version, neither
    /// in the bin nor withdrawn.
    pub fn is_current(&self) -> bool {
        self.replaced_by.is_none() && self.facts().state == DocumentState::Kept
    }

    /// Changes what rights depend on, in all that is sealed of it.
    pub(crate) fn change_facts(&mut self, change: impl FnOnce(&mut DocumentFacts)) {
        change(self.sealed.facts_mut());
        let facts = self.sealed.facts();
        for correction in &mut self.corrections {
            correction.follow(facts);
        }
        let said = self.comments.iter_mut();
        for said in said.filter_map(|comment| comment.said.as_mut()) {
            facts.clone_into(said.facts_mut());
        }
        if let Some(gist) = &mut self.gist {
            facts.clone_into(gist.facts_mut());
        }
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
    /// Replacements whose original is not there yet, by the name their author
    /// gave it.
    awaited: HashMap<(String, FromAuthor), Vec<DocumentId>>,
    folders: BTreeMap<FolderId, Arc<Folder>>,
}

/// An author, as far as names they give are told apart.
#[derive(Clone, PartialEq, Eq, Hash)]
struct FromAuthor(String);

impl From<&WrittenBy> for FromAuthor {
    fn from(author: &WrittenBy) -> Self {
        Self(match author {
            WrittenBy::Holder => String::from("holder"),
            WrittenBy::Professional(rpps) => format!("rpps {rpps}"),
            WrittenBy::Institution(finess) => format!("finess {finess}"),
            WrittenBy::Service(id) => format!("service {id}"),
        })
    }
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

    /// Whether this document is there, in the record or kept aside: neither binned
    /// nor withdrawn, nor kept aside and replaced.
    pub fn keeps(&self, id: DocumentId) -> bool {
        let document = self.find(id);
        document.is_some_and(|it| it.is_there() && !it.is_past())
    }

    /// Whether this document has these very bytes.
    pub fn has_bytes(&self, id: DocumentId, sha256: &[u8; 32]) -> bool {
        self.by_hash
            .get(sha256)
            .is_some_and(|same| same.contains(&id))
    }

    /// The documents with these very bytes, the first added first.
    pub fn find_same(&self, sha256: &[u8; 32]) -> impl Iterator<Item = &Document> {
        let same = self.by_hash.get(sha256).into_iter().flatten();
        same.filter_map(|id| self.find(*id))
    }

    /// A professional who wrote one of them: for whoever sees that one.
    pub(crate) fn author(&self, rpps: &Rpps) -> Option<&Author> {
        self.authors.get(rpps)
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
        let author = FromAuthor::from(&new.document.facts().author);
        self.places.insert(id, self.documents.len());
        let awaited = new.unique_id.map(|unique_id| {
            let called_so = self.by_unique_id.entry(unique_id.clone());
            called_so.or_default().push(id);
            (unique_id, author)
        });
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
        if let Some(waiting) = awaited.and_then(|name| self.awaited.remove(&name)) {
            self.follow(id, waiting);
        }
    }

    /// A document was put in the bin, or taken out of it, in all its versions.
    pub(crate) fn bin(&mut self, id: DocumentId, since: Option<Timestamp>) {
        for version in self.ids_of_versions(id) {
            if let Some(document) = self.find_mut(version) {
                let state = match since {
                    Some(_) => DocumentState::Binned,
                    None => document.out_of_the_bin(),
                };
                document.binned_at = since;
                document.change_facts(|facts| facts.state = state);
            }
        }
    }

    /// A holder's own document got a better heading then.
    pub(crate) fn head(&mut self, id: DocumentId, heading: &Heading, at: Timestamp) {
        let Some(document) = self.find_mut(id) else {
            return;
        };
        let Some(own) = document.own.clone() else {
            return;
        };
        let (mut label, body) = (own.0.clone(), own.1.clone());
        let facts = document.facts().clone();
        label.title.clone_from(&heading.title);
        label.type_code.clone_from(&heading.type_code);
        label.act_date = heading.act_date;
        document.own = Some(Arc::new((label.clone(), body.clone())));
        document.sealed = Sealed::new(facts, label, body);
        document.change_facts(|facts| facts.type_code.clone_from(&heading.type_code));
        document.headings = document.headings.saturating_add(1);
        document.headed_at = at;
    }
}

impl Label {
    /// The category the document is shown under.
    pub fn category(&self) -> kinds::Category {
        kinds::find(&self.type_code).map_or(kinds::Category::Other, |kind| kind.category)
    }

    /// Where it was written: the institution, or the professional's place.
    pub fn place(&self) -> Option<&str> {
        match &self.by {
            By::Professional {
                place: Some((_, place)),
                ..
            } => Some(place),
            By::Institution { name, .. } => Some(name),
            By::Professional { place: None, .. }
            | By::Holder { .. }
            | By::Service { .. }
            | By::Carer { .. }
            | By::Keeper { .. }
            | By::Finder => None,
        }
    }

    /// Who wrote it; nobody, if the holder did.
    pub fn writer(&self) -> Option<&str> {
        match (&self.by, &self.author_name) {
            (
                By::Holder {
                    name,
                    represents: true,
                    ..
                },
                _,
            ) => Some(name),
            (By::Holder { .. } | By::Finder, _) => None,
            (By::Institution { .. }, Some(person)) => Some(person),
            (
                By::Professional { name, .. }
                | By::Institution { name, .. }
                | By::Service { name, .. }
                | By::Carer { name, .. }
                | By::Keeper { name },
                _,
            ) => Some(name),
        }
    }

    /// All that the search looks at in it, folded.
    pub fn folded(&self) -> String {
        let kind = kinds::find(&self.type_code);
        let labels = kind.map(|kind| [&*kind.label_fr, &*kind.label_en]);
        let parts = [
            Some(&*self.title),
            self.writer(),
            self.place(),
            Some(&*self.file_name),
        ];
        let parts = parts
            .into_iter()
            .flatten()
            .chain(labels.into_iter().flatten());
        search::folded(&parts.collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
pub(crate) mod tests;
