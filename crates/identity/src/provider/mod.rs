//! How a professional proves who they are: OpenID Connect at a provider of
//! their profession (Pro Santé Connect), authorization code with PKCE.
//!
//! We keep no password of theirs and recognise nobody by e-mail or name: the
//! provider tells a national number, the directory tells whether it may come
//! in and where it works. What they may then read is decided by `sharing`.

mod claims;
mod config;
mod metadata;
mod outbound;
mod pages;
mod proof;
mod queries;
pub mod rules;

pub use claims::Claims;
pub use config::ProviderConfig;
pub use metadata::{FRESH_MAX, KEPT_MAX};
pub use pages::routes;
pub use queries::MIGRATIONS;
pub use rules::Refused;

use crate::professionals::{self, Institution, Listed, Professionals};
use async_trait::async_trait;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::HeaderValue;
use kernel::{Error, Finess, Lang, Result, World};
use keys::{Key, mac, sha256};
use proof::{Secrets, Speaker, Stop};
use queries::{Choosing, Sent};
use std::sync::Arc;
use std::time::Duration;
use store::{Store, Tx};

/// The sentences of professionals' sign-in.
pub const PRO_TEXTS: edge::Locale = edge::Locale {
    name: "identity-professionals",
    fr: include_str!("../../locales/pro_fr.ftl"),
    en: include_str!("../../locales/pro_en.ftl"),
};

/// How long a sign-in may be under way.
pub const SIGNIN_LIFE: Duration = Duration::from_secs(10 * 60);

/// A professional who has proved who they are and where they work now.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// As the directory knows them.
    pub listed: Listed,
    /// Where they work for this session.
    pub place: Option<Institution>,
}

/// What opens sessions.
#[async_trait]
pub trait Reception: Send + Sync {
    /// Opens a session in this transaction; the answer is the cookie to set.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn open(&self, tx: &mut Tx, arrived: &Arrived) -> Result<HeaderValue>;
}

/// Signing in of professionals.
#[derive(Clone)]
pub struct Provider {
    config: Arc<ProviderConfig>,
    speaker: Speaker,
    professionals: Professionals,
    reception: Arc<dyn Reception>,
    store: Store,
    world: World,
}

/// The secret of one browser, for as long as a sign-in is under way.
#[derive(Clone)]
struct Browser([u8; 32]);

impl Browser {
    fn new(world: &World) -> Self {
        Self(world.random())
    }

