//! `campaign`: a whole country is read into the register, told, partly refuses,
//! and is opened by silence; against the bare making of codes and files.

use crate::drive::Effort;
use crate::figure::{Figure, Report};
use crate::ground::{Fresh, Ground};
use crate::machine;
use anyhow::{Context, Result, ensure};
use campaigns::{Campaigns, CampaignsConfig, Name, Plan};
use identity::ins::Matricule;
use identity::{Identity, IdentityConfig};
use journal::{Journal, JournalConfig, Slices};
use kernel::{BUCKETS, FixedClock, PersonId, Timestamp, World};
use keys::{Key, RegisterKeys, SystemChance, mac};
use post::{Post, PostConfig};
use spaces::notices::{NOTICE_TEXTS, Sender};
use spaces::{Code, Format, How, Spaces};
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// People read in one go, so that memory stays flat.
const PEOPLE_A_FILE: usize = 50_000;
/// One in so many refuses.
const REFUSES: usize = 50;
/// Refusals at the same time.
const REFUSING_AT_ONCE: usize = 64;
const COLUMNS: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,\
     vitale_serial,email,phone,address_line,postcode,city\n";

struct Country {
    spaces: Spaces,
    campaigns: Campaigns,
    clock: Arc<FixedClock>,
}

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    let country = country(ground, &fresh).await?;
    let people = effort.people;
    let mut figures = Vec::new();

    let read = timed(people, import(&country, people)).await?;
    figures.push(("campaign-import", read, 1.0, 0.0));

    let limit = bare(&fresh, people)?;
    let told = timed(people, announce(&country)).await?;
    figures.push(("campaign-announce", told, limit, 0.1));

    // Printing is measured elsewhere; what was not dispatched would not open.
    let printed = "UPDATE campaign_batch SET state = 1";
    let done = fresh.store.execute(printed, Vec::new()).await;
    done.map_err(told_error)?;

    let refusals = people / REFUSES;
    let refused = timed(refusals, refuse(&country, people)).await?;
    figures.push(("campaign-refuse", refused, 1.0, 0.0));

    for _ in 0..46 {
        country.clock.advance(DAY);
        country.campaigns.see_clock().await.map_err(told_error)?;
    }
    let due = people - refusals;
    let counted = timed(due, count_due(&country, &fresh, due as u64)).await?;
    figures.push((
        "campaign-due",
        counted,
        1.0,
        wanted(ground.name, 500_000.0, 0.0),
    ));
    let opened = timed(due, open(&country, due as u64)).await?;
    figures.push((
        "campaign-open",
        opened,
        1.0,
        wanted(ground.name, 100_000.0, 25_000.0),
    ));
    let nothing = Instant::now();
    let again = country.campaigns.open_due().await.map_err(told_error)?;
    ensure!(again.opened == 0, "a space was opened twice");
    let daily = nothing.elapsed();

    for (name, value, limit, target) in figures {
        report.figure(Figure {
            name,
            store: ground.name,
            spaces: people,
            value,
            limit,
            target,
        });
    }
    report.note(&format!(
        "campaign on {}: an opening with nothing due takes {:.0} ms; {:.0} bytes a person in the database; \
         at most {} MiB of memory; 69 million extrapolated: told in {:.0} min, opened in {:.0} min",
        ground.name,
        daily.as_secs_f64() * 1_000.0,
        size(ground, &fresh).await? as f64 / people as f64,
        machine::memory_peak_mib(),
        69.0e6 / told / 60.0,
        69.0e6 / opened / 60.0,
    ));
    Ok(())
}

/// What we want of a store: SQLite's rate, or PostgreSQL's.
fn wanted(store: &str, sqlite: f64, postgres: f64) -> f64 {
    if store == "sqlite" { sqlite } else { postgres }
}

async fn timed(of: usize, work: impl Future<Output = Result<()>>) -> Result<f64> {
    let start = Instant::now();
    work.await?;
    Ok(of as f64 / start.elapsed().as_secs_f64())
}

async fn country(ground: &Ground, fresh: &Fresh) -> Result<Country> {
    edge::texts::install(&[spaces::TEXTS, NOTICE_TEXTS]);
    let clock = Arc::new(FixedClock::new(Timestamp::from_millis(1_790_000_000_000)));
    let world = World {
        clock: Arc::clone(&clock) as _,
        chance: Arc::new(SystemChance),
    };
    let folder = fresh.folder.path();
    let guards = crate::house::guards(fresh, &world)?;
    let config = JournalConfig {
        lanes: ground.lanes(),
        ..JournalConfig::default()
    };
    let (journal, _pen) = Journal::open_all(
        fresh.store.clone(),
        guards,
        world.clone(),
        Slices::default(),
        config,
    )
    .await
    .map_err(told_error)?;
    let keys = RegisterKeys::from_root(Key::random(&*world.chance));
    let sender = Sender {
        origin: String::from("https://carnet.exemple"),
    };
    let identity = Identity::new(
        fresh.store.clone(),
        keys.clone(),
        world.clone(),
        IdentityConfig::new(sender.origin.clone()),
    )
    .await
    .map_err(told_error)?;
    let post = PostConfig::in_folder(&folder.join("post"));
    let post = Post::new(fresh.store.clone(), &keys, world.clone(), &post)
        .await
        .map_err(told_error)?;
    let spaces = Spaces::new(
        fresh.store.clone(),
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
        ..Plan::default()
    };
    let config = CampaignsConfig {
        folder: folder.join("campaigns"),
        plan,
        sender,
    };
    let store = fresh.store.clone();
    let campaigns = Campaigns::new(store, &keys, world, spaces.clone(), post, config)
        .await
        .map_err(told_error)?;
    Ok(Country {
        spaces,
        campaigns,
        clock,
    })
}

