//! What people can do: be let in to read, be let change, state and cut care
//! links, read the history. Each is one sentence: decide, note or append.

mod deciding;
mod emergency;
mod history;
mod links;

pub use deciding::Saying;
pub use history::{HistoryPlace, LineId, Told};
pub use links::{PresenceCode, Shown};

use crate::ceilings::Ceilings;
use crate::entries::CareLinks;
use crate::permit::{Asker, Leave, OnDocuments, Permit, Scope, Sealed, Titled, decide, granted};
use crate::rights::Rights;
use crate::rules::{Act, Matrix};
use identity::Caller;
use journal::{Book, By, Journal, NewEntry, NewRead, Noted, Pen};
use kernel::{DocumentId, Error, Finess, Kind, Result, SpaceId, Timestamp, World};
use std::collections::BTreeSet;
use std::sync::Arc;

struct Inner {
    journal: Journal,
    pen: Pen,
    world: World,
    matrix: Arc<Matrix>,
    dispatch: BTreeSet<Finess>,
    ceilings: Ceilings,
}

/// The gate to all records. Cheap to clone.
#[derive(Clone)]
pub struct Sharing(Arc<Inner>);

/// How often a change is decided again when the record moves on meanwhile.
const TRIES_MAX: usize = 5;

impl Sharing {
    /// Takes the one pen: from here on nobody else reads or writes journals.
    ///
    /// `dispatch` are the places that answer emergency calls (SAMU): the
    /// holder's switch for those is not the one for everybody else.
    ///
    /// # Errors
    /// A fault, if the matrix is malformed.
    pub fn new(
        journal: Journal,
        pen: Pen,
        world: World,
        dispatch: BTreeSet<Finess>,
        ceilings: Ceilings,
    ) -> Result<Self> {
        let matrix = Arc::new(Matrix::in_force()?);
        Ok(Self(Arc::new(Inner {
            journal,
            pen,
            world,
            matrix,
            dispatch,
            ceilings,
        })))
    }

    /// The world this house lives in.
    pub fn world(&self) -> &World {
        &self.0.world
    }

    pub(crate) fn is_dispatch(&self, place: &Finess) -> bool {
        self.0.dispatch.contains(place)
    }

    /// Lets somebody see the record: lists, home, summary.
    ///
    /// # Errors
    /// Not found or forbidden, as decided; unavailable, if the read could not
    /// be written first.
    pub async fn permit_record(&self, caller: &Caller, space: SpaceId) -> Result<Permit> {
        self.permit(caller, space, Act::OpenRecord, |_| Ok(Target::record()))
            .await
    }

