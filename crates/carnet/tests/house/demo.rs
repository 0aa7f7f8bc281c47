//! The demonstration itself, as a visitor starts it: what lies in its folder and its log
//! in clear, what its second start does, and who lives in it.

use country::Country;
use kernel::{Date, Timestamp};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};
use store::Store;

use crate::attacks::files;

const SEED: u64 = 1;

/// `carnet demo`, running.
struct Demo {
    child: Child,
    told: Value,
}

/// The command that starts it, whose words go to a log.
fn demo(folder: &Path, log: &Path, seed: u64) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carnet"));
    command
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .args(["--seed", &seed.to_string()])
        .env("CARNET_LOG", "debug")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(log).expect("a log"));
    command
}

impl Demo {
    fn starts(folder: &Path, log: &Path) -> Self {
        let mut child = demo(folder, log, SEED)
            .arg("--json")
            .spawn()
            .expect("started");
        let mut line = String::new();
        let said = child.stdout.take().expect("its output");
        BufReader::new(said).read_line(&mut line).expect("a line");
        let told = serde_json::from_str(&line);
        let said = || std::fs::read_to_string(log).unwrap_or_default();
        Self {
            child,
            told: told.unwrap_or_else(|_| panic!("it told nothing: {line}{}", said())),
        }
    }

    /// What it answers to a question over the wire.
    fn answers(&self, path: &str) -> String {
        use std::io::{Read as _, Write as _};
        let base = self.told["base_url"].as_str().expect("an address");
        let place = base.trim_start_matches("http://");
        let mut line = std::net::TcpStream::connect(place).expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n");
        line.write_all(request.as_bytes()).expect("asked");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).expect("answered");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Stops as by Ctrl-C, and gives back what it told.
    fn stops(mut self) -> Value {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.expect("asked").success());
        assert!(self.child.wait().expect("ended").success());
        std::mem::take(&mut self.told)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Words that are looked for in many bytes at once.
struct Words {
    /// Whether a word begins with these three bytes.
    begins: Vec<bool>,
    by_beginning: HashMap<usize, Vec<Vec<u8>>>,
}

/// The last three bytes as one number, and the next one.
fn three(before: usize, next: u8) -> usize {
    (before << 8 | usize::from(next)) & 0xff_ffff
}

impl Words {
    fn new(words: &BTreeSet<Vec<u8>>) -> Self {
        let mut begins = vec![false; 1 << 24];
        let mut by_beginning: HashMap<usize, Vec<Vec<u8>>> = HashMap::new();
        for word in words {
            let beginning = word[..3]
                .iter()
                .fold(0, |before, next| three(before, *next));
            begins[beginning] = true;
            by_beginning
                .entry(beginning)
                .or_default()
                .push(word.clone());
        }
        Self {
            begins,
            by_beginning,
        }
    }

