//! Being let change: decided on the present record, drafted, and appended; when
//! the record moved on meanwhile, all of it again.

use super::{Sharing, by};
use crate::asking::{Asker, decide, granted};
use crate::entries::{CareLink, CareLinks};
use crate::leave::{Leave, OnDocuments};
use crate::permit::{Sealed, Titled};
use crate::rules::Act;
use identity::{Caller, Professional};
use journal::{Book, NewEntry};
use kernel::{DocumentId, Error, Kind, Result, SpaceId, Timestamp};
use spaces::Spaces;
use spaces::alerts::Alert;
use std::sync::Arc;

/// How often a change is decided again when the record moves on meanwhile.
const TRIES_MAX: usize = 5;

impl Sharing {
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
        let decided = self.decided(change);
        self.append(caller, space, &[], decided, draft).await
    }

    /// As [`Self::change`], where several rights are needed: each is decided.
    pub(crate) async fn change_all<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        changes: &[Change],
        draft: F,
    ) -> Result<()>
    where
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let decided = self.all_decided(changes);
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
            // So does who may not open it, of what only those do who read in it: whether a
            // document is there is not told by how they are refused.
            if act == OnDocuments::Comment {
                let opens = decide(book, asker, Act::OpenRecord, None, &self.0.matrix, now);
                opens.and_then(granted)?;
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
            let leave = self.leave(caller, space, about, &decided).await?;
            let entries = draft(&leave)?;
            if entries.is_empty() {
                return Ok(());
            }
            match self.0.pen.append(&leave.book, leave.by, entries).await {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == Kind::Conflict => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::conflict("error-conflict"))
    }

    /// The right to change the record as it is now: another process may have
    /// written, and what is decided here is decided on the present record.
    pub(super) async fn leave<D>(
        &self,
        caller: &Caller,
        space: SpaceId,
        about: &[DocumentId],
        decided: &D,
    ) -> Result<Leave>
    where
        D: Fn(&Book, &Asker, Timestamp) -> Result<()> + Send + Sync,
    {
        let journal = &self.0.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let now = self.0.world.now();
        let asker = self.asker(caller, now);
        decided(&book, &asker, now)?;
        Ok(Leave {
            book,
            by: by(caller)?,
            asker,
            about: about.to_vec(),
            rules: Arc::clone(&self.0.matrix),
            now,
        })
    }

    /// Decides a change without making it: for what costs much to prepare, like
    /// taking in a file. [`Self::change`] decides again.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub async fn check(&self, caller: &Caller, space: SpaceId, change: Change) -> Result<()> {
        self.allowed(caller, space, change).await.map(drop)
    }

    /// The decision of a change that is of no document.
    fn decided(&self, change: Change) -> impl Fn(&Book, &Asker, Timestamp) -> Result<()> {
        let matrix = Arc::clone(&self.0.matrix);
        move |book, asker, now| granted(decide(book, asker, change.act(), None, &matrix, now)?)
    }

    /// The decision of several such changes at once. Nothing to decide is no right to
    /// change.
    fn all_decided(&self, changes: &[Change]) -> impl Fn(&Book, &Asker, Timestamp) -> Result<()> {
        let each: Vec<_> = changes.iter().map(|it| self.decided(*it)).collect();
        move |book, asker, now| match each.is_empty() {
            true => Err(Error::not_found()),
            false => each.iter().try_for_each(|it| it(book, asker, now)),
        }
    }

    /// The care link that this professional has now, for themselves alone to
    /// know: it shows nothing of the record.
    ///
    /// # Errors
    /// Not found, where they may not even state one.
    pub async fn own_link(
        &self,
        professional: &Professional,
        space: SpaceId,
    ) -> Result<Option<CareLink>> {
        let caller = Caller::Professional(professional.clone());
        let leave = self.allowed(&caller, space, Change::StateLink).await?;
        let links = leave.state::<CareLinks>()?;
        let link = links.in_force(&professional.rpps, leave.now());
        Ok(link.map(|link| CareLink {
            until: links.ends(link),
            ..link.clone()
        }))
    }

    /// When the last care link of this professional ended, who has none any more: for
    /// themselves alone to know, as [`Self::own_link`].
    ///
    /// # Errors
    /// As [`Self::own_link`].
    pub async fn own_link_ended(
        &self,
        professional: &Professional,
        space: SpaceId,
    ) -> Result<Option<Timestamp>> {
        let caller = Caller::Professional(professional.clone());
        let leave = self.allowed(&caller, space, Change::StateLink).await?;
        let links = leave.state::<CareLinks>()?;
        Ok(links.ended(&professional.rpps, leave.now()))
    }

    /// The care link that its holder gave this professional for an appointment, as
    /// [`Self::own_link`].
    ///
    /// # Errors
    /// As [`Self::own_link`].
    pub async fn own_link_for(
        &self,
        professional: &Professional,
        space: SpaceId,
        visit: DocumentId,
    ) -> Result<Option<CareLink>> {
        let caller = Caller::Professional(professional.clone());
        let leave = self.allowed(&caller, space, Change::StateLink).await?;
        let link = leave.state::<CareLinks>()?.for_visit(visit, leave.now());
        let own = link.filter(|link| link.rpps == professional.rpps);
        Ok(own.cloned())
    }

    pub(crate) async fn allowed(
        &self,
        caller: &Caller,
        space: SpaceId,
        change: Change,
    ) -> Result<Leave> {
        self.leave(caller, space, &[], &self.decided(change)).await
    }

    /// As [`Self::allowed`], where several rights are needed.
    pub(crate) async fn allowed_all(
        &self,
        caller: &Caller,
        space: SpaceId,
        changes: &[Change],
    ) -> Result<Leave> {
        let decided = self.all_decided(changes);
        self.leave(caller, space, &[], &decided).await
    }

    /// As [`Self::change`], and the holder is told before it is made; of what
    /// changes nothing they are not. A notice of what then did not come harms
    /// nobody; an access that nobody was told of does.
    ///
    /// # Errors
    /// As [`Self::change`]; then nothing is made.
    pub(super) async fn change_told<F>(
        &self,
        spaces: &Spaces,
        caller: &Caller,
        space: SpaceId,
        change: Change,
        alert: Alert,
        draft: F,
    ) -> Result<()>
    where
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let leave = self.allowed(caller, space, change).await?;
        if draft(&leave)?.is_empty() {
            return Ok(());
        }
        drop(leave);
        spaces.alert(space, alert).await?;
        self.change(caller, space, change, draft).await
    }
}

