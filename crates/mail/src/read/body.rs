//! The parts of a mail: its text, and what is enclosed.

use super::{Enclosed, Limits, html, refused, words};
use crate::Refusal;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Message, MessagePart, MimeHeaders as _, PartType};
use std::borrow::Cow;

/// What stands at the head of a text that only PGP can read.
const PGP: &str = "-----BEGIN PGP MESSAGE-----";

/// Text and files.
pub(super) struct Body {
    pub text: String,
    pub enclosed: Vec<Enclosed>,
}

/// Whether there are no more parts, and they stand no deeper, than they may.
///
/// # Errors
/// A refusal.
pub(super) fn measure(mail: &Message<'_>, limits: &Limits) -> Result<(), Refusal> {
    let mut parts = 0;
    measured(mail, 0, limits, &mut parts)
}

fn measured(
    mail: &Message<'_>,
    mails: usize,
    limits: &Limits,
    parts: &mut usize,
) -> Result<(), Refusal> {
    if mails > limits.mails_deep_max {
        return Err(refused("Mails stand too deep in this mail"));
    }
    *parts += mail.parts.len();
    if *parts > limits.parts_max {
        return Err(refused("This mail has too many parts"));
    }
    let mut depths = vec![1_usize; mail.parts.len()];
    // A part stands before those in it.
    for (place, part) in mail.parts.iter().enumerate() {
        if depths[place] > limits.depth_max {
            return Err(refused(
                "The parts of this mail stand too deep in each other",
            ));
        }
        match &part.body {
            PartType::Multipart(inner) => {
                let depth = depths[place] + 1;
                for id in inner {
                    // Each part in one other, which comes before it.
                    match depths.get_mut(*id as usize) {
                        Some(known) if *id as usize > place => *known = depth,
                        _ => return Err(refused("This mail cannot be read")),
                    }
                }
            }
            PartType::Message(inner) => measured(inner, mails + 1, limits, parts)?,
            _ => {}
        }
    }
    Ok(())
}

/// A text, as it was found.
enum Text {
    Plain(String),
    Html(String),
}

struct Taking<'a> {
    mail: &'a Message<'a>,
    limits: &'a Limits,
    enclosed: Vec<Enclosed>,
    text_bytes: usize,
}

/// Takes text and files out of a measured mail.
///
/// # Errors
/// A refusal.
pub(super) fn take(mail: &Message<'_>, limits: &Limits) -> Result<Body, Refusal> {
    let mut taking = Taking {
        mail,
        limits,
        enclosed: Vec::new(),
        text_bytes: 0,
    };
    let mut texts = Vec::new();
    for text in taking.part(0)? {
        let text = match text {
            Text::Plain(text) => words::text(&text),
            Text::Html(text) => words::text(&html::text(&text)),
        };
        if text.trim_start().starts_with(PGP) {
            return Err(encrypted());
        }
        if !text.is_empty() {
            texts.push(text);
        }
    }
    Ok(Body {
        text: texts.join("\n\n"),
        enclosed: taking.enclosed,
    })
}

/// The bytes of a part as they were before they were made fit for the way; the
/// parser is told to leave them alone.
///
/// # Errors
/// A refusal, if they are not encoded as it says.
pub(super) fn decoded<'a>(
    mail: &'a Message<'_>,
    part: &MessagePart<'_>,
) -> Result<Cow<'a, [u8]>, Refusal> {
    let (from, to) = (part.offset_body as usize, part.offset_end as usize);
    let raw = mail.raw_message.get(from..to).unwrap_or_default();
    let mut told = part
        .headers
        .iter()
        .filter(|header| header.name() == "Content-Transfer-Encoding")
        .map(|header| {
            let range = header.offset_start as usize..header.offset_end as usize;
            mail.raw_message.get(range).unwrap_or_default()
        });
    let wrong = || refused("A part of this mail is not encoded as it says");
    let (told, None) = (told.next().unwrap_or_default(), told.next()) else {
        return Err(wrong());
    };
    let is_mail = kind(part)
        .is_some_and(|(family, form)| family == "message" && matches!(&*form, "rfc822" | "global"));
    match told.trim_ascii().to_ascii_lowercase().as_slice() {
        // A parser reads such a mail where it stands, and with it the parts
        // behind it (RFC 2046 §5.2.1 forbids it).
        b"base64" | b"quoted-printable" if is_mail => {
            Err(refused("A mail within this mail is encoded"))
        }
        b"base64" => base64_decode(raw).map(Cow::Owned).ok_or_else(wrong),
        b"quoted-printable" => quoted_printable_decode(raw)
            .map(Cow::Owned)
            .ok_or_else(wrong),
        b"" | b"7bit" | b"8bit" | b"binary" => Ok(Cow::Borrowed(raw)),
        _ => Err(wrong()),
    }
}

fn encrypted() -> Refusal {
    Refusal::never(
        "5.7.5",
        "This mail is encrypted for somebody and cannot be read here",
    )
}

