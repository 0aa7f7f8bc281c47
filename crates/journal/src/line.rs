//! What a line says: who did what, when, to what, and why.
//!
//! Lines are CBOR with numbered fields. A field's number is never used again;
//! a payload of an unknown later version is an error, never skipped. Every
//! version ever written has a golden file in `tests/golden`.

use kernel::{AccountId, DocumentId, Error, Finess, Result, Rpps, SpaceId, Timestamp};
use minicbor::{Decode, Encode};

/// Who did it, as the holder will read it for ever: names, profession and
/// place are kept as they were at the time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// The holder themselves, or who answers for the child whose space it is.
    Holder {
        /// Their account.
        account: AccountId,
        /// Their name.
        name: String,
        /// Whether they came as who answers for the child: that is so of what they did
        /// for ever, whoever has which account later.
        represents: bool,
    },
    /// Whom the holder confided a part of their space to, as they did it then.
    Carer {
        /// Their account.
        account: AccountId,
        /// Their name.
        name: String,
    },
    /// A professional, signed in by the national provider.
    Professional {
        /// Their number in the national directory.
        rpps: Rpps,
        /// Their name.
        name: String,
        /// TRE_G15 code of their profession.
        profession: String,
        /// Where they work, if they said so.
        place: Option<(Finess, String)>,
    },
    /// An institution's software.
    Institution {
        /// The institution's number.
        finess: Finess,
        /// Its name.
        name: String,
    },
    /// A service of the catalogue, which a holder let in.
    Service {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
    /// Whoever keeps the system, in an audited act outside all rights.
    Keeper {
        /// Their name.
        name: String,
    },
    /// Whoever held an emergency card: nobody knows them.
    Finder,
}

impl By {
    /// The name as it was then; none of whoever nobody knows.
    pub fn name(&self) -> &str {
        match self {
            Self::Holder { name, .. }
            | Self::Carer { name, .. }
            | Self::Professional { name, .. }
            | Self::Institution { name, .. }
            | Self::Service { name, .. }
            | Self::Keeper { name } => name,
            Self::Finder => "",
        }
    }

    /// Whether they came to the space of somebody else: as who answers for the child whose
    /// it is, or as a carer.
    pub const fn acts_for_another(&self) -> bool {
        self.represents() || matches!(self, Self::Carer { .. })
    }

    /// Whether they came as who answers for the child whose space it is.
    pub const fn represents(&self) -> bool {
        matches!(
            self,
            Self::Holder {
                represents: true,
                ..
            }
        )
    }
}

/// The capacity of who answers for the child whose space it is.
const REPRESENTATIVE: u8 = 6;
/// The capacity of whom the holder confided a part of their space to.
const CARER: u8 = 7;

#[derive(Encode, Decode)]
pub(crate) struct ByForm {
    #[n(0)]
    capacity: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    account: Option<Vec<u8>>,
    #[n(2)]
    number: Option<String>,
    #[n(3)]
    name: String,
    #[n(4)]
    profession: Option<String>,
    #[n(5)]
    place: Option<String>,
    #[n(6)]
    place_name: Option<String>,
}

impl From<&By> for ByForm {
    fn from(by: &By) -> Self {
        let empty = |capacity, name: &str| Self {
            capacity,
            account: None,
            number: None,
            name: name.to_owned(),
            profession: None,
            place: None,
            place_name: None,
        };
        match by {
            By::Holder {
                account,
                name,
                represents,
            } => Self {
                account: Some(account.to_bytes().to_vec()),
                ..empty(if *represents { REPRESENTATIVE } else { 0 }, name)
            },
            By::Carer { account, name } => Self {
                account: Some(account.to_bytes().to_vec()),
                ..empty(CARER, name)
            },
            By::Professional {
                rpps,
                name,
                profession,
                place,
            } => Self {
                number: Some(rpps.to_string()),
                profession: Some(profession.clone()),
                place: place.as_ref().map(|(finess, _)| finess.to_string()),
                place_name: place.as_ref().map(|(_, name)| name.clone()),
                ..empty(1, name)
            },
            By::Institution { finess, name } => Self {
                number: Some(finess.to_string()),
                ..empty(2, name)
            },
            By::Keeper { name } => empty(3, name),
            By::Service { id, name } => Self {
                number: Some(id.clone()),
                ..empty(4, name)
            },
            By::Finder => empty(5, ""),
        }
    }
}

