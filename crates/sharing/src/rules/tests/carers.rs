//! What whom the holder confided a part of their space to may do, and what no service
//! finds.

use super::*;

/// The oracle: all that would keep a document from them is absent.
pub(super) fn let_in(case: &Case) -> bool {
    let hidden = [Hidden::FromAll, Hidden::FromThem, Hidden::FromAllAndThem];
    let kept_from = case.matrix == ByMatrix::Closed
        || case.reserved == Reserved::UntilAnnounced
        || case.secret == Secret::FromRepresentatives
        || case.probation == Probation::KeptBack
        || case.state != DocumentState::Kept;
    let reads = case.act == Act::ReadDocument && !hidden.contains(&case.hidden);
    case.act == Act::OpenRecord || ((reads || case.act == Act::Converse) && !kept_from)
}

#[test]
fn azp_06_a_carer_reads_what_its_holder_reads_and_hides_from_nobody_converses_and_does_no_more() {
    for_every_case(|case| {
        if case.who != Who::Carer {
            return;
        }
        let holder = Case {
            who: Who::Holder,
            ..case
        };
        match decide(case) {
            Decision::Allowed => {
                let theirs = [Act::OpenRecord, Act::ReadDocument, Act::Converse];
                let theirs = theirs.contains(&case.act);
                assert!(theirs && decide(holder) == Decision::Allowed, "{case:?}");
            }
            answer => assert_eq!(answer, Decision::NotFound, "{case:?}"),
        }
    });
}

#[test]
fn what_is_hidden_from_everyone_and_a_former_minors_secret_are_as_nothing_for_a_carer() {
    for_every_case(|case| {
        let kept_from = matches!(case.hidden, Hidden::FromAll | Hidden::FromAllAndThem)
            || case.secret == Secret::FromRepresentatives;
        // A conversation is hidden from nobody.
        let hidden = case.act != Act::Converse || case.secret == Secret::FromRepresentatives;
        let about = case.act.is_on_a_document() && hidden;
        if case.who != Who::Carer || !kept_from || !about {
            return;
        }
        let gone = Case {
            state: DocumentState::Withdrawn,
            ..case
        };
        assert_eq!(decide(case), Decision::NotFound, "{case:?}");
        assert_eq!(decide(case), decide(gone), "{case:?}");
    });
}

#[test]
fn a_service_finds_nothing_that_is_kept_aside() {
    for_every_case(|case| {
        let on_it = case.act.is_on_a_document() && case.state == DocumentState::Aside;
        if on_it && case.who == Who::Service {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}
