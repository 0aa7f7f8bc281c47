//! Wiring: every room with what it stands on, once.

use crate::config::Config;
use crate::texts;
use documents::Documents;
use identity::clients::Clients;
use identity::france_connect::FranceConnect;
use identity::professionals::Professionals;
use identity::provider::{Provider, ProviderConfig};
use identity::{Identity, IdentityConfig};
use journal::{Journal, JournalConfig, Slices};
use kernel::{Kind, Result, World};
use keys::{FileHolder, KeyHolder, Pkcs11Config, Pkcs11Holder, RegisterKeys};
use sharing::{CareLinks, Sharing};
use spaces::Spaces;
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
    /// The document bytes.
    pub vault: Arc<Vault>,
    /// The logs of all spaces.
    pub journal: Journal,
    /// Accounts and sessions.
    pub identity: Identity,
    /// The directory of professionals.
    pub professionals: Professionals,
    /// Institutions' software.
    pub clients: Clients,
    /// The register and the life of spaces.
    pub spaces: Spaces,
    /// Who may see what.
    pub sharing: Sharing,
    /// The documents.
    pub documents: Documents,
    /// FranceConnect, where it is configured.
    pub france_connect: Option<FranceConnect>,
    /// Time and chance.
    pub world: World,
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
        let store = Store::open(&config.store.url).await.map_err(no_store)?;
        let register = register_keys(&store, &*holder, &world).await?;
        let vault = Arc::new(Vault::at(&vault_config(config))?);
        let lanes = match store.engine() {
            Engine::Sqlite => 1,
            Engine::Postgres => LANES,
        };
        let slices = Slices::default()
            .with::<documents::Shelf>()
            .with::<CareLinks>();
        let journal_config = JournalConfig {
            books_max: config.books_max,
            lanes,
            ..JournalConfig::default()
        };
        let (journal, pen) =
            Journal::open_all(store.clone(), holder, world.clone(), slices, journal_config).await?;

        let origin = config.origin();
        let identity = Identity::new(
            store.clone(),
            register.clone(),
            world.clone(),
            IdentityConfig {
                france_connect: config.france_connect.is_some(),
                ..IdentityConfig::new(origin.clone())
            },
        )
        .await?;
        let professionals = Professionals::new(store.clone(), world.clone());
        let clients = Clients::new(store.clone(), world.clone(), origin.clone());
        let spaces = Spaces::new(
            store.clone(),
            register,
            world.clone(),
            identity.clone(),
            journal.clone(),
        )
        .await?;
        let france_connect = config
            .france_connect
            .as_ref()
            .map(|section| {
                let register = Arc::new(spaces.clone());
                FranceConnect::new(&section.at(&origin), identity.clone(), register)
            })
            .transpose()?;
        let sharing = Sharing::new(journal.clone(), pen, world.clone())?;
        let documents = Documents::new(sharing.clone(), Arc::clone(&vault));
        Ok(Self {
            store,
            vault,
            journal,
            identity,
            professionals,
            clients,
            spaces,
            sharing,
            documents,
            france_connect,
            world,
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

    /// What happens by itself now and then: what is over is thrown away.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self) -> Result<()> {
        self.identity.purge().await?;
        self.spaces.sweep().await?;
        Ok(())
    }
}

/// Says which key of the configuration to look at.
fn no_store(error: kernel::Error) -> kernel::Error {
    if error.kind() != Kind::Unavailable {
        return error;
    }
    let text = error.log_text();
    let why = text.split_once(": ").map_or("", |(_, why)| why);
    kernel::Error::unavailable(format!("the database of [store] url does not open: {why}"))
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
