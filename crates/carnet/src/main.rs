//! The command line: `carnet --help`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use anyhow::{Context, Result};
use axum::Router;
use carnet::config::Config;
use carnet::house::House;
use carnet::{
    campaign, demo, import, jobs, log, mailroom, rotation, serving, site, software, staff, verify,
    witness,
};
use clap::{Parser, Subcommand};
use identity::provider::ProviderConfig;
use kernel::{Clock, SpaceId, Timestamp, World};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tracing_subscriber::EnvFilter;

/// A page is thousands of small pieces of memory: taken and given back twice as fast.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An open national health record.
#[derive(Parser)]
#[command(name = "carnet", version, propagate_version = true, after_help = VARIABLES)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

const VARIABLES: &str = "\
Most keys of the configuration have a CARNET_… variable that goes over them, such
as CARNET_STORE_URL for url in [store]: docs/operation.md lists all keys, and which
variable each has. One that begins as those of a section and sets no key, or is a
letter or two from one of these, is refused.
CARNET_LOG says what is logged on standard error (default: warn,carnet=info,campaigns=info).
Exit code: 0 when done, 1 when it could not be, 2 when the command is wrong.";

#[derive(Subcommand)]
enum Command {
    /// Starts a small invented country on this machine, and says who can sign in.
    Demo(demo::Args),
    /// Serves the site and the software interface.
    Serve {
        /// The configuration file; none means SQLite and files in ./data.
        #[arg(long, env = "CARNET_CONFIG")]
        config: Option<PathBuf>,
        /// Where to listen, over the configuration.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Reads a file of people into the register: CSV with a header, or NDJSON; of
    /// mailboxes CSV alone. docs/operation.md lists the columns.
    ///
    /// Each line is checked; refused lines go, with their number and the
    /// reason, to FILE.rejected.csv beside the file. The good ones are kept.
    /// Of insured people, a matricule that an earlier line has is told there
    /// too, with both numbers.
    /// Columns of a CSV file that nobody knows are named, and not read.
    /// Reading a file again doubles nothing.
    Import {
        /// What the file lists.
        what: import::What,
        /// The file, .csv or .ndjson.
        file: PathBuf,
        /// The configuration file; none means SQLite and files in ./data.
        #[arg(long, env = "CARNET_CONFIG")]
        config: Option<PathBuf>,
    },
    /// Telling a whole country, and opening by silence.
    Campaign {
        #[command(subcommand)]
        command: campaign::Command,
        /// The configuration file; none means SQLite and files in ./data.
        #[arg(long, env = "CARNET_CONFIG", global = true)]
        config: Option<PathBuf>,
    },
    /// What concerns one space.
    #[command(subcommand)]
    Space(SpaceCommand),
    /// The public log: its key, its newest checkpoint, a loss that is accepted.
    Log {
        #[command(subcommand)]
        command: log::Command,
        /// The configuration file; none means SQLite and files in ./data.
        #[arg(long, env = "CARNET_CONFIG", global = true)]
        config: Option<PathBuf>,
    },
    /// Checks an exported history, offline. Exit code 1 when it does not hold.
    Verify(verify::Args),
    /// Looks on at public logs, for others to run elsewhere: signs what only
    /// grows, and keeps the evidence of what does not.
    Witness(witness::Args),
    /// The master key: which generation wraps what, and how it is changed while the
    /// house serves.
    Keys(rotation::Args),
    /// The software of institutions: who is let in, with which keys.
    Software(software::Args),
    /// The team of the service: its first administrators, and who is of it.
    Staff(staff::Args),
}

#[derive(Subcommand)]
enum SpaceCommand {
    /// Prints a space's journal in clear, as JSON lines. The act itself is
    /// written in the access history first, with the name and the reason given;
    /// the holder reads it there.
    Dump {
        /// The id of the space.
        space: String,
        /// Who does this.
        #[arg(long)]
        by: String,
        /// Why, in a sentence the holder will read.
        #[arg(long)]
        reason: String,
        /// The configuration file; none means SQLite and files in ./data.
        #[arg(long, env = "CARNET_CONFIG")]
        config: Option<PathBuf>,
    },
    /// Prints what proves a space's history: for each line its number, its
    /// hashes and its place in the public log, and nothing of what it says;
    /// and the steps in the life of the space, with theirs.
    /// `carnet verify` checks it, offline.
    History {
        /// The id of the space.
        space: String,
        /// How many entries the log had at the earlier history this one is to
        /// be compared with.
        #[arg(long)]
        since: Option<u64>,
        /// The configuration file; none means SQLite and files in ./data.
        #[arg(long, env = "CARNET_CONFIG")]
        config: Option<PathBuf>,
    },
    /// Checks both logs of a space from the first line to the last.
    Verify {
        /// The id of the space.
        space: String,
        /// The configuration file; none means SQLite and files in ./data.
        #[arg(long, env = "CARNET_CONFIG")]
        config: Option<PathBuf>,
    },
}

/// The clock of the machine.
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

fn world() -> World {
    World {
        clock: Arc::new(SystemClock),
        chance: Arc::new(keys::SystemChance),
    }
}

fn main() -> ExitCode {
    // Before there is a thread, a log or a configuration: a child has none.
    if let Some(over) = readers::child::main() {
        return over;
    }
    match start(Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One sentence, from what failed to why.
            let sentence = format!("{error:#}");
            let lines: Vec<&str> = sentence.split_whitespace().collect();
            eprintln!("carnet: {}", lines.join(" "));
            ExitCode::FAILURE
        }
    }
}

