//! What people can do: be let in to read, be let change, state and cut care
//! links, read the history. Each is one sentence: decide, note or append.

mod history;

pub use history::{HistoryPlace, Told};

use crate::entries::{self, Basis, CareLink, CareLinks};
use crate::permit::{Asker, Leave, Permit, Scope, Sealed, Titled, decide, granted};
use crate::rules::{self, Act, Matrix};
use identity::{Caller, Professional};
use journal::{Book, By, Journal, NewEntry, NewRead, Noted, Pen};
use kernel::{DocumentId, Error, Kind, LinkId, Result, SpaceId, Timestamp, World};
use std::sync::Arc;

struct Inner {
    journal: Journal,
    pen: Pen,
    world: World,
    matrix: Arc<Matrix>,
}

/// The gate to all records. Cheap to clone.
#[derive(Clone)]
pub struct Sharing(Arc<Inner>);

/// How often a change is decided again when the record moves on meanwhile.
const TRIES_MAX: usize = 5;

impl Sharing {
    /// Takes the one pen: from here on nobody else reads or writes journals.
    ///
    /// # Errors
    /// A fault, if the matrix is malformed.
    pub fn new(journal: Journal, pen: Pen, world: World) -> Result<Self> {
        let matrix = Arc::new(Matrix::in_force()?);
        Ok(Self(Arc::new(Inner {
            journal,
            pen,
            world,
            matrix,
        })))
    }

    /// The world this house lives in.
    pub fn world(&self) -> &World {
        &self.0.world
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
        let asker = asker(caller, now);
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
        let read = NewRead {
            by: by(caller)?,
            act: chosen.act,
            about: chosen.about,
            what: chosen.what.clone(),
            why: self.why(&book, &asker),
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
        let asker = asker(caller, self.0.world.now());
        for _ in 0..TRIES_MAX {
            // Another process may have written: what is decided here is decided
            // on the present record.
            let book = self
                .0
                .journal
                .refresh(&self.0.journal.open(space).await?)
                .await?;
            let now = self.0.world.now();
            granted(decide(
                &book,
                &asker,
                change.act(),
                None,
                &self.0.matrix,
                now,
            )?)?;
            let by = by(caller)?;
            let leave = Leave {
                book: Arc::clone(&book),
                by: by.clone(),
                about: change.about(),
                since: asker.since(space),
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
        let asker = asker(caller, self.0.world.now());
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
            self.0.world.now(),
        )?)
    }

    /// A professional states that the patient consented; the link begins.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn state_link(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        let profession = professional.profession.code();
        self.change(&caller, space, Change::StateLink, |leave| {
            let now = self.0.world.now();
            if leave
                .state::<CareLinks>()?
                .in_force(&professional.rpps, now)
                .is_some()
            {
                return Ok(Vec::new());
            }
            Ok(vec![entries::link_made(&CareLink {
                id: LinkId::new(&*self.0.world.chance),
                rpps: professional.rpps.clone(),
                name: professional.name.0.clone(),
                profession: profession.to_owned(),
                basis: Basis::Consent,
                since: now,
                until: now.plus(rules::link_lasts(Basis::Consent, profession)),
            })])
        })
        .await
    }

    /// The holder ends a care link now.
    ///
    /// # Errors
    /// Not found, if there is no such link in force; else as [`Self::change`].
    pub async fn cut_link(&self, caller: &Caller, space: SpaceId, link: LinkId) -> Result<()> {
        self.change(caller, space, Change::CutLink, |leave| {
            let now = self.0.world.now();
            let links = leave.state::<CareLinks>()?;
            let link = links
                .all()
                .iter()
                .find(|l| l.id == link && now < l.until)
                .ok_or_else(Error::not_found)?;
            Ok(vec![entries::link_cut(link)])
        })
        .await
    }

    fn why(&self, book: &Book, asker: &Asker) -> String {
        let link = match asker {
            Asker::Professional { rpps, .. } => book
                .state::<CareLinks>()
                .ok()
                .and_then(|links| links.in_force(rpps, self.0.world.now())),
            _ => None,
        };
        link.map(|link| link.basis.key().to_owned())
            .unwrap_or_default()
    }
}

/// Who asks, reduced to what rights depend on now.
fn asker(caller: &Caller, now: Timestamp) -> Asker {
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
        },
        Caller::Institution(institution) => Asker::Institution(institution.finess.clone()),
        Caller::Staff(staff) => Asker::Staff(staff.role),
    }
}

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

/// What somebody wants to change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Add a document.
    Add,
    /// Hide this document or show it again.
    Hide(DocumentId),
    /// Mark this document as seen.
    MarkSeen(DocumentId),
    /// State a care link.
    StateLink,
    /// Cut a care link.
    CutLink,
}

impl Change {
    const fn act(self) -> Act {
        match self {
            Self::Add => Act::AddDocument,
            Self::Hide(_) => Act::HideDocument,
            Self::MarkSeen(_) => Act::MarkSeen,
            Self::StateLink => Act::StateLink,
            Self::CutLink => Act::CutLink,
        }
    }

    const fn about(self) -> Option<DocumentId> {
        match self {
            Self::Hide(id) | Self::MarkSeen(id) => Some(id),
            Self::Add | Self::StateLink | Self::CutLink => None,
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
