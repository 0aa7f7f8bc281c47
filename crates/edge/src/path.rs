//! Paths on our own site: what comes after the language, and where a page may
//! send people back to.

use kernel::Lang;

/// Parts the language off a path: `/en/aide` is `/aide` in English.
pub fn split_lang(path: &str) -> (Lang, &str) {
    match path.strip_prefix("/en") {
        Some("") => (Lang::En, "/"),
        Some(rest) if rest.starts_with('/') => (Lang::En, rest),
        _ => (Lang::Fr, path),
    }
}

/// The path of a return address, if it stays on this site; `/` otherwise.
///
/// Browsers read `\` as `/` and drop tabs and line ends, so nothing with any
/// of these passes, nor anything that is not plain ASCII.
pub fn local_path(wanted: &str) -> &str {
    let plain = wanted
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let encoded_break = wanted.contains('%') && {
        let lower = wanted.to_ascii_lowercase();
        ["%0d", "%0a", "%09", "%5c", "%00"]
            .iter()
            .any(|code| lower.contains(code))
    };
    let local = wanted.starts_with('/') && !wanted.starts_with("//");
    // `/%2f/evil` and `/.//evil` would become `//evil` for a careless reader.
    let doubled = wanted
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .contains("//");
    if plain && local && !encoded_break && !doubled && wanted.len() <= 1024 {
        wanted
    } else {
        "/"
    }
}

/// Whether `path` is `prefix` itself or lies below it.
pub fn is_under(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Percent-encodes all but the characters that no reader minds.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_10_a_return_address_stays_on_the_site() {
        for evil in [
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "/a%0d%0aSet-Cookie:x",
            "/a\r\nb",
            "/\t/evil.example",
            "/.//evil.example",
            "/%5c%5cevil.example",
            " /a",
            "a/b",
            "",
        ] {
            assert_eq!(local_path(evil), "/", "{evil:?}");
        }
        for good in ["/", "/espace/moi/documents?type=11490-0#res", "/en/pro"] {
            assert_eq!(local_path(good), good);
        }
    }

    #[test]
    fn english_is_a_prefix_and_not_a_word() {
        assert_eq!(split_lang("/en"), (Lang::En, "/"));
        assert_eq!(split_lang("/en/aide"), (Lang::En, "/aide"));
        assert_eq!(split_lang("/entree"), (Lang::Fr, "/entree"));
        assert_eq!(split_lang("/"), (Lang::Fr, "/"));
    }
}
