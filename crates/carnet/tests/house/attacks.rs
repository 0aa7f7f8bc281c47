//! Attacks on the whole house, named by their ids; docs/attacks.md says which
//! test answers which attack, and is checked here.

mod codes;
mod doubtful;
mod letters;
mod logs;
pub(crate) mod reads;
mod refused;
mod sources;
mod team;
mod typed;
mod ways;

use std::path::{Path, PathBuf};

pub(crate) const UNKNOWN: &str = "00000000000000000000000001";
pub(crate) const ADD: &str = "/espace/moi/documents/ajouter";
pub(crate) const LIST: &str = "/espace/moi/documents";
pub(crate) const DATED: [(&str, &str); 3] = [
    ("date-jour", "20"),
    ("date-mois", "11"),
    ("date-annee", "2026"),
];

/// The files under a folder of the checkout.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let path = entry.path();
        match path.is_dir() {
            true if name == "target" || name == "node_modules" || name == ".git" => {}
            true => found.append(&mut files(&path)),
            false => found.push(path),
        }
    }
    found
}

pub(crate) fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
