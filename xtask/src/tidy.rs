//! House rules that a reviewer would otherwise repeat.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// A file this long, tests aside, must be split or say why it is one thing.
const LINES_MAX: usize = 600;

pub(crate) fn check(root: &Path) -> Result<()> {
    let mut wrong = Vec::new();
    for file in sources(&root.join("crates"))?
        .into_iter()
        .chain(sources(&root.join("xtask"))?)
    {
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("reading {}", file.display()))?;
        let name = file
            .strip_prefix(root)
            .unwrap_or(&file)
            .display()
            .to_string();
        let is_test = name.contains("/tests/") || name.ends_with("tests.rs");
        if !text.starts_with("//!") {
            wrong.push(format!("{name}: does not open with what it holds (//!)"));
        }
        if !is_test && text.lines().count() > LINES_MAX {
            wrong.push(format!("{name}: longer than {LINES_MAX} lines"));
        }
        for (place, line) in text.lines().enumerate() {
            let place = place + 1;
            if line.contains("TODO") && !name.ends_with("tidy.rs") {
                wrong.push(format!("{name}:{place}: a TODO; say it in an issue"));
            }
            if line.contains("#[ignore") && !name.ends_with("tidy.rs") {
                wrong.push(format!("{name}:{place}: an ignored test"));
            }
        }
        for forbidden in ["utils.rs", "helpers.rs", "common.rs", "types.rs"] {
            if name.ends_with(&format!("/{forbidden}")) {
                wrong.push(format!("{name}: has a real name; use it"));
            }
        }
    }
    wrong.append(&mut climbing(root)?);
    wrong.append(&mut unrun(root)?);
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("the house is untidy:\n{}", wrong.join("\n"))
}

/// Examples in the documentation of crates whose manifest says that there are none, which
/// spares a run of each.
fn unrun(root: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in sources(&root.join("crates"))? {
        let Some(source) = file.ancestors().find(|folder| folder.ends_with("src")) else {
            continue;
        };
        let manifest = source.with_file_name("Cargo.toml");
        let none = std::fs::read_to_string(manifest).is_ok_and(|it| it.contains("doctest = false"));
        if none && has_example(&std::fs::read_to_string(&file)?) {
            let name = file.strip_prefix(root).unwrap_or(&file).display();
            wrong.push(format!(
                "{name}: an example that no test runs (doctest = false)"
            ));
        }
    }
    Ok(wrong)
}

/// Whether the documentation in this text has an example that is Rust.
fn has_example(text: &str) -> bool {
    let docs = text.lines().map(str::trim_start);
    let docs = docs.filter_map(|line| line.strip_prefix("//!").or(line.strip_prefix("///")));
    let mut fences = docs.filter_map(|line| line.trim().strip_prefix("```"));
    // Each other one ends what the one before began.
    while let Some(begins) = fences.next() {
        if begins != "text" {
            return true;
        }
        fences.next();
    }
    false
}

/// Dependencies that do not go down in the plan of `ARCHITECTURE.md`, and crates that
/// nobody who reads it learns of.
fn climbing(root: &Path) -> Result<Vec<String>> {
    let house = std::fs::read_to_string(root.join("ARCHITECTURE.md"))?;
    let plan = house.split("```").nth(1).context("the plan of the house")?;
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for row in plan.lines() {
        // The names stand before what they are, two spaces or more apart from it.
        let names: Vec<&str> = row
            .split_whitespace()
            .take_while(|word| root.join("crates").join(word).is_dir())
            .collect();
        rows.push(names);
    }
    let row_of = |name: &str| rows.iter().position(|row| row.contains(&name));
    for name in rows.iter().flatten() {
        let file = root.join("crates").join(name).join("Cargo.toml");
        let manifest = std::fs::read_to_string(file)?;
        let needed = manifest
            .lines()
            .skip_while(|line| *line != "[dependencies]")
            .skip(1)
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split(['.', ' ', '=']).next());
        for needed in needed {
            if row_of(needed).is_some_and(|row| Some(row) <= row_of(name)) {
                wrong.push(format!(
                    "ARCHITECTURE.md: {name} to {needed} does not go down"
                ));
            }
        }
    }
    for folder in std::fs::read_dir(root.join("crates"))? {
        let name = folder?.file_name().to_string_lossy().into_owned();
        if row_of(&name).is_none() && !house.contains(&format!("`{name}`")) {
            wrong.push(format!("ARCHITECTURE.md: says nothing of {name}"));
        }
    }
    if rows.iter().flatten().count() < 30 {
        wrong.push(String::from(
            "ARCHITECTURE.md: the plan does not name the crates",
        ));
    }
    Ok(wrong)
}

pub(crate) fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            found.append(&mut sources(&path)?);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_in_the_documentation_is_told_from_a_drawing() {
        let fence = "```";
        let drawing = format!("//! {fence}text\n//! a\n//! {fence}\n");
        assert!(!has_example(&drawing));
        for begins in ["", "compile_fail", "rust,no_run"] {
            let example =
                format!("{drawing}    /// {fence}{begins}\n    /// f();\n    /// {fence}\n");
            assert!(has_example(&example), "{begins}");
        }
    }
}
