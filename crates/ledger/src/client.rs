//! The witnesses of our log (C2SP tlog-witness): each is shown every checkpoint
//! with the proof that it continues the last one that it has seen. One that does
//! not sign, whatever it says, is left alone for a while, and its signature is
//! missing meanwhile: of one word by others nothing here depends but the start.

use crate::checkpoint::Checkpoint;
use crate::log::Ledger;
use crate::note::{Note, PublicKey};
use crate::tree::{Hash, consistency};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use kernel::{Error, Result, Timestamp};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long a checkpoint waits for a witness.
const WAIT_MAX: Duration = Duration::from_millis(500);
/// How long one that did not answer is left alone.
const REST: Duration = Duration::from_secs(30);
/// An answer is a few lines.
const ANSWER_MAX: usize = 64 * 1024;

/// What a witness says.
pub(crate) enum Seen {
    /// It signed.
    Cosigned(Box<Note>),
    /// It has seen more entries than we have.
    More(u64),
    /// It has seen another tree of the same size.
    Other,
    /// It did not answer, or not as a witness.
    Nothing(String),
}

struct Witness {
    url: String,
    key: PublicKey,
    /// The size that it has seen, as far as we know.
    seen: AtomicU64,
    silent_since: Mutex<Option<Timestamp>>,
    cosigned: AtomicU64,
    failed: AtomicU64,
}

/// All of them.
pub(crate) struct Witnesses {
    client: reqwest::Client,
    all: Vec<Witness>,
}

/// How a witness is doing, for the measures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WitnessCount {
    /// Its name.
    pub name: String,
    /// Checkpoints that it signed since the start of this process.
    pub cosigned: u64,
    /// Times that it did not answer, or not as a witness.
    pub failed: u64,
}

impl Witnesses {
    pub(crate) fn new(list: Vec<(String, PublicKey)>) -> Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(WAIT_MAX)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Error::fault("making a client for witnesses").because(error))?;
        let witness = |(url, key): (String, PublicKey)| Witness {
            url: url.trim_end_matches('/').to_owned(),
            key,
            seen: AtomicU64::new(0),
            silent_since: Mutex::new(None),
            cosigned: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        };
        let all = list.into_iter().map(witness).collect();
        Ok(Self { client, all })
    }
}

impl Witness {
    fn rests(&self, now: Timestamp) -> bool {
        let since = self.silent_since.lock().ok().and_then(|since| *since);
        since.is_some_and(|since| now >= since && now.since(since) < REST)
    }

