//! What professionals say of a document of results, to whom it is about. It is sealed under
//! the facts of the document: whoever may not see that sees none of it either, and not how
//! much was said.

use super::{Document, Shelf};
use journal::By;
use kernel::{DocumentId, Timestamp};
use sharing::{Sealed, Titled, WrittenBy};

/// What somebody said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// In their words.
    pub text: String,
    /// Who.
    pub by: By,
    /// When.
    pub at: Timestamp,
}

impl Titled for Said {
    fn what(&self) -> &str {
        &self.text
    }
}

/// Something said of a document, or taken back.
#[derive(Clone)]
pub struct Comment {
    /// Who said it.
    pub author: WrittenBy,
    /// Of which result, by its place in the document; of the whole of it, without.
    pub of: Option<u32>,
    /// When it was said, or taken back.
    pub at: Timestamp,
    /// The holder has had it before their eyes.
    pub seen: bool,
    /// What was said; nothing, once it was taken back.
    pub said: Option<Sealed<Said, ()>>,
}

impl Document {
    /// Whether its holder has not seen yet what was said of it, since this moment.
    pub(crate) fn has_news_since(&self, since: Timestamp) -> bool {
        let mut comments = self.comments.iter();
        comments.any(|it| !it.seen && it.said.is_some() && it.at > since)
    }

    /// Whether its holder has something before their eyes for the first time, as they open
    /// it: it, or what was said of it.
    pub(crate) fn is_unseen(&self) -> bool {
        let mut comments = self.comments.iter();
        !self.seen || comments.any(|it| !it.seen && it.said.is_some())
    }

    /// Its holder has it before their eyes, and all that was said of it.
    pub(crate) fn see(&mut self) {
        self.seen = true;
        for comment in &mut self.comments {
            comment.seen = true;
        }
    }

    /// How many results were understood of it: to check that one is there, told to nobody.
    pub(crate) const fn results(&self) -> usize {
        self.results
    }
}

impl Shelf {
    pub(crate) fn comment(&mut self, id: DocumentId, of: Option<u32>, said: Said) {
        if let Some(document) = self.find_mut(id) {
            let facts = document.facts().clone();
            document.comments.push(Comment {
                author: WrittenBy::from(&said.by),
                of,
                at: said.at,
                seen: false,
                said: Some(Sealed::new(facts, said, ())),
            });
        }
    }

    pub(crate) fn uncomment(&mut self, id: DocumentId, number: u32, at: Timestamp) {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let document = self.find_mut(id);
        if let Some(comment) = document.and_then(|it| it.comments.get_mut(number)) {
            comment.said = None;
            comment.at = at;
        }
    }
}