    /// Those that stand in these bytes.
    fn within(&self, bytes: &[u8]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut last = 0;
        for (at, byte) in bytes.iter().enumerate() {
            last = three(last, *byte);
            if self.begins[last] && at >= 2 {
                let here = &bytes[at - 2..];
                let words = self.by_beginning.get(&last).into_iter().flatten();
                let words = words.filter(|word| here.starts_with(word));
                found.extend(words.map(|word| String::from_utf8_lossy(word).into_owned()));
            }
        }
        found
    }
}

/// What nobody may find: what is health, what proves who somebody is, what opens.
fn secrets(country: &Country, told: &Value) -> BTreeSet<Vec<u8>> {
    let mut words = BTreeSet::new();
    for person in &country.insured {
        // The number with its key, and without.
        words.insert(person.matricule.clone().into_bytes());
        words.insert(person.matricule[..13].to_owned().into_bytes());
        words.insert(person.vitale_serial.clone().into_bytes());
    }
    for (n, event) in country.events().enumerate() {
        words.insert(event.title.clone().into_bytes());
        words.insert(event.file_name.clone().into_bytes());
        if n % 8 == 0 {
            // Out of the middle of the file, as it went in.
            let file = country.file(event);
            let middle = file.len() / 2;
            words.insert(file[middle..(middle + 24).min(file.len())].to_vec());
        }
    }
    let everybody = ["people", "staff"].map(|kind| told[kind].as_array().cloned());
    for known in everybody.into_iter().flatten().flatten() {
        for field in ["password", "totp_secret", "code", "card_serial"] {
            let Some(text) = known[field].as_str() else {
                continue;
            };
            words.insert(text.as_bytes().to_vec());
            words.insert(text.replace('-', "").into_bytes());
        }
    }
    words.retain(|word| word.len() >= 6);
    words
}

/// The people, by name and how they are reached: the register knows them, and it alone.
fn identities(country: &Country, told: &Value) -> BTreeSet<Vec<u8>> {
    let mut words = BTreeSet::new();
    for known in ["people", "staff"]
        .iter()
        .flat_map(|kind| told[kind].as_array())
        .flatten()
    {
        words.extend(known["username"].as_str().map(str::to_owned));
    }
    for person in &country.insured {
        words.extend(person.email.clone());
        words.extend(person.phone.clone());
        words.insert(person.full_name());
        words.insert(person.address_line.clone());
        words.insert(person.birth_name.clone());
        words.extend(person.used_name.clone());
        words.extend(person.first_names.iter().cloned());
    }
    // Who is in the public directory too is no secret by that name.
    let mut public: BTreeSet<String> = BTreeSet::new();
    for known in &country.professionals {
        public.insert(format!("{} {}", known.first_name, known.last_name));
        public.insert(known.place.name.clone());
    }
    let is_public = |word: &String| public.iter().any(|known| known.contains(word.as_str()));
    let long = words.into_iter().filter(|word| word.len() >= 6);
    long.filter(|word| !is_public(word))
        .map(String::into_bytes)
        .collect()
}

/// Where the register holds people, and the directory what is public: tables, and a
/// column.
const REGISTER: [&str; 7] = [
    "username",
    "account.username",
    "insured",
    "insured_by_birth",
    "professional",
    "institution",
    "people_search",
];

async fn every_table_but_the_register_is_silent(store: &Store, words: &Words) {
    let tables = store.catalogue().await.expect("the catalogue");
    assert!(tables.len() > 80, "{}", tables.len());
    let mut rows_seen = 0;
    for table in tables {
        if REGISTER.contains(&&*table.name) {
            continue;
        }
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| format!("CAST(\"{column}\" AS BLOB)"))
            .collect();
        let sql = format!("SELECT {} FROM \"{}\"", columns.join(", "), table.name);
        let rows = store.query(sql.leak(), vec![]).await.expect("asked");
        rows_seen += rows.len();
        for row in rows {
            for (n, column) in table.columns.iter().enumerate() {
                if REGISTER.contains(&&*format!("{}.{column}", table.name)) {
                    continue;
                }
                let cell = row.opt_blob(n).expect("bytes").unwrap_or_default();
                let found = words.within(cell);
                assert!(found.is_empty(), "{found:?} in {}.{column}", table.name);
            }
        }
    }
    assert!(rows_seen > 5_000, "{rows_seen}");
}

async fn count(store: &Store, sql: &'static str) -> usize {
    let rows = store.query(sql, vec![]).await.expect("asked");
    usize::try_from(rows[0].int(0).expect("a count")).expect("few")
}

fn under(folder: &Path, name: &str) -> Vec<PathBuf> {
    files(&folder.join(name))
}

/// What both starts tell alike: not where they listen, nor the code, which is a new one.
fn lasting(told: &Value) -> Value {
    let mut told = told.clone();
    told["base_url"] = Value::Null;
    for person in told["people"].as_array_mut().into_iter().flatten() {
        person["code"] = Value::from(person["code"].is_string());
    }
    told
}

/// The day in Paris.
fn today() -> Date {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("after 1970").as_millis();
    let now = i64::try_from(now).expect("before the end of time");
    Timestamp::from_millis(now).in_paris().date()
}

