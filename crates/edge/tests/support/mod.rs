//! A wrapped site to ask, and its replies.
#![allow(dead_code)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use edge::SiteConfig;
use kernel::{FixedClock, SeededChance, Timestamp, World};
use std::sync::Arc;
use tower::ServiceExt as _;

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("plain text"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub fn site(router: Router) -> Router {
    site_at("https://carnet.test", router)
}

pub fn site_at(origin: &str, router: Router) -> Router {
    let world = World {
        clock: Arc::new(FixedClock::new(Timestamp::from_millis(1_795_424_400_000))),
        chance: Arc::new(SeededChance::new(1)),
    };
    edge::wrap(router, SiteConfig::new(origin, world))
}

pub fn request(method: Method, path: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "carnet.test")
        .body(Body::empty())
        .expect("a request")
}

pub async fn ask(site: &Router, request: Request<Body>) -> Reply {
    let response = site.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    Reply {
        status: parts.status,
        headers: parts.headers,
        body: to_bytes(body, 10_000_000).await.expect("a body").to_vec(),
    }
}
