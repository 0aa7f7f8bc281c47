//! A witness (C2SP tlog-witness), for others to run elsewhere: it remembers the
//! last checkpoint of each log, signs one that continues it, and refuses every
//! other. Two that cannot both be true are kept as evidence.

use crate::checkpoint::Checkpoint;
use crate::kept::Kept;
use crate::note::{Note, PublicKey, Role, Signer, hex};
use crate::tree::{Hash, check_consistency};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Result, World};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Lines of a proof, at most.
const PROOF_MAX: usize = 63;

/// A request's size, at most.
pub const REQUEST_MAX: usize = 64 * 1024;

/// What a witness answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// 200: the lines of its cosignature.
    Cosigned(String),
    /// 409: the size of the last checkpoint that it signed.
    OtherSize(u64),
    /// 400: not a request.
    Malformed,
    /// 403: not signed by a key it knows.
    Unsigned,
    /// 404: a log it does not know.
    Unknown,
    /// 422: not the same log going on.
    NotProved,
}

/// A witness, with its memory in a folder.
pub struct Witness {
    folder: PathBuf,
    signer: Signer,
    logs: Vec<PublicKey>,
    world: World,
    /// One at a time: what is checked is what is stored.
    turn: Mutex<()>,
    _alone: File,
}

impl Witness {
    /// A witness of these logs. One process at a time keeps a folder.
    ///
    /// # Errors
    /// Unavailable, if the folder cannot be kept or another process keeps it;
    /// invalid, if a key is not one of a log.
    pub fn open(folder: &Path, signer: Signer, logs: Vec<PublicKey>, world: World) -> Result<Self> {
        if logs.iter().any(|key| key.role() != Role::Log) {
            return Err(Error::invalid("ledger-note-wrong").note("a key that is none of a log"));
        }
        let failed = |error| Error::unavailable("keeping the witness's folder").because(error);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let alone = File::create(folder.join("lock")).map_err(failed)?;
        alone
            .try_lock()
            .map_err(|_| Error::unavailable("another witness keeps this folder"))?;
        Ok(Self {
            folder: folder.to_owned(),
            signer,
            logs,
            world,
            turn: Mutex::new(()),
            _alone: alone,
        })
    }

    /// Its public key.
    pub const fn public(&self) -> &PublicKey {
        self.signer.public()
    }

    /// Looks at a checkpoint and signs it, if it continues the last one.
    ///
    /// # Errors
    /// Unavailable, if its memory cannot be read or written: then it does not
    /// sign.
    pub fn add_checkpoint(&self, request: &str) -> Result<Answer> {
        let Some((old, proof, note)) = parse(request) else {
            return Ok(Answer::Malformed);
        };
        let Ok(now) = Checkpoint::of(&note) else {
            return Ok(Answer::Malformed);
        };
        let mut keys = self
            .logs
            .iter()
            .filter(|key| key.name() == now.origin)
            .peekable();
        if keys.peek().is_none() {
            return Ok(Answer::Unknown);
        }
        if !keys.any(|key| note.is_signed_by(key)) {
            return Ok(Answer::Unsigned);
        }
        if old > now.size {
            return Ok(Answer::Malformed);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = Kept::at(
            self.folder
                .join(format!("{}.checkpoint", file_of(&now.origin))),
            &self.world,
        );
        let last = kept.checkpoint()?;
        let last_size = last.as_ref().map_or(0, |(_, last)| last.size);
        if let Some((before, last)) = &last
            && last.size == now.size
            && last.root != now.root
        {
            self.keep_evidence(&now.origin, "two trees of one size", before, &note)?;
            return Ok(Answer::OtherSize(last_size));
        }
        if old != last_size {
            return Ok(Answer::OtherSize(last_size));
        }
        if let Some((before, last)) = &last {
            let proved = check_consistency(&proof, (last.size, &last.root), (now.size, &now.root));
            if proved.is_err() {
                self.keep_evidence(&now.origin, "no proof of growth", before, &note)?;
                return Ok(Answer::NotProved);
            }
        } else if !proof.is_empty() {
            return Ok(Answer::NotProved);
        }
        // Remembered before it is signed: never backwards.
        kept.keep(&note)?;
        kernel::kill_point("witness-after-kept");
        let mut cosigned = note;
        self.signer.sign(&mut cosigned, self.world.now());
        Ok(Answer::Cosigned(cosigned.lines_of(self.public())))
    }

    fn keep_evidence(&self, origin: &str, what: &str, one: &Note, two: &Note) -> Result<()> {
        tracing::error!(origin, what, "a log shows what cannot be: kept as evidence");
        let id = hex(&keys::sha256(two.to_string().as_bytes())[..8]);
        let path = self
            .folder
            .join(format!("{}-{id}.evidence", file_of(origin)));
        Kept::at(path, &self.world).replace(&format!("{one}\n{two}"))
    }
}

/// A name is no file name.
fn file_of(origin: &str) -> String {
    hex(&keys::sha256(origin.as_bytes())[..16])
}

fn parse(request: &str) -> Option<(u64, Vec<Hash>, Note)> {
    let (head, note) = request.split_once("\n\n")?;
    let mut lines = head.split('\n');
    let old = lines.next()?.strip_prefix("old ")?;
    let digits = !old.is_empty() && old.bytes().all(|b| b.is_ascii_digit());
    if !digits || (old.starts_with('0') && old != "0") {
        return None;
    }
    let hash = |line| STANDARD.decode(line).ok()?.try_into().ok();
    let proof: Vec<Hash> = lines.map(hash).collect::<Option<_>>()?;
    if proof.len() > PROOF_MAX {
        return None;
    }
    Some((old.parse().ok()?, proof, Note::parse(note).ok()?))
}
