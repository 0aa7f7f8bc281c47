//! Services of the catalogue, let in by the people whose records they read:
//! SMART App Launch 2.2.0, standalone, with a proof key (S256) and nothing else.
//!
//! Its words: a *wish* is what a service asks for; a *family* is all that comes of
//! one consent, codes and tokens, and is named after the connection that stands in
//! the record. Only hashes are kept, under a key outside the database.
//!
//! INVARIANTS: nobody is sent back to an address that is not registered, letter by
//! letter; a code or a refresh token that comes a second time ends its family; a
//! service that is not listed, or whose listing lapsed, opens nothing from that
//! moment; nothing is ever fetched from a service's addresses; a service that came
//! without keys is never believed to keep a secret.
//!
//! Not here: whether the holder still wants it, which the record says at each read
//! (`sharing`), and how a service comes to be listed (`catalogue`).

mod api;
mod asking;
mod grants;
mod queries;
pub mod rules;

pub use super::keys::Before;
pub use asking::{Refused, Request};

pub(super) use api::routes;

use super::Scopes;
use super::keys::Keys;
use crate::caller::Service;
use ::keys::{Key, RegisterKeys, mac, open, seal};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{AccountId, ConnectionId, Error, Result, SpaceId, Timestamp, World};
use std::sync::Arc;
use std::time::Duration;
use store::{Migration, Store, Tx};

/// The tables of services.
pub(super) const MIGRATIONS: [Migration; 4] = [
    Migration::both(
        "0308_services",
        include_str!("../../../migrations/0308_services.sql"),
    ),
    Migration::both(
        "0309_services_asked",
        include_str!("../../../migrations/0309_services_asked.sql"),
    ),
    Migration::both(
        "0312_service_clients",
        include_str!("../../../migrations/0312_service_clients.sql"),
    ),
    Migration::both(
        "0316_service_untold",
        include_str!("../../../migrations/0316_service_untold.sql"),
    ),
];

const HASHING: &str = "service-token";
const SEALING: &str = "service-inside";
/// How long what is over is remembered, so that a second use is known as one.
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A shut record that could not be told of an end is looked at again after so long.
const TOLD_AGAIN: Duration = Duration::from_secs(24 * 60 * 60);

/// What a code or a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Code,
    Access,
    Refresh,
}

impl Kind {
    const fn number(self) -> i64 {
        match self {
            Self::Code => 0,
            Self::Access => 1,
            Self::Refresh => 2,
        }
    }
}

/// Why a family ended without its holder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The service gave it back.
    Service,
    /// A code or a refresh token came a second time: somebody took a copy.
    UsedTwice,
}

/// A service to be let in.
#[derive(Clone, Debug)]
pub struct NewService {
    /// Its id.
    pub client_id: String,
    /// Its name, as people read it.
    pub name: String,
    /// Where it may send people back to.
    pub redirects: Vec<String>,
    /// Its public keys; none, for one that people have on their own machine.
    pub jwks: Option<String>,
    /// The most it may be granted.
    pub scopes: Scopes,
    /// When its listing lapses.
    pub until: Timestamp,
}

impl NewService {
    /// Whether it could be let in.
    ///
    /// # Errors
    /// Invalid: id, addresses, keys or scopes.
    pub fn check(&self) -> Result<()> {
        let id = &self.client_id;
        let named = !id.is_empty()
            && id.len() <= 64
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !named {
            return Err(Error::invalid("service-id-wrong"));
        }
        if self.redirects.is_empty() || self.redirects.len() > 8 {
            return Err(Error::invalid("service-redirect-wrong"));
        }
        for address in &self.redirects {
            rules::registrable(address)?;
        }
        if self.scopes.is_empty() {
            return Err(Error::invalid("service-scopes-wrong"));
        }
        if let Some(jwks) = &self.jwks {
            Keys::parse(jwks)?;
        }
        Ok(())
    }
}

/// What some keys leave of those of before.
///
/// # Errors
/// Invalid, where either are none.
pub fn left_of(had: &str, has: &str) -> Result<Before> {
    Ok(Keys::parse(has)?.leave_of(&Keys::parse(had)?))
}

/// What keys are called.
///
/// # Errors
/// Invalid, where they are none.
pub fn names_of(jwks: &str) -> Result<Vec<String>> {
    Ok(Keys::parse(jwks)?.names())
}

/// A family that ended without its holder: the record is still to be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// The service, with the connection that ended.
    pub service: Service,
    /// Why.
    pub why: Why,
    /// Whether the record was found shut before.
    pub again: bool,
}

