//! The register and the life of spaces through the front door, on every store.

mod activation;
mod closing;
mod codes;
mod contact;
mod erasing;
mod federated;
mod guessing;
mod held;
mod history;
mod house;
mod model;
mod notices;
mod objection;
mod phone;
mod races;
mod receipts;
mod register;
mod search;
mod written;

use house::House;
use std::time::Duration;
use testkit::for_each_store;

pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);
pub(crate) const WRONG: &str = "Ces trois numéros ne vont pas ensemble";

/// A code that nobody has.
pub(crate) const NO_CODE: &str = "0000-0000-0000";

/// The n-th of many codes that nobody has.
pub(crate) fn no_code(n: u64) -> String {
    spaces::Code::generate(&kernel::SeededChance::new(1_000_000 + n)).in_groups()
}

#[test]
fn the_sentences_are_complete_in_both_languages() {
    edge::texts::check(&spaces::TEXTS);
    edge::texts::check(&spaces::notices::NOTICE_TEXTS);
    edge::texts::check(&spaces::FEDERATED_TEXTS);
    edge::texts::check(&spaces::RECOVERING_TEXTS);
}

#[tokio::test]
async fn space_keyed_tables_start_with_the_bucket() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        testkit::space_keyed_tables_start_with_bucket(&house.store).await;
    })
    .await;
}

#[tokio::test]
async fn the_pages_speak_english_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let visitor = house.visitor("192.0.2.1");
        let fields = [
            ("code", code.as_str()),
            ("nir", ana.matricule.as_str()),
            ("serie", ana.card.as_str()),
        ];
        assert!(
            visitor
                .get("/en/activer")
                .await
                .body
                .contains("Activate my space")
        );
        assert_eq!(
            visitor.post("/en/activer", &fields).await.to.as_deref(),
            Some("/en/activer/choix")
        );
    })
    .await;
}