    /// Lets somebody read one document, which `find` points at in the record.
    ///
    /// # Errors
    /// As [`Self::permit_record`]; what is hidden is not found, like what never
    /// existed.
    pub async fn permit_document<L, B, F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        manner: Manner,
        find: F,
    ) -> Result<Permit>
    where
        L: Titled + 'static,
        B: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
    {
        self.permit(caller, space, Act::ReadDocument, |book| {
            // Somebody without a care link learns that, whatever they asked for.
            let found = find(book)?.ok_or_else(Error::not_found)?;
            let facts = found.facts().clone();
            Ok(Target {
                scope: Scope::Body(facts.id),
                act: manner.act(),
                about: Some(facts.id),
                what: found.title().to_owned(),
                facts: Some(facts),
            })
        })
        .await
    }

    /// Lets the holder read the history of their space.
    ///
    /// # Errors
    /// As [`Self::permit_record`].
    pub async fn permit_history(&self, caller: &Caller, space: SpaceId) -> Result<Permit> {
        self.permit(caller, space, Act::ReadHistory, |_| {
            Ok(Target {
                scope: Scope::History,
                act: "history-read",
                about: None,
                what: String::new(),
                facts: None,
            })
        })
        .await
    }

    async fn permit<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        act: Act,
        target: F,
    ) -> Result<Permit>
    where
        F: Fn(&Book) -> Result<Target> + Send + Sync,
    {
        let now = self.0.world.now();
        let asker = self.asker(caller, now);
        let mut book = self.0.journal.open(space).await?;
        let decided = |book: &Book| {
            self.open_first(book, &asker, act, now)?;
            let target = target(book)?;
            granted(decide(
                book,
                &asker,
                act,
                target.facts.as_ref(),
                &self.0.matrix,
                now,
            )?)?;
            Ok::<_, Error>(target)
        };
        let chosen = match decided(&book) {
            Ok(chosen) => chosen,
            // The cached book may be behind another process: a refusal is told
            // only on the record as it is now.
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Forbidden) => {
                book = self.0.journal.refresh(&book).await?;
                decided(&book)?
            }
            Err(error) => return Err(error),
        };
        self.count(&book, &asker, now).await?;
        let read = NewRead {
            by: by(caller)?,
            act: chosen.act,
            about: chosen.about,
            what: chosen.what.clone(),
            why: self.why(&book, &asker)?,
        };
        if let Noted::Moved(later) = self.0.journal.note(&book, read).await? {
            book = later;
            decided(&book)?;
        }
        Ok(Permit {
            book,
            asker,
            scope: chosen.scope,
            now,
            rules: Arc::clone(&self.0.matrix),
        })
    }

    /// Whether they may open the record at all comes before any document: a
    /// professional without a link, and the team, learn so for every id alike.
    fn open_first(&self, book: &Book, asker: &Asker, act: Act, now: Timestamp) -> Result<()> {
        match (act, asker) {
            (Act::ReadDocument, Asker::Professional { .. } | Asker::Staff(_)) => granted(decide(
                book,
                asker,
                Act::OpenRecord,
                None,
                &self.0.matrix,
                now,
            )?),
            _ => Ok(()),
        }
    }

    /// Decides a change and makes it: `draft` says what to write on the record
    /// as it is; when the record moved on meanwhile, both are done again.
    ///
    /// # Errors
    /// Not found or forbidden, as decided; what `draft` refuses; unavailable,
    /// if it could not be made durable.
    pub async fn change<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        change: Change,
        draft: F,
    ) -> Result<()>
    where
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let decided = |book: &Book, asker: &Asker, now| {
            granted(decide(
                book,
                asker,
                change.act(),
                None,
                &self.0.matrix,
                now,
            )?)
        };
        self.append(caller, space, &[], decided, draft).await
    }

    /// Decides a change of these documents and makes it: each is found in the
    /// record and decided by its own facts before `draft` is asked. One refused,
    /// and nothing is done.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn change_documents<L, B, Find, F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        act: OnDocuments,
        documents: &[DocumentId],
        find: Find,
        draft: F,
    ) -> Result<()>
    where
        L: Titled + 'static,
        B: 'static,
        Find: Fn(&Book, DocumentId) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let decided = |book: &Book, asker: &Asker, now| {
            let decided = |facts| {
                let decision = decide(book, asker, act.act(), facts, &self.0.matrix, now);
                decision.and_then(granted)
            };
            // Who has no place in the record learns that before any document.
            if matches!(asker, Asker::Staff(_)) {
                decided(None)?;
            }
            // Nothing to decide is no right to change.
            if documents.is_empty() {
                return Err(Error::not_found());
            }
            documents.iter().try_for_each(|id| {
                let found = find(book, *id)?.ok_or_else(Error::not_found)?;
                decided(Some(found.facts()))
            })
        };
        self.append(caller, space, documents, decided, draft).await
    }

    async fn append<D, F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        about: &[DocumentId],
        decided: D,
        draft: F,
    ) -> Result<()>
    where
        D: Fn(&Book, &Asker, Timestamp) -> Result<()> + Send + Sync,
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        for _ in 0..TRIES_MAX {
            // Another process may have written: what is decided here is decided
            // on the present record.
            let book = self
                .0
                .journal
                .refresh(&self.0.journal.open(space).await?)
                .await?;
            let now = self.0.world.now();
            let asker = self.asker(caller, now);
            decided(&book, &asker, now)?;
            let by = by(caller)?;
            let leave = Leave {
                book: Arc::clone(&book),
                by: by.clone(),
                asker,
                about: about.to_vec(),
                rules: Arc::clone(&self.0.matrix),
                now,
            };
            let entries = draft(&leave)?;
            if entries.is_empty() {
                return Ok(());
            }
            match self.0.pen.append(&book, by, entries).await {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == Kind::Conflict => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::conflict("error-conflict"))
    }

    /// Decides a change without making it: for what costs much to prepare, like
    /// taking in a file. [`Self::change`] decides again.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub async fn check(&self, caller: &Caller, space: SpaceId, change: Change) -> Result<()> {
        let now = self.0.world.now();
        let asker = self.asker(caller, now);
        let book = self
            .0
            .journal
            .refresh(&self.0.journal.open(space).await?)
            .await?;
        granted(decide(
            &book,
            &asker,
            change.act(),
            None,
            &self.0.matrix,
            now,
        )?)
    }

    /// The ceilings: the places people were counted in.
    pub fn ceilings(&self) -> &Ceilings {
        &self.0.ceilings
    }

    /// Counts the person a professional is about to see, unless they showed
    /// them a presence code: that is the patient's own doing.
    async fn count(&self, book: &Book, asker: &Asker, now: Timestamp) -> Result<()> {
        let Asker::Professional { rpps, .. } = asker else {
            return Ok(());
        };
        if book.state::<CareLinks>()?.shown_by_presence(rpps, now) {
            return Ok(());
        }
        self.0.ceilings.pass(rpps, book.space(), now).await
    }

    /// Why they may read: the care link, or else the emergency.
    fn why(&self, book: &Book, asker: &Asker) -> Result<String> {
        let Asker::Professional { rpps, .. } = asker else {
            return Ok(String::new());
        };
        let now = self.0.world.now();
        let link = book.state::<CareLinks>()?.in_force(rpps, now);
        let emergency = book.state::<Rights>()?.emergency(rpps, now);
        Ok(match (link, emergency) {
            (Some(link), _) => link.basis.key().to_owned(),
            (None, Some(_)) => EMERGENCY.to_owned(),
            (None, None) => String::new(),
        })
    }

    /// Who asks, reduced to what rights depend on now.
    fn asker(&self, caller: &Caller, now: Timestamp) -> Asker {
        match caller {
            Caller::Holder(holder) => Asker::Holder {
                spaces: holder.spaces.clone(),
                probations: holder
                    .probations
                    .iter()
                    .filter(|probation| now < probation.until)
                    .map(|probation| (probation.space, probation.since))
                    .collect(),
            },
            Caller::Professional(professional) => Asker::Professional {
                rpps: professional.rpps.clone(),
                profession: professional.profession.code().to_owned(),
                dispatch: professional
                    .place
                    .as_ref()
                    .is_some_and(|place| self.is_dispatch(&place.finess)),
            },
            Caller::Institution(institution) => Asker::Institution(institution.finess.clone()),
            Caller::Staff(staff) => Asker::Staff(staff.role),
        }
    }
}

