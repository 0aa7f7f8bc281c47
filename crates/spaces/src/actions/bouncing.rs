//! E-mail addresses of which a notice came back. It is the address that fails, not the
//! person: another one is written to, and the same one once it was proven again.

use crate::Spaces;
use crate::notices::Addressee;
use crate::queries;
use kernel::{PersonId, Result, Timestamp};
use post::Email;
use store::Tx;

impl Spaces {
    /// Writes down that an e-mail to the address on file did not arrive. Nothing, where
    /// there is none any more.
    pub(super) async fn note_bounce(
        &self,
        tx: &mut Tx,
        person: PersonId,
        at: Timestamp,
    ) -> Result<()> {
        let insured = queries::find_insured_in(tx, person).await?;
        let email = insured.and_then(|insured| Addressee::of(&insured).email());
        if let Some(email) = email {
            let hash = self.keys().mailed_to(person, &email);
            tx.run(vec![queries::put_bounced(person, hash, at)]).await?;
        }
        Ok(())
    }

    /// Whether what is sent to this address would come back, for all that is known.
    pub(super) async fn comes_back(
        &self,
        tx: &mut Tx,
        person: PersonId,
        email: &Email,
    ) -> Result<bool> {
        let hash = self.keys().mailed_to(person, email);
        let bounced = queries::list_bounced(tx, person).await?;
        if bounced.is_empty() {
            // Of which address was not kept before there was a list of them.
            return queries::came_back(tx, person).await;
        }
        let Some((_, at)) = bounced.into_iter().find(|(kept, _)| *kept == hash) else {
            return Ok(false);
        };
        let proven = queries::proven_on_file(tx, person).await?;
        Ok(proven.is_none_or(|proven| proven <= at))
    }
}
