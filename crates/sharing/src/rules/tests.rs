//! The decision, walked over its whole domain.

mod carers;
mod representatives;
mod shares;
mod table;

use super::*;
use kernel::Kind;

const SPACES: [Space; 2] = [Space::Open, Space::Shut];
const WHO: [Who; 10] = [
    Who::Holder,
    Who::Representative,
    Who::Carer,
    Who::Stranger,
    Who::Professional,
    Who::Institution,
    Who::Service,
    Who::Operator,
    Who::Volunteer,
    Who::Administrator,
];
const LINKS: [Link; 5] = [
    Link::None,
    Link::InForce,
    Link::Emergency,
    Link::Both,
    Link::Shared,
];
const TRUSTS: [Trust; 3] = [Trust::Ordinary, Trust::Blocked, Trust::Administrator];
const EMERGENCIES: [Emergency; 3] = [
    Emergency::Refused,
    Emergency::Accepted,
    Emergency::AcceptedByName,
];
const MATRIX: [ByMatrix; 2] = [ByMatrix::Readable, ByMatrix::Closed];
const HIDDEN: [Hidden; 5] = [
    Hidden::No,
    Hidden::FromAll,
    Hidden::FromThem,
    Hidden::FromAllAndThem,
    Hidden::FromAnother,
];
const AUTHORS: [Author; 2] = [Author::Them, Author::Another];
const STATES: [DocumentState; 4] = [
    DocumentState::Kept,
    DocumentState::Aside,
    DocumentState::Binned,
    DocumentState::Withdrawn,
];
const RESERVED: [Reserved; 2] = [Reserved::No, Reserved::UntilAnnounced];
const SECRETS: [Secret; 2] = [Secret::No, Secret::FromRepresentatives];
const PROBATIONS: [Probation; 2] = [Probation::Over, Probation::KeptBack];
const ACTS: [Act; 35] = [
    Act::OpenRecord,
    Act::ReadDocument,
    Act::AddDocument,
    Act::HideDocument,
    Act::MarkSeen,
    Act::ArrangeDocument,
    Act::BinDocument,
    Act::RestoreDocument,
    Act::FileDocument,
    Act::AskCorrection,
    Act::AnswerCorrection,
    Act::ReplaceDocument,
    Act::WithdrawDocument,
    Act::ReleaseDocument,
    Act::KeepSecret,
    Act::LiftSecret,
    Act::MarkOwn,
    Act::CommentDocument,
    Act::KeepProfile,
    Act::KeepCard,
    Act::OpenCard,
    Act::Converse,
    Act::ReadHistory,
    Act::StateLink,
    Act::NameColleague,
    Act::OpenEmergency,
    Act::CloseEmergency,
    Act::SetRights,
    Act::WidenRights,
    Act::ExportHistory,
    Act::CarryAway,
    Act::ReadOwnActs,
    Act::EndConnection,
    Act::FeedByService,
    Act::AmendByService,
];

/// One question of the decision, and its answers.
struct Question {
    name: &'static str,
    answers: Vec<(String, Answer)>,
}

/// A case, answered so.
type Answer = Box<dyn Fn(Case) -> Case>;

macro_rules! question {
    ($field:ident, $answers:expr) => {
        Question {
            name: stringify!($field),
            answers: $answers
                .into_iter()
                .map(|answer| {
                    let set: Answer = Box::new(move |case| Case {
                        $field: answer,
                        ..case
                    });
                    (format!("{answer:?}"), set)
                })
                .collect(),
        }
    };
}

/// Every question, the order of the domain rules kept.
fn questions() -> Vec<Question> {
    vec![
        question!(space, SPACES),
        question!(who, WHO),
        question!(act, ACTS),
        question!(trust, TRUSTS),
        question!(link, LINKS),
        question!(emergency, EMERGENCIES),
        question!(state, STATES),
        question!(matrix, MATRIX),
        question!(author, AUTHORS),
        question!(hidden, HIDDEN),
        question!(reserved, RESERVED),
        question!(secret, SECRETS),
        question!(probation, PROBATIONS),
    ]
}

