//! Services of the catalogue: let in by a holder, kind by kind, and out again at once.

mod asking;
mod booking;
mod browsers;
mod bundles;
mod catalogue;
mod ending;
mod histories;
mod news;
mod parts;
mod publishers;
mod publishing;
mod reading;
mod refusing;
mod tokens;
mod turning;
mod verdicts;
mod versions;
mod writing;

use crate::dmp::{FHIR, FORM, json};
use crate::town::{Answer, Holder, Town};
use ::catalogue::kinds::{Kind, reading};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::header::{AUTHORIZATION, HOST, REFRESH};
use http::{Request, StatusCode};
use identity::clients::services::NewService;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;
use std::time::Duration;

const LIST: &str = "/espace/moi/services";
const BACK: &str = "https://souffle.example/retour";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ALL: &str =
    "launch/patient patient/DocumentReference.rs patient/Binary.r patient/Patient.r offline_access";
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// All that may be ticked of what can be added, in both directions.
const EVERYTHING: [&str; 12] = [
    "lire-resultats",
    "lire-allergies",
    "lire-maladies",
    "lire-traitements",
    "lire-vaccinations",
    "ajouter-resultats",
    "ajouter-allergies",
    "ajouter-maladies",
    "ajouter-traitements",
    "ajouter-vaccinations",
    "lire-agenda",
    "ajouter-agenda",
];

/// A service that keeps no secret, as on somebody's phone.
fn service(id: &str) -> NewService {
    NewService {
        client_id: id.to_owned(),
        name: String::from("Souffle"),
        redirects: vec![BACK.to_owned()],
        jwks: None,
        scopes: reading(&[Kind::Identity, Kind::Documents]),
        until: kernel::Timestamp::default(),
    }
}

