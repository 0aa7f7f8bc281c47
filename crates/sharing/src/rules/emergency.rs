//! What an emergency access (break-glass) asks for, and how long it lasts.

use kernel::{Error, Result};
use minicbor::{Decode, Encode};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long an emergency access lasts (domain rules, §3).
pub const EMERGENCY_LASTS: Duration = Duration::from_secs(4 * 60 * 60);

/// Why somebody opens a record in an emergency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum EmergencyReason {
    /// The patient's life is in danger.
    #[n(0)]
    LifeInDanger,
    /// The patient cannot express themselves, and care cannot wait.
    #[n(1)]
    CannotSpeak,
    /// The dispatch of emergencies (SAMU) regulates a call.
    #[n(2)]
    Dispatch,
}

impl EmergencyReason {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::LifeInDanger, Self::CannotSpeak, Self::Dispatch];

    /// The key of the words that say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LifeInDanger => "life-in-danger",
            Self::CannotSpeak => "cannot-speak",
            Self::Dispatch => "dispatch",
        }
    }

    /// The reason of this key.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// Fewest and most characters of the reason in one's own words (domain rules, §3).
pub const EMERGENCY_WORDS: (usize, usize) = (20, 500);

/// The reason in their own words, tidied.
///
/// # Errors
/// Invalid, if it is too short to say anything, or too long. A few characters
/// typed over and over say nothing either.
pub fn emergency_words(words: &str) -> Result<String> {
    const DIFFERENT_MIN: usize = 8;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let (min, max) = EMERGENCY_WORDS;
    let length = words.chars().count();
    let different = words.to_lowercase().chars().collect::<BTreeSet<_>>().len();
    if length > max {
        return Err(Error::field("raison", "sharing-emergency-words-long"));
    }
    if length < min || different < DIFFERENT_MIN || words.chars().any(char::is_control) {
        return Err(Error::field("raison", "sharing-emergency-words-short"));
    }
    Ok(kernel::visible(&words))
}
