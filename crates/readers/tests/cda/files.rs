//! Files in the document, and documents that are one.

use crate::samples::{document, with_body, with_entry};
use readers::Refusal;
use readers::cda::{Block, Body, Inline, MediaKind, document as read, media};

#[test]
fn an_embedded_picture_is_shown_where_it_is_named() {
    let text = with_entry(
        "1",
        "<renderMultiMedia referencedObject='IMG'/><renderMultiMedia referencedObject='NONE'/>",
        "<entry><observationMedia ID='IMG'><value mediaType='image/png' representation='B64'>iVBO Rw0K\nGgo=</value></observationMedia></entry>",
    );
    let document = document(&text);
    let shown = vec![Inline::Media(0), Inline::Missing];
    assert_eq!(document.sections()[0].content, [Block::Paragraph(shown)]);
    assert_eq!(document.media[0].kind, MediaKind::Png);
    let bytes = media(text.as_bytes(), 0).expect("its bytes");
    assert_eq!(bytes, b"\x89PNG\r\n\x1a\n");
    assert_eq!(media(text.as_bytes(), 1), Err(Refusal::Unsupported));
}

#[test]
fn a_level_one_document_is_its_file() {
    let text = with_body(
        "<nonXMLBody><text mediaType='application/pdf' representation='B64'>JVBERi0xLjQ=</text></nonXMLBody>",
    );
    let document = document(&text);
    assert_eq!(document.body, Body::File);
    assert_eq!(document.embedded_pdf(), Some(0));
    assert_eq!(document.media[0].size, 8);
    assert_eq!(media(text.as_bytes(), 0).expect("a file"), b"%PDF-1.4");
}

#[test]
fn a_document_without_content_is_refused() {
    for body in ["", "<structuredBody/>", "<nonXMLBody><text/></nonXMLBody>"] {
        let read = read(with_body(body).as_bytes());
        assert_eq!(read.err(), Some(Refusal::Empty), "{body}");
    }
}
