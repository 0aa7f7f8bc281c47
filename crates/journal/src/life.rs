//! What the life of a space does to its journal: it is made, opened, shut. All
//! within the transaction of whoever moves the space.

use crate::book::Standing;
use crate::log::{Journal, bucket};
use kernel::{Error, Result, SpaceId};
use store::{Many, Tx};

/// No key yet: the first opening makes it.
const CREATE: Many = Many {
    sqlite: "INSERT INTO book (bucket, space, key_wrapped, standing) VALUES ($1, $2, x'', $3) \
         ON CONFLICT DO NOTHING",
    postgres: "INSERT INTO book (bucket, space, key_wrapped, standing) \
         SELECT bucket, space, '', standing \
         FROM unnest($1::int8[], $2::bytea[], $3::int8[]) AS new (bucket, space, standing) \
         ON CONFLICT DO NOTHING",
};

/// Made open, or opened again; what is erased stays so.
const OPEN: Many = Many {
    sqlite: "INSERT INTO book (bucket, space, key_wrapped, standing) VALUES ($1, $2, x'', 1) \
         ON CONFLICT (bucket, space) DO UPDATE SET standing = 1 WHERE book.standing = 0",
    postgres: "INSERT INTO book (bucket, space, key_wrapped, standing) \
         SELECT bucket, space, '', 1 \
         FROM unnest($1::int8[], $2::bytea[]) AS new (bucket, space) \
         ON CONFLICT (bucket, space) DO UPDATE SET standing = 1 WHERE book.standing = 0",
};

impl Journal {
    /// Opens the journals of many spaces at once, made where there are none:
    /// [`store::ROWS_MAX`] at most.
    ///
    /// # Errors
    /// As the store.
    pub async fn open_many(&self, tx: &mut Tx, spaces: &[SpaceId]) -> Result<()> {
        let rows = spaces
            .iter()
            .map(|space| vec![bucket(*space), (*space).into()]);
        tx.run_many(&OPEN, rows.collect()).await?;
        Ok(())
    }

    /// Makes the empty journal of a new space, in the transaction that opens it.
    /// A space already there is left as it is.
    ///
    /// # Errors
    /// As the store.
    pub async fn create(&self, tx: &mut Tx, space: SpaceId, standing: Standing) -> Result<()> {
        self.create_many(tx, &[space], standing).await
    }

    /// As [`Self::create`], for many spaces at once: [`store::ROWS_MAX`] at most.
    /// They have no key before they are first opened, so that millions cost the
    /// key holder nothing.
    ///
    /// # Errors
    /// As the store.
    pub async fn create_many(
        &self,
        tx: &mut Tx,
        spaces: &[SpaceId],
        standing: Standing,
    ) -> Result<()> {
        let rows = spaces
            .iter()
            .map(|space| vec![bucket(*space), (*space).into(), standing.code().into()]);
        tx.run_many(&CREATE, rows.collect()).await?;
        Ok(())
    }

    /// Opens or shuts a space, in the transaction of its life cycle. From its
    /// commit on, no process reads or feeds a shut space.
    ///
    /// # Errors
    /// Not found, if it has no journal or was erased: nothing opens it again.
    pub async fn set_standing(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        standing: Standing,
    ) -> Result<()> {
        const SET: &str =
            "UPDATE book SET standing = $3 WHERE bucket = $1 AND space = $2 AND standing <> 2";
        let params = vec![bucket(space), space.into(), standing.code().into()];
        match tx.execute(SET, params).await? {
            0 => Err(Error::not_found()),
            _ => Ok(()),
        }
    }
}
