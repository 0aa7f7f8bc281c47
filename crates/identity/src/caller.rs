//! Who asks: a holder, a professional, an institution's software, a service of the
//! catalogue, or somebody of the team.
//!
//! Only what is known from signing in. What they may do is decided elsewhere:
//! spaces and care links are facts that `sharing` reads.

use crate::probation::Probation;
use crate::staff::Staff;
use kernel::{
    AccountId, ConnectionId, Error, Finess, Lang, Personal, Result, Rpps, SessionId, SpaceId,
    Timestamp,
};
use std::fmt;
use std::sync::OnceLock;

/// Who asks, in one capacity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Caller {
    /// A natural person signed in to their account.
    Holder(Holder),
    /// A professional of the national directory.
    Professional(Professional),
    /// An institution's software.
    Institution(Institution),
    /// A service of the catalogue, for the one holder who let it in. It has no page.
    Service(Service),
    /// Somebody of the team: without any medical capacity.
    Staff(Staff),
}

/// A natural person signed in to their account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    /// Their account.
    pub account: AccountId,
    /// How pages call them.
    pub name: Personal<String>,
    /// The session this request belongs to.
    pub session: SessionId,
    /// The spaces the account reaches, the oldest link first.
    pub spaces: Vec<SpaceId>,
    /// What is kept back from the account in them, for its first days.
    pub probations: Vec<Probation>,
    /// When they last proved who they are, with two factors.
    pub proved_at: Timestamp,
    /// In what capacity they come to these spaces, in this request.
    pub capacity: Capacity,
}

/// In what capacity an account comes to a space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Capacity {
    /// It is their own.
    Holder,
    /// They answer for the child whose space it is (domain rules, §9).
    Representative,
    /// The holder whose space it is confided a part of it to them.
    Carer {
        /// Since when conversations are among it, if they are: those that began before
        /// are not.
        messages: Option<Timestamp>,
    },
}

impl Capacity {
    /// Whether a part of the space is confided to them.
    pub const fn is_carers(self) -> bool {
        matches!(self, Self::Carer { .. })
    }
}

impl Holder {
    /// The space of `moi`.
    ///
    /// # Errors
    /// Not found, for an account that reaches no space.
    pub fn own_space(&self) -> Result<SpaceId> {
        self.spaces.first().copied().ok_or_else(Error::not_found)
    }
}

/// A professional signed in through their identity provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Professional {
    /// Their number in the national directory.
    pub rpps: Rpps,
    /// How pages and histories name them.
    pub name: Personal<String>,
    /// Their profession.
    pub profession: Profession,
    /// Where they work for the time of this session.
    pub place: Option<Place>,
    /// The session this request belongs to.
    pub session: SessionId,
}

/// A place of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Its number in the national file.
    pub finess: Finess,
    /// Its name.
    pub name: String,
}

/// An institution whose software asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Institution {
    /// Its number in the national file.
    pub finess: Finess,
    /// Its name.
    pub name: String,
    /// The client that asks in its name.
    pub client_id: String,
}

/// A service of the catalogue, with what one holder consented to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Service {
    /// Its id.
    pub client_id: String,
    /// Its name, as histories say it.
    pub name: String,
    /// The space whose holder let it in: it reaches no other.
    pub space: SpaceId,
    /// The account that did.
    pub account: AccountId,
    /// The connection in the record that says so.
    pub connection: ConnectionId,
}

impl Caller {
    /// How pages and histories name the caller.
    pub fn name(&self) -> &str {
        match self {
            Self::Holder(holder) => &holder.name.0,
            Self::Professional(professional) => &professional.name.0,
            Self::Institution(institution) => &institution.name,
            Self::Service(service) => &service.name,
            Self::Staff(staff) => &staff.name.0,
        }
    }
}

/// A health profession: a code of TRE_G15 (ANS).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Profession(&'static Line);

#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Line {
    code: String,
    label_fr: String,
    label_en: String,
    matrix_column: Option<String>,
}

const PROFESSIONS: &str = include_str!("../../../data/professions.csv");

fn professions() -> &'static [Line] {
    static LINES: OnceLock<Vec<Line>> = OnceLock::new();
    LINES.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(PROFESSIONS.as_bytes());
        reader
            .records()
            .map(|line| {
                let line = line.expect("professions.csv is ours and tested");
                let cell = |i: usize| line.get(i).unwrap_or_default().to_owned();
                Line {
                    code: cell(0),
                    label_fr: cell(2),
                    label_en: cell(3),
                    matrix_column: Some(cell(4)).filter(|column| !column.is_empty()),
                }
            })
            .collect()
    })
}

impl Profession {
    /// The profession of this code.
    ///
    /// # Errors
    /// Invalid when the list has no such code.
    pub fn from_code(code: &str) -> Result<Self> {
        professions()
            .iter()
            .find(|line| line.code == code)
            .map(Self)
            .ok_or_else(|| Error::invalid("identity-profession-unknown"))
    }

    /// Every profession of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        professions().iter().map(Self)
    }

    /// The code of TRE_G15, such as `10` for a doctor.
    pub fn code(self) -> &'static str {
        &self.0.code
    }

    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fr => &self.0.label_fr,
            Lang::En => &self.0.label_en,
        }
    }

    /// The column of the access matrix; none means no access by the matrix.
    pub fn matrix_column(self) -> Option<&'static str> {
        self.0.matrix_column.as_deref()
    }
}

impl fmt::Debug for Profession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Profession({})", self.0.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profession_has_a_code_and_two_labels() {
        let doctor = Profession::from_code("10").expect("doctors exist");
        assert_eq!(doctor.label(Lang::Fr), "Médecin");
        assert_eq!(doctor.label(Lang::En), "Doctor");
        assert_eq!(doctor.matrix_column(), Some("medecin"));
        assert!(Profession::from_code("00").is_err());
        assert!(
            Profession::all()
                .all(|p| !p.label(Lang::Fr).is_empty() && !p.label(Lang::En).is_empty())
        );
    }

    #[test]
    fn debug_names_no_person() {
        let holder = Caller::Holder(Holder {
            account: AccountId::from_bytes([1; 16]),
            name: Personal("Claire".into()),
            session: SessionId::from_bytes([2; 16]),
            spaces: Vec::new(),
            probations: Vec::new(),
            proved_at: Timestamp::default(),
            capacity: Capacity::Holder,
        });
        assert!(!format!("{holder:?}").contains("Claire"));
        assert_eq!(holder.name(), "Claire");
    }
}
