//! A small town to tell stories in: a house with people in it, asked over HTTP.

mod asking;
mod documents;
mod people;
mod process;
mod told;

pub use asking::{Answer, multipart, multiparts, with_ids_told};
pub use people::{Colleague, Holder, PEOPLE, Pro};
pub use told::Letter;

use axum::Router;
use carnet::House;
use carnet::config::{Config, FranceConnectSection, VaultSection};
use carnet::site;
use identity::HashCost;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use testkit::{S3, TestWorld};

pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A house and its world.
pub struct Town {
    pub house: House,
    pub router: Router,
    pub world: TestWorld,
    pub config: Config,
    pub folder: TempDir,
    _s3: Option<S3>,
}

pub fn configured(folder: &Path, url: &str) -> Config {
    let mut config = Config::in_folder(folder, |_| None).expect("a set-up");
    config.origin = Some(String::from("http://localhost:8080"));
    config.store.url = url.to_owned();
    config.reader = Some(env!("CARGO_BIN_EXE_carnet").into());
    config.hash_cost = HashCost {
        memory_kib: 64,
        passes: 1,
    };
    config
}

impl Town {
    /// A town on this store: with PostgreSQL its vault is an S3, as it would be.
    pub async fn on(url: &str) -> Self {
        match url.starts_with("postgres") {
            true => Self::with_vault(url, Some(testkit::s3().await)).await,
            false => Self::with_vault(url, None).await,
        }
    }

    /// A town whose vault is a folder, for tests that look into it.
    pub async fn on_folder(url: &str) -> Self {
        Self::with_vault(url, None).await
    }

    /// A town with FranceConnect, which does not answer.
    pub async fn with_france_connect(url: &str) -> Self {
        Self::opened(url, None, |config| {
            config.france_connect = Some(FranceConnectSection {
                issuer: String::from("http://127.0.0.1:9"),
                client_id: String::from("carnet"),
                client_secret: String::from("secret").into(),
                acr: String::from("eidas2"),
            });
        })
        .await
    }

    /// A town set up a little differently.
    pub async fn set_up(url: &str, change: impl FnOnce(&mut Config)) -> Self {
        Self::opened(url, None, change).await
    }

    /// A town in a folder that outlives it, for what a process leaves to the next.
    pub async fn in_folder(config: Config, world: TestWorld) -> Self {
        let house = House::open(&config, world.world()).await.expect("a house");
        Self {
            router: site::router(&house, None, Router::new()),
            house,
            world,
            config,
            folder: TempDir::new().expect("a folder"),
            _s3: None,
        }
    }

    async fn with_vault(url: &str, s3: Option<S3>) -> Self {
        Self::opened(url, s3, |_| ()).await
    }

    async fn opened(url: &str, s3: Option<S3>, change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let world = TestWorld::new();
        let mut config = configured(folder.path(), url);
        change(&mut config);
        if let Some(s3) = &s3 {
            config.vault = VaultSection {
                url: s3.url.clone(),
                access_key: Some(s3.access_key.to_owned()),
                secret_key: Some(String::from(s3.secret_key).into()),
            };
        }
        let house = House::open(&config, world.world()).await.expect("a house");
        let router = site::router(&house, None, Router::new());
        Self {
            house,
            router,
            world,
            config,
            folder,
            _s3: s3,
        }
    }

    /// Another process on the same store and vault.
    pub async fn twin(&self) -> Self {
        self.elsewhere(self.config.clone()).await
    }

    /// The town as it is where this set-up leads: restored from a backup, say.
    pub async fn elsewhere(&self, config: Config) -> Self {
        let house = House::open(&config, self.world.world())
            .await
            .expect("a house");
        let router = site::router(&house, None, Router::new());
        let folder = TempDir::new().expect("a folder");
        Self {
            house,
            router,
            world: self.world.clone(),
            config,
            folder,
            _s3: None,
        }
    }
}
