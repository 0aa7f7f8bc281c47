//! Several files at once: all of them with their message, or nothing.

use super::{LIST, SENT, WRITE, theirs};
use crate::town::{Answer, Town, multiparts};
use axum::body::Body;
use http::StatusCode;

const DOCUMENTS: &str = "/espace/moi/documents";
const TEXTS: [(&str, &[u8]); 3] = [
    ("un.txt", b"Un fichier"),
    ("deux.txt", b"Deux fichiers"),
    ("trois.txt", b"Trois fichiers"),
];

impl Town {
    async fn sends_files(
        &self,
        cookie: &str,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        let body = multiparts(fields, files);
        self.send(cookie, path, Body::from(body)).await
    }

    /// How many documents the list of a holder shows.
    async fn documents_of(&self, cookie: &str) -> usize {
        let list = self.opens(cookie, DOCUMENTS).await;
        list.matches("name=\"d-").count()
    }
}

/// The ways to what is attached, in order.
fn attached<'a>(page: &'a str, way: &str) -> Vec<&'a str> {
    let parts = page.split(way).skip(1);
    parts.filter_map(|rest| rest.get(..26)).collect()
}

#[tokio::test]
async fn a_holder_sends_several_files_and_documents_at_once_and_a_professional_reads_them() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let (one, two) = (
            town.adds(&ana, "Mesures").await,
            town.adds(&ana, "Carnet").await,
        );
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        let page = town
            .opens(&ana.cookie, &format!("{hers}?joindre=oui"))
            .await;
        for words in ["multiple", "Mesures", "Masquer ces fichiers"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let (token, one, two) = (
            town.token(),
            format!("document-{one}"),
            format!("document-{two}"),
        );
        let fields = [
            ("jeton", token.as_str()),
            ("texte", "Voici tout"),
            (one.as_str(), "oui"),
            (two.as_str(), "oui"),
            ("masquer", "oui"),
        ];
        let path = format!("{hers}/fichier");
        // Sent twice, it is there once.
        for _ in 0..2 {
            let sent = town.sends_files(&ana.cookie, &path, &fields, &TEXTS).await;
            assert_eq!(sent.location(), hers, "{}", sent.text());
        }
        town.world.advance(SENT);
        assert_eq!(town.documents_of(&ana.cookie).await, 5);
        let list = town.opens(&ana.cookie, DOCUMENTS).await;
        for title in ["Suivi — un", "Suivi — deux", "Suivi — trois"] {
            assert!(list.contains(title), "{title}: {list}");
        }
        let page = town.opens(&doctor.cookie, &his).await;
        assert_eq!(page.matches("Voici tout").count(), 1, "{page}");
        let ways = attached(&page, &format!("{his}/pieces/"));
        assert_eq!(ways.len(), 5, "{page}");
        for (way, (_, bytes)) in ways[2..].iter().zip(TEXTS) {
            let read = town
                .get(&doctor.cookie, &format!("{his}/pieces/{way}"))
                .await;
            assert_eq!((read.status, &*read.body), (StatusCode::OK, bytes));
        }
        // Kept in the conversation: in the record no professional has them.
        town.consents(&doctor, &ana).await;
        let record = town
            .opens(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        assert!(
            record.contains("Mesures") && !record.contains("Suivi — un"),
            "{record}"
        );
        // Something has to be attached.
        let token = town.token();
        let fields = [("jeton", token.as_str()), ("texte", "CANARIRIEN")];
        let none = town.sends_files(&ana.cookie, &path, &fields, &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = none.text();
        assert!(text.contains("Choisissez ce que vous joignez") && text.contains("CANARIRIEN"));
    })
    .await;
}

