//! A history as it is handed to whoever checks it: JSON, one object a line. The
//! first says whose it is and at which checkpoint; each other is a line of one
//! of the two logs, or a step in the life of the space, with the proof that it is
//! in the tree. `docs/log.md` is the description for those who write another
//! checker.

use crate::batch::batch_commitment;
use crate::find::Place;
use crate::history::{Line, LineOf, Step};
use crate::note::{Note, hex};
use crate::tree::{Hash, inclusion_root, leaf_hash};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};

/// The version of the form that is written.
const FORM: u32 = 2;
/// The first one: without steps. It is read as well.
const WITHOUT_STEPS: u32 = 1;
/// How long a word of a step may be.
const WORD_MAX: usize = 64;

/// A history, whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    /// Whose.
    pub space: [u8; 16],
    /// The checkpoint its proofs lead to, with its signatures.
    pub checkpoint: Note,
    /// The size of an earlier tree, and the proof that this one continues it.
    pub since: Option<(u64, Vec<Hash>)>,
    /// The lines.
    pub lines: Vec<HistoryLine>,
    /// The steps in the life of the space that are in the tree.
    pub steps: Vec<HistoryStep>,
}

/// A line of a history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryLine {
    /// What was committed to.
    pub line: Line,
    /// And with what salt.
    pub salt: [u8; 16],
    /// Where it is in the tree; nothing, if it is not there.
    pub place: Option<Place>,
}

/// A step of a history. One that is not in the tree is in no history: nothing would
/// tell it from one that somebody made up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryStep {
    /// What was committed to, and how.
    pub known: KnownStep,
    /// Where what stands for it in the tree is.
    pub place: Place,
}

/// A step, and how what stands for it in the tree is made again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownStep {
    /// What was committed to.
    pub step: Step,
    /// And with what salt.
    pub salt: [u8; 16],
    /// In what batch; nothing, if it has a commitment of its own in the tree.
    pub among: Option<Among>,
}

/// The place of a step among those that were done at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Among {
    /// How many they are.
    pub size: u64,
    /// Where it is in their tree.
    pub place: Place,
}

