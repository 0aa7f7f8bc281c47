//! What the life of a space does to its journal: it is made, opened, shut. All
//! within the transaction of whoever moves the space.

use crate::book::Standing;
use crate::log::{Journal, bucket};
use kernel::{Error, Result, SpaceId};
use store::{Many, Tx};

/// Made open, or opened again; what is erased stays so, and is not counted. No
/// key yet: the first opening makes it, so that millions cost the key holder
/// nothing.
const OPEN: Many = Many {
    sqlite: "INSERT INTO book (bucket, space, key_wrapped, standing) VALUES ($1, $2, x'', 1) \
         ON CONFLICT (bucket, space) DO UPDATE SET standing = 1 WHERE book.standing <> 2",
    postgres: "INSERT INTO book (bucket, space, key_wrapped, standing) \
         SELECT bucket, space, '', 1 \
         FROM unnest($1::int8[], $2::bytea[]) AS new (bucket, space) \
         ON CONFLICT (bucket, space) DO UPDATE SET standing = 1 WHERE book.standing <> 2",
};

impl Journal {
    /// Opens the journals of these spaces, each named once, made where there are
    /// none: [`store::ROWS_MAX`] at most.
    ///
    /// # Errors
    /// A fault, if one of them was erased: nothing opens it again.
    pub async fn open_many(&self, tx: &mut Tx, spaces: &[SpaceId]) -> Result<()> {
        let rows = spaces
            .iter()
            .map(|space| vec![bucket(*space), (*space).into()]);
        match tx.run_many(&OPEN, rows.collect()).await?.changed {
            opened if opened == spaces.len() as u64 => Ok(()),
            _ => Err(Error::fault("a space to be opened was erased")),
        }
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
