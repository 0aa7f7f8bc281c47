//! `campaign`: a whole country is read into the register, told, partly refuses, and is
//! opened by silence; against the bare making of codes and files. Each stage that writes
//! is a process, killed in its middle, and another that goes on from there.

mod people;
mod stage;

pub use stage::{Stage, StageArgs, run};

use crate::drive::Effort;
use crate::figure::{Figure, Report};
use crate::ground::{Fresh, Ground};
use anyhow::{Context, Result, ensure};
use kernel::Timestamp;
use keys::{Key, SystemChance, mac};
use spaces::Code;
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// One in so many refuses: a million of five.
const REFUSES: usize = 5;
const TOLD_AT: Timestamp = Timestamp::from_millis(1_790_000_000_000);
/// Whoever was killed holds the lease of campaigns no longer.
const LEASE_OVER: Duration = Duration::from_secs(300);
const DAY: Duration = Duration::from_hours(24);
/// Six weeks, three days, and one more.
const SILENCE_OVER: Duration = Duration::from_hours(46 * 24);
/// What was told is in the middle of the next when the signal comes.
const INTO_IT: Duration = Duration::from_millis(30);

/// What a process may hold in memory, in MiB, however many people there are: less.
const MEMORY_MAX: u64 = 500;

/// What a process is killed with.
const SIGKILL: i32 = 9;

/// What a stage did, killed once or not.
#[derive(Default)]
struct Done {
    /// People, at the end.
    people: usize,
    /// And when its first process was killed.
    killed_at: usize,
    /// How long the first process worked, and the second.
    took: [Duration; 2],
    /// The most memory that one of them held, in MiB.
    memory: u64,
}

impl Done {
    /// People a second of both.
    fn rate(&self) -> f64 {
        self.people as f64 / (self.took[0] + self.took[1]).as_secs_f64()
    }

    /// What it did before it was killed and after, in words.
    fn words(&self, name: &str) -> String {
        let rate = |people: usize, took: Duration| people as f64 / took.as_secs_f64();
        format!(
            "{name} {:.0}/s until it was killed at {}, {:.0}/s from there, {} MiB",
            rate(self.killed_at, self.took[0]),
            self.killed_at,
            rate(self.people - self.killed_at, self.took[1]),
            self.memory
        )
    }
}

/// Measures and reports: each figure as soon as it is known.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    let people = effort.people;
    let with = StageArgs::new(&fresh, people);
    let refusals = people.div_ceil(REFUSES);
    let due = people - refusals;
    let sqlite = ground.name == "sqlite";
    let wanted = |here: f64, there: f64| if sqlite { here } else { there };
    let figure = |name, value, limit, target| Figure {
        name,
        store: ground.name,
        spaces: people,
        value,
        limit,
        target,
    };

    let read = killed(&with, Stage::Import, TOLD_AT, people).await?;
    report.figure(figure("campaign-import", read.rate(), 1.0, 0.0));
    report.note(&read.words("read"));
    expect(&fresh, "SELECT count(*) FROM insured", people).await?;

    let limit = bare(&fresh, people)?;
    let told = killed(&with, Stage::Announce, TOLD_AT, people).await?;
    report.figure(figure("campaign-announce", told.rate(), limit, 0.1));
    report.note(&told.words("told"));
    expect(&fresh, "SELECT count(*) FROM space WHERE state = 0", people).await?;
    expect(&fresh, "SELECT count(*) FROM person_code", people).await?;
    let batches = "SELECT CAST(sum(people) AS BIGINT) FROM campaign_batch";
    expect(&fresh, batches, people).await?;
    files_are_those_of_batches(&fresh).await?;

    // Printing is measured elsewhere; what was not dispatched would not open.
    let printed = "UPDATE campaign_batch SET state = 1";
    let done = fresh.store.execute(printed, Vec::new()).await;
    done.map_err(stage::told_error)?;

    // Everybody waits, and nobody is due: what is done every day must not look at them.
    let next_day = with.of(Stage::Open, TOLD_AT.plus(DAY), 0);
    let none = process(&next_day, None).await?;
    let millis = |took: Duration| took.as_secs_f64() * 1_000.0;
    report.figure(figure("campaign-open-none-ms", millis(none.1), 1.0, 0.0));
    ensure!(none.0 == 0, "{} were opened whom nothing opens", none.0);

    let refused = killed(&with, Stage::Refuse, TOLD_AT, refusals).await?;
    report.figure(figure("campaign-refuse", refused.rate(), 1.0, 0.0));
    report.note(&refused.words("refused"));
    let no = "SELECT count(*) FROM space WHERE state = 3";
    expect(&fresh, no, refusals).await?;

    let later = TOLD_AT.plus(SILENCE_OVER);
    let counted = process(&with.of(Stage::Due, later, 0), None).await?;
    let rate = due as f64 / counted.1.as_secs_f64();
    let target = wanted(500_000.0, 0.0);
    report.figure(figure("campaign-due", rate, 1.0, target));
    ensure!(counted.0 == due, "{} are due, not {due}", counted.0);

    let opened = killed(&with, Stage::Open, later, due).await?;
    let target = wanted(100_000.0, 25_000.0);
    report.figure(figure("campaign-open", opened.rate(), 1.0, target));
    report.note(&opened.words("opened"));
    let is_open = "SELECT count(*) FROM space WHERE state = 1";
    expect(&fresh, is_open, due).await?;
    expect(&fresh, no, refusals).await?;
    let again = later.plus(LEASE_OVER * 2);
    let again = process(&with.of(Stage::Open, again, 0), None).await?;
    ensure!(again.0 == 0, "{} spaces were opened twice", again.0);

    let alone = [none.2, counted.2, again.2];
    let killed = [&read, &told, &refused, &opened].map(|done| done.memory);
    let memory = killed.into_iter().chain(alone).max().unwrap_or(0);
    report.note(&format!(
        "campaign on {}: nobody told twice, opened twice or forgotten; an opening with nothing due takes \
         {:.0} ms while {people} wait, {:.0} ms when nobody does; counting {due} that are due {:.0} ms; at most \
         {memory} MiB in a process (wanted: below {MEMORY_MAX}); {:.0} bytes a person in the database; 69 million \
         extrapolated: read in {:.0} min, told in {:.0} min, opened in {:.0} min",
        ground.name,
        millis(none.1),
        millis(again.1),
        millis(counted.1),
        size(ground, &fresh).await? as f64 / people as f64,
        69.0e6 / read.rate() / 60.0,
        69.0e6 / told.rate() / 60.0,
        69.0e6 / opened.rate() / 60.0,
    ));
    ensure!(
        memory < MEMORY_MAX,
        "a process held {memory} MiB, not less than {MEMORY_MAX}"
    );
    Ok(())
}

