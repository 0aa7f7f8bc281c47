//! `append`: typical entries to many journals, against the same bytes appended
//! to a bare file that is synced for as many as wait.

use crate::CLIENTS;
use crate::drive::{self, Effort, Worker};
use crate::figure::{Figure, Report};
use crate::ground::Ground;
use crate::house;
use anyhow::{Context, Result};
use journal::{Book, By, Entry, Journal, JournalConfig, NewEntry, Pen, Slice, Slices};
use kernel::DocumentId;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use store::Store;
use tokio::sync::{mpsc, oneshot};

const TARGET: f64 = 0.5;
const PAYLOAD_BYTES: usize = 300;
const BATCH_MAX: usize = 512;

/// A slice that only counts: folding is measured with opening.
pub struct Counted;

impl Slice for Counted {
    const CODE: u16 = 1;
    type State = u64;
    fn fold(state: &mut u64, _: &Entry<'_>) -> kernel::Result<()> {
        *state += 1;
        Ok(())
    }
}

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    let world = house::world();
    let guards = house::guards(&fresh, &world)?;
    let config = JournalConfig {
        lanes: ground.lanes(),
        ..JournalConfig::default()
    };
    let slices = Slices::default().with::<Counted>();
    let (journal, pen) =
        Journal::open_all(fresh.store.clone(), guards, world, slices, config).await?;
    let spaces = house::open_spaces(&fresh.store, &journal, effort.fed).await?;
    let mut books = Vec::with_capacity(spaces.len());
    for space in spaces {
        books.push(journal.open(space).await?);
    }
    let pen = Arc::new(pen);
    let mut authors: Vec<Author> = (0..CLIENTS).map(|_| Author::new(&pen)).collect();
    for (place, book) in books.into_iter().enumerate() {
        authors[place % CLIENTS].books.push(book);
    }
    authors[0].turn().await?;

    let bytes = sealed_bytes(&fresh.store).await?;
    let file = bare_file(&fresh.folder.path().join("bare"))?;
    let line = vec![7_u8; bytes];
    let limit = (0..CLIENTS)
        .map(|_| Appender {
            file: file.clone(),
            line: line.clone(),
        })
        .collect();

    let duel = drive::duel(effort, authors, limit).await?;
    report.note(&format!(
        "append on {}: {bytes} sealed bytes a row",
        ground.name
    ));
    report.figure(Figure {
        name: "append",
        store: ground.name,
        spaces: effort.fed,
        value: duel.value,
        limit: duel.limit,
        target: TARGET,
    });
    Ok(())
}

/// What one row takes, sealed.
async fn sealed_bytes(store: &Store) -> Result<usize> {
    let rows = store
        .query("SELECT length(body) FROM journal", Vec::new())
        .await?;
    let row = rows.first().context("no row was written")?;
    Ok(usize::try_from(row.int(0)?)?)
}

/// Appends to one journal after the other.
struct Author {
    pen: Arc<Pen>,
    books: Vec<Arc<Book>>,
    next: usize,
    by: By,
    payload: Vec<u8>,
}

impl Author {
    fn new(pen: &Arc<Pen>) -> Self {
        Self {
            pen: Arc::clone(pen),
            books: Vec::new(),
            next: 0,
            by: house::hospital_by(),
            payload: vec![42; PAYLOAD_BYTES],
        }
    }
}

impl Worker for Author {
    async fn turn(&mut self) -> Result<()> {
        let place = self.next % self.books.len();
        self.next += 1;
        let entry = NewEntry {
            slice: Counted::CODE,
            version: 1,
            payload: self.payload.clone(),
            act: "document-added",
            about: Some(DocumentId::from_bytes([5; 16])),
            what: String::from("Compte rendu de consultation"),
            why: String::new(),
        };
        let book = &mut self.books[place];
        *book = self.pen.append(book, self.by.clone(), vec![entry]).await?;
        Ok(())
    }
}

type Waiting = (Vec<u8>, oneshot::Sender<io::Result<()>>);

/// A file, and a thread that writes what waits, syncs, and answers: no seal, no
/// chain, no table.
fn bare_file(path: &Path) -> Result<mpsc::Sender<Waiting>> {
    let mut file = File::create(path)?;
    let (sender, mut waiting) = mpsc::channel::<Waiting>(CLIENTS * 2);
    std::thread::Builder::new()
        .name("bare-file".into())
        .spawn(move || {
            let (mut batch, mut lines) = (Vec::with_capacity(BATCH_MAX), Vec::new());
            while waiting.blocking_recv_many(&mut batch, BATCH_MAX) > 0 {
                lines.clear();
                batch
                    .iter()
                    .for_each(|(line, _)| lines.extend_from_slice(line));
                let mut written = file.write_all(&lines).and_then(|()| file.sync_data());
                for (_, reply) in batch.drain(..) {
                    let told = std::mem::replace(&mut written, Ok(()));
                    // A failed batch tells one, who ends the run.
                    drop(reply.send(told));
                }
            }
        })?;
    Ok(sender)
}

/// Hands lines to the file.
struct Appender {
    file: mpsc::Sender<Waiting>,
    line: Vec<u8>,
}

impl Worker for Appender {
    async fn turn(&mut self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.file
            .send((self.line.clone(), reply))
            .await
            .context("the file's thread stopped")?;
        Ok(answer.await.context("the file's thread stopped")??)
    }
}
