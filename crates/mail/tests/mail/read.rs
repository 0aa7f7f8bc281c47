//! Letters as people's programs write them, and as those do who mean harm.

use mail::{Incoming, Letter, Limits, Refusal, read};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const HEAD: &str = "From: Dr =?utf-8?Q?Zo=C3=A9?= Martin <Dr.Martin@Medecin.exemple>\r\n\
    To: 279035121518989@patient.carnet.exemple\r\nMessage-ID: <one@medecin.exemple>\r\n\
    Subject: =?iso-8859-1?Q?R=E9sultats?=\r\nMIME-Version: 1.0\r\n";

fn told(mail: impl AsRef<[u8]>) -> Result<Letter, Refusal> {
    match read(mail.as_ref(), &Limits::default())? {
        Incoming::Letter(letter) => Ok(letter),
        Incoming::Report(report) => panic!("{report:?}"),
    }
}

fn letter(mail: impl AsRef<[u8]>) -> Letter {
    told(mail).expect("a letter")
}

fn why(mail: impl AsRef<[u8]>) -> String {
    let refusal = told(mail).expect_err("refused");
    assert!(refusal.is_permanent() && refusal.text.is_ascii() && !refusal.text.contains('\n'));
    refusal.text
}

fn with(body: &str) -> String {
    format!("{HEAD}{body}")
}

/// A mail of these parts.
fn mixed(kind: &str, parts: &[&str]) -> String {
    let mut mail =
        format!("{HEAD}Content-Type: multipart/{kind}; boundary=\"=_b--1\"\r\n\r\nNot read.\r\n");
    for part in parts {
        write!(mail, "--=_b--1\r\n{part}\r\n").expect("a string");
    }
    mail + "--=_b--1--\r\n"
}

const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour";
const PDF: &str = "Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\
    Content-Disposition: attachment; filename=\"a.pdf\"\r\n\r\nJVBERi0xLjcK\r\nAAECAw==\r\n";

#[test]
fn a_letter_is_read_with_what_stands_around_it() {
    let mail = with(
        "In-Reply-To: <b@x.fr>\r\nReferences: <a@x.fr>\r\n <b@x.fr>\r\n\
         Disposition-Notification-To: =?utf-8?Q?Z?= <Dr.Martin@medecin.exemple>\r\n\
         X-MSS-MES: fin\r\n\r\nBonjour,\r\n\r\n> Avant\r\n\r\n-- \r\nDr Martin\r\n\r\n",
    );
    let letter = letter(&mail);
    assert_eq!(letter.from, "dr.martin@medecin.exemple");
    assert_eq!(letter.from_name.as_deref(), Some("Dr Zoé Martin"));
    assert_eq!(letter.message_id.as_deref(), Some("one@medecin.exemple"));
    assert_eq!(letter.answers, ["b@x.fr", "a@x.fr"]);
    assert_eq!(letter.subject, "Résultats");
    assert_eq!(letter.text, "Bonjour,\n\n> Avant\n\n-- \nDr Martin");
    assert!(letter.ends && !letter.automatic);
    assert_eq!(
        letter.receipt_to.as_deref(),
        Some("dr.martin@medecin.exemple")
    );
    assert_eq!(letter.enclosed, []);
    assert_eq!(letter.certificate, None);
    assert_eq!(told(mail.replace("\r\n", "\n")).expect("a letter"), letter);
    // A receipt that must be more than one is none that is given here.
    let more = "Disposition-Notification-Options: signed-receipt=Required, pkcs7-signature\r\nX-MSS-MES: fin";
    let demanded = told(mail.replace("X-MSS-MES: fin", more)).expect("a letter");
    assert_eq!(demanded.receipt_to, None);
}

#[test]
fn who_wrote_is_one_plain_address() {
    for from in [
        "",
        "From: a@b.fr\r\nFrom: c@d.fr\r\n",
        "From: a@b.fr, c@d.fr\r\n",
        "From: Dr Martin\r\n",
        "From: <>\r\n",
        "From: g: a@b.fr, c@d.fr;\r\n",
        "From: a@b.fr c@d.fr\r\n",
        "From: \r\n",
        "From: \"a b\"@c.fr\r\n",
        "From: a@b.fr\r\nfrom : c@d.fr\r\n",
        "From: a\u{e9}@b.fr\r\n",
    ] {
        let mail = format!("{from}Subject: x\r\n\r\nx");
        assert!(why(&mail).contains("From"), "{from}");
    }
    let named = letter("From: \"chef@b.fr\" <A@B.fr>\r\n\r\nx");
    assert_eq!(
        (&*named.from, named.from_name.as_deref()),
        ("a@b.fr", Some("chef@b.fr"))
    );
    let turned = letter("From: \u{202e}Dr\u{200b} X <a@b.fr>\r\n\r\nx");
    assert_eq!(turned.from_name.as_deref(), Some("Dr X"));
}

