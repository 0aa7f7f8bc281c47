//! Documents on the screen: read by a real child of the real program, written
//! down once, and a sentence where they cannot be shown.

mod bad;

use super::town::{Answer, Town};
use http::StatusCode;
use std::path::PathBuf;

const LIST: &str = "/espace/moi/documents";
const ADD: &str = "/espace/moi/documents/ajouter";

fn fields(title: &str) -> [(&str, &str); 5] {
    [
        ("title", title),
        ("type", "DOCPAT03"),
        ("date-jour", "20"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
    ]
}

/// A PDF with a page for each of these lines; `also` stands in its catalogue.
fn pdf(lines: &[&str], also: &str) -> Vec<u8> {
    let kids: String = (0..lines.len())
        .map(|index| format!("{} 0 R ", 10 + 2 * index))
        .collect();
    let mut file = format!(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{also}>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Count {}/Kids[{kids}]>>\nendobj\n\
         3 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n",
        lines.len()
    );
    for (index, line) in lines.iter().enumerate() {
        let (page, said) = (
            10 + 2 * index,
            format!("BT /F 12 Tf 72 770 Td ({line}) Tj ET"),
        );
        file.push_str(&format!(
            "{page} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R\
             /Resources<</Font<</F 3 0 R>>>>>>\nendobj\n\
             {} 0 obj\n<</Length {}>>\nstream\n{said}\nendstream\nendobj\n",
            page + 1,
            page + 1,
            said.len()
        ));
    }
    file.push_str("trailer\n<</Size 100/Root 1 0 R>>\nstartxref\n0\n%%EOF\n");
    file.into_bytes()
}

impl Town {
    /// The holder keeps this file under this title; its id.
    pub(crate) async fn keeps(&self, cookie: &str, title: &str, name: &str, file: &[u8]) -> String {
        let sent = self.upload(cookie, ADD, &fields(title), (name, file)).await;
        assert_eq!(
            sent.status,
            StatusCode::SEE_OTHER,
            "{title}: {}",
            sent.text()
        );
        self.id_of(cookie, LIST, title).await.expect("listed")
    }
}

/// Where the pictures are that a page shows.
fn pictures(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let sources = text.split("<img class=\"picture\" src=\"").skip(1);
    let source = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
    sources.map(source).collect()
}

#[tokio::test]
async fn the_pages_of_a_pdf_are_shown_with_their_text_and_written_down_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lines = ["Premiere page", "Page deux", "Page trois", "Derniere page"];
        let id = town
            .keeps(&ana.cookie, "Bilan", "bilan.pdf", &pdf(&lines, ""))
            .await;
        let path = format!("{LIST}/{id}");
        let page = town.get(&ana.cookie, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert_eq!(
            pictures(&page),
            [1, 2, 3].map(|number| format!("{path}/images/{number}"))
        );
        assert!(text.contains("Pages 1 à 3 sur 4"), "{text}");
        assert!(text.contains("Lire le texte") && text.contains("Premiere page"));
        assert!(!text.contains("Derniere page"));
        // Where a picture does not come, its place says what to do; and how is on the page.
        let alt =
            "alt=\"Page 1 de « Bilan ». Si l’image n’apparaît pas, téléchargez le document.\"";
        assert!(text.contains(alt), "{text}");
        assert!(text.contains("Télécharger « Bilan »"), "{text}");
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert_eq!(history.matches("A lu « Bilan »").count(), 1);
        assert!(text.contains(&format!("{path}?page=4")));
        let next = town.get(&ana.cookie, &format!("{path}?page=4")).await;
        assert_eq!(pictures(&next), [format!("{path}/images/4")]);
        assert!(next.text().contains("Page 4 sur 4") && next.text().contains("Derniere page"));
        let beyond = town.get(&ana.cookie, &format!("{path}?page=5")).await;
        assert!(beyond.text().contains("n’a pas cette page"));
    })
    .await;
}

