//! A small house with a phone line, insured people, and operators.

use assistance::Assistance;
use axum::Router;
use axum::body::{Body, to_bytes};
use edge::SiteConfig;
use http::header::{CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use identity::ins::Matricule;
use identity::staff::Staff;
use identity::{Caller, HashCost, Identity, IdentityConfig, Role};
use journal::{Guards, Journal, JournalConfig, Slices};
use kernel::{AccountId, Error, PersonId, Personal, Result, SessionId};
use keys::{FileHolder, Key, KeyHolder, RegisterKeys};
use post::{Post, PostConfig, Sent};
use spaces::notices::{NOTICE_TEXTS, Sender};
use spaces::{CardSerial, Channel, Code, Format, Life, Shown, Spaces};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
use tempfile::TempDir;
use testkit::TestWorld;
use tower::ServiceExt;

pub const HEADER: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,\
    vitale_serial,email,phone,address_line,postcode,city,death_date,attached_to\n";

pub struct House {
    pub store: Store,
    pub time: TestWorld,
    pub spaces: Spaces,
    pub post: Post,
    pub line: Assistance,
    pub folder: PathBuf,
    site: Router,
    _own: Option<TempDir>,
}

pub fn matricule(n: u32) -> String {
    numbered(&format!("2690533063{n:03}"))
}

pub fn numbered(body: &str) -> String {
    let key = Matricule::key_of(body).expect("thirteen digits");
    format!("{body}{key:02}")
}

/// What the fund says of the n-th person.
pub fn line(n: u32, first: &str) -> String {
    format!(
        "{},1.2.250.1.213.1.4.11,LECA,,{first},1969-05-04,F,33063,employee,80250000{n:06},\
         p{n}@exemple.invalid,0612345678,{n} rue des Lilas,33000,Bordeaux,,\n",
        matricule(n)
    )
}

/// The n-th operator.
pub fn operator(house: &House, n: u8) -> Staff {
    Staff {
        account: AccountId::from_bytes([n; 16]),
        role: Role::Operator,
        name: Personal("Jeanne Roux".into()),
        place: None,
        session: SessionId::from_bytes([n; 16]),
        proved_at: house.time.now(),
        charter_signed: false,
    }
}

/// What the n-th person says of themself.
pub fn shown(n: u32, code: Option<&str>) -> Shown {
    Shown {
        matricule: matricule(n).parse().expect("right"),
        birth_date: "1969-05-04".parse().expect("a day"),
        card: CardSerial::read(&format!("80250000{n:06}")).expect("a serial"),
        code: code.map(|code| Code::read(code).expect("a code")),
    }
}

pub fn said<T: std::fmt::Debug>(refused: Result<T>) -> &'static str {
    refused.expect_err("refused").code()
}

impl House {
    pub async fn on(store: Store) -> Self {
        let own = TempDir::new().expect("a folder");
        let folder = own.path().to_owned();
        let mut house = Self::at(store, &folder, TestWorld::new()).await;
        house._own = Some(own);
        house
    }

