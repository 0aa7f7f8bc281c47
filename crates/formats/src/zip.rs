//! The entries of a zip (APPNOTE 6.3), of which only what is asked for is
//! inflated, and no more than it announced. Stricter than zip readers are: what
//! two of them could understand differently is refused. Written here, for what
//! a library is for is little (stored and deflated entries, read once from
//! memory) and what it allows is much.

use flate2::{Decompress, FlushDecompress, Status};
use std::collections::HashSet;
use std::fmt;

const END: [u8; 4] = *b"PK\x05\x06";
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;
/// The longest name of an entry.
const NAME_BYTES_MAX: usize = 255;
/// An entry that becomes larger than this must not become so from too little.
const RATIO_FROM: u64 = 1024 * 1024;

/// What a zip may hold.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Files and folders.
    pub entries_max: usize,
    /// Bytes of all of them together, unpacked.
    pub bytes_max: u64,
    /// How many times its packed length a file of some size may become.
    pub ratio_max: u64,
}

/// Why a zip is not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It is not as it says, or two readers could understand it differently.
    Damaged,
    /// It is a part of an archive of several files.
    Several,
    /// It is of 64 bits: far larger than what is taken.
    Wide,
    /// It has more files than are taken.
    Crowded,
    /// It unpacks to too much.
    Swollen,
    /// Two files have one name.
    Twins,
    /// Files lie over each other.
    Overlapping,
    /// It is encrypted.
    Encrypted,
    /// It is packed in a way that is not read here.
    Method,
    /// It holds a link or a device.
    Link,
    /// A name leads elsewhere.
    Name,
    /// A file is not as long as it says.
    Length,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "The archive is damaged",
            Self::Several => "The archive is one of several",
            Self::Wide => "The archive is of 64 bits",
            Self::Crowded => "The archive has too many files",
            Self::Swollen => "The archive becomes too large when unpacked",
            Self::Twins => "The archive has two files of one name",
            Self::Overlapping => "Files of the archive lie over each other",
            Self::Encrypted => "The archive is encrypted",
            Self::Method => "The archive is packed in an unknown way",
            Self::Link => "The archive holds a link or a device",
            Self::Name => "A file of the archive has a name that leads elsewhere",
            Self::Length => "A file of the archive is not as long as it says",
        })
    }
}

impl std::error::Error for Fault {}

/// A file in a zip.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its path: relative, of plain parts.
    pub name: String,
    packed: &'a [u8],
    deflated: bool,
    size: usize,
    sum: u32,
}

fn short(bytes: &[u8], at: usize) -> Result<u16, Fault> {
    let two = bytes.get(at..at + 2).ok_or(Fault::Damaged)?;
    Ok(u16::from_le_bytes([two[0], two[1]]))
}

fn long(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    let four = bytes.get(at..at + 4).ok_or(Fault::Damaged)?;
    Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// The same as a place or a length. All bits set stand for one of 64 bits.
fn place(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    match long(bytes, at)? {
        u32::MAX => Err(Fault::Wide),
        place => usize::try_from(place).map_err(|_| Fault::Damaged),
    }
}

/// The files of a zip, none of them inflated yet.
///
/// # Errors
/// Why it is not read.
pub fn entries<'a>(zip: &'a [u8], bounds: &Bounds) -> Result<Vec<Entry<'a>>, Fault> {
    let end = end(zip)?;
    let tail = &zip[end..];
    let count = short(tail, 10)?;
    if (short(tail, 4)?, short(tail, 6)?, short(tail, 8)?) != (0, 0, count) {
        return Err(Fault::Several);
    }
    let (length, start) = (place(tail, 12)?, place(tail, 16)?);
    if start.checked_add(length) != Some(end) {
        return Err(Fault::Damaged);
    }
    let count = usize::from(count);
    if count > bounds.entries_max {
        return Err(Fault::Crowded);
    }
    let mut at = start;
    let mut found = Vec::new();
    let mut names = HashSet::new();
    let mut taken = Vec::new();
    let mut total = 0_u64;
    for _ in 0..count {
        let head = zip.get(at..end).ok_or(Fault::Damaged)?;
        let (entry, next) = entry(zip, head, start, &mut taken)?;
        at += next;
        total = total.saturating_add(entry.size as u64);
        let ratio = entry.size as u64 / (entry.packed.len() as u64).max(1);
        let swollen = entry.size as u64 > RATIO_FROM && ratio > bounds.ratio_max;
        if total > bounds.bytes_max || swollen {
            return Err(Fault::Swollen);
        }
        if !names.insert(entry.name.trim_end_matches('/').to_lowercase()) {
            return Err(Fault::Twins);
        }
        if !entry.name.ends_with('/') {
            found.push(entry);
        } else if entry.size > 0 {
            return Err(Fault::Damaged);
        }
    }
    if at != end {
        return Err(Fault::Damaged);
    }
    taken.sort_unstable();
    match taken.windows(2).any(|two| two[0].1 > two[1].0) {
        true => Err(Fault::Overlapping),
        false => Ok(found),
    }
}

