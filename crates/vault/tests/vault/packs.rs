//! Small objects of a folder, which lie many to a file.

use crate::houses::{HEAD, House, everything, folder, in_pieces, sample};
use futures_util::future::join_all;
use futures_util::{StreamExt, TryStreamExt};
use kernel::{Kind, Timestamp};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use vault::{Stored, Vault, VaultConfig};

const FAR: Timestamp = Timestamp::from_millis(i64::MAX);
/// The largest of the small.
const SMALL: usize = 64 * 1024;

impl House {
    /// Another process on the same folder.
    fn twin(&self) -> Vault {
        let place = self.root.path().join("vault");
        let config = VaultConfig::new(format!("file:{}", place.display()));
        Vault::at(&config).expect("a vault")
    }
}

async fn reads(vault: &Vault, stored: &Stored) -> Result<Vec<u8>, kernel::Error> {
    let (bytes, error) = everything(vault.open(stored).await?).await;
    error.map_or(Ok(bytes), Err)
}

#[tokio::test]
async fn what_is_small_shares_a_file_that_its_owner_alone_reads() {
    let house = folder();
    let sizes = [0, 1, 1_400, SMALL - 1, SMALL];
    let stored = join_all(sizes.map(|size| {
        let house = &house;
        async move { house.stores(&sample(size)).await }
    }));
    let stored = stored.await;
    let packs: BTreeSet<_> = stored
        .iter()
        .map(|it| house.pack(it.object).expect("in a pack").0)
        .collect();
    assert_eq!(packs.len(), 1, "{packs:?}");
    let mode = |path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(house.packs()), 0o700);
    assert_eq!(mode(packs.first().expect("one").clone()), 0o600);
    let large = house.stores(&sample(SMALL + 1)).await;
    assert!(house.pack(large.object).is_none());
    assert!(house.file(large.object).exists());
    // Whoever comes later, on the same folder, finds all of it.
    let twin = house.twin();
    for (stored, size) in stored.iter().zip(sizes) {
        assert!(reads(&twin, stored).await.expect("readable") == sample(size));
    }
}

#[tokio::test]
async fn a_hundred_at_once_are_each_read_again_as_themselves() {
    let house = folder();
    let texts: Vec<String> = (0..300).map(|n| format!("result {n} ").repeat(n)).collect();
    let stored = join_all(texts.iter().map(|text| house.stores(text.as_bytes()))).await;
    let names: BTreeSet<_> = stored.iter().map(|it| it.object).collect();
    assert_eq!(names.len(), texts.len());
    for (stored, text) in stored.iter().zip(&texts) {
        assert_eq!(
            house.reads(stored).await.expect("readable"),
            text.as_bytes()
        );
    }
    let listed: BTreeSet<_> = house
        .vault
        .list_older_than(FAR)
        .try_collect()
        .await
        .expect("listed");
    assert_eq!(listed, names);
}

#[tokio::test]
async fn a_flipped_byte_of_a_small_object_is_never_served() {
    let house = folder();
    let bytes = sample(700);
    let (before, stored, after) = (
        house.stores(b"before").await,
        house.stores(&bytes).await,
        house.stores(b"after").await,
    );
    let (pack, place) = house.pack(stored.object).expect("in a pack");
    let whole = fs::read(&pack).expect("a pack");
    // The mark says that it is there, the length how long it is, the name which it is.
    for at in place..place + HEAD + 15 + bytes.len() + 16 {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        fs::write(&pack, &altered).expect("altered");
        let error = house.reads(&stored).await.expect_err("altered");
        assert_eq!(error.kind(), Kind::Fault, "{at}: {}", error.log_text());
    }
    fs::write(&pack, &whole).expect("restored");
    for (stored, text) in [
        (&before, &b"before"[..]),
        (&stored, &bytes),
        (&after, b"after"),
    ] {
        assert_eq!(house.reads(stored).await.expect("restored"), text);
    }
}

