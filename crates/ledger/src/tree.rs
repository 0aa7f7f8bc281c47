//! The Merkle tree of RFC 6962, §2.1: hashes, and the two proofs. Pure.

use aws_lc_rs::digest::{Context, Digest, SHA256, digest};
use kernel::{Error, Result};

/// A hash of the tree: SHA-256.
pub type Hash = [u8; 32];

/// The hash of an entry of the log.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    // As long as ours all are: in one go, without a context made for it.
    if let Ok(entry) = <&Hash>::try_from(entry) {
        let mut text = [0; 33];
        text[1..].copy_from_slice(entry);
        return hash_of(&digest(&SHA256, &text));
    }
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    context.update(entry);
    hash_of(&context.finish())
}

/// The hash of the node over two others.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut text = [1; 65];
    text[1..33].copy_from_slice(left);
    text[33..].copy_from_slice(right);
    hash_of(&digest(&SHA256, &text))
}

/// The root of the tree without entries.
pub fn empty_root() -> Hash {
    hash_of(&digest(&SHA256, &[]))
}

fn hash_of(digest: &Digest) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest.as_ref());
    hash
}

/// A whole subtree: the entries from `index << height` on, `1 << height` of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Node {
    /// How high it stands over the entries.
    pub height: u32,
    /// Which one at that height, from 0.
    pub index: u64,
}

/// Entries `from..to`, whose hash a proof names. INVARIANT: `from` is where a
/// whole subtree of at least their number begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    from: u64,
    to: u64,
}

impl Range {
    /// All entries of a tree of this size.
    pub const fn all(size: u64) -> Self {
        Self { from: 0, to: size }
    }

    /// The whole subtrees it is made of, from the largest to the smallest.
    pub fn nodes(self) -> Vec<Node> {
        let (mut from, mut nodes) = (self.from, Vec::new());
        while from < self.to {
            let height = (self.to - from).ilog2();
            let index = from >> height;
            nodes.push(Node { height, index });
            from += 1 << height;
        }
        nodes
    }
}

/// The hash over whole subtrees that stand side by side, the largest first.
pub fn join(nodes: &[Hash]) -> Option<Hash> {
    let (last, rest) = nodes.split_last()?;
    Some(
        rest.iter()
            .rev()
            .fold(*last, |right, left| node_hash(left, &right)),
    )
}

/// The largest power of two below `n`, for `n` above 1.
const fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// What proves that entry `index` is in the tree of `size` entries, from below
/// to above; nothing, if there is no such entry.
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Range>> {
    (index < size).then(|| {
        let (mut from, mut to, mut path) = (0, size, Vec::new());
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                path.push(Range { from: middle, to });
                to = middle;
            } else {
                path.push(Range { from, to: middle });
                from = middle;
            }
        }
        path.reverse();
        path
    })
}

/// What proves that the tree of `old` entries is the beginning of that of `new`
/// entries; nothing, if `old` is the larger one.
pub fn consistency(old: u64, new: u64) -> Option<Vec<Range>> {
    if old > new {
        return None;
    }
    if old == 0 || old == new {
        return Some(Vec::new());
    }
    let (mut from, mut to, mut path) = (0, new, Vec::new());
    // Whether what is left of the old tree is the whole old tree.
    let mut whole = true;
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            path.push(Range { from: middle, to });
            to = middle;
        } else {
            path.push(Range { from, to: middle });
            from = middle;
            whole = false;
        }
    }
    if !whole {
        path.push(Range { from, to });
    }
    path.reverse();
    Some(path)
}

fn wrong(what: &str) -> Error {
    Error::invalid("ledger-proof-wrong").note(what.to_owned())
}

/// Checks that an entry with this hash is at `index` in the tree.
///
/// # Errors
/// Invalid, if the proof does not prove it.
pub fn check_inclusion(
    proof: &[Hash],
    index: u64,
    leaf: Hash,
    size: u64,
    root: &Hash,
) -> Result<()> {
    match inclusion_root(proof, index, leaf, size)? == *root {
        true => Ok(()),
        false => Err(wrong("the proof of an entry leads elsewhere")),
    }
}

/// The root of the tree of `size` entries to which this proof leads from an entry at
/// `index` with this hash.
///
/// # Errors
/// Invalid, if it is no proof of such a tree.
pub(crate) fn inclusion_root(proof: &[Hash], index: u64, leaf: Hash, size: u64) -> Result<Hash> {
    if index >= size {
        return Err(wrong("the tree has no such entry"));
    }
    // RFC 9162, §2.1.3.2.
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return Err(wrong("the proof of an entry is too long"));
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(step, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    match last {
        0 => Ok(hash),
        _ => Err(wrong("the proof of an entry is too short")),
    }
}

/// Checks that the tree `old` is the beginning of the tree `new`, each given by
/// its size and root.
///
/// # Errors
/// Invalid, if the proof does not prove it.
pub fn check_consistency(proof: &[Hash], old: (u64, &Hash), new: (u64, &Hash)) -> Result<()> {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size > new_size {
        return Err(wrong("the log has fewer entries than before"));
    }
    if old_size == new_size || old_size == 0 {
        let same = old_size == 0 || old_root == new_root;
        return match (proof.is_empty(), same) {
            (true, true) => Ok(()),
            (true, false) => Err(wrong("two trees of one size are not the same")),
            (false, _) => Err(wrong("a proof where none is due")),
        };
    }
    let (before, now) = grown(proof, (old_size, old_root), new_size)?;
    match before == *old_root && now == *new_root {
        true => Ok(()),
        false => Err(wrong("the proof that nothing was changed leads elsewhere")),
    }
}

/// The root that the first `old` entries of the tree `new` have, as this proof
/// shows; nothing, if the proof does not lead to that tree, or if the old tree is
/// one whole subtree, of which a proof says nothing.
pub fn earlier_root(proof: &[Hash], old: u64, new: (u64, &Hash)) -> Option<Hash> {
    let (size, root) = new;
    if old == 0 || old >= size || old.is_power_of_two() {
        return None;
    }
    let (before, now) = grown(proof, (old, &[0; 32]), size).ok()?;
    (now == *root).then_some(before)
}

/// The roots of both trees, as a proof of growth makes them: RFC 9162, §2.1.4.2.
/// INVARIANT: the old tree has an entry, and the new one more.
fn grown(proof: &[Hash], old: (u64, &Hash), new_size: u64) -> Result<(Hash, Hash)> {
    let (old_size, old_root) = old;
    let mut steps = proof.iter();
    let mut missing = || {
        let step = steps.next();
        step.ok_or_else(|| wrong("the proof that nothing was changed is too short"))
    };
    let first = match old_size.is_power_of_two() {
        true => old_root,
        false => missing()?,
    };
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut before, mut now) = (*first, *first);
    while last != 0 {
        let step = missing()?;
        if at & 1 == 1 || at == last {
            before = node_hash(step, &before);
            now = node_hash(step, &now);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            now = node_hash(&now, step);
        }
        at >>= 1;
        last >>= 1;
    }
    match steps.next() {
        None => Ok((before, now)),
        Some(_) => Err(wrong("the proof that nothing was changed is too long")),
    }
}
