//! What is asked for by phone waits three days, so that whoever it concerns can
//! call it off: somebody else may know a number, a date and a card.

use super::life::{Fate, Life, Why};
use kernel::Timestamp;
use std::time::Duration;

/// How long an act waits.
pub const HOLD: Duration = Duration::from_secs(72 * 3600);

/// An act that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Closing, with what becomes of the space.
    Close(Fate),
    /// Taking a refusal back.
    WithdrawRefusal,
    /// Opening again what was closed.
    Reopen,
    /// Taking away the second factors of the account: they were lost.
    DropFactors,
    /// Opening, without an account: the person says yes.
    Open,
}

impl What {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Close(Fate::Archive) => 0,
            Self::Close(Fate::Delete) => 1,
            Self::Close(Fate::Death) => 2,
            Self::WithdrawRefusal => 3,
            Self::Reopen => 4,
            Self::DropFactors => 5,
            Self::Open => 6,
        }
    }

    /// The act of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Close(Fate::Archive),
            1 => Self::Close(Fate::Delete),
            2 => Self::Close(Fate::Death),
            3 => Self::WithdrawRefusal,
            4 => Self::Reopen,
            5 => Self::DropFactors,
            6 => Self::Open,
            _ => return None,
        })
    }

    /// What the act makes of a space, were it done now.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn apply(self, life: Life, now: Timestamp) -> Result<Life, Why> {
        match self {
            Self::Close(fate) => life.close(now, fate),
            Self::WithdrawRefusal => life.withdraw_refusal(now),
            Self::Reopen => life.reopen(now),
            Self::Open => life.say_yes(now),
            Self::DropFactors => match life {
                Life::Active { .. } => Ok(life),
                _ => Err(Why::NotOpen),
            },
        }
    }

    /// What an act makes of a space when its time has come. Whatever was
    /// decided after it was asked for stands; that somebody was told anew is no decision,
    /// and a no ends a yes that waits when it comes.
    ///
    /// # Errors
    /// Why it cannot be done any more.
    pub fn when_due(self, life: Life, asked_at: Timestamp, now: Timestamp) -> Result<Life, Why> {
        let told_anew = self == Self::Open && matches!(life, Life::Announced { .. });
        if life.since() > asked_at && !told_anew {
            return Err(Why::DecidedSince);
        }
        self.apply(life, now)
    }
}

/// Where an act stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It waits.
    Waits,
    /// It was done.
    Done,
    /// It was called off.
    CalledOff,
    /// When its time came, it could not be done any more.
    Impossible,
}

impl Standing {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Waits => 0,
            Self::Done => 1,
            Self::CalledOff => 2,
            Self::Impossible => 3,
        }
    }

    /// The standing of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Waits,
            1 => Self::Done,
            2 => Self::CalledOff,
            3 => Self::Impossible,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    #[test]
    fn numbers_in_the_store_read_back() {
        for n in 0..7 {
            assert_eq!(What::from_number(n).map(What::number), Some(n));
        }
        for n in 0..4 {
            assert_eq!(Standing::from_number(n).map(Standing::number), Some(n));
        }
        assert_eq!(What::from_number(7), None);
        assert_eq!(Standing::from_number(4), None);
    }

    #[test]
    fn an_act_is_possible_where_the_machine_says_so() {
        let open = Life::opened(T0);
        let closed = What::Close(Fate::Archive).apply(open, T0).expect("open");
        assert_eq!(
            What::Close(Fate::Archive).apply(closed, T0),
            Err(Why::Closed)
        );
        assert!(What::Reopen.apply(closed, T0).is_ok());
        let refused = Life::Refused { at: T0 };
        assert!(What::WithdrawRefusal.apply(refused, T0).is_ok());
        assert_eq!(What::WithdrawRefusal.apply(open, T0), Err(Why::NotRefused));
        assert!(What::Open.apply(Life::announced(T0), T0).is_ok());
        assert_eq!(What::Open.apply(refused, T0), Err(Why::Refused));
        assert_eq!(What::Open.apply(closed, T0), Err(Why::Closed));
    }

    #[test]
    fn what_was_decided_after_an_act_was_asked_for_stands() {
        let due = T0.plus(HOLD);
        let later = T0.plus(Duration::from_millis(1));
        let reopen = |closed_at| {
            let closed = Life::opened(T0).close(closed_at, Fate::Archive);
            What::Reopen.when_due(closed.expect("open"), T0, due)
        };
        assert!(reopen(T0).is_ok());
        assert_eq!(reopen(later), Err(Why::DecidedSince));
        // Of a yes: a no since, an account since, and the silence that came first.
        let told = Life::announced(T0);
        assert!(What::Open.when_due(told, T0, due).is_ok());
        let anew = told.told_anew(later).expect("told");
        assert!(What::Open.when_due(anew, T0, due).is_ok());
        for since in [told.refuse(later), told.activate(later)] {
            let since = since.expect("told");
            let done = What::Open.when_due(since, T0, due);
            assert_eq!(done, Err(Why::DecidedSince));
        }
        let close = What::Close(Fate::Delete);
        let opened = Life::opened(later);
        assert_eq!(close.when_due(opened, T0, due), Err(Why::DecidedSince));
    }
}
