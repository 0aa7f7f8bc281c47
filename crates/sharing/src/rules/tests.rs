//! The decision, walked over its whole domain.

use super::*;
use kernel::Kind;

const SPACES: [Space; 2] = [Space::Open, Space::Shut];
const WHO: [Who; 7] = [
    Who::Holder,
    Who::Stranger,
    Who::Professional,
    Who::Institution,
    Who::Operator,
    Who::Volunteer,
    Who::Administrator,
];
const LINKS: [Link; 2] = [Link::None, Link::InForce];
const MATRIX: [ByMatrix; 2] = [ByMatrix::Readable, ByMatrix::Closed];
const HIDDEN: [Hidden; 4] = [
    Hidden::No,
    Hidden::FromAll,
    Hidden::FromThem,
    Hidden::FromAnother,
];
const AUTHORS: [Author; 2] = [Author::Them, Author::Another];
const PROBATIONS: [Probation; 2] = [Probation::Over, Probation::KeptBack];
const ACTS: [Act; 8] = [
    Act::OpenRecord,
    Act::ReadDocument,
    Act::AddDocument,
    Act::HideDocument,
    Act::MarkSeen,
    Act::ReadHistory,
    Act::StateLink,
    Act::CutLink,
];

fn every_case() -> Vec<Case> {
    let mut cases = Vec::new();
    for space in SPACES {
        for who in WHO {
            for act in ACTS {
                for link in LINKS {
                    for matrix in MATRIX {
                        for author in AUTHORS {
                            for hidden in HIDDEN {
                                for probation in PROBATIONS {
                                    cases.push(Case {
                                        space,
                                        who,
                                        link,
                                        matrix,
                                        hidden,
                                        author,
                                        probation,
                                        act,
                                    });
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    cases
}

/// The oracle: the same law told the other way round, as a list of who is let
/// in; everybody else is out.
fn let_in(case: &Case) -> bool {
    let open = case.space == Space::Open;
    let on_one = [Act::ReadDocument, Act::HideDocument, Act::MarkSeen].contains(&case.act);
    let kept_back = on_one && case.probation == Probation::KeptBack;
    let own = case.who == Who::Holder && case.act != Act::StateLink && !kept_back;
    let feeds =
        case.act == Act::AddDocument && [Who::Professional, Who::Institution].contains(&case.who);
    let begins = case.act == Act::StateLink && case.who == Who::Professional;
    let treats = case.who == Who::Professional && case.link == Link::InForce;
    let shown =
        [Hidden::No, Hidden::FromAnother].contains(&case.hidden) || case.author == Author::Them;
    let reads = treats
        && (case.act == Act::OpenRecord
            || (case.act == Act::ReadDocument && case.matrix == ByMatrix::Readable && shown));
    let reads_own = case.who == Who::Institution
        && case.act == Act::ReadDocument
        && case.author == Author::Them;
    open && (own || feeds || begins || reads || reads_own)
}

#[test]
fn the_decision_agrees_with_the_oracle_in_every_case() {
    for case in every_case() {
        assert_eq!(decide(case) == Decision::Allowed, let_in(&case), "{case:?}");
    }
}

#[test]
fn no_operator_volunteer_administrator_or_stranger_is_ever_let_in() {
    for case in every_case() {
        if matches!(
            case.who,
            Who::Operator | Who::Volunteer | Who::Administrator | Who::Stranger
        ) {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    }
}

#[test]
fn opr_01_the_team_gets_one_answer_to_every_act_on_whatever_record() {
    let team = [Who::Operator, Who::Volunteer, Who::Administrator];
    let mut walked = 0;
    for case in every_case() {
        if !team.contains(&case.who) {
            continue;
        }
        walked += 1;
        let answer = match case.space {
            Space::Open => Decision::Forbidden(Reason::NoMedicalCapacity),
            Space::Shut => Decision::NotFound,
        };
        assert_eq!(decide(case), answer, "{case:?}");
    }
    assert_eq!(walked * WHO.len(), every_case().len() * team.len());
}

#[test]
fn a_shut_space_is_never_found_by_anyone() {
    for case in every_case()
        .into_iter()
        .filter(|case| case.space == Space::Shut)
    {
        assert_eq!(decide(case), Decision::NotFound, "{case:?}");
    }
}

#[test]
fn what_is_hidden_from_them_is_not_found_like_what_never_existed() {
    for case in every_case() {
        let hidden_from_them = matches!(case.hidden, Hidden::FromAll | Hidden::FromThem);
        let reads = case.act == Act::ReadDocument && case.who == Who::Professional;
        if reads && hidden_from_them && case.author == Author::Another {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
            if case.link == Link::InForce && case.space == Space::Open {
                assert_eq!(decide(case), Decision::NotFound, "{case:?}");
            }
        }
    }
}

#[test]
fn hiding_changes_no_other_answer() {
    // What somebody may do, apart from reading this document, does not depend
    // on whether it is hidden: the fact of hiding is not visible.
    for case in every_case()
        .into_iter()
        .filter(|case| case.act != Act::ReadDocument)
    {
        let shown = Case {
            hidden: Hidden::No,
            ..case
        };
        assert_eq!(decide(case), decide(shown), "{case:?}");
    }
}

#[test]
fn pharmacies_are_linked_three_days_and_others_ninety() {
    assert_eq!(link_lasts(Basis::Consent, "21").as_secs(), 3 * 86_400);
    assert_eq!(link_lasts(Basis::Consent, "10").as_secs(), 90 * 86_400);
}

#[test]
fn the_golden_table_is_what_the_code_decides() {
    let mut table = String::from(
        "# Who may do what: every case of the decision, grouped. \"any\" = whatever its value.\n\
         # Regenerate: cargo xtask golden\n\
         # space | who | act | link | matrix | author | hidden | probation | decision\n",
    );
    let any = |used: bool, value: String| if used { value } else { "any".into() };
    let mut last = String::new();
    for case in every_case() {
        // A column is written out only for the acts and people it matters to.
        let matters = |change: &dyn Fn(Case) -> Vec<Case>| {
            every_case()
                .into_iter()
                .filter(|c| c.space == case.space && c.who == case.who && c.act == case.act)
                .any(|c| {
                    change(c)
                        .into_iter()
                        .any(|other| decide(other) != decide(c))
                })
        };
        let link = matters(&|c| LINKS.map(|link| Case { link, ..c }).to_vec());
        let matrix = matters(&|c| MATRIX.map(|matrix| Case { matrix, ..c }).to_vec());
        let author = matters(&|c| AUTHORS.map(|author| Case { author, ..c }).to_vec());
        let hidden = matters(&|c| HIDDEN.map(|hidden| Case { hidden, ..c }).to_vec());
        let probation = matters(&|c| PROBATIONS.map(|probation| Case { probation, ..c }).to_vec());
        let line = format!(
            "{:?} | {:?} | {:?} | {} | {} | {} | {} | {} | {:?}\n",
            case.space,
            case.who,
            case.act,
            any(link, format!("{:?}", case.link)),
            any(matrix, format!("{:?}", case.matrix)),
            any(author, format!("{:?}", case.author)),
            any(hidden, format!("{:?}", case.hidden)),
            any(probation, format!("{:?}", case.probation)),
            decide(case)
        );
        if line != last && !table.contains(&line) {
            table.push_str(&line);
            last = line;
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    testkit::golden(folder, "decisions.txt", &table);
}

#[test]
fn pro_04_every_profession_reads_what_the_matrix_grants_and_nothing_else() {
    let matrix = Matrix::in_force().expect("the matrix in force");
    assert_eq!(matrix.says("10", "11488-4"), ByMatrix::Readable);
    // Nurses lack the psychiatric summary; opticians lack consultation reports.
    assert_eq!(matrix.says("60", "68599-0"), ByMatrix::Closed);
    assert_eq!(matrix.says("28", "11488-4"), ByMatrix::Closed);
    // A new or unknown type or profession is closed by default.
    assert_eq!(matrix.says("10", "NEW-TYPE"), ByMatrix::Closed);
    assert_eq!(matrix.says("99", "11488-4"), ByMatrix::Closed);
}

#[test]
fn a_refusal_for_want_of_a_link_says_so() {
    let error =
        crate::permit::granted(Decision::Forbidden(Reason::NoCareLink)).expect_err("refused");
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::Forbidden, "error-no-care-link")
    );
}
