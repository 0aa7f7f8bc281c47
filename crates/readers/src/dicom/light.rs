//! From numbers to what a screen shows: 8 bits, in one window.

use super::describe;
use super::elements::{Elements, Tag};
use super::groups::{self, Groups};
use super::pixels::{self, Photometric, Samples, Shape};
use super::words::{self, Alphabet};
use super::{Refusal, file};
use crate::answer::Picture;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops;
use image::{DynamicImage, GrayImage, RgbImage};
use minicbor::{Decode, Encode};

/// The longest side of a picture, in points: in colours and without any order
/// it still fits into an answer.
const SIDE_MAX: u32 = 2_048;

/// How a frame is to be seen.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct View {
    /// Of which series, counted from 1; a file alone has one.
    #[n(4)]
    pub series: u32,
    /// Which, counted from 1.
    #[n(0)]
    pub frame: u32,
    /// In which light.
    #[n(1)]
    pub light: Light,
    /// Black for white.
    #[n(2)]
    pub invert: bool,
    /// No side longer than this, in points.
    #[n(3)]
    pub side_max: u32,
    /// In which file of an archive, counted as [`super::Held::place`], and then the frame
    /// is counted in that file: only as a study of the same bytes told it, for nothing
    /// else of the archive is looked at.
    #[n(5)]
    pub file: Option<u32>,
}

impl View {
    /// No side of the picture is longer.
    pub(super) fn side(&self) -> u32 {
        self.side_max.clamp(1, SIDE_MAX)
    }
}

/// In which light grey frames are seen.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
pub enum Light {
    /// As the file says, or in the usual window of its kind.
    #[n(0)]
    Usual,
    /// In one window.
    #[n(1)]
    Window {
        /// The density in the middle of grey.
        #[n(0)]
        center: f64,
        /// From black to white.
        #[n(1)]
        width: f64,
    },
    /// From the least to the greatest number in the frame.
    #[n(2)]
    Full,
}

// Whoever asks asks for numbers.
impl Eq for Light {}

/// Shows one frame of a file.
///
/// # Errors
/// The reason why it is not shown.
pub fn frame(bytes: &[u8], view: &View) -> Result<Picture, Refusal> {
    let file = file::open(bytes)?;
    let top = Elements::parse(&file.body, file.coding)?;
    if top.find(super::elements::PIXELS).is_none() {
        return Err(Refusal::NoPicture);
    }
    let shape = Shape::of(&top, file.packing)?;
    let samples = pixels::unpack(&top, &shape, view.frame)?;
    let groups = Groups::of(&top, view.frame);
    let (width, height) = (u32::from(shape.columns), u32::from(shape.rows));
    let image = match samples {
        Samples::Colours(rgb) => {
            DynamicImage::from(RgbImage::from_raw(width, height, rgb).ok_or(Refusal::Broken)?)
        }
        Samples::Single(numbers) if shape.photometric == Photometric::Palette => {
            let palette = palette(&top, &shape)?;
            let rgb = numbers.iter().flat_map(|number| palette.colour(*number));
            let rgb = RgbImage::from_raw(width, height, rgb.collect());
            DynamicImage::from(rgb.ok_or(Refusal::Broken)?)
        }
        Samples::Single(numbers) => {
            let greys = greys(&top, groups, &shape, &numbers, &view.light)?;
            let bytes = numbers.iter().map(|number| greys[usize::from(*number)]);
            let grey = GrayImage::from_raw(width, height, bytes.collect());
            DynamicImage::from(grey.ok_or(Refusal::Broken)?)
        }
    };
    png(image, height_for_width(&top, groups), view)
}

/// The grey of each number that a point may have.
fn greys(
    top: &Elements<'_>,
    groups: Groups<'_, '_>,
    shape: &Shape,
    numbers: &[u16],
    light: &Light,
) -> Result<Vec<u8>, Refusal> {
    let density = Density::of(top, groups, shape)?;
    let ramp = ramp(top, groups, shape, numbers, light, &density)?;
    let darkest_is_white = shape.photometric == Photometric::Monochrome1;
    Ok((0..=u16::MAX)
        .map(|number| {
            let grey = ramp.grey(density.at(number));
            match darkest_is_white {
                true => 255 - grey,
                false => grey,
            }
        })
        .collect())
}

/// From stored numbers to densities (PS3.3, C.11.1).
struct Density {
    stored: u16,
    shift: u16,
    signed: bool,
    slope: f64,
    intercept: f64,
    table: Option<Table>,
}

