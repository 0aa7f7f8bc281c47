//! What machines say of letters of ours.

use mail::{Incoming, Limits, Outcome, Report, read};

fn report(kind: &str, fields: &str, original: &str) -> String {
    let kinds = match kind {
        "delivery-status" => "message/delivery-status",
        _ => "message/disposition-notification",
    };
    format!(
        "From: Mail Delivery System <MAILER-DAEMON>\r\nTo: x@carnet.exemple\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type={kind}; boundary=\"b--1\"\r\n\r\n\
         --b--1\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\
         --b--1\r\nContent-Type: {kinds}\r\n\r\n{fields}\r\n\
         --b--1\r\n{original}\r\n--b--1--\r\n"
    )
}

const ORIGINAL: &str = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <one@carnet.exemple>\r\n\
    Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nBonjour\r\n--c--\r\n";

fn told(mail: &str) -> Result<Report, String> {
    match read(mail.as_bytes(), &Limits::default()) {
        Ok(Incoming::Report(report)) => Ok(report),
        Ok(Incoming::Letter(letter)) => panic!("{letter:?}"),
        Err(refusal) => Err(refusal.text),
    }
}

fn failed(status: &str, text: &str) -> Outcome {
    Outcome::Failed {
        status: status.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_mail_server_says_what_became_of_a_letter() {
    let recipient = "Final-Recipient: rfc822; Dr.Martin@medecin.exemple\r\n";
    for (fields, wanted) in [
        (
            "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n\tno such user",
            failed("5.1.1", "550 5.1.1 no such user"),
        ),
        (
            "action: FAILED (no)\r\nstatus: 4.4.7 (days)",
            failed("4.4.7", ""),
        ),
        ("Action: delayed\r\nStatus: 4.4.1", Outcome::Delayed),
        ("Action: delivered\r\nStatus: 2.0.0", Outcome::Delivered),
        ("Action: relayed\r\nStatus: 2.0.0", Outcome::Delivered),
        ("Status: 5.2.2", failed("5.2.2", "")),
        ("Status: 4.2.2", Outcome::Delayed),
    ] {
        let fields = format!("Reporting-MTA: dns; mx.exemple\r\n\r\n{recipient}{fields}\r\n");
        let report = told(&report("delivery-status", &fields, ORIGINAL)).expect("a report");
        assert_eq!(report.outcome, wanted, "{fields}");
        assert_eq!(report.of, ["one@carnet.exemple"]);
        assert_eq!(
            report.recipient.as_deref(),
            Some("dr.martin@medecin.exemple")
        );
    }
    let headers = "Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID:\r\n <one@carnet.exemple>\r\n";
    let fields =
        format!("Reporting-MTA: dns; a\r\n\r\n{recipient}Action: failed\r\nStatus: 5.0.0\r\n");
    assert_eq!(
        told(&report("delivery-status", &fields, headers))
            .expect("a report")
            .of,
        ["one@carnet.exemple"]
    );
    // Of several, the worst.
    let fields = "Reporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822; a@b.fr\r\nAction: delivered\r\n\
        Status: 2.0.0\r\n\r\nFinal-Recipient: rfc822; c@b.fr\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
        Final-Recipient: rfc822; d@b.fr\r\nAction: delayed\r\nStatus: 4.0.0\r\n";
    let report = told(&report("delivery-status", fields, ORIGINAL)).expect("a report");
    assert_eq!(
        (report.outcome, report.recipient.as_deref()),
        (failed("5.1.1", ""), Some("c@b.fr"))
    );
}

#[test]
fn software_or_a_person_says_what_became_of_a_letter() {
    let refused = |text: &str| Outcome::Refused {
        text: text.to_owned(),
    };
    let french = "902^Identifiant de patient inconnu^messageErrorCondition| E^Error^errorSeverity";
    for (disposition, wanted) in [
        (
            "manual-action/MDN-sent-manually; displayed",
            Outcome::Displayed,
        ),
        (
            "automatic-action/MDN-sent-automatically; processed",
            Outcome::Delivered,
        ),
        (
            "automatic-action/MDN-sent-automatically;dispatched",
            Outcome::Delivered,
        ),
        (
            "manual-action/MDN-sent-manually; deleted",
            Outcome::Delivered,
        ),
        (
            &*format!("automatic-action/MDN-sent-automatically; processed/Error: {french}"),
            refused(french),
        ),
        (
            "automatic-action/MDN-sent-automatically; processed/error",
            refused("Told apart"),
        ),
        (
            "automatic-action/MDN-sent-automatically; failed",
            refused("Told apart"),
        ),
        (
            "automatic-action/MDN-sent-automatically; displayed/warning",
            Outcome::Displayed,
        ),
    ] {
        let fields = format!(
            "Original-Recipient: rfc822;serviceY_auto@chb.exemple \r\n\
             Final-Recipient: rfc822; other@chb.exemple\r\n\
             Original-Message-ID: <one@carnet.exemple >\r\nDisposition:{disposition}\r\n\
             Error: Told apart\r\n"
        );
        let nothing = "Content-Type: text/plain\r\n\r\nx";
        let report = told(&report("disposition-notification", &fields, nothing)).expect("a report");
        assert_eq!(report.outcome, wanted, "{disposition}");
        assert_eq!(report.of, ["one@carnet.exemple"]);
        assert_eq!(
            report.recipient.as_deref(),
            Some("servicey_auto@chb.exemple")
        );
    }
    let fields = "Final-Recipient: rfc822; a@b.fr\r\nDisposition: a/b; displayed\r\n";
    let found = told(&report("disposition-notification", fields, ORIGINAL)).expect("a report");
    assert_eq!(found.of, ["one@carnet.exemple"]);
    let found = told(&report("disposition-notification", fields, "\r\nx")).expect("a report");
    assert_eq!(found.of, [""; 0]);
}

#[test]
fn a_report_that_says_nothing_is_refused() {
    for mail in [
        report(
            "delivery-status",
            "Action: failed\r\nStatus: 2.0.0",
            ORIGINAL,
        ),
        report("delivery-status", "Subject: x", ORIGINAL),
        report("delivery-status", "", ORIGINAL),
        report(
            "disposition-notification",
            "Disposition: a/b; read",
            ORIGINAL,
        ),
        report(
            "disposition-notification",
            "Original-Message-ID: <a@b>",
            ORIGINAL,
        ),
        report("disposition-notification", "Disposition: x", ORIGINAL)
            .replace("notification\r\n", "x\r\n"),
    ] {
        assert!(told(&mail).is_err(), "{mail}");
    }
}

#[test]
fn a_refusal_that_is_written_as_a_letter_is_a_letter() {
    let mail = "From: serviceY_auto@chb.exemple\r\nSubject: [Erreur d'integration !][902] XDM/1.0/DDM+X\r\n\
        Content-Type: multipart/mixed; boundary=\"boundary12345\"\r\n\r\n--boundary12345\r\n\
        Content-Type: text/plain; charset=\"UTF-8\"\r\n\r\nBonjour,\r\n--boundary12345\r\n\
        Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"message_original.eml\"\r\n\r\n\
        Message-ID: <one@carnet.exemple>\r\nFrom: a@b.fr\r\n\r\nAvant\r\n--boundary12345--\r\n";
    let Ok(Incoming::Letter(letter)) = read(mail.as_bytes(), &Limits::default()) else {
        panic!("a letter");
    };
    assert_eq!(letter.text, "Bonjour,");
    assert_eq!(letter.enclosed[0].name, "message_original.eml");
    assert_eq!(
        letter.enclosed[0].bytes,
        b"Message-ID: <one@carnet.exemple>\r\nFrom: a@b.fr\r\n\r\nAvant"
    );
}
