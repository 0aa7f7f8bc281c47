//! `carnet verify`: checks an exported history by itself, offline, and says in
//! plain words what that proves and what it does not.

use anyhow::{Context, Result};
use clap::Args as ClapArgs;
use export::checking::{more_than_half, sentences};
use kernel::Lang;
use ledger::{History, Note, PublicKey, Trust, check};
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

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn read_history(path: &Path) -> Result<History> {
    let history = History::parse(&read(path)?).map_err(|error| crate::readable(&error));
    history.with_context(|| format!("in {}", path.display()))
}
