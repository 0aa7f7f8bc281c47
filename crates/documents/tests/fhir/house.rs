//! A house for machines: a register, a vault, a journal on one store, the
//! interface behind the edge, and the software of two hospitals.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::Router;
use axum::body::{Body, to_bytes};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as B64};
use documents::{API_TEXTS, Api, Documents, Shelf, api_routes};
use edge::SiteConfig;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::request::Builder;
use http::{HeaderMap, Request, StatusCode};
use identity::clients::{self, Clients, NewClient, Scopes, TokenRequest};
use identity::ins::Matricule;
use identity::professionals::{self, Professionals};
use identity::{Identity, IdentityConfig};
use journal::{Guards, Journal, JournalConfig, Slices};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::SpaceId;
use keys::{FileHolder, Key, KeyHolder, RegisterKeys};
use scan::Scanner;
use serde_json::{Value, json};
use sharing::{CareLinks, Ceilings, Rights, Sharing};
use spaces::{Channel, Fate, Format, How, Spaces};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use testkit::TestWorld;
use tower::ServiceExt as _;
use vault::{Vault, VaultConfig};

const ORIGIN: &str = "http://carnet.test";
const DAY: Duration = Duration::from_secs(24 * 3600);
const SCOPES: &str = "system/DocumentReference.crus system/Binary.cr system/Patient.rs";
/// The hospital that most stories are about.
pub const TILLEULS: &str = "690000001";
/// Another one.
pub const LAC: &str = "690000002";

const DIRECTORY: &str = "\
rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active
99700218896,Bénali,Samir,10,,690000001,Hôpital des Tilleuls,Lyon,hospital,
99700366240,Le Roy,Ana,60,,690000002,Clinique du Lac,Lyon,hospital,
";

pub struct House {
    pub documents: Documents,
    pub spaces: Spaces,
    pub time: TestWorld,
    clients: Clients,
    site: Router,
    folder: tempfile::TempDir,
}

/// A person of the register: their number, and their space.
#[derive(Clone)]
pub struct Person {
    pub matricule: String,
    pub space: SpaceId,
}

