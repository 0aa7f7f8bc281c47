//! What the mail server in front of us wrote of whoever handed it a mail.
//!
//! Postfix, with `smtpd_tls_ask_ccert = yes` and `smtpd_tls_received_header =
//! yes`, writes at the very head of a mail:
//!
//! ```text
//! Received: from HELO (NAME [ADDRESS])
//!         (using TLSv1.3 with cipher … (256/256 bits)
//!          key-exchange … server-signature … client-signature …)
//!         (Client CN "NAME IN THE CERTIFICATE", Issuer "ITS ISSUER" (verified OK))
//!         by OUR HOST (Postfix) with ESMTPS id QUEUE ID
//!         for <RECIPIENT>; DATE
//! ```
//!
//! A filter behind it that hands the mail on once more writes another trace above
//! this one, which then is not believed.
//!
//! It takes backslashes and open parentheses out of names, but no quotes: a
//! name may look like the end of a name and the beginning of an issuer. So a
//! name is believed only if it is a host name, and an issuer has no quotes.

use crate::address::is_address;

/// Whose server handed a mail over, as a certificate says that ours verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// The common name of the certificate, in lower case.
    pub client: String,
}

/// The longest header that is looked at.
const HEADER_BYTES_MAX: usize = 4096;

/// Whose certificate `our_host` verified, by the topmost `Received` of a mail,
/// which it wrote itself; what stands below, anybody may have written.
pub fn certificate(mail: &[u8], our_host: &str) -> Option<Verified> {
    let value = topmost(mail)?;
    let mut words = Words { rest: &value };
    words.word("from")?;
    words.host()?;
    // Who it was by its address, then how the line was kept from others.
    words.comment()?;
    let tls = words.comment()?;
    let client = words.comment()?;
    words.word("by")?;
    let by = words.host()?;
    let product = words.comment()?;
    words.word("with")?;
    let with = words.host()?;
    words.word("id")?;
    words.host()?;
    let ours = by.eq_ignore_ascii_case(our_host) && product == "Postfix";
    let secret = matches!(with, "ESMTPS" | "ESMTPSA" | "UTF8SMTPS" | "UTF8SMTPSA")
        && tls.starts_with("using TLSv1");
    let client = verified(client)?;
    (ours && secret && words.ends()).then_some(Verified { client })
}

/// The value of the first header of this name, without its folds.
fn topmost(mail: &[u8]) -> Option<String> {
    let mut value: Option<String> = None;
    for line in mail.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let folded = line.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
        if let Some(value) = &mut value {
            if !folded {
                break;
            }
            value.push_str(std::str::from_utf8(line).ok().filter(|l| l.is_ascii())?);
            if value.len() > HEADER_BYTES_MAX {
                return None;
            }
        } else if line.is_empty() {
            return None;
        } else if !folded {
            let colon = line.iter().position(|byte| *byte == b':')?;
            if line[..colon].trim_ascii().eq_ignore_ascii_case(b"received") {
                let rest = std::str::from_utf8(&line[colon + 1..]).ok()?;
                value = Some(rest.to_owned());
            }
        }
    }
    value.filter(|value| {
        value
            .bytes()
            .all(|b| b == b'\t' || (0x20..0x7f).contains(&b))
    })
}

/// `Client CN "…", Issuer "…" (verified OK)`
fn verified(comment: &str) -> Option<String> {
    let rest = comment.strip_prefix("Client CN \"")?;
    let (client, rest) = rest.split_once('"')?;
    let issuer = rest
        .strip_prefix(", Issuer \"")?
        .strip_suffix("\" (verified OK)")?;
    (is_host(client) && !issuer.contains('"')).then(|| client.to_ascii_lowercase())
}

fn is_host(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    name.len() <= 253 && name.split('.').all(label)
}

struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn word(&mut self, wanted: &str) -> Option<()> {
        (self.host()? == wanted).then_some(())
    }

    /// A word that is no comment and has no quotes.
    fn host(&mut self) -> Option<&'a str> {
        self.blank();
        let end = self
            .rest
            .find([' ', '\t', '(', ')', '"', ';', '\\'])
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    /// Whether nothing follows but a recipient and a date.
    fn ends(&mut self) -> bool {
        self.blank();
        let rest = match self
            .rest
            .strip_prefix("for <")
            .map(|rest| rest.split_once('>'))
        {
            Some(Some((to, rest))) if is_address(to) => rest,
            Some(_) => return false,
            None => self.rest,
        };
        let date = rest.strip_prefix(';');
        date.is_some_and(|date| {
            date.chars()
                .all(|c| c.is_ascii_alphanumeric() || " \t,:+-()".contains(c))
        })
    }

    /// What stands between parentheses, those within it included; each as much
    /// as Postfix balanced them.
    fn comment(&mut self) -> Option<&'a str> {
        self.blank();
        let inside = self.rest.strip_prefix('(')?;
        let mut depth = 1_usize;
        for (at, byte) in inside.bytes().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => return None,
                _ => {}
            }
            if depth == 0 {
                self.rest = &inside[at + 1..];
                return Some(&inside[..at]);
            }
        }
        None
    }
}
