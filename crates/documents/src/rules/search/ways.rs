//! Other ways to say what people search, from `data/search_words.csv`: ours, in
//! both languages.

use super::singular;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The longest way to say one thing that is looked up, in words.
const LONGEST: usize = 4;

/// What is known of one way to say a thing.
#[derive(Default)]
struct Known {
    /// Found as well.
    also: Vec<String>,
    /// Proposed where nothing is found.
    broader: Vec<String>,
}

fn table() -> &'static HashMap<String, Known> {
    static TABLE: OnceLock<HashMap<String, Known>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = include_str!("../../../../../data/search_words.csv");
        let mut file = csv::Reader::from_reader(text.as_bytes());
        let lines = file.records().map(|line| {
            let line = line.expect("search_words.csv is ours, and a test reads it");
            let cell = |n: usize| line.get(n).unwrap_or_default().to_owned();
            let all = |n: usize| {
                let ways = cell(n);
                let ways = ways.split(';').map(str::trim).filter(|way| !way.is_empty());
                ways.map(str::to_owned).collect()
            };
            let known = Known {
                also: all(1),
                broader: all(2),
            };
            (key(&cell(0).split(' ').collect::<Vec<_>>()), known)
        });
        lines.collect()
    })
}

fn key(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().map(|word| singular(word)).collect();
    words.join(" ")
}

/// The longest known way to say a thing at the beginning of these folded words:
/// how many words it has, and how it is said otherwise.
pub(super) fn said_otherwise(words: &[&str]) -> (usize, &'static [String]) {
    for many in (1..=words.len().min(LONGEST)).rev() {
        if let Some(known) = table().get(&key(&words[..many])) {
            return (many, &known.also);
        }
    }
    (1, &[])
}

/// What says more than one of these folded words, for where they are not found.
pub(super) fn broader(words: &[&str]) -> Vec<&'static str> {
    let (mut all, mut rest) = (Vec::new(), words);
    while !rest.is_empty() {
        let known = (1..=rest.len().min(LONGEST)).rev().find_map(|many| {
            let known = table().get(&key(&rest[..many]))?;
            Some((many, known))
        });
        let many = known.as_ref().map_or(1, |(many, _)| *many);
        let broader = known.into_iter().flat_map(|(_, known)| &known.broader);
        all.extend(broader.map(String::as_str));
        rest = &rest[many..];
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::search::folded;

    #[test]
    fn every_line_of_the_table_is_folded_and_said_once() {
        let text = include_str!("../../../../../data/search_words.csv");
        let lines = text.lines().skip(1).count();
        assert_eq!(table().len(), lines, "a way is there twice");
        for (asked, known) in table() {
            let others = known.also.iter().chain(&known.broader);
            for way in others.chain([asked]) {
                assert!(way.split(' ').count() <= LONGEST, "{way}");
                let again = folded(way).replace('\n', " ");
                assert_eq!(again.trim(), way, "{asked}");
            }
            assert!(
                !known.also.is_empty() || !known.broader.is_empty(),
                "{asked}"
            );
        }
    }
}
