//! The journal through its front door, on every store.

mod life;
mod logs;

use journal::{
    Book, By, Entry, Journal, JournalConfig, NewEntry, NewRead, Pen, Slice, Slices, Standing,
};
use kernel::{AccountId, Error, Result, SpaceId, World};
use keys::{FileHolder, KeyHolder};
use std::sync::Arc;
use store::Store;
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
}

pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) journal: Journal,
    pub(crate) pen: Pen,
    pub(crate) world: World,
    pub(crate) space: SpaceId,
    pub(crate) holder: Arc<dyn KeyHolder>,
    _folder: tempfile::TempDir,
}

pub(crate) async fn journal_on(
    store: &Store,
    holder: &Arc<dyn KeyHolder>,
    world: &World,
) -> (Journal, Pen) {
    let config = JournalConfig {
        lanes: 2,
        ..JournalConfig::default()
    };
    Journal::open_all(
        store.clone(),
        Arc::clone(holder),
        world.clone(),
        Slices::default().with::<Words>(),
        config,
    )
    .await
    .expect("a journal")
}

pub(crate) async fn house(store: Store) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let test = TestWorld::new();
    let world = test.world();
    let holder: Arc<dyn KeyHolder> = Arc::new(
        FileHolder::open_or_create(folder.path().join("key"), Arc::clone(&world.chance))
            .expect("a key file"),
    );
    let (journal, pen) = journal_on(&store, &holder, &world).await;
    let space = new_space(&store, &journal, &world).await;
    House {
        store,
        journal,
        pen,
        world,
        space,
        holder,
        _folder: folder,
    }
}

pub(crate) async fn new_space(store: &Store, journal: &Journal, world: &World) -> SpaceId {
    let space = SpaceId::new(&*world.chance);
    let mut tx = store.begin("open a space").await.expect("a transaction");
    journal
        .create(&mut tx, space, Standing::Open)
        .await
        .expect("a journal for the space");
    tx.commit().await.expect("committed");
    space
}

pub(crate) fn ana() -> By {
    By::Holder {
        account: AccountId::from_bytes([1; 16]),
        name: "Ana Martin".into(),
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
