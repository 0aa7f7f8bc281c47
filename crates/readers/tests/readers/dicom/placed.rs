//! Where the slices of a study stand, and that a slice is drawn without the others.

use super::made::{Made, Value, text};
use super::view;
use readers::dicom::{Content, Held, Light, Refusal, Series, View, frame, study};
use testkit::{deflated, zipped};

/// A slice as bright as this, with this number of its machine and so deep.
fn lying(bright: u16, number: Option<u16>, depth: Option<&str>) -> Made {
    let made = Made::slice(1, bright).without(0x0020_0013);
    let made = match number {
        Some(number) => made.with(0x0020_0013, "IS", text(&number.to_string())),
        None => made,
    };
    match depth {
        Some(depth) => made
            .with(0x0020_0032, "DS", text(&format!("-100\\-80.5\\{depth}")))
            .with(0x0020_0037, "DS", text("1\\0\\0\\0\\1\\0")),
        None => made,
    }
}

/// The light in which slices are told apart.
fn lit(view: View) -> View {
    let light = Light::Window {
        center: 40.0,
        width: 80.0,
    };
    View { light, ..view }
}

fn drawn(file: &[u8], view: View) -> Result<Vec<u8>, Refusal> {
    frame(file, &lit(view)).map(|picture| picture.bytes)
}

fn packed(slices: &[Made]) -> Vec<u8> {
    let files: Vec<(String, Vec<u8>)> = slices
        .iter()
        .enumerate()
        .map(|(at, made)| (format!("I{at:04}"), made.file()))
        .collect();
    let files = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    zipped(&files.collect::<Vec<_>>())
}

/// How bright the slices of an archive of one series are, one after the other.
fn brightness(slices: &[Made]) -> Vec<u16> {
    let zip = packed(slices);
    let known: Vec<Result<Vec<u8>, Refusal>> = (1..=9)
        .map(|bright| drawn(&Made::slice(1, bright).file(), view(1)))
        .collect();
    let told = (1..).zip(slices).map(|(place, _)| {
        let picture = drawn(&zip, view(place));
        assert!(picture.is_ok(), "{place}");
        let at = known.iter().position(|it| *it == picture);
        u16::try_from(at.expect("one of them") + 1).expect("few")
    });
    told.collect()
}

fn series(zip: &[u8]) -> Vec<Series> {
    match study(zip).expect("a study").content {
        Content::Images(series) => series,
        _ => Vec::new(),
    }
}

#[test]
fn slices_stand_as_they_lie_in_the_body_and_where_that_is_not_said_by_their_numbers() {
    // From head to feet or the other way: whichever end the machine counts from.
    let down = [(3, "-30"), (1, "12.5"), (2, "-7.25")];
    let down = down.map(|(bright, depth)| lying(bright, Some(bright), Some(depth)));
    assert_eq!(brightness(&down), [1, 2, 3]);
    let up = [(3, "30"), (1, "-12.5"), (2, "7.25")];
    let up = up.map(|(bright, depth)| lying(bright, Some(bright), Some(depth)));
    assert_eq!(brightness(&up), [1, 2, 3]);
    // Numbers that begin anew.
    let anew = [(1, 1, "10"), (2, 2, "20"), (3, 1, "30"), (4, 2, "40")];
    let anew = anew.map(|(bright, number, depth)| lying(bright, Some(number), Some(depth)));
    assert_eq!(brightness(&anew), [1, 2, 3, 4]);
    // None at all.
    let none = [(1, "3"), (2, "1"), (3, "2")];
    let none = none.map(|(bright, depth)| lying(bright, None, Some(depth)));
    assert_eq!(brightness(&none), [2, 3, 1]);
    // Seen twice at one place, at two moments: one after the other.
    let twice = [(1, "1"), (2, "2"), (3, "1"), (4, "2")];
    let twice = twice.map(|(bright, depth)| lying(bright, Some(bright), Some(depth)));
    assert_eq!(brightness(&twice), [1, 2, 3, 4]);
    // And where it moved by a hair meanwhile.
    let moved = [(1, "1"), (2, "2"), (3, "1.03"), (4, "2.03")];
    let moved = moved.map(|(bright, depth)| lying(bright, Some(bright), Some(depth)));
    assert_eq!(brightness(&moved), [1, 2, 3, 4]);
    // One of which nobody knows where it lies; one that was cut another way.
    let known = [lying(2, Some(2), Some("1")), lying(1, Some(1), Some("3"))];
    let odd = [
        lying(3, Some(3), None),
        lying(3, Some(3), Some("2")).with(0x0020_0037, "DS", text("0\\1\\0\\0\\0\\-1")),
        lying(3, Some(3), Some("2")).with(0x0020_0037, "DS", text("1\\0\\0\\1\\0\\0")),
        lying(3, Some(3), Some("x")),
        lying(3, Some(3), Some("2\\4")),
    ];
    for odd in odd {
        let slices = [known.to_vec(), vec![odd]].concat();
        assert_eq!(brightness(&slices), [1, 2, 3]);
    }
}

/// The archive, in which all files but this one (counted from 0) lost their mark.
fn spoiled(zip: &[u8], but: usize) -> Vec<u8> {
    let marks = zip.windows(4).enumerate();
    let marks: Vec<usize> = marks
        .filter(|(_, four)| *four == b"DICM")
        .map(|(at, _)| at)
        .collect();
    let mut spoiled = zip.to_vec();
    for (file, at) in marks.into_iter().enumerate() {
        if file != but {
            spoiled[at] = b'x';
        }
    }
    spoiled
}

