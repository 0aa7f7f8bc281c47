//! What must be found without opening journals: whose bins are due, what a
//! professional deposited, who may have to be told of it, and which files are on
//! their way. None holds a title or a name; what counts is read
//! in the journal, each time.

pub(crate) mod arrivals;

use journal::{DueTable, Dues, due_table};
use kernel::{Chance, DocumentId, Result, Rpps, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac, open, seal};
use store::{Migration, Store, Value};

const HASHING: &str = "documents-deposit-author";
const PLACING: &str = "documents-deposit-inside";
const SEALING: &str = "documents-deposit-place";

/// The ledgers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Ledgers {
    pub news: Dues<()>,
    pub waiting: Dues<DocumentId>,
    store: Store,
    hashing: Key,
    placing: Key,
    sealing: Key,
}

/// A line of a professional's list of deposits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    pub space: SpaceId,
    pub document: DocumentId,
    pub at: Timestamp,
}

/// A document whose time in the bin may be over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Due {
    pub space: SpaceId,
    pub document: DocumentId,
    pub due_at: Timestamp,
}

/// Whose holders may have to be told of documents: a while after the last of them.
const NEWS: DueTable<()> = due_table!("document_news", coming);
/// Documents that wait for a consultation, or did, and of which somebody may have to
/// be told.
const WAITING: DueTable<DocumentId> = due_table!("document_waiting", "document", earlier);

impl Ledgers {
    pub async fn open(store: Store, register: &RegisterKeys) -> Result<Self> {
        const TABLES: [Migration; 4] = [
            Migration::both("0001_life", include_str!("../migrations/0001_life.sql")),
            Migration::both("0002_news", include_str!("../migrations/0002_news.sql")),
            Migration::both(
                "0003_arrivals",
                include_str!("../migrations/0003_arrivals.sql"),
            ),
            Migration::both(
                "0004_waiting",
                include_str!("../migrations/0004_waiting.sql"),
            ),
        ];
        store.migrate("documents", &TABLES).await?;
        Ok(Self {
            news: Dues::new(store.clone(), NEWS),
            waiting: Dues::new(store.clone(), WAITING),
            store,
            hashing: register.derive(HASHING),
            placing: register.derive(PLACING),
            sealing: register.derive(SEALING),
        })
    }

    /// Notes that these documents are about to go into the bin: before they do,
    /// so that none is forgotten there.
    pub async fn bin(&self, space: SpaceId, ids: &[DocumentId], due_at: Timestamp) -> Result<()> {
        const BIN: &str = "INSERT INTO bin (bucket, space, document, due_at) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (bucket, space, document) DO UPDATE SET due_at = excluded.due_at";
        let mut tx = self.store.begin("note what goes into the bin").await?;
        for id in ids {
            let row = vec![bucket(space), space.into(), (*id).into(), due_at.into()];
            tx.execute(BIN, row).await?;
        }
        tx.commit().await
    }