const ANY: Case = Case {
    space: Space::Open,
    who: Who::Holder,
    link: Link::None,
    trust: Trust::Ordinary,
    emergency: Emergency::Refused,
    matrix: ByMatrix::Readable,
    hidden: Hidden::No,
    author: Author::Them,
    state: DocumentState::Kept,
    reserved: Reserved::No,
    secret: Secret::No,
    probation: Probation::Over,
    act: Act::OpenRecord,
};

fn walk(questions: &[Question], case: Case, see: &mut dyn FnMut(Case)) {
    match questions.split_first() {
        None => see(case),
        Some((first, rest)) => {
            for (_, set) in &first.answers {
                walk(rest, set(case), see);
            }
        }
    }
}

/// Every case there is.
fn for_every_case(mut see: impl FnMut(Case)) {
    walk(&questions(), ANY, &mut see);
}

/// The oracle: the same law told the other way round, as a list of who is let
/// in; everybody else is out.
fn let_in(case: &Case) -> bool {
    if case.space != Space::Open {
        return false;
    }
    match case.who {
        Who::Holder => holder_let_in(case),
        Who::Representative => representatives::let_in(case),
        Who::Carer => carers::let_in(case),
        Who::Professional => professional_let_in(case),
        Who::Institution => {
            let own = case.author == Author::Them && case.state == DocumentState::Kept;
            let aside = case.author == Author::Them && case.state == DocumentState::Aside;
            matches!(case.act, Act::AddDocument | Act::ReadOwnActs)
                || ((own || aside) && AUTHORS_ACTS.contains(&case.act))
                || ((own || aside) && case.act == Act::ReadDocument)
                || (own && case.act == Act::Converse)
        }
        Who::Service => service_let_in(case),
        Who::Stranger | Who::Operator | Who::Volunteer | Who::Administrator => false,
    }
}

/// What only the author of a document does to it, from the side of care.
const AUTHORS_ACTS: [Act; 7] = [
    Act::AnswerCorrection,
    Act::ReplaceDocument,
    Act::WithdrawDocument,
    Act::ReleaseDocument,
    Act::KeepSecret,
    Act::LiftSecret,
    Act::MarkOwn,
];

fn holder_let_in(case: &Case) -> bool {
    let own = case.author == Author::Them;
    let there = case.state == DocumentState::Kept;
    let binned = case.state == DocumentState::Binned;
    let aside = case.state == DocumentState::Aside;
    let shown = case.reserved == Reserved::No && case.probation == Probation::Over;
    match case.act {
        Act::OpenRecord
        | Act::AddDocument
        | Act::KeepProfile
        | Act::KeepCard
        | Act::ReadHistory
        | Act::SetRights => true,
        Act::WidenRights | Act::OpenCard | Act::ExportHistory | Act::CarryAway => {
            case.probation == Probation::Over
        }
        Act::ReadDocument => shown && (there || binned || aside),
        Act::MarkSeen | Act::FileDocument => shown && (there || aside),
        Act::HideDocument | Act::ArrangeDocument | Act::Converse => shown && there,
        Act::BinDocument => shown && (there || aside) && own,
        Act::ReplaceDocument => shown && there && own,
        Act::RestoreDocument => shown && binned && own,
        Act::AskCorrection => shown && (there || aside) && !own,
        Act::LiftSecret => shown && there,
        Act::AnswerCorrection
        | Act::WithdrawDocument
        | Act::ReleaseDocument
        | Act::KeepSecret
        | Act::MarkOwn
        | Act::CommentDocument
        | Act::StateLink
        | Act::NameColleague
        | Act::OpenEmergency
        | Act::CloseEmergency
        | Act::ReadOwnActs
        | Act::EndConnection
        | Act::FeedByService
        | Act::AmendByService => false,
    }
}

