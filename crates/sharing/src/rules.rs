//! Who may do what: the only place that decides.
//!
//! [`decide`] is a plain function over a finite domain, [`Case`]: a test walks
//! every case against an independently written oracle, and prints the whole as
//! a golden table that a lawyer can read (`tests/golden/decisions.txt`). The
//! order of questions is that of the domain rules, §3. What is not allowed
//! here is refused: absence of a rule means no.

mod case;
mod ceiling;
mod emergency;
mod matrix;
mod presence;
mod share;

pub use case::*;
pub use ceiling::{
    Ceiling, InstitutionCeiling, InstitutionCeilings, PEOPLE_ALARM, PEOPLE_AT_MOST, SLOWED_TO,
    ceiling, institution_ceiling,
};
pub use emergency::{EMERGENCY_LASTS, EMERGENCY_WORDS, EmergencyReason, emergency_words};
pub use matrix::Matrix;
pub use presence::{presence_code, read_presence_code};
pub use share::{Claim, Lasting, SHARED_AT_MOST, claim};

use crate::entries::Basis;
use std::time::Duration;

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
        Who::Representative => representative(case),
        Who::Carer => carer(case),
        Who::Professional => professional(case),
        Who::Institution => institution(case),
        Who::Service => service(case),
    }
}

const fn holder(case: Case) -> Decision {
    if case.act.is_on_a_document() {
        // What is kept back is nothing to read, and nothing to act upon unseen.
        let kept_back = matches!(case.probation, Probation::KeptBack)
            || matches!(case.reserved, Reserved::UntilAnnounced);
        let out_of_place = match case.state {
            DocumentState::Kept => matches!(case.act, Act::RestoreDocument),
            // Looked at, and sent one way or the other; nothing else is done to it.
            DocumentState::Aside => !matches!(
                case.act,
                Act::ReadDocument
                    | Act::MarkSeen
                    | Act::FileDocument
                    | Act::AskCorrection
                    | Act::BinDocument
            ),
            DocumentState::Binned => !matches!(case.act, Act::ReadDocument | Act::RestoreDocument),
            DocumentState::Withdrawn => true,
        };
        if kept_back || out_of_place {
            return Decision::NotFound;
        }
    }
    let own = matches!(case.author, Author::Them);
    match case.act {
        Act::OpenRecord
        | Act::ReadDocument
        | Act::AddDocument
        | Act::HideDocument
        | Act::MarkSeen
        | Act::ArrangeDocument
        | Act::FileDocument
        | Act::KeepProfile
        | Act::KeepCard
        | Act::Converse
        | Act::ReadHistory
        | Act::SetRights => Decision::Allowed,
        // A letter never suffices to let somebody else in, or to carry it away.
        Act::WidenRights | Act::OpenCard | Act::ExportHistory | Act::CarryAway => {
            match case.probation {
                Probation::Over => Decision::Allowed,
                Probation::KeptBack => Decision::Forbidden(Reason::FirstDays),
            }
        }
        Act::BinDocument | Act::RestoreDocument | Act::ReplaceDocument if own => Decision::Allowed,
        Act::AskCorrection if !own => Decision::Allowed,
        // Who asked for it may say that it need not be any more.
        Act::LiftSecret => Decision::Allowed,
        // The holder does not treat themselves, and answers for what is theirs.
        _ => Decision::NotFound,
    }
}

/// Who answers for a child does for them, day by day, what a holder does: reads,
/// adds, hides, arranges, asks to mend, keeps the profile and the emergency card, writes
/// to professionals, and carries away what they see. Beside that card they let nobody in,
/// shut nobody out of the record and prove nothing of its history, whose numbers count
/// every line: that is the holder's alone.
/// So they show again what a representative hid, and nothing else that is hidden
/// (`documents::rules::show`). A minor's secret does not exist for them, whatever they
/// try; nor do conversations that are the young person's own.
const fn representative(case: Case) -> Decision {
    if case.act.is_on_a_document() && matches!(case.secret, Secret::FromRepresentatives) {
        return Decision::NotFound;
    }
    match case.act {
        Act::OpenRecord
        | Act::ReadDocument
        | Act::AddDocument
        | Act::HideDocument
        | Act::MarkSeen
        | Act::ArrangeDocument
        | Act::FileDocument
        | Act::BinDocument
        | Act::RestoreDocument
        | Act::ReplaceDocument
        | Act::AskCorrection
        | Act::KeepProfile
        | Act::KeepCard
        | Act::OpenCard
        | Act::Converse
        | Act::ReadHistory
        | Act::CarryAway => holder(case),
        Act::SetRights | Act::WidenRights | Act::ExportHistory => {
            Decision::Forbidden(Reason::HoldersAlone)
        }
        _ => Decision::NotFound,
    }
}

