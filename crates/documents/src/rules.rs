//! What is true of documents: what a new one must be, how hiding changes.
//! Pure: no I/O, no clock, no chance.

use crate::entries;
use crate::shelf::{Author, Document, Shelf, Understood};
use journal::{By, NewEntry};
use kernel::{Date, DocumentId, Error, FieldError, Result, Rpps};
use sharing::{CareLinks, Leave, OnDocuments, Rights, WrittenBy};
use std::collections::BTreeMap;

pub mod adding;
pub mod arriving;
pub mod coded;
pub mod comments;
pub mod kinds;
pub mod life;
pub mod marks;
pub mod narrow;
pub mod order;
pub mod search;

/// A file may not be larger: 100 MB (domain rules, §4).
pub const FILE_BYTES_MAX: u64 = 100 * 1024 * 1024;
/// A title may not be longer.
pub const TITLE_CHARS_MAX: usize = 200;
const YEAR_MIN: i16 = 1900;

/// What a form or a machine says of a new document, not yet checked.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The title.
    pub title: String,
    /// The official type code.
    pub type_code: String,
    /// The day of the act; the key of what is wrong with it, if it is not one.
    pub act_date: std::result::Result<Option<Date>, &'static str>,
}

/// What a new document says of itself, checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// The title, trimmed.
    pub title: String,
    /// The official type code.
    pub type_code: String,
    /// The day of the act.
    pub act_date: Date,
}

/// Who adds a document: patients' types and professionals' types differ, so
/// that one never looks like the other's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depositor {
    /// The holder.
    Holder,
    /// A professional or an institution.
    Care,
}

impl Draft {
    /// Checks everything at once, so that the person mends everything at once.
    ///
    /// # Errors
    /// Invalid, with every field to mend.
    pub fn check(&self, depositor: Depositor, today: Date) -> Result<Checked> {
        let mut fields = Vec::new();
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = kernel::visible(&title);
        if shown.trim().is_empty() {
            fields.push(FieldError {
                field: "title",
                code: "documents-title-missing",
            });
        } else if title.chars().count() > TITLE_CHARS_MAX || title.chars().any(char::is_control) {
            fields.push(FieldError {
                field: "title",
                code: "documents-title-too-long",
            });
        }
        if !kinds::find(&self.type_code).is_some_and(|kind| kind.may_be_added_by(depositor)) {
            fields.push(FieldError {
                field: "type",
                code: "documents-type-missing",
            });
        }
        let wrong = match self.act_date {
            Ok(Some(date)) if date > today => Some("documents-date-future"),
            Ok(Some(date)) if date.year() < YEAR_MIN => Some("error-date"),
            Ok(Some(_)) => None,
            Ok(None) => Some("documents-date-missing"),
            Err(code) => Some(code),
        };
        fields.extend(wrong.map(|code| FieldError {
            field: "date",
            code,
        }));
        match self.act_date {
            Ok(Some(act_date)) if fields.is_empty() => Ok(Checked {
                title: shown,
                type_code: self.type_code.clone(),
                act_date,
            }),
            _ => Err(Error::fields(fields)),
        }
    }
}

/// Whom a document is hidden from, or shown again to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Audience {
    /// Every professional and institution.
    Everyone,
    /// One professional the record knows.
    One(Rpps),
}

/// Hides a document. Hiding twice is hiding once.
///
/// # Errors
/// Not found, if it is not there for them; invalid, if it is to be hidden from its own
/// author, who keeps seeing it.
pub fn hide(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    from: &Audience,
) -> Result<Vec<NewEntry>> {
    let document = shelf.find(id).ok_or_else(Error::not_found)?;
    let what = document.sealed.what(leave)?;
    let hiding = &document.facts().hiding;
    // What who answers for them hid is the young person's, once they hide it too.
    let is_hidden = |whom: Option<&Rpps>| {
        let taken_over = hiding.is_representatives(whom) && !leave.by().represents();
        hiding.is_from(whom) && !taken_over
    };
    Ok(match from {
        Audience::Everyone if is_hidden(None) => Vec::new(),
        Audience::Everyone => vec![entries::document_hidden(id, None, what)],
        Audience::One(rpps) if document.facts().author == WrittenBy::Professional(rpps.clone()) => {
            return Err(Error::invalid("documents-hide-from-author"));
        }
        Audience::One(rpps) if is_hidden(Some(rpps)) => Vec::new(),
        Audience::One(rpps) => {
            vec![entries::document_hidden(
                id,
                Some(rpps),
                naming(shelf, &what, leave, rpps)?,
            )]
        }
    })
}

/// Whether a document is hidden from these, whoever hid it, its author too.
pub fn is_hidden(shelf: &Shelf, id: DocumentId, from: &Audience) -> bool {
    let whom = match from {
        Audience::Everyone => None,
        Audience::One(rpps) => Some(rpps),
    };
    let found = shelf.find(id);
    found.is_some_and(|document| {
        let hiding = &document.facts().hiding;
        hiding.is_from(whom) || (whom.is_none() && hiding.is_from_all())
    })
}

