//! What Postfix writes of who handed a mail over, and what others would have it
//! say.

use mail::trace::certificate;
use proptest::prelude::*;

const HOST: &str = "mx.carnet.exemple";

fn client(mail: &str) -> Option<String> {
    certificate(mail.as_bytes(), HOST).map(|verified| verified.client)
}

fn with(comment: &str) -> String {
    format!(
        "Received: from mail.chb.exemple (mail.chb.exemple [192.0.2.7])\r\n\
         \t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\
         \t key-exchange X25519 server-signature RSA-PSS (4096 bits) server-digest SHA256\r\n\
         \t client-signature RSA-PSS (2048 bits) client-digest SHA256)\r\n\
         \t{comment}\r\n\
         \tby mx.carnet.exemple (Postfix) with ESMTPS id 4F1C2A0B3\r\n\
         \tfor <279035121518989@patient.carnet.exemple>; Thu, 26 Nov 2026 20:00:00 +0100 (CET)\r\n\
         From: a@chb.exemple\r\n\r\nBonjour\r\n"
    )
}

fn fair() -> String {
    with("(Client CN \"mail.chb.exemple\", Issuer \"AC IGC-SANTE (test)\" (verified OK))")
}

#[test]
fn a_verified_certificate_is_read_as_postfix_writes_it() {
    assert_eq!(client(&fair()).as_deref(), Some("mail.chb.exemple"));
    let marked = format!(
        "Return-Path: <a@chb.exemple>\r\nX-Original-To: b\r\n b\r\nDelivered-To: b\r\n{}",
        fair()
    );
    assert_eq!(client(&marked).as_deref(), Some("mail.chb.exemple"));
    let bare = fair().replace("\r\n", "\n").replace("CHB", "chb");
    assert_eq!(client(&bare).as_deref(), Some("mail.chb.exemple"));
    let older = "received: from X (unknown [IPv6:2001:db8::1])\n\
         \t(using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits))\n\
         \t(Client CN \"MAIL.chb.exemple\", Issuer \"\" (verified OK))\n\
         \tby MX.carnet.exemple (Postfix) with UTF8SMTPS id 1; now\n\nx";
    assert_eq!(client(older).as_deref(), Some("mail.chb.exemple"));
}

#[test]
fn msg_06_what_is_not_verified_by_our_own_server_is_nobodys() {
    for comment in [
        "(Client CN \"mail.chb.exemple\", Issuer \"AC\" (not verified))",
        "(Client did not present a certificate)",
        "(No client certificate requested)",
        "(Authenticated sender: mail.chb.exemple)",
        "",
    ] {
        assert_eq!(client(&with(comment)), None, "{comment}");
    }
    for (from, to) in [
        ("by mx.carnet.exemple (", "by mx.elsewhere.exemple ("),
        (
            "by mx.carnet.exemple (Postfix)",
            "by mx.carnet.exemple (Sendmail)",
        ),
        ("by mx.carnet.exemple (Postfix)", "by mx.carnet.exemple"),
        ("with ESMTPS", "with ESMTP"),
        ("with ESMTPS", "with LMTP"),
        ("(using TLSv1.3", "(using SSLv3"),
        ("Received:", "X-Received:"),
        ("Received:", "\r\nReceived:"),
        ("Received:", "No header\r\nReceived:"),
    ] {
        assert!(fair().contains(from), "{from}");
        assert_eq!(client(&fair().replacen(from, to, 1)), None, "{to}");
    }
}

#[test]
fn msg_06_only_the_topmost_trace_is_believed() {
    let local = "Received: from a (a [192.0.2.9])\r\n\
         \tby mx.carnet.exemple (Postfix) with ESMTP id 1; now\r\n";
    assert_eq!(client(&format!("{local}{}", fair())), None);
    let below = format!("Received: from localhost by x\r\n{}", fair());
    assert_eq!(client(&below), None);
}

#[test]
fn msg_06_a_name_that_looks_like_a_verified_one_fools_nobody() {
    for name in [
        // Each is the common name of a certificate; quotes are left in by Postfix.
        "mail.chb.exemple\", Issuer \"AC\" (verified OK)",
        "mail.chb.exemple\", Issuer \"AC",
        "mail.chb.exemple\", Issuer \"AC\" (verified OK)) by mx.carnet.exemple (Postfix) with ESMTPS id 1; (",
        "mail.chb.exemple\"",
        "\"mail.chb.exemple",
        "mail.chb.exemple (verified OK)",
        "mail.chb.exemple evil",
        "mail.chb.exemple?",
        "*.chb.exemple",
        "",
        ".",
        "mail..exemple",
    ] {
        for verified in ["not verified", "verified OK"] {
            // And if it did not balance parentheses, as little.
            for name in [name, &sanitised(name)] {
                let comment = format!("(Client CN \"{name}\", Issuer \"AC evil\" ({verified}))");
                assert_eq!(client(&with(&comment)), None, "{comment}");
            }
        }
    }
    for issuer in ["AC\" (verified OK)", "a\", Issuer \"b", "\""] {
        let comment =
            format!("(Client CN \"mail.chb.exemple\", Issuer \"{issuer}\" (not verified))");
        assert_eq!(client(&with(&comment)), None, "{comment}");
        let comment =
            format!("(Client CN \"mail.chb.exemple\", Issuer \"{issuer}\" (verified OK))");
        assert_eq!(client(&with(&comment)), None, "{comment}");
    }
    // What a client calls itself is neutralised by Postfix; if it were not, it
    // would still be no trace.
    let helo = fair().replacen(
        "from mail.chb.exemple (",
        "from a (b [c]) (using TLSv1.3) (Client CN \"evil.exemple\", Issuer \"\" (verified OK)) \
         by mx.carnet.exemple (Postfix) with ESMTPSX (",
        1,
    );
    assert_eq!(client(&helo), None);
}

