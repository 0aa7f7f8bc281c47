//! What somebody with their hands on the disk or the bucket might try.

use crate::houses::{House, MIB, everything, files_below, in_each_house, sample};
use kernel::Kind;
use std::fs;
use vault::Stored;

/// Reads what `stored` says after somebody put `sealed` in its place: never
/// whole, and never a byte that was not stored.
async fn is_never_served(house: &House, stored: &Stored, sealed: &[u8], bytes: &[u8], what: &str) {
    let file = house.file(stored.object);
    let before = fs::read(&file).expect("the blob");
    fs::write(&file, sealed).expect("altered");
    let (served, error) = match house.vault.open(stored).await {
        Ok(content) => everything(content).await,
        Err(error) => (Vec::new(), Some(error)),
    };
    fs::write(&file, before).expect("restored");
    let error = error.unwrap_or_else(|| panic!("{}: {what}: served", house.name));
    assert_eq!(error.kind(), Kind::Fault, "{what}: {}", error.log_text());
    assert!(bytes.starts_with(&served), "{}: {what}", house.name);
    assert!(served.len() < bytes.len().max(1), "{}: {what}", house.name);
}

#[tokio::test]
async fn a_flipped_byte_is_never_served() {
    in_each_house(|house| async move {
        let bytes = sample(2 * MIB + MIB / 2);
        let stored = house.stores(&bytes).await;
        let sealed = fs::read(house.file(stored.object)).expect("the blob");
        let ends = [0, 6, 7, 8, 14, 15, MIB + 14, MIB + 15, sealed.len() - 1];
        for place in (0..sealed.len()).step_by(64 << 10).chain(ends) {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            let what = format!("byte {place}");
            is_never_served(&house, &stored, &altered, &bytes, &what).await;
        }
        assert!(house.reads(&stored).await.expect("restored") == bytes);
    })
    .await;
}

#[tokio::test]
async fn a_blob_cut_or_lengthened_is_never_served() {
    in_each_house(|house| async move {
        let bytes = sample(2 * MIB + 100);
        let stored = house.stores(&bytes).await;
        let sealed = fs::read(house.file(stored.object)).expect("the blob");
        let chunk = MIB + 16;
        for length in [0, 1, 14, 15, 15 + chunk, 15 + 2 * chunk, sealed.len() - 1] {
            let what = format!("cut to {length}");
            is_never_served(&house, &stored, &sealed[..length], &bytes, &what).await;
            // Cut, and filled up so that the length is right again.
            let mut filled = sealed[..length].to_vec();
            filled.resize(sealed.len(), 0);
            is_never_served(&house, &stored, &filled, &bytes, &what).await;
        }
        let longer = [sealed.as_slice(), &[0]].concat();
        is_never_served(&house, &stored, &longer, &bytes, "longer").await;
    })
    .await;
}

#[tokio::test]
async fn chunks_in_another_order_are_never_served() {
    in_each_house(|house| async move {
        let bytes = sample(3 * MIB);
        let stored = house.stores(&bytes).await;
        let sealed = fs::read(house.file(stored.object)).expect("the blob");
        let (header, chunks) = sealed.split_at(15);
        let chunks: Vec<&[u8]> = chunks.chunks(MIB + 16).collect();
        for order in [[1, 0, 2], [0, 0, 2], [0, 2, 1], [2, 1, 0], [1, 1, 2]] {
            let altered = [header, chunks[order[0]], chunks[order[1]], chunks[order[2]]].concat();
            is_never_served(&house, &stored, &altered, &bytes, &format!("{order:?}")).await;
        }
    })
    .await;
}

#[tokio::test]
async fn key_03_a_blob_in_the_place_of_another_is_never_served() {
    in_each_house(|house| async move {
        let (mine, theirs) = (sample(MIB + 5), vec![9; MIB + 5]);
        let (one, two) = (house.stores(&mine).await, house.stores(&theirs).await);
        let other = fs::read(house.file(two.object)).expect("the blob");
        is_never_served(&house, &one, &other, &mine, "swapped").await;

        // Even with the other's key and hash: the name is bound to the bytes.
        let confused = Stored {
            object: one.object,
            ..two.clone()
        };
        is_never_served(&house, &confused, &other, &theirs, "with its key").await;

        let wrong_key = Stored {
            key: two.key.clone(),
            ..one.clone()
        };
        assert!(house.reads(&wrong_key).await.is_err());
        let wrong_hash = Stored {
            sha256: two.sha256,
            ..one.clone()
        };
        let (served, error) = everything(house.vault.open(&wrong_hash).await.expect("opens")).await;
        assert!(
            error.is_some() && served.len() < mine.len(),
            "the last chunk is held back"
        );
        let wrong_size = Stored {
            size: one.size - 1,
            ..one.clone()
        };
        assert!(house.reads(&wrong_size).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn key_01_nothing_in_clear_lies_in_the_vault() {
    in_each_house(|house| async move {
        let canary = b"CANARY Claire Dubois 2 69 05 49 588 157 80 hemoglobin ";
        let small = canary.to_vec();
        let big = canary.repeat(9 * MIB / canary.len());
        let stored = [house.stores(&small).await, house.stores(&big).await];
        let files = files_below(house.root.path());
        assert!(files.len() >= 2);
        for file in files {
            let bytes = fs::read(&file).expect("a file");
            assert!(!holds(&bytes, b"Claire Dubois"), "{file:?}");
            assert!(!holds(&bytes, b"hemoglobin"), "{file:?}");
            for stored in &stored {
                assert!(!holds(&bytes, stored.key.expose()), "{file:?}");
                assert!(!holds(&bytes, &stored.sha256), "{file:?}");
            }
        }
    })
    .await;
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes
        .iter()
        .enumerate()
        .any(|(at, first)| *first == part[0] && bytes[at..].starts_with(part))
}
