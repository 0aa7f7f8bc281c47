//! What publishers are written, and how they leave the catalogue by themselves.

use super::catalogue::examination;
use super::{Tokens, documents_of, error_of, found};
use crate::town::{DAY, Town};
use ::catalogue::rules::criteria;
use http::StatusCode;
use testkit::for_each_store_at;

impl Town {
    /// What was written to publishers beside the address to confirm, whoever does it.
    async fn news(&self, twin: &Self) -> Vec<String> {
        for house in [&self.house, &twin.house, &self.house] {
            house.catalogue.remind().await.expect("written");
        }
        let mut all = self.written_to_publishers().await;
        all.retain(|one| !one.contains("Confirmez"));
        for one in &all {
            for word in [
                "Odile", "Karim", "Marchand", "Lebrun", "CANARI", "asthme", "santé", "urgence",
            ] {
                assert!(!one.contains(word), "{word}: {one}");
            }
        }
        all
    }
}

#[tokio::test]
async fn a_publisher_is_written_what_is_asked_once_a_day_and_nothing_that_was_answered() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let [odile, karim] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        let judges = async |n: usize, verdict: &str| {
            let criterion = &criteria()[n].id;
            let form = format!("avis-{criterion}={verdict}&note-{criterion}=CANARI{verdict}{n}");
            town.judges_at(&odile, &id, "examiner", &form).await
        };
        judges(0, "met").await;
        assert!(town.news(&twin).await.is_empty());
        judges(1, "unmet").await;
        judges(2, "unmet").await;
        let written = town.news(&twin).await;
        assert_eq!(written.len(), 1, "{written:?}");
        assert!(
            written[0].contains("critères du catalogue ne sont pas respectés"),
            "{written:?}"
        );
        assert!(written[0].contains(&here), "{written:?}");
        // What is found later that day is written the next one, once.
        judges(3, "unmet").await;
        assert_eq!(town.news(&twin).await.len(), 1);
        town.world.advance(DAY - std::time::Duration::from_secs(1));
        assert_eq!(town.news(&twin).await.len(), 1);
        town.world.advance(std::time::Duration::from_secs(1));
        assert_eq!(town.news(&twin).await.len(), 2);
        town.world.advance(DAY * 3);
        assert_eq!(town.news(&twin).await.len(), 2);
        // What holds after all by then is not asked.
        let odile = town.again(&odile).await;
        let form = format!("avis-{}=unmet", criteria()[4].id);
        town.judges_at(&odile, &id, "examiner", &form).await;
        town.judges_at(&odile, &id, "examiner", &examination("met"))
            .await;
        assert_eq!(town.news(&twin).await.len(), 2);
        // One says yes: nothing is decided. Two do: it is, and said once.
        town.judges_at(&odile, &id, "referencer", "").await;
        assert_eq!(town.news(&twin).await.len(), 2);
        let karim = town.again(&karim).await;
        town.judges_at(&karim, &id, "referencer", "").await;
        let written = town.news(&twin).await;
        assert_eq!(written.len(), 3);
        assert!(
            written
                .iter()
                .any(|one| one.contains("est au catalogue de")),
            "{written:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_publisher_is_written_why_a_listing_is_suspended_and_that_it_is_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let [odile, karim] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        town.both_list(&id, [&odile, &karim]).await;
        // Without a reason of the list, nothing is suspended.
        for form in ["", "raison=rien&note=CANARI"] {
            let done = town.judges_at(&karim, &id, "suspendre", form).await;
            assert_eq!(done, "raison");
        }
        let form = "raison=autre&note=+";
        let done = town.judges_at(&karim, &id, "suspendre", form).await;
        assert_eq!(done, "autre-raison");
        assert!(
            town.get("", &format!("/services/{id}"))
                .await
                .status
                .is_success()
        );
        let form = "raison=securite&note=CANARI+%3Cb%3E";
        let done = town.judges_at(&karim, &id, "suspendre", form).await;
        assert_eq!(done, "suspendue");
        let written = town.news(&twin).await;
        let suspended = |one: &&String| one.contains("est suspendu du catalogue");
        let mail = written.iter().find(suspended).expect("written");
        assert!(mail.contains("une faille de sécurité est possible."));
        assert!(mail.contains(&here), "{mail}");
        // What else there is to know stands at their address alone.
        let page = twin.get("", &here).await.text();
        for words in ["une faille de sécurité est possible", "CANARI &#60;b&#62;"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("Karim"), "{page}");
        town.both_list(&id, [&odile, &karim]).await;
        let page = twin.get("", &here).await.text();
        assert!(!page.contains("CANARI"), "{page}");
        let written = town.news(&twin).await;
        assert!(
            written.iter().any(|one| one.contains("est de nouveau au")),
            "{written:?}"
        );
        town.judges_at(&odile, &id, "retirer", "").await;
        let written = town.news(&twin).await;
        let withdrawn = written.iter().filter(|one| one.contains("est retiré du"));
        assert_eq!(withdrawn.count(), 1, "{written:?}");
        assert_eq!(written.len(), 4, "{written:?}");
    })
    .await;
}

