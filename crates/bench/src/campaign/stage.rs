//! One stage of a campaign in a process of its own, which may be killed: it says how far
//! it is, and a second process goes on from there.

use super::people::{file, number};
use crate::ground::Kind;
use crate::house::key_holder;
use crate::machine;
use anyhow::{Context, Result, ensure};
use campaigns::{Campaigns, CampaignsConfig, Name, Plan};
use clap::{Args, ValueEnum};
use identity::ins::Matricule;
use identity::{Identity, IdentityConfig};
use journal::{Guards, Journal, JournalConfig, Slices};
use kernel::{BUCKETS, Error, FixedClock, Kind as Why, PersonId, Timestamp, World};
use keys::{Key, RegisterKeys, SystemChance};
use post::{Post, PostConfig};
use spaces::notices::{NOTICE_TEXTS, Sender};
use spaces::{Format, How, Spaces};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Store;

/// People read in one go, so that memory stays flat.
const PEOPLE_A_FILE: usize = 5_000;
/// Refusals at the same time.
const REFUSING_AT_ONCE: usize = 64;
/// How often a stage that works by itself is asked how far it is.
const LOOK: Duration = Duration::from_millis(100);

/// What a process of a campaign does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Stage {
    /// The fund's file is read into the register.
    Import,
    /// Everybody is told.
    Announce,
    /// One in [`super::REFUSES`] says no.
    Refuse,
    /// What silence opens is counted.
    Due,
    /// It is opened.
    Open,
}

/// A process of a campaign, as the one that measures starts it.
#[derive(Args, Clone)]
pub struct StageArgs {
    /// What it does.
    #[arg(long, hide = true, requires_all = ["store_url", "shreds_url", "folder", "people"])]
    pub stage: Option<Stage>,
    #[arg(long, hide = true, default_value = "")]
    store_url: String,
    #[arg(long, hide = true, default_value = "")]
    shreds_url: String,
    #[arg(long, hide = true, default_value = ".")]
    folder: PathBuf,
    #[arg(long, hide = true, default_value_t = 0)]
    people: usize,
    /// How far an earlier process came.
    #[arg(long, hide = true, default_value_t = 0)]
    from: usize,
    /// The time, in milliseconds.
    #[arg(long, hide = true, default_value_t = 0)]
    now: i64,
}

impl StageArgs {
    /// What the process is started with.
    pub(super) fn words(&self) -> Vec<String> {
        let stage = self.stage.and_then(|stage| stage.to_possible_value());
        let stage = stage.map(|stage| stage.get_name().to_owned());
        let word = |name: &str, value: String| [format!("--{name}"), value];
        [
            word("stage", stage.unwrap_or_default()),
            word("store-url", self.store_url.clone()),
            word("shreds-url", self.shreds_url.clone()),
            word("folder", self.folder.display().to_string()),
            word("people", self.people.to_string()),
            word("from", self.from.to_string()),
            word("now", self.now.to_string()),
        ]
        .concat()
    }

    pub(super) fn new(fresh: &crate::ground::Fresh, people: usize) -> Self {
        Self {
            stage: None,
            store_url: fresh.url.clone(),
            shreds_url: fresh.shreds_url.clone(),
            folder: fresh.folder.path().to_owned(),
            people,
            from: 0,
            now: 0,
        }
    }

    pub(super) fn of(&self, stage: Stage, now: Timestamp, from: usize) -> Self {
        Self {
            stage: Some(stage),
            from,
            now: now.millis(),
            ..self.clone()
        }
    }
}

/// The houses of a country whose store, keys and files are there.
struct Country {
    store: Store,
    spaces: Spaces,
    campaigns: Campaigns,
    now: Timestamp,
}

/// Does it, and says on its output how far it is: people, and the most memory it held,
/// in MiB.
pub async fn run(args: &StageArgs, stage: Stage) -> Result<()> {
    let country = country(args).await?;
    tell(args.from);
    match stage {
        Stage::Import => import(&country, args).await,
        Stage::Announce => announce(&country).await,
        Stage::Refuse => refuse(&country, args).await,
        Stage::Due => due(&country).await,
        Stage::Open => open(&country).await,
    }
}

fn tell(people: usize) {
    println!("{people} {}", machine::memory_peak_mib());
}

