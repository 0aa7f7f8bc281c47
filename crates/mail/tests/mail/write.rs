//! Letters that are written, read back by our own reader.

use kernel::Timestamp;
use mail::{
    Incoming, Letter, Limits, Outcome, Outgoing, Piece, Receipt, Unwritable, read, write,
    write_receipt,
};
use proptest::prelude::*;

fn outgoing<'a>(subject: &'a str, text: &'a str) -> Outgoing<'a> {
    Outgoing {
        from: "279035121518989@patient.carnet.exemple",
        from_name: Some("Claire Dupont"),
        to: "dr.martin@medecin.exemple",
        subject,
        text,
        message_id: "01HXYZ@patient.carnet.exemple",
        answers: &[],
        written_at: Timestamp::from_millis(1_795_424_400_000),
        enclosed: &[],
        receipt_to: None,
    }
}

fn back(bytes: &[u8]) -> Letter {
    match read(bytes, &Limits::default()).expect("read") {
        Incoming::Letter(letter) => letter,
        Incoming::Report(report) => panic!("{report:?}"),
    }
}

#[test]
fn a_letter_says_all_that_professional_systems_ask_for() {
    let answers = [String::from("two@b.fr"), String::from("one@b.fr")];
    let pdf = Piece {
        name: "Résultats d’analyse 2026.pdf",
        mime: "application/pdf",
        bytes: b"%PDF-1.7\r\n\0\xff",
    };
    let text = "Bonjour,\n\nÇa va mieux.\n.\n> avant\nÀ bientôt";
    let letter = Outgoing {
        answers: &answers,
        enclosed: &[pdf],
        receipt_to: Some("279035121518989@patient.carnet.exemple"),
        ..outgoing("Réponse « à votre courrier »", text)
    };
    let bytes = write(&letter).expect("written");
    assert!(bytes.is_ascii(), "every server takes it");
    let raw = String::from_utf8_lossy(&bytes).into_owned();
    assert!(
        raw.split("\r\n")
            .all(|line| line.len() <= 998 && !line.contains(['\r', '\n']))
    );
    for line in [
        "Message-ID: <01HXYZ@patient.carnet.exemple>\r\n",
        "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n",
        "To: dr.martin@medecin.exemple\r\n",
        "In-Reply-To: <two@b.fr>\r\n",
        "References: <one@b.fr> <two@b.fr>\r\n",
        "X-MSS-NIL: Carnet\r\n",
        "Disposition-Notification-To: 279035121518989@patient.carnet.exemple\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "MIME-Version: 1.0\r\n",
    ] {
        assert!(raw.contains(line), "{line}\n{raw}");
    }
    let read = back(&bytes);
    assert_eq!(read.from, letter.from);
    assert_eq!(read.from_name.as_deref(), Some("Claire Dupont"));
    assert_eq!(read.message_id.as_deref(), Some(letter.message_id));
    assert_eq!(read.answers, answers);
    assert_eq!(read.subject, letter.subject);
    assert_eq!(read.text, text);
    assert_eq!(read.receipt_to.as_deref(), letter.receipt_to);
    assert!(!read.automatic && !read.ends);
    assert_eq!(read.enclosed.len(), 1);
    assert_eq!(read.enclosed[0].name, pdf.name);
    assert_eq!(read.enclosed[0].mime, pdf.mime);
    assert_eq!(read.enclosed[0].bytes, pdf.bytes);
}

#[test]
fn a_receipt_is_read_as_what_somebody_displayed_and_asks_for_none() {
    let of = format!("{}@medecin.exemple", "a".repeat(200));
    let receipt = Receipt {
        from: "279035121518989@patient.carnet.exemple",
        from_name: Some("Claire Dupont"),
        to: "dr.martin@medecin.exemple",
        subject: "Votre message a été lu",
        text: "Claire Dupont dit avoir lu votre message.",
        message_id: "01HXYZ@patient.carnet.exemple",
        of: &of,
        written_at: Timestamp::from_millis(1_795_424_400_000),
    };
    let bytes = write_receipt(&receipt).expect("written");
    let raw = String::from_utf8_lossy(&bytes).into_owned();
    for line in [
        "To: dr.martin@medecin.exemple\r\n",
        "Final-Recipient: rfc822; 279035121518989@patient.carnet.exemple\r\n",
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n",
    ] {
        assert!(raw.contains(line), "{line}\n{raw}");
    }
    assert!(!raw.contains("Disposition-Notification-To"), "{raw}");
    let Incoming::Report(report) = read(&bytes, &Limits::default()).expect("read") else {
        panic!("{raw}")
    };
    assert_eq!(report.outcome, Outcome::Displayed);
    assert_eq!(report.of, std::slice::from_ref(&of));
    assert_eq!(report.recipient.as_deref(), Some(receipt.from));
    for wrong in ["", "a b@c.fr", "a@b.fr>\r\nBcc: <c@d.fr"] {
        let refused = write_receipt(&Receipt {
            of: wrong,
            ..receipt.clone()
        });
        assert_eq!(refused, Err(Unwritable::MessageId), "{wrong}");
    }
}

