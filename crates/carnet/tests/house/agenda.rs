//! The agenda: appointments and reminders that are their source's alone to change,
//! a feed that is ended at once, and notices that say nothing.

mod clocks;
mod feed;
mod notices;
mod others;
mod sending;
mod today;
mod visits;

use crate::town::{Answer, Holder, Pro, Town};
use http::StatusCode;

pub const LIST: &str = "/espace/moi/agenda";
const ADD: &str = "/espace/moi/agenda/ajouter";

/// A form for this day and hour, and more fields.
fn form(day: (u8, u8, u16), hour: &str, more: &str) -> String {
    let (day, month, year) = day;
    let hour = hour.replace(' ', "+");
    format!("date-jour={day}&date-mois={month}&date-annee={year}&heure={hour}&{more}")
}

/// The id that an answer leads to.
fn led_to(answer: &Answer) -> String {
    let id = answer.location().split("ligne=").nth(1);
    id.unwrap_or_else(|| panic!("{} {}", answer.status, answer.text()))
        .to_owned()
}

impl Town {
    /// A holder writes down an appointment; its id.
    async fn appoints(
        &self,
        holder: &Holder,
        day: (u8, u8, u16),
        hour: &str,
        title: &str,
    ) -> String {
        let form = form(day, hour, &format!("titre={title}"));
        led_to(&self.post(&holder.cookie, ADD, &form).await)
    }

    async fn stands(&self, cookie: &str, path: &str, status: &str) -> Answer {
        let form = format!("etat={status}");
        self.post(cookie, &format!("{path}/etat"), &form).await
    }

    async fn agenda(&self, holder: &Holder) -> String {
        let list = self.get(&holder.cookie, LIST).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.text());
        list.text()
    }

    /// A professional's appointments with somebody.
    async fn writes(&self, pro: &Pro, holder: &Holder, form: &str) -> Answer {
        let path = format!("/pro/patients/{}/rendez-vous", holder.space);
        self.post(&pro.cookie, &path, form).await
    }
}

#[tokio::test]
async fn an_appointment_is_made_listed_changed_called_off_and_brought_back() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        assert!(town.agenda(&ana).await.contains("Aucun rendez-vous à venir"));
        let more = "titre=Contr%C3%B4le&avec=Dr+Benali&lieu=1+rue+des+Lilas&note=%C3%80+jeun%0D%0Adepuis+minuit";
        let made = town.post(&ana.cookie, ADD, &form((4, 12, 2026), "9 h 30", more)).await;
        let (id, said) = (led_to(&made), town.get(&ana.cookie, made.location()).await.text());
        assert!(said.contains("C’est noté pour le 4 décembre 2026 à 9 h 30."), "{said}");
        let home = town.get(&ana.cookie, "/espace/moi").await.text();
        assert!(home.contains("Bientôt dans l’agenda") && home.contains("Contrôle"), "{home}");
        let here = format!("{LIST}/{id}");
        let page = town.get(&ana.cookie, &here).await.text();
        for words in ["Contrôle", "4 décembre 2026 à 9 h 30", "Dr Benali", "1 rue des Lilas", "À jeun\ndepuis minuit", "Prévu"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let change = format!("{here}/modifier");
        let filled = town.get(&ana.cookie, &change).await.text();
        assert!(filled.contains("value=\"09:30\"") && filled.contains("value=\"Dr Benali\""), "{filled}");
        let moved = form((5, 12, 2026), "10:15", "titre=Contr%C3%B4le&genre=rendez-vous");
        let changed = town.post(&ana.cookie, &change, &moved).await;
        assert_eq!(changed.location(), format!("{here}?fait=modifie"), "{}", changed.text());
        assert!(town.agenda(&ana).await.contains("5 décembre 2026 à 10 h 15"));
        let gone = town.stands(&ana.cookie, &here, "cancelled").await;
        let told = town.get(&ana.cookie, gone.location()).await.text();
        assert!(told.contains("C’est annulé.") && told.contains("Annuler cette action"), "{told}");
        assert!(town.agenda(&ana).await.contains("Annulé"));
        // What was called off is not changed, nor is it the next one.
        let refused = town.post(&ana.cookie, &change, &moved.replace("10:15", "11:15")).await;
        assert_eq!(refused.location(), format!("{here}?fait=pas-prevu"));
        let home = town.get(&ana.cookie, "/espace/moi").await.text();
        assert!(home.contains("Rien n’est noté pour la suite"), "{home}");
        // And it is undone.
        let back = town.stands(&ana.cookie, &here, "planned").await;
        assert_eq!(back.location(), format!("{here}?fait=planned"));
        // Another process reads the same.
        let twin = town.twin().await;
        assert!(twin.get(&ana.cookie, &here).await.text().contains("Prévu"));
        let history = town.get(&ana.cookie, "/espace/moi/acces/journal").await.text();
        for words in ["A noté le rendez-vous « Contrôle »", "A modifié le rendez-vous", "A annulé le rendez-vous", "A remis à « Prévu »"] {
            assert!(history.contains(words), "{words}: {history}");
        }
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_kept_comes_back_with_a_sentence() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let long = "x".repeat(101);
        let note = "x".repeat(1_001);
        for (fields, sentence) in [
            (
                form((30, 2, 2027), "9:00", ""),
                "Écrivez une date qui existe",
            ),
            (form((4, 12, 2036), "9:00", ""), "dans plus de dix ans"),
            (
                form((4, 12, 2026), "25:00", ""),
                "Cette heure n’existe pas.",
            ),
            (form((4, 12, 2026), "", ""), "Indiquez l’heure."),
            (String::from("heure=9%3A00"), "Indiquez le jour."),
            (
                form((4, 12, 2026), "9:00", &format!("titre={long}")),
                "Le titre dépasse 100 caractères.",
            ),
            (
                form((4, 12, 2026), "9:00", &format!("note={note}")),
                "La note dépasse 1 000 caractères.",
            ),
            (
                form((4, 12, 2026), "9:00", "genre=rappel"),
                "Indiquez ce qu’il faut vous rappeler.",
            ),
            (
                form((22, 11, 2026), "9:00", "titre=Hier"),
                "Ce moment est déjà passé.",
            ),
        ] {
            let answer = town.post(&ana.cookie, ADD, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
            assert!(
                answer.text().contains(sentence),
                "{sentence}: {}",
                answer.text()
            );
        }
        assert!(
            town.agenda(&ana)
                .await
                .contains("Aucun rendez-vous à venir")
        );
        // What is past is kept once it is said to be meant.
        let past = form((22, 11, 2026), "9:00", "titre=Hier&passe=oui");
        let id = led_to(&town.post(&ana.cookie, ADD, &past).await);
        assert!(town.agenda(&ana).await.contains("Passés"));
        let here = format!("{LIST}/{id}");
        let done = town.stands(&ana.cookie, &here, "done").await;
        assert_eq!(done.location(), format!("{here}?fait=done"));
        // What is to come is neither done nor missed.
        let id = town.appoints(&ana, (4, 12, 2026), "9:00", "Demain").await;
        let early = town
            .stands(&ana.cookie, &format!("{LIST}/{id}"), "missed")
            .await;
        assert!(
            early.location().ends_with("?fait=pas-encore"),
            "{}",
            early.location()
        );
    })
    .await;
}

