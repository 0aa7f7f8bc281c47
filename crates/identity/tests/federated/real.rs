//! Against a real provider: oidc-provider (Node.js), on which FranceConnect
//! itself is built, set up as FranceConnect's substantial level is. Without
//! Node.js these tests say so in capitals, or fail where
//! `CARNET_REQUIRE_BROWSER=1`.

use super::{Desk, RETURN, ended::ENDED, pivot, said};
use crate::house::{Answer, Browser, House, ORIGIN};
use crate::provider::params;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{Request, StatusCode};
use identity::france_connect::{FranceConnectConfig, Pivot};
use kernel::{AccountId, Personal, Secret, SpaceId, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use store::Store;
use testkit::{TestWorld, for_each_store};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, Command};

/// oidc-provider, in a process of its own. It ends with this value.
struct Real {
    issuer: String,
    http: reqwest::Client,
    line: Line,
    _process: Child,
    _input: ChildStdin,
}

/// Where the provider calls us by itself, once our house is built.
#[derive(Clone, Default)]
struct Line {
    to: Arc<OnceLock<House>>,
    /// What was answered, in order.
    answered: Arc<Mutex<Vec<StatusCode>>>,
}

impl Line {
    /// Begins to listen; its address.
    async fn listens(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().fallback(passed_on).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        address
    }
}

/// As it came, with all that the provider says of itself; only the host is ours.
async fn passed_on(State(line): State<Line>, request: Request<Body>) -> Response {
    let Some(house) = line.to.get() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let answer = house.take(request).await;
    line.answered.lock().unwrap().push(answer.status());
    answer
}

/// A browser at the provider: it keeps cookies, and stops at our door.
#[derive(Default)]
struct There {
    cookies: BTreeMap<String, String>,
}

impl Real {
    /// The provider; none on a machine without Node.js.
    #[allow(clippy::print_stderr, reason = "what is skipped is said")]
    async fn start() -> Option<Self> {
        let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
        let node = Command::new("node").arg("--version").output().await;
        let installed = e2e.join("node_modules/oidc-provider").exists();
        if !node.is_ok_and(|node| node.status.success()) || !installed {
            let required = std::env::var_os("CARNET_REQUIRE_BROWSER");
            assert!(
                required.is_none_or(|wish| wish != "1"),
                "NODE.JS AND OIDC-PROVIDER ARE REQUIRED AND ABSENT: npm ci in e2e"
            );
            eprintln!("SKIPPED: NODE.JS OR OIDC-PROVIDER IS ABSENT, no real provider was tried");
            return None;
        }
        let line = Line::default();
        let ended = format!("{}{ENDED}", line.listens().await);
        let mut process = Command::new("node")
            .arg("provider/france_connect.mjs")
            .current_dir(e2e)
            .env("CARNET_REDIRECT_URI", format!("{ORIGIN}{RETURN}"))
            .env(
                "CARNET_SIGNED_OUT_URI",
                format!("{ORIGIN}/connexion/franceconnect/sortie"),
            )
            .env("CARNET_ENDED_URI", ended)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut told = BufReader::new(process.stdout.take().unwrap()).lines();
        let told: Value = serde_json::from_str(&told.next_line().await.unwrap().unwrap()).unwrap();
        Some(Self {
            issuer: told["issuer"].as_str().unwrap().to_owned(),
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()
                .unwrap(),
            line,
            _input: process.stdin.take().unwrap(),
            _process: process,
        })
    }

    /// Makes the provider behave so.
    async fn wish(&self, wish: Value) {
        let url = format!("{}/control", self.issuer);
        let answer = self.http.post(url).body(wish.to_string()).send().await;
        assert!(answer.unwrap().status().is_success());
    }
}

impl There {
    /// Follows the provider from this address to our door; the answer is the
    /// path that it sends the browser back to.
    async fn comes_back(&mut self, real: &Real, address: &str) -> String {
        let mut address = address.to_owned();
        for _ in 0..10 {
            if let Some(path) = address.strip_prefix(ORIGIN) {
                return path.to_owned();
            }
            let (location, body) = self.get(real, &address).await;
            address = location.unwrap_or_else(|| panic!("no way on: {body}"));
        }
        panic!("the provider goes round in circles");
    }

    /// Ends the session there from this address, which asks once more; the path
    /// that it sends the browser back to.
    async fn leaves(&mut self, real: &Real, address: &str) -> String {
        let (_, form) = self.get(real, address).await;
        let secret = form.split("name=\"xsrf\" value=\"").nth(1).unwrap();
        let secret = secret.split('"').next().unwrap();
        let url = format!("{}/session/end/confirm", real.issuer);
        let fields = format!("xsrf={secret}&logout=yes");
        let request = real.http.post(&url).body(fields);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let (back, page) = self.send(real, request).await;
        let back = back.unwrap_or_else(|| panic!("{page}"));
        back.strip_prefix(ORIGIN).unwrap().to_owned()
    }

