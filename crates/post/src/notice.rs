//! A notice: something to tell somebody, by a channel, once.
//!
//! INVARIANT: a message that exists can be sent: its recipient, subject and
//! text were checked when it was made, and nothing in them can become a header
//! or another recipient.

use crate::rules::address::{Address, Email, Phone};
use kernel::{Error, PersonId, Result, Timestamp, is_unseen};
use std::fmt;
use zeroize::Zeroize;

/// RFC 5322 §2.1.1 leaves 998 characters to a line; a telephone shows some 40.
const SUBJECT_CHARS_MAX: usize = 150;
const TEXT_BYTES_MAX: usize = 20_000;
/// Three joined parts of the GSM alphabet.
const SMS_CHARS_MAX: usize = 459;
const PDF_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The way a notice takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Channel {
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A letter, printed and posted.
    Letter,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Email, Self::Sms, Self::Letter];

    /// A word for measures and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Letter => "letter",
        }
    }

    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Email => 0,
            Self::Sms => 1,
            Self::Letter => 2,
        }
    }

    pub(crate) fn from_code(code: i64) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| i64::from(channel.code()) == code)
            .ok_or_else(|| Error::fault("the outbox holds an unknown channel"))
    }
}

/// Who gets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Recipient {
    Email(Email),
    Phone(Phone),
    Address(Address),
}

/// What is sent, to whom. Shows nothing of itself; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    pub(crate) to: Recipient,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) pdf: Option<Vec<u8>>,
}

impl Message {
    /// An e-mail in plain text.
    ///
    /// # Errors
    /// Invalid, when the subject is no single visible line of at most 150
    /// characters, or the text is empty, too long, or holds signs that nobody
    /// sees.
    pub fn email(to: Email, subject: &str, text: &str) -> Result<Self> {
        Ok(Self {
            to: Recipient::Email(to),
            subject: checked_subject(subject)?,
            text: checked_text(text, TEXT_BYTES_MAX)?,
            pdf: None,
        })
    }

    /// A text message of at most 459 characters.
    ///
    /// # Errors
    /// As [`Self::email`].
    pub fn sms(to: Phone, text: &str) -> Result<Self> {
        let text = checked_text(text, TEXT_BYTES_MAX)?;
        if text.chars().count() > SMS_CHARS_MAX {
            return Err(Error::invalid("post-text-wrong"));
        }
        Ok(Self {
            to: Recipient::Phone(to),
            subject: String::new(),
            text,
            pdf: None,
        })
    }

    /// A letter: a PDF to print, put in an envelope and post. The subject says
    /// what it is to those who handle it.
    ///
    /// # Errors
    /// Invalid, when the subject is wrong as for [`Self::email`], or this is no
    /// PDF of at most 4 MB.
    pub fn letter(to: Address, subject: &str, pdf: Vec<u8>) -> Result<Self> {
        Ok(Self {
            to: Recipient::Address(to),
            subject: checked_subject(subject)?,
            text: String::new(),
            pdf: Some(checked_pdf(pdf)?),
        })
    }

    /// With a PDF beside the text of an e-mail.
    ///
    /// # Errors
    /// Invalid, when this is no PDF of at most 4 MB, or a text message.
    pub fn with_pdf(mut self, pdf: Vec<u8>) -> Result<Self> {
        if self.channel() == Channel::Sms {
            return Err(Error::invalid("post-pdf-wrong"));
        }
        self.pdf = Some(checked_pdf(pdf)?);
        Ok(self)
    }

    /// The way it takes.
    pub const fn channel(&self) -> Channel {
        match self.to {
            Recipient::Email(_) => Channel::Email,
            Recipient::Phone(_) => Channel::Sms,
            Recipient::Address(_) => Channel::Letter,
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({}, ‹personal›)", self.channel().name())
    }
}

/// It may hold an activation code.
impl Drop for Message {
    fn drop(&mut self) {
        self.text.zeroize();
        self.pdf.zeroize();
    }
}

/// A message to be sent once, and what it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    pub(crate) kind: &'static str,
    pub(crate) occasion: String,
    pub(crate) about: Option<PersonId>,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) message: Message,
}

impl Notice {
    /// A notice of this kind, for this occasion.
    ///
    /// The kind is a word of the program, kept in clear (`spaces-code`): it
    /// says nothing that a register may not say. The occasion is whatever tells
    /// one notice of a kind from the next one about the same person (a
    /// campaign and its wave, the id of an event); it is only hashed.
    pub fn new(kind: &'static str, occasion: impl Into<String>, message: Message) -> Self {
        Self {
            kind,
            occasion: occasion.into(),
            about: None,
            not_before: None,
            until: None,
            message,
        }
    }

