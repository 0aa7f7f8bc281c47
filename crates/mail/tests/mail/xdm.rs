//! Archives of documents, honest and hostile.

use crate::zips::{File, file, zip, zip_with};
use aws_lc_rs::digest;
use mail::xdm::{Limits, Piece, unpack};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

fn sha1(bytes: &[u8]) -> String {
    let sum = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    sum.as_ref().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string");
        text
    })
}

/// What is told of a document.
fn object(uri: &str, bytes: &[u8]) -> String {
    let slot = |name: &str, value: &str| {
        format!("<Slot name=\"{name}\"><ValueList><Value>{value}</Value></ValueList></Slot>")
    };
    let class = |scheme: &str, code: &str, system: &str| {
        format!(
            "<Classification classificationScheme=\"{scheme}\" nodeRepresentation=\"{code}\">{}\
             <Name><LocalizedString value=\"No title\"/></Name></Classification>",
            slot("codingScheme", system)
        )
    };
    let identifier = |scheme: &str, value: &str| {
        format!("<ExternalIdentifier identificationScheme=\"{scheme}\" value=\"{value}\"/>")
    };
    format!(
        "<ExtrinsicObject id=\"d\" mimeType=\"text/xml\" \
         objectType=\"urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1\">{}{}{}{}{}\
         <Name><LocalizedString value=\"Compte rendu &amp; suite\"/></Name>{}{}{}{}</ExtrinsicObject>",
        slot("URI", uri),
        slot("size", &bytes.len().to_string()),
        slot("hash", &sha1(bytes).to_uppercase()),
        slot("creationTime", "20261126"),
        slot("sourcePatientId", "1^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH"),
        class(
            "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a",
            "11",
            "1.2.250.1.213.1.1.4.1"
        ),
        class(
            "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983",
            "34112-3",
            "2.16.840.1.113883.6.1"
        ),
        identifier("urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab", "1.2.3^4"),
        identifier(
            "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427",
            "2^^^&amp;1.2&amp;ISO"
        ),
    )
}

fn metadata(objects: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><lcm:SubmitObjectsRequest \
         xmlns:lcm=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\" \
         xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\"><RegistryObjectList>{objects}\
         <RegistryPackage id=\"s\"><Slot name=\"submissionTime\"><ValueList><Value>x</Value>\
         </ValueList></Slot></RegistryPackage></RegistryObjectList></lcm:SubmitObjectsRequest>"
    )
}

const CDA: &[u8] = b"<ClinicalDocument/>";

/// An archive with one document.
fn fair() -> Vec<File> {
    vec![
        file("INDEX.HTM", "<html/>"),
        file("README.TXT", "Readme"),
        file(
            "IHE_XDM/SUBSET01/METADATA.XML",
            metadata(&object("DOC0001.XML", CDA)),
        ),
        file("IHE_XDM/SUBSET01/DOC0001.XML", CDA),
    ]
}

fn told(zip: &[u8]) -> Result<Vec<Piece>, String> {
    unpack(zip, &Limits::default()).map_err(|refusal| {
        assert!(refusal.is_permanent() && refusal.status == "5.6.0");
        refusal.text
    })
}

fn why(files: &[File]) -> String {
    told(&zip(files)).expect_err("refused")
}

/// The archive whose metadata say this.
fn saying(metadata: impl AsRef<[u8]>) -> Vec<File> {
    let mut files = fair();
    files[2] = file("IHE_XDM/SUBSET01/METADATA.XML", metadata);
    files
}

#[test]
fn a_document_comes_out_with_what_is_told_of_it() {
    let code = |code: &str, system: &str| Some((code.to_owned(), system.to_owned()));
    let pieces = told(&zip(&fair())).expect("unpacked");
    let wanted = Piece {
        file: String::from("DOC0001.XML"),
        mime: String::from("text/xml"),
        bytes: CDA.to_vec(),
        unique_id: Some(String::from("1.2.3^4")),
        title: Some(String::from("Compte rendu & suite")),
        type_code: code("34112-3", "2.16.840.1.113883.6.1"),
        class_code: code("11", "1.2.250.1.213.1.1.4.1"),
        made_on: Some(String::from("20261126")),
        patient: Some(String::from("2^^^&1.2&ISO")),
        hash: Some(sha1(CDA).to_uppercase()),
        size: Some(CDA.len() as u64),
    };
    assert_eq!(pieces, [wanted]);
}

