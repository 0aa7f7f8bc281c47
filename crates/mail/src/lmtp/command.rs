//! What a client may say, word by word (RFC 5321 §4.1, RFC 2033, RFC 1870,
//! RFC 6152). Pure. Ten commands of a fixed form, so written here: a grammar of
//! all of SMTP would take more than this server answers to.

use crate::Refusal;
use crate::address::is_address;

/// A command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Hello,
    Mail {
        from: Option<String>,
        size: Option<u64>,
    },
    Recipient(String),
    Data,
    Reset,
    Nothing,
    Verify,
    Quit,
}

fn syntax(text: &str) -> Refusal {
    Refusal::never("5.5.2", text).coded(500)
}

fn parameter(text: &str) -> Refusal {
    Refusal::never("5.5.4", text).coded(555)
}

/// Reads a line without its end.
///
/// # Errors
/// Why it is none of ours.
pub(super) fn read(line: &[u8]) -> Result<Command, Refusal> {
    let text = std::str::from_utf8(line)
        .ok()
        .filter(|text| text.bytes().all(|b| (0x20..0x7f).contains(&b)))
        .ok_or_else(|| syntax("A command is written in ASCII"))?;
    let text = text.trim_end_matches(' ');
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let alone = |command: Command| match rest.is_empty() {
        true => Ok(command),
        false => Err(syntax("This command stands alone").coded(501)),
    };
    match verb.to_ascii_uppercase().as_str() {
        "LHLO" => match is_host(rest.trim()) {
            true => Ok(Command::Hello),
            false => Err(syntax("LHLO is followed by a host name").coded(501)),
        },
        "HELO" | "EHLO" => Err(syntax("This is LMTP: say LHLO").coded(500)),
        "MAIL" => mail(rest),
        "RCPT" => recipient(rest),
        "DATA" => alone(Command::Data),
        "RSET" => alone(Command::Reset),
        "NOOP" => Ok(Command::Nothing),
        "VRFY" => Ok(Command::Verify),
        "QUIT" => alone(Command::Quit),
        _ => Err(syntax("Unknown command")),
    }
}

fn is_host(text: &str) -> bool {
    let in_host = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    (1..=255).contains(&text.len()) && text.bytes().all(in_host)
}

fn mail(rest: &str) -> Result<Command, Refusal> {
    let (path, parameters) = path(rest, "FROM:", "5.1.7")?;
    let mut size = None;
    for word in parameters.split_ascii_whitespace() {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        match (name.to_ascii_uppercase().as_str(), value) {
            ("SIZE", digits) => {
                let right = (1..=20).contains(&digits.len())
                    && digits.bytes().all(|b| b.is_ascii_digit())
                    && size.is_none();
                // Twenty digits may be beyond a number: too much, then.
                let told = digits.parse().unwrap_or(u64::MAX);
                size = right.then_some(told);
                size.ok_or_else(|| parameter("SIZE is followed by one number").coded(501))?;
            }
            ("BODY", value)
                if value.eq_ignore_ascii_case("7BIT") || value.eq_ignore_ascii_case("8BITMIME") => {
            }
            ("SMTPUTF8", _) => {
                let text = "Addresses and headers beyond ASCII (SMTPUTF8) are not taken";
                return Err(Refusal::never("5.6.7", text).coded(555));
            }
            _ => return Err(parameter("This parameter of MAIL is not known here")),
        }
    }
    let from = (!path.is_empty()).then(|| path.to_owned());
    Ok(Command::Mail { from, size })
}

fn recipient(rest: &str) -> Result<Command, Refusal> {
    let (path, parameters) = path(rest, "TO:", "5.1.3")?;
    if path.is_empty() {
        return Err(Refusal::never("5.1.3", "A recipient has an address").coded(501));
    }
    match parameters.trim().is_empty() {
        true => Ok(Command::Recipient(path.to_owned())),
        false => Err(parameter("This parameter of RCPT is not known here")),
    }
}