#[tokio::test]
async fn a_professional_sees_the_pages_under_their_own_line_of_history() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town
            .keeps(
                &ana.cookie,
                "Bilan",
                "bilan.pdf",
                &pdf(&["Premiere page"], ""),
            )
            .await;
        let path = format!("/pro/patients/{}/documents/{id}", ana.space);
        let without = town.get(&doctor.cookie, &path).await;
        assert!(pictures(&without).is_empty());
        town.consents(&doctor, &ana).await;
        let page = town.get(&doctor.cookie, &path).await;
        assert_eq!(
            (page.status, pictures(&page)),
            (StatusCode::OK, vec![format!("{path}/images/1")]),
            "{}",
            page.text()
        );
        assert!(page.text().contains("Premiere page"));
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        let cell = ">A lu « Bilan »</td>";
        assert_eq!(history.matches(cell).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn web_05_a_page_with_pictures_has_the_policy_of_all_pages_and_they_show() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town
            .keeps(&ana.cookie, "Bilan", "b.pdf", &pdf(&["Un", "Deux"], ""))
            .await;
        town.consents(&doctor, &ana).await;
        let own = format!("{LIST}/{id}");
        let patients = format!("/pro/patients/{}/documents/{id}", ana.space);
        let english = format!("/en{own}");
        for (cookie, path) in [
            (&ana.cookie, own),
            (&ana.cookie, english),
            (&doctor.cookie, patients),
        ] {
            let page = town.get(cookie, &path).await;
            assert!(!page.text().contains("data:"), "{path}");
            let shown = pictures(&page);
            assert_eq!(shown.len(), 2, "{path}");
            let mut bytes = Vec::new();
            for source in shown {
                let picture = town.get(cookie, &source).await;
                assert_eq!(picture.status, StatusCode::OK, "{source}");
                for answer in [&page, &picture] {
                    let policy = &answer.headers["content-security-policy"];
                    assert_eq!(policy, edge::CONTENT_SECURITY_POLICY);
                    assert_eq!(answer.headers["cache-control"], "no-store");
                }
                assert_eq!(picture.headers["content-type"], "image/png");
                assert!(picture.body.starts_with(b"\x89PNG"));
                bytes.push(picture.body);
            }
            assert_ne!(bytes[0], bytes[1], "each page is another picture");
        }
    })
    .await;
}

#[tokio::test]
async fn a_picture_of_a_document_is_had_by_those_alone_who_may_read_it_and_never_unwritten() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let id = town
            .keeps(&ana.cookie, "Bilan", "b.pdf", &pdf(&["Un"], ""))
            .await;
        town.consents(&doctor, &ana).await;
        let journal = "/espace/moi/acces/journal?qui=p99700218896";
        let own = format!("{LIST}/{id}/images/1");
        let patients = format!("/pro/patients/{}/documents/{id}/images/1", ana.space);
        assert_eq!(
            town.get(&ana.cookie, &own).await.status,
            StatusCode::OK,
            "the holder"
        );
        for (cookie, path) in [("", &own), (&*louis.cookie, &own), ("", &patients)] {
            let answer = town.get(cookie, path).await;
            assert_ne!(answer.status, StatusCode::OK, "{path}");
        }
        let refused = town.get(&other.cookie, &patients).await;
        let unknown = patients.replace(&id, "00000000000000000000000001");
        let never = town.get(&other.cookie, &unknown).await;
        assert_eq!(refused.status, never.status);
        assert_eq!(refused.text(), never.text().replace(&unknown, &patients));
        // The picture alone, without its page, is a reading.
        let read = "A lu « Bilan »";
        let history = town.reads(&ana.cookie, journal).await;
        assert!(!history.contains(read), "{history}");
        assert_eq!(
            town.get(&doctor.cookie, &patients).await.status,
            StatusCode::OK
        );
        let history = town.reads(&ana.cookie, journal).await;
        assert!(history.contains(read), "{history}");
        // Numbers that no page has, and what has no pictures.
        for number in ["0", "2", "9999999", "x"] {
            let path = own.replace("/images/1", &format!("/images/{number}"));
            let answer = town.get(&ana.cookie, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{number}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_document_and_its_pictures_are_one_sentence_of_the_history_and_each_a_line() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town
            .keeps(&ana.cookie, "Bilan", "b.pdf", &pdf(&["Un", "Deux"], ""))
            .await;
        town.consents(&doctor, &ana).await;
        let path = format!("/pro/patients/{}/documents/{id}", ana.space);
        let page = town.get(&doctor.cookie, &path).await;
        for source in pictures(&page) {
            town.get(&doctor.cookie, &source).await;
        }
        let history = town.get(&ana.cookie, "/espace/moi/acces/journal").await;
        let history = history.text();
        assert!(!history.contains("A lu 1 document"), "{history}");
        // The sentence, and the three lines that it stands for.
        for (said, times) in [
            ("<summary>A lu « Bilan »", 1),
            (" : A lu « Bilan »</li>", 3),
        ] {
            assert_eq!(history.matches(said).count(), times, "{history}");
        }
    })
    .await;
}

