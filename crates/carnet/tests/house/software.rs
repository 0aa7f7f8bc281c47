//! The software of an institution: how it is let in and put out at the command
//! line, and its access token.

use super::town::Town;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use carnet::house::House;
use carnet::software;
use clap::Parser;
use http::header::{AUTHORIZATION, HOST};
use http::{Request, StatusCode};
use identity::clients::{NewClient, NoToken, Scopes, TokenRequest};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::path::Path;

const LAKE: &str = "690000001";
const SCOPES: &str = "system/DocumentReference.crs system/Binary.r system/Patient.rs";

/// A program that signs what it asks.
struct Software {
    client_id: String,
    private: Vec<u8>,
    point: Vec<u8>,
}

impl Software {
    fn new(client_id: &str) -> Self {
        let ring = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = EcdsaKeyPair::generate_pkcs8(ring, &SystemRandom::new()).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(ring, der.as_ref()).expect("a key");
        Self {
            client_id: client_id.to_owned(),
            private: der.as_ref().to_vec(),
            point: pair.public_key().as_ref().to_vec(),
        }
    }

    fn jwk(&self) -> Value {
        json!({
            "kty": "EC", "crv": "P-256", "kid": "k", "alg": "ES256", "use": "sig",
            "x": BASE64.encode(&self.point[1..33]), "y": BASE64.encode(&self.point[33..]),
        })
    }

    async fn asks(&self, town: &Town) -> Result<String, NoToken> {
        let clients = &town.house.clients;
        let now = town.world.now().millis() / 1000;
        let unique: [u8; 8] = town.house.world.random();
        let claims = json!({
            "iss": self.client_id, "sub": self.client_id, "aud": clients.token_endpoint(),
            "exp": now + 240, "iat": now, "jti": BASE64.encode(unique),
        });
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(String::from("k"));
        let key = EncodingKey::from_ec_der(&self.private);
        let request = TokenRequest {
            grant_type: String::from("client_credentials"),
            assertion_type: String::from("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            assertion: jsonwebtoken::encode(&header, &claims, &key).expect("signed"),
            ..TokenRequest::default()
        };
        clients.token(&request).await.map(|given| given.token)
    }
}

impl Town {
    /// The directory knows this institution.
    async fn knows(&self, finess: &str) {
        let directory = format!(
            "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n\
             99700366240,Le Roy,Ana,60,,{finess},Clinique du Lac,Lyon,hospital,\n"
        );
        let csv = identity::professionals::Format::Csv;
        let people = &self.house.professionals;
        let imported = people.import(directory.as_bytes(), csv, std::io::sink());
        imported.await.expect("a directory");
    }

    /// An access token of the software of this institution.
    pub async fn institution(&self, finess: &str) -> String {
        self.knows(finess).await;
        let software = Software::new(&format!("software-{finess}"));
        let client = NewClient {
            client_id: software.client_id.clone(),
            finess: finess.parse().expect("a number"),
            name: String::from("Logiciel"),
            jwks: json!({ "keys": [software.jwk()] }).to_string(),
            scopes: Scopes::parse(SCOPES).expect("scopes"),
            provider_client: None,
        };
        let registered = self.house.clients.register(&client).await;
        registered.expect("registered");
        match software.asks(self).await {
            Ok(token) => token,
            Err(why) => panic!("no token: {why:?}"),
        }
    }
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: software::Args,
}

/// What the command line prints, or why it does not.
async fn types(house: &House, words: &[&str]) -> Result<String, String> {
    let line = Line::try_parse_from(["software"].iter().chain(words));
    let line = line.map_err(|wrong| wrong.to_string())?;
    let done = software::run(house, line.args).await;
    done.map_err(|why| format!("{why:#}"))
}

fn writes(folder: &Path, name: &str, text: &str) -> String {
    let file = folder.join(name);
    std::fs::write(&file, text).expect("written");
    file.display().to_string()
}

#[tokio::test]
async fn software_is_let_in_at_the_command_line_changes_its_keys_and_is_put_out() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        town.knows(LAKE).await;
        let folder = tempfile::tempdir().expect("a folder");
        let (first, second) = (Software::new("lac"), Software::new("lac"));
        let house = &town.house;
        let none = types(house, &["list"]).await.expect("listed");
        assert_eq!(none, "None yet: carnet software register --help");
        assert!(matches!(
            first.asks(&town).await,
            Err(NoToken::InvalidClient)
        ));

