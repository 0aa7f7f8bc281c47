//! The numbers of one frame: where they lie, and how they are unpacked.
//!
//! INVARIANT: what comes out has exactly `rows × columns` points, whatever the
//! packed bytes say of themselves.

mod jpeg;
mod jpeg2000;
mod rle;

use super::elements::{Element, Elements, PIXELS, Tag, Value};
use super::file::Packing;
use super::{FRAMES_MAX, PIXELS_MAX, Refusal, words};
use std::borrow::Cow;

/// What the numbers mean (PS3.3, C.7.6.3.1.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Photometric {
    /// The least is white.
    Monochrome1,
    /// The least is black.
    Monochrome2,
    Palette,
    Rgb,
    /// Brightness and two colours.
    Ybr,
    /// The same, two points having their colours together.
    Ybr422,
    /// Made of RGB while packing, and made RGB again while unpacking.
    YbrPacked,
}

impl Photometric {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "MONOCHROME1" => Self::Monochrome1,
            "MONOCHROME2" => Self::Monochrome2,
            "PALETTE COLOR" => Self::Palette,
            "RGB" => Self::Rgb,
            "YBR_FULL" => Self::Ybr,
            "YBR_FULL_422" => Self::Ybr422,
            "YBR_ICT" | "YBR_RCT" => Self::YbrPacked,
            _ => return None,
        })
    }

    /// The standard's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Monochrome1 => "MONOCHROME1",
            Self::Monochrome2 => "MONOCHROME2",
            Self::Palette => "PALETTE COLOR",
            Self::Rgb => "RGB",
            Self::Ybr => "YBR_FULL",
            Self::Ybr422 => "YBR_FULL_422",
            Self::YbrPacked => "YBR_ICT",
        }
    }

    const fn samples(self) -> u16 {
        match self {
            Self::Monochrome1 | Self::Monochrome2 | Self::Palette => 1,
            Self::Rgb | Self::Ybr | Self::Ybr422 | Self::YbrPacked => 3,
        }
    }
}

/// What the header says of the pixels, proven possible.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub frames: u32,
    pub rows: u16,
    pub columns: u16,
    pub photometric: Photometric,
    /// Bits that a number takes: 8 or 16.
    pub allocated: u16,
    /// Bits that it has.
    pub stored: u16,
    /// How far its lowest bit is shifted up.
    pub shift: u16,
    pub signed: bool,
    /// Colours come one after the other, not point by point.
    planar: bool,
    packing: Packing,
}

impl Shape {
    pub fn of(top: &Elements<'_>, packing: Packing) -> Result<Self, Refusal> {
        let needed = |element| words::short(top, Tag(0x0028, element)).ok_or(Refusal::Header);
        let (rows, columns) = (needed(0x0010)?, needed(0x0011)?);
        let (samples, allocated, stored) = (needed(0x0002)?, needed(0x0100)?, needed(0x0101)?);
        let high = words::short(top, Tag(0x0028, 0x0102)).unwrap_or(stored.saturating_sub(1));
        let word = words::code(top, Tag(0x0028, 0x0004)).ok_or(Refusal::Header)?;
        let photometric = Photometric::of(word).ok_or(Refusal::Pixels)?;
        let frames = frames(top)?;
        if rows == 0 || columns == 0 {
            return Err(Refusal::Header);
        }
        if usize::from(rows) * usize::from(columns) > PIXELS_MAX {
            return Err(Refusal::Dimensions);
        }
        if packing == Packing::Other {
            return Err(Refusal::Packing);
        }
        let is_colour = photometric.samples() == 3;
        if !matches!(allocated, 8 | 16) || (is_colour && (allocated, stored) != (8, 8)) {
            return Err(Refusal::Pixels);
        }
        if samples != photometric.samples() || stored == 0 || stored > allocated {
            return Err(Refusal::Header);
        }
        if high >= allocated {
            return Err(Refusal::Header);
        }
        let shift = (high + 1).checked_sub(stored).ok_or(Refusal::Header)?;
        // Runs are of whole planes, and pairs of points share theirs: what is
        // written so is not written by any rule.
        if (packing, photometric) == (Packing::Rle, Photometric::Ybr422) {
            return Err(Refusal::Pixels);
        }
        // Whether packers keep the shift is not written anywhere.
        if shift > 0 && matches!(packing, Packing::Jpeg | Packing::Jpeg2000) {
            return Err(Refusal::Pixels);
        }
        let shape = Self {
            frames,
            rows,
            columns,
            photometric,
            allocated,
            stored,
            shift,
            signed: words::short(top, Tag(0x0028, 0x0103)) == Some(1),
            planar: words::short(top, Tag(0x0028, 0x0006)) == Some(1),
            packing,
        };
        let element = top.find(PIXELS).ok_or(Refusal::NoPicture)?;
        shape.holds(element)?;
        Ok(shape)
    }

