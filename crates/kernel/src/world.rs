//! Time and chance come in from outside, so that rules stay pure and tests
//! move the clock instead of waiting for it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant this many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant, later by `duration`; saturates at the end of time.
    pub fn plus(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// This instant, earlier by `duration`; saturates.
    pub fn minus(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// How long after `earlier` this is; zero if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC, with milliseconds.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(instant) => format!("{instant:.3}"),
            Err(_) => String::from("9999-12-31T23:59:59.999Z"),
        }
    }

    /// Reads RFC 3339, any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>()
            .ok()
            .map(|t| Self(t.as_millisecond()))
    }

    /// The civil date and time in Paris, which pages show and rules of the
    /// calendar use.
    pub fn in_paris(self) -> jiff::civil::DateTime {
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX);
        match instant.in_tz("Europe/Paris") {
            Ok(zoned) => zoned.datetime(),
            Err(_) => instant.to_zoned(jiff::tz::TimeZone::UTC).datetime(),
        }
    }

    /// When this day begins in Paris. None, outside of the calendar.
    pub fn midnight_in_paris(day: jiff::civil::Date) -> Option<Self> {
        Self::hour_in_paris(day, 0)
    }

    /// When the clocks in Paris show this hour of that day. None, outside of the
    /// calendar.
    pub fn hour_in_paris(day: jiff::civil::Date, hour: i8) -> Option<Self> {
        let time = jiff::civil::Time::new(hour, 0, 0, 0).ok()?;
        let zoned = day.to_datetime(time).in_tz("Europe/Paris").ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// What tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Where random bytes come from.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with random bytes; stops the process rather than fail.
    fn fill(&self, bytes: &mut [u8]);
}

/// The outside world as the application sees it: time and chance.
#[derive(Clone)]
pub struct World {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The chance.
    pub chance: Arc<dyn Chance>,
}

impl World {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh UUID (RFC 9562, version 4).
    pub fn uuid(&self) -> [u8; 16] {
        let mut bytes = self.random::<16>();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        bytes
    }

    /// `N` random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes);
        bytes
    }
}

/// A clock that stands still until it is moved: for tests and simulations.
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Stands at `start`.
    pub const fn new(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.0))
    }

    /// Moves forward.
    pub fn advance(&self, duration: Duration) {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Moves to an instant, even backwards.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Repeatable chance from a seed (SplitMix64): for tests and invented data,
/// never for keys or codes of real people.
pub struct SeededChance(AtomicU64);

impl SeededChance {
    /// The sequence of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self
            .0
            .fetch_add(GOLDEN, Ordering::SeqCst)
            .wrapping_add(GOLDEN);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            part.copy_from_slice(&word[..part.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_and_read_in_rfc3339() {
        let instant = Timestamp::from_millis(1_790_000_000_123);
        assert_eq!(Timestamp::parse_rfc3339(&instant.rfc3339()), Some(instant));
        assert_eq!(
            Timestamp::parse_rfc3339("2026-06-12T10:00:00+02:00"),
            Timestamp::parse_rfc3339("2026-06-12T08:00:00Z")
        );
    }

    #[test]
    fn paris_is_two_hours_ahead_in_summer() {
        let noon = Timestamp::parse_rfc3339("2026-07-01T12:00:00Z").expect("an instant");
        assert_eq!(noon.in_paris().hour(), 14);
    }

    #[test]
    fn a_seed_gives_the_same_chance_twice() {
        let draw = |seed| {
            let mut bytes = [0; 20];
            SeededChance::new(seed).fill(&mut bytes);
            bytes
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
