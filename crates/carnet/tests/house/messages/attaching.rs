//! What is attached: from the documents of the space, and into them.

use super::{LIST, SENT, theirs, typed};
use crate::town::{Holder, Pro, Town};
use http::StatusCode;

const DOCUMENTS: &str = "/espace/moi/documents";

impl Town {
    /// A conversation that both see; its id.
    async fn talk(&self, pro: &Pro, holder: &Holder) -> String {
        let id = self.begins(pro, holder, "Suivi", "Bonjour").await;
        self.world.advance(SENT);
        id
    }

    /// A file that a professional keeps with a draft is theirs alone and no document,
    /// until it is sent.
    async fn keeps_a_file_with_a_draft(
        &self,
        (doctor, his): (&Pro, &str),
        (ana, hers): (&Holder, &str),
    ) {
        let noted = async || {
            let of = "SELECT object FROM message_draft_file";
            let rows = self.house.store.query(of, vec![]).await;
            rows.expect("asked").len()
        };
        let attached = async || {
            let page = self.opens(&ana.cookie, hers).await;
            assert!(!page.contains("suite.txt"), "{page}");
            page.matches("Pièce jointe").count()
        };
        let lie = || testkit::objects(&self.folder.path().join("vault")).len();
        let (before, lay) = (attached().await, lie());
        let keeps = format!("{his}/fichier?garder=oui");
        let token = self.token();
        let fields = [
            ("jeton", token.as_str()),
            ("texte", "Le second"),
            ("pieces", "oui"),
        ];
        for _ in 0..2 {
            // What is kept again without a tick takes the place of what was.
            let file = ("suite.txt", &b"Bonjour encore"[..]);
            let kept = self.upload(&doctor.cookie, &keeps, &fields, file).await;
            let there = format!("{his}?fait=garde");
            assert_eq!(kept.location(), there, "{}", kept.text());
            assert_eq!((noted().await, lie()), (1, lay + 1));
        }
        let page = self.opens(&doctor.cookie, his).await;
        for words in [
            "suite.txt",
            "Le second",
            "Fichiers gardés avec le brouillon",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let piece = page.split("name=\"piece-").nth(1);
        let piece = piece.and_then(|rest| rest.get(..26)).expect("kept");
        let send = format!("jeton={token}&geste=envoyer&texte=Voici&pieces=oui&piece-{piece}=oui");
        let none = self.post(&ana.cookie, hers, &send).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(attached().await, before);
        let sent = self.post(&doctor.cookie, his, &send).await;
        assert_eq!(sent.location(), his, "{}", sent.text());
        self.world.advance(SENT);
        assert_eq!(attached().await, before + 1);
        // What was sent waits no more: it is a document.
        assert_eq!((noted().await, lie()), (0, lay + 1));
    }
}

#[tokio::test]
async fn msg_01_what_is_attached_is_read_by_those_who_take_part_and_nobody_else() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let attached = town.adds(&ana, "Mesures").await;
        let alone = town.adds(&ana, "Autre chose").await;
        let foreign = town.adds(&louis, "De Louis").await;
        let id = town.talk(&doctor, &ana).await;
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        // What she wrote so far is kept while she looks for documents.
        let form = format!("jeton={}&geste=joindre&texte=CANARIBROUILLON", town.token());
        let goes = town.post(&ana.cookie, &hers, &form).await;
        assert_eq!(goes.location(), format!("{hers}?joindre=oui#joindre"));
        let page = town
            .opens(&ana.cookie, &format!("{hers}?joindre=oui"))
            .await;
        for words in ["CANARIBROUILLON", "Mesures", "25 Mo en tout, au plus"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("De Louis"), "{page}");
        let send = |document: &str| {
            format!(
                "jeton={}&geste=envoyer&texte=Voici&document-{document}=oui",
                town.token()
            )
        };
        // Nobody attaches what is not theirs to see.
        let none = town.post(&ana.cookie, &hers, &send(&foreign)).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let none = town.post(&doctor.cookie, &his, &send(&attached)).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let sent = town.post(&ana.cookie, &hers, &send(&attached)).await;
        assert_eq!(sent.location(), hers, "{}", sent.text());
        let piece = |document: &str| format!("{his}/pieces/{document}");
        let held = town.get(&doctor.cookie, &piece(&attached)).await;
        assert_eq!(held.status, StatusCode::NOT_FOUND, "the message is held");
        town.world.advance(SENT);
        let page = town.opens(&doctor.cookie, &his).await;
        assert!(page.contains(&piece(&attached)), "{page}");
        let read = town.get(&doctor.cookie, &piece(&attached)).await;
        assert_eq!(read.status, StatusCode::OK);
        let disposition = read.headers.get("content-disposition").expect("one");
        assert!(
            disposition
                .to_str()
                .expect("text")
                .starts_with("attachment")
        );
        // No other document, nobody else, nowhere else; and it is no care link.
        let unknown = piece("00000000000000000000000001");
        let unknown = town.get(&doctor.cookie, &unknown).await;
        for (cookie, path) in [
            (&doctor.cookie, piece(&alone)),
            (&other.cookie, piece(&attached)),
            (
                &doctor.cookie,
                piece(&attached).replace(&ana.space.to_string(), &louis.space.to_string()),
            ),
        ] {
            let refused = town.get(cookie, &path).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(refused.shape(), unknown.shape(), "{path}");
        }
        let record = format!("/pro/patients/{}", ana.space);
        let direct = town
            .get(&doctor.cookie, &format!("{record}/documents/{attached}"))
            .await;
        assert_eq!(direct.location(), format!("{record}/lien"));
        // The read stands in her history; once it is in the bin, it is gone.
        let history = town.opens(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(
            history.contains("A téléchargé") && history.contains("Mesures"),
            "{history}"
        );
        let binned = town
            .post(&ana.cookie, &format!("{DOCUMENTS}/{attached}/jeter"), "")
            .await;
        assert_eq!(binned.status, StatusCode::SEE_OTHER, "{}", binned.text());
        let gone = town.get(&doctor.cookie, &piece(&attached)).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        // A draft keeps what is attached, and tells what is gone when it goes on.
        let keep = format!(
            "jeton={}&geste=garder&texte=Ensuite&pieces=oui&document-{alone}=oui",
            town.token()
        );
        let kept = town.post(&ana.cookie, &hers, &keep).await;
        assert_eq!(kept.location(), format!("{hers}?fait=garde"));
        let ticked = format!("name=\"document-{alone}\" value=\"oui\" checked");
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(page.contains(&ticked) && page.contains("Ensuite"), "{page}");
        let binned = format!("{DOCUMENTS}/{alone}/jeter");
        town.does(&ana.cookie, &binned, "").await;
        let late = town.post(&ana.cookie, &hers, &send(&alone)).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = "Un document que ce brouillon gardait ne peut plus être joint";
        assert!(late.text().contains(told), "{}", late.text());
        let words = "Un document au moins que gardait ce brouillon";
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(page.contains(words) && page.contains("Ensuite"), "{page}");
        assert!(!page.contains(&ticked), "{page}");
        // What is gone stands in no way of emptying it.
        assert!(
            page.contains("name=\"pieces\" value=\"brouillon\""),
            "{page}"
        );
        let empty = "geste=garder&texte=&pieces=brouillon";
        let empty = format!("jeton={}&{empty}", town.token());
        let cleared = town.post(&ana.cookie, &hers, &empty).await;
        assert_eq!(cleared.location(), format!("{hers}?fait=efface"));
    })
    .await;
}

