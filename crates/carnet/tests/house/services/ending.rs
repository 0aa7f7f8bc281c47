//! A service paused, ended, suspended or lapsed reads nothing from that moment, in
//! every process.

use super::{LIST, Tokens, YEAR, address, documents_of, error_of, found, service};
use crate::town::{DAY, Holder, Town};
use http::StatusCode;
use journal::Standing;
use kernel::AccountId;
use testkit::for_each_store_at;

#[tokio::test]
async fn app_02_a_pause_and_an_end_hold_at_once_in_every_process() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.connected(&ana).await;
        let twin = town.twin().await;
        // Both have read, and both have the record warm.
        for town in [&town, &twin] {
            found(&town.served(&tokens.access, &documents_of(&ana)).await);
        }
        let one = address(&town, &ana).await;
        let paused = town.post(&ana.cookie, &format!("{one}/pause"), "").await;
        assert_eq!(paused.location(), format!("{LIST}?fait=pause"));
        for town in [&twin, &town] {
            let read = town.served(&tokens.access, &documents_of(&ana)).await;
            assert_eq!(read.status, StatusCode::FORBIDDEN, "{}", read.text());
        }
        town.post(&ana.cookie, &format!("{one}/reprendre"), "")
            .await;
        for town in [&twin, &town] {
            found(&town.served(&tokens.access, &documents_of(&ana)).await);
        }
        let ended = town.post(&ana.cookie, &format!("{one}/retirer"), "").await;
        assert_eq!(ended.location(), format!("{LIST}?fait=retire"));
        for town in [&twin, &town] {
            let read = town.served(&tokens.access, &documents_of(&ana)).await;
            assert_eq!(read.status, StatusCode::UNAUTHORIZED);
            let person = format!("/fhir/Patient/{}", ana.space);
            assert_eq!(
                town.served(&tokens.access, &person).await.status,
                StatusCode::UNAUTHORIZED
            );
        }
        let refreshed = town.refreshes("souffle", &tokens.refresh, &[]).await;
        assert_eq!(error_of(&refreshed), "invalid_grant");
        // What ended is not resumed.
        let again = town
            .post(&ana.cookie, &format!("{one}/reprendre"), "")
            .await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_pauses_or_ends_what_somebody_connected() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let tokens = town.connected(&ana).await;
        let one = address(&town, &ana).await;
        for doing in ["pause", "reprendre", "retirer"] {
            let other = town
                .post(&louis.cookie, &format!("{one}/{doing}"), "")
                .await;
            assert_eq!(other.status, StatusCode::NOT_FOUND, "{doing}");
        }
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
    })
    .await;
}

#[tokio::test]
async fn app_04_a_suspended_or_lapsed_listing_kills_every_token_at_once() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.connected(&ana).await;
        let standing = async |listed: bool| {
            let mut tx = town.house.store.begin("a standing").await.expect("begun");
            let services = &town.house.services;
            services
                .set_listed(&mut tx, "souffle", listed)
                .await
                .expect("set");
            tx.commit().await.expect("committed");
        };
        standing(false).await;
        let read = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        let refreshed = town.refreshes("souffle", &tokens.refresh, &[]).await;
        assert_eq!(error_of(&refreshed), "invalid_client");
        let asked = town.get(&ana.cookie, &Town::asks_at("souffle", &[])).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Once it is listed again, what was consented to goes on.
        standing(true).await;
        let tokens = Tokens::of(&town.refreshes("souffle", &tokens.refresh, &[]).await);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        // A year later it lapses by itself.
        let mut refresh = tokens.refresh;
        for _ in 0..5 {
            town.world.advance(DAY * 60);
            let given = town.refreshes("souffle", &refresh, &[]).await;
            refresh = Tokens::of(&given).refresh;
        }
        town.world.advance(YEAR - DAY * 300);
        let lapsed = town.refreshes("souffle", &refresh, &[]).await;
        assert_eq!(error_of(&lapsed), "invalid_client");
    })
    .await;
}

#[tokio::test]
async fn connecting_again_ends_what_was_before() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let first = town.connected(&ana).await;
        let second = town.connected(&ana).await;
        let read = town.served(&first.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        found(&town.served(&second.access, &documents_of(&ana)).await);
    })
    .await;
}

