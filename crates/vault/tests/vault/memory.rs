//! A big file passes through without ever being whole in memory.

use crate::houses::{MIB, SIZE_MAX, folder, s3};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::process::Command;

const CHILD: &str = "CARNET_VAULT_MEMORY_CHILD";
const SIZE: usize = 100 * MIB;
const GROWTH_KIB_MAX: u64 = 64 << 10;

/// Tests of one program share their memory, so this one runs itself alone in
/// a process of its own for each store.
#[test]
fn a_hundred_megabytes_pass_in_constant_memory() {
    let program = std::env::current_exe().expect("this program");
    for store in ["folder", "s3"] {
        let child = Command::new(&program)
            .args(["--exact", "memory::child_of_the_memory_test", "--nocapture"])
            .env(CHILD, store)
            .output()
            .expect("a child process");
        let said = String::from_utf8_lossy(&child.stdout);
        let errors = String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success(), "{store}: {said}\n{errors}");
    }
}

#[tokio::test]
async fn child_of_the_memory_test() {
    let house = match std::env::var(CHILD).as_deref() {
        Ok("s3") => s3().await,
        Ok(_) => folder(),
        Err(_) => return,
    };
    house.stores(b"warm").await;
    let before = status_kib("VmRSS:");
    let piece = Bytes::from(vec![5; 64 << 10]);
    let pieces = stream::repeat_with(move || Ok(piece.clone())).take(SIZE / (64 << 10));
    let stored = house.puts(SIZE_MAX, pieces).await.expect("stored");
    let mut content = house.vault.open(&stored).await.expect("opened");
    let mut read = 0;
    while let Some(part) = content.next().await {
        read += part.expect("proved").len();
    }
    assert_eq!(read, SIZE);
    let growth = status_kib("VmHWM:").saturating_sub(before);
    assert!(growth < GROWTH_KIB_MAX, "memory grew by {growth} KiB");
}

fn status_kib(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|l| l.strip_prefix(line));
    let kib = line.expect("the line").trim().trim_end_matches(" kB");
    kib.parse().expect("a number")
}
