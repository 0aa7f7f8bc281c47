//! Journals by the thousand, and the key that each gets when it is first opened.

use crate::{ana, glance, house, word, words};
use journal::Standing;
use kernel::{Kind, Result, SpaceId};
use keys::{Generation, Key, KeyHolder};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::Store;

/// A key holder that counts.
struct Counting {
    holder: Arc<dyn KeyHolder>,
    wraps: AtomicUsize,
}

#[keys::async_trait]
impl KeyHolder for Counting {
    async fn wrap_by(&self, generation: Generation, key: &Key, context: &[u8]) -> Result<Vec<u8>> {
        // The proof that all have one master key is none of a space.
        if context.starts_with(b"carnet space key") {
            self.wraps.fetch_add(1, Ordering::SeqCst);
        }
        // As slow as a token: others come in between.
        tokio::task::yield_now().await;
        self.holder.wrap_by(generation, key, context).await
    }

    async fn generations(&self) -> Result<Vec<Generation>> {
        self.holder.generations().await
    }

    async fn make_generation(&self) -> Result<Generation> {
        self.holder.make_generation().await
    }

    async fn retire_before(&self, generation: Generation) -> Result<()> {
        self.holder.retire_before(generation).await
    }

    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key> {
        self.holder.unwrap_key(wrapped, context).await
    }

    fn name(&self) -> &'static str {
        "counting"
    }
}

async fn without_key(store: &Store) -> i64 {
    let rows = store
        .query(
            "SELECT count(*) FROM book WHERE length(key_wrapped) = 0",
            vec![],
        )
        .await
        .expect("counted");
    rows[0].int(0).expect("a count")
}

#[tokio::test]
async fn spaces_by_the_thousand_cost_the_key_holder_nothing_before_they_are_opened() {
    testkit::for_each_store(async |store| {
        let house = house(store).await;
        let counting = Arc::new(Counting {
            holder: Arc::clone(&house.holder),
            wraps: AtomicUsize::new(0),
        });
        let holder: Arc<dyn KeyHolder> = counting.clone();
        let (journal, pen) = house.another_with(&holder).await;
        let chance = &*house.world.chance;
        let spaces: Vec<SpaceId> = (0..5_000).map(|_| SpaceId::new(chance)).collect();
        let before = without_key(&house.store).await;
        // Twice: what is there is left as it is.
        for _ in 0..2 {
            let mut tx = house.store.begin("open spaces").await.expect("begun");
            journal.open_many(&mut tx, &spaces).await.expect("made");
            tx.commit().await.expect("committed");
        }
        assert_eq!(without_key(&house.store).await, before + 5_000);
        assert_eq!(counting.wraps.load(Ordering::SeqCst), 0);

        let book = journal.open(spaces[7]).await.expect("a book");
        assert_eq!((book.version(), book.standing()), (0, Standing::Open));
        pen.append(&book, ana(), vec![word("one")])
            .await
            .expect("appended");
        let (cold, _) = house.another_with(&holder).await;
        let book = cold.open(spaces[7]).await.expect("a book");
        assert_eq!(words(&book), ["one"]);
        assert_eq!(counting.wraps.load(Ordering::SeqCst), 1);
        assert_eq!(without_key(&house.store).await, before + 4_999);
    })
    .await;
}

#[tokio::test]
async fn processes_that_open_a_new_space_at_once_have_one_key() {
    testkit::for_each_store(async |store| {
        let house = house(store).await;
        let counting = Arc::new(Counting {
            holder: Arc::clone(&house.holder),
            wraps: AtomicUsize::new(0),
        });
        let holder: Arc<dyn KeyHolder> = counting.clone();
        let (mine, my_pen) = house.another_with(&holder).await;
        let (theirs, their_pen) = house.another_with(&holder).await;
        let chance = &*house.world.chance;
        let spaces: Vec<SpaceId> = (0..30).map(|_| SpaceId::new(chance)).collect();
        let mut tx = house.store.begin("open spaces").await.expect("begun");
        mine.open_many(&mut tx, &spaces).await.expect("made");
        tx.commit().await.expect("committed");

        let races = spaces.iter().map(|space| async {
            let (my_book, their_book, again) =
                tokio::join!(mine.open(*space), theirs.open(*space), mine.open(*space));
            let (my_book, their_book) = (my_book.expect("mine"), their_book.expect("theirs"));
            again.expect("mine again");
            my_pen
                .append(&my_book, ana(), vec![word("mine")])
                .await
                .expect("appended");
            // Under another key the first row would not open for them.
            let Some(now) = theirs
                .note(&their_book, glance())
                .await
                .expect("noted")
                .moved
            else {
                panic!("they did not see the row");
            };
            their_pen
                .append(&now, ana(), vec![word("theirs")])
                .await
                .expect("appended");
        });
        futures_util::future::join_all(races).await;
        let made = counting.wraps.load(Ordering::SeqCst);
        assert!(made > spaces.len(), "nobody raced: {made} keys were made");
        let (cold, _) = house.another_with(&holder).await;
        for space in &spaces {
            let book = cold.open(*space).await.expect("a book");
            assert_eq!(words(&book), ["mine", "theirs"]);
            assert_eq!(cold.verify(*space).await.expect("whole").reads, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_space_that_was_never_made_gets_no_key() {
    testkit::for_each_store(async |store| {
        let house = house(store).await;
        let unknown = SpaceId::new(&*house.world.chance);
        let error = house.journal.open(unknown).await.expect_err("nothing");
        assert_eq!(error.kind(), Kind::NotFound);
        let rows = house.store.query("SELECT space FROM book", vec![]).await;
        assert_eq!(rows.expect("rows").len(), 1);
    })
    .await;
}
