//! What is true of a scanner: where it can be, what its words mean, and what
//! becomes of a file. Pure: no I/O, no clock, no chance.

use crate::{Place, Verdict, WhenAbsent};
use kernel::{Error, Result};
use std::path::PathBuf;

/// The place that this text names.
pub(crate) fn place(text: &str) -> Option<Place> {
    if let Some(path) = text.strip_prefix("unix:") {
        let path = PathBuf::from(path);
        return path.is_absolute().then_some(Place::Socket(path));
    }
    let address = text.strip_prefix("tcp:")?;
    let (host, port) = address.rsplit_once(':')?;
    let port: u16 = port.parse().ok()?;
    (!host.is_empty() && port > 0).then(|| Place::Tcp(address.to_owned()))
}

/// What an answer of `clamd` to `INSTREAM` means. A file is clean when it says
/// exactly so; an answer that is cut off says nothing.
pub(crate) fn read(answer: &[u8]) -> Verdict {
    let Some(answer) = answer.strip_suffix(b"\0") else {
        return Verdict::Absent("its answer breaks off");
    };
    if answer == b"stream: OK" {
        return Verdict::Clean;
    }
    if answer.starts_with(b"stream: ") && answer.ends_with(b" FOUND") {
        return Verdict::Found;
    }
    if answer.starts_with(b"INSTREAM size limit exceeded") {
        return Verdict::Absent("the file is longer than its StreamMaxLength");
    }
    Verdict::Absent("it answers with an error")
}

/// Whether a file may come in.
///
/// # Errors
/// Invalid, when something was found; unavailable, when it was not looked at and
/// files then wait outside.
pub(crate) fn admit(verdict: &Verdict, when_absent: WhenAbsent) -> Result<()> {
    match (verdict, when_absent) {
        (Verdict::Clean, _) | (Verdict::Absent(_), WhenAbsent::Accept) => Ok(()),
        (Verdict::Found, _) => Err(Error::invalid("file-infected")),
        (Verdict::Absent(why), WhenAbsent::Refuse) => Err(Error::unavailable(format!(
            "asking the scanner of files: {why}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Kind;

    #[test]
    fn a_place_is_a_socket_of_this_machine_or_a_host_with_its_port() {
        let socket = Place::Socket(PathBuf::from("/run/clamav/clamd.ctl"));
        assert_eq!(place("unix:/run/clamav/clamd.ctl"), Some(socket));
        let tcp = |text: &str| Some(Place::Tcp(text.to_owned()));
        assert_eq!(place("tcp:127.0.0.1:3310"), tcp("127.0.0.1:3310"));
        assert_eq!(place("tcp:[::1]:3310"), tcp("[::1]:3310"));
        for wrong in [
            "",
            "unix:",
            "unix:clamd.ctl",
            "tcp:",
            "tcp:host",
            "tcp::3310",
            "tcp:host:0",
            "tcp:host:99999",
            "/run/clamd.ctl",
        ] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn doc_33_only_a_whole_ok_is_clean() {
        assert_eq!(read(b"stream: OK\0"), Verdict::Clean);
        assert_eq!(read(b"stream: Eicar-Signature FOUND\0"), Verdict::Found);
        for silent in [
            &b""[..],
            b"\0",
            b"stream: OK",
            b"stream: O\0",
            b"OK\0",
            b"stream: OK \0",
            b"stream: OK\0stream: OK\0",
            b"stream: x FOUND",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"UNKNOWN COMMAND\0",
        ] {
            let verdict = read(silent);
            assert!(matches!(verdict, Verdict::Absent(_)), "{silent:?}");
        }
    }

    #[test]
    fn doc_33_what_was_not_looked_at_stays_outside_unless_the_set_up_says_otherwise() {
        let absent = Verdict::Absent("why");
        let kind = |verdict: &Verdict, when| admit(verdict, when).err().map(|it| it.kind());
        for (verdict, when, expected) in [
            (&Verdict::Clean, WhenAbsent::Refuse, None),
            (&Verdict::Clean, WhenAbsent::Accept, None),
            (&Verdict::Found, WhenAbsent::Refuse, Some(Kind::Invalid)),
            (&Verdict::Found, WhenAbsent::Accept, Some(Kind::Invalid)),
            (&absent, WhenAbsent::Refuse, Some(Kind::Unavailable)),
            (&absent, WhenAbsent::Accept, None),
        ] {
            assert_eq!(kind(verdict, when), expected, "{verdict:?} {when:?}");
        }
        assert_eq!(WhenAbsent::default(), WhenAbsent::Refuse);
    }
}
