//! What a new document must be, as a table.

use super::*;

fn today() -> Date {
    Date::constant(2026, 11, 23)
}

fn draft() -> Draft {
    Draft {
        title: "Compte rendu".into(),
        type_code: "DOCPAT03".into(),
        act_date: Ok(Some(Date::constant(2026, 11, 20))),
    }
}

fn check(draft: &Draft, wrong: &[(&str, &str)]) {
    let errors = match draft.check(Depositor::Holder, today()) {
        Ok(_) => Vec::new(),
        Err(error) => error
            .field_errors()
            .iter()
            .map(|e| (e.field, e.code))
            .collect(),
    };
    assert_eq!(errors, wrong, "{draft:?}");
}

#[test]
fn a_whole_draft_passes_and_its_title_is_tidied() {
    check(&draft(), &[]);
    let spaced = Draft {
        title: "  Compte \t rendu ".into(),
        ..draft()
    };
    assert_eq!(
        spaced
            .check(Depositor::Holder, today())
            .expect("fine")
            .title,
        "Compte rendu"
    );
    check(
        &Draft {
            act_date: Ok(Some(today())),
            ..draft()
        },
        &[],
    );
}

#[test]
fn each_wrong_field_is_named_with_how_to_mend_it() {
    check(
        &Draft {
            title: "  ".into(),
            ..draft()
        },
        &[("title", "documents-title-missing")],
    );
    check(
        &Draft {
            title: "x".repeat(201),
            ..draft()
        },
        &[("title", "documents-title-too-long")],
    );
    check(
        &Draft {
            title: "a\u{7}b".into(),
            ..draft()
        },
        &[("title", "documents-title-too-long")],
    );
    check(
        &Draft {
            type_code: "11502-2".into(),
            ..draft()
        },
        &[("type", "documents-type-missing")],
    );
    check(
        &Draft {
            type_code: String::new(),
            ..draft()
        },
        &[("type", "documents-type-missing")],
    );
    let tomorrow = Date::constant(2026, 11, 24);
    check(
        &Draft {
            act_date: Ok(Some(tomorrow)),
            ..draft()
        },
        &[("date", "documents-date-future")],
    );
    check(
        &Draft {
            act_date: Ok(None),
            ..draft()
        },
        &[("date", "documents-date-missing")],
    );
    check(
        &Draft {
            act_date: Err("error-date"),
            ..draft()
        },
        &[("date", "error-date")],
    );
    check(
        &Draft {
            act_date: Ok(Some(Date::constant(1899, 12, 31))),
            ..draft()
        },
        &[("date", "error-date")],
    );
}

#[test]
fn everything_wrong_is_told_at_once() {
    let empty = Draft {
        title: String::new(),
        type_code: String::new(),
        act_date: Ok(None),
    };
    check(
        &empty,
        &[
            ("title", "documents-title-missing"),
            ("type", "documents-type-missing"),
            ("date", "documents-date-missing"),
        ],
    );
}

#[test]
fn app_06_a_holder_cannot_give_a_document_a_professional_type() {
    for kind in kinds::all().iter().filter(|kind| !kind.by_patient) {
        let forged = Draft {
            type_code: kind.code.clone(),
            ..draft()
        };
        assert!(
            forged.check(Depositor::Holder, today()).is_err(),
            "{}",
            kind.code
        );
    }
}
