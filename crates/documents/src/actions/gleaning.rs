//! Gleaning: a child tells in short what a file is about, once, when it comes;
//! the search and the results live on that. It is help, never a condition: a
//! file that cannot be read is kept all the same.

use super::{Documents, Shelved, account};
use crate::reading::{gist, held_against};
use crate::shelf::{Body, Gist, Understood};
use bytes::BytesMut;
use futures_util::{TryFutureExt, TryStreamExt};
use identity::Caller;
use kernel::{Error, Result, SpaceId};
use readers::dicom::{self, Person};
use readers::gist::Ask;
use readers::{Answer, Job, Refusal};
use std::time::Duration;
use tokio::time::timeout;
use vault::Stored;

/// A plain text of no more bytes is looked at where it is: nothing of it is taken
/// apart, and starting a child takes longer than all the rest of a deposit.
const PLAIN_BYTES_MAX: u64 = 64 * 1024;
/// Whoever brings a file does not wait longer for that.
const PATIENCE: Duration = Duration::from_secs(5);

/// The media types of medical images: a file, and a study in an archive.
pub(crate) const IMAGES: [&str; 2] = ["application/dicom", "application/zip"];

/// What a child told of a file.
#[derive(Default)]
pub(super) struct Gleaned {
    /// What it is about; nothing, if nobody could tell yet.
    pub gist: Option<Gist>,
    /// Whose images it says they are.
    images_of: Option<Person>,
}

impl Documents {
    /// Has a child tell what a shelved file is about. What cannot be told now is
    /// told when its holder opens it.
    pub async fn glean(&self, caller: &Caller, shelved: &mut Shelved) {
        if shelved.gleaned.gist.is_some() {
            return;
        }
        shelved.gleaned = self.gleaned(caller, shelved.mime, &shelved.stored).await;
    }

    /// What an archive is about, if it is a study of one person and nothing else:
    /// that decides whether it is taken, so that here a child is waited for.
    ///
    /// # Errors
    /// Invalid, with the reason, if it is not; Unavailable, if no child could say: that
    /// one was slow or died is no word about the archive.
    pub(super) async fn study(&self, caller: &Caller, stored: &Stored) -> Result<Gleaned> {
        let bytes = self.vault.open(stored).try_flatten_stream();
        let desk = self.desk.for_account(account(caller));
        match desk.read(&Job::Dicom(dicom::Ask::Look), bytes).await? {
            Ok(Answer::Dicom(dicom::Answer::Refused(refusal))) if refusal.is_no_study() => {
                Err(Error::invalid(refusal.code()))
            }
            Ok(Answer::Dicom(answer)) => Ok(looked_at(answer)),
            Ok(_) => Err(Error::fault("a reader answered another question")),
            Err(refusal) if is_for_good(refusal) => {
                Err(Error::invalid(dicom::Refusal::Archive.code()))
            }
            Err(_) => Err(Error::unavailable("no reader looked at an archive")),
        }
    }

    /// What an opened document is about, if nobody told that yet: for its holder,
    /// whose record it is, and who waits for its pages anyway.
    pub(super) async fn catch_up(
        &self,
        caller: &Caller,
        space: SpaceId,
        body: &Body,
    ) -> Understood {
        let gleaned = self.gleaned(caller, &body.mime, &body.stored()).await;
        match self.names_another(space, &gleaned).await {
            Ok(names_another) => Understood {
                gist: gleaned.gist,
                names_another,
            },
            // Another time: then it is asked again.
            Err(error) => {
                let log = error.log_text();
                tracing::warn!(error = log, "a file was held against nobody");
                Understood::default()
            }
        }
    }

    /// Whether a file surely names somebody else than the person of this space.
    pub(super) async fn names_another(&self, space: SpaceId, gleaned: &Gleaned) -> Result<bool> {
        let named = gleaned.gist.as_ref().and_then(|it| it.patient.as_ref());
        let images_of = gleaned.images_of.as_ref();
        let Some(spaces) = self.spaces.as_ref() else {
            return Ok(false);
        };
        if named.is_none() && images_of.is_none() {
            return Ok(false);
        }
        let face = spaces.open_face(space).await?;
        Ok(held_against(&face, |traits| {
            named.is_some_and(|it| it.is_another(traits))
                || images_of.is_some_and(|it| dicom::names_another(it, traits))
        }))
    }

    /// What a file is about; nothing, if it is of a kind without words, or if
    /// another time may be better.
    async fn gleaned(&self, caller: &Caller, mime: &str, stored: &Stored) -> Gleaned {
        let job = match (gist::ask(mime), mime) {
            (Some(Ask::Plain), _) if stored.size <= PLAIN_BYTES_MAX => {
                return self.plain(stored).await.unwrap_or_default();
            }
            (Some(ask), _) => Job::Gist(ask),
            (None, images) if IMAGES.contains(&images) => Job::Dicom(dicom::Ask::Look),
            (None, _) => return Gleaned::default(),
        };
        let bytes = self.vault.open(stored).try_flatten_stream();
        let desk = self.desk.for_account(account(caller));
        match timeout(PATIENCE, desk.read(&job, bytes)).await {
            Ok(Ok(Ok(Answer::Gist(answer)))) => told(kept(Ok(*answer))),
            Ok(Ok(Ok(Answer::Dicom(answer)))) => looked_at(answer),
            Ok(Ok(Err(refusal))) if is_for_good(refusal) => told(kept(Err(refusal))),
            _ => Gleaned::default(),
        }
    }

    async fn plain(&self, stored: &Stored) -> Option<Gleaned> {
        let bytes = self.vault.open(stored).try_flatten_stream();
        let bytes: BytesMut = bytes.try_collect().await.ok()?;
        Some(told(kept(readers::gist::read_plain(&bytes))))
    }
}

/// Whose images they are; of what is not shown, that there is more than is known.
fn looked_at(answer: dicom::Answer) -> Gleaned {
    match answer {
        dicom::Answer::Study(study) => Gleaned {
            images_of: Some(study.person),
            ..told(Gist::default())
        },
        _ => told(Gist {
            partial: true,
            ..Gist::default()
        }),
    }
}

fn told(gist: Gist) -> Gleaned {
    Gleaned {
        gist: Some(gist),
        images_of: None,
    }
}

/// Of what is refused for good, that there is more than is known.
fn kept(reading: std::result::Result<readers::gist::Answer, Refusal>) -> Gist {
    match reading {
        Ok(answer) => gist::kept(&answer),
        Err(_) => Gist {
            partial: true,
            ..Gist::default()
        },
    }
}

/// The same file would be refused again.
const fn is_for_good(refusal: Refusal) -> bool {
    !matches!(
        refusal,
        Refusal::Busy | Refusal::TooLong | Refusal::Died | Refusal::Unprotected
    )
}
