//! Erasing: the key is gone in every process, and nothing brings a space back.

use crate::shreds::{key_wrapped, shred};
use crate::sweeping::{count, sweep};
use crate::{House, ana, glance, house_with, new_space, place, snapshots, word, words};
use journal::{Journal, Standing};
use kernel::{Error, Kind, ObjectId, Result, SpaceId};
use keys::{Generation, Key, KeyHolder};
use std::sync::Arc;
use store::{Store, Value};
use testkit::for_each_two_stores;

/// Shuts a space, as closing does long before.
pub(crate) async fn shut(store: &Store, journal: &Journal, space: SpaceId) {
    let mut tx = store.begin("close").await.expect("begun");
    journal
        .set_standing(&mut tx, space, Standing::Shut)
        .await
        .expect("shut");
    tx.commit().await.expect("committed");
}

/// Erases a shut space, as its life does.
pub(crate) async fn erase(store: &Store, journal: &Journal, space: SpaceId) -> Result<()> {
    let erasure = journal.prepare_erasure(space).await?;
    let mut tx = store.begin("erase").await?;
    journal.erase(&mut tx, &erasure).await?;
    tx.commit().await?;
    journal.forget(space);
    Ok(())
}

pub(crate) async fn shut_and_erase(house: &House, space: SpaceId) {
    shut(&house.store, &house.journal, space).await;
    erase(&house.store, &house.journal, space)
        .await
        .expect("erased");
}

pub(crate) fn is_not_found<T>(told: Result<T>) -> bool {
    told.is_err_and(|error| error.kind() == Kind::NotFound)
}

/// A space with this word in its journal, and one line in its access log.
pub(crate) async fn told(house: &House, text: &str) -> SpaceId {
    let space = new_space(&house.store, &house.journal, &house.world).await;
    let book = house.journal.open(space).await.expect("a book");
    let book = house.adds(&book, text).await;
    house.journal.note(&book, glance()).await.expect("noted");
    space
}

#[tokio::test]
async fn del_02_an_erased_space_is_not_found_in_any_process_by_any_way() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let (space, neighbour) = (told(&house, "one").await, told(&house, "other").await);
        let (other, other_pen) = house.another().await;
        let (mine, theirs) = (
            house.journal.open(space).await.expect("warm here"),
            other.open(space).await.expect("warm there"),
        );
        shut_and_erase(&house, space).await;

        for (journal, pen, book) in [
            (&house.journal, &house.pen, &mine),
            (&other, &other_pen, &theirs),
        ] {
            // Whoever still holds a book can do nothing with it.
            assert!(is_not_found(journal.note(book, glance()).await));
            assert!(is_not_found(
                pen.append(book, ana(), vec![word("late")]).await
            ));
            assert!(is_not_found(journal.refresh(book).await));
            assert!(is_not_found(journal.open(space).await));
            assert!(is_not_found(journal.verify(space).await));
        }
        assert_eq!(count(&house.store, "access", space).await, 1);
        assert_eq!(count(&house.store, "journal", space).await, 1);
        let book = other.open(neighbour).await.expect("the neighbour's");
        assert_eq!(words(&book), ["other"]);
        let noted = other.note(&book, glance()).await.expect("noted");
        assert!(noted.moved.is_none());
    })
    .await;
}

#[tokio::test]
async fn nothing_brings_an_erased_space_back() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let never_opened = new_space(&house.store, &house.journal, &house.world).await;
        let never_made = SpaceId::new(&*house.world.chance);
        let told = told(&house, "one").await;
        shut_and_erase(&house, told).await;
        shut_and_erase(&house, never_opened).await;
        erase(&house.store, &house.journal, never_made)
            .await
            .expect("erased before it was");
        sweep(&house.journal).await;
        for space in [told, never_opened, never_made] {
            let mut tx = house.store.begin("again").await.expect("begun");
            let neighbour = SpaceId::new(&*house.world.chance);
            let many = [neighbour, space];
            let opened = house.journal.open_many(&mut tx, &many).await;
            assert_eq!(opened.expect_err("erased").kind(), Kind::Fault);
            let opened = house.journal.set_standing(&mut tx, space, Standing::Open);
            assert!(is_not_found(opened.await));
            tx.commit().await.expect("committed");
            assert!(is_not_found(house.journal.open(space).await));
            assert!(key_wrapped(&house.store, space).await.is_empty());
            assert!(shred(&house.shreds, space).await.is_empty());
            // Nor a second time.
            erase(&house.store, &house.journal, space)
                .await
                .expect("erased it is");
        }
    })
    .await;
}