/// Whom the holder confided a part of their space to sees what the holder hides from
/// nobody, and takes part in conversations where these are confided too; there the matrix
/// says whether this one is. They change nothing else. What is hidden from a professional
/// by name is not hidden from them. Everything else is as if it did not exist: it is the
/// holder's alone.
const fn carer(case: Case) -> Decision {
    let confided = matches!(case.state, DocumentState::Kept)
        && matches!(case.reserved, Reserved::No)
        && matches!(case.secret, Secret::No)
        && matches!(case.probation, Probation::Over)
        && matches!(case.matrix, ByMatrix::Readable);
    let plain = confided && matches!(case.hidden, Hidden::No | Hidden::FromAnother);
    match case.act {
        Act::OpenRecord => Decision::Allowed,
        Act::ReadDocument if plain => Decision::Allowed,
        // Documents are hidden, and conversations are not.
        Act::Converse if confided => Decision::Allowed,
        _ => Decision::NotFound,
    }
}

const fn professional(case: Case) -> Decision {
    let blocked = matches!(case.trust, Trust::Blocked);
    match case.act {
        // Feeding needs no consent, and who was blocked may still feed.
        Act::AddDocument => return Decision::Allowed,
        Act::AnswerCorrection
        | Act::ReplaceDocument
        | Act::WithdrawDocument
        | Act::ReleaseDocument
        | Act::KeepSecret
        | Act::LiftSecret
        | Act::MarkOwn => return own_and_there(case),
        Act::HideDocument
        | Act::MarkSeen
        | Act::ArrangeDocument
        | Act::BinDocument
        | Act::RestoreDocument
        | Act::FileDocument
        | Act::AskCorrection
        | Act::ReadHistory
        | Act::ExportHistory
        | Act::CarryAway
        | Act::SetRights
        | Act::WidenRights
        | Act::KeepCard
        | Act::OpenCard
        | Act::EndConnection
        | Act::FeedByService
        | Act::AmendByService => return Decision::NotFound,
        _ if blocked => return Decision::NotFound,
        // A conversation needs no care link, and gives none.
        Act::Converse => return own_and_kept(case),
        Act::StateLink | Act::ReadOwnActs => return Decision::Allowed,
        Act::OpenEmergency => {
            return match case.emergency {
                Emergency::Refused => Decision::Forbidden(Reason::EmergencyRefused),
                Emergency::Accepted | Emergency::AcceptedByName => Decision::Allowed,
            };
        }
        Act::NameColleague
        | Act::CloseEmergency
        | Act::OpenRecord
        | Act::KeepProfile
        | Act::ReadDocument
        | Act::CommentDocument => {}
    }
    // 3. Is there a care link in force, an emergency, or a share of this very document?
    // What the holder switched off ends at once, also where it had begun.
    let link = match (case.link, case.emergency) {
        (Link::Emergency, Emergency::Refused) => Link::None,
        (Link::Both, Emergency::Refused) => Link::InForce,
        (link, _) => link,
    };
    match (case.act, link) {
        // A code opens the documents it was made for, to be read, and nothing around them.
        (_, Link::None)
        | (Act::NameColleague, Link::Emergency)
        | (
            Act::OpenRecord
            | Act::KeepProfile
            | Act::NameColleague
            | Act::CloseEmergency
            | Act::CommentDocument,
            Link::Shared,
        ) => {
            return Decision::Forbidden(Reason::NoCareLink);
        }
        // Who writes in the profile sees what stands there already.
        (Act::OpenRecord | Act::KeepProfile | Act::NameColleague | Act::CloseEmergency, _) => {
            return Decision::Allowed;
        }
        _ => {}
    }
    // Who comments a document is let do so as who reads it, by each question below.
    // What names somebody else is there for who wrote it alone.
    match (case.state, case.author) {
        (DocumentState::Kept, _) | (DocumentState::Aside, Author::Them) => {}
        _ => return Decision::NotFound,
    }
    // 4. Does the matrix allow this kind of document?
    if matches!(case.matrix, ByMatrix::Closed) {
        return Decision::NotFound;
    }
    // 5. Is it hidden from them? Its author keeps seeing it.
    if matches!(case.author, Author::Them) {
        return Decision::Allowed;
    }
    match (case.hidden, link) {
        (Hidden::No | Hidden::FromAnother, _) => Decision::Allowed,
        // A document hidden by name is not for that one, administrator or not.
        (Hidden::FromAll, Link::InForce | Link::Both)
            if matches!(case.trust, Trust::Administrator) =>
        {
            Decision::Allowed
        }
        (Hidden::FromThem, Link::Emergency | Link::Both)
            if matches!(case.emergency, Emergency::AcceptedByName) =>
        {
            Decision::Allowed
        }
        (Hidden::FromAll | Hidden::FromThem | Hidden::FromAllAndThem, _) => Decision::NotFound,
    }
}

