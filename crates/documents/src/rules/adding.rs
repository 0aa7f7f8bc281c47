//! What is true of adding: whether a document is there already, what it
//! replaces, whether it waits for a consultation. Several at once are judged one
//! after the other, on the shelf as the ones before leave it: as if each had
//! been sent alone.

use super::{life, marks};
use crate::entries::{self, Added};
use crate::rules::TITLE_CHARS_MAX;
use crate::shelf::{Body, Original, Shelf};
use journal::{By, NewEntry};
use kernel::{DocumentId, Error, Kind, Result};
use sharing::{Leave, OnDocuments, Rights, WrittenBy, rights};

/// What came of adding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the record.
    Added(DocumentId),
    /// It is kept, and not filed: it surely names somebody else.
    KeptAside(DocumentId),
    /// The very same file is there already; nothing was added. It is kept from those
    /// from whom it was to be kept, but where the person showed it to professionals.
    SameAs(DocumentId),
}

impl Outcome {
    /// The document: the new one, or the one that was there.
    pub const fn document(&self) -> DocumentId {
        match self {
            Self::Added(id) | Self::KeptAside(id) | Self::SameAs(id) => *id,
        }
    }
}

/// What to do when the very same file is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Twice {
    /// Say so, and add nothing.
    Tell,
    /// Keep both.
    KeepBoth,
}

/// How documents are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keeping {
    /// Hidden from every professional from the start: by a mark of its author's, where
    /// a professional or an institution asks for it.
    pub hidden: bool,
    /// Not for its patient's eyes before a consultation; only professionals
    /// and institutions may ask for that.
    pub reserved: bool,
    /// A minor's secret: not for the eyes of those who answer for them; only
    /// professionals and institutions may ask for that.
    pub secret: bool,
    /// What to do with a file that is there already.
    pub twice: Twice,
}

/// Adds a document: what comes of it, and what is written. A secret passes on to its next
/// version, or does not.
///
/// # Errors
/// A conflict, for a used name or an original that has its replacement; invalid,
/// for an original that is not theirs.
pub fn add(
    shelf: &Shelf,
    leave: &Leave,
    added: &Added,
    replaces: Option<&Original>,
    (keeping, passes_on): (Keeping, bool),
) -> Result<(Outcome, Vec<NewEntry>)> {
    let by_care = !matches!(leave.by(), By::Holder { .. });
    let secret = keeping.secret && by_care;
    // An author from the side of care hides by a mark of their own.
    let masks =
        keeping.hidden && matches!(leave.by(), By::Professional { .. } | By::Institution { .. });
    if let Some(first) = already(shelf, leave, &added.body, keeping.twice)? {
        // What is asked of it this time is kept too: else it would be acknowledged,
        // and not be.
        let mut kept = match secret {
            true => life::keep_sent(shelf, leave, first)?,
            false => Vec::new(),
        };
        if masks {
            kept.extend(marks::mask_sent(shelf, leave, first)?);
        }
        return Ok((Outcome::SameAs(first), kept));
    }
    let rights = leave.state::<Rights>()?;
    // What the holder decided of new documents holds for others'.
    let hidden = (keeping.hidden && !masks) || (by_care && rights.switches().hide_new);
    let mut written = vec![entries::document_added(&Added {
        hidden,
        ..added.clone()
    })];
    let author = WrittenBy::from(leave.by());
    let unique_id = added.body.unique_id.as_deref();
    if masks && !life::is_shown(shelf, &author, unique_id, replaces) {
        written.push(entries::document_masked(added.id, added.title.clone()));
    }
    written.extend(
        added
            .gist
            .as_ref()
            .map(|gist| entries::document_understood(added.id, gist)),
    );
    if added.names_another {
        written.push(entries::document_set_aside(added.id, added.title.clone()));
    }
    let since = life::waits_since(shelf, rights, &author, unique_id, replaces, leave.now());
    if since.is_some() || (keeping.reserved && by_care) {
        written.push(rights::entries::document_reserved(added.id, since));
    }
    written.extend(life::secrets(
        (shelf, rights),
        &author,
        added,
        replaces,
        (secret, passes_on),
    ));
    if let Some(original) = replaces {
        written.push(replacing(shelf, leave, added, original)?);
    }
    let outcome = match added.names_another {
        true => Outcome::KeptAside(added.id),
        false => Outcome::Added(added.id),
    };
    Ok((outcome, written))
}

