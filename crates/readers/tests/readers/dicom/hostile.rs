//! Files that lie, and files that were damaged: a refusal with a sentence, and
//! nothing worse.

use super::made::{EXPLICIT, JPEG, JPEG_LS, Made, RLE, Value, outside, rle, text};
use super::view;
use crate::read;
use proptest::prelude::*;
use readers::dicom::{Answer as Dicom, Ask, FRAMES_MAX, Light, Other, Refusal, View, frame, study};
use readers::{Answer, Job};
use std::collections::BTreeSet;

/// Neither described nor drawn, for this reason.
fn refused(file: &[u8], reason: Refusal) {
    assert_eq!(study(file), Err(reason));
    assert_eq!(frame(file, &view(1)), Err(reason));
}

#[test]
fn a_file_whose_header_is_not_dicoms_is_refused() {
    let scan = Made::scan(1);
    let whole = scan.file();
    for file in [
        Vec::new(),
        b"not at all".to_vec(),
        // Without preamble and mark, how it is written could only be guessed.
        whole[132..].to_vec(),
        outside("", &[], false),
        outside("1.2.3", &[], false),
        scan.clone().with(0x0028_0008, "IS", text("1A")).file(),
        scan.clone().with(0x0028_0008, "IS", text("0")).file(),
        scan.clone()
            .with(0x0028_0010, "US", Value::Shorts(vec![0]))
            .file(),
        scan.clone()
            .with(0x0028_0101, "US", Value::Shorts(vec![17]))
            .file(),
        scan.clone()
            .with(0x0028_0102, "US", Value::Shorts(vec![u16::MAX - 1]))
            .file(),
        // One more is none: it must not be counted with.
        scan.clone()
            .with(0x0028_0102, "US", Value::Shorts(vec![u16::MAX]))
            .file(),
        scan.clone()
            .with(0x0028_1053, "DS", text("0"))
            .with(0x0028_1052, "DS", text("1"))
            .file(),
        scan.without(0x0028_0011).file(),
    ] {
        refused(&file, Refusal::Header);
    }
}

#[tokio::test]
async fn doc_28_a_dicom_whose_preamble_is_a_program_is_not_read() {
    for program in [
        &b"MZ\x90\x00"[..],
        b"\x7fELF",
        b"#!/bin/sh",
        b"\xcf\xfa\xed\xfe",
    ] {
        let mut file = Made::scan(1).file();
        file[..program.len()].copy_from_slice(program);
        refused(&file, Refusal::Disguised);
        for ask in [Ask::Look, Ask::Draw(view(1))] {
            let reading = read(&Job::Dicom(ask), &file).await;
            assert_eq!(reading, Err(readers::Refusal::OtherType));
        }
    }
}

#[tokio::test]
async fn doc_29_sequences_without_end_are_refused_under_limits() {
    // A sequence of unknown length, and in it an item of unknown length.
    let opening = b"\x40\x00\x30\xa7SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff";
    let unknown = b"\x40\x00\x30\xa7UN\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff";
    for level in [opening, unknown] {
        let deep = outside(EXPLICIT, &level.repeat(100_000), false);
        assert!(matches!(
            study(&deep),
            Err(Refusal::Overgrown | Refusal::Header)
        ));
        let reading = read(&Job::Dicom(Ask::Look), &deep).await;
        assert!(
            matches!(
                reading,
                Ok(Answer::Dicom(Dicom::Refused(
                    Refusal::Overgrown | Refusal::Header
                )))
            ),
            "{reading:?}"
        );
    }
    assert_eq!(
        study(&outside(EXPLICIT, &opening.repeat(3), false)),
        Err(Refusal::Incomplete)
    );
    // Very many very small elements.
    let many = outside(
        EXPLICIT,
        &b"\x08\x00\x60\x00CS\x00\x00".repeat(700_000),
        false,
    );
    assert_eq!(study(&many), Err(Refusal::Overgrown));
}

#[test]
fn doc_29_a_length_beyond_the_file_is_never_allocated() {
    for kind in [b"OB", b"UN", b"SQ"] {
        for length in [0xffff_fffe_u32, 0x7fff_fff0, 64] {
            let mut body = b"\x09\x00\x10\x10".to_vec();
            body.extend(kind);
            body.extend([0, 0]);
            body.extend(length.to_le_bytes());
            body.extend([1; 32]);
            assert_eq!(
                study(&outside(EXPLICIT, &body, false)),
                Err(Refusal::Incomplete)
            );
        }
    }
    let whole = Made::scan(2).file();
    refused(&whole[..whole.len() - 1], Refusal::Incomplete);
}

