//! From the elements of a file to the model.

use super::elements::{Elements, PIXELS, Tag};
use super::groups::{self, Groups};
use super::pixels::{self, Shape};
use super::words::{self, Alphabet};
use super::{
    Content, Edge, Edges, Other, Person, Refusal, Series, Study, Window, WindowName, file, report,
};

/// How many windows of a file are offered.
const WINDOWS_MAX: usize = 8;
/// How many numbers of the person are kept.
pub(super) const NUMBERS_MAX: usize = 16;

/// Says what is in a file.
///
/// # Errors
/// The reason why it is not shown.
pub fn study(bytes: &[u8]) -> Result<Study, Refusal> {
    let file = file::open(bytes)?;
    let top = Elements::parse(&file.body, file.coding)?;
    let alphabet = Alphabet::of(&top);
    let content = match top.find(PIXELS) {
        Some(_) => {
            let shape = Shape::of(&top, file.packing)?;
            pixels::probe(&top, &shape)?;
            Content::Images(vec![series(&top, alphabet, &shape)?])
        }
        None => match top.find(report::CONTENT) {
            Some(_) => Content::Report(report::read(&top, alphabet)),
            None => Content::Other(other(&top, file.class)?),
        },
    };
    Ok(Study {
        person: person(&top, alphabet),
        description: alphabet.read(&top, Tag(0x0008, 0x1030)),
        date: [0x0022, 0x0020, 0x0021, 0x0023]
            .into_iter()
            .find_map(|element| words::day(&top, Tag(0x0008, element))),
        institution: alphabet.read(&top, Tag(0x0008, 0x0080)),
        content,
        unseen: 0,
    })
}

pub(super) fn person(top: &Elements<'_>, alphabet: Alphabet) -> Person {
    let name = Tag(0x0010, 0x0010);
    let number = Tag(0x0010, 0x0020);
    // Where those of other departments stand, and with them the INS.
    let others = top.items(Tag(0x0010, 0x1002)).iter();
    let numbers = std::iter::once(top)
        .chain(others)
        .filter_map(|level| alphabet.read(level, number));
    let [family_name, first_names] = alphabet.read_names(top, name);
    Person {
        name: alphabet.read_name(top, name),
        numbers: numbers.take(NUMBERS_MAX).collect(),
        birth_date: words::day(top, Tag(0x0010, 0x0030)),
        sex: words::code(top, Tag(0x0010, 0x0040)).map(str::to_owned),
        family_name,
        first_names,
    }
}

fn series(top: &Elements<'_>, alphabet: Alphabet, shape: &Shape) -> Result<Series, Refusal> {
    let modality = words::code(top, Tag(0x0008, 0x0060)).unwrap_or("OT");
    let groups = Groups::of(top, 1);
    let (slope, intercept) = rescale(groups)?;
    let windows = match shape.is_grey() {
        true => windows(groups, alphabet, modality),
        false => Vec::new(),
    };
    Ok(Series {
        modality: modality.to_owned(),
        description: alphabet.read(top, Tag(0x0008, 0x103e)),
        body_part: alphabet.read(top, Tag(0x0018, 0x0015)),
        number: words::code(top, Tag(0x0020, 0x0011)).map(str::to_owned),
        frames: shape.frames,
        rows: shape.rows,
        columns: shape.columns,
        photometric: shape.photometric.word().to_owned(),
        bits: shape.stored,
        slope,
        intercept,
        windows,
        spacing: spacing(groups),
        edges: edges(top, groups),
        marked: is_marked(top),
        lossy: is_lossy(top),
        files: Vec::new(),
    })
}

/// Whether marks are drawn over the picture.
pub(super) fn is_marked(top: &Elements<'_>) -> bool {
    top.any(|tag| tag.0 & 0xffe1 == 0x6000 && tag.1 == 0x3000)
}

/// Whether the numbers were made coarser.
pub(super) fn is_lossy(top: &Elements<'_>) -> bool {
    words::code(top, Tag(0x0028, 0x2110)) == Some("01")
}

/// What makes densities of the numbers (PS3.3, C.11.1).
pub(super) fn rescale(groups: Groups<'_, '_>) -> Result<(f64, f64), Refusal> {
    let (slope, intercept) = (Tag(0x0028, 0x1053), Tag(0x0028, 0x1052));
    let first = |tag| {
        let level = groups.level(groups::RESCALE, tag);
        match level.bytes(tag) {
            None => Ok(None),
            Some(_) => {
                let numbers = words::decimals(level, tag).ok_or(Refusal::Header)?;
                Ok(numbers.first().copied())
            }
        }
    };
    match (
        first(slope)?.unwrap_or(1.0),
        first(intercept)?.unwrap_or(0.0),
    ) {
        (0.0, _) => Err(Refusal::Header),
        pair => Ok(pair),
    }
}

