//! Several professionals in one conversation: who brings in whom, what they read, and
//! that whoever is taken off finds nothing.

use super::{LIST, SENT, WRITE, theirs};
use crate::town::{Answer, Holder, Pro, Town};
use http::StatusCode;

const PETIT: &str = "99700000005";

impl Town {
    /// The directory tells of two doctors, and of one who was struck off.
    pub(super) async fn with_directory(url: &str) -> Self {
        let town = Self::on(url).await;
        let people = "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,active\n\
             99700218896,Benali,Samir,10,,750000001,Cabinet des Lilas,Paris,yes\n\
             99700000005,Petit,Dora,10,,750000001,Cabinet des Lilas,Paris,yes\n\
             99700000013,Struck,Off,10,,,,,no\n";
        let csv = identity::professionals::Format::Csv;
        let directory = &town.house.professionals;
        let read = directory.import(people.as_bytes(), csv, std::io::sink());
        assert_eq!(read.await.expect("imported").rejected, 0);
        town
    }

    async fn brings(&self, cookie: &str, thread: &str, who: &str) -> Answer {
        let form = format!("jeton={}&qui={who}", self.token());
        self.post(cookie, &format!("{thread}/ajouter"), &form).await
    }

    async fn takes_off(&self, holder: &Holder, id: &str, who: &str) -> Answer {
        let form = format!("jeton={}&qui={who}", self.token());
        let path = format!("{LIST}/{id}/retirer");
        self.post(&holder.cookie, &path, &form).await
    }

    /// Whether a professional finds a conversation as one that is not there.
    async fn finds_nothing(&self, pro: &Pro, holder: &Holder, id: &str) {
        let unknown = "00000000000000000000000001";
        let pages = |id: &str| format!("{}/{id}", theirs(holder));
        for more in ["", "/ajouter"] {
            let one = self.get(&pro.cookie, &format!("{}{more}", pages(id))).await;
            let two = self
                .get(&pro.cookie, &format!("{}{more}", pages(unknown)))
                .await;
            assert_eq!(one.status, StatusCode::NOT_FOUND, "{more}: {}", one.text());
            assert_eq!(one.shape(), two.shape(), "{more}");
        }
        let token = self.token();
        for (deed, form) in [
            ("", format!("jeton={token}&geste=envoyer&texte=Moi")),
            ("", format!("jeton={token}&geste=garder&texte=Moi")),
            ("/etat", String::from("etat=closed")),
            ("/ajouter", format!("jeton={token}&qui={PETIT}")),
            ("/ajouter", format!("jeton={token}&qui=99700000021")),
        ] {
            let one = self
                .post(&pro.cookie, &format!("{}{deed}", pages(id)), &form)
                .await;
            let two = self
                .post(&pro.cookie, &format!("{}{deed}", pages(unknown)), &form)
                .await;
            assert_eq!(one.status, StatusCode::NOT_FOUND, "{deed}: {}", one.text());
            assert_eq!(one.shape(), two.shape(), "{deed}");
        }
        let inbox = self.opens(&pro.cookie, "/pro/messages").await;
        assert!(!inbox.contains(id), "{inbox}");
    }
}

