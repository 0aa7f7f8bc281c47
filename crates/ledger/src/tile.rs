//! Tiles: 256 hashes side by side, each of them the root over a full tile of
//! the level below (C2SP tlog-tiles). Pure.

use crate::tree::{Hash, Node, join, leaf_hash, node_hash};
use std::collections::BTreeMap;

/// Hashes in a full tile.
pub const WIDTH: usize = 256;
/// A tile is so many heights of the tree.
const TILE_HEIGHT: u32 = 8;

/// Where a tile stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TileId {
    /// Its level; level 0 is made of entries.
    pub level: u32,
    /// Which one at that level, from 0.
    pub n: u64,
}

impl TileId {
    /// The tile in which a node is found, or out of which it is computed.
    pub const fn of(node: Node) -> Self {
        Self {
            level: node.height / TILE_HEIGHT,
            n: (node.index << (node.height % TILE_HEIGHT)) >> TILE_HEIGHT,
        }
    }

    /// How many hashes it holds in a tree of this size.
    pub fn width_in(self, size: u64) -> usize {
        let hashes = size.checked_shr(TILE_HEIGHT * self.level).unwrap_or(0);
        let before = self.n.saturating_mul(WIDTH as u64);
        usize::try_from(hashes.saturating_sub(before)).map_or(WIDTH, |n| n.min(WIDTH))
    }

    /// Reads `0/x001/234` or `0/x001/234.p/12`: the tile and its width.
    pub fn parse(path: &str) -> Option<(Self, usize)> {
        let (level, rest) = path.split_once('/')?;
        let level = decimal(level).filter(|level| *level < 64)?;
        let (n, width) = parse_place(rest)?;
        let level = u32::try_from(level).ok()?;
        Some((Self { level, n }, width))
    }
}

/// Reads `x001/234` or `x001/234.p/12`: which one, and its width.
pub fn parse_place(path: &str) -> Option<(u64, usize)> {
    let (place, width) = match path.split_once(".p/") {
        Some((place, width)) => {
            let width = decimal(width).filter(|w| (1..WIDTH as u64).contains(w))?;
            (place, usize::try_from(width).ok()?)
        }
        None => (path, WIDTH),
    };
    let mut parts = place.split('/').peekable();
    let (mut n, mut first) = (0_u64, true);
    while let Some(part) = parts.next() {
        let digits = match parts.peek() {
            Some(_) => part.strip_prefix('x')?,
            None => part,
        };
        if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // `x000/001` is another name of `001`: one only.
        if first && parts.peek().is_some() && digits == "000" {
            return None;
        }
        n = n.checked_mul(1_000)?.checked_add(digits.parse().ok()?)?;
        first = false;
    }
    Some((n, width))
}

/// `x001/234`: the place of a tile in its address.
pub fn place(n: u64) -> String {
    let (mut text, mut rest) = (format!("{:03}", n % 1_000), n / 1_000);
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1_000);
        rest /= 1_000;
    }
    text
}

fn decimal(text: &str) -> Option<u64> {
    let plain = text == "0" || !text.starts_with('0');
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    (plain && digits).then(|| text.parse().ok()).flatten()
}

/// The root over a full tile.
pub fn tile_root(hashes: &[Hash]) -> Option<Hash> {
    (hashes.len() == WIDTH).then(|| subtree(hashes))
}

/// INVARIANT: a power of two of hashes, one at least.
fn subtree(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| node_hash(&pair[0], &pair[1]))
            .collect();
    }
    row[0]
}

/// Tiles at hand, of which nodes are made.
#[derive(Clone, Default, Debug)]
pub struct Tiles(BTreeMap<TileId, Vec<Hash>>);

impl Tiles {
    /// Puts a tile's hashes here; those of level 0 are hashes of entries.
    pub fn put(&mut self, id: TileId, hashes: Vec<Hash>) {
        self.0.insert(id, hashes);
    }

    /// A node, if the tile that holds it is here and wide enough.
    pub fn node(&self, node: Node) -> Option<Hash> {
        let within = node.height % TILE_HEIGHT;
        let tile = self.0.get(&TileId::of(node))?;
        let first = (node.index << within) % WIDTH as u64;
        let first = usize::try_from(first).ok()?;
        Some(subtree(tile.get(first..first + (1 << within))?))
    }

