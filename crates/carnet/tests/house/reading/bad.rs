//! Every bad file that somebody may add: taken or refused, in a sentence that says what
//! to do, in both languages; and whoever asks next is answered.

use super::{ADD, LIST, fields, pdf, scan};
use crate::town::Town;
use http::StatusCode;

/// What becomes of it: refused as it is sent, or kept, and what its page says; in French
/// and in English.
enum Fate {
    Refused(&'static str, &'static str),
    Kept(&'static str, &'static str),
}

use Fate::{Kept, Refused};

/// A picture of so many points a side, and of no content.
fn picture(side: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(side.to_be_bytes());
    chunk.extend(side.to_be_bytes());
    chunk.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [
        chunk,
        b"IDATx\x9c\x03\x00\x00\x00\x00\x01".to_vec(),
        b"IEND".to_vec(),
    ] {
        let size = u32::try_from(chunk.len() - 4).expect("short");
        file.extend(size.to_be_bytes());
        file.extend(&chunk);
        file.extend(crc32fast::hash(&chunk).to_be_bytes());
    }
    file
}

fn cda(doctype: &str, said: &str) -> Vec<u8> {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?>{doctype}<ClinicalDocument xmlns='urn:hl7-org:v3'><title>Un</title>\
         <component><structuredBody><component><section><text>{said}</text></section></component></structuredBody></component></ClinicalDocument>"
    )
    .into_bytes()
}

/// Ten entities, each ten times the one before.
fn laughs() -> Vec<u8> {
    let mut entities = String::from("<!ENTITY e0 'ha'>");
    for n in 1..10 {
        let before = format!("&e{};", n - 1).repeat(10);
        entities.push_str(&format!("<!ENTITY e{n} '{before}'>"));
    }
    cda(&format!("<!DOCTYPE x [{entities}]>"), "&e9;")
}

/// A document within the stylesheet that would show it.
fn wrapped() -> Vec<u8> {
    let whole = String::from_utf8(cda("", "Dans son emballage.")).expect("text");
    let (_, document) = whole.split_once("?>").expect("a declaration");
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><x:stylesheet xmlns:x='http://www.w3.org/1999/XSL/Transform' \
         xmlns:d='urn:asip-sante:ci-sis'><d:Contenu>{document}</d:Contenu><x:template match='/'/></x:stylesheet>"
    )
    .into_bytes()
}

fn locked() -> Vec<u8> {
    let key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let whole = String::from_utf8(pdf(&["Secret"], "")).expect("text");
    let lock = format!(
        "/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<{key}>/U<{key}>>>>>"
    );
    whole.replace("/Root 1 0 R>>", &lock).into_bytes()
}

/// What else a scan says, before its points.
fn scan_with(tag: [u16; 2], kind: &[u8; 2], value: &[u8]) -> Vec<u8> {
    let mut file = scan("MARTIN^ANA", "19550812");
    let mut more: Vec<u8> = tag.iter().flat_map(|half| half.to_le_bytes()).collect();
    more.extend(kind);
    more.extend(u16::try_from(value.len()).expect("short").to_le_bytes());
    more.extend(value);
    // Before the rows, in order.
    let rows = [0x28, 0, 0x10, 0, b'U', b'S'];
    let at = file.windows(6).position(|it| it == rows).expect("rows");
    file.splice(at..at, more);
    file
}

/// A scan whose first words lie of how long they are.
fn bad_header() -> Vec<u8> {
    let mut file = scan("MARTIN^ANA", "19550812");
    let length = 132 + 6;
    file[length..length + 2].copy_from_slice(&0xfffe_u16.to_le_bytes());
    file
}

fn program_before() -> Vec<u8> {
    let mut file = scan("MARTIN^ANA", "19550812");
    file[..4].copy_from_slice(b"MZ\x90\0");
    file
}

