//! Whether a code, a matricule and a card serial together let a person decide
//! about their space: activate, refuse, close, change their mind.
//!
//! Whatever does not fit, the answer is the same *wrong*; only somebody who
//! holds all three is told that the code has expired or was used.

use super::life::{Fate, Life, Why};
use kernel::{PersonId, Timestamp};
use std::time::Duration;

/// How long an activation may take.
pub const DRAFT_LIFE: Duration = Duration::from_secs(30 * 60);
/// How long a code just taken cannot be taken again: two requests at once are
/// one activation; somebody who starts anew a minute later may.
pub const DRAFT_HOLD: Duration = Duration::from_secs(60);

/// How long an account that a letter alone opened does not reach what was in the
/// space before it: the holder, told by post, has time to say that it is not
/// theirs (domain rules, §2.4).
pub const PROBATION: Duration = Duration::from_secs(72 * 60 * 60);

/// What became of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeStanding {
    /// It may be used.
    Live,
    /// It was used.
    Used,
    /// It died: of wrong tries, or of a death.
    Killed,
}

impl CodeStanding {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Live => 0,
            Self::Used => 1,
            Self::Killed => 3,
        }
    }

    /// The standing of this number; anything unknown is dead.
    pub const fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Live,
            1 => Self::Used,
            _ => Self::Killed,
        }
    }
}

/// What the register says of the code that was typed, if it is the latest of
/// the person whose number was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeFacts {
    /// When it dies.
    pub expires_at: Timestamp,
    /// What became of it.
    pub standing: CodeStanding,
}

/// What the register says of what was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The person of the matricule.
    pub person: Option<PersonId>,
    /// Their code, if it is the one typed.
    pub code: Option<CodeFacts>,
    /// Whether this code was tried wrongly too often, for whomever.
    pub code_is_worn: bool,
    /// Whether the serial is that of the person's card.
    pub card_matches: bool,
    /// Whether the person is alive and their matricule final.
    pub identity_is_usable: bool,
    /// The state of their space.
    pub life: Option<Life>,
}

/// What comes of a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The person may decide.
    Accepted(PersonId),
    /// Something does not fit; never said what. Counted.
    Wrong,
    /// All fits, but people must look at it: a death, a provisional number.
    /// Told as [`Self::Wrong`], not counted.
    ForPeople(PersonId),
    /// All fits, the code is too old.
    Expired,
    /// All fits, and the space has an account.
    Active(PersonId),
    /// All fits, the code served to refuse.
    Refused,
    /// All fits, the code served and the space is closed.
    Closed,
    /// All fits, the code served already.
    Spent,
}

/// Judges a try.
pub fn judge(facts: &Facts, now: Timestamp) -> Verdict {
    let (Some(person), Some(code), Some(life)) = (facts.person, facts.code, facts.life) else {
        return Verdict::Wrong;
    };
    if !facts.card_matches || facts.code_is_worn || code.standing == CodeStanding::Killed {
        return Verdict::Wrong;
    }
    if !facts.identity_is_usable {
        return Verdict::ForPeople(person);
    }
    let used = code.standing == CodeStanding::Used;
    match life {
        Life::Erased { .. } => Verdict::Wrong,
        Life::Closed {
            fate: Fate::Death, ..
        } => Verdict::ForPeople(person),
        Life::Active { .. } => Verdict::Active(person),
        Life::Refused { .. } if used => Verdict::Refused,
        Life::Closed { .. } if used => Verdict::Closed,
        _ if used => Verdict::Spent,
        _ if now >= code.expires_at => Verdict::Expired,
        Life::Announced { .. } | Life::Open { .. } | Life::Refused { .. } | Life::Closed { .. } => {
            Verdict::Accepted(person)
        }
    }
}

