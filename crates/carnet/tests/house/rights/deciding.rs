//! What the holder decides of what others see.

use super::{DOCTOR, decides, hides, record};
use crate::town::{DAY, Pro, Town};
use http::StatusCode;
use testkit::for_each_store_at;

#[tokio::test]
async fn vis_12_an_administrator_sees_what_is_hidden_from_all_and_not_what_is_hidden_from_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&other, &ana, "Psychiatrie").await;
        let path = format!("{}/documents/{id}", record(&ana));
        town.consents(&doctor, &ana).await;
        hides(&town, &ana, &id, "tous").await;
        let status = async || town.get(&doctor.cookie, &path).await.status;
        assert_eq!(status().await, StatusCode::NOT_FOUND);
        decides(&town, &ana, DOCTOR, "administrateur").await;
        assert_eq!(status().await, StatusCode::OK);
        hides(&town, &ana, &id, DOCTOR).await;
        assert_eq!(status().await, StatusCode::NOT_FOUND);
        let show = format!("/espace/moi/documents/{id}/montrer");
        town.post(&ana.cookie, &show, &format!("qui={DOCTOR}"))
            .await;
        decides(&town, &ana, DOCTOR, "retirer").await;
        assert_eq!(status().await, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn one_switch_hides_all_and_gives_each_choice_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let shown = town.deposits(&other, &ana, "Montré").await;
        let hidden = town.deposits(&other, &ana, "Masqué").await;
        town.consents(&doctor, &ana).await;
        hides(&town, &ana, &hidden, "tous").await;
        let read = async |id: &str| {
            let path = format!("{}/documents/{id}", record(&ana));
            town.get(&doctor.cookie, &path).await.status
        };
        let path = "/espace/moi/acces/reglages";
        town.post(&ana.cookie, path, "tout=oui").await;
        assert_eq!(read(&shown).await, StatusCode::NOT_FOUND);
        assert_eq!(read(&hidden).await, StatusCode::NOT_FOUND);
        // The author goes on seeing what they wrote.
        town.consents(&other, &ana).await;
        let own = format!("{}/documents/{shown}", record(&ana));
        assert_eq!(town.get(&other.cookie, &own).await.status, StatusCode::OK);
        town.post(&ana.cookie, path, "").await;
        assert_eq!(read(&shown).await, StatusCode::OK);
        assert_eq!(read(&hidden).await, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn new_documents_come_hidden_from_all_but_their_author_where_the_holder_says_so() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        town.consents(&other, &ana).await;
        let path = "/espace/moi/acces/reglages";
        town.post(&ana.cookie, path, "nouveaux=oui").await;
        let id = town.deposits(&other, &ana, "Nouveau").await;
        let document = format!("{}/documents/{id}", record(&ana));
        let status = async |pro: &Pro| town.get(&pro.cookie, &document).await.status;
        assert_eq!(status(&doctor).await, StatusCode::NOT_FOUND);
        assert_eq!(status(&other).await, StatusCode::OK);
        let show = format!("/espace/moi/documents/{id}/montrer");
        town.post(&ana.cookie, &show, "qui=tous").await;
        assert_eq!(status(&doctor).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn act_23_nobody_is_let_in_during_the_first_days_of_an_account_that_a_letter_opened() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "ana@exemple.fr").await;
        let spaces = &town.house.spaces;
        let told = spaces.announce(person, spaces::Channel::Letter).await;
        let told = told.expect("announced");
        let code = told.code.in_groups();
        let thief = town.moves_in(0, &code, "voleur@exemple.fr").await;
        let doctor = town.doctor().await;
        let link = format!("/pro/patients/{}/lien", told.space);
        town.post(&doctor.cookie, &link, "accord=oui").await;
        let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
        let widening = [
            ("/espace/moi/acces/presence", ""),
            (decide.as_str(), "quoi=administrateur"),
            (decide.as_str(), "quoi=traitant"),
            (
                "/espace/moi/acces/urgence",
                "samu=oui&autres=oui&masques=oui",
            ),
        ];
        for (path, form) in widening {
            let refused = town.post(&thief, path, form).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path} {form}");
        }
        // What lets fewer people read is theirs from the first minute.
        let stopped = town.post(&thief, &decide, "quoi=bloquer").await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER);
        town.world.advance(DAY * 3);
        let ana = town.comes_back(told.space).await;
        town.post(&ana, &decide, "quoi=debloquer").await;
        for (path, form) in widening {
            let done = town.post(&ana, path, form).await;
            assert!(done.status.as_u16() < 400, "{path} {form}: {}", done.text());
        }
    })
    .await;
}
