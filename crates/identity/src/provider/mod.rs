//! How a professional proves who they are: OpenID Connect at a provider of
//! their profession (Pro Santé Connect), authorization code with PKCE.
//!
//! We keep no password of theirs and recognise nobody by e-mail or name: the
//! provider tells a national number, the directory tells whether it may come
//! in and where it works. What they may then read is decided by `sharing`.

mod claims;
mod config;
mod pages;
mod queries;
mod resuming;
pub mod rules;

pub use claims::Claims;
pub use config::ProviderConfig;
pub use pages::routes;
pub use rules::Refused;
pub(crate) use rules::back;

use crate::oidc::{
    self, Answered, Browser, Demand, Proven, SIGNIN_LIFE, Sent, Speaker, Taken, in_language,
};
use crate::professionals::{self, Institution, Listed, Professionals};
pub use crate::sessions::{Locked, Whence, Word};
use async_trait::async_trait;
use claims::ProSanteConnect;
use http::HeaderValue;
use kernel::{Error, Finess, Lang, Result, World};
use queries::Choosing;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use store::{Migration, Store, Tx};

/// The tables of sign-ins under way, at whichever provider.
pub const MIGRATIONS: &[Migration] = oidc::MIGRATIONS;
/// The word for these sign-ins among all that are under way.
const PROFESSIONALS: &str = "professionals";
/// The home of those who come in here.
pub(crate) const HOME: &str = edge::Audience::Professional.home();

type Stop = oidc::Stop<Refused>;

/// The sentences of professionals' sign-in.
pub const PRO_TEXTS: edge::Locale = edge::Locale {
    name: "identity-professionals",
    fr: include_str!("../../locales/pro_fr.ftl"),
    en: include_str!("../../locales/pro_en.ftl"),
};

/// A professional who has proved who they are and where they work now.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// As the directory knows them.
    pub listed: Listed,
    /// Where they work for this session.
    pub place: Option<Institution>,
    /// The session at the provider from which they come.
    pub whence: Option<Whence>,
}

/// The browser that somebody comes with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visit<'a> {
    /// The token of the session that it had.
    pub old_session: Option<&'a str>,
    /// The address of its machine, where it is known.
    pub client: Option<IpAddr>,
    /// The session that it has, if that is locked.
    pub locked: Option<&'a Locked>,
}

/// What opens sessions.
#[async_trait]
pub trait Reception: Send + Sync {
    /// Counts a way to the provider against this address, before it is kept.
    ///
    /// # Errors
    /// Too many.
    async fn count_way(&self, client: Option<IpAddr>) -> Result<()>;

    /// Opens a session in this transaction, ends the one that this browser had,
    /// whoever's it was, and gives the way back to its address; the answer is
    /// the cookie to set.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn open(&self, tx: &mut Tx, arrived: &Arrived, visit: Visit<'_>) -> Result<HeaderValue>;

    /// Opens a locked session again in this transaction, and gives the way back
    /// to its address; the answer is the cookie to set, none when the session is
    /// there no more.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn resume(
        &self,
        tx: &mut Tx,
        locked: &Locked,
        whence: Option<Whence>,
        client: Option<IpAddr>,
    ) -> Result<Option<HeaderValue>>;

    /// Counts a proof that failed for a locked session: how many more may; none,
    /// when the session is over with it.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn count_failure(&self, locked: &Locked) -> Result<Option<i64>>;

    /// Ends a locked session.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn end(&self, locked: &Locked) -> Result<()>;

    /// From which session at this provider somebody comes.
    fn whence(&self, issuer: &str, subject: &str, sid: Option<&str>) -> Option<Whence>;

    /// Whether a provider's word may come from this address.
    ///
    /// # Errors
    /// Too many, when too much came from there that could not be believed.
    async fn check_word(&self, client: Option<IpAddr>) -> Result<()>;

    /// Counts a word that could not be believed.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn count_false_word(&self, client: Option<IpAddr>) -> Result<()>;

    /// Ends what came from a session that ended at the provider; `false` when the
    /// same word was heard before.
    ///
    /// # Errors
    /// When the store does not answer.
    async fn end_whence(&self, word: &Word<'_>) -> Result<bool>;
}

/// Signing in of professionals.
#[derive(Clone)]
pub struct Provider {
    config: Arc<ProviderConfig>,
    speaker: Speaker<ProSanteConnect>,
    professionals: Professionals,
    reception: Arc<dyn Reception>,
    store: Store,
    world: World,
    shows: Option<Shows>,
}

/// Whether the site shows a page at this path, whatever is asked there.
pub type Shows = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

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
    lock: AtLock,
}

