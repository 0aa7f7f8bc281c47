//! What honest files show.

use super::made::{Coding, JPEG, Made, RLE, Value, rle, text};
use super::view;
use crate::read;
use image::DynamicImage;
use readers::dicom::{
    Answer as Dicom, Ask, Content, Edge, Edges, Light, Other, Refusal, Series, Study, View,
    WindowName, frame, study,
};
use readers::{Answer, Job};

/// The points of a frame in this view.
fn seen(made: &Made, view: &View) -> DynamicImage {
    let picture = frame(&made.file(), view).expect("it is shown");
    assert!(picture.is_what_it_says() && !picture.jpeg);
    let image = image::load_from_memory(&picture.bytes).expect("a PNG");
    assert_eq!(
        (image.width(), image.height()),
        (picture.width, picture.height)
    );
    image
}

fn greys(made: &Made, view: &View) -> Vec<u8> {
    seen(made, view).into_luma8().into_raw()
}

fn series(made: &Made) -> Series {
    match study(&made.file()).expect("it is read").content {
        Content::Images(mut series) => series.pop().expect("a series"),
        _ => panic!("pictures"),
    }
}

#[test]
fn a_file_says_what_was_examined_of_whom_and_where() {
    let study: Study = study(&Made::scan(3).file()).expect("it is read");
    assert_eq!(study.person.name.as_deref(), Some("DURAND Anaïs Léa"));
    assert_eq!(study.person.numbers, ["299999999999987"]);
    assert_eq!(study.person.family_name.as_deref(), Some("DURAND"));
    assert_eq!(study.person.first_names.as_deref(), Some("Anaïs"));
    assert_eq!(study.person.birth_date.as_deref(), Some("1999-02-03"));
    assert_eq!(study.person.sex.as_deref(), Some("F"));
    assert_eq!(study.description.as_deref(), Some("Genou"));
    assert_eq!(study.date.as_deref(), Some("2026-03-14"));
    assert_eq!(study.institution.as_deref(), Some("Hôpital des Tilleuls"));
    assert_eq!(format!("{study:?}"), "Study(‹personal›)");
    let Content::Images(series) = study.content else {
        panic!("pictures")
    };
    let [series] = &series[..] else {
        panic!("one series")
    };
    assert_eq!(series.modality, "MR");
    assert_eq!(series.description.as_deref(), Some("Coupes sagittales"));
    assert_eq!(series.body_part.as_deref(), Some("KNEE"));
    assert_eq!((series.frames, series.columns, series.rows), (3, 4, 2));
    assert_eq!((series.bits, series.is_grey()), (12, true));
}

#[test]
fn every_way_of_writing_gives_the_same_picture() {
    let expected = [0, 36, 73, 109, 146, 182, 219, 255];
    let scan = Made::scan(2);
    for coding in [
        Coding::Explicit,
        Coding::Implicit,
        Coding::BigEndian,
        Coding::Deflated,
    ] {
        let scan = scan.clone().coded(coding);
        for number in [1, 2] {
            assert_eq!(greys(&scan, &view(number)), expected, "{coding:?}");
        }
    }
    let planes = [
        vec![0x0f, 0x0f, 0x0f, 0x0f, 0, 0, 0, 0],
        vec![0xfc, 0xfd, 0xfe, 0xff, 0, 1, 2, 3],
    ];
    let packed = Made::scan(1).packed(RLE, vec![rle(&planes)]);
    assert_eq!(greys(&packed, &view(1)), expected);
}

#[test]
fn frames_in_several_pieces_are_found_where_the_table_says() {
    let frame = |low: u8| rle(&[vec![0; 8], (low..low + 8).collect()]);
    let (first, second) = (frame(0), frame(100));
    let halves = |frame: &[u8]| {
        let (head, tail) = frame.split_at(64);
        [head.to_vec(), tail.to_vec()]
    };
    let pieces = [halves(&first), halves(&second)].concat();
    let at = first.len() as u32 + 16;
    let scan =
        Made::scan(2)
            .with(0x0028_1050, "DS", text("64"))
            .with(0x0028_1051, "DS", text("128"));
    let placed = scan.clone().packed_at(RLE, vec![0, at], pieces.clone());
    let together = scan.clone().packed(RLE, vec![first, second]);
    for number in [1, 2] {
        let expected = greys(&together, &view(number));
        assert_eq!(greys(&placed, &view(number)), expected);
    }
    assert_ne!(greys(&placed, &view(1)), greys(&placed, &view(2)));
    // Without the table nobody knows where the second one begins.
    let lost = scan.packed(RLE, pieces).file();
    assert_eq!(readers::dicom::frame(&lost, &view(2)), Err(Refusal::Broken));
}

