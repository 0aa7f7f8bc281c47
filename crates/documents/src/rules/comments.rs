//! What is true of what professionals say of results, to whom they are about: of which
//! documents, how long, how much, and who takes it back. Who may say something was decided
//! before. What they say is theirs; nothing here weighs it.

use super::kinds::{self, Category};
use super::life::written;
use crate::entries;
use crate::shelf::{Comment, Document, Shelf};
use journal::NewEntry;
use kernel::{DocumentId, Error, Result};
use sharing::{Leave, WrittenBy};

/// What is said at once is no longer.
pub const COMMENT_CHARS_MAX: usize = 1_000;
/// What is said of one document, taken back or not.
const COMMENTS_MAX: usize = 30;

fn find(shelf: &Shelf, id: DocumentId) -> Result<&Document> {
    shelf.find(id).ok_or_else(Error::not_found)
}

/// What somebody writes: not nothing, not too long.
///
/// # Errors
/// A field error on `text`.
pub fn text(typed: &str) -> Result<String> {
    let text = written(typed);
    match text.chars().count() {
        0 => Err(Error::field("text", "documents-comment-missing")),
        n if n > COMMENT_CHARS_MAX => Err(Error::field("text", "documents-comment-too-long")),
        _ => Ok(text),
    }
}

/// Whether something may be said of a document: the last version of one of results, in the
/// record; or of this one of its results.
///
/// # Errors
/// Not found, without such a document; a conflict, told in words; a field error on
/// `analyse`, without such a result.
pub fn may_comment(shelf: &Shelf, id: DocumentId, of: Option<u32>) -> Result<()> {
    let document = find(shelf, id)?;
    if !is_of_results(document) {
        return Err(Error::conflict("documents-comment-not-results"));
    }
    if !document.is_current() {
        return Err(Error::conflict("documents-comment-not-current"));
    }
    if document.comments.len() >= COMMENTS_MAX {
        return Err(Error::conflict("documents-comment-too-many"));
    }
    let of = of.map(|of| usize::try_from(of).unwrap_or(usize::MAX));
    match of.is_none_or(|of| of < document.results()) {
        true => Ok(()),
        false => Err(Error::field("analyse", "documents-comment-no-such-test")),
    }
}

/// Whether a document tells what a laboratory found: by its type, or because results were
/// understood of it.
fn is_of_results(document: &Document) -> bool {
    let kind = kinds::find(&document.facts().type_code);
    document.results() > 0 || kind.is_some_and(|kind| kind.category == Category::Biology)
}

/// A professional says something of a document, or of one of its results. Twice is once: what
/// they said so already, and have not taken back, is not said again.
///
/// # Errors
/// As [`may_comment`].
pub fn comment(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    of: Option<u32>,
    text: &str,
) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    if is_said(document, leave, of, text) {
        return Ok(Vec::new());
    }
    may_comment(shelf, id, of)?;
    let what = document.sealed.what(leave)?;
    Ok(vec![entries::document_commented(id, of, text, what)])
}

/// Whether whoever writes said just this of the document, or of this result, already.
fn is_said(document: &Document, leave: &Leave, of: Option<u32>, text: &str) -> bool {
    let author = WrittenBy::from(leave.by());
    let mut comments = document.comments.iter();
    comments.any(|it| {
        let said = it.said.as_ref().and_then(|said| said.what(leave).ok());
        it.author == author && it.of == of && said.as_deref() == Some(text)
    })
}

/// Who said it takes it back. Twice is once.
///
/// # Errors
/// Not found, if it is not there, or not theirs.
pub fn take_back(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    number: u32,
) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    let comment = own(document, number, &WrittenBy::from(leave.by()))?;
    Ok(match comment.said {
        Some(_) => vec![entries::document_uncommented(id, number, what)],
        None => Vec::new(),
    })
}

