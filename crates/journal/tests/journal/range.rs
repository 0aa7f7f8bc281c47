//! Many books at once: as each by itself, in order, none of them kept.

use crate::erasing::shut_and_erase;
use crate::{ana, house, snapshots, word, words};
use journal::Standing;
use kernel::{Result, SpaceId};

/// The n-th space of one bucket.
fn neighbour(n: u8) -> SpaceId {
    let mut id = [0; 16];
    (id[0], id[15]) = (n, 7);
    SpaceId::from_bytes(id)
}

#[tokio::test]
async fn the_books_of_a_bucket_are_as_each_by_itself_and_one_that_is_wrong_keeps_no_other_back() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let all: Vec<SpaceId> = (1..=7).map(neighbour).collect();
        let mut tx = house.store.begin("open spaces").await.expect("begun");
        let opened = house.journal.open_many(&mut tx, &all).await;
        opened.expect("opened");
        house
            .journal
            .set_standing(&mut tx, all[4], Standing::Shut)
            .await
            .expect("shut");
        tx.commit().await.expect("committed");
        // One of many rows, with a snapshot; one of two rows; one that nobody ever
        // opened; one erased; one shut; one whose row was tampered with.
        let mut book = house.journal.open(all[0]).await.expect("a book");
        for n in 0..105 {
            book = house.adds(&book, &n.to_string()).await;
        }
        snapshots(&house.store, 1).await;
        for (space, said) in [(all[1], "two"), (all[5], "spoilt"), (all[6], "last")] {
            let book = house.journal.open(space).await.expect("a book");
            let rows = vec![word(said)];
            house
                .pen
                .append(&book, ana(), rows)
                .await
                .expect("appended");
        }
        shut_and_erase(&house, all[3]).await;
        let spoil = "UPDATE journal SET body = $1 WHERE space = $2";
        let spoilt = vec![vec![1; 80].into(), all[5].into()];
        house.store.execute(spoil, spoilt).await.expect("spoilt");

        let (cold, _) = house.another().await;
        let asked: Vec<SpaceId> = all.iter().copied().filter(|it| *it != all[1]).collect();
        let books = cold.open_range(&asked).await.expect("books");
        let told: Vec<(SpaceId, Option<usize>)> = books
            .iter()
            .map(|(space, book)| (*space, book.as_ref().ok().map(|book| words(book).len())))
            .collect();
        let expected = [
            (all[0], Some(105)),
            (all[2], Some(0)),
            (all[4], Some(0)),
            (all[5], None),
            (all[6], Some(1)),
        ];
        assert_eq!(told, expected);
        let standing = |n: usize| books[n].1.as_ref().expect("a book").standing();
        assert_eq!([standing(0), standing(2)], [Standing::Open, Standing::Shut]);
        // The same book, to the last link of its chain.
        let alone = cold.open(all[0]).await.expect("a book");
        let ranged = books[0].1.as_ref().expect("a book");
        assert_eq!(alone.version(), ranged.version());
        let next = house.adds(ranged, "next").await;
        assert_eq!(next.version(), 106);
        assert_eq!(cold.verify(all[0]).await.expect("whole").rows, 106);
    })
    .await;
}

#[tokio::test]
async fn no_space_is_no_book() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let books = house.journal.open_range(&[]).await;
        assert_eq!(books.expect("none").len(), 0);
        let books: Result<Vec<_>> = house.journal.open_range(&[neighbour(9)]).await;
        assert_eq!(books.expect("none").len(), 0);
    })
    .await;
}