    async fn get(&mut self, real: &Real, address: &str) -> (Option<String>, String) {
        self.send(real, real.http.get(address)).await
    }

    /// Where the provider sends on to, and what it says.
    async fn send(
        &mut self,
        real: &Real,
        request: reqwest::RequestBuilder,
    ) -> (Option<String>, String) {
        let jar: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let answer = request
            .header("cookie", jar.join("; "))
            .send()
            .await
            .unwrap();
        for line in answer.headers().get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match value {
                "" => self.cookies.remove(name),
                _ => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let location = answer.headers().get("location");
        let location = location.map(|to| {
            let to = to.to_str().unwrap();
            match to.starts_with('/') {
                true => format!("{}{to}", real.issuer),
                false => to.to_owned(),
            }
        });
        (location, answer.text().await.unwrap())
    }
}

/// A house beside the real provider.
struct Beside {
    house: House,
    desk: Arc<Desk>,
    real: Real,
}

impl Beside {
    async fn new(store: Store) -> Option<Self> {
        let real = Real::start().await?;
        // The provider's clock is the machine's; ours is moved from there on.
        let world = TestWorld::new();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        world.set(Timestamp::from_millis(now.as_millis().try_into().unwrap()));
        let desk = Arc::new(Desk::default());
        let secret = Secret::new(String::from("secret"));
        let config = FranceConnectConfig::new(&real.issuer, "carnet", secret, ORIGIN);
        let house = House::with_france_connect(
            store,
            config,
            desk.clone(),
            world,
            identity::Limits::default(),
        )
        .await;
        assert!(real.line.to.set(house.clone()).is_ok());
        Some(Self { house, desk, real })
    }

    /// Leaves from this page: the browser, and where it is sent.
    async fn leaves(&self, page: &str) -> (Browser, String) {
        let mut browser = self.house.browser();
        let out = browser.get(page).await;
        out.is(303);
        (browser, out.to().to_owned())
    }

    /// Goes to the provider and comes back.
    async fn through(&self, page: &str) -> (Browser, Answer) {
        let (mut browser, address) = self.leaves(page).await;
        let back = There::default().comes_back(&self.real, &address).await;
        let answer = browser.get(&back).await;
        (browser, answer)
    }

    /// An account that this person of the provider opens.
    async fn account(&self, who: &str) -> SpaceId {
        self.real.wish(json!({"who": who})).await;
        let (_, answer) = self.through("/activer/franceconnect").await;
        answer.goes_to("/activer/partage");
        let arrived = self.desk.arrived.lock().unwrap().pop().unwrap();
        let house = &self.house;
        let account = AccountId::new(&*house.world.chance);
        let space = SpaceId::new(&*house.world.chance);
        let name = Personal(String::from("Angela Dubois"));
        let bare = house.identity.prepare_bare_account(account, &name);
        let mut tx = house.store.begin("test").await.unwrap();
        house.identity.open_account(&mut tx, bare).await.unwrap();
        let bound = house.identity.bind(&mut tx, account, &arrived.proof).await;
        bound.unwrap();
        let linked = house.identity.link_space(&mut tx, account, space).await;
        linked.unwrap();
        tx.commit().await.unwrap();
        space
    }

    async fn is_let_in(&self, what: &str) {
        let (mut browser, answer) = self.through("/connexion/franceconnect").await;
        assert_eq!(answer.to(), "/espace/moi", "{what}: {}", answer.text);
        assert!(browser.is_in().await, "{what}");
    }

    async fn is_refused(&self, mut browser: Browser, answer: &Answer, status: u16, what: &str) {
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text);
        assert!(!browser.is_in().await, "{what}");
    }
}

/// Runs a test beside the real provider, on every store.
async fn beside(test: impl AsyncFn(Beside)) {
    for_each_store(async |store| {
        if let Some(beside) = Beside::new(store).await {
            test(beside).await;
        }
    })
    .await;
}

/// The same address with another value of this parameter.
fn with_param(address: &str, name: &str, value: &str) -> String {
    let was = &params(address)[name];
    let (from, to) = (format!("{name}={was}"), format!("{name}={value}"));
    assert!(address.contains(&from), "{address}");
    address.replace(&from, &to)
}

