//! Adding and reading: what works, and what is refused in words.

use super::town::{Answer, DAY, PDF, Town, multipart};
use axum::body::Body;
use bytes::Bytes;
use http::StatusCode;

const ADD: &str = "/espace/moi/documents/ajouter";
pub const GOOD: [(&str, &str); 5] = [
    ("title", "Radio du genou"),
    ("type", "DOCPAT04"),
    ("date-jour", "4"),
    ("date-mois", "5"),
    ("date-annee", "2026"),
];

#[tokio::test]
async fn a_holder_adds_reads_and_downloads_a_document_and_the_history_says_so() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let sent = town
            .upload(&ana.cookie, ADD, &GOOD, ("Scan 1.pdf", PDF))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let id = town
            .id_of(&ana.cookie, "/espace/moi/documents", "Radio du genou")
            .await
            .expect("listed");
        let page = town
            .get(&ana.cookie, &format!("/espace/moi/documents/{id}"))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("4 mai 2026"));
        let file = town
            .get(
                &ana.cookie,
                &format!("/espace/moi/documents/{id}/telecharger"),
            )
            .await;
        assert_eq!(&file.body[..], PDF);
        assert_eq!(file.headers["content-type"], "application/pdf");
        assert!(
            file.headers["content-disposition"]
                .to_str()
                .expect("text")
                .starts_with("attachment;")
        );
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        for told in [
            "A ajouté « Radio du genou »",
            "A lu « Radio du genou »",
            "A téléchargé « Radio du genou »",
        ] {
            assert!(history.contains(told), "{told}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_professional_adds_is_new_on_the_home_page_until_the_holder_reads_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town
            .deposits(&doctor, &ana, "Compte rendu de consultation")
            .await;
        let home = town.get(&ana.cookie, "/espace/moi").await.text();
        assert!(
            home.contains("Nouveau : Compte rendu de consultation"),
            "{home}"
        );
        assert!(home.contains("Dr Benali"));
        town.get(&ana.cookie, &format!("/espace/moi/documents/{id}"))
            .await;
        let home = town.get(&ana.cookie, "/espace/moi").await.text();
        assert!(!home.contains("Nouveau :"));
    })
    .await;
}

#[tokio::test]
async fn every_wrong_form_names_its_fields_and_loses_nothing_typed() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let wrong = [
            ("title", "Mon titre"),
            ("type", ""),
            ("date-jour", "31"),
            ("date-mois", "2"),
            ("date-annee", "2026"),
        ];
        let sent = town.upload(&ana.cookie, ADD, &wrong, ("a.pdf", PDF)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = sent.text();
        assert!(page.contains("value=\"Mon titre\""));
        assert!(page.contains("href=\"#type\"") && page.contains("href=\"#date\""));
        assert!(page.contains("<title>Erreur"));
        assert!(
            town.id_of(&ana.cookie, "/espace/moi/documents", "Mon titre")
                .await
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn doc_files_that_are_empty_misnamed_infected_or_too_big_are_refused_in_words() {
    // EICAR's own test string, in two parts so that no scanner minds this file.
    let eicar = format!(
        "{}{}",
        r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"
    );
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let refused = [
            "Ce type de fichier n’est pas accepté. Formats acceptés : PDF, JPEG",
            "This type of file is not accepted. Accepted formats: PDF, JPEG",
        ];
        let bad: [(&str, &[u8], [&str; 2]); 5] = [
            (
                "vide.pdf",
                b"",
                [
                    "Ce fichier est vide. Choisissez-en un autre.",
                    "This file is empty. Choose another one.",
                ],
            ),
            (
                "facture.pdf",
                b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff",
                refused,
            ),
            (
                "virus.txt",
                eicar.as_bytes(),
                [
                    "Ce fichier contient un programme malveillant. Il n’est pas gardé.",
                    "This file contains harmful software. It is not kept.",
                ],
            ),
            (
                "page.html",
                b"<html><script>alert(1)</script></html>\x00",
                refused,
            ),
            (
                "image.svg",
                b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>\x01",
                refused,
            ),
        ];
        for (name, content, words) in bad {
            for (lang, said) in ["", "/en"].into_iter().zip(words) {
                let add = format!("{lang}{ADD}");
                let sent = town.upload(&ana.cookie, &add, &GOOD, (name, content)).await;
                assert!(sent.text().contains(said), "{name}: {}", sent.text());
            }
            let sent = town.upload(&ana.cookie, ADD, &GOOD, (name, content)).await;
            assert_eq!(
                sent.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{name}: {}",
                sent.text()
            );
            assert!(
                sent.text().contains("id=\"file-erreur\""),
                "{name}: {}",
                sent.text()
            );
        }
        assert!(
            town.get(&ana.cookie, "/espace/moi/documents")
                .await
                .text()
                .contains("Aucun document.")
        );
        let stored = std::fs::read_dir(town.folder.path().join("vault"))
            .into_iter()
            .flatten()
            .count();
        let objects = testkit::objects(&town.folder.path().join("vault"));
        assert!(objects.is_empty(), "{stored} entries, {objects:?}");
    })
    .await;
}

