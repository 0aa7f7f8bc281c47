//! The identity that a file carries, held against that of the space.

use crate::reading::held_against;
use crate::shelf::Named;
use edge::Page;
use readers::identity::{Reason, Sameness};
use spaces::Face;

/// Whether this person is not surely the one that a file names.
pub fn is_doubtful(who: &Face, named: Option<&Named>) -> bool {
    named.is_some_and(|named| held_against(who, |it| named.compare(it)) != Sameness::Same)
}

/// Whether the number by which a file names its person has a wrong key.
pub(super) fn has_wrong_key(who: &Face, named: Option<&Named>) -> bool {
    let wrong = Sameness::Unsure(Reason::WrongKey);
    named.is_some_and(|named| held_against(who, |it| named.compare(it)) == wrong)
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
