//! Reading a zip as whoever receives it does: from the list at its end. Written
//! apart from what writes ours, which compresses nothing.

use std::collections::BTreeMap;
use std::process::Command;

fn at<const N: usize>(bytes: &[u8], from: usize) -> usize {
    let field = &bytes[from..from + N];
    field
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

/// Every file in it, by its path.
pub fn read(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06", "it ends as a zip does");
    let many = at::<2>(zip, end + 10);
    let mut place = at::<4>(zip, end + 16);
    let mut files = BTreeMap::new();
    for _ in 0..many {
        assert_eq!(&zip[place..place + 4], b"PK\x01\x02");
        let (size, name) = (at::<4>(zip, place + 24), at::<2>(zip, place + 28));
        let extra = at::<2>(zip, place + 30) + at::<2>(zip, place + 32);
        let path = String::from_utf8(zip[place + 46..place + 46 + name].to_vec());
        let local = at::<4>(zip, place + 42);
        let begins = local + 30 + at::<2>(zip, local + 26) + at::<2>(zip, local + 28);
        let content = zip[begins..begins + size].to_vec();
        let twice = files.insert(path.expect("a name"), content);
        assert!(twice.is_none(), "two files of one name");
        place += 46 + name + extra;
    }
    files
}

/// Has somebody else's program read all of it, where there is one.
#[expect(clippy::print_stderr, reason = "what was not tested is said")]
pub fn is_read_by_others(zip: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    std::fs::write(&path, zip).expect("written");
    let program = "import sys, zipfile; bad = zipfile.ZipFile(sys.argv[1]).testzip(); \
                   sys.exit(1 if bad else 0)";
    let read = Command::new("python3")
        .args(["-c", program])
        .arg(&path)
        .status();
    match read {
        Ok(status) => assert!(status.success(), "python3 does not read it"),
        Err(_) => eprintln!("NO PYTHON3 HERE: NOBODY ELSE READ THE ZIP"),
    }
}
