//! A throw-away PostgreSQL, started from Debian's package: one cluster for each
//! test program, one database for each test.
//!
//! `CARNET_TEST_POSTGRES=postgres://…` names a standing server to use instead;
//! the databases made there are dropped again. `CARNET_REQUIRE_POSTGRES=1` makes
//! the absence of PostgreSQL a failure.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use store::Store;

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
/// Another server, whose commits are on the disk.
static DURABLE: OnceLock<Option<Server>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// A server that speaks TLS with this certificate and key (PEM), on a port of
/// 127.0.0.1: the address of its databases, up to their names; nothing, where
/// PostgreSQL is absent or a standing server is used. It lives as long as the program.
pub fn postgres_with_tls(certificate: &str, key: &str) -> Option<String> {
    if std::env::var("CARNET_TEST_POSTGRES").is_ok() {
        crate::note("A STANDING POSTGRESQL: ITS TLS IS NOT TESTED");
        return None;
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("its number").port();
    drop(free);
    let port = port.to_string();
    let settings = [
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        &format!("port={port}"),
        "-c",
        "ssl=on",
    ];
    let server = start(
        &settings,
        &[
            ("PGPORT", &port),
            ("CERTIFICATE", certificate),
            ("KEY", key),
        ],
    )?;
    // Its guard lives with the program, as that of the other servers.
    std::mem::forget(server);
    Some(format!("postgres://carnet@127.0.0.1:{port}/"))
}

/// Lives exactly as long as its standard input: when the test program ends,
/// however it ends, the pipe closes, the server stops and the folder goes.
const GUARD: &str = r#"
set -eu
bin=$1
shift
folder=$(mktemp -d "${TMPDIR:-/tmp}/carnet-postgres.XXXXXX")
trap 'rm -rf "$folder"' EXIT
"$bin/initdb" -D "$folder/data" -U carnet -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; exit 1; }
if [ -n "${CERTIFICATE:-}" ]; then
    umask 077
    printf '%s' "$CERTIFICATE" >"$folder/data/server.crt"
    printf '%s' "$KEY" >"$folder/data/server.key"
fi
run() {
    "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= \
        -c max_connections=300 -c shared_buffers=32MB "$@" >>"$folder/log" 2>&1 </dev/null &
    server=$!
    until "$bin/pg_isready" -q -h "$folder"; do
        kill -0 $server || { cat "$folder/log" >&2; exit 1; }
        sleep 0.05
    done
}
server=
trap 'kill -QUIT $server 2>/dev/null || true; wait $server || true; rm -rf "$folder"' EXIT
run "$@"
echo "$folder"
while read -r word; do
    case $word in
        stop) kill -QUIT $server && wait $server || true ;;
        start) run "$@" ;;
    esac
    echo "$word"
done
"#;

/// Commits wait for the disk only where the store asks for it, as it must.
const CARELESS: &str = "synchronous_commit=off";
/// Tests are in a hurry, and nothing of theirs outlives them.
const HURRIED: [&str; 6] = [
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
    "-c",
    CARELESS,
];
/// Measures are of commits that reach the disk.
const SYNCED: [&str; 6] = [
    "-c",
    "fsync=on",
    "-c",
    "shared_buffers=256MB",
    "-c",
    CARELESS,
];

struct Server {
    /// Its address, up to the name of the database.
    base: String,
    /// Where databases are made from.
    door: String,
    standing: bool,
    // INVARIANT: kept until the process ends; it holds our end of the pipe.
    _guard: Option<Child>,
}

/// A database of its own for one test.
pub(crate) struct Database {
    pub(crate) url: String,
    name: String,
}

/// The address of a new, empty database; nothing, where PostgreSQL is absent.
/// On a standing server, this one is left behind: prefer [`crate::stores`].
pub async fn postgres_url() -> Option<String> {
    let database = Database::make().await?;
    let url = database.url.clone();
    std::mem::forget(database);
    Some(url)
}

/// As [`postgres_url`], on a server that syncs every commit: for measures.
pub async fn durable_postgres_url() -> Option<String> {
    let server = DURABLE.get_or_init(|| server(&SYNCED)).as_ref()?;
    let database = Database::on(server).await;
    let url = database.url.clone();
    std::mem::forget(database);
    Some(url)
}

impl Database {
    pub(crate) async fn make() -> Option<Self> {
        let server = SERVER.get_or_init(|| server(&HURRIED)).as_ref()?;
        Some(Self::on(server).await)
    }

    async fn on(server: &Server) -> Self {
        let moment = SystemTime::now().duration_since(UNIX_EPOCH);
        let name = format!(
            "carnet_test_{}_{}_{}",
            std::process::id(),
            moment.map_or(0, |since| since.subsec_nanos()),
            DATABASES.fetch_add(1, Ordering::SeqCst)
        );
        let door = Store::open(&server.door).await.expect("the test server");
        door.execute(forever(format!("CREATE DATABASE {name}")), vec![])
            .await
            .expect("a new database");
        let url = format!("{}dbname={name}", server.base);
        Self { url, name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(Some(server)) = SERVER.get() else {
            return;
        };
        if !server.standing {
            return;
        }
        let (door, name) = (&server.door, &self.name);
        let sql = forever(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // A thread, because a drop cannot wait within a runtime.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime");
                runtime.block_on(async {
                    if let Ok(door) = Store::open(door).await {
                        drop(door.execute(sql, vec![]).await);
                    }
                });
            });
        });
    }
}

