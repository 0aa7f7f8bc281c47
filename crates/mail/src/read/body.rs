//! The parts of a mail: its text, and what is enclosed.

use super::{Enclosed, Limits, html, refused, words};
use crate::Refusal;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Encoding, Message, MessagePart, MimeHeaders as _, PartType};

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
    raw: &'a [u8],
    limits: &'a Limits,
    enclosed: Vec<Enclosed>,
    text_bytes: usize,
}

/// Takes text and files out of a measured mail.
///
/// # Errors
/// A refusal.
pub(super) fn take(raw: &[u8], mail: &mut Message<'_>, limits: &Limits) -> Result<Body, Refusal> {
    let mut taking = Taking {
        raw,
        limits,
        enclosed: Vec::new(),
        text_bytes: 0,
    };
    let found = taking.part(&mut mail.parts, 0)?;
    let mut texts = Vec::new();
    for text in found {
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
    fn part(&mut self, parts: &mut [MessagePart<'_>], id: usize) -> Result<Vec<Text>, Refusal> {
        let Some(part) = parts.get_mut(id) else {
            return Ok(Vec::new());
        };
        let kind = kind(part);
        let inner = match &part.body {
            PartType::Multipart(inner) => inner.clone(),
            _ => return Ok(self.leaf(part, id)?.into_iter().collect()),
        };
        let subtype = kind.map(|(_, inner)| inner).unwrap_or_default();
        if subtype == "encrypted" {
            return Err(encrypted());
        }
        let mut found = Vec::new();
        for id in inner {
            let mut texts = self.part(parts, id as usize)?;
            if subtype == "alternative" {
                // Plain words before any other form; else what comes last is
                // what its writer prefers (RFC 2046 §5.1.4).
                let plain = |texts: &[Text]| texts.iter().any(|t| matches!(t, Text::Plain(_)));
                match texts.is_empty() || plain(&found) {
                    true => {}
                    false => found = texts,
                }
            } else {
                found.append(&mut texts);
            }
        }
        Ok(found)
    }

    fn leaf(&mut self, part: &mut MessagePart<'_>, id: usize) -> Result<Option<Text>, Refusal> {
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
        if part.is_encoding_problem && !part.is_empty() {
            return Err(refused("A part of this mail is not encoded as it says"));
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

    fn text(&mut self, part: &mut MessagePart<'_>, is_html: bool) -> Result<Text, Refusal> {
        let text = match std::mem::take(&mut part.body) {
            PartType::Text(text) | PartType::Html(text) => text,
            _ => return Err(refused("This mail cannot be read")),
        };
        self.text_bytes += text.len();
        if self.text_bytes > self.limits.text_bytes_max {
            return Err(refused("The text of this mail is too long"));
        }
        let mut text = text.into_owned();
        if text.contains(char::REPLACEMENT_CHARACTER)
            && let Some(bytes) = self.decoded(part)
            && !alphabet_is_known(part)
        {
            // Letters of no alphabet that was told: most likely those of
            // Western Windows.
            let western = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            text = western.0.into_owned();
        }
        Ok(match is_html {
            true => Text::Html(text),
            false => Text::Plain(text),
        })
    }

    fn file(
        &mut self,
        part: &mut MessagePart<'_>,
        kind: Option<&(String, String)>,
    ) -> Result<(), Refusal> {
        if self.enclosed.len() >= self.limits.enclosed_max {
            return Err(refused("This mail has too many attachments"));
        }
        let mime = kind.map_or_else(
            || String::from("application/octet-stream"),
            |(family, form)| format!("{family}/{form}"),
        );
        let mime = match is_mime(&mime) {
            true => mime,
            false => String::from("application/octet-stream"),
        };
        let name = part.attachment_name().and_then(words::file_name);
        let number = self.enclosed.len() + 1;
        let name = name.unwrap_or_else(|| format!("document-{number}{}", ending(&mime)));
        let bytes = match std::mem::take(&mut part.body) {
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.into_owned(),
            // A file is kept as it was sent: what it says of its own alphabet
            // stays true.
            PartType::Text(_) | PartType::Html(_) => self
                .decoded(part)
                .ok_or_else(|| refused("A part of this mail is not encoded as it says"))?,
            PartType::Message(_) => self.within(part).to_vec(),
            PartType::Multipart(_) => return Ok(()),
        };
        self.enclosed.push(Enclosed { name, mime, bytes });
        Ok(())
    }

    /// The bytes of a part as they stand in the mail.
    fn within(&self, part: &MessagePart<'_>) -> &[u8] {
        let (from, to) = (part.offset_body as usize, part.offset_end as usize);
        self.raw.get(from..to).unwrap_or_default()
    }

    fn decoded(&self, part: &MessagePart<'_>) -> Option<Vec<u8>> {
        let raw = self.within(part);
        match part.encoding {
            Encoding::None => Some(raw.to_vec()),
            Encoding::Base64 => base64_decode(raw),
            Encoding::QuotedPrintable => quoted_printable_decode(raw),
        }
    }
}

/// Whether the part says in which alphabet it is, and means more than ASCII.
fn alphabet_is_known(part: &MessagePart<'_>) -> bool {
    let told = part
        .content_type()
        .and_then(|kind| kind.attribute("charset"))
        .and_then(|told| encoding_rs::Encoding::for_label(told.trim().as_bytes()));
    told.is_some_and(|told| told != encoding_rs::WINDOWS_1252)
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
