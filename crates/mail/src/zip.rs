//! The entries of a zip (APPNOTE 6.3), of which only what is asked for is
//! inflated, and no more than it announced. Stricter than zip readers are: what
//! two of them could understand differently is refused. Written here, for what
//! a library is for is little (stored and deflated entries, read once from
//! memory) and what it allows is much.

use crate::Refusal;
use flate2::{Decompress, FlushDecompress, Status};
use std::collections::HashSet;

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
pub(crate) struct Bounds {
    pub entries_max: usize,
    pub bytes_max: u64,
    pub ratio_max: u64,
}

/// A file in a zip.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// Its path: relative, of plain parts.
    pub name: String,
    packed: &'a [u8],
    deflated: bool,
    size: usize,
    sum: u32,
}

fn refused(text: &str) -> Refusal {
    Refusal::never("5.6.0", text)
}

fn damaged() -> Refusal {
    refused("The archive is damaged")
}

fn short(bytes: &[u8], at: usize) -> Result<u16, Refusal> {
    let two = bytes.get(at..at + 2).ok_or_else(damaged)?;
    Ok(u16::from_le_bytes([two[0], two[1]]))
}

fn long(bytes: &[u8], at: usize) -> Result<u32, Refusal> {
    let four = bytes.get(at..at + 4).ok_or_else(damaged)?;
    Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// The same as a place or a length. All bits set stand for one of 64 bits.
fn place(bytes: &[u8], at: usize) -> Result<usize, Refusal> {
    match long(bytes, at)? {
        u32::MAX => Err(refused("The archive is of 64 bits")),
        place => usize::try_from(place).map_err(|_| damaged()),
    }
}

/// The files of a zip, none of them inflated yet.
///
/// # Errors
/// Why it is not read.
pub(crate) fn entries<'a>(zip: &'a [u8], bounds: &Bounds) -> Result<Vec<Entry<'a>>, Refusal> {
    let end = end(zip)?;
    let tail = &zip[end..];
    let count = short(tail, 10)?;
    if (short(tail, 4)?, short(tail, 6)?, short(tail, 8)?) != (0, 0, count) {
        return Err(refused("The archive is one of several"));
    }
    let (length, start) = (place(tail, 12)?, place(tail, 16)?);
    if start.checked_add(length) != Some(end) {
        return Err(damaged());
    }
    let count = usize::from(count);
    if count > bounds.entries_max {
        return Err(refused("The archive has too many files"));
    }
    let mut at = start;
    let mut found = Vec::new();
    let mut names = HashSet::new();
    let mut taken = Vec::new();
    let mut total = 0_u64;
    for _ in 0..count {
        let head = zip.get(at..end).ok_or_else(damaged)?;
        let (entry, next) = entry(zip, head, start, &mut taken)?;
        at += next;
        total = total.saturating_add(entry.size as u64);
        let ratio = entry.size as u64 / (entry.packed.len() as u64).max(1);
        let swollen = entry.size as u64 > RATIO_FROM && ratio > bounds.ratio_max;
        if total > bounds.bytes_max || swollen {
            return Err(refused("The archive becomes too large when unpacked"));
        }
        if !names.insert(entry.name.trim_end_matches('/').to_lowercase()) {
            return Err(refused("The archive has two files of one name"));
        }
        if !entry.name.ends_with('/') {
            found.push(entry);
        } else if entry.size > 0 {
            return Err(damaged());
        }
    }
    if at != end {
        return Err(damaged());
    }
    taken.sort_unstable();
    match taken.windows(2).any(|two| two[0].1 > two[1].0) {
        true => Err(refused("Files of the archive lie over each other")),
        false => Ok(found),
    }
}

/// Where the end of the directory stands: exactly one comment before the end.
fn end(zip: &[u8]) -> Result<usize, Refusal> {
    let first = zip.len().saturating_sub(END_BYTES + usize::from(u16::MAX));
    let last = zip.len().checked_sub(END_BYTES).ok_or_else(damaged)?;
    let found: Vec<usize> = (first..=last)
        .filter(|at| {
            zip[*at..].starts_with(&END)
                && short(zip, *at + 20)
                    .is_ok_and(|comment| *at + END_BYTES + usize::from(comment) == zip.len())
        })
        .collect();
    match found[..] {
        [end] => Ok(end),
        _ => Err(damaged()),
    }
}

