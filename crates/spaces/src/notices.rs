//! What leaves the house about a space: letters and e-mails with a code,
//! receipts, warnings. Composed here, sent by `post`. No medical word is known
//! to this crate, so none can be in them.
//!
//! INVARIANT: a code is only ever in a notice to a contact that the fund has on
//! file; no notice carries a link that signs anybody in.

mod letters;
mod receipts;
mod week;

pub(crate) use receipts::{Receipted, posted_receipt, receipt, sent_receipts, where_to_undo};
pub(crate) use week::{may_wait, of_week};

use crate::queries::Insured;
use crate::rules::code::Code;
pub use crate::rules::insured::Contact;
use kernel::{Lang, Result, Timestamp};
use paper::Sheet;
use post::{Address, Email, Message, Phone};

/// The sentences of notices.
pub const NOTICE_TEXTS: edge::Locale = edge::Locale {
    name: "spaces-notices",
    fr: include_str!("../locales/notices_fr.ftl"),
    en: include_str!("../locales/notices_en.ftl"),
};

/// The language of what the fund sends: its file tells no other.
pub(crate) const FUND_LANG: Lang = Lang::Fr;

/// Somebody to write to, as the fund knows them.
#[derive(Clone)]
pub struct Addressee {
    /// First name and name.
    pub name: String,
    /// The contact on file.
    pub contact: Contact,
}

impl std::fmt::Debug for Addressee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Addressee(‹personal›)")
    }
}

impl Addressee {
    /// Somebody of the register.
    pub(crate) fn of(insured: &Insured) -> Self {
        Self {
            name: insured.shown_name(),
            contact: insured.contact.clone(),
        }
    }

    /// The e-mail address on file, if it is one.
    pub fn email(&self) -> Option<Email> {
        self.contact.email.parse().ok()
    }

    /// The mobile on file, if it is one.
    pub fn phone(&self) -> Option<Phone> {
        self.contact.phone.parse().ok()
    }

    /// The lines of the envelope: the name first.
    pub fn lines(&self) -> Vec<String> {
        let town = format!("{} {}", self.contact.postcode, self.contact.city);
        [&self.name, &self.contact.address_line, &town]
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// The postal address, if it is one.
    pub fn address(&self) -> Option<Address> {
        Address::new(self.lines()).ok()
    }

    /// The postal address, if it is one that can be printed: a letter to any other never
    /// leaves.
    pub(crate) fn printable_address(&self) -> Option<Address> {
        self.address()
            .filter(|_| paper::check_address(&self.lines()).is_ok())
    }

    /// Whether a letter can be written to them: asked before one is promised.
    pub(crate) fn takes_letters(&self) -> bool {
        self.printable_address().is_some()
    }
}

/// Why somebody is sent a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occasion {
    /// They are told for the first time, or anew: they have until the deadline
    /// to refuse.
    First,
    /// They asked for another code.
    Again,
}

/// What a notice with a code says.
#[derive(Clone, Copy)]
pub struct CodeNotice<'a> {
    /// To whom.
    pub to: &'a Addressee,
    /// The code.
    pub code: &'a Code,
    /// Why.
    pub occasion: Occasion,
    /// Until when they may refuse, or use the code.
    pub until: Timestamp,
    /// When it is sent.
    pub at: Timestamp,
    /// The reference to quote.
    pub reference: &'a str,
}

/// Who sends, and where the site is.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Where people find the site, without a last slash.
    pub origin: String,
}

impl Sender {
    /// The letter with a code.
    pub fn code_letter(&self, notice: &CodeNotice<'_>) -> Sheet {
        letters::with_code(self, notice)
    }

    /// A letter that says what an e-mail says, paragraph by paragraph.
    pub(crate) fn plain_letter(
        &self,
        to: &Addressee,
        subject: &str,
        text: &str,
        at: Timestamp,
    ) -> Sheet {
        letters::plain(to, subject, text, at)
    }

    /// The e-mail with a code.
    ///
    /// # Errors
    /// Invalid, when it cannot be written so.
    pub fn code_email(&self, to: Email, notice: &CodeNotice<'_>) -> Result<Message> {
        let lang = FUND_LANG;
        let (subject, text) = match notice.occasion {
            Occasion::First => ("mail-code-subject", "mail-code-text"),
            Occasion::Again => ("mail-again-subject", "mail-again-text"),
        };
        let deadline = edge::day(lang, notice.until.in_paris().date());
        let text = say(
            lang,
            text,
            &[
                ("name", &notice.to.name),
                ("deadline", &deadline),
                ("code", &notice.code.in_groups()),
                ("origin", &self.origin),
            ],
        );
        Message::email(to, &say(lang, subject, &[]), &text)
    }

    /// The site as people type it.
    fn site(&self) -> &str {
        self.origin
            .split_once("://")
            .map_or(self.origin.as_str(), |(_, site)| site)
    }

    fn sender_lines(lang: Lang) -> Vec<String> {
        vec![
            say(lang, "notice-sender", &[]),
            say(lang, "notice-sender-line", &[]),
        ]
    }

    fn date_line(lang: Lang, at: Timestamp) -> String {
        let day = edge::day(lang, at.in_paris().date());
        say(lang, "notice-date", &[("day", &day)])
    }
}

/// A sheet as a letter to somebody; none where they have no address, or one
/// that cannot be printed: then another channel must do.
pub(crate) fn posted(to: &Addressee, sheet: &Sheet, at: Timestamp) -> Option<Message> {
    let address = to.address()?;
    let made = paper::pdf(std::slice::from_ref(sheet), at)
        .and_then(|pdf| Message::letter(address, &sheet.title, pdf));
    made.inspect_err(|error| {
        let error = error.log_text();
        tracing::warn!(error, "a letter cannot be printed");
    })
    .ok()
}

pub(crate) fn say(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    edge::texts::say(lang, key, args)
}
