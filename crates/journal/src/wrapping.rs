//! By which generation of the master key the keys of spaces are wrapped from now
//! on. One row says it to all processes, and each statement that keeps a wrapped
//! key asks that row: from the commit that moves it on, nothing is kept any more
//! that the generation of before has wrapped, by whoever did not hear of it yet.
//!
//! With it lies a key that this generation wrapped, as a proof. Whoever wraps for
//! the first time unwraps that: two machines whose key files were changed apart
//! would have two keys under one number, and one of them wraps nothing.

use crate::log::bucket;
use kernel::{Error, Kind, Result, SpaceId, World};
use keys::{Generation, Key, KeyHolder};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Engine, Many, Row, Store, Tx, Value};

/// How often the generation may move while one key is made.
pub(crate) const TRIES_MAX: usize = 3;

const CONTEXT: &[u8] = b"carnet generation proof 1";

const FIND: &str = "SELECT generation, proof FROM wrapping WHERE n = 1";

/// In PostgreSQL the row is locked against whoever moves it, who so waits for all
/// who still wrapped by the generation of before. SQLite has one writer.
const FIRST: [&str; 2] = [
    "UPDATE book SET key_wrapped = $3 \
     WHERE bucket = $1 AND space = $2 AND length(key_wrapped) = 0 AND standing <> 2 \
     AND EXISTS (SELECT 1 FROM wrapping WHERE n = 1 AND generation = $4)",
    "WITH rule AS (SELECT generation FROM wrapping WHERE n = 1 FOR SHARE) \
     UPDATE book SET key_wrapped = $3 FROM rule \
     WHERE bucket = $1 AND space = $2 AND length(key_wrapped) = 0 AND standing <> 2 \
     AND rule.generation = $4",
];

/// Only over what was read: a key that was destroyed meanwhile, or changed, stays
/// as it is. In PostgreSQL nobody who holds a row of a book is waited for, so that
/// nobody waits for us and we for them: what is left out has its turn later.
const ANEW: Many = Many {
    sqlite: "UPDATE book SET key_wrapped = $4 \
         WHERE bucket = $1 AND space = $2 AND key_wrapped = $3 AND standing <> 2",
    postgres: "WITH free AS (SELECT book.bucket, book.space, new.later FROM book \
         JOIN unnest($1::int8[], $2::bytea[], $3::bytea[], $4::bytea[]) \
         AS new (bucket, space, before, later) \
         ON book.bucket = new.bucket AND book.space = new.space \
         AND book.key_wrapped = new.before \
         WHERE book.standing <> 2 FOR UPDATE OF book SKIP LOCKED) \
         UPDATE book SET key_wrapped = free.later FROM free \
         WHERE book.bucket = free.bucket AND book.space = free.space",
};

/// As in [`FIRST`], for a transaction that goes on.
const RULE: [&str; 2] = [
    "SELECT generation FROM wrapping WHERE n = 1",
    "SELECT generation FROM wrapping WHERE n = 1 FOR SHARE",
];

/// What a row is to hold in the place of what it held.
pub(crate) struct Change {
    pub(crate) space: SpaceId,
    pub(crate) was: Vec<u8>,
    pub(crate) now: Vec<u8>,
}

/// By which generation keys are wrapped.
pub(crate) struct Wrapping {
    store: Store,
    holder: Arc<dyn KeyHolder>,
    world: World,
    /// As this process last read it and proved it; 0 is not yet.
    known: AtomicU32,
}

impl Wrapping {
    pub(crate) fn new(store: Store, holder: Arc<dyn KeyHolder>, world: World) -> Self {
        Self {
            store,
            holder,
            world,
            known: AtomicU32::new(0),
        }
    }

    /// The generation that wraps, and whose key is surely the one that all others
    /// have; as last read. Who wraps by one of before is not let keep it.
    pub(crate) async fn generation(&self) -> Result<Generation> {
        let known = self.known.load(Ordering::Acquire);
        match Generation::from_number(known.into()) {
            Some(known) => Ok(known),
            None => self.read_again().await,
        }
    }

    /// As [`Self::generation`], as it is now.
    pub(crate) async fn read_again(&self) -> Result<Generation> {
        let (generation, proof) = self.kept().await?;
        let proved = self.holder.unwrap_key(&proof, CONTEXT).await;
        proved.map_err(|error| match error.kind() {
            Kind::Fault => Error::unavailable(format!(
                "generation {generation} of the master key is not the same here as where it \
                 first wrapped: bring that key file here"
            ))
            .because(error),
            _ => error,
        })?;
        self.known.store(generation.number(), Ordering::Release);
        Ok(generation)
    }

