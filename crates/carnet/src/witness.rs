//! `carnet witness`: the program that others run elsewhere, to look on. It
//! needs no house: a folder, a name, and the keys of the logs it looks at.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use clap::Args as ClapArgs;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use kernel::World;
use keys::SigningKey;
use ledger::{Answer, PublicKey, REQUEST_MAX, Role, Signer, Witness};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Looks on at logs, and signs what only grows.
#[derive(ClapArgs)]
pub struct Args {
    /// Its name, in every signature: an address without https://, such as
    /// temoin.example.org/carnet.
    #[arg(long)]
    name: String,
    /// The public key of a log to look at (`carnet log key`); several, if
    /// named again.
    #[arg(long = "log", required = true)]
    logs: Vec<String>,
    /// Where it keeps its key, what it has seen, and evidence.
    #[arg(long, default_value = "witness")]
    folder: PathBuf,
    /// Where to listen. TLS is for the proxy before it.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
}

impl Args {
    /// The witness this describes. Its key is made at the first start.
    ///
    /// # Errors
    /// A key that is none, a folder that cannot be kept.
    pub fn open(&self, world: World) -> Result<Witness> {
        let readable = |error| crate::readable(&error);
        let key = SigningKey::open_or_create(self.folder.join("witness.key"), &*world.chance);
        let key = Arc::new(key.map_err(readable)?);
        let signer = Signer::new(&self.name, Role::Witness, key).map_err(readable)?;
        let logs: kernel::Result<Vec<_>> = self.logs.iter().map(|k| PublicKey::parse(k)).collect();
        let logs = logs.map_err(readable)?;
        Witness::open(&self.folder, signer, logs, world).map_err(readable)
    }

    /// Where it listens.
    pub const fn listen(&self) -> SocketAddr {
        self.listen
    }
}

/// Serves a witness until the process ends.
///
/// # Errors
/// When it cannot listen.
pub async fn serve(witness: Witness, listen: SocketAddr) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("listening on {listen}"))?;
    let stop = async {
        drop(tokio::signal::ctrl_c().await);
    };
    axum::serve(listener, router(witness))
        .with_graceful_shutdown(stop)
        .await
        .context("serving")
}

/// What a witness answers over HTTP (C2SP tlog-witness).
pub fn router(witness: Witness) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .layer(DefaultBodyLimit::max(REQUEST_MAX))
        .with_state(Arc::new(witness))
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, request: String) -> Response {
    const SIZE: &str = "text/x.tlog.size";
    // It waits for the disk.
    let answered = tokio::task::spawn_blocking(move || witness.add_checkpoint(&request)).await;
    match answered {
        Ok(Ok(Answer::Cosigned(lines))) => lines.into_response(),
        Ok(Ok(Answer::OtherSize(size))) => {
            let size = format!("{size}\n");
            (StatusCode::CONFLICT, [(CONTENT_TYPE, SIZE)], size).into_response()
        }
        Ok(Ok(Answer::Malformed)) => StatusCode::BAD_REQUEST.into_response(),
        Ok(Ok(Answer::Unsigned)) => StatusCode::FORBIDDEN.into_response(),
        Ok(Ok(Answer::Unknown)) => StatusCode::NOT_FOUND.into_response(),
        Ok(Ok(Answer::NotProved)) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Ok(Err(error)) => {
            tracing::error!(error = error.log_text(), "the witness does not remember");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
