//! A mail as a small model of ours (RFC 5322, MIME): a letter somebody wrote,
//! or a report of what became of one of ours.
//!
//! `mail-parser` reads what mail servers really write; before it does, one pass
//! ([`guard`]) holds the mail against what it may cost.

mod body;
mod guard;
mod html;
mod report;
mod words;

use crate::address::lowered;
use crate::{Refusal, trace};
use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders as _, PartType};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest subject that is kept.
const SUBJECT_CHARS_MAX: usize = 500;
/// The longest name of a person.
const NAME_CHARS_MAX: usize = 200;
/// The longest Message-ID.
const ID_BYTES_MAX: usize = 500;
/// As many Message-IDs of earlier letters are kept, the first and the last.
const IDS_MAX: usize = 100;

/// What a mail may hold.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of text.
    pub text_bytes_max: usize,
    /// Parts, those of mails within it included.
    pub parts_max: usize,
    /// Attachments.
    pub enclosed_max: usize,
    /// How deep parts may stand in each other.
    pub depth_max: usize,
    /// How deep mails may stand in each other.
    pub mails_deep_max: usize,
    /// Lines of headers, of a mail or a part.
    pub header_lines_max: usize,
    /// Bytes of headers, of a mail or a part.
    pub header_bytes_max: usize,
    /// The name of the mail server in front of us, as it writes it into
    /// `Received`; none, and no certificate is read.
    pub our_host: Option<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes_max: 1024 * 1024,
            parts_max: 50,
            enclosed_max: 30,
            depth_max: 8,
            mails_deep_max: 2,
            header_lines_max: 200,
            header_bytes_max: 64 * 1024,
            our_host: None,
        }
    }
}

/// What came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Incoming {
    /// Somebody wrote.
    Letter(Letter),
    /// A machine says what became of a letter of ours.
    Report(Report),
}

/// What somebody wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Who says they wrote it: an address in lower case.
    pub from: String,
    /// How they call themselves. Nobody checked it.
    pub from_name: Option<String>,
    /// Its Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// The Message-IDs it answers, the nearest first.
    pub answers: Vec<String>,
    /// Its subject, on one line.
    pub subject: String,
    /// Its text, lines ended by LF.
    pub text: String,
    /// Whether its writer ends the conversation (`X-MSS-MES: FIN`).
    pub ends: bool,
    /// Where a receipt is asked for, if it can be given as it is asked for.
    pub receipt_to: Option<String>,
    /// Whether a machine sent it: nobody's machine answers.
    pub automatic: bool,
    /// What is enclosed.
    pub enclosed: Vec<Enclosed>,
    /// The name in the certificate of the server that handed it to ours.
    pub certificate: Option<String>,
}

/// A file in a letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enclosed {
    /// Its name, without a path or a sign that nobody sees.
    pub name: String,
    /// Its media type, as its sender told it.
    pub mime: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What became of a letter of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The Message-IDs it is about, without angle brackets.
    pub of: Vec<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Whose mailbox it is about.
    pub recipient: Option<String>,
}

/// What became of a letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It did not arrive, and will not.
    Failed {
        /// The enhanced status, such as `5.1.1`.
        status: String,
        /// What the server said.
        text: String,
    },
    /// It has not arrived yet.
    Delayed,
    /// It is in the mailbox, or was handled by a machine.
    Delivered,
    /// It was on somebody's screen.
    Displayed,
    /// It arrived, and the software of the recipient refused it.
    Refused {
        /// What it said, such as `902^Identifiant patient inconnu`.
        text: String,
    },
}

fn refused(text: &str) -> Refusal {
    Refusal::never("5.6.0", text)
}

/// Reads a mail.
///
/// # Errors
/// A refusal, in a sentence for its sender.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Incoming, Refusal> {
    guard::check(bytes, limits)?;
    // What comes next is somebody else's code on somebody else's bytes.
    catch_unwind(AssertUnwindSafe(|| parsed(bytes, limits))).unwrap_or_else(|_| {
        tracing::error!("a mail was not understood and stopped its reader");
        Err(refused("This mail cannot be read"))
    })
}

fn parsed(bytes: &[u8], limits: &Limits) -> Result<Incoming, Refusal> {
    let mail = parser()
        .parse(bytes)
        .ok_or_else(|| refused("This is no mail"))?;
    let mail = Parsed(mail);
    let mail = &mail.0;
    body::measure(mail, limits)?;
    // Some machines have no address to be answered at.
    if mail.is_content_type("multipart", "report") {
        return report::read(mail).map(Incoming::Report);
    }
    let from = from(mail)?;
    let mut letter = Letter {
        from: from.0,
        from_name: from.1,
        message_id: ids(mail, "Message-ID").into_iter().next(),
        answers: answers(mail),
        subject: words::line(mail.subject().unwrap_or_default(), SUBJECT_CHARS_MAX),
        text: String::new(),
        ends: raw(mail, "X-MSS-MES").any(|value| value.trim().eq_ignore_ascii_case("FIN")),
        receipt_to: raw(mail, "Disposition-Notification-To")
            .next()
            .and_then(|value| bare_address(&value))
            .filter(|_| !demands(mail)),
        automatic: is_automatic(mail),
        enclosed: Vec::new(),
        certificate: limits
            .our_host
            .as_deref()
            .and_then(|host| trace::certificate(bytes, host))
            .map(|verified| verified.client),
    };
    let body = body::take(mail, limits)?;
    (letter.text, letter.enclosed) = (body.text, body.enclosed);
    Ok(Incoming::Letter(letter))
}