/// Where the end of the directory stands: exactly one comment before the end.
fn end(zip: &[u8]) -> Result<usize, Fault> {
    let first = zip.len().saturating_sub(END_BYTES + usize::from(u16::MAX));
    let last = zip.len().checked_sub(END_BYTES).ok_or(Fault::Damaged)?;
    let found: Vec<usize> = (first..=last)
        .filter(|at| {
            zip[*at..].starts_with(&END)
                && short(zip, *at + 20)
                    .is_ok_and(|comment| *at + END_BYTES + usize::from(comment) == zip.len())
        })
        .collect();
    match found[..] {
        [end] => Ok(end),
        _ => Err(Fault::Damaged),
    }
}

/// An entry of the directory, held against what stands before its bytes; and
/// how long it is in the directory.
fn entry<'a>(
    zip: &'a [u8],
    head: &[u8],
    files_end: usize,
    taken: &mut Vec<(usize, usize)>,
) -> Result<(Entry<'a>, usize), Fault> {
    if !head.starts_with(&ENTRY) {
        return Err(Fault::Damaged);
    }
    let (made_by, flags, method) = (short(head, 4)?, short(head, 8)?, short(head, 10)?);
    let sum = long(head, 16)?;
    let (packed, size) = (place(head, 20)?, place(head, 24)?);
    let name_length = usize::from(short(head, 28)?);
    let more = usize::from(short(head, 30)?) + usize::from(short(head, 32)?);
    let name = head
        .get(ENTRY_BYTES..ENTRY_BYTES + name_length)
        .ok_or(Fault::Damaged)?;
    // Encrypted, patched, strongly encrypted, masked.
    if flags & 0b0010_0000_0110_0001 != 0 {
        return Err(Fault::Encrypted);
    }
    if !matches!(method, 0 | 8) {
        return Err(Fault::Method);
    }
    // Under Unix, the high half says what kind of file it is.
    let kind = (long(head, 38)? >> 16) & 0o170_000;
    if matches!(made_by >> 8, 3 | 19) && !matches!(kind, 0 | 0o100_000 | 0o040_000) {
        return Err(Fault::Link);
    }
    let at = place(head, 42)?;
    let local = zip.get(at..files_end).ok_or(Fault::Damaged)?;
    if !local.starts_with(&LOCAL) {
        return Err(Fault::Damaged);
    }
    let later = flags & 0b1000 != 0;
    let same = short(local, 6)? == flags
        && short(local, 8)? == method
        && local.get(LOCAL_BYTES..LOCAL_BYTES + usize::from(short(local, 26)?)) == Some(name);
    let told = (long(local, 14)?, long(local, 18)?, long(local, 22)?);
    let whole = (long(head, 16)?, long(head, 20)?, long(head, 24)?);
    if !same || !(told == whole || later && told == (0, 0, 0)) {
        return Err(Fault::Damaged);
    }
    let from = LOCAL_BYTES + usize::from(short(local, 26)?) + usize::from(short(local, 28)?);
    let bytes = from
        .checked_add(packed)
        .and_then(|to| local.get(from..to))
        .ok_or(Fault::Damaged)?;
    if method == 0 && packed != size {
        return Err(Fault::Damaged);
    }
    taken.push((at, at + from + packed));
    let entry = Entry {
        name: path(name)?,
        packed: bytes,
        deflated: method == 8,
        size,
        sum,
    };
    Ok((entry, ENTRY_BYTES + name_length + more))
}

