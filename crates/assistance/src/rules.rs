//! The limits of a call, and what can be done in one. Pure.

use kernel::Timestamp;
use std::time::Duration;

/// How long a call may last before it must be begun anew.
pub const CALL_MAX: Duration = Duration::from_secs(30 * 60);
/// Wrong tries to recognise a caller, in one call.
pub const TRIES_MAX: i64 = 3;
/// People whom one operator may recognise in an hour.
pub const PEOPLE_AN_HOUR_MAX: i64 = 20;
/// Signs of a call's number.
const NUMBER_CHARS: std::ops::RangeInclusive<usize> = 3..=30;

/// What can be done in a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// The caller was recognised.
    Recognized,
    /// An opposition was recorded.
    Refused,
    /// A new code was sent.
    CodeSent,
    /// A closing waits.
    CloseHeld,
    /// Taking back a refusal waits.
    WithdrawHeld,
    /// Opening again waits.
    ReopenHeld,
    /// Something that waited was called off.
    CalledOff,
    /// Taking away a lost second factor waits.
    FactorsHeld,
    /// Contacts that were changed lately were put back.
    ContactsRestored,
    /// The operator doubted who was on the line, and stopped.
    Doubted,
    /// Opening without an account waits.
    OpenHeld,
}

impl What {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Recognized => 0,
            Self::Refused => 1,
            Self::CodeSent => 2,
            Self::CloseHeld => 3,
            Self::WithdrawHeld => 4,
            Self::ReopenHeld => 5,
            Self::CalledOff => 6,
            Self::FactorsHeld => 7,
            Self::ContactsRestored => 8,
            Self::Doubted => 9,
            Self::OpenHeld => 10,
        }
    }

    /// The act of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Recognized,
            1 => Self::Refused,
            2 => Self::CodeSent,
            3 => Self::CloseHeld,
            4 => Self::WithdrawHeld,
            5 => Self::ReopenHeld,
            6 => Self::CalledOff,
            7 => Self::FactorsHeld,
            8 => Self::ContactsRestored,
            9 => Self::Doubted,
            10 => Self::OpenHeld,
            _ => return None,
        })
    }

    /// The key of its sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Recognized => "op-act-recognized",
            Self::Refused => "op-act-refused",
            Self::CodeSent => "op-act-code",
            Self::CloseHeld => "op-act-close",
            Self::WithdrawHeld => "op-act-withdraw",
            Self::ReopenHeld => "op-act-reopen",
            Self::CalledOff => "op-act-called-off",
            Self::FactorsHeld => "op-act-factors",
            Self::ContactsRestored => "op-act-contacts",
            Self::Doubted => "op-act-doubted",
            Self::OpenHeld => "op-act-open",
        }
    }
}

/// Reads the number of a call: what the phone system shows.
pub fn call_number(typed: &str) -> Option<String> {
    let number: String = typed.trim().chars().take(64).collect();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    (NUMBER_CHARS.contains(&number.len()) && number.chars().all(fits)).then_some(number)
}

/// Is a call that began then still one?
pub fn is_open(started_at: Timestamp, ended_at: Option<Timestamp>, now: Timestamp) -> bool {
    ended_at.is_none() && now.since(started_at) < CALL_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    #[test]
    fn a_call_has_a_number_and_ends_by_itself_after_half_an_hour() {
        for (typed, read) in [
            (" 2026-11-25/0042 ", Some("2026-11-25/0042")),
            ("12", None),
            ("", None),
            ("a b c", None),
            ("é123", None),
        ] {
            assert_eq!(call_number(typed).as_deref(), read, "{typed}");
        }
        assert!(call_number(&"1".repeat(31)).is_none());
        assert!(is_open(
            T0,
            None,
            T0.plus(CALL_MAX - Duration::from_millis(1))
        ));
        assert!(!is_open(T0, None, T0.plus(CALL_MAX)));
        assert!(!is_open(T0, Some(T0), T0));
    }

    #[test]
    fn numbers_in_the_store_read_back() {
        for n in 0..11 {
            assert_eq!(What::from_number(n).map(What::number), Some(n));
        }
        assert_eq!(What::from_number(11), None);
    }
}
