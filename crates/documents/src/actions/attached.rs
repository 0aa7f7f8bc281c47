//! A document read through the conversation that it is attached to: by those who take
//! part there, whatever rights they have on the record.

use super::{Documents, Opened, account, in_shelf};
use crate::shelf::Listed;
use crate::shelf::Shelf;
use identity::Caller;
use journal::Book;
use kernel::{DocumentId, Error, Result, SpaceId};
use sharing::{Manner, Sealed, Titled};
use std::sync::Arc;

impl Documents {
    /// Opens a document that is attached to the conversation which `thread` points at,
    /// if it is attached there; writes the read first.
    ///
    /// # Errors
    /// As [`sharing::Sharing::permit_attached`].
    pub async fn open_attached<L, B, F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        manner: Manner,
        thread: F,
    ) -> Result<Opened>
    where
        L: Titled + 'static,
        B: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Clone + Send + Sync + 'static,
    {
        let permit = self
            .sharing
            .permit_attached(caller, space, manner, thread.clone(), |book| {
                in_shelf(book, id)
            })
            .await?;
        let found = permit.state::<Shelf>()?.find(id);
        let document = found.ok_or_else(Error::not_found)?;
        let (sharing, asked) = (self.sharing.clone(), caller.clone());
        let again = Arc::new(move || {
            let (sharing, asked, thread) = (sharing.clone(), asked.clone(), thread.clone());
            let decided = async move { sharing.converses(&asked, space, thread).await };
            Box::pin(decided) as std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send>>
        });
        let watch = self.watch(caller, space, id, manner, (permit.version(), None));
        Ok(Opened {
            listed: Listed::of(document, document.sealed.label(&permit)?.clone()),
            body: document.sealed.body(&permit)?.clone(),
            watch: watch.deciding(again),
            permit,
            vault: Arc::clone(&self.vault),
            desk: self.desk.for_account(account(caller)),
            places: self.places.clone(),
        })
    }
}

impl Opened {
    /// The file under its own name, to be kept and never run.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub async fn download(&self) -> Result<axum::response::Response> {
        crate::outgoing::download(self).await
    }
}
