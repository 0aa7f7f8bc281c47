//! The PKCS#11 holder against a real SoftHSM.
//!
//! SoftHSM is configured by an environment variable of the process, so each
//! test runs itself again in a child of its own. Where SoftHSM is absent the
//! tests say so; with `CARNET_REQUIRE_SOFTHSM=1` they fail.

use kernel::{Kind, Secret};
use keys::{
    FileHolder, Generation, Key, KeyHolder, Pkcs11Config, Pkcs11Holder, RegisterKeys, SystemChance,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const CHILD: &str = "CARNET_SOFTHSM_CHILD";
const MODULES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

fn module() -> Option<PathBuf> {
    let found = MODULES.iter().map(PathBuf::from).find(|m| m.exists());
    found.filter(|_| {
        Command::new("softhsm2-util")
            .arg("--version")
            .output()
            .is_ok()
    })
}

/// Whether the test shall run here: yes in the child, which has a fresh token.
/// In the parent, starts the child and expects it to succeed.
fn in_a_child_with_a_token(test: &str) -> bool {
    if std::env::var_os(CHILD).is_some() {
        return true;
    }
    if module().is_none() {
        let required = std::env::var("CARNET_REQUIRE_SOFTHSM").is_ok_and(|v| v == "1");
        assert!(!required, "SOFTHSM2 IS REQUIRED AND ABSENT");
        let mut said = std::io::stderr().lock();
        let _ = std::io::Write::write_all(
            &mut said,
            b"SOFTHSM2 IS ABSENT: THE PKCS#11 HOLDER IS NOT TESTED (apt install softhsm2)\n",
        );
        return false;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).expect("a folder");
    let config = folder.path().join("softhsm2.conf");
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        tokens.display()
    );
    std::fs::write(&config, text).expect("written");
    run(Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "carnet"])
        .args(["--pin", "1234", "--so-pin", "5678"])
        .env("SOFTHSM2_CONF", &config));
    let program = std::env::current_exe().expect("this program");
    run(Command::new(program)
        .args(["--exact", test, "--nocapture"])
        .env("SOFTHSM2_CONF", &config)
        .env(CHILD, "1"));
    false
}

fn run(command: &mut Command) {
    let output = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
}

fn config() -> Pkcs11Config {
    Pkcs11Config {
        module: module().expect("SoftHSM"),
        token_label: "carnet".into(),
        pin: Secret::new("1234".into()),
        key_label: "carnet master 1".into(),
    }
}

async fn opened(config: Pkcs11Config) -> Pkcs11Holder {
    let holder = Pkcs11Holder::open(config).await;
    holder.unwrap_or_else(|e| panic!("{}", e.log_text()))
}

#[tokio::test]
async fn a_token_unwraps_after_a_restart_what_it_wrapped() {
    if !in_a_child_with_a_token("pkcs11::a_token_unwraps_after_a_restart_what_it_wrapped") {
        return;
    }
    let key = Key::random(&SystemChance);
    let first = opened(config()).await;
    let wrapped = first.wrap(&key, b"space A").await.expect("wrapped");
    assert_eq!(wrapped.len(), 1 + 12 + 32 + 16);
    assert!(!wrapped.windows(32).any(|w| w == key.expose()));
    drop(first);
    let second = opened(config()).await;
    let back = second.unwrap_key(&wrapped, b"space A").await;
    assert!(back.expect("unwrapped") == key);
    assert_ne!(second.wrap(&key, b"space A").await.expect("again"), wrapped);

    let (made, wrapped) = RegisterKeys::create(&second, &SystemChance)
        .await
        .expect("made");
    let row = RegisterKeys::unwrap(&second, &wrapped).await.expect("read");
    assert!(made.derive("pepper") == row.derive("pepper"));
}

