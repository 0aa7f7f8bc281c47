//! The tree, and small ways to look at it.

use super::Refusal;
use super::guard::{DEPTH_MAX, NODES_MAX};
use crate::letters::turns;
use roxmltree::{Document as Tree, Node, ParsingOptions};
use std::borrow::Cow;

const HL7: &str = "urn:hl7-org:v3";
const XSL: &str = "http://www.w3.org/1999/XSL/Transform";
const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";
/// Where a self-presenting file keeps its document (ANS, CI-SIS).
const CI_SIS: &str = "urn:asip-sante:ci-sis";

/// Found in a file.
pub(super) struct Found<'a, 'input> {
    /// The element `ClinicalDocument`.
    pub root: Node<'a, 'input>,
    /// Whether it stood inside a stylesheet.
    pub wrapped: bool,
}

/// The tree of a guarded text.
///
/// # Errors
/// [`Refusal::Damaged`], or the guard's reasons once more: it reads by other
/// rules than the tree's maker, and what they disagree on is refused.
pub(super) fn parse(text: &str) -> Result<Tree<'_>, Refusal> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES_MAX as u32,
        ..ParsingOptions::default()
    };
    let tree = Tree::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected | roxmltree::Error::UnknownEntityReference(..) => {
            Refusal::Declaration
        }
        roxmltree::Error::NodesLimitReached => Refusal::TooLarge,
        _ => Refusal::Damaged,
    })?;
    for element in tree.root().descendants().filter(Node::is_element) {
        if element.ancestors().take(DEPTH_MAX + 2).count() > DEPTH_MAX + 1 {
            return Err(Refusal::TooLarge);
        }
        if element.tag_name().namespace() == Some(XINCLUDE) {
            return Err(Refusal::Elsewhere);
        }
    }
    Ok(tree)
}

/// The document in the tree: its root, or what a self-presenting file carries.
/// Its stylesheet is not even looked at.
///
/// # Errors
/// [`Refusal::OtherType`].
pub(super) fn document<'a, 'input>(tree: &'a Tree<'input>) -> Result<Found<'a, 'input>, Refusal> {
    let root = tree.root_element();
    if is(root, "ClinicalDocument") {
        return Ok(Found {
            root,
            wrapped: false,
        });
    }
    let stylesheet = root.tag_name().namespace() == Some(XSL)
        && matches!(root.tag_name().name(), "stylesheet" | "transform");
    if !stylesheet {
        return Err(Refusal::OtherType);
    }
    let mut carried = root
        .children()
        .filter(|node| node.has_tag_name((CI_SIS, "Contenu")))
        .flat_map(|content| children(content, "ClinicalDocument"));
    match (carried.next(), carried.next()) {
        (Some(root), None) => Ok(Found {
            root,
            wrapped: true,
        }),
        _ => Err(Refusal::OtherType),
    }
}

/// Whether this is an element of HL7 version 3 with this name.
pub(super) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == Some(HL7)
}

/// Whether this is any element of HL7 version 3.
pub(super) fn is_ours(node: Node<'_, '_>) -> bool {
    node.is_element() && node.tag_name().namespace() == Some(HL7)
}

/// The children with this name.
pub(super) fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| is(*child, name))
}

/// The first child with this name.
pub(super) fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| is(*child, name))
}

/// The first descendant along a path of names.
pub(super) fn at<'a, 'input>(node: Node<'a, 'input>, path: &[&str]) -> Option<Node<'a, 'input>> {
    path.iter().try_fold(node, |node, name| child(node, name))
}

/// An attribute without a namespace, if it says something.
pub(super) fn attr(node: Node<'_, '_>, name: &str) -> Option<String> {
    let value = straight(node.attribute(name)?.trim());
    (!value.is_empty()).then(|| value.into_owned())
}

/// A text without what would turn its lines around.
pub(super) fn straight(text: &str) -> Cow<'_, str> {
    match text.contains(turns) {
        true => Cow::Owned(text.replace(turns, "")),
        false => Cow::Borrowed(text),
    }
}

/// Whether an attribute is written `true`.
pub(super) fn is_true(node: Node<'_, '_>, name: &str) -> bool {
    node.attribute(name)
        .is_some_and(|value| value.trim() == "true")
}

/// All text in it, blanks made one, and one between what stands apart.
pub(super) fn words(node: Node<'_, '_>) -> String {
    words_within(node, usize::MAX)
}

/// The same, no longer than so many letters, found in as many nodes.
pub(super) fn words_within(node: Node<'_, '_>, most: usize) -> String {
    let mut text = String::new();
    let mut apart = false;
    let mut count = 0;
    for part in node.descendants().take(most) {
        apart |= part.is_element() && stands_apart(part.tag_name().name());
        let letters = part.text().filter(|_| part.is_text()).unwrap_or_default();
        for letter in letters.chars() {
            if turns(letter) {
                continue;
            }
            if is_blank(letter) {
                apart = true;
                continue;
            }
            if count >= most {
                text.push('…');
                return text;
            }
            if std::mem::take(&mut apart) && !text.is_empty() {
                text.push(' ');
            }
            text.push(letter);
            count += 1;
        }
    }
    text
}

/// Elements of a narrative or a name that begin something new.
pub(super) fn stands_apart(name: &str) -> bool {
    matches!(
        name,
        "br" | "td"
            | "th"
            | "tr"
            | "item"
            | "paragraph"
            | "caption"
            | "list"
            | "table"
            | "footnote"
    )
}

/// The text of a child, if it says something.
pub(super) fn said(node: Node<'_, '_>, name: &str) -> Option<String> {
    let text = words(child(node, name)?);
    (!text.is_empty()).then_some(text)
}

/// The blanks of XML: a space that must not break is a letter.
pub(super) const fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r')
}

/// A text no longer than so many letters.
pub(super) fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
