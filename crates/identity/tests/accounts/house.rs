//! A house with people in it, and browsers that come to its front door.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::routing::get;
use http::{HeaderValue, Method, Request, StatusCode, header};
use identity::france_connect::{self, FranceConnect, FranceConnectConfig, Register};
use identity::staff::{NewSignIn, Proposal};
use identity::{
    Code, FreshHolder, HashCost, HolderIn, Identity, IdentityConfig, Limits, NewAccount,
    OperatorIn, ProfessionalIn, Role, SignedIn, Staff, TotpSecret, VolunteerIn,
};
use kernel::{AccountId, Personal, Secret, SessionId, SpaceId, Timestamp};
use keys::{Key, RegisterKeys};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use testkit::TestWorld;
use tower::ServiceExt;

pub const ORIGIN: &str = "https://carnet.example";
pub const PASSWORD: &str = "trois girafes sous la pluie";

/// A running site.
#[derive(Clone)]
pub struct House {
    pub identity: Identity,
    pub world: TestWorld,
    pub store: Store,
    origin: String,
    router: Router,
}

/// Somebody with an account.
pub struct Person {
    pub account: AccountId,
    pub space: SpaceId,
    pub username: String,
    pub totp: TotpSecret,
}

/// Somebody of the team, in post.
pub struct Colleague {
    pub staff: Staff,
    pub username: String,
    pub totp: TotpSecret,
}

impl Colleague {
    /// Where they come in.
    pub fn door(&self) -> &'static str {
        self.staff.role.audience().sign_in()
    }

    /// Where they work.
    pub fn home(&self) -> &'static str {
        self.staff.role.audience().home()
    }
}

pub fn config() -> IdentityConfig {
    IdentityConfig {
        hash_cost: HashCost {
            memory_kib: 64,
            passes: 1,
        },
        hash_pool: 2,
        hash_queue: 200,
        ..IdentityConfig::new(ORIGIN)
    }
}

impl House {
    pub async fn new(store: Store) -> Self {
        Self::with(store, config()).await
    }

    pub async fn limited(store: Store, limits: Limits) -> Self {
        Self::with(store, IdentityConfig { limits, ..config() }).await
    }

    pub async fn with(store: Store, config: IdentityConfig) -> Self {
        Self::node(store, config, TestWorld::new()).await
    }

    /// One more process on the same store.
    pub async fn second_node(&self) -> Self {
        Self::node(self.store.clone(), config(), self.world.clone()).await
    }

    /// A house whose holders may come in through FranceConnect too.
    pub async fn with_france_connect(
        store: Store,
        france_connect: FranceConnectConfig,
        register: Arc<dyn Register>,
        world: TestWorld,
        limits: Limits,
    ) -> Self {
        let config = IdentityConfig {
            france_connect: true,
            limits,
            ..config()
        };
        let mut house = Self::node(store, config, world).await;
        let identity = house.identity.clone();
        let way = FranceConnect::new(&france_connect, identity, register).expect("a way in");
        house.router = house.site(france_connect::routes(way));
        house
    }

    async fn node(store: Store, config: IdentityConfig, world: TestWorld) -> Self {
        edge::texts::install(&[
            identity::TEXTS,
            identity::FRANCE_CONNECT_TEXTS,
            identity::STAFF_TEXTS,
        ]);
        let keys = RegisterKeys::from_root(Key::from_bytes([7; 32]));
        let origin = config.origin.clone();
        let identity = Identity::new(store.clone(), keys, world.world(), config)
            .await
            .expect("an identity");
        let mut house = Self {
            router: Router::new(),
            origin,
            identity,
            world,
            store,
        };
        house.router = house.site(Router::new());
        house
    }

    /// The pages, and those of this house alone.
    fn site(&self, more: Router) -> Router {
        let mut site = edge::SiteConfig::new(self.origin.clone(), self.world.world());
        site.assets.push(identity::PASSKEY_SCRIPT);
        site.api.extend(identity::ENDED_THERE);
        let rooms = Router::new()
            .route("/espace/moi", get(home))
            .route("/espace/moi/fort", get(weighty))
            .route("/pro", get(office))
            .route("/op", get(desk))
            .route("/accompagnement", get(hall))
            .route("/qui", get(anyone))
            .with_state(self.identity.clone());
        let known = axum::middleware::from_fn_with_state(self.identity.clone(), identity::layer);
        let inside = self.identity.routes().merge(rooms).merge(more).layer(known);
        edge::wrap(inside, site)
    }

