//! Who people are: accounts of natural persons and how they sign in, with a
//! password or through FranceConnect, the team of the service, the directory of
//! professionals, the software of institutions, and the national health
//! identity (INS).
//!
//! Its words: an *account* is a login of a natural person; a *session* is an
//! open one; a *way begun* is what lies between a password and a code. The
//! [`Caller`] is who asks; [`layer`] finds them, the extractors hand them over.
//!
//! Deliberately not here: what a caller may do (`sharing`), who is insured and
//! whose space is whose beyond the bare link (`spaces`).

mod accounts;
mod addresses;
mod allowance;
mod bounds;
mod brakes;
mod caller;
mod carers;
mod code;
mod device;
mod hashing;
mod hearing;
pub mod ins;
mod layer;
mod mandates;
mod oidc;
mod over;
mod pages;
mod passkeys;
mod password;
mod places;
mod probation;
mod queries;
mod recovering;
mod sessions;
mod sign_in;
mod steps;
mod tokens;
mod totp;
mod username;
mod ways;

pub mod clients;
pub mod france_connect;
pub mod professionals;
pub mod provider;
pub mod staff;

pub use accounts::{ConfirmedTotp, Factor, NewAccount, PreparedAccount};
pub use addresses::{AddressTable, Addresses};
pub use allowance::Allowance;
pub use bounds::{Bounds, Opened};
pub use brakes::Limits;
pub use caller::{Caller, Capacity, Holder, Institution, Place, Profession, Professional, Service};
pub use carers::{CARERS_MAX, Carer, CarerInvited, HELPED_MAX, Helper};
pub use code::{Code, Misread};
pub use france_connect::FRANCE_CONNECT_TEXTS;
pub use hashing::HashCost;
pub use hearing::ENDED_THERE;
pub use layer::{
    AdministratorIn, Device, FreshAdministrator, FreshHolder, HolderIn, OperatorIn, ProfessionalIn,
    SignedIn, VolunteerIn, layer, proof_first,
};
pub use mandates::{Mandate, Origin, of_age};
pub use passkeys::{NewPasskey, PASSKEY_SCRIPT, PasskeyChallenge};
pub use password::birth_date_facts;
pub use places::{AtHome, Named, WithPatient};
pub use probation::Probation;
pub use provider::PRO_TEXTS;
pub use recovering::{NewFactor, NewPassword, Reached};
pub use sessions::{SessionLine, fresh_proof};
pub use sign_in::DoubtfulSignIn;
pub use staff::{Role, STAFF_TEXTS, Staff};
pub use tokens::earlier_session;
pub use totp::{TotpPart, TotpSecret};
pub use username::Username;

use hashing::Hasher;
use kernel::{Result, Timestamp, World};
use keys::{Key, RegisterKeys};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use webauthn_rs::Webauthn;

/// Every sentence of these pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "identity",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// How signing in is set up. Start from [`IdentityConfig::new`].
#[derive(Clone, Debug)]
pub struct IdentityConfig {
    /// Where people find the site, without a last slash; it decides whether
    /// passkeys are offered.
    pub origin: String,
    /// What a password hash costs.
    pub hash_cost: HashCost,
    /// How many passwords are hashed at once.
    pub hash_pool: usize,
    /// How many more may wait for it; beyond, the answer is *unavailable*.
    pub hash_queue: usize,
    /// The brakes.
    pub limits: Limits,
    /// Whether the pages offer FranceConnect; its routes must be there then.
    pub france_connect: bool,
}

impl IdentityConfig {
    /// The values of production, at this origin.
    pub fn new(origin: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
            hash_cost: HashCost::default(),
            hash_pool: std::thread::available_parallelism().map_or(2, usize::from),
            hash_queue: 64,
            limits: Limits::default(),
            france_connect: false,
        }
    }
}

/// Accounts, sign-in and sessions. Clones share everything.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

struct Inner {
    store: Store,
    world: World,
    config: IdentityConfig,
    keys: Keys,
    hasher: Hasher,
    webauthn: Option<Webauthn>,
}

/// One key for each purpose.
struct Keys {
    name: Key,
    credential: Key,
    session: Key,
    step: Key,
    brake: Key,
    staff: Key,
    staff_code: Key,
    federated: Key,
    envelope: Key,
    whence: Key,
    over: Key,
}

impl Identity {
    /// Sets up signing in on this store, and brings its tables up to date.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn new(
        store: Store,
        keys: RegisterKeys,
        world: World,
        config: IdentityConfig,
    ) -> Result<Self> {
        store.migrate("identity", &queries::migrations()).await?;
        store
            .migrate("professionals", professionals::MIGRATIONS)
            .await?;
        store.migrate("provider", provider::MIGRATIONS).await?;
        store.migrate("clients", &clients::MIGRATIONS).await?;
        store.migrate("staff", staff::MIGRATIONS).await?;
        let hasher = Hasher::new(
            config.hash_cost,
            config.hash_pool.max(1),
            config.hash_queue,
            keys.derive("password pepper"),
            &world,
        );
        Ok(Self(Arc::new(Inner {
            keys: Keys {
                name: keys.derive("account name"),
                credential: keys.derive("account credential"),
                session: keys.derive("session body"),
                step: keys.derive("sign-in step"),
                brake: keys.derive("sign-in brake"),
                staff: keys.derive("staff sealing 1"),
                staff_code: keys.derive("staff code 1"),
                federated: keys.derive("federated subject 1"),
                envelope: keys.derive("france connect envelope 1"),
                whence: keys.derive("provider session 1"),
                over: keys.derive("whose form"),
            },
            webauthn: passkeys::relying_party(&config.origin),
            store,
            world,
            config,
            hasher,
        })))
    }

    /// Whether FranceConnect is another way in.
    pub fn offers_france_connect(&self) -> bool {
        self.config().france_connect
    }

    /// The pages of signing in, signing out, sessions and factors, and those of
    /// the team.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }

    /// Removes sessions and ways begun that are over, and brakes long loose.
    /// Twice is harmless.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn purge(&self) -> Result<()> {
        let now = self.now();
        let month = Duration::from_hours(24 * 30);
        let row_max = self.config().limits.account_row_max;
        let sessions = [sessions::SESSION_MAX, sessions::KNOWN_MAX].map(|max| now.minus(max));
        queries::purge(self.store(), now, sessions, now.minus(month), row_max).await
    }

    /// How many passwords were hashed since the start: for metrics, and for
    /// tests of uniform work.
    pub fn passwords_hashed(&self) -> u64 {
        self.hasher().hashed()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.world.now()
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn config(&self) -> &IdentityConfig {
        &self.0.config
    }

    fn keys(&self) -> &Keys {
        &self.0.keys
    }

    fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    fn webauthn(&self) -> Option<&Webauthn> {
        self.0.webauthn.as_ref()
    }
}
