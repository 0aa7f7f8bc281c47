//! A provider of professionals' identities on a real socket, which signs what
//! the test wants, and the software of a practice.

use super::{DOCTOR, ELSEWHERE, GONE, LILAS, OTHER};
use crate::town::Town;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use identity::clients::{NewClient, Scopes};
use identity::provider::ProviderConfig;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::Secret;
use serde_json::{Value, json};
use testkit::TestWorld;

pub const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
pub const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Who the software is at the provider.
pub const PARTY: &str = "lilas-psc";

/// A P-256 key.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    key: EncodingKey,
    jwk: Value,
    pub point: Vec<u8>,
}

impl SigningKey {
    pub fn new(kid: &str) -> Self {
        let ring = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = EcdsaKeyPair::generate_pkcs8(ring, &SystemRandom::new()).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(ring, der.as_ref()).expect("a key");
        let point = pair.public_key().as_ref().to_vec();
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "use": "sig",
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]),
        });
        Self {
            kid: kid.to_owned(),
            key: EncodingKey::from_ec_der(der.as_ref()),
            jwk,
            point,
        }
    }

    pub fn sign(&self, claims: &Value, typ: &str) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.kid.clone());
        header.typ = Some(typ.to_owned());
        jsonwebtoken::encode(&header, claims, &self.key).expect("signed")
    }
}

/// The provider.
pub struct Provider {
    issuer: String,
    pub key: SigningKey,
    world: TestWorld,
}

impl Provider {
    pub async fn start(world: TestWorld) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let issuer = format!("http://{}/psc", listener.local_addr().expect("an address"));
        let key = SigningKey::new("p1");
        let metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        });
        let jwks = json!({"keys": [key.jwk]});
        let routes = Router::new()
            .route(
                "/psc/.well-known/openid-configuration",
                get(async move || Json(metadata)),
            )
            .route("/psc/jwks", get(async move || Json(jwks)));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { issuer, key, world }
    }

    pub fn config(&self) -> ProviderConfig {
        ProviderConfig::pro_sante_connect(
            self.issuer.clone(),
            "carnet",
            Secret::new(String::from("secret")),
            "http://localhost:8080",
        )
    }

    /// What it says of this professional to the software, now.
    pub fn claims(&self, rpps: &str) -> Value {
        let now = self.world.now().millis() / 1000;
        json!({
            "iss": self.issuer, "aud": PARTY, "azp": PARTY, "typ": "ID",
            "sub": format!("f:x:8{rpps}"), "preferred_username": format!("8{rpps}"),
            "SubjectNameID": format!("8{rpps}"),
            "iat": now, "exp": now + 120, "auth_time": now - 60, "nonce": "theirs",
            "acr": "eidas1",
        })
    }

    pub fn id_token(&self, claims: &Value) -> String {
        self.key.sign(claims, "JWT")
    }
}

/// The software of the practice.
pub struct Software {
    key: SigningKey,
    client_id: String,
}

impl Software {
    /// Registered, with the people of the practice in the directory.
    pub async fn registered(town: &Town) -> Self {
        let directory = format!(
            "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n\
             {DOCTOR},Bénali,Samira,10,,{LILAS},Cabinet des Lilas,Paris,practice,\n\
             {OTHER},Petit,Luc,10,,{LILAS},Cabinet des Lilas,Paris,practice,\n\
             {GONE},Parti,Jean,10,,{LILAS},Cabinet des Lilas,Paris,practice,no\n\
             {ELSEWHERE},Le Roy,Ana,10,,690000001,Clinique du Lac,Lyon,hospital,\n"
        );
        let csv = identity::professionals::Format::Csv;
        let people = &town.house.professionals;
        let imported = people.import(directory.as_bytes(), csv, std::io::sink());
        imported.await.expect("a directory");
        let software = Self {
            key: SigningKey::new("k"),
            client_id: String::from("lilas"),
        };
        let client = software.client(Some(PARTY));
        let clients = &town.house.clients;
        clients.register(&client).await.expect("registered");
        software
    }

    pub fn client(&self, party: Option<&str>) -> NewClient {
        let scopes = "system/DocumentReference.crus system/Binary.r system/Patient.rs system/List.rs system/AuditEvent.rs system/AllergyIntolerance.cruds system/Appointment.cruds system/Condition.cruds system/Consent.rs system/DeviceUseStatement.rs system/FamilyMemberHistory.rs system/Immunization.cruds system/MedicationStatement.cruds system/Observation.cruds";
        NewClient {
            client_id: self.client_id.clone(),
            finess: LILAS.parse().expect("a number"),
            name: String::from("Logiciel des Lilas"),
            jwks: json!({"keys": [self.key.jwk]}).to_string(),
            scopes: Scopes::parse(scopes).expect("scopes"),
            provider_client: party.map(str::to_owned),
        }
    }

    pub fn assertion(&self, town: &Town) -> String {
        let now = town.world.now().millis() / 1000;
        let unique: [u8; 8] = town.house.world.random();
        let claims = json!({
            "iss": self.client_id, "sub": self.client_id,
            "aud": town.house.clients.token_endpoint(),
            "exp": now + 240, "iat": now, "jti": BASE64.encode(unique),
        });
        self.key.sign(&claims, "JWT")
    }
}
