//! Who may do what: the only place that decides.
//!
//! [`decide`] is a plain function over a finite domain, [`Case`]: a test walks
//! every case against an independently written oracle, and prints the whole as
//! a golden table that a lawyer can read (`tests/golden/decisions.txt`). The
//! order of questions is that of the domain rules, §3. What is not allowed
//! here is refused: absence of a rule means no.

use crate::entries::Basis;
use std::time::Duration;

mod matrix;
pub use matrix::Matrix;

/// Whether the space may be read and fed at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Space {
    /// Open or active.
    Open,
    /// Anything else: as if it did not exist.
    Shut,
}

/// Who asks, in what capacity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// The holder of this very space.
    Holder,
    /// The holder of another space.
    Stranger,
    /// A professional of the national directory.
    Professional,
    /// An institution's software.
    Institution,
    /// An operator of the phone line.
    Operator,
    /// A volunteer.
    Volunteer,
    /// An administrator of the system.
    Administrator,
}

/// The care link between a professional and the space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// None was ever made, or it ended.
    None,
    /// One is in force now.
    InForce,
}

/// What the matrix says of this profession and this type of document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByMatrix {
    /// The profession may read this type.
    Readable,
    /// It may not, or the type is not in the matrix.
    Closed,
}

/// From whom the document is hidden.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hidden {
    /// From nobody.
    No,
    /// From everyone.
    FromAll,
    /// From the one who asks, by name.
    FromThem,
    /// From somebody else, by name.
    FromAnother,
}

/// Who wrote the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// The one who asks.
    Them,
    /// Somebody else.
    Another,
}

/// What the first days of an account keep back from its holder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Probation {
    /// Nothing, or the document came after the account.
    Over,
    /// What was there before it (domain rules, §2.4).
    KeptBack,
}

/// What they want to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// See the record: lists, home, summary. Each document in it is decided on
    /// its own, as [`Act::ReadDocument`].
    OpenRecord,
    /// Read one document.
    ReadDocument,
    /// Add a document.
    AddDocument,
    /// Hide a document, or show it again.
    HideDocument,
    /// Mark a document as seen, on its first reading.
    MarkSeen,
    /// Read who did what in this space.
    ReadHistory,
    /// State that the patient consented to a care link.
    StateLink,
    /// Cut a care link.
    CutLink,
}

/// Everything the decision depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case {
    /// The space.
    pub space: Space,
    /// Who asks.
    pub who: Who,
    /// Their care link.
    pub link: Link,
    /// The matrix on the document's type.
    pub matrix: ByMatrix,
    /// From whom the document is hidden.
    pub hidden: Hidden,
    /// Who wrote it.
    pub author: Author,
    /// Whether the first days of the account keep it back.
    pub probation: Probation,
    /// What they want to do.
    pub act: Act,
}

/// Why somebody who may know that a thing exists may not have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// There is no care link in force.
    NoCareLink,
    /// This capacity has nothing medical to do here.
    NoMedicalCapacity,
}

/// The answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Yes.
    Allowed,
    /// No, and as if it did not exist.
    NotFound,
    /// No, and they may know why.
    Forbidden(Reason),
}

/// Decides. The order of the questions is the rule.
pub const fn decide(case: Case) -> Decision {
    // 1. Is the space open?
    if matches!(case.space, Space::Shut) {
        return Decision::NotFound;
    }
    // 2. Who asks, in what capacity?
    match case.who {
        Who::Operator | Who::Volunteer | Who::Administrator => {
            Decision::Forbidden(Reason::NoMedicalCapacity)
        }
        Who::Stranger => Decision::NotFound,
        Who::Holder => holder(case),
        Who::Professional => professional(case),
        Who::Institution => institution(case),
    }
}

const fn holder(case: Case) -> Decision {
    // What is kept back is nothing to read, and nothing to act upon unseen.
    let of_a_document = matches!(
        case.act,
        Act::ReadDocument | Act::HideDocument | Act::MarkSeen
    );
    if of_a_document && matches!(case.probation, Probation::KeptBack) {
        return Decision::NotFound;
    }
    match case.act {
        Act::OpenRecord
        | Act::ReadDocument
        | Act::AddDocument
        | Act::HideDocument
        | Act::MarkSeen
        | Act::ReadHistory
        | Act::CutLink => Decision::Allowed,
        // The holder does not treat themselves.
        Act::StateLink => Decision::NotFound,
    }
}

const fn professional(case: Case) -> Decision {
    match case.act {
        // Feeding needs no consent, and stating one is how a link begins.
        Act::AddDocument | Act::StateLink => return Decision::Allowed,
        Act::HideDocument | Act::MarkSeen | Act::ReadHistory | Act::CutLink => {
            return Decision::NotFound;
        }
        Act::OpenRecord | Act::ReadDocument => {}
    }
    // 3. Is there a care link in force?
    if matches!(case.link, Link::None) {
        return Decision::Forbidden(Reason::NoCareLink);
    }
    if matches!(case.act, Act::OpenRecord) {
        return Decision::Allowed;
    }
    // 4. Does the matrix allow this kind of document?
    if matches!(case.matrix, ByMatrix::Closed) {
        return Decision::NotFound;
    }
    // 5. Is it hidden from them? Its author keeps seeing it.
    match (case.hidden, case.author) {
        (_, Author::Them) | (Hidden::No | Hidden::FromAnother, Author::Another) => {
            Decision::Allowed
        }
        (Hidden::FromAll | Hidden::FromThem, Author::Another) => Decision::NotFound,
    }
}

const fn institution(case: Case) -> Decision {
    match (case.act, case.author) {
        (Act::AddDocument, _) | (Act::ReadDocument, Author::Them) => Decision::Allowed,
        _ => Decision::NotFound,
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// TRE_G15 code of pharmacists.
const PHARMACIST: &str = "21";

/// How long a care link lasts (domain rules, §3): pharmacies three days,
/// others ninety.
pub fn link_lasts(_basis: Basis, profession: &str) -> Duration {
    if profession == PHARMACIST {
        DAY * 3
    } else {
        DAY * 90
    }
}

#[cfg(test)]
mod tests;
