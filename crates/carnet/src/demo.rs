//! `carnet demo`: a small invented country on one's own machine.
//!
//! The first start fills a folder; the next ones open it. Everything goes
//! through the same actions as in real life: what the demonstration can do,
//! the product can do.

mod france_connect;
pub mod openid;
pub mod outbox;
mod pro_sante_connect;
mod seed;
pub mod told;

use crate::config::Config;
use crate::house::House;
use crate::site;
use anyhow::{Context, Result};
use axum::Router;
use kernel::World;
use openid::{DemoProvider, Issuer};
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use told::Told;

/// What `carnet demo` takes.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The folder that holds everything; made when absent.
    #[arg(long, default_value = "data/demo")]
    pub data: PathBuf,
    /// What the country is invented from, when the folder is made.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Print one JSON object instead of a page of text.
    #[arg(long)]
    pub json: bool,
}

/// The demonstration, ready to serve.
pub struct Ready {
    /// Where it listens.
    pub listener: TcpListener,
    /// The whole site, with the providers of the demonstration.
    pub router: Router,
    /// What it is made of.
    pub house: House,
    /// Who can sign in.
    pub told: Told,
}

/// Opens or makes the demonstration, says who can sign in, and serves.
///
/// # Errors
/// As [`prepare`], and what the server meets.
pub async fn run<F, T>(args: Args, world: World, serve: F) -> Result<()>
where
    F: FnOnce(TcpListener, Router, House) -> T,
    T: Future<Output = Result<()>>,
{
    let ready = prepare(&args, world).await?;
    ready.told.print(args.json)?;
    serve(ready.listener, ready.router, ready.house).await
}

/// Opens or makes the demonstration.
///
/// The store and the vault may be elsewhere: `CARNET_STORE_URL` and the other
/// `CARNET_…` variables go over the folder's own.
///
/// # Errors
/// What does not answer or cannot be made.
pub async fn prepare(args: &Args, world: World) -> Result<Ready> {
    prepare_with(args, world, |name| std::env::var(name).ok()).await
}

/// As [`prepare`], with these variables in the place of the process's own.
///
/// # Errors
/// As there.
#[allow(clippy::print_stdout, reason = "it says who can sign in")]
pub async fn prepare_with(
    args: &Args,
    world: World,
    variables: impl Fn(&str) -> Option<String>,
) -> Result<Ready> {
    let listener =
        TcpListener::bind(args.listen).with_context(|| format!("listening on {}", args.listen))?;
    listener.set_nonblocking(true)?;
    let listen = listener.local_addr()?;
    std::fs::create_dir_all(&args.data)
        .with_context(|| format!("making {}", args.data.display()))?;
    let mut config = Config::in_folder(&args.data, variables)?;
    config.listen = listen;
    let told_file = args.data.join("demo.json");
    if !told_file.exists() {
        if !args.json {
            println!(
                "Inventing a small country in {} (about a minute, once)…",
                args.data.display()
            );
        }
        seed::fill(&config, &world, args, &told_file).await?;
    }
    let origin = config.origin();
    let france_connect = Issuer::new(&origin, &france_connect::MANNER, &world)?;
    config.france_connect = Some(france_connect::section(&france_connect));
    let mut told = Told::read(&told_file)?;
    if told.seed != args.seed {
        tracing::warn!(
            "the country in {} was invented from the seed {}: --seed {} changes nothing",
            args.data.display(),
            told.seed,
            args.seed
        );
    }
    // The first of them reviews the others' emergency accesses.
    let supervisor = told.professionals.first();
    config.rights.supervisors = supervisor
        .map(|known| known.rpps.clone())
        .into_iter()
        .collect();
    let house = House::open(&config, world.clone())
        .await
        .map_err(|e| crate::readable(&e))?;
    let vault = house.vault.check().await.map_err(|e| crate::readable(&e));
    vault.context("the vault ([vault] in the configuration) does not let us in")?;
    told.base_url = origin.clone();
    seed::renew_code(&house, &mut told).await?;
    let professionals = Issuer::new(&origin, &pro_sante_connect::MANNER, &world)?;
    let sign_in = house
        .provider(pro_sante_connect::config(&professionals))
        .map_err(|e| crate::readable(&e))?;
    let directory = pro_sante_connect::Directory(house.professionals.clone());
    let people = france_connect::People::of(&house, &told).await?;
    let more = DemoProvider::new(professionals, directory)
        .routes()
        .merge(DemoProvider::new(france_connect, people).routes())
        .merge(outbox::routes(house.post.clone()));
    let router = site::router(&house, Some(sign_in), more);
    Ok(Ready {
        listener,
        router,
        house,
        told,
    })
}
