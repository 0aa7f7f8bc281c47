//! What came back: a Maildir that a mail server fills. Each message is read
//! once, judged ([`crate::rules::bounce`]), and moved from `new` to `cur`,
//! whatever it is; nothing in it is executed, shown or kept.

use crate::notice::Channel;
use crate::rules::bounce::{self, Ours, Said};
use crate::{Post, counts, queries};
use kernel::{Error, NoticeId, Result};
use std::fs;
use std::io::{ErrorKind, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Messages read in one pass, at most.
const MESSAGES_MAX: usize = 500;
/// The longest message that is read: a report quotes at most the message.
const MESSAGE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// What one reading found.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct ReadBack {
    /// Notices that will not arrive.
    pub returned: u64,
    /// Notices that arrive later.
    pub delayed: u64,
    /// What says nothing about a notice of ours, or nothing new.
    pub ignored: u64,
}

impl Post {
    /// Reads what came back, if a Maildir is configured. Two processes may read
    /// the same one.
    ///
    /// # Errors
    /// As the store; unavailable, when the Maildir does not answer. What was
    /// not read stays where it is.
    pub async fn read_returns(&self) -> Result<ReadBack> {
        let mut found = ReadBack::default();
        let Some(maildir) = self.returns_folder() else {
            return Ok(found);
        };
        let arrived = in_background({
            let new = maildir.join("new");
            move || arrived(&new)
        })
        .await?;
        let sender = self.transports().sender();
        for message in arrived {
            let ours = Ours {
                domain: sender.domain().to_owned(),
                bounce: sender.bounce.clone(),
            };
            let path = message.clone();
            let said = in_background(move || Ok(judged(&path, &ours))).await?;
            match said {
                Some((id, Said::Returned)) if self.told(queries::RETURNED, id).await? => {
                    tracing::info!(notice = %id, "a notice came back");
                    counts::add(&self.counters().of(Channel::Email).returned);
                    found.returned += 1;
                }
                Some((id, Said::Delayed)) if self.told(queries::DELAYED, id).await? => {
                    found.delayed += 1;
                }
                _ => found.ignored += 1,
            }
            // After it was recorded: a crash reads it twice, which is harmless.
            kernel::kill_point("post-before-moving");
            let maildir = maildir.clone();
            in_background(move || put_away(&maildir, &message)).await?;
        }
        if found.ignored > 0 {
            tracing::info!(
                ignored = found.ignored,
                "messages came back that say nothing"
            );
        }
        Ok(found)
    }

    async fn told(&self, sql: &'static str, id: NoticeId) -> Result<bool> {
        queries::told(self.store(), sql, id, self.world().now()).await
    }
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::fault("reading what came back").because(e))?
}

fn unavailable(error: std::io::Error) -> Error {
    Error::unavailable("the Maildir of what comes back does not answer").because(error)
}

fn arrived(new: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(new).map_err(unavailable)?.take(MESSAGES_MAX) {
        found.push(entry.map_err(unavailable)?.path());
    }
    found.sort_unstable();
    Ok(found)
}

/// Nothing, for whatever is no readable report about a notice of ours: a link,
/// a folder, a message too long, or one that the parser stumbles over.
fn judged(path: &Path, ours: &Ours) -> Option<(NoticeId, Said)> {
    let about = fs::symlink_metadata(path).ok()?;
    if !about.is_file() || about.len() > MESSAGE_BYTES_MAX {
        return None;
    }
    let mut mail = Vec::new();
    let file = fs::File::open(path).ok()?;
    file.take(MESSAGE_BYTES_MAX).read_to_end(&mut mail).ok()?;
    catch_unwind(AssertUnwindSafe(|| bounce::read(&mail, ours))).unwrap_or_default()
}

/// As a mail reader does: to `cur`, marked as seen.
fn put_away(maildir: &Path, message: &Path) -> Result<()> {
    let Some(name) = message.file_name() else {
        return Ok(());
    };
    let cur = maildir.join("cur");
    fs::create_dir_all(&cur).map_err(unavailable)?;
    let mut seen = name.to_owned();
    seen.push(":2,S");
    match fs::rename(message, cur.join(seen)) {
        // Another process put it away.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        moved => moved.map_err(unavailable),
    }
}
