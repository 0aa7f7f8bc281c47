//! The place of an entry in the tree, found again by its time: nothing is kept
//! for each entry but the entry.

use crate::log::{Ledger, unsigned};
use crate::tile::{TileId, WIDTH};
use crate::tree::{Hash, consistency, inclusion};
use kernel::{Error, Result, Timestamp};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::time::Duration;

/// How far the clocks of two of our machines may be apart, at first and at last.
const SKEWS: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(60 * 60)];
/// Tiles looked through from there on before looking elsewhere: more than a
/// minute of the busiest day.
const TILES_NEAR: u64 = 4_096;
/// Tiles looked through for one export, at most: half a gigabyte.
const TILES_MAX: usize = 65_536;

/// Where an entry is, and the proof.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Which entry of the log it is, from 0.
    pub index: u64,
    /// The proof that it is there, in the tree of the size that was asked for.
    pub proof: Vec<Hash>,
}

/// What is looked for, and where it was not missed yet.
struct Search {
    size: u64,
    wanted: HashMap<Hash, Option<u64>>,
    looked: HashSet<u64>,
}

impl Search {
    fn found(&self, commitment: &Hash) -> Option<u64> {
        self.wanted.get(commitment).copied().flatten()
    }
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
        let mut search = Search {
            size,
            wanted: commitments.iter().map(|(hash, _)| (*hash, None)).collect(),
            looked: HashSet::new(),
        };
        let mut places = Vec::with_capacity(commitments.len());
        for (commitment, at) in commitments {
            self.find(commitment, *at, &mut search).await?;
            places.push(match search.found(commitment) {
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

    async fn find(&self, commitment: &Hash, at: Timestamp, search: &mut Search) -> Result<()> {
        let end = search.size.div_ceil(WIDTH as u64);
        for skew in SKEWS {
            let from = self.first_at(at.minus(skew)).await? / WIDTH as u64;
            let near = end.min(from.saturating_add(TILES_NEAR));
            self.look(commitment, from..near, search).await?;
        }
        // It waited long, its clock was wrong, or it came before the log did.
        self.look(commitment, 0..end, search).await
    }

    /// The first entry that came at this time or after.
    async fn first_at(&self, at: Timestamp) -> Result<u64> {
        const FIRST: &str =
            "SELECT first FROM ledger_mark WHERE at >= $1 ORDER BY at, first LIMIT 1";
        let rows = self.0.store.query(FIRST, vec![at.into()]).await?;
        rows.first()
            .map_or(Ok(self.size()), |row| unsigned(row.int(0)?))
    }

    /// Looks through these tiles for all that is wanted, until the one is found.
    async fn look(&self, commitment: &Hash, tiles: Range<u64>, search: &mut Search) -> Result<()> {
        for n in tiles {
            if search.found(commitment).is_some() || search.looked.len() >= TILES_MAX {
                return Ok(());
            }
            if !search.looked.insert(n) {
                continue;
            }
            let id = TileId { level: 0, n };
            let entries = self.kept_tile(id).await?;
            let entries = entries.ok_or_else(|| Error::fault("a tile of the log is gone"))?;
            for (index, entry) in (n * WIDTH as u64..search.size).zip(entries) {
                if let Some(place) = search.wanted.get_mut(&entry) {
                    *place = Some(index);
                }
            }
        }
        Ok(())
    }
}
