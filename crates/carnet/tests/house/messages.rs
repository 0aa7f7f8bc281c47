//! Conversations: who begins one, who sees it, what is taken back, what is closed,
//! and what nobody else learns.

mod attaching;
mod inbox;
mod manner;
mod notices;
mod others;
mod several;
mod starting;
mod together;

use crate::town::{Answer, Holder, Pro, Town};
use http::StatusCode;
use kernel::DocumentId;
use std::time::Duration;

const LIST: &str = "/espace/moi/messages";
const WRITE: &str = "/espace/moi/messages/ecrire";
/// Longer than a message is held.
const SENT: Duration = Duration::from_secs(31);

/// A text as a form carries it.
fn typed(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The conversations of a professional with a patient.
fn theirs(holder: &Holder) -> String {
    format!("/pro/patients/{}/messages", holder.space)
}

impl Town {
    /// What tells a form from all others.
    pub(crate) fn token(&self) -> String {
        DocumentId::new(&*self.house.world.chance).to_string()
    }

    /// Sends a form that begins a conversation.
    async fn begins_with(&self, cookie: &str, path: &str, form: &str) -> Answer {
        let form = format!("jeton={}&geste=envoyer&{form}", self.token());
        self.post(cookie, path, &form).await
    }

    /// A professional begins a conversation; its id.
    pub(crate) async fn begins(
        &self,
        pro: &Pro,
        holder: &Holder,
        subject: &str,
        text: &str,
    ) -> String {
        let form = format!("sujet={}&texte={}", typed(subject), typed(text));
        let begun = self.begins_with(&pro.cookie, &theirs(holder), &form).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        let id = begun.location().rsplit('/').next().expect("an id");
        assert_eq!(id.len(), 26, "{}", begun.location());
        id.to_owned()
    }

    /// Sends an answer in a conversation.
    async fn says(&self, cookie: &str, path: &str, text: &str) -> Answer {
        let text = typed(text);
        let form = format!("jeton={}&geste=envoyer&texte={text}", self.token());
        self.post(cookie, path, &form).await
    }

    async fn opens(&self, cookie: &str, path: &str) -> String {
        let page = self.get(cookie, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        page.text()
    }

    /// Takes back the message that a page offers to take back.
    async fn takes_back(&self, cookie: &str, path: &str) -> Answer {
        let page = self.opens(cookie, path).await;
        let id = page.split("name=\"message\" value=\"").nth(1);
        let id = id.and_then(|rest| rest.split('"').next());
        let form = format!("message={}", id.unwrap_or_else(|| panic!("{page}")));
        self.post(cookie, &format!("{path}/annuler"), &form).await
    }
}

#[tokio::test]
async fn a_professional_writes_the_holder_reads_and_answers_and_is_read() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let empty = town.opens(&ana.cookie, LIST).await;
        assert!(
            empty.contains("Aucun message.") && empty.contains("appelez le 15"),
            "{empty}"
        );
        let id = town
            .begins(&doctor, &ana, "Résultats", "Bonjour,\nà bientôt.\n\nDr B")
            .await;
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        let sent = town.opens(&doctor.cookie, &his).await;
        assert!(
            sent.contains("à bientôt.") && sent.contains("Annuler l’envoi"),
            "{sent}"
        );
        // Held: the other side has nothing yet.
        assert!(
            town.opens(&ana.cookie, LIST)
                .await
                .contains("Aucun message.")
        );
        assert_eq!(
            town.get(&ana.cookie, &hers).await.status,
            StatusCode::NOT_FOUND
        );
        town.world.advance(SENT);
        let home = town.opens(&ana.cookie, "/espace/moi").await;
        assert!(home.contains("Vous avez un échange non lu."), "{home}");
        let list = town.opens(&ana.cookie, LIST).await;
        for words in ["Résultats", "Dr Benali", "1 nouveau"] {
            assert!(list.contains(words), "{words}: {list}");
        }
        let read = town.opens(&ana.cookie, &hers).await;
        for words in [
            "Bonjour,<br>à bientôt.",
            "Dr Benali, Cabinet des Lilas",
            "RPPS 99700218896",
            "Nouveau",
            "appelez le 15",
        ] {
            assert!(read.contains(words), "{words}: {read}");
        }
        assert!(!town.opens(&ana.cookie, LIST).await.contains("1 nouveau"));
        assert!(town.opens(&doctor.cookie, &his).await.contains("· lu"));
        let answered = town.says(&ana.cookie, &hers, "Merci <docteur>").await;
        assert_eq!(answered.location(), hers, "{}", answered.text());
        assert!(!town.opens(&doctor.cookie, &his).await.contains("Merci"));
        town.world.advance(SENT);
        let inbox = town.opens(&doctor.cookie, "/pro/messages").await;
        assert!(inbox.contains("Nouveau") && inbox.contains(&his), "{inbox}");
        assert!(!inbox.contains("Résultats"), "no subject: {inbox}");
        let answer = town.opens(&doctor.cookie, &his).await;
        for words in [
            "Merci &#60;docteur&#62;",
            "Patient, identité du registre",
            "Écrit par Ana Martin",
        ] {
            assert!(answer.contains(words), "{words}: {answer}");
        }
        assert!(
            !town
                .opens(&doctor.cookie, "/pro/messages")
                .await
                .contains("Nouveau")
        );
        // Another process reads the same, and so does one that starts anew.
        let twin = town.twin().await;
        assert!(twin.opens(&ana.cookie, &hers).await.contains("Merci"));
        // It opened nothing of the record.
        let record = format!("/pro/patients/{}", ana.space);
        let refused = town.get(&doctor.cookie, &record).await;
        assert_eq!(refused.location(), format!("{record}/lien"));
        let history = town.opens(&ana.cookie, "/espace/moi/acces/journal").await;
        for words in [
            "A commencé un échange de messages",
            "A envoyé un message",
            "A ouvert un échange de messages",
            "A lu de nouveaux messages",
        ] {
            assert!(history.contains(words), "{words}: {history}");
        }
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn a_message_is_taken_back_for_thirty_seconds_and_is_a_draft_again() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        // The first of a conversation: then there is none.
        let id = town
            .begins(&doctor, &ana, "CANARISUJET", "CANARITEXTE")
            .await;
        let his = format!("{}/{id}", theirs(&ana));
        let back = town.takes_back(&doctor.cookie, &his).await;
        assert_eq!(back.location(), format!("{}?fait=annule", theirs(&ana)));
        let again = town.opens(&doctor.cookie, back.location()).await;
        for words in ["CANARISUJET", "CANARITEXTE", "L’envoi est annulé"] {
            assert!(again.contains(words), "{words}: {again}");
        }
        assert_eq!(
            town.get(&doctor.cookie, &his).await.status,
            StatusCode::NOT_FOUND
        );
        town.world.advance(SENT);
        let twin = town.twin().await;
        for path in [LIST, "/espace/moi", "/espace/moi/acces/journal"] {
            let page = twin.opens(&ana.cookie, path).await;
            assert!(!page.contains("CANARI"), "{path}: {page}");
        }
        let hers = format!("{LIST}/{id}");
        assert_eq!(
            twin.get(&ana.cookie, &hers).await.status,
            StatusCode::NOT_FOUND
        );
        // An answer: the conversation stays.
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        town.says(&ana.cookie, &hers, "CANARIREPONSE").await;
        let back = town.takes_back(&ana.cookie, &hers).await;
        assert_eq!(back.location(), format!("{hers}?fait=annule"));
        let page = town.opens(&ana.cookie, &hers).await;
        assert_eq!(page.matches("CANARIREPONSE").count(), 1, "a draft: {page}");
        town.world.advance(SENT);
        assert!(!town.opens(&doctor.cookie, &his).await.contains("CANARI"));
        let inbox = town.opens(&doctor.cookie, "/pro/messages").await;
        assert!(
            inbox.contains(&his) && !inbox.contains("Nouveau"),
            "{inbox}"
        );
        // Another draft that was there stands below it: no word is lost.
        let form = format!("jeton={}&geste=garder&texte=CANARIAUTRE", town.token());
        town.post(&ana.cookie, &hers, &form).await;
        let token = town.token();
        let form = format!("jeton={token}&geste=envoyer&texte=CANARIENVOI");
        town.post(&ana.cookie, &hers, &form).await;
        let form = form.replace("envoyer", "garder").replace("ENVOI", "AUTRE");
        town.post(&ana.cookie, &hers, &form).await;
        let back = town
            .post(
                &ana.cookie,
                &format!("{hers}/annuler"),
                &format!("message={token}"),
            )
            .await;
        assert_eq!(back.location(), format!("{hers}?fait=annule-deux"));
        let page = town.opens(&ana.cookie, back.location()).await;
        let (sent, kept) = (page.find("CANARIENVOI"), page.find("CANARIAUTRE"));
        assert!(sent.is_some() && sent < kept, "{page}");
        assert!(page.contains("au-dessus de celui que vous aviez"), "{page}");
        // Once it is sent, the draft is gone; and after thirty seconds it is too late.
        town.says(&ana.cookie, &hers, "Merci").await;
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(!page.contains("CANARI"), "{page}");
        let form = page
            .split("name=\"message\" value=\"")
            .nth(1)
            .expect("an undo");
        let form = format!("message={}", &form[..26]);
        town.world.advance(SENT);
        let late = town
            .post(&ana.cookie, &format!("{hers}/annuler"), &form)
            .await;
        assert_eq!(late.location(), format!("{hers}?fait=trop-tard"));
        assert!(
            town.opens(&ana.cookie, late.location())
                .await
                .contains("Trop tard")
        );
        assert!(town.opens(&doctor.cookie, &his).await.contains("Merci"));
    })
    .await;
}

