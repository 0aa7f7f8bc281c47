//! The folder: what has no other way out, as files that people and printers
//! open. Written beside and renamed, so that nobody sees half a file; the same
//! notice twice is the same file.
//!
//! It holds what is sent in clear: activation codes among it. It is made for
//! its owner alone, and belongs to a demonstration, a test or a printer.

use super::Sending;
use crate::notice::Recipient;
use crate::rules::retry::Answer;
use kernel::{NoticeId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// How many files are written at once.
pub(super) const LINES: usize = 4;

/// A folder.
#[derive(Clone)]
pub(crate) struct Folder(PathBuf);

/// What stands beside the PDF of a letter, for whoever prints it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Cover {
    pub reference: String,
    pub kind: String,
    pub at: String,
    pub to: Vec<String>,
    pub subject: String,
    pub file: String,
}

impl Folder {
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) async fn keep_email(&self, sending: &Sending<'_>, mail: Vec<u8>) -> Answer {
        self.keep(sending, vec![(name(sending, "eml"), mail)]).await
    }

    pub(super) async fn keep_sms(&self, sending: &Sending<'_>) -> Answer {
        let Recipient::Phone(to) = &sending.message.to else {
            return Answer::Refused;
        };
        let text = format!(
            "To: {}\nDate: {}\nReference: {}\n\n{}\n",
            to.as_str(),
            sending.now.rfc3339(),
            sending.id,
            sending.message.text
        );
        self.keep(sending, vec![(name(sending, "txt"), text.into_bytes())])
            .await
    }

    /// The cover comes last: where it stands, the letter is whole.
    pub(super) async fn keep_letter(&self, sending: &Sending<'_>) -> Answer {
        let (Recipient::Address(to), Some(pdf)) = (&sending.message.to, &sending.message.pdf)
        else {
            return Answer::Refused;
        };
        let letter = name(sending, "pdf");
        let cover = Cover {
            reference: sending.id.to_string(),
            kind: sending.kind.to_owned(),
            at: sending.now.rfc3339(),
            to: to.lines().to_vec(),
            subject: sending.message.subject.clone(),
            file: letter.clone(),
        };
        let cover = serde_json::to_vec_pretty(&cover).expect("texts are always JSON");
        let files = vec![(letter, pdf.clone()), (name(sending, "json"), cover)];
        self.keep(sending, files).await
    }

    async fn keep(&self, sending: &Sending<'_>, files: Vec<(String, Vec<u8>)>) -> Answer {
        let folder = self.0.clone();
        let kept = tokio::task::spawn_blocking(move || write_all(&folder, &files)).await;
        match kept {
            Ok(Ok(())) => Answer::Accepted,
            Ok(Err(error)) => {
                let error = error.to_string();
                tracing::error!(notice = %sending.id, error, "the folder of the post refuses");
                Answer::NoWay
            }
            Err(_) => Answer::NoWay,
        }
    }
}

/// By the time it was queued, then by its id: the same notice always has the
/// same name, and names sort as notices do.
fn name(sending: &Sending<'_>, extension: &str) -> String {
    let millis = sending.queued_at.millis().max(0);
    format!("{millis:015}-{}.{extension}", sending.id)
}

/// What a name of ours says.
pub(crate) fn named(name: &str) -> Option<(Timestamp, NoticeId, &str)> {
    let (stem, extension) = name.rsplit_once('.')?;
    let (millis, id) = stem.split_once('-')?;
    Some((
        Timestamp::from_millis(millis.parse().ok()?),
        id.parse().ok()?,
        extension,
    ))
}

fn write_all(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder);
    made?;
    for (name, bytes) in files {
        let unfinished = folder.join(format!(".{name}.unfinished"));
        let written =
            write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, folder.join(name)));
        if written.is_err() {
            // Part of a notice helps nobody, and a code may stand in it.
            drop(fs::remove_file(&unfinished));
        }
        written?;
    }
    fs::File::open(folder)?.sync_all()
}

fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}
