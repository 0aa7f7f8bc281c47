//! The place of an entry in the tree, found again by its time: nothing is kept
//! for each entry but the entry.

use crate::log::{Ledger, unsigned};
use crate::tile::{TileId, WIDTH};
use crate::tree::{Hash, consistency, inclusion};
use kernel::{Error, Result, Timestamp};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// How far the clocks of two of our machines may be apart, at first and at last.
const SKEWS: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(60 * 60)];
/// Tiles looked through before trying with a wider look, at most: more than a
/// minute of the busiest day.
const TILES_MAX: u64 = 4_096;

/// Where an entry is, and the proof.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Which entry of the log it is, from 0.
    pub index: u64,
    /// The proof that it is there, in the tree of the size that was asked for.
    pub proof: Vec<Hash>,
}

/// What was looked through, as long as one export lasts.
#[derive(Default)]
struct Looked {
    tiles: HashSet<u64>,
    places: HashMap<Hash, u64>,
}

impl Ledger {
    /// Where these commitments, each made at about this time, are in the tree of
    /// `size` entries, and the proofs: nothing for one that is not there.
    ///
    /// # Errors
    /// As the store; a fault, if a tile is gone.
    pub async fn places(
        &self,
        commitments: &[(Hash, Timestamp)],
        size: u64,
    ) -> Result<Vec<Option<Place>>> {
        let (mut looked, mut places) = (Looked::default(), Vec::with_capacity(commitments.len()));
        for (commitment, at) in commitments {
            places.push(match self.find(commitment, *at, size, &mut looked).await? {
                Some(index) => {
                    let ranges = inclusion(index, size).unwrap_or_default();
                    let proof = self.proof(&ranges, size).await?;
                    Some(Place { index, proof })
                }
                None => None,
            });
        }
        Ok(places)
    }

    /// The proof that the tree of `old` entries is the beginning of that of
    /// `new` entries.
    ///
    /// # Errors
    /// Invalid, if either is more than there is.
    pub async fn growth(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        let ranges = consistency(old, new).filter(|_| new <= self.size());
        let ranges = ranges.ok_or_else(|| {
            Error::invalid("ledger-proof-wrong").note("the log has not so many entries")
        })?;
        self.proof(&ranges, new).await
    }

    async fn find(
        &self,
        commitment: &Hash,
        at: Timestamp,
        size: u64,
        looked: &mut Looked,
    ) -> Result<Option<u64>> {
        for skew in SKEWS {
            let from = self.first_at(at.minus(skew)).await? / WIDTH as u64;
            let found = self
                .look(commitment, from, Some(TILES_MAX), size, looked)
                .await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        // It waited long, or came before the log did.
        self.look(commitment, 0, None, size, looked).await
    }

    /// The first entry that came at this time or after.
    async fn first_at(&self, at: Timestamp) -> Result<u64> {
        const FIRST: &str =
            "SELECT first FROM ledger_mark WHERE at >= $1 ORDER BY at, first LIMIT 1";
        let rows = self.0.store.query(FIRST, vec![at.into()]).await?;
        rows.first()
            .map_or(Ok(self.size()), |row| unsigned(row.int(0)?))
    }

    async fn look(
        &self,
        commitment: &Hash,
        from: u64,
        tiles_max: Option<u64>,
        size: u64,
        looked: &mut Looked,
    ) -> Result<Option<u64>> {
        let end = size.div_ceil(WIDTH as u64);
        let end = tiles_max.map_or(end, |max| end.min(from.saturating_add(max)));
        for n in from..end {
            if let Some(index) = looked.places.get(commitment) {
                return Ok(Some(*index));
            }
            if !looked.tiles.insert(n) {
                continue;
            }
            let id = TileId { level: 0, n };
            let entries = self.kept_tile(id).await?;
            let entries = entries.ok_or_else(|| Error::fault("a tile of the log is gone"))?;
            let indexed = (n * WIDTH as u64..size).zip(entries);
            looked
                .places
                .extend(indexed.map(|(index, entry)| (entry, index)));
        }
        Ok(looked.places.get(commitment).copied())
    }
}
