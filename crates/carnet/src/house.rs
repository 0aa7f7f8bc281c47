//! Wiring: every room with what it stands on, once.

mod sweeps;

use crate::config::{Config, ScanSection};
use crate::{prepared, texts};
use agenda::Agenda;
use assistance::Assistance;
use campaigns::{Campaigns, CampaignsConfig, Plan};
use card::Cards;
use catalogue::Catalogue;
use connections::Connected;
use documents::Documents;
use export::Exports;
use identity::clients::{Clients, Services};
use identity::france_connect::FranceConnect;
use identity::professionals::Professionals;
use identity::provider::{Provider, ProviderConfig};
use identity::{Identity, IdentityConfig};
use journal::{Guards, Journal, JournalConfig, Slices};
use kernel::{Error, Kind, Result, Rpps, World};
use keys::{FileHolder, KeyHolder, Pkcs11Config, Pkcs11Holder, RegisterKeys};
use ledger::Ledger;
use mandates::Mandates;
use messages::Messages;
use post::Post;
use prevention::Rounds;
use profile::{Corrections, Growth, Profiles};
use readers::Desk;
use reports::Reports;
use sharing::{CareLinks, Ceilings, Connections, Rights, Sharing};
use spaces::Spaces;
use spaces::notices::Sender;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use store::{Engine, Migration, Store};
use vault::{Credentials, Vault, VaultConfig};

/// Lanes of group commit on PostgreSQL.
const LANES: usize = 4;

/// A whole Carnet. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// The tables.
    pub store: Store,
    /// The shreds of the spaces' keys, apart from the tables.
    pub shreds: Store,
    /// The document bytes.
    pub vault: Arc<Vault>,
    /// The logs of all spaces.
    pub journal: Journal,
    /// The public log of commitments to them.
    pub ledger: Ledger,
    /// Accounts and sessions.
    pub identity: Identity,
    /// The directory of professionals.
    pub professionals: Professionals,
    /// Who reviews emergency accesses.
    pub supervisors: BTreeSet<Rpps>,
    /// Institutions' software.
    pub clients: Clients,
    /// The register and the life of spaces.
    pub spaces: Spaces,
    /// Telling a country, and opening by silence.
    pub campaigns: Campaigns,
    /// The phone line.
    pub assistance: Assistance,
    /// What holders say of lines they do not recognise.
    pub reports: Reports,
    /// Who may see what.
    pub sharing: Sharing,
    /// The documents.
    pub documents: Documents,
    /// What professionals are asked to correct in medical profiles.
    pub corrections: Corrections,
    /// Reference curves of growth, where somebody set them up.
    pub growth: Option<Arc<Growth>>,
    /// Appointments and reminders.
    pub agenda: Agenda,
    /// What is worked out every night, for everybody.
    pub prevention: Rounds,
    /// Emergency cards.
    pub cards: Cards,
    /// Who answers for children.
    pub mandates: Mandates,
    /// The catalogue of services.
    pub catalogue: Catalogue,
    /// Services that holders connected.
    pub connected: Connected,
    /// Services that are let in.
    pub services: Services,
    /// Conversations with professionals.
    pub messages: Messages,
    /// Whole spaces, taken away by their holders.
    pub exports: Exports,
    /// FranceConnect, where it is configured.
    pub france_connect: Option<FranceConnect>,
    /// What leaves the house.
    pub post: Post,
    /// Time and chance.
    pub world: World,
    /// Where mail is taken in, and the name we greet with.
    pub mail: Option<(SocketAddr, String)>,
    pub(crate) holder: Arc<dyn KeyHolder>,
    pub(crate) register: RegisterKeys,
    pub(crate) origin: String,
    pub(crate) behind_proxy: bool,
}

