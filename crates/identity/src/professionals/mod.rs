//! The directory of professionals and institutions, as the national directory
//! tells it: who they are, whether they may practise, where they work.
//!
//! It is a register of public facts. What a professional may read is decided
//! by `sharing`; how they prove who they are is in [`crate::provider`].

mod import;
mod mailboxes;
mod queries;
pub mod rules;

pub use crate::caller::Profession;
pub use import::Report;
pub use lists::Format;
pub use mailboxes::{Owner, mailbox_address};
pub use queries::MIGRATIONS;
pub use rules::fold;

use kernel::{Error, Finess, Result, Rpps, Timestamp, World};
use rules::Attachment;
use std::fmt;
use std::str::FromStr;
use store::{Store, Tx};

/// The most professionals that one search gives.
pub const FOUND_MAX: i64 = 20;

/// What an institution is, as far as ceilings and rules differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum InstitutionKind {
    /// A hospital or clinic.
    Hospital,
    /// A laboratory of medical biology.
    Laboratory,
    /// A pharmacy.
    Pharmacy,
    /// A practice, a centre or a house of health.
    Practice,
    /// Anything else, or not told.
    #[default]
    Other,
}

impl InstitutionKind {
    /// The word in files and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::Laboratory => "laboratory",
            Self::Pharmacy => "pharmacy",
            Self::Practice => "practice",
            Self::Other => "other",
        }
    }
}

impl FromStr for InstitutionKind {
    type Err = Error;
    /// # Errors
    /// Invalid for an unknown word; no word is [`InstitutionKind::Other`].
    fn from_str(word: &str) -> Result<Self> {
        Ok(match word {
            "hospital" => Self::Hospital,
            "laboratory" => Self::Laboratory,
            "pharmacy" => Self::Pharmacy,
            "practice" => Self::Practice,
            "" | "other" => Self::Other,
            _ => return Err(Error::invalid("institution-kind-unknown")),
        })
    }
}

impl fmt::Display for InstitutionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A hospital, laboratory, pharmacy or practice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Institution {
    /// Its number in the national file.
    pub finess: Finess,
    /// Its name.
    pub name: String,
    /// Its city.
    pub city: String,
    /// What it is.
    pub kind: InstitutionKind,
}

/// A place where a professional works, or worked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceOfWork {
    /// The institution.
    pub institution: Institution,
    /// Since when that is known, and whether it still holds.
    pub attachment: Attachment,
}

/// A professional of the directory, with their places of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The national number.
    pub rpps: Rpps,
    /// The name of exercise.
    pub last_name: String,
    /// The first name of exercise.
    pub first_name: String,
    /// The profession.
    pub profession: Profession,
    /// The speciality in words; may be empty.
    pub speciality: String,
    /// May they practise today?
    pub active: bool,
    /// All their places, also those they left, by number.
    pub places: Vec<PlaceOfWork>,
}

impl Listed {
    /// The name as it is shown: first name, then name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// The places where a session may be opened now; `named` are the FINESS
    /// numbers that the provider names today.
    pub fn open_places(&self, named: &[Finess], now: Timestamp) -> Vec<&Institution> {
        self.places
            .iter()
            .filter(|place| {
                let by_provider = named.contains(&place.institution.finess);
                rules::may_work_there(&place.attachment, by_provider, now)
            })
            .map(|place| &place.institution)
            .collect()
    }
}

/// The directory.
#[derive(Clone)]
pub struct Professionals {
    store: Store,
    world: World,
}

impl Professionals {
    /// The directory kept in this store; its tables come with
    /// [`MIGRATIONS`].
    pub const fn new(store: Store, world: World) -> Self {
        Self { store, world }
    }

