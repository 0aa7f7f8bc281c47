//! What the folder holds, read back: for the demonstration and for tests.

use crate::Post;
use crate::notice::Channel;
use crate::transport::{Cover, Folder, named};
use kernel::{Error, NoticeId, Result, Timestamp};
use mail_parser::{Address, MessageParser, MessagePart, MimeHeaders};
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Files looked at for one list, at most.
const FILES_MAX: usize = 200_000;

/// Something that was put into the folder.
#[derive(Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: NoticeId,
    /// The way it took.
    pub channel: Channel,
    /// When it was queued.
    pub at: Timestamp,
    /// To whom: an address, a number, or lines with commas between.
    pub to: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// The text; empty for a letter.
    pub text: String,
    /// Whether a PDF goes with it: the letter itself, or what stands beside an
    /// e-mail.
    pub has_pdf: bool,
    /// Where it lies: an e-mail, a text, a letter's cover beside its PDF.
    pub file: PathBuf,
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sent({}, {}, ‹personal›)", self.channel.name(), self.id)
    }
}

impl Post {
    /// What was put into the folder last, newest first.
    ///
    /// # Errors
    /// Unavailable, when the folder does not answer.
    pub async fn sent(&self, limit: usize) -> Result<Vec<Sent>> {
        let folders = self.folders();
        in_background(move || list(&folders, limit, None)).await
    }

    /// One of them.
    ///
    /// # Errors
    /// Not found; unavailable, when the folder does not answer.
    pub async fn sent_one(&self, id: NoticeId) -> Result<Sent> {
        let folders = self.folders();
        let mut found = in_background(move || list(&folders, 1, Some(id))).await?;
        found.pop().ok_or_else(Error::not_found)
    }

    /// The PDF of one of them.
    ///
    /// # Errors
    /// Not found, when there is none; unavailable, when the folder does not
    /// answer.
    pub async fn sent_pdf(&self, id: NoticeId) -> Result<Vec<u8>> {
        let file = self.sent_one(id).await?.file;
        let pdf = in_background(move || Ok(pdf(&file))).await?;
        pdf.ok_or_else(Error::not_found)
    }

    fn folders(&self) -> Vec<Folder> {
        self.transports().folders()
    }
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::fault("reading the folder of the post").because(e))?
}

fn list(folders: &[Folder], limit: usize, only: Option<NoticeId>) -> Result<Vec<Sent>> {
    let failed =
        |e: std::io::Error| Error::unavailable("reading the folder of the post").because(e);
    let mut found = Vec::new();
    for folder in folders {
        let entries = match std::fs::read_dir(folder.path()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        for entry in entries.take(FILES_MAX) {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let Some((at, id, extension)) = name.to_str().and_then(named) else {
                continue;
            };
            // A letter is known by its cover, which comes last.
            if extension != "pdf" && only.is_none_or(|only| only == id) {
                found.push((at, id, entry.path()));
            }
        }
    }
    found.sort_by_key(|(at, id, _)| std::cmp::Reverse((*at, *id)));
    Ok(found
        .into_iter()
        .filter_map(|(at, id, path)| read(at, id, &path))
        .take(limit)
        .collect())
}

/// Nothing, if the file is none of ours, or went away.
fn read(at: Timestamp, id: NoticeId, path: &Path) -> Option<Sent> {
    let bytes = std::fs::read(path).ok()?;
    let (channel, to, subject, text, has_pdf) = match path.extension()?.to_str()? {
        "eml" => email(&bytes)?,
        "txt" => sms(&bytes)?,
        "json" => {
            let cover: Cover = serde_json::from_slice(&bytes).ok()?;
            let to = cover.to.join(", ");
            (Channel::Letter, to, cover.subject, String::new(), true)
        }
        _ => return None,
    };
    Some(Sent {
        id,
        channel,
        at,
        to,
        subject,
        text,
        has_pdf,
        file: path.to_owned(),
    })
}

type Said = (Channel, String, String, String, bool);

fn sms(bytes: &[u8]) -> Option<Said> {
    let (head, text) = std::str::from_utf8(bytes).ok()?.split_once("\n\n")?;
    let to = head.lines().find_map(|line| line.strip_prefix("To: "))?;
    let text = text.trim_end().to_owned();
    Some((Channel::Sms, to.to_owned(), String::new(), text, false))
}

fn email(bytes: &[u8]) -> Option<Said> {
    let mail = MessageParser::default().parse(bytes)?;
    let to = mail.to().and_then(Address::first)?.address()?.to_owned();
    let subject = mail.subject().unwrap_or_default().to_owned();
    let text = mail
        .body_text(0)?
        .replace("\r\n", "\n")
        .trim_end()
        .to_owned();
    let has_pdf = mail.attachments().any(is_pdf);
    Some((Channel::Email, to, subject, text, has_pdf))
}

fn is_pdf(part: &MessagePart<'_>) -> bool {
    part.is_content_type("application", "pdf")
}

fn pdf(file: &Path) -> Option<Vec<u8>> {
    if file.extension()? == "json" {
        // Beside the cover, by our own name: what the cover says is not trusted.
        return std::fs::read(file.with_extension("pdf")).ok();
    }
    let bytes = std::fs::read(file).ok()?;
    let mail = MessageParser::default().parse(&bytes)?;
    let part = mail.attachments().find(|part| is_pdf(part))?;
    Some(part.contents().to_vec())
}