fn start(command: Command) -> Result<()> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    carnet::config::check_names(names)?;
    let filter = EnvFilter::try_from_env("CARNET_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,carnet=info,campaigns=info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    tokio::runtime::Runtime::new()
        .context("starting the runtime")?
        .block_on(run(command))
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo(args) => demo::run(args, world(), serve).await,
        Command::Serve { config, listen } => {
            let mut config = load(config)?;
            if let Some(listen) = listen {
                config.listen = listen;
            }
            let listener = bind(config.listen)?;
            let house = open(&config).await?;
            let provider = config.professionals.as_ref().map(|section| {
                let mut provider = ProviderConfig::pro_sante_connect(
                    section.issuer.clone(),
                    section.client_id.clone(),
                    section.client_secret.secret(),
                    config.origin(),
                );
                provider.acr = section.acr.clone();
                house.provider(provider)
            });
            let provider = provider.transpose().map_err(readable)?;
            let router = site::router(&house, provider, Router::new());
            println!("Carnet answers at {}", config.origin());
            serve(listener, router, house).await
        }
        Command::Import { what, file, config } => {
            let house = open(&load(config)?).await?;
            println!("{}", import::import(&house, what, &file).await?);
            Ok(())
        }
        Command::Campaign { command, config } => {
            let house = open(&load(config)?).await?;
            for line in campaign::run(&house, command).await? {
                println!("{line}");
            }
            Ok(())
        }
        Command::Keys(args) => {
            let house = open(&load(args.config.clone())?).await?;
            for line in rotation::run(&house, args).await? {
                println!("{line}");
            }
            Ok(())
        }
        Command::Software(args) => {
            let house = open(&load(args.config.clone())?).await?;
            println!("{}", software::run(&house, args).await?);
            Ok(())
        }
        Command::Staff(args) => {
            let house = open(&load(args.config.clone())?).await?;
            println!("{}", staff::run(&house, args).await?);
            Ok(())
        }
        Command::Space(SpaceCommand::Dump {
            space,
            by,
            reason,
            config,
        }) => {
            let house = open(&load(config)?).await?;
            let space = space
                .parse::<SpaceId>()
                .map_err(|_| anyhow::anyhow!("there is no such space"))?;
            for line in house
                .sharing
                .dump(space, &by, &reason)
                .await
                .map_err(readable)?
            {
                println!("{line}");
            }
            Ok(())
        }
        Command::Log { command, config } => {
            for line in log::run(&load(config)?, world(), command).await? {
                println!("{line}");
            }
            Ok(())
        }
        Command::Verify(args) => {
            let verdict = args.check()?;
            for line in &verdict.lines {
                println!("{line}");
            }
            match verdict.holds {
                true => Ok(()),
                false => anyhow::bail!("the history is not proved to hold"),
            }
        }
        Command::Witness(args) => {
            let witness = args.open(world())?;
            println!("{}", witness.public());
            witness::serve(witness, args.listen()).await
        }
        Command::Space(SpaceCommand::History {
            space,
            since,
            config,
        }) => {
            let house = open(&load(config)?).await?;
            let space = space
                .parse::<SpaceId>()
                .map_err(|_| anyhow::anyhow!("there is no such space"))?;
            let steps = house.spaces.committed(space).await.map_err(readable)?;
            let history =
                export::proven_history(&house.journal, &house.ledger, steps, space, since);
            let history = history.await.map_err(readable)?;
            print!("{}", history.to_json_lines().map_err(readable)?);
            Ok(())
        }
        Command::Space(SpaceCommand::Verify { space, config }) => {
            let house = open(&load(config)?).await?;
            let space = space
                .parse::<SpaceId>()
                .map_err(|_| anyhow::anyhow!("there is no such space"))?;
            let whole = house.journal.verify(space).await.map_err(readable)?;
            println!(
                "whole: {} rows in the journal, {} lines in the access log",
                whole.rows, whole.reads
            );
            Ok(())
        }
    }
}

fn load(file: Option<PathBuf>) -> Result<Config> {
    Config::load(file.as_deref(), |name| std::env::var(name).ok())
}

async fn open(config: &Config) -> Result<House> {
    let house = House::open(config, world()).await.map_err(readable)?;
    // Better no start than a start that keeps nothing.
    let asked = house.vault.check().await.map_err(readable);
    asked.context("the vault ([vault] in the configuration) does not let us in")?;
    Ok(house)
}

fn readable(error: kernel::Error) -> anyhow::Error {
    carnet::readable(&error)
}

fn bind(listen: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(listen).with_context(|| format!("listening on {listen}"))?;
    listener.set_nonblocking(true).context("listening")?;
    Ok(listener)
}

/// Answers until asked to stop; then finishes what was accepted.
async fn serve(listener: TcpListener, router: Router, house: House) -> Result<()> {
    const LAST_ANSWERS: Duration = Duration::from_secs(20);
    let handle = axum_server::Handle::new();
    let stopper = handle.clone();
    let post = house.post.clone();
    let (stop_mail, mail_stops) = tokio::sync::watch::channel(false);
    let mailing = mailroom::start(&house, mail_stops)?;
    tokio::spawn({
        let post = post.clone();
        async move {
            stop_asked().await;
            post.stop();
            stop_mail.send_replace(true);
            stopper.graceful_shutdown(Some(LAST_ANSWERS));
        }
    });
    let posting = tokio::spawn(jobs::send(post.clone()));
    jobs::start(&house);
    let served = serving::serve(listener, router, handle, serving::HEADERS_WITHIN).await;
    // What is on its way is ended and recorded; later, its lease ends instead.
    post.stop();
    drop(tokio::time::timeout(LAST_ANSWERS, posting).await);
    drop(tokio::time::timeout(LAST_ANSWERS, mailing).await);
    served
}

async fn stop_asked() {
    let interrupted = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => drop(interrupted.await),
    }
}
