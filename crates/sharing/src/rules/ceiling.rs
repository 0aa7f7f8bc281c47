//! How many people one professional sees in a day without their having shown
//! that they are there (domain rules, §3).

use kernel::Timestamp;
use std::time::Duration;

/// People seen in a day, without a presence code, that raise an alarm.
pub const PEOPLE_ALARM: u64 = 60;

/// People seen in a day, without a presence code, at most.
pub const PEOPLE_AT_MOST: u64 = 150;

/// Beyond the alarm, one person more only after this long.
pub const SLOWED_TO: Duration = Duration::from_secs(60);

/// What the number of people seen today means (domain rules, §3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ceiling {
    /// Go on.
    Below,
    /// Go on; somebody looks into it.
    Alarm,
    /// Not yet: after this long.
    Wait(Duration),
    /// Not today.
    Stop,
}

/// The ceiling for `people` seen today, this one among them; the one before
/// was seen at `last`.
pub fn ceiling(people: u64, last: Timestamp, now: Timestamp) -> Ceiling {
    if people > PEOPLE_AT_MOST {
        return Ceiling::Stop;
    }
    if people <= PEOPLE_ALARM {
        return Ceiling::Below;
    }
    match now.since(last) {
        waited if people > PEOPLE_ALARM + 1 && waited < SLOWED_TO => {
            Ceiling::Wait(SLOWED_TO - waited)
        }
        _ => Ceiling::Alarm,
    }
}
