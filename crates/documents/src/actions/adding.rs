//! Adding: the file goes into the vault as it streams, and only then does an
//! entry point at it. What was not added is taken off again.

use super::Documents;
use super::gleaning::Gleaned;
use crate::entries::{self, Added};
use crate::ledgers::Line;
use crate::rules::{self, Checked, FILE_BYTES_MAX};
use crate::shelf::{Body, Original, Shelf};
use bytes::Bytes;
use formats::{Checker, Format};
use futures_util::{Stream, StreamExt, TryFutureExt};
use identity::Caller;
use journal::NewEntry;
use kernel::{DocumentId, Error, Kind, Result, SpaceId};
use sharing::{Change, Leave};
use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use vault::Stored;

pub use crate::rules::adding::{Keeping, Outcome, Twice};

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
    pub(super) stored: Stored,
    pub(super) file_name: String,
    pub(super) mime: &'static str,
    /// What a child told of it.
    pub(super) gleaned: Gleaned,
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
        let accepted = match verdict {
            Ok(file) if claimed.is_none_or(|mime| file.format.may_be_called(mime)) => {
                self.admitted(caller, &stored, file.format).await
            }
            Ok(_) => Err(Error::invalid("file-type-differs")),
            Err(error) => Err(error),
        };
        match accepted {
            Ok((format, gleaned)) => Ok(Shelved {
                stored,
                file_name: tidy(&incoming.file_name, format),
                mime: format.mime(),
                gleaned,
            }),
            Err(error) => self.discard(stored, error).await,
        }
    }

    /// A file of this format, once the scanner has looked at it and, where its bytes
    /// alone do not say what it is, a child.
    async fn admitted(
        &self,
        caller: &Caller,
        stored: &Stored,
        format: Format,
    ) -> Result<(Format, Gleaned)> {
        self.looked_at(stored).await?;
        let gleaned = match format {
            Format::Study => self.study(caller, stored).await?,
            _ => Gleaned::default(),
        };
        Ok((format, gleaned))
    }

    /// Has the scanner look at a file, where there is one: read from the vault, so
    /// that a slow sender holds none.
    async fn looked_at(&self, stored: &Stored) -> Result<()> {
        let Some(scanner) = &self.scanner else {
            return Ok(());
        };
        let bytes = self.vault.open(stored).try_flatten_stream();
        scanner.admit(bytes).await
    }

    pub(super) async fn discard<T>(&self, stored: Stored, error: Error) -> Result<T> {
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
        let nothing = |_: &Leave, _: &[Outcome]| Ok(Vec::new());
        self.note_news(caller, space).await?;
        self.add_all_with(caller, space, files, keeping, nothing)
            .await
    }

    /// Adds several shelved files as one with what else is to be written of them,
    /// which `more` says of what came of each: all of it or nothing.
    ///
    /// # Errors
    /// As [`Self::add`]; and what `more` refuses.
    pub async fn add_all_with<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        files: Vec<(Shelved, Checked, Origin)>,
        keeping: Keeping,
        more: F,
    ) -> Result<Vec<Outcome>>
    where
        F: Fn(&Leave, &[Outcome]) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        // What arrived slowly arrived from whoever answers for the child still.
        let asked = match self.still_acts(caller, space).await {
            Ok(()) if keeping.secret => self.is_a_minors(space).await.map(|()| true),
            Ok(()) => self.passes_secrets_on(space).await,
            Err(error) => Err(error),
        };
        let passes_on = match asked {
            Ok(passes_on) => passes_on,
            Err(error) => {
                let files = files.into_iter().map(|(shelved, ..)| shelved);
                self.unshelve(files.collect()).await;
                return Err(error);
            }
        };
        let mut others = Vec::with_capacity(files.len());
        for (shelved, ..) in &files {
            match self.names_another(space, &shelved.gleaned).await {
                Ok(another) => others.push(another),
                Err(error) => {
                    let files = files.into_iter().map(|(shelved, ..)| shelved);
                    self.unshelve(files.collect()).await;
                    return Err(error);
                }
            }
        }
        let files: Vec<(Stored, Added, Option<Original>)> = files
            .into_iter()
            .zip(others)
            .map(|((mut shelved, checked, origin), another)| {
                let id = DocumentId::new(&*self.sharing.world().chance);
                let added = added(id, &mut shelved, checked, &origin, another);
                (shelved.stored, added, origin.replaces)
            })
            .collect();
        let ids: Vec<DocumentId> = files.iter().map(|(_, added, _)| added.id).collect();
        let noted = match self.note_deposits(caller, space, &ids).await {
            Ok(()) if keeping.reserved => self.note_waiting(caller, space, &ids).await,
            noted => noted,
        };
        if let Err(error) = noted {
            for (stored, added, _) in files {
                self.take_off(caller, stored, added.id).await;
            }
            return Err(error);
        }
        let outcomes = Mutex::new(Vec::new());
        let done = self
            .sharing
            .change(caller, space, Change::Add, |leave| {
                let mut shelf = Cow::Borrowed(leave.state::<Shelf>()?);
                let mut told = outcomes
                    .lock()
                    .map_err(|_| Error::fault("adding panicked"))?;
                told.clear();
                let mut written = Vec::new();
                for (_, added, replaces) in &files {
                    let kept = (keeping, passes_on);
                    let (outcome, mut entries) =
                        rules::adding::add(&shelf, leave, added, replaces.as_ref(), kept)?;
                    told.push(outcome);
                    if files.len() > 1 {
                        entries::foresee(shelf.to_mut(), leave, &entries)?;
                    }
                    written.append(&mut entries);
                }
                written.append(&mut more(leave, &told)?);
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
        for (place, (stored, added, _)) in files.into_iter().enumerate() {
            let kept = error.is_none()
                && matches!(
                    told.get(place),
                    Some(Outcome::Added(_) | Outcome::KeptAside(_))
                );
            if !kept && !keep_all {
                self.take_off(caller, stored, added.id).await;
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

    /// What was not added: neither its bytes stay nor that it was deposited.
    async fn take_off(&self, caller: &Caller, stored: Stored, id: DocumentId) {
        self.forget_deposit(caller, id).await;
        let outcome: Result<()> = self.discard(stored, Error::not_found()).await;
        drop(outcome);
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

fn added(
    id: DocumentId,
    shelved: &mut Shelved,
    checked: Checked,
    origin: &Origin,
    names_another: bool,
) -> Added {
    Added {
        id,
        type_code: checked.type_code,
        title: checked.title,
        act_date: checked.act_date,
        author_name: origin.author_name.clone(),
        hidden: false,
        body: Body {
            object: shelved.stored.object,
            key: shelved.stored.key.clone(),
            size: shelved.stored.size,
            sha256: shelved.stored.sha256,
            file_name: shelved.file_name.clone(),
            mime: shelved.mime.to_owned(),
            unique_id: origin.unique_id.clone(),
            resource: origin.resource.as_deref().map(Arc::from),
        },
        gist: shelved.gleaned.gist.take(),
        names_another,
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
