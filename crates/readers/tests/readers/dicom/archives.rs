//! Studies in a zip, honest and hostile.

use super::made::{Coding, Made, Value, outside, text};
use super::view;
use readers::dicom::{Content, Light, Other, Refusal, Series, View, frame, study};
use testkit::{deflated, zipped};

/// A study of two series, its files in no order: three slices of the second, then
/// one of the first.
fn files() -> Vec<(String, Vec<u8>)> {
    let places = [(2, 10), (2, 2), (1, 1), (2, 1)];
    let file = |(series, number): (u16, u16)| {
        let name = format!("DICOM/S{series}/I{:04}", 9_999 - number);
        (name, Made::slice(series, number).file())
    };
    places.into_iter().map(file).collect()
}

fn named(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    let named = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    named.collect()
}

/// The study with these files beside its own.
fn with(more: &[(&str, &[u8])]) -> Vec<u8> {
    let files = files();
    let all: Vec<_> = named(&files)
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    zipped(&all)
}

fn series(zip: &[u8]) -> Vec<Series> {
    match study(zip).expect("a study").content {
        Content::Images(series) => series,
        _ => Vec::new(),
    }
}

fn told(zip: &[u8]) -> Vec<(String, u32)> {
    let told = series(zip).into_iter();
    told.map(|it| (it.description.unwrap_or_default(), it.frames))
        .collect()
}

/// The picture of a frame, all numbers of its file in the same light.
fn picture(zip: &[u8], series: u32, number: u32) -> Result<Vec<u8>, Refusal> {
    let light = Light::Window {
        center: 40.0,
        width: 80.0,
    };
    let view = View {
        series,
        light,
        ..view(number)
    };
    frame(zip, &view).map(|picture| picture.bytes)
}

#[test]
fn the_files_of_a_study_are_its_series_in_the_order_of_their_numbers() {
    for archive in [zipped, deflated] {
        let files = files();
        let zip = archive(&named(&files));
        let expected = [("Série 1", 1), ("Série 2", 3)];
        let expected = expected.map(|(name, frames)| (name.to_owned(), frames));
        assert_eq!(told(&zip), expected);
        for (place, number) in [(1, 1), (2, 2), (3, 10)] {
            let alone = picture(&Made::slice(2, number).file(), 1, 1);
            assert_eq!(picture(&zip, 2, place), alone, "{place}");
            assert!(alone.is_ok());
        }
        for (series, place) in [(0, 1), (1, 0), (1, 2), (2, 4), (3, 1), (u32::MAX, 1)] {
            assert_eq!(picture(&zip, series, place), Err(Refusal::NoSuchFrame));
        }
    }
}

#[test]
fn a_file_of_several_frames_stands_among_files_of_one() {
    let of_four = Made::scan(4)
        .with(0x0020_000d, "UI", text("1.2.3"))
        .with(0x0020_000e, "UI", text("1.2.3.1"))
        .with(0x0020_0013, "IS", text("2"));
    let first = Made::slice(1, 1).file();
    let last = Made::slice(1, 3).file();
    let four = of_four.file();
    let zip = zipped(&[("c", &last), ("a", &four), ("b", &first)]);
    assert_eq!(told(&zip), [(String::from("Série 1"), 6)]);
    for (place, file, frame) in [(1, &first, 1), (2, &four, 1), (5, &four, 4), (6, &last, 1)] {
        assert_eq!(picture(&zip, 1, place), picture(file, 1, frame), "{place}");
    }
}