/// The windows of the file, then those that everybody uses for a CT.
pub(super) fn windows(groups: Groups<'_, '_>, alphabet: Alphabet, modality: &str) -> Vec<Window> {
    let (center, width, name) = (
        Tag(0x0028, 0x1050),
        Tag(0x0028, 0x1051),
        Tag(0x0028, 0x1055),
    );
    let level = groups.level(groups::WINDOW, center);
    let names = alphabet.read_each(level, name);
    let centers = words::decimals(level, center).unwrap_or_default();
    let widths = words::decimals(level, width).unwrap_or_default();
    let mut windows: Vec<Window> = Vec::new();
    for (at, (center, width)) in centers.into_iter().zip(widths).enumerate() {
        let known = windows
            .iter()
            .any(|window| (window.center, window.width) == (center, width));
        if width >= 1.0 && !known && windows.len() < WINDOWS_MAX {
            let name = names.get(at).filter(|name| !name.is_empty()).cloned();
            windows.push(Window {
                name: WindowName::File(name),
                center,
                width,
            });
        }
    }
    if modality == "CT" && has_densities(groups) {
        let usual = [
            (WindowName::Soft, 40.0, 400.0),
            (WindowName::Lung, -600.0, 1500.0),
            (WindowName::Bone, 480.0, 2500.0),
            (WindowName::Brain, 40.0, 80.0),
        ];
        windows.extend(usual.map(|(name, center, width)| Window {
            name,
            center,
            width,
        }));
    }
    windows
}

/// A CT without a rescale has no Hounsfield units.
fn has_densities(groups: Groups<'_, '_>) -> bool {
    let intercept = Tag(0x0028, 0x1052);
    groups
        .level(groups::RESCALE, intercept)
        .bytes(intercept)
        .is_some()
}

/// Millimetres between lines, and between the points of a line.
pub(super) fn spacing(groups: Groups<'_, '_>) -> Option<(f64, f64)> {
    [Tag(0x0028, 0x0030), Tag(0x0018, 0x1164)]
        .into_iter()
        .find_map(|tag| {
            let numbers = words::decimals(groups.level(groups::MEASURES, tag), tag)?;
            match numbers[..] {
                [lines, points] if lines > 0.0 && points > 0.0 => Some((lines, points)),
                _ => None,
            }
        })
}

pub(super) fn edges(top: &Elements<'_>, groups: Groups<'_, '_>) -> Option<Edges> {
    let cosines = Tag(0x0020, 0x0037);
    if let Some(numbers) = words::decimals(groups.level(groups::ORIENTATION, cosines), cosines) {
        let [a, b, c, d, e, f] = numbers[..] else {
            return None;
        };
        return Some(Edges {
            right: towards([a, b, c])?,
            bottom: towards([d, e, f])?,
        });
    }
    let mut letters = words::code(top, Tag(0x0020, 0x0020))?.split('\\');
    Some(Edges {
        right: letter(letters.next()?)?,
        bottom: letter(letters.next()?)?,
    })
}

/// The side that a direction points to most: x to the left, y to the back,
/// z to the head (PS3.3, C.7.6.2.1.1).
fn towards(direction: [f64; 3]) -> Option<Edge> {
    let sides = [
        (Edge::Left, Edge::Right),
        (Edge::Posterior, Edge::Anterior),
        (Edge::Head, Edge::Foot),
    ];
    let (sides, length) = sides
        .into_iter()
        .zip(direction)
        .max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))?;
    // Between two sides, no letter is better than a wrong one.
    match length {
        0.75.. => Some(sides.0),
        ..=-0.75 => Some(sides.1),
        _ => None,
    }
}

fn letter(word: &str) -> Option<Edge> {
    match word.trim().chars().next()? {
        'R' => Some(Edge::Right),
        'L' => Some(Edge::Left),
        'A' => Some(Edge::Anterior),
        'P' => Some(Edge::Posterior),
        'H' => Some(Edge::Head),
        'F' => Some(Edge::Foot),
        _ => None,
    }
}

/// What a file without pixels is; without a class it is nothing at all.
fn other(top: &Elements<'_>, announced: Option<&str>) -> Result<Other, Refusal> {
    if announced == Some(DIRECTORY) {
        return Ok(Other::Directory);
    }
    let class = words::code(top, Tag(0x0008, 0x0016)).ok_or(Refusal::Header)?;
    Ok(match class.strip_prefix("1.2.840.10008.5.1.4.1.1.") {
        Some(kind) if kind.starts_with("9.") => Other::Waveform,
        Some(kind) if kind.starts_with("481.") => Other::Radiotherapy,
        Some(kind) if kind.starts_with("104.") => Other::Enclosed,
        _ => Other::Unknown,
    })
}

/// The class of the index of a disc.
pub(super) const DIRECTORY: &str = "1.2.840.10008.1.3.10";