/// What a sign-in is for.
enum Way<'a> {
    /// To come in, and see this page.
    Enter(&'a str),
    /// To go on in a locked session.
    Resume(&'a Locked),
}

/// What became of the locked session that was to be opened again.
enum AtLock {
    /// There was none.
    None,
    /// It stays locked; how many more proofs may fail, if this one counted.
    Stays(Option<i64>),
    /// It is over.
    Ended,
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
        Ok(Self {
            speaker: Speaker::new(config.registration(), None)?,
            config: Arc::new(config),
            professionals,
            reception,
            store,
            world,
            shows: None,
        })
    }

    /// The same, which leads nobody from a lock to where no page is shown.
    #[must_use]
    pub fn leading(mut self, shows: Shows) -> Self {
        self.shows = Some(shows);
        self
    }

    /// Sends a browser on its way; the answer is the provider's address.
    async fn send(
        &self,
        browser: &Browser,
        lang: Lang,
        way: Way<'_>,
        client: Option<IpAddr>,
    ) -> Result<String, Stop> {
        let (purpose, back, session, demand) = match way {
            Way::Enter(back) => ("", back, None, Demand::Proof),
            Way::Resume(locked) => {
                let session = Some(locked.who.session);
                (resuming::RESUME, "", session, resuming::ANEW)
            }
        };
        let sent = Sent {
            provider: PROFESSIONALS,
            lang,
            back: back.to_owned(),
            purpose,
            shared: false,
            session,
        };
        let way = self.speaker.way(&self.world, browser, demand);
        let (url, key) = way.await?;
        self.reception.count_way(client).await?;
        oidc::insert_sent(&self.store, key, &sent, self.world.now()).await?;
        Ok(url)
    }

    /// Receives a browser that comes back. Whatever it brings, its sign-in is
    /// used up.
    async fn receive(
        &self,
        browser: &Browser,
        answered: Answered,
        visit: Visit<'_>,
    ) -> Result<Come, Stopped> {
        let now = self.world.now();
        let nobody = |stop| Stopped {
            lang: None,
            stop,
            lock: AtLock::None,
        };
        let taken = oidc::take_sent(
            &self.store,
            browser.key(&answered.state),
            PROFESSIONALS,
            now,
        )
        .await
        .map_err(|error| nobody(error.into()))?
        .ok_or_else(|| nobody(oidc::Refused::Stale.into()))?;
        let lang = Some(taken.lang);
        if taken.purpose == resuming::RESUME {
            return self.receive_resumed(browser, answered, taken, visit).await;
        }
        self.receive_sent(browser, answered, taken, visit)
            .await
            .map_err(|stop| Stopped {
                lang,
                stop,
                lock: AtLock::None,
            })
    }

    async fn receive_sent(
        &self,
        browser: &Browser,
        answered: Answered,
        sent: Taken,
        visit: Visit<'_>,
    ) -> Result<Come, Stop> {
        let now = self.world.now();
        let proven = self.speaker.receive(browser, answered, now).await?;
        let (whence, claims) = (self.whence(&proven), proven.claims);

        let rpps = rules::rpps(&claims).map_err(Stop::Refused)?;
        let named = claims.named_places();
        let listed = self.professionals.find(&rpps).await?;
        let (listed, places) =
            rules::places(listed.as_ref(), &claims, &named, now).map_err(Stop::Refused)?;
        if places.len() > 1 {
            let choosing = Choosing {
                rpps,
                named,
                back: sent.back,
                whence,
            };
            let expires_at = now.plus(SIGNIN_LIFE);
            queries::keep_choosing(&self.store, browser.hash(), &choosing, now, expires_at).await?;
            return Ok(Come::Choosing);
        }
        let arrived = Arrived {
            listed: listed.clone(),
            place: places.first().map(|place| (*place).clone()),
            whence,
        };
        let tx = self.store.begin("open a professional's session").await?;
        let cookie = self.open(tx, &arrived, visit).await?;
        Ok(Come::In {
            cookie,
            back: in_language(sent.lang, &sent.back),
        })
    }

    /// Who comes through software of an institution: it brings the ID token
    /// that the provider gave to it, `party`, and they must work there.
    pub(crate) async fn vouched(
        &self,
        id_token: &str,
        party: &str,
        place: &Finess,
    ) -> Result<Listed, Stop> {
        let now = self.world.now();
        let claims = self.speaker.vouched(id_token, party, now).await?;
        let rpps = rules::rpps(&claims).map_err(Stop::Refused)?;
        let listed = self.professionals.find(&rpps).await?;
        let named = claims.named_places();
        let (listed, places) =
            rules::places(listed.as_ref(), &claims, &named, now).map_err(Stop::Refused)?;
        match places.iter().any(|open| open.finess == *place) {
            true => Ok(listed.clone()),
            false => Err(Stop::Refused(Refused::NoPlace)),
        }
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
            .ok_or(oidc::Refused::Stale)?;
        let listed = self.professionals.find(&choosing.rpps).await?;
        let claims = Claims::default();
        let (listed, places) =
            rules::places(listed.as_ref(), &claims, &choosing.named, now).map_err(Stop::Refused)?;
        let places = places.into_iter().cloned().collect();
        Ok((listed.clone(), places, choosing))
    }

    /// Opens the session at the place that was chosen.
    async fn choose(
        &self,
        browser: &Browser,
        place: &Finess,
        visit: Visit<'_>,
    ) -> Result<(HeaderValue, String), Stop> {
        let (listed, places, choosing) = self.choices(browser).await?;
        let place = places
            .into_iter()
            .find(|open| open.finess == *place)
            .ok_or_else(|| Error::field("lieu", "pro-place-missing"))?;
        let arrived = Arrived {
            listed,
            place: Some(place),
            whence: choosing.whence,
        };
        let mut tx = self.store.begin("open a professional's session").await?;
        if !queries::delete_choosing(&mut tx, browser.hash()).await? {
            return Err(oidc::Refused::Stale.into());
        }
        let cookie = self.open(tx, &arrived, visit).await?;
        Ok((cookie, choosing.back))
    }

    fn whence(&self, proven: &Proven<Claims>) -> Option<Whence> {
        let issuer = self.speaker.issuer();
        self.reception
            .whence(issuer, &proven.subject, proven.sid.as_deref())
    }

    async fn open(&self, mut tx: Tx, arrived: &Arrived, visit: Visit<'_>) -> Result<HeaderValue> {
        let reception = &self.reception;
        let cookie = reception.open(&mut tx, arrived, visit).await?;
        if let Some(place) = &arrived.place {
            let rpps = &arrived.listed.rpps;
            professionals::note_use(&mut tx, rpps, &place.finess, self.world.now()).await?;
        }
        tx.commit().await?;
        Ok(cookie)
    }
}