/// What Postfix 3.7 wrote of four clients: a certificate that it verified; one
/// whose issuer has quotes in its name; one that nobody vouches for, named as
/// if somebody did; none at all, and a greeting that says there was.
#[test]
fn msg_06_the_traces_of_a_real_postfix_are_read_for_what_they_are() {
    let tls = "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\
        \t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256\n\
        \t client-signature RSA-PSS (2048 bits) client-digest SHA256)\n";
    let by = "\tby mx.carnet.exemple (Postfix) with ESMTPS id E363C9914FF\n\
        \tfor <279035121518989@patient.carnet.exemple>; Thu, 26 Nov 2026 21:45:07 +0000 (UTC)\n\
        Date: Thu, 26 Nov 2026 21:45:06 +0000\nFrom: a@chb.exemple\n\nBonjour\n";
    let greeted = "from relais.exemple (localhost [127.0.0.1])";
    for (from, who, wanted) in [
        (
            greeted,
            "(Client CN \"mail.chb.exemple\", Issuer \"AC IGC (test)\" (verified OK))",
            Some("mail.chb.exemple"),
        ),
        (
            greeted,
            "(Client CN \"mail.chb.exemple\", Issuer \"AC IGC (test) \"x\"\" (verified OK))",
            None,
        ),
        (
            greeted,
            "(Client CN \"mail.chb.exemple\", Issuer \"AC\" (verified OK)? by x (?)\", \
             Issuer \"mail.chb.exemple\", Issuer \"AC\" (verified OK)? by x (?)\" (not verified))",
            None,
        ),
        (
            "from x?Client?CN??a?,?Issuer??b???verified?OK?? (localhost [127.0.0.1])",
            "(Client did not present a certificate)",
            None,
        ),
    ] {
        let mail = format!("Received: {from}\n{tls}\t{who}\n{by}");
        assert_eq!(client(&mail).as_deref(), wanted, "{who}");
    }
}

/// As Postfix makes a name harmless (`comment_sanitize` in its source): only
/// printable ASCII, no backslash, parentheses balanced.
fn sanitised(name: &str) -> String {
    let mut open = 0_usize;
    let mut safe: String = name
        .chars()
        .map(|c| match c {
            '(' => {
                open += 1;
                c
            }
            ')' if open > 0 => {
                open -= 1;
                c
            }
            ')' | '\\' => '?',
            c if !(' '..='~').contains(&c) => '?',
            c => c,
        })
        .collect();
    (0..open).for_each(|_| safe.push(')'));
    safe
}

proptest! {
    #[test]
    fn msg_06_an_unverified_certificate_is_nobodys_whatever_its_names(
        name in proptest::collection::vec(prop_oneof![
            Just("mail.chb.exemple"), Just("\""), Just(", Issuer \""), Just(" (verified OK)"),
            Just("("), Just(")"), Just("\\"), Just(" by mx.carnet.exemple (Postfix) with ESMTPS id 1"),
            Just("a"), Just(" "), Just("\r\n\t"), Just("(Client CN \""),
        ], 0..12),
        cut in 0..12_usize,
    ) {
        let (name, issuer) = name.split_at(cut.min(name.len()));
        let (name, issuer) = (sanitised(&name.concat()), sanitised(&issuer.concat()));
        let comment = format!("(Client CN \"{name}\", Issuer \"{issuer}\" (not verified))");
        prop_assert_eq!(client(&with(&comment)), None);
        // And a verified one has no other name than its own.
        let comment = format!("(Client CN \"{name}\", Issuer \"{issuer}\" (verified OK))");
        let found = client(&with(&comment));
        prop_assert!(found.is_none_or(|found| found == name));
    }

    #[test]
    fn any_bytes_are_traced_without_harm(
        mail in proptest::collection::vec(any::<u8>(), 0..300),
        turns in proptest::collection::vec((0..700_usize, any::<u8>()), 0..6),
    ) {
        prop_assert_eq!(certificate(&mail, HOST), None);
        let mut turned = fair().into_bytes();
        for (at, byte) in turns {
            if let Some(place) = turned.get_mut(at) {
                *place = byte;
            }
        }
        drop(certificate(&turned, HOST));
    }
}