/// What came back.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The reason of a refusal, which is an OperationOutcome.
    pub fn reason(&self) -> String {
        let value = self.json();
        assert_eq!(value["resourceType"], "OperationOutcome", "{value}");
        assert_eq!(
            self.headers["content-type"],
            "application/fhir+json; charset=utf-8"
        );
        assert!(
            value["issue"][0]["details"]["text"]
                .as_str()
                .is_some_and(|text| text.ends_with('.'))
        );
        value["issue"][0]["details"]["coding"][0]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl House {
    pub async fn on(store: Store) -> Self {
        Self::guarded(store, None).await
    }

    /// The same, where this scanner looks at what comes in.
    pub async fn guarded(store: Store, scanner: Option<Scanner>) -> Self {
        edge::texts::install(&[documents::TEXTS, identity::TEXTS, spaces::TEXTS]);
        edge::texts::install(&[spaces::notices::NOTICE_TEXTS]);
        edge::texts::install(&API_TEXTS);
        let time = TestWorld::new();
        let folder = tempfile::tempdir().expect("a folder");
        let holder: Arc<dyn KeyHolder> = Arc::new(
            FileHolder::open_or_create(folder.path().join("key"), time.world().chance)
                .expect("a key file"),
        );
        let slices = Slices::default()
            .with::<Shelf>()
            .with::<CareLinks>()
            .with::<Rights>();
        let (journal, pen) = Journal::open_all(
            store.clone(),
            Guards {
                holder,
                shreds: store.clone(),
            },
            time.world(),
            slices,
            JournalConfig::default(),
        )
        .await
        .expect("a journal");
        let keys = RegisterKeys::from_root(Key::from_bytes([7; 32]));
        store
            .migrate("professionals", professionals::MIGRATIONS)
            .await
            .expect("the directory's tables");
        store
            .migrate("clients", &clients::MIGRATIONS)
            .await
            .expect("the clients' tables");
        let professionals = Professionals::new(store.clone(), time.world());
        professionals
            .import(
                DIRECTORY.as_bytes(),
                professionals::Format::Csv,
                std::io::sink(),
            )
            .await
            .expect("a directory");
        let config = IdentityConfig::new(ORIGIN);
        let identity = Identity::new(store.clone(), keys.clone(), time.world(), config)
            .await
            .expect("identity");
        let post_config = post::PostConfig::in_folder(&folder.path().join("post"));
        let post = post::Post::new(store.clone(), &keys, time.world(), &post_config)
            .await
            .expect("a post");
        let sender = spaces::notices::Sender {
            origin: ORIGIN.to_owned(),
        };
        let (world, logs) = (time.world(), journal.clone());
        let register = keys.clone();
        let spaces = Spaces::new(store.clone(), keys, world, identity, logs, post, sender)
            .await
            .expect("a register");
        let ceilings = Ceilings::open(store.clone()).await.expect("the ceilings");
        let sharing = Sharing::new(
            journal.clone(),
            pen,
            time.world(),
            BTreeSet::new(),
            ceilings,
        )
        .expect("the matrix");
        let vault = Vault::at(&VaultConfig::new(format!(
            "file:{}",
            folder.path().join("vault").display()
        )))
        .expect("a vault");
        let vault = Arc::new(vault);
        let documents = Documents::new(sharing, journal, vault, store.clone(), &register)
            .await
            .expect("documents")
            .held_against(spaces.clone())
            .looked_at_by(scanner);
        let clients = Clients::new(store.clone(), time.world(), ORIGIN);
        let api = Api::new(
            documents.clone(),
            spaces.clone(),
            clients.clone(),
            |_, _| Ok(None),
            ORIGIN,
        );
        let routes = api_routes(api).merge(clients::routes(clients.clone()));
        let config = SiteConfig {
            api_failure: |path, error, lang| match path.starts_with("/oauth") {
                true => clients::refused_outside(error),
                false => rest::refused_outside(error, lang),
            },
            ..SiteConfig::new(ORIGIN, time.world())
        };
        let site = edge::wrap(routes, config);
        Self {
            documents,
            spaces,
            time,
            clients,
            site,
            folder,
        }
    }

    /// The n-th person of the register, told of a space sixty days ago.
    async fn announced(&self, n: u32) -> (kernel::PersonId, String) {
        let body = format!("2690533063{n:03}");
        let matricule = format!(
            "{body}{:02}",
            Matricule::key_of(&body).expect("thirteen digits")
        );
        let file = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,\
             address_line,postcode,city,death_date\n\
             {matricule},1.2.250.1.213.1.4.8,LECA,,ANA,1969-05-04,F,33063,employee,80250000{n:06},a@exemple.invalid,\
             0600000000,1 rue des Lilas,33000,Bordeaux,\n"
        );
        let mut refused = Vec::new();
        let report = self
            .spaces
            .import_insured(file.as_bytes(), Format::Csv, &mut refused)
            .await
            .expect("read");
        assert_eq!(report.rejected, 0, "{}", String::from_utf8_lossy(&refused));
        let found = self
            .spaces
            .find_person(&matricule.parse().expect("right"))
            .await
            .expect("asked");
        let person = found.expect("known");
        let then = self.time.now().minus(60 * DAY);
        self.spaces
            .announce_at(person, Channel::Letter, then)
            .await
            .expect("announced");
        (person, matricule)
    }

    /// Somebody with an open space.
    pub async fn person(&self, n: u32) -> Person {
        let (person, matricule) = self.announced(n).await;
        let receipt = self
            .spaces
            .open_by_silence(person, self.time.now())
            .await
            .expect("opened");
        Person {
            matricule,
            space: receipt.space,
        }
    }

    /// Somebody whose space is not open yet: their number.
    pub async fn waiting(&self, n: u32) -> String {
        self.announced(n).await.1
    }

    /// Somebody whose space was open once: their number.
    pub async fn closed(&self, n: u32) -> String {
        let (person, matricule) = self.announced(n).await;
        let now = self.time.now();
        self.spaces
            .open_by_silence(person, now)
            .await
            .expect("opened");
        self.spaces
            .close(person, Fate::Archive, How::Site, now)
            .await
            .expect("closed");
        matricule
    }

    /// Somebody who said no before anything was open: their number.
    pub async fn refused(&self, n: u32) -> String {
        let (person, matricule) = self.announced(n).await;
        let now = self.time.now();
        let refused = self.spaces.refuse(person, How::Phone, now).await;
        refused.expect("nothing is open");
        matricule
    }

    /// Takes the vault's folder away, or brings it back.
    pub fn vault_is_away(&self, away: bool) {
        let (vault, aside) = (
            self.folder.path().join("vault"),
            self.folder.path().join("aside"),
        );
        if away {
            std::fs::rename(&vault, &aside).expect("away");
            std::fs::write(&vault, b"not a folder").expect("in the way");
        } else {
            std::fs::remove_file(&vault).expect("removed");
            std::fs::rename(&aside, &vault).expect("back");
        }
    }

    /// An access token of a hospital's software.
    pub async fn token(&self, finess: &str, scopes: &str) -> String {
        let der =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref())
            .expect("a key");
        let point = pair.public_key().as_ref().to_vec();
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "kid": "k", "alg": "ES256", "use": "sig",
            "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..]),
        });
        let client = NewClient {
            client_id: format!("software-{finess}"),
            finess: finess.parse().expect("a number"),
            name: String::from("Software"),
            jwks: json!({ "keys": [jwk] }).to_string(),
            scopes: Scopes::parse(SCOPES).expect("scopes"),
            provider_client: None,
        };
        self.clients.register(&client).await.expect("registered");
        let now = self.time.now().millis() / 1000;
        let unique: [u8; 8] = self.time.world().random();
        let claims = json!({
            "iss": client.client_id, "sub": client.client_id, "aud": self.clients.token_endpoint(),
            "exp": now + 240, "iat": now, "jti": B64.encode(unique),
        });
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(String::from("k"));
        let key = EncodingKey::from_ec_der(der.as_ref());
        let request = TokenRequest {
            grant_type: String::from("client_credentials"),
            assertion_type: String::from("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            assertion: jsonwebtoken::encode(&header, &claims, &key).expect("signed"),
            scope: scopes.to_owned(),
            ..TokenRequest::default()
        };
        self.clients
            .token(&request)
            .await
            .unwrap_or_else(|why| panic!("no token: {why:?}"))
            .token
    }

    /// The software of a hospital, with everything it may do.
    pub async fn hospital(&self, finess: &str) -> Software<'_> {
        Software {
            token: self.token(finess, "").await,
            house: self,
        }
    }

    /// How many objects the vault holds.
    pub fn objects(&self) -> usize {
        testkit::objects(&self.folder.path().join("vault")).len()
    }

    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let request = request
            .header(HOST, "carnet.test")
            .body(body.into())
            .expect("a request");
        let response = self.site.clone().oneshot(request).await.expect("answers");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 28).await.expect("a body").to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