impl House {
    /// Opens the house this set-up describes, and brings its tables up to date.
    ///
    /// # Errors
    /// Unavailable or a fault: what does not answer, or does not fit.
    pub async fn open(config: &Config, world: World) -> Result<Self> {
        texts::install();
        let holder = key_holder(config, &world).await?;
        let store = Store::open(&config.store.url)
            .await
            .map_err(|error| no_store("[store] url", error))?;
        let shreds = shreds(config).await?;
        // First of all: in a database that is older than what was signed, nothing
        // is read, written or opened again.
        let log = crate::log::log_config(&config.log)?;
        let ledger = Ledger::open(store.clone(), world.clone(), log).await?;
        ledger.check_start().await?;
        let register = register_keys(&store, &*holder, &world).await?;
        let vault = Arc::new(Vault::at(&vault_config(config))?);
        let lanes = match store.engine() {
            Engine::Sqlite => 1,
            Engine::Postgres => LANES,
        };
        let slices = Slices::default()
            .with::<documents::Shelf>()
            .with::<agenda::Diary>()
            .with::<card::Card>()
            .with::<messages::Mailbox>()
            .with::<CareLinks>()
            .with::<Rights>()
            .with::<Connections>()
            .with::<profile::Profile>()
            .with::<prevention::Notes>();
        let journal_config = JournalConfig {
            books_max: config.books_max,
            lanes,
            ..JournalConfig::default()
        };
        let guards = Guards {
            holder: Arc::clone(&holder),
            shreds: shreds.clone(),
        };
        let (journal, pen) =
            Journal::open_all(store.clone(), guards, world.clone(), slices, journal_config).await?;
        journal.shreds_apart().await?;

        let origin = config.origin();
        let identity = Identity::new(
            store.clone(),
            register.clone(),
            world.clone(),
            IdentityConfig {
                france_connect: config.france_connect.is_some(),
                hash_cost: config.hash_cost,
                ..IdentityConfig::new(origin.clone())
            },
        )
        .await?;
        let post = Post::new(store.clone(), &register, world.clone(), &config.post).await?;
        let professionals = Professionals::new(store.clone(), world.clone());
        let services = Services::new(store.clone(), &register, world.clone(), origin.clone())
            .asked_at_most(config.services.asks_an_hour);
        let clients = Clients::new(store.clone(), world.clone(), origin.clone())
            .with_services(services.clone());
        let sender = Sender {
            origin: origin.clone(),
        };
        let spaces = Spaces::new(
            store.clone(),
            register.clone(),
            world.clone(),
            identity.clone(),
            journal.clone(),
            post.clone(),
            sender.clone(),
        )
        .await?;
        let campaigns = Campaigns::new(
            store.clone(),
            &register,
            world.clone(),
            spaces.clone(),
            post.clone(),
            CampaignsConfig {
                folder: config.campaigns.folder.clone(),
                plan: Plan {
                    open_max: config.campaigns.open_max,
                    ..Plan::default()
                },
                sender,
            },
        )
        .await?;
        let assistance = Assistance::new(
            store.clone(),
            &register,
            world.clone(),
            identity.clone(),
            spaces.clone(),
            origin.clone(),
        )
        .await?;
        let reports = Reports::new(store.clone(), &register, world.clone(), spaces.clone()).await?;
        let france_connect = config
            .france_connect
            .as_ref()
            .map(|section| {
                let register = Arc::new(spaces.clone());
                FranceConnect::new(&section.at(&origin), identity.clone(), register)
            })
            .transpose()?;
        let dispatch = numbers("dispatch", &config.rights.dispatch)?;
        let ceilings = Ceilings::open(store.clone())
            .await?
            .of_institutions(config.ceilings.read()?)
            .noting_days(&register, Arc::clone(&world.chance));
        let sharing = Sharing::new(journal.clone(), pen, world.clone(), dispatch, ceilings)?;
        let desk = config.reader.clone().map_or_else(Desk::own, Desk::with);
        let documents = Documents::new(
            sharing.clone(),
            journal.clone(),
            Arc::clone(&vault),
            store.clone(),
            &register,
        )
        .await?
        .read_at(desk)
        .held_against(spaces.clone())
        .looked_at_by(config.scan.as_ref().map(ScanSection::scanner).transpose()?);
        let growth = config.profile.growth.as_deref();
        let growth = growth.map(Growth::load).transpose()?.map(Arc::new);
        let corrections = Corrections::new(
            Profiles::new(sharing.clone()),
            journal.clone(),
            store.clone(),
            &register,
        )
        .await?;
        let messages = Messages::new(
            messages::Parts {
                journal: journal.clone(),
                spaces: spaces.clone(),
                documents: documents.clone(),
                identity: identity.clone(),
                people: professionals.clone(),
                mails: crate::mailroom::mails(config, &professionals)?,
                beginnings: prepared::begins,
            },
            store.clone(),
            &register,
        )
        .await?;
        let agenda = Agenda::new(
            agenda::Parts {
                journal: journal.clone(),
                identity: identity.clone(),
                spaces: spaces.clone(),
                sharing: sharing.clone(),
                origin: origin.clone(),
                reach: Arc::new(prepared::Reaching(messages.clone())),
            },
            store.clone(),
            &register,
        )
        .await?;
        let prevention = Rounds::open(store.clone(), sharing.clone(), spaces.clone()).await?;
        let cards = Cards::new(
            card::Parts {
                journal: journal.clone(),
                identity: identity.clone(),
                spaces: spaces.clone(),
                sharing: sharing.clone(),
                origin: origin.clone(),
            },
            store.clone(),
            &register,
        )
        .await?;
        let mandates = Mandates::new(
            identity.clone(),
            spaces.clone(),
            world.clone(),
            store.clone(),
            &register,
        )
        .await?;
        let catalogue = Catalogue::new(
            catalogue::Parts {
                identity: identity.clone(),
                services: services.clone(),
                post: post.clone(),
                origin: origin.clone(),
            },
            store.clone(),
            &register,
            world.clone(),
        )
        .await?;
        let connected = Connected::new(
            connections::Parts {
                journal: journal.clone(),
                identity: identity.clone(),
                spaces: spaces.clone(),
                sharing: sharing.clone(),
                clients: clients.clone(),
                catalogue: catalogue.clone(),
                services: services.clone(),
            },
            store.clone(),
        )
        .await?;
        let exports = Exports::new(export::Parts {
            store: store.clone(),
            world: world.clone(),
            vault: Arc::clone(&vault),
            journal: journal.clone(),
            ledger: ledger.clone(),
            identity: identity.clone(),
            spaces: spaces.clone(),
            sharing: sharing.clone(),
            documents: documents.clone(),
        })
        .await?;
        Ok(Self {
            store,
            shreds,
            vault,
            journal,
            ledger,
            identity,
            professionals,
            supervisors: numbers("supervisors", &config.rights.supervisors)?,
            clients,
            spaces,
            campaigns,
            assistance,
            reports,
            sharing,
            documents,
            corrections,
            growth,
            agenda,
            prevention,
            cards,
            mandates,
            catalogue,
            connected,
            services,
            messages,
            exports,
            france_connect,
            post,
            world,
            mail: config
                .mail
                .as_ref()
                .map(|mail| (mail.listen, mail.domain.clone())),
            holder,
            register,
            origin,
            behind_proxy: config.behind_proxy,
        })
    }

