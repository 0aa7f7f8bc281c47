//! One pass over the markup before any tree is made of it.

use super::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// How deep elements may stand in each other. Recursion elsewhere rests on it.
pub(super) const DEPTH_MAX: usize = 100;
/// The most elements, texts, comments and instructions together.
pub(super) const NODES_MAX: usize = 500_000;
/// The most attributes of one element.
const ATTRIBUTES_MAX: usize = 64;
/// The longest tag, in bytes.
const TAG_MAX: usize = 64 * 1024;
/// A tree keeps, for each element that declares namespaces, all that are known
/// there: this bounds their sum.
const SCOPES_MAX: usize = 1_000_000;

/// Whether the text may be made a tree.
///
/// # Errors
/// [`Refusal::Declaration`], [`Refusal::TooLarge`] or [`Refusal::Damaged`].
pub(super) fn check(text: &str) -> Result<(), Refusal> {
    tags_are_short(text)?;
    let mut reader = Reader::from_str(text);
    // For each open element, the namespaces known in it.
    let mut open: Vec<usize> = Vec::new();
    let mut nodes = 0_usize;
    let mut scopes = 0_usize;
    loop {
        nodes += 1;
        if nodes > NODES_MAX {
            return Err(Refusal::TooLarge);
        }
        match reader.read_event().map_err(|_| Refusal::Damaged)? {
            Event::DocType(_) => return Err(Refusal::Declaration),
            Event::GeneralRef(name) => {
                let known = matches!(&*name, "amp" | "lt" | "gt" | "quot" | "apos");
                if !known && !name.is_char_ref() {
                    return Err(Refusal::Declaration);
                }
                // Part of a text, not a node of its own.
                nodes -= 1;
            }
            Event::Start(tag) => {
                open.push(known_in(&tag, open.last(), &mut scopes)?);
                if open.len() > DEPTH_MAX {
                    return Err(Refusal::TooLarge);
                }
            }
            Event::Empty(tag) => {
                known_in(&tag, open.last(), &mut scopes)?;
            }
            Event::End(_) => {
                open.pop().ok_or(Refusal::Damaged)?;
            }
            Event::Eof => break,
            Event::Text(_) | Event::CData(_) | Event::Comment(_) => {}
            Event::Decl(_) | Event::PI(_) => {}
        }
    }
    match open.is_empty() {
        true => Ok(()),
        false => Err(Refusal::Damaged),
    }
}

/// No `<` is further than a tag's length from the next `>`. Seen before anything
/// tries to make sense of what stands between them.
fn tags_are_short(text: &str) -> Result<(), Refusal> {
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = rest.find('>').unwrap_or(rest.len());
        if end > TAG_MAX {
            return Err(Refusal::TooLarge);
        }
        rest = &rest[end..];
    }
    Ok(())
}

/// How many namespaces are known in an element, its own included.
fn known_in(
    tag: &BytesStart<'_>,
    outside: Option<&usize>,
    scopes: &mut usize,
) -> Result<usize, Refusal> {
    let mut own = 0;
    // Doubles are the tree's business: looking for them here would make a crowd
    // of attributes costly.
    for (count, attribute) in tag.attributes().with_checks(false).enumerate() {
        if count == ATTRIBUTES_MAX {
            return Err(Refusal::TooLarge);
        }
        let attribute = attribute.map_err(|_| Refusal::Damaged)?;
        own += usize::from(attribute.key.as_namespace_binding().is_some());
    }
    let known = outside.copied().unwrap_or_default() + own;
    if own > 0 {
        *scopes += known;
    }
    match *scopes > SCOPES_MAX {
        true => Err(Refusal::TooLarge),
        false => Ok(known),
    }
}
