//! What professionals say of results in plain words, to whom they are about: said, taken
//! back, and read by whoever sees the document.

use super::{Documents, Opened};
use crate::rules;
use crate::shelf::{Comment, Document, Shelf};
use identity::Caller;
use journal::By;
use kernel::{DocumentId, Result, SpaceId, Timestamp};
use sharing::{OnDocuments, Permit, WrittenBy};

/// Something said of a document of results, as somebody reads it who sees that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commented {
    /// The document.
    pub document: DocumentId,
    /// Its number among all that was said of it.
    pub number: u32,
    /// In their words.
    pub text: String,
    /// The name of who said it.
    pub author: String,
    /// TRE_G15 code of their profession.
    pub profession: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Of which result, by its place in the document; of the whole of it, without.
    pub of: Option<usize>,
    /// What the document calls that result.
    pub test: Option<String>,
    /// Whoever reads it said it.
    pub own: bool,
}

impl Documents {
    /// A professional says something of a document of results, or of one of them by its
    /// place, to whom it is about. Twice is once.
    ///
    /// # Errors
    /// Not found or forbidden, unless they read the document by more than a code; a conflict, if nothing can be
    /// said of it; invalid, for a text that is none, and without such a result.
    pub async fn comment(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        of: Option<u32>,
        typed: &str,
    ) -> Result<()> {
        let act = OnDocuments::Comment;
        let text = rules::comments::text(typed);
        // Nobody is to be told of what may not be said.
        self.change_each(caller, space, act, &[id], |shelf, leave, id| {
            match &text {
                Ok(text) => drop(rules::comments::comment(shelf, leave, id, of, text)?),
                Err(_) => rules::comments::may_comment(shelf, id, of)?,
            }
            Ok(Vec::new())
        })
        .await?;
        let text = text?;
        self.note_news(caller, space).await?;
        self.change_each(caller, space, act, &[id], |shelf, leave, id| {
            rules::comments::comment(shelf, leave, id, of, &text)
        })
        .await
    }

    /// Who said it takes it back. Twice is once.
    ///
    /// # Errors
    /// Not found or forbidden, unless they read the document by more than a code; not found, if it is not theirs.
    pub async fn take_comment_back(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        number: u32,
    ) -> Result<()> {
        let act = OnDocuments::Comment;
        self.change_each(caller, space, act, &[id], |shelf, leave, id| {
            rules::comments::take_back(shelf, leave, id, number)
        })
        .await
    }

    /// What was said of a document, the first first, to the holder of a permit that shows it.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn comments(permit: &Permit, id: DocumentId) -> Result<Vec<Commented>> {
        let Some(document) = permit.state::<Shelf>()?.find(id) else {
            return Ok(Vec::new());
        };
        let asks = permit.asks();
        let numbered = (0_u32..).zip(&document.comments);
        let said = numbered.filter_map(|(number, comment)| {
            let own = asks.as_ref() == Some(&comment.author);
            Commented::of(permit, document, comment, (number, own))
        });
        Ok(said.collect())
    }

    /// When something was said last of one result of a document, by its place, or taken
    /// back, for the holder of a permit that shows it.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn commented_at(
        permit: &Permit,
        id: DocumentId,
        place: usize,
    ) -> Result<Option<Timestamp>> {
        let found = permit.state::<Shelf>()?.find(id);
        let seen = found.filter(|document| permit.sees(document.facts()));
        let of_it = |it: &&Comment| it.of.and_then(|of| usize::try_from(of).ok()) == Some(place);
        Ok(seen.and_then(|document| {
            let said = document.comments.iter().filter(of_it);
            said.map(|it| it.at).max()
        }))
    }
}

impl Commented {
    /// As the holder of a permit reads it; nothing, once it was taken back, and for whom the
    /// document is not.
    fn of(
        permit: &Permit,
        document: &Document,
        comment: &Comment,
        (number, own): (u32, bool),
    ) -> Option<Self> {
        let said = comment.said.as_ref()?.label(permit).ok()?;
        let of = comment.of.and_then(|of| usize::try_from(of).ok());
        let gist = document.gist.as_ref();
        let gist = gist.and_then(|gist| gist.label(permit).ok());
        let finding = of.and_then(|of| gist?.results.get(of));
        Some(Self {
            document: document.facts().id,
            number,
            text: said.text.clone(),
            author: said.by.name().to_owned(),
            profession: match &said.by {
                By::Professional { profession, .. } => Some(profession.clone()),
                _ => None,
            },
            at: said.at,
            of,
            test: finding.map(|finding| finding.name.clone()),
            own,
        })
    }
}

impl Opened {
    /// Of what something can be said: the results it tells, in their order, by name; none,
    /// if nothing can be said of it.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn to_comment(&self) -> Result<Option<Vec<String>>> {
        let (permit, id) = (self.permit(), self.listed.label.id);
        let shelf = permit.state::<Shelf>()?;
        let by_care = matches!(permit.asks(), Some(WrittenBy::Professional(_)));
        if !by_care || rules::comments::may_comment(shelf, id, None).is_err() {
            return Ok(None);
        }
        let gist = shelf.find(id).and_then(|document| document.gist.as_ref());
        let gist = gist.and_then(|gist| gist.label(permit).ok());
        let results = gist.into_iter().flat_map(|gist| &gist.results);
        Ok(Some(results.map(|finding| finding.name.clone()).collect()))
    }
}
