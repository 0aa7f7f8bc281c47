//! Files of every kind, honest, broken and hostile, at the front door of the
//! crate; and every file of the reference corpus when it is at hand.

use formats::{Checker, Format, Refusal, check};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\xff\xda....\xff\xd9";
const CDA: &[u8] =
    br#"<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>"#;
const FHIR: &[u8] =
    br#"{"type":"document","entry":[{"resource":{"type":"x"}}],"resourceType":"Bundle"}"#;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend(b"\x08\x02\x00\x00\x00....IEND\xaeB`\x82");
    file
}

fn dicom(preamble: &[u8]) -> Vec<u8> {
    let mut file = vec![0; 128];
    file[..preamble.len()].copy_from_slice(preamble);
    file.extend(b"DICM\x02\x00\x00\x00UL\x04\x00");
    file
}

fn zip() -> Vec<u8> {
    let mut file = b"PK\x05\x06".to_vec();
    file.extend([0; 18]);
    file
}

fn infected() -> Vec<u8> {
    [
        &b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"[..],
        &b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"[..],
    ]
    .concat()
}

fn format(file: &[u8]) -> Result<Format, Refusal> {
    check(file).map(|checked| checked.format)
}

#[test]
fn every_format_is_told_by_its_bytes() {
    let rows: [(&[u8], Format); 12] = [
        (PDF, Format::Pdf),
        (b"\r\n  %PDF-1.4 %%EOF", Format::Pdf),
        (JPEG, Format::Jpeg),
        (&png(300, 200), Format::Png),
        (b"II*\x00\x08\x00\x00\x00", Format::Tiff),
        (b"MM\x00*\x00\x00\x00\x08", Format::Tiff),
        (
            "Compte rendu : tout va bien, à bientôt.\n".as_bytes(),
            Format::Text,
        ),
        (b"{\\rtf1\\ansi Bonjour}", Format::Rtf),
        (CDA, Format::Cda),
        (&dicom(b""), Format::Dicom),
        (&dicom(b"II*\x00"), Format::Dicom),
        (FHIR, Format::FhirDocument),
    ];
    for (file, expected) in rows {
        assert_eq!(format(file), Ok(expected), "{expected:?}");
    }
}

#[test]
fn what_is_no_document_is_refused_with_its_reason() {
    let latin1 = b"Compte rendu : tout va bien, \xe0 bient\xf4t.";
    let rows: [(&str, &[u8], Refusal); 22] = [
        ("nothing", b"", Refusal::Empty),
        ("only blanks", b" \n ", Refusal::Empty),
        (
            "a photo of a telephone",
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
            Refusal::Heic,
        ),
        (
            "a film",
            b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00",
            Refusal::Type,
        ),
        ("a program", b"MZ\x90\x00\x03\x00\x00\x00", Refusal::Type),
        ("an archive", &zip(), Refusal::Type),
        ("a GIF", b"GIF89a\x01\x00\x01\x00", Refusal::Type),
        (
            "an old Word file",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            Refusal::Type,
        ),
        ("a page", b"<!DOCTYPE html><html></html>", Refusal::Type),
        ("a page without a head", b"<p>hello</p>", Refusal::Type),
        (
            "a text that becomes a page",
            b"hello <script>alert(1)</script>",
            Refusal::Disguised,
        ),
        ("a script", b"#!/bin/sh\nrm -rf /", Refusal::Type),
        (
            "other JSON",
            b"{\"resourceType\":\"Patient\"}",
            Refusal::Type,
        ),
        (
            "a FHIR message",
            b"{\"resourceType\":\"Bundle\",\"type\":\"message\"}",
            Refusal::Type,
        ),
        ("half a FHIR document", &FHIR[..40], Refusal::Incomplete),
        ("half a PDF", &PDF[..30], Refusal::Incomplete),
        ("half a photo", &JPEG[..12], Refusal::Incomplete),
        ("text in Latin-1", latin1, Refusal::Encoding),
        (
            "text in UTF-16",
            b"\xff\xfeB\x00o\x00n\x00",
            Refusal::Encoding,
        ),
        ("text with a bell", b"hello \x07", Refusal::Encoding),
        (
            "JSON with a byte order mark",
            &[b"\xef\xbb\xbf", FHIR].concat(),
            Refusal::Encoding,
        ),
        ("text cut in a character", b"ao\xc3", Refusal::Encoding),
    ];
    for (what, file, expected) in rows {
        assert_eq!(format(file), Err(expected), "{what}");
    }
}

