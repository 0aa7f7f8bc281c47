//! Packing an export, in somebody's turn. A turn ends by itself when nobody says
//! that they are still at it: what a process that died left is begun anew, and
//! what it wrote is removed first.

use crate::Exports;
use crate::packing::{self, Progress};
use crate::queries::{self, FAILED, Made, PACKED, Turn};
use crate::rules::{LINK_LASTS, REMEMBERED, REST, TURN, TURNS_MAX};
use documents::Documents;
use futures_util::stream;
use kernel::{DocumentId, Error, Kind, ObjectId, Result, SpaceId};
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
    let (stored, held) = pack(exports, turn, object).await?;
    let kept = keep(exports, turn, &stored, &held).await;
    if !matches!(kept, Ok(true)) {
        // Somebody else packs it by now: this one is nobody's.
        parts.vault.remove(object).await?;
        return kept.map(drop);
    }
    // It is ready, whether or not the news of it leaves.
    if let Err(error) = tell(exports, turn, object).await {
        tracing::warn!(error = error.log_text(), "nobody was told of an export");
    }
    Ok(())
}

/// Tells whoever asked: of a child's space, in their own.
async fn tell(exports: &Exports, turn: Turn, object: ObjectId) -> Result<()> {
    let parts = &exports.0;
    let space = turn.which.space;
    if turn.whose.mandate.is_none() {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&turn.which.n.to_be_bytes());
        id[8..].copy_from_slice(&space.to_bytes()[..8]);
        return parts.spaces.alert(space, Alert::ExportReady(id)).await;
    }
    let adult = parts.identity.holder_away(turn.whose.account).await?;
    match adult.and_then(|adult| adult.own_space().ok()) {
        Some(own) => {
            let alert = Alert::ChildExportReady(of_child(object, own));
            parts.spaces.alert(own, alert).await
        }
        None => Ok(()),
    }
}

/// What tells this notice from all others, and nothing of whose file it is.
fn of_child(object: ObjectId, adult: SpaceId) -> [u8; 16] {
    let hash = keys::sha256(&[object.to_bytes(), adult.to_bytes()].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    id
}

/// What a file holds, beside its bytes.
#[derive(Default)]
struct Held {
    /// Entries of the public log at its history; none, where that has no proofs.
    tree: u64,
    /// The documents in it, where they are looked at again before it leaves.
    documents: Vec<DocumentId>,
}

/// Decides, writes the line, and packs: what whoever asked may read now.
async fn pack(exports: &Exports, turn: Turn, object: ObjectId) -> Result<(Stored, Held)> {
    let parts = &exports.0;
    let space = turn.which.space;
    let caller = exports.asker(turn.whose).await?;
    let permit = parts
        .sharing
        .permit_carrying(&caller, space, Carrying::Packed)
        .await?;
    let documents = match turn.whose.mandate {
        Some(_) => Documents::all_carried(&permit)?,
        None => Vec::new(),
    };
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
    Ok((stored?, Held { tree, documents }))
}

async fn still_at_it(exports: &Exports, turn: Turn, how: Progress) -> Result<()> {
    let parts = &exports.0;
    // A mandate ends without a word in the journal.
    if turn.whose.mandate.is_some() {
        exports.asker(turn.whose).await?;
    }
    let until = parts.world.now().plus(TURN);
    let far = (how.packed, how.total);
    match queries::go_on(&parts.store, turn, far, until).await? {
        true => Ok(()),
        false => Err(Error::conflict("error-conflict")),
    }
}

async fn keep(exports: &Exports, turn: Turn, stored: &Stored, held: &Held) -> Result<bool> {
    let parts = &exports.0;
    let space = turn.which.space;
    let made = Made {
        opener: exports.opener(space, stored, &held.documents).await?,
        size: stored.size,
        tree: held.tree,
    };
    let now = parts.world.now();
    let times = (now, now.plus(LINK_LASTS));
    let mut tx = parts.store.begin("keep an export").await?;
    exports.still_theirs(&mut tx, turn.whose).await?;
    let kept = queries::make_ready(&mut tx, turn, made, times).await?;
    tx.commit().await?;
    Ok(kept)
}