/// The holder sends so many megabytes, as from a connection: one piece at a time.
async fn sends_megabytes(town: &Town, cookie: &str, path: &str, many: usize) -> Answer {
    let head = multipart(&GOOD, ("grand.txt", b""));
    let end = Bytes::from_static(b"\r\n--XXXX--\r\n");
    let first = Bytes::copy_from_slice(&head[..head.len() - end.len()]);
    let megabyte = Bytes::from(vec![b'a'; 1024 * 1024]);
    let (sender, pieces) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let middle = std::iter::repeat_n(megabyte, many);
        for piece in std::iter::once(first).chain(middle).chain([end]) {
            if sender.send(Ok::<_, std::io::Error>(piece)).await.is_err() {
                return;
            }
        }
    });
    let pieces = futures_util::stream::unfold(pieces, async |mut pieces| {
        Some((pieces.recv().await?, pieces))
    });
    town.send(cookie, path, Body::from_stream(pieces)).await
}

#[tokio::test]
async fn a_file_of_101_mb_is_refused_and_a_half_sent_one_leaves_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let nothing_is_kept = async || {
            let list = town.reads(&ana.cookie, "/espace/moi/documents").await;
            assert!(list.contains("Aucun document."), "{list}");
            let vault = town.folder.path().join("vault");
            assert!(testkit::objects(&vault).is_empty());
        };
        for (lang, limit) in [
            ("", "Un fichier peut peser au plus 100 Mo."),
            ("/en", "A file may weigh up to 100 MB."),
        ] {
            let path = format!("{lang}{ADD}");
            let sent = sends_megabytes(&town, &ana.cookie, &path, 101).await;
            assert!(sent.status.is_client_error(), "{}", sent.status);
            assert!(sent.text().contains(limit), "{limit} {}", sent.text());
            nothing_is_kept().await;
        }
        // Half-sent: the connection breaks in the middle of the file.
        let head = multipart(&GOOD, ("grand.txt", b""));
        let head = &head[..head.len() - "\r\n--XXXX--\r\n".len()];
        let pieces = [
            Ok(Bytes::copy_from_slice(head)),
            Ok(Bytes::from_static(b"le debut seulement")),
            Err(std::io::Error::other("the line went dead")),
        ];
        let pieces = Body::from_stream(futures_util::stream::iter(pieces));
        let sent = town.send(&ana.cookie, ADD, pieces).await;
        assert!(sent.status.is_client_error(), "{}", sent.status);
        nothing_is_kept().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_file_twice_is_told_and_both_can_be_kept() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.upload(&ana.cookie, ADD, &GOOD, ("a.pdf", PDF)).await;
        let again = town.upload(&ana.cookie, ADD, &GOOD, ("b.pdf", PDF)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("Garder les deux"));
        let mut both = GOOD.to_vec();
        both.push(("garder", "oui"));
        let kept = town.upload(&ana.cookie, ADD, &both, ("b.pdf", PDF)).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        let list = town.get(&ana.cookie, "/espace/moi/documents").await.text();
        assert_eq!(list.matches(">Radio du genou</a>").count(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_list_is_searched_without_accents_and_narrowed_by_kind_and_by_hidden() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let heart = town.deposits(&doctor, &ana, "Échographie du cœur").await;
        town.adds(&ana, "Radio du genou").await;
        let hide = format!("/espace/moi/documents/{heart}/masquer");
        town.post(&ana.cookie, &hide, "qui=tous").await;
        for (narrowed, echography, xray) in [
            ("", true, true),
            ("?q=ECHOGRAPHIE+du+coeur", true, false),
            ("?q=genou", false, true),
            ("?q=poumon", false, false),
            ("?categorie=reports", true, true),
            ("?categorie=imaging", false, false),
            ("?voir=masques", true, false),
            ("?voir=masques&q=genou", false, false),
        ] {
            let path = format!("/espace/moi/documents{narrowed}");
            let list = town.get(&ana.cookie, &path).await.text();
            let list = list.replace("<mark>", "").replace("</mark>", "");
            for (title, shown) in [
                ("Échographie du cœur", echography),
                ("Radio du genou", xray),
            ] {
                let found = list.contains(&format!(">{title}</a>"));
                assert_eq!(found, shown, "{title} in {narrowed}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_professional_without_a_link_may_feed_but_reads_nothing_and_learns_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        let record = town
            .get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        assert_eq!(record.status, StatusCode::SEE_OTHER);
        assert!(record.location().ends_with("/lien"));
        // pro_01: whatever they ask for, there or not, the answer is the same.
        let there = town
            .get(
                &doctor.cookie,
                &format!("/pro/patients/{}/documents/{id}", ana.space),
            )
            .await;
        let gone = town
            .get(
                &doctor.cookie,
                &format!("/pro/patients/{}/documents/{}", ana.space, "0".repeat(26)),
            )
            .await;
        assert_eq!(there.status, gone.status);
        assert_eq!(there.location(), gone.location());
        // Without the patient's consent, no link.
        let refused = town
            .post(
                &doctor.cookie,
                &format!("/pro/patients/{}/lien", ana.space),
                "",
            )
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.consents(&doctor, &ana).await;
        let record = town
            .get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        assert!(record.text().contains(">Bilan</a>"));
    })
    .await;
}

#[tokio::test]
async fn a_care_link_ends_by_itself_and_when_the_holder_cuts_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let record = format!("/pro/patients/{}", ana.space);
        town.consents(&doctor, &ana).await;
        assert_eq!(
            town.get(&doctor.cookie, &record).await.status,
            StatusCode::OK
        );
        let rpps = &doctor.professional.rpps;
        let decide = format!("/espace/moi/acces/pro/{rpps}/decider");
        let cut = town.post(&ana.cookie, &decide, "quoi=arreter").await;
        assert_eq!(cut.status, StatusCode::SEE_OTHER);
        assert_eq!(
            town.get(&doctor.cookie, &record).await.status,
            StatusCode::SEE_OTHER
        );
        town.consents(&doctor, &ana).await;
        town.world.advance(DAY * 90);
        let doctor = town.doctor().await;
        assert_eq!(
            town.get(&doctor.cookie, &record).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn app_06_nobody_gives_their_document_the_type_of_somebody_else() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut forged = GOOD;
        forged[1] = ("type", "11502-2");
        let sent = town.upload(&ana.cookie, ADD, &forged, ("a.pdf", PDF)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        // azp_05: fields the page does not have are refused, and nothing is written.
        let mut more = GOOD.to_vec();
        more.push(("author", "Dr Benali"));
        let sent = town.upload(&ana.cookie, ADD, &more, ("a.pdf", PDF)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            town.get(&ana.cookie, "/espace/moi/documents")
                .await
                .text()
                .contains("Aucun document.")
        );
    })
    .await;
}
