//! The public files of pydicom: each is shown right or refused clearly, and
//! the list says which. Its pictures were compared with pydicom's by hand.

use super::view;
use crate::read;
use readers::dicom::{Answer as Dicom, Ask, Content, Study, study};
use readers::{Answer, Job};
use std::fmt::Write as _;
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};

/// Files of JPEG 2000 with losses: their points depend on how a processor
/// rounds, so that their mean is told instead.
const LOSSY: [&str; 3] = ["JPEG2000.dcm", "MR2_J2KI.dcm", "US1_J2KI.dcm"];
const VERDICTS: &str = "tests/golden/dicom-verdicts.txt";

#[tokio::test]
async fn every_public_file_is_shown_or_refused_as_the_list_says() {
    let Some(corpus) = std::env::var_os("CARNET_CORPUS").map(PathBuf::from) else {
        say("CARNET_CORPUS IS NOT SET: THE PUBLIC DICOM FILES WERE NOT READ");
        return;
    };
    let root = corpus.join("dicom");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let mut found = String::new();
    for path in files {
        let name = path.strip_prefix(&root).expect("it was found there");
        let bytes = std::fs::read(&path).expect("a corpus that can be read");
        let lossy = LOSSY.iter().any(|lossy| name == Path::new(lossy));
        let verdict = verdict(&bytes, lossy).await;
        writeln!(found, "{} | {verdict}", name.display()).expect("memory");
    }
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join(VERDICTS);
    if std::env::var_os("CARNET_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(&list, &found).expect("the list is ours");
    }
    let known = std::fs::read_to_string(&list).expect("the list is there");
    assert_eq!(
        found, known,
        "a verdict changed; look at the pictures, then CARNET_GOLDEN=write"
    );
}

/// The discs of the corpus, one folder of a person each, as an archive.
#[test]
fn the_public_discs_are_studies_of_their_series_or_said_to_be_several() {
    let Some(corpus) = std::env::var_os("CARNET_CORPUS").map(PathBuf::from) else {
        say("CARNET_CORPUS IS NOT SET: THE PUBLIC DICOM DISCS WERE NOT READ");
        return;
    };
    let disc = corpus.join("dicom/dicomdirtests");
    let packed = |folders: &[&str]| {
        let mut files = Vec::new();
        folders
            .iter()
            .for_each(|folder| walk(&disc.join(folder), &mut files));
        let named = files.iter().map(|path| {
            let name = path.strip_prefix(&disc).expect("it was found there");
            (
                name.display().to_string(),
                std::fs::read(path).expect("a file"),
            )
        });
        let named: Vec<(String, Vec<u8>)> = named.collect();
        let files = named
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        testkit::deflated(&files.collect::<Vec<_>>())
    };
    let told = |folders: &[&str]| match study(&packed(folders)) {
        Err(refusal) => refusal.to_string(),
        Ok(study) => match study.content {
            Content::Images(series) => {
                let frames = series
                    .iter()
                    .map(|one| format!("{} {}", one.modality, one.frames));
                frames.collect::<Vec<_>>().join(", ")
            }
            _ => String::from("no picture"),
        },
    };
    let verdicts = [
        (vec!["98892003/MR1"], "dicom-several-studies"),
        (vec!["98892003/MR2"], "dicom-several-studies"),
        (vec!["98892003/MR700"], "MR 7"),
        (vec!["98892003"], "dicom-several-studies"),
        (vec!["98892001/CT2N"], "CT 2"),
        (vec!["98892001/CT5N"], "CT 5"),
        (vec!["77654033/CT2"], "CT 4"),
        (vec!["77654033/CR1", "77654033/CR2"], "CR 1, CR 1"),
        (vec!["77654033"], "dicom-several-studies"),
        (
            vec!["98892001/CT2N", "77654033/CR1"],
            "dicom-several-people",
        ),
    ];
    let told: Vec<(Vec<&str>, String)> = verdicts
        .iter()
        .map(|(folders, _)| (folders.clone(), told(folders)))
        .collect();
    let expected = verdicts.map(|(folders, verdict)| (folders, verdict.to_owned()));
    assert_eq!(told, expected);
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => walk(&path, files),
            false => files.push(path),
        }
    }
}

/// What a child says.
async fn asked(ask: Ask, bytes: &[u8]) -> Result<Dicom, String> {
    match read(&Job::Dicom(ask), bytes).await {
        Err(refusal) => Err(refusal.code().to_owned()),
        Ok(Answer::Dicom(Dicom::Refused(refusal))) => Err(refusal.code().to_owned()),
        Ok(Answer::Dicom(answer)) => Ok(answer),
        Ok(other) => panic!("{other:?}"),
    }
}

async fn verdict(bytes: &[u8], lossy: bool) -> String {
    match asked(Ask::Look, bytes).await {
        Err(refusal) => format!("refused: {refusal}"),
        Ok(Dicom::Study(study)) => shown(&study, bytes, lossy).await,
        Ok(other) => panic!("{other:?}"),
    }
}

async fn shown(study: &Study, bytes: &[u8], lossy: bool) -> String {
    let series = match &study.content {
        Content::Report(report) => return format!("report, {} lines", report.lines.len()),
        Content::Other(other) => return format!("no picture: {}", other.code()),
        Content::Refused(refusal) => return format!("refused: {refusal}"),
        Content::Images(series) => &series[0],
    };
    let mut first = None;
    for number in 1..=series.frames {
        match asked(Ask::Draw(view(number)), bytes).await {
            Ok(Dicom::Frame(picture)) if lossy => {
                first = first.or_else(|| Some(mean(&picture.bytes)))
            }
            Ok(Dicom::Frame(picture)) => first = first.or_else(|| Some(points(&picture.bytes))),
            Err(refusal) => return format!("refused: {refusal}, frame {number}"),
            Ok(other) => panic!("{other:?}"),
        }
    }
    format!(
        "{}, {} of {}×{}, {}, {} windows, {}",
        series.modality,
        series.frames,
        series.columns,
        series.rows,
        series.photometric,
        series.windows.len(),
        first.unwrap_or_default(),
    )
}

/// How bright the points of a picture are, on the whole.
fn mean(png: &[u8]) -> String {
    let image = image::load_from_memory(png).expect("our own PNG");
    let bytes = image.as_bytes();
    let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
    format!(
        "about {}",
        (sum + bytes.len() as u64 / 2) / bytes.len() as u64
    )
}

/// One number for the points of a picture, however it is packed.
fn points(png: &[u8]) -> String {
    let image = image::load_from_memory(png).expect("our own PNG");
    #[expect(deprecated, reason = "its answer is the same for ever")]
    let mut hasher = std::hash::SipHasher::new();
    hasher.write_u32(image.width());
    hasher.write_u32(image.height());
    hasher.write(image.as_bytes());
    format!("{:016x}", hasher.finish())
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}
