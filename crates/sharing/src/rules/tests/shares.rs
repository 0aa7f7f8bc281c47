//! What a share by a code opens: the documents it was made for, to who took it.

use super::*;
use kernel::{Rpps, Timestamp};

#[test]
fn a_share_opens_its_documents_and_nothing_around_them() {
    for_every_case(|case| {
        if case.who != Who::Professional || case.link != Link::Shared {
            return;
        }
        let without = Case {
            link: Link::None,
            ..case
        };
        if case.act != Act::ReadDocument {
            assert_eq!(decide(case), decide(without), "{case:?}");
            return;
        }
        // Never more than an ordinary care link would show of it.
        let linked = Case {
            link: Link::InForce,
            trust: match case.trust {
                Trust::Administrator => Trust::Ordinary,
                trust => trust,
            },
            ..case
        };
        assert_eq!(decide(case), decide(linked), "{case:?}");
    });
}

#[test]
fn a_document_hidden_after_it_was_shared_is_shown_to_nobody_but_its_author() {
    for_every_case(|case| {
        let from_them = !matches!(case.hidden, Hidden::No | Hidden::FromAnother);
        let shared = case.who == Who::Professional && case.link == Link::Shared;
        if shared && from_them && case.author == Author::Another && case.act == Act::ReadDocument {
            assert_ne!(decide(case), Decision::Allowed, "{case:?}");
        }
    });
}

#[test]
fn a_share_ends_when_it_was_said() {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let at = Timestamp::from_millis;
    for (lasting, used, ends) in [
        (Lasting::Visit, None, 30 * DAY),
        (Lasting::Visit, Some(0), DAY / 2),
        (Lasting::Visit, Some(29 * DAY), 29 * DAY + DAY / 2),
        (Lasting::Week, None, 7 * DAY),
        (Lasting::Week, Some(6 * DAY), 7 * DAY),
        (Lasting::Month, None, 30 * DAY),
        (Lasting::Month, Some(DAY), 30 * DAY),
    ] {
        let end = lasting.ends(at(0), used.map(at));
        assert_eq!(end, at(ends), "{lasting:?} {used:?}");
    }
    for lasting in Lasting::ALL {
        assert_eq!(Lasting::from_key(lasting.key()), Some(lasting));
    }
    assert_eq!(Lasting::from_key("toujours"), None);
}

#[test]
fn a_code_is_for_the_first_who_uses_it_while_it_is_in_force() {
    let first: Rpps = "99700218896".parse().expect("a number");
    let second: Rpps = "99700000005".parse().expect("a number");
    for (in_force, taken_by, who, said) in [
        (true, None, &first, Claim::Binds),
        (true, Some(&first), &first, Claim::Theirs),
        (true, Some(&first), &second, Claim::Unknown),
        (false, None, &first, Claim::Unknown),
        (false, Some(&first), &first, Claim::Unknown),
    ] {
        assert_eq!(claim(in_force, taken_by, who), said, "{in_force} {who}");
    }
}