#[test]
fn doc_29_an_element_of_no_known_kind_is_refused() {
    for kind in [b"ZZ", b"\x00\x00", b"sq", b"O\xff"] {
        let body = [&b"\x08\x00\x60\x00"[..], kind, b"\x02\x00MR"].concat();
        assert_eq!(
            study(&outside(EXPLICIT, &body, false)),
            Err(Refusal::Header)
        );
    }
}

#[test]
fn more_frames_than_are_shown_or_than_there_are_bytes_are_refused() {
    let announced = |frames: u32| {
        let frames = text(&frames.to_string());
        Made::scan(1).with(0x0028_0008, "IS", frames)
    };
    refused(&announced(20_000).file(), Refusal::Frames);
    refused(&announced(FRAMES_MAX + 1).file(), Refusal::Frames);
    refused(&announced(FRAMES_MAX).file(), Refusal::Incomplete);
    refused(&announced(2).file(), Refusal::Incomplete);
    let most = u16::try_from(FRAMES_MAX / 2).expect("it fits");
    let long = Made::scan(most).file();
    assert!(study(&long).is_ok() && frame(&long, &view(u32::from(most))).is_ok());
    // Twenty thousand that are all there are as many.
    let packed = Made::scan(1)
        .with(0x0028_0008, "IS", text("20000"))
        .packed(RLE, vec![Vec::new(); 20_000]);
    refused(&packed.file(), Refusal::Frames);
}

#[test]
fn a_frame_larger_than_is_shown_is_refused_before_anything_is_unpacked() {
    let sides = |made: Made, side: u16| {
        made.with(0x0028_0010, "US", Value::Shorts(vec![side]))
            .with(0x0028_0011, "US", Value::Shorts(vec![side]))
    };
    let packed = Made::scan(1).packed(JPEG, vec![b"\xff\xd8\xff".to_vec()]);
    refused(&sides(packed, u16::MAX).file(), Refusal::Dimensions);
    refused(&sides(Made::scan(1), 6_000).file(), Refusal::Incomplete);
}

#[test]
fn pixels_of_another_kind_are_refused_with_their_own_sentence() {
    let scan = Made::scan(1);
    let bits = |allocated: u16| {
        scan.clone()
            .with(0x0028_0100, "US", Value::Shorts(vec![allocated]))
            .with(0x0028_0101, "US", Value::Shorts(vec![1]))
            .with(0x0028_0102, "US", Value::Shorts(vec![0]))
    };
    refused(&bits(1).file(), Refusal::Pixels);
    refused(&bits(32).file(), Refusal::Pixels);
    refused(
        &scan.clone().with(0x0028_0004, "CS", text("CIELAB")).file(),
        Refusal::Pixels,
    );
    refused(
        &scan.clone().packed(JPEG_LS, vec![vec![0; 8]]).file(),
        Refusal::Packing,
    );
    // Packed as the header does not say, or not packed although it says so.
    refused(
        &scan.clone().packed(EXPLICIT, vec![vec![0; 16]]).file(),
        Refusal::Header,
    );
    let mut unpacked = scan;
    unpacked.syntax = RLE.to_owned();
    refused(&unpacked.file(), Refusal::Header);
}

#[test]
fn packed_pixels_that_are_not_what_the_header_says_are_refused() {
    let mut packed = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut packed)
        .encode_image(&image::GrayImage::new(8, 8))
        .expect("it is packed");
    let grey = Made::colours("MONOCHROME2", &[]).with(0x0028_0002, "US", Value::Shorts(vec![1]));
    let broken = |made: Made| {
        assert_eq!(frame(&made.file(), &view(1)), Err(Refusal::Broken));
    };
    broken(grey.clone().packed(JPEG, vec![packed]));
    broken(grey.clone().packed(JPEG, vec![b"\xff\xd8nothing".to_vec()]));
    let j2k = "1.2.840.10008.1.2.4.90";
    broken(
        grey.clone()
            .packed(j2k, vec![b"\xff\x4f\xff\x51".repeat(20)]),
    );
    broken(grey.clone().packed(RLE, vec![vec![0; 64]]));
    broken(grey.clone().packed(RLE, vec![rle(&[vec![1, 2, 3]])]));
    broken(grey.packed(RLE, vec![vec![0xff; 70]]));
}

#[test]
fn colours_in_halves_are_never_taken_for_whole_ones() {
    let (brightness, colour) = (vec![10, 20, 30, 40], vec![128; 4]);
    let planes = [brightness, colour.clone(), colour];
    // Runs know whole planes only: which half would be which nobody says.
    let runs = Made::colours("YBR_FULL_422", &[]).packed(RLE, vec![rle(&planes)]);
    refused(&runs.file(), Refusal::Pixels);
    // Whole colours under the name of halves are longer than halves.
    let whole = Made::colours("YBR_FULL_422", &planes.concat());
    refused(&whole.file(), Refusal::Header);
    assert!(
        frame(
            &Made::colours("YBR_FULL", &planes.concat()).file(),
            &view(1)
        )
        .is_ok()
    );
}

