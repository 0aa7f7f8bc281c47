//! Everything that is more than one cargo command: `cargo xtask --help`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for the terminal"
)]

mod machine;
mod tidy;

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use machine::{Machine, Need};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's own tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Formatting, lints, licences and the house rules: everything but tests.
    Check,
    /// Every test: sets up what it needs, says in capitals what it skips.
    Test {
        /// Leave out the browser journeys.
        #[arg(long)]
        no_browser: bool,
    },
    /// The browser journeys alone, against a demo of their own.
    E2e {
        /// Only journeys whose name contains this.
        filter: Option<String>,
        /// Write the screenshots of the documentation.
        #[arg(long)]
        screenshots: bool,
    },
    /// Measures against a bare limit in the same run; prints a table or JSON lines.
    Bench {
        /// append, deposit, open-warm, open-cold, bulk, campaign, prevention,
        /// prevention-round, mail, pages, fhir, messages, record, apart, start, proof;
        /// or all.
        #[arg(default_value = "all")]
        name: String,
        /// A tenth of the size: for a look, not for publication.
        #[arg(long)]
        quick: bool,
        /// JSON lines instead of a table.
        #[arg(long)]
        json: bool,
        /// On this store alone: sqlite, postgres.
        #[arg(long)]
        store: Option<String>,
    },
    /// Writes the golden files anew; read the difference before you commit it.
    Golden,
}

fn main() {
    if let Err(error) = run_task() {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}

fn run_task() -> Result<()> {
    let root = root()?;
    match Args::parse().task {
        Task::Check => check(&root),
        Task::Test { no_browser } => test(&root, !no_browser),
        Task::E2e {
            filter,
            screenshots,
        } => {
            let machine = Machine::new();
            ensure!(
                machine.provide(&[Need::Chromium, Need::Node]),
                "the journeys need Chromium and Node.js"
            );
            e2e(&root, filter.as_deref(), screenshots)
        }
        Task::Bench {
            name,
            quick,
            json,
            store,
        } => bench(&root, &name, (quick, json), store.as_deref()),
        Task::Golden => golden(&root),
    }
}

fn root() -> Result<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent()
        .map(Path::to_owned)
        .context("xtask lives in the workspace")
}

fn cargo(root: &Path, args: &[&str]) -> Result<()> {
    run(Command::new("cargo").current_dir(root).args(args))
}

fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}").replace('"', "");
    let status = command
        .status()
        .with_context(|| format!("starting {shown}"))?;
    ensure!(status.success(), "{shown} failed");
    Ok(())
}

fn check(root: &Path) -> Result<()> {
    cargo(root, &["fmt", "--all", "--check"])?;
    cargo(
        root,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    )?;
    // The README starts the product by `cargo run` alone, without what the tests
    // of other crates ask of its libraries.
    cargo(root, &["check", "--locked"])?;
    tidy::check(root)?;
    if Command::new("cargo")
        .args(["deny", "--version"])
        .output()
        .is_ok_and(|o| o.status.success())
    {
        cargo(
            root,
            &[
                "deny",
                "--offline",
                "check",
                "--disable-fetch",
                "licenses",
                "bans",
                "sources",
            ],
        )?;
    } else {
        println!(
            "CARGO-DENY IS ABSENT: licences and bans were not checked (cargo install cargo-deny)"
        );
    }
    println!("check: all is well");
    Ok(())
}

fn test(root: &Path, browser: bool) -> Result<()> {
    let machine = Machine::new();
    let mut skipped = Vec::new();
    if !machine.provide(&[Need::Postgres]) {
        skipped.push("POSTGRESQL IS ABSENT: the store tests run on SQLite alone");
    }
    if !machine.provide(&[Need::SoftHsm]) {
        skipped.push("SOFTHSM2 IS ABSENT: the PKCS#11 key holder is not tested");
    }
    if !machine.provide(&[Need::Postfix]) {
        skipped.push("POSTFIX OR SWAKS IS ABSENT: mail is tested without a real server in front");
    }
    if !machine.provide(&[Need::ClamAv]) {
        skipped.push("CLAMAV IS ABSENT: files are looked at by a clamd of our own alone");
    }
    if std::env::var_os("CARNET_CORPUS").is_none() {
        skipped.push("CARNET_CORPUS IS NOT SET: other people's files are not tried");
    }
    let required = std::env::var_os("CARNET_REQUIRE_BROWSER").is_some_and(|wish| wish == "1");
    if machine.provide(&[Need::Node]) {
        install(&root.join("e2e"))?;
    } else {
        ensure!(!required, "NODE.JS IS REQUIRED AND ABSENT");
        skipped.push("NODE.JS IS ABSENT: FranceConnect was not tried against a real provider");
    }
    let mut tests = Command::new("cargo");
    tests
        .current_dir(root)
        .args(["test", "--workspace", "--locked"]);
    if std::env::var_os("RUST_TEST_THREADS").is_none() {
        // Now and then a test waits: for a store, for a child, for a lease.
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        tests.env("RUST_TEST_THREADS", (processors + 1).to_string());
    }
    run(&mut tests)?;
    if !browser {
        skipped.push("THE BROWSER JOURNEYS WERE LEFT OUT, as asked");
    } else if machine.provide(&[Need::Chromium, Need::Node]) {
        // The tests of the whole house have just built it.
        journeys(root, None, false)?;
    } else {
        ensure!(!required, "CHROMIUM AND NODE.JS ARE REQUIRED AND ABSENT");
        skipped.push("CHROMIUM OR NODE.JS IS ABSENT: the browser journeys did not run");
    }
    for line in &skipped {
        println!("SKIPPED: {line}");
    }
    println!(
        "test: all that ran passed, {} parts were skipped",
        skipped.len()
    );
    Ok(())
}

