//! `deposit`: documents of 1.4 kB with their metadata, checked, sealed into the
//! vault and added to the record, against raw inserts of the same bytes into
//! the same store, committed for as many as wait.

use crate::CLIENTS;
use crate::drive::{self, Effort, Worker};
use crate::figure::{Figure, Report};
use crate::ground::Ground;
use crate::house::{self, Records};
use anyhow::{Context, Result, anyhow};
use bytes::Bytes;
use documents::rules::Checked;
use documents::{Documents, Incoming, Origin, Outcome, Twice};
use futures_util::stream;
use identity::Caller;
use kernel::{ObjectId, SpaceId, World};
use store::{Migration, Statement, Store};
use tokio::sync::{mpsc, oneshot};

/// Chosen here; the plan has no target for it.
const TARGET: f64 = 0.5;
const DOCUMENT_BYTES: usize = 1_400;
const BATCH_MAX: usize = 512;

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    let records = Records::open(ground, &fresh, house::BOOKS_MAX).await?;
    let spaces = house::open_spaces(&fresh.store, &records.journal, effort.fed).await?;
    let mut depositors: Vec<Depositor> = (0..CLIENTS).map(|_| Depositor::new(&records)).collect();
    for (place, space) in spaces.into_iter().enumerate() {
        depositors[place % CLIENTS].spaces.push(space);
    }
    depositors[0].turn().await?;

    let rows = fresh
        .store
        .query("SELECT length(body) FROM journal", Vec::new())
        .await?;
    let metadata = usize::try_from(rows.first().context("no row was written")?.int(0)?)?;
    let bytes = DOCUMENT_BYTES + metadata;
    let raw = raw_table(&fresh.store).await?;
    let inserters = (0..CLIENTS)
        .map(|_| Inserter {
            table: raw.clone(),
            world: records.world.clone(),
            body: vec![7; bytes],
        })
        .collect();

    let duel = drive::duel(effort, depositors, inserters).await?;
    report.note(&format!(
        "deposit on {}: {DOCUMENT_BYTES} bytes in the vault, {metadata} sealed bytes in the journal; raw rows of {bytes}",
        ground.name
    ));
    report.figure(Figure {
        name: "deposit",
        store: ground.name,
        spaces: effort.fed,
        value: duel.value,
        limit: duel.limit,
        target: TARGET,
    });
    Ok(())
}

/// A hospital's software, adding to one record after the other.
struct Depositor {
    documents: Documents,
    world: World,
    caller: Caller,
    spaces: Vec<SpaceId>,
    next: usize,
    file: Bytes,
}

impl Depositor {
    fn new(records: &Records) -> Self {
        let line = "Examen du jour sans particularité. Tension 12/7, auscultation normale.\n";
        let mut text = line.repeat(DOCUMENT_BYTES / line.len() + 1).into_bytes();
        text.truncate(DOCUMENT_BYTES);
        if let Some(last) = text.last_mut() {
            *last = b'\n';
        }
        Self {
            documents: records.documents.clone(),
            world: records.world.clone(),
            caller: house::hospital(),
            spaces: Vec::new(),
            next: 0,
            file: text.into(),
        }
    }
}

impl Worker for Depositor {
    async fn turn(&mut self) -> Result<()> {
        let space = self.spaces[self.next % self.spaces.len()];
        self.next += 1;
        let incoming = Incoming {
            file_name: String::from("compte-rendu.txt"),
            mime: Some(String::from("text/plain")),
            bytes: stream::iter([Ok(self.file.clone())]),
        };
        let shelved = self.documents.shelve(&self.caller, space, incoming).await?;
        let checked = Checked {
            title: String::from("Compte rendu de consultation"),
            type_code: String::from(house::DOCUMENT_TYPE),
            act_date: self.world.now().in_paris().date(),
        };
        let origin = Origin {
            author_name: Some(String::from("Dr Camille Exemple")),
            unique_id: Some(format!("urn:uuid:{}", ObjectId::new(&*self.world.chance))),
            resource: None,
            replaces: None,
        };
        let added = self
            .documents
            .add(
                &self.caller,
                space,
                shelved,
                &checked,
                &origin,
                documents::Keeping {
                    hidden: false,
                    reserved: false,
                    secret: false,
                    twice: Twice::KeepBoth,
                },
            )
            .await?;
        match added {
            Outcome::Added(_) | Outcome::KeptAside(_) => Ok(()),
            Outcome::SameAs(_) => Err(anyhow!("a new document was taken for another")),
        }
    }
}

type Waiting = (Vec<u8>, oneshot::Sender<kernel::Result<()>>);

/// A table without any meaning, and a committer like the journal's.
async fn raw_table(store: &Store) -> Result<mpsc::Sender<Waiting>> {
    const TABLE: &str = "CREATE TABLE bench_raw (
        bucket INTEGER NOT NULL,
        id     BLOB    NOT NULL,
        body   BLOB    NOT NULL,
        PRIMARY KEY (bucket, id)
    ) STRICT, WITHOUT ROWID;";
    store
        .migrate("bench", &[Migration::both("0001_raw", TABLE)])
        .await?;
    let store = store.clone();
    let (sender, mut waiting) = mpsc::channel::<Waiting>(CLIENTS * 2);
    tokio::spawn(async move {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
            let (bodies, replies): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
            let mut written = insert(&store, bodies).await;
            for reply in replies {
                let told = std::mem::replace(&mut written, Ok(()));
                // A failed batch tells one, who ends the run.
                drop(reply.send(told));
            }
        }
    });
    Ok(sender)
}

async fn insert(store: &Store, bodies: Vec<Vec<u8>>) -> kernel::Result<()> {
    let mut tx = store.begin("raw inserts").await?;
    let rows = bodies.into_iter().map(|body| {
        let id = ObjectId::new(&keys::SystemChance);
        Statement {
            sql: "INSERT INTO bench_raw (bucket, id, body) VALUES ($1, $2, $3)",
            params: vec![i64::from(id.to_bytes()[15]).into(), id.into(), body.into()],
        }
    });
    tx.run(rows.collect()).await?;
    tx.commit().await
}

/// Hands rows to the table.
struct Inserter {
    table: mpsc::Sender<Waiting>,
    world: World,
    body: Vec<u8>,
}

impl Worker for Inserter {
    async fn turn(&mut self) -> Result<()> {
        // Bytes that do not compress, like ours.
        self.world.chance.fill(&mut self.body);
        let (reply, answer) = oneshot::channel();
        self.table
            .send((self.body.clone(), reply))
            .await
            .context("the committer stopped")?;
        Ok(answer.await.context("the committer stopped")??)
    }
}
