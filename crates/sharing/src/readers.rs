//! Who reads now, and by what right: for the holder, on every page that says so.

use crate::entries::{CareLink, CareLinks};
use crate::permit::Permit;
use crate::rights::{EmergencyAccess, Person, Rights, Share};
use kernel::{Error, Result, Rpps, Timestamp};

/// A professional who may read now.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Their number.
    pub rpps: Rpps,
    /// Who they are.
    pub person: Person,
    /// By what right; one at least.
    pub rights: Vec<ReadingRight>,
}

/// What lets somebody read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadingRight {
    /// A care link.
    Link(CareLink),
    /// An emergency access.
    Emergency(EmergencyAccess),
    /// A few documents, shared by a code that they used.
    Share(Share),
}

impl ReadingRight {
    /// Its end.
    pub fn until(&self) -> Timestamp {
        match self {
            Self::Link(link) => link.until,
            Self::Emergency(access) => access.until,
            Self::Share(share) => share.ends(),
        }
    }

    /// The key of the words that say why.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Link(link) => link.basis.key(),
            Self::Emergency(_) => crate::EMERGENCY,
            Self::Share(_) => crate::actions::BY_SHARE,
        }
    }
}

/// Who reads now, in the order in which they came: not who is blocked, and in
/// the first days of an account nobody who came before it.
///
/// # Errors
/// Not found, unless it was the holder who was let in, or who answers for them.
pub fn readers(permit: &Permit) -> Result<Vec<Reader>> {
    if !permit.is_at_home() {
        return Err(Error::not_found());
    }
    let now = permit.now();
    let (links, rights) = (permit.state::<CareLinks>()?, permit.state::<Rights>()?);
    let links = links.all_in_force(now).map(|link| {
        let until = links.ends(link);
        let person = Person {
            name: link.name.clone(),
            profession: link.profession.clone(),
        };
        (
            link.since,
            &link.rpps,
            person,
            ReadingRight::Link(CareLink {
                until,
                ..link.clone()
            }),
        )
    });
    let emergencies = rights.emergencies_in_force(now).map(|access| {
        let person = Person {
            name: access.name.clone(),
            profession: access.profession.clone(),
        };
        let right = ReadingRight::Emergency(access.clone());
        (access.since, &access.rpps, person, right)
    });
    let shares = rights.shares_in_force(now).filter_map(|share| {
        let taken = share.taken.as_ref()?;
        let right = ReadingRight::Share(share.clone());
        Some((taken.at, &taken.rpps, taken.person.clone(), right))
    });
    let mut readers: Vec<Reader> = Vec::new();
    for (since, rpps, person, right) in links.chain(emergencies).chain(shares) {
        let kept_back = permit.since().is_some_and(|begun| since < begun);
        if kept_back || rights.blocked().contains_key(rpps) {
            continue;
        }
        match readers.iter_mut().find(|reader| reader.rpps == *rpps) {
            Some(reader) => reader.rights.push(right),
            None => readers.push(Reader {
                rpps: rpps.clone(),
                person,
                rights: vec![right],
            }),
        }
    }
    Ok(readers)
}