#[tokio::test]
async fn what_is_closed_or_takes_no_reply_is_not_answered_until_somebody_writes_again() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        // Only the professional closes.
        let closed = town
            .post(&doctor.cookie, &format!("{his}/etat"), "etat=closed")
            .await;
        assert_eq!(
            closed.location(),
            format!("{his}?fait=closed"),
            "{}",
            closed.text()
        );
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(
            page.contains("a fermé cet échange") && !page.contains("<textarea"),
            "{page}"
        );
        // Answered after closing, from a page that was open: the text comes back.
        let late = town.says(&ana.cookie, &hers, "Une question encore").await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = late.text();
        assert!(
            text.contains("a fermé cet échange") && text.contains("Une question encore"),
            "{text}"
        );
        let english = format!("/en{hers}");
        let late = town.says(&ana.cookie, &english, "One more question").await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = late.text();
        assert!(
            text.contains("closed this conversation") && text.contains("One more question"),
            "{text}"
        );
        // Writing again opens it again.
        town.says(&doctor.cookie, &his, "Je vous écoute").await;
        town.world.advance(SENT);
        let answered = town.says(&ana.cookie, &hers, "Une question encore").await;
        assert_eq!(answered.location(), hers, "{}", answered.text());
        // A message without reply, and its author's mind changed.
        let form = format!(
            "jeton={}&geste=envoyer&texte=Fin&sans-reponse=oui",
            town.token()
        );
        town.post(&doctor.cookie, &his, &form).await;
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(page.contains("n’attend pas de réponse"), "{page}");
        // Taken back and sent again, it still takes none.
        town.takes_back(&doctor.cookie, &his).await;
        let page = town.opens(&doctor.cookie, &his).await;
        let ticked = "name=\"sans-reponse\" value=\"oui\" checked";
        assert!(
            page.contains(">Fin</textarea>") && page.contains(ticked),
            "{page}"
        );
        let form = format!(
            "jeton={}&geste=envoyer&texte=Fin&sans-reponse=oui",
            town.token()
        );
        town.post(&doctor.cookie, &his, &form).await;
        town.post(&doctor.cookie, &format!("{his}/etat"), "etat=open")
            .await;
        assert!(town.opens(&ana.cookie, &hers).await.contains("<textarea"));
        let history = town.opens(&ana.cookie, "/espace/moi/acces/journal").await;
        for words in ["A fermé un échange de messages", "A permis les réponses"] {
            assert!(history.contains(words), "{words}: {history}");
        }
    })
    .await;
}

