//! What is to be looked at, and when.

use crate::erasing::shut_and_erase;
use crate::house;
use journal::{Due, DueTable, Dues, due_table};
use kernel::{DocumentId, Error, SpaceId, Timestamp};
use std::sync::Mutex;
use std::time::Duration;
use store::{Migration, Store};

const EARLIER: DueTable<DocumentId> = due_table!("visit", "thing", earlier);
const NOTED: DueTable<()> = due_table!("call", noted);
const COMING: DueTable<()> = due_table!("call", coming);
const NOW: i64 = 1_000_000;
/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;

const TABLES: [Migration; 1] = [Migration::both(
    "0001_due",
    "CREATE TABLE visit (bucket INTEGER NOT NULL, space BLOB NOT NULL, thing BLOB NOT NULL, \
         due_at INTEGER NOT NULL, PRIMARY KEY (bucket, space, thing)) STRICT, WITHOUT ROWID; \
     CREATE TABLE call (bucket INTEGER NOT NULL, space BLOB NOT NULL, \
         due_at INTEGER NOT NULL, PRIMARY KEY (bucket, space)) STRICT, WITHOUT ROWID;",
)];

async fn tables(store: &Store) {
    store.migrate("due", &TABLES).await.expect("tables");
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(NOW + minute * MINUTE)
}

const fn space(n: u8) -> SpaceId {
    SpaceId::from_bytes([n; 16])
}

fn call(n: u8, minute: i64) -> Due<()> {
    Due {
        space: space(n),
        of: (),
        due_at: at(minute),
    }
}

/// Whose records are looked at by then, in order; each is done with.
async fn looked_at(dues: &Dues<()>, minute: i64) -> Vec<(SpaceId, Timestamp)> {
    let seen = Mutex::new(Vec::new());
    let looked = dues.each(at(minute), "looking", |due| {
        seen.lock()
            .expect("one at a time")
            .push((due.space, due.due_at));
        std::future::ready(Ok(None))
    });
    looked.await.expect("looked at");
    seen.into_inner().expect("nobody panicked")
}

#[tokio::test]
async fn what_is_due_is_looked_at_once_the_first_due_first_and_nothing_before_its_time() {
    testkit::for_each_store(|store| async move {
        tables(&store).await;
        let dues = Dues::new(store, COMING);
        for (n, minute) in [(1, 3), (2, 1), (3, 2), (4, 9)] {
            dues.note(call(n, minute)).await.expect("noted");
        }
        let expected = vec![(space(2), at(1)), (space(3), at(2)), (space(1), at(3))];
        assert_eq!(looked_at(&dues, 3).await, expected);
        assert_eq!(looked_at(&dues, 8).await, []);
        assert_eq!(looked_at(&dues, 9).await, [(space(4), at(9))]);
    })
    .await;
}

#[tokio::test]
async fn of_two_times_the_one_stays_that_the_table_keeps() {
    testkit::for_each_store(|store| async move {
        tables(&store).await;
        for (table, minutes, stays) in [(NOTED, [5, 3, 7], 5), (COMING, [5, 3, 7], 7)] {
            let dues = Dues::new(store.clone(), table);
            for minute in minutes {
                dues.note(call(1, minute)).await.expect("noted");
            }
            assert_eq!(looked_at(&dues, 60).await, [(space(1), at(stays))]);
        }
        let dues = Dues::new(store, EARLIER);
        let thing = |n: u8, minute| Due {
            space: space(1),
            of: DocumentId::from_bytes([n; 16]),
            due_at: at(minute),
        };
        for due in [thing(1, 5), thing(1, 3), thing(1, 7), thing(2, 4)] {
            dues.note(due).await.expect("noted");
        }
        let seen = Mutex::new(Vec::new());
        dues.each(at(60), "looking", |due| {
            seen.lock().expect("one at a time").push(due);
            std::future::ready(Ok(None))
        })
        .await
        .expect("looked at");
        let seen = seen.into_inner().expect("nobody panicked");
        assert_eq!(seen, [thing(1, 3), thing(2, 4)]);
    })
    .await;
}

#[tokio::test]
async fn what_is_noted_or_refused_while_it_is_looked_at_is_looked_at_again() {
    testkit::for_each_store(|store| async move {
        tables(&store).await;
        let dues = Dues::new(store, COMING);
        for n in 1..=4 {
            dues.note(call(n, 0)).await.expect("noted");
        }
        let (noting, tries) = (dues.clone(), Mutex::new(0));
        let look = |due: Due<()>| {
            let noting = noting.clone();
            *tries.lock().expect("one at a time") += 1;
            async move {
                match due {
                    // More comes while its record is read.
                    due if due.space == space(1) => {
                        noting.note(call(1, 2)).await?;
                        Ok(None)
                    }
                    due if due.space == space(2) => Err(Error::unavailable("nobody answers")),
                    due if due.space == space(3) => Ok(Some(at(5))),
                    _ => Ok(None),
                }
            }
        };
        dues.each(at(0), "looking", look).await.expect("looked at");
        assert_eq!(*tries.lock().expect("nobody panicked"), 4, "each once");
        let expected = vec![
            (space(1), at(2)),
            (space(3), at(5)),
            (space(2), at(0).plus(Duration::from_secs(600))),
        ];
        assert_eq!(looked_at(&dues, 60).await, expected);
        // And what is forgotten is not.
        for n in 1..=2 {
            dues.note(call(n, 0)).await.expect("noted");
        }
        dues.forget(space(1)).await.expect("forgotten");
        assert_eq!(looked_at(&dues, 60).await, [(space(2), at(0))]);
    })
    .await;
}

#[tokio::test]
async fn a_record_is_looked_at_as_another_process_left_it_and_one_that_was_erased_is_none() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let space = house.space;
        let looked = house.journal.look(space).await.expect("looked at");
        assert!(looked.is_some());
        let (journal, pen) = house.another().await;
        let book = journal.open(space).await.expect("a book");
        let said = vec![crate::word("elsewhere")];
        pen.append(&book, crate::ana(), said)
            .await
            .expect("written");
        let looked = house.journal.look(space).await.expect("looked at");
        assert_eq!(crate::words(&looked.expect("a book")), ["elsewhere"]);
        shut_and_erase(&house, space).await;
        assert!(
            house
                .journal
                .look(space)
                .await
                .expect("looked at")
                .is_none()
        );
        let never = SpaceId::from_bytes([9; 16]);
        assert!(
            house
                .journal
                .look(never)
                .await
                .expect("looked at")
                .is_none()
        );
    })
    .await;
}
