//! A small house for the tests: register, identity and journal on one store,
//! pages behind the edge, and people who knock at its door.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::routing::get;
use edge::{Asked, Form, SiteConfig};
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{Request, StatusCode};
use identity::ins::Matricule;
use identity::{
    Caller, Capacity, HashCost, Holder, Identity, IdentityConfig, Profession, Professional,
    ProfessionalIn, TotpSecret,
};
use journal::{Guards, Journal, JournalConfig, Slices};
use kernel::{AccountId, BUCKETS, PersonId, Personal, SessionId, SpaceId, Timestamp};
use keys::{FileHolder, Key, KeyHolder, RegisterKeys};
use post::{Post, PostConfig, Sent};
use spaces::notices::{NOTICE_TEXTS, Sender};
use spaces::{Channel, Format, Life, Report, Spaces};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use testkit::TestWorld;
use tower::ServiceExt;

const HOST_NAME: &str = "carnet.test";

/// The house.
pub struct House {
    pub spaces: Spaces,
    pub store: Store,
    pub time: TestWorld,
    pub journal: Journal,
    pub post: Post,
    pub folder: PathBuf,
    site: Router,
    _own: Option<tempfile::TempDir>,
}

/// An insured person of the tests.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub matricule: String,
    pub card: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub to: Option<String>,
    pub cookies: Vec<String>,
    pub body: String,
    /// The body as it came.
    pub file: Vec<u8>,
}

pub const HEADER: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,\
    vitale_serial,email,phone,address_line,postcode,city,death_date\n";

/// A matricule with its key, for the n-th person.
pub fn matricule(n: u32) -> String {
    let body = format!("2690533063{n:03}");
    let key = Matricule::key_of(&body).expect("thirteen digits");
    format!("{body}{key:02}")
}

/// A line of the file for the n-th person.
pub fn line(n: u32, name: &str, first: &str) -> String {
    format!(
        "{},1.2.250.1.213.1.4.11,{name},,{first},1969-05-04,F,33063,employee,80250000{n:06},\
         p{n}@exemple.invalid,0600000000,1 rue des Lilas,33000,Bordeaux,\n",
        matricule(n)
    )
}

impl House {
    pub async fn on(store: Store) -> Self {
        let own = tempfile::tempdir().expect("a folder");
        let folder = own.path().to_owned();
        let mut house = Self::at(store, &folder, TestWorld::new()).await;
        house._own = Some(own);
        house
    }

    /// Another node of this house, with a way of its own to the same store.
    pub async fn node(&self, url: &str) -> Self {
        let store = Store::open(url).await.expect("the same store");
        Self::at(store, &self.folder, self.time.clone()).await
    }

    pub async fn at(store: Store, folder: &Path, time: TestWorld) -> Self {
        edge::texts::install(&[
            spaces::TEXTS,
            NOTICE_TEXTS,
            spaces::FEDERATED_TEXTS,
            spaces::RECOVERING_TEXTS,
            identity::TEXTS,
        ]);
        let holder: Arc<dyn KeyHolder> = Arc::new(
            FileHolder::open_or_create(folder.join("key"), time.world().chance)
                .expect("a key file"),
        );
        let (journal, _pen) = Journal::open_all(
            store.clone(),
            Guards {
                holder,
                shreds: store.clone(),
            },
            time.world(),
            Slices::default(),
            JournalConfig::default(),
        )
        .await
        .expect("a journal");
        let keys = RegisterKeys::from_root(Key::from_bytes([7; 32]));
        let origin = format!("https://{HOST_NAME}");
        let config = IdentityConfig {
            hash_cost: HashCost {
                memory_kib: 64,
                passes: 1,
            },
            hash_queue: 200,
            france_connect: true,
            ..IdentityConfig::new(origin.clone())
        };
        let identity = Identity::new(store.clone(), keys.clone(), time.world(), config)
            .await
            .expect("identity");
        let config = PostConfig::in_folder(&folder.join("post"));
        let post = Post::new(store.clone(), &keys, time.world(), &config)
            .await
            .expect("a post");
        let sender = Sender {
            origin: origin.clone(),
        };
        let spaces = Spaces::new(
            store.clone(),
            keys,
            time.world(),
            identity,
            journal.clone(),
            post.clone(),
            sender,
        )
        .await
        .expect("spaces");
        let site = edge::wrap(
            spaces.routes().merge(search_of(spaces.clone())),
            SiteConfig {
                assets: vec![identity::PASSKEY_SCRIPT],
                ..SiteConfig::new(origin, time.world())
            },
        );
        Self {
            spaces,
            store,
            time,
            journal,
            post,
            folder: folder.to_owned(),
            site,
            _own: None,
        }
    }