#[tokio::test]
async fn key_01_after_the_demonstration_nothing_lies_in_clear_and_its_second_start_needs_nothing_of_it()
 {
    // It is invented as of its day: one that began on another begins again.
    let (place, demo, today) = loop {
        let place = tempfile::tempdir().expect("a folder");
        let before = today();
        let demo = Demo::starts(&place.path().join("data"), &place.path().join("log"));
        if today() == before {
            break (place, demo, before);
        }
    };
    let (folder, log) = (place.path().join("data"), place.path().join("log"));
    assert!(demo.answers("/ready").contains("200 OK"));
    assert!(demo.answers("/connexion").contains("200 OK"));
    let country = Country::invent(SEED, today);
    let told = demo.stops();
    let url = format!("sqlite:{}", folder.join("carnet.db").display());
    let store = Store::open(&url).await.expect("the store");

    // Who lives there.
    assert_eq!(
        count(&store, "SELECT count(*) FROM insured").await,
        country.insured.len()
    );
    assert!(country.insured.len() >= 200);
    let schemes = count(&store, "SELECT count(DISTINCT scheme) FROM insured").await;
    assert_eq!(schemes, country::Scheme::ALL.len());
    assert!(count(&store, "SELECT count(*) FROM professional").await >= 30);
    assert!(
        count(
            &store,
            "SELECT count(DISTINCT profession) FROM professional"
        )
        .await
            >= 8
    );
    let first = country
        .events()
        .map(|event| event.day)
        .min()
        .expect("a day");
    let years = country.today.year() - first.year();
    assert!(years >= 5, "since {first} only");
    assert!(count(&store, "SELECT count(*) FROM journal").await > 1_000);
    let roles: BTreeSet<&str> = told["people"]
        .as_array()
        .expect("people")
        .iter()
        .filter_map(|person| person["role"].as_str())
        .collect();
    assert_eq!(
        roles,
        BTreeSet::from(["active", "announced", "closed", "open", "refused"])
    );

    // Nothing of it is in clear: in no file but the one that says who can sign in.
    let secret = secrets(&country, &told);
    assert!(secret.len() > 2_000, "{}", secret.len());
    let (secret, identity) = (
        Words::new(&secret),
        Words::new(&identities(&country, &told)),
    );
    let plain = b"x284086938309026 ".repeat(3);
    assert!(
        !Words::new(&BTreeSet::from([b"284086938309026".to_vec()]))
            .within(&plain)
            .is_empty()
    );
    let told_file = folder.join("demo.json");
    let all = files(&folder);
    assert!(all.len() > 20, "{all:?}");
    for file in all.iter().chain([&log]).filter(|file| **file != told_file) {
        let found = secret.within(&std::fs::read(file).expect("read"));
        assert!(found.is_empty(), "{found:?} in {}", file.display());
    }
    // What lets somebody in is for its owner's eyes alone.
    for open in ["demo.json", "hospital-client-key.pem", "carnet.db"] {
        let about = folder.join(open).metadata().expect("there");
        assert_eq!(about.permissions().mode() & 0o077, 0, "{open}");
    }
    // Names are in the register's tables; not beside them, and not in the log.
    for part in ["vault", "keys", "campaigns"] {
        for file in under(&folder, part) {
            let found = identity.within(&std::fs::read(&file).expect("read"));
            assert!(found.is_empty(), "{found:?} in {}", file.display());
        }
    }
    let lines = std::fs::read(&log).expect("a log");
    assert!(lines.len() > 500, "nothing was logged");
    let found = identity.within(&lines);
    assert!(found.is_empty(), "{found:?} in the log");
    every_table_but_the_register_is_silent(&store, &identity).await;

    // The second start looks at no document, no journal and no history: they are away,
    // and it tells the same people all the same.
    let vaulted = under(&folder, "vault");
    for file in &vaulted {
        std::fs::write(file, b"").expect("emptied");
    }
    for table in ["journal", "access", "snapshot"] {
        let away = format!("ALTER TABLE {table} RENAME TO {table}_away");
        store.execute(away.leak(), vec![]).await.expect("away");
        // What would be written is written, and seen.
        let like = format!("CREATE TABLE {table} AS SELECT * FROM {table}_away LIMIT 0");
        store
            .execute(like.leak(), vec![])
            .await
            .expect("an empty one");
    }
    let before = count(&store, "SELECT count(*) FROM space").await;
    let again = Demo::starts(&folder, &place.path().join("log-2"));
    assert_eq!(lasting(&again.told), lasting(&told));
    for written in [
        "SELECT count(*) FROM journal",
        "SELECT count(*) FROM access",
    ] {
        assert_eq!(count(&store, written).await, 0, "{written}");
    }
    assert_eq!(count(&store, "SELECT count(*) FROM space").await, before);
    assert!(again.answers("/").contains("200 OK"));
    drop(again);
    every_key_is_there(&told);
    the_page_of_text_says_the_same(&folder, &place.path().join("log-3"), &told);
}

/// The keys of an object, those of the people in it once each.
fn keys(value: &Value) -> BTreeSet<&str> {
    let objects = value
        .as_array()
        .map_or(vec![value], |all| all.iter().collect());
    let objects = objects.into_iter().filter_map(Value::as_object);
    objects.flatten().map(|(key, _)| key.as_str()).collect()
}

