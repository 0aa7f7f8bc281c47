//! The brakes of activation: per person, per address, over the population.
//! Pure: tallies in, an answer out.
//!
//! A brake never depends on whether the person exists: it hangs on the number
//! that was typed.

use super::code::TRIES_MAX;
use kernel::Timestamp;
use std::time::Duration;

/// What a tally counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Scope {
    /// Wrong tries against one person.
    Person,
    /// Wrong tries from one address.
    Address,
    /// Activations begun from one address.
    Begun,
    /// Wrong tries of everybody.
    Population,
    /// Wrong tries with one code, whoever's number stood beside it.
    Code,
    /// Requests for a new code for one number.
    AskedNumber,
    /// Requests for a new code from one address.
    AskedAddress,
    /// Codes sent to prove a contact, for one person.
    Contact,
    /// Forgotten passwords of one number.
    ForgotNumber,
    /// Forgotten passwords from one address.
    ForgotAddress,
    /// Forgotten passwords of everybody.
    ForgotEverybody,
    /// Wrong tries of everybody, over a day.
    PopulationDay,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 12] = [
        Self::Person,
        Self::Address,
        Self::Begun,
        Self::Population,
        Self::Code,
        Self::AskedNumber,
        Self::AskedAddress,
        Self::Contact,
        Self::ForgotNumber,
        Self::ForgotAddress,
        Self::ForgotEverybody,
        Self::PopulationDay,
    ];

    /// The number in the store; also the order in which rows are locked.
    pub const fn number(self) -> i64 {
        match self {
            Self::Person => 0,
            Self::Address => 1,
            Self::Begun => 2,
            Self::Population => 3,
            Self::Code => 4,
            Self::AskedNumber => 5,
            Self::AskedAddress => 6,
            Self::Contact => 7,
            Self::ForgotNumber => 8,
            Self::ForgotAddress => 9,
            Self::ForgotEverybody => 10,
            Self::PopulationDay => 11,
        }
    }

    /// How long a tally runs before it starts again from nothing.
    pub const fn window(self) -> Duration {
        match self {
            Self::Person
            | Self::Begun
            | Self::AskedNumber
            | Self::AskedAddress
            | Self::Contact
            | Self::ForgotNumber
            | Self::ForgotAddress
            | Self::PopulationDay => DAY,
            Self::Address => Duration::from_secs(3600),
            Self::Population | Self::ForgotEverybody => Duration::from_secs(600),
            Self::Code => super::code::LIFE,
        }
    }
}

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Wrong tries after which each further one must wait.
pub const PERSON_FREE: i64 = 5;
/// How long.
pub const PERSON_DELAY: Duration = Duration::from_secs(15 * 60);
/// Wrong tries against one person in a day.
pub const PERSON_DAY_MAX: i64 = 25;
/// Wrong tries from one address in an hour.
pub const ADDRESS_HOUR_MAX: i64 = 30;
/// The same while the population's alarm rings.
pub const ADDRESS_ALARM_MAX: i64 = 3;
/// Activations begun from one address in a day, without a volunteer's session.
pub const BEGUN_DAY_MAX: i64 = 20;
/// Wrong tries of everybody in ten minutes at which the alarm rings.
pub const POPULATION_ALARM: i64 = 500;
/// So many wrong tries of everybody in a day are told to whoever watches the
/// house, and so many more again: a spray that is slow enough for every other
/// brake. It takes no try away from anybody, or a few hundred wrong tries would
/// be enough to hold up a country for a day.
pub const POPULATION_DAY_STEP: i64 = 500;

/// Requests for a new code for one number in a day.
pub const ASKED_NUMBER_MAX: i64 = 3;
/// Requests for a new code from one address in a day.
pub const ASKED_ADDRESS_MAX: i64 = 20;
/// Codes sent to prove a contact, for one person in a day: three sittings' worth.
pub const CONTACT_MAX: i64 = 15;
/// Forgotten passwords of one number in a day.
pub const FORGOT_NUMBER_MAX: i64 = 3;
/// Forgotten passwords from one address in a day.
pub const FORGOT_ADDRESS_MAX: i64 = 20;

/// Wrong tries in one help on site.
pub const HELP_TRIES_MAX: i64 = 10;
/// Activations and oppositions begun in one help on site.
pub const HELP_BEGUN_MAX: i64 = 3;
/// Requests for a new code in one help on site.
pub const HELP_ASKED_MAX: i64 = 3;

/// How much comes from one place: an address, or a help on site, which has a
/// brake of its own so that a library with one address is never full.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    tries: i64,
    begun: i64,
    asked: i64,
}

impl Limits {
    /// Those of an address.
    pub const ADDRESS: Self = Self {
        tries: ADDRESS_HOUR_MAX,
        begun: BEGUN_DAY_MAX,
        asked: ASKED_ADDRESS_MAX,
    };
    /// Those of a help on site.
    pub const HELP: Self = Self {
        tries: HELP_TRIES_MAX,
        begun: HELP_BEGUN_MAX,
        asked: HELP_ASKED_MAX,
    };

