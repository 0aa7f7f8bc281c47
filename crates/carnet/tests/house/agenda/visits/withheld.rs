//! Who gives nothing for an appointment: whoever acts for its holder, and its holder in
//! the first days of an account.

use super::{FOURTH, LET, LIST, STOP, reading};
use crate::town::{DAY, Town};
use http::StatusCode;
use testkit::for_each_store_at;

const SHARE: &str = "/espace/moi/documents/partager";

#[tokio::test]
async fn who_answers_for_a_child_lets_nobody_read_for_an_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, _, lea) = town.family().await;
        let doctor = town.doctor().await;
        let id = town.is_to_see(&doctor, lea.space, FOURTH, "9:00").await;
        let theirs = Town::of(&lea, &format!("/agenda/{id}"));
        let page = town.reads(&ana.cookie, &theirs).await;
        assert!(page.contains("Suivi"), "{page}");
        assert!(!page.contains("lire mon dossier"), "{page}");
        for form in [LET, STOP] {
            let path = format!("{theirs}/lecture");
            let refused = town.post(&ana.cookie, &path, form).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{form}");
        }
        let nothing = town.is_read_by(&doctor, lea.space).await;
        assert_eq!(nothing, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn who_answers_for_a_young_person_ends_nothing_that_these_gave_for_an_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let id = town.is_to_see(&doctor, lea.space, FOURTH, "9:00").await;
        town.does(&lea.cookie, &reading(&id), LET).await;
        assert_eq!(town.is_read_by(&doctor, lea.space).await, StatusCode::OK);
        let theirs = lea.of(&format!("/agenda/{id}"));
        let off = format!("{theirs}/retirer");
        let refused = town.post(&parent, &off, "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        assert_eq!(town.is_read_by(&doctor, lea.space).await, StatusCode::OK);
        assert!(town.reads(&parent, &theirs).await.contains("Suivi"));
        // Nothing given, nothing kept from them: once she took it back, it is taken off.
        town.does(&lea.cookie, &reading(&id), STOP).await;
        town.does(&parent, &off, "").await;
        let gone = town.get(&parent, &theirs).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        // She takes off herself what she gave something for.
        let id = town.is_to_see(&doctor, lea.space, FOURTH, "11:00").await;
        town.does(&lea.cookie, &reading(&id), LET).await;
        let off = format!("{LIST}/{id}/retirer");
        town.does(&lea.cookie, &off, "").await;
        let over = town.is_read_by(&doctor, lea.space).await;
        assert_eq!(over, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn azp_06_a_carer_lets_nobody_read_for_an_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let doctor = town.doctor().await;
        let id = town.is_to_see(&doctor, ana.space, FOURTH, "9:00").await;
        town.confides_to_louis(&ana, &louis).await;
        for form in [LET, STOP] {
            let path = format!("/espace/{}/agenda/{id}/lecture", ana.space);
            let refused = town.post(&louis.cookie, &path, form).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{form}");
        }
        let nothing = town.is_read_by(&doctor, ana.space).await;
        assert_eq!(nothing, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn act_23_the_first_days_of_an_account_let_nobody_read_for_an_appointment() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "ana@exemple.fr").await;
        let spaces = &town.house.spaces;
        let told = spaces.announce(person, spaces::Channel::Letter).await;
        let told = told.expect("announced");
        let code = told.code.in_groups();
        let thief = town.moves_in(0, &code, "voleur@exemple.fr").await;
        let doctor = town.doctor().await;
        let id = town.is_to_see(&doctor, told.space, FOURTH, "9:00").await;
        let refused = town.post(&thief, &reading(&id), LET).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        // Nor to share documents by a code.
        let refused = town.post(&thief, SHARE, "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let nothing = town.is_read_by(&doctor, told.space).await;
        assert_eq!(nothing, StatusCode::SEE_OTHER);
        town.world.advance(DAY * 3);
        let ana = town.comes_back(told.space).await;
        town.does(&ana, &reading(&id), LET).await;
        let doctor = town.doctor().await;
        let reads = town.is_read_by(&doctor, told.space).await;
        assert_eq!(reads, StatusCode::OK);
    })
    .await;
}