/// The address between angle brackets, and what follows it. An address with
/// quotes, or a route before it, is nobody's here.
fn path<'a>(
    rest: &'a str,
    keyword: &str,
    status: &'static str,
) -> Result<(&'a str, &'a str), Refusal> {
    let wrong = |text: &str| Refusal::never(status, text).coded(501);
    let rest = rest.trim_start_matches(' ');
    let after = rest
        .get(..keyword.len())
        .filter(|word| word.eq_ignore_ascii_case(keyword))
        .and_then(|_| rest.get(keyword.len()..))
        .ok_or_else(|| wrong("FROM: or TO: is missing"))?;
    let after = after
        .trim_start_matches(' ')
        .strip_prefix('<')
        .ok_or_else(|| wrong("An address stands between < and >"))?;
    let (address, parameters) = after
        .split_once('>')
        .ok_or_else(|| wrong("An address stands between < and >"))?;
    if !parameters.is_empty() && !parameters.starts_with(' ') {
        return Err(wrong("A space stands between address and parameters"));
    }
    if !address.is_empty() && !is_address(address) {
        return Err(wrong("This is no address of the plain form"));
    }
    Ok((address, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(line: &str) -> Result<Command, u16> {
        read(line.as_bytes()).map_err(|refusal| refusal.code)
    }

    #[test]
    fn every_command_is_read_in_either_case() {
        let mail = |from: Option<&str>, size| Command::Mail {
            from: from.map(str::to_owned),
            size,
        };
        for (line, wanted) in [
            ("LHLO relais.exemple.fr", Command::Hello),
            ("lhlo [192.0.2.1]", Command::Hello),
            ("MAIL FROM:<a@b.fr>", mail(Some("a@b.fr"), None)),
            (
                "mail from: <a@b.fr> size=12 body=8bitmime",
                mail(Some("a@b.fr"), Some(12)),
            ),
            ("MAIL FROM:<> BODY=7BIT", mail(None, None)),
            (
                "MAIL FROM:<a@b> SIZE=99999999999999999999",
                mail(Some("a@b"), Some(u64::MAX)),
            ),
            (
                "RCPT TO:<1+x=y@b.fr>  ",
                Command::Recipient(String::from("1+x=y@b.fr")),
            ),
            ("DATA", Command::Data),
            ("RSET", Command::Reset),
            ("NOOP whatever", Command::Nothing),
            ("VRFY a", Command::Verify),
            ("quit", Command::Quit),
        ] {
            assert_eq!(told(line), Ok(wanted), "{line}");
        }
    }

    #[test]
    fn what_is_no_command_is_told_why() {
        for (line, code) in [
            ("", 500),
            ("EHLO relais", 500),
            ("LHLO", 501),
            ("LHLO a b", 501),
            ("BDAT 12", 500),
            ("STARTTLS", 500),
            ("DATA now", 501),
            ("MAIL TO:<a@b.fr>", 501),
            ("MAIL FROM:a@b.fr", 501),
            ("MAIL FROM:<a@b.fr", 501),
            ("MAIL FROM:<a@b.fr>SIZE=1", 501),
            ("MAIL FROM:<a b@b.fr>", 501),
            ("MAIL FROM:<\"a>b\"@b.fr>", 501),
            ("MAIL FROM:<@c.fr:a@b.fr>", 501),
            ("MAIL FROM:<a@b@c>", 501),
            ("MAIL FROM:<a@b.fr> SIZE=", 501),
            ("MAIL FROM:<a@b.fr> SIZE=-1", 501),
            ("MAIL FROM:<a@b.fr> SIZE=1 SIZE=2", 501),
            ("MAIL FROM:<a@b.fr> BODY=BINARYMIME", 555),
            ("MAIL FROM:<a@b.fr> SMTPUTF8", 555),
            ("MAIL FROM:<a@b.fr> RET=FULL", 555),
            ("RCPT TO:<>", 501),
            ("RCPT TO:<a@b.fr> NOTIFY=NEVER", 555),
            ("RCPT TO:<a@>", 501),
            ("NOOP \u{e9}", 500),
            ("NOOP \u{7}", 500),
        ] {
            assert_eq!(told(line), Err(code), "{line}");
        }
        let long = format!("RCPT TO:<{}@b.fr>", "a".repeat(250));
        assert_eq!(told(&long), Err(501));
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_harm(line in proptest::collection::vec(any::<u8>(), 0..100)) {
            drop(read(&line));
        }

        #[test]
        fn what_is_read_of_an_address_is_an_address(
            rest in "[ -~]{0,40}",
            verb in prop_oneof![Just("MAIL FROM:<"), Just("RCPT TO:<")],
        ) {
            let found = match read(format!("{verb}{rest}").as_bytes()) {
                Ok(Command::Mail { from, .. }) => from,
                Ok(Command::Recipient(to)) => Some(to),
                _ => None,
            };
            prop_assert!(found.is_none_or(|address| is_address(&address)));
        }
    }
}