    /// About this person. The same kind and occasion about another person is
    /// another notice.
    #[must_use]
    pub fn about(mut self, person: PersonId) -> Self {
        self.about = Some(person);
        self
    }

    /// Not to be sent before this instant: what is found out at night leaves people
    /// in peace until the morning.
    #[must_use]
    pub fn not_before(mut self, instant: Timestamp) -> Self {
        self.not_before = Some(instant);
        self
    }

    /// Not to be sent from this instant on: a code that will not be good any
    /// more.
    #[must_use]
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }
}

fn checked_subject(subject: &str) -> Result<String> {
    let subject = subject.trim();
    let right = !subject.is_empty()
        && subject.chars().count() <= SUBJECT_CHARS_MAX
        && !subject.chars().any(is_unseen);
    right
        .then(|| subject.to_owned())
        .ok_or_else(|| Error::invalid("post-subject-wrong"))
}

/// Lines end with a line feed alone; nothing else that is not seen stays.
fn checked_text(text: &str, bytes_max: usize) -> Result<String> {
    let text = text.replace("\r\n", "\n");
    let right = !text.trim().is_empty()
        && text.len() <= bytes_max
        && !text.chars().any(|c| c != '\n' && is_unseen(c));
    right
        .then_some(text)
        .ok_or_else(|| Error::invalid("post-text-wrong"))
}

fn checked_pdf(pdf: Vec<u8>) -> Result<Vec<u8>> {
    if pdf.starts_with(b"%PDF-") && pdf.len() <= PDF_BYTES_MAX {
        Ok(pdf)
    } else {
        Err(Error::invalid("post-pdf-wrong"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Kind;

    fn claire() -> Email {
        "claire@exemple.fr".parse().expect("an address")
    }

    #[test]
    fn web_21_a_subject_or_text_that_hides_something_is_refused() {
        let long = "é".repeat(151);
        for subject in [
            "",
            "   ",
            "Bonjour\r\nBcc: autre@exemple.fr",
            "Bonjour\nX",
            "Bonjour\rX",
            "Bonjour\0",
            "ruojnoB\u{202e}",
            "Bon\u{200b}jour",
            "Bonjour\u{2028}Bcc: autre@exemple.fr",
            &long,
        ] {
            let refused = Message::email(claire(), subject, "Bonjour.").expect_err(subject);
            assert_eq!(
                (refused.kind(), refused.code()),
                (Kind::Invalid, "post-subject-wrong")
            );
        }
        let long = "é".repeat(TEXT_BYTES_MAX / 2 + 1);
        for text in [
            "",
            " \n ",
            "Bon\0jour",
            "Bon\rjour",
            "ruojnoB\u{202e}",
            &long,
        ] {
            assert!(Message::email(claire(), "Bonjour", text).is_err(), "{text}");
        }
        let sms = "a".repeat(460);
        let phone: Phone = "0612345678".parse().expect("a mobile");
        assert!(Message::sms(phone.clone(), &sms).is_err());
        assert!(Message::sms(phone, &sms[1..]).is_ok());
    }

    #[test]
    fn honest_words_are_kept_as_they_are() {
        let text = "Bonjour,\r\n\r\nVoilà : « ça » – œuvre.\r\n";
        let message = Message::email(claire(), " Votre espace : c’est prêt ", text).expect("right");
        assert_eq!(message.subject, "Votre espace : c’est prêt");
        assert_eq!(message.text, "Bonjour,\n\nVoilà : « ça » – œuvre.\n");
    }

    #[test]
    fn a_letter_is_a_pdf() {
        let address = Address::new(["Claire", "Nantes"]).expect("an address");
        let letter = |pdf: &[u8]| Message::letter(address.clone(), "Code", pdf.to_vec());
        assert!(letter(b"%PDF-1.7").is_ok());
        assert!(letter(b"<html>").is_err());
        assert!(letter(b"").is_err());
        let mut large = b"%PDF-1.7".to_vec();
        large.resize(PDF_BYTES_MAX + 1, 0);
        assert!(letter(&large).is_err());
    }

    #[test]
    fn a_notice_shows_nothing_of_itself() {
        let message = Message::email(claire(), "SUJET", "TEXTE").expect("right");
        let shown = format!("{:?}", Notice::new("spaces-code", "1", message));
        for personal in ["claire", "SUJET", "TEXTE"] {
            assert!(!shown.contains(personal), "{shown}");
        }
    }
}