#[tokio::test]
async fn doc_16_a_pdf_with_a_script_is_shown_as_a_picture_and_said_to_have_one() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let script = "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>";
        let id = town
            .keeps(&ana.cookie, "Actif", "a.pdf", &pdf(&["Un"], script))
            .await;
        let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await;
        assert_eq!(pictures(&page).len(), 1);
        assert!(
            page.text().contains("contient un programme"),
            "{}",
            page.text()
        );
        assert!(!page.text().contains("app.alert"));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_shown_is_one_sentence_and_can_be_downloaded() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
        let mut locked = String::from_utf8(pdf(&["Secret"], "")).expect("text");
        locked = locked.replace(
            "/Root 1 0 R>>",
            &format!(
                "/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4\
                 /O<{key}>/U<{key}>>>>>"
            ),
        );
        let cases = [
            (
                "Verrou",
                "a.pdf",
                locked.into_bytes(),
                "protégé par un mot de passe",
            ),
            (
                "Casse",
                "b.pdf",
                super::town::PDF.to_vec(),
                "Ce fichier est abîmé",
            ),
            (
                "Coupe",
                "c.rtf",
                b"{\\rtf1 Bonjour {\\b }".to_vec(),
                "Ce fichier est abîmé",
            ),
        ];
        for (title, name, file, sentence) in cases {
            let id = town.keeps(&ana.cookie, title, name, &file).await;
            let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await;
            assert_eq!(page.status, StatusCode::OK, "{title}");
            assert!(page.text().contains(sentence), "{title}: {}", page.text());
            let path = format!("{LIST}/{id}/telecharger");
            assert!(page.text().contains(&path), "{title}");
            assert_eq!(
                &town.get(&ana.cookie, &path).await.body[..],
                &file[..],
                "{title}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn texts_and_rtf_are_read_on_the_page() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let rtf = b"{\\rtf1\\ansi Bonjour \\'e9t\\'e9\\par <b>Deux</b>}";
        let id = town.keeps(&ana.cookie, "Lettre", "l.rtf", rtf).await;
        let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await.text();
        assert!(page.contains("<p>Bonjour été</p>"), "{page}");
        assert!(!page.contains("<b>Deux"), "{page}");
        let id = town.keeps(&ana.cookie, "Note", "n.txt", b"Un\nDeux").await;
        let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await.text();
        assert!(page.contains("tabindex=\"0\">Un\nDeux</pre>"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_child_that_dies_leaves_the_service_and_a_sentence() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let id = town
            .keeps(&ana.cookie, "Bilan", "b.pdf", &pdf(&["Un"], ""))
            .await;
        let mut config = town.config.clone();
        // A child that ends at once, as one that a hostile file has killed.
        config.reader = Some(PathBuf::from("/bin/false"));
        let other = town.elsewhere(config).await;
        let path = format!("{LIST}/{id}");
        let page = other.get(&ana.cookie, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text()
                .contains("Par sécurité, ce document ne s’affiche pas ici")
        );
        assert!(page.text().contains("/telecharger"));
        assert_eq!(pictures(&town.get(&ana.cookie, &path).await).len(), 1);
    })
    .await;
}

/// A CDA document that is nothing but this file.
pub(crate) fn around(kind: &str, packed: &str) -> Vec<u8> {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><ClinicalDocument xmlns='urn:hl7-org:v3'><title>Un</title><component><nonXMLBody>\
         <text mediaType='{kind}' representation='B64'>{packed}</text></nonXMLBody></component></ClinicalDocument>"
    )
    .into_bytes()
}

