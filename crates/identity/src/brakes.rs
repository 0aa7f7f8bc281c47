//! How failed tries slow down the next ones.
//!
//! | subject | waits |
//! |---|---|
//! | an account, from unknown devices | 10 s after the 3rd failure in a row, 30 s after the 4th, 1 min after the 5th, then twice as long each time up to 1 h; 25 failures in 24 h end the day; 100 in a row switch the authenticator off |
//! | an account, from a device it was used on | the same, counted apart, so that nobody can lock a person out |
//! | an address | after its budget, until its window ends |
//! | an address, for ways to a provider | the same, with a larger budget: whoever proves who they are gives theirs back |
//! | whatever has an allowance | after that, until its window ends |
//! | the whole population | after its budget, only known devices and passkeys, until its window ends |
//!
//! Pure. A try is counted before it is checked and forgiven when it was right,
//! so that a hundred tries at once are a hundred tries.

use kernel::Timestamp;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// The numbers. [`Limits::default`] are those of production.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Failures in a day for one account.
    pub account_day_max: u32,
    /// Failures in a row that switch an authenticator off.
    pub account_row_max: u32,
    /// Failures of one address in a window.
    pub address_max: u32,
    /// The window of an address.
    pub address_window: Duration,
    /// Ways to a provider that one address begins in a window and does not end.
    pub ways_max: u32,
    /// Failures of everybody together in a window.
    pub population_max: u32,
    /// The window of the population.
    pub population_window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            account_day_max: 25,
            account_row_max: 100,
            address_max: 60,
            address_window: Duration::from_mins(15),
            ways_max: 600,
            population_max: 3_000,
            population_window: Duration::from_mins(10),
        }
    }
}

/// What is remembered of one subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Brake {
    /// Failures in a row.
    pub row: u32,
    /// Failures in the present window.
    pub window: u32,
    /// When the present window began.
    pub window_from: Timestamp,
    /// Until when nothing is tried.
    pub blocked_until: Timestamp,
}

/// Why a try is not made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Too early; wait this long.
    Wait(Duration),
    /// Switched off until the person proves who they are anew.
    Off,
}

impl Brake {
    fn check(&self, now: Timestamp) -> Result<(), Refusal> {
        if now < self.blocked_until {
            return Err(Refusal::Wait(self.blocked_until.since(now)));
        }
        Ok(())
    }

    fn counted(self, now: Timestamp, window: Duration) -> Self {
        let fresh = now >= self.window_from.plus(window) || self.window == 0;
        Self {
            row: self.row.saturating_add(1),
            window: if fresh {
                1
            } else {
                self.window.saturating_add(1)
            },
            window_from: if fresh { now } else { self.window_from },
            ..self
        }
    }

    /// Counts a try on an account as failed, if one may be made now.
    ///
    /// # Errors
    /// The refusal; nothing is counted then.
    pub fn try_account(self, limits: &Limits, now: Timestamp) -> Result<Self, Refusal> {
        if self.row >= limits.account_row_max {
            return Err(Refusal::Off);
        }
        self.check(now)?;
        let mut next = self.counted(now, DAY);
        next.blocked_until = now.plus(pause(next.row));
        if next.window >= limits.account_day_max {
            next.blocked_until = next.blocked_until.max(next.window_from.plus(DAY));
        }
        Ok(next)
    }

    /// Counts a try from an address.
    ///
    /// # Errors
    /// The refusal; nothing is counted then.
    pub fn try_address(self, limits: &Limits, now: Timestamp) -> Result<Self, Refusal> {
        self.check(now)?;
        Ok(self.budgeted(limits.address_max, limits.address_window, now))
    }

    /// Counts a way to a provider that begins from an address.
    ///
    /// # Errors
    /// The refusal; nothing is counted then.
    pub fn try_way(self, limits: &Limits, now: Timestamp) -> Result<Self, Refusal> {
        self.check(now)?;
        Ok(self.budgeted(limits.ways_max, limits.address_window, now))
    }

    /// Whether the population leaves room for a try from an unknown device.
    ///
    /// # Errors
    /// The refusal.
    pub fn check_population(self, now: Timestamp) -> Result<(), Refusal> {
        self.check(now)
    }

    /// Counts a failure of the population; true if the budget ended just now,
    /// which is worth an alarm.
    pub fn fail_population(self, limits: &Limits, now: Timestamp) -> (Self, bool) {
        let next = self.budgeted(limits.population_max, limits.population_window, now);
        (next, self.check(now).is_ok() && next.check(now).is_err())
    }

    /// Whether an allowance leaves room for one more.
    ///
    /// # Errors
    /// The refusal.
    pub fn check_allowance(self, now: Timestamp) -> Result<(), Refusal> {
        self.check(now)
    }

    /// Takes one of so many in a window.
    ///
    /// # Errors
    /// The refusal; nothing is counted then.
    pub fn spend(self, most: u32, window: Duration, now: Timestamp) -> Result<Self, Refusal> {
        self.check(now)?;
        // Nothing failed: a row of failures would never be forgotten.
        Ok(Self {
            row: 0,
            ..self.budgeted(most, window, now)
        })
    }

    fn budgeted(self, max: u32, window: Duration, now: Timestamp) -> Self {
        let mut next = self.counted(now, window);
        if next.window >= max {
            next.blocked_until = next.window_from.plus(window);
        }
        next
    }

