//! What a history and public checkpoints prove, without asking anybody. Pure.

use crate::checkpoint::Checkpoint;
use crate::export::{History, HistoryLine, HistoryStep};
use crate::history::{LineOf, Step};
use crate::note::{Note, PublicKey};
use crate::tree::{Hash, check_consistency, check_inclusion, leaf_hash};
use kernel::Timestamp;
use std::collections::{BTreeMap, HashSet};

/// Whom one believes.
#[derive(Clone, Debug)]
pub struct Trust {
    /// The log's key.
    pub log: PublicKey,
    /// The keys of the witnesses one has chosen.
    pub witnesses: Vec<PublicKey>,
    /// How many of them must have signed.
    pub quorum: usize,
    /// How many lines, of both logs, one accepts as older than the public log:
    /// nothing public holds what they say.
    pub before_log: u64,
}

/// What is wrong with a history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// The checkpoint is not one, or not signed by the log's key.
    NotSigned,
    /// Fewer witnesses signed than were asked for.
    TooFewWitnesses {
        /// How many did.
        signed: usize,
        /// How many must.
        needed: usize,
    },
    /// Of the public checkpoints, none is of this size, or of one that this tree
    /// is proved to continue.
    NoPublicCheckpoint {
        /// The size of the tree of this history.
        size: u64,
    },
    /// A public checkpoint of the same size says something else: two histories
    /// are told.
    TwoHistories {
        /// The size.
        size: u64,
    },
    /// A number is missing, or is there twice.
    Gap {
        /// In which log.
        of: LineOf,
        /// The number that should be there.
        n: u64,
    },
    /// A line does not carry the hash of the one before.
    BrokenChain {
        /// In which log.
        of: LineOf,
        /// The line.
        n: u64,
    },
    /// The proof of a line does not lead to the checkpoint.
    NotProved {
        /// In which log.
        of: LineOf,
        /// The line.
        n: u64,
    },
    /// A line is not in the tree of this checkpoint.
    NotThere {
        /// In which log.
        of: LineOf,
        /// The line.
        n: u64,
    },
    /// More lines than one accepts are said to be older than the public log.
    BeforeLog {
        /// How many are.
        lines: u64,
        /// How many one accepts.
        accepted: u64,
    },
    /// The earlier history is somebody else's.
    OtherSpace,
    /// A line of the earlier history is gone.
    Gone {
        /// In which log.
        of: LineOf,
        /// The line.
        n: u64,
    },
    /// A line of the earlier history was changed.
    Changed {
        /// In which log.
        of: LineOf,
        /// The line.
        n: u64,
    },
    /// The proof of a step in the life of the space does not lead to the checkpoint.
    StepNotProved {
        /// When it is said to have been.
        at: Timestamp,
    },
    /// A step is there twice.
    StepTwice {
        /// When it was.
        at: Timestamp,
    },
    /// A step of the earlier history is gone, or was changed.
    StepGone {
        /// When it was.
        at: Timestamp,
    },
    /// The tree is not proved to continue that of the earlier history.
    NotContinued {
        /// The size of the earlier tree.
        earlier: u64,
    },
}

