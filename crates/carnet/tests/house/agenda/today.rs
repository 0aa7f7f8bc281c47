//! A professional's first page: with whom they have an appointment today, and whom
//! they opened. Whoever they may not know of was never there.

use super::form;
use crate::erasing::closes;
use crate::town::{DAY, Holder, Pro, Town};
use http::StatusCode;
use std::time::Duration;

const PRO: &str = "/pro";
const TODAY: (u8, u8, u16) = (23, 11, 2026);
const NOBODY: &str = "Aucun patient aujourd’hui";

impl Town {
    /// A professional has an appointment with somebody, today at this hour.
    async fn sees_today(&self, pro: &Pro, holder: &Holder, hour: &str) {
        let form = form(TODAY, hour, "titre=CANARIMOTIF");
        let made = self.writes(pro, holder, &form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    }

    /// And opens the record of somebody who consented.
    async fn has_opened(&self, pro: &Pro, holder: &Holder) {
        self.consents(pro, holder).await;
        let record = format!("/pro/patients/{}", holder.space);
        self.reads(&pro.cookie, &record).await;
    }

    async fn blocks(&self, holder: &Holder, pro: &Pro) {
        let rpps = &pro.professional.rpps;
        let path = format!("/espace/moi/acces/pro/{rpps}/decider");
        self.does(&holder.cookie, &path, "quoi=bloquer").await;
    }
}

#[tokio::test]
async fn a_professional_finds_whom_they_have_an_appointment_with_and_whom_they_opened_today() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let page = town.reads(&doctor.cookie, PRO).await;
        assert!(page.contains(NOBODY), "{page}");
        // One of another day is not of today, nor is one that a holder wrote down.
        town.writes(&doctor, &louis, &form((24, 11, 2026), "9:00", ""))
            .await;
        town.appoints(&louis, TODAY, "16:00", "Dr+Benali").await;
        assert!(town.reads(&doctor.cookie, PRO).await.contains(NOBODY));

        town.sees_today(&doctor, &ana, "15:30").await;
        let page = town.reads(&doctor.cookie, PRO).await;
        let way = format!(
            "href=\"/pro/patients/{}/resume\">Ana Martin, naissance le ",
            ana.space
        );
        assert!(page.contains(&way), "{page}");
        assert!(page.contains("Rendez-vous à 15 h 30"), "{page}");
        assert!(
            !page.contains("CANARIMOTIF") && !page.contains("Louis"),
            "{page}"
        );
        // No right comes of it: a care link is asked for, as always.
        let resume = format!("/pro/patients/{}/resume", ana.space);
        let refused = town.get(&doctor.cookie, &resume).await;
        assert!(refused.location().ends_with("/lien"), "{}", refused.status);
        // It is nobody else's.
        assert!(town.reads(&other.cookie, PRO).await.contains(NOBODY));

