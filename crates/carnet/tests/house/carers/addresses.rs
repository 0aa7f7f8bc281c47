//! Addresses of the space of somebody who is helped: those on the list, read alone.

use super::of;
use crate::routes::ROUTES;
use crate::town::Town;
use edge::{
    FOR_CARERS, FOR_CARERS_WHO_WRITE, FOR_REPRESENTATIVES, is_for_carers, is_for_carers_who_write,
};
use http::{Method, StatusCode};
use kernel::SpaceId;
use testkit::for_each_store_at;

/// A route with something in each place that varies.
pub fn filled(route: &str) -> String {
    let parts = route.split('/').map(|part| match part.starts_with('{') {
        true => "00000000000000000000000001",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_of_a_space_is_on_the_list_of_carers_or_is_none_of_theirs() {
    for route in FOR_CARERS.iter().chain(&FOR_CARERS_WHO_WRITE) {
        assert!(ROUTES.contains(route), "{route} is no route");
        assert!(FOR_REPRESENTATIVES.contains(route), "{route}");
    }
    for route in ROUTES {
        let listed = FOR_CARERS.contains(&route);
        assert_eq!(is_for_carers(&filled(route)), listed, "{route}");
        let listed = FOR_CARERS_WHO_WRITE.contains(&route);
        let who_write = is_for_carers_who_write(&filled(route));
        assert_eq!(who_write, listed, "{route}");
    }
}

#[tokio::test]
async fn azp_06_azp_07_a_carer_reads_what_is_on_the_list_and_finds_nothing_else_as_of_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        town.adds(&ana, "Ordonnance").await;
        town.confides_to_louis(&ana, &louis).await;
        // Maria reads and writes messages too.
        let form = super::talking::with_messages(super::MARIA);
        let code = town.invites_to_help(&ana, &form).await;
        town.does(&maria.cookie, super::JOIN, &super::accepting(&code))
            .await;
        let nobody = SpaceId::from_bytes([5; 16]);
        let headers = [("origin", "http://localhost:8080")];
        let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
        let own = |route: &&str| route.starts_with("/espace/moi");
        for (carer, route) in ROUTES
            .into_iter()
            .filter(own)
            .flat_map(|route| [(&louis, route), (&maria, route)])
        {
            let below = filled(route.trim_start_matches("/espace/moi"));
            let writes = carer.n == maria.n && FOR_CARERS_WHO_WRITE.contains(&route);
            for method in methods.clone() {
                let path = of(&ana, &below);
                let answer = town
                    .with(method.clone(), &carer.cookie, &path, &headers)
                    .await;
                if writes || (FOR_CARERS.contains(&route) && method == Method::GET) {
                    continue;
                }
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
                let path = format!("/espace/{nobody}{below}");
                let none = town.with(method, &carer.cookie, &path, &headers).await;
                assert_eq!(answer.shape(), none.shape(), "{path}");
            }
        }
        for below in ["/documents", "/resultats", "/profil", "/prevention"] {
            town.reads(&louis.cookie, &of(&ana, below)).await;
        }
        // It goes one way.
        let back = town.get(&ana.cookie, &of(&louis, "/documents")).await;
        assert_eq!(back.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn azp_17_what_is_confided_leads_no_further() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        town.confides_to_louis(&ana, &louis).await;
        // Ana helps Louis too, and Maria helps Ana: each sees one space.
        let back = super::LOUIS
            .replace("PETIT&prenom=louis", "Martin&prenom=ana")
            .replace(
                "jour=3&naissance-mois=2&naissance-annee=1984",
                "jour=12&naissance-mois=8&naissance-annee=1955",
            );
        let code = town.invites_to_help(&louis, &back).await;
        town.does(&ana.cookie, super::JOIN, &super::accepting(&code))
            .await;
        let code = town.invites_to_help(&ana, super::MARIA).await;
        town.does(&maria.cookie, super::JOIN, &super::accepting(&code))
            .await;
        for (who, whom, sees) in [
            (&louis, &ana, true),
            (&ana, &louis, true),
            (&maria, &ana, true),
            (&maria, &louis, false),
            (&louis, &maria, false),
            (&ana, &maria, false),
        ] {
            let answer = town.get(&who.cookie, &of(whom, "/documents")).await;
            assert_eq!(
                answer.status == StatusCode::OK,
                sees,
                "{} {}",
                who.n,
                whom.n
            );
        }
    })
    .await;
}
