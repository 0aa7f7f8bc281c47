//! The receipt of a refusal leaves the house in the transaction that records it: once,
//! whoever repeats it, and whatever dies in between.

use crate::Spaces;
use crate::notices::{self, Addressee, Receipted};
use kernel::{Lang, PersonId, Result};
use post::Notice;
use store::Statement;

/// What kind of notice the post knows these as.
const RECEIPT: &str = "spaces-receipt";

impl Spaces {
    /// What tells whoever refused that it is recorded, to be run with it: for all of
    /// those it is for, under its one number. Nothing, where nobody can be written to.
    pub(super) async fn receipts(
        &self,
        to: PersonId,
        lang: Lang,
        of: &Receipted<'_>,
    ) -> Result<Vec<Statement>> {
        let addressee = Addressee::of(&self.insured(to).await?);
        let messages = notices::sent_receipts(self.sender(), lang, &addressee, of);
        let mut statements = Vec::new();
        for (n, message) in messages.into_iter().enumerate() {
            let notice = Notice::new(RECEIPT, format!("{}/{n}", of.number), message).about(to);
            statements.extend(self.post().statements(&notice));
        }
        Ok(statements)
    }
}
