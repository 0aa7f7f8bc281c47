//! DICOM files, made element by element.

use std::io::Write as _;

/// How the elements are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    Explicit,
    Implicit,
    BigEndian,
    Deflated,
}

pub const EXPLICIT: &str = "1.2.840.10008.1.2.1";
pub const RLE: &str = "1.2.840.10008.1.2.5";
pub const JPEG: &str = "1.2.840.10008.1.2.4.50";
pub const JPEG_LS: &str = "1.2.840.10008.1.2.4.80";

/// A value: numbers are put in the order of the file.
#[derive(Clone)]
pub enum Value {
    Text(String),
    Shorts(Vec<u16>),
    Bytes(Vec<u8>),
    Items(Vec<Vec<(u32, &'static str, Value)>>),
    Pieces(Vec<u32>, Vec<Vec<u8>>),
}

pub type Set = Vec<(u32, &'static str, Value)>;

pub fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// A file in the making.
#[derive(Clone)]
pub struct Made {
    pub coding: Coding,
    pub syntax: String,
    pub set: Set,
}

impl Made {
    /// One set of elements.
    pub fn of(set: Set) -> Self {
        Self {
            coding: Coding::Explicit,
            syntax: EXPLICIT.to_owned(),
            set,
        }
    }

    /// Frames of four points by two, of signed numbers: the first counts from
    /// -4 to 3, each next one is ten higher.
    pub fn scan(frames: u16) -> Self {
        let numbers =
            (0..frames).flat_map(|frame| (0..8).map(move |at| at - 4 + 10 * frame as i16));
        Self::of(vec![
            (0x0008_0005, "CS", text("ISO_IR 192")),
            (0x0008_0016, "UI", text("1.2.840.10008.5.1.4.1.1.4")),
            (0x0008_0020, "DA", text("20260314")),
            (0x0008_0060, "CS", text("MR")),
            (0x0008_0080, "LO", text("Hôpital des Tilleuls")),
            (0x0008_1030, "LO", text("Genou")),
            (0x0008_103e, "LO", text("Coupes sagittales")),
            (0x0010_0010, "PN", text("DURAND^Anaïs^Léa")),
            (0x0010_0020, "LO", text("299999999999987")),
            (0x0010_0030, "DA", text("19990203")),
            (0x0010_0040, "CS", text("F")),
            (0x0018_0015, "CS", text("KNEE")),
            (0x0028_0002, "US", Value::Shorts(vec![1])),
            (0x0028_0004, "CS", text("MONOCHROME2")),
            (0x0028_0008, "IS", text(&frames.to_string())),
            (0x0028_0010, "US", Value::Shorts(vec![2])),
            (0x0028_0011, "US", Value::Shorts(vec![4])),
            (0x0028_0100, "US", Value::Shorts(vec![16])),
            (0x0028_0101, "US", Value::Shorts(vec![12])),
            (0x0028_0102, "US", Value::Shorts(vec![11])),
            (0x0028_0103, "US", Value::Shorts(vec![1])),
            (
                0x7fe0_0010,
                "OW",
                // Twelve bits of each number are its own.
                Value::Shorts(numbers.map(|n| n.cast_unsigned() & 0x0fff).collect()),
            ),
        ])
    }

    /// One file of a series of many: a frame of a study that others are of too.
    pub fn slice(series: u16, number: u16) -> Self {
        Self::scan(1)
            .with(0x0008_0018, "UI", text(&format!("1.2.3.{series}.{number}")))
            .with(0x0008_103e, "LO", text(&format!("Série {series}")))
            .with(0x0020_000d, "UI", text("1.2.3"))
            .with(0x0020_000e, "UI", text(&format!("1.2.3.{series}")))
            .with(0x0020_0011, "IS", text(&series.to_string()))
            .with(0x0020_0013, "IS", text(&number.to_string()))
            // As bright as its number says.
            .with(
                0x7fe0_0010,
                "OW",
                Value::Shorts((0..8).map(|at| at * number).collect()),
            )
    }

    /// Two points by two, in colours.
    pub fn colours(photometric: &str, bytes: &[u8]) -> Self {
        Self::scan(1)
            .with(0x0028_0002, "US", Value::Shorts(vec![3]))
            .with(0x0028_0004, "CS", text(photometric))
            .with(0x0028_0006, "US", Value::Shorts(vec![0]))
            .with(0x0028_0011, "US", Value::Shorts(vec![2]))
            .with(0x0028_0100, "US", Value::Shorts(vec![8]))
            .with(0x0028_0101, "US", Value::Shorts(vec![8]))
            .with(0x0028_0102, "US", Value::Shorts(vec![7]))
            .with(0x0028_0103, "US", Value::Shorts(vec![0]))
            .with(0x7fe0_0010, "OB", Value::Bytes(bytes.to_vec()))
    }

    /// With this element, in place of another or among the others.
    pub fn with(mut self, tag: u32, kind: &'static str, value: Value) -> Self {
        self.set.retain(|(known, _, _)| *known != tag);
        self.set.push((tag, kind, value));
        self.set.sort_by_key(|(tag, _, _)| *tag);
        self
    }

    /// Without this element.
    pub fn without(mut self, tag: u32) -> Self {
        self.set.retain(|(known, _, _)| *known != tag);
        self
    }

    pub fn coded(mut self, coding: Coding) -> Self {
        self.coding = coding;
        self.syntax = match coding {
            Coding::Explicit => EXPLICIT,
            Coding::Implicit => "1.2.840.10008.1.2",
            Coding::BigEndian => "1.2.840.10008.1.2.2",
            Coding::Deflated => "1.2.840.10008.1.2.1.99",
        }
        .to_owned();
        self
    }

    pub fn packed(self, syntax: &str, pieces: Vec<Vec<u8>>) -> Self {
        self.packed_at(syntax, Vec::new(), pieces)
    }

    /// With a table that says where each frame begins.
    pub fn packed_at(mut self, syntax: &str, offsets: Vec<u32>, pieces: Vec<Vec<u8>>) -> Self {
        self.syntax = syntax.to_owned();
        self.with(0x7fe0_0010, "OB", Value::Pieces(offsets, pieces))
    }

    pub fn file(&self) -> Vec<u8> {
        let mut body = Vec::new();
        write(&mut body, &self.set, self.coding);
        outside(&self.syntax, &body, self.coding == Coding::Deflated)
    }
}

/// Preamble, mark and header around a body.
pub fn outside(syntax: &str, body: &[u8], deflated: bool) -> Vec<u8> {
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    let header = vec![(0x0002_0010, "UI", text(syntax))];
    write(&mut file, &header, Coding::Explicit);
    if deflated {
        let mut deflater = flate2::write::DeflateEncoder::new(file, flate2::Compression::fast());
        deflater.write_all(body).expect("memory");
        return deflater.finish().expect("memory");
    }
    file.extend(body);
    file
}

fn write(out: &mut Vec<u8>, set: &Set, coding: Coding) {
    for (tag, kind, value) in set {
        number16(out, (tag >> 16) as u16, coding);
        number16(out, *tag as u16, coding);
        let (bytes, undefined) = bytes(value, coding);
        let long = matches!(*kind, "OB" | "OW" | "SQ" | "UN" | "UT");
        if coding != Coding::Implicit {
            out.extend(kind.bytes());
            if !long {
                number16(out, bytes.len() as u16, coding);
                out.extend(bytes);
                continue;
            }
            out.extend([0, 0]);
        }
        let length = if undefined {
            u32::MAX
        } else {
            bytes.len() as u32
        };
        number32(out, length, coding);
        out.extend(bytes);
    }
}

/// The bytes of a value, and whether its length is left open.
fn bytes(value: &Value, coding: Coding) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    match value {
        Value::Text(text) => {
            out.extend(text.bytes());
            out.resize(out.len().next_multiple_of(2), b' ');
        }
        Value::Shorts(numbers) => {
            for number in numbers {
                number16(&mut out, *number, coding);
            }
        }
        Value::Bytes(bytes) => out.extend(bytes),
        // One item has its length, the next one is left open.
        Value::Items(items) => {
            for (at, item) in items.iter().enumerate() {
                let mut inner = Vec::new();
                write(&mut inner, item, coding);
                let open = at % 2 == 1;
                let length = if open { u32::MAX } else { inner.len() as u32 };
                self::item(&mut out, 0xe000, length, coding);
                out.extend(inner);
                if open {
                    self::item(&mut out, 0xe00d, 0, coding);
                }
            }
            item(&mut out, 0xe0dd, 0, coding);
            return (out, true);
        }
        Value::Pieces(offsets, pieces) => {
            item(&mut out, 0xe000, offsets.len() as u32 * 4, coding);
            out.extend(offsets.iter().flat_map(|offset| offset.to_le_bytes()));
            for piece in pieces {
                item(&mut out, 0xe000, piece.len() as u32, coding);
                out.extend(piece);
            }
            item(&mut out, 0xe0dd, 0, coding);
            return (out, true);
        }
    }
    (out, false)
}

fn item(out: &mut Vec<u8>, element: u16, length: u32, coding: Coding) {
    number16(out, 0xfffe, coding);
    number16(out, element, coding);
    number32(out, length, coding);
}

fn number16(out: &mut Vec<u8>, number: u16, coding: Coding) {
    match coding {
        Coding::BigEndian => out.extend(number.to_be_bytes()),
        _ => out.extend(number.to_le_bytes()),
    }
}

fn number32(out: &mut Vec<u8>, number: u32, coding: Coding) {
    match coding {
        Coding::BigEndian => out.extend(number.to_be_bytes()),
        _ => out.extend(number.to_le_bytes()),
    }
}

/// Packs planes as runs of equal bytes, each plane one segment of literals and
/// one run at its end.
pub fn rle(planes: &[Vec<u8>]) -> Vec<u8> {
    let mut header = vec![planes.len() as u32];
    let mut segments = Vec::new();
    for plane in planes {
        header.push(64 + segments.len() as u32);
        let last = *plane.last().expect("a plane has points");
        let run = plane.iter().rev().take_while(|byte| **byte == last).count();
        let literal = &plane[..plane.len() - run];
        if !literal.is_empty() {
            segments.push(literal.len() as u8 - 1);
            segments.extend(literal);
        }
        match run {
            1 => segments.extend([0, last]),
            _ => segments.extend([(257 - run) as u8, last]),
        }
    }
    header.resize(16, 0);
    let header = header.into_iter().flat_map(u32::to_le_bytes);
    header.chain(segments).collect()
}
