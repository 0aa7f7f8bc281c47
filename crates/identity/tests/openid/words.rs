//! What a provider says when somebody's session there ended, and what others say
//! in its name.

use crate::provider::{FakeProvider, SigningKey};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// What a forgery is called whose key nobody knows.
pub const UNKNOWN: &str = "an unknown key";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

impl FakeProvider {
    /// What it would say now: nobody is named yet.
    pub fn word(&self, jti: &str) -> Value {
        let now = self.now();
        json!({
            "iss": self.issuer, "aud": "carnet", "iat": now, "exp": now + 120,
            "jti": jti, "events": {EVENT: {}},
        })
    }

    /// That the session of this name ended, signed.
    pub fn ended(&self, jti: &str, sid: &str) -> String {
        let mut word = self.word(jti);
        word["sid"] = json!(sid);
        self.says(&word)
    }

    /// That all sessions of this subject ended, signed.
    pub fn all_ended(&self, jti: &str, subject: &str) -> String {
        let mut word = self.word(jti);
        word["sub"] = json!(subject);
        self.says(&word)
    }

    /// In the form of today's providers.
    pub fn says(&self, claims: &Value) -> String {
        let key = self.manner.lock().unwrap().key.clone();
        with_header(&key, claims, |header| {
            header.typ = Some("logout+jwt".into());
        })
    }

    /// Words that must end nothing, each with what is wrong with it: about this
    /// subject and this session, which are open.
    pub fn forgeries(&self, subject: &str, sid: &str) -> Vec<(String, String)> {
        let key = self.manner.lock().unwrap().key.clone();
        let right = |jti: &str| {
            let mut word = self.word(jti);
            word["sub"] = json!(subject);
            word["sid"] = json!(sid);
            word
        };
        let mut all = Vec::new();
        let mut add = |what: &str, token: String| all.push((what.to_owned(), token));

        // What nobody signed, or not the provider.
        for (what, text) in [
            ("nothing", ""),
            ("no token", "word"),
            ("two parts", "a.b"),
            ("four parts", "a.b.c.d"),
            ("no base64", "ä.ö.ü"),
        ] {
            add(what, text.to_owned());
        }
        let claims = B64.encode(right("none").to_string());
        for alg in ["none", "None", "ES256", "RS256", "HS256"] {
            let head = B64.encode(json!({"alg": alg, "kid": "k1"}).to_string());
            add(&format!("{alg}, unsigned"), format!("{head}.{claims}."));
        }
        for secret in [key.point.clone(), key.jwk.to_string().into_bytes()] {
            let mut header = Header::new(Algorithm::HS256);
            header.kid = Some("k1".into());
            let secret = EncodingKey::from_secret(&secret);
            let token = jsonwebtoken::encode(&header, &right("hs"), &secret).unwrap();
            add("the public key as a secret", token);
        }
        let others = |kid: &str| SigningKey::new(kid).sign(&right("key"));
        add("somebody else's key, named as theirs", others("k1"));
        let other = SigningKey::new("k1");
        let jwk = serde_json::from_value(other.jwk.clone()).unwrap();
        let own_key = with_header(&other, &right("jwk"), |header| header.jwk = Some(jwk));
        add("a key in the header", own_key);
        let mut changed = self.says(&right("changed"));
        let last = if changed.pop() == Some('A') { 'Q' } else { 'A' };
        changed.push(last);
        add("another signature", changed);
        let said = self.says(&right("one"));
        let parts: Vec<&str> = said.split('.').collect();
        let payload = B64.encode(right("another").to_string());
        let moved = format!("{}.{payload}.{}", parts[0], parts[2]);
        add("the signature of something else", moved);

        // What the provider signed for another purpose.
        for typ in ["at+jwt", "dpop+jwt", "id_token"] {
            let typed = |header: &mut Header| header.typ = Some(typ.into());
            add(typ, with_header(&key, &right(typ), typed));
        }
        let nested = |header: &mut Header| header.cty = Some("JWT".into());
        add("nested", with_header(&key, &right("nested"), nested));
        let now = self.now();
        let id_token = json!({
            "iss": self.issuer, "aud": "carnet", "sub": subject, "sid": sid, "iat": now,
            "exp": now + 60, "nonce": "n", "acr": "eidas3", "jti": "id",
        });
        add("an ID token", key.sign(&id_token));

        // What says something else, or not enough.
        for name in ["iss", "aud", "iat", "exp", "jti", "events"] {
            let mut word = right(name);
            word.as_object_mut().unwrap().remove(name);
            add(&format!("no {name}"), self.says(&word));
        }
        let mut nobody = right("nobody");
        for name in ["sub", "sid"] {
            nobody.as_object_mut().unwrap().remove(name);
        }
        add("nobody's", self.says(&nobody));
        let long = "x".repeat(300);
        for (name, value) in [
            ("iss", json!(format!("{}/", self.issuer))),
            ("iss", json!("https://other.example")),
            ("aud", json!("another")),
            ("aud", json!(["carnet", "another"])),
            ("aud", json!([])),
            ("iat", json!(now - 601)),
            ("iat", json!(now + 61)),
            ("iat", json!("now")),
            ("exp", json!(now)),
            ("nbf", json!(now + 61)),
            ("nonce", json!("n")),
            ("nonce", Value::Null),
            ("events", json!({})),
            ("events", json!([EVENT])),
            ("events", json!({EVENT: null})),
            ("events", json!({EVENT: true})),
            (
                "events",
                json!({"http://schemas.openid.net/event/other": {}}),
            ),
            ("jti", json!("")),
            ("jti", json!(7)),
            ("jti", json!(long)),
            ("sub", json!("")),
            ("sub", json!(long)),
            ("sid", json!("")),
            ("sid", json!({"any": true})),
        ] {
            let mut word = right("changed claim");
            word[name] = value.clone();
            add(&format!("{name} {value}"), self.says(&word));
        }
        let mut large = right("large");
        large["more"] = json!("x".repeat(17_000));
        add("too long", self.says(&large));
        // Last, for these are answered once the keys were looked for again.
        for kid in ["k2", "../../dev/null"] {
            add(&format!("{UNKNOWN}, {kid}"), others(kid));
        }
        all
    }

    fn now(&self) -> i64 {
        self.world.now().millis() / 1000
    }
}

/// Signed with this key, under a header that is changed so.
pub fn with_header(key: &SigningKey, claims: &Value, change: impl FnOnce(&mut Header)) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(key.kid.clone());
    change(&mut header);
    jsonwebtoken::encode(&header, claims, &key.encoding).unwrap()
}
