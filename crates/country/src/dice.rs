//! Repeatable chance: the same seed, the same purpose and the same number give
//! the same throws, whatever was thrown elsewhere. Never for keys or codes.

/// A sequence of throws (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    /// The sequence of one purpose: adding a throw in one story moves nothing
    /// in the others.
    pub fn of(seed: u64, purpose: &str, number: u64) -> Self {
        let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, byte| {
            (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(mix(seed ^ hash) ^ mix(number.wrapping_add(0x51_7c_c1)))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// From 0 to `n` − 1.
    pub fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n.max(1)).unwrap_or(1);
        usize::try_from(self.next() % n).unwrap_or(0)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(span)).unwrap_or(0)
    }

    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// From 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Near `mean`, seldom further than `spread`.
    pub fn around(&mut self, mean: f64, spread: f64) -> f64 {
        mean + spread * (self.unit() + self.unit() + self.unit() - 1.5) / 1.5
    }
}

/// Scatters the bits of a number.
pub(crate) const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