/// A name that leads nowhere but into the archive.
fn path(name: &[u8]) -> Result<String, Fault> {
    // Old names are in an alphabet nobody tells; what is not UTF-8 is kept
    // apart from everything that is looked for.
    let name = String::from_utf8_lossy(name).into_owned();
    let parts = name.strip_suffix('/').unwrap_or(&name);
    let right = !name.is_empty()
        && name.len() <= NAME_BYTES_MAX
        && !name.contains(['\\', ':'])
        && !name.chars().any(kernel::is_unseen)
        && parts
            .split('/')
            .all(|part| !matches!(part.trim(), "" | "." | ".."));
    right.then_some(name).ok_or(Fault::Name)
}

impl Entry<'_> {
    /// What systems leave in folders, and nobody means to send.
    pub fn is_litter(&self) -> bool {
        let litter = ["__macosx", "thumbs.db", "desktop.ini"];
        self.name.split('/').any(|part| {
            part.starts_with('.') || litter.contains(&part.to_ascii_lowercase().as_str())
        })
    }

    /// How long it says it is when unpacked.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// The sum of its bytes, as it says.
    pub const fn sum(&self) -> u32 {
        self.sum
    }

    /// Its first bytes, so many at most: nobody looked yet whether the rest is as
    /// announced.
    ///
    /// # Errors
    /// If it cannot be unpacked.
    pub fn beginning(&self, most: usize) -> Result<Vec<u8>, Fault> {
        let most = most.min(self.size);
        if !self.deflated {
            return Ok(self.packed[..most].to_vec());
        }
        let mut bytes = Vec::with_capacity(most);
        Decompress::new(false)
            .decompress_vec(self.packed, &mut bytes, FlushDecompress::None)
            .map_err(|_| Fault::Damaged)?;
        bytes.truncate(most);
        Ok(bytes)
    }

    /// Its bytes.
    ///
    /// # Errors
    /// Unless they are exactly as many as announced, of the announced sum.
    pub fn bytes(&self) -> Result<Vec<u8>, Fault> {
        let bytes = match self.deflated {
            false => self.packed.to_vec(),
            true => inflated(self.packed, self.size)?,
        };
        match crc32fast::hash(&bytes) == self.sum {
            true => Ok(bytes),
            false => Err(Fault::Damaged),
        }
    }
}

fn inflated(packed: &[u8], size: usize) -> Result<Vec<u8>, Fault> {
    let mut inflate = Decompress::new(false);
    let mut bytes = Vec::with_capacity(size);
    // Into the room there is, and no further.
    let first = inflate
        .decompress_vec(packed, &mut bytes, FlushDecompress::Finish)
        .map_err(|_| Fault::Damaged)?;
    let mut ended = first == Status::StreamEnd;
    if !ended && bytes.len() == size {
        // All is there; only the end of the stream may follow.
        let rest = usize::try_from(inflate.total_in()).map_err(|_| Fault::Damaged)?;
        let mut none = [0_u8; 1];
        let last = inflate
            .decompress(&packed[rest..], &mut none, FlushDecompress::Finish)
            .map_err(|_| Fault::Damaged)?;
        ended = last == Status::StreamEnd && inflate.total_out() == size as u64;
    }
    let all = inflate.total_in() == packed.len() as u64;
    match ended && all && bytes.len() == size {
        true => Ok(bytes),
        false => Err(Fault::Length),
    }
}
