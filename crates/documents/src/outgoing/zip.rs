//! A zip file written as it is sent: nothing is compressed, nothing is kept in
//! memory but the list of its entries. What comes after each file tells its
//! length and checksum (APPNOTE 4.4.4, bit 3); names are UTF-8 (bit 11). A file
//! in it has less than 4 GiB; all of them together may have more, and be more
//! than 65,535 (APPNOTE 4.3.14, zip64).

use crc32fast::Hasher;
use kernel::{Date, Error, Result};
use std::collections::HashSet;

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;
const VERSION: u16 = 20;
const VERSION64: u16 = 45;
/// What a field says whose value is in its wider place.
const WIDE: u32 = u32::MAX;
/// The extra field with the wide values of an entry.
const EXTRA64: u16 = 1;
/// Length and checksum come after the bytes, the name is UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;
const NAME_CHARS_MAX: usize = 80;

/// An entry that was sent.
struct Sent {
    name: String,
    day: u16,
    crc: u32,
    size: u32,
    at: u64,
}

/// A zip file on its way out.
#[derive(Default)]
pub struct Zip {
    sent: Vec<Sent>,
    at: u64,
    open: Option<(Hasher, u64)>,
}

impl Zip {
    /// Begins a file of this name, which no other has: what goes out before its
    /// bytes.
    ///
    /// # Errors
    /// A fault, if the name is too long.
    pub fn begin(&mut self, name: String, day: Date) -> Result<Vec<u8>> {
        let day = dos(day);
        let mut bytes = Vec::new();
        bytes.extend(LOCAL.to_le_bytes());
        for field in [VERSION, FLAGS, 0, 0, day] {
            bytes.extend(field.to_le_bytes());
        }
        // Checksum and both lengths come later.
        bytes.extend([0; 12]);
        bytes.extend(length(&name)?.to_le_bytes());
        bytes.extend(0u16.to_le_bytes());
        bytes.extend(name.as_bytes());
        self.sent.push(Sent {
            name,
            day,
            crc: 0,
            size: 0,
            at: self.at,
        });
        self.open = Some((Hasher::new(), 0));
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    /// Counts bytes of the file that is open.
    pub fn feed(&mut self, bytes: &[u8]) {
        if let Some((hasher, size)) = &mut self.open {
            hasher.update(bytes);
            *size += bytes.len() as u64;
        }
        self.at += bytes.len() as u64;
    }

    /// Ends the file that is open: what goes out after its bytes.
    ///
    /// # Errors
    /// A fault, if none is, or it has 4 GiB or more.
    pub fn end(&mut self) -> Result<Vec<u8>> {
        let (Some((hasher, size)), Some(last)) = (self.open.take(), self.sent.last_mut()) else {
            return Err(Error::fault("a zip entry ends that did not begin"));
        };
        last.crc = hasher.finalize();
        last.size = narrow(size)?;
        let fields = [DESCRIPTOR, last.crc, last.size, last.size];
        let bytes: Vec<u8> = fields
            .iter()
            .flat_map(|field| field.to_le_bytes())
            .collect();
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    /// What goes out last: the list of all.
    ///
    /// # Errors
    /// A fault, if a name is too long.
    pub fn finish(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for sent in &self.sent {
            sent.listed(&mut bytes)?;
        }
        let (many, long) = (self.sent.len() as u64, bytes.len() as u64);
        let few = u16::try_from(many).ok().filter(|many| *many < u16::MAX);
        let near = narrow(self.at).ok().zip(narrow(long).ok());
        if few.is_none() || near.is_none() {
            bytes.extend(end64(many, long, self.at));
        }
        let few = few.unwrap_or(u16::MAX);
        let (at, long) = near.unwrap_or((WIDE, WIDE));
        bytes.extend(END.to_le_bytes());
        for field in [0, 0, few, few] {
            bytes.extend(field.to_le_bytes());
        }
        for field in [long, at] {
            bytes.extend(field.to_le_bytes());
        }
        bytes.extend(0u16.to_le_bytes());
        Ok(bytes)
    }
}

impl Sent {
    /// As the list at the end tells of it.
    fn listed(&self, bytes: &mut Vec<u8>) -> Result<()> {
        let near = narrow(self.at).ok();
        let (version, extra) = match near {
            Some(_) => (VERSION, 0u16),
            None => (VERSION64, 12),
        };
        bytes.extend(CENTRAL.to_le_bytes());
        for field in [version, version, FLAGS, 0, 0, self.day] {
            bytes.extend(field.to_le_bytes());
        }
        for field in [self.crc, self.size, self.size] {
            bytes.extend(field.to_le_bytes());
        }
        for field in [length(&self.name)?, extra, 0, 0, 0] {
            bytes.extend(field.to_le_bytes());
        }
        for field in [0, near.unwrap_or(WIDE)] {
            bytes.extend(u32::to_le_bytes(field));
        }
        bytes.extend(self.name.as_bytes());
        if near.is_none() {
            bytes.extend(EXTRA64.to_le_bytes());
            bytes.extend(8u16.to_le_bytes());
            bytes.extend(self.at.to_le_bytes());
        }
        Ok(())
    }
}

/// The wide end of a list of so many entries and bytes, and where it is.
fn end64(many: u64, long: u64, at: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(END64.to_le_bytes());
    // What is left of this record after this field.
    bytes.extend(44u64.to_le_bytes());
    for field in [VERSION64, VERSION64] {
        bytes.extend(field.to_le_bytes());
    }
    for field in [0u32, 0] {
        bytes.extend(field.to_le_bytes());
    }
    for field in [many, many, long, at] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend(LOCATOR64.to_le_bytes());
    bytes.extend(0u32.to_le_bytes());
    bytes.extend((at + long).to_le_bytes());
    bytes.extend(1u32.to_le_bytes());
    bytes
}

/// Names of files that no system takes for paths, each another.
#[derive(Default)]
pub struct Names(HashSet<String>);

impl Names {
    /// A name for a document of this title, made of its day and title, with the
    /// extension of its file.
    pub fn unique(&mut self, title: &str, file_name: &str, day: Date) -> String {
        let extension = file_name.rsplit_once('.').map_or("", |(_, last)| last);
        let extension: String = extension
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let plain = |c: char| match c {
            c if c.is_alphanumeric() || "-_'’()".contains(c) => c,
            _ => ' ',
        };
        let title: String = kernel::visible(title).chars().map(plain).collect();
        let words: Vec<&str> = title.split_whitespace().collect();
        let stem: String = words.join(" ").chars().take(NAME_CHARS_MAX).collect();
        let stem = format!("{day} {}", stem.trim());
        let mut name = format!("{}.{extension}", stem.trim());
        let mut n = 1;
        // Two names that differ by case alone are one for some systems.
        while !self.0.insert(name.to_lowercase()) {
            n += 1;
            name = format!("{} ({n}).{extension}", stem.trim());
        }
        name
    }
}

/// As the narrow fields have it: the last value says that it is elsewhere.
fn narrow(n: u64) -> Result<u32> {
    let narrow = u32::try_from(n).ok().filter(|n| *n < WIDE);
    narrow.ok_or_else(|| Error::fault("a file of 4 GiB or more in a zip"))
}

fn length(name: &str) -> Result<u16> {
    u16::try_from(name.len()).map_err(|_| Error::fault("a name is too long for a zip"))
}

/// A day as zip files write it: from 1980 on.
fn dos(day: Date) -> u16 {
    let part = |n: i8| u16::try_from(n).unwrap_or(1);
    let year = u16::try_from(day.year() - 1980).unwrap_or(0).min(127);
    year << 9 | part(day.month()) << 5 | part(day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Date {
        Date::constant(2026, 5, 4)
    }

    #[test]
    fn names_are_no_paths_and_each_is_another() {
        let mut names = Names::default();
        let mut name = |title: &str, file: &str| names.unique(title, file, day());
        assert_eq!(
            name("Radio du genou", "a.pdf"),
            "2026-05-04 Radio du genou.pdf"
        );
        assert_eq!(
            name("RADIO du genou", "b.PDF"),
            "2026-05-04 RADIO du genou (2).PDF"
        );
        assert_eq!(
            name("../../etc/passwd\0", "x.sh/.."),
            "2026-05-04 etc passwd."
        );
        assert_eq!(name("C:\\a|b", "a.txt"), "2026-05-04 C a b.txt");
        assert_eq!(name("\u{202e}fdp", "é.é"), "2026-05-04 fdp.");
    }

    #[test]
    fn what_is_written_is_where_the_list_says_that_it_is() {
        let mut zip = Zip::default();
        let mut file = Vec::new();
        for (name, content) in [("Un", &b"bonjour"[..]), ("Deux", b""), ("Trois", b"encore")] {
            file.extend(zip.begin(name.to_owned(), day()).expect("begun"));
            zip.feed(content);
            file.extend(content);
            file.extend(zip.end().expect("ended"));
        }
        let list = zip.finish().expect("finished");
        assert_eq!(zip.at, file.len() as u64);
        for (sent, content) in zip.sent.iter().zip([&b"bonjour"[..], b"", b"encore"]) {
            let at = sent.at as usize;
            assert_eq!(file[at..at + 4], LOCAL.to_le_bytes());
            let begins = at + 30 + sent.name.len();
            assert_eq!(&file[begins..begins + content.len()], content);
            assert_eq!(sent.crc, crc32fast::hash(content));
        }
        // The end of the file says where the list begins, and how long it is.
        let end = &list[list.len() - 22..];
        assert_eq!(end[..4], END.to_le_bytes());
        assert_eq!(end[10..12], 3u16.to_le_bytes());
        assert_eq!(end[12..16], (list.len() as u32 - 22).to_le_bytes());
        assert_eq!(end[16..20], (file.len() as u32).to_le_bytes());
    }

    #[test]
    fn a_zip_beyond_4_gib_says_where_everything_is_in_wide_fields() {
        // What was sent before is not needed to write what comes after.
        let mut zip = Zip {
            at: 1 << 32,
            ..Zip::default()
        };
        let begun = zip.begin(String::from("Loin"), day()).expect("begun");
        zip.feed(b"bonjour");
        let ended = zip.end().expect("ended");
        let at = (1 << 32) + (begun.len() + 7 + ended.len()) as u64;
        assert_eq!(zip.at, at);
        let list = zip.finish().expect("finished");
        let entry = 46 + 4;
        assert_eq!(list[42..46], WIDE.to_le_bytes());
        assert_eq!(list[entry..entry + 4], [1, 0, 8, 0]);
        assert_eq!(list[entry + 4..entry + 12], (1u64 << 32).to_le_bytes());
        let long = entry + 12;
        let end = &list[long..];
        assert_eq!(end[..4], END64.to_le_bytes());
        assert_eq!(end[24..32], 1u64.to_le_bytes());
        assert_eq!(end[40..48], (long as u64).to_le_bytes());
        assert_eq!(end[48..56], at.to_le_bytes());
        assert_eq!(end[56..60], LOCATOR64.to_le_bytes());
        assert_eq!(end[64..72], (at + long as u64).to_le_bytes());
        assert_eq!(end[76..80], END.to_le_bytes());
        assert_eq!(end[92..96], WIDE.to_le_bytes());
        assert_eq!(end.len(), 76 + 22);
    }

    #[test]
    fn more_files_than_the_narrow_field_holds_are_counted_in_the_wide_one() {
        let mut zip = Zip::default();
        for n in 0..65_535 {
            zip.begin(n.to_string(), day()).expect("begun");
            zip.end().expect("ended");
        }
        let list = zip.finish().expect("finished");
        let end = &list[list.len() - 98..];
        assert_eq!(end[..4], END64.to_le_bytes());
        assert_eq!(end[32..40], 65_535u64.to_le_bytes());
        assert_eq!(end[76 + 10..76 + 12], u16::MAX.to_le_bytes());
    }
}
