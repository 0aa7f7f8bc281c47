//! Coming in through FranceConnect: what goes well, and every way it must not.

mod accounts;
mod ended;
mod envelopes;
mod proofs;
mod real;
mod tokens;
mod ways;

use crate::house::{Answer, Browser, House, ORIGIN};
use crate::provider::{FakeProvider, Kind};
use async_trait::async_trait;
use http::{HeaderValue, StatusCode};
use identity::Limits;
use identity::france_connect::{Arrived, FranceConnectConfig, Onward, Pivot, Proof, Register};
use kernel::{AccountId, Personal, Result, Secret, SpaceId};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex};
use store::Store;
use testkit::TestWorld;

pub const RETURN: &str = "/connexion/franceconnect/retour";

/// FranceConnect, as far as it is used. It tells an e-mail address too: nobody
/// asked for it, and nobody is recognised by it.
const FRANCE_CONNECT: Kind = Kind {
    realm: "fc",
    origin: ORIGIN,
    back: RETURN,
    scope: "openid given_name family_name preferred_username birthdate gender birthplace birthcountry",
    acr: "eidas2",
    person,
    france_connect: true,
};

fn person(who: &str) -> (String, Value) {
    let claims = json!({
        "given_name": format!("{who} Marie"), "given_name_array": [who, "Marie"],
        "family_name": "DUBOIS", "birthdate": "1962-08-24", "gender": "female",
        "birthplace": "75107", "birthcountry": "99100",
        "email": "angela@exemple.invalid", "email_verified": true,
    });
    (format!("{who}v1"), claims)
}

/// The traits that FranceConnect tells of somebody.
pub fn pivot(who: &str) -> Pivot {
    Pivot {
        family_name: "DUBOIS".into(),
        given_names: vec![who.into(), "Marie".into()],
        birthdate: "1962-08-24".into(),
        gender: "female".into(),
        birthplace: "75107".into(),
        birthcountry: "99100".into(),
    }
}

/// A register that notes who came, and knows whose space is whose.
#[derive(Default)]
pub struct Desk {
    pub arrived: Mutex<Vec<Arrived>>,
    pub people: Mutex<HashMap<SpaceId, Pivot>>,
}

#[async_trait]
impl Register for Desk {
    async fn welcome(&self, arrived: Arrived) -> Result<Onward> {
        self.arrived.lock().unwrap().push(arrived);
        let cookie = "__Host-activation=begun; Path=/; Secure; HttpOnly; SameSite=Lax";
        Ok(Onward {
            to: "/activer/partage",
            cookie: Some(HeaderValue::from_static(cookie)),
        })
    }

    async fn is_person_of(&self, space: SpaceId, pivot: &Pivot) -> Result<bool> {
        Ok(self.people.lock().unwrap().get(&space) == Some(pivot))
    }
}

/// A house with FranceConnect beside it.
pub struct Town {
    pub house: House,
    pub provider: FakeProvider,
    pub desk: Arc<Desk>,
}

impl Deref for Town {
    type Target = House;
    fn deref(&self) -> &House {
        &self.house
    }
}

impl Town {
    pub async fn new(store: Store) -> Self {
        Self::limited(store, Limits::default()).await
    }

    pub async fn limited(store: Store, limits: Limits) -> Self {
        let world = TestWorld::new();
        let provider = FakeProvider::start(world.clone(), FRANCE_CONNECT, "Angela").await;
        let desk = Arc::new(Desk::default());
        let secret = Secret::new(String::from("secret"));
        let config = FranceConnectConfig::new(&provider.issuer, "carnet", secret, ORIGIN);
        let register = desk.clone();
        let house = House::with_france_connect(store, config, register, world, limits).await;
        Self {
            house,
            provider,
            desk,
        }
    }

    /// Goes to FranceConnect from this page and comes back.
    pub async fn through(&self, browser: &mut Browser, page: &str) -> Answer {
        let out = browser.get(page).await;
        out.is(303);
        let back = self.provider.answer(out.to());
        browser.get(&back).await
    }

    /// The proof of somebody, as it came to the register.
    pub async fn proof(&self, who: &str) -> Proof {
        self.provider.behave(|manner| manner.who = who.to_owned());
        let mut browser = self.browser();
        self.through(&mut browser, "/activer/franceconnect")
            .await
            .goes_to("/activer/partage");
        let arrived = self.desk.arrived.lock().unwrap().pop();
        arrived.unwrap().proof
    }

    /// An account without a password, bound to this person of FranceConnect.
    pub async fn bare(&self, who: &str) {
        let proof = self.proof(who).await;
        let world = self.world.world();
        let account = AccountId::new(&*world.chance);
        let space = SpaceId::new(&*world.chance);
        let name = Personal(format!("{who} Dubois"));
        let prepared = self.identity.prepare_bare_account(account, &name);
        let mut tx = self.store.begin("test").await.unwrap();
        self.identity.open_account(&mut tx, prepared).await.unwrap();
        self.identity.bind(&mut tx, account, &proof).await.unwrap();
        self.identity
            .link_space(&mut tx, account, space)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.desk.people.lock().unwrap().insert(space, pivot(who));
    }

    /// A browser that came in through FranceConnect as this person.
    pub async fn comes_in(&self, who: &str) -> Browser {
        self.provider.behave(|manner| manner.who = who.to_owned());
        let mut browser = self.browser();
        self.through(&mut browser, "/connexion/franceconnect")
            .await
            .goes_to("/espace/moi");
        browser
    }
}

/// Nobody was let in, and nothing was kept.
pub async fn is_refused(town: &Town, browser: &mut Browser, answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert!(!answer.text.contains("code-"), "the page repeats the code");
    assert!(!browser.is_in().await);
    assert_eq!(town.count("SELECT count(*) FROM provider_signin").await, 0);
    assert_eq!(town.count("SELECT count(*) FROM session").await, 0);
}

/// What people read, with every space the same and apostrophes as typed.
pub fn said(answer: &Answer) -> String {
    let text = answer.text.replace(['\u{a0}', '\u{202f}'], " ");
    text.replace("&#39;", "'")
}

pub fn ok(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}