fn e2e(root: &Path, filter: Option<&str>, screenshots: bool) -> Result<()> {
    cargo(root, &["build", "--locked", "--package", "carnet"])?;
    journeys(root, filter, screenshots)
}

/// The journeys through the binary that is built.
fn journeys(root: &Path, filter: Option<&str>, screenshots: bool) -> Result<()> {
    let folder = root.join("e2e");
    install(&folder)?;
    // Where it is not, the journeys say what they left out, or refuse to.
    if Machine::new().provide(&[Need::Python]) {
        install_python(&folder)?;
    }
    let mut node = Command::new("node");
    node.current_dir(&folder)
        .arg("run.mjs")
        .env("CARNET_BINARY", binary(root, "debug"));
    if let Some(filter) = filter {
        node.arg(filter);
    }
    if screenshots {
        node.env("CARNET_SCREENSHOTS", root.join("docs").join("screenshots"));
    }
    run(&mut node)
}

/// The programs in Python that the journeys run: once for each list of them.
fn install_python(folder: &Path) -> Result<()> {
    let (venv, list) = (folder.join(".venv"), folder.join("python/requirements.txt"));
    let (kept, wanted) = (venv.join("requirements.txt"), std::fs::read(&list)?);
    if std::fs::read(&kept).is_ok_and(|kept| kept == wanted) {
        return Ok(());
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    run(Command::new(venv.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(&list))?;
    Ok(std::fs::write(kept, wanted)?)
}

/// What the journeys and the real provider need of npm: once.
fn install(folder: &Path) -> Result<()> {
    let modules = folder.join("node_modules");
    let here = |name| modules.join(name).exists();
    if [
        "playwright-core",
        "axe-core",
        "oidc-provider",
        "fhir-kit-client",
        "fhir",
        "ical.js",
    ]
    .into_iter()
    .all(here)
    {
        return Ok(());
    }
    run(Command::new("npm")
        .current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund"]))
}

fn binary(root: &Path, profile: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    target.join(profile).join("carnet")
}

/// Which names and stores there are, the program that measures knows, and says.
fn bench(root: &Path, name: &str, (quick, json): (bool, bool), store: Option<&str>) -> Result<()> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args([
        "run",
        "--profile",
        "bench",
        "--locked",
        "--quiet",
        "--package",
        "bench",
        "--",
        name,
    ]);
    if quick {
        command.arg("--quick");
    }
    if json {
        command.arg("--json");
    }
    if let Some(store) = store {
        command.args(["--store", store]);
    }
    run(&mut command)
}

/// Words of the names of all tests that hold a text against the one in the repository.
const GOLDEN: [&str; 6] = [
    "golden",
    "_list_says",
    "_of_the_command_line_is_told",
    "a_migration_that_landed",
    "refused_for_a",
    "log_03_no_route_gives_anything",
];

fn golden(root: &Path) -> Result<()> {
    run(Command::new("cargo")
        .current_dir(root)
        .args(["test", "--workspace", "--locked", "--"])
        .args(GOLDEN)
        .env("CARNET_GOLDEN", "write"))?;
    println!("golden: written anew; `git diff` shows what changed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Args;
    use clap::{Command, CommandFactory as _};

    fn is_told(command: &Command) {
        let name = command.get_name();
        assert!(command.get_about().is_some(), "{name} is not told");
        for argument in command.get_arguments() {
            let id = argument.get_id();
            assert!(argument.get_help().is_some(), "{name} {id} is not told");
        }
        command.get_subcommands().for_each(is_told);
    }

    /// The names of the functions of a file that write such a text.
    fn writers(text: &str) -> Vec<&str> {
        let places = ["testkit::golden(", "CARNET_GOLDEN\""];
        let places = places.iter().flat_map(|word| text.match_indices(word));
        let before = places.filter_map(|(at, _)| text.get(..at)?.rsplit("fn ").next());
        before.filter_map(|after| after.split('(').next()).collect()
    }

    #[test]
    fn every_golden_text_is_written_anew_by_its_task() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
        let mut seen = 0;
        for file in crate::tidy::sources(&root).expect("the sources") {
            if file.ends_with("testkit/src/golden.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("read");
            for name in writers(&text) {
                let is_run = super::GOLDEN.iter().any(|word| name.contains(word));
                assert!(is_run, "{name} of {} is not run", file.display());
                seen += 1;
            }
        }
        assert!(seen >= 12, "{seen}");
    }

    #[test]
    fn every_task_and_every_option_is_told() {
        let mut command = Args::command();
        command.build();
        is_told(&command);
        let mut names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        names.retain(|name| *name != "help");
        assert_eq!(names, ["check", "test", "e2e", "bench", "golden"]);
    }
}
