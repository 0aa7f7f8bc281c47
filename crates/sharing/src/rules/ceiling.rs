//! How many people one professional, and one institution, sees in a day without
//! their having shown that they are there (domain rules, §3).

use identity::professionals::InstitutionKind;
use kernel::{Error, Result, Timestamp};
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

/// The ceiling of one kind of institution: its software and its professionals
/// together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InstitutionCeiling {
    /// People in a day beyond whom somebody looks into it.
    pub alarm: u64,
    /// People in a day at most.
    pub stop: u64,
}

impl InstitutionCeiling {
    /// A ceiling.
    ///
    /// # Errors
    /// Invalid, for an alarm that would come after the stop.
    pub fn new(alarm: u64, stop: u64) -> Result<Self> {
        match alarm <= stop {
            true => Ok(Self { alarm, stop }),
            false => Err(Error::invalid("sharing-ceiling-wrong")),
        }
    }
}

/// The ceilings of institutions, by what they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InstitutionCeilings {
    /// Hospitals and clinics.
    pub hospital: InstitutionCeiling,
    /// Laboratories of medical biology.
    pub laboratory: InstitutionCeiling,
    /// Pharmacies.
    pub pharmacy: InstitutionCeiling,
    /// Practices, centres and houses of health.
    pub practice: InstitutionCeiling,
    /// All others.
    pub other: InstitutionCeiling,
}

/// | kind | alarm beyond | stop beyond |
/// |---|---|---|
/// | hospital | 3,000 | 10,000 |
/// | laboratory | 2,000 | 6,000 |
/// | pharmacy, practice | 400 | 1,200 |
/// | other | 200 | 600 |
///
/// About twice what a large one of its kind sees on a busy day, and three times
/// that.
impl Default for InstitutionCeilings {
    fn default() -> Self {
        let ceiling = |alarm, stop| InstitutionCeiling { alarm, stop };
        Self {
            hospital: ceiling(3_000, 10_000),
            laboratory: ceiling(2_000, 6_000),
            pharmacy: ceiling(400, 1_200),
            practice: ceiling(400, 1_200),
            other: ceiling(200, 600),
        }
    }
}

impl InstitutionCeilings {
    /// The ceiling of this kind.
    pub const fn of(&self, kind: InstitutionKind) -> InstitutionCeiling {
        match kind {
            InstitutionKind::Hospital => self.hospital,
            InstitutionKind::Laboratory => self.laboratory,
            InstitutionKind::Pharmacy => self.pharmacy,
            InstitutionKind::Practice => self.practice,
            InstitutionKind::Other => self.other,
        }
    }
}

/// What `people` seen today at an institution mean, this one among them. In an
/// emergency others' haste stops nobody: it is counted, and raises the alarm.
pub const fn institution_ceiling(
    people: u64,
    ceiling: InstitutionCeiling,
    emergency: bool,
) -> Ceiling {
    if people > ceiling.stop && !emergency {
        return Ceiling::Stop;
    }
    match people > ceiling.alarm {
        true => Ceiling::Alarm,
        false => Ceiling::Below,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    #[test]
    fn pro_12_an_institution_has_the_ceiling_of_its_kind_and_an_emergency_passes_it() {
        use identity::professionals::InstitutionKind as Kind;
        let ceilings = InstitutionCeilings::default();
        for (kind, alarm, stop) in [
            (Kind::Hospital, 3_000, 10_000),
            (Kind::Laboratory, 2_000, 6_000),
            (Kind::Pharmacy, 400, 1_200),
            (Kind::Practice, 400, 1_200),
            (Kind::Other, 200, 600),
        ] {
            let ceiling = ceilings.of(kind);
            assert_eq!((ceiling.alarm, ceiling.stop), (alarm, stop), "{kind}");
            for (people, usual, emergency) in [
                (1, Ceiling::Below, Ceiling::Below),
                (alarm, Ceiling::Below, Ceiling::Below),
                (alarm + 1, Ceiling::Alarm, Ceiling::Alarm),
                (stop, Ceiling::Alarm, Ceiling::Alarm),
                (stop + 1, Ceiling::Stop, Ceiling::Alarm),
            ] {
                assert_eq!(institution_ceiling(people, ceiling, false), usual);
                assert_eq!(institution_ceiling(people, ceiling, true), emergency);
            }
        }
        assert!(InstitutionCeiling::new(2, 1).is_err());
        assert!(InstitutionCeiling::new(1, 1).is_ok());
    }

    #[test]
    fn pro_12_the_61st_person_of_a_day_raises_an_alarm_and_the_151st_is_refused() {
        let minute = |n: i64| Timestamp::from_millis(n * 60_000);
        let soon = |people| ceiling(people, minute(10), minute(10));
        let later = |people| ceiling(people, minute(10), minute(11));
        assert_eq!((soon(1), soon(60)), (Ceiling::Below, Ceiling::Below));
        assert_eq!(soon(61), Ceiling::Alarm);
        assert_eq!(soon(62), Ceiling::Wait(SLOWED_TO));
        assert_eq!((later(62), later(150)), (Ceiling::Alarm, Ceiling::Alarm));
        assert_eq!((later(151), soon(151)), (Ceiling::Stop, Ceiling::Stop));
    }
}