#[test]
fn letters_of_every_usual_alphabet_are_read() {
    for (head, bytes, wanted) in [
        ("text/plain; charset=utf-8", "é€".as_bytes(), "é€"),
        ("text/plain; charset=\"ISO-8859-1\"", b"\xe9", "é"),
        ("text/plain; charset=windows-1252", b"\xe9\x80\x92", "é€’"),
        ("text/plain; charset=iso-8859-15", b"\xe9\xa4", "é€"),
        ("text/plain", "é".as_bytes(), "é"),
        ("text/plain", b"\xe9\x92", "é’"),
        ("text/plain; charset=us-ascii", b"\xe9", "é"),
        ("text/plain; charset=x-unknown", b"\xe9", "é"),
    ] {
        let mut mail = with(&format!("Content-Type: {head}\r\n\r\n")).into_bytes();
        mail.extend(bytes);
        assert_eq!(letter(&mail).text, wanted, "{head}");
    }
    for (encoding, body, wanted) in [
        ("quoted-printable", "=C3=A9=\r\nt=C3=A9  \r\n=3D", "été\n="),
        ("BASE64", "w6l0w6k=\r\n", "été"),
        ("8bit", "été", "été"),
    ] {
        let mail = with(&format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"
        ));
        assert_eq!(letter(&mail).text, wanted, "{encoding}");
    }
    for (encoding, body) in [
        ("base64", "%%%"),
        ("x-uuencode", "x"),
        ("quoted-printable", "=ZZ"),
    ] {
        let mail = with(&format!(
            "Content-Transfer-Encoding: {encoding}\r\n\r\n{body}"
        ));
        assert!(why(&mail).contains("not encoded as it says"), "{encoding}");
    }
}

#[test]
fn files_are_enclosed_byte_for_byte_under_a_clean_name() {
    let names = [
        ("filename=\"CR.pdf\"", "CR.pdf"),
        ("filename=\"=?utf-8?Q?R=C3=A9sultat.pdf?=\"", "Résultat.pdf"),
        ("filename*=utf-8''R%C3%A9sultat.pdf", "Résultat.pdf"),
        (
            "filename*0*=iso-8859-1''R%E9;\r\n filename*1=\"sultat.pdf\"",
            "Résultat.pdf",
        ),
        ("filename=\"../../etc/passwd\"", "passwd"),
        ("filename=\"C:\\\\a\\\\b.pdf\"", "b.pdf"),
        ("filename=\"a\u{202e}fdp.exe\"", "afdp.exe"),
        ("x=y", "document-1.pdf"),
    ];
    for (name, wanted) in names {
        let part = format!(
            "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; {name}\r\n\r\nJVBERi0xLjcK\r\nAAECAw==\r\n"
        );
        let letter = letter(mixed("mixed", &[PLAIN, &part]));
        assert_eq!(letter.text, "Bonjour");
        assert_eq!(letter.enclosed.len(), 1, "{name}");
        assert_eq!(letter.enclosed[0].name, wanted, "{name}");
        assert_eq!(letter.enclosed[0].mime, "application/pdf");
        assert_eq!(letter.enclosed[0].bytes, b"%PDF-1.7\n\0\x01\x02\x03");
    }
    // A file that is text keeps its bytes, and so its own word on its alphabet.
    let xml = "Content-Type: text/xml; charset=iso-8859-1; name=\"cda.xml\"\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n<?xml version=3D\"1.0\"?><a>=E9</a>";
    let notes =
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=n.txt\r\n\r\nNotes";
    let letter = letter(mixed("mixed", &[PLAIN, xml, notes]));
    assert_eq!(
        letter.enclosed[0].bytes,
        b"<?xml version=\"1.0\"?><a>\xe9</a>"
    );
    assert_eq!(letter.enclosed[1].bytes, b"Notes");
    assert_eq!(letter.text, "Bonjour");
    let alone = told(with(
        &PDF.replace("a.pdf\"\r\nContent-T", "IHE_XDM.ZIP\"\r\nContent-T"),
    ))
    .expect("a letter");
    assert_eq!((&*alone.text, &*alone.enclosed[0].name), ("", "a.pdf"));
}