#[test]
fn what_departments_and_systems_leave_beside_the_images_is_passed_over() {
    let directory = Made::of(vec![(0x0008_0005, "CS", text("ISO_IR 192"))]);
    let directory = directory_of_a_disc(&directory.file());
    let long = |start: &[u8]| [start, &[7; 80_000]].concat();
    let zip = with(&[
        ("DICOMDIR", &directory),
        ("LISEZMOI.TXT", "Pour ouvrir ces images…".as_bytes()),
        ("__MACOSX/DICOM/._I0001", b"\0\x05\x16\x07"),
        (
            "__MACOSX/DICOM/._LISEZMOI.txt",
            b"\0\x05\x16\x07\0\x02\0\0Mac OS X",
        ),
        ("README.TXT", b""),
        ("AIDE.TXT", "<<< À lire avant tout >>>".as_bytes()),
        ("NOTE.txt", b"[{1}] Coupes fines"),
        ("DICOM/.DS_Store", b"\0\0\0\x01Bud1"),
        (".DS_Store", &long(b"\0\0\0\x01Bud1")),
        ("DICOM/Thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("THUMBS.DB", &long(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
        ("DICOM/S2/COPIE", &Made::slice(2, 10).file()),
    ]);
    assert_eq!(told(&zip).iter().map(|it| it.1).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(study(&zip).expect("a study").unseen, 0);
}

/// The same file, which says of itself that it is the index of a disc.
fn directory_of_a_disc(file: &[u8]) -> Vec<u8> {
    let mut class = b"\x02\0\x02\0UI\x14\0".to_vec();
    class.extend(b"1.2.840.10008.1.3.10");
    let mut marked = file.to_vec();
    marked.splice(132..132, class);
    marked
}

#[test]
fn what_has_no_picture_is_counted_and_keeps_nothing_back() {
    let of_this = |made: Made| {
        made.with(0x0020_000d, "UI", text("1.2.3"))
            .with(0x0020_000e, "UI", text("1.2.3.9"))
    };
    let plan = of_this(Made::slice(9, 1))
        .with(0x0008_0016, "UI", text("1.2.840.10008.5.1.4.1.1.481.5"))
        .without(0x0028_0010)
        .without(0x7fe0_0010);
    let zip = with(&[("PLAN", &plan.file())]);
    assert_eq!(
        (told(&zip).len(), study(&zip).expect("a study").unseen),
        (2, 1)
    );
    // One that cannot be drawn, in a series of its own.
    let strange = Made::slice(0, 1).with(0x0028_0004, "CS", text("ODD"));
    let zip = with(&[("ETRANGE", &strange.file())]);
    assert_eq!(
        (told(&zip).len(), study(&zip).expect("a study").unseen),
        (2, 1)
    );
    assert_eq!(
        picture(&zip, 1, 1),
        picture(&Made::slice(1, 1).file(), 1, 1),
        "the first that is listed is the first that is drawn"
    );
    // Nothing else at all: then it is what it is.
    let alone = zipped(&[("PLAN", &plan.file())]);
    let alone = study(&alone).expect("told");
    assert!(alone.content == Content::Other(Other::Radiotherapy));
    let alone = zipped(&[("ETRANGE", &strange.file())]);
    let alone = study(&alone).expect("told");
    assert!(alone.content == Content::Refused(Refusal::Pixels));
    assert_eq!(alone.person.name.as_deref(), Some("DURAND Anaïs Léa"));
    // Written in its maker's own way: a DICOM file all the same.
    let own = outside("1.2.840.113619.5.2", b"anything", false);
    let zip = with(&[("PRIVE", &own)]);
    assert_eq!(
        (told(&zip).len(), study(&zip).expect("a study").unseen),
        (2, 1)
    );
}

#[test]
fn an_archive_of_anything_else_is_no_study() {
    let program = [b"MZ\x90\0", &[0; 200][..]].concat();
    let mut behind = Made::slice(1, 2).file();
    behind[..4].copy_from_slice(b"\x7fELF");
    let other_study = Made::slice(1, 2).with(0x0020_000d, "UI", text("1.2.4"));
    let somebody = named_otherwise("MARTIN^Louis", "12", "19990203").file();
    let born_later = named_otherwise("DURAND^Anaïs^Léa", "299999999999987", "19990204").file();
    let archive = zipped(&[("I1", &Made::slice(1, 2).file())]);
    let wrong: [(&str, &[u8], Refusal); 18] = [
        ("VIEWER.EXE", &program, Refusal::Disguised),
        ("PREAMBULE", &behind, Refusal::Disguised),
        ("INDEX.HTM", b"<html></html>", Refusal::Foreign),
        ("LETTRE.PDF", b"%PDF-1.4", Refusal::Foreign),
        ("AUTRES.ZIP", &archive, Refusal::Foreign),
        ("BINAIRE.TXT", b"PK\0\0", Refusal::Foreign),
        ("PAGE.TXT", b" <html></html>", Refusal::Foreign),
        ("CODE.TXT", b"<\0\0", Refusal::Foreign),
        ("LONG.TXT", &[b'a'; 65 * 1024], Refusal::Foreign),
        // What is passed over by its name is looked at all the same.
        ("__MACOSX/SETUP.EXE", &program, Refusal::Disguised),
        ("Thumbs.db", &program, Refusal::Disguised),
        (".a/LETTRE.PDF", b"%PDF-1.4", Refusal::Foreign),
        (".DS_Store", &[1; 65 * 1024], Refusal::Foreign),
        ("Thumbs.db/.x", &[0xd0; 65 * 1024], Refusal::Foreign),
        (".x/I0001", &somebody, Refusal::SeveralPeople),
        ("AUTRE", &other_study.file(), Refusal::SeveralStudies),
        ("QUELQUUN", &somebody, Refusal::SeveralPeople),
        ("JOUR", &born_later, Refusal::SeveralPeople),
    ];
    for (name, bytes, refusal) in wrong {
        assert_eq!(study(&with(&[(name, bytes)])), Err(refusal), "{name}");
        assert!(refusal.is_no_study(), "{name}");
    }
    let nothing = zipped(&[("LISEZMOI.TXT", b"rien")]);
    assert_eq!(study(&nothing), Err(Refusal::Foreign));
}

fn named_otherwise(name: &str, number: &str, born: &str) -> Made {
    Made::slice(1, 2)
        .with(0x0010_0010, "PN", text(name))
        .with(0x0010_0020, "LO", text(number))
        .with(0x0010_0030, "DA", text(born))
}

#[test]
fn one_person_may_be_written_in_several_ways_and_is_told_with_all_that_is_said() {
    let own = "299999999999987";
    for same in [
        named_otherwise("DURAND^ANAIS^LEA", own, "19990203"),
        named_otherwise("DURAND^Anaïs", "A-17", "19990203"),
        named_otherwise("PETIT^Anaïs", own, "19990203"),
        named_otherwise("DURAND^Anaïs^Léa", own, "19990203").with(0x0010_0040, "CS", text("O")),
        // Somebody whom a file does not name at all is nobody else.
        named_otherwise("", "", ""),
        Made::slice(1, 2).without(0x0020_000d),
    ] {
        assert_eq!(told(&with(&[("AUTREMENT", &same.file())])).len(), 2);
    }
    // Twins have one birthday and one family name: a name is held against a name whole.
    let twin = |number, name: &str, own: &str| {
        Made::slice(1, number)
            .without(0x0020_000d)
            .with(0x0010_0010, "PN", text(name))
            .with(0x0010_0020, "LO", text(own))
            .file()
    };
    let lea = twin(1, "DURAND^Léa", "A-1");
    for (name, number, expected) in [
        ("DURAND^Léane", "A-2", Err(Refusal::SeveralPeople)),
        ("DURAND^Léa^Anne", "A-2", Ok(())),
        ("DURAND^LEA-ANNE", "A-2", Ok(())),
        ("DU RAND^Léa", "A-2", Ok(())),
        // No letter of a name is no name: it is like nobody's, and unlike nobody's.
        ("*^-", "A-2", Err(Refusal::SeveralPeople)),
        ("*^-", "A-1", Ok(())),
    ] {
        let other = twin(2, name, number);
        for files in [[("1", &lea), ("2", &other)], [("1", &other), ("2", &lea)]] {
            let zip = zipped(&files.map(|(name, bytes)| (name, bytes.as_slice())));
            let person = study(&zip).map(|study| study.person.name);
            assert_eq!(person.clone().map(drop), expected, "{name} {number}");
            let whole = person.map_or(true, |name| name.is_some_and(|it| it.contains("RAND")));
            assert!(whole, "{name} {number}");
        }
    }
    // Whoever is shown is not the first file's to say alone.
    let unnamed = Made::slice(0, 1)
        .without(0x0010_0010)
        .without(0x0010_0020)
        .without(0x0010_0030)
        .without(0x0010_0040);
    let person = study(&with(&[("A", &unnamed.file())]))
        .expect("told")
        .person;
    assert_eq!(person.name.as_deref(), Some("DURAND Anaïs Léa"));
    assert_eq!(person.birth_date.as_deref(), Some("1999-02-03"));
    let both = named_otherwise("DURAND^Anaïs^Léa", "A-17", "19990203");
    let person = study(&with(&[("B", &both.file())])).expect("told").person;
    assert_eq!(person.numbers, [own, "A-17"]);
}

#[test]
fn a_side_of_the_body_is_said_where_it_is_that_of_every_slice_alone() {
    let lies = |number, cosines: &str| {
        let slice = Made::slice(1, number).with(0x0020_0037, "DS", text(cosines));
        slice.file()
    };
    let (across, along) = ("1\\0\\0\\0\\1\\0", "0\\1\\0\\0\\0\\-1");
    let (first, same, other) = (lies(1, across), lies(2, across), lies(3, along));
    let alike = series(&zipped(&[("1", &first), ("2", &same)]));
    assert!(alike[0].edges.is_some());
    let unlike = series(&zipped(&[("1", &first), ("2", &same), ("3", &other)]));
    assert_eq!(unlike[0].edges, None);
    // What one of them is, is said of all.
    let coarse = Made::slice(1, 2).with(0x0028_2110, "CS", text("01"));
    let zip = zipped(&[("1", &Made::slice(1, 1).file()), ("2", &coarse.file())]);
    assert!(series(&zip)[0].lossy);
}

#[test]
fn a_damaged_file_takes_no_other_along_and_no_file_vanishes() {
    let strange = Made::slice(2, 0).with(0x0028_0004, "CS", text("ODD"));
    let zip = with(&[("ETRANGE", &strange.file())]);
    assert_eq!(told(&zip)[1], (String::from("Série 2"), 4));
    assert_eq!(picture(&zip, 2, 1), Err(Refusal::Pixels));
    assert!(picture(&zip, 2, 2).is_ok());
    // One name for two files of other content: both are shown.
    let twin = Made::slice(2, 10).with(0x7fe0_0010, "OW", Value::Shorts(vec![9; 8]));
    let zip = with(&[("JUMEAU", &twin.file())]);
    assert_eq!(told(&zip)[1], (String::from("Série 2"), 4));
    // Two files of 3,000 frames are more than are shown: the second is told of.
    let long = |number: u16| {
        Made::scan(3_000)
            .with(0x0008_0018, "UI", text(&format!("1.2.3.7.{number}")))
            .with(0x0020_000d, "UI", text("1.2.3"))
            .with(0x0020_000e, "UI", text("1.2.3.7"))
            .with(0x0020_0013, "IS", text(&number.to_string()))
            .file()
    };
    let zip = zipped(&[("1", &long(1)), ("2", &long(2))]);
    assert_eq!(
        (told(&zip)[0].1, study(&zip).expect("told").unseen),
        (3_000, 1)
    );
}

#[test]
fn a_file_of_more_frames_than_are_shown_takes_no_other_along_and_is_counted() {
    let announcing = |series, number, frames: &str| {
        let made = Made::slice(series, number);
        made.with(0x0028_0008, "IS", text(frames)).file()
    };
    let long = announcing(2, 0, "5001");
    let zip = with(&[("LONG", &long)]);
    assert_eq!(told(&zip)[1], (String::from("Série 2"), 3));
    assert_eq!(study(&zip).expect("told").unseen, 1);
    assert!(picture(&zip, 2, 3).is_ok());
    let alone = study(&zipped(&[("LONG", &long)])).expect("told");
    assert!(alone.content == Content::Refused(Refusal::Frames));
    assert_eq!(alone.unseen, 1);
    // Every file of the series that are too many.
    let many = (1..=201).map(|series| (series, Made::slice(series, 1).file()));
    let more = (1..=2).map(|number| (201, announcing(201, number + 1, "3000")));
    let files: Vec<(String, Vec<u8>)> = many
        .chain(more)
        .enumerate()
        .map(|(at, (series, file))| (format!("{series}-{at}"), file))
        .collect();
    let zip = zipped(&named(&files));
    assert_eq!(
        (told(&zip).len(), study(&zip).expect("told").unseen),
        (200, 3)
    );
}

#[test]
fn a_file_that_is_odd_further_on_is_of_somebody_and_of_a_study_all_the_same() {
    // A private element of no known kind, behind all that tells whose it is.
    let odd = |made: Made| made.with(0x0031_0010, "??", text("x"));
    // And one that breaks off there.
    let cut = |made: Made| {
        let file = made.with(0x0031_0010, "LO", text("0123456789")).file();
        let at = file.windows(10).position(|it| it == b"0123456789");
        file[..at.expect("there") + 5].to_vec()
    };
    let own = || Made::slice(1, 2);
    let another = || named_otherwise("MARTIN^Louis", "12", "19990204");
    let other_study = || Made::slice(1, 2).with(0x0020_000d, "UI", text("1.2.4"));
    for (of_own, of_another, of_another_study, why) in [
        (
            odd(own()).file(),
            odd(another()).file(),
            odd(other_study()).file(),
            Refusal::Header,
        ),
        (
            cut(own()),
            cut(another()),
            cut(other_study()),
            Refusal::Incomplete,
        ),
    ] {
        // It cannot be drawn; what can be is.
        let zip = with(&[("ETRANGE", &of_own)]);
        assert_eq!(told(&zip).iter().map(|it| it.1).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(study(&zip).expect("told").unseen, 1);
        let alone = study(&zipped(&[("ETRANGE", &of_own)])).expect("told");
        assert!(alone.content == Content::Refused(why));
        assert_eq!(alone.person.name.as_deref(), Some("DURAND Anaïs Léa"));
        for (file, refusal) in [
            (&of_another, Refusal::SeveralPeople),
            (&of_another_study, Refusal::SeveralStudies),
        ] {
            assert_eq!(study(&with(&[("ETRANGE", file)])), Err(refusal));
        }
        // Beside a file that names nobody, they are whom the study is of.
        let unnamed = named_otherwise("", "", "").file();
        let zip = zipped(&[("1", &unnamed), ("2", &of_another)]);
        let person = study(&zip).expect("told").person;
        assert_eq!(person.name.as_deref(), Some("MARTIN Louis"));
    }
    // Whatever has the mark of DICOM is of a study, though nothing of it can be read.
    let nothing = outside("1.2.840.113619.5.2", b"anything", false);
    let alone = study(&zipped(&[("PRIVE", &nothing)])).expect("told");
    assert!(alone.content == Content::Refused(Refusal::Header));
}

#[test]
fn doc_24_an_archive_that_swells_or_lies_is_refused_before_it_is_unpacked() {
    let whole = with(&[]);
    for cut in 0..whole.len().min(600) {
        assert!(study(&whole[..whole.len() - 1 - cut]).is_err(), "{cut}");
    }
    let crowd: Vec<String> = (0..20_001).map(|at| format!("{at}")).collect();
    let crowd: Vec<(&str, &[u8])> = crowd
        .iter()
        .map(|name| (name.as_str(), &b"x"[..]))
        .collect();
    assert_eq!(study(&zipped(&crowd)), Err(Refusal::Crowded));
    let zeros = vec![0_u8; 64 * 1024 * 1024];
    let bomb = deflated(&[("I1", &zeros)]);
    assert!(bomb.len() < 400_000);
    assert_eq!(study(&bomb), Err(Refusal::Archive));
    assert!(Refusal::Archive.is_no_study() && Refusal::Crowded.is_no_study());
}

#[test]
fn doc_25_no_name_in_an_archive_leads_out_of_it() {
    for name in ["../I1", "/I1", "C:\\I1"] {
        let escaped = with(&[(name, &Made::slice(1, 2).file())]);
        assert_eq!(study(&escaped), Err(Refusal::Archive), "{name}");
    }
    let twice = with(&[("DICOM/s1/i9998", &Made::slice(1, 5).file())]);
    assert_eq!(study(&twice), Err(Refusal::Archive));
}

#[test]
fn what_stands_before_the_place_may_be_long_and_packed_once_more() {
    let long = Made::slice(1, 1).with(0x0009_0010, "OB", Value::Bytes(vec![7; 200_000]));
    let packed = Made::slice(1, 2).coded(Coding::Deflated);
    let odd = Made::slice(1, 3).coded(Coding::BigEndian);
    let (long, packed, odd) = (long.file(), packed.file(), odd.file());
    for archive in [zipped, deflated] {
        let zip = archive(&[("a", &odd), ("b", &packed), ("c", &long)]);
        assert_eq!(told(&zip), [(String::from("Série 1"), 3)]);
        for (place, file) in [(1, &long), (2, &packed), (3, &odd)] {
            assert_eq!(picture(&zip, 1, place), picture(file, 1, 1), "{place}");
        }
    }
}
