//! One pass over a mail before it is parsed: what its headers, its parts and
//! the mails within it may cost, counted as the parser would, or higher.
//!
//! The parser makes an object of each header and each part, searches to the end
//! of the mail for the boundary of each container, and lets mails stand in each
//! other as deep as they like. It finds a boundary anywhere in a line and reads
//! headers behind it up to an empty line; a mail within a mail begins behind
//! the headers that announce it, or, in a digest, behind any.

use super::{Limits, refused};
use crate::Refusal;

/// More lines that could hold a boundary than any letter has.
const BOUNDARIES_MAX: usize = 5_000;
/// How many lines could be headers where the parser reads some in a digest
/// only, and other mails have text: over the whole mail.
const UNSURE_LINES_MAX: usize = 100_000;

/// Lines that the parser takes for headers.
#[derive(Clone, Copy, Default)]
struct Headers {
    lines: usize,
    bytes: usize,
    /// Whether they are headers in a digest only.
    unsure: bool,
    holds_mail: bool,
    holds_parts: bool,
}

/// What is counted over the whole mail.
#[derive(Default)]
struct Counted {
    boundaries: usize,
    mails: usize,
    containers: usize,
    unsure: usize,
}

/// Whether a mail may be parsed.
///
/// # Errors
/// A refusal.
pub(super) fn check(mail: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut counted = Counted::default();
    let mut headers = Some(Headers::default());
    for line in mail.split(|byte| *byte == b'\n') {
        if line.windows(2).any(|two| two == b"--") {
            counted.boundaries += 1;
            if counted.boundaries > BOUNDARIES_MAX {
                return Err(too_many_parts());
            }
            let known = headers.get_or_insert_default();
            known.unsure = false;
            known.line(line, &mut counted, limits)?;
        } else if line.trim_ascii().is_empty() {
            headers = match headers {
                Some(ended) => ended.next(&mut counted, limits)?,
                None => None,
            };
        } else if let Some(headers) = &mut headers {
            headers.line(line, &mut counted, limits)?;
        }
    }
    match headers {
        Some(ended) => ended.next(&mut counted, limits).map(drop),
        None => Ok(()),
    }
}

fn too_many_parts() -> Refusal {
    refused("This mail has too many parts")
}

impl Headers {
    fn line(&mut self, line: &[u8], counted: &mut Counted, limits: &Limits) -> Result<(), Refusal> {
        // What has no colon and goes on with nothing is no header.
        let folded = line.first().is_some_and(u8::is_ascii_whitespace);
        if folded || line.contains(&b':') {
            self.lines += 1;
            self.bytes += line.len() + 1;
            counted.unsure += usize::from(self.unsure);
            let many = self.lines > limits.header_lines_max || self.bytes > limits.header_bytes_max;
            if counted.unsure > UNSURE_LINES_MAX || !self.unsure && many {
                return Err(refused("This mail has too many headers"));
            }
        }
        if line.len() <= limits.header_bytes_max {
            let says = |word: &[u8]| {
                line.windows(word.len())
                    .any(|part| part.eq_ignore_ascii_case(word))
            };
            self.holds_mail |= says(b"rfc822") || says(b"global");
            self.holds_parts |= says(b"multipart");
        }
        Ok(())
    }

    /// What an empty line behind them begins.
    fn next(self, counted: &mut Counted, limits: &Limits) -> Result<Option<Self>, Refusal> {
        counted.mails += usize::from(self.holds_mail);
        counted.containers += usize::from(self.holds_parts);
        // These words may stand in a text too: twice as many, then.
        if counted.mails.max(counted.containers) > 2 * limits.parts_max {
            return Err(too_many_parts());
        }
        Ok(match (self.holds_mail, self.unsure) {
            (true, _) => Some(Self::default()),
            (false, true) => None,
            (false, false) => Some(Self {
                unsure: true,
                ..Self::default()
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(mail: &str) -> Result<(), String> {
        check(mail.as_bytes(), &Limits::default()).map_err(|refusal| refusal.text)
    }

    #[test]
    fn headers_are_counted_where_a_parser_finds_them() {
        let many = "X: 1\n".repeat(201);
        let few = "X: 1\n".repeat(150);
        let text = "Sodium : 140\n".repeat(5_000);
        for (mail, taken) in [
            (few.clone(), true),
            (many.clone(), false),
            (format!("X: {}\n\n", "a".repeat(70_000)), false),
            (format!("X: a\n {}\n\n", "a".repeat(70_000)), false),
            // A text is no header, whatever it says.
            (format!("{few}\n{text}\n{text}"), true),
            // The headers of parts and of mails in it.
            (format!("{few}\n--b\n{few}\n{text}"), true),
            (format!("{few}\n--b\n{many}\n"), false),
            (format!("{few}\nx --b{many}\n"), false),
            (format!("Content-Type: message/rfc822\n\n{many}"), false),
            (
                format!("Content-Type: message/\n (c) RFC822\n\n{many}"),
                false,
            ),
            (
                format!("a: b\n--b\nContent-Type: message/global\n\n{many}"),
                false,
            ),
            (
                format!("a: b\n--b--c\nContent-Type: message/global\n\n{many}"),
                false,
            ),
            // In a digest, what follows empty headers is a mail.
            (format!("a: b\n--b\n\n{}", "X: 1\n".repeat(100_001)), false),
        ] {
            let start = mail.chars().take(60).collect::<String>();
            assert_eq!(told(&mail).is_ok(), taken, "{start}");
        }
    }

    #[test]
    fn containers_and_mails_are_counted() {
        let container = "--b\nContent-Type: multipart/mixed; boundary=x\n\n";
        assert_eq!(told(&format!("a: b\n\n{}", container.repeat(50))), Ok(()));
        assert!(told(&format!("a: b\n\n{}", container.repeat(101))).is_err());
        let mail = "Content-Type: message/rfc822\n\n";
        assert_eq!(
            told(&mail.repeat(100)),
            Ok(()),
            "the parts are counted later"
        );
        assert!(told(&mail.repeat(101)).is_err());
        assert!(told(&"--b\n\n".repeat(5_001)).is_err());
    }
}
