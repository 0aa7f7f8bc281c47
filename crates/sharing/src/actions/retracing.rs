//! What was before, and what would be: a slice of the record folded once more for
//! whoever was let in, and the record ahead of what is about to be written.

use super::Sharing;
use crate::leave::Leave;
use crate::permit::Permit;
use journal::{NewEntry, Slice};
use kernel::Result;
use std::sync::Arc;

impl Sharing {
    /// What a slice made of the record after each of its entries, up to the record
    /// that the permit was decided on. Content is sealed as ever, with the facts of
    /// *then*: whoever shows some of it gives it the facts of now first, so that what
    /// is kept today is kept of what was before as well.
    ///
    /// # Errors
    /// As the store; a fault, if a line does not open.
    pub async fn retrace<S: Slice>(
        &self,
        permit: &Permit,
        look: impl FnMut(&S::State) + Send,
    ) -> Result<()> {
        self.0.pen.refold::<S>(&permit.book, look).await
    }

    /// The same right, on the record as it will be once this is written.
    ///
    /// # Errors
    /// A fault, for an entry that its slice does not read.
    pub(crate) fn ahead(&self, leave: &Leave, entry: &NewEntry) -> Result<Leave> {
        let (book, by) = (&leave.book, &leave.by);
        Ok(Leave {
            book: self.0.pen.foresee(book, by, leave.now, entry)?,
            by: leave.by.clone(),
            asker: leave.asker.clone(),
            about: leave.about.clone(),
            rules: Arc::clone(&leave.rules),
            now: leave.now,
        })
    }
}
