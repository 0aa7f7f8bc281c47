//! What a file of sentences must respect. Each crate calls [`check`] in a test.

use super::Locale;
use std::collections::{BTreeMap, BTreeSet};

/// Words that patients do not have to know.
const BANNED: [&str; 6] = [
    "DMP",
    "MSSanté",
    "INS",
    "habilitation",
    "consentement tacite",
    "alimenter",
];

/// The variables that name a child, where somebody acts for one.
const CHILD: [&str; 2] = ["child", "of"];

/// Checks that both languages have the same keys with the same variables, that
/// every sentence says something, that what is said of somebody (`…-child`, `…-helped`) knows no
/// variable but those of the sentence that it stands for, and the child's, and that no
/// sentence for patients uses a word of the administration. Each language names the
/// child in its own places. Professionals use their own words: their keys have `pro`
/// as one of their parts, as in `pro-search-title`.
///
/// # Panics
/// With the list of all that is wrong.
pub fn check(locale: &Locale) {
    let french = sentences(locale.fr);
    let english = sentences(locale.en);
    let mut wrong = Vec::new();
    for key in french.keys().chain(english.keys()).collect::<BTreeSet<_>>() {
        match (french.get(key), english.get(key)) {
            (Some(_), None) => wrong.push(format!("{key}: not in English")),
            (None, _) => wrong.push(format!("{key}: not in French")),
            (Some(fr), Some(en)) => {
                let own = key.strip_suffix("-child");
                let own = own.or_else(|| key.strip_suffix("-helped"));
                let of_child = own.is_some_and(|own| french.contains_key(own));
                compare(key, (fr, en), of_child, &mut wrong);
            }
        }
        for whose in ["child", "helped"] {
            let theirs = french.get(&format!("{key}-{whose}"));
            if let (Some(own), Some(theirs)) = (french.get(key), theirs) {
                let known = &variables(own) | &CHILD.map(String::from).into();
                if !variables(theirs).is_subset(&known) {
                    wrong.push(format!("{key}-{whose}: a variable that {key} has not"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the sentences of {}:\n{}",
        locale.name,
        wrong.join("\n")
    );
}

fn compare(key: &str, (fr, en): (&str, &str), of_child: bool, wrong: &mut Vec<String>) {
    let compared = |text| {
        let mut all = variables(text);
        all.retain(|name| !of_child || !CHILD.contains(&name.as_str()));
        all
    };
    if compared(fr) != compared(en) {
        wrong.push(format!("{key}: the variables differ"));
    }
    if fr.trim().is_empty() || en.trim().is_empty() {
        wrong.push(format!("{key}: says nothing"));
    }
    if key.split('-').any(|part| part == "pro") {
        return;
    }
    for banned in BANNED
        .iter()
        .filter(|word| has_word(fr, word) || has_word(en, word))
    {
        wrong.push(format!("{key}: « {banned} » is not a word for patients"));
    }
}

/// The sentences of a Fluent text by key, each with all its lines.
fn sentences(source: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::<String, String>::new();
    let mut last = None::<String>;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let starts_here = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if let (true, Some((key, rest))) = (starts_here, line.split_once('=')) {
            let key = key.trim().to_owned();
            assert!(
                found.insert(key.clone(), rest.to_owned()).is_none(),
                "{key} is there twice"
            );
            last = Some(key);
        } else if let Some(text) = last.as_ref().and_then(|key| found.get_mut(key)) {
            text.push('\n');
            text.push_str(line);
        }
    }
    found
}

fn variables(text: &str) -> BTreeSet<String> {
    let name = |part: &str| {
        part.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect()
    };
    text.split('$').skip(1).map(name).collect()
}

fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = match word.chars().all(char::is_lowercase) || word.contains(' ') {
        true => (text.to_lowercase(), word.to_lowercase()),
        false => (text.to_owned(), word.to_owned()),
    };
    text.match_indices(&word).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        let after = text[place + word.len()..].chars().next();
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !letter(before) && !letter(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(fr: &'static str, en: &'static str) -> Result<(), String> {
        let locale = Locale {
            name: "sample",
            fr,
            en,
        };
        std::panic::catch_unwind(|| check(&locale))
            .map_err(|panic| panic.downcast_ref::<String>().cloned().unwrap_or_default())
    }

    #[test]
    fn what_differs_between_languages_is_found() {
        assert!(verdict("a = un\n", "a = one\n").is_ok());
        assert!(verdict("a = un\nb = deux\n", "a = one\n").is_err());
        assert!(verdict("a = { $n } fois\n", "a = { $m } times\n").is_err());
    }

    #[test]
    fn what_is_said_of_a_child_knows_what_is_said_to_its_parent_and_whose_it_is() {
        let both = |of_child: &'static str| verdict(of_child, of_child);
        assert!(both("a = { $n }\na-child = { $n } { $of } { $child }\n").is_ok());
        assert!(both("a = { $n }\na-child = x\n").is_ok());
        assert!(both("a = { $n }\na-child = { $m }\n").is_err());
        assert!(both("role-child = { $m }\n").is_ok());
        let named = |fr, en| verdict(fr, en);
        assert!(
            named(
                "a = x\na-child = { $of }\n",
                "a = x\na-child = { $child }\n"
            )
            .is_ok()
        );
        assert!(named("role-child = { $of }\n", "role-child = { $child }\n").is_err());
    }

    #[test]
    fn words_of_the_administration_are_found_but_not_inside_others() {
        assert!(verdict("a = Votre INS\n", "a = Your number\n").is_err());
        assert!(verdict("a = INSEE, Inès, alimentaire\n", "a = x\n").is_ok());
        assert!(verdict("a = Alimenter le dossier\n", "a = x\n").is_err());
        assert!(verdict("a-pro-b = INS du patient\n", "a-pro-b = INS\n").is_ok());
    }
}
