//! The whole site: the routes of every room, with identity's layer and the edge
//! around them, and the probes outside.

use crate::house::House;
use crate::{home, system};
use axum::body::Body;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::{Extension, Router};
use documents::Api;
use edge::SiteConfig;
use http::Request;
use http::header::ALLOW;
use identity::ENDED_THERE;
use identity::provider::{Provider, Shows};
use identity::staff::Witnesses;
use kernel::{Error, Lang};
use prevention::Prevention;
use std::sync::Arc;
use tower::ServiceExt as _;

/// What the edge refuses by itself, told to programs in their own form.
fn refused(path: &str, error: &Error, lang: Lang) -> Response {
    match path.starts_with("/oauth") || ENDED_THERE.contains(&path) {
        true => identity::clients::refused_outside(error),
        false => rest::refused_outside(error, lang),
    }
}

/// Whether these routes show a page at a path. They are asked in a way that none of
/// them answers, so that nothing is read and nothing is done, and say what they answer.
fn showing(rooms: Router) -> Shows {
    Arc::new(move |path| {
        let rooms = rooms.clone();
        Box::pin(async move {
            let asked = Request::builder().method("SHOWN").uri(path);
            let Ok(asked) = asked.body(Body::empty()) else {
                return false;
            };
            let Ok(answer) = rooms.oneshot(asked).await;
            let answered = answer.headers().get(ALLOW);
            let answered = answered.and_then(|methods| methods.to_str().ok());
            let mut methods = answered.unwrap_or_default().split(',');
            methods.any(|method| method.trim() == "GET")
        })
    })
}

/// The whole site and its software interface. `more` are routes that only
/// some houses have.
pub fn router(house: &House, provider: Option<Provider>, more: Router) -> Router {
    let pages = documents::Pages {
        documents: house.documents.clone(),
        spaces: house.spaces.clone(),
    };
    let sharing = sharing::Pages {
        sharing: house.sharing.clone(),
        spaces: house.spaces.clone(),
        people: house.professionals.clone(),
        supervisors: house.supervisors.clone(),
        reports: house.reports.clone(),
    };
    let api = Api::new(
        house.documents.clone(),
        house.spaces.clone(),
        house.clients.clone(),
        agenda::facts_of,
        &house.origin,
    );
    let clinical = clinical::Api::new(
        house.sharing.clone(),
        house.spaces.clone(),
        house.clients.clone(),
        house.agenda.clone(),
        house.connected.clone(),
        &house.register,
        &house.origin,
    );
    // Who vouches for professionals at their own door does so behind software.
    let clients = match &provider {
        Some(provider) => house.clients.clone().vouched_by(provider.clone()),
        None => house.clients.clone(),
    };
    let ledger = house.ledger.clone();
    let witnesses = Witnesses(Arc::new(move || ledger.witnesses()));
    let rooms = Router::new()
        .merge(home::routes(house.clone()))
        .merge(house.identity.routes().layer(Extension(witnesses)))
        .merge(house.spaces.routes())
        .merge(house.assistance.routes())
        .merge(house.campaigns.routes())
        .merge(house.reports.routes())
        .merge(sharing.routes())
        .merge(documents::routes(pages.clone()))
        .merge(profile::routes(profile::Pages {
            profiles: profile::Profiles::new(house.sharing.clone()),
            documents: pages.documents.clone(),
            corrections: house.corrections.clone(),
            growth: house.growth.clone(),
            spaces: house.spaces.clone(),
        }))
        .merge(summary::routes(summary::Pages {
            documents: pages.documents.clone(),
            spaces: pages.spaces.clone(),
        }))
        .merge(results::routes(results::Pages {
            documents: pages.documents,
            spaces: pages.spaces,
        }))
        .merge(prevention::routes(prevention::Pages {
            prevention: Prevention::new(house.sharing.clone()),
            spaces: house.spaces.clone(),
        }))
        .merge(house.agenda.routes())
        .merge(house.cards.routes())
        .merge(house.mandates.routes())
        .merge(house.catalogue.routes())
        .merge(house.connected.routes())
        .merge(house.messages.routes())
        .merge(
            documents::api_routes(api)
                .layer(from_fn_with_state(clinical.clone(), clinical::histories))
                .layer(from_fn_with_state(clinical.clone(), clinical::bundles)),
        )
        .merge(clinical::routes(clinical))
        .merge(house.exports.routes())
        .merge(identity::clients::routes(clients))
        .merge(edge::public_routes())
        .merge(more);
    let provider = provider.map(|provider| provider.leading(showing(rooms.clone())));
    let rooms = rooms
        .merge(provider.map_or_else(Router::new, identity::provider::routes))
        .merge(
            house
                .france_connect
                .clone()
                .map_or_else(Router::new, identity::france_connect::routes),
        );
    let rooms = house
        .mandates
        .acting(house.messages.telling(rooms))
        .layer(from_fn_with_state(house.identity.clone(), identity::layer))
        // Outside of it: nobody's session opens what a helped person is not shown.
        .layer(from_fn_with_state(
            house.assistance.clone(),
            assistance::layer,
        ))
        .layer(from_fn_with_state(
            house.clients.clone(),
            identity::clients::elsewhere,
        ));
    let mut site = SiteConfig {
        behind_proxy: house.behind_proxy,
        assets: vec![identity::PASSKEY_SCRIPT],
        api_failure: refused,
        ..SiteConfig::new(house.origin.clone(), house.world.clone())
    };
    site.api.extend(ENDED_THERE);
    // Probes and measures ask by address: they stand outside the site.
    system::around(house.clone(), edge::wrap(rooms, site))
}