/// The store takes texts of the program alone; a test may leak a few.
fn forever(sql: String) -> &'static str {
    Box::leak(sql.into_boxed_str())
}

fn server(settings: &[&str]) -> Option<Server> {
    if let Ok(given) = std::env::var("CARNET_TEST_POSTGRES") {
        return Some(Server {
            base: format!("{} ", in_words(&given)),
            door: given,
            standing: true,
            _guard: None,
        });
    }
    start(settings, &[])
}

fn start(settings: &[&str], words: &[(&str, &str)]) -> Option<Server> {
    let server = started(settings, words);
    if server.is_none() {
        assert!(!is_required(), "POSTGRESQL IS REQUIRED AND ABSENT");
        crate::note(
            "POSTGRESQL IS ABSENT: THE TESTS RUN ON SQLITE ALONE (Debian package: postgresql)",
        );
    }
    server
}

fn is_required() -> bool {
    std::env::var("CARNET_REQUIRE_POSTGRES").is_ok_and(|value| value == "1")
}

fn started(settings: &[&str], words: &[(&str, &str)]) -> Option<Server> {
    let mut guard = guard(&binaries()?, settings, words);
    let said = guard.stdout.take().expect("its output is a pipe");
    let folder = heard(&mut BufReader::new(said));
    Some(Server {
        base: format!("host={folder} user=carnet "),
        door: format!("host={folder} user=carnet dbname=postgres"),
        standing: false,
        _guard: Some(guard),
    })
}

/// The next line that a guard says.
fn heard(said: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    said.read_line(&mut line)
        .expect("the guard of PostgreSQL speaks UTF-8");
    let line = line.trim_end();
    assert!(
        !line.is_empty(),
        "PostgreSQL did not start; its words are above"
    );
    line.to_owned()
}

/// A server of one test's own, which goes away and comes back.
#[derive(Debug)]
pub struct StoppablePostgres {
    /// The address of its database.
    pub url: String,
    guard: Child,
    said: BufReader<ChildStdout>,
}

impl StoppablePostgres {
    /// A server, started; nothing, where PostgreSQL is absent.
    pub fn start() -> Option<Self> {
        let Some(bin) = binaries() else {
            assert!(!is_required(), "POSTGRESQL IS REQUIRED AND ABSENT");
            crate::note("POSTGRESQL IS ABSENT: THAT IT GOES AWAY IS NOT TESTED");
            return None;
        };
        // A process that is killed needs no disk that keeps up.
        let mut guard = guard(&bin, &HURRIED, &[]);
        let mut said = BufReader::new(guard.stdout.take().expect("its output is a pipe"));
        let folder = heard(&mut said);
        Some(Self {
            url: format!("host={folder} user=carnet dbname=postgres"),
            guard,
            said,
        })
    }

    /// It dies on the spot, whatever it was doing.
    pub fn dies(&mut self) {
        self.tell("stop");
    }

    /// It is back, and has made good what its death left.
    pub fn comes_back(&mut self) {
        self.tell("start");
    }

    fn tell(&mut self, word: &str) {
        let hand = self.guard.stdin.as_mut().expect("its input is a pipe");
        writeln!(hand, "{word}").expect("its guard listens");
        assert_eq!(heard(&mut self.said), word);
    }
}

fn guard(bin: &PathBuf, settings: &[&str], words: &[(&str, &str)]) -> Child {
    // PostgreSQL refuses to run as root; Debian's package makes it a user.
    let root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    let mut command = match root {
        true => {
            let mut command = Command::new("setpriv");
            command.args([
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                "sh",
            ]);
            command
        }
        false => Command::new("sh"),
    };
    command
        .args(["-c", GUARD, "carnet-postgres"])
        .arg(bin)
        .args(settings)
        .envs(words.iter().copied())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Out of our group, so that an interrupt reaches it as a closed pipe.
        .process_group(0)
        .spawn()
        .expect("the guard of PostgreSQL starts")
}

/// Where the newest server's programs are.
pub(crate) fn binaries() -> Option<PathBuf> {
    let version = |bin: &PathBuf| {
        let name = bin.parent().and_then(|v| v.file_name()?.to_str());
        name.and_then(|name| name.parse::<u32>().ok())
    };
    fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
        .max_by_key(version)
}

/// A server's address in `key=value` words, to which `dbname` can be added: the
/// last one said counts.
fn in_words(url: &str) -> String {
    let Some(rest) = url.split_once("://").map(|(_, rest)| rest) else {
        return url.to_owned();
    };
    let (login, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let place = place.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = place.split_once(':').unwrap_or((place, "5432"));
    let host = host.replace("%2F", "/").replace("%2f", "/");
    [
        ("host", host.as_str()),
        ("port", port),
        ("user", user),
        ("password", password),
    ]
    .iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(word, value)| format!("{word}={value}"))
    .collect::<Vec<_>>()
    .join(" ")
}