fn service_let_in(case: &Case) -> bool {
    let connected = matches!(case.link, Link::InForce | Link::Both);
    let consented = connected && case.matrix == ByMatrix::Readable;
    let kept_from_nobody = case.hidden == Hidden::No
        && case.reserved == Reserved::No
        && case.probation == Probation::Over
        && case.state == DocumentState::Kept
        && case.secret == Secret::No;
    let own_and_there = case.author == Author::Them
        && case.state == DocumentState::Kept
        && case.secret == Secret::No;
    match case.act {
        Act::OpenRecord | Act::ReadHistory | Act::FeedByService => consented,
        Act::ReadDocument => consented && (kept_from_nobody || own_and_there),
        Act::AmendByService => consented && own_and_there,
        act => act == Act::EndConnection,
    }
}

fn professional_let_in(case: &Case) -> bool {
    let welcome = case.trust != Trust::Blocked;
    let accepted = case.emergency != Emergency::Refused;
    let linked = welcome && matches!(case.link, Link::InForce | Link::Both);
    let saving = welcome && accepted && matches!(case.link, Link::Emergency | Link::Both);
    let shared = welcome && case.link == Link::Shared;
    let own = case.author == Author::Them;
    let there = case.state == DocumentState::Kept;
    let aside = case.state == DocumentState::Aside;
    let meant_for_them = own
        || matches!(case.hidden, Hidden::No | Hidden::FromAnother)
        || (linked && case.trust == Trust::Administrator && case.hidden == Hidden::FromAll)
        || (saving
            && case.emergency == Emergency::AcceptedByName
            && case.hidden == Hidden::FromThem);
    match case.act {
        Act::AddDocument => true,
        act if AUTHORS_ACTS.contains(&act) => own && (there || aside),
        Act::StateLink | Act::ReadOwnActs => welcome,
        Act::OpenEmergency => welcome && case.emergency != Emergency::Refused,
        Act::NameColleague => linked,
        // Whatever link there is, or is not.
        Act::Converse => welcome && own && there,
        Act::CloseEmergency | Act::OpenRecord | Act::KeepProfile => linked || saving,
        // Who reads it may say a word of it, but by a share's code alone.
        Act::ReadDocument | Act::CommentDocument => {
            let found = there || (aside && own);
            let by_code = shared && case.act == Act::ReadDocument;
            let let_in = linked || saving || by_code;
            let_in && found && case.matrix == ByMatrix::Readable && meant_for_them
        }
        _ => false,
    }
}

#[test]
fn the_decision_agrees_with_the_oracle_in_every_case() {
    for_every_case(|case| {
        assert_eq!(decide(case) == Decision::Allowed, let_in(&case), "{case:?}");
    });
}

