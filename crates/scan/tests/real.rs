//! ClamAV itself, started as `docs/operation.md` says, with one signature of our
//! own: its official ones are fetched from a network, and none is needed to hear how
//! it answers.

use bytes::Bytes;
use futures_util::stream;
use kernel::{Kind, Result};
use scan::{Scanner, Verdict};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::HARMFUL;

const PROGRAM: &str = "/usr/sbin/clamd";
const GUIDE: &str = include_str!("../../../docs/operation.md");
const MIB: usize = 1024 * 1024;

/// A running ClamAV, ended with the test.
struct Real {
    child: Child,
    folder: tempfile::TempDir,
}

impl Drop for Real {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the guide tells to put into its configuration.
fn told() -> &'static str {
    let (_, rest) = GUIDE.split_once("```conf\n").expect("a block");
    rest.split_once("```").expect("its end").0
}

fn signature() -> String {
    let mut hex = String::new();
    for byte in HARMFUL {
        write!(hex, "{byte:02x}").expect("hex");
    }
    format!("Carnet.Test:0:*:{hex}\n")
}

impl Real {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        std::fs::create_dir(at.join("db")).expect("a folder");
        std::fs::write(at.join("db/own.ndb"), signature()).expect("a signature");
        let place = at.display();
        let own = told().replace("/run/carnet/clamd.ctl", &format!("{place}/clamd.ctl"));
        let file = at.join("clamd.conf");
        let more = format!("Foreground yes\nDatabaseDirectory {place}/db\n");
        std::fs::write(&file, own + &more).expect("written");
        let child = Command::new(PROGRAM)
            .arg(format!("--config-file={}", file.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let real = Self { child, folder };
        let begun = Instant::now();
        while !real.socket().exists() {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "clamd never listened"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        real
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("clamd.ctl")
    }

    fn scanner(&self) -> Scanner {
        let place = format!("unix:{}", self.socket().display());
        Scanner::at(place.parse().expect("a place"))
    }
}

/// So many bytes that mean nothing, in pieces, with these at the end.
fn file(bytes: usize, last: &'static [u8]) -> impl Iterator<Item = Result<Bytes>> {
    let pieces = (0..bytes / MIB).map(|n| Ok(Bytes::from(vec![n.to_le_bytes()[0]; MIB])));
    pieces.chain([Ok(Bytes::from_static(last))])
}

#[tokio::test]
async fn doc_33_clamav_itself_finds_what_it_knows_in_small_and_large_files_and_nothing_else() {
    if !Path::new(PROGRAM).exists() {
        let required = std::env::var("CARNET_REQUIRE_CLAMAV").is_ok_and(|value| value == "1");
        assert!(!required, "CLAMAV IS REQUIRED AND ABSENT");
        // The run says so too; a harness that captures does not swallow this.
        let said = b"CLAMAV IS ABSENT: FILES ARE LOOKED AT BY A CLAMD OF OUR OWN ALONE\n";
        drop(std::io::stderr().write_all(said));
        return;
    }
    let real = Real::start().await;
    let scanner = real.scanner();
    for mib in [0, 1, 99] {
        let clean = stream::iter(file(mib * MIB, b"nothing"));
        let verdict = scanner.look(clean).await.expect("bytes");
        assert_eq!(verdict, Verdict::Clean, "{mib}");
        let harmful = stream::iter(file(mib * MIB, HARMFUL));
        let verdict = scanner.look(harmful).await.expect("bytes");
        assert_eq!(verdict, Verdict::Found, "{mib}");
    }
    // More than it takes is not looked at, and never clean.
    let long = stream::iter(file(102 * MIB, HARMFUL));
    let verdict = scanner.look(long).await.expect("bytes");
    assert!(matches!(verdict, Verdict::Absent(_)), "{verdict:?}");
    let refused = scanner.admit(stream::iter(file(0, HARMFUL))).await;
    let refused = refused.expect_err("refused");
    assert_eq!(
        (refused.kind(), refused.code()),
        (Kind::Invalid, "file-infected")
    );

    // It dies, and nothing more is clean.
    let scanner = real.scanner().within(Duration::from_secs(2));
    drop(real);
    let verdict = scanner.look(stream::iter(file(0, b"nothing"))).await;
    assert!(matches!(verdict.expect("bytes"), Verdict::Absent(_)));
}
