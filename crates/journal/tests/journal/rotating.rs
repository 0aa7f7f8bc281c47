//! The master key is changed: the keys of spaces are wrapped anew, row by row,
//! while others read, write, open for the first time, and erase.

use crate::erasing::{is_not_found, shut, shut_and_erase, told};
use crate::shreds::{key_wrapped, shred};
use crate::sweeping::sweep;
use crate::{House, house_with, journal_on, key_file, new_space, place, words};
use journal::{Journal, Wrapped};
use kernel::{Kind, Result, SpaceId};
use keys::{FileHolder, Generation, Key, KeyHolder, SystemChance};
use std::sync::Arc;
use store::Store;
use testkit::for_each_two_stores;

const FIRST: Generation = Generation::FIRST;

pub(crate) fn second() -> Generation {
    FIRST.next().expect("a second")
}

fn all_by(wrapped: &Wrapped, generation: Generation, keys: u64) {
    let by: Vec<_> = wrapped.by.iter().map(|(g, n)| (*g, *n)).collect();
    assert_eq!(by, [(generation, keys)], "{wrapped:?}");
    assert_eq!(wrapped.unknown, 0);
}

/// A copy of the key file as it is now, as a thief has it.
fn stolen(house: &House) -> Arc<dyn KeyHolder> {
    let copy = house.folder.path().join("stolen");
    std::fs::copy(house.folder.path().join("key"), &copy).expect("a copy");
    let holder = FileHolder::open_or_create(copy, Arc::new(SystemChance));
    Arc::new(holder.expect("a key file"))
}

/// As the row was before there were shreds: what the key holder gave.
async fn without_shred(house: &House, space: SpaceId) {
    let secret = Key::from_slice(&shred(&house.shreds, space).await).expect("a key");
    let aad = [&b"carnet space shred 1"[..], &space.to_bytes()].concat();
    let kept = key_wrapped(&house.store, space).await;
    let wrapped = keys::open(&secret, &aad, &kept[1..]).expect("its shred");
    let mut params = place(space);
    params.push(wrapped.into());
    let before = "UPDATE book SET key_wrapped = $3 WHERE bucket = $1 AND space = $2";
    let put = house.store.execute(before, params).await;
    put.expect("as before");
    without(&house.shreds, space).await;
}

async fn without(shreds: &Store, space: SpaceId) {
    let none = "DELETE FROM shred WHERE bucket = $1 AND space = $2";
    shreds.execute(none, place(space)).await.expect("none");
}

#[tokio::test]
async fn key_10_all_keys_are_wrapped_anew_while_others_work_and_the_old_one_is_needed_by_none() {
    for_each_two_stores(async |first, second_store| {
        let house = house_with(first.store.clone(), second_store.store.clone()).await;
        let mut spaces = Vec::new();
        for word in ["one", "two", "three", "from before"] {
            spaces.push(told(&house, word).await);
        }
        without_shred(&house, spaces[3]).await;
        let never_opened = new_space(&house.store, &house.journal, &house.world).await;
        // Another process, with a key file that it read before all this.
        let theirs = key_file(house.folder.path(), &house.world);
        let (other, other_pen) = house.another_with(&theirs).await;
        let warm = other.open(spaces[0]).await.expect("a book");
        other.open(spaces[1]).await.expect("wraps by the first");
        let fresh = new_space(&house.store, &house.journal, &house.world).await;
        other.open(fresh).await.expect("its key is made");
        let old = stolen(&house);
        all_by(&house.journal.wrapped().await.expect("seen"), FIRST, 5);

        // Made, it wraps nothing yet.
        house.holder.make_generation().await.expect("made");
        let newer = new_space(&house.store, &house.journal, &house.world).await;
        house.journal.open(newer).await.expect("its key is made");
        all_by(&house.journal.wrapped().await.expect("seen"), FIRST, 6);
        assert_eq!(house.journal.wraps_by().await.expect("seen"), FIRST);

        // From this commit on, nothing is kept that the first has wrapped: not even
        // by a process that did not hear of it.
        house.journal.wrap_by(second()).await.expect("moved");
        other.open(never_opened).await.expect("its key is made");
        let seen = house.journal.wrapped().await.expect("seen");
        assert_eq!(seen.by.get(&second()), Some(&1));
        other.forget(spaces[3]);
        other.open(spaces[3]).await.expect("one from before");
        let seen = house.journal.wrapped().await.expect("seen");
        assert_eq!(seen.by.get(&FIRST), Some(&6));

        let walked = house.journal.rewrap().await.expect("walked");
        assert_eq!((walked.done, walked.missed, walked.unknown), (6, 0, 0));
        all_by(&house.journal.wrapped().await.expect("seen"), second(), 7);
        let again = house.journal.rewrap().await.expect("walked");
        assert_eq!(again.done, 0, "what is done is not done twice");
        // It never goes back.
        house.journal.wrap_by(FIRST).await.expect_err("not back");
        assert_eq!(house.journal.wraps_by().await.expect("seen"), second());

        house.holder.retire_before(second()).await.expect("retired");
        // Who has a book warm goes on; whoever opens one has the same record.
        let appended = other_pen
            .append(&warm, crate::ana(), vec![crate::word("later")])
            .await;
        appended.expect("appended");
        let (cold, _) = house.another_with(&theirs).await;
        for (journal, space, said) in [
            (&cold, spaces[0], &["one", "later"][..]),
            (&cold, spaces[1], &["two"]),
            (&other, spaces[2], &["three"]),
            (&cold, spaces[3], &["from before"]),
            (&cold, never_opened, &[]),
            (&cold, fresh, &[]),
        ] {
            let book = journal.open(space).await.expect("a book");
            assert_eq!(words(&book), said);
            journal.verify(space).await.expect("whole");
        }
        // A copy of the old key file opens none of them.
        let (thief, _) = house.another_with(&old).await;
        for space in spaces {
            let refused = thief.open(space).await.expect_err("closed");
            assert_eq!(refused.kind(), Kind::Unavailable);
        }
    })
    .await;
}