    /// Somebody with an account, an app and a space.
    pub async fn person(&self, username: &str, name: &str) -> Person {
        let world = self.world.world();
        let totp = self.identity.new_totp();
        let code = totp.code_at(self.world.now());
        let account = AccountId::new(&*world.chance);
        let space = SpaceId::new(&*world.chance);
        let new = NewAccount {
            account,
            name: Personal(name.to_owned()),
            username: username.to_owned(),
            password: Secret::new(PASSWORD.to_owned()),
            known: Vec::new(),
            totp: Some(self.identity.confirm_totp(&totp, &code).expect("its code")),
            passkey: None,
        };
        let prepared = self
            .identity
            .prepare_account(new)
            .await
            .expect("acceptable");
        let mut tx = self.store.begin("test").await.expect("a transaction");
        self.identity
            .open_account(&mut tx, prepared)
            .await
            .expect("opened");
        self.identity
            .link_space(&mut tx, account, space)
            .await
            .expect("linked");
        tx.commit().await.expect("committed");
        // The code that confirmed the app is used; the next one is not.
        self.world.advance(Duration::from_secs(30));
        Person {
            account,
            space,
            username: username.to_owned(),
            totp,
        }
    }

    /// The first two administrators, in post.
    pub async fn administrators(&self) -> [Colleague; 2] {
        let names = ["Odile Marchand", "Karim Lebrun"];
        let codes = self.identity.first_administrators(names).await;
        let [one, two] = codes.expect("the first two");
        let role = Role::Administrator;
        [
            self.enrols(&one, role, names[0], "odile.m").await,
            self.enrols(&two, role, names[1], "karim.l").await,
        ]
    }

    /// Somebody in post, whom these two administrators brought in.
    pub async fn colleague(
        &self,
        administrators: &[Colleague; 2],
        role: Role,
        name: &str,
        username: &str,
    ) -> Colleague {
        let [one, two] = administrators;
        let proposal = proposal(role, name);
        let account = self.identity.propose_staff(&one.staff, &proposal).await;
        let account = account.expect("proposed");
        let code = self.identity.confirm_staff(&two.staff, account).await;
        self.enrols(&code.expect("confirmed"), role, name, username)
            .await
    }

    /// What somebody of the team chooses to sign in with, and their app.
    pub fn new_sign_in(&self, username: &str) -> (NewSignIn, TotpSecret) {
        let totp = self.identity.new_totp();
        let shown = totp.code_at(self.world.now());
        let new = NewSignIn {
            username: username.to_owned(),
            password: Secret::new(PASSWORD.to_owned()),
            totp: self.identity.confirm_totp(&totp, &shown).expect("its code"),
        };
        (new, totp)
    }

    /// Opens the account of somebody who has this code.
    pub async fn enrols(&self, code: &Code, role: Role, name: &str, username: &str) -> Colleague {
        let (new, totp) = self.new_sign_in(username);
        let account = self
            .identity
            .enrol_staff(code, new)
            .await
            .expect("enrolled");
        self.next_code();
        Colleague {
            staff: Staff {
                account,
                role,
                name: Personal(name.to_owned()),
                place: None,
                session: SessionId::from_bytes([0; 16]),
                proved_at: Timestamp::default(),
                charter_signed: false,
            },
            username: username.to_owned(),
            totp,
        }
    }

    /// How many rows there are.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let rows = self.store.query(sql, Vec::new()).await;
        rows.expect("rows")[0].int(0).expect("a count")
    }

    /// Takes a request of somebody who is no browser of ours.
    pub async fn take(&self, mut request: Request<Body>) -> axum::response::Response {
        let host = HeaderValue::from_static(self.host());
        request.headers_mut().insert(header::HOST, host);
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer")
    }

    pub fn browser(&self) -> Browser {
        Browser {
            house: self.clone(),
            cookies: BTreeMap::new(),
            address: [192, 0, 2, 1].into(),
            agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/145.0",
            site: "same-origin",
        }
    }

    /// A browser in which this person is signed in.
    pub async fn signed_in(&self, person: &Person) -> Browser {
        let mut browser = self.browser();
        browser.signs_in(person).await;
        browser
    }

    /// As [`Self::signed_in`], on the next free code.
    pub fn next_code(&self) {
        self.world.advance(Duration::from_secs(30));
    }
}

async fn home(HolderIn(holder): HolderIn) -> String {
    format!("{} {}", holder.name.0, holder.spaces.len())
}