/// A stage whose first process is killed in its middle, and a second one that goes on.
async fn killed(with: &StageArgs, stage: Stage, now: Timestamp, people: usize) -> Result<Done> {
    // It tells how far it is every few thousand: of a quick run, twice or thrice.
    let (at, first, before) = process(&with.of(stage, now, 0), Some(people / 4)).await?;
    ensure!(at < people, "{stage:?} was over before it could be killed");
    let again = with.of(stage, now.plus(LEASE_OVER), at);
    let (reached, second, after) = process(&again, None).await?;
    ensure!(reached == people, "{stage:?} came to {reached} of {people}");
    Ok(Done {
        people,
        killed_at: at,
        took: [first, second],
        memory: before.max(after),
    })
}

/// Runs a process to its end, or kills it (SIGKILL) once it says that it is so far: how
/// far it came, how long it worked, and the most memory it held.
async fn process(args: &StageArgs, kill_at: Option<usize>) -> Result<(usize, Duration, u64)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("campaign")
        .args(args.words())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
    let (mut reached, mut memory, mut began) = (0, 0, None);
    while let Some(line) = lines.next_line().await? {
        let (people, held) = line.split_once(' ').context("how far it is")?;
        (reached, memory) = (people.parse()?, held.parse()?);
        began.get_or_insert_with(Instant::now);
        if kill_at.is_some_and(|at| reached >= at) {
            tokio::time::sleep(INTO_IT).await;
            child.kill().await?;
            break;
        }
    }
    let took = began.context("it never began")?.elapsed();
    let over = child.wait().await?;
    // One that fails by itself is not taken for one that was killed.
    let is_right = match kill_at {
        Some(at) => reached >= at && over.signal() == Some(SIGKILL),
        None => over.success(),
    };
    ensure!(is_right, "a stage failed at {reached}: {over}");
    Ok((reached, took, memory))
}

/// What the store must say.
async fn expect(fresh: &Fresh, question: &'static str, people: usize) -> Result<()> {
    let rows = fresh.store.query(question, Vec::new()).await;
    let rows = rows.map_err(stage::told_error)?;
    let row = rows.first().context("a count")?;
    let found = row.int(0).map_err(stage::told_error)?;
    ensure!(
        usize::try_from(found)? == people,
        "{question}: {found}, not {people}"
    );
    Ok(())
}

/// Each batch that was told has its file, and no file is of a batch that was not.
async fn files_are_those_of_batches(fresh: &Fresh) -> Result<()> {
    let mut files = 0;
    for file in std::fs::read_dir(fresh.folder.path().join("campaigns/spool"))? {
        let name = file?.file_name();
        ensure!(
            name.to_string_lossy().ends_with(".sealed"),
            "{} was left over",
            name.display()
        );
        files += 1;
    }
    expect(fresh, "SELECT count(*) FROM campaign_batch", files).await
}

/// The bare work: a code each, its keyed hash, and the line of the dispatch file, of the
/// same bytes as ours before it is sealed; each five thousand made durable.
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
            let email = people::email(n);
            let _ = writeln!(
                lines,
                "{{\"person\":\"{n:026}\",\"code\":\"{}\",\"name\":\"Ana EXEMPLE\",\
                 \"address_line\":\"{n} rue de l'Exemple\",\"postcode\":\"33000\",\
                 \"city\":\"Bordeaux\",\"email\":\"{email}\"}}",
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

/// Bytes of the whole database.
async fn size(ground: &Ground, fresh: &Fresh) -> Result<u64> {
    let sql = match ground.name {
        "sqlite" => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        _ => "SELECT pg_database_size(current_database())",
    };
    let rows = fresh.store.query(sql, Vec::new()).await;
    let rows = rows.map_err(stage::told_error)?;
    let row = rows.first().context("a size")?;
    Ok(u64::try_from(row.int(0).map_err(stage::told_error)?)?)
}