/// An entry of the directory, held against what stands before its bytes; and
/// how long it is in the directory.
fn entry<'a>(
    zip: &'a [u8],
    head: &[u8],
    files_end: usize,
    taken: &mut Vec<(usize, usize)>,
) -> Result<(Entry<'a>, usize), Refusal> {
    if !head.starts_with(&ENTRY) {
        return Err(damaged());
    }
    let (made_by, flags, method) = (short(head, 4)?, short(head, 8)?, short(head, 10)?);
    let sum = long(head, 16)?;
    let (packed, size) = (place(head, 20)?, place(head, 24)?);
    let name_length = usize::from(short(head, 28)?);
    let more = usize::from(short(head, 30)?) + usize::from(short(head, 32)?);
    let name = head
        .get(ENTRY_BYTES..ENTRY_BYTES + name_length)
        .ok_or_else(damaged)?;
    // Encrypted, patched, strongly encrypted, masked.
    if flags & 0b0010_0000_0110_0001 != 0 {
        return Err(refused("The archive is encrypted"));
    }
    if !matches!(method, 0 | 8) {
        return Err(refused("The archive is packed in an unknown way"));
    }
    // Under Unix, the high half says what kind of file it is.
    let kind = (long(head, 38)? >> 16) & 0o170_000;
    if matches!(made_by >> 8, 3 | 19) && !matches!(kind, 0 | 0o100_000 | 0o040_000) {
        return Err(refused("The archive holds a link or a device"));
    }
    let at = place(head, 42)?;
    let local = zip.get(at..files_end).ok_or_else(damaged)?;
    if !local.starts_with(&LOCAL) {
        return Err(damaged());
    }
    let later = flags & 0b1000 != 0;
    let same = short(local, 6)? == flags
        && short(local, 8)? == method
        && local.get(LOCAL_BYTES..LOCAL_BYTES + usize::from(short(local, 26)?)) == Some(name);
    let told = (long(local, 14)?, long(local, 18)?, long(local, 22)?);
    let whole = (long(head, 16)?, long(head, 20)?, long(head, 24)?);
    if !same || !(told == whole || later && told == (0, 0, 0)) {
        return Err(damaged());
    }
    let from = LOCAL_BYTES + usize::from(short(local, 26)?) + usize::from(short(local, 28)?);
    let bytes = from
        .checked_add(packed)
        .and_then(|to| local.get(from..to))
        .ok_or_else(damaged)?;
    if method == 0 && packed != size {
        return Err(damaged());
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
fn path(name: &[u8]) -> Result<String, Refusal> {
    let wrong = || refused("A file of the archive has a name that leads elsewhere");
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
    right.then_some(name).ok_or_else(wrong)
}

impl Entry<'_> {
    /// How long it says it is when unpacked.
    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    /// Its bytes.
    ///
    /// # Errors
    /// Unless they are exactly as many as announced, of the announced sum.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Refusal> {
        let bytes = match self.deflated {
            false => self.packed.to_vec(),
            true => inflated(self.packed, self.size)?,
        };
        match crc32fast::hash(&bytes) == self.sum {
            true => Ok(bytes),
            false => Err(damaged()),
        }
    }
}

fn inflated(packed: &[u8], size: usize) -> Result<Vec<u8>, Refusal> {
    let mut inflate = Decompress::new(false);
    let mut bytes = Vec::with_capacity(size);
    // Into the room there is, and no further.
    let first = inflate
        .decompress_vec(packed, &mut bytes, FlushDecompress::Finish)
        .map_err(|_| damaged())?;
    let mut ended = first == Status::StreamEnd;
    if !ended && bytes.len() == size {
        // All is there; only the end of the stream may follow.
        let rest = usize::try_from(inflate.total_in()).map_err(|_| damaged())?;
        let mut none = [0_u8; 1];
        let last = inflate
            .decompress(&packed[rest..], &mut none, FlushDecompress::Finish)
            .map_err(|_| damaged())?;
        ended = last == Status::StreamEnd && inflate.total_out() == size as u64;
    }
    let all = inflate.total_in() == packed.len() as u64;
    match ended && all && bytes.len() == size {
        true => Ok(bytes),
        false => Err(refused("A file of the archive is not as long as it says")),
    }
}