#[tokio::test]
async fn what_is_hidden_is_attached_only_when_its_holder_says_so_and_blocking_ends_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let hidden = town.adds(&ana, "Intime").await;
        let hide = format!("{DOCUMENTS}/{hidden}/masquer");
        town.post(&ana.cookie, &hide, "qui=tous").await;
        let id = town.talk(&doctor, &ana).await;
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        let form = format!(
            "jeton={}&geste=envoyer&texte={}&document-{hidden}=oui",
            town.token(),
            typed("Pour vous seul")
        );
        let asked = town.post(&ana.cookie, &hers, &form).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = asked.text();
        for words in [
            "Un document que vous joignez est masqué",
            "Pour vous seul",
            "name=\"confirmer\"",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let sent = town
            .post(&ana.cookie, &hers, &format!("{form}&confirmer=oui"))
            .await;
        assert_eq!(sent.location(), hers, "{}", sent.text());
        town.world.advance(SENT);
        let piece = format!("{his}/pieces/{hidden}");
        assert_eq!(
            town.get(&doctor.cookie, &piece).await.status,
            StatusCode::OK
        );
        // Elsewhere it stays hidden.
        town.consents(&doctor, &ana).await;
        let direct = format!("/pro/patients/{}/documents/{hidden}", ana.space);
        assert_eq!(
            town.get(&doctor.cookie, &direct).await.status,
            StatusCode::NOT_FOUND
        );
        let decide = "/espace/moi/acces/pro/99700218896/decider";
        town.post(&ana.cookie, decide, "quoi=bloquer").await;
        assert_eq!(
            town.get(&doctor.cookie, &piece).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_of_a_professional_comes_into_the_documents_with_its_message_or_not_at_all() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.talk(&doctor, &ana).await;
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        let path = format!("{his}/fichier");
        let token = town.token();
        let fields = [("jeton", token.as_str()), ("texte", "Votre courrier")];
        // 26 MB, no document, somebody else: nothing of it is kept.
        let big = vec![b'a'; 26_000_000];
        let refused = town
            .upload(&doctor.cookie, &path, &fields, ("l.txt", &big))
            .await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text()
        );
        let text = refused.text();
        assert!(
            text.contains("« l.txt » : Ce fichier dépasse 25 Mo")
                && text.contains("Votre courrier"),
            "{text}"
        );
        let program = town
            .upload(&doctor.cookie, &path, &fields, ("l.exe", b"MZ\x90\x00\x03"))
            .await;
        assert_eq!(
            program.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            program.text()
        );
        let stranger = town
            .upload(&other.cookie, &path, &fields, ("l.txt", b"Bonjour"))
            .await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        assert!(
            town.opens(&ana.cookie, DOCUMENTS)
                .await
                .contains("Aucun document.")
        );
        assert!(
            !town
                .opens(&doctor.cookie, &his)
                .await
                .contains("Pièce jointe")
        );
        // Sent twice, it is there once: the message and the document.
        for _ in 0..2 {
            let sent = town
                .upload(&doctor.cookie, &path, &fields, ("l.txt", b"Bonjour Ana"))
                .await;
            assert_eq!(sent.location(), his, "{}", sent.text());
        }
        town.world.advance(SENT);
        let page = town.opens(&ana.cookie, &hers).await;
        assert_eq!(page.matches("Votre courrier").count(), 1, "{page}");
        let link = page
            .split(&format!("{DOCUMENTS}/"))
            .nth(1)
            .map(|rest| &rest[..26]);
        let document = link.expect("attached");
        let list = town.opens(&ana.cookie, DOCUMENTS).await;
        assert!(
            list.contains(document) && !list.contains("2 documents"),
            "{list}"
        );
        let seen = town
            .opens(&ana.cookie, &format!("{DOCUMENTS}/{document}"))
            .await;
        assert!(
            seen.contains("Suivi") && seen.contains("Dr Benali"),
            "{seen}"
        );
        let read = town
            .get(&doctor.cookie, &format!("{his}/pieces/{document}"))
            .await;
        assert_eq!(
            (read.status, &*read.body),
            (StatusCode::OK, &b"Bonjour Ana"[..])
        );
        town.keeps_a_file_with_a_draft((&doctor, &his), (&ana, &hers))
            .await;
        let without = format!("jeton={}&texte=a", town.token());
        let without = town.post(&doctor.cookie, &path, &without).await;
        assert!(without.status.is_client_error());
    })
    .await;
}
