//! Measures the house against a bare limit in the same run: `bench --help`.
//!
//! Ours and the limit take turns, round by round, and each figure is the median
//! of its rounds: what the machine does beside it weighs on both alike, so that
//! the ratio means something where the rates do not. What is measured is in
//! `docs/benchmarks.md`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for the terminal"
)]

mod apart;
mod append;
mod bulk;
mod campaign;
mod deposit;
mod drive;
mod fhir;
mod figure;
mod ground;
mod house;
mod load;
mod machine;
mod mail;
mod messages;
mod open;
mod pages;
mod people;
mod prevention;
mod proof;
mod record;
mod rounds;
mod start;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use drive::Effort;
use figure::Report;
use std::process::ExitCode;

/// How many ask at once, as the targets say.
const CLIENTS: usize = 128;

/// Measures Carnet against bare limits in the same run.
#[derive(Parser)]
#[command(name = "bench", version)]
struct Args {
    /// What to measure.
    #[arg(default_value = "all")]
    name: Name,
    /// A tenth of the size: for a look, not for publication.
    #[arg(long)]
    quick: bool,
    /// One JSON object per figure instead of a table.
    #[arg(long)]
    json: bool,
    /// On this store alone.
    #[arg(long)]
    store: Option<ground::Kind>,
    #[command(flatten)]
    stage: campaign::StageArgs,
    #[command(flatten)]
    starting: start::Starting,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Everything.
    All,
    /// A professional opens a record that is in the cache.
    OpenWarm,
    /// A professional opens a record that is not in the cache.
    OpenCold,
    /// Durable appends to journals.
    Append,
    /// Documents taken in.
    Deposit,
    /// Rows written by the thousand.
    Bulk,
    /// A country told, refusing, and opened by silence.
    Campaign,
    /// What is due, done or late, for a whole country.
    Prevention,
    /// The same with everybody's record: the night's work.
    PreventionRound,
    /// Mails of 5 MB, taken into records.
    Mail,
    /// What holders open every day.
    Pages,
    /// Software reads, lists and sends documents.
    Fhir,
    /// A message is sent, and read by whom it is for.
    Messages,
    /// A record of a thousand documents: read, listed, searched, summed up, taken out.
    Record,
    /// The demonstration starts on a folder that is there.
    Start,
    /// What nobody may tell apart by how long it takes.
    Apart,
    /// A long history put into the public tree, and checked.
    Proof,
}

impl Name {
    fn has(self, name: Self) -> bool {
        self == Self::All || self == name
    }
}

/// As the program that is measured has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<ExitCode> {
    // As the server does: its children are this program.
    if let Some(over) = readers::child::main() {
        return Ok(over);
    }
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(&args))?;
    Ok(ExitCode::SUCCESS)
}

async fn run(args: &Args) -> Result<()> {
    if let Some(stage) = args.stage.stage {
        return campaign::run(&args.stage, stage).await;
    }
    if let Some(folder) = &args.starting.demo {
        return args.starting.serve(folder).await;
    }
    let mut report = Report::new(args.json);
    report.note(&machine::line());
    let measured = measure(args, &mut report).await;
    // A run that fails tells what it had measured before.
    report.end();
    measured
}

async fn measure(args: &Args, report: &mut Report) -> Result<()> {
    let effort = Effort::of(args.quick);
    if args.name.has(Name::Prevention) {
        prevention::measure(&effort, report)?;
    }
    if args.name.has(Name::Pages) {
        pages::measure(&effort, report).await?;
    }
    if args.name.has(Name::Fhir) {
        fhir::measure(&effort, report).await?;
    }
    if args.name.has(Name::Messages) {
        messages::measure(&effort, report).await?;
    }
    if args.name.has(Name::Start) {
        start::measure(&effort, report).await?;
    }
    if args.name.has(Name::Apart) {
        apart::measure(&effort, report).await?;
    }
    let alone = [
        Name::Prevention,
        Name::Pages,
        Name::Fhir,
        Name::Messages,
        Name::Apart,
        Name::Start,
    ];
    if alone.contains(&args.name) {
        return Ok(());
    }
    for ground in ground::all(args.store, report).await? {
        if args.name.has(Name::Bulk) {
            bulk::measure(&ground, &effort, report).await?;
        }
        if args.name.has(Name::Campaign) {
            campaign::measure(&ground, &effort, report).await?;
        }
        if args.name.has(Name::Append) {
            append::measure(&ground, &effort, report).await?;
        }
        if args.name.has(Name::PreventionRound) {
            rounds::measure(&ground, &effort, report).await?;
        }
        if args.name.has(Name::Mail) {
            mail::measure(&ground, &effort, report).await?;
        }
        if args.name.has(Name::Record) {
            record::measure(&ground, &effort, report).await?;
        }
        if args.name.has(Name::Proof) {
            proof::measure(&ground, &effort, report).await?;
        }
        if args.name.has(Name::Deposit) {
            deposit::measure(&ground, &effort, report).await?;
        }
        let (warm, cold) = (args.name.has(Name::OpenWarm), args.name.has(Name::OpenCold));
        if warm || cold {
            open::measure(&ground, &effort, open::Wanted { warm, cold }, report).await?;
        }
    }
    Ok(())
}
