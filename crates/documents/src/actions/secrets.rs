//! A minor's secret: its author keeps a document from those who answer for the
//! patient, at deposit or later; the young person, or its author, ends that.

use super::Documents;
use crate::rules;
use identity::Caller;
use journal::Book;
use kernel::{DocumentId, Error, Result, SpaceId};
use sharing::{OnDocuments, Permit, Rights};
use spaces::Spaces;

impl Documents {
    /// Its author keeps a document from those who answer for its patient. Twice is once.
    ///
    /// # Errors
    /// Not found, if it is not theirs; invalid, for a patient who is of age today.
    pub async fn keep_secret(&self, caller: &Caller, space: SpaceId, id: DocumentId) -> Result<()> {
        let act = OnDocuments::KeepSecret;
        // Whose it is not learns no age.
        self.change_each(caller, space, act, &[id], |_, _, _| Ok(Vec::new()))
            .await?;
        self.is_a_minors(space).await?;
        self.change_each(caller, space, act, &[id], rules::life::keep_secret)
            .await
    }

    /// Its author, or the young person whose it is, lets those who answer for them see
    /// it. Twice is once.
    ///
    /// # Errors
    /// Not found, for anybody else.
    pub async fn lift_secret(&self, caller: &Caller, space: SpaceId, id: DocumentId) -> Result<()> {
        // What its patient was not told of meanwhile is looked at again. Who lifts what is
        // their own needs no telling.
        if matches!(caller, Caller::Professional(_) | Caller::Institution(_)) {
            self.note_letting_go(space, id).await?;
        }
        let act = OnDocuments::LiftSecret;
        self.change_each(caller, space, act, &[id], rules::life::lift_secret)
            .await
    }

    /// Whether a document is a minor's secret, for whoever may see it.
    ///
    /// # Errors
    /// A fault, if rights are not part of this journal.
    pub fn is_secret(permit: &Permit, id: DocumentId) -> Result<bool> {
        Ok(permit.state::<Rights>()?.is_secret(id))
    }

    /// Checks that somebody else answers for this person today.
    pub(super) async fn is_a_minors(&self, space: SpaceId) -> Result<()> {
        let spaces = self.spaces.as_ref();
        let spaces = spaces.ok_or_else(|| Error::fault("no register says how old they are"))?;
        match self.is_minor(spaces, space).await? {
            true => Ok(()),
            false => Err(Error::field("secret", "documents-secret-adult")),
        }
    }

    /// Whether somebody else answers for this person today.
    async fn is_minor(&self, spaces: &Spaces, space: SpaceId) -> Result<bool> {
        let today = self.sharing.world().now().in_paris().date();
        Ok(spaces.open_face(space).await?.is_minor_on(today))
    }

    /// Whether the next version of a secret is one: as long as its patient is a minor.
    /// The register is asked only where there is a secret.
    pub(super) async fn passes_secrets_on(&self, space: SpaceId) -> Result<bool> {
        let book = self.journal.open(space).await?;
        match &self.spaces {
            Some(spaces) if book.state::<Rights>()?.has_secrets() => {
                self.is_minor(spaces, space).await
            }
            _ => Ok(true),
        }
    }

    /// Whether no notice tells of the secrets of a record: as long as whoever reads it
    /// may be a parent.
    pub(super) async fn keeps_silent(&self, spaces: &Spaces, book: &Book) -> Result<bool> {
        match book.state::<Rights>()?.has_secrets() {
            true => self.is_minor(spaces, book.space()).await,
            false => Ok(false),
        }
    }
}
