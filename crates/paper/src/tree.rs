//! The order in which a sheet is read aloud, whatever the page it stands on:
//! titles, paragraphs, lists and tables, and the pieces of ink that belong to
//! each.

use krilla::tagging::{Identifier, Node, TagGroup, TagKind};

/// A piece of ink that is read: its number within the sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Leaf(usize);

/// What belongs to a part of the sheet.
pub(crate) enum Child {
    Leaf(Leaf),
    Element(Element),
}

/// A part of the sheet: a title, a paragraph, a table.
pub(crate) struct Element {
    pub(crate) tag: TagKind,
    pub(crate) children: Vec<Child>,
}

impl Element {
    pub(crate) fn new(tag: impl Into<TagKind>, children: Vec<Child>) -> Self {
        Self {
            tag: tag.into(),
            children,
        }
    }
}

impl From<Element> for Child {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

/// All of one sheet, in the order of reading.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) elements: Vec<Element>,
    leaves: usize,
}

impl Tree {
    /// A new leaf. It must be drawn once, and stand in the tree once.
    pub(crate) fn leaf(&mut self) -> Leaf {
        self.leaves += 1;
        Leaf(self.leaves - 1)
    }

    pub(crate) fn push(&mut self, tag: impl Into<TagKind>, children: Vec<Child>) {
        self.elements.push(Element::new(tag, children));
    }
}

/// What the leaves became when they were drawn.
pub(crate) struct Drawn {
    inks: Vec<Option<Identifier>>,
    links: Vec<(Leaf, Identifier)>,
}

impl Drawn {
    pub(crate) fn of(tree: &Tree) -> Self {
        Self {
            inks: vec![None; tree.leaves],
            links: Vec::new(),
        }
    }

    pub(crate) fn ink(&mut self, leaf: Leaf, id: Identifier) {
        self.inks[leaf.0] = Some(id);
    }

    /// The place where this leaf is pressed to follow it.
    pub(crate) fn link(&mut self, leaf: Leaf, id: Identifier) {
        self.links.push((leaf, id));
    }

    /// The part of the file's own tree for this element.
    pub(crate) fn group(&self, element: Element) -> TagGroup {
        let mut group = TagGroup::new(element.tag);
        for child in element.children {
            match child {
                Child::Element(element) => group.push(self.group(element)),
                Child::Leaf(leaf) => {
                    let links = self.links.iter().filter(|(of, _)| *of == leaf);
                    links.for_each(|(_, id)| group.push(Node::Leaf(*id)));
                    if let Some(id) = self.inks[leaf.0] {
                        group.push(Node::Leaf(id));
                    }
                }
            }
        }
        group
    }
}
