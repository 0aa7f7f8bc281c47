//! The way to FranceConnect and back, and the way out of its session.

use super::{Arrived, FranceConnect, Pivot, Proof, Purpose, Refused, Stop};
use crate::caller::Holder;
use crate::layer::Device;
use crate::oidc::{self, Answered, Browser, Sent, Taken, is_recent};
use crate::pages::Door;
use crate::sessions::PROOF_FRESH;
use crate::{queries, steps};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use edge::Audience;
use http::HeaderValue;
use kernel::{AccountId, Kind, Lang, Result, Secret};
use std::net::IpAddr;

/// The word for these ways among all that are under way.
const FRANCE_CONNECT: &str = "france-connect";
/// The way between our sign-out and theirs.
const LEAVING_STEP: steps::Kind = steps::Kind {
    name: "france-connect-out",
    life: oidc::SIGNIN_LIFE,
};

/// A way that begins.
pub(super) struct Begin<'a> {
    pub purpose: Purpose,
    pub lang: Lang,
    pub back: &'a str,
    pub shared: bool,
    /// Who asks, when somebody is signed in.
    pub holder: Option<&'a Holder>,
    pub client: Option<IpAddr>,
}

/// A browser that comes back.
pub(super) struct Returning<'a> {
    pub browser: &'a Browser,
    pub answered: Answered,
    pub person: Person<'a>,
}

/// Who sits at it, as far as we know.
#[derive(Clone, Copy)]
pub(super) struct Person<'a> {
    /// The holder who is signed in.
    pub holder: Option<&'a Holder>,
    /// The token of the session that this browser has.
    pub old_session: Option<&'a str>,
    pub user_agent: &'a str,
    /// The cookie by which their device may be known.
    pub device: Option<&'a str>,
    pub client: Option<IpAddr>,
}

/// Where somebody goes on, and with what cookies.
pub(super) struct Arrival {
    pub lang: Lang,
    pub to: String,
    pub cookies: Vec<HeaderValue>,
}

/// A way that stops: what is known of how it began.
pub(super) struct Stopped {
    pub begun: Option<(Lang, Purpose, String)>,
    pub stop: Stop,
}

impl FranceConnect {
    /// Sends a browser on its way; the answer is FranceConnect's address.
    pub(super) async fn send(&self, browser: &Browser, begin: Begin<'_>) -> Result<String, Stop> {
        let sent = Sent {
            provider: FRANCE_CONNECT,
            lang: begin.lang,
            back: begin.back.to_owned(),
            purpose: begin.purpose.word(),
            shared: begin.shared,
            session: begin.holder.map(|holder| holder.session),
        };
        let identity = self.identity();
        let demand = begin.purpose.demand();
        let way = self.speaker().way(identity.world(), browser, demand);
        let (url, key) = way.await?;
        if begin.holder.is_none() {
            identity.count_way(begin.client).await?;
        }
        oidc::insert_sent(identity.store(), key, &sent, identity.now()).await?;
        Ok(url)
    }

    /// Receives a browser that comes back. Whatever it brings, its way is used
    /// up.
    pub(super) async fn receive(&self, returning: Returning<'_>) -> Result<Arrival, Stopped> {
        let identity = self.identity();
        let nobody = |stop| Stopped { begun: None, stop };
        let key = returning.browser.key(&returning.answered.state);
        let taken = oidc::take_sent(identity.store(), key, FRANCE_CONNECT, identity.now())
            .await
            .map_err(|error| nobody(error.into()))?
            .ok_or_else(|| nobody(oidc::Refused::Stale.into()))?;
        let purpose =
            Purpose::of_word(&taken.purpose).ok_or_else(|| nobody(oidc::Refused::Stale.into()))?;
        let begun = Some((taken.lang, purpose, taken.back.clone()));
        self.receive_taken(returning, purpose, taken)
            .await
            .map_err(|stop| Stopped { begun, stop })
    }

    async fn receive_taken(
        &self,
        returning: Returning<'_>,
        purpose: Purpose,
        taken: Taken,
    ) -> Result<Arrival, Stop> {
        let Returning {
            browser,
            answered,
            person,
        } = returning;
        let identity = self.identity();
        let now = identity.now();
        let proven = self.speaker().receive(browser, answered, now).await?;
        let (proof, pivot) = self.proof_of(proven);
        if taken.session.is_none() {
            let mut tx = identity.store().begin("forgive a way").await?;
            identity.forgive_way(&mut tx, person.client).await?;
            tx.commit().await?;
        }
        let (to, cookies) = match purpose {
            Purpose::Enter => match identity.account_of(&proof).await? {
                Some(account) => self.enter(account, person, &proof, &taken).await?,
                None => return Err(Stop::Refused(Refused::Unbound)),
            },
            Purpose::Activate => match identity.account_of(&proof).await? {
                Some(account) => self.enter(account, person, &proof, &taken).await?,
                None => {
                    let arrived = Arrived {
                        pivot,
                        proof,
                        client: person.client,
                    };
                    let onward = self.0.register.welcome(arrived).await?;
                    (onward.to.to_owned(), Vec::from_iter(onward.cookie))
                }
            },
            Purpose::Prove => {
                let holder = same_session(person.holder, &taken)?;
                let cookie = self.prove_again(holder, &proof).await?;
                (own_back(&taken.back).to_owned(), vec![cookie])
            }
            Purpose::Bind => {
                let holder = same_session(person.holder, &taken)?;
                self.bind(holder, &pivot, &proof).await?;
                (
                    String::from("/espace/moi/reglages/connexion?fin=oui"),
                    Vec::new(),
                )
            }
        };
        Ok(Arrival {
            lang: taken.lang,
            to,
            cookies,
        })
    }

