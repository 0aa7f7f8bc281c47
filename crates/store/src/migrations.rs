//! Migrations: numbered per crate, run up the stair, each once, frozen once
//! merged. What ran is recorded with the SHA-256 of its texts, so that an edited
//! migration stops the house at its door instead of splitting it in two.

use crate::{Engine, Statement, Store, sql};
use kernel::{Error, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One step of a crate's tables; each text may hold several statements.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number and name, `0001_journal`.
    pub name: &'static str,
    /// The text for SQLite.
    pub sqlite: &'static str,
    /// The text for PostgreSQL. The same text as for SQLite is translated.
    pub postgres: &'static str,
}

impl Migration {
    /// One text for both, written for SQLite: for PostgreSQL, BLOB becomes BYTEA,
    /// INTEGER becomes BIGINT, REAL becomes DOUBLE PRECISION, and STRICT and
    /// WITHOUT ROWID fall away. Nothing else is translated; in particular,
    /// `INTEGER PRIMARY KEY` numbers rows in SQLite alone.
    pub const fn both(name: &'static str, sqlite: &'static str) -> Self {
        Self::each(name, sqlite, sqlite)
    }

    /// Two texts, where they must differ.
    pub const fn each(name: &'static str, sqlite: &'static str, postgres: &'static str) -> Self {
        Self {
            name,
            sqlite,
            postgres,
        }
    }

    fn text(&self, engine: Engine) -> Cow<'static, str> {
        match engine {
            Engine::Sqlite => self.sqlite.into(),
            Engine::Postgres if self.postgres == self.sqlite => {
                sql::for_postgres(self.sqlite).into()
            }
            Engine::Postgres => self.postgres.into(),
        }
    }

    /// SHA-256 of both texts, in hexadecimal.
    fn fingerprint(&self) -> String {
        let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        for text in [self.sqlite, "\0", self.postgres] {
            hash.update(text.as_bytes());
        }
        hash.finish()
            .as_ref()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

/// One lock for all crates: two processes that start together take turns. On
/// SQLite, the transaction itself is the lock.
const LOCK: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
                    SELECT pg_advisory_xact_lock(4242424242)";

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    crate TEXT NOT NULL,
    name  TEXT NOT NULL,
    hash  TEXT NOT NULL,
    PRIMARY KEY (crate, name)
) STRICT";

impl Store {
    /// Runs what was not yet run of a crate's migrations, in order, in one
    /// transaction: all or nothing, each once, even when two processes start
    /// together.
    ///
    /// # Errors
    /// A fault, if a migration was edited after it ran, was put before one that
    /// ran, or does not run.
    pub async fn migrate(&self, crate_name: &'static str, migrations: &[Migration]) -> Result<()> {
        let mut tx = self.begin("migrate").await?;
        if self.engine() == Engine::Postgres {
            tx.script(LOCK).await?;
        }
        let table = Migration::both("migration", TABLE);
        tx.script(&table.text(self.engine())).await?;
        let rows = tx
            .query(
                "SELECT name, hash FROM migration WHERE crate = $1",
                vec![crate_name.into()],
            )
            .await?;
        let ran = rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?)));
        let ran = ran.collect::<Result<BTreeMap<&str, &str>>>()?;
        let mut first_new: Option<&str> = None;
        let mut noted = Vec::new();
        for migration in migrations {
            let named = || format!("migration {crate_name}/{}", migration.name);
            let hash = migration.fingerprint();
            match (ran.get(migration.name), first_new) {
                (Some(before), _) if **before != hash => {
                    return Err(Error::fault(format!("{} was edited after it ran", named())));
                }
                (Some(_), Some(new)) => {
                    return Err(Error::fault(format!("{} ran before {new}", named())));
                }
                (Some(_), None) => {}
                (None, _) => {
                    first_new.get_or_insert(migration.name);
                    tx.script(&migration.text(self.engine()))
                        .await
                        .map_err(|e| Error::fault(named()).because(e))?;
                    noted.push(Statement {
                        sql: "INSERT INTO migration (crate, name, hash) VALUES ($1, $2, $3)",
                        params: vec![crate_name.into(), migration.name.into(), hash.into()],
                    });
                }
            }
        }
        if !noted.is_empty() {
            tx.run(noted).await?;
        }
        tx.commit().await
    }
}