    /// Reads a file, and what was refused of it.
    pub async fn import(&self, file: &str, format: Format) -> (Report, String) {
        let mut refused = Vec::new();
        let report = self
            .spaces
            .import_insured(file.as_bytes(), format, &mut refused)
            .await
            .expect("read");
        (report, String::from_utf8(refused).expect("text"))
    }

    /// The n-th person, known to the fund.
    pub async fn person(&self, n: u32, name: &str, first: &str) -> Person {
        let (report, refused) = self
            .import(&format!("{HEADER}{}", line(n, name, first)), Format::Csv)
            .await;
        assert_eq!(report.rejected, 0, "{refused}");
        self.person_known(n).await
    }

    /// The n-th person, whom the fund told of before.
    pub async fn person_known(&self, n: u32) -> Person {
        let matricule = matricule(n);
        let id = self
            .spaces
            .find_person(&matricule.parse().expect("right"))
            .await
            .expect("asked");
        Person {
            id: id.expect("known"),
            matricule,
            card: format!("80250000{n:06}"),
        }
    }

    /// The n-th person, whose space silence opened.
    pub async fn opened(&self, n: u32) -> Person {
        let ana = self.person(n, "LECA", "ANA").await;
        self.announce(&ana).await;
        self.time.advance(Duration::from_secs(45 * 24 * 3600));
        let now = self.time.now();
        let opened = self.spaces.open_by_silence(ana.id, now).await;
        opened.expect("due");
        ana
    }

    /// A child of the n-th person, with a number of their own.
    pub async fn child(&self, n: u32, first: &str, parent: u32, born: &str) -> PersonId {
        let header = HEADER.trim_end();
        let line = line(n, "LECA", first).replace("1969-05-04", born);
        let file = format!(
            "{header},attached_to\n{},{}\n",
            line.trim_end(),
            matricule(parent)
        );
        let (report, refused) = self.import(&file, Format::Csv).await;
        assert_eq!(report.rejected, 0, "{refused}");
        self.person_known(n).await.id
    }

    /// The space of somebody who was told, and its state.
    pub async fn found(&self, person: PersonId) -> (SpaceId, Life) {
        let found = self.spaces.life_of(person).await.expect("asked");
        found.expect("a space")
    }

    /// The state of their space.
    pub async fn life(&self, person: PersonId) -> Life {
        self.found(person).await.1
    }

    /// Their space.
    pub async fn space(&self, person: PersonId) -> SpaceId {
        self.found(person).await.0
    }

    /// A refusal by phone, committed if it was recorded.
    pub async fn refused_by_phone(
        &self,
        person: PersonId,
        chosen: &[PersonId],
    ) -> kernel::Result<spaces::Receipt> {
        let mut tx = self.store.begin("a test call").await?;
        let receipt = self.spaces.refuse_by_phone(&mut tx, person, chosen).await?;
        tx.commit().await?;
        Ok(receipt)
    }

    /// Opens what is due at this instant, as the batch of the fund does; how
    /// many.
    pub async fn opens_due(&self, at: Timestamp) -> u64 {
        let mut opened = 0;
        for from in (0..BUCKETS).step_by(512) {
            let mut tx = self.store.begin("a batch").await.expect("begun");
            let some = self.spaces.open_due(&mut tx, from..from + 512, at).await;
            opened += some.expect("opened");
            tx.commit().await.expect("committed");
        }
        opened
    }