/// What a query or a form says.
fn encoded(pairs: &[(&str, &str)]) -> String {
    let text = |text: &str| -> String {
        let byte = |b: u8| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(b).to_string()
            }
            _ => format!("%{b:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let written = pairs.map(|(name, value)| format!("{name}={}", text(value)));
    written.collect::<Vec<_>>().join("&")
}

/// These parameters, but for those that replace them.
fn but<'a>(mut all: Vec<(&'a str, &'a str)>, other: &[(&'a str, &'a str)]) -> String {
    for (name, value) in other {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    encoded(&all)
}

impl Town {
    /// A service is listed for a year.
    async fn lists(&self, service: NewService) {
        let service = NewService {
            until: self.world.now().plus(YEAR),
            ..service
        };
        let mut tx = self.house.store.begin("a listing").await.expect("begun");
        let listed = self.house.services.enlist(&mut tx, &service).await;
        listed.expect("listed");
        tx.commit().await.expect("committed");
    }

    /// Where a service sends somebody, with some of it otherwise.
    fn asks_at(id: &str, other: &[(&str, &str)]) -> String {
        let challenge = BASE64.encode(keys::sha256(VERIFIER.as_bytes()));
        let all = vec![
            ("response_type", "code"),
            ("client_id", id),
            ("redirect_uri", BACK),
            ("scope", ALL),
            ("state", "af0ifjsldkj"),
            ("aud", "http://localhost:8080/fhir"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        format!("/autoriser?{}", but(all, other))
    }

    /// Somebody connects a service with what they tick: its code.
    async fn connects(&self, holder: &Holder, id: &str, ticked: &str) -> String {
        let path = Self::asks_at(id, &[]);
        let asked = self.get(&holder.cookie, &path).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
        let form = self.yes(ticked);
        let done = self.post(&holder.cookie, &path, &form).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        code_of(&done)
    }

    /// Somebody connects a service to all that there is to read: its token.
    pub(crate) async fn all_connected(&self, holder: &Holder) -> String {
        let scopes = reading(&Kind::ALL);
        let of_her = scopes.to_string().replace("system/", "patient/");
        let scope = format!("launch/patient offline_access {of_her}");
        self.lists(NewService {
            scopes,
            ..service("souffle")
        })
        .await;
        let path = Self::asks_at("souffle", &[("scope", &scope)]);
        let page = self.reads(&holder.cookie, &path).await;
        let names = Kind::ALL.map(|kind| format!("lire-{}", kind.key()));
        let asked = names
            .iter()
            .filter(|name| page.contains(&format!("\"{name}\"")));
        let ticks: Vec<(&str, &str)> = asked.map(|name| (name.as_str(), "oui")).collect();
        assert!(ticks.len() > 7, "{ticks:?}");
        let form = self.yes(&encoded(&ticks));
        let done = self.post(&holder.cookie, &path, &form).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        Tokens::of(&self.trades("souffle", &code_of(&done), &[]).await).access
    }

    /// A yes to a page that was given a second ago.
    fn yes(&self, ticked: &str) -> String {
        let given = self.world.now().minus(Duration::from_secs(1)).millis();
        format!("geste=relier&donnee={given}&{ticked}")
    }

    /// A program asks `/oauth`.
    async fn machine(&self, path: &str, form: String) -> Answer {
        let request = Request::post(path)
            .header(HOST, "localhost:8080")
            .header(FORM.0, FORM.1)
            .body(Body::from(form));
        self.ask(request.expect("a request")).await
    }

    /// The service brings its code.
    async fn trades(&self, id: &str, code: &str, other: &[(&str, &str)]) -> Answer {
        let all = vec![
            ("grant_type", "authorization_code"),
            ("client_id", id),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        self.machine("/oauth/token", but(all, other)).await
    }

    async fn refreshes(&self, id: &str, refresh: &str, other: &[(&str, &str)]) -> Answer {
        let all = vec![
            ("grant_type", "refresh_token"),
            ("client_id", id),
            ("refresh_token", refresh),
        ];
        self.machine("/oauth/token", but(all, other)).await
    }

    /// The service reads.
    async fn served(&self, token: &str, path: &str) -> Answer {
        let request = Request::get(path)
            .header(HOST, "localhost:8080")
            .header(FHIR.0, FHIR.1)
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty());
        self.ask(request.expect("a request")).await
    }

    /// Ana, with a service connected to her documents and her name: its tokens.
    pub(crate) async fn connected(&self, holder: &Holder) -> Tokens {
        self.lists(service("souffle")).await;
        let ticked = "lire-documents=oui&lire-identite=oui";
        let code = self.connects(holder, "souffle", ticked).await;
        Tokens::of(&self.trades("souffle", &code, &[]).await)
    }
}

/// A key that a service signs with.
struct Signer {
    name: String,
    der: Vec<u8>,
    jwk: Value,
}

impl Signer {
    fn new(name: &str) -> Self {
        let ring = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = EcdsaKeyPair::generate_pkcs8(ring, &SystemRandom::new()).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(ring, der.as_ref()).expect("a key");
        let point = pair.public_key().as_ref();
        Self {
            name: name.to_owned(),
            jwk: serde_json::json!({
                "kty": "EC", "crv": "P-256", "kid": name, "alg": "ES256", "use": "sig",
                "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]),
            }),
            der: der.as_ref().to_vec(),
        }
    }

    /// What a service of this id proves itself with, once.
    fn signs(&self, town: &Town, id: &str, jti: &str) -> Vec<(&'static str, String)> {
        let now = town.world.now().millis() / 1000;
        let claims = serde_json::json!({
            "iss": id, "sub": id, "jti": jti, "exp": now + 240, "iat": now,
            "aud": "http://localhost:8080/oauth/token",
        });
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.name.clone());
        let key = EncodingKey::from_ec_der(&self.der);
        let signed = jsonwebtoken::encode(&header, &claims, &key).expect("signed");
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        vec![
            ("client_assertion_type", kind.to_owned()),
            ("client_assertion", signed),
        ]
    }
}

/// These keys, as they are published.
fn published(signers: &[&Signer]) -> String {
    let keys: Vec<&Value> = signers.iter().map(|it| &it.jwk).collect();
    serde_json::json!({ "keys": keys }).to_string()
}

/// The same pairs, to be sent.
fn lent<'a>(pairs: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    pairs.iter().map(|(name, text)| (*name, &**text)).collect()
}

/// What the token endpoint gave.
pub(crate) struct Tokens {
    pub(crate) access: String,
    refresh: String,
}

impl Tokens {
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let body = json(answer);
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
        }
    }
}

/// Where somebody is sent on after their answer.
fn follows(done: &Answer) -> String {
    let header = done.headers.get(REFRESH).expect("a way back");
    let header = header.to_str().expect("text");
    let (_, address) = header.split_once("url=").expect("an address");
    address.to_owned()
}

fn code_of(done: &Answer) -> String {
    let address = follows(done);
    let (to, query) = address.split_once('?').expect("a query");
    assert_eq!(to, BACK);
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    assert!(query.contains("state=af0ifjsldkj"), "{query}");
    let code = pairs.find(|(name, _)| *name == "code").expect("a code").1;
    code.to_owned()
}

fn error_of(answer: &Answer) -> String {
    json(answer)["error"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Where a service searches somebody's documents.
fn documents_of(holder: &Holder) -> String {
    format!("/fhir/DocumentReference?patient=Patient/{}", holder.space)
}

fn found(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    crate::dmp::titles(&json(answer))
}

/// The id of the first resource of a bundle.
fn first_id(answer: &Answer) -> String {
    let bundle: Value = json(answer);
    let id = bundle["entry"][0]["resource"]["id"].as_str();
    id.unwrap_or_default().to_owned()
}

/// The address of the one connection of somebody.
pub(crate) async fn address(town: &Town, holder: &Holder) -> String {
    let page = town.get(&holder.cookie, LIST).await.text();
    let after = page.split("action=\"/espace/moi/services/").nth(1);
    let id = after.and_then(|after| after.split('/').next());
    format!("{LIST}/{}", id.expect("a connection"))
}