    /// Those that hold, with or without help.
    pub const fn of(helped: bool) -> Self {
        match helped {
            true => Self::HELP,
            false => Self::ADDRESS,
        }
    }
}

/// One tally as it was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// When it started.
    pub since: Timestamp,
    /// When it last counted.
    pub last_at: Timestamp,
    /// What it counted.
    pub count: i64,
}

impl Tally {
    /// This tally now: empty when its time is over, or when the clock was set
    /// back before its start.
    pub fn at(self, scope: Scope, now: Timestamp) -> Self {
        if now >= self.since && now.since(self.since) < scope.window() {
            self
        } else {
            Self {
                since: now,
                last_at: now,
                count: 0,
            }
        }
    }

    fn ends_in(self, scope: Scope, now: Timestamp) -> Duration {
        self.since.plus(scope.window()).since(now)
    }
}

/// The tallies that a try meets.
#[derive(Clone, Copy, Debug)]
pub struct Tallies {
    /// Of the person whose number was typed.
    pub person: Tally,
    /// Of the address.
    pub address: Tally,
    /// Of activations begun from the address.
    pub begun: Tally,
    /// Of the code that was typed, known or not.
    pub code: Tally,
    /// Of everybody.
    pub population: Tally,
}

/// Must this try from an address wait, and how long?
pub fn wait(tallies: &Tallies, now: Timestamp) -> Option<Duration> {
    wait_within(tallies, Limits::ADDRESS, now)
}

/// As [`wait`], within these limits.
pub fn wait_within(tallies: &Tallies, limits: Limits, now: Timestamp) -> Option<Duration> {
    let person = tallies.person.at(Scope::Person, now);
    let address = tallies.address.at(Scope::Address, now);
    let address_max = if rings(tallies.population, now) {
        ADDRESS_ALARM_MAX
    } else {
        limits.tries
    };
    let code = tallies.code.at(Scope::Code, now);
    let person_until = person.last_at.plus(PERSON_DELAY);
    let code_until = code.last_at.plus(PERSON_DELAY);
    [
        (person.count >= PERSON_FREE && now < person_until).then(|| person_until.since(now)),
        (code.count >= PERSON_FREE && now < code_until).then(|| code_until.since(now)),
        (person.count >= PERSON_DAY_MAX).then(|| person.ends_in(Scope::Person, now)),
        (address.count >= address_max).then(|| address.ends_in(Scope::Address, now)),
        beginning_wait(tallies.begun, limits, now),
    ]
    .into_iter()
    .flatten()
    .max()
}

/// Must a request for a new code wait, and how long?
pub fn asking_wait(
    number: Tally,
    address: Tally,
    limits: Limits,
    now: Timestamp,
) -> Option<Duration> {
    let (of_number, of_address) = (Scope::AskedNumber, Scope::AskedAddress);
    let number = number.at(of_number, now);
    let address = address.at(of_address, now);
    [
        (number.count >= ASKED_NUMBER_MAX).then(|| number.ends_in(of_number, now)),
        (address.count >= limits.asked).then(|| address.ends_in(of_address, now)),
    ]
    .into_iter()
    .flatten()
    .max()
}

/// Must somebody who forgot their password wait, and how long? While the alarm
/// of everybody rings, an address asks for few.
pub fn forgetting_wait(
    number: Tally,
    address: Tally,
    everybody: Tally,
    now: Timestamp,
) -> Option<Duration> {
    let number = number.at(Scope::ForgotNumber, now);
    let address = address.at(Scope::ForgotAddress, now);
    let address_max = match forgetting_rings(everybody, now) {
        true => ADDRESS_ALARM_MAX,
        false => FORGOT_ADDRESS_MAX,
    };
    [
        (number.count >= FORGOT_NUMBER_MAX).then(|| number.ends_in(Scope::ForgotNumber, now)),
        (address.count >= address_max).then(|| address.ends_in(Scope::ForgotAddress, now)),
    ]
    .into_iter()
    .flatten()
    .max()
}

/// Does the alarm of forgotten passwords ring?
pub fn forgetting_rings(everybody: Tally, now: Timestamp) -> bool {
    everybody.at(Scope::ForgotEverybody, now).count >= POPULATION_ALARM
}

/// Must another activation from this place wait, and how long?
pub fn beginning_wait(begun: Tally, limits: Limits, now: Timestamp) -> Option<Duration> {
    let begun = begun.at(Scope::Begun, now);
    (begun.count >= limits.begun).then(|| begun.ends_in(Scope::Begun, now))
}

/// Must another code for a contact of this person wait, and how long?
pub fn contact_wait(sent: Tally, now: Timestamp) -> Option<Duration> {
    let sent = sent.at(Scope::Contact, now);
    (sent.count >= CONTACT_MAX).then(|| sent.ends_in(Scope::Contact, now))
}

/// Has a code been tried wrongly so often that it is dead, whoever it was tried
/// for?
pub fn is_worn(code: Tally, now: Timestamp) -> bool {
    code.at(Scope::Code, now).count >= TRIES_MAX
}

