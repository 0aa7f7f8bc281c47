//! Packing an export, in somebody's turn. A turn ends by itself when nobody says
//! that they are still at it: what a process that died left is begun anew, and
//! what it wrote is removed first.

use crate::Exports;
use crate::packing::{self, Progress};
use crate::queries::{self, FAILED, Made, PACKED, Turn};
use crate::rules::{LINK_LASTS, REMEMBERED, REST, TURN, TURNS_MAX};
use futures_util::stream;
use identity::Caller;
use kernel::{Error, Kind, ObjectId, Result};
use sharing::Carrying;
use spaces::alerts::Alert;
use std::sync::Arc;
use tokio::sync::mpsc;
use vault::Stored;

/// Pieces of the file that wait to be sealed.
const PIECES: usize = 4;

/// Has one turn, whatever comes of it.
pub(crate) async fn do_turn(exports: &Exports, (turn, object): (Turn, ObjectId)) -> Result<()> {
    let parts = &exports.0;
    let made = match turn.turn > TURNS_MAX {
        true => Err(Error::fault("an export was begun too often")),
        false => make(exports, turn, object).await,
    };
    let Err(error) = made else { return Ok(()) };
    let now = parts.world.now();
    // The space was closed, or is not theirs any more: nothing will change that.
    let refused = matches!(error.kind(), Kind::NotFound | Kind::Forbidden);
    let given_up = refused || turn.turn >= TURNS_MAX;
    let (state, until) = match given_up {
        true => (FAILED, now.plus(REMEMBERED)),
        false => (PACKED, now.plus(REST)),
    };
    let text = error.log_text();
    match (given_up, refused) {
        (true, false) => tracing::error!(error = text, "an export could not be made"),
        _ => tracing::warn!(error = text, "an export was not made this time"),
    }
    queries::leave(&parts.store, turn, state, until).await?;
    Ok(())
}

async fn make(exports: &Exports, turn: Turn, object: ObjectId) -> Result<()> {
    let parts = &exports.0;
    if let Some(before) = turn.before {
        parts.vault.remove(before).await?;
    }
    let (stored, tree) = pack(exports, turn, object).await?;
    let kept = keep(exports, turn, &stored, tree).await;
    if !matches!(kept, Ok(true)) {
        // Somebody else packs it by now: this one is nobody's.
        parts.vault.remove(object).await?;
        return kept.map(drop);
    }
    // It is ready, whether or not the news of it leaves.
    let mut id = [0; 16];
    id[..8].copy_from_slice(&turn.which.n.to_be_bytes());
    id[8..].copy_from_slice(&turn.which.space.to_bytes()[..8]);
    let told = parts.spaces.alert(turn.which.space, Alert::ExportReady(id));
    if let Err(error) = told.await {
        tracing::warn!(error = error.log_text(), "nobody was told of an export");
    }
    Ok(())
}

/// Decides, writes the line, and packs: what the holder may read now.
async fn pack(exports: &Exports, turn: Turn, object: ObjectId) -> Result<(Stored, u64)> {
    let parts = &exports.0;
    let space = turn.which.space;
    let holder = parts.identity.holder_away(turn.account).await?;
    let caller = Caller::Holder(holder.ok_or_else(Error::not_found)?);
    let permit = parts
        .sharing
        .permit_carrying(&caller, space, Carrying::Packed)
        .await?;
    let face = parts.spaces.open_face(space).await?;
    let (sender, pieces) = mpsc::channel(PIECES);
    let packed = async {
        let packed = packing::pack(parts, turn.lang, Arc::new(permit), &face, &sender, |how| {
            still_at_it(exports, turn, how)
        });
        let tree = match packed.await {
            Ok(tree) => tree,
            Err(error) => {
                // The vault hears why, and undoes what it has.
                let _gone = sender.send(Err(error)).await;
                0
            }
        };
        drop(sender);
        tree
    };
    let pieces = stream::unfold(pieces, async |mut pieces| {
        Some((pieces.recv().await?, pieces))
    });
    let chance = &*parts.world.chance;
    let stored = async {
        let pieces = Box::pin(pieces);
        parts.vault.put_as(object, chance, u64::MAX, pieces).await
    };
    let (tree, stored) = tokio::join!(packed, stored);
    Ok((stored?, tree))
}

async fn still_at_it(exports: &Exports, turn: Turn, how: Progress) -> Result<()> {
    let parts = &exports.0;
    let until = parts.world.now().plus(TURN);
    let far = (how.packed, how.total);
    match queries::go_on(&parts.store, turn, far, until).await? {
        true => Ok(()),
        false => Err(Error::conflict("error-conflict")),
    }
}

async fn keep(exports: &Exports, turn: Turn, stored: &Stored, tree: u64) -> Result<bool> {
    let parts = &exports.0;
    let made = Made {
        opener: exports.opener(turn.which.space, stored).await?,
        size: stored.size,
        tree,
    };
    let now = parts.world.now();
    let times = (now, now.plus(LINK_LASTS));
    let mut tx = parts.store.begin("keep an export").await?;
    let kept = queries::make_ready(&mut tx, turn, made, times).await?;
    tx.commit().await?;
    Ok(kept)
}
