//! A small town to tell stories in: a house with people in it, asked over HTTP.

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use carnet::House;
use carnet::config::{Config, FranceConnectSection, VaultSection};
use carnet::site;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use identity::ins::Matricule;
use identity::staff::{Draft, NewSignIn};
use identity::{Code, Device, NewAccount, Place, Profession, Professional, Role, Staff};
use kernel::{AccountId, Personal, Secret, SessionId, SpaceId};
use spaces::{Channel, How};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use testkit::{S3, TestWorld};
use tower::ServiceExt;

pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A house and its world.
pub struct Town {
    pub house: House,
    pub router: Router,
    pub world: TestWorld,
    pub config: Config,
    pub folder: TempDir,
    _s3: Option<S3>,
}

/// A holder: their space, and the cookie of their session.
pub struct Holder {
    pub space: SpaceId,
    pub cookie: String,
}

/// A professional and the cookie of their session.
pub struct Pro {
    pub professional: Professional,
    pub cookie: String,
}

/// Somebody of the team and the cookie of their session.
pub struct Colleague {
    pub staff: Staff,
    pub cookie: String,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// What it says, with every space the same: French typography has three.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).replace(['\u{a0}', '\u{202f}'], " ")
    }

    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// What a stranger could compare: everything but the request's own number.
    pub fn shape(&self) -> (StatusCode, Vec<(String, String)>, Bytes) {
        let headers = self.headers.iter().map(|(name, value)| {
            (
                name.to_string(),
                value.to_str().unwrap_or_default().to_owned(),
            )
        });
        (
            self.status,
            headers.filter(|(name, _)| name != "date").collect(),
            self.body.clone(),
        )
    }
}

const PEOPLE: [(&str, &str, &str); 3] = [
    ("255081416802538", "Martin", "Ana"),
    ("184027505612389", "Petit", "Louis"),
    ("269052B03307790", "Rossi", "Maria"),
];

pub fn configured(folder: &Path, url: &str) -> Config {
    let mut config = Config::in_folder(folder);
    config.origin = Some(String::from("http://localhost:8080"));
    config.store.url = url.to_owned();
    config
}

impl Town {
    /// A town on this store: with PostgreSQL its vault is an S3, as it would be.
    pub async fn on(url: &str) -> Self {
        match url.starts_with("postgres") {
            true => Self::with_vault(url, Some(testkit::s3().await)).await,
            false => Self::with_vault(url, None).await,
        }
    }

    /// A town whose vault is a folder, for tests that look into it.
    pub async fn on_folder(url: &str) -> Self {
        Self::with_vault(url, None).await
    }

    /// A town with FranceConnect, which does not answer.
    pub async fn with_france_connect(url: &str) -> Self {
        Self::opened(url, None, |config| {
            config.france_connect = Some(FranceConnectSection {
                issuer: String::from("http://127.0.0.1:9"),
                client_id: String::from("carnet"),
                client_secret: String::from("secret").into(),
                acr: String::from("eidas2"),
            });
        })
        .await
    }

    async fn with_vault(url: &str, s3: Option<S3>) -> Self {
        Self::opened(url, s3, |_| ()).await
    }

    async fn opened(url: &str, s3: Option<S3>, change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let world = TestWorld::new();
        let mut config = configured(folder.path(), url);
        change(&mut config);
        if let Some(s3) = &s3 {
            config.vault = VaultSection {
                url: s3.url.clone(),
                access_key: Some(s3.access_key.to_owned()),
                secret_key: Some(String::from(s3.secret_key).into()),
            };
        }
        let house = House::open(&config, world.world()).await.expect("a house");
        let router = site::router(&house, None, Router::new());
        Self {
            house,
            router,
            world,
            config,
            folder,
            _s3: s3,
        }
    }

    /// Another process on the same store and vault.
    pub async fn twin(&self) -> Self {
        self.elsewhere(self.config.clone()).await
    }

    /// The town as it is where this set-up leads: restored from a backup, say.
    pub async fn elsewhere(&self, config: Config) -> Self {
        let house = House::open(&config, self.world.world())
            .await
            .expect("a house");
        let router = site::router(&house, None, Router::new());
        let folder = TempDir::new().expect("a folder");
        Self {
            house,
            router,
            world: self.world.clone(),
            config,
            folder,
            _s3: None,
        }
    }

