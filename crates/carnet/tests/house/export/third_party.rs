//! A history before a checker that shares nothing with ours: Python's standard library
//! and `docs/log.md`.

use std::process::Command;

const CHECKER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../e2e/python/check_history.py"
);

/// Whether it says yes to a history, and to its continuing an earlier one; and its words.
/// Nothing, where there is no Python.
#[expect(clippy::print_stderr, reason = "what was not tested is said")]
pub fn says(history: &str, earlier: Option<&str>, key: &str) -> Option<(bool, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    let mut checker = Command::new("python3");
    checker.arg(CHECKER).args(["--key", key]);
    if let Some(earlier) = earlier {
        let earlier = write("earlier.jsonl", earlier);
        checker.arg("--earlier").arg(earlier);
    }
    checker.arg(write("history.jsonl", history));
    let Ok(said) = checker.env("PYTHONIOENCODING", "utf-8").output() else {
        eprintln!("NO PYTHON3 HERE: NOBODY ELSE CHECKED THE HISTORY");
        return None;
    };
    let words = [said.stdout, said.stderr].concat();
    let words = String::from_utf8_lossy(&words).into_owned();
    let yes = said.status.success();
    // It gives a verdict in every case: one that broke down gives none.
    let verdict = if yes { "yes: " } else { "no: " };
    assert!(words.starts_with(verdict), "{words}");
    Some((yes, words))
}

/// A history in which one digit of its last line is another one.
pub fn altered(history: &str) -> String {
    let (before, last) = history.rsplit_once("\"content\":\"").expect("a line");
    let digit = if last.starts_with('0') { '1' } else { '0' };
    let rest = last.get(1..).expect("more digits");
    format!("{before}\"content\":\"{digit}{rest}")
}
