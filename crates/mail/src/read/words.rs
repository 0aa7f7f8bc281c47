//! Words of a mail, made fit to be shown: no sign that nobody sees, one kind of
//! end of a line, a name that is no path.

use kernel::{is_unseen, visible};

/// The longest name of a file.
const FILE_CHARS_MAX: usize = 150;

/// One line, blanks made one, no longer than that.
pub(super) fn line(text: &str, most: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let text = visible(&spaced);
    let text = text.split(' ').filter(|word| !word.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A text of several lines.
pub(super) fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let seen = |c: &char| matches!(c, '\n' | '\t') || !is_unseen(*c);
    let text: String = text.chars().filter(seen).collect();
    text.trim_end().trim_start_matches('\n').to_owned()
}

/// A header without its folds (RFC 5322 §2.2.3).
pub(super) fn unfolded(value: &str) -> String {
    let value: String = value
        .chars()
        .filter(|c| !matches!(c, '\r' | '\n'))
        .collect();
    value.trim().to_owned()
}

/// The name of a file: what follows the last separator of any system.
pub(super) fn file_name(name: &str) -> Option<String> {
    let name = line(name, usize::MAX);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // A name that begins with a dot is hidden, or leads up; a drive is a path.
    let name = name
        .trim_matches([' ', '.'])
        .replace([':', '"', '<', '>', '|', '*', '?'], "_");
    if name.is_empty() {
        return None;
    }
    let count = name.chars().count();
    if count <= FILE_CHARS_MAX {
        return Some(name);
    }
    // Its ending stays.
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let ending: String = ending.chars().take(10).collect();
    let stem: String = stem.chars().take(FILE_CHARS_MAX - 11).collect();
    Some(format!("{stem}.{ending}").trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_of_what_is_seen() {
        assert_eq!(
            line(" Une\r\n  ligne\u{202e}\u{200b}\t. ", 100),
            "Une ligne ."
        );
        assert_eq!(line("éééé", 2), "éé…");
        assert_eq!(unfolded(" a\r\n b\r\n\tc "), "a b\tc");
    }

    #[test]
    fn a_text_keeps_its_lines_and_loses_what_nobody_sees() {
        assert_eq!(
            text("\r\na\rb\r\n\r\n> c\u{feff}\u{202e}\u{0}d\n\n"),
            "a\nb\n\n> cd"
        );
    }

    #[test]
    fn doc_31_the_name_of_a_file_is_no_path_and_says_what_it_shows() {
        for (name, wanted) in [
            ("CR.pdf", Some("CR.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\temp\\a.pdf", Some("a.pdf")),
            ("c:a.pdf", Some("c_a.pdf")),
            ("a\u{202e}fdp.exe", Some("afdp.exe")),
            ("a\r\nB: c\".pdf", Some("a B_ c_.pdf")),
            ("Compte rendu é.pdf", Some("Compte rendu é.pdf")),
            ("..", None),
            ("/", None),
            ("", None),
            (".htaccess", Some("htaccess")),
        ] {
            assert_eq!(file_name(name).as_deref(), wanted, "{name}");
        }
        let long = file_name(&format!("{}.pdf", "a".repeat(4_000))).expect("a name");
        assert!(long.chars().count() <= FILE_CHARS_MAX && long.ends_with("a.pdf"));
    }
}