#[test]
fn only_the_frame_asked_for_is_shown_and_no_other_exists() {
    let mut scan = Made::scan(3);
    scan = scan
        .with(0x0028_1050, "DS", text("10"))
        .with(0x0028_1051, "DS", text("40"));
    let shown: Vec<Vec<u8>> = (1..=3).map(|number| greys(&scan, &view(number))).collect();
    assert!(shown[0][0] < shown[1][0] && shown[1][0] < shown[2][0]);
    for number in [0, 4, u32::MAX] {
        assert_eq!(
            frame(&scan.file(), &view(number)),
            Err(Refusal::NoSuchFrame)
        );
    }
}

#[test]
fn a_window_spreads_its_densities_as_the_standard_says() {
    // PS3.3, C.11.2.1.2.1, computed by hand for a center of 0 and a width of 5.
    let window = View {
        light: Light::Window {
            center: 0.0,
            width: 5.0,
        },
        ..view(1)
    };
    let scan = Made::scan(1);
    let by_hand = [0, 0, 32, 96, 159, 223, 255, 255];
    assert_eq!(greys(&scan, &window), by_hand);
    // Twice the number less one.
    let scaled =
        scan.clone()
            .with(0x0028_1052, "DS", text("-1"))
            .with(0x0028_1053, "DS", text("2"));
    // -9, -7, -5, -3, -1, 1, 3 and 5.
    assert_eq!(greys(&scaled, &window), [0, 0, 0, 0, 96, 223, 255, 255]);
    let inverted = View {
        invert: true,
        ..window.clone()
    };
    assert_eq!(greys(&scan, &inverted), by_hand.map(|grey| 255 - grey));
    let white_first = scan.with(0x0028_0004, "CS", text("MONOCHROME1"));
    assert_eq!(greys(&white_first, &window), by_hand.map(|grey| 255 - grey));
    assert_eq!(greys(&white_first, &inverted), by_hand);
}

#[test]
fn a_ct_has_the_windows_of_its_file_then_those_that_everybody_uses() {
    let ct = Made::scan(1)
        .with(0x0008_0060, "CS", text("CT"))
        .with(0x0028_1050, "DS", text("50\\-500"))
        .with(0x0028_1051, "DS", text("350\\1400"))
        .with(0x0028_1055, "LO", text("ABDOMEN\\POUMON"))
        .with(0x0028_1052, "DS", text("-1024"))
        .with(0x0028_1053, "DS", text("1"));
    let windows = series(&ct).windows;
    let named: Vec<(WindowName, f64, f64)> = windows
        .into_iter()
        .map(|window| (window.name, window.center, window.width))
        .collect();
    assert_eq!(
        named[0],
        (WindowName::File(Some("ABDOMEN".into())), 50.0, 350.0)
    );
    assert_eq!(
        named[1],
        (WindowName::File(Some("POUMON".into())), -500.0, 1400.0)
    );
    let rest: Vec<&WindowName> = named[2..].iter().map(|(name, _, _)| name).collect();
    assert_eq!(
        rest,
        [
            &WindowName::Soft,
            &WindowName::Lung,
            &WindowName::Bone,
            &WindowName::Brain
        ]
    );
    let without_densities = ct.without(0x0028_1052);
    assert_eq!(series(&without_densities).windows.len(), 2);
}