#[tokio::test]
async fn the_first_days_of_an_account_connect_nothing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let letter = town.told(0).await;
        town.lists(service("souffle")).await;
        let cookie = town.moves_in(0, &letter.code, "autre@example.org").await;
        let path = Town::asks_at("souffle", &[]);
        let asked = town.get(&cookie, &path).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.text());
        assert!(asked.text().contains("premiers jours"));
        let form = town.yes("lire-documents=oui");
        let sent = town.post(&cookie, &path, &form).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_holder_is_reminded_every_ninety_days_while_something_is_connected() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@example.org").await;
        town.connected(&ana).await;
        let told = async || {
            town.house.connected.work().await.expect("done");
            town.house.connected.work().await.expect("done");
            town.house.post.deliver(100).await.expect("a pass");
            let sent = town.house.post.sent(100).await.expect("listed");
            let of = sent
                .iter()
                .filter(|sent| sent.subject.contains("services sont reliés"));
            let said: Vec<String> = of.map(|sent| sent.text.clone()).collect();
            assert!(
                said.iter().all(|text| !text.contains("Souffle")),
                "{said:?}"
            );
            said.len()
        };
        town.world.advance(DAY * 89);
        assert_eq!(told().await, 0);
        town.world.advance(DAY);
        assert_eq!(told().await, 1);
        town.world.advance(DAY * 90);
        assert_eq!(told().await, 2);
        let cookie = town.comes_back(ana.space).await;
        let ana = Holder { cookie, ..ana };
        let one = address(&town, &ana).await;
        town.post(&ana.cookie, &format!("{one}/retirer"), "").await;
        town.world.advance(DAY * 90);
        assert_eq!(told().await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_connection_ends_when_the_account_that_made_it_loses_the_space() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let ana = town.holder(0).await;
        let tokens = town.connected(&ana).await;
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        let of = "SELECT account FROM account_space WHERE space = $1";
        let rows = town.house.store.query(of, vec![ana.space.into()]).await;
        let account = AccountId::from_slice(rows.expect("rows")[0].blob(0).expect("an id"));
        let account = account.expect("an id");
        let identity = &town.house.identity;
        let mut tx = town.house.store.begin("a test").await.expect("begun");
        let unlinked = identity.unlink_space(&mut tx, ana.space).await;
        unlinked.expect("unlinked");
        tx.commit().await.expect("committed");
        for process in [&town, &twin] {
            let read = process.served(&tokens.access, &documents_of(&ana)).await;
            assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        }
        // Whoever has the space then, it does not come back, and the record says so.
        let mut tx = town.house.store.begin("a test").await.expect("begun");
        let linked = identity.link_space(&mut tx, account, ana.space).await;
        linked.expect("linked");
        tx.commit().await.expect("committed");
        let read = twin.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        let again = town.refreshes("souffle", &tokens.refresh, &[]).await;
        assert_eq!(error_of(&again), "invalid_grant", "{}", again.text());
        town.house.connected.work().await.expect("done");
        let cookie = town.comes_back(ana.space).await;
        let list = town.get(&cookie, LIST).await.text();
        assert!(list.contains("Services retirés"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn a_record_that_was_shut_when_a_service_ended_is_told_once_it_opens_again() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let louis = town.holder(1).await;
        let tokens = town.connected(&ana).await;
        let others = town.connected(&louis).await;
        let stands = async |standing| {
            let journal = &town.house.journal;
            let mut tx = town.house.store.begin("a test").await.expect("begun");
            let set = journal.set_standing(&mut tx, ana.space, standing).await;
            set.expect("set");
            tx.commit().await.expect("committed");
        };
        stands(Standing::Shut).await;
        // What is used twice ends all that came of it.
        for tokens in [&tokens, &others] {
            for _ in 0..2 {
                town.refreshes("souffle", &tokens.refresh, &[]).await;
            }
        }
        town.house.connected.work().await.expect("done");
        // The shut one held up nobody.
        let list = town.get(&louis.cookie, LIST).await.text();
        assert!(list.contains("Services retirés"), "{list}");
        // Its holder hears of it at once, and not again each half year.
        let told = async || {
            let post = &town.house.post;
            post.deliver(100).await.expect("a pass");
            let sent = post.sent(100).await.expect("listed");
            let hers = sent.iter().filter(|it| it.to == "ana@exemple.fr");
            hers.filter(|it| it.subject.contains("a été retiré"))
                .count()
        };
        assert_eq!(told().await, 1);
        town.world.advance(181 * DAY);
        town.house.sweep().await.expect("swept");
        town.house.connected.work().await.expect("done");
        assert_eq!(told().await, 1, "none came after the first");
        stands(Standing::Open).await;
        town.world.advance(DAY);
        town.house.connected.work().await.expect("done");
        let cookie = town.comes_back(ana.space).await;
        let list = town.get(&cookie, LIST).await.text();
        assert!(list.contains("Services retirés"), "{list}");
        let history = town.get(&cookie, "/espace/moi/acces/journal").await.text();
        assert!(history.contains("Souffle"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn del_01_the_tokens_of_a_service_read_nothing_of_a_closed_space_in_any_process() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.connected(&ana).await;
        let twin = town.twin().await;
        let person = format!("/fhir/Patient/{}", ana.space);
        for town in [&town, &twin] {
            found(&town.served(&tokens.access, &documents_of(&ana)).await);
            let read = town.served(&tokens.access, &person).await;
            assert_eq!(read.status, StatusCode::OK, "{}", read.text());
        }
        crate::erasing::closes(&town, 0).await;
        for town in [&twin, &town] {
            for path in [&documents_of(&ana), &person] {
                let read = town.served(&tokens.access, path).await;
                assert!(read.status.is_client_error(), "{path}: {}", read.status);
                let text = read.text();
                assert!(!text.contains("Leca") && !text.contains("DocumentReference/"));
            }
        }
        // A new one reads nothing either, if it is given at all.
        let refreshed = town.refreshes("souffle", &tokens.refresh, &[]).await;
        if refreshed.status == StatusCode::OK {
            let fresh = Tokens::of(&refreshed);
            for path in [&documents_of(&ana), &person] {
                let read = twin.served(&fresh.access, path).await;
                assert!(read.status.is_client_error(), "{path}: {}", read.status);
            }
        }
    })
    .await;
}
