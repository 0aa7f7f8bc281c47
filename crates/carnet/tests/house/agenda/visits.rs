//! What a holder gives for an appointment: that whoever made it with them reads for it.
//! The professional alone gives themselves nothing, and it ends with the appointment.

mod told;
mod withheld;

use super::{LIST, form};
use crate::hiding::hides;
use crate::town::{Holder, Pro, Town};
use http::StatusCode;
use kernel::{SpaceId, Timestamp};
use std::time::Duration;
use testkit::for_each_store_at;

const SECOND: Duration = Duration::from_secs(1);
const FOURTH: (u8, u8, u16) = (4, 12, 2026);
/// To the end of the third day after the fourth.
const LET: &str = "quoi=laisser&jour=2026-12-07";
const STOP: &str = "quoi=arreter";
const OFFER: &str = "Laisser Dr Benali lire mon dossier pour ce rendez-vous";
const GIVEN: &str = "Dr Benali peut lire votre dossier pour ce rendez-vous";

impl Town {
    /// A professional notes an appointment in this space, later than any they noted
    /// there; its id.
    pub async fn is_to_see(
        &self,
        pro: &Pro,
        space: SpaceId,
        day: (u8, u8, u16),
        hour: &str,
    ) -> String {
        let list = format!("/pro/patients/{space}/rendez-vous");
        let made = form(day, hour, "titre=Suivi&lieu=Cabinet");
        self.does(&pro.cookie, &list, &made).await;
        let page = self.reads(&pro.cookie, &list).await;
        let one = format!("{list}/");
        let mut ids = page.split(&one).skip(1);
        let id = ids.next().and_then(|after| after.split('"').next());
        id.expect("an appointment").to_owned()
    }

    /// Whether a professional reads this record, as far as the answer tells.
    async fn is_read_by(&self, pro: &Pro, space: SpaceId) -> StatusCode {
        let path = format!("/pro/patients/{space}");
        self.get(&pro.cookie, &path).await.status
    }

    /// The page of an appointment, as its holder has it.
    async fn visit_of(&self, holder: &Holder, id: &str) -> String {
        self.reads(&holder.cookie, &format!("{LIST}/{id}")).await
    }

    /// Time goes on until then.
    fn waits_until(&self, moment: &str) {
        let then = Timestamp::parse_rfc3339(moment).expect("an instant");
        self.world.advance(then.since(self.world.now()));
    }
}

fn reading(id: &str) -> String {
    format!("{LIST}/{id}/lecture")
}

#[tokio::test]
async fn pro_01_a_holder_lets_who_made_an_appointment_read_until_the_third_day_after_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let plain = town.adds(&ana, "Ordonnance").await;
        town.world.advance(SECOND);
        let hidden = town.adds(&ana, "Secret").await;
        hides(&town, &ana, &hidden, "tous").await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let lien = StatusCode::SEE_OTHER;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, lien);
        let page = town.visit_of(&ana, &id).await;
        assert!(page.contains(OFFER), "{page}");
        assert!(page.contains("jusqu’au 7 décembre 2026 inclus"), "{page}");
        // Nobody gives it to themselves, or to anybody else.
        for pro in [&doctor, &other] {
            let tried = town.post(&pro.cookie, &reading(&id), LET).await;
            assert_ne!(tried.location(), format!("{LIST}/{id}?fait=lecture"));
            assert_eq!(town.is_read_by(pro, ana.space).await, lien);
        }
        for _ in 0..2 {
            town.does(&ana.cookie, &reading(&id), LET).await;
        }
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        assert_eq!(town.is_read_by(&other, ana.space).await, lien);
        let twin = town.twin().await;
        assert_eq!(twin.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        // What is hidden stays hidden.
        let record = format!("/pro/patients/{}/documents", ana.space);
        for (document, status) in [(plain, StatusCode::OK), (hidden, StatusCode::NOT_FOUND)] {
            let path = format!("{record}/{document}");
            assert_eq!(town.get(&doctor.cookie, &path).await.status, status);
        }
        // It is told where everything is told, in both languages, and once.
        let page = town.visit_of(&ana, &id).await;
        assert!(page.contains(GIVEN) && !page.contains(OFFER), "{page}");
        for (lead, why, until) in [
            (
                "",
                "Vous avez donné cet accès pour un rendez-vous.",
                "Jusqu’au 7 décembre 2026.",
            ),
            (
                "/en",
                "You gave this access for an appointment.",
                "Until 7 December 2026.",
            ),
        ] {
            let path = format!("{lead}/espace/moi/acces");
            let told = town.reads(&ana.cookie, &path).await;
            assert_eq!(told.matches(why).count(), 1, "{told}");
            assert!(told.contains(until), "{told}");
        }
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        let line = "A laissé Dr Benali lire le dossier pour un rendez-vous";
        assert_eq!(history.matches(line).count(), 1, "{history}");
        let own = format!("/pro/patients/{}/rendez-vous/{id}", ana.space);
        let page = town.reads(&doctor.cookie, &own).await;
        assert!(
            page.contains("Le patient vous laisse lire son dossier"),
            "{page}"
        );
        // To the last second of the third day, and no longer.
        town.waits_until("2026-12-07T22:59:59Z");
        let doctor = town.doctor().await;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        town.world.advance(SECOND);
        assert_eq!(town.is_read_by(&doctor, ana.space).await, lien);
        let ana = town.later(ana).await;
        assert!(!town.visit_of(&ana, &id).await.contains(OFFER));
        let late = town.post(&ana.cookie, &reading(&id), LET).await;
        assert!(late.location().ends_with("fait=pas-de-lecture"));
        assert_eq!(town.is_read_by(&doctor, ana.space).await, lien);
    })
    .await;
}

