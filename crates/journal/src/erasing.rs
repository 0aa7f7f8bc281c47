//! Erasing a space. In the transaction of whoever erases it its key goes, and
//! what is left to do is written down; a sweep does it, and may die anywhere and
//! begin again:
//!
//! 1. before: the space's objects are listed, while its key still opens;
//! 2. in the transaction: the key is gone, the list is kept: from the commit on
//!    nobody reads or feeds the space, in any process;
//! 3. its shred is destroyed: the keys in yesterday's backups open no more;
//! 4. its objects are removed from the vault, and then from the list;
//! 5. its rows are removed, a portion at a time.
//!
//! The book's row stays, as the mark that nothing is made anew under this id.

use crate::log::{Journal, bucket, signed, unsigned};
use kernel::{Error, Kind, ObjectId, Result, SpaceId};
use std::future::Future;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{Many, ROWS_POLITE, Row, Tx, Value};

/// Longer than any transaction lives: what was under way when a space was erased
/// has ended, and is swept too. Every process sweeps meanwhile, and forgets the
/// book it may have kept, or was loading at that very moment.
const STRAGGLERS: Duration = Duration::from_secs(60 * 60);
/// Rows removed in one transaction.
const PORTION: u32 = 500;

/// A space about to be erased: what must be known before its key goes.
#[derive(Debug)]
pub struct Erasure {
    space: SpaceId,
    version: u64,
    objects: Vec<ObjectId>,
}

/// What a sweep did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Swept {
    /// Objects removed from the vault.
    pub objects: u64,
    /// Rows removed, of both logs and snapshots.
    pub rows: u64,
    /// Spaces of which nothing is left but the mark.
    pub spaces: u64,
}

const ERASE: &str = "INSERT INTO book (bucket, space, key_wrapped, standing) VALUES ($1, $2, $3, 2) \
     ON CONFLICT (bucket, space) DO UPDATE SET key_wrapped = excluded.key_wrapped, standing = 2 \
     WHERE book.standing = 0 AND $4 = \
     (SELECT coalesce(max(seq), 0) FROM journal WHERE bucket = $1 AND space = $2)";

const KEEP_OBJECTS: Many = Many {
    sqlite: "INSERT INTO erasing_object (bucket, space, object) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING",
    postgres: "INSERT INTO erasing_object (bucket, space, object) \
         SELECT * FROM unnest($1::int8[], $2::bytea[], $3::bytea[]) ON CONFLICT DO NOTHING",
};

const CLEAR_OBJECTS: Many = Many {
    sqlite: "DELETE FROM erasing_object WHERE bucket = $1 AND space = $2 AND object = $3",
    postgres: "DELETE FROM erasing_object USING unnest($1::int8[], $2::bytea[], $3::bytea[]) \
         AS done (bucket, space, object) WHERE erasing_object.bucket = done.bucket \
         AND erasing_object.space = done.space AND erasing_object.object = done.object",
};

const PORTIONS: [&str; 3] = [
    "DELETE FROM snapshot WHERE bucket = $1 AND space = $2 AND version IN \
     (SELECT version FROM snapshot WHERE bucket = $1 AND space = $2 LIMIT $3)",
    "DELETE FROM journal WHERE bucket = $1 AND space = $2 AND seq IN \
     (SELECT seq FROM journal WHERE bucket = $1 AND space = $2 ORDER BY seq LIMIT $3)",
    "DELETE FROM access WHERE bucket = $1 AND space = $2 AND n IN \
     (SELECT n FROM access WHERE bucket = $1 AND space = $2 ORDER BY n LIMIT $3)",
];

/// Not while another sweeper is still at it: should it die, somebody must know.
const OVER: &str = "DELETE FROM erasing WHERE bucket = $1 AND space = $2 AND at <= $3 \
     AND NOT EXISTS (SELECT 1 FROM erasing_object WHERE bucket = $1 AND space = $2) \
     AND NOT EXISTS (SELECT 1 FROM snapshot WHERE bucket = $1 AND space = $2) \
     AND NOT EXISTS (SELECT 1 FROM journal WHERE bucket = $1 AND space = $2) \
     AND NOT EXISTS (SELECT 1 FROM access WHERE bucket = $1 AND space = $2)";