    /// A house on this store and folder: another process of the same one.
    pub async fn at(store: Store, folder: &Path, time: TestWorld) -> Self {
        edge::texts::install(&[
            spaces::TEXTS,
            NOTICE_TEXTS,
            identity::TEXTS,
            identity::STAFF_TEXTS,
            assistance::TEXTS,
        ]);
        let holder: Arc<dyn KeyHolder> = Arc::new(
            FileHolder::open_or_create(folder.join("key"), time.world().chance)
                .expect("a key file"),
        );
        let shreds = store.clone();
        let (journal, _pen) = Journal::open_all(
            store.clone(),
            Guards { holder, shreds },
            time.world(),
            Slices::default(),
            JournalConfig::default(),
        )
        .await
        .expect("a journal");
        let keys = RegisterKeys::from_root(Key::from_bytes([7; 32]));
        let origin = String::from("https://carnet.test");
        let config = IdentityConfig {
            hash_cost: HashCost {
                memory_kib: 64,
                passes: 1,
            },
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
        let (shop, world, own) = (store.clone(), time.world(), keys.clone());
        let (who, mail) = (identity.clone(), post.clone());
        let spaces = Spaces::new(shop, own, world, who, journal, mail, sender)
            .await
            .expect("spaces");
        let (shop, world, site) = (store.clone(), time.world(), origin.clone());
        let line = Assistance::new(shop, &keys, world, identity, spaces.clone(), site)
            .await
            .expect("a line");
        let site = edge::wrap(line.routes(), SiteConfig::new(origin, time.world()));
        Self {
            store,
            time,
            spaces,
            post,
            line,
            folder: folder.to_owned(),
            site,
            _own: None,
        }
    }

    /// Reads lines of the fund's file.
    pub async fn import(&self, lines: &str) {
        let mut refused = Vec::new();
        let report = self
            .spaces
            .import_insured(
                format!("{HEADER}{lines}").as_bytes(),
                Format::Csv,
                &mut refused,
            )
            .await
            .expect("read");
        let refused = String::from_utf8(refused).expect("text");
        assert_eq!(report.rejected, 0, "{refused}");
    }

    /// The n-th person, known to the fund.
    pub async fn person(&self, n: u32) -> PersonId {
        self.import(&line(n, "ANA")).await;
        self.known(n).await
    }

    /// The n-th person, whom the fund told of before.
    pub async fn known(&self, n: u32) -> PersonId {
        let number = matricule(n).parse().expect("right");
        let found = self.spaces.find_person(&number).await.expect("asked");
        found.expect("known")
    }

    /// The n-th person, told of their space: and their code.
    pub async fn told(&self, n: u32) -> (PersonId, String) {
        let person = self.person(n).await;
        (person, self.announce(person).await)
    }

    pub async fn announce(&self, person: PersonId) -> String {
        let told = self.spaces.announce(person, Channel::Letter).await;
        told.expect("announced").code.in_groups()
    }

    /// The n-th person, whose space silence opened.
    pub async fn opened(&self, n: u32) -> PersonId {
        let (person, _) = self.told(n).await;
        self.time.advance(crate::DAY * 45);
        let now = self.time.now();
        let opened = self.spaces.open_by_silence(person, now).await;
        opened.expect("due");
        person
    }

    pub async fn life(&self, person: PersonId) -> Option<Life> {
        let found = self.spaces.life_of(person).await.expect("asked");
        found.map(|(_, life)| life)
    }

    /// A call begun a second later.
    pub async fn begins(&self, operator: &Staff) {
        self.time.advance(crate::SECOND);
        let begun = self.line.begin_call(operator, "2026-11-25/0042").await;
        begun.expect("a number");
    }

    /// A call in which the n-th person says this.
    pub async fn calls(&self, operator: &Staff, n: u32, code: Option<&str>) -> Result<(), Error> {
        self.begins(operator).await;
        self.line.recognize(operator, &shown(n, code)).await
    }

    /// All that has left the house by now, newest first.
    pub async fn mail(&self) -> Vec<Sent> {
        self.post.deliver(1_000).await.expect("delivered");
        self.post.sent(1_000).await.expect("listed")
    }

    /// The answer to a small question.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.store.query(sql, vec![]).await.expect("asked")[0]
            .int(0)
            .expect("a number")
    }

    /// How many rows each table has that an act of a call would change.
    pub async fn rows(&self) -> [i64; 5] {
        [
            self.count("SELECT count(*) FROM space_event").await,
            self.count("SELECT count(*) FROM outbox").await,
            self.count("SELECT count(*) FROM held_act").await,
            self.count("SELECT count(*) FROM person_code WHERE ended = 0")
                .await,
            self.count("SELECT count(*) FROM op_act").await,
        ]
    }

    /// An operator's page.
    pub async fn get(&self, operator: &Staff, path: &str) -> (StatusCode, String) {
        self.send(operator, Request::get(path), Body::empty()).await
    }

    /// An operator's form.
    pub async fn sends(
        &self,
        operator: &Staff,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (StatusCode, String) {
        let form: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace('/', "%2F")))
            .collect();
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(operator, request, Body::from(form.join("&")))
            .await
    }

    async fn send(
        &self,
        operator: &Staff,
        request: http::request::Builder,
        body: Body,
    ) -> (StatusCode, String) {
        let mut request = request
            .header(HOST, "carnet.test")
            .body(body)
            .expect("a request");
        let caller = Caller::Staff(operator.clone());
        request.extensions_mut().insert(caller);
        let response = self.site.clone().oneshot(request).await.expect("answers");
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20)
            .await
            .expect("a body");
        // As people read it, whatever spaces may not break.
        let body = String::from_utf8_lossy(&body).replace(['\u{a0}', '\u{202f}'], " ");
        (status, body)
    }
}
