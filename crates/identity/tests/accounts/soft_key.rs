//! An authenticator in a few lines: makes passkeys and signs with them, rightly
//! or wrongly. WebAuthn level 2, §6.1 and §6.5.4; attestation `none`.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

pub struct SoftKey {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    pub user: Vec<u8>,
    pub counter: u32,
    pub origin: String,
    pub verifies_user: bool,
}

fn b64(bytes: impl AsRef<[u8]>) -> String {
    BASE64.encode(bytes)
}

/// A CBOR head: major type and a length below 65,536.
fn head(major: u8, n: usize) -> Vec<u8> {
    let high = major << 5;
    match n {
        0..24 => vec![high | u8::try_from(n).unwrap()],
        24..256 => vec![high | 24, u8::try_from(n).unwrap()],
        _ => {
            let n = u16::try_from(n).unwrap().to_be_bytes();
            vec![high | 25, n[0], n[1]]
        }
    }
}

fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, content.len()), content.to_vec()].concat()
}

fn text(content: &str) -> Vec<u8> {
    [head(3, content.len()), content.as_bytes().to_vec()].concat()
}

impl SoftKey {
    pub fn new(origin: &str) -> Self {
        let id: [u8; 16] = {
            let mut id = [0; 16];
            aws_lc_rs::rand::fill(&mut id).unwrap();
            id
        };
        Self {
            pair: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: id.to_vec(),
            user: Vec::new(),
            counter: 1,
            origin: origin.to_owned(),
            verifies_user: true,
        }
    }

    fn flags(&self) -> u8 {
        let verified = match self.verifies_user {
            true => USER_VERIFIED,
            false => 0,
        };
        USER_PRESENT | verified
    }

    fn auth_data(&self, rp_id: &str, more: u8) -> Vec<u8> {
        let mut data = keys::sha256(rp_id.as_bytes()).to_vec();
        data.push(self.flags() | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    /// The answer to the options of a registration.
    pub fn creates(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        self.user = BASE64
            .decode(options["user"]["id"].as_str().unwrap())
            .unwrap();
        let point = self.pair.public_key().as_ref().to_vec();
        // COSE: EC2, ES256, P-256, x, y.
        let cose = [
            vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21],
            bytes(&point[1..33]),
            vec![0x22],
            bytes(&point[33..65]),
        ]
        .concat();
        let mut auth = self.auth_data(options["rp"]["id"].as_str().unwrap(), ATTESTED);
        auth.extend([0; 16]);
        auth.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        auth.extend(&self.id);
        auth.extend(cose);
        let object = [
            head(5, 3),
            text("fmt"),
            text("none"),
            text("attStmt"),
            head(5, 0),
            text("authData"),
            bytes(&auth),
        ]
        .concat();
        let client = self.client_data("webauthn.create", options["challenge"].as_str().unwrap());
        json!({
            "id": b64(&self.id), "rawId": b64(&self.id), "type": "public-key", "extensions": {},
            "response": {
                "attestationObject": b64(object),
                "clientDataJSON": b64(client),
                "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// The answer to the options of a sign-in.
    pub fn signs(&mut self, options: &str) -> String {
        self.counter += 1;
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        let auth = self.auth_data(options["rpId"].as_str().unwrap(), 0);
        let client = self.client_data("webauthn.get", options["challenge"].as_str().unwrap());
        let signed = [auth.clone(), keys::sha256(&client).to_vec()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": b64(&self.id), "rawId": b64(&self.id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": b64(auth),
                "clientDataJSON": b64(client),
                "signature": b64(signature.as_ref()),
                "userHandle": b64(&self.user),
            },
        })
        .to_string()
    }
}
