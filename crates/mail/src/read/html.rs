//! HTML as plain text: what would be read on a page, the addresses of links
//! beside their words. Nothing is loaded, no script or style is looked into.

/// What is not read at all, with all that is in it.
const SILENT: [&str; 9] = [
    "script", "style", "head", "template", "noscript", "object", "svg", "math", "iframe",
];
/// What begins on a line of its own.
const BLOCKS: [&str; 24] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "section",
    "table",
    "tr",
];
/// What has an empty line around it.
const APART: [&str; 4] = ["p", "ul", "ol", "pre"];
/// The longest address of a link that is shown.
const LINK_CHARS_MAX: usize = 500;
/// The names of letters that mails of this country write.
const LETTERS: [(&str, &str); 56] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecirc", "ê"),
    ("euml", "ë"),
    ("agrave", "à"),
    ("acirc", "â"),
    ("auml", "ä"),
    ("ccedil", "ç"),
    ("icirc", "î"),
    ("iuml", "ï"),
    ("ocirc", "ô"),
    ("ouml", "ö"),
    ("ugrave", "ù"),
    ("ucirc", "û"),
    ("uuml", "ü"),
    ("yuml", "ÿ"),
    ("oelig", "œ"),
    ("aelig", "æ"),
    ("Eacute", "É"),
    ("Egrave", "È"),
    ("Ecirc", "Ê"),
    ("Euml", "Ë"),
    ("Agrave", "À"),
    ("Acirc", "Â"),
    ("Ccedil", "Ç"),
    ("Icirc", "Î"),
    ("Iuml", "Ï"),
    ("Ocirc", "Ô"),
    ("Ugrave", "Ù"),
    ("Ucirc", "Û"),
    ("Uuml", "Ü"),
    ("OElig", "Œ"),
    ("AElig", "Æ"),
    ("euro", "€"),
    ("deg", "°"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("bull", "•"),
    ("middot", "·"),
    ("micro", "µ"),
    ("plusmn", "±"),
    ("le", "≤"),
    ("ge", "≥"),
];

/// The text that is being made.
#[derive(Default)]
struct Page {
    text: String,
    /// Line ends that are due before the next word.
    lines: usize,
    space: bool,
    /// The address of the link that is open, and where its words begin.
    link: Option<(String, usize)>,
}

/// What is read of a page.
pub(super) fn text(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        page.words(&rest[..start]);
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            // A < that begins no tag is a letter.
            page.words("<");
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if !tag.closes && SILENT.contains(&&*tag.name) {
            rest = after_end_of(rest, &tag.name);
            continue;
        }
        page.tag(&tag);
    }
    page.words(rest);
    page.end_link();
    page.text
}

/// What follows the end tag of this element; nothing, if it has none.
fn after_end_of<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        let found = rest
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if found {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

struct Tag {
    name: String,
    closes: bool,
    link: Option<String>,
    length: usize,
}

impl Tag {
    /// The tag that begins here.
    fn read(html: &str) -> Option<Self> {
        let inside = html.strip_prefix('<')?;
        let (closes, inside) = match inside.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
            return None;
        }
        let name_end = inside
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
            .unwrap_or(inside.len());
        let name = inside[..name_end].to_ascii_lowercase();
        // A > between quotes does not end it.
        let mut quote = None;
        let end = inside.char_indices().skip(name_end.min(1)).find(|(_, c)| {
            match (quote, c) {
                (None, '>') => return true,
                (None, '"' | '\'') => quote = Some(*c),
                (Some(open), c) if open == *c => quote = None,
                _ => {}
            }
            false
        });
        let end = match end {
            Some((end, _)) => end,
            // Quotes that do not close: the first > does.
            None => inside.find('>')?,
        };
        let before = html.len() - inside.len();
        let attributes = inside.get(name_end..end).unwrap_or_default();
        Some(Self {
            link: (name == "a" && !closes).then(|| href(attributes)).flatten(),
            name,
            closes,
            length: before + end + 1,
        })
    }
}

/// The address of a link, if it is one that a person could follow.
fn href(attributes: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let at = lower.match_indices("href").find(|(at, _)| {
        let before = lower[..*at].chars().next_back();
        before.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '/'))
    });
    let value = attributes
        .get(at?.0 + 4..)?
        .trim_start()
        .strip_prefix('=')?;
    let value = value.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(|c: char| c.is_ascii_whitespace()).next()?,
    };
    let mut address = String::new();
    letters(value.trim(), &mut |c| address.push(c));
    let scheme = address.split(':').next().unwrap_or_default();
    let known = ["http", "https", "mailto", "tel"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let plain = !address
        .chars()
        .any(|c| c.is_whitespace() || kernel::is_unseen(c));
    (known && plain && address.chars().count() <= LINK_CHARS_MAX).then_some(address)
}

/// Gives each letter of a text whose entities are read.
fn letters(text: &str, give: &mut impl FnMut(char)) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        rest[..at].chars().for_each(&mut *give);
        rest = &rest[at..];
        let known = rest
            .get(1..)
            .and_then(|after| after.split_once(';'))
            .filter(|(name, _)| name.len() <= 10)
            .and_then(|(name, after)| Some((letter(name)?, after)));
        match known {
            Some((found, after)) => {
                found.chars().for_each(&mut *give);
                rest = after;
            }
            None => {
                give('&');
                rest = &rest[1..];
            }
        }
    }
    rest.chars().for_each(&mut *give);
}

fn letter(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // Of these numbers, HTML means the letters of Western Windows.
        let western = u8::try_from(number)
            .ok()
            .filter(|n| (0x80..=0x9f).contains(n));
        return match western {
            Some(byte) => Some(
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(&[byte])
                    .0
                    .into_owned(),
            ),
            None => char::from_u32(number).map(String::from),
        };
    }
    let known = LETTERS.iter().find(|(known, _)| *known == name);
    known.map(|(_, letter)| (*letter).to_owned())
}

impl Page {
    fn words(&mut self, text: &str) {
        letters(text, &mut |c| {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.space = true;
                return;
            }
            let lines = std::mem::take(&mut self.lines);
            let space = std::mem::take(&mut self.space);
            if !self.text.is_empty() && lines > 0 {
                (0..lines).for_each(|_| self.text.push('\n'));
            } else if !self.text.is_empty() && space {
                self.text.push(' ');
            }
            self.text.push(c);
        });
    }

    fn tag(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if name == "a" {
            self.end_link();
            self.link = tag.link.clone().map(|link| (link, self.text.len()));
        } else if APART.contains(&name) {
            self.lines = self.lines.max(2);
        } else if BLOCKS.contains(&name) {
            match (name, tag.closes) {
                // Each is one more line.
                ("br", _) => self.lines = (self.lines + 1).min(2),
                _ => self.lines = self.lines.max(1),
            }
            if name == "li" && !tag.closes {
                self.words("-");
                self.space = true;
            }
        } else if matches!(name, "td" | "th") {
            self.space = true;
        }
    }

    /// Writes the address of a link behind its words, unless they say it.
    fn end_link(&mut self) {
        let Some((link, from)) = self.link.take() else {
            return;
        };
        let words = self.text.get(from..).unwrap_or_default().trim();
        let bare = link.split_once(':').map_or(&*link, |(_, rest)| rest);
        let bare = bare.trim_start_matches('/').trim_end_matches('/');
        if words != link && words.trim_end_matches('/') != bare {
            self.text.push_str(if words.is_empty() { "" } else { " " });
            self.text.push('(');
            self.text.push_str(&link);
            self.text.push(')');
        }
    }
}
