//! Adding: the file goes into the vault as it streams, and only then does an
//! entry point at it. What was not added is taken off again.

use super::Documents;
use crate::entries::{self, Added};
use crate::ledgers::Line;
use crate::rules::{self, Checked, FILE_BYTES_MAX};
use crate::shelf::{Body, Document, Original, Shelf};
use bytes::Bytes;
use formats::{Checker, Format};
use futures_util::{Stream, StreamExt};
use identity::Caller;
use journal::NewEntry;
use kernel::{DocumentId, Error, Kind, Result, SpaceId};
use sharing::rules::DocumentState;
use sharing::{Change, DocumentFacts, Leave, OnDocuments, Rights, WrittenBy, rights};
use std::sync::{Arc, Mutex};
use vault::Stored;

/// What a machine says beside the document.
#[derive(Clone, Default, Debug)]
pub struct Origin {
    /// The person who wrote it.
    pub author_name: Option<String>,
    /// The identifier its producer gave it.
    pub unique_id: Option<String>,
    /// The resource as it came.
    pub resource: Option<Vec<u8>>,
    /// What it is the next version of.
    pub replaces: Option<Original>,
}

/// A file on its way in.
pub struct Incoming<S> {
    /// Its name, as sent: shown, never trusted.
    pub file_name: String,
    /// The media type that was claimed, if it must be the true one.
    pub mime: Option<String>,
    /// Its bytes.
    pub bytes: S,
}

/// A file in the vault, checked, waiting for its entry.
pub struct Shelved {
    stored: Stored,
    file_name: String,
    mime: &'static str,
}

/// What came of adding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the record.
    Added(DocumentId),
    /// The very same file is there already; nothing was added.
    SameAs(DocumentId),
}