impl Density {
    fn of(top: &Elements<'_>, groups: Groups<'_, '_>, shape: &Shape) -> Result<Self, Refusal> {
        let (slope, intercept) = describe::rescale(groups)?;
        let table = match top.items(Tag(0x0028, 0x3000)).first() {
            Some(item) => Some(Table::of(
                item,
                Tag(0x0028, 0x3002),
                Tag(0x0028, 0x3006),
                shape.signed,
            )?),
            None => None,
        };
        Ok(Self {
            stored: shape.stored,
            shift: shape.shift,
            signed: shape.signed,
            slope,
            intercept,
            table,
        })
    }

    /// The number without the bits that are not its own.
    fn number(&self, raw: u16) -> i32 {
        let unused = 16 - self.stored;
        let lifted = (raw >> self.shift) << unused;
        match self.signed {
            true => i32::from(lifted.cast_signed() >> unused),
            false => i32::from(lifted >> unused),
        }
    }

    fn at(&self, raw: u16) -> f64 {
        let number = self.number(raw);
        match &self.table {
            Some(table) => f64::from(table.at(number)),
            None => f64::from(number) * self.slope + self.intercept,
        }
    }
}

/// From densities to greys (PS3.3, C.11.2).
enum Ramp {
    Linear { center: f64, width: f64 },
    Exact { center: f64, width: f64 },
    Sigmoid { center: f64, width: f64 },
    Table(Table),
}

impl Ramp {
    fn grey(&self, density: f64) -> u8 {
        // The casts keep within 0 and 255.
        match self {
            Self::Linear { center, width } => {
                let (center, width) = (center - 0.5, width - 1.0);
                if density <= center - width / 2.0 {
                    0
                } else if density > center + width / 2.0 {
                    255
                } else {
                    (((density - center) / width + 0.5) * 255.0).round() as u8
                }
            }
            Self::Exact { center, width } => {
                (((density - center) / width + 0.5) * 255.0).round() as u8
            }
            Self::Sigmoid { center, width } => {
                (255.0 / (1.0 + (-4.0 * (density - center) / width).exp())).round() as u8
            }
            Self::Table(table) => {
                let most = f64::from(u16::MAX >> (16 - table.bits));
                (f64::from(table.at(density.round() as i32)) * 255.0 / most).round() as u8
            }
        }
    }
}

fn ramp(
    top: &Elements<'_>,
    groups: Groups<'_, '_>,
    shape: &Shape,
    numbers: &[u16],
    light: &Light,
    density: &Density,
) -> Result<Ramp, Refusal> {
    let modality = words::code(top, Tag(0x0008, 0x0060)).unwrap_or_default();
    let window = match light {
        Light::Full => None,
        Light::Window { center, width } => Some((*center, *width)),
        Light::Usual => {
            let windows = describe::windows(groups, Alphabet::of(top), modality);
            let table = Tag(0x0028, 0x3010);
            let in_file = matches!(
                windows.first().map(|window| &window.name),
                Some(super::WindowName::File(_))
            );
            if let (false, Some(item)) = (in_file, top.items(table).first()) {
                let (descriptor, data) = (Tag(0x0028, 0x3002), Tag(0x0028, 0x3006));
                let signed = shape.signed || density.intercept < 0.0;
                return Ok(Ramp::Table(Table::of(item, descriptor, data, signed)?));
            }
            windows.first().map(|window| (window.center, window.width))
        }
    };
    let Some((center, width)) = window else {
        return Ok(full(top, shape, numbers, density));
    };
    if !center.is_finite() || !width.is_finite() {
        return Err(Refusal::Header);
    }
    let width = width.max(1.0);
    let function = Tag(0x0028, 0x1056);
    Ok(
        match words::code(groups.level(groups::WINDOW, function), function) {
            Some("SIGMOID") => Ramp::Sigmoid { center, width },
            Some("LINEAR_EXACT") => Ramp::Exact { center, width },
            _ => Ramp::Linear { center, width },
        },
    )
}

/// From the least to the greatest density in the frame, without the number
/// that fills what was not scanned.
fn full(top: &Elements<'_>, shape: &Shape, numbers: &[u16], density: &Density) -> Ramp {
    let padding = words::short(top, Tag(0x0028, 0x0120)).map(|raw| density.number(raw));
    let mut seen = [f64::INFINITY, f64::NEG_INFINITY];
    let mut known = vec![false; usize::from(u16::MAX) + 1];
    for raw in numbers {
        if std::mem::replace(&mut known[usize::from(*raw)], true)
            || (shape.is_grey() && padding == Some(density.number(*raw)))
        {
            continue;
        }
        let at = density.at(*raw);
        seen = [seen[0].min(at), seen[1].max(at)];
    }
    let [least, most] = match seen[0] <= seen[1] {
        true => seen,
        false => [0.0, 0.0],
    };
    Ramp::Exact {
        center: f64::midpoint(least, most),
        width: (most - least).max(f64::EPSILON),
    }
}

