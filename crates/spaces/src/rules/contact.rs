//! The one-time code that proves a contact: six digits, ten minutes, five
//! tries. It proves that somebody reads there, and nothing else.

use kernel::{Chance, Timestamp};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How long a code lives (CNIL, ASVS 6.6.2: ten minutes at most).
pub const LIFE: Duration = Duration::from_secs(600);
/// Wrong tries after which it is dead.
pub const TRIES_MAX: u32 = 5;
/// How long until another one may be sent.
pub const AGAIN: Duration = Duration::from_secs(30);
/// Codes sent in one sitting, at most.
pub const SENT_MAX: u32 = 5;

/// What comes of a typed code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is the one.
    Right,
    /// It is not; counted.
    Wrong,
    /// It is too old, or died of tries: another must be sent.
    Dead,
}

/// Six digits, each as likely as another.
pub fn draw(chance: &dyn Chance) -> String {
    const RANGE: u32 = 1_000_000;
    // The last values of 32 bits that would make small numbers likelier are
    // drawn again.
    const FAIR: u32 = u32::MAX - u32::MAX % RANGE;
    loop {
        let mut bytes = [0; 4];
        chance.fill(&mut bytes);
        let drawn = u32::from_be_bytes(bytes);
        if drawn < FAIR {
            return format!("{:06}", drawn % RANGE);
        }
    }
}

/// Judges what was typed against the code sent then, after so many wrong tries.
pub fn judge(typed: &str, sent: &str, at: Timestamp, tries: u32, now: Timestamp) -> Verdict {
    if now.since(at) >= LIFE || now < at || tries >= TRIES_MAX {
        return Verdict::Dead;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    match digits.as_bytes().ct_eq(sent.as_bytes()).into() {
        true => Verdict::Right,
        false => Verdict::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    #[test]
    fn aut_07_a_code_is_right_for_ten_minutes_and_five_tries() {
        let just = T0.plus(LIFE - Duration::from_millis(1));
        for (typed, tries, now, expected) in [
            ("123456", 0, T0, Verdict::Right),
            (" 123 456 ", 4, just, Verdict::Right),
            ("123457", 0, T0, Verdict::Wrong),
            ("", 0, T0, Verdict::Wrong),
            ("123456", 5, T0, Verdict::Dead),
            ("123456", 0, T0.plus(LIFE), Verdict::Dead),
            ("123456", 0, T0.minus(LIFE), Verdict::Dead),
        ] {
            assert_eq!(judge(typed, "123456", T0, tries, now), expected, "{typed}");
        }
    }

    #[test]
    fn six_digits_are_drawn_leading_zeros_included() {
        let chance = SeededChance::new(4);
        let drawn: Vec<String> = (0..2_000).map(|_| draw(&chance)).collect();
        assert!(drawn.iter().all(|code| code.len() == 6));
        assert!(drawn.iter().any(|code| code.starts_with('0')));
        let distinct: std::collections::HashSet<&String> = drawn.iter().collect();
        assert!(distinct.len() > 1_980);
    }
}