    /// As the row says, which is made if there is none.
    pub(crate) async fn kept(&self) -> Result<(Generation, Vec<u8>)> {
        const MAKE: &str = "INSERT INTO wrapping (n, generation, proof) VALUES (1, $1, $2) \
             ON CONFLICT DO NOTHING";
        const PROVE: &str = "UPDATE wrapping SET proof = $2 \
             WHERE n = 1 AND generation = $1 AND length(proof) = 0";
        let (sql, generation) = match read(&self.store.query(FIND, Vec::new()).await?)? {
            Some((generation, proof)) if proof.is_empty() => (PROVE, generation),
            Some(kept) => return Ok(kept),
            None => {
                let newest = self.holder.generations().await?.pop();
                let newest = newest.ok_or_else(|| Error::fault("the holder has no master key"))?;
                (MAKE, newest)
            }
        };
        let proof = self.proof(generation).await?;
        let params = vec![i64::from(generation.number()).into(), proof.into()];
        self.store.execute(sql, params).await?;
        read(&self.store.query(FIND, Vec::new()).await?)?
            .ok_or_else(|| Error::fault("by which master key is wrapped was just kept and is gone"))
    }

    async fn proof(&self, generation: Generation) -> Result<Vec<u8>> {
        let any = Key::random(&*self.world.chance);
        self.holder.wrap_by(generation, &any, CONTEXT).await
    }

    /// From now on this generation wraps, and none before it.
    pub(crate) async fn move_to(&self, generation: Generation) -> Result<()> {
        const MOVE: &str =
            "UPDATE wrapping SET generation = $1, proof = $2 WHERE n = 1 AND generation < $1";
        // There is a row, then.
        let (now, _) = self.kept().await?;
        if now > generation {
            return Err(Error::conflict("error-conflict").note(format!(
                "generation {now} of the master key wraps already, and not {generation}"
            )));
        }
        if now < generation {
            let proof = self.proof(generation).await?;
            let params = vec![i64::from(generation.number()).into(), proof.into()];
            self.store.execute(MOVE, params).await?;
        }
        self.read_again().await.map(drop)
    }

    fn said(&self, [sqlite, postgres]: [&'static str; 2]) -> &'static str {
        match self.store.engine() {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        }
    }

    /// Keeps the first key of a space; whether it did.
    pub(crate) async fn put_first(
        &self,
        space: SpaceId,
        wrapped: Vec<u8>,
        generation: Generation,
    ) -> Result<bool> {
        let sql = self.said(FIRST);
        let generation = i64::from(generation.number()).into();
        let params = vec![bucket(space), space.into(), wrapped.into(), generation];
        Ok(self.store.execute(sql, params).await? == 1)
    }

    /// Whether this generation wraps, until this transaction ends.
    pub(crate) async fn holds_in(&self, tx: &mut Tx, generation: Generation) -> Result<bool> {
        let rule = tx.query(self.said(RULE), Vec::new()).await?;
        let rule = rule.first().map(|row| row.int(0)).transpose()?;
        Ok(rule == Some(generation.number().into()))
    }

    /// Keeps what this generation wrapped anew, each where nothing changed
    /// meanwhile; how many.
    pub(crate) async fn put_anew(
        &self,
        generation: Generation,
        changes: Vec<Change>,
    ) -> Result<u64> {
        let row = |change: Change| -> Vec<Value> {
            vec![
                bucket(change.space),
                change.space.into(),
                change.was.into(),
                change.now.into(),
            ]
        };
        let mut tx = self.store.begin("wrap keys anew").await?;
        if !self.holds_in(&mut tx, generation).await? {
            tx.rollback().await?;
            return Ok(0);
        }
        let rows = changes.into_iter().map(row).collect();
        let put = tx.run_many(&ANEW, rows).await?.changed;
        kernel::kill_point("rewrap-before-commit");
        tx.commit().await?;
        kernel::kill_point("rewrap-after-commit");
        Ok(put)
    }
}

fn read(rows: &[Row]) -> Result<Option<(Generation, Vec<u8>)>> {
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let generation = Generation::from_number(row.int(0)?)
        .ok_or_else(|| Error::fault("a generation of the master key below one"))?;
    Ok(Some((generation, row.blob(1)?.to_vec())))
}