    /// Forgives the try of an account that was right: the row begins anew, the
    /// day's count stays.
    #[must_use]
    pub fn forgiven(self) -> Self {
        Self {
            row: 0,
            window: self.window.saturating_sub(1),
            blocked_until: Timestamp::default(),
            ..self
        }
    }

    /// Counts a failure that nothing waits for.
    #[must_use]
    pub fn noted(self) -> Self {
        Self {
            row: self.row.saturating_add(1),
            ..self
        }
    }

    /// Gives back one try of an address.
    #[must_use]
    pub fn given_back(self) -> Self {
        Self {
            row: self.row.saturating_sub(1),
            window: self.window.saturating_sub(1),
            ..self
        }
    }
}

/// Failures since the last sign-in from which on a holder is told of the next.
pub const DOUBTFUL_FROM: u32 = 6;

/// Whether a holder is told of a sign-in: so many failed before it, and it is from a
/// device not seen before. Their own device has been theirs for a while.
pub fn is_doubtful(failures: u32, known_device: bool) -> bool {
    failures >= DOUBTFUL_FROM && !known_device
}

/// How long after the n-th failure in a row nothing is tried.
fn pause(failures: u32) -> Duration {
    match failures {
        0..=2 => Duration::ZERO,
        3 => Duration::from_secs(10),
        4 => Duration::from_secs(30),
        n => Duration::from_mins(1 << (n - 5).min(6)).min(Duration::from_hours(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_795_424_400_000);

    #[test]
    fn the_third_failure_slows_and_the_fifth_stops_for_a_minute() {
        let limits = Limits::default();
        let mut brake = Brake::default();
        let mut waits = Vec::new();
        let mut now = START;
        for _ in 0..8 {
            brake = brake.try_account(&limits, now).expect("after the wait");
            let wait = brake.blocked_until.since(now);
            waits.push(wait.as_secs());
            if !wait.is_zero() {
                let early = now.plus(wait).minus(Duration::from_millis(1));
                assert!(brake.try_account(&limits, early).is_err());
            }
            now = now.plus(wait);
        }
        assert_eq!(waits, [0, 0, 10, 30, 60, 120, 240, 480]);
        assert_eq!(pause(1000), Duration::from_hours(1));
    }

    #[test]
    fn nobody_gets_more_than_25_tries_a_day_nor_100_in_a_row() {
        let limits = Limits::default();
        let mut brake = Brake::default();
        let mut tries = 0;
        let mut now = START;
        let mut per_day = vec![0; 10];
        while tries < 100 {
            let day = usize::try_from(now.since(START).as_secs() / 86_400).expect("small");
            match brake.try_account(&limits, now) {
                Ok(next) => {
                    brake = next;
                    tries += 1;
                    per_day[day] += 1;
                }
                Err(Refusal::Wait(wait)) => now = now.plus(wait),
                Err(Refusal::Off) => panic!("off after {tries}"),
            }
        }
        assert!(per_day.iter().all(|n| *n <= 25), "{per_day:?}");
        let later = now.plus(Duration::from_hours(10_000));
        assert_eq!(brake.try_account(&limits, later), Err(Refusal::Off));
        assert!(brake.forgiven().try_account(&limits, later).is_ok());
    }

    #[test]
    fn aut_26_a_holder_is_told_from_the_sixth_failure_on_and_not_of_their_own_device() {
        for (failures, known, told) in [
            (0, false, false),
            (5, false, false),
            (6, false, true),
            (u32::MAX, false, true),
            (6, true, false),
        ] {
            assert_eq!(is_doubtful(failures, known), told, "{failures} {known}");
        }
        let mut brake = Brake::default();
        for _ in 0..6 {
            brake = brake.noted();
        }
        assert_eq!((brake.row, brake.blocked_until), (6, Timestamp::default()));
    }

    #[test]
    fn an_address_waits_until_its_window_ends() {
        let limits = Limits::default();
        let mut brake = Brake::default();
        for _ in 0..limits.address_max {
            brake = brake
                .try_address(&limits, START)
                .expect("within the budget");
        }
        assert!(brake.try_address(&limits, START).is_err());
        let later = START.plus(limits.address_window);
        assert!(brake.try_address(&limits, later).is_ok());
    }

    #[test]
    fn of_an_allowance_no_more_is_spent_than_there_is_until_its_window_ends() {
        let (most, hour) = (3, Duration::from_hours(1));
        let mut brake = Brake::default();
        for minutes in [0, 20, 40] {
            let now = START.plus(Duration::from_mins(minutes));
            assert!(brake.check_allowance(now).is_ok());
            brake = brake.spend(most, hour, now).expect("within");
            assert_eq!(brake.row, 0);
        }
        let early = START.plus(Duration::from_mins(59));
        let wait = Refusal::Wait(Duration::from_mins(1));
        assert_eq!(brake.check_allowance(early), Err(wait));
        assert_eq!(brake.spend(most, hour, early), Err(wait));
        let later = START.plus(hour);
        assert_eq!(brake.spend(most, hour, later).expect("anew").window, 1);
    }

    #[test]
    fn the_alarm_of_the_population_sounds_once() {
        let limits = Limits {
            population_max: 3,
            ..Limits::default()
        };
        let mut brake = Brake::default();
        let mut alarms = 0;
        for _ in 0..10 {
            let (next, alarm) = brake.fail_population(&limits, START);
            brake = next;
            alarms += u32::from(alarm);
        }
        assert_eq!(alarms, 1);
        assert!(brake.check_population(START).is_err());
        let later = START.plus(limits.population_window);
        assert!(brake.check_population(later).is_ok());
    }
}
