//! The rule of two persons, walked over its whole domain, and what is typed.

use super::*;

const STAGES: [Stage; 4] = [
    Stage::Proposed,
    Stage::Confirmed,
    Stage::InPost,
    Stage::Ended,
];

fn every_case() -> Vec<Case> {
    let mut cases = Vec::new();
    for act in [Act::Propose, Act::Confirm, Act::End] {
        for role in Role::ALL {
            for stage in STAGES {
                for bits in 0..8_u8 {
                    cases.push(Case {
                        act,
                        role,
                        themself: bits & 1 != 0,
                        proposer: bits & 2 != 0,
                        stale: bits & 4 != 0,
                        stage,
                    });
                }
            }
        }
    }
    cases
}

/// The oracle: the same rule told the other way round, as what is allowed.
fn allowed(case: &Case) -> bool {
    let administrator = case.role == Role::Administrator;
    let waits = [Stage::Proposed, Stage::Confirmed].contains(&case.stage);
    administrator
        && match case.act {
            Act::Propose => !case.themself,
            Act::Confirm => waits && !case.stale && !case.themself && !case.proposer,
            Act::End => case.stage != Stage::Ended,
        }
}

#[test]
fn opr_12_the_decision_agrees_with_the_oracle_in_every_case() {
    assert_eq!(every_case().len(), 3 * 3 * 4 * 8);
    for case in every_case() {
        assert_eq!(decide(case).is_ok(), allowed(&case), "{case:?}");
    }
}

#[test]
fn opr_12_nobody_gives_themself_a_right_and_nobody_gives_one_alone() {
    for case in every_case() {
        if case.act != Act::End && case.themself {
            assert!(decide(case).is_err(), "{case:?}");
        }
        if case.act == Act::Confirm && case.proposer {
            assert!(decide(case).is_err(), "{case:?}");
        }
    }
}

#[test]
fn a_proposal_that_is_too_old_gives_no_right_to_anyone() {
    for case in every_case() {
        if case.act == Act::Confirm && case.stale {
            let refusal = match case.role {
                Role::Administrator => Refusal::Over,
                _ => Refusal::NotTheirs,
            };
            assert_eq!(decide(case), Err(refusal), "{case:?}");
        }
    }
    let at = Timestamp::from_millis(1_795_424_400_000);
    let over = at.plus(PROPOSAL_LIFE);
    assert!(!is_stale(at, at) && !is_stale(at, over.minus(Duration::from_millis(1))));
    assert!(is_stale(at, over));
}

#[test]
fn who_is_no_administrator_learns_nothing_of_the_team() {
    for case in every_case() {
        if case.role != Role::Administrator {
            assert_eq!(decide(case), Err(Refusal::NotTheirs), "{case:?}");
        }
    }
}

#[test]
fn a_name_is_the_same_however_it_is_written() {
    for (one, other, same) in [
        ("Jeanne Roux", "ROUX Jeanne", true),
        ("Zoé Müller", "zoe  muller", true),
        ("Anne-Marie Petit", "Petit, Anne Marie", true),
        ("Jeanne Roux", "Jeanne Rous", false),
        ("Jeanne Roux", "Jeanne Marie Roux", false),
    ] {
        assert_eq!(same_name(one, other), same, "{one} and {other}");
    }
}

fn draft(name: &str, role: &str, place: &str, email: &str) -> Draft {
    Draft {
        name: name.to_owned(),
        role: role.to_owned(),
        place: place.to_owned(),
        email: email.to_owned(),
    }
}

#[test]
fn a_proposal_names_a_person_a_role_and_its_place() {
    let checked = draft(" Jeanne \u{200b} Roux ", "volunteer", "Mairie de Caen", "")
        .check()
        .expect("right");
    assert_eq!(checked.name.0, "Jeanne Roux");
    assert_eq!(checked.place.as_deref(), Some("Mairie de Caen"));
    assert_eq!(checked.email, None);
    // An administrator is of no place, whatever was typed.
    let checked = draft(
        "Jeanne Roux",
        "administrator",
        "Caen",
        "j.roux@fonds.example",
    )
    .check()
    .expect("right");
    assert_eq!(checked.place, None);
    assert!(checked.email.is_some());
    let long = "x".repeat(81);
    for (wrong, fields) in [
        (draft("", "", "", ""), &["nom", "role"][..]),
        (draft("7", "operator", "Lyon", ""), &["nom"]),
        (draft(&long, "operator", "Lyon", ""), &["nom"]),
        (draft("Jeanne Roux", "director", "Lyon", ""), &["role"]),
        (draft("Jeanne Roux", "operator", " ", ""), &["lieu"]),
        (draft("Jeanne Roux", "operator", &long, ""), &["lieu"]),
        (draft("Jeanne Roux", "operator", "Lyon", "x"), &["email"]),
        (
            draft("Jeanne Roux", "operator", "Lyon", "a@b@c.d"),
            &["email"],
        ),
        (
            draft("Jeanne Roux", "operator", "Lyon", "a b@c.d"),
            &["email"],
        ),
        (draft("Jeanne Roux", "operator", "Lyon", "a@c."), &["email"]),
    ] {
        let email = wrong.email.clone();
        let error = wrong.check().expect_err("wrong");
        let named: Vec<&str> = error.field_errors().iter().map(|f| f.field).collect();
        assert_eq!(named, fields, "{email}");
    }
}

#[test]
fn a_charter_holds_until_the_year_ends() {
    let day = |text: &str| text.parse::<Date>().expect("a day");
    for (signed, today, holds) in [
        (None, "2026-11-23", false),
        (Some("2026-01-01"), "2026-11-23", true),
        (Some("2026-12-31"), "2026-12-31", true),
        (Some("2026-12-31"), "2027-01-01", false),
        (Some("2025-11-23"), "2026-11-23", false),
        (Some("2026-11-24"), "2026-11-23", false),
    ] {
        assert_eq!(
            charter_holds(signed.map(day), day(today)),
            holds,
            "{signed:?} {today}"
        );
    }
}

#[test]
fn a_role_is_written_in_one_word() {
    for role in Role::ALL {
        assert_eq!(role.as_str().parse::<Role>().ok(), Some(role));
    }
    assert!("root".parse::<Role>().is_err());
}
