//! The sentences of the site as their files have them, and whether a text says one.

use kernel::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Words that speak to whoever reads, or as them.
const FRENCH: [&str; 11] = [
    "vous", "votre", "vos", "vôtre", "vôtres", "mon", "ma", "mes", "moi", "je", "me",
];
const ENGLISH: [&str; 9] = [
    "you", "your", "yours", "yourself", "my", "mine", "me", "myself", "i'm",
];

/// The word by which a text speaks to whoever reads it.
pub fn address(lang: Lang, text: &str) -> Option<String> {
    let text = text.replace('’', "'").replace(['\u{a0}', '\u{202f}'], " ");
    // Nobody is spoken to by the word for an appointment.
    let text = text.to_lowercase().replace("rendez-vous", " ");
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let speaks = |word: &&str| match lang {
        Lang::Fr => {
            let whole = word.trim_matches('\'');
            word.starts_with("j'") || word.starts_with("m'") || FRENCH.contains(&whole)
        }
        // A lone I may be a key of the keyboard: with a verb it is somebody.
        Lang::En => ENGLISH.contains(word),
    };
    let spoken = words.find(speaks).map(str::to_owned);
    let first = ["i know", "i have", "i want", "i went", "i do"];
    let first = first
        .iter()
        .find(|first| lang == Lang::En && text.contains(*first));
    spoken.or_else(|| first.map(|first| (*first).to_owned()))
}

/// Every sentence of a language, by key.
pub fn all(lang: Lang) -> BTreeMap<String, String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeMap::new();
    for room in std::fs::read_dir(crates).expect("the crates") {
        let locales = room.expect("a crate").path().join("locales");
        for file in std::fs::read_dir(locales).into_iter().flatten() {
            let file = file.expect("a file").path();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(&format!("{}.ftl", lang.tag())) {
                let source = std::fs::read_to_string(&file).expect("sentences");
                read(&source, &mut found);
            }
        }
    }
    found
}

fn read(source: &str, found: &mut BTreeMap<String, String>) {
    let mut last = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let named = line.starts_with(|c: char| c.is_ascii_alphabetic());
        match line.split_once(" = ").filter(|_| named) {
            Some((key, rest)) => {
                last = key.to_owned();
                found.insert(last.clone(), rest.to_owned());
            }
            None => {
                let text = found.entry(last.clone()).or_default();
                text.push('\n');
                text.push_str(line);
            }
        }
    }
}

/// The keys of what is said of a child, where something is said to a holder.
pub fn of_children(all: &BTreeMap<String, String>) -> BTreeSet<String> {
    let of_child = |key: &&String| {
        let own = key.strip_suffix("-child");
        own.is_some_and(|own| all.contains_key(own))
    };
    all.keys().filter(of_child).cloned().collect()
}

/// A sentence with somebody's first name in it, as the pieces that stand between its other
/// variables; each way to say it.
pub struct Said(Vec<Vec<String>>);

impl Said {
    pub fn of(lang: Lang, name: &str, source: &str) -> Self {
        let of = edge::of_name(lang, name);
        let named = source.replace("{ $child }", name).replace("{ $of }", &of);
        Self(ways(&named).iter().map(|way| pieces(way)).collect())
    }

    /// Where a text says it.
    pub fn within(&self, text: &str) -> Option<(usize, usize)> {
        self.0.iter().find_map(|pieces| {
            let (first, rest) = pieces.split_first()?;
            let start = text.find(first.as_str())?;
            let mut end = start + first.len();
            for piece in rest {
                end += text[end..].find(piece.as_str())? + piece.len();
            }
            Some((start, end))
        })
    }

    /// Whether it is long enough to be known among other words.
    fn is_long(&self) -> bool {
        let length = |pieces: &Vec<String>| pieces.iter().map(String::len).sum::<usize>();
        self.0.iter().all(|pieces| length(pieces) > 8)
    }

    /// The text without it. A word alone is taken away only where it is all there is.
    pub fn cut_from(&self, mut text: String) -> String {
        if !self.is_long() {
            let whole = self.within(&text) == Some((0, text.len()));
            return if whole { String::new() } else { text };
        }
        while let Some((start, end)) = self.within(&text) {
            text.replace_range(start..end, " ");
        }
        text
    }
}

/// A sentence that chooses by a number, in each of its ways.
fn ways(source: &str) -> Vec<String> {
    let (Some(open), Some(close)) = (
        source.find('{'),
        source.rfind("\n}").or_else(|| source.rfind("\n ")),
    ) else {
        return vec![source.to_owned()];
    };
    if !source.contains("->") {
        return vec![source.to_owned()];
    }
    let after = source[close..]
        .find('}')
        .map_or("", |at| &source[close + at + 1..]);
    let choices = source[open..close].lines().skip(1);
    let choice = |line: &str| line.split_once("] ").map(|(_, said)| said.to_owned());
    let choices = choices.filter_map(choice);
    choices
        .map(|said| format!("{}{said}{after}", &source[..open]))
        .collect()
}

fn pieces(way: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for part in way.split('{') {
        let literal = part.split_once('}').map_or(part, |(_, rest)| rest).trim();
        if !literal.is_empty() {
            pieces.push(literal.to_owned());
        }
    }
    pieces
}

/// What a page says: its texts, and those of its attributes.
pub fn visible(page: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let mut hidden = false;
    for piece in page.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.split_whitespace().next().unwrap_or_default();
        match name {
            "script" | "style" => hidden = true,
            "/script" | "/style" => hidden = false,
            _ => {}
        }
        if hidden {
            continue;
        }
        let values = tag.split('"').skip(1).step_by(2);
        let values = values.filter(|value| value.contains(' '));
        for text in values.chain([text]) {
            let text = plain(text);
            if !text.is_empty() {
                said.insert(text);
            }
        }
    }
    said
}

fn plain(text: &str) -> String {
    let marks = [
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    for (mark, plain) in marks {
        text = text.replace(mark, plain);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_word_that_speaks_to_somebody_is_found_and_no_other() {
    for (lang, text) in [
        (Lang::Fr, "C’est votre dossier."),
        (Lang::Fr, "Voulez-vous continuer ?"),
        (Lang::Fr, "J’y suis allé"),
        (Lang::En, "See my documents"),
        (Lang::En, "I have none"),
    ] {
        assert!(address(lang, text).is_some(), "{text}");
    }
    for (lang, text) in [
        (Lang::Fr, "Ajouter un rendez-vous"),
        (Lang::Fr, "le dossier de Léa, 3 m"),
        (Lang::En, "arrows for another picture, I to swap"),
        (Lang::En, "their documents"),
    ] {
        assert_eq!(address(lang, text), None, "{text}");
    }
}
