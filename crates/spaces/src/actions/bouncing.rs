//! E-mail addresses of which a notice came back. It is the address that fails, not the
//! person: another one is written to. Whoever proves one has an account, and is sent no code.

use crate::Spaces;
use crate::notices::Addressee;
use crate::queries;
use crate::register_keys::Hash;
use kernel::{PersonId, Result, Timestamp};
use post::Email;
use store::Tx;

/// In place of an address that is not the one on file, or that is not to blame: no hash
/// of one is this.
const ANOTHER: Hash = [0; 32];

impl Spaces {
    /// Writes down that an e-mail did not arrive that was queued then, where its address
    /// is to blame: the one on file, unless it was changed since. That nothing is known
    /// of the one on file is kept too.
    pub(super) async fn note_bounce(
        &self,
        tx: &mut Tx,
        person: PersonId,
        queued_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<()> {
        let changed_at = queries::email_changed_at(tx, person).await?;
        let same =
            queued_at.is_some_and(|queued| changed_at.is_none_or(|changed_at| changed_at < queued));
        let email = match queries::find_insured_in(tx, person).await? {
            Some(insured) if same => Addressee::of(&insured).email(),
            _ => None,
        };
        let hash = email.map_or(ANOTHER, |email| self.keys().mailed_to(person, &email));
        tx.run(vec![queries::put_bounced(person, hash, at)]).await?;
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
            return queries::came_back(tx, person, self.world().now()).await;
        }
        Ok(bounced.contains(&hash))
    }
}