    /// The provider professionals sign in with, as configured.
    ///
    /// # Errors
    /// Invalid, when an address of the configuration is none.
    pub fn provider(&self, config: ProviderConfig) -> Result<Provider> {
        Provider::new(
            config,
            self.professionals.clone(),
            Arc::new(self.identity.clone()),
            self.store.clone(),
            self.world.clone(),
        )
    }
}

/// Says which key of the configuration to look at.
fn no_store(key: &str, error: kernel::Error) -> kernel::Error {
    if error.kind() != Kind::Unavailable {
        return error;
    }
    let text = error.log_text();
    let why = text.split_once(": ").map_or("", |(_, why)| why);
    kernel::Error::unavailable(format!("the database of {key} does not open: {why}"))
}

/// In the database itself they would be in its backups, and erase nothing.
async fn shreds(config: &Config) -> Result<Store> {
    if config.keys.shreds == config.store.url {
        return Err(kernel::Error::invalid("store-url-wrong")
            .note("[keys] shreds must be another database than [store] url"));
    }
    Store::open(&config.keys.shreds)
        .await
        .map_err(|error| no_store("[keys] shreds", error))
}

async fn key_holder(config: &Config, world: &World) -> Result<Arc<dyn KeyHolder>> {
    Ok(match &config.keys.pkcs11 {
        Some(token) => Arc::new(
            Pkcs11Holder::open(Pkcs11Config {
                module: token.module.clone(),
                token_label: token.token.clone(),
                pin: token.pin.secret(),
                key_label: token.key.clone(),
            })
            .await?,
        ),
        None => Arc::new(FileHolder::open_or_create(
            &config.keys.file,
            Arc::clone(&world.chance),
        )?),
    })
}

/// The register's keys, from the one row all processes on a database share.
async fn register_keys(
    store: &Store,
    holder: &dyn KeyHolder,
    world: &World,
) -> Result<RegisterKeys> {
    const TABLE: Migration = Migration::both(
        "0001_register_key",
        include_str!("../migrations/0001_register_key.sql"),
    );
    store.migrate("carnet", &[TABLE]).await?;
    const FIND: &str = "SELECT wrapped FROM register_key WHERE id = 1";
    if store.query(FIND, Vec::new()).await?.is_empty() {
        let (_, wrapped) = RegisterKeys::create(holder, &*world.chance).await?;
        let insert = "INSERT INTO register_key (id, wrapped) VALUES (1, $1) ON CONFLICT DO NOTHING";
        store.execute(insert, vec![wrapped.into()]).await?;
    }
    let rows = store.query(FIND, Vec::new()).await?;
    let row = rows
        .first()
        .ok_or_else(|| kernel::Error::fault("the register has no key"))?;
    RegisterKeys::unwrap(holder, row.blob(0)?).await
}

fn vault_config(config: &Config) -> VaultConfig {
    let section = &config.vault;
    let credentials = match (&section.access_key, &section.secret_key) {
        (Some(access_key), Some(secret_key)) => Some(Credentials {
            access_key: access_key.clone(),
            secret_key: secret_key.secret(),
            session_token: None,
        }),
        _ => None,
    };
    VaultConfig {
        url: section.url.clone(),
        credentials,
    }
}

/// National numbers in a list of the section `[rights]`.
fn numbers<N: FromStr + Ord>(key: &str, list: &[String]) -> Result<BTreeSet<N>> {
    let wrong = |number| Error::fault(format!("[rights] {key}: {number:?} is no such number"));
    list.iter()
        .map(|number| number.parse().map_err(|_| wrong(number)))
        .collect()
}
