//! What people can do: say that an examination was done, and take that back.
//! Each is one sentence: decide, check, append.

use crate::calendar::{Calendar, Kind};
use crate::entries::{examination_noted, examination_withdrawn};
use crate::notes::{Note, Notes, shown};
use identity::Caller;
use journal::{Book, By};
use kernel::When;
use kernel::{Date, DocumentId, Error, Result, SpaceId};
use sharing::{Change, OnDocuments, Permit, Rights, Sealed, Sharing, WrittenBy};

/// More notes than a life of examinations has.
const NOTES_MAX: usize = 500;

/// What is said of an examination.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Said {
    /// When it was done.
    pub on: When,
    /// Not for professionals to see.
    pub hidden: bool,
}

/// Notes of examinations. Cheap to clone.
#[derive(Clone)]
pub struct Prevention {
    sharing: Sharing,
}

impl Prevention {
    /// On this gate.
    pub const fn new(sharing: Sharing) -> Self {
        Self { sharing }
    }

    /// The gate.
    pub const fn sharing(&self) -> &Sharing {
        &self.sharing
    }

    /// Says that an examination was done: by the holder or by a professional, of
    /// somebody born on that day. Saying it twice is saying it once. Its id, by
    /// which it is taken back.
    ///
    /// # Errors
    /// Not found, for no such examination; invalid, for a day before birth or
    /// after today; else as decided.
    pub async fn note(
        &self,
        caller: &Caller,
        space: SpaceId,
        item: &str,
        said: Said,
        born: Date,
    ) -> Result<DocumentId> {
        let rule = Calendar::in_force()?.find(item);
        if rule.is_none_or(|rule| rule.kind == Kind::Vaccination) {
            return Err(Error::not_found());
        }
        let id = DocumentId::new(&*self.sharing.world().chance);
        self.sharing
            .change(caller, space, Change::Add, |leave| {
                let today = leave.now().in_paris().date();
                check(said.on, born, today)?;
                let notes = leave.state::<Notes>()?;
                let author = WrittenBy::from(leave.by());
                if notes.has(&author, item, said.on) {
                    return Ok(Vec::new());
                }
                if notes.count() >= NOTES_MAX {
                    return Err(Error::conflict("prevention-too-many"));
                }
                // What the holder decided of new documents holds for others'.
                let by_care = !matches!(leave.by(), By::Holder { .. });
                let hide_new = leave.state::<Rights>()?.switches().hide_new;
                let hidden = said.hidden || (by_care && hide_new);
                Ok(vec![examination_noted(id, item, said.on, hidden)])
            })
            .await?;
        Ok(id)
    }

    /// Takes back what the caller noted.
    ///
    /// # Errors
    /// Not found, if it is not theirs.
    pub async fn withdraw(&self, caller: &Caller, space: SpaceId, id: DocumentId) -> Result<()> {
        let act = match caller {
            Caller::Holder(_) => OnDocuments::Bin,
            _ => OnDocuments::Withdraw,
        };
        self.sharing
            .change_documents(caller, space, act, &[id], in_notes, |leave| {
                let note = leave.state::<Notes>()?.find(id);
                let note = note.ok_or_else(Error::not_found)?;
                Ok(vec![examination_withdrawn(id, note.what(leave)?)])
            })
            .await
    }

    /// The notes that a permit shows, the oldest first.
    ///
    /// # Errors
    /// A fault, if the slice is not registered.
    pub fn noted(permit: &Permit) -> Result<Vec<&Note>> {
        shown(permit)
    }
}

/// A note of a record.
fn in_notes(book: &Book, id: DocumentId) -> Result<Option<&Sealed<Note, ()>>> {
    Ok(book.state::<Notes>()?.find(id))
}

fn check(on: When, born: Date, today: Date) -> Result<()> {
    if on.first() > today {
        return Err(Error::field("date", "prevention-date-future"));
    }
    if on.last() < born {
        return Err(Error::field("date", "prevention-date-before-birth"));
    }
    Ok(())
}
