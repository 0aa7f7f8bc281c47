//! A notice as an Internet message (RFC 5322): plain text, perhaps a PDF beside
//! it, and the headers that keep machines from answering.

use super::Sending;
use crate::config::Sender;
use crate::notice::Recipient;
use kernel::{Error, NoticeId, Result, Timestamp};
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A message and who it is handed over for.
pub(crate) struct Mail {
    pub envelope: Envelope,
    pub bytes: Vec<u8>,
}

/// Writes it. Its Message-ID is that of the notice, whenever it is sent.
///
/// # Errors
/// A fault, if this is no e-mail.
pub(crate) fn write(sender: &Sender, sending: &Sending<'_>) -> Result<Mail> {
    let wrong = |what: &'static str| move || Error::fault(what);
    let Recipient::Email(to) = &sending.message.to else {
        return Err(wrong("a notice without an e-mail address was sent as one")());
    };
    let to = lettre::Address::new(to.local(), to.domain())
        .map_err(|_| wrong("the address of a notice is none")())?;
    let mut message = Message::builder()
        .message_id(Some(message_id(sending.id, sender)))
        .date(system_time(sending.now))
        .from(sender.from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(sending.message.subject.clone())
        // RFC 3834 §5: nobody's machine answers it.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"));
    if let Some(reply_to) = &sender.reply_to {
        message = message.reply_to(reply_to.clone());
    }
    let text = sending.message.text.replace('\n', "\r\n");
    let written = match &sending.message.pdf {
        None => message.header(ContentType::TEXT_PLAIN).body(text),
        Some(pdf) => {
            let kind = ContentType::parse("application/pdf").expect("a media type");
            let name = String::from("carnet.pdf");
            let parts = MultiPart::mixed()
                .singlepart(SinglePart::plain(text))
                .singlepart(Attachment::new(name).body(pdf.clone(), kind));
            message.multipart(parts)
        }
    };
    let written = written.map_err(|_| wrong("an e-mail lacks a header")())?;
    let back_to = returns_to(sender, sending.id)
        .ok_or_else(wrong("the address that e-mails return to is none"))?;
    Ok(Mail {
        envelope: Envelope::new(Some(back_to), vec![to])
            .map_err(|_| wrong("an e-mail has no recipient")())?,
        bytes: written.formatted(),
    })
}

fn message_id(id: NoticeId, sender: &Sender) -> String {
    format!("<{id}@{}>", sender.domain())
}

/// The sender on the envelope: one of its own for each notice, so that what
/// comes back says which.
fn returns_to(sender: &Sender, id: NoticeId) -> Option<lettre::Address> {
    match &sender.bounce {
        None => Some(sender.from.email.clone()),
        Some(bounce) => {
            lettre::Address::new(format!("{}+{id}", bounce.local()), bounce.domain()).ok()
        }
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::new(name, value.to_owned())
}

fn system_time(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::PostConfig;
    use crate::notice;
    use mail_parser::{MessageParser, MimeHeaders};

    fn sender() -> Sender {
        Sender::of(&PostConfig {
            from: String::from("Carnet de santé <carnet@exemple.fr>"),
            reply_to: Some(String::from("aide@exemple.fr")),
            bounce: Some(String::from("rebond@exemple.fr")),
            ..PostConfig::default()
        })
        .expect("addresses")
    }

    fn written(message: &notice::Message) -> Mail {
        let now = Timestamp::from_millis(1_795_424_400_000);
        let sending = Sending {
            id: NoticeId::from_bytes([9; 16]),
            kind: "test",
            queued_at: now,
            now,
            message,
        };
        write(&sender(), &sending).expect("written")
    }

    fn email(subject: &str, text: &str) -> notice::Message {
        let to = "claire@exemple.fr".parse().expect("an address");
        notice::Message::email(to, subject, text).expect("right")
    }

    #[test]
    fn an_email_says_who_what_when_and_that_no_machine_should_answer() {
        let text = "Bonjour,\n\nVotre espace est prêt.\n.\nÀ bientôt";
        let mail = written(&email("Votre espace « Carnet » est prêt", text));
        assert!(mail.bytes.is_ascii(), "every server takes it");
        let id = NoticeId::from_bytes([9; 16]);
        let from = mail.envelope.from().expect("a sender").to_string();
        assert_eq!(from, format!("rebond+{id}@exemple.fr"));
        assert_eq!(mail.envelope.to().len(), 1);
        let read = MessageParser::default()
            .parse(&mail.bytes)
            .expect("a message");
        assert_eq!(read.message_id(), Some(&*format!("{id}@exemple.fr")));
        assert_eq!(read.subject(), Some("Votre espace « Carnet » est prêt"));
        let said = read.body_text(0).expect("a text").replace("\r\n", "\n");
        assert_eq!(said.trim_end(), text);
        let raw = String::from_utf8_lossy(&mail.bytes);
        for line in [
            "Auto-Submitted: auto-generated\r\n",
            "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n",
            "To: claire@exemple.fr\r\n",
            "Reply-To: aide@exemple.fr\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
        ] {
            assert!(raw.contains(line), "{line}\n{raw}");
        }
        assert!(raw.lines().all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
    }

    #[test]
    fn a_long_line_is_no_long_line_on_its_way() {
        let text = "a ".repeat(2_000);
        let mail = written(&email("Long", &text));
        let raw = String::from_utf8_lossy(&mail.bytes).into_owned();
        assert!(raw.lines().all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
        let read = MessageParser::default()
            .parse(&mail.bytes)
            .expect("a message");
        let said = read.body_text(0).expect("a text");
        assert_eq!(said.trim_end(), text.trim_end());
    }

    #[test]
    fn a_pdf_goes_beside_the_text() {
        let pdf = b"%PDF-1.7 receipt".to_vec();
        let mail = written(
            &email("Reçu", "Voici.")
                .with_pdf(pdf.clone())
                .expect("a PDF"),
        );
        let read = MessageParser::default()
            .parse(&mail.bytes)
            .expect("a message");
        let beside = read.attachment(0).expect("an attachment");
        assert_eq!(beside.contents(), pdf);
        assert_eq!(beside.attachment_name(), Some("carnet.pdf"));
        assert_eq!(read.body_text(0).expect("a text").trim_end(), "Voici.");
    }

    #[test]
    fn web_21_no_text_of_a_caller_becomes_a_header() {
        // Refused when made; written by force all the same, it stays a subject.
        let mut forced = email("Objet", "Texte");
        forced.subject = String::from("Objet\r\nBcc: autre@exemple.fr");
        forced.text = String::from("Texte\r\n\r\nBcc: autre@exemple.fr\n.\n");
        let mail = written(&forced);
        let read = MessageParser::default()
            .parse(&mail.bytes)
            .expect("a message");
        assert!(read.bcc().is_none());
        assert_eq!(mail.envelope.to().len(), 1);
    }
}