#[tokio::test]
async fn key_10_who_last_wrapped_by_what_was_retired_meanwhile_makes_new_keys_all_the_same() {
    for_each_two_stores(async |first, second_store| {
        let house = house_with(first.store.clone(), second_store.store.clone()).await;
        let theirs = key_file(house.folder.path(), &house.world);
        let (other, _) = house.another_with(&theirs).await;
        let before = new_space(&house.store, &house.journal, &house.world).await;
        other.open(before).await.expect("it wraps by the first");
        house.holder.make_generation().await.expect("made");
        house.journal.wrap_by(second()).await.expect("moved");
        house.journal.rewrap().await.expect("walked");
        house.holder.retire_before(second()).await.expect("retired");
        // It heard of nothing, and opens the next space for the first time.
        for _ in 0..2 {
            let fresh = new_space(&house.store, &house.journal, &house.world).await;
            other.open(fresh).await.expect("its key is made");
        }
        all_by(&house.journal.wrapped().await.expect("seen"), second(), 3);
    })
    .await;
}

/// Somebody who does something just when a key is wrapped anew.
struct Meanwhile {
    holder: Arc<dyn KeyHolder>,
    house: Journal,
    store: Store,
    space: SpaceId,
}

#[keys::async_trait]
impl KeyHolder for Meanwhile {
    async fn wrap_by(&self, generation: Generation, key: &Key, context: &[u8]) -> Result<Vec<u8>> {
        if context.ends_with(&self.space.to_bytes()) {
            let erasure = self.house.prepare_erasure(self.space).await?;
            let mut tx = self.store.begin("erase").await?;
            self.house.erase(&mut tx, &erasure).await?;
            tx.commit().await?;
        }
        self.holder.wrap_by(generation, key, context).await
    }

    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key> {
        self.holder.unwrap_key(wrapped, context).await
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

    fn name(&self) -> &'static str {
        "meanwhile"
    }
}

