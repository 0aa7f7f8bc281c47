//! The history of a space as whoever checks it needs it: its lines and the steps in
//! its life, with proofs.

use crate::{Parts, queries};
use journal::Journal;
use kernel::{Error, Result, SpaceId, Timestamp};
use ledger::{Checkpoint, History, HistoryLine, HistoryStep, KnownStep, Ledger, Note};

/// The history of a space, for whoever checks it: numbers, hashes and proofs,
/// nothing of what its lines say; and of the steps in its life that were read before,
/// each with when what stands for it was queued, those that are in the tree. In this
/// order: the lines, all that waits into the tree, the checkpoint; so no line is newer
/// than its checkpoint.
///
/// # Errors
/// As the journal and the log; unavailable, when the log has no entry yet.
pub async fn proven_history(
    journal: &Journal,
    ledger: &Ledger,
    steps: Vec<(KnownStep, Timestamp)>,
    space: SpaceId,
    since: Option<u64>,
) -> Result<History> {
    let committed = journal.committed(space).await?;
    ledger.catch_up().await?;
    let note = ledger
        .checkpoint()
        .ok_or_else(|| Error::unavailable("the log has no checkpoint yet"))?;
    let checkpoint = Note::parse(&note)?;
    let size = Checkpoint::of(&checkpoint)?.size;
    let mut known: Vec<_> = committed
        .iter()
        .map(|one| (one.commitment(), one.at))
        .collect();
    for (step, queued_at) in &steps {
        known.push((step.entry()?, *queued_at));
    }
    let mut places = ledger.places(&known, size).await?;
    let of_steps = places.split_off(committed.len());
    let since = match since {
        Some(old) => Some((old, ledger.growth(old, size).await?)),
        None => None,
    };
    let lines = committed.into_iter().zip(places);
    Ok(History {
        space: space.to_bytes(),
        checkpoint,
        since,
        lines: lines
            .map(|(one, place)| HistoryLine {
                line: one.line,
                salt: one.salt,
                place,
            })
            .collect(),
        // One from before the log began has no proof, and is left out.
        steps: (steps.into_iter().zip(of_steps))
            .filter_map(|((known, _), place)| {
                let place = place?;
                Some(HistoryStep { known, place })
            })
            .collect(),
    })
}

/// The same, of a log that is proved to continue the one of the last history that
/// left this space, so that the two can be compared; and how many entries it has.
pub(crate) async fn next_history(
    parts: &Parts,
    space: SpaceId,
    since: Option<u64>,
) -> Result<(History, u64)> {
    let since = match since {
        Some(since) => Some(since),
        None => queries::find_tree(&parts.store, space).await?,
    };
    // A log that began anew continues none.
    let size = parts.ledger.size();
    let since = since.filter(|since| (1..=size).contains(since));
    let steps = parts.spaces.committed(space).await?;
    let history = proven_history(&parts.journal, &parts.ledger, steps, space, since).await?;
    let size = Checkpoint::of(&history.checkpoint)?.size;
    Ok((history, size))
}