/// A hospital's software.
pub struct Software<'a> {
    house: &'a House,
    pub token: String,
}

impl Software<'_> {
    pub async fn get(&self, path: &str, accept: &str) -> Answer {
        let request = Request::get(format!("/fhir/{path}"))
            .header(AUTHORIZATION, format!("Bearer {}", self.token));
        let request = if accept.is_empty() {
            request
        } else {
            request.header("accept", accept)
        };
        self.house.send(request, Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = Request::post(format!("/fhir{path}"))
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, "application/fhir+json");
        self.house.send(request, body.to_string()).await
    }
}

impl Software<'_> {
    /// Takes a document back, or tries to: the patch is this.
    pub async fn patch(&self, path: &str, patch: &Value) -> Answer {
        let request = Request::patch(format!("/fhir/{path}"))
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, "application/json-patch+json");
        self.house.send(request, patch.to_string()).await
    }
}

/// How a person is named in FHIR.
pub fn named(matricule: &str) -> String {
    format!("Patient?identifier=urn:oid:1.2.250.1.213.1.4.8|{matricule}")
}

/// The description of a text, with the text inside (ITI-105).
pub fn letter(matricule: &str, number: u32, text: &str) -> Value {
    json!({
        "resourceType": "DocumentReference",
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": format!("urn:oid:2.999.{number}")},
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11488-4"}]},
        "subject": {"reference": named(matricule)},
        "date": "2026-11-20T09:00:00+01:00",
        "author": [{"type": "Practitioner", "display": "Dr Lea Martin"}],
        "content": [{"attachment": {
            "contentType": "text/plain", "title": "Lettre", "data": BASE64_STANDARD.encode(text),
        }}],
        "context": {"period": {"start": "2026-11-19"}},
    })
}

/// A transaction with these letters, each in a Binary of its own (ITI-65).
pub fn transaction(letters: &[Value]) -> Value {
    let url =
        |n: usize, part: u32| format!("urn:uuid:00000000-0000-4000-8000-0000000{n:03}{part:02}");
    let mut entries = vec![json!({
        "fullUrl": url(999, 0),
        "request": {"method": "POST", "url": "List"},
        "resource": {
            "resourceType": "List", "status": "current", "mode": "working",
            "code": {"coding": [{"code": "submissionset"}]},
            "subject": letters[0]["subject"],
            "entry": (0..letters.len()).map(|n| json!({"item": {"reference": url(n, 1)}})).collect::<Vec<_>>(),
        },
    })];
    for (n, letter) in letters.iter().enumerate() {
        let mut description = letter.clone();
        let attachment = description["content"][0]["attachment"]
            .as_object_mut()
            .expect("an attachment");
        let data = attachment.remove("data");
        attachment.insert(String::from("url"), json!(url(n, 2)));
        let mime = attachment["contentType"].clone();
        entries.push(json!({
            "fullUrl": url(n, 1), "request": {"method": "POST", "url": "DocumentReference"}, "resource": description,
        }));
        entries.push(json!({
            "fullUrl": url(n, 2), "request": {"method": "POST", "url": "Binary"},
            "resource": {"resourceType": "Binary", "contentType": mime, "data": data},
        }));
    }
    json!({"resourceType": "Bundle", "type": "transaction", "entry": entries})
}
