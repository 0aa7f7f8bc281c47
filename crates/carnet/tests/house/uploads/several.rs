//! Several files in one form, without script; and one by one, as script sends them.

use super::{ADD, LIST, PRO_WORDS, Town, WORDS, form};
use crate::town::PDF;
use axum::body::Body;
use http::StatusCode;
use testkit::objects;

const WRONG: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff";

fn words<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&WORDS, more].concat()
}

#[tokio::test]
async fn several_files_are_a_document_each_and_a_wrong_one_undoes_no_other() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let files = [
            ("IRM_du_genou.pdf", PDF),
            ("facture.pdf", WRONG),
            ("copie.pdf", PDF),
            ("note.txt", &b"Une note."[..]),
        ];
        let body = form(&words(&[("title", "Un seul titre")]), &files);
        let sent = town.send(&ana.cookie, ADD, Body::from(body)).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let page = sent.text();
        assert!(page.contains("Gardés : 2 sur 4."), "{page}");
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
        // Each is told in its turn, with how to mend it.
        assert!(at("IRM_du_genou.pdf") < at(">Gardé<"));
        assert!(at("facture.pdf") < at(">Refusé<"));
        assert!(at(">Refusé<") < at("Ce type de fichier n’est pas accepté."));
        assert!(at("copie.pdf") < at(">Déjà là<"));
        let first = town.id_of(&ana.cookie, LIST, "IRM du genou").await;
        let first = first.expect("called as its file");
        at(&format!("href=\"{LIST}/{first}/modifier\""));
        at(&format!("href=\"{LIST}/{first}\""));
        let list = town.titles(&ana).await;
        assert!(list.contains(">note</a>"), "{list}");
        for absent in ["facture", "copie", "Un seul titre"] {
            assert!(!list.contains(&format!(">{absent}</a>")), "{absent}");
        }
        // The link leads where the words are completed.
        let way = format!("{LIST}/{first}/modifier");
        let mend = town.get(&ana.cookie, &way);
        assert!(mend.await.text().contains("value=\"IRM du genou\""));
    })
    .await;
}

#[tokio::test]
async fn one_file_among_several_has_the_title_that_was_typed_or_else_its_name() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for (title, name, expected) in [
            ("Mon titre", "a.pdf", "Mon titre"),
            ("", "Bilan_de_mai.txt", "Bilan de mai"),
        ] {
            let content = format!("Contenu de {name}.");
            let file = match name {
                "a.pdf" => PDF,
                _ => content.as_bytes(),
            };
            let body = form(&words(&[("title", title)]), &[(name, file)]);
            let sent = town.send(&ana.cookie, ADD, Body::from(body)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            let id = town.id_of(&ana.cookie, LIST, expected).await;
            assert!(id.is_some(), "{expected}");
        }
    })
    .await;
}

#[tokio::test]
async fn doc_34_where_none_can_be_kept_nothing_is_and_twenty_one_are_one_too_many() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let vault = town.folder.path().join("vault");
        // Wrong words: before the first byte.
        let body = form(&[("type", "")], &[("a.pdf", PDF), ("b.txt", b"b")]);
        let sent = town.send(&ana.cookie, ADD, Body::from(body)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.text().contains("href=\"#type\"") && sent.text().contains("href=\"#date\""));
        assert!(objects(&vault).is_empty());
        // No file at all.
        let sent = town.send(&ana.cookie, ADD, Body::from(form(&WORDS, &[])));
        assert!(sent.await.text().contains("id=\"file-erreur\""));
        // None that is accepted.
        let body = form(&WORDS, &[("a.exe", WRONG), ("vide.pdf", b"")]);
        let sent = town.send(&ana.cookie, ADD, Body::from(body)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.text().contains("Gardés : 0 sur 2."));
        assert!(objects(&vault).is_empty());
        // One too many.
        let many: Vec<(String, Vec<u8>)> = (0..21)
            .map(|n| (format!("n{n:02}.txt"), format!("Note {n}").into_bytes()))
            .collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(n, c)| (&**n, &**c)).collect();
        let sent = town.send(&ana.cookie, ADD, Body::from(form(&WORDS, &many)));
        let page = sent.await.text();
        assert!(page.contains("Gardés : 20 sur 21."), "{page}");
        assert!(page.contains("La suite de l’envoi"), "{page}");
        assert!(page.contains("C’est trop de fichiers à la fois"), "{page}");
        assert_eq!(objects(&vault).len(), 20);
    })
    .await;
}

#[tokio::test]
async fn a_professional_deposits_several_and_finds_each_among_their_deposits() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let add = format!("/pro/patients/{}/ajouter", ana.space);
        let files = [
            ("CR_1.txt", &b"Un."[..]),
            ("x.exe", WRONG),
            ("CR_2.txt", b"Deux."),
        ];
        let body = form(&PRO_WORDS, &files);
        let sent = town.send(&doctor.cookie, &add, Body::from(body)).await;
        let page = sent.text();
        assert_eq!(sent.status, StatusCode::OK, "{page}");
        assert!(page.contains("Gardés : 2 sur 3."), "{page}");
        for title in ["CR 1", "CR 2"] {
            let id = town.id_of(&ana.cookie, LIST, title).await.expect(title);
            let way = format!("/pro/depots/{}/{id}", ana.space);
            assert!(page.contains(&format!("href=\"{way}\"")), "{page}");
            let deposit = town.get(&doctor.cookie, &way).await;
            assert_eq!(deposit.status, StatusCode::OK);
        }
    })
    .await;
}

#[tokio::test]
async fn script_sends_one_file_at_a_time_and_is_told_in_words() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let way = format!("{ADD}/fichier");
        let one = async |more: &[(&str, &str)], name, content: &[u8]| {
            let body = form(&words(more), &[(name, content)]);
            let sent = town.send(&ana.cookie, &way, Body::from(body)).await;
            let told: serde_json::Value = serde_json::from_slice(&sent.body).expect("JSON");
            (sent.status, told)
        };
        let several = [("title", "Un titre"), ("plusieurs", "oui")];
        let (status, told) = one(&several, "a_b.pdf", PDF).await;
        assert_eq!((status, &told["state"]), (StatusCode::OK, &"kept".into()));
        let id = town.id_of(&ana.cookie, LIST, "a b").await.expect("kept");
        assert_eq!(told["href"], format!("{LIST}/{id}/modifier"));
        let (status, told) = one(&[], "encore.pdf", PDF).await;
        assert_eq!((status, &told["state"]), (StatusCode::OK, &"same".into()));
        assert_eq!(told["href"], format!("{LIST}/{id}"));
        let (_, told) = one(&[("garder", "oui")], "encore.pdf", PDF).await;
        assert_eq!(told["state"], "kept");
        let (status, told) = one(&[], "a.exe", WRONG).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(told["state"], "refused");
        assert!(
            told["text"]
                .as_str()
                .is_some_and(|text| text.contains("pas accepté"))
        );
        // What is wrong with the words is told field by field.
        let body = form(&[("type", "DOCPAT03")], &[("a.pdf", PDF)]);
        let sent = town.send(&ana.cookie, &way, Body::from(body)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told: serde_json::Value = serde_json::from_slice(&sent.body).expect("JSON");
        assert_eq!(told["fields"][0][0], "date");
    })
    .await;
}
