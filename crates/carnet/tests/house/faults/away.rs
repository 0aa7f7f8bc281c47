//! The store goes away during a request, the disk is full: whoever asked is told, on a
//! page and in FHIR, nothing is half done, and what was acknowledged is there afterwards.

use crate::dmp::changing::letter;
use crate::dmp::{DOCTOR, Dmp, FHIR, json};
use crate::documents::GOOD;
use crate::secret::software::transaction;
use crate::town::{Answer, Holder, Town};
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use http::{Method, StatusCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Store;
use testkit::{StoppablePostgres, is_sqlite};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

const LIST: &str = "/espace/moi/documents";
const ADD: &str = "/espace/moi/documents/ajouter";
/// The beginning of a statement by itself: what notes that a session was seen.
const TOUCHES: &str = "UPDATE session SET seen";
/// What a person reads, in either language: what became of it, and what to do.
const FRENCH: [&str; 2] = [
    "Le service ne répond pas pour le moment. Rien n’a été fait.",
    "Réessayez dans quelques minutes. En cas d’urgence, appelez le 15 ou le 112.",
];
const ENGLISH: [&str; 2] = [
    "The service is not answering at the moment. Nothing was done.",
    "Try again in a few minutes. In an emergency, call 15 or 112.",
];

/// A holder with a session, a doctor's software with a token, and what was acknowledged.
struct Scene {
    dmp: Dmp,
    ana: Holder,
    token: String,
    acknowledged: Vec<String>,
    refused: Vec<String>,
    sent: u32,
}

impl Scene {
    async fn on(town: Town) -> Self {
        let dmp = Dmp::within(town).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let mut scene = Self {
            dmp,
            ana,
            token,
            acknowledged: Vec::new(),
            refused: Vec::new(),
            sent: 0,
        };
        assert!(scene.adds("").await && scene.deposits("fr").await);
        scene
    }

    fn town(&self) -> &Town {
        &self.dmp.town
    }

    fn keep(&mut self, title: String, taken: bool) -> bool {
        match taken {
            true => self.acknowledged.push(title),
            false => self.refused.push(title),
        }
        taken
    }

    /// The holder adds a document on a page of this language, and is told that it is
    /// there or is refused as they can understand.
    async fn adds(&mut self, lang: &str) -> bool {
        self.sent += 1;
        self.town().world.advance(Duration::from_secs(1));
        let title = format!("Page {}.", self.sent);
        let answer = uploads(&self.dmp, &self.ana, lang, &title).await;
        let taken = answer.status == StatusCode::SEE_OTHER;
        if !taken {
            is_told(&answer, lang);
        }
        self.keep(title, taken)
    }

    /// The doctor's software deposits a document in a transaction.
    async fn deposits(&mut self, lang: &str) -> bool {
        self.sent += 1;
        self.town().world.advance(Duration::from_secs(1));
        let title = format!("Lettre {}", self.sent);
        let answer = sends(&self.dmp, &self.ana, &self.token, self.sent, lang).await;
        let taken = answer.status == StatusCode::OK;
        if !taken {
            software_is_told(&answer, lang);
        }
        self.keep(title, taken)
    }

    /// Nobody reads anything, and each is told so.
    async fn nobody_reads(&self) {
        for lang in ["", "/en"] {
            for path in [LIST, "/espace/moi/acces/journal"] {
                let path = format!("{lang}{path}");
                is_told(&self.town().get(&self.ana.cookie, &path).await, lang);
            }
        }
        for lang in ["fr", "en"] {
            let headers = [FHIR, (ACCEPT_LANGUAGE, lang)];
            let search = Dmp::search(&self.ana);
            let asked = self.dmp.ask(
                Method::GET,
                &search,
                Some(&self.token),
                &headers,
                String::new(),
            );
            software_is_told(&asked.await, lang);
        }
    }

    /// What was acknowledged is there and is read, what was refused is nowhere, the
    /// logs are whole, in a process that has forgotten everything too.
    async fn is_whole(&self) {
        let cold = self.town().twin().await;
        for town in [self.town(), &cold] {
            let house = &town.house;
            house.journal.verify(self.ana.space).await.expect("whole");
            let list = town.reads(&self.ana.cookie, LIST).await;
            let history = town.reads(&self.ana.cookie, "/espace/moi/acces/journal/csv");
            let history = history.await;
            for title in &self.acknowledged {
                assert_eq!(list.matches(&format!(">{title}</a>")).count(), 1, "{title}");
                let id = town.id_of(&self.ana.cookie, LIST, title).await;
                let path = format!("{LIST}/{}/telecharger", id.expect("listed"));
                let file = town.get(&self.ana.cookie, &path).await;
                assert_eq!(file.status, StatusCode::OK, "{title}");
                assert!(!file.body.is_empty(), "{title}");
            }
            for title in &self.refused {
                assert!(!list.contains(&format!(">{title}</a>")), "{title}");
                assert!(!history.contains(&format!("« {title} »")), "{title}");
            }
        }
    }
}

async fn uploads(dmp: &Dmp, ana: &Holder, lang: &str, title: &str) -> Answer {
    let mut fields = GOOD;
    fields[0].1 = title;
    let content = format!("Contenu de {title}");
    let file = ("note.txt", content.as_bytes());
    let path = format!("{lang}{ADD}");
    dmp.town.upload(&ana.cookie, &path, &fields, file).await
}

async fn sends(dmp: &Dmp, ana: &Holder, token: &str, n: u32, lang: &str) -> Answer {
    let body = transaction(&letter(ana, n, &[])).to_string();
    let media = (CONTENT_TYPE, "application/fhir+json");
    let headers = [FHIR, media, (ACCEPT_LANGUAGE, lang)];
    dmp.ask(Method::POST, "/fhir", Some(token), &headers, body)
        .await
}

/// 503, in the language of the page, with nothing of the record.
#[track_caller]
fn is_told(answer: &Answer, lang: &str) {
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
    let sentences = if lang.is_empty() { FRENCH } else { ENGLISH };
    for sentence in sentences {
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
    for secret in ["Page 1.", "Lettre 2", "journal", "PostgreSQL", "SQL"] {
        assert!(!page.contains(secret), "{secret}: {page}");
    }
}

/// 503, as an OperationOutcome that says that it is worth trying again.
#[track_caller]
fn software_is_told(answer: &Answer, lang: &str) {
    let told = json(answer);
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{told}");
    assert_eq!(told["resourceType"], "OperationOutcome", "{told}");
    let issue = &told["issue"][0];
    assert_eq!(issue["code"], "transient", "{told}");
    assert_eq!(issue["details"]["coding"][0]["code"], "error-unavailable");
    let sentence = if lang == "fr" { FRENCH[0] } else { ENGLISH[0] };
    let text = issue["details"]["text"].as_str().unwrap_or_default();
    assert_eq!(text.replace(['\u{a0}', '\u{202f}'], " "), sentence);
    assert!(!answer.text().contains("Lettre 2"), "{told}");
}

#[tokio::test]
async fn when_the_store_goes_away_everybody_is_told_and_what_was_acknowledged_is_there_after() {
    let Some(mut server) = StoppablePostgres::start() else {
        return;
    };
    let mut scene = Scene::on(Town::on_folder(&server.url).await).await;
    server.dies();
    scene.nobody_reads().await;
    for (page, software) in [("", "fr"), ("/en", "en")] {
        assert!(!scene.adds(page).await && !scene.deposits(software).await);
    }
    // It says so to those who watch it, and lives.
    let ready = scene.town().get("", "/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let alive = scene.town().get("", "/health").await;
    assert_eq!(alive.status, StatusCode::OK);
    server.comes_back();
    scene.is_whole().await;
    assert!(scene.adds("").await && scene.deposits("fr").await);
    scene.is_whole().await;
}

/// Waits until a statement stands at a lock.
async fn held(door: &Store) {
    const WAITING: &str = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    for _ in 0..2_000 {
        let rows = door.query(WAITING, vec![]).await.expect("asked");
        if rows[0].int(0).expect("a count") >= 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("no request reached the store");
}

#[tokio::test]
async fn when_the_store_dies_in_the_middle_of_a_request_nothing_of_it_is_half_done() {
    let Some(mut server) = StoppablePostgres::start() else {
        return;
    };
    // Where the requests stand when it dies: before they add to the record, or before
    // they say what was read.
    for table in ["journal", "access"] {
        let mut scene = Scene::on(Town::on_folder(&server.url).await).await;
        // One request at a time: a committer that waits for one takes no other.
        for is_page in [true, false] {
            let door = Store::open(&server.url).await.expect("the server");
            let mut lock = door.begin("a lock").await.expect("begun");
            let statement = format!("LOCK TABLE {table} IN EXCLUSIVE MODE");
            let locked = lock.execute(statement.leak(), vec![]).await;
            locked.expect("locked");
            let (dmp, ana) = (&scene.dmp, &scene.ana);
            let dies = async {
                held(&door).await;
                server.dies();
            };
            let asks = async {
                match (table, is_page) {
                    ("journal", true) => uploads(dmp, ana, "/en", "Entre deux").await,
                    ("journal", false) => sends(dmp, ana, &scene.token, 99, "fr").await,
                    (_, true) => dmp.town.get(&ana.cookie, &format!("/en{LIST}")).await,
                    (_, false) => dmp.get(&scene.token, &Dmp::search(ana)).await,
                }
            };
            let ((), answer) = tokio::join!(dies, asks);
            match is_page {
                true => is_told(&answer, "/en"),
                false => software_is_told(&answer, "fr"),
            }
            drop(lock);
            server.comes_back();
            let title = if is_page { "Entre deux" } else { "Lettre 99" };
            scene.refused.push(title.to_owned());
            scene.is_whole().await;
        }
        // The same once more, as they were asked to: there once.
        let again = uploads(&scene.dmp, &scene.ana, "", "Entre deux").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
        let again = sends(&scene.dmp, &scene.ana, &scene.token, 99, "fr").await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        scene.acknowledged.append(&mut scene.refused);
        scene.is_whole().await;
        // A server without a past for the next one.
        if table == "journal" {
            server = StoppablePostgres::start().expect("another");
        }
    }
}

/// A door before PostgreSQL that lets everything through, but loses the answer to what
/// makes a transaction durable, or to a statement by itself: the server has done it, and
/// nobody hears so.
struct Door {
    url: String,
    loses: Arc<AtomicBool>,
    /// Loses the answer to [`TOUCHES`].
    loses_of: Arc<AtomicBool>,
    _folder: tempfile::TempDir,
}

impl Door {
    fn before(server: &StoppablePostgres) -> Self {
        const SOCKET: &str = ".s.PGSQL.5432";
        let folder = tempfile::tempdir().expect("a folder");
        let place = server.url.trim_start_matches("host=");
        let place = place.split(' ').next().expect("a folder").to_owned();
        let door = UnixListener::bind(folder.path().join(SOCKET)).expect("a door");
        let loses = Arc::new(AtomicBool::new(false));
        let loses_of = Arc::new(AtomicBool::new(false));
        let (losing, losing_of) = (Arc::clone(&loses), Arc::clone(&loses_of));
        tokio::spawn(async move {
            while let Ok((guest, _)) = door.accept().await {
                let host = UnixStream::connect(format!("{place}/{SOCKET}")).await;
                let (loses, of) = (Arc::clone(&losing), Arc::clone(&losing_of));
                tokio::spawn(led(guest, host.expect("a server"), loses, of));
            }
        });
        Self {
            url: format!(
                "host={} user=carnet dbname=postgres",
                folder.path().display()
            ),
            loses,
            loses_of,
            _folder: folder,
        }
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// The name that a statement which begins so is given here, with the zeros around it
/// where it is used: prepared once on a connection, its words are not said again.
fn named(bytes: &[u8], beginning: &str) -> Option<Vec<u8>> {
    let before = &bytes[..find(bytes, beginning.as_bytes())?];
    let before = before.strip_suffix(&[0])?;
    let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let name = &before[before.len() - digits.count() - 1..];
    Some([&[0], name, &[0]].concat())
}

/// Leads both to one another, until an answer is lost.
async fn led(
    guest: UnixStream,
    host: UnixStream,
    loses: Arc<AtomicBool>,
    loses_of: Arc<AtomicBool>,
) {
    let (mut asks, mut hears) = guest.into_split();
    let (mut says, mut takes) = host.into_split();
    let lost = AtomicBool::new(false);
    let there = async {
        let mut bytes = vec![0; 65_536];
        // What each statement is called here that may be lost some day.
        let mut names = Vec::new();
        while let Ok(n @ 1..) = asks.read(&mut bytes).await {
            let said = &bytes[..n];
            names.extend(named(said, TOUCHES));
            let touches = names.iter().any(|name| find(said, name).is_some());
            let commits = find(said, b"COMMIT\0").is_some();
            if (touches && loses_of.load(Ordering::SeqCst))
                || (commits && loses.load(Ordering::SeqCst))
            {
                lost.store(true, Ordering::SeqCst);
            }
            if takes.write_all(&bytes[..n]).await.is_err() {
                return;
            }
        }
    };
    let back = async {
        let mut bytes = vec![0; 65_536];
        while let Ok(n @ 1..) = says.read(&mut bytes).await {
            if lost.load(Ordering::SeqCst) || hears.write_all(&bytes[..n]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = there => {}
        () = back => {}
    }
}

#[tokio::test]
async fn when_the_answer_of_the_store_is_lost_nobody_is_told_that_nothing_was_done() {
    const UNKNOWN: [(&str, [&str; 2]); 2] = [
        (
            "",
            [
                "Nous ne savons pas si elle a été faite.",
                "regardez si c’est fait avant de recommencer",
            ],
        ),
        (
            "/en",
            [
                "We do not know whether it was done.",
                "look whether it is done before you start again",
            ],
        ),
    ];
    let Some(server) = StoppablePostgres::start() else {
        return;
    };
    let door = Door::before(&server);
    let mut scene = Scene::on(Town::on_folder(&door.url).await).await;
    for (n, (lang, sentences)) in UNKNOWN.into_iter().enumerate() {
        scene.town().world.advance(Duration::from_secs(1));
        let title = format!("Perdu {n}.");
        door.loses.store(true, Ordering::SeqCst);
        let answer = uploads(&scene.dmp, &scene.ana, lang, &title).await;
        door.loses.store(false, Ordering::SeqCst);
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
        for sentence in sentences {
            assert!(page.contains(sentence), "{sentence}: {page}");
        }
        for wrong in [FRENCH[0], ENGLISH[0]] {
            assert!(!page.contains(wrong), "{page}");
        }
        // It was done, whole and once; whoever looks finds it.
        scene.acknowledged.push(title);
        scene.is_whole().await;
    }
    scene.town().world.advance(Duration::from_secs(1));
    door.loses.store(true, Ordering::SeqCst);
    let answer = sends(&scene.dmp, &scene.ana, &scene.token, 99, "en").await;
    door.loses.store(false, Ordering::SeqCst);
    let issue = &json(&answer)["issue"][0];
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{issue}");
    assert_eq!(issue["details"]["coding"][0]["code"], "error-uncertain");
    assert_eq!(issue["code"], "transient", "{issue}");
    // The same sent again is the same document.
    let again = sends(&scene.dmp, &scene.ana, &scene.token, 99, "en").await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    scene.acknowledged.push(String::from("Lettre 99"));
    scene.is_whole().await;
}

#[tokio::test]
async fn when_the_answer_to_a_statement_by_itself_is_lost_who_only_reads_is_told_of_nothing_done() {
    let Some(server) = StoppablePostgres::start() else {
        return;
    };
    let door = Door::before(&server);
    let scene = Scene::on(Town::on_folder(&door.url).await).await;
    let (town, ana) = (scene.town(), &scene.ana);
    for lang in ["", "/en"] {
        // A session is noted as seen once a minute, by whatever is asked for.
        town.world.advance(Duration::from_secs(61));
        door.loses_of.store(true, Ordering::SeqCst);
        let read = town.get(&ana.cookie, &format!("{lang}{LIST}")).await;
        door.loses_of.store(false, Ordering::SeqCst);
        is_told(&read, lang);
        town.world.advance(Duration::from_secs(61));
        door.loses_of.store(true, Ordering::SeqCst);
        let path = format!("{lang}/espace/moi/acces/reglages");
        let sent = town.post(&ana.cookie, &path, "tout=oui").await;
        door.loses_of.store(false, Ordering::SeqCst);
        let page = sent.text();
        assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
        for sure in [FRENCH[0], ENGLISH[0]] {
            assert!(!page.contains(sure), "{page}");
        }
    }
    scene.is_whole().await;
}

#[tokio::test]
async fn who_comes_back_from_a_provider_is_not_told_that_nothing_was_done_when_nobody_knows() {
    let Some(server) = StoppablePostgres::start() else {
        return;
    };
    let door = Door::before(&server);
    let scene = Scene::on(Town::on_folder(&door.url).await).await;
    let (town, ana) = (scene.town(), &scene.ana);
    for (lang, unknown) in [
        ("", "Nous ne savons pas si elle a été faite."),
        ("/en", "We do not know whether it was done."),
    ] {
        // Asked for as a page is, and somebody may be signed in by it.
        for way in ["/connexion/franceconnect", "/pro/connexion"] {
            town.world.advance(Duration::from_secs(61));
            door.loses_of.store(true, Ordering::SeqCst);
            let path = format!("{lang}{way}/retour?code=a&state=b");
            let back = town.get(&ana.cookie, &path).await;
            door.loses_of.store(false, Ordering::SeqCst);
            let page = back.text();
            assert_eq!(
                back.status,
                StatusCode::SERVICE_UNAVAILABLE,
                "{path}: {page}"
            );
            assert!(page.contains(unknown), "{path}: {page}");
            for sure in [FRENCH[0], ENGLISH[0]] {
                assert!(!page.contains(sure), "{path}: {page}");
            }
        }
    }
}

/// The disk of the store takes nothing more: as SQLite finds out by itself, and as
/// PostgreSQL says it.
async fn fills_up(store: &Store) {
    if is_sqlite(store) {
        let small = store.execute("PRAGMA max_page_count = 1", vec![]).await;
        small.expect("a disk no larger than what is on it");
        return;
    }
    let refuse = "CREATE FUNCTION full() RETURNS trigger LANGUAGE plpgsql AS $do$ BEGIN \
         RAISE EXCEPTION 'could not extend file: No space left on device' \
         USING ERRCODE = '53100'; END $do$";
    store.execute(refuse, vec![]).await.expect("a function");
    for table in ["journal", "access"] {
        let trigger = format!(
            "CREATE TRIGGER full_{table} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full()"
        );
        let made = store.execute(trigger.leak(), vec![]).await;
        made.expect("a trigger");
    }
}

async fn is_emptied(store: &Store) {
    let texts: &[&'static str] = match is_sqlite(store) {
        true => &["PRAGMA max_page_count = 1000000"],
        false => &["DROP FUNCTION full() CASCADE"],
    };
    for text in texts {
        store.execute(text, vec![]).await.expect("room");
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_acknowledged_is_lost_and_nothing_refused_is_there() {
    testkit::for_each_store_at(async |_, url| {
        let mut scene = Scene::on(Town::on(&url).await).await;
        let store = scene.town().house.store.clone();
        fills_up(&store).await;
        // On SQLite the pages that were begun take a few more.
        for _ in 0..200 {
            scene.adds("").await;
            scene.deposits("en").await;
            if scene.refused.len() > 4 {
                break;
            }
        }
        assert!(scene.refused.len() > 4, "the disk was never full");
        for (page, software) in [("/en", "fr"), ("", "en")] {
            assert!(!scene.adds(page).await && !scene.deposits(software).await);
        }
        if !is_sqlite(&store) {
            scene.nobody_reads().await;
        }
        is_emptied(&store).await;
        scene.is_whole().await;
        assert!(scene.adds("").await && scene.deposits("fr").await);
        scene.is_whole().await;
    })
    .await;
}

#[tokio::test]
async fn a_vault_that_takes_nothing_is_told_on_pages_and_to_software_and_nothing_stays_of_it() {
    testkit::for_each_store_at(async |_, url| {
        let mut scene = Scene::on(Town::on_folder(&url).await).await;
        let vault = scene.town().folder.path().join("vault");
        let aside = scene.town().folder.path().join("aside");
        std::fs::rename(&vault, &aside).expect("away");
        std::fs::write(&vault, b"not a folder").expect("in the way");
        for (page, software) in [("", "fr"), ("/en", "en")] {
            assert!(!scene.adds(page).await && !scene.deposits(software).await);
        }
        std::fs::remove_file(&vault).expect("removed");
        std::fs::rename(&aside, &vault).expect("back");
        scene.is_whole().await;
        assert!(scene.adds("").await && scene.deposits("fr").await);
        scene.is_whole().await;
    })
    .await;
}
