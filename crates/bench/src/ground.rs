//! Where it is measured: a fresh store of each engine at hand, on the disk of
//! the temporary folder, every commit durable.

use crate::figure::Report;
use anyhow::Result;
use clap::ValueEnum;
use store::Store;
use tempfile::TempDir;

/// An engine.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL, from Debian's package.
    Postgres,
}

impl Kind {
    /// The engine at this address.
    pub fn of_url(url: &str) -> Self {
        match url.starts_with("sqlite:") {
            true => Self::Sqlite,
            false => Self::Postgres,
        }
    }

    /// Lanes of group commit, as the server has them.
    pub const fn lanes(self) -> usize {
        match self {
            Self::Sqlite => 1,
            Self::Postgres => 4,
        }
    }
}

/// One engine.
pub struct Ground {
    /// Its name in reports.
    pub name: &'static str,
    kind: Kind,
}

/// An empty store, and a folder beside it.
pub struct Fresh {
    /// The store.
    pub store: Store,
    /// Its address, for the engine's own driver.
    pub url: String,
    /// The shreds of the keys.
    pub shreds: Store,
    /// Their address.
    pub shreds_url: String,
    /// For files: the vault, the bare file.
    pub folder: TempDir,
}

/// The engines at hand, or the one that is wanted.
pub async fn all(wanted: Option<Kind>, report: &Report) -> Result<Vec<Ground>> {
    let mut grounds = Vec::new();
    if wanted != Some(Kind::Postgres) {
        grounds.push(Ground {
            name: "sqlite",
            kind: Kind::Sqlite,
        });
    }
    if wanted != Some(Kind::Sqlite) {
        match testkit::durable_postgres_url().await {
            Some(url) => {
                report.note(&settings(&Store::open(&url).await?).await?);
                grounds.push(Ground {
                    name: "postgres",
                    kind: Kind::Postgres,
                });
            }
            None => {
                report.note("POSTGRESQL IS ABSENT: NOT MEASURED ON IT (Debian package: postgresql)")
            }
        }
    }
    Ok(grounds)
}

async fn settings(postgres: &Store) -> Result<String> {
    const SETTINGS: &str = "SELECT current_setting('server_version'), current_setting('fsync'), \
         current_setting('synchronous_commit')";
    let rows = postgres.query(SETTINGS, Vec::new()).await?;
    let row = rows.first().ok_or_else(|| anyhow::anyhow!("no settings"))?;
    Ok(format!(
        "postgres: {}, fsync {}, synchronous_commit {}",
        row.text(0)?,
        row.text(1)?,
        row.text(2)?
    ))
}

impl Ground {
    /// An empty store of this engine.
    pub async fn fresh(&self) -> Result<Fresh> {
        let folder = TempDir::with_prefix("carnet-bench.")?;
        let url = self.empty("carnet.db", &folder).await?;
        let shreds = self.empty("shreds.db", &folder).await?;
        Ok(Fresh {
            store: Store::open(&url).await?,
            url,
            shreds: Store::open(&shreds).await?,
            shreds_url: shreds,
            folder,
        })
    }

    async fn empty(&self, name: &str, folder: &TempDir) -> Result<String> {
        let here = || format!("sqlite:{}", folder.path().join(name).display());
        Ok(self.elsewhere().await?.unwrap_or_else(here))
    }

    /// The address of an empty database of this engine, where it is in no folder.
    pub async fn elsewhere(&self) -> Result<Option<String>> {
        match self.kind {
            Kind::Sqlite => Ok(None),
            Kind::Postgres => match testkit::durable_postgres_url().await {
                None => Err(anyhow::anyhow!("PostgreSQL went away")),
                url => Ok(url),
            },
        }
    }

    /// Lanes of group commit, as the server has them.
    pub const fn lanes(&self) -> usize {
        self.kind.lanes()
    }

    /// A mark of how much was written so far, of logs and files; the distance
    /// between two marks is what was written between them.
    pub async fn written(&self, store: &Store) -> Result<u64> {
        match self.kind {
            Kind::Sqlite => Ok(crate::machine::dirtied_bytes()),
            Kind::Postgres => {
                let sql = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint";
                let rows = store.query(sql, Vec::new()).await?;
                let row = rows
                    .first()
                    .ok_or_else(|| anyhow::anyhow!("no place in the log"))?;
                Ok(u64::try_from(row.int(0)?)?)
            }
        }
    }
}
