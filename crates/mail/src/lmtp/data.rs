//! The bytes of a mail as they come: dots taken away, the end found, no more
//! kept than may be (RFC 5321 §4.5.2). Pure.

/// Where in a line the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// At the beginning of a line, after `<CR><LF>`.
    Start,
    /// Within one.
    Within,
    /// After a CR, which is not kept yet.
    Return,
    /// After a dot at the beginning, which is not kept.
    Dot,
    /// After that dot and a CR.
    DotReturn,
}

/// A mail that is coming.
pub(super) struct Coming {
    place: Place,
    kept: Vec<u8>,
    most: usize,
    too_long: bool,
    stray: bool,
}

/// A mail that has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Come {
    Whole(Vec<u8>),
    TooLong,
    /// With a CR or LF that ends no line.
    Stray,
}

impl Coming {
    /// A mail of `most` bytes, which announced itself as `told` long.
    pub(super) fn new(most: usize, told: Option<u64>) -> Self {
        let told = told.and_then(|told| usize::try_from(told).ok());
        Self {
            place: Place::Start,
            kept: Vec::with_capacity(told.unwrap_or(0).min(most)),
            most,
            too_long: false,
            stray: false,
        }
    }

    /// Takes what came; says how many of these bytes the mail took, if it ends
    /// among them.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            self.place = match (self.place, byte) {
                (Place::Dot, b'\r') => Place::DotReturn,
                (Place::DotReturn, b'\n') => return Some(at),
                (Place::DotReturn, byte) => {
                    // The dot was one of a line after all.
                    self.keep(b"\r");
                    self.stray = true;
                    self.within(*byte)
                }
                (Place::Return, b'\n') => {
                    self.keep(b"\r\n");
                    Place::Start
                }
                (Place::Return, byte) => {
                    self.keep(b"\r");
                    self.stray = true;
                    self.within(*byte)
                }
                (Place::Start, b'.') => Place::Dot,
                (Place::Start | Place::Dot, byte) => self.within(*byte),
                (Place::Within, b'\r' | b'\n') => self.within(*byte),
                (Place::Within, _) => {
                    // As much of the line as there is, at once.
                    let rest = &bytes[at - 1..];
                    let end = rest.iter().position(|b| matches!(b, b'\r' | b'\n'));
                    let line = &rest[..end.unwrap_or(rest.len())];
                    self.keep(line);
                    at += line.len() - 1;
                    Place::Within
                }
            };
        }
        None
    }

    /// A byte that begins no end.
    fn within(&mut self, byte: u8) -> Place {
        if byte == b'\r' {
            return Place::Return;
        }
        self.stray |= byte == b'\n';
        self.keep(&[byte]);
        Place::Within
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.too_long || self.stray {
            self.kept = Vec::new();
            return;
        }
        if self.kept.len() + bytes.len() > self.most {
            self.too_long = true;
            self.kept = Vec::new();
            return;
        }
        if self.kept.capacity() - self.kept.len() < bytes.len() {
            // Twice as much, but never more than may be kept.
            let more = (self.kept.len() * 2).max(16 * 1024) + bytes.len();
            let most = more.min(self.most).max(self.kept.len() + bytes.len());
            self.kept.reserve_exact(most - self.kept.len());
        }
        self.kept.extend_from_slice(bytes);
    }

    /// What came, once its end was found.
    pub(super) fn done(self) -> Come {
        match (self.stray, self.too_long) {
            (true, _) => Come::Stray,
            (_, true) => Come::TooLong,
            _ => Come::Whole(self.kept),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As a client sends it (RFC 5321 §4.5.2), with the end.
    fn stuffed(mail: &[u8]) -> Vec<u8> {
        let mut sent = Vec::new();
        let mut start = true;
        for byte in mail {
            if start && *byte == b'.' {
                sent.push(b'.');
            }
            sent.push(*byte);
            start = sent.ends_with(b"\r\n");
        }
        sent.extend_from_slice(b".\r\n");
        sent
    }

    /// Given in pieces of this size; what came, and what was left.
    fn taken(sent: &[u8], piece: usize, most: usize) -> Option<(Come, Vec<u8>)> {
        let mut coming = Coming::new(most, None);
        let mut at = 0;
        for piece in sent.chunks(piece) {
            if let Some(end) = coming.take(piece) {
                return Some((coming.done(), sent[at + end..].to_vec()));
            }
            at += piece.len();
        }
        None
    }

    #[test]
    fn only_a_dot_between_line_ends_is_the_end() {
        let whole = |text: &str| Some((Come::Whole(text.as_bytes().to_vec()), Vec::new()));
        for (sent, wanted) in [
            (".\r\n", whole("")),
            ("a\r\n.\r\n", whole("a\r\n")),
            ("..\r\n.\r\n", whole(".\r\n")),
            (".a\r\n.\r\n", whole("a\r\n")),
            ("a.\r\n.\r\n", whole("a.\r\n")),
            ("a\r\n", None),
            ("a\r\n.", None),
            ("a\r\n.\r", None),
            ("a.\r\n", None),
        ] {
            for piece in 1..6 {
                assert_eq!(taken(sent.as_bytes(), piece, 100), wanted, "{sent:?}");
            }
        }
    }

    #[test]
    fn no_other_end_of_a_line_ends_a_mail_and_all_of_them_refuse_it() {
        for end in [
            "\n.\n",
            "\n.\r\n",
            "\r\n.\n",
            "\r.\r\n",
            "\r\n.\r",
            "\r.\r",
            "\n\n.\r\n",
            "\r\r\n.\r\r\n",
            "\r\n\0.\r\n",
            "\r\n.\r\r\n",
        ] {
            let smuggled = format!("a{end}MAIL FROM:<x@y>\r\n");
            let sent = format!("{smuggled}.\r\nQUIT\r\n");
            for piece in 1..8 {
                let (come, left) = taken(sent.as_bytes(), piece, 1000).expect("it ends");
                assert_eq!(left, b"QUIT\r\n", "{end:?}");
                let wanted = match end.contains('\0') {
                    true => Come::Whole(smuggled.clone().into_bytes()),
                    false => Come::Stray,
                };
                assert_eq!(come, wanted, "{end:?}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_read_to_its_end_and_not_kept() {
        let sent = stuffed(&b"0123456789\r\n".repeat(10));
        for (most, wanted) in [
            (120, Come::Whole(b"0123456789\r\n".repeat(10))),
            (119, Come::TooLong),
            (0, Come::TooLong),
        ] {
            for piece in [1, 7, 1000] {
                let (come, left) = taken(&sent, piece, most).expect("it ends");
                assert!(come == wanted && left.is_empty(), "{most} {piece}");
            }
        }
        let mut coming = Coming::new(50, Some(u64::MAX));
        assert_eq!(coming.take(&sent[..100]), None);
        assert_eq!(coming.kept.capacity(), 0);
    }

    proptest! {
        #[test]
        fn what_is_sent_comes_out_as_it_was(
            lines in proptest::collection::vec("[.a\\x00\u{e9}]{0,6}", 0..20),
            piece in 1..50_usize,
            more in "[.A-Z\r\n]{0,10}",
        ) {
            let mail: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let mut sent = stuffed(mail.as_bytes());
            sent.extend_from_slice(more.as_bytes());
            let (come, left) = taken(&sent, piece, 10_000).expect("it ends");
            prop_assert_eq!(come, Come::Whole(mail.into_bytes()));
            prop_assert_eq!(left, more.into_bytes());
        }

        #[test]
        fn pieces_change_nothing_and_no_bytes_do_harm(
            sent in "[.a\r\n]{0,40}",
            piece in 1..40_usize,
            most in 0..40_usize,
        ) {
            let at_once = taken(sent.as_bytes(), usize::MAX, most);
            prop_assert_eq!(taken(sent.as_bytes(), piece, most), at_once);
            let end = format!("\r\n{sent}").find("\r\n.\r\n");
            prop_assert_eq!(taken(sent.as_bytes(), piece, most).is_some(), end.is_some());
        }
    }
}