/// Whether what was decided of a space stands against an activation that began
/// at this instant and uses no code up. Only who begins after it changes their
/// mind by activating: a no at the same moment wins.
///
/// # Errors
/// When the space was refused or closed since.
pub fn stands(life: Life, began: Timestamp) -> Result<(), Why> {
    match life {
        Life::Refused { at } if at >= began => Err(Why::Refused),
        Life::Closed { at, .. } if at >= began => Err(Why::Closed),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::life::Was;
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);
    const ANA: PersonId = PersonId::from_bytes([1; 16]);

    fn right() -> Facts {
        Facts {
            person: Some(ANA),
            code: Some(CodeFacts {
                expires_at: T0,
                standing: CodeStanding::Live,
            }),
            code_is_worn: false,
            card_matches: true,
            identity_is_usable: true,
            life: Some(Life::announced(T0)),
        }
    }

    fn with_code(standing: CodeStanding) -> Facts {
        let code = CodeFacts {
            expires_at: T0,
            standing,
        };
        Facts {
            code: Some(code),
            ..right()
        }
    }

    fn lives(life: Life, standing: CodeStanding) -> Facts {
        Facts {
            life: Some(life),
            ..with_code(standing)
        }
    }

    #[test]
    fn act_03_a_code_lives_to_its_last_millisecond_and_not_one_longer() {
        assert_eq!(
            judge(&right(), T0.minus(Duration::from_millis(1))),
            Verdict::Accepted(ANA)
        );
        assert_eq!(judge(&right(), T0), Verdict::Expired);
    }

    #[test]
    fn what_does_not_fit_is_wrong_before_anything_else_is_said() {
        let before = T0.minus(Duration::from_secs(1));
        for facts in [
            Facts {
                person: None,
                ..right()
            },
            Facts {
                code: None,
                ..right()
            },
            Facts {
                card_matches: false,
                ..right()
            },
            Facts {
                card_matches: false,
                ..with_code(CodeStanding::Used)
            },
            Facts {
                card_matches: false,
                identity_is_usable: false,
                ..right()
            },
            Facts {
                code_is_worn: true,
                ..right()
            },
            Facts {
                life: None,
                ..right()
            },
            lives(Life::Erased { at: T0 }, CodeStanding::Live),
            with_code(CodeStanding::Killed),
        ] {
            assert_eq!(judge(&facts, before), Verdict::Wrong, "{facts:?}");
        }
    }

    #[test]
    fn who_holds_all_three_is_told_the_truth() {
        let before = T0.minus(Duration::from_secs(1));
        let closed = |fate| Life::Closed {
            at: T0,
            fate,
            was: Was::Open,
            yields_until: None,
        };
        let active = Life::Active {
            at: T0,
            yields_until: None,
        };
        for (life, live, used) in [
            (Life::announced(T0), Verdict::Accepted(ANA), Verdict::Spent),
            (Life::opened(T0), Verdict::Accepted(ANA), Verdict::Spent),
            (
                Life::Refused { at: T0 },
                Verdict::Accepted(ANA),
                Verdict::Refused,
            ),
            (
                closed(Fate::Archive),
                Verdict::Accepted(ANA),
                Verdict::Closed,
            ),
            (active, Verdict::Active(ANA), Verdict::Active(ANA)),
            (
                closed(Fate::Death),
                Verdict::ForPeople(ANA),
                Verdict::ForPeople(ANA),
            ),
        ] {
            assert_eq!(judge(&lives(life, CodeStanding::Live), before), live);
            assert_eq!(judge(&lives(life, CodeStanding::Used), before), used);
        }
    }

    #[test]
    fn act_18_a_death_or_a_provisional_number_is_for_people() {
        let facts = Facts {
            identity_is_usable: false,
            ..right()
        };
        assert_eq!(
            judge(&facts, T0.minus(Duration::from_secs(1))),
            Verdict::ForPeople(ANA)
        );
    }

    #[test]
    fn what_was_decided_since_stands_against_who_uses_no_code_up() {
        let later = T0.plus(Duration::from_millis(1));
        let closed = |at| Life::Closed {
            at,
            fate: Fate::Archive,
            was: Was::Open,
            yields_until: None,
        };
        for (life, began, expected) in [
            (Life::announced(T0), T0, Ok(())),
            (Life::opened(later), T0, Ok(())),
            (Life::Refused { at: T0 }, later, Ok(())),
            (Life::Refused { at: T0 }, T0, Err(Why::Refused)),
            (Life::Refused { at: later }, T0, Err(Why::Refused)),
            (closed(T0), later, Ok(())),
            (closed(T0), T0, Err(Why::Closed)),
            (closed(later), T0, Err(Why::Closed)),
        ] {
            assert_eq!(stands(life, began), expected, "{life:?} {began:?}");
        }
    }

    #[test]
    fn numbers_in_the_store_read_back() {
        for n in [0, 1, 3] {
            assert_eq!(CodeStanding::from_number(n).number(), n);
        }
        for unknown in [2, 9] {
            assert_eq!(CodeStanding::from_number(unknown), CodeStanding::Killed);
        }
    }
}