#[tokio::test]
async fn a_colleague_who_is_brought_in_reads_all_of_it_and_its_holder_is_told() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_directory(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town
            .begins(&doctor, &ana, "CANARISUJET", "CANARITEXTE")
            .await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        town.says(&ana.cookie, &hers, "CANARIREPONSE").await;
        town.world.advance(SENT);
        town.opens(&ana.cookie, &hers).await;
        town.finds_nothing(&other, &ana, &id).await;
        // What they will read is said before, and whom the number names.
        let page = town.opens(&doctor.cookie, &format!("{his}/ajouter")).await;
        assert!(
            page.contains("lira tout l’échange depuis son début"),
            "{page}"
        );
        let asked = format!("{his}/ajouter?qui={PETIT}");
        let page = town.opens(&doctor.cookie, &asked).await;
        assert!(page.contains("Ajouter Dora Petit à l’échange"), "{page}");
        town.world.advance(std::time::Duration::from_secs(1));
        // Twice is once, also by two processes.
        let token = town.token();
        let form = format!("jeton={token}&qui={PETIT}");
        let twin = town.twin().await;
        for town in [&town, &twin] {
            let path = format!("{his}/ajouter");
            let done = town.post(&doctor.cookie, &path, &form).await;
            assert_eq!(
                done.location(),
                format!("{his}?fait=ajoute"),
                "{}",
                done.text()
            );
        }
        let inbox = town.opens(&other.cookie, "/pro/messages").await;
        assert!(inbox.contains(&his) && inbox.contains("Nouveau"), "{inbox}");
        let page = town.opens(&other.cookie, &his).await;
        for words in [
            "CANARISUJET",
            "CANARITEXTE",
            "CANARIREPONSE",
            "Dr Benali a ajouté Dora Petit à la conversation.",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(page.matches("a ajouté Dora Petit").count(), 1, "{page}");
        // Its holder is told, reads who it was, and it is unread until then.
        town.house.messages.tell().await.expect("told");
        let list = town.opens(&ana.cookie, LIST).await;
        assert!(
            list.contains("1 nouveau") && list.contains("Dora Petit"),
            "{list}"
        );
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(page.contains("Dr Benali a ajouté Dora Petit"), "{page}");
        town.world.advance(std::time::Duration::from_secs(1));
        assert!(!town.opens(&ana.cookie, LIST).await.contains("nouveau"));
        let history = town.opens(&ana.cookie, "/espace/moi/acces/journal").await;
        let words = "A ajouté Dora Petit à un échange de messages";
        assert!(history.contains(words), "{history}");
        // She writes, and all read it; it is no right on the record.
        town.says(&other.cookie, &his, "CANARIPETIT").await;
        assert!(
            !town
                .opens(&doctor.cookie, &his)
                .await
                .contains("CANARIPETIT"),
            "held"
        );
        town.world.advance(SENT);
        for (cookie, path) in [(&doctor.cookie, &his), (&ana.cookie, &hers)] {
            assert!(
                town.opens(cookie, path).await.contains("CANARIPETIT"),
                "{path}"
            );
        }
        let inbox = town.opens(&doctor.cookie, "/pro/messages").await;
        assert!(inbox.contains(&his), "{inbox}");
        let record = format!("/pro/patients/{}", ana.space);
        let refused = town.get(&other.cookie, &record).await;
        assert_eq!(refused.location(), format!("{record}/lien"));
        // Any of them closes it.
        let closed = town
            .post(&other.cookie, &format!("{his}/etat"), "etat=closed")
            .await;
        assert_eq!(closed.location(), format!("{his}?fait=closed"));
        assert!(
            town.opens(&ana.cookie, &hers)
                .await
                .contains("a fermé cet échange")
        );
        let twin = town.twin().await;
        assert!(
            twin.opens(&other.cookie, &his)
                .await
                .contains("CANARITEXTE")
        );
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn msg_01_whoever_is_taken_off_or_blocked_finds_nothing_and_the_holder_alone_brings_back() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_directory(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town
            .begins(&doctor, &ana, "CANARISUJET", "CANARITEXTE")
            .await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        town.brings(&doctor.cookie, &his, PETIT).await;
        town.opens(&other.cookie, &his).await;
        // A professional takes nobody off.
        let form = format!("jeton={}&qui=99700218896", town.token());
        let none = town
            .post(&other.cookie, &format!("{his}/retirer"), &form)
            .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        for _ in 0..2 {
            let done = town.takes_off(&ana, &id, PETIT).await;
            assert_eq!(
                done.location(),
                format!("{hers}?fait=retire"),
                "{}",
                done.text()
            );
        }
        town.finds_nothing(&other, &ana, &id).await;
        let page = town.opens(&ana.cookie, &hers).await;
        assert_eq!(
            page.matches("Vous avez retiré Dora Petit").count(),
            1,
            "{page}"
        );
        // Who took part goes on; her colleague does not bring her back, she does.
        assert!(
            town.opens(&doctor.cookie, &his)
                .await
                .contains("CANARITEXTE")
        );
        let refused = town.brings(&doctor.cookie, &his, PETIT).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused
                .text()
                .contains("Vous ne pouvez pas ajouter cette personne")
        );
        town.finds_nothing(&other, &ana, &id).await;
        let page = town.opens(&ana.cookie, &format!("{hers}/ajouter")).await;
        assert!(page.contains(PETIT), "{page}");
        let back = town.brings(&ana.cookie, &hers, PETIT).await;
        assert_eq!(
            back.location(),
            format!("{hers}?fait=ajoute"),
            "{}",
            back.text()
        );
        assert!(
            town.opens(&other.cookie, &his)
                .await
                .contains("CANARITEXTE")
        );
        // Blocked, she finds nothing either; and the holder says first what is to be.
        town.consents(&other, &ana).await;
        let decide = format!("/espace/moi/acces/pro/{PETIT}/decider");
        town.post(&ana.cookie, &decide, "quoi=bloquer").await;
        let page = town.get(&other.cookie, &his).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(
            page.contains("Vous avez bloqué une personne de cet échange"),
            "{page}"
        );
        let said = town.says(&ana.cookie, &hers, "Bonjour").await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.takes_off(&ana, &id, PETIT).await;
        let said = town.says(&ana.cookie, &hers, "Bonjour").await;
        assert_eq!(said.location(), hers, "{}", said.text());
        // Nobody is left: it is hers to read, and to bring somebody in.
        town.takes_off(&ana, &id, "99700218896").await;
        town.finds_nothing(&doctor, &ana, &id).await;
        let page = town.opens(&ana.cookie, &hers).await;
        for words in ["CANARITEXTE", "Plus personne ne prend part"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let said = town.says(&ana.cookie, &hers, "Bonjour").await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.brings(&ana.cookie, &hers, "99700218896").await;
        assert!(
            town.opens(&doctor.cookie, &his)
                .await
                .contains("CANARITEXTE")
        );
        let whole = town.opens(&ana.cookie, LIST).await;
        assert!(whole.contains("CANARISUJET"), "{whole}");
    })
    .await;
}