impl Outcome {
    /// The document: the new one, or the one that was there.
    pub const fn document(&self) -> DocumentId {
        match self {
            Self::Added(id) | Self::SameAs(id) => *id,
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
    /// Hidden from every professional from the start.
    pub hidden: bool,
    /// Not for its patient's eyes before a consultation; only professionals
    /// and institutions may ask for that.
    pub reserved: bool,
    /// What to do with a file that is there already.
    pub twice: Twice,
}

impl Documents {
    /// Brings a file into the vault, if the caller may add to this space: its
    /// true type is checked as it streams, its hash before this returns.
    ///
    /// # Errors
    /// Invalid, if the file cannot be accepted; else as
    /// [`Sharing::change`]. Then nothing of it is kept.
    pub async fn shelve<S>(
        &self,
        caller: &Caller,
        space: SpaceId,
        incoming: Incoming<S>,
    ) -> Result<Shelved>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        self.sharing.check(caller, space, Change::Add).await?;
        let checker = Arc::new(Mutex::new(Checker::new()));
        let feeding = Arc::clone(&checker);
        let checked = incoming.bytes.map(move |piece| {
            let piece = piece?;
            let mut checker = feeding
                .lock()
                .map_err(|_| Error::fault("the file checker panicked"))?;
            checker.feed(&piece)?;
            Ok(piece)
        });
        let stored = self
            .vault
            .put(&*self.sharing.world().chance, FILE_BYTES_MAX, checked)
            .await?;
        kernel::kill_point("documents-after-vault");
        let verdict = Arc::into_inner(checker)
            .and_then(|checker| checker.into_inner().ok())
            .ok_or_else(|| Error::fault("the file checker is still in use"))
            .and_then(|checker| Ok(checker.finish()?));
        let claimed = incoming.mime.as_deref();
        match verdict {
            Ok(file) if claimed.is_none_or(|mime| file.format.may_be_called(mime)) => Ok(Shelved {
                stored,
                file_name: tidy(&incoming.file_name, file.format),
                mime: file.format.mime(),
            }),
            Ok(_) => {
                self.discard(stored, Error::invalid("file-type-differs"))
                    .await
            }
            Err(error) => self.discard(stored, error).await,
        }
    }

    async fn discard<T>(&self, stored: Stored, error: Error) -> Result<T> {
        if let Err(left) = self.vault.remove(stored.object).await {
            // An orphan without its key: unreadable for ever, swept by age.
            tracing::warn!(
                error = left.log_text(),
                "an object of a refused file was not removed"
            );
        }
        Err(error)
    }

    /// Takes shelved files off again: what they were to be added with failed.
    pub async fn unshelve(&self, files: Vec<Shelved>) {
        for file in files {
            let outcome: Result<()> = self.discard(file.stored, Error::not_found()).await;
            drop(outcome);
        }
    }

    /// Adds a shelved file to the record.
    ///
    /// # Errors
    /// As [`Sharing::change`]; then the file is not kept.
    pub async fn add(
        &self,
        caller: &Caller,
        space: SpaceId,
        shelved: Shelved,
        checked: &Checked,
        origin: &Origin,
        keeping: Keeping,
    ) -> Result<Outcome> {
        self.add_all(
            caller,
            space,
            vec![(shelved, checked.clone(), origin.clone())],
            keeping,
        )
        .await?
        .pop()
        .ok_or_else(|| Error::fault("a document was added and not told"))
    }

    /// Adds several shelved files as one: all of them or none.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub async fn add_all(
        &self,
        caller: &Caller,
        space: SpaceId,
        files: Vec<(Shelved, Checked, Origin)>,
        keeping: Keeping,
    ) -> Result<Vec<Outcome>> {
        let Keeping {
            hidden,
            reserved,
            twice,
        } = keeping;
        let by_care = !matches!(caller, Caller::Holder(_));
        let ids: Vec<DocumentId> = files
            .iter()
            .map(|_| DocumentId::new(&*self.sharing.world().chance))
            .collect();
        self.note_deposits(caller, space, &ids).await?;
        let outcomes = Mutex::new(Vec::new());
        let done = self
            .sharing
            .change(caller, space, Change::Add, |leave| {
                let shelf = leave.state::<Shelf>()?;
                // What the holder decided of new documents holds for others'.
                let hides_new = leave.state::<Rights>()?.switches().hide_new;
                let hidden = hidden || (by_care && hides_new);
                let mut told = outcomes
                    .lock()
                    .map_err(|_| Error::fault("adding panicked"))?;
                told.clear();
                let mut written = Vec::new();
                for ((shelved, checked, origin), id) in files.iter().zip(&ids) {
                    match already(shelf, leave, caller, shelved, origin, twice)? {
                        Some(first) => told.push(Outcome::SameAs(first)),
                        None => {
                            written.push(entries::document_added(&added(
                                *id, shelved, checked, hidden, origin,
                            )));
                            written.extend(reserving(
                                shelf,
                                leave,
                                *id,
                                origin,
                                reserved && by_care,
                            )?);
                            written.extend(replacing(shelf, leave, *id, checked, origin)?);
                            told.push(Outcome::Added(*id));
                        }
                    }
                }
                Ok(written)
            })
            .await;
        kernel::kill_point("documents-before-answer");
        let told = outcomes
            .into_inner()
            .map_err(|_| Error::fault("adding panicked"))?;
        let mut error = done.err();
        // Whether an entry points at the bytes is unknown after "unavailable":
        // then they stay, and are swept by age if nothing does.
        let keep_all = error
            .as_ref()
            .is_some_and(|error| error.kind() == Kind::Unavailable);
        for (place, (shelved, _, _)) in files.into_iter().enumerate() {
            let kept = error.is_none() && matches!(told.get(place), Some(Outcome::Added(_)));
            if !kept && !keep_all {
                self.forget_deposit(caller, ids[place]).await;
                let outcome: Result<()> = self.discard(shelved.stored, Error::not_found()).await;
                drop(outcome);
            }
        }
        match error.take() {
            Some(error) => Err(error),
            None => Ok(told),
        }
    }
}

impl Documents {
    /// Before a professional's documents are added, their list of deposits has
    /// them: what counts is in the journal.
    async fn note_deposits(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
    ) -> Result<()> {
        let Caller::Professional(professional) = caller else {
            return Ok(());
        };
        let world = self.sharing.world();
        let at = world.now();
        for document in ids {
            let line = Line {
                space,
                document: *document,
                at,
            };
            self.ledgers
                .deposit(&professional.rpps, line, &*world.chance)
                .await?;
        }
        Ok(())
    }

    async fn forget_deposit(&self, caller: &Caller, id: DocumentId) {
        let Caller::Professional(professional) = caller else {
            return;
        };
        if let Err(error) = self.ledgers.undeposit(&professional.rpps, id).await {
            // A line of nothing is passed over when the list is shown.
            let error = error.log_text();
            tracing::warn!(error, "a deposit that was not made stays noted");
        }
    }
}

