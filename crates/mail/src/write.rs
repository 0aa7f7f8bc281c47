//! A letter as an Internet message (RFC 5322): plain words and files, every
//! line in ASCII and short enough for any server.

use crate::address::is_address;
use kernel::{Timestamp, is_unseen, visible};
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, message::MessageBuilder};
use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

/// How we name ourselves to professional mail systems.
const PRODUCT: &str = "Carnet";
/// The longest subject that is written.
const SUBJECT_CHARS_MAX: usize = 500;
/// The longest name of a person or a file.
const NAME_CHARS_MAX: usize = 150;
/// The longest Message-ID, and how many of them a letter answers at most: a
/// line of headers has 998 bytes, RFC 5322 §2.1.1.
const ID_BYTES_MAX: usize = 250;
const ANSWERS_MAX: usize = 30;

/// What is written.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    /// Who it is from.
    pub from: &'a str,
    /// What they are called; signs that nobody sees are taken out.
    pub from_name: Option<&'a str>,
    /// Who it is for.
    pub to: &'a str,
    /// What it is about, on one line.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Its Message-ID, without angle brackets.
    pub message_id: &'a str,
    /// The Message-IDs of what it answers, the nearest first.
    pub answers: &'a [String],
    /// When it was written.
    pub written_at: Timestamp,
    /// What is enclosed.
    pub enclosed: &'a [Piece<'a>],
    /// Where a receipt is asked for.
    pub receipt_to: Option<&'a str>,
}

/// A file that is enclosed.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// Its name, without a path.
    pub name: &'a str,
    /// Its media type.
    pub mime: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Why a letter cannot be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unwritable {
    /// An address is none of the plain form.
    Address,
    /// A Message-ID is none.
    MessageId,
    /// A media type is none.
    Mime,
    /// It lacks something that every message has.
    Incomplete,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "an address of the letter is none of the plain form",
            Self::MessageId => "a Message-ID of the letter is none",
            Self::Mime => "the media type of a file is none",
            Self::Incomplete => "the letter lacks what every message has",
        })
    }
}

impl std::error::Error for Unwritable {}

/// Writes a letter.
///
/// # Errors
/// Why it cannot be written.
pub fn write(letter: &Outgoing<'_>) -> Result<Vec<u8>, Unwritable> {
    let since = u64::try_from(letter.written_at.millis()).unwrap_or(0);
    let from = Mailbox::new(
        letter.from_name.map(name).filter(|n| !n.is_empty()),
        address(letter.from)?,
    );
    let mut message = Message::builder()
        .message_id(Some(bracketed(letter.message_id)?))
        .date(UNIX_EPOCH + Duration::from_millis(since))
        .from(from)
        .to(Mailbox::new(None, address(letter.to)?))
        .subject(line(letter.subject, SUBJECT_CHARS_MAX))
        .raw_header(header("X-MSS-NIL", PRODUCT));
    message = answering(message, letter.answers)?;
    if let Some(receipt_to) = letter.receipt_to {
        let to = address(receipt_to)?.to_string();
        message = message.raw_header(header("Disposition-Notification-To", &to));
    }
    let text = SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .body(quoted(&words(letter.text))?);
    let written = if letter.enclosed.is_empty() {
        message.singlepart(text)
    } else {
        let mut parts = MultiPart::mixed().singlepart(text);
        for piece in letter.enclosed {
            parts = parts.singlepart(enclosed(piece)?);
        }
        message.multipart(parts)
    };
    Ok(written.map_err(|_| Unwritable::Incomplete)?.formatted())
}

/// What somebody says of a letter that they read (RFC 8098).
#[derive(Clone, Debug)]
pub struct Receipt<'a> {
    /// Whose mailbox the letter came to: it is from there.
    pub from: &'a str,
    /// What they are called; signs that nobody sees are taken out.
    pub from_name: Option<&'a str>,
    /// Who wrote the letter.
    pub to: &'a str,
    /// What says that it is a receipt, on one line.
    pub subject: &'a str,
    /// The same in words, for a person.
    pub text: &'a str,
    /// Its Message-ID, without angle brackets.
    pub message_id: &'a str,
    /// The Message-ID of the letter.
    pub of: &'a str,
    /// When it was said.
    pub written_at: Timestamp,
}

/// What stands between the parts of a receipt: no line of ours begins so, and what
/// others named stands behind the name of a field.
const BETWEEN: &str = "carnet-receipt";