    /// Opens a session of the account of the proof.
    async fn enter(
        &self,
        account: AccountId,
        person: Person<'_>,
        proof: &Proof,
        taken: &Taken,
    ) -> Result<(String, Vec<HeaderValue>), Stop> {
        let device = Device {
            user_agent: person.user_agent.to_owned(),
            shared: taken.shared,
            cookie: person.device.map(str::to_owned),
        };
        let identity = self.identity();
        let mut tx = identity.store().begin("sign in by FranceConnect").await?;
        let cookies = identity
            .enter_proven(&mut tx, account, person.old_session, &device, proof)
            .await?;
        tx.commit().await?;
        Ok((own_back(&taken.back).to_owned(), cookies))
    }

    /// A new token for the session of a holder who proved again who they are.
    async fn prove_again(&self, holder: &Holder, proof: &Proof) -> Result<HeaderValue, Stop> {
        let identity = self.identity();
        if identity.account_of(proof).await? != Some(holder.account) {
            return Err(Stop::Refused(Refused::Another));
        }
        self.is_recent(proof)?;
        let shared = crate::pages::is_shared(identity, holder).await?;
        let mut tx = identity.store().begin("prove again").await?;
        let proved_at = proof.proved_at(identity.now());
        let cookie = identity
            .renew(&mut tx, holder.into(), shared, proved_at)
            .await?;
        if let Some(whence) = proof.whence() {
            queries::move_session(&mut tx, holder.session, whence).await?;
        }
        tx.commit().await?;
        Ok(cookie)
    }

    /// Binds FranceConnect to the account of a holder, if it is of the very
    /// person whose space is theirs.
    async fn bind(&self, holder: &Holder, pivot: &Pivot, proof: &Proof) -> Result<(), Stop> {
        self.is_recent(proof)?;
        let another = || Stop::Refused(Refused::Another);
        let own = holder.spaces.first().ok_or_else(another)?;
        if !self.0.register.is_person_of(*own, pivot).await? {
            return Err(another());
        }
        let bound = self.identity().bind_own(holder, proof).await;
        bound.map_err(|error| match error.kind() {
            Kind::Conflict => another(),
            _ => error.into(),
        })
    }

    /// A new proof was asked for (`prompt=login`, `max_age`): is it new? Where
    /// nobody says when it was made, it is not.
    fn is_recent(&self, proof: &Proof) -> Result<(), Stop> {
        let now = self.identity().now();
        let at = proof.at.map(kernel::Timestamp::from_millis);
        match at.is_some_and(|at| is_recent(at, PROOF_FRESH, now)) {
            true => Ok(()),
            false => Err(Stop::Refused(Refused::Old)),
        }
    }
}

/// A path of ours to go on to, or the holder's home.
fn own_back(wanted: &str) -> &str {
    crate::pages::back(Door(Audience::Holder), wanted)
}

/// The holder, if they are in the very session in which they left.
fn same_session<'h>(holder: Option<&'h Holder>, taken: &Taken) -> Result<&'h Holder, Stop> {
    holder
        .filter(|holder| taken.session == Some(holder.session))
        .ok_or_else(|| oidc::Refused::Stale.into())
}

/// Between our own sign-out and FranceConnect's.
impl FranceConnect {
    /// Where a browser that has just signed out here ends its session at
    /// FranceConnect, if it still may.
    pub(super) async fn way_out(&self, step: Option<&str>) -> Result<Option<String>, Stop> {
        let Some((cookie, id_token)) = self.leaving(step).await? else {
            return Ok(None);
        };
        let back = &self.0.signed_out_uri;
        let now = self.identity().now();
        Ok(self
            .speaker()
            .way_out_of_session(&id_token, &leaving_state(cookie), back, now)
            .await?)
    }

    /// Whether this browser's session at FranceConnect ended just now, as it
    /// asked: the step is over then.
    pub(super) async fn way_ended(&self, step: Option<&str>, state: &str) -> Result<bool> {
        let Some((cookie, _)) = self.leaving(step).await? else {
            return Ok(false);
        };
        if leaving_state(cookie) != state {
            return Ok(false);
        }
        let ended = self.identity().end_step(LEAVING_STEP, step).await?;
        Ok(ended.is_some())
    }

    async fn leaving<'c>(
        &self,
        step: Option<&'c str>,
    ) -> Result<Option<(&'c str, Secret<String>)>> {
        let found = self.identity().find_step(LEAVING_STEP, step).await?;
        let Some((cookie, found)) = step.zip(found) else {
            return Ok(None);
        };
        let text = String::from_utf8(found.body)
            .map_err(|_| kernel::Error::fault("a kept token is no text"))?;
        Ok(Some((cookie, Secret::new(text))))
    }
}

/// The state comes from the step's own token, which FranceConnect never sees.
fn leaving_state(cookie: &str) -> String {
    let token = [b"leaving FranceConnect\0", cookie.as_bytes()].concat();
    BASE64_URL_SAFE_NO_PAD.encode(keys::sha256(&token))
}

/// Before a holder's session ends: if it began at FranceConnect, the answer is
/// the cookie of a step from which the session there can be ended too.
pub(crate) async fn offer(
    identity: &crate::Identity,
    session: &str,
) -> Result<Option<HeaderValue>> {
    let id_token = match identity.config().france_connect {
        true => identity.id_token_of(session).await?,
        false => None,
    };
    let Some(id_token) = id_token else {
        return Ok(None);
    };
    let id_token = id_token.expose().as_bytes();
    let cookie = identity.begin_step(LEAVING_STEP, None, id_token);
    cookie.await.map(Some)
}
