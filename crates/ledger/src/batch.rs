//! A tree of its own for what is done to thousands at once: one commitment in the
//! public log stands for all of them, and each is proved by its path in this tree and
//! by the place of the commitment. Pure.

use crate::due::commitment;
use crate::find::Place;
use crate::tree::{Hash, Node, Range, inclusion, join, leaf_hash, node_hash};

/// The tree over the salted commitments of a batch.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The leaves, and above each floor the whole subtrees that stand on it.
    floors: Vec<Vec<Hash>>,
}

impl Batch {
    /// The tree over these; nothing, over none.
    pub fn of(commitments: &[Hash]) -> Option<Self> {
        let mut floor: Vec<Hash> = commitments.iter().map(|one| leaf_hash(one)).collect();
        if floor.is_empty() {
            return None;
        }
        let mut floors = Vec::new();
        while floor.len() > 1 {
            let pairs = floor.chunks_exact(2);
            let above = pairs.filter_map(|pair| match pair {
                [left, right] => Some(node_hash(left, right)),
                _ => None,
            });
            let above: Vec<Hash> = above.collect();
            floors.push(std::mem::replace(&mut floor, above));
        }
        floors.push(floor);
        Some(Self { floors })
    }

    /// How many are in it.
    pub fn size(&self) -> u64 {
        self.floors.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// What stands in the public log for all of them.
    pub fn commitment(&self) -> Option<Hash> {
        let root = self.hash(Range::all(self.size()))?;
        Some(batch_commitment(&root, self.size()))
    }

    /// Where one of them is in this tree, and the proof; nothing, if it has no such.
    pub fn place(&self, index: u64) -> Option<Place> {
        let path = inclusion(index, self.size())?.into_iter();
        let proof = path.map(|range| self.hash(range)).collect::<Option<_>>()?;
        Some(Place { index, proof })
    }

    fn hash(&self, range: Range) -> Option<Hash> {
        let nodes = range.nodes().into_iter();
        join(
            &nodes
                .map(|node| self.node(node))
                .collect::<Option<Vec<_>>>()?,
        )
    }

    fn node(&self, node: Node) -> Option<Hash> {
        let floor = self.floors.get(usize::try_from(node.height).ok()?)?;
        floor.get(usize::try_from(node.index).ok()?).copied()
    }
}

/// What stands in the public log for a tree of so many. It needs no salt: the root is made
/// of commitments that have one each, and nobody guesses it.
pub(crate) fn batch_commitment(root: &Hash, size: u64) -> Hash {
    let text = [root.as_slice(), &size.to_be_bytes()].concat();
    commitment("carnet batch 1", &[0; 16], &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{check_inclusion, inclusion_root};

    #[test]
    fn each_of_a_batch_is_proved_by_its_path_and_by_no_other() {
        assert!(Batch::of(&[]).is_none());
        for size in 1..40_u64 {
            let all: Vec<Hash> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
            let batch = Batch::of(&all).expect("a tree");
            assert_eq!(batch.size(), size);
            for (index, one) in (0..).zip(&all) {
                let Place { index: at, proof } = batch.place(index).expect("in it");
                let root = inclusion_root(&proof, at, leaf_hash(one), size).expect("a path");
                assert_eq!(Some(batch_commitment(&root, size)), batch.commitment());
                let elsewhere = inclusion_root(&proof, at, leaf_hash(&[7; 32]), size);
                assert_ne!(elsewhere.expect("a path"), root, "{size} {index}");
                assert!(check_inclusion(&proof, at, leaf_hash(one), size, &root).is_ok());
            }
            assert!(batch.place(size).is_none());
        }
    }
}
