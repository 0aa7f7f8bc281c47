//! Notices of new messages: one, after the thirty seconds, and they say nothing.

use super::{LIST, SENT, theirs};
use crate::town::Town;
use std::time::Duration;

const EMAIL: &str = "ana@exemple.fr";

impl Town {
    /// What was told of messages to this address so far, after those who tell had
    /// their turn.
    pub(super) async fn told_of_messages(&self) -> Vec<String> {
        self.house.messages.tell().await.expect("told");
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let of_messages = sent
            .into_iter()
            .filter(|sent| sent.to == EMAIL && sent.subject.contains("message"));
        of_messages
            .map(|sent| format!("{} {}", sent.subject, sent.text))
            .collect()
    }
}

#[tokio::test]
async fn msg_11_web_23_the_notice_of_a_new_message_is_one_and_says_nothing() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        let id = town.begins(&doctor, &ana, "Oncologie", "CANARITEXTE").await;
        assert_eq!(town.told_of_messages().await, [""; 0], "it is still held");
        town.world.advance(SENT);
        let twin = town.twin().await;
        twin.house.messages.tell().await.expect("told");
        let told = town.told_of_messages().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("Vous avez un nouveau message"), "{told:?}");
        for word in [
            "Oncologie",
            "CANARI",
            "Benali",
            "Dr",
            "Cabinet",
            "urgence",
            "15",
            &id,
        ] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }
        // More in the same conversation is no more notices, until it is read.
        let his = format!("{}/{id}", theirs(&ana));
        town.says(&doctor.cookie, &his, "Encore").await;
        town.world.advance(SENT);
        assert_eq!(town.told_of_messages().await.len(), 1);
        town.opens(&ana.cookie, &format!("{LIST}/{id}")).await;
        town.says(&doctor.cookie, &his, "Et encore").await;
        town.world.advance(SENT);
        assert_eq!(town.told_of_messages().await.len(), 2);
        // At night nobody is told; in the morning they are.
        town.opens(&ana.cookie, &format!("{LIST}/{id}")).await;
        town.world.advance(Duration::from_secs(12 * 60 * 60));
        let (doctor, ana) = (town.doctor().await, town.later(ana).await);
        town.says(&doctor.cookie, &his, "Le soir").await;
        town.world.advance(SENT);
        assert_eq!(town.told_of_messages().await.len(), 2);
        town.world.advance(Duration::from_secs(10 * 60 * 60));
        let (doctor, ana) = (town.doctor().await, town.later(ana).await);
        assert_eq!(town.told_of_messages().await.len(), 3);
        // What was taken back is told of to nobody, nor what its holder wrote.
        town.says(&doctor.cookie, &his, "Non").await;
        town.opens(&ana.cookie, &format!("{LIST}/{id}")).await;
        town.takes_back(&doctor.cookie, &his).await;
        town.says(&ana.cookie, &format!("{LIST}/{id}"), "Merci")
            .await;
        town.world.advance(SENT);
        assert_eq!(town.told_of_messages().await.len(), 3);
        let left = store.query("SELECT thread FROM message_due", vec![]).await;
        assert!(left.expect("asked").is_empty());
    })
    .await;
}
