//! One pass over a mail before it is parsed: what its parts, its headers and
//! the mails within it may cost, counted as the parser would, or higher.
//!
//! The parser makes an object of each header and each part, searches to the end
//! of the mail for each boundary, and reads a mail within a mail by itself; one
//! that is encoded, by recursion. So these are counted first.

use super::{Limits, refused};
use crate::Refusal;

/// More lines that could begin a part than any letter has.
const BOUNDARIES_MAX: usize = 5_000;

/// A block of lines that the parser could take for headers.
#[derive(Default)]
struct Headers {
    lines: usize,
    bytes: usize,
    /// The header that is open: its name without blanks, its value.
    open: Option<(Vec<u8>, Vec<u8>)>,
    holds_mail: bool,
    multipart: bool,
    digest: bool,
    encoded: bool,
}

/// What is counted over the whole mail.
#[derive(Default)]
struct Counted {
    boundaries: usize,
    containers: usize,
}

/// Whether a mail may be parsed.
///
/// # Errors
/// A refusal.
pub(super) fn check(mail: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut counted = Counted::default();
    let mut headers = Some(Headers::default());
    for line in mail.split(|byte| *byte == b'\n') {
        // The parser finds a boundary anywhere in a line, and reads on behind it.
        if line.windows(2).any(|two| two == b"--") {
            counted.boundaries += 1;
            if counted.boundaries > BOUNDARIES_MAX {
                return Err(too_many_parts());
            }
            if let Some(headers) = headers.take() {
                headers.ends(&mut counted, limits)?;
            }
            headers = Some(Headers::behind(line));
            continue;
        }
        let Some(mut block) = headers.take() else {
            continue;
        };
        if line.trim_ascii().is_empty() {
            let inner = block.ends(&mut counted, limits)?;
            headers = inner.then(Headers::default);
        } else {
            block.line(line, limits)?;
            headers = Some(block);
        }
    }
    if let Some(headers) = headers {
        headers.ends(&mut counted, limits)?;
    }
    Ok(())
}

fn too_many_parts() -> Refusal {
    refused("This mail has too many parts")
}

impl Headers {
    /// Begins behind a boundary, whatever that is, in this line.
    fn behind(line: &[u8]) -> Self {
        let seen = line.iter().filter(|byte| !byte.is_ascii_whitespace());
        let line: Vec<u8> = seen.map(u8::to_ascii_lowercase).collect();
        let open = [&b"content-type:"[..], b"content-transfer-encoding:"]
            .into_iter()
            .find_map(|name| {
                let at = line.windows(name.len()).position(|part| part == name)?;
                Some((
                    name[..name.len() - 1].to_vec(),
                    line[at + name.len()..].to_vec(),
                ))
            });
        Self {
            open,
            ..Self::default()
        }
    }

    fn line(&mut self, line: &[u8], limits: &Limits) -> Result<(), Refusal> {
        let folded = line[0].is_ascii_whitespace();
        // Colons before a name are passed over.
        let begins = line
            .iter()
            .position(|byte| !byte.is_ascii_whitespace() && *byte != b':');
        let begins = begins.unwrap_or(line.len());
        let colon = line[begins..].iter().position(|byte| *byte == b':');
        let colon = colon.map(|colon| begins + colon);
        // A line that is neither is none of a header's; a folded line with a
        // colon is taken for both.
        if !folded && colon.is_none() {
            return Ok(());
        }
        self.lines += 1;
        self.bytes += line.len() + 1;
        if self.lines > limits.header_lines_max || self.bytes > limits.header_bytes_max {
            return Err(refused("This mail has too many headers"));
        }
        if folded && let Some((_, value)) = &mut self.open {
            value.extend(line.iter().map(u8::to_ascii_lowercase));
        }
        if let Some(colon) = colon.filter(|_| !folded || self.open.is_none()) {
            self.close();
            let name = line[begins..colon]
                .iter()
                .filter(|b| !b.is_ascii_whitespace());
            let name = name.map(u8::to_ascii_lowercase).collect();
            self.open = Some((name, line[colon + 1..].to_ascii_lowercase()));
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some((name, value)) = self.open.take() else {
            return;
        };
        let says = |word: &str| {
            value
                .windows(word.len())
                .any(|part| part == word.as_bytes())
        };
        match name.as_slice() {
            b"content-type" => {
                self.holds_mail |= says("rfc822") || says("global");
                self.multipart |= says("multipart");
                self.digest |= says("digest");
            }
            b"content-transfer-encoding" => {
                self.encoded |= says("base64") || says("quoted");
            }
            _ => {}
        }
    }

    /// At the end of the block; whether the headers of another mail follow.
    fn ends(mut self, counted: &mut Counted, limits: &Limits) -> Result<bool, Refusal> {
        self.close();
        if self.digest && self.multipart {
            return Err(refused("A digest of mails is not taken"));
        }
        if self.holds_mail && self.encoded {
            // RFC 2046 §5.2.1 forbids it.
            return Err(refused("A mail within this mail is encoded"));
        }
        counted.containers += usize::from(self.multipart || self.holds_mail);
        if counted.containers > limits.parts_max {
            return Err(too_many_parts());
        }
        Ok(self.holds_mail)
    }
}
