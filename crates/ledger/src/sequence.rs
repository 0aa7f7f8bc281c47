//! From what waits to a signed checkpoint. Several processes may try; of two
//! that do at once, one does it and the other finds it done.

use crate::checkpoint::Checkpoint;
use crate::find::minute;
use crate::log::{Head, Ledger, hashes_in, signed};
use crate::note::Note;
use crate::start::{Refusal, older};
use crate::tile::Written;
use crate::tree::{Hash, check_consistency, consistency};
use kernel::{Error, Kind, Result};
use store::{Many, Value};

/// Rows of commitments taken in one transaction, at most.
const ROWS_AT_ONCE: usize = 256;

const DUE: &str = "SELECT bucket, id, body FROM ledger_due ORDER BY bucket, id LIMIT 256";
// The head moves from what was read, or not at all.
const MOVE: &str = "UPDATE ledger_head SET size = $1, root = $2 \
     WHERE one = 1 AND size = $3 AND root = $4 AND epoch = $5";
const MARK: &str =
    "INSERT INTO ledger_mark (minute, first) VALUES ($1, $2) ON CONFLICT DO NOTHING";
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
        let sequenced = self.sequence().await;
        match &sequenced {
            Err(error) if error.kind() != Kind::Conflict => {}
            _ => self.publish().await?,
        }
        sequenced.map(drop)
    }

    /// Puts in the tree all that waits; how many entries. Each is put in once:
    /// it leaves the queue in the transaction that brings it into the tree.
    ///
    /// # Errors
    /// Conflict, if another process did it meanwhile; else as the store.
    pub async fn sequence(&self) -> Result<u64> {
        let mut sequenced = 0;
        loop {
            let rows = self.0.store.query(DUE, Vec::new()).await?;
            if rows.is_empty() {
                return Ok(sequenced);
            }
            let (mut entries, mut taken) = (Vec::new(), Vec::with_capacity(rows.len()));
            for row in &rows {
                taken.push(vec![row.int(0)?.into(), row.blob(1)?.into()]);
                entries.extend(hashes_in(row, 2)?);
            }
            let head = self.head().await?;
            self.append(&head, &entries, taken).await?;
            sequenced += entries.len() as u64;
            if rows.len() < ROWS_AT_ONCE {
                return Ok(sequenced);
            }
        }
    }

    async fn append(&self, head: &Head, entries: &[Hash], taken: Vec<Vec<Value>>) -> Result<()> {
        let mut edge = self.edge(head).await?;
        // Computed before the transaction: nobody waits for it.
        let written = edge.append(entries.iter().copied());
        let moved = vec![
            signed(edge.size())?.into(),
            edge.root().into(),
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
        Ok(())
    }

    /// Signs the head and gives it out, if it is new; or gives out what another
    /// process signed.
    ///
    /// # Errors
    /// Conflict, if another process is at it; a fault, if the head does not
    /// continue what was signed before: then it is not signed.
    pub async fn publish(&self) -> Result<()> {
        const GIVE_OUT: &str = "UPDATE ledger_head SET published = $1, checkpoint = $2 \
             WHERE one = 1 AND epoch = $3 AND published < $1";
        // In this order: another process may sign meanwhile, and what it keeps is
        // then newer than the head that is read here.
        let kept = self.0.kept.load().await?;
        let head = self.head().await?;
        if let Some((_, checkpoint)) = &head.published
            && checkpoint.size == head.size
        {
            return self.take_over(&head, kept).await;
        }
        let checkpoint = Checkpoint {
            origin: self.origin(head.epoch),
            size: head.size,
            root: head.root,
        };
        self.check_continues(kept, &checkpoint).await?;
        let mut note = checkpoint.note();
        self.signer(head.epoch)?.sign(&mut note, self.0.world.now());
        // Kept before anybody sees it: never two of one size.
        self.0.kept.keep_waiting(&note).await?;
        kernel::kill_point("ledger-after-kept");
        self.have_witnessed(&mut note, &checkpoint).await?;
        let params = vec![
            signed(head.size)?.into(),
            note.to_string().into(),
            head.epoch.into(),
        ];
        if self.0.store.execute(GIVE_OUT, params).await? == 0 {
            // Another process gave out as much or more: everybody is given one.
            let kept = self.0.kept.load().await?;
            return self.take_over(&self.head().await?, kept).await;
        }
        kernel::kill_point("ledger-after-publish");
        self.give_out(Some((note, checkpoint)));
        Ok(())
    }

    /// Takes over what another process signed with our key.
    async fn take_over(&self, head: &Head, kept: Option<(Note, Checkpoint)>) -> Result<()> {
        if self.published_now() == head.published {
            return Ok(());
        }
        let Some((note, checkpoint)) = &head.published else {
            return Err(Error::conflict("error-conflict").note("the log begins anew"));
        };
        let ours = self.signer(head.epoch)?;
        let other_tree = checkpoint.size == head.size && checkpoint.root != head.root;
        if !note.is_signed_by(ours.public()) || other_tree {
            return Err(Error::fault(
                "the checkpoint in the database is not signed by our key",
            ));
        }
        let known = kept.as_ref().map(|(_, kept)| kept.clone());
        self.check_continues(kept, checkpoint).await?;
        if known.as_ref() != Some(checkpoint) {
            self.0.kept.keep_waiting(note).await?;
        }
        self.give_out(Some((note.clone(), checkpoint.clone())));
        Ok(())
    }

    /// Whether this checkpoint of the tree continues the one that was kept
    /// before it was read.
    pub(crate) async fn check_continues(
        &self,
        kept: Option<(Note, Checkpoint)>,
        now: &Checkpoint,
    ) -> Result<(), Refusal> {
        let Some((_, kept)) = kept else {
            return Ok(());
        };
        if kept.origin != now.origin {
            return Err(Refusal::Lost(Error::fault(format!(
                "the last checkpoint kept beside the keys is one of {}, and this database keeps {}: \
                 it is an older or another one. Restore a later backup; if what is missing is lost \
                 for good, say so with `carnet log accept-loss`",
                kept.origin, now.origin
            ))));
        }
        if kept.size > now.size {
            let who = "the last checkpoint kept beside the keys";
            return Err(Refusal::Lost(older(who, kept.size, now.size)));
        }
        let ranges = consistency(kept.size, now.size).unwrap_or_default();
        let proof = self.proof(&ranges, now.size).await?;
        check_consistency(&proof, (kept.size, &kept.root), (now.size, &now.root)).map_err(|_| {
            Refusal::Lost(Error::fault(format!(
                "the log in the database has {} entries and does not continue the {} that were \
                 signed before: its history was changed",
                now.size, kept.size
            )))
        })
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
