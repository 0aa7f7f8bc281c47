//! A scanner beside the house, which looks at every file that comes in: `clamd`
//! of ClamAV, asked over its socket. Where none is set up, nobody is asked.
//!
//! - a file is looked at when it is whole and in the vault, before anything
//!   points at it: a sender who takes their time holds no scanner;
//! - what was found is not told: *harmful software*, and no name of it;
//! - a scanner that does not answer is a scanner that said nothing: the house
//!   decides once, in its set-up, whether files then wait outside or come in.
//!
//! INVARIANT: a file is admitted when the scanner said that it is clean, in those
//! words, and otherwise only where the set-up says so.
//!
//! Deliberately not here: what a file truly is (`formats`), and reading it
//! (`readers`).

mod clamd;
mod rules;

use bytes::Bytes;
use futures_util::Stream;
use kernel::{Error, Result};
use serde::Deserialize;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// How long a scanner may take over one file, where nothing else is said.
const WAIT: Duration = Duration::from_secs(60);

/// Where the scanner listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A socket of this machine.
    Socket(PathBuf),
    /// `host:port`.
    Tcp(String),
}

impl FromStr for Place {
    type Err = Error;

    /// `unix:PATH`, or `tcp:HOST:PORT`.
    fn from_str(text: &str) -> Result<Self> {
        rules::place(text).ok_or_else(|| {
            Error::invalid("error-request")
                .note("[scan] clamd is neither unix:/PATH nor tcp:HOST:PORT")
        })
    }
}

/// What becomes of a file when the scanner does not answer.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum WhenAbsent {
    /// It is refused, and can be sent again later.
    #[default]
    Refuse,
    /// It comes in unseen; the log says so.
    Accept,
}

/// What the scanner said of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// There is nothing in it.
    Clean,
    /// There is something in it.
    Found,
    /// It said nothing of it, and why.
    Absent(&'static str),
}

/// A scanner. Cheap to clone.
#[derive(Clone)]
pub struct Scanner {
    place: Place,
    wait: Duration,
    when_absent: WhenAbsent,
}

impl fmt::Debug for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scanner at {:?}", self.place)
    }
}

impl Scanner {
    /// The scanner at this place.
    pub const fn at(place: Place) -> Self {
        Self {
            place,
            wait: WAIT,
            when_absent: WhenAbsent::Refuse,
        }
    }

    /// The same, given so long for one file.
    #[must_use]
    pub fn within(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    /// The same, for when it does not answer.
    #[must_use]
    pub fn when_absent(self, when_absent: WhenAbsent) -> Self {
        Self {
            when_absent,
            ..self
        }
    }

    /// Has a whole file looked at: nothing, if it may come in.
    ///
    /// # Errors
    /// Invalid `file-infected`; unavailable, when the scanner does not answer and
    /// files then wait outside; else the error of `bytes`.
    pub async fn admit<S>(&self, bytes: S) -> Result<()>
    where
        S: Stream<Item = Result<Bytes>> + Send,
    {
        let verdict = self.look(bytes).await?;
        match &verdict {
            Verdict::Found => tracing::warn!("the scanner found something in a file"),
            Verdict::Absent(why) => tracing::warn!(why, "the scanner did not look at a file"),
            Verdict::Clean => {}
        }
        rules::admit(&verdict, self.when_absent)
    }

    /// What the scanner says of these bytes.
    ///
    /// # Errors
    /// That of `bytes`.
    pub async fn look<S>(&self, bytes: S) -> Result<Verdict>
    where
        S: Stream<Item = Result<Bytes>> + Send,
    {
        let asked = clamd::ask(&self.place, bytes);
        match tokio::time::timeout(self.wait, asked).await {
            Ok(verdict) => verdict,
            Err(_) => Ok(Verdict::Absent("it takes too long")),
        }
    }
}