    /// A notice to this person: the code in it.
    pub async fn announce(&self, person: &Person) -> String {
        self.spaces
            .announce(person.id, Channel::Letter)
            .await
            .expect("announced")
            .code
            .in_groups()
    }

    /// All that has left the house by now, newest first.
    pub async fn mail(&self) -> Vec<Sent> {
        self.post.deliver(1_000).await.expect("delivered");
        self.post.sent(1_000).await.expect("listed")
    }

    /// The code in the last notice to this address.
    pub async fn notified_code(&self, to: &str) -> String {
        let mail = self.mail().await;
        let is_code = |word: &&str| word.len() == 14 && word.matches('-').count() == 2;
        let codes = mail
            .iter()
            .filter(|sent| sent.to == to && sent.text.contains("code"));
        let code = codes.filter_map(|sent| sent.text.split_whitespace().find(is_code));
        code.map(str::to_owned).next().expect("a notice has a code")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.site.clone().oneshot(request).await.expect("answers");
        let texts = |name| {
            let all = response.headers().get_all(name).iter();
            all.map(|v| v.to_str().expect("text").to_owned())
                .collect::<Vec<_>>()
        };
        let (to, cookies) = (texts(LOCATION).pop(), texts(SET_COOKIE));
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20)
            .await
            .expect("a body");
        Answer {
            status,
            to,
            cookies,
            // As people read it, whatever spaces may not break.
            body: String::from_utf8_lossy(&body).replace(['\u{a0}', '\u{202f}'], " "),
            file: body.to_vec(),
        }
    }

    /// Somebody at their browser.
    pub fn visitor(&self, address: &str) -> Visitor<'_> {
        Visitor {
            house: self,
            address: format!("{address}:1").parse().expect("an address"),
            cookie: String::new(),
            caller: None,
        }
    }

    /// A professional, signed in.
    pub fn professional(&self, rpps: &str) -> Visitor<'_> {
        let who = Professional {
            rpps: rpps.parse().expect("a number"),
            name: Personal("Dr Samir Benali".into()),
            profession: Profession::from_code("10").expect("doctors exist"),
            place: None,
            session: SessionId::from_bytes([9; 16]),
        };
        Visitor {
            caller: Some(Caller::Professional(who)),
            ..self.visitor("198.51.100.9")
        }
    }

    /// Whoever holds this space, signed in.
    pub fn holder(&self, space: SpaceId) -> Visitor<'_> {
        let who = Holder {
            account: AccountId::from_bytes([8; 16]),
            name: Personal("Ana Leca".into()),
            session: SessionId::from_bytes([8; 16]),
            spaces: vec![space],
            probations: Vec::new(),
            proved_at: self.time.now(),
            capacity: Capacity::Holder,
        };
        Visitor {
            caller: Some(Caller::Holder(who)),
            ..self.visitor("198.51.100.8")
        }
    }

    /// Rows of a small question.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.store.query(sql, vec![]).await.expect("asked")[0]
            .int(0)
            .expect("a number")
    }
}

/// Somebody at their browser.
pub struct Visitor<'a> {
    house: &'a House,
    address: SocketAddr,
    pub cookie: String,
    caller: Option<Caller>,
}