/// The first document that this one would be again: the same identifier of the
/// same producer (a retry after a lost answer gets the first result), or the
/// same bytes from a holder who was not told yet.
fn already(shelf: &Shelf, leave: &Leave, body: &Body, twice: Twice) -> Result<Option<DocumentId>> {
    let author = WrittenBy::from(leave.by());
    let named = body.unique_id.as_ref();
    let named = named.and_then(|name| shelf.find_unique(name, &author));
    match named.map(|first| first.facts().id) {
        Some(first) if shelf.has_bytes(first, &body.sha256) => return Ok(Some(first)),
        // Another document under a used name would be lost in silence.
        Some(_) => return Err(Error::conflict("documents-unique-id-used")),
        None => {}
    }
    if !matches!(leave.by(), By::Holder { .. }) || twice == Twice::KeepBoth {
        return Ok(None);
    }
    // Only what they can open is told: the decision is that of opening.
    let mut same = shelf.find_same(&body.sha256);
    let told = same.find(|it| leave.may(OnDocuments::MarkSeen, &it.sealed).is_ok());
    Ok(told.map(|first| first.facts().id))
}

/// The entry that makes a new document the next version of another.
fn replacing(shelf: &Shelf, leave: &Leave, added: &Added, original: &Original) -> Result<NewEntry> {
    let author = WrittenBy::from(leave.by());
    // What is not theirs is unknown to them, there or not.
    let unknown = |error: Error| match error.kind() {
        Kind::NotFound => Error::invalid("documents-original-unknown"),
        _ => error,
    };
    let name = added.body.unique_id.as_deref();
    life::may_replace(shelf, &author, name, original).map_err(unknown)?;
    let there = match original {
        Original::Known(id) => shelf.find(*id),
        Original::Named(name) => shelf.find_unique(name, &author),
    };
    let what = match there {
        Some(there) => leave
            .may(OnDocuments::Replace, &there.sealed)
            .map_err(unknown)?,
        None => added.title.clone(),
    };
    Ok(entries::document_replaces(added.id, original, what))
}

/// The title of a document of which only the name of its file is known: that,
/// without its ending and with spaces where it has none.
pub fn titled(file_name: &str) -> String {
    /// An ending longer than that is a part of the name.
    const ENDING_MAX: usize = 5;
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = kernel::visible(base);
    let stem = match shown.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= ENDING_MAX => stem,
        _ => &shown,
    };
    let spaced = stem.replace('_', " ");
    let title: Vec<&str> = spaced.split_whitespace().collect();
    let title: String = title.join(" ").chars().take(TITLE_CHARS_MAX).collect();
    match title.trim() {
        "" => String::from("Document"),
        title => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::titled;
    use crate::rules::TITLE_CHARS_MAX;

    #[test]
    fn a_document_without_a_title_is_called_as_its_file() {
        for (name, title) in [
            ("Scan 1.pdf", "Scan 1"),
            ("IRM_du_genou.PDF", "IRM du genou"),
            ("compte.rendu.docx", "compte.rendu"),
            ("Dr. Martin et Mme Petit", "Dr. Martin et Mme Petit"),
            ("sans-point", "sans-point"),
            (".pdf", "Document"),
            ("___.pdf", "Document"),
            ("", "Document"),
            ("a\u{202e}fdp.exe", "afdp"),
            ("../../etc/passwd", "passwd"),
            ("C:\\photos\\genou.png", "genou"),
        ] {
            assert_eq!(titled(name), title, "{name:?}");
        }
        let long = titled(&"é".repeat(4_000));
        assert_eq!(long.chars().count(), TITLE_CHARS_MAX);
    }
}
