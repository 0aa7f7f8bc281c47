//! What a report may say, and what may come of it.

use kernel::{Chance, Error, Result, Timestamp, is_unseen};

/// Signs of what a holder adds in their own words.
pub const WORDS_MAX: usize = 500;
/// Signs of an answer.
pub(crate) const ANSWER_MAX: usize = 1_000;
/// Reports of one space that wait for an answer, at most.
pub(crate) const OPEN_MAX: i64 = 20;

/// In what capacity somebody did it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Capacity {
    /// A professional of the national directory.
    Professional,
    /// An institution's software.
    Institution,
}

/// Who did what kind of thing, and when: all that a report tells of its line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// In what capacity.
    pub capacity: Capacity,
    /// The number in the national files.
    pub number: String,
    /// The name, as the line has it.
    pub name: String,
    /// TRE_G15 code of the profession; empty for an institution.
    pub profession: String,
    /// The place of work; empty where none was told.
    pub place: String,
    /// The act, as a key of the history.
    pub act: String,
    /// Whether it was in an emergency.
    pub emergency: bool,
    /// When.
    pub at: Timestamp,
}

/// Why a holder reports a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// They do not know them.
    Unknown,
    /// They know them, but were not treated by them then.
    NotThen,
    /// They had said no, or ended the access.
    Refused,
    /// Something else.
    Other,
}

impl Reason {
    /// All of them, as the form has them.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::NotThen, Self::Refused, Self::Other];

    /// Its word in forms and sentences.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "inconnu",
            Self::NotThen => "pas-alors",
            Self::Refused => "refuse",
            Self::Other => "autre",
        }
    }

    /// The reason of this word.
    ///
    /// # Errors
    /// Invalid on `motif`, when there is none.
    pub fn from_word(word: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|reason| reason.word() == word)
            .ok_or_else(|| Error::field("motif", "reports-reason-missing"))
    }
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The access was right; the answer says why.
    Legitimate,
    /// It was a mistake, without ill will.
    Mistake,
    /// It was not right, and was told to the order of the profession or, of an
    /// institution, to the authority over it.
    Abuse,
}

impl Outcome {
    /// All of them, as the form has them.
    pub const ALL: [Self; 3] = [Self::Legitimate, Self::Mistake, Self::Abuse];

    /// Its word in forms and sentences.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Legitimate => "legitime",
            Self::Mistake => "erreur",
            Self::Abuse => "abus",
        }
    }

    /// The outcome of this word.
    ///
    /// # Errors
    /// Invalid on `issue`, when there is none.
    pub fn from_word(word: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|outcome| outcome.word() == word)
            .ok_or_else(|| Error::field("issue", "reports-outcome-missing"))
    }
}

/// What a holder adds, if anything: a text as it can be shown.
///
/// # Errors
/// Invalid on `texte`, when it is too long.
pub(crate) fn words(typed: &str) -> Result<String> {
    let words = seen(typed);
    match words.chars().count() <= WORDS_MAX {
        true => Ok(words),
        false => Err(Error::field("texte", "reports-words-long")),
    }
}

/// What the holder is answered.
///
/// # Errors
/// Invalid on `reponse`, when there is nothing, or too much.
pub(crate) fn answer(typed: &str) -> Result<String> {
    let answer = seen(typed);
    match answer.chars().count() {
        0 => Err(Error::field("reponse", "reports-answer-missing")),
        1..=ANSWER_MAX => Ok(answer),
        _ => Err(Error::field("reponse", "reports-answer-long")),
    }
}

/// Without signs that nobody sees; lines end with a line feed alone.
fn seen(typed: &str) -> String {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let kept = text.chars().filter(|c| *c == '\n' || !is_unseen(*c));
    kept.collect::<String>().trim().to_owned()
}

/// A number to quote: ten signs that nobody mistakes, no secret.
pub(crate) fn number(chance: &dyn Chance) -> String {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut drawn = [0; 10];
    chance.fill(&mut drawn);
    let sign = |byte: &u8| char::from(SIGNS[usize::from(byte & 31)]);
    let (first, last) = drawn.split_at(5);
    let half = |bytes: &[u8]| bytes.iter().map(sign).collect::<String>();
    format!("{}-{}", half(first), half(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    #[test]
    fn words_are_shown_as_they_were_typed_without_what_nobody_sees() {
        let typed = " Je ne connais pas\r\nce \u{202e}médecin.\0 ";
        let kept = words(typed).expect("right");
        assert_eq!(kept, "Je ne connais pas\nce médecin.");
        assert!(words(&"é".repeat(500)).is_ok());
        assert!(words(&"é".repeat(501)).is_err());
        assert_eq!(words("  ").expect("none is right"), "");
    }

    #[test]
    fn an_answer_says_something() {
        for wrong in ["", " \n ", "\u{200b}"] {
            assert!(answer(wrong).is_err());
        }
        assert!(answer(&"a".repeat(1_000)).is_ok());
        assert!(answer(&"a".repeat(1_001)).is_err());
    }

    #[test]
    fn reasons_and_outcomes_are_read_as_they_are_written() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_word(reason.word()).ok(), Some(reason));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_word(outcome.word()).ok(), Some(outcome));
        }
        assert!(Reason::from_word("").is_err() && Outcome::from_word("x").is_err());
    }

    #[test]
    fn numbers_are_easy_to_say_and_differ() {
        let chance = SeededChance::new(7);
        let (one, other) = (number(&chance), number(&chance));
        assert_ne!(one, other);
        assert_eq!((one.len(), one.find('-')), (11, Some(5)));
        assert!(!one.contains(['I', 'L', 'O', 'U']));
    }
}