#[tokio::test]
async fn app_04_a_publisher_who_leaves_ends_every_access_at_once_and_for_good() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let ana = town.holder(0).await;
        let [odile, karim] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        // What was never listed has no listing to leave.
        let leave = format!("{here}/terminer");
        assert_eq!(town.get("", &leave).await.status, StatusCode::NOT_FOUND);
        town.both_list(&id, [&odile, &karim]).await;
        let code = town.connects(&ana, &id, "lire-documents=oui").await;
        let tokens = Tokens::of(&town.trades(&id, &code, &[]).await);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        let page = town.get("", &leave).await;
        assert_eq!(page.status, StatusCode::OK);
        for words in ["s’arrêtent aussitôt", "C’est définitif"] {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        // To look, or not to tick, changes nothing; nor does who guesses.
        let asked = town.publisher_does(&here, "terminer", "").await;
        assert_eq!(asked.location(), format!("{leave}?fait=cochez-fin"));
        // A page opened when it was still a request ends no listing.
        let stale = town.publisher_does(&here, "retirer", "sur=oui").await;
        assert_eq!(stale.status, StatusCode::NOT_FOUND);
        let guessed = format!("/services/demandes/{}", "0".repeat(40));
        for path in [&guessed, &format!("{guessed}/terminer")] {
            assert_eq!(town.get("", path).await.status, StatusCode::NOT_FOUND);
        }
        let refused = town.publisher_does(&guessed, "terminer", "sur=oui").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        let left = town.publisher_does(&here, "terminer", "sur=oui").await;
        assert_eq!(left.location(), format!("{here}?fait=terminee"));
        for process in [&town, &twin] {
            let read = process.served(&tokens.access, &documents_of(&ana)).await;
            assert_eq!(read.status, StatusCode::UNAUTHORIZED);
            let public = format!("/services/{id}");
            let shown = process.get("", &public).await;
            assert_eq!(shown.status, StatusCode::NOT_FOUND);
        }
        let again = town.refreshes(&id, &tokens.refresh, &[]).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED, "{}", again.text());
        assert_eq!(error_of(&again), "invalid_client");
        // Their holder is told as of any access that a service gives back.
        for process in [&twin, &town] {
            process.house.connected.work().await.expect("done");
        }
        let list = twin.get(&ana.cookie, "/espace/moi/services").await.text();
        let (_, ended) = list.split_once("Services retirés").expect("ended");
        assert!(ended.contains("Souffle"), "{list}");
        let history = town.get(&ana.cookie, "/espace/moi/acces/journal").await;
        let history = history.text();
        assert_eq!(
            history.matches("A rendu son accès à votre espace").count(),
            1,
            "{history}"
        );
        let written = town.news(&twin).await;
        assert!(
            written.iter().any(|one| one.contains("vous avez retiré")),
            "{written:?}"
        );
        // It is for good: nobody lists it again, nor asks for it.
        for what in ["retirer", "terminer", "renouveler"] {
            let form = if what == "renouveler" { "" } else { "sur=oui" };
            let refused = town.publisher_does(&here, what, form).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{what}");
        }
        let path = format!("/admin/catalogue/{id}/referencer");
        let refused = town.post(&odile.cookie, &path, "").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let sheet = format!("/admin/catalogue/{id}");
        let sheet = town.get(&odile.cookie, &sheet).await.text();
        let deed = "Service retiré par l’éditeur, par Atelier du Souffle";
        assert!(sheet.contains(deed), "{sheet}");
    })
    .await;
}