impl Journal {
    /// Reads what must be known to erase a space, while it still opens. A space
    /// that does not open for its damage is erased all the same: its objects are
    /// then left in the vault, unreadable. As [`Self::open`], never within a
    /// transaction of one's own.
    ///
    /// # Errors
    /// Unavailable, if the store or the key holder does not answer.
    pub async fn prepare_erasure(&self, space: SpaceId) -> Result<Erasure> {
        const HEAD: &str = "SELECT length(key_wrapped), \
             (SELECT coalesce(max(seq), 0) FROM journal WHERE bucket = $1 AND space = $2) \
             FROM book WHERE bucket = $1 AND space = $2";
        let place = vec![bucket(space), space.into()];
        let mut erasure = Erasure {
            space,
            version: 0,
            objects: Vec::new(),
        };
        let rows = self.0.store.query(HEAD, place).await?;
        let Some(head) = rows.first() else {
            return Ok(erasure);
        };
        erasure.version = unsigned(head.int(1)?)?;
        // No key yet: nothing was ever written.
        if head.int(0)? == 0 {
            return Ok(erasure);
        }
        match self.load(space).await {
            // Its version may be beyond the last row, if the end was cut off:
            // the row counts.
            Ok(book) => erasure.objects = book.objects(&self.0.slices),
            Err(error) if error.kind() == Kind::Unavailable => return Err(error),
            Err(error) => {
                let error = error.log_text();
                tracing::warn!(error, "a space to be erased does not open");
            }
        }
        self.forget(space);
        Ok(erasure)
    }

    /// Erases a shut space, in the transaction of its life cycle: with the commit
    /// its key is gone, no process reads or feeds it, and nothing is made under
    /// its id again. After the commit, [`Self::forget`] it: before, whoever opens
    /// it would only keep it warm anew. [`Self::sweep_erased`] removes the rest.
    ///
    /// # Errors
    /// Conflict, if the space is open, or was written to since the erasure was
    /// prepared.
    pub async fn erase(&self, tx: &mut Tx, erasure: &Erasure) -> Result<()> {
        const ERASED: &str =
            "SELECT standing FROM book WHERE bucket = $1 AND space = $2 AND standing = 2";
        const TO_DO: &str = "INSERT INTO erasing (bucket, space, at, swept) VALUES ($1, $2, $3, 0) \
             ON CONFLICT (bucket, space) DO UPDATE SET at = excluded.at, swept = 0";
        let place = || vec![bucket(erasure.space), erasure.space.into()];
        let mut params = place();
        params.push(Value::Blob(Vec::new()));
        params.push(signed(erasure.version)?.into());
        if tx.execute(ERASE, params).await? == 0 {
            return match tx.query(ERASED, place()).await?.is_empty() {
                true => Err(Error::conflict("error-conflict")),
                false => Ok(()),
            };
        }
        let mut params = place();
        params.push(self.0.world.now().into());
        tx.execute(TO_DO, params).await?;
        for objects in erasure.objects.chunks(ROWS_POLITE) {
            let rows = objects.iter().map(|object| {
                let mut row = place();
                row.push((*object).into());
                row
            });
            tx.run_many(&KEEP_OBJECTS, rows.collect()).await?;
        }
        kernel::kill_point("erase-before-commit");
        Ok(())
    }

    /// The erased spaces that the next sweep of so many will come to: twice each,
    /// so that what others keep of them can go before.
    ///
    /// # Errors
    /// As the store.
    pub async fn to_sweep(&self, spaces_max: u32) -> Result<Vec<SpaceId>> {
        const DUE: &str = "SELECT space FROM erasing WHERE swept = 0 OR at <= $1 \
             ORDER BY at, bucket, space LIMIT $2";
        let due_before = self.0.world.now().minus(STRAGGLERS);
        let params = vec![due_before.into(), spaces_max.into()];
        let rows = self.0.store.query(DUE, params).await?;
        rows.iter().map(space_in).collect()
    }

