//! `carnet verify`: checks an exported history by itself, offline, and says in
//! plain words what that proves and what it does not.

use anyhow::{Context, Result};
use clap::Args as ClapArgs;
use edge::texts::say;
use kernel::Lang;
use ledger::{History, LineOf, Note, Problem, PublicKey, Report, Trust, check};
use std::fs;
use std::path::{Path, PathBuf};

/// Checks an exported history, with nothing but files.
#[derive(ClapArgs)]
pub struct Args {
    /// The history, as it was exported.
    file: PathBuf,
    /// The public key of the log: from a source other than this file.
    #[arg(long)]
    key: String,
    /// A public checkpoint, fetched from /log/checkpoint or given by somebody
    /// else; several, if named again.
    #[arg(long = "checkpoint")]
    checkpoints: Vec<PathBuf>,
    /// The public key of a witness you have chosen; several, if named again.
    #[arg(long = "witness")]
    witnesses: Vec<String>,
    /// How many of them must have signed. Default: two of three, that is more
    /// than half of those named.
    #[arg(long)]
    quorum: Option<usize>,
    /// An earlier history of the same space.
    #[arg(long)]
    earlier: Option<PathBuf>,
    /// How many lines you accept as older than the public log: nothing public
    /// holds what they say.
    #[arg(long, default_value_t = 0)]
    before_log: u64,
    /// fr or en.
    #[arg(long, default_value = "fr")]
    lang: String,
}

/// What checking found, in sentences; and whether the history holds.
pub struct Verdict {
    /// The sentences.
    pub lines: Vec<String>,
    /// Whether it holds.
    pub holds: bool,
}

impl Args {
    /// Checks.
    ///
    /// # Errors
    /// A file that cannot be read or is no history, a key that is none.
    pub fn check(&self) -> Result<Verdict> {
        crate::texts::install();
        let lang = match &*self.lang {
            "en" => Lang::En,
            _ => Lang::Fr,
        };
        let readable = |error| crate::readable(&error);
        let key = |text: &String| PublicKey::parse(text).map_err(readable);
        let witnesses = self.witnesses.iter().map(key).collect::<Result<Vec<_>>>()?;
        let trust = Trust {
            log: key(&self.key)?,
            quorum: self
                .quorum
                .unwrap_or_else(|| more_than_half(witnesses.len())),
            witnesses,
            before_log: self.before_log,
        };
        let history = read_history(&self.file)?;
        let earlier = self.earlier.as_deref().map(read_history).transpose()?;
        let public = self.checkpoints.iter().map(|path| {
            let note = Note::parse(&read(path)?).map_err(readable);
            note.with_context(|| format!("in {}", path.display()))
        });
        let public = public.collect::<Result<Vec<_>>>()?;
        let report = check(&history, &public, &trust, earlier.as_ref());
        Ok(Verdict {
            lines: sentences(lang, &report, trust.quorum),
            holds: report.holds(),
        })
    }
}

/// Two of three; none of none.
const fn more_than_half(many: usize) -> usize {
    match many {
        0 => 0,
        many => many / 2 + 1,
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn read_history(path: &Path) -> Result<History> {
    let history = History::parse(&read(path)?).map_err(|error| crate::readable(&error));
    history.with_context(|| format!("in {}", path.display()))
}

fn sentences(lang: Lang, report: &Report, quorum: usize) -> Vec<String> {
    let plain = |key| say(lang, key, &[]);
    let with = |key, name, number: u64| say(lang, key, &[(name, &*number.to_string())]);
    if !report.holds() {
        let mut lines = vec![plain(match report.lacks() {
            true => "ledger-check-lacks",
            false => "ledger-check-fails",
        })];
        lines.extend(
            report
                .problems
                .iter()
                .map(|problem| sentence(lang, problem)),
        );
        return lines;
    }
    let (journal, access) = (report.journal.to_string(), report.access.to_string());
    let mut lines = vec![
        plain("ledger-check-holds"),
        say(
            lang,
            "ledger-check-lines",
            &[("journal", &*journal), ("access", &*access)],
        ),
    ];
    if report.before_log > 0 {
        lines.push(with("ledger-check-before-log", "many", report.before_log));
    }
    lines.push(with("ledger-check-size", "size", report.size));
    lines.push(match quorum {
        0 => plain("ledger-check-no-witness"),
        _ => with("ledger-check-witnesses", "many", report.witnesses as u64),
    });
    if let Some(size) = report.public {
        lines.push(with("ledger-check-public", "size", size));
    }
    lines.push(match report.earlier {
        Some(size) => with("ledger-check-earlier", "size", size),
        None => plain("ledger-check-no-earlier"),
    });
    lines.push(plain("ledger-check-proves"));
    lines.push(plain("ledger-check-not"));
    lines
}

fn sentence(lang: Lang, problem: &Problem) -> String {
    let sized = |key, name: &str, number: u64| say(lang, key, &[(name, &*number.to_string())]);
    let at = |key, of: LineOf, n: u64| {
        let log = match of {
            LineOf::Journal => say(lang, "ledger-log-journal", &[]),
            LineOf::Access => say(lang, "ledger-log-access", &[]),
        };
        say(lang, key, &[("log", &*log), ("n", &*n.to_string())])
    };
    match *problem {
        Problem::NotSigned => say(lang, "ledger-problem-not-signed", &[]),
        Problem::TooFewWitnesses { signed, needed } => {
            let (signed, needed) = (signed.to_string(), needed.to_string());
            let args = [("signed", &*signed), ("needed", &*needed)];
            say(lang, "ledger-problem-too-few-witnesses", &args)
        }
        Problem::NoPublicCheckpoint { size } => {
            sized("ledger-problem-no-public-checkpoint", "size", size)
        }
        Problem::TwoHistories { size } => sized("ledger-problem-two-histories", "size", size),
        Problem::Gap { of, n } => at("ledger-problem-gap", of, n),
        Problem::BrokenChain { of, n } => at("ledger-problem-broken-chain", of, n),
        Problem::NotProved { of, n } => at("ledger-problem-not-proved", of, n),
        Problem::NotThere { of, n } => at("ledger-problem-not-there", of, n),
        Problem::BeforeLog { lines, accepted } => {
            let (lines, accepted) = (lines.to_string(), accepted.to_string());
            let args = [("lines", &*lines), ("accepted", &*accepted)];
            say(lang, "ledger-problem-before-log", &args)
        }
        Problem::OtherSpace => say(lang, "ledger-problem-other-space", &[]),
        Problem::Gone { of, n } => at("ledger-problem-gone", of, n),
        Problem::Changed { of, n } => at("ledger-problem-changed", of, n),
        Problem::NotContinued { earlier } => {
            sized("ledger-problem-not-continued", "earlier", earlier)
        }
    }
}
