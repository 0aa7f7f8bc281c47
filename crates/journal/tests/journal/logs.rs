//! The two logs: written, folded, read back, chained; and what is detected.

use crate::{ana, at_each, glance, house, new_space, place, snapshots, word, words};
use journal::{Journal, NewRead, Standing};
use kernel::{Kind, SpaceId};

#[tokio::test]
async fn what_is_appended_is_folded_and_read_back_from_nothing() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        let book = house
            .pen
            .append(&book, ana(), vec![word("one"), word("two")])
            .await
            .expect("appended");
        house.adds(&book, "three").await;
        let (cold, _) = house.another().await;
        let book = cold.open(house.space).await.expect("a book");
        assert_eq!(words(&book), ["one", "two", "three"]);
        assert_eq!(book.version(), 2);
        assert_eq!(cold.verify(house.space).await.expect("whole").rows, 2);
    })
    .await;
}

#[tokio::test]
async fn an_append_on_an_old_book_is_a_conflict_and_changes_nothing() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let old = house.book().await;
        house.adds(&old, "first").await;
        let error = house
            .pen
            .append(&old, ana(), vec![word("second")])
            .await
            .expect_err("a conflict");
        assert_eq!(error.kind(), Kind::Conflict);
        let now = house.book().await;
        assert_eq!(words(&now), ["first"]);
    })
    .await;
}

#[tokio::test]
async fn a_read_is_numbered_chained_and_told_newest_first() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        let notes = (0..40).map(|_| house.journal.note(&book, glance()));
        for noted in futures_util::future::join_all(notes).await {
            assert!(noted.expect("noted").moved.is_none());
        }
        let reads = house.pen.reads(&book, None, 100).await.expect("reads");
        assert_eq!(
            reads.iter().map(|read| read.n).collect::<Vec<_>>(),
            (1..=40).rev().collect::<Vec<_>>()
        );
        assert_eq!(
            house.pen.reads(&book, Some(10), 3).await.expect("reads")[0].n,
            9
        );
        assert_eq!(
            house
                .journal
                .verify(house.space)
                .await
                .expect("whole")
                .reads,
            40
        );
    })
    .await;
}

#[tokio::test]
async fn two_processes_on_one_store_see_each_other_before_they_answer() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let (other, other_pen) = house.another().await;
        let mine = house.book().await;
        let theirs = other.open(house.space).await.expect("a book");
        other_pen
            .append(&theirs, ana(), vec![word("theirs")])
            .await
            .expect("appended");
        let Some(now) = house
            .journal
            .note(&mine, glance())
            .await
            .expect("noted")
            .moved
        else {
            panic!("the read did not see the other process");
        };
        assert_eq!(words(&now), ["theirs"]);
        // Both write and read at once; every number is taken once, no line lost.
        let (journal, pen, space) = (&house.journal, &house.pen, house.space);
        let turn = |journal: Journal, name: &'static str| async move {
            for _ in 0..20 {
                let book = journal.open(space).await.expect("a book");
                journal.note(&book, glance()).await.expect(name);
            }
        };
        tokio::join!(turn(journal.clone(), "mine"), turn(other.clone(), "theirs"));
        let book = journal.open(space).await.expect("a book");
        assert_eq!(pen.reads(&book, None, 100).await.expect("reads").len(), 41);
        assert_eq!(other.verify(space).await.expect("whole").reads, 41);
    })
    .await;
}

#[tokio::test]
async fn vis_07_no_read_that_starts_after_an_acknowledged_change_misses_it() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let (other, _) = house.another().await;
        for round in 1..=30u64 {
            let stale = other.open(house.space).await.expect("a book");
            let book = house.book().await;
            house.adds(&book, "hide").await;
            let noted = other.note(&stale, glance()).await.expect("noted");
            let seen = noted.moved.as_ref().unwrap_or(&stale).version();
            assert_eq!(seen, round);
        }
    })
    .await;
}

#[tokio::test]
async fn a_shut_space_takes_nothing_and_says_so_to_a_warm_cache() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        let mut tx = house.store.begin("close").await.expect("a transaction");
        house
            .journal
            .set_standing(&mut tx, house.space, Standing::Shut)
            .await
            .expect("shut");
        tx.commit().await.expect("committed");
        let error = house
            .pen
            .append(&book, ana(), vec![word("late")])
            .await
            .expect_err("refused");
        assert_eq!(error.kind(), Kind::NotFound);
        let Some(now) = house
            .journal
            .note(&book, glance())
            .await
            .expect("noted")
            .moved
        else {
            panic!("the read did not see the closing");
        };
        assert_eq!(now.standing(), Standing::Shut);
        assert!(words(&now).is_empty());
    })
    .await;
}