    fn note_silence(&self, since: Option<Timestamp>) {
        if let Ok(mut silent) = self.silent_since.lock() {
            *silent = since;
        }
        let count = if since.is_some() {
            &self.failed
        } else {
            &self.cosigned
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

impl Ledger {
    /// How each witness is doing.
    pub fn witness_counts(&self) -> Vec<WitnessCount> {
        let count = |witness: &Witness| WitnessCount {
            name: witness.key.name().to_owned(),
            cosigned: witness.cosigned.load(Ordering::Relaxed),
            failed: witness.failed.load(Ordering::Relaxed),
        };
        self.0.witnesses.all.iter().map(count).collect()
    }

    /// The name of each witness, and whether it signed the checkpoint that everybody is
    /// given now; none while there is nothing to sign, for none was asked then.
    pub fn witnesses(&self) -> Vec<(String, bool)> {
        let given = self.published_now().filter(|(_, head)| head.size > 0);
        let Some((note, _)) = given else {
            return Vec::new();
        };
        let signed = |witness: &Witness| {
            let signed = note.is_signed_by(&witness.key);
            (witness.key.name().to_owned(), signed)
        };
        self.0.witnesses.all.iter().map(signed).collect()
    }

    /// Whether anybody looks on.
    pub(crate) fn has_witnesses(&self) -> bool {
        !self.0.witnesses.all.is_empty()
    }

    /// The names of the witnesses whose signature a checkpoint has not.
    pub(crate) fn missing<'a>(&'a self, note: &Note) -> Vec<&'a str> {
        let missing = self.0.witnesses.all.iter();
        let missing = missing.filter(|witness| !note.is_signed_by(&witness.key));
        missing.map(|witness| witness.key.name()).collect()
    }

    /// Has the witnesses that did not yet sign this checkpoint, and do not rest,
    /// sign it; whether one did.
    pub(crate) async fn have_witnessed(&self, note: &mut Note, head: &Checkpoint) -> bool {
        if head.size == 0 {
            return false;
        }
        let original = &note.clone();
        let now = self.0.world.now();
        let due = |witness: &&Witness| !witness.rests(now) && !note.is_signed_by(&witness.key);
        let awake: Vec<&Witness> = self.0.witnesses.all.iter().filter(due).collect();
        let asked = awake
            .into_iter()
            .map(|w| async move { (w, self.ask(w, original, head).await) });
        let mut more = false;
        for (witness, seen) in join_all(asked).await {
            let name = witness.key.name();
            match seen {
                Seen::Cosigned(signed) => {
                    more |= note.take_cosignature(&signed.lines_of(&witness.key), &witness.key);
                    witness.note_silence(None);
                    continue;
                }
                Seen::More(theirs) if self.has_so_many(theirs).await => {
                    tracing::debug!(witness = name, theirs, "another process was faster");
                    continue;
                }
                Seen::More(theirs) => {
                    let here = head.size;
                    tracing::error!(
                        witness = name,
                        theirs,
                        here,
                        "a witness tells of entries \
                         that are not here: this database is older than its log, or the witness is wrong"
                    );
                }
                Seen::Other => {
                    tracing::error!(
                        witness = name,
                        size = head.size,
                        "a witness tells of another log under our name, or is wrong"
                    );
                }
                Seen::Nothing(why) => {
                    tracing::warn!(witness = name, why, "a witness does not sign");
                }
            }
            witness.note_silence(Some(now));
        }
        more
    }

    /// Whether the tree has grown to this size meanwhile.
    async fn has_so_many(&self, size: u64) -> bool {
        self.head().await.is_ok_and(|head| head.size >= size)
    }

    /// What each witness says of this head, whether it rests or not.
    pub(crate) async fn ask_witnesses(
        &self,
        note: &Note,
        head: &Checkpoint,
    ) -> Vec<(String, Seen)> {
        let asked = self.0.witnesses.all.iter().map(|witness| async move {
            let seen = self.ask(witness, note, head).await;
            (witness.key.name().to_owned(), seen)
        });
        join_all(asked).await
    }

    async fn ask(&self, witness: &Witness, note: &Note, head: &Checkpoint) -> Seen {
        const TRIES: usize = 3;
        for _ in 0..TRIES {
            let old = witness.seen.load(Ordering::Acquire).min(head.size);
            let ranges = match old {
                0 => Vec::new(),
                _ => consistency(old, head.size).unwrap_or_default(),
            };
            let proof = match self.proof(&ranges, head.size).await {
                Ok(proof) => proof,
                Err(error) => return Seen::Nothing(error.log_text()),
            };
            let (status, answer) = match self.0.witnesses.send(witness, old, &proof, note).await {
                Ok(answered) => answered,
                Err(why) => return Seen::Nothing(why),
            };
            match status {
                200 => {
                    let mut signed = note.clone();
                    if !signed.take_cosignature(&answer, &witness.key) {
                        return Seen::Nothing("it answers with no signature of its key".into());
                    }
                    witness.seen.store(head.size, Ordering::Release);
                    return Seen::Cosigned(Box::new(signed));
                }
                409 => match answer.trim_end().parse::<u64>() {
                    Ok(theirs) if theirs > head.size => return Seen::More(theirs),
                    // It knows this size, and with another root.
                    Ok(theirs) if theirs == old && old == head.size => return Seen::Other,
                    Ok(theirs) if theirs == old => {
                        return Seen::Nothing("it answers 409 with what it was asked".into());
                    }
                    Ok(theirs) => witness.seen.store(theirs, Ordering::Release),
                    Err(_) => return Seen::Nothing("it answers 409 without a size".into()),
                },
                // It has our proof, and the trees do not continue each other.
                422 if old > 0 => return Seen::Other,
                other => return Seen::Nothing(format!("it answers {other}")),
            }
        }
        Seen::Nothing("it changes its mind".into())
    }
}

impl Witnesses {
    async fn send(
        &self,
        witness: &Witness,
        old: u64,
        proof: &[Hash],
        note: &Note,
    ) -> Result<(u16, String), String> {
        let mut body = format!("old {old}\n");
        for hash in proof {
            body.push_str(&STANDARD.encode(hash));
            body.push('\n');
        }
        body.push('\n');
        body.push_str(&note.to_string());
        let url = format!("{}/add-checkpoint", witness.url);
        // An address may hold a secret: it is not said.
        let why = |error: reqwest::Error| error.without_url().to_string();
        let mut answered = self.client.post(url).body(body).send().await.map_err(why)?;
        let status = answered.status().as_u16();
        let mut answer = Vec::new();
        while let Some(chunk) = answered.chunk().await.map_err(why)? {
            answer.extend_from_slice(&chunk);
            if answer.len() > ANSWER_MAX {
                return Err("its answer is too long".into());
            }
        }
        let answer = String::from_utf8(answer).map_err(|_| "its answer is no text")?;
        Ok((status, answer))
    }
}
