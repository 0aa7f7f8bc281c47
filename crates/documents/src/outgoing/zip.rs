//! A zip file written as it is sent: nothing is compressed, nothing is kept in
//! memory but the list of its entries. What comes after each file tells its
//! length and checksum (APPNOTE 4.4.4, bit 3); names are UTF-8 (bit 11).

use crc32fast::Hasher;
use kernel::{Date, Error, Result};
use std::collections::HashSet;

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const VERSION: u16 = 20;
/// Length and checksum come after the bytes, the name is UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;
const NAME_CHARS_MAX: usize = 80;

/// An entry that was sent.
struct Sent {
    name: String,
    day: u16,
    crc: u32,
    size: u32,
    at: u32,
}

/// A zip file on its way out.
#[derive(Default)]
pub(super) struct Zip {
    sent: Vec<Sent>,
    names: HashSet<String>,
    at: u64,
    open: Option<(Hasher, u64)>,
}

impl Zip {
    /// Begins a file: what goes out before its bytes.
    pub(super) fn begin(&mut self, title: &str, file_name: &str, day: Date) -> Result<Vec<u8>> {
        let name = self.unique(title, file_name, day);
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
            at: narrow(self.at)?,
        });
        self.open = Some((Hasher::new(), 0));
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    /// Counts bytes of the file that is open.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if let Some((hasher, size)) = &mut self.open {
            hasher.update(bytes);
            *size += bytes.len() as u64;
        }
        self.at += bytes.len() as u64;
    }

    /// Ends the file that is open: what goes out after its bytes.
    pub(super) fn end(&mut self) -> Result<Vec<u8>> {
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
    pub(super) fn finish(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for sent in &self.sent {
            bytes.extend(CENTRAL.to_le_bytes());
            for field in [VERSION, VERSION, FLAGS, 0, 0, sent.day] {
                bytes.extend(field.to_le_bytes());
            }
            for field in [sent.crc, sent.size, sent.size] {
                bytes.extend(field.to_le_bytes());
            }
            for field in [length(&sent.name)?, 0, 0, 0, 0] {
                bytes.extend(field.to_le_bytes());
            }
            for field in [0, sent.at] {
                bytes.extend(u32::to_le_bytes(field));
            }
            bytes.extend(sent.name.as_bytes());
        }
        let (many, long) = (self.sent.len(), bytes.len() as u64);
        let many = u16::try_from(many).map_err(|_| too_big())?;
        bytes.extend(END.to_le_bytes());
        for field in [0, 0, many, many] {
            bytes.extend(field.to_le_bytes());
        }
        for field in [narrow(long)?, narrow(self.at)?] {
            bytes.extend(field.to_le_bytes());
        }
        bytes.extend(0u16.to_le_bytes());
        Ok(bytes)
    }

    /// A name that no system takes for a path, and that no other entry has.
    fn unique(&mut self, title: &str, file_name: &str, day: Date) -> String {
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
        while !self.names.insert(name.to_lowercase()) {
            n += 1;
            name = format!("{} ({n}).{extension}", stem.trim());
        }
        name
    }
}

fn too_big() -> Error {
    Error::fault("a zip file of more than 4 GiB")
}

fn narrow(n: u64) -> Result<u32> {
    u32::try_from(n).map_err(|_| too_big())
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
        let mut zip = Zip::default();
        let mut name = |title: &str, file: &str| zip.unique(title, file, day());
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
        for (title, content) in [("Un", &b"bonjour"[..]), ("Deux", b""), ("Un", b"encore")] {
            file.extend(zip.begin(title, "a.txt", day()).expect("begun"));
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
}