        town.has_opened(&doctor, &louis).await;
        let page = town.reads(&doctor.cookie, PRO).await;
        assert!(page.contains("Louis Petit"), "{page}");
        assert!(page.contains("Dossier ouvert à 10 h 00"), "{page}");
        let (met, opened) = (page.find("Ana Martin"), page.find("Louis Petit"));
        assert!(met < opened, "appointments come first");
        // Another process says the same, and in English too.
        let twin = town.twin().await;
        let english = twin.reads(&doctor.cookie, &format!("/en{PRO}")).await;
        assert!(english.contains("Appointment at 15:30"), "{english}");
        assert!(english.contains("Record opened at 10:00"), "{english}");
        // What is wrong with a search leaves them there.
        let wrong = town.post(&doctor.cookie, PRO, "lettres=M").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("Ana Martin"), "{}", wrong.text());

        // Tomorrow it is another day.
        town.world.advance(DAY);
        let doctor = town.doctor().await;
        let page = town.reads(&doctor.cookie, PRO).await;
        assert!(!page.contains("Ana Martin"), "{page}");
        assert!(
            page.contains("Louis Petit") && !page.contains("Dossier ouvert"),
            "{page}"
        );
        // Yesterday is kept, for the clock may be ahead; what was before is forgotten.
        for left in [3, 1, 0] {
            town.house.sweep().await.expect("swept");
            let rows = town
                .house
                .store
                .query("SELECT day FROM day_patient", Vec::new())
                .await;
            assert_eq!(rows.expect("asked").len(), left);
            town.world.advance(DAY);
        }
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_ahead_of_the_day_takes_nobody_off_the_list_of_today() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        town.sees_today(&doctor, &ana, "15:30").await;
        town.has_opened(&doctor, &louis).await;
        let now = town.world.now();
        town.world.advance(Duration::from_hours(23));
        town.house.sweep().await.expect("swept");
        town.world.set(now);
        let doctor = town.doctor().await;
        let page = town.reads(&doctor.cookie, PRO).await;
        for who in ["Ana Martin", "Louis Petit"] {
            assert!(page.contains(who), "{who}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_blocked_them_or_closed_their_space_is_byte_for_byte_as_never_there() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let (louis, maria) = (town.holder(1).await, town.holder(2).await);
        town.sees_today(&doctor, &louis, "14:00").await;
        town.has_opened(&doctor, &louis).await;
        // The world without Ana and Maria …
        let without = town.get(&doctor.cookie, PRO).await;
        // … and the one in which they were there.
        for (hour, holder) in [("11:00", &ana), ("17:00", &maria)] {
            town.sees_today(&doctor, holder, hour).await;
            town.has_opened(&doctor, holder).await;
            town.has_opened(&other, holder).await;
        }
        let with = town.reads(&doctor.cookie, PRO).await;
        assert!(
            with.contains("Ana Martin") && with.contains("Maria Rossi"),
            "{with}"
        );
        let twin = town.twin().await;
        twin.reads(&doctor.cookie, PRO).await;
        town.blocks(&ana, &doctor).await;
        closes(&town, 2).await;
        for town in [&town, &twin] {
            let now = town.get(&doctor.cookie, PRO).await;
            assert_eq!(now.body, without.body, "{}", now.text());
            let wrong = town.post(&doctor.cookie, PRO, "lettres=M").await.text();
            assert!(
                !wrong.contains("Ana") && !wrong.contains("Maria"),
                "{wrong}"
            );
        }
        // Blocking one is not blocking the other.
        let page = town.reads(&other.cookie, PRO).await;
        assert!(
            page.contains("Ana Martin") && !page.contains("Maria"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_called_off_or_may_be_opened_no_more_is_not_of_today() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let nobody = town.get(&doctor.cookie, PRO).await;
        town.sees_today(&doctor, &ana, "15:30").await;
        let list = format!("/pro/patients/{}/rendez-vous", ana.space);
        let page = town.reads(&doctor.cookie, &list).await;
        let id = page
            .split(&format!("{list}/"))
            .nth(1)
            .expect("an appointment");
        let here = format!("{list}/{}", &id[..26]);
        for (status, there) in [("cancelled", false), ("planned", true), ("mistaken", false)] {
            let set = town.stands(&doctor.cookie, &here, status).await;
            assert_eq!(set.status, StatusCode::SEE_OTHER, "{status} {}", set.text());
            let page = town.get(&doctor.cookie, PRO).await;
            assert_eq!(page.body != nobody.body, there, "{status} {}", page.text());
        }
        // Whoever ends what let them in was not opened.
        town.has_opened(&doctor, &louis).await;
        assert!(town.reads(&doctor.cookie, PRO).await.contains("Louis"));
        let rpps = &doctor.professional.rpps;
        let decide = format!("/espace/moi/acces/pro/{rpps}/decider");
        town.does(&louis.cookie, &decide, "quoi=arreter").await;
        assert_eq!(town.get(&doctor.cookie, PRO).await.body, nobody.body);
        // What is noted of a space goes with it.
        town.house
            .sharing
            .forget(louis.space)
            .await
            .expect("forgotten");
        town.house
            .sharing
            .forget(ana.space)
            .await
            .expect("forgotten");
        let rows = town
            .house
            .store
            .query("SELECT day FROM day_patient", Vec::new())
            .await;
        assert_eq!(rows.expect("asked").len(), 0);
    })
    .await;
}

#[tokio::test]
async fn who_is_blocked_finds_their_appointments_on_neither_page_and_may_still_note_one() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let list = format!("/pro/patients/{}/rendez-vous", ana.space);
        // The world in which the doctor never made one …
        let without = town.reads(&doctor.cookie, &list).await;
        town.sees_today(&doctor, &ana, "15:30").await;
        town.sees_today(&other, &ana, "16:30").await;
        let with = town.reads(&doctor.cookie, &list).await;
        let one = with.split(&format!("{list}/")).nth(1).expect("a link");
        let one = format!("{list}/{}", one.split('"').next().unwrap_or_default());
        assert!(
            town.reads(&doctor.cookie, &one)
                .await
                .contains("CANARIMOTIF")
        );
        town.has_opened(&doctor, &ana).await;
        town.blocks(&ana, &doctor).await;
        let twin = town.twin().await;
        let later = form((24, 11, 2026), "18:30", "titre=Suivi");
        for town in [&town, &twin] {
            // … and the one in which they are blocked.
            assert!(town.reads(&doctor.cookie, PRO).await.contains(NOBODY));
            assert_eq!(town.reads(&doctor.cookie, &list).await, without);
            for tail in ["", "/modifier"] {
                let gone = town.get(&doctor.cookie, &format!("{one}{tail}")).await;
                assert_eq!(gone.status, StatusCode::NOT_FOUND, "{tail}");
            }
            // Nor do they change what they do not find.
            for (tail, said) in [("/etat", "etat=annule"), ("/modifier", &*later)] {
                let gone = town
                    .post(&doctor.cookie, &format!("{one}{tail}"), said)
                    .await;
                assert_eq!(gone.status, StatusCode::NOT_FOUND, "{tail}");
            }
        }
        // They may still add; what they added they do not find.
        town.sees_today(&doctor, &ana, "17:30").await;
        assert_eq!(town.reads(&doctor.cookie, &list).await, without);
        let agenda = town.reads(&ana.cookie, "/espace/moi/agenda").await;
        for hour in ["15 h 30", "16 h 30", "17 h 30"] {
            assert!(agenda.contains(hour), "{hour}: {agenda}");
        }
        // The other one is none the wiser, and unblocking gives all back.
        assert!(town.reads(&other.cookie, PRO).await.contains("Ana Martin"));
        let path = format!("/espace/moi/acces/pro/{}/decider", doctor.professional.rpps);
        town.does(&ana.cookie, &path, "quoi=debloquer").await;
        assert!(town.reads(&doctor.cookie, PRO).await.contains("Ana Martin"));
        let page = town.reads(&doctor.cookie, &list).await;
        assert_eq!(
            page.matches(&format!("href=\"{list}/")).count(),
            2,
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_leaps_forgets_nobody_of_the_days_to_come() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let tomorrow = form((24, 11, 2026), "9:00", "");
        let made = town.writes(&doctor, &ana, &tomorrow).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        town.house.sweep().await.expect("swept");
        let noted = async || {
            let sql = "SELECT day FROM day_patient";
            store.query(sql, Vec::new()).await.expect("asked").len()
        };
        let before = town.world.now();
        // Five days that nobody saw go by: the clock is wrong, not the appointment.
        town.world.advance(DAY * 5);
        town.house.sweep().await.expect("swept");
        assert_eq!(noted().await, 1);
        town.world.set(before.plus(DAY));
        town.house.sweep().await.expect("swept");
        let doctor = town.doctor().await;
        let page = town.reads(&doctor.cookie, PRO).await;
        assert!(page.contains("Rendez-vous à 9 h 00"), "{page}");
        // A day that was seen to be over is forgotten, once the next one is too.
        for _ in 0..2 {
            assert_eq!(noted().await, 1);
            town.world.advance(DAY);
            town.house.sweep().await.expect("swept");
        }
        assert_eq!(noted().await, 0);
    })
    .await;
}