fn told_error(error: kernel::Error) -> anyhow::Error {
    anyhow::anyhow!("{}", error.log_text())
}

/// The number of the n-th person, and the month they were born in.
fn number(n: usize) -> (String, String) {
    // 900 communes with 999 births each, month after month.
    let (order, n) = (1 + n % 999, n / 999);
    let (commune, group) = (1 + n % 900, n / 900);
    let (year, month) = (30 + group / 12 % 60, 1 + group % 12);
    let body = format!("2{year:02}{month:02}33{commune:03}{order:03}");
    let key = Matricule::key_of(&body).unwrap_or_default();
    (
        format!("{body}{key:02}"),
        format!("19{year:02}-{month:02}-04"),
    )
}

fn file(from: usize, to: usize) -> String {
    let mut text = String::from(COLUMNS);
    for n in from..to {
        let (number, born) = number(n);
        let email = match n % 4 {
            0 => String::new(),
            _ => format!("p{n}@exemple.invalid"),
        };
        // Writing into a text cannot fail.
        let _ = writeln!(
            text,
            "{number},1.2.250.1.213.1.4.11,EXEMPLE,,ANA,{born},F,33063,employee,8025{n:08},{email},,\
             {n} rue de l'Exemple,33000,Bordeaux"
        );
    }
    text
}

async fn import(country: &Country, people: usize) -> Result<()> {
    let mut from = 0;
    while from < people {
        let to = (from + PEOPLE_A_FILE).min(people);
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
    }
    Ok(())
}

async fn announce(country: &Country) -> Result<()> {
    let name: Name = "bench".parse().map_err(told_error)?;
    let run = country
        .campaigns
        .begin(&name, u64::MAX)
        .await
        .map_err(told_error)?;
    let told = country.campaigns.announce(run, &name).await;
    told.map_err(told_error).map(drop)
}

/// The bare work: a code each, its keyed hash, a line in a file made durable
/// every five thousand.
fn bare(fresh: &Fresh, people: usize) -> Result<f64> {
    let key = Key::random(&SystemChance);
    let mut to = std::fs::File::create(fresh.folder.path().join("bare"))?;
    let start = Instant::now();
    let mut from = 0;
    while from < people {
        let until = (from + 5_000).min(people);
        let mut lines = String::new();
        let mut sum = 0_u8;
        for n in from..until {
            let code = Code::generate(&SystemChance);
            sum ^= mac(&key, "code", &code.symbols())[0];
            let _ = writeln!(
                lines,
                "{{\"person\":{n},\"code\":\"{}\"}}",
                code.in_groups()
            );
        }
        let _ = writeln!(lines, "{sum}");
        to.write_all(lines.as_bytes())?;
        to.sync_all()?;
        from = until;
    }
    Ok(people as f64 / start.elapsed().as_secs_f64())
}

async fn refuse(country: &Country, people: usize) -> Result<()> {
    let all: Vec<usize> = (0..people).step_by(REFUSES).collect();
    for some in all.chunks(REFUSING_AT_ONCE) {
        let tasks: Vec<_> = some
            .iter()
            .map(|n| {
                let (spaces, n) = (country.spaces.clone(), *n);
                let now = Timestamp::from_millis(1_790_000_000_000);
                tokio::spawn(async move {
                    let number: Matricule = number(n).0.parse().map_err(told_error)?;
                    let person: Option<PersonId> =
                        spaces.find_person(&number).await.map_err(told_error)?;
                    let person = person.context("a person of the file")?;
                    spaces
                        .refuse(person, How::Site, now)
                        .await
                        .map_err(told_error)
                })
            })
            .collect();
        for task in tasks {
            task.await.context("a refusal panicked")??;
        }
    }
    Ok(())
}

async fn count_due(country: &Country, fresh: &Fresh, expected: u64) -> Result<()> {
    let now = kernel::Clock::now(&*country.clock);
    let mut tx = fresh.store.begin("count").await.map_err(told_error)?;
    let due = country
        .spaces
        .count_due(&mut tx, 0..BUCKETS, now)
        .await
        .map_err(told_error)?;
    tx.commit().await.map_err(told_error)?;
    ensure!(due == expected, "{due} are due, not {expected}");
    Ok(())
}

async fn open(country: &Country, expected: u64) -> Result<()> {
    let opened = country.campaigns.open_due().await.map_err(told_error)?;
    ensure!(
        opened.opened == expected,
        "{} were opened, not {expected}",
        opened.opened
    );
    Ok(())
}

/// Bytes of the whole database.
async fn size(ground: &Ground, fresh: &Fresh) -> Result<u64> {
    let sql = match ground.name {
        "sqlite" => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        _ => "SELECT pg_database_size(current_database())",
    };
    let rows = fresh
        .store
        .query(sql, Vec::new())
        .await
        .map_err(told_error)?;
    let row = rows.first().context("a size")?;
    Ok(u64::try_from(row.int(0).map_err(told_error)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invented_number_is_right_and_of_one_person() {
        let mut seen = std::collections::HashSet::new();
        for n in [0, 1, 999_999, 1_000_000, 4_999_999, 12_000_000, 68_999_999] {
            let (number, born) = number(n);
            assert!(number.parse::<Matricule>().is_ok(), "{number}");
            assert!(born.parse::<kernel::Date>().is_ok(), "{born}");
            assert!(seen.insert(number));
        }
    }
}
