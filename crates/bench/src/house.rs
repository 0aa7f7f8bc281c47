//! The house that is measured: the real crates, put together as the server
//! does it.

use crate::ground::{Fresh, Ground};
use anyhow::Result;
use axum::Router;
use axum::routing::get;
use carnet::demo::{self, Ready};
use documents::{Documents, Pages, Shelf};
use edge::SiteConfig;
use identity::{Caller, Identity, IdentityConfig, Institution};
use journal::{By, Guards, Journal, JournalConfig, Pen, Slices};
use kernel::{Chance, Clock, SpaceId, Timestamp, World};
use keys::{FileHolder, Key, KeyHolder, RegisterKeys, SystemChance};
use post::{Post, PostConfig};
use sharing::{CareLinks, Ceilings, Rights, Sharing};
use spaces::Spaces;
use spaces::notices::Sender;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use store::Store;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use vault::{Vault, VaultConfig};

/// As many books as the server keeps warm when nobody says otherwise.
pub const BOOKS_MAX: usize = 50_000;
/// A consultation report, which doctors may read.
pub const DOCUMENT_TYPE: &str = "11488-4";
/// The route that does nothing.
pub const HELLO: &str = "/hello";
const SPACES_A_BATCH: usize = 500;

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Timestamp::from_millis(
            since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

/// The true time and true chance.
pub fn world() -> World {
    World {
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
    }
}

/// The invented country in a folder of its own, which goes with what is returned.
pub async fn invented(world: World) -> Result<(tempfile::TempDir, Ready)> {
    invented_with(world, |name| std::env::var(name).ok()).await
}

/// The same in a fresh store of this engine, wherever `CARNET_STORE_URL` leads.
pub async fn invented_on(ground: &Ground, world: World) -> Result<(tempfile::TempDir, Ready)> {
    let url = ground.elsewhere().await?;
    invented_with(world, |name| match name {
        "CARNET_STORE_URL" => url.clone(),
        name => std::env::var(name).ok(),
    })
    .await
}

async fn invented_with(
    world: World,
    variables: impl Fn(&str) -> Option<String>,
) -> Result<(tempfile::TempDir, Ready)> {
    let folder = tempfile::tempdir()?;
    let args = demo::Args {
        listen: ([127, 0, 0, 1], 0).into(),
        data: folder.path().to_owned(),
        seed: 1,
        json: true,
    };
    let site = demo::prepare_with(&args, world, variables).await?;
    Ok((folder, site))
}

/// The default key holder: a file.
pub fn key_holder(folder: &Path, world: &World) -> Result<Arc<dyn KeyHolder>> {
    let chance: Arc<dyn Chance> = Arc::clone(&world.chance);
    Ok(Arc::new(FileHolder::open_or_create(
        folder.join("master.key"),
        chance,
    )?))
}

/// What guards the keys of the spaces of a store.
pub fn guards(fresh: &Fresh, world: &World) -> Result<Guards> {
    Ok(Guards {
        holder: key_holder(fresh.folder.path(), world)?,
        shreds: fresh.shreds.clone(),
    })
}

/// A hospital's software.
pub fn hospital() -> Caller {
    let By::Institution { finess, name } = hospital_by() else {
        unreachable!("the hospital is an institution");
    };
    Caller::Institution(Institution {
        finess,
        name,
        client_id: String::from("bench"),
    })
}

/// A hospital, as journals name it.
pub fn hospital_by() -> By {
    By::Institution {
        finess: "750000001".parse().expect("nine digits"),
        name: String::from("Hôpital de l'Exemple"),
    }
}

/// New open spaces with empty journals; the register does not know them.
pub async fn open_spaces(store: &Store, journal: &Journal, many: usize) -> Result<Vec<SpaceId>> {
    let spaces: Vec<_> = (0..many).map(|_| SpaceId::new(&SystemChance)).collect();
    for batch in spaces.chunks(SPACES_A_BATCH) {
        let mut tx = store.begin("open spaces").await?;
        journal.open_many(&mut tx, batch).await?;
        tx.commit().await?;
    }
    Ok(spaces)
}

/// A journal with the slices of the house.
pub async fn open_journal(
    ground: &Ground,
    fresh: &Fresh,
    books_max: usize,
) -> Result<(Journal, Pen)> {
    let world = world();
    let slices = Slices::default()
        .with::<Shelf>()
        .with::<CareLinks>()
        .with::<Rights>()
        .with::<messages::Mailbox>()
        .with::<profile::Profile>()
        .with::<prevention::Notes>();
    let config = JournalConfig {
        books_max,
        lanes: ground.lanes(),
        ..JournalConfig::default()
    };
    let guards = guards(fresh, &world)?;
    Ok(Journal::open_all(fresh.store.clone(), guards, world, slices, config).await?)
}

/// Records with their documents.
pub struct Records {
    /// The journals.
    pub journal: Journal,
    /// The documents.
    pub documents: Documents,
    /// The world.
    pub world: World,
}

impl Records {
    /// Opens the records of a store, with a vault in the folder beside.
    pub async fn open(ground: &Ground, fresh: &Fresh, books_max: usize) -> Result<Self> {
        let world = world();
        let (journal, pen) = open_journal(ground, fresh, books_max).await?;
        let ceilings = Ceilings::open(fresh.store.clone()).await?;
        let sharing = Sharing::new(
            journal.clone(),
            pen,
            world.clone(),
            BTreeSet::new(),
            ceilings,
        )?;
        let folder = fresh.folder.path().join("vault");
        let vault = Vault::at(&VaultConfig::new(format!("file:{}", folder.display())))?;
        let register = RegisterKeys::from_root(Key::from_bytes([7; 32]));
        let (vault, store) = (Arc::new(vault), fresh.store.clone());
        let documents = Documents::new(sharing, journal.clone(), vault, store, &register).await?;
        Ok(Self {
            journal,
            documents,
            world,
        })
    }
}

/// A server on the loopback, until it is dropped.
pub struct Server {
    /// Where it listens.
    pub address: std::net::SocketAddr,
    /// Its records.
    pub records: Records,
    /// Its sign-in.
    pub identity: Identity,
    /// Its register.
    pub spaces: Spaces,
    serving: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    /// The pages of documents behind sign-in, and a route that does nothing,
    /// both inside the same edge.
    pub async fn start(ground: &Ground, fresh: &Fresh, books_max: usize) -> Result<Self> {
        edge::texts::install(&[documents::TEXTS, sharing::TEXTS, spaces::TEXTS]);
        let records = Records::open(ground, fresh, books_max).await?;
        let world = records.world.clone();
        let holder = key_holder(fresh.folder.path(), &world)?;
        let root = fresh.folder.path().join("register.key");
        let keys = async || RegisterKeys::load_or_create(&*holder, &root, &*world.chance).await;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let origin = format!("http://{address}");
        let config = IdentityConfig::new(origin.as_str());
        let identity =
            Identity::new(fresh.store.clone(), keys().await?, world.clone(), config).await?;
        let post = PostConfig::in_folder(&fresh.folder.path().join("post"));
        let post = Post::new(fresh.store.clone(), &keys().await?, world.clone(), &post).await?;
        let spaces = Spaces::new(
            fresh.store.clone(),
            keys().await?,
            world.clone(),
            identity.clone(),
            records.journal.clone(),
            post,
            Sender {
                origin: origin.clone(),
            },
        )
        .await?;
        let pages = Pages {
            documents: records.documents.clone(),
            spaces: spaces.clone(),
        };
        let signed_in = axum::middleware::from_fn_with_state(identity.clone(), identity::layer);
        let router = documents::routes(pages)
            .layer(signed_in)
            .merge(Router::new().route(HELLO, get(async || "hello, world")));
        let site = edge::wrap(router, SiteConfig::new(origin, world));
        let serving = tokio::spawn(async move {
            let listener =
                axum::serve::ListenerExt::tap_io(listener, |stream| drop(stream.set_nodelay(true)));
            if let Err(error) = axum::serve(listener, site).await {
                eprintln!("the server stopped: {error}");
            }
        });
        Ok(Self {
            address,
            records,
            identity,
            spaces,
            serving,
        })
    }
}
