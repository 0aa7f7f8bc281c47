//! Shreds: one secret for each space, in a database of its own, without which
//! the space's key cannot be unwrapped. Destroying it destroys the key in every
//! copy of the journals that was ever made: `docs/erasure.md` says why, and what
//! follows for backups.

use crate::log::bucket;
use kernel::{Chance, Error, Result, SpaceId};
use keys::Key;
use std::collections::HashMap;
use store::{Engine, Many, Migration, Row, Store};

const TABLES: Migration = Migration::each(
    "0001_shreds",
    include_str!("../migrations/shreds/0001_shreds.sqlite.sql"),
    include_str!("../migrations/shreds/0001_shreds.postgres.sql"),
);

/// Also where there was none: nothing is made later for a space erased before.
const DESTROY: Many = Many {
    sqlite: "INSERT INTO shred (bucket, space, secret) VALUES ($1, $2, x'') \
         ON CONFLICT (bucket, space) DO UPDATE SET secret = x'' WHERE length(shred.secret) > 0",
    postgres: "INSERT INTO shred (bucket, space, secret) \
         SELECT bucket, space, '' FROM unnest($1::int8[], $2::bytea[]) AS gone (bucket, space) \
         ON CONFLICT (bucket, space) DO UPDATE SET secret = '' WHERE length(shred.secret) > 0",
};

/// The shreds of all spaces.
pub(crate) struct Shreds {
    store: Store,
    id: Vec<u8>,
}

/// What there is of a space's shred.
pub(crate) enum Shred {
    Whole(Key),
    Destroyed,
    Absent,
}

impl Shred {
    fn of(secret: &[u8]) -> Result<Self> {
        match secret {
            [] => Ok(Self::Destroyed),
            secret => Key::from_slice(secret).map(Self::Whole),
        }
    }
}

impl Shreds {
    pub(crate) async fn open(store: Store, chance: &dyn Chance) -> Result<Self> {
        store.migrate("shreds", &[TABLES]).await?;
        let mut id = vec![0; 16];
        chance.fill(&mut id);
        let id = once(
            &store,
            "INSERT INTO shreds (n, id) VALUES (1, $1) ON CONFLICT DO NOTHING",
            "SELECT id FROM shreds WHERE n = 1",
            id,
        )
        .await?;
        Ok(Self { store, id })
    }

    /// Ties these shreds to the books they were first used with: others, or a
    /// new and empty database in their place, stop the house at its door.
    pub(crate) async fn belong_to(&self, books: &Store) -> Result<()> {
        let tied = once(
            books,
            "INSERT INTO book_shreds (n, id) VALUES (1, $1) ON CONFLICT DO NOTHING",
            "SELECT id FROM book_shreds WHERE n = 1",
            self.id.clone(),
        )
        .await?;
        if tied == self.id {
            return Ok(());
        }
        Err(Error::fault(
            "the shreds of [keys] shreds are not those of this database; \
             put the right ones in their place: without them no space opens",
        ))
    }

    /// Whether they lie in the very database of the books they are tied to.
    pub(crate) async fn lie_in(&self, books: &Store) -> Result<bool> {
        const THESE: &str = "SELECT n FROM shreds WHERE id = $1";
        // What another set-up once left there by mistake is not these.
        let tables = books.catalogue().await?;
        if !tables.iter().any(|table| table.name == "shreds") {
            return Ok(false);
        }
        Ok(!books
            .query(THESE, vec![self.id.clone().into()])
            .await?
            .is_empty())
    }

    pub(crate) async fn find(&self, space: SpaceId) -> Result<Shred> {
        const FIND: &str = "SELECT secret FROM shred WHERE bucket = $1 AND space = $2";
        let rows = self
            .store
            .query(FIND, vec![bucket(space), space.into()])
            .await?;
        let secret = rows.first().map(|row| row.blob(0)).transpose()?;
        secret.map_or(Ok(Shred::Absent), Shred::of)
    }