#[tokio::test]
async fn key_03_a_token_refuses_a_key_altered_or_moved_to_another_space() {
    if !in_a_child_with_a_token(
        "pkcs11::key_03_a_token_refuses_a_key_altered_or_moved_to_another_space",
    ) {
        return;
    }
    let key = Key::random(&SystemChance);
    let holder = opened(config()).await;
    let wrapped = holder.wrap(&key, b"space A").await.expect("wrapped");
    let moved = holder
        .unwrap_key(&wrapped, b"space B")
        .await
        .expect_err("moved");
    assert_eq!(moved.kind(), Kind::Fault, "{}", moved.log_text());
    for byte in 0..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[byte] ^= 1;
        let error = holder.unwrap_key(&altered, b"space A").await;
        let error = error.expect_err("altered");
        assert_eq!(error.kind(), Kind::Fault, "{byte}: {}", error.log_text());
    }
    for length in 0..wrapped.len() {
        assert!(
            holder
                .unwrap_key(&wrapped[..length], b"space A")
                .await
                .is_err()
        );
    }
    let mut other = config();
    other.key_label = "carnet master 2".into();
    let other = opened(other).await;
    assert!(other.unwrap_key(&wrapped, b"space A").await.is_err());

    let folder = tempfile::tempdir().expect("a folder");
    let file = FileHolder::open_or_create(folder.path().join("m"), Arc::new(SystemChance));
    let file = file.expect("made");
    assert!(file.unwrap_key(&wrapped, b"space A").await.is_err());
    let of_file = file.wrap(&key, b"space A").await.expect("wrapped");
    assert!(holder.unwrap_key(&of_file, b"space A").await.is_err());
    let back = holder.unwrap_key(&wrapped, b"space A").await;
    assert!(back.expect("still works after all that") == key);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_share_a_token() {
    if !in_a_child_with_a_token("pkcs11::many_callers_share_a_token") {
        return;
    }
    let holder = Arc::new(opened(config()).await);
    let calls: Vec<_> = (0..64u8)
        .map(|n| {
            let holder = holder.clone();
            tokio::spawn(async move {
                let key = Key::from_bytes([n; 32]);
                let wrapped = holder.wrap(&key, &[n]).await.expect("wrapped");
                assert!(holder.unwrap_key(&wrapped, &[n]).await.expect("unwrapped") == key);
                wrapped[1..13].to_vec()
            })
        })
        .collect();
    let mut nonces = std::collections::HashSet::new();
    for call in calls {
        assert!(
            nonces.insert(call.await.expect("no panic")),
            "a nonce repeats"
        );
    }
}

#[tokio::test]
async fn key_09_without_the_right_pin_or_token_nothing_opens() {
    if !in_a_child_with_a_token("pkcs11::key_09_without_the_right_pin_or_token_nothing_opens") {
        return;
    }
    let mut wrong_pin = config();
    wrong_pin.pin = Secret::new("4321".into());
    assert!(!format!("{wrong_pin:?}").contains("4321"));
    let mut no_token = config();
    no_token.token_label = "elsewhere".into();
    let mut no_module = config();
    no_module.module = Path::new("/nowhere/libpkcs11.so").into();
    for config in [wrong_pin, no_token, no_module] {
        let error = Pkcs11Holder::open(config).await.err().expect("refused");
        assert_eq!(error.kind(), Kind::Unavailable);
        assert!(!error.log_text().contains("4321"));
    }
}

#[tokio::test]
async fn key_10_a_token_takes_up_a_new_generation_and_destroys_the_retired_one() {
    if !in_a_child_with_a_token(
        "pkcs11::key_10_a_token_takes_up_a_new_generation_and_destroys_the_retired_one",
    ) {
        return;
    }
    let key = Key::random(&SystemChance);
    let (mine, theirs) = (opened(config()).await, opened(config()).await);
    let before = mine.wrap(&key, b"space").await.expect("wrapped");
    assert_eq!(before[0], 2, "the form that was always written");
    let second = mine.make_generation().await.expect("made");
    assert_eq!(second.number(), 2);
    // The other one was not opened again.
    let after = theirs.wrap_by(second, &key, b"space").await;
    let after = after.unwrap_or_else(|e| panic!("{}", e.log_text()));
    assert_eq!(after.len(), 1 + 4 + 12 + 32 + 16);
    assert_eq!(Generation::of(&after).expect("a generation"), second);
    for holder in [&mine, &theirs] {
        for wrapped in [&before, &after] {
            let back = holder.unwrap_key(wrapped, b"space").await;
            assert!(back.expect("unwrapped") == key);
        }
        let here = holder.generations().await.expect("asked");
        assert_eq!(here, [Generation::FIRST, second]);
        assert!(holder.unwrap_key(&after, b"other").await.is_err());
    }
    let third = theirs.make_generation().await.expect_err("refused");
    assert_eq!(third.kind(), Kind::Conflict);

    mine.retire_before(second).await.expect("destroyed");
    for holder in [&theirs, &mine, &opened(config()).await] {
        let gone = holder.unwrap_key(&before, b"space").await;
        let gone = gone.expect_err("retired");
        assert_eq!(gone.kind(), Kind::Fault, "{}", gone.log_text());
        let wraps = holder.wrap_by(Generation::FIRST, &key, b"space").await;
        assert_eq!(wraps.expect_err("retired").kind(), Kind::Fault);
        let back = holder.unwrap_key(&after, b"space").await;
        assert!(back.expect("unwrapped") == key);
        assert_eq!(holder.generations().await.expect("asked"), [second]);
    }
    mine.retire_before(second).await.expect("again");
    let third = theirs.make_generation().await.expect("made");
    assert_eq!(third.number(), 3);
    let wrapped = mine.wrap_by(third, &key, b"space").await.expect("wrapped");
    let back = theirs.unwrap_key(&wrapped, b"space").await;
    assert!(back.expect("unwrapped") == key);
}