    /// As many frames as announced are there; unpacked, not a number more: it
    /// would be of another shape than the header says.
    fn holds(&self, element: &Element<'_>) -> Result<(), Refusal> {
        let enough = match (&element.value, self.packing) {
            (Value::Plain(bytes), Packing::Plain) => {
                let wanted = u64::from(self.frames) * self.frame_bytes() as u64;
                // Values have an even length.
                if bytes.len() as u64 > wanted.next_multiple_of(2) {
                    return Err(Refusal::Header);
                }
                bytes.len() as u64 >= wanted
            }
            (Value::Pieces(_, pieces), Packing::Rle | Packing::Jpeg | Packing::Jpeg2000) => {
                pieces.len() as u64 >= u64::from(self.frames)
            }
            _ => return Err(Refusal::Header),
        };
        enough.then_some(()).ok_or(Refusal::Incomplete)
    }

    pub const fn is_grey(&self) -> bool {
        matches!(
            self.photometric,
            Photometric::Monochrome1 | Photometric::Monochrome2
        )
    }

    pub const fn points(&self) -> usize {
        self.rows as usize * self.columns as usize
    }

    /// How many bytes a frame takes that is not packed.
    const fn frame_bytes(&self) -> usize {
        match self.photometric {
            // Lines of an odd number of points end with half a pair.
            Photometric::Ybr422 => {
                self.rows as usize * (self.columns as usize).next_multiple_of(2) * 2
            }
            _ => {
                let bytes = (self.allocated / 8) as usize;
                self.points() * bytes * self.photometric.samples() as usize
            }
        }
    }
}

fn frames(top: &Elements<'_>) -> Result<u32, Refusal> {
    let tag = Tag(0x0028, 0x0008);
    let frames = match top.bytes(tag) {
        None => 1,
        Some(bytes) => words::ascii(bytes)
            .and_then(|text| text.parse::<u32>().ok())
            .ok_or(Refusal::Header)?,
    };
    match frames {
        0 => Err(Refusal::Header),
        1..=FRAMES_MAX => Ok(frames),
        _ => Err(Refusal::Frames),
    }
}

/// The numbers of a frame.
pub(super) enum Samples {
    /// One number for each point, as it was stored.
    Single(Vec<u16>),
    /// Red, green and blue for each point.
    Colours(Vec<u8>),
}

/// Unpacks one frame, counted from 1.
pub(super) fn unpack(top: &Elements<'_>, shape: &Shape, frame: u32) -> Result<Samples, Refusal> {
    if frame == 0 || frame > shape.frames {
        return Err(Refusal::NoSuchFrame);
    }
    let samples = unpacked(top, shape, frame)?;
    let (found, wanted) = match &samples {
        Samples::Single(numbers) => (numbers.len(), shape.points()),
        Samples::Colours(rgb) => (rgb.len(), shape.points() * 3),
    };
    // One point too few or too many, and all lines would be askew.
    (found == wanted).then_some(samples).ok_or(Refusal::Broken)
}

fn unpacked(top: &Elements<'_>, shape: &Shape, frame: u32) -> Result<Samples, Refusal> {
    let element = top.find(PIXELS).ok_or(Refusal::NoPicture)?;
    match &element.value {
        Value::Plain(bytes) => {
            let start = (frame as usize - 1) * shape.frame_bytes();
            let bytes = bytes
                .get(start..start + shape.frame_bytes())
                .ok_or(Refusal::Incomplete)?;
            plain(top, element, shape, bytes)
        }
        Value::Pieces(offsets, pieces) => {
            let packed = pieces_of(shape, offsets, pieces, frame)?;
            match shape.packing {
                Packing::Rle => rle::unpack(&packed, shape),
                Packing::Jpeg => jpeg::unpack(&packed, shape),
                Packing::Jpeg2000 => jpeg2000::unpack(&packed, shape),
                Packing::Plain | Packing::Other => Err(Refusal::Header),
            }
        }
        Value::Items(_) => Err(Refusal::Header),
    }
}