fn kind(part: &MessagePart<'_>) -> Option<(String, String)> {
    let kind = part.content_type()?;
    let inner = kind.subtype().unwrap_or_default();
    Some((
        kind.ctype().to_ascii_lowercase(),
        inner.to_ascii_lowercase(),
    ))
}

impl Taking<'_> {
    /// The texts of a part and those in it; files are put aside.
    fn part(&mut self, id: usize) -> Result<Vec<Text>, Refusal> {
        let Some(part) = self.mail.parts.get(id) else {
            return Ok(Vec::new());
        };
        let PartType::Multipart(inner) = &part.body else {
            return Ok(self.leaf(part, id)?.into_iter().collect());
        };
        let subtype = kind(part).map(|(_, inner)| inner).unwrap_or_default();
        if subtype == "encrypted" {
            return Err(encrypted());
        }
        let mut found = Vec::new();
        for id in inner {
            let mut texts = self.part(*id as usize)?;
            if subtype == "alternative" {
                // Plain words before any other form; else what comes last is
                // what its writer prefers (RFC 2046 §5.1.4).
                let plain = |texts: &[Text]| texts.iter().any(|t| matches!(t, Text::Plain(_)));
                if !texts.is_empty() && !plain(&found) {
                    found = texts;
                }
            } else {
                found.append(&mut texts);
            }
        }
        Ok(found)
    }

    fn leaf(&mut self, part: &MessagePart<'_>, id: usize) -> Result<Option<Text>, Refusal> {
        let kind = kind(part);
        let (family, form) = kind
            .as_ref()
            .map_or(("text", "plain"), |(family, form)| (family, form));
        match (family, form) {
            ("application", "pgp-encrypted" | "pkcs7-mime" | "x-pkcs7-mime") => {
                return Err(encrypted());
            }
            // Says who signed; the mail server in front of us believes nobody's
            // signature, nor do we.
            ("application", "pgp-signature" | "pkcs7-signature" | "x-pkcs7-signature") => {
                return Ok(None);
            }
            _ => {}
        }
        let attached = part
            .content_disposition()
            .is_some_and(ContentType::is_attachment);
        let named = part.attachment_name().is_some();
        let is_text = family == "text" && matches!(form, "plain" | "html");
        if is_text && !attached && (id == 0 || !named) {
            return self.text(part, form == "html").map(Some);
        }
        self.file(part, kind.as_ref())?;
        Ok(None)
    }

    fn text(&mut self, part: &MessagePart<'_>, is_html: bool) -> Result<Text, Refusal> {
        let bytes = decoded(self.mail, part)?;
        self.text_bytes += bytes.len();
        if self.text_bytes > self.limits.text_bytes_max {
            return Err(refused("The text of this mail is too long"));
        }
        let text = letters(part, &bytes);
        Ok(match is_html {
            true => Text::Html(text),
            false => Text::Plain(text),
        })
    }

    fn file(
        &mut self,
        part: &MessagePart<'_>,
        kind: Option<&(String, String)>,
    ) -> Result<(), Refusal> {
        if self.enclosed.len() >= self.limits.enclosed_max {
            return Err(refused("This mail has too many attachments"));
        }
        let mime = kind
            .map(|(family, form)| format!("{family}/{form}"))
            .filter(|mime| is_mime(mime))
            .unwrap_or_else(|| String::from("application/octet-stream"));
        let name = part.attachment_name().and_then(words::file_name);
        let number = self.enclosed.len() + 1;
        let name = name.unwrap_or_else(|| format!("document-{number}{}", ending(&mime)));
        let bytes = decoded(self.mail, part)?.into_owned();
        self.enclosed.push(Enclosed { name, mime, bytes });
        Ok(())
    }
}

/// The text of these bytes, in the alphabet that is told; where none is, or
/// only ASCII, UTF-8 if they are that, and else that of Western Windows.
fn letters(part: &MessagePart<'_>, bytes: &[u8]) -> String {
    let told = part
        .content_type()
        .and_then(|kind| kind.attribute("charset"))
        .map(|told| told.trim().to_ascii_lowercase())
        .filter(|told| !matches!(told.as_str(), "us-ascii" | "ascii"));
    let alphabet = told.and_then(|told| encoding_rs::Encoding::for_label(told.as_bytes()));
    let alphabet = alphabet.unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => encoding_rs::UTF_8,
        Err(_) => encoding_rs::WINDOWS_1252,
    });
    alphabet.decode_with_bom_removal(bytes).0.into_owned()
}

fn is_mime(mime: &str) -> bool {
    mime.len() <= 100
        && mime
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/.+-_".contains(&b))
}

fn ending(mime: &str) -> &'static str {
    match mime {
        "application/pdf" => ".pdf",
        "application/zip" => ".zip",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/tiff" => ".tif",
        "message/rfc822" | "message/global" => ".eml",
        "text/xml" | "application/xml" => ".xml",
        "text/plain" => ".txt",
        "text/html" => ".html",
        _ => "",
    }
}
