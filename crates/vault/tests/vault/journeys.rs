//! What people do: store, read, remove, tidy up.

use crate::houses::{MIB, SIZE_MAX, folder, in_each_house, in_pieces, sample};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use kernel::{Error, Kind, Timestamp};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

const FAR: Timestamp = Timestamp::from_millis(i64::MAX);

#[tokio::test]
async fn what_is_stored_is_read_again() {
    in_each_house(|house| async move {
        for size in [0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB] {
            let bytes = sample(size);
            let stored = house.stores(&bytes).await;
            assert_eq!(stored.size, size as u64);
            assert_eq!(stored.sha256, keys::sha256(&bytes));
            let read = house.reads(&stored).await.expect("readable");
            assert!(read == bytes, "{} {size}", house.name);
            let sealed = house.sealed(stored.object);
            let chunks = size.div_ceil(MIB).max(1);
            assert_eq!(sealed.len(), 15 + size + 16 * chunks);
        }
    })
    .await;
}

#[tokio::test]
async fn an_upload_of_several_parts_is_read_again() {
    in_each_house(|house| async move {
        // One part of 8 MiB and a bit; two parts to the byte; two and a bit.
        for size in [8 * MIB, 16 * MIB - 15 - 16 * 16, 17 * MIB + 3] {
            let bytes = sample(size);
            let stored = house.stores(&bytes).await;
            let read = house.reads(&stored).await.expect("readable");
            assert!(read == bytes, "{} {size}", house.name);
        }
    })
    .await;
}

#[tokio::test]
async fn the_pieces_in_which_bytes_arrive_do_not_matter() {
    in_each_house(|house| async move {
        let bytes = sample(2 * MIB + 77);
        for piece in [1009, MIB - 1, MIB, MIB + 1, 3 * MIB] {
            let stored = house.puts(SIZE_MAX, in_pieces(&bytes, piece)).await;
            let stored = stored.expect("stored");
            assert!(house.reads(&stored).await.expect("readable") == bytes);
        }
        let empty = stream::iter([Ok(Bytes::new()), Ok(Bytes::from("a")), Ok(Bytes::new())]);
        let stored = house.puts(SIZE_MAX, empty).await.expect("stored");
        assert_eq!(house.reads(&stored).await.expect("readable"), b"a");
    })
    .await;
}

#[tokio::test]
async fn each_object_has_a_name_and_a_key_of_its_own() {
    in_each_house(|house| async move {
        let (one, two) = (house.stores(b"same").await, house.stores(b"same").await);
        assert_ne!(one.object, two.object);
        assert!(one.key != two.key);
        assert_ne!(house.sealed(one.object), house.sealed(two.object));
    })
    .await;
}

#[tokio::test]
async fn what_was_stored_shows_no_key() {
    let stored = folder().stores(b"a result").await;
    let shown = format!("{stored:?}");
    assert!(shown.contains("‹key›"), "{shown}");
}

#[tokio::test]
async fn doc_34_a_file_beyond_the_limit_is_refused_and_leaves_nothing() {
    in_each_house(|house| async move {
        for limit in [0, 10, 3 * MIB, 10 * MIB] {
            let bytes = sample(limit + 1);
            let error = house.puts(limit as u64, in_pieces(&bytes, 70_001)).await;
            let error = error.expect_err("too big");
            assert_eq!(
                (error.kind(), error.code()),
                (Kind::Invalid, "file-too-big")
            );
            assert!(house.left().is_empty(), "{} {:?}", house.name, house.left());
        }
        let whole = house.puts(10, in_pieces(&sample(10), 3)).await;
        assert!(whole.is_ok(), "the limit itself is allowed");
    })
    .await;
}

#[tokio::test]
async fn doc_34_an_endless_upload_stops_at_the_limit() {
    in_each_house(|house| async move {
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[7; 65_536])));
        let error = house
            .puts(9 * MIB as u64, endless)
            .await
            .expect_err("endless");
        assert_eq!(error.code(), "file-too-big");
        assert!(house.left().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_half_sent_file_leaves_nothing() {
    in_each_house(|house| async move {
        for sent in [0, 10, 3 * MIB, 20 * MIB] {
            let half = in_pieces(&sample(sent), 70_001)
                .chain(stream::once(async { Err(Error::invalid("upload-broken")) }).boxed());
            let error = house.puts(SIZE_MAX, half).await.expect_err("broken");
            assert_eq!(error.code(), "upload-broken");
            assert!(house.left().is_empty(), "{} {:?}", house.name, house.left());
        }
    })
    .await;
}

#[tokio::test]
async fn an_upload_nobody_waits_for_any_more_leaves_nothing() {
    in_each_house(|house| async move {
        for sent in [10, 3 * MIB, 20 * MIB] {
            let (reached, told) = tokio::sync::oneshot::channel();
            let hanging = in_pieces(&sample(sent), 70_001).chain(
                stream::once(async move {
                    let _ = reached.send(());
                    std::future::pending().await
                })
                .boxed(),
            );
            tokio::select! {
                _ = house.puts(SIZE_MAX, hanging) => panic!("it cannot end"),
                told = told => told.expect("all was sent"),
            }
            house.is_soon_empty().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_removed_object_is_missing_and_may_be_removed_again() {
    in_each_house(|house| async move {
        let stored = house.stores(b"a result").await;
        for _ in 0..2 {
            house.vault.remove(stored.object).await.expect("removed");
            assert!(house.left().is_empty());
        }
        let error = house.reads(&stored).await.expect_err("missing");
        assert_eq!(error.kind(), Kind::Fault);
        assert!(error.log_text().contains("vault object missing"));
    })
    .await;
}

#[tokio::test]
async fn orphans_are_listed_by_age() {
    in_each_house(|house| async move {
        let mut names = BTreeSet::new();
        for n in 0..5u8 {
            names.insert(house.stores(&[n]).await.object);
        }
        let large = house.stores(&sample(MIB)).await.object;
        names.insert(large);
        let stray = house.file(large).with_file_name("stray");
        fs::write(stray, "not ours").expect("written");
        let listed = house
            .vault
            .list_older_than(FAR)
            .try_collect::<BTreeSet<_>>();
        assert_eq!(listed.await.expect("listed"), names, "{}", house.name);
        let long_ago = Timestamp::from_millis(1_000_000_000_000);
        let listed = house
            .vault
            .list_older_than(long_ago)
            .try_collect::<Vec<_>>();
        assert!(listed.await.expect("listed").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_vault_that_is_there_says_so() {
    in_each_house(|house| async move {
        let answer = house.vault.check().await;
        assert!(answer.is_ok(), "{}: {answer:?}", house.name);
    })
    .await;
}

#[tokio::test]
async fn the_folder_is_made_for_its_owner_alone() {
    let house = folder();
    let folder = fs::metadata(house.root.path().join("vault")).expect("a folder");
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn drafts_of_dead_processes_are_swept_from_a_folder() {
    let house = folder();
    let stored = house.stores(&sample(MIB)).await;
    let draft = house.file(stored.object).display().to_string() + "#1";
    fs::write(&draft, "half").expect("written");
    let long_ago = Timestamp::from_millis(1_000_000_000_000);
    let sweep = |instant| house.vault.remove_drafts_older_than(instant);
    assert_eq!(sweep(long_ago).await.expect("swept"), 0);
    assert_eq!(sweep(FAR).await.expect("swept"), 1);
    assert!(house.reads(&stored).await.is_ok(), "objects stay");
    assert_eq!(house.left().len(), 1);
}