    /// As [`Self::find`], of all spaces from one to another, in the order in which
    /// they lie, that have one.
    pub(crate) async fn find_range(
        &self,
        from: SpaceId,
        to: SpaceId,
    ) -> Result<HashMap<SpaceId, Shred>> {
        const FIND: &str = "SELECT space, secret FROM shred \
             WHERE (bucket, space) >= ($1, $2) AND (bucket, space) <= ($3, $4)";
        let params = vec![bucket(from), from.into(), bucket(to), to.into()];
        read(&self.store.query(FIND, params).await?)
    }

    /// The shred of a space that is to have a key, durable; made, if there is
    /// none.
    pub(crate) async fn make(&self, space: SpaceId, chance: &dyn Chance) -> Result<Shred> {
        const MAKE: &str = "INSERT INTO shred (bucket, space, secret) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING";
        let secret = Key::random(chance);
        let params = vec![bucket(space), space.into(), (*secret.expose()).into()];
        if self.store.execute(MAKE, params).await? == 1 {
            return Ok(Shred::Whole(secret));
        }
        self.find(space).await
    }

    /// Destroys the shreds of spaces, each named once, for ever. That it was done
    /// before is well too. Not over before [`Self::leave_no_trace`].
    pub(crate) async fn destroy(&self, spaces: &[SpaceId]) -> Result<()> {
        let rows = spaces.iter().map(|s| vec![bucket(*s), (*s).into()]);
        let mut tx = self.store.begin("destroy shreds").await?;
        tx.run_many(&DESTROY, rows.collect()).await?;
        tx.commit().await
    }

    /// What was destroyed is overwritten in the file by now (`secure_delete`), and
    /// here in the log before it. On PostgreSQL the operator does it.
    ///
    /// # Errors
    /// Unavailable, if somebody else is still at the log: then it is as it was.
    pub(crate) async fn leave_no_trace(&self) -> Result<()> {
        if self.store.engine() == Engine::Postgres {
            return Ok(());
        }
        emptied(
            &self
                .store
                .query("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new())
                .await?,
        )
    }
}

fn read(rows: &[Row]) -> Result<HashMap<SpaceId, Shred>> {
    let read = |row: &Row| Ok((SpaceId::from_slice(row.blob(0)?)?, Shred::of(row.blob(1)?)?));
    rows.iter().map(read).collect()
}

/// A checkpoint that was blocked is no error to SQLite: its one row says so.
fn emptied(told: &[Row]) -> Result<()> {
    match told.first().map(|row| row.int(0)).transpose()? {
        Some(0) => Ok(()),
        _ => Err(Error::unavailable("the log of the shreds is not emptied")),
    }
}

/// Keeps a value where none is kept yet, and gives what is kept.
async fn once(
    store: &Store,
    insert: &'static str,
    find: &'static str,
    value: Vec<u8>,
) -> Result<Vec<u8>> {
    let rows = store.query(find, Vec::new()).await?;
    if let Some(row) = rows.first() {
        return row.blob(0).map(<[u8]>::to_vec);
    }
    store.execute(insert, vec![value.into()]).await?;
    let rows = store.query(find, Vec::new()).await?;
    let row = rows
        .first()
        .ok_or_else(|| Error::fault("what was just kept is gone"))?;
    row.blob(0).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Kind;

    #[tokio::test]
    async fn a_log_that_somebody_holds_is_not_emptied() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("shreds.db").display());
        let store = Store::open(&url).await.expect("a store");
        let told = async |sql| emptied(&store.query(sql, Vec::new()).await.expect("asked"));
        assert!(told("SELECT 0, 0, 0").await.is_ok());
        for blocked in ["SELECT 1, 7, 3", "SELECT 0 WHERE 1 = 2"] {
            let refused = told(blocked).await.expect_err("not emptied");
            assert_eq!(refused.kind(), Kind::Unavailable);
        }
    }
}
