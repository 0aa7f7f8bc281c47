//! Every public archive at hand: what comes out of it, or why it is refused.

use mail::xdm::{Limits, unpack};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CARNET_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        say_skipped();
    }
    folder
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say_skipped() {
    eprintln!("CARNET_CORPUS IS NOT SET: THE PUBLIC XDM ARCHIVES WERE NOT UNPACKED");
}

/// All files of a folder, packed as they stand.
fn packed(folder: &Path) -> Vec<u8> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(inner).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("inside").to_string_lossy();
            files.push(crate::zips::file(
                &name,
                std::fs::read(&path).expect("a file"),
            ));
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    crate::zips::zip(&files)
}

#[test]
fn every_archive_of_the_corpus_is_unpacked_or_refused_as_the_list_says() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("xdm");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the archives of the corpus")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let mut list = String::new();
    for path in paths {
        let zip = match path.is_dir() {
            true => packed(&path),
            false => std::fs::read(&path).expect("an archive"),
        };
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        writeln!(list, "{}", name.unwrap_or_default()).expect("a string");
        match unpack(&zip, &Limits::default()) {
            Err(refusal) => writeln!(list, "    refused: {}", refusal.text).expect("a string"),
            Ok(pieces) => {
                for piece in pieces {
                    writeln!(
                        list,
                        "    {}: {}, {} bytes, id {:?}, title {:?}, type {:?}, class {:?}, made {:?}, of {:?}, sum {}, size {}",
                        piece.file,
                        piece.mime,
                        piece.bytes.len(),
                        piece.unique_id,
                        piece.title,
                        piece.type_code,
                        piece.class_code,
                        piece.made_on,
                        piece.patient,
                        piece.hash.is_some(),
                        piece.size.is_some(),
                    )
                    .expect("a string");
                }
            }
        }
    }
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    testkit::golden(golden, "xdm.txt", &list);
}
