//! The hospital's software: registered as a client, with a key made here.

use super::fault;
use crate::demo::told::{Client, write_secret};
use crate::house::House;
use anyhow::{Context, Result};
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use identity::clients::{NewClient, Scopes};
use std::path::Path;

const KEY_ID: &str = "demo-1";
/// Who this software is at the demonstration's provider of professionals.
pub(in crate::demo) const PROVIDER_CLIENT: &str = "demo-hospital-psc";

/// Registers the hospital's software, with a key made here.
pub(super) async fn register(
    house: &House,
    hospital: &country::Place,
    folder: &Path,
) -> Result<Client> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).context("making a key")?;
    let point = pair.public_key().as_ref();
    let (x, y) = point[1..].split_at((point.len() - 1) / 2);
    let jwks = serde_json::json!({ "keys": [{
        "kty": "EC", "crv": "P-384", "use": "sig", "alg": "ES384", "kid": KEY_ID,
        "x": BASE64_URL_SAFE_NO_PAD.encode(x), "y": BASE64_URL_SAFE_NO_PAD.encode(y),
    }] });
    let pkcs8 = pair.to_pkcs8v1().context("writing a key")?;
    let key_file = folder.join("hospital-client-key.pem");
    write_secret(&key_file, &pem(pkcs8.as_ref())).context("writing a key")?;
    let client = NewClient {
        client_id: String::from("demo-hospital"),
        finess: hospital.finess.parse().map_err(fault)?,
        name: format!("Logiciel de {}", hospital.name),
        jwks: jwks.to_string(),
        scopes: Scopes::parse("system/*.cruds").context("scopes")?,
        provider_client: Some(String::from(PROVIDER_CLIENT)),
    };
    house.clients.register(&client).await.map_err(fault)?;
    Ok(Client {
        client_id: client.client_id,
        institution: hospital.name.clone(),
        finess: hospital.finess.clone(),
        key_file: key_file.display().to_string(),
        key_id: KEY_ID.to_owned(),
        token_path: String::from("/oauth/token"),
        provider_client: PROVIDER_CLIENT.to_owned(),
    })
}

fn pem(pkcs8: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(pkcs8);
    let lines: Vec<&str> = (0..text.len())
        .step_by(64)
        .map(|at| &text[at..text.len().min(at + 64)])
        .collect();
    format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    )
}
