//! The public log of the house: where everybody fetches it, and what its keeper
//! does with it. No person in it, no session before it.

use crate::config::{Config, LogSection};
use anyhow::{Result, bail};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use clap::Subcommand;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue, StatusCode};
use kernel::World;
use ledger::{Ledger, LogConfig, PublicKey, TileId, parse_place};
use std::sync::Arc;
use store::Store;
use tokio::sync::Semaphore;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// The newest head changes every second, what stands under it never: a head that
/// somebody kept would hide what came after it.
const NEVER: &str = "no-store";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Questions to the log that are answered at once; more are told to come again.
/// It asks for no session: nobody may take the store from those who have one.
const AT_ONCE: usize = 16;
/// The longest address of a tile: `entries/x999/x999/x999/x999/x999/999.p/255`.
const PLACE_MAX: usize = 64;

/// `carnet log …`
#[derive(Subcommand)]
pub enum Command {
    /// Prints the public key by which everybody checks the log: witnesses and
    /// whoever checks a history need it.
    Key,
    /// Prints the newest checkpoint.
    Checkpoint,
    /// Goes on with a database that is older than its log, when what is missing
    /// is lost for good: restoring a later backup comes first. The log begins
    /// anew under a new name, which everybody sees; name, reason and the last
    /// checkpoint of the former log are kept beside the keys.
    AcceptLoss {
        /// Who does this.
        #[arg(long)]
        by: String,
        /// Why, in a sentence for those who will ask.
        #[arg(long)]
        reason: String,
    },
}

/// How this set-up keeps the log.
///
/// # Errors
/// When the key of a witness is none.
pub fn log_config(section: &LogSection) -> kernel::Result<LogConfig> {
    let mut witnesses = Vec::with_capacity(section.witnesses.len());
    for witness in &section.witnesses {
        let key = PublicKey::parse(&witness.key)
            .map_err(|error| error.note("in [[log.witnesses]]: key is no public key"))?;
        witnesses.push((witness.url.clone(), key));
    }
    Ok(LogConfig {
        origin: section.origin.clone(),
        key: section.key.clone(),
        checkpoint: section.checkpoint.clone(),
        witnesses,
    })
}

/// Does what the keeper of the log asks. The house itself stays shut: it would
/// refuse an older database.
///
/// # Errors
/// As the log.
pub async fn run(config: &Config, world: World, command: Command) -> Result<Vec<String>> {
    let readable = |error| crate::readable(&error);
    let store = Store::open(&config.store.url).await.map_err(readable)?;
    let log = log_config(&config.log).map_err(readable)?;
    let ledger = Ledger::open(store, world, log).await.map_err(readable)?;
    Ok(match command {
        Command::Key => vec![ledger.public_key().await.map_err(readable)?.to_string()],
        Command::Checkpoint => match ledger.stored_checkpoint().await.map_err(readable)? {
            Some(note) => vec![note.trim_end().to_owned()],
            None => bail!("no checkpoint was signed yet: start `carnet serve`"),
        },
        Command::AcceptLoss { by, reason } => {
            let accepted = ledger.accept_loss(&by, &reason).await.map_err(readable)?;
            vec![
                format!(
                    "accepted: {} entries were signed, {} are here",
                    accepted.signed, accepted.here
                ),
                String::from("the log begins anew; give its key to every witness:"),
                accepted.key.to_string(),
            ]
        }
    })
}

/// What everybody asks.
#[derive(Clone)]
struct Public {
    ledger: Ledger,
    turns: Arc<Semaphore>,
}

/// Where everybody fetches the log (C2SP tlog-tiles).
pub(crate) fn routes(ledger: Ledger) -> Router {
    routes_for(ledger, AT_ONCE)
}

fn routes_for(ledger: Ledger, at_once: usize) -> Router {
    let turns = Arc::new(Semaphore::new(at_once));
    Router::new()
        .route("/log/checkpoint", get(checkpoint))
        .route("/log/tile/{*place}", get(tile))
        .with_state(Public { ledger, turns })
}

type Headers = [(HeaderName, &'static str); 3];

const fn headers(kind: &'static str, cached: &'static str) -> Headers {
    [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, cached),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
}

/// What is not there today may be tomorrow.
fn nothing(status: StatusCode) -> Response {
    (status, [(CACHE_CONTROL, NEVER)]).into_response()
}

async fn checkpoint(State(public): State<Public>) -> Response {
    match public.ledger.checkpoint() {
        Some(note) => (headers(TEXT, NEVER), note).into_response(),
        None => nothing(StatusCode::NOT_FOUND),
    }
}

async fn tile(State(public): State<Public>, Path(place): Path<String>) -> Response {
    if place.len() > PLACE_MAX {
        return nothing(StatusCode::NOT_FOUND);
    }
    let Ok(_turn) = public.turns.try_acquire() else {
        let mut busy = nothing(StatusCode::SERVICE_UNAVAILABLE);
        let soon = HeaderValue::from_static("1");
        busy.headers_mut().insert(RETRY_AFTER, soon);
        return busy;
    };
    let ledger = &public.ledger;
    let found = match place.strip_prefix("entries/") {
        Some(place) => match parse_place(place) {
            Some((n, width)) => ledger.entries(n, width).await,
            None => Ok(None),
        },
        None => match TileId::parse(&place) {
            Some((id, width)) => ledger.tile(id, width).await,
            None => Ok(None),
        },
    };
    match found {
        Ok(Some(bytes)) => (headers(BYTES, FOR_EVER), bytes).into_response(),
        Ok(None) => nothing(StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(error = error.log_text(), "serving the log");
            nothing(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::Request;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_tile_is_given_to_so_many_at_once_and_to_the_others_later() {
        testkit::for_each_store(async |store| {
            let (folder, time) = (
                tempfile::tempdir().expect("a folder"),
                testkit::TestWorld::new(),
            );
            let config = LogConfig {
                origin: None,
                key: folder.path().join("log.key"),
                checkpoint: folder.path().join("log.checkpoint"),
                witnesses: Vec::new(),
            };
            let ledger = Ledger::open(store, time.world(), config).await;
            let ledger = ledger.expect("a log");
            let asked = async |at_once, path: &str| {
                let routes = routes_for(ledger.clone(), at_once);
                let request = Request::get(path).body(Body::empty()).expect("a request");
                routes.oneshot(request).await.expect("answered")
            };
            let busy = asked(0, "/log/tile/0/000").await;
            assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(busy.headers()[RETRY_AFTER], "1");
            assert_eq!(busy.headers()[CACHE_CONTROL], NEVER);
            // The head is in memory: it is given to everybody.
            ledger.tick().await.expect("a tick");
            assert_eq!(asked(0, "/log/checkpoint").await.status(), StatusCode::OK);
            let long = format!("/log/tile/0/{}", "x001/".repeat(20));
            for path in ["/log/tile/0/000", &long] {
                let none = asked(1, path).await;
                assert_eq!(none.status(), StatusCode::NOT_FOUND);
                assert_eq!(none.headers()[CACHE_CONTROL], NEVER);
            }
        })
        .await;
    }
}