impl KnownStep {
    /// What stands for it in the tree: its own commitment, or that of its batch.
    ///
    /// # Errors
    /// Invalid, if the path in its batch is none.
    pub fn entry(&self) -> Result<Hash> {
        let own = self.step.commitment(&self.salt);
        match &self.among {
            None => Ok(own),
            Some(Among { size, place }) => {
                let leaf = leaf_hash(&own);
                let root = inclusion_root(&place.proof, place.index, leaf, *size)?;
                Ok(batch_commitment(&root, *size))
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadForm {
    carnet_history: u32,
    space: String,
    checkpoint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<SinceForm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SinceForm {
    size: u64,
    proof: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineForm {
    log: String,
    n: u64,
    salt: String,
    before: String,
    row: String,
    content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    proof: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepForm {
    step: i64,
    at: i64,
    way: i64,
    receipt: String,
    who: String,
    salt: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    batch: Option<BatchForm>,
    entry: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    proof: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BatchForm {
    size: u64,
    entry: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    proof: Vec<String>,
}

fn wrong(what: impl Into<String>) -> Error {
    Error::invalid("ledger-history-wrong").note(what)
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

fn written(proof: &[Hash]) -> Vec<String> {
    proof.iter().map(|hash| STANDARD.encode(hash)).collect()
}

fn proof_in(lines: &[String]) -> Option<Vec<Hash>> {
    let hash = |line: &String| STANDARD.decode(line).ok()?.try_into().ok();
    lines.iter().map(hash).collect()
}

impl History {
    /// As JSON lines.
    ///
    /// # Errors
    /// A fault: what is written is plain.
    pub fn to_json_lines(&self) -> Result<String> {
        let failed = |error| Error::fault("writing a history").because(error);
        let head = HeadForm {
            carnet_history: FORM,
            space: hex(&self.space),
            checkpoint: self.checkpoint.to_string(),
            since: self.since.as_ref().map(|(size, proof)| SinceForm {
                size: *size,
                proof: written(proof),
            }),
        };
        let mut text = serde_json::to_string(&head).map_err(failed)?;
        text.push('\n');
        for one in &self.lines {
            let place = one.place.as_ref();
            let form = LineForm {
                log: one.line.of.name().to_owned(),
                n: one.line.n,
                salt: hex(&one.salt),
                before: hex(&one.line.before),
                row: hex(&one.line.row),
                content: hex(&one.line.content),
                entry: place.map(|place| place.index),
                proof: place.map(|place| written(&place.proof)).unwrap_or_default(),
            };
            text.push_str(&serde_json::to_string(&form).map_err(failed)?);
            text.push('\n');
        }
        for one in &self.steps {
            let KnownStep { step, salt, among } = &one.known;
            let form = StepForm {
                step: step.what,
                at: step.at.millis(),
                way: step.how,
                receipt: step.receipt.clone(),
                who: step.who.clone(),
                salt: hex(salt),
                batch: among.as_ref().map(|among| BatchForm {
                    size: among.size,
                    entry: among.place.index,
                    proof: written(&among.place.proof),
                }),
                entry: one.place.index,
                proof: written(&one.place.proof),
            };
            text.push_str(&serde_json::to_string(&form).map_err(failed)?);
            text.push('\n');
        }
        Ok(text)
    }

    /// Reads JSON lines; checks nothing but the form.
    ///
    /// # Errors
    /// Invalid, with the number of the line that is not of the form.
    pub fn parse(text: &str) -> Result<Self> {
        let mut lines = (1_usize..).zip(text.lines());
        let no_head = || wrong("line 1 is not the beginning of a history of form 1 or 2");
        let (_, first) = lines.next().ok_or_else(no_head)?;
        let head: HeadForm = serde_json::from_str(first).map_err(|_| no_head())?;
        if ![WITHOUT_STEPS, FORM].contains(&head.carnet_history) {
            return Err(no_head());
        }
        let space = unhex(&head.space).ok_or_else(no_head)?;
        let since = match head.since {
            None => None,
            Some(since) => Some((since.size, proof_in(&since.proof).ok_or_else(no_head)?)),
        };
        let checkpoint = Note::parse(&head.checkpoint)?;
        let (mut read, mut steps) = (Vec::new(), Vec::new());
        for (number, text) in lines {
            let no_line = || wrong(format!("line {number} is not a line of a history"));
            // Nearly all are lines of a log.
            match serde_json::from_str::<LineForm>(text) {
                Ok(form) => read.push(line_in(space, &form).ok_or_else(no_line)?),
                Err(_) if head.carnet_history == WITHOUT_STEPS => return Err(no_line()),
                Err(_) => {
                    let form: StepForm = serde_json::from_str(text).map_err(|_| no_line())?;
                    steps.push(step_in(space, form).ok_or_else(no_line)?);
                }
            }
        }
        Ok(Self {
            space,
            checkpoint,
            since,
            lines: read,
            steps,
        })
    }
}

fn line_in(space: [u8; 16], form: &LineForm) -> Option<HistoryLine> {
    let of = [LineOf::Journal, LineOf::Access].into_iter();
    let of = of.clone().find(|of| of.name() == form.log)?;
    let proof = proof_in(&form.proof)?;
    Some(HistoryLine {
        line: Line {
            space,
            of,
            n: form.n,
            before: unhex(&form.before)?,
            row: unhex(&form.row)?,
            content: unhex(&form.content)?,
        },
        salt: unhex(&form.salt)?,
        place: form.entry.map(|index| Place { index, proof }),
    })
}

fn step_in(space: [u8; 16], form: StepForm) -> Option<HistoryStep> {
    // What is read is shown: nothing in it moves a line or hides one.
    let plain = |word: &str| word.len() <= WORD_MAX && word.bytes().all(|b| b.is_ascii_graphic());
    if !plain(&form.receipt) || !plain(&form.who) {
        return None;
    }
    let among = match form.batch {
        None => None,
        Some(batch) => Some(Among {
            size: batch.size,
            place: Place {
                index: batch.entry,
                proof: proof_in(&batch.proof)?,
            },
        }),
    };
    let step = Step {
        space,
        at: Timestamp::from_millis(form.at),
        what: form.step,
        how: form.way,
        receipt: form.receipt,
        who: form.who,
    };
    Some(HistoryStep {
        known: KnownStep {
            step,
            salt: unhex(&form.salt)?,
            among,
        },
        place: Place {
            index: form.entry,
            proof: proof_in(&form.proof)?,
        },
    })
}
