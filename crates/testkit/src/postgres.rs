//! A throw-away PostgreSQL, started from Debian's package: one cluster for each
//! test program, one database for each test.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    // The guard holds the other end of this pipe; see `start`.
    _guard: Child,
}

/// The address of a new, empty database; nothing, where PostgreSQL is absent.
///
/// `CARNET_REQUIRE_POSTGRES=1` makes its absence a failure.
pub fn postgres_url() -> Option<String> {
    let cluster = CLUSTER.get_or_init(|| {
        let cluster = start();
        if cluster.is_none() {
            let required =
                std::env::var_os("CARNET_REQUIRE_POSTGRES").is_some_and(|value| value == "1");
            assert!(!required, "POSTGRESQL IS REQUIRED AND ABSENT");
            crate::note(
                "POSTGRESQL IS ABSENT: THE TESTS RUN ON SQLITE ALONE (Debian package: postgresql)",
            );
        }
        cluster
    });
    let cluster = cluster.as_ref()?;
    let name = format!(
        "test_{}_{}",
        std::process::id(),
        DATABASES.fetch_add(1, Ordering::SeqCst)
    );
    let made = as_owner(&cluster.bin.join("createdb"))
        .args([
            "-h",
            &cluster.folder.display().to_string(),
            "-U",
            "carnet",
            &name,
        ])
        .output()
        .expect("createdb runs");
    assert!(
        made.status.success(),
        "createdb: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    Some(format!(
        "host={} user=carnet dbname={name}",
        cluster.folder.display()
    ))
}

fn start() -> Option<Cluster> {
    let bin = binaries()?;
    let folder = TempDir::with_prefix("carnet-pg-")
        .expect("a temporary folder")
        .keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("a folder for everyone");
    let data = folder.join("data");
    let made = as_owner(&bin.join("initdb"))
        .args([
            "-U",
            "carnet",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ])
        .arg(&data)
        .output()
        .ok()?;
    assert!(
        made.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    // The server lives exactly as long as the guard's standard input: when
    // this program ends, however it ends, the pipe closes and the guard stops
    // the server and removes the folder.
    let script = "\"$1\" -D \"$2\" -k \"$3\" -c listen_addresses= -c fsync=off -c full_page_writes=off \
         -c max_connections=300 -c shared_buffers=32MB >\"$3/log\" 2>&1 & pid=$!; \
         cat >/dev/null; kill -QUIT $pid 2>/dev/null; wait $pid; rm -rf \"$3\"";
    let guard = as_owner(Path::new("/bin/sh"))
        .args(["-c", script, "carnet-pg"])
        .arg(bin.join("postgres"))
        .args([&data, &folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .ok()?;
    let cluster = Cluster {
        bin,
        folder,
        _guard: guard,
    };
    cluster.wait();
    Some(cluster)
}

impl Cluster {
    fn wait(&self) {
        const TRIES: u32 = 600;
        for _ in 0..TRIES {
            let asked = as_owner(&self.bin.join("pg_isready"))
                .args(["-q", "-h"])
                .arg(&self.folder)
                .status();
            if asked.is_ok_and(|status| status.success()) {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        let mut log = String::new();
        if let Ok(mut file) = fs::File::open(self.folder.join("log")) {
            drop(file.read_to_string(&mut log));
        }
        panic!("PostgreSQL did not start: {log}");
    }
}

fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    versions.sort();
    versions.pop()
}

/// A command as somebody PostgreSQL accepts: it refuses to run as root.
fn as_owner(program: &Path) -> Command {
    let root =
        fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
            .arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/tmp").env("PGOPTIONS", "");
    command
}