#[tokio::test]
async fn log_03_when_the_access_log_refuses_no_read_is_noted() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        house
            .store
            .execute("ALTER TABLE access RENAME TO access_gone", vec![])
            .await
            .expect("gone");
        let error = house
            .journal
            .note(&book, glance())
            .await
            .expect_err("refused");
        assert_eq!(error.kind(), Kind::Unavailable);
        // Changes do not depend on it.
        house.adds(&book, "still").await;
    })
    .await;
}

#[tokio::test]
async fn a_bad_item_in_a_batch_harms_nobody_else() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        // In the same lane, and so in the same batch.
        let lane = |space: SpaceId| space.bucket() % 2;
        let bad = loop {
            let space = new_space(&house.store, &house.journal, &house.world).await;
            if lane(space) == lane(house.space) {
                break space;
            }
        };
        let says = ["SELECT RAISE(ABORT, 'no')", "RAISE EXCEPTION 'no'"];
        at_each(&house.store, "BEFORE INSERT ON access", bad, says).await;
        let bad = house.journal.open(bad).await.expect("a book");
        let good = (0..10).map(|_| house.journal.note(&book, glance()));
        let (good, bad) = tokio::join!(
            futures_util::future::join_all(good),
            house.journal.note(&bad, glance())
        );
        for noted in good {
            assert!(noted.expect("noted").moved.is_none());
        }
        assert_eq!(bad.expect_err("refused").kind(), Kind::Unavailable);
        let whole = house.journal.verify(house.space).await.expect("whole");
        assert_eq!(whole.reads, 10);
    })
    .await;
}

#[tokio::test]
async fn log_04_a_batch_of_reads_that_comes_after_another_process_stays_chained() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let (other, _) = house.another().await;
        let book = house.book().await;
        let theirs = other.open(house.space).await.expect("a book");
        for round in 1..=3u64 {
            // Each process remembers a last line that is the last no more.
            other.note(&theirs, glance()).await.expect("noted there");
            let mine = (0..3).map(|_| house.journal.note(&book, glance()));
            for noted in futures_util::future::join_all(mine).await {
                noted.expect("noted here");
            }
            let whole = house.journal.verify(house.space).await.expect("whole");
            assert_eq!(whole.reads, 4 * round);
        }
    })
    .await;
}

#[tokio::test]
async fn key_03_a_row_moved_swapped_or_replayed_is_detected() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        let book = house.adds(&book, "one").await;
        house.adds(&book, "two").await;
        let other = new_space(&house.store, &house.journal, &house.world).await;
        let opens = |space| {
            let house = &house;
            async move {
                house.journal.forget(space);
                house.journal.open(space).await
            }
        };
        // An old row over a later place.
        let rows = house
            .store
            .query(
                "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 ORDER BY seq",
                place(house.space),
            )
            .await
            .expect("rows");
        let (first, second) = (
            rows[0].blob(1).expect("a body").to_vec(),
            rows[1].blob(1).expect("a body").to_vec(),
        );
        let write = |space: SpaceId, seq: i64, body: Vec<u8>| {
            let mut params: Vec<store::Value> = place(space);
            params.extend([seq.into(), body.into()]);
            house.store.execute(
                "INSERT INTO journal (bucket, space, seq, body) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (bucket, space, seq) DO UPDATE SET body = excluded.body",
                params,
            )
        };
        write(house.space, 2, first.clone())
            .await
            .expect("replayed");
        assert_eq!(
            opens(house.space).await.expect_err("detected").kind(),
            Kind::Fault
        );
        // Swapped.
        write(house.space, 1, second.clone())
            .await
            .expect("swapped");
        assert_eq!(
            opens(house.space).await.expect_err("detected").kind(),
            Kind::Fault
        );
        // Into another space, even under the other's own number.
        write(other, 1, first.clone()).await.expect("moved");
        assert_eq!(
            opens(other).await.expect_err("detected").kind(),
            Kind::Fault
        );
        // One flipped bit.
        let mut flipped = first.clone();
        flipped[20] ^= 1;
        write(house.space, 1, flipped).await.expect("flipped");
        write(house.space, 2, second.clone())
            .await
            .expect("restored");
        assert_eq!(
            opens(house.space).await.expect_err("detected").kind(),
            Kind::Fault
        );
        // Put right, it opens again.
        write(house.space, 1, first).await.expect("restored");
        assert_eq!(
            words(&opens(house.space).await.expect("a book")),
            ["one", "two"]
        );
    })
    .await;
}