#[tokio::test]
async fn the_first_message_of_either_side_takes_files_along() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let token = town.token();
        let fields = [
            ("jeton", token.as_str()),
            ("sujet", "Courriers"),
            ("texte", "Ci-joint"),
        ];
        let path = format!("{}/fichier", theirs(&ana));
        for _ in 0..2 {
            let begun = town
                .sends_files(&doctor.cookie, &path, &fields, &TEXTS[..2])
                .await;
            assert_eq!(
                begun.location(),
                format!("{}/{token}", theirs(&ana)),
                "{}",
                begun.text()
            );
        }
        town.world.advance(SENT);
        let page = town.opens(&ana.cookie, &format!("{LIST}/{token}")).await;
        assert_eq!(
            attached(&page, "<li><a href=\"/espace/moi/documents/").len(),
            2,
            "{page}"
        );
        assert_eq!(town.documents_of(&ana.cookie).await, 2);
        // And hers.
        let token = town.token();
        let fields = [
            ("jeton", token.as_str()),
            ("a", "99700218896"),
            ("sujet", "Une question"),
            ("texte", "Ci-joint"),
        ];
        let path = format!("{WRITE}/fichier");
        let sent = town
            .sends_files(&ana.cookie, &path, &fields, &TEXTS[2..])
            .await;
        assert_eq!(
            sent.location(),
            format!("{LIST}/{token}"),
            "{}",
            sent.text()
        );
        assert_eq!(town.documents_of(&ana.cookie).await, 3);
        town.world.advance(SENT);
        let his = format!("{}/{token}", theirs(&ana));
        let page = town.opens(&doctor.cookie, &his).await;
        assert_eq!(
            attached(&page, &format!("{his}/pieces/")).len(),
            1,
            "{page}"
        );
        // To nobody whom she may write to: nothing of it is kept.
        let token = town.token();
        let fields = [
            ("jeton", token.as_str()),
            ("a", "99700000005"),
            ("sujet", "Une question"),
            ("texte", "Ci-joint"),
        ];
        let refused = town.sends_files(&ana.cookie, &path, &fields, &TEXTS).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(town.documents_of(&ana.cookie).await, 3);
    })
    .await;
}

#[tokio::test]
async fn msg_08_one_file_that_is_wrong_is_named_and_nothing_of_all_is_kept() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let hers = format!("{LIST}/{id}");
        let path = format!("{hers}/fichier");
        let (half, big) = (vec![b'a'; 13_000_000], vec![b'a'; 26_000_000]);
        let many: Vec<(&str, &[u8])> = (0..21).map(|_| ("page.txt", &b"Une page"[..])).collect();
        let token = town.token();
        let fields = [("jeton", token.as_str()), ("texte", "Voici tout")];
        let before = town.opens(&ana.cookie, "/espace/moi/acces/journal").await;
        for (files, words) in [
            (
                vec![TEXTS[0], ("outil.exe", &b"MZ\x90\x00\x03"[..]), TEXTS[1]],
                "« outil.exe » : ",
            ),
            (
                vec![TEXTS[0], ("long.txt", &big[..])],
                "« long.txt » : Ce fichier dépasse 25 Mo.",
            ),
            (
                vec![("a.txt", &half[..]), ("b.txt", &half[..])],
                "« b.txt » : Avec ce fichier, l’ensemble dépasse 25 Mo.",
            ),
            (many, "« page.txt » : Joignez 20 documents au plus."),
        ] {
            let refused = town.sends_files(&ana.cookie, &path, &fields, &files).await;
            let text = refused.text();
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
            assert!(
                text.contains(words) && text.contains("Voici tout"),
                "{words}: {text}"
            );
        }
        // Nor of a request that breaks off.
        let mut body = multiparts(&fields, &TEXTS);
        body.truncate(body.len() - 30);
        let broken = town.send(&ana.cookie, &path, Body::from(body)).await;
        assert!(broken.status.is_client_error(), "{}", broken.text());
        assert_eq!(town.documents_of(&ana.cookie).await, 0);
        assert!(!town.opens(&ana.cookie, &hers).await.contains("Voici tout"));
        let after = town.opens(&ana.cookie, "/espace/moi/acces/journal").await;
        let sent = |page: &str| page.matches("A envoyé un message").count();
        assert_eq!(sent(&before), sent(&after), "{after}");
        // The same form, mended, is sent.
        let done = town.sends_files(&ana.cookie, &path, &fields, &TEXTS).await;
        assert_eq!(done.location(), hers, "{}", done.text());
        assert_eq!(town.documents_of(&ana.cookie).await, 3);
    })
    .await;
}
