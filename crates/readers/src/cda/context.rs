//! What is known of the whole document while a part of it is read.

use super::media;
use super::tree::{Found, words, words_within};
use roxmltree::{Node, NodeId};
use std::cell::Cell;
use std::collections::HashMap;

/// How much of the text for people an entry quotes.
const QUOTE_MAX: usize = 2_000;
/// How much all entries together quote: many may point at one long text.
const QUOTES_MAX: usize = 4 * 1024 * 1024;

pub(super) struct Context<'a, 'input> {
    /// Elements by their XML id; the first one has it.
    ids: HashMap<&'a str, Node<'a, 'input>>,
    /// Embedded files by their place.
    media: HashMap<NodeId, u32>,
    /// Footnotes by their number.
    notes: HashMap<NodeId, u32>,
    quotable: Cell<usize>,
}

impl<'a, 'input> Context<'a, 'input> {
    pub(super) fn new(
        found: &Found<'a, 'input>,
        media: &[Node<'a, 'input>],
        footnotes: &[Node<'a, 'input>],
    ) -> Self {
        let mut ids = HashMap::new();
        for node in found.root.descendants() {
            if let Some(id) = node.attribute("ID") {
                ids.entry(id.trim()).or_insert(node);
            }
        }
        let places = media.iter().map(Node::id).zip(0..).collect();
        let notes = footnotes.iter().map(Node::id).zip(1..).collect();
        Self {
            ids,
            media: places,
            notes,
            quotable: Cell::new(QUOTES_MAX),
        }
    }

    /// The element that a reference within the document names, with the `#` or,
    /// as some write, without.
    fn named(&self, reference: &str) -> Option<Node<'a, 'input>> {
        let id = reference.trim();
        self.ids.get(id.strip_prefix('#').unwrap_or(id)).copied()
    }

    /// Words that stand here, or that a reference here names.
    pub(super) fn said(&self, node: Node<'a, 'input>) -> Option<String> {
        let here = words(node);
        let text = match here.is_empty() {
            false => here,
            true => self.quoted(node)?,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The words that the reference in this element names.
    pub(super) fn quoted(&self, node: Node<'a, 'input>) -> Option<String> {
        let reference = super::tree::child(node, "reference")?;
        let target = self.named(reference.attribute("value")?)?;
        let left = self.quotable.get();
        let text = words_within(target, QUOTE_MAX.min(left));
        self.quotable.set(left.saturating_sub(text.len()));
        (!text.is_empty()).then_some(text)
    }

    /// The embedded file that a part of the text shows.
    pub(super) fn shown(&self, reference: &str) -> Option<u32> {
        let target = self.named(reference)?;
        let near = target.descendants().take(media::NEAR);
        near.filter_map(|node| self.media.get(&node.id()).copied())
            .next()
    }

    /// The number of a footnote.
    pub(super) fn note(&self, node: NodeId) -> Option<u32> {
        self.notes.get(&node).copied()
    }

    /// The number of the footnote with this XML id.
    pub(super) fn note_named(&self, id: &str) -> Option<u32> {
        self.note(self.named(id)?.id())
    }
}