/// What programs read of it, to the last key: `carnet demo --help` promises it.
fn every_key_is_there(told: &Value) {
    let all = |names: &[&'static str]| names.iter().copied().collect::<BTreeSet<_>>();
    let parts = [
        "base_url",
        "seed",
        "people",
        "professionals",
        "staff",
        "client",
    ];
    assert_eq!(keys(told), all(&parts));
    assert_eq!(told["seed"], SEED);
    let person = [
        "role",
        "name",
        "birth_date",
        "matricule",
        "card_serial",
        "code",
        "username",
        "password",
        "totp_secret",
    ];
    assert_eq!(keys(&told["people"]), all(&person));
    assert_eq!(
        keys(&told["professionals"]),
        all(&["name", "profession", "rpps"])
    );
    let colleague = [
        "role",
        "name",
        "username",
        "password",
        "totp_secret",
        "place",
    ];
    assert_eq!(keys(&told["staff"]), all(&colleague));
    let client = [
        "client_id",
        "institution",
        "finess",
        "key_file",
        "key_id",
        "token_path",
        "provider_client",
    ];
    assert_eq!(keys(&told["client"]), all(&client));
    for filled in ["professionals", "staff"] {
        for known in told[filled].as_array().expect("people") {
            for (key, value) in known.as_object().expect("one") {
                let text = value.as_str().map(str::len);
                assert!(
                    text != Some(0) && (key == "place" || text.is_some()),
                    "{key}"
                );
            }
        }
    }
}

/// Without `--json`, whoever reads it can sign in too; and a seed that comes too late is
/// said to change nothing.
fn the_page_of_text_says_the_same(folder: &Path, log: &Path, told: &Value) {
    let mut child = demo(folder, log, SEED + 1).spawn().expect("started");
    let said = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut text = String::new();
    for line in said {
        let line = line.expect("a line");
        text.push_str(&line);
        text.push('\n');
        if line.contains("Ctrl-C") {
            break;
        }
    }
    child.kill().expect("killed");
    child.wait().expect("over");
    for (kind, fields) in [
        (
            "people",
            &[
                "name",
                "matricule",
                "card_serial",
                "username",
                "password",
                "totp_secret",
            ][..],
        ),
        ("professionals", &["name", "profession", "rpps"]),
        ("staff", &["name", "username", "password", "totp_secret"]),
    ] {
        for known in told[kind].as_array().expect("people") {
            for field in fields {
                let word = known[field].as_str().unwrap_or_default();
                assert!(text.contains(word), "{kind} {field} {word}: {text}");
            }
        }
    }
    for field in ["client_id", "key_file", "token_path"] {
        let word = told["client"][field].as_str().expect("text");
        assert!(text.contains(word), "{field}: {text}");
    }
    let log = std::fs::read_to_string(log).expect("a log");
    assert!(log.contains("--seed 2 changes nothing"), "{log}");
}

#[tokio::test]
async fn a_first_start_that_was_killed_is_told_and_nobody_is_invented_into_a_real_house() {
    let place = tempfile::tempdir().expect("a folder");
    let (folder, log) = (place.path().join("data"), place.path().join("log"));
    let url = format!("sqlite:{}", folder.join("carnet.db").display());
    let is_told = async |people: usize, spaces: usize| {
        let over = demo(&folder, &log, SEED).output().expect("ran");
        assert_eq!(over.status.code(), Some(1));
        let said = std::fs::read_to_string(&log).expect("a log");
        for word in [
            folder.to_str().expect("a path"),
            "Nothing was done",
            "--data",
        ] {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert!(!folder.join("demo.json").exists());
        let store = Store::open(&url).await.expect("the store");
        assert_eq!(count(&store, "SELECT count(*) FROM insured").await, people);
        assert_eq!(count(&store, "SELECT count(*) FROM space").await, spaces);
    };
    // Killed once it knows people.
    let mut child = demo(&folder, &log, SEED).spawn().expect("started");
    loop {
        assert!(
            child.try_wait().expect("asked").is_none(),
            "it is over already"
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        if !folder.join("carnet.db").exists() {
            continue;
        }
        let Ok(store) = Store::open(&url).await else {
            continue;
        };
        let rows = store.query("SELECT count(*) FROM insured", vec![]).await;
        if rows.is_ok_and(|rows| rows[0].int(0).is_ok_and(|known| known > 0)) {
            break;
        }
    }
    child.kill().expect("killed");
    child.wait().expect("over");
    let store = Store::open(&url).await.expect("the store");
    let people = count(&store, "SELECT count(*) FROM insured").await;
    let spaces = count(&store, "SELECT count(*) FROM space").await;
    drop(store);
    is_told(people, spaces).await;
    // Somebody's house, with one person in it.
    std::fs::remove_dir_all(&folder).expect("removed");
    let config = carnet::config::Config::in_folder(&folder, |_| None).expect("a set-up");
    std::fs::create_dir_all(&folder).expect("made");
    let town = crate::town::Town::in_folder(config, testkit::TestWorld::new()).await;
    town.insured(0, "").await;
    drop(town);
    is_told(1, 0).await;
    // And one that has its administrators, and nobody else yet.
    std::fs::remove_dir_all(&folder).expect("removed");
    let config = carnet::config::Config::in_folder(&folder, |_| None).expect("a set-up");
    std::fs::create_dir_all(&folder).expect("made");
    let town = crate::town::Town::in_folder(config, testkit::TestWorld::new()).await;
    let first = ["Ana Roux", "Louis Petit"];
    let named = town.house.identity.first_administrators(first).await;
    drop((named.expect("named"), town));
    is_told(0, 0).await;
}
