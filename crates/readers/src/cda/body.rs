//! The document as a whole, and its sections in order.

use super::context::Context;
use super::entries::{self, Collector, LABEL_MAX};
use super::tree::{Found, at, attr, child, children, clipped, is, said};
use super::{Body, Document, Entries, Refusal, Section, header, media, narrative};
use roxmltree::Node;

/// The document in a tree.
///
/// # Errors
/// Empty, or elsewhere.
pub(super) fn document(found: &Found<'_, '_>) -> Result<Document, Refusal> {
    let root = found.root;
    let holders = media::holders(found);
    let notes = narrative::footnotes(root);
    let context = Context::new(found, &holders, &notes);
    let body = body(root, &context)?;
    let (patient, others) = header::patients(root);
    let value = |name, attribute| child(root, name).and_then(|node| attr(node, attribute));
    let footnote = |node: &Node<'_, '_>| narrative::footnote(&context, *node);
    Ok(Document {
        title: title(root),
        kind: child(root, "code").and_then(|node| entries::code(&context, node)),
        date: value("effectiveTime", "value"),
        language: value("languageCode", "code"),
        confidentiality: value("confidentialityCode", "code"),
        id: header::id(root, "id"),
        set: header::id(root, "setId"),
        version: value("versionNumber", "value"),
        parents: header::parents(root),
        patient,
        others,
        authors: header::authors(&context, root),
        custodian: header::custodian(root),
        signer: header::signer(&context, root),
        acts: header::acts(&context, root),
        wrapped: found.wrapped,
        body,
        media: holders.iter().map(|node| media::described(*node)).collect(),
        footnotes: notes.iter().map(footnote).collect(),
        coded: root.descendants().any(|node| is(node, "entry")),
    })
}

/// What the document in a tree says once more for machines.
///
/// # Errors
/// Empty.
pub(super) fn entries(found: &Found<'_, '_>) -> Result<Entries, Refusal> {
    let root = found.root;
    let body = at(root, &["component", "structuredBody"]).ok_or(Refusal::Empty)?;
    let context = Context::new(found, &media::holders(found), &narrative::footnotes(root));
    let mut collector = Collector::default();
    sections_of(body, &mut |place, part| {
        collector.section(&context, part.node, place, part.subject.as_deref());
    });
    Ok(collector.entries)
}

/// A title: nobody's is longer, and some are repeated.
fn title(node: Node<'_, '_>) -> Option<String> {
    said(node, "title").map(|text| clipped(&text, LABEL_MAX))
}

fn body<'a>(root: Node<'a, '_>, context: &Context<'a, '_>) -> Result<Body, Refusal> {
    if let Some(file) = at(root, &["component", "nonXMLBody", "text"]) {
        media::unpacked(file)?;
        return Ok(Body::File);
    }
    let body = at(root, &["component", "structuredBody"]).ok_or(Refusal::Empty)?;
    let mut sections = Vec::new();
    sections_of(body, &mut |_, part| {
        let node = part.node;
        let text = child(node, "text");
        let confidentiality = child(node, "confidentialityCode");
        sections.push(Section {
            level: part.level,
            title: title(node),
            code: child(node, "code").and_then(|node| entries::code(context, node)),
            subject: part.subject,
            confidentiality: confidentiality.and_then(|node| attr(node, "code")),
            content: text
                .map(|text| narrative::blocks(context, text))
                .unwrap_or_default(),
        });
    });
    match sections.is_empty() {
        true => Err(Refusal::Empty),
        false => Ok(Body::Sections(sections)),
    }
}

/// A section on the walk.
struct Part<'a, 'input> {
    node: Node<'a, 'input>,
    level: u8,
    subject: Option<String>,
}

/// Walks all sections of the body in order, each with its place.
fn sections_of<'a, 'input>(body: Node<'a, 'input>, visit: &mut dyn FnMut(u32, Part<'a, 'input>)) {
    let mut place = 0_u32;
    walk(body, 1, None, &mut |part| {
        visit(place, part);
        place = place.saturating_add(1);
    });
}

fn walk<'a, 'input>(
    node: Node<'a, 'input>,
    level: u8,
    subject: Option<&str>,
    visit: &mut dyn FnMut(Part<'a, 'input>),
) {
    for section in children(node, "component").filter_map(|c| child(c, "section")) {
        let subject = entries::subject(section).or_else(|| subject.map(str::to_owned));
        visit(Part {
            node: section,
            level,
            subject: subject.clone(),
        });
        walk(section, level.saturating_add(1), subject.as_deref(), visit);
    }
}