#[test]
fn plain_words_come_before_a_page_and_no_file_is_lost() {
    let page = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Bonjour <b>page</b></p>";
    let inner = |kind: &str, parts: &[&str]| {
        let mut text = format!("Content-Type: multipart/{kind}; boundary=in\r\n\r\n");
        for part in parts {
            write!(text, "--in\r\n{part}\r\n").expect("a string");
        }
        text + "--in--\r\n"
    };
    for (mail, text, files) in [
        (mixed("alternative", &[PLAIN, page]), "Bonjour", 0),
        (mixed("alternative", &[page, PLAIN]), "Bonjour", 0),
        (mixed("alternative", &[page]), "Bonjour page", 0),
        (mixed("mixed", &[page, PDF]), "Bonjour page", 1),
        (
            mixed("mixed", &[PLAIN, PDF, PLAIN]),
            "Bonjour\n\nBonjour",
            1,
        ),
        // As some write it: the file is in the form that is not shown.
        (
            mixed("alternative", &[PLAIN, &inner("mixed", &[page, PDF])]),
            "Bonjour",
            1,
        ),
        (
            mixed("related", &[&inner("alternative", &[PLAIN, page]), PDF]),
            "Bonjour",
            1,
        ),
        (mixed("unheard-of", &[PLAIN, PDF]), "Bonjour", 1),
    ] {
        let letter = letter(&mail);
        assert_eq!(
            (&*letter.text, letter.enclosed.len()),
            (text, files),
            "{mail}"
        );
    }
    // Without the last boundary, what came is there.
    let cut = mixed("mixed", &[PLAIN, PDF]).replace("--=_b--1--\r\n", "");
    assert_eq!(letter(&cut).enclosed.len(), 1);
}

#[test]
fn msg_05_a_page_is_words_and_loads_nothing() {
    for (page, wanted) in [
        (
            "<html><head><title>x</title><style>p{}</style></head><body><p>Un</p><p>Deux</p></body>",
            "Un\n\nDeux",
        ),
        (
            "<script>alert(1)</script>Un<SCRIPT>x</script >Deux",
            "UnDeux",
        ),
        (
            "Un<img src=\"https://t.exemple/p.gif\" alt=x>Deux",
            "UnDeux",
        ),
        (
            "<a href=\"https://a.exemple/x?a=1&amp;b=2\">ici</a>",
            "ici (https://a.exemple/x?a=1&b=2)",
        ),
        (
            "<a href='https://a.exemple/'>https://a.exemple/</a>",
            "https://a.exemple/",
        ),
        ("<a href=mailto:a@b.fr>a@b.fr</a>", "a@b.fr"),
        ("<a href=\"javascript:alert(1)\">ici</a>", "ici"),
        ("<a href=\" java\nscript:alert(1)\">ici</a>", "ici"),
        ("<a href=\"data:text/html,x\">ici</a>", "ici"),
        (
            "<a data-href=\"https://b.exemple\" href=\"https://a.exemple\">ici</a>",
            "ici (https://a.exemple)",
        ),
        (
            "<ul><li>Un</li><li>Deux</li></ul>Trois",
            "- Un\n- Deux\n\nTrois",
        ),
        ("Un<br>Deux<br/><br/>Trois", "Un\nDeux\n\nTrois"),
        (
            "<table><tr><td>Na</td><td>140</td></tr><tr><td>K</td><td>4</td></tr></table>",
            "Na 140\nK 4",
        ),
        (
            "&eacute;t&#233; &#x20AC; &laquo;&nbsp;x&nbsp;&raquo; &amp;lt; &inconnu; & &#150; &#0;",
            "été € «\u{a0}x\u{a0}» &lt; &inconnu; & –",
        ),
        ("3 < 4 et 5 > 4 <", "3 < 4 et 5 > 4 <"),
        ("Un<!-- <p>non</p> -->Deux<!-- sans fin", "UnDeux"),
        ("<p title=\"a > b\">Un</p>", "Un"),
        ("<p title=\"a>Un</p>", "Un"),
        ("Un<script>sans fin", "Un"),
        (
            "<svg><script>x</script></svg>Un<iframe src=x></iframe><object data=x>y</object>",
            "Un",
        ),
        ("<p>Un\u{202e}\u{200b}</p>", "Un"),
    ] {
        let mail = with(&format!(
            "Content-Type: text/html; charset=utf-8\r\n\r\n{page}"
        ));
        assert_eq!(letter(&mail).text.trim_end(), wanted, "{page}");
    }
}