#[tokio::test]
async fn what_was_given_for_an_appointment_ends_as_it_is_called_off_and_does_not_come_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let twin = town.twin().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let own = format!("/pro/patients/{}/rendez-vous/{id}", ana.space);
        for status in ["cancelled", "mistaken"] {
            town.does(&ana.cookie, &reading(&id), LET).await;
            assert_eq!(twin.is_read_by(&doctor, ana.space).await, StatusCode::OK);
            town.stands(&doctor.cookie, &own, status).await;
            for here in [&town, &twin] {
                let answer = here.is_read_by(&doctor, ana.space).await;
                assert_eq!(answer, StatusCode::SEE_OTHER, "{status}");
            }
            let page = town.visit_of(&ana, &id).await;
            assert!(!page.contains(OFFER) && !page.contains(GIVEN), "{page}");
            let tried = town.post(&ana.cookie, &reading(&id), LET).await;
            assert!(tried.location().ends_with("fait=pas-de-lecture"));
            // Planned again, it is the holder's to give again, and nobody else's.
            town.stands(&doctor.cookie, &own, "planned").await;
            let answer = town.is_read_by(&doctor, ana.space).await;
            assert_eq!(answer, StatusCode::SEE_OTHER, "{status}");
            assert!(town.visit_of(&ana, &id).await.contains(OFFER));
        }
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(
            history.contains("A arrêté l’accès de Dr Benali"),
            "{history}"
        );
        // Who went there is still read of; who did not is not.
        town.does(&ana.cookie, &reading(&id), LET).await;
        town.waits_until("2026-12-04T09:00:00Z");
        let doctor = town.doctor().await;
        town.stands(&doctor.cookie, &own, "done").await;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        town.stands(&doctor.cookie, &own, "planned").await;
        town.stands(&doctor.cookie, &own, "missed").await;
        let missed = town.is_read_by(&doctor, ana.space).await;
        assert_eq!(missed, StatusCode::SEE_OTHER);
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn an_appointment_that_is_moved_lets_nobody_read_longer_than_was_given() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let own = format!("/pro/patients/{}/rendez-vous/{id}/modifier", ana.space);
        town.does(&ana.cookie, &reading(&id), LET).await;
        for (day, last) in [
            ((20, 12, 2026), "7 décembre 2026 inclus"),
            ((2, 12, 2026), "5 décembre 2026 inclus"),
            ((3, 12, 2026), "5 décembre 2026 inclus"),
        ] {
            let moved = form(day, "9:00", "titre=Suivi&lieu=Cabinet");
            town.does(&doctor.cookie, &own, &moved).await;
            let page = town.visit_of(&ana, &id).await;
            assert!(
                page.contains(GIVEN) && page.contains(last),
                "{day:?}: {page}"
            );
        }
        town.waits_until("2026-12-05T22:59:59Z");
        let doctor = town.doctor().await;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        town.world.advance(SECOND);
        let over = town.is_read_by(&doctor, ana.space).await;
        assert_eq!(over, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn an_end_that_the_holder_set_stands_whatever_is_changed_until_it_is_called_off() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let twin = town.twin().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let own = format!("/pro/patients/{}/rendez-vous/{id}", ana.space);
        let change = format!("{own}/modifier");
        let end = "/espace/moi/acces/pro/99700218896/fin";
        town.does(&ana.cookie, &reading(&id), LET).await;
        // Longer, then shorter than the appointment would let them: she says it either way.
        for (set, last) in [
            (
                "fin-jour=20&fin-mois=12&fin-annee=2026",
                "20 décembre 2026 inclus",
            ),
            (
                "fin-jour=6&fin-mois=12&fin-annee=2026",
                "6 décembre 2026 inclus",
            ),
        ] {
            town.does(&ana.cookie, end, set).await;
            // Other words, and then another day: sooner, later, and back.
            for (day, more) in [
                (FOURTH, "titre=Suivi&lieu=Rouen"),
                ((2, 12, 2026), "titre=Suivi&lieu=Rouen"),
                ((22, 12, 2026), "titre=Suivi&lieu=Rouen"),
                (FOURTH, "titre=Suivi&lieu=Cabinet"),
            ] {
                let changed = form(day, "9:00", more);
                town.does(&doctor.cookie, &change, &changed).await;
                for here in [&town, &twin] {
                    let page = here.visit_of(&ana, &id).await;
                    let stands = page.contains(GIVEN) && page.contains(last);
                    assert!(stands, "{day:?} {more}: {page}");
                }
            }
        }
        town.stands(&doctor.cookie, &own, "cancelled").await;
        let over = town.is_read_by(&doctor, ana.space).await;
        assert_eq!(over, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn pro_01_a_holder_gives_no_longer_than_to_the_day_that_they_read() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let read = r#"name="jour" value="2026-12-07""#;
        let page = town.visit_of(&ana, &id).await;
        assert!(page.contains(read), "{page}");
        // She thinks about it, and proves who she is; meanwhile it is moved.
        town.world.advance(SECOND * 301);
        let asked = town.post(&ana.cookie, &reading(&id), LET).await;
        let back = asked.location();
        assert!(back.starts_with("/connexion/preuve?retour="), "{back}");
        assert!(back.contains("2026-12-07"), "the day is not lost: {back}");
        let proved = format!("{LIST}/{id}?fait=prouve&jour=2026-12-07");
        let again = "Rien n’est encore changé";
        let same = town.reads(&ana.cookie, &proved).await;
        assert!(same.contains(again), "{same}");
        let own = format!("/pro/patients/{}/rendez-vous/{id}/modifier", ana.space);
        let later = form((4, 1, 2027), "9:00", "titre=Suivi&lieu=Cabinet");
        town.does(&doctor.cookie, &own, &later).await;
        let ana = town.later(ana).await;
        let moved = "le dernier jour de cet accès n’est plus celui que vous avez lu";
        let page = town.reads(&ana.cookie, &proved).await;
        assert!(page.contains(moved) && !page.contains(again), "{page}");
        // What she read is given no more, whichever way it was moved; nor is what she
        // cannot have read.
        for form in [LET, "quoi=laisser&jour=2027-01-08"] {
            let answer = town.post(&ana.cookie, &reading(&id), form).await;
            assert!(answer.location().ends_with("fait=autre-jour"), "{form}");
            let nothing = town.is_read_by(&doctor, ana.space).await;
            assert_eq!(nothing, StatusCode::SEE_OTHER, "{form}");
            let page = town.reads(&ana.cookie, answer.location()).await;
            assert!(page.contains(moved), "{page}");
            assert!(page.contains("jusqu’au 7 janvier 2027 inclus"), "{page}");
        }
        let english = format!("/en{LIST}/{id}?fait=autre-jour");
        let page = town.reads(&ana.cookie, &english).await;
        let words = "the last day of this access is another now";
        assert!(page.contains(words), "{page}");
        for form in ["quoi=laisser", "quoi=laisser&jour=demain"] {
            let refused = town.post(&ana.cookie, &reading(&id), form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        }
        let given = "quoi=laisser&jour=2027-01-07";
        town.does(&ana.cookie, &reading(&id), given).await;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn pro_16_a_blocked_professional_gets_nothing_by_an_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let decide = "/espace/moi/acces/pro/99700218896/decider";
        // Somebody whom she knows.
        town.consents(&doctor, &ana).await;
        town.does(&ana.cookie, decide, "quoi=arreter").await;
        town.does(&ana.cookie, decide, "quoi=bloquer").await;
        assert!(!town.visit_of(&ana, &id).await.contains(OFFER));
        let refused = town.post(&ana.cookie, &reading(&id), LET).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let shut = StatusCode::NOT_FOUND;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, shut);
        town.does(&ana.cookie, decide, "quoi=debloquer").await;
        let nothing = town.is_read_by(&doctor, ana.space).await;
        assert_eq!(nothing, StatusCode::SEE_OTHER, "nothing was kept for then");
        // What was given before is worth nothing while they are blocked.
        town.does(&ana.cookie, &reading(&id), LET).await;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        town.does(&ana.cookie, decide, "quoi=bloquer").await;
        assert_eq!(town.is_read_by(&doctor, ana.space).await, shut);
    })
    .await;
}