#[test]
fn doc_01_an_external_entity_is_refused_before_parsing() {
    let file = br#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ClinicalDocument xmlns="urn:hl7-org:v3">&e;</ClinicalDocument>"#;
    assert_eq!(format(file), Err(Refusal::Dtd));
}

#[test]
fn doc_03_a_billion_laughs_is_refused_at_the_declaration() {
    let file = br#"<!-- a --><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>"#;
    assert_eq!(format(file), Err(Refusal::Dtd));
}

#[test]
fn doc_04_a_root_with_a_hundred_thousand_attributes_is_refused() {
    let mut file = b"<ClinicalDocument ".to_vec();
    for n in 0..100_000 {
        file.extend(format!("a{n}='' ").bytes());
    }
    file.extend(b" xmlns='urn:hl7-org:v3'/>");
    assert_eq!(format(&file), Err(Refusal::Type));
}

#[test]
fn doc_13_a_declared_encoding_that_is_not_utf8_is_refused() {
    for name in ["UTF-7", "UTF-16", "IBM037", "ISO-8859-2"] {
        let file = format!(
            "<?xml version='1.0' encoding='{name}'?><ClinicalDocument xmlns='urn:hl7-org:v3'/>"
        );
        assert_eq!(format(file.as_bytes()), Err(Refusal::Encoding), "{name}");
    }
    let overlong = [CDA, b"\xc0\xbc"].concat();
    assert_eq!(format(&overlong), Err(Refusal::Encoding));
}

#[test]
fn a_cda_in_a_latin_alphabet_is_one_and_only_when_it_says_so() {
    for name in ["ISO-8859-1", "iso-8859-15", "windows-1252"] {
        assert_eq!(format(&titled(name, b"\xe9")), Ok(Format::Cda), "{name}");
    }
    assert_eq!(format(&titled("UTF-8", b"\xe9")), Err(Refusal::Encoding));
}

/// A CDA document that says it is written so, and these bytes in its title.
fn titled(name: &str, title: &[u8]) -> Vec<u8> {
    let head = format!("<?xml version='1.0' encoding='{name}'?>");
    let root: &[u8] = b"<ClinicalDocument xmlns='urn:hl7-org:v3'><title>";
    [head.as_bytes(), root, title, b"</title></ClinicalDocument>"].concat()
}

#[test]
fn doc_13_a_cda_has_no_control_characters_in_any_encoding() {
    for name in [
        "UTF-8",
        "US-ASCII",
        "ISO-8859-1",
        "ISO-8859-15",
        "windows-1252",
    ] {
        assert_eq!(
            format(&titled(name, b"a\tb\r\nc")),
            Ok(Format::Cda),
            "{name}"
        );
        for byte in (0..0x20_u8).filter(|byte| !b"\t\r\n".contains(byte)) {
            let file = titled(name, &[b'a', byte]);
            assert_eq!(format(&file), Err(Refusal::Encoding), "{name} {byte:#x}");
        }
    }
    // Beyond ASCII, too: what has no letter there is none.
    for (name, byte) in [
        ("ISO-8859-1", 0x85),
        ("ISO-8859-15", 0x9f),
        ("windows-1252", 0x81),
    ] {
        let file = titled(name, &[b'\xe9', byte]);
        assert_eq!(format(&file), Err(Refusal::Encoding), "{name}");
    }
    assert_eq!(
        format(&titled("windows-1252", b"\x80\xe9")),
        Ok(Format::Cda)
    );
    // A page may be fed between any texts of people.
    assert_eq!(format(b"une page\x0c une autre"), Ok(Format::Text));
}

#[test]
fn doc_13_a_declaration_that_its_bytes_deny_is_refused() {
    let utf8 = "é".as_bytes();
    assert_eq!(format(&titled("UTF-8", utf8)), Ok(Format::Cda));
    for name in ["US-ASCII", "ISO-8859-1", "ISO-8859-15", "windows-1252"] {
        assert_eq!(
            format(&titled(name, utf8)),
            Err(Refusal::Encoding),
            "{name}"
        );
        assert_eq!(format(&titled(name, b"e")), Ok(Format::Cda), "{name}");
        let marked = [b"\xef\xbb\xbf", &titled(name, b"e")[..]].concat();
        assert_eq!(format(&marked), Err(Refusal::Encoding), "{name}");
    }
    let marked = [b"\xef\xbb\xbf", &titled("UTF-8", utf8)[..]].concat();
    assert_eq!(format(&marked), Ok(Format::Cda));
}

