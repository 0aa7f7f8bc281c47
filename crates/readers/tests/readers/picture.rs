//! Pictures, the right way up and without what else was in the file.

use crate::read;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use readers::picture::{Ask, Kind};
use readers::{Answer, Job, Picture, Refusal};
use std::io::Cursor;
use std::time::{Duration, Instant};

async fn shown(kind: Kind, file: &[u8], width: u32) -> Result<Picture, Refusal> {
    match read(&Job::Picture(Ask { kind, width }), file).await? {
        Answer::Picture(picture) => Ok(picture),
        other => panic!("{other:?}"),
    }
}

/// Red on the left, blue on the right; twice as wide as high.
fn two_colours() -> RgbImage {
    RgbImage::from_fn(64, 32, |x, _| match x {
        0..32 => Rgb([220, 20, 20]),
        _ => Rgb([20, 20, 220]),
    })
}

fn file(format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(two_colours())
        .write_to(&mut file, format)
        .expect("it is written");
    file.into_inner()
}

/// A JPEG as a telephone makes it: turned, with a place and a remark.
fn from_a_telephone() -> Vec<u8> {
    let mut plain = Vec::new();
    JpegEncoder::new_with_quality(&mut plain, 95)
        .encode_image(&two_colours())
        .expect("it is written");
    // TIFF header, one entry: orientation 6, to be turned a quarter right.
    let mut exif =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 48.8566 2.3522");
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("short");
        [&[0xff, marker], &length.to_be_bytes()[..], content].concat()
    };
    [
        &plain[..2],
        &segment(0xe1, &exif),
        &segment(0xfe, b"a remark"),
        &plain[2..],
    ]
    .concat()
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[tokio::test]
async fn a_picture_is_shown_the_right_way_up() {
    let picture = shown(Kind::Jpeg, &from_a_telephone(), 1_000)
        .await
        .expect("it is shown");
    assert_eq!((picture.width, picture.height), (32, 64));
    let seen = image::load_from_memory(&picture.bytes)
        .expect("a picture")
        .into_rgb8();
    // What was on the left is at the top.
    let (top, bottom) = (seen.get_pixel(16, 8), seen.get_pixel(16, 56));
    assert!(top.0[0] > 150 && top.0[2] < 100, "{top:?}");
    assert!(bottom.0[2] > 150 && bottom.0[0] < 100, "{bottom:?}");
}

#[tokio::test]
async fn doc_21_place_and_remark_are_not_in_the_picture_that_is_shown() {
    let file = from_a_telephone();
    assert!(has(&file, b"GPS") && has(&file, b"a remark"));
    let picture = shown(Kind::Jpeg, &file, 1_000).await.expect("it is shown");
    for words in [&b"GPS"[..], b"a remark", b"Exif"] {
        assert!(!has(&picture.bytes, words));
    }
}

#[tokio::test]
async fn each_kind_is_shown_and_not_wider_than_asked() {
    for (kind, format) in [
        (Kind::Jpeg, ImageFormat::Jpeg),
        (Kind::Png, ImageFormat::Png),
        (Kind::Tiff, ImageFormat::Tiff),
    ] {
        let picture = shown(kind, &file(format), 16).await.expect("it is shown");
        assert!(picture.is_what_it_says());
        assert_eq!((picture.width, picture.height), (16, 8), "{kind:?}");
        let picture = shown(kind, &file(format), 1_000)
            .await
            .expect("it is shown");
        assert_eq!((picture.width, picture.height), (64, 32), "{kind:?}");
    }
}

/// The head of a PNG of these sides, and nothing behind it.
fn head(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 6, 0, 0, 0]);
    let sum = crc(&head);
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\x0d",
        &head[..],
        &sum.to_be_bytes(),
    ]
    .concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    })
}

#[tokio::test]
async fn doc_22_a_picture_of_sixty_thousand_by_sixty_thousand_is_refused_by_its_head() {
    let begun = Instant::now();
    for (width, height) in [
        (60_000, 60_000),
        (65_535, 65_535),
        (29_999, 29_999),
        (1, 40_000),
    ] {
        let mut file = head(width, height);
        file.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        assert_eq!(
            shown(Kind::Png, &file, 100).await.err(),
            Some(Refusal::TooLarge)
        );
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_truncated_picture_is_said_to_be_damaged() {
    for (kind, format) in [
        (Kind::Png, ImageFormat::Png),
        (Kind::Tiff, ImageFormat::Tiff),
    ] {
        let file = file(format);
        let half = &file[..file.len() / 2];
        assert_eq!(
            shown(kind, half, 100).await.err(),
            Some(Refusal::Damaged),
            "{kind:?}"
        );
    }
    let file = file(ImageFormat::Jpeg);
    assert_eq!(
        shown(Kind::Jpeg, &file[..30], 100).await.err(),
        Some(Refusal::Damaged)
    );
}

#[tokio::test]
async fn doc_19_a_picture_whose_type_lies_is_not_read() {
    for lie in [
        &file(ImageFormat::Png)[..],
        b"GIF89a/*",
        b"<svg/>",
        b"BM",
        b"",
    ] {
        assert_eq!(
            shown(Kind::Jpeg, lie, 100).await.err(),
            Some(Refusal::OtherType)
        );
    }
}

#[tokio::test]
async fn doc_19_what_hides_behind_a_picture_is_not_in_the_one_that_is_shown() {
    for (kind, format) in [
        (Kind::Png, ImageFormat::Png),
        (Kind::Jpeg, ImageFormat::Jpeg),
    ] {
        let mut file = file(format);
        file.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
        let picture = shown(kind, &file, 100).await.expect("it is shown");
        assert!(!has(&picture.bytes, b"<script>") && !has(&picture.bytes, b"PK\x03\x04"));
    }
}
