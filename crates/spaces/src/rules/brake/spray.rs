//! A spray over a whole country, in virtual time, on the brakes themselves.

use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);
/// One wrong code each for so many people.
const POOL: u32 = 100_000;
/// From so many addresses.
const ADDRESSES: u32 = 1_000;

/// The tallies of a house, counted as its store counts them.
#[derive(Default)]
struct Kept(HashMap<(i64, u32), Tally>);

impl Kept {
    fn read(&self, scope: Scope, key: u32, now: Timestamp) -> Tally {
        let blank = Tally {
            since: now,
            last_at: now,
            count: 0,
        };
        self.0.get(&(scope.number(), key)).copied().unwrap_or(blank)
    }

    fn count(&mut self, scope: Scope, key: u32, now: Timestamp) -> i64 {
        let mut tally = self.read(scope, key, now).at(scope, now);
        tally.count += 1;
        tally.last_at = now;
        self.0.insert((scope.number(), key), tally);
        tally.count
    }
}

/// What became of a spray.
#[derive(Default, Debug)]
struct Spray {
    /// Tries that were let through, each of a wrong code.
    taken: u32,
    /// Tries that had to wait.
    held: u32,
    /// How many were let through when an alarm rang first.
    rang_at: Option<u32>,
    /// How many were let through after the alarm of the last minutes rang.
    taken_in_alarm: u32,
}

/// Each of so many people once, the addresses in turn, a try every so often.
fn spray(every: Duration, most: u32) -> Spray {
    let (mut kept, mut spray) = (Kept::default(), Spray::default());
    let mut now = T0;
    for n in 0..most {
        let address = n % ADDRESSES;
        let tallies = Tallies {
            person: kept.read(Scope::Person, n, now),
            address: kept.read(Scope::Address, address, now),
            begun: kept.read(Scope::Begun, address, now),
            code: kept.read(Scope::Code, n, now),
            population: kept.read(Scope::Population, 0, now),
        };
        let alarm = rings(tallies.population, now);
        if wait(&tallies, now).is_some() {
            spray.held += 1;
        } else {
            spray.taken += 1;
            spray.taken_in_alarm += u32::from(alarm);
            kept.count(Scope::Person, n, now);
            kept.count(Scope::Address, address, now);
            kept.count(Scope::Code, n, now);
            let in_minutes = kept.count(Scope::Population, 0, now);
            let in_a_day = kept.count(Scope::PopulationDay, 0, now);
            if in_minutes >= POPULATION_ALARM || is_told(in_a_day) {
                spray.rang_at.get_or_insert(spray.taken);
            }
        }
        now = now.plus(every);
    }
    spray
}

#[test]
fn act_02_a_fast_spray_over_a_hundred_thousand_people_is_stopped_by_the_alarm() {
    // Over fifty minutes: the alarm ends every ten, to ring at the next 500, and
    // each address has its budget of three meanwhile, and no more.
    let fast = spray(Duration::from_millis(30), POOL);
    assert_eq!(fast.rang_at, Some(500), "{fast:?}");
    let budget = ADDRESSES * u32::try_from(ADDRESS_ALARM_MAX).expect("few");
    assert!(fast.taken_in_alarm <= budget, "{fast:?}");
    assert!(fast.taken - fast.taken_in_alarm <= 6 * 500, "{fast:?}");
    assert!(fast.held >= POOL - budget - 6 * 500, "{fast:?}");
}

#[test]
fn act_02_a_slow_spray_that_no_other_brake_holds_rings_too() {
    // 480 in ten minutes, 2.9 an hour of each address, one for each person.
    let slow = spray(Duration::from_millis(1_250), POOL);
    assert_eq!((slow.held, slow.taken_in_alarm), (0, 0), "{slow:?}");
    assert_eq!(slow.rang_at, Some(500), "before 1 % of the pool: {slow:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// As slow as may be to try them all while the codes of one campaign live.
    #[test]
    fn act_02_however_fast_an_alarm_rings_before_one_in_a_hundred_was_tried(
        millis in 1_u64..36_288,
    ) {
        let spray = spray(Duration::from_millis(millis), POOL / 100);
        prop_assert!(spray.rang_at.is_some(), "{:?}", spray);
    }
}

#[test]
fn each_five_hundredth_wrong_try_of_a_day_is_told_and_no_other() {
    let told: Vec<i64> = (0..=1_100).filter(|count| is_told(*count)).collect();
    assert_eq!(told, [500, 1_000]);
}
