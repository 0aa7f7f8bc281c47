//! That a service added something is told: once a day, in no quiet hours, and without a
//! word of what or who.

use super::EVERYTHING;
use crate::dmp::json;
use crate::town::{DAY, Holder, Town};
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::for_each_store_at;

const EMAIL: &str = "ana@exemple.fr";
/// Longer than what comes together is waited for.
const A_WHILE: Duration = Duration::from_secs(61);

fn weight(holder: &Holder, day: u8) -> Value {
    json!({
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": format!("Patient/{}", holder.space)},
        "effectiveDateTime": format!("2026-11-{day:02}"),
        "valueQuantity": {
            "value": 72, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg",
        },
    })
}

impl Town {
    /// What she was told of additions so far, after those who tell had their turn.
    async fn told_of_additions(&self) -> Vec<String> {
        let connected = &self.house.connected;
        connected.tell(clinical::is_added_to).await.expect("told");
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let ours = sent.into_iter().filter(|sent| sent.to == EMAIL);
        ours.filter(|sent| sent.subject.contains("Un ajout"))
            .map(|sent| format!("{} {}", sent.subject, sent.text))
            .collect()
    }
}

#[tokio::test]
async fn web_23_a_holder_is_told_once_a_day_that_a_service_added_something_and_of_nothing_more() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, EMAIL).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        // What was refused is nothing to tell.
        let mut wrong = weight(&ana, 1);
        wrong["valueQuantity"]["value"] = json!(1_240);
        let refused = town.adds_in_fhir(token, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_additions().await, [""; 0]);
        for day in [1, 2] {
            let added = town.adds_in_fhir(token, &weight(&ana, day)).await;
            assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        }
        assert_eq!(town.told_of_additions().await, [""; 0], "it waits a while");
        town.world.advance(A_WHILE);
        let twin = town.twin().await;
        let theirs = &twin.house.connected;
        theirs.tell(clinical::is_added_to).await.expect("told");
        let told = town.told_of_additions().await;
        assert_eq!(told.len(), 1, "{told:?}");
        for word in ["Souffle", "poids", "72", "mesure", "urgence"] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }
        let page = town.get(&ana.cookie, "/espace/moi/notifications").await;
        let page = page.text();
        let line = "Un service relié a ajouté quelque chose";
        assert!(page.contains(line) && !page.contains("Souffle"), "{page}");
        // More on the same day, and the same again, is no more notices.
        let tokens = super::Tokens::of(&town.refreshes("souffle", &tokens.refresh, &[]).await);
        for day in [2, 3] {
            let added = town.adds_in_fhir(&tokens.access, &weight(&ana, day)).await;
            assert!(added.status.is_success(), "{}", json(&added));
        }
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_additions().await.len(), 1);
        // On another day the same again is nothing new, and something else is; at night
        // nobody is told.
        town.world.advance(DAY);
        let tokens = super::Tokens::of(&town.refreshes("souffle", &tokens.refresh, &[]).await);
        let again = town.adds_in_fhir(&tokens.access, &weight(&ana, 3)).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_additions().await.len(), 1);
        let tokens = super::Tokens::of(&town.refreshes("souffle", &tokens.refresh, &[]).await);
        let added = town.adds_in_fhir(&tokens.access, &weight(&ana, 4)).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        let hour = town.world.now().in_paris().hour();
        let night = u64::try_from(23 - hour).expect("hours");
        town.world.advance(Duration::from_secs(60 * 60 * night));
        assert_eq!(town.told_of_additions().await.len(), 1, "at night");
        town.world.advance(Duration::from_secs(60 * 60 * 10));
        assert_eq!(town.told_of_additions().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_holder_who_wants_no_notice_of_additions_gets_none_and_reads_of_them_all_the_same() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, EMAIL).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let here = "/espace/moi/reglages/notifications";
        let page = town.get(&ana.cookie, here).await.text();
        let box_of = "name=\"added-courriel\" value=\"oui\" checked";
        assert!(page.contains(box_of), "{page}");
        let choice = "messages-courriel=oui&calme-de=21&calme-a=8";
        let chosen = town.post(&ana.cookie, here, choice).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
        let added = town.adds_in_fhir(&tokens.access, &weight(&ana, 1)).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_additions().await, [""; 0]);
        let page = town.get(&ana.cookie, "/espace/moi/notifications").await;
        assert!(
            page.text()
                .contains("Un service relié a ajouté quelque chose")
        );
    })
    .await;
}
