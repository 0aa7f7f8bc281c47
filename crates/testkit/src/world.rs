//! A world whose clock is moved, never waited for, and whose chance has a seed.

use kernel::{FixedClock, SeededChance, Timestamp, World};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// 2026-11-23T09:00:00Z: a Monday morning.
const START: Timestamp = Timestamp::from_millis(1_795_424_400_000);

/// A world for a test, and the handle that moves its clock.
#[derive(Clone)]
pub struct TestWorld {
    /// The clock, to be moved.
    pub clock: Arc<FixedClock>,
    /// The chance, which its seed repeats.
    pub chance: Arc<SeededChance>,
    world: World,
}

impl Deref for TestWorld {
    type Target = World;
    fn deref(&self) -> &World {
        &self.world
    }
}

impl Default for TestWorld {
    fn default() -> Self {
        Self::new()
    }
}

impl TestWorld {
    /// A Monday morning, seed 1.
    pub fn new() -> Self {
        Self::seeded(1)
    }

    /// The same morning, another seed.
    pub fn seeded(seed: u64) -> Self {
        let clock = Arc::new(FixedClock::new(START));
        let chance = Arc::new(SeededChance::new(seed));
        let world = World {
            clock: clock.clone(),
            chance: chance.clone(),
        };
        Self {
            clock,
            chance,
            world,
        }
    }

    /// The world, as the application takes it.
    pub fn world(&self) -> World {
        self.world.clone()
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// Moves the clock forward.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Moves the clock anywhere.
    pub fn set(&self, to: Timestamp) {
        self.clock.set(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_world_starts_on_a_monday_morning() {
        assert_eq!(TestWorld::new().now().rfc3339(), "2026-11-23T09:00:00.000Z");
    }
}