#[tokio::test]
async fn msg_03_nobody_is_brought_in_who_could_not_take_part_and_one_sentence_says_so() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_directory(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        town.consents(&other, &ana).await;
        let decide = format!("/espace/moi/acces/pro/{PETIT}/decider");
        town.post(&ana.cookie, &decide, "quoi=bloquer").await;
        // Blocked, struck off, unknown, an institution, no number: one answer.
        let mut answers = Vec::new();
        for who in [PETIT, "99700000013", "99700000021", "750000001", "n", ""] {
            let refused = town.brings(&doctor.cookie, &his, who).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{who}");
            let text = refused.text();
            assert!(
                text.contains("Vous ne pouvez pas ajouter cette personne"),
                "{who}: {text}"
            );
            let said = text.replace(&format!("value=\"{who}\""), "value=\"\"");
            answers.push(said.split("name=\"jeton\"").next().map(str::to_owned));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        // The holder brings in whom they may write to, and nobody else.
        for who in [PETIT, "99700000013", "99700000021", "n"] {
            let refused = town.brings(&ana.cookie, &hers, who).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{who}");
        }
        // Somebody else brings nobody in, and learns nothing.
        let louis = town.holder(1).await;
        let unknown = format!("{LIST}/00000000000000000000000001");
        let one = town.brings(&louis.cookie, &hers, "99700218896").await;
        let two = town.brings(&louis.cookie, &unknown, "99700218896").await;
        assert_eq!(one.status, StatusCode::NOT_FOUND);
        assert_eq!(one.shape(), two.shape());
        let none = town.takes_off(&louis, &id, "99700218896").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(!page.contains("a ajouté"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_holder_begins_with_several_and_what_they_hide_is_not_for_who_comes_later() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_directory(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let pharmacist = town.pro("21", "99700000021", "Ph. Lemoine").await;
        for pro in [&doctor, &other, &pharmacist] {
            town.consents(pro, &ana).await;
        }
        for pro in [&doctor, &other] {
            let on = "joignable=oui";
            town.post(&pro.cookie, "/pro/messages/joignable", on).await;
        }
        let page = town.opens(&ana.cookie, WRITE).await;
        assert!(page.contains("name=\"avec-99700000005\""), "{page}");
        // One of them nobody: nothing is begun.
        let form = "a=99700218896&avec-99700000013=oui&sujet=CANARI&texte=Bonjour";
        let refused = town.begins_with(&ana.cookie, WRITE, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        // A draft is for all of them, also one that comes of what was taken back.
        let to_all = "a=99700218896&avec-99700000005=oui&avec-99700000021=oui&sujet=CANARI&texte=Bonjour";
        let is_for_all = async |first: &str| {
            let page = town.opens(&ana.cookie, WRITE).await;
            for who in ["99700000005", "99700000021", "99700218896"] {
                let chosen = page.contains(&format!("<option value=\"{who}\" selected>"));
                let ticked = page.contains(&format!("name=\"avec-{who}\" value=\"oui\" checked"));
                assert_eq!((chosen, ticked), (who == first, who != first), "{who}: {page}");
            }
        };
        let form = format!("jeton={}&geste=garder&{to_all}", town.token());
        let kept = town.post(&ana.cookie, WRITE, &form).await;
        assert_eq!(kept.location(), format!("{LIST}?fait=garde"), "{}", kept.text());
        is_for_all("99700218896").await;
        let begun = town.begins_with(&ana.cookie, WRITE, to_all).await;
        assert!(!town.opens(&ana.cookie, WRITE).await.contains("Bonjour"), "it was sent");
        town.takes_back(&ana.cookie, begun.location()).await;
        // A conversation has them in the order of their numbers.
        is_for_all("99700000005").await;
        let form = "a=99700218896&avec-99700000021=oui&avec-99700218896=oui&sujet=CANARI&texte=Bonjour";
        let begun = town.begins_with(&ana.cookie, WRITE, form).await;
        let hers = begun.location().to_owned();
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        let id = hers.rsplit('/').next().expect("an id");
        let his = format!("{}/{id}", theirs(&ana));
        town.world.advance(SENT);
        for pro in [&doctor, &pharmacist] {
            let inbox = town.opens(&pro.cookie, "/pro/messages").await;
            assert!(inbox.contains(&his), "{inbox}");
            let page = town.opens(&pro.cookie, &his).await;
            assert!(page.contains("Dr Benali") && page.contains("Ph. Lemoine"), "{page}");
        }
        town.finds_nothing(&other, &ana, id).await;
        // A document that is hidden is meant for these two.
        let (hidden, shown) = (town.adds(&ana, "Intime").await, town.adds(&ana, "Mesures").await);
        let hide = format!("/espace/moi/documents/{hidden}/masquer");
        town.post(&ana.cookie, &hide, "qui=tous").await;
        let form = format!(
            "jeton={}&geste=envoyer&texte=Voici&document-{hidden}=oui&document-{shown}=oui&confirmer=oui",
            town.token()
        );
        let sent = town.post(&ana.cookie, &hers, &form).await;
        assert_eq!(sent.location(), hers, "{}", sent.text());
        town.world.advance(SENT);
        let brought = town.brings(&ana.cookie, &hers, PETIT).await;
        assert_eq!(brought.location(), format!("{hers}?fait=ajoute"), "{}", brought.text());
        let piece = |document: &str| format!("{his}/pieces/{document}");
        for (pro, document, status) in [
            (&doctor, &hidden, StatusCode::OK),
            (&pharmacist, &hidden, StatusCode::OK),
            (&other, &hidden, StatusCode::NOT_FOUND),
            (&other, &shown, StatusCode::OK),
        ] {
            let read = town.get(&pro.cookie, &piece(document)).await;
            assert_eq!(read.status, status, "{}", pro.professional.name.0);
        }
        let page = town.opens(&other.cookie, &his).await;
        assert!(page.contains(&piece(&shown)) && !page.contains(&hidden), "{page}");
        // Attached again, it is meant for her too.
        let form = format!(
            "jeton={}&geste=envoyer&texte=Encore&document-{hidden}=oui&confirmer=oui",
            town.token()
        );
        town.post(&ana.cookie, &hers, &form).await;
        town.world.advance(SENT);
        let read = town.get(&other.cookie, &piece(&hidden)).await;
        assert_eq!(read.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn what_is_unread_is_counted_on_every_page_of_a_professional_and_not_once_it_is_gone() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_directory(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.begins(&doctor, &ana, "CANARISUJET", "Bonjour").await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        let unread = async |pro: &Pro| {
            let page = town.opens(&pro.cookie, "/pro").await;
            assert!(!page.contains("CANARI") && !page.contains(&id), "{page}");
            page.matches("un échange non lu").count()
        };
        assert_eq!(unread(&doctor).await, 0);
        town.says(&ana.cookie, &hers, "Merci").await;
        assert_eq!(unread(&doctor).await, 0, "it is held");
        town.world.advance(SENT);
        // In the menu, and on the page.
        assert_eq!((unread(&doctor).await, unread(&other).await), (2, 0));
        town.brings(&doctor.cookie, &his, PETIT).await;
        assert_eq!(unread(&other).await, 2);
        town.opens(&doctor.cookie, &his).await;
        assert_eq!(unread(&doctor).await, 0);
        town.takes_off(&ana, &id, PETIT).await;
        assert_eq!(unread(&other).await, 0);
    })
    .await;
}

#[tokio::test]
async fn msg_11_the_holder_is_told_that_somebody_was_brought_in_and_of_nothing_more() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_directory(&url).await;
        let (ana, doctor) = (
            town.holder_reached(0, "ana@exemple.fr").await,
            town.doctor().await,
        );
        let id = town.begins(&doctor, &ana, "CANARISUJET", "CANARI").await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        assert_eq!(town.told_of_messages().await.len(), 1);
        town.opens(&ana.cookie, &hers).await;
        town.world.advance(SENT);
        town.brings(&doctor.cookie, &his, PETIT).await;
        let told = town.told_of_messages().await;
        assert_eq!(told.len(), 2, "{told:?}");
        for word in ["CANARI", "Petit", "Benali", "ajouté", &id] {
            assert!(!told.concat().contains(word), "{word}: {told:?}");
        }
        // Of what she does herself she is not told.
        town.opens(&ana.cookie, &hers).await;
        town.world.advance(SENT);
        town.takes_off(&ana, &id, PETIT).await;
        town.brings(&ana.cookie, &hers, PETIT).await;
        town.world.advance(SENT);
        assert_eq!(town.told_of_messages().await.len(), 2);
    })
    .await;
}
