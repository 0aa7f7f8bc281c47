//! The keys through their public face. Attack tests bear the numbers of the
//! project's list of attacks.

use kernel::{Chance, Kind, SeededChance};
use keys::{FileHolder, Key, KeyHolder, RegisterKeys, SystemChance, mac, open, seal, sha256};
use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

mod pkcs11;
mod rotating;

fn chance() -> Arc<dyn Chance> {
    Arc::new(SeededChance::new(11))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("the file").permissions().mode() & 0o777
}

#[test]
fn what_is_sealed_opens_again() {
    let key = Key::random(&SystemChance);
    for length in [0, 1, 15, 16, 17, 1000, 70_000] {
        let plain = vec![7; length];
        let sealed = seal(&key, &SystemChance, b"place", &plain);
        assert_eq!(sealed.len(), 12 + length + 16);
        assert_eq!(open(&key, b"place", &sealed).expect("opens"), plain);
    }
}

#[test]
fn key_03_a_value_moved_to_another_place_or_key_does_not_open() {
    let chance = SeededChance::new(3);
    let (key, other) = (Key::random(&chance), Key::random(&chance));
    let here = seal(&key, &chance, b"space A, entry 1", b"result");
    let there = seal(&key, &chance, b"space A, entry 2", b"result");
    for (key, place, sealed) in [
        (&key, b"space A, entry 2", &here),
        (&key, b"space A, entry 1", &there),
        (&key, b"space B, entry 1", &here),
        (&other, b"space A, entry 1", &here),
    ] {
        let error = open(key, place, sealed).expect_err("moved");
        assert_eq!(error.kind(), Kind::Fault);
    }
}

#[test]
fn an_altered_or_cut_value_does_not_open() {
    let chance = SeededChance::new(4);
    let key = Key::random(&chance);
    let sealed = seal(&key, &chance, b"place", b"a short result");
    for byte in 0..sealed.len() {
        for bit in 0..8 {
            let mut altered = sealed.clone();
            altered[byte] ^= 1 << bit;
            assert!(open(&key, b"place", &altered).is_err(), "{byte}.{bit}");
        }
        assert!(open(&key, b"place", &sealed[..byte]).is_err(), "cut {byte}");
    }
    assert!(open(&key, b"place", &[sealed, vec![0]].concat()).is_err());
}

#[test]
fn key_06_no_nonce_repeats_in_a_quarter_of_a_million_seals() {
    let chance = SeededChance::new(6);
    let key = Key::random(&chance);
    let mut seen = HashSet::new();
    for _ in 0..1 << 18 {
        let sealed = seal(&key, &chance, b"", b"");
        let nonce: [u8; 12] = sealed[..12].try_into().expect("a nonce");
        assert!(seen.insert(nonce), "a nonce repeats");
    }
}

#[test]
fn a_keyed_hash_depends_on_key_and_purpose_and_data() {
    let key = Key::from_bytes([1; 32]);
    let hash = mac(&key, "matricule", b"12");
    assert_eq!(hash, mac(&key, "matricule", b"12"));
    assert_ne!(hash, mac(&Key::from_bytes([2; 32]), "matricule", b"12"));
    assert_ne!(hash, mac(&key, "code", b"12"));
    assert_ne!(hash, mac(&key, "matricule", b"13"));
    // The zero between purpose and data: neither can lend a letter to the other.
    assert_ne!(mac(&key, "ab", b"c"), mac(&key, "a", b"bc"));
}

#[test]
fn sha_256_is_that_of_the_standard() {
    // FIPS 180-4, example for "abc".
    let hex: String = sha256(b"abc").iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(
        hex,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn debug_shows_no_key() {
    let key = Key::from_bytes([0xAB; 32]);
    let shown = format!("{key:?} {:?}", RegisterKeys::from_root(key.clone()));
    assert_eq!(shown, "‹key› RegisterKeys(‹keys›)");
}

#[tokio::test]
async fn a_file_holder_unwraps_after_a_restart_what_it_wrapped() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys/master.key");
    let key = Key::random(&SystemChance);
    let wrapped = FileHolder::open_or_create(&path, chance())
        .expect("made")
        .wrap(&key, b"space A")
        .await
        .expect("wrapped");
    let again = FileHolder::open_or_create(&path, Arc::new(SystemChance)).expect("opened");
    let back = again.unwrap_key(&wrapped, b"space A").await;
    assert!(back.expect("unwrapped") == key);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&folder.path().join("keys")), 0o700);
    let left = fs::read_dir(folder.path().join("keys")).expect("the folder");
    assert_eq!(left.count(), 1, "no draft is left");
}