#[tokio::test]
async fn a_pdf_in_a_cda_that_cannot_be_shown_is_said_not_to_be() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        // It begins as a PDF and ends there.
        let file = around("application/pdf", "JVBERi0xLjQK");
        let id = town.keeps(&ana.cookie, "Lettre", "l.xml", &file).await;
        let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert!(text.contains("Ce fichier est abîmé"), "{text}");
        // What the document says of itself is there, and so is its file.
        assert!(text.contains("Ce que dit le document") && text.contains("/contenu/0"));
    })
    .await;
}

#[tokio::test]
async fn what_a_cda_says_twice_is_behind_a_fold_on_its_page() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let file = "<ClinicalDocument xmlns='urn:hl7-org:v3' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><component><structuredBody><component><section>\
            <code code='8716-3'/><text>Vu</text><entry><observation><code code='29463-7' displayName='Poids'/><value xsi:type='PQ' value='58' unit='kg'/></observation></entry>\
            </section></component></structuredBody></component></ClinicalDocument>";
        let id = town.keeps(&ana.cookie, "Poids", "p.xml", file.as_bytes()).await;
        let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await.text();
        let (text, fold) = page.split_once("<details><summary>Les données codées").expect("a fold");
        assert!(text.contains("<p>Vu</p>"), "{page}");
        assert!(fold.contains("<th scope=\"row\">Poids</th><td>58 kg</td>"), "{page}");
    })
    .await;
}

/// A DICOM file of four points by two, about this person, born then.
pub(crate) fn scan(name: &str, born: &str) -> Vec<u8> {
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    let mut put = |tag: [u16; 2], kind: &[u8; 2], value: &[u8]| {
        file.extend(tag.iter().flat_map(|half| half.to_le_bytes()));
        file.extend(kind);
        let padded = value.len().next_multiple_of(2);
        match kind {
            b"OW" => {
                file.extend([0, 0]);
                file.extend(u32::try_from(padded).expect("short").to_le_bytes());
            }
            _ => file.extend(u16::try_from(padded).expect("short").to_le_bytes()),
        }
        file.extend(value);
        file.resize(file.len() + padded - value.len(), b' ');
    };
    put([0x0002, 0x0010], b"UI", b"1.2.840.10008.1.2.1");
    put([0x0008, 0x0060], b"CS", b"MR");
    put([0x0010, 0x0010], b"PN", name.as_bytes());
    put([0x0010, 0x0030], b"DA", born.as_bytes());
    put([0x0028, 0x0002], b"US", &[1, 0]);
    put([0x0028, 0x0004], b"CS", b"MONOCHROME2");
    put([0x0028, 0x0010], b"US", &[2, 0]);
    put([0x0028, 0x0011], b"US", &[4, 0]);
    put([0x0028, 0x0100], b"US", &[16, 0]);
    put([0x0028, 0x0101], b"US", &[16, 0]);
    put([0x0028, 0x0102], b"US", &[15, 0]);
    put([0x7fe0, 0x0010], b"OW", &[7; 16]);
    file
}

#[tokio::test]
async fn images_of_another_person_are_flagged_on_both_pages() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let file = scan("INCONNU^Personne", "19550812");
        let id = town.keeps(&ana.cookie, "Genou", "g.dcm", &file).await;
        town.consents(&doctor, &ana).await;
        let own = format!("{LIST}/{id}/images");
        let theirs = format!("/pro/patients/{}/documents/{id}/images", ana.space);
        for (cookie, path) in [(&ana.cookie, own), (&doctor.cookie, theirs)] {
            let page = town.get(cookie, &path).await;
            let text = page.text();
            assert_eq!(page.status, StatusCode::OK, "{text}");
            assert!(text.contains("Image 1 sur 1"), "{text}");
            assert!(text.contains("l’identité d’une autre personne"), "{text}");
        }
    })
    .await;
}