#[test]
fn several_folders_names_in_either_case_and_what_systems_leave_behind() {
    let files = [
        file("ihe_xdm/", ""),
        file("__MACOSX/IHE_XDM/._METADATA.XML", "x"),
        file("IHE_XDM/SUBSET01/.DS_Store", "x"),
        file("IHE_XDM/SUBSET01/.svn/METADATA.XML", "x"),
        file(
            "IHE_XDM/SUBSET02/Metadata.xml",
            metadata(&object("a/B.pdf", b"two")),
        ),
        file("IHE_XDM/SUBSET02/A/b.PDF", "two"),
        file(
            "IHE_XDM/SUBSET01/METADATA.XML",
            metadata(&object("./doc.txt", b"one")),
        ),
        file("IHE_XDM/SUBSET01/DOC.TXT", "one"),
        file("IHE_XDM/SUBSET01/UNNAMED.TXT", "not told of"),
    ];
    let pieces = told(&zip(&files)).expect("unpacked");
    let found: Vec<(&str, &[u8])> = pieces.iter().map(|p| (&*p.file, &*p.bytes)).collect();
    assert_eq!(found, [("DOC.TXT", &b"one"[..]), ("b.PDF", &b"two"[..])]);
}

#[test]
fn a_long_name_may_stand_in_pieces_and_old_alphabets_are_read() {
    let uri = "</Value><Value>2|0001.XML</Value><Value>1|DOC";
    let objects = object("DOC0001.XML", CDA).replacen(
        "<Value>DOC0001.XML",
        &format!("<Value>{uri}")[14..],
        1,
    );
    assert!(objects.contains("2|0001.XML"));
    assert_eq!(
        told(&zip(&saying(metadata(&objects))))
            .expect("unpacked")
            .len(),
        1
    );
    let latin = metadata(&object("DOC0001.XML", CDA)).replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = latin
        .replace("Compte rendu", "Échographie")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("latin"))
        .collect();
    let pieces = told(&zip(&saying(&latin))).expect("unpacked");
    assert_eq!(pieces[0].title.as_deref(), Some("Échographie & suite"));
    let lying = String::from_utf8_lossy(&latin).replace("ISO-8859-1", "UTF-7");
    assert!(why(&saying(lying)).contains("alphabet"));
}

#[test]
fn what_the_metadata_say_of_a_file_is_true_or_nothing_comes_out() {
    let object = object("DOC0001.XML", CDA);
    for (from, to, why_not) in [
        (
            "<Value>DOC0001.XML</Value>",
            "<Value>DOC0002.XML</Value>",
            "not in the archive",
        ),
        (
            "<Value>DOC0001.XML</Value>",
            "<Value></Value>",
            "leads elsewhere",
        ),
        (
            "<Value>DOC0001.XML</Value>",
            "<Value>METADATA.XML</Value>",
            "not in the archive",
        ),
        (
            "<Value>DOC0001.XML</Value>",
            "<Value>../SUBSET01/DOC0001.XML</Value>",
            "leads elsewhere",
        ),
        (
            "<Value>DOC0001.XML</Value>",
            "<Value>/IHE_XDM/SUBSET01/DOC0001.XML</Value>",
            "leads elsewhere",
        ),
        (
            "<Value>DOC0001.XML</Value>",
            "<Value>file:///etc/passwd</Value>",
            "leads elsewhere",
        ),
        (
            "<Value>DOC0001.XML</Value>",
            "<Value>https://a.exemple/x</Value>",
            "leads elsewhere",
        ),
        ("<Value>19</Value>", "<Value>20</Value>", "not as long"),
        ("<Value>19</Value>", "<Value>-1</Value>", "damaged"),
        (&sha1(CDA).to_uppercase(), &sha1(b"other"), "hash"),
        (
            "<Slot name=\"creationTime\">",
            "<Slot name=\"hash\">",
            "twice",
        ),
        (
            "7edca82f-054d-47f2-a032-9b2a5b5186c1",
            "34268e47-fdf5-41a6-ba33-82133c465248",
            "on demand",
        ),
    ] {
        assert!(object.contains(from), "{from}");
        let why = why(&saying(metadata(&object.replacen(from, to, 1))));
        assert!(why.contains(why_not), "{to}: {why}");
    }
    let twice = metadata(&format!("{object}{object}"));
    assert!(why(&saying(twice)).contains("twice"));
    assert!(why(&saying(metadata(""))).contains("no document"));
    // Without a hash or a size, nothing is held against them.
    let silent = object
        .replace("name=\"hash\"", "name=\"h\"")
        .replace("name=\"size\"", "name=\"s\"");
    assert_eq!(
        told(&zip(&saying(metadata(&silent))))
            .expect("unpacked")
            .len(),
        1
    );
}

#[test]
fn an_archive_of_another_shape_has_no_documents() {
    for (place, name) in [
        (2, "IHE_XDM/METADATA.XML"),
        (2, "SUBSET01/METADATA.XML"),
        (2, "x/IHE_XDM/SUBSET01/METADATA.XML"),
        (2, "IHE_XDM/SUBSET01/x/METADATA.XML"),
        (2, "IHE_XDM/.SUBSET01/METADATA.XML"),
    ] {
        let mut files = fair();
        files[place].name = name.as_bytes().to_vec();
        assert!(why(&files).contains("no IHE_XDM folder"), "{name}");
    }
    for bytes in [&b""[..], b"PK", b"PK\x03\x04", b"%PDF-1.7", &[0; 100]] {
        assert!(told(bytes).is_err());
    }
}