#[tokio::test]
async fn what_stands_at_once_is_told_and_a_reminder_too_many_is_refused() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.appoints(&ana, (4, 12, 2026), "9:00", "Dentiste").await;
        let other = form((4, 12, 2026), "9:20", "titre=Oreilles");
        let made = town.post(&ana.cookie, ADD, &other).await;
        let said = town.get(&ana.cookie, made.location()).await.text();
        assert!(
            said.contains("Attention, « Dentiste » est noté presque au même moment"),
            "{said}"
        );
        // Sent twice, it is there once.
        town.post(&ana.cookie, ADD, &other).await;
        assert_eq!(town.agenda(&ana).await.matches(">Oreilles</a>").count(), 1);
        let free = form((4, 12, 2026), "10:00", "titre=Plus+tard");
        let made = town.post(&ana.cookie, ADD, &free).await;
        let said = town.get(&ana.cookie, made.location()).await.text();
        assert!(
            said.contains("C’est noté pour le") && !said.contains("Attention"),
            "{said}"
        );
        let reminder = |n: usize| form((6, 12, 2026), "8:00", &format!("genre=rappel&titre=R{n}"));
        for n in 1..=10 {
            led_to(&town.post(&ana.cookie, ADD, &reminder(n)).await);
        }
        let refused = town.post(&ana.cookie, ADD, &reminder(11)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("Il y en a déjà dix ce jour-là"),
            "{}",
            refused.text()
        );
    })
    .await;
}

#[tokio::test]
async fn questions_and_documents_are_prepared_for_their_holder_alone() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.adds(&ana, "Carnet de mesures").await;
        let document = town
            .id_of(&ana.cookie, "/espace/moi/documents", "Carnet de mesures")
            .await;
        let document = document.expect("listed");
        let written = form((4, 12, 2026), "9:00", "titre=Suivi");
        assert_eq!(
            town.writes(&doctor, &ana, &written).await.status,
            StatusCode::SEE_OTHER
        );
        let list = town.agenda(&ana).await;
        let id = list.split("/espace/moi/agenda/").find_map(|after| {
            let id = after.split('"').next()?;
            (id.len() == 26).then(|| id.to_owned())
        });
        let id = id.expect("listed");
        let path = format!("{LIST}/{id}/preparer");
        let page = town.get(&ana.cookie, &path).await.text();
        assert!(page.contains("Carnet de mesures"), "{page}");
        let chosen = format!("questions=CANARIQUESTION&document-{document}=oui");
        let prepared = town.post(&ana.cookie, &path, &chosen).await;
        assert_eq!(
            prepared.location(),
            format!("{LIST}/{id}?fait=prepare"),
            "{}",
            prepared.text()
        );
        let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await.text();
        assert!(
            page.contains("CANARIQUESTION") && page.contains(&document),
            "{page}"
        );
        assert!(
            page.contains("Seul Dr Benali, Cabinet des Lilas peut changer"),
            "{page}"
        );
        // Whose appointment it is learns nothing of it.
        let theirs = format!("/pro/patients/{}/rendez-vous/{id}", ana.space);
        let seen = town.get(&doctor.cookie, &theirs).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
        let seen = seen.text();
        assert!(
            seen.contains("Suivi")
                && !seen.contains("CANARIQUESTION")
                && !seen.contains("Carnet de mesures"),
            "{seen}"
        );
        // Nobody prepares with a document that is not there.
        let louis = town.holder(1).await;
        let foreign = town.post(&louis.cookie, &path, &chosen).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let unknown = chosen.replace(&document, "00000000000000000000000001");
        let unknown = town.post(&ana.cookie, &path, &unknown).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let long = format!("questions={}", "x".repeat(1_001));
        let long = town.post(&ana.cookie, &path, &long).await;
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
