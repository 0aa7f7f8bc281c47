//! What must not be in the sources, and what the list of attacks says of them.

use super::{checkout, files};

#[test]
fn key_15_no_secret_is_in_the_sources() {
    let marks = [
        concat!("AKI", "AIOSF"),
        concat!("gh", "p_"),
        concat!("glp", "at-"),
        concat!("xox", "b-"),
    ];
    for file in files(&checkout().join("crates")) {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap_or_default()).into_owned();
        for mark in marks {
            assert!(!text.contains(mark), "{mark} in {}", file.display());
        }
        // A key file: its head, then a line of base64.
        for after in text.split("PRIVATE KEY-----\n").skip(1) {
            let line = after.lines().next().unwrap_or_default();
            let key = line.len() > 40
                && line
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
            assert!(!key, "a private key in {}", file.display());
        }
    }
}

#[test]
fn web_20_no_script_of_ours_keeps_anything_in_the_browser() {
    let keepers = [
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "serviceWorker",
        "caches.",
    ];
    let scripts = files(&checkout().join("crates"));
    let scripts = scripts
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "js" || e == "html"));
    for file in scripts {
        let text = std::fs::read_to_string(file).expect("a script");
        for keeper in keepers {
            assert!(!text.contains(keeper), "{keeper} in {}", file.display());
        }
    }
}

#[test]
fn every_test_that_the_list_of_attacks_names_exists() {
    let list = std::fs::read_to_string(checkout().join("docs/attacks.md")).expect("the list");
    let mut sources = String::new();
    for file in files(&checkout().join("crates")) {
        if file.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(&file).unwrap_or_default());
        }
    }
    let named: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter_map(|path| path.rsplit("::").next())
        .collect();
    assert!(named.len() > 80, "{}", named.len());
    for test in named {
        assert!(sources.contains(&format!("fn {test}(")), "no test {test}");
    }
}

/// What must not compile is refused for the reason that is meant: beside it stands what
/// differs by that alone, and compiles.
#[test]
fn what_must_not_compile_stands_before_what_does() {
    let mut refused = 0;
    for file in files(&checkout().join("crates")) {
        if file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a source");
        let mut fences = text.lines().filter_map(|line| {
            let line = line.trim_start();
            let line = line.strip_prefix("//!").or(line.strip_prefix("///"))?;
            line.trim_start().strip_prefix("```")
        });
        while let Some(begins) = fences.next() {
            assert_eq!(
                fences.next(),
                Some(""),
                "a block ends in {}",
                file.display()
            );
            if begins.starts_with("compile_fail") {
                refused += 1;
                let twin = fences.next();
                assert_eq!(twin, Some(""), "a twin of {refused} in {}", file.display());
                assert_eq!(fences.next(), Some(""), "its end in {}", file.display());
            }
        }
    }
    assert!(refused >= 11, "{refused}");
}