/// Shows a document again. What its author hid by a mark of their own the holder shows to
/// everyone with the rest, and that they showed it is kept, hidden at that moment or not.
/// Else showing what is not hidden does nothing.
///
/// # Errors
/// Not found, if it is not there for them; forbidden, for who answers for a child and
/// shows to somebody what no representative hid from them: that lets somebody in.
pub fn show(shelf: &Shelf, leave: &Leave, id: DocumentId, to: &Audience) -> Result<Vec<NewEntry>> {
    let document = shelf.find(id).ok_or_else(Error::not_found)?;
    let what = document.sealed.what(leave)?;
    let hiding = &document.facts().hiding;
    let whom = match to {
        Audience::Everyone => None,
        Audience::One(rpps) => Some(rpps),
    };
    let is_hidden = match to {
        Audience::Everyone => hiding.is_from_all(),
        Audience::One(rpps) => hiding.from.contains(rpps),
    };
    if is_hidden && leave.by().represents() && !hiding.is_representatives(whom) {
        leave.widens()?;
    }
    // Its author may have lifted their mark just before the person did.
    let by_the_person = matches!(leave.by(), By::Holder { .. }) && !leave.by().represents();
    let is_word = by_the_person && is_by_care(document) && hiding.may_be_masked();
    Ok(match to {
        Audience::Everyone if is_hidden || is_word => {
            vec![entries::document_shown(id, None, what)]
        }
        Audience::One(rpps) if is_hidden => {
            vec![entries::document_shown(
                id,
                Some(rpps),
                naming(shelf, &what, leave, rpps)?,
            )]
        }
        Audience::Everyone | Audience::One(..) => Vec::new(),
    })
}

/// Whether somebody of the side of care wrote it, who may mark it as its author.
fn is_by_care(document: &Document) -> bool {
    let author = &document.facts().author;
    matches!(
        author,
        WrittenBy::Professional(_) | WrittenBy::Institution(_)
    )
}

/// Marks a document as seen, once, and what was said of it since; with what was understood
/// of it meanwhile.
///
/// # Errors
/// Not found, if it is not there.
pub(crate) fn mark_seen(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    understood: &Understood,
) -> Result<Vec<NewEntry>> {
    let document = shelf.find(id).ok_or_else(Error::not_found)?;
    let seen = document.is_unseen().then(|| entries::document_seen(id));
    let gist = understood.gist.as_ref();
    let gist = gist.filter(|_| document.gist.is_none());
    let gist = gist.map(|gist| entries::document_understood(id, gist));
    let mut written: Vec<NewEntry> = seen.into_iter().chain(gist).collect();
    if understood.names_another && document.aside.is_none() {
        let what = document.sealed.what(leave)?;
        written.push(entries::document_set_aside(id, what));
    }
    Ok(written)
}

/// The title and the professional's name, for the holder's history. Only a
/// professional the record knows, as far as the holder may see, can be named.
fn naming(shelf: &Shelf, what: &str, leave: &Leave, rpps: &Rpps) -> Result<String> {
    let links = leave.state::<CareLinks>()?;
    let shown = |document: &Document| leave.may(OnDocuments::MarkSeen, &document.sealed).is_ok();
    let mut known = known(links, shelf, shown);
    known.extend(shared_with(leave.state::<Rights>()?));
    let name = &known.get(rpps).ok_or_else(Error::not_found)?.name;
    Ok(format!("{what} — {name}"))
}

/// The professionals the record knows: those who ever had a care link, and
/// those who wrote a document of it that is shown. For the holder's eyes alone,
/// and no more than these see: who wrote what is kept from them is, too.
pub fn known(
    links: &CareLinks,
    shelf: &Shelf,
    shown: impl Fn(&Document) -> bool,
) -> BTreeMap<Rpps, Author> {
    let mut known = BTreeMap::new();
    for document in shelf.all() {
        let WrittenBy::Professional(rpps) = &document.facts().author else {
            continue;
        };
        if known.contains_key(rpps) || !shown(document) {
            continue;
        }
        known.extend(
            shelf
                .author(rpps)
                .map(|author| (rpps.clone(), author.clone())),
        );
    }
    known.extend(links.all().iter().map(|link| {
        let linked = Author {
            name: link.name.clone(),
            profession: link.profession.clone(),
        };
        (link.rpps.clone(), linked)
    }));
    known
}

/// The professionals who took a code by which documents of it were shared.
pub(crate) fn shared_with(rights: &Rights) -> impl Iterator<Item = (Rpps, Author)> {
    let taken = rights.shares().iter().filter_map(|it| it.taken.as_ref());
    taken.map(|taken| {
        let author = Author {
            name: taken.person.name.clone(),
            profession: taken.person.profession.clone(),
        };
        (taken.rpps.clone(), author)
    })
}

#[cfg(test)]
mod tests;