#[tokio::test]
async fn a_real_provider_tells_who_somebody_is() {
    beside(async |beside| {
        let told = async |who: &str| {
            beside.real.wish(json!({"who": who})).await;
            let (_, answer) = beside.through("/activer/franceconnect").await;
            answer.goes_to("/activer/partage");
            beside.desk.arrived.lock().unwrap().pop().unwrap().pivot
        };
        let angela = Pivot {
            given_names: vec!["Angela".into(), "Claire".into()],
            ..pivot("Angela")
        };
        assert_eq!(told("angela").await, angela);
        // Born abroad: a country, and no commune.
        let karim = told("karim").await;
        let place = (karim.birthplace.as_str(), karim.birthcountry.as_str());
        assert_eq!(place, ("", "99352"));
        assert_eq!(karim.family_name, "BENAÏSSA");
    })
    .await;
}

#[tokio::test]
async fn a_real_provider_lets_in_proves_again_and_lets_out() {
    beside(async |beside| {
        beside.account("angela").await;
        let (mut browser, answer) = beside.through("/connexion/franceconnect").await;
        answer.goes_to("/espace/moi");
        assert_eq!(browser.get("/espace/moi/fort").await.text, "done");

        beside.house.world.advance(Duration::from_secs(301));
        beside.real.wish(json!({"ahead": 301})).await;
        browser.get("/espace/moi/fort").await.is(303);
        let out = browser.get("/connexion/preuve/franceconnect").await;
        let asked = params(out.to());
        assert_eq!((&*asked["prompt"], &*asked["max_age"]), ("login", "300"));
        let back = There::default().comes_back(&beside.real, out.to()).await;
        browser.get(&back).await.goes_to("/espace/moi");
        assert_eq!(browser.get("/espace/moi/fort").await.text, "done");

        // Out of our session, then out of the provider's: it asks once more.
        let over = browser.post("/deconnexion", &[]).await;
        over.goes_to("/connexion?fin=sortie-franceconnect");
        let out = browser.get("/connexion/franceconnect/sortir").await;
        let back = There::default().leaves(&beside.real, out.to()).await;
        let told = browser.get(&back).await;
        told.goes_to("/connexion?fin=franceconnect");
        let page = browser.get(told.to()).await;
        assert!(said(&page).contains("ici et chez FranceConnect"));
    })
    .await;
}

#[tokio::test]
async fn oid_29_a_real_provider_ends_the_session_that_came_from_it() {
    beside(async |beside| {
        beside.account("angela").await;
        let mut browser = beside.house.browser();
        let keys = browser.get("/connexion/franceconnect/cles").await;
        let keys: Value = serde_json::from_str(&keys.text).unwrap();
        // What it says comes bare, or addressed to us as its ID tokens are.
        for (ahead, envelope) in [(31, Value::Null), (62, keys)] {
            let wish = json!({"envelope": envelope, "ahead": ahead});
            beside.real.wish(wish).await;
            beside.house.world.advance(Duration::from_secs(31));
            let comes_in = async |there: &mut There| {
                let (mut browser, address) = beside.leaves("/connexion/franceconnect").await;
                let back = there.comes_back(&beside.real, &address).await;
                browser.get(&back).await.goes_to("/espace/moi");
                browser
            };
            // One browser there, two sessions of ours that came from it: one of them
            // asks to be out there too.
            let mut there = There::default();
            let mut window = comes_in(&mut there).await;
            let mut other_window = comes_in(&mut there).await;
            let mut elsewhere = comes_in(&mut There::default()).await;
            let over = window.post("/deconnexion", &[]).await;
            over.goes_to("/connexion?fin=sortie-franceconnect");
            assert!(other_window.is_in().await);
            let out = window.get("/connexion/franceconnect/sortir").await;
            there.leaves(&beside.real, out.to()).await;
            let answered = std::mem::take(&mut *beside.real.line.answered.lock().unwrap());
            assert_eq!(answered, [StatusCode::OK]);
            assert!(!other_window.is_in().await, "it came from there");
            assert!(elsewhere.is_in().await, "another session there");
        }
    })
    .await;
}

#[tokio::test]
async fn oid_25_a_real_provider_turns_its_keys_while_we_run() {
    beside(async |beside| {
        beside.account("angela").await;
        beside.real.wish(json!({"rotate": true})).await;
        // Just read: a key that is not known waits for half a minute.
        let (browser, answer) = beside.through("/connexion/franceconnect").await;
        beside.is_refused(browser, &answer, 403, "too early").await;
        beside.house.world.advance(Duration::from_secs(31));
        beside.is_let_in("the new key").await;
        // RSA, as FranceConnect also signs.
        beside.real.wish(json!({"algorithm": "RS256"})).await;
        beside.house.world.advance(Duration::from_secs(31));
        beside.real.wish(json!({"ahead": 62})).await;
        beside.is_let_in("RS256").await;
        // An algorithm that it never uses.
        beside.real.wish(json!({"algorithm": "PS256"})).await;
        beside.house.world.advance(Duration::from_secs(31));
        let (browser, answer) = beside.through("/connexion/franceconnect").await;
        beside.is_refused(browser, &answer, 403, "PS256").await;
    })
    .await;
}