/// The key of the words for a read in an emergency.
const EMERGENCY: &str = "emergency";

/// Whom the line names that is written for them. The team has none to write:
/// it was refused before.
fn by(caller: &Caller) -> Result<By> {
    Ok(match caller {
        Caller::Holder(holder) => By::Holder {
            account: holder.account,
            name: holder.name.0.clone(),
        },
        Caller::Professional(professional) => By::Professional {
            rpps: professional.rpps.clone(),
            name: professional.name.0.clone(),
            profession: professional.profession.code().to_owned(),
            place: professional
                .place
                .as_ref()
                .map(|place| (place.finess.clone(), place.name.clone())),
        },
        Caller::Institution(institution) => By::Institution {
            finess: institution.finess.clone(),
            name: institution.name.clone(),
        },
        Caller::Staff(_) => return Err(Error::forbidden("error-no-medical-capacity")),
    })
}

/// In what manner a document is read: the history says which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// On screen.
    Seen,
    /// The file was taken away.
    Downloaded,
    /// By a machine.
    Fetched,
}

impl Manner {
    const fn act(self) -> &'static str {
        match self {
            Self::Seen => "document-read",
            Self::Downloaded => "document-downloaded",
            Self::Fetched => "document-fetched",
        }
    }
}

/// What somebody wants to change of a record as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Add a document.
    Add,
    /// State a care link.
    StateLink,
    /// Bring a colleague into one's own care link.
    NameColleague,
    /// Decide who may read.
    SetRights,
    /// Open an emergency access.
    OpenEmergency,
    /// Close one's own emergency access.
    CloseEmergency,
}

impl Change {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Add,
        Self::StateLink,
        Self::NameColleague,
        Self::SetRights,
        Self::OpenEmergency,
        Self::CloseEmergency,
    ];

    const fn act(self) -> Act {
        match self {
            Self::Add => Act::AddDocument,
            Self::StateLink => Act::StateLink,
            Self::NameColleague => Act::NameColleague,
            Self::SetRights => Act::SetRights,
            Self::OpenEmergency => Act::OpenEmergency,
            Self::CloseEmergency => Act::CloseEmergency,
        }
    }
}

struct Target {
    scope: Scope,
    act: &'static str,
    about: Option<DocumentId>,
    what: String,
    facts: Option<crate::DocumentFacts>,
}

impl Target {
    const fn record() -> Self {
        Self {
            scope: Scope::Labels,
            act: "record-read",
            about: None,
            what: String::new(),
            facts: None,
        }
    }
}
