//! From what waits into the tree. Several processes may try; of two that do at
//! once, one does it and the other finds it done.

use crate::find::minute;
use crate::log::{Head, Ledger, hashes_in, signed};
use crate::tile::{Edge, Written};
use crate::tree::Hash;
use kernel::{Error, Kind, Result};
use std::time::Duration;
use store::{Many, Value};

/// Rows of commitments taken in one transaction, at most: what a transaction costs
/// whatever it brings in, its commit, the head and the tiles at the edge that it writes
/// anew, is shared by so many. On SQLite others wait meanwhile: some milliseconds, longer
/// where each row holds all that a busy journal wrote at once.
const ROWS_AT_ONCE: usize = 2_048;
/// Transactions before the head is signed again, however much waits.
const ROUNDS_AT_ONCE: usize = 2;
/// Transactions before an export, which brings in all that waited.
const ROUNDS_MAX: usize = 512;

const DUE: &str = "SELECT bucket, id, body FROM ledger_due ORDER BY bucket, id LIMIT 2048";
// The head moves from what was read, or not at all.
const MOVE: &str = "UPDATE ledger_head SET size = $1, root = $2 \
     WHERE one = 1 AND size = $3 AND root = $4 AND epoch = $5";
const MARK: &str = "INSERT INTO ledger_mark (minute, first) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const TAKEN: Many = Many {
    sqlite: "DELETE FROM ledger_due WHERE bucket = $1 AND id = $2",
    postgres: "DELETE FROM ledger_due USING unnest($1::int8[], $2::bytea[]) AS taken (bucket, id) \
         WHERE ledger_due.bucket = taken.bucket AND ledger_due.id = taken.id",
};
const TILES: Many = Many {
    sqlite: "INSERT INTO ledger_tile (level, n, body) VALUES ($1, $2, $3) \
         ON CONFLICT (level, n) DO UPDATE SET body = excluded.body",
    postgres: "INSERT INTO ledger_tile (level, n, body) \
         SELECT * FROM unnest($1::int8[], $2::int8[], $3::bytea[]) \
         ON CONFLICT (level, n) DO UPDATE SET body = excluded.body",
};

impl Ledger {
    /// What is to be done every moment: puts in the tree what waits, signs the
    /// new head, has it witnessed, gives it out.
    ///
    /// # Errors
    /// Conflict, if another process is at it; a fault, if the database is older
    /// than what was signed: then nothing is signed any more.
    pub async fn tick(&self) -> Result<()> {
        self.check_started().await?;
        if self.ready().is_err() {
            // In a store that is not ours nothing is written, until it is again.
            self.publish().await?;
        }
        let sequenced = self.sequence().await;
        match &sequenced {
            Err(error) if error.kind() != Kind::Conflict => {}
            _ => self.publish().await?,
        }
        sequenced.map(drop)
    }

    /// Puts in the tree and gives out all that waits now, for an export: a line
    /// that was read before this is in the checkpoint after it.
    ///
    /// # Errors
    /// As [`Self::tick`]; unavailable, if others are always faster.
    pub async fn catch_up(&self) -> Result<()> {
        const TRIES: u32 = 100;
        const PAUSE: Duration = Duration::from_millis(50);
        self.check_started().await?;
        let mut all = false;
        for _ in 0..TRIES {
            let done = async {
                // What one of the two brought in need not be brought in again.
                all = all || self.sequence_rounds(ROUNDS_MAX).await?.1;
                self.publish().await
            };
            match done.await {
                Ok(()) if all => return Ok(()),
                Err(error) if error.kind() != Kind::Conflict => return Err(error),
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
        Err(Error::unavailable(
            "the public log is busy: what was just written is not in it yet",
        ))
    }

    /// Puts in the tree what waits, in a bounded number of steps; how many
    /// entries. Each is put in once: it leaves the queue in the transaction that
    /// brings it into the tree.
    ///
    /// # Errors
    /// Conflict, if another process did it meanwhile; else as the store.
    pub async fn sequence(&self) -> Result<u64> {
        Ok(self.sequence_rounds(ROUNDS_AT_ONCE).await?.0)
    }

    /// How many entries, and whether that was all that waited.
    async fn sequence_rounds(&self, rounds: usize) -> Result<(u64, bool)> {
        let mut sequenced = 0;
        // The tree is read and checked once; then each round goes on from what the one
        // before wrote, if the head still stands there.
        let mut tree: Option<(Head, Edge)> = None;
        for _ in 0..rounds {
            let rows = self.0.store.query(DUE, Vec::new()).await?;
            if rows.is_empty() {
                return Ok((sequenced, true));
            }
            let (mut entries, mut taken) = (Vec::new(), Vec::with_capacity(rows.len()));
            for row in &rows {
                taken.push(vec![row.int(0)?.into(), row.blob(1)?.into()]);
                entries.extend(hashes_in(row, 2)?);
            }
            let (head, edge) = match tree {
                Some(tree) => tree,
                None => {
                    let head = self.head().await?;
                    let edge = self.edge(&head).await?;
                    (head, edge)
                }
            };
            tree = Some(self.append(head, edge, &entries, taken).await?);
            sequenced += entries.len() as u64;
            if rows.len() < ROWS_AT_ONCE {
                return Ok((sequenced, true));
            }
        }
        Ok((sequenced, false))
    }

    /// Puts these in the tree; how it stands then.
    async fn append(
        &self,
        head: Head,
        mut edge: Edge,
        entries: &[Hash],
        taken: Vec<Vec<Value>>,
    ) -> Result<(Head, Edge)> {
        // Computed before the transaction: nobody waits for it.
        let written = edge.append(entries.iter().copied());
        let root = edge.root();
        let moved = vec![
            signed(edge.size())?.into(),
            root.into(),
            signed(head.size)?.into(),
            head.root.into(),
            head.epoch.into(),
        ];
        let due = taken.len() as u64;
        let meanwhile = || Error::conflict("error-conflict").note("another process kept the log");
        let mut tx = self.0.store.begin("grow the log").await?;
        let mine = tx.execute(MOVE, moved).await? == 1;
        if !mine || tx.run_many(&TAKEN, taken).await?.changed != due {
            tx.rollback().await?;
            return Err(meanwhile());
        }
        tx.run_many(&TILES, rows_of(written)?).await?;
        if !entries.is_empty() {
            let mark = vec![minute(self.0.world.now()).into(), signed(head.size)?.into()];
            tx.execute(MARK, mark).await?;
        }
        kernel::kill_point("ledger-before-commit");
        tx.commit().await?;
        kernel::kill_point("ledger-after-commit");
        let size = edge.size();
        Ok((Head { size, root, ..head }, edge))
    }
}

fn rows_of(written: Vec<Written>) -> Result<Vec<Vec<Value>>> {
    let row = |(id, hashes): Written| {
        Ok(vec![
            id.level.into(),
            signed(id.n)?.into(),
            hashes.concat().into(),
        ])
    };
    written.into_iter().map(row).collect()
}