/// Writes a receipt: of a letter that was displayed, because a person said so by hand.
/// It asks for none itself, and is sent without a sender, so that nothing answers it.
///
/// # Errors
/// Why it cannot be written.
pub fn write_receipt(receipt: &Receipt<'_>) -> Result<Vec<u8>, Unwritable> {
    let since = u64::try_from(receipt.written_at.millis()).unwrap_or(0);
    let from = address(receipt.from)?;
    let name = receipt.from_name.map(name).filter(|n| !n.is_empty());
    // RFC 8098 §3.1 and §3.2.6: each field that must be there, and what it is of.
    let fields = format!(
        "Final-Recipient: rfc822; {from}\r\n\
         Original-Message-ID: {}\r\n\
         Disposition: manual-action/MDN-sent-manually; displayed\r\n",
        bracketed(receipt.of)?
    );
    let message = Message::builder()
        .message_id(Some(bracketed(receipt.message_id)?))
        .date(UNIX_EPOCH + Duration::from_millis(since))
        .from(Mailbox::new(name, from))
        .to(Mailbox::new(None, address(receipt.to)?))
        .subject(line(receipt.subject, SUBJECT_CHARS_MAX))
        .raw_header(header("X-MSS-NIL", PRODUCT));
    let message = answering(message, &[receipt.of.to_owned()])?;
    let kind = |text: &str| ContentType::parse(text).map_err(|_| Unwritable::Mime);
    let report =
        format!("multipart/report; report-type=disposition-notification; boundary={BETWEEN}");
    let said = SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .body(quoted(&words(receipt.text))?);
    // Signs of ASCII in lines of a name and of what was checked: as they are.
    let told = Body::dangerous_pre_encoded(fields.into_bytes(), ContentTransferEncoding::SevenBit);
    let told = SinglePart::builder()
        .header(kind("message/disposition-notification")?)
        .body(told);
    let parts = MultiPart::builder().header(kind(&report)?);
    let written = message.multipart(parts.singlepart(said).singlepart(told));
    Ok(written.map_err(|_| Unwritable::Incomplete)?.formatted())
}

fn answering(message: MessageBuilder, answers: &[String]) -> Result<MessageBuilder, Unwritable> {
    let Some(nearest) = answers.first() else {
        return Ok(message);
    };
    // From the oldest to the nearest.
    let kept = &answers[..answers.len().min(ANSWERS_MAX)];
    let references: Vec<String> = kept
        .iter()
        .rev()
        .map(|id| bracketed(id))
        .collect::<Result<_, _>>()?;
    Ok(message
        .in_reply_to(bracketed(nearest)?)
        .references(references.join(" ")))
}

fn address(text: &str) -> Result<Address, Unwritable> {
    let right = is_address(text).then(|| text.parse().ok()).flatten();
    right.ok_or(Unwritable::Address)
}

fn bracketed(id: &str) -> Result<String, Unwritable> {
    let right = (1..=ID_BYTES_MAX).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
    right
        .then(|| format!("<{id}>"))
        .ok_or(Unwritable::MessageId)
}

/// One line of what is seen.
fn line(text: &str, most: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let seen = visible(&spaced);
    let seen = seen.split(' ').filter(|word| !word.is_empty());
    seen.collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(most)
        .collect()
}

/// The name of a person: what could be read as an address is taken out of it.
fn name(text: &str) -> String {
    line(
        &text.replace(['<', '>', '@', '"', ',', ';', ':', '\\', '(', ')'], " "),
        NAME_CHARS_MAX,
    )
}

/// The text, its lines ended as on the way.
fn words(text: &str) -> String {
    let seen = |c: &char| matches!(c, '\n' | '\t') || !is_unseen(*c);
    let text: String = text.replace("\r\n", "\n").chars().filter(seen).collect();
    text.replace('\n', "\r\n")
}

fn quoted(text: &str) -> Result<Body, Unwritable> {
    Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| Unwritable::Incomplete)
}

fn enclosed(piece: &Piece<'_>) -> Result<SinglePart, Unwritable> {
    let plain = piece.mime.len() <= 100
        && piece
            .mime
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/.+-_".contains(&b));
    let kind = plain
        .then(|| ContentType::parse(piece.mime).ok())
        .flatten()
        .ok_or(Unwritable::Mime)?;
    let name = line(
        &piece.name.replace(['/', '\\', '"', ':'], "_"),
        NAME_CHARS_MAX,
    );
    let bytes = Body::new_with_encoding(piece.bytes.to_vec(), ContentTransferEncoding::Base64)
        .map_err(|_| Unwritable::Incomplete)?;
    Ok(SinglePart::builder()
        .header(ContentDisposition::attachment(&name))
        .header(kind)
        .body(bytes))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
