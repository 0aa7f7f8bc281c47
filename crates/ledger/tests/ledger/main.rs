//! The Merkle log through its front door, and against what others made of the
//! same specifications.

mod checking;
mod growing;
mod killed;
mod notes;
mod others;
mod publishing;
mod starting;
mod tree;
mod witnessing;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use kernel::{Error, World};
use keys::{Key, SigningKey};
use ledger::{
    Answer, Checkpoint, Due, Hash, Ledger, LogConfig, Note, PublicKey, Role, Signer, Witness,
    leaf_hash,
};
use std::path::Path;
use std::sync::Arc;
use store::{Store, Value};
use testkit::TestWorld;

pub(crate) fn signer(name: &str, role: Role, seed: u8) -> Signer {
    let key = SigningKey::from_seed(&Key::from_bytes([seed; 32])).expect("a key");
    Signer::new(name, role, Arc::new(key)).expect("a name")
}

/// A log, and all that belongs to it.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) time: TestWorld,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) ledger: Ledger,
}

pub(crate) const NAME: &str = "carnet.example/log";

pub(crate) fn config(folder: &Path, witnesses: Vec<(String, PublicKey)>) -> LogConfig {
    LogConfig {
        origin: Some(NAME.into()),
        key: folder.join("log.key"),
        checkpoint: folder.join("log.checkpoint"),
        witnesses,
    }
}

pub(crate) async fn opened(
    store: &Store,
    folder: &Path,
    world: World,
    witnesses: Vec<(String, PublicKey)>,
) -> Ledger {
    let opened = Ledger::open(store.clone(), world, config(folder, witnesses)).await;
    opened.expect("a log")
}

impl House {
    pub(crate) async fn on(store: Store, witnesses: Vec<(String, PublicKey)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let time = TestWorld::new();
        let ledger = opened(&store, folder.path(), time.world(), witnesses).await;
        Self {
            store,
            time,
            folder,
            ledger,
        }
    }

    /// Another process on the same store and files.
    pub(crate) async fn another(&self, witnesses: Vec<(String, PublicKey)>) -> Ledger {
        let world = self.time.world();
        opened(&self.store, self.folder.path(), world, witnesses).await
    }

    /// Queues so many commitments, as one transaction does.
    pub(crate) async fn queue(&self, what: &str, many: u64) -> Vec<Hash> {
        let all = commitments(what, many);
        queue(&self.store, &self.time.world(), &all).await;
        all
    }

    pub(crate) fn published(&self) -> Checkpoint {
        let note = self.ledger.checkpoint().expect("a checkpoint");
        Checkpoint::of(&Note::parse(&note).expect("a note")).expect("a checkpoint")
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let rows = self.store.query(sql, vec![]).await.expect("asked");
        rows[0].int(0).expect("a number")
    }
}

pub(crate) fn commitments(what: &str, many: u64) -> Vec<Hash> {
    let entry = |n: u64| leaf_hash(format!("{what} {n}").as_bytes());
    (0..many).map(entry).collect()
}

pub(crate) async fn queue(store: &Store, world: &World, commitments: &[Hash]) {
    let mut tx = store.begin("write").await.expect("a transaction");
    let statement = Due::new(7, world).queue(commitments);
    tx.run(vec![statement]).await.expect("queued");
    tx.commit().await.expect("committed");
}

const TABLES: [(&str, usize); 4] = [
    ("ledger_due", 3),
    ("ledger_tile", 3),
    ("ledger_head", 6),
    ("ledger_mark", 2),
];

/// The whole log as a backup keeps it.
pub(crate) async fn backup(store: &Store) -> Vec<Vec<Vec<Value>>> {
    let mut tables = Vec::new();
    for (table, width) in TABLES {
        let sql = format!("SELECT * FROM {table}").leak();
        let rows = store.query(sql, vec![]).await.expect("read");
        let value = |row: &store::Row, column| {
            None.or_else(|| row.int(column).ok().map(Value::Int))
                .or_else(|| row.text(column).ok().map(Value::from))
                .or_else(|| row.blob(column).ok().map(Value::from))
                .expect("a value")
        };
        let rows = rows
            .iter()
            .map(|row| (0..width).map(|c| value(row, c)).collect());
        tables.push(rows.collect());
    }
    tables
}

pub(crate) async fn restore(store: &Store, tables: &[Vec<Vec<Value>>]) {
    for ((table, width), rows) in TABLES.iter().zip(tables) {
        let sql = format!("DELETE FROM {table}").leak();
        store.execute(sql, vec![]).await.expect("emptied");
        let places: Vec<String> = (1..=*width).map(|n| format!("${n}")).collect();
        let sql: &str = format!("INSERT INTO {table} VALUES ({})", places.join(", ")).leak();
        for row in rows {
            store.execute(sql, row.clone()).await.expect("restored");
        }
    }
}

/// A witness at an address, as its program serves it.
pub(crate) struct Served {
    pub(crate) url: String,
    pub(crate) key: PublicKey,
    pub(crate) stop: tokio::task::JoinHandle<()>,
}

impl Served {
    pub(crate) async fn of(witness: Witness) -> Self {
        let witness = Arc::new(witness);
        let answer = |State(witness): State<Arc<Witness>>, body: String| async move {
            let (status, text) = match witness.add_checkpoint(&body).expect("answered") {
                Answer::Cosigned(lines) => (200_u16, lines),
                Answer::OtherSize(size) => (409, format!("{size}\n")),
                Answer::Malformed => (400, String::new()),
                Answer::Unsigned => (403, String::new()),
                Answer::Unknown => (404, String::new()),
                Answer::NotProved => (422, String::new()),
            };
            let status = axum::http::StatusCode::from_u16(status).expect("a status");
            (status, text)
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new()
            .route("/add-checkpoint", post(answer))
            .with_state(Arc::clone(&witness));
        let stop = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        let key = witness.public().clone();
        Self { url, key, stop }
    }

    pub(crate) fn known(&self) -> (String, PublicKey) {
        (self.url.clone(), self.key.clone())
    }
}

/// A server at an address that answers each request to a witness like this.
pub(crate) async fn answering<F, T>(answer: F) -> (String, tokio::task::JoinHandle<()>)
where
    F: Fn(String) -> T + Clone + Send + Sync + 'static,
    T: Future<Output = (u16, String)> + Send,
{
    let answer = move |body: String| {
        let answered = answer(body);
        async move {
            let (status, text) = answered.await;
            let status = axum::http::StatusCode::from_u16(status).expect("a status");
            (status, text)
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().route("/add-checkpoint", post(answer));
    let served = tokio::spawn(async move {
        drop(axum::serve(listener, router).await);
    });
    (url, served)
}

/// What an error says to the operator.
pub(crate) fn told(result: kernel::Result<()>) -> String {
    result
        .as_ref()
        .map_err(Error::log_text)
        .expect_err("refused")
}
