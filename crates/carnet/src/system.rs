//! For those who keep the system: health, readiness, measures. No page, no
//! person, no health data.

use crate::house::House;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    status: u16,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct NoticeLabels {
    channel: &'static str,
    state: &'static str,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct WitnessLabels {
    witness: String,
    state: &'static str,
}

struct Measures {
    registry: Registry,
    log: Gauge,
    witnesses: Family<WitnessLabels, Gauge>,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    passwords: Gauge,
    notices: Family<NoticeLabels, Gauge>,
}

#[derive(Clone)]
struct System {
    house: House,
    measures: Arc<Measures>,
}

/// Puts probes and measures around the site.
pub(crate) fn around(house: House, site: Router) -> Router {
    let system = System {
        house,
        measures: Arc::new(Measures::new()),
    };
    let log = crate::log::routes(system.house.ledger.clone());
    let probes = Router::new()
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(system.clone())
        .merge(log);
    probes.fallback_service(site.layer(middleware::from_fn_with_state(system.measures, measure)))
}

impl Measures {
    fn new() -> Self {
        let mut registry = Registry::with_prefix("carnet");
        let requests = Family::<Labels, Counter>::default();
        let buckets = [
            0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0,
        ];
        let seconds = Histogram::new(buckets);
        let passwords = Gauge::default();
        registry.register("requests", "Requests answered", requests.clone());
        registry.register_with_unit(
            "request",
            "Time to the head of the answer",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register(
            "passwords_hashed",
            "Passwords hashed since the start",
            passwords.clone(),
        );
        let notices = Family::<NoticeLabels, Gauge>::default();
        registry.register(
            "notices",
            "Notices that wait now, and what became of those of this process since the start",
            notices.clone(),
        );
        let log = Gauge::default();
        registry.register(
            "log_entries",
            "Entries of the public log in its last checkpoint",
            log.clone(),
        );
        let witnesses = Family::<WitnessLabels, Gauge>::default();
        registry.register(
            "log_witness",
            "Checkpoints that each witness signed, and times that it did not answer, since the start",
            witnesses.clone(),
        );
        Self {
            registry,
            log,
            witnesses,
            requests,
            seconds,
            passwords,
            notices,
        }
    }

    fn count_log(&self, ledger: &ledger::Ledger) {
        let gauge = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.log.set(gauge(ledger.size()));
        for witness in ledger.witness_counts() {
            for (state, number) in [("signed", witness.cosigned), ("failed", witness.failed)] {
                let labels = WitnessLabels {
                    witness: witness.name.clone(),
                    state,
                };
                self.witnesses.get_or_create(&labels).set(gauge(number));
            }
        }
    }

    fn count(&self, counts: &post::Counts) {
        for channel in post::Channel::ALL {
            let count = counts.of(channel);
            for (state, number) in [
                ("queued", count.queued),
                ("delivered", count.delivered),
                ("failed", count.failed),
                ("returned", count.returned),
            ] {
                let channel = channel.name();
                let labels = NoticeLabels { channel, state };
                let number = i64::try_from(number).unwrap_or(i64::MAX);
                self.notices.get_or_create(&labels).set(number);
            }
        }
    }
}

async fn measure(State(measures): State<Arc<Measures>>, request: Request, next: Next) -> Response {
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "HEAD" => "HEAD",
        _ => "other",
    };
    let begun = Instant::now();
    let response = next.run(request).await;
    measures.seconds.observe(begun.elapsed().as_secs_f64());
    let labels = Labels {
        method,
        status: response.status().as_u16(),
    };
    measures.requests.get_or_create(&labels).inc();
    response
}

/// The process runs.
async fn health() -> &'static str {
    "ok\n"
}

/// What it stands on answers.
async fn ready(State(system): State<System>) -> Response {
    let ready = async {
        system.house.store.ready().await?;
        system.house.shreds.ready().await?;
        system.house.vault.check().await?;
        // An older store in the place of ours answers, and must not be served.
        system.house.ledger.ready()
    };
    match ready.await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(error = error.log_text(), "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// Measures are for this machine alone: whoever asks from elsewhere, or
/// through a proxy, finds nothing here.
async fn metrics(State(system): State<System>, request: Request) -> Response {
    let here = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .is_none_or(|peer| peer.0.ip().is_loopback());
    let forwarded = ["x-forwarded-for", "forwarded"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    if !here || forwarded {
        return StatusCode::NOT_FOUND.into_response();
    }
    let hashed = i64::try_from(system.house.identity.passwords_hashed()).unwrap_or(i64::MAX);
    system.measures.passwords.set(hashed);
    system.measures.count_log(&system.house.ledger);
    match system.house.post.counts().await {
        Ok(counts) => system.measures.count(&counts),
        Err(error) => tracing::warn!(error = error.log_text(), "counting notices"),
    }
    let mut text = String::new();
    match encode(&mut text, &system.measures.registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
