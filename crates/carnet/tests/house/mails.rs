//! Mail with professionals' own mailboxes: what is taken and what is not, where it
//! stands, what leaves, and what comes back.

mod killed;
mod leaving;
mod postfix;
mod receiving;
mod refusing;
mod server;
mod treating;

use crate::town::{Holder, Pro, Town};
use carnet::config::{Config, MailSection, RelaySection};
use mail::Refusal;
use mail::lmtp::Room as _;
use server::Relay;
use std::time::Duration;

const DOMAIN: &str = "patient.exemple";
const BOX: &str = "dr.benali@medecin.exemple";
const OTHER_BOX: &str = "contact@chb.exemple";
const LIST: &str = "/espace/moi/messages";
/// Longer than a message is held.
const SENT: Duration = Duration::from_secs(31);

/// The address of a holder.
fn address(holder: &Holder) -> String {
    format!("{}@{DOMAIN}", holder.matricule())
}

/// What our mail server writes of the server that it had it from.
fn trace(certificate: &str) -> String {
    format!(
        "Received: from {certificate} ({certificate} [192.0.2.1])\r\n\
         \t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\
         \t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256\r\n\
         \t client-signature RSA-PSS (2048 bits) client-digest SHA256)\r\n\
         \t(Client CN \"{certificate}\", Issuer \"Autorite\" (verified OK))\r\n\
         \tby mx.{DOMAIN} (Postfix) with ESMTPS id 4ABC12\r\n\
         \tfor <somebody@{DOMAIN}>; Thu, 26 Nov 2026 10:00:00 +0100 (CET)\r\n"
    )
}

/// A letter of plain text, with these headers more.
fn letter(from: &str, id: &str, subject: &str, text: &str, more: &str) -> Vec<u8> {
    let server = format!("mx.{}", from.rsplit('@').next().expect("a domain"));
    let text = text.replace('\n', "\r\n");
    format!(
        "{}From: Un nom <{from}>\r\nTo: quelqu-un@{DOMAIN}\r\nMessage-ID: <{id}>\r\n\
         Date: Thu, 26 Nov 2026 10:00:00 +0100\r\nSubject: {subject}\r\n{more}\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        trace(&server)
    )
    .into_bytes()
}

/// A letter with files.
fn with_files(id: &str, text: &str, files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    use base64::Engine as _;
    let mut mail = format!(
        "{}From: {BOX}\r\nMessage-ID: <{id}>\r\nSubject: Vos examens\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"part\"\r\n\r\n\
         --part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        trace("mx.medecin.exemple")
    );
    for (name, mime, bytes) in files {
        let coded = base64::engine::general_purpose::STANDARD.encode(bytes);
        let lines: Vec<&str> = (0..coded.len())
            .step_by(76)
            .map(|at| &coded[at..coded.len().min(at + 76)])
            .collect();
        mail.push_str(&format!(
            "--part\r\nContent-Type: {mime}\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n",
            lines.join("\r\n")
        ));
    }
    mail.push_str("--part--\r\n");
    mail.into_bytes()
}

/// Mail is taken at this port, and what leaves goes to this server.
fn mail_by(config: &mut Config, relay: &Relay, lmtp: u16) {
    let list = "medecin.exemple,mx.medecin.exemple\nchb.exemple,mx.chb.exemple\n";
    let trusted = config.post.folder.with_file_name("trusted.csv");
    std::fs::write(&trusted, list).expect("written");
    config.mail = Some(MailSection {
        domain: String::from(DOMAIN),
        listen: ([127, 0, 0, 1], lmtp).into(),
        received_by: format!("mx.{DOMAIN}"),
        trusted,
        relay: RelaySection {
            host: String::from("127.0.0.1"),
            port: Some(relay.port),
            security: post::Security::None,
            authority: None,
            certificate: None,
            key: None,
        },
    });
}

impl Town {
    /// A town with mail, and a doctor whose mailbox the directory tells of; what
    /// leaves goes to this server.
    async fn with_mail(url: &str, relay: &Relay) -> Self {
        Self::with_mail_at(url, relay, 0).await
    }

    /// The same, that takes mail at this port.
    async fn with_mail_at(url: &str, relay: &Relay, lmtp: u16) -> Self {
        let town = Self::set_up(url, |config| mail_by(config, relay, lmtp)).await;
        town.knows_mailboxes().await;
        town
    }

    /// A town that had no mail has it from now on.
    async fn has_mail_now(&self, relay: &Relay) -> Self {
        let mut config = self.config.clone();
        mail_by(&mut config, relay, 0);
        self.elsewhere(config).await
    }

    /// The directory tells of a doctor and of mailboxes.
    async fn knows_mailboxes(&self) {
        let directory = &self.house.professionals;
        let people = "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,active\n\
             99700218896,Benali,Samir,10,,750000001,Cabinet des Lilas,Paris,yes\n\
             99700000013,Struck,Off,10,,,,,no\n";
        let csv = identity::professionals::Format::Csv;
        let read = directory.import(people.as_bytes(), csv, std::io::sink());
        assert_eq!(read.await.expect("imported").rejected, 0);
        let boxes = format!(
            "address,owner\n{BOX},99700218896\nold@medecin.exemple,99700000013\n\
             known@unlisted.exemple,99700218896\n{OTHER_BOX},750000001\n"
        );
        let read = directory.import_mailboxes(boxes.as_bytes(), std::io::sink());
        assert_eq!(read.await.expect("imported").rejected, 0);
    }

    /// The whole way of a mail: its sender, its recipient, what it says.
    async fn mails(&self, from: &str, to: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        let room = messages::room(self.house.messages.clone());
        room.sender(Some(from), None).await?;
        room.recipient(Some(from), to).await?;
        let mut answers = room.deliver(Some(from), &[to.to_owned()], bytes).await;
        assert_eq!(answers.len(), 1);
        answers.pop().expect("an answer")
    }

    /// What comes back has no sender.
    async fn reports_back(&self, to: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        let room = messages::room(self.house.messages.clone());
        room.sender(None, None).await?;
        room.recipient(None, to).await?;
        let mut answers = room.deliver(None, &[to.to_owned()], bytes).await;
        answers.pop().expect("an answer")
    }

    /// The conversations of a holder: how many, and the way to the first.
    async fn conversations(&self, holder: &Holder) -> (usize, String) {
        let page = self.get(&holder.cookie, LIST).await.text();
        let ways: Vec<&str> = page
            .split("<h2 class=\"h3\"><a href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let first = ways.first().copied().unwrap_or_default().to_owned();
        (ways.len(), first)
    }

    async fn looks_at(&self, cookie: &str, path: &str) -> String {
        let page = self.get(cookie, path).await;
        assert_eq!(page.status, http::StatusCode::OK, "{path}: {}", page.text());
        page.text()
    }

    /// Sends an answer in a conversation.
    async fn answers(&self, holder: &Holder, way: &str, text: &str) {
        let token = kernel::DocumentId::new(&*self.house.world.chance);
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let form = format!("jeton={token}&geste=envoyer&texte={text}");
        let sent = self.post(&holder.cookie, way, &form).await;
        assert_eq!(sent.status, http::StatusCode::SEE_OTHER, "{}", sent.text());
    }

    /// Lets what is due leave.
    async fn lets_leave(&self) {
        self.house.messages.send_mails().await.expect("a pass");
    }
}

/// The same professional, signed in.
async fn signed_in(town: &Town) -> Pro {
    town.pro("10", "99700218896", "Samir Benali").await
}