impl TryFrom<ByForm> for By {
    type Error = Error;
    fn try_from(form: ByForm) -> Result<Self> {
        let number = || {
            form.number
                .clone()
                .ok_or_else(|| Error::fault("a line's author has no number"))
        };
        Ok(match form.capacity {
            0 | REPRESENTATIVE => Self::Holder {
                account: AccountId::from_slice(form.account.as_deref().unwrap_or_default())?,
                name: form.name,
                represents: form.capacity == REPRESENTATIVE,
            },
            CARER => Self::Carer {
                account: AccountId::from_slice(form.account.as_deref().unwrap_or_default())?,
                name: form.name,
            },
            1 => Self::Professional {
                rpps: number()?.parse()?,
                name: form.name.clone(),
                profession: form.profession.clone().unwrap_or_default(),
                place: match (&form.place, &form.place_name) {
                    (Some(finess), Some(name)) => Some((finess.parse()?, name.clone())),
                    _ => None,
                },
            },
            2 => Self::Institution {
                finess: number()?.parse()?,
                name: form.name,
            },
            3 => Self::Keeper { name: form.name },
            4 => Self::Service {
                id: number()?,
                name: form.name,
            },
            5 => Self::Finder,
            later => {
                return Err(Error::fault(format!(
                    "a line's author is of unknown capacity {later}"
                )));
            }
        })
    }
}

/// Something to write in the journal.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// The slice whose fold reads it ([`crate::Slice::CODE`]).
    pub slice: u16,
    /// The version of the payload's form.
    pub version: u16,
    /// The payload, in the slice's own encoding.
    pub payload: Vec<u8>,
    /// What happened, as a key of the history's sentences (`document-added`).
    pub act: &'static str,
    /// The document it is about.
    pub about: Option<DocumentId>,
    /// What it is about in words the holder knows: the document's title.
    pub what: String,
    /// Why, where a reason is due.
    pub why: String,
}

/// An entry as the fold reads it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The space it belongs to.
    pub space: SpaceId,
    /// The journal row that holds it, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: &'a By,
    /// The slice that wrote it.
    pub slice: u16,
    /// The version of the payload's form.
    pub version: u16,
    /// The payload.
    pub payload: &'a [u8],
}

/// An entry as the history shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The journal row, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// What happened.
    pub act: String,
    /// The document it is about.
    pub about: Option<DocumentId>,
    /// What it is about, in words.
    pub what: String,
    /// Why.
    pub why: String,
    /// The slice that wrote it.
    pub slice: u16,
    /// The version of the payload's form.
    pub version: u16,
    /// The payload.
    pub payload: Vec<u8>,
}

impl Written {
    /// The same, as the fold reads it.
    pub(crate) fn entry(&self, space: SpaceId) -> Entry<'_> {
        Entry {
            space,
            seq: self.seq,
            at: self.at,
            by: &self.by,
            slice: self.slice,
            version: self.version,
            payload: &self.payload,
        }
    }
}

/// A read to write in the access log before its content is given.
#[derive(Clone, Debug)]
pub struct NewRead {
    /// Who reads.
    pub by: By,
    /// What they do, as a key of the history's sentences (`document-read`).
    pub act: &'static str,
    /// The document they read.
    pub about: Option<DocumentId>,
    /// What they read, in words.
    pub what: String,
    /// Why they may.
    pub why: String,
}

/// A read as the history shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    /// Its place in the access log, from 1.
    pub n: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// What they did.
    pub act: String,
    /// The document they read.
    pub about: Option<DocumentId>,
    /// What they read, in words.
    pub what: String,
    /// Why they might.
    pub why: String,
}
