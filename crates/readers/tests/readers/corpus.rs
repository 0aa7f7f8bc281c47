//! The example files of others, where the folder is there: what each of them
//! is, against a written list.

use crate::pdf::{draw, look};
use crate::read;
use readers::picture::{Ask, Kind};
use readers::{Answer, Job};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
#[tokio::test]
async fn the_example_files_read_as_the_list_says() {
    let Some(corpus) = env::var_os("CARNET_CORPUS") else {
        eprintln!("CARNET_CORPUS IS NOT SET: NO EXAMPLE FILE WAS READ");
        return;
    };
    let folder = Path::new(&corpus).join("attachments");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of the examples")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let mut list = String::new();
    for file in files {
        let name = file
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&file).expect("an example");
        let verdict = verdict(&bytes).await;
        writeln!(list, "{name} | {verdict}").expect("a list");
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/attachments.txt");
    if env::var_os("CARNET_GOLDEN").is_some() {
        fs::write(&golden, &list).expect("the list is written");
    }
    assert_eq!(fs::read_to_string(golden).expect("the list"), list);
}

async fn verdict(bytes: &[u8]) -> String {
    if bytes.starts_with(b"\xff\xd8") {
        let ask = Ask {
            kind: Kind::Jpeg,
            width: 800,
        };
        return match read(&Job::Picture(ask), bytes).await {
            Ok(Answer::Picture(picture)) => format!("{picture:?}"),
            other => format!("{other:?}"),
        };
    }
    match look(bytes, 0, 2_000).await {
        Ok(read) => {
            let words: usize = read
                .pages
                .iter()
                .map(|page| page.text.split_whitespace().count())
                .sum();
            let signs = match read.signs.any() {
                true => format!("{:?}", read.signs),
                false => String::from("no signs"),
            };
            let drawn = draw(bytes, 0, 800).await;
            format!("{} pages, {words} words, {signs}, {drawn:?}", read.count)
        }
        Err(refusal) => format!("{refusal:?}"),
    }
}
