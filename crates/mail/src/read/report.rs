//! What a report says: of a mail server (RFC 3464), or of the software or the
//! person who got a letter (RFC 8098, and the French `processed/Error:
//! 902^…`).

use super::body::decoded;
use super::{Outcome, Report, ids, ids_in, parser, refused, words};
use crate::Refusal;
use crate::address::lowered;
use mail_parser::{Message, MimeHeaders as _, PartType};

/// The longest text of a report that is kept.
const TEXT_CHARS_MAX: usize = 300;
/// The longest part that is looked at for fields.
const FIELDS_BYTES_MAX: usize = 64 * 1024;

/// The fields of a part, in groups that empty lines keep apart.
type Group = Vec<(String, String)>;

/// Reads a `multipart/report`.
///
/// # Errors
/// A refusal, if it reports nothing.
pub(super) fn read(mail: &Message<'_>) -> Result<Report, Refusal> {
    for part in &mail.parts {
        if part.is_content_type("message", "delivery-status")
            || part.is_content_type("message", "global-delivery-status")
        {
            return delivery(mail, &groups(&decoded(mail, part)?));
        }
        if part.is_content_type("message", "disposition-notification")
            || part.is_content_type("message", "global-disposition-notification")
        {
            return disposition(mail, &groups(&decoded(mail, part)?).concat());
        }
    }
    Err(refused(
        "This report does not say what became of which mail",
    ))
}

fn groups(bytes: &[u8]) -> Vec<Group> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(FIELDS_BYTES_MAX)]);
    let mut groups = vec![Group::new()];
    for line in text.lines() {
        let group = groups.last_mut();
        if line.trim().is_empty() {
            groups.push(Group::new());
        } else if let Some(group) = group {
            match (line.starts_with([' ', '\t']), line.split_once(':')) {
                (true, _) => {
                    if let Some((_, value)) = group.last_mut() {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                }
                (false, Some((name, value))) => {
                    group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                (false, None) => {}
            }
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn field<'a>(group: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = group.iter().find(|(found, _)| found == name);
    found.map(|(_, value)| value.as_str())
}

/// `rfc822; address`
fn mailbox(group: &[(String, String)]) -> Option<String> {
    ["original-recipient", "final-recipient"]
        .iter()
        .filter_map(|name| field(group, name))
        .filter_map(|value| value.split_once(';'))
        .find_map(|(_, address)| lowered(address.trim().trim_matches(['<', '>'])))
}

/// What a mail server says. Letters of ours have one recipient; of several, the
/// worst is told.
fn delivery(mail: &Message<'_>, groups: &[Group]) -> Result<Report, Refusal> {
    let said = groups
        .iter()
        .filter_map(|group| Some((outcome(group)?, group)));
    let worst = said.max_by_key(|(outcome, _)| match outcome {
        Outcome::Failed { .. } => 2,
        Outcome::Delayed => 1,
        _ => 0,
    });
    let (outcome, group) =
        worst.ok_or_else(|| refused("This report does not say what became of which mail"))?;
    Ok(Report {
        of: originals(mail)?,
        outcome,
        recipient: mailbox(group),
    })
}

/// RFC 3464 §2.3.3: `failed` means that nobody tries again, even after a
/// passing trouble (4.x.x).
fn outcome(group: &[(String, String)]) -> Option<Outcome> {
    let action = field(group, "action")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let status = field(group, "status").unwrap_or_default();
    let status = status.split([' ', '(']).next().unwrap_or_default();
    let failed = || {
        let told = field(group, "diagnostic-code").unwrap_or_default();
        let told = told.split_once(';').map_or(told, |(_, told)| told);
        Outcome::Failed {
            status: words::line(status, 20),
            text: words::line(told, TEXT_CHARS_MAX),
        }
    };
    match action.split([' ', '(', ';']).next().unwrap_or_default() {
        "failed" if !status.starts_with("2.") => Some(failed()),
        "delayed" => Some(Outcome::Delayed),
        "delivered" | "relayed" | "expanded" => Some(Outcome::Delivered),
        "" if status.starts_with("5.") => Some(failed()),
        "" if status.starts_with("4.") => Some(Outcome::Delayed),
        _ => None,
    }
}

/// What software, or a person, says.
fn disposition(mail: &Message<'_>, fields: &[(String, String)]) -> Result<Report, Refusal> {
    let nothing = || refused("This report does not say what became of which mail");
    let said = field(fields, "disposition").ok_or_else(nothing)?;
    // `automatic-action/MDN-sent-automatically; processed/Error: 902^…`
    let said = said.split_once(';').map_or(said, |(_, said)| said).trim();
    let (kind, modifier) = match said.split_once('/') {
        Some((kind, modifier)) => (kind, modifier.trim()),
        None => (said, ""),
    };
    let (word, told) = modifier.split_once(':').unwrap_or((modifier, ""));
    let word = word.trim().to_ascii_lowercase();
    let mut told = told.trim().to_owned();
    if told.is_empty() {
        let field = ["error", "failure"]
            .iter()
            .find_map(|name| field(fields, name));
        told = field.unwrap_or_default().to_owned();
    }
    let refusal = || Outcome::Refused {
        text: words::line(&told, TEXT_CHARS_MAX),
    };
    let outcome = match kind.trim().to_ascii_lowercase().as_str() {
        _ if matches!(&*word, "error" | "failed" | "failure" | "denied") => refusal(),
        "failed" | "denied" => refusal(),
        "displayed" => Outcome::Displayed,
        "processed" | "dispatched" | "deleted" => Outcome::Delivered,
        _ => return Err(nothing()),
    };
    let mut of = Vec::new();
    if let Some(id) = field(fields, "original-message-id") {
        of.extend(ids_in(id));
    }
    for id in originals(mail)? {
        if !of.contains(&id) {
            of.push(id);
        }
    }
    Ok(Report {
        of,
        outcome,
        recipient: mailbox(fields),
    })
}

/// The Message-IDs of the mail that is given back, or of its headers.
fn originals(mail: &Message<'_>) -> Result<Vec<String>, Refusal> {
    let mut found = Vec::new();
    for part in &mail.parts {
        match &part.body {
            PartType::Message(original) => found.extend(ids(original, "Message-ID")),
            _ if part.is_content_type("text", "rfc822-headers")
                || part.is_content_type("message", "global-headers") =>
            {
                let contents = decoded(mail, part)?;
                let contents = &contents[..contents.len().min(FIELDS_BYTES_MAX)];
                let headers = parser().parse_headers(contents);
                found.extend(
                    headers
                        .iter()
                        .flat_map(|original| ids(original, "Message-ID")),
                );
            }
            _ => {}
        }
    }
    Ok(found)
}
