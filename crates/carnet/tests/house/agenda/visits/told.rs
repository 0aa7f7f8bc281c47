//! What the page of an appointment tells its holder beside whether it lets somebody read.

use super::{FOURTH, GIVEN, LET, LIST, OFFER, STOP, reading};
use crate::town::Town;
use http::StatusCode;
use testkit::for_each_store_at;

#[tokio::test]
async fn an_emergency_that_is_open_is_told_of_on_the_page_of_an_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let rights = "/espace/moi/acces/pro/99700218896";
        let link = format!("href=\"{rights}\"");
        let emergency = "Dr Benali lit en ce moment votre dossier par un accès d’urgence, \
                         jusqu’au 23 novembre 2026 à 14 h 00.";
        town.does(&ana.cookie, &reading(&id), LET).await;
        let page = town.visit_of(&ana, &id).await;
        assert!(!page.contains(emergency), "{page}");
        let glass = format!("/pro/patients/{}/urgence", ana.space);
        let reason = "motif=cannot-speak&raison=inconsciente,+amenée+par+les+pompiers";
        town.does(&doctor.cookie, &glass, reason).await;
        let page = town.visit_of(&ana, &id).await;
        for words in [GIVEN, emergency, &link] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let english = format!("/en/espace/moi/agenda/{id}");
        let page = town.reads(&ana.cookie, &english).await;
        let words = "Dr Benali reads your record now by an emergency access, \
                     until 23 November 2026, 14:00.";
        assert!(page.contains(words), "{page}");
        // What she stops is over; that they read on in an emergency is said at once.
        let stopped = town.post(&ana.cookie, &reading(&id), STOP).await;
        let page = town.reads(&ana.cookie, stopped.location()).await;
        let over = format!("Cet accès est arrêté. {emergency}");
        for words in [over.as_str(), OFFER, &link] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(town.is_read_by(&doctor, ana.space).await, StatusCode::OK);
        // By a link of their own too: both are.
        town.does(&ana.cookie, &reading(&id), LET).await;
        town.consents(&doctor, &ana).await;
        let stopped = town.post(&ana.cookie, &reading(&id), STOP).await;
        let page = town.reads(&ana.cookie, stopped.location()).await;
        for words in [
            "Cet accès est arrêté. Dr Benali lit encore votre dossier par un autre accès",
            "Dr Benali peut déjà lire votre dossier",
            &link,
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(page.matches(emergency).count(), 2, "{page}");
        // And where nothing is to be given, until nobody reads any more.
        let own = format!("/pro/patients/{}/rendez-vous/{id}", ana.space);
        town.stands(&doctor.cookie, &own, "cancelled").await;
        let page = town.visit_of(&ana, &id).await;
        assert!(page.contains(emergency) && page.contains(&link), "{page}");
        assert!(!page.contains(OFFER), "{page}");
        let decide = format!("{rights}/decider");
        town.does(&ana.cookie, &decide, "quoi=arreter").await;
        let page = town.visit_of(&ana, &id).await;
        assert!(!page.contains("Lecture de votre dossier"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn who_proved_who_they_are_is_asked_for_no_button_that_is_not_there() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        let own = format!("/pro/patients/{}/rendez-vous/{id}", ana.space);
        let proved = format!("{LIST}/{id}?fait=prouve&jour=2026-12-07");
        let (again, not_now) = (
            "Rien n’est encore changé",
            "Cet accès ne peut pas être donné pour ce rendez-vous en ce moment.",
        );
        let page = town.reads(&ana.cookie, &proved).await;
        assert!(page.contains(again) && page.contains(OFFER), "{page}");
        // Called off meanwhile, and planned again.
        town.stands(&doctor.cookie, &own, "cancelled").await;
        let page = town.reads(&ana.cookie, &proved).await;
        assert!(page.contains(not_now) && !page.contains(again), "{page}");
        town.stands(&doctor.cookie, &own, "planned").await;
        // Given meanwhile, in another window; then for longer, in another way.
        let nothing = async |words: &str| {
            let page = town.reads(&ana.cookie, &proved).await;
            assert!(page.contains(words), "{page}");
            for said in [again, not_now, "n’est plus celui que vous avez lu"] {
                assert!(!page.contains(said), "{said}: {page}");
            }
        };
        town.does(&ana.cookie, &reading(&id), LET).await;
        nothing(GIVEN).await;
        town.does(&ana.cookie, &reading(&id), STOP).await;
        town.consents(&doctor, &ana).await;
        nothing("Dr Benali peut déjà lire votre dossier").await;
        // What cannot be given yet has no button either.
        let pharmacist = town.pro("21", "99700000013", "Mme Roux").await;
        let id = town.is_to_see(&pharmacist, ana.space, FOURTH, "9:00").await;
        let proved = format!("{LIST}/{id}?fait=prouve&jour=2026-12-07");
        let page = town.reads(&ana.cookie, &proved).await;
        assert!(page.contains(not_now) && !page.contains(again), "{page}");
        assert!(
            page.contains("Vous pourrez laisser Mme Roux lire"),
            "{page}"
        );
    })
    .await;
}