#[test]
fn no_operator_volunteer_administrator_or_stranger_is_ever_let_in() {
    for_every_case(|case| {
        if matches!(
            case.who,
            Who::Operator | Who::Volunteer | Who::Administrator | Who::Stranger
        ) {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn opr_01_the_team_gets_one_answer_to_every_act_on_whatever_record() {
    let team = [Who::Operator, Who::Volunteer, Who::Administrator];
    let (mut walked, mut all) = (0, 0);
    for_every_case(|case| {
        all += 1;
        if !team.contains(&case.who) {
            return;
        }
        walked += 1;
        let answer = match case.space {
            Space::Open => Decision::Forbidden(Reason::NoMedicalCapacity),
            Space::Shut => Decision::NotFound,
        };
        assert_eq!(decide(case), answer, "{case:?}");
    });
    assert_eq!(walked * WHO.len(), all * team.len());
}

#[test]
fn a_shut_space_is_never_found_by_anyone() {
    for_every_case(|case| {
        if case.space == Space::Shut {
            assert_eq!(decide(case), Decision::NotFound, "{case:?}");
        }
    });
}

#[test]
fn pro_16_a_blocked_professional_gets_the_answer_of_a_closed_space_but_may_deposit() {
    for_every_case(|case| {
        let blocked = case.who == Who::Professional && case.trust == Trust::Blocked;
        if blocked && !AUTHORS_ACTS.contains(&case.act) && case.act != Act::AddDocument {
            let closed = Case {
                space: Space::Shut,
                ..case
            };
            assert_eq!(decide(case), decide(closed), "{case:?}");
        }
        if blocked && case.act == Act::AddDocument && case.space == Space::Open {
            assert_eq!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn what_is_hidden_from_them_is_not_found_like_what_never_existed() {
    for_every_case(|case| {
        let hidden = !matches!(case.hidden, Hidden::No | Hidden::FromAnother);
        let reads = matches!(case.act, Act::ReadDocument | Act::CommentDocument);
        let reads = reads && case.who == Who::Professional;
        let may_open = decide(Case {
            act: Act::OpenRecord,
            ..case
        }) == Decision::Allowed;
        if reads && hidden && case.author == Author::Another && may_open {
            let let_in = [Decision::NotFound, Decision::Allowed];
            assert!(let_in.contains(&decide(case)), "{case:?}");
        }
    });
}

#[test]
fn hiding_changes_no_other_answer() {
    // What somebody may do, apart from reading this document and saying a word of it,
    // does not depend on whether it is hidden: the fact of hiding is not visible.
    for_every_case(|case| {
        let shown = Case {
            hidden: Hidden::No,
            ..case
        };
        if !matches!(case.act, Act::ReadDocument | Act::CommentDocument) {
            assert_eq!(decide(case), decide(shown), "{case:?}");
        }
    });
}

#[test]
fn vis_14_an_emergency_never_shows_what_is_hidden_from_all() {
    for_every_case(|case| {
        let from_all = matches!(case.hidden, Hidden::FromAll | Hidden::FromAllAndThem);
        let only_emergency = case.who == Who::Professional && case.link == Link::Emergency;
        let reads = matches!(case.act, Act::ReadDocument | Act::CommentDocument);
        let reads = reads && case.author == Author::Another;
        if from_all && only_emergency && reads {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn pro_11_a_refused_emergency_opens_nothing() {
    for_every_case(|case| {
        if case.act == Act::OpenEmergency && case.emergency == Emergency::Refused {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn an_emergency_never_shows_less_to_who_has_a_care_link_too() {
    for_every_case(|case| {
        let with = |link| decide(Case { link, ..case }) == Decision::Allowed;
        if case.link == Link::Both {
            let either = with(Link::InForce) || with(Link::Emergency);
            assert_eq!(with(Link::Both), either, "{case:?}");
        }
    });
}

#[test]
fn act_23_the_first_days_of_an_account_let_nobody_else_in() {
    for_every_case(|case| {
        let kept_back = case.probation == Probation::KeptBack;
        let widens = [Act::WidenRights, Act::ExportHistory, Act::CarryAway].contains(&case.act);
        if kept_back && widens {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn vis_15_what_waits_for_a_consultation_does_not_exist_for_its_patient() {
    for_every_case(|case| {
        let waits = case.reserved == Reserved::UntilAnnounced;
        let patient = matches!(case.who, Who::Holder | Who::Representative);
        if patient && waits && case.act.is_on_a_document() {
            assert_eq!(decide(case), Decision::NotFound, "{case:?}");
        }
        // And changes nothing for those who treat.
        let released = Case {
            reserved: Reserved::No,
            ..case
        };
        // A service sees what its holder sees, at most; who answers for them too.
        if !matches!(
            case.who,
            Who::Holder | Who::Representative | Who::Carer | Who::Service
        ) {
            assert_eq!(decide(case), decide(released), "{case:?}");
        }
    });
}

#[test]
fn app_14_a_service_never_reads_what_is_hidden_from_anybody_or_waits_but_for_its_own() {
    for_every_case(|case| {
        if case.who != Who::Service || decide(case) != Decision::Allowed {
            return;
        }
        let reads = matches!(
            case.act,
            Act::OpenRecord | Act::ReadDocument | Act::ReadHistory
        );
        let writes = matches!(case.act, Act::FeedByService | Act::AmendByService);
        assert!(
            reads || writes || case.act == Act::EndConnection,
            "{case:?}"
        );
        if reads || writes {
            let connected = matches!(case.link, Link::InForce | Link::Both);
            assert!(connected && case.matrix == ByMatrix::Readable, "{case:?}");
        }
        let own = case.author == Author::Them;
        if case.act == Act::ReadDocument {
            let plain = case.hidden == Hidden::No && case.reserved == Reserved::No;
            assert!(plain || own, "{case:?}");
        }
        // What others wrote no service changes, whatever was ticked.
        assert!(case.act != Act::AmendByService || own, "{case:?}");
    });
}

#[test]
fn what_is_kept_aside_is_there_for_its_holder_and_its_author_alone() {
    for_every_case(|case| {
        let on_it = case.act.is_on_a_document() && case.state == DocumentState::Aside;
        let patient = matches!(case.who, Who::Holder | Who::Representative);
        let theirs = patient || case.author == Author::Them;
        if !on_it || theirs || case.who == Who::Service {
            return;
        }
        // As one that was taken back, which is there for nobody.
        let gone = Case {
            state: DocumentState::Withdrawn,
            ..case
        };
        assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        assert_eq!(decide(case), decide(gone), "{case:?}");
    });
}

#[test]
fn a_withdrawn_document_is_there_for_nobody() {
    for_every_case(|case| {
        if case.state == DocumentState::Withdrawn && case.act.is_on_a_document() {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn pro_08_a_reason_that_says_nothing_is_no_reason() {
    for (words, accepted) in [
        ("", false),
        ("aaa", false),
        ("trop court, vraiment", true),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ("abc abc abc abc abc abc abc", false),
        ("inconscient, amené par les pompiers", true),
    ] {
        assert_eq!(emergency_words(words).is_ok(), accepted, "{words}");
    }
    let long = "douleur thoracique ".repeat(30);
    assert!(emergency_words(&long).is_err());
    assert!(emergency_words(&"inconscient, seul ".repeat(600)).is_err());
    assert!(emergency_words("inconscient\u{7} amené par les pompiers").is_err());
}

#[test]
fn a_treating_doctor_is_linked_a_year_pharmacies_three_days_and_others_ninety() {
    assert_eq!(link_lasts(Basis::Consent, "21").as_secs(), 3 * 86_400);
    assert_eq!(link_lasts(Basis::Consent, "10").as_secs(), 90 * 86_400);
    assert_eq!(link_lasts(Basis::Presence, "21").as_secs(), 3 * 86_400);
    assert_eq!(link_lasts(Basis::Visit, "21").as_secs(), 3 * 86_400);
    assert_eq!(link_lasts(Basis::Visit, "10").as_secs(), 90 * 86_400);
    assert_eq!(link_lasts(Basis::Treating, "10").as_secs(), 365 * 86_400);
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

/// Chance that always says the same.
#[derive(Debug)]
struct Same(u8);

impl kernel::Chance for Same {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

#[test]
fn a_presence_code_is_told_from_a_name_and_from_a_date() {
    for (byte, code) in [
        (0, "0000000A"),
        (9, "9999999K"),
        (10, "AAAAAAA0"),
        (31, "ZZZZZZZ1"),
    ] {
        assert_eq!(presence_code(&Same(byte)), code);
        assert_eq!(read_presence_code(code).as_deref(), Some(code));
    }
}

#[test]
fn a_presence_code_is_read_as_people_type_it_and_nothing_else_is() {
    let world = testkit::TestWorld::new().world();
    let code = presence_code(&*world.chance);
    assert_eq!(read_presence_code(&code), Some(code.clone()));
    assert_eq!(
        read_presence_code(" abcd-2oi4 ").as_deref(),
        Some("ABCD2014")
    );
    for wrong in ["", "ABCD123", "ABCD12345", "ABCDU234", "ABCD 12é4"] {
        assert_eq!(read_presence_code(wrong), None, "{wrong}");
    }
}

#[test]
fn a_refusal_for_want_of_a_link_says_so() {
    let error =
        crate::asking::granted(Decision::Forbidden(Reason::NoCareLink)).expect_err("refused");
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::Forbidden, "error-no-care-link")
    );
}