/// Does the population's alarm ring?
pub fn rings(population: Tally, now: Timestamp) -> bool {
    population.at(Scope::Population, now).count >= POPULATION_ALARM
}

/// Is this the wrong try of the day of which people are to be told?
pub const fn is_told(count: i64) -> bool {
    count > 0 && count % POPULATION_DAY_STEP == 0
}

#[cfg(test)]
mod spray;

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn tally(count: i64) -> Tally {
        Tally {
            since: T0,
            last_at: T0,
            count,
        }
    }

    fn calm() -> Tallies {
        Tallies {
            person: tally(0),
            address: tally(0),
            begun: tally(0),
            code: tally(0),
            population: tally(0),
        }
    }

    #[test]
    fn five_wrong_tries_are_free_and_the_sixth_waits_a_quarter_of_an_hour() {
        assert_eq!(
            wait(
                &Tallies {
                    person: tally(4),
                    ..calm()
                },
                T0
            ),
            None
        );
        let braked = Tallies {
            person: tally(5),
            ..calm()
        };
        assert_eq!(wait(&braked, T0), Some(PERSON_DELAY));
        assert_eq!(wait(&braked, T0.plus(PERSON_DELAY)), None);
    }

    #[test]
    fn twenty_five_wrong_tries_a_day_are_the_end_of_the_day() {
        let braked = Tallies {
            person: tally(25),
            ..calm()
        };
        assert_eq!(
            wait(&braked, T0.plus(PERSON_DELAY * 3)),
            Some(DAY - PERSON_DELAY * 3)
        );
        assert_eq!(wait(&braked, T0.plus(DAY)), None);
    }

    #[test]
    fn act_21_an_address_begins_twenty_activations_a_day() {
        assert_eq!(
            wait(
                &Tallies {
                    begun: tally(19),
                    ..calm()
                },
                T0
            ),
            None
        );
        assert!(
            wait(
                &Tallies {
                    begun: tally(20),
                    ..calm()
                },
                T0
            )
            .is_some()
        );
    }

    #[test]
    fn act_02_when_the_alarm_rings_every_address_has_three_tries_an_hour() {
        let spray = Tallies {
            address: tally(3),
            population: tally(POPULATION_ALARM),
            ..calm()
        };
        assert!(wait(&spray, T0).is_some());
        assert_eq!(
            wait(
                &Tallies {
                    population: tally(POPULATION_ALARM - 1),
                    ..spray
                },
                T0
            ),
            None
        );
        assert_eq!(
            wait(
                &Tallies {
                    address: tally(0),
                    ..spray
                },
                T0
            ),
            None
        );
    }

    #[test]
    fn a_code_that_was_tried_wrongly_waits_and_is_worn_whoever_it_was_tried_for() {
        let tried = |count| Tallies {
            code: tally(count),
            ..calm()
        };
        assert_eq!(wait(&tried(4), T0), None);
        assert_eq!(wait(&tried(5), T0), Some(PERSON_DELAY));
        assert!(!is_worn(tally(TRIES_MAX - 1), T0));
        assert!(is_worn(tally(TRIES_MAX), T0.plus(DAY * 41)));
    }

    #[test]
    fn three_new_codes_a_day_are_asked_for_one_number_and_twenty_from_one_address() {
        for (number, address, waits) in [(2, 19, false), (3, 0, true), (0, 20, true)] {
            let wait = asking_wait(tally(number), tally(address), Limits::ADDRESS, T0);
            assert_eq!(wait.is_some(), waits, "{number} {address}");
        }
        let next_day = asking_wait(tally(3), tally(20), Limits::ADDRESS, T0.plus(DAY));
        assert_eq!(next_day, None);
    }

    #[test]
    fn act_21_a_help_on_site_has_limits_of_its_own() {
        for (begun, tries, waits) in [(2, 9, false), (3, 0, true), (0, 10, true)] {
            let tallies = Tallies {
                begun: tally(begun),
                address: tally(tries),
                ..calm()
            };
            let wait = wait_within(&tallies, Limits::of(true), T0);
            assert_eq!(wait.is_some(), waits, "{begun} {tries}");
            assert_eq!(wait_within(&tallies, Limits::of(false), T0), None);
        }
        for (asked, waits) in [(2, false), (3, true)] {
            let wait = asking_wait(tally(0), tally(asked), Limits::HELP, T0);
            assert_eq!(wait.is_some(), waits, "{asked}");
        }
    }

    #[test]
    fn fifteen_codes_a_day_are_sent_to_prove_the_contact_of_a_person() {
        assert_eq!(contact_wait(tally(14), T0), None);
        assert_eq!(contact_wait(tally(15), T0), Some(DAY));
        assert_eq!(contact_wait(tally(15), T0.plus(DAY)), None);
    }

    #[test]
    fn a_clock_set_back_blocks_nobody_for_ever() {
        let braked = Tallies {
            person: tally(25),
            ..calm()
        };
        assert_eq!(wait(&braked, T0.minus(DAY)), None);
    }
}
