//! The identity that a file carries, held against that of the space.

use crate::shelf::Named;
use edge::Page;
use readers::identity::{Reason, Sameness, Traits};
use spaces::Face;

/// Asks with the traits of a person.
pub(super) fn held_against<T>(who: &Face, ask: impl FnOnce(&Traits<'_>) -> T) -> T {
    let identity = &who.identity;
    ask(&Traits {
        matricule: identity.matricule.as_str(),
        oid: identity.issuer.oid(),
        birth_name: &identity.birth_name.0,
        used_name: &who.used_name.0,
        first_names: &identity.given_names.0.join(" "),
        birth_date: &identity.birth_date.0.strftime("%Y%m%d").to_string(),
        sex: identity.sex.code(),
    })
}

/// Whether this person is not surely the one that a file names.
pub fn is_doubtful(who: &Face, named: Option<&Named>) -> bool {
    named.is_some_and(|named| held_against(who, |it| named.compare(it)) != Sameness::Same)
}

/// What must be known before reading on, unless the file is surely about the
/// person.
pub(super) fn warning(page: &Page, sameness: Sameness) -> Option<String> {
    let key = match sameness {
        Sameness::Same => return None,
        Sameness::Different => "documents-cda-other-person",
        Sameness::Unsure(reason) => match reason {
            Reason::NoNumber => "documents-cda-no-number",
            Reason::SeveralNumbers => "documents-cda-several-numbers",
            Reason::WrongKey => "documents-cda-wrong-key",
            Reason::OtherKind => "documents-cda-other-kind",
            Reason::SeveralPatients => "documents-cda-several-patients",
            Reason::OtherTraits => "documents-cda-other-traits",
        },
    };
    Some(page.t(key))
}