    /// The n-th person of the town, with an active space and an open session.
    pub async fn holder(&self, n: usize) -> Holder {
        let (number, name, first) = PEOPLE[n];
        let sex = if number.starts_with('1') { "M" } else { "F" };
        let birth = ["1955-08-12", "1984-02-03", "1969-05-09"][n];
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city\n\
             {number},1.2.250.1.213.1.4.8,{name},,{first},{birth},{sex},14168,general,123456789{n},,,1 rue des Lilas,75001,Paris\n"
        );
        let spaces = &self.house.spaces;
        let report = spaces
            .import_insured(csv.as_bytes(), spaces::Format::Csv, &mut std::io::sink())
            .await
            .expect("imported");
        assert_eq!((report.rejected, report.added), (0, 1));
        let matricule: Matricule = number.parse().expect("a matricule");
        let person = spaces
            .find_person(&matricule)
            .await
            .expect("asked")
            .expect("a person");
        let space = spaces
            .announce(person, Channel::Letter)
            .await
            .expect("announced")
            .space;
        let identity = &self.house.identity;
        let secret = identity.new_totp();
        let totp = identity
            .confirm_totp(&secret, &secret.code_at(self.world.now()))
            .expect("confirmed");
        let account = AccountId::new(&*self.house.world.chance);
        let new = NewAccount {
            account,
            name: Personal(format!("{first} {name}")),
            username: format!("personne{n}"),
            password: Secret::new(String::from("quatre chats gris au soleil")),
            known: Vec::new(),
            totp: Some(totp),
            passkey: None,
        };
        let prepared = identity.prepare_account(new).await.expect("prepared");
        let mut tx = self
            .house
            .store
            .begin("a test account")
            .await
            .expect("begun");
        identity
            .open_account(&mut tx, prepared)
            .await
            .expect("opened");
        tx.commit().await.expect("committed");
        spaces
            .activate_for(person, account, How::Site, self.world.now())
            .await
            .expect("activated");
        let mut tx = self
            .house
            .store
            .begin("a test session")
            .await
            .expect("begun");
        let cookie = identity
            .start_session(&mut tx, account, &Device::default())
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        Holder {
            space,
            cookie: pair(&cookie),
        }
    }

    /// A professional of this profession, signed in; `digit` tells them apart.
    pub async fn pro(&self, profession: &str, rpps: &str, name: &str) -> Pro {
        let professional = Professional {
            rpps: rpps.parse().expect("a number"),
            name: Personal(name.to_owned()),
            profession: Profession::from_code(profession).expect("a profession"),
            place: Some(Place {
                finess: "750000001".parse().expect("a number"),
                name: "Cabinet des Lilas".into(),
            }),
            session: SessionId::from_bytes([0; 16]),
        };
        let mut tx = self
            .house
            .store
            .begin("a test session")
            .await
            .expect("begun");
        let cookie = self
            .house
            .identity
            .start_professional_session(&mut tx, &professional)
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        Pro {
            professional,
            cookie: pair(&cookie),
        }
    }

    /// One of each role, signed in: an operator, a volunteer, an administrator.
    pub async fn team(&self) -> [Colleague; 3] {
        let identity = &self.house.identity;
        let names = ["Odile Marchand", "Karim Lebrun"];
        let [one, other] = identity.first_administrators(names).await.expect("two");
        let odile = self.enrols(&one, Role::Administrator, names[0]).await;
        let karim = self.enrols(&other, Role::Administrator, names[1]).await;
        let mut others = Vec::new();
        for (role, name) in [
            (Role::Operator, "Jeanne Roux"),
            (Role::Volunteer, "Paul Petit"),
        ] {
            let draft = Draft {
                name: name.to_owned(),
                role: role.to_string(),
                place: String::from("Caen"),
                email: String::new(),
            };
            let proposal = draft.check().expect("right");
            let account = identity.propose_staff(&odile.staff, &proposal).await;
            let code = identity
                .confirm_staff(&karim.staff, account.expect("proposed"))
                .await;
            let code = code.expect("confirmed");
            others.push(self.enrols(&code, role, name).await);
        }
        let [operator, volunteer] = <[Colleague; 2]>::try_from(others)
            .unwrap_or_else(|_| unreachable!("two were brought in"));
        [operator, volunteer, odile]
    }

    async fn enrols(&self, code: &Code, role: Role, name: &str) -> Colleague {
        let identity = &self.house.identity;
        let secret = identity.new_totp();
        let totp = identity.confirm_totp(&secret, &secret.code_at(self.world.now()));
        let new = NewSignIn {
            username: name.to_lowercase().replace(' ', "."),
            password: Secret::new(String::from("quatre chats gris au soleil")),
            totp: totp.expect("confirmed"),
        };
        let account = identity.enrol_staff(code, new).await.expect("enrolled");
        let mut tx = self
            .house
            .store
            .begin("a test session")
            .await
            .expect("begun");
        let cookie = identity
            .start_staff_session(&mut tx, account, role, &Device::default())
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        Colleague {
            staff: Staff {
                account,
                role,
                name: Personal(name.to_owned()),
                place: None,
                session: SessionId::from_bytes([0; 16]),
                proved_at: self.world.now(),
                charter_signed: false,
            },
            cookie: pair(&cookie),
        }
    }

    pub async fn doctor(&self) -> Pro {
        self.pro("10", "99700218896", "Dr Benali").await
    }

    pub async fn other_doctor(&self) -> Pro {
        self.pro("10", "99700000005", "Dr Petit").await
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("infallible");
        let (parts, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map(|whole| whole.to_bytes())
            .unwrap_or_default();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.with(Method::GET, cookie, path, &[]).await
    }

    pub async fn with(
        &self,
        method: Method,
        cookie: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost:8080")
            .header(COOKIE, cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn post(&self, cookie: &str, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(HOST, "localhost:8080")
            .header(ORIGIN, "http://localhost:8080")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.ask(request.expect("a request")).await
    }

    pub async fn upload(
        &self,
        cookie: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
        let body = multipart(fields, file);
        self.send(cookie, path, Body::from(body)).await
    }

    pub async fn send(&self, cookie: &str, path: &str, body: Body) -> Answer {
        let request = Request::post(path)
            .header(HOST, "localhost:8080")
            .header(ORIGIN, "http://localhost:8080")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=XXXX")
            .body(body);
        self.ask(request.expect("a request")).await
    }

    /// The holder adds a document of their own; its id.
    pub async fn adds(&self, holder: &Holder, title: &str) -> String {
        let fields = [
            ("title", title),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let content = format!("Bonjour, ceci est le document {title}.");
        let sent = self
            .upload(
                &holder.cookie,
                "/espace/moi/documents/ajouter",
                &fields,
                ("note.txt", content.as_bytes()),
            )
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.id_of(&holder.cookie, "/espace/moi/documents", title)
            .await
            .expect("the document is listed")
    }

    /// A professional adds a report; its id, as the holder sees it.
    pub async fn deposits(&self, pro: &Pro, holder: &Holder, title: &str) -> String {
        let fields = [
            ("title", title),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = format!("/pro/patients/{}/ajouter", holder.space);
        let content = format!("Compte rendu : {title}.");
        let sent = self
            .upload(&pro.cookie, &path, &fields, ("cr.txt", content.as_bytes()))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.id_of(&holder.cookie, "/espace/moi/documents", title)
            .await
            .expect("the document is listed")
    }

    /// The id of the document with this title in a list.
    pub async fn id_of(&self, cookie: &str, list: &str, title: &str) -> Option<String> {
        let page = self.get(cookie, list).await.text();
        let at = page.find(&format!(">{title}</a>"))?;
        let link = page[..at].rfind("/documents/")? + "/documents/".len();
        Some(page[link..link + 26].to_owned())
    }

    pub async fn consents(&self, pro: &Pro, holder: &Holder) {
        let path = format!("/pro/patients/{}/lien", holder.space);
        let answer = self.post(&pro.cookie, &path, "accord=oui").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
}

/// The `name=value` of a cookie that is set.
fn pair(cookie: &http::HeaderValue) -> String {
    let text = cookie.to_str().expect("a cookie is text");
    text.split(';').next().unwrap_or_default().to_owned()
}

pub fn multipart(fields: &[(&str, &str)], (name, content): (&str, &[u8])) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend_from_slice(
            format!(
                "--XXXX\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    body.extend_from_slice(
        format!("--XXXX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
    );
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--XXXX--\r\n");
    body
}