/// What this author said of a document, by its number.
fn own<'a>(document: &'a Document, number: u32, author: &WrittenBy) -> Result<&'a Comment> {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    let said = document.comments.get(number);
    said.filter(|it| it.author == *author)
        .ok_or_else(Error::not_found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::tests::{added, doctor, holder, id, write};
    use crate::shelf::{Finding, Gist};
    use kernel::Kind;

    /// A report of this type, with so many results understood of it.
    fn shelf(type_code: &str, results: usize) -> Shelf {
        let mut shelf = Shelf::default();
        let mut new = added(0);
        new.type_code = type_code.to_owned();
        write(&mut shelf, &doctor(), 0, &entries::document_added(&new));
        let gist = Gist {
            results: vec![Finding::default(); results],
            ..Gist::default()
        };
        let understood = entries::document_understood(id(0), &gist);
        write(&mut shelf, &doctor(), 0, &understood);
        shelf
    }

    fn said(of: Option<u32>) -> NewEntry {
        entries::document_commented(id(0), of, "Tout va bien.", String::new())
    }

    #[test]
    fn what_is_said_is_text_of_a_thousand_characters_at_most() {
        for (typed, wrong) in [
            (" \r\n ", "documents-comment-missing"),
            (&*"é".repeat(1_001), "documents-comment-too-long"),
        ] {
            let error = text(typed).expect_err("refused");
            assert_eq!(error.field_errors()[0].code, wrong, "{typed}");
        }
        let longest = "é".repeat(1_000);
        assert_eq!(text(&longest).ok(), Some(longest));
        // What nobody sees, and what turns a line around, is left out.
        assert_eq!(
            text(" Bonjour,\r\nà jeudi\u{202e}. ").ok().as_deref(),
            Some("Bonjour,\nà jeudi.")
        );
    }

    #[test]
    fn something_is_said_of_results_alone_and_of_one_that_is_there() {
        let kind = |type_code, results, of| {
            let answer = may_comment(&shelf(type_code, results), id(0), of);
            answer.map_err(|error| error.kind())
        };
        assert_eq!(kind("11502-2", 0, None), Ok(()), "a laboratory's report");
        assert_eq!(kind("11488-4", 2, None), Ok(()), "a letter with results");
        assert_eq!(kind("11488-4", 2, Some(1)), Ok(()));
        assert_eq!(kind("11488-4", 2, Some(2)), Err(Kind::Invalid));
        assert_eq!(kind("11502-2", 0, Some(0)), Err(Kind::Invalid));
        assert_eq!(kind("11488-4", 0, None), Err(Kind::Conflict), "a letter");
        let none = may_comment(&Shelf::default(), id(0), None);
        assert_eq!(none.map_err(|error| error.kind()), Err(Kind::NotFound));
    }

    #[test]
    fn nothing_is_said_of_what_was_replaced_or_thrown_away_and_no_end_of_things() {
        let mut binned = shelf("11502-2", 0);
        let bin = entries::document_binned(id(0), String::new());
        write(&mut binned, &holder(), 1, &bin);
        assert!(may_comment(&binned, id(0), None).is_err());
        let mut full = shelf("11502-2", 0);
        for at in 0..30 {
            assert!(may_comment(&full, id(0), None).is_ok(), "{at}");
            write(&mut full, &doctor(), at, &said(None));
        }
        let error = may_comment(&full, id(0), None).expect_err("too many");
        assert_eq!(error.code(), "documents-comment-too-many");
    }

    #[test]
    fn who_said_it_takes_it_back_and_nobody_else() {
        let mut shelf = shelf("11502-2", 1);
        write(&mut shelf, &doctor(), 5, &said(Some(0)));
        let document = shelf.find(id(0)).expect("there");
        let author = WrittenBy::from(&doctor());
        assert!(own(document, 0, &author).is_ok_and(|it| it.said.is_some()));
        for (number, who) in [
            (1, &author),
            (u32::MAX, &author),
            (0, &WrittenBy::from(&holder())),
        ] {
            let error = own(document, number, who).err().expect("refused");
            assert_eq!(error.kind(), Kind::NotFound, "{number}");
        }
        let back = entries::document_uncommented(id(0), 0, String::new());
        write(&mut shelf, &doctor(), 6, &back);
        let document = shelf.find(id(0)).expect("there");
        assert!(own(document, 0, &author).is_ok_and(|it| it.said.is_none()));
    }

    #[test]
    fn what_was_said_stands_where_its_document_stands_and_is_news_until_it_is_seen() {
        let mut shelf = shelf("11502-2", 0);
        let seen = entries::document_seen(id(0));
        write(&mut shelf, &holder(), 1, &seen);
        write(&mut shelf, &doctor(), 5, &said(None));
        let document = shelf.find(id(0)).expect("there");
        assert!(document.is_unseen());
        let at = kernel::Timestamp::from_millis;
        assert!(document.has_news_since(at(4)) && !document.has_news_since(at(5)));
        let hide = entries::document_hidden(id(0), None, String::new());
        write(&mut shelf, &holder(), 6, &hide);
        let document = shelf.find(id(0)).expect("there");
        let said = document.comments[0].said.as_ref().expect("said");
        assert!(said.facts().hiding.is_hidden());
        write(&mut shelf, &holder(), 7, &seen);
        let document = shelf.find(id(0)).expect("there");
        assert!(!document.is_unseen() && !document.has_news_since(at(0)));
    }
}
