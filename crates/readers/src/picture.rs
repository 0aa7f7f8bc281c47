//! Pictures: decoded, turned the right way up, made smaller and made anew, so
//! that nothing of the file but its pixels reaches a page: no place, no comment,
//! no second file behind the first.

use crate::answer::Picture;
use crate::encode::{Nature, picture};
use crate::refusal::Refusal;
use image::error::{ImageError, LimitErrorKind};
use image::imageops::FilterType;
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage, RgbaImage,
};
use minicbor::{Decode, Encode};
use std::io::Cursor;

/// A side may not be longer.
pub const SIDE_MAX: u32 = 30_000;
/// Nor may there be more pixels: what any telephone takes.
pub const PIXELS_MAX: u64 = 200_000_000;
/// Decoded, they take no more bytes.
const BYTES_MAX: u64 = 640 * 1024 * 1024;
/// A picture made anew has no longer side.
const SHOWN_MAX: u32 = 4_000;

/// What a picture was taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// JPEG.
    #[n(0)]
    Jpeg,
    /// PNG.
    #[n(1)]
    Png,
    /// TIFF; of several pages, the first.
    #[n(2)]
    Tiff,
}

impl Kind {
    /// What bytes that begin so may be.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Self::Tiff),
            _ => None,
        }
    }
}

/// What is asked of a picture.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Ask {
    /// What it is taken for.
    #[n(0)]
    pub kind: Kind,
    /// How wide it is wanted at most, in pixels.
    #[n(1)]
    pub width: u32,
}

impl Ask {
    /// No side of the answer is longer.
    pub(crate) fn side(&self) -> u32 {
        self.width.clamp(1, SHOWN_MAX)
    }
}

/// Reads a picture, the right way up, not wider than asked.
///
/// # Errors
/// Why it is not shown.
pub fn read(ask: &Ask, bytes: &[u8]) -> Result<Picture, Refusal> {
    let format = match ask.kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::Tiff => ImageFormat::Tiff,
    };
    // By its first bytes: only the reader of the announced type ever sees it.
    if image::guess_format(bytes).ok() != Some(format) {
        return Err(Refusal::OtherType);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    // Before a pixel has its place in memory.
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    if u64::from(width) * u64::from(height) > PIXELS_MAX || decoder.total_bytes() > BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    // A wrong way up is a pity; a picture that is not shown is worse.
    let orientation = decoder.orientation().ok();
    let decoded = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    let mut shown = smaller(decoded, ask.side());
    if let Some(orientation) = orientation {
        shown.apply_orientation(orientation);
    }
    let nature = match ask.kind {
        Kind::Jpeg => Nature::Photograph,
        Kind::Png | Kind::Tiff => Nature::Drawn,
    };
    picture(&flat(shown), nature)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(BYTES_MAX);
    limits
}

/// No side longer than this; small ones stay as they are.
fn smaller(decoded: DynamicImage, side: u32) -> DynamicImage {
    if decoded.width() <= side && decoded.height() <= side {
        return decoded;
    }
    // Quick down to twice the size, careful from there.
    let twice = side.saturating_mul(2);
    let nearly = if decoded.width().max(decoded.height()) > twice {
        decoded.thumbnail(twice, twice)
    } else {
        decoded
    };
    nearly.resize(side, side, FilterType::Triangle)
}

/// On white paper.
fn flat(shown: DynamicImage) -> RgbImage {
    if !shown.color().has_alpha() {
        return shown.into_rgb8();
    }
    on_white(&shown.into_rgba8())
}

/// These pixels on white paper.
fn on_white(pixels: &RgbaImage) -> RgbImage {
    let mut flat = RgbImage::new(pixels.width(), pixels.height());
    for (from, to) in pixels.pixels().zip(flat.pixels_mut()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let mixed = |colour: u32| (colour * alpha + 255 * (255 - alpha)) / 255;
        // Between two bytes, so a byte.
        *to = Rgb([red, green, blue].map(|colour| mixed(colour).min(255) as u8));
    }
    flat
}

fn refusal(error: &ImageError) -> Refusal {
    match error {
        ImageError::Limits(limit)
            if matches!(
                limit.kind(),
                LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory
            ) =>
        {
            Refusal::TooLarge
        }
        ImageError::Unsupported(_) => Refusal::Unsupported,
        _ => Refusal::Damaged,
    }
}