/// What somebody wants to change of a record as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Add a document.
    Add,
    /// Begin a conversation, as a carer to whom conversations are confided and documents
    /// are not.
    Converse,
    /// Write in the medical profile, or confirm what stands there.
    KeepProfile,
    /// State a care link.
    StateLink,
    /// Bring a colleague into one's own care link.
    NameColleague,
    /// Decide that somebody reads less.
    SetRights,
    /// Decide that somebody reads more.
    WidenRights,
    /// Say what an emergency card says, and end its code.
    KeepCard,
    /// Make the code of an emergency card.
    OpenCard,
    /// Open an emergency access.
    OpenEmergency,
    /// Close one's own emergency access.
    CloseEmergency,
    /// End one's own connection, as a service.
    EndConnection,
    /// Add to the profile or the agenda, as a service.
    FeedByService,
}

impl Change {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Add,
        Self::Converse,
        Self::KeepProfile,
        Self::StateLink,
        Self::NameColleague,
        Self::SetRights,
        Self::WidenRights,
        Self::KeepCard,
        Self::OpenCard,
        Self::OpenEmergency,
        Self::CloseEmergency,
        Self::EndConnection,
        Self::FeedByService,
    ];

    const fn act(self) -> Act {
        match self {
            Self::Add => Act::AddDocument,
            Self::Converse => Act::Converse,
            Self::KeepProfile => Act::KeepProfile,
            Self::StateLink => Act::StateLink,
            Self::NameColleague => Act::NameColleague,
            Self::SetRights => Act::SetRights,
            Self::WidenRights => Act::WidenRights,
            Self::KeepCard => Act::KeepCard,
            Self::OpenCard => Act::OpenCard,
            Self::OpenEmergency => Act::OpenEmergency,
            Self::CloseEmergency => Act::CloseEmergency,
            Self::EndConnection => Act::EndConnection,
            Self::FeedByService => Act::FeedByService,
        }
    }
}