    /// Documents whose time in the bin may be over, from behind this one on.
    pub async fn due(&self, now: Timestamp, behind: Option<Due>, most: i64) -> Result<Vec<Due>> {
        const DUE: &str = "SELECT space, document, due_at FROM bin WHERE due_at <= $1 \
             AND (due_at, bucket, space, document) > ($2, $3, $4, $5) \
             ORDER BY due_at, bucket, space, document LIMIT $6";
        let nothing = || Value::Blob(Vec::new());
        let [at, fan, space, document] = behind.map_or_else(
            || [Value::Int(i64::MIN), Value::Int(0), nothing(), nothing()],
            |it| {
                let at = it.due_at.into();
                [at, bucket(it.space), it.space.into(), it.document.into()]
            },
        );
        let asked = vec![now.into(), at, fan, space, document, most.into()];
        let rows = self.store.query(DUE, asked).await?;
        let read = |row: &store::Row| {
            Ok(Due {
                space: SpaceId::from_slice(row.blob(0)?)?,
                document: DocumentId::from_slice(row.blob(1)?)?,
                due_at: row.timestamp(2)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Forgets a document that was due.
    pub async fn done(&self, due: Due) -> Result<()> {
        const DONE: &str = "DELETE FROM bin WHERE bucket = $1 AND space = $2 AND document = $3 \
             AND due_at = $4";
        let mut row = place(due);
        row.push(due.due_at.into());
        self.store.execute(DONE, row).await.map(drop)
    }

    /// It is not due before then, after all.
    pub async fn due_later(&self, due: Due, later: Timestamp) -> Result<()> {
        const LATER: &str = "UPDATE bin SET due_at = $5 \
             WHERE bucket = $1 AND space = $2 AND document = $3 AND due_at = $4";
        let mut row = place(due);
        row.extend([due.due_at.into(), later.into()]);
        self.store.execute(LATER, row).await.map(drop)
    }

    /// Notes that a professional is about to deposit this.
    pub async fn deposit(&self, author: &Rpps, line: Line, chance: &dyn Chance) -> Result<()> {
        const DEPOSIT: &str = "INSERT INTO deposit (author, document, at, place, inside) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let author = self.author(author);
        let place = seal(
            &self.sealing,
            chance,
            &bound(&author, line.document),
            &line.space.to_bytes(),
        );
        let row = vec![
            author.to_vec().into(),
            line.document.into(),
            line.at.into(),
            place.into(),
            self.inside(line.space),
        ];
        self.store.execute(DEPOSIT, row).await.map(drop)
    }

    /// Forgets a deposit that did not come to be.
    pub async fn undeposit(&self, author: &Rpps, document: DocumentId) -> Result<()> {
        const FORGET: &str = "DELETE FROM deposit WHERE author = $1 AND document = $2";
        let row = vec![self.author(author).to_vec().into(), document.into()];
        self.store.execute(FORGET, row).await.map(drop)
    }

    /// Deposits of a professional, the last first, from before this one on.
    pub async fn deposits(
        &self,
        author: &Rpps,
        before: Option<(Timestamp, DocumentId)>,
        most: i64,
    ) -> Result<Vec<Line>> {
        const DEPOSITS: &str = "SELECT document, at, place FROM deposit \
             WHERE author = $1 AND (at, document) < ($2, $3) \
             ORDER BY at DESC, document DESC LIMIT $4";
        let author = self.author(author);
        let (at, document) = before.map_or_else(
            || (Value::Int(i64::MAX), Value::Blob(vec![0xff; 16])),
            |(at, document)| (at.into(), document.into()),
        );
        let asked = vec![author.to_vec().into(), at, document, most.into()];
        let rows = self.store.query(DEPOSITS, asked).await?;
        let read = |row: &store::Row| {
            let document = DocumentId::from_slice(row.blob(0)?)?;
            let space = open(&self.sealing, &bound(&author, document), row.blob(2)?)?;
            Ok(Line {
                space: SpaceId::from_slice(&space)?,
                document,
                at: row.timestamp(1)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Forgets all that is noted of a space.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        const DEPOSITS: &str = "DELETE FROM deposit WHERE inside = $1";
        const BINNED: &str = "DELETE FROM bin WHERE bucket = $1 AND space = $2";
        self.news.forget(space).await?;
        self.waiting.forget(space).await?;
        let mut tx = self.store.begin("forget a space's documents").await?;
        tx.execute(DEPOSITS, vec![self.inside(space)]).await?;
        tx.execute(BINNED, vec![bucket(space), space.into()])
            .await?;
        tx.commit().await
    }

    fn inside(&self, space: SpaceId) -> Value {
        let hash = mac(&self.placing, PLACING, &space.to_bytes());
        Value::Blob(hash.to_vec())
    }

    fn author(&self, author: &Rpps) -> [u8; 32] {
        mac(&self.hashing, HASHING, author.as_str().as_bytes())
    }
}

fn bound(author: &[u8; 32], document: DocumentId) -> Vec<u8> {
    [&author[..], &document.to_bytes()].concat()
}

fn place(due: Due) -> Vec<Value> {
    vec![bucket(due.space), due.space.into(), due.document.into()]
}

fn bucket(space: SpaceId) -> Value {
    i64::from(space.bucket()).into()
}
