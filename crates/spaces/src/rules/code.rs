//! The activation code: how long it lives, and how many wrong tries it bears.
//! What it looks like is in [`identity::Code`].

pub use identity::{Code, Misread};

use kernel::{Chance, Timestamp};
use std::time::Duration;

/// How long a code lives: six weeks of days of 24 hours, from its sending.
pub const LIFE: Duration = Duration::from_secs(42 * 24 * 3600);
/// How many wrong tries kill a code.
pub const TRIES_MAX: i64 = 10;

/// The number of a receipt: as a code, so that it can be read over the phone
/// and a slip is noticed; but no secret.
pub fn receipt_number(chance: &dyn Chance) -> String {
    Code::generate(chance).in_groups()
}

/// The number of a receipt that is not kept but derived, from a keyed hash.
pub fn receipt_number_of(hash: &[u8; 32]) -> String {
    let mut symbols = [0; 12];
    symbols.copy_from_slice(&hash[..12]);
    Code::drawn(symbols).in_groups()
}

/// When a code sent at this instant dies.
pub fn expires_at(sent_at: Timestamp) -> Timestamp {
    sent_at.plus(LIFE)
}