/// The parser: it is told to read what is asked for here and leave the rest,
/// also how bodies are encoded. So it decodes nothing, and never calls itself.
fn parser() -> MessageParser {
    MessageParser::new()
        .default_header_ignore()
        .header_content_type(HeaderName::ContentType)
        .header_content_type(HeaderName::ContentDisposition)
        .header_address(HeaderName::From)
        .header_text(HeaderName::Subject)
}

/// Taken apart one by one: mails that stand in each other thousands deep would
/// be dropped by as many calls within each other.
struct Parsed<'a>(Message<'a>);

impl Drop for Parsed<'_> {
    fn drop(&mut self) {
        let mut parts = std::mem::take(&mut self.0.parts);
        while let Some(part) = parts.pop() {
            if let PartType::Message(mut inner) = part.body {
                parts.append(&mut inner.parts);
            }
        }
    }
}

/// Exactly one author: two headers or two addresses are read as one by some and
/// as the other by others.
fn from(mail: &Message<'_>) -> Result<(String, Option<String>), Refusal> {
    let wrong = || refused("A mail has exactly one From, with one plain address");
    let mut headers = mail
        .headers()
        .iter()
        .filter(|header| header.name().eq_ignore_ascii_case("From"));
    let (Some(header), None) = (headers.next(), headers.next()) else {
        return Err(wrong());
    };
    let HeaderValue::Address(addresses) = &header.value else {
        return Err(wrong());
    };
    let mut addresses = addresses.iter();
    let (Some(one), None) = (addresses.next(), addresses.next()) else {
        return Err(wrong());
    };
    let address = one.address.as_deref().and_then(lowered).ok_or_else(wrong)?;
    let name = one
        .name
        .as_deref()
        .map(|name| words::line(name, NAME_CHARS_MAX));
    Ok((address, name.filter(|name| !name.is_empty())))
}

/// The values of a header as they stand.
fn raw<'a>(mail: &'a Message<'_>, name: &'a str) -> impl Iterator<Item = String> + 'a {
    mail.headers_raw()
        .filter(move |(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| words::unfolded(value))
}

/// The Message-IDs in a header.
fn ids(mail: &Message<'_>, name: &str) -> Vec<String> {
    raw(mail, name).flat_map(|value| ids_in(&value)).collect()
}

/// What stands between angle brackets; without any, the whole.
fn ids_in(value: &str) -> Vec<String> {
    let right = |id: &&str| {
        (1..=ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())
    };
    let within = value
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(id, _)| id.trim());
    let found: Vec<String> = within.filter(right).map(str::to_owned).collect();
    match value.contains('<') {
        true => found,
        false => Some(value.trim())
            .filter(right)
            .map(str::to_owned)
            .into_iter()
            .collect(),
    }
}

fn answers(mail: &Message<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // References go from the oldest to the nearest.
    let references = ids(mail, "References").into_iter().rev();
    for id in ids(mail, "In-Reply-To").into_iter().chain(references) {
        if found.len() < IDS_MAX && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// `Name <address>` or `address`, one of them.
fn bare_address(value: &str) -> Option<String> {
    match value.split_once('<') {
        Some((_, rest)) => {
            let (address, after) = rest.split_once('>')?;
            lowered(address).filter(|_| after.trim().is_empty())
        }
        None => lowered(value),
    }
}

/// Whether a receipt is asked for in a way that must be understood to be given, RFC 8098
/// §2.2: none is here, and so none is given.
fn demands(mail: &Message<'_>) -> bool {
    raw(mail, "Disposition-Notification-Options")
        .any(|value| value.to_ascii_lowercase().contains("required"))
}

/// RFC 3834, and what lists and mass mails say of themselves.
fn is_automatic(mail: &Message<'_>) -> bool {
    let said = |name, machine: &dyn Fn(&str) -> bool| {
        raw(mail, name).any(|value| machine(&value.trim().to_ascii_lowercase()))
    };
    said("Auto-Submitted", &|value| {
        !value.is_empty() && value != "no"
    }) || said("Precedence", &|value| {
        matches!(value, "bulk" | "list" | "junk")
    }) || mail
        .headers()
        .iter()
        .any(|header| header.name().to_ascii_lowercase().starts_with("list-"))
}