#[tokio::test]
async fn log_04_an_access_line_deleted_or_edited_is_reported() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        for _ in 0..3 {
            house.journal.note(&book, glance()).await.expect("noted");
        }
        house
            .store
            .execute(
                "DELETE FROM access WHERE bucket = $1 AND space = $2 AND n = 2",
                place(house.space),
            )
            .await
            .expect("deleted");
        assert_eq!(
            house
                .journal
                .verify(house.space)
                .await
                .expect_err("reported")
                .kind(),
            Kind::Fault
        );
        house
            .store
            .execute(
                "UPDATE access SET n = 2 WHERE bucket = $1 AND space = $2 AND n = 3",
                place(house.space),
            )
            .await
            .expect("renumbered");
        assert_eq!(
            house
                .journal
                .verify(house.space)
                .await
                .expect_err("reported")
                .kind(),
            Kind::Fault
        );
    })
    .await;
}

#[tokio::test]
async fn a_long_journal_opens_from_its_snapshot_and_stays_whole() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let mut book = house.book().await;
        for n in 0..130 {
            book = house.adds(&book, &n.to_string()).await;
        }
        snapshots(&house.store, 1).await;
        let (cold, pen) = house.another().await;
        let book = cold.open(house.space).await.expect("a book");
        assert_eq!(words(&book).len(), 130);
        let book = pen
            .append(&book, ana(), vec![word("last")])
            .await
            .expect("appended");
        assert_eq!(book.version(), 131);
        assert_eq!(cold.verify(house.space).await.expect("whole").rows, 131);
    })
    .await;
}

#[tokio::test]
async fn key_03_snapshots_of_two_spaces_that_change_places_and_older_ones_are_detected() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let other = new_space(&house.store, &house.journal, &house.world).await;
        for (space, says) in [(house.space, "ours"), (other, "theirs")] {
            let mut book = house.journal.open(space).await.expect("a book");
            for _ in 0..130 {
                book = house.adds(&book, says).await;
            }
        }
        snapshots(&house.store, 2).await;
        let kept = async |space| {
            let sql = "SELECT version, body FROM snapshot WHERE bucket = $1 AND space = $2";
            let rows = house.store.query(sql, place(space)).await.expect("asked");
            let (version, body) = (rows[0].int(0), rows[0].blob(1));
            (version.expect("a number"), body.expect("a body").to_vec())
        };
        let puts = async |space, (version, body): (i64, Vec<u8>)| {
            let mut params = place(space);
            params.extend([version.into(), body.into()]);
            let sql =
                "UPDATE snapshot SET version = $3, body = $4 WHERE bucket = $1 AND space = $2";
            assert_eq!(house.store.execute(sql, params).await.expect("put"), 1);
        };
        // Whoever opens both, one by one and as the rounds of the night do.
        let is_detected = async |space, moved: &str| {
            let (cold, _) = house.another().await;
            let error = cold.open(space).await.expect_err(moved);
            assert_eq!(error.kind(), Kind::Fault, "{moved}");
            let error = cold.verify(space).await.expect_err(moved);
            assert_eq!(error.kind(), Kind::Fault, "{moved}");
        };
        let (ours, theirs) = (kept(house.space).await, kept(other).await);
        puts(house.space, theirs.clone()).await;
        puts(other, ours.clone()).await;
        is_detected(house.space, "swapped").await;
        is_detected(other, "swapped").await;
        puts(house.space, ours.clone()).await;
        puts(other, theirs).await;
        // The same snapshot, said to be of a later version or of an earlier one.
        for version in [ours.0 - 1, ours.0 + 1] {
            puts(house.space, (version, ours.1.clone())).await;
            is_detected(house.space, "renumbered").await;
        }
        let mut flipped = ours.clone();
        flipped.1[40] ^= 1;
        puts(house.space, flipped).await;
        is_detected(house.space, "altered").await;
        puts(house.space, ours).await;
        for (space, says) in [(house.space, "ours"), (other, "theirs")] {
            let (cold, _) = house.another().await;
            let book = cold.open(space).await.expect("put right");
            assert_eq!(words(&book), vec![says; 130]);
        }
    })
    .await;
}

#[tokio::test]
async fn every_space_keyed_table_starts_with_bucket() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        testkit::space_keyed_tables_start_with_bucket(&house.store).await;
    })
    .await;
}

#[tokio::test]
async fn key_01_nothing_of_a_line_is_stored_in_clear() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let book = house.book().await;
        house.adds(&book, "CANARYWORD").await;
        house
            .journal
            .note(
                &book,
                NewRead {
                    what: "CANARYWORD".into(),
                    ..glance()
                },
            )
            .await
            .expect("noted");
        for sql in ["SELECT body FROM journal", "SELECT body FROM access"] {
            for row in house.store.query(sql, vec![]).await.expect("rows") {
                let body = row.blob(0).expect("a body");
                for canary in [&b"CANARYWORD"[..], b"Martin", b"word-added"] {
                    assert!(!body.windows(canary.len()).any(|part| part == canary));
                }
            }
        }
    })
    .await;
}
