//! Whether a code, a matricule and a card serial together open a space.
//!
//! Whatever does not fit, the answer is the same *wrong*; only somebody who
//! holds all three is told that the code has expired or was used.

use super::life::Life;
use kernel::{PersonId, Timestamp};
use std::time::Duration;

/// How long an activation may take.
pub const DRAFT_LIFE: Duration = Duration::from_secs(30 * 60);
/// How long a code just taken cannot be taken again: two requests at once are
/// one activation; somebody who starts anew a minute later may.
pub const DRAFT_HOLD: Duration = Duration::from_secs(60);

/// What became of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeStanding {
    /// It may be used.
    Live,
    /// It was used.
    Used,
    /// A newer one was sent.
    Replaced,
    /// It died of wrong tries.
    Killed,
}

impl CodeStanding {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Live => 0,
            Self::Used => 1,
            Self::Replaced => 2,
            Self::Killed => 3,
        }
    }

    /// The standing of this number; anything unknown is dead.
    pub const fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Live,
            1 => Self::Used,
            2 => Self::Replaced,
            _ => Self::Killed,
        }
    }
}

/// What the register says of the code that was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeFacts {
    /// Whose it is.
    pub person: PersonId,
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
    /// The code.
    pub code: Option<CodeFacts>,
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
    /// The activation begins.
    Accepted(PersonId),
    /// Something does not fit; never said what. Counted.
    Wrong,
    /// All fits, but people must look at it: a death, a provisional number.
    /// Told as [`Self::Wrong`], not counted.
    ForPeople(PersonId),
    /// All fits, the code is too old.
    Expired,
    /// All fits, the code was used.
    Used(PersonId),
    /// All fits, the person refused.
    Refused,
}

/// Judges a try.
pub fn judge(facts: &Facts, now: Timestamp) -> Verdict {
    let (Some(person), Some(code)) = (facts.person, facts.code) else {
        return Verdict::Wrong;
    };
    if code.person != person || !facts.card_matches {
        return Verdict::Wrong;
    }
    match (code.standing, facts.life) {
        (CodeStanding::Killed | CodeStanding::Replaced, _) => Verdict::Wrong,
        _ if !facts.identity_is_usable => Verdict::ForPeople(person),
        (CodeStanding::Used, _) | (_, Some(Life::Active { .. })) => Verdict::Used(person),
        (_, Some(Life::Refused { .. })) => Verdict::Refused,
        (_, Some(Life::Closed { .. } | Life::Erased { .. }) | None) => Verdict::Wrong,
        _ if now >= code.expires_at => Verdict::Expired,
        (CodeStanding::Live, Some(Life::Announced { .. } | Life::Open { .. })) => {
            Verdict::Accepted(person)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);
    const ANA: PersonId = PersonId::from_bytes([1; 16]);
    const BEN: PersonId = PersonId::from_bytes([2; 16]);

    fn right() -> Facts {
        Facts {
            person: Some(ANA),
            code: Some(CodeFacts {
                person: ANA,
                expires_at: T0,
                standing: CodeStanding::Live,
            }),
            card_matches: true,
            identity_is_usable: true,
            life: Some(Life::announced(T0)),
        }
    }

    fn with_code(standing: CodeStanding) -> Facts {
        let code = CodeFacts {
            person: ANA,
            expires_at: T0,
            standing,
        };
        Facts {
            code: Some(code),
            ..right()
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
        let foreign = CodeFacts {
            person: BEN,
            expires_at: T0,
            standing: CodeStanding::Used,
        };
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
                code: Some(foreign),
                ..right()
            },
            Facts {
                life: None,
                ..right()
            },
            with_code(CodeStanding::Killed),
            with_code(CodeStanding::Replaced),
        ] {
            assert_eq!(judge(&facts, before), Verdict::Wrong, "{facts:?}");
        }
    }

    #[test]
    fn who_holds_all_three_is_told_the_truth() {
        let before = T0.minus(Duration::from_secs(1));
        assert_eq!(
            judge(&with_code(CodeStanding::Used), before),
            Verdict::Used(ANA)
        );
        let refused = Facts {
            life: Some(Life::Refused { at: T0 }),
            ..right()
        };
        assert_eq!(judge(&refused, before), Verdict::Refused);
        let open = Facts {
            life: Some(Life::Open { at: T0 }),
            ..right()
        };
        assert_eq!(judge(&open, before), Verdict::Accepted(ANA));
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
    fn numbers_in_the_store_read_back() {
        for n in 0..4 {
            assert_eq!(CodeStanding::from_number(n).number(), n);
        }
        assert_eq!(CodeStanding::from_number(9), CodeStanding::Killed);
    }
}
