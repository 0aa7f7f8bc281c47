//! What is not sent yet, sealed, and which objects of the vault are its files.

use super::{DRAFTING, Tables};
use crate::mailbox::ThreadId;
use kernel::{AccountId, ObjectId, Result, Rpps, SpaceId, Timestamp};
use keys::mac;
use store::{Row, Value};

/// Whose draft it is: of an author, in a space, for a thread or for a new one.
pub(crate) enum Whose<'a> {
    Account(AccountId),
    Professional(&'a Rpps),
}

impl Tables {
    fn draft_of(&self, whose: &Whose<'_>, space: SpaceId, thread: Option<ThreadId>) -> Value {
        let mut said = Vec::new();
        match whose {
            Whose::Account(account) => {
                said.push(0);
                said.extend(account.to_bytes());
            }
            Whose::Professional(rpps) => {
                said.push(1);
                said.extend(rpps.to_string().into_bytes());
            }
        }
        said.extend(space.to_bytes());
        said.extend(thread.map_or([0; 16], ThreadId::to_bytes));
        Value::Blob(mac(&self.drafting, DRAFTING, &said).to_vec())
    }

    /// Keeps a draft, sealed under the space's key, in the place of one before.
    pub async fn keep_draft(
        &self,
        whose: &Whose<'_>,
        (space, thread): (SpaceId, Option<ThreadId>),
        body: Vec<u8>,
        now: Timestamp,
    ) -> Result<()> {
        const KEEP: &str = "INSERT INTO message_draft (whose, body, at, inside) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (whose) DO UPDATE \
             SET body = excluded.body, at = excluded.at";
        let whose = self.draft_of(whose, space, thread);
        let row = vec![whose, body.into(), now.into(), self.inside(space)];
        self.store.execute(KEEP, row).await.map(drop)
    }

    /// A draft, sealed.
    pub async fn draft(
        &self,
        whose: &Whose<'_>,
        space: SpaceId,
        thread: Option<ThreadId>,
    ) -> Result<Option<Vec<u8>>> {
        const FIND: &str = "SELECT body FROM message_draft WHERE whose = $1";
        let whose = self.draft_of(whose, space, thread);
        let rows = self.store.query(FIND, vec![whose]).await?;
        rows.first()
            .map(|row| Ok(row.blob(0)?.to_vec()))
            .transpose()
    }

    /// Discards a draft.
    pub async fn drop_draft(
        &self,
        whose: &Whose<'_>,
        space: SpaceId,
        thread: Option<ThreadId>,
    ) -> Result<()> {
        const DROP: &str = "DELETE FROM message_draft WHERE whose = $1";
        let whose = self.draft_of(whose, space, thread);
        self.store.execute(DROP, vec![whose]).await.map(drop)
    }

    /// Notes that these files are kept with a draft: before it says so, so that none is
    /// left when it goes.
    pub async fn note_draft_files(
        &self,
        whose: &Whose<'_>,
        (space, thread): (SpaceId, Option<ThreadId>),
        objects: &[ObjectId],
    ) -> Result<()> {
        const NOTE: &str = "INSERT INTO message_draft_file (object, whose, inside) \
             VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        for object in objects {
            let whose = self.draft_of(whose, space, thread);
            let row = vec![(*object).into(), whose, self.inside(space)];
            self.store.execute(NOTE, row).await?;
        }
        Ok(())
    }

    /// The files that are noted of a draft.
    pub async fn draft_files(
        &self,
        whose: &Whose<'_>,
        space: SpaceId,
        thread: Option<ThreadId>,
    ) -> Result<Vec<ObjectId>> {
        const LIST: &str = "SELECT object FROM message_draft_file WHERE whose = $1";
        let whose = self.draft_of(whose, space, thread);
        let rows = self.store.query(LIST, vec![whose]).await?;
        rows.iter().map(object).collect()
    }

    /// The files that are noted of all drafts in a space.
    pub async fn draft_files_inside(&self, space: SpaceId) -> Result<Vec<ObjectId>> {
        const LIST: &str = "SELECT object FROM message_draft_file WHERE inside = $1";
        let rows = self.store.query(LIST, vec![self.inside(space)]).await?;
        rows.iter().map(object).collect()
    }

    /// One of them is gone.
    pub async fn forget_draft_file(&self, object: ObjectId) -> Result<()> {
        const GONE: &str = "DELETE FROM message_draft_file WHERE object = $1";
        self.store
            .execute(GONE, vec![object.into()])
            .await
            .map(drop)
    }
}

fn object(row: &Row) -> Result<ObjectId> {
    ObjectId::from_slice(row.blob(0)?)
}