async fn country(args: &StageArgs) -> Result<Country> {
    edge::texts::install(&[spaces::TEXTS, NOTICE_TEXTS]);
    let world = World {
        clock: Arc::new(FixedClock::new(Timestamp::from_millis(args.now))),
        chance: Arc::new(SystemChance),
    };
    let store = Store::open(&args.store_url).await?;
    let guards = Guards {
        holder: key_holder(&args.folder, &world)?,
        shreds: Store::open(&args.shreds_url).await?,
    };
    let lanes = Kind::of_url(&args.store_url).lanes();
    let config = JournalConfig {
        lanes,
        ..JournalConfig::default()
    };
    let (journal, _pen) = Journal::open_all(
        store.clone(),
        guards,
        world.clone(),
        Slices::default(),
        config,
    )
    .await
    .map_err(told_error)?;
    let keys = RegisterKeys::from_root(root(&args.folder)?);
    let sender = Sender {
        origin: String::from("https://carnet.exemple"),
    };
    let config = IdentityConfig::new(sender.origin.clone());
    let identity = Identity::new(store.clone(), keys.clone(), world.clone(), config)
        .await
        .map_err(told_error)?;
    let post = PostConfig::in_folder(&args.folder.join("post"));
    let post = Post::new(store.clone(), &keys, world.clone(), &post)
        .await
        .map_err(told_error)?;
    let spaces = Spaces::new(
        store.clone(),
        keys.clone(),
        world.clone(),
        identity,
        journal,
        post.clone(),
        sender.clone(),
    )
    .await
    .map_err(told_error)?;
    let plan = Plan {
        open_max: u64::MAX,
        // Days go by between two stages, of which no process sees anything.
        ahead_max: Duration::from_hours(100 * 24),
        ..Plan::default()
    };
    let config = CampaignsConfig {
        folder: args.folder.join("campaigns"),
        plan,
        sender,
    };
    let campaigns = Campaigns::new(store.clone(), &keys, world, spaces.clone(), post, config)
        .await
        .map_err(told_error)?;
    Ok(Country {
        store,
        spaces,
        campaigns,
        now: Timestamp::from_millis(args.now),
    })
}

/// The register's keys, the same for every process.
fn root(folder: &std::path::Path) -> Result<Key> {
    let file = folder.join("register.key");
    if !file.exists() {
        let mut fresh = [0; 32];
        kernel::Chance::fill(&SystemChance, &mut fresh);
        std::fs::write(&file, fresh)?;
    }
    Key::from_slice(&std::fs::read(&file)?).map_err(told_error)
}

pub(super) fn told_error(error: Error) -> anyhow::Error {
    anyhow::anyhow!("{}", error.log_text())
}

async fn import(country: &Country, args: &StageArgs) -> Result<()> {
    let mut from = args.from;
    while from < args.people {
        let to = (from + PEOPLE_A_FILE).min(args.people);
        let mut refused = Vec::new();
        let report = country
            .spaces
            .import_insured(file(from, to).as_bytes(), Format::Csv, &mut refused)
            .await
            .map_err(told_error)?;
        ensure!(
            report.rejected == 0,
            "the register refused: {}",
            String::from_utf8_lossy(&refused)
        );
        from = to;
        tell(from);
    }
    Ok(())
}

/// Says again and again how far this is, by a question to the store.
fn watch(store: &Store, question: &'static str) -> tokio::task::JoinHandle<()> {
    let store = store.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            let rows = store.query(question, Vec::new()).await.unwrap_or_default();
            let people = rows.first().and_then(|row| row.int(0).ok());
            tell(people.and_then(|n| usize::try_from(n).ok()).unwrap_or(0));
        }
    })
}

async fn announce(country: &Country) -> Result<()> {
    let told = "SELECT letters + emails FROM campaign";
    let watch = watch(&country.store, told);
    let name: Name = "bench".parse().map_err(told_error)?;
    let campaigns = &country.campaigns;
    let run = campaigns.begin(&name, u64::MAX).await.map_err(told_error)?;
    let told = campaigns.announce(run, &name).await.map_err(told_error)?;
    watch.abort();
    tell(usize::try_from(told.letters + told.emails)?);
    Ok(())
}

async fn refuse(country: &Country, args: &StageArgs) -> Result<()> {
    let mut done = args.from;
    let all: Vec<usize> = (0..args.people).step_by(super::REFUSES).collect();
    for some in all.get(done..).unwrap_or_default().chunks(REFUSING_AT_ONCE) {
        let tasks: Vec<_> = some
            .iter()
            .map(|n| {
                let (spaces, n, now) = (country.spaces.clone(), *n, country.now);
                tokio::spawn(async move { refuse_one(&spaces, n, now).await })
            })
            .collect();
        for task in tasks {
            task.await.context("a refusal panicked")??;
        }
        done += some.len();
        tell(done);
    }
    Ok(())
}

/// The n-th person refuses. Who did so in a process that was killed is told that they
/// did.
async fn refuse_one(spaces: &Spaces, n: usize, now: Timestamp) -> Result<()> {
    let number: Matricule = number(n).0.parse().map_err(told_error)?;
    let person: Option<PersonId> = spaces.find_person(&number).await.map_err(told_error)?;
    let person = person.context("a person of the file")?;
    match spaces.refuse(person, How::Site, now).await {
        Err(error) if error.kind() == Why::Conflict => Ok(()),
        done => done.map(drop).map_err(told_error),
    }
}

async fn due(country: &Country) -> Result<()> {
    let mut tx = country.store.begin("count").await.map_err(told_error)?;
    let due = country
        .spaces
        .count_due(&mut tx, 0..BUCKETS, country.now)
        .await
        .map_err(told_error)?;
    tx.commit().await.map_err(told_error)?;
    tell(usize::try_from(due)?);
    Ok(())
}

async fn open(country: &Country) -> Result<()> {
    let opened = "SELECT opened FROM opening ORDER BY at DESC LIMIT 1";
    let watch = watch(&country.store, opened);
    let opened = country.campaigns.open_due().await.map_err(told_error)?;
    watch.abort();
    tell(usize::try_from(opened.opened)?);
    Ok(())
}