#[test]
fn doc_01_metadata_that_declare_something_are_refused_before_anything_is_read() {
    let fair = metadata(&object("DOC0001.XML", CDA));
    let (head, rest) = fair.split_once("?>").expect("a declaration");
    for declared in [
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"http://169.254.169.254/\">]>",
        "<!DOCTYPE x [<!ENTITY % e SYSTEM \"http://a.exemple/e.dtd\"> %e;]>",
        "<!doctype x>",
    ] {
        let why = why(&saying(format!("{head}?>{declared}{rest}")));
        assert!(
            why.contains("declare") || why.contains("damaged"),
            "{declared}: {why}"
        );
    }
    for (from, to) in [
        ("Compte rendu &amp;", "&e;"),
        ("20261126", "&e;"),
        ("20261126", "&#x110000;"),
    ] {
        let why = why(&saying(fair.replacen(from, to, 1)));
        assert!(
            why.contains("declare") || why.contains("damaged"),
            "{to}: {why}"
        );
    }
}

#[test]
fn doc_04_metadata_that_cost_too_much_are_refused_quickly() {
    let begun = Instant::now();
    let object = object("DOC0001.XML", CDA);
    let attributes: String = (0..100_000).fold(String::new(), |mut text, n| {
        write!(text, " a{n}=\"\"").expect("a string");
        text
    });
    for heavy in [
        format!("<x{attributes}/>"),
        "<x a=\"".to_owned() + &"b".repeat(1_000_000) + "\"/>",
        "<x>".repeat(100) + &"</x>".repeat(100),
        "<x/>".repeat(120_000),
        format!(
            "<ExtrinsicObject><Slot name=\"URI\"><ValueList>{}",
            "<Value/>".repeat(100)
        ),
        format!(
            "<ExtrinsicObject><Slot name=\"URI\"><Value>{}",
            "x".repeat(100_000)
        ),
    ] {
        assert!(why(&saying(metadata(&format!("{heavy}{object}")))).contains("long"));
    }
    let many: String = (0..60).fold(String::new(), |mut text, n| {
        text.push_str(&object.replace("DOC0001", &format!("D{n}")));
        text
    });
    let mut files = saying(metadata(&many));
    files.extend((0..60).map(|n| file(&format!("IHE_XDM/SUBSET01/D{n}.XML"), CDA)));
    assert!(why(&files).contains("too many documents"));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn doc_25_no_name_in_an_archive_leads_out_of_it() {
    for name in [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:\\x",
        "c:x",
        "a\\..\\x",
        "./x",
        "a//x",
        "a/./x",
        "a/ ../x",
        "x\r\ny",
        "x\0",
        "\u{202e}fdp.exe",
        "",
        "a/.. ",
    ] {
        let mut files = fair();
        files.push(file(name, "x"));
        assert!(why(&files).contains("leads elsewhere"), "{name:?}");
    }
    for mode in [0o120_777, 0o010_644, 0o020_644, 0o060_644, 0o140_644] {
        let mut files = fair();
        files[3].mode = mode;
        assert!(why(&files).contains("link or a device"), "{mode:o}");
    }
    let mut files = fair();
    files.push(file(&"a".repeat(300), "x"));
    assert!(why(&files).contains("leads elsewhere"));
}

#[test]
fn doc_24_an_archive_that_becomes_too_large_is_refused_by_its_directory() {
    let begun = Instant::now();
    // Told truly.
    let mut files = fair();
    files.push(file("BOMB", vec![0; 20_000_000]));
    assert!(why(&files).contains("too large"));
    // Each fair, together too much.
    let mut files = fair();
    let mut state = 1_u32;
    let noise: Vec<u8> = (0..1_000_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    files.extend((0..70).map(|n| {
        let mut piece = file(&format!("N{n}"), &noise[..10]);
        piece.size = Some(1_000_000);
        piece
    }));
    assert!(why(&files).contains("too large"));
    let mut files = fair();
    files.extend((0..500).map(|n| file(&format!("N{n}"), "x")));
    assert!(why(&files).contains("too many files"));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn doc_24_a_size_that_lies_gives_nothing_and_no_more_than_it_says() {
    let zeros = vec![0_u8; 8_000_000];
    for (size, bytes) in [
        (19, &zeros[..]),
        (1_000_000, &zeros[..]),
        (20, CDA),
        (18, CDA),
        (0, CDA),
    ] {
        let mut files = fair();
        files[3] = file("IHE_XDM/SUBSET01/DOC0001.XML", bytes);
        files[3].size = Some(size);
        let object = object("DOC0001.XML", CDA)
            .replace("<Value>19<", &format!("<Value>{size}<"))
            .replace("name=\"hash\"", "name=\"h\"");
        files[2] = file("IHE_XDM/SUBSET01/METADATA.XML", metadata(&object));
        let why = why(&files);
        assert!(
            why.contains("not as long as it says") || why.contains("damaged"),
            "{size}: {why}"
        );
    }
    let mut files = fair();
    files[3].sum = Some(1);
    assert!(why(&files).contains("damaged"));
    for change in [
        |file: &mut File| file.packed = Some(5),
        |file: &mut File| file.packed = Some(4_000),
        |file: &mut File| file.packed = Some(u32::MAX),
        |file: &mut File| file.local_name = Some(b"IHE_XDM/SUBSET01/OTHER01.XML".to_vec()),
        |file: &mut File| file.at = Some(3),
        |file: &mut File| file.at = Some(9_999_999),
        |file: &mut File| file.method = Some(12),
        |file: &mut File| file.method = Some(0),
    ] {
        let mut files = fair();
        change(&mut files[3]);
        assert!(told(&zip(&files)).is_err());
    }
}

#[test]
fn doc_24_files_that_lie_over_each_other_are_refused() {
    // Two names for the same bytes.
    let mut files = fair();
    let mut same = file("README.TX2", "Readme");
    files[1].name = b"README.TXT".to_vec();
    let first = zip(&files[..1]).len() - 22 - 46 - "INDEX.HTM".len();
    same.at = Some(first as u32);
    same.name = b"README.TXT".to_vec();
    files.push(same);
    assert!(told(&zip(&files)).is_err());
    // One file inside another that is stored.
    let mut outer = file("IHE_XDM/OUTER", zip(&[file("IHE_XDM/INNER", "x")]));
    outer.deflate = false;
    let mut inner = file("IHE_XDM/INNER", "x");
    let before = {
        let whole = zip(&[fair(), vec![outer.clone()]].concat());
        whole
            .windows(13)
            .rposition(|w| w == b"IHE_XDM/INNER")
            .expect("inside")
    };
    let at = zip(&[fair(), vec![outer.clone()]].concat())[..before]
        .windows(4)
        .rposition(|w| w == b"PK\x03\x04");
    inner.at = at.map(|at| at as u32);
    let why = why(&[fair(), vec![outer, inner]].concat());
    assert!(why.contains("over each other"), "{why}");
}

#[test]
fn an_archive_that_is_encrypted_doubled_or_one_of_several_is_refused() {
    for flags in [1, 1 << 6, 1 << 5, 1 << 13] {
        let mut files = fair();
        files[3].flags = flags;
        assert!(why(&files).contains("encrypted"), "{flags}");
    }
    let mut files = fair();
    files.push(file("ihe_xdm/subset01/doc0001.xml", "another"));
    assert!(why(&files).contains("two files of one name"));
    let mut nested = saying(metadata(&object("DOC0001.XML", &zip(&fair()))));
    nested[3].bytes = zip(&fair());
    assert!(why(&nested).contains("another archive"));
    for (at, byte) in [(4, 1), (6, 1), (8, 9), (10, 9), (12, 1), (16, 1), (20, 1)] {
        let changed = zip_with(&fair(), |end| end[at] = end[at].wrapping_add(byte));
        assert!(told(&changed).is_err(), "{at}");
    }
    let mut longer = zip(&fair());
    longer.push(0);
    assert!(told(&longer).is_err());
    let mut before = b"#!/bin/sh".to_vec();
    before.extend(zip(&fair()));
    assert!(told(&before).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_unpacked_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(told(&bytes).is_err());
    }

    #[test]
    fn an_archive_with_bytes_turned_gives_nothing_or_what_was_told(
        turns in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut zip = zip(&fair());
        for (at, byte) in turns {
            let at = at.index(zip.len());
            zip[at] = byte;
        }
        if let Some(cut) = cut {
            zip.truncate(cut.index(zip.len()));
        }
        if let Ok(pieces) = told(&zip) {
            for piece in pieces {
                // Every byte is covered by a sum, and the metadata by theirs.
                prop_assert_eq!(piece.bytes, CDA);
            }
        }
    }

    #[test]
    fn metadata_with_bytes_turned_are_read_without_harm(
        turns in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut metadata = metadata(&object("DOC0001.XML", CDA)).into_bytes();
        for (at, byte) in turns {
            let at = at.index(metadata.len());
            metadata[at] = byte;
        }
        if let Ok(pieces) = told(&zip(&saying(&metadata))) {
            prop_assert!(pieces.iter().all(|piece| piece.bytes == CDA));
        }
    }
}
