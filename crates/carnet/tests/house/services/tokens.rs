//! Codes and tokens: once, for a while, and never for more.

use super::{Tokens, documents_of, error_of, found, service};
use crate::dmp::json;
use crate::town::{DAY, Town};
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;

#[tokio::test]
async fn oid_11_a_code_that_comes_twice_ends_what_came_of_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@example.org").await;
        town.lists(service("souffle")).await;
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        let tokens = Tokens::of(&town.trades("souffle", &code, &[]).await);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        let again = town.trades("souffle", &code, &[]).await;
        assert_eq!(
            (again.status, &*error_of(&again)),
            (StatusCode::BAD_REQUEST, "invalid_grant")
        );
        let read = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        let refreshed = town.refreshes("souffle", &tokens.refresh, &[]).await;
        assert_eq!(error_of(&refreshed), "invalid_grant");
    })
    .await;
}

#[tokio::test]
async fn oid_14_a_code_lives_for_a_minute() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        town.world.advance(Duration::from_secs(60));
        let late = town.trades("souffle", &code, &[]).await;
        assert_eq!(error_of(&late), "invalid_grant");
    })
    .await;
}

#[tokio::test]
async fn oid_16_a_refresh_token_that_was_copied_ends_the_connection_and_its_holder_is_told() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@example.org").await;
        let first = town.connected(&ana).await;
        let second = Tokens::of(&town.refreshes("souffle", &first.refresh, &[]).await);
        found(&town.served(&second.access, &documents_of(&ana)).await);
        // The thief comes with the old one.
        let stolen = town.refreshes("souffle", &first.refresh, &[]).await;
        assert_eq!(error_of(&stolen), "invalid_grant");
        for token in [&first.access, &second.access] {
            let read = town.served(token, &documents_of(&ana)).await;
            assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        }
        let later = town.refreshes("souffle", &second.refresh, &[]).await;
        assert_eq!(error_of(&later), "invalid_grant");
        // The record is told, once, and so is she.
        town.house.connected.work().await.expect("done");
        town.house.connected.work().await.expect("done");
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let told = sent
            .iter()
            .filter(|sent| sent.subject.contains("service a été retiré"));
        assert_eq!(told.count(), 1);
        let list = town.get(&ana.cookie, "/espace/moi/services").await.text();
        assert!(
            list.contains("Aucun service") && list.contains("Services retirés"),
            "{list}"
        );
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(history.contains("son accès avait été copié"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn oid_17_a_refresh_narrows_and_never_widens() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        let tokens = Tokens::of(&town.trades("souffle", &code, &[]).await);
        // The listing has the name; the holder did not tick it.
        for scope in [
            "patient/Patient.r",
            "patient/DocumentReference.rs patient/Patient.r",
            "patient/DocumentReference.cruds",
            "system/DocumentReference.rs",
        ] {
            let wider = town
                .refreshes("souffle", &tokens.refresh, &[("scope", scope)])
                .await;
            assert_eq!(error_of(&wider), "invalid_scope", "{scope}");
        }
        town.lists(service("autre")).await;
        let other = town.refreshes("autre", &tokens.refresh, &[]).await;
        assert_eq!(error_of(&other), "invalid_grant");
        let narrow = [("scope", "patient/DocumentReference.s")];
        let narrow = town.refreshes("souffle", &tokens.refresh, &narrow).await;
        let narrow = Tokens::of(&narrow);
        found(&town.served(&narrow.access, &documents_of(&ana)).await);
        let one = format!("/fhir/DocumentReference/{}-{}", ana.space, ana.space);
        assert_eq!(
            town.served(&narrow.access, &one).await.status,
            StatusCode::FORBIDDEN
        );
        // The next one stands for all of the consent again.
        let whole = town.refreshes("souffle", &narrow.refresh, &[]).await;
        let scope = json(&whole)["scope"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(scope.contains("patient/DocumentReference.rs"), "{scope}");
    })
    .await;
}

#[tokio::test]
async fn without_offline_access_there_is_no_way_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        let scope = [("scope", "launch/patient patient/DocumentReference.rs")];
        let path = Town::asks_at("souffle", &scope);
        let form = town.yes("lire-documents=oui");
        let done = town.post(&ana.cookie, &path, &form).await;
        let given = town.trades("souffle", &super::code_of(&done), &[]).await;
        let tokens = Tokens::of(&given);
        assert!(tokens.refresh.is_empty());
        town.world.advance(Duration::from_secs(300));
        let read = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_service_looks_at_its_own_tokens_and_gives_them_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.connected(&ana).await;
        town.lists(service("autre")).await;
        let look = async |id: &str, token: &str| {
            let form = format!("client_id={id}&token={token}");
            json(&town.machine("/oauth/introspect", form).await)
        };
        let own = look("souffle", &tokens.access).await;
        assert_eq!(
            (&own["active"], &own["client_id"]),
            (&true.into(), &"souffle".into())
        );
        assert_eq!(own["patient"], ana.space.to_string());
        assert_eq!(look("souffle", &tokens.refresh).await["active"], true);
        // Another's are none.
        assert_eq!(
            look("autre", &tokens.access).await,
            serde_json::json!({"active": false})
        );
        assert_eq!(
            look("souffle", "x").await,
            serde_json::json!({"active": false})
        );
        let give = async |id: &str, token: &str| {
            let form = format!("client_id={id}&token={token}");
            town.machine("/oauth/revoke", form).await.status
        };
        assert_eq!(give("autre", &tokens.refresh).await, StatusCode::OK);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        assert_eq!(give("souffle", &tokens.refresh).await, StatusCode::OK);
        let read = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        assert_eq!(look("souffle", &tokens.refresh).await["active"], false);
        town.house.connected.work().await.expect("done");
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(history.contains("A rendu son accès"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn no_code_and_no_token_is_kept_as_it_is() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.connected(&ana).await;
        let rows = store.query("SELECT hash FROM service_token", vec![]).await;
        let rows = rows.expect("asked");
        assert_eq!(rows.len(), 3);
        for row in &rows {
            let hash = row.blob(0).expect("a hash");
            for token in [&tokens.access, &tokens.refresh] {
                // Not even under a plain hash, which whoever has a copy could try.
                assert_ne!(hash, keys::sha256(token.as_bytes()));
                assert_ne!(hash, token.as_bytes());
            }
        }
        let inside = store
            .query("SELECT inside FROM service_family", vec![])
            .await;
        let inside = inside.expect("asked")[0]
            .blob(0)
            .expect("sealed")
            .to_owned();
        let space = ana.space.to_bytes();
        assert!(!inside.windows(16).any(|part| part == space));
        // What is over is erased in time.
        town.world.advance(DAY * 200);
        town.house.services.purge().await.expect("purged");
        let left = store.query("SELECT hash FROM service_token", vec![]).await;
        assert_eq!(left.expect("asked").len(), 0);
    })
    .await;
}
