//! The elements of a data set (DICOM PS3.5, 7), as slices of the file.
//!
//! Written ourselves, because what a hostile file announces must be believed
//! nowhere: a length is a slice that exists or a refusal, never a buffer to be
//! filled; nesting and the number of elements have limits.

use super::Refusal;

/// How deep sequences may lie in sequences. Real reports reach eight.
const DEPTH_MAX: usize = 24;

/// How many elements a file may have, all levels together: 5,000 frames with
/// more than a hundred each.
const ELEMENTS_MAX: usize = 600_000;

/// Group and element.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Tag(pub u16, pub u16);

const ITEM: Tag = Tag(0xfffe, 0xe000);
const ITEM_END: Tag = Tag(0xfffe, 0xe00d);
const SEQUENCE_END: Tag = Tag(0xfffe, 0xe0dd);

/// Pixel data.
pub(super) const PIXELS: Tag = Tag(0x7fe0, 0x0010);

/// The length that says: until the delimiter.
const UNDEFINED: u32 = u32::MAX;

/// How elements are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Coding {
    /// The kind of each value is written beside it.
    pub explicit: bool,
    /// The high byte comes first.
    pub big_endian: bool,
}

impl Coding {
    pub const EXPLICIT: Self = Self {
        explicit: true,
        big_endian: false,
    };
    pub const IMPLICIT: Self = Self {
        explicit: false,
        big_endian: false,
    };

    pub fn u16(self, bytes: [u8; 2]) -> u16 {
        match self.big_endian {
            true => u16::from_be_bytes(bytes),
            false => u16::from_le_bytes(bytes),
        }
    }

    pub fn u32(self, bytes: [u8; 4]) -> u32 {
        match self.big_endian {
            true => u32::from_be_bytes(bytes),
            false => u32::from_le_bytes(bytes),
        }
    }
}

/// What an element holds.
#[derive(Debug)]
pub(super) enum Value<'a> {
    /// Bytes, as they stand in the file.
    Plain(&'a [u8]),
    /// A sequence of items.
    Items(Vec<Elements<'a>>),
    /// Packed pixels: the offset table and the pieces (PS3.5, A.4).
    Pieces(&'a [u8], Vec<&'a [u8]>),
}

/// One element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub tag: Tag,
    pub value: Value<'a>,
    /// Its bytes are the halves of numbers of 16 bits.
    pub paired: bool,
}

/// The elements of one level, and how their numbers are written.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    pub coding: Coding,
    list: Vec<Element<'a>>,
}

impl<'a> Elements<'a> {
    /// All elements of a data set.
    pub fn parse(bytes: &'a [u8], coding: Coding) -> Result<Self, Refusal> {
        let mut walk = Walk {
            rest: bytes,
            left: ELEMENTS_MAX,
        };
        walk.level(coding, 0, Ends::WithBytes)
    }

    /// The elements of the group at the beginning, and what follows them.
    pub fn parse_group(bytes: &'a [u8], group: u16) -> Result<(Self, &'a [u8]), Refusal> {
        let mut walk = Walk {
            rest: bytes,
            left: ELEMENTS_MAX,
        };
        let elements = walk.level(Coding::EXPLICIT, 0, Ends::AfterGroup(group))?;
        Ok((elements, walk.rest))
    }

    /// The elements before this group, as far as they can be read, and what follows
    /// them, or why they were read no further: for a data set is in order, and whose it is
    /// comes first, its pixels last. What only fills the last block follows nothing.
    pub fn parse_before(
        bytes: &'a [u8],
        coding: Coding,
        group: u16,
    ) -> (Self, Result<&'a [u8], Refusal>) {
        let mut walk = Walk {
            rest: bytes,
            left: ELEMENTS_MAX,
        };
        let mut list = Vec::new();
        let ended = walk.fill(&mut list, coding, 0, Ends::BeforeGroup(group));
        let rest = match walk.is_over(0) {
            true => &bytes[..0],
            false => walk.rest,
        };
        (Self { coding, list }, ended.map(|()| rest))
    }

    pub fn find(&self, tag: Tag) -> Option<&Element<'a>> {
        self.list.iter().find(|element| element.tag == tag)
    }

    /// The bytes of a plain value; none for an empty one.
    pub fn bytes(&self, tag: Tag) -> Option<&'a [u8]> {
        match self.find(tag)?.value {
            Value::Plain(bytes) if !bytes.is_empty() => Some(bytes),
            _ => None,
        }
    }

    /// The items of a sequence; none when it is no sequence.
    pub fn items(&self, tag: Tag) -> &[Elements<'a>] {
        match self.find(tag).map(|element| &element.value) {
            Some(Value::Items(items)) => items,
            _ => &[],
        }
    }

    /// Whether any element's tag is such.
    pub fn any(&self, wanted: impl Fn(Tag) -> bool) -> bool {
        self.list.iter().any(|element| wanted(element.tag))
    }
}

