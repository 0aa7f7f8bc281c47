//! The treating doctor is written to when a record is opened in an emergency: where to
//! look, and nothing of whom or of what.

use super::{BOX, DOMAIN, Relay, signed_in};
use crate::town::{DAY, Holder, Pro, Town};
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;

const QUARTER: Duration = Duration::from_secs(15 * 60);
const DECIDE: &str = "/espace/moi/acces/pro/99700218896/decider";

impl Town {
    async fn is_opened_by(&self, pro: &Pro, holder: &Holder) {
        let path = format!("/pro/patients/{}/urgence", holder.space);
        let form = "motif=cannot-speak&raison=inconsciente,+amenée+par+les+pompiers";
        let opened = self.post(&pro.cookie, &path, form).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    }

    async fn tells_doctors(&self) {
        self.house.messages.tell_treating().await.expect("a pass");
    }

    /// How many treating doctors are still to be written to.
    async fn to_be_told(&self) -> usize {
        let sql = "SELECT id FROM review_treating WHERE mail_at IS NOT NULL";
        let rows = self.house.store.query(sql, vec![]).await;
        rows.expect("asked").len()
    }
}

#[tokio::test]
async fn pro_09_a_treating_doctor_is_written_to_at_once_and_reads_no_name_and_no_reason() {
    for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let other = town.other_doctor().await;
        town.does(&ana.cookie, DECIDE, "quoi=traitant").await;
        town.is_opened_by(&other, &ana).await;
        let twin = town.twin().await;
        for here in [&town, &twin, &town] {
            here.tells_doctors().await;
        }
        let left = relay.left();
        let [mail] = &left[..] else {
            panic!("one mail: {left:?}")
        };
        let from = format!("ne-pas-repondre@{DOMAIN}");
        assert_eq!((&mail.from, mail.to.as_str()), (&from, BOX));
        assert!(mail.text.contains("/pro/urgences"), "{}", mail.text);
        let number = ana.matricule();
        let space = ana.space.to_string();
        let words = [
            "Martin",
            "Petit",
            "inconsciente",
            "pompiers",
            "cannot-speak",
        ];
        for word in words.into_iter().chain([number, &space]) {
            assert!(!mail.text.contains(word), "{word}: {}", mail.text);
        }
        // Who, why and whose is read by whoever signs in.
        let doctor = signed_in(&town).await;
        let page = town.looks_at(&doctor.cookie, "/pro/urgences").await;
        assert!(page.contains("Dr Petit"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_treating_doctor_is_written_to_as_long_as_they_are_one_and_did_not_look() {
    for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let other = town.other_doctor().await;
        for holder in [&ana, &louis] {
            town.does(&holder.cookie, DECIDE, "quoi=traitant").await;
            town.is_opened_by(&other, holder).await;
        }
        // They are blocked before it leaves: nothing is told them.
        town.does(&louis.cookie, DECIDE, "quoi=bloquer").await;
        relay.says(Some("450 4.2.0 Later"));
        town.tells_doctors().await;
        assert!(relay.left().is_empty(), "{:?}", relay.left());
        relay.says(None);
        town.tells_doctors().await;
        assert!(relay.left().is_empty(), "not before a quarter of an hour");
        town.world.advance(QUARTER);
        town.tells_doctors().await;
        assert_eq!(relay.left().len(), 1, "of hers alone");
        // Who looked by themselves need not be written to.
        let nurse = town.pro("60", "99700000021", "Inf. Roux").await;
        town.is_opened_by(&nurse, &ana).await;
        let doctor = signed_in(&town).await;
        town.looks_at(&doctor.cookie, "/pro/urgences").await;
        town.tells_doctors().await;
        assert_eq!(relay.left().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_did_not_just_happen_is_written_to_nobody_with_mail_or_without() {
    for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::on(&url).await;
        town.knows_mailboxes().await;
        let ana = town.holder(0).await;
        let other = town.other_doctor().await;
        town.does(&ana.cookie, DECIDE, "quoi=traitant").await;
        town.is_opened_by(&other, &ana).await;
        assert_eq!(town.to_be_told().await, 1);
        town.world.advance(DAY * 30);
        let posted = town.has_mail_now(&relay).await;
        posted.tells_doctors().await;
        assert!(relay.left().is_empty(), "{:?}", relay.left());
        assert_eq!(town.to_be_told().await, 0);
        // What is news waits for mail, and is written once there is some.
        let louis = town.holder(1).await;
        let other = town.other_doctor().await;
        town.does(&louis.cookie, DECIDE, "quoi=traitant").await;
        town.is_opened_by(&other, &louis).await;
        town.tells_doctors().await;
        assert_eq!(town.to_be_told().await, 1);
        posted.tells_doctors().await;
        assert_eq!(relay.left().len(), 1);
        // Nor does it wait for ever where there is none.
        let nurse = town.pro("60", "99700000021", "Inf. Roux").await;
        town.is_opened_by(&nurse, &louis).await;
        town.world.advance(DAY * 2 - QUARTER);
        town.tells_doctors().await;
        assert_eq!(town.to_be_told().await, 1);
        town.world.advance(QUARTER);
        town.tells_doctors().await;
        assert_eq!(town.to_be_told().await, 0);
    })
    .await;
}