#[test]
fn pixels_are_as_many_as_announced_or_refused() {
    let scan = Made::scan(2);
    let one_of_two = scan.clone().with(0x0028_0008, "IS", text("1"));
    refused(&one_of_two.file(), Refusal::Header);
    let wider = scan.with(0x0028_0011, "US", Value::Shorts(vec![3]));
    refused(&wider.file(), Refusal::Header);
    // Three points of a byte each, and the one that makes them even.
    let odd = |bytes: &[u8]| {
        Made::colours("MONOCHROME2", bytes)
            .with(0x0028_0002, "US", Value::Shorts(vec![1]))
            .with(0x0028_0010, "US", Value::Shorts(vec![1]))
            .with(0x0028_0011, "US", Value::Shorts(vec![3]))
    };
    assert!(frame(&odd(&[1, 2, 3, 0]).file(), &view(1)).is_ok());
    refused(&odd(&[1, 2, 3, 0, 0, 0]).file(), Refusal::Header);
}

#[test]
fn a_run_that_goes_on_beyond_its_plane_is_refused() {
    let made = |last: u8| {
        let mut packed = rle(&[vec![0; 8], (0..8).collect()]);
        // The first plane is one run: its length is the first byte after the head.
        packed[64] = last;
        Made::scan(1).packed(RLE, vec![packed])
    };
    assert!(frame(&made(249).file(), &view(1)).is_ok());
    assert_eq!(frame(&made(248).file(), &view(1)), Err(Refusal::Broken));
}

#[test]
fn a_deflated_file_unpacks_to_its_limit_and_no_further() {
    let bomb = outside("1.2.840.10008.1.2.1.99", &vec![0; 300 << 20], true);
    assert!(bomb.len() < 4 << 20);
    assert_eq!(study(&bomb), Err(Refusal::Overgrown));
}

#[test]
fn every_refusal_has_its_sentence_in_french_and_in_english() {
    let keys = |texts: &str| -> BTreeSet<String> {
        texts
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .filter(|(key, sentence)| key.starts_with("dicom-") && !sentence.is_empty())
            .map(|(key, _)| key.to_owned())
            .collect()
    };
    let others = [
        Other::Waveform,
        Other::Radiotherapy,
        Other::Directory,
        Other::Enclosed,
        Other::Unknown,
    ];
    let needed: BTreeSet<String> = Refusal::ALL
        .map(Refusal::code)
        .into_iter()
        .chain(others.map(Other::code))
        .map(str::to_owned)
        .collect();
    assert_eq!(keys(readers::TEXTS.0), needed);
    assert_eq!(keys(readers::TEXTS.1), needed);
}

/// Files to be damaged: of every way to keep pixels, and a nested one.
fn files() -> Vec<Vec<u8>> {
    let mut packed = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut packed)
        .encode_image(&image::RgbImage::from_fn(16, 16, |x, y| {
            image::Rgb([x as u8 * 16, y as u8 * 16, 90])
        }))
        .expect("it is packed");
    let jpeg = Made::colours("YBR_FULL_422", &[])
        .with(0x0028_0010, "US", Value::Shorts(vec![16]))
        .with(0x0028_0011, "US", Value::Shorts(vec![16]))
        .packed(JPEG, vec![packed]);
    let planes = [vec![0x0f; 8], (0..8).collect()];
    let beside = vec![
        (0x0028_1050, "DS", text("4")),
        (0x0028_1051, "DS", text("8")),
    ];
    let level = vec![(0x0028_9132, "SQ", Value::Items(vec![beside]))];
    let nested = Made::scan(2).with(0x5200_9230, "SQ", Value::Items(vec![level.clone(), level]));
    [
        nested.clone(),
        nested.coded(super::made::Coding::Implicit),
        Made::scan(1).packed(RLE, vec![rle(&planes)]),
        jpeg,
    ]
    .iter()
    .map(Made::file)
    .collect()
}

proptest! {
    #[test]
    fn damage_anywhere_is_shown_or_refused_and_nothing_worse(
        which in 0_usize..4,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        end in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut file = files().swap_remove(which);
        for (place, byte) in damage {
            // Before the mark nothing is read.
            let at = 128 + place.index(file.len() - 128);
            file[at] = byte;
        }
        if cut {
            file.truncate(end.index(file.len()));
        }
        let _ = study(&file);
        for light in [Light::Usual, Light::Full] {
            let view = View { light, ..view(1) };
            if let Ok(picture) = frame(&file, &view) {
                prop_assert!(picture.is_what_it_says());
            }
        }
    }
}
