//! Short ways to write the blocks of a paper.

use crate::paper::{Block, Paper};

pub(super) fn heading(text: &str) -> Block {
    Block::Heading(text.to_owned())
}

pub(super) fn text(text: impl Into<String>) -> Block {
    Block::Text(text.into())
}

pub(super) fn list(items: &[&str]) -> Block {
    Block::List(items.iter().map(|i| (*i).to_owned()).collect())
}

pub(super) fn facts(pairs: &[(&str, String)]) -> Block {
    Block::Facts(
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), b.clone()))
            .collect(),
    )
}

pub(super) fn item(what: &str, how: &str) -> Block {
    Block::Item(what.to_owned(), how.to_owned())
}

pub(super) fn frame(text: impl Into<String>) -> Block {
    Block::Frame(text.into())
}

pub(super) fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        blocks,
        ..Paper::default()
    }
}

/// A paper with one fact beside the patient.
pub(super) fn paper_for(
    label: &'static str,
    value: impl Into<String>,
    blocks: Vec<Block>,
) -> Paper {
    Paper {
        meta: vec![(label, value.into())],
        blocks,
        barcode: false,
    }
}

/// A prescription: bar codes on top.
pub(super) fn prescription(blocks: Vec<Block>) -> Paper {
    Paper {
        meta: Vec::new(),
        blocks,
        barcode: true,
    }
}

/// A number as French papers write it.
pub(super) fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}
