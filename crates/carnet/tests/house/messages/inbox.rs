//! A professional's inbox over all their patients: found in a table, decided each time.

use super::{LIST, SENT, theirs};
use crate::town::Town;
use http::StatusCode;

const INBOX: &str = "/pro/messages";

#[tokio::test]
async fn the_inbox_goes_page_by_page_and_names_whom_it_may_still_name() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let first = town.begins(&doctor, &louis, "CANARISUJET", "Bonjour").await;
        for n in 0..20 {
            town.world.advance(SENT);
            town.begins(&doctor, &ana, &format!("Suivi {n}"), "Bonjour")
                .await;
        }
        let page = town.opens(&doctor.cookie, INBOX).await;
        let lines = |page: &str| page.matches("Né(e) le").count();
        assert_eq!(lines(&page), 20, "{page}");
        assert!(!page.contains("Petit") && !page.contains("Suivi"), "{page}");
        let older = page
            .split("href=\"/pro/messages?avant=")
            .nth(1)
            .expect("an older page");
        let older = older
            .split('"')
            .next()
            .expect("a link")
            .replace("&#38;", "&");
        let older = format!("{INBOX}?avant={older}");
        let page = town.opens(&doctor.cookie, &older).await;
        assert_eq!(lines(&page), 1, "{page}");
        assert!(
            page.contains("Louis Petit") && !page.contains("CANARI"),
            "{page}"
        );
        // An answer brings it to the front.
        town.says(&louis.cookie, &format!("{LIST}/{first}"), "Merci")
            .await;
        town.world.advance(SENT);
        let page = town.opens(&doctor.cookie, INBOX).await;
        let front = page.find("Petit").expect("named");
        assert!(front < page.find("Martin").expect("named"), "{page}");
        assert!(page.contains("Vous avez un échange non lu."), "{page}");
        assert!(
            town.opens(&other.cookie, INBOX)
                .await
                .contains("Aucun échange.")
        );
        // What the table keeps names nobody.
        let rows = store
            .query("SELECT party, place, inside FROM message_thread", vec![])
            .await
            .expect("asked");
        assert_eq!(rows.len(), 21);
        for row in rows {
            for column in 0..3 {
                let kept = row.blob(column).expect("bytes");
                for space in [ana.space, louis.space] {
                    let plain = space.to_bytes();
                    assert!(!kept.windows(16).any(|piece| piece == plain));
                }
            }
        }
        // What was taken back leaves nothing.
        let back = town.begins(&doctor, &ana, "Non", "Non").await;
        let his = format!("{}/{back}", theirs(&ana));
        town.takes_back(&doctor.cookie, &his).await;
        for _ in 0..5 {
            town.world.advance(SENT);
        }
        assert!(!town.opens(&doctor.cookie, INBOX).await.contains(&back));
        let rows = store
            .query("SELECT thread FROM message_thread", vec![])
            .await;
        assert_eq!(
            rows.expect("asked").len(),
            21,
            "what is left of it is dropped"
        );
        assert_eq!(
            town.get(&doctor.cookie, &his).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn the_page_that_opens_a_conversation_counts_it_as_read_already() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let one = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        let two = town.begins(&doctor, &ana, "Bilan", "Bonjour").await;
        town.world.advance(SENT);
        for id in [&one, &two] {
            town.says(&ana.cookie, &format!("{LIST}/{id}"), "Merci")
                .await;
        }
        town.world.advance(SENT);
        let before = town.opens(&doctor.cookie, &theirs(&ana)).await;
        assert!(before.contains("Vous avez 2 échanges non lus."), "{before}");
        let page = town
            .opens(&doctor.cookie, &format!("{}/{one}", theirs(&ana)))
            .await;
        assert!(page.contains("Vous avez un échange non lu."), "{page}");
        let page = town
            .opens(&doctor.cookie, &format!("{}/{two}", theirs(&ana)))
            .await;
        assert!(!page.contains("non lu"), "{page}");
    })
    .await;
}