#[tokio::test]
async fn key_03_a_small_object_in_the_place_of_another_is_never_served() {
    let house = folder();
    let (one, two) = (house.stores(b"mine").await, house.stores(b"hers").await);
    let ((pack, at_one), (_, at_two)) = (
        house.pack(one.object).expect("in a pack"),
        house.pack(two.object).expect("in a pack"),
    );
    let whole = fs::read(&pack).expect("a pack");
    let long = HEAD + 15 + 4 + 16;
    // With its name, and under the name of the other.
    for from in [0, HEAD] {
        let mut altered = whole.clone();
        altered.copy_within(at_two + from..at_two + long, at_one + from);
        fs::write(&pack, &altered).expect("altered");
        assert!(house.reads(&one).await.is_err(), "{from}");
        let confused = Stored {
            object: one.object,
            ..two.clone()
        };
        assert!(house.reads(&confused).await.is_err(), "{from}");
    }
}

#[tokio::test]
async fn what_is_removed_is_overwritten_by_whichever_process_and_its_neighbours_stay() {
    let house = folder();
    let secret = b"CANARY of a result".repeat(9);
    let (one, gone, two) = (
        house.stores(b"one").await,
        house.stores(&secret).await,
        house.stores(b"two").await,
    );
    let sealed = house.sealed(gone.object);
    let (pack, place) = house.pack(gone.object).expect("in a pack");
    let twin = house.twin();
    for _ in 0..2 {
        twin.remove(gone.object).await.expect("removed");
    }
    let bytes = fs::read(pack).expect("a pack");
    let left = &bytes[place + HEAD..][..sealed.len()];
    assert!(left.iter().all(|byte| *byte == 0), "nothing of it is left");
    let error = house.reads(&gone).await.expect_err("removed");
    assert!(error.log_text().contains("vault object missing"));
    let listed: BTreeSet<_> = house
        .vault
        .list_older_than(FAR)
        .try_collect()
        .await
        .expect("listed");
    assert_eq!(listed, BTreeSet::from([one.object, two.object]));
    for (stored, text) in [(&one, b"one"), (&two, b"two")] {
        assert_eq!(house.reads(stored).await.expect("stays"), text);
    }
}

#[tokio::test]
async fn a_full_pack_is_followed_by_another() {
    let house = folder();
    let bytes = sample(SMALL);
    let mut packs = BTreeSet::new();
    for _ in 0..9 {
        let stored = join_all((0..128).map(|_| house.stores(&bytes))).await;
        packs.extend(
            stored
                .iter()
                .map(|it| house.pack(it.object).expect("packed").0),
        );
        assert!(house.reads(&stored[127]).await.expect("readable") == bytes);
    }
    assert_eq!(packs.len(), 2, "1,152 of 64 KiB in files of 64 MiB");
    for pack in packs {
        let size = fs::metadata(pack).expect("a pack").len();
        assert!(size <= (64 << 20) + SMALL as u64 + 64, "{size}");
    }
}

#[tokio::test]
async fn a_folder_that_does_not_take_it_acknowledges_nothing_and_then_goes_on() {
    let house = folder();
    fs::write(house.packs(), "in the way").expect("written");
    let error = house.puts(1_000, in_pieces(b"a result", 3)).await;
    assert_eq!(error.expect_err("no folder").kind(), Kind::Unavailable);
    fs::remove_file(house.packs()).expect("out of the way");
    let stored = house.stores(b"a result").await;
    assert_eq!(house.reads(&stored).await.expect("readable"), b"a result");
}

#[tokio::test]
async fn what_a_process_that_died_left_of_a_write_hides_nothing_behind_it() {
    let house = folder();
    let (one, two, three) = (
        house.stores(b"one").await,
        house.stores(&sample(5_000)).await,
        house.stores(b"three").await,
    );
    let (pack, place) = house.pack(two.object).expect("in a pack");
    // The second never came to the disk, the third did; and the last is cut short.
    let mut bytes = fs::read(&pack).expect("a pack");
    bytes[place..place + HEAD + 5_000].fill(0);
    bytes.extend_from_slice(b"CARP\0\0");
    fs::write(&pack, bytes).expect("written");
    assert!(house.reads(&two).await.is_err());
    let listed: BTreeSet<_> = house
        .twin()
        .list_older_than(FAR)
        .try_collect()
        .await
        .expect("listed");
    assert_eq!(listed, BTreeSet::from([one.object, three.object]));
    let long_ago = Timestamp::from_millis(1_000_000_000_000);
    let old = house.vault.list_older_than(long_ago);
    assert_eq!(old.count().await, 0);
}