        let register = async |keys: &str| {
            let words = [
                "register",
                "lac",
                "--finess",
                LAKE,
                "--name",
                "Logiciel du lac",
            ];
            types(house, &[&words[..], &["--keys", keys]].concat()).await
        };
        let jwks = |software: &Software| json!({ "keys": [software.jwk()] }).to_string();
        let told = register(&writes(folder.path(), "one.json", &jwks(&first))).await;
        let told = told.expect("let in");
        assert!(told.starts_with("lac is let in"), "{told}");
        assert!(told.contains("/oauth/token"), "{told}");
        let token = first.asks(&town).await.expect("a token");
        let reads = async |token: &str| {
            let request = Request::get("/fhir/Patient?identifier=x")
                .header(AUTHORIZATION, format!("Bearer {token}"))
                .header(HOST, "localhost:8080");
            let request = request.body(Body::empty()).expect("a request");
            town.ask(request).await.status
        };
        assert_ne!(reads(&token).await, StatusCode::UNAUTHORIZED);

        // Other keys: what the first ones sign is refused.
        let told = register(&writes(folder.path(), "two.json", &jwks(&second))).await;
        told.expect("changed");
        assert!(matches!(
            first.asks(&town).await,
            Err(NoToken::InvalidClient)
        ));
        second.asks(&town).await.expect("a token");

        // Put out, tokens included; and let in again.
        let told = types(house, &["off", "lac"]).await.expect("put out");
        assert_eq!(told, "lac is put out");
        assert_eq!(reads(&token).await, StatusCode::UNAUTHORIZED);
        assert!(matches!(
            second.asks(&town).await,
            Err(NoToken::InvalidClient)
        ));
        let list = types(house, &["list"]).await.expect("listed");
        assert!(list.starts_with("lac: out, since "), "{list}");
        assert!(list.contains("Clinique du Lac (690000001): Logiciel du lac: "));
        assert_eq!(list.lines().count(), 1);
        types(house, &["on", "lac"]).await.expect("let in");
        second.asks(&town).await.expect("a token");
    })
    .await;
}

#[tokio::test]
async fn software_that_cannot_be_let_in_is_refused_with_the_reason_and_changes_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        town.knows(LAKE).await;
        town.institution("750000002").await;
        let house = &town.house;
        let folder = tempfile::tempdir().expect("a folder");
        let software = Software::new("lac");
        let right = json!({ "keys": [software.jwk()] }).to_string();
        let mut private = software.jwk();
        private["d"] = json!("c2VjcmV0");
        let file = |name: &str, text: &str| writes(folder.path(), name, text);
        let right = file("right.json", &right);
        let private = file("private.json", &json!({ "keys": [private] }).to_string());
        let pem = file("key.pem", "-----BEGIN PUBLIC KEY-----");
        let long = file("long.json", &" ".repeat(70_000));
        let before = types(house, &["list"]).await.expect("listed");

        for (id, finess, keys, more, why) in [
            ("lac", "12", &right, &[][..], "no FINESS number"),
            (
                "lac",
                "690000009",
                &right,
                &[],
                "the directory knows no institution",
            ),
            ("l c", LAKE, &right, &[], "without spaces"),
            ("lac", LAKE, &private, &[], "a private key"),
            ("lac", LAKE, &pem, &[], "no JSON"),
            ("lac", LAKE, &long, &[], "too long for a set of keys"),
            (
                "lac",
                LAKE,
                &String::from("/nowhere/keys"),
                &[],
                "reading /nowhere/keys",
            ),
            (
                "lac",
                LAKE,
                &right,
                &["--scopes", "all"],
                "no scopes, such as",
            ),
            ("lac", LAKE, &right, &["--scopes", ""], "no scope is given"),
            // An id that another institution has stays its own.
            (
                "software-750000002",
                LAKE,
                &right,
                &[],
                "another institution",
            ),
        ] {
            let words = [
                "register", id, "--finess", finess, "--name", "L", "--keys", keys,
            ];
            let told = types(house, &[&words[..], more].concat()).await;
            let told = told.expect_err(why);
            assert!(told.contains(why), "{told}");
        }
        let words = [
            "register", "lac", "--finess", LAKE, "--name", " ", "--keys", &right,
        ];
        let told = types(house, &words).await.expect_err("no name");
        assert!(told.contains("the name must have"), "{told}");
        let told = types(house, &["off", "nobody"]).await.expect_err("nobody");
        assert!(told.contains("no client has this id"), "{told}");
        assert_eq!(types(house, &["list"]).await.expect("listed"), before);
    })
    .await;
}
