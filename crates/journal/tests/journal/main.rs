//! The journal through its front door, on every store.

mod due;
mod erasing;
mod killed;
mod life;
mod limits;
mod logs;
mod range;
mod rotating;
mod shreds;
mod sweeping;
mod tree;

use journal::{
    Book, By, Entry, Guards, Journal, JournalConfig, NewEntry, NewRead, Pen, Slice, Slices,
};
use kernel::{AccountId, Error, ObjectId, Result, SpaceId, World};
use keys::{FileHolder, KeyHolder};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Store, Value};
use testkit::TestWorld;

/// A slice for tests: a list of words.
pub(crate) struct Words;

impl Slice for Words {
    const CODE: u16 = 9;
    type State = Vec<String>;
    fn fold(state: &mut Vec<String>, entry: &Entry<'_>) -> Result<()> {
        match entry.version {
            1 => state.push(String::from_utf8_lossy(entry.payload).into_owned()),
            later => return Err(Error::fault(format!("version {later}"))),
        }
        Ok(())
    }
    /// A word may be the name of an object.
    fn objects(words: &Vec<String>) -> Vec<ObjectId> {
        words.iter().filter_map(|word| word.parse().ok()).collect()
    }
}

pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) shreds: Store,
    pub(crate) journal: Journal,
    pub(crate) pen: Pen,
    pub(crate) time: TestWorld,
    pub(crate) world: World,
    pub(crate) space: SpaceId,
    pub(crate) holder: Arc<dyn KeyHolder>,
    pub(crate) folder: tempfile::TempDir,
}

/// A house with one open space.
pub(crate) async fn house(store: Store) -> House {
    let shreds = store.clone();
    house_with(store, shreds).await
}

/// A house whose shreds are beside, as they must be.
pub(crate) async fn house_with(store: Store, shreds: Store) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let time = TestWorld::new();
    let world = time.world();
    let holder = key_file(folder.path(), &world);
    let (journal, pen) = journal_on(&store, &shreds, &holder, &world)
        .await
        .expect("a journal");
    let space = new_space(&store, &journal, &world).await;
    House {
        store,
        shreds,
        journal,
        pen,
        time,
        world,
        space,
        holder,
        folder,
    }
}

pub(crate) fn key_file(folder: &Path, world: &World) -> Arc<dyn KeyHolder> {
    let file = FileHolder::open_or_create(folder.join("key"), Arc::clone(&world.chance));
    Arc::new(file.expect("a key file"))
}

pub(crate) async fn journal_on(
    store: &Store,
    shreds: &Store,
    holder: &Arc<dyn KeyHolder>,
    world: &World,
) -> Result<(Journal, Pen)> {
    let config = JournalConfig {
        lanes: 2,
        ..JournalConfig::default()
    };
    let guards = Guards {
        holder: Arc::clone(holder),
        shreds: shreds.clone(),
    };
    let slices = Slices::default().with::<Words>();
    Journal::open_all(store.clone(), guards, world.clone(), slices, config).await
}

impl House {
    /// The book of its space, as it is here.
    pub(crate) async fn book(&self) -> Arc<Book> {
        self.journal.open(self.space).await.expect("a book")
    }

    /// Adds a word to a book.
    pub(crate) async fn adds(&self, book: &Arc<Book>, text: &str) -> Arc<Book> {
        let appended = self.pen.append(book, ana(), vec![word(text)]).await;
        appended.expect("appended")
    }

    /// Another process on the same stores.
    pub(crate) async fn another(&self) -> (Journal, Pen) {
        self.another_with(&self.holder).await
    }

    pub(crate) async fn another_with(&self, holder: &Arc<dyn KeyHolder>) -> (Journal, Pen) {
        journal_on(&self.store, &self.shreds, holder, &self.world)
            .await
            .expect("a journal")
    }
}

pub(crate) async fn new_space(store: &Store, journal: &Journal, world: &World) -> SpaceId {
    let space = SpaceId::new(&*world.chance);
    let mut tx = store.begin("open a space").await.expect("a transaction");
    let opened = journal.open_many(&mut tx, &[space]).await;
    opened.expect("a journal for the space");
    tx.commit().await.expect("committed");
    space
}

/// Where the rows of a space lie.
pub(crate) fn place(space: SpaceId) -> Vec<Value> {
    vec![i64::from(space.bucket()).into(), space.into()]
}

/// Has the database do something for each row of this space: a statement said
/// for SQLite and for PostgreSQL, at a moment like `BEFORE INSERT ON access`.
pub(crate) async fn at_each(store: &Store, moment: &str, space: SpaceId, says: [&str; 2]) {
    let row = if moment.contains("DELETE") {
        "OLD"
    } else {
        "NEW"
    };
    let bytes = space.to_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let [sqlite, postgres] = says;
    let texts = match testkit::is_sqlite(store) {
        true => vec![format!(
            "CREATE TRIGGER at_each {moment} FOR EACH ROW WHEN {row}.space = x'{hex}' \
             BEGIN {sqlite}; END"
        )],
        false => vec![
            format!(
                "CREATE FUNCTION at_each() RETURNS trigger LANGUAGE plpgsql \
                 AS $do$ BEGIN {postgres}; RETURN {row}; END $do$"
            ),
            format!(
                "CREATE TRIGGER at_each {moment} FOR EACH ROW \
                 WHEN ({row}.space = '\\x{hex}'::bytea) EXECUTE FUNCTION at_each()"
            ),
        ],
    };
    for text in texts {
        store.execute(text.leak(), vec![]).await.expect("a trigger");
    }
}

/// Waits until so many snapshots are written, by asking: they come beside, late where the
/// machine has much else to do.
pub(crate) async fn snapshots(store: &Store, many: usize) {
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        let rows = store.query("SELECT version FROM snapshot", vec![]).await;
        if rows.expect("asked").len() == many {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("no {many} snapshots");
}

pub(crate) fn ana() -> By {
    By::Holder {
        account: AccountId::from_bytes([1; 16]),
        name: "Ana Martin".into(),
        represents: false,
    }
}

pub(crate) fn word(text: &str) -> NewEntry {
    NewEntry {
        slice: Words::CODE,
        version: 1,
        payload: text.as_bytes().to_vec(),
        act: "word-added",
        about: None,
        what: text.to_owned(),
        why: String::new(),
    }
}

pub(crate) fn glance() -> NewRead {
    NewRead {
        by: ana(),
        act: "record-read",
        about: None,
        what: "glance".into(),
        why: String::new(),
    }
}

pub(crate) fn words(book: &Book) -> Vec<String> {
    book.state::<Words>().expect("words are registered").clone()
}