    /// The hash over whole subtrees side by side.
    pub fn joined(&self, nodes: &[Node]) -> Option<Hash> {
        let nodes: Option<Vec<Hash>> = nodes.iter().map(|node| self.node(*node)).collect();
        join(&nodes?)
    }
}

/// The right edge of a tree: what must be known of it to append.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Edge {
    size: u64,
    /// The last tile of each level, as far as it is filled. Level 0 holds
    /// entries, the others hashes.
    partial: Vec<Vec<Hash>>,
}

/// A tile to be kept: where, and what is in it. Level 0 holds entries, not
/// their hashes.
pub type Written = (TileId, Vec<Hash>);

impl Edge {
    /// The tiles that the edge of a tree of this size is made of.
    pub fn tiles(size: u64) -> Vec<TileId> {
        let mut tiles = Vec::new();
        let (mut hashes, mut level) = (size, 0);
        while hashes > 0 {
            if hashes % WIDTH as u64 != 0 {
                let n = hashes / WIDTH as u64;
                tiles.push(TileId { level, n });
            }
            hashes /= WIDTH as u64;
            level += 1;
        }
        tiles
    }

    /// From the tiles of [`Self::tiles`]; nothing, if one is missing or short.
    pub fn from_tiles(size: u64, mut tiles: BTreeMap<TileId, Vec<Hash>>) -> Option<Self> {
        let mut partial = Vec::new();
        for id in Self::tiles(size) {
            let mut hashes = tiles.remove(&id)?;
            let width = id.width_in(size);
            if hashes.len() < width {
                return None;
            }
            hashes.truncate(width);
            partial.resize(id.level as usize, Vec::new());
            partial.push(hashes);
        }
        Some(Self { size, partial })
    }

    /// Entries of the tree.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        // From above: the larger subtrees stand to the left.
        let mut nodes = Vec::new();
        for (level, hashes) in self.partial.iter().enumerate().rev() {
            let hashed: Vec<Hash>;
            let hashes = match level {
                0 => {
                    hashed = hashes.iter().map(|entry| leaf_hash(entry)).collect();
                    &hashed
                }
                _ => hashes,
            };
            let mut rest = &hashes[..];
            while !rest.is_empty() {
                let (some, after) = rest.split_at(1 << rest.len().ilog2());
                nodes.push(subtree(some));
                rest = after;
            }
        }
        join(&nodes).unwrap_or_else(crate::tree::empty_root)
    }

    /// Appends entries of 32 bytes; gives the tiles that this filled or changed.
    pub fn append(&mut self, entries: impl IntoIterator<Item = Hash>) -> Vec<Written> {
        let mut written = Vec::new();
        let mut changed = 0;
        for entry in entries {
            self.size += 1;
            let (mut hash, mut level) = (entry, 0_usize);
            loop {
                if self.partial.len() == level {
                    self.partial.push(Vec::with_capacity(WIDTH));
                }
                let tile = &mut self.partial[level];
                tile.push(hash);
                changed = changed.max(level + 1);
                if tile.len() < WIDTH {
                    break;
                }
                let full = std::mem::replace(tile, Vec::with_capacity(WIDTH));
                hash = match level {
                    0 => subtree(&full.iter().map(|e| leaf_hash(e)).collect::<Vec<_>>()),
                    _ => subtree(&full),
                };
                written.push((self.last(level, 1), full));
                level += 1;
            }
        }
        for level in 0..changed {
            if !self.partial[level].is_empty() {
                written.push((self.last(level, 0), self.partial[level].clone()));
            }
        }
        written
    }

    /// The tile of this level that holds the last hash, or the one `back` before.
    fn last(&self, level: usize, back: u64) -> TileId {
        let hashes = self.size >> (TILE_HEIGHT as usize * level);
        TileId {
            level: u32::try_from(level).unwrap_or(u32::MAX),
            n: hashes / WIDTH as u64 - back,
        }
    }
}