async fn weighty(FreshHolder(_): FreshHolder) -> &'static str {
    "done"
}

async fn office(ProfessionalIn(who): ProfessionalIn) -> String {
    format!("{} {}", who.name.0, who.profession.code())
}

async fn desk(OperatorIn(who): OperatorIn) -> String {
    format!("{} {}", who.name.0, who.place.unwrap_or_default())
}

async fn hall(VolunteerIn(who): VolunteerIn) -> String {
    format!("{} charter {}", who.name.0, who.charter_signed)
}

/// A proposal of this person, at a place where their role has one.
pub fn proposal(role: Role, name: &str) -> Proposal {
    Proposal {
        name: Personal(name.to_owned()),
        role,
        place: role.has_place().then(|| String::from("Caen")),
        email: None,
    }
}

async fn anyone(SignedIn(caller): SignedIn) -> String {
    caller.name().to_owned()
}

/// A browser, with its jar of cookies.
#[derive(Clone)]
pub struct Browser {
    house: House,
    pub cookies: BTreeMap<String, String>,
    pub address: IpAddr,
    pub agent: &'static str,
    /// What it says of who asked: `same-origin`, `cross-site`.
    pub site: &'static str,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Where it sends to, if it does.
    pub fn to(&self) -> &str {
        let to = self.headers.get(header::LOCATION);
        to.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn goes_to(&self, path: &str) {
        assert_eq!((self.status, self.to()), (StatusCode::SEE_OTHER, path));
    }

    pub fn is(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
    }
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode =
            |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        self.send(Method::POST, path, pairs.join("&")).await
    }

    async fn send(&mut self, method: Method, path: &str, body: String) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let host = self.house.host();
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(header::HOST, host)
            .header(header::USER_AGENT, self.agent)
            .header("sec-fetch-site", self.site);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if method == Method::POST {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        let address = SocketAddr::new(self.address, 50_000);
        request.extensions_mut().insert(ConnectInfo(address));
        let response = self
            .house
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().expect("text"));
        }
        let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).expect("text"),
        }
    }

    fn keep(&mut self, line: &str) {
        let (pair, rest) = line.split_once(';').expect("attributes");
        let (name, value) = pair.split_once('=').expect("a pair");
        assert!(name.starts_with("__Host-"), "{line}");
        for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(rest.contains(attribute), "{line}");
        }
        match rest.contains("Max-Age=0") {
            true => self.cookies.remove(name),
            false => self.cookies.insert(name.to_owned(), value.to_owned()),
        };
    }

    pub async fn gives_password(&mut self, username: &str, password: &str) -> Answer {
        let fields = [
            ("identifiant", username),
            ("mot-de-passe", password),
            ("retour", ""),
        ];
        self.post("/connexion", &fields).await
    }

    pub async fn gives_code(&mut self, code: &str) -> Answer {
        self.post("/connexion/code", &[("code", code)]).await
    }

    pub async fn signs_in(&mut self, person: &Person) {
        self.gives_password(&person.username, PASSWORD)
            .await
            .goes_to("/connexion/code");
        let code = person.totp.code_at(self.house.world.now());
        self.gives_code(&code).await.goes_to("/espace/moi");
    }

    /// Gives a username and a password at a door.
    pub async fn knocks(&mut self, door: &str, username: &str, password: &str) -> Answer {
        let fields = [
            ("identifiant", username),
            ("mot-de-passe", password),
            ("retour", ""),
        ];
        self.post(door, &fields).await
    }

    /// Comes in at their own door.
    pub async fn comes_in(&mut self, who: &Colleague) {
        let door = who.door();
        self.knocks(door, &who.username, PASSWORD)
            .await
            .goes_to(&format!("{door}/code"));
        let code = who.totp.code_at(self.house.world.now());
        self.post(&format!("{door}/code"), &[("code", &code)])
            .await
            .goes_to(who.home());
    }

    /// Whether what they work with opens.
    pub async fn works(&mut self, who: &Colleague) -> bool {
        self.get(who.home()).await.status == StatusCode::OK
    }

    pub async fn is_in(&mut self) -> bool {
        self.get("/espace/moi").await.status == StatusCode::OK
    }

    pub fn session(&self) -> Option<String> {
        self.cookies.get("__Host-carnet").cloned()
    }
}

impl House {
    fn host(&self) -> &'static str {
        "carnet.example"
    }
}