#[tokio::test]
async fn key_03_a_wrapped_key_moved_to_another_space_does_not_unwrap() {
    let folder = tempfile::tempdir().expect("a folder");
    let holder = FileHolder::open_or_create(folder.path().join("a"), chance()).expect("made");
    let stranger =
        FileHolder::open_or_create(folder.path().join("b"), Arc::new(SystemChance)).expect("made");
    let key = Key::random(&SystemChance);
    let wrapped = holder.wrap(&key, b"space A").await.expect("wrapped");
    assert!(!wrapped.windows(32).any(|w| w == key.expose()));
    assert!(holder.unwrap_key(&wrapped, b"space B").await.is_err());
    assert!(stranger.unwrap_key(&wrapped, b"space A").await.is_err());
    for byte in 0..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[byte] ^= 1;
        let error = holder.unwrap_key(&altered, b"space A").await;
        assert_eq!(error.expect_err("altered").kind(), Kind::Fault);
    }
    assert!(holder.unwrap_key(b"", b"space A").await.is_err());
}

#[test]
fn a_key_file_that_others_may_read_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    FileHolder::open_or_create(&path, chance()).expect("made");
    for loose in [0o640, 0o604, 0o644, 0o660, 0o620, 0o610, 0o666] {
        fs::set_permissions(&path, fs::Permissions::from_mode(loose)).expect("set");
        let error = FileHolder::open_or_create(&path, chance()).err();
        let text = error.expect("refused").log_text();
        assert!(text.contains("must have mode 600"), "{text}");
        assert_eq!(mode(&path), loose, "not mended in silence");
    }
    for strict in [0o600, 0o400] {
        fs::set_permissions(&path, fs::Permissions::from_mode(strict)).expect("set");
        assert!(FileHolder::open_or_create(&path, chance()).is_ok());
    }
}

#[test]
fn a_broken_key_file_is_refused_and_never_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    for text in [
        "",
        "carnet-master-key-1 ",
        "carnet-master-key-1 AAAA\n",
        "carnet-master-key-2 x",
    ] {
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
        let error = FileHolder::open_or_create(&path, chance()).err();
        assert_eq!(error.expect("refused").kind(), Kind::Fault);
        assert_eq!(fs::read_to_string(&path).expect("still there"), text);
    }
    fs::write(&path, vec![b'x'; 100_000]).expect("written");
    assert!(FileHolder::open_or_create(&path, chance()).is_err());
    assert!(FileHolder::open_or_create(folder.path(), chance()).is_err());
}

#[tokio::test]
async fn ten_openings_at_once_agree_on_one_master_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    let holders: Vec<_> = (0..10)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || FileHolder::open_or_create(&path, Arc::new(SystemChance)))
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|t| t.join().expect("no panic").expect("opened"))
        .collect();
    let key = Key::random(&SystemChance);
    let wrapped = holders[0].wrap(&key, b"x").await.expect("wrapped");
    for holder in &holders {
        assert!(holder.unwrap_key(&wrapped, b"x").await.expect("unwrapped") == key);
    }
}

#[tokio::test]
async fn register_keys_are_the_same_after_a_restart_and_differ_by_purpose() {
    let folder = tempfile::tempdir().expect("a folder");
    let holder = FileHolder::open_or_create(folder.path().join("m"), chance()).expect("made");
    let path = folder.path().join("register.key");
    let load = || RegisterKeys::load_or_create(&holder, &path, &SystemChance);
    let (first, second) = (load().await.expect("made"), load().await.expect("loaded"));
    assert!(first.derive("pepper") == second.derive("pepper"));
    assert!(first.derive("pepper") != first.derive("matricule"));
    assert_eq!(mode(&path), 0o600);

    let (made, wrapped) = RegisterKeys::create(&holder, &SystemChance)
        .await
        .expect("made");
    let row = RegisterKeys::unwrap(&holder, &wrapped)
        .await
        .expect("unwrapped");
    assert!(made.derive("session") == row.derive("session"));
    assert!(made.derive("session") != first.derive("session"));
}

#[tokio::test]
async fn key_02_the_register_file_opens_nothing_without_the_master_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let holder = FileHolder::open_or_create(folder.path().join("m"), chance()).expect("made");
    let path = folder.path().join("register.key");
    RegisterKeys::load_or_create(&holder, &path, &SystemChance)
        .await
        .expect("made");
    let thief = FileHolder::open_or_create(folder.path().join("other"), Arc::new(SystemChance))
        .expect("made");
    assert!(
        RegisterKeys::load_or_create(&thief, &path, &SystemChance)
            .await
            .is_err()
    );
}