#[test]
fn web_21_no_word_of_a_letter_becomes_a_header_or_another_recipient() {
    let forged = "Objet\r\nBcc: autre@exemple.fr\r\n\r\nTexte";
    for name in [
        forged,
        "a <autre@exemple.fr>, b",
        "\"a\" <x@y.fr>",
        "a@b.fr",
        "a:b;c,d",
    ] {
        let pieces = [Piece {
            name,
            mime: "text/plain",
            bytes: b"x",
        }];
        let letter = Outgoing {
            from_name: Some(name),
            enclosed: &pieces,
            ..outgoing(forged, "Texte\r\n.\r\nBcc: autre@exemple.fr\n")
        };
        let bytes = write(&letter).expect("written");
        let raw = String::from_utf8_lossy(&bytes).into_owned();
        let (headers, _) = raw.split_once("\r\n\r\n").expect("headers");
        assert!(
            !headers
                .lines()
                .any(|line| line.to_ascii_lowercase().starts_with("bcc")),
            "{raw}"
        );
        let read = back(&bytes);
        assert_eq!(read.from, letter.from);
        assert_eq!(read.subject, "Objet Bcc: autre@exemple.fr Texte");
        assert_eq!(read.enclosed.len(), 1);
    }
}

#[test]
fn web_21_an_address_an_id_or_a_kind_that_says_more_is_refused() {
    let fair = outgoing("Objet", "Texte");
    for wrong in [
        "",
        "a",
        "a@b.fr, c@d.fr",
        "a@b.fr\r\nBcc: c@d.fr",
        "A <a@b.fr>",
        "\"a b\"@c.fr",
        "é@b.fr",
    ] {
        let letters = [
            Outgoing {
                from: wrong,
                ..fair.clone()
            },
            Outgoing {
                to: wrong,
                ..fair.clone()
            },
            Outgoing {
                receipt_to: Some(wrong),
                ..fair.clone()
            },
        ];
        for letter in letters {
            assert_eq!(write(&letter), Err(Unwritable::Address), "{wrong}");
        }
    }
    let long = "a".repeat(300);
    for wrong in ["", "a b", "a>\r\nBcc: <b", "a\n", "é", &long] {
        let letter = Outgoing {
            message_id: wrong,
            ..fair.clone()
        };
        assert_eq!(write(&letter), Err(Unwritable::MessageId), "{wrong}");
        let answers = [wrong.to_owned()];
        let letter = Outgoing {
            answers: &answers,
            ..fair.clone()
        };
        assert_eq!(write(&letter), Err(Unwritable::MessageId), "{wrong}");
    }
    for mime in ["", "pdf", "a/b; name=\"x\"", "a/b\r\nBcc: c@d.fr"] {
        let pieces = [Piece {
            name: "x",
            mime,
            bytes: b"",
        }];
        let letter = Outgoing {
            enclosed: &pieces,
            ..fair.clone()
        };
        assert_eq!(write(&letter), Err(Unwritable::Mime), "{mime}");
    }
}

#[test]
fn a_long_conversation_keeps_its_headers_short() {
    let answers: Vec<String> = (0..200)
        .map(|n| format!("{}{n}@b.fr", "x".repeat(200)))
        .collect();
    let bytes = write(&Outgoing {
        answers: &answers,
        ..outgoing("é".repeat(900).as_str(), "x")
    })
    .expect("written");
    let raw = String::from_utf8_lossy(&bytes).into_owned();
    assert!(raw.split("\r\n").all(|line| line.len() <= 998));
    let read = back(&bytes);
    assert_eq!(read.answers, answers[..30]);
    assert_eq!(read.subject, "é".repeat(500));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_text_and_file_comes_back_as_it_was(
        lines in proptest::collection::vec("[ -~é€☤=.\\t]{0,90}", 0..8),
        subject in "[ -~éà«»]{0,120}",
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        name in "[a-zA-Zé0-9 _'-]{1,60}",
    ) {
        let text = lines.join("\n");
        let pieces = [Piece { name: &name, mime: "application/pdf", bytes: &bytes }];
        let written = write(&Outgoing { enclosed: &pieces, ..outgoing(&subject, &text) }).expect("written");
        prop_assert!(written.is_ascii());
        let read = back(&written);
        prop_assert_eq!(read.text.trim(), text.trim());
        prop_assert_eq!(read.subject, subject.split_whitespace().collect::<Vec<_>>().join(" "));
        prop_assert_eq!(&read.enclosed[0].bytes, &bytes);
        let wanted = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !wanted.is_empty() {
            prop_assert_eq!(&read.enclosed[0].name, &wanted);
        }
    }
}