const fn institution(case: Case) -> Decision {
    match case.act {
        Act::AddDocument | Act::ReadOwnActs => Decision::Allowed,
        // What its mailbox writes, and is answered, is its own.
        Act::Converse => own_and_kept(case),
        Act::ReadDocument
        | Act::AnswerCorrection
        | Act::ReplaceDocument
        | Act::WithdrawDocument
        | Act::ReleaseDocument
        | Act::KeepSecret
        | Act::LiftSecret
        | Act::MarkOwn => own_and_there(case),
        _ => Decision::NotFound,
    }
}

/// A service reads what its holder sees and hides from nobody, and what it added
/// itself, but never a minor's secret; it adds where its holder ticked that, and changes what is its own. No
/// reason that lets a professional in lets it in.
const fn service(case: Case) -> Decision {
    let connected = matches!(case.link, Link::InForce | Link::Both);
    match case.act {
        Act::EndConnection => return Decision::Allowed,
        Act::OpenRecord
        | Act::ReadDocument
        | Act::ReadHistory
        | Act::FeedByService
        | Act::AmendByService => {}
        _ => return Decision::NotFound,
    }
    if !connected {
        return Decision::Forbidden(Reason::NotConnected);
    }
    // Whoever set a service up may well answer for the child too.
    let secret = case.act.is_on_a_document() && !matches!(case.secret, Secret::No);
    if secret || matches!(case.matrix, ByMatrix::Closed) {
        return Decision::NotFound;
    }
    let plain = matches!(case.state, DocumentState::Kept)
        && matches!(case.hidden, Hidden::No)
        && matches!(case.reserved, Reserved::No)
        && matches!(case.probation, Probation::Over);
    match case.act {
        Act::OpenRecord | Act::ReadHistory | Act::FeedByService => Decision::Allowed,
        // Who wrote something goes on seeing it.
        Act::AmendByService => own_and_kept(case),
        _ if plain => Decision::Allowed,
        _ => own_and_kept(case),
    }
}

/// What only its author does to a document, filed or kept aside.
const fn own_and_there(case: Case) -> Decision {
    match (case.author, case.state) {
        (Author::Them, DocumentState::Kept | DocumentState::Aside) => Decision::Allowed,
        _ => Decision::NotFound,
    }
}

/// What only its author does to it, and only while it is in the record.
const fn own_and_kept(case: Case) -> Decision {
    match (case.author, case.state) {
        (Author::Them, DocumentState::Kept) => Decision::Allowed,
        _ => Decision::NotFound,
    }
}

/// How long a document may wait for a consultation before its patient sees it
/// by itself: a month (domain rules, §3.6).
pub const RESERVED_AT_MOST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// When the patient is told that something awaits a consultation: within two
/// weeks (domain rules, §3.6). Seventeen hours before these are over, so that a
/// notice that leaves people in peace comes within them too.
pub const RESERVED_TOLD_AFTER: Duration = Duration::from_hours(14 * 24 - 17);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// TRE_G15 code of doctors.
const DOCTOR: &str = "10";
/// TRE_G15 code of pharmacists.
const PHARMACIST: &str = "21";

/// Whether somebody of this profession may be a treating doctor.
pub fn may_treat(profession: &str) -> bool {
    profession == DOCTOR
}

/// How long a care link lasts (domain rules, §3): the treating doctor's a
/// year, pharmacies' three days, others' ninety.
pub fn link_lasts(basis: Basis, profession: &str) -> Duration {
    match (basis, profession) {
        (Basis::Treating, _) => DAY * 365,
        (_, PHARMACIST) => DAY * 3,
        _ => DAY * 90,
    }
}

#[cfg(test)]
mod tests;