#[tokio::test]
async fn a_real_provider_addresses_its_tokens_to_us() {
    beside(async |beside| {
        beside.account("angela").await;
        let mut browser = beside.house.browser();
        let keys = browser.get("/connexion/franceconnect/cles").await;
        let keys: Value = serde_json::from_str(&keys.text).unwrap();
        beside.real.wish(json!({"envelope": keys})).await;
        beside.house.world.advance(Duration::from_secs(31));
        beside.is_let_in("sealed for us").await;
        // Sealed for somebody else.
        let mut foreign = keys.clone();
        let other = crate::provider::SigningKey::new("other").jwk;
        for name in ["x", "y"] {
            foreign["keys"][0][name] = other[name].clone();
        }
        beside.real.wish(json!({"envelope": foreign})).await;
        beside.house.world.advance(Duration::from_secs(31));
        beside.real.wish(json!({"ahead": 62})).await;
        let (browser, answer) = beside.through("/connexion/franceconnect").await;
        beside.is_refused(browser, &answer, 403, "not for us").await;
    })
    .await;
}

#[tokio::test]
async fn oid_21_a_real_provider_says_that_one_factor_was_shown() {
    beside(async |beside| {
        beside.account("angela").await;
        beside.real.wish(json!({"acr": "eidas1"})).await;
        let (browser, answer) = beside.through("/connexion/franceconnect").await;
        assert!(said(&answer).contains("pas assez sûr"), "{}", answer.text);
        beside.is_refused(browser, &answer, 403, "eidas1").await;
        beside.real.wish(json!({"acr": "eidas3"})).await;
        beside.is_let_in("eidas3").await;
    })
    .await;
}

#[tokio::test]
async fn whoever_gives_up_at_a_real_provider_is_told_so() {
    beside(async |beside| {
        beside.account("angela").await;
        beside.real.wish(json!({"cancel": true})).await;
        let (browser, answer) = beside.through("/connexion/franceconnect").await;
        assert!(
            said(&answer).contains("Rien n'a été fait"),
            "{}",
            answer.text
        );
        beside.is_refused(browser, &answer, 200, "cancelled").await;
        beside.real.wish(json!({"cancel": false})).await;
        beside.is_let_in("second thoughts").await;
    })
    .await;
}

#[tokio::test]
async fn oid_23_what_a_browser_changes_on_its_way_is_found_out() {
    beside(async |beside| {
        beside.account("angela").await;
        let other = "A".repeat(43);
        for (name, value, status) in [
            // OID-05: the ID token bears another nonce.
            ("nonce", &*other, 403),
            ("state", &*other, 400),
            // OID-12: the code wants another verifier.
            ("code_challenge", &*other, 403),
            // OID-05: the code is another client's.
            ("client_id", "another", 403),
        ] {
            let (mut browser, address) = beside.leaves("/connexion/franceconnect").await;
            let address = with_param(&address, name, value);
            let back = There::default().comes_back(&beside.real, &address).await;
            let answer = browser.get(&back).await;
            beside.is_refused(browser, &answer, status, name).await;
        }
        beside.is_let_in("nothing changed").await;
    })
    .await;
}

#[tokio::test]
async fn oid_11_14_a_code_serves_once_and_not_for_long() {
    beside(async |beside| {
        beside.account("angela").await;
        let code = |back: &str| params(back)["code"].clone();
        let (mut ana, address) = beside.leaves("/connexion/franceconnect").await;
        let back = There::default().comes_back(&beside.real, &address).await;
        let used = code(&back);
        ana.get(&back).await.goes_to("/espace/moi");
        // The used code in another answer.
        let (mut eve, address) = beside.leaves("/connexion/franceconnect").await;
        let back = There::default().comes_back(&beside.real, &address).await;
        let answer = eve.get(&with_param(&back, "code", &used)).await;
        beside.is_refused(eve, &answer, 403, "used").await;
        // A code of half a minute ago.
        let (mut late, address) = beside.leaves("/connexion/franceconnect").await;
        let back = There::default().comes_back(&beside.real, &address).await;
        beside.real.wish(json!({"ahead": 31})).await;
        let answer = late.get(&back).await;
        beside.is_refused(late, &answer, 403, "late").await;
    })
    .await;
}

#[tokio::test]
async fn oid_05_a_real_providers_clock_may_not_be_far_from_ours() {
    beside(async |beside| {
        beside.account("angela").await;
        for (ahead, status) in [(30, 303), (-30, 303), (90, 403), (-700, 403), (0, 303)] {
            beside.real.wish(json!({"ahead": ahead})).await;
            let (_, answer) = beside.through("/connexion/franceconnect").await;
            assert_eq!(answer.status.as_u16(), status, "{ahead}: {}", answer.text);
        }
    })
    .await;
}
