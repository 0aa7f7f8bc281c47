//! Golden files: what people or later versions will read, kept beside the
//! tests. `cargo xtask golden` writes them anew.

use std::path::Path;

fn wished() -> bool {
    std::env::var_os("CARNET_GOLDEN").is_some_and(|wish| wish == "write")
}

/// The text is what the file holds.
///
/// # Panics
/// If it is not: read the difference, then `cargo xtask golden`.
pub fn golden(folder: &str, name: &str, text: &str) {
    let file = Path::new(folder).join(name);
    if wished() {
        std::fs::create_dir_all(folder).expect("a folder for golden files");
        std::fs::write(&file, text).expect("a golden file is written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "{name} changed: read the difference, then `cargo xtask golden`\n{text}"
    );
}

/// The bytes are what the file holds, in hexadecimal; gives back what it holds.
/// Such a file is written once and never changed: a released version may have
/// stored those very bytes.
///
/// # Panics
/// If they are not: what is written has a new form, and needs a new version.
pub fn frozen(folder: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = Path::new(folder).join(format!("{name}.hex"));
    if wished() && !file.exists() {
        std::fs::create_dir_all(folder).expect("a folder for golden files");
        std::fs::write(&file, &hex).expect("a golden file is written");
    }
    let kept = std::fs::read_to_string(&file).expect("a golden file");
    let kept = kept.trim();
    assert_eq!(
        kept, hex,
        "{name}: what is written changed its form; give it a new version"
    );
    (0..kept.len() / 2)
        .map(|i| u8::from_str_radix(&kept[i * 2..i * 2 + 2], 16).expect("hexadecimal"))
        .collect()
}