struct Inner {
    store: Store,
    world: World,
    origin: String,
    hashing: Key,
    sealing: Key,
    asked_max: i64,
}

/// The services that are let in. Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

impl Services {
    /// Those kept in this store; `origin` is ours.
    pub fn new(
        store: Store,
        register: &RegisterKeys,
        world: World,
        origin: impl Into<String>,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            world,
            origin: origin.into(),
            hashing: register.derive(HASHING),
            sealing: register.derive(SEALING),
            asked_max: rules::ASKED_MAX,
        }))
    }

    /// The same, where one connection asks this often in an hour at most.
    #[must_use]
    pub fn asked_at_most(self, an_hour: u32) -> Self {
        Self(Arc::new(Inner {
            store: self.0.store.clone(),
            world: self.0.world.clone(),
            origin: self.0.origin.clone(),
            hashing: self.0.hashing.clone(),
            sealing: self.0.sealing.clone(),
            asked_max: an_hour.into(),
        }))
    }

    /// Whether a page of this origin is one of a listed service: an address to which it
    /// may send people back is there.
    ///
    /// # Errors
    /// As the store.
    pub async fn admits(&self, origin: &str) -> Result<bool> {
        let all = queries::redirects(&self.0.store, self.now()).await?;
        let mut origins = all.iter().filter_map(|it| rules::origin_of(it));
        Ok(origins.any(|it| it == origin))
    }

    /// Lets a service in, or replaces what it was let in with.
    ///
    /// # Errors
    /// As [`NewService::check`].
    pub async fn enlist(&self, tx: &mut Tx, service: &NewService) -> Result<()> {
        service.check()?;
        queries::upsert(tx, service).await
    }

    /// A service that signs comes with other keys in the place of those that it `had`;
    /// no, if it has others by now. From then on nothing that its new keys did not sign
    /// is believed; and if one of those it had is not among them, what was given to
    /// whoever held that one, for minutes, opens nothing any more either.
    ///
    /// # Errors
    /// As [`left_of`].
    pub async fn turn_keys(
        &self,
        tx: &mut Tx,
        client_id: &str,
        had: &str,
        has: &str,
    ) -> Result<bool> {
        let left = left_of(had, has)?;
        if !queries::update_jwks(tx, client_id, had, has).await? {
            return Ok(false);
        }
        if matches!(left, Before::Some | Before::None) {
            queries::remove_all(tx, client_id, Kind::Access).await?;
        }
        Ok(true)
    }

    /// Shuts a service out, with all its codes and tokens, or lets it in again.
    ///
    /// # Errors
    /// As the store.
    pub async fn set_listed(&self, tx: &mut Tx, client_id: &str, listed: bool) -> Result<()> {
        queries::update_listed(tx, client_id, listed).await
    }

    /// Shuts a service out for good, which gives all its accesses back: whatever was
    /// connected ends, and each record is to be told ([`Self::left`]).
    ///
    /// # Errors
    /// As the store.
    pub async fn leave(&self, tx: &mut Tx, client_id: &str) -> Result<()> {
        queries::update_listed(tx, client_id, false).await?;
        queries::end_all(tx, client_id, self.now()).await
    }

    /// Ends all that came of one consent, which its holder took back: the record
    /// knows.
    ///
    /// # Errors
    /// As the store.
    pub async fn end(&self, connection: ConnectionId) -> Result<()> {
        let family = connection.to_bytes();
        queries::end(&self.0.store, family, 0, true, self.now()).await
    }

    /// Families that ended without their holders, whose records were not told: first
    /// what was used twice, which its holder must know at once.
    ///
    /// # Errors
    /// As the store.
    pub async fn left(&self, most: i64) -> Result<Vec<Left>> {
        let mut all = Vec::new();
        for left in queries::left(&self.0.store, self.now(), most).await? {
            let (space, account) = self.opened(left.family, &left.inside)?;
            let name = queries::name(&self.0.store, &left.client_id).await?;
            all.push(Left {
                service: Service {
                    name: name.unwrap_or_else(|| left.client_id.clone()),
                    client_id: left.client_id,
                    space,
                    account,
                    connection: ConnectionId::from_bytes(left.family),
                },
                why: match left.why {
                    1 => Why::Service,
                    _ => Why::UsedTwice,
                },
                again: left.again,
            });
        }
        Ok(all)
    }

    /// The record was told of the end.
    ///
    /// # Errors
    /// As the store.
    pub async fn told(&self, connection: ConnectionId) -> Result<()> {
        queries::set_told(&self.0.store, connection.to_bytes()).await
    }

    /// The record is shut, and could not be told: it is looked at again later.
    ///
    /// # Errors
    /// As the store.
    pub async fn tell_later(&self, connection: ConnectionId) -> Result<()> {
        let again = self.now().plus(TOLD_AGAIN);
        queries::tell_later(&self.0.store, connection.to_bytes(), again).await
    }

    /// Erases what is over. Twice is harmless.
    ///
    /// # Errors
    /// As the store.
    pub async fn purge(&self) -> Result<()> {
        let now = self.now();
        queries::purge(&self.0.store, now, now.minus(REMEMBERED)).await
    }

    /// Who comes with this access token, and what it opens; nobody, with what is
    /// none, or was ended.
    pub(super) async fn authorise(&self, token: &str) -> Result<Option<(Service, Scopes)>> {
        let held = self.held(token, Kind::Access).await?;
        let now = self.now();
        let living = |held: &queries::Held| !held.ended && !held.used && now < held.expires_at;
        let Some(held) = held.filter(living) else {
            return Ok(None);
        };
        let scopes = Scopes::parse(&held.scopes).unwrap_or_default();
        let Some(service) = self.service(&held)? else {
            return Ok(None);
        };
        self.brake(held.family, now).await?;
        Ok(Some((service, scopes)))
    }

    /// Counts what comes of one consent in an hour, in the store, so that several
    /// processes count as one.
    async fn brake(&self, family: [u8; 16], now: Timestamp) -> Result<()> {
        let long = i64::try_from(rules::ASKED_WINDOW.as_millis()).unwrap_or(i64::MAX);
        let hour = now.millis().div_euclid(long);
        let ends_at = Timestamp::from_millis((hour + 1).saturating_mul(long));
        match queries::count(&self.0.store, family, hour, ends_at).await? > self.0.asked_max {
            true => Err(Error::too_many(
                "service-asked-too-often",
                ends_at.since(now),
            )),
            false => Ok(()),
        }
    }

    /// The service that comes with this access token, which is counted as having asked.
    ///
    /// # Errors
    /// Too many, once it asked too often in this hour; else as the store.
    pub async fn authorised(&self, token: &str) -> Result<Option<Service>> {
        let found = self.authorise(token).await?;
        Ok(found.map(|(service, _)| service))
    }

    async fn held(&self, text: &str, kind: Kind) -> Result<Option<queries::Held>> {
        if text.len() > 128 {
            return Ok(None);
        }
        let (store, now) = (&self.0.store, self.now());
        let mut held = queries::held(store, self.hash(text), kind, now).await?;
        if let Some(held) = held.as_mut().filter(|held| !held.ended) {
            let (space, account) = self.opened(held.family, &held.inside)?;
            if !crate::queries::reaches(store, account, space).await? {
                // Whoever let it in has this space no more, whoever has it now.
                queries::end(store, held.family, 1, false, now).await?;
                held.ended = true;
            }
        }
        Ok(held)
    }

    /// The service behind it; none, while it is not listed.
    fn service(&self, held: &queries::Held) -> Result<Option<Service>> {
        let Some(name) = &held.name else {
            return Ok(None);
        };
        let (space, account) = self.opened(held.family, &held.inside)?;
        Ok(Some(Service {
            client_id: held.client_id.clone(),
            name: name.clone(),
            space,
            account,
            connection: ConnectionId::from_bytes(held.family),
        }))
    }

    fn sealed(&self, family: [u8; 16], space: SpaceId, account: AccountId) -> Vec<u8> {
        let plain = [space.to_bytes(), account.to_bytes()].concat();
        seal(&self.0.sealing, &*self.0.world.chance, &family, &plain)
    }

    fn opened(&self, family: [u8; 16], inside: &[u8]) -> Result<(SpaceId, AccountId)> {
        let plain = open(&self.0.sealing, &family, inside)?;
        let halves = plain.split_at_checked(16);
        let (space, account) = halves.ok_or_else(|| Error::fault("a family without a space"))?;
        Ok((SpaceId::from_slice(space)?, AccountId::from_slice(account)?))
    }

    fn hash(&self, text: &str) -> [u8; 32] {
        mac(&self.0.hashing, HASHING, text.as_bytes())
    }

    fn random(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.world.random::<32>())
    }

    fn now(&self) -> Timestamp {
        self.0.world.now()
    }

    /// Where people are asked.
    pub(super) fn authorization_endpoint(&self) -> String {
        format!("{}/autoriser", self.0.origin)
    }

    fn fhir_base(&self) -> String {
        format!("{}/fhir", self.0.origin)
    }
}
