//! What a message that came back says: which notice, and whether for good.
//!
//! Only a delivery report is believed (RFC 3462, RFC 3464), and only about a
//! notice whose id stands in it: in the address that we gave as its sender, or
//! in the Message-ID of the original. Ids are keyed hashes, so nobody but who
//! got the notice, or carried it, can name it. An answering machine, a human
//! reply or a report about something else says nothing.

use super::address::Email;
use kernel::NoticeId;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use std::collections::BTreeSet;

/// How our ids are written on what we send.
pub(crate) struct Ours {
    /// The domain of our Message-IDs.
    pub domain: String,
    /// The address that messages come back to, before `+id`.
    pub bounce: Option<Email>,
}

/// What a report says of a notice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Said {
    /// It was not delivered, and will not be.
    Returned,
    /// It is not delivered yet.
    Delayed,
}

const ID_CHARS: usize = 26;

/// The headers of a report in which the address it was sent to may stand.
const ADDRESSED: [&str; 4] = ["To", "Delivered-To", "X-Original-To", "Envelope-To"];

/// What this message says of which notice; nothing, if it is no report about
/// exactly one notice of ours.
pub(crate) fn read(mail: &[u8], ours: &Ours) -> Option<(NoticeId, Said)> {
    let report = MessageParser::default().parse(mail)?;
    let kind = report.content_type()?;
    if !report.is_content_type("multipart", "report")
        || !kind
            .attribute("report-type")
            .is_some_and(|told| told.eq_ignore_ascii_case("delivery-status"))
    {
        return None;
    }
    let status = report
        .parts
        .iter()
        .find(|part| part.is_content_type("message", "delivery-status"))?;
    let said = said(&String::from_utf8_lossy(status.contents()))?;
    let mut ids = BTreeSet::new();
    for (name, value) in report.headers_raw() {
        if ADDRESSED.iter().any(|to| name.eq_ignore_ascii_case(to)) {
            ids.extend(returned_to(value, ours));
        }
    }
    for part in &report.parts {
        match &part.body {
            PartType::Message(original) => ids.extend(named(original, ours)),
            _ if part.is_content_type("text", "rfc822-headers")
                || part.is_content_type("message", "global-headers") =>
            {
                let headers = MessageParser::default().parse_headers(part.contents());
                ids.extend(headers.iter().flat_map(|original| named(original, ours)));
            }
            _ => {}
        }
    }
    // Two ids contradict each other: somebody wrote one of them in.
    match (ids.pop_first(), ids.pop_first()) {
        (Some(id), None) => Some((id, said)),
        _ => None,
    }
}

/// The ids in the headers of an original.
fn named(original: &Message<'_>, ours: &Ours) -> Vec<NoticeId> {
    let mut found = Vec::new();
    for (name, value) in original.headers_raw() {
        if name.eq_ignore_ascii_case("Message-ID") {
            let inside = value.trim().trim_start_matches('<').trim_end_matches('>');
            found.extend(id_at(inside, &ours.domain));
        } else if name.eq_ignore_ascii_case("Return-Path") {
            found.extend(returned_to(value, ours));
        }
    }
    found
}

/// The ids of our return addresses in a header.
fn returned_to(value: &str, ours: &Ours) -> Vec<NoticeId> {
    let Some(bounce) = &ours.bounce else {
        return Vec::new();
    };
    let start = format!("{}+", bounce.local().to_ascii_lowercase());
    value
        .to_ascii_lowercase()
        .split(['<', '>', ',', ';', ' ', '\t', '\r', '\n'])
        .filter_map(|word| id_at(word.strip_prefix(&start)?, bounce.domain()))
        .collect()
}

/// Exactly `id@domain`.
fn id_at(text: &str, domain: &str) -> Option<NoticeId> {
    let (id, at) = text.split_at_checked(ID_CHARS)?;
    let at = at.strip_prefix('@')?;
    at.eq_ignore_ascii_case(domain).then(|| id.parse().ok())?
}

