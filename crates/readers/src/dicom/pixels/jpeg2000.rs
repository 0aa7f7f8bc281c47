//! JPEG 2000, with and without loss.

use super::{Photometric, Samples, Shape, rgb_of};
use crate::dicom::Refusal;
use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};

/// The marker that announces the size (ISO 15444-1, A.5.1), which follows the
/// very first one.
const SIZE_MARK: [u8; 4] = [0xff, 0x4f, 0xff, 0x51];

/// Where the precision of the first component stands after [`SIZE_MARK`]; its
/// highest bit says that numbers are signed.
const PRECISION_AT: usize = SIZE_MARK.len() + 38;

pub(super) fn unpack(packed: &[u8], shape: &Shape) -> Result<Samples, Refusal> {
    let image = open(packed, shape)?;
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(|_| Refusal::Broken)?;
    let components = decoded.components();
    if components
        .iter()
        .any(|part| part.samples().len() != shape.points())
    {
        return Err(Refusal::Broken);
    }
    match (components, shape.photometric.samples()) {
        ([single], 1) if (1..=shape.allocated).contains(&u16::from(single.bit_depth())) => {
            // The decoder lifts all numbers by half their range; those that
            // were signed did not ask for it. What was packed with loss comes
            // back a little outside its range.
            let range = (1_u32 << single.bit_depth()) as f32;
            let lifted = match is_signed(packed) {
                true => range / 2.0,
                false => 0.0,
            };
            let numbers = single.samples().iter();
            let stored = numbers.map(|number| {
                let kept = number.round().clamp(0.0, range - 1.0);
                ((kept - lifted) as i32) as u16
            });
            Ok(Samples::Single(stored.collect()))
        }
        ([first, second, third], 3)
            if [first, second, third]
                .iter()
                .all(|part| part.bit_depth() == 8) =>
        {
            let convert = match shape.photometric {
                Photometric::Ybr => rgb_of,
                _ => |point| point,
            };
            let rest = second.samples().iter().zip(third.samples());
            let points = first.samples().iter().zip(rest);
            let rgb = points.flat_map(|(a, (b, c))| convert([a, b, c].map(|n| n.round() as u8)));
            Ok(Samples::Colours(rgb.collect()))
        }
        _ => Err(Refusal::Broken),
    }
}

/// Reads the head, which must be of a picture of this size.
pub(super) fn open<'a>(packed: &'a [u8], shape: &Shape) -> Result<Image<'a>, Refusal> {
    let settings = DecodeSettings {
        resolve_palette_indices: false,
        strict: true,
        target_resolution: None,
    };
    let image = Image::new(packed, &settings).map_err(|_| Refusal::Broken)?;
    let sides = (u32::from(shape.columns), u32::from(shape.rows));
    let channels = u16::from(image.color_space().num_channels()) + u16::from(image.has_alpha());
    match (image.width(), image.height()) == sides && channels == shape.photometric.samples() {
        true => Ok(image),
        false => Err(Refusal::Broken),
    }
}

fn is_signed(packed: &[u8]) -> bool {
    let Some(start) = packed
        .windows(SIZE_MARK.len())
        .position(|part| part == SIZE_MARK)
    else {
        return false;
    };
    packed
        .get(start + PRECISION_AT)
        .is_some_and(|precision| precision & 0x80 != 0)
}
