//! Why a mail is not taken, in the words of mail servers.

use std::fmt;

/// The longest text of an answer: RFC 5321 leaves 512 bytes to a line.
const TEXT_BYTES_MAX: usize = 400;

/// Why a mail is not taken: an SMTP code, an enhanced status (RFC 3463), and a
/// sentence that its sender will read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// 4xx for now, 5xx for good.
    pub code: u16,
    /// Such as `5.1.1`.
    pub status: &'static str,
    /// One line in ASCII, without a name or an address.
    pub text: String,
}

impl Refusal {
    /// Refused for good.
    pub fn never(status: &'static str, text: impl Into<String>) -> Self {
        Self {
            code: 554,
            status,
            text: text.into(),
        }
    }

    /// Not now: it is sent again.
    pub fn later(status: &'static str, text: impl Into<String>) -> Self {
        Self {
            code: 451,
            status,
            text: text.into(),
        }
    }

    /// The same under another code.
    #[must_use]
    pub fn coded(mut self, code: u16) -> Self {
        self.code = code;
        self
    }

    /// Whether it is for good.
    pub const fn is_permanent(&self) -> bool {
        self.code >= 500
    }

    /// The line that is answered, without its end. A code that is no refusal
    /// becomes one, and the status is of its class: a mistake of who made it
    /// must not lose a mail.
    pub(crate) fn line(&self) -> String {
        let code = match self.code {
            400..=599 => self.code,
            _ => 451,
        };
        let class = if code >= 500 { '5' } else { '4' };
        let rest = self.status.get(1..).filter(|rest| is_status(rest));
        let text: String = self
            .text
            .chars()
            .map(|c| if c.is_ascii_graphic() { c } else { ' ' })
            .take(TEXT_BYTES_MAX)
            .collect();
        format!("{code} {class}{} {}", rest.unwrap_or(".0.0"), text.trim())
    }
}

/// `.1.1`
fn is_status(rest: &str) -> bool {
    let mut parts = rest.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    parts.next() == Some("")
        && number(parts.next())
        && number(parts.next())
        && parts.next().is_none()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_line_that_refuses_whatever_it_was_made_of() {
        let known = Refusal::never("5.1.1", "No such mailbox").coded(550);
        assert_eq!(known.line(), "550 5.1.1 No such mailbox");
        let later = Refusal::later("5.3.0", "Later");
        assert_eq!(later.line(), "451 4.3.0 Later");
        let forged = Refusal {
            code: 250,
            status: "2.0.0\r\n",
            text: String::from("Fine\r\n250 2.0.0 é"),
        };
        assert_eq!(forged.line(), "451 4.0.0 Fine  250 2.0.0");
        let long = Refusal::never("5.6.0", "x".repeat(5_000));
        assert!(long.line().len() < 512);
        for status in ["", "5", "5.1", "5.1.1.1", "5.a.1", "é.1.1", "5.1111.1"] {
            let line = Refusal {
                status: Box::leak(status.to_owned().into_boxed_str()),
                ..known.clone()
            }
            .line();
            assert_eq!(line, "550 5.0.0 No such mailbox", "{status}");
        }
    }
}