#[test]
fn who_knows_in_which_file_a_frame_is_has_it_drawn_without_the_others() {
    let of_four = Made::scan(4)
        .with(0x0020_000d, "UI", text("1.2.3"))
        .with(0x0020_000e, "UI", text("1.2.3.2"))
        .with(0x0020_0011, "IS", text("2"))
        .with(0x0020_0013, "IS", text("2"));
    let slices = [
        Made::slice(2, 3),
        of_four,
        Made::slice(1, 1),
        Made::slice(2, 1),
    ];
    let zip = packed(&slices);
    let series = series(&zip);
    let places: Vec<Vec<(u32, u32)>> = series
        .iter()
        .map(|one| one.files.iter().map(|it| (it.place, it.frames)).collect())
        .collect();
    assert_eq!(places, [vec![(3, 1)], vec![(4, 1), (2, 4), (1, 1)]]);
    for (number, one) in (1..).zip(&series) {
        for wanted in 1..=one.frames {
            let (place, within) = Held::find(&one.files, wanted).expect("it is somewhere");
            let among = View {
                series: number,
                ..view(wanted)
            };
            let at_once = View {
                file: Some(place),
                ..view(within)
            };
            let whole = drawn(&zip, among.clone());
            assert!(whole.is_ok());
            let spoiled = spoiled(&zip, place as usize - 1);
            assert_eq!(drawn(&spoiled, at_once), whole, "{number} {wanted}");
            assert_eq!(drawn(&spoiled, among), Err(Refusal::Foreign));
        }
        assert_eq!(Held::find(&one.files, 0), None);
        assert_eq!(Held::find(&one.files, one.frames + 1), None);
    }
    for (file, within) in [(0, 1), (5, 1), (u32::MAX, 1), (1, 0), (1, 2), (2, 5)] {
        let view = View {
            file: Some(file),
            ..view(within)
        };
        assert_eq!(drawn(&zip, view), Err(Refusal::NoSuchFrame), "{file}");
    }
    // A file alone is in no archive.
    let alone = Made::slice(1, 1).file();
    let view = View {
        file: Some(1),
        ..view(1)
    };
    assert_eq!(drawn(&alone, view), Err(Refusal::NoSuchFrame));
}

#[test]
fn a_slice_that_breaks_off_is_listed_and_all_others_are_drawn() {
    let files: Vec<Vec<u8>> = (1..=4).map(|at| Made::slice(1, at).file()).collect();
    for broken in 0..files.len() {
        let mut files = files.clone();
        let length = files[broken].len();
        files[broken].truncate(length - 5);
        let named: Vec<(String, &[u8])> = files
            .iter()
            .enumerate()
            .map(|(at, file)| (format!("I{at}"), file.as_slice()))
            .collect();
        let named = named.iter().map(|(name, file)| (name.as_str(), *file));
        let zip = deflated(&named.collect::<Vec<_>>());
        let told = study(&zip).expect("a study");
        assert_eq!((series(&zip)[0].frames, told.unseen), (4, 0));
        for place in 1..=4 {
            let picture = drawn(&zip, view(place)).map(drop);
            let expected = match place as usize == broken + 1 {
                true => Err(Refusal::Incomplete),
                false => Ok(()),
            };
            assert_eq!(picture, expected, "{place} of {broken}");
        }
    }
}

#[test]
fn whose_a_file_is_is_found_wherever_its_beginning_is_cut() {
    // An element ends with the part that is looked at first, somewhere among these: then
    // nothing is torn, and yet the rest is there.
    for length in (7_200..8_200).step_by(2) {
        let behind = |made: Made| {
            let noted = Value::Bytes(vec![7; length]);
            made.with(0x0009_0010, "OB", noted).file()
        };
        let own = behind(Made::slice(1, 1));
        assert_eq!(series(&zipped(&[("1", &own)]))[0].frames, 1, "{length}");
        let another = Made::slice(1, 2)
            .with(0x0010_0010, "PN", text("MARTIN^Louis"))
            .with(0x0010_0020, "LO", text("12"))
            .with(0x0010_0030, "DA", text("19990204"));
        let another = behind(another);
        let both = zipped(&[("1", &own), ("2", &another)]);
        assert_eq!(study(&both), Err(Refusal::SeveralPeople), "{length}");
    }
}

#[test]
fn an_archive_that_a_password_locks_is_told_from_one_that_is_damaged() {
    let mut zip = packed(&[Made::slice(1, 1), Made::slice(1, 2)]);
    let marks: [(&[u8], usize); 2] = [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)];
    for (mark, flags) in marks {
        let heads: Vec<usize> = (0..zip.len())
            .filter(|at| zip[*at..].starts_with(mark))
            .collect();
        assert_eq!(heads.len(), 2);
        for head in heads {
            zip[head + flags] |= 1;
        }
    }
    assert_eq!(study(&zip), Err(Refusal::Locked));
    let view = View {
        file: Some(1),
        ..view(1)
    };
    assert_eq!(drawn(&zip, view), Err(Refusal::Locked));
    assert!(Refusal::Locked.is_no_study());
}