#[test]
fn a_self_presenting_cda_is_one_and_any_other_stylesheet_is_not() {
    let file = |wrapping: &str, document: &str| {
        let text = format!(
            "<?xml-stylesheet type='text/xsl' href='#'?><!-- a --><x:stylesheet \
             xmlns:x='http://www.w3.org/1999/XSL/Transform' xmlns:d='urn:asip-sante:ci-sis' \
             xmlns:c='urn:hl7-org:v3'> <{wrapping}> <!-- b --><{document}/></{wrapping}>\
             <x:template match='/'/></x:stylesheet>"
        );
        format(text.as_bytes())
    };
    assert_eq!(file("d:Contenu", "c:ClinicalDocument"), Ok(Format::Cda));
    assert_eq!(file("c:Contenu", "c:ClinicalDocument"), Err(Refusal::Type));
    assert_eq!(file("d:Contenu", "d:ClinicalDocument"), Err(Refusal::Type));
    assert_eq!(file("x:template", "c:ClinicalDocument"), Err(Refusal::Type));
}

#[test]
fn an_archive_may_be_a_study_and_one_of_an_office_is_not() {
    let dicom = dicom(b"");
    for archive in [testkit::zipped, testkit::deflated] {
        let study = archive(&[("DICOM/I1", &dicom)]);
        assert_eq!(format(&study), Ok(Format::Study));
        let cut = &study[..study.len() - 1];
        assert_eq!(format(cut), Err(Refusal::Incomplete));
        for first in [
            "[Content_Types].xml",
            "word/document.xml",
            "mimetype",
            "META-INF/MANIFEST.MF",
        ] {
            let other = archive(&[(first, b"x"), ("DICOM/I1", &dicom)]);
            assert_eq!(format(&other), Err(Refusal::Type), "{first}");
        }
    }
    assert_eq!(format(b"PK\x03\x04 cut"), Err(Refusal::Incomplete));
    assert!(Format::Study.may_be_called("application/zip"));
    assert!(!Format::Study.may_be_called("application/dicom"));
}

#[test]
fn doc_19_files_that_are_two_things_are_refused() {
    for file in [
        [PDF, &zip()].concat(),
        [&b"MZ\x90\x00"[..], PDF].concat(),
        [&b"PK\x03\x04...."[..], PDF].concat(),
        [&b"<html><script>1</script>"[..], PDF].concat(),
        [JPEG, &zip()].concat(),
        [&png(1, 1)[..], &zip()].concat(),
    ] {
        assert_eq!(format(&file), Err(Refusal::Disguised));
    }
}

#[test]
fn doc_22_a_picture_of_four_thousand_million_pixels_is_refused() {
    assert_eq!(format(&png(65_535, 65_535)), Err(Refusal::Dimensions));
}

#[test]
fn doc_23_svg_is_refused() {
    let file = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
    assert_eq!(format(file), Err(Refusal::Type));
}

#[test]
fn doc_28_a_dicom_whose_preamble_is_a_program_is_refused() {
    for preamble in [
        &b"MZ\x90\x00"[..],
        b"\x7fELF",
        b"%PDF-1.4",
        b"<html>",
        b"#!/bin/sh",
    ] {
        assert_eq!(format(&dicom(preamble)), Err(Refusal::Disguised));
    }
}

#[test]
fn an_infected_file_is_refused_wherever_the_signature_stands() {
    let sample = infected();
    let padding = vec![b'X'; 100_000];
    for file in [
        sample.clone(),
        [PDF, &sample].concat(),
        [b"X5O!P%X5O!".as_slice(), &sample].concat(),
        [&padding[..], &sample, &padding].concat(),
    ] {
        assert_eq!(format(&file), Err(Refusal::Infected));
    }
}

#[test]
fn a_namespace_that_is_not_hl7s_is_no_cda() {
    for file in [
        "<ClinicalDocument/>",
        "<ClinicalDocument xmlns='urn:other'/>",
        "<x:ClinicalDocument xmlns='urn:hl7-org:v3' xmlns:x='urn:other'/>",
        "<Clinical xmlns='urn:hl7-org:v3'/>",
    ] {
        assert_eq!(format(file.as_bytes()), Err(Refusal::Type), "{file}");
    }
    let prefixed = b"<h:ClinicalDocument a='1>2' xmlns:h=\"urn:hl7-org:v3\">";
    assert_eq!(format(prefixed), Ok(Format::Cda));
}