    /// Destroys the shreds of all erased spaces, and removes what is left of so
    /// many of them at most: their objects by `remove` (that one is gone already
    /// must be well too), their rows. To be called again and again, by every
    /// process; what one space refuses stops no other.
    ///
    /// # Errors
    /// The last refusal. All that was not done is done by a later sweep.
    pub async fn sweep_erased<F, Done>(&self, spaces_max: u32, remove: F) -> Result<Swept>
    where
        F: Fn(ObjectId) -> Done + Send + Sync,
        Done: Future<Output = Result<()>> + Send,
    {
        kernel::kill_point("erase-before-shreds");
        self.destroy_shreds().await?;
        kernel::kill_point("erase-after-shreds");
        let spaces = self.to_sweep(spaces_max).await?;
        let (mut swept, mut refused) = (Swept::default(), None);
        for space in spaces {
            if let Err(error) = self.sweep_space(space, &remove, &mut swept).await {
                let log = error.log_text();
                tracing::warn!(error = log, "an erased space was not swept whole");
                refused = Some(error);
            }
        }
        if swept != Swept::default() {
            let Swept {
                objects,
                rows,
                spaces,
            } = swept;
            tracing::info!(objects, rows, spaces, "erased spaces were swept");
        }
        refused.map_or(Ok(swept), Err)
    }

    async fn sweep_space<F, Done>(
        &self,
        space: SpaceId,
        remove: &F,
        swept: &mut Swept,
    ) -> Result<()>
    where
        F: Fn(ObjectId) -> Done + Send + Sync,
        Done: Future<Output = Result<()>> + Send,
    {
        const OBJECTS: &str = "SELECT object FROM erasing_object \
             WHERE bucket = $1 AND space = $2 ORDER BY object LIMIT 100";
        const ONCE: &str = "UPDATE erasing SET swept = 1 WHERE bucket = $1 AND space = $2";
        let place = || vec![bucket(space), space.into()];
        loop {
            let listed = self.0.store.query(OBJECTS, place()).await?;
            if listed.is_empty() {
                break;
            }
            let mut done = Vec::with_capacity(listed.len());
            for row in &listed {
                let object = ObjectId::from_slice(row.blob(0)?)?;
                remove(object).await?;
                kernel::kill_point("erase-after-object");
                let mut row = place();
                row.push(object.into());
                done.push(row);
            }
            let mut tx = self.0.store.begin("clear erased objects").await?;
            swept.objects += tx.run_many(&CLEAR_OBJECTS, done).await?.changed;
            tx.commit().await?;
            kernel::kill_point("erase-after-objects");
        }
        for portion in PORTIONS {
            loop {
                let mut params = place();
                params.push(PORTION.into());
                let removed = self.0.store.execute(portion, params).await?;
                swept.rows += removed;
                kernel::kill_point("erase-after-portion");
                if removed < u64::from(PORTION) {
                    break;
                }
            }
        }
        let mut params = place();
        params.push(self.0.world.now().minus(STRAGGLERS).into());
        match self.0.store.execute(OVER, params).await? {
            0 => drop(self.0.store.execute(ONCE, place()).await?),
            over => swept.spaces += over,
        }
        Ok(())
    }

    /// Of all that are being erased; the first time in the life of a process, of
    /// all that ever were: their shreds may have come back with a backup. Books
    /// that are warm here and were erased elsewhere go too.
    async fn destroy_shreds(&self) -> Result<()> {
        const ERASING: &str = "SELECT space FROM erasing WHERE (bucket, space) > ($1, $2) \
             ORDER BY bucket, space LIMIT 1000";
        const EVER: &str = "SELECT space FROM book \
             WHERE standing = 2 AND (bucket, space) > ($1, $2) ORDER BY bucket, space LIMIT 1000";
        let sql = match self.0.shreds_checked.load(Ordering::Acquire) {
            true => ERASING,
            false => EVER,
        };
        let mut after = None;
        loop {
            let spaces = self.page(sql, after).await?;
            let Some(last) = spaces.last() else {
                break;
            };
            after = Some(*last);
            spaces.iter().for_each(|space| self.forget(*space));
            self.0.keyring.destroy(&spaces).await?;
        }
        if after.is_some() {
            kernel::kill_point("erase-before-trace");
            // Also when nothing was left to destroy: whoever did may have died
            // before this.
            self.0.keyring.leave_no_trace().await?;
        }
        self.0.shreds_checked.store(true, Ordering::Release);
        Ok(())
    }

    async fn page(&self, sql: &'static str, after: Option<SpaceId>) -> Result<Vec<SpaceId>> {
        let params = match after {
            Some(space) => vec![bucket(space), space.into()],
            None => vec![Value::Int(-1), Value::Blob(Vec::new())],
        };
        let rows = self.0.store.query(sql, params).await?;
        rows.iter().map(space_in).collect()
    }
}

fn space_in(row: &Row) -> Result<SpaceId> {
    SpaceId::from_slice(row.blob(0)?)
}