/// A table from numbers to numbers (PS3.3, C.11.1.1.1).
struct Table {
    first: i32,
    values: Vec<u16>,
    bits: u16,
}

impl Table {
    fn of(level: &Elements<'_>, descriptor: Tag, data: Tag, signed: bool) -> Result<Self, Refusal> {
        let described = words::shorts(level, descriptor).ok_or(Refusal::Header)?;
        let [entries, first, bits] = described[..] else {
            return Err(Refusal::Header);
        };
        let entries = match entries {
            0 => 65_536,
            entries => usize::from(entries),
        };
        if !(1..=16).contains(&bits) {
            return Err(Refusal::Header);
        }
        let bytes = level.bytes(data).ok_or(Refusal::Header)?;
        let values: Vec<u16> = if bytes.len() >= entries * 2 {
            let pairs = bytes.as_chunks::<2>().0.iter();
            pairs.map(|pair| level.coding.u16(*pair)).collect()
        } else {
            bytes.iter().copied().map(u16::from).collect()
        };
        if values.len() < entries {
            return Err(Refusal::Incomplete);
        }
        Ok(Self {
            first: match signed {
                true => i32::from(first.cast_signed()),
                false => i32::from(first),
            },
            values: values[..entries].to_vec(),
            bits,
        })
    }

    /// Below the first and beyond the last, these.
    fn at(&self, number: i32) -> u16 {
        let last = self.values.len() - 1;
        let place = i64::from(number) - i64::from(self.first);
        let place = usize::try_from(place.max(0)).map_or(last, |place| place.min(last));
        self.values[place]
    }
}

/// A palette: red, green and blue of each number.
struct Palette {
    tables: [Table; 3],
    shift: u16,
    mask: u16,
}

impl Palette {
    fn colour(&self, raw: u16) -> [u8; 3] {
        let number = i32::from((raw >> self.shift) & self.mask);
        [0, 1, 2].map(|at| {
            let table: &Table = &self.tables[at];
            // Values of 16 bits have their colour in the high byte.
            (table.at(number) >> table.bits.saturating_sub(8)) as u8
        })
    }
}

fn palette(top: &Elements<'_>, shape: &Shape) -> Result<Palette, Refusal> {
    // Palettes whose changes alone are written are not read.
    if top.any(|tag| tag.0 == 0x0028 && (0x1221..=0x1223).contains(&tag.1)) {
        return Err(Refusal::Pixels);
    }
    let table = |element: u16| {
        let (descriptor, data) = (Tag(0x0028, 0x1100 + element), Tag(0x0028, 0x1200 + element));
        Table::of(top, descriptor, data, false)
    };
    Ok(Palette {
        tables: [table(1)?, table(2)?, table(3)?],
        shift: shape.shift,
        mask: u16::MAX >> (16 - shape.stored),
    })
}

/// How high a point is for its width: points are not always square.
fn height_for_width(top: &Elements<'_>, groups: Groups<'_, '_>) -> f64 {
    let ratio = || match words::decimals(top, Tag(0x0028, 0x0034))?[..] {
        [lines, points] if lines > 0.0 && points > 0.0 => Some((lines, points)),
        _ => None,
    };
    match describe::spacing(groups).or_else(ratio) {
        Some((lines, points)) if (0.1..=10.0).contains(&(lines / points)) => lines / points,
        _ => 1.0,
    }
}

fn png(mut image: DynamicImage, height_for_width: f64, view: &View) -> Result<Picture, Refusal> {
    let (width, height) = (f64::from(image.width()), f64::from(image.height()));
    let true_height = height * height_for_width;
    let side_max = f64::from(view.side());
    let scale = (side_max / width.max(true_height)).min(1.0);
    let sides = [width * scale, true_height * scale].map(|side| (side.round() as u32).max(1));
    if sides != [image.width(), image.height()] {
        let [width, height] = sides;
        image = image.resize_exact(width, height, imageops::FilterType::Triangle);
    }
    if view.invert {
        image.invert();
    }
    let mut png = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    image
        .write_with_encoder(encoder)
        .map_err(|_| Refusal::Broken)?;
    Ok(Picture {
        width: image.width(),
        height: image.height(),
        jpeg: false,
        bytes: png,
    })
}
