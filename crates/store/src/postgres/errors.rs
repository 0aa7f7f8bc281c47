//! PostgreSQL's errors as ours.
//!
//! | SQLSTATE | kind |
//! | --- | --- |
//! | 23505, a key is taken | Conflict |
//! | 08, 53, 57, 58: connection, resources, operator, system | Unavailable |
//! | 40P01, 40001: undone for another’s sake | Unavailable, to be repeated |
//! | 40, 55P03: undone, lock not free in time | Unavailable |
//! | 25006, 25P03: read-only, idle too long | Unavailable |
//! | no code, and the connection is lost | Unavailable |
//! | anything else | Fault |

use kernel::{Error, Kind};
use std::error::Error as StdError;

/// What was being done, and what the server said of it. Its detail and hint
/// name values and are left out; so is its message where it may (class 22).
pub(super) fn translate(error: &tokio_postgres::Error, doing: &'static str) -> Error {
    let Some(said) = error.as_db_error() else {
        let io = error
            .source()
            .is_some_and(|cause| cause.is::<std::io::Error>());
        return match error.is_closed() || io {
            true => unavailable(error, doing),
            false => Error::fault(format!("{doing}: {error}")),
        };
    };
    let code = said.code().code();
    let note = match code.get(..2) {
        Some("22") => format!("{doing}: {code}"),
        _ => format!("{doing}: {code} {}", said.message()),
    };
    match (code, code.get(..2)) {
        ("23505", _) => Error::conflict("error-conflict").note(note),
        ("40P01" | "40001", _) => Error::undone(note),
        ("25006" | "25P03" | "55P03", _) => Error::unavailable(note),
        (_, Some("08" | "40" | "53" | "57" | "58")) => Error::unavailable(note),
        _ => Error::fault(note),
    }
}

/// What became of a COMMIT that failed, or of what writes by itself: whoever lost the
/// server between the question and its answer cannot know. A server that says that it
/// cancelled it (57014: it took too long) has not done it, nor one that undid it for the
/// sake of another (40P01: each waited for the other).
pub(super) fn translate_commit(error: &tokio_postgres::Error, doing: &'static str) -> Error {
    let told = translate(error, doing);
    let code = error.as_db_error().map(|said| said.code().code());
    let refused =
        code.is_some_and(|code| code == "57014" || !matches!(code.get(..2), Some("08" | "57")));
    match told.kind() == Kind::Unavailable && !refused {
        true => Error::uncertain(format!("{doing}: {error}")),
        false => told,
    }
}

/// Whatever it is, the database cannot be used.
pub(super) fn unavailable(error: &tokio_postgres::Error, doing: &'static str) -> Error {
    let mut note = format!("{doing}: {error}");
    if let Some(cause) = error.source() {
        note = format!("{note}: {cause}");
    }
    Error::unavailable(note)
}
