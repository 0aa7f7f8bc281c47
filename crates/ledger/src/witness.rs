//! A witness (C2SP tlog-witness), for others to run elsewhere: it remembers the
//! last checkpoint of each log, signs one that continues it, and refuses every
//! other. Two that the log signed and that cannot both be true are kept as
//! evidence; a proof that is wrong is none, for anybody can write one.

use crate::checkpoint::Checkpoint;
use crate::kept::Kept;
use crate::note::{Note, PublicKey, Role, Signer, hex};
use crate::tree::{Hash, check_consistency, earlier_root};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Result, World};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Lines of a proof, at most.
const PROOF_MAX: usize = 63;

/// Pieces of evidence against one log, at most: one would do.
const EVIDENCE_MAX: usize = 16;

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
        let ours = |key: &&PublicKey| key.name() == now.origin;
        if !self.logs.iter().any(|key| ours(&key)) {
            return Ok(Answer::Unknown);
        }
        // What others added under it is not kept: anybody can.
        let mut signed = self.logs.iter().filter(ours);
        let Some(note) = signed.find_map(|key| note.signed_by_alone(key)) else {
            return Ok(Answer::Unsigned);
        };
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
            self.keep_evidence(&now.origin, before, &note, &[])?;
            return Ok(Answer::OtherSize(last_size));
        }
        if old != last_size {
            return Ok(Answer::OtherSize(last_size));
        }
        if let Some((before, last)) = &last {
            let proved = check_consistency(&proof, (last.size, &last.root), (now.size, &now.root));
            if proved.is_err() {
                let theirs = earlier_root(&proof, last.size, (now.size, &now.root));
                if theirs.is_some_and(|theirs| theirs != last.root) {
                    self.keep_evidence(&now.origin, before, &note, &proof)?;
                }
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

    /// Keeps two checkpoints of one log that cannot both be true: two trees of
    /// one size, or a larger tree and the proof of what it began with.
    fn keep_evidence(&self, origin: &str, one: &Note, two: &Note, proof: &[Hash]) -> Result<()> {
        tracing::error!(
            origin,
            "a log signed two histories: publish what is kept as evidence"
        );
        let log = file_of(origin);
        let id = hex(&keys::sha256(two.text().as_bytes())[..8]);
        let path = self.folder.join(format!("{log}-{id}.evidence"));
        let failed = |error| Error::unavailable("looking for evidence").because(error);
        let mut kept = 0;
        for file in std::fs::read_dir(&self.folder).map_err(failed)? {
            let name = file.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            kept += usize::from(name.starts_with(&log) && name.ends_with(".evidence"));
        }
        if kept >= EVIDENCE_MAX || path.try_exists().map_err(failed)? {
            return Ok(());
        }
        let mut text = format!("{one}\n{two}");
        for hash in proof {
            text.push('\n');
            text.push_str(&STANDARD.encode(hash));
        }
        Kept::at(path, &self.world).replace(&text)
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