#[test]
fn a_format_is_read_back_from_its_extension() {
    for format in Format::ALL {
        assert_eq!(Format::from_extension(format.extension()), Some(format));
        assert!(format.may_be_called(format.mime()));
    }
    assert!(Format::Cda.may_be_called("text/XML; charset=utf-8"));
    assert!(!Format::Pdf.may_be_called("application/xml"));
}

#[test]
fn every_refusal_and_the_list_have_a_sentence_in_both_languages() {
    let (fr, en) = formats::TEXTS;
    for text in [fr, en] {
        for refusal in Refusal::ALL {
            let line = format!("\n{} = ", refusal.code());
            assert!(text.contains(&line), "{line}");
        }
        assert!(text.contains(formats::ACCEPTED));
    }
}

proptest! {
    #[test]
    fn the_answer_does_not_depend_on_how_the_file_is_cut(
        which in 0usize..9, cuts in proptest::collection::vec(1usize..40, 1..20),
    ) {
        let files: [Vec<u8>; 9] = [
            PDF.to_vec(), JPEG.to_vec(), png(3, 3), CDA.to_vec(), FHIR.to_vec(), dicom(b""),
            "Été, é, è, 😀 à l’œuvre".repeat(9).into_bytes(), infected(), zip(),
        ];
        let file = &files[which];
        let mut checker = Checker::new();
        let mut rest = &file[..];
        let mut answer = Ok(());
        let mut cuts = cuts.iter().cycle();
        while !rest.is_empty() && answer.is_ok() {
            let cut = rest.len().min(*cuts.next().unwrap_or(&1));
            answer = checker.feed(&rest[..cut]);
            rest = &rest[cut..];
        }
        let in_pieces = answer.and_then(|()| checker.finish());
        prop_assert_eq!(in_pieces, check(file));
    }

    #[test]
    fn no_bytes_make_it_panic(file in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = check(&file);
    }

    #[test]
    fn no_damaged_file_makes_it_panic(at in 0usize..80, byte: u8, which in 0usize..3) {
        let mut file = [PDF, CDA, FHIR][which].to_vec();
        let at = at % file.len();
        file[at] = byte;
        let _ = check(&file);
    }
}

/// Files of the corpus that are not what their folder says, and why.
const EXCEPTIONS: [(&str, Result<Format, Refusal>); 8] = [
    ("OT-PAL-8-face.dcm", Err(Refusal::Type)), // no part 10 header
    ("no_meta.dcm", Err(Refusal::Type)),       // no part 10 header
    ("README.txt", Ok(Format::Text)),
    ("INVENTORY.csv", Ok(Format::Text)),
    ("ans-validation.zip", Ok(Format::Study)), // whether it is one, a child says
    ("SampleCCRDocument.xml", Err(Refusal::Type)), // a CCR, not a CDA
    ("log4j2.xml", Err(Refusal::Type)),
    ("DICOMDIR-empty.dcm", Ok(Format::Dicom)),
];

#[test]
fn every_file_of_the_corpus_has_the_expected_format() {
    let Some(corpus) = std::env::var_os("CARNET_CORPUS").map(PathBuf::from) else {
        eprint_skipped();
        return;
    };
    let mut seen = 0;
    for folder in ["attachments", "cda", "dicom"] {
        for path in files_under(&corpus.join(folder)) {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
            let name = name.unwrap_or_default();
            let expected = EXCEPTIONS
                .iter()
                .find(|(exception, _)| *exception == name)
                .map_or_else(
                    || Ok(expected_by_name(folder, &name)),
                    |(_, answer)| *answer,
                );
            let file = std::fs::read(&path).expect("a file that was just listed");
            assert_eq!(format(&file), expected, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 150, "only {seen} files in the corpus");
}

fn expected_by_name(folder: &str, name: &str) -> Format {
    match (folder, name.rsplit('.').next()) {
        ("dicom", _) => Format::Dicom,
        ("cda", _) => Format::Cda,
        (_, Some("jpg")) => Format::Jpeg,
        _ => Format::Pdf,
    }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder).expect("a folder of the corpus");
    for entry in entries.flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(files_under(&path)),
            path => files.push(path),
        }
    }
    files
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn eprint_skipped() {
    eprintln!("CARNET_CORPUS IS NOT SET: THE FORMATS OF THE CORPUS WERE NOT CHECKED");
}
