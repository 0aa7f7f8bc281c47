//! Who is told, when it ends; what was done under it; and two tabs at once.

use super::midnight;
use crate::documents::GOOD;
use crate::town::{DAY, PDF, Town};
use http::StatusCode;
use spaces::Fate;
use std::time::Duration;
use testkit::for_each_store_at;

impl Town {
    /// How many notices with this subject were sent so far.
    pub async fn sent_so_far(&self, subject: &str) -> usize {
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let theirs = sent.iter().filter(|sent| sent.subject.contains(subject));
        theirs.count()
    }
}

#[tokio::test]
async fn the_end_is_announced_ninety_and_thirty_days_before_and_on_the_day_once_each() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@example.org").await;
        let lea = town.child("Lea", "2010-06-15", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let subject = "Votre accès à un espace s’";
        // In the morning: at night people are left in peace.
        let end = midnight("2028-06-15");
        let morning = Duration::from_secs(10 * 60 * 60);
        for (now, told) in [
            (end.minus(DAY * 91), 0),
            (end.minus(DAY * 90), 1),
            (end.minus(DAY * 31), 1),
            (end.minus(DAY * 30), 2),
            (end.minus(DAY), 2),
            (end, 3),
            (end.plus(DAY * 40), 3),
        ] {
            town.world.set(now.plus(morning));
            for _ in 0..2 {
                town.house.mandates.announce().await.expect("announced");
            }
            assert_eq!(town.sent_so_far(subject).await, told, "{now:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_tabs_of_one_session_keep_ones_own_space_and_the_child_s_apart() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let add = Town::of(&lea, "/documents/ajouter");
        let form = town.reads(&ana.cookie, &add).await;
        assert!(form.contains(&format!("action=\"{add}\"")), "{form}");
        // The tab of one's own space is used in between.
        town.reads(&ana.cookie, "/espace/moi/documents/ajouter")
            .await;
        let sent = town.upload(&ana.cookie, &add, &GOOD, ("a.pdf", PDF)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let theirs = town.reads(&ana.cookie, &Town::of(&lea, "/documents")).await;
        assert!(theirs.contains("Radio du genou"), "{theirs}");
        let own = town.reads(&ana.cookie, "/espace/moi/documents").await;
        assert!(!own.contains("Radio du genou"), "{own}");
        // The document of one is not found under the address of the other.
        let id = town
            .id_of(&ana.cookie, &Town::of(&lea, "/documents"), "Radio du genou")
            .await
            .expect("listed");
        let there = format!("/espace/moi/documents/{id}");
        let answer = town.get(&ana.cookie, &there).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        town.reads(&ana.cookie, &Town::of(&lea, &format!("/documents/{id}")))
            .await;
        // Each visit is in the history of the child's space, by name.
        let history = town
            .reads(&ana.cookie, &Town::of(&lea, "/acces/journal"))
            .await;
        assert!(history.contains("Ana Martin"), "{history}");
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(!history.contains("Radio du genou"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn taking_up_inviting_and_giving_up_ask_for_both_factors_first() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let path = format!("/espace/moi/proches/{}", lea.person);
        town.world.advance(Duration::from_secs(6 * 60));
        for (path, form) in [
            (path.as_str(), "geste=gerer"),
            (path.as_str(), "geste=rendre"),
            ("/espace/moi/proches/rejoindre", "code=0"),
        ] {
            let answer = town.post(&ana.cookie, path, form).await;
            let to = answer.location();
            assert!(
                to.starts_with("/connexion/preuve?retour=/espace/moi/proches"),
                "{to}"
            );
        }
        let answer = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn del_04_a_closed_space_is_not_there_for_representatives_who_cannot_close_it_either() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        for below in ["/fermeture", "/fermeture/confirmer", "/rouvrir"] {
            let path = Town::of(&lea, below);
            let answer = town.post(&ana.cookie, &path, "suite=effacer").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let now = town.world.now();
        let spaces = &town.house.spaces;
        let closed = spaces.close(lea.person, Fate::Archive, spaces::How::Phone, now);
        closed.await.expect("closed");
        let answer = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let list = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert!(list.contains("Cet espace est fermé"), "{list}");
    })
    .await;
}
