//! Trees, tiles and proofs, compared with `tlog_tiles`.

use ledger::{
    Edge, Hash, Range, TileId, Tiles, check_consistency, check_inclusion, consistency, empty_root,
    inclusion, leaf_hash, parse_place, place, tile_root,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tlog_tiles::tlog::{self, HashReader};

/// The other implementation's memory of a tree.
#[derive(Default)]
pub(crate) struct Theirs(Vec<tlog::Hash>);

impl HashReader for Theirs {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        let at = |index: &u64| self.0[usize::try_from(*index).expect("small")];
        Ok(indexes.iter().map(at).collect())
    }
}

impl Theirs {
    pub(crate) fn of(entries: &[Hash]) -> Self {
        let mut theirs = Self::default();
        for (n, entry) in (0..).zip(entries) {
            let hashes = tlog::stored_hashes(n, entry, &theirs).expect("stored");
            theirs.0.extend(hashes);
        }
        theirs
    }

    pub(crate) fn root(&self, size: u64) -> Hash {
        tlog::tree_hash(size, self).expect("a root").0
    }
}

pub(crate) fn entries(many: u64) -> Vec<Hash> {
    (0..many).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

/// All tiles of a tree that grew by these steps; level 0 holds entries.
fn grown(entries: &[Hash], steps: &[usize]) -> (Edge, BTreeMap<TileId, Vec<Hash>>) {
    let (mut edge, mut kept) = (Edge::default(), BTreeMap::new());
    let (mut rest, mut steps) = (entries, steps.iter());
    while !rest.is_empty() {
        let step = *steps.next().unwrap_or(&rest.len());
        let (some, after) = rest.split_at(step.clamp(1, rest.len()));
        // As another process would, from what was kept.
        edge = Edge::from_tiles(edge.size(), kept.clone()).expect("a whole edge");
        kept.extend(edge.append(some.iter().copied()));
        rest = after;
    }
    (edge, kept)
}

fn hashed(kept: &BTreeMap<TileId, Vec<Hash>>) -> Tiles {
    let mut tiles = Tiles::default();
    for (id, hashes) in kept {
        let hashes = match id.level {
            0 => hashes.iter().map(|entry| leaf_hash(entry)).collect(),
            _ => hashes.clone(),
        };
        tiles.put(*id, hashes);
    }
    tiles
}

fn proof(tiles: &Tiles, ranges: Vec<Range>) -> Vec<Hash> {
    let hash = |range: &Range| tiles.joined(&range.nodes()).expect("tiles at hand");
    ranges.iter().map(hash).collect()
}

#[test]
fn a_tree_of_no_entries_has_the_root_of_nothing() {
    assert_eq!(Edge::default().root(), empty_root());
    assert_eq!(empty_root(), tlog::EMPTY_HASH.0);
}

#[test]
fn every_root_on_the_way_to_ten_thousand_is_that_of_the_others() {
    let entries = entries(66_000);
    let theirs = Theirs::of(&entries);
    let mut edge = Edge::default();
    for (size, entry) in (1..).zip(&entries) {
        edge.append([*entry]);
        if size < 1_100 || size % 251 == 0 || size > 65_500 {
            assert_eq!(edge.root(), theirs.root(size), "at {size}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_the_steps_the_tiles_are_the_same_and_are_those_of_the_others(
        many in 1_u64..3_000,
        steps in prop::collection::vec(1_usize..700, 0..12),
    ) {
        let entries = entries(many);
        let (edge, kept) = grown(&entries, &steps);
        let (at_once, _) = grown(&entries, &[]);
        prop_assert_eq!(&edge, &at_once);
        let theirs = Theirs::of(&entries);
        prop_assert_eq!(edge.root(), theirs.root(many));
        for (id, hashes) in &hashed_tiles(&kept) {
            let width = id.width_in(many);
            let level = u8::try_from(id.level).expect("small");
            let tile = tlog_tiles::tile::Tile::new(8, level, id.n, width as u32, false);
            let data = tile.read_data(&theirs).expect("their tile");
            prop_assert_eq!(&data, &hashes[..width].concat());
        }
    }

    #[test]
    fn a_proof_of_an_entry_is_that_of_the_others_and_proves_nothing_else(
        many in 1_u64..2_000,
        pick in any::<prop::sample::Index>(),
        spoilt in any::<prop::sample::Index>(),
    ) {
        let entries = entries(many);
        let index = pick.index(many as usize);
        let (edge, kept) = grown(&entries, &[]);
        let ours = proof(&hashed(&kept), inclusion(index as u64, many).expect("a path"));
        let theirs = Theirs::of(&entries);
        let other = tlog::prove_record(many, index as u64, &theirs).expect("their proof");
        prop_assert_eq!(&ours, &other.iter().map(|hash| hash.0).collect::<Vec<_>>());
        let (leaf, root) = (leaf_hash(&entries[index]), edge.root());
        let holds = |proof: &[Hash], index: u64, leaf, size, root: &Hash| {
            check_inclusion(proof, index, leaf, size, root).is_ok()
        };
        prop_assert!(holds(&ours, index as u64, leaf, many, &root));
        prop_assert!(!holds(&ours, index as u64 ^ 1, leaf, many, &root));
        // The root of a tree of one is its leaf.
        prop_assert_eq!(holds(&ours, index as u64, root, many, &leaf), many == 1);
        let longer = [ours.clone(), vec![leaf]].concat();
        prop_assert!(!holds(&longer, index as u64, leaf, many, &root));
        if !ours.is_empty() {
            let mut bad = ours.clone();
            bad[spoilt.index(ours.len())][7] ^= 1;
            prop_assert!(!holds(&bad, index as u64, leaf, many, &root));
            prop_assert!(!holds(&ours[1..], index as u64, leaf, many, &root));
        }
        prop_assert!(inclusion(many, many).is_none());
    }

    #[test]
    fn a_proof_of_growth_is_that_of_the_others_and_proves_nothing_else(
        many in 1_u64..2_000,
        pick in any::<prop::sample::Index>(),
        spoilt in any::<prop::sample::Index>(),
    ) {
        let entries = entries(many);
        let old = pick.index(many as usize) as u64 + 1;
        let (edge, kept) = grown(&entries, &[]);
        let ours = proof(&hashed(&kept), consistency(old, many).expect("a path"));
        let theirs = Theirs::of(&entries);
        let other = tlog::prove_tree(many, old, &theirs).expect("their proof");
        prop_assert_eq!(&ours, &other.iter().map(|hash| hash.0).collect::<Vec<_>>());
        let (before, now) = (theirs.root(old), edge.root());
        let holds = |proof: &[Hash], before, now| {
            check_consistency(proof, (old, before), (many, now)).is_ok()
        };
        prop_assert!(holds(&ours, &before, &now));
        let other_root = leaf_hash(b"another");
        prop_assert!(!holds(&ours, &other_root, &now));
        prop_assert!(!holds(&ours, &before, &other_root));
        prop_assert!(check_consistency(&ours, (many, &now), (old, &before)).is_err() || old == many);
        if !ours.is_empty() {
            let mut bad = ours.clone();
            bad[spoilt.index(ours.len())][7] ^= 1;
            prop_assert!(!holds(&bad, &before, &now));
            prop_assert!(!holds(&ours[1..], &before, &now));
        }
    }

    #[test]
    fn the_address_of_a_tile_is_read_back_and_is_the_only_one(n in any::<u64>(), level in 0_u32..64) {
        let n = n >> 8;
        let path = format!("{level}/{}", place(n));
        prop_assert_eq!(TileId::parse(&path), Some((TileId { level, n }, 256)));
        let partial = format!("{path}.p/17");
        prop_assert_eq!(TileId::parse(&partial), Some((TileId { level, n }, 17)));
        let theirs = tlog_tiles::tile::Tile::new(8, level as u8 % 63, n, 17, false).path();
        let ours = format!("tile/{}/{}.p/17", level % 63, place(n));
        prop_assert!(theirs.ends_with(&ours[4..]), "{} {}", theirs, ours);
    }
}

fn hashed_tiles(kept: &BTreeMap<TileId, Vec<Hash>>) -> BTreeMap<TileId, Vec<Hash>> {
    let leaves = |hashes: &[Hash]| hashes.iter().map(|entry| leaf_hash(entry)).collect();
    kept.iter()
        .map(|(id, hashes)| match id.level {
            0 => (*id, leaves(hashes)),
            _ => (*id, hashes.clone()),
        })
        .collect()
}

#[test]
fn what_is_no_address_of_a_tile_is_not_read() {
    for path in [
        "0/1",
        "0/0001",
        "0/001/002",
        "0/x001",
        "0/x000/001",
        "0/001.p/0",
        "0/001.p/256",
        "0/001.p/01",
        "00/001",
        "64/001",
        "0/001.p/",
        "/001",
        "0/",
        "0/x1/001",
        "0/001.p/1.p/1",
        "0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(TileId::parse(path), None, "{path}");
    }
    assert_eq!(place(1_234_067), "x001/x234/067");
    assert_eq!(parse_place("x001/x234/067"), Some((1_234_067, 256)));
}

#[test]
fn a_full_tile_has_a_root_and_no_other_has() {
    let hashes = entries(256);
    let theirs = Theirs::of(&hashes);
    let leaves: Vec<Hash> = hashes.iter().map(|entry| leaf_hash(entry)).collect();
    assert_eq!(tile_root(&leaves), Some(theirs.root(256)));
    assert_eq!(tile_root(&leaves[1..]), None);
    // The example of the specification: a tree of 70,000 entries.
    let edge = Edge::tiles(70_000);
    let at = |level, n| TileId { level, n };
    assert_eq!(edge, [at(0, 273), at(1, 1), at(2, 0)]);
    let widths: Vec<usize> = edge.iter().map(|id| id.width_in(70_000)).collect();
    assert_eq!(widths, [112, 17, 1]);
    assert_eq!(at(1, 0).width_in(70_000), 256);
}
