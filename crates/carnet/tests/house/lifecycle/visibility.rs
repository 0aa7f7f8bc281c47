//! What the holder is told of who sees a document.

use super::LIST;
use crate::town::Town;

#[tokio::test]
async fn a_document_that_the_settings_hide_is_said_to_be_hidden() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&other, &ana, "Bilan").await;
        town.consents(&doctor, &ana).await;
        let page = format!("{LIST}/{id}/visibilite");
        let offers = "Masquer à tous";
        let shown = town.get(&ana.cookie, &page).await.text();
        assert!(shown.contains(offers), "{shown}");
        let settings = "/espace/moi/acces/reglages";
        town.post(&ana.cookie, settings, "tout=oui").await;
        let hidden = town.get(&ana.cookie, &page).await.text();
        assert!(hidden.contains("Vos réglages masquent tous vos documents"));
        assert!(!hidden.contains(offers), "{hidden}");
        let list = town.get(&ana.cookie, LIST).await.text();
        assert!(list.contains("Masqué : vous seul le voyez"), "{list}");
        town.post(&ana.cookie, settings, "").await;
        let again = town.get(&ana.cookie, &page).await.text();
        assert!(again.contains(offers) && !again.contains("Vos réglages masquent"));
    })
    .await;
}