#[test]
fn colours_are_shown_in_whatever_space_and_order_they_were_kept() {
    let rgb = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];
    let points = |made: &Made| seen(made, &view(1)).into_rgb8().into_raw();
    let plain = Made::colours("RGB", &rgb);
    assert_eq!(points(&plain), rgb);
    assert!(!series(&plain).is_grey() && series(&plain).windows.is_empty());
    let planes: Vec<Vec<u8>> = (0..3)
        .map(|at| rgb.iter().skip(at).step_by(3).copied().collect())
        .collect();
    let planar =
        Made::colours("RGB", &planes.concat()).with(0x0028_0006, "US", Value::Shorts(vec![1]));
    assert_eq!(points(&planar), rgb);
    assert_eq!(points(&plain.clone().packed(RLE, vec![rle(&planes)])), rgb);
    // Brightness alone is grey; red has its own numbers (PS3.3, C.7.6.3.1.2).
    let ybr = Made::colours(
        "YBR_FULL",
        &[90, 128, 128, 76, 85, 255, 0, 128, 128, 255, 128, 128],
    );
    assert_eq!(
        points(&ybr),
        [90, 90, 90, 254, 0, 0, 0, 0, 0, 255, 255, 255]
    );
    let halved = Made::colours("YBR_FULL_422", &[10, 20, 128, 128, 30, 40, 128, 128]);
    assert_eq!(
        points(&halved),
        [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40]
    );
}

#[test]
fn a_palette_gives_each_number_its_colour() {
    let mut made = Made::colours("PALETTE COLOR", &[7, 8, 9, 200]).with(
        0x0028_0002,
        "US",
        Value::Shorts(vec![1]),
    );
    for (at, values) in [[0x1100, 0x2200, 0xff00], [0, 0x4400, 0], [0x0500, 0, 0]]
        .into_iter()
        .enumerate()
    {
        let at = at as u32;
        made = made
            .with(0x0028_1101 + at, "US", Value::Shorts(vec![3, 7, 16]))
            .with(0x0028_1201 + at, "OW", Value::Shorts(values.to_vec()));
    }
    let colours = [0x11, 0, 5, 0x22, 0x44, 0, 0xff, 0, 0, 0xff, 0, 0];
    let points = seen(&made, &view(1)).into_rgb8().into_raw();
    assert_eq!(points, colours);
    // The same numbers in the upper half of twice the room, with other bits below.
    let numbers = [7, 8, 9, 200].map(|number| number << 8 | 0x55);
    let shifted = made
        .with(0x0028_0100, "US", Value::Shorts(vec![16]))
        .with(0x0028_0101, "US", Value::Shorts(vec![8]))
        .with(0x0028_0102, "US", Value::Shorts(vec![15]))
        .with(0x7fe0_0010, "OW", Value::Shorts(numbers.to_vec()));
    let points = seen(&shifted, &view(1)).into_rgb8().into_raw();
    assert_eq!(points, colours);
}

#[test]
fn points_that_are_not_square_are_shown_as_they_lie_and_large_ones_smaller() {
    let tall = Made::scan(1).with(0x0028_0030, "DS", text("3.0\\1.5"));
    let image = seen(&tall, &view(1));
    assert_eq!((image.width(), image.height()), (4, 4));
    let small = View {
        side_max: 2,
        ..view(1)
    };
    let image = seen(&Made::scan(1), &small);
    assert_eq!((image.width(), image.height()), (2, 1));
}

#[test]
fn the_sides_of_the_body_are_named_only_when_they_are_certain() {
    let axial = Made::scan(1).with(0x0020_0037, "DS", text("1\\0\\0\\0\\1\\0"));
    let edges = Edges {
        right: Edge::Left,
        bottom: Edge::Posterior,
    };
    assert_eq!(series(&axial).edges, Some(edges));
    assert_eq!(edges.right.opposite(), Edge::Right);
    let oblique = Made::scan(1).with(0x0020_0037, "DS", text("0.7\\0.7\\0\\0\\0\\-1"));
    assert_eq!(series(&oblique).edges, None);
    let written = Made::scan(1).with(0x0020_0020, "CS", text("L\\F"));
    assert_eq!(
        series(&written).edges,
        Some(Edges {
            right: Edge::Left,
            bottom: Edge::Foot
        })
    );
}

#[test]
fn each_frame_has_the_densities_that_are_written_beside_it() {
    let beside = |center: &str| {
        let window = vec![
            (0x0028_1050, "DS", text(center)),
            (0x0028_1051, "DS", text("5")),
        ];
        vec![(0x0028_9132, "SQ", Value::Items(vec![window]))]
    };
    let scan = Made::scan(2).with(
        0x5200_9230,
        "SQ",
        Value::Items(vec![beside("0"), beside("10")]),
    );
    for coding in [Coding::Explicit, Coding::Implicit, Coding::BigEndian] {
        let scan = scan.clone().coded(coding);
        let first = greys(&scan, &view(1));
        assert_eq!(first, [0, 0, 32, 96, 159, 223, 255, 255]);
        assert_eq!(greys(&scan, &view(2)), first);
    }
}