impl Problem {
    /// Whether only something is missing that would prove more; else something
    /// contradicts something, and an intact history never does.
    pub const fn is_missing(&self) -> bool {
        matches!(
            self,
            Self::TooFewWitnesses { .. }
                | Self::NoPublicCheckpoint { .. }
                | Self::BeforeLog { .. }
                | Self::OtherSpace
                | Self::NotContinued { .. }
        )
    }
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Report {
    /// What is wrong; nothing, and the history holds.
    pub problems: Vec<Problem>,
    /// Lines of the journal.
    pub journal: u64,
    /// Lines of the access log.
    pub access: u64,
    /// Of both, those said to be from before the public log began: only the hash
    /// of the last of them is held, by the line after it.
    pub before_log: u64,
    /// The steps in the life of the space that are proved, the first one first. That
    /// none is missing is not.
    pub steps: Vec<Step>,
    /// Entries of the whole log.
    pub size: u64,
    /// Chosen witnesses that signed.
    pub witnesses: usize,
    /// The size of the largest public checkpoint that this history agrees with.
    pub public: Option<u64>,
    /// Entries of the log at the earlier history that this one was compared with.
    pub earlier: Option<u64>,
}

impl Report {
    /// Whether all holds.
    pub const fn holds(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether it does not hold only for want of what would prove it.
    pub fn lacks(&self) -> bool {
        !self.holds() && self.problems.iter().all(Problem::is_missing)
    }
}

/// Checks a history: against the public checkpoints if there are any, and
/// against an earlier history of the same person if there is one.
pub fn check(
    history: &History,
    public: &[Note],
    trust: &Trust,
    earlier: Option<&History>,
) -> Report {
    let mut report = Report::default();
    let Ok(head) = Checkpoint::of(&history.checkpoint) else {
        report.problems.push(Problem::NotSigned);
        return report;
    };
    report.size = head.size;
    check_signatures(history, &head, public, trust, &mut report);
    for of in [LineOf::Journal, LineOf::Access] {
        check_log(history, of, &head, &mut report);
    }
    check_steps(history, &head, &mut report);
    if report.before_log > trust.before_log {
        report.problems.push(Problem::BeforeLog {
            lines: report.before_log,
            accepted: trust.before_log,
        });
    }
    if let Some(earlier) = earlier {
        check_earlier(history, &head, earlier, trust, &mut report);
    }
    report
}

fn check_signatures(
    history: &History,
    head: &Checkpoint,
    public: &[Note],
    trust: &Trust,
    report: &mut Report,
) {
    let mut notes = vec![&history.checkpoint];
    for note in public {
        let theirs = Checkpoint::of(note);
        // One that the log did not sign says nothing about it.
        let theirs = theirs.ok().filter(|_| note.is_signed_by(&trust.log));
        let Some(theirs) = theirs.filter(|theirs| theirs.origin == head.origin) else {
            continue;
        };
        if theirs.size == head.size {
            if theirs.root != head.root {
                let size = head.size;
                report.problems.push(Problem::TwoHistories { size });
            }
            notes.push(note);
        }
        if theirs.size == head.size || (theirs.size > 0 && continues(history, &theirs, head)) {
            report.public = report.public.max(Some(theirs.size));
        }
    }
    if !public.is_empty() && report.public.is_none() {
        let size = head.size;
        report.problems.push(Problem::NoPublicCheckpoint { size });
    }
    let signed = |note: &&Note| note.text() == history.checkpoint.text();
    notes.retain(signed);
    let by = |key: &PublicKey| notes.iter().any(|note| note.is_signed_by(key));
    if head.origin != trust.log.name() || !by(&trust.log) {
        report.problems.push(Problem::NotSigned);
    }
    // A key that is named twice is one witness.
    let chosen: HashSet<&PublicKey> = trust.witnesses.iter().collect();
    report.witnesses = chosen.into_iter().filter(|key| by(key)).count();
    if report.witnesses < trust.quorum {
        report.problems.push(Problem::TooFewWitnesses {
            signed: report.witnesses,
            needed: trust.quorum,
        });
    }
}

/// Whether the tree of a history is proved to continue an earlier one.
fn continues(history: &History, before: &Checkpoint, head: &Checkpoint) -> bool {
    let proof = match &history.since {
        _ if before.size == head.size => &[][..],
        Some((since, proof)) if *since == before.size => proof,
        _ => return false,
    };
    let (old, new) = ((before.size, &before.root), (head.size, &head.root));
    check_consistency(proof, old, new).is_ok()
}

fn check_log(history: &History, of: LineOf, head: &Checkpoint, report: &mut Report) {
    let mut lines: Vec<&HistoryLine> = Vec::new();
    lines.extend(history.lines.iter().filter(|one| one.line.of == of));
    lines.sort_by_key(|one| one.line.n);
    let (mut before, mut begun, mut older) = ([0; 32], false, 0);
    for (n, one) in (1_u64..).zip(&lines) {
        let line = &one.line;
        if line.n != n {
            report.problems.push(Problem::Gap { of, n });
            return;
        }
        if line.before != before {
            report.problems.push(Problem::BrokenChain { of, n });
        }
        before = line.row;
        match &one.place {
            Some(place) => {
                begun = true;
                let leaf = leaf_hash(&line.commitment(&one.salt));
                let proved =
                    check_inclusion(&place.proof, place.index, leaf, head.size, &head.root);
                if proved.is_err() {
                    report.problems.push(Problem::NotProved { of, n });
                }
            }
            None if begun => report.problems.push(Problem::NotThere { of, n }),
            None => older += 1,
        }
    }
    match (begun, lines.last()) {
        (true, _) => report.before_log += older,
        // The chain holds those from before only where a later one is there.
        (false, Some(last)) => {
            let n = last.line.n;
            report.problems.push(Problem::NotThere { of, n });
        }
        (false, None) => {}
    }
    let count = lines.len() as u64;
    match of {
        LineOf::Journal => report.journal = count,
        LineOf::Access => report.access = count,
    }
}

fn check_steps(history: &History, head: &Checkpoint, report: &mut Report) {
    let mut seen: HashSet<Hash> = HashSet::new();
    for one in &history.steps {
        let (step, place) = (&one.known.step, &one.place);
        let at = step.at;
        if !seen.insert(step.commitment(&one.known.salt)) {
            report.problems.push(Problem::StepTwice { at });
            continue;
        }
        let proved = one.known.entry().and_then(|entry| {
            let leaf = leaf_hash(&entry);
            check_inclusion(&place.proof, place.index, leaf, head.size, &head.root)
        });
        match proved {
            Ok(()) => report.steps.push(step.clone()),
            Err(_) => report.problems.push(Problem::StepNotProved { at }),
        }
    }
    report.steps.sort_by_key(|step| step.at);
}

fn check_earlier(
    history: &History,
    head: &Checkpoint,
    earlier: &History,
    trust: &Trust,
    report: &mut Report,
) {
    if earlier.space != history.space {
        report.problems.push(Problem::OtherSpace);
        return;
    }
    let now: BTreeMap<(LineOf, u64), &HistoryLine> = history
        .lines
        .iter()
        .map(|one| ((one.line.of, one.line.n), one))
        .collect();
    for one in &earlier.lines {
        let (of, n) = (one.line.of, one.line.n);
        match now.get(&(of, n)) {
            None => report.problems.push(Problem::Gone { of, n }),
            Some(now) if now.line != one.line || now.salt != one.salt => {
                report.problems.push(Problem::Changed { of, n });
            }
            Some(_) => {}
        }
    }
    let before = Checkpoint::of(&earlier.checkpoint).ok();
    let signed = earlier.checkpoint.is_signed_by(&trust.log);
    let before = before.filter(|before| signed && before.origin == head.origin);
    let size = before.as_ref().map_or(0, |before| before.size);
    // A log that began anew after a loss holds none of the steps of the former one.
    if before.is_some() {
        let of = |one: &HistoryStep| one.known.step.commitment(&one.known.salt);
        let now: HashSet<Hash> = history.steps.iter().map(of).collect();
        for one in &earlier.steps {
            if !now.contains(&of(one)) {
                let at = one.known.step.at;
                report.problems.push(Problem::StepGone { at });
            }
        }
    }
    let two = |before: &Checkpoint| before.size == head.size && before.root != head.root;
    if before.as_ref().is_some_and(two) {
        report.problems.push(Problem::TwoHistories { size });
        return;
    }
    let continued = before.is_some_and(|before| continues(history, &before, head));
    match continued {
        true => report.earlier = Some(size),
        false => report
            .problems
            .push(Problem::NotContinued { earlier: size }),
    }
}