    /// One professional, who may be unknown.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn find(&self, rpps: &Rpps) -> Result<Option<Listed>> {
        queries::find_professional(&self.store, rpps).await
    }

    /// One professional, who must be known.
    ///
    /// # Errors
    /// Not found; or the store does not answer.
    pub async fn professional(&self, rpps: &Rpps) -> Result<Listed> {
        self.find(rpps).await?.ok_or_else(Error::not_found)
    }

    /// The active professionals whose name begins so, and who work in such a
    /// city if one is told; ordered by name and number, [`FOUND_MAX`] at most.
    /// Case, accents and hyphens do not matter.
    ///
    /// # Errors
    /// Invalid under two letters; or the store does not answer.
    pub async fn find_professionals(&self, name: &str, city: Option<&str>) -> Result<Vec<Listed>> {
        let (name, city) = searched(name, city)?;
        queries::list_professionals(&self.store, &name, &city).await
    }

    /// The numbers alone of whom [`Self::find_professionals`] would find, `most` at most:
    /// for whoever asks more of them before they are shown.
    ///
    /// # Errors
    /// Invalid under two letters; or the store does not answer.
    pub async fn numbers_named(
        &self,
        name: &str,
        city: Option<&str>,
        most: i64,
    ) -> Result<Vec<Rpps>> {
        let (name, city) = searched(name, city)?;
        queries::list_numbers(&self.store, &name, &city, most).await
    }

    /// May this professional practise, and do they work there, at this
    /// moment? Open sessions ask it again and again, so that somebody struck
    /// off is out within minutes.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn may_practise(&self, rpps: &Rpps, place: Option<&Finess>) -> Result<bool> {
        queries::may_practise(&self.store, rpps, place).await
    }

    /// Does the directory say that this professional practises no more: struck off, or
    /// suspended? Of whom it knows nothing, it does not.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn practises_no_more(&self, rpps: &Rpps) -> Result<bool> {
        queries::must_leave(&self.store, rpps, None).await
    }

    /// Is this professional attached to this institution now? An institution
    /// may sign a document in their name only then.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn works_at(&self, rpps: &Rpps, finess: &Finess) -> Result<bool> {
        queries::may_practise(&self.store, rpps, Some(finess)).await
    }

    /// One institution, which may be unknown.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn institution(&self, finess: &Finess) -> Result<Option<Institution>> {
        queries::find_institution(&self.store, finess).await
    }

    /// Adds an institution, or brings it up to date.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn keep_institution(&self, institution: &Institution) -> Result<()> {
        let mut tx = self.store.begin("keep institution").await?;
        tx.run(vec![queries::upsert_institution(institution)])
            .await?;
        tx.commit().await
    }

    /// Strikes off or suspends somebody, or lets them practise again.
    ///
    /// # Errors
    /// Not found; or the store does not answer.
    pub async fn set_active(&self, rpps: &Rpps, active: bool) -> Result<()> {
        match queries::update_active(&self.store, rpps, active).await? {
            0 => Err(Error::not_found()),
            _ => Ok(()),
        }
    }

    /// Ends an attachment.
    ///
    /// # Errors
    /// Not found; or the store does not answer.
    pub async fn leave(&self, rpps: &Rpps, finess: &Finess) -> Result<()> {
        match queries::update_left(&self.store, rpps, finess, self.world.now()).await? {
            0 => Err(Error::not_found()),
            _ => Ok(()),
        }
    }

    /// Every active professional with their places, ordered by number, after
    /// `after`; `limit` at most. For the demonstration and for checks.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn list(&self, after: Option<&Rpps>, limit: i64) -> Result<Vec<Listed>> {
        queries::list_all(&self.store, after, limit).await
    }
}

/// A name and a city as they are searched.
fn searched(name: &str, city: Option<&str>) -> Result<(String, String)> {
    let name = fold(name);
    match name.len() < 2 {
        true => Err(Error::field("name", "pro-search-too-short")),
        false => Ok((name, city.map(fold).unwrap_or_default())),
    }
}

/// One professional, who may be unknown, asked of this store.
pub(crate) async fn find(store: &Store, rpps: &Rpps) -> Result<Option<Listed>> {
    queries::find_professional(store, rpps).await
}

/// Does the directory now say that an open session must end: struck off,
/// suspended, or gone from that place?
pub(crate) async fn must_leave(store: &Store, rpps: &Rpps, place: Option<&Finess>) -> Result<bool> {
    queries::must_leave(store, rpps, place).await
}

/// What an institution of the directory is, asked in this transaction.
///
/// # Errors
/// Those of the store.
pub async fn kind_of(tx: &mut Tx, finess: &Finess) -> Result<InstitutionKind> {
    let kind = queries::find_kind(tx, finess).await?;
    Ok(kind.unwrap_or_default())
}

/// Notes that a session was opened at this place, in the same transaction.
pub(crate) async fn note_use(
    tx: &mut Tx,
    rpps: &Rpps,
    finess: &Finess,
    now: Timestamp,
) -> Result<()> {
    queries::update_used(tx, rpps, finess, now).await
}