#[tokio::test]
async fn a_holder_takes_back_what_they_gave_for_an_appointment_and_nothing_else() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        town.does(&ana.cookie, &reading(&id), LET).await;
        for _ in 0..2 {
            town.does(&ana.cookie, &reading(&id), STOP).await;
            let over = town.is_read_by(&doctor, ana.space).await;
            assert_eq!(over, StatusCode::SEE_OTHER);
        }
        // As any other access, it is stopped in *Qui voit quoi* too.
        town.does(&ana.cookie, &reading(&id), LET).await;
        let decide = "/espace/moi/acces/pro/99700218896/decider";
        town.does(&ana.cookie, decide, "quoi=arreter").await;
        let over = town.is_read_by(&doctor, ana.space).await;
        assert_eq!(over, StatusCode::SEE_OTHER);
        assert!(town.visit_of(&ana, &id).await.contains(OFFER));
        // Who reads for longer already is offered nothing, and loses nothing.
        let his = town.is_to_see(&other, ana.space, FOURTH, "11:00").await;
        town.does(&ana.cookie, &reading(&his), LET).await;
        town.does(&ana.cookie, &reading(&his), STOP).await;
        town.consents(&other, &ana).await;
        let page = town.visit_of(&ana, &his).await;
        assert!(
            page.contains("Dr Petit peut déjà lire votre dossier"),
            "{page}"
        );
        town.does(&ana.cookie, &reading(&his), LET).await;
        town.does(&ana.cookie, &reading(&his), STOP).await;
        assert_eq!(town.is_read_by(&other, ana.space).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn whoever_reads_by_another_access_too_is_told_of_on_the_page_of_their_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let rights = "/espace/moi/acces/pro/99700218896";
        let link = format!("href=\"{rights}\"");
        let besides = "Dr Benali lit déjà votre dossier par un autre accès, jusqu’au";
        let page = town.visit_of(&ana, &id).await;
        assert!(!page.contains(besides) && !page.contains(&link), "{page}");
        // By another access that is over before: both are told, and the offer stands.
        town.consents(&doctor, &ana).await;
        let end = format!("{rights}/fin");
        let shorter = "fin-jour=1&fin-mois=12&fin-annee=2026";
        town.does(&ana.cookie, &end, shorter).await;
        let page = town.visit_of(&ana, &id).await;
        let told = format!("{besides} 1er décembre 2026.");
        assert!(page.contains(OFFER) && page.contains(&told), "{page}");
        assert!(page.contains(&link), "{page}");
        // With the one for the appointment, too; of that one alone it says to when it goes.
        town.does(&ana.cookie, &reading(&id), LET).await;
        let page = town.visit_of(&ana, &id).await;
        for words in [GIVEN, "jusqu’au 7 décembre 2026 inclus", besides, &link] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let english = format!("/en{LIST}/{id}");
        let page = town.reads(&ana.cookie, &english).await;
        let words = "Dr Benali already reads your record by another access";
        assert!(page.contains(words), "{page}");
        // What is stopped is over; that they read on is not passed over in silence.
        let stopped = town.post(&ana.cookie, &reading(&id), STOP).await;
        let page = town.reads(&ana.cookie, stopped.location()).await;
        let on = "Cet accès est arrêté. Dr Benali lit encore votre dossier par un autre accès";
        assert!(page.contains(on), "{page}");
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        let english = format!("{english}?fait=lecture-finie");
        let page = town.reads(&ana.cookie, &english).await;
        let words = "Dr Benali still reads your record by another access";
        assert!(page.contains(words), "{page}");
        // Without any other, it says no more than that.
        let decide = format!("{rights}/decider");
        town.does(&ana.cookie, &decide, "quoi=arreter").await;
        town.does(&ana.cookie, &reading(&id), LET).await;
        let page = town.visit_of(&ana, &id).await;
        assert!(page.contains(GIVEN) && !page.contains(besides), "{page}");
        let stopped = town.post(&ana.cookie, &reading(&id), STOP).await;
        let page = town.reads(&ana.cookie, stopped.location()).await;
        assert!(page.contains("Cet accès est arrêté."), "{page}");
        assert!(!page.contains("lit encore votre dossier"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn no_care_link_for_an_appointment_lasts_longer_than_others_of_the_profession() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let pharmacist = town.pro("21", "99700000013", "Mme Roux").await;
        let id = town.is_to_see(&pharmacist, ana.space, FOURTH, "9:00").await;
        let page = town.visit_of(&ana, &id).await;
        let from = "à partir du 2 décembre 2026 à 0 h 00";
        assert!(page.contains(from), "{page}");
        town.waits_until("2026-12-01T22:59:59Z");
        let ana = town.later(ana).await;
        let first = "quoi=laisser&jour=2026-12-04";
        for early in [LET, first] {
            let early = town.post(&ana.cookie, &reading(&id), early).await;
            assert!(early.location().ends_with("fait=pas-de-lecture"));
        }
        // From then on, the whole day of the appointment is in it.
        town.world.advance(SECOND);
        let page = town.visit_of(&ana, &id).await;
        assert!(page.contains("jusqu’au 4 décembre 2026 inclus"), "{page}");
        // At midnight it is a day more: nothing changed about the appointment, and nobody
        // gives what they did not read.
        town.waits_until("2026-12-02T22:59:59Z");
        let ana = town.later(ana).await;
        let page = town.visit_of(&ana, &id).await;
        assert!(page.contains("jusqu’au 4 décembre 2026 inclus"), "{page}");
        town.world.advance(SECOND);
        let moved = town.post(&ana.cookie, &reading(&id), first).await;
        assert!(moved.location().ends_with("fait=autre-jour"));
        let page = town.reads(&ana.cookie, moved.location()).await;
        assert!(page.contains("jusqu’au 5 décembre 2026 inclus"), "{page}");
        let another = "le dernier jour de cet accès n’est plus celui que vous avez lu";
        assert!(page.contains(another), "{page}");
        let given = "quoi=laisser&jour=2026-12-05";
        town.does(&ana.cookie, &reading(&id), given).await;
        // Through the appointment, and to the last second of the day that she was told.
        for (moment, status) in [
            ("2026-12-04T08:01:00Z", StatusCode::OK),
            ("2026-12-05T22:59:59Z", StatusCode::OK),
            ("2026-12-05T23:00:00Z", StatusCode::SEE_OTHER),
        ] {
            town.waits_until(moment);
            let pharmacist = town.pro("21", "99700000013", "Mme Roux").await;
            let reads = town.is_read_by(&pharmacist, ana.space).await;
            assert_eq!(reads, status, "{moment}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_no_professional_made_lets_nobody_read() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let hers = town.appoints(&ana, FOURTH, "9:00", "Dr+Benali").await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "11:00").await;
        let page = town.visit_of(&ana, &hers).await;
        assert!(!page.contains("Lecture de votre dossier"), "{page}");
        let none = "00000000000000000000000001";
        for (cookie, id) in [
            (&ana.cookie, hers.as_str()),
            (&ana.cookie, none),
            (&louis.cookie, id.as_str()),
        ] {
            let refused = town.post(cookie, &reading(id), LET).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{id}");
        }
        let nothing = town.is_read_by(&doctor, ana.space).await;
        assert_eq!(nothing, StatusCode::SEE_OTHER);
    })
    .await;
}