fn cases() -> Vec<(&'static str, Vec<u8>, Fate)> {
    let whole = pdf(&["Un", "Deux"], "");
    let lines = vec!["Page"; 5000];
    vec![
        (
            "chiffre.pdf",
            locked(),
            Kept("protégé par un mot de passe", "protected by a password"),
        ),
        (
            "coupe.pdf",
            whole[..whole.len() / 2].to_vec(),
            Refused("sa fin manque", "its end is missing"),
        ),
        (
            "long.pdf",
            pdf(&lines, ""),
            Kept("Pages 1 à 3 sur 5000", "Pages 1 to 3 of 5000"),
        ),
        (
            "immense.png",
            picture(60_000),
            Refused("trop grande pour être affichée", "too large to be shown"),
        ),
        (
            "entete.dcm",
            bad_header(),
            Kept(
                "il annonce plus qu’il ne contient",
                "it announces more than it holds",
            ),
        ),
        (
            "vingt-mille.dcm",
            scan_with([0x0028, 0x0008], b"IS", b"20000 "),
            Kept("trop d’images : 5 000", "at most 5,000"),
        ),
        (
            "programme.dcm",
            program_before(),
            Refused("cache un autre type", "hides another type"),
        ),
        (
            "dtd.xml",
            cda("<!DOCTYPE x SYSTEM 'http://ailleurs.example/x.dtd'>", "Un"),
            Refused("(DTD)", "(DTD)"),
        ),
        ("rires.xml", laughs(), Refused("(DTD)", "(DTD)")),
        (
            "style.xml",
            cda(
                "<?xml-stylesheet type='text/xsl' href='http://ailleurs.example/x.xsl'?>",
                "Lu sans aller ailleurs.",
            ),
            Kept("Lu sans aller ailleurs.", "Lu sans aller ailleurs."),
        ),
        (
            "emballage.xml",
            wrapped(),
            Kept("elle n’est pas utilisée", "it is not used"),
        ),
        (
            "ordonnance.pdf",
            b"MZ\x90\x00\x03\x00\x00\x00\x04\x00".to_vec(),
            Refused("n’est pas accepté", "is not accepted"),
        ),
        (
            "photo.jpg",
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic".to_vec(),
            Refused("en JPEG, puis ajoutez-la", "as JPEG, then add it"),
        ),
    ]
}

#[tokio::test]
async fn every_bad_file_is_answered_with_a_sentence_in_both_languages_and_the_next_is_served() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for (n, (name, file, fate)) in cases().into_iter().enumerate() {
            let title = format!("Fichier {n}");
            for (lang, english) in [("", false), ("/en", true)] {
                let sent = town
                    .upload(
                        &ana.cookie,
                        &format!("{lang}{ADD}"),
                        &fields(&title),
                        (name, &file),
                    )
                    .await;
                let (status, said, why) = match &fate {
                    Refused(french, in_english) => {
                        let why = if english { in_english } else { french };
                        (
                            sent.status,
                            sent.text(),
                            (StatusCode::UNPROCESSABLE_ENTITY, why),
                        )
                    }
                    Kept(french, in_english) => {
                        let id = town.id_of(&ana.cookie, LIST, &title).await;
                        let id = id.unwrap_or_else(|| panic!("{name}: {}", sent.text()));
                        let page = town.get(&ana.cookie, &format!("{lang}{LIST}/{id}")).await;
                        let mut said = page.text();
                        if said.contains("/images\"") {
                            let images = format!("{lang}{LIST}/{id}/images");
                            said.push_str(&town.get(&ana.cookie, &images).await.text());
                        }
                        let why = if english { in_english } else { french };
                        (page.status, said, (StatusCode::OK, why))
                    }
                };
                assert_eq!(status, why.0, "{name}: {said}");
                assert!(said.contains(why.1), "{name}: {}: {said}", why.1);
                let next = town.get(&ana.cookie, LIST).await;
                assert_eq!(next.status, StatusCode::OK, "after {name}");
            }
        }
    })
    .await;
}
