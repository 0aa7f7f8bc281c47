//! A card that is in force no more: one same page, whatever was asked for.

use super::CARD;
use crate::erasing::closes;
use crate::town::{Answer, Town};
use http::StatusCode;

/// The answer to an address that never was, byte for byte.
fn same_as_none(answer: &Answer, none: &Answer) {
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.shape(), none.shape());
}

#[tokio::test]
async fn enu_01_del_01_revoked_replaced_unknown_malformed_and_closed_are_one_page_byte_for_byte() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        for holder in [&ana, &louis] {
            town.notes_line(holder, "allergies/ajouter", "nom=Latex")
                .await;
            town.ticks(holder, &["Latex"]).await;
        }
        let twin = town.twin().await;
        let none = town.finds(&format!("/u/{}", "0".repeat(40))).await;
        let text = none.text();
        assert!(
            text.contains("Aucune carte d’urgence") && text.contains("tel:112"),
            "{text}"
        );
        let first = town.codes(&ana).await;
        for process in [&town, &twin] {
            assert!(process.finds(&first).await.text().contains("Latex"));
        }
        // Another code ends the one before, in every process.
        let second = town.codes(&ana).await;
        assert_ne!(first, second);
        same_as_none(&twin.finds(&first).await, &none);
        assert!(twin.finds(&second).await.text().contains("Latex"));
        // No secret is kept in the tables, as it is or as an address has it.
        let kept = store
            .query("SELECT hash, place, inside FROM card_code", vec![])
            .await;
        let kept = kept.expect("asked");
        assert_eq!(kept.len(), 1);
        for column in 0..3 {
            let blob = kept[0].blob(column).expect("bytes");
            let hex: String = blob.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(!hex.contains(&second[3..]));
        }
        for wrong in [
            second.to_uppercase().replace("/U/", "/u/"),
            format!("{second}0"),
            second[..second.len() - 1].to_owned(),
            String::from("/u/x"),
            String::from("/u/%FF%FE"),
            String::from("/u/..%2f..%2fespace"),
            String::from("/u"),
        ] {
            same_as_none(&town.finds(&wrong).await, &none);
        }
        // Ended, and nobody read anything since.
        let lines = town.reads_told(&ana).await;
        let ended = town
            .post(&ana.cookie, &format!("{CARD}/code/arreter"), "")
            .await;
        assert_eq!(ended.location(), format!("{CARD}?fait=arrete"));
        for process in [&twin, &town] {
            same_as_none(&process.finds(&second).await, &none);
        }
        assert_eq!(town.reads_told(&ana).await, lines);
        let page = town.card(&ana).await;
        assert!(page.contains("Aucun code n’est en service"), "{page}");
        // A closed space has none, with a code or without.
        let third = town.codes(&louis).await;
        assert!(town.finds(&third).await.text().contains("Latex"));
        closes(&town, 1).await;
        for process in [&twin, &town] {
            same_as_none(&process.finds(&third).await, &none);
        }
        let english = town.finds(&format!("/en{third}")).await;
        let none = town.finds(&format!("/en/u/{}", "0".repeat(40))).await;
        same_as_none(&english, &none);
    })
    .await;
}

#[tokio::test]
async fn del_02_an_erased_space_leaves_no_row_of_its_card() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.ticks(&ana, &["Ana Martin"]).await;
        let path = town.codes(&ana).await;
        assert_eq!(town.finds(&path).await.status, StatusCode::OK);
        let none = town.finds("/u/x").await;
        crate::erasing::erases(&town, 0, ana.space).await;
        let rows = store.query("SELECT hash FROM card_code", vec![]).await;
        assert!(rows.expect("asked").is_empty());
        same_as_none(&town.finds(&path).await, &none);
    })
    .await;
}

#[tokio::test]
async fn web_04_a_found_card_is_kept_by_nobody_told_to_nobody_and_found_by_no_search() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.ticks(&ana, &["Ana Martin"]).await;
        let path = town.codes(&ana).await;
        let found = town.finds(&path).await;
        let none = town.finds("/u/x").await;
        for answer in [&found, &none] {
            let header = |name: &str| {
                let value = answer.headers.get(name).and_then(|v| v.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            assert!(header("x-robots-tag").starts_with("noindex, nofollow"));
            assert_eq!(header("referrer-policy"), "no-referrer");
            assert_eq!(header("cache-control"), "no-store");
            assert!(!answer.headers.contains_key("set-cookie"));
            let text = answer.text();
            assert!(
                text.contains("<meta name=\"robots\" content=\"noindex"),
                "{text}"
            );
            // No form: with such a policy, browsers would not say where it comes from.
            assert!(!text.contains("<form"), "{text}");
        }
        assert!(!none.text().contains(&path));
    })
    .await;
}