/// What the fields of a delivery report say, the per-recipient ones: our
/// notices have one recipient each. RFC 3464 §2.3.3: `failed` means that
/// nobody tries again, even after a passing trouble (4.x.x).
fn said(status: &str) -> Option<Said> {
    let field = |line: &str, name: &str| -> Option<String> {
        let (found, value) = line.split_once(':')?;
        found
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_ascii_lowercase())
    };
    let find = |name: &str| -> Vec<String> {
        status
            .lines()
            .filter_map(|line| field(line, name))
            .collect()
    };
    let actions = find("Action");
    let statuses = find("Status");
    let starts = |class: &str| statuses.iter().any(|status| status.starts_with(class));
    let any = |word: &str| actions.iter().any(|action| action.starts_with(word));
    match () {
        () if any("failed") && !starts("2.") => Some(Said::Returned),
        () if any("delayed") => Some(Said::Delayed),
        () if !actions.is_empty() => None,
        () if starts("5.") => Some(Said::Returned),
        () if starts("4.") => Some(Said::Delayed),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ours() -> Ours {
        Ours {
            domain: String::from("carnet.exemple"),
            bounce: Some("rebond@carnet.exemple".parse().expect("an address")),
        }
    }

    fn id(n: u8) -> NoticeId {
        NoticeId::from_bytes([n; 16])
    }

    fn report(to: &str, status: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@exemple.fr\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; \
             report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.exemple.fr\r\n\r\n\
             Final-Recipient: rfc822; claire@exemple.fr\r\n{status}\r\n\
             --b\r\n{original}\r\n--b--\r\n"
        )
    }

    fn original(id: NoticeId) -> String {
        format!(
            "Content-Type: message/rfc822\r\n\r\n\
             Message-ID: <{id}@carnet.exemple>\r\nSubject: x\r\n\r\nbody"
        )
    }

    const FAILED: &str = "Action: failed\r\nStatus: 5.1.1";

    #[test]
    fn a_report_names_its_notice_in_the_address_or_in_the_original() {
        let verp = format!("rebond+{}@carnet.exemple", id(1));
        let headers = original(id(1)).replace("message/rfc822", "text/rfc822-headers");
        let path = format!(
            "Content-Type: text/rfc822-headers\r\n\r\nReturn-Path: <{verp}>\r\nSubject: x\r\n"
        );
        for mail in [
            report(&verp, FAILED, "Content-Type: text/plain\r\n\r\nnothing"),
            report(&format!("<{}>", verp.to_uppercase()), FAILED, ""),
            report("postmaster@carnet.exemple", FAILED, &original(id(1))),
            report("postmaster@carnet.exemple", FAILED, &headers),
            report("postmaster@carnet.exemple", FAILED, &path),
            report(&verp, FAILED, &original(id(1))),
        ] {
            assert_eq!(
                read(mail.as_bytes(), &ours()),
                Some((id(1), Said::Returned)),
                "{mail}"
            );
        }
    }

    #[test]
    fn what_is_said_is_decided_by_action_then_by_class() {
        let verp = format!("rebond+{}@carnet.exemple", id(1));
        for (status, wanted) in [
            ("Action: failed\r\nStatus: 5.1.1", Some(Said::Returned)),
            ("action: FAILED\r\nstatus: 5.2.2", Some(Said::Returned)),
            // The relay gave up after days of a passing trouble.
            ("Action: failed\r\nStatus: 4.4.7", Some(Said::Returned)),
            ("Action: delayed\r\nStatus: 4.4.1", Some(Said::Delayed)),
            ("Action: delayed\r\nStatus: 5.1.1", Some(Said::Delayed)),
            ("Status: 5.1.1", Some(Said::Returned)),
            ("Status: 4.2.2", Some(Said::Delayed)),
            ("Action: delivered\r\nStatus: 2.0.0", None),
            ("Action: failed\r\nStatus: 2.0.0", None),
            ("Action: relayed\r\nStatus: 5.1.1", None),
            ("Subject: nothing", None),
        ] {
            let mail = report(&verp, status, "");
            let said = read(mail.as_bytes(), &ours()).map(|(_, said)| said);
            assert_eq!(said, wanted, "{status}");
        }
    }

    #[test]
    fn what_is_no_report_about_one_of_ours_says_nothing() {
        let verp = format!("rebond+{}@carnet.exemple", id(1));
        let vacation = format!(
            "From: claire@exemple.fr\r\nTo: {verp}\r\nAuto-Submitted: auto-replied\r\n\
             Subject: En vacances\r\n\r\nJe suis absente. 5.1.1"
        );
        let read_report = report(&verp, FAILED, "").replace("delivery-status;", "disposition;");
        for mail in [
            String::new(),
            String::from("\r\n\r\n"),
            vacation,
            read_report,
            // Another id, another domain, a cut id, no id.
            report(&verp, FAILED, &original(id(2))),
            report(&verp.replace("exemple", "example"), FAILED, ""),
            report(&verp.replacen('0', "", 1), FAILED, ""),
            report(&verp.replace("rebond+", "rebond-"), FAILED, ""),
            report("postmaster@carnet.exemple", FAILED, ""),
            report(
                "x",
                FAILED,
                &original(id(1)).replace("carnet.exemple", "autre.exemple"),
            ),
        ] {
            assert_eq!(read(mail.as_bytes(), &ours()), None, "{mail}");
        }
    }

    #[test]
    fn without_a_return_address_of_its_own_the_original_is_asked() {
        let ours = Ours {
            bounce: None,
            ..ours()
        };
        let verp = format!("rebond+{}@carnet.exemple", id(1));
        let mail = report(&verp, FAILED, "");
        assert_eq!(read(mail.as_bytes(), &ours), None);
        let mail = report("postmaster@carnet.exemple", FAILED, &original(id(1)));
        assert_eq!(read(mail.as_bytes(), &ours), Some((id(1), Said::Returned)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(mail in proptest::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(read(&mail, &ours()), None);
        }

        #[test]
        fn a_report_with_bytes_turned_is_read_without_harm(
            turns in proptest::collection::vec((0..700_usize, any::<u8>()), 0..20),
            cut in 0..700_usize,
        ) {
            let verp = format!("rebond+{}@carnet.exemple", id(1));
            let mut mail = report(&verp, FAILED, &original(id(1))).into_bytes();
            for (at, byte) in turns {
                if let Some(place) = mail.get_mut(at) {
                    *place = byte;
                }
            }
            mail.truncate(mail.len() - cut.min(mail.len()));
            let written = String::from_utf8_lossy(&mail).to_ascii_lowercase();
            if let Some((id, _)) = read(&mail, &ours()) {
                prop_assert!(written.contains(&id.to_string()));
            }
        }
    }
}
