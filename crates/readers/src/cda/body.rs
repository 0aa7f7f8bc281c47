//! The document as a whole, and its sections in order.

use super::context::Context;
use super::entries::{self, Collector};
use super::tree::{Found, at, attr, child, children, said};
use super::{Body, Document, Refusal, Section, header, media, narrative};
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
    let mut collector = Collector::default();
    let body = body(root, &context, &mut collector)?;
    let (patient, others) = header::patients(root);
    let value = |name, attribute| child(root, name).and_then(|node| attr(node, attribute));
    let footnote = |node: &Node<'_, '_>| narrative::footnote(&context, *node);
    Ok(Document {
        title: said(root, "title"),
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
        entries: collector.entries,
    })
}

fn body<'a>(
    root: Node<'a, '_>,
    context: &Context<'a, '_>,
    collector: &mut Collector,
) -> Result<Body, Refusal> {
    if let Some(file) = at(root, &["component", "nonXMLBody", "text"]) {
        media::unpacked(file)?;
        return Ok(Body::File);
    }
    let body = at(root, &["component", "structuredBody"]).ok_or(Refusal::Empty)?;
    let mut sections = Vec::new();
    inside(body, 1, None, context, &mut sections, collector);
    match sections.is_empty() {
        true => Err(Refusal::Empty),
        false => Ok(Body::Sections(sections)),
    }
}

/// The sections in the body or in a section.
fn inside<'a>(
    node: Node<'a, '_>,
    level: u8,
    subject: Option<&str>,
    context: &Context<'a, '_>,
    sections: &mut Vec<Section>,
    collector: &mut Collector,
) {
    for section in children(node, "component").filter_map(|c| child(c, "section")) {
        let place = u32::try_from(sections.len()).unwrap_or(u32::MAX);
        let subject = entries::subject(section).or_else(|| subject.map(str::to_owned));
        let text = child(section, "text");
        let confidentiality = child(section, "confidentialityCode");
        sections.push(Section {
            level,
            title: said(section, "title"),
            code: child(section, "code").and_then(|node| entries::code(context, node)),
            subject: subject.clone(),
            confidentiality: confidentiality.and_then(|node| attr(node, "code")),
            content: text
                .map(|text| narrative::blocks(context, text))
                .unwrap_or_default(),
        });
        collector.section(context, section, place, subject.as_deref());
        let below = level.saturating_add(1);
        inside(
            section,
            below,
            subject.as_deref(),
            context,
            sections,
            collector,
        );
    }
}
