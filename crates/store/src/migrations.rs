//! Migrations: numbered per crate, run once, frozen once merged.

use crate::{Engine, Store};
use kernel::{Error, Result};
use std::borrow::Cow;

/// One step of a crate's tables.
#[derive(Clone, Debug)]
pub struct Migration {
    /// Its number and name, `0001_journal`.
    pub name: &'static str,
    /// The text for SQLite.
    pub sqlite: &'static str,
    /// The text for PostgreSQL.
    pub postgres: Cow<'static, str>,
}

impl Migration {
    /// The same text for both engines, written for SQLite: the types and table
    /// options that PostgreSQL calls otherwise are translated.
    pub fn both(name: &'static str, sqlite: &'static str) -> Self {
        let postgres = sqlite
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\n")
            .replace("STRICT, WITHOUT ROWID", "")
            .replace("STRICT", "")
            .replace(" INTEGER", " BIGINT")
            .replace(" BLOB", " BYTEA")
            .replace(" REAL", " DOUBLE PRECISION");
        Self {
            name,
            sqlite,
            postgres: postgres.into(),
        }
    }

    /// Two texts, where they must differ.
    pub const fn each(name: &'static str, sqlite: &'static str, postgres: &'static str) -> Self {
        Self {
            name,
            sqlite,
            postgres: Cow::Borrowed(postgres),
        }
    }
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    crate TEXT NOT NULL,
    name  TEXT NOT NULL,
    hash  TEXT NOT NULL,
    PRIMARY KEY (crate, name)
)";

impl Store {
    /// Runs what was not yet run of a crate's migrations, in order, each once
    /// even when two processes start together.
    ///
    /// # Errors
    /// A fault, if a merged migration was edited, or one does not run.
    pub async fn migrate(&self, crate_name: &'static str, migrations: &[Migration]) -> Result<()> {
        let mut tx = self.begin("migrate").await?;
        if self.engine() == Engine::Postgres {
            tx.script("SELECT pg_advisory_xact_lock(4242424242)")
                .await?;
        }
        tx.script(TABLE).await?;
        for migration in migrations {
            let text = match self.engine() {
                Engine::Sqlite => migration.sqlite,
                Engine::Postgres => &migration.postgres,
            };
            let hash = fingerprint(migration.sqlite);
            let known = tx
                .query(
                    "SELECT hash FROM migration WHERE crate = $1 AND name = $2",
                    vec![crate_name.into(), migration.name.into()],
                )
                .await?;
            match known.first() {
                Some(row) if row.text(0)? == hash => {}
                Some(_) => {
                    return Err(Error::fault(format!(
                        "migration {crate_name}/{} was edited after it ran",
                        migration.name
                    )));
                }
                None => {
                    tx.script(text).await?;
                    tx.execute(
                        "INSERT INTO migration (crate, name, hash) VALUES ($1, $2, $3)",
                        vec![crate_name.into(), migration.name.into(), hash.into()],
                    )
                    .await?;
                }
            }
        }
        tx.commit().await
    }
}

fn fingerprint(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
