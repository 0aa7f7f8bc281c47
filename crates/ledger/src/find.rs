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

/// The minute of a moment, since 1970.
pub(crate) fn minute(at: Timestamp) -> i64 {
    at.millis().div_euclid(60_000)
}

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
    /// Tiles that may be looked through.
    tiles_max: usize,
}

impl Search {
    fn of(commitments: &[(Hash, Timestamp)], size: u64, tiles_max: usize) -> Self {
        Self {
            size,
            wanted: commitments.iter().map(|(hash, _)| (*hash, None)).collect(),
            looked: HashSet::new(),
            tiles_max,
        }
    }

    fn found(&self, commitment: &Hash) -> Option<u64> {
        self.wanted.get(commitment).copied().flatten()
    }
}

impl Ledger {
    /// Where these commitments, each made at about this time, are in the tree of
    /// `size` entries, and the proofs: nothing for one that is not there.
    ///
    /// # Errors
    /// As the store; a fault, if a tile is gone; unavailable, if one is not found
    /// and the tree is too large to look through whole: then nobody may say that
    /// it is not there.
    pub async fn places(
        &self,
        commitments: &[(Hash, Timestamp)],
        size: u64,
    ) -> Result<Vec<Option<Place>>> {
        let search = Search::of(commitments, size, TILES_MAX);
        self.places_by(commitments, search).await
    }

    async fn places_by(
        &self,
        commitments: &[(Hash, Timestamp)],
        mut search: Search,
    ) -> Result<Vec<Option<Place>>> {
        let began = self.began().await?;
        let size = search.size;
        let mut places = Vec::with_capacity(commitments.len());
        for (commitment, at) in commitments {
            let whole = self.find(commitment, *at, &mut search).await?;
            places.push(match search.found(commitment) {
                Some(index) => {
                    let ranges = inclusion(index, size).unwrap_or_default();
                    let proof = self.proof(&ranges, size).await?;
                    Some(Place { index, proof })
                }
                // From before the log began: it can hardly be there.
                None if whole || at.plus(SKEWS[1]) < began => None,
                None => {
                    return Err(Error::unavailable(
                        "a line was not found in the public log, and not all of the log was looked \
                         through: whether it is there is not known",
                    ));
                }
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

    /// Looks for one; whether, found or not, that is the last word.
    async fn find(&self, commitment: &Hash, at: Timestamp, search: &mut Search) -> Result<bool> {
        let end = search.size.div_ceil(WIDTH as u64);
        for skew in SKEWS {
            let from = self.first_at(at.minus(skew)).await? / WIDTH as u64;
            let near = from..end.min(from.saturating_add(TILES_NEAR));
            self.look(commitment, near, search).await?;
        }
        // It waited long, its clock was wrong, or it came before the log did.
        self.look(commitment, 0..end, search).await
    }

    /// An entry before which none stands that came at this time or after.
    async fn first_at(&self, at: Timestamp) -> Result<u64> {
        const LAST: &str = "SELECT first FROM ledger_mark WHERE minute <= $1 \
             ORDER BY minute DESC LIMIT 1";
        let rows = self.0.store.query(LAST, vec![minute(at).into()]).await?;
        rows.first().map_or(Ok(0), |row| unsigned(row.int(0)?))
    }

    /// When the first entry came; now, if there is none.
    async fn began(&self) -> Result<Timestamp> {
        const FIRST: &str = "SELECT minute FROM ledger_mark ORDER BY minute LIMIT 1";
        let rows = self.0.store.query(FIRST, Vec::new()).await?;
        rows.first().map_or(Ok(self.0.world.now()), |row| {
            Ok(Timestamp::from_millis(row.int(0)?.saturating_mul(60_000)))
        })
    }

    /// Looks through these tiles for all that is wanted, until the one is found;
    /// whether it was found or is in none of them.
    async fn look(
        &self,
        commitment: &Hash,
        tiles: Range<u64>,
        search: &mut Search,
    ) -> Result<bool> {
        for n in tiles {
            if search.found(commitment).is_some() {
                return Ok(true);
            }
            if search.looked.contains(&n) {
                continue;
            }
            if search.looked.len() >= search.tiles_max {
                return Ok(false);
            }
            search.looked.insert(n);
            let id = TileId { level: 0, n };
            let entries = self.kept_tile(id).await?;
            let entries = entries.ok_or_else(|| Error::fault("a tile of the log is gone"))?;
            for (index, entry) in (n * WIDTH as u64..search.size).zip(entries) {
                if let Some(place) = search.wanted.get_mut(&entry) {
                    *place = Some(index);
                }
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Due, LogConfig};
    use kernel::Kind;
    use testkit::{TestWorld, for_each_store};

    #[tokio::test]
    async fn what_was_not_looked_through_whole_is_not_said_to_be_missing() {
        for_each_store(async |store| {
            let (folder, time) = (tempfile::tempdir().expect("a folder"), TestWorld::new());
            let config = LogConfig {
                origin: None,
                key: folder.path().join("log.key"),
                checkpoint: folder.path().join("log.checkpoint"),
                witnesses: Vec::new(),
            };
            let world = time.world();
            let ledger = Ledger::open(store.clone(), world.clone(), config).await;
            let ledger = ledger.expect("a log");
            let entry = |n: u64| crate::leaf_hash(&n.to_be_bytes());
            let mut tx = store.begin("write").await.expect("a transaction");
            let all: Vec<Hash> = (0..2_000).map(entry).collect();
            let due = Due::new(1, &world).queue(&all);
            tx.run(vec![due]).await.expect("queued");
            tx.commit().await.expect("committed");
            ledger.tick().await.expect("a tick");
            let places = async |wanted: u64, at, tiles_max| {
                let known = [(entry(wanted), at)];
                let search = Search::of(&known, 2_000, tiles_max);
                let places = ledger.places_by(&known, search).await;
                places.map(|places| places[0].as_ref().map(|place| place.index))
            };
            let now = world.now();
            assert_eq!(places(5, now, 1).await.expect("looked"), Some(5));
            for (wanted, tiles_max) in [(1_500, 4), (9_999, 4), (9_999, 7)] {
                let error = places(wanted, now, tiles_max).await.expect_err("not known");
                assert_eq!(error.kind(), Kind::Unavailable);
            }
            assert_eq!(places(1_500, now, 8).await.expect("looked"), Some(1_500));
            assert_eq!(places(9_999, now, 8).await.expect("looked"), None);
            // What was written long before the log began is not waited for.
            let before = now.minus(Duration::from_secs(86_400));
            assert_eq!(places(9_999, before, 4).await.expect("looked"), None);
        })
        .await;
    }
}