/// Whether the first frame is packed as the header says, without unpacking
/// it: so that a page does not promise pictures that none can be made of.
pub(super) fn probe(top: &Elements<'_>, shape: &Shape) -> Result<(), Refusal> {
    let element = top.find(PIXELS).ok_or(Refusal::NoPicture)?;
    let Value::Pieces(offsets, pieces) = &element.value else {
        return Ok(());
    };
    let packed = pieces_of(shape, offsets, pieces, 1)?;
    match shape.packing {
        Packing::Jpeg => jpeg::open(&packed, shape).map(|_| ()),
        Packing::Jpeg2000 => jpeg2000::open(&packed, shape).map(|_| ()),
        Packing::Plain | Packing::Rle | Packing::Other => Ok(()),
    }
}

fn plain(
    top: &Elements<'_>,
    element: &Element<'_>,
    shape: &Shape,
    bytes: &[u8],
) -> Result<Samples, Refusal> {
    let coding = top.coding;
    if shape.allocated == 16 {
        let (pairs, _) = bytes.as_chunks::<2>();
        let numbers = pairs.iter().map(|pair| coding.u16(*pair)).collect();
        return Ok(Samples::Single(numbers));
    }
    // Bytes written as halves of numbers are in the numbers' order.
    let bytes = match coding.big_endian && element.paired {
        true => Cow::Owned(
            bytes
                .chunks(2)
                .flat_map(|pair| pair.iter().rev())
                .copied()
                .collect(),
        ),
        false => Cow::Borrowed(bytes),
    };
    Ok(match shape.photometric.samples() {
        1 => Samples::Single(bytes.iter().copied().map(u16::from).collect()),
        _ => Samples::Colours(colours(&bytes, shape)),
    })
}

/// Red, green and blue, point by point, of whatever order and space.
fn colours(bytes: &[u8], shape: &Shape) -> Vec<u8> {
    let points = shape.points();
    let mut rgb = Vec::with_capacity(points * 3);
    match shape.photometric {
        Photometric::Ybr422 => {
            let columns = usize::from(shape.columns);
            for line in bytes.chunks_exact(columns.next_multiple_of(2) * 2) {
                let pairs = line.as_chunks::<4>().0.iter();
                let both = pairs.flat_map(|[a, b, cb, cr]| [[*a, *cb, *cr], [*b, *cb, *cr]]);
                rgb.extend(both.take(columns).flat_map(rgb_of));
            }
        }
        photometric => {
            let convert = match photometric {
                Photometric::Ybr => rgb_of,
                _ => |point| point,
            };
            if shape.planar {
                let planes = bytes.chunks_exact(points).collect::<Vec<_>>();
                if let [first, second, third] = planes[..] {
                    let rest = second.iter().zip(third);
                    for (a, (b, c)) in first.iter().zip(rest) {
                        rgb.extend(convert([*a, *b, *c]));
                    }
                }
            } else {
                rgb.extend(bytes.as_chunks::<3>().0.iter().copied().flat_map(convert));
            }
        }
    }
    rgb
}

/// PS3.3, C.7.6.3.1.2, the inverse of YBR_FULL.
fn rgb_of([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    // The cast keeps within 0 and 255.
    [
        (y + 1.402 * cr).round() as u8,
        (y - 0.344_136 * cb - 0.714_136 * cr).round() as u8,
        (y + 1.772 * cb).round() as u8,
    ]
}

/// The packed bytes of one frame: one piece for each, or as the table of
/// offsets says.
fn pieces_of<'a>(
    shape: &Shape,
    offsets: &[u8],
    pieces: &[&'a [u8]],
    frame: u32,
) -> Result<Cow<'a, [u8]>, Refusal> {
    let index = frame as usize - 1;
    if pieces.len() == shape.frames as usize {
        return pieces
            .get(index)
            .map(|piece| Cow::Borrowed(*piece))
            .ok_or(Refusal::Incomplete);
    }
    if shape.frames == 1 {
        return Ok(Cow::Owned(pieces.concat()));
    }
    let table = offsets.as_chunks::<4>().0;
    let offset = |at: usize| {
        table
            .get(at)
            .map(|bytes| u64::from(u32::from_le_bytes(*bytes)))
    };
    let start = offset(index).ok_or(Refusal::Broken)?;
    let end = offset(index + 1).unwrap_or(u64::MAX);
    let mut place = 0;
    let mut packed = Vec::new();
    for piece in pieces {
        if (start..end).contains(&place) {
            packed.extend_from_slice(piece);
        }
        // Each is preceded by its tag and length, from which offsets count.
        place += piece.len() as u64 + 8;
    }
    match packed.is_empty() {
        true => Err(Refusal::Broken),
        false => Ok(Cow::Owned(packed)),
    }
}
