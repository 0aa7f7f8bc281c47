//! The files of a message: taken into the vault as they arrive, so that they become
//! documents with the message that they are attached to, or are taken off again.

use super::drafts::KeptFile;
use super::sending::Refused;
use crate::Messages;
use crate::rules::{ATTACHED_COUNT_MAX, ATTACHED_MAX, title_of};
use documents::rules::{Checked, Depositor, Draft};
use documents::{Incoming, Origin, Parked, Shelved};
use edge::{Files, Incoming as Arriving};
use futures_util::StreamExt;
use identity::Caller;
use kernel::{Error, Kind, Result, SpaceId};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The field of the form.
pub(super) const FIELD: &str = "file";
/// The official type of what care sends so: a letter to the patient or a colleague.
const LETTER: &str = "96349-6";
/// The official type of what a holder sends so: another document of theirs.
const THEIRS: &str = "EXPPAT_2";

/// A file in the vault, waiting for its entry.
pub(super) struct Taken {
    shelved: Shelved,
    name: String,
    pub(super) size: u64,
}

impl Taken {
    /// As it waits with what is not sent yet.
    pub(super) fn parked(self) -> Parked {
        self.shelved.into()
    }
}

impl Messages {
    /// Takes in what arrives, behind what was taken in before and beside so many files of
    /// so many bytes: all of it, or none, nor what was before.
    ///
    /// # Errors
    /// Invalid, for a file that cannot be accepted, for too many and for too much:
    /// it says which.
    pub(super) async fn take_in(
        &self,
        caller: &Caller,
        space: SpaceId,
        files: &mut Files,
        (mut all, (count, bytes)): (Vec<Taken>, (usize, u64)),
    ) -> Result<Vec<Taken>, Refused> {
        loop {
            let (name, taken) = match files.next().await {
                Ok(None) => return Ok(all),
                Ok(Some(file)) => {
                    let before = bytes + all.iter().map(|it| it.size).sum::<u64>();
                    let name = file.name.0.clone();
                    let taken = match count + all.len() < ATTACHED_COUNT_MAX {
                        true => self.take_one(caller, space, file, before).await,
                        false => Err(Error::field(FIELD, "messages-attached-too-many")),
                    };
                    (Some(name), taken)
                }
                Err(error) => (None, Err(error)),
            };
            match taken {
                Ok(taken) => all.push(taken),
                Err(error) => {
                    self.put_back(all).await;
                    let file = name.filter(|_| error.kind() == Kind::Invalid);
                    let file = file.map(String::into_boxed_str);
                    return Err(Refused { error, file });
                }
            }
        }
    }

    /// Takes in what a draft kept, each as if it came now: all of it, or none.
    ///
    /// # Errors
    /// As [`Self::take_in`].
    pub(super) async fn take_up(
        &self,
        caller: &Caller,
        space: SpaceId,
        files: &[KeptFile],
    ) -> Result<Vec<Taken>, Refused> {
        let documents = &self.0.parts.documents;
        let mut all = Vec::with_capacity(files.len());
        for file in files {
            let shelved = match file.parked() {
                Ok(parked) => documents.take_up(caller, space, parked).await,
                Err(error) => Err(error),
            };
            match shelved.map_err(about_file) {
                Ok(mut shelved) => {
                    documents.glean(caller, &mut shelved).await;
                    all.push(Taken {
                        shelved,
                        name: file.name.clone(),
                        size: file.size,
                    });
                }
                Err(error) => {
                    self.put_back(all).await;
                    let invalid = error.kind() == Kind::Invalid;
                    let file = invalid.then(|| file.name.clone().into_boxed_str());
                    return Err(Refused { error, file });
                }
            }
        }
        Ok(all)
    }

    /// Takes in a file, beside so many bytes of others.
    async fn take_one(
        &self,
        caller: &Caller,
        space: SpaceId,
        file: Arriving,
        before: u64,
    ) -> Result<Taken> {
        if file.field != FIELD {
            return Err(Error::invalid("error-form-fields"));
        }
        let taken = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&taken);
        let bytes = file.bytes.map(move |piece| {
            let piece = piece?;
            let length = piece.len() as u64;
            let size = counted.fetch_add(length, Ordering::Relaxed) + length;
            let code = match (size > ATTACHED_MAX, before + size > ATTACHED_MAX) {
                (true, _) => "messages-file-too-big",
                (_, true) => "messages-files-too-big",
                _ => return Ok(piece),
            };
            Err(Error::field(FIELD, code))
        });
        let incoming = Incoming {
            file_name: file.name.0.clone(),
            mime: None,
            bytes: bytes.boxed(),
        };
        let documents = &self.0.parts.documents;
        let shelved = documents.shelve(caller, space, incoming).await;
        let mut shelved = shelved.map_err(about_file)?;
        documents.glean(caller, &mut shelved).await;
        Ok(Taken {
            shelved,
            name: file.name.0,
            size: taken.load(Ordering::Relaxed),
        })
    }

    /// How they stand in the record: letters of today under the subject.
    pub(super) async fn described(
        &self,
        caller: &Caller,
        subject: &str,
        taken: Vec<Taken>,
    ) -> Result<Vec<(Shelved, Checked, Origin)>> {
        let (depositor, code) = match caller {
            Caller::Holder(_) => (Depositor::Holder, THEIRS),
            _ => (Depositor::Care, LETTER),
        };
        let today = self.now().in_paris().date();
        let alone = taken.len() == 1;
        let check = |name: &str| {
            let draft = Draft {
                title: title_of(subject, name, alone),
                type_code: code.to_owned(),
                act_date: Ok(Some(today)),
            };
            draft.check(depositor, today)
        };
        let checked: Result<Vec<Checked>> = taken.iter().map(|it| check(&it.name)).collect();
        match checked {
            Ok(checked) => {
                let shelved = taken.into_iter().map(|it| it.shelved);
                let files = shelved.zip(checked);
                Ok(files
                    .map(|(shelved, checked)| (shelved, checked, Origin::default()))
                    .collect())
            }
            Err(error) => {
                self.put_back(taken).await;
                Err(error)
            }
        }
    }

    /// Takes them off again.
    pub(super) async fn put_back(&self, taken: Vec<Taken>) {
        let files = taken.into_iter().map(|it| it.shelved).collect();
        self.0.parts.documents.unshelve(files).await;
    }
}

/// What is wrong with a file is said beside the files.
fn about_file(error: Error) -> Error {
    match error.kind() == Kind::Invalid && error.field_errors().is_empty() {
        true => Error::field(FIELD, error.code()),
        false => error,
    }
}