/// Where a level ends.
#[derive(Clone, Copy)]
enum Ends {
    WithBytes,
    AfterGroup(u16),
    BeforeGroup(u16),
    AtDelimiter,
}

struct Walk<'a> {
    rest: &'a [u8],
    /// How many elements may still come.
    left: usize,
}

impl<'a> Walk<'a> {
    fn level(&mut self, coding: Coding, depth: usize, ends: Ends) -> Result<Elements<'a>, Refusal> {
        let mut list = Vec::new();
        self.fill(&mut list, coding, depth, ends)?;
        Ok(Elements { coding, list })
    }

    /// Puts the elements of a level there, so that those before a fault are had.
    fn fill(
        &mut self,
        list: &mut Vec<Element<'a>>,
        coding: Coding,
        depth: usize,
        ends: Ends,
    ) -> Result<(), Refusal> {
        loop {
            if self.is_over(depth) {
                return match ends {
                    Ends::AtDelimiter => Err(Refusal::Incomplete),
                    Ends::WithBytes | Ends::AfterGroup(_) | Ends::BeforeGroup(_) => Ok(()),
                };
            }
            let tag = self.peek_tag(coding)?;
            match ends {
                Ends::AfterGroup(group) if tag.0 != group => return Ok(()),
                Ends::BeforeGroup(group) if tag.0 >= group => return Ok(()),
                Ends::AtDelimiter if tag == ITEM_END => return self.take(8).map(drop),
                _ => list.push(self.element(coding, depth)?),
            }
        }
    }

    /// Nothing is left, or at the outermost level nothing but the zeros with
    /// which some writers fill the last block.
    fn is_over(&self, depth: usize) -> bool {
        self.rest.is_empty() || (depth == 0 && self.rest.iter().all(|byte| *byte == 0))
    }

    fn element(&mut self, coding: Coding, depth: usize) -> Result<Element<'a>, Refusal> {
        self.left = self.left.checked_sub(1).ok_or(Refusal::Overgrown)?;
        let tag = self.tag(coding)?;
        if tag.0 == 0xfffe || tag.0 == 0 {
            return Err(Refusal::Header);
        }
        let paired = coding.explicit && self.rest.starts_with(b"OW");
        let (kind, length) = match coding.explicit {
            true => self.kind_and_length(coding)?,
            false => (implied(tag), self.length(coding)?),
        };
        let value = match (kind, length) {
            (_, UNDEFINED) if tag == PIXELS => self.pieces(coding)?,
            (Kind::Sequence, UNDEFINED) => self.items_to_delimiter(coding, depth)?,
            // What a writer did not know is written as implicit (PS3.5, 6.2.2).
            (Kind::Unknown, UNDEFINED) => self.items_to_delimiter(Coding::IMPLICIT, depth)?,
            (Kind::Plain, UNDEFINED) => return Err(Refusal::Header),
            (Kind::Sequence, length) => {
                let bytes = self.take(length as usize)?;
                self.within(bytes, |walk| walk.items_to_end(coding, depth))?
            }
            (Kind::Plain | Kind::Unknown, length) => Value::Plain(self.take(length as usize)?),
        };
        Ok(Element { tag, value, paired })
    }

    fn kind_and_length(&mut self, coding: Coding) -> Result<(Kind, u32), Refusal> {
        let letters = self.array::<2>()?;
        let (kind, long) = match &letters {
            b"SQ" => (Kind::Sequence, true),
            b"UN" => (Kind::Unknown, true),
            b"OB" | b"OD" | b"OF" | b"OL" | b"OV" | b"OW" | b"SV" | b"UC" | b"UR" | b"UT"
            | b"UV" => (Kind::Plain, true),
            b"AE" | b"AS" | b"AT" | b"CS" | b"DA" | b"DS" | b"DT" | b"FL" | b"FD" | b"IS"
            | b"LO" | b"LT" | b"PN" | b"SH" | b"SL" | b"SS" | b"ST" | b"TM" | b"UI" | b"UL"
            | b"US" => (Kind::Plain, false),
            _ => return Err(Refusal::Header),
        };
        if !long {
            let length = coding.u16(self.array()?);
            return Ok((kind, u32::from(length)));
        }
        self.take(2)?;
        Ok((kind, self.length(coding)?))
    }

    fn items_to_delimiter(&mut self, coding: Coding, depth: usize) -> Result<Value<'a>, Refusal> {
        let mut items = Vec::new();
        while self.peek_tag(coding)? != SEQUENCE_END {
            items.push(self.item(coding, depth)?);
        }
        self.take(8)?;
        Ok(Value::Items(items))
    }

    fn items_to_end(&mut self, coding: Coding, depth: usize) -> Result<Value<'a>, Refusal> {
        let mut items = Vec::new();
        while !self.rest.is_empty() {
            // A delimiter where none is needed does no harm.
            if self.peek_tag(coding)? == SEQUENCE_END {
                self.take(8)?;
                continue;
            }
            items.push(self.item(coding, depth)?);
        }
        Ok(Value::Items(items))
    }

    fn item(&mut self, coding: Coding, depth: usize) -> Result<Elements<'a>, Refusal> {
        self.left = self.left.checked_sub(1).ok_or(Refusal::Overgrown)?;
        if depth >= DEPTH_MAX {
            return Err(Refusal::Overgrown);
        }
        if self.tag(coding)? != ITEM {
            return Err(Refusal::Header);
        }
        match self.length(coding)? {
            UNDEFINED => self.level(coding, depth + 1, Ends::AtDelimiter),
            length => {
                let bytes = self.take(length as usize)?;
                self.within(bytes, |walk| walk.level(coding, depth + 1, Ends::WithBytes))
            }
        }
    }

    /// Packed pixels: items without elements, the first of them offsets.
    fn pieces(&mut self, coding: Coding) -> Result<Value<'a>, Refusal> {
        let mut pieces = Vec::new();
        loop {
            self.left = self.left.checked_sub(1).ok_or(Refusal::Overgrown)?;
            let tag = self.tag(coding)?;
            let length = self.length(coding)?;
            match tag {
                ITEM if length != UNDEFINED => pieces.push(self.take(length as usize)?),
                SEQUENCE_END => break,
                _ => return Err(Refusal::Header),
            }
        }
        match pieces.is_empty() {
            true => Err(Refusal::Header),
            false => {
                let offsets = pieces.remove(0);
                Ok(Value::Pieces(offsets, pieces))
            }
        }
    }

    /// Walks in a part of the bytes, with what is left of the count.
    fn within<T>(
        &mut self,
        bytes: &'a [u8],
        walk: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let rest = std::mem::replace(&mut self.rest, bytes);
        let answer = walk(self);
        self.rest = rest;
        answer
    }

    fn peek_tag(&self, coding: Coding) -> Result<Tag, Refusal> {
        let bytes = self.rest.first_chunk::<4>().ok_or(Refusal::Incomplete)?;
        let [a, b, c, d] = *bytes;
        Ok(Tag(coding.u16([a, b]), coding.u16([c, d])))
    }

    fn tag(&mut self, coding: Coding) -> Result<Tag, Refusal> {
        let tag = self.peek_tag(coding)?;
        self.take(4)?;
        Ok(tag)
    }

    fn length(&mut self, coding: Coding) -> Result<u32, Refusal> {
        Ok(coding.u32(self.array()?))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (array, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(Refusal::Incomplete)?;
        self.rest = rest;
        Ok(*array)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Refusal::Incomplete)?;
        self.rest = rest;
        Ok(taken)
    }
}

enum Kind {
    Plain,
    Sequence,
    Unknown,
}

/// The sequences that are read here; where kinds are not written, every other
/// element of known length is bytes, and of unknown length a sequence.
fn implied(tag: Tag) -> Kind {
    const SEQUENCES: [Tag; 13] = [
        Tag(0x0020, 0x9116),
        Tag(0x0028, 0x3000),
        Tag(0x0028, 0x3010),
        Tag(0x0028, 0x9110),
        Tag(0x0028, 0x9132),
        Tag(0x0028, 0x9145),
        Tag(0x0040, 0x08ea),
        Tag(0x0040, 0xa043),
        Tag(0x0040, 0xa168),
        Tag(0x0040, 0xa300),
        Tag(0x0040, 0xa730),
        Tag(0x5200, 0x9229),
        Tag(0x5200, 0x9230),
    ];
    match SEQUENCES.contains(&tag) {
        true => Kind::Sequence,
        false => Kind::Unknown,
    }
}
