//! The software of an institution, with its access token.

use super::town::Town;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use identity::clients::{NewClient, Scopes, TokenRequest};
use jsonwebtoken::{Algorithm, EncodingKey, Header};

impl Town {
    /// An access token of the software of this institution.
    pub async fn institution(&self, finess: &str) -> String {
        let directory = format!(
            "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n\
             99700366240,Le Roy,Ana,60,,{finess},Clinique du Lac,Lyon,hospital,\n"
        );
        let csv = identity::professionals::Format::Csv;
        let directory = directory.as_bytes();
        let imported = self
            .house
            .professionals
            .import(directory, csv, std::io::sink());
        imported.await.expect("a directory");
        let ring = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = EcdsaKeyPair::generate_pkcs8(ring, &SystemRandom::new()).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(ring, der.as_ref()).expect("a key");
        let point = pair.public_key().as_ref();
        let jwk = serde_json::json!({
            "kty": "EC", "crv": "P-256", "kid": "k", "alg": "ES256", "use": "sig",
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]),
        });
        let scopes = "system/DocumentReference.crs system/Binary.r system/Patient.rs";
        let client = NewClient {
            client_id: format!("software-{finess}"),
            finess: finess.parse().expect("a number"),
            name: String::from("Logiciel"),
            jwks: serde_json::json!({ "keys": [jwk] }).to_string(),
            scopes: Scopes::parse(scopes).expect("scopes"),
            provider_client: None,
        };
        let clients = &self.house.clients;
        clients.register(&client).await.expect("registered");
        let now = self.world.now().millis() / 1000;
        let unique: [u8; 8] = self.house.world.random();
        let claims = serde_json::json!({
            "iss": client.client_id, "sub": client.client_id, "aud": clients.token_endpoint(),
            "exp": now + 240, "iat": now, "jti": BASE64.encode(unique),
        });
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(String::from("k"));
        let key = EncodingKey::from_ec_der(der.as_ref());
        let request = TokenRequest {
            grant_type: String::from("client_credentials"),
            assertion_type: String::from("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            assertion: jsonwebtoken::encode(&header, &claims, &key).expect("signed"),
            ..TokenRequest::default()
        };
        match clients.token(&request).await {
            Ok(given) => given.token,
            Err(why) => panic!("no token: {why:?}"),
        }
    }
}