#[test]
fn a_report_is_read_as_text() {
    let concept = |meaning: &str| {
        let code = vec![(0x0008_0104, "LO", text(meaning))];
        (0x0040_a043, "SQ", Value::Items(vec![code]))
    };
    let unit = vec![(0x0008_0100, "SH", text("mm"))];
    let measured = vec![
        (0x0040_08ea, "SQ", Value::Items(vec![unit])),
        (0x0040_a30a, "DS", text("12.5")),
    ];
    let number = vec![
        (0x0040_a040, "CS", text("NUM")),
        concept("Épaisseur"),
        (0x0040_a300, "SQ", Value::Items(vec![measured])),
    ];
    let said = vec![
        (0x0040_a040, "CS", text("TEXT")),
        concept("Conclusion"),
        (0x0040_a160, "UT", text("Rien d’anormal.")),
        (0x0040_a730, "SQ", Value::Items(vec![number])),
    ];
    let report = Made::of(vec![
        (0x0008_0005, "CS", text("ISO_IR 192")),
        (0x0008_0016, "UI", text("1.2.840.10008.5.1.4.1.1.88.11")),
        (0x0008_0060, "CS", text("SR")),
        concept("Compte rendu"),
        (0x0040_a730, "SQ", Value::Items(vec![said])),
    ]);
    for coding in [Coding::Explicit, Coding::Implicit] {
        let file = report.clone().coded(coding).file();
        let Content::Report(report) = study(&file).expect("it is read").content else {
            panic!("a report")
        };
        assert_eq!(report.title.as_deref(), Some("Compte rendu"));
        let lines: Vec<(u8, &str, &str)> = report
            .lines
            .iter()
            .map(|line| {
                let text = line.text.as_deref().unwrap_or_default();
                (line.depth, line.label.as_deref().unwrap_or_default(), text)
            })
            .collect();
        assert_eq!(
            lines,
            [
                (0, "Conclusion", "Rien d’anormal."),
                (1, "Épaisseur", "12.5 mm")
            ]
        );
        assert_eq!(frame(&file, &view(1)), Err(Refusal::NoPicture));
    }
}

#[test]
fn what_has_no_picture_says_what_it_is() {
    for (class, other) in [
        ("1.2.840.10008.5.1.4.1.1.9.1.1", Other::Waveform),
        ("1.2.840.10008.5.1.4.1.1.481.5", Other::Radiotherapy),
        ("1.2.840.10008.5.1.4.1.1.104.1", Other::Enclosed),
        ("1.2.840.10008.5.1.4.1.1.66", Other::Unknown),
    ] {
        let made = Made::of(vec![(0x0008_0016, "UI", text(class))]);
        let content = study(&made.file()).expect("it is read").content;
        assert!(
            matches!(content, Content::Other(found) if found == other),
            "{class}"
        );
    }
}

#[tokio::test]
async fn a_large_jpeg_is_unpacked_in_the_child() {
    let grey = image::GrayImage::from_fn(300, 200, |x, y| image::Luma([((x + y) / 2) as u8]));
    let mut packed = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut packed)
        .encode_image(&grey)
        .expect("it is packed");
    let made = Made::colours("MONOCHROME2", &[])
        .with(0x0028_0002, "US", Value::Shorts(vec![1]))
        .with(0x0028_0010, "US", Value::Shorts(vec![200]))
        .with(0x0028_0011, "US", Value::Shorts(vec![300]))
        .packed(JPEG, vec![packed]);
    let job = Job::Dicom(Ask::Draw(View {
        light: Light::Window {
            center: 128.0,
            width: 256.0,
        },
        ..view(1)
    }));
    let Ok(Answer::Dicom(Dicom::Frame(picture))) = read(&job, &made.file()).await else {
        panic!("a picture")
    };
    let image = image::load_from_memory(&picture.bytes)
        .expect("a PNG")
        .into_luma8();
    for (x, y) in [(0, 0), (299, 199), (150, 100)] {
        let difference = image.get_pixel(x, y).0[0].abs_diff(grey.get_pixel(x, y).0[0]);
        assert!(difference < 6, "{x} {y}");
    }
}