impl Visitor<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(form.join("&"))).await
    }

    async fn send(&self, request: http::request::Builder, body: Body) -> Answer {
        let mut request = request
            .header(HOST, HOST_NAME)
            .header(COOKIE, &self.cookie)
            .body(body)
            .expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.address));
        if let Some(caller) = &self.caller {
            request.extensions_mut().insert(caller.clone());
        }
        self.house.send(request).await
    }

    /// Tries a code; keeps the cookie.
    pub async fn tries(&mut self, code: &str, person: &Person) -> Answer {
        self.tries_all(code, &person.matricule, &person.card).await
    }

    pub async fn tries_all(&mut self, code: &str, matricule: &str, card: &str) -> Answer {
        let fields = [("code", code), ("nir", matricule), ("serie", card)];
        let answer = self.post("/activer", &fields).await;
        self.keep_cookie(&answer);
        answer
    }

    pub fn keep_cookie(&mut self, answer: &Answer) {
        if let Some(cookie) = answer
            .cookies
            .iter()
            .find(|c| c.starts_with("__Host-activation="))
        {
            self.cookie = cookie.split(';').next().expect("a value").to_owned();
        }
    }

    /// Gives this e-mail address and the code that comes to it.
    pub async fn proves_contact(&self, email: &str) {
        assert_eq!(self.gives_contact(email).await, "/activer/connexion");
    }

    /// As [`Self::proves_contact`]; where they go on.
    pub async fn gives_contact(&self, email: &str) -> String {
        let sent = self.post("/activer/contact", &[("courriel", email)]).await;
        assert_eq!(
            sent.to.as_deref(),
            Some("/activer/contact"),
            "{}",
            sent.body
        );
        let code = self.contact_code(email).await;
        let fields = [("geste", "verifier"), ("code", code.as_str())];
        let done = self.post("/activer/contact", &fields).await;
        done.to.expect(&done.body)
    }

    /// Proves this e-mail address, and says how to be told from then on.
    pub async fn wishes(&self, email: &str, wish: &str) {
        let asked = [("courriel", email), ("avis", wish)];
        let sent = self.post("/activer/contact", &asked).await;
        assert!(sent.to.is_some(), "{}", sent.body);
        let code = self.contact_code(email).await;
        let fields = [("geste", "verifier"), ("code", &code), ("avis", wish)];
        let done = self.post("/activer/contact", &fields).await;
        assert_eq!(
            done.to.as_deref(),
            Some("/activer/connexion"),
            "{}",
            done.body
        );
    }

    /// The last code that went to this contact.
    pub async fn contact_code(&self, to: &str) -> String {
        let mail = self.house.mail().await;
        let last = mail
            .iter()
            .find(|sent| sent.to == to)
            .expect("something was sent");
        let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let text = format!("{} {}", last.subject, last.text);
        let code = text.split_whitespace().find(digits);
        code.expect("a code is in it").to_owned()
    }

    /// Goes on to the last screen with this username.
    pub async fn goes_on(&mut self, username: &str) {
        self.proves_contact(&format!("{username}@exemple.fr")).await;
        self.chooses_sign_in(username).await;
    }

    /// Chooses this username, a password and an app.
    pub async fn chooses_sign_in(&self, username: &str) {
        let fields = [
            ("identifiant", username),
            ("mot-de-passe", "trois girafes sous la pluie"),
        ];
        let answer = self.post("/activer/connexion", &fields).await;
        assert_eq!(
            answer.to.as_deref(),
            Some("/activer/facteur"),
            "{}",
            answer.body
        );
        let page = self.get("/activer/facteur").await;
        let code = self.app_code(&page.body);
        let answer = self.post("/activer/facteur", &[("code", &code)]).await;
        assert_eq!(
            answer.to.as_deref(),
            Some("/activer/partage"),
            "{}",
            answer.body
        );
    }

    /// What the person's app shows, from the link on the page.
    pub fn app_code(&self, page: &str) -> String {
        let secret = page.split("secret=").nth(1).expect("the link has a secret");
        let secret: String = secret
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let secret = TotpSecret::from_slice(&testkit::base32(&secret)).expect("a secret");
        secret.code_at(self.house.time.now())
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// The page of the search, which a whole house puts together with other rooms.
fn search_of(spaces: Spaces) -> Router {
    let page = async |_: ProfessionalIn, asked: Asked| {
        spaces::search_page(&asked, spaces::Desk::default())
    };
    let search = async |State(spaces): State<Spaces>,
                        ProfessionalIn(professional): ProfessionalIn,
                        asked: Asked,
                        form: Form|
           -> edge::Answer {
        match spaces::search(&spaces, &professional, &asked, &form).await {
            Ok(found) => Ok(found),
            Err(error) => spaces::search_again(&asked, &form, error, spaces::Desk::default()),
        }
    };
    Router::new()
        .route("/pro", get(page).post(search))
        .with_state(spaces)
}
