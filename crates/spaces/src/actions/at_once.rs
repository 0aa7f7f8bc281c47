//! What a campaign does to thousands at once, in the public log: one commitment for all
//! whom it tells, or whose space silence opens, in a bucket as of one instant, over a tree
//! in which each space has a leaf with a salt of its own. Nothing is kept of a space for
//! that: to whom it was done is read again where one of them is to be proved.

use super::telling::By;
use crate::Spaces;
use crate::queries::{self, AtOnce, Happened};
use crate::register_keys::SpacesKeys;
use crate::rules::code;
use crate::rules::life::Event;
use kernel::{Error, Result, SpaceId, Timestamp};
use ledger::{Among, Batch, Due, Hash, KnownStep};
use store::{Statement, Tx};
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

/// Commitments that are being made.
pub(super) struct Hashing(JoinHandle<Vec<AtOnce>>);

impl Spaces {
    /// Begins to hash what stands in the public log for these spaces, to which this is
    /// done now, beside whatever the caller goes on with.
    pub(super) fn commit_to_all(&self, done: Vec<SpaceId>, what: Event, at: Timestamp) -> Hashing {
        let (spaces, queued_at) = (self.clone(), self.world().now());
        Hashing(spawn_blocking(move || {
            let trees = trees(spaces.keys(), done, what, at).into_iter();
            let each = trees.filter_map(|(bucket, tree)| {
                Some(AtOnce {
                    bucket,
                    what,
                    at,
                    spaces: tree.size(),
                    queued_at,
                    entry: tree.commitment()?,
                })
            });
            each.collect()
        }))
    }

    /// Queues what was hashed, in the transaction that does it.
    pub(super) async fn queue_all(&self, tx: &mut Tx, hashing: Hashing) -> Result<()> {
        let hashed = hashing.0.await.map_err(not_hashed)?;
        let Some(first) = hashed.first() else {
            return Ok(());
        };
        let due = Due::new(first.bucket, self.world());
        let commitments: Vec<Hash> = hashed.iter().map(|of| of.entry).collect();
        let mut writes: Vec<Statement> = vec![due.queue(&commitments)];
        writes.extend(hashed.iter().map(|of| queries::insert_at_once(*of)));
        tx.run(writes).await?;
        Ok(())
    }

    /// Each time that something was done to a space among others, with its path in the
    /// tree of all of them; and when what stands for them was queued.
    ///
    /// # Errors
    /// As the store.
    pub(super) async fn committed_at_once(
        &self,
        space: SpaceId,
    ) -> Result<Vec<(KnownStep, Timestamp)>> {
        let mut known = Vec::new();
        for of in queries::list_at_once(self.store(), space).await? {
            let done = queries::list_done(self.store(), of).await?;
            // It is of two batches as of one instant: there is no one tree.
            if done.len() as u64 != of.spaces {
                continue;
            }
            let spaces = self.clone();
            let found = spawn_blocking(move || found_among(spaces.keys(), space, done, of));
            let found = found.await.map_err(not_hashed)?;
            known.extend(found.map(|step| (step, of.queued_at)));
        }
        Ok(known)
    }
}

fn not_hashed(error: JoinError) -> Error {
    Error::fault("hashing what was done at once").because(error)
}

/// What a campaign did to a space, at an instant: with the number of the receipt, which is
/// not kept.
pub(super) fn done_by_batch(
    keys: &SpacesKeys,
    space: SpaceId,
    what: Event,
    at: Timestamp,
) -> Happened {
    let hash = keys.receipt(space, what.number(), at);
    Happened {
        at,
        what,
        who: By::FUND.who.to_owned(),
        how: By::FUND.how,
        receipt: code::receipt_number_of(&hash),
    }
}

/// The tree of each bucket over the spaces of it to which this was done.
fn trees(
    keys: &SpacesKeys,
    mut done: Vec<SpaceId>,
    what: Event,
    at: Timestamp,
) -> Vec<(u16, Batch)> {
    done.sort_unstable_by_key(|space| (space.bucket(), space.to_bytes()));
    let buckets = done.chunk_by(|one, other| one.bucket() == other.bucket());
    buckets
        .filter_map(|some| Some((some.first()?.bucket(), tree_of(keys, some, what, at)?)))
        .collect()
}

/// The tree over these, which are in the order of their ids.
fn tree_of(keys: &SpacesKeys, done: &[SpaceId], what: Event, at: Timestamp) -> Option<Batch> {
    let commitment = |space: &SpaceId| {
        let known = step_of(keys, *space, what, at);
        known.step.commitment(&known.salt)
    };
    let commitments: Vec<Hash> = done.iter().map(commitment).collect();
    Batch::of(&commitments)
}

fn step_of(keys: &SpacesKeys, space: SpaceId, what: Event, at: Timestamp) -> KnownStep {
    let happened = done_by_batch(keys, space, what, at);
    KnownStep {
        step: happened.step(space),
        salt: keys.tree_salt(space, &happened.receipt),
        among: None,
    }
}

/// A space among those of its bucket to which the same was done: nothing, where what
/// stands in the public log is not of these.
fn found_among(
    keys: &SpacesKeys,
    space: SpaceId,
    mut done: Vec<SpaceId>,
    of: AtOnce,
) -> Option<KnownStep> {
    done.sort_unstable_by_key(|one| one.to_bytes());
    let index = done.iter().position(|one| *one == space)?;
    let tree = tree_of(keys, &done, of.what, of.at)?;
    if tree.commitment()? != of.entry {
        return None;
    }
    let among = Among {
        size: tree.size(),
        place: tree.place(index as u64)?,
    };
    Some(KnownStep {
        among: Some(among),
        ..step_of(keys, space, of.what, of.at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use keys::{Key, RegisterKeys};

    #[test]
    fn each_space_to_which_something_was_done_is_found_in_what_was_committed_of_its_bucket() {
        let root = RegisterKeys::from_root(Key::from_bytes([7; 32]));
        let keys = SpacesKeys::derive(&root);
        let id = |first: u8, bucket: u8| {
            let mut id = [0; 16];
            (id[0], id[15]) = (first, bucket);
            SpaceId::from_bytes(id)
        };
        let at = Timestamp::from_millis(1_764_000_000_000);
        // As the store gives them: in no order.
        let what = Event::OpenedBySilence;
        let done = vec![id(9, 2), id(3, 1), id(1, 2), id(7, 2), id(5, 1)];
        let committed = trees(&keys, done.clone(), what, at);
        let sizes: Vec<_> = committed
            .iter()
            .map(|(bucket, tree)| (*bucket, tree.size()))
            .collect();
        assert_eq!(sizes, [(1, 2), (2, 3)]);
        for (bucket, tree) in committed {
            let here = done.iter().copied().filter(|id| id.bucket() == bucket);
            let here: Vec<SpaceId> = here.rev().collect();
            let of = AtOnce {
                bucket,
                what,
                at,
                spaces: tree.size(),
                queued_at: at,
                entry: tree.commitment().expect("one"),
            };
            for space in &here {
                let found = found_among(&keys, *space, here.clone(), of).expect("one of them");
                assert_eq!(found.step.space, space.to_bytes());
                assert_eq!(found.step.what, what.number());
                assert_eq!(found.entry().ok(), tree.commitment());
            }
            assert!(found_among(&keys, id(42, 1), here.clone(), of).is_none());
            let some = here[1..].to_vec();
            assert!(found_among(&keys, here[1], some, of).is_none());
        }
    }
}