    fn of_cookie(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    fn cookie(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    fn hash(&self) -> [u8; 32] {
        sha256(&self.0)
    }

    /// The nonce and the PKCE verifier come from the browser's secret and the
    /// state, so that the store holds neither.
    fn secrets(&self, state: String) -> Secrets {
        let key = Key::from_bytes(self.0);
        let derive = |purpose| BASE64_URL_SAFE_NO_PAD.encode(mac(&key, purpose, state.as_bytes()));
        Secrets {
            nonce: derive("professional sign-in: nonce"),
            verifier: derive("professional sign-in: PKCE"),
            state,
        }
    }
}

/// What the browser brought back from the provider.
struct Answered {
    code: Option<String>,
    state: String,
    iss: Option<String>,
    error: bool,
}

/// Where somebody who came back stands.
enum Come {
    /// In: the cookie of their session, and the page to go on to.
    In { cookie: HeaderValue, back: String },
    /// They have yet to say where they work.
    Choosing,
}

/// A sign-in that stops, in the language in which it began.
struct Stopped {
    lang: Option<Lang>,
    stop: Stop,
}

impl Provider {
    /// Signing in at this provider.
    ///
    /// # Errors
    /// Invalid, when an address of the configuration is none.
    pub fn new(
        config: ProviderConfig,
        professionals: Professionals,
        reception: Arc<dyn Reception>,
        store: Store,
        world: World,
    ) -> Result<Self> {
        let config = Arc::new(config);
        Ok(Self {
            speaker: Speaker::new(config.clone())?,
            config,
            professionals,
            reception,
            store,
            world,
        })
    }

    /// Sends a browser on its way; the answer is the provider's address.
    async fn send(&self, browser: &Browser, sent: &Sent) -> Result<String, Stop> {
        let now = self.world.now();
        let state = BASE64_URL_SAFE_NO_PAD.encode(self.world.random::<32>());
        let secrets = browser.secrets(state);
        let url = self.speaker.way_out(&secrets, now).await?;
        let state_hash = sha256(secrets.state.as_bytes());
        let expires_at = now.plus(SIGNIN_LIFE);
        queries::insert_sent(
            &self.store,
            state_hash,
            browser.hash(),
            sent,
            now,
            expires_at,
        )
        .await?;
        Ok(url)
    }

    /// Receives a browser that comes back. Whatever it brings, its sign-in is
    /// used up.
    async fn receive(&self, browser: &Browser, answered: Answered) -> Result<Come, Stopped> {
        let now = self.world.now();
        let state_hash = sha256(answered.state.as_bytes());
        let nobody = |stop| Stopped { lang: None, stop };
        let sent = queries::take_sent(&self.store, state_hash, browser.hash(), now)
            .await
            .map_err(|error| nobody(error.into()))?
            .ok_or_else(|| nobody(Refused::Stale.into()))?;
        let lang = Some(sent.lang);
        self.receive_sent(browser, answered, sent)
            .await
            .map_err(|stop| Stopped { lang, stop })
    }

    async fn receive_sent(
        &self,
        browser: &Browser,
        answered: Answered,
        sent: Sent,
    ) -> Result<Come, Stop> {
        let now = self.world.now();
        self.speaker
            .answered_by(answered.iss.as_deref(), now)
            .await?;
        if answered.error {
            return Err(Refused::Cancelled.into());
        }
        let code = answered.code.ok_or(Refused::Stale)?;
        let secrets = browser.secrets(answered.state);
        let claims = self.speaker.claims(code, secrets, now).await?;

        let rpps = rules::rpps(&claims)?;
        let named = claims.named_places();
        let listed = self.professionals.find(&rpps).await?;
        let (listed, places) = rules::places(listed.as_ref(), &claims, &named, now)?;
        if places.len() > 1 {
            let choosing = Choosing {
                rpps,
                named,
                back: sent.back,
            };
            let expires_at = now.plus(SIGNIN_LIFE);
            queries::keep_choosing(&self.store, browser.hash(), &choosing, now, expires_at).await?;
            return Ok(Come::Choosing);
        }
        let arrived = Arrived {
            listed: listed.clone(),
            place: places.first().map(|place| (*place).clone()),
        };
        let tx = self.store.begin("open a professional's session").await?;
        let cookie = self.open(tx, &arrived).await?;
        Ok(Come::In {
            cookie,
            back: in_language(sent.lang, &sent.back),
        })
    }

    /// The places among which somebody is choosing, as the directory knows
    /// them now.
    async fn choices(
        &self,
        browser: &Browser,
    ) -> Result<(Listed, Vec<Institution>, Choosing), Stop> {
        let now = self.world.now();
        let choosing = queries::find_choosing(&self.store, browser.hash(), now)
            .await?
            .ok_or(Refused::Stale)?;
        let listed = self.professionals.find(&choosing.rpps).await?;
        let claims = Claims::default();
        let (listed, places) = rules::places(listed.as_ref(), &claims, &choosing.named, now)?;
        let places = places.into_iter().cloned().collect();
        Ok((listed.clone(), places, choosing))
    }

    /// Opens the session at the place that was chosen.
    async fn choose(
        &self,
        browser: &Browser,
        place: &Finess,
    ) -> Result<(HeaderValue, String), Stop> {
        let (listed, places, choosing) = self.choices(browser).await?;
        let place = places
            .into_iter()
            .find(|open| open.finess == *place)
            .ok_or_else(|| Error::field("lieu", "pro-place-missing"))?;
        let arrived = Arrived {
            listed,
            place: Some(place),
        };
        let mut tx = self.store.begin("open a professional's session").await?;
        if !queries::delete_choosing(&mut tx, browser.hash()).await? {
            return Err(Refused::Stale.into());
        }
        Ok((self.open(tx, &arrived).await?, choosing.back))
    }

    async fn open(&self, mut tx: Tx, arrived: &Arrived) -> Result<HeaderValue> {
        let cookie = self.reception.open(&mut tx, arrived).await?;
        if let Some(place) = &arrived.place {
            let rpps = &arrived.listed.rpps;
            professionals::note_use(&mut tx, rpps, &place.finess, self.world.now()).await?;
        }
        tx.commit().await?;
        Ok(cookie)
    }
}

fn in_language(lang: Lang, path: &str) -> String {
    format!("{}{path}", lang.prefix())
}