#[tokio::test]
async fn key_10_a_space_that_is_erased_while_its_key_is_wrapped_anew_stays_erased() {
    for_each_two_stores(async |first, second_store| {
        let house = house_with(first.store.clone(), second_store.store.clone()).await;
        let (gone, neighbour) = (told(&house, "one").await, told(&house, "other").await);
        let kept = key_wrapped(&house.store, gone).await;
        shut(&house.store, &house.journal, gone).await;
        house.holder.make_generation().await.expect("made");
        let meanwhile: Arc<dyn KeyHolder> = Arc::new(Meanwhile {
            holder: Arc::clone(&house.holder),
            house: house.journal.clone(),
            store: house.store.clone(),
            space: gone,
        });
        let (walker, _) = house.another_with(&meanwhile).await;
        walker.wrap_by(second()).await.expect("moved");
        let walked = walker.rewrap().await.expect("walked");
        assert_eq!((walked.done, walked.missed), (1, 1));
        assert!(key_wrapped(&house.store, gone).await.is_empty());
        let (cold, _) = house.another().await;
        for journal in [&walker, &cold] {
            assert!(is_not_found(journal.open(gone).await));
        }
        sweep(&house.journal).await;
        // Were its row put back from a backup, it opens no more, is not wrapped anew,
        // and holds no retirement up.
        let mut params = place(gone);
        params.push(kept.clone().into());
        let back =
            "UPDATE book SET key_wrapped = $3, standing = 1 WHERE bucket = $1 AND space = $2";
        house.store.execute(back, params).await.expect("put back");
        let walked = house.journal.rewrap().await.expect("walked");
        assert_eq!((walked.done, walked.missed, walked.unknown), (0, 0, 0));
        assert_eq!(key_wrapped(&house.store, gone).await, kept);
        all_by(&house.journal.wrapped().await.expect("seen"), second(), 1);
        assert!(is_not_found(cold.open(gone).await));
        assert_eq!(
            words(&cold.open(neighbour).await.expect("a book")),
            ["other"]
        );
    })
    .await;
}

#[tokio::test]
async fn key_10_a_key_of_the_same_number_that_was_made_elsewhere_wraps_nothing() {
    for_each_two_stores(async |first, second_store| {
        let house = house_with(first.store.clone(), second_store.store.clone()).await;
        house.book().await;
        // On another machine, with a file of its own: made there once more.
        let elsewhere = stolen(&house);
        elsewhere.make_generation().await.expect("made there");
        house.holder.make_generation().await.expect("made here");
        house.journal.wrap_by(second()).await.expect("moved");
        house.journal.rewrap().await.expect("walked");
        let (there, _) = house.another_with(&elsewhere).await;
        let fresh = new_space(&house.store, &house.journal, &house.world).await;
        let refused = there.open(fresh).await.expect_err("another key");
        assert_eq!(refused.kind(), Kind::Unavailable);
        assert!(refused.log_text().contains("not the same here"));
        assert!(there.rewrap().await.is_err());
        assert!(there.wrap_by(second()).await.is_err());
        assert!(key_wrapped(&house.store, fresh).await.is_empty());
        house.journal.open(fresh).await.expect("its key is made");
    })
    .await;
}

#[tokio::test]
async fn a_key_that_cannot_be_looked_into_is_counted_and_keeps_no_other_back() {
    for_each_two_stores(async |first, second_store| {
        let house = house_with(first.store.clone(), second_store.store.clone()).await;
        let mut spaces = Vec::new();
        for word in ["one", "two", "three", "four"] {
            spaces.push(told(&house, word).await);
        }
        without(&house.shreds, spaces[0]).await;
        let mut params = place(spaces[1]);
        params.push(b"S and then nothing of use".to_vec().into());
        let damage = "UPDATE book SET key_wrapped = $3 WHERE bucket = $1 AND space = $2";
        house.store.execute(damage, params).await.expect("damaged");
        shut_and_erase(&house, spaces[2]).await;
        house.holder.make_generation().await.expect("made");
        house.journal.wrap_by(second()).await.expect("moved");
        let walked = house.journal.rewrap().await.expect("walked");
        assert_eq!((walked.done, walked.missed, walked.unknown), (1, 0, 2));
        let seen = house.journal.wrapped().await.expect("seen");
        assert_eq!(seen.unknown, 2);
        let mut named = seen.some_unknown.clone();
        named.sort_unstable();
        let mut lost = vec![spaces[0], spaces[1]];
        lost.sort_unstable();
        assert_eq!(named, lost);
        assert_eq!(seen.by.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_house_that_begins_with_a_changed_key_wraps_by_it_from_the_start() {
    for_each_two_stores(async |first, second_store| {
        let folder = tempfile::tempdir().expect("a folder");
        let world = testkit::TestWorld::new().world();
        let holder = key_file(folder.path(), &world);
        holder.make_generation().await.expect("made");
        holder.retire_before(second()).await.expect("retired");
        let (journal, _) = journal_on(&first.store, &second_store.store, &holder, &world)
            .await
            .expect("a journal");
        let space = new_space(&first.store, &journal, &world).await;
        journal.open(space).await.expect("its key is made");
        all_by(&journal.wrapped().await.expect("seen"), second(), 1);
    })
    .await;
}
