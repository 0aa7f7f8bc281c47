//! JPEG: baseline and progressive of 8 bits, lossless of up to 16.

use super::{Photometric, Samples, Shape};
use crate::dicom::Refusal;
use image::codecs::jpeg::JpegDecoder;
use image::{DynamicImage, ImageDecoder};
use jpeg_decoder::{CodingProcess, ColorTransform, Decoder, Error, ImageInfo, PixelFormat};
use std::io::Cursor;

pub(super) fn unpack(packed: &[u8], shape: &Shape) -> Result<Samples, Refusal> {
    let (decoder, info) = open(packed, shape)?;
    match info.coding_process {
        CodingProcess::Lossless => without_loss(decoder, &info, shape),
        CodingProcess::DctSequential | CodingProcess::DctProgressive => with_loss(packed, shape),
    }
}

/// The library for pictures reads these in the thread it is called in; the
/// other one starts threads of its own, which is death where this runs.
fn with_loss(packed: &[u8], shape: &Shape) -> Result<Samples, Refusal> {
    let decoder = JpegDecoder::new(Cursor::new(packed)).map_err(|_| Refusal::Broken)?;
    let sides = (u32::from(shape.columns), u32::from(shape.rows));
    if decoder.dimensions() != sides {
        return Err(Refusal::Broken);
    }
    match DynamicImage::from_decoder(decoder) {
        Ok(DynamicImage::ImageLuma8(grey)) if shape.photometric.samples() == 1 => Ok(
            Samples::Single(grey.into_raw().into_iter().map(u16::from).collect()),
        ),
        Ok(DynamicImage::ImageRgb8(rgb)) if shape.photometric.samples() == 3 => {
            Ok(Samples::Colours(rgb.into_raw()))
        }
        _ => Err(Refusal::Broken),
    }
}

fn without_loss(
    mut decoder: Decoder<&[u8]>,
    info: &ImageInfo,
    shape: &Shape,
) -> Result<Samples, Refusal> {
    // Nothing was changed in packing, colours neither.
    decoder.set_color_transform(match shape.photometric {
        Photometric::Ybr | Photometric::Ybr422 => ColorTransform::YCbCr,
        _ => ColorTransform::None,
    });
    let bytes = decoder.decode().map_err(refusal)?;
    Ok(match info.pixel_format {
        PixelFormat::L8 => Samples::Single(bytes.into_iter().map(u16::from).collect()),
        PixelFormat::L16 => {
            let pairs = bytes.as_chunks::<2>().0.iter();
            Samples::Single(pairs.map(|pair| u16::from_ne_bytes(*pair)).collect())
        }
        PixelFormat::RGB24 | PixelFormat::CMYK32 => Samples::Colours(bytes),
    })
}

/// Reads the head, which must be of a picture of this size and kind.
pub(super) fn open<'a>(
    packed: &'a [u8],
    shape: &Shape,
) -> Result<(Decoder<&'a [u8]>, ImageInfo), Refusal> {
    let mut decoder = Decoder::new(packed);
    decoder.set_max_decoding_buffer_size(shape.points().saturating_mul(12));
    decoder.read_info().map_err(refusal)?;
    let info = decoder.info().ok_or(Refusal::Broken)?;
    let fits = match info.pixel_format {
        PixelFormat::L8 => shape.photometric.samples() == 1,
        PixelFormat::L16 => shape.photometric.samples() == 1 && shape.allocated == 16,
        PixelFormat::RGB24 => shape.photometric.samples() == 3,
        PixelFormat::CMYK32 => false,
    };
    match fits && (info.width, info.height) == (shape.columns, shape.rows) {
        true => Ok((decoder, info)),
        false => Err(Refusal::Broken),
    }
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::Unsupported(_) => Refusal::Packing,
        Error::Format(_) | Error::Io(_) | Error::Internal(_) => Refusal::Broken,
    }
}