#[tokio::test]
async fn msg_10_a_message_sent_twice_by_a_client_that_tries_again_is_there_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let form = format!(
            "jeton={}&geste=envoyer&sujet=Suivi&texte=CANARIUN",
            town.token()
        );
        let first = town.post(&doctor.cookie, &theirs(&ana), &form).await;
        let twin = town.twin().await;
        let second = twin.post(&doctor.cookie, &theirs(&ana), &form).await;
        assert_eq!(first.location(), second.location(), "{}", second.text());
        let his = first.location().to_owned();
        assert_eq!(
            town.opens(&doctor.cookie, &theirs(&ana))
                .await
                .matches(&his)
                .count(),
            1
        );
        let answer = format!("jeton={}&geste=envoyer&texte=CANARIDEUX", town.token());
        for _ in 0..3 {
            let sent = town.post(&doctor.cookie, &his, &answer).await;
            assert_eq!(sent.location(), his, "{}", sent.text());
        }
        // At the same moment, by two processes.
        let answer = format!("jeton={}&geste=envoyer&texte=CANARITROIS", town.token());
        let (one, other) = tokio::join!(
            town.post(&doctor.cookie, &his, &answer),
            twin.post(&doctor.cookie, &his, &answer)
        );
        assert_eq!(
            (one.location(), other.location()),
            (his.as_str(), his.as_str())
        );
        town.world.advance(SENT);
        let hers = format!("{LIST}/{}", his.rsplit('/').next().expect("an id"));
        let page = town.opens(&ana.cookie, &hers).await;
        for text in ["CANARIUN", "CANARIDEUX", "CANARITROIS"] {
            assert_eq!(page.matches(text).count(), 1, "{text}: {page}");
        }
        // Nobody takes the id of what another wrote for theirs.
        let stolen = form.replace("CANARIUN", "CANARIVOL");
        let other = town.other_doctor().await;
        let refused = town.post(&other.cookie, &theirs(&ana), &stolen).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_sent_comes_back_with_a_sentence_and_all_that_was_typed() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let (long, far) = ("é".repeat(20_001), "x".repeat(200_000));
        let subject = "x".repeat(151);
        for (fields, sentence) in [
            (
                String::from("sujet=Suivi&texte=++%0D%0A"),
                "Écrivez votre message.",
            ),
            (
                String::from("sujet=+&texte=Bonjour"),
                "Indiquez l’objet du message.",
            ),
            (
                format!("sujet={subject}&texte=Bonjour"),
                "L’objet dépasse 150 caractères.",
            ),
            (
                format!("sujet=Suivi&texte={}", typed(&long)),
                "compte 20 001 caractères.",
            ),
            (
                format!("sujet=Suivi&texte={far}"),
                "compte 200 000 caractères.",
            ),
        ] {
            let refused = town
                .begins_with(&doctor.cookie, &theirs(&ana), &fields)
                .await;
            assert_eq!(
                refused.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{sentence}"
            );
            assert!(refused.text().contains(sentence), "{sentence}");
        }
        let refused = format!("sujet=Suivi&texte={far}");
        let refused = town
            .begins_with(&doctor.cookie, &theirs(&ana), &refused)
            .await;
        assert!(
            refused.text().contains(&far),
            "nothing that was typed is lost"
        );
        let english = format!("/en{}", theirs(&ana));
        for (fields, sentence) in [
            (String::from("sujet=a&texte=+"), "Write your message."),
            (format!("sujet=a&texte={far}"), "has 200,000 characters."),
        ] {
            let refused = town.begins_with(&doctor.cookie, &english, &fields).await;
            let (status, text) = (refused.status, refused.text());
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
            assert!(text.contains(sentence), "{sentence}");
        }
        let page = town.opens(&ana.cookie, LIST).await;
        assert!(!page.contains("Dr Benali"), "nothing was sent: {page}");
        // The most there may be goes through, accents and all.
        let most = "é".repeat(20_000);
        let id = town.begins(&doctor, &ana, "Suivi", &most).await;
        town.world.advance(SENT);
        assert!(
            town.opens(&ana.cookie, &format!("{LIST}/{id}"))
                .await
                .contains(&most)
        );
        // Without a token it is no form of ours; nor with a field of another's.
        let form = "jeton=x&geste=envoyer&sujet=a&texte=b";
        let none = town.post(&doctor.cookie, &theirs(&ana), form).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let more = town
            .begins_with(&doctor.cookie, &theirs(&ana), "sujet=a&texte=b&by=1")
            .await;
        assert!(more.status.is_client_error());
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_its_authors_alone_and_goes_when_it_is_sent() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let keep = format!(
            "jeton={}&geste=garder&sujet=CANARIS&texte=CANARIT",
            town.token()
        );
        let kept = town.post(&doctor.cookie, &theirs(&ana), &keep).await;
        assert_eq!(kept.location(), format!("{}?fait=garde", theirs(&ana)));
        let page = town.opens(&doctor.cookie, kept.location()).await;
        assert!(
            page.contains("CANARIS") && page.contains("CANARIT"),
            "{page}"
        );
        assert!(
            !town
                .opens(&other.cookie, &theirs(&ana))
                .await
                .contains("CANARI")
        );
        for path in [LIST, "/espace/moi/acces/journal", "/espace/moi"] {
            assert!(
                !town.opens(&ana.cookie, path).await.contains("CANARI"),
                "{path}"
            );
        }
        // Not in the clear, and not where another's would be found.
        let rows = store
            .query("SELECT body FROM message_draft", vec![])
            .await
            .expect("asked");
        let body = rows[0].blob(0).expect("a body");
        assert!(!body.windows(6).any(|piece| piece == b"CANARI"));
        town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        let rows = store
            .query("SELECT body FROM message_draft", vec![])
            .await
            .expect("asked");
        assert!(rows.is_empty(), "sent is not a draft");
    })
    .await;
}
