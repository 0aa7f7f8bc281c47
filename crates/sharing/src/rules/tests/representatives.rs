//! What who answers for a child may do, and a minor's secret.

use super::*;

/// What who answers for a child does as its holder would: all else is refused.
const DAY_BY_DAY: [Act; 17] = [
    Act::OpenRecord,
    Act::ReadDocument,
    Act::AddDocument,
    Act::HideDocument,
    Act::MarkSeen,
    Act::ArrangeDocument,
    Act::BinDocument,
    Act::RestoreDocument,
    Act::FileDocument,
    Act::ReplaceDocument,
    Act::AskCorrection,
    Act::KeepProfile,
    Act::KeepCard,
    Act::OpenCard,
    Act::Converse,
    Act::ReadHistory,
    Act::CarryAway,
];

/// What is of the record as a whole, for whoever may see some of it.
const OF_THE_WHOLE: [Act; 7] = [
    Act::OpenRecord,
    Act::AddDocument,
    Act::KeepProfile,
    Act::KeepCard,
    Act::OpenCard,
    Act::ReadHistory,
    Act::CarryAway,
];

pub(super) fn let_in(case: &Case) -> bool {
    let theirs = OF_THE_WHOLE.contains(&case.act) || case.secret == Secret::No;
    DAY_BY_DAY.contains(&case.act) && theirs && holder_let_in(case)
}

#[test]
fn azp_12_a_minors_secret_does_not_exist_for_representatives_and_services() {
    for_every_case(|case| {
        let secret = case.secret == Secret::FromRepresentatives;
        if !secret || !case.act.is_on_a_document() {
            return;
        }
        let kept_from = matches!(case.who, Who::Representative | Who::Carer | Who::Service);
        if case.who == Who::Representative {
            assert_eq!(decide(case), Decision::NotFound, "{case:?}");
        }
        // As one that was taken back, which is there for nobody.
        let gone = Case {
            state: DocumentState::Withdrawn,
            ..case
        };
        if kept_from {
            assert_eq!(decide(case), decide(gone), "{case:?}");
        }
    });
}

#[test]
fn azp_12_a_minors_secret_changes_no_other_answer() {
    // Neither for who treats, nor for the young person, nor for the author; and for
    // who answers for them, none that is not about this very document.
    for_every_case(|case| {
        let plain = Case {
            secret: Secret::No,
            ..case
        };
        let kept_from = matches!(case.who, Who::Representative | Who::Carer | Who::Service);
        if !(kept_from && case.act.is_on_a_document()) {
            assert_eq!(decide(case), decide(plain), "{case:?}");
        }
    });
}

#[test]
fn azp_06_a_representative_does_no_more_than_a_holder_and_binds_nobody() {
    for_every_case(|case| {
        if case.who != Who::Representative {
            return;
        }
        let binding = [Act::SetRights, Act::WidenRights, Act::ExportHistory];
        if binding.contains(&case.act) {
            let answer = match case.space {
                Space::Open => Decision::Forbidden(Reason::HoldersAlone),
                Space::Shut => Decision::NotFound,
            };
            assert_eq!(decide(case), answer, "{case:?}");
        }
        let holder = Case {
            who: Who::Holder,
            ..case
        };
        if decide(case) == Decision::Allowed {
            assert_eq!(decide(holder), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn only_its_author_makes_a_secret_and_only_they_and_the_young_person_end_it() {
    for_every_case(|case| {
        if decide(case) != Decision::Allowed {
            return;
        }
        let care = matches!(case.who, Who::Professional | Who::Institution);
        let author = care && case.author == Author::Them;
        match case.act {
            Act::KeepSecret => assert!(author, "{case:?}"),
            Act::LiftSecret => assert!(author || case.who == Who::Holder, "{case:?}"),
            _ => {}
        }
    });
}