/// The first document that this one would be again: the same identifier of the
/// same producer (a retry after a lost answer gets the first result), or the
/// same bytes from a holder who was not told yet.
fn already(
    shelf: &Shelf,
    leave: &Leave,
    caller: &Caller,
    shelved: &Shelved,
    origin: &Origin,
    twice: Twice,
) -> Result<Option<DocumentId>> {
    let sha256 = &shelved.stored.sha256;
    let named = origin
        .unique_id
        .as_ref()
        .and_then(|id| shelf.find_unique(id, &WrittenBy::from(leave.by())));
    match named.map(|first| first.facts().id) {
        Some(first) if shelf.has_bytes(first, sha256) => return Ok(Some(first)),
        // Another document under a used name would be lost in silence.
        Some(_) => return Err(Error::conflict("documents-unique-id-used")),
        None => {}
    }
    let Caller::Holder(holder) = caller else {
        return Ok(None);
    };
    if twice == Twice::KeepBoth {
        return Ok(None);
    }
    // Only what they can open is told: not what is in the bin, withdrawn, kept
    // back, or waits for a consultation.
    let rights = leave.state::<Rights>()?;
    let since = holder.probation(leave.space(), leave.now());
    let reachable = |facts: &DocumentFacts| {
        facts.state == DocumentState::Kept
            && since.is_none_or(|probation| facts.added_at >= probation.since)
            && !rights.reserved(facts.id, leave.now())
    };
    let mut same = shelf.find_same(sha256).map(Document::facts);
    Ok(same.find(|facts| reachable(facts)).map(|first| first.id))
}

/// The entry of a document that waits for a consultation: because its author
/// says so, or because it is a version of one that does, and then as long.
fn reserving(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    origin: &Origin,
    reserved: bool,
) -> Result<Option<NewEntry>> {
    let since = rules::life::waits_since(
        shelf,
        leave.state::<Rights>()?,
        &WrittenBy::from(leave.by()),
        origin.unique_id.as_deref(),
        origin.replaces.as_ref(),
        leave.now(),
    );
    let waits = reserved || since.is_some();
    Ok(waits.then(|| rights::entries::document_reserved(id, since)))
}

/// The entry that makes a new document the next version of another, if it is.
fn replacing(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    checked: &Checked,
    origin: &Origin,
) -> Result<Option<NewEntry>> {
    let Some(original) = &origin.replaces else {
        return Ok(None);
    };
    let author = WrittenBy::from(leave.by());
    // What is not theirs is unknown to them, there or not.
    let unknown = |error: Error| match error.kind() {
        Kind::NotFound => Error::invalid("documents-original-unknown"),
        _ => error,
    };
    rules::life::may_replace(shelf, &author, origin.unique_id.as_deref(), original)
        .map_err(unknown)?;
    let there = match original {
        Original::Known(id) => shelf.find(*id),
        Original::Named(name) => shelf.find_unique(name, &author),
    };
    let what = match there {
        Some(there) => leave
            .may(OnDocuments::Replace, &there.sealed)
            .map_err(unknown)?,
        None => checked.title.clone(),
    };
    Ok(Some(entries::document_replaces(id, original, what)))
}

fn added(
    id: DocumentId,
    shelved: &Shelved,
    checked: &Checked,
    hidden: bool,
    origin: &Origin,
) -> Added {
    Added {
        id,
        type_code: checked.type_code.clone(),
        title: checked.title.clone(),
        act_date: checked.act_date,
        author_name: origin.author_name.clone(),
        hidden,
        body: Body {
            object: shelved.stored.object,
            key: shelved.stored.key.clone(),
            size: shelved.stored.size,
            sha256: shelved.stored.sha256,
            file_name: shelved.file_name.clone(),
            mime: shelved.mime.to_owned(),
            unique_id: origin.unique_id.clone(),
            resource: origin.resource.clone(),
        },
    }
}

/// A name to save the file under: no path, no control characters, and the
/// extension of what the file really is.
fn tidy(name: &str, format: Format) -> String {
    const NAME_CHARS_MAX: usize = 100;
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let stem: String = kernel::visible(stem)
        .chars()
        .filter(|c| !"\"<>:|?*%;".contains(*c))
        .take(NAME_CHARS_MAX)
        .collect();
    let stem = if stem.trim().is_empty() {
        "document"
    } else {
        stem.trim()
    };
    format!("{stem}.{}", format.extension())
}