#[tokio::test]
async fn an_open_space_or_one_written_to_meanwhile_is_not_erased() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let kind = |told: Result<()>| told.expect_err("refused").kind();
        let open = erase(&house.store, &house.journal, space).await;
        assert_eq!(kind(open), Kind::Conflict);

        let erasure = house.journal.prepare_erasure(space).await.expect("read");
        let book = house.journal.open(space).await.expect("a book");
        house.adds(&book, "two").await;
        shut(&house.store, &house.journal, space).await;
        let mut tx = house.store.begin("erase").await.expect("begun");
        let moved = house.journal.erase(&mut tx, &erasure).await;
        assert_eq!(kind(moved), Kind::Conflict);
        drop(tx);
        let book = house.journal.open(space).await.expect("a book");
        assert_eq!(words(&book), ["one", "two"]);
        sweep(&house.journal).await;
        assert_eq!(house.journal.verify(space).await.expect("whole").rows, 2);
    })
    .await;
}

#[tokio::test]
async fn an_erasure_that_is_rolled_back_erases_nothing() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        shut(&house.store, &house.journal, space).await;
        let erasure = house.journal.prepare_erasure(space).await.expect("read");
        let mut tx = house.store.begin("erase").await.expect("begun");
        house
            .journal
            .erase(&mut tx, &erasure)
            .await
            .expect("erased, so far");
        tx.rollback().await.expect("undone");
        sweep(&house.journal).await;
        let book = house.journal.open(space).await.expect("a book");
        assert_eq!(words(&book), ["one"]);
    })
    .await;
}

#[tokio::test]
async fn a_space_too_damaged_to_open_is_erased_all_the_same() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let mut params = place(space);
        params.push(Value::Blob(vec![7; 60]));
        let damage = "UPDATE journal SET body = $3 WHERE bucket = $1 AND space = $2";
        house.store.execute(damage, params).await.expect("damaged");
        house.journal.forget(space);
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        assert_eq!(count(&house.store, "journal", space).await, 0);
        assert!(shred(&house.shreds, space).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_space_whose_last_rows_are_gone_is_erased_all_the_same() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let mut book = house.journal.open(space).await.expect("a book");
        for n in 0..100 {
            book = house.adds(&book, &n.to_string()).await;
        }
        snapshots(&house.store, 1).await;
        let cut = "DELETE FROM journal WHERE bucket = $1 AND space = $2 AND seq > 90";
        house.store.execute(cut, place(space)).await.expect("cut");
        house.journal.forget(space);
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        assert_eq!(count(&house.store, "journal", space).await, 0);
        assert!(is_not_found(house.journal.open(space).await));
    })
    .await;
}

/// A key holder that does not answer.
struct Away;

#[keys::async_trait]
impl KeyHolder for Away {
    async fn wrap_by(&self, _: Generation, _: &Key, _: &[u8]) -> Result<Vec<u8>> {
        Err(Error::unavailable("the key holder is away"))
    }

    async fn generations(&self) -> Result<Vec<Generation>> {
        Err(Error::unavailable("the key holder is away"))
    }

    async fn make_generation(&self) -> Result<Generation> {
        Err(Error::unavailable("the key holder is away"))
    }

    async fn retire_before(&self, _: Generation) -> Result<()> {
        Err(Error::unavailable("the key holder is away"))
    }

    async fn unwrap_key(&self, _: &[u8], _: &[u8]) -> Result<Key> {
        Err(Error::unavailable("the key holder is away"))
    }

    fn name(&self) -> &'static str {
        "away"
    }
}

#[tokio::test]
async fn while_the_key_holder_is_away_no_space_is_erased_without_its_objects() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let object = ObjectId::new(&*house.world.chance);
        let space = told(&house, &object.to_string()).await;
        shut(&house.store, &house.journal, space).await;
        let away: Arc<dyn KeyHolder> = Arc::new(Away);
        let (cold, _) = house.another_with(&away).await;
        let refused = erase(&house.store, &cold, space).await;
        assert_eq!(refused.expect_err("away").kind(), Kind::Unavailable);
        erase(&house.store, &house.journal, space)
            .await
            .expect("erased");
        assert_eq!(count(&house.store, "erasing_object", space).await, 1);
    })
    .await;
}
