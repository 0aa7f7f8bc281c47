//! Pixels on their way to a page of ours.

use crate::answer::Picture;
use crate::refusal::Refusal;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};

/// A drawing is kept exact up to this size; a photograph is not worth it.
const EXACT_BYTES_MAX: usize = 400 * 1024;
const QUALITY: u8 = 85;

/// What the pixels look like by nature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Letters and lines: exact, unless that is too heavy.
    Drawn,
    /// A photograph.
    Photograph,
}

/// A picture made of these pixels and of nothing else.
pub(crate) fn picture(pixels: &RgbImage, nature: Nature) -> Result<Picture, Refusal> {
    let (width, height) = pixels.dimensions();
    let mut bytes = Vec::new();
    if nature == Nature::Drawn {
        PngEncoder::new(&mut bytes)
            .write_image(pixels, width, height, ExtendedColorType::Rgb8)
            .map_err(|_| Refusal::Damaged)?;
    }
    let jpeg = nature == Nature::Photograph || bytes.len() > EXACT_BYTES_MAX;
    if jpeg {
        bytes.clear();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY)
            .write_image(pixels, width, height, ExtendedColorType::Rgb8)
            .map_err(|_| Refusal::Damaged)?;
    }
    Ok(Picture {
        width,
        height,
        jpeg,
        bytes,
    })
}