#[test]
fn what_only_another_can_read_is_refused_and_what_is_signed_is_read() {
    for mail in [
        with(
            "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nx",
        ),
        with("Content-Type: application/x-pkcs7-mime\r\n\r\nx"),
        mixed(
            "encrypted; protocol=\"application/pgp-encrypted\"",
            &[
                "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
                PDF,
            ],
        ),
        mixed(
            "mixed",
            &[PLAIN, "Content-Type: application/pkcs7-mime\r\n\r\nx"],
        ),
        with("\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n"),
    ] {
        assert!(why(&mail).contains("encrypted"), "{mail}");
    }
    for signature in [
        "pkcs7-signature; name=smime.p7s",
        "x-pkcs7-signature",
        "pgp-signature",
    ] {
        let part = format!("Content-Type: application/{signature}\r\n\r\nx");
        let letter = letter(mixed("signed; micalg=sha-256", &[PLAIN, &part]));
        assert_eq!((&*letter.text, letter.enclosed.len()), ("Bonjour", 0));
    }
}

#[test]
fn a_machine_that_writes_is_known() {
    for (header, automatic) in [
        ("Auto-Submitted: auto-replied", true),
        ("auto-submitted: auto-generated (x)", true),
        ("Auto-Submitted: no", false),
        ("Precedence: bulk", true),
        ("Precedence: LIST", true),
        ("Precedence: first-class", false),
        ("List-Id: <a.b.fr>", true),
        ("List-Unsubscribe: <https://a.fr>", true),
        ("X-List: x", false),
    ] {
        assert_eq!(
            letter(with(&format!("{header}\r\n\r\nx"))).automatic,
            automatic,
            "{header}"
        );
    }
}

#[test]
fn the_certificate_of_who_handed_it_over_is_read_when_our_host_is_known() {
    let trace = "Received: from a (a [192.0.2.7])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n\
        \t(Client CN \"a.exemple\", Issuer \"AC\" (verified OK))\r\n\tby mx.exemple (Postfix) with ESMTPS id 1;\r\n\tnow\r\n";
    let limits = Limits {
        our_host: Some(String::from("mx.exemple")),
        ..Limits::default()
    };
    let mail = format!("{trace}{}", with("\r\nx"));
    let Ok(Incoming::Letter(read)) = read(mail.as_bytes(), &limits) else {
        panic!("a letter");
    };
    assert_eq!(read.certificate.as_deref(), Some("a.exemple"));
    assert_eq!(letter(&mail).certificate, None);
}

