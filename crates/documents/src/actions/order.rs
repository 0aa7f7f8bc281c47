//! The holder's order: pins and folders.

use super::Documents;
use crate::rules;
use crate::shelf::{FolderId, Shelf};
use identity::Caller;
use journal::{By, NewEntry};
use kernel::{DocumentId, Error, Result, SpaceId};
use sharing::{Change, Leave, OnDocuments, Permit};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A folder, as its holder sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedFolder {
    /// Its id.
    pub id: FolderId,
    /// Its name.
    pub name: String,
}

impl Documents {
    /// The holder's folders, by name.
    ///
    /// # Errors
    /// Not found, unless it was the holder who was let in, or who answers for them.
    pub fn folders(permit: &Permit) -> Result<Vec<NamedFolder>> {
        if !permit.is_at_home() {
            return Err(Error::not_found());
        }
        let shelf = permit.state::<Shelf>()?;
        let mut folders: Vec<NamedFolder> = shelf
            .folders()
            .filter_map(|folder| {
                Some(NamedFolder {
                    id: folder.id,
                    name: folder.name.label(permit).ok()?.0.clone(),
                })
            })
            .collect();
        folders.sort_by_cached_key(|folder| kernel::unaccented(&folder.name));
        Ok(folders)
    }

    /// Pins documents, or unpins them.
    ///
    /// # Errors
    /// Not found, if one is not theirs to arrange.
    pub async fn pin(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
        pinned: bool,
    ) -> Result<()> {
        self.change_each(caller, space, OnDocuments::Arrange, ids, |shelf, _, id| {
            rules::order::pin(shelf, id, pinned)
        })
        .await
    }

    /// Puts documents in a folder, or takes them out of all; where each was, for
    /// whoever wants to undo it.
    ///
    /// # Errors
    /// Not found, if one is not theirs to arrange, or without such a folder.
    pub async fn put_in(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
        folder: Option<FolderId>,
    ) -> Result<Vec<(DocumentId, Option<FolderId>)>> {
        let before = Mutex::new(BTreeMap::new());
        self.change_each(caller, space, OnDocuments::Arrange, ids, |shelf, _, id| {
            let was = shelf.find(id).and_then(|document| document.folder);
            let mut before = before.lock().map_err(|_| Error::fault("moving panicked"))?;
            before.insert(id, was);
            rules::order::put_in(shelf, id, folder)
        })
        .await?;
        let before = before.into_inner();
        let before = before.map_err(|_| Error::fault("moving panicked"))?;
        Ok(before.into_iter().collect())
    }

    /// Puts documents back, each where it was; in none, where that folder is gone.
    ///
    /// # Errors
    /// Not found, if one is not theirs to arrange.
    pub async fn put_back(
        &self,
        caller: &Caller,
        space: SpaceId,
        back: &BTreeMap<DocumentId, Option<FolderId>>,
    ) -> Result<()> {
        let ids: Vec<DocumentId> = back.keys().copied().collect();
        let act = OnDocuments::Arrange;
        self.change_each(caller, space, act, &ids, |shelf, _, id| {
            let folder = back.get(&id).copied().flatten();
            let there = folder.filter(|folder| shelf.folder(*folder).is_some());
            rules::order::put_in(shelf, id, there)
        })
        .await
    }

    /// Makes a folder; its id.
    ///
    /// # Errors
    /// A field error on `nom`; not found, for anybody but the holder.
    pub async fn make_folder(
        &self,
        caller: &Caller,
        space: SpaceId,
        typed: &str,
    ) -> Result<FolderId> {
        let name = rules::order::folder_name(typed)?;
        let id = FolderId::new(&*self.sharing.world().chance);
        self.change_folders(caller, space, |shelf| {
            rules::order::make_folder(shelf, id, &name)
        })
        .await?;
        Ok(id)
    }

    /// Gives a folder another name.
    ///
    /// # Errors
    /// As [`Self::make_folder`]; not found, without such a folder.
    pub async fn rename_folder(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: FolderId,
        typed: &str,
    ) -> Result<()> {
        let name = rules::order::folder_name(typed)?;
        self.change_folders(caller, space, |shelf| {
            rules::order::rename_folder(shelf, id, &name)
        })
        .await
    }

    /// Removes a folder; no document goes with it.
    ///
    /// # Errors
    /// Not found, for anybody but the holder.
    pub async fn remove_folder(&self, caller: &Caller, space: SpaceId, id: FolderId) -> Result<()> {
        self.change_folders(caller, space, |shelf| {
            Ok(rules::order::remove_folder(shelf, id))
        })
        .await
    }

    /// Whoever may add to a space and is its holder keeps it in order.
    async fn change_folders<F>(&self, caller: &Caller, space: SpaceId, decide: F) -> Result<()>
    where
        F: Fn(&Shelf) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        self.sharing
            .change(caller, space, Change::Add, |leave: &Leave| {
                if !matches!(leave.by(), By::Holder { .. }) {
                    return Err(Error::not_found());
                }
                decide(leave.state::<Shelf>()?)
            })
            .await
    }
}
