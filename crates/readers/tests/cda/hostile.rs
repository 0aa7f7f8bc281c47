//! Documents that mean harm, and documents that are broken.

use crate::samples::{entries_of, with_body, with_entry, with_sections, with_text};
use proptest::prelude::*;
use readers::Refusal;
use readers::cda::{
    Block, Document, Inline, MEDIA_MAX, MediaKind, Run, Style, document as read, entries, media,
};
use std::time::{Duration, Instant};

fn refusal(file: &[u8]) -> Option<Refusal> {
    read(file).err()
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::Run(Run {
        text: text.to_owned(),
        style: Style::default(),
    })])
}

fn content(narrative: &str) -> Vec<Block> {
    let document = read(with_text(narrative).as_bytes()).expect("a document");
    document.sections()[0].content.clone()
}

#[test]
fn doc_01_an_external_entity_is_refused_before_any_tree() {
    for target in ["file:///etc/passwd", "http://169.254.169.254/"] {
        let text = with_text("&e;");
        let file = format!("<!DOCTYPE x [<!ENTITY e SYSTEM \"{target}\">]>{text}");
        assert_eq!(refusal(file.as_bytes()), Some(Refusal::Declaration));
    }
    // Also without its declaration, or with an empty one.
    assert_eq!(
        refusal(with_text("&e;").as_bytes()),
        Some(Refusal::Declaration)
    );
    let file = format!("<!DOCTYPE ClinicalDocument>{}", with_text("a"));
    assert_eq!(refusal(file.as_bytes()), Some(Refusal::Declaration));
}

#[test]
fn doc_02_what_points_elsewhere_is_refused_or_means_nothing() {
    let text = with_text("a");
    let parameter = format!(
        "<!DOCTYPE x SYSTEM \"http://evil.example/x.dtd\" [<!ENTITY % p SYSTEM \"http://evil.example/\"> %p;]>{text}"
    );
    assert_eq!(refusal(parameter.as_bytes()), Some(Refusal::Declaration));
    let include = with_text(
        "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='/etc/passwd' parse='text'/>",
    );
    assert_eq!(refusal(include.as_bytes()), Some(Refusal::Elsewhere));
    // A schema's place is an attribute that nothing reads.
    let schema = text.replacen(
        "<ClinicalDocument ",
        "<ClinicalDocument xsi:schemaLocation='urn:hl7-org:v3 http://evil.example/a.xsd' ",
        1,
    );
    let plain = read(text.as_bytes()).expect("a document");
    assert!(read(schema.as_bytes()).expect("a document") == plain);
}