#[test]
fn msg_08_a_mail_that_is_too_much_is_refused_at_once() {
    let begun = Instant::now();
    let text = "x".repeat(1024 * 1024);
    assert_eq!(letter(with(&format!("\r\n{text}"))).text.len(), text.len());
    assert!(why(with(&format!("\r\n{text}y"))).contains("too long"));
    let megabytes = "x".repeat(10 * 1024 * 1024);
    assert!(why(with(&format!("\r\n{megabytes}"))).contains("too long"));
    let halves = format!("\r\n{}", &text[..700_000]);
    assert!(why(mixed("mixed", &[&halves, &halves])).contains("too long"));
    for (count, why_not) in [(31, "attachments"), (50, "parts"), (10_000, "parts")] {
        let parts = vec![PDF; count];
        assert!(why(mixed("mixed", &parts)).contains(why_not), "{count}");
    }
    assert_eq!(letter(mixed("mixed", &[PDF; 30])).enclosed.len(), 30);
    let nested = |count: usize| {
        with(&("Content-Type: message/rfc822\r\n\r\n".repeat(count) + "From: a@b.fr\r\n\r\nx"))
    };
    assert_eq!(letter(nested(1)).enclosed.len(), 1);
    assert_eq!(letter(nested(2)).enclosed.len(), 1);
    for count in [3, 50, 100, 1_000, 100_000] {
        let why = why(nested(count));
        assert!(
            why.contains("too deep") || why.contains("too many"),
            "{count}: {why}"
        );
    }
    let deep = |count: usize| {
        let mut mail = String::from(HEAD);
        for n in 0..count {
            write!(
                mail,
                "Content-Type: multipart/mixed; boundary=b{n}x\r\n\r\n--b{n}x\r\n"
            )
            .expect("a string");
        }
        mail + "\r\nBonjour"
    };
    assert_eq!(letter(deep(7)).text, "Bonjour");
    for count in [8, 40, 99, 1_000, 20_000] {
        let why = why(deep(count));
        assert!(
            why.contains("too deep") || why.contains("too many"),
            "{count}: {why}"
        );
    }
    // A digest, where mails need no announcement.
    let mut digest = String::from(HEAD);
    for n in 0..2_000 {
        write!(
            digest,
            "Content-Type: multipart/digest; boundary=b{n}x\r\n\r\n--b{n}x\r\n\r\n"
        )
        .expect("a string");
    }
    why(&digest);
    let digest = |count: usize| {
        let mut mail = with("Content-Type: multipart/digest; boundary=b\r\n\r\n");
        for _ in 0..count {
            mail.push_str("--b\r\n\r\n");
        }
        mail
    };
    for count in [60, 4_000, 20_000] {
        why(digest(count));
    }
    let headers = "X: 1\r\n".repeat(201);
    assert!(why(format!("{headers}{HEAD}\r\nx")).contains("headers"));
    assert!(why(mixed("mixed", &[PLAIN, &format!("{headers}\r\nx")])).contains("headers"));
    assert!(why(with(&format!("X: {}\r\n\r\nx", "y".repeat(70_000)))).contains("headers"));
    // Containers whose end has to be looked for.
    let endless = "Content-Type: multipart/mixed; boundary=nowhere\r\n\r\nx";
    why(mixed("mixed", &vec![endless; 2_000]) + &megabytes);
    // A mail within that says it is encoded would take the parts behind it.
    let encoded = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        RnJvbTogYUBiLmZyDQoNCng=";
    assert!(why(mixed("mixed", &[PLAIN, encoded, PDF])).contains("encoded"));
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn the_end_of_a_conversation_and_ids_are_read_as_they_are_written() {
    assert!(!letter(with("X-MSS-MES: FINI\r\n\r\nx")).ends);
    let odd = letter(with(
        "In-Reply-To: a@x.fr\r\nReferences: <b c@x.fr> <\u{e9}@x.fr> <d@x.fr\r\n\r\nx",
    ));
    assert_eq!(odd.answers, ["a@x.fr"]);
    let many: String = (0..300).map(|n| format!("<{n}@x.fr> ")).collect();
    let many = letter(with(&format!("References: {many}\r\n\r\nx")));
    assert_eq!((many.answers.len(), &*many.answers[0]), (100, "299@x.fr"));
    let silent = letter("From: a@b.fr\r\n\r\n");
    assert_eq!(
        (silent.message_id, &*silent.subject, &*silent.text),
        (None, "", "")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_without_harm(mail in proptest::collection::vec(any::<u8>(), 0..600)) {
        drop(read(&mail, &Limits::default()));
    }

    #[test]
    fn a_mail_with_bytes_turned_and_lines_moved_is_read_without_harm(
        turns in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        moves in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..12),
    ) {
        let inner = "Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n\
            Content-Type: text/html\r\n\r\n<p>x</p>\r\n--in\r\nContent-Type: message/rfc822\r\n\r\n\
            From: a@b.fr\r\n\r\nx\r\n--in--\r\n";
        let mail = mixed("mixed", &[PLAIN, PDF, inner]);
        let mut lines: Vec<&str> = mail.split_inclusive("\r\n").collect();
        for (from, to) in moves {
            let line = lines.remove(from.index(lines.len()));
            lines.insert(to.index(lines.len() + 1), line);
        }
        let mut mail = lines.concat().into_bytes();
        for (at, byte) in turns {
            let at = at.index(mail.len());
            mail[at] = byte;
        }
        if let Ok(Incoming::Letter(letter)) = read(&mail, &Limits::default()) {
            prop_assert!(letter.enclosed.len() <= 30);
            prop_assert!(letter.from.is_ascii() && letter.from.contains('@'));
            let seen = |text: &str| !text.chars().any(|c| kernel::is_unseen(c) && !matches!(c, '\n' | '\t'));
            prop_assert!(seen(&letter.text) && seen(&letter.subject));
            prop_assert!(letter.enclosed.iter().all(|file| seen(&file.name) && !file.name.contains(['/', '\\'])));
        }
    }

    #[test]
    fn any_page_becomes_words_without_harm(
        pieces in proptest::collection::vec(prop_oneof![
            Just("<"), Just(">"), Just("</"), Just("<a href="), Just("\""), Just("'"), Just("<script>"),
            Just("</script>"), Just("<!--"), Just("-->"), Just("&"), Just(";"), Just("&#"), Just("&#x"),
            Just("é"), Just("p"), Just(" "), Just("href"), Just("="), Just("http://a"), Just("<br>"), Just("9"),
        ], 0..40),
    ) {
        let mail = with(&format!("Content-Type: text/html; charset=utf-8\r\n\r\n{}", pieces.concat()));
        drop(letter(&mail));
    }
}
