//! Runs of equal bytes (DICOM PS3.5, annex G).

use super::{Samples, Shape, colours};
use crate::dicom::Refusal;

const HEADER_BYTES: usize = 64;

pub(super) fn unpack(packed: &[u8], shape: &Shape) -> Result<Samples, Refusal> {
    let segments = segments(packed)?;
    let bytes = usize::from(shape.allocated / 8);
    let samples = usize::from(shape.photometric.samples());
    if segments.len() != bytes * samples {
        return Err(Refusal::Broken);
    }
    let planes: Vec<Vec<u8>> = segments
        .into_iter()
        .map(|segment| run(segment, shape.points()))
        .collect::<Result<_, _>>()?;
    match &planes[..] {
        [single] => Ok(Samples::Single(
            single.iter().copied().map(u16::from).collect(),
        )),
        // The high bytes come first.
        [high, low] => {
            let pairs = high.iter().zip(low);
            let numbers = pairs.map(|(high, low)| u16::from_be_bytes([*high, *low]));
            Ok(Samples::Single(numbers.collect()))
        }
        // Segments are planes, whatever the header says of their order.
        [_, _, _] => {
            let planar = Shape {
                planar: true,
                ..shape.clone()
            };
            Ok(Samples::Colours(colours(&planes.concat(), &planar)))
        }
        _ => Err(Refusal::Broken),
    }
}

fn segments(packed: &[u8]) -> Result<Vec<&[u8]>, Refusal> {
    let header = packed.get(..HEADER_BYTES).ok_or(Refusal::Broken)?;
    let numbers: Vec<usize> = header
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| u32::from_le_bytes(*bytes) as usize)
        .collect();
    let (count, offsets) = numbers.split_first().ok_or(Refusal::Broken)?;
    let offsets = offsets.get(..*count).ok_or(Refusal::Broken)?;
    let ends = offsets.iter().skip(1).copied().chain([packed.len()]);
    offsets
        .iter()
        .zip(ends)
        .map(|(start, end)| packed.get(*start..end).ok_or(Refusal::Broken))
        .collect()
}

/// One segment, which must fill its plane exactly; bytes after it are padding.
fn run(segment: &[u8], points: usize) -> Result<Vec<u8>, Refusal> {
    let mut plane = Vec::with_capacity(points);
    let mut rest = segment;
    while plane.len() < points {
        let (length, after) = rest.split_first().ok_or(Refusal::Broken)?;
        let length = usize::from(*length);
        rest = match length {
            0..128 => {
                let (literal, after) = after.split_at_checked(length + 1).ok_or(Refusal::Broken)?;
                plane.extend_from_slice(literal);
                after
            }
            128 => after,
            _ => {
                let (byte, after) = after.split_first().ok_or(Refusal::Broken)?;
                plane.resize(plane.len() + 257 - length, *byte);
                after
            }
        };
    }
    // A run that goes on beyond the plane belongs to another one.
    (plane.len() == points)
        .then_some(plane)
        .ok_or(Refusal::Broken)
}