#[test]
fn doc_03_what_grows_is_refused_at_once() {
    let laughs = format!(
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>{}",
        with_text("&b;")
    );
    let attribute = with_text(&format!("<content ID='{}'/>", "x".repeat(1_000_000)));
    let large = with_text(&"x".repeat(33 * 1024 * 1024));
    let start = Instant::now();
    assert_eq!(refusal(laughs.as_bytes()), Some(Refusal::Declaration));
    assert_eq!(refusal(attribute.as_bytes()), Some(Refusal::TooLarge));
    assert_eq!(refusal(large.as_bytes()), Some(Refusal::TooLarge));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn doc_03_many_entries_that_quote_one_long_text_do_not_multiply_it() {
    let long = format!("<content ID='long'>{}</content>", "mot ".repeat(50_000));
    let entry = "<entry><observation><templateId root='1.3.6.1.4.1.19376.1.3.1.6'/><code><originalText><reference value='#long'/></originalText></code><text><reference value='#long'/></text></observation></entry>";
    let text = with_entry("1", &long, &entry.repeat(9_000));
    let entries = entries_of(&text);
    let bytes = minicbor::to_vec(&entries).expect("bytes");
    assert_eq!(entries.results.len(), 9_000);
    assert!(bytes.len() < 8 * 1024 * 1024, "{} bytes", bytes.len());
}

#[test]
fn doc_03_a_long_word_above_many_entries_is_not_repeated_whole() {
    let entry = "<component><observation><templateId root='1.3.6.1.4.1.19376.1.3.1.6'/></observation></component>";
    let name = "x".repeat(50_000);
    let text = with_entry(
        "1",
        "",
        &format!(
            "<entry><organizer><code displayName='{name}'/>{}</organizer></entry>",
            entry.repeat(9_000)
        ),
    );
    let entries = entries_of(&text);
    let bytes = minicbor::to_vec(&entries).expect("bytes");
    assert_eq!(entries.results.len(), 9_000);
    assert!(bytes.len() < 8 * 1024 * 1024, "{} bytes", bytes.len());
}

#[test]
fn doc_03_a_long_title_or_subject_is_clipped_where_it_is_read() {
    let long = "x".repeat(50_000);
    let inner = "<component><section><title>a</title><text>b</text></section></component>";
    let text = with_sections(&format!(
        "<component><section><title>{long}</title><subject><relatedSubject><code displayName='{long}'/></relatedSubject></subject>{}</section></component>",
        inner.repeat(5_000)
    ));
    let document = read(text.as_bytes()).expect("a document");
    let label = format!("{}…", "x".repeat(300));
    assert_eq!(document.sections()[0].title.as_deref(), Some(&*label));
    let last = document.sections().last().expect("sections");
    assert_eq!(last.subject.as_deref(), Some(&*label));
    let titled = text.replacen("Compte rendu de biologie", &long, 1);
    let document = read(titled.as_bytes()).expect("a document");
    assert_eq!(document.title.as_deref(), Some(&*label));
}

#[test]
fn doc_03_a_crowd_of_files_is_counted_and_no_more() {
    let file = "<entry><observationMedia><value representation='B64'>JVBERi0xLjQ=</value></observationMedia></entry>";
    let text = with_entry("1", "a", &file.repeat(MEDIA_MAX + 50));
    let document = read(text.as_bytes()).expect("a document");
    assert_eq!(document.media.len(), MEDIA_MAX);
}

#[test]
fn what_turns_a_line_around_is_not_kept() {
    let text = with_sections(
        "<component><section><code code='1' displayName='a&#x202E;b'/><title>c\u{202e}d</title><text>e&#x2066;f</text></section></component>",
    );
    let document = read(text.as_bytes()).expect("a document");
    let section = &document.sections()[0];
    assert_eq!(section.title.as_deref(), Some("cd"));
    let name = section
        .code
        .as_ref()
        .and_then(|code| code.display.as_deref());
    assert_eq!(name, Some("ab"));
    assert_eq!(section.content, [paragraph("ef")]);
}

#[test]
fn more_entries_than_are_kept_are_said_to_be_cut() {
    let entry =
        "<entry><observation><templateId root='1.3.6.1.4.1.19376.1.3.1.6'/></observation></entry>";
    let text = with_entry("1", "", &entry.repeat(10_001));
    let entries = entries_of(&text);
    assert!(entries.cut);
    assert_eq!(entries.results.len(), 10_000);
}

#[test]
fn doc_04_a_tag_with_a_hundred_thousand_attributes_is_refused_at_once() {
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=''")).collect();
    let few: String = (0..100).map(|n| format!(" a{n}=''")).collect();
    for attributes in [attributes, few] {
        let text = with_text(&format!("<content{attributes}/>"));
        let start = Instant::now();
        assert_eq!(refusal(text.as_bytes()), Some(Refusal::TooLarge));
        let took = start.elapsed();
        assert!(took < Duration::from_millis(100), "{took:?}");
    }
}

#[test]
fn doc_04_namespaces_declared_by_the_thousand_are_refused() {
    let declarations: String = (0..60).map(|n| format!(" xmlns:a{n}='{n}'")).collect();
    let open = format!("<content{declarations}>").repeat(80);
    let one = "<content xmlns:b='b'/>".repeat(40_000);
    let text = with_text(&format!("{open}{one}{}", "</content>".repeat(80)));
    assert_eq!(refusal(text.as_bytes()), Some(Refusal::TooLarge));
}

#[test]
fn doc_03_depth_is_bounded() {
    let nested =
        |depth: usize| with_text(&("<content>".repeat(depth) + "a" + &"</content>".repeat(depth)));
    // The text stands six deep.
    assert_eq!(refusal(nested(94).as_bytes()), None);
    assert_eq!(refusal(nested(95).as_bytes()), Some(Refusal::TooLarge));
    assert_eq!(refusal(nested(100_000).as_bytes()), Some(Refusal::TooLarge));
}

#[test]
fn the_deepest_document_comes_back_from_the_child_and_a_deeper_one_does_not() {
    let nested = "<list><item>".repeat(47) + "a" + &"</item></list>".repeat(47);
    let document = read(with_text(&nested).as_bytes()).expect("a document");
    let bytes = minicbor::to_vec(&document).expect("bytes");
    assert!(Document::from_child(&bytes).expect("a document") == document);
    // What no file of ours makes: arrays in arrays, a hundred thousand deep.
    for start in [0x81_u8, 0x9f, 0xa1, 0xc1] {
        assert!(Document::from_child(&vec![start; 100_000]).is_err());
    }
}

#[test]
fn doc_06_a_stylesheet_is_never_run() {
    let text = with_text("a");
    let file = format!(
        "<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='http://evil.example/a.xsl'?>{text}"
    );
    let plain = read(text.as_bytes()).expect("a document");
    assert!(read(file.as_bytes()).expect("a document") == plain);
}

fn wrapped(content: &str) -> String {
    format!(
        "<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:d='urn:asip-sante:ci-sis'>{content}<xsl:template match='/'><script>alert(1)</script></xsl:template></xsl:stylesheet>"
    )
}

#[test]
fn doc_06_a_self_presenting_document_is_taken_out_of_its_stylesheet() {
    let text = with_text("a");
    let mut taken = read(wrapped(&format!("<d:Contenu>{text}</d:Contenu>")).as_bytes())
        .expect("the document in it");
    assert!(taken.wrapped);
    taken.wrapped = false;
    assert!(taken == read(text.as_bytes()).expect("a document"));
    // None, two, or one in another place: not such a file.
    for content in [
        String::new(),
        format!("<d:Contenu>{text}{text}</d:Contenu>"),
        format!("<xsl:template>{text}</xsl:template>"),
    ] {
        let file = wrapped(&content);
        assert_eq!(refusal(file.as_bytes()), Some(Refusal::OtherType));
    }
}

#[test]
fn doc_07_a_body_that_stands_elsewhere_is_refused() {
    for target in [
        "javascript:alert(1)",
        "data:text/html,a",
        "http://evil.example/a.pdf",
        "a.pdf",
    ] {
        let file = with_body(&format!(
            "<nonXMLBody><text mediaType='application/pdf'><reference value='{target}'/></text></nonXMLBody>"
        ));
        assert_eq!(
            refusal(file.as_bytes()),
            Some(Refusal::Elsewhere),
            "{target}"
        );
    }
}

#[test]
fn doc_07_a_link_that_is_no_address_is_only_its_words() {
    for target in [
        "javascript:alert(1)",
        "data:text/html,a",
        "vbscript:a",
        "//evil.example",
    ] {
        let read = content(&format!("<linkHtml href='{target}'>ici</linkHtml>"));
        assert_eq!(read, [paragraph("ici")], "{target}");
    }
}

#[test]
fn doc_08_attributes_and_elements_of_pages_are_dropped_to_their_words() {
    let read = content(
        "<paragraph onmouseover='alert(1)' style='position:fixed'>a</paragraph><iframe src='javascript:alert(1)'>b</iframe><script>c</script><h:form xmlns:h='http://www.w3.org/1999/xhtml' action='/x'>d</h:form>",
    );
    assert_eq!(read, [paragraph("a"), paragraph("bcd")]);
}

#[test]
fn doc_09_a_picture_that_stands_elsewhere_is_missing() {
    let text = with_entry(
        "1",
        "<renderMultiMedia referencedObject='a'/><renderMultiMedia referencedObject='http://evil.example/a.png'/>",
        "<entry><observationMedia ID='a'><value mediaType='image/png'><reference value='http://evil.example/a.png'/></value></observationMedia></entry>",
    );
    let document = read(text.as_bytes()).expect("a document");
    assert_eq!(document.media[0].kind, MediaKind::Unread);
    let expected = vec![Inline::Media(0), Inline::Missing];
    assert_eq!(document.sections()[0].content, [Block::Paragraph(expected)]);
    assert_eq!(media(text.as_bytes(), 0), Err(Refusal::Elsewhere));
}

#[test]
fn doc_11_a_page_or_a_drawing_inside_is_only_for_download() {
    // "<html>", "<svg ", both also under the name of a picture.
    for (kind, packed) in [
        ("text/html", "PGh0bWw+"),
        ("image/svg+xml", "PHN2ZyA="),
        ("image/png", "PGh0bWw+"),
        ("application/pdf", "PHN2ZyA="),
    ] {
        let text = with_body(&format!(
            "<nonXMLBody><text mediaType='{kind}' representation='B64'>{packed}</text></nonXMLBody>"
        ));
        let document = read(text.as_bytes()).expect("a document");
        assert_eq!(document.media[0].kind, MediaKind::Other, "{kind}");
        assert_eq!(document.embedded_pdf(), None);
    }
}

/// A document that declares an encoding and holds these bytes.
fn encoded(name: &str, letters: &[u8]) -> Vec<u8> {
    let text = with_text("@");
    let (before, after) = text.split_once('@').expect("the letter");
    let head = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>");
    [
        head.as_bytes(),
        before.as_bytes(),
        letters,
        after.as_bytes(),
    ]
    .concat()
}

#[test]
fn doc_13_an_encoding_that_its_bytes_deny_is_refused() {
    let rows: [(&str, &[u8]); 16] = [
        ("UTF-7", b"+ADw-"),
        ("UTF-16", b"a"),
        ("UTF-32", b"a"),
        ("IBM037", b"a"),
        ("ISO-2022-JP", b"a"),
        ("UTF-8", b"\xe9"),
        ("UTF-8", b"\xc0\xbc"),
        // UTF-8 under another name.
        ("ISO-8859-1", "é".as_bytes()),
        // Letters of windows-1252 under another name; and none at all.
        ("ISO-8859-1", b"\x80"),
        ("windows-1252", b"\x81"),
        ("US-ASCII", "é".as_bytes()),
        // What XML has no place for, whatever the alphabet.
        ("UTF-8", b"\x08"),
        ("UTF-8", b"\x0c"),
        ("UTF-8", "\u{ffff}".as_bytes()),
        ("ISO-8859-1", b"\xe9\x1b"),
        ("windows-1252", b"\xe9\x00"),
    ];
    for (name, letters) in rows {
        let file = encoded(name, letters);
        assert_eq!(
            refusal(&file),
            Some(Refusal::Encoding),
            "{name} {letters:?}"
        );
    }
    let utf16: Vec<u8> = with_text("a")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(refusal(&utf16), Some(Refusal::Encoding));
    let marked = [b"\xff\xfe", &utf16[..]].concat();
    assert_eq!(refusal(&marked), Some(Refusal::Encoding));
    let both = [b"\xef\xbb\xbf", &encoded("ISO-8859-1", b"\xe9")[..]].concat();
    assert_eq!(refusal(&both), Some(Refusal::Encoding));
}

#[test]
fn doc_13_the_latin_alphabets_are_read_as_they_are_meant() {
    for (name, letters, meant) in [
        ("ISO-8859-1", &b"\xe9t\xe9 \xa4"[..], "été ¤"),
        ("iso-8859-15", b"\xe9t\xe9 \xa4", "été €"),
        ("windows-1252", b"\xe9t\xe9 \x80\x9c", "été €œ"),
        ("utf-8", "été €".as_bytes(), "été €"),
    ] {
        let document = read(&encoded(name, letters)).expect("a document");
        assert_eq!(document.sections()[0].content, [paragraph(meant)], "{name}");
    }
    let marked = [&b"\xef\xbb\xbf"[..], with_text("é").as_bytes()].concat();
    assert!(read(&marked).is_ok());
}

#[test]
fn other_xml_and_broken_xml_are_refused() {
    for file in [
        "<a/>",
        "<ClinicalDocument/>",
        "<ClinicalDocument xmlns='urn:hl7-org:v2'/>",
    ] {
        assert_eq!(refusal(file.as_bytes()), Some(Refusal::OtherType), "{file}");
    }
    let text = with_text("a");
    for cut in [0, 1, 20, text.len() / 2, text.len() - 1] {
        assert!(refusal(&text.as_bytes()[..cut]).is_some(), "{cut}");
    }
    let twice = text.clone() + &text;
    assert_eq!(refusal(twice.as_bytes()), Some(Refusal::Damaged));
    assert_eq!(
        refusal(with_text("<b></a>").as_bytes()),
        Some(Refusal::Damaged)
    );
}

/// Samples that use every rule, to be damaged.
fn samples() -> [String; 4] {
    let observation = "<observation><templateId root='1.3.6.1.4.1.19376.1.3.1.6'/><code code='a'><originalText><reference value='#i'/></originalText></code><value xsi:type='PQ' value='1' unit='g'/><referenceRange><observationRange><value xsi:type='IVL_PQ'><low value='1'/></value></observationRange></referenceRange></observation>";
    [
        with_text(
            "a<footnote ID='n'>b</footnote><list><caption>c</caption><item>d<br/></item></list><table><thead><tr><th colspan='3'>e</th></tr></thead></table>",
        ),
        with_entry(
            "30954-2",
            "<content ID='i'>f</content>",
            &format!("<entry>{observation}</entry>"),
        ),
        with_body(
            "<nonXMLBody><text mediaType='application/pdf' representation='B64'>JVBERi0xLjQ=</text></nonXMLBody>",
        ),
        wrapped(&format!(
            "<d:Contenu>{}</d:Contenu>",
            with_sections("<component><section><text>g</text></section></component>")
        )),
    ]
}

/// Reads as far as it goes, and back from the child.
fn read_all(file: &[u8]) {
    if let Ok(document) = read(file) {
        let bytes = minicbor::to_vec(&document).expect("bytes");
        assert!(Document::from_child(&bytes).expect("a document") == document);
        let _ = entries(file);
        let _ = media(file, 0);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(file in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&file);
    }

    #[test]
    fn no_damaged_document_makes_it_panic(
        which in 0usize..4,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut file = samples()[which].clone().into_bytes();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        read_all(&file);
    }

    #[test]
    fn no_document_with_pieces_out_of_place_makes_it_panic(
        which in 0usize..4,
        moves in proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>()), 1..8),
    ) {
        let text = samples()[which].clone();
        let mut pieces: Vec<&str> = text.split_inclusive('>').collect();
        for (from, to) in moves {
            let (from, to) = (from.index(pieces.len()), to.index(pieces.len()));
            pieces.swap(from, to);
        }
        read_all(pieces.concat().as_bytes());
    }

    #[test]
    fn nothing_a_child_says_makes_it_panic(
        which in 0usize..4,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        end in any::<proptest::sample::Index>(),
    ) {
        let document = read(samples()[which].as_bytes()).expect("a document");
        let mut bytes = minicbor::to_vec(&document).expect("bytes");
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        // Whatever it still is, it says the same when it is said again.
        if let Ok(other) = Document::from_child(&bytes) {
            let again = minicbor::to_vec(&other).expect("bytes");
            prop_assert!(Document::from_child(&again).expect("a document") == other);
        }
        prop_assert!(Document::from_child(&bytes[..end.index(bytes.len())]).is_err());
    }

    #[test]
    fn every_word_of_a_text_is_kept(words in proptest::collection::vec("[a-z]{1,8}", 1..20)) {
        let mut narrative = String::new();
        for (place, word) in words.iter().enumerate() {
            let piece = match place % 5 {
                0 => format!(" {word} "),
                1 => format!("<paragraph>{word}</paragraph>"),
                2 => format!("<list><item>{word}</item></list>"),
                3 => format!("<table><tr><td>{word}</td></tr></table>"),
                _ => format!("<content styleCode='Bold'> {word} </content>"),
            };
            narrative.push_str(&piece);
        }
        let shown = format!("{:?}", content(&narrative));
        for word in &words {
            prop_assert!(shown.contains(word.as_str()), "{}", word);
        }
    }
}
